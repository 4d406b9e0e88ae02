// SPDX-License-Identifier: MIT
/// @file
/// A flight's stays inside a zone, joined over its legs: from when to when, how deep.
#ifndef PICKET_AIRSPACE_INCIDENT_HPP
#define PICKET_AIRSPACE_INCIDENT_HPP

#include <picket/airspace/detail/deepest.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {

/// Are both ends of a stay observed? A stay that has neither is `open_at_end`: that it goes on matters more.
enum class IncidentStatus : std::uint8_t {
    closed,         ///< entry and exit lie on the track
    open_at_start,  ///< inside when the track (or the track after a gap) begins
    open_at_end,    ///< still inside when the track ends or loses its position
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(IncidentStatus status) noexcept
{
    switch (status) {
        case IncidentStatus::closed: return "closed";
        case IncidentStatus::open_at_start: return "open_at_start";
        case IncidentStatus::open_at_end: return "open_at_end";
    }
    return "?";
}

/// One stay of one flight inside one zone.
struct Incident {
    Containment answer;  ///< inside, or unknown where height or time cannot be decided
    double entry_s;      ///< s since the Unix epoch, UTC
    double exit_s;
    LatLon entry_at;
    LatLon exit_at;
    Metres max_depth;    ///< greatest geodesic distance to the nearest edge during the stay
    double max_depth_s;  ///< when
    LatLon max_depth_at;
    IncidentStatus status;
    CrossingCause entry_cause = CrossingCause::track_begin;
    CrossingCause exit_cause = CrossingCause::track_end;
};

/// All stays of a track inside a zone.
///
/// Plots are joined by legs (all of one kind, constant ground speed). A plot without a position is a gap: the stay
/// before it ends at the last position, as `open_at_end`, and the track starts anew after it. Of plots with
/// equal times the first one ends a leg and the last one begins the next. A position with gaps on both sides
/// is a stay of no duration where it is inside. A stay that begins or ends at a plot within the track has the cause of
/// the change there: a zone that becomes active at the very second of a plot is an `activation`.
///
/// @param track  sorted by time
/// @param kind   the path between two plots
/// @return sorted by entry
///
/// Accuracy    times as presence(); max_depth to 0.01 m or a millionth of it [tests/differential/depth], in zones with
///             corridors or margins a ten-thousandth [tests/differential/offset_presence]
/// Cost        presence() for each leg, and some tens of nearest-edge searches for each leg inside
/// Errors      throws only std::bad_alloc
[[nodiscard]] std::vector<Incident> incidents(const Zone& zone, std::span<const TrackPoint> track,
                                              LegKind kind = LegKind::geodesic);

namespace detail {

/// incidents() with the stays of a leg by `presence_on(leg, callback, ends)`, and the answer for a single plot by `answer_at(plot)`.
template <class PresenceOn, class AnswerAt>
[[nodiscard]] std::vector<Incident> join_stays(const Zone& zone, std::span<const TrackPoint> track, LegKind kind,
                                               const PresenceOn& presence_on, const AnswerAt& answer_at)
{
    std::vector<Incident> result;
    const auto open = [&](const PresenceInterval& stay) {
        const double nan = std::nan("");
        result.push_back({stay.answer, stay.entry_s, stay.exit_s, stay.entry_at, stay.exit_at, Metres{nan}, nan,
                          {nan, nan}, IncidentStatus::closed, stay.entry_cause, stay.exit_cause});
    };
    detail::DeepestFinder finder(zone.boundary());
    const auto record_depth = [&] {
        result.back().max_depth = Metres{finder.deepest().depth_m};
        result.back().max_depth_s = finder.deepest().time_s;
        result.back().max_depth_at = finder.deepest().at;
    };
    const auto usable = [](const TrackPoint& point) { return is_valid(point.at) && std::isfinite(point.time_s); };

    std::vector<PresenceInterval> stays;
    std::size_t begin = 0;
    while (begin < track.size()) {
        // [begin, end): plots without a gap between them
        if (!usable(track[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin + 1;
        while (end < track.size() && usable(track[end])) ++end;
        const double first_s = track[begin].time_s;
        const double last_s = track[end - 1].time_s;
        const std::size_t first_incident = result.size();

        if (first_s == last_s) {
            const TrackPoint& plot = track[end - 1];
            const Containment answer = answer_at(plot);
            if (answer != Containment::outside) {
                open({plot.time_s, plot.time_s, plot.at, plot.at, answer});
                finder.reset();
                finder.look_at(plot.at, plot.time_s);
                record_depth();
            }
        }
        detail::LegEnds last;  // of the leg before
        bool joined = false;   // is there one?
        for (std::size_t i = begin; i + 1 < end; ++i) {
            const Leg leg{track[i], track[i + 1], kind};
            if (!(leg.from.time_s < leg.to.time_s)) {
                if (leg.from.time_s > leg.to.time_s) joined = false;  // not sorted: what follows does not join
                continue;
            }
            stays.clear();
            detail::LegEnds ends;
            presence_on(leg, [&](const PresenceInterval& stay) { stays.push_back(stay); }, &ends);
            const bool in_at_start = !stays.empty() && stays.front().entry_s == leg.from.time_s;
            // where rules took the stay away, the leg was in and there is no incident
            const bool recorded = result.size() > first_incident && result.back().exit_s == leg.from.time_s;
            const bool was_in = joined && last.out_at_end == detail::ZoneSet::none && recorded;
            const bool goes_on = was_in && in_at_start && result.back().answer == stays.front().answer;
            if (joined && !goes_on) {
                // in before and after, and not the same: another knowledge of the height
                const bool other_answer = was_in && in_at_start;
                const detail::ZoneSet changed = other_answer ? detail::ZoneSet::vertical
                                                : was_in     ? ends.out_at_start
                                                             : last.out_at_end;
                const bool by_rule = changed == detail::ZoneSet::none;
                if (was_in) result.back().exit_cause = by_rule ? CrossingCause::rule : detail::exit_cause(changed);
                if (in_at_start) stays.front().entry_cause = by_rule ? CrossingCause::rule : detail::entry_cause(changed);
            }
            for (const PresenceInterval& stay : stays) {
                if (goes_on && &stay == stays.data()) {
                    result.back().exit_s = stay.exit_s;
                    result.back().exit_at = stay.exit_at;
                    result.back().exit_cause = stay.exit_cause;
                } else {
                    open(stay);
                    finder.reset();
                }
                finder.follow(leg, stay.entry_s, stay.exit_s);
                record_depth();
            }
            last = ends;
            joined = true;
        }
        for (std::size_t i = first_incident; i < result.size(); ++i) {
            if (result[i].entry_s == first_s) result[i].status = IncidentStatus::open_at_start;
            if (result[i].exit_s == last_s) result[i].status = IncidentStatus::open_at_end;
        }
        begin = end;
    }
    return result;
}

}  // namespace detail

inline std::vector<Incident> incidents(const Zone& zone, std::span<const TrackPoint> track, LegKind kind)
{
    return detail::join_stays(
        zone, track, kind,
        [&](const Leg& leg, auto&& callback, detail::LegEnds* ends) { for_each_presence(zone, leg, callback, ends); },
        [&](const TrackPoint& plot) { return zone.contains(Position{plot.at, plot.altitude}, plot.time_s); });
}

}  // namespace v0
}  // namespace picket

#endif
