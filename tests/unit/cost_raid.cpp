// SPDX-License-Identifier: MIT
// Raids that can be worked out by hand: decoys, orders, magazines, channels; which method is used; what is refused.
#include <picket/cost/raid.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace picket;

namespace {

LayerAgainst against(double pk, double taken_for_decoy = 0.0)
{
    LayerAgainst item;
    item.shots.single_shot_pk = pk;
    item.taken_for_decoy = taken_for_decoy;
    return item;
}

/// Two missiles and two decoys; a gun of three rounds that always hits.
RaidScenario example()
{
    RaidScenario scenario;
    scenario.currency = "EUR";
    scenario.threats = {{"missile", 2, 100.0, 1000.0}, {"decoy", 2, 10.0, 0.0, true}};
    RaidLayer gun;
    gun.name = "gun";
    gun.magazine = 3;
    gun.round_cost = 7.0;
    gun.against = {against(1.0), against(1.0)};
    scenario.layers = {gun};
    return scenario;
}

constexpr const char* too_many_together =
    "threats: too many kinds, threats and rounds to be computed exactly together (of two kinds, about 50 threats "
    "shuffled and 150 as_listed are not): use Monte Carlo";

template <class Change>
std::string refused(Change&& change, const RaidOptions& options = {})
{
    RaidScenario scenario = example();
    change(scenario);
    return refusal_of<DomainError>([&] { return solve_raid(scenario, options); });
}

}  // namespace

TEST_CASE("raid: decoys that pass for missiles take rounds; those that are recognised do not")
{
    RaidScenario scenario = example();
    const RaidOutcome fooled = solve_raid(scenario);
    CHECK(fooled.method == RaidMethod::one_class);  // the gun cannot tell
    CHECK(std::abs(fooled.leakers.probability(1) - 1.0) < 1e-15);
    CHECK(std::abs(fooled.leakers_of_kind[0].mean() - 0.5) < 1e-15);  // one of the four, any one
    CHECK(std::abs(fooled.mean_money - 21.0) < 1e-13);
    CHECK(fooled.variance_money < 1e-12);
    CHECK(std::abs(fooled.mean_value_lost - 500.0) < 1e-12);
    CHECK(std::abs(fooled.mean_value_averted - 1500.0) < 1e-12);
    CHECK(std::abs(fooled.figures.attacker_cost_per_defender_cost - 220.0 / 21.0) < 1e-13);
    CHECK(std::abs(fooled.figures.cost_per_kill - 7.0) < 1e-13);
    CHECK(std::abs(fooled.real_leakers.probability(0) - 0.5) < 1e-15);
    CHECK(std::abs(fooled.mean_real_kills - 1.5) < 1e-15);
    CHECK(std::abs(fooled.cost_per_real_kill - 14.0) < 1e-13);
    CHECK(std::abs(fooled.cost_per_real_leaker - 42.0) < 1e-13);

    scenario.layers[0].against[1].taken_for_decoy = 1.0;
    const RaidOutcome wise = solve_raid(scenario);
    CHECK(wise.method == RaidMethod::independent);  // three rounds suffice for the two that it fires at
    CHECK(wise.leakers_of_kind[0].probability(0) == 1.0);
    CHECK(wise.leakers_of_kind[1].probability(2) == 1.0);
    CHECK(std::abs(wise.mean_money - 14.0) < 1e-13);
    CHECK(wise.leakers.probability(2) == 1.0);  // two leak, and nothing is lost by it
    CHECK(wise.real_leakers.probability(0) == 1.0);
    CHECK(wise.mean_real_kills == 2.0);
    CHECK(wise.figures.cost_per_leaker == 7.0);
    CHECK(wise.cost_per_real_leaker == std::numeric_limits<double>::infinity());
    CHECK(std::abs(wise.cost_per_real_kill - 7.0) < 1e-13);

    scenario.layers[0].fires_at_decoys = true;
    CHECK(std::abs(solve_raid(scenario).mean_money - 21.0) < 1e-13);

    // Half recognised: (0, 1, 2) decoys fired at with (1, 2, 1) / 4; only with both does a threat of the four leak that
    // was wanted, a missile in half of the cases.
    scenario.layers[0].fires_at_decoys = false;
    scenario.layers[0].against[1].taken_for_decoy = 0.5;
    CHECK(std::abs(solve_raid(scenario).leakers_of_kind[0].mean() - 0.125) < 1e-15);
}

