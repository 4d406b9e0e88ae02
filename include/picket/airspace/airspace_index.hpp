// SPDX-License-Identifier: MIT
/// @file
/// Many zones, many questions: the exact answers of Zone at the speed of a table look-up.
#ifndef PICKET_AIRSPACE_AIRSPACE_INDEX_HPP
#define PICKET_AIRSPACE_AIRSPACE_INDEX_HPP

#include <picket/airspace/active_set.hpp>
#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/index_build.hpp>
#include <picket/airspace/detail/index_exact.hpp>
#include <picket/airspace/detail/index_layout.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// How an index is built.
struct IndexOptions {
    /// Cells a degree: 4, 8, 16, 32 or 64; 0 chooses from the zones. More cells: faster, larger.
    std::uint32_t cells_per_degree = 0;
};

/// What it took to answer for one place, from cheap to dear.
enum class IndexStage : std::uint8_t {
    cell,        ///< the cell lies wholly inside or outside
    polynomial,  ///< a float polynomial, farther off than its band
    curve,       ///< the exact curves within the band
    boundary,    ///< the whole exact boundary of a zone
};

/// An immutable index over zones. Answers equal Zone::contains, always; nearly all of them from a table.
///
/// Guarantees  (1) every answer is the exact one: a place within a band of a few millimetres about a boundary
///             is decided by the exact boundary itself [tests/differential/index]
///             (2) the same bits on every machine, with any compiler flags but -ffast-math
///             (3) a NaN position is `unknown` for every zone that is active and could hold it
/// Cost        see bench/README.md; no allocation in queries; thread-safe; build about a microsecond for each
///             edge and each cell it crosses
/// Errors      construction throws DomainError for bad options or more than 2^29 zones; queries are noexcept
///             as far as the callback is
class AirspaceIndex {
public:
    explicit AirspaceIndex(std::vector<Zone> zones, IndexOptions options = {}) : zones_(std::move(zones))
    {
        if (zones_.size() >= (std::size_t{1} << 29U)) detail::raise<DomainError>("an index holds fewer than 2^29 zones");
        const std::uint32_t k = options.cells_per_degree == 0 ? suitable_cells() : options.cells_per_degree;
        if (k < 4 || k > 64 || (k & (k - 1)) != 0)
            detail::raise<DomainError>("cells_per_degree must be 4, 8, 16, 32 or 64");
        detail::IndexBuilder builder(k);
        bands_.reserve(zones_.size());
        for (std::size_t i = 0; i < zones_.size(); ++i) {
            builder.add_zone(zones_[i].boundary(), zones_[i].spec().parts, static_cast<std::uint32_t>(i));
            bands_.push_back(zones_[i].altitude());
        }
        tables_ = builder.finish();
        scale_ = static_cast<double>(k);
    }

    [[nodiscard]] std::span<const Zone> zones() const noexcept { return zones_; }
    [[nodiscard]] std::size_t size() const noexcept { return zones_.size(); }
    [[nodiscard]] std::uint32_t cells_per_degree() const noexcept { return tables_.cells_per_degree; }
    /// Bytes of the look-up tables, without the zones themselves.
    [[nodiscard]] std::size_t table_bytes() const noexcept { return tables_.bytes(); }

    /// Zones that hold a place, whatever the height and the time.
    ///
    /// @param on_zone  called as on_zone(std::size_t zone, Containment answer), answer inside or unknown, once
    ///                 for each zone, in no particular order
    template <class OnZone>
    void query(LatLon place, OnZone&& on_zone) const
    {
        visit(place, [&](std::uint32_t zone, Containment lateral) { on_zone(std::size_t{zone}, lateral); },
              [](std::uint32_t) { return true; });
    }

    /// Zones that hold a position, among those that are active.
    template <class OnZone>
    void query(const Position& position, const ActiveSet& active, OnZone&& on_zone) const
    {
        const auto in_height_and_time = [&](std::uint32_t zone) {
            return both(active[zone], within(bands_[zone], position.altitude));
        };
        visit(
            position.at,
            [&](std::uint32_t zone, Containment lateral) {
                const Containment answer = both(lateral, in_height_and_time(zone));
                if (answer != Containment::outside) on_zone(std::size_t{zone}, answer);
            },
            [&](std::uint32_t zone) { return in_height_and_time(zone) != Containment::outside; });
    }

    /// Is the place inside any zone, whatever the height and the time? Faster than query: it stops at the first.
    [[nodiscard]] Containment contains_any(LatLon place) const noexcept
    {
        if (!is_valid(place)) return zones_.empty() ? Containment::outside : Containment::unknown;
        const Cell cell = cell_of(place);
        return any_in_word(word_of(cell), place, cell.x, cell.y) ? Containment::inside : Containment::outside;
    }

