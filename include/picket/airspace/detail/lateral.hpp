// SPDX-License-Identifier: MIT
/// @file
/// The lateral boundary of a zone as curves: exact containment and exact nearest edge. A hierarchy over the
/// curves (curve_blocks.hpp) spares looking at most of them and changes no bit of an answer.
///
/// A place is inside a ring when its meridian, followed north, meets an odd number of the ring's curves; for
/// a ring whose inside is the side that holds the north pole, an even number. Poles, antimeridian, holes and
/// rings that wind round a pole need nothing more.
///
/// A corridor and a part with a margin are bounded not by their curves but by an offset of them, the places at one
/// distance, the reach, from the nearest curve. It is never built: with s the signed distance from the part's base
/// (negative inside), the part is the places where
///   gap = s - reach <= 0 (grown),  gap = s + reach <= 0 (shrunk).
/// gap changes at most as fast as the place moves, and so does the least gap of several parts: its size is a lower
/// bound of the distance to the zone's boundary, everywhere.
#ifndef PICKET_AIRSPACE_DETAIL_LATERAL_HPP
#define PICKET_AIRSPACE_DETAIL_LATERAL_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/curve_blocks.hpp>
#include <picket/airspace/detail/curve_extent.hpp>
#include <picket/airspace/detail/ring_side.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

struct RingBoundary {
    std::size_t first_curve;
    std::size_t last_curve;  ///< one past
    int part;
    int ring;             ///< 0: exterior
    bool odd_is_inside;   ///< the inside is the side without the north pole's cap
    double lat_min_deg;
    double lat_max_deg;
};

/// One part: its rings, its curves, and how far from them its boundary lies.
struct PartBoundary {
    std::size_t first_ring;
    std::size_t last_ring;  ///< one past; a corridor has none
    std::size_t first_curve;
    std::size_t last_curve;
    double reach_m;  ///< the boundary is where the nearest curve is this far; 0: the curves are the boundary
    bool inward;     ///< of the two sides, the boundary is the one inside the base
    Ball ball;       ///< holds every place inside the part
};

/// Where on a curve the nearest point is.
struct NearestOnCurve {
    double distance_m;
    LatLon at;
};

/// The nearest curve of a boundary; `curve` is its index.
struct NearestCurve {
    double distance_m;
    LatLon at;
    std::size_t curve;
};

/// How far a place is from being inside, and what says so.
struct BoundaryGap {
    double gap_m;          ///< 0 or less: inside; its size never exceeds the distance to the boundary
    std::size_t part;      ///< index into parts(): the one that is least far off
    bool in_base;          ///< inside that part's rings
    NearestCurve nearest;  ///< of that part
};

/// Upper bound of the geodesic distance of two places by the chord between them: a geodesic bends nowhere more than
/// the circle of the least radius of curvature, which has the shortest chord for its length (Schur).
[[nodiscard]] inline double geodesic_bound_of_chord_m(double chord_m) noexcept
{
    return 2.0 * wgs84_radius_min_m * std::asin(std::min(1.0, 0.5 * chord_m / wgs84_radius_min_m));
}

/// Nearest point of a parallel: the distance to it grows with the difference of longitude, whichever way.
[[nodiscard]] inline NearestOnCurve nearest_on_parallel(const Curve& curve, LatLon place) noexcept
{
    const double west = GeographicLib::Math::AngDiff(curve.lon_west_deg, place.lon_deg);
    const double east = GeographicLib::Math::AngDiff(place.lon_deg, curve.lon_east_deg);
    const double lon_deg = west >= 0.0 && west <= curve.width_deg.high  ? place.lon_deg
                           : std::abs(west) < std::abs(east) ? curve.lon_west_deg
                                                             : curve.lon_east_deg;
    const LatLon at{curve.lat_west_deg, normalised_longitude(lon_deg)};
    return {geodesic_distance_m(place, at), at};
}

/// What is seen from a place at one point of a curve.
struct Sight {
    double distance_m;
    double slope;  ///< of the distance, per length towards growing u
};

