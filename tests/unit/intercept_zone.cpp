// SPDX-License-Identifier: MIT
#include <picket/geodesy/geodesic.hpp>
#include <picket/intercept/zone_response.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace {

using namespace picket;
using Catch::Matchers::WithinAbs;

constexpr LatLon amari{59.2603, 24.2085};
constexpr LatLon vaindloo{59.817, 26.36};
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

Interceptor at(LatLon base, double mps, double readiness_s)
{
    InterceptorSpec spec;
    spec.base = base;
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{mps});
    spec.readiness = Seconds{readiness_s};
    return Interceptor(std::move(spec));
}

Zone circle(LatLon centre, double radius_m, AltitudeBand band = {}, std::vector<TimeWindow> windows = {})
{
    return Zone({"Z", "", {{RingSpec{.circle = CircleSpec{centre, Metres{radius_m}}}}}, band, std::move(windows)});
}

}  // namespace

TEST_CASE("twelve minutes over Vaindloo, answered from Amari in a quarter of an hour's readiness")
{
    const Interceptor who = at(amari, 270.0, 900.0);
    const double flight_s = geodesic_distance(amari, vaindloo).value() / 270.0;
    // stands over Vaindloo for the twelve minutes, 10 km inside
    const std::vector<Waypoint> stands{{0.0, vaindloo}, {720.0, vaindloo}};
    const TargetPath target = TargetPath::through(stands);
    ZoneResponseQuery query;
    query.allowed_inside = Seconds{720.0};
    const ZoneResponse response = zone_response(who, target, circle(vaindloo, 10e3), query);
    CHECK(response.outcome == ZoneOutcome::not_met);
    CHECK(response.intercept.status == InterceptStatus::target_ends);
    CHECK(response.entry_s == 0.0);
    CHECK(response.inside_s == 720.0);
    CHECK_THAT(response.max_depth.value(), WithinAbs(10e3, 0.01));  // as incidents()
    CHECK(response.deadline_s == 720.0);
    CHECK_THAT(response.latest_order_s, WithinAbs(720.0 - 900.0 - flight_s, 1e-6));
    CHECK_THAT(-response.latest_order_s / 60.0, WithinAbs(11.4, 0.05));  // as published: to 0.1 min
    CHECK_THAT(response.latest_order_before_entry_s, WithinAbs(-900.0 - flight_s, 1e-6));
    CHECK_THAT(-response.latest_order_before_entry_s / 60.0, WithinAbs(23.4, 0.05));

    // ordered just in time, it is met as it leaves
    query.intercept.order_s = response.latest_order_s;
    const ZoneResponse in_time = zone_response(who, target, circle(vaindloo, 10e3), query);
    CHECK(in_time.outcome == ZoneOutcome::met_inside);
    CHECK_THAT(in_time.late_s, WithinAbs(720.0, 1e-6));
    CHECK_THAT(in_time.inside_s, WithinAbs(720.0, 1e-6));
}

