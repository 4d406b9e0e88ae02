// SPDX-License-Identifier: MIT
// presence(): legs whose entry and exit are known in closed form; heights, windows, rest, gaps; the smallest
// passes.
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::all_kinds;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double microsecond = 1e-6;

TrackPoint plot(double time_s, LatLon at) { return {time_s, at}; }
TrackPoint plot(double time_s, LatLon at, double altitude_m, VerticalDatum datum = VerticalDatum::amsl)
{
    return {time_s, at, {Metres{altitude_m}, datum}};
}

/// A box on the equator from 0 to 1 E, 1 S to 1 N.
ZoneSpec box() { return zone_of({{-1, 0}, {-1, 1}, {1, 1}, {1, 0}}, EdgeKind::lonlat); }

struct Stay {
    double entry_s;
    double exit_s;
    Containment answer = Containment::inside;
};

void check(const std::vector<PresenceInterval>& found, const std::vector<Stay>& expected)
{
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK_THAT(found[i].entry_s, WithinAbs(expected[i].entry_s, microsecond));
        CHECK_THAT(found[i].exit_s, WithinAbs(expected[i].exit_s, microsecond));
        CHECK(found[i].answer == expected[i].answer);
    }
}

}  // namespace

TEST_CASE("along the equator: longitude is linear in time")
{
    const Zone zone(box());
    const Leg through{plot(0, {0, -1}), plot(4000, {0, 3})};
    const auto stays = presence(zone, through);
    check(stays, {{1000, 2000}});
    CHECK_THAT(stays[0].entry_at.lon_deg, WithinAbs(0, 1e-9));
    CHECK_THAT(stays[0].exit_at.lon_deg, WithinAbs(1, 1e-9));
    CHECK_THAT(stays[0].entry_at.lat_deg, WithinAbs(0, 1e-12));
    check(presence(zone, {plot(0, {0, 3}), plot(4000, {0, -1})}), {{2000, 3000}});       // back
    check(presence(zone, {plot(0, {0, 0.25}), plot(1000, {0, 0.75})}), {{0, 1000}});     // within
    check(presence(zone, {plot(0, {0, 0.5}), plot(1000, {0, 2.5})}), {{0, 250}});        // out
    check(presence(zone, {plot(0, {0, -1.5}), plot(1000, {0, 0.5})}), {{750, 1000}});    // in
    check(presence(zone, {plot(0, {0, 2}), plot(1000, {0, 3})}), {});
    check(presence(zone, {plot(0, {5, -1}), plot(1000, {5, 3})}), {});
    // any epoch: at 1.7e9 s a double holds 0.24 us
    check(presence(zone, {plot(1758265080, {0, -1}), plot(1758269080, {0, 3})}), {{1758266080, 1758267080}});
    // longitudes as they come
    check(presence(zone, {plot(0, {0, 359}), plot(4000, {0, 363})}), {{1000, 2000}});
    check(presence(zone, {plot(0, {0, -361}), plot(4000, {0, 3})}), {{1000, 2000}});
}

TEST_CASE("along a meridian: the exact meridian distances")
{
    for (const EdgeKind kind : {EdgeKind::rhumb, EdgeKind::lonlat})
        for (const double south : {-60.0, -0.5, 30.0, 54.0, 80.0}) {
            const Zone zone(zone_of({{south, -1}, {south, 1}, {south + 2, 1}, {south + 2, -1}}, kind));
            const LatLon from{south - 3, 0.3};
            const LatLon to{south + 6, 0.3};
            const double whole_m = airspace_tests::distance_m(from, to);
            const double seconds = whole_m / 250;
            CAPTURE(to_string(kind), south);
            check(presence(zone, {plot(0, from), plot(seconds, to)}),
                  {{airspace_tests::distance_m(from, {south, 0.3}) / 250, airspace_tests::distance_m(from, {south + 2, 0.3}) / 250}});
        }
}

