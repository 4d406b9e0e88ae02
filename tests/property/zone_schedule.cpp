// SPDX-License-Identifier: MIT
// Zones with schedules: presence against a walk in milliseconds, and the index, built, saved and along legs, against
// the zones themselves.
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/index_file.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::Random;
using airspace_tests::test_scale;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double day_2026_s = 20783 * 86400.0;  // 26 November 2026

/// Periods of seconds and minutes about the middle of the day, so that a leg of a minute meets some.
ScheduleSpec busy_schedule(Random& random, LatLon place, double about_s, double span_s)
{
    ScheduleSpec spec;
    const auto period = [&] {
        SchedulePeriod p;
        const int begin = static_cast<int>(about_s - day_2026_s + random.uniform(-0.5, 1.0) * span_s);
        p.begin = {DayTime::Kind::clock, begin};
        p.end = {DayTime::Kind::clock, begin + 1 + static_cast<int>(random.uniform(0.0, 0.4) * span_s)};
        if (random.below(4) == 0) p.days = {Weekday::thursday};
        if (random.below(8) == 0) p.days = {Weekday::friday};
        return p;
    };
    for (int i = 1 + random.below(4); i > 0; --i) spec.periods.push_back(period());
    for (int i = random.below(3); i > 0; --i) spec.exclusions.push_back(period());
    if (random.below(3) == 0) {
        // the sun's event, moved to where the leg is
        const double sunset_s = sun_time(SunEvent::sunset, place, about_s).time_s;
        SchedulePeriod p;
        const auto offset = static_cast<std::int32_t>(about_s + random.uniform(0.0, span_s) - sunset_s);
        if (sunset_s == sunset_s && std::abs(offset) < 40000) {
            p.begin = DayTime::sunset(offset);
            p.end = DayTime::sunset(offset + 7);
            spec.periods.push_back(p);
            spec.place = place;
        }
    }
    return spec;
}

}  // namespace

TEST_CASE("zone schedule: presence is what a walk in milliseconds finds, causes too")
{
    Random random("zone schedule", 20261126);
    int stays = 0;
    int activations = 0;
    int deactivations = 0;
    for (int i = 0; i < 40 * test_scale(); ++i) {
        const LatLon centre{random.uniform(-65.0, 65.0), random.uniform(-180.0, 180.0)};
        ZoneSpec spec =
            airspace_tests::zone_of(airspace_tests::star(random, centre, 8000.0, 5, 0.5, true, EdgeKind::geodesic));
        spec.altitude.upper = AltitudeLimit::at({Metres{1000.0}, VerticalDatum::amsl});
        const double begin_s = day_2026_s + std::floor(random.uniform(38000.0, 50000.0));
        constexpr double duration_s = 20.0;
        spec.schedule = busy_schedule(random, centre, begin_s, duration_s);
        if (random.coin())
            spec.windows = {{begin_s + random.uniform(-10.0, 10.0), begin_s + random.uniform(10.0, 30.0)}};
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const LatLon from = airspace_tests::direct(centre, random.uniform(0, 360), random.uniform(0, 8000));
        const LatLon to = airspace_tests::direct(centre, random.uniform(0, 360), random.uniform(0, 8000));
        const double low_m = random.uniform(0.0, 1100.0);
        const double high_m = random.uniform(0.0, 1100.0);
        const Leg leg{{begin_s, from, {Metres{low_m}, VerticalDatum::amsl}},
                      {begin_s + duration_s, to, {Metres{high_m}, VerticalDatum::amsl}}};
        const auto found = presence(zone, leg);
        const auto line =
            GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        const auto position = [&](double t) {
            const double f = (t - begin_s) / duration_s;
            LatLon at{};
            line.Position(f * line.Distance(), at.lat_deg, at.lon_deg);
            return Position{at, {Metres{low_m + f * (high_m - low_m)}, VerticalDatum::amsl}};
        };
        // not the last moment: what begins then is the next leg's
        for (int ms = 0; ms < 20000; ++ms) {
            const double t = begin_s + 0.001 * ms;
            bool expected = false;
            bool beside = false;
            for (const PresenceInterval& stay : found) {
                expected = expected || (t >= stay.entry_s && t <= stay.exit_s);
                // roots are good to a microsecond, and a stay holds both its ends
                beside = beside || std::abs(t - stay.entry_s) < 2e-6 || std::abs(t - stay.exit_s) < 2e-6;
            }
            if (beside) continue;
            CAPTURE(i, ms);
            REQUIRE((zone.contains(position(t), t) == Containment::inside) == expected);
        }
        for (const PresenceInterval& stay : found) {
            ++stays;
            const auto out = [&](double t) {
                if (zone.contains(position(t).at) == Containment::outside) return detail::ZoneSet::lateral;
                if (within(zone.altitude(), position(t).altitude) == Containment::outside)
                    return detail::ZoneSet::vertical;
                return detail::ZoneSet::temporal;
            };
            if (stay.entry_s > begin_s) {
                CHECK(stay.entry_cause == detail::entry_cause(out(stay.entry_s - 3e-6)));
                activations += stay.entry_cause == CrossingCause::activation ? 1 : 0;
                // a schedule's second, to the bit of a time of leg: sums of doubles at 1.8e9 s
                if (stay.entry_cause == CrossingCause::activation)
                    CHECK(std::abs(zone.next_activity_change(stay.entry_s - 1e-5) - stay.entry_s) < 1e-6);
            } else {
                CHECK(stay.entry_cause == CrossingCause::track_begin);
            }
            if (stay.exit_s < begin_s + duration_s) {
                CHECK(stay.exit_cause == detail::exit_cause(out(stay.exit_s + 3e-6)));
                deactivations += stay.exit_cause == CrossingCause::deactivation ? 1 : 0;
            } else {
                CHECK(stay.exit_cause == CrossingCause::track_end);
            }
        }
    }
    CHECK(stays > 15);
    CHECK(activations > 5);
    CHECK(deactivations > 5);
}

