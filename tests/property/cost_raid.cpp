// SPDX-License-Identifier: MIT
// Raids larger than can be enumerated: against a plain simulation; what goes in comes out; more rounds never hurt.
#include <picket/cost/raid.hpp>

#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numeric>
#include <optional>
#include <vector>

using namespace picket;

namespace {

/// Raids of every method, as large as their method takes without long waits. Nothing if it turned out too large.
RaidScenario random_raid(raid_tests::Random& random)
{
    const bool several = random.chance(0.5);
    return raid_tests::random_scenario(random, {several ? 3 : 1, several ? 12 : 60, 4, 4, true});
}

/// Sample mean of values whose true mean and, where known, variance are given; in standard errors.
class Sample {
public:
    void add(double value)
    {
        ++n_;
        sum_ += value;
        square_ += value * value;
    }
    /// 0 where there were too few events for a mean to be normal.
    [[nodiscard]] double standard_errors(double mean, double variance) const
    {
        if (variance * n_ < 20.0) return 0.0;
        return (sum_ / n_ - mean) / std::sqrt(variance / n_);
    }
    [[nodiscard]] double standard_errors(double mean) const
    {
        const double sample_mean = sum_ / n_;
        return standard_errors(mean, square_ / n_ - sample_mean * sample_mean);
    }

private:
    double n_ = 0.0;
    double sum_ = 0.0;
    double square_ = 0.0;
};

}  // namespace

TEST_CASE("raids: exact means, spreads and distributions beside a plain simulation")
{
    raid_tests::Random random("cost_raid, simulated", 21);
    const int cases = random.cases(240);
    constexpr int samples = 1500;
    int of_method[3] = {0, 0, 0};
    int compared = 0;
    int beyond_three = 0;
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const RaidScenario scenario = random_raid(random);
        const RaidOutcome raid = solve_raid(scenario);
        ++of_method[static_cast<int>(raid.method)];
        REQUIRE(raid.lost_probability < 1e-11);

        const std::size_t kinds = scenario.threats.size();
        const std::size_t layers = scenario.layers.size();
        const int median = raid.leakers.quantile(0.5);
        std::vector<Sample> leakers(kinds);
        std::vector<Sample> rounds(layers);
        Sample all;
        Sample few;
        Sample money;
        Sample square;
        Sample product;
        for (int s = 0; s < samples; ++s) {
            const raid_tests::Simulated one = raid_tests::simulate(scenario, random);
            double spent = 0.0;
            int leaked = 0;
            for (std::size_t k = 0; k < kinds; ++k) {
                leakers[k].add(one.leakers[k]);
                leaked += one.leakers[k];
            }
            for (std::size_t l = 0; l < layers; ++l) {
                rounds[l].add(one.rounds[l]);
                spent += one.rounds[l] * scenario.layers[l].round_cost;
            }
            all.add(leaked);
            few.add(leaked <= median ? 1.0 : 0.0);
            money.add(spent);
            square.add((spent - raid.mean_money) * (spent - raid.mean_money));
            product.add((leaked - raid.leakers.mean()) * (spent - raid.mean_money));
        }

        // Some 2,500 comparisons: at 4.5 standard errors one in 150,000 falls beyond by chance.
        const auto within = [&](double errors) {
            if (errors == 0.0) return;
            ++compared;
            worst = std::max(worst, std::abs(errors));
            if (std::abs(errors) > 3.0) ++beyond_three;
            CHECK(std::abs(errors) < 4.5);
        };
        within(all.standard_errors(raid.leakers.mean(), raid.leakers.variance()));
        const double below = raid.leakers.cdf(median);
        within(few.standard_errors(below, below * (1 - below)));
        within(money.standard_errors(raid.mean_money, raid.variance_money));
        within(square.standard_errors(raid.variance_money));
        within(product.standard_errors(raid.covariance_leakers_money));
        for (std::size_t k = 0; k < kinds; ++k)
            within(leakers[k].standard_errors(raid.leakers_of_kind[k].mean(), raid.leakers_of_kind[k].variance()));
        for (std::size_t l = 0; l < layers; ++l)
            within(rounds[l].standard_errors(raid.layers[l].rounds.mean(), raid.layers[l].rounds.variance()));
    }
    std::printf("cost_raid, simulated: independent %d, one class %d, joint %d; %d compared, %d beyond 3, worst %.2f\n",
                of_method[0], of_method[1], of_method[2], compared, beyond_three, worst);
    // 0.27 % are expected; a fault too small for the bound above would show as more of them.
    CHECK(beyond_three <= 5 + compared / 100);
    for (const int count : of_method) CHECK(count > cases / 20);
}

