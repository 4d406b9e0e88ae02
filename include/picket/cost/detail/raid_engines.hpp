// SPDX-License-Identifier: MIT
/// @file
/// Two exact ways through a raid (docs/explain/raid.md): threats that do not know of each other, and threats that are
/// all alike. The third is raid_counts.hpp.
#ifndef PICKET_COST_DETAIL_RAID_ENGINES_HPP
#define PICKET_COST_DETAIL_RAID_ENGINES_HPP

#include <picket/cost/detail/engaged_sequence.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/detail/raid_totals.hpp>
#include <picket/cost/pmf.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

// Nothing can run out: each threat goes its own way, and sums of independent ones are convolutions.

inline RaidTotals solve_independent(const RaidPlan& plan)
{
    constexpr int most_rounds = 20'000;  // in a layer; convolutions take their square
    const std::size_t layers = plan.layers.size();
    for (std::size_t l = 0; l < layers; ++l)
        if (plan.layers[l].stock > most_rounds)
            refuse_field(field_item("layers", l),
                         "too many threats times rounds to be computed exactly: use Monte Carlo");
    RaidTotals totals;
    totals.reached.resize(layers + 1);
    totals.rounds.resize(layers);
    for (std::size_t c = 0; c < plan.classes.size(); ++c) {
        const RaidClass& group = plan.classes[c];
        const int count = group.count;
        Moments alive{1.0, 0.0, 0.0};
        Moments dead;
        for (std::size_t l = 0; l <= layers; ++l) {
            const Pmf here = Pmf::binomial(count, std::min(1.0, alive.m0));
            totals.reached[l] = convolve(totals.reached[l], here);
            if (l == layers) {
                totals.leakers_of_class.push_back(here);
                if (plan.real != plan.threats)
                    totals.real_leakers = convolve(totals.real_leakers, share_of(here, count, group.real));
                break;
            }
            const PlanLayer& layer = plan.layers[l];
            const PlanAgainst& against = layer.against[c];
            std::vector<double> rounds(static_cast<std::size_t>(layer.salvo_rounds) + 1, 0.0);
            rounds[0] = 1.0 - alive.m0 * against.demand;
            double mean_rounds = 0.0;
            for (const EngagementOutcome& outcome : against.outcomes.back()) {
                const double p = alive.m0 * against.demand * outcome.probability;
                rounds[static_cast<std::size_t>(outcome.rounds)] += p;
                mean_rounds += p * outcome.rounds;
            }
            // Money is counted from the mean of the layer, for the dead of layers before too: see Moments::spent().
            const double from = mean_rounds * layer.round_cost;
            dead = dead.spent(-from);
            Moments after;
            after.add(alive.spent(-from), 1.0 - against.demand);
            for (const EngagementOutcome& outcome : against.outcomes.back())
                (outcome.killed ? dead : after)
                    .add(alive.spent(outcome.rounds * layer.round_cost - from), against.demand * outcome.probability);
            if (against.demand > 0.0)
                totals.rounds[l] = convolve(totals.rounds[l], Pmf::from_weights(std::move(rounds)).summed(count));
            alive = after;
        }
        const double mean = alive.m1 + dead.m1;
        totals.variance_money += count * (alive.m2 + dead.m2 - mean * mean);
        totals.covariance_leakers_money += count * (alive.m1 - alive.m0 * mean);
        totals.lost_probability = std::max(totals.lost_probability, std::abs(1.0 - alive.m0 - dead.m0));
    }
    return totals;
}

inline std::vector<double> probabilities_of(const std::vector<Moments>& states)
{
    std::vector<double> p;
    p.reserve(states.size());
    for (const Moments& state : states) p.push_back(state.m0);
    return p;
}

inline void check_one_class_size(const RaidPlan& plan)
{
    constexpr int most_threats = 1'000;
    constexpr double most_cells = 8e6;  // of EngagedSequence: 128 MB
    if (plan.threats > most_threats)
        refuse_field("threats", "more than " + std::to_string(most_threats) +
                                    " are not computed exactly where rounds or channels run out: use Monte Carlo");
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
        if ((plan.layers[l].channels + 1.0) * (plan.layers[l].stock + 1.0) > most_cells)
            refuse_field(field_item("layers", l),
                         "too many threats times rounds to be computed exactly: use Monte Carlo");
}

