// SPDX-License-Identifier: MIT
// AirspaceIndex against the exact oracle, Zone::contains: every answer equal, and how many each stage decided.
// PICKET_TEST_SCALE=50 is the hundred-million-place leg.
#include <picket/airspace/airspace_index.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::Containment;
using picket::IndexStage;
using picket::Zone;

namespace {

struct Tally {
    long long places = 0;
    long long answers = 0;
    long long wrong = 0;
    std::array<long long, 3> stage{};
};

/// A star-shaped ring of mixed kinds about a place; arcs about the place itself now and then.
std::optional<Zone> random_zone(Random& random, LatLon centre, double radius_m, int vertices, const char* id)
{
    ZoneSpec spec;
    spec.id = id;
    picket::PartSpec part;
    const auto ring = [&](double shrink) {
        RingSpec result;
        if (random.below(8) == 0) {
            result.circle = picket::CircleSpec{centre, picket::Metres{shrink * radius_m}};
            return result;
        }
        for (int i = 0; i < vertices; ++i) {
            const double azimuth_deg = -360.0 / vertices * (i + random.uniform(0.05, 0.95));
            result.vertices.push_back(
                {direct(centre, azimuth_deg, shrink * radius_m * random.uniform(0.6, 1.0)), random.kind()});
        }
        return result;
    };
    part.exterior = ring(1.0);
    if (random.below(4) == 0) part.holes.push_back(ring(0.4));
    spec.parts.push_back(part);
    if (!picket::validate(spec).empty()) return std::nullopt;  // mixed kinds may cross; that is another test
    return Zone(spec);
}

/// Places about the edges: at a vertex's longitude, on the edge, and up to 10 km off it on either side.
LatLon near_edge(Random& random, const Zone& zone)
{
    const auto curves = zone.boundary().curves();
    const picket::detail::Curve& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
    const LatLon on = picket::detail::CurvePath(curve).at(random.uniform(0.0, 1.0));
    switch (random.below(8)) {
        case 0: return {random.uniform(-90.0, 90.0), curve.lon_west_deg};
        case 1: return {curve.lat_west_deg, on.lon_deg + random.uniform(-0.5, 0.5)};
        case 2: return {on.lat_deg + random.uniform(-0.5, 0.5) * 1e-9, on.lon_deg};
        case 3: return {curve.lat_east_deg, curve.lon_east_deg};
        default: return direct(on, random.uniform(-180.0, 180.0), random.log_uniform(1e-4, 1e4));
    }
}

void compare(const std::vector<Zone>& zones, const AirspaceIndex& index, LatLon place, Tally& tally)
{
    if (!picket::is_valid(place)) return;
    std::vector<int> found(zones.size(), 0);
    index.query(place, [&](std::size_t zone, Containment answer) { found[zone] += answer == Containment::inside ? 1 : 100; });
    ++tally.places;
    ++tally.stage[static_cast<std::size_t>(index.dearest_stage(place))];
    bool any = false;
    for (std::size_t i = 0; i < zones.size(); ++i) {
        const bool inside = zones[i].contains(place) == Containment::inside;
        any = any || inside;
        ++tally.answers;
        if (found[i] == (inside ? 1 : 0)) continue;
        if (++tally.wrong <= 10)
            std::printf("zone %s at %.17g %.17g: exact %d, index %d, depth %.9f m\n", zones[i].id().c_str(), place.lat_deg,
                        place.lon_deg, inside ? 1 : 0, found[i], zones[i].depth(place).value());
    }
    if (any != (index.contains_any(place) == Containment::inside)) ++tally.wrong;
}

void report(const char* what, const Tally& tally)
{
    std::printf("%s: %lld places, %lld answers, %lld wrong; decided by cell %lld, chain %lld, "
                "boundary %lld\n",
                what, tally.places, tally.answers, tally.wrong, tally.stage[0], tally.stage[1], tally.stage[2]);
}

void run(const char* what, Random& random, double radius_low_m, double radius_high_m, double latitude_low_deg,
         double latitude_high_deg, int sets, int places)
{
    Tally tally;
    for (int s = 0; s < sets; ++s) {
        std::vector<Zone> zones;
        const LatLon around{random.uniform(latitude_low_deg, latitude_high_deg),
                            random.below(3) == 0 ? random.uniform(179.0, 181.0) : random.uniform(-180.0, 180.0)};
        const double radius_m = random.log_uniform(radius_low_m, radius_high_m);
        while (zones.size() < 6) {
            const LatLon centre = direct(around, random.uniform(-180.0, 180.0), radius_m * random.uniform(0.0, 1.0));
            const std::string id = std::to_string(zones.size());
            if (auto zone = random_zone(random, centre, radius_m, 3 + random.below(10), id.c_str())) zones.push_back(*zone);
        }
        const std::array<std::uint32_t, 5> sizes{4, 8, 16, 32, 64};
        const AirspaceIndex index(zones, {sizes[static_cast<std::size_t>(random.below(radius_m > 3e5 ? 3 : 5))]});
        for (int i = 0; i < places; ++i) {
            const LatLon place =
                random.below(4) == 0 ? direct(around, random.uniform(-180.0, 180.0), 2.0 * radius_m * random.uniform(0.0, 1.0))
                                     : near_edge(random, zones[static_cast<std::size_t>(random.below(6))]);
            compare(zones, index, place, tally);
        }
    }
    report(what, tally);
    CHECK(tally.wrong == 0);
    CHECK(tally.places > 0);
    CHECK(tally.stage[1] > 0);
}

}  // namespace

