// SPDX-License-Identifier: MIT
// Random schedules against a calendar of <chrono> asked day by day, over two centuries; windows, active() and
// next_change() against each other.
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/sun.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <vector>

using namespace picket;
using airspace_tests::Random;
using airspace_tests::test_scale;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double begin_1900_s = -25567 * 86400.0;
constexpr double end_2100_s = 47847 * 86400.0;

/// When a time of day of a day is, by another way: chrono for the clock.
double time_of(DayTime time, std::chrono::sys_days day, const ScheduleSpec& spec)
{
    const double midnight_s = static_cast<double>(std::chrono::sys_seconds(day).time_since_epoch().count());
    if (time.kind == DayTime::Kind::clock) return midnight_s + time.offset_s;
    const auto event = static_cast<SunEvent>(static_cast<int>(time.kind) - 1);
    // the sun itself is tested elsewhere
    const auto found = detail::SunAtPlace(*spec.place).event(event, day.time_since_epoch().count());
    return static_cast<double>(found.time_s) + time.offset_s;
}

/// The end that belongs to a begin, by the words of SchedulePeriod.
double end_of(const SchedulePeriod& period, std::chrono::sys_days day, double begin_s, const ScheduleSpec& spec)
{
    const bool both_by_sun = period.begin.kind != DayTime::Kind::clock && period.end.kind != DayTime::Kind::clock;
    if (both_by_sun) {
        const bool later = period.end.kind != period.begin.kind ? period.end.kind > period.begin.kind
                                                                : period.end.offset_s > period.begin.offset_s;
        return time_of(period.end, later ? day : day + std::chrono::days(1), spec);
    }
    double first_s = infinity;
    for (int shift = -6; shift <= 6; ++shift) {
        const double end_s = time_of(period.end, day + std::chrono::days(shift), spec);
        if (end_s > begin_s) first_s = std::min(first_s, end_s);
    }
    return first_s;
}

bool in_period(const SchedulePeriod& period, double time_s, const ScheduleSpec& spec)
{
    using namespace std::chrono;
    if (time_s < period.valid_from_s || time_s >= period.valid_until_s) return false;
    const sys_days today = floor<days>(sys_seconds(seconds(static_cast<std::int64_t>(std::floor(time_s)))));
    for (int shift = -5; shift <= 3; ++shift) {
        const sys_days day = today + days(shift);
        const unsigned weekday_number = weekday(day).iso_encoding() - 1;
        if ((period.days.bits >> weekday_number & 1U) == 0) continue;
        const year_month_day date(day);
        const auto that = date.month() / date.day();
        const auto first = month(period.dates.first.month) / std::chrono::day(period.dates.first.day);
        const auto last = month(period.dates.last.month) / std::chrono::day(period.dates.last.day);
        if (first <= last ? (that < first || that > last) : (that < first && that > last)) continue;
        const double begin_s = time_of(period.begin, day, spec);
        if (time_s >= begin_s && time_s < end_of(period, day, begin_s, spec)) return true;
    }
    return false;
}

bool oracle(const ScheduleSpec& spec, double time_s)
{
    const auto in = [&](const SchedulePeriod& period) { return in_period(period, time_s, spec); };
    return std::any_of(spec.periods.begin(), spec.periods.end(), in) &&
           std::none_of(spec.exclusions.begin(), spec.exclusions.end(), in);
}

DayTime random_time(Random& random, bool by_sun, int step_s)
{
    if (by_sun && random.below(3) > 0)
        return {static_cast<DayTime::Kind>(1 + random.below(4)),
                random.below(3) == 0 ? (random.below(25) - 12) * 600 : 0};
    switch (random.below(6)) {
        case 0: return DayTime::clock(0);
        case 1: return DayTime::clock(24);
        case 2: return {DayTime::Kind::clock, (random.below(3 * 86400 / step_s + 1)) * step_s - 86400};  // another zone
        default: return {DayTime::Kind::clock, random.below(86400 / step_s) * step_s};
    }
}

