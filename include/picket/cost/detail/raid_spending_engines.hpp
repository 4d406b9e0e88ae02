// SPDX-License-Identifier: MIT
/// @file
/// Leakers and money together, in the three exact ways of raid.hpp (docs/explain/raid.md).
#ifndef PICKET_COST_DETAIL_RAID_SPENDING_ENGINES_HPP
#define PICKET_COST_DETAIL_RAID_SPENDING_ENGINES_HPP

#include <picket/cost/detail/engaged_sequence.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_counts.hpp>
#include <picket/cost/detail/raid_engines.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/detail/spending_grid.hpp>
#include <picket/cost/pmf.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// What one computation may take.
class SpendingBudget {
public:
    explicit SpendingBudget(std::size_t max_products) : products_left_(max_products) {}

    void take_products(std::size_t products)
    {
        if (products > products_left_) give_up();
        products_left_ -= products;
    }
    /// Makes room in a band of the grid that is being filled.
    void cover(AmountBand& band, std::int64_t from, std::int64_t to)
    {
        const std::int64_t before = band.end() - band.begin;
        const std::int64_t after = before == 0 ? to - from : std::max(to, band.end()) - std::min(from, band.begin);
        cells_ += static_cast<std::size_t>(after - before);
        if (cells_ > most_cells) give_up();
        band.cover(from, to);
    }
    void new_grid() noexcept { cells_ = 0; }

private:
    static constexpr std::size_t most_cells = 30'000'000;  // 240 MB

    [[noreturn]] static void give_up()
    {
        refuse_field("layers",
                     "too many amounts of money to be computed exactly: give a greater money_unit, or use "
                     "Monte Carlo");
    }

    std::size_t products_left_;
    std::size_t cells_ = 0;
};

// One class. Behind each layer: how many are left, how much is spent.

/// One layer's part: out(n - kills, u + rounds) += in(n, u) T_n(kills, rounds), T_n mixed of EngagedSequence's tables.
class SpendingLayer {
public:
    /// @param stretch  what one unit of `arrive` is in units of the result
    /// @param round    what one round costs, in those too
    SpendingLayer(const PlanLayer& layer, const SpendingGrid& arrive, std::int64_t stretch, std::int64_t round,
                  SpendingBudget& budget)
        : arrive_(arrive), stretch_(stretch), round_(round), budget_(budget), leave_(arrive.size())
    {
        budget.new_grid();
        std::vector<Mixing> mixings;
        int last = 0;
        for (std::size_t n = 0; n < arrive.size(); ++n) {
            if (arrive[n].p.empty()) continue;
            mixings.emplace_back(static_cast<int>(n), arrive[n], layer);
            last = std::max(last, mixings.back().last);
        }
        EngagedSequence sequence(layer, last);
        for (int e = 0;; sequence.step(), ++e) {
            for (Mixing& mixing : mixings) {
                if (e < mixing.first || e > mixing.last) continue;
                const double weight = mixing.fired_at[static_cast<std::size_t>(e)];
                mixing.kills.resize(static_cast<std::size_t>(e) + 1);
                for (int k = 0; k <= e; ++k) {
                    const std::span<const double> q = sequence.probabilities(k);
                    const int begin = sequence.first_rounds(k);
                    AmountBand& table = mixing.kills[static_cast<std::size_t>(k)];
                    if (q.empty()) continue;
                    table.cover(begin, begin + static_cast<int>(q.size()));
                    double* const to = table.p.data() + (begin - table.begin);
                    for (std::size_t i = 0; i < q.size(); ++i) to[i] += weight * q[i];
                }
                if (e == mixing.last) {
                    apply(mixing);
                    mixing.kills = {};
                }
            }
            if (e == last) break;
        }
        for (AmountBand& band : leave_) band.trim(negligible_product * 1e-3);
    }

    [[nodiscard]] SpendingGrid result() && { return std::move(leave_); }

private:
    /// n arrive: how many of them are fired at, and the table of kills and rounds mixed by that.
    struct Mixing {
        int n;
        int first = 0;
        int last = 0;
        std::vector<double> fired_at;
        std::vector<AmountBand> kills;

