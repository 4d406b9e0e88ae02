// SPDX-License-Identifier: MIT
// What a raid costs by Monte Carlo, on one thread. Arguments: threats, kinds, whether rounds and channels run out. Five
// layers: support/raid.hpp.
//
// `plain` is the same raid written the obvious way: a list of threats, std::shuffle, std::mt19937_64, shot by shot.
// items_per_second are raids. `exact` is solve_raid(); its counters say how many raids make the mean of the leakers
// known to a standard error of 1e-4, how many seconds those take at the pace measured beside it, and how many times the
// exact solution that is; and the same for a standard error of 1 % of the mean.
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_simulation.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <random>
#include <utility>
#include <vector>

#include "../support/raid.hpp"

namespace {

picket::RaidScenario scenario_of(const benchmark::State& state)
{
    return bench::five_layers(static_cast<int>(state.range(0)), state.range(2) != 0, static_cast<int>(state.range(1)));
}

constexpr std::uint64_t samples = 2048;

picket::RaidSimulation simulate(const picket::RaidScenario& scenario, std::uint64_t seed)
{
    picket::RaidSimulationOptions options;
    options.samples = samples;
    options.seed = seed;
    options.threads = 1;
    return picket::simulate_raid(scenario, options);
}

void library(benchmark::State& state)
{
    const picket::RaidScenario scenario = scenario_of(state);
    std::uint64_t seed = 0;
    double leakers = 0.0;
    for (auto _ : state) leakers += simulate(scenario, ++seed).leakers.mean;
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(samples));
    state.counters["leakers"] = leakers / static_cast<double>(seed);
}

struct PlainResult {
    std::size_t leakers;
    double money;
};

PlainResult plain_raid(const picket::RaidScenario& scenario, std::mt19937_64& random)
{
    const auto chance = [&](double p) { return std::uniform_real_distribution<double>(0.0, 1.0)(random) < p; };
    std::vector<std::size_t> threats;
    for (std::size_t k = 0; k < scenario.threats.size(); ++k)
        threats.insert(threats.end(), static_cast<std::size_t>(scenario.threats[k].count), k);
    double money = 0.0;
    for (const picket::RaidLayer& layer : scenario.layers) {
        std::shuffle(threats.begin(), threats.end(), random);
        int rounds = layer.magazine.value_or(1'000'000);
        int channels = layer.channels.value_or(1'000'000);
        const int most = std::get<picket::ShootLookShoot>(layer.policy).max_rounds;
        std::vector<std::size_t> left;
        for (const std::size_t kind : threats) {
            const picket::LayerAgainst& against = layer.against[kind];
            bool killed = false;
            if (channels > 0 && rounds > 0 && chance(layer.coverage) && chance(against.shots.detection)) {
                --channels;
                for (int shot = 0; shot < most && rounds > 0 && !killed; ++shot) {
                    --rounds;
                    money += layer.round_cost;
                    killed = chance(against.shots.single_shot_pk);
                }
            }
            if (!killed) left.push_back(kind);
        }
        threats = std::move(left);
    }
    return {threats.size(), money};
}

void plain(benchmark::State& state)
{
    const picket::RaidScenario scenario = scenario_of(state);
    std::mt19937_64 random(1);
    double leakers = 0.0;
    double raids = 0.0;
    for (auto _ : state) {
        for (std::uint64_t i = 0; i < samples; ++i) {
            const PlainResult result = plain_raid(scenario, random);
            benchmark::DoNotOptimize(result.money);
            leakers += static_cast<double>(result.leakers);
        }
        raids += static_cast<double>(samples);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(samples));
    state.counters["leakers"] = leakers / raids;
}

/// Of the processor: others use the machine.
double seconds_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void exact(benchmark::State& state)
{
    const picket::RaidScenario scenario = scenario_of(state);
    picket::RaidOptions options;
    options.max_states = 100'000'000;
    double mean = 0.0;
    double variance = 0.0;
    const double begun = seconds_now();
    for (auto _ : state) {
        const picket::RaidOutcome raid = picket::solve_raid(scenario, options);
        variance = raid.leakers.variance();
        mean = raid.leakers.mean();
    }
    const double solved = seconds_now();
    for (std::uint64_t seed = 1; seed <= 8; ++seed) benchmark::DoNotOptimize(simulate(scenario, seed).money.mean);
    const double a_raid = (seconds_now() - solved) / (8.0 * samples);
    state.counters["leakers"] = mean;
    const double a_solution = (solved - begun) / static_cast<double>(state.iterations());
    const double raids = variance / 1e-8;
    state.counters["raids_for_1e-4"] = raids;
    state.counters["seconds_for_1e-4"] = raids * a_raid;
    state.counters["by_exact"] = raids * a_raid / a_solution;
    state.counters["by_exact_for_1%"] = variance / (1e-4 * mean * mean) * a_raid / a_solution;
}

void raids(benchmark::internal::Benchmark* bench)
{
    bench->Args({10, 1, 1})->Args({50, 1, 1})->Args({500, 1, 1})->Args({20, 2, 1})->Args({300, 3, 1});
    bench->Args({50, 3, 0})->Args({500, 3, 0})->Args({5000, 3, 0});
    bench->Unit(benchmark::kMillisecond);
}
BENCHMARK(library)->Apply(raids);
BENCHMARK(plain)->Apply(raids);
BENCHMARK(exact)
    ->Args({10, 1, 1})
    ->Args({50, 1, 1})
    ->Args({500, 1, 1})
    ->Args({20, 2, 1})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(exact)->Args({50, 3, 0})->Args({500, 3, 0})->Args({5000, 3, 0})->Unit(benchmark::kMillisecond);

}  // namespace
