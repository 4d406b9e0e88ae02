// SPDX-License-Identifier: MIT
/// @file
/// Leakers and money of a raid together, exactly: what is the chance that at most ten leak and two million are enough?
///
/// Money is counted in whole units: the greatest amount of which every layer's round cost is a whole multiple, or one
/// that is given. Then each probability is that of one amount, and nothing is binned. docs/explain/raid.md
#ifndef PICKET_COST_RAID_SPENDING_HPP
#define PICKET_COST_RAID_SPENDING_HPP

#include <picket/cost/detail/money_lattice.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/detail/raid_spending_engines.hpp>
#include <picket/cost/detail/spending_grid.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_scenario.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

struct RaidSpendingOptions {
    /// The unit that money is counted in. Round costs that are no whole multiples of it are rounded to the nearest:
    /// RaidSpending::rounding_bound says what that can do. Without: the greatest that all are multiples of.
    std::optional<double> money_unit{};
    /// Steps that RaidMethod::joint may take, as RaidOptions::max_states.
    std::size_t max_states = 100'000'000;
    /// Products that all methods may take where grids are added up, at about one a nanosecond.
    std::size_t max_products = 20'000'000'000;
};

/// The joint distribution of leakers, of all kinds together (decoys are among them), and money spent on rounds.
///
/// Guarantees  probabilities are divided by their sum, as those of Pmf are; none is negative
/// Accuracy    of each (leakers, amount): 1e-12 [tests/differential/cost_raid]
/// Cost        queries noexcept unless they return a container; O(cells) where not said
class RaidSpending {
public:
    /// @param grid  by leakers; not all empty
    RaidSpending(RaidMethod method, double unit, double rounding_bound, detail::SpendingGrid grid)
        : method_(method), unit_(unit), rounding_bound_(rounding_bound), grid_(std::move(grid))
    {
        double total = 0.0;
        for (const detail::AmountBand& band : grid_) total += band.sum();
        lost_probability_ = std::abs(1.0 - total);
        for (detail::AmountBand& band : grid_)
            for (double& p : band.p) p /= total;
    }

    [[nodiscard]] RaidMethod method() const noexcept { return method_; }
    /// All amounts are whole multiples of it.
    [[nodiscard]] double unit() const noexcept { return unit_; }
    /// No outcome's money is farther from what was asked for: 0 up to rounding where the costs are multiples of the
    /// unit.
    [[nodiscard]] double rounding_bound() const noexcept { return rounding_bound_; }
    /// 1 less the sum of the probabilities before they were divided by it: products below 1e-24 are left out, the rest
    /// is rounding. At most 1e-11 [tests/property/cost_raid_spending]
    [[nodiscard]] double lost_probability() const noexcept { return lost_probability_; }
    /// Threats in all.
    [[nodiscard]] int threats() const noexcept { return static_cast<int>(grid_.size()) - 1; }
    /// Pairs (leakers, amount) that are kept.
    [[nodiscard]] std::size_t cells() const noexcept
    {
        std::size_t cells = 0;
        for (const detail::AmountBand& band : grid_) cells += band.p.size();
        return cells;
    }

    /// That exactly so many leak for exactly the nearest multiple of the unit. O(1)
    [[nodiscard]] double probability(int leakers, double money) const noexcept
    {
        const double units = std::round(money / unit_);
        if (leakers < 0 || leakers > threats() || !(std::abs(units) < 9e15)) return 0.0;
        const detail::AmountBand& band = grid_[static_cast<std::size_t>(leakers)];
        const auto at = static_cast<std::int64_t>(units);
        return at < band.begin || at >= band.end() ? 0.0 : band.p[static_cast<std::size_t>(at - band.begin)];
    }

    /// That no more leak and no more is spent; of NaN money, NaN. At most 1.
    [[nodiscard]] double probability_within(int leakers, double money) const noexcept
    {
        if (std::isnan(money)) return money;
        const double units = std::floor(money / unit_ * (1.0 + 1e-12));  // 0.3 is to hold three times 0.1
        double sum = 0.0;
        for (std::size_t n = 0; n < grid_.size() && static_cast<int>(n) <= leakers; ++n)
            for (std::size_t i = 0; i < grid_[n].p.size(); ++i)
                if (static_cast<double>(grid_[n].begin) + static_cast<double>(i) <= units) sum += grid_[n].p[i];
        return std::min(sum, 1.0);
    }

    [[nodiscard]] Pmf leakers() const
    {
        std::vector<double> p;
        p.reserve(grid_.size());
        for (const detail::AmountBand& band : grid_) p.push_back(band.sum());
        return Pmf::from_weights(std::move(p));
    }

