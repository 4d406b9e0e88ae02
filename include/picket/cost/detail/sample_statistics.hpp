// SPDX-License-Identifier: MIT
/// @file
/// SampleMoments that join, and the order statistics that bound a quantile. Not for users.
#ifndef PICKET_COST_DETAIL_SAMPLE_STATISTICS_HPP
#define PICKET_COST_DETAIL_SAMPLE_STATISTICS_HPP

#include <picket/version.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

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

/// The covariance of pairs, by the same way.
class SampleCovariance {
public:
    void add(double x, double y) noexcept
    {
        count_ += 1.0;
        const double x_before = x - x_;
        x_ += x_before / count_;
        y_ += (y - y_) / count_;
        products_ += x_before * (y - y_);
    }
    [[nodiscard]] double covariance() const noexcept
    {
        return count_ < 2.0 ? std::numeric_limits<double>::quiet_NaN() : products_ / (count_ - 1.0);
    }

private:
    double count_ = 0.0;
    double x_ = 0.0;
    double y_ = 0.0;
    double products_ = 0.0;
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

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
