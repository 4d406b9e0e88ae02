// SPDX-License-Identifier: MIT
/// @file
/// So many of this at that price, and so many of the next: what comes together, from what to what?
///
/// A price is one unknown number: a line of 51 at a price from 10 to 30 comes to 510 to 1,530, with no averaging over
/// the 51. Two lines of an equal Price (the same source and all) are of the same unknown: they rise and fall together.
/// Different prices are taken as independent.
#ifndef PICKET_COST_BILL_HPP
#define PICKET_COST_BILL_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/price.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Lines whose `unit` is equal in everything (amounts, quantity, provenance) are of one unknown; `name` does not count.
/// Two assumptions that are alike to the letter are therefore one: give them different texts in Provenance::source or
/// Provenance::basis (`assumption: a pilot's hour`, `assumption: a mechanic's hour`), and they are two.
struct BillLine {
    std::string name{};  ///< for people
    double count = 0.0;  ///< >= 0; need not be whole: hours, minutes, a mean number
    Price unit;          ///< of one
};

/// A sum of counts times prices.
///
/// Guarantees  lower, mean and upper are the sums of those of the lines  [tests/property/cost_days]
/// Errors      the constructor throws DomainError: `lines[2].count: -1 is not a finite number from 0 up`, and where
///             currencies or price years differ
class Bill {
public:
    explicit Bill(std::vector<BillLine> lines) : lines_(std::move(lines))
    {
        if (lines_.empty()) detail::refuse_field("lines", "there is none");
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::string path = detail::field_item("lines", i);
            detail::check_not_negative(path + ".count", lines_[i].count);
            const Price& unit = lines_[i].unit;
            if (unit.currency() != currency() || unit.price_year() != price_year())
                detail::refuse_field(path + ".unit", "in " + std::string(unit.currency().text()) + " of " +
                                                         std::to_string(unit.price_year()) + ", the first one in " +
                                                         std::string(currency().text()) + " of " +
                                                         std::to_string(price_year()) +
                                                         ": an ExchangeRate or a Deflator leads from one to the other");
            const auto same = std::find_if(unknowns_.begin(), unknowns_.end(),
                                           [&](const Unknown& one) { return lines_[one.line].unit == unit; });
            if (same == unknowns_.end()) {
                unknowns_.push_back({i, lines_[i].count});
            } else {
                same->count += lines_[i].count;
            }
        }
        std::erase_if(unknowns_, [](const Unknown& one) { return one.count == 0.0; });
    }

    [[nodiscard]] const std::vector<BillLine>& lines() const noexcept { return lines_; }
    [[nodiscard]] CurrencyCode currency() const noexcept { return lines_.front().unit.currency(); }
    [[nodiscard]] int price_year() const noexcept { return lines_.front().unit.price_year(); }

    /// True when a price that is wanted has an unknown upper end.
    [[nodiscard]] bool is_open() const noexcept
    {
        return std::any_of(unknowns_.begin(), unknowns_.end(), [&](const Unknown& one) { return unit(one).is_open(); });
    }

    /// Every price at its lower end.
    [[nodiscard]] Amount lower() const
    {
        double sum = 0.0;
        for (const Unknown& one : unknowns_) sum += one.count * unit(one).lower().value();
        return amount(sum);
    }
    /// Every price at its upper end; empty where one has none.
    [[nodiscard]] std::optional<Amount> upper() const
    {
        double sum = 0.0;
        for (const Unknown& one : unknowns_) {
            const std::optional<Amount> end = unit(one).upper();
            if (!end) return std::nullopt;
            sum += one.count * end->value();
        }
        return amount(sum);
    }
    /// Empty when the bill is open.
    [[nodiscard]] std::optional<Amount> mean() const
    {
        if (is_open()) return std::nullopt;
        double sum = 0.0;
        for (const Unknown& one : unknowns_) sum += one.count * unit(one).distribution()->mean();
        return amount(sum);
    }
    /// How far prices that are not known spread it. Empty when the bill is open.
    [[nodiscard]] std::optional<Amount> standard_deviation() const
    {
        if (is_open()) return std::nullopt;
        double sum = 0.0;
        for (const Unknown& one : unknowns_) sum += one.count * one.count * unit(one).distribution()->variance();
        return amount(std::sqrt(sum));
    }

    /// A sample: one number of the generator for each different price, in the order of the lines.
    ///
    /// @throws DomainError  when the bill is open: there is nothing to draw from
    template <class Generator>
    [[nodiscard]] Amount sample(Generator& generator) const
    {
        if (is_open()) detail::refuse_field("lines", "one price has no upper end, so the sum has no distribution");
        double sum = 0.0;
        for (const Unknown& one : unknowns_) sum += one.count * unit(one).distribution()->sample(generator);
        return amount(sum);
    }

private:
    struct Unknown {
        std::size_t line;  ///< the first with this price
        double count;      ///< of all lines with it
    };

    [[nodiscard]] const Price& unit(const Unknown& one) const noexcept { return lines_[one.line].unit; }
    [[nodiscard]] Amount amount(double value) const { return {value, currency(), price_year()}; }

    std::vector<BillLine> lines_;
    std::vector<Unknown> unknowns_;
};

}  // namespace v0
}  // namespace picket

#endif
