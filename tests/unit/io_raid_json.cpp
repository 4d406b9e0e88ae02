// SPDX-License-Identifier: MIT
// Raid scenarios from JSON: every field, every fault by its name, prices brought to the scenario's currency and year or
// refused, the same as the schema says, and the shipped scenario.
#include <picket/cost/price.hpp>
#include <picket/cost/raid.hpp>
#include <picket/io/raid_json.hpp>

#include <support/json_schema.hpp>

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace picket;
using schema_tests::Json;

namespace {

const std::string prices = std::string(PICKET_EXAMPLE_DATA_DIR) + "/prices.json";
const std::string shipped = std::string(PICKET_EXAMPLE_DATA_DIR) + "/raid.json";
const std::string schema_path = std::string(PICKET_TEST_DATA_DIR) + "/../docs/reference/schemas/raid.schema.json";

io::RaidFile read(const std::string& text, const std::string& price_list = {})
{
    std::istringstream in(text);
    return io::read_raid_json(in, "s.json", price_list);
}

std::string fault(const std::string& text, const std::string& price_list = {})
{
    try {
        static_cast<void>(read(text, price_list));
    } catch (const ParseError& error) {
        return error.what();
    }
    return "no fault";
}

Json plain()
{
    return Json::parse(R"({"version":1,"currency":"USD","price_year":2025,
        "threats":[{"name":"a","count":5,"unit_cost":7,"value":9},{"name":"b","count":2,"unit_cost":1,"decoy":true}],
        "layers":[{"name":"l","round_cost":3,"single_shot_pk":0.5},{"name":"m","round_cost":4,"single_shot_pk":0.25}]})");
}

/// The plain scenario with a value put at a place, `/layers/0/coverage`; "absent" takes it out.
std::string with(const std::string& place, const Json& value)
{
    Json scenario = plain();
    const Json::json_pointer at(place);
    if (value == "absent")
        scenario[at.parent_pointer()].erase(at.back());
    else
        scenario[at] = value;
    return scenario.dump();
}

std::set<std::string> set_of(std::span<const std::string_view> keys) { return {keys.begin(), keys.end()}; }

}  // namespace