TEST_CASE("index equals the exact oracle: local zones", "[index]")
{
    Random random("index local", 20261122);
    run("index 50 m to 5 km", random, 50.0, 5e3, -83.0, 83.0, 60 * test_scale(), 2000);
}

TEST_CASE("index equals the exact oracle: regional zones", "[index]")
{
    Random random("index regional", 7);
    run("index 5 to 300 km", random, 5e3, 300e3, -80.0, 80.0, 60 * test_scale(), 3000);
}

TEST_CASE("index equals the exact oracle: wide zones", "[index]")
{
    Random random("index wide", 11);
    run("index 300 to 3,000 km", random, 300e3, 3000e3, -60.0, 60.0, 10 * test_scale(), 3000);
}

TEST_CASE("index equals the exact oracle: round and near the poles", "[index]")
{
    Random random("index polar", 13);
    run("index polar", random, 20e3, 2000e3, 80.0, 90.0, 8 * test_scale(), 2000);
    run("index polar, south", random, 20e3, 2000e3, -90.0, -80.0, 8 * test_scale(), 2000);
}

TEST_CASE("index: a ring whose end is rounded to another step than its beginning", "[index]")
{
    // In a cap a vertex at longitude +-90 lies on a lattice line, and the ring's last curve computes it an ulp beside
    // what the first one does: the two ends were a step apart, and the cell's chain open.
    Random random("index, ends a step apart", 1);
    Tally tally;
    int apart = 0;
    for (int t = 0; t < 1500 * test_scale(); ++t) {
        const std::uint32_t cells = 4U << random.below(5);
        const double side = random.coin() ? 1.0 : -1.0;
        const double lat = 90.0 - (1 + random.below(600)) / 64.0;
        ZoneSpec spec;
        spec.id = "z";
        picket::PartSpec part;
        part.exterior.vertices = {{{lat, side * 90.0}, random.kind()},
                                  {{random.uniform(81.0, 89.0), side * random.uniform(-160.0, -140.0)}, random.kind()},
                                  {{random.uniform(81.0, 89.0), side * random.uniform(-63.0, -38.0)}, random.kind()}};
        spec.parts.push_back(part);
        if (!picket::validate(spec).empty()) continue;
        const std::vector<Zone> zones{Zone(spec)};
        const picket::detail::Grid grid(cells);
        picket::detail::ChordTracer tracer(grid, picket::detail::Chart::north);
        picket::detail::ChordPoint first{};
        picket::detail::ChordPoint last{};
        bool begun = false;
        tracer.start();
        for (const picket::detail::Curve& curve : zones[0].boundary().curves())
            tracer.trace(
                curve,
                [&](picket::detail::ChordPoint p) {
                    if (!begun) first = p;
                    begun = true;
                },
                [&](picket::detail::ChordPoint p) { last = p; });
        if (std::floor(first.x) == std::floor(last.x) && std::floor(first.y) == std::floor(last.y)) continue;
        ++apart;
        const AirspaceIndex index(zones, {cells});
        for (int i = 0; i < 100; ++i) {
            const double wide = 1.0 / (cells * std::cos(lat * 0.017453292519943295));
            compare(zones, index, {lat + random.uniform(-1.0, 1.0) / cells, side * 90.0 + random.uniform(-1.0, 1.0) * wide}, tally);
        }
    }
    report("ends a step apart", tally);
    CHECK(apart > 20);
    CHECK(tally.wrong == 0);
}

