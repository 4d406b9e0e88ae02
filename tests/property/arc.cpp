// SPDX-License-Identifier: MIT
// What must hold of every arc: two zones that share one own it once, its curves are monotone, and the bounds
// that the searches rely on are bounds.
#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::Sector;
using airspace_tests::test_scale;
using airspace_tests::zone_of;

namespace {

Sector any_sector(Random& random)
{
    Sector sector{};
    sector.centre = random.place();
    if (random.below(4) == 0) sector.centre.lat_deg = (random.coin() ? 1.0 : -1.0) * (90.0 - random.log_uniform(1e-6, 5.0));
    if (random.below(4) == 0) sector.centre.lon_deg = 180.0 - random.log_uniform(1e-6, 1.0);
    sector.azimuth_deg = random.uniform(-180.0, 180.0);
    sector.sweep_deg = random.uniform(1.0, 350.0);
    sector.radius_start_m = random.log_uniform(10.0, 3000e3);
    const double most = std::min(0.09, 0.9 * sector.sweep_deg * detail::degree);
    sector.radius_end_m = sector.radius_start_m * (1.0 + (random.coin() ? 0.0 : random.uniform(-most, most)));
    return sector;
}

std::vector<detail::Curve> curves_of(const Sector& sector, bool clockwise)
{
    std::vector<detail::Curve> curves;
    const LatLon start = sector.at(0.0);
    const LatLon end = sector.at(sector.sweep_deg);
    detail::RingTracer(curves).add_arc(clockwise ? start : end, clockwise ? end : start, sector.centre, clockwise, {});
    return curves;
}

}  // namespace

TEST_CASE("an arc has the same bits whichever way its ring runs")
{
    Random random("arc bits", 311);
    for (int n = 0; n < 2000 * test_scale(); ++n) {
        const Sector sector = any_sector(random);
        const std::vector<detail::Curve> forward = curves_of(sector, true);
        std::vector<detail::Curve> backward = curves_of(sector, false);
        std::reverse(backward.begin(), backward.end());
        REQUIRE(forward.size() == backward.size());
        for (std::size_t i = 0; i < forward.size(); ++i) {
            const detail::Curve& a = forward[i];
            const detail::Curve& b = backward[i];
            const bool same = a.kind == b.kind && a.lon_west_deg == b.lon_west_deg && a.lon_east_deg == b.lon_east_deg &&
                              a.lat_west_deg == b.lat_west_deg && a.lat_east_deg == b.lat_east_deg &&
                              a.width_deg.high == b.width_deg.high && a.width_deg.low == b.width_deg.low &&
                              a.lat_min_deg == b.lat_min_deg && a.lat_max_deg == b.lat_max_deg &&
                              a.arc.centre_lat_deg == b.arc.centre_lat_deg && a.arc.azimuth_deg == b.arc.azimuth_deg &&
                              a.arc.sweep_deg == b.arc.sweep_deg && a.arc.radius_start_m == b.arc.radius_start_m &&
                              a.arc.radius_end_m == b.arc.radius_end_m && a.arc_west_deg == b.arc_west_deg;
            REQUIRE(same);
            REQUIRE(a.ring_forward != b.ring_forward);
        }
    }
}

TEST_CASE("two zones on both sides of an arc own every place of it once")
{
    Random random("arc ownership", 312);
    int asked = 0;
    for (int n = 0; n < 300 * test_scale(); ++n) {
        Sector sector = any_sector(random);
        sector.sweep_deg = random.uniform(1.0, 170.0);
        sector.radius_start_m = random.log_uniform(10.0, 1000e3);
        sector.radius_end_m = sector.radius_start_m * random.uniform(0.99, 1.01);
        const LatLon start = sector.at(0.0);
        const LatLon end = sector.at(sector.sweep_deg);
        // inside the arc, clockwise; outside it up to twice the radius, counter-clockwise along the shared arc
        const Zone inner(zone_of(sector.ring(true)));
        RingSpec beyond;
        beyond.vertices = {{end, EdgeKind::arc_counter_clockwise, sector.centre},
                           {start, EdgeKind::geodesic},
                           {direct(sector.centre, sector.azimuth_deg, 2.0 * sector.radius_start_m), EdgeKind::arc_clockwise,
                            sector.centre},
                           {direct(sector.centre, sector.azimuth_deg + sector.sweep_deg, 2.0 * sector.radius_start_m),
                            EdgeKind::geodesic}};
        const Zone outer(zone_of(beyond));
        const std::vector<detail::Curve> curves = curves_of(sector, true);
        for (const detail::Curve& curve : curves) {
            const detail::CurvePath path(curve);
            for (int k = 0; k < 20; ++k) {
                LatLon place = path.at(random.uniform(0.001, 0.999));
                // on the curve, and a few ulp off it in latitude
                for (int ulp = random.below(4); ulp > 0; --ulp) place.lat_deg = std::nextafter(place.lat_deg, random.coin() ? 91.0 : -91.0);
                // far enough from the two radii, where the neighbours are other zones
                const double turned = airspace_tests::clockwise_deg(
                    sector.azimuth_deg, airspace_tests::seen_from(sector.centre, place).azimuth_deg);
                if (turned < 1e-3 || turned > sector.sweep_deg - 1e-3) continue;
                ++asked;
                const bool in_inner = inner.contains(place) == Containment::inside;
                const bool in_outer = outer.contains(place) == Containment::inside;
                CAPTURE(sector.centre.lat_deg, sector.centre.lon_deg, sector.azimuth_deg, sector.sweep_deg,
                        sector.radius_start_m, sector.radius_end_m, place.lat_deg, place.lon_deg);
                if (in_inner == in_outer) CHECK(in_inner != in_outer);
            }
        }
    }
    std::printf("%d places on arcs\n", asked);
    CHECK(asked > 10000);
}

