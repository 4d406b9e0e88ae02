// SPDX-License-Identifier: MIT
// The boundaries kept inside an index against those of the zones: every curve made again has the same bits, and so
// every answer is the same; which curves come near is what distances say.
#include <picket/airspace/detail/index_store.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

using namespace airspace_tests;
using picket::PartSpec;
using picket::detail::Curve;
using picket::detail::LateralBoundary;
using picket::detail::StoreArrays;
using picket::detail::StoredRing;
using picket::detail::StoreView;

namespace {

struct Shape {
    std::string name;
    std::vector<PartSpec> parts;
};

Shape shape(std::string name, RingSpec ring) { return {std::move(name), {{std::move(ring)}}}; }

RingSpec circle(LatLon centre, double radius_m)
{
    RingSpec ring;
    ring.circle = picket::CircleSpec{centre, picket::Metres{radius_m}};
    return ring;
}

/// Four arcs about a centre, one way or the other.
RingSpec arcs(LatLon centre, double radius_m, double first_deg, bool clockwise)
{
    RingSpec ring;
    for (int i = 0; i < 4; ++i)
        ring.vertices.push_back({direct(centre, first_deg + (clockwise ? 90.0 : -90.0) * i, radius_m * (1.0 + 1e-4 * i)),
                                 clockwise ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise, centre});
    return ring;
}

/// The same line, followed the other way.
RingSpec reversed(const RingSpec& ring)
{
    RingSpec back;
    const std::size_t n = ring.vertices.size();
    for (std::size_t i = 0; i < n; ++i) {
        RingVertex v = ring.vertices[n - 1 - i];
        const RingVertex& edge = ring.vertices[(2 * n - 2 - i) % n];
        v.edge_to_next = edge.edge_to_next;
        v.arc_centre = edge.arc_centre;
        if (picket::is_arc(v.edge_to_next))
            v.edge_to_next = v.edge_to_next == EdgeKind::arc_clockwise ? EdgeKind::arc_counter_clockwise : EdgeKind::arc_clockwise;
        back.vertices.push_back(v);
    }
    return back;
}

/// What is special, both ways round, and what is not. Not all of them are zones that would be accepted: a boundary has
/// an answer for those too, and it has to be the same one.
std::vector<Shape> all_shapes(Random& random)
{
    std::vector<Shape> shapes;
    const auto both_ways = [&](const std::string& name, const RingSpec& ring) {
        shapes.push_back(shape(name, ring));
        shapes.push_back(shape(name + ", back", reversed(ring)));
    };
    for (const EdgeKind kind : all_kinds) {
        const std::string k = std::string(picket::to_string(kind)) + ": ";
        both_ways(k + "meridians and parallels", ring_of({{10, 5}, {10, 9}, {14, 9}, {14, 5}}, kind));
        both_ways(k + "equator, meridian 0", ring_of({{0, 0}, {0, 3}, {2, 3}, {2, 0}}, kind));
        both_ways(k + "antimeridian", ring_of({{-20, 178}, {-20, -177}, {-12, -178}, {-11, 179.5}}, kind));
        both_ways(k + "vertices on the antimeridian", ring_of({{40, 180}, {41, -175}, {44, -180}, {42, 174}}, kind));
        both_ways(k + "longitudes as written", ring_of({{40, 370}, {41, 735}, {44, -354}, {45, 8}}, kind));
        both_ways(k + "north pole a vertex", ring_of({{90, 20}, {70, -30}, {72, 40}}, kind));
        both_ways(k + "south pole a vertex, written twice", ring_of({{-90, 20}, {-70, -30}, {-72, 40}, {-90, 60}}, kind));
        both_ways(k + "pole to pole", ring_of({{90, 0}, {-90, 10}, {10, 50}}, kind));
        both_ways(k + "round the north pole", ring_of({{80, 0}, {78, 90}, {82, 180}, {79, -90}}, kind));
        both_ways(k + "round the south pole", ring_of({{-80, 30}, {-78, 120}, {-82, 210}, {-79, -60}}, kind));
        both_ways(k + "180 degrees eastward", ring_of({{30, -90}, {30, 90}, {50, 0}}, kind));
        both_ways(k + "180 degrees westward, over the antimeridian", ring_of({{-30, 100}, {-35, -80}, {-50, 179}}, kind));
        both_ways(k + "180 degrees, opposite latitudes", ring_of({{20, -60}, {-20, 120}, {0, 30}}, kind));
        both_ways(k + "nearly 180 degrees", ring_of({{10, 0}, {10, std::nextafter(180.0, 0.0)}, {60, 90}}, kind));
    }
    for (const double lat : {0.0, 50.0, -67.0, 85.0, -89.0, 90.0, -90.0})
        for (const double lon : {0.0, 179.99, -180.0, 33.3})
            for (const double radius_m : {30.0, 5e3, 300e3, 3000e3}) {
                const std::string at = " of " + std::to_string(radius_m) + " m at " + std::to_string(lat) + " " + std::to_string(lon);
                shapes.push_back(shape("circle" + at, circle({lat, lon}, radius_m)));
                both_ways("arcs" + at, arcs({lat, lon}, radius_m, random.uniform(0.0, 90.0), true));
                // one arc through a pole, or a full circle whose ends are one vertex
                RingSpec full;
                full.vertices.push_back({direct({lat, lon}, random.uniform(0.0, 360.0), radius_m), EdgeKind::arc_clockwise, {lat, lon}});
                if (std::abs(full.vertices[0].at.lat_deg) != 90.0) both_ways("full arc" + at, full);
            }
    // exactly through the pole
    both_ways("arcs through the pole", arcs({87.0, 12.0}, distance_m({87.0, 12.0}, {90.0, 0.0}), 0.0, true));
    shapes.push_back(shape("circle through the pole", circle({87.0, 12.0}, distance_m({87.0, 12.0}, {90.0, 0.0}))));
    for (int i = 0; i < 120 * test_scale(); ++i) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(100.0, 3e6);
        Shape s{"star " + std::to_string(i), {}};
        for (int part = 0; part <= i % 3; ++part) {
            PartSpec spec{star(random, direct(centre, random.uniform(0, 360), radius_m * part), radius_m, 3 + random.below(60), 0.4, true, {})};
            if (random.coin()) spec.holes.push_back(star(random, centre, 0.3 * radius_m, 5, 0.4, true, {}));
            if (random.below(4) == 0) spec.holes.push_back(circle(direct(centre, 45.0, 0.5 * radius_m), 0.1 * radius_m));
            if (random.below(4) == 0) spec.exterior.inside = random.coin() ? picket::RingSide::left : picket::RingSide::right;
            s.parts.push_back(std::move(spec));
        }
        shapes.push_back(std::move(s));
    }
    return shapes;
}

