// SPDX-License-Identifier: MIT
#include <border_watch.hpp>

int main()
{
    picket::RingSpec ring;
    ring.vertices = {{.at = {59.0, 24.0}}, {.at = {60.0, 26.0}}, {.at = {59.0, 28.0}}};
    picket::ZoneSpec spec;
    spec.parts.push_back({.exterior = ring, .holes = {}});
    const picket::Zone zone(spec);
    return violates(zone, {59.3, 26.0}) && !violates(zone, {58.3, 26.0}) ? 0 : 1;
}
