// SPDX-License-Identifier: MIT
/// @file
/// The nearest point of one piece.
///
///              x  place                 Near (up to 1,000 km): the foot of the chord, by Newton's method on the cubic;
///             /|                        the geodesic distance follows from the chord.
///         c  / | chord to the foot      Far: branch and bound on the geodesic distance itself, by GeographicLib.
///           /  |
///    o-----+---'------o  piece
///
/// Why near may do with the chord. Along the piece the geodesic distance is s = c + k^2 c^3 / 24 + ..., and k differs
/// with the direction: where c is least, ds/du is not quite 0, but at most 2e-17 s^2 / m^2. The true minimum is nearer
/// by at most (ds/du)^2 / 2 s'' with s'' about (1 - s kappa) / s, kappa the geodesic curvature of the piece: 0.1 um at
/// 300 km. Where that bound exceeds `metric_loss_m` (beyond 870 km, or at the centre of curvature of a piece), the
/// far way is taken.
#ifndef PICKET_AIRSPACE_DETAIL_PIECE_NEAREST_HPP
#define PICKET_AIRSPACE_DETAIL_PIECE_NEAREST_HPP

#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/piece_curve.hpp>
#include <picket/airspace/detail/piece_distance.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// What taking the foot of the chord for the nearest place may cost.
inline constexpr double metric_loss_m = 1e-4;

/// A place on a cubic and its squared straight-line distance.
struct ChordFoot {
    double t;
    double chord2_m2;
};

/// A cubic seen from a place: half the squared distance and its derivatives by t.
class CubicSight {
public:
    CubicSight(const Piece& piece, const Ecef& from_origin) noexcept
        : chord_(piece.chord), bow_(piece.bow_m()), twist_(piece.twist_m()), from_origin_(from_origin)
    {
    }

    struct Look {
        Ecef away;  ///< from the place to the cubic
        Ecef first;
        Ecef second;
        double slope;  ///< of half the squared distance
        double bend;   ///< its second derivative
    };

    [[nodiscard]] Look look(double t) const noexcept
    {
        const double w = t * (1.0 - t);
        const double u = 1.0 - 2.0 * t;
        Look l{};
        const Ecef s = bow_ + t * twist_;
        l.away = t * chord_ + w * s - from_origin_;
        l.first = chord_ + u * s + w * twist_;
        l.second = -2.0 * s + (2.0 * u) * twist_;
        l.slope = dot(l.away, l.first);
        l.bend = dot(l.first, l.first) + dot(l.away, l.second);
        return l;
    }

    [[nodiscard]] double chord2(double t) const noexcept
    {
        const Ecef away = t * chord_ + (t * (1.0 - t)) * (bow_ + t * twist_) - from_origin_;
        return dot(away, away);
    }

    /// max |p''| on [0, 1]: p'' is linear, so at an end.
    [[nodiscard]] double second_bound() const noexcept
    {
        const Ecef at0 = twist_ - bow_;
        const Ecef at1 = bow_ + 2.0 * twist_;
        return 2.0 * std::sqrt(std::max(dot(at0, at0), dot(at1, at1)));
    }
    [[nodiscard]] double third_bound() const noexcept { return 6.0 * norm(twist_); }
    [[nodiscard]] double length() const noexcept { return norm(chord_); }

    /// The root of the slope between two places, where it has one sign change from below 0 to above at most: Newton's
    /// method inside a shrinking bracket.
    [[nodiscard]] double root(double low, double high, double t) const noexcept
    {
        const double length2 = dot(chord_, chord_);
        for (int i = 0; i < 60; ++i) {
            const Look l = look(t);
            const double step = -l.slope / l.bend;
            double next = t + step;
            // Newton's next step would be of the order of the square of this one [m]
            if (step * step * length2 < 1e-3) return std::clamp(next, low, high);
            (l.slope < 0.0 ? low : high) = t;
            // where there is no sign change the answer is an end
            if (!(next > low)) next = l.slope > 0.0 ? low : 0.5 * (low + high);
            if (!(next < high)) next = l.slope < 0.0 ? high : 0.5 * (low + high);
            if (next == t) return t;
            t = next;
        }
        return t;
    }

private:
    Ecef chord_;
    Ecef bow_;
    Ecef twist_;
    Ecef from_origin_;
};

