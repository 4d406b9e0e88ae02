// SPDX-License-Identifier: MIT
// Zone::contains where the answer is known without calculation: parallels, meridians, poles, the antimeridian,
// holes, parts, sides; and who owns a boundary point.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::all_kinds;
using airspace_tests::ring_of;
using airspace_tests::zone_of;

namespace {

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

double up(double x) { return std::nextafter(x, 1e9); }
double down(double x) { return std::nextafter(x, -1e9); }

}  // namespace

TEST_CASE("boxes of parallels and meridians: south and west edges belong, north and east ones do not")
{
    for (const EdgeKind kind : {EdgeKind::rhumb, EdgeKind::lonlat})
        for (const double west : {-180.0, -170.0, -1.0, 0.0, 37.25, 170.0, 179.5})
            for (const double south : {-80.0, -1.0, 0.0, 54.0, 89.0}) {
                const double east = west + 0.75;
                const double north = south + 0.5;
                const Zone zone(zone_of({{south, west}, {south, east}, {north, east}, {north, west}}, kind));
                CAPTURE(to_string(kind), south, west);
                const double middle_lat = south + 0.25;
                const double middle_lon = west + 0.375;
                CHECK(in(zone, {middle_lat, middle_lon}));
                CHECK(in(zone, {south, middle_lon}));
                CHECK_FALSE(in(zone, {down(south), middle_lon}));
                CHECK_FALSE(in(zone, {north, middle_lon}));
                CHECK(in(zone, {down(north), middle_lon}));
                CHECK(in(zone, {middle_lat, west}));
                CHECK_FALSE(in(zone, {middle_lat, west - 1e-13}));
                CHECK_FALSE(in(zone, {middle_lat, east}));
                CHECK(in(zone, {middle_lat, east - 1e-13}));
                CHECK(in(zone, {south, west}));
                CHECK_FALSE(in(zone, {north, west}));
                CHECK_FALSE(in(zone, {south, east}));
                CHECK_FALSE(in(zone, {north, east}));
                CHECK_FALSE(in(zone, {-middle_lat + 1, middle_lon + 180}));
            }
}

TEST_CASE("the equator is a geodesic and a great circle too")
{
    for (const EdgeKind kind : all_kinds) {
        const Zone zone(zone_of({{0, 10}, {0, 100}, {10, 100}, {10, 10}}, kind));
        CAPTURE(to_string(kind));
        for (const double lon : {10.0, 10.0001, 33.3, 55.0, 99.9999}) {
            CHECK(in(zone, {0.0, lon}));
            CHECK(in(zone, {-0.0, lon}));
            CHECK_FALSE(in(zone, {-1e-13, lon}));
            CHECK(in(zone, {1e-13, lon}));
        }
    }
}

TEST_CASE("a long edge goes where its kind goes")
{
    // Between 54 N 0 E and 54 N 60 E at its middle: the parallel stays on 54; the great circle of the sphere
    // passes atan(tan 54 / cos 30) = 57.818...; the geodesic of WGS 84 close to it.
    const auto top = [](EdgeKind kind) {
        return Zone(zone_of({{50, 0}, {50, 60}, {54, 60}, {54, 0}}, kind));
    };
    const double great = std::atan(std::tan(54 * detail::degree) / std::cos(30 * detail::degree)) / detail::degree;
    CHECK(in(top(EdgeKind::lonlat), {54 - 1e-12, 30}));
    CHECK_FALSE(in(top(EdgeKind::lonlat), {54 + 1e-12, 30}));
    CHECK(in(top(EdgeKind::rhumb), {54 - 1e-12, 30}));
    CHECK_FALSE(in(top(EdgeKind::rhumb), {54 + 1e-12, 30}));
    CHECK(in(top(EdgeKind::great_circle), {great - 1e-12, 30}));
    CHECK_FALSE(in(top(EdgeKind::great_circle), {great + 1e-12, 30}));
    // the geodesic's middle from GeographicLib's exact class: 1 mm to either side
    const LatLon middle = airspace_tests::OtherEdge({54, 0}, {54, 60}, EdgeKind::geodesic).at(0.5);
    CHECK(in(top(EdgeKind::geodesic), {middle.lat_deg - 1e-8, 30}));
    CHECK_FALSE(in(top(EdgeKind::geodesic), {middle.lat_deg + 1e-8, 30}));
    CHECK(std::abs(middle.lat_deg - great) > 1e-3);
}

TEST_CASE("edges of all kinds in one ring")
{
    RingSpec ring;
    ring.vertices = {{{50, 0}, EdgeKind::rhumb}, {{50, 60}, EdgeKind::lonlat}, {{54, 60}, EdgeKind::great_circle}, {{54, 0}, EdgeKind::geodesic}};
    const Zone zone(zone_of(ring));
    CHECK(in(zone, {50, 30}));
    CHECK_FALSE(in(zone, {down(50), 30}));
    CHECK(in(zone, {57.8, 30}));
    CHECK_FALSE(in(zone, {57.83, 30}));
    CHECK(in(zone, {52, 0}));
    CHECK_FALSE(in(zone, {52, 60}));
}

