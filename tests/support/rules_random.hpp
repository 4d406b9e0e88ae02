// SPDX-License-Identifier: MIT
/// @file
/// Random rule books and tracks from small vocabularies, so that rules and tracks often meet; and the obvious evaluator
/// of rules on tracks of which everything is known.
#ifndef PICKET_TESTS_SUPPORT_RULES_RANDOM_HPP
#define PICKET_TESTS_SUPPORT_RULES_RANDOM_HPP

#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/rules.hpp>

#include <support/airspace.hpp>

#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace rules_tests {

using airspace_tests::Random;
using picket::Category;
using picket::TrackIdentity;
using picket::Truth;
using picket::VerticalDatum;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

inline const std::vector<std::string> zone_ids{"EP1", "EP2", "EY1", "EY2"};

/// Everything about a track at a moment. A call sign "" and a mode_a of -1 are "has none".
struct Complete {
    std::string id;
    Category category;
    std::string state;
    std::string call_sign;
    int mode_a;
    long icao24;
    bool transponder;
    bool identified;
    bool flight_plan;
    bool armed;
    double time_s;
    std::array<double, 4> height_m;  ///< by datum
    std::array<double, 4> entry_s;   ///< by zone
};

template <class T, std::size_t N>
const T& pick(Random& random, const std::array<T, N>& from)
{
    return from[static_cast<std::size_t>(random.below(static_cast<int>(N)))];
}

inline const std::array<std::string, 3> ids{"op-1", "op-2", "x-1"};
inline const std::array<std::string, 3> states{"EST", "POL", "RUS"};
inline const std::array<std::string, 4> call_signs{"SAR1", "SAR22", "LOT3", ""};
inline constexpr std::array<int, 5> codes{04501, 04502, 04510, 07700, -1};
inline constexpr std::array<double, 5> levels_m{0, 50, 100, 1000, 3000};
inline constexpr std::array<double, 5> times_s{0, 10, 20, 30, 40};

inline Complete random_complete(Random& random)
{
    Complete all;
    all.id = pick(random, ids);
    all.category = pick(random, picket::all_categories);
    all.state = pick(random, states);
    all.call_sign = pick(random, call_signs);
    all.mode_a = pick(random, codes);
    all.transponder = all.mode_a >= 0 || random.coin();
    all.icao24 = all.transponder && random.coin() ? random.below(3) : -1;
    all.identified = random.coin();
    all.flight_plan = random.coin();
    all.armed = random.coin();
    // often exactly on a limit
    all.time_s = pick(random, times_s) + (random.coin() ? 0.0 : random.uniform(-5, 5));
    for (double& h : all.height_m) h = pick(random, levels_m) + (random.coin() ? 0.0 : random.uniform(-40, 40));
    for (double& e : all.entry_s) e = random.below(4) == 0 ? infinity : random.uniform(-50, 300);
    return all;
}

/// What the library is told when everything is known.
inline TrackIdentity identity_of(const Complete& all)
{
    TrackIdentity who;
    who.id = all.id;
    who.category = all.category;
    who.state = all.state;
    who.call_sign = all.call_sign;
    who.has_call_sign = picket::truth(!all.call_sign.empty());
    if (all.mode_a >= 0) who.mode_a = picket::ModeA(static_cast<unsigned>(all.mode_a));
    if (all.icao24 >= 0) who.icao24 = static_cast<std::uint32_t>(all.icao24);
    // A track whose transponder answers, yet without a code or an address that was received: known to have none of
    // these cannot be said, so no such track is complete; see is_complete().
    who.has_transponder = picket::truth(all.transponder);
    who.identified = picket::truth(all.identified);
    who.flight_plan = picket::truth(all.flight_plan);
    who.armed = picket::truth(all.armed);
    return who;
}

/// Can identity_of() say all of it?
inline bool is_complete(const Complete& all) { return !all.transponder || (all.mode_a >= 0 && all.icao24 >= 0); }

/// Altitudes by datum, each exact, in a range, or not known.
struct Heights {
    std::array<picket::AltitudeRange, 4> ranges;

    [[nodiscard]] picket::AltitudeRange range(VerticalDatum datum, double) const noexcept
    {
        return ranges[static_cast<std::size_t>(datum)];
    }
    template <class OnTime>
    void for_each_change(picket::Altitude, double, double, OnTime&&) const noexcept
    {
    }
};