/// Follows the slope to its one sign change between u0 (falling) and u1 (rising): false position, where an end that
/// stays has its slope halved (Illinois), so that both ends close in. `look` remembers what it saw; the place of
/// the least slope is the last that it is shown.
template <class Look>
void descend(const Look& look, double u0, double d0, double u1, double d1, double narrow) noexcept
{
    int stayed = 0;
    double flattest = u0;
    double least_slope = 2.0;
    double last = u0;
    for (int i = 0; i < 100; ++i) {
        const double guess = i % 8 == 7 ? 0.5 * (u0 + u1) : u0 + (u1 - u0) * (d0 / (d0 - d1));
        if (!(guess > u0 && guess < u1)) break;
        const double d = look(guess).slope;
        last = guess;
        if (std::abs(d) < least_slope) {
            least_slope = std::abs(d);
            flattest = guess;
        }
        if (d < 0.0) {
            u0 = guess;
            d0 = d;
            if (stayed == 1) d1 *= 0.5;
            stayed = 1;
        } else {
            u1 = guess;
            d1 = d;
            if (stayed == -1) d0 *= 0.5;
            stayed = -1;
        }
        if (std::abs(d) < 1e-13 || u1 - u0 < narrow) break;
    }
    if (last != flattest) static_cast<void>(look(flattest));
}

/// Nearest point of an arc, from its polar form: `look` is shown every place where it can be. False where this
/// does not apply (a place almost opposite to the centre).
///
/// With s the distance of the place from the centre, Delta its azimuth there relative to X, the derivative of
/// the distance along the curve is, up to a positive factor,
///   h = sin(Delta) - eps cos(Delta) + r'/s,   eps = r' cot(r / R) / R.
/// On a circle r' = 0: the foot lies in the direction of the place, |s - r| away, for the radius through the
/// place is a shortest line; and the distance grows on both sides of it. On a spiral h still grows only where
/// Delta is within a right angle of about eps: there it may have one minimum, elsewhere none between the ends.
/// [tests/differential/arc_nearest]
template <class Look>
[[nodiscard]] bool look_along_arc(const Curve& curve, LatLon place, const Look& look) noexcept
{
    const ArcTerms& arc = curve.arc;
    const double east = GeographicLib::Math::AngDiff(curve.lon_west_deg, place.lon_deg) + curve.arc_west_deg;
    const Inverse from_centre = inverse_between({arc.centre_lat_deg, 0.0}, {place.lat_deg, east});
    if (from_centre.distance_m + 2.0 * std::max(arc.radius_start_m, arc.radius_end_m) > 19.9e6) return false;
    static_cast<void>(look(0.0));
    static_cast<void>(look(1.0));
    const double delta = GeographicLib::Math::AngDiff(from_centre.azimuth_start_deg, arc.azimuth_deg);
    const double slope = arc.radius_slope_m();
    if (slope == 0.0) {
        const double u = -delta / arc.sweep_deg;
        if (u > 0.0 && u < 1.0) static_cast<void>(look(u));
        return true;
    }
    const double r = arc.radius_m(0.5);
    const double eps = slope / (wgs84_a_m * std::tan(r / wgs84_a_m));
    const double front_deg = std::atan(eps / (1.0 + eps * eps)) / degree;
    for (const double turn : {-360.0, 0.0, 360.0}) {
        const double first = (front_deg + turn - 90.0 - delta) / arc.sweep_deg;
        const double last = (front_deg + turn + 90.0 - delta) / arc.sweep_deg;
        const double u0 = std::max(0.0, std::min(first, last));
        const double u1 = std::min(1.0, std::max(first, last));
        if (!(u0 < u1)) continue;
        const double d0 = look(u0).slope;
        const double d1 = look(u1).slope;
        if (d0 < 0.0 && d1 > 0.0) descend(look, u0, d0, u1, d1, 1e-9 / arc.speed_bound_m());
    }
    return true;
}

