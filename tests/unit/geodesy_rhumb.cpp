// SPDX-License-Identifier: MIT
// The stated results of rhumb.hpp.
#include <picket/geodesy/rhumb.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using Catch::Matchers::WithinAbs;
using picket::Degrees;
using picket::LatLon;
using picket::Metres;
using picket::RhumbInverse;
using picket::RhumbLine;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quarter_meridian_m = 10001965.729312722;

}  // namespace

TEST_CASE("rhumb lines: coincident places: distance 0, azimuth 0")
{
    for (const LatLon p : {LatLon{10, 20}, LatLon{-10, 180}, LatLon{0, 0}}) {
        const RhumbInverse answer = picket::rhumb_inverse(p, p);
        CHECK(answer.distance.value() == 0.0);
        CHECK(answer.azimuth.value() == 0.0);
    }
    CHECK(picket::rhumb_inverse({10, 180}, {10, -180}).distance.value() == 0.0);
}

TEST_CASE("a parallel is a rhumb line, and its length the arc of its circle")
{
    const RhumbInverse answer = picket::rhumb_inverse({60, 10}, {60, 40});
    CHECK_THAT(answer.azimuth.value(), WithinAbs(90.0, 1e-13));
    const double e2 = (2 - 1 / 298.257223563) / 298.257223563;
    const double radius_m = 6378137.0 * 0.5 / std::sqrt(1 - e2 * 0.75);  // N cos(60)
    CHECK_THAT(answer.distance.value(), WithinAbs(radius_m * 3.14159265358979323846 / 6, 1e-8));
    CHECK_THAT(RhumbLine::between({60, 10}, {60, 40}).at(answer.distance / 2).lat_deg, WithinAbs(60.0, 1e-13));
}

TEST_CASE("the shorter way round is taken, and of two equal ones the one written")
{
    CHECK(picket::rhumb_inverse({10, 170}, {20, -170}).azimuth.value() > 0);
    CHECK(picket::rhumb_inverse({10, -170}, {20, 170}).azimuth.value() < 0);
    CHECK(picket::rhumb_inverse({10, 20}, {20, 200}).azimuth.value() > 0);
    CHECK(picket::rhumb_inverse({10, 20}, {20, -160}).azimuth.value() < 0);
}

TEST_CASE("to a pole it is as far as along the meridian")
{
    CHECK_THAT(picket::rhumb_inverse({0, 0}, {90, 0}).distance.value(), WithinAbs(quarter_meridian_m, 15e-9));
    const RhumbInverse oblique = picket::rhumb_inverse({0, 0}, {90, 77});
    CHECK_THAT(oblique.distance.value(), WithinAbs(quarter_meridian_m, 15e-9));
    CHECK(oblique.azimuth.value() == 0.0);
    CHECK(picket::rhumb_inverse({90, 3}, {0, 77}).azimuth.value() == 180.0);
    CHECK(picket::rhumb_inverse({90, 3}, {90, 77}).distance.value() == 0.0);
    CHECK_THAT(picket::rhumb_inverse({90, 3}, {-90, 77}).distance.value(), WithinAbs(2 * quarter_meridian_m, 15e-9));
    const RhumbLine line = RhumbLine::between({0, 10}, {90, 77});
    CHECK_THAT(line.length().value(), WithinAbs(quarter_meridian_m, 15e-9));
    CHECK_THAT(line.at(Metres{5e6}).lon_deg, WithinAbs(10.0, 1e-13));
    CHECK(line.end() == LatLon{90, 10});
    CHECK_THAT(RhumbLine::between({-90, 77}, {0, 10}).at(Metres{5e6}).lon_deg, WithinAbs(10.0, 1e-13));
}

TEST_CASE("from a pole there is a place only along a meridian")
{
    const LatLon down = picket::rhumb_direct({90, 20}, Degrees{180}, Metres{1e6});
    CHECK_THAT(down.lon_deg, WithinAbs(20.0, 1e-12));
    CHECK(is_valid(picket::rhumb_direct({-90, 20}, Degrees{360}, Metres{1e6})));
    CHECK(!is_valid(picket::rhumb_direct({90, 20}, Degrees{170}, Metres{1e6})));
    CHECK(!is_valid(RhumbLine::from({-90, 20}, Degrees{1}).at(Metres{1e6})));
    CHECK(is_valid(picket::rhumb_direct({90, 20}, Degrees{170}, Metres{0})));
}

TEST_CASE("beyond a pole there is no place")
{
    const LatLon beyond = picket::rhumb_direct({80, 0}, Degrees{0}, Metres{2e6});
    CHECK(std::isnan(beyond.lon_deg));
    CHECK(!is_valid(beyond));
    CHECK(!is_valid(RhumbLine::from({80, 0}, Degrees{0}).at(Metres{2e6})));
    CHECK(is_valid(picket::rhumb_direct({80, 0}, Degrees{0}, Metres{1e6})));
    CHECK(is_valid(picket::rhumb_direct({80, 0}, Degrees{180}, Metres{2e6})));
}

TEST_CASE("rhumb lines: what is not a place, an azimuth or a length has no answer")
{
    const LatLon good{10, 20};
    for (const LatLon bad : {LatLon{quiet_nan, 0}, LatLon{0, quiet_nan}, LatLon{91, 0}, LatLon{0, infinity}}) {
        CHECK(std::isnan(picket::rhumb_inverse(bad, good).distance.value()));
        CHECK(std::isnan(picket::rhumb_inverse(good, bad).azimuth.value()));
        CHECK(std::isnan(picket::rhumb_direct(bad, Degrees{1}, Metres{1}).lat_deg));
        CHECK(!is_valid(RhumbLine::between(bad, good).at(Metres{0})));
        CHECK(!is_valid(RhumbLine::between(good, bad).at(Metres{0})));
        CHECK(!is_valid(RhumbLine::between(LatLon{90, 0}, bad).start()));
        CHECK(std::isnan(RhumbLine::between(good, bad).length().value()));
    }
    for (const double bad : {quiet_nan, infinity}) {
        CHECK(std::isnan(picket::rhumb_direct(good, Degrees{bad}, Metres{1}).lat_deg));
        CHECK(std::isnan(picket::rhumb_direct(good, Degrees{1}, Metres{bad}).lat_deg));
        CHECK(!is_valid(RhumbLine::from(good, Degrees{1}).at(Metres{bad})));
        CHECK(!is_valid(RhumbLine::from(good, Degrees{bad}, Metres{1}).end()));
    }
}
