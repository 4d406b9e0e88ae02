// SPDX-License-Identifier: MIT
// Sobol indices of models of which they are known: estimates within four of their own standard errors, and those small.
#include <picket/cost/raid.hpp>
#include <picket/cost/sensitivity.hpp>

#include <support/sensitivity.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

using namespace picket;
using sensitivity_tests::KnownModel;

namespace {

/// @param narrow  what no half of an interval may exceed: a wide one would hold anything
void check_index(const SobolIndex& index, double truth, double narrow)
{
    const double half = 0.5 * (index.upper - index.lower);
    CAPTURE(index.value, index.lower, index.upper, truth);
    CHECK(half <= narrow);
    CHECK(std::abs(index.value - truth) <= 4.0 * half / 1.96 + 1e-12);  // 95 %: 1.96 standard errors
}

void check_model(const KnownModel& model, double narrow)
{
    SobolOptions options;
    options.resamples = 400;
    const Sobol found = sobol(model.inputs, 16384, 2025, 2, model.f, options);
    double sum = 0.0;
    for (std::size_t i = 0; i < model.inputs.size(); ++i) {
        CAPTURE(model.name, model.inputs[i].name);
        CHECK(found.inputs[i].name == model.inputs[i].name);
        check_index(found.inputs[i].first_order, model.first_order[i], narrow);
        check_index(found.inputs[i].total, model.total[i], narrow);
        sum += model.first_order[i];
    }
    check_index(found.first_order_sum, sum, 2.0 * narrow);
}

}  // namespace

TEST_CASE("the Ishigami function")
{
    const KnownModel model = sensitivity_tests::ishigami();
    // the figures that papers print, to half a unit of the last digit
    const std::vector<double> first{0.3139, 0.4424, 0.0};
    const std::vector<double> total{0.5576, 0.4424, 0.2437};
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(std::abs(model.first_order[i] - first[i]) <= 0.5e-4);
        CHECK(std::abs(model.total[i] - total[i]) <= 0.5e-4);
    }
    check_model(model, 0.025);
}

TEST_CASE("the g-function, eight inputs of which two matter")
{
    check_model(sensitivity_tests::g_function({0, 1, 4.5, 9, 99, 99, 99, 99}), 0.035);
}

TEST_CASE("a weighted sum of every kind of distribution, far from zero")
{
    // a constant a thousand times the spread: an estimator that does not take the mean off would drown in it
    const KnownModel model =
        sensitivity_tests::weighted_sum({{"fixed", Distribution::fixed(4.0)},
                                         {"uniform", Distribution::uniform(-1.0, 2.0)},
                                         {"triangular", Distribution::triangular(0.0, 1.0, 5.0)},
                                         {"pert", Distribution::pert(0.0, 9.0, 10.0)},
                                         {"lognormal", Distribution::lognormal({0.05, 1.0}, {0.95, 4.0})}},
                                        {3.0, 2.0, -1.0, 0.5, 1.5}, 5000.0);
    check_model(model, 0.04);
    const Sobol found = sobol(model.inputs, 1000, 1, 1, model.f);
    CHECK(found.inputs[0].first_order.value == 0.0);  // exactly: nothing changes with it
    CHECK(found.inputs[0].total.upper == 0.0);
}

TEST_CASE("a product: hours, number, price")
{
    check_model(sensitivity_tests::product({{"hours", Distribution::triangular(2.0, 7.25, 10.0)},
                                            {"aircraft", Distribution::uniform(2.0, 6.0)},
                                            {"price", Distribution::uniform(8700.0, 27000.0)}}),
                0.025);
}

// Money of single shots is threats x coverage x price: the kill probability does not come in.
TEST_CASE("what drives the money of a raid")
{
    const KnownModel money = sensitivity_tests::product(
        {{"coverage", Distribution::uniform(0.2, 0.9)}, {"price", Distribution::triangular(4e5, 5e5, 2e6)}});
    std::vector<UncertainInput> inputs = money.inputs;
    inputs.push_back({"single_shot_pk", Distribution::uniform(0.3, 0.9)});
    const auto spent = [](std::span<const double> x, bool on_rounds) {
        RaidScenario scenario;
        scenario.threats.push_back({"", 20, 1e4, 0.0});
        RaidLayer layer;
        layer.coverage = x[0];
        layer.round_cost = x[1];
        layer.against.resize(1);
        layer.against[0].shots.single_shot_pk = x[2];
        scenario.layers.push_back(layer);
        const RaidOutcome outcome = solve_raid(scenario);
        return on_rounds ? outcome.mean_money : outcome.figures.cost_per_kill;
    };
    SobolOptions options;
    options.resamples = 400;
    const Sobol total = sobol(
        inputs, 4096, 7, 2, [&](std::span<const double> x) { return spent(x, true); }, options);
    for (std::size_t i = 0; i < 2; ++i) {
        check_index(total.inputs[i].first_order, money.first_order[i], 0.05);
        check_index(total.inputs[i].total, money.total[i], 0.05);
    }
    CHECK(std::abs(total.inputs[2].total.upper) < 1e-20);  // rounding of the raid's sums, squared

    // of the cost of a kill, price / pk, it is the coverage that does not come in
    const Sobol kill = sobol(
        inputs, 1024, 7, 2, [&](std::span<const double> x) { return spent(x, false); }, options);
    CHECK(std::abs(kill.inputs[0].total.upper) < 1e-20);
    CHECK(kill.inputs[1].first_order.lower > 0.3);
    CHECK(kill.inputs[2].first_order.lower > 0.1);
}
