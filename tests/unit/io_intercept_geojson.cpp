// SPDX-License-Identifier: MIT
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/nearest.hpp>
#include <picket/io/intercept_geojson.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace picket;
using Catch::Matchers::WithinAbs;
using nlohmann::json;

json written(const std::vector<io::GeoJsonShape>& shapes)
{
    std::ostringstream out;
    io::write_intercept_geojson(out, shapes);
    return json::parse(out.str());
}

io::GeoJsonShape polygon(std::vector<LatLon> ring)
{
    return {"p", "isochrone", io::ShapeKind::polygon, std::move(ring)};
}

/// The polygons of a Polygon or MultiPolygon.
std::vector<json> polygons_of(const json& geometry)
{
    if (geometry["type"] == "Polygon") return {geometry["coordinates"]};
    REQUIRE(geometry["type"] == "MultiPolygon");
    return geometry["coordinates"].get<std::vector<json>>();
}

double area_of(const json& ring)
{
    double twice = 0.0;
    for (std::size_t i = 1; i < ring.size(); ++i)
        twice += ring[i - 1][0].get<double>() * ring[i][1].get<double>() -
                 ring[i][0].get<double>() * ring[i - 1][1].get<double>();
    return 0.5 * twice;
}

/// A Polygon or MultiPolygon to be asked many times.
class Region {
public:
    explicit Region(const json& geometry)
    {
        for (const json& rings : polygons_of(geometry)) {
            polygons_.emplace_back();
            for (const json& ring : rings) polygons_.back().push_back(ring.get<std::vector<std::array<double, 2>>>());
        }
    }

    bool holds(double lat, double lon) const
    {
        for (const auto& rings : polygons_) {
            bool inside = in_ring(rings[0], lat, lon);
            for (std::size_t h = 1; h < rings.size(); ++h) inside = inside && !in_ring(rings[h], lat, lon);
            if (inside) return true;
        }
        return false;
    }

private:
    using Ring = std::vector<std::array<double, 2>>;

    static bool in_ring(const Ring& ring, double lat, double lon)
    {
        bool inside = false;
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const auto [ax, ay] = ring[i - 1];
            const auto [bx, by] = ring[i];
            if ((ax > lon) == (bx > lon)) continue;
            if (ay + (lon - ax) / (bx - ax) * (by - ay) > lat) inside = !inside;
        }
        return inside;
    }

    std::vector<std::vector<Ring>> polygons_;
};

bool holds(const json& geometry, double lat, double lon) { return Region(geometry).holds(lat, lon); }

/// RFC 7946: closed, at least four positions, exteriors against the clock, holes with it, longitudes in range.
void check_polygons(const json& geometry)
{
    for (const json& rings : polygons_of(geometry)) {
        for (std::size_t r = 0; r < rings.size(); ++r) {
            const json& ring = rings[r];
            REQUIRE(ring.size() >= 4);
            REQUIRE(ring.front() == ring.back());
            for (const json& position : ring) {
                REQUIRE(std::abs(position[0].get<double>()) <= 180.0);
                REQUIRE(std::abs(position[1].get<double>()) <= 90.0);
            }
            if (r == 0)
                CHECK(area_of(ring) > 0.0);
            else
                CHECK(area_of(ring) < 0.0);
        }
    }
}

InterceptorSpec spec_at(LatLon base, double mps)
{
    InterceptorSpec spec;
    spec.base = base;
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{mps});
    return spec;
}

/// An isochrone as it is written holds what can be reached, and nothing else, but for a strip along its line.
void check_isochrone(LatLon base, double reach_m, std::size_t polygons)
{
    INFO("about " << base.lat_deg << " " << base.lon_deg << ", " << reach_m << " m");
    const Interceptor who(spec_at(base, 250.0));
    const json file =
        written({io::isochrone_shape("i", isochrone(who, Seconds{reach_m / 250.0}), Seconds{reach_m / 250.0})});
    const json& geometry = file["features"][0]["geometry"];
    check_polygons(geometry);
    // no seam where the region goes on
    CHECK(polygons_of(geometry).size() == polygons);
    const Region region(geometry);
    long in = 0;
    for (int i = -89; i <= 89; i += 4) {
        for (int j = -179; j <= 179; j += 5) {
            const LatLon place{i + 0.37, j + 0.23};
            const double distance_m = geodesic_distance(base, place).value();
            // 72 vertices: the line lies within 0.1 % of its distance from either pole of it, and 1 m
            if (std::abs(distance_m - reach_m) < 2e-3 * std::min(reach_m, 2.0e7 - reach_m) + 1e4) continue;
            const bool inside = region.holds(place.lat_deg, place.lon_deg);
            in += inside;
            if (inside != (distance_m < reach_m)) {
                INFO(place.lat_deg << " " << place.lon_deg << ", " << distance_m << " m");
                REQUIRE(inside == (distance_m < reach_m));
            }
        }
    }
    CHECK((in > 0 || reach_m < 3e5));
}

}  // namespace

