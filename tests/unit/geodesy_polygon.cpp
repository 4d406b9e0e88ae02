// SPDX-License-Identifier: MIT
// The stated results of polygon.hpp.
#include <picket/geodesy/polygon.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using picket::LatLon;
using picket::Orientation;
using picket::PolygonMeasures;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double earth_area_m2 = 510065621724088.44;  // WGS 84, Moritz (1980)
constexpr double quarter_meridian_m = 10001965.729312722;
constexpr double quarter_equator_m = 6378137.0 * 3.14159265358979323846 / 2;

using Ring = std::vector<LatLon>;

void check(const Ring& ring, double area_m2, double perimeter_m, Orientation orientation)
{
    for (const PolygonMeasures& answer :
         {picket::measure_geodesic_polygon(ring), picket::measure_rhumb_polygon(ring)}) {
        // 1 m^2 a vertex is 1e-14 of the Earth
        CHECK_THAT(answer.area_m2, WithinAbs(area_m2, 5.0));
        CHECK_THAT(answer.perimeter.value(), WithinAbs(perimeter_m, 1e-7));
        CHECK(answer.orientation == orientation);
    }
}

}  // namespace

TEST_CASE("an octant, whatever longitude is written for its pole")
{
    const double perimeter_m = 2 * quarter_meridian_m + quarter_equator_m;
    for (const double lon : {0.0, 90.0, -33.0, 200.0}) {
        check({{0, 0}, {0, 90}, {90, lon}}, earth_area_m2 / 8, perimeter_m, Orientation::counterclockwise);
        check({{90, lon}, {0, 90}, {0, 0}}, -earth_area_m2 / 8, perimeter_m, Orientation::clockwise);
        check({{-90, lon}, {0, 90}, {0, 0}}, earth_area_m2 / 8, perimeter_m, Orientation::counterclockwise);
    }
}

TEST_CASE("more than half of a hemisphere, with a vertex at the pole")
{
    check({{0, 0}, {0, 100}, {0, 200}, {90, 0}}, earth_area_m2 / 2 * 200 / 360,
          2 * quarter_meridian_m + quarter_equator_m * 200 / 90, Orientation::counterclockwise);
}

TEST_CASE("rings round a pole")
{
    check({{0, 0}, {0, 120}, {0, -120}}, earth_area_m2 / 2, 4 * quarter_equator_m, Orientation::counterclockwise);
    // small rings: the side with the pole, on the left eastward round the north pole
    const PolygonMeasures north = picket::measure_geodesic_polygon(Ring{{89, 0}, {89, 120}, {89, 240}});
    CHECK(north.area_m2 > 0);
    CHECK(north.area_m2 < 1e11);
    const PolygonMeasures south = picket::measure_geodesic_polygon(Ring{{-89, 0}, {-89, 120}, {-89, 240}});
    CHECK_THAT(south.area_m2, WithinRel(-north.area_m2, 1e-9));
    // a circle of latitude as a rhumb triangle: the cap beyond it, exactly
    const double e = std::sqrt((2 - 1 / 298.257223563) / 298.257223563);
    const double sine = std::sin(80 * 3.14159265358979323846 / 180);
    const double b_m = 6378137.0 * (1 - 1 / 298.257223563);
    const auto zone = [&](double s) { return s / (1 - e * e * s * s) + std::atanh(e * s) / e; };
    const double cap_m2 = 3.14159265358979323846 * b_m * b_m * (zone(1.0) - zone(sine));  // area of a zone, classical
    CHECK_THAT(picket::measure_rhumb_polygon(Ring{{80, 0}, {80, 120}, {80, 240}}).area_m2, WithinAbs(cap_m2, 1.0));
}

TEST_CASE("the antimeridian is nothing special for an area")
{
    const Ring here{{10, -10}, {10, 10}, {25, 10}, {20, -10}};
    for (const bool rhumb : {false, true}) {
        const auto measure = rhumb ? picket::measure_rhumb_polygon : picket::measure_geodesic_polygon;
        const PolygonMeasures expected = measure(here);
        CHECK(expected.area_m2 > 0);
        const PolygonMeasures across = measure(Ring{{10, 170}, {10, 190}, {25, -170}, {20, 170}});
        CHECK_THAT(across.area_m2, WithinAbs(expected.area_m2, 0.4));
        CHECK_THAT(across.perimeter.value(), WithinAbs(expected.perimeter.value(), 6e-8));
        const PolygonMeasures on = measure(Ring{{10, 180}, {10, -160}, {25, 200}, {20, -180}});
        CHECK_THAT(on.area_m2, WithinAbs(expected.area_m2, 0.4));
    }
}

TEST_CASE("closing vertex, repeated vertices, starting elsewhere: no difference")
{
    const Ring ring{{50, 10}, {50, 20}, {55, 18}, {54, 9}};
    const PolygonMeasures expected = picket::measure_geodesic_polygon(ring);
    for (const Ring& other : {Ring{{50, 10}, {50, 20}, {55, 18}, {54, 9}, {50, 10}},
                              Ring{{50, 10}, {50, 10}, {50, 20}, {55, 18}, {55, 18}, {54, 9}},
                              Ring{{55, 18}, {54, 9}, {50, 10}, {50, 20}}}) {
        CHECK_THAT(picket::measure_geodesic_polygon(other).area_m2, WithinAbs(expected.area_m2, 0.4));
    }
    Ring reversed = ring;
    std::reverse(reversed.begin(), reversed.end());
    CHECK_THAT(picket::measure_geodesic_polygon(reversed).area_m2, WithinAbs(-expected.area_m2, 0.4));
}

TEST_CASE("what has no area")
{
    check({}, 0, 0, Orientation::degenerate);
    check({{1, 2}}, 0, 0, Orientation::degenerate);
    check({{90, 0}, {90, 120}}, 0, 0, Orientation::degenerate);
    CHECK(picket::measure_geodesic_polygon(Ring{{1, 2}, {3, 4}}).orientation == Orientation::degenerate);
    // there and back over the pole: the edge from 0 to 180 on the equator is the meridian
    check({{0, 0}, {90, 0}, {0, 180}, {90, 0}}, 0, 4 * quarter_meridian_m, Orientation::degenerate);
}

TEST_CASE("a vertex that is not a place leaves nothing to measure")
{
    for (const LatLon bad : {LatLon{quiet_nan, 0}, LatLon{0, quiet_nan}, LatLon{91, 0}}) {
        for (std::size_t i = 0; i < 3; ++i) {
            Ring ring{{0, 0}, {0, 10}, {90, 0}};
            ring[i] = bad;
            for (const PolygonMeasures& answer :
                 {picket::measure_geodesic_polygon(ring), picket::measure_rhumb_polygon(ring)}) {
                CHECK(std::isnan(answer.area_m2));
                CHECK(std::isnan(answer.perimeter.value()));
                CHECK(answer.orientation == Orientation::degenerate);
            }
        }
    }
}

TEST_CASE("orientations have names")
{
    CHECK(to_string(Orientation::degenerate) == std::string("degenerate"));
    CHECK(to_string(Orientation::counterclockwise) == std::string("counterclockwise"));
    CHECK(to_string(Orientation::clockwise) == std::string("clockwise"));
}
