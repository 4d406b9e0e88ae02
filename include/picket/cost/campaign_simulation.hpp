// SPDX-License-Identifier: MIT
/// @file
/// Campaigns against several layers, by Monte Carlo: one history at a time, or many and what they have in common.
///
/// Each raid is played as simulate_raid() plays it (raid_simulation.hpp), with what the magazines hold that day
/// (campaign.hpp).
#ifndef PICKET_COST_CAMPAIGN_SIMULATION_HPP
#define PICKET_COST_CAMPAIGN_SIMULATION_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/campaign_spec.hpp>
#include <picket/cost/detail/campaign_plan.hpp>
#include <picket/cost/detail/raid_sampler.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// One of the ways in which a campaign may go. A list by day has one entry for each day of the campaign.
struct CampaignHistory {
    std::vector<std::vector<int>> rounds;           ///< by layer and day, fired
    std::vector<std::vector<int>> stock;            ///< by layer and day, left in the evening, loaded or waiting
    std::vector<int> leakers;                       ///< by day
    std::vector<std::vector<int>> leakers_of_kind;  ///< by day and kind; empty without a raid
    std::vector<int> first_empty;                   ///< by layer: the first day with an empty evening; -1: none
    std::optional<Amount> money_fired;              ///< what all rounds fired were bought for; empty without a price
};

/// Draws histories of a campaign.
///
/// Guarantees  a history is a function of the stream: `estimate(n, seed, threads, [&](PhiloxStream& s) {...})` of one
///             has the same bytes on any number of threads
/// Accuracy    one layer beside solve_campaign(), two layers beside every history enumerated
///             [tests/differential/cost_days]
/// Cost        that of simulate_raid() for each raid; the lists of the history are allocated
/// Errors      the constructor throws DomainError as solve_campaign() does, for any number of layers
class CampaignSampler {
public:
    explicit CampaignSampler(const CampaignSpec& spec) : plan_(spec)
    {
        for (const RaidScenario& scenario : plan_.scenarios) raids_.emplace_back(scenario);
    }

    [[nodiscard]] CampaignHistory operator()(PhiloxStream& random) const
    {
        const std::size_t layers = plan_.layers.size();
        const std::size_t days = plan_.raid_of_day.size();
        CampaignHistory history;
        history.rounds.assign(layers, std::vector<int>(days, 0));
        history.stock.assign(layers, std::vector<int>(days, 0));
        history.leakers.assign(days, 0);
        history.leakers_of_kind.resize(days);
        history.first_empty.assign(layers, -1);
        std::vector<int> stock(layers);
        for (std::size_t l = 0; l < layers; ++l) stock[l] = plan_.layers[l].stock;
        std::vector<int> loaded(layers);
        std::vector<detail::RaidSampler> raids(raids_.begin(), raids_.end());
        for (std::size_t d = 0; d < days; ++d) {
            for (std::size_t l = 0; l < layers; ++l) {
                stock[l] += plan_.layers[l].delivered[d];
                loaded[l] = std::min(stock[l], plan_.layers[l].capacity);
            }
            if (const std::optional<std::size_t> which = plan_.raid_of_day[d]) {
                detail::RaidSampler& raid = raids[*which];
                raid.stock = loaded;
                raid.play(random);
                history.leakers[d] = raid.leakers;
                history.leakers_of_kind[d] = raid.leakers_of_kind;
                for (std::size_t l = 0; l < layers; ++l) history.rounds[l][d] = raid.rounds[l];
            }
            for (std::size_t l = 0; l < layers; ++l) {
                stock[l] -= history.rounds[l][d];
                history.stock[l][d] = stock[l];
                const bool empty = history.rounds[l][d] == loaded[l];
                if (empty && history.first_empty[l] < 0) history.first_empty[l] = static_cast<int>(d);
            }
        }
        for (std::size_t l = 0; l < layers; ++l) {
            const detail::PlannedSupply& supply = plan_.layers[l];
            if (!supply.price) continue;
            const Amount money =
                supply.price->first() * supply.paid[static_cast<std::size_t>(supply.total_in - stock[l])];
            history.money_fired = history.money_fired ? *history.money_fired + money : money;
        }
        return history;
    }

private:
    detail::CampaignPlan plan_;
    std::vector<detail::RaidTables> raids_;  ///< as CampaignPlan::scenarios
};

