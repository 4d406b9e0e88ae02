// SPDX-License-Identifier: MIT
/// @file
/// Monte Carlo: the mean and the quantiles of what a function says of random numbers, with intervals, and with the same
/// bytes on any number of threads.
///
/// Sample i sees PhiloxStream(seed, stream, i) and nothing else. Samples are summed up in blocks of 256, in order, and
/// the blocks joined in order, whoever computed them.
///
/// Guarantees  (1) the result is a function of n, seed, stream, f: not of threads  [tests/unit/cost_estimate]
///             (2) a run that was stopped gives what a run of as many samples as it counted would have given
/// Accuracy    intervals cover the truth as often as they say  [tests/property/cost_estimate]
/// Cost        8 bytes per sample and output where quantiles are asked for, none otherwise; 16 per block of 256, 24
/// more
///             per output
#ifndef PICKET_COST_ESTIMATE_HPP
#define PICKET_COST_ESTIMATE_HPP

#include <picket/cost/detail/money_text.hpp>
#include <picket/cost/detail/normal_tail.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
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
    std::stop_token stop{};  ///< asked before each sample
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
    /// mean -+ z standard errors, z of the normal distribution (the central limit theorem): for hundreds of samples and
    /// no heavy tail. Fewer than 2 samples: NaN.
    double lower = 0.0;
    double upper = 0.0;
    std::vector<QuantileEstimate> quantiles{};  ///< as asked for; NaN where a sample was
};

namespace detail {

template <class T>
inline constexpr std::size_t outputs_of = 0;
template <>
inline constexpr std::size_t outputs_of<double> = 1;
template <std::size_t N>
inline constexpr std::size_t outputs_of<std::array<double, N>> = N;

/// Count, mean and sum of squared deviations (Welford; Chan, Golub, LeVeque 1983 for the join).
struct SampleMoments {
    double count = 0.0;
    double mean = 0.0;
    double squares = 0.0;

    void add(double x) noexcept
    {
        count += 1.0;
        const double before = x - mean;
        mean += before / count;
        squares += before * (x - mean);
    }
    void join(const SampleMoments& other) noexcept
    {
        if (other.count == 0.0) return;
        const double total = count + other.count;
        const double apart = other.mean - mean;
        mean += apart * (other.count / total);
        squares += other.squares + apart * apart * (count * other.count / total);
        count = total;
    }
};

/// The ranks, from 1, of the order statistics that bound the quantile q of n samples: the largest l with
/// P(Binomial(n, q) < l) <= tail, the smallest u with P(Binomial(n, q) >= u) <= tail; 0 and n + 1 where there is none.
///
/// Chances are relative to that of the most likely count and summed outwards from it until they do not add: O(sqrt(n)),
/// no gamma function.
struct QuantileRanks {
    std::uint64_t lower, upper;
};
[[nodiscard]] inline QuantileRanks quantile_ranks(std::uint64_t n, double q, double tail)
{
    const double odds = q / (1.0 - q);
    const double count = static_cast<double>(n);
    const auto most_likely = static_cast<std::uint64_t>(std::min(count, std::floor((count + 1.0) * q)));
    std::vector<double> up{1.0};  // chance of most_likely + i
    for (std::uint64_t k = most_likely; k < n && up.back() > 1e-20; ++k)
        up.push_back(up.back() * odds * (static_cast<double>(n - k) / static_cast<double>(k + 1)));
    std::vector<double> down{1.0};  // of most_likely - i
    for (std::uint64_t k = most_likely; k > 0 && down.back() > 1e-20; --k)
        down.push_back(down.back() / odds * (static_cast<double>(k) / static_cast<double>(n - k + 1)));
    double whole = -1.0;  // the most likely is in both
    for (const double chance : up) whole += chance;
    for (const double chance : down) whole += chance;

    QuantileRanks ranks{0, n + 1};
    // from the outside in, smallest chances first
    double below = 0.0;  // P(count < k)
    for (std::uint64_t k = most_likely - (down.size() - 1);; ++k) {
        if (below > tail * whole) break;
        ranks.lower = k;
        if (k > n) break;
        below += k < most_likely ? down[most_likely - k] : k - most_likely < up.size() ? up[k - most_likely] : 0.0;
    }
    double above = 0.0;  // P(count >= k)
    for (std::uint64_t k = most_likely + up.size();; --k) {
        if (above > tail * whole) break;
        ranks.upper = k;
        if (k == 0) break;
        const std::uint64_t next = k - 1;
        above += next > most_likely                 ? up[next - most_likely]
                 : most_likely - next < down.size() ? down[most_likely - next]
                                                    : 0.0;
    }
    return ranks;
}

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

/// One run: blocks are handed out in order, to whichever thread asks next.
template <std::size_t N, class F>
class EstimateRun {
public:
    static constexpr std::uint64_t block_size = 256;

    EstimateRun(std::uint64_t n, std::uint64_t seed, const F& f, const EstimateOptions& options)
        : n_(n), seed_(seed), f_(f), options_(options), blocks_((n + block_size - 1) / block_size)
    {
        if (!options.quantiles.empty()) {
            for (std::vector<double>& kept : samples_) kept.resize(n);
        }
    }

