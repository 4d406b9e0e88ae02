// SPDX-License-Identifier: MIT
/// @file
/// Arcs and circles about a centre, before they become curves: where they are, which way they run, and where
/// they turn.
///
///                 N (0)                 An arc is held clockwise, whichever way its ring runs, so that two
///              .-'  |  '-.              zones that share it compute the same bits. t [deg] runs from 0 to
///            .'     | r(t)'X            the sweep; the place at t lies r(t) from the centre C in azimuth
///    (270) W |      C------| E (90)     azimuth + t. r goes linearly from one end's distance to the other's:
///            '.           .'            constant for an arc that is not over-specified.
///              '-. ___ .-'
///                   S (180)             Where the arc turns (N, E, S, W) it is cut: each piece is monotone in
///                                       longitude and in latitude.
///
/// Symbols  alpha  azimuth at X of the geodesic from C
///          m      reduced length of that geodesic: X moves m sideways for each radian of azimuth
///
/// dX/dt [m/rad] = r' along alpha + m along alpha + 90. It turns right for radii below a quarter of a turn
/// (its geodesic curvature, see ArcTerms::curvature_bound, is positive), so its east component changes sign
/// from south-going to west-going and from north-going to east-going only, never twice on the spot: roots are
/// simple, and are found by their sign changes.
#ifndef PICKET_AIRSPACE_DETAIL_ARC_HPP
#define PICKET_AIRSPACE_DETAIL_ARC_HPP

#include <picket/airspace/detail/arc_compass.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/geodesy/position.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/Math.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Largest radius of an arc or circle.
inline constexpr double arc_radius_max_m = 5000e3;

/// A place on an arc and the direction there.
struct ArcPoint {
    double lat_deg;
    double lon_deg;      ///< east of the centre's meridian, in [-180, 180]
    double north_m;      ///< components of dX per radian of growing azimuth
    double east_m;
};

/// An arc by azimuths about its centre, as far as `sweep_deg` goes; a negative sweep runs counter-clockwise.
struct ArcTerms {
    double centre_lat_deg;
    double azimuth_deg;  ///< from the centre to the start
    double sweep_deg;
    double radius_start_m;
    double radius_end_m;

    [[nodiscard]] double radius_m(double u) const noexcept
    {
        return radius_start_m + u * (radius_end_m - radius_start_m);
    }

    /// dr/dtheta [m/rad].
    [[nodiscard]] double radius_slope_m() const noexcept
    {
        return radius_start_m == radius_end_m ? 0.0 : (radius_end_m - radius_start_m) / (sweep_deg * degree);
    }

    /// The arc between two of its places.
    [[nodiscard]] ArcTerms between(double u0, double u1) const noexcept
    {
        return {centre_lat_deg, azimuth_deg + u0 * sweep_deg, (u1 - u0) * sweep_deg, radius_m(u0), radius_m(u1)};
    }

    /// @param u  0 at the start, 1 at the end
    [[nodiscard]] ArcPoint at(double u) const noexcept
    {
        ArcPoint point{};
        double alpha_deg = 0;
        double m = 0;
        GeographicLib::Geodesic::WGS84().Direct(centre_lat_deg, 0.0, azimuth_deg + u * sweep_deg, radius_m(u),
                                                point.lat_deg, point.lon_deg, alpha_deg, m);
        double sin_alpha = 0;
        double cos_alpha = 0;
        GeographicLib::Math::sincosd(alpha_deg, sin_alpha, cos_alpha);
        const double slope = radius_slope_m();
        point.north_m = slope * cos_alpha - m * sin_alpha;
        point.east_m = slope * sin_alpha + m * cos_alpha;
        return point;
    }

