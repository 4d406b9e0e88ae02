// SPDX-License-Identifier: MIT
// Tornado by hand, Sobol estimators by their formulas, the same bytes on any number of threads, stopping, errors.
#include <picket/cost/sensitivity.hpp>

#include <support/refusal.hpp>
#include <support/sensitivity.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

using namespace picket;

namespace {

constexpr double unknown_value = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint64_t> bits(const Sobol& s)
{
    std::vector<std::uint64_t> all{s.rows, s.evaluations};
    const auto add = [&](double x) { all.push_back(std::bit_cast<std::uint64_t>(x)); };
    const auto add_index = [&](const SobolIndex& index) {
        for (const double x : {index.value, index.lower, index.upper}) add(x);
    };
    for (const double x : {s.confidence, s.mean, s.variance}) add(x);
    for (const SobolRow& row : s.inputs) {
        add_index(row.first_order);
        add_index(row.total);
    }
    add_index(s.first_order_sum);
    return all;
}

/// Not in line: g++ 12 takes the constructor for one that reads what it makes (-Wmaybe-uninitialized).
[[gnu::noinline]] std::stop_source stop_source() { return {}; }

const std::vector<UncertainInput> two{{"hours", Distribution::uniform(2.0, 4.0)},
                                      {"price", Distribution::uniform(10.0, 30.0)}};

double bill(std::span<const double> x) { return x[0] * x[1]; }

}  // namespace

TEST_CASE("a tornado by hand")
{
    const Tornado t = tornado(two, bill, {0.25, 0.75, {}});
    CHECK(t.base == 60.0);
    CHECK(t.base_inputs == std::vector<double>{3.0, 20.0});
    REQUIRE(t.rows.size() == 2);
    // price 15 to 25 at 3 hours; hours 2.5 to 3.5 at 20
    CHECK(t.rows[0].name == "price");
    CHECK(t.rows[0].input == 1);
    CHECK(t.rows[0].low_input == 15.0);
    CHECK(t.rows[0].high_input == 25.0);
    CHECK(t.rows[0].at_low == 45.0);
    CHECK(t.rows[0].at_high == 75.0);
    CHECK(t.rows[0].swing == 30.0);
    CHECK(t.rows[1].name == "hours");
    CHECK(t.rows[1].at_low == 50.0);
    CHECK(t.rows[1].at_high == 70.0);
    CHECK(t.rows[1].swing == 20.0);

    // from a base of one's own the order may turn: a price of 30, two hours
    const Tornado from = tornado(two, bill, {0.25, 0.75, {2.0, 30.0}});
    CHECK(from.base == 60.0);
    CHECK(from.rows[0].name == "hours");
    CHECK(from.rows[0].swing == 30.0);
    CHECK(from.rows[1].swing == 20.0);
}

TEST_CASE("a tornado where more of an input means less, where it means nothing, and where the result is unknown")
{
    const std::vector<UncertainInput> inputs{{"unknown", Distribution::uniform(0.0, 1.0)},
                                             {"nothing", Distribution::uniform(0.0, 1.0)},
                                             {"fixed", Distribution::fixed(3.0)},
                                             {"less", Distribution::uniform(0.0, 1.0)}};
    const Tornado t =
        tornado(inputs, [](std::span<const double> x) { return x[0] > 0.9 ? unknown_value : -x[3] * x[2]; });
    CHECK(t.rows[0].name == "less");
    CHECK(t.rows[0].at_low > t.rows[0].at_high);
    CHECK(std::abs(t.rows[0].swing - 2.7) < 1e-15);
    CHECK(t.rows[1].name == "nothing");  // equal swings: as given
    CHECK(t.rows[2].name == "fixed");
    CHECK(t.rows[2].swing == 0.0);
    CHECK(t.rows[3].name == "unknown");
    CHECK(std::isnan(t.rows[3].swing));
}