/// Every number of a curve but its edge. An arc is made again from west to east, whichever way its ring runs, and the
/// small half of its width is then +0 where it was -0: a term of sums, where the two are one.
std::array<std::uint64_t, 20> bits_of(const Curve& c)
{
    const auto b = [](double v) { return std::bit_cast<std::uint64_t>(v); };
    return {static_cast<std::uint64_t>(c.kind), c.ring_forward ? 1U : 0U, b(c.lon_west_deg), b(c.lon_east_deg), b(c.width_deg.high),
            b(c.width_deg.low + 0.0), b(c.lat_west_deg), b(c.lat_east_deg), b(c.lat_min_deg), b(c.lat_max_deg), b(c.azimuth_deg),
            b(c.length_m), b(c.psi_west), b(c.psi_east), b(c.arc.centre_lat_deg), b(c.arc.azimuth_deg), b(c.arc.sweep_deg),
            b(c.arc.radius_start_m), b(c.arc.radius_end_m), b(c.arc_west_deg)};
}

/// Calls f(curve in the zone, curve made again).
template <class F>
void for_each_pair(const LateralBoundary& boundary, const StoreView& store, std::uint32_t first_ring, F&& f)
{
    for (std::size_t r = 0; r < boundary.rings().size(); ++r) {
        const picket::detail::RingBoundary& ring = boundary.rings()[r];
        const StoredRing& stored = store.rings[first_ring + r];
        REQUIRE(stored.curves == ring.last_curve - ring.first_curve);
        for (std::uint32_t i = 0; i < stored.curves; ++i) f(boundary.curves()[ring.first_curve + i], store.curve(stored, i));
    }
}

/// All boundaries in one store, as an index keeps them: what is wrong by the size of what lies before shows.
struct Stored {
    std::vector<LateralBoundary> boundaries;
    std::vector<std::uint32_t> first_ring;
    StoreArrays arrays;