TEST_CASE("caps round a pole")
{
    for (const EdgeKind kind : all_kinds)
        for (const double side : {1.0, -1.0})
            for (const bool reversed : {false, true})
                for (const double turn : {0.0, 12.0, 45.0, 179.0, 180.0}) {
                    std::vector<LatLon> places;
                    for (int i = 0; i < 8; ++i) places.push_back({side * 80, turn + 45.0 * (reversed ? -i : i)});
                    const Zone zone(zone_of(places, kind));
                    CAPTURE(to_string(kind), side, reversed, turn);
                    for (const double lon : {-180.0, -90.0, 0.0, 10.0, 45.0, 180.0, 270.0, 1000.0}) {
                        CHECK(in(zone, {side * 90, lon}));
                        CHECK(in(zone, {side * down(90), lon}));
                        CHECK(in(zone, {side * 85, lon}));
                        CHECK_FALSE(in(zone, {side * 79, lon}));
                        CHECK_FALSE(in(zone, {0.0, lon}));
                        CHECK_FALSE(in(zone, {-side * 90, lon}));
                    }
                }
    // south edge included, north edge not, wherever the pole is
    const Zone north(zone_of({{80, 0}, {80, 120}, {80, 240}}, EdgeKind::rhumb));
    CHECK(in(north, {80, 77}));
    CHECK_FALSE(in(north, {down(80), 77}));
    const Zone south(zone_of({{-80, 0}, {-80, 120}, {-80, 240}}, EdgeKind::rhumb));
    CHECK_FALSE(in(south, {-80, 77}));
    CHECK(in(south, {down(-80), 77}));
}

TEST_CASE("a geodesic triangle that holds the pole although its corners are far from it")
{
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle}) {
        const Zone zone(zone_of({{50, 0}, {50, 120}, {50, 240}}, kind));
        CHECK(in(zone, {90, 0}));
        CHECK(in(zone, {68, 60}));    // great circle over 120 degrees of longitude: atan(tan 50 / cos 60) = 67.2
        CHECK_FALSE(in(zone, {67, 60}));
        CHECK(in(zone, {51, 0}));
    }
}

TEST_CASE("exactly one of the wedges round a pole owns the pole, and every other place")
{
    for (const EdgeKind kind : all_kinds)
        for (const double side : {1.0, -1.0})
            for (const int n : {2, 3, 4, 5, 12})
                for (const double turn : {0.0, 0.5, 30.0, 90.0, 123.456, 180.0}) {
                    std::vector<Zone> wedges;
                    for (int i = 0; i < n; ++i) {
                        // rim vertices every half wedge, so that two wedges have less than half a turn each
                        const double west = turn + 360.0 * i / n;
                        const double middle = turn + 360.0 * (i + 0.5) / n;
                        const double east = turn + 360.0 * ((i + 1) % n) / n;  // the last one's is the first one's
                        std::vector<LatLon> places{{side * 70, west}, {side * 70, middle}, {side * 70, east}};
                        // the pole: once, or as often as its longitudes are written
                        places.push_back({side * 90, east});
                        if (kind == EdgeKind::lonlat) {
                            places.push_back({side * 90, middle});
                            places.push_back({side * 90, west});
                        }
                        wedges.emplace_back(zone_of(places, kind));
                    }
                    const auto owners = [&](LatLon place) {
                        int sum = 0;
                        for (const Zone& wedge : wedges) sum += in(wedge, place);
                        return sum;
                    };
                    CAPTURE(to_string(kind), side, n, turn);
                    for (const double lon : {0.0, 17.0, 90.0, 180.0, -180.0, 270.0, turn, turn + 180})
                        for (const double lat : {90.0, down(90), 89.0, 80.0, 77.0}) {
                            CAPTURE(lat, lon);
                            CHECK(owners({side * lat, lon}) == 1);
                            CHECK(owners({-side * lat, lon}) == 0);
                        }
                    for (int i = 0; i < n; ++i) CHECK(owners({side * 80, turn + 360.0 * i / n}) == 1);
                }
}

TEST_CASE("one wedge with a vertex at the pole, narrow and wide")
{
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::rhumb, EdgeKind::great_circle})
        for (const double side : {1.0, -1.0}) {
            const Zone narrow(zone_of({{side * 60, -30}, {side * 60, 0}, {side * 60, 30}, {side * 90, 77}}, kind));
            const Zone wide(zone_of({{side * 60, -130}, {side * 60, -65}, {side * 60, 0}, {side * 60, 65}, {side * 60, 130}, {side * 90, 77}}, kind));
            for (const double lat : {70.0, 85.0, 89.999999}) {
                CHECK(in(narrow, {side * lat, 0}));
                CHECK(in(narrow, {side * lat, 29.9}));
                CHECK_FALSE(in(narrow, {side * lat, 30.1}));
                CHECK_FALSE(in(narrow, {side * lat, 180}));
                CHECK(in(wide, {side * lat, 0}));
                CHECK(in(wide, {side * lat, 129.9}));
                CHECK(in(wide, {side * lat, -129.9}));
                CHECK_FALSE(in(wide, {side * lat, 130.1}));
                CHECK_FALSE(in(wide, {side * lat, 180}));
            }
            // between edges that leave 60 N for the east and meet the same vertices, whatever the kind
            CHECK_FALSE(in(wide, {side * 59, 0}));
        }
    // a lonlat edge goes straight to the longitude written: to 90 N 0 E the edge from 60 N 30 E passes 75 N 15 E
    const Zone lonlat(zone_of({{60, -30}, {60, 30}, {90, 0}}, EdgeKind::lonlat));
    CHECK(in(lonlat, {75, 14.999}));
    CHECK_FALSE(in(lonlat, {75, 15.001}));
    CHECK(in(lonlat, {75, -14.999}));
    CHECK_FALSE(in(lonlat, {75, -15.001}));
    CHECK(in(lonlat, {89.9999, 0}));
}

