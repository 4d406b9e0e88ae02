// SPDX-License-Identifier: MIT
// The turn-limited intercept: the way flown ends at the target, and no meeting is earlier.
#include <picket/intercept/planar_turn.hpp>

#include <support/geodesy_random.hpp>

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <Eigen/LU>
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
using picket::TurnIntercept;
using picket::TurnLimitedInterceptor;
using picket::TurnStatus;
using picket::TurnWord;
using test::pi;
using test::Random;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

Vector2d direction(double angle) { return {std::cos(angle), std::sin(angle)}; }

/// A chase in units of the turn radius and the interceptor's speed, heading along x, no delay.
struct Chase {
    Vector2d place;
    Vector2d velocity;

    [[nodiscard]] TurnIntercept<double> answer() const
    {
        return picket::turn_limited_intercept(place, velocity, {Vector2d(1, 0), 1.0, 1.0});
    }
    [[nodiscard]] Chase mirrored() const { return {{place.x(), -place.y()}, {velocity.x(), -velocity.y()}}; }
};

/// Half of the targets near the turning circles, speeds from rest to five, some to fifty times the interceptor's. One
/// in eight in halves, where circles, rays and axes are hit exactly.
Chase random_chase(Random& random, bool halves = true)
{
    if (halves && random.one_in(8)) {
        const double x = std::round(random.uniform(-8.5, 8.5)) / 2;
        const double y = std::round(random.uniform(-8.5, 8.5)) / 2;
        const double vx = std::round(random.uniform(-3.5, 3.5)) / 2;
        const double vy = std::round(random.uniform(-3.5, 3.5)) / 2;
        if (x != 0 || y != 0) return {{x, y}, {vx, vy}};
    }
    const double distance = random.one_in(2) ? random.uniform(0.01, 4) : random.log_uniform(0.05, 50);
    const double bearing = random.uniform(-pi, pi);
    const double most = random.one_in(5) ? 50.0 : 5.0;
    double speed = random.one_in(2) ? random.uniform(0.0, 1.0) : random.log_uniform(0.5, most);
    if (random.one_in(20)) speed = 1.0;
    // one in three roughly towards the interceptor, where meetings are more likely
    const double course = random.one_in(3) ? bearing + pi + random.uniform(-0.5, 0.5) : random.uniform(-pi, pi);
    return {distance * direction(bearing), speed * direction(course)};
}

/// Where a way of arcs ends: curvature and length of each.
Vector2d end_of(const std::vector<std::array<double, 2>>& arcs)
{
    Vector2d at(0, 0);
    double heading = 0;
    for (const auto& [curvature, length] : arcs) {
        const double turn = curvature * length;
        // chord of the arc: sin(x)/x is 1 within rounding below 1e-8
        const double half = turn / 2;
        const double chord = std::abs(half) > 1e-8 ? length * std::sin(half) / half : length;
        at += chord * direction(heading + half);
        heading += turn;
    }
    return at;
}

std::vector<std::array<double, 2>> arcs_of(const picket::TurnPath<double>& path)
{
    const bool left = path.word == TurnWord::left_straight || path.word == TurnWord::left_right;
    const double side = left ? 1 : -1;
    return {{side, path.first_turn_rad}, {0, path.straight_m}, {-side, path.second_turn_rad}};
}

/// The earliest meeting that a scan of the first turn's angle finds, in each word: the time then follows from the
/// target's place, so this shares no formula with the library. What lies between two steps of the scan twice is not
/// seen.
class Scan {
public:
    double earliest(const Chase& chase)
    {
        best_ = never;
        for (const Chase& seen : {chase, chase.mirrored()}) {
            scan([&](double a, double* t) { return straight(seen, a, t); });
            if (seen.velocity.norm() > 0) {
                for (const double root : {-1.0, 1.0}) {
                    scan([&](double a, double* t) { return turn(seen, a, root, t); });
                }
            }
        }
        return best_;
    }

private:
    static constexpr int steps = 600;

    /// A left turn of a, then straight: how far the target is from the tangent as both move, at the time of it.
    static double straight(const Chase& chase, double a, double* t)
    {
        const Vector2d heading = direction(a);
        const Vector2d tangent(std::sin(a), 1 - std::cos(a));
        const Vector2d relative = chase.velocity - heading;
        const Vector2d gap = tangent - a * heading - chase.place;
        *t = relative.dot(gap) / relative.squaredNorm();
        // flying alongside it gets no nearer; what rounding leaves of the relative velocity is no answer
        if (*t < a || relative.norm() < 1e-9) *t = never;
        return relative.x() * gap.y() - relative.y() * gap.x();
    }

