// SPDX-License-Identifier: MIT
// Turn-limited intercepts in closed form, degenerate ones, and what is flown where nothing shorter is wanted.
#include <picket/intercept/planar_turn.hpp>

#include <support/allocation_count.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

using namespace picket;
using Eigen::Vector2d;

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b)
{
    return std::abs(a - b) <= 2e-14 * (1 + std::abs(b));
}  // rounding, and what counts as 0

const TurnLimitedInterceptor<double> plain{Vector2d(1, 0), 1.0, 1.0};

static_assert(noexcept(turn_limited_intercept(std::declval<Vector2d>(), std::declval<Vector2d>(), plain)));
static_assert(noexcept(turn_limited_path(std::declval<Eigen::Vector2f>(), std::declval<Eigen::Vector2f>(), 1.0F)));

template <class Vector>
concept Turns = requires(Vector r)
{
    turn_limited_intercept(r, r, plain);
};
static_assert(Turns<Vector2d> && !Turns<Eigen::Vector3d>);

}  // namespace

TEST_CASE("straight ahead nothing is turned")
{
    const auto head_on = turn_limited_intercept(Vector2d(10, 0), Vector2d(-1, 0), plain);
    REQUIRE(head_on.status == TurnStatus::intercept);
    CHECK(near(head_on.time_s, 5));
    CHECK(head_on.path.first_turn_rad < 1e-15);
    CHECK(near(head_on.path.straight_m, 5));
    CHECK(head_on.path.second_turn_rad == 0);
    const auto chased = turn_limited_intercept(Vector2d(10, 0), Vector2d(0.5, 0), plain);
    CHECK(near(chased.time_s, 20));
    CHECK((chased.place_m - Vector2d(20, 0)).norm() < 1e-12);
    CHECK((chased.path.course_at_end - Vector2d(1, 0)).norm() < 1e-14);
}

TEST_CASE("speeds, radii, headings and delays are the user's")
{
    // half a circle to the left of a northward heading ends in the west
    const TurnLimitedInterceptor<double> interceptor{Vector2d(0, 2), 250.0, 5000.0, 60.0};
    const auto answer = turn_limited_intercept(Vector2d(-10e3, 0), Vector2d(0, 0), interceptor);
    REQUIRE(answer.status == TurnStatus::intercept);
    CHECK(answer.path.word == TurnWord::left_straight);
    CHECK(near(answer.time_s, 60 + pi * 5000 / 250));
    CHECK(std::abs(answer.path.first_turn_rad - pi) < 1e-7);  // the tangent has no length: half of the digits
    CHECK(near(answer.path.length_m, pi * 5000));
    CHECK((answer.path.course_at_end - Vector2d(0, -1)).norm() < 1e-7);
    CHECK((answer.place_m - Vector2d(-10e3, 0)).norm() < 1e-9);
    // a target that gets there in time is met there
    const Vector2d velocity(30, -40);
    const auto moving = turn_limited_intercept(Vector2d(-10e3, 0) - velocity * answer.time_s, velocity, interceptor);
    CHECK(near(moving.time_s, answer.time_s));
}

TEST_CASE("inside of a turning circle: out to the other side and back")
{
    const auto path = turn_limited_path(Vector2d(0, 1), Vector2d(1, 0), 1.0);
    CHECK(path.word == TurnWord::right_left);
    // centre of the second turn at distance 1 from (0, 1) and 2 from (0, -1): 4 + 4 - 8 cos(alpha) = 1
    CHECK(near(path.first_turn_rad, std::acos(7.0 / 8)));
    CHECK(near(path.second_turn_rad, 2 * pi - std::acos(1.0 / 4)));
    CHECK(near(path.length_m, path.first_turn_rad + path.second_turn_rad));
    CHECK(path.straight_m == 0);
}

// The set that can be reached at a time has a hole. A target a little ahead, at rest, can be met at once and, as far as
// 0.3 s go, not at other times; a fast one from behind is met when it comes into the set from the hole's side.
TEST_CASE("a target that overtakes is met on a way bent to the right length")
{
    const auto answer = turn_limited_intercept(Vector2d(-1, 0.05), Vector2d(2, 0), plain);
    REQUIRE(answer.status == TurnStatus::intercept);
    CHECK(answer.path.word == TurnWord::right_left);
    CHECK(answer.path.second_turn_rad < pi);
    // straight on it would be met at about 1: any bend makes the way shorter as the crow flies, so it is before
    CHECK(answer.time_s < 1);
    CHECK(answer.time_s > 0.95);
    CHECK(near(answer.path.length_m, answer.time_s));
}

TEST_CASE("faster targets: too slow, too wide a turn, or in time")
{
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(2, 0), plain).status == TurnStatus::too_slow);
    // passes 2 behind the interceptor at five times its speed: a straight course would meet it, no turn does
    const auto wide = turn_limited_intercept(Vector2d(-2, -10), Vector2d(0, 5), plain);
    CHECK(collision_course(Vector2d(-2, -10), Vector2d(0, 5), 1.0).count == 2);
    CHECK(wide.status == TurnStatus::turns_too_wide);
    CHECK(std::isnan(wide.time_s));
    CHECK(wide.path.word == TurnWord::none);
    // the same, passing ahead
    CHECK(turn_limited_intercept(Vector2d(2, -10), Vector2d(0, 5), plain).status == TurnStatus::intercept);
}

