// SPDX-License-Identifier: MIT
/// @file
/// A price: how much, of what, in which currency, at the prices of which year, and who says so.
///
/// What is not known stays not known: a price quoted as "6.9 million or more" has a lower end, no upper end, no mean
/// and no distribution. Whoever needs a number must state one.
///
/// Errors  construction and conversion throw DomainError, naming the field; the rest is noexcept but for the Amounts
#ifndef PICKET_COST_PRICE_HPP
#define PICKET_COST_PRICE_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/detail/money_text.hpp>
#include <picket/cost/distribution.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// How far a source is to be trusted, from best to worst.
enum class Confidence {
    a,  ///< a contract, a budget, an official notice: the sum and the number are public
    b,  ///< an official statement, or a body that does this for a living
    c,  ///< press, a maker's claim, one politician's round figure
    d,  ///< estimates that contradict each other
};

[[nodiscard]] constexpr const char* to_string(Confidence confidence) noexcept
{
    switch (confidence) {
        case Confidence::a: return "A";
        case Confidence::b: return "B";
        case Confidence::c: return "C";
        case Confidence::d: return "D";
    }
    return "?";
}

/// Where a price comes from.
struct Provenance {
    std::string source;
    int year = 0;  ///< of whose prices the source speaks, not when it spoke; stays when the price is converted
    Confidence confidence = Confidence::d;
    std::string basis{};                     ///< how the figure came about: `111.9M USD for 255`; may be empty
    std::vector<std::string> conversions{};  ///< what was done to it since, in order: `1.08 USD per EUR, 2024 (ECB)`

    friend bool operator==(const Provenance&, const Provenance&) = default;
};

class Price {
public:
    /// @param quantity   of what it is the price: `unit price`, `cost per hour`
    /// @param quoted     the figure that is quoted most, within the ends of the distribution
    /// @throws DomainError  `quantity: is empty`, `low: -3 is below 0`, `source: is empty: who says so?`,
    ///                      `value: 5 lies outside low to high, 6 to 9`, a year outside 1900 to 2200;
    ///                      `year: 2004 is not price_year, 2025, and conversions is empty: what led across?`
    Price(std::string quantity, CurrencyCode currency, int price_year, Distribution distribution, Provenance provenance,
          std::optional<double> quoted = {})
        : Price(std::move(quantity), currency, price_year, distribution.lower(), distribution, std::move(provenance),
                quoted)
    {
    }

    /// `low` or more, nobody says how much more.
    [[nodiscard]] static Price at_least(std::string quantity, CurrencyCode currency, int price_year, double low,
                                        Provenance provenance, std::optional<double> quoted = {})
    {
        return Price(std::move(quantity), currency, price_year, low, std::nullopt, std::move(provenance), quoted);
    }

    [[nodiscard]] const std::string& quantity() const noexcept { return quantity_; }
    [[nodiscard]] CurrencyCode currency() const noexcept { return currency_; }
    [[nodiscard]] int price_year() const noexcept { return price_year_; }
    [[nodiscard]] const Provenance& provenance() const noexcept { return provenance_; }

    /// True when the upper end is unknown.
    [[nodiscard]] bool is_open() const noexcept { return !distribution_; }
    /// In currency() of price_year(); empty when the price is open.
    [[nodiscard]] const std::optional<Distribution>& distribution() const noexcept { return distribution_; }

    [[nodiscard]] Amount lower() const { return {low_, currency_, price_year_}; }
    /// Empty when the price is open, and for a lognormal, which has no upper end.
    [[nodiscard]] std::optional<Amount> upper() const
    {
        if (!distribution_ || !std::isfinite(distribution_->upper())) return std::nullopt;
        return Amount(distribution_->upper(), currency_, price_year_);
    }
    [[nodiscard]] std::optional<Amount> quoted() const
    {
        if (!quoted_) return std::nullopt;
        return Amount(*quoted_, currency_, price_year_);
    }
    /// Empty when the price is open.
    [[nodiscard]] std::optional<Amount> mean() const
    {
        if (!distribution_) return std::nullopt;
        return Amount(distribution_->mean(), currency_, price_year_);
    }

