// SPDX-License-Identifier: MIT
/// @file
/// Money fields of a scenario: a number, an interval, or an item of a price list, brought to the currency and price
/// year of the scenario by what it states, or refused. Not for users.
#ifndef PICKET_IO_DETAIL_SCENARIO_MONEY_HPP
#define PICKET_IO_DETAIL_SCENARIO_MONEY_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/price.hpp>
#include <picket/error.hpp>
#include <picket/io/detail/json_object.hpp>
#include <picket/io/prices_json.hpp>
#include <picket/io/scenario_price.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

inline constexpr std::array<std::string_view, 7> money_keys{
    "low", "value", "high", "distribution", "low_probability", "high_probability", "source"};
inline constexpr std::array<std::string_view, 1> money_item_keys{"item"};
inline constexpr std::array<std::string_view, 6> exchange_rate_keys{"from", "to",   "to_per_from",
                                                                    "year", "date", "source"};
inline constexpr std::array<std::string_view, 3> deflator_keys{"currency", "index", "source"};
inline constexpr std::array<std::string_view, 2> index_year_keys{"year", "index"};

/// What a constructor of the library refuses, at its place in a file: its messages begin with the field.
template <class Make>
[[nodiscard]] auto made_at(const JsonValue& at, const std::string& file, Make make)
{
    try {
        return make();
    } catch (const DomainError& error) {
        parse_failure(file + ": " + at.path() + '.' + error.what());
    }
}

[[nodiscard]] inline int read_year(const JsonValue& value)
{
    const int year = value.whole(1900);
    if (year > 2200) value.fail("is " + described(value.json()) + ", not a year from 1900 to 2200");
    return year;
}

/// Reads the members `currency`, `price_year`, `prices`, `exchange_rates`, `deflators` of a scenario, then its amounts.
class ScenarioMoney {
public:
    /// @param file        what messages call the scenario; to live as long
    /// @param path        where it stands: `prices` is relative to its folder
    /// @param price_list  in place of the `prices` of the scenario, unless empty
    ScenarioMoney(const JsonObject& root, const std::string& file, const std::string& path,
                  const std::string& price_list)
        : file_(file), currency_(read_currency(root.require("currency"))), year_(read_year(root.require("price_year")))
    {
        const std::optional<JsonValue> prices = root.find("prices");
        if (prices) {
            const std::string name = prices->text();
            if (name.empty()) prices->fail("is empty");
            price_list_ = (std::filesystem::path(path).parent_path() / name).string();
        }
        if (!price_list.empty()) price_list_ = price_list;
        if (!price_list_.empty()) list_ = read_prices_json(price_list_);
        if (const auto rates = root.find("exchange_rates")) {
            for (const JsonValue& value : rates->some_items()) rates_.push_back(rate(value));
        }
        if (const auto deflators = root.find("deflators")) {
            for (const JsonValue& value : deflators->some_items()) deflators_.push_back(deflator(value));
        }
    }

    [[nodiscard]] CurrencyCode currency() const noexcept { return currency_; }
    [[nodiscard]] int price_year() const noexcept { return year_; }
    [[nodiscard]] const std::string& price_list() const noexcept { return price_list_; }

    [[nodiscard]] ScenarioPrice read(const JsonValue& value) const
    {
        ScenarioPrice price{value.path(), {}, Distribution::fixed(0.0), {file_, year_, {}, {}, {}}};
        if (value.json().is_number()) {
            price.distribution = Distribution::fixed(value.number(0.0, "0 or more"));
            return price;
        }
        if (!value.json().is_object())
            value.fail("is " + described(value.json()) +
                       ", not an amount: a number, {\"item\": ...} or {\"low\": ..., \"high\": ...}");
        if (value.json().contains("item")) {
            const JsonObject object(value, file_, money_item_keys);
            take_item(price, object.require("item"));
        } else {
            const JsonObject object(value, file_, money_keys);
            const std::optional<Distribution> shape = price_interval(object).distribution;
            if (!shape) object.require("high").fail("is null: what is computed with needs an upper end");
            price.distribution = *shape;
            if (const std::string source = object.text_or_empty("source"); !source.empty())
                price.origin.source = source;
        }
        return price;
    }

private:
    void take_item(ScenarioPrice& price, const JsonValue& value) const
    {
        price.item = value.text();
        if (price_list_.empty())
            value.fail("is " + in_quotes(price.item) + ", but no price list is named by \"prices\"");
        const Price* found = find_price(list_, price.item);
        if (found == nullptr) value.fail(in_quotes(price.item) + " is not in " + printable(price_list_, 400));
        if (found->is_open())
            value.fail(in_quotes(price.item) + " has no upper end in " + printable(price_list_, 400) +
                       ": write an interval here");
        const Price converted = convert(*found, value, price.item);
        price.distribution = *converted.distribution();
        const Provenance& says = converted.provenance();
        price.origin = {says.source, says.year, says.confidence, says.basis, says.conversions};
    }

