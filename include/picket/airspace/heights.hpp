// SPDX-License-Identifier: MIT
/// @file
/// Heights of different datums compared, through the models that a caller has. Where one is missing, or does not know
/// the place, the answer is `unknown`.
#ifndef PICKET_AIRSPACE_HEIGHTS_HPP
#define PICKET_AIRSPACE_HEIGHTS_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/height_models.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace picket {
inline namespace v0 {

/// An altitude and a bound of its error; both NaN where it is not known. The datum is the one asked for.
struct AltitudeEstimate {
    Altitude altitude;
    Metres error;
};

namespace detail {

/// Is a height with an error at or above a limit, which belongs to what is above it? NaN: unknown.
[[nodiscard]] inline Containment at_or_above(HeightEstimate height, Metres limit) noexcept
{
    if (height.value_m - height.error_m >= limit.value()) return Containment::inside;
    return height.value_m + height.error_m < limit.value() ? Containment::outside : Containment::unknown;
}

/// The same below.
[[nodiscard]] inline Containment at_or_below(HeightEstimate height, Metres limit) noexcept
{
    if (height.value_m + height.error_m <= limit.value()) return Containment::inside;
    return height.value_m - height.error_m > limit.value() ? Containment::outside : Containment::unknown;
}

/// One conversion: a branch of the tree of datums (height_models.hpp), one way or the other.
enum class DatumStep : std::uint8_t {
    add_geoid,
    take_geoid,
    add_ground,
    take_ground,
    to_amsl,
    to_pressure
};

/// The way from one datum to another.
struct DatumRoute {
    std::array<DatumStep, 4> steps{};
    std::size_t size = 0;

    constexpr void add(DatumStep step) noexcept
    {
        // up to mean sea level and down again is no way
        const bool undone = size > 0 && step == DatumStep::add_geoid && steps[size - 1] == DatumStep::take_geoid;
        if (undone)
            --size;
        else
            steps[size++] = step;
    }
    [[nodiscard]] const DatumStep* begin() const noexcept { return steps.data(); }
    [[nodiscard]] const DatumStep* end() const noexcept { return steps.data() + size; }
};

}  // namespace detail

/// Converts altitudes between datums and compares them, with a geoid, a terrain and a pressure, each of which may be
/// `NoModel`.
///
///     const Heights heights(NoModel{}, terrain, QnhPressure({.qnh_hpa = 1003}));
///     heights.to_datum({Metres{1500}, VerticalDatum::amsl}, {54.2, 18.6}, time_s, VerticalDatum::agl);
///
/// Between two datums there is one way (height_models.hpp). The errors of the models on it add up, as bounds do: a
/// pressure passes on the error of what it is given.
///
/// Guarantees  (1) within one datum nothing changes, no model is asked, and the error is 0
///             (2) a model that is missing, or does not know the place, makes what hangs on it unknown, never outside
///             (3) an altitude whose error interval straddles a limit is unknown against it
/// Accuracy    that of the models [tests/unit/heights, tests/property/heights]
/// Cost        a call of each model on the way, twice more of a pressure behind another model; no allocation;
///             thread-safe where the models are
/// Errors      noexcept
template <class Geoid = NoModel, class Terrain = NoModel, class Pressure = NoModel>
class Heights {
    static_assert(std::same_as<Geoid, NoModel> || GeoidModel<Geoid>);
    static_assert(std::same_as<Terrain, NoModel> || TerrainModel<Terrain>);
    static_assert(std::same_as<Pressure, NoModel> || PressureModel<Pressure>);

public:
    static constexpr bool has_geoid = !std::same_as<Geoid, NoModel>;
    static constexpr bool has_terrain = !std::same_as<Terrain, NoModel>;
    static constexpr bool has_pressure = !std::same_as<Pressure, NoModel>;

    constexpr Heights() = default;
    constexpr explicit Heights(Geoid geoid, Terrain terrain = {}, Pressure pressure = {})
        : geoid_(std::move(geoid)), terrain_(std::move(terrain)), pressure_(std::move(pressure))
    {
    }

    [[nodiscard]] const Geoid& geoid() const noexcept { return geoid_; }
    [[nodiscard]] const Terrain& terrain() const noexcept { return terrain_; }
    [[nodiscard]] const Pressure& pressure() const noexcept { return pressure_; }

    /// Is there a way between two datums, places and times aside?
    [[nodiscard]] bool reaches(VerticalDatum from, VerticalDatum to) const noexcept
    {
        return route(from, to).has_value();
    }

    /// The altitude above another datum.
    ///
    /// @param time_s  s since the Unix epoch, UTC; only a pressure model asks for it
    [[nodiscard]] AltitudeEstimate to_datum(Altitude altitude, LatLon place, double time_s,
                                            VerticalDatum datum) const noexcept
    {
        const HeightEstimate result = to_datum({altitude.value.value(), 0.0}, altitude.datum, place, time_s, datum);
        return {{Metres{result.value_m}, datum}, Metres{result.error_m}};
    }

    /// The same for an altitude that has an error already, as bare numbers.
    [[nodiscard]] HeightEstimate to_datum(HeightEstimate height, VerticalDatum from, LatLon place, double time_s,
                                          VerticalDatum to) const noexcept
    {
        if (std::isnan(height.value_m) || std::isnan(height.error_m)) return {};
        const std::optional<detail::DatumRoute> way = route(from, to);
        if (!way || (way->size > 0 && !is_valid(place))) return {};
        for (const detail::DatumStep step : *way) {
            height = take(step, height, place, time_s);
            if (std::isnan(height.value_m) || std::isnan(height.error_m)) return {};
        }
        return height;
    }

    /// Is the altitude at or above the limit? As vertical.hpp, with conversions.
    [[nodiscard]] Containment at_or_above(Altitude altitude, const AltitudeLimit& limit, LatLon place,
                                          double time_s) const noexcept
    {
        if (limit.kind != AltitudeLimit::Kind::altitude) return Containment::inside;
        return detail::at_or_above(
            to_datum({altitude.value.value(), 0.0}, altitude.datum, place, time_s, limit.value.datum),
            limit.value.value);
    }

    /// Is the altitude at or below the limit? The ground as an upper limit is zero metres AGL.
    [[nodiscard]] Containment at_or_below(Altitude altitude, const AltitudeLimit& limit, LatLon place,
                                          double time_s) const noexcept
    {
        if (limit.kind == AltitudeLimit::Kind::unlimited) return Containment::inside;
        return detail::at_or_below(
            to_datum({altitude.value.value(), 0.0}, altitude.datum, place, time_s, limit.value.datum),
            limit.value.value);
    }

    /// Is the altitude within the band? One limit that certainly excludes it is enough, whatever is not known of the
    /// other.
    [[nodiscard]] Containment within(const AltitudeBand& band, Altitude altitude, LatLon place,
                                     double time_s) const noexcept
    {
        const Containment above = at_or_above(altitude, band.lower, place, time_s);
        if (above == Containment::outside) return above;
        return both(above, at_or_below(altitude, band.upper, place, time_s));
    }

    /// Zone::contains() with conversions: in place, height and time.
    [[nodiscard]] Containment contains(const Zone& zone, const Position& position, double time_s) const noexcept
    {
        const Containment in_time = zone.active(time_s);
        if (in_time == Containment::outside) return in_time;
        const Containment in_height = within(zone.altitude(), position.altitude, position.at, time_s);
        if (in_height == Containment::outside) return in_height;
        return both(in_time, both(in_height, zone.contains(position.at)));
    }

    /// The way between two datums; none where a model is missing.
    [[nodiscard]] std::optional<detail::DatumRoute> route(VerticalDatum from, VerticalDatum to) const noexcept
    {
        using Step = detail::DatumStep;
        detail::DatumRoute way;
        if (from == to) return way;
        const bool ground_above_ellipsoid = ground_datum() == VerticalDatum::wgs84;
        if (from == VerticalDatum::wgs84) way.add(Step::take_geoid);
        if (from == VerticalDatum::pressure_std) way.add(Step::to_amsl);
        if (from == VerticalDatum::agl) {
            way.add(Step::add_ground);
            if (ground_above_ellipsoid) way.add(Step::take_geoid);
        }
        if (to == VerticalDatum::wgs84 || (to == VerticalDatum::agl && ground_above_ellipsoid))
            way.add(Step::add_geoid);
        if (to == VerticalDatum::pressure_std) way.add(Step::to_pressure);
        if (to == VerticalDatum::agl) way.add(Step::take_ground);
        for (const Step step : way)
            if (!can(step)) return std::nullopt;
        return way;
    }

    /// What the terrain's heights are above; amsl without a terrain.
    [[nodiscard]] VerticalDatum ground_datum() const noexcept
    {
        if constexpr (has_terrain) return terrain_.datum();
        return VerticalDatum::amsl;
    }

private:
    [[nodiscard]] static constexpr bool can(detail::DatumStep step) noexcept
    {
        switch (step) {
            case detail::DatumStep::add_geoid:
            case detail::DatumStep::take_geoid: return has_geoid;
            case detail::DatumStep::add_ground:
            case detail::DatumStep::take_ground: return has_terrain;
            case detail::DatumStep::to_amsl:
            case detail::DatumStep::to_pressure: return has_pressure;
        }
        return false;
    }

    [[nodiscard]] HeightEstimate take(detail::DatumStep step, HeightEstimate height, LatLon place,
                                      double time_s) const noexcept
    {
        const auto sum = [&](double sign, HeightEstimate surface) {
            return HeightEstimate{height.value_m + sign * surface.value_m, height.error_m + surface.error_m};
        };
        switch (step) {
            case detail::DatumStep::add_geoid:
            case detail::DatumStep::take_geoid:
                if constexpr (has_geoid)
                    return sum(step == detail::DatumStep::add_geoid ? 1.0 : -1.0, geoid_.undulation(place));
                break;
            case detail::DatumStep::add_ground:
            case detail::DatumStep::take_ground:
                if constexpr (has_terrain)
                    return sum(step == detail::DatumStep::add_ground ? 1.0 : -1.0, terrain_.ground(place));
                break;
            case detail::DatumStep::to_amsl:
                if constexpr (has_pressure)
                    return through(height, [&](double h) noexcept { return pressure_.amsl(h, place, time_s); });
                break;
            case detail::DatumStep::to_pressure:
                if constexpr (has_pressure)
                    return through(height,
                                   [&](double h) noexcept { return pressure_.pressure_altitude(h, place, time_s); });
                break;
        }
        return {};
    }

    /// A pressure conversion of a height that has an error: it grows, so both ends of the interval say how far.
    template <class Convert>
    [[nodiscard]] static HeightEstimate through(HeightEstimate height, const Convert& convert) noexcept
    {
        const HeightEstimate middle = convert(height.value_m);
        if (height.error_m == 0.0) return middle;
        const HeightEstimate low = convert(height.value_m - height.error_m);
        const HeightEstimate high = convert(height.value_m + height.error_m);
        const double passed_on_m = std::max(high.value_m - middle.value_m, middle.value_m - low.value_m);
        const double own_m = std::max({low.error_m, middle.error_m, high.error_m});
        // an end out of range is not known: NaN, which max() may lose
        if (std::isnan(low.value_m + middle.value_m + high.value_m)) return {};
        return {middle.value_m, passed_on_m + own_m};
    }

    Geoid geoid_{};
    Terrain terrain_{};
    Pressure pressure_{};
};

}  // namespace v0
}  // namespace picket

#endif
