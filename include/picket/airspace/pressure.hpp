// SPDX-License-Identifier: MIT
/// @file
/// Flight levels and heights above mean sea level: the standard atmosphere, and a day that differs from it.
#ifndef PICKET_AIRSPACE_PRESSURE_HPP
#define PICKET_AIRSPACE_PRESSURE_HPP

#include <picket/airspace/height_models.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

namespace picket {
inline namespace v0 {

/// The ICAO standard atmosphere, from 5 km below sea level to 80 km above: pressure for height and back.
///
/// Heights are geopotential metres, which is what pressure altitudes and flight levels are. NaN outside the range.
///
/// Accuracy    the published tables to their last digit [tests/golden/isa]; there and back to a micrometre
/// Cost        a logarithm and an exponential; no allocation
/// Errors      noexcept
/// Reference   ICAO, Manual of the ICAO Standard Atmosphere, Doc 7488, 3rd edition, 1993: constants of section E, the
///             hydrostatic equation integrated over layers of constant lapse rate
class IsaAtmosphere {
public:
    static constexpr double sea_level_hpa = 1013.25;
    static constexpr double lowest_m = -5000.0;
    static constexpr double highest_m = 80000.0;

    IsaAtmosphere() noexcept
    {
        for (std::size_t i = 1; i < layers.size(); ++i) {
            temperature_k_[i] = temperature_in(i - 1, layers[i].base_m);
            pressure_hpa_[i] = pressure_in(i - 1, layers[i].base_m);
        }
    }

    [[nodiscard]] double temperature_k(Metres height) const noexcept
    {
        if (!in_range(height.value())) return std::numeric_limits<double>::quiet_NaN();
        return temperature_in(layer_of(height.value()), height.value());
    }
    [[nodiscard]] double pressure_hpa(Metres height) const noexcept
    {
        if (!in_range(height.value())) return std::numeric_limits<double>::quiet_NaN();
        return pressure_in(layer_of(height.value()), height.value());
    }
    [[nodiscard]] double density_kg_m3(Metres height) const noexcept
    {
        return 100.0 * pressure_hpa(height) / (gas_constant * temperature_k(height));
    }

    /// The height at which the standard atmosphere has this pressure.
    [[nodiscard]] Metres pressure_altitude(double hpa) const noexcept
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        if (!(hpa > 0.0)) return Metres{nan};
        std::size_t i = 0;
        while (i + 1 < layers.size() && hpa <= pressure_hpa_[i + 1]) ++i;
        const double lapse = layers[i].lapse_k_m;
        const double ratio = std::log(hpa / pressure_hpa_[i]);
        const double height_m =
            layers[i].base_m + (lapse == 0.0
                                    ? -ratio * gas_constant * temperature_k_[i] / gravity
                                    : temperature_k_[i] / lapse * std::expm1(-ratio * gas_constant * lapse / gravity));
        return Metres{in_range(height_m) ? height_m : nan};
    }

    /// Integral of dh / T from one height to another [m/K]: by how much a layer of air grows for each degree that it
    /// is warmer than the standard. NaN out of range.
    [[nodiscard]] double growth_m_per_k(Metres from, Metres to) const noexcept
    {
        if (!in_range(from.value()) || !in_range(to.value())) return std::numeric_limits<double>::quiet_NaN();
        return growth_from_base(to.value()) - growth_from_base(from.value());
    }

    /// Least and greatest temperature between two heights, the first not above the second. NaN out of range.
    [[nodiscard]] std::pair<double, double> temperatures_k(Metres low, Metres high) const noexcept
    {
        const double a = temperature_k(low);
        const double b = temperature_k(high);
        if (!(low.value() <= high.value()) || std::isnan(a + b)) {
            constexpr double nan = std::numeric_limits<double>::quiet_NaN();
            return {nan, nan};
        }
        std::pair<double, double> range = std::minmax(a, b);
        // linear in each layer, so its extremes are at the ends and where layers meet
        for (std::size_t i = 1; i < layers.size(); ++i)
            if (layers[i].base_m > low.value() && layers[i].base_m < high.value())
                range = {std::min(range.first, temperature_k_[i]), std::max(range.second, temperature_k_[i])};
        return range;
    }

private:
    struct Layer {
        double base_m;
        double lapse_k_m;  ///< temperature grows by this
    };
    static constexpr std::array<Layer, 7> layers{
        {{0, -6.5e-3}, {11e3, 0}, {20e3, 1e-3}, {32e3, 2.8e-3}, {47e3, 0}, {51e3, -2.8e-3}, {71e3, -2e-3}}};
    static constexpr double gravity = 9.80665;
    static constexpr double gas_constant = 287.05287;  ///< J/(kg K)

    [[nodiscard]] static bool in_range(double height_m) noexcept
    {
        return height_m >= lowest_m && height_m <= highest_m;
    }
    [[nodiscard]] static std::size_t layer_of(double height_m) noexcept
    {
        std::size_t i = 0;
        while (i + 1 < layers.size() && height_m >= layers[i + 1].base_m) ++i;
        return i;
    }
    [[nodiscard]] double temperature_in(std::size_t i, double height_m) const noexcept
    {
        return temperature_k_[i] + layers[i].lapse_k_m * (height_m - layers[i].base_m);
    }
    [[nodiscard]] double pressure_in(std::size_t i, double height_m) const noexcept
    {
        return pressure_hpa_[i] * std::exp(-gravity / gas_constant * growth_in(i, height_m));
    }
    [[nodiscard]] double growth_in(std::size_t i, double height_m) const noexcept
    {
        const double above_m = height_m - layers[i].base_m;
        const double lapse = layers[i].lapse_k_m;
        if (lapse == 0.0) return above_m / temperature_k_[i];
        return std::log1p(lapse * above_m / temperature_k_[i]) / lapse;
    }
    [[nodiscard]] double growth_from_base(double height_m) const noexcept
    {
        const std::size_t last = layer_of(height_m);
        double sum = 0.0;
        for (std::size_t i = 0; i < last; ++i) sum += growth_in(i, layers[i + 1].base_m);
        return sum + growth_in(last, height_m);
    }

    std::array<double, layers.size()> temperature_k_{288.15};
    std::array<double, layers.size()> pressure_hpa_{sea_level_hpa};
};

/// The air of one place and hour: what a station reports, and how well it is known.
struct QnhSpec {
    double qnh_hpa = IsaAtmosphere::sea_level_hpa;
    double qnh_error_hpa = 1.0;  ///< rounded to a hectopascal, and changing on the way from the station
    /// Where the QNH was measured: there it is right whatever the temperature.
    Metres station_elevation{0.0};
    double temperature_deviation_k = 0.0;  ///< of the air between station and aircraft from the standard, on average
    double temperature_error_k = 30.0;     ///< bound of what that is wrong by; 30 K covers most of the world's weather
    Metres error{0.0};                     ///< anything else, an altimeter's own error for one
    /// false: `amsl` means what an altimeter set to the QNH reads, as it does in the limits of controlled airspace.
    /// Then temperature and gravity are no errors, for everyone's altimeter makes them, and are left out.
    bool true_heights = true;
};

/// Pressure altitude and height above mean sea level for one QNH, with what is not known of the day as an error.
///
///     amsl = PA - PA(QNH) + dT (integral of dh / T_isa, from the station to the aircraft)
///
/// The first two terms are what an altimeter set to the QNH shows. The third is what it does not know: a layer of air
/// dT warmer than the standard is thicker by dT / T, 4 % for ten degrees. Limits that are meant as altimeter readings
/// rather than true heights: QnhSpec::true_heights.
///
/// Accuracy    error = error given + that of the QNH (8.3 to 10 m/hPa at 1013) + temperature_error_k x the integral
///             + |amsl| (0.0027 + |amsl| / 6,300 km): altimetry counts in standard geopotential metres, true ones are
///             longer with height, shorter by a quarter per cent at the poles and longer at the equator
///             [tests/unit/pressure]
/// Cost        a microsecond at most; no allocation; thread-safe
/// Errors      construction throws DomainError; pressure altitudes outside -5 to 32 km are not known (NaN)
/// Reference   ICAO Doc 7488 for the atmosphere; ICAO Doc 8168 (PANS-OPS) volume I, part III, on temperature
/// corrections
class QnhPressure {
public:
    static constexpr double highest_m = 32000.0;

