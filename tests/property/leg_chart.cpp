// SPDX-License-Identifier: MIT
// The bounds that presence() rests on (detail/leg_crossings.hpp): in the azimuthal equidistant chart about the
// start of a leg, how much geodesics bend and how much distances stretch.
#include <picket/airspace/detail/leg_crossings.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;

namespace {

constexpr double rho_m = 500e3;
constexpr double gauss = 1.0 / (detail::wgs84_radius_min_m * detail::wgs84_radius_min_m);

struct ChartPlace {
    double x;
    double y;
};

ChartPlace to_chart(LatLon origin, LatLon place)
{
    double s = 0;
    double azimuth = 0;
    double back = 0;
    GeographicLib::GeodesicExact::WGS84().Inverse(origin.lat_deg, origin.lon_deg, place.lat_deg, place.lon_deg, s, azimuth, back);
    return {s * std::cos(azimuth * detail::degree), s * std::sin(azimuth * detail::degree)};
}

/// Latitudes of every sort, the poles and the equator among them.
LatLon origin_of(Random& random, int k)
{
    LatLon origin = random.place();
    if (k % 10 == 0) origin.lat_deg = 90;
    if (k % 10 == 1) origin.lat_deg = 0;
    if (k % 10 == 2) origin.lat_deg = 90 - random.log_uniform(1e-6, 5);
    return origin;
}

}  // namespace

TEST_CASE("geodesics bend in the chart at most by 2 p / R^2, p the distance at which their tangent passes the origin")
{
    Random random("property/leg_chart curvature", 41);
    double worst_of_p = 0;
    double worst_of_rho = 0;
    const int n = 6000 * airspace_tests::test_scale();
    for (int k = 0; k < n; ++k) {
        const LatLon origin = origin_of(random, k);
        const LatLon place = direct(origin, random.uniform(0, 360), random.uniform(1e3, rho_m - 15e3));
        const double azimuth = random.uniform(0, 360);
        constexpr double step_m = 15e3;
        GeographicLib::GeodesicLine line = GeographicLib::Geodesic::WGS84().Line(place.lat_deg, place.lon_deg, azimuth);
        LatLon before{};
        LatLon after{};
        line.Position(-step_m, before.lat_deg, before.lon_deg);
        line.Position(step_m, after.lat_deg, after.lon_deg);
        const ChartPlace a = to_chart(origin, before);
        const ChartPlace b = to_chart(origin, place);
        const ChartPlace c = to_chart(origin, after);
        const double ab = std::hypot(b.x - a.x, b.y - a.y);
        const double bc = std::hypot(c.x - b.x, c.y - b.y);
        const double ac = std::hypot(c.x - a.x, c.y - a.y);
        // the circle through three places
        const double curvature = 2 * std::abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / (ab * bc * ac);
        const double passes_m = std::abs(b.x * (c.y - a.y) - b.y * (c.x - a.x)) / ac;
        const double noise = 4e-8 / (step_m * step_m);
        CAPTURE(k, origin.lat_deg, place.lat_deg, place.lon_deg, azimuth, passes_m, curvature);
        CHECK(curvature <= 2 * passes_m * gauss + noise);
        if (passes_m > 10e3) worst_of_p = std::max(worst_of_p, curvature / (passes_m * gauss));
        worst_of_rho = std::max(worst_of_rho, curvature / (rho_m * gauss));
    }
    std::printf("property/leg_chart: %d geodesics within 500 km, curvature at most %.4f p / R^2 and %.4f rho / R^2\n", n, worst_of_p, worst_of_rho);
    // two thirds, to first order: were it far less, the places would not be what they seem
    CHECK(worst_of_p > 0.6);
    CHECK(worst_of_p < 0.75);
}

TEST_CASE("chart distances exceed true ones by at most 0.2 %, and are never shorter")
{
    Random random("property/leg_chart distances", 42);
    double worst = 0;
    double worst_of_formula = 0;
    const int n = 10000 * airspace_tests::test_scale();
    for (int k = 0; k < n; ++k) {
        const LatLon origin = origin_of(random, k);
        const LatLon place = direct(origin, random.uniform(0, 360), rho_m * std::sqrt(random.uniform(0, 1)));
        const double apart_m = random.log_uniform(1e3, 100e3);
        const LatLon other = direct(place, random.uniform(0, 360), apart_m);
        const ChartPlace a = to_chart(origin, place);
        const ChartPlace b = to_chart(origin, other);
        const double farthest_m = std::max(std::hypot(a.x, a.y), std::hypot(b.x, b.y));
        if (farthest_m > rho_m) continue;
        const double stretch = std::hypot(b.x - a.x, b.y - a.y) / apart_m - 1;
        CAPTURE(k, origin.lat_deg, place.lat_deg, place.lon_deg, apart_m, stretch);
        CHECK(stretch < 0.002);
        CHECK(stretch > -1e-7 / apart_m * 10);
        worst = std::max(worst, stretch);
        if (farthest_m > 50e3) worst_of_formula = std::max(worst_of_formula, stretch / (farthest_m * farthest_m * gauss / 6));
    }
    std::printf("property/leg_chart: %d distances within 500 km, stretched by at most %.3g, %.4f rho^2 / (6 R^2)\n", n, worst, worst_of_formula);
    CHECK(worst > 0.0009);
    CHECK(worst_of_formula < 1.01);
}

TEST_CASE("the leg itself is straight and true in the chart")
{
    Random random("property/leg_chart leg", 43);
    double worst_m = 0;
    for (int k = 0; k < 2000; ++k) {
        const LatLon origin = random.place();
        const double azimuth = random.uniform(0, 360);
        const double s = random.uniform(0, detail::LegPath::longest_piece_m);
        const ChartPlace place = to_chart(origin, direct(origin, azimuth, s));
        worst_m = std::max(worst_m, std::hypot(place.x - s * std::cos(azimuth * detail::degree), place.y - s * std::sin(azimuth * detail::degree)));
    }
    std::printf("property/leg_chart: the leg is off the axis by at most %.3g m\n", worst_m);
    CHECK(worst_m < 2e-8);
}

TEST_CASE("crossings of a leg are sorted, within it, and complete, for any number of pieces")
{
    // legs of 50 km to 5,000 km against meridians 0, 1, ... 19 E: each one passed is among the crossings found
    std::vector<LatLon> comb;
    for (int i = 0; i < 20; i += 2) {
        comb.push_back({-89, i + 0.0});
        comb.push_back({89, i + 0.0});
        comb.push_back({89, i + 1.0});
        comb.push_back({-89, i + 1.0});
    }
    const Zone zone(airspace_tests::zone_of(comb, EdgeKind::lonlat));
    for (const double lat : {0.0, 30.0, 54.0, -70.0})
        for (const double east : {0.75, 3.5, 10.5, 18.5}) {
            const detail::LegPath path({lat, 0.5}, {lat, 0.5 + east});
            const auto distances = detail::crossings(path, zone.boundary());
            CAPTURE(lat, east);
            CHECK(std::is_sorted(distances.begin(), distances.end()));
            for (const double distance : distances) {
                CHECK(distance >= 0);
                CHECK(distance <= path.length_m());
            }
            for (int meridian = 1; meridian < 0.5 + east; ++meridian) {
                CAPTURE(meridian);
                CHECK(std::any_of(distances.begin(), distances.end(), [&](double distance) {
                    return std::abs(path.at(distance).lon_deg - meridian) < 1e-10;
                }));
            }
        }
}
