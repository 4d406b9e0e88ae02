// SPDX-License-Identifier: MIT
// What must not change an answer of an index: turning the Earth under zones and places, the order of zones, of parts, of
// vertices, the size of its cells, being asked for many places at once, by several threads, or from its bytes read back.
#include <picket/airspace/airspace_index.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace airspace_tests;
using picket::ActiveSet;
using picket::AirspaceIndex;
using picket::Containment;
using picket::Metres;
using picket::PartSpec;
using picket::VerticalDatum;
using picket::Zone;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Zones of all kinds that lie over each other, about a few places: a coast of the antimeridian, both poles, the edge of
/// the caps at 80 degrees, and plain country.
std::vector<ZoneSpec> some_specs(Random& random, int count, bool offsets)
{
    const std::array<LatLon, 6> about{LatLon{48.0, 11.0}, {-17.0, 179.5}, {89.0, 40.0}, {-88.5, -120.0}, {80.0, -180.0}, {0.0, 0.0}};
    std::vector<ZoneSpec> specs;
    while (specs.size() < static_cast<std::size_t>(count)) {
        const double radius_m = random.log_uniform(1e3, 200e3);
        const LatLon centre = direct(about[specs.size() % about.size()], random.uniform(-180.0, 180.0), random.uniform(0.0, 250e3));
        ZoneSpec spec;
        spec.id = "zone " + std::to_string(specs.size());
        PartSpec part;
        switch (random.below(offsets ? 8 : 6)) {
            case 0: part.exterior.circle = picket::CircleSpec{centre, Metres{radius_m}}; break;
            case 1: {
                const bool clockwise = random.coin();
                for (int v = 0; v < 4; ++v)
                    part.exterior.vertices.push_back({direct(centre, (clockwise ? 90.0 : -90.0) * v, radius_m),
                                                      clockwise ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise, centre});
                break;
            }
            case 2:
                part.exterior = star(random, centre, radius_m, 8, 0.5, false, random.kind());
                part.holes.push_back(star(random, centre, 0.3 * radius_m, 5, 0.5, false, random.kind()));
                break;
            case 6:
                part.corridor.emplace();
                part.corridor->line = star(random, centre, radius_m, 4, 0.5, false, EdgeKind::geodesic).vertices;
                part.corridor->half_width = Metres{0.05 * radius_m};
                break;
            case 7:
                part.exterior = star(random, centre, radius_m, 6, 0.6, false, EdgeKind::geodesic);
                part.margin = Metres{(random.coin() ? 0.1 : -0.1) * radius_m};
                break;
            default: part.exterior = star(random, centre, radius_m, 3 + random.below(12), 0.5, true, {}); break;
        }
        spec.parts.push_back(part);
        if (random.below(4) == 0) {
            PartSpec second;
            second.exterior = star(random, direct(centre, 70.0, radius_m), 0.7 * radius_m, 7, 0.5, false, EdgeKind::rhumb);
            spec.parts.push_back(second);
        }
        const auto datum = random.coin() ? VerticalDatum::amsl : VerticalDatum::wgs84;
        const double floor_m = random.uniform(0.0, 4000.0);
        if (random.coin()) spec.altitude.lower = picket::AltitudeLimit::at({Metres{floor_m}, datum});
        if (random.coin()) spec.altitude.upper = picket::AltitudeLimit::at({Metres{floor_m + random.uniform(1.0, 3000.0)}, datum});
        if (random.below(3) == 0) spec.windows = {{random.uniform(0.0, 50.0), random.uniform(51.0, 100.0)}};
        if (picket::validate(spec).empty()) specs.push_back(std::move(spec));
    }
    return specs;
}

std::vector<Zone> zones_of(const std::vector<ZoneSpec>& specs) { return {specs.begin(), specs.end()}; }

/// Anywhere about the zones, on vertices, on curves and beside them.
LatLon place_about(Random& random, const std::vector<Zone>& zones)
{
    const auto curves = zones[static_cast<std::size_t>(random.below(static_cast<int>(zones.size())))].boundary().curves();
    const picket::detail::Curve& c = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
    switch (random.below(8)) {
        case 0: return {c.lat_west_deg, c.lon_west_deg};
        case 1: return {random.uniform(-90.0, 90.0), c.lon_east_deg};
        case 2: return random.place();
        default: break;
    }
    return direct(picket::detail::CurvePath(c).at(random.uniform(0.0, 1.0)), random.uniform(-180.0, 180.0), random.log_uniform(1e-8, 5e4));
}

std::vector<LatLon> places_about(Random& random, const std::vector<Zone>& zones, int count)
{
    std::vector<LatLon> places;
    for (int i = 0; i < count; ++i) places.push_back(place_about(random, zones));
    return places;
}

