// SPDX-License-Identifier: MIT
/// @file
/// How far, at least, is a place from a zone, and when, at the earliest, could a mover be inside it? Guaranteed and
/// cheap: what lets a watch skip the zones that nobody can reach before the next look.
#ifndef PICKET_AIRSPACE_ENTRY_BOUND_HPP
#define PICKET_AIRSPACE_ENTRY_BOUND_HPP

#include <picket/airspace/detail/curve_blocks.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// No curve of the boundary is nearer to the place than this [m].
///
///         place               Every place of a curve of length L lies within (kappa + 1/R) L^2 / 8 of its chord
///        x- - - - -.__        (its curvature in space, against the straight line at even speed), and within its
///         bound   /   '-.     ball. The straight line from the place to the chord, less that, bounds the geodesic.
///                o-------o
///
/// @pre there is at least one curve
[[nodiscard]] inline double boundary_distance_bound_m(const LateralBoundary& boundary, LatLon place) noexcept
{
    const Ecef here = to_ecef_roughly_m(place);
    const auto curves = boundary.curves();
    const auto balls = boundary.balls();
    const auto ball_bound_m = [&](std::size_t i) { return chord_m(here, balls[i].centre_m) - balls[i].radius_m; };
    const auto curve_bound_m = [&](std::size_t i) {
        const Slab& slab = boundary.blocks().slab(i);
        const double length_m = static_cast<double>(slab.length_m);
        const double bow = 0.1251 * length_m * length_m * (static_cast<double>(slab.curvature) + wgs84_bend_max);
        if (!(bow < balls[i].radius_m)) return ball_bound_m(i);
        const Ecef from = to_ecef_roughly_m({curves[i].lat_west_deg, curves[i].lon_west_deg});
        const Ecef along = minus(to_ecef_roughly_m({curves[i].lat_east_deg, curves[i].lon_east_deg}), from);
        const double square = dot(along, along);
        const double f = square > 0.0 ? std::clamp(dot(minus(here, from), along) / square, 0.0, 1.0) : 0.0;
        return chord_m(here, {from.x + f * along.x, from.y + f * along.y, from.z + f * along.z}) - bow;
    };
    // A bound within a hundredth of the least is not worth refining: it is taken as it is.
    double least_m = curve_bound_m(boundary.blocks().promising(here, ball_bound_m));
    double floor_m = least_m;
    const auto settled = [&](double bound_m) {
        if (bound_m < 0.99 * least_m) return false;
        floor_m = std::min(floor_m, bound_m);
        return true;
    };
    boundary.blocks().visit([&](const CurveBlock& block) { return settled(block.distance_bound_m(here)); },
                            [&](std::size_t i) noexcept {
                                if (!settled(ball_bound_m(i))) least_m = std::min(least_m, curve_bound_m(i));
                            });
    least_m = std::min(least_m, floor_m);
    return std::max(0.0, least_m - 1e-3);  // the rounding of ECEF
}

}  // namespace detail

/// Lower bound of the geodesic distance from a place to a zone: 0 inside, NaN for an invalid place.
///
/// Lateral only, so it holds whatever the zone's heights and times are.
///
/// Guarantees  never more than -Zone::depth(place), by which it is exceeded by what the straight line through the
///             Earth is shorter than the geodesic (1 m at 100 km, 1 km at 1,000 km), by as much as the nearest
///             edge bows out of its chord (100 m for 70 km of geodesic), by a hundredth of itself, and a millimetre
///             [tests/property/entry_bound]
/// Cost        one or two microseconds, for a dozen edges or thousands; no geodesic problem outside of doubt about
///             the side of an edge a few metres away; for corridors and margins a search for the nearest edge of each
///             part near the place; no allocation
[[nodiscard]] inline Metres distance_bound(const Zone& zone, LatLon place) noexcept
{
    if (!is_valid(place)) return Metres{std::numeric_limits<double>::quiet_NaN()};
    if (zone.contains(place) == Containment::inside) return Metres{0.0};
    if (zone.boundary().has_offset()) return Metres{zone.boundary().clearance_bound_m(place)};
    return Metres{detail::boundary_distance_bound_m(zone.boundary(), place)};
}

/// How long a mover from a place is outside a zone for certain, whatever way it takes over the ground.
///
/// @param fastest  greatest ground speed; not negative (NaN and negative speeds give NaN)
/// @return time from now; 0 inside; infinite for a mover that stands still outside; NaN for an invalid place
///
/// Guarantees  no path with a ground speed of at most `fastest` is inside before [tests/property/entry_bound]
/// Cost        distance_bound()
[[nodiscard]] inline Seconds earliest_entry_bound(const Zone& zone, LatLon place, MetresPerSecond fastest) noexcept
{
    if (!(fastest.value() >= 0.0)) return Seconds{std::numeric_limits<double>::quiet_NaN()};
    const Metres distance = distance_bound(zone, place);
    if (distance.value() == 0.0) return Seconds{0.0};
    return distance / fastest;
}

}  // namespace v0
}  // namespace picket

#endif
