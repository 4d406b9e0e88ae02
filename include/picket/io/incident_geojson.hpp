// SPDX-License-Identifier: MIT
/// @file
/// Incidents as GeoJSON (RFC 7946): for a GIS, a web map, a report.
#ifndef PICKET_IO_INCIDENT_GEOJSON_HPP
#define PICKET_IO_INCIDENT_GEOJSON_HPP

#include <picket/airspace/track.hpp>
#include <picket/io/detail/curve_path.hpp>
#include <picket/io/incident_record.hpp>
#include <picket/io/utc.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// A whole track for the collection, beside the parts of it that are incidents.
struct GeoJsonTrack {
    std::string id;
    std::span<const TrackPoint> points;  ///< sorted by time; borrowed
};

namespace detail {

using OrderedJson = nlohmann::ordered_json;

/// Lines in longitude and latitude, none of which crosses the antimeridian.
using LonLatLines = std::vector<std::vector<LatLon>>;

/// Cuts a line where it crosses 180 degrees (RFC 7946, section 3.1.9); longitudes come out in [-180, 180].
///
/// @param line  each step goes the short way round, and is straight in longitude and latitude
[[nodiscard]] inline LonLatLines cut_at_antimeridian(const std::vector<LatLon>& line)
{
    LonLatLines pieces;
    if (line.empty()) return pieces;
    // Longitudes run on without a step ("unwrapped"); a sheet is one turn of them, [360 n - 180, 360 n + 180].
    double lon = std::remainder(line.front().lon_deg, 360.0);
    double sheet = 0.0;
    pieces.push_back({{line.front().lat_deg, lon}});
    const auto put = [&](double lat, double unwrapped) {
        const LatLon p{lat, unwrapped - sheet};
        if (pieces.back().empty() || !(pieces.back().back() == p)) pieces.back().push_back(p);
    };
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double step = std::remainder(line[i].lon_deg - line[i - 1].lon_deg, 360.0);
        const double next = lon + step;
        const double lat0 = line[i - 1].lat_deg;
        const double lat1 = line[i].lat_deg;
        while (next > sheet + 180.0 || next < sheet - 180.0) {
            const double side = next > sheet + 180.0 ? 180.0 : -180.0;
            const double t = step != 0.0 ? (sheet + side - lon) / step : 0.0;
            const double lat = lat0 + t * (lat1 - lat0);
            put(lat, sheet + side);
            sheet += 2.0 * side;
            pieces.push_back({{lat, -side}});
        }
        put(lat1, next);
        lon = next;
    }
    // a piece of one point is where the line only touched 180 degrees
    if (pieces.size() > 1) std::erase_if(pieces, [](const auto& piece) { return piece.size() < 2; });
    for (auto& piece : pieces) {
        if (piece.size() == 1) piece.push_back(piece.front());  // a LineString has two positions at least
    }
    return pieces;
}

/// A longitude/latitude line is near enough to a geodesic when the middle is within a metre of it.
[[nodiscard]] inline bool straight_in_lonlat(LatLon a, LatLon middle, LatLon b) noexcept
{
    constexpr double metres_per_degree = 111320.0;
    const double scale = std::cos(middle.lat_deg * picket::detail::degree);
    const auto east = [&](LatLon p) { return scale * std::remainder(p.lon_deg - a.lon_deg, 360.0); };
    const double bx = east(b);
    const double by = b.lat_deg - a.lat_deg;
    const double mx = east(middle);
    const double my = middle.lat_deg - a.lat_deg;
    const double length2 = bx * bx + by * by;
    const double t = length2 > 0.0 ? (mx * bx + my * by) / length2 : 0.0;
    return std::hypot(mx - t * bx, my - t * by) * metres_per_degree < 1.0;
}

/// LineString, or MultiLineString where there are gaps or the antimeridian is crossed; null without a position.
[[nodiscard]] inline OrderedJson line_geometry(const std::vector<Flown>& pieces)
{
    OrderedJson lines = OrderedJson::array();
    for (const Flown& piece : pieces) {
        for (const auto& line : cut_at_antimeridian(along_geodesics(piece.places, straight_in_lonlat))) {
            OrderedJson positions = OrderedJson::array();
            for (const LatLon p : line) positions.push_back({p.lon_deg, p.lat_deg});
            lines.push_back(std::move(positions));
        }
    }
    if (lines.empty()) return nullptr;
    if (lines.size() == 1) return {{"type", "LineString"}, {"coordinates", std::move(lines[0])}};
    return {{"type", "MultiLineString"}, {"coordinates", std::move(lines)}};
}

