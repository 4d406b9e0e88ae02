// SPDX-License-Identifier: MIT
/// @file
/// What a sensor or a recorder says of one aircraft: plots in time order.
#ifndef PICKET_AIRSPACE_TRACK_HPP
#define PICKET_AIRSPACE_TRACK_HPP

#include <picket/geodesy/position.hpp>

#include <cstdint>

namespace picket {
inline namespace v0 {

/// One plot.
struct TrackPoint {
    double time_s;  ///< s since the Unix epoch, UTC
    LatLon at;      ///< NaN: no position at this time; the track has a gap here
    Altitude altitude{Metres{__builtin_nan("")}, VerticalDatum::amsl};  ///< NaN: not known
};

/// The path between two plots. Not EdgeKind: of its kinds only these two are flown, and every value of this one
/// has an answer.
enum class LegKind : std::uint8_t {
    geodesic,  ///< the shortest line: a pilot on a direct, an autopilot on a route
    rhumb,     ///< constant true track, the short way round in longitude; where the longitudes differ by exactly
               ///< 180 degrees, in the direction written; to or from a pole along the meridian of the other end
};

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(LegKind kind) noexcept
{
    switch (kind) {
        case LegKind::geodesic: return "geodesic";
        case LegKind::rhumb: return "rhumb";
    }
    return "?";
}

/// The flight between two plots: along its path at constant ground speed, height linear in time.
struct Leg {
    TrackPoint from;
    TrackPoint to;
    LegKind kind = LegKind::geodesic;
};

}  // namespace v0
}  // namespace picket

#endif
