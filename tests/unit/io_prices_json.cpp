// SPDX-License-Identifier: MIT
// Price lists from JSON: every field, every fault by its name, the same as the schema says, and the shipped list.
#include <picket/cost/price.hpp>
#include <picket/io/prices_json.hpp>

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
#include <vector>

using namespace picket;
using schema_tests::Json;

namespace {

const std::string shipped = std::string(PICKET_EXAMPLE_DATA_DIR) + "/prices.json";
const std::string schema_path = std::string(PICKET_TEST_DATA_DIR) + "/../docs/reference/schemas/prices.schema.json";

std::vector<PricedItem> read(const std::string& text)
{
    std::istringstream in(text);
    return io::read_prices_json(in, "prices.json");
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

/// A list of one price, with what the members given add or replace; null takes one out.
std::string price(const Json& members)
{
    Json one = Json::parse(R"({"item":"a","role":"r","quantity":"q","low":6,"value":7,"high":9,"distribution":"uniform",
        "currency":"EUR","price_year":2025,"confidence":"C","source":"s"})");
    for (const auto& [key, value] : members.items()) {
        if (value == "absent")
            one.erase(key);
        else
            one[key] = value;
    }
    return Json{{"version", 1}, {"prices", Json::array({one})}}.dump();
}

std::set<std::string> set_of(std::span<const std::string_view> keys) { return {keys.begin(), keys.end()}; }

}  // namespace

TEST_CASE("prices from JSON: every field arrives")
{
    const std::vector<PricedItem> list = read(R"({"$schema":"x","version":1,"note":"N","prices":[
      {"item":"a","role":"threat","quantity":"unit price","low":6,"value":7,"high":9,"distribution":"triangular",
       "currency":"EUR","price_year":2024,"confidence":"A","basis":"b","source":"s"},
      {"item":"c","role":"r","quantity":"q","low":5.5,"high":5.5,"currency":"USD","price_year":2010,"confidence":"D","source":"t"},
      {"item":"d","role":"r","quantity":"q","low":5,"high":null,"currency":"USD","price_year":2010,"confidence":"B","source":"t"},
      {"item":"e","role":"r","quantity":"q","low":5,"value":6,"high":9,"currency":"USD","price_year":2010,"confidence":"C",
       "source":"t","distribution":"lognormal","low_probability":0.1,"high_probability":0.8},
      {"item":"f","role":"r","quantity":"q","low":5,"value":5,"high":9,"currency":"USD","price_year":2010,"confidence":"C",
       "source":"t","distribution":"pert"}]})");
    REQUIRE(list.size() == 5);
    CHECK(list[0].item == "a");
    CHECK(list[0].role == "threat");
    const Price& a = list[0].price;
    CHECK(a.quantity() == "unit price");
    CHECK(a.lower() == Amount(6, CurrencyCode("EUR"), 2024));
    CHECK(a.quoted() == Amount(7, CurrencyCode("EUR"), 2024));
    CHECK(a.distribution() == Distribution::triangular(6, 7, 9));
    CHECK(a.provenance() == Provenance{.source = "s", .year = 2024, .confidence = Confidence::a, .basis = "b"});
    CHECK(list[1].price.distribution() == Distribution::fixed(5.5));
    CHECK_FALSE(list[1].price.quoted());
    CHECK(list[1].price.provenance().confidence == Confidence::d);
    CHECK(list[2].price.is_open());
    CHECK(list[2].price.lower() == Amount(5, CurrencyCode("USD"), 2010));
    CHECK(list[3].price.distribution() == Distribution::lognormal({0.1, 5}, {0.8, 9}));
    CHECK(list[4].price.distribution() == Distribution::pert(5, 5, 9));
}

