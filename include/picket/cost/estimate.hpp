// SPDX-License-Identifier: MIT
/// @file
/// Monte Carlo: the mean and the quantiles of what a function says of random numbers, with intervals, and with the same
/// bytes on any number of threads.
///
/// Sample i sees PhiloxStream(seed, stream, i) and nothing else. Samples are summed up in blocks of 256, in order, and
/// the blocks joined in order, whoever computed them.
///
/// Guarantees  (1) the result is a function of n, seed, stream, f: not of threads  [tests/unit/cost_estimate]
///             (2) a run that was stopped gives what a run of as many samples as it counted would have given, and it
///             counts every block that was reported as done
/// Accuracy    intervals cover the truth as often as they say  [tests/property/cost_estimate]; those of the mean of what
///             is nearly always the same do not: of an event of 1 in 1,000, 1,000 samples cover its chance 63 times in
///             100, and none at all where no sample had it
/// Cost        8 bytes per sample and output where quantiles are asked for, none otherwise; 16 per block of 256, 24
///             more per output
#ifndef PICKET_COST_ESTIMATE_HPP
#define PICKET_COST_ESTIMATE_HPP

#include <picket/cost/detail/money_text.hpp>
#include <picket/cost/detail/run_blocks.hpp>
#include <picket/cost/detail/sample_statistics.hpp>
#include <picket/cost/detail/student_quantile.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
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

struct EstimateOptions {
    std::uint32_t stream = 0;
    double confidence = 0.95;         ///< of every interval, above 0 and below 1
    std::vector<double> quantiles{};  ///< which, each above 0 and below 1
    /// Told how many samples are done, of how many; ascending, one call at a time, from any of the threads.
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};
    std::stop_token stop{};  ///< asked before each sample; blocks before one that is done are finished all the same
};

struct QuantileEstimate {
    double probability;
    double value;  ///< the least sample that at least that share of the samples does not exceed
    /// Between two order statistics, whatever the distribution is: the truth lies below `lower`, and above `upper`,
    /// with at most half of 1 - confidence each. Infinite where there are too few samples to say.
    double lower;
    double upper;
};

struct Estimate {
    std::uint64_t samples = 0;  ///< fewer than asked for when the run was stopped
    double confidence = 0.0;
    double mean = 0.0;
    double variance = 0.0;        ///< of one sample; NaN of fewer than 2
    double standard_error = 0.0;  ///< of the mean
    /// mean -+ t standard errors, t Student's of samples - 1 degrees of freedom: exact of normal samples, of others by
    /// the central limit theorem, where there are enough for how skewed they are. Fewer than 2 samples: NaN.
    double lower = 0.0;
    double upper = 0.0;
    std::vector<QuantileEstimate> quantiles{};  ///< as asked for; NaN where a sample was
};

namespace detail {

/// Outputs of a function by what it returns; 0: their number is known at run time only.
template <class T>
inline constexpr std::size_t outputs_of = 0;
template <>
inline constexpr std::size_t outputs_of<double> = 1;
template <std::size_t N>
inline constexpr std::size_t outputs_of<std::array<double, N>> = N;

/// @param sorted  the samples, ascending; none is NaN
[[nodiscard]] inline QuantileEstimate quantile_of(const std::vector<double>& sorted, double q, double confidence)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::uint64_t n = sorted.size();
    // the least rank k with k / n >= q: the product may round to either side of a whole number (0.07 * 100 does)
    const double count = static_cast<double>(n);
    auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(q * count)), 1, n);
    if (rank > 1 && static_cast<double>(rank - 1) / count >= q) --rank;
    if (rank < n && static_cast<double>(rank) / count < q) ++rank;
    const QuantileRanks ranks = quantile_ranks(n, q, 0.5 * (1.0 - confidence));
    return {q, sorted[rank - 1], ranks.lower < 1 ? -infinity : sorted[ranks.lower - 1],
            ranks.upper > n ? infinity : sorted[ranks.upper - 1]};
}

