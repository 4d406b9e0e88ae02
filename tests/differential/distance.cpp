// SPDX-License-Identifier: MIT
// Zone::nearest_edge and Zone::depth against dense samples of the edges, each refined by golden section with
// GeographicLib's exact geodesics; and in closed form where there is one.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::edge_of;
using airspace_tests::OtherEdge;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

double series_distance_m(LatLon a, LatLon b)
{
    double s = 0;
    GeographicLib::Geodesic::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s);
    return s;
}

/// Nearest distance to one edge: samples, then golden section about every one that could lead to the least.
double sampled_distance_m(const OtherEdge& edge, LatLon place, int samples)
{
    std::vector<double> d;
    for (int i = 0; i <= samples; ++i) d.push_back(series_distance_m(place, edge.at(static_cast<double>(i) / samples)));
    const double least = *std::min_element(d.begin(), d.end());
    double best = std::min(airspace_tests::distance_m(place, edge.at(0)), airspace_tests::distance_m(place, edge.at(1)));
    for (int i = 0; i <= samples; ++i) {
        const std::size_t k = static_cast<std::size_t>(i);
        const std::size_t left = static_cast<std::size_t>(std::max(i - 1, 0));
        const std::size_t right = static_cast<std::size_t>(std::min(i + 1, samples));
        if (d[k] > d[left] || d[k] > d[right]) continue;  // not a local minimum
        // the curve between the neighbours cannot bring the place nearer than half its length
        const double reach_m = 0.6 * (series_distance_m(edge.at(static_cast<double>(left) / samples), edge.at(static_cast<double>(i) / samples)) +
                                      series_distance_m(edge.at(static_cast<double>(i) / samples), edge.at(static_cast<double>(right) / samples)));
        if (d[k] - reach_m > least) continue;
        double low = static_cast<double>(left) / samples;
        double high = static_cast<double>(right) / samples;
        constexpr double golden = 0.6180339887498949;
        double u = high - golden * (high - low);
        double v = low + golden * (high - low);
        double at_u = airspace_tests::distance_m(place, edge.at(u));
        double at_v = airspace_tests::distance_m(place, edge.at(v));
        for (int step = 0; step < 60; ++step) {
            if (at_u < at_v) {
                high = v;
                v = u;
                at_v = at_u;
                u = high - golden * (high - low);
                at_u = airspace_tests::distance_m(place, edge.at(u));
            } else {
                low = u;
                u = v;
                at_u = at_v;
                v = low + golden * (high - low);
                at_v = airspace_tests::distance_m(place, edge.at(v));
            }
        }
        best = std::min({best, at_u, at_v});
    }
    return best;
}

}  // namespace

TEST_CASE("nearest edge against dense samples and golden section")
{
    Random random("differential/distance", 71);
    int places = 0;
    double worst_m = 0;
    double off_edge_m = 0;
    double slowest_s = 0;
    for (int k = 0; k < 90 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 5 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-4, 10));
        const double radius_m = random.log_uniform(50, 2500e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(5), 0.3, random.coin(), random.kind());
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 5; ++j) {
            LatLon place{};
            if (j == 0) place = random.place();
            else if (j == 1) place = direct(edge_of(ring, 0).at(random.uniform(0, 1)), random.uniform(0, 360), random.log_uniform(1e-6, radius_m));
            else place = direct(centre, random.uniform(0, 360), radius_m * random.log_uniform(1e-3, 5));
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, place.lat_deg, place.lon_deg);
            const auto begin = std::chrono::steady_clock::now();
            const NearestEdge nearest = zone.nearest_edge(place);
            slowest_s = std::max(slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
            std::vector<double> distances;
            for (std::size_t i = 0; i < ring.vertices.size(); ++i) distances.push_back(sampled_distance_m(edge_of(ring, i), place, 150));
            const double expected_m = *std::min_element(distances.begin(), distances.end());
            ++places;
            CHECK_THAT(nearest.distance.value(), WithinAbs(expected_m, 1e-6));
            worst_m = std::max(worst_m, std::abs(nearest.distance.value() - expected_m));
            // the edge it names is as near, and the place it names lies on it
            REQUIRE(nearest.part == 0);
            REQUIRE(nearest.ring == 0);
            REQUIRE(nearest.vertex >= 0);
            REQUIRE(nearest.vertex < static_cast<int>(ring.vertices.size()));
            CHECK_THAT(distances[static_cast<std::size_t>(nearest.vertex)], WithinAbs(expected_m, 1e-6));
            CHECK_THAT(airspace_tests::distance_m(place, nearest.at), WithinAbs(nearest.distance.value(), 1e-7));
            const double off_m = sampled_distance_m(edge_of(ring, static_cast<std::size_t>(nearest.vertex)), nearest.at, 150);
            CHECK(off_m < 1e-6);
            off_edge_m = std::max(off_edge_m, off_m);
            // the sign of depth
            const double depth_m = zone.depth(place).value();
            CHECK(std::abs(depth_m) == nearest.distance.value());
            if (nearest.distance.value() > 1e-6) CHECK((depth_m > 0) == (zone.contains(place) == Containment::inside));
        }
    }
    std::printf("differential/distance: %d places, distance within %.3g m, nearest point within %.3g m of its edge, slowest %.3g ms\n", places, worst_m, off_edge_m, 1e3 * slowest_s);
    CHECK(places > 300);
}

