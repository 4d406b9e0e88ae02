// SPDX-License-Identifier: MIT
// Intercepts: what the makers refuse, and cases whose answer is plain.
#include <support/intercept.hpp>

#include <picket/intercept/earliest.hpp>

#include <support/allocation_count.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using namespace intercept_tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::WithinAbs;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr LatLon base{59.26, 24.2};

InterceptorSpec plain(double mps = 250.0)
{
    InterceptorSpec spec;
    spec.base = base;
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{mps});
    return spec;
}
LatLon out(double metres) { return geodesic_direct(base, Degrees{70.0}, Metres{metres}).at; }
TargetPath still(double metres, double duration_s = inf)
{
    return TargetPath::geodesic(out(metres), Degrees{0.0}, MetresPerSecond{0.0}, Seconds{0.0}, Seconds{duration_s});
}

template <class Change>
void refused(const char* item, Change&& change)
{
    InterceptorSpec spec = plain();
    change(spec);
    INFO(item);
    REQUIRE_THROWS_MATCHES(Interceptor(spec), DomainError, MessageMatches(ContainsSubstring(item)));
}
void profile_refused(std::vector<SpeedProfile::Knot> knots, const char* why)
{
    INFO(why);
    REQUIRE_THROWS_MATCHES(SpeedProfile(knots), DomainError, MessageMatches(ContainsSubstring(why)));
}
void path_refused(std::vector<Waypoint> waypoints, const char* why)
{
    INFO(why);
    REQUIRE_THROWS_MATCHES(TargetPath::through(waypoints), DomainError, MessageMatches(ContainsSubstring(why)));
}

}  // namespace

TEST_CASE("an interceptor's faults are named")
{
    refused("base", [](InterceptorSpec& s) { s.base.lat_deg = 91.0; });
    refused("readiness", [](InterceptorSpec& s) { s.readiness = Seconds{-1.0}; });
    refused("readiness", [](InterceptorSpec& s) { s.readiness = Seconds{inf}; });
    refused("max_range", [](InterceptorSpec& s) { s.max_range = Metres{not_a_number}; });
    refused("endurance", [](InterceptorSpec& s) { s.endurance = Seconds{-1.0}; });
    refused("on_station", [](InterceptorSpec& s) { s.on_station = Seconds{not_a_number}; });
    refused("return_ground_speed", [](InterceptorSpec& s) { s.return_ground_speed = MetresPerSecond{0.0}; });
    refused("recovery_bases[1]", [](InterceptorSpec& s) { s.recovery_bases = {base, {not_a_number, 0.0}}; });
    CHECK_NOTHROW(Interceptor(plain()));
    CHECK(Interceptor(plain()).spec().return_ground_speed == MetresPerSecond{250.0});
}

TEST_CASE("a speed profile's faults are named")
{
    profile_refused({}, "needs a knot");
    profile_refused(std::vector<SpeedProfile::Knot>(17, {0.0, 100.0}), "16 knots");
    profile_refused({{1.0, 100.0}}, "knot 0");
    profile_refused({{0.0, 100.0}, {10.0, -1.0}}, "knot 1");
    profile_refused({{0.0, 100.0}, {10.0, 1.0}, {9.0, 1.0}}, "knot 2: earlier");
    profile_refused({{0.0, 100.0}, {not_a_number, 1.0}}, "knot 1: its time");
    profile_refused({{0.0, 100.0}, {10.0, 0.0}}, "knot 1: the last");
}

TEST_CASE("distance and time of a speed profile are each other's inverse, knots and steps included")
{
    const SpeedProfile climb = SpeedProfile::climb_then_cruise(MetresPerSecond{100}, Seconds{60}, MetresPerSecond{300});
    CHECK(climb.distance_m(-1.0) == 0.0);
    CHECK(climb.distance_m(60.0) == 6000.0);
    CHECK(climb.distance_m(61.0) == 6300.0);
    CHECK(climb.time_s(6000.0) == 60.0);
    CHECK(climb.time_s(6300.0) == 61.0);
    CHECK(climb.piece(60.0).ground_speed_mps == 300.0);
    const std::vector<SpeedProfile::Knot> knots{{0, 0}, {10, 200}, {20, 200}, {30, 0}, {40, 0}, {50, 100}};
    const SpeedProfile bends{knots};
    CHECK(bends.distance_m(10.0) == 1000.0);
    CHECK(bends.distance_m(5.0) == 250.0);
    CHECK(bends.distance_m(35.0) == 4000.0);
    CHECK(bends.time_s(4000.0) == 30.0);  // the first time
    for (const double t : {1.0, 5.0, 15.0, 25.0, 45.0, 60.0})
        CHECK_THAT(bends.time_s(bends.distance_m(t)), WithinAbs(t, 1e-12));
    CHECK(std::isnan(bends.distance_m(not_a_number)));
    CHECK(std::isnan(bends.time_s(not_a_number)));
}

