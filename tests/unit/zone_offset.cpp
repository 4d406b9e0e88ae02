// SPDX-License-Identifier: MIT
// Corridors and margins where the answer is known in closed form, and what validate() says of bad ones.
#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/offset.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::corridor_of;
using airspace_tests::direct;
using airspace_tests::ring_of;
using airspace_tests::zone_of;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
// Both sides of the threshold are exact geodesics to 15 nm; 100 nm beside it the answer must be right.
constexpr double beside_m = 1e-7;

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

ZoneSpec with_margin(ZoneSpec spec, double margin_m)
{
    for (PartSpec& part : spec.parts) part.margin = Metres{margin_m};
    return spec;
}

ZoneSpec circle_zone(LatLon centre, double radius_m, double margin_m = 0.0)
{
    RingSpec ring;
    ring.circle = CircleSpec{centre, Metres{radius_m}};
    return with_margin(zone_of(ring), margin_m);
}

ZoneSpec corridor_zone(std::vector<RingVertex> line, double half_width_m)
{
    ZoneSpec spec;
    spec.parts.push_back(corridor_of(std::move(line), half_width_m));
    return spec;
}

std::vector<std::string> messages(const ZoneSpec& spec)
{
    std::vector<std::string> all;
    for (const ZoneIssue& issue : validate(spec)) all.push_back(issue.message);
    return all;
}

std::vector<ZoneIssueCode> codes(const ZoneSpec& spec)
{
    std::vector<ZoneIssueCode> all;
    for (const ZoneIssue& issue : validate(spec)) all.push_back(issue.code);
    return all;
}

}  // namespace

TEST_CASE("a circle with a margin is the circle of the other radius")
{
    for (const LatLon centre :
         {LatLon{54, 18}, LatLon{0, 180}, LatLon{89.99, -77}, LatLon{-90, 0}, LatLon{-37, 179.9}}) {
        for (const double margin_m : {10.0, 22224.0, 370400.0, -10.0, -22224.0, -370400.0}) {
            CAPTURE(centre.lat_deg, centre.lon_deg, margin_m);
            const double radius_m = 400e3;
            const Zone zone(circle_zone(centre, radius_m, margin_m));
            const Zone plain(circle_zone(centre, radius_m + margin_m));
            REQUIRE(zone.boundary().has_offset());
            REQUIRE_FALSE(plain.boundary().has_offset());
            CHECK(in(zone, centre));
            for (int azimuth = 0; azimuth < 360; azimuth += 20) {
                CAPTURE(azimuth);
                CHECK(in(zone, direct(centre, azimuth, radius_m + margin_m - beside_m)));
                CHECK_FALSE(in(zone, direct(centre, azimuth, radius_m + margin_m + beside_m)));
                const LatLon place = direct(centre, azimuth, 37.0 * azimuth * azimuth);
                // a lower bound of the true distance, which the plain circle knows
                const double clearance_m = zone.boundary().clearance_bound_m(place);
                CHECK(clearance_m <= std::abs(plain.depth(place).value()));
                if (!in(plain, place) && margin_m > 0.0)
                    CHECK_THAT(clearance_m, Catch::Matchers::WithinAbs(-plain.depth(place).value(), 2e-6));
            }
        }
    }
}

