// SPDX-License-Identifier: MIT
// Leakers and money together where they can be worked out by hand; units that are found, given or refused.
#include <picket/cost/raid_spending.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace picket;

namespace {

RaidLayer layer(double pk, double round_cost, int magazine)
{
    RaidLayer item;
    item.round_cost = round_cost;
    item.magazine = magazine;
    item.against.resize(1);
    item.against[0].shots.single_shot_pk = pk;
    return item;
}

/// Two threats; a gun with one round, then another one.
RaidScenario two_guns(double first_cost, double second_cost)
{
    RaidScenario scenario;
    scenario.threats = {{"drone", 2, 0.0, 0.0}};
    scenario.layers = {layer(0.5, first_cost, 1), layer(0.25, second_cost, 1)};
    return scenario;
}

bool close(double a, double b) { return std::abs(a - b) < 1e-15; }

std::string refused(const RaidScenario& scenario, const RaidSpendingOptions& options = {})
{
    return refusal_of<DomainError>([&] { return leakers_and_money(scenario, options); });
}

RaidSpendingOptions with_unit(double unit)
{
    RaidSpendingOptions options;
    options.money_unit = unit;
    return options;
}

}  // namespace

TEST_CASE("leakers and money: worked out by hand")
{
    // Both guns always fire: one threat at least is left for the second.
    const RaidSpending certain = leakers_and_money(two_guns(3.0, 4.0));
    CHECK(certain.method() == RaidMethod::one_class);
    CHECK(certain.cells() == 3);
    CHECK(close(certain.probability(0, 7.0), 0.125));
    CHECK(close(certain.probability(1, 7.0), 0.5));
    CHECK(close(certain.probability(2, 7.0), 0.375));
    CHECK(certain.probability(1, 6.0) == 0.0);

    // One threat: the second gun fires at what the first one missed.
    RaidScenario scenario = two_guns(3.0, 4.0);
    scenario.threats[0].count = 1;
    const RaidSpending raid = leakers_and_money(scenario);
    CHECK(raid.method() == RaidMethod::independent);  // a round for each threat
    CHECK(raid.unit() == 1.0);
    CHECK(raid.rounding_bound() == 0.0);
    CHECK(close(raid.probability(0, 3.0), 0.5));
    CHECK(close(raid.probability(0, 7.0), 0.125));
    CHECK(close(raid.probability(1, 7.0), 0.375));
    CHECK(close(raid.probability_within(0, 3.0), 0.5));
    CHECK(raid.probability_within(1, 2.99) == 0.0);
    CHECK(close(raid.probability_within(0, 1e300), 0.625));
    CHECK(close(raid.probability_within(5, 7.0), 1.0));
    CHECK(raid.probability_within(-1, 7.0) == 0.0);
    CHECK(std::isnan(raid.probability_within(1, std::numeric_limits<double>::quiet_NaN())));
    CHECK(raid.money_quantile(0.5) == 3.0);
    CHECK(raid.money_quantile(0.51) == 7.0);
    CHECK(raid.money_quantile(1.0) == 7.0);
    CHECK(std::isnan(raid.money_quantile(std::numeric_limits<double>::quiet_NaN())));
    CHECK(close(raid.mean_money(), 5.0));
    CHECK(close(raid.variance_money(), 4.0));
    CHECK(close(raid.covariance_leakers_money(), 0.375 * 7.0 - 0.375 * 5.0));
    const std::vector<MoneyProbability> money = raid.money();
    REQUIRE(money.size() == 2);
    CHECK(money[1].money == 7.0);
    CHECK(close(money[1].probability, 0.5));
    REQUIRE(raid.money_with(1).size() == 1);
    CHECK(close(raid.money_with(1)[0].probability, 0.375));
    CHECK(raid.money_with(2).empty());
    CHECK(close(raid.leakers().probability(1), 0.375));

    const RaidSpending rounds = leakers_and_rounds(scenario);
    CHECK(close(rounds.probability(0, 2.0), 0.125));
}

TEST_CASE("leakers and money: nothing to fire, nothing to fire at, nothing that can miss")
{
    RaidScenario scenario = two_guns(0.0, 0.0);
    const RaidSpending free = leakers_and_money(scenario);
    CHECK(free.unit() == 1.0);
    CHECK(close(free.probability(2, 0.0), 0.375));
    CHECK(free.money().size() == 1);

    scenario = two_guns(3.0, 4.0);
    scenario.threats[0].count = 0;
    CHECK(close(leakers_and_money(scenario).probability(0, 0.0), 1.0));
    scenario = two_guns(3.0, 4.0);
    scenario.layers.clear();
    CHECK(close(leakers_and_money(scenario).probability(2, 0.0), 1.0));
    scenario = two_guns(3.0, 4.0);
    for (RaidLayer& gun : scenario.layers) gun.magazine = 0;
    CHECK(close(leakers_and_money(scenario).probability(2, 0.0), 1.0));
    scenario = two_guns(3.0, 4.0);
    scenario.layers[0].coverage = 0.0;
    scenario.layers[1] = layer(1.0, 4.0, 1);
    CHECK(close(leakers_and_money(scenario).probability(1, 4.0), 1.0));

    // A thousand rounds that always miss at a thousand threats, and one that never does.
    scenario.threats[0].count = 1000;
    scenario.layers = {layer(0.0, 4.0, 999), layer(1.0, 6.0, 1000)};
    const RaidSpending all = leakers_and_money(scenario);
    CHECK(all.method() == RaidMethod::one_class);
    CHECK(all.unit() == 2.0);
    CHECK(all.lost_probability() == 0.0);
    CHECK(all.probability(0, 999 * 4.0 + 6000.0) == 1.0);
}

