// SPDX-License-Identifier: MIT
// Intervals of Sobol indices cover the truth about as often as they say, and the order of the inputs is no matter.
#include <picket/cost/sensitivity.hpp>

#include <support/money_random.hpp>
#include <support/sensitivity.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

using namespace picket;
using money_tests::Random;
using sensitivity_tests::KnownModel;

namespace {

bool covers(const SobolIndex& index, double truth) { return index.lower <= truth && truth <= index.upper; }

std::vector<KnownModel> models()
{
    return {sensitivity_tests::ishigami(), sensitivity_tests::g_function({0, 1, 4.5, 9}),
            sensitivity_tests::product({{"hours", Distribution::triangular(2.0, 7.25, 10.0)},
                                        {"aircraft", Distribution::uniform(2.0, 6.0)},
                                        {"price", Distribution::uniform(8700.0, 27000.0)}}),
            sensitivity_tests::weighted_sum({{"a", Distribution::uniform(0.0, 1.0)},
                                             {"b", Distribution::triangular(0.0, 0.0, 1.0)},
                                             {"c", Distribution::pert(0.0, 1.0, 2.0)}},
                                            {1.0, 2.0, 0.5}, 100.0)};
}

}  // namespace

TEST_CASE("95 % intervals of Sobol indices cover the truth")
{
    Random random("cost_sensitivity, coverage", 7301);
    const int runs = 250 * money_tests::test_scale();
    SobolOptions options;
    options.resamples = 200;
    for (const KnownModel& model : models()) {
        const std::size_t k = model.inputs.size();
        std::vector<int> first(k);
        std::vector<int> total(k);
        int sum = 0;
        double whole = 0.0;
        for (const double one : model.first_order) whole += one;
        for (int run = 0; run < runs; ++run) {
            const auto seed = static_cast<std::uint64_t>(random.below(1000000000));
            const Sobol found = sobol(model.inputs, 500, seed, 2, model.f, options);
            for (std::size_t i = 0; i < k; ++i) {
                first[i] += covers(found.inputs[i].first_order, model.first_order[i]) ? 1 : 0;
                total[i] += covers(found.inputs[i].total, model.total[i]) ? 1 : 0;
            }
            sum += covers(found.first_order_sum, whole) ? 1 : 0;
        }
        // 200 resamples leave 5 outside on each side, and a percentile interval of a ratio is not exact: 90 % is asked
        // of each, less four standard deviations of the count
        const double n = runs;
        const double least = 0.90 * n - 4.0 * std::sqrt(n * 0.95 * 0.05);
        double all = 0.0;
        const auto check = [&](const char* what, int count) {
            std::printf("%s, %s: covered in %.1f %% of %d\n", model.name.c_str(), what, 100.0 * count / n, runs);
            CAPTURE(model.name, what, count);
            CHECK(count >= least);
            all += count / n / static_cast<double>(2 * k + 1);
        };
        for (std::size_t i = 0; i < k; ++i) {
            CAPTURE(model.inputs[i].name);
            check("first order", first[i]);
            check("total", total[i]);
        }
        check("sum of first orders", sum);
        // of all together, whose deviation is at most the 1.4 % of one: intervals half as wide again would hold 99.7 %
        CAPTURE(model.name, all);
        CHECK(all >= 0.90);
        CHECK(all <= 0.98);
    }
}

TEST_CASE("inputs in another order have the same indices, but for sampling")
{
    Random random("cost_sensitivity, order", 7302);
    SobolOptions options;
    options.resamples = 200;
    for (const KnownModel& model : models()) {
        const std::size_t k = model.inputs.size();
        std::vector<UncertainInput> reversed(model.inputs.rbegin(), model.inputs.rend());
        const auto seed = static_cast<std::uint64_t>(random.below(1000000000));
        const Sobol one = sobol(model.inputs, 4000, seed, 2, model.f, options);
        const Sobol other = sobol(
            reversed, 4000, seed, 2,
            [&](std::span<const double> x) {
                const std::vector<double> back(x.rbegin(), x.rend());
                return model.f(back);
            },
            options);
        for (std::size_t i = 0; i < k; ++i) {
            CAPTURE(model.name, i);
            const auto close = [](const SobolIndex& a, const SobolIndex& b) {
                // two estimates from other samples: five standard errors of their difference (95 % is 3.92 wide)
                const double error = std::hypot(a.upper - a.lower, b.upper - b.lower) / 3.92;
                return std::abs(a.value - b.value) <= 5.0 * error;
            };
            CHECK(close(one.inputs[i].first_order, other.inputs[k - 1 - i].first_order));
            CHECK(close(one.inputs[i].total, other.inputs[k - 1 - i].total));
        }
    }
}

TEST_CASE("a total index is no less than the first order, and scale and origin of the result are no matter")
{
    Random random("cost_sensitivity, scale", 7303);
    for (int run = 0; run < 40 * money_tests::test_scale(); ++run) {
        const std::vector<KnownModel> all = models();
        const KnownModel& model = all[static_cast<std::size_t>(random.below(4))];
        const double scale = random.log_uniform(1e-6, 1e6) * (random.below(2) == 0 ? -1.0 : 1.0);
        const double origin = scale * random.uniform(-100, 100);
        const auto seed = static_cast<std::uint64_t>(random.below(1000000000));
        const Sobol plain = sobol(model.inputs, 500, seed, 1, model.f);
        const Sobol moved =
            sobol(model.inputs, 500, seed, 1, [&](std::span<const double> x) { return scale * model.f(x) + origin; });
        for (std::size_t i = 0; i < model.inputs.size(); ++i) {
            CAPTURE(model.name, i, scale, origin);
            CHECK(plain.inputs[i].total.upper >= plain.inputs[i].first_order.lower);
            // 1e-16 of an origin up to a thousand spreads away, and a sum of 500
            CHECK(std::abs(moved.inputs[i].first_order.value - plain.inputs[i].first_order.value) <= 1e-8);
            CHECK(std::abs(moved.inputs[i].total.upper - plain.inputs[i].total.upper) <= 1e-8);
        }
    }
}
