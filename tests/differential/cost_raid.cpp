// SPDX-License-Identifier: MIT
// Small raids against every outcome enumerated, shot by shot, in long double.
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_spending.hpp>

#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

using namespace picket;

namespace {

// 4 threats, 3 layers, up to 12 rounds each: some hundred products and sums of doubles, each off by 1e-16.
constexpr double tolerance = 1e-12;

/// Of some whole number that each outcome has.
template <class Value>
std::vector<double> marginal(const raid_tests::Enumeration& truth, int most, Value value)
{
    std::vector<long double> p(static_cast<std::size_t>(most) + 1, 0.0L);
    for (const auto& [outcome, probability] : truth.outcomes())
        p[static_cast<std::size_t>(value(outcome.first, outcome.second))] += probability;
    return {p.begin(), p.end()};
}

double farthest(const Pmf& pmf, const std::vector<double>& truth)
{
    double worst = 0.0;
    for (int k = 0; k < static_cast<int>(truth.size()) || k <= pmf.max(); ++k) {
        const double there = k < static_cast<int>(truth.size()) ? truth[static_cast<std::size_t>(k)] : 0.0;
        worst = std::max(worst, std::abs(pmf.probability(k) - there));
    }
    return worst;
}

/// P(leakers of all kinds, units) with each layer's round as so many units.
std::map<std::pair<int, std::int64_t>, long double> joint_in_units(const raid_tests::Enumeration& truth,
                                                                   const std::vector<std::int64_t>& round_units)
{
    std::map<std::pair<int, std::int64_t>, long double> joint;
    for (const auto& [outcome, p] : truth.outcomes()) {
        std::int64_t units = 0;
        for (std::size_t l = 0; l < round_units.size(); ++l) units += outcome.second[l] * round_units[l];
        joint[{std::accumulate(outcome.first.begin(), outcome.first.end(), 0), units}] += p;
    }
    return joint;
}

/// The greatest difference, either way: what only one of the two has counts too.
double farthest(const RaidSpending& spending, const std::map<std::pair<int, std::int64_t>, long double>& truth)
{
    double worst = 0.0;
    for (const auto& [key, p] : truth)
        worst = std::max(worst,
                         std::abs(spending.probability(key.first, static_cast<double>(key.second) * spending.unit()) -
                                  static_cast<double>(p)));
    spending.for_each([&](int leakers, double money, double p) {
        if (!truth.contains({leakers, std::llround(money / spending.unit())})) worst = std::max(worst, p);
    });
    return worst;
}

}  // namespace

TEST_CASE("raids of up to four threats, every outcome enumerated")
{
    raid_tests::Random random("cost_raid, enumerated", 11);
    const int cases = random.cases(2500);
    int of_method[3] = {0, 0, 0};
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const RaidScenario scenario = raid_tests::random_scenario(random, {3, random.chance(0.3) ? 4 : 3, 3, 3, false});
        const raid_tests::Enumeration truth(scenario);

        const std::vector<RaidJointOutcome> joint = raid_joint(scenario);
        double joint_worst = 0.0;
        long double met = 0.0L;
        for (const RaidJointOutcome& outcome : joint) {
            const auto found = truth.outcomes().find({outcome.leakers, outcome.rounds});
            REQUIRE(found != truth.outcomes().end());
            joint_worst = std::max(joint_worst, std::abs(outcome.probability - static_cast<double>(found->second)));
            met += found->second;
        }
        REQUIRE(std::abs(1.0L - met) < 1e-15L);  // what is not met was dropped as negligible
        REQUIRE(joint_worst < tolerance);

        const RaidOutcome raid = solve_raid(scenario);
        ++of_method[static_cast<int>(raid.method)];
        const auto total = [](const std::vector<int>& values) {
            return std::accumulate(values.begin(), values.end(), 0);
        };
        double off =
            farthest(raid.leakers, marginal(truth, 4, [&](const auto& leak, const auto&) { return total(leak); }));
        for (std::size_t k = 0; k < scenario.threats.size(); ++k)
            off = std::max(off, farthest(raid.leakers_of_kind[k],
                                         marginal(truth, 4, [&](const auto& leak, const auto&) { return leak[k]; })));
        for (std::size_t l = 0; l < scenario.layers.size(); ++l)
            off =
                std::max(off, farthest(raid.layers[l].rounds,
                                       marginal(truth, 12, [&](const auto&, const auto& spent) { return spent[l]; })));
        REQUIRE(off < tolerance);
        worst = std::max({worst, off, joint_worst});

        long double mean = 0.0L;
        long double square = 0.0L;
        long double leak_mean = 0.0L;
        long double product = 0.0L;
        for (const auto& [outcome, p] : truth.outcomes()) {
            long double money = 0.0L;
            for (std::size_t l = 0; l < scenario.layers.size(); ++l)
                money += outcome.second[l] * static_cast<long double>(scenario.layers[l].round_cost);
            mean += p * money;
            square += p * money * money;
            leak_mean += p * total(outcome.first);
            product += p * total(outcome.first) * money;
        }
        // Up to 12 rounds of 20 in each of 3 layers: squares of money up to 5e5.
        REQUIRE(std::abs(raid.mean_money - static_cast<double>(mean)) < 720 * tolerance);
        REQUIRE(std::abs(raid.variance_money - static_cast<double>(square - mean * mean)) < 5e5 * tolerance);
        REQUIRE(std::abs(raid.covariance_leakers_money - static_cast<double>(product - leak_mean * mean)) <
                2880 * tolerance);
    }
    std::printf("cost_raid, enumerated: independent %d, one class %d, joint %d; worst %.1e\n", of_method[0],
                of_method[1], of_method[2], worst);
    for (const int count : of_method) CHECK(count > cases / 20);
}

