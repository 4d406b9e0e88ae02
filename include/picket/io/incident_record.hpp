// SPDX-License-Identifier: MIT
/// @file
/// An incident with the names the files give it: what the writers of CSV, GeoJSON and maps take.
#ifndef PICKET_IO_INCIDENT_RECORD_HPP
#define PICKET_IO_INCIDENT_RECORD_HPP

#include <picket/airspace/incident.hpp>
#include <picket/airspace/track.hpp>

#include <span>
#include <string>

namespace picket {
inline namespace v0 {
namespace io {

/// One incident of one track in one zone.
struct IncidentRecord {
    std::string incident_id;
    std::string track_id;
    std::string zone_id;
    Incident incident;
    std::span<const TrackPoint> track;  ///< the whole track, sorted by time; borrowed; may be empty
};

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
