// SPDX-License-Identifier: MIT
/// @file
/// Builds the tables of index_layout.hpp from zones.
///
/// A zone goes in as one boundary, or part by part where its rings meet. On each of the three charts:
///
///   curves --ChordTracer--> chords --CellClipper--> clips --sort--> the clips of each cell --CellChain--> chains
///
/// and then each row of cells is walked from west to east with one bit, inside or outside:
///
///       outside     c1      inside     c2    outside      . places on the sides that two cells share: from the one
///     . . . . . . +-----+ . . . . . +-----+ . . . . .     cell's answer there follows the other's `flip`.
///                 |  /  |           |  \  |               Cells between chains have the answer of their
///                 .-/---.-----------.---\-.               neighbours.
///                 | /   |           |    \|
///
/// The walk begins where the answer is known: west of a zone that does not reach round the Earth, elsewhere from
/// the exact boundary. Circles need no chains: a cell's distance from the centre tells how they lie. Corridors and
/// margins have none to begin with: blocks of cells are halved until the distance from their curves tells, down to the
/// cells that the boundary itself comes into, which ask the zone.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_BUILD_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_BUILD_HPP

#include <picket/airspace/compiled_boundary.hpp>
#include <picket/airspace/detail/index_cells.hpp>
#include <picket/airspace/detail/index_chords.hpp>
#include <picket/airspace/detail/index_circle.hpp>
#include <picket/airspace/detail/index_grid.hpp>
#include <picket/airspace/detail/index_layout.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/rings_apart.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// The finished tables.
struct IndexTables {
    std::vector<std::uint32_t> top;
    std::vector<std::uint32_t> leaves;
    std::vector<std::uint32_t> sets;
    std::vector<std::uint32_t> locals;
    std::vector<std::uint32_t> first_local;  ///< of each block
    std::vector<std::uint16_t> records;
};

class IndexBuilder {
public:
    /// @param zones  how many there will be
    IndexBuilder(const Grid& grid, std::size_t zones)
        : grid_(grid), k_(static_cast<std::int32_t>(grid.cells_per_degree())), has_locals_(index_has_locals(zones))
    {
    }

    /// Adds a zone. Where its rings meet each other, its parts are entered one by one; a part whose own rings
    /// meet is left to the exact boundary in every cell its rings come into.
    void add_zone(const LateralBoundary& boundary, std::span<const PartSpec> parts, std::uint32_t zone)
    {
        if (RingsApart::check(boundary)) {
            add_boundary(boundary, zone, true);
            return;
        }
        for (const PartSpec& spec : parts) {
            const LateralBoundary part({&spec, 1});
            add_boundary(part, zone, RingsApart::check(part));
        }
    }

    /// Adds a zone with corridors or margins, part by part.
    void add_offset_zone(std::span<const PartSpec> parts, std::uint32_t zone)
    {
        for (const PartSpec& spec : parts) {
            const LateralBoundary part({&spec, 1});
            if (part.has_offset()) add_offset(spec, part, zone);
            else add_boundary(part, zone, RingsApart::check(part));
        }
    }

    /// Adds a zone that is one circle.
    void add_circle(const CircleSpec& spec, const CircleTest& circle, std::uint32_t zone)
    {
        const std::uint32_t group = groups_++;
        for (const Chart chart : {Chart::belt, Chart::north, Chart::south}) add_circle(chart, spec, circle, zone, group);
    }

    [[nodiscard]] IndexTables finish()
    {
        assemble();
        return std::move(tables_);
    }

private:
    /// A zone's boundary, or that of one of its parts, in one cell.
    struct Entry {
        std::uint32_t top;
        std::uint32_t leaf;
        std::uint32_t zone;
        std::uint32_t kind;   ///< bits of IndexEntry
        std::uint32_t first;  ///< chain: into halves_
        std::uint32_t vertices;
    };
    /// Cells of one row, within one top cell, that a zone holds wholly.
    struct Run {
        std::uint32_t top;
        std::uint32_t zone;
        std::uint32_t group;
        std::uint16_t row;  ///< within the top cell
        std::uint16_t begin;
        std::uint16_t end;
    };
    struct Chain {
        std::int32_t row;
        std::int32_t column;
        std::uint32_t first;  ///< into halves_
        std::uint32_t count;  ///< of vertices; 0: not to be trusted
    };
    /// Columns of a row of cells that a chart answers for, both ends included.
    struct Columns {
        std::int32_t first;
        std::int32_t last;
    };

    // One boundary ------------------------------------------------------------------------------------------------

    /// @param plain  inside is the parity over all rings; otherwise cells ask the exact boundary
    void add_boundary(const LateralBoundary& boundary, std::uint32_t zone, bool plain)
    {
        const std::uint32_t group = groups_++;
        double south = 90.0;
        double north = -90.0;
        for (const Curve& curve : boundary.curves()) {
            south = std::min(south, curve.lat_min_deg);
            north = std::max(north, curve.lat_max_deg);
        }
        if (south < belt_edge_deg && north > -belt_edge_deg) add_to_belt(boundary, zone, group, plain);
        else fill_if_inside(Chart::belt, boundary, zone, group);
        if (north > belt_edge_deg - 0.5) add_to_cap(Chart::north, boundary, zone, group, plain);
        else fill_if_inside(Chart::north, boundary, zone, group);
        if (south < 0.5 - belt_edge_deg) add_to_cap(Chart::south, boundary, zone, group, plain);
        else fill_if_inside(Chart::south, boundary, zone, group);
    }

