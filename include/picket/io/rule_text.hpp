// SPDX-License-Identifier: MIT
/// @file
/// Verdicts and rules as sentences: which rule applied, and what would have made it lawful.
#ifndef PICKET_IO_RULE_TEXT_HPP
#define PICKET_IO_RULE_TEXT_HPP

#include <picket/airspace/enum_set.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/rule_spec.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/utc.hpp>
#include <picket/units.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// Six hexadecimal digits, as 24-bit aircraft addresses are written.
[[nodiscard]] inline std::string icao24_text(std::uint32_t address)
{
    std::string text(6, '0');
    for (std::size_t i = 6; i-- > 0; address >>= 4U) text[i] = "0123456789abcdef"[address & 0xFU];
    return text;
}

/// `4501`, or `4501-4577`.
[[nodiscard]] inline std::string mode_a_text(const ModeARange& range)
{
    return range.first == range.last ? range.first.text() : range.first.text() + '-' + range.last.text();
}

/// `50 m agl`; pressure altitude as a flight level where it is a whole one.
[[nodiscard]] inline std::string altitude_text(Altitude altitude)
{
    if (altitude.datum == VerticalDatum::pressure_std) {
        const double level = std::round(altitude.value.value() / 30.48);
        if (Altitude::from_flight_level(FlightLevel{level}) == altitude) return "FL" + detail::number_text(level);
    }
    return detail::number_text(altitude.value.value()) + " m " + to_string(altitude.datum);
}

namespace detail {

/// `a`, `a or b`, `a, b or c`.
[[nodiscard]] inline std::string alternatives(const std::vector<std::string>& items, std::string_view word = " or ")
{
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += i + 1 == items.size() ? word : std::string_view(", ");
        text += items[i];
    }
    return text;
}

/// A fact in a sentence: what is not known, or does not fit.
[[nodiscard]] inline std::string fact_phrase(Fact fact)
{
    switch (fact) {
        case Fact::presence: return "whether it is inside";
        case Fact::time: return "the time";
        case Fact::category: return "its category";
        case Fact::state: return "its state";
        case Fact::track_id: return "its id";
        case Fact::call_sign: return "its call sign";
        case Fact::mode_a: return "its Mode A code";
        case Fact::icao24: return "its 24-bit address";
        case Fact::flight_plan: return "whether it has a flight plan";
        case Fact::identified: return "whether it is identified";
        case Fact::transponder: return "whether its transponder answers";
        case Fact::altitude: return "its altitude in the rule's datum";
        case Fact::time_to_entry: return "when it will enter the second zone";
    }
    return "?";
}

[[nodiscard]] inline std::string facts_phrase(FactSet facts)
{
    std::vector<std::string> names;
    facts.for_each([&](Fact fact) { names.push_back(fact_phrase(fact)); });
    return alternatives(names, " and ");
}

[[nodiscard]] inline std::string rule_phrase(const RuleBook& rules, int rule)
{
    return "rule \"" + printable(rules.spec().rules[static_cast<std::size_t>(rule)].name, 200) + '"';
}

/// A number for people: to a tenth.
[[nodiscard]] inline std::string tenths(double value) { return number_text(std::round(10.0 * value) / 10.0); }

}  // namespace detail

/// What a permission asks for: `with call sign SAR*, at or below 50 m agl, until 2025-09-19T14:00:00Z`.
[[nodiscard]] inline std::string permission_text(const PermissionSpec& permission)
{
    std::vector<std::string> asks;
    const auto texts = [](const auto& list, auto&& text_of) {
        std::vector<std::string> result;
        for (const auto& entry : list) result.push_back(text_of(entry));
        return detail::alternatives(result);
    };
    const auto as_it_is = [](const std::string& text) { return detail::printable(text); };
    if (!permission.track_ids.empty()) asks.push_back("as authorised track " + texts(permission.track_ids, as_it_is));
    if (!permission.call_signs.empty()) asks.push_back("with call sign " + texts(permission.call_signs, as_it_is));
    if (!permission.mode_a.empty()) asks.push_back("with Mode A code " + texts(permission.mode_a, mode_a_text));
    if (!permission.icao24.empty()) asks.push_back("with 24-bit address " + texts(permission.icao24, icao24_text));
    if (!permission.categories.empty()) {
        std::vector<std::string> names;
        permission.categories.for_each([&](Category category) { names.push_back(to_string(category)); });
        asks.push_back("as " + detail::alternatives(names));
    }
    if (!permission.states.empty()) asks.push_back("of state " + texts(permission.states, as_it_is));
    if (permission.flight_plan) asks.push_back("with a flight plan");
    if (permission.identified) asks.push_back("identified");
    if (permission.transponder) asks.push_back("with a transponder that answers");
    if (permission.altitude.lower.kind == AltitudeLimit::Kind::altitude)
        asks.push_back("at or above " + altitude_text(permission.altitude.lower.value));
    if (permission.altitude.upper.kind == AltitudeLimit::Kind::altitude)
        asks.push_back("at or below " + altitude_text(permission.altitude.upper.value));
    if (permission.altitude.upper.kind == AltitudeLimit::Kind::surface) asks.push_back("on the ground");
    std::string text = detail::alternatives(asks, ", ");
    const auto time = [&](const char* word, double time_s) {
        if (!std::isfinite(time_s)) return;
        if (!text.empty()) text += ' ';
        text += word + utc_text(time_s);
    };
    time("from ", permission.valid.begin_s);
    time("until ", permission.valid.end_s);
    return text;
}

