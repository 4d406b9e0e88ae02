// SPDX-License-Identifier: MIT
/// @file
/// Two forces that wear each other down: Lanchester's laws in closed form.
///
/// Symbols  A, B  strengths, A_0, B_0 at time 0
///          a, b  what one of A, of B, destroys in a unit of time; under the linear law, also by one of the others
///
///          square law  A' = -b B      B' = -a A       a A^2 - b B^2 stays (aimed fire)
///          linear law  A' = -b A B    B' = -a A B     a A - b B     stays (fire into an area)
///
/// Reference  Lanchester, Aircraft in Warfare: the Dawn of the Fourth Arm, 1916
#ifndef PICKET_COST_LANCHESTER_HPP
#define PICKET_COST_LANCHESTER_HPP

#include <picket/cost/detail/field_check.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {

struct LanchesterSpec {
    double a_strength = 0.0;  ///< >= 0
    double b_strength = 0.0;  ///< >= 0
    double a_rate = 0.0;      ///< a, > 0
    double b_rate = 0.0;      ///< b, > 0
};

enum class LanchesterWinner : std::uint8_t {
    a,
    b,
    neither
};

struct LanchesterState {
    double a_strength;
    double b_strength;
};

namespace detail {

inline void check_lanchester(const LanchesterSpec& spec)
{
    check_not_negative("a_strength", spec.a_strength);
    check_not_negative("b_strength", spec.b_strength);
    check_not_negative("a_rate", spec.a_rate);
    check_not_negative("b_rate", spec.b_rate);
    if (spec.a_rate == 0.0) refuse_field("a_rate", "0 is not more than 0");
    if (spec.b_rate == 0.0) refuse_field("b_rate", "0 is not more than 0");
}

/// Equal but for rounding: 0.04 x 100^2 is 0.01 x 200^2 to those who write it, not to doubles.
[[nodiscard]] inline bool even(double x, double y) noexcept
{
    return std::abs(x - y) <= 4.0 * std::numeric_limits<double>::epsilon() * std::fmax(x, y);
}

}  // namespace detail

/// Aimed fire. Errors: the constructor throws DomainError, which names the field; queries are noexcept.
/// Accuracy  the state within 1e-12 of the strengths of a numerical integration; end and survivors exact to rounding
///           [tests/unit/cost_models]
class LanchesterSquare {
public:
    explicit LanchesterSquare(const LanchesterSpec& spec) : spec_(spec)
    {
        detail::check_lanchester(spec);
        root_a_ = std::sqrt(spec.a_rate) * spec.a_strength;
        root_b_ = std::sqrt(spec.b_rate) * spec.b_strength;
        if (detail::even(root_a_, root_b_)) root_b_ = root_a_;
    }

    [[nodiscard]] LanchesterWinner winner() const noexcept
    {
        if (root_a_ == root_b_) return LanchesterWinner::neither;
        return root_a_ > root_b_ ? LanchesterWinner::a : LanchesterWinner::b;
    }
    /// What the winner has left when the other has nothing; 0 where neither wins.
    [[nodiscard]] double survivors() const noexcept
    {
        // (x - y)(x + y), not x^2 - y^2: even forces keep their digits.
        const double left = std::sqrt(std::abs(root_a_ - root_b_) * (root_a_ + root_b_));
        return left / std::sqrt(winner() == LanchesterWinner::b ? spec_.b_rate : spec_.a_rate);
    }
    /// When the loser has nothing left, in units of time; infinite where neither wins.
    [[nodiscard]] double end_time() const noexcept
    {
        if (winner() == LanchesterWinner::neither) return std::numeric_limits<double>::infinity();
        const double ratio = winner() == LanchesterWinner::a ? root_b_ / root_a_ : root_a_ / root_b_;
        return std::atanh(ratio) / (std::sqrt(spec_.a_rate) * std::sqrt(spec_.b_rate));
    }
    /// Strengths at a time from 0 on; from end_time() on they stay. NaN for a time that is negative or NaN.
    [[nodiscard]] LanchesterState at(double time) const noexcept
    {
        if (!(time >= 0.0)) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
        if (time >= end_time()) {
            if (winner() == LanchesterWinner::a) return {survivors(), 0.0};
            if (winner() == LanchesterWinner::b) return {0.0, survivors()};
        }
        // Sums of decaying and growing parts; x - y = 0 kills the growing one, which else would be inf * 0.
        const double root_a = std::sqrt(spec_.a_rate);
        const double root_b = std::sqrt(spec_.b_rate);
        const double decay = 0.5 * (root_a_ + root_b_) * std::exp(-root_a * root_b * time);
        const double apart = root_a_ - root_b_;
        const double growth = apart == 0.0 ? 0.0 : 0.5 * apart * std::exp(root_a * root_b * time);
        return {std::fmax(0.0, (decay + growth) / root_a), std::fmax(0.0, (decay - growth) / root_b)};
    }

private:
    LanchesterSpec spec_;
    double root_a_ = 0.0;  // sqrt(a) A_0
    double root_b_ = 0.0;  // sqrt(b) B_0
};

/// Fire into an area. Neither is ever quite gone: the loser dies out exponentially. Errors and accuracy as above.
class LanchesterLinear {
public:
    explicit LanchesterLinear(const LanchesterSpec& spec) : spec_(spec)
    {
        detail::check_lanchester(spec);
        const double of_a = spec.a_rate * spec.a_strength;
        const double of_b = spec.b_rate * spec.b_strength;
        margin_ = detail::even(of_a, of_b) ? 0.0 : of_a - of_b;
    }

    [[nodiscard]] LanchesterWinner winner() const noexcept
    {
        if (margin_ == 0.0) return LanchesterWinner::neither;
        return margin_ > 0.0 ? LanchesterWinner::a : LanchesterWinner::b;
    }
    /// What the winner has left in the end; 0 where neither wins.
    [[nodiscard]] double survivors() const noexcept
    {
        return std::abs(margin_) / (margin_ < 0.0 ? spec_.b_rate : spec_.a_rate);
    }
    /// Strengths at a time from 0 on; NaN for a time that is negative or NaN.
    [[nodiscard]] LanchesterState at(double time) const noexcept
    {
        if (!(time >= 0.0)) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
        const auto worn = [&](double rate, double strength, double margin) {
            const double span = margin == 0.0 ? time : -std::expm1(-margin * time) / margin;
            return strength == 0.0 ? 0.0 : rate * strength * span;
        };
        return {spec_.a_strength / (1.0 + worn(spec_.b_rate, spec_.b_strength, margin_)),
                spec_.b_strength / (1.0 + worn(spec_.a_rate, spec_.a_strength, -margin_))};
    }

private:
    LanchesterSpec spec_;
    double margin_ = 0.0;  // a A_0 - b B_0
};

}  // namespace v0
}  // namespace picket

#endif