    /// A right turn of a, then left until the target is on that circle: angle turned there less length flown there.
    static double turn(const Chase& chase, double a, double root, double* t)
    {
        *t = never;
        const Vector2d out(std::sin(a), std::cos(a));
        const Vector2d centre = Vector2d(0, -1) + 2 * out;
        const Vector2d from = chase.place + chase.velocity * a - centre;
        const double v2 = chase.velocity.squaredNorm();
        const double half = from.dot(chase.velocity);
        const double discriminant = half * half - v2 * (from.squaredNorm() - 1);
        if (discriminant < 0) return never;
        const double b = (-half + root * std::sqrt(discriminant)) / v2;
        const Vector2d at = from + chase.velocity * b;
        const Vector2d start = -out;
        const double turned = std::atan2(start.x() * at.y() - start.y() * at.x(), start.dot(at));
        if (b >= 0 && b <= 2 * pi) *t = a + b;
        return std::remainder(turned - b, 2 * pi);
    }

    template <class F>
    void scan(const F& f)
    {
        double t = never;
        double before = f(0.0, &t);
        for (int i = 1; i <= steps; ++i) {
            double low = 2 * pi * (i - 1) / steps;
            double high = 2 * pi * i / steps;
            const double was = before;
            double is = f(high, &t);
            before = is;
            if (std::isfinite(was) && std::isfinite(is)) {
                bisect(f, low, was, high, is);
            } else if (std::isfinite(was) || std::isfinite(is)) {
                // from the end that has a value to the last place that has one
                double with = std::isfinite(was) ? low : high;
                double without = std::isfinite(was) ? high : low;
                const double end = with;
                for (int k = 0; k < 50; ++k) {
                    const double middle = (with + without) / 2;
                    (std::isfinite(f(middle, &t)) ? with : without) = middle;
                }
                bisect(f, end, f(end, &t), with, f(with, &t));
            }
        }
    }

    template <class F>
    void bisect(const F& f, double low, double at_low, double high, double at_high)
    {
        if ((at_low < 0) == (at_high < 0)) return;
        double t = never;
        for (int k = 0; k < 60; ++k) {
            const double middle = (low + high) / 2;
            ((f(middle, &t) < 0) == (at_low < 0) ? low : high) = middle;
        }
        // a leap by 2 pi is no root; flying abreast of an equal, it is met but for rounding at 1e8
        if (std::abs(f(low, &t)) < 1e-6 && t < std::min(best_, 1e6)) best_ = t;
    }

    double best_ = never;
};

}  // namespace

TEST_CASE("the way flown ends at the target, and a scan of all words finds nothing earlier")
{
    Random random("intercept_planar_turn/scan", 0x5eed21);
    Scan scan;
    int met = 0;
    int alike = 0;
    std::array<int, 5> words{};
    double worst_end = 0;
    double worst_time = 0;
    for (int i = 0; i < random.cases(20000); ++i) {
        const Chase chase = random_chase(random);
        CAPTURE(i, chase.place.x(), chase.place.y(), chase.velocity.x(), chase.velocity.y());
        const auto answer = chase.answer();
        const double oracle = scan.earliest(chase);
        double time = never;
        if (answer.status == TurnStatus::intercept) {
            ++met;
            time = answer.time_s;
            ++words[static_cast<std::size_t>(answer.path.word)];
            const double scale = 1 + chase.place.norm() + chase.velocity.norm() * time;
            const double apart = (end_of(arcs_of(answer.path)) - chase.place - chase.velocity * time).norm();
            worst_end = std::max(worst_end, apart / scale);
            CHECK(apart <= 1e-13 * scale);
            CHECK(answer.path.first_turn_rad <= 2 * pi);
            CHECK(answer.path.second_turn_rad <= 2 * pi);
            // where the second turn is half a circle, lengths change without bound with the place
            const double steep = 1 / std::max(1e-6, std::abs(std::cos(answer.path.second_turn_rad / 2)));
            CHECK(std::abs(answer.path.length_m - time) <= 1e-14 * scale * (1 + steep));
        } else {
            CHECK((answer.status == TurnStatus::too_slow || answer.status == TurnStatus::turns_too_wide));
        }
        // the later, of nearly equal speeds, the more depends on their difference
        const double slack = oracle < never ? 1e-6 + 1e-9 * oracle : 0.0;
        CHECK(time <= oracle + slack);
        if (time < never && std::abs(time - oracle) <= 1e-6) {
            ++alike;
            worst_time = std::max(worst_time, std::abs(time - oracle));
        }
    }
    std::printf("%d met (LS %d, RS %d, LR %d, RL %d), %d alike, ends within %.2g, times within %.2g\n", met, words[0],
                words[1], words[2], words[3], alike, worst_end, worst_time);
    CHECK(alike > met * 0.99);
}

