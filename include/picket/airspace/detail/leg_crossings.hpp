// SPDX-License-Identifier: MIT
/// @file
/// Where along a leg it crosses the curves of a boundary: all of them, none by luck.
///
/// Three methods, cheap ones first; each either proves its answer or passes the question on.
///
/// A. Chords, for any leg and any curve, in ECEF.
///
///        from o----.___            A line of length L and geodesic curvature kappa stays within a slab about the
///              curve   '---o to    plane through its ends and the Earth's centre (curve_blocks.hpp), and in a ball
///         P o- - - - - - -o Q      about its middle. (1) Two lines do not meet if the ball of one misses the slab
///              leg                 or the ball of the other, or if one stays on one side of the other's slab: its
///                                  own distance from the plane is linear to within bow_m().
/// (2) Tangents of a line differ by at most the angle (kappa + 1/R) L, R = b^2/a, for its curvature in space is at
/// most that; its chord, and the chord of any part of it, is a mean of tangents, so both lie in a cone of that
/// angle. Two lines that met twice would have a chord in common: where the angle between their chords exceeds the
/// sum of the cones', they meet once at most. Then Newton's method, begun where each chord passes the other's
/// plane, finds the meeting place of the lines prolonged by half a hundredth, or fails to. Found inside, it is
/// the only one; found on the prolongations, there is none. If it fails, nothing is known.
///
/// B. Geodesic legs: what A leaves open, in a chart in which the leg is straight.
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
/// C. Rhumb legs. Of a rhumb edge, or one along a parallel, both are straight in longitude and isometric
/// latitude: two straight lines there, which meet once, or lie on one another and change sides at the ends of the
/// overlap only. Of any other curve: A again, the longer of the two lines halved until A decides or both are
/// within rounding of each other; then the ends of what is left are kept, as in B. A decides at some size
/// wherever the lines are apart (the slabs shrink with L^2) or cross at an angle (the cones shrink with L).
/// Parts whose boundary is an offset of their curves: offset_crossings.hpp.
#ifndef PICKET_AIRSPACE_DETAIL_LEG_CROSSINGS_HPP
#define PICKET_AIRSPACE_DETAIL_LEG_CROSSINGS_HPP

#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/leg_path.hpp>
#include <picket/airspace/detail/offset_crossings.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A few ulp of the distance, and the rounding of the inverse problem: below it nothing is decided.
inline constexpr double crossing_rounding_m = 2e-8;

/// Method B: part of a geodesic leg short enough for the chart.
class LegPiece {
public:
    LegPiece(LatLon start, double azimuth_deg, double length_m) noexcept
        : start_(start), azimuth_deg_(azimuth_deg), length_m_(length_m)
    {
    }

    /// Calls `found` with the distances from the start at which the curve meets the leg [m], unsorted.
    template <class Found>
    void find_crossings(const CurvePath& path, Found& found) const noexcept
    {
        search(path, 0.0, to_chart(path.at(0.0)), 1.0, to_chart(path.at(1.0)), found);
    }

private:
    static constexpr double rounding_m = crossing_rounding_m;

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