    /// The dearest stage that query(place) goes through: for tests, and to see where time goes.
    [[nodiscard]] IndexStage dearest_stage(LatLon place) const noexcept
    {
        IndexStage dearest = IndexStage::cell;
        if (!is_valid(place)) return dearest;
        const Cell cell = cell_of(place);
        const std::uint32_t word = word_of(cell);
        if ((word & detail::IndexWord::kind_mask) != detail::IndexWord::record) return dearest;
        const std::uint32_t* record = tables_.records.data() + (word >> 2U);
        const std::uint32_t entries = record[1];
        record += 2;
        for (std::uint32_t e = 0; e < entries; ++e) {
            IndexStage stage = IndexStage::polynomial;
            (void)holds(record[0], record + 2, record[1], place, cell.x, cell.y, &stage);
            dearest = std::max(dearest, stage);
            record += 2 + record[1];
        }
        return dearest;
    }

    /// contains_any for many places; answers[i] belongs to the i-th.
    ///
    /// @pre the three spans are of one size
    void contains_any(std::span<const double> lat_deg, std::span<const double> lon_deg,
                      std::span<Containment> answers) const noexcept
    {
        std::uint32_t waiting[block_size];  // places in records: the others are answered by their word
        std::uint32_t waiting_words[block_size];
        for_each_block(lat_deg, lon_deg, [&](std::size_t begin, std::size_t n, const Cell* cells, const std::uint32_t* words) {
            std::size_t count = 0;
            for (std::size_t i = 0; i < n; ++i) {
                answers[begin + i] = words[i] != detail::IndexWord::empty ? Containment::inside : Containment::outside;
                waiting[count] = static_cast<std::uint32_t>(i);
                waiting_words[count] = words[i];
                count += (words[i] & detail::IndexWord::kind_mask) == detail::IndexWord::record ? 1U : 0U;
            }
            for (std::size_t w = 0; w < count; ++w) {
                const std::size_t i = waiting[w];
                const bool inside = any_in_word(waiting_words[w], {lat_deg[begin + i], lon_deg[begin + i]}, cells[i].x, cells[i].y);
                answers[begin + i] = inside ? Containment::inside : Containment::outside;
            }
            if (zones_.empty()) return;
            for (std::size_t i = 0; i < n; ++i)
                if (words[i] == no_position) answers[begin + i] = Containment::unknown;
        });
    }

    /// Many places: as query(LatLon), called as on_zone(std::size_t point, std::size_t zone, Containment). Hides
    /// the waiting for memory by looking several places ahead.
    ///
    /// @pre lat_deg.size() == lon_deg.size()
    template <class OnZone>
    void query_all(std::span<const double> lat_deg, std::span<const double> lon_deg, OnZone&& on_zone) const
    {
        for_each_cell(lat_deg, lon_deg, [&](std::size_t i, std::uint32_t word, float x, float y) {
            visit_word(word, {lat_deg[i], lon_deg[i]}, x, y,
                       [&](std::uint32_t zone, Containment answer) { on_zone(i, std::size_t{zone}, answer); },
                       [](std::uint32_t) { return true; });
        });
    }

    /// Many positions: as query(Position, ActiveSet), altitudes in metres above one datum.
    ///
    /// @pre the three spans are of one size
    template <class OnZone>
    void query_all(std::span<const double> lat_deg, std::span<const double> lon_deg, std::span<const double> altitude_m,
                   VerticalDatum datum, const ActiveSet& active, OnZone&& on_zone) const
    {
        for_each_cell(lat_deg, lon_deg, [&](std::size_t i, std::uint32_t word, float x, float y) {
            const Altitude altitude{Metres{altitude_m[i]}, datum};
            const auto in_height_and_time = [&](std::uint32_t zone) {
                return both(active[zone], within(bands_[zone], altitude));
            };
            visit_word(
                word, {lat_deg[i], lon_deg[i]}, x, y,
                [&](std::uint32_t zone, Containment lateral) {
                    const Containment answer = both(lateral, in_height_and_time(zone));
                    if (answer != Containment::outside) on_zone(i, std::size_t{zone}, answer);
                },
                [&](std::uint32_t zone) { return in_height_and_time(zone) != Containment::outside; });
        });
    }

private:
    /// Enough cells that a cell meets few edges, few enough that the leaves stay small against the edges.
    [[nodiscard]] std::uint32_t suitable_cells() const
    {
        std::size_t edges = 0;
        for (const Zone& zone : zones_) edges += zone.boundary().curves().size();
        return edges < 40000 && zones_.size() < 100 ? 32 : 16;
    }

