// SPDX-License-Identifier: MIT
/// @file
/// Everything of the module intercept: who can reach it, where and when?
#ifndef PICKET_INTERCEPT_HPP
#define PICKET_INTERCEPT_HPP

#include <picket/core.hpp>
#include <picket/intercept/assignment.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/intercept/footprint.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/intercept/matrix.hpp>
#include <picket/intercept/matrix_eigen.hpp>
#include <picket/intercept/patrol.hpp>
#include <picket/intercept/planar.hpp>
#include <picket/intercept/planar_turn.hpp>
#include <picket/intercept/radar_horizon.hpp>
#include <picket/intercept/target_path.hpp>

#endif
