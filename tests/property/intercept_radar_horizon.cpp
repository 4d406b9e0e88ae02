// SPDX-License-Identifier: MIT
// The horizon's formulas are each other's inverses, and lie in the order that geometry says.
#include <picket/intercept/radar_horizon.hpp>

#include <support/geodesy_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using picket::HorizonFormula;
using picket::Metres;
using picket::RadioEarth;

namespace {

double height(test::Random& random) { return random.one_in(10) ? 0.0 : random.log_uniform(1e-3, 40e3); }

}  // namespace

TEST_CASE("the lowest visible height turns the horizon round")
{
    test::Random random("intercept_radar_horizon/inverse", 0x1f01);
    for (int i = 0; i < random.cases(20000); ++i) {
        RadioEarth earth;
        earth.k = random.uniform(0.5, 4);
        earth.formula = random.one_in(2) ? HorizonFormula::parabola : HorizonFormula::sphere;
        const Metres antenna{height(random)};
        const Metres target{height(random)};
        const Metres distance = radar_horizon(antenna, target, earth);
        CAPTURE(earth.k, to_string(earth.formula), antenna.value(), target.value());
        // the distance's rounding times the slope 2 d2 / (2 k R), and the height's own
        const double back = lowest_visible_height(antenna, distance, earth).value();
        CHECK(std::abs(back - target.value()) <=
              1e-15 * distance.value() * std::sqrt(1 + target.value()) + 1e-13 * target.value());
        const Metres asked{random.uniform(0, 2e6)};
        const Metres lowest = lowest_visible_height(antenna, asked, earth);
        const double reached = radar_horizon(antenna, lowest, earth).value();
        if (lowest > Metres{0.0}) {
            CHECK(std::abs(reached - asked.value()) <= 1e-9 * asked.value());
        } else {
            CHECK(reached >= asked.value());
        }
    }
}

TEST_CASE("the sphere's arc is shorter than the parabola's, which is shorter than the ray")
{
    test::Random random("intercept_radar_horizon/order", 0x1f02);
    for (int i = 0; i < random.cases(20000); ++i) {
        const double h = random.log_uniform(1, 40e3);
        const double k = random.uniform(0.5, 4);
        const double r = k * 6371000.0;
        const double arc = radar_horizon(Metres{h}, Metres{0}, {k, Metres{6371000.0}, HorizonFormula::sphere}).value();
        const double usual = radar_horizon(Metres{h}, Metres{0}, {k}).value();
        CHECK(arc <= usual);
        CHECK(usual <= std::sqrt(2 * r * h + h * h) * (1 + 1e-15));
        // the documented difference, 5/12 h / (k R), up to the next term of the series
        CHECK(std::abs((usual - arc) / usual - 5.0 / 12 * h / r) <= (h / r) * (h / r) + 1e-15);
        // and the heights: never below the horizon at more height
        CHECK(radar_horizon(Metres{h * 1.01}, Metres{0}, {k}).value() > usual);
    }
}
