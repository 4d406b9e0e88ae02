// SPDX-License-Identifier: MIT
// Against GeographicLib's exact classes: elliptic integrals where picket uses series, other code for every step.
#include <picket/geodesy.hpp>

#include <support/geodesy_random.hpp>

#include <GeographicLib/GeodesicExact.hpp>
#include <GeographicLib/GeodesicLineExact.hpp>
#include <GeographicLib/PolygonArea.hpp>
#include <GeographicLib/Rhumb.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using GeographicLib::GeodesicExact;
using GeographicLib::GeodesicLineExact;
using picket::Degrees;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using test::Random;

namespace {

const GeodesicExact& exact() { return GeodesicExact::WGS84(); }

double apart(LatLon a, LatLon b)
{
    double s12 = 0;
    exact().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s12);
    return s12;
}

LatLon at(const GeodesicLineExact& line, double s_m)
{
    LatLon p{};
    line.Position(s_m, p.lat_deg, p.lon_deg);
    return p;
}

constexpr double both_ways_m = 3e-8;  // 15 nm on either side

}  // namespace

TEST_CASE("geodesics agree with the exact classes")
{
    Random random("geodesy_exact/geodesic", 0x5eed41);
    for (int i = 0; i < random.cases(3000); ++i) {
        const LatLon from = random.place();
        const LatLon to = random.one_in(2) ? random.place() : random.near(from, 1e-3, 2e6);
        CAPTURE(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        double s12 = 0;
        double azi1 = 0;
        double azi2 = 0;
        double m12 = 0;
        exact().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, s12, azi1, azi2, m12);
        const picket::GeodesicInverse inverse = picket::geodesic_inverse(from, to);
        CHECK(std::abs(inverse.distance.value() - s12) <= both_ways_m);
        // The azimuth where it is unique: equator to equator over one of two equally good ways, it is not.
        const double across = std::abs(std::remainder(inverse.azimuth_start.value() - azi1, 360.0)) * test::pi / 180;
        if (std::abs(m12) < 1e7 && s12 < 1.9e7) CHECK(across * m12 <= both_ways_m);

        const Degrees azimuth = random.azimuth();
        const Metres distance{random.uniform(-3e7, 3e7)};
        LatLon arrival{};
        exact().Direct(from.lat_deg, from.lon_deg, azimuth.value(), distance.value(), arrival.lat_deg,
                       arrival.lon_deg);
        CHECK(apart(picket::geodesic_direct(from, azimuth, distance).at, arrival) <= both_ways_m);
    }
}

TEST_CASE("rhumb lines agree with the elliptic-integral method")
{
    Random random("geodesy_exact/rhumb", 0x5eed42);
    const GeographicLib::Rhumb rhumb(6378137.0, 1 / 298.257223563, true);
    for (int i = 0; i < random.cases(3000); ++i) {
        const LatLon from{random.uniform(-89, 89), random.uniform(-180, 180)};
        const LatLon to{random.uniform(-89, 89), random.uniform(-180, 180)};
        CAPTURE(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        double s12 = 0;
        double azi12 = 0;
        rhumb.Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, s12, azi12);
        const picket::RhumbInverse inverse = picket::rhumb_inverse(from, to);
        CHECK(std::abs(inverse.distance.value() - s12) <= both_ways_m);
        CHECK(std::abs(std::remainder(inverse.azimuth.value() - azi12, 360.0)) <= 1e-11);
        LatLon arrival{};
        rhumb.Direct(from.lat_deg, from.lon_deg, azi12, s12 / 3, arrival.lat_deg, arrival.lon_deg);
        CHECK(apart(picket::rhumb_direct(from, Degrees{azi12}, Metres{s12 / 3}), arrival) <= 1e-7);
    }
}

