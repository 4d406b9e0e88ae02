// SPDX-License-Identifier: MIT
// incidents(): stays joined over legs, gaps, duplicates, statuses, unknown heights, isolated plots, depth.
#include <picket/airspace/incident.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

using namespace picket;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr IncidentStatus closed = IncidentStatus::closed;
constexpr IncidentStatus open_at_start = IncidentStatus::open_at_start;
constexpr IncidentStatus open_at_end = IncidentStatus::open_at_end;
constexpr Containment inside = Containment::inside;
constexpr Containment unknown = Containment::unknown;

/// A box on the equator from 0 to 1 E, 1 S to 1 N.
ZoneSpec box() { return zone_of({{-1, 0}, {-1, 1}, {1, 1}, {1, 0}}, EdgeKind::lonlat); }

TrackPoint at(double time_s, double lon_deg, double lat_deg = 0.0) { return {time_s, {lat_deg, lon_deg}}; }
TrackPoint at_height(double time_s, double lon_deg, double altitude_m)
{
    return {time_s, {0, lon_deg}, {Metres{altitude_m}, VerticalDatum::amsl}};
}
TrackPoint gap(double time_s) { return {time_s, {nan_value, nan_value}}; }

struct Expected {
    double entry_s;
    double exit_s;
    IncidentStatus status;
    Containment answer = Containment::inside;
};

void check(const std::vector<Incident>& found, const std::vector<Expected>& expected)
{
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK_THAT(found[i].entry_s, WithinAbs(expected[i].entry_s, 1e-6));
        CHECK_THAT(found[i].exit_s, WithinAbs(expected[i].exit_s, 1e-6));
        CHECK(found[i].status == expected[i].status);
        CHECK(found[i].answer == expected[i].answer);
        // whatever it is, its depth was looked at, within its time
        CHECK(found[i].max_depth.value() >= 0.0);
        CHECK(found[i].max_depth_s >= found[i].entry_s - 1e-6);
        CHECK(found[i].max_depth_s <= found[i].exit_s + 1e-6);
    }
}

std::vector<Incident> in_box(std::vector<TrackPoint> track) { return incidents(Zone(box()), track); }

}  // namespace

TEST_CASE("statuses have the names files use")
{
    CHECK(to_string(closed) == std::string_view("closed"));
    CHECK(to_string(open_at_start) == std::string_view("open_at_start"));
    CHECK(to_string(open_at_end) == std::string_view("open_at_end"));
}

TEST_CASE("one stay over several legs is one incident")
{
    check(in_box({at(0, -1), at(4000, 3)}), {{1000, 2000, closed}});
    check(in_box({at(0, -1), at(1100, 0.1), at(1200, 0.2), at(1300, 0.3), at(4000, 3)}), {{1000, 1300 + 2700 * 0.7 / 2.7, closed}});
    // out and in again: two
    check(in_box({at(0, -1), at(1000, 0.5), at(2000, -1), at(3000, 0.5), at(4000, -1)}),
          {{1000 * 2.0 / 3, 1000 + 1000.0 / 3, closed}, {2000 + 1000 * 2.0 / 3, 3000 + 1000.0 / 3, closed}});
}

TEST_CASE("open at the start, open at the end, both")
{
    check(in_box({at(0, 0.5), at(1000, 1.5)}), {{0, 500, open_at_start}});
    check(in_box({at(0, -0.5), at(1000, 0.5)}), {{500, 1000, open_at_end}});
    check(in_box({at(0, 0.25), at(1000, 0.75)}), {{0, 1000, open_at_end}});
    check(in_box({at(0, 0.5), at(1000, 1.5), at(2000, 0.5)}), {{0, 500, open_at_start}, {1500, 2000, open_at_end}});
}

TEST_CASE("nothing, and next to nothing")
{
    check(in_box({}), {});
    check(in_box({gap(0), gap(1)}), {});
    check(in_box({at(0, 5)}), {});
    check(in_box({at(0, 5), at(10, 6)}), {});
    check(in_box({at(nan_value, 0.5), at(infinity, 0.5)}), {});
}

TEST_CASE("an isolated plot is a stay of no duration")
{
    check(in_box({at(7, 0.5)}), {{7, 7, open_at_end}});
    check(in_box({gap(0), at(7, 0.5), gap(8)}), {{7, 7, open_at_end}});
    check(in_box({gap(0), at(7, 0.5), gap(8), at(9, 0.5), gap(10), at(11, 5), gap(12)}), {{7, 7, open_at_end}, {9, 9, open_at_end}});
    const auto found = in_box({at(7, 0.25)});
    CHECK(found[0].entry_at == LatLon{0, 0.25});
    CHECK(found[0].exit_at == LatLon{0, 0.25});
    CHECK(found[0].max_depth_at == LatLon{0, 0.25});
    CHECK_THAT(found[0].max_depth.value(), WithinAbs(airspace_tests::distance_m({0, 0.25}, {0, 0}), 1e-6));
    // several plots of one time between gaps: the last one counts
    check(in_box({at(7, 0.5), at(7, 5)}), {});
    check(in_box({at(7, 5), at(7, 0.5)}), {{7, 7, open_at_end}});
}

