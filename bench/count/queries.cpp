// SPDX-License-Identifier: MIT
// One kind of query, as often as asked, for counting instructions: count.sh runs this under callgrind and
// collects inside counted_queries() only. Everything asked is generated, so that every machine asks the same.
#include "../picket_adapter.hpp"
#include "../support/borders.hpp"

#include <picket/airspace/presence.hpp>
#include <picket/geodesy/geodesic.hpp>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace bench;

/// callgrind's --toggle-collect=counted_queries finds this by its plain name.
extern "C" __attribute__((noinline)) void counted_queries(const std::function<void(std::size_t)>& ask,
                                                          std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) ask(i);
}

namespace {

volatile double sink = 0.0;

/// How often a kind is asked: few where a query takes microseconds.
struct Kind {
    std::size_t count;
    std::function<void(std::size_t)> ask;
};

std::vector<ZoneSpec> one_country() { return {generated_country("plain", {52.0, 19.0}, 2.6, 5, 8)}; }
Points country_points(std::size_t count) { return near_points(one_country(), 20e3, count, Random(1)); }
// Few: callgrind makes building some fifty times slower.
std::vector<ZoneSpec> some_zones() { return overlapping_zones(200, Circles::exact, Random(30)); }

Kind zone_contains()
{
    return {200, [zone = picket::Zone(one_country()[0]), points = country_points(200)](std::size_t i) {
                sink = static_cast<double>(zone.contains(points.at(i)));
            }};
}
Kind zone_nearest_edge()
{
    return {200, [zone = picket::Zone(one_country()[0]), points = country_points(200)](std::size_t i) {
                sink = zone.nearest_edge(points.at(i)).distance.value();
            }};
}
Kind zone_presence()
{
    const Points points = country_points(201);
    std::vector<picket::Leg> legs;
    Random random(5);
    for (std::size_t i = 0; i < 200; ++i) {
        const picket::Degrees azimuth{random.between(-180.0, 180.0)};
        legs.push_back({{0.0, points.at(i)},
                        {12.0, picket::geodesic_direct(points.at(i), azimuth, picket::Metres{1800.0}).at}});
    }
    return {200, [zone = picket::Zone(one_country()[0]), legs](std::size_t i) {
                sink = static_cast<double>(presence(zone, legs[i]).size());
            }};
}
Kind index_place()
{
    return {20000, [index = std::make_shared<PicketIndex>(one_country()), points = country_points(20000)](std::size_t i) {
                index->on_place(points.at(i), [](int zone) { sink = zone; });
            }};
}
Kind index_position()
{
    return {20000, [index = std::make_shared<PicketIndex>(some_zones()),
                    points = near_points(overlapping_zones(200, Circles::polygons, Random(30)), 20e3, 20000, Random(31))](std::size_t i) {
                index->on_position(points.at(i), points.alt_m[i], [](int zone) { sink = zone; });
            }};
}
/// A query is one of the 500 places of an array.
Kind index_positions()
{
    return {40, [index = std::make_shared<PicketIndex>(some_zones()),
                 points = near_points(overlapping_zones(200, Circles::polygons, Random(30)), 20e3, 20000, Random(31))](std::size_t i) {
                index->on_positions(points, 500 * i, 500, [](int zone) { sink = zone; });
            }};
}
Kind index_leg()
{
    return {200, [index = std::make_shared<PicketIndex>(some_zones()), legs = Fleet(200, Random(34)).legs(1)](
                     std::size_t i) { index->on_leg(legs, i, [](int zone) { sink = zone; }); }};
}
Kind index_nearest_edge()
{
    return {200, [index = std::make_shared<PicketIndex>(one_country()), points = country_points(200)](std::size_t i) {
                sink = index->nearest_m(points.at(i));
            }};
}
/// The query is the whole building.
Kind index_build()
{
    return {1, [specs = overlapping_zones(20, Circles::exact, Random(30))](std::size_t) {
                sink = static_cast<double>(PicketIndex(specs).table_bytes());
            }};
}
Kind geodesic_inverse()
{
    return {2000, [points = country_points(2001)](std::size_t i) {
                sink = picket::geodesic_inverse(points.at(i), points.at(i + 1)).distance.value();
            }};
}

const std::map<std::string, Kind (*)()> kinds{{"zone_contains", zone_contains},
                                              {"zone_nearest_edge", zone_nearest_edge},
                                              {"zone_presence", zone_presence},
                                              {"index_place", index_place},
                                              {"index_position", index_position},
                                              {"index_positions", index_positions},
                                              {"index_leg", index_leg},
                                              {"index_nearest_edge", index_nearest_edge},
                                              {"index_build", index_build},
                                              {"geodesic_inverse", geodesic_inverse}};

}  // namespace

int main(int argc, char** argv)
{
    if (argc == 2 && std::string(argv[1]) == "--list") {
        for (const auto& [name, make] : kinds) std::puts(name.c_str());
        return 0;
    }
    const auto found = argc == 2 ? kinds.find(argv[1]) : kinds.end();
    if (found == kinds.end()) {
        std::puts("bench_count --list | KIND: asks one kind of query, for callgrind (bench/count.sh)");
        return 2;
    }
    const Kind kind = found->second();
    // Once outside the count: what is made at first use is not part of a query.
    kind.ask(0);
    counted_queries(kind.ask, kind.count);
    // The adapter asks arrays of 500.
    std::printf("%zu\n", found->first == "index_positions" ? 500 * kind.count : kind.count);
    return 0;
}