TEST_CASE("intersections lie on both geodesics, as the exact classes draw them")
{
    Random random("geodesy_exact/intersect", 0x5eed43);
    for (int i = 0; i < random.cases(1000); ++i) {
        const LatLon x1 = random.place();
        const LatLon x2 = random.near(x1, 1e4, 1e7);
        const LatLon y1 = random.near(x1, 1e4, 5e6);
        const LatLon y2 = random.near(y1, 1e4, 1e7);
        CAPTURE(x1.lat_deg, x1.lon_deg, x2.lat_deg, x2.lon_deg, y1.lat_deg, y1.lon_deg, y2.lat_deg, y2.lon_deg);
        const picket::GeodesicIntersection answer
            = picket::intersect_segments(GeodesicLine::between(x1, x2), GeodesicLine::between(y1, y2));
        const GeodesicLineExact x = exact().InverseLine(x1.lat_deg, x1.lon_deg, x2.lat_deg, x2.lon_deg);
        const GeodesicLineExact y = exact().InverseLine(y1.lat_deg, y1.lon_deg, y2.lat_deg, y2.lon_deg);
        // a segment of 10 km carried on for 20,000 km: 1500 radians of the sphere's lever on 8 nm
        const double lever = 1 + 6.4e6 / std::min(x.Distance(), y.Distance());
        CHECK(apart(at(x, answer.x_m), at(y, answer.y_m)) <= lever * both_ways_m);
        CHECK(apart(at(x, answer.x_m), answer.at) <= lever * both_ways_m);
        const bool inside = answer.x_m >= 0 && answer.x_m <= x.Distance() && answer.y_m >= 0
                            && answer.y_m <= y.Distance();
        CHECK(answer.inside_both == inside);
    }
}

TEST_CASE("nearest points agree with a search on the exact classes")
{
    Random random("geodesy_exact/nearest", 0x5eed44);
    for (int i = 0; i < random.cases(150); ++i) {
        // up to 5000 km from a segment of up to 4000 km: there the distance has one minimum (a place sees a segment
        // within a quarter of a turn), which golden section finds
        const LatLon from = random.place();
        const LatLon to = random.near(from, 1, 4e6);
        const LatLon place = random.near(from, 1, 5e6);
        CAPTURE(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, place.lat_deg, place.lon_deg);
        const GeodesicLineExact line = exact().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        double low = 0;
        double high = line.Distance();
        while (high - low > 1e-3) {
            const double third = 0.381966 * (high - low);
            if (apart(place, at(line, low + third)) < apart(place, at(line, high - third))) {
                high -= third;
            } else {
                low += third;
            }
        }
        const double expected
            = std::min({apart(place, at(line, (low + high) / 2)), apart(place, from), apart(place, to)});
        const picket::NearestPoint answer
            = picket::nearest_on_segment(GeodesicLine::between(from, to), place);
        // the promise: a micrometre; the search itself is off by (1 mm)^2 / g, less than 0.5 um where g > 1 m
        CHECK(std::abs(answer.distance.value() - expected) <= 1e-6);
        CHECK(std::abs(apart(place, answer.at) - answer.distance.value()) <= both_ways_m);
    }
}

TEST_CASE("areas and perimeters agree with the exact classes")
{
    Random random("geodesy_exact/polygon", 0x5eed45);
    for (int i = 0; i < random.cases(300); ++i) {
        const LatLon centre = random.place();
        const double size_m = random.log_uniform(1e3, 3e6);
        const int n = 3 + i % 20;
        GeographicLib::PolygonAreaExact expected(exact());
        std::vector<LatLon> ring;
        for (int k = 0; k < n; ++k) {
            ring.push_back(picket::geodesic_direct(centre, Degrees{-360.0 * k / n},
                                                   Metres{size_m * random.uniform(0.5, 1)})
                               .at);
            expected.AddPoint(ring.back().lat_deg, ring.back().lon_deg);
        }
        CAPTURE(centre.lat_deg, centre.lon_deg, size_m, n);
        double perimeter_m = 0;
        double area_m2 = 0;
        expected.Compute(false, true, perimeter_m, area_m2);
        const picket::PolygonMeasures answer = picket::measure_geodesic_polygon(ring);
        CHECK(std::abs(answer.perimeter.value() - perimeter_m) <= both_ways_m * n);
        CHECK(std::abs(answer.area_m2 - area_m2) <= 0.2 * n);
        CHECK(answer.orientation == picket::Orientation::counterclockwise);
    }
}
