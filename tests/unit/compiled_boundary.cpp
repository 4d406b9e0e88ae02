// SPDX-License-Identifier: MIT
// CompiledBoundary: answers that are known, what has no answer, and that its arrays are plain bytes.
#include <picket/airspace/compiled_boundary.hpp>

#include <support/airspace.hpp>
#include <support/offset.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::zone_of;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Zone square(LatLon corner, double side_deg, EdgeKind kind = EdgeKind::geodesic)
{
    return Zone(zone_of({corner, {corner.lat_deg, corner.lon_deg + side_deg}, {corner.lat_deg + side_deg, corner.lon_deg + side_deg}, {corner.lat_deg + side_deg, corner.lon_deg}}, kind));
}

Zone circle(LatLon centre, double radius_m)
{
    RingSpec ring;
    ring.circle = CircleSpec{centre, Metres{radius_m}};
    return Zone(zone_of(ring));
}

}  // namespace

TEST_CASE("a zone with a corridor or a margin is refused by its name")
{
    ZoneSpec corridor;
    corridor.id = "AWY 7";
    corridor.parts.push_back(airspace_tests::corridor_of({{{50, 10}}, {{51, 12}}}, 9260));
    ZoneSpec margin = zone_of({{50, 10}, {50, 11}, {51, 11}, {51, 10}}, EdgeKind::geodesic);
    margin.id = "CTR 3";
    margin.parts[0].margin = Metres{-500};
    for (const ZoneSpec& spec : {corridor, margin}) {
        const std::vector<Zone> zones{square({40, 10}, 1), Zone(spec)};
        CHECK_THROWS_MATCHES(CompiledBoundary(zones), DomainError, MessageMatches(ContainsSubstring(spec.id)));
        CHECK_THROWS_AS(CompiledBoundary(zones[1]), DomainError);
    }
    margin.parts[0].margin = Metres{0};  // none: as any other zone
    CHECK_NOTHROW(CompiledBoundary(Zone(margin)));
}

TEST_CASE("a place that is not a number has no distance")
{
    const CompiledBoundary boundary(square({50, 10}, 1));
    for (const LatLon bad : {LatLon{not_a_number, 10}, LatLon{50, not_a_number}, LatLon{91, 10}, LatLon{50, infinity}}) {
        const NearestBoundary nearest = boundary.nearest(bad);
        CHECK(std::isnan(nearest.distance.value()));
        CHECK(std::isnan(nearest.at.lat_deg));
        CHECK(nearest.zone == -1);
        CHECK(nearest.vertex == -1);
        CHECK(std::isnan(boundary.nearest(bad, 0).distance.value()));
        CHECK(std::isnan(boundary.distance(bad).value()));
        CHECK(std::isnan(boundary.distance(bad, 0).value()));
        CHECK(std::isnan(boundary.distance_lower_bound(bad).value()));
        CHECK(std::isnan(boundary.distance_lower_bound(bad, 0).value()));
        CHECK(std::isnan(boundary.signed_distance(bad, 0, Containment::inside).value()));
        CHECK(std::isnan(boundary.signed_distance(bad, 0, square({50, 10}, 1)).value()));
        CHECK_FALSE(boundary.for_each_within(bad, Metres{1e6}, [](const NearestBoundary&) { FAIL(); }));
    }
    CHECK(std::isnan(boundary.signed_distance({50.5, 10.5}, 0, Containment::unknown).value()));
    CHECK_FALSE(boundary.for_each_within({50, 10}, Metres{not_a_number}, [](const NearestBoundary&) { FAIL(); }));
    CHECK(boundary.for_each_within({50, 10}, Metres{-1}, [](const NearestBoundary&) { FAIL(); }));
}

TEST_CASE("no zones: infinitely far")
{
    for (const CompiledBoundary& boundary : {CompiledBoundary(), CompiledBoundary(std::span<const Zone>{})}) {
        CHECK(boundary.nearest({50, 10}).distance.value() == infinity);
        CHECK(boundary.nearest({50, 10}).zone == -1);
        CHECK(boundary.distance({50, 10}).value() == infinity);
        CHECK(boundary.distance_lower_bound({50, 10}).value() == infinity);
        CHECK(std::isnan(boundary.distance({not_a_number, 10}).value()));
        CHECK(boundary.for_each_within({50, 10}, Metres{1e7}, [](const NearestBoundary&) { FAIL(); }));
    }
}

TEST_CASE("distance to a meridian edge and to a vertex")
{
    const CompiledBoundary boundary(square({-1, 10}, 2, EdgeKind::rhumb));
    // due west of a meridian on the equator: the equator is a geodesic
    const NearestBoundary west = boundary.nearest({0, 9});
    CHECK_THAT(west.distance.value(), WithinAbs(6378137.0 * detail::degree, 1e-4));
    CHECK(west.vertex == 3);
    CHECK_THAT(west.at.lat_deg, WithinAbs(0, 1e-9));
    CHECK_THAT(west.at.lon_deg, WithinAbs(10, 1e-9));
    // beyond a corner the corner is nearest
    const LatLon corner{-1, 10};
    const NearestBoundary beyond = boundary.nearest(direct(corner, 225, 70e3));
    CHECK_THAT(beyond.distance.value(), WithinAbs(70e3, 1e-5));
    CHECK((beyond.vertex == 0 || beyond.vertex == 3));
    // on the boundary: no more than the error of a piece
    CHECK(boundary.distance({-1, 10}).value() < 1e-7);
    CHECK(boundary.distance({0.3, 12}).value() < 1e-4);
}

