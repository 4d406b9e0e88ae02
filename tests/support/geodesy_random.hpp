// SPDX-License-Identifier: MIT
/// @file
/// Random places and lines for the geodesy tests, from a seed that is printed.
#ifndef PICKET_TESTS_SUPPORT_GEODESY_RANDOM_HPP
#define PICKET_TESTS_SUPPORT_GEODESY_RANDOM_HPP

#include <picket/geodesy/geodesic.hpp>

#include <support/test_scale.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace test {

inline constexpr double pi = 3.14159265358979323846;

/// A random source that says its seed. PICKET_TEST_SEED replaces the one written in the test, PICKET_TEST_SCALE
/// multiplies the number of cases.
class Random {
public:
    Random(const char* test, std::uint64_t seed)
    {
        if (const char* text = std::getenv("PICKET_TEST_SEED")) seed = std::strtoull(text, nullptr, 10);
        std::printf("%s: seed %llu, scale %d\n", test, static_cast<unsigned long long>(seed), scale_);
        engine_.seed(seed);
    }

    [[nodiscard]] int cases(int usual) const { return usual * scale_; }

    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
    double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
    bool one_in(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_) == 0; }

    picket::Degrees azimuth() { return picket::Degrees{uniform(-180, 180)}; }

    /// Uniform on the sphere; one in ten near a pole, one in ten near the equator, one in ten on whole degrees,
    /// where meridians, the equator, the poles and the antimeridian are hit exactly.
    picket::LatLon place()
    {
        const double lon = uniform(-180, 180);
        if (one_in(10)) return {std::copysign(90 - log_uniform(1e-9, 5), uniform(-1, 1)), lon};
        if (one_in(10)) return {std::copysign(log_uniform(1e-9, 1), uniform(-1, 1)), lon};
        if (one_in(10)) return {std::round(uniform(-9.5, 9.5)) * 10, std::round(lon / 30) * 30};
        return {std::asin(uniform(-1, 1)) * 180 / pi, lon};
    }

    /// At a distance between the two, in any direction; all orders of magnitude alike.
    picket::LatLon near(picket::LatLon centre, double low_m, double high_m)
    {
        return picket::geodesic_direct(centre, azimuth(), picket::Metres{log_uniform(low_m, high_m)}).at;
    }

private:
    std::mt19937_64 engine_;
    int scale_ = test_scale();
};

}  // namespace test

#endif
