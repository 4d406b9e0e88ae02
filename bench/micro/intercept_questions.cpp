// SPDX-License-Identifier: MIT
// The questions on top of the earliest intercept: what each costs.
#include <picket/intercept/footprint.hpp>
#include <picket/intercept/zone_response.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace picket;

/// 0: no limits; 1: an endurance and its own base; 2: an endurance and two other bases.
Interceptor interceptor(long limits)
{
    InterceptorSpec spec;
    spec.base = {59.2603, 24.2085};
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{270.0});
    spec.readiness = Seconds{900.0};
    if (limits > 0) spec.endurance = Seconds{3600.0};
    if (limits > 1) spec.recovery_bases = {{56.92, 23.97}, {60.31, 24.96}};
    return Interceptor(std::move(spec));
}

const TargetRun run{{59.43, 24.75}, MetresPerSecond{245.0}, Metres{30e3}};

void reach_one(benchmark::State& state)
{
    const Interceptor who = interceptor(state.range(0));
    double azimuth_deg = 0.0;
    for (auto _ : state) {
        azimuth_deg += 1.0;
        benchmark::DoNotOptimize(reach(who, Degrees{azimuth_deg}, Seconds{7200.0}));
    }
}
BENCHMARK(reach_one)->Arg(0)->Arg(1)->Arg(2)->ArgName("limits");

void reach_ask(benchmark::State& state)
{
    const Interceptor who = interceptor(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(can_reach(who, {58.0, 26.0}, Seconds{7200.0}));
}
BENCHMARK(reach_ask)->Arg(0)->Arg(2)->ArgName("limits");

void detection_range(benchmark::State& state)
{
    const Interceptor who = interceptor(state.range(0));
    double azimuth_deg = 0.0;
    for (auto _ : state) {
        azimuth_deg += 1.0;
        benchmark::DoNotOptimize(required_detection_range(who, run, Degrees{azimuth_deg}));
    }
}
BENCHMARK(detection_range)->Arg(0)->Arg(1)->Arg(2)->ArgName("limits")->Unit(benchmark::kMicrosecond);

void border(benchmark::State& state)
{
    const Interceptor who = interceptor(state.range(0));
    const std::vector<LatLon> line{{59.0, 27.5}, {60.0, 27.5}, {60.0, 24.0}};
    const EntryRun entry{run, Seconds{900.0}, Seconds{600.0}};
    double ends = 0.0;
    for (auto _ : state) {
        const std::vector<LinePart> parts = answered_parts(who, entry, line);
        ends = 2.0 * static_cast<double>(parts.size());
        benchmark::DoNotOptimize(parts.data());
    }
    state.counters["ends"] = ends;
}
BENCHMARK(border)->Arg(0)->Arg(1)->Arg(2)->ArgName("limits")->Unit(benchmark::kMicrosecond);

void zone(benchmark::State& state)
{
    const Interceptor who = interceptor(0);
    const RingSpec ring{{{{59.3, 25.5}}, {{59.3, 27.0}}, {{60.0, 27.0}}, {{60.0, 25.5}}}};
    const Zone restricted({"EEX", "", {{ring}}, {}, {}});
    const TargetPath target = TargetPath::geodesic({59.90, 27.50}, Degrees{270.0}, MetresPerSecond{245.0});
    ZoneResponseQuery query;
    if (state.range(0) != 0) query.allowed_depth = Metres{5000.0};
    for (auto _ : state) benchmark::DoNotOptimize(zone_response(who, target, restricted, query));
}
BENCHMARK(zone)->Arg(0)->Arg(1)->ArgName("limited_depth")->Unit(benchmark::kMicrosecond);

}  // namespace
