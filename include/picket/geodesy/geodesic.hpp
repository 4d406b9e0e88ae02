// SPDX-License-Identifier: MIT
/// @file
/// Geodesics of WGS 84: how far and in which direction (inverse), where one arrives (direct), and the line
/// between as a curve in its own right.
#ifndef PICKET_GEODESY_GEODESIC_HPP
#define PICKET_GEODESY_GEODESIC_HPP

#include <picket/geodesy/position.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicLine.hpp>

#include <cmath>
#include <limits>

namespace picket {
inline namespace v0 {

// Not for users. Beside picket::detail, not in it: there airspace has a geodesic_inverse() of its own, and a
// name that is found depending on what was included first is a trap.
namespace geodesy_detail {

inline constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
inline constexpr LatLon nowhere{nan_value, nan_value};

/// The same, with the longitude or azimuth in [-180, 180].
[[nodiscard]] inline LatLon normalised(LatLon p) noexcept { return {p.lat_deg, std::remainder(p.lon_deg, 360.0)}; }
[[nodiscard]] inline Degrees normalised(Degrees angle) noexcept
{
    return Degrees{std::remainder(angle.value(), 360.0)};
}

/// The very same place, however it is written: longitudes differing by whole turns, any longitude at a pole.
[[nodiscard]] inline bool same_place(LatLon a, LatLon b) noexcept
{
    return a.lat_deg == b.lat_deg
           && (std::abs(a.lat_deg) == 90.0 || std::remainder(a.lon_deg - b.lon_deg, 360.0) == 0.0);
}

}  // namespace geodesy_detail

/// The shortest path between two places.
struct GeodesicInverse {
    Metres distance;        ///< >= 0
    Degrees azimuth_start;  ///< [-180, 180], at the first place
    Degrees azimuth_end;    ///< [-180, 180], forward, at the second place
};

/// Where a geodesic leads.
struct GeodesicDirect {
    LatLon at;            ///< longitude in [-180, 180]
    Degrees azimuth_end;  ///< [-180, 180], forward
};

/// Distance and azimuths of the shortest path from one place to another.
///
/// Where the answer is not unique, the one given is GeographicLib's:
///   coincident places     distance 0; both azimuths 180 (or -180) north of the equator and on it, 0 south of it:
///                         they mean nothing, and are fixed only so that the answer is reproducible
///   from or to a pole     azimuths are those of the meridian of the longitude written for the pole
///   opposite poles        20003931.458625 m, along the meridian of the longitudes written
///   antipodal             20003931.458625 m, over the pole: the north pole from the equator and from north of
///                         it, the south pole from south of it
///   nearly antipodal      the shortest path; where two are equally long (both places on the equator), the
///                         northern one
///   antimeridian          nothing special: 180 and -180 are one meridian
/// [tests/unit/geodesy_geodesic]
///
/// @return  NaN in all three where a place is not valid
/// Accuracy    distance 15 nm; azimuths to what moves the far end by 15 nm (1e-11 deg at 100 km)
///             [tests/golden/geodesy_geodesic]
/// Cost        0.7 us (near) to 1.2 us (far); no allocation; thread-safe
/// Errors      noexcept
/// Reference   C. F. F. Karney, Algorithms for geodesics, 2013, doi 10.1007/s00190-012-0578-z
[[nodiscard]] inline GeodesicInverse geodesic_inverse(LatLon from, LatLon to) noexcept
{
    if (!is_valid(from) || !is_valid(to)) {
        constexpr double nan = geodesy_detail::nan_value;
        return {Metres{nan}, Degrees{nan}, Degrees{nan}};
    }
    double s12 = 0.0;
    double azi1 = 0.0;
    double azi2 = 0.0;
    GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, s12, azi1, azi2);
    return {Metres{s12}, Degrees{azi1}, Degrees{azi2}};
}

/// Length of the shortest path, where the azimuths are not wanted (a little cheaper).
[[nodiscard]] inline Metres geodesic_distance(LatLon from, LatLon to) noexcept
{
    if (!is_valid(from) || !is_valid(to)) return Metres{geodesy_detail::nan_value};
    double s12 = 0.0;
    GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, s12);
    return Metres{s12};
}

