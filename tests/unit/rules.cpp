// SPDX-License-Identifier: MIT
// Rules field by field: what each asks for, what is unknown without it, what is refused at construction.
#include <picket/airspace/rules.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace picket;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> ids{"A", "B", "B/1", "C", "EPR25"};
constexpr Altitude at_1000_amsl{Metres{1000}, VerticalDatum::amsl};

RuleSpec forbid(std::vector<PermissionSpec> lawful_if = {})
{
    return {.name = "R", .zones = {"A"}, .lawful_if = std::move(lawful_if)};
}

/// One rule, and otherwise lawful: so that a violation is this rule's.
RuleBook book(RuleSpec rule) { return {{.rules = {std::move(rule)}, .otherwise = Effect::permit}, ids}; }

Verdict decide(const PermissionSpec& permission, const TrackIdentity& who)
{
    return book(forbid({permission})).decide(0, who, 100, at_1000_amsl);
}

std::string fault(RuleBookSpec spec)
{
    try {
        const RuleBook made(std::move(spec), ids);
    } catch (const RuleError& error) {
        return error.what();
    }
    return "no fault";
}

std::string fault(RuleSpec rule) { return fault(RuleBookSpec{.rules = {std::move(rule)}}); }

/// A fact that is missing, one that fits and one that does not: unknown, lawful, violation; and the fact is named.
void three_ways(const PermissionSpec& permission, Fact fact, const TrackIdentity& fits, const TrackIdentity& does_not)
{
    const Verdict missing = decide(permission, {});
    CHECK(missing.outcome == Outcome::unknown);
    CHECK(missing.cause == Cause::undecided);
    CHECK(missing.unknown == FactSet{fact});
    CHECK(missing.lacking.empty());
    const Verdict good = decide(permission, fits);
    CHECK(good.outcome == Outcome::lawful);
    CHECK(good.cause == Cause::permission);
    CHECK(good.permission == 0);
    CHECK(good.unknown.empty());
    const Verdict bad = decide(permission, does_not);
    CHECK(bad.outcome == Outcome::violation);
    CHECK(bad.cause == Cause::no_permission);
    CHECK(bad.lacking == FactSet{fact});
    CHECK(bad.unknown.empty());
}

}  // namespace

TEST_CASE("rules: each thing a permission can ask for, missing, fitting and not")
{
    three_ways({.track_ids = {"T1", "U*"}}, Fact::track_id, {.id = "U7"}, {.id = "T11"});
    three_ways({.call_signs = {"SAR*"}}, Fact::call_sign, {.call_sign = " sar7 "}, {.call_sign = "XSAR"});
    three_ways({.call_signs = {"SAR*"}}, Fact::call_sign, {.call_sign = "SAR"}, {.has_call_sign = Truth::no});
    three_ways({.mode_a = {{ModeA{04501}, ModeA{04577}}}}, Fact::mode_a, {.mode_a = ModeA{04577}},
               {.mode_a = ModeA{04600}});
    three_ways({.mode_a = {{ModeA{04501}, ModeA{04577}}}}, Fact::mode_a, {.mode_a = ModeA{04501}},
               {.has_transponder = Truth::no});
    three_ways({.icao24 = {0xABCDEF}}, Fact::icao24, {.icao24 = 0xABCDEF}, {.icao24 = 0xABCDEE});
    three_ways({.icao24 = {0xABCDEF}}, Fact::icao24, {.icao24 = 0xABCDEF}, {.has_transponder = Truth::no});
    three_ways({.categories = {Category::balloon}}, Fact::category, {.category = Category::balloon},
               {.category = Category::glider});
    three_ways({.states = {"EST"}}, Fact::state, {.state = "est"}, {.state = "LVA"});
    three_ways({.flight_plan = true}, Fact::flight_plan, {.flight_plan = Truth::yes}, {.flight_plan = Truth::no});
    three_ways({.identified = true}, Fact::identified, {.identified = Truth::yes}, {.identified = Truth::no});
    three_ways({.transponder = true}, Fact::transponder, {.has_transponder = Truth::yes},
               {.has_transponder = Truth::no});
    // a code that was received shows a transponder
    CHECK(decide({.transponder = true}, {.mode_a = ModeA{0}}).outcome == Outcome::lawful);
    // a state that is no state is not known
    CHECK(decide({.states = {"EST"}}, {.state = "Estonia"}).outcome == Outcome::unknown);
}

