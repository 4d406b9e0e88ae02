// SPDX-License-Identifier: MIT
// validate() and the Zone constructor: every fault, named by part, ring and vertex, all of them at once; what
// counts as crossing and what as touching.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::ring_of;
using airspace_tests::zone_of;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

ZoneSpec zone_of_vertices(std::vector<RingVertex> vertices)
{
    RingSpec ring;
    ring.vertices = std::move(vertices);
    return zone_of(ring);
}

const std::vector<LatLon> square{{0, 0}, {0, 1}, {1, 1}, {1, 0}};

std::size_t count(const std::vector<ZoneIssue>& issues, ZoneIssueCode code)
{
    return static_cast<std::size_t>(
        std::count_if(issues.begin(), issues.end(), [&](const ZoneIssue& i) { return i.code == code; }));
}

bool simple(const ZoneSpec& spec) { return validate(spec).empty(); }

/// Exactly one fault, a crossing of the edges that leave these vertices.
bool crosses(const ZoneSpec& spec, int first, int second)
{
    const auto issues = validate(spec);
    if (issues.size() != 1 || issues[0].code != ZoneIssueCode::self_crossing) return false;
    return issues[0].vertex == second &&
           issues[0].message.find("from vertex " + std::to_string(first) + " near") != std::string::npos;
}

}  // namespace

TEST_CASE("a sound zone has no faults")
{
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        CHECK(simple(zone_of(square, kind)));
        CHECK(simple(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, -90}}, kind)));    // round the pole
        CHECK(simple(zone_of({{10, 170}, {10, -170}, {20, -170}, {20, 170}}, kind)));  // antimeridian
        CHECK(simple(zone_of({{60, 0}, {60, 90}, {90, 45}}, kind)));                // a vertex at the pole
        CHECK(simple(zone_of({{-60, 0}, {-90, 45}, {-60, 90}}, kind)));
    }
    CHECK_NOTHROW(Zone(zone_of(square, EdgeKind::lonlat)));
}

TEST_CASE("no parts")
{
    ZoneSpec spec;
    spec.id = "empty";
    const auto issues = validate(spec);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].code == ZoneIssueCode::no_parts);
    CHECK(issues[0].part == -1);
    CHECK(issues[0].ring == -1);
    CHECK(issues[0].vertex == -1);
    CHECK_THROWS_AS(Zone(spec), ZoneError);
}

TEST_CASE("too few distinct vertices")
{
    const auto one_fault = [](const ZoneSpec& spec) {
        const auto issues = validate(spec);
        REQUIRE(issues.size() == 1);
        CHECK(issues[0].code == ZoneIssueCode::too_few_vertices);
        CHECK(issues[0].part == 0);
        CHECK(issues[0].ring == 0);
        CHECK(issues[0].vertex == -1);
        CHECK_THROWS_AS(Zone(spec), ZoneError);
    };
    one_fault(zone_of(std::vector<LatLon>{}, EdgeKind::lonlat));
    one_fault(zone_of({{0, 0}}, EdgeKind::lonlat));
    one_fault(zone_of({{0, 0}, {1, 1}}, EdgeKind::lonlat));
    one_fault(zone_of({{0, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 0}}, EdgeKind::lonlat));
    // the same longitude written differently, and a pole written with several
    one_fault(zone_of({{0, 180}, {1, 0}, {0, -180}, {0, 540}, {1, 360}}, EdgeKind::lonlat));
    one_fault(zone_of({{90, 0}, {0, 0}, {90, 120}}, EdgeKind::geodesic));
    CHECK(simple(zone_of({{0, 0}, {1, 1}, {0, 1}, {0, 0}}, EdgeKind::lonlat)));
}