    /// Upper bound of |dX/du| [m]. Comparison with the least curved sphere: m <= R sin(r / R), R = a^2/b.
    [[nodiscard]] double speed_bound_m() const noexcept
    {
        constexpr double radius = wgs84_radius_max_m;
        const double farthest = std::max(radius_start_m, radius_end_m);
        // 1e-12: the rounding of this very expression
        return (1.0 + 1e-12) * (std::abs(radius_end_m - radius_start_m) +
                                std::abs(sweep_deg) * degree * radius * std::sin(farthest / radius));
    }

    /// Upper bound of the geodesic curvature [1/m].
    ///
    /// With psi = atan2(m, r') the angle from the radius to the curve, kappa = dpsi/ds + m_r dtheta/ds, that is
    ///   kappa = [m_r (1 + r'^2 / (m^2 + r'^2)) + r' m_theta / (m^2 + r'^2)] / sqrt(m^2 + r'^2).
    /// m_r / m <= cot(r / R) / R with R = a^2/b, m >= b sin(r / b) (Sturm). m_theta obeys the Jacobi equation
    /// with the forcing -K_theta m, of size at most G t^2 with G = 5.3e-23 / m^3 >= max |grad K|; its kernel is
    /// at most r - t, so |m_theta| <= G r^4 / 12.
    [[nodiscard]] double curvature_bound() const noexcept
    {
        constexpr double radius = wgs84_radius_max_m;
        constexpr double polar = wgs84_a_m * (1.0 - wgs84_f);
        const double nearest = std::min(radius_start_m, radius_end_m);
        const double farthest = std::max(radius_start_m, radius_end_m);
        const double circle = 1.0 / (std::tan(nearest / radius) * radius);
        const double slope = radius_slope_m();
        if (slope == 0.0) return 1.0001 * circle;
        const double m = polar * std::sin(nearest / polar);
        const double m_theta = 5.3e-23 / 12.0 * farthest * farthest * farthest * farthest;
        const double q = slope * slope / (m * m + slope * slope);
        return 1.0001 * (circle * (1.0 + q) + 0.5 * m_theta / (m * m));
    }
};

/// Where an arc is cut.
struct ArcCut {
    double u;
    double lat_deg;
    double arrival_lon_deg;    ///< east of the centre's meridian, arriving clockwise
    double departure_lon_deg;  ///< the same, except at a pole
};

/// Finds the cuts of a clockwise arc.
class ArcCutter {
public:
    /// @param arc  0 < sweep <= 360, radii positive and at most arc_radius_max_m
    explicit ArcCutter(const ArcTerms& arc) : arc_(arc)
    {
        if (arc.radius_start_m == arc.radius_end_m)
            compass_ = ArcCompass(arc.centre_lat_deg, arc.azimuth_deg, arc.sweep_deg, arc.radius_start_m);
    }

    /// The same cuts, every direction looked at: what the quick way is tested against.
    [[nodiscard]] std::vector<ArcCut> cuts_without_compass()
    {
        compass_ = {};
        return cuts();
    }

