// SPDX-License-Identifier: MIT
// What is promised of queries with heights: no allocation (counted), noexcept where the callback is; and what a leg
// costs, counted in looks at the terrain.
#include <picket/airspace/geoid.hpp>
#include <picket/airspace/height_presence.hpp>
#include <picket/airspace/pressure.hpp>
#include <picket/airspace/terrain.hpp>

#include <support/airspace.hpp>
#include <support/allocation_count.hpp>
#include <support/heights.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;

namespace {

long looks = 0;

/// A terrain that counts.
struct CountedTerrain {
    TerrainGrid grid;
    HeightEstimate ground(LatLon at) const noexcept { return grid.ground(at); }
    SurfaceBounds ground_bounds(const GeoBox& box) const noexcept
    {
        ++looks;
        return grid.ground_bounds(box);
    }
    VerticalDatum datum() const noexcept { return grid.datum(); }
};

}  // namespace

TEST_CASE("conversions and presence with heights allocate nothing")
{
    Random random("unit/height_presence_no_allocation", 451);
    constexpr VerticalDatum datums[] = {VerticalDatum::wgs84, VerticalDatum::amsl, VerticalDatum::agl,
                                        VerticalDatum::pressure_std};
    long crossed = 0;
    for (int k = 0; k < 60; ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const Heights heights(GeoidGrid("random", airspace_tests::random_raster(random, centre, 2, 20, 0), Metres{1}),
                              TerrainMosaic({TerrainGrid(airspace_tests::random_raster(random, centre, 0.1, 300, 1)),
                                             TerrainGrid(airspace_tests::random_raster(random, centre, 1, 300, 0))}),
                              QnhPressure({.qnh_hpa = 1003, .temperature_deviation_k = -7}));
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{centre, Metres{10e3}};
        spec.altitude = {AltitudeLimit::at({Metres{random.uniform(0, 500)}, datums[random.below(4)]}),
                         AltitudeLimit::at({Metres{random.uniform(500, 2000)}, datums[random.below(4)]})};
        const Zone zone(spec);
        const Leg leg{{0,
                       direct(centre, random.uniform(0, 360), 12e3),
                       {Metres{random.uniform(0, 2000)}, datums[random.below(4)]}},
                      {100,
                       direct(centre, random.uniform(0, 360), 12e3),
                       {Metres{random.uniform(0, 2000)}, datums[random.below(4)]}}};
        const auto count = [&](const PresenceInterval&) noexcept { ++crossed; };
        static_assert(noexcept(for_each_presence(zone, leg, heights, count)));
        const long before = allocation_count();
        for_each_presence(zone, leg, heights, count);
        static_cast<void>(heights.contains(zone, {centre, leg.from.altitude}, 5));
        static_cast<void>(heights.to_datum(leg.from.altitude, centre, 5, VerticalDatum::agl));
        CHECK(allocation_count() == before);
    }
    CHECK(crossed > 20);
}

TEST_CASE("what a leg costs: looks at the terrain")
{
    Random random("unit/height_presence_no_allocation cost", 452);
    long crossings = 0;
    long crossing_looks = 0;
    long most = 0;
    long clear_legs = 0;
    long clear_looks = 0;
    for (int k = 0; k < 2000; ++k) {
        const LatLon centre{random.uniform(-60, 60), random.uniform(-180, 180)};
        const RasterSpec raster = airspace_tests::random_raster(random, centre, 0.3, 300, 0);
        const Heights heights(NoModel{}, CountedTerrain{TerrainGrid(raster, {VerticalDatum::amsl, Metres{0}})});
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{centre, Metres{100e3}};
        spec.altitude.upper = AltitudeLimit::at({Metres{120}, VerticalDatum::agl});
        const Zone zone(spec);
        const double above_m = k % 2 == 0 ? 3000 : random.uniform(0, 240);
        const double height_m = airspace_tests::surface_m(raster, centre) + above_m;
        const Leg leg{{0, centre, {Metres{height_m}, VerticalDatum::amsl}},
                      {30,
                       direct(centre, random.uniform(0, 360), 5000),
                       {Metres{height_m + random.uniform(-50, 50)}, VerticalDatum::amsl}}};
        looks = 0;
        int changes = 0;
        for_each_presence(zone, leg, heights, [&](const PresenceInterval& stay) noexcept {
            changes += (stay.entry_s > 0) + (stay.exit_s < 30);
        });
        if (k % 2 == 0) {
            ++clear_legs;
            clear_looks += looks;
            continue;
        }
        crossings += changes;
        if (changes > 0) crossing_looks += looks;
        most = std::max(most, looks);
    }
    std::printf(
        "unit/height_presence_no_allocation: %.2f looks for a leg that is clear, %.1f for each crossing, at most %ld "
        "for a leg\n",
        static_cast<double>(clear_looks) / static_cast<double>(clear_legs),
        static_cast<double>(crossing_looks) / static_cast<double>(crossings), most);
    CHECK(crossings > 300);
    CHECK(clear_looks >= clear_legs);
    CHECK(clear_looks <= 2 * clear_legs);
    CHECK(crossing_looks < 60 * crossings);
    CHECK(most < 2000);
}

TEST_CASE("flown along a limit, and along the edge of what is known: no more than a look for each millisecond")
{
    // a plane slope, flown parallel to it exactly at the ceiling; exactly along the edge of a raster
    RasterSpec slope{54, 18, 0.01, 0.01, 101, 101, {}};
    for (int j = 0; j < 101; ++j)
        for (int i = 0; i < 101; ++i) slope.heights_m.push_back(static_cast<float>(8 * i));
    const Heights heights(NoModel{}, CountedTerrain{TerrainGrid(slope, {VerticalDatum::amsl, Metres{0}})});
    ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
    spec.parts[0].exterior.circle = CircleSpec{{54.5, 18.5}, Metres{200e3}};
    spec.altitude.upper = AltitudeLimit::at({Metres{100}, VerticalDatum::agl});
    const Zone zone(spec);
    const auto fly = [&](LatLon from, LatLon to, double from_m, double to_m) {
        looks = 0;
        long stays = 0;
        for_each_presence(zone,
                          {{0, from, {Metres{from_m}, VerticalDatum::amsl}},
                           {100, to, {Metres{to_m}, VerticalDatum::amsl}},
                           LegKind::rhumb},
                          heights, [&](const PresenceInterval&) noexcept { ++stays; });
        std::printf("unit/height_presence_no_allocation: along a limit %ld looks, %ld stays\n", looks, stays);
        CHECK(looks < 100000);
        return stays;
    };
    // here rounding, 1e-13 m, decides, and every answer is right to that
    CHECK(fly({54.205, 18.2}, {54.205, 18.4}, 100 + 160, 100 + 320) < 1000);
    CHECK(fly({54.0, 18.2}, {54.0, 18.4}, 100, 500) == 1);
    CHECK(fly({55.0, 18.2}, {55.0, 18.4}, 100, 500) == 1);
    CHECK(fly({54.2, 18.0}, {54.4, 18.0}, 50, 50) == 1);
    CHECK(looks < 10);
}
