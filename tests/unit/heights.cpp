// SPDX-License-Identifier: MIT
// Conversions between all datums with all sets of models: values, errors that add up, unknown where one is missing.
#include <picket/airspace/geoid.hpp>
#include <picket/airspace/height_presence.hpp>
#include <picket/airspace/heights.hpp>
#include <picket/airspace/pressure.hpp>
#include <picket/airspace/terrain.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace picket;

namespace {

constexpr VerticalDatum wgs84 = VerticalDatum::wgs84;
constexpr VerticalDatum amsl = VerticalDatum::amsl;
constexpr VerticalDatum agl = VerticalDatum::agl;
constexpr VerticalDatum pressure_std = VerticalDatum::pressure_std;
constexpr VerticalDatum datums[] = {wgs84, amsl, agl, pressure_std};
constexpr LatLon here{50.3, 10.4};
constexpr LatLon far_away{10, 10};
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

constexpr Containment outside = Containment::outside;
constexpr Containment inside = Containment::inside;
constexpr Containment unknown = Containment::unknown;

RasterSpec flat(float height_m)
{
    RasterSpec spec{50, 10, 0.5, 0.5, 3, 5, {}};
    spec.heights_m.assign(15, height_m);
    return spec;
}

GeoidGrid geoid() { return GeoidGrid("flat", flat(40), Metres{1}); }
TerrainGrid terrain(VerticalDatum datum = amsl) { return TerrainGrid(flat(300), {datum, Metres{16}}); }
/// Flight levels are 100 m lower than heights, within 5 m.
struct Pressure {
    HeightEstimate amsl(double h, LatLon at, double) const noexcept { return shifted(h, at, 100); }
    HeightEstimate pressure_altitude(double h, LatLon at, double) const noexcept { return shifted(h, at, -100); }
    PressureBounds amsl_bounds(double, double, const GeoBox&, double, double) const noexcept { return {1, 1, 0, 5, 5}; }
    PressureBounds pressure_altitude_bounds(double, double, const GeoBox&, double, double) const noexcept
    {
        return {1, 1, 0, 5, 5};
    }
    static HeightEstimate shifted(double h, LatLon at, double by)
    {
        if (at.lat_deg < 50) return {};
        return {h + by, 5};
    }
};
static_assert(PressureModel<Pressure>);

Altitude at(double value_m, VerticalDatum datum) { return {Metres{value_m}, datum}; }
AltitudeLimit limit(double value_m, VerticalDatum datum) { return AltitudeLimit::at(at(value_m, datum)); }

/// Every pair of datums, with a set of models, at a place that they know and at one that they do not.
template <class H>
void check_pairs(const H& heights, bool ellipsoidal_ground)
{
    const double ground_m = ellipsoidal_ground ? 300 - 40 : 300;
    const auto needs = [&](VerticalDatum datum) {
        struct Needs {
            bool geoid, terrain, pressure;
        };
        return Needs{datum == wgs84 || (datum == agl && ellipsoidal_ground), datum == agl, datum == pressure_std};
    };
    for (const VerticalDatum from : datums)
        for (const VerticalDatum to : datums) {
            CAPTURE(to_string(from), to_string(to), H::has_geoid, H::has_terrain, H::has_pressure, ellipsoidal_ground);
            const auto result = heights.to_datum(at(700, from), here, 0, to);
            CHECK(result.altitude.datum == to);
            if (from == to) {
                CHECK(result.altitude == at(700, from));
                CHECK(result.error == Metres{0});
                continue;
            }
            const auto a = needs(from);
            const auto b = needs(to);
            // ground above the ellipsoid: from one to the other no geoid is needed
            const bool uses_geoid = a.geoid != b.geoid;
            const bool can = (!uses_geoid || H::has_geoid) && (!(a.terrain || b.terrain) || H::has_terrain) &&
                             (!(a.pressure || b.pressure) || H::has_pressure);
            CHECK(heights.reaches(from, to) == can);
            // far away no model knows anything
            CHECK(std::isnan(heights.to_datum(at(700, from), far_away, 0, to).altitude.value.value()));
            CHECK(std::isnan(heights.to_datum(at(700, from), far_away, 0, to).error.value()));
            CHECK(std::isnan(heights.to_datum(at(700, from), {nan_value, 10}, 0, to).altitude.value.value()));
            CHECK(std::isnan(heights.to_datum(at(nan_value, from), here, 0, to).error.value()));
            if (!can) {
                CHECK(std::isnan(result.altitude.value.value()));
                CHECK(std::isnan(result.error.value()));
                // never outside, never inside
                CHECK(heights.within({limit(0, to), limit(1e5, to)}, at(700, from), here, 0) == unknown);
                CHECK(heights.within({limit(1e5, to), AltitudeLimit::none()}, at(700, from), here, 0) == unknown);
                CHECK(heights.within({AltitudeLimit::none(), limit(-1e5, to)}, at(700, from), here, 0) == unknown);
                continue;
            }
            const auto level_m = [&](VerticalDatum datum) {
                return datum == wgs84 ? -40.0 : datum == agl ? ground_m : datum == pressure_std ? 100.0 : 0.0;
            };
            const double expected_m = 700 + level_m(from) - level_m(to);
            double error_m = uses_geoid ? 1 : 0;
            if (a.terrain || b.terrain) error_m += 16;
            if (a.pressure || b.pressure) error_m += 5;
            CHECK(std::abs(result.altitude.value.value() - expected_m) < 1e-9);
            CHECK(std::abs(result.error.value() - error_m) < 1e-9);
            // a limit decides outside the interval, and not in it
            for (const double away_m : {-0.01, 0.01}) {
                const double low_m = expected_m - error_m;
                const double high_m = expected_m + error_m;
                CHECK(heights.within({limit(low_m + away_m, to), AltitudeLimit::none()}, at(700, from), here, 0) ==
                      (away_m < 0 ? inside : unknown));
                CHECK(heights.within({limit(high_m + away_m, to), AltitudeLimit::none()}, at(700, from), here, 0) ==
                      (away_m > 0 ? outside : unknown));
                CHECK(heights.within({AltitudeLimit::none(), limit(high_m + away_m, to)}, at(700, from), here, 0) ==
                      (away_m > 0 ? inside : unknown));
                CHECK(heights.within({AltitudeLimit::none(), limit(low_m + away_m, to)}, at(700, from), here, 0) ==
                      (away_m < 0 ? outside : unknown));
            }
            // there and back
            const auto back = heights.to_datum(result.altitude, here, 0, from);
            CHECK(std::abs(back.altitude.value.value() - 700) < 1e-9);
        }
}

}  // namespace

