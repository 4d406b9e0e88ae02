// SPDX-License-Identifier: MIT
/// @file
/// Rules from JSON and back. docs/reference/rules.md has the format, docs/reference/schemas/rules.schema.json its
/// schema.
#ifndef PICKET_IO_RULES_JSON_HPP
#define PICKET_IO_RULES_JSON_HPP

#include <picket/airspace/detail/item_text.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/rule_issue.hpp>
#include <picket/airspace/rule_spec.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/json_object.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/rule_text.hpp>
#include <picket/io/utc.hpp>
#include <picket/units.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <istream>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

// What each object may hold; the schema has the same keys [tests/unit/io_rules_json].
inline constexpr std::array<std::string_view, 5> rule_book_keys{"$schema", "version", "note", "otherwise", "rules"};
inline constexpr std::array<std::string_view, 8> rule_keys{"name",  "note",     "zones",       "effect",
                                                           "binds", "in_force", "heading_for", "lawful_if"};
inline constexpr std::array<std::string_view, 4> binding_keys{"categories", "all_but_categories", "states",
                                                              "all_but_states"};
inline constexpr std::array<std::string_view, 2> window_keys{"from", "until"};
inline constexpr std::array<std::string_view, 2> heading_keys{"zones", "within_s"};
inline constexpr std::array<std::string_view, 14> permission_keys{
    "note",        "track_ids",  "call_signs",  "mode_a",      "icao24",      "categories", "states",
    "flight_plan", "identified", "transponder", "at_or_above", "at_or_below", "from",       "until"};

class RulesJsonReader {
public:
    explicit RulesJsonReader(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] RuleBookSpec read(const std::string& text) const
    {
        const Json root = parse_strict_json(text, file_);
        const JsonObject book(JsonValue(root, "", file_), file_, rule_book_keys);
        static_cast<void>(book.text_or_empty("$schema"));
        if (const JsonValue version = book.require("version"); version.whole(0) != 1)
            version.fail("is " + described(version.json()) + "; this reader knows version 1");
        RuleBookSpec spec;
        spec.note = book.text_or_empty("note");
        spec.otherwise = effect(book.require("otherwise"));
        for (const JsonValue& item : book.require("rules").items()) spec.rules.push_back(rule(item));
        if (const std::vector<RuleIssue> issues = validate(spec); !issues.empty())
            parse_failure(file_ + ": " + issues.front().field + ": " + issues.front().message);
        return spec;
    }

private:
    [[nodiscard]] static Effect effect(const JsonValue& value)
    {
        static constexpr std::array<std::string_view, 2> names{"forbid", "permit"};
        return value.one_of(names) == 0 ? Effect::forbid : Effect::permit;
    }

    [[nodiscard]] RuleSpec rule(const JsonValue& value) const
    {
        const JsonObject object(value, file_, rule_keys);
        RuleSpec rule;
        rule.name = object.require("name").text();
        rule.note = object.text_or_empty("note");
        rule.zones = object.require("zones").texts();
        if (const auto found = object.find("effect")) rule.effect = effect(*found);
        if (const auto found = object.find("binds")) rule.binds = binding(*found);
        if (const auto found = object.find("in_force"))
            rule.in_force = window(JsonObject(*found, file_, window_keys), true);
        if (const auto found = object.find("heading_for")) rule.heading_for = heading(*found);
        if (const auto found = object.find("lawful_if")) {
            for (const JsonValue& item : found->some_items()) rule.lawful_if.push_back(permission(item));
        }
        return rule;
    }

    [[nodiscard]] BindingSpec binding(const JsonValue& value) const
    {
        const JsonObject object(value, file_, binding_keys);
        if (value.json().empty()) object.fail("is empty: leave it out where a rule binds everyone");
        BindingSpec binds;
        if (const auto found = object.find("categories")) binds.categories = found->categories();
        if (const auto found = object.find("all_but_categories")) binds.all_but_categories = found->categories();
        if (const auto found = object.find("states")) binds.states = found->texts();
        if (const auto found = object.find("all_but_states")) binds.all_but_states = found->texts();
        return binds;
    }

    [[nodiscard]] static TimeWindow window(const JsonObject& object, bool needed)
    {
        TimeWindow window = always;
        const auto from = object.find("from");
        const auto until = object.find("until");
        if (needed && !from && !until) object.fail("has neither \"from\" nor \"until\": leave it out");
        if (from) window.begin_s = from->time_s();
        if (until) window.end_s = until->time_s();
        if (until && !(window.begin_s < window.end_s)) until->fail("is not after \"from\"");
        return window;
    }