namespace {

/// A way of four arcs, as long as given, whose curvatures within [-1, 1] bring its end as near to a place as Newton's
/// steps from a random start get it.
/// @return  how near
double nearest_random_way(Random& random, const Vector2d& place, double length)
{
    std::array<double, 4> lengths{};
    double sum = 0;
    for (double& piece : lengths) sum += piece = random.uniform(0.05, 1.0);
    for (double& piece : lengths) piece *= length / sum;
    Eigen::Vector4d curvature;
    for (double& c : curvature) c = random.uniform(-1.0, 1.0);
    const auto end = [&](const Eigen::Vector4d& c) {
        return end_of({{c[0], lengths[0]}, {c[1], lengths[1]}, {c[2], lengths[2]}, {c[3], lengths[3]}});
    };
    double least = never;
    for (int step = 0; step < 12; ++step) {
        const Vector2d at = end(curvature);
        least = std::min(least, (at - place).norm());
        Eigen::Matrix<double, 2, 4> slopes;
        for (int i = 0; i < 4; ++i) {
            Eigen::Vector4d moved = curvature;
            moved[i] += 1e-6;
            slopes.col(i) = (end(moved) - at) / 1e-6;
            // what is at its limit and would leave it stays
            const double wish = slopes.col(i).dot(place - at);
            if (std::abs(curvature[i]) == 1.0 && wish * curvature[i] > 0) slopes.col(i).setZero();
        }
        const Eigen::Matrix2d squares = slopes * slopes.transpose() + 1e-12 * Eigen::Matrix2d::Identity();
        curvature += slopes.transpose() * squares.inverse() * (place - at);
        curvature = curvature.cwiseMax(-1.0).cwiseMin(1.0);
    }
    return std::min(least, (end(curvature) - place).norm());
}

}  // namespace

// The words themselves rest on a theorem. Here is none: any four arcs, bent at will.
TEST_CASE("no way of four arcs of any curvature meets the target earlier")
{
    Random random("intercept_planar_turn/four arcs", 0x5eed22);
    int searched = 0;
    int found = 0;
    int could_be = 0;
    double nearest = never;
    for (int i = 0; i < random.cases(4000); ++i) {
        Chase chase = random_chase(random);
        if (random.one_in(2)) chase.place *= 2.0 / chase.place.norm();  // where ways loop and sets have holes
        CAPTURE(i, chase.place.x(), chase.place.y(), chase.velocity.x(), chase.velocity.y());
        const auto answer = chase.answer();
        const bool met = answer.status == TurnStatus::intercept;
        const double until = met ? answer.time_s : 15.0;
        for (int k = 0; k < 6; ++k) {
            // the nearer to the meeting the better; 2 percent before it nothing is as near as 1e-6 by chance
            const double t = until * (met && k < 3 ? 0.98 : random.uniform(0.3, 0.98));
            const Vector2d place = chase.place + t * chase.velocity;
            if (place.norm() > t) continue;
            for (int start = 0; start < 8; ++start) {
                ++searched;
                const double apart = nearest_random_way(random, place, t);
                nearest = std::min(nearest, apart);
                CHECK(apart > 1e-6);
            }
        }
        // the search does find ways where there are some: a little behind the meeting
        if (!met || until > 20) continue;
        ++could_be;
        const Vector2d place = chase.place + until * 1.01 * chase.velocity;
        bool one = false;
        for (int start = 0; start < 40 && !one; ++start) one = nearest_random_way(random, place, until * 1.01) < 1e-6;
        found += one ? 1 : 0;
    }
    std::printf("%d searches before the meeting, nearest %.2g; ways found just behind it: %d of %d\n", searched,
                nearest, found, could_be);
    CHECK(searched > 10000);
    CHECK(found > 0.8 * could_be);
}

