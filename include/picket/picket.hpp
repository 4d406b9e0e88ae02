// SPDX-License-Identifier: MIT
/// @file
/// All of picket, except the optional module io: include <picket/io.hpp> for that.
#ifndef PICKET_PICKET_HPP
#define PICKET_PICKET_HPP

#include <picket/airspace.hpp>
#include <picket/core.hpp>
#include <picket/cost.hpp>
#include <picket/geodesy.hpp>
#include <picket/intercept.hpp>
#include <picket/intercept/zone_response.hpp>

#endif