TEST_CASE("rules: everything in a permission, one of a list, one of the permissions")
{
    const PermissionSpec two{.states = {"EST", "LVA"}, .flight_plan = true};
    CHECK(decide(two, {.state = "LVA", .flight_plan = Truth::yes}).outcome == Outcome::lawful);
    const Verdict one_missing = decide(two, {.state = "LVA", .flight_plan = Truth::no});
    CHECK(one_missing.outcome == Outcome::violation);
    CHECK(one_missing.lacking == FactSet{Fact::flight_plan});
    // what does not fit settles it, whatever the rest
    CHECK(decide(two, {.flight_plan = Truth::no}).outcome == Outcome::violation);

    const RuleBook rules = book(forbid({{.identified = true}, {.flight_plan = true}}));
    CHECK(rules.decide(0, {.flight_plan = Truth::yes}, 0, at_1000_amsl).permission == 1);
    CHECK(rules.decide(0, {.flight_plan = Truth::yes}, 0, at_1000_amsl).outcome == Outcome::lawful);
    const Verdict half = rules.decide(0, {.flight_plan = Truth::no}, 0, at_1000_amsl);
    CHECK(half.outcome == Outcome::unknown);
    CHECK(half.unknown == FactSet{Fact::identified});
    CHECK(rules.decide(0, {.identified = Truth::no, .flight_plan = Truth::no}, 0, at_1000_amsl).outcome ==
          Outcome::violation);
}

TEST_CASE("rules: altitudes by their datum, and by how much they miss")
{
    const auto amsl = [](double m) { return Altitude{Metres{m}, VerticalDatum::amsl}; };
    const PermissionSpec band{.altitude = {AltitudeLimit::at(amsl(500)), AltitudeLimit::at(amsl(1000))}};
    const RuleBook rules = book(forbid({band}));
    CHECK(rules.decide(0, {}, 0, amsl(1000)).outcome == Outcome::lawful);
    CHECK(rules.decide(0, {}, 0, amsl(500)).outcome == Outcome::lawful);
    const Verdict high = rules.decide(0, {}, 0, amsl(1070));
    CHECK(high.outcome == Outcome::violation);
    CHECK(high.climb_m == -70);
    CHECK(high.lacking == FactSet{Fact::altitude});
    CHECK(std::isnan(high.wait_s));
    CHECK(rules.decide(0, {}, 0, amsl(420)).climb_m == 80);
    for (const VerticalDatum other : {VerticalDatum::agl, VerticalDatum::wgs84, VerticalDatum::pressure_std}) {
        const Verdict verdict = rules.decide(0, {}, 0, {Metres{700}, other});
        CHECK(verdict.outcome == Outcome::unknown);
        CHECK(verdict.unknown == FactSet{Fact::altitude});
    }
    CHECK(rules.decide(0, {}, 0, amsl(nan_value)).outcome == Outcome::unknown);
    const RuleBook ground = book(forbid({{.altitude = {AltitudeLimit::none(), AltitudeLimit::ground()}}}));
    CHECK(ground.decide(0, {}, 0, {Metres{0}, VerticalDatum::agl}).outcome == Outcome::lawful);
    CHECK(ground.decide(0, {}, 0, {Metres{1}, VerticalDatum::agl}).outcome == Outcome::violation);
}

TEST_CASE("rules: times, begin included, end not")
{
    const RuleBook rules = book(forbid({{.valid = {100, 200}}}));
    CHECK(rules.decide(0, {}, 100, at_1000_amsl).outcome == Outcome::lawful);
    const Verdict late = rules.decide(0, {}, 200, at_1000_amsl);
    CHECK(late.outcome == Outcome::violation);
    CHECK(late.wait_s == 0);
    CHECK(rules.decide(0, {}, 90, at_1000_amsl).wait_s == 10);
    CHECK(rules.decide(0, {}, 260, at_1000_amsl).wait_s == -60);
    CHECK(rules.decide(0, {}, nan_value, at_1000_amsl).unknown == FactSet{Fact::time});

    RuleSpec rule = forbid();
    rule.in_force = {100, infinity};
    const RuleBook later = book(rule);
    CHECK(later.decide(0, {}, 99, at_1000_amsl).outcome == Outcome::lawful);
    CHECK(later.decide(0, {}, 99, at_1000_amsl).cause == Cause::no_rule);
    CHECK(later.decide(0, {}, 100, at_1000_amsl).outcome == Outcome::violation);
    CHECK(later.decide(0, {}, nan_value, at_1000_amsl).outcome == Outcome::unknown);
}

