// SPDX-License-Identifier: MIT
// Arcs and circles where the answer is known without calculation: shapes, poles, the antimeridian, faults.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

constexpr EdgeKind clockwise = EdgeKind::arc_clockwise;
constexpr EdgeKind counter_clockwise = EdgeKind::arc_counter_clockwise;

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

RingSpec circle_ring(LatLon centre, double radius_m, RingSide inside = RingSide::smaller_area)
{
    RingSpec ring;
    ring.circle = CircleSpec{centre, Metres{radius_m}};
    ring.inside = inside;
    return ring;
}

std::vector<ZoneIssueCode> codes(const ZoneSpec& spec)
{
    std::vector<ZoneIssueCode> result;
    for (const ZoneIssue& issue : validate(spec)) result.push_back(issue.code);
    return result;
}

const LatLon hub{54.0, 18.0};

/// From azimuth 0 to azimuth `sweep`, 10 km about the hub, then straight back.
ZoneSpec segment(double sweep_deg)
{
    RingSpec ring;
    ring.vertices.push_back({direct(hub, 0.0, 10e3), clockwise, hub});
    ring.vertices.push_back({direct(hub, sweep_deg, 10e3), EdgeKind::geodesic});
    return zone_of(ring);
}

}  // namespace

TEST_CASE("two vertices make a ring when an arc joins them")
{
    const Zone half(segment(180.0));
    CHECK(in(half, direct(hub, 90.0, 9999.9)));
    CHECK_FALSE(in(half, direct(hub, 90.0, 10000.1)));
    CHECK(in(half, direct(hub, 90.0, 0.1)));
    CHECK_FALSE(in(half, direct(hub, 270.0, 0.1)));
    const Zone most(segment(350.0));
    CHECK(in(most, direct(hub, 270.0, 9999.9)));
    CHECK_FALSE(in(most, direct(hub, 355.0, 9990.0)));
    const Zone sliver(segment(2.0));
    CHECK(in(sliver, direct(hub, 1.0, 9999.9)));
    CHECK_FALSE(in(sliver, direct(hub, 1.0, 9990.0)));
}

TEST_CASE("an arc from a vertex to itself is the full circle, whichever way it runs")
{
    for (const EdgeKind kind : {clockwise, counter_clockwise}) {
        RingSpec ring;
        ring.vertices.push_back({direct(hub, 33.0, 10e3), kind, hub});
        const Zone round(zone_of(ring));
        // the repeated first vertex of a file changes nothing
        ring.vertices.push_back({ring.vertices[0].at, EdgeKind::geodesic});
        const Zone repeated(zone_of(ring));
        for (double azimuth = 0.0; azimuth < 360.0; azimuth += 7.5) {
            CHECK(in(round, direct(hub, azimuth, 9999.999)));
            CHECK_FALSE(in(round, direct(hub, azimuth, 10000.001)));
            CHECK(in(repeated, direct(hub, azimuth, 9999.999)));
            CHECK_FALSE(in(repeated, direct(hub, azimuth, 10000.001)));
        }
        CHECK_THAT(round.depth(hub).value(), WithinAbs(10e3, 1e-6));
    }
}

TEST_CASE("the direction of an arc decides which way round it goes")
{
    const LatLon east = direct(hub, 90.0, 10e3);
    const LatLon north = direct(hub, 0.0, 10e3);
    RingSpec quarter;
    quarter.vertices = {{hub, EdgeKind::geodesic}, {north, clockwise, hub}, {east, EdgeKind::geodesic}};
    RingSpec rest = quarter;
    rest.vertices[1].edge_to_next = counter_clockwise;
    const Zone a(zone_of(quarter));
    const Zone b(zone_of(rest));
    for (double azimuth = 5.0; azimuth < 360.0; azimuth += 10.0) {
        const LatLon place = direct(hub, azimuth, 9e3);
        CHECK(in(a, place) == (azimuth < 90.0));
        CHECK(in(b, place) == (azimuth > 90.0));
    }
}

