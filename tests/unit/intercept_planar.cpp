// SPDX-License-Identifier: MIT
// Collision courses, minimum speeds and closest approaches in closed form: each case of the table, degenerate ones too.
#include <picket/intercept.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <unsupported/Eigen/AutoDiff>
#include <utility>

using namespace picket;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b) { return std::abs(a - b) <= 1e-14 * (1 + std::abs(b)); }  // a few roundings

// Queries cannot throw, for any scalar and dimension; plain answers are copied as bytes.
template <class Scalar, int Dim>
constexpr bool never_throws()
{
    using V = const Eigen::Matrix<Scalar, Dim, 1>&;
    return noexcept(collision_course(std::declval<V>(), std::declval<V>(), std::declval<Scalar>()))&& noexcept(
        minimum_intercept_speed(std::declval<V>(), std::declval<V>()))&& noexcept(closest_approach(std::declval<V>(),
                                                                                                   std::declval<V>()));
}
static_assert(never_throws<float, 2>() && never_throws<float, 3>());
static_assert(never_throws<double, 2>() && never_throws<double, 3>());
static_assert(std::is_trivially_destructible_v<PlanarCollision<double, 3>>);
static_assert(
    std::is_same_v<decltype(collision_course(Eigen::Vector2f(), Eigen::Vector2f(), 1.0F)), PlanarCollision<float, 2>>);

// Vectors of different sizes or scalars, and such as know their size only when run, are refused.
template <class Offset, class Velocity>
concept Collides = requires(Offset r, Velocity v)
{
    collision_course(r, v, typename Offset::Scalar(1));
};
static_assert(Collides<Vector2d, Vector2d> && Collides<Vector3d, Vector3d>);
static_assert(!Collides<Vector2d, Vector3d> && !Collides<Vector2d, Eigen::Vector2f>);
static_assert(!Collides<Eigen::VectorXd, Eigen::VectorXd> && !Collides<Eigen::RowVector2d, Eigen::RowVector2d>);

}  // namespace

TEST_CASE("a faster interceptor meets once, for ever after")
{
    // 3-4-5: the target crosses at 3 m/s, the interceptor has 5 and closes with 4
    const auto answer = collision_course(Vector2d(400, 0), Vector2d(0, 3), 5.0);
    REQUIRE(answer.status == CollisionStatus::intercept);
    REQUIRE(answer.count == 1);
    CHECK(near(answer.meetings[0].time_s, 100));
    CHECK((answer.meetings[0].place_m - Vector2d(400, 300)).norm() < 1e-12);
    CHECK((answer.meetings[0].velocity_mps - Vector2d(4, 3)).norm() < 1e-14);
    CHECK((answer.meetings[0].course - Vector2d(0.8, 0.6)).norm() < 1e-15);
    CHECK(answer.earliest_s == answer.meetings[0].time_s);
    CHECK(answer.latest_s == infinity);
    CHECK(std::isnan(answer.meetings[1].time_s));
    CHECK(answer.meetings[1].place_m.array().isNaN().all());
    CHECK_FALSE(answer.minimum_speed.attained);
    CHECK(near(answer.minimum_speed.speed_mps, 3));

    const auto in_space = collision_course(Vector3d(0, 0, 400), Vector3d(0, 3, 0), 5.0, 10.0);
    // at take-off the target is 30 m aside
    REQUIRE(in_space.count == 1);
    const double flown = in_space.meetings[0].time_s - 10;
    CHECK(near(std::hypot(400.0, 30 + 3 * flown), 5 * flown));
    CHECK(near(in_space.meetings[0].velocity_mps.norm(), 5));
}