    explicit QnhPressure(const QnhSpec& spec) : spec_(spec)
    {
        const auto check = [](const char* what, double value, double low, double high) {
            if (!(value >= low && value <= high))
                detail::raise<DomainError>((std::string(what) + ' ' + std::to_string(value) + " is not within " +
                                            std::to_string(low) + " to " + std::to_string(high))
                                               .c_str());
        };
        // the lowest pressure at sea level on record is 870 hPa, the highest 1084
        check("QNH [hPa]", spec.qnh_hpa, 850.0, 1100.0);
        check("QNH: error [hPa]", spec.qnh_error_hpa, 0.0, 200.0);
        check("QNH: station elevation [m]", spec.station_elevation.value(), -500.0, 6000.0);
        check("QNH: temperature deviation [K]", spec.temperature_deviation_k, -60.0, 60.0);
        check("QNH: temperature error [K]", spec.temperature_error_k, 0.0, 60.0);
        check("QNH: error [m]", spec.error.value(), 0.0, 10e3);
        if (!spec.true_heights) spec_.temperature_deviation_k = spec_.temperature_error_k = 0.0;
        zero_m_ = isa_.pressure_altitude(spec.qnh_hpa).value();
        station_m_ = zero_m_ + spec.station_elevation.value();
        // the height of a pressure falls faster at low pressures: the lower side is the worse one
        const double lowest_hpa = std::max(700.0, spec.qnh_hpa - spec.qnh_error_hpa);
        const double qnh_error_m = isa_.pressure_altitude(lowest_hpa).value() - zero_m_;
        // and the station's own pressure altitude moves with it: air that is not standard is counted from there
        const double warmth = (std::abs(spec_.temperature_deviation_k) + spec_.temperature_error_k) /
                              isa_.temperature_k(Metres{station_m_ + qnh_error_m});
        fixed_error_m_ = spec.error.value() + qnh_error_m * (1.0 + warmth);
        const auto [coldest_k, warmest_k] = isa_.temperatures_k(Metres{IsaAtmosphere::lowest_m}, Metres{highest_m});
        static_cast<void>(warmest_k);
        // for altitude_of(): heights grow at least this fast with pressure altitude, whatever the day within its errors
        slowest_gain_ = 1.0 + std::min(0.0, spec_.temperature_deviation_k) / coldest_k -
                        spec_.temperature_error_k / coldest_k - length_error_growth();
    }

