// SPDX-License-Identifier: MIT
// Rasters of terrain and geoid: the bilinear surface by its definition, bounds by samples, voids, the antimeridian.
#include <picket/airspace/geoid.hpp>
#include <picket/airspace/terrain.hpp>

#include <support/airspace.hpp>
#include <support/heights.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

using namespace picket;
using airspace_tests::Random;
using airspace_tests::random_raster;
using airspace_tests::surface_m;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr float void_m = std::numeric_limits<float>::quiet_NaN();

RasterSpec flat(float height_m)
{
    RasterSpec spec{50, 10, 0.5, 0.5, 3, 5, {}};
    spec.heights_m.assign(15, height_m);
    return spec;
}

/// The world in steps of 10 degrees: 19 rows of 36 columns, round the Earth.
RasterSpec globe()
{
    RasterSpec spec{-90, -180, 10, 10, 19, 36, {}};
    for (int j = 0; j < 19; ++j)
        for (int i = 0; i < 36; ++i) spec.heights_m.push_back(static_cast<float>(100 * j + ((i * 7) % 36)));
    return spec;
}

double height_m(const TerrainGrid& terrain, LatLon at) { return terrain.ground(at).value_m; }

}  // namespace

TEST_CASE("the surface is the bilinear one, wherever the raster lies")
{
    Random random("unit/terrain", 421);
    long known = 0;
    long unknown = 0;
    for (int k = 0; k < 300; ++k) {
        LatLon centre{random.uniform(-89, 89), random.uniform(-180, 180)};
        if (k % 3 == 0) centre.lon_deg = random.coin() ? 180 : -180;
        const double extent_deg = random.log_uniform(0.01, 20);
        const RasterSpec spec = random_raster(random, centre, extent_deg, 500, k % 2 == 0 ? 3 : 0);
        const TerrainGrid terrain(spec, {VerticalDatum::amsl, Metres{7}});
        for (int j = 0; j < 60; ++j) {
            LatLon at{spec.south_deg + extent_deg * random.uniform(-0.1, 1.1),
                      spec.west_deg + extent_deg * random.uniform(-0.1, 1.1) + 360 * (random.below(3) - 1)};
            if (!is_valid(at)) continue;
            const HeightEstimate found = terrain.ground(at);
            const double expected_m = surface_m(spec, at);
            REQUIRE(std::isnan(found.value_m) == std::isnan(expected_m));
            if (std::isnan(expected_m)) {
                ++unknown;
                CHECK(std::isnan(found.error_m));
            } else {
                ++known;
                CHECK(found.error_m == 7);
                // rounding of the longitude, 1e-13 degree, over cells of 3e-4 degree with steps of 1,000 m
                CHECK(std::abs(found.value_m - expected_m) < 1e-5);
            }
        }
    }
    CHECK(known > 5000);
    CHECK(unknown > 2000);
}

