// SPDX-License-Identifier: MIT
// Great circles against closed forms, and the stated results of great_circle.hpp.
#include <picket/geodesy/great_circle.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using picket::Degrees;
using picket::GeodesicDirect;
using picket::GeodesicInverse;
using picket::LatLon;
using picket::Metres;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = 3.14159265358979323846;
constexpr double radius_m = 6371008.7714;

}  // namespace

TEST_CASE("quarter circles")
{
    for (const LatLon to : {LatLon{0, 90}, LatLon{90, 0}, LatLon{-90, 123}, LatLon{0, -90}}) {
        CHECK_THAT(picket::great_circle_inverse({0, 0}, to).distance.value(), WithinRel(radius_m * pi / 2, 1e-15));
    }
    CHECK_THAT(picket::great_circle_inverse({0, 0}, {0, 90}).azimuth_start.value(), WithinAbs(90.0, 1e-13));
    // an octant has three right angles
    const GeodesicInverse side = picket::great_circle_inverse({0, 90}, {90, 0});
    CHECK_THAT(side.azimuth_start.value(), WithinAbs(0.0, 1e-13));
}

TEST_CASE("a spherical triangle in closed form")
{
    // from (30, 0) to (30, 60): cos c = 1/4 + 3/4 * 1/2 = 5/8; the azimuth by the law of sines
    const GeodesicInverse answer = picket::great_circle_inverse({30, 0}, {30, 60});
    CHECK_THAT(answer.distance.value(), WithinRel(radius_m * std::acos(0.625), 1e-15));
    const double sine = std::sqrt(0.75) * std::sqrt(0.75) / std::sqrt(1 - 0.625 * 0.625);
    CHECK_THAT(answer.azimuth_start.value(), WithinAbs(std::asin(sine) * 180 / pi, 1e-12));
    CHECK_THAT(answer.azimuth_end.value(), WithinAbs(180 - std::asin(sine) * 180 / pi, 1e-12));
}

TEST_CASE("short and antipodal distances keep their digits")
{
    // The inputs are rounded to 1e-14 of a degree, a nanometre: the closed forms are of the rounded inputs.
    const double step = 50.0 + 1e-9 - 50.0;
    CHECK_THAT(picket::great_circle_inverse({50, 10}, {50.0 + 1e-9, 10}).distance.value(),
               WithinRel(radius_m * step * pi / 180, 1e-14));
    const double east = 10.0 + 1e-9 - 10.0;
    CHECK_THAT(picket::great_circle_inverse({60, 10}, {60, 10.0 + 1e-9}).distance.value(),
               WithinRel(radius_m * 0.5 * east * pi / 180, 1e-14));
    CHECK_THAT(picket::great_circle_inverse({50, 0}, {-50.0 + 1e-9, 180}).distance.value(),
               WithinRel(radius_m * (pi - 1e-9 * pi / 180), 1e-15));
}

TEST_CASE("great circles: coincident, antipodal, poles, antimeridian")
{
    const GeodesicInverse same = picket::great_circle_inverse({10, 20}, {10, 380});
    CHECK(same.distance.value() == 0.0);
    CHECK(same.azimuth_start.value() == 0.0);
    CHECK(same.azimuth_end.value() == 0.0);
    const GeodesicInverse opposite = picket::great_circle_inverse({10, 20}, {-10, -160});
    CHECK_THAT(opposite.distance.value(), WithinRel(radius_m * pi, 1e-15));
    CHECK_THAT(picket::great_circle_inverse({90, 10}, {45, 170}).azimuth_start.value(), WithinAbs(20.0, 1e-12));
    CHECK_THAT(picket::great_circle_inverse({20, 179.5}, {20, -179.5}).distance.value(),
               WithinRel(picket::great_circle_inverse({20, -0.5}, {20, 0.5}).distance.value(), 1e-13));
    const GeodesicDirect across = picket::great_circle_direct({0, 179}, Degrees{90}, Metres{radius_m * pi / 90});
    CHECK_THAT(across.at.lon_deg, WithinAbs(-179.0, 1e-12));
    CHECK_THAT(across.azimuth_end.value(), WithinAbs(90.0, 1e-12));
    const GeodesicDirect over = picket::great_circle_direct({80, 0}, Degrees{0}, Metres{radius_m * pi / 9});
    CHECK_THAT(over.at.lat_deg, WithinAbs(80.0, 1e-12));
    CHECK_THAT(std::abs(over.at.lon_deg), WithinAbs(180.0, 1e-12));
}

TEST_CASE("great circles: what is not a place has no answer")
{
    CHECK(std::isnan(picket::great_circle_inverse({quiet_nan, 0}, {1, 2}).distance.value()));
    CHECK(std::isnan(picket::great_circle_inverse({1, 2}, {91, 0}).azimuth_end.value()));
    CHECK(std::isnan(picket::great_circle_direct({1, quiet_nan}, Degrees{1}, Metres{1}).at.lat_deg));
    CHECK(std::isnan(picket::great_circle_direct({1, 2}, Degrees{quiet_nan}, Metres{1}).at.lat_deg));
    CHECK(std::isnan(picket::great_circle_direct({1, 2}, Degrees{1}, Metres{quiet_nan}).azimuth_end.value()));
}
