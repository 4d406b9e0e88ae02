// SPDX-License-Identifier: MIT
/// @file
/// Reading JSON that people write: every fault names file and field, unknown and repeated keys are refused. Not for
/// users.
#ifndef PICKET_IO_DETAIL_JSON_OBJECT_HPP
#define PICKET_IO_DETAIL_JSON_OBJECT_HPP

#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/detail/item_text.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>
#include <picket/io/altitude_text.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// Finds a key that occurs twice in one object. nlohmann keeps the last of them and says nothing; of two "until" in a
/// rule one is a mistake.
class RepeatedKey final : public nlohmann::json_sax<Json> {
public:
    std::optional<std::string> found;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override
    {
        keys_.emplace_back();
        return true;
    }
    bool key(string_t& name) override
    {
        if (!keys_.back().insert(name).second) found = name;
        return !found;
    }
    bool end_object() override
    {
        keys_.pop_back();
        return true;
    }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    std::vector<std::set<std::string>> keys_;
};

/// @throws ParseError  `FILE:LINE: is not JSON: ...`, `FILE: the key "until" occurs twice in one object`
[[nodiscard]] inline Json parse_strict_json(const std::string& text, const std::string& file)
{
    Json root = parse_json(text, file);
    RepeatedKey repeated;
    Json::sax_parse(text, &repeated);
    if (repeated.found) parse_failure(file + ": the key " + in_quotes(*repeated.found) + " occurs twice in one object");
    return root;
}

/// A value and where it stands.
class JsonValue {
public:
    JsonValue(const Json& value, std::string path, const std::string& file)
        : value_(&value), path_(std::move(path)), file_(&file)
    {
    }

    [[nodiscard]] const Json& json() const noexcept { return *value_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    [[noreturn]] void fail(const std::string& what) const
    {
        parse_failure(*file_ + ": " + (path_.empty() ? std::string() : path_ + ": ") + what);
    }

    [[nodiscard]] std::string text() const
    {
        if (!value_->is_string()) fail("is " + described(*value_) + ", not a string");
        return value_->get<std::string>();
    }

    /// One of the names; nothing else.
    [[nodiscard]] std::size_t one_of(std::span<const std::string_view> names) const
    {
        const std::string word = text();
        std::string list;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == word) return i;
            list += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
        }
        fail(in_quotes(word) + " is not " + list + picket::detail::suggestion(word, names));
    }

    [[nodiscard]] double number(double at_least_value, const char* what) const
    {
        if (!value_->is_number()) fail("is " + described(*value_) + ", not a number");
        const double number = value_->get<double>();
        if (!std::isfinite(number) || number < at_least_value) fail("is " + described(*value_) + ", not " + what);
        return number;
    }

    [[nodiscard]] int whole(int least) const
    {
        const double number = this->number(least, ("a whole number of " + std::to_string(least) + " or more").c_str());
        if (number != std::floor(number) || number > 1e9)
            fail("is " + described(*value_) + ", not a whole number of " + std::to_string(least) + " or more");
        return static_cast<int>(number);
    }

    [[nodiscard]] bool flag() const
    {
        if (!value_->is_boolean()) fail("is " + described(*value_) + ", not true or false");
        return value_->get<bool>();
    }

    /// ISO 8601 or Unix seconds.
    [[nodiscard]] double time_s() const
    {
        if (value_->is_number()) {
            const double time = value_->get<double>();
            if (!is_time(time))
                fail("is " + described(*value_) + ", which lies outside the years 0 to 9999 as Unix seconds");
            return time;
        }
        const std::string written = text();
        const TimeText time = read_time(written);
        if (time.problem != nullptr) fail(in_quotes(written) + ' ' + time.problem);
        return time.time_s;
    }

    [[nodiscard]] std::vector<JsonValue> items() const
    {
        if (!value_->is_array()) fail("is " + described(*value_) + ", not an array");
        std::vector<JsonValue> result;
        result.reserve(value_->size());
        for (std::size_t i = 0; i < value_->size(); ++i)
            result.emplace_back((*value_)[i], picket::detail::numbered(path_, i), *file_);
        return result;
    }

    /// Items of an array that says something: an empty list is written by leaving it out.
    [[nodiscard]] std::vector<JsonValue> some_items() const
    {
        std::vector<JsonValue> result = items();
        if (result.empty()) fail("is empty: leave it out, or put something in");
        return result;
    }

    [[nodiscard]] std::vector<std::string> texts() const
    {
        std::vector<std::string> result;
        for (const JsonValue& item : some_items()) result.push_back(item.text());
        return result;
    }

    [[nodiscard]] CategorySet categories() const
    {
        CategorySet set;
        for (const JsonValue& item : some_items()) {
            const Category category = all_categories[item.one_of(category_names())];
            if (set.contains(category)) item.fail(in_quotes(to_string(category)) + " stands in the list already");
            set.insert(category);
        }
        return set;
    }

    [[nodiscard]] static std::span<const std::string_view> category_names() noexcept
    {
        static constexpr auto names = [] {
            std::array<std::string_view, all_categories.size()> result{};
            for (std::size_t i = 0; i < result.size(); ++i) result[i] = to_string(all_categories[i]);
            return result;
        }();
        return names;
    }

