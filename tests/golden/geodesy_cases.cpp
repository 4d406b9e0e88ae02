// SPDX-License-Identifier: MIT
// Published cases, each with its source. Red means that picket disagrees with the literature.
#include <picket/geodesy.hpp>

#include <support/geodesy_truth.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

using Catch::Matchers::WithinAbs;
using picket::Degrees;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;

namespace {

void check_crossing(LatLon x1, LatLon x2, LatLon y1, LatLon y2, LatLon expected)
{
    const picket::GeodesicIntersection answer
        = picket::intersect_segments(GeodesicLine::between(x1, x2), GeodesicLine::between(y1, y2));
    CHECK(answer.inside_both);
    // the cases give 13 to 15 decimals; 1e-12 degree is a tenth of a micrometre
    CHECK_THAT(answer.at.lat_deg, WithinAbs(expected.lat_deg, 1e-12));
    CHECK_THAT(answer.at.lon_deg, WithinAbs(expected.lon_deg, 1e-12));
}

}  // namespace

TEST_CASE("intersections from the literature")
{
    // Martinez-Llario and Baselga, code published for PostGIS
    check_crossing({54, 14.5}, {54.2, 14.6}, {54.1, 14.4}, {54, 14.7}, {54.0573013091912, 14.5285478498717});
    check_crossing({52, 5}, {51.4, 6}, {51.5, 4.5}, {52, 5.5}, {51.8656654013763, 5.22745711452158});
    // the same; C. F. F. Karney, GeographicLib forum
    check_crossing({42, 29}, {39, -77}, {6, 0}, {64, -22}, {54.7170296089477, -14.5638557443078});
    // Martinez-Llario and Baselga
    check_crossing({35, -92}, {40, 52}, {-8, 20}, {49, -95}, {50.4790974467667, -79.282801686624});
}

TEST_CASE("where a geodesic meets the equator: GeographicLib, IntersectTool manual")
{
    const GeodesicLine course = GeodesicLine::from({50, -4}, Degrees{-147.7});
    const GeodesicLine equator = GeodesicLine::from({0, 0}, Degrees{90});
    const picket::GeodesicIntersection answer = picket::intersect_closest(course, equator);
    CHECK_THAT(answer.x_m, WithinAbs(6058049.0, 0.5));  // printed to the metre
    CHECK_THAT(answer.at.lon_deg, WithinAbs(-29.74549, 5e-6));
    CHECK_THAT(answer.at.lat_deg, WithinAbs(0.0, 1e-13));
}

TEST_CASE("nearest point of a geodesic: C. F. F. Karney, GeographicLib forum")
{
    const picket::NearestPoint answer
        = picket::nearest_on_segment(GeodesicLine::between({42, 29}, {39, -77}), {64, -22});
    CHECK_THAT(answer.at.lat_deg, WithinAbs(54.92853149711691, 1e-12));
    CHECK_THAT(answer.at.lon_deg, WithinAbs(-21.93729106604878, 1e-12));
    CHECK_THAT(answer.distance.value(), WithinAbs(1010585.9988, 5e-5));  // recomputed to 0.1 mm
    CHECK(answer.where == picket::SegmentPart::interior);
}

TEST_CASE("New York to Singapore by rhumb line: GeographicLib, RhumbSolve manual")
{
    const auto dms = [](double degrees, double minutes, double seconds) {
        return degrees + minutes / 60 + seconds / 3600;
    };
    const LatLon new_york{dms(40, 38, 23), -dms(73, 46, 44)};
    const LatLon singapore{dms(1, 21, 33), dms(103, 59, 22)};
    const picket::RhumbInverse answer = picket::rhumb_inverse(new_york, singapore);
    CHECK_THAT(answer.azimuth.value(), WithinAbs(dms(103, 34, 58.2), 0.05 / 3600));  // printed to 0.1 seconds
    CHECK_THAT(answer.distance.value(), WithinAbs(18523563.0, 0.5));
}

TEST_CASE("distances of the incident sheet: public facts, measured on WGS 84")
{
    // Amari air base (59.2603 N 24.2085 E) to Vaindloo (59.817 N 26.36 E)
    const double metres = picket::geodesic_distance({59.2603, 24.2085}, {59.817, 26.36}).value();
    CHECK_THAT(metres, WithinAbs(136.6e3, 100.0));  // given to 0.1 km
    CHECK_THAT(metres / 270.0 / 60.0, WithinAbs(8.4, 0.05));
}
