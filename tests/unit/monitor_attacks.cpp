// SPDX-License-Identifier: MIT
// Monitor against what was found to break it, or to survive in it as a mutation.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using Catch::Matchers::WithinAbs;
using monitor_tests::fault_of;
using monitor_tests::Listener;

namespace {

Zone box(double lat, double lon, double size_deg, AltitudeBand band = {})
{
    ZoneSpec spec = airspace_tests::zone_of(
        {{lat, lon}, {lat, lon + size_deg}, {lat + size_deg, lon + size_deg}, {lat + size_deg, lon}},
        EdgeKind::geodesic);
    spec.id = "A";
    spec.altitude = band;
    return Zone(spec);
}

Zone disc(LatLon centre, double radius_m)
{
    PartSpec part;
    part.exterior.circle = CircleSpec{centre, Metres{radius_m}};
    ZoneSpec spec;
    spec.id = "D";
    spec.parts.push_back(part);
    return Zone(spec);
}

TrackPoint eastward(double lon0, int k)
{
    return {6.0 * k, {54.5, lon0 + 0.01 * k}, {Metres{1000}, VerticalDatum::amsl}};
}

MonitorOptions bare()
{
    MonitorOptions options;
    options.near_on = options.near_off = Metres{0};
    options.lookahead = Seconds{0};
    options.dwell_every = Seconds{0};
    return options;
}

}  // namespace

TEST_CASE("attack: the id in an event stays valid while tracks are added")
{
    Monitor monitor({box(54, 14, 1)}, bare());
    std::vector<std::string_view> ids;
    const auto keep = [&](const AlertEvent& e) { ids.push_back(e.track_id); };
    for (int i = 0; i < 500; ++i) monitor.plot("T" + std::to_string(i), eastward(14.5, 0), keep);
    const Monitor moved = std::move(monitor);
    REQUIRE(ids.size() == 500);
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == "T" + std::to_string(i));
}

TEST_CASE("attack: a first plot with an uncertain position is warned of by its probability, without a motion")
{
    MonitorOptions options = bare();
    options.probability_on = options.probability_off = 0.01;
    options.predicted_hits = options.predicted_window = 1;
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    const LatLon beside = direct({54.5, 14.0}, 270, 500);
    monitor.plot("T", {0, beside, {}}, PositionUncertainty::circular(Metres{500}), heard);
    const auto predicted = heard.of(AlertEventKind::predicted_entry);
    REQUIRE(predicted.size() == 1);
    // one standard deviation from a straight edge: 15.87 %
    CHECK_THAT(predicted[0].probability_inside.value, WithinAbs(0.1587, 0.005));
}

TEST_CASE("attack: near is said with the place where it was so")
{
    MonitorOptions options = bare();
    options.near_on = options.near_off = Metres{1852};
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    for (int k = 0; k <= 5; ++k)  // legs of 6.5 km
        monitor.plot("T", {60.0 * k, {54.5, 13.65 + 0.1 * k}, {Metres{1000}, VerticalDatum::amsl}}, heard);
    const auto near = heard.of(AlertEventKind::near);
    if (near.empty()) {
        // that leg led inside: come near without entering instead
        Monitor other({box(54, 14, 1)}, options);
        other.plot("T", {0, {54.5, 13.90}, {}}, heard);
        other.plot("T", {60, {54.5, 13.99}, {}}, heard);
    }
    const auto said = heard.of(AlertEventKind::near);
    REQUIRE(!said.empty());
    const double to_edge_m = Zone(box(54, 14, 1)).nearest_edge(said[0].at).distance.value();
    // first_within(): to a decimetre
    CHECK_THAT(to_edge_m, WithinAbs(1852.0, 0.2));
}