/// One answer for each zone; 9 where a zone is named twice.
using Answers = std::vector<std::uint8_t>;

Answers answers_of(const AirspaceIndex& index, LatLon place)
{
    Answers found(index.size(), 0);
    index.query(place, [&](std::size_t zone, Containment answer) { found[zone] = found[zone] != 0 ? std::uint8_t{9} : static_cast<std::uint8_t>(answer); });
    return found;
}

Answers answers_of(const AirspaceIndex& index, const picket::Position& position, const ActiveSet& active)
{
    Answers found(index.size(), 0);
    index.query(position, active,
                [&](std::size_t zone, Containment answer) { found[zone] = found[zone] != 0 ? std::uint8_t{9} : static_cast<std::uint8_t>(answer); });
    return found;
}

std::vector<Answers> answers_of(const AirspaceIndex& index, const std::vector<LatLon>& places)
{
    std::vector<Answers> all;
    for (const LatLon& place : places) all.push_back(answers_of(index, place));
    return all;
}

int named(const std::vector<Answers>& all)
{
    int count = 0;
    for (const Answers& a : all) count += static_cast<int>(std::count(a.begin(), a.end(), std::uint8_t{1}));
    return count;
}

template <class F>
void for_each_ring(ZoneSpec& spec, F&& f)
{
    for (PartSpec& part : spec.parts) {
        if (part.corridor) continue;
        f(part.exterior);
        for (RingSpec& hole : part.holes) f(hole);
    }
}

void turn(ZoneSpec& spec, double east_deg)
{
    const auto move = [&](std::vector<RingVertex>& line) {
        for (RingVertex& v : line) {
            v.at.lon_deg += east_deg;
            v.arc_centre.lon_deg += east_deg;
        }
    };
    for_each_ring(spec, [&](RingSpec& ring) {
        move(ring.vertices);
        if (ring.circle) ring.circle->centre.lon_deg += east_deg;
    });
    for (PartSpec& part : spec.parts)
        if (part.corridor) move(part.corridor->line);
}

/// Follows every ring the other way.
void reverse(RingSpec& ring)
{
    const std::vector<RingVertex> was = ring.vertices;
    const std::size_t n = was.size();
    for (std::size_t i = 0; i < n; ++i) {
        RingVertex& v = ring.vertices[i];
        const RingVertex& edge = was[(2 * n - 2 - i) % n];
        v = {was[n - 1 - i].at, edge.edge_to_next, edge.arc_centre};
        if (edge.edge_to_next == EdgeKind::arc_clockwise) v.edge_to_next = EdgeKind::arc_counter_clockwise;
        if (edge.edge_to_next == EdgeKind::arc_counter_clockwise) v.edge_to_next = EdgeKind::arc_clockwise;
    }
}

/// A place for numbers that an image may lie in.
struct Copy {
    std::unique_ptr<std::byte[]> bytes;
    std::span<const std::byte> image;
};

AirspaceIndex read_back(const AirspaceIndex& index)
{
    const auto size = index.image().size();
    // new[] of bytes is aligned for every plain type: 16
    auto copy = std::make_shared<Copy>();
    copy->bytes = std::make_unique<std::byte[]>(size);
    std::copy(index.image().begin(), index.image().end(), copy->bytes.get());
    copy->image = {copy->bytes.get(), size};
    return AirspaceIndex::from_image(copy->image, copy);
}

}  // namespace

TEST_CASE("index invariance: turning zones and places together", "[index]")
{
    Random random("index invariance, turned", 4401);
    long long answers = 0;
    int inside = 0;
    int different = 0;
    int on_edge = 0;
    for (int round = 0; round < 2 * test_scale(); ++round) {
        const std::vector<ZoneSpec> specs = some_specs(random, 30, true);
        const std::vector<Zone> zones = zones_of(specs);
        const std::vector<LatLon> places = places_about(random, zones, 1500);
        const std::uint32_t cells = 4U << random.below(3);
        const std::vector<Answers> plain = answers_of(AirspaceIndex(zones, {cells}), places);
        inside += named(plain);
        for (const double east_deg : {random.uniform(-180.0, 180.0), 180.0, 360.0, random.uniform(-0.3, 0.3)}) {
            std::vector<ZoneSpec> turned = specs;
            for (ZoneSpec& spec : turned) turn(spec, east_deg);
            const AirspaceIndex index(zones_of(turned), {cells});
            for (std::size_t i = 0; i < places.size(); ++i) {
                const Answers there = answers_of(index, {places[i].lat_deg, places[i].lon_deg + east_deg});
                for (std::size_t z = 0; z < zones.size(); ++z) {
                    ++answers;
                    if (there[z] == plain[i][z]) continue;
                    // 1 um: what Zone promises; the sums' own rounding is 3 to 6 nm
                    if (zones[z].boundary().clearance_bound_m(places[i]) <= 1e-6) {
                        ++on_edge;
                        continue;
                    }
                    if (++different <= 10)
                        std::printf("%s: %.17g %.17g, turned by %.17g: %d, was %d, depth %.9f m\n", zones[z].id().c_str(), places[i].lat_deg,
                                    places[i].lon_deg, east_deg, there[z], plain[i][z], zones[z].depth(places[i]).value());
                }
            }
        }
    }
    std::printf("index invariance: turned, %lld answers, %d inside before, %d different, and %d on an edge\n", answers, inside, different, on_edge);
    CHECK(different == 0);
    CHECK(inside > 500);
    CHECK(on_edge < answers / 100);
}