    /// A chart that no curve comes into is all inside or all outside.
    void fill_if_inside(Chart chart, const LateralBoundary& boundary, std::uint32_t zone, std::uint32_t group)
    {
        const LatLon probe = chart == Chart::belt ? LatLon{0.0, 0.0} : LatLon{chart == Chart::north ? 90.0 : -90.0, 0.0};
        // a ring that winds round no pole and has its inside within holds nothing far from its curves
        if (std::all_of(boundary.rings().begin(), boundary.rings().end(), [](const RingBoundary& ring) {
                return ring.odd_is_inside && !(ring.lat_min_deg == -90.0 && ring.lat_max_deg == 90.0);
            }))
            return;
        if (!boundary.contains(probe)) return;
        for (std::int32_t row = 0; row < grid_.rows(chart); ++row)
            if (const auto columns = valid_columns(chart, row))
                push_run(chart, row, columns->first, columns->last + 1, zone, group);
    }

    /// The cells of a row that hold places of the chart.
    [[nodiscard]] std::optional<Columns> valid_columns(Chart chart, std::int32_t row) const noexcept
    {
        const double k = k_;
        if (chart == Chart::belt) {
            // the row that begins at the northern edge too: places just south of it are rounded into it
            const double edge = (90.0 - belt_edge_deg) * k;
            if (row < edge || row > 180.0 * k - edge) return std::nullopt;
            return Columns{0, grid_.columns(chart) - 1};
        }
        // the row's nearest approach to the pole, and how wide the cap is there; half a step more for rounding
        const double centre = cap_half_deg * k;
        const double radius = (90.0 - belt_edge_deg) * k + 1e-3;
        const double away = row + 1 <= centre ? centre - (row + 1) : row >= centre ? row - centre : 0.0;
        if (away > radius) return std::nullopt;
        const double half = std::sqrt(radius * radius - away * away);
        return Columns{static_cast<std::int32_t>(std::floor(centre - half)), static_cast<std::int32_t>(std::floor(centre + half))};
    }

    void trace(Chart chart, const LateralBoundary& boundary)
    {
        clips_.clear();
        ChordTracer tracer(grid_, chart);
        CellClipper clipper(clips_);
        for (const RingBoundary& ring : boundary.rings()) {
            tracer.start();
            for (std::size_t i = ring.first_curve; i < ring.last_curve; ++i)
                tracer.trace(boundary.curves()[i], [&](ChordPoint p) { clipper.move(p); }, [&](ChordPoint p) { clipper.draw(p); });
            clipper.end_ring();
        }
    }

    void sort_clips()
    {
        std::sort(clips_.begin(), clips_.end(), [](const CellClip& a, const CellClip& b) {
            if (a.row != b.row) return a.row < b.row;
            return a.column != b.column ? a.column < b.column : a.order < b.order;
        });
    }

    /// Chains of all cells, by row and column.
    void make_chains()
    {
        chains_.clear();
        for (std::size_t i = 0; i < clips_.size();) {
            std::size_t end = i + 1;
            while (end < clips_.size() && clips_[end].row == clips_[i].row && clips_[end].column == clips_[i].column) ++end;
            vertices_.clear();
            const bool sound = cell_chain_.close({clips_.data() + i, end - i}, vertices_);
            chains_.push_back({clips_[i].row, clips_[i].column, static_cast<std::uint32_t>(halves_.size()),
                               sound ? static_cast<std::uint32_t>(vertices_.size()) : 0U});
            for (const LatticePoint p : vertices_) {
                halves_.push_back(static_cast<std::uint16_t>(lattice_x(p)));
                halves_.push_back(static_cast<std::uint16_t>(lattice_y(p)));
            }
            i = end;
        }
        halves_.resize(halves_.size() + index_padding);  // side_of_chain reads beyond
    }

    void add_to_belt(const LateralBoundary& boundary, std::uint32_t zone, std::uint32_t group, bool plain)
    {
        trace(Chart::belt, boundary);
        const std::int32_t turn = grid_.columns(Chart::belt);
        std::int32_t west = std::numeric_limits<std::int32_t>::max();
        std::int32_t east = std::numeric_limits<std::int32_t>::min();
        for (const CellClip& clip : clips_) {
            west = std::min(west, clip.column);
            east = std::max(east, clip.column);
        }
        const bool local = plain && !clips_.empty() && east - west < turn - 2 &&
                           std::all_of(boundary.rings().begin(), boundary.rings().end(), [](const RingBoundary& ring) {
                               return ring.odd_is_inside && !(ring.lat_min_deg == -90.0 && ring.lat_max_deg == 90.0);
                           });
        if (!local)
            for (CellClip& clip : clips_) clip.column = ((clip.column % turn) + turn) % turn;
        sort_clips();
        make_chains();
        if (local) {
            walk_chains(Chart::belt, boundary, zone, group);
            return;
        }
        walk_chart(Chart::belt, boundary, zone, group, plain);
    }

