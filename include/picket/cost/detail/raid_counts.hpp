// SPDX-License-Identifier: MIT
/// @file
/// Several classes and something that can run out: threat by threat, on the counts of all classes together.
#ifndef PICKET_COST_DETAIL_RAID_COUNTS_HPP
#define PICKET_COST_DETAIL_RAID_COUNTS_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/detail/raid_totals.hpp>
#include <picket/cost/pmf.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A state is a number in mixed radix: for each class those past the layer and those yet to come, then the rounds that
/// each layer has spent, then the channels in use at this layer. Without `keep_rounds` the layers share one digit for
/// rounds, and money is all that is remembered of layers behind.
class JointRaid {
public:
    /// @param plan         kept by reference
    /// @param round_units  of money, by layer: then the states carry the units that were spent, too
    JointRaid(const RaidPlan& plan, std::size_t max_states, bool keep_rounds,
              std::vector<std::int64_t> round_units = {})
        : plan_(plan), max_states_(max_states), keep_rounds_(keep_rounds), round_units_(std::move(round_units))
    {
        std::int64_t most_units = 0;
        for (std::size_t l = 0; l < round_units_.size(); ++l) most_units += plan.layers[l].stock * round_units_[l];
        units_ = digit(most_units);
        for (const RaidClass& group : plan.classes) {
            past_.push_back(digit(group.count));
            ahead_.push_back(digit(group.count));
        }
        int most_stock = 0;
        int most_channels = 0;
        for (const PlanLayer& layer : plan.layers) {
            most_stock = std::max(most_stock, layer.stock);
            if (layer.channels_can_run_out) most_channels = std::max(most_channels, layer.channels);
        }
        for (std::size_t l = 0; l < plan.layers.size(); ++l)
            rounds_.push_back(keep_rounds || l == 0 ? digit(keep_rounds ? plan.layers[l].stock : most_stock)
                                                    : rounds_.front());
        channels_ = digit(most_channels);
    }

    /// Through all layers; what each did is told to after_layer(l, states) while its rounds are still in the states.
    template <class AfterLayer>
    void run(AfterLayer&& after_layer)
    {
        std::uint64_t start = 0;
        for (std::size_t c = 0; c < plan_.classes.size(); ++c)
            start += past_[c].unit * static_cast<std::uint64_t>(plan_.classes[c].count);
        states_.assign(1, {start, {1.0, 0.0, 0.0}});
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            const double usual = plan_.layers[l].usual_rounds(mean_arrivals());
            pass(l);
            after_layer(l);
            for (State& state : states_) {
                const int spent = rounds_[l].of(state.key);
                state.moments = state.moments.spent((spent - usual) * plan_.layers[l].round_cost);
                if (!round_units_.empty())
                    state.key += units_.unit * static_cast<std::uint64_t>(spent * round_units_[l]);
                if (!keep_rounds_) state.key -= rounds_[l].unit * static_cast<std::uint64_t>(spent);
                state.key -= channels_.unit * static_cast<std::uint64_t>(channels_.of(state.key));
            }
            merge(states_);
        }
    }
    void run()
    {
        run([](std::size_t) {});
    }

    /// Calls f(leakers by class, rounds by layer, probability); rounds only where they are kept.
    template <class F>
    void for_each(F&& f) const
    {
        for (const State& state : states_) {
            std::vector<int> leakers;
            std::vector<int> rounds;
            for (const Digit& digit : past_) leakers.push_back(digit.of(state.key));
            for (const Digit& digit : rounds_) rounds.push_back(digit.of(state.key));
            f(std::move(leakers), std::move(rounds), state.moments.m0);
        }
    }
    /// Calls f(leakers, units of money, probability) behind the last layer.
    template <class F>
    void for_each_units(F&& f) const
    {
        for (const State& state : states_) {
            int leakers = 0;
            for (const Digit& digit : past_) leakers += digit.of(state.key);
            f(leakers, units_.amount(state.key), state.moments.m0);
        }
    }
    /// Calls f(threats past the layer by class, rounds of layer l, moments).
    template <class F>
    void for_each_moments(std::size_t l, F&& f) const
    {
        std::vector<int> past(past_.size());
        for (const State& state : states_) {
            for (std::size_t c = 0; c < past.size(); ++c) past[c] = past_[c].of(state.key);
            f(past, rounds_.empty() ? 0 : rounds_[l].of(state.key), state.moments);
        }
    }

