// SPDX-License-Identifier: MIT
/// @file
/// Where along a leg the distance to the nearest of some curves passes a given reach: the crossings of a
/// corridor's edge, or of a boundary with a margin. All of them, none by luck.
///
///        d(x) |\                       d is the distance to the nearest curve, x the distance flown. d is the least
///       reach |-\------.---,-----      of the distances to the places of the curves, each of them smooth along the
///             |  \    / \_/            leg. So it can have kinks that point up (where two places are equally
///             |   \__/                 near), none that point down.
///             +----------------- x
///
/// Let a stretch of the leg be L long, with d0 and d1 at its ends and low = (d0 + d1 - L) / 2.
///   (1) |d'| <= 1: d >= low on it, and d <= (d0 + d1 + L) / 2.
///   (2) Along a geodesic the distance from a place, r, has a second derivative of at most 1 / r (Hessian comparison:
///       the Earth is nowhere curved less than a plane). A least of such functions inherits that: d - k x^2 / 2 is
///       concave for k = 1 / low. So d >= min(d0, d1) - k L^2 / 8: nothing comes nearer in between.
///   (3) d <= the distance to any one place z of the curves, and that is convex along the leg as far as a quarter of
///       the way round the Earth: d <= max over both ends of the distance to z. Nothing goes farther in between.
///   (4) d' falls on its way by as much as it likes, but grows by at most k L: where d falls at the start faster than
///       that, it falls all along; where it rises at the end faster than that, it rises all along. One root if the
///       signs differ, else none.
/// A rhumb leg, of geodesic curvature kappa, bends the distance from a place by kappa at most: (2) and (4) hold with
/// k = 1 / low + kappa, and (3) with kappa L^2 / 8 added.
/// Stretches that no rule decides are halved. Along a boundary at a distance c beside it, (2) and (3) decide stretches
/// of sqrt(8 reach c); what is left within `touching_m` of it all along is kept as a crossing at both ends, which is
/// harmless: the caller asks on which side the leg is between crossings.
#ifndef PICKET_AIRSPACE_DETAIL_OFFSET_CROSSINGS_HPP
#define PICKET_AIRSPACE_DETAIL_OFFSET_CROSSINGS_HPP

#include <picket/airspace/detail/lateral.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// @tparam At     CurvePoint(double distance_m): place and azimuth of the leg
/// @tparam Found  called with each distance
template <class At, class Found>
class OffsetCrossings {
public:
    OffsetCrossings(const LateralBoundary& boundary, const PartBoundary& part, const At& at,
                    double leg_curvature, Found& found) noexcept
        : boundary_(boundary), part_(part), at_(at), curvature_(leg_curvature), found_(found)
    {
    }

    /// Finds the distances at which the nearest curve is as far as the reach [m], and some at which it is not.
    void find(double begin_m, double end_m)
    {
        hint_ = LateralBoundary::no_curve;
        search(sample(begin_m), sample(end_m), 0);
    }

private:
    /// Nearer than this to a boundary nothing is decided: a touch is not told from a crossing. Above the noise of
    /// the distance to a nearest curve (15 nm).
    static constexpr double touching_m = 5e-8;

    struct Sample {
        double x;
        LatLon at;
        double azimuth_deg;
        double distance_m;  ///< to the nearest curve
        LatLon foot;
    };

    [[nodiscard]] Sample sample(double x)
    {
        const CurvePoint point = at_(x);
        const NearestCurve nearest = boundary_.nearest_curve(point.at, std::numeric_limits<double>::infinity(), hint_,
                                                             part_.first_curve, part_.last_curve);
        hint_ = nearest.curve;
        return {x, point.at, point.azimuth_deg, nearest.distance_m, nearest.at};
    }

    /// Rule (3) for one place of the curves.
    [[nodiscard]] bool near_all_along(const Sample& a, const Sample& b) const noexcept
    {
        const double length_m = b.x - a.x;
        const double within_m = part_.reach_m - touching_m - 0.125 * curvature_ * length_m * length_m;
        return std::max(geodesic_distance_m(a.at, a.foot), geodesic_distance_m(b.at, a.foot)) < within_m ||
               std::max(geodesic_distance_m(a.at, b.foot), geodesic_distance_m(b.at, b.foot)) < within_m;
    }

