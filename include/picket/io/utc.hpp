// SPDX-License-Identifier: MIT
/// @file
/// Points of time as text: ISO 8601 in UTC or with an offset, or Unix seconds, to seconds and back.
///
/// Not <chrono>: no time-zone database is needed, its parser is missing from GCC 12, and it costs 0.4 s to
/// include. Unix time is used as POSIX defines it: every day has 86400 seconds, and a leap second has no
/// number of its own.
#ifndef PICKET_IO_UTC_HPP
#define PICKET_IO_UTC_HPP

#include <picket/airspace/detail/calendar.hpp>
#include <picket/io/detail/text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace picket {
inline namespace v0 {
namespace io {

/// What came of reading a time: `problem` is null when `time_s` is good, else what is wrong with the text.
struct TimeText {
    double time_s;        ///< s since the Unix epoch, UTC
    const char* problem;  ///< static text
};

namespace detail {

using picket::detail::civil_from_days;
using picket::detail::CivilDate;
using picket::detail::days_from_civil;
using picket::detail::days_in_month;

// 0000-01-01T00:00:00Z and 10000-01-01T00:00:00Z: outside, ISO 8601 has no four-digit year.
inline constexpr std::int64_t first_second = picket::detail::calendar_begin_s;
inline constexpr std::int64_t end_second = picket::detail::calendar_end_s;

/// Digits of `text` at `at`, exactly `count` of them; -1 when there are others.
[[nodiscard]] constexpr int digits_at(std::string_view text, std::size_t at, std::size_t count) noexcept
{
    if (text.size() < at + count) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!is_digit(text[i])) return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/// whole + 0.fraction as the nearest double. Adding two doubles would round twice; the decimal text of the sum
/// rounds once, so that what utc_text prints reads back as the same bits.
[[nodiscard]] inline bool join_fraction(std::int64_t whole, std::string_view fraction, double& time_s)
{
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    std::string text;
    if (whole >= 0 || fraction.empty()) {
        text = std::to_string(whole) + '.' + std::string(fraction) + '0';
    } else {
        // -5 s + 0.25 s is written -4.75: complement to nine, the last digit to ten
        text = '-' + std::to_string(-(whole + 1)) + '.';
        for (std::size_t i = 0; i + 1 < fraction.size(); ++i) text += static_cast<char>('9' - fraction[i] + '0');
        text += static_cast<char>('9' - fraction.back() + '1');
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time_s);
    return error == std::errc{} && end == text.data() + text.size();
}

[[nodiscard]] inline TimeText read_iso(std::string_view text)
{
    const auto bad = [](const char* problem) { return TimeText{std::nan(""), problem}; };
    constexpr const char* shape = "is not a time such as 2025-09-19T06:58:00Z";
    const int year = digits_at(text, 0, 4);
    const int month = digits_at(text, 5, 2);
    const int day = digits_at(text, 8, 2);
    if (year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return bad(shape);
    if (month < 1 || month > 12) return bad("has a month that does not exist");
    if (day < 1 || day > days_in_month(year, month)) return bad("has a day that does not exist");
    if (text.size() == 10) return bad("has no time of day: write 2025-09-19T00:00:00Z");
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return bad(shape);
    const int hour = digits_at(text, 11, 2);
    if (hour < 0 || text.size() < 16 || text[13] != ':') return bad(shape);
    const int minute = digits_at(text, 14, 2);
    if (minute < 0) return bad(shape);
    int second = 0;
    std::string_view fraction;
    std::size_t at = 16;
    if (at < text.size() && text[at] == ':') {
        second = digits_at(text, 17, 2);
        if (second < 0) return bad(shape);
        at = 19;
        if (at < text.size() && (text[at] == '.' || text[at] == ',')) {  // ISO 8601 allows both
            std::size_t end = at + 1;
            while (end < text.size() && is_digit(text[end])) ++end;
            fraction = text.substr(at + 1, end - at - 1);
            if (fraction.empty()) return bad(shape);
            at = end;
        }
    }
    if (second == 60) return bad("is a leap second, which Unix time cannot hold");
    if (minute > 59 || second > 59) return bad("has a minute or second beyond 59");
    // 24:00 is the end of the day in ISO 8601, and in schedules
    const bool end_of_day =
        hour == 24 && minute == 0 && second == 0 && fraction.find_first_not_of('0') == fraction.npos;
    if (hour > 23 && !end_of_day) return bad("has an hour beyond 23");

    std::int64_t offset_s = 0;
    const std::string_view zone = text.substr(at);
    if (zone.empty()) return bad("has no time zone: end it with Z, or an offset such as +02:00");
    if (zone == "Z" || zone == "z") {
        // UTC
    } else if (zone[0] == '+' || zone[0] == '-') {
        const int offset_hour = digits_at(zone, 1, 2);
        int offset_minute = 0;
        if (zone.size() == 6 && zone[3] == ':') {
            offset_minute = digits_at(zone, 4, 2);
        } else if (zone.size() == 5) {
            offset_minute = digits_at(zone, 3, 2);
        } else if (zone.size() != 3) {
            return bad(shape);
        }
        if (offset_hour < 0 || offset_minute < 0) return bad(shape);
        if (offset_hour > 23 || offset_minute > 59) return bad("has an offset that does not exist");
        offset_s = (offset_hour * 60 + offset_minute) * 60;
        if (zone[0] == '-') offset_s = -offset_s;
    } else {
        return bad(shape);
    }

    const std::int64_t whole =
        days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset_s;
    if (whole < first_second || whole >= end_second) return bad("lies outside the years 0 to 9999");
    double time_s = 0.0;
    // the last instants of 9999 round up to a time that has no text
    if (!join_fraction(whole, fraction, time_s) || time_s >= static_cast<double>(end_second)) return bad(shape);
    return {time_s, nullptr};
}

}  // namespace detail

/// Is this number of seconds a time this module reads and prints (years 0 to 9999)?
[[nodiscard]] inline bool is_time(double time_s) noexcept
{
    return time_s >= static_cast<double>(detail::first_second) && time_s < static_cast<double>(detail::end_second);
}

/// Reads ISO 8601 (`2025-09-19T06:58:00Z`, `2025-09-19T08:58:00.25+02:00`, seconds optional, `T` or a blank) or
/// Unix seconds (`1758265080.25`).
///
/// Strict: the zone must be written, the date must exist (proleptic Gregorian calendar, years 0 to 9999), 24:00
/// is the end of a day, and a leap second (`:60`) is refused, for Unix time has no number for it. Unix times
/// beyond the year 9999 are refused: they are milliseconds.
///
/// Accuracy    the double nearest to the time written; utc_text(read_time(x)) names the same instant and
///             read_time(utc_text(t)) == t, bit for bit   [tests/property/io_utc.cpp]
[[nodiscard]] inline TimeText read_time(std::string_view text)
{
    text = detail::trim(text);
    if (text.empty()) return {std::nan(""), "is empty"};
    if (text.size() > 4 && detail::digits_at(text, 0, 4) >= 0 && text[4] == '-') return detail::read_iso(text);
    double time_s = 0.0;
    if (!detail::parse_number(text, time_s)) {
        return {std::nan(""), "is neither a time such as 2025-09-19T06:58:00Z nor a number of Unix seconds"};
    }
    if (!is_time(time_s)) {
        return {std::nan(""), "lies outside the years 0 to 9999 as Unix seconds (milliseconds?)"};
    }
    return {time_s, nullptr};
}

/// ISO 8601 in UTC with as few decimals as bring back the same double: `2025-09-19T06:58:00.25Z`.
/// What is no time of the years 0 to 9999 is printed as the number it is (`nan`, `inf`).
[[nodiscard]] inline std::string utc_text(double time_s)
{
    if (!is_time(time_s)) return detail::number_text(time_s);
    // fixed notation: "1758265080.25"; a double needs at most 17 digits and, near zero, 324 places
    std::array<char, 400> buffer{};
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(time_s), std::chars_format::fixed);
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
    const std::size_t point = digits.find('.');
    std::int64_t whole = 0;
    const std::string_view whole_digits = digits.substr(0, point);
    std::from_chars(whole_digits.data(), whole_digits.data() + whole_digits.size(), whole);
    std::string fraction(point == digits.npos ? std::string_view{} : digits.substr(point + 1));
    if (time_s < 0.0) {
        whole = -whole;
        if (!fraction.empty()) {
            --whole;  // -4.75 s is -5 s + 0.25 s
            for (char& c : fraction) c = static_cast<char>('9' - c + '0');
            ++fraction.back();  // the last digit of a shortest text is never 0, so this is at most '9'
        }
    }
    const std::int64_t days = (whole >= 0 ? whole : whole - 86399) / 86400;
    const std::int64_t second_of_day = whole - days * 86400;
    const detail::CivilDate date = detail::civil_from_days(days);
    std::string text;
    const auto append = [&text](std::int64_t value, std::size_t width) {
        const std::string number = std::to_string(value);
        text.append(number.size() < width ? width - number.size() : 0, '0');
        text += number;
    };
    append(date.year, 4);
    text += '-';
    append(date.month, 2);
    text += '-';
    append(date.day, 2);
    text += 'T';
    append(second_of_day / 3600, 2);
    text += ':';
    append(second_of_day / 60 % 60, 2);
    text += ':';
    append(second_of_day % 60, 2);
    if (!fraction.empty()) text += '.' + fraction;
    text += 'Z';
    return text;
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
