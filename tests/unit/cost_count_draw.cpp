// SPDX-License-Identifier: MIT
// Binomial and hypergeometric counts from one uniform number: each count has as much of (0, 1) as its probability.
#include <picket/cost/detail/count_draw.hpp>
#include <picket/cost/pmf.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

using namespace picket;

namespace {

/// Numbers evenly spread over (0, 1): of those that lie in an interval of length p there are p times all, but for one
/// at each end.
template <class Draw>
void check(const Pmf& expected, Draw draw)
{
    constexpr int numbers = 100'000;
    std::vector<int> counts(expected.probabilities().size());
    for (int i = 0; i < numbers; ++i) {
        const int k = draw((i + 0.5) / numbers);
        if (k < 0 || static_cast<std::size_t>(k) >= counts.size()) FAIL("not a count: " << k);
        ++counts[static_cast<std::size_t>(k)];
    }
    for (std::size_t k = 0; k < counts.size(); ++k) {
        CAPTURE(k, counts[k], expected.probabilities()[k]);
        CHECK(std::abs(counts[k] - expected.probabilities()[k] * numbers) <= 1.0 + 1e-6);
    }
}

}  // namespace

TEST_CASE("log factorials: sums of logarithms in long double")
{
    const detail::LogFactorials log(100'000);
    long double sum = 0.0L;
    for (int n = 1; n <= 100'000; ++n) {
        sum += std::log(static_cast<long double>(n));
        // a rounding of the largest term, n log n, and two of the sum
        REQUIRE(std::abs(log[n] - static_cast<double>(sum)) <= 6e-16 * (1.0 + static_cast<double>(sum)));
    }
    CHECK(log[0] == 0.0);
}

TEST_CASE("binomial counts have their probabilities")
{
    const detail::LogFactorials log(5'000);
    for (const int n : {1, 2, 7, 24, 100, 999, 5'000}) {
        for (const double p : {1e-9, 0.001, 0.1, 0.5, 0.73, 0.999, 1.0 - 1e-12}) {
            CAPTURE(n, p);
            const detail::Chance chance(p);
            const Pmf exact = Pmf::binomial(n, p);
            check(exact, [&](double number) { return detail::draw_binomial(n, chance, number, log); });
            const int mode = exact.quantile(0.5);
            const double there = exact.probability(mode);
            CHECK(std::abs(detail::binomial_at(n, mode, chance, log) - there) <= 5e-11 * there);
        }
    }
    CHECK(detail::draw_binomial(0, detail::Chance(0.5), 0.5, log) == 0);
    CHECK(detail::draw_binomial(9, detail::Chance(1.0), 0.5, log) == 9);
    CHECK(detail::draw_binomial(9, detail::Chance(0.0), 0.5, log) == 0);
}

TEST_CASE("hypergeometric counts have their probabilities")
{
    const detail::LogFactorials log(5'000);
    struct {
        int total, marked, drawn;
    } const cases[] = {{1, 1, 1},      {5, 2, 3},       {10, 10, 4},           {10, 0, 4},        {10, 7, 6},
                       {300, 100, 50}, {300, 299, 299}, {5'000, 2'500, 1'000}, {5'000, 3, 4'990}, {5'000, 4'000, 4'500},
                       {8, 3, 0}};
    for (const auto& c : cases) {
        CAPTURE(c.total, c.marked, c.drawn);
        const Pmf exact = Pmf::hypergeometric(c.total, c.marked, c.drawn);
        check(exact,
              [&](double number) { return detail::draw_hypergeometric(c.total, c.marked, c.drawn, number, log); });
        const int mode = exact.quantile(0.5);
        const double there = exact.probability(mode);
        CHECK(std::abs(detail::hypergeometric_at(c.total, c.marked, c.drawn, mode, log) - there) <= 5e-11 * there);
    }
}

TEST_CASE("counts of a million: the mode's probability beside the normal density, and the spread")
{
    const detail::LogFactorials log(1'000'000);
    const detail::Chance half(0.5);
    // P(n/2) = C(n, n/2) / 2^n = sqrt(2 / (pi n)) (1 - 1 / (4 n) + ...)
    const double expected = std::sqrt(2.0 / (3.14159265358979323846 * 1e6)) * (1.0 - 0.25e-6);
    CHECK(std::abs(detail::binomial_at(1'000'000, 500'000, half, log) - expected) <= 1e-8 * expected);
    constexpr int numbers = 20'000;
    double sum = 0.0;
    double square = 0.0;
    for (int i = 0; i < numbers; ++i) {
        const double off = detail::draw_binomial(1'000'000, half, (i + 0.5) / numbers, log) - 500'000.0;
        sum += off;
        square += off * off;
    }
    // The counts of neighbouring numbers lie on both sides of the mode, so these are as good as random: four standard
    // errors of a mean, 500 / sqrt(20,000), and of a variance, 250,000 sqrt(2 / 20,000).
    CHECK(std::abs(sum / numbers) < 14.2);
    CHECK(std::abs(square / numbers - 250'000.0) < 10'000.0);
}
