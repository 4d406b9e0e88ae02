// SPDX-License-Identifier: MIT
// Monitor: a test for each mutation that every other test had let live, and for each fault that the plain monitor
// (differential/monitor_plain) found.
#include <picket/airspace/heights.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/pressure.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/terrain.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::zone_of;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using monitor_tests::bare;
using monitor_tests::fault_of;
using monitor_tests::Listener;

namespace {

/// A degree square whose west side is the meridian 14, a geodesic.
ZoneSpec square(AltitudeBand band = {}, std::vector<TimeWindow> windows = {})
{
    ZoneSpec spec = zone_of({{54, 14}, {54, 15}, {55, 15}, {55, 14}}, EdgeKind::geodesic);
    spec.id = "A";
    spec.altitude = band;
    spec.windows = std::move(windows);
    return spec;
}

AltitudeBand amsl(double lower_m, double upper_m)
{
    return {AltitudeLimit::at({Metres{lower_m}, VerticalDatum::amsl}),
            AltitudeLimit::at({Metres{upper_m}, VerticalDatum::amsl})};
}

/// So far east of the meridian 14: inside where positive.
LatLon east(double x_m) { return direct({54.5, 14.0}, 90, x_m); }

TrackPoint at(double time_s, double x_m, double up_m = 500)
{
    return {time_s, east(x_m), {Metres{up_m}, VerticalDatum::amsl}};
}

ZoneSpec disc(LatLon centre, double radius_m)
{
    PartSpec part;
    part.exterior.circle = CircleSpec{centre, Metres{radius_m}};
    ZoneSpec spec;
    spec.id = "D";
    spec.parts.push_back(part);
    return spec;
}

/// Two arms, and between them a bay of 2 km.
ZoneSpec two_arms()
{
    return zone_of({{54.00, 14.00},
                    {54.00, 14.10},
                    {54.10, 14.10},
                    {54.10, 14.07},
                    {54.02, 14.07},
                    {54.02, 14.03},
                    {54.10, 14.03},
                    {54.10, 14.00}},
                   EdgeKind::geodesic);
}

/// Events as "kind phase@issued", to the second.
std::vector<std::string> story(const Listener& heard)
{
    std::vector<std::string> words;
    for (const auto& s : heard.said())
        words.push_back(std::string(to_string(s.event.kind)) + ' ' + to_string(s.event.phase) + '@' +
                        std::to_string(std::lround(s.event.issued_s)));
    return words;
}
using Words = std::vector<std::string>;

Listener fly(Monitor& monitor, const std::vector<TrackPoint>& plots)
{
    Listener heard;
    for (const TrackPoint& plot : plots) monitor.plot("T", plot, heard);
    return heard;
}

Listener fly(const ZoneSpec& zone, const MonitorOptions& options, const std::vector<TrackPoint>& plots)
{
    Monitor monitor({Zone(zone)}, options);
    return fly(monitor, plots);
}

}  // namespace

TEST_CASE("survivor: a leg that goes farther than both its ends is not skipped")
{
    // Legs along the parallel of 80 N: of (80,60) to (80,-60) the middle is farther from (80,180), across the pole,
    // than the ends are, by 300 km. There the disc is. The list and the distances are those of (80,180).
    MonitorOptions options = bare();
    options.legs = LegKind::rhumb;
    options.coast = Seconds{1e5};
    const Listener heard = fly(disc({80, 0}, 50e3), options,
                               {{0, {80, 60}, {}}, {1e4, {80, 180}, {}}, {2e4, {80, 60}, {}}, {3e4, {80, -60}, {}}});
    REQUIRE(story(heard) == Words{"entry new@30000", "exit ended@30000"});
    CHECK_THAT(0.5 * (heard.said()[0].event.time_s + heard.said()[1].event.time_s), WithinAbs(2.5e4, 1));
}

