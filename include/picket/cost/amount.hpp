// SPDX-License-Identifier: MIT
/// @file
/// Amounts of money with a currency and a price year, and the two objects that lead from one to another.
///
/// Two kinds of amount, because two kinds of caller:
/// - Money<Currency> (units.hpp): the currency is a type. Two currencies do not add, and that is a compile error.
/// - Amount: currency and year are values, for they come from files. Two that differ do not add, and that is a
///   DomainError that names both.
/// The price year is a value always: years are looped over. Money<C> has none, so an Amount becomes one only by
/// naming the year, `amount.in<currency::usd>(2025)`, and back, `Amount(Usd{5.0}, 2025)`.
///
/// ExchangeRate leads from one currency to another in one year, Deflator from one year to another in one currency.
/// There is no third way. docs/explain/money.md
///
/// Errors   DomainError where said; the rest is noexcept
#ifndef PICKET_COST_AMOUNT_HPP
#define PICKET_COST_AMOUNT_HPP

#include <picket/cost/detail/money_text.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// A currency by its three capital letters (ISO 4217): `CurrencyCode("EUR")`. The shape is checked, not the list, which
/// changes: a code that nobody else uses meets no other amount.
class CurrencyCode {
public:
    /// @throws DomainError  `"Euro" is not a currency code of three capital letters (ISO 4217)`
    constexpr explicit CurrencyCode(std::string_view code)
    {
        bool good = code.size() == letters_.size();
        for (std::size_t i = 0; good && i < letters_.size(); ++i) {
            good = code[i] >= 'A' && code[i] <= 'Z';
            letters_[i] = code[i];
        }
        if (!good) refuse(code);
    }

    [[nodiscard]] constexpr std::string_view text() const noexcept { return {letters_.data(), letters_.size()}; }
    friend constexpr auto operator<=>(const CurrencyCode& a, const CurrencyCode& b) noexcept = default;

private:
    [[noreturn, gnu::cold, gnu::noinline]] static void refuse(std::string_view code)
    {
        std::string shown(code.substr(0, 40));
        for (char& c : shown) {
            if (c < ' ' || c > '~') c = '?';
        }
        detail::money_fault('"' + shown + "\" is not a currency code of three capital letters (ISO 4217)");
    }

    std::array<char, 3> letters_{};
};

/// The code of a currency that is a type. Specialise for your own: `static constexpr CurrencyCode code{"SEK"};`.
template <class Currency>
struct CurrencyOf;
template <>
struct CurrencyOf<currency::usd> {
    static constexpr CurrencyCode code{"USD"};
};
template <>
struct CurrencyOf<currency::eur> {
    static constexpr CurrencyCode code{"EUR"};
};
template <>
struct CurrencyOf<currency::gbp> {
    static constexpr CurrencyCode code{"GBP"};
};
template <>
struct CurrencyOf<currency::pln> {
    static constexpr CurrencyCode code{"PLN"};
};
template <>
struct CurrencyOf<currency::uah> {
    static constexpr CurrencyCode code{"UAH"};
};

namespace detail {

/// @throws DomainError  `price_year: 25 is not a year from 1900 to 2200`
inline void check_price_year(int year, const char* field)
{
    if (year < 1900 || year > 2200)
        money_fault(std::string(field) + ": " + std::to_string(year) + " is not a year from 1900 to 2200");
}

}  // namespace detail

/// So much in one currency at the prices of one year. May be negative (a saving).
class Amount {
public:
    /// @throws DomainError  a value that is not finite, a year outside 1900 to 2200
    Amount(double value, CurrencyCode currency, int price_year)
        : value_(value), currency_(currency), price_year_(price_year)
    {
        if (!std::isfinite(value)) detail::money_fault("value: " + detail::money_number(value) + " is not an amount");
        detail::check_price_year(price_year, "price_year");
    }
    template <class Currency>
    Amount(Money<Currency> money, int price_year) : Amount(money.value(), CurrencyOf<Currency>::code, price_year)
    {
    }

    [[nodiscard]] double value() const noexcept { return value_; }
    [[nodiscard]] CurrencyCode currency() const noexcept { return currency_; }
    [[nodiscard]] int price_year() const noexcept { return price_year_; }

    /// The amount as Money of a currency that is a type; the caller says which year the sum is in.
    ///
    /// @throws DomainError  when the amount is in another currency or of another year
    template <class Currency>
    [[nodiscard]] Money<Currency> in(int price_year) const
    {
        const CurrencyCode wanted = CurrencyOf<Currency>::code;
        if (wanted != currency_ || price_year != price_year_)
            detail::money_fault(text() + " is not in " + std::string(wanted.text()) + " of " +
                                std::to_string(price_year) + how);
        return Money<Currency>{value_};
    }