TEST_CASE("index: arrays and single places agree, NaN is unknown", "[index]")
{
    Random random("index arrays", 17);
    std::vector<Zone> zones;
    while (zones.size() < 20)
        if (auto zone = random_zone(random, {random.uniform(40, 60), random.uniform(0, 20)}, random.log_uniform(2e3, 2e5), 9, "z"))
            zones.push_back(*zone);
    const AirspaceIndex index(zones);
    std::vector<double> lat;
    std::vector<double> lon;
    for (int i = 0; i < 5000; ++i) {
        const LatLon place = near_edge(random, zones[static_cast<std::size_t>(random.below(20))]);
        lat.push_back(i % 97 == 0 ? std::numeric_limits<double>::quiet_NaN() : place.lat_deg);
        lon.push_back(i % 89 == 0 ? place.lon_deg + 720.0 : place.lon_deg);
    }
    std::vector<std::vector<int>> together(lat.size(), std::vector<int>(zones.size(), 0));
    index.query_all(lat, lon, [&](std::size_t i, std::size_t zone, Containment answer) { together[i][zone] += 1 + static_cast<int>(answer); });
    std::vector<Containment> any(lat.size());
    index.contains_any(lat, lon, any);
    int different = 0;
    for (std::size_t i = 0; i < lat.size(); ++i) {
        std::vector<int> single(zones.size(), 0);
        index.query(LatLon{lat[i], lon[i]}, [&](std::size_t zone, Containment answer) { single[zone] += 1 + static_cast<int>(answer); });
        if (single != together[i] || any[i] != index.contains_any(LatLon{lat[i], lon[i]})) ++different;
        if (std::isnan(lat[i])) CHECK(any[i] == Containment::unknown);
    }
    CHECK(different == 0);
}

TEST_CASE("index: heights, times and the active set are those of the zones", "[index]")
{
    Random random("index heights", 19);
    std::vector<Zone> zones;
    while (zones.size() < 40) {
        auto zone = random_zone(random, {random.uniform(50, 52), random.uniform(5, 8)}, random.log_uniform(5e3, 1e5), 7, "z");
        if (!zone) continue;
        ZoneSpec spec = zone->spec();
        const auto datum = random.coin() ? picket::VerticalDatum::amsl : picket::VerticalDatum::pressure_std;
        const double floor_m = random.uniform(0, 4000);
        spec.altitude.lower = random.coin() ? picket::AltitudeLimit::ground() : picket::AltitudeLimit::at({picket::Metres{floor_m}, datum});
        if (random.coin())
            spec.altitude.upper = picket::AltitudeLimit::at({picket::Metres{floor_m + random.uniform(1, 3000)}, datum});
        if (random.coin()) spec.windows = {{random.uniform(0, 50), random.uniform(51, 100)}};
        zones.emplace_back(spec);
    }
    const AirspaceIndex index(zones);
    long long compared = 0;
    int different = 0;
    for (int i = 0; i < 3000; ++i) {
        const double time_s = i % 50 == 0 ? std::numeric_limits<double>::quiet_NaN() : random.uniform(0, 100);
        const picket::ActiveSet active = index.active_at(time_s);
        const double height_m = i % 20 == 0 ? std::numeric_limits<double>::quiet_NaN() : random.uniform(-100, 8000);
        const picket::Position position{{random.uniform(49, 53), random.uniform(4, 9)}, {picket::Metres{height_m}, picket::VerticalDatum::amsl}};
        std::vector<Containment> found(zones.size(), Containment::outside);
        index.query(position, active, [&](std::size_t zone, Containment answer) { found[zone] = answer; });
        for (std::size_t z = 0; z < zones.size(); ++z) {
            ++compared;
            if (found[z] != zones[z].contains(position, time_s)) ++different;
        }
    }
    std::printf("index heights: %lld answers, %d different\n", compared, different);
    CHECK(different == 0);
}

