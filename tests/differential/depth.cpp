// SPDX-License-Identifier: MIT
// The greatest depth of a stay against dense samples, with the margin that a moving point's speed allows.
#include <picket/airspace/incident.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {

/// Position of a track at a time, by GeographicLib alone.
LatLon place_at(const std::vector<TrackPoint>& track, double t)
{
    std::size_t i = 0;
    while (i + 2 < track.size() && t > track[i + 1].time_s) ++i;
    const TrackPoint& a = track[i];
    const TrackPoint& b = track[i + 1];
    const GeographicLib::GeodesicLine line = GeographicLib::Geodesic::WGS84().InverseLine(a.at.lat_deg, a.at.lon_deg, b.at.lat_deg, b.at.lon_deg);
    LatLon place{};
    line.Position(line.Distance() * std::clamp((t - a.time_s) / (b.time_s - a.time_s), 0.0, 1.0), place.lat_deg, place.lon_deg);
    return place;
}

double tolerance_m(double depth_m) { return std::max(0.01, 1e-6 * depth_m); }

struct Tally {
    long stays = 0;
    long evaluations = 0;
    double worst_share = 0;  ///< of the tolerance, by which a sample was deeper
    double slowest_s = 0;
};

/// The depth an incident claims: attained where and when it says, and exceeded by no sample.
void check_depth(const Zone& zone, const std::vector<TrackPoint>& track, const Incident& incident, int samples, Tally& tally)
{
    const double claimed_m = incident.max_depth.value();
    REQUIRE(incident.max_depth_s >= incident.entry_s - 1e-6);
    REQUIRE(incident.max_depth_s <= incident.exit_s + 1e-6);
    CHECK(airspace_tests::distance_m(place_at(track, incident.max_depth_s), incident.max_depth_at) < 1e-3);
    CHECK(std::abs(std::abs(zone.depth(incident.max_depth_at).value()) - claimed_m) < 1e-6);

    double deepest_m = 0;
    double deepest_s = incident.entry_s;
    const auto sample = [&](double t) {
        ++tally.evaluations;
        const double depth_m = zone.depth(place_at(track, t)).value();
        if (depth_m > deepest_m) {
            deepest_m = depth_m;
            deepest_s = t;
        }
        return depth_m;
    };
    const double step_s = (incident.exit_s - incident.entry_s) / samples;
    for (int i = 0; i <= samples; ++i) sample(incident.entry_s + step_s * i);
    // about the deepest sample, closer
    for (double width = step_s; width > 1e-9 * (incident.exit_s - incident.entry_s); width *= 0.5) {
        const double middle = deepest_s;
        for (const double t : {middle - width, middle + width})
            if (t >= incident.entry_s && t <= incident.exit_s) sample(t);
    }
    ++tally.stays;
    tally.worst_share = std::max(tally.worst_share, (deepest_m - claimed_m) / tolerance_m(deepest_m));
    CHECK(claimed_m >= deepest_m - tolerance_m(deepest_m));
}

}  // namespace

TEST_CASE("greatest depth against dense samples")
{
    Random random("differential/depth", 81);
    Tally tally;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 6 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-3, 10));
        const double radius_m = random.log_uniform(20, 2000e3);
        const ZoneSpec spec = zone_of(star(random, centre, radius_m, 3 + random.below(9), 0.3, true, EdgeKind::geodesic));
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 3; ++j) {
            std::vector<TrackPoint> track;
            const int plots = 2 + random.below(4);
            for (int i = 0; i < plots; ++i) track.push_back({100.0 * i, direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.2))});
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, plots);
            const auto begin = std::chrono::steady_clock::now();
            const auto found = incidents(zone, track);
            tally.slowest_s = std::max(tally.slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
            for (const Incident& incident : found) {
                CAPTURE(incident.entry_s, incident.exit_s, incident.max_depth.value(), incident.max_depth_s);
                check_depth(zone, track, incident, 120, tally);
            }
        }
    }
    std::printf("differential/depth: %ld stays, %ld samples; a sample was deeper by at most %.3g of the tolerance; slowest track %.3g ms\n", tally.stays, tally.evaluations, tally.worst_share, 1e3 * tally.slowest_s);
    CHECK(tally.stays > 80);
}