    template <class Found>
    void search(const CurvePath& path, double u0, const ChartPoint& p0, double u1, const ChartPoint& p1,
                Found& found) const noexcept
    {
        const double length_m = path.speed_bound_m(u0, u1) * (u1 - u0);
        const double nearest_end_m = std::min(p0.distance_from_start_m(), p1.distance_from_start_m());
        if (nearest_end_m > length_m_ + 0.5 * length_m + rounding_m) return;
        const double middle = 0.5 * (u0 + u1);
        const bool halvable = middle > u0 && middle < u1;
        if (length_m > 100e3 && halvable) {
            const ChartPoint p = to_chart(path.at(middle));
            search(path, u0, p0, middle, p, found);
            search(path, middle, p, u1, p1, found);
            return;
        }

        if (0.99 * std::min(distance_to_leg_m(p0), distance_to_leg_m(p1)) > 0.5 * length_m + rounding_m) return;
        const double rho_m = length_m_ + 1.5 * length_m;
        const double kappa = chart_curvature(1.01 * path.curvature_bound(u0, u1), p0, p1, length_m, rho_m);
        const double sagitta_m = 0.125 * 1.01 * kappa * length_m * length_m;
        const bool one_side = (p0.y > 0.0) == (p1.y > 0.0);
        if (one_side && std::min(std::abs(p0.y), std::abs(p1.y)) > sagitta_m + rounding_m) return;
        if (std::abs(p1.y - p0.y) > 1.01 * kappa * length_m * length_m + 4.0 * rounding_m) {
            if (!one_side) found(root(path, u0, p0, u1, p1));
            else if (std::min(std::abs(p0.y), std::abs(p1.y)) <= rounding_m)
                found(std::abs(p0.y) < std::abs(p1.y) ? p0.x : p1.x);
            return;
        }
        if ((sagitta_m < rounding_m && std::max(std::abs(p0.y), std::abs(p1.y)) < 10.0 * rounding_m) || !halvable ||
            length_m < 1e-6) {
            // along the leg, or touching it: both ends, so that every change of side lies next to one of them
            found(p0.x);
            found(p1.x);
            return;
        }
        const ChartPoint p = to_chart(path.at(middle));
        search(path, u0, p0, middle, p, found);
        search(path, middle, p, u1, p1, found);
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
    [[nodiscard]] double root(const CurvePath& path, double u0, ChartPoint p0, double u1, ChartPoint p1) const noexcept
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

/// Method A's view of a line: its chord, its slab, the ball about its middle.
struct ChordLine {
    Ecef from;
    Ecef to;
    Ecef along;        ///< to - from
    double span_m;     ///< its length
    double length_m;   ///< of the line, at most
    double curvature;  ///< geodesic, at most [1/m]
    Slab slab;

    /// A whole curve of a boundary.
    ChordLine(const Curve& curve, const Slab& slab_of_it) noexcept
        : from(to_ecef_roughly_m({curve.lat_west_deg, curve.lon_west_deg})),
          to(to_ecef_roughly_m({curve.lat_east_deg, curve.lon_east_deg})), along(minus(to, from)),
          span_m(std::sqrt(dot(along, along))), length_m(static_cast<double>(slab_of_it.length_m)),
          curvature(static_cast<double>(slab_of_it.curvature)), slab(slab_of_it)
    {
    }

    /// @param fine  the slab is for places a few lengths away only, and good to some nanometres there
    ChordLine(const Ecef& a, const Ecef& b, double longest_m, double bend, bool fine) noexcept
        : from(a), to(b), along(minus(to, from)), span_m(std::sqrt(dot(along, along))), length_m(longest_m),
          curvature(bend), slab(slab_of(a, b, longest_m, bend, 1.0, fine))
    {
    }

    [[nodiscard]] Ecef middle() const noexcept
    {
        return {0.5 * (from.x + to.x), 0.5 * (from.y + to.y), 0.5 * (from.z + to.z)};
    }

    /// How much its tangents differ [rad].
    [[nodiscard]] double turn() const noexcept { return length_m * (curvature + wgs84_bend_max); }

    /// Does it stay clear of a ball? Every place of it is within half its length of the middle of its chord.
    [[nodiscard]] bool misses(const Ecef& centre, double radius_m) const noexcept
    {
        const Ecef away = minus(centre, middle());
        const double reach_m = radius_m + 0.5 * length_m + 1e-6;
        return dot(away, away) > reach_m * reach_m || std::abs(slab.of(centre)) > radius_m + static_cast<double>(slab.half_m);
    }

    /// Does it stay on one side of another line's slab?
    [[nodiscard]] bool beside(const Slab& other) const noexcept
    {
        const double d0 = other.of(from);
        const double d1 = other.of(to);
        const double farthest_m = std::max(std::abs(d0), std::abs(d1)) + 0.5 * length_m;
        const double clear_m =
            static_cast<double>(other.half_m) + bow_m(length_m, curvature, other.normal.z + 1e-9, farthest_m);
        return std::min(d0, d1) > clear_m || std::max(d0, d1) < -clear_m;
    }

    /// Is the angle to another line's chord such that the two meet once at most, prolonged by a hundredth too?
    [[nodiscard]] bool meets_once_at_most(const ChordLine& other) const noexcept
    {
        const double cones = 1.02 * (turn() + other.turn()) + 1e-5;
        const Ecef normal = cross(along, other.along);
        const double limit = cones * span_m * other.span_m;
        return cones < 0.5 && span_m > 1e-3 && other.span_m > 1e-3 && dot(normal, normal) > limit * limit;
    }
};

/// Newton's method on two lines that meet once at most.
class MeetingPlace {
public:
    enum class Result { found, none, unknown };

    /// `leg` and `curve` are the lines from begin_m to begin_m + leg.length_m, and from u0 to u1.
    [[nodiscard]] Result search(const LegPath& path, double begin_m, const ChordLine& leg, const CurvePath& curve_path,
                                const ChordLine& curve, double u0, double u1) noexcept
    {
        const double h0 = leg.slab.of(curve.from);
        const double h1 = leg.slab.of(curve.to);
        const double g0 = curve.slab.of(leg.from);
        const double g1 = curve.slab.of(leg.to);
        if (h0 == h1 || g0 == g1) return Result::unknown;
        double v = std::clamp(h0 / (h0 - h1), 0.0, 1.0);  // of the way from u0 to u1
        double x_m = leg.length_m * std::clamp(g0 / (g0 - g1), 0.0, 1.0);
        double speed_m = curve.span_m;  // of v; corrected by what a step was worth
        const bool even = curve_path.is_geodesic();
        Ecef previous{};
        double previous_v = 0;
        for (int i = 0; i < 14; ++i) {
            const Seen on_leg(path.at_with_tangent(begin_m + x_m));
            const Seen on_curve(curve_path.at_with_tangent(u0 + v * (u1 - u0)));
            if (i > 0 && std::abs(v - previous_v) * speed_m > 1e-3) {
                const double moved_m = chord_m(on_curve.at, previous);
                if (moved_m > 0.0) speed_m = moved_m / std::abs(v - previous_v);
            }
            previous = on_curve.at;
            previous_v = v;
            const Ecef apart = minus(on_curve.at, on_leg.at);
            const double c = dot(on_leg.ahead, on_curve.ahead);
            const double p = dot(apart, on_leg.ahead);
            const double q = dot(apart, on_curve.ahead);
            const double det = 1.0 - c * c;
            const double step_m = (p - c * q) / det;
            const double step_v = (c * p - q) / (det * speed_m);
            x_m += step_m;
            v += step_v;
            // beyond the prolongations nothing is proved
            const bool allowed = v > -0.005 && v < 1.005 && x_m > -0.005 * leg.length_m && x_m < 1.005 * leg.length_m;
            if (!allowed && i > 1) return Result::unknown;
            // What is left after a step is of second order in it; where the speed is a guess, of first order.
            if (std::abs(step_m) + std::abs(step_v) * speed_m < (even ? 1e-4 : 2e-8)) {
                if (!(dot(apart, apart) < 1e-6) || !allowed) return Result::unknown;
                constexpr double edge_m = 10.0 * crossing_rounding_m;
                distance_m_ = begin_m + std::clamp(x_m, 0.0, leg.length_m);
                return std::min(v, 1.0 - v) * speed_m >= -edge_m && std::min(x_m, leg.length_m - x_m) >= -edge_m
                           ? Result::found
                           : Result::none;
            }
        }
        return Result::unknown;
    }

    /// Along the leg, after `found`.
    [[nodiscard]] double distance_m() const noexcept { return distance_m_; }

private:
    /// A place and a direction in ECEF.
    struct Seen {
        Ecef at;
        Ecef ahead;

        explicit Seen(const CurvePoint& point) noexcept
        {
            const double lat = point.at.lat_deg * degree;
            const double lon = point.at.lon_deg * degree;
            const double azimuth = point.azimuth_deg * degree;
            const double sin_lat = std::sin(lat);
            const double cos_lat = std::cos(lat);
            const double sin_lon = std::sin(lon);
            const double cos_lon = std::cos(lon);
            const double sin_a = std::sin(azimuth);
            const double cos_a = std::cos(azimuth);
            const double n = prime_vertical_radius_m(sin_lat);
            at = {n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - wgs84_e2) * sin_lat};
            ahead = {-sin_lon * sin_a - sin_lat * cos_lon * cos_a, cos_lon * sin_a - sin_lat * sin_lon * cos_a,
                     cos_lat * cos_a};
        }
    };

    double distance_m_ = 0;
};

/// A leg as far as it is known before anything is solved: its ends, and bounds of its length and curvature. Enough
/// to say of most legs that they cross nothing.
class LegReach {
public:
    /// Of a geodesic: by Schur's theorem a line whose curvature in space is at most 1/R is at most 2 R asin(c / 2R) long between
    /// places c apart.
    LegReach(LatLon from, LatLon to, LegKind kind) noexcept
        : from_(to_ecef_roughly_m(from)), to_(to_ecef_roughly_m(to)),
          middle_{0.5 * (from_.x + to_.x), 0.5 * (from_.y + to_.y), 0.5 * (from_.z + to_.z)}
    {
        if (kind == LegKind::rhumb) {
            const RhumbEnds ends(from, to);
            if (ends.east_deg != 0.0) {
                // its north and east components keep one ratio, so the lengths add up as a right triangle's
                const double lowest = from.lat_deg * to.lat_deg <= 0.0
                                          ? 0.0
                                          : std::min(std::abs(from.lat_deg), std::abs(to.lat_deg));
                const double sin_lat = std::sin(lowest * degree);
                const double east_m = prime_vertical_radius_m(sin_lat) * std::cos(lowest * degree) * ends.east_deg * degree;
                length_m_ = std::hypot(wgs84_radius_max_m * (to.lat_deg - from.lat_deg) * degree, east_m) + 1e-6;
                curvature_ = rhumb_curvature_bound(from.lat_deg, to.lat_deg);
                return;
            }
        }
        const double span_m = chord_m(from_, to_);
        const double half = 0.5 * span_m * wgs84_bend_max;  // asin(x) < x + 0.17 x^3 up to 0.16; longer is not asked
        length_m_ = span_m * (1.0 + 0.17 * half * half) + 1e-6;
    }

