// SPDX-License-Identifier: MIT
// The stated results of nearest.hpp.
#include <picket/geodesy/nearest.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <string>

using Catch::Matchers::WithinAbs;
using picket::Degrees;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using picket::NearestPoint;
using picket::RhumbLine;
using picket::SegmentPart;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double degree_of_equator_m = 6378137.0 * 3.14159265358979323846 / 180;
constexpr double quarter_meridian_m = 10001965.729312722;

}  // namespace

TEST_CASE("the foot of a meridian on the equator")
{
    const NearestPoint answer = picket::nearest_on_segment(GeodesicLine::between({0, 10}, {0, 20}), {5, 13});
    CHECK_THAT(answer.distance.value(), WithinAbs(picket::geodesic_distance({5, 13}, {0, 13}).value(), 1e-8));
    CHECK_THAT(answer.along.value(), WithinAbs(3 * degree_of_equator_m, 1e-6));
    CHECK_THAT(answer.at.lon_deg, WithinAbs(13.0, 1e-11));
    CHECK(answer.where == SegmentPart::interior);
}

TEST_CASE("beyond an end, the end")
{
    const GeodesicLine segment = GeodesicLine::between({0, 10}, {0, 20});
    const NearestPoint start = picket::nearest_on_segment(segment, {1, 5});
    CHECK(start.where == SegmentPart::start);
    CHECK(start.along.value() == 0.0);
    CHECK(start.at == LatLon{0, 10});
    const NearestPoint end = picket::nearest_on_segment(segment, {1, 25});
    CHECK(end.where == SegmentPart::end);
    CHECK(end.along.value() == segment.length().value());
    CHECK(end.at == LatLon{0, 20});
}

TEST_CASE("a place on the segment is at distance 0")
{
    const GeodesicLine segment = GeodesicLine::between({50, 10}, {55, 20});
    CHECK(picket::nearest_on_segment(segment, segment.start()).distance.value() == 0.0);
    CHECK(picket::nearest_on_segment(segment, segment.end()).distance.value() == 0.0);
    CHECK(picket::nearest_on_segment(segment, segment.end()).where == SegmentPart::end);
    const NearestPoint on = picket::nearest_on_segment(segment, segment.at(Metres{123456.789}));
    CHECK_THAT(on.distance.value(), WithinAbs(0.0, 1e-8));
    CHECK_THAT(on.along.value(), WithinAbs(123456.789, 1e-8));
}

TEST_CASE("a segment of no length is its place")
{
    const NearestPoint answer = picket::nearest_on_segment(GeodesicLine::between({50, 10}, {50, 370}), {51, 10});
    CHECK(answer.where == SegmentPart::start);
    CHECK(answer.distance.value() == picket::geodesic_distance({51, 10}, {50, 10}).value());
    const NearestPoint rhumb = picket::nearest_on_segment(RhumbLine::between({50, 10}, {50, 10}), {51, 10});
    CHECK(rhumb.where == SegmentPart::start);
}

TEST_CASE("from a pole all of the equator, and all of a parallel, is equally near")
{
    CHECK_THAT(picket::nearest_on_segment(GeodesicLine::between({0, 0}, {0, 179}), {90, 0}).distance.value(),
               WithinAbs(quarter_meridian_m, 1e-7));
    CHECK_THAT(picket::nearest_on_segment(RhumbLine::between({54, -80}, {54, 90}), {90, 0}).distance.value(),
               WithinAbs(picket::geodesic_distance({54, 0}, {90, 0}).value(), 1e-7));
    CHECK_THAT(picket::nearest_on_segment(RhumbLine::between({54, -80}, {54, 90}), {-90, 0}).distance.value(),
               WithinAbs(picket::geodesic_distance({54, 0}, {-90, 0}).value(), 1e-7));
}

TEST_CASE("two points nearer than all around them: the nearer of the two")
{
    // Half a turn of the equator seen from far off its middle: both ends are near, the middle is far.
    const GeodesicLine segment = GeodesicLine::between({0, 0}, {0, 179});
    const NearestPoint west = picket::nearest_on_segment(segment, {1, -90.4});
    const NearestPoint east = picket::nearest_on_segment(segment, {1, -90.6});
    CHECK(west.where == SegmentPart::start);
    CHECK(east.where == SegmentPart::end);
}