TEST_CASE("rules: whom they bind")
{
    const auto outcome = [](BindingSpec binds, const TrackIdentity& who) {
        RuleSpec rule = forbid();
        rule.binds = std::move(binds);
        return book(rule).decide(0, who, 0, at_1000_amsl).outcome;
    };
    CHECK(outcome({}, {}) == Outcome::violation);
    CHECK(outcome({.categories = {Category::unmanned}}, {}) == Outcome::unknown);
    CHECK(outcome({.categories = {Category::unmanned}}, {.category = Category::unmanned}) == Outcome::violation);
    CHECK(outcome({.categories = {Category::unmanned}}, {.category = Category::manned}) == Outcome::lawful);
    CHECK(outcome({.all_but_categories = {Category::unmanned}}, {}) == Outcome::unknown);
    CHECK(outcome({.all_but_categories = {Category::unmanned}}, {.category = Category::unmanned}) == Outcome::lawful);
    CHECK(outcome({.all_but_categories = {Category::unmanned}}, {.category = Category::manned}) == Outcome::violation);
    CHECK(outcome({.states = {"EST"}}, {}) == Outcome::unknown);
    CHECK(outcome({.states = {"EST"}}, {.state = "EST"}) == Outcome::violation);
    CHECK(outcome({.all_but_states = {"EST", "LVA"}}, {.state = "LVA"}) == Outcome::lawful);
    CHECK(outcome({.all_but_states = {"EST", "LVA"}}, {.state = "LTU"}) == Outcome::violation);
    // both must fit: one that does not settles it
    CHECK(outcome({.categories = {Category::manned}, .states = {"EST"}}, {.state = "LVA"}) == Outcome::lawful);
}

TEST_CASE("rules: two zones")
{
    RuleSpec rule = forbid();
    rule.heading_for = HeadingSpec{{"B*"}, Seconds{300}};
    const RuleBook rules = book(rule);
    REQUIRE(rules.second_zones(0).size() == 2);
    const auto outcome = [&](double b_s, double b1_s) {
        return rules
            .decide(0, {}, 0, at_1000_amsl, [&](std::size_t zone) { return zone == 1   ? b_s
                                                                           : zone == 2 ? b1_s
                                                                                       : -1.0; })
            .outcome;
    };
    CHECK(outcome(300, infinity) == Outcome::violation);
    CHECK(outcome(300.001, infinity) == Outcome::lawful);
    CHECK(outcome(infinity, 10) == Outcome::violation);
    CHECK(outcome(-5, infinity) == Outcome::violation);  // it is in it
    CHECK(outcome(nan_value, infinity) == Outcome::unknown);
    CHECK(outcome(nan_value, 10) == Outcome::violation);
    CHECK(rules.decide(0, {}, 0, at_1000_amsl).unknown == FactSet{Fact::time_to_entry});
    rule.heading_for->within = Seconds{infinity};
    const RuleBook ever = book(rule);
    CHECK(ever.decide(0, {}, 0, at_1000_amsl, [](std::size_t) { return 1e9; }).outcome == Outcome::violation);
    CHECK(ever.decide(0, {}, 0, at_1000_amsl, [](std::size_t) { return infinity; }).outcome == Outcome::lawful);
}

TEST_CASE("rules: the first that applies decides, and where none does, otherwise")
{
    const RuleSpec own{.name = "own", .zones = {"*"}, .effect = Effect::permit, .binds = {.states = {"EST"}}};
    const RuleSpec all{.name = "all", .zones = {"B"}};
    const RuleBook closed({.rules = {own, all}, .otherwise = Effect::forbid}, ids);
    const RuleBook open({.rules = {own, all}, .otherwise = Effect::permit}, ids);
    const TrackIdentity ours{.state = "EST"};
    const TrackIdentity theirs{.state = "LVA"};
    CHECK(closed.decide(1, ours, 0, at_1000_amsl).outcome == Outcome::lawful);
    CHECK(closed.decide(1, ours, 0, at_1000_amsl).cause == Cause::permits);
    CHECK(closed.decide(1, theirs, 0, at_1000_amsl).rule == 1);
    CHECK(closed.decide(0, theirs, 0, at_1000_amsl).rule == -1);
    CHECK(closed.decide(0, theirs, 0, at_1000_amsl).outcome == Outcome::violation);
    CHECK(open.decide(0, theirs, 0, at_1000_amsl).outcome == Outcome::lawful);
    CHECK(open.rules_of(1).size() == 2);
    CHECK(open.rules_of(2).size() == 1);

    // whose it is is not known: which rule applies is open, in zone A of the open book even that matters not
    const Verdict which = closed.decide(1, {}, 0, at_1000_amsl);
    CHECK(which.outcome == Outcome::unknown);
    CHECK(which.rule == 0);
    CHECK(which.last_rule == 1);
    CHECK(which.unknown == FactSet{Fact::state});
    const Verdict either_way = open.decide(0, {}, 0, at_1000_amsl);
    CHECK(either_way.outcome == Outcome::lawful);
    CHECK(either_way.rule == 0);
    CHECK(either_way.last_rule == -1);
}

