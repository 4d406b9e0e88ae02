// SPDX-License-Identifier: MIT
/// @file
/// Do two libraries give the same answers? Where they do not, how far is the place from an edge?
#ifndef PICKET_BENCH_PEERS_AGREEMENT_HPP
#define PICKET_BENCH_PEERS_AGREEMENT_HPP

#include "contender.hpp"

#include <picket/airspace/zone.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

namespace bench {

struct Agreement {
    std::size_t asked = 0;
    std::size_t holding = 0;        ///< (point, zone) pairs found by picket
    std::size_t differing = 0;      ///< (point, zone) pairs found by one of the two only
    double farthest_m = 0.0;        ///< of those, the greatest distance to the zone's edge (legs: how deep, how far off)
    std::size_t beyond_allowed = 0; ///< of those, farther than allowed from it
    std::string example;
};

/// The zones that only one of the two found.
[[nodiscard]] inline std::vector<int> differing_zones(std::vector<int> a, std::vector<int> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    // A peer asks every part of a country: a place on the seam of two parts may be found twice.
    a.erase(std::unique(a.begin(), a.end()), a.end());
    b.erase(std::unique(b.begin(), b.end()), b.end());
    std::vector<int> differing;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(differing));
    return differing;
}

/// Compares the answers for points; `specs` are the zones with the edge kind that both follow. Zones that come
/// nearer to a pole than `latitude_deg` are left out, and points beyond it.
inline void compare_points(Contender& picket, Contender& peer, const Points& points, std::size_t count,
                           const std::vector<ZoneSpec>& specs, double allowed_m, double latitude_deg,
                           Agreement& result)
{
    picket.load(points);
    peer.load(points);
    for (std::size_t i = 0; i < std::min(count, points.size()); ++i) {
        if (std::abs(points.lat_deg[i]) > latitude_deg) continue;
        const std::vector<int> mine = picket.zones_at(i);
        ++result.asked;
        result.holding += mine.size();
        for (const int zone : differing_zones(mine, peer.zones_at(i))) {
            const Box box = bounding_box(specs[static_cast<std::size_t>(zone)]);
            if (std::max(-box.south_deg, box.north_deg) > latitude_deg) continue;
            const picket::Zone exact(specs[static_cast<std::size_t>(zone)]);
            const double distance_m = std::abs(exact.nearest_edge(points.at(i)).distance.value());
            ++result.differing;
            if (distance_m > result.farthest_m) {
                result.farthest_m = distance_m;
                char text[160];
                const bool held = std::find(mine.begin(), mine.end(), zone) != mine.end();
                std::snprintf(text, sizeof text, "%s at %.17g %.17g: picket %s", exact.id().c_str(), points.lat_deg[i],
                              points.lon_deg[i], held ? "inside" : "outside");
                result.example = text;
            }
            if (distance_m > allowed_m) ++result.beyond_allowed;
        }
    }
}

/// How clearly a leg meets a zone: the greatest depth inside it, or, negative, how far away it stays.
[[nodiscard]] inline double deepest_m(const picket::Zone& zone, LatLon from, LatLon to)
{
    const auto line = picket::GeodesicLine::between(from, to);
    const double length_m = line.length().value();
    const auto depth_m = [&](double s) { return zone.depth(line.at(picket::Metres{s})).value(); };
    double best_s = 0.0;
    double best_m = -1e300;
    const auto try_at = [&](double s) {
        if (s < 0.0 || s > length_m) return;
        if (const double d = depth_m(s); d > best_m) {
            best_m = d;
            best_s = s;
        }
    };
    double step = length_m / 64.0;
    for (int i = 0; i <= 64; ++i) try_at(i * step);
    for (int round = 0; round < 40; ++round) {
        step *= 0.5;
        const double centre_s = best_s;
        try_at(centre_s - step);
        try_at(centre_s + step);
    }
    return best_m;
}

inline void compare_legs(Contender& picket, Contender& peer, const Legs& legs, std::size_t count,
                         const std::vector<ZoneSpec>& specs, double allowed_m, Agreement& result)
{
    picket.load(legs);
    peer.load(legs);
    for (std::size_t i = 0; i < std::min(count, legs.size()); ++i) {
        const std::vector<int> mine = picket.zones_on_leg(i);
        ++result.asked;
        result.holding += mine.size();
        for (const int zone : differing_zones(mine, peer.zones_on_leg(i))) {
            const picket::Zone exact(specs[static_cast<std::size_t>(zone)]);
            const double distance_m = std::abs(deepest_m(exact, legs.from[i], legs.to[i]));
            const bool held = std::find(mine.begin(), mine.end(), zone) != mine.end();
            ++result.differing;
            if (distance_m > result.farthest_m) {
                result.farthest_m = distance_m;
                result.example = exact.id() + " leg " + std::to_string(i) + (held ? ": picket meets" : ": peer meets");
            }
            if (distance_m > allowed_m) ++result.beyond_allowed;
        }
    }
}

}  // namespace bench

#endif
