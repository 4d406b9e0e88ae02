// SPDX-License-Identifier: MIT
// Rules and grading alone: what a decision costs by the number of rules that are looked at, a stay with its splits, a
// grade with its repetitions.
#include <picket/airspace/grading.hpp>
#include <picket/airspace/rule_verdicts.hpp>
#include <picket/airspace/rules.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace picket;

const std::vector<std::string> ids{"A", "B"};

/// n rules for zone A, each with three permissions that do not fit; the last binds everyone.
RuleBook book(int n)
{
    RuleBookSpec spec;
    for (int k = 0; k < n; ++k) {
        RuleSpec rule{.name = "rule " + std::to_string(k), .zones = {"A"}};
        if (k + 1 < n) rule.binds.states = {"LVA", "LTU", "POL"};
        rule.lawful_if = {{.call_signs = {"SAR*", "POLICE*"}, .states = {"EST"}},
                          {.mode_a = {{ModeA{04501}, ModeA{04577}}}, .flight_plan = true},
                          {.altitude = {{}, AltitudeLimit::at({Metres{50}, VerticalDatum::amsl})}, .valid = {0, 1000}}};
        spec.rules.push_back(rule);
    }
    return RuleBook(spec, ids);
}

TrackIdentity stranger()
{
    TrackIdentity who{.id = "T1", .category = Category::manned, .state = "RUS", .call_sign = "RSD123"};
    who.mode_a = ModeA{07000};
    who.flight_plan = Truth::no;
    return who;
}

void decide(benchmark::State& state)
{
    const RuleBook rules = book(static_cast<int>(state.range(0)));
    const TrackIdentity who = stranger();
    double time_s = 0;
    for (auto _ : state) {
        time_s += 1e-3;
        benchmark::DoNotOptimize(rules.decide(0, who, time_s, Altitude{Metres{3000}, VerticalDatum::amsl}));
    }
}
BENCHMARK(decide)->Arg(1)->Arg(4)->Arg(16)->Arg(64);

/// A climb out of a permission, and a permission that expires: three intervals.
void stay(benchmark::State& state)
{
    const RuleBook rules = book(static_cast<int>(state.range(0)));
    const TrackIdentity who = stranger();
    const Leg leg{{994, {54, 20}, {Metres{0}, VerticalDatum::amsl}},
                  {1006, {54, 20.1}, {Metres{300}, VerticalDatum::amsl}}};
    const PresenceInterval inside{994, 1006, {}, {}, Containment::inside};
    for (auto _ : state) {
        int intervals = 0;
        for_each_verdict(rules, 0, who, leg, inside, RuleBook::unpredicted,
                         [&](const VerdictInterval&) noexcept { ++intervals; });
        benchmark::DoNotOptimize(intervals);
    }
}
BENCHMARK(stay)->Arg(1)->Arg(4)->Arg(16);

/// The grade of the last of n incidents of one period.
void grade(benchmark::State& state)
{
    const GradingPolicy policy(
        {.name = "P",
         .rungs = {{.name = "a", .level = 0},
                   {.name = "b", .level = 1, .when = {{.min_depth = Metres{5000}}, {.min_duration = Seconds{600}}}},
                   {.name = "c", .level = 2, .when = {{.repetition = RepetitionSpec{3, Seconds{1e9}}}}}}});
    std::vector<IncidentFacts> list(static_cast<std::size_t>(state.range(0)));
    for (std::size_t i = 0; i < list.size(); ++i) {
        list[i] = {stranger(), static_cast<double>(i), {100, 100}, {60, 60}};
        list[i].identity.icao24 = static_cast<std::uint32_t>(i);
    }
    for (auto _ : state) benchmark::DoNotOptimize(policy.grade(list, list.size() - 1));
}
BENCHMARK(grade)->Arg(1)->Arg(100)->Arg(10000);

}  // namespace
