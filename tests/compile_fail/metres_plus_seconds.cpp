// SPDX-License-Identifier: MIT
// A length and a time do not add.
#include <picket/units.hpp>

constexpr picket::Metres distance{100.0};
constexpr picket::Seconds time{20.0};

#ifndef PICKET_COMPILE_FAIL
constexpr auto result = distance + picket::Metres{1.0};
#else
constexpr auto result = distance + time;  // must not compile
#endif
