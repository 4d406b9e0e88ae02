// SPDX-License-Identifier: MIT
// What has to hold of every intercept, whatever the numbers are.
#include <support/intercept.hpp>

#include <picket/intercept/earliest.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

namespace {

using namespace intercept_tests;

struct Case {
    Interceptor who;
    TargetPlan plan;
    InterceptQuery query;
};

Case random_case(std::uint64_t seed)
{
    Random random(seed);
    const double mps = random.one_in(12) ? 0.0 : random.scale(10, 1200);
    const Interceptor who = random.interceptor(mps);
    const TargetPlan plan = random.target_plan(who.base(), mps);
    InterceptQuery query;
    query.order_s = random.one_in(2) ? 0.0 : random.uniform(-2000, 2000);
    query.horizon = Seconds{random.scale(600, 40000)};
    return {who, plan, query};
}

/// A user's own: the same path, said in pieces of a few seconds.
struct InPieces {
    TargetPath path;
    double piece_s;

    [[nodiscard]] double begin_s() const noexcept { return path.begin_s(); }
    [[nodiscard]] double end_s() const noexcept { return path.end_s(); }
    [[nodiscard]] PathState state(double t) const noexcept
    {
        PathState state = path.state(t);
        state.until_s = std::min(state.until_s, piece_s * (std::floor(t / piece_s) + 1.0));
        return state;
    }
};
static_assert(InterceptTarget<TargetPath> && InterceptTarget<InPieces> && !InterceptTarget<int>);

/// How much a time may move when distances do by their noise: what is open where they hardly close is not compared.
bool sharp(const Interceptor& who, const TargetPath& path, const InterceptQuery& query, const Meeting& m)
{
    if (m.time_s - 1e-3 < std::max(query.order_s + who.readiness_s(), path.begin_s())) return true;
    return gap_m(who, path, query.order_s, m.time_s - 1e-3) > 1e-3;
}

}  // namespace

TEST_CASE("shifting all times shifts the answer")
{
    int compared = 0;
    for (std::uint64_t k = 0; k < 1500; ++k) {
        const Case c = random_case(6100000 + k);
        constexpr double shift_s = 4096.0;
        TargetPlan later = c.plan;
        later.begin_s += shift_s;
        for (Waypoint& waypoint : later.waypoints) waypoint.time_s += shift_s;
        InterceptQuery query = c.query;
        query.order_s += shift_s;
        const TargetPath path = c.plan.path();
        const Intercept here = earliest_intercept(c.who, path, c.query);
        const Intercept there = earliest_intercept(c.who, later.path(), query);
        INFO("case " << k);
        if (here && !sharp(c.who, path, c.query, here.first)) continue;
        REQUIRE(here.status == there.status);
        if (!here) continue;
        ++compared;
        // Times are rounded differently, and places with them, by 30 nm; sharp() means a gap that closes by 1 m/s.
        REQUIRE(std::abs(there.first.time_s - shift_s - here.first.time_s) <=
                here.first.error_s + there.first.error_s + 6e-8);
    }
    CHECK(compared > 300);
}

TEST_CASE("a meeting is where the target is, and heading and distance lead there")
{
    int compared = 0;
    for (std::uint64_t k = 0; k < 6000; ++k) {
        const Case c = random_case(6700000 + k);
        const TargetPath path = c.plan.path();
        const Intercept answer = earliest_intercept(c.who, path, c.query);
        if (!answer) continue;
        ++compared;
        const Meeting& first = answer.first;
        const GeodesicInverse line = geodesic_inverse(c.who.base(), first.at);
        INFO("case " << k << ", looks " << answer.looks << ", " << first.distance_m << " m, heading "
                     << first.heading_deg << ", to be " << line.azimuth_start.value());
        REQUIRE(distance_m(path.at(first.time_s), first.at) < 1e-8);
        // twice what distances are off by, and what those on a rhumb line are
        REQUIRE(std::abs(first.distance_m - line.distance.value()) <= (c.plan.kind == PathKind::rhumb ? 2e-7 : 3e-8));
        if (first.distance_m < 5e4 || first.distance_m > 1.9e7) continue;
        REQUIRE(std::abs(std::remainder(first.heading_deg - line.azimuth_start.value(), 360.0)) < 2e-9);
    }
    CHECK(compared > 1500);
}

