// SPDX-License-Identifier: MIT
/// @file
/// A schedule as a file or a program describes it: plain data, not yet checked. `Schedule` is the checked form.
#ifndef PICKET_AIRSPACE_SCHEDULE_SPEC_HPP
#define PICKET_AIRSPACE_SCHEDULE_SPEC_HPP

#include <picket/airspace/detail/calendar.hpp>
#include <picket/geodesy/position.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <vector>

namespace picket {
inline namespace v0 {

enum class Weekday : std::uint8_t {
    monday,
    tuesday,
    wednesday,
    thursday,
    friday,
    saturday,
    sunday
};

/// A set of days of the week; every day, unless said otherwise.
struct Weekdays {
    std::uint8_t bits = 0x7F;  ///< from Monday, the lowest

    constexpr Weekdays() noexcept = default;
    constexpr Weekdays(std::initializer_list<Weekday> days) noexcept : bits(0)
    {
        for (const Weekday day : days) add(day);
    }
    [[nodiscard]] static constexpr Weekdays none() noexcept
    {
        Weekdays days;
        days.bits = 0;
        return days;
    }
    constexpr void add(Weekday day) noexcept
    {
        bits = static_cast<std::uint8_t>(bits | (1U << static_cast<unsigned>(day)));
    }

    friend constexpr bool operator==(Weekdays, Weekdays) noexcept = default;
};

/// A day of every year. 29 February comes in leap years only.
struct MonthDay {
    std::uint8_t month = 1;  ///< 1 to 12
    std::uint8_t day = 1;    ///< 1 to 31

    friend constexpr bool operator==(MonthDay, MonthDay) noexcept = default;
};

/// Days of every year, both ends included. The last may come before the first: over the new year.
struct YearlyDates {
    MonthDay first = {1, 1};
    MonthDay last = {12, 31};

    friend constexpr bool operator==(const YearlyDates&, const YearlyDates&) noexcept = default;
};

/// A time of day: by the clock (UTC), or by the sun (sun.hpp).
struct DayTime {
    enum class Kind : std::uint8_t {
        clock,
        civil_twilight_begin,
        sunrise,
        sunset,
        civil_twilight_end
    };
    Kind kind = Kind::clock;
    /// From the day's midnight UTC, where it is by the clock: at most a day before it or two days after, for days that
    /// are counted in another zone (01:00+02:00 of a Monday is -3600). From the event, where it is by the sun: at most
    /// twelve hours either way.
    std::int32_t offset_s = 0;

    /// 24:00 is the end of the day.
    [[nodiscard]] static constexpr DayTime clock(int hour, int minute = 0, int second = 0) noexcept
    {
        return {Kind::clock, (hour * 60 + minute) * 60 + second};
    }
    [[nodiscard]] static constexpr DayTime civil_twilight_begin(std::int32_t offset_s = 0) noexcept
    {
        return {Kind::civil_twilight_begin, offset_s};
    }
    [[nodiscard]] static constexpr DayTime sunrise(std::int32_t offset_s = 0) noexcept
    {
        return {Kind::sunrise, offset_s};
    }
    [[nodiscard]] static constexpr DayTime sunset(std::int32_t offset_s = 0) noexcept
    {
        return {Kind::sunset, offset_s};
    }
    [[nodiscard]] static constexpr DayTime civil_twilight_end(std::int32_t offset_s = 0) noexcept
    {
        return {Kind::civil_twilight_end, offset_s};
    }

    friend constexpr bool operator==(DayTime, DayTime) noexcept = default;
};

/// A time that comes back: from `begin` to `end`, begin included, end not, on each day that is one of `days` and one of
/// `dates`; cut to [valid_from_s, valid_until_s). As it stands: always.
///
/// Which day a time is of is decided by its begin. The end is the first one after the begin: 22:00 to 04:00 runs over
/// midnight, 00:00 to 24:00 and 08:00 to 08:00 are a whole day. Where both are by the sun, the end is of the same day
/// of the sun if it comes later in the order of SunEvent, else of the next: SR to SS is the day, SS to SR the night.
///
/// The day of a time by the sun is the place's own, by mean solar time (sun_time). Where the sun does not rise or set
/// that day, the event is put where it was moving to: midnight in polar day, noon in polar night. So SR to SS is all
/// of a polar day and nothing of a polar night.
struct SchedulePeriod {
    Weekdays days = {};
    YearlyDates dates = {};
    DayTime begin = DayTime::clock(0);
    DayTime end = DayTime::clock(24);
    double valid_from_s = -std::numeric_limits<double>::infinity();  ///< s since the Unix epoch, UTC
    double valid_until_s = std::numeric_limits<double>::infinity();  ///< infinite: until further notice

    /// One whole day UTC: the usual exclusion.
    [[nodiscard]] static constexpr SchedulePeriod whole_day(int year, int month, int day) noexcept
    {
        SchedulePeriod period;
        period.valid_from_s = static_cast<double>(detail::days_from_civil(year, month, day) * detail::seconds_per_day);
        period.valid_until_s = period.valid_from_s + static_cast<double>(detail::seconds_per_day);
        return period;
    }
    /// From one time to another, without a break.
    [[nodiscard]] static constexpr SchedulePeriod once(double from_s, double until_s) noexcept
    {
        SchedulePeriod period;
        period.valid_from_s = from_s;
        period.valid_until_s = until_s;
        return period;
    }

    friend constexpr bool operator==(const SchedulePeriod&, const SchedulePeriod&) noexcept = default;
};

/// Times of activity that come back: in any of the periods, and in none of the exclusions.
///
/// All in UTC. There is no time-zone database here: a schedule in local time is two schedules, one for each half of the
/// year, or its dates written out.
struct ScheduleSpec {
    std::vector<SchedulePeriod> periods = {};
    std::vector<SchedulePeriod> exclusions = {};
    std::optional<LatLon> place = std::nullopt;  ///< where the sun is looked at; needed only for times by the sun

    friend bool operator==(const ScheduleSpec&, const ScheduleSpec&) noexcept = default;
};

}  // namespace v0
}  // namespace picket

#endif