TEST_CASE("a gap ends a stay, and the track starts anew after it")
{
    // inside before and after: two incidents, open where the position was lost
    check(in_box({at(0, -0.5), at(1000, 0.25), gap(1500), at(2000, 0.75), at(3000, 1.75)}),
          {{1000 * 0.5 / 0.75, 1000, open_at_end}, {2000, 2250, open_at_start}});
    // NaN in one coordinate, a latitude beyond the pole, a time that is none: gaps
    for (const TrackPoint& bad : {TrackPoint{1500, {0, nan_value}}, TrackPoint{1500, {nan_value, 0.5}}, TrackPoint{1500, {91, 0.5}},
                                  TrackPoint{1500, {0, infinity}}, TrackPoint{nan_value, {0, 0.5}}, TrackPoint{infinity, {0, 0.5}}})
        check(in_box({at(0, 0.25), at(1000, 0.5), bad, at(2000, 0.75), at(3000, 1.75)}),
              {{0, 1000, open_at_end}, {2000, 2250, open_at_start}});
    // a gap while outside changes nothing
    check(in_box({at(0, -2), at(1000, -1), gap(1500), at(2000, -1), at(4000, 1), at(5000, 2)}), {{3000, 4000, closed}});
    // several gaps in a row, at the start and at the end
    check(in_box({gap(-2), gap(-1), at(0, 0.25), at(1000, 0.5), gap(1), gap(2), gap(3), at(2000, 0.5), at(3000, 1.5), gap(4000)}),
          {{0, 1000, open_at_end}, {2000, 2500, open_at_start}});
}

TEST_CASE("plots of equal times: the first ends a leg, the last begins the next")
{
    check(in_box({at(0, -1), at(1500, 0.5), at(1500, 0.5), at(1500, 0.5), at(4000, 3)}), {{1000, 2000, closed}});
    check(in_box({at(0, -1), at(1500, 0.5), at(1500, 7), at(1500, 0.5), at(4000, 3)}), {{1000, 2000, closed}});
    // a jump out of the zone at one time: the stay ends there, though nothing was crossed
    check(in_box({at(0, -1), at(1500, 0.5), at(1500, 2.5), at(4000, 5)}), {{1000, 1500, closed}});
    check(in_box({at(0, -2), at(1500, -0.5), at(1500, 0.5), at(2500, 1.5)}), {{1500, 2000, closed}});
    // a track that begins or ends with such plots
    check(in_box({at(0, 9), at(0, 0.5), at(1000, 1.5)}), {{0, 500, open_at_start}});
    check(in_box({at(0, -0.5), at(1000, 0.5), at(1000, 9)}), {{500, 1000, open_at_end}});
}

TEST_CASE("heights: inside and unknown are kept apart")
{
    ZoneSpec spec = box();
    spec.altitude = {AltitudeLimit::ground(), AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl})};
    const Zone zone(spec);
    const auto found = [&](std::vector<TrackPoint> track) { return incidents(zone, track); };
    check(found({at_height(0, -1, 500), at_height(4000, 3, 500)}), {{1000, 2000, closed}});
    check(found({at_height(0, -1, 1500), at_height(4000, 3, 1500)}), {});
    check(found({at(0, -1), at(4000, 3)}), {{1000, 2000, closed, unknown}});
    // the transponder loses its altitude inside and finds it again
    check(found({at_height(0, -1, 500), at_height(1200, 0.2, 500), at(1400, 0.4), at_height(1600, 0.6, 500), at_height(4000, 3, 500)}),
          {{1000, 1200, closed, inside}, {1200, 1600, closed, unknown}, {1600, 2000, closed, inside}});
    // climbing out through the top
    check(found({at_height(0, 0.1, 0), at_height(2000, 0.9, 2000)}), {{0, 1000, open_at_start}});
    check(found({at_height(0, 0.1, 2000), at_height(2000, 0.9, 0)}), {{1000, 2000, open_at_end}});
    // porpoising through the top: three stays
    check(found({at_height(0, 0.1, 500), at_height(1000, 0.3, 1500), at_height(2000, 0.5, 500), at_height(3000, 0.7, 1500), at_height(4000, 0.9, 500)}),
          {{0, 500, open_at_start}, {1500, 2500, closed}, {3500, 4000, open_at_end}});
}

TEST_CASE("times of activity cut stays")
{
    ZoneSpec spec = box();
    spec.windows = {{1200, 1400}, {1500, 1600}};
    const std::vector<TrackPoint> track{at(0, -1), at(1300, 0.3), at(1550, 0.55), at(4000, 3)};
    check(incidents(Zone(spec), track), {{1200, 1400, closed}, {1500, 1600, closed}});
    // an isolated plot, in and out of the window
    check(incidents(Zone(spec), std::vector{at(1250, 0.5)}), {{1250, 1250, open_at_end}});
    check(incidents(Zone(spec), std::vector{at(1450, 0.5)}), {});
    check(incidents(Zone(spec), std::vector{at(1400, 0.5)}), {});  // the end does not belong
}

