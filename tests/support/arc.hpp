// SPDX-License-Identifier: MIT
/// @file
/// Arcs and sectors as polar figures about their centre: what is inside is known from an azimuth and a distance,
/// without a curve.
#ifndef PICKET_TESTS_SUPPORT_ARC_HPP
#define PICKET_TESTS_SUPPORT_ARC_HPP

#include <support/airspace.hpp>

#include <picket/airspace/zone.hpp>

#include <GeographicLib/GeodesicExact.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace airspace_tests {

/// Where a place is, seen from a centre.
struct Polar {
    double azimuth_deg;
    double distance_m;
};

inline Polar seen_from(LatLon centre, LatLon place)
{
    Polar polar{};
    double azimuth_end = 0;
    GeographicLib::GeodesicExact::WGS84().Inverse(centre.lat_deg, centre.lon_deg, place.lat_deg, place.lon_deg,
                                                  polar.distance_m, polar.azimuth_deg, azimuth_end);
    return polar;
}

/// In [0, 360).
inline double clockwise_deg(double from_azimuth, double to_azimuth)
{
    const double turn = GeographicLib::Math::AngDiff(from_azimuth, to_azimuth);
    return turn < 0.0 ? turn + 360.0 : turn;
}

/// A sector: two radii (geodesics from the centre) and the arc that joins their ends clockwise, its radius going
/// linearly in azimuth.
struct Sector {
    LatLon centre;
    double azimuth_deg;
    double sweep_deg;
    double radius_start_m;
    double radius_end_m;

    [[nodiscard]] double radius_m(double turned_deg) const
    {
        return radius_start_m + (radius_end_m - radius_start_m) * (turned_deg / sweep_deg);
    }
    [[nodiscard]] LatLon at(double turned_deg) const
    {
        return direct(centre, azimuth_deg + turned_deg, radius_m(turned_deg));
    }

    [[nodiscard]] RingSpec ring(bool clockwise) const
    {
        const LatLon start = at(0.0);
        const LatLon end = at(sweep_deg);
        RingSpec ring;
        ring.vertices.push_back({centre, EdgeKind::geodesic});
        ring.vertices.push_back({clockwise ? start : end,
                                 clockwise ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise, centre});
        ring.vertices.push_back({clockwise ? end : start, EdgeKind::geodesic});
        return ring;
    }

    /// Positive inside, the distance to the nearest of arc and radii roughly; its sign is exact.
    [[nodiscard]] double margin_m(LatLon place) const
    {
        const Polar polar = seen_from(centre, place);
        const double turned = clockwise_deg(azimuth_deg, polar.azimuth_deg);
        const double to_radius =
            std::min(turned > 180.0 ? 360.0 - turned : turned, std::abs(turned - sweep_deg)) * picket::detail::degree *
            std::min(polar.distance_m, 6e6);
        if (turned > sweep_deg) return -to_radius;
        const double to_arc = radius_m(turned) - polar.distance_m;
        return to_arc > 0.0 ? std::min(to_arc, to_radius) : to_arc;
    }
};

/// Least distance to the arc of a sector by brute force: dense samples, then golden section about the best.
inline double distance_to_arc_m(const Sector& sector, LatLon place, int samples)
{
    const auto distance = [&](double turned) { return distance_m(place, sector.at(turned)); };
    double best = std::numeric_limits<double>::infinity();
    int best_k = 0;
    for (int k = 0; k <= samples; ++k) {
        const double d = distance(sector.sweep_deg * k / samples);
        if (d < best) {
            best = d;
            best_k = k;
        }
    }
    double low = sector.sweep_deg * std::max(best_k - 1, 0) / samples;
    double high = sector.sweep_deg * std::min(best_k + 1, samples) / samples;
    constexpr double golden = 0.6180339887498949;
    for (int i = 0; i < 60; ++i) {
        const double x = high - golden * (high - low);
        const double y = low + golden * (high - low);
        (distance(x) < distance(y) ? high : low) = distance(x) < distance(y) ? y : x;
        best = std::min({best, distance(x), distance(y)});
    }
    return best;
}

}  // namespace airspace_tests

#endif
