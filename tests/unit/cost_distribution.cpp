// SPDX-License-Identifier: MIT
// Distributions against closed forms and against values computed to 40 digits.
#include <picket/cost/distribution.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace picket;
using Catch::Matchers::WithinRel;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("fixed, uniform, triangular: closed forms")
{
    const Distribution fixed = Distribution::fixed(3.0);
    CHECK(fixed.kind() == DistributionKind::fixed);
    CHECK(fixed.mean() == 3.0);
    CHECK(fixed.variance() == 0.0);
    CHECK(fixed.cdf(2.999) == 0.0);
    CHECK(fixed.cdf(3.0) == 1.0);
    CHECK(fixed.quantile(0.2) == 3.0);

    const Distribution uniform = Distribution::uniform(2.0, 6.0);
    CHECK(uniform.mean() == 4.0);
    CHECK_THAT(uniform.variance(), WithinRel(16.0 / 12.0, 1e-15));
    CHECK(uniform.cdf(3.0) == 0.25);
    CHECK(uniform.quantile(0.25) == 3.0);
    CHECK(uniform.quantile(0.75) == 5.0);

    // triangle 1, 3, 7: the mode is at (3-1)/(7-1) = 1/3; below it (x-1)^2/12, above it 1 - (7-x)^2/24
    const Distribution triangle = Distribution::triangular(1.0, 3.0, 7.0);
    CHECK_THAT(triangle.mean(), WithinRel(11.0 / 3.0, 1e-15));
    CHECK_THAT(triangle.variance(), WithinRel((1.0 + 9.0 + 49.0 - 3.0 - 7.0 - 21.0) / 18.0, 1e-15));
    CHECK_THAT(triangle.cdf(2.0), WithinRel(1.0 / 12.0, 1e-15));
    CHECK_THAT(triangle.cdf(3.0), WithinRel(1.0 / 3.0, 1e-15));
    CHECK_THAT(triangle.cdf(5.0), WithinRel(20.0 / 24.0, 1e-15));
    CHECK_THAT(triangle.quantile(1.0 / 12.0), WithinRel(2.0, 1e-15));
    CHECK_THAT(triangle.quantile(20.0 / 24.0), WithinRel(5.0, 1e-15));
    // an end is the mode
    CHECK(Distribution::triangular(0.0, 0.0, 1.0).quantile(0.75) == 0.5);
    CHECK(Distribution::triangular(0.0, 0.0, 1.0).cdf(0.5) == 0.75);
    CHECK(Distribution::triangular(0.0, 1.0, 1.0).quantile(0.25) == 0.5);
    CHECK(Distribution::triangular(0.0, 1.0, 1.0).cdf(0.5) == 0.25);
}

TEST_CASE("PERT: the shapes that are polynomials")
{
    // mode in the middle: a = b = 3, cdf 10 x^3 - 15 x^4 + 6 x^5; at the low end: a = 1, b = 5, cdf 1 - (1-x)^5;
    // at a quarter: a = 2, b = 4, cdf 10 x^2 - 20 x^3 + 15 x^4 - 4 x^5
    const Distribution middle = Distribution::pert(0.0, 0.5, 1.0);
    const Distribution low = Distribution::pert(0.0, 0.0, 1.0);
    const Distribution high = Distribution::pert(0.0, 1.0, 1.0);
    const Distribution quarter = Distribution::pert(0.0, 0.25, 1.0);
    for (const double x : {1e-6, 0.01, 0.1, 0.25, 0.3, 0.5, 0.55, 0.7, 0.9, 0.99}) {
        CAPTURE(x);
        // 1e-14: a few roundings of powers and gamma functions
        CHECK_THAT(middle.cdf(x), WithinRel(x * x * x * (10.0 - 15.0 * x + 6.0 * x * x), 1e-14));
        CHECK_THAT(low.cdf(x), WithinRel(-std::expm1(5.0 * std::log1p(-x)), 1e-14));
        CHECK_THAT(high.cdf(x), WithinRel(std::pow(x, 5), 1e-14));
        CHECK_THAT(quarter.cdf(x), WithinRel(x * x * (10.0 - 20.0 * x + 15.0 * x * x - 4.0 * x * x * x), 1e-14));
        CHECK_THAT(high.quantile(std::pow(x, 5)), WithinRel(x, 1e-14));
    }
    for (const double p : {1e-300, 1e-12, 0.01, 0.3, 0.5, 0.6, 0.99}) {
        CAPTURE(p);
        CHECK_THAT(low.quantile(p), WithinRel(-std::expm1(std::log1p(-p) / 5.0), 1e-14));
        CHECK_THAT(high.quantile(p), WithinRel(std::pow(p, 0.2), 1e-14));
    }
    // (low + 4 mode + high) / 6, and (mean - low)(high - mean) / 7
    const Distribution price = Distribution::pert(3000.0, 4000.0, 5500.0);
    CHECK_THAT(price.mean(), WithinRel(24500.0 / 6.0, 1e-15));
    CHECK_THAT(price.variance(), WithinRel((price.mean() - 3000.0) * (5500.0 - price.mean()) / 7.0, 1e-14));
    CHECK(price.lower() == 3000.0);
    CHECK(price.upper() == 5500.0);
}