    /// From u = 0 to u = 1, both included (whose coordinates are those of the formula: the caller has better
    /// ones). Between two cuts the arc is monotone in longitude and latitude, to 5 nm, and less than 180 degrees
    /// of longitude wide.
    [[nodiscard]] std::vector<ArcCut> cuts()
    {
        std::vector<ArcCut> result{cut_at(0.0)};
        // the places nearest to the poles: all there is to see between two samples happens there
        std::vector<double> fixed;
        for (const double azimuth : {0.0, 180.0}) {
            const double pole_lat = azimuth == 0.0 ? 90.0 : -90.0;
            // the compass keeps away from poles
            const double pole_m = compass_.works() ? std::numeric_limits<double>::infinity()
                                                   : geodesic_distance_m({arc_.centre_lat_deg, 0.0}, {pole_lat, 0.0});
            double t = std::remainder(azimuth - arc_.azimuth_deg, 360.0);
            if (t < 0.0) t += 360.0;
            for (; t <= arc_.sweep_deg; t += 360.0) {  // a full circle begins and ends there
                const double u = t / arc_.sweep_deg;
                const double to_end_m = std::min(u, 1.0 - u) * arc_.speed_bound_m();
                if (std::abs(arc_.radius_m(u) - pole_m) >= through_pole_m) {
                    fixed.push_back(u);
                } else if (to_end_m > 10.0 * through_pole_m) {
                    passes_.push_back({u, pole_lat});
                } else {
                    // an end that is this close to the pole is the pole, or has a longitude of its own
                    const double end = u < 0.5 ? 0.0 : 1.0;
                    if (90.0 - std::abs(arc_.at(end).lat_deg) < 1e-12) passes_.push_back({end, pole_lat});
                }
            }
        }
        std::sort(passes_.begin(), passes_.end(), [](const Pass& a, const Pass& b) { return a.u < b.u; });

        double from = 0.0;
        for (const Pass& pass : passes_) {
            if (pass.u > from) if (pass.u > from) add_turns(from, pass.u, fixed, result);
            const ArcCut cut = pass_at(pass);
            if (pass.u > 0.0) result.push_back(cut);
            else result.front() = cut;
            from = pass.u;
        }
        if (from < 1.0) {  // else the last pass was the end
            add_turns(from, 1.0, fixed, result);
            result.push_back(cut_at(1.0));
        }
        return result;
    }

private:
    /// An arc that passes a pole this close goes through it.
    static constexpr double through_pole_m = 1e-7;
    /// A turn that leaves so little to an end of the arc is no turn [m of overshoot].
    static constexpr double no_turn_m = 5e-9;
    static constexpr double sample_deg = 15.0;
    static constexpr double widest_deg = 120.0;
    static constexpr double longest_sweep_deg = 100.0;

    struct Pass {
        double u;
        double lat_deg;
    };

    struct Sample {
        double u;
        ArcPoint point;  ///< not known with a compass
        bool turn;
        ArcCompass::Heading heading{u};  ///< only for the compass
    };

    [[nodiscard]] ArcCut cut_at(double u) const noexcept
    {
        const ArcPoint point = arc_.at(u);
        return {u, point.lat_deg, point.lon_deg, point.lon_deg};
    }

    /// Through a pole: arrival and departure lie on opposite meridians, at right angles to the radius (less the
    /// slant of a radius that changes).
    [[nodiscard]] ArcCut pass_at(const Pass& pass) const noexcept
    {
        const double slant = std::atan2(arc_.radius_slope_m(), arc_.radius_m(pass.u)) / degree;
        const double departure = pass.lat_deg > 0.0 ? 90.0 + slant : -90.0 - slant;
        return {pass.u, pass.lat_deg, normalised_longitude(departure + 180.0), departure};
    }

    /// Cuts strictly between two places, neither of them a pole in between.
    void add_turns(double from, double to, const std::vector<double>& fixed, std::vector<ArcCut>& result) const
    {
        // a hair inside: at a pole directions depend on the longitude
        const double hair = std::min(1e-3 * (to - from), 1e-3 / arc_.speed_bound_m());
        std::vector<Sample> samples;
        samples.reserve(32);
        const auto add = [&](double u, bool turn) { samples.push_back(Sample{u, look(u), turn}); };
        const int steps = 1 + static_cast<int>((to - from) * arc_.sweep_deg / sample_deg);
        add(is_pass(from) ? from + hair : from, false);
        for (int k = 1; k < steps; ++k) add(from + (to - from) * k / steps, false);
        add(is_pass(to) ? to - hair : to, false);
        for (const double u : fixed)
            if (u > from && u < to) add(u, false);
        sort(samples);
        find_turns(samples, &ArcPoint::north_m);
        find_turns(samples, &ArcPoint::east_m);

        double width_deg = 0.0;
        double last = from;
        for (std::size_t i = 1; i + 1 < samples.size(); ++i) {
            const Sample& sample = samples[i];
            // (with a compass none is too wide)
            width_deg += step_deg(samples[i - 1], sample);
            const double next_deg = step_deg(sample, samples[i + 1]);
            const bool long_enough = width_deg + next_deg > widest_deg ||
                                     (samples[i + 1].u - last) * arc_.sweep_deg > longest_sweep_deg;
            const bool turn = sample.turn && leaves_something(sample.u, from, to);
            if (!turn && !long_enough) continue;
            result.push_back(cut_at(sample.u));
            width_deg = 0.0;
            last = sample.u;
        }
    }

