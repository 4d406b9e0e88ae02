// SPDX-License-Identifier: MIT
// Intervals cover the truth as often as they say, over many runs of which the truth is known.
#include <picket/cost/distribution.hpp>
#include <picket/cost/estimate.hpp>

#include <support/money_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace picket;
using money_tests::Random;

TEST_CASE("intervals of mean and quantiles cover the truth")
{
    Random random("cost_estimate, coverage", 6201);
    const int runs = 2000 * money_tests::test_scale();
    EstimateOptions options;
    options.confidence = 0.9;
    options.quantiles = {0.1, 0.5, 0.95};
    int mean_inside = 0;
    std::vector<int> below(3);
    std::vector<int> above(3);
    for (int run = 0; run < runs; ++run) {
        // a triangle is skewed, but its mean of 200 samples is normal to all that 2000 runs can see
        const double mode = random.uniform(0, 1);
        const Distribution truth = Distribution::triangular(0.0, mode, 1.0);
        const auto seed = static_cast<std::uint64_t>(random.below(1000000000));
        const Estimate e = estimate(
            200, seed, 1, [&](PhiloxStream& stream) { return truth.sample(stream); }, options);
        mean_inside += e.lower <= truth.mean() && truth.mean() <= e.upper ? 1 : 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const double x = truth.quantile(options.quantiles[i]);
            below[i] += x < e.quantiles[i].lower ? 1 : 0;
            above[i] += x > e.quantiles[i].upper ? 1 : 0;
        }
    }
    // four standard deviations of a count
    const double n = runs;
    CHECK(std::abs(mean_inside - 0.9 * n) <= 4.0 * std::sqrt(n * 0.9 * 0.1));
    for (std::size_t i = 0; i < 3; ++i) {
        // at most half of 1 - confidence on each side, and no wider than the next ranks would make it: a rank of 200 at
        // these quantiles is worth up to 4 % of chance, so half of it is there at least
        CAPTURE(i, below[i], above[i]);
        const double most = 0.05 * n + 4.0 * std::sqrt(n * 0.05 * 0.95);
        CHECK(below[i] <= most);
        CHECK(above[i] <= most);
        CHECK(below[i] >= 0.01 * n);
        CHECK(above[i] >= 0.01 * n);
    }
}

TEST_CASE("intervals of the mean of few samples cover it, too")
{
    Random random("cost_estimate, few samples", 6203);
    const int runs = 20000 * money_tests::test_scale();
    EstimateOptions options;
    options.confidence = 0.9;
    for (const std::uint64_t samples : {2U, 3U, 5U, 20U}) {
        int inside = 0;
        for (int run = 0; run < runs; ++run) {
            const auto seed = static_cast<std::uint64_t>(random.below(1000000000));
            const Estimate e = estimate(
                samples, seed, 1, [](PhiloxStream& s) { return detail::standard_normal_quantile(s.uniform()); },
                options);
            inside += e.lower <= 0.0 && 0.0 <= e.upper ? 1 : 0;
        }
        CAPTURE(samples, inside);
        // normal samples: exact, so four standard deviations of a count, 0.85 %. The normal quantile in place of
        // Student's would cover 64 % of 2 samples and 88.4 % of 20.
        const double n = runs;
        CHECK(std::abs(inside - 0.9 * n) <= 4.0 * std::sqrt(n * 0.9 * 0.1));
    }
}

TEST_CASE("the error of a mean shrinks as its standard error says")
{
    Random random("cost_estimate, error", 6202);
    double sum = 0.0;
    const int runs = 300 * money_tests::test_scale();
    for (int run = 0; run < runs; ++run) {
        const Distribution one = money_tests::random_distribution(random);
        if (one.kind() == DistributionKind::lognormal && one.variance() > one.mean() * one.mean()) {
            --run;  // a heavy tail: the mean of a thousand is not normal yet
            continue;
        }
        const auto seed = static_cast<std::uint64_t>(random.below(1000000000));
        const Estimate e = estimate(1000, seed, 2, [&](PhiloxStream& stream) { return one.sample(stream); });
        const double z = (e.mean - one.mean()) / e.standard_error;
        sum += z * z;
    }
    // chi squared: its mean is the number of runs, its deviation sqrt(2 runs); five of them
    CHECK(std::abs(sum - runs) < 5.0 * std::sqrt(2.0 * runs));
}