TEST_CASE("survivor: left by height or by the zone's hours is said at that plot, not at the next")
{
    // a climb through the limit and 60 m more, in one leg
    CHECK(story(fly(square(amsl(0, 1000)), bare(),
                    {at(0, 5000, 900), at(6, 5000, 1061), at(12, 5000, 1061), at(18, 5000, 1061)})) ==
          Words{"entry new@0", "exit ended@6"});
    CHECK(story(fly(square({}, {{-10, 10}}), bare(), {at(0, 5000), at(6, 5000), at(12, 5000), at(18, 5000)})) ==
          Words{"entry new@0", "exit ended@12"});
    CHECK(story(fly(square({}, {{-10, 10}, {14, 99}}), bare(), {at(0, 5000), at(8, 5000), at(16, 5000)})) ==
          Words{"entry new@0", "exit ongoing@16", "entry ongoing@16"});
}

TEST_CASE("survivor: clear of the zone in the middle of a leg only")
{
    // over the bay
    const auto over = [&](double margin_m) {
        MonitorOptions options = bare();
        options.exit_margin = Metres{margin_m};
        Listener heard = fly(two_arms(), options, {{0, {54.06, 14.01}, {}}, {30, {54.06, 14.09}, {}}});
        return heard.of(AlertEventKind::entry).size();
    };
    // the bay is 0.04 degrees wide, half of that from either arm: 1310 m
    CHECK(over(1290) == 2);
    CHECK(over(1330) == 1);
}

TEST_CASE("survivor: the share of predictions counts from the first one after a stay")
{
    MonitorOptions options = bare();
    options.exit_margin = Metres{0};
    options.lookahead = Seconds{60};
    options.predicted_hits = 1;
    options.predicted_window = 8;
    options.persistence = Seconds{0};
    options.velocity_span = Seconds{0};
    // two fields; through the one, which is so narrow that one plot is inside, towards the other, and away
    ZoneSpec fields = zone_of({{54, 14.0}, {54, 14.02}, {54.1, 14.02}, {54.1, 14.0}}, EdgeKind::geodesic);
    fields.parts.push_back(
        zone_of({{54, 14.08}, {54, 14.3}, {54.1, 14.3}, {54.1, 14.08}}, EdgeKind::geodesic).parts[0]);
    std::vector<TrackPoint> plots;
    for (int k = 0; k <= 10; ++k) plots.push_back({10.0 * k, {54.05, 13.905 + 0.015 * k}, {}});  // to 14.055
    plots.push_back({110, {54.065, 14.055}, {}});
    const Listener heard = fly(fields, options, plots);
    REQUIRE(!heard.said().empty());
    const AlertEvent last = heard.said().back().event;
    CHECK(last.kind == AlertEventKind::predicted_entry);
    CHECK(last.phase == AlertPhase::ended);
    // 60 s are 0.09 degrees: at 14.025, 14.04 and 14.055 yes, then no
    CHECK(last.certainty == 0.75);
    CHECK(heard.of(AlertEventKind::exit).size() == 1);
}

TEST_CASE("survivor: an entry is confirmed by hits among the last plots, of any pattern, with nothing else going on")
{
    MonitorOptions options = bare();
    options.exit_margin = Metres{0};
    for (const auto& [hits, window] : {std::pair{1, 1}, {2, 2}, {2, 3}, {3, 4}, {2, 5}}) {
        options.entry_hits = hits;
        options.entry_window = window;
        for (std::uint32_t pattern = 0; pattern < 256; ++pattern) {
            Monitor monitor({Zone(disc({54, 14}, 500))}, options);
            Listener heard;
            double side = 1;
            double away_m = 1000;
            monitor.plot("T", {0, direct({54, 14}, 90, side * away_m), {}}, heard);
            std::vector<long> expected;
            for (int k = 0; k < 8; ++k) {
                if ((pattern >> k & 1U) != 0)
                    side = -side;  // across
                else
                    away_m = 2500 - away_m;
                monitor.plot("T", {10.0 * (k + 1), direct({54, 14}, 90, side * away_m), {}}, heard);
                // of the plots k - window + 1 to k
                const std::uint32_t last = (pattern & ((2U << k) - 1U)) >> std::max(0, k + 1 - window);
                if ((pattern >> k & 1U) != 0 && std::popcount(last) >= hits) expected.push_back(10 * (k + 1));
            }
            std::vector<long> got;
            for (const AlertEvent& e : heard.of(AlertEventKind::entry)) got.push_back(std::lround(e.issued_s));
            CAPTURE(hits, window, pattern);
            CHECK(got == expected);
        }
    }
}

