// SPDX-License-Identifier: MIT
/// @file
/// The quantile of Student's t distribution. Not for users.
///
/// Method     the tail is half an incomplete beta function, P(T > t) = I_x(v/2, 1/2) / 2 with x = v / (v + t^2), and is
///            inverted by Newton; from 1000 degrees of freedom on the expansion in 1 / v of Abramowitz and Stegun
///            26.7.5, four terms of it
/// Accuracy   1e-9 relative, up to probabilities of 1 - 1e-9  [tests/unit/cost_student]
/// Reference  Abramowitz, Stegun, Handbook of Mathematical Functions, 1964, 26.7.1 and 26.7.5; DLMF 8.17.22
#ifndef PICKET_COST_DETAIL_STUDENT_QUANTILE_HPP
#define PICKET_COST_DETAIL_STUDENT_QUANTILE_HPP

#include <picket/cost/detail/beta_tail.hpp>
#include <picket/cost/detail/normal_tail.hpp>

#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

/// Around the normal quantile z.
[[nodiscard]] inline double student_expansion(double z, double v) noexcept
{
    const double s = z * z;
    const double g1 = z * (s + 1.0) / 4.0;
    const double g2 = z * ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    const double g3 = z * (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    const double g4 = z * ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92160.0;
    return z + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v;
}

/// @param p  from 1/2 up to less than 1
/// @param v  degrees of freedom, 1 or more
[[nodiscard]] inline double student_quantile(double p, double v) noexcept
{
    const double tail = 1.0 - p;
    if (!(tail < 0.5)) return 0.0;
    if (v == 1.0) return 1.0 / std::tan(3.14159265358979323846 * tail);
    if (v == 2.0) return (1.0 - 2.0 * tail) * std::sqrt(0.5 / (tail * (1.0 - tail)));
    const double start = student_expansion(standard_normal_quantile(p), v);
    if (v >= 1000.0) return start;
    // B(v/2, 1/2), from where tgamma does not overflow: B((v+2)/2, 1/2) = B(v/2, 1/2) v / (v + 1)
    double below = v;
    double beta = 1.0;
    while (below > 200.0) {
        below -= 2.0;
        beta *= below / (below + 1.0);
    }
    beta *= beta_function(0.5 * below, 0.5);
    // Newton for log(tail) against log(t): nearly a straight line far out, where the start is least good
    double t = start;
    for (int i = 0; i < 60; ++i) {
        const double x = v / (v + t * t);
        const double y = t * t / (v + t * t);
        const double above = 0.5 * beta_below(x, y, 0.5 * v, 0.5, beta);
        const double density = std::exp(-0.5 * (v + 1.0) * std::log1p(t * t / v)) / (std::sqrt(v) * beta);
        const double step = std::log(above / tail) * above / (density * t);
        t *= std::exp(step);
        if (!(std::abs(step) > 1e-12)) break;
    }
    return t;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
