// SPDX-License-Identifier: MIT
// CompiledBoundary against other code: dense samples of the edges refined by golden section with GeographicLib's exact
// geodesics, polar figures for arcs and circles, and Zone::nearest_edge. Every kind of edge, 0.1 m to 3,000 km long,
// everywhere, with places on the boundary, a millimetre from it, and on the other side of the Earth.
#include <picket/airspace/compiled_boundary.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::edge_of;
using airspace_tests::OtherEdge;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {

/// What CompiledBoundary promises [m]: the pieces are off by 0.05 mm, taking the foot of the chord for the nearest
/// place costs 0.1 mm, the distance by formula 0.12 mm, the far search 0.1 mm.
constexpr double promised_m = 5e-4;

/// Nearest distance to a curve in the same way for every kind of edge: samples, then golden section about each that
/// could lead to the least.
template <class At>
double sampled_distance_m(const At& at, double length_m, LatLon place, int samples)
{
    std::vector<double> d;
    for (int i = 0; i <= samples; ++i) d.push_back(distance_m(place, at(static_cast<double>(i) / samples)));
    double best = *std::min_element(d.begin(), d.end());
    const double reach_m = 1.2 * length_m / samples;
    for (int i = 0; i <= samples; ++i) {
        const double left = d[static_cast<std::size_t>(std::max(i - 1, 0))];
        const double right = d[static_cast<std::size_t>(std::min(i + 1, samples))];
        const double here = d[static_cast<std::size_t>(i)];
        if (here > left || here > right || here - reach_m > best) continue;
        double low = static_cast<double>(std::max(i - 1, 0)) / samples;
        double high = static_cast<double>(std::min(i + 1, samples)) / samples;
        constexpr double golden = 0.6180339887498949;
        double u = high - golden * (high - low);
        double v = low + golden * (high - low);
        double at_u = distance_m(place, at(u));
        double at_v = distance_m(place, at(v));
        // until what is left is shorter than 30 um, or hardly changes the distance any more
        for (int step = 0; step < 60 && (high - low) * length_m > 3e-5; ++step) {
            if (at_u < at_v) {
                high = v;
                v = u;
                at_v = at_u;
                u = high - golden * (high - low);
                at_u = distance_m(place, at(u));
            } else {
                low = u;
                u = v;
                at_u = at_v;
                v = low + golden * (high - low);
                at_v = distance_m(place, at(v));
            }
        }
        best = std::min({best, at_u, at_v});
    }
    return best;
}

double sampled_distance_m(const OtherEdge& edge, LatLon place, int samples)
{
    return sampled_distance_m([&](double u) { return edge.at(u); }, edge.length_bound_m(), place, samples);
}

struct Tally {
    int places = 0;
    double worst_m = 0;
    double worst_at_m = 0;
    double off_edge_m = 0;
    double slowest_s = 0;

    void print(const char* what) const
    {
        std::printf("differential/compiled_boundary %s: %d places, distance within %.3g m, place as near to %.3g m, off its edge %.3g m, slowest %.3g ms\n", what, places, worst_m, worst_at_m, off_edge_m, 1e3 * slowest_s);
    }
};

NearestBoundary timed(const CompiledBoundary& boundary, LatLon place, Tally& tally)
{
    const auto begin = std::chrono::steady_clock::now();
    const NearestBoundary nearest = boundary.nearest(place);
    tally.slowest_s = std::max(tally.slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    ++tally.places;
    return nearest;
}

/// What holds for every answer.
void check_answer(const CompiledBoundary& boundary, LatLon place, const NearestBoundary& nearest, double expected_m, Tally& tally)
{
    tally.worst_m = std::max(tally.worst_m, std::abs(nearest.distance.value() - expected_m));
    CHECK(std::abs(nearest.distance.value() - expected_m) < promised_m);
    CHECK(std::abs(boundary.distance(place).value() - expected_m) < promised_m);
    CHECK(std::abs(boundary.distance(place, static_cast<std::size_t>(nearest.zone)).value() - expected_m) < promised_m);
    const double at_m = distance_m(place, nearest.at);
    tally.worst_at_m = std::max(tally.worst_at_m, at_m - expected_m);
    CHECK(at_m - expected_m < 1e-3);
    // the place may lie beside the edge by the error of the piece
    CHECK(at_m - expected_m > -1e-4);
    // 1e-8: the noise of the expected distance
    CHECK(boundary.distance_lower_bound(place).value() <= expected_m + 1e-8);
}

}  // namespace

TEST_CASE("compiled boundary against dense samples of every kind of edge")
{
    Random random("differential/compiled_boundary", 421);
    Tally tally;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 5 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-4, 10));
        if (k % 5 == 1) centre.lon_deg = 180.0 + random.uniform(-0.1, 0.1);
        const double radius_m = random.log_uniform(0.2, 2500e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(5), 0.3, random.coin(), random.kind());
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const CompiledBoundary boundary(zone);
        REQUIRE(boundary.error_bound().value() < 1e-4);
        for (int j = 0; j < 4; ++j) {
            LatLon place{};
            if (j == 0) place = random.place();
            else if (j == 1) place = direct(edge_of(ring, 0).at(random.uniform(0, 1)), random.uniform(0, 360), random.log_uniform(1e-6, radius_m));
            else place = direct(centre, random.uniform(0, 360), std::min(2e7, radius_m * random.log_uniform(1e-3, 5)));
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, place.lat_deg, place.lon_deg);
            const NearestBoundary nearest = timed(boundary, place, tally);
            std::vector<double> distances;
            for (std::size_t i = 0; i < ring.vertices.size(); ++i) distances.push_back(sampled_distance_m(edge_of(ring, i), place, 60));
            const double expected_m = *std::min_element(distances.begin(), distances.end());
            check_answer(boundary, place, nearest, expected_m, tally);
            REQUIRE(nearest.zone == 0);
            REQUIRE(nearest.part == 0);
            REQUIRE(nearest.ring == 0);
            REQUIRE(nearest.vertex >= 0);
            REQUIRE(nearest.vertex < static_cast<int>(ring.vertices.size()));
            // the edge it names is as near, and the place it names lies on it
            CHECK(distances[static_cast<std::size_t>(nearest.vertex)] - expected_m < promised_m);
            const double off_m = sampled_distance_m(edge_of(ring, static_cast<std::size_t>(nearest.vertex)), nearest.at, 60);
            tally.off_edge_m = std::max(tally.off_edge_m, off_m);
            CHECK(off_m < 1e-4);
            if (nearest.distance.value() > promised_m) {
                const double depth_m = zone.depth(place).value();
                CHECK(std::abs(boundary.signed_distance(place, 0, zone).value() - depth_m) < promised_m);
            }
        }
    }
    tally.print("samples");
    CHECK(tally.places > 150);
}