TEST_CASE("over the pole, in and out of a cap")
{
    const Zone cap(zone_of({{85, 0}, {85, 120}, {85, 240}}, EdgeKind::rhumb));
    const double to_cap_m = airspace_tests::distance_m({80, 0}, {85, 0});
    const double whole_m = 2 * airspace_tests::distance_m({80, 0}, {90, 0});
    for (const double lon : {0.0, 17.0, 90.0, 180.0, -123.0}) {
        CAPTURE(lon);
        const auto stays = presence(cap, {plot(0, {80, lon}), plot(1000, {80, lon + 180})});
        check(stays, {{1000 * to_cap_m / whole_m, 1000 - 1000 * to_cap_m / whole_m}});
        // from the pole, to the pole, and across it
        check(presence(cap, {plot(0, {90, 55}), plot(1000, {80, lon})}), {{0, 1000 * (1 - 2 * to_cap_m / whole_m)}});
        check(presence(cap, {plot(0, {80, lon}), plot(1000, {90, 55})}), {{1000 * 2 * to_cap_m / whole_m, 1000}});
        check(presence(cap, {plot(0, {89, lon}), plot(1000, {89, lon + 180})}), {{0, 1000}});
    }
    // through one of four wedges and out over the pole itself
    const Zone wedge(zone_of({{80, 0}, {80, 45}, {80, 90}, {90, 0}}, EdgeKind::rhumb));
    check(presence(wedge, {plot(0, {85, 45}), plot(1000, {85, 225})}), {{0, 500}});
    check(presence(wedge, {plot(0, {85, 225}), plot(1000, {85, 45})}), {{500, 1000}});
}

TEST_CASE("over the antimeridian")
{
    for (const EdgeKind kind : all_kinds) {
        const Zone zone(zone_of({{-1, 179.5}, {-1, -179.5}, {1, -179.5}, {1, 179.5}}, kind));
        check(presence(zone, {plot(0, {0, 178.5}), plot(3000, {0, -178.5})}), {{1000, 2000}});
        check(presence(zone, {plot(0, {0, 181.5}), plot(3000, {0, 178.5})}), {{1000, 2000}});
    }
}

TEST_CASE("in and out several times: a comb")
{
    // teeth of half a degree, every degree, hanging down over the equator
    std::vector<LatLon> comb{{2, 0}};
    for (int i = 0; i < 10; ++i) {
        comb.push_back({-1, i + 0.0});
        comb.push_back({-1, i + 0.5});
        comb.push_back({1, i + 0.5});
        comb.push_back({1, i + 1.0});
    }
    comb.push_back({2, 10});
    const Zone zone(zone_of(comb, EdgeKind::lonlat));
    std::vector<Stay> expected;
    for (int i = 0; i < 10; ++i) expected.push_back({100.0 * (i + 1), 100.0 * (i + 1.5)});
    check(presence(zone, {plot(0, {0, -1}), plot(1200, {0, 11})}), expected);
}

TEST_CASE("holes and parts")
{
    ZoneSpec spec = box();
    spec.parts[0].holes.push_back(airspace_tests::ring_of({{-0.5, 0.25}, {-0.5, 0.5}, {0.5, 0.5}, {0.5, 0.25}}, EdgeKind::lonlat));
    spec.parts.push_back({airspace_tests::ring_of({{-1, 1}, {-1, 2}, {1, 2}, {1, 1}}, EdgeKind::lonlat), {}});
    // the hole parts the stay; the seam of two parts that share an edge does not
    check(presence(Zone(spec), {plot(0, {0, -1}), plot(4000, {0, 3})}), {{1000, 1250}, {1500, 3000}});
}

TEST_CASE("climbing through a band")
{
    ZoneSpec spec = box();
    spec.altitude = {AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl}), AltitudeLimit::at({Metres{2000}, VerticalDatum::amsl})};
    const Zone zone(spec);
    const LatLon west{0, 0.1};
    const LatLon east{0, 0.9};
    check(presence(zone, {plot(0, west, 0), plot(3000, east, 3000)}), {{1000, 2000}});
    check(presence(zone, {plot(0, west, 3000), plot(3000, east, 0)}), {{1000, 2000}});
    check(presence(zone, {plot(0, west, 1500), plot(3000, east, 1500)}), {{0, 3000}});
    check(presence(zone, {plot(0, west, 1000), plot(3000, east, 1000)}), {{0, 3000}});  // level, at the limit
    check(presence(zone, {plot(0, west, 2000), plot(3000, east, 2000)}), {{0, 3000}});
    check(presence(zone, {plot(0, west, 2000.001), plot(3000, east, 2000.001)}), {});
    check(presence(zone, {plot(0, west, 500), plot(3000, east, 1500)}), {{1500, 3000}});
    check(presence(zone, {plot(0, west, 0), plot(3000, east, 999)}), {});
    // up and sideways: the later of the two entries, the earlier of the two exits
    check(presence(zone, {plot(0, {0, -1}, 0), plot(4000, {0, 3}, 4000)}), {{1000, 2000}});
    check(presence(zone, {plot(0, {0, -1}, 500), plot(4000, {0, 3}, 2500)}), {{1000, 2000}});
    check(presence(zone, {plot(0, {0, -1}, 1500), plot(4000, {0, 3}, 2500)}), {{1000, 2000}});
    check(presence(zone, {plot(0, {0, -1}, 1750), plot(4000, {0, 3}, 2750)}), {});  // 2000 m is reached on entry
    check(presence(zone, {plot(0, {0, -1}, 1700), plot(4000, {0, 3}, 2700)}), {{1000, 1200}});
}

