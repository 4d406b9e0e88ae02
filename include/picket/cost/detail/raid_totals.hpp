// SPDX-License-Identifier: MIT
/// @file
/// What every exact way through a raid gives. Money is carried by its first two moments on each state, which needs no
/// lattice of amounts: m0 = P(state), m1 = E[money; state], m2 = E[money^2; state].
#ifndef PICKET_COST_DETAIL_RAID_TOTALS_HPP
#define PICKET_COST_DETAIL_RAID_TOTALS_HPP

#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/pmf.hpp>

#include <algorithm>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// What all engines give.
struct RaidTotals {
    std::vector<Pmf> reached;  ///< threats that reach layer l; the last: leakers
    std::vector<Pmf> rounds;   ///< by layer
    std::vector<Pmf> leakers_of_class;
    Pmf real_leakers;  ///< of all that are no decoys; left empty where all are
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
    /// The same state after more money was spent. What is added may be the difference from a fixed sum near the mean:
    /// then the variance is no small difference of large squares.
    [[nodiscard]] Moments spent(double money) const noexcept
    {
        return {m0, m1 + money * m0, m2 + money * (2.0 * m1 + money * m0)};
    }
};

/// Below this a state is dropped: of 1e8 states, 1e-22 in all.
inline constexpr double negligible = 1e-30;

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
