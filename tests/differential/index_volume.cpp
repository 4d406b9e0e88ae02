// SPDX-License-Identifier: MIT
// AirspaceIndex against Zone::contains in volume: two million places in a normal run, a hundred million with
// PICKET_TEST_SCALE=50. Every answer must be equal; how many places each stage decided is printed. And zones that
// change shape with time, asked in time order: inside, and within a distance, against brute force.
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/compiled_boundary.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::Containment;
using picket::IndexStage;
using picket::PartSpec;
using picket::Zone;

namespace {

struct Tally {
    long long places = 0;
    long long answers = 0;
    long long inside = 0;
    long long wrong = 0;
    std::array<long long, 3> stage{};

    void add(const Tally& other)
    {
        places += other.places;
        answers += other.answers;
        inside += other.inside;
        wrong += other.wrong;
        for (std::size_t i = 0; i < stage.size(); ++i) stage[i] += other.stage[i];
    }
};

void print(const char* what, const Tally& t)
{
    std::printf("volume %-22s %9lld places %10lld answers %9lld inside %lld wrong; cell %lld, chain %lld, boundary %lld\n", what, t.places, t.answers,
                t.inside, t.wrong, t.stage[0], t.stage[1], t.stage[2]);
}

/// Few zones, so that the exact answers are cheap, and an index of them.
struct Scene {
    std::vector<Zone> zones;
    LatLon around{};
    double radius_m = 0;
    AirspaceIndex index{};
};

/// One place, all zones. Zones are told as bits: a scene has at most 64.
void compare(const Scene& scene, LatLon place, Tally& tally)
{
    std::uint64_t found = 0;
    bool odd_answer = false;  // unknown, or told twice
    scene.index.query(place, [&](std::size_t zone, Containment answer) {
        const std::uint64_t bit = std::uint64_t{1} << zone;
        odd_answer = odd_answer || answer != Containment::inside || (found & bit) != 0;
        found |= bit;
    });
    std::uint64_t exact = 0;
    for (std::size_t z = 0; z < scene.zones.size(); ++z)
        exact |= static_cast<std::uint64_t>(scene.zones[z].contains(place) == Containment::inside) << z;
    const bool any = scene.index.contains_any(place) == Containment::inside;
    ++tally.places;
    tally.answers += static_cast<long long>(scene.zones.size());
    tally.inside += exact != 0;
    ++tally.stage[static_cast<std::size_t>(scene.index.dearest_stage(place))];
    if (found == exact && !odd_answer && any == (exact != 0)) return;
    if (++tally.wrong > 5) return;
    std::printf("WRONG at %.17g %.17g: exact %llx, index %llx, any %d, K %u\n", place.lat_deg, place.lon_deg, static_cast<unsigned long long>(exact),
                static_cast<unsigned long long>(found), any ? 1 : 0, scene.index.cells_per_degree());
    for (std::size_t z = 0; z < scene.zones.size(); ++z) {
        if (((found ^ exact) >> z & 1U) == 0) continue;
        std::printf("  zone %zu, depth %.9f m\n", z, scene.zones[z].depth(place).value());
        for (const PartSpec& part : scene.zones[z].spec().parts) {
            if (part.exterior.circle)
                std::printf("  circle %.17g %.17g radius %.17g\n", part.exterior.circle->centre.lat_deg, part.exterior.circle->centre.lon_deg,
                            part.exterior.circle->radius.value());
            for (std::size_t i = 0; i < part.exterior.vertices.size() && i < 40; ++i) {
                const picket::RingVertex& v = part.exterior.vertices[i];
                std::printf("    {{%.17g, %.17g}, %s}\n", v.at.lat_deg, v.at.lon_deg, picket::to_string(v.edge_to_next));
            }
        }
    }
}

bool valid(LatLon place) { return picket::is_valid(place); }

/// A place moved by metres, without a geodesic: how far exactly does not matter here.
LatLon nudged(Random& random, LatLon from, double metres)
{
    const double angle = random.uniform(0.0, 2.0 * 3.14159265358979);
    const double c = std::max(1e-6, std::cos(from.lat_deg * picket::detail::degree));
    return {from.lat_deg + metres / 111e3 * std::cos(angle), from.lon_deg + metres / (111e3 * c) * std::sin(angle)};
}

/// Many places of a scene: a sixth anywhere about it, the rest in groups that hug one place of an edge from 1 mm to
/// 1 km; some on vertices' meridians and parallels, some on the grid's own lines.
void ask(Random& random, const Scene& scene, int places, Tally& tally)
{
    const auto ask_one = [&](LatLon place) {
        if (valid(place)) compare(scene, place, tally);
    };
    const long long end = tally.places + places;
    while (tally.places < end) {
        if (random.below(6) == 0) {
            LatLon centre = direct(scene.around, random.uniform(-180.0, 180.0), 2.0 * scene.radius_m * random.uniform(0.0, 1.0));
            for (int i = 0; i < 4; ++i) ask_one(nudged(random, centre, scene.radius_m * random.uniform(0.0, 0.2)));
            // on the lattice's own lines
            const double grid = 64.0 * (1 << (2 * random.below(8)));
            centre = {std::round(centre.lat_deg * grid) / grid, std::round(centre.lon_deg * grid) / grid};
            ask_one(centre);
            ask_one({centre.lat_deg, centre.lon_deg + 360.0});
            continue;
        }
        const Zone& zone = scene.zones[static_cast<std::size_t>(random.below(static_cast<int>(scene.zones.size())))];
        const auto curves = zone.boundary().curves();
        const picket::detail::Curve& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
        const LatLon on = picket::detail::CurvePath(curve).at(random.uniform(0.0, 1.0));
        for (int i = 0; i < 12; ++i) ask_one(nudged(random, on, random.log_uniform(1e-3, 1e3)));
        const LatLon vertex{curve.lat_east_deg, curve.lon_east_deg};
        ask_one(vertex);
        ask_one(nudged(random, vertex, random.log_uniform(1e-3, 1e2)));
        ask_one({random.uniform(-90.0, 90.0), vertex.lon_deg});
        ask_one({vertex.lat_deg, vertex.lon_deg + random.uniform(-0.3, 0.3)});
    }
}

/// Anticlockwise star of mixed kinds; now and then two neighbours are joined by an arc about the centre.
RingSpec mixed_ring(Random& random, LatLon centre, double radius_m, int n, double least)
{
    RingSpec ring;
    double held_m = -1.0;
    for (int i = 0; i < n; ++i) {
        const double azimuth = -360.0 / n * (i + random.uniform(0.05, 0.95));
        const double r = held_m > 0.0 ? held_m : radius_m * random.uniform(least, 1.0);
        picket::RingVertex vertex{direct(centre, azimuth, r), random.kind()};
        held_m = -1.0;
        if (i + 1 < n && random.below(5) == 0) {
            vertex.edge_to_next = EdgeKind::arc_counter_clockwise;
            vertex.arc_centre = centre;
            held_m = r;
        }
        ring.vertices.push_back(vertex);
    }
    return ring;
}

std::optional<Zone> built(ZoneSpec spec)
{
    if (!picket::validate(spec).empty()) return std::nullopt;  // edges of mixed kinds may cross: such a one is left out
    return Zone(std::move(spec));
}

std::optional<Zone> mixed_zone(Random& random, LatLon centre, double radius_m)
{
    ZoneSpec spec;
    spec.id = "mixed";
    PartSpec part;
    if (random.below(6) == 0) part.exterior.circle = picket::CircleSpec{centre, picket::Metres{radius_m}};
    else part.exterior = mixed_ring(random, centre, radius_m, 3 + random.below(9), 0.6);
    if (random.below(3) == 0) part.holes.push_back(mixed_ring(random, centre, 0.25 * radius_m, 3 + random.below(5), 0.5));
    spec.parts.push_back(part);
    if (random.below(5) == 0) {  // a second part, which may overlap the first
        PartSpec other;
        other.exterior = mixed_ring(random, direct(centre, random.uniform(0.0, 360.0), 1.5 * radius_m * random.uniform(0.0, 1.0)), 0.5 * radius_m,
                                    3 + random.below(5), 0.5);
        spec.parts.push_back(other);
    }
    return built(std::move(spec));
}

/// A line and the same line back, 1 mm to 1 m beside it.
std::optional<Zone> sliver(Random& random, LatLon centre, double radius_m)
{
    const double width_m = random.log_uniform(1e-3, 1.0);
    const double azimuth = random.uniform(0.0, 360.0);
    std::vector<LatLon> there;
    std::vector<LatLon> back;
    const int n = 2 + random.below(4);
    for (int i = 0; i < n; ++i) {
        const LatLon at = direct(centre, azimuth + random.uniform(-5.0, 5.0), radius_m * (i + random.uniform(0.2, 0.8)) / n);
        there.push_back(at);
        back.insert(back.begin(), direct(at, azimuth + 90.0, width_m));
    }
    there.insert(there.end(), back.begin(), back.end());
    return built(zone_of(there, random.kind()));
}

/// A ring whose edges are about a decimetre long.
std::optional<Zone> tiny_edges(Random& random, LatLon centre)
{
    const int n = 30 + random.below(100);
    return built(zone_of(mixed_ring(random, centre, 0.1 * n / 6.28, n, 0.85)));
}

/// Corners and edges on the grid's own lines, cells' corners among them.
std::optional<Zone> on_grid(Random& random, LatLon centre)
{
    const double grid = 1 << random.below(7);
    const auto snap = [&](double v) { return std::round(v * grid) / grid; };
    const double south = snap(centre.lat_deg);
    const double west = snap(centre.lon_deg);
    const double high = (1 + random.below(3)) / grid;
    const double wide = (1 + random.below(3)) / grid;
    if (south < -89.0 || south + high > 89.0) return std::nullopt;
    std::vector<LatLon> corners{{south, west}, {south, west + wide}, {south + high, west + wide}, {south + high, west}};
    if (random.coin()) corners.insert(corners.begin() + 2, {south + 0.5 * high, west + 0.5 * wide});  // concave
    std::rotate(corners.begin(), corners.begin() + random.below(4), corners.end());
    if (random.coin()) std::reverse(corners.begin(), corners.end());
    return built(zone_of(corners, random.kind()));
}

/// About a pole, vertices on its main meridians and whole parts of a degree: on the lines of the polar charts.
std::optional<Zone> round_pole(Random& random, double sign)
{
    RingSpec ring;
    const int n = random.coin() ? 4 : 8;
    const double turn = random.coin() ? 0.0 : random.uniform(-180.0, 180.0);
    for (int i = 0; i < n; ++i) {
        const double lon = std::remainder(i * 360.0 / n + (random.below(3) == 0 ? random.uniform(-30.0, 30.0) : 0.0) + turn, 360.0);
        ring.vertices.push_back({{sign * (90.0 - (1 + random.below(60)) / 8.0), lon}, random.kind()});
    }
    std::rotate(ring.vertices.begin(), ring.vertices.begin() + random.below(n), ring.vertices.end());
    if (random.coin()) std::reverse(ring.vertices.begin(), ring.vertices.end());
    return built(zone_of(ring));
}

using MakeZone = std::function<std::optional<Zone>(Random&, LatLon, double)>;

struct Kind {
    const char* name;
    double lat_low_deg, lat_high_deg;
    double radius_low_m, radius_high_m;
    int sets;
    int zones;
    int places;  ///< a set
    MakeZone make;
};

Tally run(Random& random, const Kind& kind)
{
    Tally tally;
    for (int s = 0; s < kind.sets * test_scale(); ++s) {
        Scene scene;
        // a third at the antimeridian
        scene.around = {random.uniform(kind.lat_low_deg, kind.lat_high_deg), random.below(3) == 0 ? random.uniform(179.0, 181.0) : random.uniform(-180.0, 180.0)};
        scene.radius_m = random.log_uniform(kind.radius_low_m, kind.radius_high_m);
        for (int tries = 0; static_cast<int>(scene.zones.size()) < kind.zones && tries < 200; ++tries) {
            const LatLon centre = direct(scene.around, random.uniform(-180.0, 180.0), scene.radius_m * random.uniform(0.0, 1.0));
            if (auto zone = kind.make(random, centre, scene.radius_m)) scene.zones.push_back(std::move(*zone));
        }
        if (scene.zones.empty()) continue;
        const std::array<std::uint32_t, 5> sizes{4, 8, 16, 32, 64};
        scene.index = AirspaceIndex(scene.zones, {sizes[static_cast<std::size_t>(random.below(scene.radius_m > 3e5 ? 2 : 5))]});
        ask(random, scene, kind.places, tally);
    }
    print(kind.name, tally);
    CHECK(tally.wrong == 0);
    CHECK(tally.inside > 0);
    CHECK(tally.stage[1] + tally.stage[2] > 0);
    return tally;
}

/// Rings within rings, each a zone of its own, every other one with the next as its hole.
Scene nested(Random& random)
{
    Scene scene;
    scene.around = {random.uniform(-88.0, 88.0), random.uniform(-180.0, 180.0)};
    scene.radius_m = random.log_uniform(1e3, 300e3);
    double radius_m = scene.radius_m;
    for (int i = 0; i < 40; ++i) {
        RingSpec outer = mixed_ring(random, scene.around, radius_m, 5 + random.below(6), 0.95);
        RingSpec inner = mixed_ring(random, scene.around, 0.6 * radius_m, 5 + random.below(6), 0.95);
        if (auto zone = built(i % 2 == 0 ? zone_of(outer) : zone_of(outer, {inner}))) scene.zones.push_back(std::move(*zone));
        radius_m *= 0.8;
    }
    scene.index = AirspaceIndex(scene.zones, {8});
    return scene;
}

Scene great_ring(Random& random, int vertices)
{
    Scene scene;
    scene.around = {random.uniform(-70.0, 70.0), random.uniform(-180.0, 180.0)};
    scene.radius_m = 200e3;
    RingSpec ring;
    ring.vertices.reserve(static_cast<std::size_t>(vertices));
    for (int i = 0; i < vertices; ++i)
        ring.vertices.push_back({direct(scene.around, -360.0 * i / vertices, scene.radius_m * (1.0 + 0.2 * std::sin(0.01 * i) + random.uniform(-1e-5, 1e-5))), EdgeKind::rhumb});
    scene.zones.emplace_back(zone_of(ring));
    scene.index = AirspaceIndex(scene.zones);
    return scene;
}

}  // namespace