TEST_CASE("raids: threats in are kills and leakers, money is the sum of its parts")
{
    raid_tests::Random random("cost_raid, sums", 22);
    raid_tests::Random coin("cost_raid, decoys", 24);
    int decoys = 0;
    for (int i = random.cases(300); i > 0; --i) {
        INFO("case " << i);
        RaidScenario scenario = random_raid(random);
        const RaidOutcome without = solve_raid(scenario);
        for (ThreatKind& kind : scenario.threats)
            if (coin.chance(0.5)) raid_tests::make_decoy(kind);
        const RaidOutcome raid = solve_raid(scenario);
        double threats = 0.0;
        double real = 0.0;
        double value = 0.0;
        for (const ThreatKind& kind : scenario.threats) {
            threats += kind.count;
            if (!kind.decoy) real += kind.count;
            value += kind.count * kind.value;
        }
        double kills = 0.0;
        double money = 0.0;
        for (std::size_t l = 0; l < raid.layers.size(); ++l) {
            const RaidLayerOutcome& layer = raid.layers[l];
            kills += layer.mean_kills;
            money += layer.rounds.mean() * scenario.layers[l].round_cost;
            CHECK(layer.mean_kills > -1e-10);
            CHECK(layer.rounds.quantile(1.0) <= scenario.layers[l].magazine.value_or(1000));
            if (l > 0) CHECK(std::abs(layer.arrivals.mean() - raid.layers[l - 1].leakers.mean()) < 1e-10);
        }
        double leakers = 0.0;
        for (const Pmf& kind : raid.leakers_of_kind) leakers += kind.mean();
        CHECK(std::abs(leakers - raid.leakers.mean()) < 1e-10);
        CHECK(std::abs(threats - kills - leakers) < 1e-10);
        CHECK(std::abs(raid.mean_kills - kills) < 1e-10);
        double real_leakers = 0.0;
        for (std::size_t k = 0; k < scenario.threats.size(); ++k)
            if (!scenario.threats[k].decoy) real_leakers += raid.leakers_of_kind[k].mean();
        CHECK(std::abs(real_leakers - raid.real_leakers.mean()) < 1e-10);
        CHECK(std::abs(real - real_leakers - raid.mean_real_kills) < 1e-10);
        CHECK(raid.real_leakers.max() == static_cast<int>(real));
        if (real < threats) ++decoys;
        // who is a decoy changes nothing of what happens; where nobody is, all leakers are real
        CHECK(std::ranges::equal(raid.leakers.probabilities(), without.leakers.probabilities()));
        CHECK(std::ranges::equal(without.leakers.probabilities(), without.real_leakers.probabilities()));
        CHECK(std::abs(money - raid.mean_money) < 1e-10 * (1 + money));
        CHECK(std::abs(value - raid.mean_value_lost - raid.mean_value_averted) < 1e-10 * (1 + value));
        CHECK(raid.variance_money >= 0.0);
    }
    CHECK(decoys > 50);
}

TEST_CASE("raids: neither one more round nor one more channel lets more through")
{
    raid_tests::Random random("cost_raid, more", 23);
    int better = 0;
    for (int i = random.cases(400); i > 0; --i) {
        INFO("case " << i);
        RaidScenario scenario = random_raid(random);
        const double before = solve_raid(scenario).leakers.mean();
        RaidLayer& layer =
            scenario.layers[static_cast<std::size_t>(random.whole(0, static_cast<int>(scenario.layers.size()) - 1))];
        std::optional<int>& limit = random.chance(0.5) ? layer.magazine : layer.channels;
        if (!limit) continue;
        ++*limit;
        const double after = solve_raid(scenario).leakers.mean();
        CHECK(after <= before + 1e-10);
        if (after < before - 1e-6) ++better;
    }
    CHECK(better > 30);
}
