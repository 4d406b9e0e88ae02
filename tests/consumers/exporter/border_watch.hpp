// SPDX-License-Identifier: MIT
#ifndef BORDER_WATCH_HPP
#define BORDER_WATCH_HPP

#include <picket/airspace.hpp>

bool violates(const picket::Zone& zone, picket::LatLon place);

#endif
