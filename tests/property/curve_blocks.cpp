// SPDX-License-Identifier: MIT
// The block hierarchy and the slabs of a boundary change no bit of an answer: containment and nearest curve against
// looking at every curve, on rings of every kind of edge, whether they cross themselves or not; and the slabs hold
// their curves.
#include <picket/airspace/detail/lateral.hpp>

#include <support/airspace.hpp>
#include <support/plain_lateral.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::plain_contains;
using airspace_tests::plain_nearest;
using airspace_tests::Random;

namespace {

/// A ring that wanders, over poles and the antimeridian: parity does not mind where it crosses itself.
/// @param cheap  lonlat edges only, of which the plain scan can ask many
RingSpec wandering(Random& random, LatLon centre, double radius_m, int n, bool arcs, bool cheap)
{
    RingSpec ring;
    LatLon at = direct(centre, random.uniform(0, 360), radius_m);
    for (int i = 0; i < n; ++i) {
        const double azimuth = 360.0 * i / n;
        const double far_m = radius_m * (1 + 0.3 * std::sin(7 * azimuth * detail::degree) + random.uniform(-0.02, 0.02));
        at = random.below(40) == 0 ? LatLon{at.lat_deg, at.lon_deg + random.uniform(-1, 1) * radius_m / 1e6}
                                   : direct(centre, azimuth, far_m);
        if (random.below(60) == 0) at.lon_deg = std::round(at.lon_deg);
        RingVertex vertex{at, cheap ? EdgeKind::lonlat : random.kind()};
        if (arcs && !cheap && random.below(10) == 0 && i > 0) {
            vertex.edge_to_next = random.coin() ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise;
            vertex.arc_centre = direct(at, random.uniform(0, 360), random.log_uniform(1e-3, 1e-1) * radius_m);
        }
        ring.vertices.push_back(vertex);
    }
    const int side = random.below(3);
    ring.inside = side == 0 ? RingSide::left : side == 1 ? RingSide::right : RingSide::smaller_area;
    return ring;
}

std::vector<PartSpec> random_parts(Random& random, int k, int n, bool cheap = false)
{
    std::vector<PartSpec> parts;
    const int count = k % 5 == 0 ? 3 : 1;
    for (int p = 0; p < count; ++p) {
        LatLon centre = random.place();
        if (k % 4 == 1) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-3, 20));
        if (k % 4 == 2) centre.lon_deg = 180 + random.uniform(-1, 1);
        const double radius_m = random.log_uniform(1e3, 3000e3);
        PartSpec part;
        part.exterior = wandering(random, centre, radius_m, n, k % 3 == 0, cheap);
        if (k % 3 == 1) part.holes.push_back(wandering(random, centre, 0.4 * radius_m, n / 2 + 3, false, cheap));
        if (k % 7 == 3) {  // a vertex on the pole, and an edge over it
            part.exterior.vertices.push_back({{random.coin() ? 90.0 : -90.0, random.uniform(-180, 180)}, random.kind()});
            part.exterior.vertices.push_back({{random.uniform(-80, 80), 30.0}, EdgeKind::geodesic});
            part.exterior.vertices.push_back({{random.uniform(-80, 80), -150.0}, EdgeKind::geodesic});
        }
        parts.push_back(part);
    }
    return parts;
}