TEST_CASE("equally fast: met where it comes near, not in a chase")
{
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(-1, 0), plain).status == TurnStatus::intercept);
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(1, 0), plain).status == TurnStatus::too_slow);
    // comes near, behind: when the turn is flown it is away
    CHECK(turn_limited_intercept(Vector2d(-4, 0.1), Vector2d(-1, 0), plain).status == TurnStatus::too_slow);
    const auto behind = turn_limited_intercept(Vector2d(-3, 3), Vector2d(0, -1), plain);
    CHECK(collision_course(Vector2d(-3, 3), Vector2d(0, -1), 1.0).count == 1);
    CHECK((behind.status == TurnStatus::intercept) == (behind.time_s > 0));
}

TEST_CASE("not later than asked for")
{
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(0, 0), plain, 9.9).status == TurnStatus::too_late);
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(0, 0), plain, 10.1).status == TurnStatus::intercept);
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(0, 0), plain, -1.0).status == TurnStatus::too_late);
    // what never works is not put off
    CHECK(turn_limited_intercept(Vector2d(10, 0), Vector2d(2, 0), plain, 1.0).status == TurnStatus::too_slow);
}

TEST_CASE("already there, and what is not a number or out of range")
{
    const auto there = turn_limited_intercept(Vector2d(0, 0), Vector2d(3, 0), plain);
    CHECK(there.status == TurnStatus::already_there);
    CHECK(there.time_s == 0);
    CHECK(there.path.length_m == 0);
    CHECK(turn_limited_path(Vector2d(0, 0), Vector2d(1, 0), 1.0).length_m == 0);

    const Vector2d r(10, 0);
    const Vector2d v(0, 0.5);
    const auto unknown = [](const TurnIntercept<double>& answer) {
        return answer.status == TurnStatus::unknown && std::isnan(answer.time_s) &&
               answer.place_m.array().isNaN().all() && std::isnan(answer.path.length_m);
    };
    for (const double bad : {nan_value, infinity, -infinity}) {
        CHECK(unknown(turn_limited_intercept(Vector2d(bad, 0), v, plain)));
        CHECK(unknown(turn_limited_intercept(r, Vector2d(0, bad), plain)));
        CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(bad, 0), 1.0, 1.0})));
        CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(1, 0), bad, 1.0})));
        CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(1, 0), 1.0, bad})));
        CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(1, 0), 1.0, 1.0, bad})));
        CHECK(std::isnan(turn_limited_path(Vector2d(bad, 0), Vector2d(1, 0), 1.0).length_m));
    }
    CHECK(unknown(turn_limited_intercept(r, v, plain, nan_value)));
    CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(0, 0), 1.0, 1.0})));
    CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(1, 0), 0.0, 1.0})));
    CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(1, 0), 1.0, 0.0})));
    CHECK(unknown(turn_limited_intercept(r, v, {Vector2d(1, 0), 1.0, 1.0, -1.0})));
    CHECK(std::string(to_string(TurnStatus::turns_too_wide)) == "turns_too_wide");
    CHECK(std::string(to_string(TurnWord::right_left)) == "right_left");
}

TEST_CASE("in float")
{
    const auto answer =
        turn_limited_intercept(Eigen::Vector2f(-10, 0), Eigen::Vector2f(0, 0), {Eigen::Vector2f(1, 0), 2.0F, 1.0F});
    CHECK(std::abs(answer.time_s - 6.67046498F) < 1e-6F);
}

TEST_CASE("a place just ahead, just aside, on the circles, far away")
{
    const auto length = [](double x, double y) {
        return turn_limited_path(Vector2d(x, y), Vector2d(1, 0), 1.0).length_m;
    };
    CHECK(near(length(1e-6, 0), 1e-6));
    CHECK(near(length(1e9, 0), 1e9));
    for (const double angle : {0.1, 1.0, 2.0, 3.0, 4.0, 6.0}) {
        CAPTURE(angle);
        // on the left circle, moved out by 1e-9: from 0.1 to pi the other circle is no shorter
        const double x = std::sin(angle);
        const double y = 1 - std::cos(angle);
        const double out = length(x * (1 + 1e-9), 1 + (y - 1) * (1 + 1e-9));
        if (angle < pi) CHECK(std::abs(out - angle) < 1e-6);
        // moved in: on the right half of the circle the length leaps
        const double in = length(x * (1 - 1e-9), 1 + (y - 1) * (1 - 1e-9));
        CHECK((in - out > 0.1) == (angle < pi));
    }
    CHECK(near(length(0, 3), 2 * std::atan(1.0) + 2 * std::atan(1.0) - std::atan(std::sqrt(3.0)) + std::sqrt(3.0)));
}

TEST_CASE("nothing is allocated")
{
    const long before = allocation_count();
    const auto answer = turn_limited_intercept(Vector2d(3, 4), Vector2d(0.3, -0.4), plain);
    CHECK(allocation_count() == before);
    CHECK(answer.status == TurnStatus::intercept);
}
