// SPDX-License-Identifier: MIT
/// @file
/// Which input matters: how far a result moves when one input does (tornado), and which share of its variance each
/// input explains (Sobol indices).
///
/// The model is any `double f(std::span<const double>)` of inputs that are independent of each other, each with a name
/// and a Distribution. docs/explain/sensitivity.md says which of the two to ask.
///
/// Guarantees  sobol() is a function of n, seed, stream, resamples, inputs and f: not of threads, to the byte
///             [tests/unit/cost_sensitivity]
/// Accuracy    intervals cover the analytic indices as often as docs/explain/sensitivity.md says
///             [tests/property/cost_sensitivity]
/// Cost        tornado(): 2 k + 1 evaluations of f for k inputs. sobol(): n (k + 2) evaluations, 8 (k + 2) bytes a row,
///             then n (k + 1) multiplications for each resample
/// Reference   Saltelli, Annoni, Azzini, Campolongo, Ratto, Tarantola, Computer Physics Communications 181, 2010, pp.
///             259-270, doi:10.1016/j.cpc.2009.09.018, table 2 (b) for first-order, (f) for total indices; (f) is of
///             Jansen, Computer Physics Communications 117, 1999, pp. 35-43, doi:10.1016/S0010-4655(98)00154-4
#ifndef PICKET_COST_SENSITIVITY_HPP
#define PICKET_COST_SENSITIVITY_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/run_blocks.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// An input of a model that is not known exactly.
struct UncertainInput {
    std::string name;
    Distribution distribution;
};

struct TornadoOptions {
    double low = 0.05;           ///< from this quantile of each input, above 0
    double high = 0.95;          ///< to this one, above low and below 1
    std::vector<double> base{};  ///< where the other inputs stay; empty: at their medians
};

struct TornadoRow {
    std::size_t input;  ///< which, in the order given
    std::string name;
    double low_input, high_input;
    double at_low, at_high;  ///< the result there, the others at the base
    double swing;            ///< |at_high - at_low|: blind to what f does in between
};

struct Tornado {
    std::vector<double> base_inputs;
    double base;                   ///< the result there
    std::vector<TornadoRow> rows;  ///< the widest swing first, NaN last; equal ones in the order of inputs
};

struct SobolOptions {
    std::uint32_t stream = 0;  ///< rows are drawn from this stream of PhiloxStream, resamples from the next
    double confidence = 0.95;  ///< of every interval, above 0 and below 1
    unsigned resamples = 1000;
    /// Told how many rows are done, of how many; ascending, one call at a time, from any of the threads.
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};
    std::stop_token stop{};  ///< asked before each row and each resample
};

/// A share of the variance, with a percentile interval of rows drawn again (bootstrap). Estimates of a share near 0 may
/// come out below it. NaN where f has no variance, or gave a NaN: not known, which is not 0.
struct SobolIndex {
    double value;
    double lower, upper;
};

struct SobolRow {
    std::string name;
    SobolIndex first_order;  ///< what knowing this input alone would take off the variance
    SobolIndex total;        ///< what would be left if all but this input were known
};

struct Sobol {
    std::uint64_t rows;  ///< fewer than asked for when the run was stopped; a run that was has NaN for intervals
    std::uint64_t evaluations;
    double confidence;
    double mean, variance;         ///< of f, from 2 evaluations a row
    std::vector<SobolRow> inputs;  ///< in the order given
    SobolIndex first_order_sum;    ///< 1 where f is a sum of functions of one input each; less: inputs act together
};

namespace detail {

inline void check_inputs(const std::vector<UncertainInput>& inputs)
{
    if (inputs.empty()) refuse_field("inputs", "is empty");
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string path = field_item("inputs", i) + ".name";
        if (inputs[i].name.empty()) refuse_field(path, "is empty");
        for (std::size_t k = 0; k < i; ++k) {
            if (inputs[k].name == inputs[i].name) refuse_field(path, '"' + inputs[i].name + "\" occurs twice");
        }
    }
}

[[nodiscard]] inline std::vector<double> tornado_base(const std::vector<UncertainInput>& inputs,
                                                      const TornadoOptions& options)
{
    if (!(options.low > 0.0 && options.low < 1.0))
        refuse_field("low", number_text(options.low) + " is not between 0 and 1");
    if (!(options.high > options.low && options.high < 1.0))
        refuse_field("high",
                     number_text(options.high) + " is not between low, " + number_text(options.low) + ", and 1");
    std::vector<double> base = options.base;
    if (base.empty()) {
        for (const UncertainInput& input : inputs) base.push_back(input.distribution.quantile(0.5));
    }
    if (base.size() != inputs.size())
        refuse_field("base", std::to_string(base.size()) + " values for " + std::to_string(inputs.size()) + " inputs");
    for (std::size_t i = 0; i < base.size(); ++i) {
        const Distribution& can_be = inputs[i].distribution;
        if (!(base[i] >= can_be.lower() && base[i] <= can_be.upper()) || !std::isfinite(base[i]))
            refuse_field(field_item("base", i), number_text(base[i]) + " lies outside what \"" + inputs[i].name +
                                                    "\" can be, " + number_text(can_be.lower()) + " to " +
                                                    number_text(can_be.upper()));
    }
    return base;
}

