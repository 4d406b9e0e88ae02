// SPDX-License-Identifier: MIT
// The stated results of intersect.hpp.
#include <picket/geodesy/intersect.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using Catch::Matchers::WithinAbs;
using picket::Coincidence;
using picket::Degrees;
using picket::GeodesicIntersection;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double degree_of_equator_m = 6378137.0 * 3.14159265358979323846 / 180;
constexpr double nanometres = 2e-8;

GeodesicIntersection cross(LatLon x1, LatLon x2, LatLon y1, LatLon y2)
{
    return picket::intersect_segments(GeodesicLine::between(x1, x2), GeodesicLine::between(y1, y2));
}

}  // namespace

TEST_CASE("equator and meridian")
{
    const GeodesicIntersection answer = cross({0, 10}, {0, 20}, {-5, 13}, {5, 13});
    CHECK_THAT(answer.x_m, WithinAbs(3 * degree_of_equator_m, nanometres));
    CHECK_THAT(answer.y_m, WithinAbs(picket::geodesic_distance({-5, 13}, {0, 13}).value(), nanometres));
    CHECK_THAT(answer.at.lat_deg, WithinAbs(0.0, 1e-13));
    CHECK_THAT(answer.at.lon_deg, WithinAbs(13.0, 1e-12));
    CHECK(answer.inside_both);
    CHECK(answer.coincidence == Coincidence::none);
}

TEST_CASE("segments that do not meet: the closest crossing of the geodesics carried on")
{
    const GeodesicIntersection answer = cross({0, 10}, {0, 20}, {1, 23}, {5, 23});
    CHECK_THAT(answer.x_m, WithinAbs(13 * degree_of_equator_m, nanometres));
    CHECK(answer.y_m < 0);
    CHECK(!answer.inside_both);
}

TEST_CASE("segments with a common end meet exactly there")
{
    // also at a pole and on the antimeridian, where one place has several spellings
    const GeodesicIntersection ends = cross({10, 10}, {20, 17}, {30, 5}, {20, 17 - 360});
    CHECK(ends.x_m == GeodesicLine::between({10, 10}, {20, 17}).length().value());
    CHECK(ends.y_m == GeodesicLine::between({30, 5}, {20, 17}).length().value());
    CHECK(ends.inside_both);
    const GeodesicIntersection pole = cross({90, 0}, {50, 10}, {40, 60}, {90, 40});
    CHECK(pole.x_m == 0.0);
    CHECK(pole.y_m == GeodesicLine::between({40, 60}, {90, 40}).length().value());
    CHECK(pole.inside_both);
    const GeodesicIntersection seam = cross({5, 180}, {6, 170}, {5, -180}, {7, -170});
    CHECK(seam.x_m == 0.0);
    CHECK(seam.y_m == 0.0);
    CHECK(seam.inside_both);
    // an angle of 1e-9 degree: iteration alone would be off by metres
    const GeodesicIntersection thin = cross({50, 10}, {50.5, 11}, {50, 10}, {50.5, 11.000000001});
    CHECK(thin.x_m == 0.0);
    CHECK(thin.y_m == 0.0);
}

TEST_CASE("overlapping segments meet in the middle of what they share")
{
    const GeodesicIntersection same = cross({0, 0}, {0, 10}, {0, 5}, {0, 20});
    CHECK(same.coincidence == Coincidence::parallel);
    CHECK_THAT(same.x_m, WithinAbs(7.5 * degree_of_equator_m, nanometres));
    CHECK_THAT(same.y_m, WithinAbs(2.5 * degree_of_equator_m, nanometres));
    CHECK(same.inside_both);
    const GeodesicIntersection opposite = cross({50, 10}, {55, 20}, {55, 20}, {50, 10});
    CHECK(opposite.coincidence == Coincidence::antiparallel);
    CHECK_THAT(opposite.x_m, WithinAbs(GeodesicLine::between({50, 10}, {55, 20}).length().value() / 2, nanometres));
    CHECK(opposite.inside_both);
    // over the pole: the meridians of 0 and 180 are one geodesic
    const GeodesicIntersection polar = cross({80, 0}, {80, 180}, {85, 0}, {70, 180});
    CHECK(polar.coincidence == Coincidence::parallel);
    CHECK(polar.inside_both);
    // neither meridian nor equator: two pieces of one geodesic, whose ends are rounded
    const GeodesicLine line = GeodesicLine::between({50, 10}, {55, 20});
    const GeodesicIntersection piece
        = picket::intersect_segments(line, GeodesicLine::between(line.at(Metres{9e5}), line.at(Metres{3e5})));
    CHECK(piece.coincidence == Coincidence::antiparallel);
    CHECK_THAT(piece.x_m, WithinAbs((3e5 + line.length().value()) / 2, nanometres));
    CHECK(piece.inside_both);
}