    /// As given, but without temperatures where the heights are readings.
    [[nodiscard]] const QnhSpec& spec() const noexcept { return spec_; }

    [[nodiscard]] HeightEstimate amsl(double pressure_altitude_m, LatLon, double) const noexcept
    {
        const double height_m = amsl_of(pressure_altitude_m);
        if (std::isnan(height_m)) return {};
        return {height_m, errors(pressure_altitude_m, pressure_altitude_m).second};
    }

    [[nodiscard]] HeightEstimate pressure_altitude(double amsl_m, LatLon, double) const noexcept
    {
        const double altitude_m = altitude_of(amsl_m);
        if (std::isnan(altitude_m)) return {};
        return {altitude_m, errors(altitude_m, altitude_m).second / slowest_gain_};
    }

    [[nodiscard]] PressureBounds amsl_bounds(double low_m, double high_m, const GeoBox&, double, double) const noexcept
    {
        if (!(low_m >= IsaAtmosphere::lowest_m && high_m <= highest_m)) return out_of(low_m, high_m);
        const auto [gain_low, gain_high] = gains(low_m, high_m);
        const auto [error_low_m, error_high_m] = errors(low_m, high_m);
        return {gain_low, gain_high, 0.0, error_low_m, error_high_m};
    }

    [[nodiscard]] PressureBounds pressure_altitude_bounds(double low_m, double high_m, const GeoBox&, double,
                                                          double) const noexcept
    {
        const double low = altitude_of(low_m);
        const double high = altitude_of(high_m);
        if (std::isnan(low + high)) {
            const bool reaches = high_m >= amsl_of(IsaAtmosphere::lowest_m) && low_m <= amsl_of(highest_m);
            return {1.0, 1.0, 0.0, 0.0, 0.0, reaches ? Coverage::part : Coverage::none};
        }
        const auto [gain_low, gain_high] = gains(low, high);
        const auto [error_low_m, error_high_m] = errors(low, high);
        return {1.0 / gain_high, 1.0 / gain_low, 0.0, error_low_m / slowest_gain_, error_high_m / slowest_gain_};
    }

private:
    [[nodiscard]] static bool in_range(double altitude_m) noexcept
    {
        return altitude_m >= IsaAtmosphere::lowest_m && altitude_m <= highest_m;
    }