    /// May the leg leave or enter anything? False is proved; true means that method A has to look closer.
    [[nodiscard]] bool may_cross(const LateralBoundary& boundary) const noexcept
    {
        if (!is_short() || boundary.has_offset()) return true;
        bool doubtful = false;
        std::optional<ChordLine> line;  // most legs are out of all balls, and need none
        const auto out_of_reach = [&](const Ecef& centre, double radius_m) {
            const Ecef away = minus(centre, middle_);
            const double reach_m = radius_m + 0.5 * length_m_ + 1e-6;
            return dot(away, away) > reach_m * reach_m;
        };
        boundary.blocks().visit(
            [&](const CurveBlock& block) { return doubtful || out_of_reach(block.centre_m(), block.bound_m()); },
            [&](std::size_t i) noexcept {
                const Ball& ball = boundary.balls()[i];
                if (doubtful || out_of_reach(ball.centre_m, ball.radius_m)) return;
                if (!line) line.emplace(from_, to_, length_m_, curvature_, false);
                doubtful = !apart(boundary, i, *line);
            });
        return doubtful;
    }

    /// Is the leg outside the ball that holds a boundary and its inside?
    [[nodiscard]] bool out_of(const Ball& ball) const noexcept
    {
        return is_short() && chord_m(middle_, ball.centre_m) > ball.radius_m + 0.5 * length_m_;
    }

