// SPDX-License-Identifier: MIT
// Horizons against published and independently computed figures.
#include <picket/intercept/radar_horizon.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using picket::HorizonFormula;
using picket::Metres;
using picket::RadioEarth;

TEST_CASE("radio horizons of the ATIS formula, 4/3 of 6371 km")
{
    const struct {
        double antenna_m;
        double target_m;
        double horizon_km;
    } cases[] = {{10, 50, 42.180}, {10, 100, 54.252}, {30, 100, 63.794}, {9000, 100, 432.248}};
    for (const auto& c : cases) {
        CAPTURE(c.antenna_m, c.target_m);
        const double km = picket::radar_horizon(Metres{c.antenna_m}, Metres{c.target_m}).value() / 1000;
        CHECK(std::abs(km - c.horizon_km) <= 0.0005);  // as many digits as were given
    }
}

TEST_CASE("radio horizon: the coefficients that the ATIS glossary prints")
{
    // "radio horizon range": in nautical miles 1.23 per root of a foot, 2.23 per root of a metre
    const auto nautical_miles = [](Metres height) {
        return to_nautical_miles(picket::radar_horizon(height, Metres{0})).value();
    };
    CHECK(std::abs(nautical_miles(to_metres(picket::Feet{1})) - 1.23) <= 0.005);
    CHECK(std::abs(nautical_miles(Metres{1}) - 2.23) <= 0.005);
}

TEST_CASE("radio horizons on the sphere of radius k R")
{
    // k R acos(k R / (k R + h)) (Python's decimal, 60 digits, arctangent by its series), to 0.1 um
    const struct {
        double antenna_m;
        double target_m;
        double k;
        double horizon_m;
    } cases[] = {
        {10, 50, 4.0 / 3.0, 42179.8472632}, {9000, 100, 4.0 / 3.0, 432074.8240625}, {9000, 12000, 1, 729165.1594748},
        {2, 0, 1.6, 6385.4830149},          {400000, 30, 1, 2220387.7515587},
    };
    for (const auto& c : cases) {
        CAPTURE(c.antenna_m, c.target_m, c.k);
        const RadioEarth earth{c.k, Metres{6371000.0}, HorizonFormula::sphere};
        // written digits and roundings of 2e6 m
        CHECK(std::abs(picket::radar_horizon(Metres{c.antenna_m}, Metres{c.target_m}, earth).value() - c.horizon_m) <=
              1e-6);
    }
}
