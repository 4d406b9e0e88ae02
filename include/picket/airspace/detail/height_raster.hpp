// SPDX-License-Identifier: MIT
/// @file
/// Heights on a regular raster of latitude and longitude, bilinear between its nodes, with the least and greatest
/// height of any region at hand.
///
///     +---+---+---+---+        level 0: cells, from their four nodes
///     |   |   |   |   |        level 1: blocks of 2 x 2 cells: least and greatest height, any void?
///     +---+---+---+---+        level 2: blocks of 4 x 4 ...
///     |   | x---x |   |
///     +---+-|-+-|-+---+        A box asks the level at which it meets at most 2 x 2 blocks. Bilinear heights lie
///     |   | x---x |   |        within those of the nodes, so the bounds hold between nodes too.
///     +---+---+---+---+
#ifndef PICKET_AIRSPACE_DETAIL_HEIGHT_RASTER_HPP
#define PICKET_AIRSPACE_DETAIL_HEIGHT_RASTER_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/height_models.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// A raster of heights as a file or a program describes it.
struct RasterSpec {
    double south_deg = 0;  ///< latitude of the southernmost row of nodes
    double west_deg = 0;   ///< longitude of the westernmost column
    double step_lat_deg = 0;
    double step_lon_deg = 0;
    std::size_t rows = 0;     ///< at least 2
    std::size_t columns = 0;  ///< at least 2; columns x step_lon_deg = 360 goes round the Earth
    /// rows x columns heights [m], from the south row to the north row, each from west to east. NaN: void; every
    /// place whose cell has a void corner is not known.
    std::vector<float> heights_m = {};
};

namespace detail {

/// Immutable, so copies share it.
class HeightRaster {
public:
    /// @throws DomainError  naming what, and the fault
    HeightRaster(RasterSpec spec, const std::string& what) : data_(make(std::move(spec), what)) {}

    /// NaN outside the raster and in cells with a void.
    [[nodiscard]] double at(LatLon place) const noexcept
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        if (!is_valid(place)) return nan;
        const Data& d = *data_;
        const double y = row_of(place.lat_deg);
        const double x = column_of(place.lon_deg);
        if (!(y >= -edge && y <= d.cell_rows + edge && x <= d.cell_columns + edge)) return nan;
        const std::size_t j = cell_row(y);
        const std::size_t i = cell_column(x);
        const double v = std::clamp(y - static_cast<double>(j), 0.0, 1.0);
        const double u = std::clamp(x - static_cast<double>(i), 0.0, 1.0);
        const Corners c(d, j, i);
        const double south = c.south_west + u * (c.south_east - c.south_west);
        const double north = c.north_west + u * (c.north_east - c.north_west);
        return south + v * (north - south);
    }

    /// Without the errors, which the raster does not know.
    [[nodiscard]] SurfaceBounds bounds(const GeoBox& box) const noexcept
    {
        const Data& d = *data_;
        Found found;
        const double y0 = row_of(box.lat_min_deg);
        const double y1 = row_of(box.lat_max_deg);
        const double x0 = column_of(box.lon_west_deg);
        const double x1 = x0 + (box.lon_east_deg - box.lon_west_deg) / d.spec.step_lon_deg;
        if (!(y0 <= y1 && x0 <= x1)) return found.result(false);
        // the raster lies at x from 0 on, and once more a turn further
        const double turn = 360.0 / d.spec.step_lon_deg;
        const bool closed = d.cell_columns >= turn - edge;
        const bool rows_inside = y0 >= -edge && y1 <= d.cell_rows + edge;
        const bool columns_inside = closed || x1 <= d.cell_columns + edge;
        if (y1 >= -edge && y0 <= d.cell_rows + edge) {
            const std::size_t j0 = cell_row(y0);
            const std::size_t j1 = cell_row(y1);
            if (x0 <= d.cell_columns + edge) look_at(j0, j1, cell_column(x0), cell_column(x1), found);
            if (x1 >= turn - edge) look_at(j0, j1, 0, cell_column(x1 - turn), found);
        }
        return found.result(rows_inside && columns_inside);
    }

    [[nodiscard]] const RasterSpec& spec() const noexcept { return data_->spec; }

private:
    /// A place this far outside, in cells, is on the edge: the rounding of steps like 1/3600.
    static constexpr double edge = 1e-9;

    struct Block {
        float low;  ///< above high: void throughout
        float high;
        bool has_void;
    };

    struct Level {
        std::size_t columns = 0;
        std::vector<Block> blocks = {};
    };