MonthDay random_date(Random& random)
{
    if (random.below(5) == 0) return {2, 29};
    const int month = 1 + random.below(12);
    return {static_cast<std::uint8_t>(month),
            static_cast<std::uint8_t>(1 + random.below(detail::days_in_month(2000, month)))};
}

SchedulePeriod random_period(Random& random, bool by_sun, int step_s)
{
    SchedulePeriod period;
    if (random.coin()) period.days.bits = static_cast<std::uint8_t>(1 + random.below(127));
    if (random.coin()) period.dates = {random_date(random), random_date(random)};
    period.begin = random_time(random, by_sun, step_s);
    period.end = random_time(random, by_sun, step_s);
    if (random.below(3) == 0) period.valid_from_s = 60.0 * std::floor(random.uniform(begin_1900_s, end_2100_s) / 60.0);
    if (random.below(3) == 0)
        period.valid_until_s = period.valid_from_s > -infinity
                                   ? period.valid_from_s + 60.0 * (1 + random.below(1 + random.below(3000000)))
                                   : 60.0 * std::floor(random.uniform(begin_1900_s, end_2100_s) / 60.0);
    return period;
}

ScheduleSpec random_schedule(Random& random, bool by_sun, int step_s)
{
    ScheduleSpec spec;
    const int periods = 1 + random.below(3);
    for (int i = 0; i < periods; ++i) spec.periods.push_back(random_period(random, by_sun, step_s));
    for (int i = random.below(3); i > 0; --i) spec.exclusions.push_back(random_period(random, by_sun, step_s));
    if (by_sun) spec.place = LatLon{random.uniform(-89.0, 89.0), random.uniform(-180.0, 180.0)};
    return spec;
}

/// A time at which something may happen: somewhere, or about a bound of validity.
double random_time_s(Random& random, const ScheduleSpec& spec)
{
    const SchedulePeriod& period =
        spec.periods[static_cast<std::size_t>(random.below(static_cast<int>(spec.periods.size())))];
    const double bound_s = random.coin() ? period.valid_from_s : period.valid_until_s;
    if (random.coin() && std::abs(bound_s) < infinity) return bound_s + random.uniform(-4.0, 4.0) * 86400.0;
    return random.uniform(begin_1900_s, end_2100_s);
}

}  // namespace

TEST_CASE("schedule: active() is what a calendar says, by the clock")
{
    Random random("schedule clock", 20261126);
    int active = 0;
    int asked = 0;
    for (int i = 0; i < 600 * test_scale(); ++i) {
        const ScheduleSpec spec = random_schedule(random, false, i % 2 == 0 ? 60 : 1);
        const Schedule schedule(spec);
        for (int k = 0; k < 60; ++k, ++asked) {
            const double t = random_time_s(random, spec);
            const bool expected = oracle(spec, t);
            active += expected ? 1 : 0;
            CAPTURE(i, k, t);
            REQUIRE(schedule.active(t) == (expected ? Containment::inside : Containment::outside));
        }
    }
    std::printf("schedule clock: active in %d of %d\n", active, asked);
    CHECK(active > asked / 20);
    CHECK(active < asked - asked / 20);
}

TEST_CASE("schedule: active() is what a calendar says, by the sun")
{
    Random random("schedule sun", 8);
    int active = 0;
    int asked = 0;
    for (int i = 0; i < 150 * test_scale(); ++i) {
        const ScheduleSpec spec = random_schedule(random, true, 60);
        const Schedule schedule(spec);
        for (int k = 0; k < 20; ++k, ++asked) {
            const double t = random_time_s(random, spec);
            const bool expected = oracle(spec, t);
            active += expected ? 1 : 0;
            CAPTURE(i, k, t, spec.place->lat_deg, spec.place->lon_deg);
            REQUIRE(schedule.active(t) == (expected ? Containment::inside : Containment::outside));
        }
    }
    CHECK(active > asked / 20);
    CHECK(active < asked - asked / 20);
}