TEST_CASE("straight up through a band, at rest over one place")
{
    ZoneSpec spec = box();
    spec.altitude = {AltitudeLimit::at({Metres{50}, VerticalDatum::agl}), AltitudeLimit::at({Metres{120}, VerticalDatum::agl})};
    check(presence(Zone(spec), {plot(10, {0.5, 0.5}, 0, VerticalDatum::agl), plot(210, {0.5, 0.5}, 200, VerticalDatum::agl)}), {{60, 130}});
}

TEST_CASE("unknown heights")
{
    ZoneSpec spec = box();
    spec.altitude = {AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl}), AltitudeLimit::none()};
    const Zone zone(spec);
    const LatLon west{0, -1};
    const LatLon east{0, 3};
    // missing at one end, or both, in another datum, or in two: unknown while laterally inside, nothing elsewhere
    check(presence(zone, {plot(0, west), plot(4000, east)}), {{1000, 2000, Containment::unknown}});
    check(presence(zone, {plot(0, west, 5000), plot(4000, east)}), {{1000, 2000, Containment::unknown}});
    check(presence(zone, {plot(0, west), plot(4000, east, 5000)}), {{1000, 2000, Containment::unknown}});
    check(presence(zone, {plot(0, west, 5000, VerticalDatum::wgs84), plot(4000, east, 5000, VerticalDatum::wgs84)}), {{1000, 2000, Containment::unknown}});
    check(presence(zone, {plot(0, west, 5000, VerticalDatum::amsl), plot(4000, east, 5000, VerticalDatum::wgs84)}), {{1000, 2000, Containment::unknown}});
    check(presence(zone, {plot(0, west, 5000), plot(4000, east, 5000)}), {{1000, 2000, Containment::inside}});
    // a band that excludes nothing needs no height
    check(presence(Zone(box()), {plot(0, west), plot(4000, east)}), {{1000, 2000, Containment::inside}});
    // one limit known to exclude, the other not comparable: inside becomes unknown, then outside
    spec.altitude.upper = AltitudeLimit::at({Metres{100}, VerticalDatum::agl});
    check(presence(Zone(spec), {plot(0, west, 0), plot(4000, east, 4000)}), {{1000, 2000, Containment::unknown}});
    check(presence(Zone(spec), {plot(0, west, -500), plot(4000, east, 3500)}), {{1500, 2000, Containment::unknown}});
}

TEST_CASE("times of activity")
{
    ZoneSpec spec = box();
    const Leg leg{plot(0, {0, -1}), plot(4000, {0, 3})};
    const auto with = [&](std::vector<TimeWindow> windows) {
        spec.windows = std::move(windows);
        return presence(Zone(spec), leg);
    };
    check(with({{0, 4000}}), {{1000, 2000}});
    check(with({{1200, 1300}}), {{1200, 1300}});
    check(with({{500, 1500}}), {{1000, 1500}});
    check(with({{1500, 2500}}), {{1500, 2000}});
    check(with({{0, 900}, {2100, 3000}}), {});
    check(with({{1200, 1300}, {1400, 1500}, {1250, 1350}}), {{1200, 1350}, {1400, 1500}});
    check(with({{1200, 1300}, {1300, 1400}}), {{1200, 1400}});
    check(with({{-infinity, 1100}, {1900, infinity}}), {{1000, 1100}, {1900, 2000}});
    check(with({{1500, 1500.001}}), {{1500, 1500.001}});  // one millisecond
}

TEST_CASE("at rest")
{
    const Zone zone(box());
    check(presence(zone, {plot(10, {0.5, 0.5}), plot(20, {0.5, 0.5})}), {{10, 20}});
    check(presence(zone, {plot(10, {0.5, 1.5}), plot(20, {0.5, 1.5})}), {});
    check(presence(zone, {plot(10, {0.5, 0.5}), plot(20, {0.5, 360.5})}), {{10, 20}});
    // on the west edge, which belongs, and on the east edge, which does not
    check(presence(zone, {plot(10, {0.5, 0.0}), plot(20, {0.5, 0.0})}), {{10, 20}});
    check(presence(zone, {plot(10, {0.5, 1.0}), plot(20, {0.5, 1.0})}), {});
    const auto stays = presence(zone, {plot(10, {0.5, 0.5}), plot(20, {0.5, 0.5})});
    CHECK(stays[0].entry_at == LatLon{0.5, 0.5});
    CHECK(stays[0].exit_at == LatLon{0.5, 0.5});
    const Zone cap(zone_of({{85, 0}, {85, 120}, {85, 240}}, EdgeKind::rhumb));
    check(presence(cap, {plot(10, {90, 17}), plot(20, {90, -99})}), {{10, 20}});
}

