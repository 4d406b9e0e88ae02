// SPDX-License-Identifier: MIT
// The guaranteed mode: no position of a region is inside where the answer is "outside", none outside where it is
// "must", and the answers are not more cautious than they say.
#include <picket/airspace/bounded_region.hpp>

#include <support/airspace.hpp>
#include <support/chance.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::displaced;
using airspace_tests::Random;
using airspace_tests::random_chance_zone;
using airspace_tests::test_scale;
using airspace_tests::zone_of;

namespace {

/// A place of the region, more often at its rim.
LatLon place_in(const BoundedRegion& region, Random& random)
{
    double x = random.uniform(-1, 1);
    double y = random.uniform(-1, 1);
    if (region.is_round()) {
        const double r = random.coin() ? 0.9999999 : std::sqrt(random.uniform(0, 1));
        const double turn = random.uniform(0, 6.2832);
        x = r * std::cos(turn);
        y = r * std::sin(turn);
    } else if (random.coin()) {
        (random.coin() ? x : y) = random.coin() ? 0.9999999 : -0.9999999;
    }
    const double azimuth = region.azimuth().value() * detail::degree;
    const double along = x * region.half_along().value();
    const double across = y * region.half_across().value();
    return displaced(region.place(), {along * std::sin(azimuth) + across * std::cos(azimuth),
                                      along * std::cos(azimuth) - across * std::sin(azimuth)});
}

}  // namespace

TEST_CASE("no place of a region is missed, and caution is as small as is said")
{
    Random random("property/bounded_region places", 321);
    int could = 0;
    int must = 0;
    int neither = 0;
    for (int k = 0; k < 160 * test_scale(); ++k) {
        const LatLon centre{random.uniform(-85, 85), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(50, 100e3);
        const ZoneSpec spec = random_chance_zone(random, k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const LatLon at = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 2));
        const Metres along{radius_m * random.log_uniform(0.003, 1)};
        const Metres across{along.value() * random.log_uniform(0.003, 1)};
        const Degrees azimuth{random.uniform(0, 360)};
        const BoundedRegion region = k % 3 == 0   ? BoundedRegion::disc(at, along)
                                     : k % 3 == 1 ? BoundedRegion::ellipse(at, along, across, azimuth)
                                                  : BoundedRegion::box(at, along, across, azimuth);
        const Containment may = could_be_inside(zone, region);
        const Containment certain = must_be_inside(zone, region);
        CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, along.value(), across.value(), azimuth.value());
        double deepest_m = -std::numeric_limits<double>::infinity();
        double shallowest_m = std::numeric_limits<double>::infinity();
        for (int i = 0; i < 60; ++i) {
            const LatLon place = place_in(region, random);
            const bool inside = zone.covers(place) == Containment::inside;
            if (inside) CHECK(may == Containment::inside);
            if (!inside) CHECK(certain == Containment::outside);
            if (zone.boundary().has_offset()) continue;
            const double depth_m = zone.depth(place).value();
            deepest_m = std::max(deepest_m, depth_m);
            shallowest_m = std::min(shallowest_m, depth_m);
        }
        could += may == Containment::inside ? 1 : 0;
        must += certain == Containment::inside ? 1 : 0;
        neither += may == Containment::inside && certain == Containment::outside ? 1 : 0;
        if (zone.boundary().has_offset()) continue;
        const double caution_m = k % 3 == 0 ? 1e-3 : std::max(2.0, along.value() / 64);
        if (k % 3 == 0) {
            // a disc by its definition: the exact distance decides, to the millimetre on the safe side
            const double depth_m = zone.depth(at).value();
            if (depth_m >= -along.value()) CHECK(may == Containment::inside);
            if (depth_m < -along.value() - 1.1 * caution_m) CHECK(may == Containment::outside);
            if (depth_m <= along.value()) CHECK(certain == Containment::outside);
            if (depth_m > along.value() + 1.1 * caution_m) CHECK(certain == Containment::inside);
        }
        // Samples do not hit the nearest place, so caution is tested the other way: where even with a wider region
        // nothing could be inside, nothing may be said to be
        if (may == Containment::outside) CHECK(deepest_m < 0);
        if (certain == Containment::inside) CHECK(shallowest_m > 0);
        const double from_place_m = zone.depth(at).value();
        const double farthest_m = region.is_round() ? along.value() : std::hypot(along.value(), across.value());
        if (from_place_m < -farthest_m - caution_m) CHECK(may == Containment::outside);
        if (from_place_m > farthest_m + caution_m) CHECK(certain == Containment::inside);
    }
    std::printf("property/bounded_region: %d could, %d must, %d neither in nor out\n", could, must, neither);
    CHECK(could > 40);
    CHECK(must > 8);
    CHECK(neither > 20);
}

TEST_CASE("a needle beside a parallel: to the width of the caution")
{
    // the zone begins at the parallel 50 N; ellipses and boxes south of it, along it, nearly touching
    const Zone zone(zone_of({{50, 8}, {50, 12}, {52, 12}, {52, 8}}, EdgeKind::rhumb));
    for (const double gap_m : {-1.0, 0.5, 20.0, 100.0, 200.0, 1000.0}) {
        // 2 km along, 100 m across
        const LatLon at = direct({50, 10}, 180, 100 + gap_m);
        const auto ellipse = BoundedRegion::ellipse(at, Metres{2000}, Metres{100}, Degrees{90});
        const auto box = BoundedRegion::box(at, Metres{2000}, Metres{100}, Degrees{90});
        CAPTURE(gap_m);
        // cells are 2000/128 m wide, so within 2000/64 of the truth; beside a box the parallel rises by 0.4 m
        if (gap_m < 0) CHECK(could_be_inside(zone, ellipse) == Containment::inside);
        if (gap_m < 0) CHECK(could_be_inside(zone, box) == Containment::inside);
        if (gap_m > 2000.0 / 64 + 1) CHECK(could_be_inside(zone, ellipse) == Containment::outside);
        if (gap_m > 2000.0 / 64 + 1) CHECK(could_be_inside(zone, box) == Containment::outside);
        // not so for the disc about them
        CHECK(could_be_inside(zone, BoundedRegion::disc(at, Metres{2000})) == Containment::inside);
        CHECK(must_be_inside(zone, ellipse) == Containment::outside);
    }
}

