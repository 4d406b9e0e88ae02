// SPDX-License-Identifier: MIT
/// @file
/// The module intercept (who can reach it, where and when?) arrives in a later release.
#ifndef PICKET_INTERCEPT_HPP
#define PICKET_INTERCEPT_HPP

#include <picket/core.hpp>

#endif
