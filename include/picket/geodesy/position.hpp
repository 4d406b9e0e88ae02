// SPDX-License-Identifier: MIT
/// @file
/// Where something is: latitude and longitude on WGS 84, and an altitude that carries its datum.
#ifndef PICKET_GEODESY_POSITION_HPP
#define PICKET_GEODESY_POSITION_HPP

#include <picket/units.hpp>

#include <cstdint>

namespace picket {
inline namespace v0 {

/// A point of the WGS 84 ellipsoid. Latitude first, as in the field; GeoJSON order is converted at the edge.
///
/// lat_deg in [-90, 90]; lon_deg any finite value, meaning itself modulo 360. NaN in either means
/// "no position": queries answer `unknown`.
struct LatLon {
    double lat_deg;
    double lon_deg;

    friend constexpr bool operator==(const LatLon&, const LatLon&) noexcept = default;
};

/// Neither coordinate is NaN or infinite, and the latitude lies in [-90, 90].
[[nodiscard]] constexpr bool is_valid(LatLon p) noexcept
{
    // x - x is 0 for finite x only; <cmath> would cost this header 0.1 s for isfinite
    return p.lat_deg >= -90.0 && p.lat_deg <= 90.0 && p.lon_deg - p.lon_deg == 0.0;
}

/// What a height is measured from.
enum class VerticalDatum : std::uint8_t {
    wgs84,         ///< the ellipsoid (GNSS height)
    amsl,          ///< mean sea level, the geoid
    agl,           ///< the ground below
    pressure_std,  ///< pressure altitude: the 1013.25 hPa surface of the standard atmosphere
};

/// Name as it is written in files: `wgs84`, `amsl`, `agl`, `pressure_std`.
[[nodiscard]] constexpr const char* to_string(VerticalDatum datum) noexcept
{
    switch (datum) {
        case VerticalDatum::wgs84: return "wgs84";
        case VerticalDatum::amsl: return "amsl";
        case VerticalDatum::agl: return "agl";
        case VerticalDatum::pressure_std: return "pressure_std";
    }
    return "?";
}

/// A height and what it is measured from. Two altitudes compare only within one datum (airspace/vertical.hpp):
/// across datums the answer needs terrain, a geoid or a pressure, and without them it is `unknown`.
struct Altitude {
    Metres value;
    VerticalDatum datum;

    /// Pressure altitude of a flight level: n hundred feet above the 1013.25 hPa surface.
    [[nodiscard]] static constexpr Altitude from_flight_level(FlightLevel level) noexcept
    {
        return {to_metres(Feet{100.0 * level.value()}), VerticalDatum::pressure_std};
    }

    friend constexpr bool operator==(const Altitude&, const Altitude&) noexcept = default;
};

/// A point in the air: a place and, where known, an altitude. A NaN altitude is "not known".
struct Position {
    LatLon at{};
    Altitude altitude{Metres{__builtin_nan("")}, VerticalDatum::amsl};

    constexpr Position() noexcept = default;
    /// Constructors, so that `{54.0, 20.0}` is a LatLon and nothing else where both would do.
    constexpr explicit Position(LatLon place) noexcept : at(place) {}
    constexpr Position(LatLon place, Altitude height) noexcept : at(place), altitude(height) {}
};

}  // namespace v0
}  // namespace picket

#endif
