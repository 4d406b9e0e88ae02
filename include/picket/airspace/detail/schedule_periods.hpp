// SPDX-License-Identifier: MIT
/// @file
/// Questions to periods that come back, as flat records: those of one Schedule, or of thousands in an index.
///
/// The day D of a period gives at most one stretch of time [begin, end) in whole seconds. Stretches begin and end later
/// from day to day, and those that matter to a time t are of few days:
///
///      midnight of D                                      t
///     ------|-------[=========)---------------------------|---      earliest: least begin - midnight
///           |<-------- latest ---->|                                latest: greatest end - midnight
///
///     D in (t - latest, t - earliest]  [days, rounded down]
#ifndef PICKET_AIRSPACE_DETAIL_SCHEDULE_PERIODS_HPP
#define PICKET_AIRSPACE_DETAIL_SCHEDULE_PERIODS_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/calendar.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace picket {
inline namespace v0 {
namespace detail {

/// A checked SchedulePeriod. Without padding, for it goes into files.
struct PeriodRecord {
    double valid_from_s;
    double valid_until_s;
    std::int32_t begin_s;
    std::int32_t end_s;  ///< of two times by the clock: after begin_s, by at most a day
    DayTime::Kind begin_kind;
    DayTime::Kind end_kind;
    std::uint8_t days;
    std::uint8_t continuous;  ///< every day, all day: no bounds but those of its validity
    MonthDay first;
    MonthDay last;

    explicit PeriodRecord(const SchedulePeriod& period) noexcept
        : valid_from_s(period.valid_from_s),
          valid_until_s(period.valid_until_s),
          begin_s(period.begin.offset_s),
          end_s(period.end.offset_s),
          begin_kind(period.begin.kind),
          end_kind(period.end.kind),
          days(period.days.bits),
          continuous(0),
          first(period.dates.first),
          last(period.dates.last)
    {
        if (begin_kind != DayTime::Kind::clock || end_kind != DayTime::Kind::clock) return;
        constexpr auto day_s = static_cast<std::int32_t>(seconds_per_day);
        while (end_s <= begin_s) end_s += day_s;
        while (end_s > begin_s + day_s) end_s -= day_s;
        continuous = end_s - begin_s == day_s && days == Weekdays{}.bits && all_year() ? 1 : 0;
    }

    [[nodiscard]] bool all_year() const noexcept { return first == YearlyDates{}.first && last == YearlyDates{}.last; }

    [[nodiscard]] bool is_on(std::int64_t day) const noexcept
    {
        if ((days >> weekday_from_days(day) & 1) == 0) return false;
        if (all_year()) return true;
        const CivilDate date = civil_from_days(day);
        const auto order = [](std::int64_t month, std::int64_t d) { return 32 * month + d; };
        const std::int64_t that = order(date.month, date.day);
        const std::int64_t begin = order(first.month, first.day);
        const std::int64_t end = order(last.month, last.day);
        return begin <= end ? that >= begin && that <= end : that >= begin || that <= end;
    }
};
static_assert(sizeof(PeriodRecord) == 32);

/// Any of some periods, none of some others.
class SchedulePeriods {
public:
    /// @param place  valid where a period goes by the sun
    SchedulePeriods(std::span<const PeriodRecord> periods, std::span<const PeriodRecord> exclusions,
                    const SunAtPlace& sun) noexcept
        : periods_(periods), exclusions_(exclusions), sun_(sun)
    {
    }

    [[nodiscard]] Containment active(double time_s) const noexcept
    {
        if (!in_calendar(time_s)) return Containment::unknown;
        return state_at(time_s) == State::active ? Containment::inside : Containment::outside;
    }

    /// The first change after a time, if it comes by another; infinite if not.
    [[nodiscard]] double next_change(double time_s, double until_s) const noexcept
    {
        if (std::isnan(time_s)) return time_s;
        double t = std::max(time_s, static_cast<double>(calendar_begin_s));
        until_s = std::min({until_s, static_cast<double>(calendar_end_s - 1), horizon_s(t)});
        if (!in_calendar(t)) return infinity;
        State state = state_at(t);
        const bool now = state == State::active;
        while (t < until_s) {
            // while it is excluded periods do not matter, and while none is on exclusions do not
            double next_s = infinity;
            const auto look = [&](std::span<const PeriodRecord> list) {
                const double held_s = held_until(list, t);
                if (held_s > t) {
                    next_s = std::min(next_s, held_s);
                    return;
                }
                for (const PeriodRecord& period : list)
                    next_s = std::min(next_s, next_bound(period, t, std::min(next_s, until_s)));
            };
            if (state != State::excluded) look(periods_);
            if (state != State::idle) look(exclusions_);
            if (next_s > until_s) return infinity;
            t = next_s;
            state = state_at(t);
            if ((state == State::active) != now) return t;
        }
        return infinity;
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    /// True noon and midnight are at most so far from the mean ones [s]: 18 minutes in the years 0 to 9999.
    static constexpr std::int64_t transit_shift_s = 1200;
    /// Days without a stretch after which a period by the sun has none: some years' worth.
    static constexpr int empty_days_most = 1500;

    struct Stretch {
        std::int64_t begin_s, end_s;
    };

    enum class State : std::uint8_t {
        idle,
        active,
        excluded
    };

    [[nodiscard]] State state_at(double time_s) const noexcept
    {
        const auto covered = [&](const PeriodRecord& period) { return covers(period, time_s); };
        if (std::any_of(exclusions_.begin(), exclusions_.end(), covered)) return State::excluded;
        return std::any_of(periods_.begin(), periods_.end(), covered) ? State::active : State::idle;
    }

    /// Till when a period without breaks covers, whatever others of its list do; the time itself where none does.
    [[nodiscard]] static double held_until(std::span<const PeriodRecord> list, double time_s) noexcept
    {
        double held_s = time_s;
        for (const PeriodRecord& period : list)
            if (period.continuous != 0 && time_s >= period.valid_from_s)
                held_s = std::max(held_s, period.valid_until_s);
        return held_s;
    }

    /// What has not changed by then never does: from the last bound of validity on, weeks are alike; years, where the
    /// sun is looked at; and where there are dates every one of them comes on every weekday in 41 years (29 February
    /// skips 40 years round a century that is no leap year).
    [[nodiscard]] double horizon_s(double time_s) const noexcept
    {
        double latest_s = time_s;
        double days = 21.0;
        for (const auto& list : {periods_, exclusions_}) {
            for (const PeriodRecord& period : list) {
                for (const double bound_s : {period.valid_from_s, period.valid_until_s})
                    if (bound_s < infinity) latest_s = std::max(latest_s, bound_s);
                if (!by_clock(period.begin_kind) || !by_clock(period.end_kind)) days = std::max(days, 2.0 * 366.0);
                if (!period.all_year()) days = 41.0 * 366.0;
            }
        }
        return latest_s + days * 86400.0;
    }

    // --- one period ---------------------------------------------------------------------------------------

    [[nodiscard]] static bool by_clock(DayTime::Kind kind) noexcept { return kind == DayTime::Kind::clock; }
    [[nodiscard]] static bool in_morning(DayTime::Kind kind) noexcept { return kind <= DayTime::Kind::sunrise; }

    /// @pre the kind is not clock
    [[nodiscard]] std::int64_t event_s(DayTime::Kind kind, std::int64_t day) const noexcept
    {
        return sun_.event(static_cast<SunEvent>(static_cast<std::uint8_t>(kind) - 1), day).time_s;
    }

    /// Where an event of day 0 can lie: between a transit and the next.
    [[nodiscard]] std::int64_t earliest_event_s(DayTime::Kind kind) const noexcept
    {
        return static_cast<std::int64_t>(sun_.mean_noon_s()) - (in_morning(kind) ? 43200 : 0) - transit_shift_s;
    }
    [[nodiscard]] std::int64_t latest_event_s(DayTime::Kind kind) const noexcept
    {
        return earliest_event_s(kind) + 43200 + 2 * transit_shift_s + 1;
    }

    /// Do begin and end, both by the sun, belong to the same day of the sun?
    [[nodiscard]] static bool same_sun_day(const PeriodRecord& p) noexcept
    {
        return p.begin_kind < p.end_kind || (p.begin_kind == p.end_kind && p.begin_s < p.end_s);
    }

    [[nodiscard]] std::int64_t earliest_s(const PeriodRecord& p) const noexcept
    {
        return p.begin_s + (by_clock(p.begin_kind) ? 0 : earliest_event_s(p.begin_kind));
    }
    [[nodiscard]] std::int64_t latest_s(const PeriodRecord& p) const noexcept
    {
        if (by_clock(p.begin_kind) && by_clock(p.end_kind)) return p.end_s;
        const std::int64_t latest_begin_s = p.begin_s + (by_clock(p.begin_kind) ? 0 : latest_event_s(p.begin_kind));
        if (by_clock(p.end_kind)) return latest_begin_s + seconds_per_day;
        // an event comes at most a day and a half after the one of the day before
        if (by_clock(p.begin_kind)) return latest_begin_s + seconds_per_day + 43200 + 2 * transit_shift_s;
        return latest_event_s(p.end_kind) + p.end_s + (same_sun_day(p) ? 0 : seconds_per_day);
    }

    /// The stretch of a day; empty where its end does not come after its begin.
    [[nodiscard]] Stretch stretch(const PeriodRecord& p, std::int64_t day) const noexcept
    {
        const std::int64_t midnight_s = day * seconds_per_day;
        const std::int64_t begin_s = p.begin_s + (by_clock(p.begin_kind) ? midnight_s : event_s(p.begin_kind, day));
        if (by_clock(p.end_kind)) {
            if (by_clock(p.begin_kind)) return {begin_s, midnight_s + p.end_s};
            // the first such time of the clock after the begin
            const std::int64_t days = floor_div(begin_s - p.end_s, seconds_per_day) + 1;
            return {begin_s, p.end_s + days * seconds_per_day};
        }
        if (!by_clock(p.begin_kind)) return {begin_s, p.end_s + event_s(p.end_kind, same_sun_day(p) ? day : day + 1)};
        // the first such event after the begin: of the days before this one it comes before
        std::int64_t end_day = floor_div(begin_s - p.end_s - latest_event_s(p.end_kind), seconds_per_day) + 1;
        std::int64_t end_s = begin_s;
        for (int i = 0; i < 4 && end_s <= begin_s; ++i) end_s = p.end_s + event_s(p.end_kind, end_day++);
        return {begin_s, end_s};
    }

    // Stretches begin and end at whole seconds: a time is in one when the second that holds it is. Whole numbers from
    // here on, for a difference of doubles may round over a midnight.
    [[nodiscard]] static std::int64_t second_of(double time_s) noexcept
    {
        return static_cast<std::int64_t>(std::floor(time_s));
    }

    /// The first day whose stretch may end after a second.
    [[nodiscard]] std::int64_t first_day(const PeriodRecord& p, std::int64_t second) const noexcept
    {
        return floor_div(second - latest_s(p), seconds_per_day) + 1;
    }

    /// @pre in_calendar(time_s)
    [[nodiscard]] bool covers(const PeriodRecord& p, double time_s) const noexcept
    {
        if (!(time_s >= p.valid_from_s && time_s < p.valid_until_s)) return false;
        if (p.continuous != 0) return true;
        const std::int64_t second = second_of(time_s);
        const std::int64_t last_day = floor_div(second - earliest_s(p), seconds_per_day);
        for (std::int64_t day = first_day(p, second); day <= last_day; ++day) {
            if (!p.is_on(day)) continue;
            const Stretch s = stretch(p, day);
            if (second >= s.begin_s && second < s.end_s) return true;
        }
        return false;
    }

    /// The first begin or end of a stretch, cut to the period's validity, after a time; any later time, or infinity,
    /// where there is none by until_s.
    ///
    /// @pre in_calendar(time_s), in_calendar(until_s)
    [[nodiscard]] double next_bound(const PeriodRecord& p, double time_s, double until_s) const noexcept
    {
        if (p.valid_until_s <= time_s || p.valid_from_s > until_s) return infinity;
        if (time_s < p.valid_from_s) {
            time_s = p.valid_from_s;
            if (covers(p, time_s)) return time_s;
        }
        if (p.continuous != 0) return p.valid_until_s;
        const std::int64_t second = second_of(time_s);
        const std::int64_t earliest = earliest_s(p);
        std::int64_t stop = second_of(std::min(until_s, p.valid_until_s));
        double bound_s = infinity;
        int empty_days = 0;
        for (std::int64_t day = first_day(p, second); day * seconds_per_day + earliest <= stop; ++day) {
            if (!p.is_on(day)) continue;
            const Stretch s = stretch(p, day);
            if (s.end_s <= s.begin_s) {
                if (++empty_days > empty_days_most) break;
                continue;
            }
            const auto begin_s = static_cast<double>(s.begin_s);
            if (s.begin_s > second) return begin_s < p.valid_until_s ? std::min(bound_s, begin_s) : bound_s;
            if (s.end_s > second) {
                bound_s = std::min({bound_s, static_cast<double>(s.end_s), p.valid_until_s});
                stop = std::min(stop, second_of(bound_s));
            }
        }
        return bound_s;
    }

    std::span<const PeriodRecord> periods_;
    std::span<const PeriodRecord> exclusions_;
    SunAtPlace sun_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
