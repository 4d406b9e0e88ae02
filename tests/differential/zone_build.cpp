// SPDX-License-Identifier: MIT
// The quick ways in which a zone is built against the slow ones: they must not merely be close, they must decide the
// same, to the last bit. No tolerances, then, but for the places of curves in ECEF (see there).
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::Sector;
using airspace_tests::star;
using airspace_tests::test_scale;
using airspace_tests::zone_of;
using detail::ArcCompass;
using detail::ArcCut;
using detail::ArcCutter;
using detail::ArcTerms;
using detail::LateralBoundary;
using detail::RingBoundary;
using detail::RingCrossing;
using detail::RingCrossingFinder;

namespace {

LatLon hard_centre(Random& random)
{
    LatLon centre = random.place();
    switch (random.below(8)) {
        case 0: centre.lat_deg = random.coin() ? 90.0 : -90.0; break;
        case 1: centre.lat_deg = (random.coin() ? 1.0 : -1.0) * (90.0 - random.log_uniform(1e-9, 10.0)); break;
        case 2: centre.lat_deg = random.coin() ? 0.0 : random.uniform(-1.0, 1.0); break;
        case 3: centre.lat_deg = (random.coin() ? 1.0 : -1.0) * random.log_uniform(1e-18, 1e-3); break;
        default: break;
    }
    if (random.below(4) == 0) centre.lon_deg = random.coin() ? 180.0 : 180.0 - random.log_uniform(1e-9, 1.0);
    return centre;
}

/// Whole circles, and arcs that begin or end on a turn or ulps beside one.
ArcTerms hard_arc(Random& random)
{
    ArcTerms arc{hard_centre(random).lat_deg, 0.0, 360.0, random.log_uniform(0.3, 2000e3), 0.0};
    if (random.coin()) {
        arc.azimuth_deg = random.coin() ? random.uniform(-180.0, 180.0) : 90.0 * (random.below(5) - 2);
        arc.sweep_deg = random.below(3) == 0 ? 90.0 * (1 + random.below(4)) : random.log_uniform(1e-3, 360.0);
        if (random.below(4) == 0) arc.azimuth_deg += (random.coin() ? 1.0 : -1.0) * random.log_uniform(1e-20, 1e-10);
    }
    arc.radius_end_m = random.below(8) == 0 ? arc.radius_start_m * random.uniform(0.95, 1.05) : arc.radius_start_m;
    return arc;
}

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

bool same_bits(const std::vector<ArcCut>& a, const std::vector<ArcCut>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const ArcCut& x, const ArcCut& y) {
        return same_bits(x.u, y.u) && same_bits(x.lat_deg, y.lat_deg) &&
               same_bits(x.arrival_lon_deg, y.arrival_lon_deg) && same_bits(x.departure_lon_deg, y.departure_lon_deg);
    });
}

/// Zones of all kinds, crossing ones among them.
ZoneSpec hard_zone(Random& random)
{
    RingSpec ring;
    switch (random.below(8)) {
        case 0: {  // airspaces
            ring = star(random, random.place(), random.log_uniform(10.0, 500e3), 3 + random.below(20), 0.3, false,
                        random.kind());
            break;
        }
        case 1: {  // anything up to the Earth, spikes
            ring = star(random, hard_centre(random), random.log_uniform(1.0, 9000e3), 3 + random.below(20),
                        random.uniform(0.02, 1.0), random.coin(), random.kind());
            break;
        }
        case 2: {  // arcs with their radii
            const LatLon centre = hard_centre(random);
            const double radius_m = random.log_uniform(10.0, 4000e3);
            const double inner = random.coin() ? 1.0 : random.uniform(0.93, 1.0);
            ring = Sector{centre, random.uniform(-180.0, 180.0), random.uniform(1.0, 359.0), radius_m, radius_m * inner}
                       .ring(random.coin());
            break;
        }
        case 3: ring.circle = CircleSpec{hard_centre(random), Metres{random.log_uniform(0.5, 5000e3)}}; break;
        case 4: {  // on a grid: half Earths, edges over poles, vertices met twice, edges run back
            const EdgeKind kind = random.kind();
            const bool mixed = random.coin();
            for (int n = 3 + random.below(8); n > 0; --n)
                ring.vertices.push_back({{random.below(7) * 30.0 - 90.0, random.below(12) * 30.0 - 180.0},
                                         mixed ? random.kind() : kind});
            break;
        }
        case 5: {  // round a pole, half of the Earth when on the equator
            const double lat = random.coin() ? 0.0 : random.uniform(-80.0, 80.0);
            const double waves = random.log_uniform(1e-9, 9.0);
            const int n = 3 + random.below(12);
            const double east = random.coin() ? 1.0 : -1.0;
            const EdgeKind kind = random.kind();
            for (int i = 0; i < n; ++i)
                ring.vertices.push_back({{lat + waves * random.uniform(-1.0, 1.0),
                                          east * (360.0 * i / n + random.uniform(-9.0, 9.0))},
                                         kind});
            break;
        }
        case 6: {  // some edges bulge, in or out, now and then through their neighbours
            ring = star(random, random.place(), random.log_uniform(100.0, 500e3), 3 + random.below(6), 0.3, true,
                        EdgeKind::geodesic);
            const std::size_t n = ring.vertices.size();
            for (std::size_t i = 0; i < n; ++i) {
                if (random.coin()) continue;
                const LatLon from = ring.vertices[i].at;
                const LatLon to = ring.vertices[(i + 1) % n].at;
                const detail::Inverse edge = detail::inverse_between(from, to);
                const LatLon middle = direct(from, edge.azimuth_start_deg, 0.5 * edge.distance_m);
                const bool left = random.coin();
                ring.vertices[i].arc_centre = direct(middle, edge.azimuth_start_deg + (left ? -90.0 : 90.0),
                                                     edge.distance_m * random.log_uniform(1e-3, 3.0));
                ring.vertices[i].edge_to_next =
                    random.coin() ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise;
            }
            break;
        }
        default: {  // slivers: out along a line and back a hair beside it
            const LatLon from = random.place();
            const double azimuth = random.uniform(-180.0, 180.0);
            const double length_m = random.log_uniform(10.0, 9000e3);
            const double apart_m = random.log_uniform(1e-8, 1e3);
            const EdgeKind kind = random.kind();
            const int n = 1 + random.below(5);
            for (int i = 0; i <= n; ++i) ring.vertices.push_back({direct(from, azimuth, length_m * i / n), kind});
            for (int i = n; i >= 0; --i)
                ring.vertices.push_back({direct(direct(from, azimuth, length_m * i / n), azimuth + 90.0,
                                                apart_m * random.uniform(0.0, 1.0)),
                                         kind});
            break;
        }
    }
    if (ring.vertices.size() > 3 && random.below(4) == 0)
        std::swap(ring.vertices[0], ring.vertices[static_cast<std::size_t>(2 + random.below(2))]);
    ring.inside = static_cast<RingSide>(random.below(3));
    return zone_of(ring);
}

}  // namespace