TEST_CASE("across the middle of a circle: before, inside, after, never")
{
    // eastward along the equator at 200 m/s through a circle of 50 km about (0, 1): centre at 111 km
    const double to_centre_m = geodesic_distance({0.0, 0.0}, {0.0, 1.0}).value();
    const double entry_s = (to_centre_m - 50e3) / 200.0;
    const TargetPath target = TargetPath::geodesic({0.0, 0.0}, Degrees{90.0}, MetresPerSecond{200.0});
    const Zone zone = circle({0.0, 1.0}, 50e3);
    ZoneResponseQuery query;
    query.intercept.horizon = Seconds{3600.0};

    // from in front of it: closing at 500 m/s
    const Interceptor front = at({0.0, 3.0}, 300.0, 0.0);
    const double to_base_m = geodesic_distance({0.0, 0.0}, {0.0, 3.0}).value();
    query.intercept.order_s = 0.0;
    ZoneResponse response = zone_response(front, target, zone, query);
    CHECK(response.outcome == ZoneOutcome::met_inside);
    const double met_s = to_base_m / 500.0;
    CHECK_THAT(response.entry_s, WithinAbs(entry_s, 1e-6));
    CHECK_THAT(response.late_s, WithinAbs(met_s - entry_s, 1e-6));
    CHECK_THAT(response.inside_s, WithinAbs(met_s - entry_s, 1e-6));
    CHECK_THAT(response.max_depth.value(), WithinAbs(50e3, 0.06));  // past the centre: as incidents(), a millionth
    CHECK(response.answer == Containment::inside);
    CHECK(response.deadline_s == 3600.0);
    // met at the entry: flown to there by then
    const double flown_s = geodesic_distance({0.0, 3.0}, response.entry_at).value() / 300.0;
    CHECK_THAT(response.latest_order_before_entry_s, WithinAbs(entry_s - flown_s, 1e-5));

    // a second before that order, and a second after it
    query.intercept.order_s = response.latest_order_before_entry_s - 1.0;
    CHECK(zone_response(front, target, zone, query).outcome == ZoneOutcome::met_before_entry);
    CHECK(zone_response(front, target, zone, query).late_s < 0.0);
    CHECK(std::isnan(zone_response(front, target, zone, query).max_depth.value()));
    CHECK(zone_response(front, target, zone, query).inside_s == 0.0);
    query.intercept.order_s = response.latest_order_before_entry_s + 1.0;
    response = zone_response(front, target, zone, query);
    CHECK(response.outcome == ZoneOutcome::met_inside);
    // along the middle, so as deep as it has flown inside
    CHECK(response.inside_s > 0.3);
    CHECK(response.inside_s < 1.0);
    CHECK_THAT(response.max_depth.value(), WithinAbs(200.0 * response.inside_s, 0.01));

    // allowances: 4 km in is 20 s in
    query.intercept.order_s = 0.0;
    query.allowed_depth = Metres{4000.0};
    CHECK_THAT(zone_response(front, target, zone, query).deadline_s, WithinAbs(entry_s + 20.0, 2e-4));
    query.allowed_inside = Seconds{15.0};
    CHECK_THAT(zone_response(front, target, zone, query).deadline_s, WithinAbs(entry_s + 15.0, 1e-6));
    const double order_s = zone_response(front, target, zone, query).latest_order_s;
    const LatLon there = geodesic_direct({0.0, 0.0}, Degrees{90.0}, Metres{200.0 * (entry_s + 15.0)}).at;
    CHECK_THAT(order_s, WithinAbs(entry_s + 15.0 - geodesic_distance({0.0, 3.0}, there).value() / 300.0, 1e-5));
    query.allowed_inside = Seconds{0.0};
    CHECK(zone_response(front, target, zone, query).deadline_s == zone_response(front, target, zone, query).entry_s);
    query.allowed_depth = Metres{0.0};
    query.allowed_inside = Seconds{15.0};
    CHECK_THAT(zone_response(front, target, zone, query).deadline_s, WithinAbs(entry_s, 2e-4));

    // chased from behind: met when it has long left
    query = {};
    query.intercept.horizon = Seconds{3600.0};
    response = zone_response(at({0.0, 0.0}, 300.0, 600.0), target, zone, query);
    CHECK(response.outcome == ZoneOutcome::met_after_exit);
    CHECK_THAT(response.inside_s, WithinAbs(500.0, 1e-5));
    // not at all within the time
    query.intercept.horizon = Seconds{700.0};
    response = zone_response(at({0.0, 0.0}, 250.0, 600.0), target, zone, query);
    CHECK(response.outcome == ZoneOutcome::not_met);
    CHECK_THAT(response.inside_s, WithinAbs(700.0 - entry_s, 1e-5));
    // it turns back before
    query.intercept.horizon = Seconds{entry_s - 1.0};
    response = zone_response(front, target, zone, query);
    CHECK(response.outcome == ZoneOutcome::never_enters);
    CHECK(std::isnan(response.entry_s));
    CHECK(response.answer == Containment::outside);
    CHECK(std::isnan(response.latest_order_before_entry_s));
}