    /// Derivative of the distance from a foot; an upper bound of d' to the right, a lower bound to the left.
    [[nodiscard]] static double slope(const Sample& s) noexcept
    {
        const double azimuth_deg = inverse_between(s.at, s.foot).azimuth_start_deg;
        return -GeographicLib::Math::cosd(GeographicLib::Math::AngDiff(s.azimuth_deg, azimuth_deg));
    }

    void search(const Sample& a, const Sample& b, int level)
    {
        const double length_m = b.x - a.x;
        const double gap_a = a.distance_m - part_.reach_m;
        const double gap_b = b.distance_m - part_.reach_m;
        const double low_m = 0.5 * (a.distance_m + b.distance_m - length_m);
        const bool one_side = (gap_a > 0.0) == (gap_b > 0.0);
        if (one_side && std::abs(gap_a) + std::abs(gap_b) > length_m + 2.0 * touching_m) return;
        const double bend = low_m > 0.0 ? 1.0 / low_m + curvature_ : std::numeric_limits<double>::infinity();
        const double sagitta_m = 0.125 * bend * length_m * length_m;
        if (one_side && gap_a > 0.0 && std::min(gap_a, gap_b) - sagitta_m > touching_m) return;
        if (one_side && gap_a < 0.0 && near_all_along(a, b)) return;
        // a foot closer than this has no direction to rely on
        constexpr double directed_m = 1e-2;
        if (low_m > directed_m) {
            constexpr double noise = 1e-6;  // of a slope, 10 nm off at a centimetre
            const double growth = bend * length_m + noise;
            if (slope(a) + growth < 0.0 || slope(b) - growth > 0.0) {
                if (!one_side)
                    found_(root(a, b));
                else if (std::min(std::abs(gap_a), std::abs(gap_b)) < touching_m)
                    found_(std::abs(gap_a) < std::abs(gap_b) ? a.x : b.x);
                return;
            }
        }
        if (length_m < 1e-7 || level > 60 ||
            (sagitta_m < touching_m && std::max(std::abs(gap_a), std::abs(gap_b)) < touching_m)) {
            found_(a.x);
            found_(b.x);
            return;
        }
        const Sample middle = sample(0.5 * (a.x + b.x));
        search(a, middle, level + 1);
        search(middle, b, level + 1);
    }

    /// The one sign change on a stretch where d is monotone: false position (Illinois), its bracket kept.
    [[nodiscard]] double root(Sample a, Sample b)
    {
        double gap_a = a.distance_m - part_.reach_m;
        double gap_b = b.distance_m - part_.reach_m;
        const bool falls = gap_a > 0.0;
        int stayed = 0;
        for (int i = 0; i < 100 && b.x - a.x > 1e-8; ++i) {
            double x = i % 8 == 7 ? 0.5 * (a.x + b.x) : a.x + (b.x - a.x) * (gap_a / (gap_a - gap_b));
            if (!(x > a.x && x < b.x)) x = 0.5 * (a.x + b.x);
            if (!(x > a.x && x < b.x)) break;
            const Sample s = sample(x);
            const double gap = s.distance_m - part_.reach_m;
            if (gap == 0.0) return x;
            if ((gap > 0.0) == falls) {
                a = s;
                gap_a = gap;
                if (stayed == -1) gap_b *= 0.5;
                stayed = -1;
            } else {
                b = s;
                gap_b = gap;
                if (stayed == 1) gap_a *= 0.5;
                stayed = 1;
            }
            // below the noise of the distance the bracket cannot be trusted to close in on anything
            if (std::min(std::abs(a.distance_m - part_.reach_m), std::abs(b.distance_m - part_.reach_m)) < 2e-9) break;
        }
        return std::abs(a.distance_m - part_.reach_m) < std::abs(b.distance_m - part_.reach_m) ? a.x : b.x;
    }

    const LateralBoundary& boundary_;
    const PartBoundary& part_;
    const At& at_;
    double curvature_;
    Found& found_;
    std::size_t hint_ = LateralBoundary::no_curve;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