TEST_CASE("an arc is cut at the same bits whether its directions are looked at or known")
{
    Random random("zone_build, cuts", 20250707);
    int quick = 0;
    int different = 0;
    const int rounds = 2500 * test_scale();
    for (int i = 0; i < rounds; ++i) {
        const ArcTerms arc = hard_arc(random);
        quick += arc.radius_start_m == arc.radius_end_m &&
                 ArcCompass(arc.centre_lat_deg, arc.azimuth_deg, arc.sweep_deg, arc.radius_start_m).works();
        if (same_bits(ArcCutter(arc).cuts(), ArcCutter(arc).cuts_without_compass())) continue;
        if (++different == 1)
            std::printf("  centre %.17g, azimuth %.17g, sweep %.17g, radius %.17g\n", arc.centre_lat_deg,
                        arc.azimuth_deg, arc.sweep_deg, arc.radius_start_m);
    }
    CHECK(different == 0);
    CHECK(quick > rounds / 2);
}

TEST_CASE("the compass shows what the geodesics say, ulp by ulp about every turn")
{
    Random random("zone_build, compass", 20250708);
    int places = 0;
    int different = 0;
    for (int i = 0; i < 400 * test_scale(); ++i) {
        const ArcTerms arc = hard_arc(random);
        const ArcCompass compass(arc.centre_lat_deg, arc.azimuth_deg, arc.sweep_deg, arc.radius_start_m);
        if (arc.radius_start_m != arc.radius_end_m || !compass.works()) continue;
        const auto compare = [&](double u) {
            ArcCompass::Heading north{u};
            ArcCompass::Heading east{u};
            const detail::ArcPoint point = arc.at(u);
            different += compass.goes_north(north) != (point.north_m > 0.0);
            different += compass.goes_east(east) != (point.east_m > 0.0);
            ++places;
        };
        for (const ArcCut& cut : ArcCutter(arc).cuts()) {
            double below = cut.u;
            double above = cut.u;
            compare(cut.u);
            for (int k = 0; k < 8; ++k) {
                if ((below = std::nextafter(below, -1.0)) >= 0.0) compare(below);
                if ((above = std::nextafter(above, 2.0)) <= 1.0) compare(above);
            }
            // and from there to where the azimuth alone decides
            for (const double off : {-1.0, 1.0}) {
                const double u = cut.u + off * random.log_uniform(1e-16, 1e-11);
                if (u >= 0.0 && u <= 1.0) compare(u);
            }
        }
    }
    CHECK(different == 0);
    CHECK(places > 10000);
}

