// SPDX-License-Identifier: MIT
// Monitor against incidents(), which follows one zone along one whole track, and against looking every millisecond.
#include <picket/airspace/incident.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using monitor_tests::fault_of;
using monitor_tests::Listener;

namespace {

std::vector<Zone> zones_near(Random& random, LatLon centre, int count, bool bounded)
{
    std::vector<Zone> zones;
    while (static_cast<int>(zones.size()) < count) {
        const LatLon middle = direct(centre, random.uniform(0, 360), random.uniform(0, 80e3));
        ZoneSpec spec;
        if (random.below(4) == 0) {
            PartSpec part;
            part.exterior.circle = CircleSpec{middle, Metres{random.log_uniform(200, 40e3)}};
            spec.parts.push_back(part);
        } else {
            spec = zone_of(star(random, middle, random.log_uniform(500, 100e3), 3 + random.below(30), 0.5, true,
                                EdgeKind::geodesic));
        }
        spec.id = "Z" + std::to_string(zones.size());
        if (bounded && random.coin()) {
            const double low = random.uniform(0, 3000);
            spec.altitude = {AltitudeLimit::at({Metres{low}, VerticalDatum::amsl}),
                             AltitudeLimit::at({Metres{low + random.uniform(100, 4000)}, VerticalDatum::amsl})};
        }
        if (bounded && random.below(3) == 0) {
            const double begin = random.uniform(0, 2000);
            spec.windows = {{begin, begin + random.uniform(1, 900)}};
        }
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    return zones;
}

std::vector<TrackPoint> wander(Random& random, LatLon centre, double begin_s, int plots)
{
    std::vector<TrackPoint> track;
    LatLon at = direct(centre, random.uniform(0, 360), random.uniform(0, 80e3));
    double azimuth = random.uniform(0, 360);
    const double speed = random.log_uniform(20, 600);
    double height = random.uniform(0, 5000);
    double t = begin_s;
    for (int i = 0; i < plots; ++i) {
        track.push_back({t, at, {Metres{height}, VerticalDatum::amsl}});
        const double dt = random.uniform(0.5, 14);
        azimuth += random.uniform(-25, 25);
        at = direct(at, azimuth, speed * dt);
        height += random.uniform(-10, 10) * dt;
        t += dt;
    }
    return track;
}

}  // namespace

TEST_CASE("without margins, entries and exits are the stays of incidents(), to the bit")
{
    Random random("differential/monitor", 401);
    long stays = 0;
    for (int round = 0; round < 12 * airspace_tests::test_scale(); ++round) {
        const LatLon centre = random.place();
        const std::vector<Zone> zones = zones_near(random, centre, 40, round % 2 == 1);
        std::vector<std::vector<TrackPoint>> tracks;
        for (int i = 0; i < 6; ++i) tracks.push_back(wander(random, centre, random.uniform(0, 500), 150));
        MonitorOptions options;
        options.exit_margin = Metres{0};
        options.exit_margin_vertical = Metres{0};
        options.dwell_every = Seconds{0};
        if (round % 3 == 0) options.lookahead = Seconds{0};
        if (round % 4 == 0) options.near_on = Metres{0};
        Monitor monitor(zones, options);
        // mixed by time
        std::vector<std::tuple<double, std::size_t, std::size_t>> order;
        for (std::size_t i = 0; i < tracks.size(); ++i)
            for (std::size_t k = 0; k < tracks[i].size(); ++k) order.emplace_back(tracks[i][k].time_s, i, k);
        std::sort(order.begin(), order.end());
        Listener heard;
        for (const auto& [t, i, k] : order) monitor.plot("T" + std::to_string(i), tracks[i][k], heard);
        monitor.finish(heard);
        CHECK(fault_of(heard.said(), true) == "");

        // each stay of incidents() is an entry at its time and an exit (or a loss, at the end) at its time
        std::vector<std::tuple<std::string, std::uint32_t, double, double, double>> expected;
        for (std::size_t i = 0; i < tracks.size(); ++i)
            for (std::size_t z = 0; z < zones.size(); ++z)
                for (const Incident& incident : incidents(zones[z], tracks[i]))
                    expected.emplace_back("T" + std::to_string(i), static_cast<std::uint32_t>(z), incident.entry_s,
                                          incident.exit_s, incident.max_depth.value());
        std::vector<std::tuple<std::string, std::uint32_t, double, double, double>> got;
        for (std::size_t a = 0; a < heard.said().size(); ++a) {
            const AlertEvent& entry = heard.said()[a].event;
            if (entry.kind != AlertEventKind::entry) continue;
            for (std::size_t b = a + 1; b < heard.said().size(); ++b) {
                const AlertEvent& exit = heard.said()[b].event;
                if (exit.alert_id != entry.alert_id) continue;
                if (exit.kind != AlertEventKind::exit && exit.kind != AlertEventKind::track_lost_inside) continue;
                got.emplace_back(heard.said()[a].track, entry.zone, entry.time_s, exit.time_s, exit.max_depth_m);
                break;
            }
        }
        std::sort(expected.begin(), expected.end());
        std::sort(got.begin(), got.end());
        REQUIRE(got.size() == expected.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            CHECK(std::get<0>(got[i]) == std::get<0>(expected[i]));
            CHECK(std::get<1>(got[i]) == std::get<1>(expected[i]));
            CHECK(std::get<2>(got[i]) == std::get<2>(expected[i]));
            CHECK(std::get<3>(got[i]) == std::get<3>(expected[i]));
            // never more (but for the half millimetre of compiled boundaries), less by a metre or a hundredth
            const double depth_m = std::get<4>(expected[i]);
            const double got_m = std::get<4>(got[i]);
            CHECK(got_m <= depth_m + 0.02 + 2e-6 * depth_m);
            CHECK(got_m >= depth_m - std::max(1.02, 0.0101 * depth_m));
        }
        stays += static_cast<long>(got.size());
    }
    INFO(stays << " stays");
    CHECK(stays > 300);
}

TEST_CASE("grazing passes between two plots, down to a millisecond inside, are all found and none is invented")
{
    Random random("differential/monitor grazing", 402);
    int passes = 0;
    int misses = 0;
    for (int i = 0; i < 400 * airspace_tests::test_scale(); ++i) {
        // a circle that the leg cuts by a chord flown in so many seconds, or passes beside
        const LatLon centre = direct({random.uniform(-80, 80), random.uniform(-180, 180)}, 0, 0);
        const double radius_m = random.log_uniform(200, 5e3);
        const double speed_mps = random.uniform(50, 300);
        const double inside_s = random.log_uniform(1e-3, 1.0);
        const bool pass = i % 2 == 0;
        const double half_chord_m = 0.5 * speed_mps * inside_s;
        const double offset_m = pass ? std::sqrt(radius_m * radius_m - half_chord_m * half_chord_m)
                                     : radius_m + random.log_uniform(1e-3, 1);
        PartSpec part;
        part.exterior.circle = CircleSpec{centre, Metres{radius_m}};
        ZoneSpec spec;
        spec.id = "C";
        spec.parts.push_back(part);
        const double azimuth = random.uniform(0, 360);
        const LatLon beside = direct(centre, azimuth + 90, offset_m);
        MonitorOptions options;
        Monitor monitor({Zone(spec)}, options);
        Listener heard;
        // from the foot of the perpendicular both ways, so that the distance is what it should be
        double azi = 0, unused = 0;
        GeographicLib::Geodesic::WGS84().Inverse(beside.lat_deg, beside.lon_deg, centre.lat_deg, centre.lon_deg, unused,
                                                 azi, unused);
        const double before_s = random.uniform(1, 11);
        monitor.plot("T", {0, direct(beside, azi + 90, -speed_mps * (before_s + 12)), {}}, heard);
        monitor.plot("T", {12, direct(beside, azi + 90, -speed_mps * before_s), {}}, heard);
        monitor.plot("T", {24, direct(beside, azi + 90, speed_mps * (12 - before_s)), {}}, heard);
        monitor.plot("T", {36, direct(beside, azi + 90, speed_mps * (24 - before_s)), {}}, heard);
        monitor.finish(heard);
        CHECK(fault_of(heard.said(), true) == "");
        const auto entries = heard.of(AlertEventKind::entry);
        if (pass) {
            ++passes;
            if (entries.size() != 1) {
                ++misses;
                continue;
            }
            // to a tenth of the time inside: the chord is laid out on a plane
            CHECK(std::abs(entries[0].time_s - (12 + before_s - 0.5 * inside_s)) < 0.1 * inside_s + 1e-3);
        } else {
            CHECK(entries.empty());
            CHECK(heard.of(AlertEventKind::near).size() >= 1);
        }
    }
    CHECK(passes >= 200);
    CHECK(misses == 0);
}