TEST_CASE("compiled boundary against the zone")
{
    // many more places, for the price of an oracle that shares the curves but none of the pieces
    Random random("differential/compiled_boundary zone", 422);
    Tally tally;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 5 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-4, 10));
        const double radius_m = random.log_uniform(0.2, 1500e3);
        RingSpec ring;
        if (k % 4 == 3) ring.circle = CircleSpec{centre, Metres{radius_m}};
        else ring = star(random, centre, radius_m, 3 + random.below(12), 0.4, random.coin(), random.kind());
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const CompiledBoundary boundary(zone);
        for (int j = 0; j < 12; ++j) {
            LatLon place{};
            const double far_m = random.log_uniform(1e-3, 2000e3);
            const LatLon on_edge = ring.circle ? direct(centre, random.uniform(0, 360), radius_m) : edge_of(ring, 0).at(j % 3 == 0 ? 0 : random.uniform(0, 1));
            if (j == 0) place = on_edge;
            else if (j == 1) place = direct(on_edge, random.uniform(0, 360), 1e-3);
            else if (j == 2 && k % 8 == 0) place = {-centre.lat_deg + random.uniform(-0.01, 0.01), centre.lon_deg + 180.0};
            else place = direct(on_edge, random.uniform(0, 360), far_m);
            place.lat_deg = std::clamp(place.lat_deg, -90.0, 90.0);
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, place.lat_deg, place.lon_deg);
            const NearestBoundary nearest = timed(boundary, place, tally);
            check_answer(boundary, place, nearest, zone.nearest_edge(place).distance.value(), tally);
        }
    }
    tally.print("zone");
    CHECK(tally.places > 1500);
}

