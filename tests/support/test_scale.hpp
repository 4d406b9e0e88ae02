// SPDX-License-Identifier: MIT
/// @file
/// How much longer than usual the random tests are to run.
#ifndef PICKET_TESTS_SUPPORT_TEST_SCALE_HPP
#define PICKET_TESTS_SUPPORT_TEST_SCALE_HPP

#include <cstdlib>

/// PICKET_TEST_SCALE: how many times the usual number of random cases (default 1).
inline int test_scale()
{
    const char* text = std::getenv("PICKET_TEST_SCALE");
    const int scale = text == nullptr ? 1 : std::atoi(text);
    return scale > 0 ? scale : 1;
}

#endif
