// SPDX-License-Identifier: MIT
/// @file
/// How the airspace index lies in memory, and the look-up that walks it.
///
///   top: one word for each 1 x 1 degree cell        leaf: one word for each of its K x K cells
///   +-----+-----+-----+                             +---+---+---+---+
///   | set |block|empty|   block --------------->    |set|set|rec|   |   rec --+
///   +-----+-----+-----+                             +---+---+---+---+         |
///                                                                             v
///   record: [set word][n]  then n times  [zone | circle | exact | corner][words] [word]*
///
/// A `set` is the list of zones that hold the whole cell. A record adds, for each zone whose boundary comes
/// into the cell, the pieces of its boundary there and one bit, the parity at the cell's corner. A place is
/// inside when corner + crossings on the way from the place north to the cell's top and west to its corner
/// is odd: the cell knows all it needs.
///
///        corner  x_t                    A piece is y = c0 + c1 x + c2 x^2 (or x = ... of y where it is
///           +-----+--------+  top       steep) in units of the cell, on [x0, x1), with x counted from the
///           |    /   P     |            piece's own start. Where a piece leaves through the top at x_t, a
///           |   /    .     |            "gate" is added there: walking along the top from P to the corner
///           |  /           |            crosses it when x >= x_t.
///           +--------------+            Everything is float: rounding, fit and gate positions together stay
///                                       below `band` cell units (derivation: docs/explain/error-bound.md).
/// A place farther than the band from every piece and gate is decided; one within it is handed to the exact
/// boundary. So the float stage never decides wrongly, on any machine, with FMA or without.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_LAYOUT_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_LAYOUT_HPP

#include <picket/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

/// Half-width of the undecided strip about a piece [cell units].
inline constexpr float index_band = 1.5e-6F;

/// A piece of boundary inside one cell, in units of the cell from its south-west corner.
struct IndexPiece {
    float x0;  ///< counted for x0 <= x < x1
    float x1;
    float u0;  ///< range of the polynomial's argument u: x, or y when steep
    float u1;
    float c0;  ///< in powers of u - u0
    float c1;
    float c2;
    std::uint32_t flags;

    static constexpr std::uint32_t steep = 1U;    ///< x = c(y)
    static constexpr std::uint32_t flipped = 2U;  ///< crossed by places with v >= c(u), not v < c(u)
    static constexpr unsigned curve_shift = 2U;   ///< above: index of the zone's curve
    static constexpr std::uint32_t gate = (1U << 30U) - 1U;  ///< in place of a curve: a gate
};
static_assert(sizeof(IndexPiece) == 32);

inline constexpr std::size_t index_piece_words = sizeof(IndexPiece) / sizeof(std::uint32_t);

/// What a word of `top` or `leaf` says: two low bits of kind, the rest an offset.
struct IndexWord {
    static constexpr std::uint32_t empty = 0U;
    static constexpr std::uint32_t kind_mask = 3U;
    static constexpr std::uint32_t set = 1U;     ///< offset into sets
    static constexpr std::uint32_t block = 2U;   ///< top only: offset into leaves, in blocks
    static constexpr std::uint32_t record = 3U;  ///< offset into records
};

/// First word of an entry of a record.
struct IndexEntry {
    static constexpr std::uint32_t corner = 1U;  ///< parity at the corner
    static constexpr std::uint32_t exact = 2U;   ///< no pieces: ask the exact boundary
    static constexpr std::uint32_t circle = 4U;  ///< a circle's polynomial (index_circle.hpp) instead of pieces
    static constexpr unsigned zone_shift = 3U;
};

enum class IndexSide : std::uint8_t { outside, inside, undecided };

/// The float stage for one entry: parity of crossings, or `undecided` within the band of a piece.
///
/// @param words  the entry's pieces, index_piece_words each
/// @param count  of words
[[nodiscard]] inline IndexSide side_in_cell(const std::uint32_t* words, std::uint32_t count, bool corner, float x,
                                            float y) noexcept
{
    std::uint32_t odd = corner ? 1U : 0U;
    std::uint32_t near = 0;
    for (const std::uint32_t* end = words + count; words != end; words += index_piece_words) {
        const auto number = [words](std::size_t k) { return std::bit_cast<float>(words[k]); };
        const std::uint32_t flags = words[7];
        const bool steep = (flags & IndexPiece::steep) != 0;
        const float u = steep ? y : x;
        const float v = steep ? x : y;
        const float u0 = number(2);
        const float u1 = number(3);
        const float t = u - u0;
        const float d = v - (number(4) + t * (number(5) + t * number(6)));
        // Beyond the ends of a steep piece its polynomial means nothing: what spans its x and lies below its
        // low end is below it. (A flat piece is spanned between its ends only.)
        const std::uint32_t before = u < u0 ? 1U : 0U;
        const std::uint32_t beyond = u > u1 ? 1U : 0U;
        const std::uint32_t below = before | (((d < 0.0F ? 1U : 0U) ^ ((flags >> 1U) & 1U)) & (beyond ^ 1U));
        const std::uint32_t spans = (x >= number(0) ? 1U : 0U) & (x < number(1) ? 1U : 0U);
        odd ^= below & spans;
        const std::uint32_t close = (d <= index_band ? 1U : 0U) & (d >= -index_band ? 1U : 0U);
        near |= close & (u >= u0 - index_band ? 1U : 0U) & (u <= u1 + index_band ? 1U : 0U);
    }
    if (near != 0) return IndexSide::undecided;
    return odd != 0 ? IndexSide::inside : IndexSide::outside;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