inline Heights heights_of(const Complete& all)
{
    Heights heights{};
    for (std::size_t i = 0; i < 4; ++i) heights.ranges[i] = {all.height_m[i], all.height_m[i]};
    return heights;
}

// --- rules ---

template <class T, std::size_t N>
std::vector<T> some(Random& random, const std::array<T, N>& from)
{
    std::vector<T> result;
    while (result.empty()) {
        for (const T& item : from) {
            if (random.below(2) == 0) result.push_back(item);
        }
    }
    return result;
}

inline picket::CategorySet some_categories(Random& random)
{
    picket::CategorySet set;
    for (const Category category : some(random, picket::all_categories)) set.insert(category);
    return set;
}

inline picket::TimeWindow some_window(Random& random)
{
    const double begin_s = random.below(3) == 0 ? -infinity : pick(random, times_s);
    const double end_s = random.below(3) == 0 ? infinity : pick(random, times_s);
    return begin_s < end_s ? picket::TimeWindow{begin_s, end_s} : picket::TimeWindow{begin_s, infinity};
}

inline picket::AltitudeLimit some_limit(Random& random)
{
    const auto datum = static_cast<VerticalDatum>(random.below(4));
    return picket::AltitudeLimit::at({picket::Metres{pick(random, levels_m)}, datum});
}

inline picket::PermissionSpec random_permission(Random& random)
{
    for (;;) {
        picket::PermissionSpec p;
        const auto maybe = [&] { return random.below(6) == 0; };
        if (maybe()) p.track_ids = some(random, std::array<std::string, 3>{"op-1", "op-*", "x-1"});
        if (maybe()) p.call_signs = some(random, std::array<std::string, 3>{"SAR*", "lot3", "SAR22"});
        if (maybe()) {
            const std::array<picket::ModeARange, 3> ranges{
                picket::ModeARange{picket::ModeA(04501), picket::ModeA(04507)},
                picket::ModeARange{picket::ModeA(07700), picket::ModeA(07700)},
                picket::ModeARange{picket::ModeA(04502), picket::ModeA(04577)}};
            p.mode_a = some(random, ranges);
        }
        if (maybe()) p.icao24 = some(random, std::array<std::uint32_t, 3>{0, 1, 0xABCDEF});
        if (maybe()) p.categories = some_categories(random);
        if (maybe()) p.states = some(random, states);
        p.flight_plan = maybe();
        p.identified = maybe();
        p.transponder = maybe();
        if (maybe()) p.altitude.lower = some_limit(random);
        if (maybe()) p.altitude.upper = random.below(5) == 0 ? picket::AltitudeLimit::ground() : some_limit(random);
        if (maybe()) p.valid = some_window(random);
        const picket::AltitudeBand& band = p.altitude;
        const bool reversed = band.lower.kind == picket::AltitudeLimit::Kind::altitude &&
                              band.upper.kind != picket::AltitudeLimit::Kind::unlimited &&
                              band.lower.value.datum == band.upper.value.datum &&
                              band.lower.value.value > band.upper.value.value;
        if (!reversed && p != picket::PermissionSpec{}) return p;
    }
}

inline picket::RuleBookSpec random_book(Random& random)
{
    picket::RuleBookSpec book;
    book.otherwise = random.coin() ? picket::Effect::forbid : picket::Effect::permit;
    const int n = 1 + random.below(4);
    for (int k = 0; k < n; ++k) {
        picket::RuleSpec rule;
        rule.name = "rule " + std::to_string(k);
        rule.zones = some(random, std::array<std::string, 4>{"EP1", "EP*", "*", "EY2"});
        if (random.below(3) == 0) rule.effect = picket::Effect::permit;
        if (random.below(3) == 0)
            (random.coin() ? rule.binds.categories : rule.binds.all_but_categories) = some_categories(random);
        if (random.below(3) == 0)
            (random.coin() ? rule.binds.states : rule.binds.all_but_states) = some(random, states);
        if (random.below(4) == 0) rule.in_force = some_window(random);
        if (random.below(4) == 0) {
            rule.heading_for =
                picket::HeadingSpec{some(random, std::array<std::string, 3>{"EY1", "EP2", "EY*"}),
                                    picket::Seconds{random.below(4) == 0 ? infinity : random.uniform(0, 200)}};
        }
        if (rule.effect == picket::Effect::forbid) {
            for (int p = random.below(4); p > 0; --p) rule.lawful_if.push_back(random_permission(random));
        }
        book.rules.push_back(rule);
    }
    return book;
}

