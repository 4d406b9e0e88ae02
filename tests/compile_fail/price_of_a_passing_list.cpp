// SPDX-License-Identifier: MIT
// A price is found in a list that lives on: the pointer into a temporary one would dangle.
#include <picket/cost/price.hpp>

std::vector<picket::PricedItem> read();

const picket::Price* price()
{
#ifndef PICKET_COMPILE_FAIL
    static const std::vector<picket::PricedItem> list = read();
    return find_price(list, "AIM-9X");
#else
    return find_price(read(), "AIM-9X");  // must not compile
#endif
}