TEST_CASE("a faster interceptor, a longer range, more endurance: never later")
{
    int compared = 0;
    for (std::uint64_t k = 0; k < 1500; ++k) {
        const Case c = random_case(6200000 + k);
        const TargetPath path = c.plan.path();
        const Intercept before = earliest_intercept(c.who, path, c.query);
        if (!before) continue;
        ++compared;
        Random random(6300000 + k);
        for (int what = 0; what < 3; ++what) {
            InterceptorSpec spec = c.who.spec();
            const double factor = 1.0 + random.scale(1e-9, 1.0);
            if (what == 0) {
                std::vector<SpeedProfile::Knot> knots(spec.ground_speed.knots().begin(),
                                                      spec.ground_speed.knots().end());
                for (SpeedProfile::Knot& knot : knots) knot.ground_speed_mps *= factor;
                spec.ground_speed = SpeedProfile(knots);
            }
            if (what == 1) spec.max_range = spec.max_range * factor;
            if (what == 2) spec.endurance = spec.endurance * factor;
            const Intercept after = earliest_intercept(Interceptor(spec), path, c.query);
            INFO("case " << k << ", what " << what);
            REQUIRE(after);
            REQUIRE(after.first.time_s <= before.first.time_s + before.first.error_s + after.first.error_s);
        }
    }
    CHECK(compared > 300);
}

TEST_CASE("equivalent forms of a path agree: waypoints on a geodesic, a user's own target in pieces")
{
    int compared = 0;
    int in_pieces = 0;
    for (std::uint64_t k = 0; k < 1500; ++k) {
        Case c = random_case(6400000 + k);
        const TargetPath own = c.plan.path();
        const Intercept whole = earliest_intercept(c.who, own, c.query);
        INFO("case " << k);
        if (whole && !sharp(c.who, own, c.query, whole.first)) continue;
        const Intercept pieces = earliest_intercept(c.who, InPieces{own, 97.0}, c.query);
        REQUIRE(pieces.status == whole.status);
        ++in_pieces;
        if (whole)
            REQUIRE(std::abs(pieces.first.time_s - whole.first.time_s) <=
                    whole.first.error_s + pieces.first.error_s + 6e-8);
        if (c.plan.kind != PathKind::geodesic || !c.plan.waypoints.empty()) continue;
        c.plan.duration_s = 3000.0;
        const TargetPath line = c.plan.path();
        std::vector<Waypoint> waypoints;
        for (int i = 0; i <= 4; ++i) {
            const double t = i == 4 ? line.end_s() : c.plan.begin_s + 750.0 * i;
            waypoints.push_back({t, line.at(t)});
        }
        const Intercept one = earliest_intercept(c.who, line, c.query);
        const Intercept many = earliest_intercept(c.who, TargetPath::through(waypoints), c.query);
        if (one && !sharp(c.who, line, c.query, one.first)) continue;
        // as fast as its target: slower or not, rounding says
        if (std::abs(c.who.ground_speed().cruise_ground_speed_mps() - c.plan.mps) < 1e-6 * c.plan.mps && !one) continue;
        REQUIRE(one.status == many.status);
        if (!one) continue;
        ++compared;
        // Places differ by 30 nm; sharp() means that the gap closes by 1 m/s at least.
        REQUIRE(std::abs(one.first.time_s - many.first.time_s) <= one.first.error_s + many.first.error_s + 6e-8);
    }
    CHECK(compared > 100);
    CHECK(in_pieces > 1200);
}