TEST_CASE("leakers and money: kinds that differ are counted together")
{
    RaidScenario scenario;
    scenario.threats = {{"missile", 1, 0.0, 0.0}, {"decoy", 1, 0.0, 0.0}};
    scenario.order = RaidOrder::as_listed;
    scenario.layers = {layer(1.0, 5.0, 1)};
    scenario.layers[0].coverage = 0.5;
    scenario.layers[0].against.push_back(scenario.layers[0].against[0]);
    scenario.layers[0].against[1].shots.single_shot_pk = 0.5;
    const RaidSpending raid = leakers_and_money(scenario);
    CHECK(raid.method() == RaidMethod::joint);
    CHECK(close(raid.probability(1, 5.0), 0.5 + 0.5 * 0.5 * 0.5));
    CHECK(close(raid.probability(2, 5.0), 0.125));
    CHECK(close(raid.probability(2, 0.0), 0.25));
}

TEST_CASE("leakers and money: the unit of money")
{
    const auto unit = [](double a, double b) { return leakers_and_money(two_guns(a, b)).unit(); };
    CHECK(unit(3.9e6, 1.3e6) == 1.3e6);
    CHECK(unit(600.0, 450.0) == 150.0);
    CHECK(unit(5.0, 0.0) == 5.0);
    CHECK(close(unit(0.3, 0.1), 0.1));
    CHECK(std::abs(unit(12345.67, 0.03) - 0.01) < 1e-15);
    CHECK(std::abs(unit(1.0 / 3.0, 0.25) - 1.0 / 12.0) < 1e-15);

    // A given one: costs are rounded to it, and the result says by how much money can be off.
    const RaidSpending coarse = leakers_and_money(two_guns(2.9, 4.2), with_unit(1.0));
    CHECK(close(coarse.probability(1, 7.0), 0.5));
    CHECK(std::abs(coarse.rounding_bound() - 0.3) < 1e-15);  // a round of each: 0.1 and 0.2
    CHECK(std::abs(coarse.mean_money() - 7.1) <= coarse.rounding_bound());
    const RaidSpending none = leakers_and_money(two_guns(0.4, 3.0), with_unit(1.0));
    CHECK(close(none.probability(1, 3.0), 0.5));
    CHECK(none.rounding_bound() == 0.4);
}

TEST_CASE("leakers and money: what is refused")
{
    CHECK(refused(two_guns(1.0, std::sqrt(2.0))) == "layers: round costs share no unit of money: give money_unit");
    CHECK(refused(two_guns(1.0, std::sqrt(2.0)), with_unit(0.1)) == "accepted");
    CHECK(refused(two_guns(1.0, 1.0), with_unit(0.0)) == "money_unit: it is 0");
    CHECK(refused(two_guns(1.0, 1.0), with_unit(-1.0)) == "money_unit: -1 is not a finite number from 0 up");
    CHECK(refused(two_guns(1.0, 1.0), with_unit(1e-13)) == "money_unit: 1e-13 is too small for the costs");
    CHECK(refused(two_guns(-1.0, 1.0)) == "layers[0].round_cost: -1 is not a finite number from 0 up");
    RaidScenario scenario = two_guns(1.0, 1.0);
    scenario.layers[1].coverage = 2.0;
    CHECK(refused(scenario) == "layers[1].coverage: 2 is not a probability");

    const std::string too_many =
        "layers: too many amounts of money to be computed exactly: give a greater money_unit, or use Monte Carlo";
    scenario = two_guns(1.0, 1.000001);
    scenario.threats[0].count = 400;
    for (RaidLayer& gun : scenario.layers) {
        gun.coverage = 0.5;
        gun.magazine = 200;
    }
    CHECK(refused(scenario, with_unit(1e-6)) == too_many);
    CHECK(refused(scenario, with_unit(0.5)) == "accepted");
    RaidSpendingOptions options = with_unit(0.5);
    options.max_products = 1000;
    CHECK(refused(scenario, options) == too_many);
    scenario.threats[0].count = 1001;
    CHECK(refused(scenario, options) ==
          "threats: more than 1000 are not computed exactly where rounds or channels run out: use Monte Carlo");
}
