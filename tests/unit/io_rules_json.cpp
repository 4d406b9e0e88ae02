// SPDX-License-Identifier: MIT
// Rules from JSON: every field, every fault by its name, there and back, the same as the schema says, and the shipped
// example with its zones.
#include <picket/airspace/presence.hpp>
#include <picket/airspace/rule_verdicts.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/io/rule_text.hpp>
#include <picket/io/rules_json.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>

#include <support/json_schema.hpp>
#include <support/rules_random.hpp>

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace picket;
using schema_tests::Json;

namespace {

const std::string data = PICKET_EXAMPLE_DATA_DIR;
const std::string schema_path = std::string(PICKET_TEST_DATA_DIR) + "/../docs/reference/schemas/rules.schema.json";

RuleBookSpec read(const std::string& text)
{
    std::istringstream in(text);
    return io::read_rules_json(in, "rules.json");
}

std::string fault(const std::string& text)
{
    try {
        static_cast<void>(read(text));
    } catch (const ParseError& error) {
        return error.what();
    }
    return "no fault";
}

/// A book of one rule with these members, and of one with one permission.
std::string rule(const std::string& members)
{
    return R"({"version":1,"otherwise":"permit","rules":[{"name":"R","zones":["Z"])" + members + "}]}";
}
std::string permission(const std::string& members) { return rule(R"(,"lawful_if":[{)" + members + "}]"); }

std::set<std::string> set_of(std::span<const std::string_view> keys) { return {keys.begin(), keys.end()}; }

}  // namespace

TEST_CASE("rules from JSON: every field arrives")
{
    const RuleBookSpec book = read(R"({"$schema":"x","version":1,"note":"N","otherwise":"forbid","rules":[
      {"name":"R1","note":"n1","zones":["A","B*"],"effect":"permit",
       "binds":{"categories":["manned","glider"],"all_but_states":["EST","POL"]},
       "in_force":{"from":"1970-01-01T00:00:10Z","until":20}},
      {"name":"R2","zones":["*"],"binds":{"all_but_categories":["missile"],"states":["RUS"]},
       "heading_for":{"zones":["C"],"within_s":300},
       "lawful_if":[{"note":"n2","track_ids":["T1","U*"],"call_signs":["SAR*"],"mode_a":["4501","0010-0017"],
         "icao24":["48c1A5"],"categories":["balloon"],"states":["FIN"],"flight_plan":true,"identified":true,
         "transponder":true,"at_or_above":"FL95","at_or_below":{"value":1000,"unit":"ft","datum":"amsl"},
         "from":5,"until":"1970-01-01T00:01:00Z"},{"at_or_below":"GND"}]},
      {"name":"R3","zones":["A"],"heading_for":{"zones":["C"]}}]})");
    CHECK(book.note == "N");
    CHECK(book.otherwise == Effect::forbid);
    REQUIRE(book.rules.size() == 3);
    const RuleSpec& r1 = book.rules[0];
    CHECK(r1.name == "R1");
    CHECK(r1.note == "n1");
    CHECK(r1.zones == std::vector<std::string>{"A", "B*"});
    CHECK(r1.effect == Effect::permit);
    CHECK(r1.binds.categories == CategorySet{Category::manned, Category::glider});
    CHECK(r1.binds.all_but_categories.empty());
    CHECK(r1.binds.states.empty());
    CHECK(r1.binds.all_but_states == std::vector<std::string>{"EST", "POL"});
    CHECK(r1.in_force == TimeWindow{10, 20});
    CHECK(!r1.heading_for);
    const RuleSpec& r2 = book.rules[1];
    CHECK(r2.effect == Effect::forbid);
    CHECK(r2.in_force == always);
    CHECK(r2.binds.all_but_categories == CategorySet{Category::missile});
    CHECK(r2.binds.states == std::vector<std::string>{"RUS"});
    CHECK(r2.heading_for == HeadingSpec{{"C"}, Seconds{300}});
    REQUIRE(r2.lawful_if.size() == 2);
    const PermissionSpec& p = r2.lawful_if[0];
    CHECK(p.note == "n2");
    CHECK(p.track_ids == std::vector<std::string>{"T1", "U*"});
    CHECK(p.call_signs == std::vector<std::string>{"SAR*"});
    CHECK(p.mode_a == std::vector<ModeARange>{{ModeA(04501), ModeA(04501)}, {ModeA(010), ModeA(017)}});
    CHECK(p.icao24 == std::vector<std::uint32_t>{0x48C1A5});
    CHECK(p.categories == CategorySet{Category::balloon});
    CHECK(p.states == std::vector<std::string>{"FIN"});
    CHECK((p.flight_plan && p.identified && p.transponder));
    CHECK(p.altitude.lower == AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{95})));
    CHECK(p.altitude.upper == AltitudeLimit::at({Metres{304.8}, VerticalDatum::amsl}));
    CHECK(p.valid == TimeWindow{5, 60});
    CHECK(r2.lawful_if[1].altitude.upper == AltitudeLimit::ground());
    CHECK(book.rules[2].heading_for->within.value() == std::numeric_limits<double>::infinity());
}