TEST_CASE("a corridor along a line: its sides, its round ends, its bends")
{
    // along the equator and along a meridian the distance to the line is known: along the meridian, or 0
    for (const double half_width_m : {1.0, 5000.0, 370400.0}) {
        CAPTURE(half_width_m);
        for (const EdgeKind kind : airspace_tests::all_kinds) {
            const Zone equator(corridor_zone({{{0, 170}, kind}, {{0, -170}}}, half_width_m));
            for (const double lon : {170.0, 175.0, 180.0, -179.0, -170.0})
                for (const double azimuth : {0.0, 180.0}) {
                    CHECK(in(equator, direct({0, lon}, azimuth, half_width_m - beside_m)));
                    CHECK_FALSE(in(equator, direct({0, lon}, azimuth, half_width_m + beside_m)));
                }
            // ends: half a disc
            for (double azimuth = 0; azimuth <= 180; azimuth += 15) {
                CHECK(in(equator, direct({0, -170}, azimuth, half_width_m - beside_m)));
                CHECK_FALSE(in(equator, direct({0, -170}, azimuth, half_width_m + beside_m)));
            }
            // over the pole: the pole is on the line, and the disc about an end is round there too
            const Zone polar(corridor_zone({{{88, 20}, kind}, {{90, 20}, kind}, {{88, -70}}}, half_width_m));
            CHECK(in(polar, {90, 123}));
            CHECK(in(polar, {89, 20}));
            if (kind != EdgeKind::lonlat) CHECK(in(polar, {89, -70}));
            if (kind == EdgeKind::lonlat) continue;  // its second edge turns about the pole on its way
            // along the meridian of 155 E, away from both arms
            CHECK_FALSE(in(polar, direct({90, 155}, 180.0, half_width_m + beside_m)));
            CHECK(in(polar, direct({90, 155}, 180.0, half_width_m - beside_m)));
        }
    }
    // outer side of a bend: a disc; inner side: a corner
    const Zone bend(corridor_zone({{{50, 10}}, {{50, 11}}, {{51, 11}}}, 10e3));
    for (double azimuth = 100; azimuth <= 170; azimuth += 10) {
        CHECK(in(bend, direct({50, 11}, azimuth, 10e3 - beside_m)));
        CHECK_FALSE(in(bend, direct({50, 11}, azimuth, 10e3 + beside_m)));
    }
    CHECK(in(bend, direct({50, 11}, 315, 14.1e3)));
    CHECK_FALSE(in(bend, direct({50, 11}, 315, 14.3e3)));
}

TEST_CASE("a corridor along an arc or a full circle: between two circles")
{
    const LatLon centre{60, 25};
    const LatLon start = direct(centre, 10, 50e3);
    const LatLon end = direct(centre, 130, 50e3);
    for (const bool clockwise : {true, false}) {
        const EdgeKind kind = clockwise ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise;
        const Zone arc(corridor_zone({{start, kind, centre}, {end}}, 8e3));
        const Zone full(corridor_zone({{start, kind, centre}, {start}}, 8e3));
        for (double azimuth = 0; azimuth < 360; azimuth += 7.5) {
            const bool on_arc = clockwise == (azimuth > 10 && azimuth < 130);
            CAPTURE(clockwise, azimuth);
            for (const double sign : {-1.0, 1.0}) {
                CHECK(in(full, direct(centre, azimuth, 50e3 + sign * (8e3 - beside_m))));
                CHECK_FALSE(in(full, direct(centre, azimuth, 50e3 + sign * (8e3 + beside_m))));
                CHECK_FALSE(in(arc, direct(centre, azimuth, 50e3 + sign * (8e3 + beside_m))));
                if (on_arc) CHECK(in(arc, direct(centre, azimuth, 50e3 + sign * (8e3 - beside_m))));
            }
        }
        CHECK_FALSE(in(full, centre));
        CHECK(full.arc_residuals().size() == 1);
        CHECK(arc.arc_residuals().size() == 1);
    }
}

TEST_CASE("a cap of the pole within a parallel, grown and shrunk")
{
    // the pole is at one distance from all of a parallel: the parallel that is the margin away along meridians
    for (const EdgeKind kind : {EdgeKind::rhumb, EdgeKind::lonlat})
        for (const double margin_m : {50e3, 370e3, -50e3, -370e3}) {
            const Zone cap(with_margin(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, 270}}, kind), margin_m));
            const double pole_m = detail::geodesic_distance_m({80, 0}, {90, 0});
            CAPTURE(to_string(kind), margin_m);
            CHECK(in(cap, {90, 0}));
            for (double lon = -180; lon < 180; lon += 36) {
                CHECK(in(cap, direct({90, 0}, lon, pole_m + margin_m - beside_m)));
                CHECK_FALSE(in(cap, direct({90, 0}, lon, pole_m + margin_m + beside_m)));
            }
        }
}