    [[nodiscard]] std::array<Estimate, N> result(unsigned threads)
    {
        if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
        {
            std::vector<std::jthread> others;
            const std::uint64_t useful = std::min<std::uint64_t>(threads, blocks_.size());
            for (std::uint64_t i = 1; i < useful; ++i) {
                try {
                    others.emplace_back([this] { work(); });
                } catch (const std::system_error&) {
                    break;  // the system has no more threads: the same result with fewer
                }
            }
            work();
        }
        for (const Block& block : blocks_) {
            if (block.error) std::rethrow_exception(block.error);
        }
        return summary();
    }

private:
    struct Block {
        std::array<SampleMoments, N> moments{};
        bool done = false;
        std::exception_ptr error{};
    };

    void work() noexcept
    {
        // Halting is looked at before a block is taken, never after: what is taken is run. So the blocks before one
        // that fails have all been run, and which error is thrown does not depend on the threads.
        while (!halted_.load()) {
            const std::uint64_t k = next_.fetch_add(1);
            if (k >= blocks_.size()) return;
            Block& block = blocks_[k];
            try {
                block.done = fill(block, k * block_size, std::min(n_, (k + 1) * block_size));
                if (block.done && options_.progress) report(k);
            } catch (...) {
                block.error = std::current_exception();
            }
            if (!block.done || block.error) halted_.store(true);
        }
    }

    [[nodiscard]] bool fill(Block& block, std::uint64_t from, std::uint64_t to)
    {
        for (std::uint64_t i = from; i < to; ++i) {
            if (options_.stop.stop_requested()) return false;
            PhiloxStream stream(seed_, options_.stream, i);
            if constexpr (N == 1 && std::is_same_v<std::invoke_result_t<const F&, PhiloxStream&>, double>) {
                keep(block, i, 0, f_(stream));
            } else {
                const std::array<double, N> values = f_(stream);
                for (std::size_t output = 0; output < N; ++output) keep(block, i, output, values[output]);
            }
        }
        return true;
    }

    void keep(Block& block, std::uint64_t i, std::size_t output, double value) noexcept
    {
        block.moments[output].add(value);
        if (!samples_[output].empty()) samples_[output][i] = value;
    }

    void report(std::uint64_t k)
    {
        const std::scoped_lock lock(reporting_);
        reported_ += std::min(n_, (k + 1) * block_size) - k * block_size;
        options_.progress(reported_, n_);
    }

    [[nodiscard]] std::array<Estimate, N> summary()
    {
        std::array<SampleMoments, N> moments{};
        std::uint64_t counted = 0;
        for (const Block& block : blocks_) {
            if (!block.done) break;
            for (std::size_t output = 0; output < N; ++output) moments[output].join(block.moments[output]);
            counted = std::min(n_, counted + block_size);
        }
        std::array<Estimate, N> result{};
        for (std::size_t output = 0; output < N; ++output) {
            samples_[output].resize(samples_[output].empty() ? 0 : counted);
            describe(result[output], moments[output], counted, samples_[output]);
        }
        return result;
    }

    void describe(Estimate& estimate, const SampleMoments& moments, std::uint64_t counted, std::vector<double>& samples)
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        const double count = static_cast<double>(counted);
        estimate.samples = counted;
        estimate.confidence = options_.confidence;
        estimate.mean = counted == 0 ? nan : moments.mean;
        estimate.variance = counted < 2 ? nan : moments.squares / (count - 1.0);
        estimate.standard_error = counted < 2 ? nan : std::sqrt(estimate.variance / count);
        const double z = standard_normal_quantile(0.5 + 0.5 * options_.confidence);
        estimate.lower = estimate.mean - z * estimate.standard_error;
        estimate.upper = estimate.mean + z * estimate.standard_error;
        bool known = counted > 0;
        for (const double sample : samples) known = known && !std::isnan(sample);
        if (known) std::sort(samples.begin(), samples.end());
        for (const double q : options_.quantiles)
            estimate.quantiles.push_back(known ? quantile_of(samples, q, options_.confidence)
                                               : QuantileEstimate{q, nan, nan, nan});
    }

    std::uint64_t n_;
    std::uint64_t seed_;
    const F& f_;
    const EstimateOptions& options_;
    std::vector<Block> blocks_;
    std::array<std::vector<double>, N> samples_{};
    std::atomic<std::uint64_t> next_{0};
    std::atomic<bool> halted_{false};
    std::mutex reporting_{};
    std::uint64_t reported_ = 0;
};

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
    if (n == 0) detail::money_fault("n: 0 samples say nothing");
    if (!(options.confidence > 0.0 && options.confidence < 1.0))
        detail::money_fault("confidence: " + detail::money_number(options.confidence) + " is not between 0 and 1");
    for (std::size_t i = 0; i < options.quantiles.size(); ++i) {
        if (!(options.quantiles[i] > 0.0 && options.quantiles[i] < 1.0))
            detail::money_fault("quantiles[" + std::to_string(i) + "]: " + detail::money_number(options.quantiles[i]) +
                                " is not between 0 and 1");
    }
    detail::EstimateRun<detail::outputs_of<Result>, F> run(n, seed, f, options);
    auto result = run.result(threads);
    if constexpr (std::is_same_v<Result, double>) {
        return std::move(result[0]);
    } else {
        return result;
    }
}

}  // namespace v0
}  // namespace picket

#endif
