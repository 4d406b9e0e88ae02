// SPDX-License-Identifier: MIT
/// @file
/// The greatest distance to the nearest edge along a stay inside a zone, by branch and bound.
///
/// d(t), the distance to the boundary, is the least of the distances to its curves. Two bounds on a stretch
/// of flown length h, with ends a and b:
///   (1) d changes at most as fast as the aircraft moves: d <= (d(a) + d(b) + h) / 2.
///   (2) d <= d_k for every curve k, and the distance to a straight curve is a convex function along a
///       straight path: d_k <= max(d_k(a), d_k(b)). A curvature kappa of the curve (while kappa d < 1/2) and
///       the Gaussian curvature K of the Earth spoil that by at most (2 kappa + 2 K d) h^2 / 8.
///   (3) To a circle of radius r, d = |r - s| with s the distance from the centre, which along a geodesic is
///       convex: below the larger of its ends, above its tangents at a and b. The same for an arc while both
///       ends are seen in its azimuths from its centre, with the radii it has there.
/// Along a rhumb leg of curvature kappa' the distance to anything may bulge by kappa' h^2 / 8 more than along the
/// geodesic: its second derivative differs by kappa' |sin| of the angle to the leg.
/// Following an edge is decided by (2) or (3) at once, crossing the ridge between two edges by halving.
///
/// Where the boundary is an offset of curves (offset_boundary.hpp) there is no curve to measure to, but
///   (4) d <= the distance to any one place of the boundary, which along a geodesic is convex: below the larger of
///       its ends. For the nearest place of the middle that exceeds d by h^2 / 8d.
#ifndef PICKET_AIRSPACE_DETAIL_DEEPEST_HPP
#define PICKET_AIRSPACE_DETAIL_DEEPEST_HPP

#include <picket/airspace/detail/leg_crossings.hpp>
#include <picket/airspace/detail/offset_boundary.hpp>
#include <picket/airspace/track.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

struct Deepest {
    double depth_m;  ///< NaN before anything was followed
    double time_s;
    LatLon at;
};

/// Follows stays inside one boundary and keeps the deepest place seen.
class DeepestFinder {
public:
    explicit DeepestFinder(const LateralBoundary& boundary) noexcept : boundary_(boundary) {}

    [[nodiscard]] const Deepest& deepest() const noexcept { return best_; }

    /// Starts a new stay.
    void reset() noexcept { best_ = nothing; }

    /// A single place.
    void look_at(LatLon place, double time_s) noexcept
    {
        if (boundary_.has_offset())
            evaluate_offset(place, time_s);
        else
            evaluate(place, time_s);
    }

    /// @pre the leg lies inside from entry_s to exit_s
    void follow(const Leg& leg, double entry_s, double exit_s) noexcept
    {
        const LegPath path(leg.from.at, leg.to.at, leg.kind);
        const double speed_mps = path.length_m() / (leg.to.time_s - leg.from.time_s);
        const auto sample = [&](double time_s) {
            const double flown_m = std::clamp(speed_mps * (time_s - leg.from.time_s), 0.0, path.length_m());
            return Sample{time_s, path.at(flown_m)};
        };
        leg_curvature_ = path.curvature_bound(leg.from.at, leg.to.at);
        const Sample from = sample(entry_s);
        const Sample to = sample(exit_s);
        if (boundary_.has_offset()) {
            if (bound_by_m(edge_at_, from.at, to.at) <= best_.depth_m + offset_tolerance_m()) return;
            const NearestEdge from_edge = evaluate_offset(from.at, from.time_s);
            const NearestEdge to_edge = evaluate_offset(to.at, to.time_s);
            split_offset(sample, speed_mps, from, from_edge, to, to_edge, 0);
            return;
        }
        if (hint_ != none) {
            // the curve that was nearest last time bounds the depth from above at a fraction of the cost
            const double bound_m =
                0.5 * (distance_to(hint_, from.at) + distance_to(hint_, to.at) + speed_mps * (exit_s - entry_s));
            if (bound_m <= best_.depth_m + tolerance_m()) return;
        }
        const double from_m = evaluate(from.at, from.time_s);
        const double to_m = evaluate(to.at, to.time_s);
        split(sample, speed_mps, from, from_m, to, to_m, 0);
    }

private:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    static constexpr Deepest nothing{std::numeric_limits<double>::quiet_NaN(), 0.0, {0.0, 0.0}};

    struct Sample {
        double time_s;
        LatLon at;
    };

    [[nodiscard]] double tolerance_m() const noexcept { return std::max(0.005, 5e-7 * best_.depth_m); }

    [[nodiscard]] double distance_to(std::size_t curve, LatLon place) const noexcept
    {
        return nearest_on_curve(boundary_.curves()[curve], place, std::numeric_limits<double>::infinity()).distance_m;
    }

    double evaluate(LatLon place, double time_s) noexcept
    {
        const NearestCurve nearest = boundary_.nearest_curve(place, std::numeric_limits<double>::infinity(), hint_);
        hint_ = nearest.curve;
        if (!(nearest.distance_m <= best_.depth_m)) best_ = {nearest.distance_m, time_s, place};
        return nearest.distance_m;
    }

