// SPDX-License-Identifier: MIT
// The Monte Carlo driver: the same bytes on any number of threads, intervals by their formulas, stopping, errors.
#include <picket/cost/estimate.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace picket;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Every double of an estimate as its bits: NaN and -0 are told apart too.
std::vector<std::uint64_t> bits(const Estimate& e)
{
    std::vector<std::uint64_t> all{e.samples};
    for (const double x : {e.confidence, e.mean, e.variance, e.standard_error, e.lower, e.upper})
        all.push_back(std::bit_cast<std::uint64_t>(x));
    for (const QuantileEstimate& q : e.quantiles) {
        for (const double x : {q.probability, q.value, q.lower, q.upper})
            all.push_back(std::bit_cast<std::uint64_t>(x));
    }
    return all;
}

double skewed(PhiloxStream& stream)
{
    const double u = stream.uniform();
    return -std::log(u) * (stream.uniform() < 0.3 ? 10.0 : 1.0);
}

}  // namespace

TEST_CASE("the same bytes on 1, 2, 3 and 16 threads")
{
    EstimateOptions options;
    options.quantiles = {0.05, 0.5, 0.99};
    for (const std::uint64_t n : {1U, 2U, 255U, 256U, 257U, 10000U, 65536U}) {
        const Estimate one = estimate(n, 42, 1, skewed, options);
        CHECK(one.samples == n);
        for (const unsigned threads : {2U, 3U, 16U}) {
            CAPTURE(n, threads);
            CHECK(bits(estimate(n, 42, threads, skewed, options)) == bits(one));
        }
    }
    CHECK(bits(estimate(1000, 42, 0, skewed, options)) == bits(estimate(1000, 42, 1, skewed, options)));
    // and other bytes from another seed, and from another stream
    const Estimate one = estimate(1000, 42, 1, skewed, options);
    CHECK(estimate(1000, 43, 1, skewed, options).mean != one.mean);
    options.stream = 1;
    CHECK(estimate(1000, 42, 1, skewed, options).mean != one.mean);
}

TEST_CASE("an estimate is the mean, deviation and order statistics of samples that can be made alone")
{
    const std::uint64_t n = 1000;
    std::vector<double> samples;
    for (std::uint64_t i = 0; i < n; ++i) {
        PhiloxStream stream(5, 3, i);
        samples.push_back(skewed(stream));
    }
    long double sum = 0.0L;
    for (const double x : samples) sum += static_cast<long double>(x);
    const long double mean = sum / 1000.0L;
    long double squares = 0.0L;
    for (const double x : samples) {
        const long double off = static_cast<long double>(x) - mean;
        squares += off * off;
    }

    EstimateOptions options;
    options.stream = 3;
    options.quantiles = {0.5, 0.07};
    options.confidence = 0.9;
    const Estimate e = estimate(n, 5, 2, skewed, options);
    // 1e-13: a thousand roundings of 1e-16 at worst
    CHECK_THAT(e.mean, WithinRel(static_cast<double>(mean), 1e-13));
    CHECK_THAT(e.variance, WithinRel(static_cast<double>(squares / 999.0L), 1e-13));
    CHECK_THAT(e.standard_error, WithinRel(std::sqrt(e.variance / 1000.0), 1e-15));
    // Student's t of 999 degrees of freedom at 0.95, by 40 digits of mpmath; the function is good to 1e-9
    CHECK_THAT(e.upper - e.mean, WithinRel(1.6463803454275352 * e.standard_error, 1e-9));
    CHECK_THAT(e.mean - e.lower, WithinRel(1.6463803454275352 * e.standard_error, 1e-9));
    std::sort(samples.begin(), samples.end());
    REQUIRE(e.quantiles.size() == 2);
    CHECK(e.quantiles[0].value == samples[500 - 1]);
    CHECK(e.quantiles[1].value == samples[70 - 1]);
}

