// SPDX-License-Identifier: MIT
// Any distribution: quantile and cdf are inverse and ascend, moments are the integrals of the quantile.
#include <picket/cost/distribution.hpp>

#include <support/money_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using namespace picket;
using money_tests::Random;

namespace {

/// The integral over p in (0, 1) of g(quantile(p)), by tanh-sinh, which does not mind the ends.
template <class G>
double integral(const Distribution& distribution, G&& g)
{
    constexpr double step = 1.0 / 32;
    double sum = 0.0;
    for (int k = -140; k <= 140; ++k) {
        const double t = step * k;
        const double s = 1.5707963267948966 * std::sinh(t);
        // p and 1 - p of the logistic form: neither is a difference. The quantile takes p only, so the upper tail stops
        // where p rounds to 1; there the weight is below 1e-16
        const double p = 1.0 / (1.0 + std::exp(-2.0 * s));
        const double weight = 1.5707963267948966 * std::cosh(t) / (2.0 * std::cosh(s) * std::cosh(s));
        if (p > 0.0 && p < 1.0) sum += step * weight * g(distribution.quantile(p));
    }
    return sum;
}

}  // namespace

TEST_CASE("quantile and cdf undo one another")
{
    Random random("cost_distribution, there and back", 6101);
    for (int i = 0; i < 2000 * money_tests::test_scale(); ++i) {
        const Distribution one = money_tests::random_distribution(random);
        const double p = random.below(3) == 0 ? random.log_uniform(1e-9, 0.5) : random.uniform(0, 1);
        const double q = random.uniform(0, 1);
        const double x = one.quantile(p);
        CAPTURE(i, to_string(one.kind()), one.lower(), one.upper(), p, x);
        REQUIRE(x >= one.lower());
        REQUIRE(x <= one.upper());
        // A value is stored to 1.1e-16 of itself; what that does to the probability is read off the neighbours, and
        // 1e-12 is what the header promises
        const double slack = 4e-16 * std::max(std::abs(x), std::abs(one.lower()));
        REQUIRE(one.cdf(x - slack) <= p * (1.0 + 1e-12) + 1e-15);
        REQUIRE(one.cdf(x + slack) >= p * (1.0 - 1e-12) - 1e-15);
        if (std::abs(p - q) > 1e-12) REQUIRE((p < q ? x <= one.quantile(q) : x >= one.quantile(q)));
        // below and above, the chance ascends; by a rounding it may not
        const double y = one.quantile(q);
        REQUIRE((one.cdf(std::min(x, y)) <= one.cdf(std::max(x, y)) + 1e-15));
    }
}

TEST_CASE("mean and variance are the integrals of the quantile")
{
    Random random("cost_distribution, moments", 6102);
    for (int i = 0; i < 60 * money_tests::test_scale(); ++i) {
        const Distribution one = money_tests::random_distribution(random);
        const double deviation = std::sqrt(one.variance());
        // of a lognormal, the tail that p < 1 - 1e-16 leaves out; of a triangle, the corner at its mode, which costs
        // the rule its convergence
        const double left_out = one.kind() == DistributionKind::lognormal    ? 1e-6
                                : one.kind() == DistributionKind::triangular ? 1e-5
                                                                             : 1e-12;
        CAPTURE(i, to_string(one.kind()), one.lower(), one.upper(), one.mean(), deviation);
        if (one.kind() == DistributionKind::lognormal && deviation > 1.5 * one.mean()) continue;
        const double centre = one.mean();
        const double off = integral(one, [centre](double x) { return x - centre; });
        REQUIRE(std::abs(off) <= left_out * deviation + 1e-15 * std::abs(centre));
        const double variance = integral(one, [centre](double x) { return (x - centre) * (x - centre); });
        // a narrow distribution far from zero knows its deviations to 1e-16 of the value only
        const double blur = 1e-15 * std::abs(centre) / deviation;
        REQUIRE(std::abs(variance / one.variance() - 1.0) <= 100.0 * left_out + 10.0 * blur);
    }
}
