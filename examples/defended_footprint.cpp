// SPDX-License-Identifier: MIT
// From which entry points can a base answer in time? A fast target is seen at one place and flies straight to where it
// enters; the footprint is all of the places at which it is met by then. Written as a map and as zones for picket.
#include <picket/geodesy/polygon.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/io/intercept_geojson.hpp>
#include <picket/io/map_svg.hpp>
#include <picket/io/zone_geojson.hpp>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using namespace picket;

int main()
{
    std::printf("assumed, all but Ämari's place: seen at 60 N 28 E, target 400 m/s, fighter 270 m/s; within 300 km\n");
    constexpr LatLon base{59.2603, 24.2085};  // Ämari
    constexpr LatLon seen{60.0, 28.0};
    std::vector<io::GeoJsonShape> shapes;
    for (const int minutes : {2, 5, 15}) {
        const Interceptor fighter({.base = base,
                                   .ground_speed = SpeedProfile::constant(MetresPerSecond{270.0}),
                                   .readiness = Seconds{60.0 * minutes}});
        const auto answers = [&](LatLon entry) {
            const double entry_s = (geodesic_distance(seen, entry) / MetresPerSecond{400.0}).value();
            const std::vector<Waypoint> run{{0.0, seen}, {entry_s, entry}};
            return static_cast<bool>(earliest_intercept(fighter, TargetPath::through(run)));
        };
        // Halving finds the edge on each azimuth: the target is no slower than the fighter, so where it is met in time
        // at a place it is at nearer ones too (on the way to the meeting the fighter crosses the path to those).
        std::vector<LatLon> edge;
        for (int azimuth = 360; answers(base) && azimuth > 0; azimuth -= 5) {
            const auto place = [&](double m) { return geodesic_direct(base, Degrees{1.0 * azimuth}, Metres{m}).at; };
            double yes = 0.0, no = 300e3;  // behind the base there is no edge: what gets there is met before
            while (no - yes > 1.0) (answers(place(0.5 * (yes + no))) ? yes : no) = 0.5 * (yes + no);
            edge.push_back(place(yes));
        }
        std::printf("ready after %2d minutes: %.0f km2\n", minutes, measure_geodesic_polygon(edge).area_m2 / 1e6);
        if (edge.empty()) continue;
        shapes.push_back({"ready after " + std::to_string(minutes) + " min",
                          "footprint",
                          io::ShapeKind::polygon,
                          edge,
                          {{"edges", "geodesic"}}});
    }
    io::write_intercept_geojson(std::ofstream("defended_footprint.geojson").flush(), shapes);
    const auto footprints = io::read_zones_geojson("defended_footprint.geojson").zones;
    const auto land = io::read_zones_geojson(PICKET_EXAMPLE_DATA_DIR "/land_gulf_of_finland.geojson").zones;
    io::MapScene scene{.title = "Where a target seen at 60 N 28 E is met before it gets there"};
    for (const auto& record : land) scene.zones.push_back({&record.spec, io::MapZoneKind::land});
    for (const auto& record : footprints) scene.zones.push_back({&record.spec, io::MapZoneKind::airspace});
    scene.places = {{"Ämari", base}, {"seen", seen}};
    std::ofstream svg("defended_footprint.svg");
    io::write_map_svg(svg, scene);
}
