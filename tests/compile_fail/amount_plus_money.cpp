// SPDX-License-Identifier: MIT
// Money has no price year: it joins an Amount only when somebody names the year.
#include <picket/cost/amount.hpp>

picket::Amount with_fuel(const picket::Amount& flight, picket::Usd fuel)
{
#ifndef PICKET_COMPILE_FAIL
    return flight + picket::Amount(fuel, 2025);
#else
    return flight + fuel;  // must not compile
#endif
}