private:
    const Json* value_;
    std::string path_;
    const std::string* file_;
};

/// An object all of whose keys are known.
class JsonObject {
public:
    JsonObject(JsonValue value, const std::string& file, std::span<const std::string_view> keys)
        : value_(std::move(value)), file_(&file)
    {
        if (!value_.json().is_object()) value_.fail("is " + described(value_.json()) + ", not an object");
        for (const auto& [key, member_value] : value_.json().items()) {
            bool known = false;
            for (const std::string_view name : keys) known = known || name == key;
            if (!known) value_.fail("has an unknown key " + in_quotes(key) + picket::detail::suggestion(key, keys));
        }
    }

    [[nodiscard]] std::optional<JsonValue> find(const char* key) const
    {
        const Json* found = member(value_.json(), key);
        if (found == nullptr) return std::nullopt;
        return JsonValue(*found, value_.path().empty() ? std::string(key) : value_.path() + '.' + key, *file_);
    }

    [[nodiscard]] JsonValue require(const char* key) const
    {
        std::optional<JsonValue> found = find(key);
        if (!found) value_.fail(std::string("has no \"") + key + '"');
        return *found;
    }

    [[nodiscard]] std::string text_or_empty(const char* key) const
    {
        const std::optional<JsonValue> found = find(key);
        return found ? found->text() : std::string();
    }

    [[noreturn]] void fail(const std::string& what) const { value_.fail(what); }

private:
    JsonValue value_;
    const std::string* file_;
};

/// Keys of an altitude that is written as an object.
inline constexpr std::array<std::string_view, 3> altitude_keys{"value", "unit", "datum"};

/// `"50 m AGL"`, `"FL95"`, or `{"value": 50, "unit": "m", "datum": "agl"}`.
[[nodiscard]] inline AltitudeLimit read_altitude(const JsonValue& value, const std::string& file)
{
    if (value.json().is_string()) {
        try {
            return parse_altitude(value.text());
        } catch (const ParseError& error) {
            value.fail(error.what());
        }
    }
    if (!value.json().is_object())
        value.fail("is " + described(value.json()) +
                   ": write for example \"50 m AGL\", for a height has a unit and a datum");
    const JsonObject object(value, file, altitude_keys);
    const double number = object.require("value").number(-1e6, "a height in metres, feet or flight levels");
    const std::string unit_word = object.require("unit").text();
    const std::optional<AltitudeUnit> unit = altitude_unit(unit_word);
    if (!unit) object.require("unit").fail(in_quotes(unit_word) + " is not a unit: m, ft or FL");
    const std::string datum_word = object.require("datum").text();
    const std::optional<VerticalDatum> datum = vertical_datum(datum_word);
    if (!datum)
        object.require("datum").fail(in_quotes(datum_word) + " is not a datum: wgs84, amsl, agl or pressure_std");
    if (*unit == AltitudeUnit::flight_level) {
        if (*datum != VerticalDatum::pressure_std) object.require("datum").fail("of a flight level is pressure_std");
        return AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{number}));
    }
    return AltitudeLimit::at({*unit == AltitudeUnit::foot ? to_metres(Feet{number}) : Metres{number}, *datum});
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
