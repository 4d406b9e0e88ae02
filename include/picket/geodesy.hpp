// SPDX-License-Identifier: MIT
/// @file
/// Everything of the module geodesy: where is everything, exactly?
#ifndef PICKET_GEODESY_HPP
#define PICKET_GEODESY_HPP

#include <picket/core.hpp>
#include <picket/geodesy/position.hpp>

#endif
