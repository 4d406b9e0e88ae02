// SPDX-License-Identifier: MIT
/// @file
/// A raid of many threats against layers one behind the other: how many leak, for how many rounds and how much money?
///
/// What a layer does with each threat that reaches it, in this order:
///
///   1 covers it, with probability `coverage`         otherwise it passes
///   2 takes it for a decoy and lets it pass          (taken_for_decoy; unless fires_at_decoys)
///   3 sees it (shots.detection)                      otherwise it passes
///   4 has a channel left and a round left            otherwise it passes; each threat fired at takes a channel for the
///                                                    rest of the raid
///   5 fires by its policy; a salvo for which the magazine holds too little is fired with what there is
///
/// What passes or survives goes on to the next layer, and leaks behind the last. All chances are independent, but for
/// those that ShotModel ties together within one engagement: what one layer recognises it does not tell the next.
///
/// Decoys are threats: `leakers`, `kills` and what is counted by them (`figures`, each layer's numbers) hold decoys,
/// too. `real_leakers`, `mean_real_kills` and what is counted by those do not. Five drones killed and five decoys
/// recognised and spared: five leakers, no real leaker.
///
/// Where rounds or channels can run out, the order of arrival matters: RaidOrder. docs/explain/raid.md says how each
/// number is computed and what that costs.
#ifndef PICKET_COST_RAID_HPP
#define PICKET_COST_RAID_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_counts.hpp>
#include <picket/cost/detail/raid_engines.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/engagement.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// How a raid was computed. All three are exact; they differ in what they can take.
enum class RaidMethod : std::uint8_t {
    independent,  ///< nothing can run out: threats do not know of each other. Up to 5,000 threats
    one_class,    ///< no layer tells one threat from another. Up to 1,000 threats; 500 by 5 layers in under a second
    joint,        ///< something can run out and kinds differ: counts of all kinds together. Up to max_states steps
};

[[nodiscard]] constexpr const char* to_string(RaidMethod method) noexcept
{
    switch (method) {
        case RaidMethod::independent: return "independent";
        case RaidMethod::one_class: return "one_class";
        case RaidMethod::joint: return "joint";
    }
    return "?";
}

namespace detail {

inline RaidMethod raid_method(const RaidPlan& plan)
{
    if (!plan.limited) return RaidMethod::independent;
    return plan.classes.size() == 1 ? RaidMethod::one_class : RaidMethod::joint;
}

}  // namespace detail

struct RaidOptions {
    /// Steps that RaidMethod::joint, or raid_joint(), may take, at 20 to 40 ns each; beyond, it gives up.
    std::size_t max_states = 100'000'000;
};

struct RaidLayerOutcome {
    Pmf arrivals;  ///< threats that reach the layer
    Pmf leakers;   ///< threats that it lets through
    Pmf rounds;    ///< spent by it
    double mean_kills;
    double mean_money;
};

/// What comes of a raid. Distributions are marginal. Leakers and money together: leakers_and_money()
/// (raid_spending.hpp); everything together, for small raids: raid_joint().
struct RaidOutcome {
    RaidMethod method;
    Pmf leakers;                       ///< of all kinds
    std::vector<Pmf> leakers_of_kind;  ///< as in RaidScenario::threats
    Pmf real_leakers;                  ///< of the kinds that are no decoys; `leakers` where no kind is one
    std::vector<RaidLayerOutcome> layers;
    double mean_kills;
    double mean_real_kills;
    double mean_money;  ///< spent on rounds, in all
    double variance_money;
    double covariance_leakers_money;
    double mean_value_lost;     ///< what the leakers destroy
    double mean_value_averted;  ///< what the killed would have destroyed
    CostFigures figures;        ///< of the means; decoys are among its threats, kills and leakers
    double cost_per_real_kill;  ///< mean money, on decoys too, by mean real kills
    double cost_per_real_leaker;
    /// 1 less the sum of the probabilities before they were divided by it: states below 1e-30 are dropped, the rest is
    /// rounding. At most 1e-11 [tests/property/cost_raid]
    double lost_probability;
};

/// One of all the outcomes of a raid.
struct RaidJointOutcome {
    std::vector<int> leakers;  ///< by kind
    std::vector<int> rounds;   ///< by layer
    double money;              ///< sum of rounds by their cost
    double probability;
};