    explicit Stored(const std::vector<Shape>& shapes)
    {
        for (const Shape& s : shapes) {
            boundaries.emplace_back(s.parts);
            first_ring.push_back(static_cast<std::uint32_t>(arrays.rings.size()));
            arrays.add(boundaries.back());
        }
    }
    [[nodiscard]] std::uint32_t rings(std::size_t i) const { return static_cast<std::uint32_t>(boundaries[i].rings().size()); }
};

/// A coast of many vertices and all kinds; some of its edges run along meridians and parallels.
RingSpec long_ring(Random& random, LatLon centre, int n)
{
    RingSpec ring;
    for (int i = 0; i < n; ++i) {
        const double t = 2.0 * 3.14159265358979323846 * i / n;
        const double r = 2.0 + 0.3 * std::sin(17.0 * t) + 0.0002 * random.uniform(-1.0, 1.0);
        LatLon at{centre.lat_deg + r * std::sin(t), centre.lon_deg + 1.7 * r * std::cos(t)};
        if (i % 50 == 1) at.lon_deg = ring.vertices.back().at.lon_deg;
        if (i % 50 == 2) at.lat_deg = ring.vertices.back().at.lat_deg;
        ring.vertices.push_back({at, random.kind()});
    }
    return ring;
}

/// Places where the two could part: on vertices and their meridians, on curves and just beside them, at the poles.
LatLon place_about(Random& random, const LateralBoundary& boundary)
{
    const auto curves = boundary.curves();
    const Curve& c = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
    switch (random.below(10)) {
        case 0: return {c.lat_west_deg, c.lon_west_deg};
        case 1: return {c.lat_east_deg, c.lon_east_deg};
        case 2: return {random.uniform(-90.0, 90.0), c.lon_west_deg};
        case 3: return {std::clamp(c.lat_east_deg + random.uniform(-1.0, 1.0) * random.log_uniform(1e-13, 1.0), -90.0, 90.0), c.lon_east_deg};
        case 4: return {random.coin() ? 90.0 : -90.0, random.uniform(-180.0, 180.0)};
        case 5: return {c.lat_west_deg, random.coin() ? std::nextafter(c.lon_west_deg, 500.0) : std::nextafter(c.lon_east_deg, -500.0)};
        case 6: return {random.uniform(-90.0, 90.0), random.uniform(-540.0, 540.0)};
        default: break;
    }
    LatLon on = picket::detail::CurvePath(c).at(random.uniform(0.0, 1.0));
    const double off = random.coin() ? 0.0 : random.uniform(-1.0, 1.0) * random.log_uniform(1e-12, 1.0);
    on.lat_deg = std::clamp(on.lat_deg + off, -90.0, 90.0);
    return on;
}

}  // namespace

TEST_CASE("index store: every curve made again has the bits of the zone's own", "[index]")
{
    Random random("index store curves", 4201);
    std::vector<Shape> shapes = all_shapes(random);
    shapes.push_back(shape("coast", long_ring(random, {-17.0, 179.0}, 20000)));
    const Stored stored(shapes);
    const StoreView view = stored.arrays.view();
    long long curves = 0;
    int different = 0;
    std::array<int, 5> special{};  // meridians, spins, arcs forward, arcs backward, exactly 180 degrees
    for (std::size_t s = 0; s < shapes.size(); ++s)
        for_each_pair(stored.boundaries[s], view, stored.first_ring[s], [&](const Curve& own, const Curve& again) {
            ++curves;
            const bool arc = picket::is_arc(own.kind);
            special[0] += own.is_meridian() ? 1 : 0;
            special[1] += own.is_spin() ? 1 : 0;
            special[2] += arc && own.ring_forward ? 1 : 0;
            special[3] += arc && !own.ring_forward ? 1 : 0;
            special[4] += own.width_deg.high == 180.0 && own.width_deg.low == 0.0 ? 1 : 0;
            if (bits_of(own) == bits_of(again)) return;
            if (++different > 10) return;
            const auto a = bits_of(own);
            const auto b = bits_of(again);
            for (std::size_t i = 0; i < a.size(); ++i)
                if (a[i] != b[i])
                    std::printf("%s, field %zu: %.17g, made again %.17g\n", shapes[s].name.c_str(), i, std::bit_cast<double>(a[i]),
                                std::bit_cast<double>(b[i]));
        });
    std::printf("index store: %zu boundaries, %lld curves, %d different; meridians %d, spins %d, arcs %d forward and %d backward, "
                "180 degrees %d\n",
                shapes.size(), curves, different, special[0], special[1], special[2], special[3], special[4]);
    CHECK(different == 0);
    for (const int count : special) CHECK(count > 20);  // the test has seen what it is for
}

