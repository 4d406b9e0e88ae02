// SPDX-License-Identifier: MIT
// The standard atmosphere there and back, the QNH by hand, bounds that hold.
#include <picket/airspace/pressure.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <limits>

using namespace picket;
using airspace_tests::Random;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr LatLon somewhere{54, 18};
constexpr GeoBox box{50, 60, 10, 20};

/// The standard atmosphere by small steps of the hydrostatic equation.
double pressure_by_steps(double height_m)
{
    const auto kelvin = [](double h) {
        if (h < 11e3) return 288.15 - 0.0065 * h;
        if (h < 20e3) return 216.65;
        if (h < 32e3) return 216.65 + 0.001 * (h - 20e3);
        return 228.65 + 0.0028 * (h - 32e3);
    };
    const int steps = 40000;
    double log_p = std::log(1013.25);
    for (int i = 0; i < steps; ++i)
        log_p -= 9.80665 / (287.05287 * kelvin(height_m * (i + 0.5) / steps)) * (height_m / steps);
    return std::exp(log_p);
}

double amsl_m(const QnhPressure& day, double altitude_m) { return day.amsl(altitude_m, somewhere, 0).value_m; }

}  // namespace

TEST_CASE("the standard atmosphere is the hydrostatic equation, integrated")
{
    const IsaAtmosphere isa;
    for (const double h : {-4000.0, -300.0, 500.0, 5500.0, 10990.0, 11010.0, 15000.0, 21000.0, 31000.0, 40000.0})
        CHECK(std::abs(isa.pressure_hpa(Metres{h}) / pressure_by_steps(h) - 1.0) < 1e-8);  // the midpoint rule's error
}

TEST_CASE("the standard atmosphere there and back")
{
    const IsaAtmosphere isa;
    for (double h = -5000; h <= 80000; h += 37.5) {
        const double back_m = isa.pressure_altitude(isa.pressure_hpa(Metres{h})).value();
        if (h > -4999 && h < 79999)
            CHECK(std::abs(back_m - h) < 1e-6);  // 1e-16 of the pressure is 1e-12 m, times lapses
    }
    CHECK(std::isnan(isa.pressure_hpa(Metres{-5001})));
    CHECK(std::isnan(isa.pressure_hpa(Metres{80001})));
    CHECK(std::isnan(isa.temperature_k(Metres{std::nan("")})));
    CHECK(std::isnan(isa.pressure_altitude(0).value()));
    CHECK(std::isnan(isa.pressure_altitude(-3).value()));
    CHECK(std::isnan(isa.pressure_altitude(std::nan("")).value()));
    CHECK(std::isnan(isa.pressure_altitude(5000).value()));
}

TEST_CASE("QNH by hand")
{
    // The figures were worked out outside this library, in the formulas as they stand here; 2e-4: their last digit.
    // PA(Q) = 288.15 / 0.0065 (1 - (Q / 1013.25)^0.1902631)
    // 1003 hPa: (0.989884)^0.1902631 = 0.998067374, 44330.769 x 0.001932626 = 85.6748 m
    // FL 60 = 1828.8 m; the altimeter set to 1003 shows 1743.1252 m = 5719 ft
    const QnhPressure low({.qnh_hpa = 1003});
    CHECK(std::abs(amsl_m(low, 1828.8) - 1743.1252) < 2e-4);
    // 1030 hPa: (1.016531)^0.1902631 = 1.003124390, 44330.769 x 0.003124390 = 138.5066 m the other way
    const QnhPressure high({.qnh_hpa = 1030});
    CHECK(std::abs(amsl_m(high, 1828.8) - 1967.3066) < 2e-4);
    // at 1013.25 flight levels are heights
    CHECK(amsl_m(QnhPressure({}), 1828.8) == 1828.8);
    // the rule of thumb of every pilot: 27 ft a hectopascal near the ground
    CHECK(std::abs((amsl_m(QnhPressure({.qnh_hpa = 1014}), 0) - amsl_m(QnhPressure({.qnh_hpa = 1013}), 0)) / 0.3048 -
                   27.3) < 0.2);
}

