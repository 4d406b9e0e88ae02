// SPDX-License-Identifier: MIT
// 30 bases and 300 targets over Europe, half an hour: most are out of each other's reach. The matrix, the plain double
// loop over earliest_intercept(), and what one would write first: a secant search for each pair on Geodesic::Inverse,
// which finds some root and proves nothing.
#include <picket/geodesy/geodesic.hpp>
#include <picket/intercept/matrix.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace picket;

constexpr double horizon_s = 1800.0;

struct Theatre {
    struct Course {
        GeographicLib::GeodesicLine line;
        double mps;
    };
    std::vector<Interceptor> bases;
    std::vector<TargetPath> targets;
    std::vector<Course> courses;  ///< the same targets, for the secant search

    explicit Theatre(bool limited)
    {
        std::mt19937_64 engine(20250919);
        const auto uniform = [&](double low, double high) {
            return std::uniform_real_distribution<double>(low, high)(engine);
        };
        for (int i = 0; i < 30; ++i) {
            InterceptorSpec spec;
            spec.base.lat_deg = uniform(44, 66);
            spec.base.lon_deg = uniform(-5, 32);
            spec.ground_speed = SpeedProfile::constant(MetresPerSecond{uniform(240, 400)});
            spec.readiness = Seconds{300.0 * (1 + i % 3)};
            if (limited) spec.max_range = Metres{6e5};
            if (limited) spec.endurance = Seconds{7200.0};
            bases.emplace_back(spec);
        }
        for (int i = 0; i < 300; ++i) {
            const double lat_deg = uniform(44, 66);
            const double lon_deg = uniform(-5, 40);
            const double azimuth_deg = uniform(-180, 180);
            const double mps = i % 3 == 0 ? uniform(40, 60) : uniform(150, 300);  // a third of them drones
            targets.push_back(TargetPath::geodesic({lat_deg, lon_deg}, Degrees{azimuth_deg}, MetresPerSecond{mps}));
            courses.push_back({GeographicLib::Geodesic::WGS84().Line(lat_deg, lon_deg, azimuth_deg), mps});
        }
    }
};

void matrix(benchmark::State& state)
{
    const Theatre theatre(state.range(0) != 0);
    InterceptQuery query;
    query.horizon = Seconds{horizon_s};
    std::vector<double> time_s(theatre.bases.size() * theatre.targets.size());
    std::vector<InterceptStatus> status(time_s.size());
    InterceptMatrixCounts counts;
    for (auto _ : state) {
        counts = intercept_matrix(theatre.bases, theatre.targets, query, time_s, status);
        benchmark::DoNotOptimize(time_s.data());
    }
    const auto pairs = static_cast<double>(counts.pairs);
    state.counters["pairs/s"] = benchmark::Counter(pairs, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["rejected"] = static_cast<double>(counts.rejected) / pairs;
    state.counters["feasible"] = static_cast<double>(counts.feasible);
    state.counters["looks/pair"] = static_cast<double>(counts.looks) / pairs;
}
BENCHMARK(matrix)->Arg(0)->Arg(1)->ArgName("limited")->Unit(benchmark::kMillisecond);

/// The same bases, and targets that come in from the north, or never near: what a rejection costs, by the one ball or
/// by the eighths.
void rejected(benchmark::State& state)
{
    const Theatre theatre(false);
    const bool far = state.range(0) != 0;
    // on the other side of the Earth, or so near that the ball about the whole of their path is in reach
    std::vector<TargetPath> targets;
    for (int i = 0; i < 300; ++i)
        targets.push_back(far ? TargetPath::geodesic({-30.0, 0.2 * i}, Degrees{180.0}, MetresPerSecond{300.0})
                              : TargetPath::geodesic({85.0 - 0.01 * i, 15.0}, Degrees{180.0}, MetresPerSecond{500.0}));
    InterceptQuery query;
    query.horizon = Seconds{horizon_s};
    std::vector<double> time_s(theatre.bases.size() * targets.size());
    InterceptMatrixCounts counts;
    for (auto _ : state) {
        counts = intercept_matrix(theatre.bases, targets, query, time_s);
        benchmark::DoNotOptimize(time_s.data());
    }
    const auto pairs = static_cast<double>(counts.pairs);
    state.counters["pairs/s"] = benchmark::Counter(pairs, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["rejected"] = static_cast<double>(counts.rejected) / pairs;
}
BENCHMARK(rejected)->Arg(1)->Arg(0)->ArgName("far")->Unit(benchmark::kMillisecond);

void one_by_one(benchmark::State& state)
{
    const Theatre theatre(state.range(0) != 0);
    InterceptQuery query;
    query.horizon = Seconds{horizon_s};
    double feasible = 0;
    for (auto _ : state) {
        feasible = 0;
        for (const Interceptor& who : theatre.bases)
            for (const TargetPath& target : theatre.targets) feasible += earliest_intercept(who, target, query) ? 1 : 0;
        benchmark::DoNotOptimize(feasible);
    }
    state.counters["feasible"] = feasible;
}
BENCHMARK(one_by_one)->Arg(0)->Arg(1)->ArgName("limited")->Unit(benchmark::kMillisecond);

/// Some root of distance - flown, to a millimetre; infinite where none is found within the time.
double secant(const Interceptor& who, const Theatre::Course& target, long& inverses)
{
    const double v = who.ground_speed().cruise_ground_speed_mps();
    const double ready_s = who.readiness_s();
    const auto gap_m = [&](double t) {
        double lat = 0.0;
        double lon = 0.0;
        double distance_m = 0.0;
        target.line.Position(target.mps * t, lat, lon);
        GeographicLib::Geodesic::WGS84().Inverse(who.base().lat_deg, who.base().lon_deg, lat, lon, distance_m);
        ++inverses;
        return distance_m - v * (t - ready_s);
    };
    double before_s = ready_s;
    double before_m = gap_m(before_s);
    double now_s = ready_s + before_m / v;
    for (int i = 0; i < 30; ++i) {
        const double now_m = gap_m(now_s);
        if (std::abs(now_m) < 1e-3) break;
        const double next_s = now_s - now_m * (now_s - before_s) / (now_m - before_m);
        before_s = now_s;
        before_m = now_m;
        now_s = next_s;
        if (!std::isfinite(now_s) || std::abs(now_s) > 1e5) return std::numeric_limits<double>::infinity();
    }
    const bool counts = now_s >= ready_s && now_s <= horizon_s && std::abs(before_m) < 1e5;
    return counts ? now_s : std::numeric_limits<double>::infinity();
}

void secant_for_each(benchmark::State& state)
{
    const Theatre theatre(false);
    double feasible = 0;
    long inverses = 0;
    for (auto _ : state) {
        feasible = 0;
        inverses = 0;
        for (const Interceptor& who : theatre.bases)
            for (const Theatre::Course& target : theatre.courses)
                feasible += secant(who, target, inverses) < std::numeric_limits<double>::infinity() ? 1 : 0;
        benchmark::DoNotOptimize(feasible);
    }
    const auto pairs = static_cast<double>(theatre.bases.size() * theatre.courses.size());
    state.counters["pairs/s"] = benchmark::Counter(pairs, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["feasible"] = feasible;
    state.counters["looks/pair"] = static_cast<double>(inverses) / pairs;
}
BENCHMARK(secant_for_each)->Unit(benchmark::kMillisecond);

}  // namespace
