// SPDX-License-Identifier: MIT
// Campaigns that can be worked out by hand, prices that fall with the number made, and what is refused.
#include <picket/cost/campaign.hpp>
#include <picket/cost/campaign_simulation.hpp>
#include <picket/cost/learning_curve.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

using namespace picket;

namespace {

const CurrencyCode eur("EUR");

LearningCurve curve(double first, double slope) { return LearningCurve(Amount(first, eur, 2025), slope); }

/// One threat a day for so many days, covered with a probability; then one round kills.
CampaignSpec daily(int days, double coverage, int stock)
{
    RaidLayer layer;
    layer.coverage = coverage;
    layer.against.resize(1);
    layer.against[0].shots.single_shot_pk = 1.0;
    RaidScenario scenario;
    scenario.threats = {{"drone", 1, 0.0, 0.0}};
    scenario.layers = {layer};
    CampaignSpec spec;
    spec.days = days;
    spec.scenarios = {scenario};
    for (int d = 0; d < days; ++d) spec.raids.push_back({d, {}, 0});
    spec.supplies.resize(1);
    spec.supplies[0].stock = stock;
    return spec;
}

template <class Change>
std::string refused(Change&& change)
{
    CampaignSpec spec = daily(10, 0.5, 4);
    spec.supplies[0].price = curve(100.0, 0.9);
    change(spec);
    return refusal_of<DomainError>([&] { return solve_campaign(spec); });
}

}  // namespace

TEST_CASE("learning: each doubling takes the price times the slope")
{
    const LearningCurve learning = curve(1000.0, 0.85);
    CHECK(learning.unit(1).value() == 1000.0);
    CHECK(std::abs(learning.unit(2).value() - 850.0) < 1e-10);
    CHECK(std::abs(learning.unit(4).value() - 722.5) < 1e-10);
    CHECK(std::abs(learning.unit(6).value() - 0.85 * learning.unit(3).value()) < 1e-10);
    CHECK(learning.cost(0, 0).value() == 0.0);
    CHECK(std::abs(learning.cost(0, 2).value() - 1850.0) < 1e-10);
    CHECK(std::abs((learning.cost(0, 5) - learning.cost(0, 3) - learning.cost(3, 2)).value()) < 1e-10);
    CHECK(learning.cost(7, 1) == learning.unit(8));

    CHECK(curve(3.0, 1.0).cost(1000, 2000).value() == 6000.0);
    // a slope of a half: the n-th costs 1 / n, and a million of them the harmonic number of a million
    CHECK(std::abs(curve(1.0, 0.5).cost(0, 1'000'000).value() / 14.392726722865723631 - 1.0) < 1e-13);
    // the average of many is 1 / (1 + b) = 1.306 times the last one
    const double average = learning.cost(0, 1'000'000).value() / 1e6;
    CHECK(std::abs(average / learning.unit(1'000'000).value() - 1.306) < 0.001);
}

