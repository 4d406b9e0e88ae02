// SPDX-License-Identifier: MIT
/// @file
/// A raid by Monte Carlo: for raids that solve_raid() refuses, for prices that are not known, and as a check.
///
/// The same raid as in raid.hpp, played `samples` times. Every number is an Estimate: a mean with an interval and,
/// where asked for, quantiles with theirs.
#ifndef PICKET_COST_RAID_SIMULATION_HPP
#define PICKET_COST_RAID_SIMULATION_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_sampler.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/engagement.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/raid_scenario.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {

/// What is not known of a scenario's prices. A list is empty or has an entry for each layer or kind; no entry: the
/// scenario's number.
///
/// A price is drawn once a sample, and holds for the whole raid: it is not known, which is not to say that it changes
/// from round to round. The draws are apart from the raid's: with and without prices the same threats are killed. And
/// they are apart from each other: a price has the same draws whichever other prices are known.
struct RaidPrices {
    std::vector<std::optional<Distribution>> round_cost{};  ///< by layer
    std::vector<std::optional<Distribution>> unit_cost{};   ///< by kind
    std::vector<std::optional<Distribution>> value{};       ///< by kind
};

struct RaidSimulationOptions {
    std::uint64_t samples = 10'000;
    std::uint64_t seed = 1;
    std::uint32_t stream = 0;         ///< prices are drawn from this one plus 2^31
    unsigned threads = 0;             ///< 0: as many as the machine has
    double confidence = 0.95;         ///< of every interval
    std::vector<double> quantiles{};  ///< of every estimate
    std::size_t money_bins = 50;      ///< of RaidSimulation::money_histogram, 1 to 10,000
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};  ///< as in EstimateOptions
    std::stop_token stop{};                                                ///< asked before each sample
};

struct RaidLayerSimulation {
    Estimate arrivals;
    Estimate leakers;
    Estimate rounds;
    Estimate kills;
    Estimate money;
};

/// Samples by equal parts of an interval: part i from low + i width to the next; the last one has its upper end too.
struct MoneyHistogram {
    double low = 0.0;
    double width = 0.0;  ///< 0 where all samples are the same: all of them are in the first part
    std::vector<std::uint64_t> counts{};
};

/// What came of the samples. Names as in RaidOutcome and CostFigures.
struct RaidSimulation {
    std::uint64_t samples = 0;  ///< fewer than asked for when the run was stopped
    Estimate leakers;
    std::vector<Estimate> leakers_of_kind;
    Estimate real_leakers;  ///< of the kinds that are no decoys
    std::vector<RaidLayerSimulation> layers;
    Estimate kills;
    Estimate real_kills;
    Estimate money;  ///< spent on rounds, in all
    Estimate value_lost;
    Estimate value_averted;
    Estimate value_averted_less_money;
    /// Of each sample by itself: the mean of a ratio, which is not the ratio of the means in `figures`. Infinite
    /// samples (nothing was spent) leave no mean, NaN; quantiles take them. Where 0 is divided by 0, no quantiles
    /// either.
    Estimate attacker_cost_per_defender_cost;
    Estimate defender_cost_per_attacker_cost;
    double covariance_leakers_money = 0.0;  ///< NaN of fewer than 2 samples
    CostFigures figures{};                  ///< of the means, as those of RaidOutcome
    double cost_per_real_kill = 0.0;        ///< of the means, too
    double cost_per_real_leaker = 0.0;
    std::vector<std::uint64_t> leakers_histogram{};  ///< [k]: samples with k leakers; 0 up to all threats
    std::vector<std::uint64_t> real_leakers_histogram{};
    MoneyHistogram money_histogram{};
};

namespace detail {

/// Where each number is among the outputs of a sample.
struct RaidOutputs {
    enum : std::size_t {
        leakers,
        money,
        real_leakers,
        kills,
        real_kills,
        value_lost,
        value_averted,
        value_averted_less_money,
        attacker_cost_per_defender_cost,
        defender_cost_per_attacker_cost,
        attacker_cost,
        first_kind,
    };
    enum : std::size_t {
        arrivals,
        layer_leakers,
        rounds,
        layer_kills,
        layer_money,
        of_layer
    };

    std::size_t kinds, layers;

    [[nodiscard]] std::size_t layer(std::size_t l, std::size_t what) const noexcept
    {
        return first_kind + kinds + l * of_layer + what;
    }
    [[nodiscard]] std::size_t count() const noexcept { return layer(layers, 0); }
};

/// One sample: a raid, and what it costs.
class RaidSample {
public:
    RaidSample(const RaidScenario& scenario, const RaidTables& tables, const RaidPrices& prices,
               std::uint32_t price_stream)
        : prices_(&prices), price_stream_(price_stream), sampler_(tables)
    {
        uncertain_ = !prices.round_cost.empty() || !prices.unit_cost.empty() || !prices.value.empty();
        for (const RaidLayer& layer : scenario.layers) round_cost_.push_back(layer.round_cost);
        for (const ThreatKind& kind : scenario.threats) {
            unit_cost_.push_back(kind.unit_cost);
            value_.push_back(kind.value);
            counts_.push_back(kind.count);
            real_.push_back(kind.decoy ? 0 : 1);
        }
    }

