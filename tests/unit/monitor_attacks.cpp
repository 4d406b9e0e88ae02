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
using monitor_tests::bare;
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

// Survivors of mutations ---------------------------------------------------------------------------------------------

TEST_CASE("survivor: a second stay has its own time and depth")
{
    MonitorOptions options = bare();
    options.dwell_every = Seconds{25};
    options.exit_margin = Metres{0};
    options.near_on = options.near_off = Metres{50e3};  // keeps the alert, and its watch, between the stays
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    const double lons[] = {13.9, 14.1, 14.3, 14.1, 13.9, 13.99, 14.01, 13.99, 13.9};
    double time_s = 0;
    for (const double lon : lons) monitor.plot("T", {time_s += 10, {54.5, lon}, {}}, heard);
    monitor.finish(heard);
    const auto exits = heard.of(AlertEventKind::exit);
    REQUIRE(exits.size() == 2);
    CHECK(exits[0].alert_id == exits[1].alert_id);
    CHECK_THAT(exits[0].inside_s, WithinAbs(30, 0.1));  // 0.3 degrees at 0.02 a second, there and back
    CHECK_THAT(exits[1].inside_s, WithinAbs(10, 0.1));
    CHECK_THAT(exits[1].max_depth_m, WithinAbs(distance_m({54.5, 14}, {54.5, 14.01}), 10));
    CHECK(heard.of(AlertEventKind::dwell).size() == 1);  // 10 s are no second one
}

TEST_CASE("survivor: near lasts between the two margins, and for the persistence beyond")
{
    MonitorOptions options = bare();
    options.near_on = Metres{1000};
    options.near_off = Metres{2000};
    options.persistence = Seconds{30};
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    const auto at = [&](double time_s, double beside_m) {
        monitor.plot("T", {time_s, direct({54.5, 14}, 270, beside_m), {}}, heard);
    };
    for (int k = 0; k <= 10; ++k) at(10 * k, k == 0 ? 900 : 1500);  // 100 s between the margins
    CHECK(heard.said().size() == 1);
    at(110, 2500);
    at(120, 2500);
    at(140, 2500);  // 30 s after the leg to 110 s was last near: not longer than the persistence
    CHECK(heard.said().size() == 1);
    at(141, 2500);
    REQUIRE(heard.said().size() == 2);
    CHECK(heard.said()[1].event.kind == AlertEventKind::near);
    CHECK(heard.said()[1].event.phase == AlertPhase::ended);
}

TEST_CASE("survivor: nothing is near that is far above or below")
{
    MonitorOptions options = bare();
    options.near_on = options.near_off = Metres{1852};
    options.near_vertical = Metres{300};
    const AltitudeBand band{AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl}),
                            AltitudeLimit::at({Metres{2000}, VerticalDatum::amsl})};
    const auto nears_at = [&](double up_m) {
        Monitor monitor({box(54, 14, 1, band)}, options);
        Listener heard;
        monitor.plot("T", {0, direct({54.5, 14}, 270, 500), {Metres{up_m}, VerticalDatum::amsl}}, heard);
        return heard.of(AlertEventKind::near).size();
    };
    CHECK(nears_at(699) == 0);
    CHECK(nears_at(701) == 1);
    CHECK(nears_at(1500) == 1);
    CHECK(nears_at(2299) == 1);
    CHECK(nears_at(2301) == 0);
}

TEST_CASE("survivor: left by height when the vertical margin has been reached, and not before")
{
    const AltitudeBand band{AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl}),
                            AltitudeLimit::at({Metres{2000}, VerticalDatum::amsl})};
    for (const double over_m : {59.0, 61.0}) {
        Monitor monitor({box(54, 14, 1, band)}, bare());
        Listener heard;
        int k = 0;
        for (const double up_m : {1900.0, 2000.0 + over_m, 1900.0})
            monitor.plot("T", {6.0 * k++, {54.5, 14.5}, {Metres{up_m}, VerticalDatum::amsl}}, heard);
        CHECK(heard.of(AlertEventKind::exit).size() == (over_m > 60.0 ? 1U : 0U));
        CHECK(heard.of(AlertEventKind::entry).size() == (over_m > 60.0 ? 2U : 1U));
    }
}

TEST_CASE("survivor: hits are counted among the last plots, not among all")
{
    MonitorOptions options = bare();
    options.exit_margin = Metres{0};
    options.entry_hits = options.entry_window = 2;
    options.near_on = options.near_off = Metres{50e3};
    Monitor monitor({box(54, 14, 1)}, options);
    Listener heard;
    // a leg that grazes a corner, then one that does not, and again
    int k = 0;
    for (int i = 0; i < 4; ++i) {
        monitor.plot("T", {10.0 * k++, {53.995, 14.005}, {}}, heard);  // south of the corner
        monitor.plot("T", {10.0 * k++, {54.005, 13.992}, {}}, heard);  // west of it: across the corner by some metres
        monitor.plot("T", {10.0 * k++, {53.90, 13.9}, {}}, heard);
        monitor.plot("T", {10.0 * k++, {53.90, 14.0}, {}}, heard);
    }
    CHECK(heard.of(AlertEventKind::entry).empty());
    options.entry_hits = options.entry_window = 1;
    Monitor eager({box(54, 14, 1)}, options);
    k = 0;
    eager.plot("T", {0, {53.995, 14.008}, {}}, heard);
    eager.plot("T", {10, {54.008, 13.995}, {}}, heard);
    CHECK(heard.of(AlertEventKind::entry).size() == 1);
}

TEST_CASE("survivor: of two zones ahead the first has rank 1; a jump back begins with no velocity")
{
    MonitorOptions options = bare();
    options.lookahead = Seconds{600};
    Monitor monitor({box(54, 14.3, 0.9), box(54, 14, 0.9)}, options);
    Listener heard;
    for (int k = 0; k <= 3; ++k) monitor.plot("T", eastward(13.7, k), heard);
    const auto predicted = heard.of(AlertEventKind::predicted_entry);
    REQUIRE(predicted.size() == 2);
    for (const AlertEvent& e : predicted) CHECK(e.prediction_rank == (e.zone == 1 ? 1U : 2U));

    options.coast = Seconds{5};
    options.predicted_hits = options.predicted_window = 1;
    Monitor other({box(54, 14, 1)}, options);
    Listener silent;
    other.plot("T", {0, {54.5, 13.0}, {}}, silent);
    other.plot("T", {10, {54.5, 13.9}, {}}, silent);  // after a gap: one plot is no velocity
    CHECK(silent.said().empty());
}
