// SPDX-License-Identifier: MIT
/// @file
/// How often operator new was called: replaced, and counted, in unit/presence_no_allocation.cpp.
#ifndef PICKET_TESTS_SUPPORT_ALLOCATION_COUNT_HPP
#define PICKET_TESTS_SUPPORT_ALLOCATION_COUNT_HPP

/// Calls so far, of this executable.
long allocation_count() noexcept;

#endif