/// One run.
///
/// N > 0: f returns N values, is shared and const. N == 0: f writes `outputs` values, and each thread has a copy of it.
template <std::size_t N, class F>
class EstimateRun {
public:
    static constexpr std::uint64_t block_size = 256;

    /// @param kept  samples are kept of so many of the outputs, the first ones
    EstimateRun(std::uint64_t n, std::uint64_t seed, std::size_t outputs, std::size_t kept, const F& f,
                const EstimateOptions& options)
        : n_(n),
          seed_(seed),
          outputs_(outputs),
          f_(f),
          options_(options),
          moments_((n + block_size - 1) / block_size * outputs),
          samples_(kept, std::vector<double>(n))
    {
    }

    void run(unsigned threads)
    {
        counted_ = run_blocks(
            n_, block_size, threads, options_.stop, options_.progress, [this] { return Worker(*this); },
            [this](Worker& worker, std::uint64_t from, std::uint64_t to, const auto& halt) {
                return this->fill(worker, from, to, halt);
            });
        for (std::vector<double>& kept : samples_) kept.resize(counted_);
    }

    [[nodiscard]] std::uint64_t counted() const noexcept { return counted_; }
    /// Of an output that was kept: in the order of the samples until estimate() has sorted them.
    [[nodiscard]] const std::vector<double>& samples(std::size_t output) const noexcept { return samples_[output]; }

    [[nodiscard]] Estimate estimate(std::size_t output)
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        SampleMoments moments{};
        for (std::uint64_t from = 0; from < counted_; from += block_size)
            moments.join(moments_[from / block_size * outputs_ + output]);
        const double count = static_cast<double>(counted());
        Estimate estimate{};
        estimate.samples = counted();
        estimate.confidence = options_.confidence;
        estimate.mean = counted() == 0 ? nan : moments.mean;
        estimate.variance = counted() < 2 ? nan : moments.squares / (count - 1.0);
        estimate.standard_error = counted() < 2 ? nan : std::sqrt(estimate.variance / count);
        const double reach = counted() < 2 ? nan : student_quantile(0.5 + 0.5 * options_.confidence, count - 1.0);
        estimate.lower = estimate.mean - reach * estimate.standard_error;
        estimate.upper = estimate.mean + reach * estimate.standard_error;
        if (options_.quantiles.empty()) return estimate;
        std::vector<double>& samples = samples_[output];
        const bool known =
            !samples.empty() && std::none_of(samples.begin(), samples.end(), [](double x) { return std::isnan(x); });
        if (known) std::sort(samples.begin(), samples.end());
        for (const double q : options_.quantiles)
            estimate.quantiles.push_back(known ? quantile_of(samples, q, options_.confidence)
                                               : QuantileEstimate{q, nan, nan, nan});
        return estimate;
    }

private:
    /// What a thread works with; sums are its own while it adds to them.
    struct Worker {
        explicit Worker(const EstimateRun& run) : f(run.f_), values(run.outputs_), moments(run.outputs_) {}
        std::conditional_t<N == 0, F, const F&> f;
        std::vector<double> values;
        std::vector<SampleMoments> moments;
    };

    template <class Halt>
    [[nodiscard]] bool fill(Worker& worker, std::uint64_t from, std::uint64_t to, const Halt& halt)
    {
        std::fill(worker.moments.begin(), worker.moments.end(), SampleMoments{});
        for (std::uint64_t i = from; i < to; ++i) {
            if (halt()) return false;
            PhiloxStream stream(seed_, options_.stream, i);
            if constexpr (N == 0) {
                worker.f(stream, std::span<double>(worker.values));
                for (std::size_t output = 0; output < outputs_; ++output)
                    keep(worker, i, output, worker.values[output]);
            } else if constexpr (std::is_same_v<std::invoke_result_t<const F&, PhiloxStream&>, double>) {
                keep(worker, i, 0, worker.f(stream));
            } else {
                const std::array<double, N> values = worker.f(stream);
                for (std::size_t output = 0; output < N; ++output) keep(worker, i, output, values[output]);
            }
        }
        std::copy(worker.moments.begin(), worker.moments.end(),
                  moments_.begin() + static_cast<std::ptrdiff_t>(from / block_size * outputs_));
        return true;
    }

    void keep(Worker& worker, std::uint64_t i, std::size_t output, double value) noexcept
    {
        worker.moments[output].add(value);
        if (output < samples_.size()) samples_[output][i] = value;
    }

    std::uint64_t n_;
    std::uint64_t seed_;
    std::size_t outputs_;
    const F& f_;
    const EstimateOptions& options_;
    std::vector<SampleMoments> moments_;  // by block, then by output
    std::vector<std::vector<double>> samples_;
    std::uint64_t counted_ = 0;
};

