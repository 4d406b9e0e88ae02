// SPDX-License-Identifier: MIT
// What a raid costs to compute exactly, by method. Argument: threats. Five layers with magazines that run out, half of
// them with channels that do and a coverage below 1.
#include <picket/cost/raid.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>

namespace {

picket::RaidScenario five_layers(int threats, bool limits, int kinds)
{
    picket::RaidScenario scenario;
    for (int k = 0; k < kinds; ++k)
        scenario.threats.push_back({"", threats * (k + 1) / kinds - threats * k / kinds, 50e3, 1e6});
    for (int l = 0; l < 5; ++l) {
        picket::RaidLayer layer;
        layer.policy = picket::ShootLookShoot{3};
        layer.coverage = l % 2 == 0 ? 1.0 : 0.8;
        layer.round_cost = 1e4 * (l + 1);
        if (limits) {
            layer.magazine = threats * (3 - l / 2) / 6;
            if (l % 2 == 1) layer.channels = threats / 4;
        }
        for (int k = 0; k < kinds; ++k) {
            picket::LayerAgainst against;
            against.shots.single_shot_pk = 0.3 + 0.05 * l + 0.1 * k;
            layer.against.push_back(against);
        }
        scenario.layers.push_back(layer);
    }
    return scenario;
}

void solve(benchmark::State& state, bool limits, int kinds, picket::RaidMethod method)
{
    const picket::RaidScenario scenario = five_layers(static_cast<int>(state.range(0)), limits, kinds);
    picket::RaidOptions options;
    options.max_states = 100'000'000;
    for (auto _ : state) {
        const picket::RaidOutcome raid = picket::solve_raid(scenario, options);
        if (raid.method != method || !(raid.lost_probability < 1e-11))
            state.SkipWithError("not what was to be measured");
        benchmark::DoNotOptimize(raid.mean_money);
        state.counters["leakers"] = raid.leakers.mean();
    }
}

BENCHMARK_CAPTURE(solve, independent, false, 3, picket::RaidMethod::independent)
    ->Arg(50)
    ->Arg(500)
    ->Arg(5000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, one_class, true, 1, picket::RaidMethod::one_class)
    ->Arg(50)
    ->Arg(500)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, two_kinds, true, 2, picket::RaidMethod::joint)
    ->Arg(10)
    ->Arg(20)
    ->Arg(30)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, three_kinds, true, 3, picket::RaidMethod::joint)
    ->Arg(9)
    ->Arg(15)
    ->Unit(benchmark::kMillisecond);

}  // namespace