TEST_CASE("attack: a resumed monitor knows the motion, before the next plot")
{
    MonitorOptions options;
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    for (int k = 0; k <= 40; ++k)
        monitor.plot("T", eastward(13.5, k), PositionUncertainty::circular(Metres{500}), heard);
    Monitor resumed({box(54, 14, 1)}, options, monitor.save());
    Listener before;
    Listener after;
    monitor.finish(before);
    resumed.finish(after);
    REQUIRE(before.said().size() == 1);
    REQUIRE(after.said().size() == 1);
    CHECK(before.said()[0].event.probability_entry.value == after.said()[0].event.probability_entry.value);
    CHECK(before.said()[0].event.probability_entry.value > before.said()[0].event.probability_inside.value);
}

TEST_CASE("attack: plots that wait for late ones are no silence")
{
    MonitorOptions options = bare();
    options.reorder = Seconds{10};
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    monitor.plot("T", {0, {54.5, 14.5}, {}}, heard);
    monitor.plot("T", {11, {54.5, 14.5}, {}}, heard);
    monitor.plot("T", {50, {54.5, 14.5}, {}}, heard);  // waits
    monitor.plot("other", {95, {0, 0}, {}}, heard);    // 85 s: more than coast after 11, not after 50
    monitor.plot("T", {100, {54.5, 14.5}, {}}, heard);
    CHECK(monitor.counters().lost == 0);
    CHECK(heard.said().size() == 1);
}

TEST_CASE("attack: one time far ahead does not stop the clock of the others")
{
    Monitor monitor({box(54, 14, 1)}, bare());
    Listener heard;
    monitor.plot("broken", {1e9, {0, 0}, {}}, heard);
    monitor.plot("T", {0, {54.5, 14.5}, {}}, heard);
    monitor.plot("other", {61, {0, 0}, {}}, heard);
    CHECK(heard.of(AlertEventKind::track_lost_inside).size() == 1);
}

TEST_CASE("attack: the velocity across a pole is that of the flight")
{
    // 200 m/s over the pole; the disc begins 23 km beyond it, 154 s from the start
    for (const double sign : {1.0, -1.0}) {
        const LatLon pole{90.0 * sign, 0};
        MonitorOptions options = bare();
        options.lookahead = Seconds{120};
        Monitor monitor({disc({sign * (90 - 0.25), 180}, 5e3)}, options);
        Listener heard;
        for (int k = 0; k <= 40; ++k) {
            const double along_m = -8e3 + 1000.0 * k;
            const LatLon at =
                direct(pole, sign > 0 ? (along_m < 0 ? 180.0 : 0.0) : (along_m < 0 ? 0.0 : 180.0), std::abs(along_m));
            monitor.plot("T", {5.0 * k, at, {}}, heard);
        }
        const auto predicted = heard.of(AlertEventKind::predicted_entry);
        const auto entry = heard.of(AlertEventKind::entry);
        REQUIRE(predicted.size() == 1);
        REQUIRE(entry.size() == 1);
        CHECK(predicted[0].time_s <= 45.0);  // the second within two minutes of it
        CHECK_THAT(predicted[0].predicted_entry_s, WithinAbs(entry[0].time_s, 0.5));
    }
}

TEST_CASE("attack: another height for the same moment is a conflict, and not a duplicate")
{
    Monitor monitor({}, bare());
    Listener heard;
    const double unknown = std::nan("");
    monitor.plot("T", {0, {54, 14}, {Metres{100}, VerticalDatum::amsl}}, heard);
    monitor.plot("T", {0, {54, 14}, {Metres{100}, VerticalDatum::amsl}}, heard);
    CHECK(monitor.counters().duplicate == 1);
    monitor.plot("T", {0, {54, 14}, {Metres{900}, VerticalDatum::amsl}}, heard);
    monitor.plot("T", {0, {54, 14}, {Metres{100}, VerticalDatum::wgs84}}, heard);
    monitor.plot("T", {0, {54, 14}, {Metres{unknown}, VerticalDatum::amsl}}, heard);
    CHECK(monitor.counters().duplicate == 1);
    CHECK(monitor.counters().conflicting == 3);
}