TEST_CASE("index invariance: the order of zones, parts and vertices, and the size of cells", "[index]")
{
    Random random("index invariance, order", 4402);
    std::array<int, 5> different{};  // zones, parts, ring start, reversed, cells
    int inside = 0;
    for (int round = 0; round < test_scale(); ++round) {
        const std::vector<ZoneSpec> specs = some_specs(random, 30, true);
        const std::vector<Zone> zones = zones_of(specs);
        const std::vector<LatLon> places = places_about(random, zones, 1500);
        const std::vector<Answers> plain = answers_of(AirspaceIndex(zones, {8}), places);
        inside += named(plain);

        std::vector<std::size_t> order(specs.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::shuffle(order.begin(), order.end(), random.engine());
        std::vector<Zone> shuffled;
        for (const std::size_t z : order) shuffled.push_back(zones[z]);
        const std::vector<Answers> mixed = answers_of(AirspaceIndex(shuffled, {8}), places);
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t z = 0; z < order.size(); ++z) different[0] += mixed[i][z] == plain[i][order[z]] ? 0 : 1;

        const auto compare = [&](int what, const AirspaceIndex& index) {
            const std::vector<Answers> again = answers_of(index, places);
            for (std::size_t i = 0; i < places.size(); ++i)
                for (std::size_t z = 0; z < zones.size(); ++z) {
                    if (again[i][z] == plain[i][z]) continue;
                    // arcs are cut where they begin, and corridors' nearest places sought from another end: the same
                    // curve to 15 nm. All else has to be the same to the bit, on the boundary too.
                    const auto curves = zones[z].boundary().curves();
                    const bool rounded = zones[z].boundary().has_offset() ||
                                         std::any_of(curves.begin(), curves.end(), [](const auto& c) { return picket::is_arc(c.kind); });
                    if (rounded && zones[z].boundary().clearance_bound_m(places[i]) <= 1e-6) continue;
                    if (++different[static_cast<std::size_t>(what)] <= 5)
                        std::printf("change %d, %s: %.17g %.17g: %d, was %d\n", what, zones[z].id().c_str(), places[i].lat_deg, places[i].lon_deg,
                                    again[i][z], plain[i][z]);
                }
        };
        const auto changed = [&](int what, auto&& change) {
            std::vector<ZoneSpec> other = specs;
            for (ZoneSpec& spec : other) change(spec);
            compare(what, AirspaceIndex(zones_of(other), {8}));
        };
        changed(1, [](ZoneSpec& spec) { spec.parts = std::vector<PartSpec>(spec.parts.rbegin(), spec.parts.rend()); });
        changed(2, [&](ZoneSpec& spec) {
            for_each_ring(spec, [&](RingSpec& ring) {
                if (ring.circle) return;
                std::rotate(ring.vertices.begin(), ring.vertices.begin() + random.below(static_cast<int>(ring.vertices.size())), ring.vertices.end());
            });
        });
        changed(3, [](ZoneSpec& spec) { for_each_ring(spec, reverse); });
        for (const std::uint32_t cells : {4U, 16U}) compare(4, AirspaceIndex(zones, {cells}));
    }
    std::printf("index invariance: %d inside; different by order of zones %d, of parts %d, start of rings %d, their direction %d, cells %d\n", inside,
                different[0], different[1], different[2], different[3], different[4]);
    for (const int count : different) CHECK(count == 0);
    CHECK(inside > 500);
}

