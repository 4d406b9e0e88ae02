// SPDX-License-Identifier: MIT
// Why a stay begins and ends: each of the three sets alone, several at once, and changes at a plot.
#include <picket/airspace/incident.hpp>
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::zone_of;

namespace {

using enum CrossingCause;

TrackPoint plot(double time_s, double lon_deg, double altitude_m = 500.0, VerticalDatum datum = VerticalDatum::amsl)
{
    return {time_s, {0.0, lon_deg}, {Metres{altitude_m}, datum}};
}

/// A box on the equator from 0 to 1 E, 0 to 1000 m.
ZoneSpec box()
{
    ZoneSpec spec = zone_of({{-1, 0}, {-1, 1}, {1, 1}, {1, 0}}, EdgeKind::lonlat);
    spec.altitude = {AltitudeLimit::ground(), AltitudeLimit::at({Metres{1000.0}, VerticalDatum::amsl})};
    return spec;
}
ZoneSpec box(std::vector<TimeWindow> windows)
{
    ZoneSpec spec = box();
    spec.windows = std::move(windows);
    return spec;
}

using Causes = std::vector<std::pair<CrossingCause, CrossingCause>>;

Causes of_leg(const ZoneSpec& spec, const TrackPoint& from, const TrackPoint& to)
{
    Causes causes;
    for (const PresenceInterval& stay : presence(Zone(spec), {from, to}))
        causes.emplace_back(stay.entry_cause, stay.exit_cause);
    return causes;
}
Causes of_track(const ZoneSpec& spec, const std::vector<TrackPoint>& track)
{
    Causes causes;
    for (const Incident& stay : incidents(Zone(spec), track)) causes.emplace_back(stay.entry_cause, stay.exit_cause);
    return causes;
}

}  // namespace

TEST_CASE("cause: names as in files")
{
    CHECK(to_string(track_begin) == std::string_view("track_begin"));
    CHECK(to_string(lateral) == std::string_view("lateral"));
    CHECK(to_string(vertical) == std::string_view("vertical"));
    CHECK(to_string(activation) == std::string_view("activation"));
    CHECK(to_string(deactivation) == std::string_view("deactivation"));
    CHECK(to_string(track_end) == std::string_view("track_end"));
}

TEST_CASE("cause: one set changes")
{
    CHECK(of_leg(box(), plot(0, -1), plot(100, 2)) == Causes{{lateral, lateral}});
    CHECK(of_leg(box(), plot(0, 0.2), plot(100, 0.8)) == Causes{{track_begin, track_end}});
    CHECK(of_leg(box(), plot(0, 0.2), plot(100, 2)) == Causes{{track_begin, lateral}});
    CHECK(of_leg(box(), plot(0, 0.2, 2000), plot(100, 0.8, 0)) == Causes{{vertical, track_end}});
    CHECK(of_leg(box(), plot(0, 0.2, 0), plot(100, 0.8, 2000)) == Causes{{track_begin, vertical}});
    CHECK(of_leg(box({{20, 30}, {50, 60}}), plot(0, 0.2), plot(100, 0.8)) ==
          Causes{{activation, deactivation}, {activation, deactivation}});
    // the leg meets edges too, elsewhere: inside from 50 s to 75 s
    CHECK(of_leg(box({{60, 70}}), plot(0, -2), plot(100, 2)) == Causes{{activation, deactivation}});
    CHECK(of_leg(box({{0, 70}}), plot(0, -2), plot(100, 2)) == Causes{{lateral, deactivation}});
    CHECK(of_leg(box({{60, 90}}), plot(0, -2), plot(100, 2)) == Causes{{activation, lateral}});
    // from 50 s to 75 s within the edges, below 1000 m from 60 s
    CHECK(of_leg(box(), plot(0, -2, 2500), plot(100, 2, 0)) == Causes{{vertical, lateral}});
    CHECK(of_leg(box({{61, 70}}), plot(0, -2, 2500), plot(100, 2, 0)) == Causes{{activation, deactivation}});
}

TEST_CASE("cause: where several sets open together it is the boundary, then the height")
{
    // descends through 1000 m at 50 s, the zone becomes active at 50 s
    CHECK(of_leg(box({{50, 60}}), plot(0, 0.2, 2000), plot(100, 0.8, 0)) == Causes{{vertical, deactivation}});
    // at rest in space: nothing but the time; on the equator the boundary at 0 E is met at 50 s
    CHECK(of_leg(box({{0, 50}, {50.5, 60}}), plot(0, 0.5), plot(100, 0.5)) ==
          Causes{{track_begin, deactivation}, {activation, deactivation}});
    // two gaps of activity about the crossing at 50 s: out by both before it, in after it
    const auto both_at_once = of_leg(box({{50, 60}}), plot(0, -1), plot(100, 1));
    REQUIRE(both_at_once.size() == 1);
    // the crossing is solved to a microsecond: just before or just after the activation, or with it
    CHECK((both_at_once[0].first == lateral || both_at_once[0].first == activation));
}