TEST_CASE("rules from JSON: faults name file and field, in one line")
{
    CHECK(fault(permission(R"("mode_a":["0o9"])")) ==
          "rules.json: rules[0].lawful_if[0].mode_a[0]: \"0o9\" is not an octal Mode A code, 0000 to 7777");
    CHECK(fault(permission(R"("mode_a":["7700","4508"])")) ==
          "rules.json: rules[0].lawful_if[0].mode_a[1]: \"4508\" is not an octal Mode A code, 0000 to 7777");
    CHECK(fault(permission(R"("mode_a":["4577-4501"])")) ==
          "rules.json: rules[0].lawful_if[0].mode_a[0]: \"4577-4501\" ends before it begins");
    CHECK(fault(permission(R"("mode_a":["4501-45"])")) ==
          "rules.json: rules[0].lawful_if[0].mode_a[0]: \"4501-45\" is not a range of octal Mode A codes such as "
          "4501-4577");
    CHECK(fault(permission(R"("mode_a":[4501])")) ==
          "rules.json: rules[0].lawful_if[0].mode_a[0]: is the number 4501: write a Mode A code in quotes, with its "
          "leading zeros");
    CHECK(fault(permission(R"("icao24":["48c1a"])")) ==
          "rules.json: rules[0].lawful_if[0].icao24[0]: \"48c1a\" is not a 24-bit aircraft address of six hexadecimal "
          "digits");
    CHECK(fault(permission(R"("at_or_below":"50 m")"))
              .starts_with("rules.json: rules[0].lawful_if[0].at_or_below: \"50 m\" has no datum"));
    CHECK(fault(permission(R"("at_or_below":50)")) ==
          "rules.json: rules[0].lawful_if[0].at_or_below: is the number 50: write for example \"50 m AGL\", for a "
          "height has a unit and a datum");
    CHECK(fault(permission(R"("at_or_below":"UNL")")) ==
          "rules.json: rules[0].lawful_if[0].at_or_below: asks for nothing: leave it out");
    CHECK(fault(permission(R"("at_or_above":"GND")")) ==
          "rules.json: rules[0].lawful_if[0].at_or_above: asks for nothing: leave it out");
    CHECK(fault(permission(R"("at_or_above":"FL100","at_or_below":"FL50")")) ==
          "rules.json: rules[0].lawful_if[0].at_or_above: is above \"at_or_below\": no altitude is both (rule \"R\")");
    CHECK(fault(permission(R"("at_or_above":{"value":5,"unit":"km","datum":"amsl"})")) ==
          "rules.json: rules[0].lawful_if[0].at_or_above.unit: \"km\" is not a unit: m, ft or FL");
    CHECK(fault(permission(R"("flight_plan":false)")) ==
          "rules.json: rules[0].lawful_if[0].flight_plan: is false, which asks for nothing: leave it out");
    CHECK(fault(permission(R"("note":"x")")) ==
          "rules.json: rules[0].lawful_if[0]: asks for nothing: it would make everything lawful (rule \"R\")");
    CHECK(fault(permission(R"("until":"2025-13-01T00:00Z")")) ==
          "rules.json: rules[0].lawful_if[0].until: \"2025-13-01T00:00Z\" has a month that does not exist");
    CHECK(fault(permission(R"("from":20,"until":20)")) ==
          "rules.json: rules[0].lawful_if[0].until: is not after \"from\"");
    CHECK(fault(permission(R"("call_signs":["S*R"])")) ==
          "rules.json: rules[0].lawful_if[0].call_signs[0]: \"S*R\" has a * that is not at its end (rule \"R\")");
    CHECK(fault(permission(R"("call_signs":["*"])")) ==
          "rules.json: rules[0].lawful_if[0].call_signs[0]: \"*\" fits everyone: leave the list out (rule \"R\")");
    CHECK(fault(permission(R"("callsigns":["SAR*"])")) ==
          "rules.json: rules[0].lawful_if[0]: has an unknown key \"callsigns\"; do you mean \"call_signs\"?");
    CHECK(fault(permission(R"("colour":1)")) == "rules.json: rules[0].lawful_if[0]: has an unknown key \"colour\"");
    CHECK(fault(permission(R"("until":5,"until":6)")) == "rules.json: the key \"until\" occurs twice in one object");
    CHECK(fault(permission(R"("states":["Estonia"])")) ==
          "rules.json: rules[0].lawful_if[0].states[0]: \"Estonia\" is not a state by its three capital letters (ISO "
          "3166-1 alpha-3) (rule \"R\")");
    CHECK(fault(rule(R"(,"binds":{"categories":["unmaned"]})")) ==
          "rules.json: rules[0].binds.categories[0]: \"unmaned\" is not manned, glider, balloon, unmanned, "
          "state_aircraft, missile or other; do you "
          "mean \"unmanned\"?");
    CHECK(fault(rule(R"(,"binds":{"categories":["manned","manned"]})")) ==
          "rules.json: rules[0].binds.categories[1]: \"manned\" stands in the list already");
    CHECK(fault(rule(R"(,"binds":{"states":["EST"],"all_but_states":["POL"]})")) ==
          "rules.json: rules[0].binds.all_but_states: stands beside \"states\": give one of them (rule \"R\")");
    CHECK(fault(rule(R"(,"binds":{})")) ==
          "rules.json: rules[0].binds: is empty: leave it out where a rule binds everyone");
    CHECK(fault(rule(R"(,"binds":{"states":[]})")) ==
          "rules.json: rules[0].binds.states: is empty: leave it out, or put something in");
    CHECK(fault(rule(R"(,"in_force":{})")) ==
          "rules.json: rules[0].in_force: has neither \"from\" nor \"until\": leave it out");
    CHECK(fault(rule(R"(,"heading_for":{"zones":["A"],"within_s":-1})")) ==
          "rules.json: rules[0].heading_for.within_s: is the number -1, not 0 seconds or more");
    CHECK(fault(rule(R"(,"effect":"permit","lawful_if":[{"identified":true}])")) ==
          "rules.json: rules[0].lawful_if: belongs to a rule that forbids; this one permits (rule \"R\")");
    CHECK(fault(rule(R"(,"effect":"allow")")) == "rules.json: rules[0].effect: \"allow\" is not forbid or permit");
    CHECK(fault(R"({"version":1,"otherwise":"permit","rules":[{"zones":["Z"]}]})") ==
          "rules.json: rules[0]: has no \"name\"");
    CHECK(
        fault(
            R"({"version":1,"otherwise":"permit","rules":[{"name":"R","zones":["Z"]},{"name":"R","zones":["Z"]}]})") ==
        "rules.json: rules[1].name: is the name of rules[0] too (rule \"R\")");
    CHECK(fault(R"({"version":2,"otherwise":"permit","rules":[]})") ==
          "rules.json: version: is the number 2; this reader knows version 1");
    CHECK(fault(R"({"version":1,"rules":[]})") == "rules.json: has no \"otherwise\"");
    CHECK(fault("[]") == "rules.json: is an array, not an object");
    CHECK(fault("{\n\"version\":1,\n}").starts_with("rules.json:3: is not JSON: "));
    CHECK(fault(" ") == "rules.json: is empty");

    std::istringstream in(rule(""));
    const std::vector<std::string> ids{"ZZ1", "Y"};
    try {
        static_cast<void>(io::load_rules_json(in, "rules.json", ids));
        FAIL("a zone that is not there");
    } catch (const ParseError& error) {
        CHECK(error.what() == std::string("rules.json: rules[0].zones[0]: there is no zone \"Z\" (rule \"R\")"));
    }
    CHECK_THROWS_AS(io::read_rules_json("/no/such/file.json"), ParseError);
}