/// The exact outcome of a raid.
///
/// Guarantees  (1) threats = mean kills + mean leakers, also of the real ones; money is the sum over layers of
///             rounds by their cost
///             (2) one more round, or one more channel, never means more expected leakers
///             [both: tests/property/cost_raid]
/// Accuracy    each probability within 1e-12 of every outcome enumerated shot by shot (small raids)
///             [tests/differential/cost_raid]; larger ones beside a plain simulation [tests/property/cost_raid]
/// Cost        500 threats, 5 layers, all magazines too small: bench/micro/raid
/// Errors      DomainError with the path of the field (`layers[2].coverage: 1.2 is not a probability`); and where the
///             raid is too large to be exact, which names Monte Carlo as the way on
[[nodiscard]] inline RaidOutcome solve_raid(const RaidScenario& scenario, const RaidOptions& options = {})
{
    const detail::RaidPlan plan(scenario, true);
    const RaidMethod method = detail::raid_method(plan);
    detail::RaidTotals totals = method == RaidMethod::independent ? detail::solve_independent(plan)
                                : method == RaidMethod::one_class ? detail::solve_one_class(plan)
                                                                  : detail::solve_joint(plan, options.max_states);

    RaidOutcome outcome{};
    outcome.method = method;
    outcome.lost_probability = totals.lost_probability;
    outcome.leakers_of_kind.resize(scenario.threats.size());
    for (std::size_t c = 0; c < plan.classes.size(); ++c) {
        const detail::RaidClass& group = plan.classes[c];
        for (const std::size_t kind : group.kinds)
            outcome.leakers_of_kind[kind] =
                detail::share_of(totals.leakers_of_class[c], group.count, scenario.threats[kind].count);
    }
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        RaidLayerOutcome layer{totals.reached[l], totals.reached[l + 1], std::move(totals.rounds[l]), 0.0, 0.0};
        layer.mean_kills = layer.arrivals.mean() - layer.leakers.mean();
        layer.mean_money = layer.rounds.mean() * plan.layers[l].round_cost;
        outcome.mean_money += layer.mean_money;
        outcome.layers.push_back(std::move(layer));
    }
    outcome.leakers = std::move(totals.reached.back());
    outcome.real_leakers = plan.real == plan.threats ? outcome.leakers : std::move(totals.real_leakers);
    outcome.mean_kills = plan.threats - outcome.leakers.mean();
    outcome.mean_real_kills = plan.real - outcome.real_leakers.mean();
    outcome.variance_money = std::max(0.0, totals.variance_money);
    outcome.covariance_leakers_money = totals.covariance_leakers_money;
    double attack = 0.0;
    for (std::size_t k = 0; k < scenario.threats.size(); ++k) {
        const ThreatKind& kind = scenario.threats[k];
        const double leak = outcome.leakers_of_kind[k].mean();
        attack += kind.count * kind.unit_cost;
        outcome.mean_value_lost += leak * kind.value;
        outcome.mean_value_averted += (kind.count - leak) * kind.value;
    }
    outcome.figures = cost_figures(plan.threats, outcome.mean_kills, outcome.leakers.mean(), outcome.mean_money, attack,
                                   outcome.mean_value_averted);
    const CostFigures real = cost_figures(plan.real, outcome.mean_real_kills, outcome.real_leakers.mean(),
                                          outcome.mean_money, attack, outcome.mean_value_averted);
    outcome.cost_per_real_kill = real.cost_per_kill;
    outcome.cost_per_real_leaker = real.cost_per_leaker;
    return outcome;
}

/// The joint distribution of leakers by kind and rounds by layer: every outcome likelier than 1e-30, in order of
/// leakers, then of rounds. For small raids: the number of outcomes is what it costs.
///
/// Errors  as solve_raid()
[[nodiscard]] inline std::vector<RaidJointOutcome> raid_joint(const RaidScenario& scenario,
                                                              const RaidOptions& options = {})
{
    const detail::RaidPlan plan(scenario, false);
    std::vector<RaidJointOutcome> outcomes;
    detail::JointRaid joint(plan, options.max_states, true);
    joint.run();
    joint.for_each([&](std::vector<int> leakers, std::vector<int> rounds, double probability) {
        double money = 0.0;
        for (std::size_t l = 0; l < rounds.size(); ++l) money += rounds[l] * plan.layers[l].round_cost;
        outcomes.push_back({std::move(leakers), std::move(rounds), money, probability});
    });
    std::sort(outcomes.begin(), outcomes.end(), [](const RaidJointOutcome& a, const RaidJointOutcome& b) {
        return a.leakers != b.leakers ? a.leakers < b.leakers : a.rounds < b.rounds;
    });
    return outcomes;
}

struct MoneyProbability {
    double money;
    double probability;
};

/// The distribution of money spent: amounts in rising order, each once (equal within a part in 1e12).
[[nodiscard]] inline std::vector<MoneyProbability> money_distribution(const std::vector<RaidJointOutcome>& outcomes)
{
    std::vector<MoneyProbability> amounts;
    amounts.reserve(outcomes.size());
    for (const RaidJointOutcome& outcome : outcomes) amounts.push_back({outcome.money, outcome.probability});
    std::sort(amounts.begin(), amounts.end(), [](auto a, auto b) { return a.money < b.money; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        if (kept > 0 && amounts[i].money - amounts[kept - 1].money <= 1e-12 * amounts[i].money) {
            amounts[kept - 1].probability += amounts[i].probability;
        } else {
            amounts[kept++] = amounts[i];
        }
    }
    amounts.resize(kept);
    return amounts;
}

}  // namespace v0
}  // namespace picket

#endif
