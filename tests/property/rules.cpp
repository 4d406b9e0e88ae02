// SPDX-License-Identifier: MIT
// Rules against the obvious evaluator, and the soundness of "unknown": whatever the missing facts turn out to be, a
// definite outcome stays; and the facts a verdict says are missing are those that settle it.
#include <picket/airspace/rules.hpp>

#include <support/airspace.hpp>
#include <support/rules_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <optional>

using namespace picket;
using airspace_tests::Random;
using rules_tests::Complete;
using rules_tests::Heights;
using rules_tests::nan_value;
using rules_tests::zone_ids;

namespace {

/// What is hidden of a complete track.
struct Hidden {
    FactSet facts = {};
    std::array<bool, 4> entry = {};           ///< by zone
    std::array<int, 4> height = {};           ///< by datum: 0 exact, 1 a range, 2 nothing
    std::array<AltitudeRange, 4> range = {};  ///< where height is 1
};

struct Told {
    TrackIdentity who;
    double time_s;
    Heights heights;
    std::array<double, 4> entry_s;
};

Hidden random_hidden(Random& random, const Complete& all)
{
    Hidden hidden;
    const int often = 2 + random.below(6);  // one fact in so many
    for (int f = 0; f <= static_cast<int>(Fact::time_to_entry); ++f) {
        if (random.below(often) == 0) hidden.facts.insert(static_cast<Fact>(f));
    }
    // a transponder that answers without a code or an address that was received: those are not known
    if (all.transponder && all.mode_a < 0) hidden.facts.insert(Fact::mode_a);
    if (all.transponder && all.icao24 < 0) hidden.facts.insert(Fact::icao24);
    for (std::size_t i = 0; i < 4; ++i) {
        hidden.entry[i] = hidden.facts.contains(Fact::time_to_entry) && random.coin();
        hidden.height[i] = hidden.facts.contains(Fact::altitude) ? random.below(3) : 0;
        hidden.range[i] = {all.height_m[i] - random.uniform(0, 60), all.height_m[i] + random.uniform(0, 60)};
    }
    return hidden;
}

Told told(const Complete& all, const Hidden& hidden)
{
    Told result{rules_tests::identity_of(all), all.time_s, rules_tests::heights_of(all), all.entry_s};
    const auto hides = [&](Fact fact) { return hidden.facts.contains(fact); };
    if (hides(Fact::time)) result.time_s = nan_value;
    if (hides(Fact::category)) result.who.category = Category::unknown;
    if (hides(Fact::state)) result.who.state = "";
    if (hides(Fact::track_id)) result.who.id = "";
    if (hides(Fact::call_sign)) {
        result.who.call_sign = "";
        result.who.has_call_sign = Truth::unknown;
    }
    if (hides(Fact::mode_a)) result.who.mode_a.reset();
    if (hides(Fact::icao24)) result.who.icao24.reset();
    // that there is no transponder would give away that there is no code
    if (hides(Fact::transponder) || ((hides(Fact::mode_a) || hides(Fact::icao24)) && !all.transponder))
        result.who.has_transponder = Truth::unknown;
    if (hides(Fact::identified)) result.who.identified = Truth::unknown;
    if (hides(Fact::flight_plan)) result.who.flight_plan = Truth::unknown;
    for (std::size_t i = 0; i < 4; ++i) {
        if (hidden.height[i] == 1) result.heights.ranges[i] = hidden.range[i];
        if (hidden.height[i] == 2) result.heights.ranges[i] = AltitudeRange::none();
        if (hidden.entry[i]) result.entry_s[i] = nan_value;
    }
    return result;
}

Verdict decide(const RuleBook& rules, std::size_t zone, const Told& t)
{
    return rules.decide(zone, t.who, t.time_s, t.heights, [&](std::size_t z) noexcept { return t.entry_s[z]; });
}

/// Another track that could be the one told about: what is hidden is drawn anew.
std::optional<Complete> completion(Random& random, const Complete& all, const Hidden& hidden)
{
    const Complete other = rules_tests::random_complete(random);
    Complete result = all;
    const auto hides = [&](Fact fact) { return hidden.facts.contains(fact); };
    if (hides(Fact::time)) result.time_s = other.time_s;
    if (hides(Fact::category)) result.category = other.category;
    if (hides(Fact::state)) result.state = other.state;
    if (hides(Fact::track_id)) result.id = other.id;
    if (hides(Fact::call_sign)) result.call_sign = other.call_sign;
    if (hides(Fact::identified)) result.identified = other.identified;
    if (hides(Fact::flight_plan)) result.flight_plan = other.flight_plan;
    if (hides(Fact::mode_a)) result.mode_a = other.mode_a;
    if (hides(Fact::icao24)) result.icao24 = other.icao24;
    // in `told` the transponder is left unknown in these cases; else it stays as it was
    const bool open = hides(Fact::transponder) || ((hides(Fact::mode_a) || hides(Fact::icao24)) && !all.transponder);
    if (open) result.transponder = result.mode_a >= 0 || result.icao24 >= 0 || other.transponder;
    if (!result.transponder && (result.mode_a >= 0 || result.icao24 >= 0)) return std::nullopt;
    for (std::size_t i = 0; i < 4; ++i) {
        if (hidden.entry[i]) result.entry_s[i] = other.entry_s[i];
        if (hidden.height[i] == 2) result.height_m[i] = other.height_m[i];
        if (hidden.height[i] == 1) {
            result.height_m[i] = random.below(4) == 0 ? hidden.range[i].lowest_m
                                 : random.below(3) == 0
                                     ? hidden.range[i].highest_m
                                     : random.uniform(hidden.range[i].lowest_m, hidden.range[i].highest_m);
        }
    }
    return result;
}

}  // namespace

