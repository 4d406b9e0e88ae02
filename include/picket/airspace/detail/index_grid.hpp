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
/// cell (1 x 1 degree), the cell in it, and the step in that. Coordinates are rounded down, those of chains too: what
/// both lose on average is the same, and does not count. No pole and no antimeridian is special: a place is
/// in one cell of one chart, and a cell of a cap holds everything within it, whatever the meridians do.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_GRID_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_GRID_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/index_chain.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
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
    std::uint32_t x;     ///< lattice coordinates, whose low bits are those within the cell
    std::uint32_t y;

    [[nodiscard]] LatticePoint point() const noexcept
    {
        constexpr std::uint32_t step = index_steps - 1;
        return ((y & step) << 16U | (x & step)) + lattice_point(index_origin, index_origin);
    }
};

/// Cells a degree, and what follows from them.
class Grid {
public:
    static constexpr std::uint32_t belt_columns = 360;
    static constexpr std::uint32_t belt_rows = 180;
    static constexpr std::uint32_t cap_columns = 2 * cap_half_deg;
    /// Top cells of the belt lie in rows of 512 (a shift, no multiplication), the westernmost in column 1: just west
    /// of 180 W is then not a negative number.
    static constexpr unsigned belt_stride_bits = 9;
    static constexpr std::uint32_t belt_tops = belt_rows << belt_stride_bits;
    static constexpr std::uint32_t cap_tops = cap_columns * cap_columns;
    static constexpr std::uint32_t tops = belt_tops + 2 * cap_tops;

    /// @param cells_per_degree  a power of two, 1 to 64
    explicit Grid(std::uint32_t cells_per_degree) noexcept
        : bits_(static_cast<unsigned>(std::countr_zero(cells_per_degree))),
          steps_per_degree_(static_cast<double>(cells_per_degree) * index_steps),
          degree_(cells_per_degree << index_step_bits), south_edge_((90U - static_cast<std::uint32_t>(belt_edge_deg)) * degree_),
          belt_height_(2U * static_cast<std::uint32_t>(belt_edge_deg) * degree_), belt_width_(belt_columns * degree_)
    {
        // chart_bending() of a geodesic at the upper edge of each degree; a rhumb line's own curvature, tan(phi) / R, at
        // most doubles both its terms
        for (std::size_t deg = 0; deg < bow_.size(); ++deg) {
            const double lat = static_cast<double>(deg + 1) * degree;
            const double t = std::tan(lat);
            constexpr double r2 = wgs84_radius_min_m * wgs84_radius_min_m;
            const double north = std::max(t, 0.0102) / r2;
            const double east = t / (r2 * std::cos(lat));
            bow_[deg] = 1.001 * std::sqrt(north * north + east * east) * steps_per_degree_ / degree / 8.0;
        }
    }

    [[nodiscard]] std::uint32_t cells_per_degree() const noexcept { return 1U << bits_; }
    [[nodiscard]] double steps_per_degree() const noexcept { return steps_per_degree_; }
    /// How far a geodesic or rhumb line of a metre can be off its chord in the belt, up to a latitude; of a longer one by
    /// the square of its length, while that is far from the pole. [steps / m^2] @pre 0 <= highest_deg < 80
    [[nodiscard]] double belt_bow_steps(double highest_deg, bool rhumb) const noexcept
    {
        return (rhumb ? 2.1 : 1.0) * bow_[static_cast<std::size_t>(highest_deg)];
    }
    /// The longest that a lattice step is on the Earth [m].
    [[nodiscard]] double step_max_m() const noexcept { return wgs84_radius_max_m * degree / steps_per_degree_; }
    [[nodiscard]] std::uint32_t leaves_in_top() const noexcept { return 1U << (2 * bits_); }

    /// @return false where the place is not valid
    [[nodiscard]] bool locate(LatLon place, GridPlace& at) const noexcept
    {
        // NaN and what is far out become the least integer, and are not in the belt
#if defined(__SSE2__)
        const __m128d from_corner = _mm_add_pd(_mm_set_pd(place.lon_deg, place.lat_deg), _mm_set_pd(181.0, 90.0));
        const __m128i steps = _mm_cvttpd_epi32(_mm_mul_pd(from_corner, _mm_set1_pd(steps_per_degree_)));
        const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(steps));
        const auto x = static_cast<std::uint32_t>(both >> 32U);
        const auto y = static_cast<std::uint32_t>(both);
#else
        const std::uint32_t x = whole((place.lon_deg + 181.0) * steps_per_degree_);
        const std::uint32_t y = whole((place.lat_deg + 90.0) * steps_per_degree_);
#endif
        if (y - south_edge_ < belt_height_ && x - degree_ < belt_width_) [[likely]] {
            at = place_in_belt(x, y);
            return true;
        }
        return locate_anywhere(place, at);
    }

    /// Many places, in arrays of their parts. `valid[i]` says which have been found; true where all are.
    bool locate(const double* lat_deg, const double* lon_deg, std::size_t n, std::uint32_t* top, std::uint32_t* leaf, LatticePoint* point,
                bool* valid) const noexcept
    {
        bool all = true;
        std::size_t i = 0;
        const auto one = [&](std::size_t j) {
            GridPlace at{};
            all &= valid[j] = locate({lat_deg[j], lon_deg[j]}, at);
            top[j] = at.top;
            leaf[j] = at.leaf;
            point[j] = at.point();
        };
#if defined(__SSE2__)
        for (; i + 4 <= n; i += 4) {
            if (locate_four_in_belt(lat_deg + i, lon_deg + i, top + i, leaf + i, point + i)) [[likely]]
                valid[i] = valid[i + 1] = valid[i + 2] = valid[i + 3] = true;
            else
                for (std::size_t j = i; j < i + 4; ++j) one(j);
        }
#endif
        for (; i < n; ++i) one(i);
        return all;
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
        if (chart == Chart::belt) return (y << belt_stride_bits) + x + 1;
        return belt_tops + (chart == Chart::north ? 0U : cap_tops) + y * cap_columns + x;
    }
    [[nodiscard]] std::uint32_t leaf_of(std::int32_t column, std::int32_t row) const noexcept
    {
        const std::uint32_t mask = (1U << bits_) - 1U;
        return ((static_cast<std::uint32_t>(row) & mask) << bits_) + (static_cast<std::uint32_t>(column) & mask);
    }