TEST_CASE("survivor: after an exit the approach is that since the exit")
{
    MonitorOptions options;
    options.lookahead = Seconds{0};
    options.persistence = Seconds{0};
    // near from above, where the distance is none; in by height, out by the border, away
    const Listener heard = fly(square(amsl(0, 1000)), options,
                               {at(0, 600, 1100), at(10, 500, 900), at(20, 400, 900), at(30, -1000, 900),
                                at(40, -2700, 900), at(50, -6000, 900), at(60, -9000, 900)});
    CHECK(fault_of(heard.said(), true) == "");
    REQUIRE(story(heard) == Words{"near new@0", "entry ongoing@10", "exit ongoing@30", "near ended@60"});
    CHECK(heard.said()[1].event.closest_m == 0.0);
    CHECK(heard.said()[1].event.closest_s == 0.0);
    const AlertEvent exit = heard.said()[2].event;
    const AlertEvent ended = heard.said()[3].event;
    CHECK_THAT(exit.time_s, WithinAbs(20 + 10 * 400 / 1400.0, 1e-3));
    // on the border, at the exit; a crossing is within a metre of it
    CHECK_THAT(ended.closest_m, WithinAbs(0.0, 1.0));
    CHECK(ended.closest_s >= exit.time_s - 1e-9);
    CHECK_THAT(ended.closest_s, WithinAbs(exit.time_s, 0.01));  // a metre, at 140 m/s
    CHECK(exit.closest_s >= exit.time_s - 1e-9);
}

TEST_CASE("survivor: an exit in the midst of a leg begins a new approach too")
{
    MonitorOptions options;
    options.lookahead = Seconds{0};
    // near, in, and across a bay of 2.6 km
    const ZoneSpec bay = zone_of({{54.00, 14.00},
                                  {54.00, 14.10},
                                  {54.10, 14.10},
                                  {54.10, 14.07},
                                  {54.02, 14.07},
                                  {54.02, 14.03},
                                  {54.10, 14.03},
                                  {54.10, 14.00}},
                                 EdgeKind::geodesic);
    const Listener heard =
        fly(bay, options, {{0, {54.06, 13.99}, {}}, {10, {54.06, 14.01}, {}}, {40, {54.06, 14.09}, {}}});
    REQUIRE(story(heard) == Words{"near new@0", "entry ongoing@10", "exit ongoing@40", "entry ongoing@40"});
    CHECK_THAT(heard.said()[1].event.closest_m, WithinAbs(distance_m({54.06, 13.99}, {54.06, 14}), 1));
    CHECK(std::isnan(heard.said()[2].event.closest_m));
}

TEST_CASE("survivor: near in the midst of a leg is near, however near it has been before")
{
    MonitorOptions options = bare();
    options.near_on = Metres{1000};
    options.near_off = Metres{1500};
    options.persistence = Seconds{15};
    const LatLon centre{54, 14};
    const auto place = [&](double time_s, double x_m, double y_m) {
        return TrackPoint{time_s, direct(direct(centre, 0, y_m), 90, x_m), {}};
    };
    Monitor monitor({Zone(disc(centre, 500))}, options);
    // 5 m; then away; then past it at 1400 m, from 3051 m to 1920 m; and on
    Listener heard = fly(monitor, {place(0, 0, -505), place(10, -3000, -1900), place(20, 1500, -1900)});
    monitor.plot("T", place(34, 1500, -1901), heard);
    CHECK(story(heard) == Words{"near new@0"});  // 14 s after it was
    monitor.plot("T", place(36, 1500, -1902), heard);
    CHECK(story(heard) == Words{"near new@0", "near ended@36"});
}

