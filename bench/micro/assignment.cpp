// SPDX-License-Identifier: MIT
// What it costs to assign n rows to n columns: uniformly random costs; whole numbers, where many are equal; times that
// interceptors at random places need to targets at random places; half of the pairs forbidden.
#include <picket/intercept/assignment.hpp>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include <limits>
#include <random>

namespace {

Eigen::MatrixXd uniform_costs(Eigen::Index n)
{
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> uniform(0, 1);
    return Eigen::MatrixXd::NullaryExpr(n, n, [&] { return uniform(engine); });
}

Eigen::MatrixXd whole_costs(Eigen::Index n) { return (uniform_costs(n) * 20).array().floor(); }

Eigen::MatrixXd times(Eigen::Index n)
{
    const Eigen::MatrixXd places = uniform_costs(2 * n).leftCols(2) * 400e3;
    return Eigen::MatrixXd::NullaryExpr(
        n, n, [&](Eigen::Index i, Eigen::Index j) { return 300 + (places.row(i) - places.row(n + j)).norm() / 250; });
}

Eigen::MatrixXd half_forbidden(Eigen::Index n)
{
    const Eigen::MatrixXd costs = uniform_costs(n);
    return (costs.array() < 0.5).select(costs, std::numeric_limits<double>::infinity());
}

template <Eigen::MatrixXd (*make)(Eigen::Index)>
void sum(benchmark::State& state)
{
    const Eigen::MatrixXd costs = make(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(picket::assign(costs).total);
}

template <Eigen::MatrixXd (*make)(Eigen::Index)>
void bottleneck(benchmark::State& state)
{
    const Eigen::MatrixXd costs = make(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(picket::assign_bottleneck(costs).greatest);
}

BENCHMARK(sum<uniform_costs>)->Arg(100)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(sum<whole_costs>)->Arg(100)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(sum<times>)->Arg(100)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(sum<half_forbidden>)->Arg(100)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(bottleneck<uniform_costs>)->Arg(100)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(bottleneck<times>)->Arg(100)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
