// SPDX-License-Identifier: MIT
// Raids by Monte Carlo beside the exact ones: means, variances and covariances of random raids of every kind; and in
// every single sample what goes in comes out.
#include <picket/cost/pmf.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_simulation.hpp>

#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

using namespace picket;

namespace {

/// How many of how many are beyond three standard errors, and the sum of their squares.
class Deviations {
public:
    explicit Deviations(const char* name) : name_(name) {}

    /// @param variance  of one sample; where the events were too few for a mean to be normal, nothing is counted
    void add(double mean, double expected, double variance, double samples)
    {
        if (!(variance * samples >= 20.0)) return;
        const double z = (mean - expected) / std::sqrt(variance / samples);
        ++count_;
        if (std::abs(z) > 3.0) ++beyond_;
        sum_ += z;
        squares_ += z * z;
        worst_ = std::max(worst_, std::abs(z));
    }
    /// @param together  so many of them may say the same: of a set, at most all are beyond at once
    void check(int together) const
    {
        std::printf("  %-22s %5d compared, %2d beyond 3 standard errors (%.2f expected), worst %.2f, mean z^2 %.3f\n",
                    name_, count_, beyond_, 0.0027 * count_, worst_, squares_ / count_);
        INFO(name_);
        REQUIRE(count_ > 100);
        // no more than a binomial count exceeds once in a million
        const int sets = (count_ + together - 1) / together;
        CHECK(beyond_ <= together * Pmf::binomial(sets, 0.0027).quantile(1.0 - 1e-6));
        CHECK(worst_ < 5.5);  // 4e-8 of normal ones
        // chi squared of `sets` times `together`: five standard deviations; and no lean to one side
        CHECK(std::abs(squares_ - count_) < 5.0 * together * std::sqrt(2.0 * sets));
        CHECK(std::abs(sum_) < 5.0 * together * std::sqrt(static_cast<double>(sets)));
    }

private:
    const char* name_;
    int count_ = 0;
    int beyond_ = 0;
    double sum_ = 0.0;
    double squares_ = 0.0;
    double worst_ = 0.0;
};

double fourth_moment(const Pmf& pmf)
{
    const double mean = pmf.mean();
    double sum = 0.0;
    double n = 0.0;
    for (const double p : pmf.probabilities()) {
        sum += p * std::pow(n - mean, 4.0);
        n += 1.0;
    }
    return sum;
}

/// Variance of the square of the deviation: what the error of a sample's variance is made of.
double variance_of_square(const Pmf& pmf) { return fourth_moment(pmf) - pmf.variance() * pmf.variance(); }

}  // namespace

