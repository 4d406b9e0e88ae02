// SPDX-License-Identifier: MIT
/// @file
/// The hot loop of the airspace index: on which side of a zone's boundary, within one cell, does a place lie?
///
/// Inside a cell a boundary is a chain of chords between vertices on a lattice of 2^14 steps to the cell's side,
/// 0.1 to 1.7 m each; the place is rounded to the lattice too. From then on everything is whole numbers:
///
///        +-------------------+            A ray goes west from the place P; the chain's edges it meets are
///        |        v2---v3    |            counted, and with the parity that the cell was given at its making
///   <----|-------/-----P-----|----        (`flip`) the count says inside or outside. Where the chain leaves
///        |     v1            |            the cell it is led round the outside of it to where it comes in
///        |    /              |            again, so that it is always closed as far as a ray can see.
///        +--v0---------------+
///
/// Whole numbers are exact: the answer is that of the rounded chain for the rounded place, the same on every
/// machine, with SIMD and without. Chain and place are less than four steps from the true ones together, so the
/// true answer is the same unless the place is within four steps of the chain: then it is `near`, and the exact
/// boundary decides (docs/explain/error-bound.md).
///
/// Why the true answer is the same: move the rounded chain and place back to the true ones, all at once and
/// evenly. Nothing moves further than `index_near_steps` together, so the chain never sweeps over the place, and
/// the parity of a closed line about a place changes only then.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_CHAIN_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_CHAIN_HPP

#include <picket/version.hpp>

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace picket {
inline namespace v0 {
namespace detail {

/// Steps of the lattice to the side of a cell: a power of two, so that cell and place in it are bits of one number.
inline constexpr unsigned index_step_bits = 14;
inline constexpr int index_steps = 1 << index_step_bits;
/// Lattice coordinate of a cell's west and south side: what lies round the cell has coordinates too, none below 0,
/// and all differences fit 16 bits.
inline constexpr int index_origin = 16;
/// A cell's chain holds everything within this many steps of the cell.
inline constexpr int index_margin = 8;
/// Within this many steps of a chain a place is undecided.
inline constexpr int index_near_steps = 4;

/// A place on a cell's lattice: x in the low half, y in the high half; in memory x, then y.
using LatticePoint = std::uint32_t;

[[nodiscard]] constexpr LatticePoint lattice_point(int x, int y) noexcept
{
    return static_cast<std::uint32_t>(y) << 16U | static_cast<std::uint32_t>(x);
}
[[nodiscard]] constexpr int lattice_x(LatticePoint p) noexcept { return static_cast<int>(p & 0xFFFFU); }
[[nodiscard]] constexpr int lattice_y(LatticePoint p) noexcept { return static_cast<int>(p >> 16U); }

/// What a chain says of a place.
struct ChainSide {
    bool odd;   ///< an odd number of edges to the west
    bool near;  ///< within index_near_steps of the chain, or a little further: `odd` may be wrong
};

/// The loop, one edge at a time: what the fast version is tested against, and what runs where there is no SSE2.
///
/// @param from, to  the edges' beginnings and ends, LatticePoints, not aligned
[[nodiscard]] inline ChainSide side_of_edges_plainly(const std::uint16_t* from, const std::uint16_t* to, std::uint32_t edges,
                                                     LatticePoint place) noexcept
{
    const int px = lattice_x(place);
    const int py = lattice_y(place);
    const auto abs = [](int a) { return a < 0 ? -a : a; };
    ChainSide side{false, false};
    for (std::uint32_t i = 0; i < edges; ++i) {
        const int x0 = from[2 * i];
        const int y0 = from[2 * i + 1];
        const int x1 = to[2 * i];
        const int y1 = to[2 * i + 1];
        const int dx = x1 - x0;
        const int dy = y1 - y0;
        // twice the area of the triangle v0 v1 P: positive where P is right of the edge
        const int area = (px - x0) * dy - (py - y0) * dx;
        if ((y0 > py) != (y1 > py)) side.odd ^= (area < 0) == (y0 > py);
        constexpr int near = index_near_steps;
        const bool beside = px >= (x0 < x1 ? x0 : x1) - near && px <= (x0 < x1 ? x1 : x0) + near &&
                            py >= (y0 < y1 ? y0 : y1) - near && py <= (y0 < y1 ? y1 : y0) + near;
        // distance = |area| / length, and length <= |dx| + |dy|
        side.near |= beside && abs(area) <= near * (abs(dx) + abs(dy));
    }
    return side;
}

#if defined(__SSE2__)
/// The same bits, four edges at a time (SSE2 is part of every x86-64).
///
/// @pre sixteen bytes may be read after the last of each array
[[nodiscard]] inline ChainSide side_of_edges(const std::uint16_t* from, const std::uint16_t* to, std::uint32_t count,
                                             LatticePoint place) noexcept
{
    const __m128i p = _mm_set1_epi32(static_cast<int>(place));
    const __m128i steps = _mm_set1_epi16(index_near_steps);
    const __m128i zero = _mm_setzero_si128();
    __m128i odd = zero;
    __m128i near = zero;
    const auto edges = static_cast<int>(count);
    for (int i = 0; i < edges; i += 4) {
        const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 2 * i));
        const __m128i w = _mm_loadu_si128(reinterpret_cast<const __m128i*>(to + 2 * i));
        const __m128i d = _mm_sub_epi16(w, v);
        const __m128i t = _mm_sub_epi16(p, v);
        // (dy, -dx) against (tx, ty)
        const __m128i swapped = _mm_or_si128(_mm_srli_epi32(d, 16), _mm_slli_epi32(_mm_sub_epi16(zero, d), 16));
        const __m128i area = _mm_madd_epi16(t, swapped);
        const __m128i v_above = _mm_cmpgt_epi16(v, p);
        const __m128i w_above = _mm_cmpgt_epi16(w, p);
        const __m128i spans = _mm_srai_epi32(_mm_xor_si128(v_above, w_above), 31);
        const __m128i sign = _mm_srai_epi32(area, 31);
        // crossed to the west of P: area < 0 exactly where the edge runs down
        const __m128i west = _mm_andnot_si128(_mm_xor_si128(sign, _mm_srai_epi32(v_above, 31)), spans);
        const __m128i low = _mm_sub_epi16(_mm_min_epi16(v, w), steps);
        const __m128i high = _mm_add_epi16(_mm_max_epi16(v, w), steps);
        const __m128i apart = _mm_or_si128(_mm_cmpgt_epi16(low, p), _mm_cmpgt_epi16(p, high));
        const __m128i size = _mm_max_epi16(d, _mm_sub_epi16(zero, d));
        const __m128i reach = _mm_madd_epi16(size, steps);
        const __m128i distance = _mm_sub_epi32(_mm_xor_si128(area, sign), sign);
        // beside: neither half of `apart` is set
        const __m128i beside = _mm_cmpeq_epi32(apart, zero);
        const __m128i close = _mm_andnot_si128(_mm_cmpgt_epi32(distance, reach), beside);
        const int left = edges - i;
        const __m128i lanes = _mm_cmpgt_epi32(_mm_set1_epi32(left), _mm_setr_epi32(0, 1, 2, 3));
        odd = _mm_xor_si128(odd, _mm_and_si128(west, lanes));
        near = _mm_or_si128(near, _mm_and_si128(close, lanes));
    }
    const auto bits = static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(odd)));
    return {(0x6996U >> bits & 1U) != 0, _mm_movemask_epi8(near) != 0};
}
#else
[[nodiscard]] inline ChainSide side_of_edges(const std::uint16_t* from, const std::uint16_t* to, std::uint32_t count,
                                             LatticePoint place) noexcept
{
    return side_of_edges_plainly(from, to, count, place);
}
#endif

