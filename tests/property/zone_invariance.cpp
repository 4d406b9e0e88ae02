// SPDX-License-Identifier: MIT
// What may not change an answer: turning all longitudes, reversing a ring, starting it elsewhere, the order of
// parts and holes, repeating vertices, the hemisphere. Zone's guarantee (2): beyond a micrometre from an edge.
#include <picket/airspace/incident.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::edge_of;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

/// The ring run the other way; each edge keeps its kind.
RingSpec reversed(const RingSpec& ring)
{
    RingSpec back;
    const std::size_t n = ring.vertices.size();
    for (std::size_t i = n; i-- > 0;) back.vertices.push_back({ring.vertices[i].at, ring.vertices[(i + n - 1) % n].edge_to_next});
    back.inside = ring.inside == RingSide::left ? RingSide::right : ring.inside == RingSide::right ? RingSide::left : ring.inside;
    return back;
}

template <class F>
ZoneSpec each_ring(ZoneSpec spec, F&& change)
{
    for (PartSpec& part : spec.parts) {
        part.exterior = change(part.exterior);
        for (RingSpec& hole : part.holes) hole = change(hole);
    }
    return spec;
}

RingSpec turned(RingSpec ring, double by_deg)
{
    for (RingVertex& vertex : ring.vertices) vertex.at.lon_deg += by_deg;
    return ring;
}

RingSpec mirrored(RingSpec ring)
{
    for (RingVertex& vertex : ring.vertices) vertex.at.lat_deg = -vertex.at.lat_deg;
    ring.inside = ring.inside == RingSide::left ? RingSide::right : ring.inside == RingSide::right ? RingSide::left : ring.inside;
    return ring;
}

struct Made {
    ZoneSpec spec;
    LatLon centre;
    double radius_m;
};

/// A star with a hole and a second part, on a longitude grid that turning by eighths of a degree keeps exact.
Made random_zone(Random& random, int k)
{
    Made made{};
    made.centre = random.place();
    if (k % 5 == 0) made.centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-2, 5));
    made.radius_m = random.log_uniform(100, 1500e3);
    const bool mixed = random.coin();
    const EdgeKind kind = random.kind();
    made.spec = zone_of(star(random, made.centre, made.radius_m, 4 + random.below(8), 0.5, mixed, kind));
    made.spec.parts[0].holes.push_back(star(random, made.centre, 0.2 * made.radius_m, 3 + random.below(4), 0.5, mixed, kind));
    const LatLon beside = direct(made.centre, random.uniform(0, 360), 1.3 * made.radius_m);
    made.spec.parts.push_back({star(random, beside, 0.2 * made.radius_m, 3 + random.below(4), 0.5, mixed, kind), {}});
    const RingSide side = random.below(3) == 0 ? RingSide::left : RingSide::smaller_area;
    made.spec = each_ring(made.spec, [&](RingSpec ring) {
        ring.inside = side;
        // 2^-40 degree: 0.1 um, and sums with whole turns and eighths of a degree stay exact
        for (RingVertex& vertex : ring.vertices) vertex.at.lon_deg = std::ldexp(std::round(std::ldexp(vertex.at.lon_deg, 40)), -40);
        return ring;
    });
    return made;
}

LatLon random_place(Random& random, const Made& made)
{
    LatLon place{};
    const int way = random.below(3);
    if (way == 0) {
        place = direct(made.centre, random.uniform(0, 360), made.radius_m * random.uniform(0, 1.6));
    } else {
        const picket::PartSpec& first = made.spec.parts[0];
        const bool from_hole = random.coin() && !first.holes.empty();
        const RingSpec& ring = way == 1 ? first.exterior : from_hole ? first.holes[0] : made.spec.parts[1].exterior;
        const auto edge = edge_of(ring, static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size()))));
        place = direct(edge.at(random.uniform(0, 1)), random.uniform(0, 360), random.log_uniform(1e-5, 0.1 * made.radius_m));
    }
    place.lon_deg = std::ldexp(std::round(std::ldexp(place.lon_deg, 40)), -40);
    return place;
}

}  // namespace