    [[nodiscard]] ArcPoint look(double u) const noexcept { return compass_.works() ? ArcPoint{} : arc_.at(u); }

    [[nodiscard]] double step_deg(const Sample& a, const Sample& b) const noexcept
    {
        return compass_.works() ? 0.0 : std::abs(GeographicLib::Math::AngDiff(a.point.lon_deg, b.point.lon_deg));
    }

    [[nodiscard]] bool is_positive(Sample& sample, double ArcPoint::*component) const noexcept
    {
        if (!compass_.works()) return sample.point.*component > 0.0;
        return component == &ArcPoint::north_m ? compass_.goes_north(sample.heading)
                                               : compass_.goes_east(sample.heading);
    }

    /// Is the component smaller at the first place than at the second?
    [[nodiscard]] bool is_smaller(Sample& a, Sample& b, double ArcPoint::*component) const noexcept
    {
        if (!compass_.works()) return std::abs(a.point.*component) < std::abs(b.point.*component);
        const bool north = component == &ArcPoint::north_m;
        const double size_a = std::abs(north ? compass_.north(a.heading) : compass_.east(a.heading));
        const double size_b = std::abs(north ? compass_.north(b.heading) : compass_.east(b.heading));
        // the factor left out is the same for both but for the last digits
        if (std::abs(size_a - size_b) > 1e-6 * std::max(size_a, size_b)) return size_a < size_b;
        return std::abs(arc_.at(a.u).*component) < std::abs(arc_.at(b.u).*component);
    }

    [[nodiscard]] bool is_pass(double u) const noexcept
    {
        return std::any_of(passes_.begin(), passes_.end(), [u](const Pass& pass) { return pass.u == u; });
    }

    /// Beyond the turn the arc comes back by d^2 / 2r: is that more than nothing?
    [[nodiscard]] bool leaves_something(double u, double from, double to) const noexcept
    {
        const double d_m = std::min(u - from, to - u) * arc_.speed_bound_m();
        return d_m * d_m > 2.0 * no_turn_m * std::min(arc_.radius_start_m, arc_.radius_end_m);
    }

    static void sort(std::vector<Sample>& samples)
    {
        std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.u < b.u; });
    }

    /// Adds the roots of one component of the direction.
    void find_turns(std::vector<Sample>& samples, double ArcPoint::*component) const
    {
        const std::size_t n = samples.size();
        for (std::size_t i = 0; i + 1 < n; ++i) {
            const bool positive = is_positive(samples[i], component);
            if (is_positive(samples[i + 1], component) == positive) continue;
            Sample low = samples[i];
            Sample high = samples[i + 1];
            for (int k = 0; k < 200; ++k) {
                const double middle = 0.5 * (low.u + high.u);
                if (!(middle > low.u && middle < high.u)) break;
                Sample sample{middle, look(middle), true};
                (is_positive(sample, component) == positive ? low : high) = sample;
            }
            Sample root = is_smaller(low, high, component) ? low : high;
            root.turn = true;
            if (root.u == samples[i].u)
                samples[i].turn = true;
            else if (root.u == samples[i + 1].u)
                samples[i + 1].turn = true;
            else
                samples.push_back(root);
        }
        sort(samples);
    }

    ArcTerms arc_;
    ArcCompass compass_;
    std::vector<Pass> passes_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