/// The edges of a chain are from each of its vertices to the next.
[[nodiscard]] inline ChainSide side_of_chain(const std::uint16_t* vertices, std::uint32_t count, LatticePoint place) noexcept
{
    return side_of_edges(vertices, vertices + 2, count == 0 ? 0 : count - 1, place);
}
[[nodiscard]] inline ChainSide side_of_chain_plainly(const std::uint16_t* vertices, std::uint32_t count, LatticePoint place) noexcept
{
    return side_of_edges_plainly(vertices, vertices + 2, count == 0 ? 0 : count - 1, place);
}

/// A chain of hundreds of vertices in one cell, cut into level slices: a ray meets the edges of its own slice only.
///
///        +-------------------+            [slice bits] [end of slice 0] ... [end of slice 2^bits - 1], each two halves,
///        |  .-.   /\    .    | slice 1    counted in edges; then the edges' beginnings, slice by slice, and their
///        |-/---\-/--\--/-\---|            ends. An edge is in every slice that it comes within index_margin steps of.
///        |/     '    \/   '--| slice 0
///        +-------------------+
class SlicedChain {
public:
    /// @param halves  as laid out above
    explicit SlicedChain(const std::uint16_t* halves) noexcept : bits_(halves[0]), ends_(halves + 1) {}

    static constexpr std::uint32_t longest_plain = 48;  ///< vertices: longer chains are sliced
    static constexpr unsigned bits_max = 9;

    [[nodiscard]] static constexpr unsigned slice_shift(unsigned bits) noexcept { return index_step_bits - bits; }
    [[nodiscard]] std::uint32_t slice_of(LatticePoint p) const noexcept
    {
        // places are in the cell, or a step off it
        const int y = lattice_y(p) - index_origin;
        const int in_cell = y < 0 ? 0 : (y >= index_steps ? index_steps - 1 : y);
        return static_cast<std::uint32_t>(in_cell) >> slice_shift(bits_);
    }
    [[nodiscard]] std::uint32_t edges() const noexcept { return end(slices() - 1); }
    [[nodiscard]] std::uint32_t slices() const noexcept { return 1U << bits_; }
    [[nodiscard]] std::uint32_t begin(std::uint32_t slice) const noexcept { return slice == 0 ? 0 : end(slice - 1); }
    [[nodiscard]] std::uint32_t end(std::uint32_t slice) const noexcept
    {
        return ends_[2 * slice] | static_cast<std::uint32_t>(ends_[2 * slice + 1]) << 16U;
    }
    [[nodiscard]] const std::uint16_t* from() const noexcept { return ends_ + 2 * slices(); }
    [[nodiscard]] const std::uint16_t* to() const noexcept { return from() + 2 * std::size_t{edges()}; }
    /// What follows it.
    [[nodiscard]] const std::uint16_t* after() const noexcept { return to() + 2 * std::size_t{edges()}; }

    [[nodiscard]] ChainSide side(LatticePoint place) const noexcept
    {
        const std::uint32_t slice = slice_of(place);
        const std::size_t first = begin(slice);
        return side_of_edges(from() + 2 * first, to() + 2 * first, end(slice) - static_cast<std::uint32_t>(first), place);
    }

private:
    unsigned bits_;
    const std::uint16_t* ends_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
