// SPDX-License-Identifier: MIT
/// @file
/// When is a flight inside a zone? In continuous time: nothing is sampled, so nothing short is missed.
#ifndef PICKET_AIRSPACE_PRESENCE_HPP
#define PICKET_AIRSPACE_PRESENCE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/leg_crossings.hpp>
#include <picket/airspace/detail/leg_moments.hpp>
#include <picket/airspace/detail/leg_path.hpp>
#include <picket/airspace/detail/leg_vertical.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Why a stay begins or ends where it does. A zone is boundary x altitude band x times of activity; what is named is
/// the one of the three that kept the flight out on the other side of that moment. Where several did, the first in
/// this order: lateral, vertical, activity. So `activation` means that the zone became active around the flight.
enum class CrossingCause : std::uint8_t {
    track_begin,   ///< an entry: the leg, or the track, begins inside
    lateral,       ///< across the boundary
    vertical,      ///< through a limit of the altitude band, or a height becomes known or unknown
    activation,    ///< the zone becomes active
    deactivation,  ///< the zone ceases to be active
    track_end,     ///< an exit: the leg, or the track, ends inside
    rule,          ///< what the rules say of it changed: of those who apply rules to stays
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(CrossingCause cause) noexcept
{
    switch (cause) {
        case CrossingCause::track_begin: return "track_begin";
        case CrossingCause::lateral: return "lateral";
        case CrossingCause::vertical: return "vertical";
        case CrossingCause::activation: return "activation";
        case CrossingCause::deactivation: return "deactivation";
        case CrossingCause::track_end: return "track_end";
        case CrossingCause::rule: return "rule";
    }
    return "?";
}

/// A time during which the answer is `inside`, or `unknown`; never `outside`. entry_s <= exit_s, both ends
/// belong to it.
struct PresenceInterval {
    double entry_s;  ///< s since the Unix epoch, UTC
    double exit_s;
    LatLon entry_at;
    LatLon exit_at;
    Containment answer;
    CrossingCause entry_cause = CrossingCause::track_begin;
    CrossingCause exit_cause = CrossingCause::track_end;
};

namespace detail {

/// One of the three sets whose intersection a zone is.
enum class ZoneSet : std::uint8_t { none, lateral, vertical, temporal };

[[nodiscard]] constexpr CrossingCause entry_cause(ZoneSet changed) noexcept
{
    if (changed == ZoneSet::temporal) return CrossingCause::activation;
    return changed == ZoneSet::vertical ? CrossingCause::vertical : CrossingCause::lateral;
}
[[nodiscard]] constexpr CrossingCause exit_cause(ZoneSet changed) noexcept
{
    return changed == ZoneSet::temporal ? CrossingCause::deactivation : entry_cause(changed);
}

/// What keeps a leg out at its ends, none where it is not out: so that who joins legs can name the cause of a change
/// at a plot.
struct LegEnds {
    ZoneSet out_at_start = ZoneSet::lateral;
    ZoneSet out_at_end = ZoneSet::lateral;
};

}  // namespace detail

/// Calls `callback(const PresenceInterval&)` for each time during which a leg is inside a zone: lateral boundary x
/// altitude band x times of activity.
///
/// Every crossing of every edge is solved on the true curves (detail/leg_crossings.hpp has the argument that
/// none is missed; for corridors and margins detail/offset_crossings.hpp), the changes of height and activity are
/// added, and each stretch between two changes is decided at its middle by the exact containment test.
///
/// @param leg  leg.from.time_s < leg.to.time_s, both finite; a leg at rest is allowed
/// @return nothing; the intervals come sorted and disjoint, neighbours differ in their answer; none when never
///         inside. A leg whose times or places are not numbers has no intervals: it is a gap, and the caller's to
///         report.
/// @param ends  for incidents(): what keeps the leg out where it begins and where it ends
///
/// Guarantees  (1) reversing the leg in time mirrors the intervals
///             (2) a height that is missing, or whose datum the zone's limits do not share, is `unknown`
/// Accuracy    entry and exit within 1 us of the exact root where the leg crosses the edge at more than 1 m/s
///             across it [tests/differential/presence, tests/differential/presence_rhumb,
///             tests/differential/offset_presence]; passes as short as 1 ms are found. Causes are decided by the same
///             containment tests, at the middles of the stretches before and after [tests/unit/crossing_cause]
/// Cost        O(log edges + k), k the edges near the leg, for each 200 km of it. A leg that is clear of every edge
///             costs no geodesic problem at all; a crossing costs some microseconds, a leg that follows an edge
///             within metres tens of them; a corridor or margin takes some tens of nearest-edge searches for each
///             crossing. No allocation [tests/unit/presence_no_allocation]
/// Errors      noexcept where the callback is
template <class Callback>
void for_each_presence(const Zone& zone, const Leg& leg, Callback&& callback, detail::LegEnds* ends = nullptr) noexcept(
    noexcept(callback(std::declval<const PresenceInterval&>())));

namespace detail {

/// for_each_presence() with the vertical question left to `vertical`: its at(t) answers it t seconds after the start
/// of the leg, its offer_changes(begin, end, moments) offers the moments at which that answer can change
/// (SameDatum is the plain one).
template <class Vertical, class Callback>
void visit_presence(const Zone& zone, const Leg& leg, const Vertical& vertical, Callback&& callback,
                    LegEnds* ends = nullptr) noexcept(noexcept(callback(std::declval<const PresenceInterval&>())))
{
    const double duration_s = leg.to.time_s - leg.from.time_s;
    if (!is_valid(leg.from.at) || !is_valid(leg.to.at) || !(duration_s > 0.0) || !std::isfinite(duration_s)) return;
    const detail::LateralBoundary& boundary = zone.boundary();
    const detail::LegReach reach(leg.from.at, leg.to.at, leg.kind);
    if (reach.out_of(boundary.ball())) return;
    const bool crosses = reach.may_cross(boundary);
    const Containment start = crosses                                                ? Containment::unknown
                              : boundary.contains(leg.from.at, &reach.start_m()) ? Containment::inside
                                                                                 : Containment::outside;
    if (start == Containment::outside) return;

    std::optional<detail::LegPath> path;
    if (crosses) path.emplace(leg.from.at, leg.to.at, leg.kind);
    const auto place_at = [&](double t) {
        if (t <= 0.0) return leg.from.at;
        if (t >= duration_s) return leg.to.at;
        if (!path) path.emplace(leg.from.at, leg.to.at, leg.kind);
        return path->at(path->length_m() * (t / duration_s));
    };
    const auto answer_at = [&](double t) {
        const Containment in_time = zone.active(leg.from.time_s + t);
        if (in_time == Containment::outside) return in_time;
        const Containment in_height = vertical.at(t);
        if (in_height == Containment::outside) return in_height;
        return both(in_time, both(in_height, crosses ? zone.contains(place_at(t)) : start));
    };

    // Which set keeps the leg out at this moment, of which the answer is known. The boundary is asked only where
    // another set keeps it out too.
    const auto out_by = [&](double t, Containment known) {
        if (known != Containment::outside) return detail::ZoneSet::none;
        const bool out_in_time = zone.active(leg.from.time_s + t) == Containment::outside;
        const bool out_in_height = vertical.at(t) == Containment::outside;
        if (!out_in_time && !out_in_height) return detail::ZoneSet::lateral;
        if (crosses && !boundary.contains(place_at(t))) return detail::ZoneSet::lateral;
        return out_in_height ? detail::ZoneSet::vertical : detail::ZoneSet::temporal;
    };

    // Stretches between moments, as seconds from the start of the leg, joined where the answer stays.
    Containment answer = Containment::outside;
    double entry = 0.0;
    CrossingCause entered_by = CrossingCause::track_begin;
    const auto leave = [&](double t, CrossingCause cause) {
        if (answer == Containment::outside) return;
        const double exit_s = t >= duration_s ? leg.to.time_s : leg.from.time_s + t;
        callback(PresenceInterval{leg.from.time_s + entry, exit_s, place_at(entry), place_at(t), answer, entered_by,
                                  cause});
    };
    double kept = 0.0;
    double before = 0.0;  // middle of the stretch before `kept`
    const auto stretch_to = [&](double t) {
        const double middle = 0.5 * (kept + t);
        const Containment now = answer_at(middle);
        if (kept == 0.0 && ends != nullptr) ends->out_at_start = out_by(middle, now);
        if (now != answer) {
            detail::ZoneSet changed = detail::ZoneSet::none;
            if (kept > 0.0) {
                // in on both sides: what is unknown on one of them is the height, for a time is known
                changed = answer == Containment::outside ? out_by(before, answer)
                          : now == Containment::outside  ? out_by(middle, now)
                                                         : detail::ZoneSet::vertical;
            }
            leave(kept, detail::exit_cause(changed));
            answer = now;
            entry = kept;
            entered_by = kept > 0.0 ? detail::entry_cause(changed) : CrossingCause::track_begin;
        }
        before = middle;
        kept = t;
    };

    detail::LeastMoments moments;
    const auto offer_changes = [&](double begin, double end) {
        const auto offer = [&](double t) {
            if (t >= begin && t <= end) moments.offer(t);
        };
        vertical.offer_changes(begin, end, moments);
        for (const TimeWindow& window : zone.windows()) {
            offer(window.begin_s - leg.from.time_s);
            offer(window.end_s - leg.from.time_s);
        }
        if (zone.schedule()) {
            const double until_s = leg.from.time_s + end;
            for (double t = leg.from.time_s + begin; (t = zone.schedule()->next_change(t, until_s)) <= until_s;)
                offer(t - leg.from.time_s);
        }
    };
    const int pieces = crosses ? path->pieces() : 1;
    for (int k = 0; k < pieces; ++k) {
        const double begin = k == 0 ? 0.0 : duration_s * k / pieces;
        const double end = k + 1 == pieces ? duration_s : duration_s * (k + 1) / pieces;
        moments.start_at(begin);
        for (;;) {
            if (crosses)
                detail::LegCrossings(*path, boundary).in_piece(k, [&](double distance_m) noexcept {
                    moments.offer(std::clamp(duration_s * (distance_m / path->length_m()), begin, end));
                });
            offer_changes(begin, end);
            // Of moments closer together than a nanosecond, where the roots' own error decides, one is kept;
            // beside the ends of the leg, the end.
            constexpr double shortest_s = 1e-9;
            double last = begin;
            for (const double t : moments) {
                if (t - kept >= shortest_s && duration_s - t >= shortest_s) stretch_to(t);
                last = t;
            }
            if (!moments.more()) break;
            moments.start_after(last);
        }
    }
    stretch_to(duration_s);
    if (ends != nullptr) ends->out_at_end = out_by(before, answer);
    leave(duration_s, CrossingCause::track_end);
}

}  // namespace detail

template <class Callback>
void for_each_presence(const Zone& zone, const Leg& leg, Callback&& callback, detail::LegEnds* ends) noexcept(
    noexcept(callback(std::declval<const PresenceInterval&>())))
{
    detail::visit_presence(zone, leg, detail::SameDatum(zone.altitude(), leg), callback, ends);
}

/// The intervals of for_each_presence(), to the bit, in a vector.
///
/// Errors      throws only std::bad_alloc
[[nodiscard]] inline std::vector<PresenceInterval> presence(const Zone& zone, const Leg& leg)
{
    std::vector<PresenceInterval> result;
    for_each_presence(zone, leg, [&](const PresenceInterval& stay) { result.push_back(stay); });
    return result;
}

}  // namespace v0
}  // namespace picket

#endif