    void operator()(PhiloxStream& random, std::span<double> out)
    {
        using At = RaidOutputs;
        const At at{counts_.size(), round_cost_.size()};
        if (uncertain_) {
            PhiloxStream price = random.beside(price_stream_);
            draw(prices_->round_cost, round_cost_, price);
            draw(prices_->unit_cost, unit_cost_, price);
            draw(prices_->value, value_, price);
        }
        sampler_.play(random);

        double money = 0.0;
        double killed = 0.0;
        for (std::size_t l = 0; l < at.layers; ++l) {
            const double spent = sampler_.rounds[l] * round_cost_[l];
            out[at.layer(l, At::arrivals)] = sampler_.arrivals[l];
            out[at.layer(l, At::layer_leakers)] = sampler_.arrivals[l] - sampler_.kills[l];
            out[at.layer(l, At::rounds)] = sampler_.rounds[l];
            out[at.layer(l, At::layer_kills)] = sampler_.kills[l];
            out[at.layer(l, At::layer_money)] = spent;
            money += spent;
            killed += sampler_.kills[l];
        }
        double attack = 0.0;
        double lost = 0.0;
        double averted = 0.0;
        int real_leakers = 0;
        int real_kills = 0;
        for (std::size_t k = 0; k < at.kinds; ++k) {
            const int leaked = sampler_.leakers_of_kind[k];
            real_leakers += real_[k] * leaked;
            real_kills += real_[k] * (counts_[k] - leaked);
            out[At::first_kind + k] = leaked;
            attack += counts_[k] * unit_cost_[k];
            lost += leaked * value_[k];
            averted += (counts_[k] - leaked) * value_[k];
        }
        const CostFigures figures = cost_figures(1.0, 0.0, 0.0, money, attack, averted);
        out[At::leakers] = sampler_.leakers;
        out[At::money] = money;
        out[At::real_leakers] = real_leakers;
        out[At::kills] = killed;
        out[At::real_kills] = real_kills;
        out[At::value_lost] = lost;
        out[At::value_averted] = averted;
        out[At::value_averted_less_money] = figures.value_averted_less_money;
        out[At::attacker_cost_per_defender_cost] = figures.attacker_cost_per_defender_cost;
        out[At::defender_cost_per_attacker_cost] = figures.defender_cost_per_attacker_cost;
        out[At::attacker_cost] = attack;
    }

private:
    static void draw(const std::vector<std::optional<Distribution>>& prices, std::vector<double>& to,
                     PhiloxStream& random)
    {
        // a number for each, known or not: so none depends on which of the others are known
        for (std::size_t i = 0; i < to.size(); ++i) {
            const double number = random.uniform();
            if (i < prices.size() && prices[i]) to[i] = prices[i]->quantile(number);
        }
    }

    const RaidPrices* prices_;
    bool uncertain_ = false;
    std::uint32_t price_stream_;
    RaidSampler sampler_;
    std::vector<double> round_cost_, unit_cost_, value_;
    std::vector<int> counts_;
    std::vector<int> real_;  ///< by kind: 0 for a decoy, else 1
};

inline void check_prices(const char* list, const std::vector<std::optional<Distribution>>& prices, std::size_t size,
                         const char* of)
{
    const std::string path = std::string("prices.") + list;
    if (!prices.empty() && prices.size() != size)
        refuse_field(path, std::to_string(prices.size()) + " entries for " + std::to_string(size) + " " + of);
    for (std::size_t i = 0; i < prices.size(); ++i) {
        if (prices[i] && prices[i]->lower() < 0.0)
            refuse_field(path + "[" + std::to_string(i) + "]",
                         "it may be as low as " + number_text(prices[i]->lower()) + ", below 0");
    }
}

inline void check_decoy_values(const RaidScenario& scenario, const RaidPrices& prices)
{
    for (std::size_t k = 0; k < prices.value.size(); ++k) {
        if (scenario.threats[k].decoy && prices.value[k])
            refuse_field("prices." + field_item("value", k), "stands beside a decoy, which destroys nothing");
    }
}

/// [k]: samples of the value k, which is whole.
[[nodiscard]] inline std::vector<std::uint64_t> count_histogram(const std::vector<double>& samples, int most)
{
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(most) + 1);
    for (const double n : samples) ++counts[static_cast<std::size_t>(n)];
    return counts;
}

[[nodiscard]] inline MoneyHistogram money_histogram(const std::vector<double>& money, std::size_t bins)
{
    MoneyHistogram histogram;
    if (money.empty()) return histogram;
    const auto [least, most] = std::minmax_element(money.begin(), money.end());
    histogram.low = *least;
    histogram.width = (*most - *least) / static_cast<double>(bins);
    histogram.counts.resize(bins);
    for (const double x : money) {
        const double part = histogram.width > 0.0 ? std::floor((x - histogram.low) / histogram.width) : 0.0;
        ++histogram.counts[std::min(bins - 1, static_cast<std::size_t>(part))];
    }
    return histogram;
}

}  // namespace detail