TEST_CASE("nearest place on an edge beside which the place was put")
{
    // from a point of the edge at right angles: the foot of the perpendicular, while it is nearer than any bend
    Random random("differential/distance feet", 72);
    double worst_m = 0;
    double worst_foot_m = 0;
    int places = 0;
    for (int k = 0; k < 1500 * airspace_tests::test_scale(); ++k) {
        const EdgeKind kind = random.kind();
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(1e3, 1000e3);
        const RingSpec ring = star(random, centre, radius_m, 4, 0.7, false, kind);
        if (!validate(zone_of(ring)).empty()) continue;
        const Zone zone(zone_of(ring));
        const std::size_t i = static_cast<std::size_t>(random.below(4));
        const OtherEdge edge = edge_of(ring, i);
        const double u = random.uniform(0.2, 0.8);
        const LatLon foot = edge.at(u);
        const double aside_m = random.log_uniform(1e-4, 0.02 * radius_m);
        const LatLon place = direct(foot, edge.azimuth_deg(u) - 90, aside_m);
        const NearestEdge nearest = zone.nearest_edge(place);
        CAPTURE(k, to_string(kind), centre.lat_deg, centre.lon_deg, radius_m, aside_m);
        ++places;
        // the azimuth by differences is good to 1e-7: the foot moves by that share of the distance
        CHECK_THAT(nearest.distance.value(), WithinAbs(aside_m, 1e-7 + 1e-12 * aside_m));
        CHECK(airspace_tests::distance_m(nearest.at, foot) < 1e-6 + 1e-6 * aside_m);
        CHECK(nearest.vertex == static_cast<int>(i));
        worst_m = std::max(worst_m, std::abs(nearest.distance.value() - aside_m));
        worst_foot_m = std::max(worst_foot_m, airspace_tests::distance_m(nearest.at, foot));
    }
    std::printf("differential/distance: %d feet of perpendiculars, distance within %.3g m, foot within %.3g m\n", places, worst_m, worst_foot_m);
    CHECK(places > 1000);
}

TEST_CASE("closed forms: parallels, meridians, poles, vertices")
{
    for (const EdgeKind kind : {EdgeKind::rhumb, EdgeKind::lonlat}) {
        const Zone cap(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, 270}}, kind));
        for (const double lat : {90.0, 89.999999999, 89.9, 88.0, 85.0, 80.0, 79.0, 0.0, -45.0, -90.0})
            for (const double lon : {0.0, 33.0, -120.0}) {
                CAPTURE(to_string(kind), lat, lon);
                const double expected_m = airspace_tests::distance_m({80, lon}, {lat, lon});
                CHECK_THAT(std::abs(cap.depth(LatLon{lat, lon}).value()), WithinAbs(expected_m, 1e-7));
                CHECK((cap.depth(LatLon{lat, lon}).value() > 0) == (lat > 80));
            }
        // beyond the end of a parallel the end is nearest
        const Zone box(zone_of({{50, 0}, {50, 5}, {51, 5}, {51, 0}}, kind));
        CHECK_THAT(-box.depth(LatLon{49, -3}).value(), WithinAbs(airspace_tests::distance_m({49, -3}, {50, 0}), 1e-7));
        CHECK_THAT(-box.depth(LatLon{49, 8}).value(), WithinAbs(airspace_tests::distance_m({49, 8}, {50, 5}), 1e-7));
        // on vertices and edges
        for (const LatLon place : {LatLon{50, 0}, LatLon{51, 5}, LatLon{50, 2.2}, LatLon{51, 4.9}}) CHECK(std::abs(box.depth(place).value()) < 2e-8);
    }
    // the equator is as far from the pole everywhere
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        RingSpec ring = airspace_tests::ring_of({{0, 0}, {0, 90}, {0, 180}, {0, 270}}, kind);
        ring.inside = RingSide::left;
        const Zone half(zone_of(ring));
        for (const double lat : {90.0, 89.0, 60.0, 1.0})
            CHECK_THAT(half.depth(LatLon{lat, 77}).value(), WithinAbs(airspace_tests::distance_m({0, 77}, {lat, 77}), 1e-7));
    }
    // a vertex at the pole, and an edge over it
    const Zone wedge(zone_of({{70, 0}, {70, 20}, {90, 5}}, EdgeKind::rhumb));
    CHECK_THAT(std::abs(wedge.depth(LatLon{90, 123}).value()), WithinAbs(0, 1e-8));
    CHECK_THAT(-wedge.depth(LatLon{89, 190}).value(), WithinAbs(airspace_tests::distance_m({89, 0}, {90, 0}), 1e-7));
    const Zone over(zone_of({{80, 0}, {80, 180}, {70, 90}}, EdgeKind::geodesic));
    CHECK_THAT(-over.depth(LatLon{88, -90}).value(), WithinAbs(airspace_tests::distance_m({88, 0}, {90, 0}), 1e-7));
}