TEST_CASE("holes: a margin makes them smaller, an inward one larger; what is left may be nothing")
{
    RingSpec outer;
    outer.circle = CircleSpec{{45, 7}, Metres{100e3}};
    RingSpec inner;
    inner.circle = CircleSpec{{45, 7}, Metres{30e3}};
    const ZoneSpec spec = zone_of(outer, {inner});
    const auto at = [](double r) { return direct({45, 7}, 33, r); };
    const Zone grown(with_margin(spec, 10e3));
    CHECK_FALSE(in(grown, at(20e3 - beside_m)));
    CHECK(in(grown, at(20e3 + beside_m)));
    CHECK(in(grown, at(110e3 - beside_m)));
    CHECK_FALSE(in(grown, at(110e3 + beside_m)));
    const Zone closed(with_margin(spec, 30e3 + beside_m));
    CHECK(in(closed, {45, 7}));
    const Zone shrunk(with_margin(spec, -10e3));
    CHECK_FALSE(in(shrunk, at(40e3 - beside_m)));
    CHECK(in(shrunk, at(40e3 + beside_m)));
    CHECK(in(shrunk, at(90e3 - beside_m)));
    CHECK_FALSE(in(shrunk, at(90e3 + beside_m)));
    const Zone nothing(with_margin(spec, -36e3));
    for (double r = 0; r < 120e3; r += 999) CHECK_FALSE(in(nothing, at(r)));
    CHECK(validate(with_margin(spec, -36e3)).empty());
}

TEST_CASE("the complement of a disc with a margin: the disc gets smaller")
{
    RingSpec ring;
    ring.circle = CircleSpec{{20, -160}, Metres{200e3}};
    ring.inside = RingSide::left;
    const Zone rest(with_margin(zone_of(ring), 50e3));
    CHECK_FALSE(in(rest, {20, -160}));
    CHECK_FALSE(in(rest, direct({20, -160}, 77, 150e3 - beside_m)));
    CHECK(in(rest, direct({20, -160}, 77, 150e3 + beside_m)));
    CHECK(in(rest, {-20, 20}));
    CHECK(std::isinf(rest.boundary().ball().radius_m));
}

TEST_CASE("parts keep their own margins, and a zone is their union")
{
    ZoneSpec spec = circle_zone({50, 10}, 20e3, 5e3);
    spec.parts.push_back(circle_zone({50, 12}, 20e3, -5e3).parts[0]);
    spec.parts.push_back(circle_zone({50, 14}, 20e3).parts[0]);
    spec.parts.push_back(corridor_of({{{50, 16}}, {{51, 16}}}, 1000));
    spec.parts.back().margin = Metres{500};
    const Zone zone(spec);
    CHECK(in(zone, direct({50, 10}, 5, 24.9e3)));
    CHECK_FALSE(in(zone, direct({50, 12}, 5, 15.1e3)));
    CHECK(in(zone, direct({50, 12}, 5, 14.9e3)));
    CHECK(in(zone, direct({50, 14}, 5, 19.9e3)));
    CHECK_FALSE(in(zone, direct({50, 14}, 5, 20.1e3)));
    CHECK(in(zone, direct({50.5, 16}, 90, 1499)));
    CHECK_FALSE(in(zone, direct({50.5, 16}, 90, 1501)));
    // the ball holds all of it
    for (const LatLon place : {direct({50, 10}, 270, 24.9e3), direct({51, 16}, 45, 1499)})
        CHECK(detail::chord_m(detail::to_ecef_m(place), zone.boundary().ball().centre_m) <=
              zone.boundary().ball().radius_m);
}