/// A raid played many times.
///
/// Guarantees  (1) the result is a function of the scenario, prices and options, but for `threads`: same bytes
///             (2) in each sample threads are kills and leakers, and money is the sum over layers
///             (3) a run that was stopped gives what one of as many samples as it counted gives
///             [all: tests/unit/cost_raid_simulation]
/// Accuracy    means and variances beside solve_raid()  [tests/property/cost_raid_simulation]
/// Cost        bench/micro/raid_monte_carlo; 16 bytes a sample, 24 with decoys, with quantiles 8 for each estimate
/// Errors      DomainError with the path of the field, as solve_raid(), `prices.round_cost[1]: ...`, `money_bins: ...`
///             and those of estimate(); more than 1,000,000 threats
[[nodiscard]] inline RaidSimulation simulate_raid(const RaidScenario& scenario, const RaidPrices& prices,
                                                  const RaidSimulationOptions& options)
{
    using At = detail::RaidOutputs;
    const detail::RaidTables tables(scenario);
    const At at{scenario.threats.size(), scenario.layers.size()};
    detail::check_prices("round_cost", prices.round_cost, at.layers, "layers");
    detail::check_prices("unit_cost", prices.unit_cost, at.kinds, "kinds of threats");
    detail::check_prices("value", prices.value, at.kinds, "kinds of threats");
    detail::check_decoy_values(scenario, prices);
    if (options.money_bins < 1 || options.money_bins > 10'000)
        detail::refuse_field("money_bins", std::to_string(options.money_bins) + " is not from 1 to 10000");
    EstimateOptions how{options.stream, options.confidence, options.quantiles, options.progress, options.stop};
    detail::check_estimate("samples", options.samples, how);

    const detail::RaidSample sample(scenario, tables, prices, options.stream + 0x8000'0000U);
    const bool decoys = tables.real != tables.threats;
    const std::size_t few = decoys ? At::real_leakers + 1 : At::money + 1;
    const std::size_t kept = options.quantiles.empty() ? few : at.count();
    detail::EstimateRun<0, detail::RaidSample> run(options.samples, options.seed, at.count(), kept, sample, how);
    run.run(options.threads);

    RaidSimulation result{};
    result.samples = run.counted();
    // before anything is sorted: leakers and money of one sample side by side
    const std::vector<double>& leakers = run.samples(At::leakers);
    const std::vector<double>& money = run.samples(At::money);
    result.leakers_histogram = detail::count_histogram(leakers, tables.threats);
    result.real_leakers_histogram =
        decoys ? detail::count_histogram(run.samples(At::real_leakers), tables.real) : result.leakers_histogram;
    detail::SampleCovariance together;
    for (std::size_t i = 0; i < leakers.size(); ++i) together.add(leakers[i], money[i]);
    result.covariance_leakers_money = together.covariance();
    result.money_histogram = detail::money_histogram(money, options.money_bins);

    result.leakers = run.estimate(At::leakers);
    result.money = run.estimate(At::money);
    result.real_leakers = run.estimate(At::real_leakers);
    result.kills = run.estimate(At::kills);
    result.real_kills = run.estimate(At::real_kills);
    result.value_lost = run.estimate(At::value_lost);
    result.value_averted = run.estimate(At::value_averted);
    result.value_averted_less_money = run.estimate(At::value_averted_less_money);
    result.attacker_cost_per_defender_cost = run.estimate(At::attacker_cost_per_defender_cost);
    result.defender_cost_per_attacker_cost = run.estimate(At::defender_cost_per_attacker_cost);
    for (std::size_t k = 0; k < at.kinds; ++k) result.leakers_of_kind.push_back(run.estimate(At::first_kind + k));
    for (std::size_t l = 0; l < at.layers; ++l) {
        const auto of = [&](std::size_t what) { return run.estimate(at.layer(l, what)); };
        result.layers.push_back(
            {of(At::arrivals), of(At::layer_leakers), of(At::rounds), of(At::layer_kills), of(At::layer_money)});
    }
    result.figures = cost_figures(tables.threats, result.kills.mean, result.leakers.mean, result.money.mean,
                                  run.estimate(At::attacker_cost).mean, result.value_averted.mean);
    const CostFigures real = cost_figures(tables.real, result.real_kills.mean, result.real_leakers.mean,
                                          result.money.mean, 0.0, result.value_averted.mean);
    result.cost_per_real_kill = real.cost_per_kill;
    result.cost_per_real_leaker = real.cost_per_leaker;
    return result;
}
[[nodiscard]] inline RaidSimulation simulate_raid(const RaidScenario& scenario,
                                                  const RaidSimulationOptions& options = {})
{
    return simulate_raid(scenario, {}, options);
}

}  // namespace v0
}  // namespace picket

#endif