private:
    /// As the conversion instructions of x86 do it: what does not fit is the least integer.
    [[nodiscard]] static std::uint32_t whole(double v) noexcept
    {
        return v > -2147483648.0 && v < 2147483648.0 ? static_cast<std::uint32_t>(static_cast<std::int32_t>(v)) : 0x80000000U;
    }

    /// @param x  counted from 181 W
    [[nodiscard]] GridPlace place_in_belt(std::uint32_t x, std::uint32_t y) const noexcept
    {
        const unsigned to_top = index_step_bits + bits_;
        const std::uint32_t mask = (1U << bits_) - 1U;
        return {(y >> to_top << belt_stride_bits) + (x >> to_top),
                ((y >> index_step_bits & mask) << bits_) + (x >> index_step_bits & mask), x, y};
    }

    [[nodiscard, gnu::noinline]] bool locate_anywhere(LatLon place, GridPlace& at) const noexcept
    {
        at = {0, 0, 0, 0};
        if (!is_valid(place)) return false;
        const Chart chart = chart_of(place.lat_deg);
        if (chart == Chart::belt) {
            std::uint32_t x = whole((normalised_longitude(place.lon_deg) + 181.0) * steps_per_degree_);
            if (x >= degree_ + belt_width_) x -= belt_width_;  // just west of the antimeridian, rounded
            at = place_in_belt(x, whole((place.lat_deg + 90.0) * steps_per_degree_));
            return true;
        }
        double x = 0;
        double y = 0;
        to_cap(chart, place, x, y);
        at.x = whole(x);
        at.y = whole(y);
        const auto column = static_cast<std::int32_t>(at.x >> index_step_bits);
        const auto row = static_cast<std::int32_t>(at.y >> index_step_bits);
        at.top = top_of(chart, column, row);
        at.leaf = leaf_of(column, row);
        return true;
    }

#if defined(__SSE2__)
    /// The belt for four places at once; false, and nothing found, where one of them is not in it.
    [[nodiscard]] bool locate_four_in_belt(const double* lat_deg, const double* lon_deg, std::uint32_t* to_top_cell, std::uint32_t* leaves,
                                           LatticePoint* points) const noexcept
    {
        const auto steps = [this](const double* deg, double corner) {
            const __m128d scale = _mm_set1_pd(steps_per_degree_);
            const __m128d from = _mm_set1_pd(corner);
            return _mm_unpacklo_epi64(_mm_cvttpd_epi32(_mm_mul_pd(_mm_add_pd(_mm_loadu_pd(deg), from), scale)),
                                      _mm_cvttpd_epi32(_mm_mul_pd(_mm_add_pd(_mm_loadu_pd(deg + 2), from), scale)));
        };
        const auto all = [](std::uint32_t v) { return _mm_set1_epi32(static_cast<int>(v)); };
        // unsigned v - low < size, by signed comparison
        const auto within = [&all](__m128i v, std::uint32_t low, std::uint32_t size) {
            return _mm_cmplt_epi32(_mm_sub_epi32(v, all(low + 0x80000000U)), all(size + 0x80000000U));
        };
        const __m128i x = steps(lon_deg, 181.0);
        const __m128i y = steps(lat_deg, 90.0);
        const __m128i in_belt = _mm_and_si128(within(y, south_edge_, belt_height_), within(x, degree_, belt_width_));
        if (_mm_movemask_epi8(in_belt) != 0xFFFF) return false;
        const __m128i to_top = _mm_cvtsi32_si128(static_cast<int>(index_step_bits + bits_));
        const __m128i top = _mm_add_epi32(_mm_slli_epi32(_mm_srl_epi32(y, to_top), belt_stride_bits), _mm_srl_epi32(x, to_top));
        const __m128i mask = all((1U << bits_) - 1U);
        const __m128i row = _mm_sll_epi32(_mm_and_si128(_mm_srli_epi32(y, index_step_bits), mask), _mm_cvtsi32_si128(static_cast<int>(bits_)));
        const __m128i leaf = _mm_or_si128(row, _mm_and_si128(_mm_srli_epi32(x, index_step_bits), mask));
        const __m128i step = all(index_steps - 1);
        const __m128i place = _mm_add_epi32(_mm_or_si128(_mm_slli_epi32(_mm_and_si128(y, step), 16), _mm_and_si128(x, step)),
                                            all(lattice_point(index_origin, index_origin)));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to_top_cell), top);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(leaves), leaf);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(points), place);
        return true;
    }
#endif

    unsigned bits_;
    double steps_per_degree_;
    std::uint32_t degree_;       ///< steps, as whole numbers
    std::uint32_t south_edge_;   ///< of the belt
    std::uint32_t belt_height_;
    std::uint32_t belt_width_;
    std::array<double, 80> bow_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
