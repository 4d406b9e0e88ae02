// SPDX-License-Identifier: MIT
/// @file
/// Is it met before it enters an airspace; if not, how deep is it then, and how long has it been inside? When would the
/// order have had to come? The one header in which intercept meets airspace.
#ifndef PICKET_INTERCEPT_ZONE_RESPONSE_HPP
#define PICKET_INTERCEPT_ZONE_RESPONSE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {

/// Where the target is first met, seen from the zone.
enum class ZoneOutcome : std::uint8_t {
    never_enters,      ///< until the search ends: met or not
    met_before_entry,  ///< at the entry at the latest
    met_inside,
    met_after_exit,  ///< it has been inside, and is outside when it is met
    not_met,         ///< it enters, and is not met until the search ends
    unknown,         ///< the query is not a number
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(ZoneOutcome outcome) noexcept
{
    switch (outcome) {
        case ZoneOutcome::never_enters: return "never_enters";
        case ZoneOutcome::met_before_entry: return "met_before_entry";
        case ZoneOutcome::met_inside: return "met_inside";
        case ZoneOutcome::met_after_exit: return "met_after_exit";
        case ZoneOutcome::not_met: return "not_met";
        case ZoneOutcome::unknown: return "unknown";
    }
    return "?";
}

/// What is asked of a response to a target that may enter a zone.
struct ZoneResponseQuery {
    InterceptQuery intercept{};
    /// The target's, all along. None: not known, so that in a zone with limits of height its stays are `unknown`.
    std::optional<Altitude> altitude = std::nullopt;
    /// How deep it may get, and how long it may be inside in all, before it is met: for deadline_s and latest_order_s.
    Metres allowed_depth{std::numeric_limits<double>::infinity()};
    Seconds allowed_inside{std::numeric_limits<double>::infinity()};
};

/// The answer. Times are on the clock of the target's path.
struct ZoneResponse {
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    ZoneOutcome outcome = ZoneOutcome::unknown;
    Intercept intercept{};                      ///< earliest_intercept()
    Containment answer = Containment::outside;  ///< of its stays until it is met: unknown where one of them is
    double entry_s = nan;                       ///< the first; NaN where it never enters
    LatLon entry_at{nan, nan};
    double late_s = nan;    ///< the meeting after the entry; negative: before
    double inside_s = 0.0;  ///< spent inside until it is met, or the search ends
    Metres max_depth{nan};  ///< the greatest distance to the boundary by then; NaN where it was not inside
    /// When it reaches the depth or the time allowed; where it does not, the end of the search.
    double deadline_s = nan;
    double latest_order_before_entry_s = nan;  ///< the latest order that meets it before it enters; NaN: none does, or
                                               ///< it never enters
    double latest_order_s = nan;               ///< the latest order that meets it by deadline_s; NaN: none does
};

namespace detail {

/// A path as plots that a leg joins as the path runs: at the ends of its legs, and so near to each other that the short
/// way is the way of the path.
[[nodiscard]] inline std::vector<TrackPoint> plots_of(const TargetPath& path, double from_s, double to_s,
                                                      const std::optional<Altitude>& altitude)
{
    constexpr double longest_m = 2e6;
    const auto plot = [&](double time_s, LatLon at) {
        TrackPoint point{time_s, at};
        if (altitude) point.altitude = *altitude;
        return point;
    };
    std::vector<TrackPoint> plots;
    double now_s = from_s;
    while (true) {
        const PathState state = path.state(now_s);
        plots.push_back(plot(now_s, state.at));
        if (!(now_s < to_s)) return plots;
        double way_m = longest_m;
        if (path.kind() == PathKind::rhumb) {
            // a quarter turn of longitude: until `until_s` it keeps half its distance to the pole
            const double half_colatitude =
                0.25 * std::numbers::pi - std::abs(state.at.lat_deg) * std::numbers::pi / 360.0;
            const double east = std::abs(std::sin(state.track_deg * std::numbers::pi / 180.0));
            const double quarter_m = 0.5 * std::numbers::pi * 6356752.0 * std::sin(half_colatitude);
            if (east > 1e-15) way_m = std::min(way_m, std::max(1e-3, quarter_m / east));
        }
        double next_s = std::min(state.until_s, to_s);
        if (state.ground_speed_mps > 0.0) next_s = std::min(next_s, now_s + way_m / state.ground_speed_mps);
        // a rhumb line that winds into a pole says less and less at a time: not less than a millisecond is taken
        if (path.kind() == PathKind::rhumb) next_s = std::min(to_s, std::max(next_s, now_s + 1e-3));
        now_s = next_s > now_s ? next_s : to_s;
    }
}

/// The plots up to a time between the first and the last, and one then.
[[nodiscard]] inline std::vector<TrackPoint> plots_until(std::span<const TrackPoint> plots, const TargetPath& path,
                                                         double from_s, double to_s)
{
    const auto plot = [&](double time_s) { return TrackPoint{time_s, path.at(time_s), plots.front().altitude}; };
    std::vector<TrackPoint> some{plot(from_s)};
    for (const TrackPoint& point : plots)
        if (point.time_s > from_s && point.time_s < to_s) some.push_back(point);
    if (to_s > from_s) some.push_back(plot(to_s));
    return some;
}

[[nodiscard]] inline LegKind leg_kind(PathKind kind) noexcept
{
    return kind == PathKind::rhumb ? LegKind::rhumb : LegKind::geodesic;
}

/// Greatest depth of some stays; NaN without any.
[[nodiscard]] inline double deepest_m(std::span<const Incident> stays) noexcept
{
    double depth_m = std::numeric_limits<double>::quiet_NaN();
    for (const Incident& stay : stays)
        if (!(stay.max_depth.value() <= depth_m)) depth_m = stay.max_depth.value();
    return depth_m;
}

}  // namespace detail

/// Is a target met before it enters a zone; if not, how deep and how long inside is it then; and when would the order
/// have had to come?
///
/// Composed of answers that stand for themselves: incidents() for stays and depth, earliest_intercept(), and
/// latest_order_s(). A stay that is `unknown` (the height) counts as one, and is told by `answer`.
///
/// @param target  from its begin to the end of the search, stays before the order too. Its clock is that of the zone's
///                times of activity (s since the Unix epoch), where it has any
/// Accuracy    times of entry as presence(), of meetings and orders as earliest_intercept() and latest_order_s(),
///             depths as incidents(); deadline_s by depth is at most 0.1 ms early, and the depth then what is allowed
///             to 0.01 m or a millionth [tests/property/intercept_zone]
/// Cost        incidents() twice, with a limited depth some 25 times more; some 90 searches for the latest orders: 4
/// ms,
///             with a limited depth 7 ms, for a zone of four edges [bench/micro/intercept_questions]
/// Errors      throws only std::bad_alloc
[[nodiscard]] inline ZoneResponse zone_response(const Interceptor& who, const TargetPath& target, const Zone& zone,
                                                const ZoneResponseQuery& query = {})
{
    ZoneResponse response;
    const InterceptQuery& asked = query.intercept;
    const bool numbers = detail::query_is_number<TargetPath>(asked) && !std::isnan(query.allowed_depth.value()) &&
                         !std::isnan(query.allowed_inside.value());
    if (!numbers) return response;
    response.intercept = earliest_intercept(who, target, asked);
    const double begin_s = target.begin_s();
    const double end_s = std::min(asked.order_s + asked.horizon.value(), target.end_s());
    const auto latest_to_meet_by = [&](double time_s) {
        return latest_order_s(who, target, InterceptQuery{time_s, Seconds{0.0}});
    };
    response.deadline_s = end_s;
    response.outcome = ZoneOutcome::never_enters;
    std::vector<TrackPoint> plots;
    std::vector<Incident> stays;
    const LegKind kind = detail::leg_kind(target.kind());
    if (begin_s <= end_s) {
        plots = detail::plots_of(target, begin_s, end_s, query.altitude);
        stays = incidents(zone, plots, kind);
    }
    if (stays.empty()) {
        response.latest_order_s = latest_to_meet_by(end_s);
        return response;
    }

    response.entry_s = stays.front().entry_s;
    response.entry_at = stays.front().entry_at;
    const bool met = static_cast<bool>(response.intercept);
    const double until_s = met ? response.intercept.first.time_s : end_s;
    if (met) response.late_s = until_s - response.entry_s;

    // what has happened by then
    response.outcome = !met                          ? ZoneOutcome::not_met
                       : until_s <= response.entry_s ? ZoneOutcome::met_before_entry
                                                     : ZoneOutcome::met_after_exit;
    response.answer = Containment::inside;
    for (const Incident& stay : stays) {
        // the first always counts: it is what is met before, or not
        if (stay.entry_s > std::max(until_s, response.entry_s)) break;
        if (stay.answer == Containment::unknown) response.answer = Containment::unknown;
        if (met && until_s > response.entry_s && until_s <= stay.exit_s) response.outcome = ZoneOutcome::met_inside;
        response.inside_s += std::max(0.0, std::min(stay.exit_s, until_s) - stay.entry_s);
    }
    if (until_s > response.entry_s)
        response.max_depth =
            Metres{detail::deepest_m(incidents(zone, detail::plots_until(plots, target, begin_s, until_s), kind))};

    // how long there is time
    double inside_s = 0.0;
    for (const Incident& stay : stays) {
        if (inside_s + (stay.exit_s - stay.entry_s) > query.allowed_inside.value()) {
            response.deadline_s = stay.entry_s + std::max(0.0, query.allowed_inside.value() - inside_s);
            break;
        }
        inside_s += stay.exit_s - stay.entry_s;
    }
    for (const Incident& stay : stays) {
        if (stay.entry_s >= response.deadline_s) break;
        if (!(stay.max_depth.value() > query.allowed_depth.value())) continue;
        const double too_deep_s = detail::last_that_holds(stay.entry_s, stay.max_depth_s, 1e-4, [&](double time_s) {
            const auto some = detail::plots_until(plots, target, stay.entry_s, time_s);
            return !(detail::deepest_m(incidents(zone, some, kind)) > query.allowed_depth.value());
        });
        response.deadline_s = std::min(response.deadline_s, too_deep_s);
        break;
    }
    response.latest_order_before_entry_s = latest_to_meet_by(response.entry_s);
    response.latest_order_s = latest_to_meet_by(response.deadline_s);
    return response;
}

}  // namespace v0
}  // namespace picket

#endif
