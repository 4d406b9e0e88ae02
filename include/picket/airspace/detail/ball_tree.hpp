// SPDX-License-Identifier: MIT
/// @file
/// Which of many balls come within a distance of a place: a tree of balls, for the neighbours of a track.
#ifndef PICKET_AIRSPACE_DETAIL_BALL_TREE_HPP
#define PICKET_AIRSPACE_DETAIL_BALL_TREE_HPP

#include <picket/airspace/detail/curve_blocks.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Immutable. Queries allocate nothing.
class BallTree {
public:
    BallTree() = default;
    explicit BallTree(std::span<const Ball> balls)
    {
        std::vector<std::uint32_t> order(balls.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
        nodes_.reserve(2 * balls.size() + 1);
        if (!order.empty()) build(balls, order);
    }

    /// Calls found(std::uint32_t ball) for each ball that comes within reach_m of a place, in the tree's order.
    template <class Found>
    void for_each_within(const Ecef& place_m, double reach_m, Found&& found) const
    {
        // depth first, by skipping: a node's subtree ends at `end`
        for (std::uint32_t i = 0; i < nodes_.size();) {
            const Node& node = nodes_[i];
            if (chord_m(place_m, node.ball.centre_m) - node.ball.radius_m > reach_m) {
                i = node.end;
            } else {
                if (node.item != inner) found(node.item);
                ++i;
            }
        }
    }

private:
    static constexpr std::uint32_t inner = 0xffffffffU;
    struct Node {
        Ball ball;
        std::uint32_t item;
        std::uint32_t end;  ///< first node after this one's subtree
    };

    void build(std::span<const Ball> balls, std::span<std::uint32_t> items)
    {
        const std::size_t self = nodes_.size();
        if (items.size() == 1) {
            nodes_.push_back({balls[items[0]], items[0], static_cast<std::uint32_t>(self + 1)});
            return;
        }
        Ecef low{balls[items[0]].centre_m};
        Ecef high = low;
        for (const std::uint32_t i : items) {
            const Ecef& c = balls[i].centre_m;
            low = {std::min(low.x, c.x), std::min(low.y, c.y), std::min(low.z, c.z)};
            high = {std::max(high.x, c.x), std::max(high.y, c.y), std::max(high.z, c.z)};
        }
        Ball around{{0.5 * (low.x + high.x), 0.5 * (low.y + high.y), 0.5 * (low.z + high.z)}, 0.0};
        for (const std::uint32_t i : items)
            around.radius_m =
                std::max(around.radius_m, chord_m(around.centre_m, balls[i].centre_m) + balls[i].radius_m);
        around.radius_m += 1e-3;  // rounding
        nodes_.push_back({around, inner, 0});
        const Ecef size = minus(high, low);
        const double Ecef::*axis = size.x >= size.y && size.x >= size.z ? &Ecef::x
                                   : size.y >= size.z                   ? &Ecef::y
                                                                        : &Ecef::z;
        const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
        // ties by number, so that the tree is the same everywhere
        std::nth_element(items.begin(), middle, items.end(), [&](std::uint32_t a, std::uint32_t b) {
            const double va = balls[a].centre_m.*axis;
            const double vb = balls[b].centre_m.*axis;
            return va != vb ? va < vb : a < b;
        });
        const std::size_t half = items.size() / 2;
        build(balls, items.subspan(0, half));
        build(balls, items.subspan(half));
        nodes_[self].end = static_cast<std::uint32_t>(nodes_.size());
    }

    std::vector<Node> nodes_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
