// SPDX-License-Identifier: MIT
/// @file
/// Leakers that are no decoys, from the leakers of each class.
#ifndef PICKET_COST_DETAIL_REAL_LEAKERS_HPP
#define PICKET_COST_DETAIL_REAL_LEAKERS_HPP

#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/pmf.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Sums up how many of the leakers are no decoys. Of a class of both, which ones leak is a draw without replacement.
class RealLeakers {
public:
    /// @param plan  kept by reference
    explicit RealLeakers(const RaidPlan& plan)
        : plan_(plan), draws_(plan.classes.size()), weights_(static_cast<std::size_t>(plan.real) + 1, 0.0)
    {
        for (std::size_t c = 0; c < draws_.size(); ++c) {
            const RaidClass& group = plan.classes[c];
            for (int n = 0; n <= group.count && group.real > 0 && group.real < group.count; ++n)
                draws_[c].push_back(Pmf::hypergeometric(group.count, group.real, n));
        }
    }

    /// So many leak of each class, with probability p.
    void add(const std::vector<int>& leakers, double p) { add(leakers, 0, 0, p); }

    [[nodiscard]] Pmf take() { return Pmf::from_weights(std::move(weights_)); }

private:
    /// @param known  real leakers of the classes before c
    void add(const std::vector<int>& leakers, std::size_t c, int known, double p)
    {
        for (; c < leakers.size(); ++c) {
            const auto n = static_cast<std::size_t>(leakers[c]);
            if (draws_[c].empty()) {
                if (plan_.classes[c].real > 0) known += leakers[c];
                continue;
            }
            const Pmf& draw = draws_[c][n];
            for (int k = 0; k <= draw.max(); ++k)
                if (draw.probability(k) > 0.0) add(leakers, c + 1, known + k, p * draw.probability(k));
            return;
        }
        weights_[static_cast<std::size_t>(known)] += p;
    }

    const RaidPlan& plan_;
    std::vector<std::vector<Pmf>> draws_;  ///< of classes of both, by how many leak
    std::vector<double> weights_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
