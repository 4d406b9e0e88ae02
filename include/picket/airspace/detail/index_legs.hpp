// SPDX-License-Identifier: MIT
/// @file
/// A leg on the index's grid: which cells it passes, and what each cell's zones have to do with it.
///
///        +---------+---------+            The leg is a chord of the chart, no more than `leg_tolerance` steps from
///        |      __/|         |            the true path (longer legs are several). In each cell it passes, from p to
///        |    _/q1 | chain   |            q, a zone is one of three things:
///        |   / p1  |  |  q2--|            covering      the leg is inside it as long as it is in the cell
///        |  /      |  |/     |            clear         its chain is farther from the leg than both can be off:
///        | A       | /p2     |                          the leg is on the side that p is on
///        +---------+---------+            touched       the zone itself must say, unless p or q is clearly inside
///
/// Nothing is missed where the leg runs beside a cell's edge: a cell's records hold what comes within index_margin
/// steps of it, and a zone that covers the next cell but not this one has its boundary there.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_LEGS_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_LEGS_HPP

#include <picket/airspace/detail/index_chain.hpp>
#include <picket/airspace/detail/index_chords.hpp>
#include <picket/airspace/detail/index_circle.hpp>
#include <picket/airspace/detail/index_grid.hpp>
#include <picket/airspace/detail/leg_crossings.hpp>
#include <picket/airspace/track.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

/// Most that a chord of a leg may be off the leg [lattice steps].
inline constexpr double leg_tolerance = 2.0;
/// Nearer than this a leg touches a chain: what both can be off, and their rounding.
inline constexpr int leg_touch_steps = index_margin;
static_assert(chord_tolerance + leg_tolerance + 2 * 0.7072 < leg_touch_steps);

/// What a chain is to a leg's stretch in a cell.
struct LegSide {
    bool touched;    ///< the stretch comes near the chain
    bool odd_from;   ///< parity at its ends
    bool odd_to;
    bool near_from;  ///< the parity is not certain
    bool near_to;
};

/// @param begin, end  the edges, as for side_of_edges
[[nodiscard]] inline LegSide side_of_leg(const std::uint16_t* begin, const std::uint16_t* end, std::uint32_t edges, LatticePoint from,
                                         LatticePoint to) noexcept
{
    constexpr int touch = leg_touch_steps;
    const int px = lattice_x(from);
    const int py = lattice_y(from);
    const int qx = lattice_x(to);
    const int qy = lattice_y(to);
    const int ex = qx - px;
    const int ey = qy - py;
    const auto abs = [](int a) { return a < 0 ? -a : a; };
    const int leg_reach = touch * (abs(ex) + abs(ey));
    LegSide side{};
    for (std::uint32_t i = 0; i < edges; ++i) {
        const int x0 = begin[2 * i];
        const int y0 = begin[2 * i + 1];
        const int x1 = end[2 * i];
        const int y1 = end[2 * i + 1];
        const int dx = x1 - x0;
        const int dy = y1 - y0;
        const int area_p = (px - x0) * dy - (py - y0) * dx;
        const int area_q = (qx - x0) * dy - (qy - y0) * dx;
        if ((y0 > py) != (y1 > py)) side.odd_from ^= (area_p < 0) == (y0 > py);
        if ((y0 > qy) != (y1 > qy)) side.odd_to ^= (area_q < 0) == (y0 > qy);
        const int low_x = std::min(x0, x1) - touch;
        const int high_x = std::max(x0, x1) + touch;
        const int low_y = std::min(y0, y1) - touch;
        const int high_y = std::max(y0, y1) + touch;
        if (std::max(px, qx) < low_x || std::min(px, qx) > high_x || std::max(py, qy) < low_y || std::min(py, qy) > high_y) continue;
        const int reach = touch * (abs(dx) + abs(dy));
        if ((area_p > reach && area_q > reach) || (area_p < -reach && area_q < -reach)) continue;
        const int area_0 = (x0 - px) * ey - (y0 - py) * ex;
        const int area_1 = (x1 - px) * ey - (y1 - py) * ex;
        if ((area_0 > leg_reach && area_1 > leg_reach) || (area_0 < -leg_reach && area_1 < -leg_reach)) continue;
        side.touched = true;
        side.near_from |= abs(area_p) <= reach && px >= low_x && px <= high_x && py >= low_y && py <= high_y;
        side.near_to |= abs(area_q) <= reach && qx >= low_x && qx <= high_x && qy >= low_y && qy <= high_y;
    }
    return side;
}