TEST_CASE("survivor: where the zone closes around it, it is not near it any more")
{
    MonitorOptions options;
    options.lookahead = Seconds{0};
    CHECK(story(fly(square({}, {{-10, 13}}), options, {at(0, 900), at(10, 900), at(20, 900), at(30, 900)})) ==
          Words{"entry new@0", "exit ended@20"});
}

TEST_CASE("survivor: without a look-ahead an entry says when it will leave within two minutes")
{
    const Listener heard = fly(disc(east(2000), 1000), bare(), {at(0, -900), at(10, 100), at(20, 1100)});
    const auto entries = heard.of(AlertEventKind::entry);
    REQUIRE(entries.size() == 1);
    // 100 m/s; the disc ends at 3000
    CHECK_THAT(entries[0].predicted_exit_s, WithinAbs(39, 0.1));
}

TEST_CASE("survivor: the velocity is that of the last plots of the span, and of this flight")
{
    MonitorOptions options = bare();
    options.lookahead = Seconds{45};
    options.velocity_span = Seconds{4};
    options.predicted_hits = options.predicted_window = 1;
    options.predicted_for = options.steady_for = options.quiet = Seconds{0};  // each on its own
    std::vector<TrackPoint> plots;
    for (int k = 0; k < 10; ++k) plots.push_back(at(k, -5000 + 10.0 * k));
    for (int k = 1; k <= 8; ++k) plots.push_back(at(9 + k, -4910 + 100.0 * k));
    // at 14 s 4410 m before it, at 100 m/s since 9 s: foreseen. All plots together say some 40 m/s
    const auto soon = fly(square(), options, plots).of(AlertEventKind::predicted_entry);
    REQUIRE(soon.size() == 1);
    CHECK_THAT(soon[0].predicted_entry_s, WithinAbs(14 + 44.1, 0.1));

    // time set back: what was flown later, before, says nothing
    options.velocity_span = Seconds{1e4};
    options.coast = Seconds{20};
    const auto again =
        fly(square(), options, {at(1000, -40e3), at(1010, -42e3), at(1020, -44e3), at(100, -5000), at(110, -4000)})
            .of(AlertEventKind::predicted_entry);
    REQUIRE(again.size() == 1);
    CHECK_THAT(again[0].predicted_entry_s, WithinAbs(150, 0.1));
}

TEST_CASE("a gap in a stay is judged in all its parts: beside, above, closed, lawful")
{
    // 40 m beside it, then back over it, 200 m above: at the middle of that leg it was beside it
    CHECK(story(fly(square(amsl(0, 1000)), bare(), {at(0, 200, 990), at(10, -40, 990), at(20, 30, 1200)})) ==
          Words{"entry new@0", "exit ended@20"});
    // and where it stays below the vertical margin it has not left
    CHECK(story(fly(square(amsl(0, 1000)), bare(), {at(0, 200, 990), at(10, -40, 990), at(20, 30, 1050)})) ==
          Words{"entry new@0"});
    // 40 m beside it the zone is closed for the first quarter of a leg
    CHECK(story(fly(square({}, {{-10, 11}, {13, 99}}), bare(), {at(0, 200), at(10, -40), at(20, -41)})) ==
          Words{"entry new@0", "exit ended@20"});
    CHECK(story(fly(square({}, {{-10, 99}}), bare(), {at(0, 200), at(10, -40), at(20, -41)})) == Words{"entry new@0"});
    // far outside in the middle of a leg on which it was near at both ends, and one leg ago too
    MonitorOptions wide = bare();
    wide.exit_margin = Metres{1250};
    const auto across =
        fly(two_arms(), wide,
            {{0, {54.06, 14.01}, {}}, {10, {54.06, 14.048}, {}}, {20, {54.06, 14.052}, {}}, {30, {54.06, 14.09}, {}}});
    // 14.05 is 1310 m from both arms, the two plots 1180 m
    CHECK(story(across) == Words{"entry new@0", "exit ended@20", "entry new@30"});

    // 40 m beside it, then back inside where it is lawful
    RuleSpec rule;
    rule.name = "low";
    rule.zones = {"A"};
    PermissionSpec high;
    high.altitude.lower = AltitudeLimit::at({Metres{500}, VerticalDatum::amsl});
    rule.lawful_if = {high};
    RuleBookSpec rules;
    rules.rules = {rule};
    const std::vector<std::string> ids{"A"};
    Monitor monitor({Zone(square())}, bare(), RuleBook(rules, ids));
    CHECK(story(fly(monitor, {at(0, 200, 400), at(10, -40, 400), at(20, 30, 600)})) ==
          Words{"entry new@0", "exit ended@20"});
}