    void add_to_cap(Chart chart, const LateralBoundary& boundary, std::uint32_t zone, std::uint32_t group, bool plain)
    {
        trace(chart, boundary);
        sort_clips();
        make_chains();
        walk_chart(chart, boundary, zone, group, plain);
    }

    // Rows --------------------------------------------------------------------------------------------------------

    enum class State : std::uint8_t { outside, inside, ask };

    /// All rows of a boundary west of which everything is outside.
    void walk_chains(Chart chart, const LateralBoundary& boundary, std::uint32_t zone, std::uint32_t group)
    {
        for (std::size_t i = 0; i < chains_.size();) {
            std::size_t end = i;
            while (end < chains_.size() && chains_[end].row == chains_[i].row) ++end;
            const std::span<const Chain> row{chains_.data() + i, end - i};
            i = end;
            if (!valid_columns(chart, row[0].row)) continue;
            walk_row(chart, row[0].row, {row.front().column, row.back().column}, row, State::outside, boundary, zone, group, true);
        }
    }

    /// All rows of a chart, each from an exact answer.
    void walk_chart(Chart chart, const LateralBoundary& boundary, std::uint32_t zone, std::uint32_t group, bool plain)
    {
        std::size_t chain = 0;
        for (std::int32_t row = 0; row < grid_.rows(chart); ++row) {
            while (chain < chains_.size() && chains_[chain].row < row) ++chain;  // south of the chart
            const std::size_t begin = chain;
            while (chain < chains_.size() && chains_[chain].row == row) ++chain;
            if (const auto columns = valid_columns(chart, row))
                walk_row(chart, row, *columns, {chains_.data() + begin, chain - begin}, State::ask, boundary, zone, group, plain);
        }
    }

    /// @param chains  of this row, by column; those beyond `columns` are passed over
    void walk_row(Chart chart, std::int32_t row, Columns columns, std::span<const Chain> chains, State state,
                  const LateralBoundary& boundary, std::uint32_t zone, std::uint32_t group, bool plain)
    {
        const Chain* previous = nullptr;  // in the cell to the west
        bool previous_flip = false;
        std::int32_t column = columns.first;
        for (const Chain& chain : chains) {
            if (chain.column < columns.first || chain.column > columns.last) continue;
            if (chain.column > column) {
                fill(chart, row, column, chain.column, state, boundary, zone, group);
                previous = nullptr;
            }
            column = chain.column + 1;
            if (!plain || chain.count == 0) {
                push_entry(chart, chain, IndexEntry::exact, zone);
                previous = nullptr;
                state = State::ask;
                continue;
            }
            std::optional<bool> flip;
            if (previous != nullptr)
                flip = flip_from_neighbour(*previous, previous_flip, chain);
            else if (state != State::ask)
                flip = flip_from_left(chain, state == State::inside);
            if (!flip) flip = flip_from_exact(chart, chain, boundary);
            if (!flip) {
                push_entry(chart, chain, IndexEntry::exact, zone);
                previous = nullptr;
                state = State::ask;
                continue;
            }
            push_entry(chart, chain, *flip ? IndexEntry::chain | IndexEntry::flip : IndexEntry::chain, zone);
            previous = &chain;
            previous_flip = *flip;
            state = state_at_right(chain, *flip);
        }
        fill(chart, row, column, columns.last + 1, state, boundary, zone, group);
    }

    /// Cells [begin, end), which no boundary comes into; leaves their answer in `state`.
    void fill(Chart chart, std::int32_t row, std::int32_t begin, std::int32_t end, State& state, const LateralBoundary& boundary,
              std::uint32_t zone, std::uint32_t group)
    {
        if (begin >= end) return;
        if (state == State::ask) state = boundary.contains(place_in(chart, begin, row, middle)) ? State::inside : State::outside;
        if (state == State::inside) push_run(chart, row, begin, end, zone, group);
    }

    static constexpr LatticePoint middle = lattice_point(index_origin + index_steps / 2, index_origin + index_steps / 2);
    static constexpr int places_tried = 33;

    /// The i-th of the places tried on a side, spread without order that a boundary could share.
    [[nodiscard]] static constexpr int along_side(int i) noexcept
    {
        return index_origin + 1 + (i * 6173 + index_steps / 2) % (index_steps - 1);
    }

    [[nodiscard]] LatLon place_in(Chart chart, std::int32_t column, std::int32_t row, LatticePoint p) const noexcept
    {
        const double x = static_cast<double>(column) * index_steps + (lattice_x(p) - index_origin);
        const double y = static_cast<double>(row) * index_steps + (lattice_y(p) - index_origin);
        return grid_.place_at(chart, x, y);
    }

