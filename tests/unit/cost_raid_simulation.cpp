// SPDX-License-Identifier: MIT
// Raids by Monte Carlo: the same bytes on any number of threads, sums that hold in every sample, prices apart from the
// raid, stopping, progress, refusals.
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_simulation.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

using namespace picket;

namespace {

/// Two kinds of threats and decoys, two layers, both of which run out.
RaidScenario mixed_raid()
{
    RaidScenario scenario;
    scenario.threats = {{"missile", 6, 1e6, 5e6}, {"drone", 12, 3e4, 1e6}, {"decoy", 5, 1e4, 0.0, true}};
    RaidLayer outer;
    outer.coverage = 0.9;
    outer.magazine = 16;
    outer.policy = Salvo{2};
    outer.round_cost = 1e6;
    outer.against = {{true, {0.7, 0.95, 0.9, 0.05, 0.2}, 0.1}, {true, {0.8}, 0.0}, {true, {0.9}, 0.6}};
    RaidLayer inner;
    inner.channels = 9;
    inner.magazine = 20;
    inner.policy = ShootLookShoot{3};
    inner.round_cost = 5e4;
    inner.against = {{true, {0.4}, 0.0}, {true, {0.6}, 0.0}, {true, {0.6}, 0.3}};
    scenario.layers = {outer, inner};
    return scenario;
}

RaidPrices mixed_prices()
{
    RaidPrices prices;
    prices.round_cost = {Distribution::pert(5e5, 9e5, 2e6), std::nullopt};
    prices.unit_cost = {std::nullopt, Distribution::lognormal({0.05, 1e4}, {0.95, 1e5}), Distribution::fixed(2e4)};
    prices.value = {Distribution::uniform(1e6, 9e6), std::nullopt, std::nullopt};
    return prices;
}

class Bits {
public:
    void add(double x) { all.push_back(std::bit_cast<std::uint64_t>(x)); }
    void add(const Estimate& e)
    {
        all.push_back(e.samples);
        for (const double x : {e.confidence, e.mean, e.variance, e.standard_error, e.lower, e.upper}) add(x);
        for (const QuantileEstimate& q : e.quantiles)
            for (const double x : {q.probability, q.value, q.lower, q.upper}) add(x);
    }
    std::vector<std::uint64_t> all;
};

/// What the raid does, without money.
std::vector<std::uint64_t> raid_bits(const RaidSimulation& s)
{
    Bits bits;
    bits.all = {s.samples};
    bits.add(s.leakers);
    bits.add(s.real_leakers);
    bits.add(s.kills);
    bits.add(s.real_kills);
    for (const Estimate& kind : s.leakers_of_kind) bits.add(kind);
    for (const RaidLayerSimulation& layer : s.layers)
        for (const Estimate* e : {&layer.arrivals, &layer.leakers, &layer.rounds, &layer.kills}) bits.add(*e);
    bits.all.insert(bits.all.end(), s.leakers_histogram.begin(), s.leakers_histogram.end());
    bits.all.insert(bits.all.end(), s.real_leakers_histogram.begin(), s.real_leakers_histogram.end());
    return bits.all;
}

/// All of it.
std::vector<std::uint64_t> all_bits(const RaidSimulation& s)
{
    Bits bits{raid_bits(s)};
    for (const RaidLayerSimulation& layer : s.layers) bits.add(layer.money);
    for (const Estimate* e : {&s.money, &s.value_lost, &s.value_averted, &s.value_averted_less_money,
                              &s.attacker_cost_per_defender_cost, &s.defender_cost_per_attacker_cost})
        bits.add(*e);
    for (const double x :
         {s.covariance_leakers_money, s.figures.cost_per_threat, s.figures.cost_per_kill, s.figures.cost_per_leaker,
          s.figures.attacker_cost_per_defender_cost, s.figures.defender_cost_per_attacker_cost,
          s.figures.value_averted_less_money, s.money_histogram.low, s.money_histogram.width, s.cost_per_real_kill,
          s.cost_per_real_leaker})
        bits.add(x);
    bits.all.insert(bits.all.end(), s.money_histogram.counts.begin(), s.money_histogram.counts.end());
    return bits.all;
}

RaidSimulationOptions few_samples()
{
    RaidSimulationOptions options;
    options.samples = 3000;
    options.seed = 7;
    options.threads = 1;
    options.quantiles = {0.05, 0.5, 0.95};
    return options;
}

}  // namespace

