// SPDX-License-Identifier: MIT
// Amounts: what adds, what does not and how it says so; rates and deflators.
#include <picket/cost/amount.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <compare>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace picket;
using Catch::Matchers::WithinRel;

namespace {

constexpr CurrencyCode usd{"USD"};
constexpr CurrencyCode eur{"EUR"};

}  // namespace

TEST_CASE("a currency code is three capital letters")
{
    CHECK(CurrencyCode("SEK").text() == "SEK");
    CHECK(CurrencyOf<currency::uah>::code.text() == "UAH");
    CHECK(usd != eur);
    for (const std::string_view bad : {"", "EU", "EURO", "eur", "E R", "1SD"})
        CHECK(refusal_of<DomainError>([&] { return CurrencyCode(bad); }) ==
              '"' + std::string(bad) + "\" is not a currency code of three capital letters (ISO 4217)");
    // what comes from a file does not break the message's line
    CHECK(refusal_of<DomainError>([] { return CurrencyCode("a\nb"); }).starts_with("\"a?b\" is not"));
}

TEST_CASE("amounts of one currency and year add, compare and divide")
{
    const Amount a(2.5, eur, 2024);
    const Amount b(Eur{1.5}, 2024);
    CHECK((a + b) == Amount(4.0, eur, 2024));
    CHECK((a - b).value() == 1.0);
    CHECK((-a).value() == -2.5);
    CHECK((2.0 * a * 3.0 / 5.0).value() == 3.0);
    CHECK(a / b == 2.5 / 1.5);
    CHECK(b < a);
    CHECK(a >= Amount(2.5, eur, 2024));
    // what is an amount stays one
    CHECK_THROWS_AS(a * std::numeric_limits<double>::quiet_NaN(), DomainError);
    CHECK_THROWS_AS(a / 0.0, DomainError);
    CHECK_THROWS_AS(Amount(1e308, eur, 2024) + Amount(1e308, eur, 2024), DomainError);
    CHECK(a.text() == "2.5 EUR of 2024");
    CHECK(Amount(1e9, usd, 2025).text() == "1000000000 USD of 2025");
    CHECK(Amount(1e300, usd, 2025).text() == "1e+300 USD of 2025");
    CHECK(a.in<currency::eur>(2024) == Eur{2.5});
}

TEST_CASE("amounts of two currencies or years do not mix, and the error names both")
{
    const Amount a(2.5, eur, 2024);
    const Amount other_currency(3.0, usd, 2024);
    const Amount other_year(3.0, eur, 2025);
    const std::string how = ": an ExchangeRate or a Deflator leads from one to the other";
    CHECK(refusal_of<DomainError>([&] { return a + other_currency; }) ==
          "2.5 EUR of 2024 and 3 USD of 2024 do not mix" + how);
    CHECK(refusal_of<DomainError>([&] { return a - other_year; }) ==
          "2.5 EUR of 2024 and 3 EUR of 2025 do not mix" + how);
    CHECK(refusal_of<DomainError>([&] { return a / other_year; }) ==
          "2.5 EUR of 2024 and 3 EUR of 2025 do not mix" + how);
    CHECK(refusal_of<DomainError>([&] { return a < other_currency; }) ==
          "2.5 EUR of 2024 and 3 USD of 2024 do not mix" + how);
    CHECK(refusal_of<DomainError>([&] { return a.in<currency::usd>(2024); }) ==
          "2.5 EUR of 2024 is not in USD of 2024" + how);
    CHECK(refusal_of<DomainError>([&] { return a.in<currency::eur>(2025); }) ==
          "2.5 EUR of 2024 is not in EUR of 2025" + how);
    CHECK(a != other_currency);
    CHECK(a != Amount(2.5, eur, 2025));
    // a sum that failed is as it was
    Amount sum = a;
    CHECK_THROWS_AS(sum += other_year, DomainError);
    CHECK(sum == a);
}

TEST_CASE("an amount that is none is refused")
{
    CHECK(refusal_of<DomainError>([] { return Amount(1.0, usd, 25); }) ==
          "price_year: 25 is not a year from 1900 to 2200");
    CHECK(refusal_of<DomainError>([] { return Amount(1.0, usd, 2201); }) ==
          "price_year: 2201 is not a year from 1900 to 2200");
    CHECK(refusal_of<DomainError>([] { return Amount(std::numeric_limits<double>::infinity(), usd, 2025); }) ==
          "value: inf is not an amount");
    CHECK(refusal_of<DomainError>([] {
              return Amount(std::numeric_limits<double>::quiet_NaN(), usd, 2025);
          }).ends_with("nan is not an amount"));
}

