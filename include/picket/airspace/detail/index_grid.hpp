// SPDX-License-Identifier: MIT
/// @file
/// The three charts of the airspace index and the cells they are cut into.
///
///     north cap  +--------+   A square: x = c sin(lon), y = c cos(lon), c the distance from the pole in degrees.
///                |  (NP)  |   The same for the south pole.
///                +--------+
///      80 N  +------------------------------+   The belt: x = lon + 180, y = lat + 90, running round.
///            |                              |
///      80 S  +------------------------------+
///
/// A degree of any chart has K cells, K a power of two, and a cell has 2^14 lattice steps to the side: lattice
/// coordinates (X, Y) over a whole chart are whole numbers below 2^30, whose bits are, from the left, the top
/// cell (1 x 1 degree), the cell in it, and the step in that. No pole and no antimeridian is special: a place is
/// in one cell of one chart, and a cell of a cap holds everything within it, whatever the meridians do.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_GRID_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_GRID_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/index_chain.hpp>
#include <picket/geodesy/position.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

enum class Chart : std::uint8_t { belt, north, south };

/// The belt reaches to this latitude; places beyond, and 80 N itself, are in a cap.
inline constexpr double belt_edge_deg = 80.0;
/// Half the side of a cap's square: the cap, and a top cell round it.
inline constexpr int cap_half_deg = 11;

/// The cell a place is in, and the place on its lattice.
struct GridPlace {
    std::uint32_t top;   ///< index of the top cell, over all charts
    std::uint32_t leaf;  ///< index of the cell in it
    LatticePoint at;
};

/// Cells a degree, and what follows from them.
class Grid {
public:
    static constexpr std::uint32_t belt_columns = 360;
    static constexpr std::uint32_t belt_rows = 180;
    static constexpr std::uint32_t cap_columns = 2 * cap_half_deg;
    static constexpr std::uint32_t belt_tops = belt_columns * belt_rows;
    static constexpr std::uint32_t cap_tops = cap_columns * cap_columns;
    static constexpr std::uint32_t tops = belt_tops + 2 * cap_tops;

    /// @param cells_per_degree  a power of two, 1 to 64
    explicit Grid(std::uint32_t cells_per_degree) noexcept
        : bits_(static_cast<unsigned>(std::countr_zero(cells_per_degree))),
          steps_per_degree_(static_cast<double>(cells_per_degree) * index_steps),
          round_(static_cast<std::int32_t>(belt_columns * cells_per_degree) * index_steps)
    {
    }

    [[nodiscard]] std::uint32_t cells_per_degree() const noexcept { return 1U << bits_; }
    [[nodiscard]] double steps_per_degree() const noexcept { return steps_per_degree_; }
    [[nodiscard]] std::uint32_t leaves_in_top() const noexcept { return 1U << (2 * bits_); }

    /// @pre the place is valid
    [[nodiscard]] GridPlace locate(LatLon place) const noexcept
    {
        if (place.lat_deg >= -belt_edge_deg && place.lat_deg < belt_edge_deg && place.lon_deg >= -180.0 && place.lon_deg < 180.0)
            [[likely]]
            return locate_in_belt(place);
        return locate_anywhere(place);
    }

    [[nodiscard]] static Chart chart_of(double lat_deg) noexcept
    {
        if (lat_deg >= -belt_edge_deg && lat_deg < belt_edge_deg) return Chart::belt;
        return lat_deg > 0.0 ? Chart::north : Chart::south;
    }

    /// Lattice coordinates of a place in a cap's chart, not rounded.
    void to_cap(Chart cap, LatLon place, double& x, double& y) const noexcept
    {
        double sin_lon = 0;
        double cos_lon = 0;
        GeographicLib::Math::sincosd(place.lon_deg, sin_lon, cos_lon);
        const double from_pole_deg = cap == Chart::north ? 90.0 - place.lat_deg : 90.0 + place.lat_deg;
        x = (from_pole_deg * sin_lon + cap_half_deg) * steps_per_degree_;
        y = (from_pole_deg * cos_lon + cap_half_deg) * steps_per_degree_;
    }

    /// The place at lattice coordinates.
    [[nodiscard]] LatLon place_at(Chart chart, double x, double y) const noexcept
    {
        if (chart == Chart::belt) return {y / steps_per_degree_ - 90.0, x / steps_per_degree_ - 180.0};
        const double east = x / steps_per_degree_ - cap_half_deg;
        const double up = y / steps_per_degree_ - cap_half_deg;
        const double lat_deg = 90.0 - std::hypot(east, up);
        return {chart == Chart::north ? lat_deg : -lat_deg, std::atan2(east, up) / degree};
    }

    /// Columns of cells in a chart, rows of cells.
    [[nodiscard]] std::int32_t columns(Chart chart) const noexcept
    {
        return static_cast<std::int32_t>((chart == Chart::belt ? belt_columns : cap_columns) << bits_);
    }
    [[nodiscard]] std::int32_t rows(Chart chart) const noexcept
    {
        return static_cast<std::int32_t>((chart == Chart::belt ? belt_rows : cap_columns) << bits_);
    }

    /// Index of the top cell that holds a cell.
    [[nodiscard]] std::uint32_t top_of(Chart chart, std::int32_t column, std::int32_t row) const noexcept
    {
        const auto x = static_cast<std::uint32_t>(column) >> bits_;
        const auto y = static_cast<std::uint32_t>(row) >> bits_;
        if (chart == Chart::belt) return y * belt_columns + x;
        return belt_tops + (chart == Chart::north ? 0U : cap_tops) + y * cap_columns + x;
    }
    [[nodiscard]] std::uint32_t leaf_of(std::int32_t column, std::int32_t row) const noexcept
    {
        const std::uint32_t mask = (1U << bits_) - 1U;
        return ((static_cast<std::uint32_t>(row) & mask) << bits_) + (static_cast<std::uint32_t>(column) & mask);
    }

private:
    [[nodiscard]] GridPlace locate_in_belt(LatLon place) const noexcept
    {
        const auto x = static_cast<std::int32_t>((place.lon_deg + 180.0) * steps_per_degree_ + 0.5);
        const auto y = static_cast<std::int32_t>((place.lat_deg + 90.0) * steps_per_degree_ + 0.5);
        // just west of the antimeridian rounding comes round
        return place_in(Chart::belt, x == round_ ? 0 : x, y);
    }

    [[nodiscard, gnu::noinline]] GridPlace locate_anywhere(LatLon place) const noexcept
    {
        const Chart chart = chart_of(place.lat_deg);
        if (chart == Chart::belt) return locate_in_belt({place.lat_deg, normalised_longitude(place.lon_deg)});
        double x = 0;
        double y = 0;
        to_cap(chart, place, x, y);
        return place_in(chart, static_cast<std::int32_t>(x + 0.5), static_cast<std::int32_t>(y + 0.5));
    }

    [[nodiscard]] GridPlace place_in(Chart chart, std::int32_t x, std::int32_t y) const noexcept
    {
        const std::int32_t column = x >> index_step_bits;
        const std::int32_t row = y >> index_step_bits;
        constexpr std::int32_t step = index_steps - 1;
        return {top_of(chart, column, row), leaf_of(column, row),
                lattice_point((x & step) + index_origin, (y & step) + index_origin)};
    }

    unsigned bits_;
    double steps_per_degree_;
    std::int32_t round_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
