// SPDX-License-Identifier: MIT
//
// The containment golden suite: rings of every edge kind, places beside and around them, and answers found another way
// (winding numbers in long double, tools/containment_oracle.cpp; remade by tools/make_containment_golden.py). Nothing
// here was computed by the library. Red means a wrong answer: no place of the suite is nearer than 0.1 mm to an edge.

#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/zone.hpp>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using picket::Containment;
using picket::EdgeKind;
using picket::LatLon;
using picket::RingSide;

struct GoldenPoint {
    LatLon at;
    bool inside;
    double clearance_m;
};

struct GoldenCase {
    std::string name;
    bool simple;  // no two edges touch except at the vertex they share
    picket::PartSpec part;
    std::vector<GoldenPoint> points;
};

EdgeKind edge_kind(const std::string& name)
{
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::rhumb, EdgeKind::great_circle, EdgeKind::lonlat}) {
        if (name == to_string(kind)) return kind;
    }
    throw std::runtime_error("no edge kind " + name);
}

RingSide ring_side(const std::string& name)
{
    if (name == "smaller") return RingSide::smaller_area;
    if (name == "left") return RingSide::left;
    if (name == "right") return RingSide::right;
    throw std::runtime_error("no ring side " + name);
}

std::vector<GoldenCase> read(const std::filesystem::path& file)
{
    std::ifstream in(file);
    std::vector<GoldenCase> cases;
    for (std::string line; std::getline(in, line);) {
        const nlohmann::json record = nlohmann::json::parse(line);
        GoldenCase golden{record.at("name").get<std::string>(), record.at("simple").get<bool>(), {}, {}};
        for (const nlohmann::json& ring : record.at("rings")) {
            picket::RingSpec spec;
            for (const nlohmann::json& v : ring) {
                spec.vertices.push_back(
                    {{v.at(0).get<double>(), v.at(1).get<double>()}, edge_kind(v.at(2).get<std::string>())});
            }
            if (&ring == &record.at("rings").front()) {
                spec.inside = ring_side(record.at("inside").get<std::string>());
                golden.part.exterior = std::move(spec);
            } else {
                golden.part.holes.push_back(std::move(spec));
            }
        }
        for (const nlohmann::json& p : record.at("points")) {
            golden.points.push_back(
                {{p.at(0).get<double>(), p.at(1).get<double>()}, p.at(2).get<int>() == 1, p.at(3).get<double>()});
        }
        cases.push_back(std::move(golden));
    }
    return cases;
}

std::vector<std::filesystem::path> files()
{
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(PICKET_TEST_DATA_DIR "/golden/containment")) {
        if (entry.path().extension() == ".jsonl") found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

picket::Zone zone_of(const std::string& name, const picket::PartSpec& part)
{
    picket::ZoneSpec spec;
    spec.id = name;
    spec.parts.push_back(part);
    return picket::Zone(std::move(spec));
}

/// The same line run the other way: each edge keeps its kind, left becomes right.
picket::RingSpec reversed(const picket::RingSpec& ring)
{
    picket::RingSpec out;
    const std::size_t n = ring.vertices.size();
    for (std::size_t i = n; i-- > 0;) {
        out.vertices.push_back({ring.vertices[i].at, ring.vertices[(i + n - 1) % n].edge_to_next});
    }
    out.inside = ring.inside == RingSide::left    ? RingSide::right
                 : ring.inside == RingSide::right ? RingSide::left
                                                  : RingSide::smaller_area;
    return out;
}

/// The same line, begun at another vertex.
picket::RingSpec begun_at(const picket::RingSpec& ring, std::size_t first)
{
    picket::RingSpec out = ring;
    std::rotate(out.vertices.begin(), out.vertices.begin() + static_cast<std::ptrdiff_t>(first % out.vertices.size()),
                out.vertices.end());
    return out;
}

/// The whole case moved east. Longitudes round, so edges move by 1e-9 m; no place of the suite is that near.
GoldenCase turned(const GoldenCase& golden, double east_deg)
{
    GoldenCase out = golden;
    const auto turn = [east_deg](picket::RingSpec& ring) {
        for (picket::RingVertex& vertex : ring.vertices) vertex.at.lon_deg += east_deg;
    };
    turn(out.part.exterior);
    for (picket::RingSpec& hole : out.part.holes) turn(hole);
    for (GoldenPoint& point : out.points) point.at.lon_deg += east_deg;
    return out;
}

std::string describe(const GoldenCase& golden, const GoldenPoint& point)
{
    std::ostringstream out;
    out << std::setprecision(17) << golden.name << ": " << point.at.lat_deg << " " << point.at.lon_deg << ", "
        << point.clearance_m << " m from an edge";
    return out.str();
}

void check_answers(const GoldenCase& golden, const picket::PartSpec& part, const char* variant)
{
    const picket::Zone zone = zone_of(golden.name, part);
    for (const GoldenPoint& point : golden.points) {
        const Containment expected = point.inside ? Containment::inside : Containment::outside;
        const Containment answer = zone.contains(point.at);
        if (answer != expected) {
            FAIL_CHECK(describe(golden, point)
                       << ", " << variant << ": " << to_string(answer) << ", should be " << to_string(expected));
        }
    }
}

}  // namespace