TEST_CASE("the deepest point of a straight pass")
{
    // along the middle line of a box 2 degrees high and 1 wide the depth is the distance to the nearer meridian
    const auto found = in_box({at(0, -1), at(4000, 3)});
    REQUIRE(found.size() == 1);
    const double expected_m = airspace_tests::distance_m({0, 0.5}, {0, 0});
    CHECK_THAT(found[0].max_depth.value(), WithinAbs(expected_m, 0.06));  // a millionth of it, or 0.01 m
    CHECK(found[0].max_depth.value() <= expected_m + 1e-6);
    CHECK_THAT(found[0].max_depth_s, WithinAbs(1500, 0.001));
    CHECK_THAT(found[0].max_depth_at.lon_deg, WithinAbs(0.5, 1e-6));
    CHECK_THAT(found[0].max_depth_at.lat_deg, WithinAbs(0.0, 1e-9));
    // deepest at an end of the stay
    const auto half = in_box({at(0, -1), at(1500, 0.3)});
    CHECK_THAT(half[0].max_depth.value(), WithinAbs(airspace_tests::distance_m({0, 0.3}, {0, 0}), 1e-6));
    CHECK_THAT(half[0].max_depth_s, WithinAbs(1500, 1e-6));
    // the deepest of several legs; each incident keeps its own
    const auto twice = in_box({at(0, -1), at(1000, 0.1), at(1100, 0.4), at(1200, 0.1), at(2000, -1), at(3000, 0.2), at(4000, -1)});
    REQUIRE(twice.size() == 2);
    CHECK_THAT(twice[0].max_depth.value(), WithinAbs(airspace_tests::distance_m({0, 0.4}, {0, 0}), 1e-6));
    CHECK_THAT(twice[0].max_depth_s, WithinAbs(1100, 1e-6));
    CHECK_THAT(twice[1].max_depth.value(), WithinAbs(airspace_tests::distance_m({0, 0.2}, {0, 0}), 1e-6));
    CHECK_THAT(twice[1].max_depth_s, WithinAbs(3000, 1e-6));
}

TEST_CASE("depth over the pole of a cap")
{
    // the parallel is equally far from the pole everywhere: the search must not go round it metre by metre
    const Zone cap(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, 270}}, EdgeKind::rhumb));
    const std::vector<TrackPoint> track{{0, {75, 10}}, {10000, {75, 190}}};
    const auto found = incidents(cap, track);
    REQUIRE(found.size() == 1);
    const double expected_m = airspace_tests::distance_m({80, 0}, {90, 0});
    CHECK_THAT(found[0].max_depth.value(), WithinAbs(expected_m, 1e-6 * expected_m));
    CHECK_THAT(found[0].max_depth_s, WithinAbs(5000, 0.02));
    // and past it
    const std::vector<TrackPoint> beside{{0, {81, 0}}, {10000, {81, 170}}};
    const auto deep = incidents(cap, beside);
    REQUIRE(deep.size() == 1);
    CHECK(deep[0].max_depth.value() < expected_m);
    CHECK(deep[0].max_depth.value() > 0.85 * expected_m);
}

TEST_CASE("a holding pattern, and a drone at rest")
{
    std::vector<TrackPoint> circling;
    for (int i = 0; i <= 360; ++i) {
        const LatLon place = airspace_tests::direct({0, 0.5}, 10.0 * i, 20e3);
        circling.push_back({10.0 * i, place});
    }
    check(in_box(circling), {{0, 3600, open_at_end}});
    check(in_box({at(0, 0.5), at(10, 0.5), at(20, 0.5), at(30, 0.5)}), {{0, 30, open_at_end}});
    const auto resting = in_box({at(0, 0.25), at(30, 0.25)});
    CHECK_THAT(resting[0].max_depth.value(), WithinAbs(airspace_tests::distance_m({0, 0.25}, {0, 0}), 1e-6));
}

TEST_CASE("time that runs backwards makes no legs")
{
    check(in_box({at(1000, 0.25), at(0, 0.75)}), {});
}

TEST_CASE("at Unix times the joins of legs are still joins")
{
    // plots every second, fractions of a second as receivers write them
    std::vector<TrackPoint> track;
    const double epoch = 1758265080.123;
    for (int i = 0; i <= 400; ++i) track.push_back(at(epoch + i * 1.017, -0.5 + i * 0.005));
    const auto found = in_box(track);
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0].entry_s, WithinAbs(epoch + 100 * 1.017, 1e-6));
    CHECK_THAT(found[0].exit_s, WithinAbs(epoch + 300 * 1.017, 1e-6));
    CHECK(found[0].status == closed);
}
