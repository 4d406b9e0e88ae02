// SPDX-License-Identifier: MIT
// Rhumb legs by distance flown against GeographicLib's Rhumb, nearly along parallels, along meridians, to the poles;
// and what is certain of a leg before anything is solved.
#include <picket/airspace/detail/leg_crossings.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::Random;
using Catch::Matchers::WithinAbs;

TEST_CASE("rhumb legs are GeographicLib's, away from the poles")
{
    Random random("unit/leg_path rhumb", 71);
    double worst_m = 0;
    double worst_length = 0;
    int legs = 0;
    for (int k = 0; k < 3000 * airspace_tests::test_scale(); ++k) {
        const LatLon from{random.uniform(-80, 80), random.uniform(-180, 180)};
        LatLon to = direct(from, random.uniform(0, 360), random.log_uniform(1, 3000e3));
        // a parallel, or as near to one as a nanometre to a kilometre: where psi quotients lose all their digits
        if (k % 4 == 0) to.lat_deg = from.lat_deg + (random.coin() ? 1 : -1) * random.log_uniform(1e-14, 1e-2);
        if (k % 40 == 0) to.lat_deg = from.lat_deg;
        if (std::abs(to.lat_deg) > 80) continue;
        ++legs;
        const detail::LegPath path(from, to, LegKind::rhumb);
        double length_m = 0;
        double azimuth = 0;
        GeographicLib::Rhumb::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, length_m, azimuth);
        CAPTURE(k, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, length_m);
        worst_length = std::max(worst_length, std::abs(path.length_m() - length_m) / std::max(1.0, 1e-6 * length_m));
        const auto line = GeographicLib::Rhumb::WGS84().Line(from.lat_deg, from.lon_deg, azimuth);
        for (const double f : {0.0, random.uniform(0, 1), 0.5, 1.0}) {
            LatLon place{};
            line.Position(f * length_m, place.lat_deg, place.lon_deg);
            worst_m = std::max(worst_m, distance_m(path.at(f * path.length_m()), place) / std::max(1.0, 1e-6 * length_m));
        }
        CHECK(distance_m(path.at(path.length_m()), to) < 1e-7);
        CHECK(distance_m(path.at_with_tangent(0.3 * path.length_m()).at, path.at(0.3 * path.length_m())) < 1e-8);
        // fraction of the longitude to distance and back
        const double x_m = random.uniform(0, 1) * path.length_m();
        const double passed = std::remainder(path.at(x_m).lon_deg - from.lon_deg, 360) * detail::degree;
        if (std::abs(path.east_rad()) > 1e-3)
            CHECK_THAT(path.distance_of_fraction_m(passed / path.east_rad()), WithinAbs(x_m, 1e-6 + 1e-12 * length_m / std::abs(path.east_rad())));
    }
    std::printf("unit/leg_path: %d rhumb legs; places within %.3g m, lengths within %.3g m (of 1,000 km a millionth)\n", legs, worst_m, worst_length);
    // a few ulp of the longitude and of GeographicLib's own series
    CHECK(worst_m < 1e-7);
    CHECK(worst_length < 1e-7);
    CHECK(legs > 2000);
}

TEST_CASE("rhumb legs run where rhumb edges run")
{
    Random random("unit/leg_path edges", 72);
    double worst_m = 0;
    for (int k = 0; k < 3000 * airspace_tests::test_scale(); ++k) {
        LatLon from = random.place();
        if (k % 5 == 0) from.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-6, 5));
        LatLon to = direct(from, random.uniform(0, 360), random.log_uniform(1, 2000e3));
        if (k % 7 == 0) to = {random.uniform(-80, 80), from.lon_deg + (random.coin() ? 180 : -180)};
        if (k % 11 == 0) to.lat_deg = from.lat_deg;
        std::vector<detail::Curve> curves;
        detail::RingTracer(curves).add_edge(from, to, EdgeKind::rhumb, {0, 0, 0});
        if (curves.size() != 1 || curves[0].is_meridian()) continue;
        const detail::LegPath path(from, to, LegKind::rhumb);
        const double x_m = random.uniform(0, 1) * path.length_m();
        const LatLon place = path.at(x_m);
        const double offset = GeographicLib::Math::AngDiff(curves[0].lon_west_deg, place.lon_deg);
        if (!(offset > 0 && offset < curves[0].width_deg.high)) continue;
        const detail::CurvePoint point = path.at_with_tangent(x_m);
        const double lat_error_m = std::abs(detail::CurvePath(curves[0]).latitude_at(offset) - place.lat_deg) * 111e3;
        CAPTURE(k, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        const double across_m = lat_error_m * std::abs(std::sin(point.azimuth_deg * detail::degree));
        CHECK(across_m < 5e-8);
        worst_m = std::max(worst_m, across_m);
    }
    std::printf("unit/leg_path: rhumb legs within %.3g m of rhumb edges\n", worst_m);
}