TEST_CASE("arcs and circles as polar figures")
{
    Random random("differential/compiled_boundary arcs", 423);
    Tally tally;
    for (int k = 0; k < 50 * airspace_tests::test_scale(); ++k) {
        airspace_tests::Sector sector{random.place(), random.uniform(0, 360), random.uniform(5, 355), 0, 0};
        if (k % 6 == 0) sector.centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-6, 1));
        if (k % 12 == 0) sector.centre.lat_deg = random.coin() ? 90 : -90;
        sector.radius_start_m = random.log_uniform(10, 500e3);
        sector.radius_end_m = sector.radius_start_m * (k % 3 == 0 ? random.uniform(0.9, 1.1) : 1.0);
        const RingSpec ring = sector.ring(random.coin());
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const CompiledBoundary boundary{Zone(spec)};
        for (int j = 0; j < 6; ++j) {
            LatLon place = direct(sector.at(sector.sweep_deg * random.uniform(0, 1)), random.uniform(0, 360), random.log_uniform(1e-3, 3 * sector.radius_start_m));
            // at the corners of the arc, where its direction decides
            if (j == 0) place = direct(sector.at(0.0), sector.azimuth_deg + random.uniform(-1e-3, 1e-3), sector.radius_start_m * random.uniform(-0.9, 1));
            CAPTURE(k, j, sector.centre.lat_deg, sector.centre.lon_deg, sector.azimuth_deg, sector.sweep_deg, sector.radius_start_m, sector.radius_end_m, place.lat_deg, place.lon_deg);
            const NearestBoundary nearest = timed(boundary, place, tally);
            double expected_m = airspace_tests::distance_to_arc_m(sector, place, 240);
            for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) expected_m = std::min(expected_m, sampled_distance_m(edge_of(ring, i), place, 20));
            check_answer(boundary, place, nearest, expected_m, tally);
        }
    }
    tally.print("arcs");
    CHECK(tally.places > 150);
}

