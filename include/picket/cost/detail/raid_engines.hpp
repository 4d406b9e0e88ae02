// SPDX-License-Identifier: MIT
/// @file
/// Three exact ways through a raid (docs/explain/raid.md). Money is carried by its first two moments on each state,
/// which needs no lattice of amounts: m0 = P(state), m1 = E[money; state], m2 = E[money^2; state].
#ifndef PICKET_COST_DETAIL_RAID_ENGINES_HPP
#define PICKET_COST_DETAIL_RAID_ENGINES_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/pmf.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// What all engines give.
struct RaidTotals {
    std::vector<Pmf> reached;  ///< threats that reach layer l; the last: leakers
    std::vector<Pmf> rounds;   ///< by layer
    std::vector<Pmf> leakers_of_class;
    double variance_money = 0.0;
    double covariance_leakers_money = 0.0;
    double lost_probability = 0.0;
};

/// P, E[money] and E[money^2] of a state; a state is left out where P is negligible.
struct Moments {
    double m0 = 0.0;
    double m1 = 0.0;
    double m2 = 0.0;

    void add(const Moments& other, double weight) noexcept
    {
        m0 += weight * other.m0;
        m1 += weight * other.m1;
        m2 += weight * other.m2;
    }
    /// The same state after more money was spent.
    [[nodiscard]] Moments spent(double money) const noexcept
    {
        return {m0, m1 + money * m0, m2 + money * (2.0 * m1 + money * m0)};
    }
};

/// Below this a state is dropped: of 1e8 states, 1e-22 in all.
inline constexpr double negligible = 1e-30;

// Nothing can run out: each threat goes its own way, and sums of independent ones are convolutions.