TEST_CASE("a slower interceptor meets twice, once, or never")
{
    // coming nearer at 4, crossing at 3: with 3 it just does, from 3 to 5 twice
    const Vector2d offset(400, 0);
    const Vector2d velocity(-4, 3);
    const double speed = std::sqrt(10.0);  // 1 is left along the line of sight: closing at 5 or at 3
    const auto twice = collision_course(offset, velocity, speed);
    REQUIRE(twice.count == 2);
    CHECK(near(twice.meetings[0].time_s, 80));
    CHECK(std::abs(twice.meetings[1].time_s - 400.0 / 3) < 1e-12);
    CHECK(twice.earliest_s == twice.meetings[0].time_s);
    CHECK(twice.latest_s == twice.meetings[1].time_s);
    CHECK((twice.meetings[0].velocity_mps - Vector2d(1, 3)).norm() < 1e-14);
    CHECK((twice.meetings[1].velocity_mps - Vector2d(-1, 3)).norm() < 1e-14);

    const auto once = collision_course(offset, velocity, 3.0);
    REQUIRE(once.count == 1);
    CHECK(once.meetings[0].time_s == 100);
    CHECK(once.latest_s == 100);
    CHECK(once.minimum_speed.attained);
    CHECK(once.minimum_speed.speed_mps == 3);
    CHECK(once.minimum_speed.time_s == 100);

    const auto never = collision_course(offset, velocity, 2.999);
    CHECK(never.status == CollisionStatus::too_slow);
    CHECK(never.count == 0);
    CHECK(std::isnan(never.earliest_s));
    CHECK(std::isnan(never.latest_s));
    CHECK(never.minimum_speed.speed_mps == 3);

    // going away: the squared equation has two negative roots
    CHECK(collision_course(offset, Vector2d(4, 3), 4.5).status == CollisionStatus::too_slow);
}

TEST_CASE("equal speeds: one meeting where the target comes nearer, none where it does not")
{
    const auto nearing = collision_course(Vector2d(400, 0), Vector2d(-4, 3), 5.0);
    REQUIRE(nearing.count == 1);
    CHECK(near(nearing.meetings[0].time_s, 50));  // along 4, closing at 8
    CHECK(nearing.latest_s == infinity);
    CHECK(nearing.minimum_speed.speed_mps == 3);
    for (const Vector2d& velocity : {Vector2d(0, 5), Vector2d(4, 3), Vector2d(5, 0)}) {
        const auto answer = collision_course(Vector2d(400, 0), velocity, 5.0);
        CHECK(answer.status == CollisionStatus::too_slow);
        CHECK(answer.minimum_speed.speed_mps == 5);
        CHECK_FALSE(answer.minimum_speed.attained);
        CHECK(answer.minimum_speed.time_s == infinity);
    }
}

TEST_CASE("equal speeds stay equal in any direction")
{
    // 3-4-5 and 5-12-13 are equal to the last bit; what is along the line of sight is not
    for (int i = 0; i < 360; ++i) {
        CAPTURE(i);
        const double angle = (i + 0.5) / 57.29577951308232;
        const Vector2d offset(400 * std::cos(angle), 400 * std::sin(angle));
        for (const Vector3d& flight : {Vector3d(4, 3, 5), Vector3d(-5, 12, 13)}) {
            const Vector2d velocity = flight.head<2>();
            const auto answer = collision_course(offset, velocity, flight.z());
            const bool nearer = offset.dot(velocity) < 0;
            CHECK(answer.count == (nearer ? 1 : 0));
            if (nearer) CHECK(answer.latest_s == infinity);
        }
    }
}

TEST_CASE("a target at rest")
{
    const auto answer = collision_course(Vector2d(30, 40), Vector2d(0, 0), 5.0, 7.0);
    REQUIRE(answer.count == 1);
    CHECK(near(answer.meetings[0].time_s, 17));
    CHECK((answer.meetings[0].course - Vector2d(0.6, 0.8)).norm() < 1e-15);
    CHECK(answer.minimum_speed.speed_mps == 0);
    CHECK_FALSE(answer.minimum_speed.attained);
    // who does not move gets nowhere
    CHECK(collision_course(Vector2d(30, 40), Vector2d(0, 0), 0.0).status == CollisionStatus::too_slow);
}

TEST_CASE("an interceptor that does not move is met by a target that flies over it")
{
    const auto over = collision_course(Vector2d(100, 0), Vector2d(-10, 0), 0.0);
    REQUIRE(over.count == 1);
    CHECK(over.meetings[0].time_s == 10);
    CHECK(over.meetings[0].course.isZero());
    CHECK(over.minimum_speed.speed_mps == 0);
    CHECK(over.minimum_speed.attained);
    CHECK(collision_course(Vector2d(100, 1), Vector2d(-10, 0), 0.0).status == CollisionStatus::too_slow);
}