    /// The price in another currency; its provenance says so.
    ///
    /// @throws DomainError  when the rate is for another currency or year
    [[nodiscard]] Price exchanged(const ExchangeRate& rate) const
    {
        return times(rate.factor(currency_, price_year_), rate.to(), price_year_, rate.text());
    }

    /// The price at the prices of another year; its provenance says so.
    ///
    /// @throws DomainError  when the deflator is of another currency or lacks a year
    [[nodiscard]] Price restated(const Deflator& deflator, int to_year) const
    {
        const double factor = deflator.factor(currency_, price_year_, to_year);
        return times(factor, currency_, to_year,
                     "prices of " + std::to_string(price_year_) + " to those of " + std::to_string(to_year) +
                         ", times " + detail::money_number(factor) + " (" + deflator.source() + ')');
    }

    friend bool operator==(const Price&, const Price&) = default;

private:
    Price(std::string quantity, CurrencyCode currency, int price_year, double low,
          std::optional<Distribution> distribution, Provenance provenance, std::optional<double> quoted)
        : quantity_(std::move(quantity)),
          currency_(currency),
          price_year_(price_year),
          low_(low),
          distribution_(std::move(distribution)),
          quoted_(quoted),
          provenance_(std::move(provenance))
    {
        if (quantity_.empty()) detail::money_fault("quantity: is empty: of what is it the price?");
        detail::check_price_year(price_year_, "price_year");
        if (!std::isfinite(low_)) detail::money_fault("low: " + detail::money_number(low_) + " is not an amount");
        if (low_ < 0.0) detail::money_fault("low: " + detail::money_number(low_) + " is below 0");
        if (quoted_ && (!std::isfinite(*quoted_) || *quoted_ < low_))
            detail::money_fault("value: " + detail::money_number(*quoted_) + " is not a number from low, " +
                                detail::money_number(low_));
        if (quoted_ && distribution_ && *quoted_ > distribution_->upper())
            detail::money_fault("value: " + detail::money_number(*quoted_) + " lies outside low to high, " +
                                detail::money_number(low_) + " to " + detail::money_number(distribution_->upper()));
        if (provenance_.source.empty()) detail::money_fault("source: is empty: who says so?");
        detail::check_price_year(provenance_.year, "year");
        if (provenance_.year != price_year_ && provenance_.conversions.empty())
            detail::money_fault("year: " + std::to_string(provenance_.year) + " is not price_year, " +
                                std::to_string(price_year_) + ", and conversions is empty: what led across?");
    }

    [[nodiscard]] Price times(double factor, CurrencyCode currency, int price_year, std::string how) const
    {
        Provenance provenance = provenance_;
        provenance.conversions.push_back(std::move(how));
        std::optional<double> quoted = quoted_;
        if (quoted) *quoted *= factor;
        std::optional<Distribution> distribution;
        if (distribution_) distribution = distribution_->scaled(factor);
        return Price(quantity_, currency, price_year, low_ * factor, std::move(distribution), std::move(provenance),
                     quoted);
    }

    std::string quantity_;
    CurrencyCode currency_;
    int price_year_;
    double low_;
    std::optional<Distribution> distribution_;
    std::optional<double> quoted_;
    Provenance provenance_;
};

/// A line of a price list.
struct PricedItem {
    std::string item;  ///< `AIM-9X`; unique in its list
    std::string role;  ///< `threat`, `interceptor`, `flying hour`: free text
    Price price;

    friend bool operator==(const PricedItem&, const PricedItem&) = default;
};

/// @return the price of the item of exactly that name; null when there is none
/// The list must live on: `find_price(read_prices_json(path), ...)` does not compile.
[[nodiscard]] inline const Price* find_price(const std::vector<PricedItem>& list, std::string_view item) noexcept
{
    for (const PricedItem& one : list) {
        if (one.item == item) return &one.price;
    }
    return nullptr;
}
const Price* find_price(const std::vector<PricedItem>&& list, std::string_view item) = delete;

}  // namespace v0
}  // namespace picket

#endif
