// SPDX-License-Identifier: MIT
// What a question about an uncertain position costs: one zone, one covariance, by the number of edges and by kind.
#include <picket/airspace/bounded_region.hpp>
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/geodesic.hpp>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace {

using namespace picket;

constexpr LatLon centre{52.0, 19.0};
constexpr double radius_m = 20e3;

LatLon at(double azimuth_deg, double distance_m)
{
    return geodesic_direct(centre, Degrees{azimuth_deg}, Metres{distance_m}).at;
}

/// A ring of n vertices whose radii go up and down by a tenth.
RingSpec ring(int n)
{
    RingSpec spec;
    for (int i = 0; i < n; ++i) spec.vertices.push_back({at(-360.0 * i / n, radius_m * (i % 2 == 0 ? 1.0 : 0.9))});
    return spec;
}

ZoneSpec polygon(int n)
{
    ZoneSpec spec;
    spec.id = "Z";
    spec.parts.push_back({ring(n)});
    return spec;
}

ZoneSpec circle()
{
    ZoneSpec spec;
    spec.id = "Z";
    RingSpec round;
    round.circle = CircleSpec{centre, Metres{radius_m}};
    spec.parts.push_back({round});
    return spec;
}

ZoneSpec corridor()
{
    ZoneSpec spec;
    spec.id = "Z";
    PartSpec part;
    part.corridor = CorridorSpec{{{at(270, radius_m)}, {centre}, {at(60, radius_m)}}, Metres{5e3}};
    spec.parts.push_back(part);
    return spec;
}

ZoneSpec two_rings()
{
    ZoneSpec spec = polygon(12);
    ZoneSpec hole = polygon(8);
    for (RingVertex& vertex : hole.parts[0].exterior.vertices) {
        vertex.at.lat_deg = centre.lat_deg + 0.8 * (vertex.at.lat_deg - centre.lat_deg);
        vertex.at.lon_deg = centre.lon_deg + 0.8 * (vertex.at.lon_deg - centre.lon_deg);
    }
    spec.parts[0].holes.push_back(hole.parts[0].exterior);
    return spec;
}

/// An ellipse of that many metres by a fifth, near the boundary, so that all of the work is done.
struct Asked {
    Zone zone;
    std::vector<Position> positions;
    PositionUncertainty uncertainty;

    Asked(ZoneSpec spec, double sigma_m)
        : zone(std::move(spec)), uncertainty(PositionUncertainty::from_covariance(covariance(sigma_m)))
    {
        for (int i = 0; i < 64; ++i)
            positions.emplace_back(at(5.7 * i, radius_m * (0.95 + 0.02 * ((i % 5) - 2))),
                                   Altitude{Metres{1000}, VerticalDatum::amsl});
    }
    static Eigen::Matrix2d covariance(double sigma_m)
    {
        Eigen::Matrix2d m;
        m << sigma_m * sigma_m, 0.05 * sigma_m * sigma_m, 0.05 * sigma_m * sigma_m, 0.05 * sigma_m * sigma_m;
        return m;
    }
};

void inside(benchmark::State& state, const ZoneSpec& spec, double sigma_m)
{
    const Asked asked(spec, sigma_m);
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(probability_inside(asked.zone, asked.positions[i], asked.uncertainty));
        i = (i + 1) % asked.positions.size();
    }
}
void inside_polygon(benchmark::State& state)
{
    inside(state, polygon(static_cast<int>(state.range(0))), static_cast<double>(state.range(1)));
}
BENCHMARK(inside_polygon)->ArgsProduct({{4, 16, 256, 16384}, {50, 500, 5000}})->ArgNames({"edges", "sigma_m"});
BENCHMARK_CAPTURE(inside, circle, circle(), 500.0);
BENCHMARK_CAPTURE(inside, hole, two_rings(), 2000.0);
BENCHMARK_CAPTURE(inside, corridor, corridor(), 500.0);

void far_away(benchmark::State& state)
{
    const Asked asked(polygon(256), 500.0);
    const Position far(at(0, 5 * radius_m));
    for (auto _ : state) benchmark::DoNotOptimize(probability_inside(asked.zone, far, asked.uncertainty));
}
BENCHMARK(far_away);

/// Two minutes at 100 m/s towards the middle, from outside.
void entry(benchmark::State& state, const ZoneSpec& spec, bool uncertain_velocity)
{
    const Zone zone(spec);
    const auto u = PositionUncertainty::from_covariance(Asked::covariance(500.0));
    std::vector<UncertainMotion> motions;
    for (int i = 0; i < 16; ++i) {
        const double azimuth = 22.5 * i + 3;
        const Eigen::Vector2d velocity(-100 * std::sin(azimuth * 0.017453), -100 * std::cos(azimuth * 0.017453));
        const Position position(at(azimuth, 1.4 * radius_m));
        if (uncertain_velocity)
            motions.emplace_back(position, u, velocity, Eigen::Matrix2d(25.0 * Eigen::Matrix2d::Identity()));
        else
            motions.emplace_back(position, u, velocity);
    }
    const double horizon_s = 120;
    Probability p{};
    std::size_t i = 0;
    for (auto _ : state) {
        entry_time_cdf(zone, motions[i], {&horizon_s, 1}, {&p, 1});
        benchmark::DoNotOptimize(p);
        i = (i + 1) % motions.size();
    }
}
BENCHMARK_CAPTURE(entry, polygon_4, polygon(4), false);
BENCHMARK_CAPTURE(entry, polygon_16, polygon(16), false);
BENCHMARK_CAPTURE(entry, polygon_256, polygon(256), false);
BENCHMARK_CAPTURE(entry, circle, circle(), false);
BENCHMARK_CAPTURE(entry, corridor, corridor(), false);
BENCHMARK_CAPTURE(entry, velocity_uncertain_polygon_16, polygon(16), true);

void region(benchmark::State& state, bool disc)
{
    const Asked asked(polygon(256), 500.0);
    std::size_t i = 0;
    for (auto _ : state) {
        const LatLon place = asked.positions[i].at;
        const BoundedRegion where = disc ? BoundedRegion::disc(place, Metres{1000})
                                         : BoundedRegion::ellipse(place, Metres{1000}, Metres{200}, Degrees{30});
        benchmark::DoNotOptimize(must_be_inside(asked.zone, where));
        benchmark::DoNotOptimize(could_be_inside(asked.zone, where));
        i = (i + 1) % asked.positions.size();
    }
}
BENCHMARK_CAPTURE(region, disc, true);
BENCHMARK_CAPTURE(region, ellipse, false);

}  // namespace
