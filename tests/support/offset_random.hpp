// SPDX-License-Identifier: MIT
/// @file
/// Random zones with corridors and margins, of all edge kinds, at the poles and the antimeridian too.
#ifndef PICKET_TESTS_SUPPORT_OFFSET_RANDOM_HPP
#define PICKET_TESTS_SUPPORT_OFFSET_RANDOM_HPP

#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/offset.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace airspace_tests {

struct RandomOffset {
    ZoneSpec spec;
    LatLon centre;
    double size_m;   ///< of the base, about the centre
    double reach_m;  ///< of the first part, as it is bounded: the half width or the margin, with its sign
};

inline LatLon offset_centre(Random& random, int k)
{
    LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
    if (k % 5 == 1) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-3, 3));
    if (k % 5 == 2) centre.lon_deg = 180 + random.uniform(-0.3, 0.3);
    return centre;
}

/// A line of straight edges and arcs that wanders about the centre.
inline std::vector<RingVertex> random_line(Random& random, LatLon centre, double size_m)
{
    std::vector<RingVertex> line;
    const int n = 2 + random.below(5);
    line.push_back({direct(centre, random.uniform(0, 360), size_m * random.uniform(0.2, 1))});
    while (static_cast<int>(line.size()) < n) {
        RingVertex& from = line.back();
        if (random.below(3) == 0) {
            // an arc about a centre beside the last vertex, its radius changing by up to 2 %
            const double radius_m = size_m * random.uniform(0.1, 0.6);
            const double azimuth = random.uniform(0, 360);
            from.arc_centre = direct(from.at, azimuth, radius_m);
            from.edge_to_next = random.coin() ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise;
            line.push_back({direct(from.arc_centre, random.uniform(0, 360), radius_m * random.uniform(0.98, 1.02))});
        } else {
            from.edge_to_next = random.kind();
            line.push_back({direct(centre, random.uniform(0, 360), size_m * random.uniform(0.2, 1))});
        }
    }
    return line;
}

/// Corridors, grown and shrunk stars, with a hole, of several parts. Not always valid.
inline RandomOffset random_offset(Random& random, int k, bool mixed = false)
{
    RandomOffset made{};
    made.centre = offset_centre(random, k);
    made.size_m = random.log_uniform(100, 600e3);
    made.reach_m = std::min(370.4e3, made.size_m * random.log_uniform(0.02, 3));
    if (random.below(8) == 0) made.reach_m = 370.4e3;
    made.spec.id = "Z";
    switch (random.below(4)) {
        case 0:
            made.spec.parts.push_back(corridor_of(random_line(random, made.centre, made.size_m), made.reach_m));
            break;
        case 1: made.reach_m = -std::min(made.reach_m, 0.3 * made.size_m); [[fallthrough]];
        case 2: {
            const RingSpec ring =
                star(random, made.centre, made.size_m, 3 + random.below(6), 0.4, true, EdgeKind::geodesic);
            made.spec.parts.push_back({ring, {}});
            if (random.coin())
                made.spec.parts[0].holes.push_back(
                    star(random, made.centre, 0.15 * made.size_m, 4, 0.6, true, EdgeKind::geodesic));
            break;
        }
        default: {
            // islands
            for (int i = 0; i < 3; ++i) {
                const LatLon at = direct(made.centre, random.uniform(0, 360), made.size_m * random.uniform(0.3, 1));
                made.spec.parts.push_back(
                    {star(random, at, 0.3 * made.size_m, 3 + random.below(4), 0.5, true, EdgeKind::geodesic), {}});
            }
            break;
        }
    }
    if (mixed) {
        // each its own: grown, shrunk, plain, a corridor
        for (std::size_t i = 1; i < made.spec.parts.size(); ++i)
            made.spec.parts[i].margin =
                picket::Metres{random.below(3) == 0 ? 0.0 : random.uniform(-0.08, 0.3) * made.size_m};
        made.spec.parts.push_back(corridor_of(random_line(random, made.centre, made.size_m),
                                              std::min(370.4e3, made.size_m * random.log_uniform(0.02, 0.3))));
        made.spec.parts[0].margin = picket::Metres{made.spec.parts[0].corridor ? 0.0 : -0.05 * made.size_m};
        made.reach_m = 0.05 * made.size_m;
        return made;
    }
    for (PartSpec& part : made.spec.parts)
        if (!part.corridor) part.margin = picket::Metres{made.reach_m};
    return made;
}

}  // namespace airspace_tests

#endif