TEST_CASE("edges over a pole: ends exactly 180 degrees apart")
{
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle})
        for (const double lon : {0.0, 30.0, -90.0, 90.0, 180.0, 179.0}) {
            CAPTURE(to_string(kind), lon);
            const Zone east(zone_of({{70, lon}, {60, lon + 90}, {70, lon + 180}}, kind));
            const Zone west(zone_of({{70, lon}, {60, lon - 90}, {70, lon - 180}}, kind));
            for (const double lat : {75.0, 85.0, 89.999999}) {
                CHECK(in(east, {lat, lon + 90}));
                CHECK_FALSE(in(west, {lat, lon + 90}));
                CHECK(in(west, {lat, lon - 90}));
                CHECK_FALSE(in(east, {lat, lon - 90}));
                // on the edge itself: one of the two
                CHECK(in(east, {lat, lon}) != in(west, {lat, lon}));
                CHECK(in(east, {lat, lon + 180}) != in(west, {lat, lon + 180}));
            }
            CHECK(in(east, {90, 0}) != in(west, {90, 0}));
            // over the nearer pole: from 10 S to 20 S the south pole
            const Zone south(zone_of({{-10, lon}, {0, lon + 90}, {-20, lon + 180}}, kind));
            CHECK(in(south, {-60, lon + 90}));
            CHECK_FALSE(in(south, {-60, lon - 90}));
            CHECK_FALSE(in(south, {60, lon + 90}));
            // over the north pole when the latitudes are opposite
            RingSpec left = ring_of({{-10, lon}, {-30, lon + 90}, {10, lon + 180}}, kind);
            left.inside = RingSide::left;
            const Zone opposite(zone_of(left));
            CHECK(in(opposite, {60, lon + 90}));
            CHECK_FALSE(in(opposite, {60, lon - 90}));
            CHECK_FALSE(in(opposite, {-60, lon + 90}));
        }
    // rhumb and lonlat edges stay on their way, in the direction written
    for (const EdgeKind kind : {EdgeKind::rhumb, EdgeKind::lonlat}) {
        const Zone eastward(zone_of({{70, -90}, {70, 90}, {80, 0}}, kind));
        CHECK(in(eastward, {72, 0}));
        CHECK_FALSE(in(eastward, {72, 180}));
        CHECK_FALSE(in(eastward, {90, 0}));
        const Zone back(zone_of({{70, 90}, {70, -90}, {80, 0}}, kind));
        CHECK(in(back, {72, 0}));
        CHECK_FALSE(in(back, {72, 180}));
        const Zone other_way(zone_of({{70, 90}, {70, 270}, {80, 180}}, kind));
        CHECK(in(other_way, {72, 180}));
        CHECK_FALSE(in(other_way, {72, 0}));
    }
}

TEST_CASE("ends almost 180 degrees apart: the edge passes the pole on the right side")
{
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle})
        for (const double less : {1e-13, 1e-9, 1e-6, 1e-3, 1.0}) {
            CAPTURE(to_string(kind), less);
            const Zone zone(zone_of({{80, 0}, {80, 180 - less}, {70, 90}}, kind));
            CHECK(in(zone, {85, 90}));
            CHECK(in(zone, {75, 90}));
            CHECK_FALSE(in(zone, {85, -90}));
            CHECK_FALSE(in(zone, {90, 0}));
            CHECK_FALSE(in(zone, {89.99, 270}));
            const Zone other(zone_of({{80, 0}, {80, -180 + less}, {70, -90}}, kind));
            CHECK(in(other, {85, -90}));
            CHECK_FALSE(in(other, {85, 90}));
            CHECK_FALSE(in(other, {90, 0}));
        }
}

TEST_CASE("the antimeridian is a meridian like any other")
{
    for (const EdgeKind kind : all_kinds)
        for (const double turn : {0.0, 360.0, -360.0}) {
            const Zone zone(zone_of({{10, 179 + turn}, {10, -179}, {20, 181}, {20, 179}}, kind));
            CAPTURE(to_string(kind), turn);
            for (const double lon : {179.5, 180.0, -180.0, -179.5, 180.5, 540.0, -540.0}) CHECK(in(zone, {15, lon}));
            for (const double lon : {178.9, -178.9, 0.0, 181.5, 360.0}) CHECK_FALSE(in(zone, {15, lon}));
        }
    // edges that end on it and edges that run along it
    for (const EdgeKind kind : all_kinds) {
        const Zone west(zone_of({{10, 170}, {10, 180}, {20, 180}, {20, 170}}, kind));
        const Zone east(zone_of({{10, -180}, {10, -170}, {20, -170}, {20, -180}}, kind));
        for (const double lat : {11.0, 15.0, 19.9}) {
            CHECK_FALSE(in(west, {lat, 180}));
            CHECK(in(east, {lat, 180}));
            CHECK(in(east, {lat, -180}));
            CHECK_FALSE(in(west, {lat, -180}));
            CHECK(in(west, {lat, down(180)}));
            CHECK_FALSE(in(east, {lat, down(180)}));
        }
    }
}