TEST_CASE("coordinates that are no places")
{
    for (const double bad : {nan_value, infinity, -infinity}) {
        for (const LatLon place : {LatLon{bad, 0}, LatLon{0, bad}, LatLon{bad, bad}}) {
            auto places = square;
            places[2] = place;
            const auto issues = validate(zone_of(places, EdgeKind::geodesic));
            REQUIRE(issues.size() == 1);
            CHECK(issues[0].code == ZoneIssueCode::not_finite);
            CHECK(issues[0].vertex == 2);
            CHECK(issues[0].message == "ring 0, vertex 2: the coordinates are not finite numbers");
        }
    }
    for (const double bad : {90.0000001, -91.0, 1e300}) {
        auto places = square;
        places[3].lat_deg = bad;
        const auto issues = validate(zone_of(places, EdgeKind::geodesic));
        REQUIRE(issues.size() == 1);
        CHECK(issues[0].code == ZoneIssueCode::latitude_out_of_range);
        CHECK(issues[0].vertex == 3);
        CHECK_THROWS_AS(Zone(zone_of(places, EdgeKind::geodesic)), ZoneError);
    }
    CHECK(validate(zone_of({{0, 0}, {91, 0}, {1, 1}}, EdgeKind::lonlat)).front().message ==
          "ring 0, vertex 1: latitude 91 is beyond 90 degrees");
    // any finite longitude is one
    CHECK(simple(zone_of({{0, 3600}, {0, 3601}, {1, -3599}}, EdgeKind::geodesic)));
}

TEST_CASE("altitude limits")
{
    const auto limits = [](AltitudeLimit lower, AltitudeLimit upper) {
        ZoneSpec spec = zone_of(square, EdgeKind::lonlat);
        spec.altitude = {lower, upper};
        return validate(spec);
    };
    const auto at = [](double value, VerticalDatum datum) { return AltitudeLimit::at({Metres{value}, datum}); };
    using enum VerticalDatum;

    CHECK(limits(at(100, amsl), at(200, amsl)).empty());
    CHECK(limits(at(100, amsl), at(100, amsl)).empty());
    CHECK(limits(at(500, agl), at(200, amsl)).empty());  // not comparable: not reversed
    CHECK(limits(AltitudeLimit::ground(), AltitudeLimit::none()).empty());
    CHECK(limits(AltitudeLimit::none(), at(-100, amsl)).empty());
    CHECK(limits(AltitudeLimit::none(), AltitudeLimit::ground()).empty());

    const auto reversed = limits(at(300, pressure_std), at(200, pressure_std));
    REQUIRE(reversed.size() == 1);
    CHECK(reversed[0].code == ZoneIssueCode::limits_reversed);
    CHECK(reversed[0].part == -1);
    for (const double bad : {nan_value, infinity, -infinity}) {
        CHECK(count(limits(at(bad, amsl), AltitudeLimit::none()), ZoneIssueCode::limit_not_finite) == 1);
        CHECK(count(limits(at(bad, amsl), at(-bad, amsl)), ZoneIssueCode::limit_not_finite) == 2);
    }
}

TEST_CASE("time windows")
{
    const auto windows = [](std::vector<TimeWindow> list) {
        ZoneSpec spec = zone_of(square, EdgeKind::lonlat);
        spec.windows = std::move(list);
        return validate(spec);
    };
    CHECK(windows({{0, 1}, {5, 6}, {-infinity, 0}, {7, infinity}, {0.5, 5.5}}).empty());
    const auto issues = windows({{0, 1}, {2, 2}, {4, 3}, {nan_value, 1}, {1, nan_value}, {infinity, infinity}});
    CHECK(issues.size() == 5);
    CHECK(count(issues, ZoneIssueCode::window_reversed) == 3);
    CHECK(count(issues, ZoneIssueCode::limit_not_finite) == 2);
    REQUIRE_FALSE(issues.empty());
    CHECK(issues[0].message.find("time window 1:") != std::string::npos);
}

