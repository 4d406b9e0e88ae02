// SPDX-License-Identifier: MIT
// What a raid costs to compute exactly, by method. Argument: threats. Five layers with magazines that run out, half of
// them with channels that do and a coverage below 1. And leakers and money together.
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_spending.hpp>

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

/// Magazines that hold what is wanted on average: each runs out as often as not, which is the hardest case.
picket::RaidScenario tight_layers(int threats)
{
    picket::RaidScenario scenario = five_layers(threats, false, 1);
    double arrive = threats;
    for (picket::RaidLayer& layer : scenario.layers) {
        const double miss = 1.0 - layer.against[0].shots.single_shot_pk;
        layer.magazine = static_cast<int>(arrive * layer.coverage * (1.0 + miss + miss * miss));
        arrive *= 1.0 - layer.coverage * (1.0 - miss * miss * miss);
    }
    return scenario;
}

/// Missiles and decoys, told apart now and then, against three layers short of rounds.
picket::RaidScenario decoys(int threats, picket::RaidOrder order, bool channels)
{
    picket::RaidScenario scenario;
    scenario.order = order;
    scenario.threats = {{"missile", threats / 2, 5e4, 1e6}, {"decoy", threats - threats / 2, 5e3, 0.0}};
    double arrive = threats;
    for (int l = 0; l < 3; ++l) {
        picket::RaidLayer layer;
        layer.policy = picket::ShootLookShoot{2};
        layer.coverage = l == 1 ? 0.8 : 1.0;
        layer.round_cost = 1e4 * (l + 1);
        layer.magazine = static_cast<int>(arrive * layer.coverage * 0.8);
        if (channels && l == 1) layer.channels = static_cast<int>(arrive * 0.5);
        arrive *= 0.7;
        layer.against.resize(2);
        layer.against[0].shots.single_shot_pk = 0.5;
        layer.against[0].taken_for_decoy = 0.05;
        layer.against[1].shots.single_shot_pk = 0.6;
        layer.against[1].taken_for_decoy = 0.5;
        scenario.layers.push_back(layer);
    }
    return scenario;
}

enum class Wanted {
    margins,
    money,
    rounds
};

void measure(benchmark::State& state, const picket::RaidScenario& scenario, Wanted wanted, picket::RaidMethod method)
{
    for (auto _ : state) {
        double lost = 0.0;
        picket::RaidMethod used{};
        if (wanted == Wanted::margins) {
            picket::RaidOptions options;
            options.max_states = 1'000'000'000;
            const picket::RaidOutcome raid = picket::solve_raid(scenario, options);
            lost = raid.lost_probability;
            used = raid.method;
        } else {
            picket::RaidSpendingOptions options;
            options.max_states = 1'000'000'000;
            const picket::RaidSpending raid = wanted == Wanted::money ? picket::leakers_and_money(scenario, options)
                                                                      : picket::leakers_and_rounds(scenario, options);
            lost = raid.lost_probability();
            used = raid.method();
            state.counters["cells"] = static_cast<double>(raid.cells());
        }
        if (used != method || !(lost < 1e-11)) state.SkipWithError("not what was to be measured");
        state.counters["lost"] = lost;
    }
}

void spending(benchmark::State& state, bool limits, int kinds, Wanted wanted)
{
    measure(state, five_layers(static_cast<int>(state.range(0)), limits, kinds), wanted,
            limits ? picket::RaidMethod::one_class : picket::RaidMethod::independent);
}

void tight(benchmark::State& state, Wanted wanted)
{
    measure(state, tight_layers(static_cast<int>(state.range(0))), wanted, picket::RaidMethod::one_class);
}

void missiles_and_decoys(benchmark::State& state, picket::RaidOrder order, bool channels, Wanted wanted)
{
    measure(state, decoys(static_cast<int>(state.range(0)), order, channels), wanted, picket::RaidMethod::joint);
}

void solve(benchmark::State& state, bool limits, int kinds, picket::RaidMethod method)
{
    const picket::RaidScenario scenario = five_layers(static_cast<int>(state.range(0)), limits, kinds);
    picket::RaidOptions options;
    options.max_states = 1'000'000'000;
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

BENCHMARK_CAPTURE(spending, one_class_money, true, 1, Wanted::money)
    ->Arg(500)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(spending, one_class_rounds, true, 1, Wanted::rounds)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(spending, independent_money, false, 3, Wanted::money)
    ->Arg(500)
    ->Arg(5000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tight, margins, Wanted::margins)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tight, money, Wanted::money)->Arg(500)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tight, rounds, Wanted::rounds)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(missiles_and_decoys, shuffled, picket::RaidOrder::shuffled, false, Wanted::margins)
    ->Arg(30)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(missiles_and_decoys, shuffled_channels, picket::RaidOrder::shuffled, true, Wanted::margins)
    ->Arg(30)
    ->Arg(40)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(missiles_and_decoys, shuffled_money, picket::RaidOrder::shuffled, false, Wanted::money)
    ->Arg(30)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(missiles_and_decoys, as_listed, picket::RaidOrder::as_listed, false, Wanted::margins)
    ->Arg(100)
    ->Arg(150)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(missiles_and_decoys, as_listed_channels, picket::RaidOrder::as_listed, true, Wanted::margins)
    ->Arg(80)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(missiles_and_decoys, as_listed_money, picket::RaidOrder::as_listed, false, Wanted::money)
    ->Arg(40)
    ->Unit(benchmark::kMillisecond);

}  // namespace