[[nodiscard]] inline LegSide side_of_leg(const std::uint16_t* vertices, std::uint32_t count, LatticePoint from, LatticePoint to) noexcept
{
    return side_of_leg(vertices, vertices + 2, count == 0 ? 0 : count - 1, from, to);
}

/// The same for a sliced chain: the parity of each end from its own slice, a touch from all between.
[[nodiscard]] inline LegSide side_of_leg(const SlicedChain& chain, LatticePoint from, LatticePoint to) noexcept
{
    const std::uint32_t a = chain.slice_of(from);
    const std::uint32_t b = chain.slice_of(to);
    LegSide side{};
    for (std::uint32_t slice = std::min(a, b); slice <= std::max(a, b); ++slice) {
        const std::size_t first = chain.begin(slice);
        const LegSide part = side_of_leg(chain.from() + 2 * first, chain.to() + 2 * first,
                                         chain.end(slice) - static_cast<std::uint32_t>(first), from, to);
        side.touched |= part.touched;
        if (slice == a) {
            side.odd_from = part.odd_from;
            side.near_from = part.near_from;
        }
        if (slice == b) {
            side.odd_to = part.odd_to;
            side.near_to = part.near_to;
        }
    }
    return side;
}

/// A chord of a leg on a chart, in steps, with the places at its ends.
struct LegChord {
    Chart chart;
    ChordPoint from;
    ChordPoint to;
    LatLon from_at;
    LatLon to_at;
};

/// Calls f(LegChord) for chords that together follow a leg, on each chart it comes into.
class LegTracer {
public:
    LegTracer(const Grid& grid, const Leg& leg) noexcept : grid_(grid), leg_(leg) {}

    /// @pre both ends are valid
    template <class F>
    void trace(F&& f) const
    {
        const LatLon from = leg_.from.at;
        LatLon to = leg_.to.at;
        // the short way round, for ends as they usually are; other legs are looked at closely
        const double west_deg = to.lon_deg - from.lon_deg;
        if (west_deg > 180.0) to.lon_deg -= 360.0;
        if (west_deg < -180.0) to.lon_deg += 360.0;
        const double east_deg = std::abs(to.lon_deg - from.lon_deg);
        const double north_deg = std::abs(to.lat_deg - from.lat_deg);
        const double highest = std::max(std::abs(from.lat_deg), std::abs(to.lat_deg)) + 0.5 * (east_deg + north_deg);
        if (highest < belt_edge_deg && std::abs(from.lon_deg) <= 540.0 && east_deg < 2.0) [[likely]] {
            // no longer than the straight line of the chart where the Earth is widest, R the largest radius there is, and
            // of a rhumb line the same is true; cos x <= 1 - x^2 / 2 + x^4 / 24
            const bool one_side = (from.lat_deg >= 0.0) == (to.lat_deg >= 0.0);
            const double lowest = one_side ? std::min(std::abs(from.lat_deg), std::abs(to.lat_deg)) * degree : 0.0;
            const double lowest2 = lowest * lowest;
            const double across_deg = east_deg * (1.0 + lowest2 * (-0.5 + lowest2 * (1.0 / 24)));
            constexpr double degree_m = wgs84_radius_max_m * degree;
            const double length2_m2 = degree_m * degree_m * (across_deg * across_deg + north_deg * north_deg);
            if (grid_.belt_bow_steps(highest, leg_.kind == LegKind::rhumb) * length2_m2 <= leg_tolerance) {
                f(LegChord{Chart::belt, belt_point(from), belt_point(to), leg_.from.at, leg_.to.at});
                return;
            }
        }
        const LegPath path(leg_.from.at, leg_.to.at, leg_.kind);
        divide(path, 0.0, leg_.from.at, path.length_m(), leg_.to.at, f);
    }

private:
    /// How far a stretch of the leg can be off its chord [steps].
    [[nodiscard]] double bow(Chart chart, double extreme_deg, double poleward_deg, double length_m) const noexcept
    {
        double curvature = 0.0;
        if (leg_.kind == LegKind::rhumb) {
            double s = 0;
            double c = 0;
            GeographicLib::Math::sincosd(poleward_deg, s, c);
            curvature = 1.01 * s / (std::max(c, 1e-9) * wgs84_radius_min_m) + 1e-12;
        }
        return chart_bending(chart, extreme_deg, curvature) * grid_.steps_per_degree() / degree * length_m * length_m / 8.0;
    }

