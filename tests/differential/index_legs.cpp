// SPDX-License-Identifier: MIT
// Legs through the index against presence() of every zone: the same zones, the same intervals, to the bit.
#include <picket/airspace/airspace_index.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::Containment;
using picket::Leg;
using picket::LegKind;
using picket::PresenceInterval;
using picket::Zone;

namespace {

std::vector<Zone> zones_about(Random& random, LatLon around, double radius_m, int count)
{
    std::vector<Zone> zones;
    while (static_cast<int>(zones.size()) < count) {
        const LatLon centre = direct(around, random.uniform(-180.0, 180.0), radius_m * random.uniform(0.0, 1.5));
        ZoneSpec spec;
        spec.id = std::to_string(zones.size());
        picket::PartSpec part;
        if (random.below(3) == 0) {
            part.exterior.circle = picket::CircleSpec{centre, picket::Metres{radius_m * random.uniform(0.1, 0.8)}};
        } else {
            const int n = 3 + random.below(9);
            for (int i = 0; i < n; ++i)
                part.exterior.vertices.push_back(
                    {direct(centre, -360.0 / n * (i + random.uniform(0.05, 0.95)), radius_m * random.uniform(0.3, 0.8)), random.kind()});
        }
        spec.parts.push_back(part);
        if (random.coin()) spec.altitude.lower = picket::AltitudeLimit::at({picket::Metres{random.uniform(0, 3000)}, picket::VerticalDatum::amsl});
        if (random.coin()) spec.altitude.upper = picket::AltitudeLimit::at({picket::Metres{random.uniform(3000, 6000)}, picket::VerticalDatum::amsl});
        if (random.below(3) == 0) spec.windows = {{random.uniform(0, 50), random.uniform(51, 100)}};
        if (picket::validate(spec).empty()) zones.emplace_back(spec);
    }
    return zones;
}

struct Tally {
    long long legs = 0, met = 0, intervals = 0, wrong = 0;
};

void compare(const std::vector<Zone>& zones, const AirspaceIndex& index, const Leg& leg, Tally& tally)
{
    ++tally.legs;
    std::map<std::size_t, std::vector<PresenceInterval>> mine;
    index.for_each_presence(leg, zones, [&](std::size_t zone, const PresenceInterval& stay) { mine[zone].push_back(stay); });
    std::map<std::size_t, Containment> met;
    index.query(leg, zones, [&](std::size_t zone, Containment answer) {
        if (!met.emplace(zone, answer).second) ++tally.wrong;  // told twice
    });
    for (std::size_t z = 0; z < zones.size(); ++z) {
        const std::vector<PresenceInterval> exact = picket::presence(zones[z], leg);
        const auto found = mine.find(z);
        const std::size_t n = found == mine.end() ? 0 : found->second.size();
        bool same = n == exact.size();
        Containment answer = Containment::outside;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            if (answer != Containment::inside) answer = exact[i].answer;
            same = same && found->second[i].entry_s == exact[i].entry_s && found->second[i].exit_s == exact[i].exit_s &&
                   found->second[i].answer == exact[i].answer;
        }
        tally.intervals += static_cast<long long>(exact.size());
        const auto it = met.find(z);
        const bool same_met = answer == Containment::outside ? it == met.end() : it != met.end() && it->second == answer;
        tally.met += answer != Containment::outside;
        if (same && same_met) continue;
        if (++tally.wrong <= 5)
            std::printf("zone %zu: exact %zu intervals (%d), index %zu (%d); leg %.9f %.9f to %.9f %.9f\n", z, exact.size(), static_cast<int>(answer), n,
                        it == met.end() ? 0 : static_cast<int>(it->second), leg.from.at.lat_deg, leg.from.at.lon_deg, leg.to.at.lat_deg, leg.to.at.lon_deg);
    }
}

void run(const char* what, Random& random, double lat_low, double lat_high, double radius_low_m, double radius_high_m, int sets, int legs)
{
    Tally tally;
    for (int s = 0; s < sets; ++s) {
        const LatLon around{random.uniform(lat_low, lat_high), random.below(3) == 0 ? random.uniform(179.0, 181.0) : random.uniform(-180.0, 180.0)};
        const double radius_m = random.log_uniform(radius_low_m, radius_high_m);
        const std::vector<Zone> zones = zones_about(random, around, radius_m, 8);
        const AirspaceIndex index(zones, {random.coin() ? 16U : 4U});
        for (int i = 0; i < legs; ++i) {
            // from near an edge, so that grazes and touches are common
            const Zone& zone = zones[static_cast<std::size_t>(random.below(8))];
            const auto curves = zone.boundary().curves();
            const auto& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
            const LatLon on = picket::detail::CurvePath(curve).at(random.uniform(0.0, 1.0));
            const LatLon from = direct(on, random.uniform(-180.0, 180.0), random.log_uniform(0.01, 2.0 * radius_m));
            const LatLon to = random.below(10) == 0 ? from : direct(from, random.uniform(-180.0, 180.0), random.log_uniform(1.0, 2.0 * radius_m));
            Leg leg{{10.0, from, {picket::Metres{random.uniform(-100, 7000)}, picket::VerticalDatum::amsl}},
                    {22.0 + random.uniform(0, 60), to, {picket::Metres{random.uniform(-100, 7000)}, picket::VerticalDatum::amsl}}};
            if (random.coin()) leg.to.altitude = leg.from.altitude;
            if (random.below(20) == 0) leg.to.altitude.value = picket::Metres{std::nan("")};
            if (random.below(4) == 0) leg.kind = LegKind::rhumb;
            compare(zones, index, leg, tally);
        }
    }
    std::printf("%s: %lld legs, %lld zones met, %lld intervals, %lld wrong\n", what, tally.legs, tally.met, tally.intervals, tally.wrong);
    CHECK(tally.wrong == 0);
    CHECK(tally.met > 0);
}

}  // namespace