TEST_CASE("cause: an unknown height becomes an outside one")
{
    ZoneSpec spec = box();
    spec.altitude.lower = AltitudeLimit::at({Metres{100.0}, VerticalDatum::agl});
    // below 1000 m AMSL nobody knows; above, it is out
    const auto stays = presence(Zone(spec), {plot(0, 0.2, 2000), plot(100, 0.8, 0)});
    REQUIRE(stays.size() == 1);
    CHECK(stays[0].answer == Containment::unknown);
    CHECK(stays[0].entry_cause == vertical);
    CHECK(stays[0].exit_cause == track_end);
}

TEST_CASE("cause: along a track the ends of its legs are no causes")
{
    CHECK(of_track(box(), {plot(0, -1), plot(40, 0.2), plot(60, 0.8), plot(100, 2)}) == Causes{{lateral, lateral}});
    CHECK(of_track(box(), {plot(0, 0.2), plot(60, 0.8)}) == Causes{{track_begin, track_end}});
    CHECK(of_track(box(), {plot(0, 0.2)}) == Causes{{track_begin, track_end}});
    // a gap ends one track and begins another
    CHECK(of_track(box(), {plot(0, -1), plot(10, 0.5), {15, {0, std::nan("")}}, plot(20, 0.5), plot(30, 2)}) ==
          Causes{{lateral, track_end}, {track_begin, lateral}});
}

TEST_CASE("cause: a change at the very second of a plot")
{
    // plots every 10 s, as the windows are
    std::vector<TrackPoint> track;
    for (int i = 0; i <= 10; ++i) track.push_back(plot(10.0 * i, 0.1 + 0.05 * i));
    CHECK(of_track(box({{20, 50}, {60, 90}}), track) == Causes{{activation, deactivation}, {activation, deactivation}});
    CHECK(of_track(box({{-10, 50}}), track) == Causes{{track_begin, deactivation}});
    CHECK(of_track(box({{50, 500}}), track) == Causes{{activation, track_end}});
    // on the edge at a plot: 0 E at 20 s, 1 E at 40 s
    CHECK(of_track(box(), {plot(0, -2), plot(20, 0), plot(40, 1), plot(60, 3)}) == Causes{{lateral, lateral}});
    // at 1000 m at a plot
    CHECK(of_track(box(), {plot(0, 0.2, 2000), plot(10, 0.3, 1000), plot(20, 0.4, 500), plot(30, 0.5, 1000),
                           plot(40, 0.6, 2000)}) == Causes{{vertical, vertical}});
    // the boundary and the time at one plot: the boundary
    CHECK(of_track(box({{20, 40}}), {plot(0, -2), plot(20, 0), plot(40, 1), plot(60, 3)}) ==
          Causes{{lateral, lateral}});
    // another datum from a plot on: what was inside is unknown
    const auto stays =
        incidents(Zone(box()), std::vector{plot(0, -0.2), plot(10, 0.2), plot(10, 0.2, 500, VerticalDatum::wgs84),
                                           plot(20, 0.3, 500, VerticalDatum::wgs84)});
    REQUIRE(stays.size() == 2);
    CHECK(stays[0].answer == Containment::inside);
    CHECK(stays[0].exit_cause == vertical);
    CHECK(stays[1].answer == Containment::unknown);
    CHECK(stays[1].entry_cause == vertical);
    CHECK(stays[1].exit_cause == track_end);
}

TEST_CASE("cause: brute force names the set that is out beside the entry and the exit")
{
    airspace_tests::Random random("crossing_cause", 20261126);
    std::size_t seen[6] = {};
    for (int i = 0; i < 400 * airspace_tests::test_scale(); ++i) {
        std::vector<TimeWindow> windows;
        for (double t = random.uniform(-50, 50); t < 1000; t += random.uniform(100, 400))
            windows.push_back({t, t + random.uniform(20, 90)});
        ZoneSpec spec = box(std::move(windows));
        const Zone zone(spec);
        const Leg leg{plot(0, random.uniform(-1, 1), random.uniform(0, 1500)),
                      plot(1000, random.uniform(0, 2), random.uniform(0, 1500))};
        for (const PresenceInterval& stay : presence(zone, leg)) {
            const auto expected = [&](double beside, bool entry) {
                if (beside < 0.0) return track_begin;
                if (beside > 1000.0) return track_end;
                // the box and the leg lie on the equator: longitude is linear in time
                const double f = beside / 1000.0;
                const double lon = leg.from.at.lon_deg + f * (leg.to.at.lon_deg - leg.from.at.lon_deg);
                const double height = leg.from.altitude.value.value() +
                                      f * (leg.to.altitude.value.value() - leg.from.altitude.value.value());
                if (lon < 0.0 || lon > 1.0) return lateral;
                if (height > 1000.0) return vertical;
                return entry ? activation : deactivation;
            };
            // 2 us: the accuracy of a crossing at more than 1 m/s, and once more
            CHECK(stay.entry_cause == expected(stay.entry_s - 2e-6, true));
            CHECK(stay.exit_cause == expected(stay.exit_s + 2e-6, false));
            ++seen[static_cast<std::size_t>(stay.entry_cause)];
            ++seen[static_cast<std::size_t>(stay.exit_cause)];
        }
    }
    for (const std::size_t count : seen) CHECK(count > 10);
}