TEST_CASE("already there")
{
    const Vector2d here(0, 0);
    for (const double target_speed : {0.0, 3.0, 5.0, 8.0}) {
        const auto answer = collision_course(here, Vector2d(target_speed, 0), 5.0);
        CHECK(answer.status == CollisionStatus::already_there);
        CHECK(answer.count == 1);
        CHECK(answer.earliest_s == 0);
        CHECK(answer.latest_s == (target_speed <= 5 ? infinity : 0.0));
        CHECK(answer.meetings[0].place_m.isZero());
        CHECK(answer.meetings[0].course.isZero());
        CHECK(answer.minimum_speed.speed_mps == 0);
    }
    // overhead at take-off
    const auto later = collision_course(Vector2d(-90, 0), Vector2d(9, 0), 5.0, 10.0);
    CHECK(later.status == CollisionStatus::already_there);
    CHECK(later.earliest_s == 10);
    CHECK(later.latest_s == 10);
    // overhead now, but the interceptor is not ready
    const auto missed = collision_course(here, Vector2d(4, 0), 5.0, 10.0);
    REQUIRE(missed.count == 1);
    CHECK(near(missed.meetings[0].time_s, 50));
    CHECK(collision_course(here, Vector2d(6, 0), 5.0, 10.0).status == CollisionStatus::too_slow);
}

// 250 km off, flying over the base at 250 m/s; 300 m/s after 900 s. (250e3 - 250 t)^2 = (300 (t - 900))^2 has the
// roots 400 s, before take-off, and 945.4545 s.
TEST_CASE("the squared equation's root before take-off is no meeting")
{
    const Vector2d offset(250e3, 0);
    const Vector2d velocity(-250, 0);
    const auto squared = [](double t) { return std::pow(250e3 - 250 * t, 2) - std::pow(300 * (t - 900), 2); };
    CHECK(squared(400) == 0);
    const auto answer = collision_course(offset, velocity, 300.0, 900.0);
    REQUIRE(answer.count == 1);
    CHECK(near(answer.meetings[0].time_s, 520e3 / 550));
    CHECK(std::abs(squared(answer.meetings[0].time_s)) < 1e-3);  // rounding of 1.8e8
    // across at 200 m/s: roots 239.86 s and 2111.86 s
    const auto across = collision_course(offset, Vector2d(-100, 200), 350.0, 900.0);
    REQUIRE(across.count == 1);
    CHECK(std::abs(across.meetings[0].time_s - 2111.864142197161) < 1e-9);
    // slower: both roots are before take-off, 550 s and 812.5 s, the target has flown past
    const auto past = collision_course(Vector2d(100e3, 0), Vector2d(-300, 0), 160.0, 900.0);
    CHECK(past.status == CollisionStatus::too_slow);
}

TEST_CASE("what is not a number, negative or infinite is unknown, and nothing else is said")
{
    const Vector2d r(400, 0);
    const Vector2d v(0, 3);
    const auto unknown = [](const auto& answer) {
        return answer.status == CollisionStatus::unknown && answer.count == 0 && std::isnan(answer.earliest_s) &&
               std::isnan(answer.latest_s) && std::isnan(answer.meetings[0].time_s) &&
               std::isnan(answer.minimum_speed.speed_mps) && !answer.minimum_speed.attained;
    };
    for (const double bad : {nan_value, infinity, -infinity}) {
        CHECK(unknown(collision_course(Vector2d(bad, 0), v, 5.0)));
        CHECK(unknown(collision_course(r, Vector2d(0, bad), 5.0)));
        CHECK(unknown(collision_course(r, v, bad)));
        CHECK(unknown(collision_course(r, v, 5.0, bad)));
        CHECK(std::isnan(minimum_intercept_speed(r, v, bad).speed_mps));
        CHECK(std::isnan(closest_approach(Vector2d(bad, 0), v).distance_at_cpa_m));
        CHECK(std::isnan(closest_approach(r, Vector2d(bad, 0)).time_to_cpa_s));
    }
    CHECK(unknown(collision_course(r, v, -1.0)));
    CHECK(unknown(collision_course(r, v, 5.0, -1.0)));
    CHECK(std::isnan(closest_approach(r, v, nan_value).time_to_cpa_s));
    CHECK(std::isnan(closest_approach(r, v, 2.0, 1.0).time_to_cpa_s));
    CHECK(std::isnan(closest_approach(r, v, infinity).time_to_cpa_s));
    CHECK(std::isnan(closest_approach(r, v, -infinity, -infinity).time_to_cpa_s));
    CHECK(std::string(to_string(CollisionStatus::already_there)) == "already_there");
}

