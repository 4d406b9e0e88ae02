// SPDX-License-Identifier: MIT
// Collision courses against a scan of the gap between target and interceptor's range, and what must hold of them
// whatever the case. Minimum speeds and closest approaches against scans too.
#include <picket/intercept/planar.hpp>

#include <support/geodesy_random.hpp>

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <unsupported/Eigen/AutoDiff>
#include <vector>

using Eigen::Vector2d;
using Eigen::Vector3d;
using picket::CollisionStatus;
using test::pi;
using test::Random;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

struct Case {
    Vector3d offset;
    Vector3d velocity;
    double speed;
    double delay;

    [[nodiscard]] auto answer() const { return picket::collision_course(offset, velocity, speed, delay); }
    [[nodiscard]] double distance(double t) const { return (offset + velocity * t).norm(); }
    /// Target's distance less the interceptor's range, t >= delay.
    [[nodiscard]] double gap(double t) const { return distance(t) - speed * (t - delay); }
};

Vector3d random_vector(Random& random, double length)
{
    const double up = random.one_in(2) ? 0.0 : random.uniform(-1, 1);  // half of the cases in a plane
    const double azimuth = random.uniform(-pi, pi);
    const double level = std::sqrt(1 - up * up);
    return length * Vector3d(level * std::cos(azimuth), level * std::sin(azimuth), up);
}

/// Aircraft: up to 500 km, 600 m/s, half an hour on the ground. One in ten equally fast, one in ten without delay, one
/// in ten at rest, one in ten head-on or straight away.
Case random_case(Random& random)
{
    Case c{};
    c.offset = random_vector(random, random.log_uniform(10, 5e5));
    c.velocity = random_vector(random, random.uniform(0, 600));
    c.speed = random.uniform(1, 600);
    c.delay = random.uniform(0, 1800);
    if (random.one_in(10)) c.delay = 0;
    if (random.one_in(2)) {  // approaches at take-off, within 60 degrees
        const double part = random.uniform(0.5, 1);
        const Vector3d across = c.offset.cross(random_vector(random, 1.0)).normalized();
        const Vector3d towards = -part * c.offset.normalized() + std::sqrt(1 - part * part) * across;
        c.velocity = c.velocity.norm() * towards;
        c.offset -= c.velocity * c.delay;
    }
    if (random.one_in(10)) c.velocity.setZero();
    if (random.one_in(10)) c.velocity = c.offset * (random.uniform(-300, 300) / c.offset.norm());
    if (random.one_in(10)) c.speed = c.velocity.norm();
    return c;
}

/// The times at which the gap vanishes. It is convex in t, a norm of a linear function less a linear one, so it has
/// at most two roots, left and right of its minimum, found by thirds. No formula in common with the library.
std::vector<double> scan(const Case& c, double until)
{
    double low = c.delay;
    double high = until;
    for (int i = 0; i < 120; ++i) {
        const double third = (high - low) / 3;
        (c.gap(low + third) <= c.gap(high - third) ? high : low) =
            c.gap(low + third) <= c.gap(high - third) ? high - third : low + third;
    }
    const double least = (low + high) / 2;
    std::vector<double> roots;
    const auto bisect = [&](double positive, double negative) {
        for (int i = 0; i < 100; ++i) {
            const double middle = (positive + negative) / 2;
            (c.gap(middle) > 0 ? positive : negative) = middle;
        }
        roots.push_back((positive + negative) / 2);
    };
    if (c.gap(least) > 0) return roots;
    if (c.gap(c.delay) > 0) bisect(c.delay, least);
    if (c.gap(until) > 0) bisect(until, least);
    return roots;
}

}  // namespace

