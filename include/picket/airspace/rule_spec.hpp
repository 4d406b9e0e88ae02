// SPDX-License-Identifier: MIT
/// @file
/// Rules as a file or a program describes them: plain data, not yet checked. `RuleBook` is the checked form.
#ifndef PICKET_AIRSPACE_RULE_SPEC_HPP
#define PICKET_AIRSPACE_RULE_SPEC_HPP

#include <picket/airspace/identity.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/units.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {

/// What a rule says to those it applies to.
enum class Effect : std::uint8_t {
    forbid,  ///< being in the zone is a violation, unless one of the rule's permissions is met
    permit,  ///< being in the zone is lawful
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Effect effect) noexcept
{
    switch (effect) {
        case Effect::forbid: return "forbid";
        case Effect::permit: return "permit";
    }
    return "?";
}

/// At all times.
inline constexpr TimeWindow always{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};

/// Whom a rule binds: every list that is not empty must fit. Of a list and its `all_but` form one at most is given.
struct BindingSpec {
    CategorySet categories = {};
    CategorySet all_but_categories = {};
    std::vector<std::string> states = {};  ///< ISO 3166-1 alpha-3
    std::vector<std::string> all_but_states = {};

    friend bool operator==(const BindingSpec&, const BindingSpec&) = default;
};

/// The second zone of a two-zone rule: the rule applies to those who will be in one of these zones within a time, or
/// are in it.
struct HeadingSpec {
    std::vector<std::string> zones = {};  ///< ids, or beginnings of ids followed by `*`
    Seconds within{0.0};                  ///< not negative; infinite: at any time that the prediction reaches

    friend bool operator==(const HeadingSpec&, const HeadingSpec&) = default;
};

/// Codes from first to last, both included.
struct ModeARange {
    ModeA first;
    ModeA last;

    friend bool operator==(const ModeARange&, const ModeARange&) = default;
};

/// What makes lawful what a rule forbids: an authorisation (who), a clearance (how high, until when), a duty (with a
/// flight plan), or any of them together. It is met when everything it asks for is so; a list, when one of its
/// entries fits.
struct PermissionSpec {
    std::string note = {};                     ///< for people: who gave it, under which reference
    std::vector<std::string> track_ids = {};   ///< TrackIdentity::id, or its beginning followed by `*`
    std::vector<std::string> call_signs = {};  ///< in any case, or the beginning followed by `*`
    std::vector<ModeARange> mode_a = {};
    std::vector<std::uint32_t> icao24 = {};
    CategorySet categories = {};
    std::vector<std::string> states = {};  ///< ISO 3166-1 alpha-3
    bool flight_plan = false;              ///< asks for one
    bool identified = false;               ///< asks to be
    bool transponder = false;              ///< asks for one that answers
    AltitudeBand altitude = {};            ///< at or above its lower, at or below its upper limit
    TimeWindow valid = always;

    friend bool operator==(const PermissionSpec&, const PermissionSpec&) = default;
};

/// One rule. It applies to a track in one of its zones that it binds, while it is in force, and where it has a
/// second zone, to those heading there.
struct RuleSpec {
    std::string name;
    std::string note = {};           ///< for people: the regulation it stands for
    std::vector<std::string> zones;  ///< ids, or beginnings of ids followed by `*`; `*` alone is every zone
    Effect effect = Effect::forbid;
    BindingSpec binds = {};
    TimeWindow in_force = always;
    std::optional<HeadingSpec> heading_for = std::nullopt;
    std::vector<PermissionSpec> lawful_if = {};  ///< of a rule that forbids: any of these makes it lawful

    friend bool operator==(const RuleSpec&, const RuleSpec&) = default;
};

/// Rules in order: the first that applies decides.
struct RuleBookSpec {
    std::string note = {};
    std::vector<RuleSpec> rules;
    /// What is so where no rule applies. By default a zone that no rule speaks of stays what it is without rules:
    /// not to be entered.
    Effect otherwise = Effect::forbid;

    friend bool operator==(const RuleBookSpec&, const RuleBookSpec&) = default;
};

}  // namespace v0
}  // namespace picket

#endif