TEST_CASE("many zones, one zone, and zones within a radius")
{
    Random random("differential/compiled_boundary many", 424);
    std::vector<Zone> zones;
    for (int k = 0; k < 120; ++k) {
        const LatLon centre{random.uniform(40, 60), random.uniform(0, 30)};
        ZoneSpec spec;
        if (k % 3 == 0) {
            RingSpec ring;
            ring.circle = CircleSpec{centre, Metres{random.log_uniform(1e3, 60e3)}};
            spec = zone_of(ring);
        } else {
            spec = zone_of(star(random, centre, random.log_uniform(1e3, 200e3), 4 + random.below(20), 0.6, false, random.kind()));
        }
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    const CompiledBoundary boundary(zones);
    REQUIRE(boundary.zone_count() == zones.size());
    int found_zones = 0;
    double worst_m = 0;
    for (int j = 0; j < 60 * airspace_tests::test_scale(); ++j) {
        const LatLon place = j % 6 == 0 ? random.place() : LatLon{random.uniform(35, 65), random.uniform(-10, 40)};
        const double radius_m = random.log_uniform(1e3, 4000e3);
        CAPTURE(j, place.lat_deg, place.lon_deg, radius_m);
        std::vector<double> expected_m;
        for (std::size_t z = 0; z < zones.size(); ++z) {
            expected_m.push_back(zones[z].nearest_edge(place).distance.value());
            const NearestBoundary one = boundary.nearest(place, z);
            worst_m = std::max(worst_m, std::abs(one.distance.value() - expected_m[z]));
            CHECK(one.zone == static_cast<int>(z));
            CHECK(boundary.distance_lower_bound(place, z).value() <= expected_m[z] + 1e-8);
        }
        std::vector<int> times(zones.size(), 0);
        CHECK(boundary.for_each_within(place, Metres{radius_m}, [&](const NearestBoundary& nearest) {
            const auto z = static_cast<std::size_t>(nearest.zone);
            ++times[z];
            ++found_zones;
            worst_m = std::max(worst_m, std::abs(nearest.distance.value() - expected_m[z]));
        }));
        for (std::size_t z = 0; z < zones.size(); ++z) {
            if (std::abs(expected_m[z] - radius_m) < promised_m) continue;
            CHECK(times[z] == (expected_m[z] < radius_m ? 1 : 0));
        }
        const NearestBoundary nearest = boundary.nearest(place);
        worst_m = std::max(worst_m, std::abs(nearest.distance.value() - *std::min_element(expected_m.begin(), expected_m.end())));
    }
    std::printf("differential/compiled_boundary many: %d zones found within radii, distances within %.3g m\n", found_zones, worst_m);
    CHECK(found_zones > 500);
    CHECK(worst_m < promised_m);
}

TEST_CASE("how tight the lower bound is")
{
    Random random("differential/compiled_boundary lower bound", 425);
    const Zone zone(zone_of(star(random, {52, 19}, 300e3, 1000, 0.99, false, EdgeKind::geodesic)));
    const CompiledBoundary boundary(zone);
    for (const double far_m : {1e3, 10e3, 100e3, 1000e3, 5000e3}) {
        double sum = 0;
        double least = 1;
        constexpr int places = 300;
        for (int j = 0; j < places; ++j) {
            const LatLon place = direct({52, 19}, random.uniform(0, 360), 300e3 + far_m);
            const double bound = boundary.distance_lower_bound(place).value() / boundary.distance(place).value();
            CHECK(bound <= 1.0);
            sum += bound;
            least = std::min(least, bound);
        }
        std::printf("differential/compiled_boundary lower bound: %.0f m away: %.3f of the distance on average, %.3f at least\n", far_m, sum / places, least);
        if (far_m >= 100e3) CHECK(sum / places > 0.8);
    }
}

TEST_CASE("from where all of a boundary is as far")
{
    // the axis of rings that are almost parallels, the centre of spirals, and the places opposite to them: there searches
    // have nothing to go by, and must neither go astray nor take for ever
    Random random("differential/compiled_boundary equally far", 426);
    Tally near;
    Tally far;
    for (int k = 0; k < 12 * airspace_tests::test_scale(); ++k) {
        RingSpec ring;
        LatLon centre{k % 2 == 0 ? 90.0 : -90.0, 0};
        const double radius_m = random.log_uniform(1e3, 3000e3);
        if (k % 4 < 2) {
            const double lat = direct({90, 0}, 0, radius_m).lat_deg * (k % 2 == 0 ? 1 : -1);
            const EdgeKind kind = random.coin() ? EdgeKind::rhumb : EdgeKind::lonlat;
            for (int i = 0; i < 5; ++i) ring.vertices.push_back({{lat + random.uniform(-1e-6, 1e-6), -180 + 72.0 * i}, kind});
        } else {
            centre = random.place();
            const LatLon a = direct(centre, 30, radius_m);
            const LatLon b = direct(centre, 210, radius_m + random.uniform(0.1, 3));
            ring.vertices.push_back({a, EdgeKind::arc_clockwise, centre});
            ring.vertices.push_back({b, EdgeKind::arc_clockwise, centre});
        }
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const CompiledBoundary boundary(zone);
        for (int j = 0; j < 3; ++j) {
            const bool opposite = j == 2;
            LatLon place = opposite ? LatLon{-centre.lat_deg, centre.lon_deg + 180.0} : centre;
            if (j == 1) place = direct(centre, random.uniform(0, 360), random.log_uniform(1e-3, 1e3));
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, place.lat_deg, place.lon_deg, boundary.piece_count());
            Tally& tally = opposite ? far : near;
            const NearestBoundary nearest = timed(boundary, place, tally);
            // not Zone::nearest_edge, which wants to know to the micrometre and takes minutes over it
            double expected_m = std::numeric_limits<double>::infinity();
            for (const detail::Curve& curve : zone.boundary().curves()) {
                const detail::CurvePath path(curve);
                const double length_m = std::max(path.speed_bound_m(0, 0.5), path.speed_bound_m(0.5, 1));
                expected_m = std::min(expected_m, sampled_distance_m([&](double u) { return path.at(u); }, length_m, place, 24));
            }
            const double error_m = std::abs(nearest.distance.value() - expected_m);
            tally.worst_m = std::max(tally.worst_m, error_m);
            // beyond 10,000 km a centimetre is promised
            CHECK(error_m < (opposite ? 1e-2 : promised_m));
        }
    }
    near.print("equally far");
    far.print("equally far, opposite");
    CHECK(near.places > 12);
}