TEST_CASE("cold air lies lower, by hand")
{
    // 1013.25, 15 K colder than standard throughout, indicated 3000 m:
    // 15 x ln(288.15 / (288.15 - 19.5)) / 0.0065 = 15 x 0.07007176 / 0.0065 = 161.7041 m
    const QnhPressure cold({.temperature_deviation_k = -15});
    CHECK(std::abs(amsl_m(cold, 3000) - (3000 - 161.7041)) < 2e-4);
    // from a station at 1000 m only the air above it counts:
    // ln((288.15 - 6.5) / (288.15 - 19.5)) = 0.04725575, 15 x that / 0.0065 = 109.0517 m
    const QnhPressure uphill({.station_elevation = Metres{1000}, .temperature_deviation_k = -15});
    CHECK(std::abs(amsl_m(uphill, 3000) - (3000 - 109.0517)) < 2e-4);
    CHECK(amsl_m(uphill, 1000) == 1000);
    // and above the tropopause it goes on at 216.65 K: 15 x 1000 / 216.65 = 69.2361 m
    CHECK(std::abs((amsl_m(cold, 13000) - amsl_m(cold, 12000)) - (1000 - 69.2361)) < 2e-4);
}

TEST_CASE("what is not known of the day is in the error")
{
    // FL 60, QNH 1003 +- 1: PA(1002) - PA(1003) = 8.3964 m, and 30 K at the station, 287.5385 K, of it again:
    // x 1.104334 = 9.2724 m; temperature 30 K over 1743 m: 30 x ln((288.15 - 0.556880) / (288.15 - 11.8872)) / 0.0065 =
    // 30 x 0.04019410 / 0.0065 = 185.5112; gravity 1743.126 x (0.0027 + 1743.126 / 6.3e6) = 5.1887
    const HeightEstimate flight = QnhPressure({.qnh_hpa = 1003}).amsl(1828.8, somewhere, 0);
    CHECK(std::abs(flight.error_m - (9.2724 + 185.5112 + 5.1887)) < 2e-4);
    // every day within the bounds of a vague one is within its error, at the ends of them too
    Random random("unit/pressure", 401);
    const auto within_one = [&] { return random.coin() ? random.uniform(-1, 1) : random.coin() ? 1.0 : -1.0; };
    for (int k = 0; k < 2000; ++k) {
        QnhSpec spec;
        spec.qnh_hpa = random.uniform(950, 1050);
        spec.qnh_error_hpa = random.uniform(0, 20);
        spec.station_elevation = Metres{random.uniform(-100, 3000)};
        spec.temperature_deviation_k = random.uniform(-30, 30);
        spec.temperature_error_k = random.uniform(0, 30);
        const QnhPressure vague(spec);
        QnhSpec truth = spec;
        truth.qnh_hpa += within_one() * spec.qnh_error_hpa;
        truth.temperature_deviation_k += within_one() * spec.temperature_error_k;
        const QnhPressure exact(truth);
        const double altitude_m = random.uniform(-1000, 20000);
        const HeightEstimate height = vague.amsl(altitude_m, somewhere, 0);
        constexpr double rounding_m = 1e-9;
        CHECK(std::abs(amsl_m(exact, altitude_m) - height.value_m) <= height.error_m + rounding_m);
        const double amsl = random.uniform(-500, 15000);
        const HeightEstimate back = vague.pressure_altitude(amsl, somewhere, 0);
        CHECK(std::abs(exact.pressure_altitude(amsl, somewhere, 0).value_m - back.value_m) <=
              back.error_m + rounding_m);
    }
}

TEST_CASE("heights that are altimeter readings: the QNH alone, whatever the weather")
{
    const QnhPressure altimeter({.qnh_hpa = 1003,
                                 .qnh_error_hpa = 0,
                                 .temperature_deviation_k = -25,
                                 .error = Metres{3},
                                 .true_heights = false});
    CHECK(std::abs(amsl_m(altimeter, 1828.8) - 1743.1252) < 2e-4);
    CHECK(std::abs(amsl_m(altimeter, 11828.8) - 11743.1252) < 2e-4);
    CHECK(altimeter.amsl(11828.8, somewhere, 0).error_m == 3);
    CHECK(altimeter.pressure_altitude(11828.8, somewhere, 0).error_m == 3);
    const PressureBounds bounds = altimeter.amsl_bounds(0, 10000, box, 0, 1);
    CHECK(bounds.gain_low == 1);
    CHECK(bounds.gain_high == 1);
    CHECK(bounds.error_high_m == 3);
}

