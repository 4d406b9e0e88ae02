// SPDX-License-Identifier: MIT
// Collision courses and turn-limited ways that others have published. x east, y north, nautical miles, hours, knots.
#include <picket/intercept/planar.hpp>
#include <picket/intercept/planar_turn.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace picket;
using Eigen::Vector2d;

namespace {

constexpr double degree = 3.14159265358979323846 / 180;

Vector2d towards(double azimuth_deg, double length)
{
    return length * Vector2d(std::sin(azimuth_deg * degree), std::cos(azimuth_deg * degree));
}

double azimuth_of(const Vector2d& v)
{
    const double azimuth = std::atan2(v.x(), v.y()) / degree;
    return azimuth < 0 ? azimuth + 360 : azimuth;
}

}  // namespace

// astrosail.com, "Collision course": a target 5 miles off in 100 steers 332 at 7.4 knots; with 7 knots it is met on 044
// after 36 minutes. The target is faster, so there is a second course. Digits beyond the published ones: the quadratic
// solved with 50 digits. Half a unit in the last one is the tolerance.
TEST_CASE("a faster target, met on two courses")
{
    const auto answer = collision_course(towards(100, 5), towards(332, 7.4), 7.0);
    REQUIRE(answer.status == CollisionStatus::intercept);
    REQUIRE(answer.count == 2);
    CHECK(std::abs(azimuth_of(answer.meetings[0].course) - 43.588) < 5e-4);
    CHECK(std::abs(answer.meetings[0].time_s - 0.593233) < 5e-7);
    CHECK(std::round(azimuth_of(answer.meetings[0].course)) == 44);
    CHECK(std::round(answer.meetings[0].time_s * 60) == 36);
    CHECK(std::abs(azimuth_of(answer.meetings[1].course) - 336.412) < 5e-4);
    CHECK(std::abs(answer.meetings[1].time_s - 7.316306) < 5e-7);
}

// Officer in charge of a navigational watch, examination problem: a vessel in 248, 64 miles off, steers 033 at 5.5
// knots; steer 262 at 13 knots to meet it.
TEST_CASE("a slower target, met on one course")
{
    const auto answer = collision_course(towards(248, 64), towards(33, 5.5), 13.0);
    REQUIRE(answer.status == CollisionStatus::intercept);
    REQUIRE(answer.count == 1);
    CHECK(std::abs(azimuth_of(answer.meetings[0].course) - 262.04400) < 5e-6);
    CHECK(std::round(azimuth_of(answer.meetings[0].course)) == 262);
    CHECK(std::abs(answer.meetings[0].time_s - 3.739025) < 5e-7);
}

// The relaxed Dubins problem (free heading at the end), turn radius 1, from (0, 0) along x: straight ahead, half a
// circle, and a turn of more than half a circle followed by a tangent of length sqrt(10^2 + 1^2 - 1^2) = 10.
TEST_CASE("turn-limited ways to a place at rest")
{
    const auto to = [](double x, double y) { return turn_limited_path(Vector2d(x, y), Vector2d(1, 0), 1.0); };
    CHECK(std::abs(to(10, 0).length_m - 10) < 1e-14);
    CHECK(std::abs(to(0, 2).length_m - 3.14159265358979323846) < 1e-14);
    CHECK(std::abs(to(-10, 0).length_m - 13.3409299586) < 5e-11);  // half a unit of the last digit given
}