/// Places of every sort: anywhere, near the curves, on the meridian of a vertex, on a vertex, at a pole.
LatLon random_place(Random& random, const detail::LateralBoundary& boundary)
{
    const auto curves = boundary.curves();
    const auto& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
    switch (random.below(20)) {
        case 0: return random.place();
        case 1: return {random.uniform(-90, 90), curve.lon_west_deg};
        case 2: return {curve.lat_west_deg, curve.lon_west_deg};
        case 3: return {curve.lat_west_deg + random.uniform(-1, 1) * random.log_uniform(1e-12, 1), curve.lon_west_deg};
        case 4: return {curve.lat_east_deg, std::nextafter(curve.lon_east_deg, random.coin() ? 1e3 : -1e3)};
        case 5:
            if (random.below(20) == 0) return {random.coin() ? 90.0 : -90.0, random.uniform(-180, 180)};
            return {curve.lat_east_deg, random.uniform(-180, 180)};
        case 6:
        case 7:
            return {std::clamp(curve.lat_west_deg + random.uniform(-1, 1) * random.log_uniform(1e-7, 5), -90.0, 90.0),
                    curve.lon_west_deg + random.uniform(0, 1) * curve.width_deg.high +
                        random.uniform(-1, 1) * random.log_uniform(1e-9, 1)};
        default: return {random.uniform(-90, 90), random.coin() ? curve.lon_west_deg : random.uniform(-180, 180)};
    }
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

TEST_CASE("containment by blocks is containment by every curve")
{
    Random random("property/curve_blocks containment", 61);
    long places = 0;
    long inside = 0;
    long different = 0;
    for (int k = 0; k < 360 * airspace_tests::test_scale(); ++k) {
        // mostly rings of three levels at most, on which the plain scan is quick
        const int n = k % 60 == 0 ? 6000 : k % 3 == 0 ? 300 + random.below(300) : 3 + random.below(60);
        const bool cheap = k / 3 % 4 != 0;
        const detail::LateralBoundary boundary{random_parts(random, k, n, cheap)};
        const int asked = n > 1000 ? 300 : !cheap ? 450 : n > 200 ? 2500 : 4900;
        for (int i = 0; i < asked; ++i) {
            const LatLon place = random_place(random, boundary);
            if (!is_valid(place)) continue;
            ++places;
            const bool truth = plain_contains(boundary, place);
            inside += truth;
            if (boundary.contains(place) != truth) {
                ++different;
                UNSCOPED_INFO(k << ": " << place.lat_deg << " " << place.lon_deg);
            }
        }
        REQUIRE(different == 0);
    }
    std::printf("property/curve_blocks: %ld places, %ld inside, %ld different\n", places, inside, different);
    CHECK(places > 1000000);
    CHECK(inside > places / 10);
}

TEST_CASE("containment in a ring of a hundred thousand vertices")
{
    Random random("property/curve_blocks large", 62);
    // lonlat edges: quick to build
    std::vector<PartSpec> parts(1);
    for (int i = 0; i < 100000; ++i) {
        const double t = 0.0036 * i * detail::degree;
        const double far = 20 * (1 + 0.3 * std::sin(7 * t) + 0.05 * std::sin(301 * t) + random.uniform(-0.01, 0.01));
        parts[0].exterior.vertices.push_back({{40 + far * std::sin(t), 175 + far * std::cos(t)}, EdgeKind::lonlat});
    }
    const detail::LateralBoundary boundary{parts};
    int inside = 0;
    for (int i = 0; i < 2000; ++i) {
        const LatLon place = random_place(random, boundary);
        if (!is_valid(place)) continue;
        const bool truth = plain_contains(boundary, place);
        inside += truth;
        CHECK(boundary.contains(place) == truth);
    }
    CHECK(inside > 100);
}

TEST_CASE("the nearest curve by blocks is the nearest of all, to the bit")
{
    Random random("property/curve_blocks nearest", 63);
    long asked = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const int n = k % 20 == 0 ? 6000 : 3 + random.below(400);
        const auto parts = random_parts(random, k, n);
        const detail::LateralBoundary boundary{parts};
        for (int i = 0; i < 12; ++i) {
            const LatLon place = random_place(random, boundary);
            if (!is_valid(place)) continue;
            const double cutoff_m = random.coin() ? std::numeric_limits<double>::infinity() : random.log_uniform(1, 1e6);
            const auto truth = plain_nearest(boundary, place, cutoff_m);
            const auto found = boundary.nearest_curve(place, cutoff_m, detail::LateralBoundary::no_curve);
            CAPTURE(k, i, place.lat_deg, place.lon_deg, cutoff_m);
            ++asked;
            CHECK(found.curve == truth.curve);
            CHECK(same_bits(found.distance_m, truth.distance_m));
            CHECK((same_bits(found.at.lat_deg, truth.at.lat_deg) || std::isnan(truth.at.lat_deg)));
            CHECK((same_bits(found.at.lon_deg, truth.at.lon_deg) || std::isnan(truth.at.lon_deg)));
        }
    }
    std::printf("property/curve_blocks: %ld nearest curves\n", asked);
    CHECK(asked > 500);
}