TEST_CASE("learning: what is refused")
{
    CHECK(refusal_of<DomainError>([] { return curve(-1.0, 0.9); }) == "first: -1 is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] { return curve(1.0, 1.2); }) == "slope: 1.2 is not from 0.5 to 1");
    CHECK(refusal_of<DomainError>([] { return curve(1.0, std::numeric_limits<double>::quiet_NaN()); }) ==
          "slope: nan is not from 0.5 to 1");
    CHECK(refusal_of<DomainError>([] { return curve(1.0, 0.9).unit(0); }) == "n: 0 is not from 1 to 10000000");
    CHECK(refusal_of<DomainError>([] { return curve(1.0, 0.9).cost(-1, 3); }) ==
          "before: -1 is not from 0 to 10000000");
    CHECK(refusal_of<DomainError>([] { return curve(1.0, 0.9).cost(9'999'999, 2); }) == "units: 2 is not from 0 to 1");
}

TEST_CASE("campaign: one drone a day that is seen by a coin's toss empties the magazine after a negative binomial time")
{
    const CampaignOutcome outcome = solve_campaign(daily(40, 0.5, 4));
    double never = 1.0;
    for (int d = 0; d < 40; ++d) {
        // the fourth that is seen comes on day d: 3 of the d before it were seen
        const double ways = d * (d - 1.0) * (d - 2.0) / 6.0;
        const double truth = d < 3 ? 0.0 : ways * std::pow(0.5, d + 1);
        CHECK(std::abs(outcome.first_empty[static_cast<std::size_t>(d)] - truth) < 1e-15);
        never -= truth;
    }
    CHECK(std::abs(outcome.never_empty - never) < 1e-14);
    // the line of expected rounds, half a round a day, is at 0 on the evening of day 7; half of the histories are not
    double by_day_7 = 0.0;
    for (std::size_t d = 0; d <= 7; ++d) by_day_7 += outcome.first_empty[d];
    CHECK(std::abs(by_day_7 - 163.0 / 256.0) < 1e-15);
    CHECK(std::abs(outcome.days[7].stock.mean() - 0.0) > 0.5);
    CHECK_FALSE(outcome.mean_money_fired.has_value());
}

TEST_CASE("campaign: what does not fit into the magazine waits for the next morning")
{
    CampaignSpec spec = daily(4, 1.0, 5);
    spec.scenarios[0].threats[0].count = 3;
    spec.supplies[0].capacity = 2;
    const CampaignOutcome outcome = solve_campaign(spec);
    const int fired[] = {2, 2, 1, 0};
    for (std::size_t d = 0; d < 4; ++d) {
        CHECK(outcome.days[d].rounds.probability(fired[d]) == 1.0);
        CHECK(outcome.days[d].leakers.probability(3 - fired[d]) == 1.0);
        CHECK(outcome.days[d].empty_probability == 1.0);
    }
    CHECK(outcome.days[0].loaded.probability(2) == 1.0);
    CHECK(outcome.days[0].stock.probability(3) == 1.0);
    CHECK(outcome.first_empty[0] == 1.0);
    CHECK(outcome.rounds.probability(5) == 1.0);
}

TEST_CASE("campaign: orders arrive after their lead, a rate by whole rounds, and days without a raid fire nothing")
{
    CampaignSpec spec = daily(100, 1.0, 0);
    spec.raids.clear();
    spec.supplies[0].orders = {{3, 7}, {98, 50}};
    spec.supplies[0].rounds_per_day = 0.29;  // times 100 is 28.999999999999996 in doubles
    spec.supplies[0].lead_days = 2;
    const CampaignOutcome outcome = solve_campaign(spec);
    CHECK(outcome.days[4].stock.mean() == 0.0);
    CHECK(outcome.days[5].delivered == 8);  // 7 and the first of the rate, floor(4 x 0.29)
    CHECK(outcome.days[5].stock.probability(8) == 1.0);
    CHECK(outcome.days[99].stock.probability(7 + 28) == 1.0);  // ordered by the evening of day 97
    CHECK(outcome.first_empty[0] == 1.0);
    CHECK(outcome.days[5].empty_probability == 0.0);
    CHECK(outcome.days[50].threats == 0);

    spec.supplies[0].lead_days = 0;
    CHECK(solve_campaign(spec).days[99].stock.probability(7 + 50 + 29) == 1.0);
}

TEST_CASE("campaign: money when bought, and when fired")
{
    CampaignSpec spec = daily(3, 1.0, 2);
    spec.supplies[0].orders = {{0, 1}, {1, 4}};
    spec.supplies[0].lead_days = 1;
    spec.supplies[0].price = curve(1000.0, 0.85);
    spec.supplies[0].bought_before = 10;
    const CampaignOutcome outcome = solve_campaign(spec);
    const LearningCurve& price = *spec.supplies[0].price;
    CHECK(std::abs((*outcome.money_of_stock - price.cost(10, 2)).value()) < 1e-9);
    CHECK(std::abs((*outcome.days[0].money_bought - price.unit(13)).value()) < 1e-9);
    CHECK(std::abs((*outcome.days[1].money_bought - price.cost(13, 4)).value()) < 1e-9);
    CHECK(outcome.days[2].money_bought->value() == 0.0);
    CHECK(std::abs((*outcome.money_bought - price.cost(12, 5)).value()) < 1e-9);
    for (int d = 0; d < 3; ++d)  // the first bought are the first fired
        CHECK(std::abs((*outcome.days[static_cast<std::size_t>(d)].mean_money_fired - price.unit(11 + d)).value()) <
              1e-9);
    CHECK(std::abs((*outcome.mean_money_fired - price.cost(10, 3)).value()) < 1e-9);
    CHECK(outcome.deviation_money_fired->value() < 1e-4);  // of a difference of squares
    CHECK(outcome.mean_money_fired->price_year() == 2025);

    PhiloxStream random(1, 0, 0);
    const CampaignHistory history = CampaignSampler(spec)(random);
    CHECK(std::abs((*history.money_fired - price.cost(10, 3)).value()) < 1e-9);
    CHECK(history.stock[0] == std::vector<int>{1, 1, 4});
    CHECK(history.first_empty[0] == -1);
}

TEST_CASE("campaign: what is refused, by the path of the field")
{
    const auto second_layer = [](CampaignSpec& spec) {
        spec.scenarios[0].layers.push_back(spec.scenarios[0].layers[0]);
        spec.supplies.push_back(spec.supplies[0]);
    };
    const std::pair<std::string, std::string> cases[] = {
        {refused([](auto&) {}), "accepted"},
        {refused([](auto& s) { s.days = 0; }), "days: 0 is not from 1 to 100000"},
        {refused([](auto& s) { s.supplies.clear(); }), "supplies: there is none"},
        {refused([](auto& s) { s.supplies.resize(2); }), "scenarios[0].layers: 1 layers for 2 supplies"},
        {refused([](auto& s) { s.scenarios[0].layers[0].magazine = 3; }),
         "scenarios[0].layers[0].magazine: is what the supply has that morning: leave it out"},
        {refused([](auto& s) { s.scenarios[0].layers[0].coverage = 1.2; }),
         "scenarios[0].layers[0].coverage: 1.2 is not a probability"},
        {refused([](auto& s) { s.raids[3].day = 10; }), "raids[3].day: 10 is not from 0 to 9"},
        {refused([](auto& s) { s.raids[3].day = 2; }), "raids[3].day: a second raid on day 2"},
        {refused([](auto& s) { s.raids[3].scenario = 1; }), "raids[3].scenario: 1 of 1, counted from 0"},
        {refused([](auto& s) {
             s.raids[3].counts = {1, 2};
         }),
         "raids[3].counts: 2 counts for 1 kinds of threats"},
        {refused([](auto& s) { s.raids[3].counts = {-1}; }), "raids[3].counts[0]: -1 is not from 0 to 5000"},
        {refused([](auto& s) {
             s.scenarios[0].threats.push_back(s.scenarios[0].threats[0]);
             s.scenarios[0].layers[0].against.resize(2);
             s.raids[3].counts = {3000, 2001};
         }),
         "raids[3].counts: 5001 is not from 0 to 5000"},
        {refused([](auto& s) { s.supplies[0].stock = -1; }), "supplies[0].stock: -1 is not from 0 to 2500000"},
        {refused([](auto& s) { s.supplies[0].capacity = -1; }), "supplies[0].capacity: -1 is not from 0 to 2500000"},
        {refused([](auto& s) { s.supplies[0].lead_days = -1; }), "supplies[0].lead_days: -1 is not from 0 to 100000"},
        {refused([](auto& s) { s.supplies[0].bought_before = -1; }),
         "supplies[0].bought_before: -1 is not from 0 to 2500000"},
        {refused([](auto& s) { s.supplies[0].rounds_per_day = std::numeric_limits<double>::quiet_NaN(); }),
         "supplies[0].rounds_per_day: nan is not a finite number from 0 up"},
        {refused([](auto& s) { s.supplies[0].rounds_per_day = 1e9; }), "supplies[0]: more than 2500000 rounds in all"},
        {refused([](auto& s) {
             s.supplies[0].orders = {{0, 1}, {10, 1}};
         }),
         "supplies[0].orders[1].day: 10 is not from 0 to 9"},
        {refused([](auto& s) {
             s.supplies[0].orders = {{0, -1}};
         }),
         "supplies[0].orders[0].rounds: -1 is not from 0 to 2500000"},
        {refused([](auto& s) {
             s.supplies[0].orders = {{0, 2'000'000}, {1, 2'000'000}};
         }),
         "supplies[0]: more than 2500000 rounds in all"},
        {refused([](auto& s) {
             s.days = 100;
             s.supplies[0].stock = 600'000;
         }),
         "supplies[0]: more than 5e7 days x rounds"},
        {refused([&](auto& s) { second_layer(s); }),
         "supplies: 2 layers are not computed exactly: use simulate_campaign()"},
        {refused([&](auto& s) {
             second_layer(s);
             s.supplies[1].price.reset();
         }),
         "supplies[1].price: for all layers or for none"},
        {refused([&](auto& s) {
             second_layer(s);
             s.supplies[1].price = LearningCurve(Amount(1.0, eur, 2024));
         }),
         "supplies[1].price: 1 EUR of 2024 and 100 EUR of 2025 do not mix: an ExchangeRate or a Deflator leads from "
         "one to the other"},
    };
    for (const auto& [message, wanted] : cases) CHECK(message == wanted);

    CHECK(refusal_of<DomainError>([] { return simulate_campaign(daily(3, 0.5, 2), {.samples = 0}); }) ==
          "samples: 0 samples say nothing");
    CHECK(refusal_of<DomainError>([] { return simulate_campaign(daily(3, 0.5, 2), {.quantiles = {1.0}}); }) ==
          "quantiles[0]: 1 is not between 0 and 1");
}

TEST_CASE("histories are the same on any number of threads, and may be stopped")
{
    const CampaignSpec spec = daily(20, 0.6, 10);
    CampaignSimulationOptions options{.samples = 3000, .seed = 5, .threads = 1, .quantiles = {0.1, 0.9}};
    const auto numbers = [&] {
        const CampaignSimulation result = simulate_campaign(spec, options);
        std::vector<double> list{static_cast<double>(result.samples)};
        const auto add = [&](const Estimate& one) {
            list.insert(list.end(), {one.mean, one.variance, one.lower, one.upper});
            for (const QuantileEstimate& q : one.quantiles) list.insert(list.end(), {q.value, q.lower, q.upper});
        };
        for (const CampaignLayerSimulation& layer : result.layers) {
            for (const auto* days : {&layer.rounds, &layer.stock, &layer.first_empty})
                for (const Estimate& one : *days) add(one);
            add(layer.never_empty);
        }
        for (const Estimate& one : result.leakers) add(one);
        add(result.leakers_in_all);
        return list;
    };
    const std::vector<double> alone = numbers();
    CHECK(alone[0] == 3000.0);
    for (const unsigned threads : {2U, 16U}) {
        options.threads = threads;
        CHECK(numbers() == alone);
    }

    // what leaks in all is what leaks day by day
    const CampaignSimulation result = simulate_campaign(spec, options);
    double leakers = 0.0;
    for (const Estimate& one : result.leakers) leakers += one.mean;
    CHECK(std::abs(leakers - result.leakers_in_all.mean) < 1e-9);

    // 79 blocks, of which two threads have begun two or three when the first is done
    options.samples = 20'000;
    options.threads = 2;
    std::stop_source stop;
    options.stop = stop.get_token();
    options.progress = [&](std::uint64_t, std::uint64_t) { stop.request_stop(); };
    const CampaignSimulation stopped = simulate_campaign(spec, options);
    CHECK(stopped.samples < 20'000);
    REQUIRE(stopped.samples > 0);
    options.progress = {};
    stop = std::stop_source();
    options.stop = {};
    options.samples = stopped.samples;
    CHECK(simulate_campaign(spec, options).leakers_in_all.mean == stopped.leakers_in_all.mean);
}