TEST_CASE("Sobol estimates are their formulas, of rows that can be made alone")
{
    const std::uint64_t n = 300;
    const std::size_t k = 2;
    SobolOptions options;
    options.stream = 5;
    const Sobol s = sobol(two, n, 11, 2, bill, options);
    CHECK(s.rows == n);
    CHECK(s.evaluations == n * 4);

    std::vector<std::vector<double>> f(k + 2);
    for (std::uint64_t j = 0; j < n; ++j) {
        PhiloxStream stream(11, 5, j);
        std::vector<double> a;
        std::vector<double> b;
        for (const UncertainInput& input : two) a.push_back(input.distribution.sample(stream));
        for (const UncertainInput& input : two) b.push_back(input.distribution.sample(stream));
        f[0].push_back(bill(a));
        f[1].push_back(bill(b));
        for (std::size_t i = 0; i < k; ++i) {
            std::vector<double> mixed = a;
            mixed[i] = b[i];
            f[i + 2].push_back(bill(mixed));
        }
    }
    long double mean = 0.0L;
    for (std::size_t j = 0; j < n; ++j) mean += (static_cast<long double>(f[0][j]) + static_cast<long double>(f[1][j]));
    mean /= 2.0L * n;
    long double variance = 0.0L;
    for (std::size_t j = 0; j < n; ++j) {
        for (const double y : {f[0][j], f[1][j]})
            variance += (static_cast<long double>(y) - mean) * (static_cast<long double>(y) - mean) / (2.0L * n);
    }
    // 1e-12: a few hundred roundings of 1e-16
    CHECK(std::abs(s.mean - static_cast<double>(mean)) <= 1e-12 * s.mean);
    CHECK(std::abs(s.variance - static_cast<double>(variance)) <= 1e-12 * s.variance);
    for (std::size_t i = 0; i < k; ++i) {
        long double first = 0.0L;
        long double total = 0.0L;
        for (std::size_t j = 0; j < n; ++j) {
            const long double change = static_cast<long double>(f[i + 2][j]) - static_cast<long double>(f[0][j]);
            first += (static_cast<long double>(f[1][j]) - mean) * change / static_cast<long double>(n);
            total += change * change / (2.0L * n);
        }
        CHECK(std::abs(s.inputs[i].first_order.value - static_cast<double>(first / variance)) <= 1e-12);
        CHECK(std::abs(s.inputs[i].total.value - static_cast<double>(total / variance)) <= 1e-12);
        CHECK(s.inputs[i].first_order.lower < s.inputs[i].first_order.value);
        CHECK(s.inputs[i].first_order.value < s.inputs[i].first_order.upper);
        CHECK(s.inputs[i].total.lower < s.inputs[i].total.value);
        CHECK(s.inputs[i].total.value < s.inputs[i].total.upper);
    }
}

TEST_CASE("Sobol indices are the same bytes on 1, 2 and 16 threads")
{
    const sensitivity_tests::KnownModel model = sensitivity_tests::ishigami();
    SobolOptions options;
    options.resamples = 100;
    for (const std::uint64_t n : {2U, 63U, 64U, 65U, 1000U}) {
        const std::vector<std::uint64_t> one = bits(sobol(model.inputs, n, 3, 1, model.f, options));
        for (const unsigned threads : {0U, 2U, 16U}) {
            CAPTURE(n, threads);
            CHECK(bits(sobol(model.inputs, n, 3, threads, model.f, options)) == one);
        }
    }
    const double one = sobol(model.inputs, 1000, 3, 1, model.f, options).mean;
    CHECK(sobol(model.inputs, 1000, 4, 1, model.f, options).mean != one);
    options.stream = 1;
    CHECK(sobol(model.inputs, 1000, 3, 1, model.f, options).mean != one);
}

TEST_CASE("a narrower confidence is a narrower interval of the same estimate")
{
    SobolOptions options;
    const SobolIndex wide = sobol(two, 500, 3, 1, bill, options).inputs[0].total;
    options.confidence = 0.5;
    const SobolIndex narrow = sobol(two, 500, 3, 1, bill, options).inputs[0].total;
    CHECK(narrow.value == wide.value);
    CHECK(narrow.lower > wide.lower);
    CHECK(narrow.upper < wide.upper);
}

TEST_CASE("a result without variance, or not known somewhere, has no indices")
{
    const Sobol constant = sobol(two, 100, 1, 1, [](std::span<const double>) { return 0.1; });
    CHECK(constant.mean == 0.1);
    CHECK(constant.variance == 0.0);
    for (const SobolRow& row : constant.inputs) {
        for (const SobolIndex& index : {row.first_order, row.total}) {
            CHECK(std::isnan(index.value));
            CHECK(std::isnan(index.lower));
            CHECK(std::isnan(index.upper));
        }
    }
    CHECK(std::isnan(constant.first_order_sum.value));

    const Sobol unknown =
        sobol(two, 100, 1, 1, [](std::span<const double> x) { return x[0] > 3.9 ? unknown_value : x[0]; });
    CHECK(std::isnan(unknown.mean));
    CHECK(std::isnan(unknown.inputs[0].first_order.value));
    CHECK(std::isnan(unknown.inputs[1].total.value));
    CHECK(std::isnan(unknown.inputs[1].total.lower));

    const Sobol endless = sobol(two, 100, 1, 1, [](std::span<const double> x) {
        return x[0] > 3.9 ? std::numeric_limits<double>::infinity() : x[0];
    });
    CHECK(std::isnan(endless.inputs[0].total.value));
}

TEST_CASE("progress comes in rising steps to the end")
{
    std::vector<std::uint64_t> told;
    SobolOptions options;
    options.resamples = 40;
    options.progress = [&](std::uint64_t done, std::uint64_t of) {
        CHECK(of == 1000);
        told.push_back(done);
    };
    static_cast<void>(sobol(two, 1000, 1, 4, bill, options));
    REQUIRE(told.size() == 16);
    for (std::size_t i = 1; i < told.size(); ++i) CHECK(told[i] > told[i - 1]);
    CHECK(told.back() == 1000);
}