TEST_CASE("bounds hold for every place of a box, and say what is known of it")
{
    Random random("unit/terrain bounds", 422);
    int wholes = 0;
    int parts = 0;
    int nones = 0;
    int bends = 0;
    double worst_width = 0;
    for (int k = 0; k < 1500; ++k) {
        LatLon centre{random.uniform(-85, 85), random.uniform(-180, 180)};
        if (k % 3 == 0) centre.lon_deg = 180;
        const double extent_deg = random.log_uniform(0.01, 5);
        const RasterSpec spec = random_raster(random, centre, extent_deg, 500, k % 2 == 0 ? 2 : 0);
        const TerrainGrid terrain(spec);
        const double size_deg = extent_deg * random.log_uniform(1e-3, 1);
        const LatLon corner{std::clamp(spec.south_deg + extent_deg * random.uniform(-0.3, 1.1), -90.0, 90.0),
                            spec.west_deg + extent_deg * random.uniform(-0.3, 1.1) + 360 * (random.below(3) - 1)};
        const GeoBox box{corner.lat_deg, std::min(90.0, corner.lat_deg + size_deg * random.uniform(0, 1)),
                         corner.lon_deg, corner.lon_deg + size_deg * random.uniform(0, 1)};
        const SurfaceBounds bounds = terrain.ground_bounds(box);
        bool any_known = false;
        bool any_unknown = false;
        double least_m = 1e9;
        double greatest_m = -1e9;
        LatLon last{};
        double last_m = std::nan("");
        for (int j = 0; j < 100; ++j) {
            const LatLon at{std::clamp(box.lat_min_deg + (box.lat_max_deg - box.lat_min_deg) * random.uniform(0, 1),
                                       box.lat_min_deg, box.lat_max_deg),
                            box.lon_west_deg + (box.lon_east_deg - box.lon_west_deg) * random.uniform(0, 1)};
            const double h = height_m(terrain, at);
            (std::isnan(h) ? any_unknown : any_known) = true;
            if (!std::isnan(h)) {
                least_m = std::min(least_m, h);
                greatest_m = std::max(greatest_m, h);
                CHECK(h >= bounds.low_m - 1e-9);
                CHECK(h <= bounds.high_m + 1e-9);
                if (!std::isnan(last_m) && std::isfinite(bounds.slope))
                    CHECK(std::abs(h - last_m) <= bounds.slope * airspace_tests::distance_m(last, at) * 1.0001 + 1e-6);
            }
            last = at;
            last_m = h;
        }
        CAPTURE(k, spec.south_deg, spec.west_deg, box.lat_min_deg, box.lat_max_deg, box.lon_west_deg, box.lon_east_deg);
        if (bounds.coverage == Coverage::whole) CHECK(!any_unknown);
        if (bounds.coverage == Coverage::none) CHECK(!any_known);
        wholes += bounds.coverage == Coverage::whole;
        parts += bounds.coverage == Coverage::part;
        nones += bounds.coverage == Coverage::none;
        if (bounds.coverage == Coverage::whole && greatest_m > least_m)
            worst_width = std::max(worst_width, bounds.high_m - bounds.low_m);
        if (bounds.coverage != Coverage::whole || !std::isfinite(bounds.bend_per_m)) continue;
        // within one cell: off a straight line of latitude and longitude by no more than bend x length^2 / 8
        ++bends;
        const auto corner_at = [&](double v, double u) {
            return LatLon{box.lat_min_deg + v * (box.lat_max_deg - box.lat_min_deg),
                          box.lon_west_deg + u * (box.lon_east_deg - box.lon_west_deg)};
        };
        const double off_m = std::abs(height_m(terrain, corner_at(0.5, 0.5)) -
                                      0.5 * (height_m(terrain, corner_at(0, 0)) + height_m(terrain, corner_at(1, 1))));
        const double length_m = airspace_tests::distance_m(corner_at(0, 0), corner_at(1, 1));
        CHECK(off_m <= bounds.bend_per_m * length_m * length_m / 8 * 1.02 + 1e-6);
    }
    std::printf("unit/terrain: bounds of %d boxes known, %d in part, %d not; %d within a cell\n", wholes, parts, nones,
                bends);
    CHECK(wholes > 400);
    CHECK(parts > 200);
    CHECK(nones > 50);
    CHECK(bends > 50);
}

TEST_CASE("a void makes its cells unknown, a place outside is unknown, edges are inside")
{
    RasterSpec spec = flat(100);
    spec.heights_m[1 * 5 + 2] = void_m;  // 50.5 N 11 E
    const TerrainGrid terrain(spec);
    CHECK(height_m(terrain, {50.25, 10.25}) == 100);
    CHECK(std::isnan(height_m(terrain, {50.25, 10.75})));
    CHECK(std::isnan(height_m(terrain, {50.75, 11.25})));
    CHECK(height_m(terrain, {50.75, 11.75}) == 100);
    for (const LatLon at :
         {LatLon{50, 10}, LatLon{51, 12}, LatLon{51, 10}, LatLon{50, 12}, LatLon{50, 370}, LatLon{50, -350}})
        CHECK(height_m(terrain, at) == 100);
    for (const LatLon at : {LatLon{49.999, 11}, LatLon{51.001, 10.2}, LatLon{50.2, 9.999}, LatLon{50.2, 12.001},
                            LatLon{std::nan(""), 11}, LatLon{50.2, std::nan("")}, LatLon{50.2, HUGE_VAL}}) {
        CHECK(std::isnan(height_m(terrain, at)));
        CHECK(std::isnan(terrain.ground(at).error_m));
    }
    CHECK(terrain.ground_bounds({50.1, 50.2, 10.1, 10.2}).coverage == Coverage::whole);
    CHECK(terrain.ground_bounds({50.1, 50.2, 10.1, 10.6}).coverage == Coverage::part);
    CHECK(terrain.ground_bounds({50.1, 50.2, 10.6, 10.7}).coverage == Coverage::none);
    CHECK(terrain.ground_bounds({50.1, 50.2, 9.0, 10.2}).coverage == Coverage::part);
    CHECK(terrain.ground_bounds({52, 53, 9.0, 10.2}).coverage == Coverage::none);
    CHECK(terrain.ground_bounds({50, 50.2, 180, 200}).coverage == Coverage::none);
}

