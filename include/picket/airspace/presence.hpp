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
#include <optional>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// A time during which the answer is `inside`, or `unknown`; never `outside`. entry_s <= exit_s, both ends
/// belong to it.
struct PresenceInterval {
    double entry_s;  ///< s since the Unix epoch, UTC
    double exit_s;
    LatLon entry_at;
    LatLon exit_at;
    Containment answer;
};

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
///
/// Guarantees  (1) reversing the leg in time mirrors the intervals
///             (2) a height that is missing, or whose datum the zone's limits do not share, is `unknown`
/// Accuracy    entry and exit within 1 us of the exact root where the leg crosses the edge at more than 1 m/s
///             across it [tests/differential/presence, tests/differential/presence_rhumb,
///             tests/differential/offset_presence]; passes as short as 1 ms are found
/// Cost        O(log edges + k), k the edges near the leg, for each 200 km of it. A leg that is clear of every edge
///             costs no geodesic problem at all; a crossing costs some microseconds, a leg that follows an edge
///             within metres tens of them; a corridor or margin takes some tens of nearest-edge searches for each
///             crossing. No allocation [tests/unit/presence_no_allocation]
/// Errors      noexcept where the callback is
template <class Callback>
void for_each_presence(const Zone& zone, const Leg& leg, Callback&& callback) noexcept(
    noexcept(callback(std::declval<const PresenceInterval&>())));

namespace detail {

/// for_each_presence() with the vertical question left to `vertical`: its at(t) answers it t seconds after the start
/// of the leg, its offer_changes(begin, end, moments) offers the moments at which that answer can change
/// (SameDatum is the plain one).
template <class Vertical, class Callback>
void visit_presence(const Zone& zone, const Leg& leg, const Vertical& vertical, Callback&& callback) noexcept(
    noexcept(callback(std::declval<const PresenceInterval&>())))
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

    // Stretches between moments, as seconds from the start of the leg, joined where the answer stays.
    Containment answer = Containment::outside;
    double entry = 0.0;
    const auto leave = [&](double t) {
        if (answer == Containment::outside) return;
        const double exit_s = t >= duration_s ? leg.to.time_s : leg.from.time_s + t;
        callback(PresenceInterval{leg.from.time_s + entry, exit_s, place_at(entry), place_at(t), answer});
    };
    double kept = 0.0;
    const auto stretch_to = [&](double t) {
        const Containment now = answer_at(0.5 * (kept + t));
        if (now != answer) {
            leave(kept);
            answer = now;
            entry = kept;
        }
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
    leave(duration_s);
}

}  // namespace detail

template <class Callback>
void for_each_presence(const Zone& zone, const Leg& leg, Callback&& callback) noexcept(
    noexcept(callback(std::declval<const PresenceInterval&>())))
{
    detail::visit_presence(zone, leg, detail::SameDatum(zone.altitude(), leg), callback);
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