    /// Exchanged in the year of the price and then restated; where no rate of that year is stated, restated in its own
    /// currency and then exchanged.
    [[nodiscard]] Price convert(const Price& price, const JsonValue& at, const std::string& item) const
    {
        if (price.currency() == currency_ && price.price_year() == year_) return price;
        const auto said = [](CurrencyCode code, int year) {
            return std::string(code.text()) + " of " + std::to_string(year);
        };
        const std::string differs = in_quotes(item) + " is in " + said(price.currency(), price.price_year()) +
                                    ", the scenario in " + said(currency_, year_);
        try {
            if (price.currency() == currency_) {
                if (const Deflator* own = deflator_of(currency_)) return price.restated(*own, year_);
                at.fail(differs + ": \"deflators\" has none of " + std::string(currency_.text()));
            }
            if (const ExchangeRate* now = rate_of(price.currency(), price.price_year())) {
                const Price exchanged = price.exchanged(*now);
                if (exchanged.price_year() == year_) return exchanged;
                if (const Deflator* own = deflator_of(currency_)) return exchanged.restated(*own, year_);
                at.fail(differs + ": \"deflators\" has none of " + std::string(currency_.text()));
            }
            const Deflator* theirs = deflator_of(price.currency());
            const ExchangeRate* then = rate_of(price.currency(), year_);
            if (theirs != nullptr && then != nullptr) return price.restated(*theirs, year_).exchanged(*then);
            at.fail(differs + ": \"exchange_rates\" has none from " + std::string(price.currency().text()) + " to " +
                    said(currency_, price.price_year()));
        } catch (const DomainError& error) {
            at.fail(differs + ": " + error.what());
        }
    }

    [[nodiscard]] const ExchangeRate* rate_of(CurrencyCode from, int year) const noexcept
    {
        for (const ExchangeRate& rate : rates_) {
            if (rate.from() == from && rate.to() == currency_ && rate.year() == year) return &rate;
        }
        return nullptr;
    }
    [[nodiscard]] const Deflator* deflator_of(CurrencyCode currency) const noexcept
    {
        for (const Deflator& deflator : deflators_) {
            if (deflator.currency() == currency) return &deflator;
        }
        return nullptr;
    }

    [[nodiscard]] ExchangeRate rate(const JsonValue& value) const
    {
        const JsonObject object(value, file_, exchange_rate_keys);
        ExchangeRateSpec spec{read_currency(object.require("from")),
                              read_currency(object.require("to")),
                              object.require("to_per_from").number(0.0, "a number above 0"),
                              read_year(object.require("year")),
                              object.require("source").text(),
                              object.text_or_empty("date")};
        ExchangeRate made = made_at(value, file_, [&] { return ExchangeRate(std::move(spec)); });
        for (const ExchangeRate& other : rates_) {
            if (other.from() == made.from() && other.to() == made.to() && other.year() == made.year())
                value.fail("is a second rate from " + std::string(made.from().text()) + " to " +
                           std::string(made.to().text()) + " of " + std::to_string(made.year()));
        }
        return made;
    }

    [[nodiscard]] Deflator deflator(const JsonValue& value) const
    {
        const JsonObject object(value, file_, deflator_keys);
        const CurrencyCode currency = read_currency(object.require("currency"));
        if (deflator_of(currency) != nullptr) value.fail("is a second deflator of " + std::string(currency.text()));
        std::vector<IndexYear> index;
        for (const JsonValue& item : object.require("index").some_items()) {
            const JsonObject year(item, file_, index_year_keys);
            const int number = read_year(year.require("year"));
            index.push_back({number, year.require("index").number(0.0, "a number above 0")});
        }
        std::string source = object.require("source").text();
        return made_at(value, file_, [&] { return Deflator(currency, std::move(index), std::move(source)); });
    }

    const std::string& file_;
    CurrencyCode currency_;
    int year_;
    std::string price_list_;
    std::vector<PricedItem> list_;
    std::vector<ExchangeRate> rates_;
    std::vector<Deflator> deflators_;
};

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