TEST_CASE("a run that is stopped gives the estimates of a shorter run, without intervals")
{
    std::atomic<int> calls{0};
    std::stop_source source = stop_source();
    SobolOptions options;
    options.stop = source.get_token();
    const auto stopping = [&](std::span<const double> x) {
        if (++calls == 1000) source.request_stop();  // in the 250th row
        return bill(x);
    };
    const Sobol stopped = sobol(two, 100000, 9, 1, stopping, options);
    CHECK(stopped.rows == 192);  // three blocks of 64
    const Sobol shorter = sobol(two, 192, 9, 1, bill);
    CHECK(stopped.mean == shorter.mean);
    CHECK(stopped.inputs[1].total.value == shorter.inputs[1].total.value);
    CHECK(std::isnan(stopped.inputs[1].total.lower));
    CHECK(std::isnan(stopped.first_order_sum.upper));

    // and before the first row
    CHECK(sobol(two, 100, 9, 2, bill, options).rows == 0);
    CHECK(std::isnan(sobol(two, 100, 9, 2, bill, options).mean));
}

TEST_CASE("a run that is stopped while it resamples gives estimates without intervals")
{
    std::stop_source late = stop_source();
    SobolOptions options;
    options.stop = late.get_token();
    options.progress = [&](std::uint64_t done, std::uint64_t of) {
        if (done == of) late.request_stop();
    };
    const Sobol resampling = sobol(two, 192, 9, 1, bill, options);
    CHECK(resampling.rows == 192);
    CHECK(resampling.inputs[1].total.value == sobol(two, 192, 9, 1, bill).inputs[1].total.value);
    CHECK(std::isnan(resampling.inputs[1].total.lower));
}

TEST_CASE("what the model throws comes out, that of the first row")
{
    const auto throwing = [](std::span<const double> x) -> double {
        if (x[0] > 3.5) throw std::runtime_error(std::to_string(x[0]));
        return x[0];
    };
    const auto message = [&](unsigned threads) -> std::string {
        try {
            static_cast<void>(sobol(two, 1000, 2, threads, throwing));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "nothing thrown";
    };
    CHECK(message(1) != "nothing thrown");
    CHECK(message(2) == message(1));
    CHECK(message(16) == message(1));
    CHECK_THROWS_AS(tornado(two, throwing), std::runtime_error);
}

TEST_CASE("sensitivity refuses by name")
{
    const Distribution any = Distribution::uniform(0.0, 1.0);
    CHECK(refusal_of<DomainError>([&] { return tornado({}, bill); }) == "inputs: is empty");
    CHECK(refusal_of<DomainError>([&] { return sobol({}, 10, 1, 1, bill); }) == "inputs: is empty");
    CHECK(refusal_of<DomainError>([&] {
              return sobol({{"a", any}, {"", any}}, 10, 1, 1, bill);
          }) == "inputs[1].name: is empty");
    CHECK(refusal_of<DomainError>([&] {
              return tornado({{"a", any}, {"b", any}, {"a", any}}, bill);
          }) == "inputs[2].name: \"a\" occurs twice");
    CHECK(refusal_of<DomainError>([&] { return sobol(two, 0, 1, 1, bill); }) == "n: 0 rows have no variance");
    CHECK(refusal_of<DomainError>([&] { return sobol(two, 1, 1, 1, bill); }) == "n: 1 row has no variance");
    CHECK(refusal_of<DomainError>([&] { return sobol(two, std::uint64_t{1} << 62U, 1, 1, bill); }) ==
          "n: 4611686018427387904 rows fit no memory");
    SobolOptions options;
    options.confidence = unknown_value;
    CHECK(refusal_of<DomainError>([&] { return sobol(two, 10, 1, 1, bill, options); }) ==
          "confidence: nan is not between 0 and 1");
    options.confidence = 0.95;
    options.resamples = 39;
    CHECK(refusal_of<DomainError>([&] { return sobol(two, 10, 1, 1, bill, options); }) ==
          "resamples: 39 do not reach a confidence of 0.95: 40 at least");
    options.resamples = 40;
    CHECK(refusal_of<DomainError>([&] { return sobol(two, 10, 1, 1, bill, options); }) == "accepted");

    CHECK(refusal_of<DomainError>([&] {
              return tornado(two, bill, {0.0, 0.9, {}});
          }) == "low: 0 is not between 0 and 1");
    CHECK(refusal_of<DomainError>([&] {
              return tornado(two, bill, {0.5, 0.5, {}});
          }) == "high: 0.5 is not between low, 0.5, and 1");
    CHECK(refusal_of<DomainError>([&] {
              return tornado(two, bill, {0.5, 1.0, {}});
          }) == "high: 1 is not between low, 0.5, and 1");
    CHECK(refusal_of<DomainError>([&] {
              return tornado(two, bill, {0.1, 0.9, {3.0}});
          }) == "base: 1 values for 2 inputs");
    CHECK(refusal_of<DomainError>([&] {
              return tornado(two, bill, {0.1, 0.9, {3.0, 31.0}});
          }) == "base[1]: 31 lies outside what \"price\" can be, 10 to 30");
    CHECK(refusal_of<DomainError>([&] {
              return tornado(two, bill, {0.1, 0.9, {unknown_value, 20.0}});
          }) == "base[0]: nan lies outside what \"hours\" can be, 2 to 4");
}