struct CampaignSimulationOptions {
    std::uint64_t samples = 10'000;
    std::uint64_t seed = 1;
    std::uint32_t stream = 0;
    unsigned threads = 0;                                                  ///< 0: as many as the machine has
    double confidence = 0.95;                                              ///< of every interval
    std::vector<double> quantiles{};                                       ///< of every estimate
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};  ///< as in EstimateOptions
    std::stop_token stop{};                                                ///< asked before each history
};

struct CampaignLayerSimulation {
    std::vector<Estimate> rounds;       ///< by day, fired
    std::vector<Estimate> stock;        ///< by day, in the evening
    std::vector<Estimate> first_empty;  ///< by day: the share of histories in which it is the first empty evening
    Estimate never_empty;               ///< the share of histories without one
};

/// What came of the histories.
struct CampaignSimulation {
    std::uint64_t samples = 0;  ///< fewer than asked for when the run was stopped
    std::vector<CampaignLayerSimulation> layers;
    std::vector<Estimate> leakers;  ///< by day, of all kinds: decoys are among them
    Estimate leakers_in_all;
    std::optional<Amount> mean_money_fired;  ///< empty where no layer has a price
    std::optional<Estimate> money_fired;     ///< in the currency and at the prices of mean_money_fired
};

namespace detail {

/// A history as numbers, in the order in which simulate_campaign() reads them.
struct CampaignSample {
    const CampaignSampler* sampler;

    void operator()(PhiloxStream& random, std::span<double> outputs) const
    {
        const CampaignHistory history = (*sampler)(random);
        std::size_t at = 0;
        for (std::size_t l = 0; l < history.rounds.size(); ++l) {
            for (const int rounds : history.rounds[l]) outputs[at++] = rounds;
            for (const int stock : history.stock[l]) outputs[at++] = stock;
            const int first = history.first_empty[l];
            for (std::size_t d = 0; d < history.leakers.size(); ++d)
                outputs[at++] = first == static_cast<int>(d) ? 1.0 : 0.0;
            outputs[at++] = first < 0 ? 1.0 : 0.0;
        }
        double leakers = 0.0;
        for (const int of_day : history.leakers) leakers += outputs[at++] = of_day;
        outputs[at++] = leakers;
        outputs[at] = history.money_fired ? history.money_fired->value() : 0.0;
    }
};

}  // namespace detail

/// A campaign gone through many times.
///
/// Guarantees  the result is a function of the campaign and the options, but for `threads`: same bytes
///             [tests/unit/cost_campaign]
/// Accuracy    as CampaignSampler; intervals as estimate()
/// Cost        docs/explain/days.md; with quantiles 8 bytes for each sample and estimate
/// Errors      DomainError as CampaignSampler and estimate() throw it
[[nodiscard]] inline CampaignSimulation simulate_campaign(const CampaignSpec& spec,
                                                          const CampaignSimulationOptions& options = {})
{
    const EstimateOptions how{options.stream, options.confidence, options.quantiles, options.progress, options.stop};
    detail::check_estimate("samples", options.samples, how);
    const CampaignSampler sampler(spec);
    const std::size_t layers = spec.supplies.size();
    const auto days = static_cast<std::size_t>(spec.days);
    const std::vector<Estimate> all =
        estimate(options.samples, options.seed, options.threads, layers * (3 * days + 1) + days + 2,
                 detail::CampaignSample{&sampler}, how);
    auto next = all.begin();
    const auto by_day = [&] {
        std::vector<Estimate> result(next, next + spec.days);
        next += spec.days;
        return result;
    };
    CampaignSimulation result{};
    result.samples = all.front().samples;
    for (std::size_t l = 0; l < layers; ++l) {
        CampaignLayerSimulation layer;
        layer.rounds = by_day();
        layer.stock = by_day();
        layer.first_empty = by_day();
        layer.never_empty = *next++;
        result.layers.push_back(std::move(layer));
    }
    result.leakers = by_day();
    result.leakers_in_all = *next++;
    if (const std::optional<LearningCurve>& price = spec.supplies.front().price) {  // all layers have one, or none
        result.money_fired = *next;
        if (result.samples > 0)
            result.mean_money_fired = Amount(next->mean, price->first().currency(), price->first().price_year());
    }
    return result;
}

}  // namespace v0
}  // namespace picket

#endif