TEST_CASE("all faults at once, in ring order, each with its place")
{
    ZoneSpec spec;
    spec.id = "EPR25";
    const RingSpec bow_tie = ring_of({{0, 0}, {1, 1}, {1, 0}, {0, 1}}, EdgeKind::lonlat);
    const RingSpec good = ring_of(square, EdgeKind::lonlat);
    const RingSpec bad_vertices = ring_of({{0, nan_value}, {95, 0}, {1, 1}}, EdgeKind::lonlat);
    const RingSpec two_places = ring_of({{0, 0}, {1, 1}}, EdgeKind::lonlat);
    spec.parts = {{good, {bow_tie, two_places}}, {bad_vertices, {good, bow_tie}}};
    spec.altitude = {AltitudeLimit::at({Metres{10}, VerticalDatum::amsl}), AltitudeLimit::at({Metres{1}, VerticalDatum::amsl})};
    spec.windows = {{1, 0}};

    struct Expected {
        ZoneIssueCode code;
        int part;
        int ring;
        int vertex;
    };
    const Expected expected[] = {
        {ZoneIssueCode::limits_reversed, -1, -1, -1},   {ZoneIssueCode::window_reversed, -1, -1, -1},
        {ZoneIssueCode::self_crossing, 0, 1, 2},        {ZoneIssueCode::too_few_vertices, 0, 2, -1},
        {ZoneIssueCode::not_finite, 1, 0, 0},           {ZoneIssueCode::latitude_out_of_range, 1, 0, 1},
        {ZoneIssueCode::self_crossing, 1, 2, 2},
    };
    const auto issues = validate(spec);
    REQUIRE(issues.size() == std::size(expected));
    for (std::size_t i = 0; i < issues.size(); ++i) {
        CAPTURE(i, issues[i].message);
        CHECK(issues[i].code == expected[i].code);
        CHECK(issues[i].part == expected[i].part);
        CHECK(issues[i].ring == expected[i].ring);
        CHECK(issues[i].vertex == expected[i].vertex);
    }
    CHECK(issues[2].message.starts_with("part 0, ring 1, vertex 2: the ring crosses itself"));
    CHECK(issues[6].message.starts_with("part 1, ring 2, vertex 2: the ring crosses itself"));

    try {
        const Zone zone(spec);
        FAIL("a zone with faults was built");
    } catch (const ZoneError& error) {
        CHECK(error.what() == "\"EPR25\", " + issues.front().message);
    }
    spec.id.clear();
    spec.name = "Suwalki";
    try {
        const Zone zone(spec);
        FAIL("a zone with faults was built");
    } catch (const ZoneError& error) {
        CHECK(std::strncmp(error.what(), "\"Suwalki\", ", 11) == 0);
    }
}

TEST_CASE("a fault in a later part is named by its part; with one part the part goes unsaid")
{
    ZoneSpec spec = zone_of(square, EdgeKind::lonlat);
    spec.parts[0].holes.push_back(ring_of({{0.2, 0.2}, {0.8, 0.8}, {0.8, 0.2}, {0.2, 0.8}}, EdgeKind::lonlat));
    const auto issues = validate(spec);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].ring == 1);
    CHECK(issues[0].message.starts_with("ring 1, vertex 2: "));
}

TEST_CASE("bow-ties of every kind, at every size and place")
{
    for (const EdgeKind kind : airspace_tests::all_kinds)
        for (const double size : {1e-4, 1e-2, 1.0, 10.0})
            for (const LatLon at : {LatLon{0, 0}, LatLon{54, 20}, LatLon{-33, 179.99999}, LatLon{70, -180}}) {
                CAPTURE(to_string(kind), size, at.lat_deg, at.lon_deg);
                const double a = at.lat_deg;
                const double o = at.lon_deg;
                CHECK(crosses(zone_of({{a, o}, {a + size, o + size}, {a + size, o}, {a, o + size}}, kind), 0, 2));
                CHECK(simple(zone_of({{a, o}, {a, o + size}, {a + size, o + size}, {a + size, o}}, kind)));
            }
}

