// SPDX-License-Identifier: MIT
/// @file
/// Where along a geodesic leg it crosses the curves of a boundary: all of them, none by luck.
///
///             y                      The leg lies on the x axis of an azimuthal equidistant chart about its
///             |       ___..          start: x = s cos(a), y = s sin(a), with s and a the distance and the
///    leg  A --+---x--/-----B---> x   direction (from the leg's own) of a place seen from A. The chart is
///             |   __/                exact on the leg, so a crossing is a root of y along the curve, and its
///             |__/ curve             x is the distance flown.
///
/// Proof that no root is missed. Take a piece of curve of length at most L, with end points p0, p1 in the
/// chart. (1) Every place of the piece is within L/2 of p0 or p1 along the curve; if both are farther than
/// L/2 from the leg, it cannot meet it. (2) In the chart its curvature is at most kappa, the sum of the
/// curve's own geodesic curvature and the chart's, so it stays within kappa L^2 / 8 of the straight line
/// from p0 to p1: if both y have one sign and exceed that, there is no root. (3) Its direction turns by at
/// most kappa L; if the straight line climbs more than that per unit length, y is monotone: one root if the
/// signs differ, none otherwise. Pieces that no rule decides are halved; the rules decide every piece that
/// is not within rounding of tangent to the leg, and those are kept as crossings (a superfluous crossing is
/// harmless: the caller asks on which side the leg is between crossings).
///
/// Chart bounds, for places within rho of A on a surface of Gaussian curvature K <= 1/R^2 (R = b^2/a):
/// a geodesic whose tangent in the chart passes A at a distance p has curvature (2/3) p / R^2 there to first
/// order; 2 p / R^2 covers the higher orders for rho <= 500 km (checked by tests/property/leg_chart), and p <=
/// rho. Chart distances exceed true ones by at most rho^2 / (6 R^2) < 0.2 % there. An edge along the leg has p
/// near 0 and is recognised whole; with rho in place of p it would be halved down to metres.
///
/// Parts whose boundary is an offset of their curves: offset_crossings.hpp.
#ifndef PICKET_AIRSPACE_DETAIL_LEG_CROSSINGS_HPP
#define PICKET_AIRSPACE_DETAIL_LEG_CROSSINGS_HPP

#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/offset_crossings.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Part of a leg short enough for the chart.
class LegPiece {
public:
    static constexpr double longest_m = 200e3;

    LegPiece(LatLon start, double azimuth_deg, double length_m) noexcept
        : start_(start), azimuth_deg_(azimuth_deg), length_m_(length_m)
    {
    }

    /// Appends the distances from the start at which the curve meets the leg [m], unsorted.
    void find_crossings(const Curve& curve, std::vector<double>& distances_m) const
    {
        if (curve.is_spin()) return;
        const CurvePath path(curve);
        search(path, 0.0, to_chart(path.at(0.0)), 1.0, to_chart(path.at(1.0)), distances_m);
    }

private:
    /// A few ulp of the distance, and the rounding of the inverse problem: below it nothing is decided.
    static constexpr double rounding_m = 2e-8;

    struct ChartPoint {
        double x;
        double y;
        [[nodiscard]] double distance_from_start_m() const noexcept { return std::hypot(x, y); }
    };

    [[nodiscard]] ChartPoint to_chart(LatLon place) const noexcept
    {
        const Inverse from_start = inverse_between(start_, place);
        double sin_a = 0;
        double cos_a = 0;
        GeographicLib::Math::sincosd(GeographicLib::Math::AngDiff(azimuth_deg_, from_start.azimuth_start_deg), sin_a,
                                     cos_a);
        return {from_start.distance_m * cos_a, from_start.distance_m * sin_a};
    }

    [[nodiscard]] double distance_to_leg_m(const ChartPoint& p) const noexcept
    {
        return std::hypot(p.x - std::clamp(p.x, 0.0, length_m_), p.y);
    }

