// SPDX-License-Identifier: MIT
// Monitor, decision by decision.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using monitor_tests::bare;
using monitor_tests::fault_of;
using monitor_tests::Listener;

namespace {

/// A degree square with its south-west corner there.
Zone square(double lat, double lon, const char* id, std::vector<TimeWindow> windows = {}, AltitudeBand band = {})
{
    ZoneSpec spec =
        airspace_tests::zone_of({{lat, lon}, {lat, lon + 1}, {lat + 1, lon + 1}, {lat + 1, lon}}, EdgeKind::geodesic);
    spec.id = id;
    spec.windows = std::move(windows);
    spec.altitude = band;
    return Zone(spec);
}

/// Along 54.5 N, a plot every 6 s at about 108 m/s.
TrackPoint eastward(double lon0, int k)
{
    return {6.0 * k, {54.5, lon0 + 0.01 * k}, {Metres{1000}, VerticalDatum::amsl}};
}

std::vector<std::string> story(const Listener& heard)
{
    std::vector<std::string> words;
    for (const auto& s : heard.said())
        words.push_back(std::string(to_string(s.event.kind)) + ' ' + to_string(s.event.phase));
    return words;
}

}  // namespace

TEST_CASE("a flight through: foreseen, near, in, still in, out, gone, under one number")
{
    Monitor monitor({square(54, 14, "A")});
    Listener heard;
    for (int k = 0; k <= 240; ++k) monitor.plot("T", eastward(13.0, k), heard);
    monitor.finish(heard);
    CHECK(story(heard) == std::vector<std::string>{"predicted_entry new", "near ongoing", "entry ongoing",
                                                   "dwell ongoing", "dwell ongoing", "exit ongoing", "near ended"});
    CHECK(fault_of(heard.said(), true) == "");
    for (const auto& s : heard.said()) CHECK(s.event.alert_id == 1);
    const AlertEvent predicted = heard.said()[0].event;
    const AlertEvent near = heard.said()[1].event;
    const AlertEvent entry = heard.said()[2].event;
    const AlertEvent exit = heard.said()[5].event;
    // the meridians 14 and 15 are met at 600 s and 1200 s; legs are geodesics, a little north of the parallel
    CHECK_THAT(entry.time_s, WithinAbs(600, 1e-3));
    CHECK_THAT(exit.time_s, WithinAbs(1200, 1e-3));
    CHECK(entry.vertex == 3);  // its west side
    CHECK(exit.vertex == 1);
    CHECK_THAT(exit.inside_s, WithinAbs(600, 1e-3));
    CHECK_THAT(exit.max_depth_m, WithinAbs(distance_m({54.5, 14.5}, {54.5, 14.0}), 20));
    // within two minutes of it, and by the second prediction
    CHECK(predicted.predicted_entry_s - predicted.time_s > 100);
    CHECK(predicted.predicted_entry_s - predicted.time_s <= 120);
    CHECK_THAT(predicted.predicted_entry_s, WithinAbs(600, 1));
    CHECK(predicted.prediction_rank == 1);
    CHECK_THAT(distance_m(near.at, {54.5, 14.0}), WithinAbs(1295.7, 800));
    CHECK_THAT(near.time_s, WithinAbs(600 - 1852.0 / (distance_m({54.5, 14}, {54.5, 14.01}) / 6), 0.2));
}

TEST_CASE("of two zones with a common border each moment belongs to one")
{
    MonitorOptions options = bare();
    options.exit_margin = Metres{0};
    Monitor monitor({square(54, 14, "west"), square(54, 15, "east")}, options);
    Listener heard;
    for (int k = 0; k <= 240; ++k) monitor.plot("T", eastward(13.7, k), heard);
    monitor.finish(heard);
    CHECK(story(heard) == std::vector<std::string>{"entry new", "exit ended", "entry new", "exit ended"});
    CHECK(heard.said()[1].event.time_s == heard.said()[2].event.time_s);
    CHECK(heard.said()[1].event.zone == 0);
    CHECK(heard.said()[2].event.zone == 1);
}

