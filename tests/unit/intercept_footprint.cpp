// SPDX-License-Identifier: MIT
#include <picket/geodesy/geodesic.hpp>
#include <picket/intercept/footprint.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

namespace {

using namespace picket;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

constexpr LatLon amari{59.2603, 24.2085};
constexpr LatLon vaindloo{59.817, 26.36};
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

InterceptorSpec spec_at(LatLon base, double mps, double readiness_s)
{
    InterceptorSpec spec;
    spec.base = base;
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{mps});
    spec.readiness = Seconds{readiness_s};
    return spec;
}

}  // namespace

TEST_CASE("Amari to Vaindloo: 8.4 minutes of flight, 23.4 after the order")
{
    const Interceptor who(spec_at(amari, 270.0, 900.0));
    const GeodesicInverse way = geodesic_inverse(amari, vaindloo);
    CHECK_THAT(way.distance.value() / 1000.0, WithinAbs(136.6, 0.05));  // as published: to 0.1 km
    const double flight_s = way.distance.value() / 270.0;
    CHECK_THAT(flight_s / 60.0, WithinAbs(8.4, 0.05));
    CHECK_THAT((900.0 + flight_s) / 60.0, WithinAbs(23.4, 0.05));
    CHECK(can_reach(who, vaindloo, Seconds{900.0 + flight_s + 1e-9}));
    CHECK_FALSE(can_reach(who, vaindloo, Seconds{900.0 + flight_s - 1e-9}));
    CHECK_THAT(reach(who, way.azimuth_start, Seconds{900.0 + flight_s}).value(), WithinAbs(way.distance.value(), 1e-6));
    // it is over the border for 12 minutes: the order has to precede the entry by 11.4
    const auto slack_s = [&](double warning_s) {
        const EntryRun stays{{vaindloo, MetresPerSecond{250.0}, Metres{0.0}}, Seconds{720.0}, Seconds{warning_s}};
        // runs at Vaindloo from 180 km away: there after 12 minutes
        return answer_to_entry(who, stays, geodesic_direct(vaindloo, Degrees{90.0}, Metres{180e3}).at);
    };
    const double late_s = 900.0 + flight_s - 720.0;
    CHECK_THAT(late_s / 60.0, WithinAbs(11.4, 0.05));
    CHECK(slack_s(late_s + 1e-6));
    CHECK_FALSE(slack_s(late_s - 1e-6));
    CHECK(slack_s(late_s - 1e-6).status == InterceptStatus::target_ends);
}

TEST_CASE("Fetesti to Chilia Veche: 162.2 km, and a drone at 185 km/h")
{
    // the towns, to the minute
    const LatLon fetesti{44.0 + 23.0 / 60.0, 27.0 + 50.0 / 60.0};
    const LatLon chilia_veche{45.0 + 25.0 / 60.0, 29.0 + 17.0 / 60.0};
    const double distance_m = geodesic_distance(fetesti, chilia_veche).value();
    CHECK_THAT(distance_m / 1000.0, WithinAbs(162.2, 0.05));  // as published: to 0.1 km
    const double drone_mps = 185.0 / 3.6;
    const Interceptor who(spec_at(fetesti, 250.0, 900.0));
    const DetectionRange east =
        required_detection_range(who, {chilia_veche, MetresPerSecond{drone_mps}, Metres{0.0}}, Degrees{90.0});
    REQUIRE(east);
    CHECK_THAT(east.range_m, WithinAbs(drone_mps * (900.0 + distance_m / 250.0), 1e-5));
}

TEST_CASE("reach: speed, range, endurance, not ready")
{
    InterceptorSpec spec = spec_at(amari, 250.0, 300.0);
    const auto north_m = [&](double after_s) {
        return reach(Interceptor(spec), Degrees{0.0}, Seconds{after_s}).value();
    };
    CHECK(std::isnan(north_m(299.0)));
    CHECK(north_m(300.0) == 0.0);
    CHECK(north_m(340.0) == 10000.0);
    CHECK(north_m(infinity) == std::numbers::pi * 6356752.314245179);  // half round: pi b
    CHECK(std::isnan(north_m(nan_value)));
    CHECK(std::isnan(reach(Interceptor(spec), Degrees{nan_value}, Seconds{400.0}).value()));
    spec.max_range = Metres{7000.0};
    CHECK(north_m(340.0) == 7000.0);
    spec.max_range = Metres{infinity};
    spec.endurance = Seconds{100.0};
    spec.on_station = Seconds{40.0};  // thirty seconds out and thirty back
    CHECK_THAT(north_m(infinity), WithinAbs(7500.0, 1e-6));
    spec.on_station = Seconds{101.0};
    CHECK(std::isnan(north_m(infinity)));
}