    /// `2.5 EUR of 2024`.
    [[nodiscard]] std::string text() const
    {
        return detail::money_number(value_) + ' ' + std::string(currency_.text()) + " of " +
               std::to_string(price_year_);
    }

    /// @name Sums, differences, comparisons, shares
    /// @throws DomainError  `2.5 EUR of 2024 and 3 USD of 2025 do not mix: ...`; a result that is not finite
    /// @{
    Amount& operator+=(const Amount& other)
    {
        check_like(other);
        return become(value_ + other.value_);
    }
    Amount& operator-=(const Amount& other)
    {
        check_like(other);
        return become(value_ - other.value_);
    }
    friend Amount operator+(Amount a, const Amount& b) { return a += b; }
    friend Amount operator-(Amount a, const Amount& b) { return a -= b; }
    /// How many of `b` make up `a`.
    friend double operator/(const Amount& a, const Amount& b)
    {
        a.check_like(b);
        return a.value_ / b.value_;
    }
    friend std::partial_ordering operator<=>(const Amount& a, const Amount& b)
    {
        a.check_like(b);
        return a.value_ <=> b.value_;
    }
    Amount& operator*=(double factor) { return become(value_ * factor); }
    Amount& operator/=(double divisor) { return become(value_ / divisor); }
    friend Amount operator*(Amount a, double factor) { return a *= factor; }
    friend Amount operator*(double factor, Amount a) { return a *= factor; }
    friend Amount operator/(Amount a, double divisor) { return a /= divisor; }
    friend Amount operator-(Amount a) { return a *= -1.0; }
    /// @}

    /// The same value, currency and year. False, not an error, where those differ: that is what containers ask.
    friend bool operator==(const Amount& a, const Amount& b) noexcept = default;

private:
    static constexpr const char* how = ": an ExchangeRate or a Deflator leads from one to the other";

    Amount& become(double value) { return *this = Amount(value, currency_, price_year_); }

    void check_like(const Amount& other) const
    {
        if (currency_ != other.currency_ || price_year_ != other.price_year_)
            detail::money_fault(text() + " and " + other.text() + " do not mix" + how);
    }

    double value_;
    CurrencyCode currency_;
    int price_year_;
};

/// What an exchange rate is made of.
struct ExchangeRateSpec {
    CurrencyCode from;
    CurrencyCode to;
    double to_per_from;  ///< so many `to` for one `from`, above 0
    int year;            ///< of whose prices it speaks: it converts amounts of this year only
    std::string source;  ///< `ECB, average of the year`
    std::string date{};  ///< `2025-09-10` for the rate of a day; empty for an average of the year
};

/// So many of one currency for one of another, in one year.
class ExchangeRate {
public:
    /// @throws DomainError  `to_per_from: 0 is not a number above 0`; equal currencies; no source; a date that is no
    ///                      date or lies in another year
    explicit ExchangeRate(ExchangeRateSpec spec) : spec_(std::move(spec))
    {
        if (!std::isfinite(spec_.to_per_from) || spec_.to_per_from <= 0.0)
            detail::money_fault("to_per_from: " + detail::money_number(spec_.to_per_from) + " is not a number above 0");
        if (spec_.from == spec_.to)
            detail::money_fault("to: " + std::string(spec_.to.text()) + " is the currency to convert from, too");
        detail::check_price_year(spec_.year, "year");
        if (spec_.source.empty()) detail::money_fault("source: is empty: who says so?");
        if (!spec_.date.empty() && !date_in_year())
            detail::money_fault("date: is not a day of " + std::to_string(spec_.year) + " as YYYY-MM-DD");
    }

    [[nodiscard]] CurrencyCode from() const noexcept { return spec_.from; }
    [[nodiscard]] CurrencyCode to() const noexcept { return spec_.to; }
    [[nodiscard]] double to_per_from() const noexcept { return spec_.to_per_from; }
    [[nodiscard]] int year() const noexcept { return spec_.year; }
    [[nodiscard]] const std::string& source() const noexcept { return spec_.source; }
    [[nodiscard]] const std::string& date() const noexcept { return spec_.date; }

    /// The way back. The buying and selling sides of a market are taken as one.
    [[nodiscard]] ExchangeRate inverse() const
    {
        ExchangeRateSpec back = spec_;
        std::swap(back.from, back.to);
        back.to_per_from = 1.0 / spec_.to_per_from;
        return ExchangeRate(std::move(back));
    }

    /// `1.08 USD per EUR, 2024 (ECB)`.
    [[nodiscard]] std::string text() const
    {
        return detail::money_number(spec_.to_per_from) + ' ' + std::string(spec_.to.text()) + " per " +
               std::string(spec_.from.text()) + ", " + (spec_.date.empty() ? std::to_string(spec_.year) : spec_.date) +
               " (" + spec_.source + ')';
    }

