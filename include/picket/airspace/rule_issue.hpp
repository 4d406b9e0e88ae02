// SPDX-License-Identifier: MIT
/// @file
/// The faults rules can have, and where.
#ifndef PICKET_AIRSPACE_RULE_ISSUE_HPP
#define PICKET_AIRSPACE_RULE_ISSUE_HPP

#include <picket/airspace/detail/item_text.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/rule_spec.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Rules that cannot be used; the message starts with the field: `rules[2].zones[0]: there is no zone "EPP11"`.
class RuleError : public Error {
public:
    using Error::Error;
};

/// One fault of a rule book.
struct RuleIssue {
    int rule;             ///< counts from 0; -1 where it does not apply
    std::string field;    ///< `rules[2].lawful_if[0].mode_a[1]`
    std::string message;  ///< what is wrong with it
};

namespace detail {

class RuleValidator {
public:
    explicit RuleValidator(const RuleBookSpec& spec)
    {
        for (std::size_t r = 0; r < spec.rules.size(); ++r) {
            const RuleSpec& rule = spec.rules[r];
            begin(r, rule);
            name(spec, r);
            patterns("zones", rule.zones, "");
            if (rule.zones.empty()) add(".zones", "is empty: name zones, or \"*\" for all of them");
            if (rule.effect != Effect::forbid && rule.effect != Effect::permit) add(".effect", "is no effect");
            binding(rule.binds);
            window(".in_force", rule.in_force);
            if (rule.heading_for) heading(*rule.heading_for);
            if (rule.effect == Effect::permit && !rule.lawful_if.empty())
                add(".lawful_if", "belongs to a rule that forbids; this one permits");
            for (std::size_t p = 0; p < rule.lawful_if.size(); ++p)
                permission(numbered(".lawful_if", p), rule.lawful_if[p]);
        }
    }

    /// And every zone that a rule names is there.
    RuleValidator(const RuleBookSpec& spec, std::span<const std::string> zone_ids) : RuleValidator(spec)
    {
        for (std::size_t r = 0; r < spec.rules.size(); ++r) {
            begin(r, spec.rules[r]);
            known_zones(".zones", spec.rules[r].zones, zone_ids);
            if (spec.rules[r].heading_for)
                known_zones(".heading_for.zones", spec.rules[r].heading_for->zones, zone_ids);
        }
    }

    [[nodiscard]] std::vector<RuleIssue>& issues() noexcept { return issues_; }

private:
    void begin(std::size_t r, const RuleSpec& rule)
    {
        rule_ = static_cast<int>(r);
        where_ = numbered("rules", r);
        label_ = rule.name.empty() ? std::string() : " (rule " + quoted_item(rule.name) + ')';
    }

    void add(std::string_view field, std::string_view message)
    {
        issues_.push_back({rule_, where_ + std::string(field), std::string(message) + label_});
    }

    void name(const RuleBookSpec& spec, std::size_t r)
    {
        const std::string& name = spec.rules[r].name;
        if (name.empty()) add(".name", "is empty: an alert names the rule that applied");
        for (const char c : name) {
            if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) return add(".name", "has control characters");
        }
        for (std::size_t q = 0; q < r; ++q) {
            if (!name.empty() && spec.rules[q].name == name)
                return add(".name", "is the name of rules[" + std::to_string(q) + "] too");
        }
    }

