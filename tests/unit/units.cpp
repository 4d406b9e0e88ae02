// SPDX-License-Identifier: MIT
#include <picket/units.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using namespace picket;
using namespace picket::literals;
using Catch::Matchers::WithinRel;

namespace {

// A conversion is one rounded product or quotient by a rounded factor: two units in the last place.
constexpr double one_conversion = 2.0 * std::numeric_limits<double>::epsilon();

}  // namespace

TEST_CASE("units: named conversions give the defined values")
{
    CHECK_THAT(to_metres(Feet{1000.0}).value(), WithinRel(304.8, one_conversion));
    CHECK_THAT(to_feet(Metres{304.8}).value(), WithinRel(1000.0, one_conversion));
    CHECK_THAT(to_metres(NauticalMiles{12.0}).value(), WithinRel(22224.0, one_conversion));
    CHECK_THAT(to_nautical_miles(Metres{22224.0}).value(), WithinRel(12.0, one_conversion));
    CHECK_THAT(to_radians(Degrees{180.0}).value(), WithinRel(3.14159265358979323846, one_conversion));
    CHECK_THAT(to_degrees(Radians{3.14159265358979323846 / 2.0}).value(), WithinRel(90.0, one_conversion));
    CHECK_THAT(to_metres_per_second(Knots{3600.0}).value(), WithinRel(1852.0, one_conversion));
    CHECK_THAT(to_knots(MetresPerSecond{1852.0}).value(), WithinRel(3600.0, one_conversion));
}

TEST_CASE("units: a conversion and its inverse return to the start")
{
    // Exactness is not promised; two conversions are two roundings each way.
    constexpr double there_and_back = 2.0 * one_conversion;
    for (const double x : {1e-300, 0.1, 1.0, 41000.0, 1.7e8, 1e300, -273.15}) {
        CAPTURE(x);
        CHECK_THAT(to_feet(to_metres(Feet{x})).value(), WithinRel(x, there_and_back));
        CHECK_THAT(to_nautical_miles(to_metres(NauticalMiles{x})).value(), WithinRel(x, there_and_back));
        CHECK_THAT(to_degrees(to_radians(Degrees{x})).value(), WithinRel(x, there_and_back));
        CHECK_THAT(to_knots(to_metres_per_second(Knots{x})).value(), WithinRel(x, there_and_back));
    }
}

TEST_CASE("units: arithmetic is that of the numbers inside")
{
    Metres sum{10.0};
    sum += Metres{5.0};
    CHECK(sum == Metres{15.0});
    sum -= Metres{3.0};
    CHECK(sum == Metres{12.0});
    sum *= 2.0;
    CHECK(sum == Metres{24.0});
    sum /= 4.0;
    CHECK(sum == Metres{6.0});

    CHECK(Metres{1.0} + Metres{2.0} == Metres{3.0});
    CHECK(Metres{1.0} - Metres{2.0} == Metres{-1.0});
    CHECK(-Metres{1.0} == Metres{-1.0});
    CHECK(3.0 * Metres{2.0} == Metres{6.0});
    CHECK(Metres{2.0} * 3.0 == Metres{6.0});
    CHECK(Metres{6.0} / 3.0 == Metres{2.0});
    CHECK(Metres{6.0} / Metres{3.0} == 2.0);
    CHECK(Metres{-1.0} < Metres{1.0});
    CHECK(Metres{2.0} >= Metres{2.0});
}

TEST_CASE("units: distance, time and speed")
{
    // 136.6 km from Amari to Vaindloo at 270 m/s: 8.4 minutes
    const Seconds time = Metres{136600.0} / MetresPerSecond{270.0};
    CHECK_THAT(time.value(), WithinRel(505.9259259259259, one_conversion));
    CHECK_THAT((MetresPerSecond{270.0} * time).value(), WithinRel(136600.0, 2.0 * one_conversion));
    CHECK((time * MetresPerSecond{270.0}) == (MetresPerSecond{270.0} * time));
    CHECK_THAT((Metres{136600.0} / time).value(), WithinRel(270.0, 2.0 * one_conversion));
}

TEST_CASE("units: not a number stays not a number and compares with nothing")
{
    const Metres unknown{std::numeric_limits<double>::quiet_NaN()};
    CHECK(std::isnan((unknown + Metres{1.0}).value()));
    CHECK(std::isnan(to_feet(unknown).value()));
    CHECK_FALSE(unknown == unknown);
    CHECK_FALSE(unknown < Metres{1.0});
    CHECK_FALSE(unknown >= Metres{1.0});
}

TEST_CASE("units: literals")
{
    CHECK(250.0_m == Metres{250.0});
    CHECK(1.5_km == Metres{1500.0});
    CHECK(1000.0_ft == Feet{1000.0});
    CHECK(12.0_nmi == NauticalMiles{12.0});
    CHECK(54.5_deg == Degrees{54.5});
    CHECK(0.5_rad == Radians{0.5});
    CHECK(90.0_s == 1.5_min);
    CHECK(270.0_mps == MetresPerSecond{270.0});
    CHECK(35.0_kt == Knots{35.0});
}

TEST_CASE("units: money stays in its currency")
{
    const Usd missile{438800.0};
    const Usd drone{10000.0};
    CHECK(missile + drone == Usd{448800.0});
    CHECK_THAT(missile / drone, WithinRel(43.88, one_conversion));
    CHECK(3.0 * drone == Usd{30000.0});
}

TEST_CASE("units: flight levels compare as numbers")
{
    CHECK(FlightLevel{95.0} < FlightLevel{245.0});
    CHECK(FlightLevel{95.0} == FlightLevel{95.0});
    CHECK(FlightLevel{95.0}.value() == 95.0);
}