TEST_CASE("slabs hold their curves, and blocks their curves' balls")
{
    Random random("property/curve_blocks slabs", 64);
    long curves = 0;
    long used = 0;
    double fullest = 0;
    for (int k = 0; k < 300 * airspace_tests::test_scale(); ++k) {
        const auto parts = random_parts(random, k, k % 2 == 0 ? 4 + random.below(20) : 200);
        const detail::LateralBoundary boundary{parts};
        for (std::size_t i = 0; i < boundary.curves().size(); i += k % 2 == 0 ? 1 : 17) {
            const detail::Curve& curve = boundary.curves()[i];
            if (curve.is_spin()) continue;
            const detail::Slab& slab = boundary.blocks().slab(i);
            ++curves;
            if (!(slab.half_m < 1e7f)) continue;
            ++used;
            const detail::CurvePath path(curve);
            double worst_m = 0;
            for (int j = 0; j <= 24; ++j)
                worst_m = std::max(worst_m, std::abs(slab.of(detail::to_ecef_m(path.at(j / 24.0)))));
            CAPTURE(k, i, to_string(curve.kind), static_cast<double>(slab.length_m), static_cast<double>(slab.half_m));
            CHECK(worst_m <= static_cast<double>(slab.half_m));
            fullest = std::max(fullest, worst_m / static_cast<double>(slab.half_m));
        }
        std::size_t seen = 0;
        boundary.blocks().visit(
            [&](const detail::CurveBlock& block) {
                // every ball still to come until the next block of the same level lies in it; the first does for sure
                const detail::Ball& ball = boundary.balls()[seen];
                CHECK(block.distance_bound_m(ball.centre_m) <= -ball.radius_m);
                return false;
            },
            [&](std::size_t i) { CHECK(i == seen++); });
        CHECK(seen == boundary.curves().size());
    }
    std::printf("property/curve_blocks: %ld of %ld curves in slabs, the fullest filled to %.4f\n", used, curves, fullest);
    CHECK(used > curves / 2);
    CHECK(fullest > 0.5);  // the bound is worth something
}

TEST_CASE("a slab names the side of a place as the curve itself does")
{
    Random random("property/curve_blocks side", 65);
    long places = 0;
    long decided = 0;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        const auto parts = random_parts(random, k, 4 + random.below(30));
        const detail::LateralBoundary boundary{parts};
        for (std::size_t i = 0; i < boundary.curves().size(); ++i) {
            const detail::Curve& curve = boundary.curves()[i];
            if (curve.is_meridian() || curve.is_spin()) continue;
            const double offset = random.uniform(0, 1) * curve.width_deg.high;
            const double curve_lat = detail::CurvePath(curve).latitude_at(offset);
            const double lon = detail::normalised_longitude(curve.lon_west_deg + offset);
            if (!curve.spans(lon)) continue;
            // a metre from it to degrees away: the plane must not be crossed twice
            for (int j = 0; j < 6; ++j) {
                const double lat = curve_lat + random.uniform(-1, 1) * random.log_uniform(1e-6, 60);
                if (!(std::abs(lat) <= 90) || std::abs(lat - curve_lat) < 1e-7) continue;
                ++places;
                const int side = boundary.blocks().slab(i).side_of(detail::to_ecef_m({lat, lon}));
                if (side == 0) continue;
                ++decided;
                CAPTURE(k, i, to_string(curve.kind), lat, lon, curve_lat);
                CHECK(side == (lat > curve_lat ? 1 : -1));
            }
        }
    }
    std::printf("property/curve_blocks: %ld sides, %ld decided\n", places, decided);
    CHECK(decided > places / 3);
}

TEST_CASE("a slab over a pole names no wrong side")
{
    // There the plane of an edge stands nearly upright, and n . X says little of north and south.
    Random random("property/curve_blocks poles", 66);
    long decided = 0;
    for (int k = 0; k < 4000 * airspace_tests::test_scale(); ++k) {
        const double sign = random.coin() ? 1.0 : -1.0;
        const LatLon from{sign * (90 - random.log_uniform(1e-6, 25)), random.uniform(-180, 180)};
        const double east = 180 - random.log_uniform(1e-9, 10);
        const LatLon to{sign * (90 - random.log_uniform(1e-6, 25)), from.lon_deg + east};
        std::vector<PartSpec> parts(1);
        parts[0].exterior.vertices = {{from, random.coin() ? EdgeKind::geodesic : random.kind()}, {to}, {{0, from.lon_deg + 90}}};
        const detail::LateralBoundary boundary{parts};
        const detail::Curve& curve = boundary.curves()[0];
        if (boundary.curves().size() != 3 || curve.is_meridian()) continue;
        for (int j = 0; j < 5; ++j) {
            const double offset = random.coin() ? random.uniform(0, 1) * curve.width_deg.high
                                                : std::min(random.log_uniform(1e-9, 1), 0.9 * curve.width_deg.high);
            const double lon = detail::normalised_longitude(curve.lon_west_deg + offset);
            if (!curve.spans(lon)) continue;
            const double curve_lat = detail::CurvePath(curve).latitude_at(GeographicLib::Math::AngDiff(curve.lon_west_deg, lon));
            const double lat = random.coin() ? sign * (90 - random.log_uniform(1e-7, 30)) : random.uniform(-90, 90);
            if (std::abs(lat - curve_lat) < 1e-7) continue;
            const int side = boundary.blocks().slab(0).side_of(detail::to_ecef_m({lat, lon}));
            if (side == 0) continue;
            ++decided;
            CAPTURE(k, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, lat, lon, curve_lat);
            CHECK(side == (lat > curve_lat ? 1 : -1));
        }
    }
    CHECK(decided > 1000);
}
