// SPDX-License-Identifier: MIT
/// @file
/// Cuts chords into cells and ties what lies in one cell together to a closed chain.
///
///      +---------+---------+     CellClipper: each chord is cut at the cells' sides, enlarged by index_margin
///      |       __|__--*    |     steps, so that a cell holds all that comes near it.
///      |   *---  |         |     chain_of: the pieces of one cell are joined end to end; where the boundary
///      |  /      |         |     leaves the cell and comes in again, the chain is led round the outside of the
///      +---------+---------+     enlarged cell, and to its top left corner where it ends on the left.
///
/// Which way round the outside does not matter: another way round changes the parity of every place of the cell
/// alike, and the cell's `flip` is found afterwards from the finished chain. On the right, above and below, an
/// edge is never west of a place of the cell, nor spans its y, so what is not needed to close the chain there
/// is left out.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_CELLS_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_CELLS_HPP

#include <picket/airspace/detail/index_chain.hpp>
#include <picket/airspace/detail/index_chords.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Part of a chord inside one enlarged cell, on the cell's lattice. Columns run on beyond a whole turn.
struct CellClip {
    std::int32_t row;
    std::int32_t column;
    std::uint32_t order;  ///< along the boundary
    LatticePoint from;
    LatticePoint to;
};

/// The sides of the enlarged cell.
struct EnlargedCell {
    static constexpr int low = index_origin - index_margin;
    static constexpr int high = index_origin + index_steps + index_margin;

    [[nodiscard]] static bool on_left(LatticePoint p) noexcept { return lattice_x(p) == low; }
    [[nodiscard]] static bool on_right(LatticePoint p) noexcept { return lattice_x(p) == high; }
    [[nodiscard]] static bool on_bottom(LatticePoint p) noexcept { return lattice_y(p) == low; }
    [[nodiscard]] static bool on_top(LatticePoint p) noexcept { return lattice_y(p) == high; }
    [[nodiscard]] static bool on_side(LatticePoint p) noexcept
    {
        return on_left(p) || on_right(p) || on_bottom(p) || on_top(p);
    }
};

/// Takes a boundary's chords in order and leaves its clips.
class CellClipper {
public:
    explicit CellClipper(std::vector<CellClip>& clips) noexcept : clips_(clips) {}

    void move(ChordPoint to)
    {
        // neighbouring curves compute their common vertex alike but for rounding
        if (drawing_ && std::abs(to.x - at_.x) < 1e-3 && std::abs(to.y - at_.y) < 1e-3) return;
        ++order_;
        at_ = to;
        drawing_ = true;
    }
    void draw(ChordPoint to)
    {
        clip(at_, to);
        ++order_;
        at_ = to;
    }
    /// The ring is complete: the next begins elsewhere.
    void end_ring() noexcept
    {
        drawing_ = false;
        ++order_;
    }

private:
    static constexpr double cell = index_steps;
    static constexpr double margin = index_margin;

    [[nodiscard]] static std::int32_t cell_of(double steps) noexcept
    {
        return static_cast<std::int32_t>(std::floor(steps * (1.0 / cell)));
    }

    void clip(ChordPoint a, ChordPoint b)
    {
        const std::int32_t column0 = cell_of(std::min(a.x, b.x) - margin);
        const std::int32_t column1 = cell_of(std::max(a.x, b.x) + margin);
        const std::int32_t row0 = cell_of(std::min(a.y, b.y) - margin);
        const std::int32_t row1 = cell_of(std::max(a.y, b.y) + margin);
        if (column0 == column1 && row0 == row1) {
            push(column0, row0, a, b);
            return;
        }
        const double dx = b.x - a.x;
        const double dy = b.y - a.y;
        for (std::int32_t row = row0; row <= row1; ++row) {
            double t0 = 0.0;
            double t1 = 1.0;
            const double bottom = row * cell - margin;
            const double top = (row + 1) * cell + margin;
            if (!cut(a.y, dy, bottom, top, t0, t1)) continue;
            const double xa = a.x + t0 * dx;
            const double xb = a.x + t1 * dx;
            const std::int32_t first = std::max(column0, cell_of(std::min(xa, xb) - margin - 1e-6));
            const std::int32_t last = std::min(column1, cell_of(std::max(xa, xb) + margin + 1e-6));
            for (std::int32_t column = first; column <= last; ++column) {
                double s0 = t0;
                double s1 = t1;
                const double left = column * cell - margin;
                const double right = (column + 1) * cell + margin;
                if (!cut(a.x, dx, left, right, s0, s1)) continue;
                const auto at = [&](double t) {
                    return ChordPoint{std::clamp(a.x + t * dx, left, right), std::clamp(a.y + t * dy, bottom, top)};
                };
                push(column, row, s0 == 0.0 ? a : at(s0), s1 == 1.0 ? b : at(s1));
            }
        }
    }

