// SPDX-License-Identifier: MIT
/// @file
/// Geodesic distance from the straight line between two places, without solving the inverse problem.
///
///            X' (middle, along the chord)       A tunnel of length c joins P and Q. The ellipsoid above it is
///          .-----.                              cut by the plane through P, Q and the Earth's centre in an
///       P /-------\ Q   c                       ellipse, whose arc over the chord is a little longer than the
///         \       /                             geodesic: the geodesic is the shortest of all lines.
///          \  .  / centre
///
/// With A = diag(1/a^2, 1/a^2, 1/b^2) the ellipsoid is X.AX = 1. M = (P + Q)/2 and D = Q - P satisfy M.AD = 0
/// exactly (P.AP = Q.AQ), so that M / sqrt(M.AM) and D / sqrt(D.AD) are conjugate half-diameters of the ellipse,
/// and D is the direction of the ellipse above the middle of the chord. The curvature of the ellipsoid there in
/// that direction is k = (D.AD / c^2) sqrt(M.AM) / |AM|.
///
///   s = (2/k) asin(k c / 2)                                               up to 200 km, to 10 um
///   s = (arc of the ellipse) - (k tan(Theta))^2 s^3 / 24                  up to 1,500 km, to 0.12 mm
///
/// Theta is the angle between the plane and the normal of the ellipsoid, k tan(Theta) the geodesic curvature of
/// the ellipse. Derivations, and what is proved and what is measured: docs/explain/pieces.md.
/// [tests/property/piece_distance]
#ifndef PICKET_AIRSPACE_DETAIL_PIECE_DISTANCE_HPP
#define PICKET_AIRSPACE_DETAIL_PIECE_DISTANCE_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

inline constexpr double wgs84_b_m = wgs84_a_m * (1.0 - wgs84_f);
inline constexpr double inverse_a2 = 1.0 / (wgs84_a_m * wgs84_a_m);
inline constexpr double inverse_b2 = 1.0 / (wgs84_b_m * wgs84_b_m);

[[nodiscard]] constexpr Ecef operator+(const Ecef& p, const Ecef& q) noexcept
{
    return {p.x + q.x, p.y + q.y, p.z + q.z};
}
[[nodiscard]] constexpr Ecef operator-(const Ecef& p, const Ecef& q) noexcept
{
    return {p.x - q.x, p.y - q.y, p.z - q.z};
}
[[nodiscard]] constexpr Ecef operator*(double k, const Ecef& p) noexcept { return {k * p.x, k * p.y, k * p.z}; }
[[nodiscard]] inline double norm(const Ecef& p) noexcept { return std::sqrt(dot(p, p)); }

/// to_ecef_m by the C library's sine and cosine: half the time, 3 nm apart at most for |lon| <= 360.
[[nodiscard]] inline Ecef fast_ecef_m(LatLon place) noexcept
{
    const double lon_deg = std::abs(place.lon_deg) <= 360.0 ? place.lon_deg : std::remainder(place.lon_deg, 360.0);
    const double lat = place.lat_deg * degree;
    const double lon = lon_deg * degree;
    const double sin_lat = std::sin(lat);
    const double cos_lat = std::cos(lat);
    const double n = prime_vertical_radius_m(sin_lat);
    const double rho = n * cos_lat;
    return {rho * std::cos(lon), rho * std::sin(lon), n * (1.0 - wgs84_e2) * sin_lat};
}

/// Latitude and longitude of a point within a decimetre of the ellipsoid: h metres off it, the latitude is wrong by
/// e^2 h / R at most, less than a nanometre for the height of a piece. Longitude in [-180, 180).
[[nodiscard]] inline LatLon surface_place(const Ecef& at) noexcept
{
    const double rho = std::sqrt(at.x * at.x + at.y * at.y);
    const double lon_deg = std::atan2(at.y, at.x) / degree;
    return {std::atan2(at.z, (1.0 - wgs84_e2) * rho) / degree, lon_deg >= 180.0 ? lon_deg - 360.0 : lon_deg};
}

/// Up to this chord the distance is found by formula.
inline constexpr double chord_formula_max_m = 1500e3;
/// Up to this one by the shorter formula.
inline constexpr double chord_short_max_m = 200e3;