// The same oracle for what is counted without decoys.
TEST_CASE("raids of up to four threats, decoys among them: real leakers, every outcome enumerated")
{
    raid_tests::Random random("cost_raid, decoys", 14);
    const int cases = random.cases(2000);
    int of_method[3] = {0, 0, 0};
    int one_class_of_both[3] = {0, 0, 0};  // of them, where a class holds decoys and others
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const RaidScenario scenario = raid_tests::random_scenario_with_decoys(random, {3, 4, 2, 2, false});
        const raid_tests::Enumeration truth(scenario);
        const RaidOutcome raid = solve_raid(scenario);
        const detail::RaidPlan plan(scenario, true);
        ++of_method[static_cast<int>(raid.method)];
        if (std::any_of(plan.classes.begin(), plan.classes.end(),
                        [](const auto& group) { return group.real > 0 && group.real < group.count; }))
            ++one_class_of_both[static_cast<int>(raid.method)];
        const auto real = [&](const auto& leakers, const auto&) { return raid_tests::real_ones(scenario, leakers); };
        const double off = farthest(raid.real_leakers, marginal(truth, 4, real));
        REQUIRE(off < tolerance);
        worst = std::max(worst, off);
        long double kills = plan.real;
        for (const auto& [outcome, p] : truth.outcomes()) kills -= p * real(outcome.first, outcome.second);
        REQUIRE(std::abs(raid.mean_real_kills - static_cast<double>(kills)) < 16 * tolerance);
        if (kills > 0.01L)
            REQUIRE(std::abs(raid.cost_per_real_kill * static_cast<double>(kills) - raid.mean_money) <
                    1e-9 * (1 + raid.mean_money));
    }
    std::printf(
        "cost_raid, decoys: independent %d, one class %d, joint %d; a class of both in %d, %d, %d; worst %.1e\n",
        of_method[0], of_method[1], of_method[2], one_class_of_both[0], one_class_of_both[1], one_class_of_both[2],
        worst);
    for (const int count : one_class_of_both) CHECK(count > cases / 80);
}