    /// The part [t0, t1] of a + t d within [low, high].
    [[nodiscard]] static bool cut(double a, double d, double low, double high, double& t0, double& t1) noexcept
    {
        if (d == 0.0) return a >= low && a <= high;
        double enter = (low - a) / d;
        double leave = (high - a) / d;
        if (d < 0.0) std::swap(enter, leave);
        // an end within the band is kept as it is, to the bit
        if (enter > t0 && !(a >= low && a <= high)) t0 = enter;
        const double end = a + d;
        if (leave < t1 && !(end >= low && end <= high)) t1 = leave;
        return t0 <= t1;
    }

    void push(std::int32_t column, std::int32_t row, ChordPoint a, ChordPoint b)
    {
        const auto on_lattice = [&](ChordPoint p) {
            const double x = p.x - column * cell + index_origin;
            const double y = p.y - row * cell + index_origin;
            constexpr double low = EnlargedCell::low;
            constexpr double high = EnlargedCell::high;
            return lattice_point(static_cast<int>(std::clamp(x, low, high)), static_cast<int>(std::clamp(y, low, high)));
        };
        clips_.push_back({row, column, order_, on_lattice(a), on_lattice(b)});
    }

    std::vector<CellClip>& clips_;
    ChordPoint at_{};
    bool drawing_ = false;
    std::uint32_t order_ = 0;
};

/// Joins the clips of one cell to a chain.
class CellChain {
public:
    /// Appends the vertices of the closed chain.
    ///
    /// @param clips  of one cell, in order
    /// @return false where a strand ends inside the cell: nothing is appended, and the chain is not to be trusted. That
    ///         is so in cells beyond a chart, where curves are no longer followed
    [[nodiscard]] bool close(std::span<const CellClip> clips, std::vector<std::uint32_t>& vertices)
    {
        join(clips);
        merge_at_ring_starts();
        for (const Strand& strand : strands_)
            if (!strand.closed() && !(EnlargedCell::on_side(strand.points.front()) && EnlargedCell::on_side(strand.points.back())))
                return false;
        const std::size_t begin = vertices.size();
        close_strands(vertices, begin);
        // a ring smaller than a step is a vertex, but places beside it are to be seen as near
        if (vertices.size() == begin + 1) vertices.push_back(vertices.back());
        return true;
    }

private:
    void close_strands(std::vector<std::uint32_t>& vertices, std::size_t begin)
    {
        const auto put = [&](LatticePoint p) {
            if (vertices.size() == begin || vertices.back() != p) vertices.push_back(p);
        };
        using Side = EnlargedCell;
        constexpr LatticePoint top_left = lattice_point(Side::low, Side::high);
        if (strands_.size() == 1 && strands_[0].closed()) {
            for (const LatticePoint p : strands_[0].points) put(p);
            return;
        }
        for (Strand& strand : strands_)
            // an island is reached from the right and left the same way: what is walked twice does not count
            if (strand.closed()) {
                const LatticePoint right_of_start = lattice_point(Side::high, lattice_y(strand.points.front()));
                const LatticePoint right_of_end = lattice_point(Side::high, lattice_y(strand.points.back()));
                strand.points.insert(strand.points.begin(), right_of_start);
                strand.points.push_back(right_of_end);
            }
        if (strands_.empty()) return;
        if (Side::on_left(strands_.front().points.front())) put(top_left);
        for (std::size_t i = 0; i < strands_.size(); ++i) {
            if (i > 0) lead_round(strands_[i - 1].points.back(), strands_[i].points.front(), put);
            for (const LatticePoint p : strands_[i].points) put(p);
        }
        if (Side::on_left(strands_.back().points.back())) put(top_left);
    }