    [[nodiscard]] ChainSide side(const Chain& chain, LatticePoint p) const noexcept
    {
        return side_of_chain(halves_.data() + chain.first, chain.count, p);
    }

    /// From the cell to the west, at a place on the common side that is clear of both chains.
    [[nodiscard]] std::optional<bool> flip_from_neighbour(const Chain& west, bool west_flip, const Chain& chain) const noexcept
    {
        for (int i = 0; i < places_tried; ++i) {
            const ChainSide there = side(west, lattice_point(index_origin + index_steps, along_side(i)));
            if (there.near) continue;
            const ChainSide here = side(chain, lattice_point(index_origin, along_side(i)));
            if (!here.near) return (there.odd != west_flip) != here.odd;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<bool> flip_from_left(const Chain& chain, bool inside) const noexcept
    {
        for (int i = 0; i < places_tried; ++i) {
            const ChainSide here = side(chain, lattice_point(index_origin, along_side(i)));
            if (!here.near) return inside != here.odd;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<bool> flip_from_exact(Chart chart, const Chain& chain, const LateralBoundary& boundary) const noexcept
    {
        for (int i = 0; i < places_tried; ++i) {
            const LatticePoint p = lattice_point(along_side(7 * i + 3), along_side(i));
            const ChainSide here = side(chain, p);
            if (!here.near) return boundary.contains(place_in(chart, chain.column, chain.row, p)) != here.odd;
        }
        return std::nullopt;
    }

    [[nodiscard]] State state_at_right(const Chain& chain, bool flip) const noexcept
    {
        for (int i = 0; i < places_tried; ++i) {
            const ChainSide here = side(chain, lattice_point(index_origin + index_steps, along_side(i)));
            if (!here.near) return here.odd != flip ? State::inside : State::outside;
        }
        return State::ask;
    }

    void push_entry(Chart chart, const Chain& chain, std::uint32_t kind, std::uint32_t zone)
    {
        const std::int32_t column = wrapped(chart, chain.column);
        entries_.push_back({grid_.top_of(chart, column, chain.row), grid_.leaf_of(column, chain.row), zone, kind, chain.first, chain.count});
    }

    [[nodiscard]] std::int32_t wrapped(Chart chart, std::int32_t column) const noexcept
    {
        if (chart != Chart::belt) return column;
        const std::int32_t turn = grid_.columns(chart);
        return column >= turn ? column - turn : column < 0 ? column + turn : column;
    }

    /// Cells [begin, end) of a row, which may run over the antimeridian, held by a zone.
    void push_run(Chart chart, std::int32_t row, std::int32_t begin, std::int32_t end, std::uint32_t zone, std::uint32_t group)
    {
        for (std::int32_t column = begin; column < end;) {
            const std::int32_t from = wrapped(chart, column);
            const std::int32_t length = std::min(end - column, k_ - from % k_);
            runs_.push_back({grid_.top_of(chart, from, row), zone, group, static_cast<std::uint16_t>(row % k_),
                             static_cast<std::uint16_t>(from % k_), static_cast<std::uint16_t>(from % k_ + length)});
            column += length;
        }
    }

    // Circles -----------------------------------------------------------------------------------------------------

    void add_circle(Chart chart, const CircleSpec& spec, const CircleTest& circle, std::uint32_t zone, std::uint32_t group)
    {
        const double k = k_;
        const double radius_m = spec.radius.value();
        // A degree of latitude is at least 110 km; the chord is shorter than the arc.
        const double half_lat_deg = radius_m / (wgs84_radius_min_m * degree) + 1e-6;
        const double south = spec.centre.lat_deg - half_lat_deg;
        const double north = spec.centre.lat_deg + half_lat_deg;
        std::int32_t first_row = 0;
        std::int32_t last_row = grid_.rows(chart) - 1;
        std::int32_t first_column = 0;
        std::int32_t last_column = grid_.columns(chart) - 1;
        if (chart == Chart::belt) {
            if (south > belt_edge_deg || north < -belt_edge_deg) return;
            first_row = std::max(first_row, static_cast<std::int32_t>(std::floor((south + 90.0) * k)) - 1);
            last_row = std::min(last_row, static_cast<std::int32_t>(std::floor((north + 90.0) * k)) + 1);
            // sin(half width) = sin(radius) / cos(latitude), on a sphere no larger than the Earth, with something over
            const double reach = std::sin(std::min(1.57, 1.004 * radius_m / wgs84_radius_min_m)) /
                                 std::max(1e-9, GeographicLib::Math::cosd(spec.centre.lat_deg));
            if (reach < 0.99 && std::abs(spec.centre.lat_deg) + half_lat_deg < 89.0) {
                const double half_width_deg = 1.01 * std::asin(reach) / degree;
                const double centre = (normalised_longitude(spec.centre.lon_deg) + 180.0) * k;
                first_column = static_cast<std::int32_t>(std::floor(centre - half_width_deg * k)) - 1;
                last_column = static_cast<std::int32_t>(std::floor(centre + half_width_deg * k)) + 1;
                if (last_column - first_column >= grid_.columns(chart)) {
                    first_column = 0;
                    last_column = grid_.columns(chart) - 1;
                }
            }
        } else if (chart == Chart::north ? north < belt_edge_deg - 0.5 : south > 0.5 - belt_edge_deg) {
            return;
        }
        for (std::int32_t row = first_row; row <= last_row; ++row) {
            const auto columns = valid_columns(chart, row);
            if (!columns) continue;
            std::int32_t first = first_column;
            std::int32_t last = last_column;
            if (chart != Chart::belt) {
                first = columns->first;
                last = columns->last;
            }
            circle_row(chart, row, first, last, circle, zone, group);
        }
    }

    void circle_row(Chart chart, std::int32_t row, std::int32_t first, std::int32_t last, const CircleTest& circle, std::uint32_t zone,
                    std::uint32_t group)
    {
        const double inner_m = std::sqrt(circle.inside_m2);
        const double outer_m = std::sqrt(circle.outside_m2);
        const RowBalls balls(grid_, chart, row);
        const double half_m = balls.radius_m();
        std::int32_t run_begin = last + 1;
        for (std::int32_t column = first; column <= last + 1; ++column) {
            double distance_m = 1e300;
            if (column <= last) distance_m = chord_m(balls.centre_m(*this, wrapped(chart, column)), circle.centre_m);
            const bool holds = distance_m + half_m < inner_m;
            if (holds && run_begin > last) run_begin = column;
            if (!holds && run_begin <= last) {
                push_run(chart, row, run_begin, column, zone, group);
                run_begin = last + 1;
            }
            if (holds || distance_m - half_m > outer_m) continue;
            const std::int32_t at = wrapped(chart, column);
            entries_.push_back({grid_.top_of(chart, at, row), grid_.leaf_of(at, row), zone, IndexEntry::circle, 0, 0});
        }
    }

    /// Balls about the cells of a row, enlarged by a step all round.
    class RowBalls {
    public:
        RowBalls(const Grid& grid, Chart chart, std::int32_t row) noexcept : grid_(grid), chart_(chart), row_(row)
        {
            const double k = static_cast<double>(grid.cells_per_degree());
            const double half_deg = (0.5 + 2.0 / index_steps) / k;
            if (chart == Chart::belt) {
                const double lat_deg = (row + 0.5) / k - 90.0;
                middle_ = to_ecef_m({lat_deg, 0.0});
                // no place of the cell is farther from its middle than along the meridian and then the wider parallel
                const double wider_deg = std::max(0.0, std::abs(lat_deg) - half_deg);
                radius_m_ = half_deg * degree * std::hypot(wgs84_radius_max_m, parallel_radius_m(wider_deg));
            } else {
                // a cap's chart is true to scale but for 1.03 across [theta / sin(theta) is above 1 there, so the Earth is smaller]
                radius_m_ = 1.01 * half_deg * degree * std::sqrt(2.0) * wgs84_radius_max_m;
            }
        }
        [[nodiscard]] double radius_m() const noexcept { return radius_m_; }
        [[nodiscard]] Ecef centre_m(IndexBuilder& builder, std::int32_t column) const
        {
            if (chart_ == Chart::belt) {
                const auto& [c, s] = builder.column_direction(column);
                return {middle_.x * c, middle_.x * s, middle_.z};
            }
            return to_ecef_m(grid_.place_at(chart_, (column + 0.5) * index_steps, (row_ + 0.5) * index_steps));
        }

    private:
        const Grid& grid_;
        Chart chart_;
        std::int32_t row_;
        Ecef middle_{};
        double radius_m_ = 0;
    };

    /// Cosine and sine of the longitude of a belt column's middle.
    [[nodiscard]] const std::array<double, 2>& column_direction(std::int32_t column)
    {
        if (column_directions_.empty())
            for (std::int32_t c = 0; c < grid_.columns(Chart::belt); ++c) {
                std::array<double, 2> direction{};
                GeographicLib::Math::sincosd((c + 0.5) / k_ - 180.0, direction[1], direction[0]);
                column_directions_.push_back(direction);
            }
        return column_directions_[static_cast<std::size_t>(column)];
    }

    // Offsets -----------------------------------------------------------------------------------------------------

    /// A part whose boundary is an offset of its curves: how far a place is from those, and on which side.
    class OffsetPart {
    public:
        OffsetPart(const PartSpec& spec, const LateralBoundary& part) : part_(part), inward_(spec.margin.value() < 0.0)
        {
            reach_m_ = part.parts().front().reach_m;
            if (spec.corridor) return;
            ZoneSpec base;
            base.parts.push_back(spec);
            base.parts[0].margin = Metres{0.0};
            base_.emplace(std::move(base));
            distances_.emplace(*base_);
        }
        /// The answer for all places within `radius_m` of one; unknown where it is not one answer.
        [[nodiscard]] Containment around(LatLon place, double radius_m) const noexcept
        {
            constexpr double slack_m = 0.01;  // far more than a distance is wrong
            const double distance_m =
                distances_ ? distances_->distance(place).value()
                           : part_.nearest_curve(place, std::numeric_limits<double>::infinity(), LateralBoundary::no_curve).distance_m;
            if (distance_m + radius_m + slack_m < reach_m_) return inward_ ? Containment::outside : Containment::inside;
            if (distance_m - radius_m - slack_m < reach_m_) return Containment::unknown;
            return base_ ? base_->contains(place) : Containment::outside;
        }

    private:
        const LateralBoundary& part_;
        bool inward_;
        double reach_m_ = 0;
        std::optional<Zone> base_;
        std::optional<CompiledBoundary> distances_;
    };

    void add_offset(const PartSpec& spec, const LateralBoundary& boundary, std::uint32_t zone)
    {
        const OffsetPart part(spec, boundary);
        const std::uint32_t group = groups_++;
        for (const Chart chart : {Chart::belt, Chart::north, Chart::south})
            for (std::int32_t row = 0; row < grid_.rows(chart); row += k_)
                for (std::int32_t column = 0; column < grid_.columns(chart); column += k_) {
                    if (block_radius_m(chart, row, k_) < 0.0) continue;
                    const Ecef centre = to_ecef_m(block_middle(chart, column, row, k_));
                    // what is outside of the ball that holds the part is outside of the part
                    if (chord_m(centre, boundary.ball().centre_m) > boundary.ball().radius_m + block_radius_m(chart, row, k_)) continue;
                    divide_block(chart, column, row, k_, part, zone, group);
                }
    }

    void divide_block(Chart chart, std::int32_t column, std::int32_t row, std::int32_t size, const OffsetPart& part, std::uint32_t zone,
                      std::uint32_t group)
    {
        const double radius_m = block_radius_m(chart, row, size);
        if (radius_m < 0.0) return;
        const Containment answer = part.around(block_middle(chart, column, row, size), radius_m);
        if (answer == Containment::outside) return;
        if (answer == Containment::inside) {
            for (std::int32_t r = row; r < row + size; ++r) push_run(chart, r, column, column + size, zone, group);
            return;
        }
        if (size == 1) {
            entries_.push_back({grid_.top_of(chart, column, row), grid_.leaf_of(column, row), zone, IndexEntry::exact, 0, 0});
            return;
        }
        const std::int32_t half = size / 2;
        for (const std::int32_t dr : {0, half})
            for (const std::int32_t dc : {0, half}) divide_block(chart, column + dc, row + dr, half, part, zone, group);
    }

    [[nodiscard]] LatLon block_middle(Chart chart, std::int32_t column, std::int32_t row, std::int32_t size) const noexcept
    {
        LatLon at = grid_.place_at(chart, (column + 0.5 * size) * index_steps, (row + 0.5 * size) * index_steps);
        at.lat_deg = std::clamp(at.lat_deg, -90.0, 90.0);
        return at;
    }

    /// How far a place of a block, or within a step of it, can be from its middle [m]; negative: the block is beyond its chart.
    [[nodiscard]] double block_radius_m(Chart chart, std::int32_t row, std::int32_t size) const noexcept
    {
        const double half_deg = (0.5 * size + 2.0 / index_steps) / k_;
        if (chart != Chart::belt) return 1.01 * half_deg * degree * std::sqrt(2.0) * wgs84_radius_max_m;
        const double lat_deg = (row + 0.5 * size) / k_ - 90.0;
        if (std::abs(lat_deg) - half_deg > belt_edge_deg + 1.0) return -1.0;
        const double wider_deg = std::max(0.0, std::abs(lat_deg) - half_deg);
        return half_deg * degree * std::hypot(wgs84_radius_max_m, parallel_radius_m(wider_deg));
    }

    // Assembly ----------------------------------------------------------------------------------------------------

    void assemble()
    {
        const auto by_top = [](const auto& a, const auto& b) { return a.top < b.top; };
        std::stable_sort(runs_.begin(), runs_.end(), by_top);
        std::sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
            if (a.top != b.top) return a.top < b.top;
            if (a.leaf != b.leaf) return a.leaf < b.leaf;
            return a.zone != b.zone ? a.zone < b.zone : a.first < b.first;
        });
        tables_.top.assign(Grid::tops, IndexWord::empty);
        std::size_t run = 0;
        std::size_t entry = 0;
        while (run < runs_.size() || entry < entries_.size()) {
            const std::uint32_t top = std::min(run < runs_.size() ? runs_[run].top : Grid::tops,
                                               entry < entries_.size() ? entries_[entry].top : Grid::tops);
            const std::size_t first_run = run;
            while (run < runs_.size() && runs_[run].top == top) ++run;
            const std::size_t first_entry = entry;
            while (entry < entries_.size() && entries_[entry].top == top) ++entry;
            assemble_top(top, {runs_.data() + first_run, run - first_run}, {entries_.data() + first_entry, entry - first_entry});
        }
        tables_.records.resize(tables_.records.size() + index_padding);
        if (tables_.records.size() >= IndexWord::most || tables_.sets.size() >= IndexWord::most)
            raise<DomainError>("the index would be larger than its offsets can tell: use fewer cells a degree");
        if (tables_.leaves.empty()) tables_.leaves.push_back(IndexWord::empty);  // the look-up reads one always
        tables_.leaves.shrink_to_fit();
        tables_.sets.shrink_to_fit();
        tables_.records.shrink_to_fit();
    }

    void assemble_top(std::uint32_t top, std::span<Run> runs, std::span<const Entry> entries)
    {
        const std::size_t k = static_cast<std::size_t>(k_);
        // zones that hold the whole top cell
        base_.clear();
        std::stable_sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.group < b.group; });
        std::size_t partial = 0;
        for (std::size_t i = 0; i < runs.size();) {
            std::size_t end = i;
            std::size_t cells = 0;
            for (; end < runs.size() && runs[end].group == runs[i].group; ++end)
                cells += static_cast<std::size_t>(runs[end].end - runs[end].begin);
            if (cells == k * k)
                base_.push_back(runs[i].zone);
            else
                for (std::size_t j = i; j < end; ++j) runs[partial++] = runs[j];
            i = end;
        }
        sort_unique(base_);
        if (partial == 0 && entries.empty()) {
            tables_.top[top] = set_word(base_);
            return;
        }
        // count, then fill the covering zones of each leaf
        start_.assign(k * k + 1, 0);
        for (std::size_t r = 0; r < partial; ++r)
            for (std::size_t c = runs[r].begin; c < runs[r].end; ++c) ++start_[runs[r].row * k + c + 1];
        for (std::size_t i = 1; i < start_.size(); ++i) start_[i] += start_[i - 1];
        covering_.resize(start_.back());
        fill_.assign(start_.begin(), start_.end() - 1);
        for (std::size_t r = 0; r < partial; ++r)
            for (std::size_t c = runs[r].begin; c < runs[r].end; ++c) covering_[fill_[runs[r].row * k + c]++] = runs[r].zone;

        tables_.top[top] = static_cast<std::uint32_t>(tables_.first_local.size()) << IndexWord::kind_bits | IndexWord::block;
        tables_.first_local.push_back(static_cast<std::uint32_t>(tables_.locals.size()));
        if (has_locals_) number_locals({runs.data(), partial}, entries);
        std::size_t entry = 0;
        for (std::size_t leaf = 0; leaf < k * k; ++leaf) {
            zones_.assign(base_.begin(), base_.end());
            zones_.insert(zones_.end(), covering_.begin() + start_[leaf], covering_.begin() + start_[leaf + 1]);
            sort_unique(zones_);
            const std::size_t first = entry;
            while (entry < entries.size() && entries[entry].leaf == leaf) ++entry;
            tables_.leaves.push_back(record_word(entries.subspan(first, entry - first)));
        }
    }