TEST_CASE("index in volume: every answer is the exact one", "[index][volume]")
{
    Random random("index volume", 2026112601);
    const auto mixed = [](Random& r, LatLon c, double radius_m) { return mixed_zone(r, c, radius_m); };
    const auto slivers = [](Random& r, LatLon c, double radius_m) { return sliver(r, c, radius_m); };
    const auto tiny = [](Random& r, LatLon c, double) { return tiny_edges(r, c); };
    const auto gridded = [](Random& r, LatLon c, double) { return on_grid(r, c); };
    const auto north = [](Random& r, LatLon, double) { return round_pole(r, 1.0); };
    const auto south = [](Random& r, LatLon, double) { return round_pole(r, -1.0); };
    const Kind kinds[] = {
        {"local", -89.0, 89.0, 50.0, 5e3, 60, 4, 7000, mixed},
        {"regional", -85.0, 85.0, 5e3, 200e3, 40, 4, 7000, mixed},
        {"edges of 3,000 km", -60.0, 60.0, 600e3, 2500e3, 8, 3, 15000, mixed},
        {"north pole", 80.0, 90.0, 1e3, 1500e3, 24, 3, 6000, mixed},
        {"south pole", -90.0, -80.0, 1e3, 1500e3, 24, 3, 6000, mixed},
        {"80 degrees north", 79.5, 80.5, 100.0, 100e3, 16, 4, 6000, mixed},
        {"80 degrees south", -80.5, -79.5, 100.0, 100e3, 16, 4, 6000, mixed},
        {"slivers", -89.0, 89.0, 100.0, 100e3, 30, 4, 5000, slivers},
        {"edges of 0.1 m", -89.9, 89.9, 1.0, 10.0, 30, 4, 5000, tiny},
        {"on the grid", -88.0, 88.0, 10e3, 100e3, 60, 4, 4000, gridded},
        {"round the north pole", 84.0, 90.0, 300e3, 900e3, 12, 3, 6000, north},
        {"round the south pole", -90.0, -84.0, 300e3, 900e3, 12, 3, 6000, south},
    };
    Tally all;
    for (const Kind& kind : kinds) all.add(run(random, kind));

    Tally deep;
    for (int s = 0; s < 6 * test_scale(); ++s) ask(random, nested(random), 6000, deep);
    print("rings within rings", deep);
    CHECK(deep.wrong == 0);
    CHECK(deep.inside > 0);
    all.add(deep);

    Tally great;
    {
        const Scene scene = great_ring(random, 100000);
        ask(random, scene, 200000 * test_scale(), great);
    }
    print("100,000 vertices", great);
    CHECK(great.wrong == 0);
    CHECK(great.inside > 0);
    all.add(great);

    print("ALL", all);
    CHECK(all.wrong == 0);
    CHECK(all.places >= 2000000LL * test_scale());
}

