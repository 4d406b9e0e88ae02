// SPDX-License-Identifier: MIT
// Areas and perimeters against quadruple precision (tests/golden/geodesy/SOURCE.md).
#include <picket/geodesy/polygon.hpp>

#include <support/geodesy_truth.hpp>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

using picket::LatLon;
using picket::Orientation;
using picket::PolygonMeasures;

namespace {

double number(const nlohmann::json& polygon, const char* key) { return std::stod(polygon.at(key).get<std::string>()); }

void check(const PolygonMeasures& answer, double area_m2, double perimeter_m, double vertices)
{
    // measured 0.03 m^2 a vertex, round a pole; 0.0001 for rings of 50 km
    CHECK(std::abs(answer.area_m2 - area_m2) <= 0.1 * vertices);
    CHECK(std::abs(answer.perimeter.value() - perimeter_m) <= 15e-9 * vertices);
    CHECK(answer.orientation == (area_m2 > 0 ? Orientation::counterclockwise : Orientation::clockwise));
}

}  // namespace

TEST_CASE("areas and perimeters agree with quadruple precision")
{
    for (const std::string& file : test::truth_files("planimeter_polygons.jsonl")) {
        std::ifstream in(file);
        std::size_t rows = 0;
        for (std::string line; std::getline(in, line); ++rows) {
            const nlohmann::json polygon = nlohmann::json::parse(line);
            std::vector<LatLon> ring;
            for (const auto& vertex : polygon.at("vertices_latlon")) ring.push_back({vertex.at(0), vertex.at(1)});
            INFO(line);
            const auto n = static_cast<double>(ring.size());
            check(picket::measure_geodesic_polygon(ring), number(polygon, "geodesic_area_m2"),
                  number(polygon, "geodesic_perimeter_m"), n);
            check(picket::measure_rhumb_polygon(ring), number(polygon, "rhumb_area_m2"),
                  number(polygon, "rhumb_perimeter_m"), n);
        }
        CHECK(rows >= 50);
    }
}
