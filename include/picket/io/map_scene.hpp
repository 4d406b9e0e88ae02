// SPDX-License-Identifier: MIT
/// @file
/// What a map shows, as plain data: see map_svg.hpp for how it is drawn.
#ifndef PICKET_IO_MAP_SCENE_HPP
#define PICKET_IO_MAP_SCENE_HPP

#include <picket/airspace/track.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/io/incident_record.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// How a zone looks.
enum class MapZoneKind : std::uint8_t {
    land,       ///< opaque, drawn first: what the other zones lie on
    territory,  ///< a state's land and sea: tinted, so that coasts below it show
    airspace,   ///< control zones, sectors, danger areas: an outline with a faint fill
};

/// A zone on the map. Zones with the same boundary (sectors stacked by flight level) are drawn once and share a
/// label.
struct MapZone {
    const ZoneSpec* zone = nullptr;  ///< borrowed; need not be a valid zone
    MapZoneKind kind = MapZoneKind::airspace;
    std::string label{};  ///< empty: the zone's name, or its id
};

/// A track on the map.
struct MapTrack {
    std::string id;
    std::span<const TrackPoint> points;  ///< sorted by time; borrowed
};

/// A named place: an airfield, an island.
struct MapPlace {
    std::string name;
    LatLon at;
};

/// Everything a map shows. The spans and pointers must outlive the drawing.
struct MapScene {
    std::string title;
    std::vector<std::string> notes{};  ///< lines below the title, such as "reconstruction: ..."
    std::vector<MapZone> zones{};
    std::vector<MapTrack> tracks{};
    std::vector<IncidentRecord> incidents{};  ///< zone_id names a zone above; numbered in this order
    std::vector<MapPlace> places{};
    std::vector<std::string> attribution{};  ///< sources and licences, a line each
    /// What the map must show; empty: the tracks, or else the zones that are not land.
    std::vector<LatLon> extent{};
    /// Legs faster than this are drawn dotted: not flown, but reported (spoofed or jammed navigation) [m/s].
    double jump_mps = 1000.0;
};

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
