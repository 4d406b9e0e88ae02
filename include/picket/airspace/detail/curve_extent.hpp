// SPDX-License-Identifier: MIT
/// @file
/// Where a curve can be, told from its ends and its length alone: setting up a path costs as much as all of it.
#ifndef PICKET_AIRSPACE_DETAIL_CURVE_EXTENT_HPP
#define PICKET_AIRSPACE_DETAIL_CURVE_EXTENT_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>

#include <algorithm>
#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

/// CurvePath::speed_bound_m(0, 1), a bound of the length [m].
[[nodiscard]] inline double length_bound_m(const Curve& curve) noexcept
{
    if (curve.kind == EdgeKind::geodesic || curve.kind == EdgeKind::great_circle) return curve.length_m;
    return is_arc(curve.kind) ? curve.arc.speed_bound_m() : CurvePath(curve).speed_bound_m(0.0, 1.0);
}

/// CurvePath::curvature_bound(0, 1) [1/m].
[[nodiscard]] inline double curvature_bound(const Curve& curve) noexcept
{
    return curve.kind == EdgeKind::geodesic ? 0.0 : CurvePath(curve).curvature_bound(0.0, 1.0);
}

/// Half of a length bound, tighter where the curve's speed differs from end to end [m].
[[nodiscard]] inline double half_length_bound_m(const Curve& curve) noexcept
{
    if (curve.kind == EdgeKind::rhumb || curve.kind == EdgeKind::lonlat) {
        const CurvePath path(curve);
        return 0.25 * (path.speed_bound_m(0.0, 0.5) + path.speed_bound_m(0.5, 1.0));
    }
    return 0.5 * length_bound_m(curve);
}

/// A straight segment in ECEF and how far from it the curve can be: with the curve's length L and curvature at most
/// K, |X(s) - chord(s)| <= K s (L - s) / 2 (X - chord vanishes at both ends, and its second derivative is X'').
struct Chord {
    Ecef west_m;
    Ecef east_m;
    double sagitta_m;
};

/// Chords of curves that follow one another: each vertex is turned into ECEF once.
class ChordMaker {
public:
    [[nodiscard]] Chord ends(const Curve& curve) noexcept
    {
        const LatLon west{curve.lat_west_deg, curve.lon_west_deg};
        const LatLon east{curve.lat_east_deg, curve.lon_east_deg};
        Chord chord{};
        if (curve.ring_forward) {
            chord.west_m = ecef_m(west);
            chord.east_m = ecef_m(east);
        } else {
            chord.east_m = ecef_m(east);
            chord.west_m = ecef_m(west);
        }
        return chord;
    }

    [[nodiscard]] Chord of(const Curve& curve, double length_m) noexcept
    {
        Chord chord = ends(curve);
        chord.sagitta_m = 0.125 * length_m * length_m * (curvature_bound(curve) + 1.0 / wgs84_radius_min_m);
        return chord;
    }

private:
    [[nodiscard]] const Ecef& ecef_m(LatLon place) noexcept
    {
        if (!(place == last_)) {
            last_m_ = to_ecef_m(place);
            last_ = place;
        }
        return last_m_;
    }

    LatLon last_{__builtin_nan(""), 0.0};
    Ecef last_m_{};
};

/// A lower bound of the distance of two straight segments, nearly always the distance itself [m]. Whatever places of
/// theirs are compared, the segments are at least as far apart as their shadows on the line through both places:
/// where rounding finds the wrong places (segments all but parallel), less is said, never more.
[[nodiscard]] inline double segments_apart_m(const Chord& p, const Chord& q) noexcept
{
    const auto minus = [](const Ecef& a, const Ecef& b) { return Ecef{a.x - b.x, a.y - b.y, a.z - b.z}; };
    const auto dot = [](const Ecef& a, const Ecef& b) { return a.x * b.x + a.y * b.y + a.z * b.z; };
    const Ecef u = minus(p.east_m, p.west_m);
    const Ecef v = minus(q.east_m, q.west_m);
    const Ecef w = minus(p.west_m, q.west_m);
    const double uu = dot(u, u);
    const double uv = dot(u, v);
    const double vv = dot(v, v);
    const double uw = dot(u, w);
    const double vw = dot(v, w);
    const double det = uu * vv - uv * uv;
    double s = det > 0.0 ? std::clamp((uv * vw - vv * uw) / det, 0.0, 1.0) : 0.0;
    const double t = vv > 0.0 ? std::clamp((uv * s + vw) / vv, 0.0, 1.0) : 0.0;
    s = uu > 0.0 ? std::clamp((uv * t - uw) / uu, 0.0, 1.0) : 0.0;
    const Ecef d{w.x + s * u.x - t * v.x, w.y + s * u.y - t * v.y, w.z + s * u.z - t * v.z};
    const double size = std::sqrt(dot(d, d));
    if (!(size > 0.0)) return 0.0;
    const double here = dot(d, w);
    const double along = dot(d, u);
    const double across = dot(d, v);
    return (here + std::min(0.0, along) - std::max(0.0, across)) / size;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
