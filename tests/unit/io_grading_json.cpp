// SPDX-License-Identifier: MIT
// Grading policies from JSON: every field, every fault by its name, there and back, the same as the schema says, and
// the two shipped neighbours on invented incidents.
#include <picket/airspace/grading.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/grading_json.hpp>
#include <picket/io/zone_geojson.hpp>

#include <support/json_schema.hpp>

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
#include <utility>
#include <vector>

using namespace picket;
using schema_tests::Json;

namespace {

const std::string data = PICKET_EXAMPLE_DATA_DIR;
const std::string schema_path = std::string(PICKET_TEST_DATA_DIR) + "/../docs/reference/schemas/grading.schema.json";

GradingPolicySpec read(const std::string& text)
{
    std::istringstream in(text);
    return io::read_grading_json(in, "grading.json");
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

std::string condition(const std::string& members)
{
    return R"({"version":1,"name":"P","rungs":[{"name":"r","when":[{)" + members + "}]}]}";
}

std::set<std::string> set_of(std::span<const std::string_view> keys) { return {keys.begin(), keys.end()}; }

}  // namespace

TEST_CASE("grading from JSON: every field arrives, there and back")
{
    const std::string text =
        R"({"$schema":"x","version":1,"name":"P","note":"N","rungs":[{"name":"a","note":"n"},{"name":"b"},
      {"name":"c","level":7,"when":[
        {"min_depth_m":100.1,"min_duration_s":0.3,"categories":["missile","manned"],"states":["EST"],"identified":false,
         "flight_plan":true,"transponder":false,"armed":true,"repetition":{"count":3,"within_s":86400,"by":"state"}},
        {"all_but_states":["EST","LVA"],"repetition":{"count":2}}]}]})";
    const GradingPolicySpec policy = read(text);
    CHECK(policy.name == "P");
    CHECK(policy.note == "N");
    REQUIRE(policy.rungs.size() == 3);
    CHECK(policy.rungs[0].note == "n");
    CHECK(policy.rungs[0].level == 0);
    CHECK(policy.rungs[0].when.empty());
    CHECK(policy.rungs[1].level == 1);
    CHECK(policy.rungs[2].level == 7);
    REQUIRE(policy.rungs[2].when.size() == 2);
    const ConditionSpec& c = policy.rungs[2].when[0];
    CHECK(c.min_depth == Metres{100.1});
    CHECK(c.min_duration == Seconds{0.3});
    CHECK(c.categories == CategorySet{Category::missile, Category::manned});
    CHECK(c.states == std::vector<std::string>{"EST"});
    CHECK(c.identified == false);
    CHECK(c.flight_plan == true);
    CHECK(c.transponder == false);
    CHECK(c.armed == true);
    CHECK(c.repetition == RepetitionSpec{3, Seconds{86400}, RepeatedBy::state});
    CHECK(policy.rungs[2].when[1].all_but_states == std::vector<std::string>{"EST", "LVA"});
    CHECK(policy.rungs[2].when[1].repetition ==
          RepetitionSpec{2, Seconds{std::numeric_limits<double>::infinity()}, RepeatedBy::aircraft});

    CHECK(read(io::write_grading_json(policy)) == policy);
    for (const char* shipped : {"/grading_xaa_invented.json", "/grading_xbb_invented.json"}) {
        const GradingPolicySpec one = io::read_grading_json(data + shipped);
        CHECK(read(io::write_grading_json(one)) == one);
    }
}

TEST_CASE("grading from JSON: faults name file and field, in one line")
{
    CHECK(fault(condition(R"("min_depth_m":-5)")) ==
          "grading.json: rungs[0].when[0].min_depth_m: is the number -5, not 0 metres or more");
    CHECK(fault(condition(R"("min_depth":5)")) ==
          "grading.json: rungs[0].when[0]: has an unknown key \"min_depth\"; do you mean \"min_depth_m\"?");
    CHECK(fault(condition(R"("min_duration_s":"5")")) ==
          "grading.json: rungs[0].when[0].min_duration_s: is the string \"5\", not a number");
    CHECK(fault(condition(R"("armed":"yes")")) ==
          "grading.json: rungs[0].when[0].armed: is the string \"yes\", not true or false");
    CHECK(fault(condition(R"("repetition":{"count":1})")) ==
          "grading.json: rungs[0].when[0].repetition.count: is the number 1, not a whole number of 2 or more");
    CHECK(fault(condition(R"("repetition":{"count":2.5})")) ==
          "grading.json: rungs[0].when[0].repetition.count: is the number 2.5, not a whole number of 2 or more");
    CHECK(fault(condition(R"("repetition":{"count":2,"within_s":0})")) ==
          "grading.json: rungs[0].when[0].repetition.within_s: is 0, not a number of seconds above 0");
    CHECK(fault(condition(R"("repetition":{"count":2,"by":"pilot"})")) ==
          "grading.json: rungs[0].when[0].repetition.by: \"pilot\" is not aircraft or state");
    CHECK(fault(condition(R"("states":["ee"])")) ==
          "grading.json: rungs[0].when[0].states[0]: \"ee\" is not a state by its three capital letters (ISO 3166-1 "
          "alpha-3)");
    CHECK(fault(condition("")).starts_with("grading.json: rungs[0].when[0]: asks for nothing"));
    CHECK(fault(R"({"version":1,"name":"P","rungs":[{"name":"a","level":3},{"name":"b","level":3}]})") ==
          "grading.json: rungs[1].level: 3 is not above 3, the level of the rung before: rungs ascend");
    CHECK(fault(R"({"version":1,"name":"P","rungs":[]})") ==
          "grading.json: rungs: is empty: leave it out, or put something in");
    CHECK(fault(R"({"version":1,"rungs":[{"name":"a"}]})") == "grading.json: has no \"name\"");
    CHECK_THROWS_AS(io::read_grading_json("/no/such/file.json"), ParseError);
}