// --- the obvious evaluator ---

inline bool fits(std::string pattern, std::string text, bool any_case)
{
    if (any_case) {
        for (char& c : pattern) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    if (pattern.size() > 0 && pattern[pattern.size() - 1] == '*') {
        pattern.pop_back();
        return text.rfind(pattern, 0) == 0;
    }
    return text == pattern;
}

inline bool in(const std::vector<std::string>& list, const std::string& text)
{
    for (const std::string& entry : list) {
        if (entry == text) return true;
    }
    return false;
}

inline bool is_met(const picket::PermissionSpec& p, const Complete& all)
{
    if (!p.track_ids.empty()) {
        bool found = false;
        for (const auto& id : p.track_ids) found |= fits(id, all.id, false);
        if (!found) return false;
    }
    if (!p.call_signs.empty()) {
        bool found = false;
        for (const auto& pattern : p.call_signs) found |= !all.call_sign.empty() && fits(pattern, all.call_sign, true);
        if (!found) return false;
    }
    if (!p.mode_a.empty()) {
        bool found = false;
        for (const auto& range : p.mode_a)
            found |= all.mode_a >= static_cast<int>(range.first.value()) &&
                     all.mode_a <= static_cast<int>(range.last.value());
        if (!found) return false;
    }
    if (!p.icao24.empty()) {
        bool found = false;
        for (const auto address : p.icao24) found |= static_cast<long>(address) == all.icao24;
        if (!found) return false;
    }
    if (!p.categories.empty() && !p.categories.contains(all.category)) return false;
    if (!p.states.empty() && !in(p.states, all.state)) return false;
    if (p.flight_plan && !all.flight_plan) return false;
    if (p.identified && !all.identified) return false;
    if (p.transponder && !all.transponder) return false;
    const auto height = [&](const picket::AltitudeLimit& limit) {
        return all.height_m[static_cast<std::size_t>(limit.value.datum)];
    };
    using Kind = picket::AltitudeLimit::Kind;
    if (p.altitude.lower.kind == Kind::altitude && height(p.altitude.lower) < p.altitude.lower.value.value.value())
        return false;
    if (p.altitude.upper.kind == Kind::altitude && height(p.altitude.upper) > p.altitude.upper.value.value.value())
        return false;
    if (p.altitude.upper.kind == Kind::surface && all.height_m[static_cast<std::size_t>(VerticalDatum::agl)] > 0)
        return false;
    return all.time_s >= p.valid.begin_s && all.time_s < p.valid.end_s;
}

struct PlainVerdict {
    bool lawful;
    int rule;
};

inline PlainVerdict plain_decide(const picket::RuleBookSpec& book, std::size_t zone, const Complete& all)
{
    for (std::size_t r = 0; r < book.rules.size(); ++r) {
        const picket::RuleSpec& rule = book.rules[r];
        bool named = false;
        for (const auto& pattern : rule.zones) named |= fits(pattern, zone_ids[zone], false);
        if (!named) continue;
        if (all.time_s < rule.in_force.begin_s || all.time_s >= rule.in_force.end_s) continue;
        if (!rule.binds.categories.empty() && !rule.binds.categories.contains(all.category)) continue;
        if (rule.binds.all_but_categories.contains(all.category)) continue;
        if (!rule.binds.states.empty() && !in(rule.binds.states, all.state)) continue;
        if (in(rule.binds.all_but_states, all.state)) continue;
        if (rule.heading_for) {
            bool heading = false;
            for (std::size_t z = 0; z < zone_ids.size(); ++z) {
                for (const auto& pattern : rule.heading_for->zones) {
                    if (fits(pattern, zone_ids[z], false) && !std::isinf(all.entry_s[z]) &&
                        all.entry_s[z] <= rule.heading_for->within.value())
                        heading = true;
                }
            }
            if (!heading) continue;
        }
        if (rule.effect == picket::Effect::permit) return {true, static_cast<int>(r)};
        for (const auto& permission : rule.lawful_if) {
            if (is_met(permission, all)) return {true, static_cast<int>(r)};
        }
        return {false, static_cast<int>(r)};
    }
    return {book.otherwise == picket::Effect::permit, -1};
}

}  // namespace rules_tests

#endif