    static void sort_unique(std::vector<std::uint32_t>& zones)
    {
        std::sort(zones.begin(), zones.end());
        zones.erase(std::unique(zones.begin(), zones.end()), zones.end());
    }

    /// The word for a list of covering zones; equal lists are stored once.
    [[nodiscard]] std::uint32_t set_word(const std::vector<std::uint32_t>& zones)
    {
        if (zones.empty()) return IndexWord::empty;
        if (zones.size() == 1) return zones[0] << IndexWord::kind_bits | IndexWord::one;
        std::uint64_t hash = zones.size();
        for (const std::uint32_t zone : zones) hash = (hash ^ zone) * 0x9E3779B97F4A7C15U, hash ^= hash >> 29U;
        for (auto [it, last] = known_sets_.equal_range(hash); it != last; ++it) {
            const std::uint32_t* set = tables_.sets.data() + (it->second >> IndexWord::kind_bits);
            if (set[0] == zones.size() && std::equal(zones.begin(), zones.end(), set + 1)) return it->second;
        }
        const std::uint32_t word = static_cast<std::uint32_t>(tables_.sets.size()) << IndexWord::kind_bits | IndexWord::set;
        tables_.sets.push_back(static_cast<std::uint32_t>(zones.size()));
        tables_.sets.insert(tables_.sets.end(), zones.begin(), zones.end());
        known_sets_.emplace(hash, word);
        return word;
    }

