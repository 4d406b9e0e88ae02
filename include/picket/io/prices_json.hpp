// SPDX-License-Identifier: MIT
/// @file
/// Price lists from JSON. docs/reference/prices.md has the format, docs/reference/schemas/prices.schema.json its
/// schema.
#ifndef PICKET_IO_PRICES_JSON_HPP
#define PICKET_IO_PRICES_JSON_HPP

#include <picket/cost/price.hpp>
#include <picket/error.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/json_object.hpp>
#include <picket/io/detail/text.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

// What each object may hold; the schema has the same keys [tests/unit/io_prices_json].
inline constexpr std::array<std::string_view, 4> price_list_keys{"$schema", "version", "note", "prices"};
inline constexpr std::array<std::string_view, 14> price_keys{"item",
                                                             "role",
                                                             "quantity",
                                                             "low",
                                                             "value",
                                                             "high",
                                                             "distribution",
                                                             "currency",
                                                             "price_year",
                                                             "low_probability",
                                                             "high_probability",
                                                             "confidence",
                                                             "basis",
                                                             "source"};
inline constexpr std::array<std::string_view, 4> price_shapes{"uniform", "triangular", "pert", "lognormal"};
inline constexpr std::array<std::string_view, 4> confidence_letters{"A", "B", "C", "D"};

[[nodiscard]] inline CurrencyCode read_currency(const JsonValue& value)
{
    const std::string code = value.text();
    try {
        return CurrencyCode(code);
    } catch (const DomainError& error) {
        value.fail(error.what());
    }
}

[[nodiscard]] inline double chance_between(const JsonValue& value)
{
    const double p = value.number(0.0, "a probability above 0 and below 1");
    if (!(p > 0.0 && p < 1.0)) value.fail("is " + described(value.json()) + ", not a probability above 0 and below 1");
    return p;
}

[[nodiscard]] inline Distribution price_distribution(const JsonObject& object, double low, std::optional<double> quoted,
                                                     double high)
{
    const std::optional<JsonValue> shape = object.find("distribution");
    const std::size_t which = shape ? shape->one_of(price_shapes) : 0;
    const bool lognormal = shape && which == 3;
    for (const char* key : {"low_probability", "high_probability"}) {
        if (const auto found = object.find(key); found && !lognormal)
            found->fail("stands beside a distribution that is not lognormal");
    }
    if (lognormal) {
        const JsonValue low_chance = object.require("low_probability");
        const JsonValue high_chance = object.require("high_probability");
        const double a = chance_between(low_chance);
        const double b = chance_between(high_chance);
        if (!(b > a)) high_chance.fail("is not above low_probability");
        if (!(low > 0.0)) object.require("low").fail("is 0: a lognormal lies above 0");
        if (!(high > low)) object.require("high").fail("is not above low: a lognormal needs two values");
        try {
            return Distribution::lognormal({a, low}, {b, high});
        } catch (const DomainError&) {  // all else that it refuses has been asked
            object.require("high").fail("is so far from low that the mean or the variance is beyond all doubles");
        }
    }
    if (low == high) return Distribution::fixed(low);
    if (!shape)
        object.fail("has no \"distribution\", but low and high differ: uniform, triangular, pert or lognormal?");
    if (which == 0) return Distribution::uniform(low, high);
    if (!quoted) object.fail("has no \"value\", which is the most likely one of this distribution");
    return which == 1 ? Distribution::triangular(low, *quoted, high) : Distribution::pert(low, *quoted, high);
}

/// An amount that is not known exactly, as price lists and scenarios write it.
struct PriceInterval {
    double low;
    std::optional<double> quoted;
    std::optional<Distribution> distribution;  ///< empty: the upper end is unknown
};

