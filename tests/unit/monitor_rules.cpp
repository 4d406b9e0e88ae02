// SPDX-License-Identifier: MIT
// Monitor with rules, identities and models of heights.
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

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using Catch::Matchers::WithinAbs;
using monitor_tests::bare;
using monitor_tests::fault_of;
using monitor_tests::Listener;

namespace {

Zone square(double lat, double lon, double size, const char* id, AltitudeBand band = {})
{
    ZoneSpec spec = airspace_tests::zone_of(
        {{lat, lon}, {lat, lon + size}, {lat + size, lon + size}, {lat + size, lon}}, EdgeKind::geodesic);
    spec.id = id;
    spec.altitude = band;
    return Zone(spec);
}

/// Along 54.5 N, a plot every 6 s; at 14.0 E after 600 s, at 15.0 E after 1200 s.
TrackPoint eastward(int k, double height_m = 1000)
{
    return {6.0 * k, {54.5, 13.0 + 0.01 * k}, {Metres{height_m}, VerticalDatum::amsl}};
}

std::vector<std::string> story(const Listener& heard)
{
    std::vector<std::string> words;
    for (const auto& s : heard.said())
        words.push_back(std::string(to_string(s.event.kind)) + ' ' + to_string(s.event.answer) + ' ' +
                        to_string(s.event.cause));
    return words;
}

using Words = std::vector<std::string>;

RuleBook book(RuleSpec rule, std::vector<std::string> ids, Effect otherwise = Effect::permit)
{
    RuleBookSpec spec;
    spec.rules.push_back(std::move(rule));
    spec.otherwise = otherwise;
    return RuleBook(spec, ids);
}

RuleSpec no_unmanned()
{
    RuleSpec rule;
    rule.name = "no unmanned aircraft";
    rule.zones = {"A"};
    rule.binds.categories = {Category::unmanned};
    return rule;
}

TrackIdentity a(Category category)
{
    TrackIdentity who;
    who.category = category;
    return who;
}

}  // namespace

TEST_CASE("whom a rule does not bind is not reported; who is not known is unknown")
{
    for (const Category category : {Category::manned, Category::unmanned, Category::unknown}) {
        Monitor monitor({square(54, 14, 1, "A")}, MonitorOptions{}, book(no_unmanned(), {"A"}));
        monitor.identify("T", a(category));
        Listener heard;
        for (int k = 50; k <= 260; ++k) monitor.plot("T", eastward(k), heard);
        monitor.finish(heard);
        CHECK(fault_of(heard.said(), true) == "");
        if (category == Category::manned) {
            // neither foreseen nor near nor in
            CHECK(heard.said().empty());
            continue;
        }
        const auto entries = heard.of(AlertEventKind::entry);
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].answer == (category == Category::unmanned ? Containment::inside : Containment::unknown));
        CHECK(entries[0].verdict.rule == 0);
        CHECK(entries[0].verdict.outcome == (category == Category::unmanned ? Outcome::violation : Outcome::unknown));
        CHECK(entries[0].cause == AlertCause::lateral);
    }
}

TEST_CASE("a clearance that lapses, and a height that is left, are entries at that moment")
{
    RuleSpec rule = no_unmanned();
    PermissionSpec cleared;
    cleared.valid = {-std::numeric_limits<double>::infinity(), 903.0};
    rule.lawful_if = {cleared};
    Monitor monitor({square(54, 14, 1, "A")}, bare(), book(rule, {"A"}));
    monitor.identify("T", a(Category::unmanned));
    Listener heard;
    for (int k = 50; k <= 260; ++k) monitor.plot("T", eastward(k), heard);
    monitor.finish(heard);
    REQUIRE(story(heard) == Words{"entry inside rule", "exit inside lateral"});
    CHECK_THAT(heard.said()[0].event.time_s, WithinAbs(903, 1e-6));
    CHECK_THAT(heard.said()[1].event.time_s, WithinAbs(1200, 1e-3));

    rule.lawful_if[0] = {};
    rule.lawful_if[0].altitude.upper = AltitudeLimit::at({Metres{500}, VerticalDatum::amsl});
    Monitor low({square(54, 14, 1, "A")}, bare(), book(rule, {"A"}));
    low.identify("T", a(Category::unmanned));
    Listener climbs;
    // at 300 m until 900 s, then up by 10 m a second: 500 m at 920 s; down from 1050 s
    for (int k = 50; k <= 260; ++k) {
        const double t = 6.0 * k;
        low.plot("T",
                 eastward(k, t < 900    ? 300
                             : t < 1050 ? 300 + 10 * (t - 900)
                                        : std::max(300.0, 1800 - 50 * (t - 1050))),
                 climbs);
    }
    low.finish(climbs);
    REQUIRE(story(climbs) == Words{"entry inside rule", "exit inside rule"});
    CHECK_THAT(climbs.said()[0].event.time_s, WithinAbs(920, 1e-6));
    CHECK_THAT(climbs.said()[1].event.time_s, WithinAbs(1076, 1e-6));
    CHECK(climbs.said()[0].event.verdict.climb_m < 0);  // lower would have been lawful
}

