// SPDX-License-Identifier: MIT
/// @file
/// Curves as chords on a chart's lattice, each within `chord_tolerance` steps of its curve, with proof.
///
///          c(s)  ___----___          A curve c, s its length on the Earth, drawn in a chart, leaves the chord
///            .-''          ''-.      between its ends by at most max|c''| L^2 / 8 (c minus the point of the chord
///      c(0) *------------------* c(L) at the same fraction is zero at both ends and has second derivative c'').
///
/// c'' is bounded alike for every kind of curve by the curve's geodesic curvature kappa (CurvePath::curvature_bound).
/// With azimuth a, latitude phi, radii M and N, da/ds = sin(a) tan(phi) / N + kappa, so
///   belt   phi'    = cos(a) / M          phi''    = -sin(a) a' / M - cos(a) M'/M^2 phi',   |M'| <= 0.0102 M
///          lambda' = sin(a) / (N cos phi)
///          lambda''= (2 sin(a) cos(a) tan(phi) / N + kappa cos(a)) / (N cos phi)
///          |phi''| <= (max(t, 0.0102) / R + kappa) / R,  |lambda''| <= (t / R + kappa) / (R cos phi),  t = tan|phi|
///   caps   the polar chart is nearly true to scale: with theta the distance from the pole [rad]
///          |c''|  <= 1.02 kappa / R + (theta + 0.005) / R^2                       (derived in docs/explain/error-bound.md)
/// R = b^2/a is below both M and N. [attacked by tests/property/index_chords]
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_CHORDS_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_CHORDS_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/index_grid.hpp>

#include <algorithm>
#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

/// Most that a chord may be off its curve [lattice steps]. With the rounding of the chord's ends and of the place,
/// half a diagonal step each, it stays below index_near_steps.
inline constexpr double chord_tolerance = 2.5;
static_assert(chord_tolerance + 2 * 0.7072 < index_near_steps);

/// A vertex of a chain of chords, in lattice steps of a chart, not yet rounded.
struct ChordPoint {
    double x;
    double y;
};

/// Bound of |d2 c / ds2| in a chart [rad / m^2] for places up to `highest_deg` from the equator (belt) or from
/// `farthest_deg` to the pole (caps).
[[nodiscard]] inline double chart_bending(Chart chart, double lat_extreme_deg, double curvature) noexcept
{
    constexpr double r = wgs84_radius_min_m;
    if (chart == Chart::belt) {
        double s = 0;
        double c = 0;
        GeographicLib::Math::sincosd(std::min(lat_extreme_deg, 89.0), s, c);
        const double t = s / c;
        const double north = (std::max(t, 0.0102) / r + curvature) / r;
        const double east = (t / r + curvature) / (r * c);
        return std::hypot(north, east);
    }
    const double theta = (90.0 - lat_extreme_deg) * degree;
    return 1.02 * curvature / r + (theta + 0.005) / (r * r);
}

/// Traces curves in ring order on one chart. Parts far outside the chart are left out.
class ChordTracer {
public:
    ChordTracer(const Grid& grid, Chart chart) noexcept : grid_(grid), chart_(chart) {}

    /// Starts a new ring.
    void start() noexcept { turn_deg_ = no_turn; }