TEST_CASE("longitudes beyond a turn, and signed zeros, are the same places")
{
    airspace_tests::Random random("unit/zone_containment", 11);
    for (const EdgeKind kind : all_kinds) {
        const Zone zone(zone_of({{-1, -1}, {-1, 2}, {3, 2}, {2, -1}}, kind));
        for (int k = 0; k < 100; ++k) {
            // multiples of 1/1024: exact after adding turns
            const LatLon place{std::round(random.uniform(-4, 4) * 1024) / 1024, std::round(random.uniform(-4, 4) * 1024) / 1024};
            const bool expected = in(zone, place);
            for (const double turns : {360.0, -360.0, 3600.0, -36000.0, 360.0 * 1048576})
                CHECK(in(zone, {place.lat_deg, place.lon_deg + turns}) == expected);
        }
        CHECK(in(zone, {0.0, 0.0}));
        CHECK(in(zone, {-0.0, 0.0}));
        CHECK(in(zone, {0.0, -0.0}));
        CHECK(in(zone, {-0.0, -0.0}));
        const Zone corner(zone_of({{0.0, 0.0}, {-0.0, 1}, {1, 1}, {1, -0.0}}, kind));
        CHECK(in(corner, {0.0, 0.0}));
        CHECK(in(corner, {-0.0, -0.0}));
    }
}

TEST_CASE("holes and several parts")
{
    ZoneSpec spec = zone_of(ring_of({{0, 0}, {0, 10}, {10, 10}, {10, 0}}, EdgeKind::lonlat),
                            {ring_of({{2, 2}, {2, 4}, {4, 4}, {4, 2}}, EdgeKind::lonlat),
                             ring_of({{6, 6}, {8, 6}, {8, 8}, {6, 8}}, EdgeKind::lonlat)});
    // an island in the first hole, and a part elsewhere that overlaps nothing
    spec.parts.push_back({ring_of({{2.5, 2.5}, {2.5, 3.5}, {3.5, 3.5}, {3.5, 2.5}}, EdgeKind::geodesic), {}});
    spec.parts.push_back({ring_of({{-60, 100}, {-60, 101}, {-61, 101}}, EdgeKind::rhumb), {}});
    // and one that overlaps the first: a place inside any part is inside
    spec.parts.push_back({ring_of({{-1, -1}, {-1, 1}, {1, 1}, {1, -1}}, EdgeKind::lonlat), {}});
    const Zone zone(spec);
    CHECK(in(zone, {1, 5}));
    CHECK_FALSE(in(zone, {2.2, 2.2}));
    CHECK_FALSE(in(zone, {7, 7}));
    CHECK(in(zone, {3, 3}));
    CHECK(in(zone, {-60.4, 100.9}));
    CHECK(in(zone, {-0.5, 0.5}));
    CHECK(in(zone, {0.5, 0.5}));
    CHECK_FALSE(in(zone, {-0.5, 5}));
    // a hole's edges belong to its inside as a zone's do: south and west in the hole, north and east out of it
    CHECK_FALSE(in(zone, {2, 3}));
    CHECK_FALSE(in(zone, {3.7, 2}));
    CHECK(in(zone, {4, 3}));
    CHECK(in(zone, {3.7, 4}));
    // the hole filled by another zone with the same ring: each place in exactly one
    const Zone filling(zone_of({{2, 4}, {2, 2}, {4, 2}, {4, 4}}, EdgeKind::lonlat));
    for (const LatLon place : {LatLon{2, 2}, LatLon{2, 2.2}, LatLon{2.2, 2}, LatLon{4, 4}, LatLon{4, 2}, LatLon{2, 4}, LatLon{2.3, 2.3}})
        CHECK(in(zone, place) != in(filling, place));
}

TEST_CASE("which side is the inside")
{
    for (const EdgeKind kind : all_kinds)
        for (const double size : {1e-5, 1e-3, 1.0, 10.0})
            for (const LatLon at : {LatLon{0.3, 0.3}, LatLon{54, 20}, LatLon{-45, -180}, LatLon{75, 100}}) {
                CAPTURE(to_string(kind), size, at.lat_deg, at.lon_deg);
                const double a = at.lat_deg;
                const double o = at.lon_deg;
                RingSpec anticlockwise = ring_of({{a, o}, {a, o + size}, {a + size, o + size}, {a + size, o}}, kind);
                RingSpec clockwise = ring_of({{a, o}, {a + size, o}, {a + size, o + size}, {a, o + size}}, kind);
                const LatLon within{a + 0.5 * size, o + 0.5 * size};
                const LatLon without{a - 0.5 * size, o - 0.5 * size};
                for (const RingSide side : {RingSide::smaller_area, RingSide::left, RingSide::right}) {
                    anticlockwise.inside = clockwise.inside = side;
                    const Zone left_hand(zone_of(anticlockwise));
                    const Zone right_hand(zone_of(clockwise));
                    CHECK(in(left_hand, within) == (side != RingSide::right));
                    CHECK(in(left_hand, without) == (side == RingSide::right));
                    CHECK(in(right_hand, within) == (side != RingSide::left));
                    CHECK(in(right_hand, without) == (side == RingSide::left));
                    // the rest of the Earth is outside of one and inside of the other
                    CHECK(in(left_hand, {-a, o + 180}) == (side == RingSide::right));
                    CHECK(in(left_hand, {90, 0}) == (side == RingSide::right));
                    CHECK(in(left_hand, {-90, 0}) == (side == RingSide::right));
                }
            }
}

