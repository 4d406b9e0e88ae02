// SPDX-License-Identifier: MIT
/// @file
/// What the index does within the band of a piece: asks the exact curves.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_EXACT_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_EXACT_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/index_layout.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace picket {
inline namespace v0 {
namespace detail {

/// side_in_cell once more, with the pieces of every curve that is within the band, or ends within it in x,
/// replaced by one exact crossing test of that curve.
///
/// Why that is right: the pieces of one curve in a cell lie side by side in x, so together they count the
/// curve once, as the exact test does, unless the curve leaves through the top near the place. Then the gate
/// there is within its band too, and the answer is `undecided`: the caller asks the whole boundary.
struct ExactStage {
    std::span<const Curve> curves;
    LatLon place;

    [[nodiscard]] IndexSide side_in_cell(const std::uint32_t* words, std::uint32_t count, bool corner, float x,
                                         float y) const noexcept
    {
        constexpr std::uint32_t most = 16;
        std::uint32_t near[most];
        std::uint32_t near_count = 0;
        const std::uint32_t* end = words + count;
        for (const std::uint32_t* piece = words; piece != end; piece += index_piece_words) {
            if (picket::detail::side_in_cell(piece, index_piece_words, false, x, y) != IndexSide::undecided && !at_end(piece, x))
                continue;
            const std::uint32_t curve = piece[7] >> IndexPiece::curve_shift;
            if (curve == IndexPiece::gate || near_count == most) return IndexSide::undecided;
            if (!contains(near, near_count, curve)) near[near_count++] = curve;
        }
        const double lon = normalised_longitude(place.lon_deg);
        bool odd = corner;
        for (std::uint32_t i = 0; i < near_count; ++i) odd ^= crosses_north_of(curves[near[i]], place.lat_deg, lon);
        for (const std::uint32_t* piece = words; piece != end; piece += index_piece_words)
            if (!contains(near, near_count, piece[7] >> IndexPiece::curve_shift))
                odd ^= picket::detail::side_in_cell(piece, index_piece_words, false, x, y) == IndexSide::inside;
        return odd ? IndexSide::inside : IndexSide::outside;
    }

private:
    /// Within the band of an end in x: beside an edge along a meridian, it is the pieces at its far ends whose
    /// count changes.
    [[nodiscard]] static bool at_end(const std::uint32_t* piece, float x) noexcept
    {
        return std::abs(x - std::bit_cast<float>(piece[0])) <= index_band ||
               std::abs(x - std::bit_cast<float>(piece[1])) <= index_band;
    }

    [[nodiscard]] static bool contains(const std::uint32_t* list, std::uint32_t count, std::uint32_t value) noexcept
    {
        for (std::uint32_t i = 0; i < count; ++i)
            if (list[i] == value) return true;
        return false;
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
