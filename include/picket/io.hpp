// SPDX-License-Identifier: MIT
/// @file
/// Everything of the optional module io: zones, tracks, bases, targets, prices and raids from files, incidents to files.
#ifndef PICKET_IO_HPP
#define PICKET_IO_HPP

#include <picket/io/alerts.hpp>
#include <picket/io/altitude_text.hpp>
#include <picket/io/bases_csv.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/grading_json.hpp>
#include <picket/io/incident_geojson.hpp>
#include <picket/io/incident_record.hpp>
#include <picket/io/intercept_geojson.hpp>
#include <picket/io/map_scene.hpp>
#include <picket/io/map_svg.hpp>
#include <picket/io/openair.hpp>
#include <picket/io/points_csv.hpp>
#include <picket/io/position_options.hpp>
#include <picket/io/prices_json.hpp>
#include <picket/io/raid_json.hpp>
#include <picket/io/rule_text.hpp>
#include <picket/io/rules_json.hpp>
#include <picket/io/scenario_price.hpp>
#include <picket/io/targets_csv.hpp>
#include <picket/io/terrain_grid.hpp>
#include <picket/io/track_csv.hpp>
#include <picket/io/uas_zones.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>
#include <picket/io/zone_record.hpp>
#include <picket/io/zones.hpp>

#endif
