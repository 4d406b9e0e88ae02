// SPDX-License-Identifier: MIT
/// @file
/// Raids on many days against magazines that empty and are filled again: how long do they last, who leaks, what does it
/// cost?
///
/// A day goes like this:
///
///   1 what was ordered `lead_days` before arrives
///   2 the magazine is filled up to its capacity; what does not fit waits and comes in on a later morning
///   3 the raid of the day, if there is one, is fought with what is loaded (raid.hpp)
///   4 a magazine with no round loaded is empty that day
///
/// solve_campaign() is exact and takes one layer. Several layers: campaign_simulation.hpp. docs/explain/days.md
#ifndef PICKET_COST_CAMPAIGN_HPP
#define PICKET_COST_CAMPAIGN_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/campaign_spec.hpp>
#include <picket/cost/detail/campaign_plan.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/learning_curve.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_scenario.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// A day of a campaign of one layer. Distributions are of that day by itself.
struct CampaignDay {
    int threats;    ///< that come
    int delivered;  ///< rounds that arrive in the morning
    Pmf loaded;     ///< rounds in the magazine when the raid begins
    Pmf rounds;     ///< fired
    /// Of all kinds: decoys are among them.
    Pmf leakers;
    std::vector<double> mean_leakers_of_kind;  ///< as in the scenario's threats; empty without a raid
    Pmf stock;                                 ///< rounds left in the evening, loaded or waiting
    double empty_probability;                  ///< that no round is loaded in the evening
    std::optional<Amount> mean_money_fired;    ///< what the rounds fired were bought for; empty without a price
    std::optional<Amount> money_bought;        ///< for what is ordered this day
};

struct CampaignOutcome {
    std::vector<CampaignDay> days;
    /// The probability that day d is the first that ends with an empty magazine; with never_empty they sum to 1.
    std::vector<double> first_empty;
    double never_empty;
    Pmf rounds;                                   ///< fired in all
    std::optional<Amount> mean_money_fired;       ///< in all: the first bought are the first fired
    std::optional<Amount> deviation_money_fired;  ///< its standard deviation
    std::optional<Amount> money_bought;           ///< ordered in these days, whether it arrived in them or not
    std::optional<Amount> money_of_stock;         ///< what the stock of the first morning was bought for
};

namespace detail {

/// One layer, one raid: rounds wanted if they never ran out, and leakers by what is loaded.
///
/// With m loaded a layer fires min(m, W), W what it would fire with any number: threats come one after the other, each
/// takes what it wants of what is left, and what it wants does not depend on what is left.
class StockedRaid {
public:
    /// Less probable than this is left out of leakers: 1e5 numbers of rounds of it are far below the accuracy.
    static constexpr double nothing = 1e-18;

    explicit StockedRaid(const RaidScenario& scenario)
        : scenario_(scenario), free_(solve_raid(scenario)), enough_(wanted().max())
    {
        double more = 0.0;  // P(W > enough_ - 1)
        while (enough_ > 0 && (more += wanted().probability(enough_)) < nothing) --enough_;
    }

    [[nodiscard]] const Pmf& wanted() const { return free_.layers.front().rounds; }
    [[nodiscard]] const RaidOutcome& with(int loaded)
    {
        if (loaded >= enough_) return free_;
        const auto [found, made] = solved_.try_emplace(loaded);
        if (made) {
            RaidScenario limited = scenario_;
            limited.layers.front().magazine = loaded;
            found->second = solve_raid(limited);
        }
        return *found->second;
    }

private:
    RaidScenario scenario_;
    RaidOutcome free_;
    int enough_;  ///< with so many it never runs out
    std::map<int, std::optional<RaidOutcome>> solved_;
};

/// The stock of a layer from day to day: every number of rounds with its probability.
class StockChain {
public:
    StockChain(int stock, int most) : fresh_(static_cast<std::size_t>(most) + 1), emptied_(fresh_)
    {
        fresh_[static_cast<std::size_t>(stock)] = 1.0;
    }