TEST_CASE("rules from JSON: there and back, to the bit")
{
    rules_tests::Random random("unit/io_rules_json round trip", 431);
    for (int k = 0; k < 300 * airspace_tests::test_scale(); ++k) {
        RuleBookSpec spec = rules_tests::random_book(random);
        spec.note = "note \"quoted\"\n";
        for (RuleSpec& one : spec.rules) {
            if (one.in_force != always) one.in_force = {1758265080.25 + random.uniform(0, 1), 2e9};
            for (PermissionSpec& p : one.lawful_if) {
                if (p.altitude.upper.kind == AltitudeLimit::Kind::altitude)
                    p.altitude.upper.value.value = Metres{random.uniform(3000, 9000)};
                if (p.valid != always) p.valid.begin_s = -random.uniform(0, 1e9);
            }
        }
        const std::string text = io::write_rules_json(spec);
        CAPTURE(k, text);
        REQUIRE(read(text) == spec);
        REQUIRE(io::write_rules_json(read(text)) == text);
    }
}

TEST_CASE("rules from JSON: the schema has the reader's keys and accepts what is shipped and written")
{
    const schema_tests::Schema schema(schema_path);
    CHECK(schema.keys("") == set_of(io::detail::rule_book_keys));
    CHECK(schema.keys("rule") == set_of(io::detail::rule_keys));
    CHECK(schema.keys("binding") == set_of(io::detail::binding_keys));
    CHECK(schema.keys("window") == set_of(io::detail::window_keys));
    CHECK(schema.keys("heading") == set_of(io::detail::heading_keys));
    CHECK(schema.keys("permission") == set_of(io::detail::permission_keys));
    CHECK(schema.accepts(Json::parse(schema_tests::text_of_file(data + "/rules_invented.json"))));
    CHECK(!schema.accepts(Json::parse(R"({"version":1,"rules":[]})")));
    rules_tests::Random random("unit/io_rules_json schema", 432);
    for (int k = 0; k < 50; ++k)
        CHECK(schema.accepts(Json::parse(io::write_rules_json(rules_tests::random_book(random)))));
}

