// SPDX-License-Identifier: MIT
/// @file
/// Compiles curves into polynomial pieces in grid units: the step between exact curves and grid cells.
///
/// Grid units: X = (lon + 180) K, Y = (lat + 90) K, with K cells a degree; X runs on beyond 360 K where a curve
/// crosses the antimeridian. A piece is monotone in X and in Y, and a cubic in its longer direction.
///
/// Error. The cubic interpolates the exact curve at four places (0, 1/4, 3/4, 1 of its run); its error is
/// f''''/24 times the product of the distances to them, largest in the middle, where it is measured against
/// the exact curve once more. Pieces are short against the distance on which f'''' changes (at most 40 km
/// and a tenth of the way to the pole), so four times the measured error bounds it; pieces with a larger
/// bound are halved. [docs/explain/error-bound.md; attacked by tests/differential/index]
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_PIECES_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_PIECES_HPP

#include <picket/airspace/detail/curve.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Beyond this latitude cells become slivers; there the index asks the exact boundary.
inline constexpr double polar_cap_deg = 84.0;

/// A place in grid units. Equal places of two curves have equal bits.
struct GridPoint {
    double x;
    double y;
};

/// One compiled piece, from its west end to its east end (south to north on a meridian).
struct GridPiece {
    GridPoint west;
    GridPoint east;
    bool steep;    ///< X is a cubic of Y; otherwise Y of X
    double origin;  ///< c is in powers of (u - origin), u the argument
    double c[4];

    [[nodiscard]] bool rises() const noexcept { return east.y >= west.y; }
    [[nodiscard]] double value(double u) const noexcept
    {
        const double s = u - origin;
        return c[0] + s * (c[1] + s * (c[2] + s * c[3]));
    }
};

/// Compiles the curves of a boundary, one after the other.
class PieceCompiler {
public:
    /// @param tolerance  largest error of a piece [grid units]
    PieceCompiler(double cells_per_degree, double tolerance) noexcept : k_(cells_per_degree), tolerance_(tolerance) {}

    /// Appends the pieces of a curve, as far as it lies between the polar caps.
    void compile(const Curve& curve, std::vector<GridPiece>& pieces) const
    {
        const GridPoint west{grid_x(curve.lon_west_deg), grid_y(curve.lat_west_deg)};
        double east_x = grid_x(curve.lon_east_deg);
        if (curve.lon_east_deg < curve.lon_west_deg) east_x += 360.0 * k_;  // not X: edges an ulp wide have one X
        const GridPoint east{east_x, grid_y(curve.lat_east_deg)};
        if (curve.is_meridian() || curve.kind == EdgeKind::lonlat ||
            (curve.kind == EdgeKind::rhumb && curve.lat_west_deg == curve.lat_east_deg)) {
            pieces.push_back(straight(west, east));
            return;
        }
        const CurvePath path(curve);
        const bool north_at_west = std::abs(path.at_with_tangent(0.0).azimuth_deg) < 90.0;
        const bool north_at_east = std::abs(path.at_with_tangent(1.0).azimuth_deg) < 90.0;
        if (north_at_west == north_at_east) {
            fit(path, 0.0, west, 1.0, east, pieces);
        } else {
            double low = 0.0;
            double high = 1.0;
            for (int i = 0; i < 50 && high - low > 1e-12; ++i) {
                const double u = 0.5 * (low + high);
                ((std::abs(path.at_with_tangent(u).azimuth_deg) < 90.0) == north_at_west ? low : high) = u;
            }
            const double u = 0.5 * (low + high);
            GridPoint top = grid_point(path.at(u));
            // rounding must not put the extreme on the wrong side of the ends
            top.y = north_at_west ? std::max({top.y, west.y, east.y}) : std::min({top.y, west.y, east.y});
            top.x = std::clamp(top.x, west.x, east.x);
            fit(path, 0.0, west, u, top, pieces);
            fit(path, u, top, 1.0, east, pieces);
        }
    }

private:
    static constexpr double longest_m = 40e3;

