// SPDX-License-Identifier: MIT
/// @file
/// Everything in picket/intercept.
#ifndef PICKET_INTERCEPT_HPP
#define PICKET_INTERCEPT_HPP

#include <picket/core.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/intercept/footprint.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/intercept/matrix.hpp>
#include <picket/intercept/matrix_eigen.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/intercept/zone_response.hpp>

#endif