    /// The leg is no longer than this [m].
    [[nodiscard]] double length_bound_m() const noexcept { return length_m_; }

    /// The start of the leg, roughly.
    [[nodiscard]] const Ecef& start_m() const noexcept { return from_; }

    /// Method A (1) for a whole curve of a boundary.
    [[nodiscard]] static bool apart(const LateralBoundary& boundary, std::size_t i, const ChordLine& leg) noexcept
    {
        const Ball& ball = boundary.balls()[i];
        if (leg.misses(ball.centre_m, ball.radius_m)) return true;
        const Curve& curve = boundary.curves()[i];
        if (curve.is_spin()) return true;  // of no length: what arrives and leaves there is looked at
        const Slab& slab = boundary.blocks().slab(i);
        return leg.beside(slab) || ChordLine(curve, slab).beside(leg.slab);
    }

private:
    [[nodiscard]] bool is_short() const noexcept { return length_m_ < LegPath::longest_piece_m; }

    Ecef from_;
    Ecef to_;
    Ecef middle_;
    double length_m_ = 0;
    double curvature_ = 0;
};

/// Finds the crossings of one leg with one boundary.
class LegCrossings {
public:
    LegCrossings(const LegPath& path, const LateralBoundary& boundary) noexcept : path_(path), boundary_(boundary) {}