TEST_CASE("raid: real leakers are counted in every method")
{
    // Four that the gun cannot tell apart, and four drones that it hits with one half; three rounds.
    RaidScenario scenario = example();
    scenario.threats.push_back({"drone", 4, 1.0, 1.0});
    scenario.layers[0].against.push_back(against(0.5));
    const RaidOutcome joint = solve_raid(scenario);
    CHECK(joint.method == RaidMethod::joint);  // missiles and decoys are one class of both
    double real = 0.0;
    for (const std::size_t k : {0U, 2U}) real += joint.leakers_of_kind[k].mean();
    CHECK(std::abs(joint.real_leakers.mean() - real) < 1e-14);
    // Any three of the eight are fired at. All six real ones leak where those are two decoys and a drone, a decoy and
    // two drones, or three drones, and the drones are missed.
    const double all_six = (1.0 * 4.0 * 0.5 + 2.0 * 6.0 * 0.25 + 4.0 * 0.125) / 56.0;
    CHECK(std::abs(joint.real_leakers.probability(6) - all_six) < 1e-15);

    // Two classes, each of real ones and decoys, beside every outcome by kind.
    scenario.threats = {{"a", 3}, {"b", 2}, {"c", 2}, {"d", 3}};
    for (const std::size_t k : {1U, 2U}) scenario.threats[k].decoy = true;
    RaidLayer layer;
    layer.magazine = 6;
    layer.policy = ShootLookShoot{2};
    layer.against = {against(0.6, 0.1), against(0.6, 0.1), against(0.3), against(0.3)};
    scenario.layers = {layer, layer};
    scenario.layers[1].channels = 2;
    const RaidOutcome two_classes = solve_raid(scenario);
    CHECK(two_classes.method == RaidMethod::joint);
    std::vector<double> expected(7, 0.0);
    for (const RaidJointOutcome& outcome : raid_joint(scenario))
        expected[static_cast<std::size_t>(outcome.leakers[0] + outcome.leakers[3])] += outcome.probability;
    REQUIRE(two_classes.real_leakers.max() == 6);
    for (int n = 0; n <= 6; ++n)
        CHECK(std::abs(two_classes.real_leakers.probability(n) - expected[static_cast<std::size_t>(n)]) < 1e-13);

    // Nothing but decoys: nothing real leaks or is killed.
    scenario = example();
    scenario.threats[0] = {"another decoy", 2, 5.0, 0.0, true};
    const RaidOutcome none = solve_raid(scenario);
    CHECK(none.leakers.mean() == 1.0);
    CHECK(none.real_leakers.probability(0) == 1.0);
    CHECK(none.real_leakers.max() == 0);
    CHECK(none.mean_real_kills == 0.0);
    CHECK(none.cost_per_real_kill == std::numeric_limits<double>::infinity());
}

TEST_CASE("raid: in a stated order the last ones find the magazine empty")
{
    RaidScenario scenario = example();
    scenario.order = RaidOrder::as_listed;
    CHECK(solve_raid(scenario).leakers_of_kind[0].mean() == 0.0);
    CHECK(solve_raid(scenario).leakers_of_kind[1].mean() == 1.0);
    std::swap(scenario.threats[0], scenario.threats[1]);
    CHECK(solve_raid(scenario).leakers_of_kind[1].mean() == 1.0);  // now a missile
}

TEST_CASE("raid: channels, coverage, no rounds, no threats, no layers")
{
    RaidScenario scenario = example();
    scenario.layers[0].magazine.reset();
    CHECK(solve_raid(scenario).method == RaidMethod::independent);
    scenario.layers[0].channels = 1;
    CHECK(std::abs(solve_raid(scenario).leakers.mean() - 3.0) < 1e-14);
    scenario.layers[0].coverage = 0.0;
    CHECK(solve_raid(scenario).leakers.mean() == 4.0);
    CHECK(solve_raid(scenario).mean_money == 0.0);
    scenario = example();
    scenario.layers[0].magazine = 0;
    CHECK(solve_raid(scenario).leakers.probability(4) == 1.0);
    CHECK(solve_raid(scenario).layers[0].rounds.max() == 0);
    scenario = example();
    scenario.layers.clear();
    CHECK(solve_raid(scenario).leakers.probability(4) == 1.0);
    CHECK(raid_joint(scenario).size() == 1);
    scenario = example();
    for (ThreatKind& kind : scenario.threats) kind.count = 0;
    CHECK(solve_raid(scenario).leakers.mean() == 0.0);
    CHECK(std::isnan(solve_raid(scenario).figures.cost_per_threat));
    CHECK(raid_joint(scenario).size() == 1);
    scenario.threats[1].count = 5;  // a kind of which there is none does not make two classes
    CHECK(solve_raid(scenario).method == RaidMethod::one_class);
    CHECK(solve_raid(scenario).leakers_of_kind[0].max() == 0);
    CHECK(std::abs(solve_raid(scenario).leakers_of_kind[1].mean() - 2.0) < 1e-14);
}