/// The foot where half the squared distance is not known to be convex: the place lies beyond the centre of curvature
/// of the piece, or the piece is shorter than it is bent. An interval on which the second derivative keeps its sign
/// has its least at the root of the slope or at an end; others are halved until nothing is left to win.
[[nodiscard]] inline ChordFoot foot_of_bent_cubic(const CubicSight& sight, double second) noexcept
{
    struct Interval {
        double low;
        double high;
    };
    ChordFoot best{0.0, sight.chord2(0.0)};
    const auto offer = [&](double t) {
        const double chord2 = sight.chord2(t);
        if (chord2 < best.chord2_m2) best = {t, chord2};
    };
    offer(1.0);
    const double fastest = sight.length() + 0.5 * second;
    const double third = sight.third_bound();
    Interval stack[64];
    int used = 0;
    stack[used++] = {0.0, 1.0};
    while (used > 0) {
        const Interval interval = stack[--used];
        const double middle = 0.5 * (interval.low + interval.high);
        const double half = middle - interval.low;
        const CubicSight::Look l = sight.look(middle);
        offer(middle);
        const double distance = norm(l.away);
        // |d(bend)/dt| <= 3 |p'| |p''| + |away| |p'''|
        const double change = half * (3.0 * fastest * second + (distance + half * fastest) * third);
        // the least that half the squared distance can be here, less what a micrometre is worth
        const double fall = std::abs(l.slope) * half + 0.5 * std::max(0.0, change - l.bend) * half * half;
        if (0.5 * distance * distance - fall >= 0.5 * best.chord2_m2 - 1e-6 * distance) continue;
        if (half * fastest < 1e-6) continue;
        if (l.bend < -change) {
            offer(interval.low);
            offer(interval.high);
        } else if (l.bend > change) {
            offer(sight.root(interval.low, interval.high, middle));
        } else if (used + 2 <= 64) {
            stack[used++] = {interval.low, middle};
            stack[used++] = {middle, interval.high};
        }
    }
    return best;
}

/// The foot of the chord from a place to a cubic; false where it is no shorter than `limit_m`.
[[nodiscard]] inline bool foot_on_cubic(const Piece& piece, const Ecef& here, double limit_m, ChordFoot& foot) noexcept
{
    const Ecef from_origin = here - piece.origin;
    const double length2 = dot(piece.chord, piece.chord);
    const double along = dot(from_origin, piece.chord);
    double t = 0.0;
    if (along > 0.0) t = along < length2 ? along / length2 : 1.0;
    const Ecef aside = from_origin - t * piece.chord;
    const double aside2 = dot(aside, aside);
    const double reach_m = static_cast<double>(piece.reach_m);
    const double limit_reach_m = limit_m + reach_m;
    if (aside2 >= limit_reach_m * limit_reach_m) return false;

    const CubicSight sight(piece, from_origin);
    const double length_m = std::sqrt(length2);
    // Convex where |p'|^2 > |p''| |away|, with |p'| >= |chord| - max |p''| / 2, since p' is the chord on average, and
    // |p''| <= 2 |bow| + 4 |twist| <= 16 reach.
    const double roughly = 16.0 * reach_m;
    if (length2 > roughly * (limit_m + 2.0 * reach_m + 2.0 * length_m)) {
        foot.t = sight.root(0.0, 1.0, t);
        foot.chord2_m2 = sight.chord2(foot.t);
    } else if (length_m == 0.0) {
        foot = {0.0, aside2};
    } else {
        const double second = sight.second_bound();
        const double slowest = length_m - 0.5 * second;
        const double farthest_m = std::sqrt(aside2) + length_m + reach_m;
        if (slowest > 0.0 && slowest * slowest > second * farthest_m) {
            foot.t = sight.root(0.0, 1.0, t);
            foot.chord2_m2 = sight.chord2(foot.t);
        } else {
            foot = foot_of_bent_cubic(sight, second);
        }
    }
    return foot.chord2_m2 < limit_m * limit_m;
}