TEST_CASE("where the crossing is said to be")
{
    // the crossing of the two geodesics of shared/reference/cases.md (Martinez-Llario and Baselga)
    const auto issues =
        validate(zone_of({{54, 14.5}, {54.2, 14.6}, {54.1, 14.4}, {54, 14.7}}, EdgeKind::geodesic));
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].message.find("near 54.05730131 14.52854785") != std::string::npos);
}

TEST_CASE("at most a hundred crossings are named for one ring")
{
    std::vector<LatLon> zigzag;
    for (int i = 0; i < 60; ++i) zigzag.push_back({i % 2 == 0 ? 0.0 : 1.0, 0.1 * i});
    for (int i = 59; i >= 0; --i) zigzag.push_back({i % 2 == 0 ? 0.9 : 0.1, 0.1 * i + 0.003});
    ZoneSpec spec = zone_of(zigzag, EdgeKind::lonlat);
    spec.parts[0].exterior.vertices.resize(120);
    const auto issues = validate(spec);
    CHECK(issues.size() >= 50);
    CHECK(issues.size() <= 100);
    CHECK(std::is_sorted(issues.begin(), issues.end(),
                         [](const ZoneIssue& a, const ZoneIssue& b) { return a.vertex < b.vertex; }));

    std::vector<LatLon> tangle;  // 24 chords of a circle, nearly all crossing all
    for (int i = 0; i < 49; ++i) {
        const double angle = (i % 2 == 0 ? 0.0 : 180.0) + 3.6 * i;
        tangle.push_back(airspace_tests::direct({50, 10}, angle, 50e3));
    }
    CHECK(validate(zone_of(tangle, EdgeKind::geodesic)).size() == 100);
}

TEST_CASE("a vertex visited twice: touching is allowed, passing through is not")
{
    for (const EdgeKind kind : airspace_tests::all_kinds)
        for (const double lon : {0.0, 20.0, 179.0, -179.5}) {
            CAPTURE(to_string(kind), lon);
            const auto zone = [&](std::vector<LatLon> places) {
                for (LatLon& place : places) place = {50 + place.lat_deg, lon + place.lon_deg};
                return zone_of(places, kind);
            };
            // two triangles that meet in (1, 1): one after the other, and as a figure of eight
            CHECK(simple(zone({{0, 0}, {1, 1}, {2, 0.1}, {2, 2}, {1, 1}, {0.1, 2}})));
            CHECK(crosses(zone({{0, 0}, {1, 1}, {2, 2}, {2, 0.1}, {1, 1}, {0, 2.1}}), 1, 4));
            // a vertex on another edge's interior: the middle of a meridian
            CHECK(simple(zone({{0, 0}, {2, 0}, {2, 1}, {1, 0}, {0, 1}})));
            const auto through = validate(zone({{0, 0}, {2, 0}, {2, 1}, {1, 0}, {1.2, -1}, {0, 1}}));
            REQUIRE(through.size() == 2);  // out over the meridian at the vertex, and back in below it
            CHECK(through[0].vertex == 3);
            CHECK(through[1].vertex == 4);
        }
}

TEST_CASE("a vertex on the true curve of another edge")
{
    // the middle of each kind of edge, to rounding, taken from the edge itself
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        const airspace_tests::OtherEdge edge({50, 0}, {50.5, 6}, kind);
        const LatLon middle = edge.at(0.5);
        CAPTURE(to_string(kind), middle.lat_deg, middle.lon_deg);
        const LatLon south = airspace_tests::direct(middle, 170, 50e3);
        CHECK(simple(zone_of_vertices({{{50, 0}, kind}, {{50.5, 6}}, {{49, 6}}, {middle}, {{49, 0}}})));
        CHECK_FALSE(simple(zone_of_vertices(
            {{{50, 0}, kind}, {{50.5, 6}}, {{51.5, 3.3}}, {middle}, {south}, {{49, 0}}})));
        // a hair (1 mm) short of the edge, and a hair beyond it
        const LatLon short_of = airspace_tests::direct(middle, 180, 1e-3);
        const LatLon beyond = airspace_tests::direct(middle, 0, 1e-3);
        CHECK(simple(zone_of_vertices({{{50, 0}, kind}, {{50.5, 6}}, {{49, 6}}, {short_of}, {{49, 0}}})));
        CHECK_FALSE(simple(zone_of_vertices({{{50, 0}, kind}, {{50.5, 6}}, {{49, 6}}, {beyond}, {{49, 0}}})));
        // closer than a micrometre it touches
        CHECK(simple(zone_of_vertices(
            {{{50, 0}, kind}, {{50.5, 6}}, {{49, 6}}, {airspace_tests::direct(middle, 0, 5e-7)}, {{49, 0}}})));
    }
}