    [[nodiscard]] ChordPoint belt_point(LatLon at) const noexcept
    {
        return {(at.lon_deg + 180.0) * grid_.steps_per_degree(), (at.lat_deg + 90.0) * grid_.steps_per_degree()};
    }

    template <class F>
    void divide(const LegPath& path, double begin_m, LatLon from, double end_m, LatLon to, F&& f) const
    {
        const double length_m = end_m - begin_m;
        const double reach_deg = 0.5 * length_m / (wgs84_radius_min_m * degree);
        const double south = std::min(from.lat_deg, to.lat_deg) - reach_deg;
        const double north = std::max(from.lat_deg, to.lat_deg) + reach_deg;
        // a cell's width beyond, so that no chart's last cells are passed by
        const double beyond = 0.3;
        const bool in_belt = north > -belt_edge_deg - beyond && south < belt_edge_deg + beyond;
        const bool in_north = north > belt_edge_deg - beyond;
        const bool in_south = south < beyond - belt_edge_deg;
        const double middle_m = 0.5 * (begin_m + end_m);
        const bool halvable = middle_m > begin_m && middle_m < end_m && length_m > 0.01;
        double worst = 0.0;
        // a rhumb line's latitude is monotone: it bends most at one of its ends
        const double poleward = std::max(std::abs(from.lat_deg), std::abs(to.lat_deg));
        if (in_belt) worst = std::max(worst, bow(Chart::belt, std::max(north, -south), poleward, length_m));
        if (in_north) worst = std::max(worst, bow(Chart::north, south, poleward, length_m));
        if (in_south) worst = std::max(worst, bow(Chart::south, -north, poleward, length_m));
        if (halvable && (worst > leg_tolerance || length_m > 100e3)) {
            const LatLon middle = path.at(middle_m);
            divide(path, begin_m, from, middle_m, middle, f);
            divide(path, middle_m, middle, end_m, to, f);
            return;
        }
        if (in_belt) {
            LatLon near = to;
            near.lon_deg = from.lon_deg + GeographicLib::Math::AngDiff(normalised_longitude(from.lon_deg), normalised_longitude(to.lon_deg));
            f(LegChord{Chart::belt, belt_point(from), belt_point(near), from, to});
        }
        for (const Chart cap : {Chart::north, Chart::south}) {
            if (cap == Chart::north ? !in_north : !in_south) continue;
            LegChord chord{cap, {}, {}, from, to};
            grid_.to_cap(cap, from, chord.from.x, chord.from.y);
            grid_.to_cap(cap, to, chord.to.x, chord.to.y);
            f(chord);
        }
    }

    const Grid& grid_;
    const Leg& leg_;
};

