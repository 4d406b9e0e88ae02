// SPDX-License-Identifier: MIT
// Two altitudes may stand on different datums: there is no operator that ignores it.
#include <picket/geodesy/position.hpp>

constexpr picket::Altitude lower{picket::Metres{300.0}, picket::VerticalDatum::agl};
constexpr picket::Altitude upper{picket::Metres{300.0}, picket::VerticalDatum::amsl};

#ifndef PICKET_COMPILE_FAIL
constexpr bool below = lower.datum == upper.datum && lower.value < upper.value;
#else
constexpr bool below = lower < upper;  // must not compile
#endif
