// SPDX-License-Identifier: MIT
/// @file
/// Everything of the module cost: what does each answer cost? Needs core and the standard library.
#ifndef PICKET_COST_HPP
#define PICKET_COST_HPP

#include <picket/core.hpp>
#include <picket/cost/amount.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/price.hpp>
#include <picket/cost/random.hpp>

#endif
