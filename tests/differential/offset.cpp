// SPDX-License-Identifier: MIT
// Corridors and margins against what PartSpec says of them, word for word: the nearest distance by dense samples of
// edges that other code evaluates, compared with the margin.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/offset.hpp>
#include <support/offset_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::OffsetOracle;
using airspace_tests::Random;
using airspace_tests::random_offset;
using airspace_tests::RandomOffset;

namespace {

// The library claims 15 nm; the oracle's own distances are as good. Ten times that is left undecided.
constexpr double undecided_m = 2e-7;

/// A place a given distance beside an edge of a part, on either hand.
LatLon beside(Random& random, const airspace_tests::SampledEdges& edges, double distance_m)
{
    const std::size_t edge = static_cast<std::size_t>(random.below(static_cast<int>(edges.size())));
    const double u = random.uniform(0.01, 0.99);
    const LatLon foot = edges.at(edge, u);
    double s = 0;
    double azimuth = 0;
    double azimuth_end = 0;
    const LatLon a = edges.at(edge, u - 1e-4);
    const LatLon b = edges.at(edge, u + 1e-4);
    GeographicLib::Geodesic::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s, azimuth, azimuth_end);
    const double middle = azimuth + 0.5 * GeographicLib::Math::AngDiff(azimuth, azimuth_end);
    return direct(foot, middle + (random.coin() ? 90 : -90), distance_m);
}

}  // namespace

TEST_CASE("inside or outside of corridors and margins against dense samples")
{
    Random random("differential/offset", 91);
    long places = 0;
    long inside = 0;
    long close = 0;
    long wrong = 0;
    int zones = 0;
    double closest_m = 1e9;
    double slowest_s = 0;
    for (int k = 0; k < 80 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k, k % 4 == 3);
        if (!validate(made.spec).empty()) continue;
        ++zones;
        const Zone zone(made.spec);
        REQUIRE(zone.boundary().has_offset());
        const OffsetOracle oracle(made.spec, 100);
        for (int j = 0; j < 12; ++j) {
            LatLon place{};
            if (j < 3) {
                place = direct(made.centre, random.uniform(0, 360),
                               (made.size_m + std::abs(made.reach_m)) * random.uniform(0, 1.5));
            } else {
                // from a micrometre to a tenth of the reach beside where the boundary may be
                const double off_m = (random.coin() ? 1 : -1) * random.log_uniform(1e-6, 0.1 * std::abs(made.reach_m));
                place = beside(
                    random,
                    oracle.edges(static_cast<std::size_t>(random.below(static_cast<int>(made.spec.parts.size())))),
                    std::abs(made.reach_m) + off_m);
            }
            const double margin_m = oracle.margin_m(place);
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m, place.lat_deg,
                    place.lon_deg, margin_m);
            const auto begin = std::chrono::steady_clock::now();
            const bool in = zone.contains(place) == Containment::inside;
            slowest_s =
                std::max(slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
            // the signed gap is the same number
            CHECK(std::abs(zone.boundary().gap(place).gap_m + margin_m) < undecided_m + 1e-12 * std::abs(margin_m));
            // and a place that is inside is in the ball
            if (in) {
                const auto& ball = zone.boundary().ball();
                CHECK(detail::chord_m(detail::to_ecef_m(place), ball.centre_m) <= ball.radius_m);
            }
            if (std::abs(margin_m) < undecided_m) {
                ++close;
                continue;
            }
            ++places;
            inside += in ? 1 : 0;
            closest_m = std::min(closest_m, std::abs(margin_m));
            if (in != (margin_m > 0)) ++wrong;
            CHECK(in == (margin_m > 0));
        }
    }
    std::printf(
        "differential/offset: %d zones, %ld places (%ld inside), the closest %.3g m from the boundary, %ld too close "
        "to call; wrong %ld; slowest %.3g ms\n",
        zones, places, inside, closest_m, close, wrong, 1e3 * slowest_s);
    CHECK(places > 700);
    CHECK(inside > places / 5);
    CHECK(inside < 4 * places / 5);
}

