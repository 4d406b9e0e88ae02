// SPDX-License-Identifier: MIT
/// @file
/// Isochrones, footprints, answered borders, meetings and the flights to them as GeoJSON (RFC 7946).
#ifndef PICKET_IO_INTERCEPT_GEOJSON_HPP
#define PICKET_IO_INTERCEPT_GEOJSON_HPP

#include <picket/geodesy/position.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/intercept/footprint.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/intercept/zone_response.hpp>
#include <picket/io/detail/curve_path.hpp>
#include <picket/io/detail/polygon_cut.hpp>
#include <picket/io/incident_geojson.hpp>
#include <picket/units.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// What a feature is.
enum class ShapeKind : std::uint8_t {
    point,    ///< the first of the places
    line,     ///< places joined by geodesics
    polygon,  ///< the same, the last joined to the first: what lies on the left of that ring
};

/// One feature of a collection.
struct GeoJsonShape {
    std::string id;
    std::string role;  ///< what it shows: `isochrone`, `footprint`, `answered`, `meeting`, `flight`, `target`
    ShapeKind kind = ShapeKind::point;
    std::vector<LatLon> places;  ///< none: a feature without geometry
    /// In this order, after `role`. A number that is none is written as null.
    std::vector<std::pair<std::string, std::variant<double, std::string>>> properties = {};
};

/// The ring of isochrone(). Property `after_order_s`.
[[nodiscard]] inline GeoJsonShape isochrone_shape(std::string id, std::vector<LatLon> ring, Seconds after_order)
{
    return {std::move(id), "isochrone", ShapeKind::polygon, std::move(ring), {{"after_order_s", after_order.value()}}};
}

/// The ring of defended_footprint(): inside it a detection comes too late. Properties `least_range_m` and
/// `greatest_range_m` of the directions that can be answered, and `open_directions`, the number of the others.
[[nodiscard]] inline GeoJsonShape footprint_shape(std::string id, const DefendedFootprint& footprint)
{
    double least_m = std::numeric_limits<double>::quiet_NaN();
    double greatest_m = least_m;
    double open = 0.0;
    for (const DetectionRange& range : footprint.by_azimuth) {
        if (!range) {
            open += 1.0;
            continue;
        }
        if (!(range.range_m >= least_m)) least_m = range.range_m;
        if (!(range.range_m <= greatest_m)) greatest_m = range.range_m;
    }
    return {std::move(id),
            "footprint",
            ShapeKind::polygon,
            footprint.ring,
            {{"least_range_m", least_m}, {"greatest_range_m", greatest_m}, {"open_directions", open}}};
}

/// The parts of answered_parts(), each a line `<id>/<number from 0>`. Properties `begin_m`, `end_m`.
[[nodiscard]] inline std::vector<GeoJsonShape> answered_shapes(const std::string& id, std::span<const LinePart> parts)
{
    std::vector<GeoJsonShape> shapes;
    for (std::size_t i = 0; i < parts.size(); ++i)
        shapes.push_back({id + "/" + std::to_string(i),
                          "answered",
                          ShapeKind::line,
                          parts[i].places,
                          {{"begin_m", parts[i].begin_m}, {"end_m", parts[i].end_m}}});
    return shapes;
}