    struct Cell {
        std::uint32_t top;
        std::uint32_t leaf;
        float x;
        float y;
    };

    /// @pre the place is valid
    [[nodiscard]] Cell cell_of(LatLon place) const noexcept
    {
        const double lon = place.lon_deg >= -180.0 && place.lon_deg < 180.0 ? place.lon_deg
                                                                            : detail::normalised_longitude(place.lon_deg);
        const double gx = (lon + 180.0) * scale_;
        const double gy = (place.lat_deg + 90.0) * scale_;
        const std::uint32_t k = tables_.cells_per_degree;
        // rounding of lon + 180 can reach 360 exactly; the north pole is on the last row's upper edge
        const std::uint32_t column = std::min(static_cast<std::uint32_t>(gx), 360 * k - 1);
        const std::uint32_t row = std::min(static_cast<std::uint32_t>(gy), 180 * k - 1);
        const std::uint32_t shift = static_cast<std::uint32_t>(std::countr_zero(k));
        return {(row >> shift) * detail::IndexTables::columns + (column >> shift),
                ((row & (k - 1)) << shift) + (column & (k - 1)), static_cast<float>(gx - column),
                static_cast<float>(gy - row)};
    }

    [[nodiscard]] std::size_t leaf_offset(std::uint32_t top_word, std::uint32_t leaf) const noexcept
    {
        const std::size_t shift = 2U * static_cast<std::size_t>(std::countr_zero(tables_.cells_per_degree));
        return (static_cast<std::size_t>(top_word >> 2U) << shift) + leaf;
    }

    template <class Found, class Wanted>
    void visit(LatLon place, Found&& found, Wanted&& wanted) const
    {
        if (!is_valid(place)) {
            for (std::uint32_t zone = 0; zone < zones_.size(); ++zone) found(zone, Containment::unknown);
            return;
        }
        const Cell cell = cell_of(place);
        visit_word(word_of(cell), place, cell.x, cell.y, found, wanted);
    }

    template <class Found, class Wanted>
    void visit_word(std::uint32_t word, LatLon place, float x, float y, Found&& found, Wanted&& wanted) const
    {
        using detail::IndexEntry;
        if (word == detail::IndexWord::empty) return;
        if (word == no_position) {
            for (std::uint32_t zone = 0; zone < zones_.size(); ++zone) found(zone, Containment::unknown);
            return;
        }
        std::size_t set = word >> 2U;
        if ((word & detail::IndexWord::kind_mask) == detail::IndexWord::record) {
            const std::uint32_t* record = tables_.records.data() + (word >> 2U);
            set = record[0];
            const std::uint32_t entries = record[1];
            record += 2;
            std::uint32_t held = no_zone;  // parts of one zone follow each other: it is found once
            for (std::uint32_t e = 0; e < entries; ++e) {
                const std::uint32_t head = record[0];
                const std::uint32_t count = record[1];
                const std::uint32_t* words = record + 2;
                record = words + count;
                const std::uint32_t zone = head >> IndexEntry::zone_shift;
                if (zone == held || !wanted(zone) || !holds(head, words, count, place, x, y)) continue;
                held = zone;
                found(zone, Containment::inside);
            }
        }
        const std::uint32_t* ids = tables_.sets.data() + set;
        for (std::uint32_t i = 1; i <= ids[0]; ++i) found(ids[i], Containment::inside);
    }

    /// The exact stage: the curves that pass within the band are asked themselves; where that cannot be told
    /// apart from the cell's own bookkeeping, the whole zone is.
    [[gnu::noinline]] bool decide(std::uint32_t head, const std::uint32_t* words, std::uint32_t count, LatLon place,
                                  float x, float y, IndexStage* stage) const noexcept
    {
        using detail::IndexEntry;
        const detail::LateralBoundary& boundary = zones_[head >> IndexEntry::zone_shift].boundary();
        detail::IndexSide side = detail::IndexSide::undecided;
        if ((head & (IndexEntry::exact | IndexEntry::circle)) == 0) {
            const detail::ExactStage exact{boundary.curves(), place};
            side = exact.side_in_cell(words, count, (head & IndexEntry::corner) != 0, x, y);
        }
        if (stage != nullptr)
            *stage = side == detail::IndexSide::undecided ? IndexStage::boundary : IndexStage::curve;
        return side == detail::IndexSide::undecided ? boundary.contains(place) : side == detail::IndexSide::inside;
    }

    [[nodiscard]] std::uint32_t word_of(const Cell& cell) const noexcept
    {
        const std::uint32_t word = tables_.top[cell.top];
        if ((word & detail::IndexWord::kind_mask) != detail::IndexWord::block) return word;
        return tables_.leaves[leaf_offset(word, cell.leaf)];
    }

