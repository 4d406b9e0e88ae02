// SPDX-License-Identifier: MIT
/// @file
/// Who can reach it, where and when? The earliest intercept on the ellipsoid, every window, or the reason there is
/// none.
#ifndef PICKET_INTERCEPT_EARLIEST_HPP
#define PICKET_INTERCEPT_EARLIEST_HPP

#include <picket/geodesy/position.hpp>
#include <picket/intercept/detail/pursuit.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace picket {
inline namespace v0 {

/// Whether a target can be met, or why not. Where several reasons hold, the first of this order.
enum class InterceptStatus : std::uint8_t {
    feasible,
    target_ends,       ///< its path ends before the interceptor could be there
    too_slow,          ///< not met within the time asked for, by an interceptor no faster than its target
    too_late,          ///< not met within the time asked for, by a faster one
    out_of_range,      ///< in time, but beyond its range
    out_of_endurance,  ///< within its range, but not with the way back
    unknown,           ///< the time of the order is not a number, or the horizon is none or too long
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(InterceptStatus status) noexcept
{
    switch (status) {
        case InterceptStatus::feasible: return "feasible";
        case InterceptStatus::target_ends: return "target_ends";
        case InterceptStatus::too_slow: return "too_slow";
        case InterceptStatus::too_late: return "too_late";
        case InterceptStatus::out_of_range: return "out_of_range";
        case InterceptStatus::out_of_endurance: return "out_of_endurance";
        case InterceptStatus::unknown: return "unknown";
    }
    return "?";
}

/// What is asked of an intercept besides who and whom.
struct InterceptQuery {
    /// When the interceptor is ordered, on the clock of the target's path.
    double order_s = 0.0;
    /// How long after the order a meeting still counts. At most longest_horizon_s, or the answer is `unknown`: the
    /// search goes round the Earth with its target as often as that takes.
    Seconds horizon{14400.0};

    static constexpr double longest_horizon_s = 1e8;  ///< three years
};

/// Interceptor and target at one place at one time. Everything is NaN where there is none.
struct Meeting {
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    double time_s = nan;   ///< on the clock of the target's path
    double error_s = nan;  ///< the true time lies no further off than this
    LatLon at{nan, nan};
    double heading_deg = nan;     ///< on leaving the base, [-180, 180]; means nothing where the target is over the base
    double distance_m = nan;      ///< flown from the base
    double take_off_s = nan;      ///< the latest that makes it
    double range_margin_m = nan;  ///< of the range that is left; infinite where there is no limit
    double endurance_margin_s = nan;  ///< after flying back, counted from the latest take-off; infinite without limit
};

/// A time during which the target can be met at every moment.
struct InterceptWindow {
    Meeting begin;
    Meeting end;  ///< the last moment
    bool open;    ///< it goes on where the search ends, or the target's path does: `end` is the meeting then
};

/// The answer to an intercept.
struct Intercept {
    InterceptStatus status = InterceptStatus::unknown;
    Meeting first;  ///< the earliest, where feasible
    int looks = 0;  ///< inverse geodesic problems solved to find it, or to know that there is none within all limits
    [[nodiscard]] explicit operator bool() const noexcept { return status == InterceptStatus::feasible; }
};

/// What would have made an intercept that is not feasible. NaN: nothing of that kind would have.
struct MissedBy {
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    double closest_m = nan;                 ///< nearest that it can come, within all of its limits, to 0.1 mm (the way
                                            ///< to a recovery base is counted from the target's place)
    double closest_s = nan;                 ///< and when
    double minimum_ground_speed_mps = nan;  ///< cruise speed with which it would have been met, all of its speeds (on
                                            ///< the way back too) raised alike
    double latest_order_s = nan;            ///< the latest order that would have made it
};

namespace detail {

template <class Path>
[[nodiscard]] Meeting meeting_of(const Interceptor& who, const Pursuit<Path>& pursuit,
                                 const typename Pursuit<Path>::Look& look, double error_s) noexcept
{
    Meeting meeting;
    meeting.time_s = look.time_s;
    meeting.error_s = error_s;
    meeting.at = look.state.at;
    meeting.heading_deg = look.home.azimuth_deg;
    meeting.distance_m = look.home.distance_m;
    meeting.take_off_s = look.time_s - who.ground_speed().time_s(look.home.distance_m);
    meeting.range_margin_m = who.spec().max_range.value() - look.home.distance_m;
    meeting.endurance_margin_s = pursuit.endurance_left_s(look);
    return meeting;
}

/// From when to when a meeting is looked for; none: false.
template <class Path>
[[nodiscard]] bool search_span(const Interceptor& who, const Path& target, const InterceptQuery& query, double& from_s,
                               double& to_s) noexcept
{
    from_s = std::max(query.order_s + who.readiness_s(), target.begin_s());
    to_s = std::min(query.order_s + query.horizon.value(), target.end_s());
    return from_s <= to_s;
}

/// Can it be met at all, up to a time?
template <class Path>
[[nodiscard]] bool can_meet_by(const Interceptor& who, const Path& target, double order_s, double to_s, Limits limits,
                               double scale = 1.0, double reach_m = 0.0, TimeBracket* when = nullptr) noexcept
{
    const double from_s = std::max(order_s + who.readiness_s(), target.begin_s());
    if (!(from_s <= to_s)) return false;
    const Pursuit<Path> pursuit(who, target, order_s, limits, scale, reach_m);
    TimeBracket found{};
    if (!pursuit.first_met(from_s, to_s, found)) return false;
    if (when != nullptr) *when = found;
    return true;
}

/// Can it be met at all?
template <class Path>
[[nodiscard]] bool can_meet(const Interceptor& who, const Path& target, const InterceptQuery& query, Limits limits,
                            double scale = 1.0, double reach_m = 0.0, TimeBracket* when = nullptr) noexcept
{
    const double to_s = std::min(query.order_s + query.horizon.value(), target.end_s());
    return can_meet_by(who, target, query.order_s, to_s, limits, scale, reach_m, when);
}

template <class Path>
[[nodiscard]] bool query_is_number(const InterceptQuery& query) noexcept
{
    return std::isfinite(query.order_s) && query.horizon.value() <= InterceptQuery::longest_horizon_s;
}

/// How a search for a target ends.
struct EndOfSearch {
    bool target_ends;         ///< its path does, not later than what is asked for
    double ground_speed_mps;  ///< of the target then
};

template <class Path>
[[nodiscard]] EndOfSearch end_of_search(const Path& target, const InterceptQuery& query) noexcept
{
    const double until_s = query.order_s + query.horizon.value();
    if (target.end_s() <= until_s) return {true, 0.0};
    return {false, target.state(std::max(until_s, target.begin_s())).ground_speed_mps};
}

/// The reason where it would not be in time with any range.
[[nodiscard]] inline InterceptStatus not_in_time(const Interceptor& who, const EndOfSearch& end) noexcept
{
    if (end.target_ends) return InterceptStatus::target_ends;
    return who.ground_speed().cruise_ground_speed_mps() > end.ground_speed_mps ? InterceptStatus::too_late
                                                                               : InterceptStatus::too_slow;
}

/// Halves [yes, no] until its ends are no more than `precision` apart; returns the end at which it holds.
template <class Holds>
[[nodiscard]] double last_that_holds(double yes, double no, double precision, Holds&& holds) noexcept
{
    while (std::abs(no - yes) > precision) {
        const double middle = 0.5 * (yes + no);
        if (middle == yes || middle == no) break;
        (holds(middle) ? yes : no) = middle;
    }
    return yes;
}

}  // namespace detail

/// The earliest time at which the interceptor can be where the target is, or why there is none.
///
/// The interceptor takes off when it is ready, or later, flies the geodesic to the place of meeting, and has to be
/// there not later than the target. What is promised of `first`:
///
///   proof      no earlier meeting exists, down to the noise of distances: times at which the interceptor is late by
///              less than 30 nm are not told from meetings [docs/explain/intercept-proof.md;
///              tests/differential/intercept_scan: a scan that cannot miss, 100,000 cases]
///   feasible   at time_s the interceptor can be there
///
/// @param target  a TargetPath, or any InterceptTarget
/// Guarantees  (1) a faster interceptor is never later [tests/property/intercept]
///             (2) shifting all times shifts the answer
/// Accuracy    error_s: 1 ns for times near 0 (four units in the last place of others) where the two close by more than
///             100 m/s, up to 0.1 us for those that hardly close [tests/golden/intercept,
///             tests/differential/intercept_scan]. On a rhumb line places are right to 0.1 um, and on one that has
///             wound out from a pole to micrometres: times are off by as much, over the closing speed, on top of
///             error_s
/// Cost        2.5 looks on average for an alert (2.2 on a geodesic, 4.0 on a rhumb line): 6 us and 21 us, half to
///             three quarters of what a secant loop takes [bench/micro/intercept]. A look is an inverse geodesic
///             problem (and one for each recovery base) and a state of the path. A chase at equal speed from the same
///             place may take thousands. No allocation; thread-safe
/// Errors      noexcept
template <InterceptTarget Path>
[[nodiscard]] Intercept earliest_intercept(const Interceptor& who, const Path& target,
                                           const InterceptQuery& query = {}) noexcept
{
    using detail::Limits;
    Intercept answer;
    if (!detail::query_is_number<Path>(query)) return answer;
    double from_s = 0.0;
    double to_s = 0.0;
    const bool any_time = detail::search_span(who, target, query, from_s, to_s);
    if (any_time) {
        const detail::Pursuit<Path> pursuit(who, target, query.order_s, Limits::all);
        detail::TimeBracket when{};
        typename detail::Pursuit<Path>::Look last{};
        if (pursuit.first_met(from_s, to_s, when, last)) {
            answer.status = InterceptStatus::feasible;
            answer.first =
                detail::meeting_of(who, pursuit, pursuit.look_after(last, when.high_s), when.high_s - when.low_s);
            answer.looks = pursuit.looks();
            return answer;
        }
        answer.looks = pursuit.looks();
    }
    // Why not? What holds without a limit falls to the limit; where there is no such limit that was asked already.
    const bool lands = std::isfinite(who.spec().endurance.value());
    const bool ranged = std::isfinite(who.spec().max_range.value());
    if (lands && detail::can_meet(who, target, query, Limits::and_range)) {
        answer.status = InterceptStatus::out_of_endurance;
    } else if (ranged && detail::can_meet(who, target, query, Limits::speed)) {
        answer.status = InterceptStatus::out_of_range;
    } else {
        answer.status = detail::not_in_time(who, detail::end_of_search(target, query));
    }
    return answer;
}

/// Calls on_window(const InterceptWindow&) for every window in order: between two of them, before the first and after
/// the last until the end of the search, the target cannot be met.
///
/// A window that is shorter than the noise of distances lets it be told (earliest_intercept) may be left out; so may a
/// gap between two.
///
/// Accuracy, cost, errors  as earliest_intercept(), for each end of each window
template <InterceptTarget Path, class OnWindow>
void for_each_intercept_window(const Interceptor& who, const Path& target, const InterceptQuery& query,
                               OnWindow&& on_window)
{
    if (!detail::query_is_number<Path>(query)) return;
    double from_s = 0.0;
    double to_s = 0.0;
    if (!detail::search_span(who, target, query, from_s, to_s)) return;
    const detail::Pursuit<Path> pursuit(who, target, query.order_s, detail::Limits::all);
    detail::TimeBracket begin{};
    while (pursuit.first_met(from_s, to_s, begin)) {
        const auto first = pursuit.look(begin.high_s);
        detail::TimeBracket end{};
        const bool closes = pursuit.last_met(first, to_s, end);
        const auto last = pursuit.look(end.low_s);
        on_window(InterceptWindow{detail::meeting_of(who, pursuit, first, begin.high_s - begin.low_s),
                                  detail::meeting_of(who, pursuit, last, end.high_s - end.low_s), !closes});
        if (!closes || !(end.high_s < to_s)) return;
        from_s = end.high_s;
    }
}

/// All of them.
template <InterceptTarget Path>
[[nodiscard]] std::vector<InterceptWindow> intercept_windows(const Interceptor& who, const Path& target,
                                                             const InterceptQuery& query = {})
{
    std::vector<InterceptWindow> windows;
    for_each_intercept_window(who, target, query, [&](const InterceptWindow& window) { windows.push_back(window); });
    return windows;
}

/// The lowest cruise speed with which the target can be met, all speeds of the profile (and that of the way back)
/// raised or lowered alike: met with it, and not with one that is less by a billionth.
///
/// @return NaN where 100 km/s would not do, or the query is not a number
/// Cost    some 40 searches; no allocation; thread-safe; noexcept
template <InterceptTarget Path>
[[nodiscard]] MetresPerSecond minimum_ground_speed(const Interceptor& who, const Path& target,
                                                   const InterceptQuery& query = {}) noexcept
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!detail::query_is_number<Path>(query)) return MetresPerSecond{nan};
    const double cruise_mps = who.ground_speed().cruise_ground_speed_mps();
    const auto with = [&](double mps) {
        return detail::can_meet(who, target, query, detail::Limits::all, mps / cruise_mps);
    };
    constexpr double most_mps = 1e5;
    if (!with(most_mps)) return MetresPerSecond{nan};
    double yes = most_mps;
    double no = 0.0;
    // by factors first: the answer may be of any size
    for (double mps = cruise_mps; mps < most_mps; mps *= 2.0) {
        if (with(mps)) {
            yes = mps;
            break;
        }
        no = mps;
    }
    while (no == 0.0 && yes > 1e-6) {
        if (!with(0.5 * yes))
            no = 0.5 * yes;
        else
            yes *= 0.5;
    }
    return MetresPerSecond{detail::last_that_holds(yes, no, 5e-10 * yes, with)};
}

