// SPDX-License-Identifier: MIT
/// @file
/// Everything of the module airspace: is it, was it, or will it be inside an airspace it may not be in?
#ifndef PICKET_AIRSPACE_HPP
#define PICKET_AIRSPACE_HPP

#include <picket/airspace/active_set.hpp>
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/alert.hpp>
#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/answers.hpp>
#include <picket/airspace/bounded_region.hpp>
#include <picket/airspace/compiled_boundary.hpp>
#include <picket/airspace/edge.hpp>
#include <picket/airspace/entry_bound.hpp>
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/enum_set.hpp>
#include <picket/airspace/geographiclib_geoid.hpp>
#include <picket/airspace/geoid.hpp>
#include <picket/airspace/grading.hpp>
#include <picket/airspace/height_models.hpp>
#include <picket/airspace/height_presence.hpp>
#include <picket/airspace/heights.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/index_eigen.hpp>
#include <picket/airspace/index_file.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/prediction.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/pressure.hpp>
#include <picket/airspace/rule_issue.hpp>
#include <picket/airspace/rule_spec.hpp>
#include <picket/airspace/rule_verdicts.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/airspace/terrain.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/truth.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/airspace/zone_issue.hpp>
#include <picket/airspace/zone_spec.hpp>

#endif
