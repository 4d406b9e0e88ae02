// SPDX-License-Identifier: MIT
/// @file
/// The pieces of many zones under a tree of boxes in flat arrays.
///
///            [ . . . . ]           zones: four boxes a node, down to single zones
///            /    |    \                                               roots[zone]
///         zone   zone   zone  . . . . . . . . . . . . . . . . . . . . . . . .
///                 |
///            [ . . . . ]           inside a zone: four boxes a node, down to groups of four pieces
///            /   |
///          pppp pppp
///
/// A zone's pieces lie side by side and have a tree of their own, so that one zone can be asked alone, and each zone
/// of many once. Everything is trivially copyable and refers by number, never by address: the arrays may be written
/// to a file and mapped back.
///
/// Boxes are float, in Earth-centred coordinates, rounded outwards and widened by `box_margin_m`, which pays for the
/// rounding of the place to float too. A box's distance is never more than the straight line to anything inside,
/// which is never more than the geodesic.
#ifndef PICKET_AIRSPACE_DETAIL_PIECE_TREE_HPP
#define PICKET_AIRSPACE_DETAIL_PIECE_TREE_HPP

#include <picket/airspace/detail/piece_curve.hpp>
#include <picket/airspace/detail/piece_nearest.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// What hangs below a box: its kind and size in the low bits, its number in the others.
using PieceRef = std::uint32_t;
inline constexpr PieceRef piece_ref_mask = 7;
inline constexpr PieceRef piece_ref_node = 0;   ///< a node; 1 to 6: as many pieces, from that number on
inline constexpr PieceRef piece_ref_zone = 7;   ///< the tree of a zone
inline constexpr PieceRef piece_ref_none = 0xffffffffU;
inline constexpr std::size_t piece_group = 4;

/// Four boxes, side by side for four-wide arithmetic. An empty place has an infinite box.
struct alignas(16) PieceNode {
    float low[3][4];
    float high[3][4];
    PieceRef child[4];
};
static_assert(std::is_trivially_copyable_v<PieceNode> && sizeof(PieceNode) == 112);

/// Half a unit in the last place of a float below 8,388,608 is 0.25 m: the place moves by that much in each
/// coordinate when it becomes float.
inline constexpr double box_margin_m = 0.26;

/// What is built once.
struct PieceArrays {
    std::vector<Piece> pieces;
    std::vector<PieceNode> nodes;
    std::vector<PieceRef> roots;  ///< by zone
    std::vector<PieceRing> rings;  ///< by first_edge
    PieceRef top = piece_ref_none;
};

/// What queries look at: the arrays above, or the same bytes mapped from a file.
struct PieceView {
    std::span<const Piece> pieces;
    std::span<const PieceNode> nodes;
    std::span<const PieceRef> roots;
    std::span<const PieceRing> rings;
    PieceRef top;
};

/// Puts items in order and nodes above them.
class PieceTreeBuilder {
public:
    struct Item {
        PieceBox box;
        std::uint32_t number;
    };

    explicit PieceTreeBuilder(std::vector<PieceNode>& nodes) noexcept : nodes_(nodes) {}

    /// Reorders the items; `leaf(items, first)` refers to a group of at most `group` of them.
    template <class Leaf>
    PieceRef build(std::span<Item> items, std::size_t group, const Leaf& leaf)
    {
        return items.empty() ? piece_ref_none : build_range(items, 0, items.size(), group, leaf);
    }

    [[nodiscard]] static PieceBox box_around(std::span<const Item> items) noexcept
    {
        PieceBox box = PieceBox::none();
        for (const Item& item : items) box.add(item.box);
        return box;
    }

private:
    template <class Leaf>
    PieceRef build_range(std::span<Item> items, std::size_t first, std::size_t count, std::size_t group,
                         const Leaf& leaf)
    {
        if (count <= group) return leaf(items, first, count);
        // four children of whole groups
        const std::size_t groups = (count + group - 1) / group;
        const std::size_t size = (groups + 3) / 4 * group;
        if (2 * size < count) split(items.subspan(first, count), 2 * size);
        split(items.subspan(first, std::min(count, 2 * size)), size);
        if (3 * size < count) split(items.subspan(first + 2 * size, count - 2 * size), size);
        const std::size_t number = nodes_.size();
        nodes_.emplace_back();
        PieceNode node{};
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t from = std::min(count, i * size);
            const std::size_t to = std::min(count, from + size);
            PieceBox box = PieceBox::none();
            node.child[i] = piece_ref_none;
            if (from < to) {
                box = box_around(items.subspan(first + from, to - from));
                node.child[i] = build_range(items, first + from, to - from, group, leaf);
            }
            for (std::size_t axis = 0; axis < 3; ++axis) {
                node.low[axis][i] = -rounded_up(box_margin_m - box.low[axis]);
                node.high[axis][i] = rounded_up(box.high[axis] + box_margin_m);
            }
        }
        nodes_[number] = node;
        return static_cast<PieceRef>(number << 3) | piece_ref_node;
    }

    /// The lower ones first, along the axis on which the items lie farthest apart.
    static void split(std::span<Item> items, std::size_t at)
    {
        if (at >= items.size()) return;
        double low[3];
        double high[3];
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = std::numeric_limits<double>::infinity();
            high[axis] = -low[axis];
            for (const Item& item : items) {
                const double twice = item.box.low[axis] + item.box.high[axis];
                low[axis] = std::min(low[axis], twice);
                high[axis] = std::max(high[axis], twice);
            }
        }
        int longest = 0;
        for (int axis = 1; axis < 3; ++axis)
            if (high[axis] - low[axis] > high[longest] - low[longest]) longest = axis;
        std::nth_element(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(at), items.end(),
                         [longest](const Item& a, const Item& b) {
                             return a.box.low[longest] + a.box.high[longest] < b.box.low[longest] + b.box.high[longest];
                         });
    }

    std::vector<PieceNode>& nodes_;
};