TEST_CASE("rules: where everything is known, the outcome and the rule are those of the obvious evaluator")
{
    Random random("property/rules known", 401);
    int violations = 0;
    int lawful = 0;
    int by_rule = 0;
    for (int k = 0; k < 1500 * airspace_tests::test_scale(); ++k) {
        const RuleBookSpec spec = rules_tests::random_book(random);
        const RuleBook rules(spec, zone_ids);
        for (int j = 0; j < 20; ++j) {
            const Complete all = rules_tests::random_complete(random);
            if (!rules_tests::is_complete(all)) continue;
            const auto zone = static_cast<std::size_t>(random.below(4));
            const rules_tests::PlainVerdict plain = rules_tests::plain_decide(spec, zone, all);
            const Verdict verdict = decide(rules, zone, told(all, {}));
            CAPTURE(k, j, zone);
            REQUIRE(verdict.outcome == (plain.lawful ? Outcome::lawful : Outcome::violation));
            REQUIRE(verdict.rule == plain.rule);
            REQUIRE(verdict.last_rule == plain.rule);
            REQUIRE(verdict.unknown.empty());
            ++(plain.lawful ? lawful : violations);
            by_rule += plain.rule >= 0;
        }
    }
    // both, and mostly by rules, or little was tested
    CHECK(violations > lawful / 10);
    CHECK(lawful > violations / 10);
    CHECK(by_rule > (violations + lawful) / 2);
}

TEST_CASE("rules: a definite outcome holds for every completion of what is missing")
{
    Random random("property/rules sound", 402);
    int definite = 0;
    int open = 0;
    int truly_open = 0;
    for (int k = 0; k < 2500 * airspace_tests::test_scale(); ++k) {
        const RuleBookSpec spec = rules_tests::random_book(random);
        const RuleBook rules(spec, zone_ids);
        for (int j = 0; j < 4; ++j) {
            const Complete all = rules_tests::random_complete(random);
            const Hidden hidden = random_hidden(random, all);
            if (hidden.facts.empty()) continue;
            const auto zone = static_cast<std::size_t>(random.below(4));
            const Verdict verdict = decide(rules, zone, told(all, hidden));
            bool saw_lawful = false;
            bool saw_violation = false;
            for (int i = 0; i < 30; ++i) {
                const std::optional<Complete> one = i == 0 ? std::optional(all) : completion(random, all, hidden);
                if (!one) continue;
                const rules_tests::PlainVerdict plain = rules_tests::plain_decide(spec, zone, *one);
                (plain.lawful ? saw_lawful : saw_violation) = true;
                CAPTURE(k, j, i, zone);
                if (verdict.outcome == Outcome::lawful) REQUIRE(plain.lawful);
                if (verdict.outcome == Outcome::violation) REQUIRE(!plain.lawful);
                // the rule is one of those it may be
                if (verdict.last_rule >= 0) REQUIRE((plain.rule >= verdict.rule && plain.rule <= verdict.last_rule));
                if (verdict.last_rule < 0) REQUIRE((plain.rule == -1 || plain.rule >= verdict.rule));
            }
            if (verdict.outcome == Outcome::unknown) {
                ++open;
                truly_open += saw_lawful && saw_violation;
                REQUIRE(!verdict.unknown.empty());
            } else {
                ++definite;
            }
        }
    }
    CHECK(definite > 500);
    CHECK(open > 500);
    // unknown is not an excuse: for most of them 30 completions show both outcomes
    CHECK(truly_open > open / 2);
}

