// SPDX-License-Identifier: MIT
/// @file
/// Grading policies from JSON and back. docs/reference/grading.md has the format,
/// docs/reference/schemas/grading.schema.json its schema.
#ifndef PICKET_IO_GRADING_JSON_HPP
#define PICKET_IO_GRADING_JSON_HPP

#include <picket/airspace/grading.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/json_object.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/rules_json.hpp>
#include <picket/units.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <istream>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

// What each object may hold; the schema has the same keys [tests/unit/io_grading_json].
inline constexpr std::array<std::string_view, 5> policy_keys{"$schema", "version", "name", "note", "rungs"};
inline constexpr std::array<std::string_view, 4> rung_keys{"name", "note", "level", "when"};
inline constexpr std::array<std::string_view, 10> condition_keys{
    "min_depth_m", "min_duration_s", "categories",  "states", "all_but_states",
    "identified",  "flight_plan",    "transponder", "armed",  "repetition"};
inline constexpr std::array<std::string_view, 3> repetition_keys{"count", "within_s", "by"};

class GradingJsonReader {
public:
    explicit GradingJsonReader(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] GradingPolicySpec read(const std::string& text) const
    {
        const Json root = parse_strict_json(text, file_);
        const JsonObject policy(JsonValue(root, "", file_), file_, policy_keys);
        static_cast<void>(policy.text_or_empty("$schema"));
        if (const JsonValue version = policy.require("version"); version.whole(0) != 1)
            version.fail("is " + described(version.json()) + "; this reader knows version 1");
        GradingPolicySpec spec;
        spec.name = policy.require("name").text();
        spec.note = policy.text_or_empty("note");
        for (const JsonValue& item : policy.require("rungs").some_items()) {
            const int next = spec.rungs.empty() ? 0 : spec.rungs.back().level + 1;
            spec.rungs.push_back(rung(item, next));
        }
        if (const std::vector<GradingIssue> issues = validate(spec); !issues.empty())
            parse_failure(file_ + ": " + issues.front().field + ": " + issues.front().message);
        return spec;
    }

private:
    [[nodiscard]] RungSpec rung(const JsonValue& value, int next_level) const
    {
        const JsonObject object(value, file_, rung_keys);
        RungSpec rung;
        rung.name = object.require("name").text();
        rung.note = object.text_or_empty("note");
        rung.level = next_level;
        if (const auto found = object.find("level")) rung.level = found->whole(0);
        if (const auto found = object.find("when")) {
            for (const JsonValue& item : found->some_items()) rung.when.push_back(condition(item));
        }
        return rung;
    }

    [[nodiscard]] ConditionSpec condition(const JsonValue& value) const
    {
        const JsonObject object(value, file_, condition_keys);
        ConditionSpec result;
        if (const auto found = object.find("min_depth_m"))
            result.min_depth = Metres{found->number(0.0, "0 metres or more")};
        if (const auto found = object.find("min_duration_s"))
            result.min_duration = Seconds{found->number(0.0, "0 seconds or more")};
        if (const auto found = object.find("categories")) result.categories = found->categories();
        if (const auto found = object.find("states")) result.states = found->texts();
        if (const auto found = object.find("all_but_states")) result.all_but_states = found->texts();
        if (const auto found = object.find("identified")) result.identified = found->flag();
        if (const auto found = object.find("flight_plan")) result.flight_plan = found->flag();
        if (const auto found = object.find("transponder")) result.transponder = found->flag();
        if (const auto found = object.find("armed")) result.armed = found->flag();
        if (const auto found = object.find("repetition")) result.repetition = repetition(*found);
        return result;
    }

    [[nodiscard]] RepetitionSpec repetition(const JsonValue& value) const
    {
        static constexpr std::array<std::string_view, 2> names{"aircraft", "state"};
        const JsonObject object(value, file_, repetition_keys);
        RepetitionSpec result;
        result.count = object.require("count").whole(2);
        result.within = Seconds{std::numeric_limits<double>::infinity()};
        if (const auto found = object.find("within_s")) {
            result.within = Seconds{found->number(0.0, "a number of seconds above 0")};
            if (result.within.value() == 0.0) found->fail("is 0, not a number of seconds above 0");
        }
        if (const auto found = object.find("by"))
            result.by = found->one_of(names) == 0 ? RepeatedBy::aircraft : RepeatedBy::state;
        return result;
    }

    std::string file_;
};

[[nodiscard]] inline OrderedJson condition_json(const ConditionSpec& condition)
{
    OrderedJson object = OrderedJson::object();
    if (condition.min_depth) object["min_depth_m"] = condition.min_depth->value();
    if (condition.min_duration) object["min_duration_s"] = condition.min_duration->value();
    put_categories(object, "categories", condition.categories);
    put_texts(object, "states", condition.states);
    put_texts(object, "all_but_states", condition.all_but_states);
    if (condition.identified) object["identified"] = *condition.identified;
    if (condition.flight_plan) object["flight_plan"] = *condition.flight_plan;
    if (condition.transponder) object["transponder"] = *condition.transponder;
    if (condition.armed) object["armed"] = *condition.armed;
    if (condition.repetition) {
        OrderedJson& repetition = object["repetition"];
        repetition["count"] = condition.repetition->count;
        if (std::isfinite(condition.repetition->within.value()))
            repetition["within_s"] = condition.repetition->within.value();
        repetition["by"] = to_string(condition.repetition->by);
    }
    return object;
}

}  // namespace detail

/// Reads a policy.
///
/// @param name         what messages call the file
/// @throws ParseError  of one line, naming the field: `grading.json: rungs[1].when[0].min_depth_m: is the number -5,
/// not
///                     0 metres or more`. Keys that are unknown or occur twice are refused
[[nodiscard]] inline GradingPolicySpec read_grading_json(std::istream& in, const std::string& name)
{
    const std::string shown = detail::printable(name, 400);
    return detail::GradingJsonReader(shown).read(detail::read_all(in, name));
}

/// The same from a file.
[[nodiscard]] inline GradingPolicySpec read_grading_json(const std::string& path)
{
    std::ifstream in = detail::open_input(path);
    return read_grading_json(in, path);
}

/// A policy as JSON that reads back as the same, to the bit. @pre validate(spec) is empty
[[nodiscard]] inline std::string write_grading_json(const GradingPolicySpec& spec)
{
    detail::OrderedJson root = detail::OrderedJson::object();
    root["version"] = 1;
    root["name"] = spec.name;
    detail::put_text(root, "note", spec.note);
    for (const RungSpec& rung : spec.rungs) {
        detail::OrderedJson object = detail::OrderedJson::object();
        object["name"] = rung.name;
        detail::put_text(object, "note", rung.note);
        object["level"] = rung.level;
        for (const ConditionSpec& condition : rung.when) object["when"].push_back(detail::condition_json(condition));
        root["rungs"].push_back(std::move(object));
    }
    return root.dump(2, ' ', false, detail::OrderedJson::error_handler_t::replace) + '\n';
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