TEST_CASE("touching rings, spikes, duplicates and collinear vertices are not crossings")
{
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        CAPTURE(to_string(kind));
        CHECK(simple(zone_of({{0, 0}, {0, 0}, {0, 1}, {0, 1}, {0, 1}, {1, 1}, {1, 0}, {0, 0}, {0, 0}}, kind)));
        CHECK(simple(zone_of({{50, 0}, {51, 0}, {52, 0}, {52, 1}, {52, 2}, {50, 2}}, kind)));      // on a meridian
        CHECK(simple(zone_of({{50, 0}, {52, 0}, {51, 0}, {51, 1}, {50, 1}}, kind)));             // back along it
        CHECK(simple(zone_of({{50, 0}, {51, 3}, {52, 1}, {51, 3}, {53, 0}}, kind)));              // a spike inwards
        CHECK(simple(zone_of({{50, 0}, {50, 3}, {53, 3}, {54, 5}, {53, 3}, {53, 0}}, kind)));     // and outwards
        CHECK(simple(zone_of({{50, 0}, {50, 1}, {50, 2}}, kind)));  // nothing but an edge and its way back
        CHECK(simple(zone_of({{0, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 3}, {1, 0}}, kind)));           // on the equator
    }
}

TEST_CASE("edges one ulp long, as real files have them")
{
    for (const EdgeKind kind : airspace_tests::all_kinds)
        for (const LatLon at : {LatLon{54.3, 18.6}, LatLon{-12.345678901234567, 130.9}, LatLon{80.1, -179.999}}) {
            CAPTURE(to_string(kind), at.lat_deg, at.lon_deg);
            const double up = std::nextafter(at.lat_deg, 90.0);
            const double right = std::nextafter(at.lon_deg, 1000.0);
            CHECK(simple(zone_of({at, {up, at.lon_deg}, {up, right}, {at.lat_deg + 1, at.lon_deg + 1},
                                  {at.lat_deg + 1, at.lon_deg - 1}},
                                 kind)));
            CHECK(simple(zone_of({at, {up, right}, at, {at.lat_deg, right}, {at.lat_deg + 1, at.lon_deg + 1},
                                  {at.lat_deg + 1, at.lon_deg - 1}},
                                 kind)));
            // a true crossing with such an edge in the ring is still one
            CHECK(count(validate(zone_of({at, {up, right}, {at.lat_deg + 1, at.lon_deg + 1},
                                          {at.lat_deg + 1, at.lon_deg}, {at.lat_deg, at.lon_deg + 1}},
                                         kind)),
                        ZoneIssueCode::self_crossing) == 1);
        }
}