TEST_CASE("reach: another base to recover at, beyond which it goes further")
{
    InterceptorSpec spec = spec_at({50.0, 10.0}, 200.0, 0.0);
    spec.endurance = Seconds{1000.0};  // 200 km in all
    spec.recovery_bases = {geodesic_direct(spec.base, Degrees{0.0}, Metres{100e3}).at};
    // north: 100 km to the base, 50 km on and back. South: d and d + 100 km
    CHECK_THAT(reach(Interceptor(spec), Degrees{0.0}, Seconds{infinity}).value(), WithinAbs(150e3, 1e-4));
    CHECK_THAT(reach(Interceptor(spec), Degrees{180.0}, Seconds{infinity}).value(), WithinAbs(50e3, 1e-4));
    spec.recovery_bases = {geodesic_direct(spec.base, Degrees{0.0}, Metres{201e3}).at};
    CHECK(std::isnan(reach(Interceptor(spec), Degrees{90.0}, Seconds{infinity}).value()));
    // slower back than out: only a place near to the other base will do, and that is found
    spec.return_ground_speed = MetresPerSecond{100.0};
    spec.recovery_bases = {geodesic_direct(spec.base, Degrees{0.0}, Metres{150e3}).at};
    const Interceptor who(spec);
    // 150 km out (750 s) and d - 150 km on; back at half the speed: 750 + x / 200 + x / 100 = 1000
    const double farthest_m = 150e3 + 250.0 / (1.0 / 200.0 + 1.0 / 100.0);
    CHECK_THAT(reach(who, Degrees{0.0}, Seconds{infinity}).value(), WithinAbs(farthest_m, 1e-4));
    CHECK_FALSE(can_reach(who, spec.base, Seconds{infinity}));
    CHECK(can_reach(who, spec.recovery_bases[0], Seconds{infinity}));
}

TEST_CASE("isochrone: against the clock, each vertex reached and no more")
{
    const Interceptor who(spec_at({69.0, 33.0}, 300.0, 600.0));
    const std::vector<LatLon> ring = isochrone(who, Seconds{1600.0}, 36);
    REQUIRE(ring.size() == 36);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const GeodesicInverse out = geodesic_inverse(who.base(), ring[i]);
        CHECK_THAT(out.distance.value(), WithinAbs(300e3, 1e-6));
        CHECK_THAT(std::remainder(out.azimuth_start.value() + 10.0 * static_cast<double>(i), 360.0),
                   WithinAbs(0.0, 1e-9));
    }
    CHECK(isochrone(who, Seconds{600.0}).empty());
    CHECK(isochrone(who, Seconds{nan_value}).empty());
    CHECK_THROWS_AS(isochrone(who, Seconds{1600.0}, 2), DomainError);
}

TEST_CASE("detection range: a place at the base, and one before it")
{
    const Interceptor who(spec_at(amari, 270.0, 900.0));
    TargetRun run{amari, MetresPerSecond{245.0}, Metres{0.0}};
    // at the base itself only the readiness counts
    const DetectionRange at_base = required_detection_range(who, run, Degrees{90.0});
    REQUIRE(at_base);
    CHECK_THAT(at_base.range_m, WithinAbs(245.0 * 900.0, 1e-5));
    CHECK_THAT(at_base.meeting.time_s, WithinAbs(900.0, 1e-6));
    // a faster interceptor meets it at the keep-out radius when it is detected as late as may be: the closed form
    run = {vaindloo, MetresPerSecond{245.0}, Metres{20e3}};
    const DetectionRange east = required_detection_range(who, run, Degrees{90.0});
    REQUIRE(east);
    const LatLon edge = geodesic_direct(vaindloo, Degrees{90.0}, Metres{20e3}).at;
    const double there_s = 900.0 + geodesic_distance(amari, edge).value() / 270.0;
    CHECK_THAT(east.range_m, WithinAbs(20e3 + 245.0 * there_s, 1e-5));
    CHECK_THAT(east.meeting.time_s, WithinAbs(there_s, 1e-6));
    CHECK_THAT(geodesic_distance(east.meeting.at, edge).value(), WithinAbs(0.0, 1e-5));
    CHECK_THAT(east.meeting.take_off_s, WithinAbs(900.0, 1e-6));
}