TEST_CASE("zone schedule: a zone that becomes active around a track is an incident of that cause")
{
    ZoneSpec spec = airspace_tests::zone_of({{54, 18}, {54, 22}, {55, 22}, {55, 18}}, EdgeKind::rhumb);
    SchedulePeriod night;
    night.begin = DayTime::clock(16);
    night.end = DayTime::clock(6);
    spec.schedule = ScheduleSpec{{night}, {}, std::nullopt};
    std::vector<TrackPoint> track;
    // a plot every four seconds, one of them at 16:00:00
    for (int i = 0; i < 100; ++i)
        track.push_back({day_2026_s + 16 * 3600.0 + 4.0 * (i - 50), {54.5, 20.0 + 0.001 * i}});
    const auto found = incidents(Zone(spec), track);
    REQUIRE(found.size() == 1);
    CHECK(found[0].entry_s == day_2026_s + 16 * 3600.0);
    CHECK(found[0].entry_cause == CrossingCause::activation);
    CHECK(found[0].exit_cause == CrossingCause::track_end);
    CHECK(found[0].status == IncidentStatus::open_at_end);
    // the track does not begin inside, though its first plot lies in the boundary
    CHECK(found[0].entry_at == track[50].at);
}

TEST_CASE("zone schedule: a leg of a month meets every window")
{
    ZoneSpec spec = airspace_tests::zone_of({{54, 18}, {54, 22}, {55, 22}, {55, 18}}, EdgeKind::rhumb);
    SchedulePeriod hour;
    hour.begin = DayTime::clock(11);
    hour.end = DayTime::clock(12);
    spec.schedule = ScheduleSpec{{hour}, {}, std::nullopt};
    const Zone zone(spec);
    // a balloon that stands still: more changes than moments are kept at a time
    const auto found = presence(zone, {{day_2026_s, {54.5, 20}}, {day_2026_s + 60 * 86400.0, {54.5, 20}}});
    REQUIRE(found.size() == 60);
    for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].entry_s == day_2026_s + 86400.0 * static_cast<double>(i) + 11 * 3600.0);
        CHECK(found[i].exit_s == found[i].entry_s + 3600.0);
    }
}