TEST_CASE("an hour along a border with 15 m of noise a second is one alert, at any distance from the border")
{
    std::mt19937_64 engine(7);
    std::normal_distribution<double> noise(0, 15);
    for (const double beside_m : {-300.0, -100.0, -40.0, 0.0, 20.0, 60.0, 100.0, 150.0, 1000.0, 1852.0, 2500.0}) {
        CAPTURE(beside_m);
        Monitor monitor({square(54, 14, "A")});
        Listener heard;
        // along the meridian 14 at 20 m/s, beside_m to the west of it
        for (int k = 0; k < 3600; ++k) {
            const LatLon on_border = direct({54.1, 14.0}, 0, 20.0 * k);
            monitor.plot("T",
                         {static_cast<double>(k),
                          direct(direct(on_border, 270, beside_m + noise(engine)), 0, noise(engine)),
                          {}},
                         heard);
        }
        monitor.finish(heard);
        CHECK(fault_of(heard.said(), true) == "");
        std::uint64_t alerts = 0;
        long crossings = 0;
        for (const auto& s : heard.said()) {
            alerts = std::max(alerts, s.event.alert_id);
            crossings += s.event.kind == AlertEventKind::entry || s.event.kind == AlertEventKind::exit ? 1 : 0;
        }
        CHECK(alerts <= 1);
        CHECK(crossings <= 2);
        if (beside_m <= 20.0) CHECK(heard.of(AlertEventKind::entry).size() == 1);
        if (beside_m >= 100.0) CHECK(heard.of(AlertEventKind::entry).empty());
        if (beside_m == 1000.0) CHECK(heard.of(AlertEventKind::near).size() == 2);  // begins and ends
    }
}

TEST_CASE("a zone that becomes active around a track, and one that closes")
{
    Monitor monitor({square(54, 14, "A", {{302, 451}})}, bare());
    Listener heard;
    for (int k = 0; k <= 99; ++k) monitor.plot("T", eastward(14.0, k), heard);
    monitor.finish(heard);
    REQUIRE(story(heard) == std::vector<std::string>{"entry new", "exit ended"});
    CHECK_THAT(heard.said()[0].event.time_s, WithinAbs(302, 1e-6));
    CHECK_THAT(heard.said()[1].event.time_s, WithinAbs(451, 1e-6));
}

TEST_CASE("a height that is missing is unknown, and certain when it comes")
{
    const AltitudeBand band{AltitudeLimit::at({Metres{500}, VerticalDatum::amsl}), AltitudeLimit::none()};
    Monitor monitor({square(54, 14, "A", {}, band)}, bare());
    Listener heard;
    for (int k = 0; k <= 50; ++k) {
        TrackPoint plot = eastward(13.9, k);
        if (k < 20) plot.altitude.value = Metres{std::nan("")};
        monitor.plot("T", plot, heard);
    }
    monitor.finish(heard);
    REQUIRE(story(heard) == std::vector<std::string>{"entry new", "dwell ongoing", "track_lost_inside ended"});
    CHECK(heard.said()[0].event.answer == Containment::unknown);
    CHECK(heard.said()[1].event.answer == Containment::inside);
    CHECK_THAT(heard.said()[1].event.time_s, WithinAbs(120, 1e-6));
}

TEST_CASE("inside at the first plot is an entry then, without an edge")
{
    Monitor monitor({square(54, 14, "A")}, bare());
    Listener heard;
    monitor.plot("T", eastward(14.5, 0), heard);
    REQUIRE(story(heard) == std::vector<std::string>{"entry new"});
    CHECK(heard.said()[0].event.time_s == 0.0);
    CHECK(heard.said()[0].event.vertex == -1);
    CHECK(heard.said()[0].event.max_depth_m > 10e3);
}