TEST_CASE("index invariance: one place, many, four threads, and the bytes read back", "[index]")
{
    Random random("index invariance, ways of asking", 4403);
    const std::vector<Zone> zones = zones_of(some_specs(random, 60, true));
    const AirspaceIndex index(zones, {16});
    const AirspaceIndex back = read_back(index);
    REQUIRE(back.size() == index.size());
    const ActiveSet active = index.active_at(50.5);
    // not a multiple of any block, so that the last one is not full
    const std::size_t n = static_cast<std::size_t>(12011 * test_scale());
    std::vector<double> lat;
    std::vector<double> lon;
    std::vector<double> height;
    for (std::size_t i = 0; i < n; ++i) {
        const LatLon place = place_about(random, zones);
        lat.push_back(i % 97 == 0 ? (i % 2 == 0 ? nan_value : 91.0) : place.lat_deg);
        lon.push_back(i % 89 == 0 ? place.lon_deg + 720.0 : i % 101 == 0 ? nan_value : place.lon_deg);
        height.push_back(i % 53 == 0 ? nan_value : random.uniform(-100.0, 8000.0));
    }
    /// All that can be asked, of all places from `begin` on.
    struct All {
        std::vector<Answers> plain;
        std::vector<Answers> high;
        std::vector<Containment> any;
        bool operator==(const All&) const = default;
    };
    const auto position = [&](std::size_t i) { return picket::Position{{lat[i], lon[i]}, {Metres{height[i]}, VerticalDatum::amsl}}; };
    const auto one_by_one = [&](const AirspaceIndex& asked) {
        All all;
        for (std::size_t i = 0; i < n; ++i) {
            all.plain.push_back(answers_of(asked, LatLon{lat[i], lon[i]}));
            all.high.push_back(answers_of(asked, position(i), active));
            all.any.push_back(asked.contains_any(LatLon{lat[i], lon[i]}));
        }
        return all;
    };
    const auto together = [&](const AirspaceIndex& asked) {
        All all{std::vector<Answers>(n, Answers(zones.size(), 0)), std::vector<Answers>(n, Answers(zones.size(), 0)), std::vector<Containment>(n)};
        const auto into = [](std::vector<Answers>& to) {
            return [&to](std::size_t i, std::size_t zone, Containment answer) {
                to[i][zone] = to[i][zone] != 0 ? std::uint8_t{9} : static_cast<std::uint8_t>(answer);
            };
        };
        asked.query_all(lat, lon, into(all.plain));
        asked.query_all(lat, lon, height, VerticalDatum::amsl, active, into(all.high));
        asked.contains_any(lat, lon, all.any);
        return all;
    };
    const All plain = one_by_one(index);
    int any_wrong = 0;
    std::array<int, 3> seen{};
    for (std::size_t i = 0; i < n; ++i) {
        const bool some = std::any_of(plain.plain[i].begin(), plain.plain[i].end(), [](std::uint8_t a) { return a == 1; });
        if (picket::is_valid(LatLon{lat[i], lon[i]}) ? some != (plain.any[i] == Containment::inside) : plain.any[i] != Containment::unknown) ++any_wrong;
        for (const std::uint8_t a : plain.high[i]) ++seen[std::min<std::size_t>(a, 2)];
    }
    std::printf("index invariance: %zu places of %zu zones, with heights %d outside, %d inside, %d unknown\n", n, zones.size(), seen[0], seen[1], seen[2]);
    CHECK(any_wrong == 0);
    CHECK(seen[1] > 1000);
    CHECK(seen[2] > 1000);
    CHECK((together(index) == plain));
    CHECK((one_by_one(back) == plain));
    CHECK((together(back) == plain));

    // a start and a length of the batch change nothing: what is left over at its end is answered in other ways
    int pieces_wrong = 0;
    for (std::size_t size = 1; size < 80; ++size) {
        const std::size_t begin = static_cast<std::size_t>(random.below(static_cast<int>(n - size)));
        std::vector<Answers> found(size, Answers(zones.size(), 0));
        std::vector<Containment> any(size);
        const std::span<const double> lats = std::span<const double>(lat).subspan(begin, size);
        const std::span<const double> lons = std::span<const double>(lon).subspan(begin, size);
        index.query_all(lats, lons, [&](std::size_t i, std::size_t zone, Containment answer) { found[i][zone] = static_cast<std::uint8_t>(answer); });
        index.contains_any(lats, lons, any);
        for (std::size_t i = 0; i < size; ++i)
            if (found[i] != plain.plain[begin + i] || any[i] != plain.any[begin + i]) ++pieces_wrong;
    }
    CHECK(pieces_wrong == 0);

    // all at once, each from another place on: what is shared and written shows as a difference, or to a sanitizer
    std::atomic<int> started{0};
    std::array<int, 4> wrong{};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            ++started;
            while (started.load() < 4) std::this_thread::yield();
            for (std::size_t k = 0; k < n / 2; ++k) {
                const std::size_t i = (k + t * n / 7) % n;
                if (answers_of(index, LatLon{lat[i], lon[i]}) != plain.plain[i]) ++wrong[t];
                if (answers_of(index, position(i), active) != plain.high[i]) ++wrong[t];
                if (index.contains_any(LatLon{lat[i], lon[i]}) != plain.any[i]) ++wrong[t];
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count : wrong) CHECK(count == 0);
}