TEST_CASE("circles over a pole and over the antimeridian are circles")
{
    for (const LatLon centre : {LatLon{89.9, 30.0}, LatLon{90.0, 0.0}, LatLon{-89.0, 179.0}, LatLon{-90.0, 77.0},
                                LatLon{10.0, 179.9}, LatLon{-60.0, -179.99}, LatLon{0.0, 180.0}}) {
        for (const double radius_m : {100.0, 50e3, 3000e3}) {
            const Zone zone(zone_of(circle_ring(centre, radius_m)));
            CAPTURE(centre.lat_deg, centre.lon_deg, radius_m);
            CHECK(in(zone, centre));
            CHECK_THAT(zone.depth(centre).value(), WithinAbs(radius_m, 1e-6));
            for (double azimuth = -180.0; azimuth < 180.0; azimuth += 15.0) {
                CHECK(in(zone, direct(centre, azimuth, radius_m - 1e-3)));
                CHECK_FALSE(in(zone, direct(centre, azimuth, radius_m + 1e-3)));
            }
        }
    }
}

TEST_CASE("a circle through the pole to the bit")
{
    for (const double lat : {89.0, 60.0, 50.0, -70.0}) {
        const LatLon centre{lat, 25.0};
        const LatLon pole{lat > 0.0 ? 90.0 : -90.0, 0.0};
        const double radius_m = detail::geodesic_distance_m(centre, pole);
        const Zone zone(zone_of(circle_ring(centre, radius_m)));
        CAPTURE(lat);
        for (double azimuth = -180.0; azimuth < 180.0; azimuth += 11.25) {
            CHECK(in(zone, direct(centre, azimuth, radius_m - 1e-3)));
            CHECK_FALSE(in(zone, direct(centre, azimuth, radius_m + 1e-3)));
        }
        CHECK_THAT(zone.depth(pole).value(), WithinAbs(0.0, 1e-6));
        // a sector whose arc begins or ends there
        for (const EdgeKind kind : {clockwise, counter_clockwise}) {
            const LatLon end = direct(centre, lat > 0.0 ? 90.0 : 270.0, radius_m);
            RingSpec ring;
            ring.vertices = {{centre, EdgeKind::geodesic}, {pole, kind, centre}, {end, EdgeKind::geodesic}};
            const Zone sector(zone_of(ring));
            std::swap(ring.vertices[1].at, ring.vertices[2].at);
            ring.vertices[1].edge_to_next = kind == clockwise ? counter_clockwise : clockwise;
            const Zone backward(zone_of(ring));
            const double first = lat > 0.0 ? 0.0 : 180.0;
            for (double turned = 1.0; turned < 360.0; turned += 4.0) {
                const bool expected = (turned < 90.0) == (kind == clockwise);
                CHECK(in(sector, direct(centre, first + turned, radius_m - 1e-3)) == expected);
                CHECK_FALSE(in(sector, direct(centre, first + turned, radius_m + 1e-3)));
                CHECK(in(backward, direct(centre, first + turned, radius_m - 1e-3)) == expected);
            }
        }
    }
}

TEST_CASE("the sides of a circle: right of the clockwise line is the disc")
{
    const LatLon centre{88.0, 40.0};
    for (const double radius_m : {1e3, 500e3}) {
        const Zone disc(zone_of(circle_ring(centre, radius_m, RingSide::right)));
        const Zone rest(zone_of(circle_ring(centre, radius_m, RingSide::left)));
        CHECK(in(disc, centre));
        CHECK_FALSE(in(rest, centre));
        CHECK_FALSE(in(disc, {-20.0, 0.0}));
        CHECK(in(rest, {-20.0, 0.0}));
    }
}

