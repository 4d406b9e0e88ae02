// SPDX-License-Identifier: MIT
/// @file
/// A probability distribution on the whole numbers 0 ... n: how many leak, how many rounds are spent.
///
/// Families come from the ratio of neighbouring probabilities, multiplied outwards from the most probable value and
/// then divided by the sum: every term is positive, nothing is subtracted, and a far tail is as exact in its digits as
/// the middle. (Logarithms of factorials lose three digits at n = 500.)
#ifndef PICKET_COST_PMF_HPP
#define PICKET_COST_PMF_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

class Pmf;

namespace detail {

/// p(first) ... p(last) from ratio(k) = p(k + 1) / p(k) > 0, as weights of which the greatest is 1.
template <class Ratio>
[[nodiscard]] std::vector<double> weights_from_ratios(int first, int last, Ratio ratio)
{
    // The logarithms only choose where to start: they need not be exact. From the top, products never overflow.
    double log_weight = 0.0;
    double best = 0.0;
    int top = first;
    for (int k = first; k < last; ++k) {
        log_weight += std::log(ratio(k));
        if (log_weight > best) {
            best = log_weight;
            top = k + 1;
        }
    }
    std::vector<double> weights(static_cast<std::size_t>(last) + 1, 0.0);
    weights[static_cast<std::size_t>(top)] = 1.0;
    for (int k = top; k < last; ++k)
        weights[static_cast<std::size_t>(k) + 1] = weights[static_cast<std::size_t>(k)] * ratio(k);
    for (int k = top; k > first; --k)
        weights[static_cast<std::size_t>(k) - 1] = weights[static_cast<std::size_t>(k)] / ratio(k - 1);
    return weights;
}

}  // namespace detail

/// Probabilities of 0, 1, ..., n.
///
/// Guarantees  (1) no probability is negative or NaN, and they sum to 1 within 1e-12
///             (2) the last one may be 0: a distribution is not shortened behind the caller's back
/// Accuracy    binomial, beta_binomial, hypergeometric: each probability above 1e-290 within 1e-11 of itself for n up
/// to
///             2,000; underflow is 0 [tests/property/cost_pmf]
/// Cost        one allocation to make; queries O(n), without
/// Errors      making one throws DomainError, which names the field; queries are noexcept
class Pmf {
public:
    /// Certainly 0.
    Pmf() : p_(1, 1.0) {}

    /// @param probabilities  of 0, 1, ...: none negative, sum 1 within 1e-12
    explicit Pmf(std::vector<double> probabilities) : p_(std::move(probabilities))
    {
        const double total = checked_sum(p_, "probabilities");
        if (!(std::abs(total - 1.0) <= 1e-12))
            detail::refuse_field("probabilities", "they sum to " + detail::number_text(total) + ", not to 1");
    }

    /// From weights in proportion: none negative, not all 0.
    [[nodiscard]] static Pmf from_weights(std::vector<double> weights)
    {
        const double total = checked_sum(weights, "weights");
        if (!(total > 0.0 && total <= std::numeric_limits<double>::max()))
            detail::refuse_field("weights", "they sum to " + detail::number_text(total));
        for (double& weight : weights) weight /= total;
        return Pmf(std::move(weights));
    }

    /// Certainly n. @param n  >= 0
    [[nodiscard]] static Pmf certain(int n)
    {
        detail::check_range("n", n, 0, most);
        std::vector<double> p(static_cast<std::size_t>(n) + 1, 0.0);
        p.back() = 1.0;
        return Pmf(std::move(p));
    }

    /// Successes in n independent trials, each with probability p.
    [[nodiscard]] static Pmf binomial(int n, double p)
    {
        detail::check_range("n", n, 0, most);
        detail::check_probability("p", p);
        if (p == 0.0) return certain(0).resized(n);
        if (p == 1.0) return certain(n);
        const double odds = p / (1.0 - p);
        return from_weights(detail::weights_from_ratios(0, n, [&](int k) { return odds * (n - k) / (k + 1.0); }));
    }

    /// Successes in n trials that share a success probability, itself drawn from a beta distribution.
    ///
    /// @param mean         of the success probability, in [0, 1]
    /// @param correlation  of two trials (intra-class), in [0, 1]: 0 is binomial, 1 is all or none
    /// Reference  Griffiths, Maximum likelihood estimation for the beta-binomial distribution, Biometrics 29, 1973
    [[nodiscard]] static Pmf beta_binomial(int n, double mean, double correlation)
    {
        detail::check_range("n", n, 0, most);
        detail::check_probability("mean", mean);
        detail::check_probability("correlation", correlation);
        if (correlation == 0.0 || mean == 0.0 || mean == 1.0) return binomial(n, mean);
        if (correlation == 1.0) {
            std::vector<double> p(static_cast<std::size_t>(n) + 1, 0.0);
            p.front() = 1.0 - mean;
            p.back() += mean;
            return Pmf(std::move(p));
        }
        // a and b times correlation / (1 - correlation), so that small correlations do not divide by nearly nothing.
        const double step = correlation / (1.0 - correlation);
        return from_weights(detail::weights_from_ratios(
            0, n, [&](int k) { return (n - k) / (k + 1.0) * (mean + k * step) / (1.0 - mean + (n - k - 1) * step); }));
    }

