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
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_sampler.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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
        for (std::size_t d = 0; d < days; ++d) {
            for (std::size_t l = 0; l < layers; ++l) {
                stock[l] += plan_.layers[l].delivered[d];
                loaded[l] = std::min(stock[l], plan_.layers[l].capacity);
            }
            if (const std::optional<std::size_t> which = plan_.raid_of_day[d]) {
                detail::RaidSampler raid(raids_[*which]);
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

/// A mean of many histories.
struct SampledMean {
    double mean;
    double standard_error;
};

struct SampledLayer {
    std::vector<SampledMean> rounds;       ///< by day, fired
    std::vector<SampledMean> stock;        ///< by day, in the evening
    std::vector<SampledMean> first_empty;  ///< by day: the share of histories in which it is the first empty evening
    SampledMean never_empty;
};

struct CampaignEstimate {
    std::uint64_t samples;
    std::vector<SampledLayer> layers;
    std::vector<SampledMean> leakers;  ///< by day
    std::optional<Amount> mean_money_fired;
    std::optional<Amount> error_money_fired;  ///< standard error of the mean
};

/// Many histories, on the calling thread: history i is that of PhiloxStream(seed, 0, i).
///
/// Errors  DomainError as CampaignSampler, and for fewer than 2 samples
[[nodiscard]] inline CampaignEstimate simulate_campaign(const CampaignSpec& spec, std::uint64_t samples,
                                                        std::uint64_t seed)
{
    if (samples < 2) detail::refuse_field("samples", std::to_string(samples) + " samples say nothing of their spread");
    const CampaignSampler sampler(spec);
    struct Layer {
        std::vector<detail::SampleMoments> rounds, stock, first_empty;
        detail::SampleMoments never_empty;
    };
    const auto days = static_cast<std::size_t>(spec.days);
    const std::vector<detail::SampleMoments> none(days);
    std::vector<Layer> layers(spec.supplies.size(), Layer{none, none, none, {}});
    std::vector<detail::SampleMoments> leakers = none;
    detail::SampleMoments money;
    std::optional<Amount> one;
    for (std::uint64_t i = 0; i < samples; ++i) {
        PhiloxStream random(seed, 0, i);
        const CampaignHistory history = sampler(random);
        for (std::size_t l = 0; l < layers.size(); ++l) {
            for (std::size_t d = 0; d < days; ++d) {
                layers[l].rounds[d].add(history.rounds[l][d]);
                layers[l].stock[d].add(history.stock[l][d]);
                layers[l].first_empty[d].add(history.first_empty[l] == static_cast<int>(d) ? 1.0 : 0.0);
            }
            layers[l].never_empty.add(history.first_empty[l] < 0 ? 1.0 : 0.0);
        }
        for (std::size_t d = 0; d < days; ++d) leakers[d].add(history.leakers[d]);
        if (history.money_fired) {
            money.add(history.money_fired->value());
            one = *history.money_fired;
        }
    }
    const auto mean = [](const detail::SampleMoments& m) {
        return SampledMean{m.mean, std::sqrt(m.squares / (m.count - 1.0) / m.count)};
    };
    const auto means = [&](const std::vector<detail::SampleMoments>& list) {
        std::vector<SampledMean> result;
        for (const detail::SampleMoments& m : list) result.push_back(mean(m));
        return result;
    };
    CampaignEstimate estimate{samples, {}, means(leakers), {}, {}};
    for (const Layer& layer : layers)
        estimate.layers.push_back(
            {means(layer.rounds), means(layer.stock), means(layer.first_empty), mean(layer.never_empty)});
    if (one) {
        estimate.mean_money_fired = Amount(mean(money).mean, one->currency(), one->price_year());
        estimate.error_money_fired = Amount(mean(money).standard_error, one->currency(), one->price_year());
    }
    return estimate;
}

}  // namespace v0
}  // namespace picket

#endif
