// SPDX-License-Identifier: MIT
#include "border_watch.hpp"

bool violates(const picket::Zone& zone, picket::LatLon place)
{
    return zone.contains(place) == picket::Containment::inside;
}