TEST_CASE("sides of slivers and of rings beside a pole, where areas are differences of large numbers")
{
    // a triangle of 3 km that has the south pole just outside it: its long edge turns 174 degrees of longitude
    for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle}) {
        RingSpec ring = ring_of({{-89.974612659942338, 161.4981000899522}, {-89.983982922037953, 103.31872548092528}, {-89.975627109765412, -12.090465846188209}}, kind);
        ring.inside = RingSide::left;
        const bool left = in(Zone(zone_of(ring)), {-89.99, 100});
        ring.inside = RingSide::right;
        const bool right = in(Zone(zone_of(ring)), {-89.99, 100});
        ring.inside = RingSide::smaller_area;
        CHECK(in(Zone(zone_of(ring)), {-89.99, 100}));
        // from 161 E over 103 E to 12 W: westward is anticlockwise for one who looks down on the south pole
        CHECK(left);
        CHECK_FALSE(right);
    }
    // slivers of 1,000 km by 10 m between edges of different kinds, in every direction
    airspace_tests::Random random("unit/zone_containment slivers", 15);
    for (int k = 0; k < 300; ++k) {
        const LatLon from{random.uniform(-75, 75), random.uniform(-180, 180)};
        const LatLon to = airspace_tests::direct(from, random.uniform(0, 360), random.log_uniform(1e3, 1000e3));
        const EdgeKind kind = random.kind();
        const airspace_tests::OtherEdge edge(from, to, kind);
        const LatLon middle = edge.at(0.5);
        const double azimuth = edge.azimuth_deg(0.5);
        const LatLon aside = airspace_tests::direct(middle, azimuth - 90, 10);
        RingSpec ring;
        ring.vertices = {{from, kind}, {to, EdgeKind::geodesic}, {aside, EdgeKind::geodesic}};
        ring.inside = RingSide::left;
        if (!validate(zone_of(ring)).empty()) continue;
        CAPTURE(k, to_string(kind), from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        CHECK(in(Zone(zone_of(ring)), airspace_tests::direct(middle, azimuth - 90, 0.01)));
        CHECK_FALSE(in(Zone(zone_of(ring)), airspace_tests::direct(middle, azimuth + 90, 0.01)));
    }
}

TEST_CASE("sides of rings that run round the Earth")
{
    const auto belt = [](double lat, bool eastward, RingSide side) {
        std::vector<LatLon> places;
        for (int i = 0; i < 6; ++i) places.push_back({lat, eastward ? 60.0 * i : -60.0 * i});
        RingSpec ring = ring_of(places, EdgeKind::rhumb);
        ring.inside = side;
        return Zone(zone_of(ring));
    };
    for (const double lat : {60.0, 1e-3, -1e-3, -75.0}) {
        CAPTURE(lat);
        // walking east, north is on the left
        CHECK(in(belt(lat, true, RingSide::left), {90, 0}));
        CHECK_FALSE(in(belt(lat, true, RingSide::left), {-90, 0}));
        CHECK(in(belt(lat, true, RingSide::right), {-90, 0}));
        CHECK_FALSE(in(belt(lat, true, RingSide::right), {90, 0}));
        CHECK(in(belt(lat, false, RingSide::left), {-90, 0}));
        CHECK(in(belt(lat, false, RingSide::right), {90, 0}));
        for (const bool eastward : {true, false}) {
            CHECK(in(belt(lat, eastward, RingSide::smaller_area), {90, 0}) == (lat > 0));
            CHECK(in(belt(lat, eastward, RingSide::smaller_area), {-90, 0}) == (lat < 0));
            CHECK(in(belt(lat, eastward, RingSide::smaller_area), {lat + 1e-4, 33}) == (lat > 0));
        }
    }
    // a ring that leaves slightly less than half of the Earth to its south (its mean latitude is 0.025 S)
    for (const double lon : {0.0, 100.0}) {
        const Zone south(zone_of({{-1, lon}, {1.9, lon + 90}, {-1, lon + 180}, {0, lon + 270}}, EdgeKind::lonlat));
        CHECK(in(south, {-90, 0}));
        CHECK_FALSE(in(south, {90, 0}));
        const Zone north(zone_of({{1, lon}, {-1.9, lon + 90}, {1, lon + 180}, {0, lon + 270}}, EdgeKind::lonlat));
        CHECK_FALSE(in(north, {-90, 0}));
        CHECK(in(north, {90, 0}));
    }
}

TEST_CASE("rings of hemisphere size that do not wind round the axis")
{
    // a circle of 80 degrees about a place on the equator, and one of 100 degrees: the smaller side flips
    for (const double lon : {0.0, 90.0, 180.0, -77.0})
        for (const EdgeKind kind : {EdgeKind::geodesic, EdgeKind::great_circle, EdgeKind::lonlat})
            for (const bool reversed : {false, true}) {
                std::vector<LatLon> places;
                for (int i = 0; i < 24; ++i)
                    places.push_back(airspace_tests::direct({0, lon}, (reversed ? -15.0 : 15.0) * i + 7.0, 8.9e6));
                const Zone small(zone_of(places, kind));
                CAPTURE(lon, to_string(kind), reversed);
                CHECK(in(small, {0, lon}));
                CHECK(in(small, {70, lon}));
                CHECK_FALSE(in(small, {0, lon + 180}));
                CHECK_FALSE(in(small, {90, 0}));
                places.clear();
                for (int i = 0; i < 24; ++i)
                    places.push_back(airspace_tests::direct({0, lon}, (reversed ? -15.0 : 15.0) * i + 7.0, 11.1e6));
                const Zone large(zone_of(places, kind));
                CHECK_FALSE(in(large, {0, lon}));
                CHECK(in(large, {0, lon + 180}));
                CHECK_FALSE(in(large, {90, 0}));
                CHECK_FALSE(in(large, {-90, 0}));
            }
}

