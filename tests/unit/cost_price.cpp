// SPDX-License-Identifier: MIT
// Prices: what is known, what stays unknown, and what a conversion writes into the provenance.
#include <picket/cost/price.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using Catch::Matchers::WithinRel;

namespace {

constexpr CurrencyCode usd{"USD"};
constexpr CurrencyCode eur{"EUR"};

Provenance said_by(std::string source, int year)
{
    return {.source = std::move(source), .year = year, .confidence = Confidence::b, .basis = "a basis"};
}

Price drone()
{
    return Price("unit price", eur, 2023, Distribution::triangular(3000, 4000, 5000), said_by("someone", 2023), 4000.0);
}

const ExchangeRate rate({.from = eur, .to = usd, .to_per_from = 1.25, .year = 2023, .source = "invented rate"});
const Deflator deflator(usd, {{2023, 100.0}, {2025, 110.0}}, "invented index");

}  // namespace

TEST_CASE("a price with both ends")
{
    const Price price = drone();
    CHECK_FALSE(price.is_open());
    CHECK(price.quantity() == "unit price");
    CHECK(price.lower() == Amount(3000, eur, 2023));
    CHECK(price.upper() == Amount(5000, eur, 2023));
    CHECK(price.quoted() == Amount(4000, eur, 2023));
    CHECK(price.mean() == Amount(4000, eur, 2023));
    CHECK(price.distribution()->kind() == DistributionKind::triangular);
    CHECK(std::string(to_string(price.provenance().confidence)) == "B");
}

TEST_CASE("a price that is open above has no upper end, mean or distribution, and conversions give it none")
{
    const Price price = Price::at_least("unit price", eur, 2023, 6.9e6, said_by("someone", 2023), 7.0e6);
    for (const Price& one : {price, price.exchanged(rate), price.exchanged(rate).restated(deflator, 2025)}) {
        CHECK(one.is_open());
        CHECK_FALSE(one.upper());
        CHECK_FALSE(one.mean());
        CHECK_FALSE(one.distribution());
    }
    CHECK(price.lower() == Amount(6.9e6, eur, 2023));
    CHECK(price.exchanged(rate).lower() == Amount(6.9e6 * 1.25, usd, 2023));
    CHECK(price.exchanged(rate).quoted() == Amount(7.0e6 * 1.25, usd, 2023));
}

TEST_CASE("a converted price says how, and keeps the year its source spoke of")
{
    const Price there = drone().exchanged(rate).restated(deflator, 2025);
    CHECK(there.currency() == usd);
    CHECK(there.price_year() == 2025);
    CHECK_THAT(there.lower().value(), WithinRel(3000 * 1.25 * 1.1, 1e-15));
    CHECK_THAT(there.upper()->value(), WithinRel(5000 * 1.25 * 1.1, 1e-15));
    CHECK_THAT(there.mean()->value(), WithinRel(4000 * 1.25 * 1.1, 1e-15));
    CHECK_THAT(there.quoted()->value(), WithinRel(4000 * 1.25 * 1.1, 1e-15));
    CHECK(there.provenance().source == "someone");
    CHECK(there.provenance().year == 2023);
    CHECK(there.provenance().basis == "a basis");
    CHECK(there.provenance().conversions ==
          std::vector<std::string>{"1.25 USD per EUR, 2023 (invented rate)",
                                   "prices of 2023 to those of 2025, times 1.1 (invented index)"});
    CHECK(drone().provenance().conversions.empty());
}

TEST_CASE("a price is converted by its own rate and deflator only")
{
    CHECK(refusal_of<DomainError>([] {
              return drone().exchanged(rate.inverse());
          }).ends_with("does not convert EUR of 2023"));
    CHECK(refusal_of<DomainError>([] { return drone().restated(deflator, 2025); }) ==
          "the deflator of USD (invented index) does not restate EUR");
    CHECK(refusal_of<DomainError>([] {
              return drone().exchanged(rate).restated(deflator, 2025).exchanged(rate.inverse());
          }).ends_with("does not convert USD of 2025: a Deflator leads from year to year"));
}

TEST_CASE("a lognormal price has no upper end, but a mean")
{
    const Price price("unit price", usd, 2025, Distribution::lognormal({0.05, 7000}, {0.95, 100000}),
                      said_by("someone", 2025));
    CHECK_FALSE(price.is_open());
    CHECK_FALSE(price.upper());
    CHECK(price.mean());
    CHECK(price.lower() == Amount(0, usd, 2025));
    CHECK_FALSE(price.quoted());
}

TEST_CASE("what is no price is refused by the field")
{
    const Distribution fine = Distribution::uniform(6, 9);
    const Provenance source = said_by("someone", 2023);
    CHECK(refusal_of<DomainError>([&] { return Price("", eur, 2023, fine, source); }) ==
          "quantity: is empty: of what is it the price?");
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 23, fine, source); }) ==
          "price_year: 23 is not a year from 1900 to 2200");
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 2023, fine, said_by("", 2023)); }) ==
          "source: is empty: who says so?");
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 2023, fine, said_by("s", 0)); }) ==
          "year: 0 is not a year from 1900 to 2200");
    // a figure of other years' prices comes in by a Deflator, or says what was done
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 2025, fine, said_by("s", 2004)); }) ==
          "year: 2004 is not price_year, 2025, and conversions is empty: what led across?");
    CHECK(refusal_of<DomainError>([&] { return Price::at_least("q", eur, 2025, 6, said_by("s", 2004)); }) ==
          "year: 2004 is not price_year, 2025, and conversions is empty: what led across?");
    Provenance restated_by_hand = said_by("s", 2004);
    restated_by_hand.conversions = {"prices of 2004 to those of 2025, times 1.5 (an office)"};
    CHECK(Price("q", eur, 2025, fine, restated_by_hand).provenance().year == 2004);
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 2023, Distribution::uniform(-3, 9), source); }) ==
          "low: -3 is below 0");
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 2023, fine, source, 10.0); }) ==
          "value: 10 lies outside low to high, 6 to 9");
    CHECK(refusal_of<DomainError>([&] { return Price("q", eur, 2023, fine, source, 5.0); }) ==
          "value: 5 is not a number from low, 6");
    CHECK(refusal_of<DomainError>([&] { return Price::at_least("q", eur, 2023, 6, source, 5.0); }) ==
          "value: 5 is not a number from low, 6");
}

TEST_CASE("an item of a list is found by its name")
{
    const std::vector<PricedItem> list{{"a", "threat", drone()}, {"b", "interceptor", drone().exchanged(rate)}};
    CHECK(find_price(list, "b") == &list[1].price);
    CHECK(find_price(list, "B") == nullptr);
}