TEST_CASE("what is no leg has no intervals")
{
    const Zone zone(box());
    const LatLon in{0.5, 0.5};
    for (const double bad : {nan_value, infinity, -infinity}) {
        CHECK(presence(zone, {plot(0, {bad, 0.5}), plot(10, in)}).empty());
        CHECK(presence(zone, {plot(0, in), plot(10, {0.5, bad})}).empty());
        CHECK(presence(zone, {plot(bad, in), plot(10, in)}).empty());
        CHECK(presence(zone, {plot(0, in), plot(bad, in)}).empty());
        CHECK(presence(zone, {plot(bad, in), plot(bad, in)}).empty());
    }
    CHECK(presence(zone, {plot(0, {91, 0.5}), plot(10, in)}).empty());
    CHECK(presence(zone, {plot(10, in), plot(10, in)}).empty());
    CHECK(presence(zone, {plot(10, in), plot(0, in)}).empty());
}

TEST_CASE("the first and last places are the plots themselves")
{
    const Zone zone(box());
    const Leg leg{plot(0, {0.123456789, 0.25}), plot(1000, {-0.3, 0.75})};
    const auto stays = presence(zone, leg);
    REQUIRE(stays.size() == 1);
    CHECK(stays[0].entry_s == leg.from.time_s);
    CHECK(stays[0].exit_s == leg.to.time_s);
    CHECK(stays[0].entry_at == leg.from.at);
    CHECK(stays[0].exit_at == leg.to.at);
}

TEST_CASE("through a vertex, along an edge, touching from within and without")
{
    const Zone zone(box());
    // along the diagonal through two corners: one stay, from corner to corner
    for (const EdgeKind kind : all_kinds) {
        const Zone square(zone_of({{50, 0}, {50, 1}, {51, 1}, {51, 0}}, kind));
        const LatLon south_west{50, 0};
        const LatLon north_east{51, 1};
        const double chord_m = airspace_tests::distance_m(south_west, north_east);
        GeographicLib::GeodesicLine line;
        double azimuth_there = 0;
        double azimuth_back = 0;
        GeographicLib::Geodesic::WGS84().Inverse(50, 0, 51, 1, azimuth_there, azimuth_back);
        line = GeographicLib::Geodesic::WGS84().Line(50, 0, azimuth_there);
        LatLon from{};
        LatLon to{};
        line.Position(-10e3, from.lat_deg, from.lon_deg);
        line.Position(chord_m + 10e3, to.lat_deg, to.lon_deg);
        CAPTURE(to_string(kind));
        const double speed = 250;
        check(presence(square, {plot(0, from), plot((chord_m + 20e3) / speed, to)}), {{10e3 / speed, (10e3 + chord_m) / speed}});
        // a leg that only brushes a corner from outside
        LatLon left{};
        LatLon right{};
        GeographicLib::Geodesic::WGS84().Direct(50, 0, azimuth_there + 90, 10e3, right.lat_deg, right.lon_deg);
        GeographicLib::Geodesic::WGS84().Direct(50, 0, azimuth_there - 90, 10e3, left.lat_deg, left.lon_deg);
        double total = 0;
        for (const PresenceInterval& stay : presence(square, {plot(0, left), plot(80, right)})) total += stay.exit_s - stay.entry_s;
        CHECK(total < microsecond);
    }
    // along the west edge (it belongs) and along the east edge (it does not)
    check(presence(zone, {plot(0, {-2, 0}), plot(4000, {2, 0})}),
          {{4000 * airspace_tests::distance_m({-2, 0}, {-1, 0}) / airspace_tests::distance_m({-2, 0}, {2, 0}),
            4000 * airspace_tests::distance_m({-2, 0}, {1, 0}) / airspace_tests::distance_m({-2, 0}, {2, 0})}});
    check(presence(zone, {plot(0, {-2, 1}), plot(4000, {2, 1})}), {});
    // from the edge inwards and from the edge outwards
    check(presence(zone, {plot(0, {0, 0}), plot(1000, {0, 0.5})}), {{0, 1000}});
    check(presence(zone, {plot(0, {0, 1}), plot(1000, {0, 0.5})}), {{0, 1000}});
    check(presence(zone, {plot(0, {0, 1}), plot(1000, {0, 1.5})}), {});
    check(presence(zone, {plot(0, {0, 0.5}), plot(1000, {0, 1})}), {{0, 1000}});
}

