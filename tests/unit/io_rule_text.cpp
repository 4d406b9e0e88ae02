// SPDX-License-Identifier: MIT
// Sentences: each way a verdict can come about, in words.
#include <picket/airspace/rules.hpp>
#include <picket/io/rule_text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace picket;

namespace {

const std::vector<std::string> ids{"A", "B"};
constexpr Altitude at_120_agl{Metres{120}, VerticalDatum::agl};

std::string sentence(RuleBookSpec spec, const TrackIdentity& who, std::size_t zone = 0, double time_s = 0)
{
    const RuleBook rules(std::move(spec), ids);
    return io::explain(rules, rules.decide(zone, who, time_s, at_120_agl));
}

}  // namespace

TEST_CASE("rule text: everything a permission can ask for")
{
    PermissionSpec all{.track_ids = {"T1", "U*"},
                       .call_signs = {"SAR*"},
                       .mode_a = {{ModeA{04501}, ModeA{04577}}, {ModeA{033}, ModeA{033}}},
                       .icao24 = {0x48C1A5},
                       .categories = {Category::balloon, Category::glider},
                       .states = {"EST", "LVA", "LTU"},
                       .flight_plan = true,
                       .identified = true,
                       .transponder = true,
                       .altitude = {AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{95})),
                                    AltitudeLimit::at({Metres{3000.5}, VerticalDatum::amsl})},
                       .valid = {0, 60}};
    CHECK(io::permission_text(all) ==
          "as authorised track T1 or U*, with call sign SAR*, with Mode A code 4501-4577 or 0033, with 24-bit address "
          "48c1a5, as glider or "
          "balloon, of state EST, LVA or LTU, with a flight plan, identified, with a transponder that answers, at or "
          "above FL95, at or below "
          "3000.5 m amsl from 1970-01-01T00:00:00Z until 1970-01-01T00:01:00Z");
    CHECK(io::permission_text({.altitude = {{}, AltitudeLimit::ground()}}) == "on the ground");
    CHECK(io::permission_text({.valid = {-std::numeric_limits<double>::infinity(), 60}}) ==
          "until 1970-01-01T00:01:00Z");
    CHECK(io::altitude_text({Metres{2900}, VerticalDatum::pressure_std}) == "2900 m pressure_std");
    CHECK(io::icao24_text(0xA) == "00000a");
}

TEST_CASE("rule text: each way a verdict can come about")
{
    const RuleSpec closed{.name = "closed", .zones = {"A"}};
    const RuleSpec plan{.name = "plan", .zones = {"A"}, .lawful_if = {{.flight_plan = true}}};
    const RuleSpec own{.name = "own", .zones = {"*"}, .effect = Effect::permit, .binds = {.states = {"EST"}}};

    CHECK(sentence({.rules = {closed}}, {}) == "rule \"closed\" is violated in A; it knows no permission");
    CHECK(sentence({.rules = {closed}}, {}, 1) == "no rule applies in B: there everything is a violation");
    CHECK(sentence({.rules = {closed}, .otherwise = Effect::permit}, {}, 1) ==
          "no rule applies in B: there everything is lawful");
    CHECK(sentence({.rules = {own}}, {.state = "EST"}) == "rule \"own\" makes it lawful in A");
    CHECK(sentence({.rules = {plan}}, {.flight_plan = Truth::yes}) ==
          "rule \"plan\" makes it lawful in A: with a flight plan");
    CHECK(sentence({.rules = {plan}}, {.flight_plan = Truth::no}) ==
          "rule \"plan\" is violated in A: lawful would have been with a flight plan");
    CHECK(sentence({.rules = {plan}}, {}) ==
          "rule \"plan\" cannot be decided in A: not known is whether it has a flight plan; lawful is with a flight "
          "plan");
    CHECK(sentence({.rules = {own}}, {}, 1) ==
          "rule \"own\" cannot be decided in B: not known is its state; perhaps no rule applies");
    CHECK(sentence({.rules = {own, closed}}, {}) ==
          "rule \"own\" cannot be decided in A: not known is its state; perhaps rule \"closed\" applies");
    CHECK(sentence({.rules = {own}, .otherwise = Effect::permit}, {}) ==
          "rule \"own\", or none, makes it lawful in A (which one hangs on its state, the outcome does not)");
    RuleSpec some = closed;
    some.binds.categories = {Category::manned};
    RuleSpec rest = closed;
    rest.name = "rest";
    CHECK(sentence({.rules = {some, rest}}, {}) ==
          "rule \"closed\", or one down to rule \"rest\", is violated in A (which one hangs on its category, the "
          "outcome does not); it knows no "
          "permission");
    RuleSpec heading = plan;
    heading.heading_for = HeadingSpec{{"B"}, Seconds{60}};
    CHECK(sentence({.rules = {heading}}, {.flight_plan = Truth::no})
              .starts_with("rule \"plan\", or none, is violated in A (which one hangs on when it"));

    const AltitudeLimit fifty = AltitudeLimit::at({Metres{50}, VerticalDatum::agl});
    const AltitudeLimit high = AltitudeLimit::at({Metres{300}, VerticalDatum::agl});
    const auto with = [](PermissionSpec p) {
        return RuleBookSpec{.rules = {{.name = "r", .zones = {"A"}, .lawful_if = {std::move(p)}}}};
    };
    CHECK(sentence(with({.altitude = {{}, fifty}}), {}) ==
          "rule \"r\" is violated in A: lawful would have been at or below 50 m agl; nearest to that: 70 m lower");
    CHECK(sentence(with({.altitude = {high, {}}}), {}).ends_with("; nearest to that: 180 m higher"));
    CHECK(sentence(with({.valid = {5, 60}}), {}).ends_with("; nearest to that: 5 s later"));
    CHECK(sentence(with({.altitude = {{}, fifty}, .valid = {-60, -5}}), {})
              .ends_with("; nearest to that: 70 m lower and 5 s earlier, or before"));
    CHECK(sentence(with({.states = {"EST"}, .altitude = {{}, fifty}}), {.state = "LVA"})
              .ends_with("; nearest to that: 70 m lower, and another value of its state"));
}