    [[nodiscard]] static PressureBounds out_of(double low_m, double high_m) noexcept
    {
        const bool reaches = high_m >= IsaAtmosphere::lowest_m && low_m <= highest_m;
        return {1.0, 1.0, 0.0, 0.0, 0.0, reaches ? Coverage::part : Coverage::none};
    }

    [[nodiscard]] double amsl_of(double altitude_m) const noexcept
    {
        if (!in_range(altitude_m)) return std::numeric_limits<double>::quiet_NaN();
        if (spec_.temperature_deviation_k == 0.0) return altitude_m - zero_m_;
        return altitude_m - zero_m_ +
               spec_.temperature_deviation_k * isa_.growth_m_per_k(Metres{station_m_}, Metres{altitude_m});
    }

    /// By Newton's method: the slope, 1 + dT / T, is between 0.7 and 1.3 and hardly changes, so each step gains
    /// digits by the dozen.
    [[nodiscard]] double altitude_of(double amsl_m) const noexcept
    {
        double altitude_m = amsl_m + zero_m_;
        if (spec_.temperature_deviation_k != 0.0) {
            for (int i = 0; i < 50; ++i) {
                const double at_m = std::clamp(altitude_m, IsaAtmosphere::lowest_m, highest_m);
                const double slope = 1.0 + spec_.temperature_deviation_k / isa_.temperature_k(Metres{at_m});
                const double step_m = (amsl_of(at_m) - amsl_m) / slope;
                const bool done = std::abs(at_m - step_m - altitude_m) < 1e-9;
                altitude_m = at_m - step_m;
                if (done) break;
            }
        }
        return in_range(altitude_m) ? altitude_m : std::numeric_limits<double>::quiet_NaN();
    }

    /// Least and greatest slope of amsl_of() between two altitudes.
    [[nodiscard]] std::pair<double, double> gains(double low_m, double high_m) const noexcept
    {
        const double dt = spec_.temperature_deviation_k;
        if (dt == 0.0) return {1.0, 1.0};
        const auto [cold, warm] = isa_.temperatures_k(Metres{low_m}, Metres{high_m});
        return std::minmax({1.0 + dt / cold, 1.0 + dt / warm});
    }

    /// Least and greatest error bound of amsl_of() between two altitudes.
    [[nodiscard]] std::pair<double, double> errors(double low_m, double high_m) const noexcept
    {
        // both terms are monotone numbers, taken without their sign
        const auto size = [](double a, double b) {
            const double least = a <= 0.0 && b >= 0.0 ? 0.0 : std::min(std::abs(a), std::abs(b));
            return std::pair(least, std::max(std::abs(a), std::abs(b)));
        };
        const auto warmth = size(isa_.growth_m_per_k(Metres{station_m_}, Metres{low_m}),
                                 isa_.growth_m_per_k(Metres{station_m_}, Metres{high_m}));
        const auto height = size(amsl_of(low_m), amsl_of(high_m));
        const auto sum = [&](double growth, double height_m) {
            return fixed_error_m_ + spec_.temperature_error_k * growth + length_error_m(height_m);
        };
        return {sum(warmth.first, height.first), sum(warmth.second, height.second)};
    }

    /// Standard geopotential metres against metres: gravity differs by up to 0.27 % with latitude (Somigliana), and
    /// falls with height.
    [[nodiscard]] double length_error_m(double height_m) const noexcept
    {
        if (!spec_.true_heights) return 0.0;
        return height_m * (0.0027 + height_m / 6.3e6);
    }
    [[nodiscard]] double length_error_growth() const noexcept
    {
        if (!spec_.true_heights) return 0.0;
        constexpr double tallest_m = 1.3 * highest_m;  // on the warmest day
        return 0.0027 + 2.0 * tallest_m / 6.3e6;
    }

    IsaAtmosphere isa_;
    QnhSpec spec_;
    double zero_m_ = 0;     ///< pressure altitude of the QNH
    double station_m_ = 0;  ///< pressure altitude of the station
    double fixed_error_m_ = 0;
    double slowest_gain_ = 1;
};

static_assert(PressureModel<QnhPressure>);

}  // namespace v0
}  // namespace picket

#endif