/// Sums over rows of a = f(A) - c, b = f(B) - c, and of the k of d = f(A_B^i) - f(A).
class SobolSums {
public:
    explicit SobolSums(std::size_t inputs) : change_(inputs), product_(inputs), square_(inputs) {}

    /// @param row  a, b, then the k of d
    void add(std::span<const double> row) noexcept
    {
        const double a = row[0];
        const double b = row[1];
        count_ += 1.0;
        sum_ += a + b;
        squares_ += a * a + b * b;
        for (std::size_t i = 0; i < change_.size(); ++i) {
            const double d = row[i + 2];
            change_[i] += d;
            product_[i] += b * d;
            square_[i] += d * d;
        }
    }

    [[nodiscard]] double mean() const noexcept { return sum_ / (2.0 * count_); }
    [[nodiscard]] double variance() const noexcept { return squares_ / (2.0 * count_) - mean() * mean(); }
    /// Saltelli et al. 2010, table 2 (b), with f(B) less its mean: the same limit and, where the mean is far from 0,
    /// far less noise.
    [[nodiscard]] double first_order(std::size_t i) const noexcept
    {
        return share((product_[i] - mean() * change_[i]) / count_);
    }
    /// Jansen 1999.
    [[nodiscard]] double total(std::size_t i) const noexcept { return share(square_[i] / (2.0 * count_)); }

private:
    [[nodiscard]] double share(double part) const noexcept
    {
        const double whole = variance();
        return whole > 0.0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
    }

    double count_ = 0.0, sum_ = 0.0, squares_ = 0.0;
    std::vector<double> change_, product_, square_;
};

/// @param samples  sorted here; none, or a NaN among them: no interval
[[nodiscard]] inline SobolIndex with_interval(double value, std::vector<double>& samples, double confidence)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (samples.empty() || std::any_of(samples.begin(), samples.end(), [](double x) { return std::isnan(x); }))
        return {value, nan, nan};
    std::sort(samples.begin(), samples.end());
    const auto cut = static_cast<std::size_t>(0.5 * (1.0 - confidence) * static_cast<double>(samples.size()));
    return {value, samples[cut], samples[samples.size() - 1 - cut]};
}

/// The indices of rows that are there: estimates, and their intervals by resampling whole rows.
///
/// @param table  rows of k + 2: a, b, the k of d, as SobolSums takes them
/// @param whole  false: no intervals
[[nodiscard]] inline Sobol sobol_of(const std::vector<UncertainInput>& inputs, const std::vector<double>& table,
                                    std::uint64_t rows, double centre, std::uint64_t seed, unsigned threads, bool whole,
                                    const SobolOptions& options)
{
    const std::size_t k = inputs.size();
    const auto row = [&](std::uint64_t i) { return std::span(table).subspan(i * (k + 2), k + 2); };
    SobolSums sums(k);
    for (std::uint64_t i = 0; i < rows; ++i) sums.add(row(i));

    // first-order indices, total indices, the sum of the first-order ones: each with its resamples
    std::vector<std::vector<double>> drawn(2 * k + 1);
    if (whole) {
        for (std::vector<double>& one : drawn) one.resize(options.resamples);
        const auto fill = [&](SobolSums& again, std::uint64_t from, std::uint64_t to, const auto& halt) {
            for (std::uint64_t r = from; r < to; ++r) {
                if (halt()) return false;
                PhiloxStream stream(seed, options.stream + 1U, r);
                again = SobolSums(k);
                for (std::uint64_t i = 0; i < rows; ++i) {
                    const auto which = static_cast<std::uint64_t>(stream.uniform() * static_cast<double>(rows));
                    again.add(row(std::min(which, rows - 1)));  // the product may round up to rows
                }
                double sum = 0.0;
                for (std::size_t i = 0; i < k; ++i) {
                    drawn[i][r] = again.first_order(i);
                    drawn[k + i][r] = again.total(i);
                    sum += drawn[i][r];
                }
                drawn[2 * k][r] = sum;
            }
            return true;
        };
        const std::uint64_t done = run_blocks(
            options.resamples, 8, threads, options.stop, {}, [k] { return SobolSums(k); }, fill);
        if (done < options.resamples) {
            for (std::vector<double>& one : drawn) one.clear();
        }
    }

    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    Sobol result{rows, rows * (k + 2), options.confidence, nan, nan, {}, {nan, nan, nan}};
    result.mean = centre + sums.mean();
    result.variance = sums.variance();
    double sum = 0.0;
    for (std::size_t i = 0; i < k; ++i) {
        sum += sums.first_order(i);
        result.inputs.push_back({inputs[i].name, with_interval(sums.first_order(i), drawn[i], options.confidence),
                                 with_interval(sums.total(i), drawn[k + i], options.confidence)});
    }
    result.first_order_sum = with_interval(sum, drawn[2 * k], options.confidence);
    return result;
}

}  // namespace detail

