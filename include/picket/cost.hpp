// SPDX-License-Identifier: MIT
/// @file
/// The module cost (what does each answer cost?) arrives in a later release; it needs core only.
#ifndef PICKET_COST_HPP
#define PICKET_COST_HPP

#include <picket/core.hpp>

#endif
