// SPDX-License-Identifier: MIT
/// @file
/// What the tests of campaigns share: random campaigns, and every history enumerated, shot by shot (support/raid.hpp).
#ifndef PICKET_TESTS_SUPPORT_CAMPAIGN_HPP
#define PICKET_TESTS_SUPPORT_CAMPAIGN_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/campaign_spec.hpp>
#include <picket/cost/learning_curve.hpp>

#include <support/raid.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

namespace campaign_tests {

/// Raids of the shape, in one or two scenarios, on some of the days; magazines that run out now and then.
inline picket::CampaignSpec random_campaign(raid_tests::Random& random, int days, const raid_tests::Shape& shape)
{
    picket::CampaignSpec spec;
    spec.days = random.whole(1, days);
    spec.scenarios.push_back(raid_tests::random_scenario(random, shape));
    const std::size_t layers = spec.scenarios[0].layers.size();
    if (random.chance(0.3)) {  // the same layers in other weather
        spec.scenarios.push_back(spec.scenarios[0]);
        for (picket::RaidLayer& layer : spec.scenarios[1].layers) layer.coverage = 0.3 + 0.7 * random.uniform();
    }
    int most = 0;
    for (picket::RaidScenario& scenario : spec.scenarios) {
        for (picket::RaidLayer& layer : scenario.layers) layer.magazine.reset();
        most = 0;
        for (const picket::ThreatKind& kind : scenario.threats) most += kind.count;
    }
    for (int d = 0; d < spec.days; ++d) {
        if (random.chance(0.25)) continue;
        picket::CampaignRaid raid;
        raid.day = d;
        raid.scenario = static_cast<std::size_t>(random.whole(0, static_cast<int>(spec.scenarios.size()) - 1));
        if (random.chance(0.4)) {
            for (const picket::ThreatKind& kind : spec.scenarios[0].threats)
                raid.counts.push_back(random.whole(0, kind.count));
        }
        spec.raids.push_back(raid);
    }
    const bool priced = random.chance(0.7);
    const int rounds = std::max(1, most * shape.rounds);
    for (std::size_t l = 0; l < layers; ++l) {
        picket::MagazineSupply supply;
        supply.stock = random.whole(0, rounds);
        if (random.chance(0.4)) supply.capacity = random.whole(0, rounds);
        if (random.chance(0.5)) supply.rounds_per_day = random.uniform() * 2.0;
        for (int o = random.whole(0, 2); o > 0; --o) {
            picket::RoundOrder order;
            order.day = random.whole(0, spec.days - 1);
            order.rounds = random.whole(0, rounds);
            supply.orders.push_back(order);
        }
        supply.lead_days = random.whole(0, 2);
        supply.bought_before = random.whole(0, 100);
        if (priced) {
            const double first = 1.0 + 1000.0 * random.uniform();
            const double slope = 0.8 + 0.2 * random.uniform();
            supply.price = picket::LearningCurve(picket::Amount(first, picket::CurrencyCode("EUR"), 2025), slope);
        }
        spec.supplies.push_back(supply);
    }
    return spec;
}

/// Rounds of a supply that are ordered on a day, by the words of campaign_spec.hpp.
inline int ordered_on(const picket::MagazineSupply& supply, int day)
{
    int sum = 0;
    for (const picket::RoundOrder& order : supply.orders) sum += order.day == day ? order.rounds : 0;
    return sum + static_cast<int>(std::floor(supply.rounds_per_day * (day + 1))) -
           static_cast<int>(std::floor(supply.rounds_per_day * day));
}

/// One of all histories up to some evening.
struct State {
    std::vector<int> stock;        ///< by layer
    std::vector<int> first_empty;  ///< by layer, -1: not yet
    friend auto operator<=>(const State&, const State&) = default;
};

/// What is asked of one day.
struct Day {
    std::map<State, long double> evening;
    std::map<std::pair<std::vector<int>, std::vector<int>>, long double>
        fought;  ///< (leakers by kind, rounds by layer)
};

inline std::vector<Day> enumerate(const picket::CampaignSpec& spec)
{
    std::vector<Day> days;
    std::map<State, long double> states;
    State start;
    for (const picket::MagazineSupply& supply : spec.supplies) {
        start.stock.push_back(supply.stock);
        start.first_empty.push_back(-1);
    }
    states[start] = 1.0L;
    for (int d = 0; d < spec.days; ++d) {
        Day day;
        const picket::CampaignRaid* raid = nullptr;
        for (const picket::CampaignRaid& one : spec.raids) {
            if (one.day == d) raid = &one;
        }
        for (const auto& [before, p] : states) {
            State morning = before;
            picket::RaidScenario scenario;
            if (raid != nullptr) {
                scenario = spec.scenarios[raid->scenario];
                for (std::size_t k = 0; k < raid->counts.size(); ++k) scenario.threats[k].count = raid->counts[k];
            }
            std::vector<int> loaded;
            for (std::size_t l = 0; l < spec.supplies.size(); ++l) {
                const picket::MagazineSupply& supply = spec.supplies[l];
                if (d >= supply.lead_days) morning.stock[l] += ordered_on(supply, d - supply.lead_days);
                loaded.push_back(supply.capacity ? std::min(*supply.capacity, morning.stock[l]) : morning.stock[l]);
                if (raid != nullptr) scenario.layers[l].magazine = loaded[l];
            }
            const auto evening = [&](const std::vector<int>& rounds, long double q) {
                State after = morning;
                for (std::size_t l = 0; l < rounds.size(); ++l) {
                    after.stock[l] -= rounds[l];
                    if (rounds[l] == loaded[l] && after.first_empty[l] < 0) after.first_empty[l] = d;
                }
                day.evening[after] += q;
            };
            if (raid == nullptr) {
                evening(std::vector<int>(loaded.size(), 0), p);
                continue;
            }
            const raid_tests::Enumeration truth(scenario);
            for (const auto& [outcome, q] : truth.outcomes()) {
                day.fought[outcome] += p * q;
                evening(outcome.second, p * q);
            }
        }
        states = day.evening;
        days.push_back(std::move(day));
    }
    return days;
}

}  // namespace campaign_tests

#endif
