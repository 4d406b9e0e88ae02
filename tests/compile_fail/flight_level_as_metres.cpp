// SPDX-License-Identifier: MIT
// A flight level is a pressure: without a pressure model it is no length.
#include <picket/units.hpp>

constexpr double height_m(picket::Metres height)
{
    return height.value();
}

#ifndef PICKET_COMPILE_FAIL
constexpr double result = height_m(to_metres(picket::Feet{100.0 * picket::FlightLevel{95.0}.value()}));
#else
constexpr double result = height_m(to_metres(picket::FlightLevel{95.0}));  // must not compile
#endif