TEST_CASE("circles: inside, outside, the centre, round a pole, and seen from the other side of the Earth")
{
    for (const LatLon centre : {LatLon{52, 19}, LatLon{90, 0}, LatLon{-89.999, 40}, LatLon{10, 179.99}}) {
        const CompiledBoundary boundary(circle(centre, 300e3));
        CHECK(boundary.piece_count() == 1);
        CHECK_THAT(boundary.distance(centre).value(), WithinAbs(300e3, 1e-6));
        for (const double azimuth : {0.0, 77.0, 180.0, 271.0}) {
            for (const double from_m : {1.0, 299999.999, 300e3, 300000.001, 700e3, 3000e3, 19.9e6}) {
                const LatLon place = direct(centre, azimuth, from_m);
                const NearestBoundary nearest = boundary.nearest(place);
                CHECK_THAT(nearest.distance.value(), WithinAbs(std::abs(from_m - 300e3), 1.3e-4));
                CHECK_THAT(airspace_tests::distance_m(nearest.at, centre), WithinAbs(300e3, 1e-6));
                CHECK_THAT(airspace_tests::distance_m(nearest.at, place), WithinAbs(std::abs(from_m - 300e3), 1e-5));
                CHECK(nearest.vertex == 0);
            }
        }
    }
}

TEST_CASE("parts, holes and vertices are named as Zone::nearest_edge names them")
{
    ZoneSpec spec = zone_of(airspace_tests::ring_of({{50, 10}, {50, 14}, {54, 14}, {54, 10}}, EdgeKind::lonlat), {airspace_tests::ring_of({{51, 11}, {51, 13}, {53, 13}, {53, 11}}, EdgeKind::lonlat)});
    spec.parts.push_back({airspace_tests::ring_of({{40, 10}, {40, 14}, {44, 14}, {44, 10}}, EdgeKind::rhumb)});
    const Zone first = square({-10, 50}, 1);
    const Zone second(spec);
    const std::vector<Zone> zones{first, second};
    const CompiledBoundary boundary(zones);
    for (const LatLon place : {LatLon{51.1, 12}, LatLon{52, 12.9}, LatLon{43.9, 11}, LatLon{40.1, 12}, LatLon{53.9, 13}}) {
        const NearestEdge edge = second.nearest_edge(place);
        const NearestBoundary nearest = boundary.nearest(place);
        CHECK(nearest.zone == 1);
        CHECK(nearest.part == edge.part);
        CHECK(nearest.ring == edge.ring);
        CHECK(nearest.vertex == edge.vertex);
        CHECK_THAT(boundary.signed_distance(place, 1, second).value(), WithinAbs(second.depth(place).value(), 1e-4));
        CHECK(boundary.nearest(place, 0).zone == 0);
    }
}

TEST_CASE("over poles and the antimeridian")
{
    // a ring that winds round the pole, and a square across 180 degrees
    const Zone cap(zone_of({{80, 0}, {80, 90}, {80, 180}, {80, -90}}, EdgeKind::rhumb));
    const CompiledBoundary about_pole(cap);
    CHECK_THAT(about_pole.distance({90, 0}).value(), WithinAbs(cap.nearest_edge({90, 0}).distance.value(), 1e-4));
    CHECK_THAT(about_pole.distance({-90, 0}).value(), WithinAbs(cap.nearest_edge({-90, 0}).distance.value(), 5e-4));
    const CompiledBoundary across(square({10, 179.5}, 1));
    CHECK_THAT(across.distance({10.5, -180}).value(), WithinAbs(across.distance({10.5, 180}).value(), 1e-8));
    CHECK_THAT(across.distance({10.5, 181}).value(), WithinAbs(across.distance({10.5, -179}).value(), 1e-7));
}

TEST_CASE("the arrays are plain bytes")
{
    STATIC_REQUIRE(std::is_trivially_copyable_v<detail::Piece>);
    STATIC_REQUIRE(std::is_trivially_copyable_v<detail::PieceNode>);
    STATIC_REQUIRE(std::is_trivially_copyable_v<detail::PieceRing>);
    STATIC_REQUIRE(noexcept(std::declval<const CompiledBoundary&>().nearest(LatLon{})));
    STATIC_REQUIRE(noexcept(std::declval<const CompiledBoundary&>().distance(LatLon{}, 0)));
    STATIC_REQUIRE(noexcept(std::declval<const CompiledBoundary&>().distance_lower_bound(LatLon{})));
    const CompiledBoundary boundary(square({50, 10}, 1));
    const CompiledBoundary copy = boundary;  // moved elsewhere, nothing in it points back
    CHECK(copy.distance({50.5, 10.4}) == boundary.distance({50.5, 10.4}));
    CHECK(boundary.memory_bytes() > boundary.piece_count() * 88);
}