/// The members `low`, `value`, `high`, `distribution`, `low_probability`, `high_probability`.
[[nodiscard]] inline PriceInterval price_interval(const JsonObject& object)
{
    PriceInterval result{object.require("low").number(0.0, "0 or more"), {}, {}};
    const std::string from_low = number_text(result.low) + " (low) or more";
    const JsonValue high_value = object.require("high");
    std::optional<double> high;
    if (!high_value.json().is_null()) high = high_value.number(result.low, from_low.c_str());
    if (const auto found = object.find("value")) {
        result.quoted = found->number(result.low, from_low.c_str());
        if (high && *result.quoted > *high)
            found->fail("is " + described(found->json()) + ", not " + number_text(*high) + " (high) or less");
    }
    if (high) {
        result.distribution = price_distribution(object, result.low, result.quoted, *high);
        return result;
    }
    for (const char* key : {"distribution", "low_probability", "high_probability"}) {
        if (const auto found = object.find(key))
            found->fail("stands beside an unknown upper end: no distribution is known");
    }
    return result;
}

class PricesJsonReader {
public:
    explicit PricesJsonReader(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] std::vector<PricedItem> read(const std::string& text) const
    {
        const Json root = parse_strict_json(text, file_);
        const JsonObject list(JsonValue(root, "", file_), file_, price_list_keys);
        static_cast<void>(list.text_or_empty("$schema"));
        static_cast<void>(list.text_or_empty("note"));
        if (const JsonValue version = list.require("version"); version.whole(0) != 1)
            version.fail("is " + described(version.json()) + "; this reader knows version 1");
        std::vector<PricedItem> items;
        for (const JsonValue& value : list.require("prices").some_items()) {
            items.push_back(item(value));
            for (std::size_t i = 0; i + 1 < items.size(); ++i) {
                if (items[i].item == items.back().item)
                    parse_failure(file_ + ": " + value.path() + ".item: " + in_quotes(items[i].item) +
                                  " is the name of prices[" + std::to_string(i) + "], too");
            }
        }
        return items;
    }

private:
    [[nodiscard]] PricedItem item(const JsonValue& value) const
    {
        const JsonObject object(value, file_, price_keys);
        std::string name = words(object, "item");
        std::string role = words(object, "role");
        std::string quantity = words(object, "quantity");
        Provenance provenance;
        provenance.source = words(object, "source");
        provenance.basis = object.text_or_empty("basis");
        provenance.confidence = static_cast<Confidence>(object.require("confidence").one_of(confidence_letters));
        const JsonValue year = object.require("price_year");
        provenance.year = year.whole(1900);
        if (provenance.year > 2200) year.fail("is " + described(year.json()) + ", not a year from 1900 to 2200");

        const PriceInterval interval = price_interval(object);
        const CurrencyCode unit = read_currency(object.require("currency"));
        if (interval.distribution) {
            return {
                std::move(name), std::move(role),
                Price(std::move(quantity), unit, provenance.year, *interval.distribution, provenance, interval.quoted)};
        }
        return {std::move(name), std::move(role),
                Price::at_least(std::move(quantity), unit, provenance.year, interval.low, provenance, interval.quoted)};
    }

    [[nodiscard]] static std::string words(const JsonObject& object, const char* key)
    {
        const JsonValue value = object.require(key);
        std::string text = value.text();
        if (text.empty()) value.fail("is empty");
        return text;
    }

    std::string file_;
};

}  // namespace detail

/// Reads a price list.
///
/// @param name         what messages call the file
/// @return the items in the order of the file; their provenance has the file's source, confidence, basis, and the price
///         year as its year
/// @throws ParseError  of one line, naming the field: `prices.json: prices[3].high: is the number 5, not 7 (low) or
///                     more`. Keys that are unknown or occur twice, and items of one name, are refused
[[nodiscard]] inline std::vector<PricedItem> read_prices_json(std::istream& in, const std::string& name)
{
    const std::string shown = detail::printable(name, 400);
    return detail::PricesJsonReader(shown).read(detail::read_all(in, name));
}

/// The same from a file.
[[nodiscard]] inline std::vector<PricedItem> read_prices_json(const std::string& path)
{
    std::ifstream in = detail::open_input(path);
    return read_prices_json(in, path);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