TEST_CASE("an exchange rate converts its own currency of its own year, and nothing else")
{
    const ExchangeRate rate({.from = eur, .to = usd, .to_per_from = 1.25, .year = 2024, .source = "invented"});
    CHECK(exchange(Amount(4.0, eur, 2024), rate) == Amount(5.0, usd, 2024));
    CHECK(exchange(Amount(5.0, usd, 2024), rate.inverse()) == Amount(4.0, eur, 2024));
    CHECK(rate.text() == "1.25 USD per EUR, 2024 (invented)");
    CHECK(refusal_of<DomainError>([&] { return exchange(Amount(4.0, usd, 2024), rate); }) ==
          "a rate of 1.25 USD per EUR, 2024 (invented) does not convert USD of 2024");
    CHECK(
        refusal_of<DomainError>([&] { return exchange(Amount(4.0, eur, 2023), rate); }) ==
        "a rate of 1.25 USD per EUR, 2024 (invented) does not convert EUR of 2023: a Deflator leads from year to year");

    const auto made = [](ExchangeRateSpec spec) { return refusal_of<DomainError>([&] { return ExchangeRate(spec); }); };
    CHECK(made({eur, usd, 0.0, 2024, "s"}) == "to_per_from: 0 is not a number above 0");
    CHECK(made({eur, usd, -1.0, 2024, "s"}) == "to_per_from: -1 is not a number above 0");
    CHECK(made({eur, usd, std::numeric_limits<double>::quiet_NaN(), 2024, "s"}).starts_with("to_per_from: "));
    CHECK(made({eur, eur, 1.0, 2024, "s"}) == "to: EUR is the currency to convert from, too");
    CHECK(made({eur, usd, 1.0, 24, "s"}) == "year: 24 is not a year from 1900 to 2200");
    CHECK(made({eur, usd, 1.0, 2024, ""}) == "source: is empty: who says so?");
    CHECK(made({eur, usd, 1.0, 2024, "s", "2024-02-29"}) == "accepted");
    for (const char* bad : {"2023-02-28", "2024-02-30", "2024-13-01", "2024-00-01", "2024-04-31", "2024-1-1",
                            "2024/01/01", "2024-01-00", "20240101xx"})
        CHECK(made({eur, usd, 1.0, 2024, "s", bad}) == "date: is not a day of 2024 as YYYY-MM-DD");
    CHECK(ExchangeRate({eur, usd, 1.17, 2025, "s", "2025-09-10"}).text() == "1.17 USD per EUR, 2025-09-10 (s)");
}

TEST_CASE("a deflator restates its own currency between its own years")
{
    const Deflator prices(eur, {{2025, 125.0}, {2010, 100.0}, {2024, 120.0}}, "invented index");
    CHECK(restate(Amount(80.0, eur, 2010), prices, 2025) == Amount(100.0, eur, 2025));
    CHECK(restate(Amount(100.0, eur, 2025), prices, 2010) == Amount(80.0, eur, 2010));
    CHECK(refusal_of<DomainError>([&] { return restate(Amount(1.0, usd, 2010), prices, 2025); }) ==
          "the deflator of EUR (invented index) does not restate USD");
    CHECK(refusal_of<DomainError>([&] { return restate(Amount(1.0, eur, 2010), prices, 2026); }) ==
          "the deflator of EUR (invented index) has no 2026; its years lie from 2010 to 2025");
    CHECK(refusal_of<DomainError>([&] { return restate(Amount(1.0, eur, 2011), prices, 2025); }) ==
          "the deflator of EUR (invented index) has no 2011; its years lie from 2010 to 2025");
    CHECK(refusal_of<DomainError>([] { return Deflator(eur, {}, "s"); }) == "index: is empty");
    CHECK(refusal_of<DomainError>([] { return Deflator(eur, {{2020, 1.0}}, ""); }) == "source: is empty: who says so?");
    CHECK(refusal_of<DomainError>([] {
              return Deflator(eur, {{2020, 1.0}, {2020, 2.0}}, "s");
          }) == "index[1].year: 2020 occurs twice");
    CHECK(refusal_of<DomainError>([] {
              return Deflator(eur, {{2020, 0.0}}, "s");
          }) == "index[0].index: 0 is not a number above 0");
    CHECK(refusal_of<DomainError>([] {
              return Deflator(eur, {{20, 1.0}}, "s");
          }) == "index[0].year: 20 is not a year from 1900 to 2200");
}