/// Nearest point of a curve to a place: branch and bound on length, then the root of the derivative.
///
/// Along the curve, s being its length, the distance d has the derivative cos(theta), theta the angle between
/// the curve and the direction from the place, and the second derivative k(d) sin^2(theta) +- kappa
/// sin(theta), where kappa is the curve's geodesic curvature and k(d) >= cot(d / R) / R, R = b^2/a (Rauch's
/// comparison with the sphere of the greatest curvature, good for d < pi R). So an interval of half-length h
/// about a place d away holds nothing nearer than
///   (1) d - h,                        since the distance changes at most as fast as the point moves;
///   (2) d - |d'| h - c h^2 / 2,       with c = kappa + max(0, -k).
/// (2) is what ends the search near the evolute of a curve, where the distance hardly changes for a long way.
/// Where k > kappa every stationary point is a minimum: there is one at most, and d' has one sign change.
///
/// @param cutoff_m  parts of the curve farther than this need not be looked at
[[nodiscard]] inline NearestOnCurve nearest_on_curve(const Curve& curve, LatLon place, double cutoff_m) noexcept
{
    struct Interval {
        double u0;
        double u1;
    };
    NearestOnCurve best{cutoff_m, {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()}};
    // Distances carry some nanometres of noise, and the foot of a perpendicular moves by millimetres within it:
    // of places as near as that the later one is kept, to which the slope has led.
    const auto offer = [&](double distance_m, LatLon at) {
        constexpr double noise_m = 1e-8;
        if (distance_m <= best.distance_m + noise_m) best = {std::min(distance_m, best.distance_m), at};
    };
    if (curve.is_spin()) {
        const LatLon pole{curve.lat_west_deg, 0.0};
        offer(geodesic_distance_m(place, pole), pole);
        return best;
    }
    if (curve.is_parallel()) {
        const NearestOnCurve nearest = nearest_on_parallel(curve, place);
        offer(nearest.distance_m, nearest.at);
        return best;
    }
    const CurvePath path(curve);
    const auto look = [&](double u) {
        const CurvePoint point = path.at_with_tangent(u);
        const Inverse away = inverse_between(place, point.at);
        offer(away.distance_m, point.at);
        return Sight{away.distance_m, GeographicLib::Math::cosd(GeographicLib::Math::AngDiff(away.azimuth_end_deg,
                                                                                             point.azimuth_deg))};
    };
    if (is_arc(curve.kind) && look_along_arc(curve, place, look)) return best;

    // Depth first; an interval is at most halved 64 times, each level leaves one sibling on the stack.
    Interval stack[72];
    int used = 0;
    stack[used++] = {0.0, 1.0};
    while (used > 0 && best.distance_m > 0.0) {
        const Interval interval = stack[--used];
        const double middle = 0.5 * (interval.u0 + interval.u1);
        const double half_m = 0.5 * path.speed_bound_m(interval.u0, interval.u1) * (interval.u1 - interval.u0);
        const Sight sight = look(middle);
        const double curvature = path.curvature_bound(interval.u0, interval.u1);
        // below 0: beyond a quarter of the Earth geodesics from the place come together again
        const double farthest = (sight.distance_m + half_m) / wgs84_radius_min_m;
        const double spread = farthest < 3.1 ? 1.0 / (std::tan(farthest) * wgs84_radius_min_m)
                                             : -std::numeric_limits<double>::infinity();
        const double drop_m = 0.5 * (curvature + std::max(0.0, -spread)) * half_m * half_m;
        if (sight.distance_m - std::min(half_m, std::abs(sight.slope) * half_m + drop_m) >= best.distance_m) continue;

        // less than half of the micrometre that is promised: what an interval without a proof may hide
        constexpr double negligible_m = 4e-7;
        if (curvature < 0.95 * spread || drop_m < negligible_m || half_m < negligible_m || used + 2 > 70) {
            // the half into which the distance falls
            const bool falls = sight.slope < 0.0;
            double u0 = falls ? middle : interval.u0;
            double u1 = falls ? interval.u1 : middle;
            const double other = look(falls ? u1 : u0).slope;
            double d0 = falls ? sight.slope : other;
            double d1 = falls ? other : sight.slope;
            if (d0 >= 0.0 || d1 <= 0.0) continue;  // the minimum is an end, already offered
            descend(look, u0, d0, u1, d1, 5e-10 * (interval.u1 - interval.u0) / half_m);
            continue;
        }
        // the half into which the distance falls last, so that it is looked at first
        const Interval low{interval.u0, middle};
        const Interval high{middle, interval.u1};
        stack[used++] = sight.slope < 0.0 ? low : high;
        stack[used++] = sight.slope < 0.0 ? high : low;
    }
    return best;
}