TEST_CASE("raid from JSON: every field arrives")
{
    const io::RaidFile file =
        read(R"({"$schema":"x","version":1,"note":"N","currency":"EUR","price_year":2024,"order":"as_listed",
      "threats":[{"name":"a","count":5,"unit_cost":{"low":1,"high":3,"distribution":"uniform","source":"w"},"value":9},
                 {"name":"b","count":0,"unit_cost":1.5,"decoy":true}],
      "layers":[{"name":"l","coverage":0.5,"channels":3,"magazine":0,"policy":{"salvo":4},"round_cost":3,"fires_at_decoys":true,
                 "single_shot_pk":0.1,"launch_reliability":0.2,"detection":0.3,"common_mode_failure":0.4,"correlation":0.6,
                 "against":[{"threat":"b","single_shot_pk":0.7,"launch_reliability":0.75,"detection":0.8,"common_mode_failure":0.85,
                             "correlation":0.9,"taken_for_decoy":0.95}]},
                {"name":"m","round_cost":2,"policy":{"shoot_look_shoot":3},"against":[{"threat":"a","single_shot_pk":0.5},
                 {"threat":"b","engages":false}]},
                {"name":"n","round_cost":2,"policy":{"salvo_look_salvo":[2,3]},"single_shot_pk":1},
                {"name":"o","round_cost":2,"policy":"single_shot","single_shot_pk":1}]})");
    const RaidScenario& raid = file.scenario;
    CHECK(file.note == "N");
    CHECK(file.currency == CurrencyCode("EUR"));
    CHECK(raid.currency == "EUR");
    CHECK(file.price_year == 2024);
    CHECK(file.price_list.empty());
    CHECK(raid.order == RaidOrder::as_listed);
    REQUIRE(raid.threats.size() == 2);
    CHECK(raid.threats[0].name == "a");
    CHECK(raid.threats[0].count == 5);
    CHECK(raid.threats[0].unit_cost == 2.0);
    CHECK(raid.threats[0].value == 9.0);
    CHECK(raid.threats[1].count == 0);
    CHECK(raid.threats[1].unit_cost == 1.5);
    CHECK(raid.threats[1].value == 0.0);
    CHECK_FALSE(raid.threats[0].decoy);
    CHECK(raid.threats[1].decoy);
    REQUIRE(raid.layers.size() == 4);
    const RaidLayer& l = raid.layers[0];
    CHECK(l.name == "l");
    CHECK(l.coverage == 0.5);
    CHECK(l.channels == 3);
    CHECK(l.magazine == 0);
    CHECK(std::get<Salvo>(l.policy).size == 4);
    CHECK(l.round_cost == 3.0);
    CHECK(l.fires_at_decoys);
    REQUIRE(l.against.size() == 2);
    const auto check_shots = [](const ShotModel& shots, double pk, double launch, double seen, double common,
                                double tied) {
        CHECK(shots.single_shot_pk == pk);
        CHECK(shots.launch_reliability == launch);
        CHECK(shots.detection == seen);
        CHECK(shots.common_mode_failure == common);
        CHECK(shots.correlation == tied);
    };
    check_shots(l.against[0].shots, 0.1, 0.2, 0.3, 0.4, 0.6);
    check_shots(l.against[1].shots, 0.7, 0.75, 0.8, 0.85, 0.9);
    CHECK(l.against[0].taken_for_decoy == 0.0);
    CHECK(l.against[1].taken_for_decoy == 0.95);
    CHECK((l.against[0].engages && l.against[1].engages));
    CHECK(raid.layers[1].coverage == 1.0);
    CHECK_FALSE(raid.layers[1].channels);
    CHECK_FALSE(raid.layers[1].magazine);
    CHECK_FALSE(raid.layers[1].fires_at_decoys);
    CHECK(std::get<ShootLookShoot>(raid.layers[1].policy).max_rounds == 3);
    check_shots(raid.layers[1].against[0].shots, 0.5, 1.0, 1.0, 0.0, 0.0);
    CHECK_FALSE(raid.layers[1].against[1].engages);
    CHECK(std::get<SalvoLookSalvo>(raid.layers[2].policy).sizes == std::vector<int>{2, 3});
    CHECK(std::holds_alternative<SingleShot>(raid.layers[3].policy));

    CHECK(file.unit_cost == std::vector<std::size_t>{0, 2});
    CHECK(file.value == std::vector<std::size_t>{1, io::RaidFile::no_price});
    CHECK(file.round_cost == std::vector<std::size_t>{3, 4, 5, 6});
    REQUIRE(file.prices.size() == 7);
    CHECK(file.prices[0].field == "threats[0].unit_cost");
    CHECK(file.prices[0].item.empty());
    CHECK(file.prices[0].distribution == Distribution::uniform(1, 3));
    CHECK(file.prices[0].origin.source == "w");
    CHECK(file.prices[0].origin.year == 2024);
    CHECK_FALSE(file.prices[0].origin.confidence);
    CHECK(file.prices[1].origin.source == "s.json");
    CHECK(file.prices[6].field == "layers[3].round_cost");
}

