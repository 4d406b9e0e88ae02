// SPDX-License-Identifier: MIT
/// @file
/// When is a flight inside a zone? In continuous time: nothing is sampled, so nothing short is missed.
#ifndef PICKET_AIRSPACE_PRESENCE_HPP
#define PICKET_AIRSPACE_PRESENCE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/leg_crossings.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
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

/// All times during which a leg is inside a zone: lateral boundary x altitude band x times of activity.
///
/// Every crossing of every edge is solved on the true curves (detail/leg_crossings.hpp has the argument that
/// none is missed; for corridors and margins detail/offset_crossings.hpp), the changes of height and activity are
/// added, and each stretch between two changes is decided at its middle by the exact containment test.
///
/// @param leg  leg.from.time_s < leg.to.time_s, both finite; a leg at rest is allowed
/// @return sorted, disjoint; neighbours differ in their answer; empty when never inside. A leg whose times or
///         places are not numbers has no intervals: it is a gap, and the caller's to report.
///
/// Guarantees  (1) reversing the leg in time mirrors the intervals
///             (2) a height that is missing, or whose datum the zone's limits do not share, is `unknown`
/// Accuracy    entry and exit within 1 us of the exact root where the leg crosses the edge at more than 1 m/s
///             across it [tests/differential/presence, tests/differential/offset_presence]; passes as short as
///             1 ms are found
/// Cost        O(edges) with a few nanoseconds for each that is out of reach, tens of microseconds for each
///             that is not; a corridor or margin takes some tens of nearest-edge searches for each crossing;
///             allocates its result
/// Errors      throws only std::bad_alloc
[[nodiscard]] inline std::vector<PresenceInterval> presence(const Zone& zone, const Leg& leg)
{
    std::vector<PresenceInterval> result;
    const double duration_s = leg.to.time_s - leg.from.time_s;
    if (!is_valid(leg.from.at) || !is_valid(leg.to.at) || !(duration_s > 0.0) || !std::isfinite(duration_s))
        return result;
    const detail::LegPath path(leg.from.at, leg.to.at);
    const detail::Ball& ball = zone.boundary().ball();
    if (detail::chord_m(detail::to_ecef_m(path.at(0.5 * path.length_m())), ball.centre_m) >
        ball.radius_m + 0.5 * path.length_m())
        return result;

    // Moments at which anything can change, as seconds from the start of the leg.
    std::vector<double> moments{0.0, duration_s};
    for (const double distance_m : path.crossings(zone.boundary()))
        moments.push_back(duration_s * (distance_m / path.length_m()));
    const double climb_m = leg.to.altitude.value.value() - leg.from.altitude.value.value();
    const bool one_datum = leg.from.altitude.datum == leg.to.altitude.datum;
    for (const AltitudeLimit* limit : {&zone.altitude().lower, &zone.altitude().upper})
        if (limit->kind != AltitudeLimit::Kind::unlimited && climb_m != 0.0)
            moments.push_back(duration_s * ((limit->value.value.value() - leg.from.altitude.value.value()) / climb_m));
    for (const TimeWindow& window : zone.windows()) {
        moments.push_back(window.begin_s - leg.from.time_s);
        moments.push_back(window.end_s - leg.from.time_s);
    }
    std::erase_if(moments, [&](double t) { return !(t >= 0.0 && t <= duration_s); });
    std::sort(moments.begin(), moments.end());
    // Of moments closer together than a nanosecond, where the roots' own error decides, one is kept; beside the
    // ends of the leg, the end.
    constexpr double shortest_s = 1e-9;
    std::size_t kept = 1;
    for (const double t : moments)
        if (t - moments[kept - 1] >= shortest_s) moments[kept++] = t;
    while (kept > 1 && duration_s - moments[kept - 1] < shortest_s) --kept;
    moments.resize(kept);
    moments.push_back(duration_s);

    const auto place_at = [&](double t) {
        if (t <= 0.0) return leg.from.at;
        if (t >= duration_s) return leg.to.at;
        return path.at(path.length_m() * (t / duration_s));
    };
    const auto altitude_at = [&](double t) {
        const double fraction = t / duration_s;
        const double value_m = one_datum ? leg.from.altitude.value.value() + fraction * climb_m : std::nan("");
        return Altitude{Metres{value_m}, leg.from.altitude.datum};
    };
    Containment previous = Containment::outside;
    for (std::size_t i = 0; i + 1 < moments.size(); ++i) {
        const double begin = moments[i];
        const double end = moments[i + 1];
        const double middle = 0.5 * (begin + end);
        const Containment answer =
            zone.contains(Position{place_at(middle), altitude_at(middle)}, leg.from.time_s + middle);
        if (answer != Containment::outside) {
            const double end_s = end >= duration_s ? leg.to.time_s : leg.from.time_s + end;
            if (answer == previous) {
                result.back().exit_s = end_s;
                result.back().exit_at = place_at(end);
            } else {
                result.push_back({leg.from.time_s + begin, end_s, place_at(begin), place_at(end), answer});
            }
        }
        previous = answer;
    }
    return result;
}

}  // namespace v0
}  // namespace picket

#endif