/// Where on a piece the geodesic distance is least; `t` as in Piece::at, for an arc from its clockwise start.
struct PieceFoot {
    double t;
    double distance_m;
};

/// The place at t of a piece and the direction of growing t.
[[nodiscard]] inline CurvePoint piece_point(const Piece& piece, double t) noexcept
{
    if (piece.is_arc()) {
        const double azimuth = piece.chord.y + t * piece.chord.z;
        const LatLon centre = piece.centre();
        CurvePoint point{};
        GeographicLib::Geodesic::WGS84().Direct(centre.lat_deg, centre.lon_deg, azimuth, piece.chord.x,
                                                point.at.lat_deg, point.at.lon_deg, point.azimuth_deg);
        point.azimuth_deg += 90.0;
        return point;
    }
    const Ecef at = piece.at(t);
    const Ecef s = piece.bow_m() + t * piece.twist_m();
    const Ecef along = piece.chord + (1.0 - 2.0 * t) * s + (t * (1.0 - t)) * piece.twist_m();
    const LatLon place = surface_place(at);
    double sin_lat = 0;
    double cos_lat = 0;
    double sin_lon = 0;
    double cos_lon = 0;
    GeographicLib::Math::sincosd(place.lat_deg, sin_lat, cos_lat);
    GeographicLib::Math::sincosd(place.lon_deg, sin_lon, cos_lon);
    const double east = -sin_lon * along.x + cos_lon * along.y;
    const double north = -sin_lat * (cos_lon * along.x + sin_lon * along.y) + cos_lat * along.z;
    return {place, std::atan2(east, north) / degree};
}

/// Least geodesic distance from a place to a piece, by branch and bound: the argument of `nearest_on_curve`, on the
/// piece. To 0.1 mm, and to 5 mm beyond 10,000 km, where geodesics come together again and distances hardly differ for
/// a long way. Tens of microseconds; milliseconds for places nearly opposite to the piece.
///
/// @param foot   what is known already; replaced by anything nearer
/// @param looks  how many the whole search has taken so far
inline void look_far(const Piece& piece, LatLon place, PieceFoot& foot, int& looks) noexcept
{
    struct Interval {
        double t0;
        double t1;
    };
    const auto look = [&](double t) {
        ++looks;
        const CurvePoint point = piece_point(piece, t);
        const Inverse away = inverse_between(place, point.at);
        if (away.distance_m < foot.distance_m) foot = {t, away.distance_m};
        return Sight{away.distance_m, GeographicLib::Math::cosd(GeographicLib::Math::AngDiff(away.azimuth_end_deg,
                                                                                             point.azimuth_deg))};
    };
    double speed_m = 0.0;
    if (piece.is_arc()) {
        speed_m = wgs84_radius_max_m * std::sin(piece.chord.x / wgs84_radius_max_m) * piece.chord.z * degree;
    } else {
        const CubicSight sight(piece, piece.origin);
        speed_m = sight.length() + 0.5 * sight.second_bound();
    }
    if (speed_m == 0.0) {
        static_cast<void>(look(0.0));
        return;
    }
    const double curvature = static_cast<double>(piece.bend_per_m);
    Interval stack[72];
    int used = 0;
    stack[used++] = {0.0, 1.0};
    static_cast<void>(look(0.0));
    static_cast<void>(look(1.0));
    while (used > 0) {
        const Interval interval = stack[--used];
        const double middle = 0.5 * (interval.t0 + interval.t1);
        const double half_m = (middle - interval.t0) * speed_m;
        const Sight sight = look(middle);
        // s'' = k sin^2 +- kappa sin, k between the cotangents of the two spheres (Rauch)
        const double farthest = (sight.distance_m + half_m) / wgs84_radius_min_m;
        const double spread = farthest < 3.1 ? 1.0 / (std::tan(farthest) * wgs84_radius_min_m)
                                             : -std::numeric_limits<double>::infinity();
        double concave = curvature - spread;
        if (spread > 0.0) {
            const double nearest = (sight.distance_m - half_m) / wgs84_radius_max_m;
            const double steepest = nearest > 0.0 ? curvature + 1.0 / (std::tan(nearest) * wgs84_radius_max_m) : 1.0;
            const double cosine = std::min(1.0, std::abs(sight.slope) + steepest * half_m);
            concave = std::max(0.0, curvature - spread * (1.0 - cosine * cosine));
        }
        const double drop_m = 0.5 * concave * half_m * half_m;
        const double least_m = sight.distance_m - std::min(half_m, std::abs(sight.slope) * half_m + drop_m);
        // On the far side, where thousands of looks have not decided, all is as good as equally far: let it end.
        const double patience = 1.0 + static_cast<double>(looks) / 2000.0;
        const double negligible_m = sight.distance_m < 10e6 ? 1e-4 : 5e-3 * patience * patience;
        if (least_m >= foot.distance_m - negligible_m) continue;
        if (curvature < 0.95 * spread || drop_m < negligible_m) {
            const bool falls = sight.slope < 0.0;
            const double t0 = falls ? middle : interval.t0;
            const double t1 = falls ? interval.t1 : middle;
            const double other = look(falls ? t1 : t0).slope;
            const double d0 = falls ? sight.slope : other;
            const double d1 = falls ? other : sight.slope;
            // the foot moves by the distance times the slope, so 1e-9 is millimetres of it
            if (d0 < 0.0 && d1 > 0.0) descend(look, t0, d0, t1, d1, 1e-3 / speed_m);
            continue;
        }
        if (used + 2 > 72) continue;
        const Interval low{interval.t0, middle};
        const Interval high{middle, interval.t1};
        stack[used++] = sight.slope < 0.0 ? low : high;
        stack[used++] = sight.slope < 0.0 ? high : low;
    }
}

