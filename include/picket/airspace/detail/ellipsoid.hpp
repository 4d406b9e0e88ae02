// SPDX-License-Identifier: MIT
/// @file
/// WGS 84 in the few formulas the airspace engine needs beside GeographicLib.
///
/// Symbols  phi geodetic latitude, lambda longitude, psi isometric latitude, M and N the radii of curvature
///          in the meridian and the prime vertical, e the eccentricity.
#ifndef PICKET_AIRSPACE_DETAIL_ELLIPSOID_HPP
#define PICKET_AIRSPACE_DETAIL_ELLIPSOID_HPP

#include <picket/geodesy/position.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/Math.hpp>

#include <cmath>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

inline constexpr double degree = 3.14159265358979323846 / 180.0;  // [rad]
inline constexpr double wgs84_a_m = 6378137.0;
inline constexpr double wgs84_f = 1.0 / 298.257223563;
inline constexpr double wgs84_e2 = wgs84_f * (2.0 - wgs84_f);
inline constexpr double wgs84_e = 0.081819190842621494335;  // sqrt(wgs84_e2)
/// Largest radius of curvature anywhere, a^2/b at the poles [m]; the smallest is b^2/a on the equator's
/// meridian.
inline constexpr double wgs84_radius_max_m = wgs84_a_m / (1.0 - wgs84_f);
inline constexpr double wgs84_radius_min_m = wgs84_a_m * (1.0 - wgs84_f) * (1.0 - wgs84_f);

/// Longitude in [-180, 180), exactly.
[[nodiscard]] inline double normalised_longitude(double lon_deg) noexcept
{
    if (lon_deg >= -180.0 && lon_deg < 180.0) return lon_deg;  // as remainder() would, in a tenth of its time
    const double reduced = std::remainder(lon_deg, 360.0);
    return reduced == 180.0 ? -180.0 : reduced;
}

/// N: radius of curvature in the prime vertical [m].
[[nodiscard]] inline double prime_vertical_radius_m(double sin_lat) noexcept
{
    return wgs84_a_m / std::sqrt(1.0 - wgs84_e2 * sin_lat * sin_lat);
}

/// M: radius of curvature in the meridian [m].
[[nodiscard]] inline double meridian_radius_m(double sin_lat) noexcept
{
    const double w2 = 1.0 - wgs84_e2 * sin_lat * sin_lat;
    return wgs84_a_m * (1.0 - wgs84_e2) / (w2 * std::sqrt(w2));
}

/// Radius of the parallel, N cos(phi) [m]; 0 at the poles, exactly.
[[nodiscard]] inline double parallel_radius_m(double lat_deg) noexcept
{
    double sin_lat = 0;
    double cos_lat = 0;
    GeographicLib::Math::sincosd(lat_deg, sin_lat, cos_lat);
    return prime_vertical_radius_m(sin_lat) * cos_lat;
}

/// Point of the ellipsoid in Earth-centred Cartesian coordinates [m]. Not Eigen: this header is included
/// by every user of a zone.
struct Ecef {
    double x;
    double y;
    double z;
};

[[nodiscard]] constexpr double dot(const Ecef& a, const Ecef& b) noexcept { return a.x * b.x + a.y * b.y + a.z * b.z; }

/// To float, never below.
[[nodiscard]] inline float rounded_up(double value) noexcept
{
    const float f = static_cast<float>(value);
    return static_cast<double>(f) < value ? std::nextafter(f, std::numeric_limits<float>::infinity()) : f;
}

[[nodiscard]] inline Ecef to_ecef_m(LatLon p) noexcept
{
    double sin_lat = 0;
    double cos_lat = 0;
    double sin_lon = 0;
    double cos_lon = 0;
    GeographicLib::Math::sincosd(p.lat_deg, sin_lat, cos_lat);
    GeographicLib::Math::sincosd(p.lon_deg, sin_lon, cos_lon);
    const double n = prime_vertical_radius_m(sin_lat);
    return {n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - wgs84_e2) * sin_lat};
}

/// The same to some nanometres and in a third of the time, for bounds that carry a margin: no exact zeros at the
/// poles and on the meridians.
[[nodiscard]] inline Ecef to_ecef_roughly_m(LatLon p) noexcept
{
    const double lat = p.lat_deg * degree;
    const double lon = normalised_longitude(p.lon_deg) * degree;
    const double sin_lat = std::sin(lat);
    const double horizontal = std::cos(lat);
    const double n = prime_vertical_radius_m(sin_lat);
    return {n * horizontal * std::cos(lon), n * horizontal * std::sin(lon), n * (1.0 - wgs84_e2) * sin_lat};
}

/// Straight-line distance [m]: never more than the geodesic distance of two points of the ellipsoid.
[[nodiscard]] inline double chord_m(const Ecef& a, const Ecef& b) noexcept
{
    return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z));
}

/// psi(phi), finite for |phi| < 90 (Snyder 1987, eq. 15-11).
[[nodiscard]] inline double isometric_latitude(double lat_deg) noexcept
{
    return std::asinh(GeographicLib::Math::taupf(GeographicLib::Math::tand(lat_deg), wgs84_e));
}

/// phi(psi) [deg]; Newton inside GeographicLib, to rounding (Karney 2011, eqs. 19-21).
[[nodiscard]] inline double latitude_of_isometric_deg(double psi) noexcept
{
    return GeographicLib::Math::atand(GeographicLib::Math::tauf(std::sinh(psi), wgs84_e));
}

/// Sine of the authalic latitude: equal steps of it are equal areas (Snyder 1987, eqs. 3-11 and 3-12).
[[nodiscard]] inline double sin_authalic(double lat_deg) noexcept
{
    double sin_lat = 0;
    double cos_lat = 0;
    GeographicLib::Math::sincosd(lat_deg, sin_lat, cos_lat);
    const auto q = [](double s) {
        return (1.0 - wgs84_e2) * (s / (1.0 - wgs84_e2 * s * s) + std::atanh(wgs84_e * s) / wgs84_e);
    };
    static const double q_pole = q(1.0);
    return q(sin_lat) / q_pole;
}

/// Geodesic inverse problem with the two azimuths: forward at the start, forward at the end.
struct Inverse {
    double distance_m;
    double azimuth_start_deg;
    double azimuth_end_deg;
};

[[nodiscard]] inline Inverse inverse_between(LatLon from, LatLon to) noexcept
{
    Inverse result{};
    GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, result.distance_m,
                                             result.azimuth_start_deg, result.azimuth_end_deg);
    return result;
}

[[nodiscard]] inline double geodesic_distance_m(LatLon from, LatLon to) noexcept
{
    double distance_m = 0;
    GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, distance_m);
    return distance_m;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
