// SPDX-License-Identifier: MIT
// The stated results of geodesic.hpp: places where the answer is not unique, or not there.
#include <picket/geodesy/geodesic.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using Catch::Matchers::WithinAbs;
using picket::Degrees;
using picket::GeodesicDirect;
using picket::GeodesicInverse;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nanometres = 15e-9;
constexpr double half_meridian_m = 20003931.458625447;  // pole to pole

bool all_nan(const GeodesicInverse& answer)
{
    return std::isnan(answer.distance.value()) && std::isnan(answer.azimuth_start.value())
           && std::isnan(answer.azimuth_end.value());
}

bool all_nan(const GeodesicDirect& answer)
{
    return std::isnan(answer.at.lat_deg) && std::isnan(answer.at.lon_deg) && std::isnan(answer.azimuth_end.value());
}

void check(const GeodesicInverse& answer, double distance_m, double azimuth_start, double azimuth_end)
{
    CHECK_THAT(answer.distance.value(), WithinAbs(distance_m, nanometres));
    // 180 and -180 are one direction; 1e-10 for nearly antipodal places, where 15 nm are that much
    CHECK(std::abs(std::remainder(answer.azimuth_start.value() - azimuth_start, 360.0)) <= 1e-10);
    CHECK(std::abs(std::remainder(answer.azimuth_end.value() - azimuth_end, 360.0)) <= 1e-10);
}

}  // namespace

TEST_CASE("geodesics: coincident places are at distance 0, with fixed azimuths")
{
    check(picket::geodesic_inverse({10, 20}, {10, 20}), 0, 180, 180);
    check(picket::geodesic_inverse({0, 20}, {0, 20}), 0, 180, 180);
    check(picket::geodesic_inverse({-10, 20}, {-10, 20}), 0, 0, 0);
    check(picket::geodesic_inverse({10, 20}, {10, 380}), 0, 180, 180);
    check(picket::geodesic_inverse({10, 180}, {10, -180}), 0, 180, 180);
}

TEST_CASE("a pole is one place, and its azimuths are relative to the longitude written")
{
    check(picket::geodesic_inverse({90, 0}, {90, 50}), 0, 130, 180);
    check(picket::geodesic_inverse({90, 10}, {45, 170}), 5017021.351334979301, 20, 180);  // geodesy-truth, "special"
    check(picket::geodesic_inverse({90, 10}, {-90, 10}), half_meridian_m, 180, 180);
    check(picket::geodesic_inverse({90, 10}, {-90, 20}), half_meridian_m, 170, 180);
    // down from the pole: relative to longitude 30, azimuth 170 is the meridian of 40
    const GeodesicDirect down = picket::geodesic_direct({90, 30}, Degrees{170}, Metres{1e6});
    CHECK_THAT(down.at.lon_deg, WithinAbs(40.0, 1e-12));
}

TEST_CASE("antipodal places are joined over the nearer pole, the north pole from the equator")
{
    check(picket::geodesic_inverse({0, 0}, {0, 180}), half_meridian_m, 0, 180);
    check(picket::geodesic_inverse({30, 0}, {-30, 180}), half_meridian_m, 0, 180);
    CHECK_THAT(std::abs(picket::geodesic_inverse({-30, 0}, {30, 180}).azimuth_start.value()), WithinAbs(180.0, 1e-12));
}

TEST_CASE("nearly antipodal places on the equator are joined the northern way")
{
    // geodesy-truth, "special"; the mirror image through the south is as long
    check(picket::geodesic_inverse({0, 0}, {0, 179.5}), 19980861.908890961432, 55.96649514017165919,
          124.03350485984082935);
    CHECK(picket::GeodesicLine::between({0, 0}, {0, 179.5}).at(Metres{1e7}).lat_deg > 0);
}

TEST_CASE("the antimeridian is nothing special")
{
    const double across = picket::geodesic_distance({51, 179.5}, {51, -179.5}).value();
    CHECK_THAT(across, WithinAbs(picket::geodesic_distance({51, -0.5}, {51, 0.5}).value(), nanometres));
    CHECK_THAT(across, WithinAbs(picket::geodesic_distance({51, 179.5}, {51, 180.5}).value(), nanometres));
    CHECK_THAT(picket::geodesic_direct({0, 179}, Degrees{90}, Metres{222638.98158654713}).at.lon_deg,
               WithinAbs(-179.0, 1e-12));  // two degrees of the equator
}

TEST_CASE("geodesics: what is not a place, an azimuth or a length has no answer")
{
    const LatLon good{10, 20};
    for (const LatLon bad : {LatLon{quiet_nan, 0}, LatLon{0, quiet_nan}, LatLon{91, 0}, LatLon{-90.0000001, 0},
                             LatLon{0, infinity}, LatLon{-infinity, 0}}) {
        CHECK(all_nan(picket::geodesic_inverse(bad, good)));
        CHECK(all_nan(picket::geodesic_inverse(good, bad)));
        CHECK(std::isnan(picket::geodesic_distance(bad, good).value()));
        CHECK(std::isnan(picket::geodesic_distance(good, bad).value()));
        CHECK(all_nan(picket::geodesic_direct(bad, Degrees{1}, Metres{1})));
        CHECK(all_nan(GeodesicLine::between(bad, good).position(Metres{0})));
        CHECK(all_nan(GeodesicLine::between(good, bad).position(Metres{0})));
        CHECK(!is_valid(GeodesicLine::between(good, bad).start()));
        CHECK(!is_valid(GeodesicLine::between(good, bad).end()));
        CHECK(std::isnan(GeodesicLine::between(good, bad).length().value()));
        CHECK(all_nan(GeodesicLine::from(bad, Degrees{1}, Metres{1}).position(Metres{0})));
    }
    for (const double bad : {quiet_nan, infinity, -infinity}) {
        CHECK(all_nan(picket::geodesic_direct(good, Degrees{bad}, Metres{1})));
        CHECK(all_nan(picket::geodesic_direct(good, Degrees{1}, Metres{bad})));
        CHECK(all_nan(GeodesicLine::from(good, Degrees{bad}).position(Metres{0})));
        CHECK(all_nan(GeodesicLine::from(good, Degrees{1}, Metres{bad}).position(Metres{0})));
        CHECK(all_nan(GeodesicLine::from(good, Degrees{1}).position(Metres{bad})));
    }
}

TEST_CASE("a line knows its ends as they were given")
{
    const GeodesicLine line = GeodesicLine::between({50, 190}, {51, 191});
    CHECK(line.start() == LatLon{50, 190});
    CHECK(line.end() == LatLon{51, 191});
    CHECK_THAT(line.at(Metres{0}).lon_deg, WithinAbs(-170.0, 1e-13));
    CHECK_THAT(line.at(line.length()).lon_deg, WithinAbs(-169.0, 1e-12));
    const GeodesicLine sent = GeodesicLine::from({0, 0}, Degrees{90}, Metres{6378137.0 * 3.14159265358979323846 / 2});
    CHECK_THAT(sent.end().lon_deg, WithinAbs(90.0, 1e-12));
}