TEST_CASE("prices from JSON: faults name file and field, in one line")
{
    CHECK(fault(price(Json::object())) == "no fault");
    CHECK(fault(price({{"low", -1}})) == "prices.json: prices[0].low: is the number -1, not 0 or more");
    CHECK(fault(price({{"low", "6"}})) == "prices.json: prices[0].low: is the string \"6\", not a number");
    CHECK(fault(price({{"high", 5}})) == "prices.json: prices[0].high: is the number 5, not 6 (low) or more");
    CHECK(fault(price({{"high", "absent"}})) == "prices.json: prices[0]: has no \"high\"");
    CHECK(fault(price({{"value", 5}})) == "prices.json: prices[0].value: is the number 5, not 6 (low) or more");
    CHECK(fault(price({{"value", 10}})) == "prices.json: prices[0].value: is the number 10, not 9 (high) or less");
    CHECK(fault(price({{"currency", "Euro"}})) ==
          "prices.json: prices[0].currency: \"Euro\" is not a currency code of three capital letters (ISO 4217)");
    CHECK(fault(price({{"price_year", 25}})) ==
          "prices.json: prices[0].price_year: is the number 25, not a whole number of 1900 or more");
    CHECK(fault(price({{"price_year", 3000}})) ==
          "prices.json: prices[0].price_year: is the number 3000, not a year from 1900 to 2200");
    CHECK(fault(price({{"confidence", "E"}}))
              .starts_with("prices.json: prices[0].confidence: \"E\" is not A, B, C or D"));
    CHECK(fault(price({{"source", ""}})) == "prices.json: prices[0].source: is empty");
    CHECK(fault(price({{"quantity", ""}})) == "prices.json: prices[0].quantity: is empty");
    CHECK(fault(price({{"distribution", "absent"}})) ==
          "prices.json: prices[0]: has no \"distribution\", but low and high differ: uniform, triangular, pert or "
          "lognormal?");
    CHECK(fault(price({{"distribution", "normal"}})).starts_with("prices.json: prices[0].distribution: \"normal\""));
    CHECK(fault(price({{"distribution", "pert"}, {"value", "absent"}})) ==
          "prices.json: prices[0]: has no \"value\", which is the most likely one of this distribution");
    CHECK(fault(price({{"high", nullptr}})) ==
          "prices.json: prices[0].distribution: stands beside an unknown upper end: no distribution is known");
    CHECK(fault(price({{"low_probability", 0.1}})) ==
          "prices.json: prices[0].low_probability: stands beside a distribution that is not lognormal");
    const auto lognormal = [](double low, double high) {
        return Json{{"distribution", "lognormal"}, {"low_probability", low}, {"high_probability", high}};
    };
    CHECK(fault(price(lognormal(0.1, 0.9))) == "no fault");
    CHECK(fault(price(lognormal(0.9, 0.1))) == "prices.json: prices[0].high_probability: is not above low_probability");
    CHECK(fault(price(lognormal(0.0, 0.9))) ==
          "prices.json: prices[0].low_probability: is the number 0.0, not a probability above 0 and below 1");
    Json at_zero = lognormal(0.1, 0.9);
    at_zero["low"] = 0;
    CHECK(fault(price(at_zero)) == "prices.json: prices[0].low: is 0: a lognormal lies above 0");
    Json one_value = lognormal(0.1, 0.9);
    one_value["low"] = 9;
    one_value["value"] = 9;
    CHECK(fault(price(one_value)) == "prices.json: prices[0].high: is not above low: a lognormal needs two values");
    CHECK(fault(price({{"colour", 1}})).starts_with("prices.json: prices[0]: has an unknown key \"colour\""));
    CHECK(fault(R"({"version":2,"prices":[]})") ==
          "prices.json: version: is the number 2; this reader knows version 1");
    CHECK(fault(R"({"version":1,"prices":[]})") == "prices.json: prices: is empty: leave it out, or put something in");
    Json twice = Json::parse(price(Json::object()));
    twice["prices"].push_back(twice["prices"][0]);
    CHECK(fault(twice.dump()) == "prices.json: prices[1].item: \"a\" is the name of prices[0], too");
    CHECK_THROWS_AS(io::read_prices_json("/no/such/file.json"), ParseError);
}

TEST_CASE("prices from JSON: schema and reader agree")
{
    const schema_tests::Schema schema(schema_path);
    CHECK(schema.keys("") == set_of(io::detail::price_list_keys));
    CHECK(schema.keys("price") == set_of(io::detail::price_keys));
    const Json donors = Json::parse(
        R"([null,true,0,-1,1,0.5,2.5,2025,1e300,"","x","EUR","C","pert","lognormal",[],["A"],{},{"low":1}])");
    // faults that take more than the shape of one value to see
    const std::vector<std::string> beyond{"is the name of",
                                          "stands beside",
                                          "(low) or more",
                                          "(high) or less",
                                          "but low and high differ",
                                          "which is the most likely",
                                          "lognormal",
                                          "has no \"low_probability\"",
                                          "has no \"high_probability\"",
                                          "is not above low_probability",
                                          "is so far from low"};
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    // the shipped ones of each kind, and a lognormal, so that most changes hit something of interest
    Json good = Json::parse(schema_tests::text_of_file(shipped));
    CHECK(schema.accepts(good));
    good["prices"].erase(good["prices"].begin() + 8, good["prices"].end());
    good["prices"][0]["distribution"] = "lognormal";
    good["prices"][0]["low_probability"] = 0.05;
    good["prices"][0]["high_probability"] = 0.95;
    CHECK(schema.accepts(good));
    CHECK(fault(good.dump()) == "no fault");
    const auto [kept, refused] = schema_tests::agreement(schema, good, donors, beyond, 3000, below,
                                                         [](const std::string& text) { return fault(text); });
    CHECK(kept > 100);
    CHECK(refused > 100);
}