    [[nodiscard]] HeadingSpec heading(const JsonValue& value) const
    {
        const JsonObject object(value, file_, heading_keys);
        HeadingSpec heading;
        heading.zones = object.require("zones").texts();
        heading.within = Seconds{std::numeric_limits<double>::infinity()};
        if (const auto found = object.find("within_s"))
            heading.within = Seconds{found->number(0.0, "0 seconds or more")};
        return heading;
    }

    /// `4501` or `4501-4577`.
    [[nodiscard]] static ModeARange mode_a(const JsonValue& value)
    {
        if (value.json().is_number())
            value.fail("is " + described(value.json()) + ": write a Mode A code in quotes, with its leading zeros");
        const std::string text = value.text();
        const std::size_t dash = text.find('-');
        const auto first = ModeA::from_text(std::string_view(text).substr(0, dash));
        const auto last = dash == std::string::npos ? first : ModeA::from_text(std::string_view(text).substr(dash + 1));
        if (!first || !last)
            value.fail(in_quotes(text) + (dash == std::string::npos
                                              ? " is not an octal Mode A code, 0000 to 7777"
                                              : " is not a range of octal Mode A codes such as 4501-4577"));
        if (*last < *first) value.fail(in_quotes(text) + " ends before it begins");
        return {*first, *last};
    }

    [[nodiscard]] static std::uint32_t icao24(const JsonValue& value)
    {
        const std::string text = value.text();
        std::uint32_t address = 0;
        bool good = text.size() == 6;
        for (const char c : text) {
            const char low = to_lower(c);
            good = good && (is_digit(low) || (low >= 'a' && low <= 'f'));
            if (!good) break;
            address = 16 * address + static_cast<std::uint32_t>(is_digit(low) ? low - '0' : low - 'a' + 10);
        }
        if (!good) value.fail(in_quotes(text) + " is not a 24-bit aircraft address of six hexadecimal digits");
        return address;
    }

    [[nodiscard]] static bool asks(const JsonObject& object, const char* key)
    {
        const auto found = object.find(key);
        if (found && !found->flag()) found->fail("is false, which asks for nothing: leave it out");
        return found.has_value();
    }

    [[nodiscard]] PermissionSpec permission(const JsonValue& value) const
    {
        const JsonObject object(value, file_, permission_keys);
        PermissionSpec result;
        result.note = object.text_or_empty("note");
        if (const auto found = object.find("track_ids")) result.track_ids = found->texts();
        if (const auto found = object.find("call_signs")) result.call_signs = found->texts();
        if (const auto found = object.find("mode_a")) {
            for (const JsonValue& item : found->some_items()) result.mode_a.push_back(mode_a(item));
        }
        if (const auto found = object.find("icao24")) {
            for (const JsonValue& item : found->some_items()) result.icao24.push_back(icao24(item));
        }
        if (const auto found = object.find("categories")) result.categories = found->categories();
        if (const auto found = object.find("states")) result.states = found->texts();
        result.flight_plan = asks(object, "flight_plan");
        result.identified = asks(object, "identified");
        result.transponder = asks(object, "transponder");
        if (const auto found = object.find("at_or_above")) {
            result.altitude.lower = read_altitude(*found, file_);
            if (result.altitude.lower.kind != AltitudeLimit::Kind::altitude)
                found->fail("asks for nothing: leave it out");
        }
        if (const auto found = object.find("at_or_below")) {
            result.altitude.upper = read_altitude(*found, file_);
            if (result.altitude.upper.kind == AltitudeLimit::Kind::unlimited)
                found->fail("asks for nothing: leave it out");
        }
        result.valid = window(object, false);
        return result;
    }

    std::string file_;
};

using OrderedJson = nlohmann::ordered_json;

/// Exact: in metres, as an object.
[[nodiscard]] inline OrderedJson altitude_json(const AltitudeLimit& limit)
{
    if (limit.kind == AltitudeLimit::Kind::surface) return "GND";
    return {{"value", limit.value.value.value()}, {"unit", "m"}, {"datum", to_string(limit.value.datum)}};
}

[[nodiscard]] inline OrderedJson categories_json(CategorySet set)
{
    OrderedJson list = OrderedJson::array();
    set.for_each([&](Category category) { list.push_back(to_string(category)); });
    return list;
}

inline void put_texts(OrderedJson& object, const char* key, const std::vector<std::string>& texts)
{
    if (!texts.empty()) object[key] = texts;
}

inline void put_text(OrderedJson& object, const char* key, const std::string& text)
{
    if (!text.empty()) object[key] = text;
}

inline void put_categories(OrderedJson& object, const char* key, CategorySet set)
{
    if (!set.empty()) object[key] = categories_json(set);
}

inline void put_window(OrderedJson& object, const TimeWindow& window)
{
    if (std::isfinite(window.begin_s)) object["from"] = utc_text(window.begin_s);
    if (std::isfinite(window.end_s)) object["until"] = utc_text(window.end_s);
}

