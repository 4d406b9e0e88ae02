// SPDX-License-Identifier: MIT
// Writes examples/data/vaindloo_2025-09-19_reconstruction.csv: three aircraft past Vaindloo, as they may have flown.
//
//   c++ -std=c++20 -O2 -I include tools/make_vaindloo_track.cpp -lGeographicLib -o /tmp/make_track
//   /tmp/make_track examples/data/estonia_territorial_sea.geojson >
//   examples/data/vaindloo_2025-09-19_reconstruction.csv
//
// Given: three MiG-31, from east to west past Vaindloo, about 12 minutes inside, never 10 km deep. Everything else is
// chosen here and is an assumption: the route, the formation, the height, the hour. The speed follows: it is the one
// that makes the leader's stay 12 minutes.
#include <picket/airspace/incident.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using picket::Degrees;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;

/// The leader's route, joined by geodesics: from the open water between Gogland and the Tyuters islands, past
/// Vaindloo on its north side, then along the limit, and out of it north of Pakri.
constexpr std::array<LatLon, 10> route{{{59.985, 27.6},
                                        {59.945, 27.0},
                                        {59.88, 26.4},
                                        {59.79, 26.0},
                                        {59.785, 25.5},
                                        {59.755, 25.1},
                                        {59.72, 24.8},
                                        {59.65, 24.4},
                                        {59.56, 23.98},
                                        {59.56, 22.9}}};

constexpr double stay_s = 720.0;
constexpr double entry_s = 1758265080.0;  // 2025-09-19T06:58:00Z
constexpr double plot_interval_s = 10.0;
constexpr double altitude_m = 9000.0;

/// Where the others fly: behind the leader and to his right [m].
struct Station {
    const char* id;
    double behind_m;
    double right_m;
};
constexpr std::array<Station, 3> formation{
    {{"MiG-31 no. 1", 0.0, 0.0}, {"MiG-31 no. 2", 1000.0, 500.0}, {"MiG-31 no. 3", 2000.0, -500.0}}};

/// A place on the route and the direction of flight there.
std::pair<LatLon, Degrees> on_route(double s_m)
{
    for (std::size_t i = 1; i < route.size(); ++i) {
        const GeodesicLine leg = GeodesicLine::between(route[i - 1], route[i]);
        const double length = leg.length().value();
        if (s_m <= length || i + 1 == route.size()) {
            const LatLon at = leg.at(Metres{s_m});
            return {at, picket::geodesic_inverse(at, route[i]).azimuth_start};
        }
        s_m -= length;
    }
    return {};
}

double route_length_m()
{
    double sum = 0;
    for (std::size_t i = 1; i < route.size(); ++i) sum += picket::geodesic_distance(route[i - 1], route[i]).value();
    return sum;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: make_vaindloo_track estonia_territorial_sea.geojson\n");
        return 2;
    }
    const std::vector<picket::Zone> zones = picket::io::load_zones_geojson(std::string(argv[1])).zones;

    // Flown at 1 m/s from time 0, a stay's times are distances along the route.
    std::vector<picket::TrackPoint> route_track;
    double s_m = 0;
    for (std::size_t i = 0; i < route.size(); ++i) {
        if (i > 0) s_m += picket::geodesic_distance(route[i - 1], route[i]).value();
        route_track.push_back({s_m, route[i], {}});
    }
    const auto stays = picket::incidents(zones.at(0), route_track);
    if (stays.size() != 1) {
        std::fprintf(stderr, "the route has %zu stays inside, not one\n", stays.size());
        return 1;
    }
    const double inside_m = stays[0].exit_s - stays[0].entry_s;
    const double speed_mps = inside_m / stay_s;
    std::fprintf(stderr, "inside for %.1f km: %.1f m/s; deepest %.2f km\n", inside_m / 1000, speed_mps,
                 stays[0].max_depth.value() / 1000);

    std::printf("id,time,lat,lon,alt_m,datum\n");
    const double start_s = entry_s - stays[0].entry_s / speed_mps;
    const double first_s = std::ceil(start_s / plot_interval_s) * plot_interval_s;
    const double last_s = start_s + route_length_m() / speed_mps;
    for (const Station& station : formation) {
        for (double t = first_s; t <= last_s; t += plot_interval_s) {
            const double along_m = (t - start_s) * speed_mps - station.behind_m;
            if (along_m < 0) continue;
            const auto [at, course] = on_route(along_m);
            const LatLon p =
                station.right_m == 0.0
                    ? at
                    : picket::geodesic_direct(at, Degrees{course.value() + 90.0}, Metres{station.right_m}).at;
            std::printf("%s,%s,%.5f,%.5f,%.0f,amsl\n", station.id, picket::io::utc_text(t).c_str(), p.lat_deg,
                        p.lon_deg, altitude_m);
        }
    }
    return 0;
}
