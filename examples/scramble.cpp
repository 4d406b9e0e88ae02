// SPDX-License-Identifier: MIT
// Could a fighter from Ämari have met the intruders of 19 September 2025, and when would it have had to be ordered?
#include <picket/airspace/incident.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/io/track_csv.hpp>
#include <picket/io/zone_geojson.hpp>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

using namespace picket;

int main()
{
    std::printf("reconstruction: no track was published; [a] marks assumptions (examples/data/SOURCE.md)\n");
    InterceptorSpec spec;
    spec.base = {59.2603, 24.2085};  // Ämari
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{270.0});
    spec.readiness = Seconds{15 * 60.0};
    const Interceptor fighter(spec);
    std::printf("a fighter at Ämari: 270 m/s [a], airborne 15 minutes after the order [a]\n\n");

    // what was published: about 12 minutes inside, past Vaindloo
    const double violation_min = 12.0;
    const TargetPath there = TargetPath::geodesic({59.817, 26.36}, Degrees{0.0}, MetresPerSecond{0.0});
    const Meeting arrival = earliest_intercept(fighter, there).first;
    const double early_min = arrival.time_s / 60.0 - violation_min;
    std::printf("Ämari to Vaindloo: %.1f km\nover Vaindloo %.1f minutes after the order, the violation lasts %.0f\n",
                arrival.distance_m / 1000.0, arrival.time_s / 60.0, violation_min);
    std::printf("to be there before it ends, the order comes at least %.1f minutes before the entry\n\n", early_min);

    // the same along the route that was made up to fit
    const std::string data = PICKET_EXAMPLE_DATA_DIR;
    const auto zones = io::load_zones_geojson(data + "/estonia_territorial_sea.geojson").zones;
    const io::Track intruder = io::read_tracks_csv(data + "/vaindloo_2025-09-19_reconstruction.csv").tracks.at(0);
    const Incident stay = incidents(zones.at(0), intruder.points).at(0);
    std::vector<Waypoint> plots;
    for (const TrackPoint& plot : intruder.points) plots.push_back({plot.time_s, plot.at});
    const TargetPath route = TargetPath::through(plots);

    const InterceptQuery by_exit{stay.entry_s, Seconds{stay.exit_s - stay.entry_s}};
    std::printf("along the route [a], ordered at the entry and by the exit: %s\n",
                to_string(earliest_intercept(fighter, route, by_exit).status));
    const auto before_entry_min = [&](double by_s) {
        const InterceptQuery query{stay.entry_s, Seconds{by_s - stay.entry_s}};
        return (stay.entry_s - latest_order_s(fighter, route, query)) / 60.0;
    };
    std::printf("to meet it inside, the order comes %.1f minutes before the entry (it leaves close to Ämari)\n",
                before_entry_min(stay.exit_s));
    std::printf("to meet it as it enters, %.1f\n", before_entry_min(stay.entry_s));
    const bool fits = std::abs(arrival.distance_m - 136.6e3) < 50.0 && std::abs(early_min - 11.4) < 0.05;
    return fits ? 0 : 1;
}
