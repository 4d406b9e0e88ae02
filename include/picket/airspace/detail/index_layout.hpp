// SPDX-License-Identifier: MIT
/// @file
/// How the airspace index lies in memory: four flat arrays of 32-bit words.
///
///   top: a word for each 1 x 1 degree cell       leaves: a word for each of its K x K cells
///   +-----+-----+-----+                          +-----+-----+-----+-----+
///   |empty|block| set |   block ---------------> | one |empty| set |reco.|    record --+
///   +-----+-----+-----+                          +-----+-----+-----+-----+             |
///                                                                                      v
///   sets:     [n] zone * n                       records:  [n] local * n  entry entry ... entry
///
/// A word is a zone or an offset, shifted, with its kind in the low bits. `zone * n` hold the whole cell, and so do
/// `local * n`. Records are made of 16-bit halves throughout, because what they take in the caches is what a query mostly
/// costs: in an index of up to 65,536 zones a local number is the zone's own, in a larger one zones have numbers within a
/// block, which `locals` translates from the block's place in it on. An entry is a zone whose boundary comes into the
/// cell; its head has the entry's kind in the low bits and above them, for a chain, how many vertices it has:
///   chain    [head] [local] (x y) * vertices   side_of_chain (index_chain.hpp), then the head's `flip`
///   circle   [head] [local]                    distance from the zone's centre (index_circle.hpp)
///   exact    [head] [local]                    ask the zone itself
///   sliced   [head] [local] ...                a long chain, SlicedChain (index_chain.hpp), then `flip`
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_LAYOUT_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_LAYOUT_HPP

#include <picket/version.hpp>

#include <cstddef>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

/// A word of `top` or `leaves`.
struct IndexWord {
    static constexpr unsigned kind_bits = 3U;
    static constexpr std::uint32_t kind_mask = 7U;
    static constexpr std::uint32_t empty = 0U;   ///< the whole word: no zone
    static constexpr std::uint32_t one = 1U;     ///< above the kind: the one zone that holds the cell
    static constexpr std::uint32_t set = 2U;     ///< offset into sets
    static constexpr std::uint32_t record = 3U;  ///< offset into records
    static constexpr std::uint32_t block = 4U;   ///< top only: number of the block of leaves
    static constexpr std::uint32_t most = std::uint32_t{1} << (32U - kind_bits);  ///< offsets are below
};

/// First half of an entry of a record.
struct IndexEntry {
    static constexpr std::uint32_t kind_mask = 3U;
    static constexpr std::uint32_t chain = 0U;
    static constexpr std::uint32_t circle = 1U;
    static constexpr std::uint32_t exact = 2U;
    static constexpr std::uint32_t sliced = 3U;
    static constexpr std::uint32_t flip = 4U;  ///< chain, sliced: an even count is inside
    static constexpr std::uint32_t last = 8U;  ///< no entry follows
    static constexpr unsigned count_shift = 4U;
};

/// An index holds fewer zones.
inline constexpr std::size_t index_most_zones = std::size_t{1} << 28U;
/// A top cell is touched by no more.
inline constexpr std::size_t index_most_locals = std::size_t{1} << 16U;
/// Do zones have numbers within a block?
[[nodiscard]] constexpr bool index_has_locals(std::size_t zones) noexcept { return zones > index_most_locals; }
/// Halves that may be read after the last record (side_of_chain reads eight at a time).
inline constexpr std::size_t index_padding = 8;

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