/// How far the result moves when one input goes from its low to its high quantile and the others stay at the base.
///
/// @param f  `double f(std::span<const double>)`, inputs in the order given; called as const, by the calling thread
/// @throws DomainError  `inputs[2].name: "hours" occurs twice`, `base[1]: 9 lies outside what "hours" can be, 2 to 5`,
///                      quantiles that are not 0 < low < high < 1; and what f throws
template <class F>
    requires(std::is_invocable_r_v<double, const F&, std::span<const double>>)
[[nodiscard]] Tornado tornado(const std::vector<UncertainInput>& inputs, const F& f, const TornadoOptions& options = {})
{
    detail::check_inputs(inputs);
    Tornado result{detail::tornado_base(inputs, options), 0.0, {}};
    std::vector<double> x = result.base_inputs;
    result.base = f(std::span<const double>(x));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        TornadoRow row{i,
                       inputs[i].name,
                       inputs[i].distribution.quantile(options.low),
                       inputs[i].distribution.quantile(options.high),
                       0.0,
                       0.0,
                       0.0};
        x[i] = row.low_input;
        row.at_low = f(std::span<const double>(x));
        x[i] = row.high_input;
        row.at_high = f(std::span<const double>(x));
        x[i] = result.base_inputs[i];
        row.swing = std::abs(row.at_high - row.at_low);
        result.rows.push_back(std::move(row));
    }
    std::stable_sort(result.rows.begin(), result.rows.end(), [](const TornadoRow& a, const TornadoRow& b) {
        return std::isnan(b.swing) ? !std::isnan(a.swing) : a.swing > b.swing;
    });
    return result;
}

/// Which share of the variance of f each input explains: alone (first order), and with all it acts together with
/// (total).
///
/// @param n        rows, 2 at least; a thousand or more for intervals that are worth reading
/// @param threads  0: as many as the machine has. The calling thread is one of them
/// @param f        `double f(std::span<const double>)`, inputs in the order given. Called as const, by several threads
///                 at once
/// @throws DomainError  `inputs[2].name: "hours" occurs twice`, `n: 1 row has no variance`, `resamples: 10 do not reach
///                      a confidence of 0.95: 40 at least`; and what f throws, of the first row that did
template <class F>
    requires(std::is_invocable_r_v<double, const F&, std::span<const double>>)
[[nodiscard]] Sobol sobol(const std::vector<UncertainInput>& inputs, std::uint64_t n, std::uint64_t seed,
                          unsigned threads, const F& f, const SobolOptions& options = {})
{
    detail::check_inputs(inputs);
    if (n < 2) detail::refuse_field("n", std::to_string(n) + (n == 1 ? " row has" : " rows have") + " no variance");
    if (!(options.confidence > 0.0 && options.confidence < 1.0))
        detail::refuse_field("confidence", detail::number_text(options.confidence) + " is not between 0 and 1");
    const double least = std::ceil(2.0 / (1.0 - options.confidence) - 1e-9);
    if (options.resamples < least)
        detail::refuse_field("resamples", std::to_string(options.resamples) + " do not reach a confidence of " +
                                              detail::number_text(options.confidence) + ": " +
                                              detail::number_text(least) + " at least");

    const std::size_t k = inputs.size();
    if (n > (std::uint64_t{1} << 40U) / (k + 2)) detail::refuse_field("n", std::to_string(n) + " rows fit no memory");
    std::vector<double> table(n * (k + 2));  // f(A), f(B), f(A_B^1) ... f(A_B^k) of each row
    const auto fill = [&](auto& places, std::uint64_t from, std::uint64_t to, const auto& halt) {
        auto& [a, b] = places;
        for (std::uint64_t j = from; j < to; ++j) {
            if (halt()) return false;
            PhiloxStream stream(seed, options.stream, j);
            for (std::size_t i = 0; i < k; ++i) a[i] = inputs[i].distribution.sample(stream);
            for (std::size_t i = 0; i < k; ++i) b[i] = inputs[i].distribution.sample(stream);
            double* row = table.data() + j * (k + 2);
            row[0] = f(std::span<const double>(a));
            row[1] = f(std::span<const double>(b));
            for (std::size_t i = 0; i < k; ++i) {
                const double kept = std::exchange(a[i], b[i]);
                row[i + 2] = f(std::span<const double>(a));
                a[i] = kept;
            }
        }
        return true;
    };
    const auto two_places = [k] { return std::pair(std::vector<double>(k), std::vector<double>(k)); };
    const std::uint64_t rows = detail::run_blocks(n, 64, threads, options.stop, options.progress, two_places, fill);

    // in the order of rows, whoever computed them
    detail::SampleMoments both;
    for (std::uint64_t j = 0; j < rows; ++j) {
        both.add(table[j * (k + 2)]);
        both.add(table[j * (k + 2) + 1]);
    }
    for (std::uint64_t j = 0; j < rows; ++j) {
        double* row = table.data() + j * (k + 2);
        for (std::size_t i = 0; i < k; ++i) row[i + 2] -= row[0];
        row[0] -= both.mean;
        row[1] -= both.mean;
    }
    return detail::sobol_of(inputs, table, rows, both.mean, seed, threads, rows == n, options);
}

}  // namespace v0
}  // namespace picket

#endif