    void patterns(std::string_view list, const std::vector<std::string>& patterns, std::string_view parent)
    {
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const std::string field = std::string(parent) + '.' + numbered(list, i);
            if (patterns[i].empty()) {
                add(field, "is empty");
            } else if (const std::size_t star = patterns[i].find('*');
                       star != std::string::npos && star + 1 < patterns[i].size()) {
                add(field, quoted_item(patterns[i]) + " has a * that is not at its end");
            }
        }
    }

    void known_zones(std::string_view list, const std::vector<std::string>& patterns, std::span<const std::string> ids)
    {
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            bool found = false;
            for (const std::string& id : ids) found = found || matches(patterns[i], id);
            if (found || patterns[i].empty()) continue;
            if (patterns[i].back() == '*')
                add(numbered(list, i), "there is no zone whose id begins like " + quoted_item(patterns[i]));
            else
                add(numbered(list, i), "there is no zone " + quoted_item(patterns[i]) + suggestion(patterns[i], ids));
        }
    }

    void states(std::string_view list, const std::vector<std::string>& states)
    {
        for (std::size_t i = 0; i < states.size(); ++i) {
            bool good = is_state(states[i]);
            for (const char c : states[i]) good = good && c == upper_ascii(c);
            if (!good)
                add(numbered(list, i),
                    quoted_item(states[i]) + " is not a state by its three capital letters (ISO 3166-1 alpha-3)");
        }
    }

    void categories(std::string_view field, CategorySet set)
    {
        if (set.contains(Category::unknown))
            add(field, "names the category unknown, which is none: what is not known has no rules of its own");
    }

    void binding(const BindingSpec& binds)
    {
        categories(".binds.categories", binds.categories);
        categories(".binds.all_but_categories", binds.all_but_categories);
        states(".binds.states", binds.states);
        states(".binds.all_but_states", binds.all_but_states);
        if (!binds.categories.empty() && !binds.all_but_categories.empty())
            add(".binds.all_but_categories", "stands beside \"categories\": give one of them");
        if (!binds.states.empty() && !binds.all_but_states.empty())
            add(".binds.all_but_states", "stands beside \"states\": give one of them");
    }

    void window(std::string_view field, const TimeWindow& window)
    {
        if (!(window.begin_s < window.end_s)) add(field, "does not end after it begins");
    }

    void heading(const HeadingSpec& heading)
    {
        patterns("zones", heading.zones, ".heading_for");
        if (heading.zones.empty()) add(".heading_for.zones", "is empty: name the zones");
        if (!(heading.within.value() >= 0.0)) add(".heading_for.within", "is not a time of 0 seconds or more");
    }

    void limits(const std::string& field, const AltitudeBand& band)
    {
        const auto finite = [](const AltitudeLimit& limit) {
            return limit.kind != AltitudeLimit::Kind::altitude || std::isfinite(limit.value.value.value());
        };
        if (!finite(band.lower)) add(field + ".at_or_above", "is not a number");
        if (!finite(band.upper)) add(field + ".at_or_below", "is not a number");
        if (band.lower.kind == AltitudeLimit::Kind::surface)
            add(field + ".at_or_above", "is the ground, which asks for nothing: leave it out");
        const bool two =
            band.lower.kind == AltitudeLimit::Kind::altitude && band.upper.kind != AltitudeLimit::Kind::unlimited;
        if (two && band.lower.value.datum == band.upper.value.datum && band.lower.value.value > band.upper.value.value)
            add(field + ".at_or_above", "is above \"at_or_below\": no altitude is both");
    }

    void permission(const std::string& field, const PermissionSpec& permission)
    {
        patterns("track_ids", permission.track_ids, field);
        patterns("call_signs", permission.call_signs, field);
        for (std::size_t i = 0; i < permission.call_signs.size(); ++i) {
            const std::string& pattern = permission.call_signs[i];
            if (pattern == "*") add(field + numbered(".call_signs", i), "\"*\" fits everyone: leave the list out");
            if (!pattern.empty() && without_padding(pattern) != pattern)
                add(field + numbered(".call_signs", i), quoted_item(pattern) + " has blanks at its ends");
        }
        for (std::size_t i = 0; i < permission.track_ids.size(); ++i) {
            if (permission.track_ids[i] == "*")
                add(field + numbered(".track_ids", i), "\"*\" fits everyone: leave the list out");
        }
        for (std::size_t i = 0; i < permission.mode_a.size(); ++i) {
            if (permission.mode_a[i].last < permission.mode_a[i].first)
                add(field + numbered(".mode_a", i), "ends before it begins");
        }
        for (std::size_t i = 0; i < permission.icao24.size(); ++i) {
            if (permission.icao24[i] > 0xFFFFFFU) add(field + numbered(".icao24", i), "has more than 24 bits");
        }
        categories(field + ".categories", permission.categories);
        states(field + ".states", permission.states);
        limits(field, permission.altitude);
        window(field + ".valid", permission.valid);
        PermissionSpec nothing;
        nothing.note = permission.note;
        if (permission == nothing) add(field, "asks for nothing: it would make everything lawful");
    }

    std::vector<RuleIssue> issues_;
    int rule_ = -1;
    std::string where_;
    std::string label_;
};

}  // namespace detail

/// Every fault of a rule book but unknown zones, in order; empty when there is none.
[[nodiscard]] inline std::vector<RuleIssue> validate(const RuleBookSpec& spec)
{
    return std::move(detail::RuleValidator(spec).issues());
}

/// And the zones that are named but not there.
[[nodiscard]] inline std::vector<RuleIssue> validate(const RuleBookSpec& spec, std::span<const std::string> zone_ids)
{
    return std::move(detail::RuleValidator(spec, zone_ids).issues());
}

}  // namespace v0
}  // namespace picket

#endif