TEST_CASE("zones that change shape with time, asked in time order", "[index][volume]")
{
    // as in the ACM SIGSPATIAL GIS Cup 2013: polygons with many versions, points that stream past, two predicates
    Random random("index moving", 2026112602);
    constexpr int polygons = 25;
    constexpr int versions = 8;
    constexpr double period_s = 100.0;
    const picket::Metres within{1500.0};
    std::vector<Zone> inside_zones;
    std::vector<Zone> within_zones;
    for (int p = 0; p < polygons; ++p) {
        LatLon centre{random.uniform(51.0, 52.0), random.uniform(9.0, 10.5)};
        for (int v = 0; v < versions; ++v) {
            centre = direct(centre, random.uniform(0.0, 360.0), random.uniform(0.0, 3e3));
            ZoneSpec spec = zone_of(star(random, centre, random.uniform(3e3, 15e3), 4 + random.below(12), 0.5, false, random.kind()));
            spec.id = std::to_string(p) + "." + std::to_string(v);
            spec.windows = {{v * period_s + p, (v + 1) * period_s + p}};
            if (!picket::validate(spec).empty()) continue;
            inside_zones.emplace_back(spec);
            spec.parts[0].margin = within;
            within_zones.emplace_back(spec);
        }
    }
    const AirspaceIndex inside_index(inside_zones);
    const AirspaceIndex within_index(within_zones);
    long long answers = 0;
    long long held = 0;
    long long near = 0;
    long long wrong = 0;
    const int points = 3000 * test_scale();
    for (int i = 0; i < points; ++i) {
        // ends of windows met exactly now and then
        const double time_s = i % 37 == 0 ? random.below(versions) * period_s + random.below(polygons) : (versions + 1.0) * period_s * i / points;
        LatLon place{random.uniform(50.9, 52.1), random.uniform(8.8, 10.7)};
        if (random.coin()) {  // about an edge
            const auto curves = inside_zones[static_cast<std::size_t>(random.below(static_cast<int>(inside_zones.size())))].boundary().curves();
            const auto& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
            place = direct({curve.lat_west_deg, curve.lon_west_deg}, random.uniform(0.0, 360.0), random.log_uniform(0.1, 3e3));
        }
        const picket::Position position{place, {picket::Metres{100.0}, picket::VerticalDatum::amsl}};
        std::vector<int> in(inside_zones.size(), 0);
        std::vector<int> with(inside_zones.size(), 0);
        inside_index.query(position, inside_index.active_at(time_s), [&](std::size_t z, Containment a) { in[z] += a == Containment::inside ? 1 : 100; });
        within_index.query(position, within_index.active_at(time_s), [&](std::size_t z, Containment a) { with[z] += a == Containment::inside ? 1 : 100; });
        for (std::size_t z = 0; z < inside_zones.size(); ++z) {
            ++answers;
            const bool is_inside = inside_zones[z].contains(position, time_s) == Containment::inside;
            held += is_inside;
            wrong += in[z] != (is_inside ? 1 : 0);
            bool is_within = is_inside;
            if (!is_inside && inside_zones[z].active(time_s) == Containment::inside) {
                const double beyond_m = -inside_zones[z].depth(place).value() - within.value();
                if (std::abs(beyond_m) < 1e-6) continue;  // both distances are right to 0.2 um and 1 um
                is_within = beyond_m < 0.0;
            }
            near += is_within;
            wrong += with[z] != (is_within ? 1 : 0);
        }
    }
    std::printf("moving: %d points, %zu versions, %lld answers, %lld inside, %lld within, %lld wrong\n", points, inside_zones.size(), answers, held, near, wrong);
    CHECK(wrong == 0);
    CHECK(held > 0);
    CHECK(near > held);
}
