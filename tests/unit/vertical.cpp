// SPDX-License-Identifier: MIT
// Altitude bands: limits included, datums kept apart, unknown never turned into an answer.
#include <picket/airspace/vertical.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>

using namespace picket;

namespace {

constexpr VerticalDatum datums[] = {VerticalDatum::wgs84, VerticalDatum::amsl, VerticalDatum::agl,
                                    VerticalDatum::pressure_std};
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

constexpr Altitude at(double value_m, VerticalDatum datum) { return {Metres{value_m}, datum}; }
constexpr AltitudeLimit limit(double value_m, VerticalDatum datum) { return AltitudeLimit::at(at(value_m, datum)); }

constexpr Containment outside = Containment::outside;
constexpr Containment inside = Containment::inside;
constexpr Containment unknown = Containment::unknown;

}  // namespace

TEST_CASE("both: outside beats unknown, unknown beats inside")
{
    STATIC_REQUIRE(both(inside, inside) == inside);
    for (const Containment other : {inside, outside, unknown}) {
        CHECK(both(outside, other) == outside);
        CHECK(both(other, outside) == outside);
        CHECK(both(other, unknown) == (other == outside ? outside : unknown));
        CHECK(both(unknown, other) == (other == outside ? outside : unknown));
    }
}

TEST_CASE("answers have the names files use")
{
    CHECK(to_string(outside) == std::string_view("outside"));
    CHECK(to_string(inside) == std::string_view("inside"));
    CHECK(to_string(unknown) == std::string_view("unknown"));
}

TEST_CASE("a limit belongs to the band, to the last bit")
{
    for (const VerticalDatum datum : datums) {
        const AltitudeBand band{limit(100.1, datum), limit(2000.7, datum)};
        CHECK(within(band, at(100.1, datum)) == inside);
        CHECK(within(band, at(std::nextafter(100.1, 0), datum)) == outside);
        CHECK(within(band, at(2000.7, datum)) == inside);
        CHECK(within(band, at(std::nextafter(2000.7, 1e9), datum)) == outside);
        CHECK(within(band, at(1000, datum)) == inside);
        CHECK(within(band, at(-1e9, datum)) == outside);
        CHECK(within(band, at(nan_value, datum)) == unknown);
        CHECK(within({limit(5, datum), limit(5, datum)}, at(5, datum)) == inside);
    }
}

TEST_CASE("only within one datum")
{
    for (const VerticalDatum zone : datums)
        for (const VerticalDatum flight : datums) {
            if (zone == flight) continue;
            const AltitudeBand band{limit(100, zone), limit(200, zone)};
            CHECK(within(band, at(150, flight)) == unknown);
            CHECK(within(band, at(1e6, flight)) == unknown);
            CHECK(at_or_above(at(150, flight), band.lower) == unknown);
            CHECK(at_or_below(at(150, flight), band.upper) == unknown);
            // one limit that can be compared and excludes is enough
            CHECK(within({limit(100, zone), limit(1000, flight)}, at(1500, flight)) == outside);
            CHECK(within({limit(100, zone), limit(1000, flight)}, at(500, flight)) == unknown);
            CHECK(within({limit(1000, flight), limit(100, zone)}, at(500, flight)) == outside);
        }
}

TEST_CASE("no limit admits every height, known or not; the ground is below everything that flies")
{
    for (const VerticalDatum datum : datums)
        for (const double value_m : {-500.0, 0.0, 1e5, nan_value}) {
            CHECK(within({}, at(value_m, datum)) == inside);
            CHECK(within({AltitudeLimit::ground(), AltitudeLimit::none()}, at(value_m, datum)) == inside);
            CHECK(at_or_above(at(value_m, datum), AltitudeLimit::ground()) == inside);
        }
    // up to the ground: zero metres AGL
    const AltitudeBand buried{AltitudeLimit::none(), AltitudeLimit::ground()};
    CHECK(within(buried, at(0, VerticalDatum::agl)) == inside);
    CHECK(within(buried, at(0.1, VerticalDatum::agl)) == outside);
    CHECK(within(buried, at(-3, VerticalDatum::agl)) == inside);
    CHECK(within(buried, at(0, VerticalDatum::amsl)) == unknown);
    CHECK(within(buried, at(nan_value, VerticalDatum::agl)) == unknown);
    // from the ground to a limit
    const AltitudeBand low{AltitudeLimit::ground(), limit(120, VerticalDatum::agl)};
    CHECK(within(low, at(50, VerticalDatum::agl)) == inside);
    CHECK(within(low, at(120, VerticalDatum::agl)) == inside);
    CHECK(within(low, at(121, VerticalDatum::agl)) == outside);
    CHECK(within(low, at(50, VerticalDatum::amsl)) == unknown);
}

TEST_CASE("a NaN altitude is unknown unless no limit could exclude it")
{
    const Altitude missing = Position{}.altitude;
    CHECK(std::isnan(missing.value.value()));
    CHECK(within({}, missing) == inside);
    CHECK(within({limit(0, VerticalDatum::amsl), AltitudeLimit::none()}, missing) == unknown);
    CHECK(within({AltitudeLimit::none(), limit(0, VerticalDatum::amsl)}, missing) == unknown);
    CHECK(within({AltitudeLimit::ground(), AltitudeLimit::none()}, missing) == inside);
}

TEST_CASE("flight levels are pressure altitudes")
{
    const AltitudeBand upper{AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{95})),
                             AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{245}))};
    CHECK(within(upper, at(9500 * 0.3048, VerticalDatum::pressure_std)) == inside);
    CHECK(within(upper, at(9499 * 0.3048, VerticalDatum::pressure_std)) == outside);
    CHECK(within(upper, at(5000, VerticalDatum::pressure_std)) == inside);
    CHECK(within(upper, at(5000, VerticalDatum::amsl)) == unknown);
}