    /// Gives the zones of a top cell their local numbers, in order.
    void number_locals(std::span<const Run> runs, std::span<const Entry> entries)
    {
        const std::size_t first = tables_.locals.size();
        tables_.locals.insert(tables_.locals.end(), base_.begin(), base_.end());
        for (const Run& run : runs) tables_.locals.push_back(run.zone);
        for (const Entry& entry : entries) tables_.locals.push_back(entry.zone);
        const auto begin = tables_.locals.begin() + static_cast<std::ptrdiff_t>(first);
        std::sort(begin, tables_.locals.end());
        tables_.locals.erase(std::unique(begin, tables_.locals.end()), tables_.locals.end());
        locals_ = std::span(tables_.locals).subspan(first);
        if (locals_.size() > index_most_locals)
            raise<DomainError>("more than 65536 zones touch one degree cell: an index cannot hold them");
    }

    [[nodiscard]] std::uint16_t local_of(std::uint32_t zone) const noexcept
    {
        if (!has_locals_) return static_cast<std::uint16_t>(zone);
        return static_cast<std::uint16_t>(std::lower_bound(locals_.begin(), locals_.end(), zone) - locals_.begin());
    }

    /// The word for a leaf whose covering zones are in zones_, sorted. A zone in it needs no entry: another part
    /// of it holds the cell.
    [[nodiscard]] std::uint32_t record_word(std::span<const Entry> entries)
    {
        std::vector<std::uint16_t>& out = tables_.records;
        const std::size_t begin = out.size();
        std::size_t last_head = 0;
        std::uint32_t asked = ~std::uint32_t{0};  // a zone that is asked itself is asked once, whatever parts of it come in
        for (const Entry& entry : entries) {
            if (entry.zone == asked || std::binary_search(zones_.begin(), zones_.end(), entry.zone)) continue;
            if ((entry.kind & IndexEntry::kind_mask) == IndexEntry::exact) asked = entry.zone;
            if (out.size() == begin) {
                if (zones_.size() >= index_most_locals) raise<DomainError>("more than 65535 zones hold one cell: an index cannot hold them");
                out.push_back(static_cast<std::uint16_t>(zones_.size()));
                for (const std::uint32_t zone : zones_) out.push_back(local_of(zone));
            }
            last_head = out.size();
            const bool has_chain = (entry.kind & IndexEntry::kind_mask) == IndexEntry::chain;
            const bool sliced = has_chain && entry.vertices > SlicedChain::longest_plain;
            const bool chain = has_chain && !sliced;
            static_assert(SlicedChain::longest_plain >> (16U - IndexEntry::count_shift) == 0);
            const std::uint32_t count = chain ? entry.vertices << IndexEntry::count_shift : 0U;
            out.push_back(static_cast<std::uint16_t>(count | entry.kind | (sliced ? IndexEntry::sliced : 0U)));
            out.push_back(local_of(entry.zone));
            if (sliced) push_slices(entry, out);
            if (!chain) continue;
            const auto first = halves_.begin() + static_cast<std::ptrdiff_t>(entry.first);
            out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(2 * std::size_t{entry.vertices}));
        }
        if (out.size() == begin) return set_word(zones_);
        out[last_head] = static_cast<std::uint16_t>(out[last_head] | IndexEntry::last);
        return static_cast<std::uint32_t>(begin) << IndexWord::kind_bits | IndexWord::record;
    }

    /// A long chain as a SlicedChain: as many slices as leave about eight edges to each, were the edges level.
    void push_slices(const Entry& entry, std::vector<std::uint16_t>& out) const
    {
        const std::uint16_t* vertex = halves_.data() + entry.first;
        const std::uint32_t edges = entry.vertices - 1;
        unsigned bits = 1;
        while (bits < SlicedChain::bits_max && (edges >> bits) > 8) ++bits;
        const int shift = static_cast<int>(SlicedChain::slice_shift(bits));
        const std::uint32_t slices = 1U << bits;
        std::vector<std::vector<std::uint32_t>> in_slice(slices);
        for (std::uint32_t i = 0; i < edges; ++i) {
            const int y0 = vertex[2 * i + 1] - index_origin;
            const int y1 = vertex[2 * i + 3] - index_origin;
            const int low = std::clamp(std::min(y0, y1) - index_margin, 0, index_steps - 1) >> shift;
            const int high = std::clamp(std::max(y0, y1) + index_margin, 0, index_steps - 1) >> shift;
            for (int slice = low; slice <= high; ++slice) in_slice[static_cast<std::size_t>(slice)].push_back(i);
        }
        out.push_back(static_cast<std::uint16_t>(bits));
        std::uint32_t end = 0;
        for (const auto& slice : in_slice) {
            end += static_cast<std::uint32_t>(slice.size());
            out.push_back(static_cast<std::uint16_t>(end & 0xFFFFU));
            out.push_back(static_cast<std::uint16_t>(end >> 16U));
        }
        for (const std::uint32_t shifted : {0U, 2U})
            for (const auto& slice : in_slice)
                for (const std::uint32_t i : slice) {
                    out.push_back(vertex[2 * i + shifted]);
                    out.push_back(vertex[2 * i + shifted + 1]);
                }
    }

    const Grid& grid_;
    std::int32_t k_;
    bool has_locals_;
    std::uint32_t groups_ = 0;
    IndexTables tables_;
    std::vector<Entry> entries_;
    std::vector<Run> runs_;
    std::vector<std::uint16_t> halves_;  ///< of the chains
    // working space
    std::vector<CellClip> clips_;
    std::vector<LatticePoint> vertices_;
    std::vector<Chain> chains_;
    std::span<const std::uint32_t> locals_;
    CellChain cell_chain_;
    std::vector<std::array<double, 2>> column_directions_;
    std::vector<std::uint32_t> base_, zones_, start_, covering_, fill_;
    std::unordered_multimap<std::uint64_t, std::uint32_t> known_sets_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