    struct Data {
        RasterSpec spec;       ///< with the west column repeated in the east where the raster goes round
        double cell_rows = 0;  ///< as numbers, for comparisons
        double cell_columns = 0;
        std::vector<Level> levels = {};  ///< levels[k]: blocks of 2^(k+1) cells each way
    };

    struct Corners {
        double south_west, south_east, north_west, north_east;

        Corners(const Data& d, std::size_t j, std::size_t i) noexcept
        {
            const float* south = d.spec.heights_m.data() + j * d.spec.columns + i;
            const float* north = south + d.spec.columns;
            south_west = static_cast<double>(south[0]);
            south_east = static_cast<double>(south[1]);
            north_west = static_cast<double>(north[0]);
            north_east = static_cast<double>(north[1]);
        }
        [[nodiscard]] bool has_void() const noexcept
        {
            return std::isnan(south_west + south_east + north_west + north_east);
        }
        [[nodiscard]] double low() const noexcept { return std::min({south_west, south_east, north_west, north_east}); }
        [[nodiscard]] double high() const noexcept
        {
            return std::max({south_west, south_east, north_west, north_east});
        }
    };

    /// What was met so far.
    struct Found {
        double low = std::numeric_limits<double>::infinity();
        double high = -std::numeric_limits<double>::infinity();
        double slope = 0.0;
        double bend = 0.0;
        std::size_t cells = 0;
        bool any_void = false;

        void add(double block_low, double block_high, bool with_void) noexcept
        {
            low = std::min(low, block_low);
            high = std::max(high, block_high);
            any_void = any_void || with_void;
        }
        [[nodiscard]] SurfaceBounds result(bool inside) const noexcept
        {
            SurfaceBounds bounds{low, high, 0.0, 0.0};
            const bool known = low <= high;
            bounds.coverage = !known ? Coverage::none : any_void || !inside ? Coverage::part : Coverage::whole;
            if (bounds.coverage == Coverage::whole) {
                bounds.slope = slope;
                // between cells there are kinks
                if (cells == 1) bounds.bend_per_m = bend;
            }
            return bounds;
        }
    };

    [[nodiscard]] static std::shared_ptr<const Data> make(RasterSpec spec, const std::string& what)
    {
        const auto fail = [&](const std::string& fault) { raise<DomainError>((what + ": " + fault).c_str()); };
        const auto number = [](double value) { return std::to_string(value); };
        if (spec.rows < 2 || spec.columns < 2) fail("a raster needs at least 2 rows and 2 columns");
        if (spec.heights_m.size() / spec.columns != spec.rows || spec.heights_m.size() % spec.columns != 0)
            fail(std::to_string(spec.heights_m.size()) + " heights do not fill " + std::to_string(spec.rows) +
                 " rows of " + std::to_string(spec.columns));
        if (!(spec.step_lat_deg > 0.0) || !(spec.step_lon_deg > 0.0)) fail("a step is not positive");
        const double north = spec.south_deg + static_cast<double>(spec.rows - 1) * spec.step_lat_deg;
        constexpr double rounding_deg = 1e-9;
        if (!(spec.south_deg >= -90.0 - rounding_deg))
            fail("south edge " + number(spec.south_deg) + " is beyond -90 degrees");
        if (!(north <= 90.0 + rounding_deg)) fail("north edge " + number(north) + " is beyond 90 degrees");
        if (!(std::abs(spec.west_deg) <= 360.0)) fail("west edge " + number(spec.west_deg) + " is beyond 360 degrees");
        const double width = static_cast<double>(spec.columns) * spec.step_lon_deg;
        if (!(width - spec.step_lon_deg <= 360.0 + rounding_deg)) fail("the raster is wider than the Earth");
        for (const float height : spec.heights_m)
            if (std::isinf(height)) fail("a height is infinite");
        if (std::abs(width - 360.0) <= rounding_deg) {
            std::vector<float> closed;
            closed.reserve(spec.rows * (spec.columns + 1));
            for (std::size_t j = 0; j < spec.rows; ++j) {
                const auto row = spec.heights_m.begin() + static_cast<std::ptrdiff_t>(j * spec.columns);
                closed.insert(closed.end(), row, row + static_cast<std::ptrdiff_t>(spec.columns));
                closed.push_back(*row);
            }
            spec.heights_m = std::move(closed);
            ++spec.columns;
        }
        auto data = std::make_shared<Data>();
        data->cell_rows = static_cast<double>(spec.rows - 1);
        data->cell_columns = static_cast<double>(spec.columns - 1);
        data->spec = std::move(spec);
        build_levels(*data);
        return data;
    }