TEST_CASE("bad corridors and margins are named")
{
    const auto line = [](std::vector<RingVertex> vertices, double half_width_m = 1000.0) {
        return corridor_zone(std::move(vertices), half_width_m);
    };
    CHECK(codes(line({{{50, 10}}, {{50, 11}}})).empty());
    for (const std::vector<RingVertex>& vertices :
         {std::vector<RingVertex>{}, {{{50, 10}}}, {{{50, 10}}, {{50, 370}}, {{50, 10}}}, {{{90, 10}}, {{90, 20}}}})
        CHECK(codes(line(vertices)) == std::vector{ZoneIssueCode::too_few_vertices});
    CHECK(messages(line({{{50, 10}}})) ==
          std::vector<std::string>{"corridor: a corridor needs at least two distinct vertices, this one has 1"});
    CHECK(messages(line({{{50, 10}}, {{91, 11}}})) ==
          std::vector<std::string>{"corridor, vertex 1: latitude 91 is beyond 90 degrees"});
    CHECK(messages(line({{{50, 10}}, {{not_a_number, 11}}})) ==
          std::vector<std::string>{"corridor, vertex 1: the coordinates are not finite numbers"});
    CHECK(codes(line({{{50, 10}, EdgeKind::arc_clockwise, {not_a_number, 0}}, {{51, 10}}})) ==
          std::vector{ZoneIssueCode::centre_invalid});
    // the last vertex leads nowhere
    CHECK(codes(line({{{50, 10}}, {{51, 10}, EdgeKind::arc_clockwise, {not_a_number, 0}}})).empty());
    for (const double bad : {0.0, -1.0, 370401.0, not_a_number, std::numeric_limits<double>::infinity()})
        CHECK(codes(line({{{50, 10}}, {{50, 11}}}, bad)) == std::vector{ZoneIssueCode::half_width_out_of_range});
    CHECK(codes(line({{{50, 10}}, {{50, 11}}}, 370400.0)).empty());

    ZoneSpec both = circle_zone({50, 10}, 1000);
    both.parts[0].corridor = CorridorSpec{{{{50, 10}}, {{50, 11}}}, Metres{5}};
    CHECK(codes(both) == std::vector{ZoneIssueCode::corridor_with_rings});
    both.parts[0].holes.push_back(ring_of({{not_a_number, 1}, {91, 2}, {0, 0}}, EdgeKind::rhumb));  // not looked at
    CHECK(codes(both) == std::vector{ZoneIssueCode::corridor_with_rings});

    for (const double bad : {370401.0, -370401.0, not_a_number, std::numeric_limits<double>::infinity()})
        CHECK(codes(circle_zone({50, 10}, 1000, bad)) == std::vector{ZoneIssueCode::margin_out_of_range});
    CHECK(messages(circle_zone({50, 10}, 1000, 4e5)) ==
          std::vector<std::string>{"the margin, 400000 m, is beyond 370.4 km (200 nautical miles)"});
    ZoneSpec several = circle_zone({50, 10}, 1000);
    several.parts.push_back(corridor_of({{{50, 10}}, {{50, 11}}}, 5));
    several.parts[1].margin = Metres{-1};
    several.parts.push_back(corridor_of({{{50, 10}}, {{-99, 11}}}, -5));
    const std::vector<std::string> expected{
        "part 1: the margin, -1 m, is negative: a corridor is made narrower by its half width",
        "part 2, corridor: the half width, -5 m, is not between 0 and 370.4 km (200 nautical miles)",
        "part 2, corridor, vertex 1: latitude -99 is beyond 90 degrees"};
    CHECK(messages(several) == expected);
    CHECK_THROWS_AS(Zone(several), ZoneError);

    // a corridor may cross itself
    CHECK(codes(line({{{50, 10}}, {{51, 11}}, {{51, 10}}, {{50, 11}}})).empty());
}