TEST_CASE("index store: contains is the boundary's own", "[index]")
{
    Random random("index store contains", 4202);
    std::vector<Shape> shapes = all_shapes(random);
    const std::size_t small = shapes.size();
    shapes.push_back(shape("coast", long_ring(random, {48.0, 11.0}, 20000)));
    shapes.push_back(shape("coast on the antimeridian", long_ring(random, {-17.0, 179.0}, 20000)));
    const Stored stored(shapes);
    const StoreView view = stored.arrays.view();
    const int places = 200000 * test_scale();
    int wrong = 0;
    int inside = 0;
    for (int i = 0; i < places; ++i) {
        const std::size_t s = i % 8 == 0 ? small + static_cast<std::size_t>(random.below(2)) : static_cast<std::size_t>(random.below(static_cast<int>(small)));
        const LatLon place = place_about(random, stored.boundaries[s]);
        const bool own = stored.boundaries[s].contains(place);
        inside += own ? 1 : 0;
        if (own == view.contains(stored.first_ring[s], stored.rings(s), place)) continue;
        if (++wrong <= 10) std::printf("%s: %.17g %.17g is %s\n", shapes[s].name.c_str(), place.lat_deg, place.lon_deg, own ? "inside" : "outside");
    }
    std::printf("index store: %d places, %d inside, %d wrong\n", places, inside, wrong);
    CHECK(wrong == 0);
    CHECK(inside > places / 10);
    CHECK(inside < places * 9 / 10);
}

TEST_CASE("index store: what comes near is what distances say", "[index]")
{
    Random random("index store near", 4203);
    std::vector<Shape> shapes = all_shapes(random);
    const std::size_t small = shapes.size();
    shapes.push_back(shape("coast on the antimeridian", long_ring(random, {-17.0, 179.0}, 2000)));
    const Stored stored(shapes);
    const StoreView view = stored.arrays.view();
    // A distance may hide 0.4 um (nearest_on_curve), and which cutoff it was asked with decides whether it does.
    constexpr double tolerance_m = 5e-7;
    int asked = 0;
    int near = 0;
    int wrong = 0;
    for (int i = 0; i < 12000 * test_scale(); ++i) {
        const std::size_t s = static_cast<std::size_t>(random.below(static_cast<int>(small) + 1));
        const LateralBoundary& boundary = stored.boundaries[s];
        const Curve& c = boundary.curves()[static_cast<std::size_t>(random.below(static_cast<int>(boundary.curves().size())))];
        const double end = random.uniform(0.0, 1.0);
        const LatLon on = picket::detail::CurvePath(c).at(random.below(4) == 0 ? std::round(end) : end);
        LatLon place = direct(on, random.uniform(-180.0, 180.0), random.log_uniform(1e-7, 4.0));
        if (random.below(4) == 0) place.lon_deg += random.coin() ? 360.0 : -360.0;
        const double reach_m = std::array{1e-6, 1e-3, 0.1, 0.999}[static_cast<std::size_t>(random.below(4))];
        const double distance = boundary.nearest_curve(place, 10.0, LateralBoundary::no_curve).distance_m;
        if (std::abs(distance - reach_m) < tolerance_m) continue;
        ++asked;
        near += distance < reach_m ? 1 : 0;
        if (view.comes_near(stored.first_ring[s], stored.rings(s), place, reach_m) == (distance < reach_m)) continue;
        if (++wrong <= 10)
            std::printf("%s: %.17g %.17g is %.9f m off, asked for %.9f m\n", shapes[s].name.c_str(), place.lat_deg, place.lon_deg, distance, reach_m);
    }
    std::printf("index store: %d places, %d near, %d wrong\n", asked, near, wrong);
    CHECK(wrong == 0);
    CHECK(near > asked / 10);
    CHECK(near < asked * 9 / 10);
}
