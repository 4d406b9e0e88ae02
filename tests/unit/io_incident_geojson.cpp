// SPDX-License-Identifier: MIT
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/nearest.hpp>
#include <picket/io/incident_geojson.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using picket::LatLon;
using picket::TrackPoint;
using picket::io::IncidentRecord;

namespace {

constexpr double t0 = 1758265080.0;  // 2025-09-19T06:58:00Z
const double nan_value = std::nan("");

std::vector<TrackPoint> track_of(const std::vector<LatLon>& places)
{
    std::vector<TrackPoint> track;
    for (const LatLon p : places) track.push_back({t0 + 60.0 * static_cast<double>(track.size()), p, {}});
    return track;
}

/// An incident that lasts the whole track.
IncidentRecord whole(const std::vector<TrackPoint>& track)
{
    const TrackPoint& first = track.front();
    const TrackPoint& last = track.back();
    return {"7",
            "alpha",
            "EST",
            {picket::Containment::inside, first.time_s, last.time_s, first.at, last.at, picket::Metres{1234.5},
             t0 + 30.25, first.at, picket::IncidentStatus::closed, picket::CrossingCause::lateral,
             picket::CrossingCause::deactivation},
            track};
}

nlohmann::json written(const std::vector<IncidentRecord>& records,
                       const std::vector<picket::io::GeoJsonTrack>& tracks = {})
{
    std::ostringstream out;
    picket::io::write_incidents_geojson(out, records, tracks);
    return nlohmann::json::parse(out.str());
}

/// The lines of a LineString or MultiLineString.
std::vector<nlohmann::json> lines_of(const nlohmann::json& geometry)
{
    if (geometry["type"] == "LineString") return {geometry["coordinates"]};
    REQUIRE(geometry["type"] == "MultiLineString");
    return geometry["coordinates"].get<std::vector<nlohmann::json>>();
}

LatLon place_of(const nlohmann::json& position) { return {position[1].get<double>(), position[0].get<double>()}; }

/// RFC 7946: longitudes in range, two positions at least, no step that could mean the other way round.
void check_lines(const std::vector<nlohmann::json>& lines)
{
    for (const auto& line : lines) {
        REQUIRE(line.size() >= 2);
        for (std::size_t i = 0; i < line.size(); ++i) {
            REQUIRE(line[i].size() == 2);
            CHECK(std::abs(place_of(line[i]).lon_deg) <= 180.0);
            if (i > 0) CHECK(std::abs(place_of(line[i]).lon_deg - place_of(line[i - 1]).lon_deg) <= 180.0);
        }
    }
}

}  // namespace

TEST_CASE("incident geojson: three features with what a report needs")
{
    const auto track = track_of({{59.9, 26.5}, {59.85, 26.2}, {59.8, 26.0}});
    const auto json = written({whole(track)});
    REQUIRE(json["type"] == "FeatureCollection");
    REQUIRE(json["features"].size() == 3);
    const auto& inside = json["features"][0];
    const auto& p = inside["properties"];
    CHECK(inside["id"] == "7/inside");
    CHECK(p["role"] == "inside");
    CHECK(p["incident_id"] == "7");
    CHECK(p["track_id"] == "alpha");
    CHECK(p["zone_id"] == "EST");
    CHECK(p["status"] == "closed");
    CHECK(p["answer"] == "inside");
    CHECK(p["entry_time"] == "2025-09-19T06:58:00Z");
    CHECK(p["exit_time"] == "2025-09-19T07:00:00Z");
    CHECK(p["duration_s"] == 120.0);
    CHECK(p["max_depth_m"] == 1234.5);
    CHECK(p["max_depth_time"] == "2025-09-19T06:58:30.25Z");
    CHECK(p["entry_cause"] == "lateral");
    CHECK(p["exit_cause"] == "deactivation");
    CHECK(inside["geometry"]["type"] == "LineString");
    // the plots themselves, longitude first
    CHECK(inside["geometry"]["coordinates"].front() == nlohmann::json({26.5, 59.9}));
    CHECK(inside["geometry"]["coordinates"].back() == nlohmann::json({26.0, 59.8}));
    CHECK(json["features"][1]["geometry"] == nlohmann::json({{"type", "Point"}, {"coordinates", {26.5, 59.9}}}));
    CHECK(json["features"][1]["properties"]["time"] == "2025-09-19T06:58:00Z");
    CHECK(json["features"][2]["geometry"] == nlohmann::json({{"type", "Point"}, {"coordinates", {26.0, 59.8}}}));
    CHECK(json["features"][2]["properties"]["time"] == "2025-09-19T07:00:00Z");
}

TEST_CASE("incident geojson: only the part between entry and exit")
{
    const auto track = track_of({{59.9, 26.5}, {59.85, 26.2}, {59.8, 26.0}, {59.7, 25.0}});
    IncidentRecord record = whole(track);
    record.incident.entry_s = t0 + 30.0;
    record.incident.entry_at = {59.875, 26.35};
    record.incident.exit_s = t0 + 90.0;
    record.incident.exit_at = {59.825, 26.1};
    const auto line = written({record})["features"][0]["geometry"]["coordinates"];
    CHECK(line.front() == nlohmann::json({26.35, 59.875}));
    CHECK(line.back() == nlohmann::json({26.1, 59.825}));
    bool plot = false;
    for (const auto& position : line) plot = plot || position == nlohmann::json({26.2, 59.85});
    CHECK(plot);
}