TEST_CASE("rhumb legs along meridians, to a pole, between poles, half way round")
{
    const detail::LegPath north({50, 20}, {60, 20}, LegKind::rhumb);
    CHECK(!north.is_rhumb());
    CHECK_THAT(north.length_m(), WithinAbs(distance_m({50, 20}, {60, 20}), 1e-6));
    const detail::LegPath to_pole({80, 20}, {90, -100}, LegKind::rhumb);
    CHECK(!to_pole.is_rhumb());
    CHECK_THAT(to_pole.at(0.5 * to_pole.length_m()).lon_deg, WithinAbs(20, 1e-12));
    const detail::LegPath from_pole({-90, 33}, {-80, 77}, LegKind::rhumb);
    CHECK_THAT(from_pole.at(0.5 * from_pole.length_m()).lon_deg, WithinAbs(77, 1e-9));
    const detail::LegPath poles({90, 10}, {-90, 50}, LegKind::rhumb);
    CHECK_THAT(poles.at(0.5 * poles.length_m()).lon_deg, WithinAbs(10, 1e-9));
    // as edges do: in the direction written
    const detail::LegPath east({10, -90}, {20, 90}, LegKind::rhumb);
    CHECK(std::abs(east.at(0.5 * east.length_m()).lon_deg) < 2);
    const detail::LegPath west({10, 90}, {20, -90}, LegKind::rhumb);
    CHECK(std::abs(west.at(0.5 * west.length_m()).lon_deg) < 2);
    const detail::LegPath over({10, 90}, {20, 270}, LegKind::rhumb);
    CHECK_THAT(std::abs(std::remainder(over.at(0.5 * over.length_m()).lon_deg, 360)), WithinAbs(180, 2));
    const detail::LegPath rest({10, 90}, {10, 90}, LegKind::rhumb);
    CHECK(rest.length_m() == 0);
    const detail::LegPath antimeridian({54, 179}, {54, -179}, LegKind::rhumb);
    CHECK_THAT(antimeridian.length_m(), WithinAbs(detail::parallel_radius_m(54) * 2 * detail::degree, 1e-6));
}

TEST_CASE("a leg stays within what is said of it before it is solved")
{
    Random random("unit/leg_path reach", 73);
    double fullest = 0;
    for (int k = 0; k < 3000 * airspace_tests::test_scale(); ++k) {
        LatLon from = random.place();
        if (k % 5 == 0) from.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-6, 5));
        const LatLon to = direct(from, random.uniform(0, 360), random.log_uniform(1e-2, 190e3));
        for (const LegKind kind : {LegKind::geodesic, LegKind::rhumb}) {
            const detail::LegPath path(from, to, kind);
            const detail::LegReach reach(from, to, kind);
            const LatLon middle = path.at(0.5 * path.length_m());
            CAPTURE(k, to_string(kind), from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
            CHECK(reach.length_bound_m() >= path.length_m() - 1e-8);
            // half way between ends and middle: never farther from the plane than the slab
            const detail::ChordLine line(detail::to_ecef_m(from), detail::to_ecef_m(to), path.length_m() + 1e-6, path.curvature_bound(from, to), true);
            if (line.span_m < 1.0 || path.length_m() > 8000e3) continue;
            for (const LatLon place : {middle, path.at(0.2 * path.length_m()), path.at(0.7 * path.length_m())}) {
                const double d_m = std::abs(line.slab.of(detail::to_ecef_m(place)));
                CHECK(d_m <= static_cast<double>(line.slab.half_m));
                fullest = std::max(fullest, d_m / static_cast<double>(line.slab.half_m));
            }
        }
    }
    std::printf("unit/leg_path: slabs of legs filled up to %.4f\n", fullest);
    CHECK(fullest > 0.5);
}