    /// Is the place in any zone of its cell?
    [[nodiscard]] bool any_in_word(std::uint32_t word, LatLon place, float x, float y) const noexcept
    {
        using detail::IndexEntry;
        if ((word & detail::IndexWord::kind_mask) != detail::IndexWord::record) return word != detail::IndexWord::empty;
        const std::uint32_t* record = tables_.records.data() + (word >> 2U);
        if (record[0] != 0) return true;
        const std::uint32_t entries = record[1];
        record += 2;
        for (std::uint32_t e = 0; e < entries; ++e) {
            const std::uint32_t head = record[0];
            const std::uint32_t count = record[1];
            if (holds(head, record + 2, count, place, x, y)) return true;
            record += 2 + count;
        }
        return false;
    }

    /// Is the place in the zone (or part) of one entry? Tells the stage when asked.
    [[nodiscard]] bool holds(std::uint32_t head, const std::uint32_t* words, std::uint32_t count, LatLon place, float x,
                             float y, IndexStage* stage = nullptr) const noexcept
    {
        using detail::IndexEntry;
        const bool corner = (head & IndexEntry::corner) != 0;
        detail::IndexSide side = detail::IndexSide::undecided;
        if ((head & (IndexEntry::exact | IndexEntry::circle)) == 0)
            side = detail::side_in_cell(words, count, corner, x, y);
        else if ((head & IndexEntry::circle) != 0)
            side = detail::side_of_circle(words, x, y);
        if (side != detail::IndexSide::undecided) return side == detail::IndexSide::inside;
        return decide(head, words, count, place, x, y, stage);
    }

    /// Looks up the words of a block of places at a time, asking memory for each step of all of them before
    /// taking the step for any: f(begin, n, cells, words). A place that is not valid has the word no_position.
    template <class F>
    void for_each_block(std::span<const double> lat_deg, std::span<const double> lon_deg, F&& f) const
    {
        using detail::IndexWord;
        Cell cells[block_size];
        std::uint32_t words[block_size];
        for (std::size_t begin = 0; begin < lat_deg.size(); begin += block_size) {
            const std::size_t n = std::min(block_size, lat_deg.size() - begin);
            bool all_valid = true;
            for (std::size_t i = 0; i < n; ++i) {
                const LatLon place{lat_deg[begin + i], lon_deg[begin + i]};
                const bool valid = is_valid(place);
                all_valid = all_valid && valid;
                cells[i] = cell_of(valid ? place : LatLon{0.0, 0.0});
                __builtin_prefetch(tables_.top.data() + cells[i].top);
            }
            for (std::size_t i = 0; i < n; ++i) {
                words[i] = tables_.top[cells[i].top];
                if ((words[i] & IndexWord::kind_mask) == IndexWord::block)
                    __builtin_prefetch(tables_.leaves.data() + leaf_offset(words[i], cells[i].leaf));
            }
            for (std::size_t i = 0; i < n; ++i) {
                if ((words[i] & IndexWord::kind_mask) == IndexWord::block)
                    words[i] = tables_.leaves[leaf_offset(words[i], cells[i].leaf)];
                const std::uint32_t* next = (words[i] & IndexWord::kind_mask) == IndexWord::record ? tables_.records.data()
                                                                                                  : tables_.sets.data();
                __builtin_prefetch(next + (words[i] >> 2U));
                __builtin_prefetch(next + (words[i] >> 2U) + 16);
            }
            if (!all_valid)
                for (std::size_t i = 0; i < n; ++i)
                    if (!is_valid({lat_deg[begin + i], lon_deg[begin + i]})) words[i] = no_position;
            f(begin, n, static_cast<const Cell*>(cells), static_cast<const std::uint32_t*>(words));
        }
    }

    /// Calls f(i, word, x, y) for every place.
    template <class F>
    void for_each_cell(std::span<const double> lat_deg, std::span<const double> lon_deg, F&& f) const
    {
        for_each_block(lat_deg, lon_deg, [&](std::size_t begin, std::size_t n, const Cell* cells, const std::uint32_t* words) {
            for (std::size_t i = 0; i < n; ++i) f(begin + i, words[i], cells[i].x, cells[i].y);
        });
    }

    static constexpr std::size_t block_size = 64;
    static constexpr std::uint32_t no_position = detail::IndexWord::block;  ///< no leaf has this word
    static constexpr std::uint32_t no_zone = ~std::uint32_t{0};

    std::vector<Zone> zones_;
    std::vector<AltitudeBand> bands_;
    detail::IndexTables tables_;
    double scale_ = 0;
};

}  // namespace v0
}  // namespace picket

#endif