TEST_CASE("the shipped prices")
{
    const std::vector<PricedItem> list = io::read_prices_json(shipped);
    CHECK(list.size() == 26);
    std::vector<std::string> open;
    for (const PricedItem& one : list) {
        if (one.price.is_open()) open.push_back(one.item);
        CHECK(one.price.provenance().year == one.price.price_year());
        CHECK(one.price.quoted());
        CHECK(one.price.provenance().conversions.empty());
    }
    CHECK(open == std::vector<std::string>{"SM-6", "F-16C flying hour"});

    const Price& shahed = *find_price(list, "Shahed-136 / Geran-2");
    CHECK(shahed.provenance().confidence == Confidence::d);
    CHECK(shahed.distribution() == Distribution::uniform(7000, 100000));
    // no source names a most likely value
    CHECK(find_price(list, "PAC-3 MSE")->distribution() == Distribution::uniform(3e6, 4e6));
    CHECK(find_price(list, "PAC-3 MSE")->quoted() == Amount(3.5e6, CurrencyCode("USD"), 2024));
    CHECK(find_price(list, "Interceptor drones (Ukraine) overall")->distribution() == Distribution::uniform(3e3, 5e3));
    for (const PricedItem& one : list) {
        CAPTURE(one.item);
        if (const auto& shape = one.price.distribution(); shape)
            CHECK((shape->kind() == DistributionKind::fixed || shape->kind() == DistributionKind::uniform));
    }
    const Price& sidewinder = *find_price(list, "AIM-9X");
    CHECK(sidewinder.distribution() == Distribution::fixed(438800));
    CHECK(sidewinder.lower().in<currency::usd>(2023) == Usd{438800});
    CHECK(sidewinder.provenance().confidence == Confidence::a);
    // contracts, by their sums and numbers: to the thousand, as the list rounds
    const auto check_contract = [&](const char* item, double sum, double number, double rounding) {
        CAPTURE(item);
        const Price* found = find_price(list, item);
        REQUIRE(found != nullptr);
        CHECK(std::abs(found->quoted()->value() - sum / number) <= rounding);
    };
    check_contract("AIM-9X", 111.9e6, 255, 100);
    check_contract("AIM-9X export package", 79.1e6, 60, 5000);
    check_contract("IRIS-T SLM missile", 1.26e9, 665, 1000);
    check_contract("IRIS-T SLM fire unit", 950e6, 6, 1e6);
    check_contract("PAC-3 MSE with launchers", 1.63e9, 248, 5000);
    check_contract("35 mm Gepard round", 168e6, 300000, 0);
    check_contract("Coyote", 75e6, 600, 0);
}

TEST_CASE("the shipped prices say where years, currencies or scopes are mixed, and so does the page")
{
    const std::vector<PricedItem> list = io::read_prices_json(shipped);
    const std::string page =
        schema_tests::text_of_file(std::string(PICKET_TEST_DATA_DIR) + "/../docs/reference/prices.md");
    const std::string heading = "## What is mixed in these figures";
    REQUIRE(page.find(heading) != std::string::npos);
    const std::string section = page.substr(page.find(heading));
    struct Mixture {
        const char* item;
        const char* basis;    // holds this
        const char* on_page;  // how the page names it
    };
    for (const auto& [item, basis, on_page] : std::vector<Mixture>{
             {"Shahed-136 / Geran-2", "as of 2022 (Budanov), not restated", "| Shahed-136 / Geran-2"},
             {"Gerbera decoy", "are euros, entered as dollars: not exchanged", "| Gerbera decoy"},
             {"AIM-120", "is euros, entered as dollars: not exchanged", "| AIM-120"},
             {"IRIS-T SLM fire unit", "140M is of 2022, not restated", "| IRIS-T SLM fire unit"},
             {"APKWS rocket", "50k therefore includes support", "| APKWS rocket"},
             {"Laser shot (DragonFire)", "less than 10 GBP", "| DragonFire"},
             {"F-35A flying hour", "the GAO's dollar figure", "| F-35A flying hour"},
             {"Rafale flying hour", "35k is of 2004 and of support only, not restated", "| Rafale flying hour"},
             {"Poland SAN", "15bn PLN", "| Poland SAN"}}) {
        CAPTURE(item);
        const Price* found = find_price(list, item);
        REQUIRE(found != nullptr);
        CHECK(found->provenance().basis.find(basis) != std::string::npos);
        CHECK(section.find(on_page) != std::string::npos);
    }
}