    /// What to multiply an amount of that currency and year by.
    ///
    /// @throws DomainError  when it is not this rate's
    [[nodiscard]] double factor(CurrencyCode currency, int price_year) const
    {
        if (currency != spec_.from || price_year != spec_.year)
            detail::money_fault("a rate of " + text() + " does not convert " + std::string(currency.text()) + " of " +
                                std::to_string(price_year) +
                                (currency == spec_.from ? ": a Deflator leads from year to year" : ""));
        return spec_.to_per_from;
    }

private:
    [[nodiscard]] bool date_in_year() const noexcept
    {
        const std::string& d = spec_.date;
        if (d.size() != 10 || d[4] != '-' || d[7] != '-') return false;
        for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
            if (d[i] < '0' || d[i] > '9') return false;
        }
        const auto number = [&](std::size_t at, std::size_t digits) {
            int value = 0;
            for (std::size_t i = at; i < at + digits; ++i) value = 10 * value + (d[i] - '0');
            return value;
        };
        const int year = number(0, 4);
        const int month = number(5, 2);
        const int day = number(8, 2);
        if (year != spec_.year || month < 1 || month > 12) return false;
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        const int last = month == 2                                              ? (leap ? 29 : 28)
                         : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                                 : 31;
        return day >= 1 && day <= last;
    }

    ExchangeRateSpec spec_;
};

/// A price index at one year, on any base.
struct IndexYear {
    int year;
    double index;  ///< above 0
};

/// What the prices of one currency did from year to year. Which index is a choice with consequences (consumer prices,
/// output of the economy, arms): the source says which.
class Deflator {
public:
    /// @throws DomainError  `index: is empty`, `index[2].year: 2021 occurs twice`, `index[0].index: -1 is not a number
    ///                      above 0`; no source
    Deflator(CurrencyCode currency, std::vector<IndexYear> index, std::string source)
        : currency_(currency), index_(std::move(index)), source_(std::move(source))
    {
        if (index_.empty()) detail::money_fault("index: is empty");
        if (source_.empty()) detail::money_fault("source: is empty: who says so?");
        for (std::size_t i = 0; i < index_.size(); ++i) {
            const std::string field = "index[" + std::to_string(i) + ']';
            detail::check_price_year(index_[i].year, (field + ".year").c_str());
            if (!std::isfinite(index_[i].index) || index_[i].index <= 0.0)
                detail::money_fault(field + ".index: " + detail::money_number(index_[i].index) +
                                    " is not a number above 0");
            for (std::size_t k = 0; k < i; ++k) {
                if (index_[k].year == index_[i].year)
                    detail::money_fault(field + ".year: " + std::to_string(index_[i].year) + " occurs twice");
            }
        }
        std::sort(index_.begin(), index_.end(), [](const auto& a, const auto& b) { return a.year < b.year; });
    }

    [[nodiscard]] CurrencyCode currency() const noexcept { return currency_; }
    [[nodiscard]] const std::string& source() const noexcept { return source_; }

    /// What to multiply an amount of one year by to have it at the prices of another.
    ///
    /// @throws DomainError  when the currency is not this deflator's or a year is not in it: nothing is extrapolated
    [[nodiscard]] double factor(CurrencyCode currency, int from_year, int to_year) const
    {
        if (currency != currency_)
            detail::money_fault("the deflator of " + std::string(currency_.text()) + " (" + source_ +
                                ") does not restate " + std::string(currency.text()));
        return at(to_year) / at(from_year);
    }

private:
    [[nodiscard]] double at(int year) const
    {
        for (const IndexYear& one : index_) {
            if (one.year == year) return one.index;
        }
        detail::money_fault("the deflator of " + std::string(currency_.text()) + " (" + source_ + ") has no " +
                            std::to_string(year) + "; its years lie from " + std::to_string(index_.front().year) +
                            " to " + std::to_string(index_.back().year));
    }

    CurrencyCode currency_;
    std::vector<IndexYear> index_;
    std::string source_;
};

/// The amount in the other currency, at the prices of the same year.
///
/// @throws DomainError  when the rate is for another currency or year
[[nodiscard]] inline Amount exchange(const Amount& amount, const ExchangeRate& rate)
{
    return {amount.value() * rate.factor(amount.currency(), amount.price_year()), rate.to(), amount.price_year()};
}

/// The amount at the prices of another year, in the same currency.
///
/// @throws DomainError  when the deflator is of another currency or lacks a year
[[nodiscard]] inline Amount restate(const Amount& amount, const Deflator& deflator, int to_year)
{
    return {amount.value() * deflator.factor(amount.currency(), amount.price_year(), to_year), amount.currency(),
            to_year};
}

}  // namespace v0
}  // namespace picket

#endif