TEST_CASE("raid from JSON: faults name file and field, in one line")
{
    CHECK(fault(plain().dump()) == "no fault");
    CHECK(fault("{").starts_with("s.json:1: is not JSON"));
    CHECK(fault(R"({"version":1,"version":1})") == "s.json: the key \"version\" occurs twice in one object");
    CHECK(fault(with("/version", 2)) == "s.json: version: is the number 2; this reader knows version 1");
    CHECK(fault(with("/currency", "Euro")) ==
          "s.json: currency: \"Euro\" is not a currency code of three capital letters (ISO 4217)");
    CHECK(fault(with("/price_year", 25)) == "s.json: price_year: is the number 25, not a whole number of 1900 or more");
    CHECK(fault(with("/price_year", 2500)) == "s.json: price_year: is the number 2500, not a year from 1900 to 2200");
    CHECK(fault(with("/price_year", "absent")) == "s.json: has no \"price_year\"");
    CHECK(fault(with("/order", "random")).starts_with("s.json: order: \"random\" is not shuffled or as_listed"));
    CHECK(fault(with("/colour", 1)).starts_with("s.json: has an unknown key \"colour\""));
    CHECK(fault(with("/threats", Json::array())) == "s.json: threats: is empty: leave it out, or put something in");
    CHECK(fault(with("/threats/0/name", "")) == "s.json: threats[0].name: is empty");
    CHECK(fault(with("/threats/1/name", "a")) == "s.json: threats[1].name: \"a\" is the name of threats[0], too");
    CHECK(fault(with("/threats/0/count", 2.5)) ==
          "s.json: threats[0].count: is the number 2.5, not a whole number of 0 or more");
    CHECK(fault(with("/threats/0/count", 1000001)) ==
          "s.json: threats[0].count: is the number 1000001, not 1000000 or less");
    CHECK(fault(with("/threats/0/unit_cost", "absent")) == "s.json: threats[0]: has no \"unit_cost\"");
    CHECK(fault(with("/threats/0/unit_cost", -1)) == "s.json: threats[0].unit_cost: is the number -1, not 0 or more");
    CHECK(fault(with("/threats/0/unit_cost", "7")) ==
          "s.json: threats[0].unit_cost: is the string \"7\", not an amount: a number, {\"item\": ...} or {\"low\": "
          "..., \"high\": ...}");
    CHECK(fault(with("/threats/0/value", "absent")) == "s.json: threats[0]: has no \"value\"");
    CHECK(fault(with("/threats/1/value", 5)) ==
          "s.json: threats[1].value: stands beside \"decoy\": a decoy destroys nothing");
    CHECK(fault(with("/threats/1/decoy", 1)) == "s.json: threats[1].decoy: is the number 1, not true or false");
    CHECK(fault(with("/layers/1/name", "l")) == "s.json: layers[1].name: \"l\" is the name of layers[0], too");
    CHECK(fault(with("/layers/1/coverage", 1.2)) == "s.json: layers[1].coverage: 1.2 is not a probability");
    CHECK(fault(with("/layers/1/coverage", "x")) ==
          "s.json: layers[1].coverage: is the string \"x\", not a probability");
    CHECK(
        fault(with("/layers/0/channels", -1)).starts_with("s.json: layers[0].channels: is the number -1, not a whole"));
    CHECK(fault(with("/layers/0/magazine", 1.5)).starts_with("s.json: layers[0].magazine: is the number 1.5, not a"));
    CHECK(fault(with("/layers/0/single_shot_pk", -0.1)) ==
          "s.json: layers[0].single_shot_pk: -0.1 is not a probability");
    CHECK(fault(with("/layers/0/single_shot_pk", "absent")) ==
          "s.json: layers[0]: has no \"single_shot_pk\" against \"a\", neither its own nor in \"against\"");
    for (const char* key : {"launch_reliability", "detection", "common_mode_failure", "correlation"})
        CHECK(fault(with(std::string("/layers/0/") + key, 2)) ==
              std::string("s.json: layers[0].") + key + ": 2 is not a probability");
    CHECK(fault(with("/layers/0/policy", "volley"))
              .starts_with("s.json: layers[0].policy: \"volley\" is not single_shot"));
    CHECK(fault(with("/layers/0/policy", Json::object())).starts_with("s.json: layers[0].policy: holds 0 members"));
    CHECK(fault(with("/layers/0/policy", {{"salvo", 1}, {"shoot_look_shoot", 1}}))
              .starts_with("s.json: layers[0].policy: holds 2 members"));
    CHECK(fault(with("/layers/0/policy", {{"salvo", 0}})) ==
          "s.json: layers[0].policy.salvo: is the number 0, not a whole number of 1 or more");
    CHECK(fault(with("/layers/0/policy", {{"salvo", 101}})) == "s.json: layers[0].policy: 101 is not from 1 to 100");
    CHECK(fault(with("/layers/0/policy", {{"salvo_look_salvo", {60, 60}}})) ==
          "s.json: layers[0].policy: more than 100 rounds at one threat");
    CHECK(fault(with("/layers/0/against", {{{"threat", "c"}}})) ==
          "s.json: layers[0].against[0].threat: \"c\" is not the name of a threat of this scenario");
    CHECK(fault(with("/layers/0/against", {{{"threat", "a"}}, {{"threat", "a"}}})) ==
          "s.json: layers[0].against[1].threat: \"a\" stands in the list already");
    CHECK(fault(with("/layers/0/against", {{{"threat", "a"}, {"taken_for_decoy", 7}}})) ==
          "s.json: layers[0].against[0].taken_for_decoy: 7 is not a probability");
    CHECK(fault(with("/layers/0/round_cost", {{"low", 5}, {"high", nullptr}})) ==
          "s.json: layers[0].round_cost.high: is null: what is computed with needs an upper end");
    CHECK(fault(with("/layers/0/round_cost", {{"low", 5}, {"high", 4}})) ==
          "s.json: layers[0].round_cost.high: is the number 4, not 5 (low) or more");
    CHECK(fault(with("/layers/0/round_cost", {{"low", 5}, {"high", 6}, {"price", 5}}))
              .starts_with("s.json: layers[0].round_cost: has an unknown key \"price\""));
    CHECK(fault(with("/layers/0/round_cost", {{"low", 1e-300},
                                              {"high", 1e300},
                                              {"distribution", "lognormal"},
                                              {"low_probability", 0.4},
                                              {"high_probability", 0.41}})) ==
          "s.json: layers[0].round_cost.high: is so far from low that the mean or the variance is beyond all doubles");
    CHECK(fault(with("/layers/0/round_cost", {{"item", "AIM-9X"}})) ==
          "s.json: layers[0].round_cost.item: is \"AIM-9X\", but no price list is named by \"prices\"");
    CHECK(fault(with("/prices", "none.json")) == "none.json: cannot be opened: No such file or directory");
    const auto rate = [](const Json& change) {
        Json one{{"from", "EUR"}, {"to", "USD"}, {"to_per_from", 1.5}, {"year", 2025}, {"source", "s"}};
        one.update(change);
        return with("/exchange_rates", Json::array({one}));
    };
    CHECK(fault(rate(Json::object())) == "no fault");
    CHECK(fault(rate({{"to_per_from", 0}})) == "s.json: exchange_rates[0].to_per_from: 0 is not a number above 0");
    CHECK(
        fault(rate({{"to", "EUR"}})).starts_with("s.json: exchange_rates[0].to: EUR is the currency to convert from"));
    CHECK(fault(rate({{"source", ""}})) == "s.json: exchange_rates[0].source: is empty: who says so?");
    CHECK(fault(rate({{"date", "2024-01-01"}})).starts_with("s.json: exchange_rates[0].date: is not a day of 2025"));
    Json twice = Json::parse(rate(Json::object()));
    twice["exchange_rates"].push_back(twice["exchange_rates"][0]);
    CHECK(fault(twice.dump()) == "s.json: exchange_rates[1]: is a second rate from EUR to USD of 2025");
    const auto deflator = [](const Json& index) {
        return with("/deflators", {{{"currency", "USD"}, {"index", index}, {"source", "s"}}});
    };
    CHECK(fault(deflator({{{"year", 2024}, {"index", 1}}})) == "no fault");
    CHECK(fault(deflator({{{"year", 2024}, {"index", 0}}})) ==
          "s.json: deflators[0].index[0].index: 0 is not a number above 0");
    CHECK(fault(deflator({{{"year", 2024}, {"index", 1}}, {{"year", 2024}, {"index", 2}}})) ==
          "s.json: deflators[0].index[1].year: 2024 occurs twice");
    CHECK_THROWS_AS(io::read_raid_json("/no/such/file.json"), ParseError);
}