TEST_CASE("index: more zones than a record's 16 bits can number", "[index]")
{
    // against two indexes of half as many, whose records name the zones themselves
    constexpr std::size_t half = 33000;
    Random random("index many zones", 41);
    std::vector<Zone> zones;
    std::vector<LatLon> centres;
    while (zones.size() < 2 * half) {
        const double lat_deg = random.uniform(40, 50);
        const double lon_deg = random.uniform(0, 10);
        centres.push_back({lat_deg, lon_deg});
        const double reach_deg = random.log_uniform(0.002, 0.1);
        ZoneSpec spec;
        spec.id = "z";
        spec.parts.emplace_back();
        if (zones.size() % 16 == 0)
            spec.parts[0].exterior.circle = picket::CircleSpec{centres.back(), picket::Metres{reach_deg * 1e5}};
        else
            spec.parts[0].exterior.vertices = {{{lat_deg - reach_deg, lon_deg}, picket::EdgeKind::lonlat},
                                               {{lat_deg + reach_deg, lon_deg - reach_deg}, picket::EdgeKind::lonlat},
                                               {{lat_deg + reach_deg, lon_deg + reach_deg}, picket::EdgeKind::lonlat}};
        zones.emplace_back(spec);
    }
    const picket::IndexOptions options{8};
    const AirspaceIndex index(zones, options);
    const std::array parts{AirspaceIndex(std::span(zones).first(half), options), AirspaceIndex(std::span(zones).last(half), options)};
    long long answers = 0;
    int different = 0;
    for (int i = 0; i < 5000; ++i) {
        const LatLon centre = centres[static_cast<std::size_t>(random.below(static_cast<int>(centres.size())))];
        const double north_deg = random.uniform(-0.05, 0.05);
        const double east_deg = random.uniform(-0.05, 0.05);
        const LatLon place{centre.lat_deg + north_deg, centre.lon_deg + east_deg};
        std::vector<std::size_t> together;
        std::vector<std::size_t> expected;
        index.query(place, [&](std::size_t zone, Containment) { together.push_back(zone); });
        for (std::size_t part = 0; part < 2; ++part)
            parts[part].query(place, [&](std::size_t zone, Containment) { expected.push_back(part * half + zone); });
        std::sort(together.begin(), together.end());
        std::sort(expected.begin(), expected.end());
        answers += static_cast<long long>(expected.size());
        if (together != expected) ++different;
    }
    std::printf("index of %zu zones: %lld answers, %d places with others\n", zones.size(), answers, different);
    CHECK(answers > 5000);
    CHECK(different == 0);
}

TEST_CASE("index: options are checked", "[index]")
{
    CHECK_THROWS_AS(AirspaceIndex(std::vector<Zone>{}, {5}), picket::DomainError);
    CHECK_THROWS_AS(AirspaceIndex(std::vector<Zone>{}, {128}), picket::DomainError);
    const AirspaceIndex empty;
    CHECK(empty.contains_any({50.0, 5.0}) == Containment::outside);
    CHECK(empty.size() == 0);
}