TEST_CASE("the pieces of an arc are monotone in longitude and latitude, join, and end in the vertices")
{
    Random random("arc pieces", 313);
    double worst_m = 0.0;
    for (int n = 0; n < 500 * test_scale(); ++n) {
        const Sector sector = any_sector(random);
        const std::vector<detail::Curve> curves = curves_of(sector, true);
        double sweep = 0.0;
        LatLon last = sector.at(0.0);
        for (const detail::Curve& curve : curves) {
            if (curve.is_spin() || curve.is_meridian()) continue;
            const detail::CurvePath path(curve);
            CAPTURE(sector.centre.lat_deg, sector.centre.lon_deg, sector.azimuth_deg, sector.sweep_deg,
                    sector.radius_start_m, sector.radius_end_m, curve.lon_west_deg,
                    curve.width_deg.high);
            CHECK(curve.width_deg.high < 180.0);
            sweep += std::abs(curve.arc.sweep_deg);
            const LatLon start = path.at(curve.ring_forward ? 0.0 : 1.0);
            CHECK(airspace_tests::distance_m(start, last) < 1e-7);
            last = path.at(curve.ring_forward ? 1.0 : 0.0);
            const bool rises = curve.lat_east_deg > curve.lat_west_deg;
            LatLon before = path.at(0.0);
            for (int k = 1; k <= 64; ++k) {
                const LatLon here = path.at(k / 64.0);
                // how far it runs the wrong way
                const double east = (before.lon_deg - here.lon_deg) * detail::degree * detail::parallel_radius_m(here.lat_deg);
                const double north = (before.lat_deg - here.lat_deg) * (rises ? 1.0 : -1.0) * 111e3;
                worst_m = std::max({worst_m, east, north});
                before = here;
                CHECK(here.lat_deg >= curve.lat_min_deg);
                CHECK(here.lat_deg <= curve.lat_max_deg);
                // and latitude_at finds the place again
                if (k < 64 && here.lon_deg > curve.lon_west_deg) {
                    const LatLon again{path.latitude_at(here.lon_deg - curve.lon_west_deg), here.lon_deg};
                    // across the curve: along it a nanometre of longitude may be a metre of latitude
                    if (detail::geodesic_distance_m(again, here) > 1e-7)
                        CHECK(detail::nearest_on_curve(curve, again, 1.0).distance_m < 2e-8);
                }
            }
        }
        // the azimuths of the ends are as good as their places, 15 nm each
        CHECK(std::abs(sweep - sector.sweep_deg) < 1e-11 + 4e-8 / sector.radius_start_m / detail::degree);
        CHECK(airspace_tests::distance_m(last, sector.at(sector.sweep_deg)) < 1e-7);
    }
    std::printf("worst step backward %g m\n", worst_m);
    CHECK(worst_m < 2e-8);  // rounding of the direct problem, 15 nm
}

TEST_CASE("speed and curvature of arcs stay below their bounds, and not far below")
{
    Random random("arc bounds", 314);
    double tightest_speed = 0.0;
    double tightest_curvature = 0.0;
    int looked_at = 0;
    for (int n = 0; n < 1000 * test_scale(); ++n) {
        Sector sector = any_sector(random);
        if (random.below(3) == 0) sector.radius_start_m = sector.radius_end_m = random.uniform(1000e3, 4900e3);
        for (const detail::Curve& curve : curves_of(sector, true)) {
            if (curve.kind != EdgeKind::arc_clockwise) continue;
            const detail::CurvePath path(curve);
            const double u0 = random.uniform(0.0, 0.8);
            const double u1 = u0 + random.uniform(0.05, 0.2);
            const double u = random.uniform(u0, u1);
            // differences over a step that is long against rounding (1e-8 m) and short against the arc
            const double du = 1e-3 * (u1 - u0);
            const detail::CurvePoint a = path.at_with_tangent(u - du);
            const detail::CurvePoint b = path.at_with_tangent(u + du);
            const detail::Inverse chord = detail::inverse_between(a.at, b.at);
            if (chord.distance_m < 0.1 || std::abs(a.at.lat_deg) > 89.99) continue;
            CAPTURE(sector.centre.lat_deg, sector.radius_start_m, sector.radius_end_m, sector.sweep_deg, u0, u1, u);
            const double speed = chord.distance_m / (2.0 * du) / path.speed_bound_m(u0, u1);
            CHECK(speed < 1.0 + 1e-6);
            tightest_speed = std::max(tightest_speed, speed);
            // a curve turns by the angles it makes with its chord
            const double turn = (GeographicLib::Math::AngDiff(a.azimuth_deg, chord.azimuth_start_deg) +
                                 GeographicLib::Math::AngDiff(chord.azimuth_end_deg, b.azimuth_deg)) *
                                detail::degree;
            const double curvature = std::abs(turn) / chord.distance_m / path.curvature_bound(u0, u1);
            // the angles are good to 1e-8 m over the chord
            CHECK(curvature < 1.0 + 1e-6 + 4e-8 / chord.distance_m / std::abs(turn));
            tightest_curvature = std::max(tightest_curvature, curvature);
            ++looked_at;
        }
    }
    std::printf("%d stretches: at most %.6f of the speed bound, %.6f of the curvature bound\n", looked_at, tightest_speed,
                tightest_curvature);
    CHECK(looked_at > 1000);
    CHECK(tightest_speed > 0.99);
    CHECK(tightest_curvature > 0.99);
}