TEST_CASE("closest approach: ahead, past, in a window, of movers that keep their distance")
{
    const Vector2d offset(400, 30);
    const Vector2d velocity(-8, 0);
    const auto ahead = closest_approach(offset, velocity);
    CHECK(ahead.time_to_cpa_s == 50);
    CHECK(ahead.distance_at_cpa_m == 30);
    CHECK(ahead.offset_at_cpa_m == Vector2d(0, 30));
    const auto past = closest_approach(offset, Vector2d(-velocity));
    CHECK(past.time_to_cpa_s == 0);
    CHECK(past.distance_at_cpa_m == offset.norm());
    const auto whole_line = closest_approach(offset, Vector2d(-velocity), -infinity);
    CHECK(whole_line.time_to_cpa_s == -50);
    CHECK(whole_line.distance_at_cpa_m == 30);
    CHECK(closest_approach(offset, velocity, 0.0, 20.0).time_to_cpa_s == 20);
    CHECK(closest_approach(offset, velocity, 60.0, 70.0).time_to_cpa_s == 60);

    const Vector2d none(0, 0);
    CHECK(closest_approach(offset, none).time_to_cpa_s == 0);
    CHECK(closest_approach(offset, none).distance_at_cpa_m == offset.norm());
    CHECK(closest_approach(offset, none, -infinity).time_to_cpa_s == 0);
    CHECK(closest_approach(offset, none, 3.0).time_to_cpa_s == 3);
    CHECK(closest_approach(offset, none, -5.0, -3.0).time_to_cpa_s == -3);
    // a hit
    CHECK(closest_approach(Vector3d(3, 4, 5), Vector3d(-3, -4, -5)).distance_at_cpa_m == 0);
}

TEST_CASE("expressions of Eigen are taken as they are")
{
    const Vector2d a(0, 0);
    const Vector2d b(400, 0);
    const Vector3d c(400, 0, 7);
    const auto answer = collision_course(b - a, 3.0 * Vector2d::UnitY(), 5.0);
    CHECK(near(answer.earliest_s, 100));
    CHECK(near(collision_course(c.head<2>(), Vector2d(0, 3), 5.0).earliest_s, 100));
}

// At these regular places |v_p|, |v| or the length of a cross product would have no derivative.
TEST_CASE("derivatives are finite head-on and for a target at rest")
{
    using Jet = Eigen::AutoDiffScalar<Eigen::Vector4d>;
    using JetVector = Eigen::Matrix<Jet, 2, 1>;
    const auto jet = [](double value, int i) { return Jet(value, 4, i); };
    for (const double closing : {-30.0, 0.0, 10.0}) {
        const auto answer = collision_course(JetVector(jet(400, 0), jet(0, 1)), JetVector(jet(closing, 2), jet(0, 3)),
                                             Jet(50.0), Jet(4.0));
        REQUIRE(answer.count == 1);
        const Jet time = answer.meetings[0].time_s;
        // t = (r + u tau) / (u - v)
        const double t = (400 + 200) / (50 - closing);
        CHECK(near(time.value(), t));
        CHECK(near(time.derivatives()[0], 1 / (50 - closing)));
        CHECK(near(time.derivatives()[1], 0));
        CHECK(near(time.derivatives()[2], t / (50 - closing)));
        CHECK(near(time.derivatives()[3], 0));
        CHECK(answer.meetings[0].course.y().derivatives().allFinite());
    }
}