TEST_CASE("a path's faults are named")
{
    path_refused({{0.0, base}}, "two");
    path_refused({{0.0, base}, {1.0, {95.0, 0.0}}}, "waypoint 1: not a place");
    path_refused({{0.0, base}, {not_a_number, base}}, "waypoint 1: its time");
    path_refused({{0.0, base}, {2.0, base}, {2.0, base}}, "waypoint 2: not later");
    const auto geodesic = [](LatLon from, double azimuth, double mps, double begin, double duration) {
        return TargetPath::geodesic(from, Degrees{azimuth}, MetresPerSecond{mps}, Seconds{begin}, Seconds{duration});
    };
    CHECK_THROWS_AS(geodesic({91, 0}, 0, 1, 0, 1), DomainError);
    CHECK_THROWS_AS(geodesic(base, not_a_number, 1, 0, 1), DomainError);
    CHECK_THROWS_AS(geodesic(base, 0, -1, 0, 1), DomainError);
    CHECK_THROWS_AS(geodesic(base, 0, 1, not_a_number, 1), DomainError);
    CHECK_THROWS_AS(geodesic(base, 0, 1, 0, 0), DomainError);
    CHECK_THROWS_AS(TargetPath::rhumb({90, 0}, Degrees{10}, MetresPerSecond{1}), DomainError);
    const std::array<double, 2> times{0.0, 1.0};
    const std::array<LatLon, 1> places{base};
    CHECK_THROWS_AS(TargetPath::track(times, places), DomainError);
}

TEST_CASE("a path has a place from its begin to its end, legs, stops, poles")
{
    const std::vector<Waypoint> waypoints{{10, out(0)}, {20, out(1000)}, {50, out(1000)}, {60, out(3000)}};
    TargetPath path = TargetPath::through(waypoints);
    CHECK(path.begin_s() == 10.0);
    CHECK(path.end_s() == 60.0);
    CHECK(path.leg_count() == 3);
    for (const Waypoint& w : waypoints) CHECK(distance_m(path.at(w.time_s), w.at) < 1e-7);
    CHECK(distance_m(path.at(35.0), out(1000)) < 1e-7);
    CHECK(path.state(35.0).ground_speed_mps == 0.0);
    CHECK(path.state(35.0).until_s == 50.0);
    CHECK(path.state(50.0).until_s == 60.0);
    CHECK_THAT(path.state(50.0).ground_speed_mps, WithinAbs(200.0, 1e-6));
    CHECK_FALSE(is_valid(path.at(9.9)));
    CHECK_FALSE(is_valid(path.at(60.1)));
    CHECK_FALSE(is_valid(path.at(not_a_number)));

    // assigned, as a variable of a loop is
    path = TargetPath::rhumb({80, 0}, Degrees{0}, MetresPerSecond{1000});
    CHECK(path.leg_count() == 1);
    CHECK(is_valid(path.at(path.end_s())));
    CHECK_THAT(path.at(path.end_s()).lat_deg, WithinAbs(90.0, 1e-9));
    CHECK_THAT(path.end_s() * 1000.0, WithinAbs(distance_m({80, 0}, {90, 0}), 1e-5));
    // southward is as straight as northward
    CHECK(TargetPath::rhumb({40, 0}, Degrees{180}, MetresPerSecond{100}).state(0).bend_per_m == 0.0);
    CHECK(TargetPath::rhumb({40, 0}, Degrees{90}, MetresPerSecond{100}).state(0).bend_per_m > 1e-7);
    // made at all: 16 m from a pole on a course that winds to it, where times are of another size than the flight
    const TargetPath winds = TargetPath::rhumb({89.999851216679, 48.437292222872}, Degrees{77.8832988513351},
                                               MetresPerSecond{368.607}, Seconds{2407.64}, Seconds{205.0});
    CHECK(is_valid(winds.at(winds.end_s())));
    CHECK_THAT(winds.end_s() - winds.begin_s(), WithinAbs(0.215, 0.01));
}

TEST_CASE("plain intercepts")
{
    const double d = distance_m(base, out(50e3));
    const Interceptor who(plain());
    const Intercept stationary = earliest_intercept(who, still(50e3));
    REQUIRE(stationary);
    CHECK_THAT(stationary.first.time_s, WithinAbs(d / 250.0, 2e-9));
    CHECK_THAT(stationary.first.heading_deg, WithinAbs(70.0, 1e-9));
    CHECK_THAT(stationary.first.distance_m, WithinAbs(d, 1e-7));
    CHECK_THAT(stationary.first.take_off_s, WithinAbs(0.0, 1e-8));
    CHECK(stationary.first.range_margin_m == inf);
    CHECK(stationary.first.endurance_margin_s == inf);

    const Intercept there = earliest_intercept(who, still(0.0));
    REQUIRE(there);
    CHECK(there.first.time_s == 0.0);
    CHECK(there.first.distance_m < 1e-7);

    // a target that flies over the base while the interceptor gets ready, and is caught after it
    InterceptorSpec late = plain();
    late.readiness = Seconds{600.0};
    const double outbound = geodesic_inverse(out(50e3), base).azimuth_start.value();
    const TargetPath over = TargetPath::geodesic(out(50e3), Degrees{outbound}, MetresPerSecond{100.0});
    const Intercept chased = earliest_intercept(Interceptor(late), over);
    REQUIRE(chased);
    // 10 km beyond after 600 s, closing at 150 m/s, straight behind
    CHECK_THAT(chased.first.time_s, WithinAbs(600.0 + 1e4 / 150.0, 1e-6));
}

