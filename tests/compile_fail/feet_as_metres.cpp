// SPDX-License-Identifier: MIT
// A function that wants metres does not take feet: the aircraft would fly at a third of its height.
#include <picket/units.hpp>

constexpr double height_m(picket::Metres height)
{
    return height.value();
}

#ifndef PICKET_COMPILE_FAIL
constexpr double result = height_m(to_metres(picket::Feet{1000.0}));
#else
constexpr double result = height_m(picket::Feet{1000.0});  // must not compile
#endif