TEST_CASE("containment and depth do not depend on how a zone is written")
{
    Random random("property/zone_invariance", 91);
    int zones = 0;
    int refused = 0;
    long places = 0;
    long close = 0;
    double worst_depth_m = 0;
    for (int k = 0; k < 150 * airspace_tests::test_scale(); ++k) {
        const Made made = random_zone(random, k);
        if (!validate(made.spec).empty()) {
            ++refused;
            continue;
        }
        ++zones;
        const double by_deg = 0.125 * random.below(2880 * 3) - 540.0;
        std::vector<std::pair<const char*, ZoneSpec>> ways;
        ways.emplace_back("turned", each_ring(made.spec, [&](const RingSpec& ring) { return turned(ring, by_deg); }));
        ways.emplace_back("mirrored", each_ring(made.spec, mirrored));
        ways.emplace_back("reversed", each_ring(made.spec, reversed));
        ways.emplace_back("started elsewhere", each_ring(made.spec, [&](RingSpec ring) {
            std::rotate(ring.vertices.begin(), ring.vertices.begin() + random.below(static_cast<int>(ring.vertices.size())), ring.vertices.end());
            return ring;
        }));
        ways.emplace_back("closed and repeated", each_ring(made.spec, [&](RingSpec ring) {
            const std::size_t i = static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size())));
            ring.vertices.insert(ring.vertices.begin() + static_cast<std::ptrdiff_t>(i), ring.vertices[i]);
            ring.vertices.push_back(ring.vertices.front());
            return ring;
        }));
        ways.emplace_back("parts in another order", made.spec);
        std::reverse(ways.back().second.parts.begin(), ways.back().second.parts.end());
        ways.emplace_back("longitudes of other turns", each_ring(made.spec, [&](RingSpec ring) {
            for (RingVertex& vertex : ring.vertices) vertex.at.lon_deg += 360.0 * (random.below(5) - 2);
            return ring;
        }));

        const Zone zone(made.spec);
        std::vector<Zone> others;
        for (const auto& way : ways) {
            CAPTURE(k, way.first);
            REQUIRE(validate(way.second).empty());
            others.emplace_back(way.second);
        }
        for (int i = 0; i < 25; ++i) {
            const LatLon place = random_place(random, made);
            const double depth_m = zone.depth(place).value();
            const bool inside = zone.contains(place) == Containment::inside;
            for (std::size_t w = 0; w < ways.size(); ++w) {
                LatLon there = place;
                if (w == 0) there.lon_deg += by_deg;
                if (w == 1) there.lat_deg = -there.lat_deg;
                CAPTURE(k, ways[w].first, made.centre.lat_deg, made.centre.lon_deg, made.radius_m, place.lat_deg, place.lon_deg, depth_m, by_deg);
                ++places;
                const bool same = (others[w].contains(there) == Containment::inside) == inside;
                if (std::abs(depth_m) > 1e-6) CHECK(same);
                else ++close;
                if (i < 4) {
                    const double other_m = others[w].depth(there).value();
                    worst_depth_m = std::max(worst_depth_m, std::abs(std::abs(other_m) - std::abs(depth_m)));
                }
            }
        }
    }
    std::printf("property/zone_invariance: %d zones (%d refused), %ld answers compared (%ld within 1 um of an edge), depths within %.3g m\n", zones, refused, places, close, worst_depth_m);
    CHECK(zones > 3 * refused);
    CHECK(worst_depth_m < 1e-6);
}

TEST_CASE("reversing a ring and starting it elsewhere change not even the answers on the edges")
{
    // the curves are held from their west end, whichever way the ring runs: the same bits
    Random random("property/zone_invariance on edges", 92);
    long places = 0;
    for (int k = 0; k < 200 * airspace_tests::test_scale(); ++k) {
        const Made made = random_zone(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const Zone back(each_ring(made.spec, reversed));
        const Zone shifted(each_ring(made.spec, [&](RingSpec ring) {
            std::rotate(ring.vertices.begin(), ring.vertices.begin() + 1, ring.vertices.end());
            return ring;
        }));
        const RingSpec& ring = made.spec.parts[0].exterior;
        for (std::size_t i = 0; i < ring.vertices.size(); ++i)
            for (const double u : {0.0, 1e-9, 0.3, 0.5, random.uniform(0, 1), 1.0}) {
                const LatLon place = edge_of(ring, i).at(u);
                ++places;
                CHECK(zone.contains(place) == back.contains(place));
                CHECK(zone.contains(place) == shifted.contains(place));
            }
    }
    std::printf("property/zone_invariance: %ld places on edges\n", places);
    CHECK(places > 5000);
}

TEST_CASE("every place inside lies in the zone's ball, and the ball is infinite where none smaller than a hemisphere is")
{
    Random random("property/zone_invariance ball", 93);
    long insides = 0;
    int infinite = 0;
    for (int k = 0; k < 150 * airspace_tests::test_scale(); ++k) {
        Made made = random_zone(random, k);
        made.spec = each_ring(made.spec, [&](RingSpec ring) {
            ring.inside = k % 3 == 0 ? RingSide::right : RingSide::smaller_area;
            return ring;
        });
        made.spec.parts[0].holes.clear();
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const detail::Ball& ball = zone.boundary().ball();
        infinite += std::isinf(ball.radius_m);
        if (k % 3 == 0 && std::abs(made.centre.lat_deg) < 80) CHECK(std::isinf(ball.radius_m));
        for (int i = 0; i < 60; ++i) {
            const LatLon place = i < 40 ? random_place(random, made) : random.place();
            if (zone.contains(place) != Containment::inside) continue;
            ++insides;
            CHECK(detail::chord_m(detail::to_ecef_m(place), ball.centre_m) <= ball.radius_m);
        }
    }
    std::printf("property/zone_invariance: %ld places inside, all in their zone's ball (%d of the balls infinite)\n", insides, infinite);
    CHECK(insides > 1000);
    CHECK(infinite > 20);
}