TEST_CASE("the kind of an edge decides what crosses")
{
    // From 50 N 0 E to 50 N 10 E: the geodesic bulges 11 km to the north of the parallel. A dent whose tip is
    // 5 km north of the parallel crosses the straight edge, not the geodesic.
    const auto dented = [](EdgeKind top) {
        return zone_of_vertices({{{50, 10}, top}, {{50, 0}, EdgeKind::geodesic}, {{48, 0}, EdgeKind::geodesic},
                                 {{50.045, 5}, EdgeKind::geodesic}, {{48, 10}, EdgeKind::geodesic}});
    };
    CHECK(simple(dented(EdgeKind::geodesic)));
    CHECK(simple(dented(EdgeKind::great_circle)));
    CHECK(count(validate(dented(EdgeKind::lonlat)), ZoneIssueCode::self_crossing) == 2);
    CHECK(count(validate(dented(EdgeKind::rhumb)), ZoneIssueCode::self_crossing) == 2);
    // And a dent from the other side.
    const auto pressed = [](EdgeKind bottom) {
        return zone_of_vertices({{{50, 0}, bottom}, {{50, 10}, EdgeKind::geodesic}, {{52, 10}, EdgeKind::geodesic},
                                 {{50.045, 5}, EdgeKind::geodesic}, {{52, 0}, EdgeKind::geodesic}});
    };
    CHECK_FALSE(simple(pressed(EdgeKind::geodesic)));
    CHECK_FALSE(simple(pressed(EdgeKind::great_circle)));
    CHECK(simple(pressed(EdgeKind::lonlat)));
    CHECK(simple(pressed(EdgeKind::rhumb)));
}

TEST_CASE("edges of different kinds from one vertex that meet again")
{
    // the geodesic from 54 N 0 E to 54 N 10 E runs up to 11.6 km north of the rhumb line back to 54.0x N
    const auto back_to = [](double lat, EdgeKind out, EdgeKind back) {
        return zone_of_vertices({{{54, 0}, out}, {{54, 10}, back}, {{lat, 0}, EdgeKind::geodesic}});
    };
    for (const EdgeKind straight : {EdgeKind::rhumb, EdgeKind::lonlat})
        for (const EdgeKind bent : {EdgeKind::geodesic, EdgeKind::great_circle})
            for (const double lat : {54.0001, 54.01, 54.2}) {
                CAPTURE(to_string(straight), to_string(bent), lat);
                CHECK(crosses(back_to(lat, bent, straight), 0, 1));
                CHECK(simple(back_to(lat, straight, bent)));
                CHECK(simple(back_to(108 - lat, bent, straight)));
                CHECK(crosses(back_to(108 - lat, straight, bent), 0, 1));
                CHECK(simple(back_to(lat, bent, bent)));
                CHECK(simple(back_to(lat, straight, straight)));
            }
}

TEST_CASE("edges of different kinds that cross twice within a hair")
{
    // A parallel just below the top of a geodesic's arch crosses it twice, close together. The parallel is laid
    // so that no regular subdivision of it falls between the crossings.
    const airspace_tests::OtherEdge arch({54, 0}, {54, 10}, EdgeKind::geodesic);
    const LatLon top = arch.at(0.5);
    for (const double below_deg : {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7})
        for (const double from : {1.37, 2.99, 4.66}) {
            CAPTURE(below_deg, from);
            const auto zone = [&](double lat) {
                return zone_of_vertices({{{54, 0}}, {{54, 10}}, {{56, 12}}, {{lat, 9.3}, EdgeKind::rhumb},
                                         {{lat, from}}, {{57, -2}}});
            };
            const auto issues = validate(zone(top.lat_deg - below_deg));
            REQUIRE_FALSE(issues.empty());  // two where the last edge leaves from under the arch
            CHECK(issues.size() <= 2);
            CHECK(issues[0].vertex == 3);
            CHECK(issues[0].message.find("from vertex 0 near") != std::string::npos);
            CHECK(simple(zone(top.lat_deg + below_deg)));
        }
}