TEST_CASE("a parallel is nearest at the meridian of the place")
{
    const NearestPoint north = picket::nearest_on_segment(RhumbLine::between({54, 10}, {54, 20}), {55, 13});
    CHECK_THAT(north.at.lon_deg, WithinAbs(13.0, 1e-9));
    CHECK_THAT(north.distance.value(), WithinAbs(picket::geodesic_distance({55, 13}, {54, 13}).value(), 1e-7));
    const NearestPoint south = picket::nearest_on_segment(RhumbLine::between({54, 170}, {54, -170}), {53, -179});
    CHECK_THAT(south.at.lon_deg, WithinAbs(-179.0, 1e-9));
    CHECK_THAT(south.at.lat_deg, WithinAbs(54.0, 1e-12));
    CHECK(south.where == SegmentPart::interior);
}

TEST_CASE("a rhumb segment to a pole is a meridian")
{
    const NearestPoint answer = picket::nearest_on_segment(RhumbLine::between({60, 10}, {90, 77}), {80, 11});
    CHECK_THAT(answer.at.lon_deg, WithinAbs(10.0, 1e-12));
    CHECK(answer.where == SegmentPart::interior);
    const NearestPoint end = picket::nearest_on_segment(RhumbLine::between({60, 10}, {90, 77}), {80, 150});
    CHECK(end.where == SegmentPart::end);
    CHECK_THAT(end.distance.value(), WithinAbs(picket::geodesic_distance({80, 150}, {90, 0}).value(), 1e-8));
}

TEST_CASE("a geodesic segment to a pole is the same whatever longitude is written for the pole")
{
    for (const double lon : {10.0, 77.0, -170.0, 190.0, -100.0}) {
        for (const LatLon place : {LatLon{80, 11}, LatLon{85, 120}, LatLon{70, -140}, LatLon{89.9, 9}}) {
            const NearestPoint expected = picket::nearest_on_segment(GeodesicLine::between({60, 10}, {90, 10}), place);
            for (const NearestPoint& answer :
                 {picket::nearest_on_segment(GeodesicLine::between({60, 10}, {90, lon}), place),
                  picket::nearest_on_segment(GeodesicLine::between({90, lon}, {60, 10}), place)}) {
                CHECK_THAT(answer.distance.value(), WithinAbs(expected.distance.value(), 2e-7));
                CHECK((answer.where == SegmentPart::interior) == (expected.where == SegmentPart::interior));
            }
        }
    }
}

TEST_CASE("lines of several turns")
{
    // five turns of a geodesic pass near most places; the equator passes over all of its places at every turn
    const GeodesicLine turns = GeodesicLine::from({0, 0}, Degrees{90}, Metres{2e8});
    CHECK_THAT(picket::nearest_on_segment(turns, {0, 77}).distance.value(), WithinAbs(0.0, 1e-6));
    const GeodesicLine winding = GeodesicLine::from({20, 0}, Degrees{33}, Metres{1e8});
    const NearestPoint answer = picket::nearest_on_segment(winding, {10, 0});
    CHECK(answer.along.value() > 3.9e7);  // nearer on the second turn than on the first
    CHECK(answer.distance.value() < picket::geodesic_distance({20, 0}, {10, 0}).value());
}

TEST_CASE("nearest points: what is not a place has no answer")
{
    const GeodesicLine segment = GeodesicLine::between({50, 10}, {55, 20});
    const RhumbLine course = RhumbLine::between({50, 10}, {55, 20});
    const auto no_answer = [](const NearestPoint& answer) {
        return std::isnan(answer.distance.value()) && std::isnan(answer.along.value()) && !is_valid(answer.at)
               && answer.where == SegmentPart::unknown;
    };
    for (const LatLon bad : {LatLon{quiet_nan, 0}, LatLon{0, quiet_nan}, LatLon{91, 0}}) {
        CHECK(no_answer(picket::nearest_on_segment(segment, bad)));
        CHECK(no_answer(picket::nearest_on_segment(course, bad)));
        CHECK(no_answer(picket::nearest_on_segment(GeodesicLine::between(bad, {1, 2}), {1, 2})));
        CHECK(no_answer(picket::nearest_on_segment(GeodesicLine::between({1, 2}, bad), {1, 2})));
        CHECK(no_answer(picket::nearest_on_segment(RhumbLine::between(bad, {1, 2}), {1, 2})));
    }
    CHECK(no_answer(picket::nearest_on_segment(GeodesicLine::from({1, 2}, Degrees{3}, Metres{-1}), {1, 2})));
    CHECK(no_answer(picket::nearest_on_segment(RhumbLine::from({80, 0}, Degrees{10}, Metres{3e6}), {85, 2})));
}

TEST_CASE("parts of a segment have names")
{
    CHECK(to_string(SegmentPart::start) == std::string("start"));
    CHECK(to_string(SegmentPart::interior) == std::string("interior"));
    CHECK(to_string(SegmentPart::end) == std::string("end"));
    CHECK(to_string(SegmentPart::unknown) == std::string("unknown"));
}
