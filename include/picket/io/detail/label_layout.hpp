// SPDX-License-Identifier: MIT
/// @file
/// Where on a map a label may stand. Not for users.
#ifndef PICKET_IO_DETAIL_LABEL_LAYOUT_HPP
#define PICKET_IO_DETAIL_LABEL_LAYOUT_HPP

#include <picket/io/detail/svg.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// Greedy placement: each label takes the cheapest of its candidates, and none where all are too dear. What is
/// placed first matters most. Labels never overlap each other or what is blocked; lines below them cost by how
/// much of them they hide.
class LabelLayout {
public:
    explicit LabelLayout(const Box& frame)
        : frame_(frame),
          columns_(1 + static_cast<std::size_t>(frame.width() / cell_px)),
          weight_(columns_ * (1 + static_cast<std::size_t>(frame.height() / cell_px)), 0.0F)
    {
    }

    /// Nothing may be put here.
    void block(const Box& box) { blocked_.push_back(box); }

    /// Labels should rather not hide this line. `weight` 1: a label half full of it is about as bad as it gets.
    ///
    /// @param reach_px  how far beside the line it is still in the way (bold lines)
    void discourage(const Polyline& line, float weight, double reach_px = 0.0)
    {
        for (std::size_t i = 1; i < line.size(); ++i) {
            const PlanePoint a = line[i - 1];
            const PlanePoint b = line[i];
            // lines arrive clipped to a little more than the frame: the steps are few
            const int steps = 1 + static_cast<int>(std::hypot(b.x - a.x, b.y - a.y) / cell_px);
            for (int k = 0; k <= steps; ++k) {
                const double t = static_cast<double>(k) / steps;
                const PlanePoint on{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
                for (double dy = -reach_px; dy <= reach_px; dy += cell_px) {
                    for (double dx = -reach_px; dx <= reach_px; dx += cell_px) {
                        const PlanePoint p{on.x + dx, on.y + dy};
                        if (!frame_.holds(p)) continue;
                        float& cell = weight_[cell_of(p)];
                        cell = std::max(cell, weight);
                    }
                }
            }
        }
    }

    /// Infinite outside the frame and on what is blocked; otherwise the mean weight of the cells covered.
    [[nodiscard]] double cost(const Box& box) const noexcept
    {
        if (!frame_.grown(-2.0).holds(box)) return HUGE_VAL;
        for (const Box& b : blocked_) {
            if (box.left < b.right && b.left < box.right && box.top < b.bottom && b.top < box.bottom) return HUGE_VAL;
        }
        double sum = 0;
        double count = 0;
        for (double y = box.top; y < box.bottom + cell_px; y += cell_px) {
            for (double x = box.left; x < box.right + cell_px; x += cell_px) {
                sum += static_cast<double>(weight_[cell_of({std::min(x, box.right), std::min(y, box.bottom)})]);
                count += 1;
            }
        }
        return sum / count;
    }

    /// Takes and blocks the cheapest candidate.
    ///
    /// @param handicap  what the i-th candidate costs beyond what it hides; may be empty
    /// @param limit     no candidate dearer than this
    [[nodiscard]] std::optional<std::size_t> place(std::span<const Box> candidates, std::span<const double> handicap,
                                                   double limit)
    {
        std::optional<std::size_t> best;
        double best_cost = limit;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const double c = cost(candidates[i]) + (i < handicap.size() ? handicap[i] : 0.0);
            if (c < best_cost) {
                best_cost = c;
                best = i;
            }
        }
        if (best) block(candidates[*best].grown(2.0));
        return best;
    }

private:
    [[nodiscard]] std::size_t cell_of(PlanePoint p) const noexcept
    {
        const auto column = static_cast<std::size_t>((p.x - frame_.left) / cell_px);
        const auto row = static_cast<std::size_t>((p.y - frame_.top) / cell_px);
        return row * columns_ + column;
    }

    static constexpr double cell_px = 3.0;
    Box frame_;
    std::size_t columns_;
    std::vector<float> weight_;
    std::vector<Box> blocked_;
};

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