        Mixing(int arrivals, const AmountBand& band, const PlanLayer& layer) : n(arrivals)
        {
            const int most = std::min(n, layer.channels);
            fired_at.assign(static_cast<std::size_t>(most) + 1, 0.0);
            const Pmf wanted = Pmf::binomial(n, layer.against.front().demand);
            for (int d = 0; d <= n; ++d) fired_at[static_cast<std::size_t>(std::min(d, most))] += wanted.probability(d);
            const double peak = *std::max_element(band.p.begin(), band.p.end());
            const auto matters = [&](int e) {
                return fired_at[static_cast<std::size_t>(e)] * peak >= negligible_product;
            };
            last = most;
            while (last > 0 && !matters(last)) --last;
            while (first < last && !matters(first)) ++first;
        }
    };

    void apply(const Mixing& mixing)
    {
        const AmountBand& in = arrive_[static_cast<std::size_t>(mixing.n)];
        const BandFactor factor(in);
        for (std::size_t k = 0; k < mixing.kills.size(); ++k) {
            AmountBand table = mixing.kills[k];
            table.trim(negligible_product / factor.peak());
            if (table.p.empty()) continue;
            AmountBand& out = leave_[static_cast<std::size_t>(mixing.n) - k];
            budget_.cover(out, in.begin * stretch_ + table.begin * round_,
                          (in.end() - 1) * stretch_ + (table.end() - 1) * round_ + 1);
            std::size_t products = 0;
            for (std::size_t i = 0; i < table.p.size(); ++i)
                products +=
                    factor.add_to(out, table.p[i], stretch_, (table.begin + static_cast<std::int64_t>(i)) * round_);
            budget_.take_products(products);
        }
    }

    const SpendingGrid& arrive_;
    std::int64_t stretch_;
    std::int64_t round_;
    SpendingBudget& budget_;
    SpendingGrid leave_;
};

/// Amounts are multiples of the greatest common divisor of the rounds so far: no cells for what cannot be.
inline SpendingGrid spending_one_class(const RaidPlan& plan, const std::vector<std::int64_t>& round_units,
                                       SpendingBudget& budget)
{
    check_one_class_size(plan);
    SpendingGrid grid(static_cast<std::size_t>(plan.threats) + 1);
    grid.back() = {0, {1.0}};
    std::int64_t step = 0;  // the divisor; 0: nothing has been spent
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const std::int64_t before = step;
        step = std::gcd(step, round_units[l]);
        const std::int64_t by = std::max<std::int64_t>(step, 1);
        grid = SpendingLayer(plan.layers[l], grid, before == 0 ? 1 : before / by, round_units[l] / by, budget).result();
    }
    for (AmountBand& band : grid) {
        if (step <= 1 || band.p.empty()) continue;
        AmountBand wide{band.begin * step, {}};
        budget.new_grid();
        budget.cover(wide, band.begin * step, (band.end() - 1) * step + 1);
        for (std::size_t i = 0; i < band.p.size(); ++i) wide.p[i * static_cast<std::size_t>(step)] = band.p[i];
        band = std::move(wide);
    }
    return grid;
}

// Independent threats. One threat's joint polynomial to a power: of n that are alike j leak, and each of these spent as
// a leaker does, each of the others as a killed one does.

using Amounts = std::map<std::int64_t, double>;

/// The sums of 0 ... most of independent amounts alike, of which those from `least` on are kept.
inline std::vector<AmountBand> amount_powers(const Amounts& amounts, int least, int most, SpendingBudget& budget)
{
    std::vector<AmountBand> powers;
    double total = 0.0;
    for (const auto& [amount, p] : amounts) total += p;
    AmountBand power{0, {1.0}};
    for (int i = 0;; ++i) {
        if (i >= least) powers.push_back(power);
        if (i == most) return powers;
        const BandFactor factor(power);
        AmountBand next;
        budget.new_grid();
        if (!amounts.empty())
            budget.cover(next, power.begin + amounts.begin()->first, power.end() + amounts.rbegin()->first);
        for (const auto& [amount, p] : amounts) budget.take_products(factor.add_to(next, p / total, 1, amount));
        next.trim(negligible_product);
        power = std::move(next);
    }
}