/// All rings and corridors of a zone. Built from a spec whose coordinates are valid; owns nothing else.
class LateralBoundary {
public:
    LateralBoundary() = default;

    explicit LateralBoundary(std::span<const PartSpec> parts)
    {
        std::size_t edges = 0;
        const auto count = [&](const RingSpec& ring) { edges += ring.circle ? 4 : ring.vertices.size(); };
        for (const PartSpec& part : parts) {
            count(part.exterior);
            std::for_each(part.holes.begin(), part.holes.end(), count);
        }
        curves_.reserve(edges);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const PartSpec& spec = parts[i];
            const int number = static_cast<int>(i);
            PartBoundary part{};
            part.first_ring = rings_.size();
            part.first_curve = curves_.size();
            part.reach_m = std::abs(spec.margin.value());
            part.inward = spec.margin.value() < 0.0;
            if (spec.corridor) {
                RingTracer(curves_).add_line(spec.corridor->line, number);
                part.reach_m += spec.corridor->half_width.value();
            } else {
                add_ring(spec.exterior, number, 0);
                for (std::size_t hole = 0; hole < spec.holes.size(); ++hole)
                    add_ring(spec.holes[hole], number, static_cast<int>(hole) + 1);
            }
            part.last_ring = rings_.size();
            part.last_curve = curves_.size();
            has_offset_ = has_offset_ || part.reach_m > 0.0;
            parts_.push_back(part);
        }
        bound_everything();
    }

    /// @pre place is valid
    /// @param here  the place in ECEF, where the caller has it already
    [[nodiscard]] bool contains(LatLon place, const Ecef* here = nullptr) const noexcept
    {
        const double lat = place.lat_deg;
        // a pole is one place: it gets the answer of its meridian 0
        const double lon = std::abs(lat) == 90.0 ? 0.0 : normalised_longitude(place.lon_deg);
        for (const PartBoundary& part : parts_)
            if (part.reach_m > 0.0 ? inside_offset(part, {lat, lon}, here) : inside_base(part, lat, lon, here))
                return true;
        return false;
    }

    /// Is the place inside one ring, whatever the others say?
    ///
    /// @pre place is valid
    [[nodiscard]] bool inside_ring(std::size_t ring, LatLon place) const noexcept
    {
        const double lon = std::abs(place.lat_deg) == 90.0 ? 0.0 : normalised_longitude(place.lon_deg);
        return inside_ring(rings_[ring], place.lat_deg, lon, nullptr);
    }

    /// Is the place inside one part, whatever the others say?
    ///
    /// @pre place is valid
    [[nodiscard]] bool inside_part(std::size_t part, LatLon place) const noexcept
    {
        const double lon = std::abs(place.lat_deg) == 90.0 ? 0.0 : normalised_longitude(place.lon_deg);
        const PartBoundary& p = parts_[part];
        return p.reach_m > 0.0 ? inside_offset(p, {place.lat_deg, lon}, nullptr)
                               : inside_base(p, place.lat_deg, lon, nullptr);
    }

    /// Is the boundary, or some of it, another than the curves: of a corridor, or of a part with a margin?
    [[nodiscard]] bool has_offset() const noexcept { return has_offset_; }

    /// Signed distance from being inside. Exact (15 nm) for a place outside all parts, of which none is shrunk, and
    /// for a boundary without an offset; else its size is a lower bound of the distance to the boundary.
    ///
    /// @param without  a part that is left out, if any
    /// @pre place is valid
    [[nodiscard]] BoundaryGap gap(LatLon place, std::size_t without = no_part) const noexcept
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const double lat = place.lat_deg;
        const double lon = std::abs(lat) == 90.0 ? 0.0 : normalised_longitude(place.lon_deg);
        const Ecef here = to_ecef_m(place);
        const auto outside_by_m = [&](const PartBoundary& part) {
            return chord_m(here, part.ball.centre_m) - part.ball.radius_m;
        };
        BoundaryGap best{infinity, 0, false, {infinity, {}, no_curve}};
        if (parts_.empty()) return best;
        const auto look_at = [&](std::size_t i) {
            if (i == without) return;
            const PartBoundary& part = parts_[i];
            // inside its ball the part may be the nearest, however far inside another the place is
            if (const double bound_m = outside_by_m(part); bound_m > 0.0 && bound_m >= best.gap_m) return;
            const bool in_base = inside_base(part, lat, lon, &here);
            const double shift_m = part.inward ? part.reach_m : -part.reach_m;
            const double cutoff_m = in_base ? infinity : best.gap_m - shift_m;
            if (cutoff_m <= 0.0) return;
            const NearestCurve nearest = nearest_curve(place, cutoff_m, no_curve, part.first_curve, part.last_curve);
            const double gap_m = (in_base ? -nearest.distance_m : nearest.distance_m) + shift_m;
            if (nearest.curve != no_curve && gap_m < best.gap_m) best = {gap_m, i, in_base, nearest};
        };
        std::size_t first = 0;
        if (parts_.size() > 1) {
            double least_m = infinity;
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                const double bound_m = outside_by_m(parts_[i]);
                if (i != without && bound_m < least_m) {
                    least_m = bound_m;
                    first = i;
                }
            }
        }
        look_at(first);
        for (std::size_t i = 0; i < parts_.size(); ++i)
            if (i != first) look_at(i);
        return best;
    }

    /// A number that the distance from a place to the boundary does not fall below [m]: all places nearer to this
    /// one than that are inside, or all are outside. The distance itself where gap() is exact. Costs a
    /// nearest_edge() or, with many parts, several.
    ///
    /// @pre place is valid
    [[nodiscard]] double clearance_bound_m(LatLon place) const noexcept
    {
        constexpr double accuracy_m = 1e-6;  // of the nearest curve
        return std::max(0.0, std::abs(gap(place).gap_m) - accuracy_m);
    }

    /// The nearest place on a curve: of a corridor its line, of a part with a margin its edges before the margin.
    /// The boundary itself, where that is another: nearest_on_boundary() in offset_boundary.hpp.
    ///
    /// @pre place is valid and there is at least one curve
    [[nodiscard]] NearestEdge nearest_edge(LatLon place) const noexcept
    {
        const NearestCurve nearest = nearest_curve(place, std::numeric_limits<double>::infinity(), no_curve);
        const EdgeId& edge = curves_[nearest.curve].edge;
        return {Metres{nearest.distance_m}, nearest.at, edge.part, edge.ring, edge.vertex};
    }

    static constexpr std::size_t no_curve = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t no_part = no_curve;

    /// @param cutoff_m  when nothing is nearer than this, `curve` is no_curve and the distance is the cutoff
    /// @param hint      a curve to look at first, or no_curve
    [[nodiscard]] NearestCurve nearest_curve(LatLon place, double cutoff_m, std::size_t hint) const noexcept
    {
        return nearest_curve(place, cutoff_m, hint, 0, curves_.size());
    }

    /// The same among the curves [begin, end).
    [[nodiscard]] NearestCurve nearest_curve(LatLon place, double cutoff_m, std::size_t hint, std::size_t begin,
                                             std::size_t end) const noexcept
    {
        const Ecef here = to_ecef_m(place);
        const auto lower_bound_m = [&](std::size_t i) { return chord_m(here, balls_[i].centre_m) - balls_[i].radius_m; };
        const bool whole = begin == 0 && end == curves_.size();
        std::size_t first = hint;
        if (first == no_curve) {
            // the most promising curve first: its distance then rules out nearly all others by their balls
            double least_m = cutoff_m;
            if (whole) {
                const double bound_m = curves_.empty() ? 0.0 : lower_bound_m(blocks_.promising(here, lower_bound_m));
                const double enough_m = bound_m < cutoff_m ? bound_m : cutoff_m;
                blocks_.visit(
                    [&](const CurveBlock& block) { return block.distance_bound_m(here) > std::min(enough_m, least_m); },
                    [&](std::size_t i) {
                        if (lower_bound_m(i) < least_m) {
                            least_m = lower_bound_m(i);
                            first = i;
                        }
                    });
            } else {
                for (std::size_t i = begin; i < end; ++i) {
                    const double bound_m = lower_bound_m(i);
                    if (bound_m < least_m) {
                        least_m = bound_m;
                        first = i;
                    }
                }
            }
        }
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        NearestCurve best{cutoff_m, {nan, nan}, no_curve};
        const auto look_at = [&](std::size_t i) {
            if (lower_bound_m(i) >= best.distance_m) return;
            const NearestOnCurve found = nearest_on_curve(curves_[i], place, best.distance_m);
            if (found.distance_m < best.distance_m) best = {found.distance_m, found.at, i};
        };
        if (first == no_curve) return best;
        look_at(first);
        if (!whole) {
            for (std::size_t i = begin; i < end; ++i)
                if (i != first) look_at(i);
            return best;
        }
        blocks_.visit([&](const CurveBlock& block) { return block.distance_bound_m(here) >= best.distance_m; },
                      [&](std::size_t i) {
                          if (i != first) look_at(i);
                      });
        return best;
    }

    [[nodiscard]] std::span<const Curve> curves() const noexcept { return curves_; }
    [[nodiscard]] std::span<const Ball> balls() const noexcept { return balls_; }
    [[nodiscard]] const CurveBlocks& blocks() const noexcept { return blocks_; }
    [[nodiscard]] std::span<const RingBoundary> rings() const noexcept { return rings_; }
    [[nodiscard]] std::span<const PartBoundary> parts() const noexcept { return parts_; }

    /// A ball that holds every place inside. Infinite radius where none smaller than a hemisphere does.
    [[nodiscard]] const Ball& ball() const noexcept { return ball_; }

