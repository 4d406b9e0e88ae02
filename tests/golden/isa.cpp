// SPDX-License-Identifier: MIT
// The standard atmosphere against published tables.
//
// Heights for pressures: table "The International Standard Atmosphere (...) ICAO 1964" as printed on the weather page
// meteowvl.be/MetInfo/StandAtmosfeer.html, heights in whole metres, temperatures to 0.1 degree. The base pressures of
// the layers: U.S. Standard Atmosphere 1976, whose layers are those of the ICAO atmosphere to 80 km, in five figures.
#include <picket/airspace/pressure.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

using namespace picket;

namespace {

struct Row {
    double hpa;
    double height_m;
    double celsius;
};

// As printed, but for two rows: 30 hPa is left out, where metres and feet contradict each other, and so is the
// temperature of 400 hPa, -21.2 in print, where the table's own lapse rate of 6.5 K/km gives -31.7.
constexpr double not_printed = std::numeric_limits<double>::quiet_NaN();
constexpr Row table[] = {
    {10, 31055, -45.4},  {20, 26481, -50.0},  {50, 20576, -55.9},  {70, 18442, -56.5}, {100, 16180, -56.5},
    {150, 13608, -56.5}, {200, 11784, -56.5}, {250, 10363, -52.3}, {300, 9164, -44.5}, {400, 7185, not_printed},
    {600, 4206, -12.3},  {700, 3012, -4.6},   {800, 1949, 2.3},    {850, 1457, 5.5},   {900, 988, 8.6},
    {950, 540, 11.5},    {1000, 111, 14.3},   {1013.25, 0, 15.0},  {1050, -302, 17.0},
};

struct Base {
    double height_m;
    double hpa;
    double kelvin;
};
constexpr Base bases[] = {{0, 1013.25, 288.15},     {11000, 226.32, 216.65}, {20000, 54.749, 216.65},
                          {32000, 8.6802, 228.65},  {47000, 1.1091, 270.65}, {51000, 0.66939, 270.65},
                          {71000, 0.039564, 214.65}};

}  // namespace

TEST_CASE("pressure levels: the height to a metre, the temperature to a tenth of a degree")
{
    const IsaAtmosphere isa;
    double worst_m = 0;
    for (const Row& row : table) {
        CAPTURE(row.hpa);
        const Metres height = isa.pressure_altitude(row.hpa);
        worst_m = std::max(worst_m, std::abs(height.value() - row.height_m));
        // rounded (or cut) to a metre and to a tenth of a degree in print
        CHECK(std::abs(height.value() - row.height_m) <= 1.0);
        if (!std::isnan(row.celsius)) CHECK(std::abs(isa.temperature_k(height) - 273.15 - row.celsius) <= 0.1);
    }
    std::printf("golden/isa: worst of the table of pressure levels %.2f m\n", worst_m);
}

TEST_CASE("the layers begin at the published pressures, to their five figures")
{
    const IsaAtmosphere isa;
    for (const Base& base : bases) {
        CAPTURE(base.height_m);
        // half a unit of the fifth figure of 1.1091
        CHECK(std::abs(isa.pressure_hpa(Metres{base.height_m}) / base.hpa - 1.0) < 4.6e-5);
        CHECK(std::abs(isa.temperature_k(Metres{base.height_m}) - base.kelvin) < 1e-9);
    }
    // density at sea level: 1.225 kg/m3
    CHECK(std::abs(isa.density_kg_m3(Metres{0}) - 1.225) < 5e-5);
}