    /// Calls move(ChordPoint) where a chain begins and draw(ChordPoint) for every chord that follows it.
    template <class Move, class Draw>
    void trace(const Curve& curve, Move&& move, Draw&& draw)
    {
        if (chart_ != Chart::belt && curve.is_spin()) return;
        const CurvePath path(curve);
        const double start_lon = curve.lon_west_deg;
        const double end_lon = curve.lon_west_deg + curve.width_deg.high;
        const Place west{0.0, {curve.lat_west_deg, start_lon}};
        const Place east{1.0, {curve.lat_east_deg, end_lon}};
        const Place& from = curve.ring_forward ? west : east;
        const Place& to = curve.ring_forward ? east : west;
        // longitude runs on from curve to curve
        if (turn_deg_ == no_turn)
            turn_deg_ = 0.0;
        else
            turn_deg_ = 360.0 * std::round((last_lon_deg_ - from.at.lon_deg) / 360.0);
        last_lon_deg_ = to.at.lon_deg + turn_deg_;
        down_ = false;
        const bool straight = chart_ == Chart::belt && (curve.is_meridian() || curve.kind == EdgeKind::lonlat || curve.is_spin() ||
                                                        (curve.kind == EdgeKind::rhumb && curve.lat_west_deg == curve.lat_east_deg));
        if (straight) {
            if (std::min(curve.lat_west_deg, curve.lat_east_deg) > outer_deg ||
                std::max(curve.lat_west_deg, curve.lat_east_deg) < -outer_deg)
                return;
            move(chord_point(from.at));
            draw(chord_point(to.at));
            return;
        }
        divide(path, from, to, move, draw);
    }

private:
    struct Place {
        double u;
        LatLon at;
    };

    /// How far beyond its edge a chart's curves are traced [deg]: more than a cell and its margin.
    static constexpr double outer_deg = belt_edge_deg + 0.4;
    static constexpr double inner_deg = belt_edge_deg - 0.6;
    static constexpr double no_turn = 1e9;

    [[nodiscard]] ChordPoint chord_point(LatLon at) const noexcept
    {
        const double scale = grid_.steps_per_degree();
        if (chart_ == Chart::belt) return {(at.lon_deg + turn_deg_ + 180.0) * scale, (at.lat_deg + 90.0) * scale};
        ChordPoint p{};
        grid_.to_cap(chart_, at, p.x, p.y);
        return p;
    }

    template <class Move, class Draw>
    void divide(const CurvePath& path, const Place& from, const Place& to, Move&& move, Draw&& draw)
    {
        const double u0 = std::min(from.u, to.u);
        const double u1 = std::max(from.u, to.u);
        const double length_m = path.speed_bound_m(u0, u1) * (u1 - u0);
        // every place between is within half the length of one end
        const double reach_deg = 0.5 * length_m / (wgs84_radius_min_m * degree);
        const double south = std::min(from.at.lat_deg, to.at.lat_deg) - reach_deg;
        const double north = std::max(from.at.lat_deg, to.at.lat_deg) + reach_deg;
        const bool outside = chart_ == Chart::belt ? south > outer_deg || north < -outer_deg
                                                   : (chart_ == Chart::north ? north < inner_deg : south > -inner_deg);
        if (outside) {
            down_ = false;
            return;
        }
        const double middle = 0.5 * (from.u + to.u);
        const bool halvable = middle > u0 && middle < u1 && length_m > 0.01;
        const double extreme = chart_ == Chart::belt ? std::max(north, -south) : (chart_ == Chart::north ? south : -north);
        const bool bends_much = chart_ == Chart::belt ? extreme > outer_deg + 0.5 : extreme < inner_deg - 0.5;
        if (halvable && (length_m > 100e3 || (bends_much && length_m > 100.0))) {
            const Place between{middle, path.at(middle)};
            divide(path, from, between, move, draw);
            divide(path, between, to, move, draw);
            return;
        }
        const double bending = chart_bending(chart_, extreme, 1.01 * path.curvature_bound(u0, u1));
        const double steps_per_radian = grid_.steps_per_degree() / degree;
        const double parts = std::ceil(length_m * std::sqrt(bending * steps_per_radian / (8.0 * chord_tolerance)));
        const int n = static_cast<int>(std::clamp(parts, 1.0, 1e6));
        if (!down_) move(chord_point(from.at));
        down_ = true;
        for (int i = 1; i < n; ++i) draw(chord_point(path.at(from.u + (to.u - from.u) * (static_cast<double>(i) / n))));
        draw(chord_point(to.at));
    }

    const Grid& grid_;
    Chart chart_;
    double turn_deg_ = no_turn;
    double last_lon_deg_ = 0.0;
    bool down_ = false;  ///< the last chord of this curve ended where the next begins
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