TEST_CASE("degenerate writing changes nothing: repeats, a closed ring, collinear vertices, spikes")
{
    const Zone plain(zone_of({{50, 0}, {50, 4}, {53, 4}, {53, 0}}, EdgeKind::lonlat));
    const std::vector<std::vector<LatLon>> same{
        {{50, 0}, {50, 4}, {53, 4}, {53, 0}, {50, 0}},
        {{50, 0}, {50, 0}, {50, 0}, {50, 4}, {53, 4}, {53, 4}, {53, 0}, {50, 0}, {50, 0}},
        {{50, 0}, {50, 1}, {50, 2}, {50, 4}, {51, 4}, {53, 4}, {53, 2}, {53, 0}, {52, 0}},
        {{50, 0}, {50, 4}, {53, 4}, {53, 6}, {53, 4}, {53, 0}},             // a spike along a parallel
        {{50, 0}, {50, 4}, {53, 4}, {54.5, 5}, {53, 4}, {53, 0}},           // an oblique one
        {{50, 0}, {50, 4}, {53, 4}, {53, 2}, {50.5, 1.5}, {53, 2}, {53, 0}},  // one into the inside
        {{50, 0}, {50, 4}, {50, 8}, {50, 4}, {53, 4}, {53, 0}},
        {{50, 360}, {50, -356}, {53, 724}, {53, 0}},
    };
    airspace_tests::Random random("unit/zone_containment", 12);
    for (std::size_t k = 0; k < same.size(); ++k) {
        const Zone zone(zone_of(same[k], EdgeKind::lonlat));
        CAPTURE(k);
        for (int i = 0; i < 400; ++i) {
            const LatLon place{random.uniform(49, 55), random.uniform(-1, 9)};
            CHECK(in(zone, place) == in(plain, place));
        }
        // exactly on spikes and vertices
        for (const LatLon place : {LatLon{53, 5}, LatLon{53.75, 4.5}, LatLon{51.5, 1.7}, LatLon{50, 6}, LatLon{50, 2}, LatLon{53, 2}, LatLon{50, 0}, LatLon{52, 0}})
            CHECK(in(zone, place) == in(plain, place));
    }
}

TEST_CASE("what is no place is unknown")
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const Zone zone(zone_of({{0, 0}, {0, 1}, {1, 1}}, EdgeKind::geodesic));
    for (const LatLon place : {LatLon{nan, 0.5}, LatLon{0.5, nan}, LatLon{nan, nan}, LatLon{infinite, 0}, LatLon{0, infinite},
                               LatLon{0, -infinite}, LatLon{90.0000001, 0}, LatLon{-91, 0}}) {
        CHECK(zone.contains(place) == Containment::unknown);
        CHECK(zone.contains(Position{place}) == Containment::unknown);
        CHECK(zone.contains(Position{place}, 0.0) == Containment::unknown);
        CHECK(std::isnan(zone.depth(place).value()));
        const NearestEdge edge = zone.nearest_edge(place);
        CHECK(std::isnan(edge.distance.value()));
        CHECK(std::isnan(edge.at.lat_deg));
        CHECK(edge.part == -1);
        CHECK(edge.ring == -1);
        CHECK(edge.vertex == -1);
    }
}