private:
    /// Inside the exterior and in no hole.
    [[nodiscard]] bool inside_base(const PartBoundary& part, double lat, double lon, const Ecef* here) const noexcept
    {
        if (part.first_ring == part.last_ring || !inside_ring(rings_[part.first_ring], lat, lon, here)) return false;
        for (std::size_t i = part.first_ring + 1; i < part.last_ring; ++i)
            if (inside_ring(rings_[i], lat, lon, here)) return false;
        return true;
    }

    /// @param place  its longitude normalised
    [[nodiscard]] bool inside_offset(const PartBoundary& part, LatLon place, const Ecef* known) const noexcept
    {
        const Ecef here = known != nullptr ? *known : to_ecef_m(place);
        if (chord_m(here, part.ball.centre_m) > part.ball.radius_m) return false;
        if (part.inward)
            return inside_base(part, place.lat_deg, place.lon_deg, &here) && !comes_near(part, place, here, false);
        return inside_base(part, place.lat_deg, place.lon_deg, &here) || comes_near(part, place, here, true);
    }

    /// Does a curve of the part come within its reach? `at_reach`: the answer for one exactly that far.
    [[nodiscard]] bool comes_near(const PartBoundary& part, LatLon place, const Ecef& here,
                                  bool at_reach) const noexcept
    {
        const double reach_m = part.reach_m;
        constexpr double rounding_m = 1e-3;  // as in the balls: far more than there is
        for (std::size_t i = part.first_curve; i < part.last_curve; ++i)
            // some place of the curve is within the ball
            if (geodesic_bound_of_chord_m(chord_m(here, balls_[i].centre_m) + balls_[i].radius_m) + rounding_m < reach_m)
                return true;
        for (std::size_t i = part.first_curve; i < part.last_curve; ++i) {
            if (chord_m(here, balls_[i].centre_m) - balls_[i].radius_m > reach_m) continue;
            // a metre: a cutoff is also the answer where nothing is found, and must not be mistaken for one
            const double distance_m = nearest_on_curve(curves_[i], place, reach_m + 1.0).distance_m;
            if (at_reach ? distance_m <= reach_m : distance_m < reach_m) return true;
        }
        return false;
    }

    [[nodiscard]] bool inside_ring(const RingBoundary& ring, double lat, double lon, const Ecef* here) const noexcept
    {
        bool odd = false;
        // south of a ring that does not wind round the pole the crossings pair up, north of it there are none
        if (!(ring.odd_is_inside && (lat < ring.lat_min_deg || lat > ring.lat_max_deg)))
            odd = blocks_.odd_north_of(curves_, ring.first_curve, ring.last_curve, lat, lon, here);
        return odd == ring.odd_is_inside;
    }

    void add_ring(const RingSpec& spec, int part, int ring)
    {
        RingBoundary boundary{};
        boundary.first_curve = curves_.size();
        boundary.part = part;
        boundary.ring = ring;
        RingTracer(curves_).add_ring(spec, part, ring);
        boundary.last_curve = curves_.size();
        choose_inside(boundary, spec.inside);
        rings_.push_back(boundary);
    }

    /// Which parity is the inside.
    void choose_inside(RingBoundary& ring, RingSide side) const
    {
        constexpr double pi = 3.14159265358979323846;
        const auto curves = std::span(curves_).subspan(ring.first_curve, ring.last_curve - ring.first_curve);
        const RingExtent extent(curves);
        const double turns = extent.turns();
        ring.lat_min_deg = extent.lat_min_deg;
        ring.lat_max_deg = extent.lat_max_deg;
        switch (side) {
            case RingSide::smaller_area:
                ring.odd_is_inside =
                    extent.encloses_less_than_half() || odd_area_by_integral(curves, turns) <= 2.0 * pi;
                break;
            case RingSide::left: ring.odd_is_inside = odd_is_left(ring); break;
            case RingSide::right: ring.odd_is_inside = !odd_is_left(ring); break;
        }
        // the latitude shortcut of inside_ring holds only where no crossings is the answer on both sides
        if (turns != 0.0) {
            ring.lat_min_deg = -90.0;
            ring.lat_max_deg = 90.0;
        }
    }

    /// Is the odd side on the left hand of one who follows the ring? A meridian from just south of a place on a
    /// curve meets that curve on its way north, from just north of it it does not. Not by the sign of the area,
    /// which for slivers, and for edges that pass a pole, is the difference of two large and rough numbers.
    [[nodiscard]] bool odd_is_left(const RingBoundary& ring) const noexcept
    {
        constexpr double clear_deg = 1e-6;
        double clearest_deg = -1.0;
        bool left = false;
        int tried = 0;
        for (std::size_t i = ring.first_curve; i < ring.last_curve && clearest_deg < clear_deg && tried < 32; ++i) {
            const Curve& curve = curves_[i];
            if (curve.is_meridian() || curve.is_spin()) continue;
            ++tried;
            const double lat = CurvePath(curve).latitude_at(0.5 * curve.width_deg.high);
            const double lon = normalised_longitude(curve.lon_west_deg + 0.5 * curve.width_deg.high);
            bool odd = false;
            double clearance_deg = 180.0;
            for (std::size_t k = ring.first_curve; k < ring.last_curve; ++k) {
                const Curve& other = curves_[k];
                if (k == i || !other.spans(lon)) continue;
                double above_deg = 0.0;
                if (other.lat_min_deg > lat + clear_deg)
                    above_deg = other.lat_min_deg - lat;
                else if (other.lat_max_deg < lat - clear_deg)
                    above_deg = other.lat_max_deg - lat;
                else
                    above_deg = CurvePath(other).latitude_at(GeographicLib::Math::AngDiff(other.lon_west_deg, lon)) - lat;
                odd ^= above_deg > 0.0;
                clearance_deg = std::min(clearance_deg, std::abs(above_deg));
            }
            if (clearance_deg > clearest_deg) {
                clearest_deg = clearance_deg;
                left = odd == curve.ring_forward;
            }
        }
        return left;
    }

    void bound_everything()
    {
        balls_.reserve(curves_.size());
        ChordMaker chords;
        for (const Curve& curve : curves_) {
            // No place of a curve of length L is farther than L / 2 from the middle of its chord: its distances from
            // the two ends add up to L at most. 1e-3: the margin for rounding in ECEF, a few nanometres
            const Chord chord = chords.ends(curve);
            const double half_m = curve.is_spin() ? 0.0 : half_length_bound_m(curve);
            balls_.push_back({{0.5 * (chord.west_m.x + chord.east_m.x), 0.5 * (chord.west_m.y + chord.east_m.y),
                               0.5 * (chord.west_m.z + chord.east_m.z)},
                              half_m + 1e-3});
        }
        blocks_ = CurveBlocks(curves_, balls_);
        ball_ = ball_of(parts_);
        for (PartBoundary& part : parts_) part.ball = parts_.size() == 1 ? ball_ : ball_of({&part, 1});
    }

    /// Of neighbouring parts.
    [[nodiscard]] Ball ball_of(std::span<const PartBoundary> parts) const noexcept
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (parts.empty() || parts.front().first_curve == parts.back().last_curve) return {{}, infinity};
        const std::size_t first = parts.front().first_curve;
        const std::size_t last = parts.back().last_curve;
        Ecef sum{};
        for (std::size_t i = first; i < last; ++i) {
            sum.x += balls_[i].centre_m.x;
            sum.y += balls_[i].centre_m.y;
            sum.z += balls_[i].centre_m.z;
        }
        const double n = static_cast<double>(last - first);
        Ball ball{{sum.x / n, sum.y / n, sum.z / n}, 0.0};
        // The ball cuts a disc from the Earth. While that is smaller than a hemisphere, what lies outside it is
        // one piece and belongs to one side of each ring: the larger one.
        bool larger_side = false;
        for (const PartBoundary& part : parts) {
            const double grown_m = part.inward ? 0.0 : part.reach_m;
            for (std::size_t i = part.first_curve; i < part.last_curve; ++i)
                ball.radius_m =
                    std::max(ball.radius_m, chord_m(balls_[i].centre_m, ball.centre_m) + balls_[i].radius_m + grown_m);
            if (part.first_ring < part.last_ring)
                larger_side = larger_side || contains_far_side(rings_[part.first_ring], ball.centre_m);
        }
        if (ball.radius_m > 6000e3 || larger_side) ball.radius_m = infinity;
        return ball;
    }

    /// Is the place opposite to the ball's centre inside this ring?
    [[nodiscard]] bool contains_far_side(const RingBoundary& ring, const Ecef& centre_m) const noexcept
    {
        const double horizontal = std::hypot(centre_m.x, centre_m.y);
        const double lat = std::atan2(-centre_m.z, horizontal) / degree;
        const double lon = std::atan2(-centre_m.y, -centre_m.x) / degree;
        return inside_ring(ring, lat, normalised_longitude(lon), nullptr);
    }

    std::vector<Curve> curves_;
    std::vector<Ball> balls_;
    std::vector<RingBoundary> rings_;
    CurveBlocks blocks_;
    std::vector<PartBoundary> parts_;
    bool has_offset_ = false;
    Ball ball_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