    static void build_levels(Data& d)
    {
        std::size_t rows = d.spec.rows - 1;
        std::size_t columns = d.spec.columns - 1;
        while (rows > 1 || columns > 1) {
            const std::size_t below_rows = rows;
            const std::size_t below_columns = columns;
            rows = (rows + 1) / 2;
            columns = (columns + 1) / 2;
            Level level{columns, std::vector<Block>(rows * columns)};
            for (std::size_t j = 0; j < rows; ++j)
                for (std::size_t i = 0; i < columns; ++i) {
                    Found found;
                    for (std::size_t jj = 2 * j; jj < std::min(2 * j + 2, below_rows); ++jj)
                        for (std::size_t ii = 2 * i; ii < std::min(2 * i + 2, below_columns); ++ii)
                            add_block(d, d.levels.size(), jj, ii, found);
                    level.blocks[j * columns + i] = {static_cast<float>(found.low), static_cast<float>(found.high),
                                                     found.any_void};
                }
            d.levels.push_back(std::move(level));
        }
    }

    /// @param level  0: cells
    static void add_block(const Data& d, std::size_t level, std::size_t j, std::size_t i, Found& found) noexcept
    {
        if (level > 0) {
            const Block& block = d.levels[level - 1].blocks[j * d.levels[level - 1].columns + i];
            found.add(static_cast<double>(block.low), static_cast<double>(block.high), block.has_void);
            return;
        }
        const Corners c(d, j, i);
        if (c.has_void())
            found.any_void = true;
        else
            found.add(c.low(), c.high(), false);
    }

    /// Cells [j0, j1] x [i0, i1].
    void look_at(std::size_t j0, std::size_t j1, std::size_t i0, std::size_t i1, Found& found) const noexcept
    {
        const Data& d = *data_;
        std::size_t level = 0;
        while ((j1 >> level) - (j0 >> level) > 1 || (i1 >> level) - (i0 >> level) > 1) ++level;
        for (std::size_t j = j0 >> level; j <= j1 >> level; ++j)
            for (std::size_t i = i0 >> level; i <= i1 >> level; ++i) {
                add_block(d, level, j, i, found);
                if (level == 0) add_slope(j, i, found);
            }
        if (level > 0) found.slope = std::numeric_limits<double>::infinity();
    }

    void add_slope(std::size_t j, std::size_t i, Found& found) const noexcept
    {
        const Data& d = *data_;
        const Corners c(d, j, i);
        // metres of a step, at least: where the Earth is most curved, and on the parallel nearer to the pole
        constexpr double degree_lat_m = 110574.0;
        constexpr double degree_lon_m = 111319.0;
        const double south = d.spec.south_deg + static_cast<double>(j) * d.spec.step_lat_deg;
        const double highest = std::min(90.0, std::max(std::abs(south), std::abs(south + d.spec.step_lat_deg)));
        const double dy_m = degree_lat_m * d.spec.step_lat_deg;
        const double dx_m = degree_lon_m * d.spec.step_lon_deg * std::cos(highest * degree);
        const double north = std::max(std::abs(c.north_west - c.south_west), std::abs(c.north_east - c.south_east));
        const double east = std::max(std::abs(c.south_east - c.south_west), std::abs(c.north_east - c.north_west));
        const double twist = std::abs((c.north_east - c.north_west) - (c.south_east - c.south_west));
        // a flat cell at a pole has no slope, though its steps have no length
        const auto per = [](double a, double b) { return a == 0.0 ? 0.0 : a / b; };
        found.slope = std::max(found.slope, std::hypot(per(north, dy_m), per(east, dx_m)));
        found.bend = std::max(found.bend, per(twist, dx_m * dy_m));
        ++found.cells;
    }

    [[nodiscard]] double row_of(double lat_deg) const noexcept
    {
        return (lat_deg - data_->spec.south_deg) / data_->spec.step_lat_deg;
    }
    /// In [0, one turn).
    [[nodiscard]] double column_of(double lon_deg) const noexcept
    {
        double east_deg = std::fmod(lon_deg - data_->spec.west_deg, 360.0);
        if (east_deg < 0.0) east_deg += 360.0;
        // a hair west of the raster is on its edge
        if (east_deg > 360.0 - edge * data_->spec.step_lon_deg) east_deg = 0.0;
        return east_deg / data_->spec.step_lon_deg;
    }
    [[nodiscard]] std::size_t cell_row(double y) const noexcept
    {
        return static_cast<std::size_t>(std::clamp(y, 0.0, data_->cell_rows - 1.0));
    }
    [[nodiscard]] std::size_t cell_column(double x) const noexcept
    {
        return static_cast<std::size_t>(std::clamp(x, 0.0, data_->cell_columns - 1.0));
    }

    std::shared_ptr<const Data> data_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