    /// Calls `found` with distances from the start of the leg [m], unsorted, within the k-th of path.pieces()
    /// pieces: all at which it crosses the boundary there, and some at which it does not (touches, and crossings
    /// of a prolongation by nanometres, moved to the end).
    template <class Found>
    void in_piece(int k, Found&& found) const noexcept
    {
        if (!(path_.length_m() > 0.0)) return;
        const double piece_m = path_.length_m() / path_.pieces();
        const double begin_m = piece_m * k;
        const CurvePoint start = k == 0 ? path_.start() : path_.at_with_tangent(begin_m);
        const LatLon end = k + 1 == path_.pieces() ? path_.end() : path_.at(begin_m + piece_m);
        const ChordLine leg(to_ecef_roughly_m(start.at), to_ecef_roughly_m(end), piece_m, path_.curvature_bound(start.at, end), false);
        if (leg.misses(boundary_.ball().centre_m, boundary_.ball().radius_m)) return;
        const auto visit = [&](std::size_t i) noexcept {
            if (LegReach::apart(boundary_, i, leg)) return;
            const Curve& curve = boundary_.curves()[i];
            const CurvePath curve_path(curve);
            const ChordLine chord(curve, boundary_.blocks().slab(i));
            if (leg.meets_once_at_most(chord)) {
                MeetingPlace place;
                const auto result = place.search(path_, begin_m, leg, curve_path, chord, 0.0, 1.0);
                if (result == MeetingPlace::Result::found) found(place.distance_m());
                if (result != MeetingPlace::Result::unknown) return;
            }
            if (!path_.is_rhumb()) {
                auto to_leg = [&](double x_m) { found(begin_m + std::clamp(x_m, 0.0, piece_m)); };
                LegPiece(start.at, start.azimuth_deg, piece_m).find_crossings(curve_path, to_leg);
            } else if (curve.is_parallel() || (curve.kind == EdgeKind::rhumb && !curve.is_meridian())) {
                meet_straight(curve, begin_m, piece_m, found);
            } else {
                const Part of_leg{begin_m, start.at, leg.from, begin_m + piece_m, end, leg.to};
                const LatLon west = curve_path.at(0.0);
                const LatLon east = curve_path.at(1.0);
                halve(curve_path, of_leg, {0.0, west, to_ecef_m(west), 1.0, east, to_ecef_m(east)}, found);
            }
        };
        boundary_.blocks().visit(
            [&](const CurveBlock& block) { return leg.misses(block.centre_m(), block.bound_m()); }, visit);
        if (!boundary_.has_offset()) return;
        // the crossings of base curves that are no boundary are harmless; those of the offset come beside them
        const auto point_at = [this](double distance_m) noexcept { return path_.at_with_tangent(distance_m); };
        const double curvature = path_.curvature_bound(start.at, end);
        for (const PartBoundary& part : boundary_.parts()) {
            if (!(part.reach_m > 0.0) || part.first_curve == part.last_curve) continue;
            if (leg.misses(part.ball.centre_m, part.ball.radius_m)) continue;
            OffsetCrossings(boundary_, part, point_at, curvature, found).find(begin_m, begin_m + piece_m);
        }
    }

private:
    /// Part of a line, by its parameter.
    struct Part {
        double begin;
        LatLon from;
        Ecef from_m;
        double end;
        LatLon to;
        Ecef to_m;
    };

