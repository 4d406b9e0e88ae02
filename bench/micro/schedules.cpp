// SPDX-License-Identifier: MIT
// What it costs to ask a schedule, by the clock and by the sun.
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/sun.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>

namespace {

using picket::DayTime;
using picket::Schedule;
using picket::SchedulePeriod;
using picket::ScheduleSpec;
using picket::Weekday;

constexpr picket::LatLon warsaw{52.23, 21.01};

SchedulePeriod daily(DayTime begin, DayTime end)
{
    SchedulePeriod period;
    period.begin = begin;
    period.end = end;
    return period;
}

const Schedule& office()
{
    static const Schedule schedule = [] {
        ScheduleSpec spec{{daily(DayTime::clock(8), DayTime::clock(17))}, {}, {}};
        spec.periods[0].days = {Weekday::monday, Weekday::tuesday, Weekday::wednesday, Weekday::thursday,
                                Weekday::friday};
        return Schedule(spec);
    }();
    return schedule;
}
const Schedule& daylight()
{
    static const Schedule schedule({{daily(DayTime::sunrise(), DayTime::sunset())}, {}, warsaw});
    return schedule;
}
/// Nothing ever changes, and only a walk through 41 years can tell, for there are dates.
const Schedule& two_halves()
{
    static const Schedule schedule = [] {
        SchedulePeriod summer;
        summer.dates = {{4, 1}, {9, 30}};
        SchedulePeriod winter;
        winter.dates = {{10, 1}, {3, 31}};
        return Schedule({{summer, winter}, {}, {}});
    }();
    return schedule;
}

/// Asks ask(time) for times 1,001 s apart.
template <class Ask>
void at_times(benchmark::State& state, Ask&& ask)
{
    double time_s = 1.8e9;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ask(time_s));
        time_s += 1001.0;
    }
}

void clock_active(benchmark::State& state)
{
    at_times(state, [](double t) { return office().active(t); });
}
BENCHMARK(clock_active);

void clock_next_change(benchmark::State& state)
{
    at_times(state, [](double t) { return office().next_change(t); });
}
BENCHMARK(clock_next_change);

/// What a leg of 12 seconds asks.
void clock_next_change_within_12_s(benchmark::State& state)
{
    at_times(state, [](double t) { return office().next_change(t, t + 12.0); });
}
BENCHMARK(clock_next_change_within_12_s);

void sun_active(benchmark::State& state)
{
    at_times(state, [](double t) { return daylight().active(t); });
}
BENCHMARK(sun_active);

void sun_next_change(benchmark::State& state)
{
    at_times(state, [](double t) { return daylight().next_change(t); });
}
BENCHMARK(sun_next_change);

void never_changes(benchmark::State& state)
{
    at_times(state, [](double t) { return two_halves().next_change(t); });
}
BENCHMARK(never_changes)->Unit(benchmark::kMicrosecond);

void sunrise(benchmark::State& state)
{
    at_times(state, [](double t) { return picket::sun_time(picket::SunEvent::sunrise, warsaw, t).time_s; });
}
BENCHMARK(sunrise);

}  // namespace
