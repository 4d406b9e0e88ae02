// SPDX-License-Identifier: MIT
/// @file
/// The beta distribution and its inverse, for the shapes that a PERT has. Not for users.
///
/// Symbols   a, b  shapes, both from 1 to 5
///           x, y  the place in [0, 1] and 1 - x, passed side by side so that neither loses digits near 0
///           beta  the beta function of a and b
/// Accuracy  2e-14 relative, of the probability and of the place, in the smaller tail  [tests/unit/cost_distribution]
#ifndef PICKET_COST_DETAIL_BETA_TAIL_HPP
#define PICKET_COST_DETAIL_BETA_TAIL_HPP

#include <picket/version.hpp>

#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

/// std::tgamma, not std::lgamma: no digits are lost in a difference, and no global sign is written to.
[[nodiscard]] inline double beta_function(double a, double b) noexcept
{
    return std::tgamma(a) * std::tgamma(b) / std::tgamma(a + b);
}

/// Probability below x, for x up to (a + 1) / (a + b + 2): the continued fraction of DLMF 8.17.22, evaluated forwards
/// (Lentz). Twenty steps at most for these shapes.
[[nodiscard]] inline double beta_fraction(double x, double y, double a, double b, double beta) noexcept
{
    double c = 1.0;
    double d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    double fraction = d;
    for (int m = 1; m < 200; ++m) {
        const double k = m;
        const double even = k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        fraction *= c * d;
        const double odd = -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        const double change = c * d;
        fraction *= change;
        if (std::abs(change - 1.0) < 1e-16) break;
    }
    return std::pow(x, a) * std::pow(y, b) / (a * beta) * fraction;
}

/// Probability below x, taken from the side where the fraction converges.
[[nodiscard]] inline double beta_below(double x, double y, double a, double b, double beta) noexcept
{
    if (x <= 0.0) return 0.0;
    if (y <= 0.0) return 1.0;
    if (x > (a + 1.0) / (a + b + 2.0)) return 1.0 - beta_fraction(y, x, b, a, beta);
    return beta_fraction(x, y, a, b, beta);
}

/// The place below which the probability is p, for 0 < p <= 1/2.
///
/// Newton for log(probability) against log(x). With b >= 1 that function is concave (its density in log x,
/// x^a (1-x)^(b-1), is log-concave), so each step from the left of the root ends left of it again: the iteration
/// climbs and cannot run away. It starts left, for the probability is at most x^a / (a beta).
[[nodiscard]] inline double beta_quantile(double p, double a, double b, double beta) noexcept
{
    double x = std::pow(p * (a * beta), 1.0 / a);
    for (int i = 0; i < 60; ++i) {
        const double y = 1.0 - x;
        const double below = beta_below(x, y, a, b, beta);
        if (!(below > 0.0)) break;  // p so small that the powers underflow: x is the answer to all digits
        const double slope = std::pow(x, a) * std::pow(y, b - 1.0) / (beta * below);
        const double step = std::log(p / below) / slope;
        x *= std::exp(step);
        if (!(std::abs(step) > 1e-9)) break;  // Newton squares the error: 1e-18 is left
    }
    return x;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