TEST_CASE("what would have made it: with the minimum speed, by the latest order, and not with less")
{
    int speeds = 0;
    int orders = 0;
    for (std::uint64_t k = 0; k < 400; ++k) {
        const Case c = random_case(6500000 + k);
        const TargetPath path = c.plan.path();
        const Intercept answer = earliest_intercept(c.who, path, c.query);
        const MissedBy missed = missed_by(c.who, path, c.query);
        INFO("case " << k << " " << to_string(answer.status) << ", minimum speed " << missed.minimum_ground_speed_mps
                     << ", latest order " << missed.latest_order_s);
        const auto feasible_with = [&](double mps) {
            InterceptorSpec spec = c.who.spec();
            const double factor = mps / spec.ground_speed.cruise_ground_speed_mps();
            std::vector<SpeedProfile::Knot> knots(spec.ground_speed.knots().begin(), spec.ground_speed.knots().end());
            for (SpeedProfile::Knot& knot : knots) knot.ground_speed_mps *= factor;
            spec.ground_speed = SpeedProfile(knots);
            spec.return_ground_speed = spec.return_ground_speed * factor;
            return static_cast<bool>(earliest_intercept(Interceptor(spec), path, c.query));
        };
        if (std::isnan(missed.minimum_ground_speed_mps)) {
            REQUIRE_FALSE(answer);
            REQUIRE_FALSE(feasible_with(1e5));
        } else if (missed.minimum_ground_speed_mps > 1.0) {
            ++speeds;
            REQUIRE(feasible_with(missed.minimum_ground_speed_mps * (1.0 + 1e-12)));
            REQUIRE_FALSE(feasible_with(missed.minimum_ground_speed_mps * (1.0 - 1e-6)));
        }
        const double end_s = std::min(c.query.order_s + c.query.horizon.value(), path.end_s());
        const auto feasible_by = [&](double order_s) {
            return static_cast<bool>(
                earliest_intercept(c.who, path, InterceptQuery{order_s, Seconds{end_s - order_s}}));
        };
        if (std::isnan(missed.latest_order_s)) {
            REQUIRE_FALSE(answer);
        } else {
            ++orders;
            REQUIRE(feasible_by(missed.latest_order_s));
            REQUIRE_FALSE(feasible_by(missed.latest_order_s + 1e-6));
            if (answer) REQUIRE(missed.latest_order_s >= c.query.order_s - 1e-9);
        }
        if (answer) REQUIRE(missed.closest_m == 0.0);
    }
    CHECK(speeds > 200);
    CHECK(orders > 200);
}

TEST_CASE("the closest it can come, by a scan")
{
    int compared = 0;
    for (std::uint64_t k = 0; k < 250; ++k) {
        Case c = random_case(6600000 + k);
        InterceptorSpec spec = c.who.spec();
        spec.endurance = Seconds{std::numeric_limits<double>::infinity()};
        spec.recovery_bases.clear();
        const Interceptor who(spec);
        const TargetPath path = c.plan.path();
        if (earliest_intercept(who, path, c.query)) continue;
        const MissedBy missed = missed_by(who, path, c.query);
        const double from_s = std::max(c.query.order_s + who.readiness_s(), path.begin_s());
        const double to_s = std::min(c.query.order_s + c.query.horizon.value(), path.end_s());
        INFO("case " << k << ": " << missed.closest_m << " m at " << missed.closest_s);
        if (!(from_s <= to_s)) {
            REQUIRE(std::isnan(missed.closest_m));
            continue;
        }
        const auto short_by_m = [&](double t) {
            const double may = std::min(who.spec().max_range.value(),
                                        who.ground_speed().distance_m(t - c.query.order_s - who.readiness_s()));
            return distance_m(who.base(), path.at(t)) - may;
        };
        // Nothing closer, at any of many times; and so close at the time said, to what is promised, 0.1 mm.
        constexpr int times = 3000;
        double least_m = std::numeric_limits<double>::infinity();
        for (int i = 0; i <= times; ++i)
            least_m = std::min(least_m, short_by_m(std::min(to_s, from_s + (to_s - from_s) * i / times)));
        REQUIRE(missed.closest_m <= least_m + 1.01e-4);
        REQUIRE(std::abs(short_by_m(missed.closest_s) - missed.closest_m) <= 1.01e-4);
        ++compared;
    }
    CHECK(compared > 80);
}