TEST_CASE("a scan of the gap finds the same meetings, and they are meetings")
{
    Random random("intercept_planar/scan", 0x5eed31);
    std::array<int, 3> counts{};
    double worst_s = 0;
    for (int i = 0; i < random.cases(100000); ++i) {
        const Case c = random_case(random);
        CAPTURE(i, c.offset.x(), c.offset.y(), c.offset.z(), c.velocity.x(), c.velocity.y(), c.velocity.z(), c.speed,
                c.delay);
        const auto answer = c.answer();
        const double target_speed = c.velocity.norm();
        ++counts[static_cast<std::size_t>(answer.count)];
        for (int k = 0; k < answer.count; ++k) {
            const auto& meeting = answer.meetings[static_cast<std::size_t>(k)];
            CHECK(meeting.time_s >= c.delay);
            if (k == 1) CHECK(meeting.time_s >= answer.meetings[0].time_s);
            const double flown = meeting.time_s - c.delay;
            const double size = c.offset.norm() + (target_speed + c.speed) * meeting.time_s;
            CHECK((c.offset + c.velocity * meeting.time_s - meeting.place_m).norm() <= 4e-16 * size);
            CHECK(std::abs(meeting.velocity_mps.norm() - c.speed) <= 4e-15 * (c.speed + target_speed));
            CHECK((meeting.velocity_mps * flown - meeting.place_m).norm() <= 4e-15 * size);
            CHECK((meeting.course * c.speed - meeting.velocity_mps).norm() <= 4e-16 * c.speed);
        }
        // beyond a million seconds the scan's own rounding decides whether equal speeds meet
        constexpr double until = 1e6;
        if (std::abs(c.speed - target_speed) < 1e-3 * c.speed) continue;
        // and where two meetings become one
        if (std::abs(c.speed - answer.minimum_speed.speed_mps) < 1e-9 * c.speed) continue;
        std::vector<double> expected = scan(c, until);
        std::vector<double> found;
        for (int k = 0; k < answer.count; ++k) found.push_back(answer.meetings[static_cast<std::size_t>(k)].time_s);
        std::erase_if(found, [&](double t) { return t > until; });
        REQUIRE(found.size() == expected.size());
        for (std::size_t k = 0; k < found.size(); ++k) {
            // rounding of distances up to 6e8 m, over the slope of the gap, which is at least this:
            const double t = expected[k];
            const double slope = (c.gap(t * (1 + 1e-6) + 1e-6) - c.gap(t)) / (t * 1e-6 + 1e-6);
            const double tolerance = 1e-15 * (c.distance(t) + c.offset.norm() + c.speed * t) / std::abs(slope);
            const double off = std::abs(found[k] - t);
            CHECK(off <= 10 * tolerance + 1e-12 * t);
            worst_s = std::max(worst_s, off);
        }
        // the window is between them: the gap says so at some times
        for (int k = 0; k < 4; ++k) {
            const double t = c.delay + random.log_uniform(1e-3, until);
            const double gap = c.gap(t);
            if (std::abs(gap) < 1e-9 * (c.distance(t) + c.speed * t)) continue;
            CHECK((gap < 0) == (t >= answer.earliest_s && t <= answer.latest_s));
        }
    }
    std::printf("meetings: none %d, one %d, two %d; times within %.2g s\n", counts[0], counts[1], counts[2], worst_s);
    CHECK(std::min({counts[0], counts[1], counts[2]}) > 2000 * random.cases(1));
}

TEST_CASE("time shift, rotation, mirroring, scaling; faster is never later")
{
    Random random("intercept_planar/invariance", 0x5eed32);
    for (int i = 0; i < random.cases(20000); ++i) {
        const Case c = random_case(random);
        const double angle = random.uniform(-pi, pi);
        const Vector3d axis = random_vector(random, 1.0);
        const double scale = std::exp2(std::floor(random.uniform(-20, 20)));
        const double slower = random.uniform(1, 600);
        CAPTURE(i, c.offset.x(), c.offset.y(), c.offset.z(), c.velocity.x(), c.velocity.y(), c.velocity.z(), c.speed,
                c.delay, angle, scale, slower);
        const auto answer = c.answer();
        // a power of two as the unit of length changes no digit
        const auto scaled = picket::collision_course(c.offset * scale, c.velocity * scale, c.speed * scale, c.delay);
        CHECK(scaled.status == answer.status);
        CHECK(scaled.count == answer.count);
        if (answer.count > 0) CHECK(scaled.meetings[0].time_s == answer.meetings[0].time_s);
        const Case mirror{{-c.offset.x(), c.offset.y(), c.offset.z()},
                          {-c.velocity.x(), c.velocity.y(), c.velocity.z()},
                          c.speed,
                          c.delay};
        const auto mirrored = mirror.answer();
        CHECK(mirrored.count == answer.count);
        if (answer.count > 0) CHECK(mirrored.meetings[0].time_s == answer.meetings[0].time_s);

        // never later, even where rounding decides: to 1e-12 of the time
        const auto slow = picket::collision_course(c.offset, c.velocity, std::min(c.speed, slower), c.delay);
        if (slow.count > 0) {
            REQUIRE(answer.count > 0);
            CHECK(answer.earliest_s <= slow.earliest_s * (1 + 1e-12));
            CHECK(answer.latest_s >= slow.latest_s * (1 - 1e-12));
        }

        const double target_speed = c.velocity.norm();
        if (std::abs(c.speed - target_speed) < 1e-3 * c.speed) continue;  // the time is that sensitive there
        if (std::abs(c.speed - answer.minimum_speed.speed_mps) < 1e-3 * c.speed) continue;
        const Eigen::AngleAxisd turn(angle, axis);
        const Case turned{turn * c.offset, turn * c.velocity, c.speed, c.delay};
        const auto shifted = picket::collision_course(c.offset + c.velocity * c.delay, c.velocity, c.speed);
        const auto rotated = turned.answer();
        CHECK(rotated.count == answer.count);
        CHECK(shifted.count == answer.count);
        for (int k = 0; k < answer.count; ++k) {
            const auto n = static_cast<std::size_t>(k);
            const double t = answer.meetings[n].time_s;
            // rounding of the place at take-off, as time: up to 1e-16 * 1.6e6 m; a thousand for the speeds' difference
            const double size = (c.offset.norm() + c.distance(c.delay)) / c.speed + t;
            CHECK(std::abs(rotated.meetings[n].time_s - t) <= 1e-12 * size);
            CHECK(std::abs(shifted.meetings[n].time_s + c.delay - t) <= 1e-12 * size);
            CHECK((turn * answer.meetings[n].course - rotated.meetings[n].course).norm() <=
                  1e-11 * (1 + size / (t - c.delay)));
        }
    }
}