/// One plain sentence: which rule applied, and what would have made it lawful, or why it is, or what must be known.
///
///     rule "EPP 10 no unmanned" is violated in EPP10: lawful would have been as authorised track POL-77, or at or
///     below 50 m agl until 2025-09-19T14:00:00Z; nearest to that: 70 m lower
///
/// The condition it names is that of the rule: met, it makes this rule say lawful. (What it changes in the category,
/// the state or the time may let an earlier rule apply.)
///
/// @param verdict  of these rules; it has their indices
[[nodiscard]] inline std::string explain(const RuleBook& rules, const Verdict& verdict)
{
    const std::string zone = detail::printable(rules.zone_id(verdict.zone));
    std::string text;
    if (verdict.rule < 0) {
        text = "no rule applies in " + zone + ": there " +
               (verdict.outcome == Outcome::lawful      ? "everything is lawful"
                : verdict.outcome == Outcome::violation ? "everything is a violation"
                                                        : "everything would be a violation");
        if (verdict.outcome == Outcome::unknown) text += "; not known is " + detail::facts_phrase(verdict.unknown);
        return text;
    }
    const RuleSpec& rule = rules.spec().rules[static_cast<std::size_t>(verdict.rule)];
    const bool one_rule = verdict.rule == verdict.last_rule;
    text = detail::rule_phrase(rules, verdict.rule);
    if (verdict.outcome == Outcome::unknown) {
        text += " cannot be decided in " + zone + ": not known is " + detail::facts_phrase(verdict.unknown);
        if (!one_rule)
            text += verdict.last_rule < 0 ? "; perhaps no rule applies"
                                          : "; perhaps " + detail::rule_phrase(rules, verdict.last_rule) + " applies";
    } else {
        if (!one_rule)
            text += verdict.last_rule < 0 ? ", or none,"
                                          : ", or one down to " + detail::rule_phrase(rules, verdict.last_rule) + ',';
        text += verdict.outcome == Outcome::violation ? " is violated in " : " makes it lawful in ";
        text += zone;
        if (!one_rule)
            text += " (which one hangs on " + detail::facts_phrase(verdict.unknown) + ", the outcome does not)";
    }
    if (verdict.cause == Cause::permits) return text;
    if (verdict.cause == Cause::permission) {
        return text + ": " + permission_text(rule.lawful_if[static_cast<std::size_t>(verdict.permission)]);
    }
    std::vector<std::string> ways;
    for (const PermissionSpec& permission : rule.lawful_if) ways.push_back(permission_text(permission));
    if (ways.empty())
        return text + "; it knows no permission" +
               (rule.heading_for ? ", and binds those heading for its second zone" : "");
    text += verdict.outcome == Outcome::violation ? ": lawful would have been " : "; lawful is ";
    text += detail::alternatives(ways, ", or ");
    std::vector<std::string> numbers;
    if (verdict.climb_m < 0.0) numbers.push_back(detail::tenths(-verdict.climb_m) + " m lower");
    if (verdict.climb_m > 0.0) numbers.push_back(detail::tenths(verdict.climb_m) + " m higher");
    if (verdict.wait_s > 0.0) numbers.push_back(detail::tenths(verdict.wait_s) + " s later");
    if (verdict.wait_s <= 0.0) numbers.push_back(detail::tenths(-verdict.wait_s) + " s earlier, or before");
    FactSet others = verdict.lacking;
    others.erase(Fact::altitude);
    others.erase(Fact::time);
    if (!numbers.empty()) {
        text += "; nearest to that: " + detail::alternatives(numbers, " and ");
        if (!others.empty()) text += ", and another value of " + detail::facts_phrase(others);
    }
    return text;
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