TEST_CASE("a polygon: closed, against the clock, with its properties")
{
    const std::vector<LatLon> ring{{54.0, 18.0}, {54.0, 19.0}, {55.0, 19.0}, {55.0, 18.0}};
    const json file =
        written({{"i1", "isochrone", io::ShapeKind::polygon, ring, {{"after_order_s", 900.5}, {"base", "EEEI"}}}});
    CHECK(file["type"] == "FeatureCollection");
    REQUIRE(file["features"].size() == 1);
    const json& feature = file["features"][0];
    CHECK(feature["type"] == "Feature");
    CHECK(feature["id"] == "i1");
    CHECK(feature["properties"] == json({{"role", "isochrone"}, {"after_order_s", 900.5}, {"base", "EEEI"}}));
    const json& geometry = feature["geometry"];
    CHECK(geometry["type"] == "Polygon");
    check_polygons(geometry);
    // the places themselves are among the positions
    for (const LatLon p : ring) {
        const json position{p.lon_deg, p.lat_deg};
        const json& line = geometry["coordinates"][0];
        CHECK(std::find(line.begin(), line.end(), position) != line.end());
    }
    // and those between follow the geodesics: 54 N from 18 to 19 E rises by 370 m
    for (const json& position : geometry["coordinates"][0]) {
        double nearest_m = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < 4; ++i)
            nearest_m =
                std::min(nearest_m, nearest_on_segment(GeodesicLine::between(ring[i], ring[(i + 1) % 4]),
                                                       LatLon{position[1].get<double>(), position[0].get<double>()})
                                        .distance.value());
        CHECK(nearest_m < 1e-3);
    }
    CHECK(geometry["coordinates"][0].size() > 10);
}

TEST_CASE("a polygon over the antimeridian is two")
{
    const json file = written({polygon({{-10.0, 175.0}, {-10.0, -175.0}, {10.0, -175.0}, {10.0, 175.0}})});
    const json& geometry = file["features"][0]["geometry"];
    CHECK(geometry["type"] == "MultiPolygon");
    REQUIRE(geometry["coordinates"].size() == 2);
    check_polygons(geometry);
    CHECK(holds(geometry, 0.0, 176.0));
    CHECK(holds(geometry, 0.0, 179.999));
    CHECK(holds(geometry, 0.0, -179.999));
    CHECK_FALSE(holds(geometry, 0.0, 174.0));
    CHECK_FALSE(holds(geometry, 0.0, -174.0));
    CHECK_FALSE(holds(geometry, 0.0, 0.0));
}

TEST_CASE("a comb across the antimeridian: every tooth, and no more")
{
    // two teeth reach over 180 degrees, the gap between them does not
    const json file = written({polygon({{0.0, 170.0},
                                        {0.0, -175.0},
                                        {4.0, -175.0},
                                        {4.0, 175.0},
                                        {8.0, 175.0},
                                        {8.0, -175.0},
                                        {12.0, -175.0},
                                        {12.0, 170.0}})});
    const json& geometry = file["features"][0]["geometry"];
    check_polygons(geometry);
    CHECK(polygons_of(geometry).size() == 3);
    CHECK(holds(geometry, 2.0, -178.0));
    CHECK(holds(geometry, 10.0, -178.0));
    CHECK(holds(geometry, 6.0, 172.0));
    CHECK_FALSE(holds(geometry, 6.0, 178.0));
    CHECK_FALSE(holds(geometry, 6.0, -178.0));
}

TEST_CASE("a vertex at a pole, and one on the antimeridian")
{
    const json wedge = written({polygon({{80.0, 10.0}, {80.0, 50.0}, {90.0, 0.0}})});
    check_polygons(wedge["features"][0]["geometry"]);
    CHECK(holds(wedge["features"][0]["geometry"], 89.0, 30.0));
    CHECK_FALSE(holds(wedge["features"][0]["geometry"], 89.0, 55.0));
    CHECK_FALSE(holds(wedge["features"][0]["geometry"], 89.0, 5.0));
    const json touches = written({polygon({{0.0, 170.0}, {5.0, 180.0}, {10.0, 170.0}})});
    check_polygons(touches["features"][0]["geometry"]);
    CHECK(polygons_of(touches["features"][0]["geometry"]).size() == 1);
    CHECK(holds(touches["features"][0]["geometry"], 5.0, 179.0));
    const json along = written({polygon({{0.0, 180.0}, {0.0, -170.0}, {10.0, -170.0}, {10.0, 180.0}})});
    check_polygons(along["features"][0]["geometry"]);
    CHECK(holds(along["features"][0]["geometry"], 5.0, -175.0));
    CHECK_FALSE(holds(along["features"][0]["geometry"], 5.0, 175.0));
}

