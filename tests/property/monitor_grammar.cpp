// SPDX-License-Identifier: MIT
// The life of alerts under every disorder: noise, gaps, late plots, duplicates, reversals, margins of all sizes; and
// that the same plots give the same events however they are cut.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <map>
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

struct Plot {
    std::string track;
    TrackPoint point;
};

MonitorOptions any_options(Random& random)
{
    MonitorOptions o;
    o.near_on = Metres{random.coin() ? 0.0 : random.log_uniform(10, 5000)};
    o.near_off = o.near_on + Metres{random.log_uniform(1, 2000)};
    o.exit_margin = Metres{random.coin() ? 0.0 : random.log_uniform(1, 1000)};
    o.exit_margin_vertical = Metres{random.uniform(0, 200)};
    o.entry_window = 1 + random.below(4);
    o.entry_hits = 1 + random.below(o.entry_window);
    o.minimum_dwell = Seconds{random.coin() ? 0.0 : random.uniform(0, 30)};
    o.dwell_every = Seconds{random.coin() ? 0.0 : random.uniform(1, 100)};
    o.lookahead = Seconds{random.coin() ? 0.0 : random.uniform(10, 300)};
    o.path = static_cast<PredictionPath>(random.below(3));
    o.legs = random.coin() ? LegKind::geodesic : LegKind::rhumb;
    o.predicted_window = 1 + random.below(5);
    o.predicted_hits = 1 + random.below(o.predicted_window);
    o.predicted_for = Seconds{random.coin() ? 0.0 : random.uniform(0, 30)};
    o.predicted_agreement = Seconds{random.uniform(0, 100)};
    o.steady_for = Seconds{random.coin() ? 0.0 : random.uniform(0, 60)};
    o.steady_course = Degrees{random.uniform(0, 90)};
    o.quiet = Seconds{random.coin() ? 0.0 : random.uniform(0, 200)};
    o.persistence = Seconds{random.uniform(0, 60)};
    o.coast = Seconds{random.log_uniform(5, 100)};
    o.reorder = Seconds{random.coin() ? 0.0 : random.uniform(0, 40)};
    return o;
}

std::vector<Plot> any_plots(Random& random, LatLon centre, int count)
{
    struct Flight {
        LatLon at;
        double azimuth, speed, height;
    };
    std::vector<Flight> flights;
    for (int i = 0; i < 5; ++i)
        flights.push_back({direct(centre, random.uniform(0, 360), random.uniform(0, 30e3)), random.uniform(0, 360),
                           random.log_uniform(1, 400), random.uniform(0, 2000)});
    std::vector<Plot> plots;
    double t = 1000;
    for (int k = 0; k < count; ++k) {
        t += random.below(60) == 0 ? random.uniform(0, 200) : random.uniform(0, 3);
        const int i = random.below(5);
        Flight& f = flights[static_cast<std::size_t>(i)];
        f.azimuth += random.uniform(-40, 40);
        f.at = direct(f.at, f.azimuth, f.speed * random.uniform(0, 12));
        if (random.below(100) == 0) f.at = direct(centre, 0, 0);
        f.height += random.uniform(-100, 100);
        Plot plot{"T" + std::to_string(i),
                  {t, f.at, {Metres{f.height}, random.below(20) == 0 ? VerticalDatum::wgs84 : VerticalDatum::amsl}}};
        switch (random.below(25)) {
            case 0: plot.point.time_s -= random.uniform(0, 30); break;
            case 1: plot.point.time_s -= random.uniform(0, 300); break;
            case 2: plot.point.at.lat_deg = std::nan(""); break;
            case 3: plot.point.altitude.value = Metres{std::nan("")}; break;
            case 4: plots.push_back(plot); break;
            case 5: plot.point.time_s = std::nan(""); break;
            default: break;
        }
        plots.push_back(plot);
    }
    return plots;
}

std::vector<Zone> any_zones(Random& random, LatLon centre)
{
    std::vector<Zone> zones;
    while (zones.size() < 12) {
        ZoneSpec spec =
            zone_of(star(random, direct(centre, random.uniform(0, 360), random.uniform(0, 30e3)),
                         random.log_uniform(300, 20e3), 3 + random.below(9), 0.5, true, EdgeKind::geodesic));
        spec.id = "Z" + std::to_string(zones.size());
        if (random.coin())
            spec.altitude = {AltitudeLimit::at({Metres{random.uniform(0, 800)}, VerticalDatum::amsl}),
                             AltitudeLimit::at({Metres{random.uniform(900, 1500)}, VerticalDatum::amsl})};
        if (random.below(3) == 0) spec.windows = {{1100, 1300}, {1500, 1510}};
        if (random.below(5) == 0) spec.parts[0].margin = Metres{random.log_uniform(10, 2000)};
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    return zones;
}

}  // namespace

TEST_CASE("no sequence of plots leads to events that violate the grammar; saving and resuming changes no bit")
{
    Random random("property/monitor_grammar", 411);
    long events = 0;
    std::map<AlertEventKind, long> kinds;
    for (int round = 0; round < 60 * airspace_tests::test_scale(); ++round) {
        const LatLon centre = random.place();
        const std::vector<Zone> zones = any_zones(random, centre);
        const MonitorOptions options = any_options(random);
        const std::vector<Plot> plots = any_plots(random, centre, 400);
        Listener whole;
        Monitor monitor(zones, options);
        for (const Plot& p : plots) monitor.plot(p.track, p.point, whole);
        monitor.finish(whole);
        const std::string fault = fault_of(whole.said(), true);
        CAPTURE(round);
        REQUIRE(fault == "");
        events += static_cast<long>(whole.said().size());
        for (const auto& s : whole.said()) ++kinds[s.event.kind];
        const MonitorCounters& c = monitor.counters();
        CHECK(c.plots == plots.size());
        CHECK(c.plots == c.used + c.duplicate + c.conflicting + c.late + c.without_position + c.invalid);

        // in pieces, each with a monitor made from the bytes of the one before
        Listener pieces;
        std::vector<std::byte> bytes = Monitor(zones, options).save();
        for (std::size_t begin = 0; begin < plots.size();) {
            Monitor resumed(zones, options, bytes);
            const std::size_t end = std::min(plots.size(), begin + 1 + static_cast<std::size_t>(random.below(150)));
            for (; begin < end; ++begin) resumed.plot(plots[begin].track, plots[begin].point, pieces);
            bytes = resumed.save();
        }
        Monitor last(zones, options, bytes);
        last.finish(pieces);
        CHECK(pieces.text() == whole.text());
    }
    CHECK(events > 1000);
    for (const AlertEventKind kind : {AlertEventKind::predicted_entry, AlertEventKind::near, AlertEventKind::entry,
                                      AlertEventKind::dwell, AlertEventKind::exit, AlertEventKind::track_lost_inside})
        CHECK(kinds[kind] > 20);
}