TEST_CASE("crossings on the antimeridian and at the poles")
{
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        CAPTURE(to_string(kind));
        CHECK(crosses(zone_of({{0, 179}, {1, -179}, {1, 179}, {0, -179}}, kind), 0, 2));
        CHECK(crosses(zone_of({{0, 181}, {1, 179}, {1, 181}, {0, 179}}, kind), 0, 2));
        CHECK(crosses(zone_of({{0, -180}, {1, 180}, {2, 179}, {0.5, -179}, {0.5, 179}}, kind), 0, 3));
        // round the pole and over itself
        CHECK_FALSE(simple(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, -90}, {85, 0}, {70, 30}}, kind)));
    }
    // over the pole: edges whose ends lie on opposite meridians
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle})
        for (const double side : {1.0, -1.0}) {
            CHECK(crosses(zone_of({{side * 80, 0}, {side * 80, 180}, {side * 80, 90}, {side * 80, -90}}, kind), 0, 2));
            CHECK(simple(zone_of({{side * 80, 0}, {side * 80, 180}, {side * 70, 90}}, kind)));
        }
    // a pole visited twice
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle, EdgeKind::rhumb})
        for (const double side : {1.0, -1.0}) {
            CAPTURE(to_string(kind), side);
            const double p = side * 90;
            const double q = side * 80;
            CHECK(simple(zone_of({{q, 0}, {p, 0}, {q, 90}, {q, 180}, {p, 0}, {q, 270}}, kind)));
            CHECK(crosses(zone_of({{q, 0}, {p, 0}, {q, 180}, {q, 270}, {p, 0}, {q, 90}}, kind), 1, 4));
        }
    CHECK(crosses(zone_of({{80, 0}, {90, 0}, {90, 180}, {80, 180}, {80, 270}, {90, 270}, {90, 90}, {80, 90}},
                          EdgeKind::lonlat),
                  2, 6));
}

TEST_CASE("random rings of a kilometre: crossing exactly when their straight edges cross in the plane")
{
    airspace_tests::Random random("unit/zone_validation", 20250919);
    int simple_rings = 0;
    int crossing_rings = 0;
    int undecided = 0;
    const int n = 2000 * airspace_tests::test_scale();
    for (int k = 0; k < n; ++k) {
        const EdgeKind kind = random.kind();
        const LatLon centre = random.place();
        if (std::abs(centre.lat_deg) > 85.0) continue;
        struct Planar {
            double x;
            double y;
        };
        std::vector<Planar> plane;
        std::vector<LatLon> places;
        const int vertices = 4 + random.below(3);
        for (int i = 0; i < vertices; ++i) {
            const double azimuth = random.uniform(0.0, 360.0);
            const double radius_m = 1e3 * std::sqrt(random.uniform(0.0, 1.0));
            places.push_back(airspace_tests::direct(centre, azimuth, radius_m));
            plane.push_back({radius_m * std::sin(azimuth * detail::degree), radius_m * std::cos(azimuth * detail::degree)});
        }
        // Which side of the line through a and b is c on? No edge kind strays 5 m from straight on 2 km here.
        bool clear = true;
        const auto side = [&](const Planar& a, const Planar& b, const Planar& c) {
            const double cross = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
            const double away_m = cross / std::hypot(b.x - a.x, b.y - a.y);
            if (std::abs(away_m) < 5.0) clear = false;
            return away_m > 0.0;
        };
        int crossings = 0;
        for (std::size_t i = 0; i < plane.size(); ++i)
            for (std::size_t j = i + 2; j < plane.size(); ++j) {
                if (i == 0 && j + 1 == plane.size()) continue;
                const Planar& a = plane[i];
                const Planar& b = plane[i + 1];
                const Planar& c = plane[j];
                const Planar& d = plane[(j + 1) % plane.size()];
                if (side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)) ++crossings;
            }
        if (!clear) {
            ++undecided;
            continue;
        }
        CAPTURE(k, to_string(kind), centre.lat_deg, centre.lon_deg);
        CHECK(count(validate(zone_of(places, kind)), ZoneIssueCode::self_crossing) == static_cast<std::size_t>(crossings));
        ++(crossings == 0 ? simple_rings : crossing_rings);
    }
    std::printf("unit/zone_validation: %d simple rings accepted, %d crossing ones refused, %d too close to call\n",
                simple_rings, crossing_rings, undecided);
    CHECK(simple_rings > n / 10);
    CHECK(crossing_rings > n / 10);
}