TEST_CASE("rules: what is refused, by its field")
{
    CHECK(fault(forbid()) == "no fault");
    CHECK(fault(RuleBookSpec{}) == "no fault");
    CHECK(fault(RuleSpec{.name = "R", .zones = {"A", "EPR52"}}) ==
          "rules[0].zones[1]: there is no zone \"EPR52\"; do you mean \"EPR25\"? (rule \"R\")");
    CHECK(fault(RuleSpec{.name = "R", .zones = {"D*"}}) ==
          "rules[0].zones[0]: there is no zone whose id begins like \"D*\" (rule \"R\")");
    RuleSpec rule = forbid();
    rule.heading_for = HeadingSpec{{"X"}, Seconds{1}};
    CHECK(fault(rule) == "rules[0].heading_for.zones[0]: there is no zone \"X\" (rule \"R\")");
    rule.heading_for = HeadingSpec{{"B"}, Seconds{nan_value}};
    CHECK(fault(rule) == "rules[0].heading_for.within: is not a time of 0 seconds or more (rule \"R\")");
    rule.heading_for = HeadingSpec{{}, Seconds{1}};
    CHECK(fault(rule).starts_with("rules[0].heading_for.zones: is empty"));
    CHECK(fault(RuleSpec{.name = "R", .zones = {}}).starts_with("rules[0].zones: is empty"));
    CHECK(fault(RuleSpec{.name = "", .zones = {"A"}}) ==
          "rules[0].name: is empty: an alert names the rule that applied");
    CHECK(fault(RuleSpec{.name = "a\nb", .zones = {"A"}}) == "rules[0].name: has control characters (rule \"a?b\")");
    CHECK(fault(RuleBookSpec{.rules = {forbid(), forbid()}}) ==
          "rules[1].name: is the name of rules[0] too (rule \"R\")");
    rule = forbid();
    rule.in_force = {5, 5};
    CHECK(fault(rule) == "rules[0].in_force: does not end after it begins (rule \"R\")");
    rule.in_force = {nan_value, 5};
    CHECK(fault(rule) == "rules[0].in_force: does not end after it begins (rule \"R\")");
    rule = forbid();
    rule.binds = {.categories = {Category::unknown}};
    CHECK(fault(rule).starts_with("rules[0].binds.categories: names the category unknown"));
    rule.binds = {.categories = {Category::manned}, .all_but_categories = {Category::glider}};
    CHECK(fault(rule).starts_with("rules[0].binds.all_but_categories: stands beside"));
    CHECK(fault(RuleSpec{.name = "R", .zones = {"A"}, .effect = Effect::permit, .lawful_if = {{.identified = true}}})
              .starts_with("rules[0].lawful_if: belongs to a rule that forbids"));
    const auto permission = [](PermissionSpec p) { return fault(forbid({std::move(p)})); };
    CHECK(permission({}).starts_with("rules[0].lawful_if[0]: asks for nothing"));
    CHECK(permission({.states = {"est"}}).starts_with("rules[0].lawful_if[0].states[0]: \"est\" is not a state"));
    CHECK(permission({.mode_a = {{ModeA{02}, ModeA{01}}}})
              .starts_with("rules[0].lawful_if[0].mode_a[0]: ends before it begins"));
    CHECK(permission({.icao24 = {0x1000000}}).starts_with("rules[0].lawful_if[0].icao24[0]: has more than 24 bits"));
    CHECK(permission({.call_signs = {" A"}}).starts_with("rules[0].lawful_if[0].call_signs[0]: \" A\" has blanks"));
    CHECK(permission({.track_ids = {""}}).starts_with("rules[0].lawful_if[0].track_ids[0]: is empty"));
    CHECK(permission({.altitude = {AltitudeLimit::at({Metres{nan_value}, VerticalDatum::amsl}), {}}})
              .starts_with("rules[0].lawful_if[0].at_or_above: is not a number"));
    CHECK(permission({.altitude = {AltitudeLimit::ground(), {}}})
              .starts_with("rules[0].lawful_if[0].at_or_above: is the ground"));
    CHECK(permission({.valid = {10, 9}}).starts_with("rules[0].lawful_if[0].valid: does not end after it begins"));
}
