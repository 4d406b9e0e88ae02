// SPDX-License-Identifier: MIT
// The program most consumers build: a zone, and a place inside it. Whether it links and answers is the test.
#include <picket/picket.hpp>

#include <cstdio>

int main()
{
    picket::RingSpec ring;
    for (const auto& [lat_deg, lon_deg] : {picket::LatLon{54.0, 14.0}, {54.0, 24.0}, {50.0, 24.0}, {50.0, 14.0}}) {
        ring.vertices.push_back({.at = {lat_deg, lon_deg}, .edge_to_next = picket::EdgeKind::geodesic});
    }
    picket::ZoneSpec spec;
    spec.id = "box";
    spec.parts.push_back({.exterior = ring, .holes = {}});
    const picket::Zone zone(spec);

    // The geodesic between the northern corners bulges north of their parallel: 54.05 N is inside.
    const bool ok = zone.contains(picket::LatLon{54.05, 19.0}) == picket::Containment::inside
                    && zone.contains(picket::LatLon{54.5, 19.0}) == picket::Containment::outside;
    std::puts(ok ? "inside" : "wrong answer");
    return ok ? 0 : 1;
}