TEST_CASE("a millisecond inside is found, a millimetre deep or shallow")
{
    // a corner cut at 250 m/s for 1 ms: 25 cm
    const Zone zone(box());
    for (const double chord_m : {0.25, 0.025}) {
        const double leg_m = chord_m / std::sqrt(2);
        const LatLon on_west = airspace_tests::direct({-1, 0}, 0, leg_m);
        const LatLon on_south = airspace_tests::direct({-1, 0}, 90, leg_m);
        double azimuth = 0;
        double azimuth_back = 0;
        GeographicLib::Geodesic::WGS84().Inverse(on_west.lat_deg, on_west.lon_deg, on_south.lat_deg, on_south.lon_deg, azimuth, azimuth_back);
        const LatLon from = airspace_tests::direct(on_west, azimuth + 180, 20e3);
        const LatLon to = airspace_tests::direct(on_south, azimuth_back, 20e3);
        const double seconds = (40e3 + chord_m) / 250;
        const auto stays = presence(zone, {plot(0, from), plot(seconds, to)});
        REQUIRE(stays.size() == 1);
        CHECK_THAT(stays[0].entry_s, WithinAbs(80, microsecond));
        CHECK_THAT(stays[0].exit_s - stays[0].entry_s, WithinAbs(chord_m / 250, 1e-9 * 250));
    }
}

TEST_CASE("a leg exactly along a geodesic edge of any length is one answer, quickly")
{
    for (const double lon : {0.01, 1.0, 10.0, 40.0}) {
        const LatLon from{50, 0};
        const LatLon to{52, lon};
        const Zone north(zone_of({from, to, {56, lon}, {56, 0}}, EdgeKind::geodesic));
        const auto stays = presence(north, {plot(0, from), plot(1000, to)});
        double total = 0;
        for (const PresenceInterval& stay : stays) total += stay.exit_s - stay.entry_s;
        CAPTURE(lon, stays.size(), total);
        CHECK(stays.size() <= 20);  // at most one for each 100 km stretch, where rounding decides
        CHECK(total <= 1000);
    }
}

TEST_CASE("a crossing beyond the end of a leg leaves no sliver at its end")
{
    // found by tests/property/presence_algebra: the edge crossed by the leg's prolongation gave a second interval
    // of no length where 29.79 + 71.97 does not round to 101.76
    RingSpec ring;
    ring.vertices = {{{-89.826198310591252, -47.575568605509119}, EdgeKind::geodesic},
                     {{-89.809817961650467, -13.968567606708611}, EdgeKind::lonlat},
                     {{-89.686823973494739, -22.469473909285483}, EdgeKind::geodesic},
                     {{-89.673666305996676, -39.121897995125764}, EdgeKind::geodesic},
                     {{-89.562678994795732, -53.660431243674346}, EdgeKind::great_circle},
                     {{-89.60225775799961, -66.755642822294277}, EdgeKind::geodesic},
                     {{-89.601987906095673, -76.021374529325612}, EdgeKind::rhumb},
                     {{-89.772801902943755, -79.433879425647518}, EdgeKind::geodesic},
                     {{-89.863934738105613, -84.51578691370517}, EdgeKind::great_circle}};
    const Zone zone(zone_of(ring));
    const auto stays = presence(zone, {plot(29.790227866104551, {-89.661633235620755, -74.779744698291253}),
                                       plot(101.7676769343483, {-89.82937575546373, -51.989453224097154})});
    REQUIRE(stays.size() == 1);
    CHECK(stays[0].entry_s == 29.790227866104551);
    CHECK(stays[0].exit_s == 101.7676769343483);
    // and a box whose far edge lies just beyond, for many durations that do not add up
    const Zone square(box());
    for (int k = 1; k < 2000; ++k) {
        const double from_s = 0.1 * k;
        const double to_s = from_s + 0.7 * k + 1.0 / k;
        const auto found = presence(square, {plot(from_s, {0, 0.2}), plot(to_s, {0, 0.5 + 0.0002 * k})});
        REQUIRE(found.size() == 1);
        CHECK(found[0].entry_s == from_s);
        CHECK(found[0].exit_s == to_s);
    }
}
