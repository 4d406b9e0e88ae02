// SPDX-License-Identifier: MIT
/// @file
/// Incidents as a map: zones, tracks, the part of each track inside a zone, where it entered and left.
#ifndef PICKET_IO_MAP_SVG_HPP
#define PICKET_IO_MAP_SVG_HPP

#include <picket/airspace/track.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/io/detail/map_painter.hpp>
#include <picket/io/incident_record.hpp>
#include <picket/io/map_scene.hpp>

#include <ostream>

namespace picket {
inline namespace v0 {
namespace io {

/// Draws a scene as a self-contained SVG 1.1 document, 1200 px wide: no scripts, no links, no fonts of its own.
///
/// The map is Lambert's azimuthal equal-area projection of WGS 84 about the middle of what it shows, so that
/// scale and north are true in the middle and poles and antimeridian are places like any other. Edges and legs
/// are drawn on their true curves to a fifth of a pixel. Labels stand where they hide least, and are left out
/// where they would hide too much; the table beside the map names the first incidents and says how many more
/// there are.
///
/// Guarantees  (1) the same scene gives the same bytes
///             (2) any text is safe in it: markup is escaped, what XML forbids is replaced
///             (3) plots without a position, zones without a part and an empty scene give a map without them
/// Cost        about a second for half a million vertices; the size depends on the picture, not on the data
/// Errors      throws only std::bad_alloc and what the stream throws
/// Example     the `picket replay --svg` option, examples/picket
inline void write_map_svg(std::ostream& out, const MapScene& scene) { out << detail::MapPainter(scene).document(); }

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