TEST_CASE("rules: to learn what a verdict says is missing settles it")
{
    Random random("property/rules settles", 403);
    int settled = 0;
    for (int k = 0; k < 3000 * airspace_tests::test_scale(); ++k) {
        const RuleBook rules(rules_tests::random_book(random), zone_ids);
        const Complete all = rules_tests::random_complete(random);
        // what cannot be told cannot be learnt
        if (!rules_tests::is_complete(all)) continue;
        Hidden hidden = random_hidden(random, all);
        const auto zone = static_cast<std::size_t>(random.below(4));
        const Verdict verdict = decide(rules, zone, told(all, hidden));
        if (verdict.outcome != Outcome::unknown) continue;
        verdict.unknown.for_each([&](Fact fact) {
            hidden.facts.erase(fact);
            if (fact == Fact::altitude) hidden.height = {};
            if (fact == Fact::time_to_entry) hidden.entry = {};
            // who has no transponder is known by that to have no code and no address
            if (!all.transponder && (fact == Fact::mode_a || fact == Fact::icao24 || fact == Fact::transponder)) {
                for (const Fact one : {Fact::mode_a, Fact::icao24, Fact::transponder}) hidden.facts.erase(one);
            }
        });
        CAPTURE(k, zone);
        const Verdict now = decide(rules, zone, told(all, hidden));
        REQUIRE(now.outcome != Outcome::unknown);
        ++settled;
    }
    CHECK(settled > 300);
}

TEST_CASE("rules: the nearest permission is the way out that it says")
{
    // One rule, so that no earlier one can take over: what the verdict says is lacking is changed, and nothing else.
    Random random("property/rules remedy", 404);
    int remedies = 0;
    int by_climb = 0;
    int by_waiting = 0;
    for (int k = 0; k < 40000 * airspace_tests::test_scale(); ++k) {
        RuleBookSpec spec = rules_tests::random_book(random);
        spec.rules.resize(1);
        spec.rules[0].in_force = always;
        spec.rules[0].heading_for.reset();
        const RuleBook rules(spec, zone_ids);
        const Complete all = rules_tests::random_complete(random);
        if (!rules_tests::is_complete(all)) continue;
        const Verdict verdict = decide(rules, 0, told(all, {}));
        if (verdict.outcome != Outcome::violation || verdict.permission < 0) continue;
        Told now = told(all, {});
        bool only_numbers = true;
        verdict.lacking.for_each([&](Fact fact) {
            if (fact == Fact::altitude) {
                // both limits in one datum: the climb says it all
                const AltitudeBand& band =
                    spec.rules[0].lawful_if[static_cast<std::size_t>(verdict.permission)].altitude;
                const bool two = band.lower.kind != AltitudeLimit::Kind::unlimited &&
                                 band.upper.kind != AltitudeLimit::Kind::unlimited;
                if (two) only_numbers = false;
                for (AltitudeRange& range : now.heights.ranges) {
                    // toward the limit and a micrometre over, for the rounding of the difference
                    const double by_m = verdict.climb_m + std::copysign(1e-6, verdict.climb_m);
                    range.lowest_m += by_m;
                    range.highest_m += by_m;
                }
            } else if (fact == Fact::time) {
                now.time_s += verdict.wait_s + (verdict.wait_s > 0 ? 1e-6 : -1e-6);
            } else {
                only_numbers = false;
            }
        });
        REQUIRE(std::isnan(verdict.climb_m) == !verdict.lacking.contains(Fact::altitude));
        REQUIRE(std::isnan(verdict.wait_s) == !verdict.lacking.contains(Fact::time));
        if (!only_numbers) continue;
        CAPTURE(k, verdict.climb_m, verdict.wait_s);
        const Verdict after = decide(rules, 0, now);
        REQUIRE(after.outcome == Outcome::lawful);
        REQUIRE(after.rule == 0);
        ++remedies;
        by_climb += verdict.lacking.contains(Fact::altitude);
        by_waiting += verdict.lacking.contains(Fact::time);
    }
    CHECK(remedies > 100);
    CHECK(by_climb > 30);
    CHECK(by_waiting > 30);
}
