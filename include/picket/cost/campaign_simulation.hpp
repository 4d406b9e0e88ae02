// SPDX-License-Identifier: MIT
/// @file
/// Campaigns against several layers, by Monte Carlo: one history at a time, or many and what they have in common.
///
/// Each threat of each raid is played through the layers: who is covered, taken for a decoy, seen, fired at, with the
/// engagement's own chances (engagement.hpp) and with what the magazine holds that day (campaign.hpp).
#ifndef PICKET_COST_CAMPAIGN_SIMULATION_HPP
#define PICKET_COST_CAMPAIGN_SIMULATION_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/campaign_spec.hpp>
#include <picket/cost/detail/campaign_plan.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_plan.hpp>
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
/// Cost        one to three random numbers for each threat and layer; the lists of the history are allocated
/// Errors      the constructor throws DomainError as solve_campaign() does, for any number of layers
class CampaignSampler {
public:
    explicit CampaignSampler(const CampaignSpec& spec) : plan_(spec)
    {
        for (const RaidScenario& scenario : plan_.scenarios) raids_.emplace_back(scenario, false);
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
            std::vector<int> left = loaded;
            if (const std::optional<std::size_t> raid = plan_.raid_of_day[d]) {
                history.leakers_of_kind[d] = fight(raids_[*raid], left, random);
                for (const int count : history.leakers_of_kind[d]) history.leakers[d] += count;
            }
            for (std::size_t l = 0; l < layers; ++l) {
                history.rounds[l][d] = loaded[l] - left[l];
                stock[l] -= history.rounds[l][d];
                history.stock[l][d] = stock[l];
                if (left[l] == 0 && history.first_empty[l] < 0) history.first_empty[l] = static_cast<int>(d);
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
    /// @param left  by layer, in and out
    /// @return      leakers by kind
    static std::vector<int> fight(const detail::RaidPlan& raid, std::vector<int>& left, PhiloxStream& random)
    {
        std::vector<std::size_t> threats;
        for (std::size_t k = 0; k < raid.classes.size(); ++k)
            threats.insert(threats.end(), static_cast<std::size_t>(raid.classes[k].count), k);
        for (std::size_t l = 0; l < raid.layers.size(); ++l) {
            const detail::PlanLayer& layer = raid.layers[l];
            if (raid.order == RaidOrder::shuffled) {
                for (std::size_t i = threats.size(); i > 1; --i) {
                    const auto other = static_cast<std::size_t>(random.uniform() * static_cast<double>(i));
                    std::swap(threats[i - 1], threats[std::min(other, i - 1)]);
                }
            }
            int channels = layer.channels;
            std::size_t passed = 0;
            for (const std::size_t kind : threats) {
                const detail::PlanAgainst& against = layer.against[kind];
                bool killed = false;
                if (channels > 0 && left[l] > 0 && random.uniform() < against.demand) {
                    --channels;
                    const EngagementOutcome& fired = drawn(
                        against.outcomes[static_cast<std::size_t>(std::min(left[l], layer.salvo_rounds))], random);
                    left[l] -= fired.rounds;
                    killed = fired.killed;
                }
                if (!killed) threats[passed++] = kind;
            }
            threats.resize(passed);
        }
        std::vector<int> leakers(raid.classes.size(), 0);
        for (const std::size_t kind : threats) ++leakers[kind];
        return leakers;
    }

    static const EngagementOutcome& drawn(const std::vector<EngagementOutcome>& outcomes, PhiloxStream& random)
    {
        double chance = random.uniform();
        for (const EngagementOutcome& outcome : outcomes) {
            chance -= outcome.probability;
            if (chance < 0.0) return outcome;
        }
        return outcomes.back();  // rounding: they sum to a hair less than 1
    }

    detail::CampaignPlan plan_;
    std::vector<detail::RaidPlan> raids_;
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
