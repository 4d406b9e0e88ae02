// SPDX-License-Identifier: MIT
/// @file
/// The part of a boundary that lies near a place, drawn on the plane of gaussian_frame.hpp as cubics, each with a bound
/// of its distance from the true curve.
///
/// Short curves are drawn as chords. A curve of length L and geodesic curvature kappa that comes no farther than D from
/// the mean leaves its chord in space by kappa L^2 / 8 sideways and by L^2 / (8 R) downward, of which the plane, tilted
/// by D/R at most, sees D/R: on the plane it is within (kappa + D/R^2) L^2 / 8 of the chord. Others are cut into the
/// Hermite cubics of piece_curve.hpp until their certified error suffices.
#ifndef PICKET_AIRSPACE_DETAIL_NEAR_CURVES_HPP
#define PICKET_AIRSPACE_DETAIL_NEAR_CURVES_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/curve_blocks.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/gaussian_frame.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/piece_curve.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace picket {
inline namespace v0 {
namespace detail {

/// p(t) = from + t chord + t (1 - t) (bow + t twist), dropped on the tangent plane [m]; t runs as the curve's u does.
struct PlaneCubic {
    Plane from;
    Plane chord;
    Plane bow{0.0, 0.0};
    Plane twist{0.0, 0.0};
};

/// An arc of constant radius without a geodesic problem: as a circle of space about the normal of its centre, radius
/// R sin(r/R), R (1 - cos(r/R)) below. R is the mean of M and N, which differ by up to 0.7 %; that shifts places by
/// 0.007 r^3 / (6 R^2) sideways and by 0.0035 r^2 / (2 R) up or down, of which the plane sees its tilt, (D + r) / R.
/// A Hermite cubic over an angle of `turn` is off by r turn^4 / 384. False where that is not good enough.
/// [tests/property/uncertainty]
template <class BallFar, class Take>
[[nodiscard]] bool take_circle(const Curve& curve, const PlaneChart& chart, double tolerance_m, const BallFar& ball_far,
                               const Take& take) noexcept
{
    if (!is_arc(curve.kind) || curve.arc.radius_start_m != curve.arc.radius_end_m) return false;
    const double r_m = curve.arc.radius_start_m;
    if (r_m > 300e3) return false;
    const LatLon centre{curve.arc.centre_lat_deg, curve.lon_west_deg - curve.arc_west_deg};
    const Ecef middle = to_ecef_roughly_m(centre);
    double sin_lat = 0;
    double cos_lat = 0;
    double sin_lon = 0;
    double cos_lon = 0;
    GeographicLib::Math::sincosd(centre.lat_deg, sin_lat, cos_lat);
    GeographicLib::Math::sincosd(centre.lon_deg, sin_lon, cos_lon);
    const double radius_m = std::sqrt(meridian_radius_m(sin_lat) * prime_vertical_radius_m(sin_lat));
    const double farthest_m = chord_m(chart.here(), middle) + 2.0 * r_m;
    const double shape_m = 0.012 * r_m * r_m * r_m / (6.0 * radius_m * radius_m) +
                           0.006 * r_m * r_m / (2.0 * radius_m) * (farthest_m / radius_m) + 5e-8;
    if (shape_m > 0.5 * tolerance_m) return false;
    const double flat_m = radius_m * std::sin(r_m / radius_m);
    const double below_m = radius_m * (1.0 - std::cos(r_m / radius_m));
    const Ecef east{-sin_lon, cos_lon, 0.0};
    const Ecef north{-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat};
    const Ecef up{cos_lat * cos_lon, cos_lat * sin_lon, sin_lat};
    const Ecef hub = middle - below_m * up;
    const double sweep = curve.arc.sweep_deg * degree;
    const double widest = std::sqrt(std::sqrt(0.5 * tolerance_m * 384.0 / flat_m));
    const int equal = 1 + static_cast<int>(std::abs(sweep) / std::min(widest, 0.8));
    const double turn = sweep / equal;
    const double error_m = shape_m + flat_m * turn * turn * turn * turn / 384.0;
    CurveKnot from{};
    for (int k = 0; k <= equal; ++k) {
        const double azimuth = curve.arc.azimuth_deg * degree + turn * k;
        const double s = flat_m * std::sin(azimuth);
        const double c = flat_m * std::cos(azimuth);
        const CurveKnot to{hub + s * east + c * north, turn * (c * east - s * north)};
        if (k > 0) {
            const Ecef chord = to.at - from.at;
            if (!ball_far(from.at + 0.5 * chord, 0.5 * flat_m * std::abs(turn)))
                take(PlaneCubic{chart.dropped_m(from.at), chart.turned_m(chord), chart.turned_m(from.slope - chord),
                                chart.turned_m(2.0 * chord - from.slope - to.slope)},
                     error_m);
        }
        from = to;
    }
    return true;
}

/// Calls take(const PlaneCubic&, double error_m, std::size_t curve) for all of the boundary that `far` does not rule
/// out, curve by curve.
///
/// @param reach_m      nothing farther from the mean than this is wanted; at most 1,500 km
/// @param far          far(Plane, radius_m): is all of this disc of the tangent plane unwanted?
/// @param chord_does   chord_does(Plane a, Plane b, error_m): is the chord, this far off at most, good enough?
/// @param tolerance_m  of the cubics, where it is not
template <class Far, class ChordDoes, class Take>
void for_each_near_curve(const LateralBoundary& boundary, const PlaneChart& chart, double reach_m, const Far& far,
                         const ChordDoes& chord_does, double tolerance_m, Take&& take) noexcept
{
    const auto curves = boundary.curves();
    const auto balls = boundary.balls();
    const auto ball_far = [&](const Ecef& centre, double radius_m) {
        return chord_m(chart.here(), centre) - radius_m > reach_m || far(chart.dropped_m(centre), radius_m);
    };
    // consecutive curves share a place
    LatLon known[2] = {{1e3, 0.0}, {1e3, 0.0}};
    Ecef known_m[2] = {};
    const auto ecef_m = [&](LatLon place) {
        for (int i = 0; i < 2; ++i)
            if (known[i] == place) return known_m[i];
        return to_ecef_roughly_m(place);
    };
    boundary.blocks().visit(
        [&](const CurveBlock& block) { return ball_far(block.centre_m(), block.bound_m()); },
        [&](std::size_t i) noexcept {
            const Curve& curve = curves[i];
            if (curve.is_spin() || ball_far(balls[i].centre_m, balls[i].radius_m)) return;
            const LatLon west{curve.lat_west_deg, curve.lon_west_deg};
            const LatLon east{curve.lat_east_deg, curve.lon_east_deg};
            const Ecef west_m = ecef_m(west);
            const Ecef east_m = ecef_m(east);
            known[0] = west;
            known[1] = east;
            known_m[0] = west_m;
            known_m[1] = east_m;
            const Slab& slab = boundary.blocks().slab(i);
            const double length_m = static_cast<double>(slab.length_m);
            if (length_m < 400e3) {
                const double farthest_m = chord_m(chart.here(), balls[i].centre_m) + balls[i].radius_m;
                const double error_m =
                    0.1251 * length_m * length_m *
                        (static_cast<double>(slab.curvature) + farthest_m * (wgs84_bend_max * wgs84_bend_max)) +
                    1e-8;
                const Plane from = chart.dropped_m(west_m);
                const Plane to = chart.dropped_m(east_m);
                if (chord_does(from, to, error_m)) {
                    take(PlaneCubic{from, to - from}, error_m, i);
                    return;
                }
            }
            if (take_circle(curve, chart, tolerance_m, ball_far,
                            [&](const PlaneCubic& cubic, double error_m) { take(cubic, error_m, i); }))
                return;
            struct Stretch {
                double u0;
                double u1;
                CurveKnot from;
                CurveKnot to;
            };
            const CurvePath path(curve);
            Stretch stack[40];
            int used = 0;
            stack[used++] = {0.0, 1.0, curve_knot(curve, path, 0.0), curve_knot(curve, path, 1.0)};
            while (used > 0) {
                const Stretch s = stack[--used];
                const double du = s.u1 - s.u0;
                const Ecef middle{0.5 * (s.from.at.x + s.to.at.x), 0.5 * (s.from.at.y + s.to.at.y),
                                  0.5 * (s.from.at.z + s.to.at.z)};
                if (du < 1.0 && ball_far(middle, 0.5 * length_m * du + 1e-3)) continue;
                const double error_m = piece_error_m(curve, path, s.u0, s.u1);
                if ((error_m <= tolerance_m && length_m * du < 400e3) || used + 2 > 38) {
                    const Ecef chord = s.to.at - s.from.at;
                    take(PlaneCubic{chart.dropped_m(s.from.at), chart.turned_m(chord),
                                    chart.turned_m(du * s.from.slope - chord),
                                    chart.turned_m(2.0 * chord - du * (s.from.slope + s.to.slope))},
                         error_m + 5e-8, i);
                    continue;
                }
                const double u = 0.5 * (s.u0 + s.u1);
                const CurveKnot at = curve_knot(curve, path, u);
                stack[used++] = {u, s.u1, at, s.to};
                stack[used++] = {s.u0, u, s.from, at};
            }
        });
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
