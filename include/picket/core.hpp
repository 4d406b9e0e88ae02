// SPDX-License-Identifier: MIT
/// @file
/// Everything of the module core: units, errors, the version.
#ifndef PICKET_CORE_HPP
#define PICKET_CORE_HPP

#include <picket/error.hpp>
#include <picket/units.hpp>
#include <picket/version.hpp>

#endif