/// Calls f(column, row, from, to) for each cell of a chart that a chord passes, with the ends of the passage on the
/// cell's lattice. Columns of the belt are wrapped; cells beyond the chart are passed over.
template <class F>
void for_each_cell_of(const Grid& grid, const LegChord& chord, F&& f)
{
    constexpr double cell = index_steps;
    const ChordPoint a = chord.from;
    const ChordPoint b = chord.to;
    const auto cell_of = [](double steps) { return static_cast<std::int32_t>(std::floor(steps * (1.0 / cell))); };
    const auto on_lattice = [](double steps, std::int32_t number) {
        return static_cast<int>(std::clamp(steps - number * cell, -1.0, cell + 1.0) + index_origin);
    };
    const std::int32_t columns = grid.columns(chord.chart);
    const std::int32_t rows = grid.rows(chord.chart);
    // most chords keep to one cell; coordinates on a chart are below 2^31
    if (std::min({a.x, a.y, b.x, b.y}) >= 0.0 && std::max(a.x, b.x) < columns * cell && std::max(a.y, b.y) < rows * cell) {
        const auto ax = static_cast<std::int32_t>(a.x);
        const auto ay = static_cast<std::int32_t>(a.y);
        const auto bx = static_cast<std::int32_t>(b.x);
        const auto by = static_cast<std::int32_t>(b.y);
        if (((ax ^ bx) | (ay ^ by)) < index_steps) {
            constexpr int step = index_steps - 1;
            f(ax >> index_step_bits, ay >> index_step_bits, lattice_point((ax & step) + index_origin, (ay & step) + index_origin),
              lattice_point((bx & step) + index_origin, (by & step) + index_origin));
            return;
        }
    }
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const std::int32_t row0 = cell_of(std::min(a.y, b.y));
    const std::int32_t row1 = cell_of(std::max(a.y, b.y));
    for (std::int32_t row = std::max(row0, 0); row <= std::min(row1, rows - 1); ++row) {
        double t0 = 0.0;
        double t1 = 1.0;
        if (row0 != row1) {
            const double u0 = (row * cell - a.y) / dy;
            const double u1 = ((row + 1) * cell - a.y) / dy;
            t0 = std::clamp(std::min(u0, u1), 0.0, 1.0);
            t1 = std::clamp(std::max(u0, u1), 0.0, 1.0);
        }
        const double xa = a.x + t0 * dx;
        const double xb = a.x + t1 * dx;
        const std::int32_t column0 = cell_of(std::min(xa, xb));
        const std::int32_t column1 = cell_of(std::max(xa, xb));
        for (std::int32_t column = column0; column <= column1; ++column) {
            double s0 = t0;
            double s1 = t1;
            if (column0 != column1) {
                const double u0 = (column * cell - a.x) / dx;
                const double u1 = ((column + 1) * cell - a.x) / dx;
                s0 = std::clamp(std::min(u0, u1), t0, t1);
                s1 = std::clamp(std::max(u0, u1), t0, t1);
            }
            std::int32_t wrapped = column;
            if (chord.chart == Chart::belt) {
                wrapped %= columns;
                if (wrapped < 0) wrapped += columns;
            } else if (column < 0 || column >= columns) {
                continue;
            }
            f(wrapped, row, lattice_point(on_lattice(a.x + s0 * dx, column), on_lattice(a.y + s0 * dy, row)),
              lattice_point(on_lattice(a.x + s1 * dx, column), on_lattice(a.y + s1 * dy, row)));
        }
    }
}

/// What is known of a circle and a chord of a leg: the distance of the centre from the straight line between the
/// ends, and how far the leg can be off that.
struct CirclePassage {
    bool touched;
    bool inside_somewhere;
};
[[nodiscard]] inline CirclePassage circle_passage(const CircleTest& circle, const Ecef& from, const Ecef& to,
                                                   double step_max_m) noexcept
{
    const auto square = [](double x, double y, double z) { return x * x + y * y + z * z; };
    const Ecef c = circle.centre_m;
    const Ecef d{to.x - from.x, to.y - from.y, to.z - from.z};
    const Ecef e{c.x - from.x, c.y - from.y, c.z - from.z};
    const double length2 = square(d.x, d.y, d.z);
    const double along = length2 > 0.0 ? std::clamp((d.x * e.x + d.y * e.y + d.z * e.z) / length2, 0.0, 1.0) : 0.0;
    const double nearest2 = square(e.x - along * d.x, e.y - along * d.y, e.z - along * d.z);
    const double from2 = square(e.x, e.y, e.z);
    const double to2 = square(c.x - to.x, c.y - to.y, c.z - to.z);
    // The leg is within leg_tolerance of the chart's chord, and that within L^2 / 8 times its curvature in space of the
    // straight line: at most 1/R and tan(80)/R together in the belt, less in the caps.
    const double bow_m = length2 * (8.0 / (8.0 * wgs84_radius_min_m)) + leg_tolerance * step_max_m + 1e-3;
    CirclePassage passage{};
    passage.inside_somewhere = from2 < circle.inside_m2 || to2 < circle.inside_m2;
    // clear of the circle by more than the bow, without roots: (r + b)^2 <= r^2 + 2 b r + b^2, and r <= (r^2 / c + c) / 2
    constexpr double c_m = 30e3;
    const double slack_m2 = 1.01 * bow_m * (circle.outside_m2 / c_m + c_m) + bow_m * bow_m;
    const bool clear_out = nearest2 > circle.outside_m2 + slack_m2;
    const bool clear_in = std::max(from2, to2) < circle.inside_m2 - slack_m2;
    passage.touched = !clear_out && !clear_in;
    return passage;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