TEST_CASE("incident geojson: straight lines stay within a metre of the geodesic")
{
    // 2,100 km: as one straight line in longitude and latitude it would be 160 km off
    const LatLon from{52.0, -10.0};
    const LatLon to{54.0, 22.0};
    const auto track = track_of({from, to});
    const auto lines = lines_of(written({whole(track)})["features"][0]["geometry"]);
    REQUIRE(lines.size() == 1);
    check_lines(lines);
    const auto geodesic = picket::GeodesicLine::between(from, to);
    for (std::size_t i = 1; i < lines[0].size(); ++i) {
        const LatLon a = place_of(lines[0][i - 1]);
        const LatLon b = place_of(lines[0][i]);
        const LatLon middle{0.5 * (a.lat_deg + b.lat_deg), 0.5 * (a.lon_deg + b.lon_deg)};
        CHECK(picket::nearest_on_segment(geodesic, middle).distance.value() < 1.0);
    }
}

TEST_CASE("incident geojson: cut at the antimeridian")
{
    SECTION("crossed eastward and back")
    {
        const std::vector<LatLon> places{{-19.5, 176.5}, {-17.0, 179.2}, {-16.2, -179.0}, {-18.2, 178.0}};
        const auto track = track_of(places);
        const auto lines = lines_of(written({whole(track)})["features"][0]["geometry"]);
        REQUIRE(lines.size() == 3);
        check_lines(lines);
        CHECK(place_of(lines[0].back()).lon_deg == 180.0);
        CHECK(place_of(lines[1].front()).lon_deg == -180.0);
        CHECK(place_of(lines[1].back()).lon_deg == -180.0);
        CHECK(place_of(lines[2].front()).lon_deg == 180.0);
        for (std::size_t k = 0; k + 1 < lines.size(); ++k) {
            const LatLon end = place_of(lines[k].back());
            CHECK(end.lat_deg == place_of(lines[k + 1].front()).lat_deg);
            const auto leg = picket::GeodesicLine::between(places[k + 1], places[k == 0 ? 2 : 3]);
            CHECK(picket::nearest_on_segment(leg, end).distance.value() < 1.0);
        }
    }
    SECTION("longitudes written beyond 180")
    {
        const auto track = track_of({{10.0, 179.0}, {10.0, 181.0}});
        const auto lines = lines_of(written({whole(track)})["features"][0]["geometry"]);
        REQUIRE(lines.size() == 2);
        check_lines(lines);
        CHECK_THAT(place_of(lines[1].back()).lon_deg, WithinAbs(-179.0, 1e-12));
    }
    SECTION("touched, not crossed")
    {
        const auto track = track_of({{10.0, 179.0}, {11.0, 180.0}, {12.0, 179.0}});
        const auto lines = lines_of(written({whole(track)})["features"][0]["geometry"]);
        check_lines(lines);
        CHECK(lines.size() == 1);
    }
    SECTION("flown along")
    {
        const auto track = track_of({{10.0, 180.0}, {12.0, -180.0}});
        const auto lines = lines_of(written({whole(track)})["features"][0]["geometry"]);
        check_lines(lines);
        CHECK(lines.size() == 1);
    }
}

TEST_CASE("incident geojson: what is odd stays valid")
{
    SECTION("a stay of no duration is a line of two equal positions")
    {
        const auto track = track_of({{59.9, 26.5}});
        const auto lines = lines_of(written({whole(track)})["features"][0]["geometry"]);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].size() == 2);
        CHECK(lines[0][0] == lines[0][1]);
    }
    SECTION("a gap cuts the line, unknown depth is null, stray bytes are repaired")
    {
        const auto track = track_of({{59.9, 26.5}, {59.8, 26.4}, {nan_value, nan_value}, {59.6, 26.2}, {59.5, 26.1}});
        IncidentRecord record = whole(track);
        record.track_id = "caf\xE9";
        record.incident.max_depth = picket::Metres{nan_value};
        record.incident.max_depth_s = nan_value;
        record.incident.answer = picket::Containment::unknown;
        const auto json = written({record});
        const auto lines = lines_of(json["features"][0]["geometry"]);
        CHECK(lines.size() == 2);
        check_lines(lines);
        CHECK(json["features"][0]["properties"]["max_depth_m"].is_null());
        CHECK(json["features"][0]["properties"]["max_depth_time"].is_null());
        CHECK(json["features"][0]["properties"]["answer"] == "unknown");
        CHECK(json["features"][0]["properties"]["track_id"] == "caf\xEF\xBF\xBD");
    }
    SECTION("no incident at all") { CHECK(written({})["features"].empty()); }
    SECTION("whole tracks on request; one without a position has no geometry")
    {
        const auto track = track_of({{59.9, 26.5}, {59.85, 26.2}});
        const auto nowhere = track_of({{nan_value, nan_value}});
        const auto json = written({}, {{"alpha", track}, {"lost", nowhere}});
        REQUIRE(json["features"].size() == 2);
        CHECK(json["features"][0]["properties"] == nlohmann::json({{"role", "track"}, {"track_id", "alpha"}}));
        check_lines(lines_of(json["features"][0]["geometry"]));
        CHECK(json["features"][1]["geometry"].is_null());
    }
}