TEST_CASE("a quantile that falls on a sample is that sample, whatever the product rounds to")
{
    std::vector<double> sorted;
    for (int i = 1; i <= 100; ++i) sorted.push_back(i);
    CHECK(detail::quantile_of(sorted, 0.07, 0.9).value == 7.0);   // 0.07 * 100 is 7.000000000000001
    CHECK(detail::quantile_of(sorted, 0.29, 0.9).value == 29.0);  // 0.29 * 100 is 28.999999999999996
    // a little more than 35 of 100, but the product is 35
    const double more = std::nextafter(0.35, 1.0);
    REQUIRE(more * 100.0 == 35.0);
    CHECK(detail::quantile_of(sorted, more, 0.9).value == 36.0);
    CHECK(detail::quantile_of(sorted, 1e-9, 0.9).value == 1.0);
    CHECK(detail::quantile_of(sorted, 1.0 - 1e-16, 0.9).value == 100.0);
}

TEST_CASE("ranks that can be counted by hand, and Wilks's 59 runs")
{
    // of 20 samples, ranks 6 and 15 hold the median with 95.86 %: P(Binomial(20, 1/2) <= 5) = 0.020695, <= 6 is 0.0577
    const detail::QuantileRanks twenty = detail::quantile_ranks(20, 0.5, 0.025);
    CHECK(twenty.lower == 6);
    CHECK(twenty.upper == 15);
    // of 5 samples the ends hold the median with 1 - 2/32 = 0.9375: not 95 %, so nothing bounds it
    const detail::QuantileRanks five = detail::quantile_ranks(5, 0.5, 0.025);
    CHECK(five.lower == 0);
    CHECK(five.upper == 6);
    const detail::QuantileRanks six = detail::quantile_ranks(6, 0.5, 0.025);
    CHECK(six.lower == 1);
    CHECK(six.upper == 6);
    // Wilks 1941: 59 samples and the largest is above the 95 % quantile with 95 %; 58 do not do
    CHECK(detail::quantile_ranks(59, 0.95, 0.05).upper == 59);
    CHECK(detail::quantile_ranks(58, 0.95, 0.05).upper == 59);  // 58 + 1: none
}

TEST_CASE("ranks against binomial sums by long double, small and large")
{
    for (const int n : {1, 2, 3, 7, 40, 1000}) {
        for (const double q : {0.001, 0.05, 0.5, 0.9, 0.999}) {
            for (const double tail : {0.0005, 0.025, 0.25}) {
                CAPTURE(n, q, tail);
                std::vector<long double> chance;
                for (int k = 0; k <= n; ++k)
                    chance.push_back(std::exp(std::lgamma(n + 1.0L) - std::lgamma(k + 1.0L) -
                                              std::lgamma(n - k + 1.0L) + k * std::log(static_cast<long double>(q)) +
                                              (n - k) * std::log1p(-static_cast<long double>(q))));
                const auto below = [&](std::uint64_t k) {
                    long double sum = 0.0L;
                    for (std::uint64_t i = 0; i < k && i < chance.size(); ++i) sum += chance[i];
                    return sum;
                };
                const auto from = [&](std::uint64_t k) {
                    long double sum = 0.0L;
                    for (std::uint64_t i = k; i < chance.size(); ++i) sum += chance[i];
                    return sum;
                };
                const detail::QuantileRanks ranks = detail::quantile_ranks(static_cast<std::uint64_t>(n), q, tail);
                const auto most = static_cast<long double>(tail);
                REQUIRE(below(ranks.lower) <= most);
                REQUIRE(below(ranks.lower + 1) > most);
                REQUIRE(from(ranks.upper) <= most);
                REQUIRE(from(ranks.upper - 1) > most);
            }
        }
    }
    // of ten million: within a rank or two of the normal approximation, whose error is of order one
    const detail::QuantileRanks many = detail::quantile_ranks(10000000, 0.9, 0.025);
    const double width = 1.959963984540054 * std::sqrt(1e7 * 0.9 * 0.1);
    CHECK_THAT(static_cast<double>(many.lower), WithinAbs(9e6 - width, 2.0));
    CHECK_THAT(static_cast<double>(many.upper), WithinAbs(9e6 + width, 2.0));
}