TEST_CASE("every pair of datums, with every set of models")
{
    const NoModel no;
    for (const VerticalDatum ground : {amsl, wgs84}) {
        const bool ellipsoidal = ground == wgs84;
        check_pairs(Heights(geoid(), terrain(ground), Pressure{}), ellipsoidal);
        check_pairs(Heights(geoid(), terrain(ground), no), ellipsoidal);
        check_pairs(Heights(no, terrain(ground), Pressure{}), ellipsoidal);
        check_pairs(Heights(no, terrain(ground), no), ellipsoidal);
    }
    check_pairs(Heights(geoid(), no, Pressure{}), false);
    check_pairs(Heights(geoid(), no, no), false);
    check_pairs(Heights(no, no, Pressure{}), false);
    check_pairs(Heights(), false);
}

TEST_CASE("one limit that excludes is enough, whatever is not known of the other")
{
    const Heights heights(NoModel{}, terrain());
    // flight levels cannot be compared, the ground can: 700 m amsl is 400 m above it, within 16 m
    CHECK(heights.within({limit(0, pressure_std), limit(300, agl)}, at(700, amsl), here, 0) == outside);
    CHECK(heights.within({limit(0, pressure_std), limit(500, agl)}, at(700, amsl), here, 0) == unknown);
    CHECK(heights.within({limit(450, agl), limit(9000, pressure_std)}, at(700, amsl), here, 0) == outside);
    CHECK(heights.within({AltitudeLimit::ground(), limit(500, agl)}, at(700, amsl), here, 0) == inside);
    CHECK(heights.within({AltitudeLimit::ground(), AltitudeLimit::none()}, at(nan_value, amsl), here, 0) == inside);
    // buried: up to the ground
    CHECK(heights.within({AltitudeLimit::none(), AltitudeLimit::ground()}, at(700, amsl), here, 0) == outside);
    CHECK(heights.within({AltitudeLimit::none(), AltitudeLimit::ground()}, at(310, amsl), here, 0) == unknown);
    CHECK(heights.within({AltitudeLimit::none(), AltitudeLimit::ground()}, at(280, amsl), here, 0) == inside);
}

TEST_CASE("a pressure passes on the error of what it is given")
{
    // 500 m above ground of 300 +- 16 m on a warm day: the flight level's error is that of the ground, shrunk by the
    // warm air, and the day's own
    const QnhPressure day({.qnh_error_hpa = 0, .temperature_deviation_k = 30, .temperature_error_k = 0});
    const Heights heights(NoModel{}, terrain(), day);
    const auto level = heights.to_datum(at(500, agl), here, 0, pressure_std);
    CHECK(std::abs(level.altitude.value.value() - day.pressure_altitude(800, here, 0).value_m) < 1e-9);
    const double low_m = day.pressure_altitude(784, here, 0).value_m;
    const double high_m = day.pressure_altitude(816, here, 0).value_m;
    CHECK(level.error.value() >= 0.5 * (high_m - low_m));
    CHECK(level.error.value() <= 0.5 * (high_m - low_m) + 5);
}