TEST_CASE("confirmation: of M legs in N, and after a dwell")
{
    MonitorOptions options = bare();
    options.entry_hits = 3;
    options.entry_window = 4;
    Monitor monitor({square(54, 14, "A")}, options);
    Listener heard;
    for (int k = 0; k <= 30; ++k) monitor.plot("T", eastward(13.9, k), heard);
    REQUIRE(story(heard) == std::vector<std::string>{"entry new"});
    CHECK_THAT(heard.said()[0].event.time_s, WithinAbs(60, 1e-3));
    CHECK(heard.said()[0].event.issued_s == 78.0);  // legs to 66, 72 and 78

    options = bare();
    options.minimum_dwell = Seconds{100};
    Monitor patient({square(54, 14, "A")}, options);
    Listener late;
    for (int k = 0; k <= 30; ++k) patient.plot("T", eastward(13.9, k), late);
    REQUIRE(story(late) == std::vector<std::string>{"entry new"});
    CHECK_THAT(late.said()[0].event.time_s, WithinAbs(60, 1e-3));
    CHECK(late.said()[0].event.issued_s == 162.0);

    // a pass too short to be confirmed is not reported
    options.minimum_dwell = Seconds{700};
    Monitor stubborn({square(54, 14, "A")}, options);
    Listener silent;
    for (int k = 0; k <= 200; ++k) stubborn.plot("T", eastward(13.9, k), silent);
    stubborn.finish(silent);
    CHECK(silent.said().empty());
}

TEST_CASE("what becomes of duplicates, late plots, gaps and reversals")
{
    Monitor monitor({square(54, 14, "A")}, bare());
    Listener heard;
    for (int k = 0; k <= 12; ++k) monitor.plot("T", eastward(13.9, k), heard);
    monitor.plot("T", eastward(13.9, 12), heard);                                // said again
    monitor.plot("T", {72, {54.6, 14.2}, {}}, heard);                            // says otherwise
    monitor.plot("T", eastward(13.9, 9), heard);                                 // late
    monitor.plot("T", {75, {std::nan(""), 14.2}, {}}, heard);                    // no place
    monitor.plot("T", {std::nan(""), {54.5, 14.2}, {}}, heard);                  // no time
    for (int k = 20; k <= 22; ++k) monitor.plot("T", eastward(13.9, k), heard);  // flown through: 48 s
    CHECK(story(heard) == std::vector<std::string>{"entry new"});
    MonitorCounters c = monitor.counters();
    CHECK(c.duplicate == 1);
    CHECK(c.conflicting == 1);
    CHECK(c.late == 1);
    CHECK(c.without_position == 1);
    CHECK(c.invalid == 1);
    // 72 s without a plot: lost, and found again as a new alert
    for (int k = 34; k <= 36; ++k) monitor.plot("T", eastward(13.9, k), heard);
    CHECK(story(heard) == std::vector<std::string>{"entry new", "track_lost_inside ended", "entry new"});
    CHECK(heard.said()[1].event.time_s == 132.0);
    CHECK(heard.said()[1].event.issued_s == 192.0);
    CHECK(heard.said()[2].event.alert_id == 2);
    // a clock that jumps back begins anew
    monitor.plot("T", eastward(13.9, 11), heard);
    CHECK(story(heard).back() == "entry new");
    CHECK(heard.said().back().event.alert_id == 3);
    CHECK(monitor.counters().reversals == 1);
}

TEST_CASE("a track is lost by the clock of others, and by advance()")
{
    Monitor monitor({square(54, 14, "A")}, bare());
    Listener heard;
    for (int k = 0; k <= 12; ++k) monitor.plot("T", eastward(13.9, k), heard);
    monitor.plot("other", {132, {0, 0}, {}}, heard);
    CHECK(story(heard) == std::vector<std::string>{"entry new"});  // at exactly the time of coasting it is not yet
    monitor.plot("other", {132.5, {0, 0}, {}}, heard);
    CHECK(story(heard) == std::vector<std::string>{"entry new", "track_lost_inside ended"});

    Monitor second({square(54, 14, "A")}, bare());
    Listener again;
    for (int k = 0; k <= 12; ++k) second.plot("T", eastward(13.9, k), again);
    second.advance(133, again);
    CHECK(story(again) == std::vector<std::string>{"entry new", "track_lost_inside ended"});
}

