// SPDX-License-Identifier: MIT
/// @file
/// When is a zone active, week after week, day after day, from sunrise to sunset?
#ifndef PICKET_AIRSPACE_SCHEDULE_HPP
#define PICKET_AIRSPACE_SCHEDULE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/calendar.hpp>
#include <picket/airspace/detail/schedule_periods.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/airspace/zone_issue.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Every fault of a schedule, in its order; empty when the schedule can be built. Messages begin `schedule, period 2:
/// `. [tests/unit/schedule]
[[nodiscard]] std::vector<ZoneIssue> validate(const ScheduleSpec& spec);

/// A checked schedule.
///
/// Times by the clock are exact, in whole seconds; leap days are counted, leap seconds are not, as in Unix time. Times
/// by the sun are as exact as sun_time. For the years 0 to 9999.
///
/// Guarantees  (1) windows are sorted, disjoint, and as long as they can be; active() is inside in them, outside
/// between
///             (2) next_change() is where active() changes, to the bit [tests/property/schedule]
///             (3) a time that is NaN, or outside the years 0 to 9999, is `unknown`
/// Cost        active() 20 ns by the clock, 4 us by the sun; next_change() 60 ns by the clock, 10 us by the sun, and up
///             to ten milliseconds where nothing changes and only a walk through the years can tell (weeks; two years
///             by the sun; 41 with dates); thread-safe [bench/micro/schedules]; no allocation
///             [tests/unit/presence_no_allocation]
/// Errors      construction throws DomainError naming the first fault; queries are noexcept
class Schedule {
public:
    /// @throws DomainError  with the first message of validate(spec)
    explicit Schedule(ScheduleSpec spec) : spec_(std::move(spec))
    {
        const std::vector<ZoneIssue> issues = validate(spec_);
        if (!issues.empty()) detail::raise<DomainError>(issues.front().message.c_str());
        records_.reserve(spec_.periods.size() + spec_.exclusions.size());
        for (const SchedulePeriod& period : spec_.periods) records_.emplace_back(period);
        for (const SchedulePeriod& period : spec_.exclusions) records_.emplace_back(period);
        if (spec_.place) sun_ = detail::SunAtPlace(*spec_.place);
    }

    [[nodiscard]] const ScheduleSpec& spec() const noexcept { return spec_; }

    /// Is it active at a time [s since the Unix epoch, UTC]?
    [[nodiscard]] Containment active(double time_s) const noexcept { return periods().active(time_s); }

    /// The first time after this one at which active() changes; infinite when it never does, NaN for NaN.
    ///
    /// @param until_s  how far to look: a change after it is not found, and the answer infinite
    [[nodiscard]] double next_change(double time_s,
                                     double until_s = std::numeric_limits<double>::infinity()) const noexcept
    {
        return periods().next_change(time_s, until_s);
    }

    /// Calls callback(const TimeWindow&) for each time of activity within [begin_s, end_s), cut to it.
    template <class Callback>
    void for_each_window(double begin_s, double end_s, Callback&& callback) const
        noexcept(noexcept(callback(std::declval<const TimeWindow&>())))
    {
        const detail::SchedulePeriods all = periods();
        double t = std::max(begin_s, static_cast<double>(detail::calendar_begin_s));
        end_s = std::min(end_s, static_cast<double>(detail::calendar_end_s));
        if (!(t < end_s)) return;
        bool active = all.active(t) == Containment::inside;
        while (t < end_s) {
            const double next_s = std::min(all.next_change(t, end_s), end_s);
            if (active) callback(TimeWindow{t, next_s});
            active = !active;
            t = next_s;
        }
    }

    /// The checked periods, then the exclusions, for the modules that build on them.
    [[nodiscard]] std::span<const detail::PeriodRecord> records() const noexcept { return records_; }

private:
    [[nodiscard]] detail::SchedulePeriods periods() const noexcept
    {
        const std::span<const detail::PeriodRecord> all = records_;
        const std::size_t periods = spec_.periods.size();
        return {all.subspan(0, periods), all.subspan(periods), sun_};
    }

    ScheduleSpec spec_;
    std::vector<detail::PeriodRecord> records_;
    detail::SunAtPlace sun_{LatLon{0.0, 0.0}};
};

inline std::vector<ZoneIssue> validate(const ScheduleSpec& spec)
{
    std::vector<ZoneIssue> issues;
    const auto add = [&](ZoneIssueCode code, const std::string& message) {
        issues.push_back({code, -1, -1, -1, "schedule" + message});
    };
    bool by_sun = false;
    const auto check = [&](const SchedulePeriod& period, const std::string& name) {
        if ((period.days.bits & Weekdays{}.bits) == 0 || period.days.bits > Weekdays{}.bits)
            add(ZoneIssueCode::schedule_without_days, name + "no day of the week");
        for (const MonthDay date : {period.dates.first, period.dates.last}) {
            // in a leap year: 29 February is a date
            if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > detail::days_in_month(2000, date.month))
                add(ZoneIssueCode::schedule_date_invalid, name + "day " + std::to_string(date.day) + " of month " +
                                                              std::to_string(date.month) + " does not exist");
        }
        for (const DayTime time : {period.begin, period.end}) {
            if (time.kind > DayTime::Kind::civil_twilight_end) {
                add(ZoneIssueCode::schedule_time_out_of_range, name + "a time of day of no kind");
            } else if (time.kind == DayTime::Kind::clock) {
                if (time.offset_s < -86400 || time.offset_s > 2 * 86400)
                    add(ZoneIssueCode::schedule_time_out_of_range, name + "a time of day of " +
                                                                       std::to_string(time.offset_s) +
                                                                       " s is not within a day of its day");
            } else {
                by_sun = true;
                if (std::abs(time.offset_s) > 43200)
                    add(ZoneIssueCode::schedule_time_out_of_range,
                        name + "an offset of " + std::to_string(time.offset_s) + " s from the sun is beyond 12 hours");
            }
        }
        if (std::isnan(period.valid_from_s) || std::isnan(period.valid_until_s))
            add(ZoneIssueCode::schedule_validity_reversed, name + "a bound of its validity is not a number");
        else if (period.valid_from_s >= period.valid_until_s)
            add(ZoneIssueCode::schedule_validity_reversed, name + "its validity does not end after it begins");
    };
    if (spec.periods.empty()) add(ZoneIssueCode::schedule_without_periods, ": no periods");
    for (std::size_t i = 0; i < spec.periods.size(); ++i)
        check(spec.periods[i], ", period " + std::to_string(i) + ": ");
    for (std::size_t i = 0; i < spec.exclusions.size(); ++i)
        check(spec.exclusions[i], ", exclusion " + std::to_string(i) + ": ");
    if (spec.place && !is_valid(*spec.place))
        add(ZoneIssueCode::schedule_place_invalid, ": its place is not on the Earth");
    else if (by_sun && !spec.place)
        add(ZoneIssueCode::schedule_place_invalid, ": times by the sun need a place");
    return issues;
}

}  // namespace v0
}  // namespace picket

#endif