    /// Method C for a rhumb leg and a curve that is straight in longitude and isometric latitude too.
    template <class Found>
    void meet_straight(const Curve& curve, double begin_m, double piece_m, Found& found) const noexcept
    {
        const bool parallel = curve.is_parallel();
        const double psi_west = parallel ? isometric_latitude(curve.lat_west_deg) : curve.psi_west;
        const double psi_east = parallel ? psi_west : curve.psi_east;
        const double size = std::hypot(path_.east_rad(), path_.psi_step());
        const double east = path_.east_rad() / size;
        const double north = path_.psi_step() / size;
        const auto report = [&](double fraction) {
            const double distance_m = path_.distance_of_fraction_m(fraction);
            constexpr double edge_m = 1e-6;
            if (distance_m >= begin_m - edge_m && distance_m <= begin_m + piece_m + edge_m)
                found(std::clamp(distance_m, begin_m, begin_m + piece_m));
        };
        const double offset_deg =
            GeographicLib::Math::AngDiff(normalised_longitude(path_.from().lon_deg), curve.lon_west_deg);
        for (const double turn_deg : {-360.0, 0.0, 360.0}) {
            const double west_rad = (offset_deg + turn_deg) * degree;
            const double east_rad = (offset_deg + turn_deg + curve.width_deg.high) * degree;
            constexpr double margin = 1e-9;
            if (east_rad < std::min(0.0, path_.east_rad()) - margin || west_rad > std::max(0.0, path_.east_rad()) + margin)
                continue;
            const double across_west = east * (psi_west - path_.psi_from()) - north * west_rad;
            const double across_east = east * (psi_east - path_.psi_from()) - north * east_rad;
            const double along_west = (north * (psi_west - path_.psi_from()) + east * west_rad) / size;
            const double along_east = (north * (psi_east - path_.psi_from()) + east * east_rad) / size;
            const double west_m = std::abs(across_west) * parallel_radius_m(curve.lat_west_deg);
            const double east_m = std::abs(across_east) * parallel_radius_m(curve.lat_east_deg);
            // an end on the leg, or near it: there the side may change
            if (west_m < 10.0 * crossing_rounding_m) report(std::clamp(along_west, 0.0, 1.0));
            if (east_m < 10.0 * crossing_rounding_m) report(std::clamp(along_east, 0.0, 1.0));
            if ((across_west > 0.0) == (across_east > 0.0)) continue;
            const double fraction = along_west + (along_east - along_west) * (across_west / (across_west - across_east));
            if (fraction > -1e-9 && fraction < 1.0 + 1e-9) report(fraction);
        }
    }