TEST_CASE("depth where bounds are hardest: along edges, along ridges, round curved edges, over poles")
{
    Random random("differential/depth hard", 82);
    Tally tally;
    const auto fly = [&](const Zone& zone, const std::vector<TrackPoint>& track) {
        const auto begin = std::chrono::steady_clock::now();
        const auto found = incidents(zone, track);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        tally.slowest_s = std::max(tally.slowest_s, seconds);
        REQUIRE_FALSE(found.empty());
        for (const Incident& incident : found) check_depth(zone, track, incident, 200, tally);
        CHECK(seconds < 10.0);  // milliseconds as a rule; the bound is for slow and busy machines
    };
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        CAPTURE(to_string(kind));
        const Zone box(zone_of({{60, 0}, {60, 20}, {70, 20}, {70, 0}}, kind));
        // beside the curved southern edge; along the middle, where two edges are equally near; the diagonal
        fly(box, {{0, {60.5, 1}}, {3000, {60.5, 19}}});
        fly(box, {{0, {65, 1}}, {3000, {65, 19}}});
        fly(box, {{0, {60.1, 0.1}}, {3000, {69.9, 19.9}}});
        fly(box, {{0, {61, 10}}, {3000, {69, 10}}});
        // a strip 1,000 km long and 2 km wide
        const Zone strip(zone_of({{60, 0}, {60, 18}, {60.018, 18}, {60.018, 0}}, kind));
        const airspace_tests::OtherEdge south({60, 0}, {60, 18}, kind);
        std::vector<TrackPoint> along;
        for (int i = 0; i <= 40; ++i) along.push_back({100.0 * i, direct(south.at(0.02 + 0.024 * i), 0, 1000)});
        fly(strip, along);
        // a cap: over the pole, past it, and round it
        const Zone cap(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, 270}}, kind));
        fly(cap, {{0, {81, 10}}, {1000, {81, 190}}});
        fly(cap, {{0, {83, 10}}, {1000, {83, 170}}});
        fly(cap, {{0, {89.99, 10}}, {1000, {89.99, 100}}});
        std::vector<TrackPoint> round;
        for (int i = 0; i <= 36; ++i) round.push_back({100.0 * i, {85, 10.0 * i}});
        fly(cap, round);
        // half the northern hemisphere
        RingSpec ring = airspace_tests::ring_of({{10, 0}, {10, 90}, {10, 180}, {10, 270}}, kind);
        fly(Zone(zone_of(ring)), {{0, {45, 10}}, {20000, {50, 160}}});
    }
    std::printf("differential/depth: %ld hard stays; a sample was deeper by at most %.3g of the tolerance; slowest track %.3g ms\n", tally.stays, tally.worst_share, 1e3 * tally.slowest_s);
}

TEST_CASE("plots every second over a real-sized zone: one incident, its depth the deepest of all legs")
{
    Random random("differential/depth long track", 83);
    const LatLon centre{54, 20};
    const Zone zone(zone_of(star(random, centre, 80e3, 40, 0.8, false, EdgeKind::geodesic)));
    std::vector<TrackPoint> track;
    for (int i = 0; i < 1500; ++i)
        track.push_back({1.758e9 + i, direct(centre, 0.3 * i, 120e3 * std::abs(std::cos(0.0031 * i)))});
    const auto begin = std::chrono::steady_clock::now();
    const auto found = incidents(zone, track);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    REQUIRE_FALSE(found.empty());
    for (const Incident& incident : found) {
        double deepest_m = 0;
        for (const TrackPoint& plot : track)
            if (plot.time_s >= incident.entry_s && plot.time_s <= incident.exit_s) deepest_m = std::max(deepest_m, zone.depth(plot.at).value());
        CHECK(incident.max_depth.value() >= deepest_m - tolerance_m(deepest_m));
        CHECK(incident.max_depth.value() <= deepest_m + 2000);  // two plots are at most 4 km apart
        CHECK(std::abs(zone.depth(incident.max_depth_at).value() - incident.max_depth.value()) < 1e-6);
    }
    std::printf("differential/depth: %zu stays over %zu plots in %.3g ms\n", found.size(), track.size(), 1e3 * seconds);
}
