// SPDX-License-Identifier: MIT
// There is no area type, so there is no product of two lengths.
#include <picket/units.hpp>

#ifndef PICKET_COMPILE_FAIL
constexpr auto result = picket::Metres{3.0} * 4.0;
#else
constexpr auto result = picket::Metres{3.0} * picket::Metres{4.0};  // must not compile
#endif