[[nodiscard]] inline OrderedJson permission_json(const PermissionSpec& permission)
{
    OrderedJson object = OrderedJson::object();
    put_text(object, "note", permission.note);
    put_texts(object, "track_ids", permission.track_ids);
    put_texts(object, "call_signs", permission.call_signs);
    for (const ModeARange& range : permission.mode_a) object["mode_a"].push_back(mode_a_text(range));
    for (const std::uint32_t address : permission.icao24) object["icao24"].push_back(icao24_text(address));
    put_categories(object, "categories", permission.categories);
    put_texts(object, "states", permission.states);
    if (permission.flight_plan) object["flight_plan"] = true;
    if (permission.identified) object["identified"] = true;
    if (permission.transponder) object["transponder"] = true;
    if (permission.altitude.lower.kind != AltitudeLimit::Kind::unlimited)
        object["at_or_above"] = altitude_json(permission.altitude.lower);
    if (permission.altitude.upper.kind != AltitudeLimit::Kind::unlimited)
        object["at_or_below"] = altitude_json(permission.altitude.upper);
    put_window(object, permission.valid);
    return object;
}

[[nodiscard]] inline OrderedJson rule_json(const RuleSpec& rule)
{
    OrderedJson object = OrderedJson::object();
    object["name"] = rule.name;
    put_text(object, "note", rule.note);
    object["zones"] = rule.zones;
    object["effect"] = to_string(rule.effect);
    if (rule.binds != BindingSpec{}) {
        OrderedJson& binds = object["binds"];
        put_categories(binds, "categories", rule.binds.categories);
        put_categories(binds, "all_but_categories", rule.binds.all_but_categories);
        put_texts(binds, "states", rule.binds.states);
        put_texts(binds, "all_but_states", rule.binds.all_but_states);
    }
    if (rule.in_force != always) put_window(object["in_force"], rule.in_force);
    if (rule.heading_for) {
        object["heading_for"]["zones"] = rule.heading_for->zones;
        if (std::isfinite(rule.heading_for->within.value()))
            object["heading_for"]["within_s"] = rule.heading_for->within.value();
    }
    for (const PermissionSpec& permission : rule.lawful_if) object["lawful_if"].push_back(permission_json(permission));
    return object;
}

}  // namespace detail

/// Reads rules.
///
/// @param name         what messages call the file
/// @throws ParseError  of one line, naming the field: `rules.json: rules[2].lawful_if[0].mode_a[0]: "0o9" is not an
/// octal
///                     Mode A code, 0000 to 7777`. Keys that are unknown or occur twice are refused. Whether the zones
///                     exist is not known here: RuleBook checks that, or load_rules_json()
[[nodiscard]] inline RuleBookSpec read_rules_json(std::istream& in, const std::string& name)
{
    const std::string shown = detail::printable(name, 400);
    return detail::RulesJsonReader(shown).read(detail::read_all(in, name));
}

/// The same from a file.
[[nodiscard]] inline RuleBookSpec read_rules_json(const std::string& path)
{
    std::ifstream in = detail::open_input(path);
    return read_rules_json(in, path);
}

/// Reads rules and binds them to zones.
///
/// @throws ParseError  as read_rules_json(), and for a zone that is not there
[[nodiscard]] inline RuleBook load_rules_json(std::istream& in, const std::string& name,
                                              std::span<const std::string> zone_ids)
{
    RuleBookSpec spec = read_rules_json(in, name);
    try {
        return RuleBook(std::move(spec), zone_ids);
    } catch (const RuleError& error) {
        detail::parse_failure(detail::printable(name, 400) + ": " + error.what());
    }
}

/// The same from a file.
[[nodiscard]] inline RuleBook load_rules_json(const std::string& path, std::span<const std::string> zone_ids)
{
    std::ifstream in = detail::open_input(path);
    return load_rules_json(in, path, zone_ids);
}

/// Rules as JSON that reads back as the same, to the bit: altitudes in metres, times in UTC.
///
/// @pre validate(spec) is empty; the ends of windows are infinite or lie in the years 0 to 9999
[[nodiscard]] inline std::string write_rules_json(const RuleBookSpec& spec)
{
    detail::OrderedJson root = detail::OrderedJson::object();
    root["version"] = 1;
    detail::put_text(root, "note", spec.note);
    root["otherwise"] = to_string(spec.otherwise);
    root["rules"] = detail::OrderedJson::array();
    for (const RuleSpec& rule : spec.rules) root["rules"].push_back(detail::rule_json(rule));
    return root.dump(2, ' ', false, detail::OrderedJson::error_handler_t::replace) + '\n';
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