inline void check_estimate(const char* n_name, std::uint64_t n, const EstimateOptions& options)
{
    if (n == 0) money_fault(std::string(n_name) + ": 0 samples say nothing");
    if (!(options.confidence > 0.0 && options.confidence < 1.0))
        money_fault("confidence: " + money_number(options.confidence) + " is not between 0 and 1");
    for (std::size_t i = 0; i < options.quantiles.size(); ++i) {
        if (!(options.quantiles[i] > 0.0 && options.quantiles[i] < 1.0))
            money_fault("quantiles[" + std::to_string(i) + "]: " + money_number(options.quantiles[i]) +
                        " is not between 0 and 1");
    }
}

}  // namespace detail

/// What a function of random numbers gives on average, and how it spreads.
///
/// @param n        samples, 1 at least
/// @param threads  0: as many as the machine has. The calling thread is one of them
/// @param f        `double f(PhiloxStream&)` or `std::array<double, N> f(PhiloxStream&)`. Called as const, by several
///                 threads at once
/// @return an Estimate, or std::array<Estimate, N>
/// @throws DomainError  `n: 0 samples say nothing`, a confidence or a quantile that is not between 0 and 1; and what f
///                      throws, of the first sample that did
template <class F>
    requires(detail::outputs_of<std::invoke_result_t<const F&, PhiloxStream&>> > 0)
[[nodiscard]] auto estimate(std::uint64_t n, std::uint64_t seed, unsigned threads, const F& f,
                            const EstimateOptions& options = {})
{
    using Result = std::invoke_result_t<const F&, PhiloxStream&>;
    constexpr std::size_t outputs = detail::outputs_of<Result>;
    detail::check_estimate("n", n, options);
    detail::EstimateRun<outputs, F> run(n, seed, outputs, options.quantiles.empty() ? 0 : outputs, f, options);
    run.run(threads);
    if constexpr (std::is_same_v<Result, double>) {
        return run.estimate(0);
    } else {
        std::array<Estimate, outputs> result{};
        for (std::size_t output = 0; output < outputs; ++output) result[output] = run.estimate(output);
        return result;
    }
}

/// The same of a number of outputs that is known at run time only.
///
/// @param f  `void f(PhiloxStream&, std::span<double> outputs)`, which sets all of them. Each thread calls a copy of
/// its
///           own: it may keep what it works with from call to call, as long as no result depends on that
template <class F>
    requires std::invocable<F&, PhiloxStream&, std::span<double>>
[[nodiscard]] std::vector<Estimate> estimate(std::uint64_t n, std::uint64_t seed, unsigned threads, std::size_t outputs,
                                             const F& f, const EstimateOptions& options = {})
{
    detail::check_estimate("n", n, options);
    detail::EstimateRun<0, F> run(n, seed, outputs, options.quantiles.empty() ? 0 : outputs, f, options);
    run.run(threads);
    std::vector<Estimate> result;
    for (std::size_t output = 0; output < outputs; ++output) result.push_back(run.estimate(output));
    return result;
}

}  // namespace v0
}  // namespace picket

#endif