TEST_CASE("through equal speeds the first meeting changes smoothly and the second goes to infinity")
{
    Random random("intercept_planar/equal speeds", 0x5eed33);
    int nearing = 0;
    for (int i = 0; i < random.cases(20000); ++i) {
        Case c = random_case(random);
        if (c.velocity.norm() < 1) continue;
        const Vector3d q = c.offset + c.velocity * c.delay;
        const double opening = q.dot(c.velocity) / (q.norm() * c.velocity.norm());
        if (!(opening < -0.1)) continue;
        ++nearing;
        const double equal = c.velocity.norm();
        // closed form at equal speeds: |q + v s| = |v| s
        const double first = c.delay - q.squaredNorm() / (2 * q.dot(c.velocity));
        for (const double change : {0.0, 1e-15, -1e-15, 1e-12, -1e-12, 1e-9, -1e-9}) {
            c.speed = equal * (1 + change);
            CAPTURE(i, c.offset.x(), c.offset.y(), c.offset.z(), c.velocity.x(), c.velocity.y(), c.velocity.z(),
                    c.delay, change);
            const auto answer = c.answer();
            REQUIRE(answer.status == CollisionStatus::intercept);
            // the derivative by the relative change of speed is at most flown / 0.01: 1 / opening^2
            CHECK(std::abs(answer.earliest_s - first) <= (1e-14 + 100 * std::abs(change)) * (first + q.norm() / equal));
            if (change <= -1e-12) {
                REQUIRE(answer.count == 2);
                // s1 s2 = |q|^2 / (|v|^2 - u^2)
                const double product = q.squaredNorm() / (-change * (2 + change) * equal * equal);
                const double flown = (answer.meetings[0].time_s - c.delay) * (answer.meetings[1].time_s - c.delay);
                // the difference of the speeds, of 1e-12, has rounding of 1e-16
                CHECK(std::abs(flown / product - 1) <= 2e-15 / std::abs(change) + 1e-12);
            }
            if (change >= 1e-12) {
                CHECK(answer.count == 1);
                CHECK(answer.latest_s == never);
            }
        }
    }
    CHECK(nearing > 3000);
}