TEST_CASE("height and times of activity count; a height that is not known is unknown")
{
    const TargetPath target = TargetPath::geodesic({0.0, 0.0}, Degrees{90.0}, MetresPerSecond{200.0});
    const AltitudeBand to_3000_m{AltitudeLimit::ground(), AltitudeLimit::at({Metres{3000.0}, VerticalDatum::amsl})};
    const Interceptor who = at({0.0, 0.0}, 300.0, 600.0);
    ZoneResponseQuery query;
    const Zone low = circle({0.0, 1.0}, 50e3, to_3000_m);
    CHECK(zone_response(who, target, low, query).answer == Containment::unknown);
    query.altitude = Altitude{Metres{2000.0}, VerticalDatum::amsl};
    CHECK(zone_response(who, target, low, query).answer == Containment::inside);
    query.altitude = Altitude{Metres{4000.0}, VerticalDatum::amsl};
    CHECK(zone_response(who, target, low, query).outcome == ZoneOutcome::never_enters);
    // becomes active around it
    const Zone later = circle({0.0, 1.0}, 50e3, {}, {{500.0, 1e6}});
    CHECK(zone_response(who, target, later, query).entry_s == 500.0);
}

TEST_CASE("two stays: the time allowed is that of both")
{
    // into the circle and out again the same way, twice
    const double per_degree_s = geodesic_distance({0.0, 0.0}, {0.0, 1.0}).value() / 200.0;
    std::vector<Waypoint> waypoints;
    for (int i = 0; i < 5; ++i) waypoints.push_back({per_degree_s * i, {0.0, i % 2 == 0 ? 0.0 : 1.0}});
    const TargetPath target = TargetPath::through(waypoints);
    const Zone zone = circle({0.0, 1.0}, 50e3);
    ZoneResponseQuery query;
    query.allowed_inside = Seconds{600.0};  // 500 s there and back, and 100 s of the second
    const ZoneResponse response = zone_response(at({0.0, 60.0}, 300.0, 0.0), target, zone, query);
    CHECK(response.outcome == ZoneOutcome::not_met);
    CHECK_THAT(response.inside_s, WithinAbs(1000.0, 1e-5));
    const double second_entry_s = 2.0 * per_degree_s + per_degree_s - 250.0;
    CHECK_THAT(response.deadline_s, WithinAbs(second_entry_s + 100.0, 1e-5));
}

TEST_CASE("rhumb lines, round the pole and over 180 degrees, are followed as they run")
{
    // a parallel round the pole at 85 N: into the sector after three quarters of a turn
    const TargetPath target = TargetPath::rhumb({85.0, 0.0}, Degrees{90.0}, MetresPerSecond{300.0});
    const Zone zone = circle({85.0, -90.0}, 20e3);
    ZoneResponseQuery query;
    query.intercept.horizon = Seconds{14400.0};
    const ZoneResponse response = zone_response(at({80.0, -90.0}, 300.0, 0.0), target, zone, query);
    CHECK(zone.contains(target.at(response.entry_s + 1e-3)) == Containment::inside);
    CHECK(zone.contains(target.at(response.entry_s - 1e-3)) == Containment::outside);
    CHECK(target.at(response.entry_s).lon_deg < -89.0);
    // a geodesic of more than half the Earth
    const TargetPath round = TargetPath::geodesic({10.0, 0.0}, Degrees{90.0}, MetresPerSecond{2000.0});
    query.intercept.horizon = Seconds{19000.0};
    const LatLon far = round.at(14000.0);
    const ZoneResponse late = zone_response(at({80.0, -90.0}, 300.0, 0.0), round, circle(far, 20e3), query);
    CHECK_THAT(late.entry_s, WithinAbs(13990.0, 0.01));  // a geodesic circle of 20 km, at 2 km/s
}

TEST_CASE("a query that is no number")
{
    const TargetPath target = TargetPath::geodesic({0.0, 0.0}, Degrees{90.0}, MetresPerSecond{200.0});
    const Zone zone = circle({0.0, 1.0}, 50e3);
    const Interceptor who = at({0.0, 0.0}, 300.0, 600.0);
    ZoneResponseQuery query;
    query.intercept.order_s = nan_value;
    CHECK(zone_response(who, target, zone, query).outcome == ZoneOutcome::unknown);
    query = {};
    query.allowed_depth = Metres{nan_value};
    CHECK(zone_response(who, target, zone, query).outcome == ZoneOutcome::unknown);
    // nothing of the path lies in the time asked for
    query = {};
    query.intercept.order_s = -20000.0;
    const ZoneResponse response = zone_response(who, target, zone, query);
    CHECK(response.outcome == ZoneOutcome::never_enters);
    CHECK(response.intercept.status == InterceptStatus::too_late);
}