inline SpendingGrid spending_of_class(const RaidPlan& plan, std::size_t c, const std::vector<std::int64_t>& round_units,
                                      SpendingBudget& budget)
{
    Amounts alive{{0, 1.0}};
    Amounts killed;
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const PlanAgainst& against = plan.layers[l].against[c];
        Amounts after;
        for (const auto& [amount, p] : alive) {
            if (against.demand < 1.0) after[amount] += p * (1.0 - against.demand);
            if (against.demand == 0.0) continue;
            for (const EngagementOutcome& outcome : against.outcomes.back())
                (outcome.killed ? killed : after)[amount + outcome.rounds * round_units[l]] +=
                    p * against.demand * outcome.probability;
            budget.take_products(100 * against.outcomes.back().size());  // a map's node: some hundred times a product
        }
        alive = std::move(after);
    }
    double leak = 0.0;
    for (const auto& [amount, p] : alive) leak += p;
    const int n = plan.classes[c].count;
    const Pmf leakers = Pmf::binomial(n, std::min(leak, 1.0));
    int first = 0;
    int last = n;
    while (last > 0 && leakers.probability(last) < negligible_product) --last;
    while (first < last && leakers.probability(first) < negligible_product) ++first;

    const std::vector<AmountBand> of_leakers = amount_powers(alive, first, last, budget);
    const std::vector<AmountBand> of_killed = amount_powers(killed, n - last, n - first, budget);
    SpendingGrid grid(static_cast<std::size_t>(n) + 1);
    budget.new_grid();
    for (int j = first; j <= last; ++j) {
        const AmountBand& a = of_leakers[static_cast<std::size_t>(j - first)];
        const AmountBand& b = of_killed[static_cast<std::size_t>(last - j)];
        if (a.p.empty() || b.p.empty()) continue;
        AmountBand& out = grid[static_cast<std::size_t>(j)];
        budget.cover(out, a.begin + b.begin, a.end() + b.end() - 1);
        const BandFactor factor(b);
        for (std::size_t i = 0; i < a.p.size(); ++i)
            budget.take_products(
                factor.add_to(out, leakers.probability(j) * a.p[i], 1, a.begin + static_cast<std::int64_t>(i)));
        out.trim(negligible_product);
    }
    return grid;
}

inline SpendingGrid spending_independent(const RaidPlan& plan, const std::vector<std::int64_t>& round_units,
                                         SpendingBudget& budget)
{
    SpendingGrid all{{0, {1.0}}};
    for (std::size_t c = 0; c < plan.classes.size(); ++c) {
        const SpendingGrid one = spending_of_class(plan, c, round_units, budget);
        SpendingGrid both(all.size() + one.size() - 1);
        budget.new_grid();
        for (std::size_t j = 0; j < one.size(); ++j) {
            if (one[j].p.empty()) continue;
            const BandFactor factor(one[j]);
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (all[i].p.empty()) continue;
                budget.cover(both[i + j], one[j].begin + all[i].begin, one[j].end() + all[i].end() - 1);
                std::size_t products = 0;
                for (std::size_t u = 0; u < all[i].p.size(); ++u)
                    products += factor.add_to(both[i + j], all[i].p[u], 1, all[i].begin + static_cast<std::int64_t>(u));
                budget.take_products(products);
            }
        }
        for (AmountBand& band : both) band.trim(negligible_product);
        all = std::move(both);
    }
    return all;
}

inline SpendingGrid spending_joint(const RaidPlan& plan, const std::vector<std::int64_t>& round_units,
                                   std::size_t max_states, SpendingBudget& budget)
{
    JointRaid joint(plan, max_states, false, round_units);
    joint.run();
    SpendingGrid grid(static_cast<std::size_t>(plan.threats) + 1);
    joint.for_each_units([&](int leakers, std::int64_t units, double p) {
        AmountBand& band = grid[static_cast<std::size_t>(leakers)];
        budget.cover(band, units, units + 1);
        band.p[static_cast<std::size_t>(units - band.begin)] += p;
    });
    return grid;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
