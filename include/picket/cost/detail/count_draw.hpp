// SPDX-License-Identifier: MIT
/// @file
/// How many of n: binomial and hypergeometric counts from one uniform number each. Not for users.
///
/// Method    inversion that starts at the most likely count and goes outwards, each probability from the one before it:
///           some 1.6 standard deviations of steps
/// Accuracy  the probability of the most likely count is within 1e-10 of exact up to 5,000, 1e-8 at 1,000,000
///           [tests/unit/cost_count_draw]
/// Reference Kemp, A modal method for generating binomial variables, Communications in Statistics 15, 1986, pp. 805-813
#ifndef PICKET_COST_DETAIL_COUNT_DRAW_HPP
#define PICKET_COST_DETAIL_COUNT_DRAW_HPP

#include <picket/version.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// log(n!) from 0 up to n. Not std::lgamma, which writes to a global sign.
class LogFactorials {
public:
    explicit LogFactorials(int n)
    {
        values_.reserve(static_cast<std::size_t>(n) + 1);
        double product = 1.0;
        for (int i = 0; i <= n; ++i) {
            const double x = i;
            if (i > 0 && i <= 20) product *= x;
            values_.push_back(i <= 20 ? std::log(product) : stirling(x));
        }
    }
    [[nodiscard]] double operator[](int n) const noexcept { return values_[static_cast<std::size_t>(n)]; }

private:
    static double stirling(double n) noexcept
    {
        const double r = 1.0 / (n * n);
        return (n + 0.5) * std::log(n) - n + 0.91893853320467274178 +
               (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / n;
    }
    std::vector<double> values_;
};

/// @param up    p(k + 1) / p(k)
/// @param down  p(k - 1) / p(k)
template <class Up, class Down>
[[nodiscard]] int outwards(int least, int mode, int most, double at_mode, double number, Up up, Down down) noexcept
{
    number -= at_mode;
    if (number < 0.0) return mode;
    int above = mode;
    int below = mode;
    double p_above = at_mode;
    double p_below = at_mode;
    do {
        p_above = above < most ? p_above * up(above) : 0.0;
        number -= p_above;
        ++above;
        if (number < 0.0) return above;
        p_below = below > least ? p_below * down(below) : 0.0;
        number -= p_below;
        --below;
        if (number < 0.0) return below;
    } while (p_above > 0.0 || p_below > 0.0);
    return mode;  // what the sum of all lacks of 1 by rounding
}

/// A probability, ready to be drawn with.
struct Chance {
    explicit Chance(double p_)
        : p(p_), odds(p_ / (1.0 - p_)), odds_against((1.0 - p_) / p_), log_p(std::log(p_)), log_q(std::log1p(-p_))
    {
    }
    double p, odds, odds_against, log_p, log_q;
};

[[nodiscard]] inline double binomial_at(int n, int k, const Chance& chance, const LogFactorials& log) noexcept
{
    return std::exp(log[n] - log[k] - log[n - k] + k * chance.log_p + (n - k) * chance.log_q);
}

/// How many of n independent ones of that chance, by a number uniform in (0, 1).
[[nodiscard]] inline int draw_binomial(int n, const Chance& chance, double number, const LogFactorials& log) noexcept
{
    if (n == 0 || chance.p <= 0.0) return 0;
    if (chance.p >= 1.0) return n;
    const int mode = std::min(n, static_cast<int>((n + 1.0) * chance.p));
    return outwards(
        0, mode, n, binomial_at(n, mode, chance, log), number, [&](int k) { return (n - k) * chance.odds / (k + 1); },
        [&](int k) { return k * chance.odds_against / (n - k + 1); });
}

[[nodiscard]] inline double hypergeometric_at(int total, int marked, int drawn, int k,
                                              const LogFactorials& log) noexcept
{
    const int others = total - marked;
    return std::exp(log[marked] - log[k] - log[marked - k] + log[others] - log[drawn - k] - log[others - drawn + k] -
                    log[total] + log[drawn] + log[total - drawn]);
}

/// How many marked ones among `drawn` out of `total`, by a number uniform in (0, 1).
[[nodiscard]] inline int draw_hypergeometric(int total, int marked, int drawn, double number,
                                             const LogFactorials& log) noexcept
{
    const int others = total - marked;
    const int least = std::max(0, drawn - others);
    const int most = std::min(drawn, marked);
    if (least == most) return least;
    const int mode = std::clamp(static_cast<int>((drawn + 1.0) * (marked + 1.0) / (total + 2.0)), least, most);
    return outwards(
        least, mode, most, hypergeometric_at(total, marked, drawn, mode, log), number,
        [&](int k) { return (marked - k) * static_cast<double>(drawn - k) / ((k + 1.0) * (others - drawn + k + 1)); },
        [&](int k) { return k * static_cast<double>(others - drawn + k) / ((marked - k + 1.0) * (drawn - k + 1)); });
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