/// Does the place, seen from the centre of an arc, lie in a direction of the arc? Decided by the direction of the
/// straight line, and by the geodesic where the two could differ.
[[nodiscard]] inline bool in_sector(const Piece& arc, const Ecef& here, LatLon place, double chord) noexcept
{
    const auto within = [&](double azimuth_deg, double margin_deg) {
        double after = std::fmod(azimuth_deg - arc.chord.y, 360.0);
        if (after < 0.0) after += 360.0;
        if (after <= arc.chord.z - margin_deg) return after >= margin_deg ? 1 : 0;
        return after >= arc.chord.z + margin_deg && after <= 360.0 - margin_deg ? -1 : 0;
    };
    const LatLon centre = arc.centre();
    if (chord < chord_formula_max_m && chord > 1.0) {
        double sin_lon = 0;
        double cos_lon = 0;
        GeographicLib::Math::sincosd(centre.lon_deg, sin_lon, cos_lon);
        const Ecef up = normal_at(arc.origin);
        const Ecef east{-sin_lon, cos_lon, 0.0};
        const Ecef north{-up.z * cos_lon, -up.z * sin_lon, up.x * cos_lon + up.y * sin_lon};
        const Ecef d = here - arc.origin;
        const double azimuth = std::atan2(dot(d, east), dot(d, north)) / degree;
        // A normal section leaves at an angle of at most e'^2 (s / N)^2 / 12 to the geodesic; doubled, for the
        // higher orders, and nanometres of rounding.
        const double x = chord / wgs84_a_m;
        const double margin_deg = (1.2e-3 * x * x + 1e-8 / chord) / degree;
        const int side = within(azimuth, margin_deg);
        if (side != 0) return side > 0;
    }
    return within(inverse_between(centre, place).azimuth_start_deg, 0.0) >= 0;
}