TEST_CASE("one after another on the same geodesic")
{
    const GeodesicIntersection gap = cross({0, 0}, {0, 10}, {0, 15}, {0, 20});
    CHECK(gap.coincidence == Coincidence::parallel);
    CHECK_THAT(gap.x_m, WithinAbs(12.5 * degree_of_equator_m, nanometres));
    CHECK_THAT(gap.y_m, WithinAbs(-2.5 * degree_of_equator_m, nanometres));
    CHECK(!gap.inside_both);
    const GeodesicIntersection touching = cross({10, 0}, {20, 0}, {30, 0}, {20, 0});
    CHECK(touching.coincidence == Coincidence::antiparallel);
    CHECK(touching.inside_both);
    CHECK(touching.x_m == GeodesicLine::between({10, 0}, {20, 0}).length().value());
}

TEST_CASE("at a pole and across the antimeridian")
{
    const GeodesicIntersection pole = cross({80, 0}, {80, 180}, {80, 90}, {80, -90});
    CHECK_THAT(pole.at.lat_deg, WithinAbs(90.0, 1e-12));
    CHECK(pole.inside_both);
    const GeodesicIntersection seam = cross({-18, 179}, {-17, -179}, {-17, 179}, {-18, -179});
    CHECK_THAT(std::abs(seam.at.lon_deg), WithinAbs(180.0, 1e-12));
    CHECK(seam.inside_both);
}

TEST_CASE("segments of nearly half a turn meet where only one of two crossings is inside")
{
    // They cross near their starts and again near their ends, one half turn on.
    const GeodesicLine x = GeodesicLine::between({0.1, 0}, {0.15, 179});
    const GeodesicLine y = GeodesicLine::between({0.2, 0}, {0.05, 179});
    const GeodesicIntersection answer = picket::intersect_segments(x, y);
    CHECK(answer.inside_both);
    CHECK_THAT(picket::geodesic_distance(x.at(Metres{answer.x_m}), y.at(Metres{answer.y_m})).value(),
               WithinAbs(0.0, nanometres));
}

TEST_CASE("the closest intersection follows the places asked for")
{
    const GeodesicLine equator = GeodesicLine::from({0, 0}, Degrees{90});
    const GeodesicLine meridian = GeodesicLine::from({0, 30}, Degrees{0});
    CHECK_THAT(picket::intersect_closest(equator, meridian).x_m, WithinAbs(30 * degree_of_equator_m, nanometres));
    // half a turn on, the meridian of 30 is that of -150
    const GeodesicIntersection far
        = picket::intersect_closest(equator, meridian, Metres{200 * degree_of_equator_m}, Metres{2e7});
    CHECK_THAT(far.x_m, WithinAbs(210 * degree_of_equator_m, nanometres));
    CHECK_THAT(far.y_m, WithinAbs(20003931.458625447, nanometres));
    // a line of no length contains nothing but its start
    CHECK(!far.inside_both);
}

TEST_CASE("coincident geodesics: the intersection equally far from both places")
{
    const GeodesicLine x = GeodesicLine::from({0, 0}, Degrees{90});
    const GeodesicLine y = GeodesicLine::from({0, 40}, Degrees{-90});
    const GeodesicIntersection answer = picket::intersect_closest(x, y);
    CHECK(answer.coincidence == Coincidence::antiparallel);
    CHECK_THAT(answer.x_m, WithinAbs(20 * degree_of_equator_m, nanometres));
    CHECK_THAT(answer.y_m, WithinAbs(20 * degree_of_equator_m, nanometres));
}

TEST_CASE("a segment of no length lies on its meridian")
{
    const GeodesicIntersection missed = cross({50, 10}, {50, 10}, {49, 9}, {51, 12});
    CHECK(!missed.inside_both);
    CHECK_THAT(missed.at.lon_deg, WithinAbs(10.0, 1e-12));
    CHECK(cross({50, 10}, {50, 10}, {50, 10}, {51, 12}).inside_both);
    CHECK(cross({50, 10}, {50, 10}, {50, 10}, {50, 10}).inside_both);
}

TEST_CASE("intersections: what is not a place has no answer")
{
    for (const LatLon bad : {LatLon{quiet_nan, 0}, LatLon{0, quiet_nan}, LatLon{91, 0}}) {
        for (const GeodesicIntersection& answer :
             {cross(bad, {1, 2}, {3, 4}, {5, 6}), cross({1, 2}, bad, {3, 4}, {5, 6}),
              cross({1, 2}, {3, 4}, bad, {5, 6}), cross({1, 2}, {3, 4}, {5, 6}, bad), cross(bad, bad, bad, bad)}) {
            CHECK(std::isnan(answer.x_m));
            CHECK(std::isnan(answer.y_m));
            CHECK(!is_valid(answer.at));
            CHECK(!answer.inside_both);
        }
    }
    const GeodesicLine equator = GeodesicLine::from({0, 0}, Degrees{90});
    const GeodesicLine meridian = GeodesicLine::from({0, 30}, Degrees{0});
    CHECK(std::isnan(picket::intersect_closest(equator, meridian, Metres{quiet_nan}, Metres{0}).x_m));
    CHECK(std::isnan(picket::intersect_closest(equator, meridian, Metres{0}, Metres{quiet_nan}).x_m));
}
