// SPDX-License-Identifier: MIT
// The incident of 19 September 2025 near Vaindloo, as a reconstruction: what was published against what the
// reconstruction gives, and what the distance from the nearest fighter base says about the warning time needed.
#include <picket/airspace/incident.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/io/track_csv.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>

#include <cstdio>
#include <string>

int main()
{
    std::printf(
        "reconstruction: no track was published; route, speed, height and hour are assumptions, and the limit of\n"
        "the territorial sea is built from public land polygons and treaty points (examples/data/SOURCE.md)\n\n");

    const std::string data = PICKET_EXAMPLE_DATA_DIR;
    const auto zones = picket::io::load_zones_geojson(data + "/estonia_territorial_sea.geojson").zones;
    const auto tracks = picket::io::read_tracks_csv(data + "/vaindloo_2025-09-19_reconstruction.csv", {}).tracks;

    bool fits = tracks.size() == 3;
    for (const auto& track : tracks) {
        for (const picket::Incident& stay : picket::incidents(zones.at(0), track.points)) {
            const double minutes = (stay.exit_s - stay.entry_s) / 60.0;
            const double depth_km = stay.max_depth.value() / 1000.0;
            std::printf("%s: inside from %.19s to %.19s, %.1f minutes, at most %.1f km deep\n", track.id.c_str(),
                        picket::io::utc_text(stay.entry_s).c_str(), picket::io::utc_text(stay.exit_s).c_str(), minutes,
                        depth_km);
            fits = fits && minutes > 11.5 && minutes < 12.5 && depth_km < 10.0 &&
                   stay.entry_at.lon_deg > stay.exit_at.lon_deg;
        }
    }
    std::printf("published: three aircraft, east to west, about 12 minutes, less than 10 km deep: %s\n\n",
                fits ? "fits" : "DOES NOT FIT");

    // Could a fighter on the ground have met them inside?
    constexpr picket::LatLon amari{59.2603, 24.2085};
    constexpr picket::LatLon vaindloo{59.817, 26.36};
    const picket::Metres distance = picket::geodesic_distance(amari, vaindloo);
    const picket::Seconds flight = distance / picket::MetresPerSecond{270.0};
    const double arrival_min = 15.0 + flight.value() / 60.0;
    std::printf("Amari to Vaindloo: %.1f km, %.1f minutes at 270 m/s\n", distance.value() / 1000.0,
                flight.value() / 60.0);
    std::printf("from a 15-minute readiness state: there %.1f minutes after the order\n", arrival_min);
    std::printf("the violation lasts 12: the order has to come %.1f minutes before the entry\n", arrival_min - 12.0);
    return fits ? 0 : 1;
}
