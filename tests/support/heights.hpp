// SPDX-License-Identifier: MIT
/// @file
/// What the tests of heights share: random rasters, and the bilinear surface the obvious way.
#ifndef PICKET_TESTS_SUPPORT_HEIGHTS_HPP
#define PICKET_TESTS_SUPPORT_HEIGHTS_HPP

#include <picket/airspace/detail/height_raster.hpp>

#include <support/airspace.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

namespace airspace_tests {

/// Hills and noise, voids here and there, about a centre; its west edge is written with or without a turn.
inline picket::RasterSpec random_raster(Random& random, LatLon centre, double extent_deg, double relief_m, int voids)
{
    picket::RasterSpec spec;
    spec.rows = static_cast<std::size_t>(3 + random.below(30));
    spec.columns = static_cast<std::size_t>(3 + random.below(30));
    spec.step_lat_deg = extent_deg / static_cast<double>(spec.rows - 1);
    spec.step_lon_deg = extent_deg / static_cast<double>(spec.columns - 1);
    spec.south_deg = std::fmax(-90.0, std::fmin(90.0 - extent_deg, centre.lat_deg - 0.5 * extent_deg));
    spec.west_deg = centre.lon_deg - 0.5 * extent_deg;
    const double base_m = random.uniform(-100, 1500);
    const double wave = random.uniform(0.2, 1.5);
    const double phase = random.uniform(0, 6);
    const double noise_m = random.coin() ? 0.3 * relief_m : 0.0;
    for (std::size_t j = 0; j < spec.rows; ++j)
        for (std::size_t i = 0; i < spec.columns; ++i)
            spec.heights_m.push_back(static_cast<float>(base_m +
                                                        relief_m * std::sin(wave * static_cast<double>(i) + phase) *
                                                            std::cos(wave * static_cast<double>(j)) +
                                                        noise_m * random.uniform(-1, 1)));
    for (int k = 0; k < voids; ++k)
        spec.heights_m[static_cast<std::size_t>(random.below(static_cast<int>(spec.heights_m.size())))] =
            std::numeric_limits<float>::quiet_NaN();
    return spec;
}

/// The bilinear surface by its definition, cell by cell. Neighbouring cells overlap by the rounding of their edges.
inline double surface_m(const picket::RasterSpec& spec, LatLon place)
{
    for (std::size_t j = 0; j + 1 < spec.rows; ++j) {
        const double v =
            (place.lat_deg - (spec.south_deg + static_cast<double>(j) * spec.step_lat_deg)) / spec.step_lat_deg;
        if (v < -1e-9 || v > 1 + 1e-9) continue;
        for (std::size_t i = 0; i + 1 < spec.columns; ++i) {
            const double west = spec.west_deg + static_cast<double>(i) * spec.step_lon_deg;
            const double u =
                std::remainder(place.lon_deg - (west + 0.5 * spec.step_lon_deg), 360.0) / spec.step_lon_deg + 0.5;
            if (u < -1e-9 || u > 1 + 1e-9) continue;
            const auto node = [&](std::size_t dj, std::size_t di) {
                return static_cast<double>(spec.heights_m[(j + dj) * spec.columns + i + di]);
            };
            return (1 - u) * (1 - v) * node(0, 0) + u * (1 - v) * node(0, 1) + (1 - u) * v * node(1, 0) +
                   u * v * node(1, 1);
        }
    }
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace airspace_tests

#endif
