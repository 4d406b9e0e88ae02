// SPDX-License-Identifier: MIT
/// @file
/// Pieces of schedules as files write them: days of the week, times of day by the clock and by the sun, dates.
#ifndef PICKET_IO_DETAIL_SCHEDULE_TEXT_HPP
#define PICKET_IO_DETAIL_SCHEDULE_TEXT_HPP

#include <picket/airspace/detail/calendar.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/utc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// MON to SUN, or ANY for all. @return false where it is none of them
[[nodiscard]] inline bool add_weekday(std::string_view word, Weekdays& days)
{
    static constexpr std::array<std::string_view, 7> names{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};
    if (word == "ANY") {
        days = Weekdays{};
        return true;
    }
    const auto it = std::find(names.begin(), names.end(), word);
    if (it == names.end()) return false;
    days.add(static_cast<Weekday>(it - names.begin()));
    return true;
}

/// What came of reading a time of day: `problem` is null when `time` is good.
struct DayTimeText {
    DayTime time;
    const char* problem;
};

/// 08:00Z, 08:00:00+02:00, 24:00Z: counted from the midnight UTC of the day in the time's own zone (01:00+02:00 is
/// -3600 s).
[[nodiscard]] inline DayTimeText read_clock(std::string_view text,
                                            const char* not_a_time = "is not a time of day such as 17:00:00Z")
{
    // the days of the epoch begin at 0
    const TimeText read = read_time("1970-01-01T" + std::string(text));
    if (read.problem != nullptr) return {{}, not_a_time};
    if (read.time_s != std::floor(read.time_s)) return {{}, "has a fraction of a second, which a time of day has not"};
    return {{DayTime::Kind::clock, static_cast<std::int32_t>(read.time_s)}, nullptr};
}

/// BMCT, SR, SS, EECT. @return false where it is none of them
[[nodiscard]] inline bool read_sun_event(std::string_view word, DayTime& time)
{
    for (const SunEvent event :
         {SunEvent::civil_twilight_begin, SunEvent::sunrise, SunEvent::sunset, SunEvent::civil_twilight_end}) {
        if (word != to_string(event)) continue;
        time = {static_cast<DayTime::Kind>(static_cast<int>(event) + 1), 0};
        return true;
    }
    return false;
}

/// A time by the clock, or by the sun with minutes before or after: SR, SS+30, BMCT-15.
[[nodiscard]] inline DayTimeText read_day_time(std::string_view text)
{
    constexpr const char* not_a_time = "is not a time of day such as 17:00Z, SR, or SS+30";
    text = trim(text);
    if (text.empty() || !is_letter(text.front())) return read_clock(text, not_a_time);
    DayTimeText read{{}, not_a_time};
    const std::size_t sign = text.find_first_of("+-");
    if (!read_sun_event(trim(text.substr(0, sign)), read.time)) return read;
    if (sign != text.npos) {
        const std::string_view minutes = text.substr(sign + 1);
        const int value = digits_at(minutes, 0, minutes.size());
        if (minutes.empty() || minutes.size() > 3 || value < 0) return read;
        read.time.offset_s = (text[sign] == '-' ? -60 : 60) * value;
    }
    read.problem = nullptr;
    return read;
}

/// 11-15: month and day; whether there is such a day is for the schedule's own check. @return false for another form
[[nodiscard]] inline bool read_month_day(std::string_view text, MonthDay& date)
{
    const int month = digits_at(text, 0, 2);
    const int day = digits_at(text, 3, 2);
    if (text.size() != 5 || text[2] != '-' || month < 0 || day < 0) return false;
    date = {static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
    return true;
}

[[nodiscard]] inline bool goes_by_sun(const ScheduleSpec& schedule)
{
    const auto by_sun = [](const SchedulePeriod& period) {
        return period.begin.kind != DayTime::Kind::clock || period.end.kind != DayTime::Kind::clock;
    };
    return std::any_of(schedule.periods.begin(), schedule.periods.end(), by_sun) ||
           std::any_of(schedule.exclusions.begin(), schedule.exclusions.end(), by_sun);
}

/// Where a zone's sun is looked at when its file does not say: the centre of its circle, or the middle of the vertices
/// of its first part. None where no vertex is on the Earth.
[[nodiscard]] inline std::optional<LatLon> reference_place(const std::vector<PartSpec>& parts)
{
    if (parts.empty()) return std::nullopt;
    const PartSpec& part = parts.front();
    if (!part.corridor && part.exterior.circle) {
        if (!is_valid(part.exterior.circle->centre)) return std::nullopt;
        return part.exterior.circle->centre;
    }
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;
    for (const RingVertex& vertex : part.corridor ? part.corridor->line : part.exterior.vertices) {
        if (!is_valid(vertex.at)) continue;
        const double lat = vertex.at.lat_deg * picket::detail::degree;
        const double lon = vertex.at.lon_deg * picket::detail::degree;
        x += std::cos(lat) * std::cos(lon);
        y += std::cos(lat) * std::sin(lon);
        z += std::sin(lat);
    }
    if (x == 0.0 && y == 0.0 && z == 0.0) return std::nullopt;
    return LatLon{std::atan2(z, std::hypot(x, y)) / picket::detail::degree, std::atan2(y, x) / picket::detail::degree};
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
