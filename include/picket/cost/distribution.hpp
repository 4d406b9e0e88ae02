// SPDX-License-Identifier: MIT
/// @file
/// Distributions of one number that is not known exactly: a price, a probability of kill, hours flown.
///
/// A small value: no virtual functions, no allocation, copied freely. Construction validates; everything else is
/// noexcept, and NaN in gives NaN out.
///
/// Accuracy  mean, variance, cdf, quantile: 1e-12 relative of what the formula asks for; of a quantile, relative to the
///           larger of its value and its distance from the nearer end  [tests/unit/cost_distribution]
/// Cost      a sample with its random number: 30 to 80 ns; of a PERT, some Newton steps, 1 to 2 us
/// Reference Malcolm, Roseboom, Clark, Fazar, Operations Research 7, 1959, pp. 646-669 (PERT); Vose, Risk Analysis,
///           2008 (modified PERT)
#ifndef PICKET_COST_DISTRIBUTION_HPP
#define PICKET_COST_DISTRIBUTION_HPP

#include <picket/cost/detail/beta_tail.hpp>
#include <picket/cost/detail/money_text.hpp>
#include <picket/cost/detail/normal_tail.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <variant>

namespace picket {
inline namespace v0 {

enum class DistributionKind {
    fixed,
    uniform,
    triangular,
    pert,
    lognormal,
};

[[nodiscard]] constexpr const char* to_string(DistributionKind kind) noexcept
{
    switch (kind) {
        case DistributionKind::fixed: return "fixed";
        case DistributionKind::uniform: return "uniform";
        case DistributionKind::triangular: return "triangular";
        case DistributionKind::pert: return "pert";
        case DistributionKind::lognormal: return "lognormal";
    }
    return "?";
}

/// "With this probability it is below this value."
struct ProbabilityPoint {
    double probability;  ///< above 0, below 1
    double value;
};

namespace detail {

struct FixedShape {
    double value;

    [[nodiscard]] double lower() const noexcept { return value; }
    [[nodiscard]] double upper() const noexcept { return value; }
    [[nodiscard]] double mean() const noexcept { return value; }
    [[nodiscard]] double variance() const noexcept { return 0.0; }
    [[nodiscard]] double cdf(double x) const noexcept { return x < value ? 0.0 : 1.0; }
    [[nodiscard]] double quantile(double) const noexcept { return value; }
    [[nodiscard]] FixedShape scaled(double factor) const noexcept { return {value * factor}; }
    friend bool operator==(const FixedShape&, const FixedShape&) noexcept = default;
};

struct UniformShape {
    double low, high;

    [[nodiscard]] double lower() const noexcept { return low; }
    [[nodiscard]] double upper() const noexcept { return high; }
    [[nodiscard]] double mean() const noexcept { return low + 0.5 * (high - low); }
    [[nodiscard]] double variance() const noexcept { return (high - low) * (high - low) / 12.0; }
    [[nodiscard]] double cdf(double x) const noexcept { return (x - low) / (high - low); }
    [[nodiscard]] double quantile(double p) const noexcept
    {
        return p <= 0.5 ? low + p * (high - low) : high - (1.0 - p) * (high - low);
    }
    [[nodiscard]] UniformShape scaled(double factor) const noexcept { return {low * factor, high * factor}; }
    friend bool operator==(const UniformShape&, const UniformShape&) noexcept = default;
};

struct TriangularShape {
    double low, mode, high;

    [[nodiscard]] double lower() const noexcept { return low; }
    [[nodiscard]] double upper() const noexcept { return high; }
    [[nodiscard]] double mean() const noexcept { return low + ((mode - low) + (high - low)) / 3.0; }
    [[nodiscard]] double variance() const noexcept
    {
        const double left = mode - low;
        const double right = high - mode;
        return (left * left + left * right + right * right) / 18.0;
    }
    [[nodiscard]] double cdf(double x) const noexcept
    {
        if (x <= mode && mode > low) return (x - low) / (high - low) * ((x - low) / (mode - low));
        return 1.0 - (high - x) / (high - low) * ((high - x) / (high - mode));
    }
    [[nodiscard]] double quantile(double p) const noexcept
    {
        const double width = high - low;
        if (p * width <= mode - low) return low + std::sqrt(p * width) * std::sqrt(mode - low);
        return high - std::sqrt((1.0 - p) * width) * std::sqrt(high - mode);
    }
    [[nodiscard]] TriangularShape scaled(double factor) const noexcept
    {
        return {low * factor, mode * factor, high * factor};
    }
    friend bool operator==(const TriangularShape&, const TriangularShape&) noexcept = default;
};

/// A beta distribution on [low, high]: a = 1 + 4 (mode - low) / width, b = 1 + 4 (high - mode) / width, a + b = 6.
struct PertShape {
    double low, mode, high;
    double a, b, beta;

    PertShape(double low_, double mode_, double high_) noexcept
        : low(low_),
          mode(mode_),
          high(high_),
          a(1.0 + 4.0 * ((mode_ - low_) / (high_ - low_))),
          b(1.0 + 4.0 * ((high_ - mode_) / (high_ - low_))),
          beta(beta_function(a, b))
    {
    }

    [[nodiscard]] double lower() const noexcept { return low; }
    [[nodiscard]] double upper() const noexcept { return high; }
    [[nodiscard]] double mean() const noexcept { return low + (4.0 * (mode - low) + (high - low)) / 6.0; }
    [[nodiscard]] double variance() const noexcept
    {
        const double width = high - low;
        return width * width * (a * b) / 252.0;  // (a + b)^2 (a + b + 1) = 252
    }
    [[nodiscard]] double cdf(double x) const noexcept
    {
        return beta_below((x - low) / (high - low), (high - x) / (high - low), a, b, beta);
    }
    [[nodiscard]] double quantile(double p) const noexcept
    {
        const double width = high - low;
        return p <= 0.5 ? low + width * beta_quantile(p, a, b, beta)
                        : high - width * beta_quantile(1.0 - p, b, a, beta);
    }
    [[nodiscard]] PertShape scaled(double factor) const noexcept
    {
        return {low * factor, mode * factor, high * factor};
    }
    friend bool operator==(const PertShape&, const PertShape&) noexcept = default;
};

struct LognormalShape {
    double mu, sigma;  ///< of the logarithm

    [[nodiscard]] double lower() const noexcept { return 0.0; }
    [[nodiscard]] double upper() const noexcept { return std::numeric_limits<double>::infinity(); }
    [[nodiscard]] double mean() const noexcept { return std::exp(mu + 0.5 * sigma * sigma); }
    [[nodiscard]] double variance() const noexcept
    {
        return std::expm1(sigma * sigma) * std::exp(2.0 * mu + sigma * sigma);
    }
    [[nodiscard]] double cdf(double x) const noexcept { return normal_below((std::log(x) - mu) / sigma); }
    [[nodiscard]] double quantile(double p) const noexcept
    {
        return std::exp(mu + sigma * standard_normal_quantile(p));
    }
    [[nodiscard]] LognormalShape scaled(double factor) const noexcept { return {mu + std::log(factor), sigma}; }
    friend bool operator==(const LognormalShape&, const LognormalShape&) noexcept = default;
};

}  // namespace detail

/// One number, not known exactly.
class Distribution {
public:
    /// @name Making one
    /// @throws DomainError  naming the field: `mode: 5 lies outside low to high, 6 to 9`. Ends that are equal make a
    ///                      fixed value, of every kind but the lognormal
    /// @{

    /// Known exactly.
    [[nodiscard]] static Distribution fixed(double value)
    {
        check_finite(value, "value");
        return Distribution(detail::FixedShape{value});
    }

    /// Between two ends, and no more is known.
    [[nodiscard]] static Distribution uniform(double low, double high)
    {
        check_ends(low, high);
        if (low == high) return fixed(low);
        return Distribution(detail::UniformShape{low, high});
    }

    /// Between two ends, with a most likely value, which may be an end.
    [[nodiscard]] static Distribution triangular(double low, double mode, double high)
    {
        check_mode(low, mode, high);
        if (low == high) return fixed(low);
        return Distribution(detail::TriangularShape{low, mode, high});
    }

    /// Modified PERT with lambda 4: a beta distribution of mean (low + 4 mode + high) / 6. Its tails are thinner than
    /// the triangle's: it says that the ends are unlikely.
    [[nodiscard]] static Distribution pert(double low, double mode, double high)
    {
        check_mode(low, mode, high);
        if (low == high) return fixed(low);
        return Distribution(detail::PertShape(low, mode, high));
    }

    /// The lognormal through two points: `lognormal({0.05, 7000}, {0.95, 100000})` has 9 in 10 of its chance between.
    ///
    /// @pre probabilities above 0 and below 1, both ascending, values above 0
    [[nodiscard]] static Distribution lognormal(ProbabilityPoint a, ProbabilityPoint b)
    {
        check_point(a, "a");
        check_point(b, "b");
        if (!(a.probability < b.probability))
            detail::money_fault("b.probability: " + detail::money_number(b.probability) + " is not above " +
                                detail::money_number(a.probability) + ", the first");
        if (!(a.value < b.value))
            detail::money_fault("b.value: " + detail::money_number(b.value) + " is not above " +
                                detail::money_number(a.value) + ", the first");
        const double za = detail::standard_normal_quantile(a.probability);
        const double zb = detail::standard_normal_quantile(b.probability);
        const double sigma = (std::log(b.value) - std::log(a.value)) / (zb - za);
        const detail::LognormalShape shape{std::log(a.value) - za * sigma, sigma};
        if (!std::isfinite(shape.mean()) || !std::isfinite(shape.variance()))
            detail::money_fault("b.value: " + detail::money_number(b.value) + " is so far from " +
                                detail::money_number(a.value) + " that the mean or the variance is beyond all doubles");
        return Distribution(shape);
    }
    /// @}

    [[nodiscard]] DistributionKind kind() const noexcept { return static_cast<DistributionKind>(shape_.index()); }

    /// The ends of what is possible; the upper end of a lognormal is infinite.
    [[nodiscard]] double lower() const noexcept
    {
        return ask([](const auto& shape) { return shape.lower(); });
    }
    [[nodiscard]] double upper() const noexcept
    {
        return ask([](const auto& shape) { return shape.upper(); });
    }

    [[nodiscard]] double mean() const noexcept
    {
        return ask([](const auto& shape) { return shape.mean(); });
    }
    [[nodiscard]] double variance() const noexcept
    {
        return ask([](const auto& shape) { return shape.variance(); });
    }

    /// Probability of x or less.
    [[nodiscard]] double cdf(double x) const noexcept
    {
        if (std::isnan(x)) return x;
        if (x < lower()) return 0.0;
        if (x >= upper()) return 1.0;
        return ask([x](const auto& shape) { return shape.cdf(x); });
    }

    /// The least value that is not exceeded with probability p: lower() at 0, upper() at 1, NaN outside [0, 1]. The
    /// quantile of a number uniform in (0, 1) is a sample.
    [[nodiscard]] double quantile(double p) const noexcept
    {
        if (!(p >= 0.0 && p <= 1.0)) return std::numeric_limits<double>::quiet_NaN();
        if (p == 0.0) return lower();
        if (p == 1.0) return upper();
        return ask([p](const auto& shape) { return shape.quantile(p); });
    }

    /// A sample, from one number of the generator: PhiloxStream, or whatever has a `uniform()` in (0, 1).
    template <class Generator>
    [[nodiscard]] double sample(Generator& generator) const
    {
        return quantile(generator.uniform());
    }

    /// The distribution of the number times a factor.
    ///
    /// @throws DomainError  a factor that is not a number above 0, or so large or small that the ends do not keep apart
    [[nodiscard]] Distribution scaled(double factor) const
    {
        if (!std::isfinite(factor) || factor <= 0.0)
            detail::money_fault("factor: " + detail::money_number(factor) + " is not a number above 0");
        const Distribution result =
            std::visit([factor](const auto& shape) { return Distribution(shape.scaled(factor)); }, shape_);
        const bool bounded = kind() != DistributionKind::lognormal;
        if (bounded && (!std::isfinite(result.lower()) || !std::isfinite(result.upper() - result.lower()) ||
                        (lower() < upper() && !(result.lower() < result.upper()))))
            detail::money_fault("factor: " + detail::money_number(factor) + " leaves no double between the ends");
        return result;
    }

    friend bool operator==(const Distribution& a, const Distribution& b) noexcept { return a.shape_ == b.shape_; }

private:
    // in the order of DistributionKind
    using Shape = std::variant<detail::FixedShape, detail::UniformShape, detail::TriangularShape, detail::PertShape,
                               detail::LognormalShape>;

    explicit Distribution(Shape shape) noexcept : shape_(shape) {}

    /// std::visit may throw, for a variant that lost its value; this one cannot lose it.
    template <class Question>
    [[nodiscard]] double ask(Question question) const noexcept
    {
        return std::visit(question, shape_);
    }

    static void check_finite(double value, const char* field)
    {
        if (!std::isfinite(value))
            detail::money_fault(std::string(field) + ": " + detail::money_number(value) + " is not a finite number");
    }
    static void check_ends(double low, double high)
    {
        check_finite(low, "low");
        check_finite(high, "high");
        if (low > high)
            detail::money_fault("high: " + detail::money_number(high) + " is below low, " + detail::money_number(low));
        check_finite(high - low, "high - low");
    }
    static void check_mode(double low, double mode, double high)
    {
        check_ends(low, high);
        check_finite(mode, "mode");
        if (mode < low || mode > high)
            detail::money_fault("mode: " + detail::money_number(mode) + " lies outside low to high, " +
                                detail::money_number(low) + " to " + detail::money_number(high));
    }
    static void check_point(ProbabilityPoint point, const char* field)
    {
        if (!(point.probability > 0.0 && point.probability < 1.0))
            detail::money_fault(std::string(field) + ".probability: " + detail::money_number(point.probability) +
                                " is not between 0 and 1");
        if (!std::isfinite(point.value) || point.value <= 0.0)
            detail::money_fault(std::string(field) + ".value: " + detail::money_number(point.value) +
                                " is not a number above 0");
    }

    Shape shape_;
};

}  // namespace v0
}  // namespace picket

#endif