TEST_CASE("a zone asked with heights: place, height and time")
{
    ZoneSpec spec =
        airspace_tests::zone_of({{50.1, 10.1}, {50.1, 10.9}, {50.9, 10.9}, {50.9, 10.1}}, EdgeKind::geodesic);
    spec.altitude = {AltitudeLimit::ground(), limit(500, agl)};
    spec.windows = {{100, 200}};
    const Zone zone(spec);
    const Heights heights(NoModel{}, terrain());
    CHECK(heights.contains(zone, {here, at(700, amsl)}, 150) == inside);
    CHECK(heights.contains(zone, {here, at(790, amsl)}, 150) == unknown);
    CHECK(heights.contains(zone, {here, at(900, amsl)}, 150) == outside);
    CHECK(heights.contains(zone, {here, at(700, amsl)}, 250) == outside);
    CHECK(heights.contains(zone, {{50.95, 10.5}, at(700, amsl)}, 150) == outside);
    CHECK(heights.contains(zone, {{nan_value, 10.5}, at(700, amsl)}, 150) == unknown);
    CHECK(Heights().contains(zone, {here, at(700, amsl)}, 150) == unknown);
}

TEST_CASE("the ends of a leg in different datums are both converted to the limit's")
{
    ZoneSpec spec =
        airspace_tests::zone_of({{50.1, 10.1}, {50.1, 10.9}, {50.9, 10.9}, {50.9, 10.1}}, EdgeKind::geodesic);
    spec.altitude.upper = limit(1000, amsl);
    const Zone zone(spec);
    const TerrainGrid exact(flat(300), {amsl, Metres{0}});
    // 200 m above the ground is 500 m amsl; the other end is 1,500 m amsl: 1,000 m half-way. Read without the datum
    // it would be 200 to 1,500, and 1,000 m at 61.5 s
    const Leg leg{{0, {50.3, 10.3}, at(200, agl)}, {100, {50.5, 10.5}, at(1500, amsl)}};
    CHECK(presence(zone, leg).at(0).answer == unknown);
    const auto stays = presence(zone, leg, Heights(NoModel{}, exact));
    REQUIRE(stays.size() == 1);
    CHECK(stays[0].answer == inside);
    CHECK(stays[0].entry_s == 0);
    CHECK(std::abs(stays[0].exit_s - 50) < 1e-3);
    // without the ground one end is not known
    const auto without = presence(zone, leg, Heights(geoid(), NoModel{}, Pressure{}));
    REQUIRE(without.size() == 1);
    CHECK(without[0].answer == unknown);
    CHECK(without[0].exit_s == 100);
}

TEST_CASE("over a pole the ground is followed too")
{
    // 100 m for each degree from the pole: below a ceiling of 45 m, level at 50 m, from 0.05 degrees of it on
    RasterSpec globe{-90, -180, 10, 10, 19, 36, {}};
    for (int j = 0; j < 19; ++j) globe.heights_m.insert(globe.heights_m.end(), 36, static_cast<float>(1000 * (18 - j)));
    const Heights heights(NoModel{}, TerrainGrid(globe, {amsl, Metres{0}}));
    ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
    spec.parts[0].exterior.circle = CircleSpec{{90, 0}, Metres{100e3}};
    spec.altitude.upper = limit(45, agl);
    for (const double lon : {10.0, 13.7, 180.0}) {
        const auto stays =
            presence(Zone(spec), {{0, {89.9, lon}, at(50, amsl)}, {100, {89.9, lon - 180}, at(50, amsl)}}, heights);
        REQUIRE(stays.size() == 2);
        CHECK(stays[0].entry_s == 0);
        CHECK(std::abs(stays[0].exit_s - 25) < 1e-3);
        CHECK(std::abs(stays[1].entry_s - 75) < 1e-3);
        CHECK(stays[1].exit_s == 100);
        CHECK(stays[0].answer == inside);
    }
}

TEST_CASE("a track's stays with heights, joined over its legs")
{
    ZoneSpec spec =
        airspace_tests::zone_of({{50.1, 10.1}, {50.1, 10.9}, {50.9, 10.9}, {50.9, 10.1}}, EdgeKind::geodesic);
    spec.altitude.upper = limit(500, agl);
    const Zone zone(spec);
    const Heights heights(NoModel{}, TerrainGrid(flat(300), {amsl, Metres{10}}));
    const std::vector<TrackPoint> track{{0, {50.3, 10.3}, at(700, amsl)},
                                        {50, {50.35, 10.35}, at(750, amsl)},
                                        {150, {50.4, 10.4}, at(850, amsl)},
                                        {200, {50.45, 10.45}, at(850, amsl)}};
    const auto stays = incidents(zone, track, heights);
    // up to 790 m inside for certain, to 810 m perhaps
    REQUIRE(stays.size() == 2);
    CHECK(stays[0].answer == inside);
    CHECK(stays[0].status == IncidentStatus::open_at_start);
    CHECK(std::abs(stays[0].exit_s - 90) < 1e-3);
    CHECK(stays[1].answer == unknown);
    CHECK(stays[1].status == IncidentStatus::closed);
    CHECK(std::abs(stays[1].exit_s - 110) < 1e-3);
    CHECK(stays[0].max_depth.value() > 1000);
    // a single plot too
    const std::vector<TrackPoint> plot{{0, {50.3, 10.3}, at(805, amsl)}};
    REQUIRE(incidents(zone, plot, heights).size() == 1);
    CHECK(incidents(zone, plot, heights)[0].answer == unknown);
    CHECK(incidents(zone, plot).at(0).answer == unknown);
}