TEST_CASE("depth in closed form: the true boundary, on both sides of it")
{
    using Catch::Matchers::WithinAbs;
    // a corridor of two edges along the equator: across it distances run along meridians
    const Zone corridor(corridor_zone({{{0, 10}}, {{0, 11}}, {{0, 12}}}, 5000));
    for (const double lat : {0.0, 1e-9, 1e-4, 0.01, 0.04, 0.05, 1.0}) {
        CAPTURE(lat);
        const double across_m = detail::geodesic_distance_m({0, 11.5}, {lat, 11.5});
        CHECK_THAT(corridor.depth(LatLon{lat, 11.5}).value(), WithinAbs(5000 - across_m, 1e-5));
        const NearestEdge nearest = corridor.nearest_edge({-lat, 11.5});
        CHECK(nearest.part == 0);
        CHECK(nearest.ring == 0);
        CHECK(nearest.vertex == 1);
        CHECK(std::abs(std::abs(nearest.at.lat_deg) - 0.0452) < 1e-4);  // 5 km north or south
    }
    // beyond its round end
    CHECK_THAT(corridor.depth(direct({0, 12}, 70, 7000)).value(), WithinAbs(-2000, 1e-6));
    CHECK_THAT(corridor.depth(direct({0, 12}, 70, 3000)).value(), WithinAbs(2000, 1e-6));
    // circles: a margin makes another circle
    for (const double margin_m : {30e3, -30e3}) {
        const Zone zone(circle_zone({60, -30}, 80e3, margin_m));
        const Zone plain(circle_zone({60, -30}, 80e3 + margin_m));
        for (const double r : {0.0, 1.0, 20e3, 49.9e3, 50e3, 79e3, 80e3, 81e3, 109e3, 120e3, 900e3}) {
            CAPTURE(margin_m, r);
            const LatLon place = direct({60, -30}, 200, r);
            CHECK_THAT(zone.depth(place).value(), WithinAbs(plain.depth(place).value(), 2e-5));
        }
    }
    // between two discs that overlap the corner of their union is nearest, not the edge of one disc inside the other
    ZoneSpec two = circle_zone({0, 0}, 50e3, 20e3);
    two.parts.push_back(circle_zone({0, 1}, 50e3, 20e3).parts[0]);
    const Zone both(two);
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (detail::geodesic_distance_m({0, 0}, {middle, 0.5}) < 70e3 ? low : high) = middle;
    }
    CHECK_THAT(both.depth(LatLon{0, 0.5}).value(), WithinAbs(detail::geodesic_distance_m({0, 0}, {low, 0}), 1e-4));
    CHECK_THAT(both.depth(LatLon{0, 0}).value(), WithinAbs(70e3, 1e-5));
    CHECK(both.boundary().clearance_bound_m({0, 0.5}) < 20e3);  // a bound, not the distance
}

TEST_CASE("no boundary: a margin that leaves nothing, or everything")
{
    const double infinity = std::numeric_limits<double>::infinity();
    const Zone nothing(circle_zone({60, -30}, 8e3, -9e3));
    for (const double r : {0.0, 5e3, 8e3, 100e3}) {
        const LatLon place = direct({60, -30}, 200, r);
        CHECK_FALSE(in(nothing, place));
        CHECK(nothing.depth(place).value() == -infinity);
        CHECK(nothing.nearest_edge(place).part == -1);
        CHECK(std::isnan(nothing.nearest_edge(place).at.lat_deg));
    }
    CHECK(presence(nothing, {{0, {60, -31}}, {100, {60, -29}}}).empty());
    RingSpec ring;
    ring.circle = CircleSpec{{20, -160}, Metres{30e3}};
    ring.inside = RingSide::left;
    const Zone everything(with_margin(zone_of(ring), 31e3));
    for (const LatLon place : {LatLon{20, -160}, LatLon{20, -159.8}, LatLon{90, 0}}) CHECK(in(everything, place));
    const Zone zone(circle_zone({60, -30}, 8e3, 9e3));
    CHECK(zone.contains(LatLon{not_a_number, 0}) == Containment::unknown);
    CHECK(std::isnan(zone.depth(LatLon{0, not_a_number}).value()));
}