TEST_CASE("raid simulation: the same bytes of everything on 1, 2 and 16 threads")
{
    const RaidScenario scenario = mixed_raid();
    RaidSimulationOptions options = few_samples();
    const RaidSimulation one = simulate_raid(scenario, mixed_prices(), options);
    CHECK(one.samples == 3000);
    for (const unsigned threads : {2U, 16U, 0U}) {
        options.threads = threads;
        CHECK(all_bits(simulate_raid(scenario, mixed_prices(), options)) == all_bits(one));
    }
    options.seed = 8;
    CHECK(raid_bits(simulate_raid(scenario, mixed_prices(), options)) != raid_bits(one));
    options.seed = 7;
    options.stream = 1;
    CHECK(raid_bits(simulate_raid(scenario, mixed_prices(), options)) != raid_bits(one));
    // quantiles or not, the means are the same
    options = few_samples();
    options.quantiles.clear();
    const RaidSimulation bare = simulate_raid(scenario, mixed_prices(), options);
    CHECK(bare.layers[1].money.mean == one.layers[1].money.mean);
    CHECK(bare.leakers_histogram == one.leakers_histogram);
    CHECK(bare.real_leakers_histogram == one.real_leakers_histogram);
    CHECK(bare.money_histogram.counts == one.money_histogram.counts);
    CHECK(bare.money.quantiles.empty());
}

TEST_CASE("raid simulation: histograms hold every sample once, and say what mean and quantiles say")
{
    RaidSimulationOptions options = few_samples();
    options.money_bins = 17;
    const RaidSimulation s = simulate_raid(mixed_raid(), mixed_prices(), options);
    REQUIRE(s.leakers_histogram.size() == 24);
    std::uint64_t counted = 0;
    double sum = 0.0;
    for (std::size_t k = 0; k < 24; ++k) {
        counted += s.leakers_histogram[k];
        sum += static_cast<double>(k * s.leakers_histogram[k]);
    }
    CHECK(counted == 3000);
    CHECK(std::abs(sum / 3000.0 - s.leakers.mean) < 1e-10);
    REQUIRE(s.real_leakers_histogram.size() == 19);
    counted = 0;
    sum = 0.0;
    for (std::size_t k = 0; k < 19; ++k) {
        counted += s.real_leakers_histogram[k];
        sum += static_cast<double>(k * s.real_leakers_histogram[k]);
    }
    CHECK(counted == 3000);
    CHECK(std::abs(sum / 3000.0 - s.real_leakers.mean) < 1e-10);
    CHECK(std::abs(s.real_leakers.mean + s.real_kills.mean - 18.0) < 1e-10);
    CHECK(std::abs(s.leakers_of_kind[0].mean + s.leakers_of_kind[1].mean - s.real_leakers.mean) < 1e-10);
    CHECK(s.cost_per_real_kill == s.money.mean / s.real_kills.mean);
    CHECK(s.cost_per_real_leaker == s.money.mean / s.real_leakers.mean);
    RaidScenario no_decoys = mixed_raid();
    no_decoys.threats[2].decoy = false;
    CHECK(simulate_raid(no_decoys, options).real_leakers_histogram == s.leakers_histogram);
    REQUIRE(s.money_histogram.counts.size() == 17);
    counted = 0;
    double below = 0.0;
    const double median = s.money.quantiles[1].value;
    for (std::size_t i = 0; i < 17; ++i) {
        counted += s.money_histogram.counts[i];
        const double upper = s.money_histogram.low + s.money_histogram.width * static_cast<double>(i + 1);
        if (upper <= median) below += static_cast<double>(s.money_histogram.counts[i]);
    }
    CHECK(counted == 3000);
    CHECK(below <= 1500.0);
    CHECK(s.money_histogram.counts.front() > 0);
    CHECK(s.money_histogram.counts.back() > 0);

    // nothing is spent: all samples in the first part
    RaidScenario idle = mixed_raid();
    for (RaidLayer& layer : idle.layers) layer.magazine = 0;
    const RaidSimulation none = simulate_raid(idle, options);
    CHECK(none.money_histogram.width == 0.0);
    CHECK(none.money_histogram.counts.front() == 3000);
    CHECK(none.leakers_histogram.back() == 3000);
    CHECK(none.leakers.variance == 0.0);
    CHECK(none.defender_cost_per_attacker_cost.mean == 0.0);
    // the attacker's money by nothing: infinite in every sample, so the mean is not given and the quantiles are
    // infinite
    CHECK(std::isnan(none.attacker_cost_per_defender_cost.mean));
    CHECK(none.attacker_cost_per_defender_cost.quantiles[1].value == std::numeric_limits<double>::infinity());
    CHECK(none.figures.attacker_cost_per_defender_cost == std::numeric_limits<double>::infinity());
}

