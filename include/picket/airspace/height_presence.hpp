// SPDX-License-Identifier: MIT
/// @file
/// When is a flight inside a zone, where its heights and the zone's limits have any datums? Terrain under a leg is
/// followed, not sampled.
#ifndef PICKET_AIRSPACE_HEIGHT_PRESENCE_HPP
#define PICKET_AIRSPACE_HEIGHT_PRESENCE_HPP

#include <picket/airspace/detail/leg_heights.hpp>
#include <picket/airspace/heights.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone.hpp>

#include <span>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// for_each_presence() with conversions between datums: calls `callback(const PresenceInterval&)` for each time during
/// which a leg is inside a zone, or during which models or their errors leave that open (`unknown`).
///
/// The height is linear in time in the datum of the plots, and what is asked is that height above the datum of the
/// limit, at every moment: an aircraft level above mean sea level that a ridge brings near the ground is found, and one
/// that follows the ground is compared with a limit above mean sea level. Where the two plots of a leg have different
/// datums, both are converted to that of the limit (to that of the terrain, for limits above the ground), and the
/// height is linear there.
///
/// Why nothing is missed: the leg is divided until the bounds of the models decide each stretch as a whole, or it is
/// shorter than a millisecond (detail/leg_heights.hpp has the argument).
///
/// Guarantees  (1) a limit in the datum of the plots, and one that no model leads to, answers as for_each_presence()
///                 without heights, to the bit
///             (2) every stay of a millisecond or more is found, and every absence, at any terrain, and every time at
///                 which a model is missing or its error straddles a limit is `unknown`
/// Accuracy    where the height changes the answer, within 1 ms, or where the height leaves the limit by less than a
///             micrometre meanwhile, within that [tests/property/height_presence]; laterally as for_each_presence()
/// Cost        as for_each_presence(), and for each limit in another datum some looks at the models, of a fraction of a
///             microsecond each: one or two for a leg that is clear of it, about 40 for a crossing. No allocation. At
///             worst, along the edge of what a terrain knows, a look for each quarter of a millisecond
///             [tests/unit/height_presence_no_allocation]
/// Errors      noexcept where the callback is
template <class G, class T, class P, class Callback>
void for_each_presence(const Zone& zone, const Leg& leg, const Heights<G, T, P>& heights,
                       Callback&& callback) noexcept(noexcept(callback(std::declval<const PresenceInterval&>())))
{
    detail::visit_presence(zone, leg, detail::LegHeights(zone.altitude(), leg, heights), callback);
}

/// The intervals of for_each_presence(), to the bit, in a vector.
///
/// Errors      throws only std::bad_alloc
template <class G, class T, class P>
[[nodiscard]] std::vector<PresenceInterval> presence(const Zone& zone, const Leg& leg, const Heights<G, T, P>& heights)
{
    std::vector<PresenceInterval> result;
    for_each_presence(zone, leg, heights, [&](const PresenceInterval& stay) { result.push_back(stay); });
    return result;
}

/// incidents() with conversions between datums.
///
/// Errors      throws only std::bad_alloc
template <class G, class T, class P>
[[nodiscard]] std::vector<Incident> incidents(const Zone& zone, std::span<const TrackPoint> track,
                                              const Heights<G, T, P>& heights, LegKind kind = LegKind::geodesic)
{
    return detail::join_stays(
        zone, track, kind,
        [&](const Leg& leg, auto&& callback, detail::LegEnds* ends) {
            detail::visit_presence(zone, leg, detail::LegHeights(zone.altitude(), leg, heights), callback, ends);
        },
        [&](const TrackPoint& plot) {
            return heights.contains(zone, {plot.at, plot.altitude}, plot.time_s);
        });
}

}  // namespace v0
}  // namespace picket

#endif