TEST_CASE("grading from JSON: schema and reader agree")
{
    const schema_tests::Schema schema(schema_path);
    CHECK(schema.keys("") == set_of(io::detail::policy_keys));
    CHECK(schema.keys("rung") == set_of(io::detail::rung_keys));
    CHECK(schema.keys("condition") == set_of(io::detail::condition_keys));
    CHECK(schema.keys("repetition") == set_of(io::detail::repetition_keys));
    const Json donors = Json::parse(
        R"([null,true,false,0,-1,1,2,2.5,1e300,"","x","EST","state",[],["EST"],["manned"],{},{"armed":true},{"count":2}])");
    // faults that take more than the shape of one value to see
    const std::vector<std::string> beyond{"is the name of", "stands beside", "asks for nothing", "rungs ascend"};
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    int kept = 0;
    int refused = 0;
    for (const char* shipped : {"/grading_xaa_invented.json", "/grading_xbb_invented.json"}) {
        const Json good = Json::parse(schema_tests::text_of_file(data + shipped));
        CHECK(schema.accepts(good));
        const schema_tests::Agreement one = schema_tests::agreement(
            schema, good, donors, beyond, 1500, below, [](const std::string& text) { return fault(text); });
        kept += one.kept;
        refused += one.refused;
    }
    CHECK(kept > 100);
    CHECK(refused > 100);
}

TEST_CASE("the shipped neighbours: a state aircraft 12 minutes inside, twice in a week, and a drone")
{
    const GradingPolicy xaa(io::read_grading_json(data + "/grading_xaa_invented.json"));
    const GradingPolicy xbb(io::read_grading_json(data + "/grading_xbb_invented.json"));
    const io::ZoneSet zones = io::load_zones_geojson(data + "/rules_zones_invented.geojson");
    const Zone& zone = zones.zones[0];  // XA-NAT, from 50 N
    // 4 km inside at the deepest, along its south edge
    const auto passage = [&](double begin_s, double minutes) {
        std::vector<TrackPoint> track{{begin_s, {49.9, -29.6}},
                                      {begin_s + 60, {50.035, -29.5}},
                                      {begin_s + 60 * (minutes + 1), {50.035, -28.5}},
                                      {begin_s + 60 * (minutes + 2), {49.9, -28.4}}};
        const std::vector<Incident> stays = incidents(zone, track);
        REQUIRE(stays.size() == 1);
        REQUIRE(stays[0].status == IncidentStatus::closed);
        return stays[0];
    };
    TrackIdentity fighter{.category = Category::state_aircraft,
                          .state = "XCC",
                          .has_transponder = Truth::no,
                          .identified = Truth::no,
                          .flight_plan = Truth::no,
                          .armed = Truth::unknown};
    fighter.icao24 = 0xF00010;
    TrackIdentity other = fighter;
    other.icao24 = 0xF00011;
    TrackIdentity drone{.category = Category::unmanned,
                        .has_transponder = Truth::no,
                        .identified = Truth::no,
                        .flight_plan = Truth::no,
                        .armed = Truth::no};
    std::vector<IncidentFacts> list;
    list.push_back(facts_of(passage(0, 2), fighter));
    list.push_back(facts_of(passage(86400, 12), other));
    list.push_back(facts_of(passage(2 * 86400, 2), drone));
    // 3.9 km from the parallel 50 N; the geodesic edge bulges north of that by up to half a kilometre
    for (const IncidentFacts& one : list) {
        CHECK(one.depth_m.least > 3000);
        CHECK(one.depth_m.most < 5000);
    }
    const std::vector<Grade> by_xaa = grade_all(xaa, list);
    const std::vector<Grade> by_xbb = grade_all(xbb, list);
    // XAA: state aircraft of others are looked at; 12 minutes are a protest, and armed they would be for the allies
    CHECK((by_xaa[0].lowest == 2 && by_xaa[0].highest == 2));
    CHECK((by_xaa[1].lowest == 3 && by_xaa[1].highest == 4));
    CHECK(by_xaa[1].unknown == ThresholdSet{Threshold::armed});
    // XBB: called, but the second of the state in a week is a protest
    CHECK((by_xbb[0].lowest == 1 && by_xbb[0].certain()));
    CHECK(by_xbb[0].reached == ThresholdSet{Threshold::duration});
    CHECK((by_xbb[1].lowest == 3 && by_xbb[1].certain()));
    CHECK(by_xbb[1].reached == ThresholdSet{Threshold::category, Threshold::repetition});
    // whose drone it is nobody knows: it may be the third of that state
    CHECK((by_xbb[2].lowest == 1 && by_xbb[2].highest == 3));
    const PolicyComparison comparison = compare(xaa, xbb, list);
    CHECK(comparison.differ == 1);
    CHECK(comparison.a_graver == 1);
    CHECK(comparison.may_differ == 2);
    CHECK(comparison.largest == 1);
}
