// SPDX-License-Identifier: MIT
// Plots a second through Monitor: 10,000 tracks, 10,000 zones, one core.
//
//   steady   flights all over a continent, a plot every 4 s each
//   borders  every flight along the boundary of a zone, weaving over it
//
// items_per_second is plots. p50_us, p999_us: time of one plot, clock included. allocations: of the timed plots.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/geodesic.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

long allocations = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using picket::Degrees;
using picket::LatLon;
using picket::Metres;

constexpr int track_count = 10000;
constexpr int zone_count = 10000;
constexpr double every_s = 4.0;

LatLon from(LatLon place, double azimuth_deg, double distance_m)
{
    return picket::geodesic_direct(place, Degrees{azimuth_deg}, Metres{distance_m}).at;
}

struct World {
    std::vector<picket::Zone> zones;
    std::vector<LatLon> centres;
    std::vector<double> radii_m;
};

const World& world()
{
    static const World w = [] {
        World made;
        std::mt19937_64 engine(1);
        const auto uniform = [&](double low, double high) {
            return std::uniform_real_distribution<double>(low, high)(engine);
        };
        for (int i = 0; i < zone_count; ++i) {
            const LatLon centre{uniform(36, 70), uniform(-10, 40)};
            const double radius_m = 2e3 * std::pow(10.0, uniform(0, 1));
            picket::PartSpec part;
            if (i % 3 == 0) {
                part.exterior.circle = picket::CircleSpec{centre, Metres{radius_m}};
            } else {
                for (int k = 0; k < 12; ++k)
                    part.exterior.vertices.push_back(
                        {from(centre, 30.0 * k, radius_m * uniform(0.7, 1)), picket::EdgeKind::geodesic});
            }
            picket::ZoneSpec spec;
            spec.id = "Z" + std::to_string(i);
            spec.parts.push_back(std::move(part));
            if (i % 2 == 0)
                spec.altitude = {picket::AltitudeLimit::ground(),
                                 picket::AltitudeLimit::at({Metres{uniform(500, 6000)}, picket::VerticalDatum::amsl})};
            made.zones.emplace_back(std::move(spec));
            made.centres.push_back(centre);
            made.radii_m.push_back(radius_m);
        }
        return made;
    }();
    return w;
}

void monitor(benchmark::State& state, bool borders)
{
    std::mt19937_64 engine(2);
    const auto uniform = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(engine);
    };
    struct Flight {
        std::string id;
        LatLon at;
        double track_deg, speed_mps, height_m;
        std::size_t zone;
    };
    std::vector<Flight> flights;
    for (int i = 0; i < track_count; ++i)
        flights.push_back({"F" + std::to_string(i),
                           {uniform(36, 70), uniform(-10, 40)},
                           uniform(0, 360),
                           uniform(60, 260),
                           uniform(100, 9000),
                           static_cast<std::size_t>(uniform(0, zone_count))});
    picket::Monitor watch(world().zones);
    long events = 0;
    const auto on_event = [&](const picket::AlertEvent&) { ++events; };
    std::vector<float> times_us;
    times_us.reserve(std::size_t{track_count} * 400);
    double now_s = 0.0;
    long counted = 0;
    const auto round = [&](bool timed) {
        for (Flight& f : flights) {
            if (borders) {
                const LatLon centre = world().centres[f.zone];
                const double radius_m = world().radii_m[f.zone];
                f.track_deg += f.speed_mps * every_s / radius_m * 57.3;
                f.at = from(centre, f.track_deg, radius_m * (0.9 + 0.1 * std::sin(0.05 * now_s + f.height_m)));
                f.height_m = 300;
            } else {
                f.at = from(f.at, f.track_deg, f.speed_mps * every_s);
                if (f.at.lat_deg < 36 || f.at.lat_deg > 70 || f.at.lon_deg < -10 || f.at.lon_deg > 40)
                    f.track_deg += 170;
            }
            const picket::TrackPoint plot{now_s, f.at, {Metres{f.height_m}, picket::VerticalDatum::amsl}};
            const long before = allocations;
            const auto begin = std::chrono::steady_clock::now();
            watch.plot(f.id, plot, on_event);
            const auto end = std::chrono::steady_clock::now();
            if (timed) {
                counted += allocations - before;
                times_us.push_back(std::chrono::duration<float, std::micro>(end - begin).count());
            }
        }
        now_s += every_s;
    };
    for (int k = 0; k < 40; ++k) round(false);
    const long events_before = events;
    for (auto _ : state) {
        const std::size_t first = times_us.size();
        round(true);
        double sum_us = 0.0;
        for (std::size_t i = first; i < times_us.size(); ++i) sum_us += static_cast<double>(times_us[i]);
        state.SetIterationTime(sum_us * 1e-6);  // without moving the flights
    }
    std::sort(times_us.begin(), times_us.end());
    const auto at = [&](double share) {
        return static_cast<double>(
            times_us[static_cast<std::size_t>(share * static_cast<double>(times_us.size() - 1))]);
    };
    state.SetItemsProcessed(static_cast<std::int64_t>(times_us.size()));
    state.counters["p50_us"] = at(0.5);
    state.counters["p999_us"] = at(0.999);
    state.counters["worst_us"] = at(1.0);
    state.counters["allocations"] = static_cast<double>(counted);
    state.counters["events_per_plot"] =
        static_cast<double>(events - events_before) / static_cast<double>(times_us.size());
    const picket::MonitorCounters& c = watch.counters();
    state.counters["pairs_per_plot"] = static_cast<double>(c.tested_pairs) / static_cast<double>(c.used);
}

BENCHMARK_CAPTURE(monitor, steady, false)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(monitor, borders, true)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