    /// The distribution of money: amounts in rising order, those of probability 0 left out.
    [[nodiscard]] std::vector<MoneyProbability> money() const
    {
        std::map<std::int64_t, double> all;
        for (const detail::AmountBand& band : grid_) add(all, band);
        return amounts(all);
    }
    /// P(so many leak and this amount), by amounts in rising order. Divided by leakers().probability(leakers) it is the
    /// distribution of money where so many leak.
    [[nodiscard]] std::vector<MoneyProbability> money_with(int leakers) const
    {
        std::map<std::int64_t, double> some;
        if (leakers >= 0 && leakers <= threats()) add(some, grid_[static_cast<std::size_t>(leakers)]);
        return amounts(some);
    }
    /// The least amount that suffices with probability q; the greatest there is for q >= 1, NaN for NaN.
    [[nodiscard]] double money_quantile(double q) const
    {
        if (std::isnan(q)) return q;
        double sum = 0.0;
        double last = 0.0;
        for (const MoneyProbability& amount : money()) {
            sum += amount.probability;
            last = amount.money;
            if (q < 1.0 && sum >= q) break;
        }
        return last;
    }

    /// Calls f(leakers, money, probability) for every pair that is not of probability 0, by leakers, then by money.
    template <class F>
    void for_each(F&& f) const
    {
        for (std::size_t n = 0; n < grid_.size(); ++n)
            for (std::size_t i = 0; i < grid_[n].p.size(); ++i)
                if (grid_[n].p[i] > 0.0)
                    f(static_cast<int>(n), amount(grid_[n].begin + static_cast<std::int64_t>(i)), grid_[n].p[i]);
    }

    [[nodiscard]] double mean_money() const noexcept
    {
        double mean = 0.0;
        for_each([&](int, double money, double p) { mean += money * p; });
        return mean;
    }
    [[nodiscard]] double variance_money() const noexcept
    {
        const double mean = mean_money();
        double square = 0.0;
        for_each([&](int, double money, double p) { square += (money - mean) * (money - mean) * p; });
        return square;
    }
    [[nodiscard]] double covariance_leakers_money() const noexcept
    {
        const double mean = mean_money();
        double product = 0.0;
        for_each([&](int leakers, double money, double p) { product += leakers * (money - mean) * p; });
        return product;
    }

private:
    [[nodiscard]] double amount(std::int64_t units) const noexcept { return static_cast<double>(units) * unit_; }

    static void add(std::map<std::int64_t, double>& sums, const detail::AmountBand& band)
    {
        for (std::size_t i = 0; i < band.p.size(); ++i)
            if (band.p[i] > 0.0) sums[band.begin + static_cast<std::int64_t>(i)] += band.p[i];
    }
    [[nodiscard]] std::vector<MoneyProbability> amounts(const std::map<std::int64_t, double>& sums) const
    {
        std::vector<MoneyProbability> list;
        list.reserve(sums.size());
        for (const auto& [units, p] : sums) list.push_back({amount(units), p});
        return list;
    }

    RaidMethod method_;
    double unit_;
    double rounding_bound_;
    double lost_probability_ = 0.0;
    detail::SpendingGrid grid_;
};

namespace detail {

inline RaidSpending solve_spending(const RaidScenario& scenario, const std::vector<double>& round_costs,
                                   const RaidSpendingOptions& options)
{
    const RaidPlan plan(scenario, true);
    const MoneyLattice lattice(round_costs, options.money_unit);
    double bound = 0.0;
    for (std::size_t l = 0; l < plan.layers.size(); ++l) bound += plan.layers[l].stock * lattice.off[l];
    SpendingBudget budget(options.max_products);
    const RaidMethod method = raid_method(plan);
    SpendingGrid grid = method == RaidMethod::independent ? spending_independent(plan, lattice.units, budget)
                        : method == RaidMethod::one_class
                            ? spending_one_class(plan, lattice.units, budget)
                            : spending_joint(plan, lattice.units, options.max_states, budget);
    return {method, lattice.unit, bound, std::move(grid)};
}

}  // namespace detail

/// Leakers and money.
///
/// Guarantees  its marginal distributions, means, variance and covariance are those of solve_raid()
///             [tests/property/cost_raid_spending]
/// Cost        500 threats, 5 layers, all magazines too small: bench/micro/raid
/// Errors      as solve_raid(); DomainError where the round costs share no unit and none is given, and where there are
///             too many amounts: both say what to do
[[nodiscard]] inline RaidSpending leakers_and_money(const RaidScenario& scenario,
                                                    const RaidSpendingOptions& options = {})
{
    std::vector<double> costs;
    for (std::size_t l = 0; l < scenario.layers.size(); ++l) {
        costs.push_back(scenario.layers[l].round_cost);
        detail::check_money(detail::field_item("layers", l) + ".round_cost", costs.back());
    }
    return detail::solve_spending(scenario, costs, options);
}

/// Leakers and rounds of all layers together: what leakers_and_money() gives where every round costs 1.
[[nodiscard]] inline RaidSpending leakers_and_rounds(const RaidScenario& scenario, RaidSpendingOptions options = {})
{
    options.money_unit = 1.0;
    return detail::solve_spending(scenario, std::vector<double>(scenario.layers.size(), 1.0), options);
}

}  // namespace v0
}  // namespace picket

#endif