TEST_CASE("schedule: next_change() is the first minute at which the calendar differs")
{
    Random random("schedule next", 9);
    int changes = 0;
    for (int i = 0; i < 120 * test_scale(); ++i) {
        // whole minutes everywhere, so that a walk minute by minute misses nothing
        const ScheduleSpec spec = random_schedule(random, false, 600);
        const Schedule schedule(spec);
        double t = 600.0 * std::floor(random_time_s(random, spec) / 600.0);
        const double stop_s = t + 3.0 * 86400.0;
        const double found_s = schedule.next_change(t, stop_s);
        const bool now = oracle(spec, t);
        double expected_s = infinity;
        // validity bounds are whole minutes, times of day multiples of ten
        for (double u = t + 60.0; u <= stop_s; u += 60.0) {
            if (oracle(spec, u) == now) continue;
            expected_s = u;
            break;
        }
        CAPTURE(i, t, found_s - t, expected_s - t);
        REQUIRE(found_s == expected_s);
        changes += expected_s < infinity ? 1 : 0;
    }
    CHECK(changes > 20);
}

TEST_CASE("schedule: windows are sorted, disjoint, as long as can be, and agree with active() and next_change()")
{
    Random random("schedule windows", 10);
    int windows = 0;
    for (int i = 0; i < 150 * test_scale(); ++i) {
        const bool by_sun = i % 3 == 0;
        const ScheduleSpec spec = random_schedule(random, by_sun, 1);
        const Schedule schedule(spec);
        const double begin_s = random_time_s(random, spec);
        const double end_s = begin_s + random.log_uniform(86400.0, (by_sun ? 100 : 1500) * 86400.0);
        double last_s = -infinity;
        double walk_s = begin_s;  // by next_change
        if (schedule.active(begin_s) == Containment::outside) walk_s = schedule.next_change(begin_s);
        schedule.for_each_window(begin_s, end_s, [&](const TimeWindow& window) {
            CAPTURE(i, begin_s, window.begin_s, window.end_s);
            REQUIRE(window.begin_s < window.end_s);
            REQUIRE(window.begin_s > last_s);
            REQUIRE(window.begin_s >= begin_s);
            REQUIRE(window.end_s <= end_s);
            REQUIRE(window.begin_s == walk_s);
            REQUIRE(schedule.active(window.begin_s) == Containment::inside);
            REQUIRE(schedule.active(std::nextafter(window.end_s, -infinity)) == Containment::inside);
            if (window.begin_s > begin_s)
                REQUIRE(schedule.active(std::nextafter(window.begin_s, -infinity)) == Containment::outside);
            if (window.end_s < end_s) REQUIRE(schedule.active(window.end_s) == Containment::outside);
            REQUIRE(std::min(schedule.next_change(window.begin_s), end_s) == window.end_s);
            for (int k = 0; k < 3; ++k)
                REQUIRE(schedule.active(random.uniform(window.begin_s, std::nextafter(window.end_s, -infinity))) ==
                        Containment::inside);
            if (last_s > -infinity)
                REQUIRE(schedule.active(random.uniform(last_s, std::nextafter(window.begin_s, -infinity))) ==
                        Containment::outside);
            last_s = window.end_s;
            walk_s = window.end_s < end_s ? schedule.next_change(window.end_s) : infinity;
            ++windows;
        });
        REQUIRE(walk_s >= end_s);
    }
    CHECK(windows > 500);
}

TEST_CASE("schedule: moving a schedule by 400 years changes nothing")
{
    Random random("schedule 400 years", 12);
    for (int i = 0; i < 60 * test_scale(); ++i) {
        ScheduleSpec spec = random_schedule(random, false, 1);
        const Schedule here(spec);
        constexpr double cycle_s = 146097 * 86400.0;  // the Gregorian calendar and the week repeat
        for (std::vector<SchedulePeriod>* list : {&spec.periods, &spec.exclusions})
            for (SchedulePeriod& period : *list) {
                period.valid_from_s += cycle_s;
                period.valid_until_s += cycle_s;
            }
        const Schedule there(spec);
        for (int k = 0; k < 8; ++k) {
            const double t = std::floor(random.uniform(begin_1900_s, end_2100_s));
            REQUIRE(here.active(t) == there.active(t + cycle_s));
            REQUIRE(here.next_change(t) + cycle_s == there.next_change(t + cycle_s));
        }
    }
}
