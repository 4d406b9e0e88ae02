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

    /// @return false where the place is not valid
    [[nodiscard]] bool locate(LatLon place, GridPlace& at) const noexcept
    {
        // written so that NaN is not in the belt
        if (place.lat_deg >= -belt_edge_deg && place.lat_deg < belt_edge_deg && place.lon_deg >= -180.0 && place.lon_deg < 180.0)
            [[likely]] {
            at = locate_in_belt(place);
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
            point[j] = at.at;
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

    [[nodiscard, gnu::noinline]] bool locate_anywhere(LatLon place, GridPlace& at) const noexcept
    {
        at = {0, 0, lattice_point(index_origin, index_origin)};
        if (!is_valid(place)) return false;
        const Chart chart = chart_of(place.lat_deg);
        if (chart == Chart::belt) {
            at = locate_in_belt({place.lat_deg, normalised_longitude(place.lon_deg)});
            return true;
        }
        double x = 0;
        double y = 0;
        to_cap(chart, place, x, y);
        at = place_in(chart, static_cast<std::int32_t>(x + 0.5), static_cast<std::int32_t>(y + 0.5));
        return true;
    }

#if defined(__SSE2__)
    /// locate_in_belt for four places at once; false, and nothing found, where one of them is not in the belt.
    [[nodiscard]] bool locate_four_in_belt(const double* lat_deg, const double* lon_deg, std::uint32_t* to_top_cell, std::uint32_t* leaves,
                                           LatticePoint* points) const noexcept
    {
        const __m128d lat0 = _mm_loadu_pd(lat_deg);
        const __m128d lat1 = _mm_loadu_pd(lat_deg + 2);
        const __m128d lon0 = _mm_loadu_pd(lon_deg);
        const __m128d lon1 = _mm_loadu_pd(lon_deg + 2);
        const auto within = [](__m128d v, double low, double high) {
            return _mm_and_pd(_mm_cmpge_pd(v, _mm_set1_pd(low)), _mm_cmplt_pd(v, _mm_set1_pd(high)));
        };
        const __m128d lats = _mm_and_pd(within(lat0, -belt_edge_deg, belt_edge_deg), within(lat1, -belt_edge_deg, belt_edge_deg));
        const __m128d lons = _mm_and_pd(within(lon0, -180.0, 180.0), within(lon1, -180.0, 180.0));
        if (_mm_movemask_pd(_mm_and_pd(lats, lons)) != 3) return false;
        const auto steps = [this](__m128d a, __m128d b, double shift) {
            const __m128d scale = _mm_set1_pd(steps_per_degree_);
            const __m128d half = _mm_set1_pd(0.5);
            const __m128d from = _mm_set1_pd(shift);
            return _mm_unpacklo_epi64(_mm_cvttpd_epi32(_mm_add_pd(_mm_mul_pd(_mm_add_pd(a, from), scale), half)),
                                      _mm_cvttpd_epi32(_mm_add_pd(_mm_mul_pd(_mm_add_pd(b, from), scale), half)));
        };
        __m128i x = steps(lon0, lon1, 180.0);
        const __m128i y = steps(lat0, lat1, 90.0);
        x = _mm_andnot_si128(_mm_cmpeq_epi32(x, _mm_set1_epi32(round_)), x);
        const __m128i to_top = _mm_cvtsi32_si128(static_cast<int>(index_step_bits + bits_));
        const __m128i rows = _mm_madd_epi16(_mm_srl_epi32(y, to_top), _mm_set1_epi32(static_cast<int>(belt_columns)));
        const __m128i top = _mm_add_epi32(rows, _mm_srl_epi32(x, to_top));
        const __m128i mask = _mm_set1_epi32((1 << bits_) - 1);
        const __m128i row = _mm_sll_epi32(_mm_and_si128(_mm_srli_epi32(y, index_step_bits), mask), _mm_cvtsi32_si128(static_cast<int>(bits_)));
        const __m128i leaf = _mm_or_si128(row, _mm_and_si128(_mm_srli_epi32(x, index_step_bits), mask));
        const __m128i step = _mm_set1_epi32(index_steps - 1);
        const __m128i place = _mm_add_epi32(_mm_or_si128(_mm_slli_epi32(_mm_and_si128(y, step), 16), _mm_and_si128(x, step)),
                                            _mm_set1_epi32(static_cast<int>(lattice_point(index_origin, index_origin))));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to_top_cell), top);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(leaves), leaf);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(points), place);
        return true;
    }
#endif

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
