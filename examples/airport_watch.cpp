// SPDX-License-Identifier: MIT
// Drones with poor position near an airport: warnings with their probabilities, and when a rule would have closed it.
// The zones are Exeter's (examples/data/SOURCE.md); drones, noise and rule are invented.
#include <picket/airspace.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>

#include <cmath>
#include <cstdio>
#include <random>
#include <set>
#include <string>

using namespace picket;

int main()
{
    std::printf("invented reconstruction: the drones, their noise and the closure rule; the zones are real\n\n");
    const auto zones = io::load_zones_geojson(std::string(PICKET_EXAMPLE_DATA_DIR) + "/airport_exeter.geojson").zones;

    MonitorOptions options;
    options.near_on = options.near_off = Metres{0};  // probability warns, not distance
    options.lookahead = Seconds{120};
    options.probability_on = 0.10;  // of being inside at some time within the look-ahead
    options.probability_off = 0.05;
    options.predicted_hits = options.predicted_window = 2;
    options.exit_margin = Metres{450};  // three standard deviations of the worst position
    options.velocity_span = Seconds{60};
    options.dwell_every = Seconds{0};
    Monitor monitor(zones, options);

    // The rule: closed from the first warning until ten minutes after the last alert has ended.
    constexpr double reopen_after_s = 600.0;
    std::set<std::uint64_t> open;
    double closed_s = 0, clear_s = 0;
    bool closed = false;
    const auto time = [](double t) { return io::utc_text(t).substr(11, 8); };
    const auto percent = [](const Probability& p) {
        return p.is_unknown() ? std::string("unknown") : std::to_string(std::lround(100.0 * p.value)) + " %";
    };
    const auto on_event = [&](const AlertEvent& e) {
        std::printf("%s  %-7s %-17s %-7s %s: %-7s", time(e.issued_s).c_str(), e.track_id.data(), to_string(e.kind),
                    to_string(e.phase), zones[e.zone].id().c_str(), to_string(e.answer));
        std::printf(" sigma %s, inside %s, within 2 min %s\n",
                    std::isinf(e.sigma_m) ? "unknown" : (std::to_string(std::lround(e.sigma_m)) + " m").c_str(),
                    percent(e.probability_inside).c_str(), percent(e.probability_entry).c_str());
        if (e.phase == AlertPhase::ended) {
            open.erase(e.alert_id);
            clear_s = e.issued_s;
        } else if (open.insert(e.alert_id).second && !closed) {
            closed = true;
            closed_s = e.issued_s;
            std::printf("%s  AIRPORT CLOSED\n", time(closed_s).c_str());
        }
    };

    // The drones, about the zone's centre: from, over ground, and how far their plots are off. One is jammed for a
    // while.
    struct Drone {
        const char* id;
        double bearing_deg, distance_m, track_deg, speed_mps, sigma_m, jammed_from_s, jammed_until_s;
    };
    const Drone drones[] = {{"crosser", 200, 7500, 35, 15, 30, 180, 300},  // through the edge of the traffic zone
                            {"skirter", 300, 6500, 166, 8, 150, 0, 0},     // along the edge, outside
                            {"distant", 20, 9000, 250, 12, 80, 0, 0}};     // stays away
    const LatLon airport{50.7341667, -3.4138889};
    std::mt19937_64 engine(1);  // the same noise on every machine: Box and Muller from its bits
    const auto uniform = [&] { return (static_cast<double>(engine() >> 11U) + 0.5) * 0x1p-53; };
    const double begin_s = 1767261600.0;  // 1 January 2026, 10:00 UTC
    for (double t = 0; t <= 3600; t += 5) {
        for (const Drone& d : drones) {
            if (t > 1200) break;  // they land
            const LatLon start = geodesic_direct(airport, Degrees{d.bearing_deg}, Metres{d.distance_m}).at;
            const LatLon truth = geodesic_direct(start, Degrees{d.track_deg}, Metres{d.speed_mps * t}).at;
            const double off_m = d.sigma_m * std::sqrt(-2.0 * std::log(uniform()));
            const LatLon plotted = geodesic_direct(truth, Degrees{360.0 * uniform()}, Metres{off_m}).at;
            const bool jammed = t >= d.jammed_from_s && t < d.jammed_until_s;
            monitor.plot(d.id, {begin_s + t, plotted, {Metres{150}, VerticalDatum::amsl}},
                         jammed ? PositionUncertainty::unknown() : PositionUncertainty::circular(Metres{d.sigma_m}),
                         on_event);
        }
        monitor.advance(begin_s + t, on_event);
        if (!closed || !open.empty() || begin_s + t < clear_s + reopen_after_s) continue;
        closed = false;
        std::printf("%s  AIRPORT REOPENED, closed for %.0f minutes\n", time(begin_s + t).c_str(),
                    (begin_s + t - closed_s) / 60.0);
    }
}