/// The latest order that still lets it be met, by the time that the query leaves: order_s + horizon, which stays where
/// it is. Its sign tells how much too late (or early enough) order_s is.
///
/// @return on the clock of the target's path, to 1 ns or four units in the last place; NaN where no order is early
///         enough, or the query is not a number
/// Cost    some 45 searches; no allocation; thread-safe; noexcept
template <InterceptTarget Path>
[[nodiscard]] double latest_order_s(const Interceptor& who, const Path& target,
                                    const InterceptQuery& query = {}) noexcept
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!detail::query_is_number<Path>(query)) return nan;
    const double end_s = std::min(query.order_s + query.horizon.value(), target.end_s());
    // the end stays to the bit: order and horizon of each try would round to one a little earlier or later
    const auto with = [&](double order_s) {
        return detail::can_meet_by(who, target, order_s, end_s, detail::Limits::all);
    };
    // Ready so early that the farthest place has been within reach since the path began.
    double no = end_s - who.readiness_s();
    if (with(no)) return no;
    const double yes = std::min(target.begin_s(), no) - who.readiness_s() - who.ground_speed().time_s(2.1e7);
    if (!with(yes)) return nan;
    const double ulp_s = std::nextafter(std::abs(yes), 1e300) - std::abs(yes);
    return detail::last_that_holds(yes, no, std::max(1e-9, 4.0 * ulp_s), with);
}

/// What would have made it, for an intercept that is not feasible; for one that is, closest_m is 0.
/// Cost  some 130 searches; no allocation; thread-safe; noexcept
template <InterceptTarget Path>
[[nodiscard]] MissedBy missed_by(const Interceptor& who, const Path& target, const InterceptQuery& query = {}) noexcept
{
    MissedBy answer;
    if (!detail::query_is_number<Path>(query)) return answer;
    answer.minimum_ground_speed_mps = minimum_ground_speed(who, target, query).value();
    answer.latest_order_s = latest_order_s(who, target, query);
    detail::TimeBracket when{};
    const auto within = [&](double metres) {
        detail::TimeBracket found{};
        if (!detail::can_meet(who, target, query, detail::Limits::all, 1.0, metres, &found)) return false;
        when = found;
        return true;
    };
    if (within(0.0)) {
        answer.closest_m = 0.0;
    } else if (within(2.1e7)) {
        answer.closest_m = detail::last_that_holds(2.1e7, 0.0, 1e-4, within);
        static_cast<void>(within(answer.closest_m));
    } else {
        return answer;
    }
    answer.closest_s = when.high_s;
    return answer;
}

}  // namespace v0
}  // namespace picket

#endif