TEST_CASE("raid from JSON: items are looked up, and brought to the scenario's currency and year or refused")
{
    const auto item = [](const std::string& name) { return with("/layers/0/round_cost", {{"item", name}}); };
    CHECK(fault(item("Nike"), prices) == "s.json: layers[0].round_cost.item: \"Nike\" is not in " + prices);
    CHECK(fault(item("SM-6"), prices) ==
          "s.json: layers[0].round_cost.item: \"SM-6\" has no upper end in " + prices + ": write an interval here");

    const io::RaidFile same = read(item("AIM-120"), prices);
    CHECK(same.price_list == prices);
    CHECK(same.scenario.layers[0].round_cost == 1.75e6);
    CHECK(same.prices[3].item == "AIM-120");
    CHECK(same.prices[3].distribution == Distribution::uniform(1e6, 2.5e6));
    CHECK(same.prices[3].origin.source == "press, 2025");
    CHECK(same.prices[3].origin.confidence == Confidence::c);
    CHECK(same.prices[3].origin.conversions.empty());

    // dollars of 2023
    const std::string sidewinder = item("AIM-9X");
    CHECK(fault(sidewinder, prices) ==
          "s.json: layers[0].round_cost.item: \"AIM-9X\" is in USD of 2023, the scenario in USD of 2025: \"deflators\" "
          "has none of USD");
    Json restated = Json::parse(sidewinder);
    restated["deflators"] = Json::parse(
        R"([{"currency":"USD","index":[{"year":2024,"index":1},{"year":2025,"index":1.25}],"source":"I"}])");
    CHECK(fault(restated.dump(), prices)
              .starts_with("s.json: layers[0].round_cost.item: \"AIM-9X\" is in USD of 2023, the scenario in USD of "
                           "2025: the deflator of USD (I) has no 2023"));
    restated["deflators"][0]["index"][0]["year"] = 2023;
    const io::RaidFile later = read(restated.dump(), prices);
    CHECK(later.scenario.layers[0].round_cost == 438800 * 1.25);
    CHECK(later.prices[3].origin.year == 2023);
    REQUIRE(later.prices[3].origin.conversions.size() == 1);
    CHECK(later.prices[3].origin.conversions[0].find("(I)") != std::string::npos);

    // euros of 2023: exchanged in 2023, then restated; or, without a rate of 2023, restated and then exchanged
    Json gun = Json::parse(item("35 mm Gepard round"));
    CHECK(fault(gun.dump(), prices) ==
          "s.json: layers[0].round_cost.item: \"35 mm Gepard round\" is in EUR of 2023, the scenario in USD of 2025: "
          "\"exchange_rates\" has none from EUR to USD of 2023");
    gun["exchange_rates"] = Json::parse(R"([{"from":"EUR","to":"USD","to_per_from":1.5,"year":2025,"source":"R"}])");
    CHECK(fault(gun.dump(), prices).find("none from EUR to USD of 2023") != std::string::npos);
    gun["deflators"] =
        Json::parse(R"([{"currency":"EUR","index":[{"year":2023,"index":1},{"year":2025,"index":2}],"source":"E"}])");
    CHECK(read(gun.dump(), prices).scenario.layers[0].round_cost == 560 * 2 * 1.5);
    gun["exchange_rates"][0]["year"] = 2023;
    CHECK(fault(gun.dump(), prices).find("\"deflators\" has none of USD") != std::string::npos);
    gun["deflators"].push_back(restated["deflators"][0]);
    CHECK(read(gun.dump(), prices).scenario.layers[0].round_cost == 560 * 1.5 * 1.25);
    CHECK(read(gun.dump(), prices).prices[3].origin.conversions.size() == 2);
}

