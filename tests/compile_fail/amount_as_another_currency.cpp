// SPDX-License-Identifier: MIT
// What comes out of an Amount as euros is no dollars, whatever it held.
#include <picket/cost/amount.hpp>

picket::Usd price_of(const picket::Amount& missile)
{
#ifndef PICKET_COMPILE_FAIL
    return missile.in<picket::currency::usd>(2025);
#else
    return missile.in<picket::currency::eur>(2025);  // must not compile
#endif
}