inline RaidTotals solve_independent(const RaidPlan& plan)
{
    constexpr int most_rounds = 20'000;  // in a layer; convolutions take their square
    const std::size_t layers = plan.layers.size();
    for (std::size_t l = 0; l < layers; ++l)
        if (plan.layers[l].salvo_rounds * plan.threats > most_rounds)
            refuse_field(field_item("layers", l),
                         "too many threats times rounds to be computed exactly: use Monte Carlo");
    RaidTotals totals;
    totals.reached.resize(layers + 1);
    totals.rounds.resize(layers);
    for (std::size_t c = 0; c < plan.classes.size(); ++c) {
        const int count = plan.classes[c].count;
        Moments alive{1.0, 0.0, 0.0};
        Moments dead;
        for (std::size_t l = 0; l <= layers; ++l) {
            const Pmf here = Pmf::binomial(count, std::min(1.0, alive.m0));
            totals.reached[l] = convolve(totals.reached[l], here);
            if (l == layers) {
                totals.leakers_of_class.push_back(here);
                break;
            }
            const PlanLayer& layer = plan.layers[l];
            const PlanAgainst& against = layer.against[c];
            std::vector<double> rounds(static_cast<std::size_t>(layer.salvo_rounds) + 1, 0.0);
            rounds[0] = 1.0 - alive.m0 * against.demand;
            Moments after;
            after.add(alive, 1.0 - against.demand);
            for (const EngagementOutcome& outcome : against.outcomes.back()) {
                const double p = against.demand * outcome.probability;
                rounds[static_cast<std::size_t>(outcome.rounds)] += alive.m0 * p;
                (outcome.killed ? dead : after).add(alive.spent(outcome.rounds * layer.round_cost), p);
            }
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

// One class: threats differ in nothing, so a layer needs to know how many come, and the next one how many are left.

/// P(kills, rounds spent) after e = 0, 1, ... threats have been fired at. Rows of kills, each with the band of rounds
/// in which the probabilities are not negligible.
class EngagedSequence {
public:
    /// @param most  threats fired at, at most
    EngagedSequence(const PlanLayer& layer, int most)
        : outcomes_(layer.against.front().outcomes),
          stock_(layer.stock),
          rounds_a_threat_(layer.salvo_rounds),
          stride_(static_cast<std::size_t>(layer.stock) + 1),
          now_((static_cast<std::size_t>(most) + 1) * stride_),
          next_(now_.size()),
          band_(static_cast<std::size_t>(most) + 1),
          next_band_(band_.size())
    {
        now_[0] = 1.0;
        band_[0] = {0, 1};
    }

    [[nodiscard]] int engaged() const noexcept { return engaged_; }

    /// Calls f(rounds, probability) for what is not negligible at so many kills.
    template <class F>
    void for_each_rounds(int kills, F&& f) const
    {
        const auto row = static_cast<std::size_t>(kills);
        for (int u = band_[row].begin; u < band_[row].end; ++u) f(u, now_[row * stride_ + static_cast<std::size_t>(u)]);
    }

    /// One more threat is fired at.
    void step()
    {
        const int rows = engaged_ + 1;
        for (int k = 0; k <= rows; ++k) clear(k);
        for (int k = 0; k < rows; ++k) spread(k);
        for (int k = 0; k <= rows; ++k) trim(next_band_[static_cast<std::size_t>(k)], k);
        std::swap(now_, next_);
        std::swap(band_, next_band_);
        ++engaged_;
    }

private:
    struct Band {
        int begin = 0;
        int end = 0;
    };

    void clear(int k)
    {
        const auto row = static_cast<std::size_t>(k);
        Band wide{std::numeric_limits<int>::max(), 0};
        for (std::size_t from = k > 0 ? row - 1 : row; from <= row; ++from) {
            if (static_cast<int>(from) > engaged_ || band_[from].begin >= band_[from].end) continue;
            wide.begin = std::min(wide.begin, band_[from].begin);
            wide.end = std::max(wide.end, std::min(stock_ + 1, band_[from].end + rounds_a_threat_));
        }
        if (wide.end == 0) wide.begin = 0;
        next_band_[row] = wide;
        std::fill(next_.begin() + static_cast<std::ptrdiff_t>(row * stride_) + wide.begin,
                  next_.begin() + static_cast<std::ptrdiff_t>(row * stride_) + wide.end, 0.0);
    }

    void spread(int k)
    {
        const auto row = static_cast<std::size_t>(k);
        const Band band = band_[row];
        const double* const from = now_.data() + row * stride_;
        double* const same = next_.data() + row * stride_;
        double* const more = same + stride_;
        const int plenty = std::min(band.end, std::max(band.begin, stock_ - rounds_a_threat_ + 1));
        for (const EngagementOutcome& outcome : outcomes_.back()) {
            double* const to = (outcome.killed ? more : same) + outcome.rounds;
            for (int u = band.begin; u < plenty; ++u) to[u] += outcome.probability * from[u];
        }
        for (int u = plenty; u < band.end; ++u)
            for (const EngagementOutcome& outcome : outcomes_[static_cast<std::size_t>(stock_ - u)])
                (outcome.killed ? more : same)[u + outcome.rounds] += outcome.probability * from[u];
    }

    void trim(Band& band, int k) const
    {
        const double* const row = next_.data() + static_cast<std::size_t>(k) * stride_;
        while (band.begin < band.end && row[band.begin] < negligible) ++band.begin;
        while (band.begin < band.end && row[band.end - 1] < negligible) --band.end;
    }

    const std::vector<std::vector<EngagementOutcome>>& outcomes_;
    int stock_;
    int rounds_a_threat_;
    int engaged_ = 0;
    std::size_t stride_;
    std::vector<double> now_;
    std::vector<double> next_;
    std::vector<Band> band_;
    std::vector<Band> next_band_;
};

inline std::vector<double> probabilities_of(const std::vector<Moments>& states)
{
    std::vector<double> p;
    p.reserve(states.size());
    for (const Moments& state : states) p.push_back(state.m0);
    return p;
}

inline RaidTotals solve_one_class(const RaidPlan& plan)
{
    constexpr int most_threats = 1'000;
    constexpr double most_cells = 8e6;  // of EngagedSequence: 128 MB
    const int n_max = plan.threats;
    if (n_max > most_threats)
        refuse_field("threats", "more than " + std::to_string(most_threats) +
                                    " are not computed exactly where rounds or channels run out: use Monte Carlo");
    const auto width = static_cast<std::size_t>(n_max) + 1;

    RaidTotals totals;
    std::vector<Moments> arrive(width);  // by how many
    arrive.back().m0 = 1.0;
    totals.reached.push_back(Pmf::certain(n_max));
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const PlanLayer& layer = plan.layers[l];
        if ((layer.channels + 1.0) * (layer.stock + 1.0) > most_cells)
            refuse_field(field_item("layers", l),
                         "too many threats times rounds to be computed exactly: use Monte Carlo");

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
                    const double spent = u * layer.round_cost;
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

// Several classes and something that can run out: threat by threat, on the counts of all classes together.

/// A state is a number in mixed radix: for each class those past the layer and those yet to come, then the rounds that
/// each layer has spent, then the channels in use at this layer. Without `keep_rounds` the layers share one digit for
/// rounds, and money is all that is remembered of layers behind.
class JointRaid {
public:
    /// @param plan  kept by reference
    JointRaid(const RaidPlan& plan, std::size_t max_states, bool keep_rounds)
        : plan_(plan), max_states_(max_states), keep_rounds_(keep_rounds)
    {
        for (const RaidClass& group : plan.classes) {
            past_.push_back(digit(group.count));
            ahead_.push_back(digit(group.count));
        }
        int most_stock = 0;
        int most_channels = 0;
        for (const PlanLayer& layer : plan.layers) {
            most_stock = std::max(most_stock, layer.stock);
            if (layer.channels < plan.threats) most_channels = std::max(most_channels, layer.channels);
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
            pass(l);
            after_layer(l);
            for (State& state : states_) {
                const int spent = rounds_[l].of(state.key);
                state.moments = state.moments.spent(spent * plan_.layers[l].round_cost);
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
        [[nodiscard]] int of(std::uint64_t key) const noexcept { return static_cast<int>(key / unit % radix); }
    };
    struct State {
        std::uint64_t key;
        Moments moments;
    };

    [[noreturn]] static void give_up()
    {
        refuse_field("threats", "too many kinds, threats and rounds to be computed exactly together: use Monte Carlo");
    }

    Digit digit(int most)
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
        for (std::size_t coming = waiting.size() - 1; coming > 0; --coming) {
            merge(waiting[coming]);
            for (const State& state : waiting[coming]) next_threat(l, state, coming, waiting[coming - 1]);
            waiting[coming] = {};
        }
        merge(waiting[0]);
        states_ = std::move(waiting[0]);
    }

    void next_threat(std::size_t l, const State& state, std::size_t coming, std::vector<State>& next)
    {
        const PlanLayer& layer = plan_.layers[l];
        const int left = layer.stock - rounds_[l].of(state.key);
        const bool counts_channels = layer.channels < plan_.threats;
        const bool can_fire = left > 0 && (!counts_channels || channels_.of(state.key) < layer.channels);
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
            go(through, can_fire ? first * (1.0 - against.demand) : first);
            if (can_fire && against.demand > 0.0) {
                for (const EngagementOutcome& outcome :
                     against.outcomes[static_cast<std::size_t>(std::min(left, layer.salvo_rounds))])
                    go((outcome.killed ? gone : through) +
                           rounds_[l].unit * static_cast<std::uint64_t>(outcome.rounds) +
                           (counts_channels ? channels_.unit : 0),
                       first * against.demand * outcome.probability);
            }
            if (plan_.order == RaidOrder::as_listed) break;
        }
    }

    const RaidPlan& plan_;
    std::size_t max_states_;
    std::size_t steps_ = 0;
    bool keep_rounds_;
    std::uint64_t next_unit_ = 1;
    std::vector<Digit> past_;
    std::vector<Digit> ahead_;
    std::vector<Digit> rounds_;
    Digit channels_;
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
