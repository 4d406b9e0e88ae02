// SPDX-License-Identifier: MIT
/// @file
/// What a sensor or a recorder says of one aircraft: plots in time order.
#ifndef PICKET_AIRSPACE_TRACK_HPP
#define PICKET_AIRSPACE_TRACK_HPP

#include <picket/geodesy/position.hpp>

namespace picket {
inline namespace v0 {

/// One plot.
struct TrackPoint {
    double time_s;  ///< s since the Unix epoch, UTC
    LatLon at;      ///< NaN: no position at this time; the track has a gap here
    Altitude altitude{Metres{__builtin_nan("")}, VerticalDatum::amsl};  ///< NaN: not known
};

/// The flight between two plots: along the geodesic at constant ground speed, height linear in time.
struct Leg {
    TrackPoint from;
    TrackPoint to;
};

}  // namespace v0
}  // namespace picket

#endif
