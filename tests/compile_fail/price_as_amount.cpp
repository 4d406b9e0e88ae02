// SPDX-License-Identifier: MIT
// A price may have no upper end: it is not an amount until somebody says which one.
#include <picket/cost/price.hpp>

picket::Amount worst(const picket::Price& price)
{
#ifndef PICKET_COMPILE_FAIL
    return price.upper().value_or(price.lower());
#else
    return price.upper();  // must not compile
#endif
}