    /// Marked ones among `drawn`, drawn without replacement from `total` of which `marked` are marked.
    [[nodiscard]] static Pmf hypergeometric(int total, int marked, int drawn)
    {
        detail::check_range("total", total, 0, most);
        detail::check_range("marked", marked, 0, total);
        detail::check_range("drawn", drawn, 0, total);
        const int first = std::max(0, drawn - (total - marked));
        const int last = std::min(marked, drawn);
        return from_weights(detail::weights_from_ratios(first, last, [&](int k) {
            return static_cast<double>(marked - k) * (drawn - k) / ((k + 1.0) * (total - marked - drawn + k + 1));
        }));
    }

    /// One of several distributions, the i-th with probability weights[i] (divided by their sum).
    [[nodiscard]] static Pmf mixture(std::span<const double> weights, std::span<const Pmf> parts)
    {
        if (weights.size() != parts.size() || parts.empty())
            detail::refuse_field(
                "weights", std::to_string(weights.size()) + " weights for " + std::to_string(parts.size()) + " parts");
        std::size_t longest = 1;
        for (const Pmf& part : parts) longest = std::max(longest, part.p_.size());
        std::vector<double> p(longest, 0.0);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            detail::check_not_negative(detail::field_item("weights", i), weights[i]);
            for (std::size_t k = 0; k < parts[i].p_.size(); ++k) p[k] += weights[i] * parts[i].p_[k];
        }
        return from_weights(std::move(p));
    }

    /// The greatest n that any family takes.
    static constexpr int most = 10'000'000;

    /// The greatest value there is room for; its probability may be 0.
    [[nodiscard]] int max() const noexcept { return static_cast<int>(p_.size()) - 1; }
    [[nodiscard]] std::span<const double> probabilities() const noexcept { return p_; }
    /// Of exactly k; 0 beyond the ends.
    [[nodiscard]] double probability(int k) const noexcept
    {
        return k < 0 || k > max() ? 0.0 : p_[static_cast<std::size_t>(k)];
    }

    /// P(value <= k), at most 1.
    [[nodiscard]] double cdf(int k) const noexcept
    {
        if (k >= max()) return 1.0;
        double sum = 0.0;
        for (int i = 0; i <= k; ++i) sum += p_[static_cast<std::size_t>(i)];
        return std::min(sum, 1.0);
    }
    /// P(value > k), summed from the far end: a small tail keeps its digits.
    [[nodiscard]] double tail(int k) const noexcept
    {
        if (k < 0) return 1.0;
        double sum = 0.0;
        for (int i = max(); i > k; --i) sum += p_[static_cast<std::size_t>(i)];
        return std::min(sum, 1.0);
    }
    /// The least k with P(value <= k) >= q; the greatest possible value for q >= 1, -1 for NaN.
    [[nodiscard]] int quantile(double q) const noexcept
    {
        if (!(q == q)) return -1;
        int last = max();
        while (last > 0 && p_[static_cast<std::size_t>(last)] == 0.0) --last;
        double sum = 0.0;
        for (int k = 0; k < last; ++k) {
            sum += p_[static_cast<std::size_t>(k)];
            if (q < 1.0 && sum >= q) return k;
        }
        return last;
    }

    [[nodiscard]] double mean() const noexcept
    {
        double sum = 0.0;
        for (std::size_t k = 0; k < p_.size(); ++k) sum += static_cast<double>(k) * p_[k];
        return sum;
    }
    /// About the mean: never negative.
    [[nodiscard]] double variance() const noexcept
    {
        const double centre = mean();
        double sum = 0.0;
        for (std::size_t k = 0; k < p_.size(); ++k) {
            const double off = static_cast<double>(k) - centre;
            sum += off * off * p_[k];
        }
        return sum;
    }

    /// The same with room up to n at least.
    [[nodiscard]] Pmf resized(int n) const
    {
        Pmf longer = *this;
        if (n > max()) longer.p_.resize(static_cast<std::size_t>(n) + 1, 0.0);
        return longer;
    }

    /// Of the sum of two independent values. Cost O(n m)
    [[nodiscard]] friend Pmf convolve(const Pmf& a, const Pmf& b)
    {
        std::vector<double> p(a.p_.size() + b.p_.size() - 1, 0.0);
        for (std::size_t i = 0; i < a.p_.size(); ++i) {
            if (a.p_[i] == 0.0) continue;
            for (std::size_t j = 0; j < b.p_.size(); ++j) p[i + j] += a.p_[i] * b.p_[j];
        }
        return from_weights(std::move(p));
    }

    /// Of the sum of n independent values of this one; n = 0 is certainly 0.
    [[nodiscard]] Pmf summed(int n) const
    {
        detail::check_range("n", n, 0, most);
        Pmf sum;
        for (int bit = 1 << 23; bit > 0; bit >>= 1) {
            if (sum.max() > 0) sum = convolve(sum, sum);
            if ((n & bit) != 0) sum = convolve(sum, *this);
        }
        return sum;
    }

private:
    static double checked_sum(const std::vector<double>& values, const char* name)
    {
        if (values.empty()) detail::refuse_field(name, "there is none");
        // with what each addition loses (Neumaier 1974): ten million terms added plainly are 1e-10 off
        double total = 0.0;
        double lost = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!(values[i] >= 0.0 && values[i] <= std::numeric_limits<double>::max()))
                detail::refuse_field(detail::field_item(name, i),
                                     detail::number_text(values[i]) + " is not a finite number from 0 up");
            const double sum = total + values[i];
            lost += total >= values[i] ? (total - sum) + values[i] : (values[i] - sum) + total;
            total = sum;
        }
        return total + lost;
    }

    std::vector<double> p_;
};

}  // namespace v0
}  // namespace picket

#endif