/// Four floats at once: GCC's and Clang's vectors, which become whatever the processor has.
using Lanes = float __attribute__((vector_size(16)));

[[nodiscard]] inline Lanes load_lanes(const float (&from)[4]) noexcept
{
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

/// Squared distances from a place to the four boxes of a node.
[[nodiscard]] inline Lanes box_distances2(const PieceNode& node, const float (&here)[3]) noexcept
{
    Lanes sum{0.0F, 0.0F, 0.0F, 0.0F};
    for (int axis = 0; axis < 3; ++axis) {
        const Lanes zero{0.0F, 0.0F, 0.0F, 0.0F};
        const Lanes below = load_lanes(node.low[axis]) - here[axis];
        const Lanes above = here[axis] - load_lanes(node.high[axis]);
        Lanes outside = below > above ? below : above;
        outside = outside > zero ? outside : zero;
        sum += outside * outside;
    }
    return sum;
}

/// Squared diagonals of the four boxes of a node; infinite for none.
[[nodiscard]] inline Lanes box_sizes2(const PieceNode& node) noexcept
{
    Lanes sum{0.0F, 0.0F, 0.0F, 0.0F};
    for (int axis = 0; axis < 3; ++axis) {
        const Lanes size = load_lanes(node.high[axis]) - load_lanes(node.low[axis]);
        sum += size * size;
    }
    return sum;
}

/// A squared distance and what it is the distance to, in one number: floats from 0 up are in the order of their bits.
/// Sorting and pushing go without branches, which nobody could predict.
[[nodiscard]] inline std::uint64_t waiting_piece(float distance2, PieceRef ref) noexcept
{
    return std::uint64_t{std::bit_cast<std::uint32_t>(distance2)} << 32 | ref;
}

inline void order_four(std::uint64_t (&keys)[4]) noexcept
{
    const auto order = [&](int i, int k) {
        const std::uint64_t less = std::min(keys[i], keys[k]);
        keys[k] = std::max(keys[i], keys[k]);
        keys[i] = less;
    };
    order(0, 1);
    order(2, 3);
    order(0, 2);
    order(1, 3);
    order(1, 2);
}

/// What waits to be looked at: three a level, 15 levels for 2^29 pieces, 15 for as many zones.
inline constexpr int piece_stack_size = 128;

/// A search for the nearest piece below one reference.
class PieceSearch {
public:
    /// @param place     valid
    /// @param cutoff_m  farther pieces are not looked for
    PieceSearch(const PieceView& view, LatLon place, const Ecef& here, double cutoff_m) noexcept
        : view_(view), place_(place), here_(here), best_{0.0, cutoff_m}
    {
        here_float_[0] = static_cast<float>(here.x);
        here_float_[1] = static_cast<float>(here.y);
        here_float_[2] = static_cast<float>(here.z);
        tighten();
    }

    void run(PieceRef top) noexcept
    {
        if (top == piece_ref_none) return;
        std::uint64_t stack[piece_stack_size];
        int used = 0;
        std::uint64_t next = top;
        for (;;) {
            auto ref = static_cast<PieceRef>(next);
            if ((ref & piece_ref_mask) == piece_ref_zone) ref = view_.roots[ref >> 3];
            const PieceRef kind = ref & piece_ref_mask;
            if (kind == piece_ref_node) {
                const PieceNode& node = view_.nodes[ref >> 3];
                const Lanes distance2 = box_distances2(node, here_float_);
                std::uint64_t keys[4];
                for (int i = 0; i < 4; ++i) keys[i] = waiting_piece(distance2[i], node.child[i]);
                order_four(keys);
                for (int i = 3; i > 0; --i) {
                    stack[used] = keys[i];
                    used += keys[i] < limit_ ? 1 : 0;
                }
                next = keys[0];
                if (next < limit_) continue;
            } else {
                const std::size_t first = ref >> 3;
                for (std::size_t i = first; i < first + kind; ++i) look_at(i);
            }
            do {
                if (used == 0) return;
                next = stack[--used];
            } while (next >= limit_);
        }
    }

    static constexpr std::size_t no_piece = std::numeric_limits<std::size_t>::max();
    [[nodiscard]] std::size_t piece() const noexcept { return piece_; }
    /// Its distance to the accuracy of a search (0.3 mm), and where on it.
    [[nodiscard]] const PieceFoot& foot() const noexcept { return best_; }

private:
    void look_at(std::size_t i) noexcept
    {
        PieceFoot foot{};
        if (!foot_on_piece(view_.pieces[i], here_, place_, best_.distance_m, limit_chord_m_, foot, looks_)) return;
        best_ = foot;
        piece_ = i;
        tighten();
    }

    void tighten() noexcept
    {
        limit_chord_m_ = largest_chord_m(best_.distance_m);
        // 1e-6: the rounding of a box's distance, a few units of 6e-8
        limit_ = waiting_piece(static_cast<float>(limit_chord_m_ * limit_chord_m_ * (1.0 + 1e-6)), 0);
    }

    const PieceView& view_;
    LatLon place_;
    Ecef here_;
    float here_float_[3];
    PieceFoot best_;
    double limit_chord_m_ = 0.0;
    std::uint64_t limit_ = 0;  ///< what waits for less than this is looked at
    std::size_t piece_ = no_piece;
    int looks_ = 0;
};

/// A lower bound of the distance from a place to everything below a reference: the tree is followed until a box is no
/// wider than its distance, or holds single pieces. Those that hold the place are looked into by their chords.
///
/// The answer is at least half of the distance, except within a few times the size of the nearest group of four
/// pieces.
///
/// Cost  about 15 ns for each node on the way
[[nodiscard]] inline double distance_at_least_m(const PieceView& view, const Ecef& here, PieceRef top) noexcept
{
    if (top == piece_ref_none) return std::numeric_limits<double>::infinity();
    const float here_float[3] = {static_cast<float>(here.x), static_cast<float>(here.y), static_cast<float>(here.z)};
    constexpr std::uint64_t far = ~std::uint64_t{0};
    std::uint64_t stack[piece_stack_size];
    int used = 0;
    std::uint64_t next = top;
    std::uint64_t least = far;
    double least_by_pieces_m = std::numeric_limits<double>::infinity();
    for (;;) {
        auto ref = static_cast<PieceRef>(next);
        if ((ref & piece_ref_mask) == piece_ref_zone) ref = view.roots[ref >> 3];
        const PieceRef kind = ref & piece_ref_mask;
        if (kind == piece_ref_node) {
            const PieceNode& node = view.nodes[ref >> 3];
            const Lanes distance2 = box_distances2(node, here_float);
            const Lanes enough2 = box_sizes2(node);
            std::uint64_t open[4];
            for (int i = 0; i < 4; ++i) {
                const std::uint64_t key = waiting_piece(distance2[i], node.child[i]);
                const bool small = distance2[i] >= enough2[i];
                least = small && key < least ? key : least;
                open[i] = small ? far : key;
            }
            order_four(open);
            for (int i = 3; i > 0; --i) {
                stack[used] = open[i];
                used += open[i] < least ? 1 : 0;
            }
            next = open[0];
            if (next < least) continue;
        } else if (next >> 32 != 0) {
            least = std::min(least, next);
        } else {
            for (std::size_t i = ref >> 3; i < (ref >> 3) + kind; ++i)
                least_by_pieces_m = std::min(least_by_pieces_m, piece_at_least_m(view.pieces[i], here));
            if (!(least_by_pieces_m > 0.0)) return 0.0;
            const auto square = static_cast<float>(least_by_pieces_m * least_by_pieces_m);
            least = std::min(least, waiting_piece(square, 0));
        }
        do {
            if (used == 0) {
                // 1e-6: the rounding of a box's distance, a few units of 6e-8
                const auto bits = static_cast<std::uint32_t>(least >> 32);
                const double boxes_m = std::sqrt(static_cast<double>(std::bit_cast<float>(bits))) * (1.0 - 1e-6);
                // nearer than that the arc is no longer than the chord by anything worth an arc sine
                constexpr double bent_m = 300e3;
                return std::min(boxes_m < bent_m ? boxes_m : least_distance_m(boxes_m), least_by_pieces_m);
            }
            next = stack[--used];
        } while (next >= least);
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
