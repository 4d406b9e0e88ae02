#include <picket/airspace.hpp>

#include <cstdio>
#include <filesystem>
#include <vector>

using namespace picket;

int main()
{
    // two zones: a quadrangle to 3,000 m, active in the first hour, and a circle about 54.5 N 20 E at all heights and times
    const AltitudeBand to_3000_m{AltitudeLimit::ground(), AltitudeLimit::at({Metres{3000}, VerticalDatum::amsl})};
    const RingSpec ring{{{{54.0, 18.0}}, {{54.0, 22.0}}, {{55.0, 22.0}}, {{55.0, 18.0}}}};
    const RingSpec circle{.circle = CircleSpec{{54.5, 20.0}, Metres{20e3}}};
    const std::vector<Zone> zones{Zone({"EPX1", "", {{ring}}, to_3000_m, {{0, 3600}}}), Zone({"EPX2", "", {{circle}}, {}, {}})};
    const AirspaceIndex index(zones);
    const auto id = [&](std::size_t zone) { return index.zone_id(zone).data(); };
    const auto length = [&](std::size_t zone) { return static_cast<int>(index.zone_id(zone).size()); };

    // a point: all zones that hold it, whatever the height and the time
    index.query(LatLon{54.5, 20.0}, [&](std::size_t zone, Containment) { std::printf("point: %.*s\n", length(zone), id(zone)); });

    // a position at a time: heights and times count; then the same with EPX2 closed by a NOTAM
    ActiveSet active = index.active_at(1800);
    const Position aircraft{{54.5, 20.0}, {Metres{4000}, VerticalDatum::amsl}};
    index.query(aircraft, active, [&](std::size_t zone, Containment) { std::printf("at 4,000 m: %.*s\n", length(zone), id(zone)); });
    active.set(1, Containment::outside);
    int held = 0;
    index.query(aircraft, active, [&](std::size_t, Containment) { ++held; });
    std::printf("after the NOTAM: %d zones\n", held);

    // arrays: faster than one by one
    const std::vector<double> lat_deg{54.5, 54.5, 56.0};
    const std::vector<double> lon_deg{20.0, 18.5, 20.0};
    std::vector<Containment> inside_any(lat_deg.size());
    index.contains_any(lat_deg, lon_deg, inside_any);
    std::printf("arrays: %s %s %s\n", to_string(inside_any[0]), to_string(inside_any[1]), to_string(inside_any[2]));

    // a leg: which zones it meets, and when
    const Altitude low{Metres{1000}, VerticalDatum::amsl};
    const Leg leg{{0, {54.5, 17.9}, low}, {600, {54.5, 19.0}, low}};
    index.for_each_presence(leg, zones, [&](std::size_t zone, const PresenceInterval& stay) {
        std::printf("leg: %.*s from %.3f s to %.3f s\n", length(zone), id(zone), stay.entry_s, stay.exit_s);
    });

    // the nearest boundary is another structure's to find
    const NearestBoundary near = CompiledBoundary(zones).nearest({54.5, 20.3});
    std::printf("nearest: %s, %.3f m\n", zones[static_cast<std::size_t>(near.zone)].id().c_str(), near.distance.value());

    // built once, mapped back in milliseconds
    const std::filesystem::path file = "index_quick.picket";
    save_index(index, file);
    std::printf("loaded: %zu zones\n", load_index(file).size());
    std::filesystem::remove(file);
}