TEST_CASE("several outputs at once are each what they are alone")
{
    EstimateOptions options;
    options.quantiles = {0.5};
    const auto both = [](PhiloxStream& stream) {
        const double x = skewed(stream);
        return std::array<double, 2>{x, -2.0 * x};
    };
    const std::array<Estimate, 2> pair = estimate(2000, 1, 2, both, options);
    CHECK(bits(pair[0]) == bits(estimate(2000, 1, 1, skewed, options)));
    CHECK(pair[1].mean == -2.0 * pair[0].mean);
    CHECK(pair[1].variance == 4.0 * pair[0].variance);
}

TEST_CASE("outputs whose number is known at run time are those that are known before")
{
    EstimateOptions options;
    options.quantiles = {0.1, 0.5};
    const auto fixed = [](PhiloxStream& stream) {
        const double x = skewed(stream);
        return std::array<double, 3>{x, -2.0 * x, x * x};
    };
    // each thread has a copy of its own to keep things in
    const auto counted = [calls = std::vector<int>(1)](PhiloxStream& stream, std::span<double> out) mutable {
        ++calls[0];
        const double x = skewed(stream);
        out[0] = x;
        out[1] = -2.0 * x;
        out[2] = x * x;
    };
    for (const std::uint64_t n : {1U, 256U, 3000U}) {
        const std::array<Estimate, 3> expected = estimate(n, 8, 1, fixed, options);
        for (const unsigned threads : {1U, 2U, 16U}) {
            const std::vector<Estimate> got = estimate(n, 8, threads, 3, counted, options);
            REQUIRE(got.size() == 3);
            for (std::size_t i = 0; i < 3; ++i) CHECK(bits(got[i]) == bits(expected[i]));
        }
    }
    CHECK(estimate(10, 1, 2, 0, [](PhiloxStream&, std::span<double>) {}).empty());
    CHECK(refusal_of<DomainError>([&] { return estimate(0, 1, 1, 3, counted); }) == "n: 0 samples say nothing");
}

TEST_CASE("a stopped run is a shorter run")
{
    EstimateOptions options;
    options.quantiles = {0.5};
    for (const unsigned threads : {1U, 4U}) {
        std::stop_source source;
        options.stop = source.get_token();
        std::atomic<int> calls{0};
        const auto f = [&](PhiloxStream& stream) {
            if (calls.fetch_add(1) == 5000) source.request_stop();
            return skewed(stream);
        };
        const Estimate stopped = estimate(1000000, 9, threads, f, options);
        CHECK(stopped.samples > 0);
        CHECK(stopped.samples <= 5000 + 4 * 256);  // blocks that were begun before one that was done
        CHECK(stopped.samples % 256 == 0);
        options.stop = {};
        CHECK(bits(stopped) == bits(estimate(stopped.samples, 9, 1, skewed, options)));
    }
    std::stop_source source;
    source.request_stop();
    options.stop = source.get_token();
    const Estimate nothing = estimate(1000, 9, 2, skewed, options);
    CHECK(nothing.samples == 0);
    CHECK(std::isnan(nothing.mean));
    CHECK(std::isnan(nothing.lower));
    CHECK(std::isnan(nothing.quantiles.at(0).value));
}

TEST_CASE("a run that is stopped while one thread lags counts all that was reported as done")
{
    const std::uint64_t first = PhiloxStream(9, 0, 0)();
    for (const unsigned threads : {2U, 4U}) {
        std::stop_source source;
        std::atomic<std::uint64_t> reported{0};
        EstimateOptions options;
        options.stop = source.get_token();
        options.progress = [&](std::uint64_t done, std::uint64_t) {
            reported = done;
            if (done >= 2000) source.request_stop();
        };
        // the first sample lasts until the others have been stopped
        const auto f = [&](PhiloxStream& stream) {
            const bool lags = stream() == first;
            while (lags && !source.stop_requested()) std::this_thread::yield();
            return stream.uniform();
        };
        const Estimate stopped = estimate(1000000, 9, threads, f, options);
        CHECK(stopped.samples >= 2000);
        CHECK(stopped.samples == reported);
    }
}

