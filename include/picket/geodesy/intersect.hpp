// SPDX-License-Identifier: MIT
/// @file
/// Where two geodesics of WGS 84 cross.
///
/// Symbols  x, y    displacement [m] along the first and the second geodesic, from their starts
///          (x, y)  a pair of displacements: a point of a plane in which |x| + |y| is the distance (L1)
///          P, Q    the places at x on the first and at y on the second geodesic
///          z       the shortest path from P to Q, and its length
///          alpha   angle at P from the first geodesic to z; beta: angle at Q from the second geodesic to z
#ifndef PICKET_GEODESY_INTERSECT_HPP
#define PICKET_GEODESY_INTERSECT_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>

#include <GeographicLib/Math.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace picket {
inline namespace v0 {

/// Whether two geodesics cross at a point or run on top of one another there.
enum class Coincidence : std::int8_t {
    antiparallel = -1,  ///< the same curve, followed in opposite directions
    none = 0,           ///< a crossing
    parallel = 1,       ///< the same curve, followed in the same direction
};

/// An intersection of two geodesics.
struct GeodesicIntersection {
    double x_m;  ///< along the first geodesic from its start, negative before it
    double y_m;  ///< along the second
    LatLon at;
    Coincidence coincidence;
    bool inside_both;  ///< x_m in [0, length of the first] and y_m in [0, length of the second]
};

namespace geodesy_detail {

inline constexpr double authalic_radius_m = 6371007.180918474;  ///< sphere of the same area as WGS 84

// Bounds on where intersections of two geodesics of WGS 84 can be, in the L1 metric (Karney 2024, section 3;
// recomputed with GeographicLib's exact classes in tests/differential/geodesy_intersect_bounds.cpp).
inline constexpr double intersection_spacing_m = 2 * 19970326.371;  ///< no two are nearer: 2 pi b
inline constexpr double intersection_reach_m = 20071056.448;        ///< from any (x, y), one is no further

/// A pair of displacements, and whether the geodesics coincide there.
struct IntersectionPoint {
    double x;
    double y;
    Coincidence coincidence;
};

[[nodiscard]] inline double l1_distance(const IntersectionPoint& p, double x, double y) noexcept
{
    return std::abs(p.x - x) + std::abs(p.y - y);
}

/// One step: P, Q and the two directions are carried to a sphere, where the intersection is known in closed form.
///
/// Put P at (1, 0, 0) and Q at (cos z, sin z, 0). The great circles have the poles (0, -sin alpha, cos alpha) and
/// (sin beta sin z, -sin beta cos z, cos beta); their cross product, and its opposite, are the intersections.
/// Karney (2024), Appendix A, has the same formulas from spherical trigonometry.
[[nodiscard]] inline IntersectionPoint intersection_step(const GeodesicLine& line_x, const GeodesicLine& line_y,
                                                         const IntersectionPoint& from) noexcept
{
    using GeographicLib::Math;
    const GeodesicDirect p = line_x.position(Metres{from.x});
    const GeodesicDirect q = line_y.position(Metres{from.y});
    const GeodesicInverse path = geodesic_inverse(p.at, q.at);
    const double z = path.distance.value() / authalic_radius_m;
    double sin_alpha = 0.0;
    double cos_alpha = 0.0;
    double sin_beta = 0.0;
    double cos_beta = 0.0;
    Math::sincosd(Math::AngDiff(path.azimuth_start.value(), p.azimuth_end.value()), sin_alpha, cos_alpha);
    Math::sincosd(Math::AngDiff(path.azimuth_end.value(), q.azimuth_end.value()), sin_beta, cos_beta);
    const double sin_z = std::sin(z);
    const double cos_z = std::cos(z);

    // Coincident to the precision of double: P and Q lie on one another's geodesic within 20 nm, and the
    // directions agree within 1e-12. A crossing at that angle could not be placed better than to a kilometre.
    constexpr double same_line_m = 20e-9;
    constexpr double same_direction = 1e-12;
    const double off_line = std::abs(sin_z) * std::max(std::abs(sin_alpha), std::abs(sin_beta));
    if (off_line * authalic_radius_m <= same_line_m
        && std::abs(sin_alpha * cos_beta - cos_alpha * sin_beta) <= same_direction) {
        const bool parallel = cos_alpha * cos_beta + sin_alpha * sin_beta > 0.0;
        // meet half-way
        const double half = path.distance.value() / 2;
        return {from.x + cos_alpha * half, from.y - cos_beta * half,
                parallel ? Coincidence::parallel : Coincidence::antiparallel};
    }
    if (z == 0.0) return {from.x, from.y, Coincidence::none};

    double dx = std::atan2(sin_beta * sin_z, sin_beta * cos_alpha * cos_z - cos_beta * sin_alpha);
    double dy = std::atan2(sin_alpha * sin_z, sin_beta * cos_alpha - cos_beta * sin_alpha * cos_z);
    // Of the two antipodal intersections, the nearer.
    constexpr double pi = 3.14159265358979323846;
    if (std::abs(dx) + std::abs(dy) > pi) {
        dx -= std::copysign(pi, dx);
        dy -= std::copysign(pi, dy);
    }
    return {from.x + authalic_radius_m * dx, from.y + authalic_radius_m * dy, Coincidence::none};
}

/// The intersection that repeated steps lead to. The error shrinks by a factor of the flattening or better at
/// each step, so that a step below 50 um is the last that matters; two to five are usual. Geodesics that are
/// all but the same curve may wander: the limit ends that.
[[nodiscard]] inline IntersectionPoint settle_intersection(const GeodesicLine& line_x, const GeodesicLine& line_y,
                                                           double x, double y) noexcept
{
    constexpr int most_steps = 50;
    constexpr double last_step_m = 50e-6;
    IntersectionPoint point{x, y, Coincidence::none};
    for (int step = 0; step < most_steps; ++step) {
        const IntersectionPoint next = intersection_step(line_x, line_y, point);
        const double moved = l1_distance(next, point.x, point.y);
        point = next;
        if (point.coincidence != Coincidence::none || !(moved > last_step_m)) break;
    }
    return point;
}

/// On coincident geodesics every (x + s, y + c s) is an intersection: the one of them at which x is `x`.
[[nodiscard]] inline IntersectionPoint slide_to(const IntersectionPoint& p, double x) noexcept
{
    return {x, p.y + static_cast<double>(p.coincidence) * (x - p.x), p.coincidence};
}

/// The nearest to (x0, y0) on the line of coincident intersections through p: the one that is equally far from
/// both.
[[nodiscard]] inline IntersectionPoint slide_near(const IntersectionPoint& p, double x0, double y0) noexcept
{
    if (p.coincidence == Coincidence::none) return p;
    const double c = static_cast<double>(p.coincidence);
    return slide_to(p, p.x + ((x0 + c * y0) - (p.x + c * p.y)) / 2);
}

/// The intersection closest to (x0, y0).
///
/// The one that steps from (x0, y0) lead to is the closest when it is nearer than half the spacing. Otherwise
/// the square of radius `reach`, which is certain to hold one, is searched by its four quarter squares: steps
/// from the centre of a quarter find the intersection in it, if there is one.
[[nodiscard]] inline IntersectionPoint closest_intersection(const GeodesicLine& line_x, const GeodesicLine& line_y,
                                                            double x0, double y0) noexcept
{
    IntersectionPoint best = slide_near(settle_intersection(line_x, line_y, x0, y0), x0, y0);
    if (l1_distance(best, x0, y0) < intersection_spacing_m / 2) return best;
    constexpr double half = intersection_reach_m / 2;
    constexpr std::array<std::array<double, 2>, 4> quarters{{{half, 0.0}, {-half, 0.0}, {0.0, half}, {0.0, -half}}};
    for (const auto& quarter : quarters) {
        const IntersectionPoint other
            = slide_near(settle_intersection(line_x, line_y, x0 + quarter[0], y0 + quarter[1]), x0, y0);
        if (l1_distance(other, x0, y0) < l1_distance(best, x0, y0)) best = other;
    }
    return best;
}

[[nodiscard]] inline bool within(double s, Metres length) noexcept
{
    return s >= std::min(0.0, length.value()) && s <= std::max(0.0, length.value());
}

[[nodiscard]] inline bool within_both(const IntersectionPoint& p, Metres length_x, Metres length_y) noexcept
{
    return within(p.x, length_x) && within(p.y, length_y);
}

/// What two segments of coincident geodesics have in common, as an interval of x; the gap between them where
/// low > high.
struct Overlap {
    double low;
    double high;
};

[[nodiscard]] inline Overlap overlap(const IntersectionPoint& p, Metres length_x, Metres length_y) noexcept
{
    const double c = static_cast<double>(p.coincidence);
    // where the ends of the second segment are on the first geodesic
    const double end1 = p.x - c * p.y;
    const double end2 = p.x + c * (length_y.value() - p.y);
    return {std::max(std::min(0.0, length_x.value()), std::min(end1, end2)),
            std::min(std::max(0.0, length_x.value()), std::max(end1, end2))};
}

/// On coincident geodesics: the middle of the overlap, or of the gap.
[[nodiscard]] inline IntersectionPoint slide_between(const IntersectionPoint& p, Metres length_x,
                                                     Metres length_y) noexcept
{
    if (p.coincidence == Coincidence::none) return p;
    const Overlap common = overlap(p, length_x, length_y);
    return slide_to(p, (common.low + common.high) / 2);
}

/// The intersection in both segments, or else the one closest to their middles.
[[nodiscard]] inline IntersectionPoint segments_intersection(const GeodesicLine& segment_x,
                                                             const GeodesicLine& segment_y) noexcept
{
    const Metres length_x = segment_x.length();
    const Metres length_y = segment_y.length();
    const IntersectionPoint best = slide_between(
        closest_intersection(segment_x, segment_y, length_x.value() / 2, length_y.value() / 2), length_x, length_y);
    const bool best_is_inside = within_both(best, length_x, length_y);

    // A common end is an intersection, and nothing within a spacing of it is another: so what was found near it is
    // the end itself, and off by nanometres, or by metres for segments that leave it in almost one direction.
    for (const bool end_x : {false, true}) {
        for (const bool end_y : {false, true}) {
            if (!same_place(end_x ? segment_x.end() : segment_x.start(), end_y ? segment_y.end() : segment_y.start())) {
                continue;
            }
            const IntersectionPoint end{end_x ? length_x.value() : 0.0, end_y ? length_y.value() : 0.0,
                                        best.coincidence};
            if (best.coincidence == Coincidence::none) {
                if (!best_is_inside || l1_distance(best, end.x, end.y) < intersection_spacing_m / 2) return end;
            } else {
                constexpr double touching_m = 1e-7;  // one after another on one geodesic, to rounding
                const Overlap common = overlap(best, length_x, length_y);
                if (std::abs(common.high - common.low) <= touching_m) return end;
            }
        }
    }
    if (best_is_inside) return best;

    // Segments of nearly half a turn can meet near their ends although the geodesics meet outside them nearer
    // to the middles: then at a corner of the rectangle of all (x, y) that is a spacing away from `best`.
    for (const double x : {0.0, length_x.value()}) {
        for (const double y : {0.0, length_y.value()}) {
            if (l1_distance(best, x, y) < intersection_spacing_m) continue;
            const IntersectionPoint other
                = slide_between(settle_intersection(segment_x, segment_y, x, y), length_x, length_y);
            if (within_both(other, length_x, length_y)) return other;
        }
    }
    return best;
}

[[nodiscard]] inline GeodesicIntersection as_result(const IntersectionPoint& p, const GeodesicLine& line_x,
                                                    const GeodesicLine& line_y) noexcept
{
    return {p.x, p.y, line_x.at(Metres{p.x}), p.coincidence, within_both(p, line_x.length(), line_y.length())};
}

}  // namespace geodesy_detail

/// The intersection of two geodesics, carried on without end, that is closest to given places on them: of all
/// intersections the one with the least |x - x0| + |y - y0|. Any two geodesics of the ellipsoid intersect, at
/// least once within 20,072 km of any pair of places.
///
/// Stated results
///   coincident geodesics  `coincidence` says so; of the intersections, which then form a line, the one equally
///                         far from both places. Coincident means to the precision of double: within 20 nm and
///                         1e-12 in direction
///   two equally close     either of them
///   NaN                   an invalid line, or x0 or y0 not finite: NaN, not inside
///
/// @param near_x  x0 [m], along the first geodesic from its start
/// @param near_y  y0 [m], along the second
/// Guarantees  (1) no other intersection is closer [tests/property/geodesy_intersect]
///             (2) exchanging the geodesics exchanges x and y, to rounding
/// Accuracy    1e-7 m for geodesics that cross at a fair angle within a few thousand km; 2e-8 m divided by the
///             sine of the angle otherwise [tests/golden/geodesy_intersect]
/// Cost        4 us; no allocation; thread-safe
/// Errors      noexcept
/// Reference   C. F. F. Karney, Geodesic intersections, J. Surveying Eng. 150(3), 2024,
///             doi 10.48550/arXiv.2308.00495; S. Baselga and J. C. Martinez-Llario, Intersection and
///             point-to-line solutions for geodesics on the ellipsoid, 2018, doi 10.1007/s11200-017-1020-z
[[nodiscard]] inline GeodesicIntersection intersect_closest(const GeodesicLine& line_x, const GeodesicLine& line_y,
                                                            Metres near_x = Metres{0.0},
                                                            Metres near_y = Metres{0.0}) noexcept
{
    using namespace geodesy_detail;
    return as_result(closest_intersection(line_x, line_y, near_x.value(), near_y.value()), line_x, line_y);
}

/// The intersection of two geodesic segments: the lines as far as their length() goes.
///
/// When the segments meet, where they meet. When they do not, the intersection of the two geodesics that is
/// closest to the middles of the segments, and `inside_both` is false.
///
/// Stated results
///   a common end          the segments meet exactly there: x and y are 0 or the length, `inside_both` true
///   overlapping           `coincidence` says so; the middle of what they have in common
///   one after another on  `coincidence` says so; the middle of the gap, `inside_both` false
///     the same geodesic
///   an end on the other   either answer of `inside_both` within the accuracy
///   no length             a segment whose ends coincide lies on the meridian (the azimuth geodesic_inverse()
///                         gives): meets only what passes through the place
///   nearly antipodal ends the segment is the path that GeodesicLine::between() chose
///   NaN                   an invalid line: NaN, not inside
///
/// Guarantees, accuracy, errors, reference: as intersect_closest()
/// Cost        12 us; no allocation; thread-safe
[[nodiscard]] inline GeodesicIntersection intersect_segments(const GeodesicLine& segment_x,
                                                             const GeodesicLine& segment_y) noexcept
{
    using namespace geodesy_detail;
    return as_result(segments_intersection(segment_x, segment_y), segment_x, segment_y);
}

}  // namespace v0
}  // namespace picket

#endif