TEST_CASE("height and time, three-valued")
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    ZoneSpec spec = zone_of({{0, 0}, {0, 1}, {1, 1}, {1, 0}}, EdgeKind::lonlat);
    spec.altitude = {AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl}), AltitudeLimit::at({Metres{2000}, VerticalDatum::amsl})};
    spec.windows = {{100, 200}, {300, 400}, {150, 250}, {400, 500}};
    const Zone zone(spec);
    const LatLon inside{0.5, 0.5};
    const LatLon outside{0.5, 1.5};
    const LatLon nowhere{nan, nan};
    const auto at = [](LatLon place, double altitude_m, VerticalDatum datum = VerticalDatum::amsl) {
        return Position{place, {Metres{altitude_m}, datum}};
    };
    CHECK(zone.contains(at(inside, 1500)) == Containment::inside);
    CHECK(zone.contains(at(inside, 1000)) == Containment::inside);
    CHECK(zone.contains(at(inside, 2000)) == Containment::inside);
    CHECK(zone.contains(at(inside, down(1000))) == Containment::outside);
    CHECK(zone.contains(at(inside, up(2000))) == Containment::outside);
    CHECK(zone.contains(at(inside, nan)) == Containment::unknown);
    CHECK(zone.contains(at(inside, 1500, VerticalDatum::wgs84)) == Containment::unknown);
    CHECK(zone.contains(at(outside, nan)) == Containment::outside);
    CHECK(zone.contains(at(nowhere, 1500)) == Containment::unknown);
    CHECK(zone.contains(at(nowhere, 2500)) == Containment::outside);  // wherever it is, it is too high

    REQUIRE(zone.windows().size() == 2);
    CHECK(zone.windows()[0] == TimeWindow{100, 250});
    CHECK(zone.windows()[1] == TimeWindow{300, 500});
    for (const double t : {100.0, 150.0, 200.0, down(250), 300.0, 400.0}) CHECK(zone.active(t) == Containment::inside);
    for (const double t : {down(100), 250.0, 275.0, 500.0, -1e300, 1e300}) CHECK(zone.active(t) == Containment::outside);
    CHECK(zone.active(nan) == Containment::unknown);
    CHECK(zone.contains(at(inside, 1500), 150) == Containment::inside);
    CHECK(zone.contains(at(inside, 1500), nan) == Containment::unknown);
    CHECK(zone.contains(at(inside, 2500), nan) == Containment::outside);
    CHECK(zone.contains(at(outside, 1500), nan) == Containment::outside);
    CHECK(zone.contains(at(inside, nan), 150) == Containment::unknown);
    CHECK(zone.contains(at(inside, 1500), 260) == Containment::outside);
    CHECK(zone.contains(at(nowhere, nan), 260) == Containment::outside);

    const Zone always(zone_of({{0, 0}, {0, 1}, {1, 1}, {1, 0}}, EdgeKind::lonlat));
    CHECK(always.windows().empty());
    CHECK(always.active(nan) == Containment::inside);
    CHECK(always.contains(at(inside, nan), nan) == Containment::inside);
    spec.windows = {{-std::numeric_limits<double>::infinity(), 0}, {10, std::numeric_limits<double>::infinity()}};
    const Zone open(spec);
    CHECK(open.active(-1e18) == Containment::inside);
    CHECK(open.active(5) == Containment::outside);
    CHECK(open.active(1e18) == Containment::inside);
}

TEST_CASE("a zone keeps what it was built from")
{
    ZoneSpec spec = zone_of({{0, 0}, {0, 1}, {1, 1}}, EdgeKind::rhumb);
    spec.id = "EPR25";
    spec.name = "Suwalki";
    spec.windows = {{5, 6}, {1, 2}};
    const Zone zone(spec);
    CHECK(zone.id() == "EPR25");
    CHECK(zone.name() == "Suwalki");
    REQUIRE(zone.spec().windows.size() == 2);
    CHECK(zone.spec().windows[0] == TimeWindow{5, 6});
    CHECK(zone.windows()[0] == TimeWindow{1, 2});
    CHECK(zone.altitude() == AltitudeBand{});
}

TEST_CASE("the globe cut into cells with edges of all kinds: every place in exactly one")
{
    airspace_tests::Random random("unit/zone_containment partition of the globe", 13);
    long places_asked = 0;
    for (int round = 0; round < 4 * airspace_tests::test_scale(); ++round) {
        const int columns = 12 + random.below(13);
        const std::vector<double> base{-90, -75, -60, -40, -15, 0, 20, 35, 55, 70, 82, 90};
        const int rows = static_cast<int>(base.size()) - 1;
        const auto wrap = [&](int column) { return static_cast<std::size_t>(column % columns); };
        const auto row_of = [](int row) { return static_cast<std::size_t>(row); };
        const double turn = random.coin() ? 0.0 : random.uniform(-180, 180);
        std::vector<std::vector<LatLon>> vertex(base.size());
        std::vector<std::vector<EdgeKind>> along(base.size());
        std::vector<std::vector<EdgeKind>> upward(base.size());
        for (std::size_t r = 0; r < base.size(); ++r)
            for (int c = 0; c < columns; ++c) {
                const bool pole = std::abs(base[r]) == 90;
                // a third of the vertices keep their meridian, a third their parallel
                const double lon = turn + 360.0 * c / columns + (random.below(3) == 0 || pole ? 0.0 : random.uniform(-4, 4));
                const double lat = base[r] + (random.below(3) == 0 || pole ? 0.0 : random.uniform(-3, 3));
                vertex[r].push_back({lat, lon});
                along[r].push_back(random.kind());
                upward[r].push_back(random.kind());
            }
        std::vector<Zone> cells;
        bool refused = false;
        for (int r = 0; r < rows && !refused; ++r)
            for (int c = 0; c < columns; ++c) {
                const std::size_t low = row_of(r);
                const std::size_t high = row_of(r + 1);
                RingSpec ring;
                ring.vertices = {{vertex[low][wrap(c)], along[low][wrap(c)]},
                                 {vertex[low][wrap(c + 1)], upward[low][wrap(c + 1)]},
                                 {vertex[high][wrap(c + 1)], along[high][wrap(c)]},
                                 {vertex[high][wrap(c)], upward[low][wrap(c)]}};
                const ZoneSpec spec = zone_of(ring);
                if (!validate(spec).empty()) {
                    refused = true;  // two kinds of edges bulge into each other
                    break;
                }
                cells.emplace_back(spec);
            }
        if (refused) continue;
        const auto owners = [&](LatLon place) {
            ++places_asked;
            int sum = 0;
            for (const Zone& cell : cells) sum += in(cell, place);
            return sum;
        };
        for (int i = 0; i < 500; ++i) {
            const LatLon place = random.place();
            CAPTURE(round, place.lat_deg, place.lon_deg);
            CHECK(owners(place) == 1);
        }
        for (const double lon : {0.0, 180.0, -180.0, 33.0}) {
            CHECK(owners({90, lon}) == 1);
            CHECK(owners({-90, lon}) == 1);
            CHECK(owners({down(90), lon}) == 1);
            CHECK(owners({up(-90), lon}) == 1);
        }
        for (int r = 0; r <= rows; ++r)
            for (int c = 0; c < columns; ++c) {
                const LatLon corner = vertex[row_of(r)][wrap(c)];
                CAPTURE(round, r, c, corner.lat_deg, corner.lon_deg);
                CHECK(owners(corner) == 1);
                CHECK(owners({corner.lat_deg, corner.lon_deg + 360}) >= 1);
                // anywhere on the meridian of a vertex
                CHECK(owners({random.uniform(-90, 90), corner.lon_deg}) == 1);
                if (r == rows || r == 0) continue;
                // on the edges that start here, wherever rounding puts the place
                const LatLon right = vertex[row_of(r)][wrap(c + 1)];
                const LatLon above = vertex[row_of(r + 1)][wrap(c)];
                const double u = random.uniform(0.01, 0.99);
                CHECK(owners(airspace_tests::OtherEdge(corner, right, along[row_of(r)][wrap(c)]).at(u)) == 1);
                if (r + 1 < rows)
                    CHECK(owners(airspace_tests::OtherEdge(corner, above, upward[row_of(r)][wrap(c)]).at(u)) == 1);
            }
    }
    std::printf("unit/zone_containment: %ld places asked of partitions of the globe\n", places_asked);
    CHECK(places_asked > 1500);
}