TEST_CASE("no way from a region, no faster than that, is inside before it could be")
{
    Random random("property/bounded_region ways", 322);
    int entered = 0;
    int excluded = 0;
    for (int k = 0; k < 120 * test_scale(); ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(200, 50e3);
        const ZoneSpec spec = random_chance_zone(random, k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const LatLon at = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0.5, 4));
        const auto region = BoundedRegion::ellipse(at, Metres{0.2 * radius_m}, Metres{0.02 * radius_m},
                                                   Degrees{random.uniform(0, 360)});
        const MetresPerSecond fastest{random.uniform(1, 300)};
        const Seconds horizon{radius_m * random.uniform(0, 2) / fastest.value()};
        const Containment may = could_enter(zone, region, fastest, horizon);
        excluded += may == Containment::outside ? 1 : 0;
        CAPTURE(k, radius_m, fastest.value(), horizon.value());
        for (int i = 0; i < 40; ++i) {
            const LatLon from = place_in(region, random);
            const double way_m = fastest.value() * horizon.value() * (random.coin() ? 0.9999999 : random.uniform(0, 1));
            const LatLon to = direct(from, random.uniform(0, 360), way_m);
            if (zone.covers(to) != Containment::inside) continue;
            ++entered;
            CHECK(may == Containment::inside);
        }
    }
    CHECK(entered > 100);
    CHECK(excluded > 15);
}

TEST_CASE("heights, and what is not known")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    ZoneSpec spec = zone_of({{50, 8}, {50, 12}, {52, 12}, {52, 8}}, EdgeKind::geodesic);
    const Zone any_height(spec);
    spec.altitude = {AltitudeLimit::at({Metres{500}, VerticalDatum::amsl}),
                     AltitudeLimit::at({Metres{900}, VerticalDatum::amsl})};
    const Zone zone(spec);
    const auto heights = [](double low, double high, VerticalDatum datum = VerticalDatum::amsl) {
        return AltitudeInterval{{Metres{low}, datum}, {Metres{high}, datum}};
    };
    const auto inside = BoundedRegion::disc({51, 10}, Metres{100});
    const auto outside = BoundedRegion::disc({49, 10}, Metres{100});
    CHECK(could_be_inside(any_height, inside) == Containment::inside);
    CHECK(must_be_inside(any_height, inside) == Containment::inside);
    CHECK(could_be_inside(zone, inside) == Containment::unknown);
    CHECK(must_be_inside(zone, inside) == Containment::unknown);
    CHECK(could_be_inside(zone, outside) == Containment::outside);
    CHECK(could_be_inside(zone, inside.with_altitude(heights(100, 499))) == Containment::outside);
    CHECK(could_be_inside(zone, inside.with_altitude(heights(901, 2000))) == Containment::outside);
    CHECK(could_be_inside(zone, inside.with_altitude(heights(100, 500))) == Containment::inside);
    CHECK(must_be_inside(zone, inside.with_altitude(heights(100, 500))) == Containment::outside);
    CHECK(must_be_inside(zone, inside.with_altitude(heights(500, 900))) == Containment::inside);
    CHECK(must_be_inside(zone, inside.with_altitude(heights(500, 901))) == Containment::outside);
    CHECK(could_be_inside(zone, inside.with_altitude(heights(500, 900, VerticalDatum::wgs84))) == Containment::unknown);
    CHECK(could_be_inside(zone, inside.with_altitude(heights(nan, 900))) == Containment::unknown);
    CHECK(could_be_inside(zone, inside.with_altitude(heights(900, 500))) == Containment::unknown);  // not an interval
    const auto nowhere = BoundedRegion::disc({nan, 10}, Metres{100});
    CHECK(could_be_inside(zone, nowhere) == Containment::unknown);
    CHECK(must_be_inside(zone, nowhere) == Containment::unknown);
    CHECK(could_enter(zone, nowhere, MetresPerSecond{1}, Seconds{1}) == Containment::unknown);
    CHECK(could_enter(zone, outside, MetresPerSecond{-1}, Seconds{1}) == Containment::unknown);
    CHECK(could_enter(zone, outside, MetresPerSecond{1}, Seconds{nan}) == Containment::unknown);
    CHECK(could_enter(zone, outside, MetresPerSecond{0}, Seconds{1}) == Containment::outside);
    CHECK(could_enter(zone, outside, MetresPerSecond{300}, Seconds{3600}) == Containment::inside);
    // a point: contains(), the boundary inside
    CHECK(could_be_inside(any_height, BoundedRegion::disc({50, 8}, Metres{0})) == Containment::inside);
    CHECK(must_be_inside(any_height, BoundedRegion::disc({51, 9}, Metres{0})) == Containment::inside);
    for (const double wrong : {-1.0, nan, 1e6}) {
        CHECK_THROWS_AS(BoundedRegion::disc({51, 10}, Metres{wrong}), DomainError);
        CHECK_THROWS_AS(BoundedRegion::box({51, 10}, Metres{1}, Metres{wrong}, Degrees{0}), DomainError);
    }
    CHECK_THROWS_AS(BoundedRegion::ellipse({51, 10}, Metres{1}, Metres{1}, Degrees{nan}), DomainError);
}