TEST_CASE("raid from JSON: schema and reader agree")
{
    const schema_tests::Schema schema(schema_path);
    namespace detail = io::detail;
    CHECK(schema.keys("") == set_of(detail::raid_keys));
    CHECK(schema.keys("threat") == set_of(detail::threat_keys));
    CHECK(schema.keys("layer") == set_of(detail::layer_keys));
    CHECK(schema.keys("against") == set_of(detail::against_keys));
    CHECK(schema.keys("salvos") == set_of(detail::firing_policy_keys));
    CHECK(schema.keys("item") == set_of(detail::money_item_keys));
    CHECK(schema.keys("interval") == set_of(detail::money_keys));
    CHECK(schema.keys("exchange_rate") == set_of(detail::exchange_rate_keys));
    CHECK(schema.keys("deflator") == set_of(detail::deflator_keys));
    CHECK(schema.keys("index_year") == set_of(detail::index_year_keys));

    const Json donors = Json::parse(
        R"([null,true,0,-1,1,0.5,2.5,2025,1e300,"","x","EUR","drone","single_shot","pert",[],[2,1],{},{"salvo":2},
            {"item":"AIM-120"},{"low":1,"high":1}])");
    // faults that take more than the shape of one value to see
    const std::vector<std::string> beyond{"is the name of",
                                          "stands beside",
                                          "(low) or more",
                                          "(high) or less",
                                          "but low and high differ",
                                          "which is the most likely",
                                          "lognormal",
                                          "has no \"value\"",
                                          "is not above low_probability",
                                          "has no \"low_probability\"",
                                          "has no \"high_probability\"",
                                          "is so far from low",
                                          "is not in ",
                                          "has none ",
                                          "has no upper end",
                                          "is not the name of a threat",
                                          "stands in the list already",
                                          "has no \"single_shot_pk\"",
                                          "holds 2 members",
                                          "more than 100 rounds",
                                          "is not a day of",
                                          "currency to convert from",
                                          "is a second",
                                          "occurs twice",
                                          "has no 20",
                                          "leaves no double"};
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    Json good = Json::parse(schema_tests::text_of_file(shipped));
    good.erase("prices");  // a file that is not there is no fault of the scenario
    good["deflators"] = Json::parse(
        R"([{"currency":"USD","index":[{"year":2023,"index":100},{"year":2025,"index":104}],"source":"s"}])");
    good["layers"][0]["against"][0]["engages"] = true;
    good["threats"][0]["unit_cost"] =
        Json::parse(R"({"low":5,"high":9,"distribution":"lognormal","low_probability":0.1,"high_probability":0.9})");
    CHECK(schema.accepts(good));
    CHECK(fault(good.dump(), prices) == "no fault");
    const auto [kept, refused] = schema_tests::agreement(
        schema, good, donors, beyond, 3000, below, [](const std::string& text) { return fault(text, prices); },
        [](const Json& bad) { return bad.is_object() && bad.contains("prices"); });
    CHECK(kept > 100);
    CHECK(refused > 100);
}

TEST_CASE("the shipped raid")
{
    const io::RaidFile file = io::read_raid_json(shipped);
    CHECK(schema_tests::Schema(schema_path).accepts(Json::parse(schema_tests::text_of_file(shipped))));
    CHECK(file.price_list == prices);  // beside the scenario
    CHECK(file.note.find("assumption") != std::string::npos);
    const RaidOutcome raid = solve_raid(file.scenario);
    CHECK(raid.method == RaidMethod::joint);
    CHECK(std::abs(raid.mean_kills + raid.leakers.mean() - 14.0) < 1e-9);  // doubles of this size, summed
    for (const io::ScenarioPrice& price : file.prices) CHECK_FALSE(price.origin.source.empty());
}
