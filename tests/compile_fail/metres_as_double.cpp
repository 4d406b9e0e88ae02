// SPDX-License-Identifier: MIT
// A length does not lose its unit by accident.
#include <picket/units.hpp>

#ifndef PICKET_COMPILE_FAIL
constexpr double length_m = picket::Metres{250.0}.value();
#else
constexpr double length_m = picket::Metres{250.0};  // must not compile
#endif