TEST_CASE("left by height in the middle of a leg, over a valley")
{
    // level at 150 m above the sea; ground at 100 m, but in the middle 0 m; a zone up to 100 m above ground
    RasterSpec raster;
    raster.south_deg = 54;
    raster.west_deg = 14;
    raster.step_lat_deg = 0.5;
    raster.step_lon_deg = 0.1;
    raster.rows = 3;
    raster.columns = 5;
    for (int j = 0; j < 3; ++j) raster.heights_m.insert(raster.heights_m.end(), {100, 100, 0, 100, 100});
    using Ground = Heights<NoModel, TerrainGrid>;
    const AltitudeBand band{AltitudeLimit::ground(), AltitudeLimit::at({Metres{100}, VerticalDatum::agl})};
    const auto stays = [&](double margin_m) {
        MonitorOptions options = bare();
        options.exit_margin_vertical = Metres{margin_m};
        BasicMonitor<Ground> monitor({Zone(square(band))}, options, std::nullopt,
                                     Ground(NoModel{}, TerrainGrid(raster)));
        Listener heard;
        monitor.plot("T", {0, {54.5, 14.05}, {Metres{150}, VerticalDatum::amsl}}, heard);
        monitor.plot("T", {50, {54.5, 14.35}, {Metres{150}, VerticalDatum::amsl}}, heard);
        return heard.of(AlertEventKind::entry).size();
    };
    // 150 m above the valley's floor: 50 m above the zone
    CHECK(stays(45) == 2);
    CHECK(stays(55) == 1);
}

TEST_CASE("over a zone it is near, and foreseen, as far from its edges as may be")
{
    MonitorOptions options;
    options.predicted_hits = options.predicted_window = 1;
    options.predicted_for = options.steady_for = options.quiet = Seconds{0};  // each on its own
    options.lookahead = Seconds{60};
    std::vector<TrackPoint> down;
    for (int k = 0; k <= 30; ++k) down.push_back(at(10 * k, 30e3, 4000 - 100.0 * k));
    // 1000 m at 300 s; foreseen 60 s before, near from 1304.8 m
    CHECK(story(fly(square(amsl(0, 1005)), options, down)) ==
          Words{"predicted_entry new@240", "near ongoing@270", "entry ongoing@300"});

    // one that will open
    CHECK(story(fly(square({}, {{105, 999}}), options, {at(0, 30e3), at(30, 31e3), at(60, 32e3), at(90, 33e3)})) ==
          Words{"predicted_entry new@60"});
}

TEST_CASE("a height that is not known at one end of a leg makes it near, whichever end")
{
    MonitorOptions options;
    options.lookahead = Seconds{0};
    const double unknown = std::nan("");
    for (const bool first : {true, false}) {
        const Listener heard =
            fly(square(amsl(3000, 4000)), options,
                {at(0, -5000, first ? unknown : 100), at(10, -1000, first ? 100 : unknown), at(20, -1000, 100)});
        const auto near = heard.of(AlertEventKind::near);
        REQUIRE(near.size() == 1);
        CHECK(near[0].issued_s == 10);
        CHECK(near[0].answer == Containment::unknown);
    }
}