TEST_CASE("a circle as a hole, and a lens of two arcs")
{
    RingSpec outer = circle_ring(hub, 10e3);
    const Zone ring(zone_of(outer, {circle_ring(hub, 4e3)}));
    CHECK_FALSE(in(ring, hub));
    CHECK(in(ring, direct(hub, 12.0, 4000.001)));
    CHECK_FALSE(in(ring, direct(hub, 12.0, 3999.999)));
    CHECK_THAT(ring.depth(direct(hub, 200.0, 7e3)).value(), WithinAbs(3e3, 1e-6));

    // the places less than 10 km from both of two hubs 12 km apart
    const LatLon other = direct(hub, 60.0, 12e3);
    const auto meet = [&](double sign) {
        double low = 0.0;
        double high = 90.0;
        for (int i = 0; i < 60; ++i) {
            const double turn = 0.5 * (low + high);
            (airspace_tests::distance_m(direct(hub, 60.0 + sign * turn, 10e3), other) < 10e3 ? low : high) = turn;
        }
        return direct(hub, 60.0 + sign * low, 10e3);
    };
    const LatLon left = meet(-1.0);
    const LatLon right = meet(1.0);
    RingSpec lens;
    lens.vertices = {{left, clockwise, hub}, {right, clockwise, other}};
    const Zone both_near(zone_of(lens));
    for (double azimuth = 0.0; azimuth < 360.0; azimuth += 6.0)
        for (const double s : {1.0, 2e3, 5e3, 9.99e3, 10.01e3}) {
            const LatLon place = direct(hub, azimuth, s);
            CHECK(in(both_near, place) == (s < 10e3 && airspace_tests::distance_m(place, other) < 10e3));
        }
}

TEST_CASE("an over-specified arc passes through both ends, and says by how much they disagree")
{
    RingSpec ring;
    ring.vertices = {{hub, EdgeKind::geodesic},
                     {direct(hub, 10.0, 10e3), clockwise, hub},
                     {direct(hub, 110.0, 10.1e3), EdgeKind::geodesic}};
    const Zone zone(zone_of(ring));
    const std::vector<ArcResidual> residuals = zone.arc_residuals();
    REQUIRE(residuals.size() == 1);
    CHECK(residuals[0].part == 0);
    CHECK(residuals[0].ring == 0);
    CHECK(residuals[0].vertex == 1);
    CHECK_THAT(residuals[0].radius_at_start.value(), WithinAbs(10e3, 1e-6));
    CHECK_THAT(residuals[0].radius_at_end.value(), WithinAbs(10.1e3, 1e-6));
    CHECK_THAT(residuals[0].residual().value(), WithinAbs(100.0, 1e-6));
    for (double turned = 0.5; turned < 100.0; turned += 3.0) {
        const double radius_m = 10e3 + turned;
        CHECK(in(zone, direct(hub, 10.0 + turned, radius_m - 1e-3)));
        CHECK_FALSE(in(zone, direct(hub, 10.0 + turned, radius_m + 1e-3)));
    }
    CHECK(Zone(zone_of(circle_ring(hub, 10e3))).arc_residuals().empty());
}