    /// Method C for any other curve.
    template <class Found>
    void halve(const CurvePath& curve_path, const Part& of_leg, const Part& of_curve, Found& found) const noexcept
    {
        const double leg_m = of_leg.end - of_leg.begin;
        const double curve_m = curve_path.speed_bound_m(of_curve.begin, of_curve.end) * (of_curve.end - of_curve.begin);
        const ChordLine leg(of_leg.from_m, of_leg.to_m, leg_m, path_.curvature_bound(of_leg.from, of_leg.to), true);
        const ChordLine curve(of_curve.from_m, of_curve.to_m, curve_m,
                              curve_path.curvature_bound(of_curve.begin, of_curve.end), true);
        if (leg.misses(curve.middle(), 0.5 * curve_m) || curve.misses(leg.middle(), 0.5 * leg_m)) return;
        // fine slabs are for lines of like size
        const bool alike = leg_m < 4.0 * curve_m && curve_m < 4.0 * leg_m;
        if (alike && (leg.beside(curve.slab) || curve.beside(leg.slab))) return;
        if (alike && leg.meets_once_at_most(curve)) {
            MeetingPlace place;
            const auto result =
                place.search(path_, of_leg.begin, leg, curve_path, curve, of_curve.begin, of_curve.end);
            if (result == MeetingPlace::Result::found) found(place.distance_m());
            if (result != MeetingPlace::Result::unknown) return;
        }
        const bool leg_is_longer = leg_m > curve_m;
        const Part& longer = leg_is_longer ? of_leg : of_curve;
        const double middle = 0.5 * (longer.begin + longer.end);
        if (std::max(leg_m, curve_m) < 1e-6 || !(middle > longer.begin && middle < longer.end) || along(leg, curve)) {
            for (const Ecef& end : {of_curve.from_m, of_curve.to_m}) {
                const double x = dot(minus(end, leg.from), leg.along) / std::max(leg.span_m * leg.span_m, 1e-30);
                found(of_leg.begin + std::clamp(x, 0.0, 1.0) * leg_m);
            }
            found(of_leg.begin);
            found(of_leg.end);
            return;
        }
        const LatLon at = leg_is_longer ? path_.at(middle) : curve_path.at(middle);
        const Ecef at_m = to_ecef_m(at);
        const Part first{longer.begin, longer.from, longer.from_m, middle, at, at_m};
        const Part second{middle, at, at_m, longer.end, longer.to, longer.to_m};
        halve(curve_path, leg_is_longer ? first : of_leg, leg_is_longer ? of_curve : first, found);
        halve(curve_path, leg_is_longer ? second : of_leg, leg_is_longer ? of_curve : second, found);
    }

    /// Are two lines within rounding of each other all along?
    [[nodiscard]] static bool along(const ChordLine& leg, const ChordLine& curve) noexcept
    {
        constexpr double rounding_m = crossing_rounding_m;
        const double tilt = leg.slab.normal.z + 1e-9;
        return bow_m(leg.length_m, leg.curvature, tilt, rounding_m) < rounding_m &&
               bow_m(curve.length_m, curve.curvature, tilt, rounding_m) < rounding_m &&
               std::max(std::abs(leg.slab.of(curve.from)), std::abs(leg.slab.of(curve.to))) < 10.0 * rounding_m &&
               leg.span_m > 1e-3;
    }

    const LegPath& path_;
    const LateralBoundary& boundary_;
};

/// All crossings of a leg, sorted [m from its start].
[[nodiscard]] inline std::vector<double> crossings(const LegPath& path, const LateralBoundary& boundary)
{
    std::vector<double> distances_m;
    const LegCrossings search(path, boundary);
    // collected twice: `found` must not throw
    std::size_t count = 0;
    for (int k = 0; k < path.pieces(); ++k) search.in_piece(k, [&](double) noexcept { ++count; });
    distances_m.reserve(count);
    for (int k = 0; k < path.pieces(); ++k)
        search.in_piece(k, [&](double distance_m) { distances_m.push_back(distance_m); });
    std::sort(distances_m.begin(), distances_m.end());
    return distances_m;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