/// Geodesic distance of two points of the ellipsoid whose chord is at most chord_formula_max_m.
///
/// Accuracy  10 um up to 200 km, 0.12 mm up to 1,500 km [tests/property/piece_distance]
/// Cost      15 ns up to 200 km, 60 ns beyond
[[nodiscard]] inline double distance_by_chord_m(const Ecef& p, const Ecef& q) noexcept
{
    const Ecef d = q - p;
    const Ecef m = 0.5 * (p + q);
    const double c2 = dot(d, d);
    if (!(c2 > 0.0)) return c2;  // NaN stays
    const double d_a_d = (d.x * d.x + d.y * d.y) * inverse_a2 + d.z * d.z * inverse_b2;
    const double horizontal2 = m.x * m.x + m.y * m.y;
    const double m_a_m = horizontal2 * inverse_a2 + m.z * m.z * inverse_b2;
    const double am2 = horizontal2 * inverse_a2 * inverse_a2 + m.z * m.z * inverse_b2 * inverse_b2;
    const double k2 = d_a_d * d_a_d * m_a_m / (c2 * c2 * am2);
    if (c2 <= chord_short_max_m * chord_short_max_m) {
        // asin(x) / x, x = k c / 2 <= 0.016: the next term is 2e-17
        const double x2 = 0.25 * k2 * c2;
        return std::sqrt(c2) * (1.0 + x2 * (1.0 / 6.0 + x2 * (3.0 / 40.0 + x2 * (15.0 / 336.0))));
    }
    // the ellipse cos(t) M' + sin(t) D', |t| <= eta; its speed is |D'| sqrt(1 + x), x of the order of e^2
    const double eta = std::atan(0.5 * std::sqrt(d_a_d / m_a_m));
    const double m_d = dot(m, d);
    const double m2 = dot(m, m);
    const double d_half2 = c2 / d_a_d;
    const double rise = m2 / (m_a_m * d_half2) - 1.0;
    const double skew2 = m_d * m_d / (d_a_d * m_a_m * d_half2 * d_half2);
    const double sin_2 = std::sin(2.0 * eta);
    const double sin_4 = 2.0 * sin_2 * std::cos(2.0 * eta);
    const double eta2 = eta * eta;
    const double first = rise * (eta - 0.5 * sin_2);
    const double second = rise * rise * (0.75 * eta - 0.5 * sin_2 + sin_4 / 16.0) + skew2 * (eta - 0.25 * sin_4);
    const double third = 4.8 * rise * skew2 * eta2 * eta2 * eta;
    const double arc_m = std::sqrt(d_half2) * (2.0 * eta + 0.5 * first - 0.125 * second + third / 16.0);
    const double tan2_theta = std::max(0.0, (m2 - m_d * m_d / c2) * am2 / (m_a_m * m_a_m) - 1.0);
    return arc_m - k2 * tan2_theta * arc_m * arc_m * arc_m / 24.0;
}

/// Geodesic distance of two points of the ellipsoid: by formula while that is exact to 0.12 mm, by GeographicLib
/// beyond.
[[nodiscard]] inline double piece_distance_m(const Ecef& p, const Ecef& q) noexcept
{
    const Ecef d = q - p;
    if (!(dot(d, d) > chord_formula_max_m * chord_formula_max_m)) return distance_by_chord_m(p, q);
    return geodesic_distance_m(surface_place(p), surface_place(q));
}

/// The least geodesic distance that a chord can stand for: 2 R asin(c / 2R), R the largest radius of curvature.
///
/// By Blaschke's rolling theorem the ellipsoid is an intersection of balls of radius R, so it holds the spindle that
/// a circular arc of radius R over the chord sweeps about it; a line on the ellipsoid passes outside the spindle and
/// does not grow when it is moved to the nearest points of that convex body, where no line from tip to tip is
/// shorter than the arc.
[[nodiscard]] inline double least_distance_m(double chord) noexcept
{
    constexpr double diameter = 2.0 * wgs84_radius_max_m;
    // 1e-12: rounding; the chord of places opposite to each other may be longer than b + b, never than a + a
    return diameter * std::asin(std::min(1.0, chord / diameter)) * (1.0 - 1e-12);
}

/// The largest chord at which a geodesic distance can be less than s: the inverse of least_distance_m.
[[nodiscard]] inline double largest_chord_m(double s_m) noexcept
{
    constexpr double diameter = 2.0 * wgs84_radius_max_m;
    const double x = s_m * (1.0 / diameter);
    if (x < 0.3) return s_m * (1.0 - x * x * (1.0 / 6.0 - x * x * (1.0 / 120.0))) * (1.0 + 1e-12);
    return x < 1.57 ? diameter * std::sin(x) * (1.0 + 1e-12) : diameter;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