    void deliver(int rounds)
    {
        for (std::vector<double>* part : {&fresh_, &emptied_})
            std::rotate(part->rbegin(), part->rbegin() + rounds, part->rend());  // the top is never occupied
    }

    /// Probabilities of 0, 1, ... loaded, up to what there can be.
    [[nodiscard]] std::vector<double> loaded(int capacity) const
    {
        std::vector<double> p(std::min(fresh_.size(), static_cast<std::size_t>(capacity) + 1), 0.0);
        for (std::size_t t = 0; t < fresh_.size(); ++t) p[std::min(t, p.size() - 1)] += fresh_[t] + emptied_[t];
        return p;
    }

    struct Evening {
        std::vector<double> fired;
        double empty;
        double first_empty;
    };
    [[nodiscard]] Evening fight(const Pmf& wanted, int capacity)
    {
        const std::size_t most = static_cast<std::size_t>(wanted.max());
        std::vector<double> or_more(most + 2, 0.0);  // P(W >= u)
        for (std::size_t u = most + 1; u-- > 0;) or_more[u] = or_more[u + 1] + wanted.probabilities()[u];
        Evening evening{std::vector<double>(most + 1, 0.0), 0.0, 0.0};
        std::vector<double> fresh(fresh_.size(), 0.0);
        std::vector<double> emptied(fresh_.size(), 0.0);
        for (std::size_t t = 0; t < fresh_.size(); ++t) {
            const double all = fresh_[t] + emptied_[t];
            if (all == 0.0) continue;
            const std::size_t m = std::min(t, static_cast<std::size_t>(capacity));
            for (std::size_t u = 0; u < std::min(m, most + 1); ++u) {
                fresh[t - u] += fresh_[t] * wanted.probabilities()[u];
                emptied[t - u] += emptied_[t] * wanted.probabilities()[u];
                evening.fired[u] += all * wanted.probabilities()[u];
            }
            if (m > most) continue;  // never fires all
            emptied[t - m] += all * or_more[m];
            evening.fired[m] += all * or_more[m];
            evening.empty += all * or_more[m];
            evening.first_empty += fresh_[t] * or_more[m];
        }
        fresh_ = std::move(fresh);
        emptied_ = std::move(emptied);
        return evening;
    }

    [[nodiscard]] std::vector<double> stock() const
    {
        std::vector<double> p(fresh_.size());
        for (std::size_t t = 0; t < p.size(); ++t) p[t] = fresh_[t] + emptied_[t];
        return p;
    }
    [[nodiscard]] double never_empty() const
    {
        double sum = 0.0;
        for (const double p : fresh_) sum += p;
        return sum;
    }

private:
    std::vector<double> fresh_;    ///< by rounds left, and no evening was empty
    std::vector<double> emptied_;  ///< by rounds left, after an empty evening
};

/// Mean and square mean of what the rounds fired were bought for, where `in` came and `stock` is left.
struct FiredMoney {
    double mean = 0.0;
    double square = 0.0;
};
[[nodiscard]] inline FiredMoney fired_money(const std::vector<double>& paid, int in, const std::vector<double>& stock)
{
    FiredMoney money;
    for (std::size_t left = 0; left <= static_cast<std::size_t>(in); ++left) {
        const double cost = paid[static_cast<std::size_t>(in) - left];
        money.mean += stock[left] * cost;
        money.square += stock[left] * cost * cost;
    }
    return money;
}

}  // namespace detail

