// SPDX-License-Identifier: MIT
// Half the speed, twice the time to the intercept.
#include <picket/units.hpp>

constexpr picket::Seconds time_over(picket::Metres distance, picket::MetresPerSecond ground_speed)
{
    return distance / ground_speed;
}

#ifndef PICKET_COMPILE_FAIL
constexpr auto result = time_over(picket::Metres{1852.0}, to_metres_per_second(picket::Knots{480.0}));
#else
constexpr auto result = time_over(picket::Metres{1852.0}, picket::Knots{480.0});  // must not compile
#endif
