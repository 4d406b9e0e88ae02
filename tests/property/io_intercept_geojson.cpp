// SPDX-License-Identifier: MIT
// Rings anywhere, written as GeoJSON and read as a planar polygon, against the zone that the same ring makes.
#include <picket/airspace/zone.hpp>
#include <picket/io/intercept_geojson.hpp>

#include <support/intercept.hpp>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <vector>

namespace {

using namespace intercept_tests;

using PlaneLine = std::vector<std::array<double, 2>>;

bool in_line(const PlaneLine& line, LatLon at)
{
    bool inside = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto [ax, ay] = line[i - 1];
        const auto [bx, by] = line[i];
        if ((ax > at.lon_deg) == (bx > at.lon_deg)) continue;
        if (ay + (at.lon_deg - ax) / (bx - ax) * (by - ay) > at.lat_deg) inside = !inside;
    }
    return inside;
}

}  // namespace

TEST_CASE("a ring as GeoJSON holds what the zone holds, anywhere on the Earth")
{
    const int cases = 400 * test_scale();
    long asked = 0;
    long in = 0;
    int several = 0;
    int round_pole = 0;
    for (int k = 0; k < cases; ++k) {
        Random random(61000000U + static_cast<std::uint64_t>(k));
        const LatLon centre = random.place();
        // against the clock, so that the inside is on the left; up to a quarter of the Earth
        const int n = 3 + random.pick(9);
        const double size_m = random.scale(1e4, 4e6);
        std::vector<LatLon> ring;
        for (int i = 0; i < n; ++i) {
            const double azimuth_deg = -360.0 * (i + random.uniform(0, 0.6)) / n;
            const double out_m = size_m * random.uniform(0.3, 1);
            ring.push_back(geodesic_direct(centre, Degrees{azimuth_deg}, Metres{out_m}).at);
        }
        RingSpec spec;
        spec.inside = RingSide::left;
        for (const LatLon p : ring) spec.vertices.push_back({p});
        const ZoneSpec zone_spec{"R", "", {{spec}}, {}, {}};
        if (!validate(zone_spec).empty()) continue;  // nearly closed upon itself
        const Zone zone(zone_spec);
        std::ostringstream out;
        const std::vector<io::GeoJsonShape> shapes{{"r", "isochrone", io::ShapeKind::polygon, ring, {}}};
        io::write_intercept_geojson(out, shapes);
        const nlohmann::json geometry = nlohmann::json::parse(out.str())["features"][0]["geometry"];
        INFO("case " << k << ", about " << centre.lat_deg << " " << centre.lon_deg << ", " << size_m << " m");
        std::vector<PlaneLine> lines;
        if (geometry["type"] == "Polygon") {
            for (const auto& line : geometry["coordinates"]) lines.push_back(line.get<PlaneLine>());
        } else {
            ++several;
            for (const auto& polygon : geometry["coordinates"])
                for (const auto& line : polygon) lines.push_back(line.get<PlaneLine>());
        }
        round_pole += (zone.contains(LatLon{90.0, 0.0}) == Containment::inside ||
                       zone.contains(LatLon{-90.0, 0.0}) == Containment::inside);
        for (int i = 0; i < 100; ++i) {
            const double azimuth_deg = random.uniform(-180, 180);
            const double out_m = size_m * random.uniform(0, 1.2);
            const LatLon at = geodesic_direct(centre, Degrees{azimuth_deg}, Metres{out_m}).at;
            // lines are within a metre, near the poles where a degree of longitude is short within some
            if (std::abs(zone.depth(at).value()) < 5.0) continue;
            bool inside = false;
            for (const PlaneLine& line : lines) inside = inside != in_line(line, at);
            ++asked;
            in += inside;
            INFO("at " << at.lat_deg << " " << at.lon_deg << ", " << zone.depth(at).value() << " m deep");
            REQUIRE(inside == (zone.contains(at) == Containment::inside));
        }
    }
    std::printf(
        "property/io_intercept_geojson: %ld places asked, %ld inside; %d rings in several polygons, %d round a "
        "pole\n",
        asked, in, several, round_pole);
    CHECK(in > asked / 10);
    CHECK(in < asked * 9 / 10);
    CHECK(several > cases / 20);
    CHECK(round_pole > cases / 20);
}
