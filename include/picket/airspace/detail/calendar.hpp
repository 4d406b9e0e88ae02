// SPDX-License-Identifier: MIT
/// @file
/// Days and dates: the proleptic Gregorian calendar in whole numbers, days counted from 1970-01-01.
///
/// Not <chrono>: it costs 0.4 s to include, and its calendar ends at the year 32767.
#ifndef PICKET_AIRSPACE_DETAIL_CALENDAR_HPP
#define PICKET_AIRSPACE_DETAIL_CALENDAR_HPP

#include <picket/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

inline constexpr std::int64_t seconds_per_day = 86400;

/// Days from 1970-01-01, for any year.
/// The year is taken to start in March, so that the leap day is its last; the constant is the number of days
/// from 0000-03-01 to the epoch.
[[nodiscard]] constexpr std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) noexcept
{
    if (month <= 2) --year;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct CivilDate {
    std::int64_t year;
    std::int64_t month;
    std::int64_t day;
};

/// Inverse of days_from_civil.
[[nodiscard]] constexpr CivilDate civil_from_days(std::int64_t days) noexcept
{
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const std::int64_t day_of_era = days - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

[[nodiscard]] constexpr int days_in_month(std::int64_t year, int month) noexcept
{
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// 0 is Monday. 1970-01-01 was a Thursday.
[[nodiscard]] constexpr int weekday_from_days(std::int64_t days) noexcept
{
    return static_cast<int>(((days + 3) % 7 + 7) % 7);
}

/// The years 0 to 9999, in which the four digits of ISO 8601 are enough and the formulas of the sun still hold.
inline constexpr std::int64_t calendar_begin_s = days_from_civil(0, 1, 1) * seconds_per_day;
inline constexpr std::int64_t calendar_end_s = days_from_civil(10000, 1, 1) * seconds_per_day;

/// Is it a time of those years? Not, for NaN.
[[nodiscard]] constexpr bool in_calendar(double time_s) noexcept
{
    return time_s >= static_cast<double>(calendar_begin_s) && time_s < static_cast<double>(calendar_end_s);
}

/// Rounded down. @pre b > 0
[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept
{
    return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