TEST_CASE("rules from JSON: what the schema refuses the reader refuses, and the reader only more where it says why")
{
    const schema_tests::Schema schema(schema_path);
    const Json good = Json::parse(schema_tests::text_of_file(data + "/rules_invented.json"));
    const Json donors = Json::parse(
        R"([null,true,false,0,-1,2.5,1e300,"","x","EST","*","A*","4501","FL95","50 M AGL","2025-09-19T06:58:00Z",
      [],["EST"],["4501"],["*"],["manned"],{},{"from":5},{"identified":true},{"value":5,"unit":"m","datum":"amsl"}])");
    // faults that take more than the shape of one value to see
    const std::vector<std::string> beyond{"is the name of",
                                          "is not after",
                                          "stands beside",
                                          "ends before it begins",
                                          "is above",
                                          "asks for nothing",
                                          "belongs to a rule that forbids",
                                          "has blanks",
                                          "fits everyone",
                                          "is empty",
                                          "is not a time",
                                          "is neither a time",
                                          "outside the years",
                                          "is not an altitude",
                                          "has neither unit nor datum",
                                          "has no datum",
                                          "is not a unit",
                                          "is not a datum",
                                          "of a flight level",
                                          "has a month",
                                          "has a day",
                                          "has no time",
                                          "has neither \"from\"",
                                          "control characters"};
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto [kept, refused] =
        schema_tests::agreement(schema, good, donors, beyond, 1500 * airspace_tests::test_scale(), below,
                                [](const std::string& text) { return fault(text); });
    CHECK(kept > 100);
    CHECK(refused > 100);
}