TEST_CASE("isochrones anywhere hold what can be reached")
{
    check_isochrone({54.0, 20.0}, 5e5, 1);
    check_isochrone({-17.0, 179.5}, 8e5, 2);  // over the antimeridian
    check_isochrone({80.0, 15.0}, 2e6, 1);    // the north pole within
    check_isochrone({-85.0, -179.0}, 3e6, 1);
    check_isochrone({90.0, 0.0}, 1e6, 1);
    check_isochrone({-90.0, 0.0}, 4e6, 1);
    check_isochrone({10.0, 170.0}, 9e6, 1);  // a pole, nearly half the Earth
    check_isochrone({0.0, 30.0}, 1.2e7, 1);  // both poles: the Earth but for a hole
    check_isochrone({20.0, 1.0}, 1.5e7, 1);  // the hole about 180 degrees
    check_isochrone({5.0, -100.0}, 1.8e7, 1);
}

TEST_CASE("an intercept: target, flight, meeting")
{
    const Interceptor who(spec_at({59.2603, 24.2085}, 270.0));
    const TargetPath target = TargetPath::rhumb({59.90, 27.50}, Degrees{270.0}, MetresPerSecond{245.0});
    const Intercept answer = earliest_intercept(who, target);
    REQUIRE(answer);
    const json file = written(io::intercept_shapes("a", who, target, answer));
    REQUIRE(file["features"].size() == 3);
    const json& course = file["features"][0];
    CHECK(course["id"] == "a/target");
    CHECK(course["properties"] == json({{"role", "target"}, {"status", "feasible"}}));
    CHECK(course["geometry"]["type"] == "LineString");
    for (const json& position : course["geometry"]["coordinates"])
        CHECK_THAT(position[1].get<double>(),
                   WithinAbs(59.90, 2e-5));  // a parallel: within two metres of the rhumb line
    CHECK_THAT(course["geometry"]["coordinates"].back()[0].get<double>(), WithinAbs(answer.first.at.lon_deg, 1e-9));
    const json& flight = file["features"][1];
    CHECK(flight["properties"]["role"] == "flight");
    CHECK(flight["geometry"]["coordinates"].front() == json({24.2085, 59.2603}));
    const json& meeting = file["features"][2];
    CHECK(meeting["geometry"] ==
          json({{"type", "Point"}, {"coordinates", {answer.first.at.lon_deg, answer.first.at.lat_deg}}}));
    CHECK(meeting["properties"]["time_s"] == answer.first.time_s);
    CHECK(meeting["properties"]["distance_m"] == answer.first.distance_m);

    // none: only the target, as far as it was looked for
    const InterceptQuery soon{0.0, Seconds{60.0}};
    const Intercept none = earliest_intercept(who, target, soon);
    const json alone = written(io::intercept_shapes("b", who, target, none, soon));
    REQUIRE(alone["features"].size() == 1);
    CHECK(alone["features"][0]["properties"]["status"] == "too_late");
    CHECK_THAT(alone["features"][0]["geometry"]["coordinates"].back()[0].get<double>(),
               WithinAbs(target.at(60.0).lon_deg, 1e-9));
}

TEST_CASE("footprints and answered parts")
{
    InterceptorSpec spec = spec_at({59.2603, 24.2085}, 270.0);
    spec.max_range = Metres{150e3};
    const Interceptor who(spec);
    const TargetRun run{{59.817, 26.36}, MetresPerSecond{245.0}, Metres{30e3}};
    const DefendedFootprint footprint = defended_footprint(who, run, Seconds{3600.0}, 24);
    const EntryRun entry{run, Seconds{900.0}, Seconds{600.0}};
    const std::vector<LatLon> border{{59.0, 28.0}, {60.0, 28.0}, {60.2, 26.0}};
    spec.max_range = Metres{250e3};
    const std::vector<LinePart> parts = answered_parts(Interceptor(spec), entry, border);
    REQUIRE_FALSE(parts.empty());
    std::vector<io::GeoJsonShape> shapes = io::answered_shapes("border", parts);
    shapes.push_back(io::footprint_shape("f", footprint));
    const json file = written(shapes);
    REQUIRE(file["features"].size() == parts.size() + 1);
    CHECK(file["features"][0]["id"] == "border/0");
    CHECK(file["features"][0]["properties"]["end_m"] == parts[0].end_m);
    CHECK(file["features"][0]["geometry"]["type"] == "LineString");
    const json& properties = file["features"].back()["properties"];
    double open = 0.0;
    for (const DetectionRange& range : footprint.by_azimuth) {
        if (range) {
            CHECK(range.range_m >= properties["least_range_m"].get<double>());
            CHECK(range.range_m <= properties["greatest_range_m"].get<double>());
        } else {
            open += 1.0;
        }
    }
    CHECK(properties["open_directions"] == open);
    check_polygons(file["features"].back()["geometry"]);
}

TEST_CASE("nothing to show is null, and so is a number that is none")
{
    const json file = written({{"e", "isochrone", io::ShapeKind::polygon, {}, {{"x", std::nan("")}}},
                               {"f", "meeting", io::ShapeKind::point, {}},
                               {"g", "isochrone", io::ShapeKind::polygon, {{1.0, 1.0}, {2.0, 2.0}}}});
    for (const json& feature : file["features"]) CHECK(feature["geometry"].is_null());
    CHECK(file["features"][0]["properties"]["x"].is_null());
    CHECK(written({})["features"].empty());
}
