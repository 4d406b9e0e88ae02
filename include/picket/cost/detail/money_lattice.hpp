// SPDX-License-Identifier: MIT
/// @file
/// Amounts of money as whole numbers of a unit that several costs share.
#ifndef PICKET_COST_DETAIL_MONEY_LATTICE_HPP
#define PICKET_COST_DETAIL_MONEY_LATTICE_HPP

#include <picket/cost/detail/field_check.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// The greatest amount of which all costs are whole multiples, by Euclid's algorithm; a remainder below a part in 1e9
/// of the greatest cost counts as none, for 0.3 is no whole multiple of 0.1 in binary. 1 where all are 0.
///
/// @return  0 where there is none of 1e-8 of the greatest cost or more, each cost within a part in 1e12 of its multiple
[[nodiscard]] inline double common_unit(const std::vector<double>& costs)
{
    const double greatest = costs.empty() ? 0.0 : *std::max_element(costs.begin(), costs.end());
    if (greatest == 0.0) return 1.0;
    double unit = greatest;
    for (const double cost : costs) {
        double other = cost;
        while (other > 1e-9 * greatest) {
            const double rest = std::abs(std::remainder(unit, other));
            unit = other;
            other = rest;
        }
    }
    if (unit < 1e-8 * greatest) return 0.0;
    unit = greatest / std::round(greatest / unit);  // what Euclid's remainders lost
    for (const double cost : costs)
        if (std::abs(cost - std::round(cost / unit) * unit) > 1e-12 * cost) return 0.0;
    return unit;
}

struct MoneyLattice {
    double unit;
    std::vector<std::int64_t> units;  ///< of each cost
    std::vector<double> off;          ///< by how much each cost is not that many units

    /// @param unit  found where not given
    MoneyLattice(const std::vector<double>& costs, std::optional<double> given) : unit(given.value_or(0.0))
    {
        if (given) {
            check_not_negative("money_unit", unit);
            if (unit == 0.0) refuse_field("money_unit", "it is 0");
        } else {
            unit = common_unit(costs);
            if (unit == 0.0) refuse_field("layers", "round costs share no unit of money: give money_unit");
        }
        for (std::size_t i = 0; i < costs.size(); ++i) {
            const double multiple = std::round(costs[i] / unit);
            if (multiple > 1e12) refuse_field("money_unit", number_text(unit) + " is too small for the costs");
            units.push_back(static_cast<std::int64_t>(multiple));
            off.push_back(std::abs(costs[i] - multiple * unit));
        }
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
