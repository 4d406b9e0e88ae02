// SPDX-License-Identifier: MIT
// What a raid costs to compute exactly, by method. Argument: threats. Five layers: support/raid.hpp.
#include "../support/raid.hpp"

#include <picket/cost/raid.hpp>

#include <benchmark/benchmark.h>

namespace {

void solve(benchmark::State& state, bool limits, int kinds, picket::RaidMethod method)
{
    const picket::RaidScenario scenario = bench::five_layers(static_cast<int>(state.range(0)), limits, kinds);
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