/// Where a geodesic arrives after a distance.
///
/// @param azimuth   any finite angle, clockwise from north; at a pole, relative to the meridian of the longitude
///                  written for the pole
/// @param distance  any finite length; negative goes backward; beyond half a turn it is no longer the shortest
///                  path
/// @return  NaN throughout where the place, azimuth or distance is not valid
/// Accuracy    15 nm [tests/golden/geodesy_geodesic]
/// Cost        0.4 us; no allocation; thread-safe
/// Errors      noexcept
/// Reference   as geodesic_inverse()
[[nodiscard]] inline GeodesicDirect geodesic_direct(LatLon from, Degrees azimuth, Metres distance) noexcept
{
    if (!is_valid(from) || !std::isfinite(azimuth.value()) || !std::isfinite(distance.value())) {
        return {geodesy_detail::nowhere, Degrees{geodesy_detail::nan_value}};
    }
    LatLon at{};
    double azi2 = 0.0;
    GeographicLib::Geodesic::WGS84().Direct(from.lat_deg, from.lon_deg, azimuth.value(), distance.value(), at.lat_deg,
                                            at.lon_deg, azi2);
    return {at, Degrees{azi2}};
}

/// A geodesic prepared for many positions along it.
///
/// A line remembers how long it is: between() to its second place, from() as said. Positions beyond either end
/// are positions on the geodesic carried on.
///
/// Guarantees  (1) at(0) and at(length()) are the two places exactly, but for longitudes brought to [-180, 180]
///             (2) a line made from an invalid place, azimuth or length answers NaN everywhere
/// Accuracy    as geodesic_direct()
/// Cost        1 us to make, 0.14 us a position; 0.6 kB, no allocation; thread-safe
/// Errors      noexcept
class GeodesicLine {
public:
    /// The shortest path between two places.
    [[nodiscard]] static GeodesicLine between(LatLon from, LatLon to) noexcept
    {
        const GeodesicInverse inverse = geodesic_inverse(from, to);
        GeodesicLine line{from, inverse.azimuth_start, inverse.distance};
        if (line.valid_) {
            line.end_ = to;
            line.azimuth_end_ = inverse.azimuth_end;  // at a pole, relative to the longitude written for it
        }
        return line;
    }

    /// The geodesic that leaves a place in a direction.
    [[nodiscard]] static GeodesicLine from(LatLon start, Degrees azimuth, Metres length = Metres{0.0}) noexcept
    {
        GeodesicLine line{start, azimuth, length};
        const GeodesicDirect end = line.carried_on(length);
        line.end_ = length.value() == 0.0 ? line.start_ : end.at;
        line.azimuth_end_ = length.value() == 0.0 ? line.azimuth_ : end.azimuth_end;
        return line;
    }

    /// Where the geodesic is after a distance, and which way it runs there.
    [[nodiscard]] GeodesicDirect position(Metres distance) const noexcept
    {
        if (distance == Metres{0.0}) return {geodesy_detail::normalised(start_), geodesy_detail::normalised(azimuth_)};
        if (distance == length_) return {geodesy_detail::normalised(end_), geodesy_detail::normalised(azimuth_end_)};
        return carried_on(distance);
    }

    /// Only the place.
    [[nodiscard]] LatLon at(Metres distance) const noexcept { return position(distance).at; }

    [[nodiscard]] LatLon start() const noexcept { return start_; }
    /// Where the line ends: the second place as it was given, or the place after the length.
    [[nodiscard]] LatLon end() const noexcept { return end_; }
    [[nodiscard]] Degrees azimuth_start() const noexcept { return azimuth_; }
    [[nodiscard]] Degrees azimuth_end() const noexcept { return azimuth_end_; }
    [[nodiscard]] Metres length() const noexcept { return length_; }

private:
    GeodesicLine(LatLon start, Degrees azimuth, Metres length) noexcept
        : valid_(is_valid(start) && std::isfinite(azimuth.value()) && std::isfinite(length.value())),
          start_(valid_ ? start : geodesy_detail::nowhere),
          azimuth_(valid_ ? azimuth : Degrees{geodesy_detail::nan_value}),
          length_(valid_ ? length : Metres{geodesy_detail::nan_value}),
          line_(GeographicLib::Geodesic::WGS84(), start_.lat_deg, start_.lon_deg, azimuth_.value(),
                GeographicLib::GeodesicLine::LATITUDE | GeographicLib::GeodesicLine::LONGITUDE
                    | GeographicLib::GeodesicLine::AZIMUTH | GeographicLib::GeodesicLine::DISTANCE_IN)
    {
    }

    [[nodiscard]] GeodesicDirect carried_on(Metres distance) const noexcept
    {
        if (!valid_ || !std::isfinite(distance.value())) {
            return {geodesy_detail::nowhere, Degrees{geodesy_detail::nan_value}};
        }
        LatLon at{};
        double azimuth = 0.0;
        line_.Position(distance.value(), at.lat_deg, at.lon_deg, azimuth);
        return {at, Degrees{azimuth}};
    }

    bool valid_;
    LatLon start_;
    LatLon end_ = geodesy_detail::nowhere;
    Degrees azimuth_;
    Degrees azimuth_end_{geodesy_detail::nan_value};
    Metres length_;
    GeographicLib::GeodesicLine line_;
};

}  // namespace v0
}  // namespace picket

#endif