TEST_CASE("fans of abutting zones: each place of the whole in exactly one, its hub and spokes included")
{
    airspace_tests::Random random("unit/zone_containment fans", 14);
    int fans = 0;
    int refused = 0;
    for (int round = 0; round < 150 * airspace_tests::test_scale(); ++round) {
        const bool mixed = random.coin();
        const EdgeKind one_kind = random.kind();
        const LatLon hub = random.place();
        if (std::abs(hub.lat_deg) > 80) continue;
        const double radius_m = random.log_uniform(10.0, 500e3);
        const int n = 4 + random.below(6);
        const auto kind = [&] { return mixed ? random.kind() : one_kind; };
        std::vector<RingVertex> rim;
        std::vector<EdgeKind> spoke;
        const double first = random.uniform(0, 360);
        for (int i = 0; i < n; ++i) {
            rim.push_back({airspace_tests::direct(hub, first - (i + random.uniform(0, 0.5)) * 360.0 / n, radius_m * random.uniform(0.6, 1)), kind()});
            spoke.push_back(kind());
        }
        RingSpec outline;
        outline.vertices = rim;
        std::vector<ZoneSpec> specs{zone_of(outline)};
        for (std::size_t i = 0; i < rim.size(); ++i) {
            const std::size_t next = (i + 1) % rim.size();
            RingSpec ring;
            ring.vertices = {{hub, spoke[i]}, rim[i], {rim[next].at, spoke[next]}};
            // written from any vertex, either way round: the same edges
            if (random.coin()) {
                ring.vertices = {{hub, spoke[next]}, {rim[next].at, rim[i].edge_to_next}, {rim[i].at, spoke[i]}};
            }
            specs.push_back(zone_of(ring));
        }
        bool sound = true;
        for (const ZoneSpec& spec : specs) sound = sound && validate(spec).empty();
        if (!sound) {
            ++refused;
            continue;
        }
        ++fans;
        const Zone whole(specs[0]);
        std::vector<Zone> slices(specs.begin() + 1, specs.end());
        const auto owned_once = [&](LatLon place) {
            int sum = 0;
            for (const Zone& slice : slices) sum += in(slice, place);
            return sum == (in(whole, place) ? 1 : 0);
        };
        CAPTURE(round, hub.lat_deg, hub.lon_deg, radius_m, n, mixed, to_string(one_kind));
        REQUIRE(in(whole, hub));
        CHECK(owned_once(hub));
        for (std::size_t i = 0; i < rim.size(); ++i) {
            CHECK(owned_once(rim[i].at));
            const std::size_t next = (i + 1) % rim.size();
            for (const double u : {0.001, 0.25, random.uniform(0, 1), 0.999}) {
                CHECK(owned_once(airspace_tests::OtherEdge(hub, rim[i].at, spoke[i]).at(u)));
                CHECK(owned_once(airspace_tests::OtherEdge(rim[i].at, rim[next].at, rim[i].edge_to_next).at(u)));
            }
            CHECK(owned_once(airspace_tests::direct(hub, random.uniform(0, 360), radius_m * random.uniform(0, 1.1))));
        }
    }
    std::printf("unit/zone_containment: %d fans, %d with crossing edges passed over\n", fans, refused);
    CHECK(fans > 5 * refused);
}

TEST_CASE("A place in braces is a place", "[zone]")
{
    // Once ambiguous: {lat, lon} could have begun a Position by brace elision.
    const Zone zone(zone_of({{50.0, 10.0}, {50.0, 20.0}, {60.0, 20.0}, {60.0, 10.0}}, EdgeKind::rhumb));
    CHECK(zone.contains({55.0, 15.0}) == Containment::inside);
    CHECK(zone.contains({61.0, 15.0}) == Containment::outside);
}
