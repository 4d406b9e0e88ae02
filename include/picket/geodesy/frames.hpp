// SPDX-License-Identifier: MIT
/// @file
/// Cartesian frames: Earth-centred Earth-fixed (ECEF), and the local tangent frames east-north-up (ENU) and
/// north-east-down (NED), as Eigen transforms.
///
///     const Eigen::Isometry3d ecef_from_base = ecef_from_enu(base, Metres{12.0});
///     const Eigen::Vector3d target_enu_m = ecef_from_base.inverse() * to_ecef(target, Metres{3000.0});
#ifndef PICKET_GEODESY_FRAMES_HPP
#define PICKET_GEODESY_FRAMES_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <GeographicLib/Geocentric.hpp>
#include <GeographicLib/Math.hpp>

namespace picket {
inline namespace v0 {

/// A place and a height above the ellipsoid (what GNSS gives; not above the sea).
struct GeodeticPosition {
    LatLon at;
    Metres height;
};

/// ECEF coordinates [m]: x through latitude 0, longitude 0; z through the north pole.
///
/// @param height  above the WGS 84 ellipsoid
/// @return  NaN in all three where the place or the height is NaN
/// Accuracy    rounding: 1 nm on the ground [tests/property/geodesy_frames]
/// Cost        40 ns; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline Eigen::Vector3d to_ecef(LatLon place, Metres height = Metres{0.0}) noexcept
{
    Eigen::Vector3d pos_ecef_m{geodesy_detail::nan_value, geodesy_detail::nan_value, geodesy_detail::nan_value};
    if (is_valid(place)) {
        GeographicLib::Geocentric::WGS84().Forward(place.lat_deg, place.lon_deg, height.value(), pos_ecef_m.x(),
                                                   pos_ecef_m.y(), pos_ecef_m.z());
    }
    return pos_ecef_m;
}

/// The place and height of an ECEF position, to_ecef() undone.
///
/// Stated results: on the axis (over a pole) the longitude is 0; at the centre of the Earth, where no answer is
/// better than another, the latitude is 90 and the height -6356752.3 m. [tests/unit/geodesy_frames]
///
/// @return  longitude in [-180, 180]; NaN where a coordinate is NaN
/// Accuracy    5 nm in position and height near the ground, and 1e-15 of the height from -5000 km to 40 000 km
///             [tests/property/geodesy_frames]
/// Cost        150 ns; no allocation; thread-safe
/// Errors      noexcept
/// Reference   H. Vermeille, Direct transformation from geocentric coordinates to geodetic coordinates, 2002,
///             doi 10.1007/s00190-002-0273-6, as improved in GeographicLib
[[nodiscard]] inline GeodeticPosition from_ecef(const Eigen::Vector3d& pos_ecef_m) noexcept
{
    if (!pos_ecef_m.allFinite()) return {geodesy_detail::nowhere, Metres{geodesy_detail::nan_value}};
    LatLon at{};
    double height_m = 0.0;
    GeographicLib::Geocentric::WGS84().Reverse(pos_ecef_m.x(), pos_ecef_m.y(), pos_ecef_m.z(), at.lat_deg, at.lon_deg,
                                               height_m);
    return {at, Metres{height_m}};
}

/// The tangent frame at a place: `ecef_from_enu(o) * pos_enu_m` is a position in ECEF. x east, y north, z up
/// along the normal of the ellipsoid. At a pole, north is along the meridian of the longitude written for it
/// carried on over the pole.
///
/// Guarantees  (1) ecef_from_enu(o, h) * 0 is to_ecef(o, h)
///             (2) the rotation is orthonormal to rounding
/// @return  NaN throughout where the origin or its height is NaN
/// Cost        80 ns; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline Eigen::Isometry3d ecef_from_enu(LatLon origin, Metres height = Metres{0.0}) noexcept
{
    double sin_lat = geodesy_detail::nan_value;
    double cos_lat = geodesy_detail::nan_value;
    double sin_lon = geodesy_detail::nan_value;
    double cos_lon = geodesy_detail::nan_value;
    if (is_valid(origin)) {
        GeographicLib::Math::sincosd(origin.lat_deg, sin_lat, cos_lat);
        GeographicLib::Math::sincosd(origin.lon_deg, sin_lon, cos_lon);
    }
    Eigen::Isometry3d frame;
    frame.linear().col(0) << -sin_lon, cos_lon, 0.0;
    frame.linear().col(1) << -sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat;
    frame.linear().col(2) << cos_lat * cos_lon, cos_lat * sin_lon, sin_lat;
    frame.translation() = to_ecef(origin, height);
    frame.makeAffine();
    return frame;
}

/// ENU coordinates from NED ones, and back: the exchange is its own inverse.
[[nodiscard]] inline Eigen::Isometry3d enu_from_ned() noexcept
{
    Eigen::Isometry3d frame = Eigen::Isometry3d::Identity();
    frame.linear() << 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, -1.0;
    return frame;
}

/// As ecef_from_enu(), with x north, y east, z down.
[[nodiscard]] inline Eigen::Isometry3d ecef_from_ned(LatLon origin, Metres height = Metres{0.0}) noexcept
{
    return ecef_from_enu(origin, height) * enu_from_ned();
}

}  // namespace v0
}  // namespace picket

#endif
