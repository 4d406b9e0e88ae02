// SPDX-License-Identifier: MIT
/// @file
/// Several classes and something that can run out: threat by threat, on the counts of all classes together.
#ifndef PICKET_COST_DETAIL_RAID_COUNTS_HPP
#define PICKET_COST_DETAIL_RAID_COUNTS_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/detail/raid_totals.hpp>
#include <picket/cost/detail/real_leakers.hpp>
#include <picket/cost/pmf.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A state is a number made of bit fields: for each class those past the layer and those yet to come, then the rounds
/// that each layer has spent, then the channels in use at this layer. Without `keep_rounds` the layers share one digit
/// for rounds, and money is all that is remembered of layers behind.
class JointRaid {
public:
    /// @param plan         kept by reference
    /// @param round_units  of money, by layer: then the states carry the units that were spent, too
    JointRaid(const RaidPlan& plan, std::size_t max_states, bool keep_rounds,
              std::vector<std::int64_t> round_units = {})
        : plan_(plan), max_states_(max_states), keep_rounds_(keep_rounds), round_units_(std::move(round_units))
    {
        std::int64_t most_units = 0;
        for (std::size_t l = 0; l < round_units_.size(); ++l) {
            most_units += plan.layers[l].stock * round_units_[l];  // at most 5e17 at a time: MoneyLattice
            if (most_units >= std::int64_t{1} << 60) give_up();
        }
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
        std::uint64_t mask = 0;
        int shift = 0;
        [[nodiscard]] int of(std::uint64_t key) const noexcept { return static_cast<int>(amount(key)); }
        [[nodiscard]] std::int64_t amount(std::uint64_t key) const noexcept
        {
            return static_cast<std::int64_t>(key >> shift & mask);
        }
    };
    struct State {
        std::uint64_t key;
        Moments moments;
    };

    [[noreturn]] static void give_up()
    {
        refuse_field("threats",
                     "too many kinds, threats and rounds to be computed exactly together (of two kinds, about "
                     "50 threats shuffled and 150 as_listed are not): use Monte Carlo");
    }