/// Nearest place of an arc; false where it is no nearer than `limit_m`.
[[nodiscard]] inline bool foot_on_arc(const Piece& arc, const Ecef& here, LatLon place, double limit_m,
                                      PieceFoot& foot, int& looks) noexcept
{
    const double radius_m = arc.chord.x;
    const Ecef d = here - arc.origin;
    const double chord = norm(d);
    if (chord - radius_m >= limit_m) return false;  // a geodesic is longer than its chord
    if (chord < chord_formula_max_m) {
        // and longer by less than 1.3 c^3 / 24 R^2 on a piece of at most 1,500 km, R the least radius of curvature
        const double longest = chord * (1.0 + 1.3 / (24.0 * wgs84_radius_min_m * wgs84_radius_min_m) * chord * chord);
        if (radius_m - longest >= limit_m) return false;
    }
    const bool whole = arc.chord.z == 360.0;
    const double from_centre_m =
        chord < chord_formula_max_m ? distance_by_chord_m(arc.origin, here) : geodesic_distance_m(arc.centre(), place);
    const double distance_m = std::abs(from_centre_m - radius_m);
    if (distance_m >= limit_m) return false;
    if (!whole) {
        // An end can be nearer than a place between the ends that is square to the line of sight only on the far side
        // of the Earth.
        if (from_centre_m + 2.0 * radius_m > 19.9e6) {
            foot = {0.0, limit_m};
            look_far(arc, place, foot, looks);
            return foot.distance_m < limit_m;
        }
        if (!in_sector(arc, here, place, chord)) return false;
    }
    foot = {std::numeric_limits<double>::quiet_NaN(), distance_m};
    return true;
}

/// A lower bound of the distance from a place to a piece, from its chord or its centre; may be below 0.
/// Less a micrometre, for rounding.
[[nodiscard]] inline double piece_at_least_m(const Piece& piece, const Ecef& here) noexcept
{
    constexpr double rounding_m = 1e-6;
    const Ecef from_origin = here - piece.origin;
    if (piece.is_arc()) {
        const double chord = norm(from_origin);
        if (chord >= piece.chord.x) return chord - piece.chord.x - rounding_m;
        if (chord > chord_formula_max_m) return 0.0;
        constexpr double longest = 1.3 / (24.0 * wgs84_radius_min_m * wgs84_radius_min_m);  // as in foot_on_arc
        return piece.chord.x - chord * (1.0 + longest * chord * chord) - rounding_m;
    }
    const double length2 = dot(piece.chord, piece.chord);
    const double along = dot(from_origin, piece.chord);
    double t = 0.0;
    if (along > 0.0) t = along < length2 ? along / length2 : 1.0;
    return norm(from_origin - t * piece.chord) - static_cast<double>(piece.reach_m) - rounding_m;
}

/// Nearest place of a piece; false where it is no nearer than `limit_m` by more than the accuracy (0.3 mm).
///
/// @param limit_chord_m  largest_chord_m(limit_m)
[[nodiscard]] inline bool foot_on_piece(const Piece& piece, const Ecef& here, LatLon place, double limit_m,
                                        double limit_chord_m, PieceFoot& foot, int& looks) noexcept
{
    if (piece.is_arc()) return foot_on_arc(piece, here, place, limit_m, foot, looks);
    ChordFoot chord_foot{};
    if (!foot_on_cubic(piece, here, limit_chord_m, chord_foot)) return false;
    constexpr double close_m = 15e3;
    const double c2 = chord_foot.chord2_m2;
    if (c2 < close_m * close_m) {
        // to 50 um whatever the direction; whoever wants the last digit asks for it afterwards
        constexpr double mean_m = 6371e3;
        constexpr double k2_24 = 1.0 / (24.0 * mean_m * mean_m);
        foot = {chord_foot.t, std::sqrt(c2) * (1.0 + k2_24 * c2)};
        return foot.distance_m < limit_m;
    }
    foot = {chord_foot.t, piece_distance_m(here, piece.at(chord_foot.t))};
    // of a parallel the place of the nearest longitude is the nearest, by chord and by geodesic
    if (piece.is_parallel()) return foot.distance_m < limit_m;
    const double slope = 2e-17 * c2;
    const double straightness = 1.0 - std::sqrt(c2) * static_cast<double>(piece.bend_per_m);
    if (slope * slope * std::sqrt(c2) > 2.0 * metric_loss_m * straightness) {
        if (slope * norm(piece.chord) > metric_loss_m) {
            foot.distance_m = std::min(foot.distance_m, limit_m);
            look_far(piece, place, foot, looks);
        }
    }
    return foot.distance_m < limit_m;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
