// SPDX-License-Identifier: MIT
// What intercepts in a plane cost. CPU time: nothing here waits.
#include <picket/intercept.hpp>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace {

using Eigen::Vector2d;

struct Chase {
    Vector2d place;
    Vector2d velocity;
};

/// 0.05 to 50 turn radii away, up to twice as fast, half of them met.
const std::vector<Chase>& chases()
{
    static const std::vector<Chase> all = [] {
        std::mt19937_64 engine(5);
        std::uniform_real_distribution<double> unit(0, 1);
        std::vector<Chase> made;
        for (int i = 0; i < 4096; ++i) {
            const double distance = 0.05 * std::pow(1000, unit(engine));
            const double bearing = 6.283185307 * unit(engine);
            const double speed = 2 * unit(engine);
            const double course = 6.283185307 * unit(engine);
            made.push_back({distance * Vector2d(std::cos(bearing), std::sin(bearing)),
                            speed * Vector2d(std::cos(course), std::sin(course))});
        }
        return made;
    }();
    return all;
}

template <class Ask>
void over_chases(benchmark::State& state, Ask&& ask)
{
    const std::vector<Chase>& all = chases();
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ask(all[i % all.size()]));
        ++i;
    }
}

void collision_course(benchmark::State& state)
{
    over_chases(state, [](const Chase& c) { return picket::collision_course(c.place, c.velocity, 1.0, 0.1); });
}
BENCHMARK(collision_course);

void closest_approach(benchmark::State& state)
{
    over_chases(state, [](const Chase& c) { return picket::closest_approach(c.place, c.velocity); });
}
BENCHMARK(closest_approach);

void turn_limited_intercept(benchmark::State& state)
{
    over_chases(state, [](const Chase& c) {
        return picket::turn_limited_intercept(c.place, c.velocity, {Vector2d(1, 0), 1.0, 1.0});
    });
}
BENCHMARK(turn_limited_intercept);

void turn_limited_path(benchmark::State& state)
{
    over_chases(state, [](const Chase& c) { return picket::turn_limited_path(c.place, Vector2d(1, 0), 1.0); });
}
BENCHMARK(turn_limited_path);

}  // namespace
