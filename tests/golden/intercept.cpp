// SPDX-License-Identifier: MIT
// Intercepts on WGS 84 whose answers were found by a bisection on GeographicLib that shares nothing with picket. The
// digits given are the tolerance: 1e-6 s, 1e-9 degree, 1e-4 m.
#include <picket/intercept/earliest.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace {

using namespace picket;
using Catch::Matchers::WithinAbs;

Interceptor at(LatLon base, double mps, double readiness_s = 0.0)
{
    InterceptorSpec spec;
    spec.base = base;
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{mps});
    spec.readiness = Seconds{readiness_s};
    return Interceptor(std::move(spec));
}

}  // namespace

TEST_CASE("golden: a base at 270 m/s and a target westward at 245 m/s")
{
    const TargetPath target = TargetPath::geodesic({59.90, 27.50}, Degrees{270.0}, MetresPerSecond{245.0});
    // a plane says 414.89 s, a sphere of 6371008.7714 m 406.651587 s
    const Intercept answer = earliest_intercept(at({59.2603, 24.2085}, 270.0), target);
    REQUIRE(answer);
    CHECK_THAT(answer.first.time_s, WithinAbs(407.958254, 1e-6));
    CHECK_THAT(answer.first.at.lat_deg, WithinAbs(59.887906638, 1e-9));
    CHECK_THAT(answer.first.at.lon_deg, WithinAbs(25.714604848, 1e-9));
    CHECK_THAT(answer.first.heading_deg, WithinAbs(49.9518181, 1e-7));
    CHECK_THAT(answer.first.distance_m, WithinAbs(110148.7286, 1e-4));
    CHECK(answer.first.error_s <= 1e-8);
}

TEST_CASE("golden: the same ordered a quarter of an hour later, past the false root before take-off")
{
    const TargetPath target = TargetPath::geodesic({59.90, 27.50}, Degrees{270.0}, MetresPerSecond{245.0});
    const Intercept answer = earliest_intercept(at({59.2603, 24.2085}, 270.0, 900.0), target);
    REQUIRE(answer);
    CHECK_THAT(answer.first.time_s, WithinAbs(2428.696736, 1e-6));
    CHECK_THAT(answer.first.at.lat_deg, WithinAbs(59.474318984, 1e-9));
    CHECK_THAT(answer.first.at.lon_deg, WithinAbs(16.958226121, 1e-9));
    CHECK_THAT(answer.first.heading_deg, WithinAbs(-83.5742375, 1e-7));
    CHECK_THAT(answer.first.distance_m, WithinAbs(412748.1186, 1e-4));
}

TEST_CASE("golden: a faster target is within reach for a while")
{
    const TargetPath target = TargetPath::geodesic({56.0, 26.0}, Degrees{268.0}, MetresPerSecond{300.0});
    const auto windows = intercept_windows(at({56.0, 21.0}, 80.0), target);
    REQUIRE(windows.size() == 1);
    CHECK_FALSE(windows[0].open);
    CHECK_THAT(windows[0].begin.time_s, WithinAbs(828.728378, 1e-6));
    CHECK_THAT(windows[0].end.time_s, WithinAbs(1404.114317, 1e-6));
    CHECK_THAT(windows[0].begin.at.lat_deg, WithinAbs(55.857986424, 1e-9));
    CHECK_THAT(windows[0].begin.at.lon_deg, WithinAbs(22.030056336, 1e-9));
    CHECK_THAT(windows[0].end.at.lat_deg, WithinAbs(55.684614370, 1e-9));
    CHECK_THAT(windows[0].end.at.lon_deg, WithinAbs(19.296742624, 1e-9));
}
