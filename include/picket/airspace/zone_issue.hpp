// SPDX-License-Identifier: MIT
/// @file
/// The faults a zone can have.
#ifndef PICKET_AIRSPACE_ZONE_ISSUE_HPP
#define PICKET_AIRSPACE_ZONE_ISSUE_HPP

#include <picket/version.hpp>

#include <cstdint>
#include <string>

namespace picket {
inline namespace v0 {

/// What validate() finds. The numeric values are stable.
enum class ZoneIssueCode : std::uint8_t {
    no_parts = 1,               ///< a zone without any ring
    too_few_vertices = 2,       ///< fewer than three distinct vertices in a ring, or two in a corridor
    latitude_out_of_range = 3,  ///< beyond +-90 degrees
    not_finite = 4,             ///< a coordinate that is NaN or infinite
    self_crossing = 5,          ///< two edges of one ring cross
    limits_reversed = 6,        ///< lower limit above the upper one, in the same datum
    window_reversed = 7,        ///< a window that does not end after it begins
    limit_not_finite = 8,       ///< an altitude limit or window bound that is NaN
    centre_invalid = 9,         ///< an arc or circle without a centre on the Earth
    radius_out_of_range = 10,   ///< a radius that is not positive, or beyond 5,000 km
    arc_ends_disagree = 11,     ///< the ends of an arc are too unequally far from its centre to be one arc
    circle_with_vertices = 12,  ///< a ring that has both
    corridor_with_rings = 13,   ///< a part that has both
    half_width_out_of_range = 14,  ///< a corridor's half width that is not positive, or beyond offset_max
    margin_out_of_range = 15,      ///< a margin that is not a number, beyond offset_max, or negative on a corridor
    schedule_without_periods = 16,    ///< a schedule of nothing
    schedule_without_days = 17,       ///< a period on no day of the week
    schedule_date_invalid = 18,       ///< a day of a month that has no such day
    schedule_time_out_of_range = 19,  ///< a time of day more than a day off, or 12 hours off the sun's event
    schedule_validity_reversed = 20,  ///< a validity that does not end after it begins, or a bound of it that is NaN
    schedule_place_invalid = 21,      ///< times by the sun without a place, or a place beyond 90 degrees
};

/// One fault of a zone, and where it is. Indices count from 0; -1 where they do not apply.
struct ZoneIssue {
    ZoneIssueCode code;
    int part;
    int ring;    ///< 0 is the exterior (or the corridor), 1 the first hole
    int vertex;  ///< index into RingSpec::vertices or CorridorSpec::line; for a crossing, the start of the later edge
    std::string message;  ///< `ring 0, vertex 7: latitude 91 is beyond 90 degrees`
};

}  // namespace v0
}  // namespace picket

#endif