TEST_CASE("turned, mirrored, scaled and shifted in time the answer is the same, and never before a collision course")
{
    Random random("intercept_planar_turn/invariance", 0x5eed23);
    int met = 0;
    for (int i = 0; i < random.cases(5000); ++i) {
        const Chase chase = random_chase(random, false);  // on an edge exactly, rounding decides
        const auto answer = chase.answer();
        const double angle = random.uniform(-pi, pi);
        const double radius = random.log_uniform(10, 1e4);
        const double speed = random.log_uniform(10, 500);
        const double delay = random.uniform(0, 900);
        const double unit = radius / speed;
        CAPTURE(i, chase.place.x(), chase.place.y(), chase.velocity.x(), chase.velocity.y(), angle, radius, speed,
                delay);
        const Eigen::Rotation2Dd turn(angle);
        const Vector2d velocity = turn * chase.velocity * speed;
        const Vector2d offset = turn * chase.place * radius - velocity * delay;
        // 3.7: a heading of any length
        const TurnLimitedInterceptor<double> interceptor{3.7 * direction(angle), speed, radius, delay};
        const auto other = picket::turn_limited_intercept(offset, velocity, interceptor);
        const auto mirrored = chase.mirrored().answer();
        const bool close_call = chase.velocity.norm() > 0.999 && chase.velocity.norm() < 1.001;
        if (close_call) continue;  // the time is then as sensitive to the speeds as 1 / their difference
        CHECK(other.status == answer.status);
        CHECK(mirrored.status == answer.status);
        if (answer.status != TurnStatus::intercept) continue;
        ++met;
        // the offset was computed from numbers up to delay * speed: rounding of 1e-16 of that, against the rest, times
        // 1 / 0.001 for nearly equal speeds, and the root of it where a second turn is half a circle
        const double size = chase.place.norm() + chase.velocity.norm() * (answer.time_s + delay / unit);
        CHECK(std::abs((other.time_s - delay) / unit - answer.time_s) <= 1e-9 * (1 + size));
        CHECK((turn.inverse() * other.place_m / radius - answer.place_m).norm() <= 1e-9 * (1 + size));
        CHECK(other.path.word == answer.path.word);
        CHECK(std::abs(other.path.length_m / radius - answer.path.length_m) <= 1e-9 * (1 + size));
        CHECK(std::abs(mirrored.time_s - answer.time_s) <= 1e-9 * (1 + size));
        CHECK(mirrored.path.word != answer.path.word);
        const auto course = picket::collision_course(chase.place, chase.velocity, 1.0);
        CHECK(course.count > 0);
        // the search begins and ends some 1e-14 outside of that window; ten times that
        CHECK(answer.time_s >= course.earliest_s * (1 - 1e-13));
        CHECK(answer.time_s <= course.latest_s * (1 + 1e-13));

        // no later meeting is asked for: the same; one moment less: none
        const TurnLimitedInterceptor<double> plain{Vector2d(1, 0), 1.0, 1.0};
        const double slack = 1e-9 * (1 + size);
        const auto in_time = picket::turn_limited_intercept(chase.place, chase.velocity, plain, answer.time_s + slack);
        CHECK(in_time.status == TurnStatus::intercept);
        const auto late = picket::turn_limited_intercept(chase.place, chase.velocity, plain, answer.time_s - slack);
        CHECK(late.status == TurnStatus::too_late);
    }
    std::printf("%d met\n", met);
    CHECK(met > 2000);
}

TEST_CASE("with a small turn radius the answer is the collision course")
{
    Random random("intercept_planar_turn/small radius", 0x5eed24);
    int met = 0;
    for (int i = 0; i < random.cases(3000); ++i) {
        Chase chase = random_chase(random);
        chase.place *= 1.0 / chase.place.norm();
        chase.velocity *= random.uniform(0, 0.9) / std::max(1.0, chase.velocity.norm());
        const double radius = random.log_uniform(1e-9, 1e-3);
        CAPTURE(i, chase.place.x(), chase.place.y(), chase.velocity.x(), chase.velocity.y(), radius);
        const auto course = picket::collision_course(chase.place, chase.velocity, 1.0);
        const auto answer = picket::turn_limited_intercept(chase.place, chase.velocity, {Vector2d(1, 0), 1.0, radius});
        REQUIRE(answer.status == TurnStatus::intercept);
        const double later = answer.time_s - course.meetings[0].time_s;
        // the search starts some 1e-14 of the time earlier, and takes as much for zero; ten times that
        CHECK(later >= -1e-13 * (1 + course.meetings[0].time_s));
        // the turn costs at most a circle, while the target gains 0.9 of it: the sum of 0.9^n
        CHECK(later <= 2 * pi * radius / (1 - 0.9));
        ++met;
    }
    CHECK(met == random.cases(3000));
}