    [[nodiscard]] double grid_x(double lon_deg) const noexcept { return (lon_deg + 180.0) * k_; }
    [[nodiscard]] double grid_y(double lat_deg) const noexcept { return (lat_deg + 90.0) * k_; }
    /// CurvePath counts longitudes on from the west end, so X does too.
    [[nodiscard]] GridPoint grid_point(LatLon at) const noexcept { return {grid_x(at.lon_deg), grid_y(at.lat_deg)}; }
    [[nodiscard]] bool in_polar_cap(GridPoint p) const noexcept
    {
        return std::abs(p.y / k_ - 90.0) > polar_cap_deg;
    }

    [[nodiscard]] static GridPiece straight(GridPoint west, GridPoint east) noexcept
    {
        GridPiece piece{west, east, std::abs(east.y - west.y) > east.x - west.x, 0.0, {}};
        const double du = piece.steep ? east.y - west.y : east.x - west.x;
        const double dv = piece.steep ? east.x - west.x : east.y - west.y;
        piece.origin = piece.steep ? west.y : west.x;
        piece.c[0] = piece.steep ? west.x : west.y;
        piece.c[1] = du != 0.0 ? dv / du : 0.0;
        return piece;
    }

    void fit(const CurvePath& path, double u0, GridPoint p0, double u1, GridPoint p1,
             std::vector<GridPiece>& pieces) const
    {
        if (in_polar_cap(p0) && in_polar_cap(p1) && (p0.y > 90.0 * k_) == (p1.y > 90.0 * k_)) return;
        const double middle_u = 0.5 * (u0 + u1);
        const double length_m = path.speed_bound_m(u0, u1) * (u1 - u0);
        const double to_pole_m = 111e3 * (90.0 - std::max(std::abs(p0.y / k_ - 90.0), std::abs(p1.y / k_ - 90.0)));
        const GridPoint pm = grid_point(path.at(middle_u));
        const bool halvable = middle_u > u0 && middle_u < u1 && length_m > 1.0;
        if ((length_m > longest_m || length_m > 0.1 * to_pole_m) && halvable) {
            fit(path, u0, p0, middle_u, pm, pieces);
            fit(path, middle_u, pm, u1, p1, pieces);
            return;
        }
        const GridPoint pa = grid_point(path.at(u0 + 0.25 * (u1 - u0)));
        const GridPoint pb = grid_point(path.at(u0 + 0.75 * (u1 - u0)));
        GridPiece piece{p0, p1, std::abs(p1.y - p0.y) > std::abs(p1.x - p0.x), 0.0, {}};
        const auto argument = [&](GridPoint p) { return piece.steep ? p.y : p.x; };
        const auto value = [&](GridPoint p) { return piece.steep ? p.x : p.y; };
        piece.origin = argument(p0);
        const double s1 = argument(pa) - piece.origin;
        const double s2 = argument(pb) - piece.origin;
        const double s3 = argument(p1) - piece.origin;
        // Newton's divided differences on 0, s1, s2, s3
        const double f0 = value(p0);
        const double f01 = (value(pa) - f0) / s1;
        const double f12 = (value(pb) - value(pa)) / (s2 - s1);
        const double f23 = (value(p1) - value(pb)) / (s3 - s2);
        const double f012 = (f12 - f01) / s2;
        const double f123 = (f23 - f12) / (s3 - s1);
        const double f0123 = (f123 - f012) / s3;
        piece.c[0] = f0;
        piece.c[1] = f01 - s1 * f012 + s1 * s2 * f0123;
        piece.c[2] = f012 - (s1 + s2) * f0123;
        piece.c[3] = f0123;
        const double error = 4.0 * std::abs(piece.value(argument(pm)) - value(pm));
        if (error <= tolerance_) {
            pieces.push_back(piece);
        } else if (halvable) {
            fit(path, u0, p0, middle_u, pm, pieces);
            fit(path, middle_u, pm, u1, p1, pieces);
        } else {
            pieces.push_back(straight(p0, p1));  // shorter than a metre: straight to a nanometre
        }
    }

    double k_;
    double tolerance_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