TEST_CASE("zone schedule: the index, and its image, answer as the zones")
{
    Random random("index schedule", 5);
    std::vector<Zone> zones;
    for (int i = 0; zones.size() < 60; ++i) {
        const LatLon centre{random.uniform(50.0, 52.0), random.uniform(10.0, 12.0)};
        ZoneSpec spec =
            airspace_tests::zone_of(airspace_tests::star(random, centre, 40000.0, 6, 0.4, false, EdgeKind::geodesic));
        spec.id = "Z" + std::to_string(i);
        if (i % 5 == 0) spec.parts[0].margin = Metres{500.0};
        if (i % 3 != 0) spec.schedule = busy_schedule(random, centre, day_2026_s + 43200.0, 3600.0);
        if (i % 4 == 0)
            spec.windows = {{day_2026_s + 40000.0, day_2026_s + 44000.0}, {day_2026_s + 45000.0, day_2026_s + 45100.0}};
        if (i % 7 == 0) spec.altitude.upper = AltitudeLimit::at({Metres{3000.0}, VerticalDatum::amsl});
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    const AirspaceIndex built(zones);
    const auto copy = std::make_shared<std::vector<std::byte>>(built.image().begin(), built.image().end());
    const AirspaceIndex mapped = AirspaceIndex::from_image(*copy, copy);
    // nothing in the image is left to chance
    CHECK(std::memcmp(AirspaceIndex(zones).image().data(), built.image().data(), built.image().size()) == 0);

    int active = 0;
    for (int k = 0; k < 300 * test_scale(); ++k) {
        double t = day_2026_s + 43200.0 + random.uniform(-3600.0, 7200.0);
        if (k % 3 == 0) t = zones[static_cast<std::size_t>(random.below(60))].next_activity_change(t);  // to the bit
        if (k == 1) t = std::nan("");
        if (k == 2) t = infinity;
        for (const AirspaceIndex* index : {&built, &mapped}) {
            const ActiveSet set = index->active_at(t);
            for (std::size_t z = 0; z < zones.size(); ++z) {
                CAPTURE(k, z, t);
                REQUIRE(set[z] == zones[z].active(t));
                REQUIRE(ActiveSet(zones, t)[z] == set[z]);
                active += set[z] == Containment::inside ? 1 : 0;
            }
        }
    }
    CHECK(active > 1000);

    int met = 0;
    for (int k = 0; k < 200 * test_scale(); ++k) {
        const LatLon from{random.uniform(50.0, 52.0), random.uniform(10.0, 12.0)};
        const LatLon to = airspace_tests::direct(from, random.uniform(0, 360), random.log_uniform(100.0, 60000.0));
        const double begin_s = day_2026_s + 43200.0 + std::floor(random.uniform(-1000.0, 3600.0));
        const double end_s = begin_s + std::floor(random.log_uniform(1.0, 1500.0));
        const Leg leg{{begin_s, from, {Metres{2000.0}, VerticalDatum::amsl}},
                      {end_s, to, {Metres{random.uniform(1000.0, 4000.0)}, VerticalDatum::amsl}}};
        for (const AirspaceIndex* index : {&built, &mapped}) {
            std::vector<Containment> answers(zones.size(), Containment::outside);
            index->query(leg, zones, [&](std::size_t zone, Containment answer) { answers[zone] = answer; });
            std::vector<std::vector<PresenceInterval>> through(zones.size());
            index->for_each_presence(
                leg, zones, [&](std::size_t zone, const PresenceInterval& stay) { through[zone].push_back(stay); });
            for (std::size_t z = 0; z < zones.size(); ++z) {
                Containment expected = Containment::outside;
                const auto stays = presence(zones[z], leg);
                for (const PresenceInterval& stay : stays)
                    if (expected != Containment::inside) expected = stay.answer;
                CAPTURE(k, z);
                REQUIRE(answers[z] == expected);
                REQUIRE(through[z].size() == stays.size());
                for (std::size_t n = 0; n < stays.size(); ++n) {
                    REQUIRE(through[z][n].entry_s == stays[n].entry_s);
                    REQUIRE(through[z][n].entry_cause == stays[n].entry_cause);
                    REQUIRE(through[z][n].exit_cause == stays[n].exit_cause);
                }
                met += stays.empty() ? 0 : 1;
            }
        }
    }
    CHECK(met > 200);
}