TEST_CASE("legs through the index are the zones' own", "[index][legs]")
{
    Random random("index legs", 23);
    run("legs, 1 to 20 km", random, -79.0, 79.0, 1e3, 20e3, 12 * test_scale(), 250);
    run("legs, 20 to 500 km", random, -75.0, 75.0, 20e3, 500e3, 6 * test_scale(), 150);
    run("legs about 80 degrees and the poles", random, 78.0, 90.0, 1e3, 300e3, 6 * test_scale(), 150);
    run("legs about the south pole", random, -90.0, -78.0, 1e3, 300e3, 4 * test_scale(), 150);
}

TEST_CASE("rhumb legs close to a pole, where they bend without bound", "[index][legs]")
{
    // small zones beside legs: a chord that leaves the leg misses them (curvature was once taken at 89.9 degrees)
    Random random("index legs, rhumb near the pole", 37);
    Tally tally;
    for (int s = 0; s < 60; ++s) {
        const double side = random.coin() ? 1.0 : -1.0;
        const double away = random.log_uniform(0.0005, 0.5);
        const LatLon from{side * (90.0 - away), random.uniform(-180.0, 180.0)};
        const LatLon to{side * (90.0 - away * random.uniform(0.5, 2.0)), from.lon_deg + random.uniform(20.0, 170.0)};
        const picket::detail::LegPath path(from, to, LegKind::rhumb);
        std::vector<Zone> zones;
        for (int i = 0; i < 12; ++i) {
            const LatLon on = path.at(path.length_m() * random.uniform(0.05, 0.95));
            const double radius_m = random.log_uniform(2.0, 50.0);
            ZoneSpec spec;
            spec.id = std::to_string(i);
            picket::PartSpec part;
            part.exterior.circle = picket::CircleSpec{direct(on, random.uniform(-180.0, 180.0), radius_m * random.uniform(0.5, 1.4)), picket::Metres{radius_m}};
            spec.parts.push_back(part);
            zones.emplace_back(spec);
        }
        const AirspaceIndex index(zones, {4U << random.below(3)});
        Leg leg{{0.0, from}, {12.0, to}};
        leg.kind = LegKind::rhumb;
        compare(zones, index, leg, tally);
    }
    std::printf("rhumb legs near the pole: %lld met, %lld wrong\n", tally.met, tally.wrong);
    CHECK(tally.wrong == 0);
    CHECK(tally.met > 100);
}

TEST_CASE("legs past a ring of thousands of vertices in a cell", "[index][legs]")
{
    Random random("index legs, long chains", 29);
    const LatLon centre{47.0, 8.0};
    ZoneSpec spec;
    spec.id = "coast";
    picket::PartSpec part;
    for (int i = 0; i < 8000; ++i) part.exterior.vertices.push_back({direct(centre, -360.0 * i / 8000, random.uniform(9.5e3, 10.5e3))});
    spec.parts.push_back(part);
    const std::vector<Zone> zones{Zone(spec)};
    const AirspaceIndex index(zones, {4});
    Tally tally;
    for (int i = 0; i < 400; ++i) {
        const LatLon from = direct(centre, random.uniform(-180.0, 180.0), random.uniform(5e3, 14e3));
        const LatLon to = direct(from, random.uniform(-180.0, 180.0), random.log_uniform(10.0, 10e3));
        compare(zones, index, {{0.0, from}, {12.0, to}}, tally);
    }
    std::printf("legs past long chains: %lld met, %lld wrong\n", tally.met, tally.wrong);
    CHECK(tally.wrong == 0);
    CHECK(tally.met > 100);
}

TEST_CASE("more zones than fit at once are all told, each once", "[index][legs]")
{
    std::vector<Zone> zones;
    for (int i = 0; i < 1000; ++i) {
        ZoneSpec spec;
        spec.id = std::to_string(i);
        picket::PartSpec part;
        part.exterior.circle = picket::CircleSpec{{50.0, 5.0}, picket::Metres{20e3 + 10.0 * i}};
        spec.parts.push_back(part);
        zones.emplace_back(spec);
    }
    const AirspaceIndex index(zones);
    std::vector<int> told(zones.size(), 0);
    const Leg leg{{0.0, {50.0, 5.0}}, {12.0, {50.01, 5.05}}};
    index.query(leg, zones, [&](std::size_t zone, Containment) { ++told[zone]; });
    CHECK(std::count(told.begin(), told.end(), 1) == 1000);
}