    void search(const CurvePath& path, double u0, const ChartPoint& p0, double u1, const ChartPoint& p1,
                std::vector<double>& distances_m) const
    {
        const double length_m = path.speed_bound_m(u0, u1) * (u1 - u0);
        const double nearest_end_m = std::min(p0.distance_from_start_m(), p1.distance_from_start_m());
        if (nearest_end_m > length_m_ + 0.5 * length_m + rounding_m) return;
        const double middle = 0.5 * (u0 + u1);
        const bool halvable = middle > u0 && middle < u1;
        if (length_m > 100e3 && halvable) {
            const ChartPoint p = to_chart(path.at(middle));
            search(path, u0, p0, middle, p, distances_m);
            search(path, middle, p, u1, p1, distances_m);
            return;
        }

        if (0.99 * std::min(distance_to_leg_m(p0), distance_to_leg_m(p1)) > 0.5 * length_m + rounding_m) return;
        const double rho_m = length_m_ + 1.5 * length_m;
        const double kappa = chart_curvature(1.01 * path.curvature_bound(u0, u1), p0, p1, length_m, rho_m);
        const double sagitta_m = 0.125 * 1.01 * kappa * length_m * length_m;
        const bool one_side = (p0.y > 0.0) == (p1.y > 0.0);
        if (one_side && std::min(std::abs(p0.y), std::abs(p1.y)) > sagitta_m + rounding_m) return;
        if (std::abs(p1.y - p0.y) > 1.01 * kappa * length_m * length_m + 4.0 * rounding_m) {
            if (!one_side) distances_m.push_back(root(path, u0, p0, u1, p1));
            else if (std::min(std::abs(p0.y), std::abs(p1.y)) <= rounding_m)
                distances_m.push_back(std::abs(p0.y) < std::abs(p1.y) ? p0.x : p1.x);
            return;
        }
        if ((sagitta_m < rounding_m && std::max(std::abs(p0.y), std::abs(p1.y)) < 10.0 * rounding_m) || !halvable ||
            length_m < 1e-6) {
            // along the leg, or touching it: both ends, so that every change of side lies next to one of them
            distances_m.push_back(p0.x);
            distances_m.push_back(p1.x);
            return;
        }
        const ChartPoint p = to_chart(path.at(middle));
        search(path, u0, p0, middle, p, distances_m);
        search(path, middle, p, u1, p1, distances_m);
    }

    /// Bound of the curvature in the chart of a piece whose own is at most `curvature`. Its tangents are turned
    /// against the chord by at most kappa L, and its places moved by kappa L^2 / 8: so far can they pass A.
    [[nodiscard]] static double chart_curvature(double curvature, const ChartPoint& p0, const ChartPoint& p1,
                                                double length_m, double rho_m) noexcept
    {
        constexpr double gauss = 1.0 / (wgs84_radius_min_m * wgs84_radius_min_m);
        const double chord_m = std::hypot(p1.x - p0.x, p1.y - p0.y);
        const double passes_m = (std::abs(p0.x * p1.y - p1.x * p0.y) + 2.0 * rounding_m * rho_m) / chord_m;
        const double moved_m2 = 1.01 * length_m * (rho_m + 0.125 * length_m);
        const double of_chart = 2.0 * gauss * (passes_m + curvature * moved_m2) / (1.0 - 2.0 * gauss * moved_m2);
        return curvature + (of_chart < 2.0 * gauss * rho_m ? of_chart : 2.0 * gauss * rho_m);
    }

    /// The one sign change of y between two points of a curve: false position (Illinois), its bracket kept.
    [[nodiscard]] double root(const CurvePath& path, double u0, ChartPoint p0, double u1, ChartPoint p1) const
    {
        if (p0.y == 0.0) return p0.x;
        if (p1.y == 0.0) return p1.x;
        double y0 = p0.y;
        double y1 = p1.y;
        int side = 0;
        for (int i = 0; i < 100; ++i) {
            double u = i % 8 == 7 ? 0.5 * (u0 + u1) : u0 + (u1 - u0) * (y0 / (y0 - y1));
            if (!(u > u0 && u < u1)) u = 0.5 * (u0 + u1);
            if (!(u > u0 && u < u1)) break;
            const ChartPoint p = to_chart(path.at(u));
            if (p.y == 0.0) return p.x;
            if ((p.y > 0.0) == (p0.y > 0.0)) {
                u0 = u;
                p0 = p;
                y0 = p.y;
                if (side == -1) y1 *= 0.5;
                side = -1;
            } else {
                u1 = u;
                p1 = p;
                y1 = p.y;
                if (side == 1) y0 *= 0.5;
                side = 1;
            }
            if (std::abs(p1.x - p0.x) + std::abs(p1.y - p0.y) < 1e-8) break;
        }
        return std::abs(p0.y) < std::abs(p1.y) ? p0.x : p1.x;
    }