inline RaidTotals solve_one_class(const RaidPlan& plan)
{
    check_one_class_size(plan);
    const int n_max = plan.threats;
    const auto width = static_cast<std::size_t>(n_max) + 1;

    RaidTotals totals;
    std::vector<Moments> arrive(width);  // by how many
    arrive.back().m0 = 1.0;
    totals.reached.push_back(Pmf::certain(n_max));
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const PlanLayer& layer = plan.layers[l];

        // By e fired at (row) and a passed by: n arrive, d of them are wanted, e = min(d, channels), a = n - e.
        const auto rows = static_cast<std::size_t>(layer.channels) + 1;
        std::vector<Moments> split(rows * width);
        std::vector<double> fired_at(rows, 0.0);
        for (int n = 0; n <= n_max; ++n) {
            const Moments& from = arrive[static_cast<std::size_t>(n)];
            if (from.m0 < negligible) continue;
            const Pmf wanted = Pmf::binomial(n, layer.against.front().demand);
            for (int d = 0; d <= n; ++d) {
                const double p = wanted.probability(d);
                if (p == 0.0) continue;
                const auto e = static_cast<std::size_t>(std::min(d, layer.channels));
                split[e * width + static_cast<std::size_t>(n) - e].add(from, p);
                fired_at[e] += p * from.m0;
            }
        }
        int last = layer.channels;
        while (last > 0 && fired_at[static_cast<std::size_t>(last)] == 0.0) --last;

        const double usual = layer.usual_rounds({totals.reached.back().mean()});
        std::vector<Moments> leave(width);
        std::vector<double> rounds(static_cast<std::size_t>(layer.stock) + 1, 0.0);
        EngagedSequence sequence(layer, last);
        for (int e = 0;; sequence.step(), ++e) {
            const double weight = fired_at[static_cast<std::size_t>(e)];
            for (int kills = 0; kills <= e && weight > 0.0; ++kills) {
                double p = 0.0;       // of so many kills,
                double money = 0.0;   // with the money that they take
                double square = 0.0;  // and its square
                sequence.for_each_rounds(kills, [&](int u, double q) {
                    const double spent = (u - usual) * layer.round_cost;
                    rounds[static_cast<std::size_t>(u)] += weight * q;
                    p += q;
                    money += q * spent;
                    square += q * spent * spent;
                });
                if (p < negligible) continue;
                for (int a = 0; a + e <= n_max; ++a) {
                    const Moments& from = split[static_cast<std::size_t>(e) * width + static_cast<std::size_t>(a)];
                    if (from.m0 < negligible) continue;
                    Moments& to = leave[static_cast<std::size_t>(a + e - kills)];
                    to.m0 += from.m0 * p;
                    to.m1 += from.m1 * p + from.m0 * money;
                    to.m2 += from.m2 * p + 2.0 * from.m1 * money + from.m0 * square;
                }
            }
            if (e == last) break;
        }
        totals.rounds.push_back(Pmf::from_weights(std::move(rounds)));
        totals.reached.push_back(Pmf::from_weights(probabilities_of(leave)));
        arrive = std::move(leave);
    }
    totals.leakers_of_class.push_back(totals.reached.back());
    totals.real_leakers = share_of(totals.reached.back(), plan.threats, plan.real);

    double total = 0.0;
    double mean_leakers = 0.0;
    double mean_money = 0.0;
    double square = 0.0;
    double product = 0.0;
    for (std::size_t n = 0; n < width; ++n) {
        total += arrive[n].m0;
        mean_leakers += static_cast<double>(n) * arrive[n].m0;
        mean_money += arrive[n].m1;
        square += arrive[n].m2;
        product += static_cast<double>(n) * arrive[n].m1;
    }
    totals.variance_money = square - mean_money * mean_money;
    totals.covariance_leakers_money = product - mean_leakers * mean_money;
    totals.lost_probability = std::abs(1.0 - total);
    return totals;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
