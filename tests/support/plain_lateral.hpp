// SPDX-License-Identifier: MIT
/// @file
/// Containment and nearest curve by looking at every curve: the oracle for what the block hierarchy spares.
#ifndef PICKET_TESTS_SUPPORT_PLAIN_LATERAL_HPP
#define PICKET_TESTS_SUPPORT_PLAIN_LATERAL_HPP

#include <picket/airspace/detail/lateral.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

namespace airspace_tests {

inline bool plain_contains(const picket::detail::LateralBoundary& boundary, picket::LatLon place)
{
    using namespace picket::detail;
    const double lat = place.lat_deg;
    const double lon = std::abs(lat) == 90.0 ? 0.0 : normalised_longitude(place.lon_deg);
    const auto inside = [&](const RingBoundary& ring) {
        bool odd = false;
        if (!(ring.odd_is_inside && (lat < ring.lat_min_deg || lat > ring.lat_max_deg)))
            for (std::size_t i = ring.first_curve; i < ring.last_curve; ++i)
                odd ^= crosses_north_of(boundary.curves()[i], lat, lon);
        return odd == ring.odd_is_inside;
    };
    const auto rings = boundary.rings();
    for (std::size_t i = 0; i < rings.size();) {
        const int part = rings[i].part;
        bool in = inside(rings[i]);
        for (++i; i < rings.size() && rings[i].part == part; ++i)
            if (in && inside(rings[i])) in = false;
        if (in) return true;
    }
    return false;
}

inline picket::detail::NearestCurve plain_nearest(const picket::detail::LateralBoundary& boundary, picket::LatLon place,
                                                  double cutoff_m)
{
    using namespace picket::detail;
    const auto curves = boundary.curves();
    const auto balls = boundary.balls();
    const Ecef here = to_ecef_m(place);
    const auto bound_m = [&](std::size_t i) { return chord_m(here, balls[i].centre_m) - balls[i].radius_m; };
    std::size_t first = LateralBoundary::no_curve;
    double least_m = cutoff_m;
    for (std::size_t i = 0; i < curves.size(); ++i)
        if (bound_m(i) < least_m) {
            least_m = bound_m(i);
            first = i;
        }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    NearestCurve best{cutoff_m, {nan, nan}, LateralBoundary::no_curve};
    const auto look_at = [&](std::size_t i) {
        if (bound_m(i) >= best.distance_m) return;
        const NearestOnCurve found = nearest_on_curve(curves[i], place, best.distance_m);
        if (found.distance_m < best.distance_m) best = {found.distance_m, found.at, i};
    };
    if (first == LateralBoundary::no_curve) return best;
    look_at(first);
    for (std::size_t i = 0; i < curves.size(); ++i)
        if (i != first) look_at(i);
    return best;
}

}  // namespace airspace_tests

#endif