TEST_CASE("the nearest place of the true boundary: it is on it, and nothing nearer is")
{
    Random random("differential/offset nearest", 92);
    long places = 0;
    long searched = 0;
    long empty = 0;
    int most_looks = 0;
    double slowest_s = 0;
    double largest_off_m = 0;
    for (int k = 0; k < 80 * airspace_tests::test_scale(); ++k) {
        const bool mixed = k % 4 == 3;
        const RandomOffset made = random_offset(random, k, mixed);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const OffsetOracle oracle(made.spec, 60);
        for (int j = 0; j < 5; ++j) {
            const LatLon place = direct(made.centre, random.uniform(0, 360),
                                        (made.size_m + std::abs(made.reach_m)) * random.uniform(0, j == 0 ? 1.5 : 1.0));
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m, place.lat_deg,
                    place.lon_deg);
            detail::OffsetBoundarySearch search(zone.boundary(), place);
            const auto begin = std::chrono::steady_clock::now();
            const NearestEdge nearest = search.nearest();
            slowest_s =
                std::max(slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
            most_looks = std::max(most_looks, search.looks());
            searched += search.looks() > 8 ? 1 : 0;
            ++places;
            const bool in = zone.contains(place) == Containment::inside;
            const double distance_m = nearest.distance.value();
            CHECK(zone.depth(place).value() == (in ? distance_m : -distance_m));
            CHECK(zone.boundary().clearance_bound_m(place) <= distance_m);
            if (std::isinf(distance_m)) {
                // nothing is left of the zone: the oracle finds nothing either
                ++empty;
                for (int i = 0; i < 300; ++i)
                    CHECK(zone.contains(direct(made.centre, random.uniform(0, 360),
                                               made.size_m * random.uniform(0, 1))) == Containment::outside);
                continue;
            }
            // what it names is there, and on the boundary: 10 um is what counts as nothing; where shrunk and plain
            // parts overlap others the search may end at its limit, with a lower bound that falls a little short
            CHECK(std::abs(airspace_tests::distance_m(place, nearest.at) - distance_m) < 1e-6);
            const double off_m = std::abs(oracle.margin_m(nearest.at));
            largest_off_m = std::max(largest_off_m, off_m);
            CHECK(off_m < 1.1e-5 + (mixed ? 2e-6 * made.size_m : 0.0));
            CHECK(nearest.part >= 0);
            // all that is nearer is on the same side: round the circle, and all the way out
            for (int i = 0; i < 120; ++i) {
                const double azimuth = 3 * (i + random.uniform(0, 1));
                CHECK((zone.contains(direct(place, azimuth, distance_m - 1e-6)) == Containment::inside) == in);
                CHECK((zone.contains(direct(place, azimuth, distance_m * std::sqrt(random.uniform(0, 1)))) ==
                       Containment::inside) == in);
            }
            // and where the boundary can be, by the offsets of places on the edges
            for (int i = 0; i < 40; ++i) {
                const std::size_t part =
                    static_cast<std::size_t>(random.below(static_cast<int>(made.spec.parts.size())));
                const LatLon y =
                    beside(random, oracle.edges(part), std::abs(made.reach_m) + 1e-4 * (random.coin() ? 1 : -1));
                if ((zone.contains(y) == Containment::inside) != in)
                    CHECK(airspace_tests::distance_m(place, y) > distance_m - 1e-6);
            }
        }
    }
    std::printf(
        "differential/offset: %ld places, %ld of them searched for, %ld before an empty zone; named places within %.3g "
        "m of the boundary; at most %d looks, slowest %.3g ms\n",
        places, searched, empty, largest_off_m, most_looks, 1e3 * slowest_s);
    CHECK(places > 300);
    CHECK(searched > 40);
}