TEST_CASE("PERT: quantiles computed to 40 digits (mpmath, regularised incomplete beta, bisection)")
{
    struct Row {
        double mode, p, x, from_upper;
    };
    const std::vector<Row> rows{
        {0.125, 1e-12, 2.55113126872553075e-9, 0.999999997448868731},
        {0.125, 1e-3, 0.00256029566691704715, 0.997439704333082953},
        {0.125, 0.05, 0.0364472680453888464, 0.963552731954611154},
        {0.125, 0.5, 0.221119894922727285, 0.778880105077272715},
        {0.125, 0.9, 0.483903198569420917, 0.516096801430579083},
        {0.125, 0.999, 0.822504145499009199, 0.177495854500990801},
        {0.375, 1e-12, 6.10366039595740666e-6, 0.999993896339604043},
        {0.375, 0.05, 0.127775599483596266, 0.872224400516403734},
        {0.375, 0.5, 0.406844940893193894, 0.593155059106806106},
        {0.375, 0.999, 0.920480752123762133, 0.0795192478762378672},
        {0.5, 1e-12, 0.0000464169656084763247, 0.999953583034391524},
        {0.5, 0.9, 0.753363546711533429, 0.246636453288466571},
        {0.75, 1e-12, 0.000668829789590905635, 0.999331170210409094},
        {0.75, 0.05, 0.342591681998861304, 0.657408318001138696},
        {0.75, 0.999, 0.989898212116262243, 0.0101017878837377574},
        {0.9375, 1e-3, 0.211527083458104421, 0.788472916541895579},
        {0.9375, 0.5, 0.824929395868033494, 0.175070604131966506},
        {0.9375, 0.9, 0.961657395781100872, 0.0383426042188991276},
        {0.9375, 0.999, 0.999095325364145568, 0.000904674635854431507},
    };
    for (const Row& row : rows) {
        CAPTURE(row.mode, row.p);
        const Distribution unit = Distribution::pert(0.0, row.mode, 1.0);
        CHECK_THAT(unit.quantile(row.p), WithinRel(row.x, 2e-14));
        CHECK_THAT(unit.cdf(row.x), WithinRel(row.p, 2e-14));
        // from the upper end: on [-1, 0] the value is the distance to it. 1 - p of p = 0.999 is known to 1e-13 of
        // itself
        CHECK_THAT(Distribution::pert(-1.0, row.mode - 1.0, 0.0).quantile(row.p), WithinRel(-row.from_upper, 1e-13));
    }
}

TEST_CASE("lognormal from two quantiles")
{
    const Distribution price = Distribution::lognormal({0.05, 7000.0}, {0.95, 100000.0});
    // z(0.95) = 1.6448536269514722: mu and sigma are the middle of the logarithms and their half width over z
    const double mu = 0.5 * (std::log(7000.0) + std::log(100000.0));
    const double sigma = 0.5 * std::log(100.0 / 7.0) / 1.6448536269514722;
    CHECK_THAT(price.quantile(0.05), WithinRel(7000.0, 1e-14));
    CHECK_THAT(price.quantile(0.95), WithinRel(100000.0, 1e-14));
    CHECK_THAT(price.quantile(0.5), WithinRel(std::sqrt(7000.0 * 100000.0), 1e-14));
    CHECK_THAT(price.mean(), WithinRel(std::exp(mu + 0.5 * sigma * sigma), 1e-14));
    CHECK_THAT(price.variance(),
               WithinRel((std::exp(sigma * sigma) - 1.0) * std::exp(2.0 * mu + sigma * sigma), 1e-13));
    CHECK_THAT(price.cdf(7000.0), WithinRel(0.05, 1e-13));
    CHECK(price.cdf(0.0) == 0.0);
    CHECK(price.cdf(-1.0) == 0.0);
    CHECK(price.lower() == 0.0);
    CHECK(price.upper() == infinity);
    CHECK(price.quantile(1.0) == infinity);
    CHECK(price.quantile(0.0) == 0.0);
}

TEST_CASE("normal quantiles computed to 40 digits")
{
    struct Row {
        double p, z;
    };
    const std::vector<Row> rows{{1e-300, -37.0470962993611992}, {1e-20, -9.26234008979840758},
                                {1e-5, -4.26489079392282461},   {0.01, -2.32634787404084109},
                                {0.05, -1.64485362695147269},   {0.3, -0.524400512708040816},
                                {0.75, 0.674489750196081743},   {0.925, 1.43953147093845623},
                                {0.975, 1.95996398454005386},   {0.99999, 4.26489079392384077}};
    for (const Row& row : rows) {
        CAPTURE(row.p);
        CHECK_THAT(detail::standard_normal_quantile(row.p), WithinRel(row.z, 1e-15));
        // a relative error e of z becomes e z^2 of the probability
        CHECK_THAT(detail::normal_below(row.z), WithinRel(row.p, 1e-15 * (4.0 + row.z * row.z)));
    }
    CHECK(detail::standard_normal_quantile(0.5) == 0.0);
    CHECK(detail::standard_normal_quantile(0.0) == -infinity);
    CHECK(detail::standard_normal_quantile(1.0) == infinity);
}

