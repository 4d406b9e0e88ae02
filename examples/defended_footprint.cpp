// SPDX-License-Identifier: MIT
// From which entry points can a base answer in time? A fast target is seen at one place and flies straight to where it
// enters; the footprint is all of the places at which it is met by then. Written as a map and as zones for picket.
#include <picket/geodesy/polygon.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/io/map_svg.hpp>
#include <picket/io/zone_geojson.hpp>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using namespace picket;

int main()
{
    std::printf("every number but Ämari's place is an assumption: seen at 60 N 28 E, target 400 m/s,\n"
                "fighter 270 m/s, no further than 250 km from its base\n");
    constexpr LatLon base{59.2603, 24.2085};  // Ämari
    constexpr LatLon seen{60.0, 28.0};
    std::vector<ZoneSpec> footprints;
    std::string features;
    for (const int readiness_min : {2, 5, 15}) {
        InterceptorSpec spec{.base = base, .readiness = Seconds{60.0 * readiness_min}, .max_range = Metres{250e3}};
        spec.ground_speed = SpeedProfile::constant(MetresPerSecond{270.0});
        const Interceptor fighter(spec);
        const auto answers = [&](LatLon entry) {
            const double flight_s = (geodesic_distance(seen, entry) / MetresPerSecond{400.0}).value();
            return bool(earliest_intercept(fighter, TargetPath::through(std::vector<Waypoint>{{0.0, seen}, {flight_s, entry}})));
        };
        std::vector<LatLon> edge;
        RingSpec ring;
        std::string positions;
        // Halving finds the edge on each azimuth: the target is not the slower of the two, so where the base answers at
        // a place it answers nearer by too (flying to the later meeting it crosses the path to the nearer place).
        for (int azimuth = 360; answers(base) && azimuth > 0; azimuth -= 5) {
            const auto place = [&](double m) { return geodesic_direct(base, Degrees{1.0 * azimuth}, Metres{m}).at; };
            double yes = 0.0, no = 1e6;
            while (no - yes > 1.0) (answers(place(0.5 * (yes + no))) ? yes : no) = 0.5 * (yes + no);
            edge.push_back(place(yes));
            ring.vertices.push_back({edge.back(), EdgeKind::geodesic});
            positions += '[' + std::to_string(edge.back().lon_deg) + ',' + std::to_string(edge.back().lat_deg) + "],";
        }
        std::printf("ready after %2d minutes: %.0f km2\n", readiness_min, measure_geodesic_polygon(edge).area_m2 / 1e6);
        if (edge.empty()) continue;
        const std::string name = std::to_string(readiness_min) + " minutes";
        footprints.push_back({name, "", {{ring}}, {}, {}});
        features += (features.empty() ? "" : ",\n") + (R"({"type":"Feature","id":")" + name) +
                    R"(","properties":{"edges":"geodesic"},"geometry":{"type":"Polygon","coordinates":[[)" + positions +
                    positions.substr(0, positions.find(']') + 1) + "]]}}";
    }
    std::ofstream("defended_footprint.geojson") << R"({"type":"FeatureCollection","features":[)" << features << "]}\n";
    const auto land = io::read_zones_geojson(std::string(PICKET_EXAMPLE_DATA_DIR) + "/land_gulf_of_finland.geojson").zones;
    io::MapScene scene{.title = "Where a fighter from Ämari meets a target seen at 60 N 28 E before it gets there"};
    for (const auto& record : land) scene.zones.push_back({&record.spec, io::MapZoneKind::land});
    for (const ZoneSpec& footprint : footprints) scene.zones.push_back({&footprint, io::MapZoneKind::airspace});
    scene.places = {{"Ämari", base}, {"seen here", seen}};
    std::ofstream svg("defended_footprint.svg");
    io::write_map_svg(svg, scene);
}
