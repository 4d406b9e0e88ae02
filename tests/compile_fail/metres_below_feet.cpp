// SPDX-License-Identifier: MIT
// Comparing needs one unit on both sides.
#include <picket/units.hpp>

#ifndef PICKET_COMPILE_FAIL
constexpr bool below = picket::Metres{1000.0} < to_metres(picket::Feet{4000.0});
#else
constexpr bool below = picket::Metres{1000.0} < picket::Feet{4000.0};  // must not compile
#endif
