// SPDX-License-Identifier: MIT
// Monitor with many zones against one monitor for each zone, where every pair is looked at: what is skipped could not
// have said anything. In places where distances are hard: at poles, across the antimeridian, on zones of more than
// half the Earth, with holes and margins, hovering and at 5 km/s.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using monitor_tests::fault_of;
using monitor_tests::Listener;

namespace {

std::vector<Zone> any_zones(Random& random, LatLon centre)
{
    std::vector<Zone> zones;
    for (int tries = 0; zones.size() < 15 && tries < 200; ++tries) {
        const LatLon middle = direct(centre, random.uniform(0, 360), random.log_uniform(1e3, 100e3));
        ZoneSpec spec;
        if (random.below(3) == 0) {
            PartSpec part;
            // some of more than half the Earth
            const double radius_m = random.below(4) == 0 ? random.uniform(5e6, 15e6) : random.log_uniform(200, 300e3);
            part.exterior.circle = CircleSpec{middle, Metres{radius_m}};
            spec.parts.push_back(part);
            if (random.coin()) {
                RingSpec hole;
                hole.circle = CircleSpec{middle, Metres{radius_m * random.uniform(0.01, 0.9)}};
                spec.parts[0].holes.push_back(hole);
            }
        } else {
            spec = zone_of(star(random, middle, random.log_uniform(500, 200e3), 3 + random.below(12), 0.5, true,
                                EdgeKind::geodesic));
            if (random.below(5) == 0) spec.parts[0].margin = Metres{random.log_uniform(10, 5000)};
        }
        spec.id = "Z" + std::to_string(zones.size());
        if (random.below(3) == 0) {
            const double low_m = random.uniform(0, 3000);
            spec.altitude = {AltitudeLimit::at({Metres{low_m}, VerticalDatum::amsl}),
                             AltitudeLimit::at({Metres{low_m + random.uniform(100, 4000)}, VerticalDatum::amsl})};
        }
        // whole seconds, at which plots come
        if (random.below(4) == 0) spec.windows = {{random.below(300) * 1.0, 300.0 + random.below(300)}};
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    return zones;
}

}  // namespace

TEST_CASE("many zones at once say what each would alone, and each stay by samples is one by events")
{
    Random random("differential/monitor_pairs", 421);
    long events = 0;
    long inside = 0;
    std::uint64_t skipped = 0;
    const LatLon hard[] = {{90, 0}, {-90, 0}, {89.9, 40}, {-89.5, 180}, {10, 180}, {-50, -179.9}, {0, 0}, {52, 13}};
    for (int round = 0; round < 12 * airspace_tests::test_scale(); ++round) {
        const LatLon centre = hard[round % 8];
        const std::vector<Zone> zones = any_zones(random, centre);
        MonitorOptions options;
        options.path = static_cast<PredictionPath>(random.below(3));
        options.legs = random.coin() || std::abs(centre.lat_deg) > 80 ? LegKind::geodesic : LegKind::rhumb;
        options.exit_margin = Metres{random.coin() ? 0.0 : 100.0};
        options.exit_margin_vertical = Metres{random.coin() ? 0.0 : 60.0};
        if (random.below(4) == 0) options.near_on = options.near_off = Metres{random.log_uniform(1, 100e3)};
        Monitor all(zones, options);
        std::vector<Monitor> each;
        for (const Zone& zone : zones) each.emplace_back(std::vector<Zone>{zone}, options);
        Listener heard;
        std::vector<Listener> heard_each(zones.size());
        LatLon at = direct(centre, random.uniform(0, 360), random.log_uniform(1e3, 100e3));
        double azimuth = random.uniform(0, 360);
        const double speed_mps = random.below(5) == 0 ? 0.0 : random.log_uniform(1, 5e3);
        double up_m = random.uniform(0, 4000);
        double time_s = 0;
        TrackPoint last{};
        std::vector<Leg> legs;
        for (int k = 0; k < 60; ++k) {
            const TrackPoint plot{time_s, at, {Metres{up_m}, VerticalDatum::amsl}};
            all.plot("T", plot, heard);
            for (std::size_t z = 0; z < zones.size(); ++z) each[z].plot("T", plot, heard_each[z]);
            if (k > 0) legs.push_back({last, plot, options.legs});
            last = plot;
            const double step_s = random.below(10) == 0 ? 1e-3 : 1.0 + random.below(12);
            time_s = random.coin() ? time_s + step_s : std::floor(time_s) + 1.0;
            azimuth += random.uniform(-30, 30);
            at = direct(at, azimuth, speed_mps * (time_s - last.time_s));
            up_m += random.uniform(-15, 15) * (time_s - last.time_s);
        }
        all.finish(heard);
        skipped += all.counters().skipped_pairs;
        CHECK(fault_of(heard.said(), true) == "");
        for (std::size_t z = 0; z < zones.size(); ++z) {
            CAPTURE(round, z, speed_mps);
            each[z].finish(heard_each[z]);
            std::vector<AlertEvent> expected;
            std::vector<AlertEvent> got;
            std::vector<std::pair<double, double>> stays;
            for (const auto& s : heard_each[z].said()) expected.push_back(s.event);
            for (const auto& s : heard.said())
                if (s.event.zone == z) got.push_back(s.event);
            events += static_cast<long>(got.size());
            REQUIRE(got.size() == expected.size());
            double entry_s = 0;
            for (std::size_t i = 0; i < got.size(); ++i) {
                CHECK(got[i].kind == expected[i].kind);
                CHECK(got[i].phase == expected[i].phase);
                CHECK(got[i].time_s == expected[i].time_s);
                CHECK(got[i].issued_s == expected[i].issued_s);
                if (got[i].kind == AlertEventKind::entry) entry_s = got[i].time_s;
                if (got[i].kind == AlertEventKind::exit || got[i].kind == AlertEventKind::track_lost_inside)
                    stays.emplace_back(entry_s, got[i].time_s);
            }
            // every sample inside lies in a stay; at the plots the place is certain, in between it is the leg's
            for (const Leg& leg : legs)
                for (const TrackPoint& p : {leg.from, leg.to}) {
                    if (zones[z].contains(Position{p.at, p.altitude}, p.time_s) != Containment::inside) continue;
                    ++inside;
                    const bool in_stay = std::any_of(stays.begin(), stays.end(), [&](const auto& stay) {
                        return p.time_s >= stay.first && p.time_s <= stay.second;
                    });
                    INFO(p.time_s);
                    CHECK(in_stay);
                }
        }
    }
    CHECK(events > 60);
    CHECK(inside > 500);
    CHECK(skipped > 500);  // how many, the order of random arguments decides, which is the compiler's
}