TEST_CASE("an identity that becomes known in the midst of a stay")
{
    Monitor monitor({square(54, 14, 1, "A")}, bare(), book(no_unmanned(), {"A"}));
    Listener heard;
    for (int k = 50; k <= 260; ++k) {
        if (k == 130) monitor.identify("T", a(Category::unmanned));
        if (k == 160) monitor.identify("T", a(Category::manned));
        if (k == 180) monitor.identify("T", a(Category::unmanned));
        monitor.plot("T", eastward(k), heard);
    }
    monitor.finish(heard);
    // unknown, then certain; lawful; a violation again, until it has left
    REQUIRE(story(heard) == Words{"entry unknown lateral", "dwell inside none", "exit inside rule", "entry inside rule",
                                  "exit inside lateral"});
    CHECK_THAT(heard.said()[1].event.time_s, WithinAbs(129 * 6, 1e-6));
    CHECK_THAT(heard.said()[2].event.time_s, WithinAbs(159 * 6, 1e-6));
    CHECK_THAT(heard.said()[3].event.time_s, WithinAbs(179 * 6, 1e-6));
}

TEST_CASE("two zones: inside the identification zone, and heading for the national airspace")
{
    RuleSpec rule;
    rule.name = "heading for us";
    rule.zones = {"identification"};
    rule.heading_for = HeadingSpec{{"national"}, Seconds{300}};
    MonitorOptions options = bare();
    const std::vector<Zone> zones{square(54, 14, 1, "identification"), square(54.2, 14.8, 0.5, "national")};
    const auto run = [&](bool turns_back) {
        Monitor monitor(zones, options, book(rule, {"identification", "national"}));
        monitor.identify("T", a(Category::manned));
        Listener heard;
        LatLon at{54.5, 13.5};
        for (int k = 0; k <= 200; ++k) {
            at.lon_deg += turns_back && k > 70 ? -0.01 : 0.01;
            monitor.plot("T", {6.0 * k, at, {}}, heard);
        }
        monitor.finish(heard);
        CHECK(fault_of(heard.said(), true) == "");
        return heard;
    };
    // towards it: an entry into the identification zone where 300 s are left, 0.5 degrees before 14.8
    const Listener towards = run(false);
    const auto entries = towards.of(AlertEventKind::entry);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].zone == 0);
    CHECK(entries[0].cause == AlertCause::rule);
    CHECK_THAT(entries[0].at.lon_deg, WithinAbs(14.3, 0.011));
    // turned back at 14.2: never heading there within the time
    CHECK(run(true).said().empty());
}

TEST_CASE("a flight level against a limit above mean sea level, by the QNH")
{
    const AltitudeBand band{AltitudeLimit::none(), AltitudeLimit::at({to_metres(Feet{6000}), VerticalDatum::amsl})};
    const std::vector<Zone> zones{square(54, 14, 1, "A", band)};
    const auto at_level = [](int k, double level) {
        TrackPoint plot = eastward(k);
        plot.altitude = Altitude::from_flight_level(FlightLevel{level});
        return plot;
    };
    // without a pressure nothing is known
    Monitor blind(zones, bare());
    Listener unknown;
    for (int k = 50; k <= 260; ++k) blind.plot("T", at_level(k, 62), unknown);
    blind.finish(unknown);
    REQUIRE(unknown.said().size() == 2);
    CHECK(unknown.said()[0].event.answer == Containment::unknown);

    // QNH 990: some 630 ft lower than the altimeter set to 1013 says. FL 62 is below 6,000 ft, FL 70 is not
    QnhSpec spec;
    spec.qnh_hpa = 990;
    spec.qnh_error_hpa = 0.5;
    spec.temperature_error_k = 1;
    const Heights<NoModel, NoModel, QnhPressure> heights(NoModel{}, NoModel{}, QnhPressure(spec));
    for (const double level : {62.0, 70.0}) {
        BasicMonitor<Heights<NoModel, NoModel, QnhPressure>> monitor(zones, bare(), std::nullopt, heights);
        Listener heard;
        for (int k = 50; k <= 260; ++k) monitor.plot("T", at_level(k, level), heard);
        monitor.finish(heard);
        if (level == 70.0) {
            CHECK(heard.said().empty());
        } else {
            REQUIRE(heard.said().size() == 2);
            CHECK(heard.said()[0].event.answer == Containment::inside);
        }
    }
}

TEST_CASE("rules for another list of zones are refused")
{
    CHECK_THROWS_AS(Monitor({square(54, 14, 1, "A")}, bare(), book(no_unmanned(), {"A", "B"})), DomainError);
}
