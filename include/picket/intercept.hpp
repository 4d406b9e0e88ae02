// SPDX-License-Identifier: MIT
/// @file
/// Everything in picket/intercept: who can reach it, where and when?
#ifndef PICKET_INTERCEPT_HPP
#define PICKET_INTERCEPT_HPP

#include <picket/core.hpp>
#include <picket/intercept/planar.hpp>
#include <picket/intercept/planar_turn.hpp>

#endif