TEST_CASE("the next alert of a pair begins with nothing of the last one")
{
    MonitorOptions options = bare();
    options.near_on = Metres{1000};
    options.near_off = Metres{1500};
    options.persistence = Seconds{0};
    options.exit_margin = Metres{20e3};
    options.minimum_dwell = Seconds{30};
    // in for 10 s, which is not enough; far off, not clear by the margin; back: that is the second alert
    const Listener heard = fly(square(), options,
                               {at(0, -500), at(10, 500), at(20, -500), at(30, -5000), at(40, -5000), at(50, -900),
                                at(60, 300), at(70, 900), at(80, 1500)});
    CHECK(fault_of(heard.said(), false) == "");
    REQUIRE(story(heard) == Words{"near new@0", "near ended@40", "near new@50", "entry ongoing@80"});
    const auto last = heard.said().back().event;
    CHECK(heard.said()[0].event.alert_id != last.alert_id);
    CHECK_THAT(heard.said()[2].event.closest_m, WithinAbs(900, 1));
    CHECK(heard.said()[2].event.time_s > 40);
}

TEST_CASE("an entry confirmed in a later alert has the time when it happened")
{
    MonitorOptions options = bare();
    options.exit_margin = Metres{20e3};
    options.minimum_dwell = Seconds{12};
    options.lookahead = Seconds{20};
    options.predicted_hits = options.predicted_window = 1;
    options.predicted_for = options.steady_for = options.quiet = Seconds{0};  // each on its own
    options.persistence = Seconds{0};
    // foreseen, in for 10 s, out again, no longer foreseen (ended); back, and in for 5 s more
    const Listener heard =
        fly(square(), options,
            {at(0, -2000), at(10, -500), at(20, 500), at(30, -500), at(40, -1500), at(50, -1500), at(60, 1500)});
    CHECK(fault_of(heard.said(), false) == "");
    const auto entries = heard.of(AlertEventKind::entry);
    REQUIRE(entries.size() == 1);
    CHECK_THAT(entries[0].time_s, WithinAbs(15, 1e-3));
    CHECK(entries[0].alert_id == 2);
}

TEST_CASE("a track has its number from when it is first named, by a plot or by identify()")
{
    Monitor monitor({Zone(square())}, bare());
    TrackIdentity who;
    who.call_sign = "LOT3";
    monitor.identify("second", who);
    Listener heard;
    monitor.plot("first", at(0, 500), heard);
    monitor.plot("second", at(0, 500), heard);
    REQUIRE(heard.said().size() == 2);
    CHECK(heard.said()[0].event.track == 1);
    CHECK(heard.said()[1].event.track == 0);
    CHECK(monitor.track_count() == 2);
    CHECK(monitor.identity(0).call_sign == "LOT3");
}