    LatLon start_;
    double azimuth_deg_;
    double length_m_;
};

/// A geodesic leg of any length.
class LegPath {
public:
    LegPath(LatLon from, LatLon to) noexcept
    {
        const Inverse whole = inverse_between(from, to);
        length_m_ = whole.distance_m;
        line_ = GeographicLib::Geodesic::WGS84().Line(
            from.lat_deg, from.lon_deg, whole.azimuth_start_deg,
            GeographicLib::GeodesicLine::LATITUDE | GeographicLib::GeodesicLine::LONGITUDE |
                GeographicLib::GeodesicLine::AZIMUTH | GeographicLib::GeodesicLine::DISTANCE_IN);
    }

    [[nodiscard]] double length_m() const noexcept { return length_m_; }

    [[nodiscard]] LatLon at(double distance_m) const noexcept
    {
        LatLon place{};
        line_.Position(distance_m, place.lat_deg, place.lon_deg);
        return place;
    }

    /// Distances from the start [m], sorted, within [0, length]: all at which the leg crosses the boundary, and
    /// some at which it does not (touches, and crossings of the leg's prolongation, moved to its end).
    [[nodiscard]] std::vector<double> crossings(const LateralBoundary& boundary) const
    {
        std::vector<double> distances_m;
        if (!(length_m_ > 0.0)) return distances_m;
        const int pieces = static_cast<int>(length_m_ / LegPiece::longest_m) + 1;
        const double piece_m = length_m_ / pieces;
        for (int k = 0; k < pieces; ++k) {
            const double begin_m = piece_m * k;
            CurvePoint start{};
            line_.Position(begin_m, start.at.lat_deg, start.at.lon_deg, start.azimuth_deg);
            const Ecef middle_m = to_ecef_m(at(begin_m + 0.5 * piece_m));
            if (chord_m(middle_m, boundary.ball().centre_m) > boundary.ball().radius_m + 0.5 * piece_m) continue;
            const LegPiece piece(start.at, start.azimuth_deg, piece_m);
            const std::size_t found_before = distances_m.size();
            const auto curves = boundary.curves();
            const auto balls = boundary.balls();
            for (const PartBoundary& part : boundary.parts()) {
                if (part.reach_m > 0.0) continue;
                for (std::size_t i = part.first_curve; i < part.last_curve; ++i)
                    if (chord_m(middle_m, balls[i].centre_m) <= balls[i].radius_m + 0.5 * piece_m)
                        piece.find_crossings(curves[i], distances_m);
            }
            // to the leg's own distances; a crossing a hair beyond an end of a piece belongs to the end
            for (std::size_t i = found_before; i < distances_m.size(); ++i)
                distances_m[i] = begin_m + std::clamp(distances_m[i], 0.0, piece_m);
            if (boundary.has_offset())
                add_offset_crossings(boundary, begin_m, begin_m + piece_m, middle_m, distances_m);
        }
        std::sort(distances_m.begin(), distances_m.end());
        return distances_m;
    }

private:
    void add_offset_crossings(const LateralBoundary& boundary, double begin_m, double end_m, const Ecef& middle_m,
                              std::vector<double>& distances_m) const
    {
        const auto point_at = [this](double distance_m) {
            CurvePoint point{};
            line_.Position(distance_m, point.at.lat_deg, point.at.lon_deg, point.azimuth_deg);
            return point;
        };
        for (const PartBoundary& part : boundary.parts()) {
            if (!(part.reach_m > 0.0) || part.first_curve == part.last_curve) continue;
            if (chord_m(middle_m, part.ball.centre_m) > part.ball.radius_m + 0.5 * (end_m - begin_m)) continue;
            OffsetCrossings(boundary, part, point_at, distances_m).find(begin_m, end_m);
        }
    }

    double length_m_ = 0;
    GeographicLib::GeodesicLine line_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