/// A campaign against one layer, exactly: every distribution is that of the chain, nothing is sampled.
///
/// Guarantees  (1) mean stock + mean rounds fired so far = first stock + deliveries so far, each evening
///             (2) more first stock: never a greater chance to have been empty by any day
///             [both: tests/property/cost_days]
/// Accuracy    1e-12 of every history enumerated raid by raid (raid_joint)  [tests/differential/cost_days]
/// Cost        days x rounds x most rounds a raid; and for the leakers solve_raid() once for each number of rounds that
///             may be loaded, for each different raid
/// Errors      DomainError with the path of the field (`raids[3].day: 40 is not from 0 to 29`); for more than one
/// layer;
///             above 5e7 days x rounds
[[nodiscard]] inline CampaignOutcome solve_campaign(const CampaignSpec& spec)
{
    const detail::CampaignPlan plan(spec);
    if (plan.layers.size() != 1)
        detail::refuse_field("supplies", std::to_string(plan.layers.size()) +
                                             " layers are not computed exactly: use simulate_campaign()");
    const detail::PlannedSupply& supply = plan.layers.front();
    if (static_cast<double>(supply.total_in) * spec.days > 5e7)
        detail::refuse_field("supplies[0]", "more than 5e7 days x rounds");

    std::vector<detail::StockedRaid> raids;
    for (const RaidScenario& scenario : plan.scenarios) raids.emplace_back(scenario);
    detail::StockChain chain(supply.stock, supply.total_in);
    CampaignOutcome outcome{{}, {}, 0.0, Pmf(), {}, {}, {}, {}};
    const Pmf nothing;
    const auto money = [&](double relative) -> std::optional<Amount> {
        if (!supply.price) return std::nullopt;
        return supply.price->first() * relative;
    };
    double before = 0.0;
    int in = supply.stock;
    for (std::size_t d = 0; d < static_cast<std::size_t>(spec.days); ++d) {
        CampaignDay day{0, supply.delivered[d], {}, {}, {}, {}, {}, 0.0, {}, money(supply.bought[d])};
        chain.deliver(day.delivered);
        in += day.delivered;
        const std::vector<double> loaded = chain.loaded(supply.capacity);
        const std::optional<std::size_t> raid = plan.raid_of_day[d];
        if (raid) {
            std::vector<double> weights;
            std::vector<Pmf> leakers;
            const RaidScenario& scenario = plan.scenarios[*raid];
            for (const ThreatKind& kind : scenario.threats) day.threats += kind.count;
            day.mean_leakers_of_kind.resize(scenario.threats.size());
            for (std::size_t m = 0; m < loaded.size(); ++m) {
                if (loaded[m] < detail::StockedRaid::nothing) continue;
                const RaidOutcome& fought = raids[*raid].with(static_cast<int>(m));
                weights.push_back(loaded[m]);
                leakers.push_back(fought.leakers);
                for (std::size_t k = 0; k < day.mean_leakers_of_kind.size(); ++k)
                    day.mean_leakers_of_kind[k] += loaded[m] * fought.leakers_of_kind[k].mean();
            }
            day.leakers = Pmf::mixture(weights, leakers);
        }
        detail::StockChain::Evening evening = chain.fight(raid ? raids[*raid].wanted() : nothing, supply.capacity);
        day.loaded = Pmf::from_weights(loaded);
        day.rounds = Pmf::from_weights(std::move(evening.fired));
        day.empty_probability = evening.empty;
        outcome.first_empty.push_back(evening.first_empty);
        std::vector<double> stock = chain.stock();
        if (supply.price) {
            const double so_far = detail::fired_money(supply.paid, in, stock).mean;
            day.mean_money_fired = money(so_far - before);
            before = so_far;
        }
        day.stock = Pmf::from_weights(std::move(stock));
        outcome.days.push_back(std::move(day));
    }
    outcome.never_empty = chain.never_empty();
    const std::vector<double> stock = chain.stock();
    outcome.rounds = Pmf::from_weights({stock.rbegin(), stock.rend()});
    if (supply.price) {
        const detail::FiredMoney fired = detail::fired_money(supply.paid, in, stock);
        outcome.mean_money_fired = money(fired.mean);
        outcome.deviation_money_fired = money(std::sqrt(std::max(0.0, fired.square - fired.mean * fired.mean)));
        double bought = 0.0;
        for (const double part : supply.bought) bought += part;
        outcome.money_bought = money(bought);
        outcome.money_of_stock = money(supply.paid[static_cast<std::size_t>(supply.stock)]);
    }
    return outcome;
}

}  // namespace v0
}  // namespace picket

#endif
