// SPDX-License-Identifier: MIT
// The earliest intercept beside what one would write by hand: a secant loop on GeographicLib's inverse problem, to the
// same nanosecond. The mix is that of quick reaction alert: a target inbound at 80 to 600 m/s within 500 km of a base,
// four of five on a geodesic, the others on a rhumb line; readiness up to 15 minutes.
#include <picket/intercept/earliest.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace picket;

struct Case {
    Interceptor who;
    TargetPath target;
    double cruise_mps;
    double target_mps;
};

std::vector<Case> make_cases(bool rhumb)
{
    std::mt19937_64 engine(rhumb ? 5150 : 5149);
    const auto uniform = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(engine);
    };
    std::vector<Case> cases;
    while (cases.size() < 2000) {
        InterceptorSpec spec;
        spec.base.lat_deg = uniform(35, 70);
        spec.base.lon_deg = uniform(-10, 40);
        const double cruise_mps = uniform(250, 450);
        spec.ground_speed = SpeedProfile::constant(MetresPerSecond{cruise_mps});
        spec.readiness = Seconds{uniform(0, 900)};
        const double bearing = uniform(-180, 180);
        const double away_m = uniform(50e3, 500e3);
        const LatLon from = geodesic_direct(spec.base, Degrees{bearing}, Metres{away_m}).at;
        const double inbound = geodesic_inverse(from, spec.base).azimuth_start.value() + uniform(-60, 60);
        const double mps = uniform(80, 600);
        const Interceptor who(spec);
        const TargetPath target = rhumb ? TargetPath::rhumb(from, Degrees{inbound}, MetresPerSecond{mps})
                                        : TargetPath::geodesic(from, Degrees{inbound}, MetresPerSecond{mps});
        if (!earliest_intercept(who, target)) continue;
        cases.push_back({who, target, cruise_mps, mps});
    }
    return cases;
}
const std::vector<Case>& cases(bool rhumb)
{
    static const std::vector<Case> geodesics = make_cases(false);
    static const std::vector<Case> rhumbs = make_cases(true);
    return rhumb ? rhumbs : geodesics;
}
/// Four geodesics and a rhumb line, round and round.
const Case& mixed(std::size_t i) { return cases(i % 5 == 4)[i % 2000]; }

/// Any meeting, not always the first.
double secant(const Case& c, int& looks)
{
    const GeographicLib::Geodesic& earth = GeographicLib::Geodesic::WGS84();
    const auto gap = [&](double t) {
        const LatLon there = c.target.at(t);
        double s12 = 0.0;
        earth.Inverse(c.who.base().lat_deg, c.who.base().lon_deg, there.lat_deg, there.lon_deg, s12);
        ++looks;
        return s12 - c.cruise_mps * (t - c.who.readiness_s());
    };
    double t0 = c.who.readiness_s();
    double g0 = gap(t0);
    if (g0 <= 0.0) return t0;
    double t1 = t0 + g0 / (c.cruise_mps + c.target_mps);
    double g1 = gap(t1);
    for (int i = 0; i < 100 && std::abs(t1 - t0) > 1e-9 && g1 != g0; ++i) {
        const double t2 = std::max(c.who.readiness_s(), t1 - g1 * (t1 - t0) / (g1 - g0));
        t0 = t1;
        g0 = g1;
        t1 = t2;
        g1 = gap(t1);
    }
    return t1;
}

template <class Solve>
void solve(benchmark::State& state, Solve&& one)
{
    std::size_t i = 0;
    double looks = 0.0;
    for (auto _ : state) {
        int l = 0;
        benchmark::DoNotOptimize(one(i++, l));
        looks += l;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
    state.counters["looks"] = looks / static_cast<double>(state.iterations());
}

double picket_time(const Case& c, int& looks)
{
    const Intercept answer = earliest_intercept(c.who, c.target);
    looks = answer.looks;
    return answer.first.time_s;
}

void earliest_mix(benchmark::State& state)
{
    solve(state, [](std::size_t i, int& looks) { return picket_time(mixed(i), looks); });
}
void secant_mix(benchmark::State& state)
{
    solve(state, [](std::size_t i, int& looks) { return secant(mixed(i), looks); });
}
void earliest_geodesic(benchmark::State& state)
{
    solve(state, [](std::size_t i, int& looks) { return picket_time(cases(false)[i % 2000], looks); });
}
void secant_geodesic(benchmark::State& state)
{
    solve(state, [](std::size_t i, int& looks) { return secant(cases(false)[i % 2000], looks); });
}
void earliest_rhumb(benchmark::State& state)
{
    solve(state, [](std::size_t i, int& looks) { return picket_time(cases(true)[i % 2000], looks); });
}
void secant_rhumb(benchmark::State& state)
{
    solve(state, [](std::size_t i, int& looks) { return secant(cases(true)[i % 2000], looks); });
}

BENCHMARK(earliest_mix);
BENCHMARK(secant_mix);
BENCHMARK(earliest_geodesic);
BENCHMARK(secant_geodesic);
BENCHMARK(earliest_rhumb);
BENCHMARK(secant_rhumb);

}  // namespace