TEST_CASE("which side is inside, and which edges cross, is decided as by the integral and by looking at every pair")
{
    Random random("zone_build, sides and faults", 20250709);
    int by_bound = 0;
    int by_integral = 0;
    std::size_t crossings = 0;
    double nearest_to_half = 9.0;
    for (int i = 0; i < 2500 * test_scale(); ++i) {
        const ZoneSpec spec = hard_zone(random);
        detail::ZoneValidator validator(spec);
        const LateralBoundary& boundary = validator.boundary();
        for (const RingBoundary& ring : boundary.rings()) {
            const auto curves = boundary.curves().subspan(ring.first_curve, ring.last_curve - ring.first_curve);
            const detail::RingExtent extent(curves);
            constexpr double half = 2.0 * 3.14159265358979323846;
            const double odd_area = detail::odd_area_by_integral(curves, extent.turns());
            const bool quick = extent.encloses_less_than_half();
            (quick ? by_bound : by_integral) += 1;
            nearest_to_half = std::min(nearest_to_half, std::abs(odd_area - half));
            // the bound leaves 0.28 for what the integral can err: it may never come near
            if (quick) REQUIRE(odd_area < 6.1);
            if (spec.parts[0].exterior.inside == RingSide::smaller_area)
                REQUIRE(ring.odd_is_inside == (odd_area <= half));

            const RingCrossingFinder finder(boundary, ring);
            const std::vector<RingCrossing> fast = finder.find(100);
            const std::vector<RingCrossing> slow = finder.find_without_chords(100);
            REQUIRE(fast.size() == slow.size());
            for (std::size_t k = 0; k < fast.size(); ++k) {
                REQUIRE(fast[k].first_vertex == slow[k].first_vertex);
                REQUIRE(fast[k].second_vertex == slow[k].second_vertex);
                REQUIRE(fast[k].at == slow[k].at);
            }
            crossings += fast.size();
        }
    }
    std::printf("  %d by the bound, %d by the integral (nearest to half of the Earth %.1e), %zu crossings\n", by_bound,
                by_integral, nearest_to_half, crossings);
    CHECK(by_bound > by_integral);
    CHECK(by_integral > 100);
    CHECK(nearest_to_half < 1e-6);
    CHECK(crossings > 300);
}

TEST_CASE("curves keep to their balls and to their chords")
{
    Random random("zone_build, balls and chords", 20250710);
    // The places carry up to 15 nm each from the geodesic, and ECEF a few nanometres.
    constexpr double rounding_m = 1e-7;
    double fullest = 0.0;
    double closest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 400 * test_scale(); ++i) {
        const ZoneSpec spec = hard_zone(random);
        detail::ZoneValidator validator(spec);
        const LateralBoundary& boundary = validator.boundary();
        detail::ChordMaker maker;
        std::vector<detail::Chord> chords;
        std::vector<std::vector<detail::Ecef>> samples;
        for (std::size_t k = 0; k < boundary.curves().size() && k < 12; ++k) {
            const detail::Curve& curve = boundary.curves()[k];
            if (curve.is_spin()) continue;
            const detail::Chord chord = maker.of(curve, detail::length_bound_m(curve));
            const detail::CurvePath path(curve);
            std::vector<detail::Ecef> places;
            for (int step = 0; step <= 12; ++step) {
                const double u = step / 12.0;
                const detail::Ecef x = detail::to_ecef_m(path.at(u));
                const detail::Ball& ball = boundary.balls()[k];
                const double out = detail::chord_m(x, ball.centre_m) / (ball.radius_m + rounding_m);
                REQUIRE(out <= 1.0);
                fullest = std::max(fullest, out);
                places.push_back(x);
                // the nearest place of the segment, by steps of a 64th of it
                double off_m = std::numeric_limits<double>::infinity();
                for (int t = 0; t <= 64; ++t) {
                    const double s = t / 64.0;
                    const detail::Ecef place{chord.west_m.x + s * (chord.east_m.x - chord.west_m.x),
                                             chord.west_m.y + s * (chord.east_m.y - chord.west_m.y),
                                             chord.west_m.z + s * (chord.east_m.z - chord.west_m.z)};
                    off_m = std::min(off_m, detail::chord_m(x, place));
                }
                const double coarse_m = detail::chord_m(chord.west_m, chord.east_m) / 128.0;
                REQUIRE(off_m <= chord.sagitta_m + coarse_m + rounding_m);
            }
            chords.push_back(chord);
            samples.push_back(std::move(places));
        }
        for (std::size_t a = 0; a < chords.size(); ++a)
            for (std::size_t b = 0; b < a; ++b) {
                // a lower bound of the distance of any two places of the curves
                const double apart_m = detail::segments_apart_m(chords[a], chords[b]) - chords[a].sagitta_m -
                                       chords[b].sagitta_m;
                double least_m = std::numeric_limits<double>::infinity();
                for (const detail::Ecef& p : samples[a])
                    for (const detail::Ecef& q : samples[b]) least_m = std::min(least_m, detail::chord_m(p, q));
                REQUIRE(apart_m <= least_m + 2.0 * rounding_m);
                if (apart_m > 0.0) closest = std::min(closest, least_m / apart_m);
            }
    }
    // the bounds are worth something
    CHECK(fullest > 0.99);
    CHECK(closest < 1.1);
}