TEST_CASE("Every place of the containment suite is on its right side", "[golden][airspace]")
{
    std::size_t points = 0;
    for (const auto& file : files()) {
        for (const GoldenCase& golden : read(file)) {
            INFO(golden.name);
            CHECK_NOTHROW(check_answers(golden, golden.part, "as given"));
            points += golden.points.size();
        }
    }
    CHECK(points >= 20'000);  // a suite that is not found proves nothing
}

TEST_CASE("A ring run backwards, begun elsewhere or turned round the Earth gives the same answers",
          "[golden][airspace]")
{
    for (const auto& file : files()) {
        for (const GoldenCase& golden : read(file)) {
            INFO(golden.name);
            picket::PartSpec backwards{reversed(golden.part.exterior), {}};
            picket::PartSpec elsewhere{begun_at(golden.part.exterior, 2), {}};
            for (const picket::RingSpec& hole : golden.part.holes) {
                backwards.holes.push_back(reversed(hole));
                elsewhere.holes.push_back(begun_at(hole, 1));
            }
            CHECK_NOTHROW(check_answers(golden, backwards, "run backwards"));
            CHECK_NOTHROW(check_answers(golden, elsewhere, "begun elsewhere"));
            for (const double east_deg : {90.0, -175.5}) {
                const GoldenCase moved = turned(golden, east_deg);
                CHECK_NOTHROW(check_answers(moved, moved.part, "turned round the Earth"));
            }
        }
    }
}

TEST_CASE("An index over all rings of a file answers the same", "[golden][airspace][index]")
{
    for (const auto& file : files()) {
        const std::vector<GoldenCase> cases = read(file);
        std::vector<picket::Zone> zones;
        for (const GoldenCase& golden : cases) zones.push_back(zone_of(golden.name, golden.part));
        const picket::AirspaceIndex index(zones);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            for (const GoldenPoint& point : cases[i].points) {
                bool inside = false;
                index.query(point.at, [&](std::size_t zone, Containment answer) {
                    if (zone == i) inside = answer == Containment::inside;
                });
                if (inside != point.inside) FAIL_CHECK(describe(cases[i], point) << ": the index is wrong");
            }
        }
    }
}

TEST_CASE("Depth is the distance to the boundary, to a micrometre", "[golden][airspace]")
{
    for (const auto& file : files()) {
        for (const GoldenCase& golden : read(file)) {
            const picket::Zone zone = zone_of(golden.name, golden.part);
            for (const GoldenPoint& point : golden.points) {
                // Zone::depth promises 1 um; the file holds 7 decimals, 6 from 10 km up, and the oracle's own
                // distances are good to 13 nm (against 4,000 answers in quadruple precision)
                const double tolerance_m = 1e-6 + (point.clearance_m < 1e4 ? 0.5e-7 : 0.5e-6) + 15e-9;
                const double depth_m = zone.depth(point.at).value();
                const double expected_m = point.inside ? point.clearance_m : -point.clearance_m;
                if (!(std::abs(depth_m - expected_m) <= tolerance_m)) {
                    FAIL_CHECK(describe(golden, point)
                               << std::setprecision(17) << ": depth " << depth_m << " m, should be " << expected_m);
                }
            }
        }
    }
}
