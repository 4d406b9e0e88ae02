// SPDX-License-Identifier: MIT
/// @file
/// Where a curve can be, told from its ends and its length alone: setting up a path costs as much as all of it.
#ifndef PICKET_AIRSPACE_DETAIL_CURVE_EXTENT_HPP
#define PICKET_AIRSPACE_DETAIL_CURVE_EXTENT_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

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

/// Chords of the four quarters of a curve, by u: they are a sixteenth as far from it.
[[nodiscard]] inline std::array<Chord, 4> quarters(const Curve& curve, const Chord& whole) noexcept
{
    const CurvePath path(curve);
    const double bent = path.curvature_bound(0.0, 1.0) + 1.0 / wgs84_radius_min_m;
    std::array<Chord, 4> result{};
    Ecef from_m = whole.west_m;
    for (std::size_t k = 0; k < 4; ++k) {
        const double u0 = 0.25 * static_cast<double>(k);
        const Ecef to_m = k == 3 ? whole.east_m : to_ecef_m(path.at(u0 + 0.25));
        const double length_m = 0.25 * path.speed_bound_m(u0, u0 + 0.25);
        result[k] = {from_m, to_m, 0.125 * length_m * length_m * bent};
        from_m = to_m;
    }
    return result;
}

/// All places of a curve as seen from one of its ends: a cone in ECEF.
struct Cone {
    Ecef axis;          ///< of length 1
    double half_angle;  ///< [rad]; not a number where the curve turns too much
};

/// From the tangent T at the end, with the curve's length L and curvature at most K: the tangent a way s on is at most
/// K s from T, so that the place there lies at least sin(K s) / K along T and at most (1 - cos(K s)) / K across it,
/// which is half of K s off T; beyond a right angle the way across grows with s at most. Only an arc's tangent is
/// looked up; of other curves the chord is as good, with twice as wide a cone about it. [tests/differential/zone_build]
[[nodiscard]] inline Cone cone_from(const Curve& curve, const Chord& chord, bool from_west) noexcept
{
    constexpr double right = 1.57079632679489661923;
    const double length_m = length_bound_m(curve);
    const double turn = length_m * (curvature_bound(curve) + 1.0 / wgs84_radius_min_m);
    double half_angle = std::numeric_limits<double>::quiet_NaN();
    if (turn <= right)
        half_angle = 0.5 * turn;
    else if (turn < 3.0)
        half_angle = std::atan2(1.0 + turn - right, std::sin(turn));
    if (!is_arc(curve.kind)) {
        const Ecef& a = from_west ? chord.west_m : chord.east_m;
        const Ecef& b = from_west ? chord.east_m : chord.west_m;
        const double size = chord_m(a, b);
        return {{(b.x - a.x) / size, (b.y - a.y) / size, (b.z - a.z) / size}, 2.0 * half_angle};
    }
    const CurvePoint end = CurvePath(curve).at_with_tangent(from_west ? 0.0 : 1.0);
    double sin_lat = 0;
    double cos_lat = 0;
    double sin_lon = 0;
    double cos_lon = 0;
    double east = 0;
    double north = 0;
    GeographicLib::Math::sincosd(end.at.lat_deg, sin_lat, cos_lat);
    GeographicLib::Math::sincosd(end.at.lon_deg, sin_lon, cos_lon);
    GeographicLib::Math::sincosd(from_west ? end.azimuth_deg : end.azimuth_deg + 180.0, east, north);
    return {{-sin_lon * east - sin_lat * cos_lon * north, cos_lon * east - sin_lat * sin_lon * north, cos_lat * north},
            half_angle};
}

/// Two curves from one vertex that part at once and for good: everything of the one but the vertex is farther from the
/// other than a hundredth of its distance from the vertex.
[[nodiscard]] inline bool cones_apart(const Cone& a, const Cone& b) noexcept
{
    const double cosine = a.axis.x * b.axis.x + a.axis.y * b.axis.y + a.axis.z * b.axis.z;
    return std::acos(std::clamp(cosine, -1.0, 1.0)) > a.half_angle + b.half_angle + 0.011;
}

/// Do two curves keep farther apart than the rounding of whatever is computed of them? By their chords.
[[nodiscard]] inline bool chords_apart(const Chord& a, const Chord& b) noexcept
{
    constexpr double clear_m = 2e-3;
    return segments_apart_m(a, b) > a.sagitta_m + b.sagitta_m + clear_m;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
