// SPDX-License-Identifier: MIT
/// @file
/// What the tests of prices and distributions share: a random source that needs no geodesy, and random distributions.
#ifndef PICKET_TESTS_SUPPORT_MONEY_RANDOM_HPP
#define PICKET_TESTS_SUPPORT_MONEY_RANDOM_HPP

#include <picket/cost/distribution.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace money_tests {

/// PICKET_TEST_SCALE: how many times the usual number of random cases (default 1).
inline int test_scale()
{
    const char* text = std::getenv("PICKET_TEST_SCALE");
    const int scale = text == nullptr ? 1 : std::atoi(text);
    return scale > 0 ? scale : 1;
}

/// A random source that says its seed. PICKET_TEST_SEED replaces the one written in the test. Not the generator under
/// test; and no std distribution, whose numbers differ from one standard library to the next.
class Random {
public:
    Random(const char* test, std::uint64_t seed)
    {
        if (const char* text = std::getenv("PICKET_TEST_SEED")) seed = std::strtoull(text, nullptr, 10);
        std::printf("%s: seed %llu, scale %d\n", test, static_cast<unsigned long long>(seed), test_scale());
        engine_.seed(seed);
    }
    double uniform(double low, double high)
    {
        return low + (high - low) * (static_cast<double>(engine_() >> 11U) + 0.5) * 0x1p-53;
    }
    double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
    int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }

private:
    std::mt19937_64 engine_;
};

/// Any kind but fixed; widths from a millionth of the value to a thousand times it, modes at the ends too.
inline picket::Distribution random_distribution(Random& random)
{
    using picket::Distribution;
    const double low = random.log_uniform(1e-3, 1e9) * (random.below(4) == 0 ? -1.0 : 1.0);
    const double width = std::abs(low) * random.log_uniform(1e-6, 1e3);
    const int place = random.below(6);
    const double share = place == 0 ? 0.0 : place == 1 ? 1.0 : random.uniform(0, 1);
    const double high = low + width;
    const double mode = place == 1 ? high : std::min(high, low + share * width);
    switch (random.below(4)) {
        case 0: return Distribution::uniform(low, high);
        case 1: return Distribution::triangular(low, mode, high);
        case 2: return Distribution::pert(low, mode, high);
        default: {
            // at least half a standard deviation apart and up to 4.5-fold: sigma is 3 at most
            const double a = random.uniform(0.001, 0.4);
            const double b = random.uniform(0.6, 0.999);
            const double from = std::abs(low);
            const double to = from * random.log_uniform(1.01, 4.5);
            return Distribution::lognormal({a, from}, {b, to});
        }
    }
}

}  // namespace money_tests

#endif