    struct Strand {
        std::vector<LatticePoint> points;
        [[nodiscard]] bool closed() const noexcept { return points.front() == points.back() && !EnlargedCell::on_side(points.front()); }
    };

    void join(std::span<const CellClip> clips)
    {
        strands_.clear();
        const CellClip* previous = nullptr;
        for (const CellClip& clip : clips) {
            // two pieces that meet are one, even where they meet by chance: the way round and back would not count
            if (previous == nullptr || previous->to != clip.from) strands_.push_back({{clip.from}});
            strands_.back().points.push_back(clip.to);
            previous = &clip;
        }
    }

    /// The same vertex, but for the rounding of its coordinates, which may differ by a step: a ring's last curve and its
    /// first compute it each in their own way.
    [[nodiscard]] static bool meet(LatticePoint a, LatticePoint b) noexcept
    {
        const auto apart = [](int u, int v) { return u < v ? v - u : u - v; };
        return apart(lattice_x(a), lattice_x(b)) <= 1 && apart(lattice_y(a), lattice_y(b)) <= 1;
    }

    /// A ring that begins inside the cell has its first and its last strand meet there. The step between them, where
    /// there is one, becomes an edge: both its ends are where the vertex is to within what is allowed for.
    void merge_at_ring_starts()
    {
        for (std::size_t i = 0; i < strands_.size(); ++i) {
            const LatticePoint start = strands_[i].points.front();
            if (EnlargedCell::on_side(start)) continue;
            if (!EnlargedCell::on_side(strands_[i].points.back()) && meet(strands_[i].points.back(), start)) {
                strands_[i].points.push_back(start);
                continue;
            }
            for (std::size_t j = 0; j < strands_.size(); ++j) {
                if (j == i || EnlargedCell::on_side(strands_[j].points.back()) || !meet(strands_[j].points.back(), start)) continue;
                auto& head = strands_[j].points;
                head.insert(head.end(), strands_[i].points.begin(), strands_[i].points.end());
                strands_.erase(strands_.begin() + static_cast<std::ptrdiff_t>(i));
                --i;
                break;
            }
        }
    }

    template <class Put>
    static void lead_round(LatticePoint from, LatticePoint to, Put&& put)
    {
        using Side = EnlargedCell;
        constexpr LatticePoint top_left = lattice_point(Side::low, Side::high);
        constexpr LatticePoint bottom_left = lattice_point(Side::low, Side::low);
        constexpr LatticePoint top_right = lattice_point(Side::high, Side::high);
        constexpr LatticePoint bottom_right = lattice_point(Side::high, Side::low);
        if ((Side::on_left(from) && Side::on_left(to)) || (Side::on_right(from) && Side::on_right(to)) ||
            (Side::on_top(from) && Side::on_top(to)) || (Side::on_bottom(from) && Side::on_bottom(to)))
            return;
        if (Side::on_left(from)) {
            put(Side::on_bottom(to) ? bottom_left : top_left);
            if (!Side::on_bottom(to) && !Side::on_top(to)) put(top_right);
        } else if (Side::on_left(to)) {
            if (!Side::on_bottom(from) && !Side::on_top(from)) put(top_right);
            put(Side::on_bottom(from) ? bottom_left : top_left);
        } else if (Side::on_right(from) || Side::on_right(to)) {
            const bool below = (Side::on_bottom(from) && !Side::on_right(from)) || (Side::on_bottom(to) && !Side::on_right(to));
            put(below ? bottom_right : top_right);
        } else {
            put(Side::on_bottom(from) ? bottom_right : top_right);
            put(Side::on_bottom(from) ? top_right : bottom_right);
        }
    }

    std::vector<Strand> strands_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