TEST_CASE("detection range: none, and why")
{
    InterceptorSpec spec = spec_at(amari, 270.0, 900.0);
    const TargetRun run{vaindloo, MetresPerSecond{245.0}, Metres{0.0}};
    spec.max_range = Metres{100e3};
    CHECK(required_detection_range(Interceptor(spec), run, Degrees{90.0}).status == InterceptStatus::out_of_range);
    spec.max_range = Metres{infinity};
    spec.endurance = Seconds{900.0};
    CHECK(required_detection_range(Interceptor(spec), run, Degrees{90.0}).status == InterceptStatus::out_of_endurance);
    spec.endurance = Seconds{infinity};
    const DetectionRange soon = required_detection_range(Interceptor(spec), run, Degrees{90.0}, Seconds{1400.0});
    CHECK(soon.status == InterceptStatus::target_ends);
    CHECK(std::isnan(soon.range_m));
    CHECK(std::isnan(soon.meeting.time_s));
    const Interceptor who(spec);
    CHECK(required_detection_range(who, run, Degrees{nan_value}).status == InterceptStatus::unknown);
    CHECK(required_detection_range(who, {{nan_value, 0.0}}, Degrees{0.0}).status == InterceptStatus::unknown);
    CHECK(required_detection_range(who, {vaindloo, MetresPerSecond{0.0}}, Degrees{0.0}).status ==
          InterceptStatus::unknown);
    CHECK(required_detection_range(who, {vaindloo, MetresPerSecond{245.0}, Metres{-1.0}}, Degrees{0.0}).status ==
          InterceptStatus::unknown);
    CHECK(required_detection_range(who, run, Degrees{90.0}, Seconds{0.0}).status == InterceptStatus::unknown);
}

TEST_CASE("defended footprint: vertices at the detection range, or as far as was looked")
{
    InterceptorSpec spec = spec_at(amari, 270.0, 900.0);
    spec.max_range = Metres{140e3};
    const TargetRun run{vaindloo, MetresPerSecond{245.0}, Metres{10e3}};
    const DefendedFootprint footprint = defended_footprint(Interceptor(spec), run, Seconds{3600.0}, 24);
    REQUIRE(footprint.ring.size() == 24);
    REQUIRE(footprint.by_azimuth.size() == 24);
    int open = 0;
    for (std::size_t i = 0; i < 24; ++i) {
        const DetectionRange& range = footprint.by_azimuth[i];
        const double out_m = geodesic_distance(vaindloo, footprint.ring[i]).value();
        if (range) {
            CHECK_THAT(out_m, WithinAbs(range.range_m, 1e-6));
        } else {
            ++open;
            CHECK(range.status == InterceptStatus::out_of_range);
            CHECK_THAT(out_m, WithinAbs(10e3 + 245.0 * 3600.0, 1e-6));
        }
    }
    // from the east the keep-out radius lies beyond its range, from the west it does not
    CHECK(open > 4);
    CHECK(open < 20);
    CHECK_THROWS_AS(defended_footprint(Interceptor(spec), run, Seconds{nan_value}), DomainError);
    CHECK_THROWS_AS(defended_footprint(Interceptor(spec), run, Seconds{3600.0}, 2), DomainError);
}

TEST_CASE("answered parts: the middle of a border, with its vertices")
{
    // a meridian border east of a base on the equator's parallel; targets run west at a place far behind
    const LatLon base{0.0, 10.0};
    const Interceptor who(spec_at(base, 300.0, 0.0));
    const std::vector<LatLon> border{{-6.0, 12.0}, {-1.0, 12.0}, {0.25, 12.0}, {6.0, 12.0}};
    EntryRun entry{{base, MetresPerSecond{200.0}, Metres{0.0}}, Seconds{600.0}, Seconds{0.0}};
    const std::vector<LinePart> parts = answered_parts(who, entry, border, {false, Metres{0.01}});
    REQUIRE(parts.size() == 1);
    // closing at 500 m/s for 600 s: entries at 300 km from the base
    CHECK_THAT(geodesic_distance(base, parts[0].places.front()).value(), WithinAbs(300e3, 0.02));
    CHECK_THAT(geodesic_distance(base, parts[0].places.back()).value(), WithinAbs(300e3, 0.02));
    REQUIRE(parts[0].places.size() == 4);
    CHECK(parts[0].places[1] == border[1]);
    CHECK(parts[0].places[2] == border[2]);
    CHECK_THAT(parts[0].begin_m, WithinAbs(geodesic_distance(border[0], parts[0].places.front()).value(), 1e-6));
    CHECK_THAT(parts[0].end_m, WithinAbs(geodesic_distance(border[0], border[1]).value() +
                                             geodesic_distance(border[1], border[2]).value() +
                                             geodesic_distance(border[2], parts[0].places.back()).value(),
                                         1e-5));
    // nothing, and everything
    entry.allowed_inside = Seconds{10.0};
    CHECK(answered_parts(who, entry, border).empty());
    entry.allowed_inside = Seconds{infinity};
    const auto all = answered_parts(who, entry, border);
    REQUIRE(all.size() == 1);
    CHECK(all[0].places == border);
}