TEST_CASE("places from which a curved edge is nearly equally far everywhere are answered in time")
{
    // the evolutes: near the pole for parallels and what is almost one, at a quarter of the Earth for geodesics
    struct Case {
        std::vector<LatLon> ring;
        EdgeKind kind;
        LatLon place;
    };
    std::vector<Case> cases;
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        for (const double lat : {90.0, 89.9999999, 89.99, 85.0}) cases.push_back({{{80, 0}, {80, 90}, {80, 180}, {80, 270}}, kind, {lat, 40}});
        for (const double slope : {1e-8, 1e-6, 1e-3}) cases.push_back({{{80, 0}, {80 + slope, 90}, {80, 180}, {80 + slope, 270}}, kind, {90, 0}});
        cases.push_back({{{60, 0}, {60.00001, 90}, {60, 180}, {60.00002, 270}}, kind, {89.9999, 10}});
        cases.push_back({{{1e-7, 0}, {0, 90}, {-1e-7, 180}, {-2e-7, 270}}, kind, {89.99999, 10}});
        cases.push_back({{{10, 0}, {-10, 90}, {10, 180}, {-12, 270}}, kind, {80, 45}});
        cases.push_back({{{50, 0}, {50, 5}, {55, 5}}, kind, {-50.01, 182}});  // almost opposite
    }
    double slowest_s = 0;
    for (const Case& c : cases) {
        const Zone zone(zone_of(c.ring, c.kind));
        const auto begin = std::chrono::steady_clock::now();
        const double depth_m = std::abs(zone.depth(c.place).value());
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        slowest_s = std::max(slowest_s, seconds);
        double expected_m = 1e9;
        for (std::size_t i = 0; i < c.ring.size(); ++i) {
            const std::size_t next = (i + 1) % c.ring.size();
            if (std::abs(std::remainder(c.ring[next].lon_deg - c.ring[i].lon_deg, 360)) == 180) continue;
            expected_m = std::min(expected_m, sampled_distance_m(OtherEdge(c.ring[i], c.ring[next], c.kind), c.place, 300));
        }
        CAPTURE(to_string(c.kind), c.ring[0].lat_deg, c.ring[1].lat_deg, c.place.lat_deg, seconds);
        CHECK_THAT(depth_m, WithinAbs(expected_m, 1e-6));
        CHECK(seconds < 5.0);  // typically milliseconds; the bound is for slow and busy machines
    }
    std::printf("differential/distance: %zu places near evolutes, the slowest took %.3g ms\n", cases.size(), 1e3 * slowest_s);
}

TEST_CASE("holes and parts count as edges, and are named")
{
    ZoneSpec spec = zone_of(airspace_tests::ring_of({{0, 0}, {0, 10}, {10, 10}, {10, 0}}, EdgeKind::lonlat),
                            {airspace_tests::ring_of({{4, 4}, {4, 6}, {6, 6}, {6, 4}}, EdgeKind::lonlat)});
    spec.parts.push_back({airspace_tests::ring_of({{0, 20}, {0, 21}, {1, 21}, {1, 20}}, EdgeKind::lonlat), {}});
    const Zone zone(spec);
    const NearestEdge hole = zone.nearest_edge({5, 3.5});
    CHECK(hole.part == 0);
    CHECK(hole.ring == 1);
    CHECK(hole.vertex == 3);
    CHECK_THAT(zone.depth(LatLon{5, 3.5}).value(), WithinAbs(airspace_tests::distance_m({5, 3.5}, {5, 4}), 30));
    CHECK(zone.depth(LatLon{5, 3.5}).value() > 0);
    CHECK(zone.depth(LatLon{5, 4.5}).value() < 0);  // in the hole: outside
    const NearestEdge part = zone.nearest_edge({0.5, 19.9});
    CHECK(part.part == 1);
    CHECK(part.ring == 0);
    CHECK(part.vertex == 3);
}
