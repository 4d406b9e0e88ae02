// SPDX-License-Identifier: MIT
/// @file
/// Great circles of a sphere on which geodetic coordinates are read as spherical: what spherical tools
/// compute. For agreement with such tools only; the Earth is up to 0.5 % away from it.
#ifndef PICKET_GEODESY_GREAT_CIRCLE_HPP
#define PICKET_GEODESY_GREAT_CIRCLE_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>

#include <GeographicLib/Math.hpp>

#include <cmath>

namespace picket {
inline namespace v0 {

/// Mean radius (2a + b) / 3 of WGS 84, the usual radius of spherical tools.
inline constexpr Metres mean_earth_radius{6371008.7714};

/// Distance and azimuths of the shorter arc of the great circle through two places.
///
/// Stated results: coincident places have distance 0 and azimuth 0 at both ends; at a pole azimuths are those of
/// the meridian of the longitude written; of antipodal places every great circle is as short, and the azimuths mean
/// nothing. [tests/unit/geodesy_great_circle]
///
/// @return  as geodesic_inverse(); NaN where a place is not valid
/// Accuracy    distance 1e-15 of the radius at every distance, short and antipodal ones too: the angle is taken
///             from its sine and cosine together [tests/unit/geodesy_great_circle]
/// Cost        0.2 us; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline GeodesicInverse great_circle_inverse(LatLon from, LatLon to) noexcept
{
    using GeographicLib::Math;
    if (!is_valid(from) || !is_valid(to)) {
        constexpr double nan = geodesy_detail::nan_value;
        return {Metres{nan}, Degrees{nan}, Degrees{nan}};
    }
    double sin_lat1 = 0.0;
    double cos_lat1 = 0.0;
    double sin_lat2 = 0.0;
    double cos_lat2 = 0.0;
    double sin_lon = 0.0;
    double cos_lon = 0.0;
    Math::sincosd(from.lat_deg, sin_lat1, cos_lat1);
    Math::sincosd(to.lat_deg, sin_lat2, cos_lat2);
    Math::sincosd(Math::AngDiff(from.lon_deg, to.lon_deg), sin_lon, cos_lon);

    // cos(lat1) sin(lat2) - sin(lat1) cos(lat2) cos(lon) cancels for close places; written with the sine of the
    // latitude difference and the squared half-angle sine of the longitude difference it does not.
    double sin_dlat = 0.0;
    double cos_dlat = 0.0;
    Math::sincosd(to.lat_deg - from.lat_deg, sin_dlat, cos_dlat);
    const double versine = cos_lon > 0.0 ? sin_lon * sin_lon / (1.0 + cos_lon) : 1.0 - cos_lon;  // 1 - cos(lon)
    const double east1 = cos_lat2 * sin_lon;
    const double north1 = sin_dlat + sin_lat1 * cos_lat2 * versine;
    const double east2 = cos_lat1 * sin_lon;
    const double north2 = sin_dlat - cos_lat1 * sin_lat2 * versine;
    const double along = cos_dlat - cos_lat1 * cos_lat2 * versine;  // cosine of the arc
    const double arc = std::atan2(std::hypot(east1, north1), along);
    return {mean_earth_radius * arc, Degrees{Math::atan2d(east1, north1)}, Degrees{Math::atan2d(east2, north2)}};
}

/// Where a great circle arrives after a distance.
///
/// @return  as geodesic_direct(); NaN throughout where place, azimuth or distance is not valid
/// Accuracy    a few 1e-16 of the radius across the course, 1e-16 of the distance along it
///             [tests/property/geodesy_great_circle]
/// Cost        0.1 us; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline GeodesicDirect great_circle_direct(LatLon from, Degrees azimuth, Metres distance) noexcept
{
    using GeographicLib::Math;
    if (!is_valid(from) || !std::isfinite(azimuth.value()) || !std::isfinite(distance.value())) {
        return {geodesy_detail::nowhere, Degrees{geodesy_detail::nan_value}};
    }
    double sin_lat = 0.0;
    double cos_lat = 0.0;
    double sin_azi = 0.0;
    double cos_azi = 0.0;
    Math::sincosd(from.lat_deg, sin_lat, cos_lat);
    Math::sincosd(azimuth.value(), sin_azi, cos_azi);
    const double arc = distance / mean_earth_radius;
    const double sin_arc = std::sin(arc);
    const double cos_arc = std::cos(arc);

    // The point and the forward direction in the frame (meridian of `from` x equator, east, pole).
    const double x = cos_lat * cos_arc - sin_lat * cos_azi * sin_arc;
    const double y = sin_azi * sin_arc;
    const double z = sin_lat * cos_arc + cos_lat * cos_azi * sin_arc;
    const double lon = from.lon_deg + Math::atan2d(y, x);
    const double azimuth_end = Math::atan2d(cos_lat * sin_azi, cos_lat * cos_azi * cos_arc - sin_lat * sin_arc);
    return {{Math::atan2d(z, std::hypot(x, y)), Math::AngNormalize(lon)}, Degrees{azimuth_end}};
}

}  // namespace v0
}  // namespace picket

#endif
