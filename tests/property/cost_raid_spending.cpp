// SPDX-License-Identifier: MIT
// Leakers and money together, larger than can be enumerated: beside what solve_raid() gives of each alone, and beside a
// plain simulation of both.
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_spending.hpp>

#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numeric>
#include <vector>

using namespace picket;

namespace {

RaidScenario random_raid(raid_tests::Random& random, int most_alike)
{
    const bool several = random.chance(0.5);
    return raid_tests::random_scenario(random, {several ? 3 : 1, several ? 12 : most_alike, 4, 4, true});
}

/// Magazines near what will be wanted: they run out as often as not, and no table is narrow.
RaidScenario tight_raid(int threats, int layers)
{
    RaidScenario scenario;
    scenario.threats = {{"drone", threats, 1.0, 1.0}};
    double arrive = threats;
    for (int l = 0; l < layers; ++l) {
        RaidLayer layer;
        layer.policy = ShootLookShoot{3};
        layer.coverage = l % 2 == 0 ? 1.0 : 0.8;
        layer.round_cost = 1e4 * (l + 1);
        LayerAgainst against;
        against.shots.single_shot_pk = 0.3 + 0.05 * l;
        layer.against = {against};
        const double miss = 1.0 - against.shots.single_shot_pk;
        layer.magazine = static_cast<int>(arrive * layer.coverage * (1.0 + miss + miss * miss));
        arrive *= 1.0 - layer.coverage * (1.0 - miss * miss * miss);
        scenario.layers.push_back(layer);
    }
    return scenario;
}

void check_beside(const RaidSpending& spending, const RaidOutcome& raid)
{
    CHECK(spending.method() == raid.method);
    CHECK(spending.lost_probability() < 1e-11);
    const Pmf leakers = spending.leakers();
    for (int n = 0; n <= spending.threats(); ++n)
        REQUIRE(std::abs(leakers.probability(n) - raid.leakers.probability(n)) < 1e-12);
    double mass = 0.0;
    spending.for_each([&](int, double, double p) {
        REQUIRE(p > 0.0);
        mass += p;
    });
    CHECK(std::abs(mass - 1.0) < 1e-12);
    // Means to 1e-12 of themselves; what is off by that is off by mean squared in a second moment, at worst.
    const double mean = raid.mean_money;
    CHECK(std::abs(spending.mean_money() - mean) <= 1e-11 * (1.0 + mean));
    CHECK(std::abs(spending.variance_money() - raid.variance_money) <= 1e-11 * (1.0 + mean * mean));
    CHECK(std::abs(spending.covariance_leakers_money() - raid.covariance_leakers_money) <=
          1e-11 * (1.0 + mean * spending.threats()));
    CHECK(spending.rounding_bound() <= 1e-12 * (1.0 + mean) * 100);
}

}  // namespace

TEST_CASE("leakers and money together: what each is alone is what solve_raid gives")
{
    raid_tests::Random random("cost_raid_spending, margins", 31);
    int of_method[3] = {0, 0, 0};
    const int cases = random.cases(60);
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const RaidScenario scenario = random_raid(random, 120);
        const RaidOutcome raid = solve_raid(scenario);
        const RaidSpending money = leakers_and_money(scenario);
        ++of_method[static_cast<int>(raid.method)];
        check_beside(money, raid);

        // Rounds: the mean is that of all layers, and where all rounds cost the same, money is rounds at that cost.
        const RaidSpending rounds = leakers_and_rounds(scenario);
        double mean = 0.0;
        for (const RaidLayerOutcome& layer : raid.layers) mean += layer.rounds.mean();
        CHECK(std::abs(rounds.mean_money() - mean) <= 1e-11 * (1.0 + mean));
        RaidScenario same = scenario;
        for (RaidLayer& layer : same.layers) layer.round_cost = 0.3;
        const RaidSpending priced = leakers_and_money(same);
        CHECK(priced.unit() == 0.3);
        rounds.for_each([&](int leakers, double spent, double p) {
            REQUIRE(std::abs(priced.probability(leakers, spent * 0.3) - p) < 1e-13);
        });
    }
    for (const int count : of_method) CHECK(count > cases / 20);
}

TEST_CASE("leakers and money together at 200 threats, where magazines run out as often as not")
{
    const RaidScenario scenario = tight_raid(200, 5);
    const RaidSpending money = leakers_and_money(scenario);
    REQUIRE(money.method() == RaidMethod::one_class);
    check_beside(money, solve_raid(scenario));
    CHECK(money.unit() == 1e4);
    CHECK(money.rounding_bound() == 0.0);
    // Behind no limit at all, another method.
    RaidScenario plenty = scenario;
    for (RaidLayer& layer : plenty.layers) layer.magazine.reset();
    const RaidSpending unlimited = leakers_and_money(plenty);
    REQUIRE(unlimited.method() == RaidMethod::independent);
    check_beside(unlimited, solve_raid(plenty));
    CHECK(unlimited.leakers().mean() < money.leakers().mean());
    // As if there were none: magazines that are one short of what can never be wanted by chance.
    for (RaidLayer& layer : plenty.layers) layer.magazine = 3 * 200 - 1;
    const RaidSpending almost = leakers_and_money(plenty);
    REQUIRE(almost.method() == RaidMethod::one_class);
    double apart = 0.0;
    unlimited.for_each([&](int leakers, double amount, double p) {
        apart = std::max(apart, std::abs(almost.probability(leakers, amount) - p));
    });
    CHECK(apart < 1e-14);
}