TEST_CASE("raid: the joint distribution and money by amounts")
{
    RaidScenario scenario = example();
    scenario.layers[0].against = {against(0.5), against(0.5)};
    scenario.layers[0].magazine = 1;
    const std::vector<RaidJointOutcome> joint = raid_joint(scenario);
    REQUIRE(joint.size() == 3);  // a missile killed, a decoy killed, none
    CHECK(joint[0].leakers == std::vector<int>{1, 2});
    CHECK(joint[1].leakers == std::vector<int>{2, 1});
    CHECK(joint[2].leakers == std::vector<int>{2, 2});
    CHECK(std::abs(joint[0].probability - 0.25) < 1e-15);
    CHECK(std::abs(joint[2].probability - 0.5) < 1e-15);
    CHECK(joint[2].rounds == std::vector<int>{1});
    const std::vector<MoneyProbability> money = money_distribution(joint);
    REQUIRE(money.size() == 1);
    CHECK(money[0].money == 7.0);
    CHECK(std::abs(money[0].probability - 1.0) < 1e-15);
}

TEST_CASE("raid: limits that cannot bind are none")
{
    RaidScenario scenario = example();
    scenario.layers[0].magazine = 1;
    CHECK(solve_raid(scenario).method == RaidMethod::one_class);
    scenario.layers[0].coverage = 0.0;  // it never fires
    CHECK(solve_raid(scenario).method == RaidMethod::independent);
    scenario = example();
    scenario.layers[0].magazine = 1;
    scenario.layers[0].channels = 1;
    scenario.layers[0].against[1] = against(1.0, 1.0);  // a decoy that is always recognised takes no channel
    CHECK(solve_raid(scenario).method == RaidMethod::joint);
    scenario.threats[0].count = 1;
    CHECK(solve_raid(scenario).method == RaidMethod::independent);
    CHECK(solve_raid(scenario).leakers_of_kind[0].mean() == 0.0);
    CHECK(solve_raid(scenario).leakers_of_kind[1].mean() == 2.0);
}

// Rounds that are certain to be fired, however dear, add nothing to the variance: no difference of large squares.
TEST_CASE("raid: what is certain to be spent hides no spread")
{
    for (const bool two_kinds : {false, true}) {
        RaidScenario scenario;
        scenario.threats = {{"missile", 8, 0.0, 0.0}, {"rocket", 8, 0.0, 0.0}};
        RaidLayer salvo;  // always empties its magazine
        salvo.policy = Salvo{2};
        salvo.magazine = 11;
        salvo.round_cost = 3.3e9;
        salvo.against = {against(0.0), against(0.0)};
        RaidLayer gun;
        gun.policy = ShootLookShoot{2};
        gun.magazine = 20;
        gun.round_cost = 1.0;
        gun.against = {against(0.5), against(two_kinds ? 0.6 : 0.5)};
        scenario.layers = {gun};
        const RaidOutcome alone = solve_raid(scenario);
        scenario.layers = {salvo, gun};
        const RaidOutcome both = solve_raid(scenario);
        CHECK(both.method == (two_kinds ? RaidMethod::joint : RaidMethod::one_class));
        CHECK(alone.variance_money > 0.01);
        CHECK(std::abs(both.variance_money - alone.variance_money) < 1e-13);
        CHECK(std::abs(both.covariance_leakers_money - alone.covariance_leakers_money) < 1e-13);
    }
}

// The same where nothing runs out: 16 times the variance of one or two rounds, by halves.
TEST_CASE("raid: what is certain to be spent hides no spread where nothing runs out")
{
    RaidScenario scenario;
    scenario.threats = {{"missile", 8, 0.0, 0.0}, {"rocket", 8, 0.0, 0.0}};
    RaidLayer salvo;
    salvo.policy = Salvo{2};
    salvo.round_cost = 3.3e9;
    salvo.against = {against(0.0), against(0.0)};
    RaidLayer gun;
    gun.policy = ShootLookShoot{2};
    gun.round_cost = 1.0;
    gun.against = {against(0.5), against(0.5)};
    scenario.layers = {salvo, gun};
    const RaidOutcome raid = solve_raid(scenario);
    CHECK(raid.method == RaidMethod::independent);
    CHECK(std::abs(raid.variance_money - 16 * 0.25) < 1e-13);
    CHECK(std::abs(raid.covariance_leakers_money - 16 * (0.25 * 2.0 - 0.25 * 1.5)) < 1e-13);
}

