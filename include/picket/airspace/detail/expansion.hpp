// SPDX-License-Identifier: MIT
/// @file
/// Exact sign of a*b - c*d where each factor is the exact sum of two doubles.
///
/// Every partial product is split into two doubles without error, and the sixteen parts are added into a
/// nonoverlapping expansion (Shewchuk 1997, Grow-Expansion), whose largest part has the sign.
/// Overflow does not occur for degrees; underflow only for products below 1e-290.
#ifndef PICKET_AIRSPACE_DETAIL_EXPANSION_HPP
#define PICKET_AIRSPACE_DETAIL_EXPANSION_HPP

#include <picket/version.hpp>

namespace picket {
inline namespace v0 {
namespace detail {

/// The exact value high + low, with |low| at most half an ulp of high.
struct DoubleDouble {
    double high;
    double low;
};

/// a + b exactly (Knuth).
[[nodiscard]] constexpr DoubleDouble two_sum(double a, double b) noexcept
{
    const double sum = a + b;
    const double b_part = sum - a;
    const double a_part = sum - b_part;
    return {sum, (a - a_part) + (b - b_part)};
}

/// a * b exactly. The product passes through a volatile: g++ contracts across statements by default, and a
/// product fused into a later sum would no longer be the one whose error is computed here.
[[nodiscard]] inline DoubleDouble two_product(double a, double b) noexcept
{
    const volatile double rounded = a * b;
    const double product = rounded;
    return {product, __builtin_fma(a, b, -product)};
}

/// -1, 0 or 1: the sign of a*b - c*d, exactly. A filter decides almost always; the exact stage costs about
/// a microsecond where fma is a library call.
[[nodiscard]] inline int sign_of_difference_of_products(DoubleDouble a, DoubleDouble b, DoubleDouble c,
                                                           DoubleDouble d) noexcept
{
    const double estimate_ab = a.high * b.high;
    const double estimate_cd = c.high * d.high;
    const double estimate = estimate_ab - estimate_cd;
    // four roundings and four dropped low parts, each below 2^-53 of one product: 16 * 2^-53 is ample
    const double magnitude = (estimate_ab < 0 ? -estimate_ab : estimate_ab) +
                             (estimate_cd < 0 ? -estimate_cd : estimate_cd);
    const double bound = magnitude * 1.8e-15;
    if (estimate > bound) return 1;
    if (estimate < -bound) return -1;

    double parts[16] = {};
    int used = 0;
    // Grow-Expansion: carry the term through, low parts stay behind
    const auto grow = [&](double carry) {
        for (int i = 0; i < used; ++i) {
            const DoubleDouble sum = two_sum(carry, parts[i]);
            carry = sum.high;
            parts[i] = sum.low;
        }
        parts[used++] = carry;
    };
    const auto add_product = [&](double x, double y) {
        const DoubleDouble product = two_product(x, y);
        grow(product.low);
        grow(product.high);
    };
    add_product(a.low, b.low);
    add_product(-c.low, d.low);
    add_product(a.low, b.high);
    add_product(-c.low, d.high);
    add_product(a.high, b.low);
    add_product(-c.high, d.low);
    add_product(a.high, b.high);
    add_product(-c.high, d.high);
    for (int i = used - 1; i >= 0; --i) {
        if (parts[i] > 0) return 1;
        if (parts[i] < 0) return -1;
    }
    return 0;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