private:
    struct Digit {
        std::uint64_t unit = 1;
        std::uint64_t radix = 1;
        [[nodiscard]] int of(std::uint64_t key) const noexcept { return static_cast<int>(amount(key)); }
        [[nodiscard]] std::int64_t amount(std::uint64_t key) const noexcept
        {
            return static_cast<std::int64_t>(key / unit % radix);
        }
    };
    struct State {
        std::uint64_t key;
        Moments moments;
    };

    [[noreturn]] static void give_up()
    {
        refuse_field("threats", "too many kinds, threats and rounds to be computed exactly together: use Monte Carlo");
    }

    Digit digit(std::int64_t most)
    {
        const Digit digit{next_unit_, static_cast<std::uint64_t>(most) + 1};
        if (next_unit_ > (std::uint64_t{1} << 62U) / digit.radix) give_up();
        next_unit_ *= digit.radix;
        return digit;
    }

    static void merge(std::vector<State>& states)
    {
        std::sort(states.begin(), states.end(), [](const State& a, const State& b) { return a.key < b.key; });
        std::size_t kept = 0;
        for (const State& state : states) {
            if (kept > 0 && states[kept - 1].key == state.key) {
                states[kept - 1].moments.add(state.moments, 1.0);
            } else {
                states[kept++] = state;
            }
        }
        states.resize(kept);
    }

    [[nodiscard]] std::vector<double> mean_arrivals() const
    {
        std::vector<double> mean(past_.size(), 0.0);
        for (const State& state : states_)
            for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += past_[c].of(state.key) * state.moments.m0;
        return mean;
    }

    /// All threats that reach layer l go through it: by how many are still to come, from all to none.
    void pass(std::size_t l)
    {
        std::vector<std::vector<State>> waiting(static_cast<std::size_t>(plan_.threats) + 1);
        for (const State& state : states_) {
            std::size_t coming = 0;
            std::uint64_t key = state.key;
            for (std::size_t c = 0; c < past_.size(); ++c) {
                const int count = past_[c].of(state.key);
                key += (ahead_[c].unit - past_[c].unit) * static_cast<std::uint64_t>(count);
                coming += static_cast<std::size_t>(count);
            }
            waiting[coming].push_back({key, state.moments});
        }
        std::size_t merged = 0;
        for (std::size_t coming = waiting.size() - 1; coming > 0; --coming) {
            merge(waiting[coming]);
            for (const State& state : waiting[coming]) {
                if (can_fire(l, state.key)) {
                    next_threat(l, state, coming, waiting[coming - 1]);
                } else {  // the rest passes, in whatever order
                    waiting[0].push_back({all_past(state.key), state.moments});
                }
            }
            waiting[coming] = {};
            if (waiting[0].size() < 2 * merged + 100'000) continue;
            merge(waiting[0]);
            merged = waiting[0].size();
        }
        merge(waiting[0]);
        states_ = std::move(waiting[0]);
    }

    [[nodiscard]] bool can_fire(std::size_t l, std::uint64_t key) const noexcept
    {
        const PlanLayer& layer = plan_.layers[l];
        return rounds_[l].of(key) < layer.stock && (!layer.channels_can_run_out || channels_.of(key) < layer.channels);
    }
    [[nodiscard]] std::uint64_t all_past(std::uint64_t key) const noexcept
    {
        for (std::size_t c = 0; c < past_.size(); ++c)
            key += (past_[c].unit - ahead_[c].unit) * static_cast<std::uint64_t>(ahead_[c].of(key));
        return key;
    }

    void next_threat(std::size_t l, const State& state, std::size_t coming, std::vector<State>& next)
    {
        const PlanLayer& layer = plan_.layers[l];
        const int left = layer.stock - rounds_[l].of(state.key);
        const auto go = [&](std::uint64_t key, double p) {
            if (p == 0.0 || state.moments.m0 * p < negligible) return;
            if (++steps_ > max_states_) give_up();
            State to{key, {}};
            to.moments.add(state.moments, p);
            next.push_back(to);
        };
        for (std::size_t c = 0; c < ahead_.size(); ++c) {
            const int count = ahead_[c].of(state.key);
            if (count == 0) continue;
            const double first = plan_.order == RaidOrder::shuffled ? count / static_cast<double>(coming) : 1.0;
            const std::uint64_t gone = state.key - ahead_[c].unit;
            const std::uint64_t through = gone + past_[c].unit;
            const PlanAgainst& against = layer.against[c];
            go(through, first * (1.0 - against.demand));
            if (against.demand > 0.0) {
                for (const EngagementOutcome& outcome :
                     against.outcomes[static_cast<std::size_t>(std::min(left, layer.salvo_rounds))])
                    go((outcome.killed ? gone : through) +
                           rounds_[l].unit * static_cast<std::uint64_t>(outcome.rounds) +
                           (layer.channels_can_run_out ? channels_.unit : 0),
                       first * against.demand * outcome.probability);
            }
            if (plan_.order == RaidOrder::as_listed) break;
        }
    }

    const RaidPlan& plan_;
    std::size_t max_states_;
    std::size_t steps_ = 0;
    bool keep_rounds_;
    std::vector<std::int64_t> round_units_;
    std::uint64_t next_unit_ = 1;
    std::vector<Digit> past_;
    std::vector<Digit> ahead_;
    std::vector<Digit> rounds_;
    Digit channels_;
    Digit units_;
    std::vector<State> states_;
};