TEST_CASE("leakers and money together, beside a plain simulation")
{
    raid_tests::Random random("cost_raid_spending, simulated", 32);
    const int cases = random.cases(80);
    constexpr int samples = 1500;
    int compared = 0;
    int beyond_three = 0;
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const RaidScenario scenario = random_raid(random, 60);
        const RaidSpending both = leakers_and_money(scenario);
        const int few = both.leakers().quantile(0.5);
        const double cheap = both.money_quantile(0.4);
        const double p = both.probability_within(few, cheap);
        int within = 0;
        for (int s = 0; s < samples; ++s) {
            const raid_tests::Simulated one = raid_tests::simulate(scenario, random);
            double spent = 0.0;
            for (std::size_t l = 0; l < one.rounds.size(); ++l) spent += one.rounds[l] * scenario.layers[l].round_cost;
            const int leaked = std::accumulate(one.leakers.begin(), one.leakers.end(), 0);
            if (leaked <= few && spent <= cheap + 0.5 * both.unit()) ++within;
        }
        if (p * (1.0 - p) * samples < 20.0) {  // too few events to be normal
            CHECK(std::abs(within - p * samples) <= 45.0);
            continue;
        }
        const double errors = (within - p * samples) / std::sqrt(p * (1.0 - p) * samples);
        ++compared;
        worst = std::max(worst, std::abs(errors));
        if (std::abs(errors) > 3.0) ++beyond_three;
        CHECK(std::abs(errors) < 4.5);  // by chance one in 150,000
    }
    std::printf("cost_raid_spending, simulated: %d compared, %d beyond 3, worst %.2f\n", compared, beyond_three, worst);
    CHECK(compared > cases / 3);
    CHECK(beyond_three <= 3 + compared / 100);  // 0.27 % are expected
}

// The doctrine stays; one limit is raised by one. At sizes at which nothing can be enumerated.
TEST_CASE("raids of a hundred and more: neither one more round nor one more channel lets more through")
{
    raid_tests::Random random("cost_raid_spending, more", 33);
    int better = 0;
    for (int i = random.cases(60); i > 0; --i) {
        INFO("case " << i);
        const int threats = random.whole(100, 220);
        RaidScenario scenario = tight_raid(threats, 3);
        for (RaidLayer& layer : scenario.layers) {
            layer.policy = raid_tests::random_policy(random, 4);
            layer.against[0].shots.correlation = random.chance(0.3) ? random.uniform() : 0.0;
            layer.against[0].shots.common_mode_failure = random.chance(0.3) ? random.uniform() : 0.0;
            if (random.chance(0.4)) layer.channels = random.whole(threats / 4, threats / 2);
        }
        const double before = solve_raid(scenario).leakers.mean();
        RaidLayer& layer = scenario.layers[static_cast<std::size_t>(random.whole(0, 2))];
        if (layer.channels && random.chance(0.5)) {
            ++*layer.channels;
        } else {
            ++*layer.magazine;
        }
        const double after = solve_raid(scenario).leakers.mean();
        CHECK(after <= before + 1e-10);
        if (after < before - 1e-6) ++better;
    }
    CHECK(better > 10);
}

// Two kinds that nothing tells apart, in a stated order, are counted kind by kind, and together they are one class.
TEST_CASE("raids of some tens: kinds counted one by one, as one class, and with one more round")
{
    RaidScenario scenario = tight_raid(36, 3);
    scenario.layers[1].channels = 15;
    const RaidOutcome one = solve_raid(scenario);
    REQUIRE(one.method == RaidMethod::one_class);
    scenario.threats = {{"first", 16, 1.0, 1.0}, {"second", 20, 1.0, 1.0}};
    scenario.order = RaidOrder::as_listed;
    for (RaidLayer& layer : scenario.layers) layer.against.push_back(layer.against.front());
    const RaidOutcome two = solve_raid(scenario);
    REQUIRE(two.method == RaidMethod::joint);
    for (int n = 0; n <= 36; ++n) CHECK(std::abs(one.leakers.probability(n) - two.leakers.probability(n)) < 1e-13);
    CHECK(std::abs(one.variance_money - two.variance_money) < 1e-11 * one.mean_money * one.mean_money);
    CHECK(std::abs(one.covariance_leakers_money - two.covariance_leakers_money) < 1e-11 * 36 * one.mean_money);

    for (const RaidOrder order : {RaidOrder::as_listed, RaidOrder::shuffled}) {
        RaidScenario differ = scenario;
        differ.order = order;
        differ.threats[0].count = order == RaidOrder::shuffled ? 8 : 16;
        differ.threats[1].count = differ.threats[0].count;
        for (RaidLayer& layer : differ.layers) {
            layer.policy = ShootLookShoot{2};
            layer.magazine = *layer.magazine / 3;
            layer.channels.reset();
            layer.against[1].shots.single_shot_pk = 0.7;
            layer.against[1].taken_for_decoy = 0.3;
        }
        const double before = solve_raid(differ).leakers.mean();
        for (RaidLayer& layer : differ.layers) {
            ++*layer.magazine;
            const RaidOutcome more = solve_raid(differ);
            REQUIRE(more.method == RaidMethod::joint);
            CHECK(more.leakers.mean() < before);
            --*layer.magazine;
        }
    }
}