TEST_CASE("derivatives of the time are those of finite differences")
{
    using Jet = Eigen::AutoDiffScalar<Eigen::Matrix<double, 6, 1>>;
    using JetVector = Eigen::Matrix<Jet, 2, 1>;
    Random random("intercept_planar_turn/derivatives", 0x5eed25);
    int compared = 0;
    std::array<int, 5> words{};
    for (int i = 0; i < random.cases(3000); ++i) {
        const Chase chase = random_chase(random);
        const std::array<double, 6> at{chase.place.x(),    chase.place.y(),        chase.velocity.x(),
                                       chase.velocity.y(), random.uniform(1, 1.2), random.uniform(0.8, 1)};
        CAPTURE(i, at[0], at[1], at[2], at[3], at[4], at[5]);
        const auto time = [&](const std::array<double, 6>& x) {
            return picket::turn_limited_intercept(Vector2d(x[0], x[1]), Vector2d(x[2], x[3]),
                                                  {Vector2d(1, 0), x[4], x[5], 0.25});
        };
        std::array<Jet, 6> x;
        for (int k = 0; k < 6; ++k) x[static_cast<std::size_t>(k)] = Jet(at[static_cast<std::size_t>(k)], 6, k);
        const TurnLimitedInterceptor<Jet> interceptor{JetVector(Jet(1.0), Jet(0.0)), x[4], x[5], Jet(0.25)};
        const auto answer = picket::turn_limited_intercept(JetVector(x[0], x[1]), JetVector(x[2], x[3]), interceptor);
        const auto plain = time(at);
        REQUIRE(answer.status == plain.status);
        if (answer.status != TurnStatus::intercept) continue;
        CHECK(answer.time_s.value() == plain.time_s);
        for (std::size_t k = 0; k < 6; ++k) {
            const double h = 1e-5;
            auto low = at;
            auto high = at;
            low[k] -= h;
            high[k] += h;
            const auto before = time(low);
            const auto after = time(high);
            const double slope = answer.time_s.derivatives()[static_cast<Eigen::Index>(k)];
            CHECK(std::isfinite(slope));
            // the answer has corners (another word) and leaps; compared is where all three agree on the word, and the
            // third derivative, known from the two one-sided slopes, does not spoil the difference
            if (before.path.word != plain.path.word || after.path.word != plain.path.word) continue;
            const double left = (plain.time_s - before.time_s) / h;
            const double right = (after.time_s - plain.time_s) / h;
            if (std::abs(right - left) > 1e-3 * (1 + std::abs(slope))) continue;
            ++compared;
            ++words[static_cast<std::size_t>(plain.path.word)];
            CHECK(std::abs((left + right) / 2 - slope) <= 1e-4 * (1 + std::abs(slope)));
        }
    }
    std::printf("%d derivatives compared (LS %d, RS %d, LR %d, RL %d)\n", compared, words[0], words[1], words[2],
                words[3]);
    CHECK(compared > 5000);
    for (std::size_t word = 0; word < 4; ++word) CHECK(words[word] > 100);
}

TEST_CASE("lengths of words: gradients by differences, near and straight convex, far concave")
{
    using picket::detail::TurnFamily;
    Random random("intercept_planar_turn/words", 0x5eed26);
    std::array<int, 3> seen{};
    for (int i = 0; i < random.cases(20000); ++i) {
        const double x = random.uniform(-4, 4);
        const double y = random.uniform(-5, 5);
        const double angle = random.uniform(-pi, pi);
        const Vector2d place(x, y);
        const double h = 1e-4;
        for (const TurnFamily family : picket::detail::turn_families) {
            for (const auto& sheet : picket::detail::TurnSheets(family, place)) {
                CAPTURE(x, y, angle, int(family));
                const Vector2d p = place - sheet.centre();
                // away from the edges, where second derivatives have no bound
                const double rho = p.norm();
                if (rho < 1.05 || (family != TurnFamily::straight && rho > 2.95)) continue;
                const auto way = sheet.way<double>(place);
                const double before = sheet.way<double>(Vector2d(place - h * direction(angle))).length;
                const double after = sheet.way<double>(Vector2d(place + h * direction(angle))).length;
                ++seen[static_cast<std::size_t>(family)];
                // h^2 times a third derivative, which is below 1 / 0.05^2.5 there
                CHECK(std::abs((after - before) / (2 * h) - sheet.gradient(way).dot(direction(angle))) <= 1e-5);
                const double bend = (before + after - 2 * way.length) / (h * h);
                // rounding of the lengths, up to 15, over h^2
                if (family == TurnFamily::far) {
                    CHECK(bend <= 1e-6);
                } else {
                    CHECK(bend >= -1e-6);
                }
                // the way ends at the place
                const double first = way.first;
                const bool straight = family == TurnFamily::straight;
                const double side = straight ? 1 : -1;
                const Vector2d end = end_of({{side, first}, {straight ? 0.0 : 1.0, way.second}});
                CHECK((end - place).norm() <= 1e-13);
                CHECK(first >= -1e-14);
                CHECK(first <= 2 * pi + 1e-14);
            }
        }
    }
    for (const int count : seen) CHECK(count > 5000);
}
