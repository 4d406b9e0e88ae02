// SPDX-License-Identifier: MIT
// An amount without a price year is half a statement.
#include <picket/cost/amount.hpp>

#ifndef PICKET_COMPILE_FAIL
const picket::Amount price{picket::Eur{430'000.0}, 2025};
#else
const picket::Amount price{picket::Eur{430'000.0}};  // must not compile
#endif
