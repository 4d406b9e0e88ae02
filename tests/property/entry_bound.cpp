// SPDX-License-Identifier: MIT
// The lower bound of the distance to a zone, and of the time until it can be entered: never more than the exact
// distance, and not much less; and no flight is inside before.
#include <picket/airspace/entry_bound.hpp>
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>
#include <support/offset_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {

ZoneSpec random_zone(Random& random, int k, LatLon centre, double radius_m)
{
    if (k % 6 == 0) {
        RingSpec ring;
        ring.circle = CircleSpec{centre, Metres{radius_m}};
        return zone_of(ring);
    }
    RingSpec ring = star(random, centre, radius_m, k % 5 == 0 ? 200 : 3 + random.below(12), 0.6, true, EdgeKind::geodesic);
    if (k % 13 == 0) ring.inside = RingSide::right;  // the outside world
    return zone_of(ring);
}

}  // namespace

TEST_CASE("the bound of the distance is a bound, and close")
{
    Random random("property/entry_bound distance", 141);
    long places = 0;
    long outside = 0;
    double closest = 0;
    double sum = 0;
    for (int k = 0; k < 300 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 7 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * random.uniform(84, 90);
        const double radius_m = random.log_uniform(10, 1500e3);
        const ZoneSpec spec = random_zone(random, k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 12; ++j) {
            const LatLon place = j == 0 ? random.place() : direct(centre, random.uniform(0, 360), radius_m * random.log_uniform(0.3, 4));
            const double bound_m = distance_bound(zone, place).value();
            const double depth_m = zone.depth(place).value();
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, place.lat_deg, place.lon_deg);
            ++places;
            if (depth_m >= 0) {
                CHECK(bound_m == 0);
                continue;
            }
            ++outside;
            CHECK(bound_m >= 0);
            CHECK(bound_m <= -depth_m);
            closest = std::max(closest, bound_m / -depth_m);
            sum += bound_m / -depth_m;
        }
    }
    std::printf("property/entry_bound: %ld places, %ld outside; the bound is %.3f of the distance on average, %.6f at most\n",
                places, outside, sum / static_cast<double>(outside), closest);
    CHECK(outside > 1000);
    CHECK(closest > 0.999);
    CHECK(sum > 0.8 * static_cast<double>(outside));  // worth something
}

TEST_CASE("nobody is inside before the earliest entry")
{
    Random random("property/entry_bound time", 142);
    int entered = 0;
    double least_s = 1e99;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(100, 800e3);
        const ZoneSpec spec = random_zone(random, k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 6; ++j) {
            const LatLon from = direct(centre, random.uniform(0, 360), radius_m * random.uniform(1, 2));
            // as straight at the nearest edge as can be, and anyhow
            const LatLon to = j % 2 == 0 ? zone.nearest_edge(from).at : direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 0.9));
            const LegKind kind = random.coin() ? LegKind::geodesic : LegKind::rhumb;
            const double speed_mps = random.log_uniform(1, 1000);
            const double length_m = detail::LegPath(from, to, kind).length_m();
            if (!(length_m > 1e-3)) continue;
            const double bound_s = earliest_entry_bound(zone, from, MetresPerSecond{speed_mps}).value();
            const auto stays = presence(zone, {{0, from}, {length_m / speed_mps, to}, kind});
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m);
            if (stays.empty()) continue;
            ++entered;
            CHECK(bound_s <= stays[0].entry_s);
            least_s = std::min(least_s, (stays[0].entry_s - bound_s) / std::max(1e-9, stays[0].entry_s));
        }
    }
    std::printf("property/entry_bound: %d entries, none before the bound (nearest by %.3g of the time)\n", entered, least_s);
    CHECK(entered > 300);
}

TEST_CASE("corridors and margins: the bounds hold for the boundary, not for the edges it is an offset of")
{
    Random random("property/entry_bound offset", 143);
    long outside = 0;
    int entered = 0;
    double sum = 0;
    for (int k = 0; k < 200 * airspace_tests::test_scale(); ++k) {
        const auto made = airspace_tests::random_offset(random, k, k % 2 == 0);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const double about_m = made.size_m + std::max(0.0, made.reach_m);
        for (int j = 0; j < 8; ++j) {
            const LatLon place = direct(made.centre, random.uniform(0, 360), about_m * random.log_uniform(0.1, 4));
            const double bound_m = distance_bound(zone, place).value();
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m);
            if (zone.contains(place) == Containment::inside) {
                CHECK(bound_m == 0);
                continue;
            }
            const double depth_m = zone.depth(place).value();
            CHECK(bound_m >= 0);
            CHECK(bound_m <= -depth_m);
            if (!std::isfinite(depth_m)) continue;
            ++outside;
            sum += depth_m < 0 ? bound_m / -depth_m : 1.0;
            // places of the ball of that radius are outside
            for (int i = 0; i < 8; ++i)
                CHECK(zone.contains(direct(place, random.uniform(0, 360), 0.999999 * bound_m)) != Containment::inside);
            const LatLon edge = zone.nearest_edge(place).at;
            const LatLon to = is_valid(edge) && j % 2 == 0 ? edge : made.centre;
            const LegKind kind = random.coin() ? LegKind::geodesic : LegKind::rhumb;
            const double length_m = detail::LegPath(place, to, kind).length_m();
            if (!(length_m > 1e-3)) continue;
            const double speed_mps = random.log_uniform(1, 1000);
            const double bound_s = earliest_entry_bound(zone, place, MetresPerSecond{speed_mps}).value();
            const auto stays = presence(zone, {{0, place}, {length_m / speed_mps, to}, kind});
            if (stays.empty()) continue;
            ++entered;
            CHECK(bound_s <= stays[0].entry_s);
        }
    }
    std::printf("property/entry_bound: corridors and margins, %ld places outside, %d entries; the bound is %.3f of the "
                "distance on average\n",
                outside, entered, sum / static_cast<double>(outside));
    CHECK(outside > 300);
    CHECK(entered > 100);
    CHECK(sum > 0.8 * static_cast<double>(outside));
}

TEST_CASE("what is not a number, stands still, or is inside already")
{
    const Zone zone(zone_of({{54, 18}, {54, 22}, {55, 22}, {55, 18}}, EdgeKind::geodesic));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const LatLon outside{53, 20};
    const LatLon inside{54.5, 20};
    CHECK(std::isnan(distance_bound(zone, {nan, 20}).value()));
    CHECK(std::isnan(distance_bound(zone, {91, 20}).value()));
    CHECK(std::isnan(earliest_entry_bound(zone, {nan, 20}, MetresPerSecond{200}).value()));
    CHECK(std::isnan(earliest_entry_bound(zone, outside, MetresPerSecond{nan}).value()));
    CHECK(std::isnan(earliest_entry_bound(zone, outside, MetresPerSecond{-1}).value()));
    CHECK(std::isinf(earliest_entry_bound(zone, outside, MetresPerSecond{0}).value()));
    CHECK(earliest_entry_bound(zone, inside, MetresPerSecond{0}).value() == 0);
    CHECK(earliest_entry_bound(zone, inside, MetresPerSecond{200}).value() == 0);
    CHECK(earliest_entry_bound(zone, outside, MetresPerSecond{std::numeric_limits<double>::infinity()}).value() == 0);
    // a degree of latitude is 111.3 km here; the edge of 260 km bows out of its chord by 1.3 km
    const double bound_s = earliest_entry_bound(zone, outside, MetresPerSecond{100}).value();
    CHECK(bound_s > 1050);
    CHECK(bound_s < 1135);
}