namespace detail {

/// A path from one time to another, as places dense enough to be joined by lines in longitude and latitude.
[[nodiscard]] inline std::vector<LatLon> path_places(const TargetPath& path, double from_s, double to_s)
{
    const std::vector<TrackPoint> plots = picket::detail::plots_of(path, from_s, to_s, std::nullopt);
    std::vector<LatLon> places{plots.front().at};
    const auto refine = [&](const auto& self, double t0, LatLon a, double t1, LatLon b, int level) -> void {
        const double t = 0.5 * (t0 + t1);
        const LatLon middle = path.at(t);
        // four levels at least: the middle may lie on the line by accident
        if (level >= 16 || (level >= 4 && straight_in_lonlat(a, middle, b))) {
            places.push_back(b);
            return;
        }
        self(self, t0, a, t, middle, level + 1);
        self(self, t, middle, t1, b, level + 1);
    };
    for (std::size_t i = 1; i < plots.size(); ++i)
        refine(refine, plots[i - 1].time_s, plots[i - 1].at, plots[i].time_s, plots[i].at, 0);
    return places;
}

/// Polygon, or MultiPolygon where the antimeridian cuts it; null without an area.
[[nodiscard]] inline OrderedJson polygon_geometry(const std::vector<LatLon>& ring)
{
    if (ring.size() < 3) return nullptr;
    std::vector<LatLon> closed = ring;
    closed.push_back(ring.front());
    std::vector<LatLon> dense = along_geodesics(closed, straight_in_lonlat);
    dense.pop_back();
    OrderedJson polygons = OrderedJson::array();
    for (const PlanePolygon& polygon : cut_polygons(dense)) {
        OrderedJson rings = OrderedJson::array();
        for (const PlaneRing& line : polygon) {
            OrderedJson positions = OrderedJson::array();
            for (const LatLon p : line) positions.push_back({p.lon_deg, p.lat_deg});
            positions.push_back(positions.front());
            rings.push_back(std::move(positions));
        }
        polygons.push_back(std::move(rings));
    }
    if (polygons.empty()) return nullptr;
    if (polygons.size() == 1) return {{"type", "Polygon"}, {"coordinates", std::move(polygons[0])}};
    return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

[[nodiscard]] inline OrderedJson shape_geometry(const GeoJsonShape& shape)
{
    if (shape.places.empty()) return nullptr;
    switch (shape.kind) {
        case ShapeKind::point: return point_geometry(shape.places.front());
        case ShapeKind::line: return line_geometry({Flown{shape.places}});
        case ShapeKind::polygon: return polygon_geometry(shape.places);
    }
    return nullptr;
}

}  // namespace detail

/// An intercept as features: `<id>/target`, the target's way from its begin to the meeting, or to the end of the
/// search; where it is met `<id>/flight`, the interceptor's way, and `<id>/meeting`, the place. All have the property
/// `status`; the meeting has `time_s`, `take_off_s`, `distance_m`, `heading_deg`.
///
/// @param query  that the intercept was asked with
[[nodiscard]] inline std::vector<GeoJsonShape> intercept_shapes(const std::string& id, const Interceptor& who,
                                                                const TargetPath& target, const Intercept& intercept,
                                                                const InterceptQuery& query = {})
{
    const std::pair<std::string, std::variant<double, std::string>> status{"status", to_string(intercept.status)};
    std::vector<GeoJsonShape> shapes;
    const double end_s =
        intercept ? intercept.first.time_s : std::min(query.order_s + query.horizon.value(), target.end_s());
    GeoJsonShape course{id + "/target", "target", ShapeKind::line, {}, {status}};
    if (target.begin_s() <= end_s && std::isfinite(end_s))
        course.places = detail::path_places(target, target.begin_s(), end_s);
    shapes.push_back(std::move(course));
    if (!intercept) return shapes;
    const Meeting& meeting = intercept.first;
    shapes.push_back({id + "/flight", "flight", ShapeKind::line, {who.base(), meeting.at}, {status}});
    shapes.push_back({id + "/meeting",
                      "meeting",
                      ShapeKind::point,
                      {meeting.at},
                      {status,
                       {"time_s", meeting.time_s},
                       {"take_off_s", meeting.take_off_s},
                       {"distance_m", meeting.distance_m},
                       {"heading_deg", meeting.heading_deg}}});
    return shapes;
}

/// Writes shapes as a FeatureCollection, one feature a line, each with `id`, and the properties `role` and its own.
///
/// As RFC 7946 wants it: rings against the clock and closed, lines and polygons cut where they cross 180 degrees, and a
/// polygon round a pole carried to the pole along 180 degrees. GeoJSON joins positions by straight lines in longitude
/// and latitude; points are added until those agree with the geodesics to a metre. Text that is not UTF-8 is repaired
/// with U+FFFD.
///
/// @pre  the places of a shape are places; a ring does not cross itself
/// Accuracy    lines within 1 m of the geodesics, a target's rhumb line within 2 m; the places themselves read back as
///             the same doubles, longitudes in [-180, 180] [tests/unit/io_intercept_geojson]
/// Errors      throws only std::bad_alloc and what the stream throws
inline void write_intercept_geojson(std::ostream& out, std::span<const GeoJsonShape> shapes)
{
    using detail::OrderedJson;
    out << "{\"type\":\"FeatureCollection\",\"features\":[";
    const char* separator = "\n";
    for (const GeoJsonShape& shape : shapes) {
        OrderedJson feature;
        feature["type"] = "Feature";
        feature["id"] = shape.id;
        OrderedJson properties;
        properties["role"] = shape.role;
        for (const auto& [name, value] : shape.properties) {
            if (const double* const number = std::get_if<double>(&value))
                properties[name] = detail::number_or_null(*number);
            else
                properties[name] = *std::get_if<std::string>(&value);
        }
        feature["properties"] = std::move(properties);
        feature["geometry"] = detail::shape_geometry(shape);
        out << separator << feature.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
        separator = ",\n";
    }
    out << "\n]}\n";
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