TEST_CASE("a saved monitor goes on with the rules, schedules, shapes and models that it was begun with, and no others")
{
    RuleSpec rule;
    rule.name = "closed";
    rule.zones = {"A"};
    rule.binds.categories = {Category::unmanned};
    rule.heading_for = HeadingSpec{{"A"}, Seconds{100}};
    PermissionSpec permission;
    permission.call_signs = {"LOT*"};
    permission.mode_a = {ModeARange{ModeA(04501), ModeA(04507)}};
    permission.valid = {0, 100};
    rule.lawful_if = {permission};
    RuleBookSpec rules;
    rules.rules = {rule};
    ZoneSpec zone = square(amsl(0, 1000), {{0, 1e4}});
    ScheduleSpec schedule;
    schedule.periods.push_back({});
    zone.schedule = schedule;
    RingSpec hole;
    hole.circle = CircleSpec{{54.5, 14.5}, Metres{1000}};
    zone.parts[0].holes = {hole};
    const std::vector<std::string> ids{"A"};
    const std::vector<std::byte> bytes = Monitor({Zone(zone)}, MonitorOptions{}, RuleBook(rules, ids)).save();
    CHECK_NOTHROW(Monitor({Zone(zone)}, MonitorOptions{}, bytes, RuleBook(rules, ids)));
    const auto refused = [&](const ZoneSpec& z, const std::optional<RuleBookSpec>& r) {
        std::optional<RuleBook> book;
        if (r) book.emplace(*r, ids);
        CHECK_THROWS_WITH(Monitor({Zone(z)}, MonitorOptions{}, bytes, book), ContainsSubstring("other zones"));
    };
    refused(zone, std::nullopt);
    const std::vector<std::function<void(RuleBookSpec&)>> other_rules{
        [](RuleBookSpec& b) { b.otherwise = Effect::permit; },
        [](RuleBookSpec& b) { b.rules[0].zones = {"*"}; },
        [](RuleBookSpec& b) { b.rules[0].effect = Effect::permit, b.rules[0].lawful_if.clear(); },
        [](RuleBookSpec& b) { b.rules[0].binds.categories = {Category::manned}; },
        [](RuleBookSpec& b) { b.rules[0].binds.states = {"POL"}; },
        [](RuleBookSpec& b) {
            b.rules[0].in_force = {0, 5};
        },
        [](RuleBookSpec& b) { b.rules[0].heading_for->within = Seconds{101}; },
        [](RuleBookSpec& b) { b.rules[0].heading_for.reset(); },
        [](RuleBookSpec& b) { b.rules[0].lawful_if[0].call_signs = {"LOT3"}; },
        [](RuleBookSpec& b) { b.rules[0].lawful_if[0].mode_a[0].last = ModeA(04506); },
        [](RuleBookSpec& b) { b.rules[0].lawful_if[0].flight_plan = true; },
        [](RuleBookSpec& b) { b.rules[0].lawful_if[0].altitude.upper = AltitudeLimit::ground(); },
        [](RuleBookSpec& b) { b.rules[0].lawful_if[0].valid.end_s = 101; },
        [](RuleBookSpec& b) { b.rules[0].lawful_if.push_back(b.rules[0].lawful_if[0]); },
    };
    for (const auto& change : other_rules) {
        RuleBookSpec changed = rules;
        change(changed);
        refused(zone, changed);
    }
    const std::vector<std::function<void(ZoneSpec&)>> other_zones{
        [](ZoneSpec& z) { z.schedule.reset(); },
        [](ZoneSpec& z) { z.schedule->periods[0].begin = DayTime::clock(8); },
        [](ZoneSpec& z) { z.schedule->periods[0].days = {Weekday::monday}; },
        [](ZoneSpec& z) { z.schedule->exclusions.push_back(SchedulePeriod::whole_day(2024, 1, 1)); },
        [](ZoneSpec& z) { z.windows[0].end_s = 1e5; },
        [](ZoneSpec& z) { z.altitude.upper.value.value = Metres{1001}; },
        [](ZoneSpec& z) { z.parts[0].exterior.vertices[1].edge_to_next = EdgeKind::rhumb; },
        [](ZoneSpec& z) { z.parts[0].exterior.vertices[1].at.lon_deg = 14.9; },
        [](ZoneSpec& z) { z.parts[0].holes[0].circle->radius = Metres{1001}; },
        [](ZoneSpec& z) { z.parts[0].margin = Metres{1}; },
    };
    for (const auto& change : other_zones) {
        ZoneSpec changed = zone;
        change(changed);
        refused(changed, rules);
    }
    // a note is for people
    RuleBookSpec noted = rules;
    noted.note = "as of today";
    CHECK_NOTHROW(Monitor({Zone(zone)}, MonitorOptions{}, bytes, RuleBook(noted, ids)));
    using Pressure = Heights<NoModel, NoModel, QnhPressure>;
    CHECK_THROWS_WITH(BasicMonitor<Pressure>({Zone(zone)}, MonitorOptions{}, bytes, RuleBook(rules, ids),
                                             Pressure(NoModel{}, NoModel{}, QnhPressure(QnhSpec{}))),
                      ContainsSubstring("other zones"));
}
