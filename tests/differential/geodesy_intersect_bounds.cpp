// SPDX-License-Identifier: MIT
// The two numbers that intersect.hpp takes from Karney (2024): recomputed with GeographicLib's exact classes, and
// tried out.
#include <picket/geodesy/intersect.hpp>

#include <support/geodesy_random.hpp>

#include <GeographicLib/GeodesicExact.hpp>
#include <GeographicLib/GeodesicLineExact.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using GeographicLib::GeodesicExact;
using GeographicLib::GeodesicLineExact;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using test::Random;

namespace {

/// Where a quantity that falls along a geodesic passes zero.
template <class Quantity>
double zero(double low, double high, Quantity quantity)
{
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (quantity(middle) > 0 ? low : high) = middle;
    }
    return low;
}

/// From a point to the first conjugate point of the geodesic: reduced length 0.
double conjugate_distance(double lat_deg, double azimuth_deg)
{
    const GeodesicLineExact line = GeodesicExact::WGS84().Line(lat_deg, 0, azimuth_deg, GeodesicExact::ALL);
    return zero(1.98e7, 2.02e7, [&](double s) {
        double lat = 0;
        double lon = 0;
        double azimuth = 0;
        double m12 = 0;
        double scale12 = 0;
        double scale21 = 0;
        line.Position(s, lat, lon, azimuth, m12, scale12, scale21);
        return m12;
    });
}

}  // namespace

TEST_CASE("the spacing of intersections is twice the least conjugate distance, pi b")
{
    double least = 1e99;
    for (double lat = 0; lat <= 90; lat += 5) {
        for (double azimuth = 0; azimuth <= 180; azimuth += 5) {
            least = std::min(least, conjugate_distance(lat, azimuth));
        }
    }
    const double b_m = 6378137.0 * (1 - 1 / 298.257223563);
    CHECK(std::abs(least - test::pi * b_m) <= 1e-3);
    // rounded down: a larger spacing would be a bolder claim
    CHECK(picket::geodesy_detail::intersection_spacing_m <= 2 * test::pi * b_m);
    CHECK(picket::geodesy_detail::intersection_spacing_m >= 2 * test::pi * b_m - 0.01);
}

TEST_CASE("the reach is twice the semi-conjugate distance of a pole")
{
    const GeodesicLineExact line = GeodesicExact::WGS84().Line(90, 0, 180, GeodesicExact::ALL);
    const double semi_conjugate = zero(9.9e6, 1.02e7, [&](double s) {
        double lat = 0;
        double lon = 0;
        double azimuth = 0;
        double m12 = 0;
        double scale12 = 0;
        double scale21 = 0;
        line.Position(s, lat, lon, azimuth, m12, scale12, scale21);
        return scale12;
    });
    // rounded up
    CHECK(picket::geodesy_detail::intersection_reach_m >= 2 * semi_conjugate);
    CHECK(picket::geodesy_detail::intersection_reach_m <= 2 * semi_conjugate + 0.01);
}

TEST_CASE("no two intersections are nearer than the spacing")
{
    Random random("geodesy_intersect_bounds/spacing", 0x5eed51);
    for (int i = 0; i < random.cases(300); ++i) {
        const LatLon start = random.place();
        const GeodesicLine x = GeodesicLine::from(start, random.azimuth());
        const GeodesicLine y = GeodesicLine::from(start, random.azimuth());
        CAPTURE(start.lat_deg, start.lon_deg, x.azimuth_start().value(), y.azimuth_start().value());
        // start is an intersection; so are the ends of the lunes, about half a turn away in every combination of
        // directions
        for (const double sign_x : {-1.0, 1.0}) {
            for (const double sign_y : {-1.0, 1.0}) {
                const auto next = picket::geodesy_detail::settle_intersection(x, y, sign_x * 2e7, sign_y * 2e7);
                const double distance = picket::geodesy_detail::l1_distance(next, 0, 0);
                CHECK(distance >= picket::geodesy_detail::intersection_spacing_m - 1e-2);
            }
        }
    }
}