TEST_CASE("round the Earth, and to the poles")
{
    const TerrainGrid terrain(globe(), {VerticalDatum::wgs84, Metres{30}});
    CHECK(terrain.datum() == VerticalDatum::wgs84);
    CHECK(height_m(terrain, {0, 180}) == height_m(terrain, {0, -180}));
    CHECK(height_m(terrain, {0, 175}) == 0.5 * (height_m(terrain, {0, 170}) + height_m(terrain, {0, -180})));
    CHECK(!std::isnan(height_m(terrain, {90, 33})));
    CHECK(!std::isnan(height_m(terrain, {-90, 33})));
    const SurfaceBounds all = terrain.ground_bounds({-90, 90, -180, 180});
    CHECK(all.coverage == Coverage::whole);
    CHECK(all.low_m == 0);
    CHECK(all.high_m == 1835);
    for (const double west : {-190.0, -185.0, 170.0, 175.0, 350.0, 535.0})
        CHECK(terrain.ground_bounds({5, 6, west, west + 12}).coverage == Coverage::whole);
}

TEST_CASE("what cannot be a raster is refused by name")
{
    RasterSpec spec = flat(1);
    spec.rows = 4;
    CHECK_THROWS_WITH(TerrainGrid(spec), ContainsSubstring("terrain: 15 heights do not fill 4 rows of 5"));
    spec = flat(1);
    spec.south_deg = 89.5;
    CHECK_THROWS_WITH(TerrainGrid(spec), ContainsSubstring("north edge 90.5"));
    spec = flat(1);
    spec.south_deg = -91;
    CHECK_THROWS_WITH(TerrainGrid(spec), ContainsSubstring("south edge -91"));
    spec = flat(1);
    spec.step_lon_deg = 0;
    CHECK_THROWS_AS(TerrainGrid(spec), DomainError);
    spec = flat(1);
    spec.step_lon_deg = std::nan("");
    CHECK_THROWS_AS(TerrainGrid(spec), DomainError);
    spec = flat(1);
    spec.step_lon_deg = 100;
    CHECK_THROWS_WITH(TerrainGrid(spec), ContainsSubstring("wider than the Earth"));
    spec = flat(HUGE_VALF);
    CHECK_THROWS_WITH(TerrainGrid(spec), ContainsSubstring("infinite"));
    CHECK_THROWS_AS(TerrainGrid(RasterSpec{}), DomainError);
    CHECK_THROWS_WITH(TerrainGrid(flat(1), {VerticalDatum::agl, Metres{1}}),
                      ContainsSubstring("neither amsl nor wgs84"));
    CHECK_THROWS_AS(TerrainGrid(flat(1), {VerticalDatum::amsl, Metres{-1}}), DomainError);
    CHECK_THROWS_WITH(GeoidGrid("PL-geoid", flat(1), Metres{std::nan("")}), ContainsSubstring("PL-geoid"));
    CHECK_THROWS_WITH(GeoidGrid("PL-geoid", RasterSpec{}, Metres{1}),
                      ContainsSubstring("geoid \"PL-geoid\": a raster"));
    CHECK(GeoidGrid("PL-geoid", flat(31), Metres{0.1}).undulation({50.1, 10.1}).value_m == 31);
}

TEST_CASE("tiles side by side, a fine one in front of a coarse one")
{
    RasterSpec east = flat(200);
    east.west_deg = 12;
    RasterSpec fine = flat(500);
    fine.south_deg = 50.2;
    fine.west_deg = 10.2;
    fine.step_lat_deg = fine.step_lon_deg = 0.1;
    const TerrainMosaic mosaic(
        {TerrainGrid(fine, {VerticalDatum::amsl, Metres{2}}), TerrainGrid(flat(100)), TerrainGrid(east)});
    CHECK(mosaic.ground({50.3, 10.3}).value_m == 500);
    CHECK(mosaic.ground({50.3, 10.3}).error_m == 2);
    CHECK(mosaic.ground({50.9, 10.3}).value_m == 100);
    CHECK(mosaic.ground({50.9, 13.3}).value_m == 200);
    CHECK(mosaic.ground({50.9, 12}).value_m == 100);
    CHECK(std::isnan(mosaic.ground({53, 12}).value_m));
    const SurfaceBounds inner = mosaic.ground_bounds({50.25, 50.3, 10.25, 10.3});
    CHECK(inner.coverage == Coverage::whole);
    CHECK(inner.low_m == 500);
    const SurfaceBounds both = mosaic.ground_bounds({50.1, 50.3, 10.1, 10.3});
    CHECK(both.coverage == Coverage::whole);
    CHECK(both.low_m == 100);
    CHECK(both.high_m == 500);
    CHECK(both.error_low_m == 2);
    CHECK(both.error_high_m == 16);
    CHECK(std::isinf(both.slope));
    CHECK(mosaic.ground_bounds({50.1, 50.3, 11.9, 12.1}).coverage == Coverage::part);
    CHECK(mosaic.ground_bounds({52, 53, 11.9, 12.1}).coverage == Coverage::none);
    CHECK_THROWS_AS(TerrainMosaic({}), DomainError);
    CHECK_THROWS_WITH(TerrainMosaic({TerrainGrid(fine), TerrainGrid(fine, {VerticalDatum::wgs84, Metres{1}})}),
                      ContainsSubstring("different datums"));
}