TEST_CASE("raid simulation: means and spreads of random raids beside the exact ones, and sums in every sample")
{
    raid_tests::Random random("cost_raid_simulation, exact", 31);
    const int cases = random.cases(300);
    constexpr std::uint64_t samples = 4000;
    constexpr double n = samples;
    int of_method[3] = {0, 0, 0};
    int listed = 0;
    Deviations leakers("leakers");
    Deviations money("money");
    Deviations kinds("leakers of a kind");
    Deviations rounds("rounds of a layer");
    Deviations passed("leakers of a layer");
    Deviations leakers_together("leakers, in bulk");
    Deviations kinds_together("of a kind, in bulk");
    Deviations rounds_together("rounds, in bulk");
    Deviations square_together("variance, in bulk");
    Deviations leakers_square("leakers, variance");
    Deviations rounds_square("rounds, variance");
    Deviations money_square("money, variance");
    Deviations product("leakers and money");
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const bool several = random.chance(0.6);
        const bool plain = random.chance(0.7);
        const RaidScenario scenario =
            raid_tests::random_scenario(random, {several ? 3 : 1, several ? 12 : 40, 4, 4, plain});
        const auto seed = static_cast<std::uint64_t>(random.whole(0, 1'000'000));
        const RaidOutcome exact = solve_raid(scenario);
        ++of_method[static_cast<int>(exact.method)];
        if (scenario.order == RaidOrder::as_listed) ++listed;

        RaidSimulationOptions options;
        options.samples = samples;
        options.seed = seed;
        const RaidSimulation simulated = simulate_raid(scenario, options);

        // the same samples one by one
        const detail::RaidTables tables(scenario);
        const RaidPrices none;
        detail::RaidSample sample(scenario, tables, none, 0x8000'0000U);
        using At = detail::RaidOutputs;
        const At at{scenario.threats.size(), scenario.layers.size()};
        std::vector<double> out(at.count());
        double worth = 0.0;
        for (const ThreatKind& kind : scenario.threats) worth += kind.count * kind.value;
        double leaked = 0.0;
        double spent = 0.0;
        double money_square_sum = 0.0;
        double square = 0.0;
        double fourth = 0.0;
        double together = 0.0;
        double together_square = 0.0;
        bool whole = true;
        for (std::uint64_t s = 0; s < samples; ++s) {
            PhiloxStream stream(seed, 0, s);
            sample(stream, out);
            double arrive = tables.threats;
            double paid = 0.0;
            for (std::size_t l = 0; l < at.layers; ++l) {
                const double fired = out[at.layer(l, At::rounds)];
                const RaidLayer& layer = scenario.layers[l];
                whole = whole && out[at.layer(l, At::arrivals)] == arrive &&
                        out[at.layer(l, At::layer_leakers)] + out[at.layer(l, At::layer_kills)] == arrive &&
                        out[at.layer(l, At::layer_kills)] >= 0.0 && fired >= out[at.layer(l, At::layer_kills)] &&
                        fired <= layer.magazine.value_or(100'000) &&
                        out[at.layer(l, At::layer_kills)] <= layer.channels.value_or(100'000) &&
                        out[at.layer(l, At::layer_money)] == fired * layer.round_cost;
                arrive = out[at.layer(l, At::layer_leakers)];
                paid += fired * layer.round_cost;
            }
            double by_kind = 0.0;
            for (std::size_t k = 0; k < at.kinds; ++k) {
                const double here = out[At::first_kind + k];
                whole = whole && here >= 0.0 && here <= scenario.threats[k].count;
                by_kind += here;
            }
            // whole numbers of money and value: sums are exact
            whole = whole && out[At::leakers] == arrive && by_kind == arrive &&
                    out[At::leakers] + out[At::kills] == tables.threats && out[At::real_leakers] == out[At::leakers] &&
                    out[At::real_kills] == out[At::kills] && out[At::money] == paid &&
                    out[At::value_lost] + out[At::value_averted] == worth &&
                    out[At::value_averted_less_money] == out[At::value_averted] - paid;
            leaked += out[At::leakers];
            spent += paid;
            const double off = paid - exact.mean_money;
            const double both = off * (out[At::leakers] - exact.leakers.mean());
            money_square_sum += off * off;
            fourth += off * off * off * off;
            together += both;
            together_square += both * both;
        }
        CHECK(whole);
        CHECK(std::abs(simulated.leakers.mean - leaked / n) <= 1e-12 * (1.0 + leaked / n));
        CHECK(std::abs(simulated.money.mean - spent / n) <= 1e-12 * (1.0 + spent / n));

        leakers.add(simulated.leakers.mean, exact.leakers.mean(), exact.leakers.variance(), n);
        money.add(simulated.money.mean, exact.mean_money, exact.variance_money, n);
        for (std::size_t k = 0; k < at.kinds; ++k)
            kinds.add(simulated.leakers_of_kind[k].mean, exact.leakers_of_kind[k].mean(),
                      exact.leakers_of_kind[k].variance(), n);
        leakers_square.add(simulated.leakers.variance, exact.leakers.variance(), variance_of_square(exact.leakers), n);
        for (std::size_t l = 0; l < at.layers; ++l) {
            const Pmf& fired = exact.layers[l].rounds;
            rounds.add(simulated.layers[l].rounds.mean, fired.mean(), fired.variance(), n);
            rounds_square.add(simulated.layers[l].rounds.variance, fired.variance(), variance_of_square(fired), n);
            passed.add(simulated.layers[l].leakers.mean, exact.layers[l].leakers.mean(),
                       exact.layers[l].leakers.variance(), n);
        }
        // Those that cannot run out drawn in bulk, however few: the raids that are exact are small.
        detail::RaidSampler bulk(tables, 1);
        std::vector<double> of_kind(at.kinds);
        std::vector<double> fired(at.layers);
        leaked = 0.0;
        square = 0.0;
        for (std::uint64_t s = 0; s < samples; ++s) {
            PhiloxStream stream(seed, 1, s);
            bulk.play(stream);
            leaked += bulk.leakers;
            square += std::pow(bulk.leakers - exact.leakers.mean(), 2.0);
            for (std::size_t k = 0; k < at.kinds; ++k) of_kind[k] += bulk.leakers_of_kind[k];
            for (std::size_t l = 0; l < at.layers; ++l) fired[l] += bulk.rounds[l];
        }
        leakers_together.add(leaked / n, exact.leakers.mean(), exact.leakers.variance(), n);
        square_together.add(square / n, exact.leakers.variance(), variance_of_square(exact.leakers), n);
        for (std::size_t k = 0; k < at.kinds; ++k)
            kinds_together.add(of_kind[k] / n, exact.leakers_of_kind[k].mean(), exact.leakers_of_kind[k].variance(), n);
        for (std::size_t l = 0; l < at.layers; ++l)
            rounds_together.add(fired[l] / n, exact.layers[l].rounds.mean(), exact.layers[l].rounds.variance(), n);
        const double mean_square = money_square_sum / n;
        money_square.add(mean_square, exact.variance_money, fourth / n - mean_square * mean_square, n);
        product.add(together / n, exact.covariance_leakers_money, together_square / n - together / n * (together / n),
                    n);
        // the variance about the sample's mean is that about the true one, less the square of their distance
        const double apart = spent / n - exact.mean_money;
        CHECK(std::abs(simulated.money.variance * (n - 1.0) / n - (mean_square - apart * apart)) <=
              1e-9 * (1.0 + mean_square));
        const double apart_leakers = simulated.leakers.mean - exact.leakers.mean();
        CHECK(std::abs(simulated.covariance_leakers_money * (n - 1.0) / n - (together / n - apart * apart_leakers)) <=
              1e-9 * (1.0 + mean_square));
    }
    std::printf("cost_raid_simulation: independent %d, one class %d, joint %d, as listed %d\n", of_method[0],
                of_method[1], of_method[2], listed);
    for (const int count : of_method) CHECK(count > cases / 20);
    CHECK(listed > cases / 10);
    leakers.check(1);
    money.check(1);
    kinds.check(3);
    rounds.check(4);
    passed.check(4);
    leakers_together.check(1);
    square_together.check(1);
    kinds_together.check(3);
    rounds_together.check(4);
    leakers_square.check(1);
    rounds_square.check(4);
    money_square.check(1);
    product.check(1);
}

TEST_CASE("raid simulation: what is counted without decoys, beside the exact ones, and sums in every sample")
{
    raid_tests::Random random("cost_raid_simulation, decoys", 32);
    const int cases = random.cases(300);
    constexpr std::uint64_t samples = 2000;
    constexpr double n = samples;
    int of_method[3] = {0, 0, 0};
    Deviations leakers("real leakers");
    Deviations square("real leakers, variance");
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const bool plain = random.chance(0.7);
        const RaidScenario scenario = raid_tests::random_scenario_with_decoys(random, {3, 12, 3, 3, plain});
        RaidSimulationOptions options;
        options.samples = samples;
        options.seed = static_cast<std::uint64_t>(random.whole(0, 1'000'000));
        const RaidOutcome exact = solve_raid(scenario);
        ++of_method[static_cast<int>(exact.method)];
        const RaidSimulation simulated = simulate_raid(scenario, options);
        leakers.add(simulated.real_leakers.mean, exact.real_leakers.mean(), exact.real_leakers.variance(), n);
        square.add(simulated.real_leakers.variance, exact.real_leakers.variance(),
                   variance_of_square(exact.real_leakers), n);

        const detail::RaidTables tables(scenario);
        const RaidPrices none;
        detail::RaidSample sample(scenario, tables, none, 0x8000'0000U);
        using At = detail::RaidOutputs;
        const At at{scenario.threats.size(), scenario.layers.size()};
        std::vector<double> out(at.count());
        bool whole = true;
        double leaked = 0.0;
        for (std::uint64_t s = 0; s < samples; ++s) {
            PhiloxStream stream(options.seed, 0, s);
            sample(stream, out);
            double by_kind = 0.0;
            for (std::size_t k = 0; k < at.kinds; ++k)
                if (!scenario.threats[k].decoy) by_kind += out[At::first_kind + k];
            whole = whole && out[At::real_leakers] == by_kind &&
                    out[At::real_leakers] + out[At::real_kills] == exact.real_leakers.max();
            leaked += by_kind;
        }
        CHECK(whole);
        CHECK(std::abs(simulated.real_leakers.mean - leaked / n) <= 1e-12 * (1.0 + leaked / n));
    }
    std::printf("cost_raid_simulation, decoys: independent %d, one class %d, joint %d\n", of_method[0], of_method[1],
                of_method[2]);
    for (const int count : of_method) CHECK(count > cases / 20);
    leakers.check(1);
    square.check(1);
}