TEST_CASE("raid simulation: prices do not touch the raid, and known ones are the scenario's own")
{
    const RaidScenario scenario = mixed_raid();
    const RaidSimulationOptions options = few_samples();
    const RaidSimulation without = simulate_raid(scenario, options);
    const RaidSimulation with = simulate_raid(scenario, mixed_prices(), options);
    CHECK(raid_bits(with) == raid_bits(without));
    CHECK(with.money.variance > 1.5 * without.money.variance);

    // nor do prices touch each other
    RaidPrices values;
    values.value = mixed_prices().value;
    Bits alone;
    alone.add(simulate_raid(scenario, values, options).value_lost);
    Bits among;
    among.add(with.value_lost);
    CHECK(alone.all == among.all);
    CHECK(with.value_lost.mean != without.value_lost.mean);

    RaidPrices fixed;
    fixed.round_cost = {Distribution::fixed(3e5), std::nullopt};
    fixed.value = {std::nullopt, Distribution::fixed(7e5), std::nullopt};
    RaidScenario changed = scenario;
    changed.layers[0].round_cost = 3e5;
    changed.threats[1].value = 7e5;
    CHECK(all_bits(simulate_raid(scenario, fixed, options)) == all_bits(simulate_raid(changed, options)));
}

TEST_CASE("raid simulation: a price is drawn once a raid, so that its spread does not average out")
{
    RaidScenario scenario;
    scenario.threats = {{"drone", 40, 3e4, 1e6}};
    RaidLayer layer;
    layer.policy = ShootLookShoot{2};
    layer.round_cost = 123.0;  // not used
    layer.against = {{true, {0.6}, 0.0}};
    scenario.layers = {layer};
    RaidPrices prices;
    const Distribution price = Distribution::triangular(1.0, 2.0, 6.0);
    prices.round_cost = {price};
    RaidSimulationOptions options;
    options.samples = 200000;
    const RaidSimulation s = simulate_raid(scenario, prices, options);

    // money = price times rounds, independent: the variance of a product
    const Pmf rounds = solve_raid(scenario).layers[0].rounds;
    const double mean = price.mean() * rounds.mean();
    const double variance = (rounds.variance() + rounds.mean() * rounds.mean()) * price.variance() +
                            price.mean() * price.mean() * rounds.variance();
    CHECK(std::abs(s.money.mean - mean) < 4.0 * std::sqrt(variance / 200000.0));
    // of a variance with a kurtosis below 3: sqrt(2 / n) of it is one standard error
    CHECK(std::abs(s.money.variance - variance) < 4.0 * variance * std::sqrt(2.0 / 200000.0));
    // anew each round it would be an eighth of that
    CHECK(variance > 8.0 * (rounds.mean() * price.variance() + price.mean() * price.mean() * rounds.variance()));
}

