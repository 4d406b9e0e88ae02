#include <picket/geodesy.hpp>
#include <picket/intercept.hpp>
#include <picket/intercept/zone_response.hpp>
#include <picket/io/intercept_geojson.hpp>

#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

using namespace picket;

int main()
{
    // a base in a quarter of an hour's readiness, and a target that will fly through a zone from east to west
    InterceptorSpec spec;
    spec.base = {59.2603, 24.2085};
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{270.0});
    spec.readiness = Seconds{900.0};
    spec.max_range = Metres{400e3};
    const Interceptor who(spec);
    const TargetPath target = TargetPath::geodesic({59.90, 27.50}, Degrees{270.0}, MetresPerSecond{245.0});

    // who can meet whom: all bases, all targets
    const std::vector<Interceptor> bases{who};
    const std::vector<TargetPath> targets{target,
                                          TargetPath::rhumb({45.0, 29.0}, Degrees{300.0}, MetresPerSecond{51.0})};
    std::vector<double> time_s(2);
    std::vector<InterceptStatus> status(2);
    const InterceptMatrixCounts counts = intercept_matrix(bases, targets, {0.0, Seconds{3600.0}}, time_s, status);
    std::printf("matrix: %s, %s; %zu of %zu rejected at once\n", to_string(status[0]), to_string(status[1]),
                counts.rejected, counts.pairs);

    // is it met before it enters the zone, and when would the order have had to come?
    const RingSpec ring{{{{59.3, 25.5}}, {{59.3, 27.0}}, {{60.0, 27.0}}, {{60.0, 25.5}}}};
    const Zone zone({"EEX", "", {{ring}}, {}, {}});
    ZoneResponseQuery query;
    query.allowed_inside = Seconds{120.0};
    const ZoneResponse response = zone_response(who, target, zone, query);
    std::printf("zone: %s, entry at %.1f s, %.1f s and %.1f km inside\n", to_string(response.outcome), response.entry_s,
                response.inside_s, response.max_depth.value() / 1000.0);
    std::printf("order before the entry: %.1f s, within two minutes of it: %.1f s\n",
                response.latest_order_before_entry_s, response.latest_order_s);

    // where it can be half an hour after the order, and how far out a target has to be detected
    const std::vector<LatLon> reached = isochrone(who, Seconds{1800.0});
    std::printf("isochrone: %.1f km\n", geodesic_distance(who.base(), reached[0]).value() / 1000.0);
    const TargetRun run{{59.43, 24.75}, MetresPerSecond{245.0}, Metres{30e3}};
    const DetectionRange range = required_detection_range(who, run, Degrees{90.0});
    std::printf("detection: %s, %.1f km\n", to_string(range.status), range.range_m / 1000.0);

    // which part of a border is answered, ten minutes warned
    const std::vector<LatLon> border{{59.0, 27.5}, {60.0, 27.5}, {60.0, 24.0}};
    const EntryRun entry{run, Seconds{900.0}, Seconds{600.0}};
    const std::vector<LinePart> parts = answered_parts(who, entry, border);
    for (const LinePart& part : parts) std::printf("answered: km %.3f to %.3f\n", part.begin_m / 1e3, part.end_m / 1e3);

    // all of it for a map
    std::vector<io::GeoJsonShape> shapes = io::answered_shapes("border", parts);
    shapes.push_back(io::isochrone_shape("half an hour", reached, Seconds{1800.0}));
    shapes.push_back(io::footprint_shape("footprint", defended_footprint(who, run)));
    std::ostringstream file;
    io::write_intercept_geojson(file, shapes);
    std::printf("GeoJSON: %zu features\n", shapes.size());
}
