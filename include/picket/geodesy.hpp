// SPDX-License-Identifier: MIT
/// @file
/// Everything in picket/geodesy.
#ifndef PICKET_GEODESY_HPP
#define PICKET_GEODESY_HPP

#include <picket/geodesy/batch.hpp>
#include <picket/geodesy/frames.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/great_circle.hpp>
#include <picket/geodesy/intersect.hpp>
#include <picket/geodesy/nearest.hpp>
#include <picket/geodesy/polygon.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/geodesy/rhumb.hpp>

#endif