TEST_CASE("progress ascends to the end, one call at a time")
{
    for (const unsigned threads : {1U, 4U}) {
        std::vector<std::uint64_t> told;
        std::atomic<int> inside{0};
        std::atomic<bool> out_of_turn{false};
        EstimateOptions options;
        options.progress = [&](std::uint64_t done, std::uint64_t of) {
            if (inside.fetch_add(1) != 0 || of != 5000) out_of_turn = true;
            std::this_thread::sleep_for(std::chrono::microseconds(200));  // long enough for another to come in
            if (!out_of_turn) told.push_back(done);
            inside.fetch_sub(1);
        };
        CHECK(estimate(5000, 1, threads, skewed, options).samples == 5000);
        CHECK_FALSE(out_of_turn);
        CHECK(told.size() == 20);
        CHECK(std::is_sorted(told.begin(), told.end()));
        CHECK(told.back() == 5000);
    }
}

TEST_CASE("what the function throws comes out, of the first sample that threw, on any number of threads")
{
    for (const unsigned threads : {1U, 2U, 16U}) {
        for (int again = 0; again < 20; ++again) {
            // samples 700, 1700, 2700 ...: which one it is, is told by the numbers it sees
            std::vector<std::uint64_t> bad;
            for (std::uint64_t i = 700; i < 20000; i += 1000) bad.push_back(PhiloxStream(4, 0, i)());
            const auto f = [&](PhiloxStream& stream) {
                const std::uint64_t first = stream();
                for (std::size_t i = 0; i < bad.size(); ++i) {
                    if (bad[i] == first) throw std::runtime_error(std::to_string(i));
                }
                return 1.0;
            };
            std::string said;
            try {
                static_cast<void>(estimate(20000, 4, threads, f));
            } catch (const std::runtime_error& error) {
                said = error.what();
            }
            CHECK(said == "0");
        }
    }
}

TEST_CASE("after an error no further blocks are begun")
{
    std::atomic<int> calls{0};
    const auto f = [&](PhiloxStream&) -> double {
        ++calls;
        throw std::runtime_error("at once");
    };
    CHECK_THROWS_AS(estimate(1000000, 4, 2, f), std::runtime_error);
    CHECK(calls <= 2);  // one on each thread
}

TEST_CASE("too little to say, not a number, bad questions")
{
    EstimateOptions options;
    options.quantiles = {0.5};
    const Estimate one = estimate(
        1, 1, 1, [](PhiloxStream&) { return 3.0; }, options);
    CHECK(one.mean == 3.0);
    CHECK(std::isnan(one.variance));
    CHECK(std::isnan(one.lower));
    CHECK(one.quantiles.at(0).value == 3.0);
    CHECK(one.quantiles.at(0).lower == -std::numeric_limits<double>::infinity());
    CHECK(one.quantiles.at(0).upper == std::numeric_limits<double>::infinity());

    const auto unknown = [](PhiloxStream& stream) {
        return stream.uniform() < 0.01 ? std::numeric_limits<double>::quiet_NaN() : 1.0;
    };
    const Estimate nan = estimate(1000, 1, 2, unknown, options);
    CHECK(std::isnan(nan.mean));
    CHECK(std::isnan(nan.quantiles.at(0).value));

    CHECK(refusal_of<DomainError>([] { return estimate(0, 1, 1, skewed); }) == "n: 0 samples say nothing");
    options.quantiles = {0.5, 1.0};
    CHECK(refusal_of<DomainError>([&] { return estimate(10, 1, 1, skewed, options); }) ==
          "quantiles[1]: 1 is not between 0 and 1");
    options.quantiles.clear();
    options.confidence = 95;
    CHECK(refusal_of<DomainError>([&] { return estimate(10, 1, 1, skewed, options); }) ==
          "confidence: 95 is not between 0 and 1");
}