// The same oracle for leakers and money together. Costs are whole multiples, up to 20, of a unit that binary has or has
// not; now and then of none, and a unit is given that they are rounded to.
TEST_CASE("raids of up to four threats: leakers and money together, every outcome enumerated")
{
    raid_tests::Random random("cost_raid, spending", 13);
    const int cases = random.cases(2500);
    int of_method[3] = {0, 0, 0};
    int rounded = 0;
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        RaidScenario scenario = raid_tests::random_scenario(random, {3, random.chance(0.3) ? 4 : 3, 3, 3, false});
        const raid_tests::Enumeration truth(scenario);
        const double units[] = {1.0, 0.01, 1.0 / 3.0, 1e6, 0.1};
        const double unit = units[random.whole(0, 4)];
        std::optional<double> given;
        std::vector<std::int64_t> multiples;
        double bound = 0.0;
        for (RaidLayer& layer : scenario.layers) {
            if (random.chance(0.1)) layer.round_cost = 0.0;
            multiples.push_back(std::llround(layer.round_cost));
            layer.round_cost *= unit;
        }
        if (random.chance(0.3)) {
            given = unit * (0.5 + 4.0 * random.uniform());
            ++rounded;
            for (std::size_t l = 0; l < multiples.size(); ++l) {
                const double cost = scenario.layers[l].round_cost;
                multiples[l] = std::llround(cost / *given);
                bound += 12 * std::abs(cost - static_cast<double>(multiples[l]) * *given);
            }
        }
        RaidSpendingOptions options;
        options.money_unit = given;
        const RaidSpending money = leakers_and_money(scenario, options);
        ++of_method[static_cast<int>(money.method())];
        if (!given) {  // the unit found may be a multiple of ours
            for (std::size_t l = 0; l < multiples.size(); ++l) {
                multiples[l] = std::llround(scenario.layers[l].round_cost / money.unit());
                const double back = static_cast<double>(multiples[l]) * money.unit();
                REQUIRE(std::abs(back - scenario.layers[l].round_cost) <= 1e-12 * back);
            }
            bound = 720 * unit * 1e-12;
        }
        REQUIRE(money.rounding_bound() <= bound);
        REQUIRE(money.lost_probability() < 1e-14);
        double off = farthest(money, joint_in_units(truth, multiples));
        const RaidSpending rounds = leakers_and_rounds(scenario);
        off = std::max(off, farthest(rounds, joint_in_units(truth, std::vector<std::int64_t>(multiples.size(), 1))));
        REQUIRE(off < tolerance);
        worst = std::max(worst, off);
        // No outcome's money is off by more than the bound.
        long double mean = 0.0L;
        for (const auto& [outcome, p] : truth.outcomes())
            for (std::size_t l = 0; l < scenario.layers.size(); ++l)
                mean += p * outcome.second[l] * static_cast<long double>(scenario.layers[l].round_cost);
        REQUIRE(std::abs(money.mean_money() - static_cast<double>(mean)) <=
                money.rounding_bound() + 720 * unit * tolerance);
    }
    std::printf("cost_raid, spending: independent %d, one class %d, joint %d, rounded %d; worst %.1e\n", of_method[0],
                of_method[1], of_method[2], rounded, worst);
    for (const int count : of_method) CHECK(count > cases / 20);
}

// The method for one class beside that for several, on raids that both can take: a kind that differs in what is never
// used forces the second.
TEST_CASE("one class and joint counts agree on larger raids")
{
    raid_tests::Random random("cost_raid, methods", 12);
    int compared = 0;
    while (compared < random.cases(60)) {
        RaidScenario scenario = raid_tests::random_scenario(random, {1, 16, 4, 3, false});
        scenario.order = RaidOrder::shuffled;
        const RaidOutcome one = solve_raid(scenario);
        if (one.method != RaidMethod::one_class) continue;
        if (scenario.threats.front().count < 2) continue;
        const RaidScenario as_one_kind = scenario;
        INFO("case " << compared);
        ++compared;
        // The same threats as two kinds in a stated order: by symmetry the sums are the same.
        scenario.threats.push_back(scenario.threats.front());
        scenario.threats.front().count /= 2;
        scenario.threats.back().count -= scenario.threats.front().count;
        for (RaidLayer& layer : scenario.layers) layer.against.push_back(layer.against.front());
        scenario.order = RaidOrder::as_listed;
        const RaidOutcome two = solve_raid(scenario);
        REQUIRE(two.method == RaidMethod::joint);
        const auto as_vector = [](const Pmf& pmf) {
            return std::vector<double>(pmf.probabilities().begin(), pmf.probabilities().end());
        };
        CHECK(farthest(one.leakers, as_vector(two.leakers)) < tolerance);
        for (std::size_t l = 0; l < one.layers.size(); ++l) {
            CHECK(farthest(one.layers[l].rounds, as_vector(two.layers[l].rounds)) < tolerance);
            CHECK(farthest(one.layers[l].arrivals, as_vector(two.layers[l].arrivals)) < tolerance);
        }
        const RaidSpending one_money = leakers_and_money(as_one_kind);
        const RaidSpending two_money = leakers_and_money(scenario);
        REQUIRE(two_money.method() == RaidMethod::joint);
        double apart = 0.0;
        const auto beside = [&apart](const RaidSpending& other) {
            return [&apart, &other](int leakers, double money, double p) {
                apart = std::max(apart, std::abs(p - other.probability(leakers, money)));
            };
        };
        one_money.for_each(beside(two_money));
        two_money.for_each(beside(one_money));
        CHECK(apart < tolerance);
        CHECK(std::abs(one.mean_money - two.mean_money) <= 1e-12 * (1 + one.mean_money));
        CHECK(std::abs(one.variance_money - two.variance_money) <= 1e-10 * (1 + one.mean_money * one.mean_money));
        CHECK(std::abs(one.covariance_leakers_money - two.covariance_leakers_money) <=
              1e-11 * (1 + 16 * one.mean_money));
    }
}