[[nodiscard]] inline OrderedJson point_geometry(LatLon at)
{
    if (!is_valid(at)) return nullptr;
    return {{"type", "Point"}, {"coordinates", {std::remainder(at.lon_deg, 360.0), at.lat_deg}}};
}

/// JSON has no NaN: what is not known is null.
[[nodiscard]] inline OrderedJson number_or_null(double value)
{
    return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

}  // namespace detail

/// Writes incidents as a FeatureCollection, one feature a line.
///
/// Each incident is three features that share its `incident_id`, told apart by `role`: `inside`, the part of
/// the track within the zone (LineString; MultiLineString where there are gaps or the antimeridian is crossed);
/// `entry` and `exit` (Point). Properties of all three: `incident_id`, `track_id`, `zone_id`, `status`, `answer`
/// (`inside` or `unknown`), `entry_time`, `exit_time` (ISO 8601 UTC), `duration_s`, `max_depth_m`,
/// `max_depth_time`, `entry_cause`, `exit_cause` (CrossingCause); the points also have `time`. With `tracks`, each whole track follows as `role` `track`.
///
/// GeoJSON joins positions by straight lines in longitude and latitude; picket's tracks are geodesics: points
/// are added until the two agree to a metre. Heights are left out: RFC 7946 wants them above the ellipsoid, and
/// tracks seldom have those. Text that is not UTF-8 is repaired with U+FFFD.
///
/// Accuracy    the line is within 1 m of the geodesics; times and coordinates read back as the same doubles
///             [tests/unit/io_incident_geojson.cpp]
/// Errors      throws only std::bad_alloc and what the stream throws
inline void write_incidents_geojson(std::ostream& out, std::span<const IncidentRecord> incidents,
                                    std::span<const GeoJsonTrack> tracks = {})
{
    using detail::OrderedJson;
    out << "{\"type\":\"FeatureCollection\",\"features\":[";
    const char* separator = "\n";
    const auto write = [&](const std::string& id, OrderedJson properties, OrderedJson geometry) {
        OrderedJson feature;
        feature["type"] = "Feature";
        feature["id"] = id;
        feature["properties"] = std::move(properties);
        feature["geometry"] = std::move(geometry);
        out << separator << feature.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
        separator = ",\n";
    };
    for (const IncidentRecord& record : incidents) {
        const Incident& incident = record.incident;
        const auto properties = [&](const char* role) {
            OrderedJson p;
            p["role"] = role;
            p["incident_id"] = record.incident_id;
            p["track_id"] = record.track_id;
            p["zone_id"] = record.zone_id;
            p["status"] = to_string(incident.status);
            p["answer"] = to_string(incident.answer);
            p["entry_time"] = utc_text(incident.entry_s);
            p["exit_time"] = utc_text(incident.exit_s);
            p["duration_s"] = detail::number_or_null(incident.exit_s - incident.entry_s);
            p["max_depth_m"] = detail::number_or_null(incident.max_depth.value());
            p["max_depth_time"] =
                is_time(incident.max_depth_s) ? OrderedJson(utc_text(incident.max_depth_s)) : OrderedJson(nullptr);
            p["entry_cause"] = to_string(incident.entry_cause);
            p["exit_cause"] = to_string(incident.exit_cause);
            return p;
        };
        write(record.incident_id + "/inside", properties("inside"),
              detail::line_geometry(detail::flown_inside(record.track, incident)));
        OrderedJson entry = properties("entry");
        entry["time"] = utc_text(incident.entry_s);
        write(record.incident_id + "/entry", std::move(entry), detail::point_geometry(incident.entry_at));
        OrderedJson exit = properties("exit");
        exit["time"] = utc_text(incident.exit_s);
        write(record.incident_id + "/exit", std::move(exit), detail::point_geometry(incident.exit_at));
    }
    for (const GeoJsonTrack& track : tracks) {
        OrderedJson properties;
        properties["role"] = "track";
        properties["track_id"] = track.id;
        write("track/" + track.id, std::move(properties), detail::line_geometry(detail::flown_pieces(track.points)));
    }
    out << "\n]}\n";
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
