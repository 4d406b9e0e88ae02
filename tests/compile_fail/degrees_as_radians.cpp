// SPDX-License-Identifier: MIT
// Degrees are not radians.
#include <picket/units.hpp>

constexpr double angle_rad(picket::Radians angle)
{
    return angle.value();
}

#ifndef PICKET_COMPILE_FAIL
constexpr double result = angle_rad(to_radians(picket::Degrees{180.0}));
#else
constexpr double result = angle_rad(picket::Degrees{180.0});  // must not compile
#endif