TEST_CASE("raid simulation: a stopped run is a shorter run, and one stopped at once says nothing")
{
    const RaidScenario scenario = mixed_raid();
    for (const unsigned threads : {1U, 4U}) {
        std::stop_source source;
        RaidSimulationOptions options = few_samples();
        options.samples = 1'000'000;
        options.threads = threads;
        options.stop = source.get_token();
        options.progress = [&](std::uint64_t done, std::uint64_t) {
            if (done >= 2000) source.request_stop();
        };
        const RaidSimulation stopped = simulate_raid(scenario, mixed_prices(), options);
        CHECK(stopped.samples >= 2000);
        CHECK(stopped.samples < 100'000);
        CHECK(stopped.samples == stopped.money.samples);
        options.stop = {};
        options.progress = {};
        options.samples = stopped.samples;
        CHECK(all_bits(simulate_raid(scenario, mixed_prices(), options)) == all_bits(stopped));
    }
    std::stop_source source;
    source.request_stop();
    RaidSimulationOptions options = few_samples();
    options.stop = source.get_token();
    const RaidSimulation nothing = simulate_raid(scenario, options);
    CHECK(nothing.samples == 0);
    CHECK(std::isnan(nothing.leakers.mean));
    CHECK(std::isnan(nothing.money.quantiles[0].value));
    CHECK(std::isnan(nothing.covariance_leakers_money));
    CHECK(nothing.money_histogram.counts.empty());
}

TEST_CASE("raid simulation: progress ascends to the end")
{
    RaidSimulationOptions options = few_samples();
    options.threads = 4;
    std::vector<std::uint64_t> told;
    std::atomic<bool> wrong{false};
    options.progress = [&](std::uint64_t done, std::uint64_t of) {
        if (of != 3000 || (!told.empty() && done <= told.back())) wrong = true;
        told.push_back(done);
    };
    static_cast<void>(simulate_raid(mixed_raid(), options));
    CHECK_FALSE(wrong);
    REQUIRE(told.size() == 12);  // blocks of 256
    CHECK(told.back() == 3000);
}

TEST_CASE("raid simulation: a hundred thousand threats, which solve_raid refuses")
{
    RaidScenario scenario;
    scenario.threats = {{"a", 60'000, 1.0, 1.0}, {"b", 40'000, 1.0, 2.0}};
    RaidLayer layer;
    layer.coverage = 0.8;
    layer.against = {{true, {0.5}, 0.0}, {true, {0.25}, 0.0}};
    scenario.layers = {layer};
    CHECK(refusal_of<DomainError>([&] { return solve_raid(scenario); }) != "accepted");
    RaidSimulationOptions options;
    options.samples = 256;
    const RaidSimulation s = simulate_raid(scenario, options);
    // independent threats: binomial
    const double deviation = std::sqrt((60'000 * 0.4 * 0.6 + 40'000 * 0.2 * 0.8) / 256.0);
    CHECK(std::abs(s.kills.mean - 32'000.0) < 4.0 * deviation);
    CHECK(std::abs(s.leakers_of_kind[0].mean - 36'000.0) < 4.0 * std::sqrt(60'000 * 0.4 * 0.6 / 256.0));
    CHECK(std::abs(s.layers[0].rounds.mean - 80'000.0) < 4.0 * std::sqrt(100'000 * 0.8 * 0.2 / 256.0));
}

TEST_CASE("raid simulation: what cannot be is refused by its field")
{
    const RaidScenario scenario = mixed_raid();
    const auto of_options = [&](auto&& change) {
        RaidSimulationOptions options = few_samples();
        change(options);
        return refusal_of<DomainError>([&] { return simulate_raid(scenario, options); });
    };
    CHECK(of_options([](auto& o) { o.samples = 0; }) == "samples: 0 samples say nothing");
    CHECK(of_options([](auto& o) { o.confidence = 1.0; }) == "confidence: 1 is not between 0 and 1");
    CHECK(of_options([](auto& o) { o.quantiles = {0.5, 0.0}; }) == "quantiles[1]: 0 is not between 0 and 1");
    CHECK(of_options([](auto& o) { o.money_bins = 0; }) == "money_bins: 0 is not from 1 to 10000");
    CHECK(of_options([](auto& o) { o.money_bins = 10'001; }) == "money_bins: 10001 is not from 1 to 10000");

    const auto of_prices = [&](auto&& change) {
        RaidPrices prices;
        change(prices);
        return refusal_of<DomainError>([&] { return simulate_raid(scenario, prices, few_samples()); });
    };
    CHECK(of_prices([](auto& p) { p.round_cost.resize(3); }) == "prices.round_cost: 3 entries for 2 layers");
    CHECK(of_prices([](auto& p) { p.unit_cost.resize(2); }) == "prices.unit_cost: 2 entries for 3 kinds of threats");
    CHECK(of_prices([](auto& p) { p.value.resize(4); }) == "prices.value: 4 entries for 3 kinds of threats");
    CHECK(of_prices([](auto& p) {
              p.value = {std::nullopt, Distribution::uniform(-1.0, 5.0), std::nullopt};
          }) == "prices.value[1]: it may be as low as -1, below 0");
    CHECK(of_prices([](auto& p) {
              p.value = {std::nullopt, std::nullopt, Distribution::fixed(5.0)};
          }) == "prices.value[2]: stands beside a decoy, which destroys nothing");

    RaidScenario wrong = scenario;
    wrong.layers[1].coverage = 1.2;
    CHECK(refusal_of<DomainError>([&] { return simulate_raid(wrong); }) ==
          "layers[1].coverage: 1.2 is not a probability");
    wrong = scenario;
    wrong.threats[0].count = 1'000'001;
    CHECK(refusal_of<DomainError>([&] { return simulate_raid(wrong); }) ==
          "threats[0].count: 1000001 is not from 0 to 1000000");
    wrong.threats[0].count = 999'999;
    CHECK(refusal_of<DomainError>([&] { return simulate_raid(wrong); }) == "threats: more than 1000000 in all");
    wrong.threats.clear();
    CHECK(refusal_of<DomainError>([&] { return simulate_raid(wrong); }) == "threats: there is none");
}
