// SPDX-License-Identifier: MIT
// Currencies meet only through an exchange rate.
#include <picket/units.hpp>

constexpr picket::Eur missile{430'000.0};
constexpr picket::Usd drone{10'000.0};

#ifndef PICKET_COMPILE_FAIL
constexpr auto result = missile + picket::Eur{1.0} * drone.value();
#else
constexpr auto result = missile + drone;  // must not compile
#endif
