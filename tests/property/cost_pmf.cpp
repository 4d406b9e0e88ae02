// SPDX-License-Identifier: MIT
// Distributions on whole numbers against their recurrences and against counting in long double.
#include <picket/cost/pmf.hpp>

#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace picket;

namespace {

/// Largest relative difference where the truth is above 1e-290.
double relative(const Pmf& pmf, const std::vector<long double>& truth)
{
    double worst = 0.0;
    for (std::size_t k = 0; k < truth.size(); ++k) {
        if (truth[k] < 1e-290L) continue;
        const auto given = static_cast<long double>(pmf.probability(static_cast<int>(k)));
        const long double off = std::abs(given - truth[k]) / truth[k];
        worst = std::max(worst, static_cast<double>(off));
    }
    return worst;
}

/// Polya's urn, draw by draw: positive terms only.
std::vector<long double> urn(int n, long double mean, long double correlation)
{
    std::vector<long double> p{1.0L};
    for (int fired = 0; fired < n; ++fired) {
        std::vector<long double> next(p.size() + 1, 0.0L);
        for (std::size_t hits = 0; hits < p.size(); ++hits) {
            const long double weight = 1.0L - correlation + fired * correlation;
            const long double hit =
                (mean * (1.0L - correlation) + static_cast<long double>(hits) * correlation) / weight;
            const long double misses = fired - static_cast<long double>(hits);
            const long double miss = ((1.0L - mean) * (1.0L - correlation) + misses * correlation) / weight;
            next[hits + 1] += p[hits] * hit;
            next[hits] += p[hits] * miss;
        }
        p = next;
    }
    return p;
}

}  // namespace

TEST_CASE("binomial and beta-binomial probabilities, digit by digit into the tails")
{
    raid_tests::Random random("cost_pmf, families", 31);
    for (int i = random.cases(150); i > 0; --i) {
        const int n = random.whole(0, i % 15 == 0 ? 2000 : 200);
        const double p = random.chance(0.3) ? std::exp(-20 * random.uniform()) : random.uniform();
        const double correlation = random.chance(0.5) ? 0.0 : std::exp(-15 * random.uniform());
        INFO("n " << n << ", p " << p << ", correlation " << correlation);
        const Pmf pmf = correlation == 0.0 ? Pmf::binomial(n, p) : Pmf::beta_binomial(n, p, correlation);
        CHECK(pmf.max() == n);
        // n steps of a few roundings each, 1.1e-16 a rounding, are 1e-12 at 2,000.
        const auto truth = urn(n, static_cast<long double>(p), static_cast<long double>(correlation));
        CHECK(relative(pmf, truth) < 1e-11);
        CHECK(std::abs(pmf.mean() - n * p) <= 1e-12 * (1 + n));
        const double variance = n * p * (1 - p) * (1 + (n - 1) * correlation);
        CHECK(std::abs(pmf.variance() - variance) <= 1e-11 * (1 + n * variance));
    }
}

TEST_CASE("hypergeometric probabilities by drawing one after the other")
{
    raid_tests::Random random("cost_pmf, hypergeometric", 32);
    for (int i = random.cases(150); i > 0; --i) {
        const int total = random.whole(0, 300);
        const int marked = random.whole(0, total);
        const int drawn = random.whole(0, total);
        std::vector<long double> p(static_cast<std::size_t>(marked) + 1, 0.0L);
        p[0] = 1.0L;
        for (int d = 0; d < drawn; ++d) {
            for (int k = std::min(marked, d + 1); k >= 0; --k) {
                const auto at = static_cast<std::size_t>(k);
                const long double unmarked_left = std::max(0, total - marked - (d - k));
                p[at] *= unmarked_left / (total - d);
                if (k > 0) p[at] += p[at - 1] * static_cast<long double>(marked - k + 1) / (total - d);
            }
        }
        INFO("total " << total << ", marked " << marked << ", drawn " << drawn);
        CHECK(relative(Pmf::hypergeometric(total, marked, drawn), p) < 1e-11);
    }
}

TEST_CASE("sums, mixtures, quantiles and tails")
{
    raid_tests::Random random("cost_pmf, algebra", 33);
    const auto any = [&] {
        std::vector<double> weights(static_cast<std::size_t>(random.whole(1, 20)));
        for (double& weight : weights) weight = random.probability();
        weights[static_cast<std::size_t>(random.whole(0, static_cast<int>(weights.size()) - 1))] += 0.1;
        return Pmf::from_weights(weights);
    };
    for (int i = random.cases(300); i > 0; --i) {
        INFO("case " << i);
        const Pmf a = any();
        const Pmf b = any();
        const Pmf sum = convolve(a, b);
        CHECK(std::abs(sum.mean() - a.mean() - b.mean()) < 1e-12);
        CHECK(std::abs(sum.variance() - a.variance() - b.variance()) < 1e-11);

        const int n = random.whole(0, 9);
        Pmf one_by_one;
        for (int k = 0; k < n; ++k) one_by_one = convolve(one_by_one, a);
        const Pmf at_once = a.summed(n);
        CHECK(at_once.max() == n * a.max());
        for (int k = 0; k <= at_once.max(); ++k)
            CHECK(std::abs(at_once.probability(k) - one_by_one.probability(k)) < 1e-14);

        const std::vector<double> weights{random.uniform() + 0.1, 2.0};
        const std::vector<Pmf> parts{a, b};
        const Pmf mixed = Pmf::mixture(weights, parts);
        const double share = weights[0] / (weights[0] + 2.0);
        for (int k = 0; k <= 20; ++k)
            CHECK(std::abs(mixed.probability(k) - share * a.probability(k) - (1 - share) * b.probability(k)) < 1e-15);

        for (int k = -1; k <= a.max(); ++k) CHECK(std::abs(a.cdf(k) + a.tail(k) - 1) < 1e-14);
        const double q = random.uniform();
        const int at = a.quantile(q);
        CHECK(a.cdf(at) >= q);
        CHECK((at == 0 || a.cdf(at - 1) < q));
        CHECK(a.tail(a.quantile(1.0)) == 0.0);
        CHECK(a.probability(a.quantile(1.0)) > 0.0);
    }
}