TEST_CASE("times since 1970: to what they can tell apart")
{
    constexpr double now_s = 1.7e9;  // apart by 2.4e-7 s
    for (const double mps : {0.0, 100.0, 600.0}) {
        const double inbound = geodesic_inverse(out(300e3), base).azimuth_start.value() + 5.0;
        const auto target = [&](double begin_s) {
            return TargetPath::geodesic(out(300e3), Degrees{inbound}, MetresPerSecond{mps}, Seconds{begin_s});
        };
        const Intercept here = earliest_intercept(Interceptor(plain()), target(0.0));
        const Intercept there = earliest_intercept(Interceptor(plain()), target(now_s), {now_s, Seconds{14400}});
        REQUIRE(here);
        REQUIRE(there);
        CHECK(here.first.error_s <= 1e-8);
        CHECK(there.first.error_s <= 4e-6);
        CHECK_THAT(there.first.time_s - now_s, WithinAbs(here.first.time_s, there.first.error_s + 1e-6));
        CHECK(there.looks <= 8);
    }
}

TEST_CASE("limits that are met exactly are met; a little less is not, and is said why")
{
    const double d = distance_m(base, out(50e3));
    InterceptorSpec spec = plain();
    spec.max_range = Metres{d};
    CHECK(earliest_intercept(Interceptor(spec), still(50e3)));
    spec.max_range = Metres{d - 1e-6};
    CHECK(earliest_intercept(Interceptor(spec), still(50e3)).status == InterceptStatus::out_of_range);

    spec = plain();
    spec.on_station = Seconds{60.0};
    spec.endurance = Seconds{2.0 * d / 250.0 + 60.0 + 1e-9};
    const Intercept back = earliest_intercept(Interceptor(spec), still(50e3));
    REQUIRE(back);
    CHECK_THAT(back.first.endurance_margin_s, WithinAbs(0.0, 2e-9));
    spec.endurance = Seconds{2.0 * d / 250.0 + 60.0 - 1e-6};
    CHECK(earliest_intercept(Interceptor(spec), still(50e3)).status == InterceptStatus::out_of_endurance);
    // a base beneath the target leaves half the endurance
    spec.recovery_bases = {base, out(50e3)};
    CHECK(earliest_intercept(Interceptor(spec), still(50e3)));

    const Interceptor who(plain());
    CHECK(earliest_intercept(who, still(50e3, d / 250.0 + 1e-8)));
    CHECK(earliest_intercept(who, still(50e3, d / 250.0 - 1e-6)).status == InterceptStatus::target_ends);
    CHECK(earliest_intercept(who, still(50e3), {0.0, Seconds{d / 250.0 - 1e-6}}).status == InterceptStatus::too_late);
    const TargetPath away = TargetPath::geodesic(out(50e3), Degrees{70.0}, MetresPerSecond{300.0});
    CHECK(earliest_intercept(who, away, {0.0, Seconds{3600}}).status == InterceptStatus::too_slow);
    // an order after the path ended
    CHECK(earliest_intercept(who, still(50e3, 10.0), {20.0, Seconds{60}}).status == InterceptStatus::target_ends);
}

TEST_CASE("a query that is no number: unknown, and no number in the answer")
{
    const Interceptor who(plain());
    const TargetPath target = still(50e3);
    for (const InterceptQuery query :
         {InterceptQuery{not_a_number, Seconds{60}}, InterceptQuery{0.0, Seconds{not_a_number}},
          InterceptQuery{inf, Seconds{60}}, InterceptQuery{0.0, Seconds{inf}}}) {
        const Intercept answer = earliest_intercept(who, target, query);
        CHECK(answer.status == InterceptStatus::unknown);
        CHECK(std::isnan(answer.first.time_s));
        CHECK(std::isnan(answer.first.at.lat_deg));
        CHECK(intercept_windows(who, target, query).empty());
        CHECK(std::isnan(minimum_ground_speed(who, target, query).value()));
        CHECK(std::isnan(latest_order_s(who, target, query)));
        CHECK(std::isnan(missed_by(who, target, query).closest_m));
    }
    CHECK(std::string(to_string(InterceptStatus::target_ends)) == "target_ends");
    CHECK(std::string(to_string(PathKind::rhumb)) == "rhumb");
}

TEST_CASE("questions about intercepts allocate nothing")
{
    int feasible = 0;
    for (std::uint64_t k = 0; k < 100; ++k) {
        Random random(7100000 + k);
        const Interceptor who = random.interceptor(300.0);
        const TargetPath target = random.target(who.base(), 300.0);
        const long before = allocation_count();
        feasible += earliest_intercept(who, target) ? 1 : 0;
        for_each_intercept_window(who, target, {}, [](const InterceptWindow&) {});
        static_cast<void>(minimum_ground_speed(who, target));
        static_cast<void>(latest_order_s(who, target));
        CHECK(allocation_count() == before);
    }
    CHECK(feasible > 20);
}