TEST_CASE("there and back on any day, and bounds that hold between")
{
    Random random("unit/pressure bounds", 402);
    for (int k = 0; k < 3000; ++k) {
        QnhSpec spec;
        spec.qnh_hpa = random.uniform(870, 1085);
        spec.station_elevation = Metres{random.uniform(-400, 5000)};
        spec.temperature_deviation_k = k % 3 == 0 ? 0.0 : random.uniform(-60, 60);
        spec.temperature_error_k = random.uniform(0, 60);
        const QnhPressure day(spec);
        const double altitude_m = random.uniform(-3000, 28000);
        CHECK(std::abs(day.pressure_altitude(amsl_m(day, altitude_m), somewhere, 0).value_m - altitude_m) < 1e-6);

        const double low = random.uniform(-3000, 20000);
        const double high = low + random.log_uniform(1e-3, 8000);
        const double a = random.uniform(low, high);
        const double b = random.uniform(low, high);
        const PressureBounds bounds = day.amsl_bounds(low, high, box, 0, 10);
        CHECK(bounds.coverage == Coverage::whole);
        const HeightEstimate at_a = day.amsl(a, somewhere, 0);
        const HeightEstimate at_b = day.amsl(b, somewhere, 5);
        const double rounding_m = 1e-9;
        CHECK(std::abs(at_b.value_m - at_a.value_m) <= bounds.gain_high * std::abs(b - a) + rounding_m);
        CHECK(std::abs(at_b.value_m - at_a.value_m) >= bounds.gain_low * std::abs(b - a) - rounding_m);
        CHECK(at_a.error_m <= bounds.error_high_m + rounding_m);
        CHECK(at_a.error_m >= bounds.error_low_m - rounding_m);
        const PressureBounds inverse = day.pressure_altitude_bounds(low, high, box, 0, 10);
        const HeightEstimate back_a = day.pressure_altitude(a, somewhere, 0);
        const HeightEstimate back_b = day.pressure_altitude(b, somewhere, 5);
        if (inverse.coverage != Coverage::whole) continue;
        CHECK(std::abs(back_b.value_m - back_a.value_m) <= inverse.gain_high * std::abs(b - a) + 1e-8);
        CHECK(std::abs(back_b.value_m - back_a.value_m) >= inverse.gain_low * std::abs(b - a) - 1e-8);
        CHECK(back_a.error_m <= inverse.error_high_m + rounding_m);
        CHECK(back_a.error_m >= inverse.error_low_m - rounding_m);
    }
}

TEST_CASE("out of range is not known, and what cannot be is refused")
{
    const QnhPressure day({});
    for (const double h : {-5001.0, 32001.0, std::numeric_limits<double>::quiet_NaN(), 1e300}) {
        CHECK(std::isnan(day.amsl(h, somewhere, 0).value_m));
        CHECK(std::isnan(day.pressure_altitude(h, somewhere, 0).error_m));
    }
    CHECK(day.amsl_bounds(31000, 33000, box, 0, 1).coverage == Coverage::part);
    CHECK(day.amsl_bounds(33000, 34000, box, 0, 1).coverage == Coverage::none);
    CHECK(day.pressure_altitude_bounds(31000, 33000, box, 0, 1).coverage == Coverage::part);
    CHECK(day.pressure_altitude_bounds(33000, 34000, box, 0, 1).coverage == Coverage::none);
    CHECK_THROWS_WITH(QnhPressure({.qnh_hpa = 29.92}), ContainsSubstring("QNH [hPa] 29.92"));
    CHECK_THROWS_AS(QnhPressure({.qnh_hpa = std::nan("")}), DomainError);
    CHECK_THROWS_WITH(QnhPressure({.temperature_error_k = -1}), ContainsSubstring("temperature error"));
    CHECK_THROWS_AS(QnhPressure({.qnh_error_hpa = -1}), DomainError);
}