// Five hundred against five layers: what the method for one class is for.
TEST_CASE("raid: five hundred threats, five layers, magazines that run out")
{
    RaidScenario scenario;
    scenario.threats = {{"drone", 350, 5e4, 1e6}, {"decoy", 150, 1e4, 0.0, true}};
    for (int l = 0; l < 5; ++l) {
        RaidLayer layer;
        layer.policy = ShootLookShoot{2};
        layer.magazine = 60;
        layer.round_cost = 1e4;
        layer.against = {against(0.5), against(0.5)};
        scenario.layers.push_back(layer);
    }
    const RaidOutcome raid = solve_raid(scenario);
    CHECK(raid.method == RaidMethod::one_class);
    CHECK(raid.lost_probability < 1e-11);
    // All 300 rounds are fired, and each kills with one half: threats never run short, 60 rounds find 30 of them.
    CHECK(std::abs(raid.leakers.mean() - 350.0) < 1e-9);
    CHECK(std::abs(raid.leakers.variance() - 75.0) < 1e-8);
    CHECK(std::abs(raid.leakers_of_kind[0].mean() - 245.0) < 1e-9);
    CHECK(std::ranges::equal(raid.real_leakers.probabilities(), raid.leakers_of_kind[0].probabilities()));
    CHECK(std::abs(raid.mean_money - 3e6) < 1e-5);
}

TEST_CASE("raid: what is refused, by the path of the field")
{
    CHECK(refused([](auto& s) { s.threats.clear(); }) == "threats: there is none");
    CHECK(refused([](auto& s) { s.threats[1].count = -1; }) == "threats[1].count: -1 is not from 0 to 5000");
    CHECK(refused([](auto& s) { s.threats[1].value = -1; }) == "threats[1].value: -1 is not a finite number from 0 up");
    CHECK(refused([](auto& s) { s.threats[1].value = 5; }) ==
          "threats[1].value: 5 is of a decoy, which destroys nothing");
    CHECK(refused([](auto& s) { s.threats[0].unit_cost = std::numeric_limits<double>::quiet_NaN(); }) ==
          "threats[0].unit_cost: nan is not a finite number from 0 up");
    CHECK(refused([](auto& s) { s.layers[0].coverage = 1.2; }) == "layers[0].coverage: 1.2 is not a probability");
    CHECK(refused([](auto& s) { s.layers[0].channels = -1; }) == "layers[0].channels: -1 is negative");
    CHECK(refused([](auto& s) { s.layers[0].magazine = -2; }) == "layers[0].magazine: -2 is negative");
    CHECK(refused([](auto& s) { s.layers[0].round_cost = -2; }) ==
          "layers[0].round_cost: -2 is not a finite number from 0 up");
    CHECK(refused([](auto& s) { s.layers[0].policy = Salvo{0}; }) == "layers[0].policy: 0 is not from 1 to 100");
    CHECK(refused([](auto& s) { s.layers[0].against.pop_back(); }) ==
          "layers[0].against: 1 entries for 2 kinds of threats");
    CHECK(refused([](auto& s) { s.layers[0].against[1].shots.correlation = 3; }) ==
          "layers[0].against[1].shots.correlation: 3 is not a probability");
    CHECK(refused([](auto& s) { s.layers[0].against[1].taken_for_decoy = -1; }) ==
          "layers[0].against[1].taken_for_decoy: -1 is not a probability");
}

TEST_CASE("raid: what is too large is refused, and says what to do instead")
{
    CHECK(refused([](auto& s) { s.threats[0].count = 4'999; }) ==
          "threats: more than 5000 in all are not computed exactly: use Monte Carlo");
    CHECK(refused([](auto& s) { s.threats[0].count = 1'000; }) ==
          "threats: more than 1000 are not computed exactly where rounds or channels run out: use Monte Carlo");
    const auto many_rounds = [](RaidScenario& s) {
        s.threats[0].count = 998;
        s.layers[0].policy = ShootLookShoot{100};
        s.layers[0].magazine = 50'000;
    };
    CHECK(refused(many_rounds) == "layers[0]: too many threats times rounds to be computed exactly: use Monte Carlo");
    const auto unlimited = [](RaidScenario& s) {
        s.threats[0].count = 998;
        s.layers[0].policy = ShootLookShoot{100};
        s.layers[0].magazine.reset();
    };
    CHECK(refused(unlimited) == "layers[0]: too many threats times rounds to be computed exactly: use Monte Carlo");
    const auto two_kinds = [](RaidScenario& s) {
        s.threats[0].count = 30;
        s.threats[1].count = 30;
        s.layers[0].magazine = 40;
        s.layers[0].against = {against(0.5), against(0.7)};
    };
    CHECK(refused(two_kinds, {100'000}) == too_many_together);
    CHECK(refused([](auto& s) { s.layers[0].against[0] = against(0.5); }, {3}) == too_many_together);
}