TEST_CASE("with a time of reordering, plots in any order are as good as sorted ones")
{
    MonitorOptions options;
    options.reorder = Seconds{60};
    std::vector<TrackPoint> plots;
    for (int k = 0; k <= 240; ++k) plots.push_back(eastward(13.0, k));
    Monitor sorted({square(54, 14, "A")}, options);
    Listener in_order;
    for (const TrackPoint& p : plots) sorted.plot("T", p, in_order);
    sorted.finish(in_order);

    std::mt19937_64 engine(3);
    for (std::size_t i = 0; i + 9 <= plots.size(); i += 9)
        std::shuffle(plots.begin() + static_cast<std::ptrdiff_t>(i), plots.begin() + static_cast<std::ptrdiff_t>(i) + 9,
                     engine);
    Monitor shuffled({square(54, 14, "A")}, options);
    Listener disorder;
    for (const TrackPoint& p : plots) shuffled.plot("T", p, disorder);
    shuffled.finish(disorder);
    CHECK(shuffled.counters().late == 0);
    CHECK(disorder.text() == in_order.text());
}

TEST_CASE("a track far from every zone is not tested against any")
{
    std::vector<Zone> zones;
    for (int i = 0; i < 50; ++i) zones.push_back(square(-60 + i, 14, "A"));
    Monitor monitor(zones, {});
    Listener heard;
    for (int k = 0; k <= 200; ++k) monitor.plot("T", {6.0 * k, {54.5, -100 + 0.01 * k}, {}}, heard);
    CHECK(heard.said().empty());
    CHECK(monitor.counters().tested_pairs == 0);
}

TEST_CASE("options that make no sense are refused by name")
{
    MonitorOptions options;
    options.near_on = Metres{-1};
    CHECK_THROWS_WITH(Monitor({}, options), ContainsSubstring("near_on"));
    options = {};
    options.near_off = Metres{100};
    CHECK_THROWS_WITH(Monitor({}, options), ContainsSubstring("near_off"));
    options = {};
    options.coast = Seconds{std::nan("")};
    CHECK_THROWS_WITH(Monitor({}, options), ContainsSubstring("coast"));
    options = {};
    options.entry_hits = 3;
    CHECK_THROWS_AS(Monitor({}, options), DomainError);
}

TEST_CASE("bytes that are damaged, or of other zones or options, are refused")
{
    Monitor monitor({square(54, 14, "A")});
    Listener heard;
    for (int k = 0; k <= 100; ++k) monitor.plot("T", eastward(13.5, k), heard);
    const std::vector<std::byte> bytes = monitor.save();
    CHECK_NOTHROW(Monitor({square(54, 14, "A")}, {}, bytes));
    CHECK_THROWS_WITH(Monitor({square(54, 14, "B")}, {}, bytes), ContainsSubstring("other zones"));
    MonitorOptions options;
    options.lookahead = Seconds{121};
    CHECK_THROWS_WITH(Monitor({square(54, 14, "A")}, options, bytes), ContainsSubstring("options"));
    for (std::size_t i = 0; i < bytes.size(); i += 1 + bytes.size() / 97) {
        std::vector<std::byte> bad = bytes;
        bad[i] ^= std::byte{1};
        CHECK_THROWS_AS(Monitor({square(54, 14, "A")}, {}, bad), ParseError);
    }
    for (std::size_t n = 0; n < bytes.size(); n += 1 + bytes.size() / 53)
        CHECK_THROWS_AS(Monitor({square(54, 14, "A")}, {}, std::span(bytes.data(), n)), ParseError);
}
