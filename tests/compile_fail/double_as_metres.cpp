// SPDX-License-Identifier: MIT
// A bare number has no unit: it becomes a length only when somebody says so.
#include <picket/units.hpp>

#ifndef PICKET_COMPILE_FAIL
constexpr picket::Metres length = picket::Metres{250.0};
#else
constexpr picket::Metres length = 250.0;  // must not compile
#endif