TEST_CASE("the faults of arcs and circles")
{
    const double nan = std::nan("");
    ZoneSpec spec = segment(90.0);
    RingVertex& vertex = spec.parts[0].exterior.vertices[0];
    CHECK(codes(spec).empty());

    vertex.arc_centre = {nan, nan};
    CHECK(codes(spec) == std::vector{ZoneIssueCode::centre_invalid});
    CHECK(validate(spec)[0].vertex == 0);
    CHECK(validate(spec)[0].message == "ring 0, vertex 0: the arc from here has no valid centre");
    vertex.arc_centre = {91.0, 0.0};
    CHECK(codes(spec) == std::vector{ZoneIssueCode::centre_invalid});
    vertex.arc_centre = vertex.at;
    CHECK(codes(spec) == std::vector{ZoneIssueCode::radius_out_of_range});
    vertex.arc_centre = {-40.0, 100.0};
    CHECK(codes(spec) == std::vector{ZoneIssueCode::radius_out_of_range});

    // a tenth of the radius is still one arc, more is not; nor is a step longer than the arc
    RingSpec ring;
    const auto sector = [&](double sweep_deg, double radius_end_m) {
        ring.vertices = {{hub, EdgeKind::geodesic},
                         {direct(hub, 10.0, 10e3), clockwise, hub},
                         {direct(hub, 10.0 + sweep_deg, radius_end_m), EdgeKind::geodesic}};
        return zone_of(ring);
    };
    CHECK(codes(sector(90.0, 9.01e3)).empty());
    CHECK(codes(sector(90.0, 8.99e3)) == std::vector{ZoneIssueCode::arc_ends_disagree});
    CHECK(validate(sector(90.0, 8.99e3))[0].message.find("too unequal for one arc") != std::string::npos);
    CHECK(codes(sector(0.1, 10.01e3)).empty());
    CHECK(codes(sector(0.1, 10.03e3)) == std::vector{ZoneIssueCode::arc_ends_disagree});

    for (const double radius_m : {0.0, -1.0, 5000.001e3, nan})
        CHECK(codes(zone_of(circle_ring(hub, radius_m))) == std::vector{ZoneIssueCode::radius_out_of_range});
    CHECK(codes(zone_of(circle_ring(hub, 5000e3))).empty());
    CHECK(codes(zone_of(circle_ring({nan, 0.0}, 1e3))) == std::vector{ZoneIssueCode::centre_invalid});
    RingSpec both = circle_ring(hub, 1e3);
    both.vertices = segment(90.0).parts[0].exterior.vertices;
    CHECK(codes(zone_of(both)) == std::vector{ZoneIssueCode::circle_with_vertices});

    // without an arc two vertices stay too few, and so does one with an arc to a second that is not there
    ring.vertices = {{hub}, {direct(hub, 10.0, 10e3)}};
    CHECK(codes(zone_of(ring)) == std::vector{ZoneIssueCode::too_few_vertices});
    CHECK_THROWS_AS(Zone(zone_of(both)), ZoneError);
}

TEST_CASE("rings with arcs that cross themselves are found, and those that touch are let be")
{
    const auto at = [](double azimuth, double s) { return direct(hub, azimuth, s); };
    RingSpec ring;
    // three quarters of a circle, then a line through the disc and out over the arc
    ring.vertices = {{at(0.0, 10e3), clockwise, hub}, {at(270.0, 10e3)}, {at(45.0, 30e3)}};
    CHECK(codes(zone_of(ring)) == std::vector{ZoneIssueCode::self_crossing});
    // the same, the line staying inside
    ring.vertices[2].at = at(45.0, 9.99e3);
    CHECK(codes(zone_of(ring)).empty());
    // an arc the wrong way round crosses both edges that lead away from it
    ring.vertices = {{at(0.0, 10e3), counter_clockwise, hub}, {at(90.0, 10e3)}, {at(200.0, 30e3)}};
    CHECK(codes(zone_of(ring)) == std::vector(2, ZoneIssueCode::self_crossing));
    ring.vertices[0].edge_to_next = clockwise;
    CHECK(codes(zone_of(ring)).empty());
    // a chord and its arc touch at both ends
    ring.vertices = {{at(20.0, 10e3), clockwise, hub}, {at(21.0, 10e3)}};
    CHECK(codes(zone_of(ring)).empty());
    // neighbours that meet again within one piece: a line that cuts its own arc's cap
    ring.vertices = {{at(20.0, 10e3), clockwise, hub}, {at(80.0, 10e3)}, {at(40.0, 10.2e3)}, {at(20.0, 12e3)}};
    CHECK(codes(zone_of(ring)) == std::vector{ZoneIssueCode::self_crossing});
    // the right half of one circle and the left half of another, which is to its right: they cross twice
    const LatLon other = at(90.0, 5e3);
    ring.vertices = {{at(0.0, 10e3), clockwise, hub},
                     {at(180.0, 10e3)},
                     {direct(other, 180.0, 10e3), clockwise, other},
                     {direct(other, 0.0, 10e3)}};
    CHECK_FALSE(codes(zone_of(ring)).empty());
    // the outer halves do not
    ring.vertices = {{at(180.0, 10e3), clockwise, hub},
                     {at(0.0, 10e3)},
                     {direct(other, 0.0, 10e3), clockwise, other},
                     {direct(other, 180.0, 10e3)}};
    CHECK(codes(zone_of(ring)).empty());
}
