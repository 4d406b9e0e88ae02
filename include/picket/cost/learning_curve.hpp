// SPDX-License-Identifier: MIT
/// @file
/// The more are made the cheaper one gets: each doubling of the number made takes the price of a unit times `slope`.
///
///         price of the n-th unit = first x n^b        b = log2(slope)
///
/// This is the unit curve (Crawford's); Wright's own is the same law for the average price of the first n. A slope read
/// from one and used in the other is off: at 0.85 the average of many units is 1 / (1 + b) = 1.31 times the price of
/// the last.
#ifndef PICKET_COST_LEARNING_CURVE_HPP
#define PICKET_COST_LEARNING_CURVE_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/detail/field_check.hpp>

#include <cmath>

namespace picket {
inline namespace v0 {

/// Prices of units by the number that were made before.
///
/// Accuracy   a sum of n units within 1e-13 of itself for n up to a million  [tests/unit/cost_campaign]
/// Cost       O(units) for a sum, no allocation
/// Errors     the constructor throws DomainError: a first price below 0, a slope outside [0.5, 1]; sums and prices
///            throw where a count is out of range
/// Reference  Wright, Factors affecting the cost of airplanes, Journal of the Aeronautical Sciences 3, 1936, 122-128
class LearningCurve {
public:
    /// @param first  price of the first unit ever made
    /// @param slope  0.85: the second costs 0.85 of the first, the fourth 0.85 of the second; 1: all cost the same
    explicit LearningCurve(const Amount& first, double slope = 1.0) : first_(first), slope_(slope)
    {
        detail::check_not_negative("first", first.value());
        if (!(slope >= 0.5 && slope <= 1.0))
            detail::refuse_field("slope", detail::number_text(slope) + " is not from 0.5 to 1");
        exponent_ = std::log2(slope);
    }

    [[nodiscard]] const Amount& first() const noexcept { return first_; }
    [[nodiscard]] double slope() const noexcept { return slope_; }

    /// The price of the n-th unit by that of the first. @param n  from 1
    [[nodiscard]] double relative(int n) const
    {
        detail::check_range("n", n, 1, most);
        return slope_ == 1.0 ? 1.0 : std::pow(static_cast<double>(n), exponent_);
    }
    /// The price of the n-th unit. @param n  from 1
    [[nodiscard]] Amount unit(int n) const { return first_ * relative(n); }

    /// What `units` cost after `before` others.
    [[nodiscard]] Amount cost(int before, int units) const
    {
        detail::check_range("before", before, 0, most);
        detail::check_range("units", units, 0, most - before);
        double sum = 0.0;
        for (int n = before + units; n > before; --n) sum += relative(n);  // the smallest first
        return first_ * sum;
    }

    /// The greatest number of units.
    static constexpr int most = 10'000'000;

private:
    Amount first_;
    double slope_;
    double exponent_ = 0.0;
};

}  // namespace v0
}  // namespace picket

#endif