TEST_CASE("answered parts: a ring, over its first vertex")
{
    const LatLon base{50.0, 10.0};
    const LatLon place{50.0, 10.5};
    const Interceptor who(spec_at(base, 300.0, 0.0));
    std::vector<LatLon> ring;
    for (int i = 0; i < 12; ++i) ring.push_back(geodesic_direct(place, Degrees{-90.0 + 30.0 * i}, Metres{200e3}).at);
    // the first vertex is the nearest to the base
    const EntryRun entry{{place, MetresPerSecond{200.0}, Metres{50e3}}, Seconds{400.0}, Seconds{0.0}};
    const auto parts = answered_parts(who, entry, ring, {true, Metres{0.1}});
    REQUIRE(parts.size() == 1);
    double around_m = 0.0;
    for (std::size_t i = 0; i < 12; ++i) around_m += geodesic_distance(ring[i], ring[(i + 1) % 12]).value();
    CHECK(parts[0].begin_m > 0.5 * around_m);
    CHECK(parts[0].end_m > around_m);
    CHECK(parts[0].end_m - parts[0].begin_m < around_m);
    bool over_first = false;
    for (const LatLon p : parts[0].places) over_first = over_first || geodesic_distance(p, ring[0]).value() < 1e-6;
    CHECK(over_first);
    const auto open = answered_parts(who, entry, ring, {false, Metres{0.1}});
    CHECK(open.front().begin_m == 0.0);
}

TEST_CASE("answered parts: what is refused, and by which name")
{
    const Interceptor who(spec_at({50.0, 10.0}, 300.0, 0.0));
    const std::vector<LatLon> line{{50.0, 12.0}, {51.0, 12.0}};
    const EntryRun good{{{50.0, 10.0}}};
    const auto with = [&](auto&& change) {
        EntryRun entry = good;
        change(entry);
        static_cast<void>(answered_parts(who, entry, line));
    };
    CHECK_THROWS_WITH(with([](EntryRun& e) { e.run.protected_place.lat_deg = 91.0; }),
                      ContainsSubstring("protected_place"));
    CHECK_THROWS_WITH(with([](EntryRun& e) { e.run.ground_speed = MetresPerSecond{0.0}; }),
                      ContainsSubstring("ground_speed"));
    CHECK_THROWS_WITH(with([](EntryRun& e) { e.run.keep_out = Metres{-1.0}; }), ContainsSubstring("keep_out"));
    CHECK_THROWS_WITH(with([](EntryRun& e) { e.allowed_inside = Seconds{-1.0}; }), ContainsSubstring("allowed_inside"));
    CHECK_THROWS_WITH(with([](EntryRun& e) { e.warning = Seconds{infinity}; }), ContainsSubstring("warning"));
    CHECK_THROWS_WITH(answered_parts(who, good, line, {false, Metres{0.0}}), ContainsSubstring("resolution"));
    CHECK_THROWS_WITH(answered_parts(who, good, std::vector<LatLon>{line[0]}), ContainsSubstring("two vertices"));
    CHECK_THROWS_WITH(answered_parts(who, good, std::vector<LatLon>{line[0], {nan_value, 1.0}}),
                      ContainsSubstring("vertex 1"));
    CHECK_THROWS_WITH(answered_parts(who, good, std::vector<LatLon>{line[0], {-50.0, 120.0}}),
                      ContainsSubstring("9,000 km"));
}

TEST_CASE("entries within the keep-out radius, and what is no number")
{
    const Interceptor who(spec_at({50.0, 10.0}, 300.0, 0.0));
    const EntryRun entry{{{50.0, 10.0}, MetresPerSecond{200.0}, Metres{50e3}}};
    CHECK(answer_to_entry(who, entry, {50.0, 10.1}).status == InterceptStatus::target_ends);
    CHECK(answer_to_entry(who, entry, {50.0, 12.0}).status == InterceptStatus::feasible);
    CHECK(answer_to_entry(who, entry, {nan_value, 12.0}).status == InterceptStatus::unknown);
    CHECK_FALSE(can_reach(who, {nan_value, 12.0}, Seconds{1e4}));
    CHECK_FALSE(can_reach(who, {50.0, 10.0}, Seconds{nan_value}));
}
