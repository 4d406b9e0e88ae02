#include <picket/airspace.hpp>

#include <cstdio>

int main()
{
    using picket::EdgeKind;
    picket::ZoneSpec spec;  // its south edge runs along the parallel 54 N, the others are geodesics
    spec.id = "EPX1";
    spec.parts = {{.exterior = {{{{54.0, 18.0}, EdgeKind::rhumb}, {{54.0, 22.0}}, {{55.0, 22.0}}, {{55.0, 18.0}}}}}};
    const picket::Zone zone(spec);

    const picket::TrackPoint track[] = {{0, {53.9990, 19.9}}, {12, {53.9995, 19.94}}, {24, {54.0070, 19.98}}};
    for (const picket::Incident& stay : picket::incidents(zone, track))
        std::printf("%s entered at %.6f s at %.6f %.6f, %.3f m deep, %s\n", zone.id().c_str(), stay.entry_s,
                    stay.entry_at.lat_deg, stay.entry_at.lon_deg, stay.max_depth.value(), to_string(stay.status));
}