    Digit digit(std::int64_t most)
    {
        const auto bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most)));
        if (next_bit_ + bits > 63) give_up();
        const Digit digit{std::uint64_t{1} << next_bit_, (std::uint64_t{1} << bits) - 1, next_bit_};
        next_bit_ += bits;
        return digit;
    }

    /// In order of keys, each key once. @param sorted  so many at the front are that already
    static void merge(std::vector<State>& states, std::size_t sorted = 0)
    {
        const auto before = [](const State& a, const State& b) { return a.key < b.key; };
        const auto middle = states.begin() + static_cast<std::ptrdiff_t>(sorted);
        if (!std::is_sorted(middle, states.end(), before)) std::sort(middle, states.end(), before);
        std::inplace_merge(states.begin(), middle, states.end(), before);
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
        std::vector<State>& passed = waiting[0];
        std::size_t merged = 0;
        std::vector<State> now;
        std::vector<State> next;
        std::vector<Stream> streams = streams_of(l);
        for (std::size_t coming = waiting.size() - 1; coming > 0; --coming) {
            merge(waiting[coming]);
            // Those that just reached the layer, and those that are in it already. Who cannot be fired at any more
            // passes.
            std::swap(now, next);
            join(now, waiting[coming]);
            waiting[coming] = {};
            std::erase_if(now, [&](const State& state) {
                if (can_fire(l, state.key)) return false;
                passed.push_back({all_past(state.key), state.moments});
                return true;
            });
            if (passed.size() >= 2 * merged + 100'000) {
                merge(passed, merged);
                merged = passed.size();
            }
            next.clear();
            next_threat(l, now, coming, streams, next);
        }
        passed.insert(passed.end(), next.begin(), next.end());
        merge(passed, merged);
        states_ = std::move(passed);
    }

    static void join(std::vector<State>& states, const std::vector<State>& others)
    {
        if (others.empty()) return;
        const std::size_t sorted = states.size();
        states.insert(states.end(), others.begin(), others.end());
        merge(states, sorted);
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

    /// One thing that can come of the next threat. It adds the same to every key: states in order stay in order.
    struct Stream {
        std::size_t c;
        std::uint64_t change;         ///< of the key, modulo 2^64
        std::vector<double> by_left;  ///< its probability by rounds left, up to the policy's most
        std::size_t at = 0;           ///< the state that it is at
        std::uint64_t key = 0;        ///< what comes of that one
        double weight = 0.0;
    };

    [[nodiscard]] std::vector<Stream> streams_of(std::size_t l) const
    {
        const PlanLayer& layer = plan_.layers[l];
        std::vector<Stream> streams;
        for (std::size_t c = 0; c < past_.size(); ++c) {
            const PlanAgainst& against = layer.against[c];
            const std::uint64_t gone = std::uint64_t{0} - ahead_[c].unit;
            const auto add = [&](std::uint64_t change, std::size_t left, double p) {
                auto stream = std::find_if(streams.begin(), streams.end(),
                                           [&](const Stream& known) { return known.c == c && known.change == change; });
                if (stream == streams.end()) {
                    streams.push_back({c, change, std::vector<double>(against.outcomes.size(), 0.0)});
                    stream = std::prev(streams.end());
                }
                stream->by_left[left] += p;
            };
            for (std::size_t left = 1; left < against.outcomes.size(); ++left) {
                if (against.demand < 1.0) add(gone + past_[c].unit, left, 1.0 - against.demand);
                if (against.demand == 0.0) continue;
                for (const EngagementOutcome& outcome : against.outcomes[left])
                    add(gone + (outcome.killed ? 0 : past_[c].unit) +
                            rounds_[l].unit * static_cast<std::uint64_t>(outcome.rounds) +
                            (layer.channels_can_run_out ? channels_.unit : 0),
                        left, against.demand * outcome.probability);
            }
        }
        return streams;
    }

    /// All that can come of the next threat of each state in `from`, merged in order of keys.
    void next_threat(std::size_t l, const std::vector<State>& from, std::size_t coming, std::vector<Stream>& streams,
                     std::vector<State>& next)
    {
        const PlanLayer& layer = plan_.layers[l];
        constexpr std::uint64_t ended = ~std::uint64_t{0};
        const auto settle = [&](Stream& stream) {  // at the first state, from where it is, that it can come of
            for (; stream.at < from.size(); ++stream.at) {
                const State& state = from[stream.at];
                const double first = share(stream.c, state.key, coming);
                if (first == 0.0) continue;
                const int left = std::min(layer.stock - rounds_[l].of(state.key), layer.salvo_rounds);
                stream.weight = first * stream.by_left[static_cast<std::size_t>(left)];
                if (stream.weight == 0.0 || state.moments.m0 * stream.weight < negligible) continue;
                stream.key = state.key + stream.change;
                return;
            }
            stream.key = ended;
        };
        for (Stream& stream : streams) {
            stream.at = 0;
            settle(stream);
        }
        while (true) {
            std::uint64_t key = ended;
            for (const Stream& stream : streams) key = std::min(key, stream.key);
            if (key == ended) return;
            State to{key, {}};
            for (Stream& stream : streams) {
                if (stream.key != key) continue;
                if (++steps_ > max_states_) give_up();
                to.moments.add(from[stream.at].moments, stream.weight);
                ++stream.at;
                settle(stream);
            }
            next.push_back(to);
        }
    }

    /// Probability that the next threat is of class c.
    [[nodiscard]] double share(std::size_t c, std::uint64_t key, std::size_t coming) const noexcept
    {
        const int count = ahead_[c].of(key);
        if (plan_.order == RaidOrder::shuffled) return count / static_cast<double>(coming);
        if (count == 0) return 0.0;
        for (std::size_t before = 0; before < c; ++before)
            if (ahead_[before].of(key) > 0) return 0.0;
        return 1.0;
    }

    const RaidPlan& plan_;
    std::size_t max_states_;
    std::size_t steps_ = 0;
    bool keep_rounds_;
    std::vector<std::int64_t> round_units_;
    int next_bit_ = 0;
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
    RealLeakers real(plan);
    Moments all;
    double mean_leakers = 0.0;
    double product = 0.0;
    joint.for_each_moments(plan.layers.size() - 1, [&](const std::vector<int>& past, int, const Moments& moments) {
        const int leakers = std::accumulate(past.begin(), past.end(), 0);
        for (std::size_t c = 0; c < past.size(); ++c) of_class[c][static_cast<std::size_t>(past[c])] += moments.m0;
        real.add(past, moments.m0);
        all.add(moments, 1.0);
        mean_leakers += leakers * moments.m0;
        product += leakers * moments.m1;
    });
    for (std::vector<double>& weights : of_class) totals.leakers_of_class.push_back(Pmf::from_weights(weights));
    totals.real_leakers = real.take();
    totals.variance_money = all.m2 - all.m1 * all.m1;
    totals.covariance_leakers_money = product - mean_leakers * all.m1;
    totals.lost_probability = std::abs(1.0 - all.m0);
    return totals;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