TEST_CASE("outside and not a number")
{
    for (const Distribution& one :
         {Distribution::fixed(1.0), Distribution::uniform(1.0, 2.0), Distribution::triangular(1.0, 1.5, 2.0),
          Distribution::pert(1.0, 1.2, 2.0), Distribution::lognormal({0.1, 1.0}, {0.9, 2.0})}) {
        CAPTURE(to_string(one.kind()));
        CHECK(std::isnan(one.cdf(nan_value)));
        CHECK(std::isnan(one.quantile(nan_value)));
        CHECK(std::isnan(one.quantile(-0.1)));
        CHECK(std::isnan(one.quantile(1.1)));
        CHECK(one.cdf(-infinity) == 0.0);
        CHECK(one.cdf(infinity) == 1.0);
        CHECK(one.quantile(0.0) == one.lower());
        CHECK(one.quantile(1.0) == one.upper());
        CHECK(one == one.scaled(1.0));
        CHECK(one != one.scaled(2.0));
    }
    CHECK(std::string(to_string(DistributionKind::pert)) == "pert");
}

TEST_CASE("equal ends are a fixed value; what is no distribution is refused by the field")
{
    CHECK(Distribution::uniform(2.0, 2.0) == Distribution::fixed(2.0));
    CHECK(Distribution::triangular(2.0, 2.0, 2.0) == Distribution::fixed(2.0));
    CHECK(Distribution::pert(2.0, 2.0, 2.0) == Distribution::fixed(2.0));
    CHECK(refusal_of<DomainError>([] { return Distribution::fixed(infinity); }) == "value: inf is not a finite number");
    CHECK(refusal_of<DomainError>([] { return Distribution::uniform(3.0, 2.0); }) == "high: 2 is below low, 3");
    CHECK(refusal_of<DomainError>([] { return Distribution::uniform(0.0, nan_value); }).starts_with("high: "));
    CHECK(refusal_of<DomainError>([] { return Distribution::uniform(-1.5e308, 1.5e308); }) ==
          "high - low: inf is not a finite number");
    CHECK(refusal_of<DomainError>([] { return Distribution::pert(6.0, 5.0, 9.0); }) ==
          "mode: 5 lies outside low to high, 6 to 9");
    CHECK(refusal_of<DomainError>([] { return Distribution::triangular(6.0, 9.5, 9.0); }) ==
          "mode: 9.5 lies outside low to high, 6 to 9");
    CHECK(refusal_of<DomainError>([] { return Distribution::triangular(6.0, nan_value, 9.0); }).starts_with("mode: "));
    CHECK(refusal_of<DomainError>([] {
              return Distribution::lognormal({0.0, 1.0}, {0.9, 2.0});
          }) == "a.probability: 0 is not between 0 and 1");
    CHECK(refusal_of<DomainError>([] {
              return Distribution::lognormal({0.1, 1.0}, {1.0, 2.0});
          }) == "b.probability: 1 is not between 0 and 1");
    CHECK(refusal_of<DomainError>([] {
              return Distribution::lognormal({0.1, -1.0}, {0.9, 2.0});
          }) == "a.value: -1 is not a number above 0");
    CHECK(refusal_of<DomainError>([] {
              return Distribution::lognormal({0.9, 1.0}, {0.1, 2.0});
          }) == "b.probability: 0.1 is not above 0.9, the first");
    CHECK(refusal_of<DomainError>([] {
              return Distribution::lognormal({0.1, 2.0}, {0.9, 2.0});
          }) == "b.value: 2 is not above 2, the first");
    CHECK(refusal_of<DomainError>([] {
              return Distribution::lognormal({0.05, 1e-200}, {0.95, 1e200});
          }) == "b.value: 1e+200 is so far from 1e-200 that the mean or the variance is beyond all doubles");
    CHECK(refusal_of<DomainError>([] { return Distribution::uniform(1.0, 2.0).scaled(0.0); }) ==
          "factor: 0 is not a number above 0");
    CHECK(refusal_of<DomainError>([] { return Distribution::uniform(1e300, 2e300).scaled(1e10); }) ==
          "factor: 10000000000 leaves no double between the ends");
}

TEST_CASE("a distribution times a factor")
{
    for (const Distribution& one :
         {Distribution::fixed(3.0), Distribution::uniform(1.0, 2.0), Distribution::triangular(1.0, 1.5, 2.0),
          Distribution::pert(1.0, 1.2, 2.0), Distribution::lognormal({0.1, 1.0}, {0.9, 2.0})}) {
        const Distribution scaled = one.scaled(1.25);
        CAPTURE(to_string(one.kind()));
        CHECK(scaled.kind() == one.kind());
        CHECK_THAT(scaled.mean(), WithinRel(1.25 * one.mean(), 1e-14));
        CHECK_THAT(scaled.variance(), WithinRel(1.25 * 1.25 * one.variance(), 1e-13));
        CHECK_THAT(scaled.quantile(0.3), WithinRel(1.25 * one.quantile(0.3), 1e-14));
    }
}
