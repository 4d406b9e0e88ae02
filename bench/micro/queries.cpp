// SPDX-License-Identifier: MIT
// picket alone, one kind of question at a time. The zones are those of bench/peers' W3, over Europe.
#include "../picket_adapter.hpp"
#include "../support/borders.hpp"

#include <picket/airspace/compiled_boundary.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/geodesic.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <vector>

namespace {

using namespace bench;

constexpr std::size_t asked = 1 << 14;

const std::vector<ZoneSpec>& zone_specs()
{
    static const auto specs = overlapping_zones(10000, Circles::exact, Random(30));
    return specs;
}
const PicketIndex& zones_index()
{
    static const PicketIndex index(zone_specs());
    return index;
}
const picket::Zone& country()
{
    static const picket::Zone zone(generated_country("plain", {52.0, 19.0}, 2.6, 5, 8));
    return zone;
}
const PicketIndex& country_index()
{
    static const PicketIndex index({country().spec()});
    return index;
}
const Points& country_points()
{
    static const Points points = near_points({country().spec()}, 20e3, asked, Random(1));
    return points;
}
const Points& fleet_points()
{
    static const Points points = Fleet(10000, Random(34)).points(2);
    return points;
}
const Legs& fleet_legs()
{
    static const Legs legs = Fleet(10000, Random(34)).legs(1);
    return legs;
}

/// Asks ask(i) for i = 0 ... count - 1, round and round.
template <class Ask>
void round_and_round(benchmark::State& state, std::size_t count, Ask&& ask)
{
    std::size_t i = 0;
    for (auto _ : state) {
        ask(i);
        if (++i == count) i = 0;
    }
}

void zone_contains(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(country().contains(points.at(i)));
    });
}
BENCHMARK(zone_contains);

void zone_nearest_edge(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(country().nearest_edge(points.at(i)));
    });
}
BENCHMARK(zone_nearest_edge);

/// Legs of 12 seconds, at 150 m/s, that start near the border.
void zone_presence(benchmark::State& state)
{
    const Points& points = country_points();
    std::vector<picket::Leg> legs;
    Random random(5);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const picket::Degrees azimuth{random.between(-180.0, 180.0)};
        const LatLon to = picket::geodesic_direct(points.at(i), azimuth, picket::Metres{1800.0}).at;
        legs.push_back({{0.0, points.at(i)}, {12.0, to}});
    }
    round_and_round(state, legs.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(presence(country(), legs[i]));
    });
}
BENCHMARK(zone_presence);

void index_one_country(benchmark::State& state)
{
    const Points& points = country_points();
    const PicketIndex& index = country_index();
    int held = 0;
    round_and_round(state, points.size(), [&](std::size_t i) {
        index.on_place(points.at(i), [&](int) { ++held; });
    });
    benchmark::DoNotOptimize(held);
}
BENCHMARK(index_one_country);

void index_10000_zones(benchmark::State& state)
{
    const Points& points = fleet_points();
    const PicketIndex& index = zones_index();
    int held = 0;
    round_and_round(state, points.size(), [&](std::size_t i) {
        index.on_position(points.at(i), points.alt_m[i], [&](int zone) { held += zone; });
    });
    benchmark::DoNotOptimize(held);
}
BENCHMARK(index_10000_zones);

/// One operation is a whole scan of 10,000 aircraft.
void index_10000_zones_scan(benchmark::State& state)
{
    const Points& points = fleet_points();
    const PicketIndex& index = zones_index();
    int held = 0;
    for (auto _ : state) index.on_positions(points, 0, 10000, [&](int zone) { held += zone; });
    benchmark::DoNotOptimize(held);
    state.SetItemsProcessed(state.iterations() * 10000);
}
BENCHMARK(index_10000_zones_scan);

void index_10000_zones_leg(benchmark::State& state)
{
    const Legs& legs = fleet_legs();
    const PicketIndex& index = zones_index();
    int met = 0;
    round_and_round(state, legs.size(), [&](std::size_t i) {
        index.on_leg(legs, i, [&](int zone) { met += zone; });
    });
    benchmark::DoNotOptimize(met);
}
BENCHMARK(index_10000_zones_leg);

void index_nearest_edge(benchmark::State& state)
{
    const Points& points = country_points();
    const PicketIndex& index = country_index();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(index.nearest_m(points.at(i)));
    });
}
BENCHMARK(index_nearest_edge);

const picket::CompiledBoundary& country_boundary()
{
    static const picket::CompiledBoundary boundary(country());
    return boundary;
}

void boundary_nearest(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(country_boundary().nearest(points.at(i)));
    });
}
BENCHMARK(boundary_nearest);

void boundary_distance(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(country_boundary().distance(points.at(i)));
    });
}
BENCHMARK(boundary_distance);

void boundary_lower_bound(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(country_boundary().distance_lower_bound(points.at(i)));
    });
}
BENCHMARK(boundary_lower_bound);

const std::vector<picket::Zone>& zones()
{
    static const std::vector<picket::Zone> built(zone_specs().begin(), zone_specs().end());
    return built;
}

/// The nearest of 10,000 boundaries, to the places of a fleet.
void boundary_nearest_10000_zones(benchmark::State& state)
{
    static const picket::CompiledBoundary boundary(zones());
    const Points& points = fleet_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(boundary.nearest(points.at(i)));
    });
}
BENCHMARK(boundary_nearest_10000_zones);

void boundary_build_10000_zones(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(picket::CompiledBoundary(zones()));
}
BENCHMARK(boundary_build_10000_zones)->Unit(benchmark::kMillisecond);

void geodesic_inverse_near(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size() - 1, [&](std::size_t i) {
        benchmark::DoNotOptimize(picket::geodesic_inverse(points.at(i), points.at(i + 1)));
    });
}
BENCHMARK(geodesic_inverse_near);

void geodesic_direct_near(benchmark::State& state)
{
    const Points& points = country_points();
    round_and_round(state, points.size(), [&](std::size_t i) {
        benchmark::DoNotOptimize(
            picket::geodesic_direct(points.at(i), picket::Degrees{30.0}, picket::Metres{points.alt_m[i]}));
    });
}
BENCHMARK(geodesic_direct_near);

void build_10000_zones(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(PicketIndex(zone_specs()));
}
BENCHMARK(build_10000_zones)->Unit(benchmark::kMillisecond);

}  // namespace