TEST_CASE("the minimum speed is the least that a scan finds, and enough where attained")
{
    Random random("intercept_planar/minimum speed", 0x5eed34);
    int attained = 0;
    int unattained = 0;
    for (int i = 0; i < random.cases(20000); ++i) {
        Case c = random_case(random);
        CAPTURE(i, c.offset.x(), c.offset.y(), c.offset.z(), c.velocity.x(), c.velocity.y(), c.velocity.z(), c.delay);
        const auto minimum = picket::minimum_intercept_speed(c.offset, c.velocity, c.delay);
        const double target_speed = c.velocity.norm();
        const double size = target_speed + 1e-3;
        for (int k = 0; k < 20; ++k) {
            const double flown = random.log_uniform(1e-2, 1e7);
            const double needed = (c.offset + c.velocity * (c.delay + flown)).norm() / flown;
            // as the place at take-off is rounded: 1e-16 * 1.6e6 m over the time flown
            CHECK(needed >= minimum.speed_mps - 1e-14 * size - 1e-9 / flown);
        }
        if (minimum.attained) {
            ++attained;
            c.speed = minimum.speed_mps;
            const auto answer = c.answer();
            REQUIRE(answer.count >= 1);
            CHECK(std::abs(answer.minimum_speed.speed_mps - minimum.speed_mps) == 0);
            // half of the digits go
            const double flown = minimum.time_s - c.delay;
            CHECK(std::abs(answer.earliest_s - minimum.time_s) <=
                  1e-7 * flown * (1 + target_speed * flown / c.distance(c.delay)));
        } else {
            ++unattained;
            CHECK(minimum.time_s == never);
            CHECK(std::abs(minimum.speed_mps - target_speed) <= 1e-15 * target_speed);
            c.speed = target_speed * (1 - 1e-12);
            CHECK(c.answer().status == CollisionStatus::too_slow);
            c.speed = target_speed * (1 + 1e-9) + 1e-6;
            CHECK(c.answer().count == 1);
        }
        // a little less is too slow
        c.speed = minimum.speed_mps * (1 - 1e-12);
        if (minimum.speed_mps > 0) CHECK(c.answer().status == CollisionStatus::too_slow);
    }
    CHECK(attained > 3000);
    CHECK(unattained > 3000);
}

TEST_CASE("nowhere in the window is it nearer than at the closest approach")
{
    Random random("intercept_planar/closest approach", 0x5eed35);
    for (int i = 0; i < random.cases(20000); ++i) {
        const Case c = random_case(random);
        const double a = random.uniform(-4000, 4000);
        const double b = random.uniform(-4000, 4000);
        const double from = random.one_in(4) ? -never : std::min(a, b);
        const double until = random.one_in(4) ? never : std::max(a, b);
        CAPTURE(i, c.offset.x(), c.offset.y(), c.offset.z(), c.velocity.x(), c.velocity.y(), c.velocity.z(), from,
                until);
        const auto nearest = picket::closest_approach(c.offset, c.velocity, from, until);
        CHECK(nearest.time_to_cpa_s >= from);
        CHECK(nearest.time_to_cpa_s <= until);
        CHECK(std::abs(nearest.offset_at_cpa_m.norm() - nearest.distance_at_cpa_m) <=
              1e-15 * nearest.distance_at_cpa_m);
        CHECK(std::abs(c.distance(nearest.time_to_cpa_s) - nearest.distance_at_cpa_m) <=
              1e-15 * (c.offset.norm() + nearest.distance_at_cpa_m));
        for (int k = 0; k < 20; ++k) {
            const double step = random.log_uniform(1e-3, 1e4) * (random.one_in(2) ? 1 : -1);
            const double t = std::clamp(nearest.time_to_cpa_s + step, from, until);
            CHECK(c.distance(t) >=
                  nearest.distance_at_cpa_m - 1e-15 * (c.offset.norm() + c.velocity.norm() * std::abs(t)));
        }
    }
}

TEST_CASE("float answers are the double ones to float's accuracy")
{
    Random random("intercept_planar/float", 0x5eed36);
    int compared = 0;
    for (int i = 0; i < random.cases(20000); ++i) {
        const Case c = random_case(random);
        CAPTURE(i, c.offset.x(), c.offset.y(), c.offset.z(), c.velocity.x(), c.velocity.y(), c.velocity.z(), c.speed,
                c.delay);
        const Eigen::Vector3f offset = c.offset.cast<float>();
        const Eigen::Vector3f velocity = c.velocity.cast<float>();
        const auto speed = static_cast<float>(c.speed);
        const auto delay = static_cast<float>(c.delay);
        const auto answer = picket::collision_course(offset, velocity, speed, delay);
        // the same numbers, in double
        const auto expected = picket::collision_course(offset.cast<double>(), velocity.cast<double>(),
                                                       static_cast<double>(speed), static_cast<double>(delay));
        const double target_speed = c.velocity.norm();
        if (std::abs(c.speed - target_speed) < 0.05 * c.speed) continue;
        if (std::abs(c.speed - expected.minimum_speed.speed_mps) < 0.05 * c.speed) continue;
        const double at_take_off = c.distance(c.delay);
        if (at_take_off < 0.01 * c.offset.norm()) continue;  // two digits are lost on the way to take-off
        CHECK(answer.status == expected.status);
        REQUIRE(answer.count == expected.count);
        for (std::size_t k = 0; k < static_cast<std::size_t>(answer.count); ++k) {
            ++compared;
            const double t = expected.meetings[k].time_s;
            // 6e-8 of float, 1 / 0.01 and 1 / 0.05 from above, 3 for the steps
            CHECK(std::abs(static_cast<double>(answer.meetings[k].time_s) - t) <= 4e-4 * t);
        }
    }
    CHECK(compared > 8000);
}