    template <class SampleAt>
    void split(const SampleAt& sample, double speed_mps, const Sample& from, double from_m, const Sample& to,
               double to_m, int level) noexcept
    {
        const double length_m = speed_mps * (to.time_s - from.time_s);
        if (0.5 * (from_m + to_m + length_m) <= best_.depth_m + tolerance_m() || level > 40) return;
        const Sample middle = sample(0.5 * (from.time_s + to.time_s));
        const double middle_m = evaluate(middle.at, middle.time_s);
        const Curve& curve = boundary_.curves()[hint_];
        const double farthest_m = middle_m + length_m;
        const double curvature = curve.is_spin() ? 0.0 : CurvePath(curve).curvature_bound(0.0, 1.0);
        if (curvature * farthest_m < 0.5 && farthest_m < 1000e3) {
            const double spoilt = leg_curvature_ + 2.0 * curvature + 2.0 * farthest_m / (wgs84_radius_min_m * wgs84_radius_min_m);
            const double bound_m = std::max(distance_to(hint_, from.at), distance_to(hint_, to.at)) +
                                   0.125 * spoilt * length_m * length_m;
            if (bound_m <= best_.depth_m + tolerance_m()) return;
        }
        if (is_arc(curve.kind) && leg_curvature_ * length_m < 0.5) {
            const double bulge_m = 0.25 * leg_curvature_ * length_m * length_m;
            if (arc_bound_m(curve, from.at, to.at, length_m) + bulge_m <= best_.depth_m + tolerance_m()) return;
        }
        split(sample, speed_mps, from, from_m, middle, middle_m, level + 1);
        split(sample, speed_mps, middle, middle_m, to, to_m, level + 1);
    }

    /// Coarser than for curves: along the middle of a corridor (4) leaves steps of sqrt(8 d tolerance).
    [[nodiscard]] double offset_tolerance_m() const noexcept { return std::max(0.01, 1e-4 * best_.depth_m); }

    NearestEdge evaluate_offset(LatLon place, double time_s) noexcept
    {
        const NearestEdge nearest = nearest_on_boundary(boundary_, place);
        edge_at_ = nearest.at;
        if (!(nearest.distance.value() <= best_.depth_m)) best_ = {nearest.distance.value(), time_s, place};
        return nearest;
    }

    /// Bound (4); infinite without a place.
    [[nodiscard]] static double bound_by_m(LatLon edge_at, LatLon from, LatLon to) noexcept
    {
        constexpr double quarter_m = 9000e3;
        if (!is_valid(edge_at)) return std::numeric_limits<double>::infinity();
        const double bound_m = std::max(geodesic_distance_m(from, edge_at), geodesic_distance_m(to, edge_at));
        return bound_m < quarter_m ? bound_m : std::numeric_limits<double>::infinity();
    }

    template <class SampleAt>
    void split_offset(const SampleAt& sample, double speed_mps, const Sample& from, const NearestEdge& from_edge,
                      const Sample& to, const NearestEdge& to_edge, int level) noexcept
    {
        const double length_m = speed_mps * (to.time_s - from.time_s);
        const double good_enough_m = best_.depth_m + offset_tolerance_m();
        if (0.5 * (from_edge.distance.value() + to_edge.distance.value() + length_m) <= good_enough_m || level > 40)
            return;
        if (std::min(bound_by_m(from_edge.at, from.at, to.at), bound_by_m(to_edge.at, from.at, to.at)) <= good_enough_m)
            return;
        const Sample middle = sample(0.5 * (from.time_s + to.time_s));
        const NearestEdge middle_edge = evaluate_offset(middle.at, middle.time_s);
        if (bound_by_m(middle_edge.at, from.at, to.at) <= best_.depth_m + offset_tolerance_m()) return;
        split_offset(sample, speed_mps, from, from_edge, middle, middle_edge, level + 1);
        split_offset(sample, speed_mps, middle, middle_edge, to, to_edge, level + 1);
    }

    /// Bound (3), infinite where it does not apply.
    [[nodiscard]] static double arc_bound_m(const Curve& curve, LatLon from, LatLon to, double length_m) noexcept
    {
        using GeographicLib::Math;
        constexpr double infinity = std::numeric_limits<double>::infinity();
        constexpr double quarter_m = 9000e3;  // up to there the distance from a place is convex along geodesics
        const ArcTerms& arc = curve.arc;
        const LatLon centre{arc.centre_lat_deg, curve.lon_west_deg - curve.arc_west_deg};
        const Inverse a = inverse_between(centre, from);
        const Inverse b = inverse_between(centre, to);
        double smaller_m = infinity;
        double larger_m = 0.0;
        for (const double azimuth : {a.azimuth_start_deg, b.azimuth_start_deg}) {
            const double u = Math::AngDiff(arc.azimuth_deg, azimuth) / arc.sweep_deg;
            if (!(u >= 0.0 && u <= 1.0)) return infinity;
            smaller_m = std::min(smaller_m, arc.radius_m(u));
            larger_m = std::max(larger_m, arc.radius_m(u));
        }
        const double farthest_m = std::max(a.distance_m, b.distance_m);
        if (farthest_m > quarter_m) return infinity;
        const Inverse flown = inverse_between(from, to);
        const double slope_a = Math::cosd(Math::AngDiff(a.azimuth_end_deg, flown.azimuth_start_deg));
        const double slope_b = Math::cosd(Math::AngDiff(b.azimuth_end_deg, flown.azimuth_end_deg));
        double nearest_m = std::min(a.distance_m, b.distance_m);
        if (slope_a < 0.0 && slope_b > 0.0) {
            // where the tangents meet
            const double x = (b.distance_m - a.distance_m - slope_b * length_m) / (slope_a - slope_b);
            nearest_m = std::min(nearest_m, a.distance_m + slope_a * x);
        }
        return std::max(larger_m - nearest_m, farthest_m - smaller_m);
    }

    const LateralBoundary& boundary_;
    Deepest best_ = nothing;
    std::size_t hint_ = none;
    double leg_curvature_ = 0.0;
    LatLon edge_at_{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};  ///< offsets
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