TEST_CASE("the shipped example: a drone, a foreign state aircraft, and one that heads in")
{
    const io::ZoneSet zones = io::load_zones_geojson(data + "/rules_zones_invented.geojson");
    std::vector<std::string> ids;
    for (const Zone& zone : zones.zones) ids.push_back(zone.id());
    REQUIRE(ids == std::vector<std::string>{"XA-NAT", "XA-IDZ", "XA-P1"});
    const RuleBook rules = io::load_rules_json(data + "/rules_invented.json", ids);
    constexpr std::size_t nat = 0;
    constexpr std::size_t idz = 1;
    constexpr std::size_t p1 = 2;
    const double noon_s = io::read_time("2025-09-19T12:00:00Z").time_s;

    TrackIdentity drone{.id = "D1", .category = Category::unmanned};
    const Altitude low{Metres{120}, VerticalDatum::agl};
    const Verdict too_high = rules.decide(p1, drone, noon_s, low);
    CHECK(too_high.outcome == Outcome::violation);
    CHECK(io::explain(rules, too_high) ==
          "rule \"P1 no unmanned\" is violated in XA-P1: lawful would have been as authorised track XA-AUTH-* until "
          "2026-01-01T00:00:00Z, or at or below 50 m agl until 2025-09-19T14:00:00Z; nearest to that: 70 m lower");
    CHECK(rules.decide(p1, drone, noon_s, {Metres{50}, VerticalDatum::agl}).outcome == Outcome::lawful);
    const Verdict other_datum = rules.decide(p1, drone, noon_s, {Metres{50}, VerticalDatum::amsl});
    CHECK(other_datum.outcome == Outcome::unknown);
    CHECK(other_datum.unknown == FactSet{Fact::altitude});
    drone.id = "XA-AUTH-0042";
    CHECK(rules.decide(p1, drone, noon_s, low).outcome == Outcome::lawful);

    TrackIdentity fighter{.id = "F1", .category = Category::state_aircraft, .state = "XBB", .call_sign = "XBF21"};
    const Altitude cruise = Altitude::from_flight_level(FlightLevel{300});
    const Verdict late = rules.decide(nat, fighter, noon_s, cruise);
    CHECK(late.outcome == Outcome::violation);
    CHECK(late.lacking == FactSet{Fact::time});
    CHECK(late.wait_s == -4 * 3600.0);
    CHECK(rules.decide(nat, fighter, noon_s - 5 * 3600, cruise).outcome == Outcome::lawful);
    fighter.state = "XAA";
    CHECK(io::explain(rules, rules.decide(nat, fighter, noon_s, cruise)) ==
          "rule \"XAA own state aircraft\" makes it lawful in XA-NAT");
    fighter.state = "";
    CHECK(rules.decide(nat, fighter, noon_s, cruise).outcome == Outcome::unknown);

    // Two zones: from 60 km south of national airspace straight in, at 100 m/s; its transponder answers with 7000,
    // there is no flight plan, and nobody has identified it. The ten minutes begin when 60 km are left of 80.
    TrackIdentity stranger{.id = "S1",
                           .category = Category::manned,
                           .mode_a = ModeA{07000},
                           .has_transponder = Truth::yes,
                           .identified = Truth::no,
                           .flight_plan = Truth::no};
    stranger.icao24 = 0x123456;
    const Zone& outer = zones.zones[idz];
    const Zone& inner = zones.zones[nat];
    const LatLon start{50.0 - 0.72, -29.0};
    const double left_m = -inner.depth(start).value();
    const Leg leg{{0, start}, {left_m / 100, {50.0 + 0.02, -29.0}}};
    const std::vector<PresenceInterval> inside = presence(outer, leg);
    REQUIRE(inside.size() == 1);
    const std::vector<PresenceInterval> entry = presence(inner, leg);
    REQUIRE(entry.size() == 1);
    std::vector<VerdictInterval> verdicts;
    for_each_verdict(
        rules, idz, stranger, leg, inside[0],
        [&](std::size_t zone) { return zone == nat ? entry[0].entry_s : std::numeric_limits<double>::quiet_NaN(); },
        [&](const VerdictInterval& v) { verdicts.push_back(v); });
    REQUIRE(verdicts.size() == 2);
    CHECK(verdicts[0].verdict.outcome == Outcome::lawful);
    CHECK(verdicts[0].verdict.rule == 5);
    CHECK(verdicts[1].verdict.outcome == Outcome::violation);
    CHECK(verdicts[1].verdict.rule == 4);
    CHECK(verdicts[1].from_s == entry[0].entry_s - 600);
    // flying along, it is not heading in
    const auto never_enters = [](std::size_t) noexcept { return std::numeric_limits<double>::infinity(); };
    CHECK(rules.decide(idz, stranger, 0, cruise, never_enters).outcome == Outcome::lawful);
    CHECK(rules.decide(idz, stranger, 0, cruise).outcome == Outcome::unknown);
}