inline RaidTotals solve_joint(const RaidPlan& plan, std::size_t max_states)
{
    RaidTotals totals;
    totals.reached.push_back(Pmf::certain(plan.threats));
    const auto width = static_cast<std::size_t>(plan.threats) + 1;
    JointRaid joint(plan, max_states, false);
    joint.run([&](std::size_t l) {
        std::vector<double> leave(width, 0.0);
        std::vector<double> rounds(static_cast<std::size_t>(plan.layers[l].stock) + 1, 0.0);
        joint.for_each_moments(l, [&](const std::vector<int>& past, int spent, const Moments& moments) {
            leave[static_cast<std::size_t>(std::accumulate(past.begin(), past.end(), 0))] += moments.m0;
            rounds[static_cast<std::size_t>(spent)] += moments.m0;
        });
        totals.reached.push_back(Pmf::from_weights(std::move(leave)));
        totals.rounds.push_back(Pmf::from_weights(std::move(rounds)));
    });

    std::vector<std::vector<double>> of_class;
    for (const RaidClass& group : plan.classes) of_class.emplace_back(static_cast<std::size_t>(group.count) + 1, 0.0);
    Moments all;
    double mean_leakers = 0.0;
    double product = 0.0;
    joint.for_each_moments(plan.layers.size() - 1, [&](const std::vector<int>& past, int, const Moments& moments) {
        const int leakers = std::accumulate(past.begin(), past.end(), 0);
        for (std::size_t c = 0; c < past.size(); ++c) of_class[c][static_cast<std::size_t>(past[c])] += moments.m0;
        all.add(moments, 1.0);
        mean_leakers += leakers * moments.m0;
        product += leakers * moments.m1;
    });
    for (std::vector<double>& weights : of_class) totals.leakers_of_class.push_back(Pmf::from_weights(weights));
    totals.variance_money = all.m2 - all.m1 * all.m1;
    totals.covariance_leakers_money = product - mean_leakers * all.m1;
    totals.lost_probability = std::abs(1.0 - all.m0);
    return totals;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