TEST_CASE("derivatives of time, course, minimum speed and closest approach are those of finite differences")
{
    using Jet = Eigen::AutoDiffScalar<Eigen::Matrix<double, 6, 1>>;
    Random random("intercept_planar/derivatives", 0x5eed37);
    int compared = 0;
    double worst = 0;
    for (int i = 0; i < random.cases(5000); ++i) {
        const Case c = random_case(random);
        // units of the problem, so that one step suits all; no delay below the step
        const std::array<double, 6> at{c.offset.x() / c.offset.norm(),
                                       c.offset.y() / c.offset.norm(),
                                       c.velocity.x() / 600,
                                       c.velocity.y() / 600,
                                       c.speed / 600,
                                       c.delay / 1800 + 0.01};
        CAPTURE(i, at[0], at[1], at[2], at[3], at[4], at[5]);
        const auto solve = [](const auto& x) {
            using S = std::decay_t<decltype(x[0])>;
            using V = Eigen::Matrix<S, 2, 1>;
            return picket::collision_course(V(x[0], x[1]), V(x[2], x[3]), x[4], x[5]);
        };
        const auto approach = [](const auto& x) {
            using S = std::decay_t<decltype(x[0])>;
            using V = Eigen::Matrix<S, 2, 1>;
            return picket::closest_approach(V(x[0], x[1]), V(x[2], x[3]));
        };
        std::array<Jet, 6> x;
        for (std::size_t k = 0; k < 6; ++k) x[k] = Jet(at[k], 6, static_cast<int>(k));
        const auto answer = solve(x);
        const auto plain = solve(at);
        const auto nearest = approach(x);
        const double target_speed = std::hypot(at[2], at[3]);
        // off the places where the answer has a corner or no bound: equal and minimum speeds, meeting at take-off
        const bool regular = std::abs(at[4] - target_speed) > 0.05 &&
                             std::abs(at[4] - plain.minimum_speed.speed_mps) > 0.05 &&
                             std::hypot(at[0] + at[2] * at[5], at[1] + at[3] * at[5]) > 0.3;
        if (!regular) continue;
        REQUIRE(answer.status == plain.status);
        REQUIRE(answer.count == plain.count);
        for (std::size_t k = 0; k < 6; ++k) {
            constexpr double h = 1e-5;
            auto low = at;
            auto high = at;
            low[k] -= h;
            high[k] += h;
            const auto before = solve(low);
            const auto after = solve(high);
            const auto n = static_cast<Eigen::Index>(k);
            const auto check = [&](const Jet& jet, double a, double b) {
                const double slope = jet.derivatives()[n];
                CHECK(std::isfinite(slope));
                const double off = std::abs((b - a) / (2 * h) - slope) / (1 + std::abs(slope));
                worst = std::max(worst, off);
                CHECK(off <= 1e-4);  // h^2 times third derivatives of up to 1 / 0.05^3, and 20 times that
                ++compared;
            };
            for (std::size_t m = 0; m < static_cast<std::size_t>(plain.count); ++m) {
                if (plain.meetings[m].time_s > 100) continue;
                check(answer.meetings[m].time_s, before.meetings[m].time_s, after.meetings[m].time_s);
                check(answer.meetings[m].course.x(), before.meetings[m].course.x(), after.meetings[m].course.x());
            }
            // finite wherever the least speed is not zero; a target at rest or overhead has a corner there
            if (plain.minimum_speed.speed_mps > 0.05 && target_speed > 0.05) {
                check(answer.minimum_speed.speed_mps, before.minimum_speed.speed_mps, after.minimum_speed.speed_mps);
            }
            if (target_speed > 0.05 && nearest.distance_at_cpa_m.value() > 0.05 && k < 4) {
                check(nearest.distance_at_cpa_m, approach(low).distance_at_cpa_m, approach(high).distance_at_cpa_m);
            }
        }
    }
    std::printf("%d derivatives compared, within %.2g\n", compared, worst);
    CHECK(compared > 20000);
}
