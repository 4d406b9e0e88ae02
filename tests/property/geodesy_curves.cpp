// SPDX-License-Identifier: MIT
// What geodesics, rhumb lines and great circles have in common: there and back, symmetry, rotation.
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/great_circle.hpp>
#include <picket/geodesy/rhumb.hpp>

#include <support/geodesy_random.hpp>

#include <GeographicLib/Geodesic.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using picket::Degrees;
using picket::GeodesicDirect;
using picket::GeodesicInverse;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using test::Random;

namespace {

constexpr double pi_180 = test::pi / 180;

double apart(LatLon a, LatLon b) { return picket::geodesic_distance(a, b).value(); }

LatLon turned(LatLon p, double lon_deg) { return {p.lat_deg, p.lon_deg + lon_deg}; }

}  // namespace

TEST_CASE("geodesic direct undoes inverse")
{
    Random random("geodesy_curves/geodesic", 0x5eed01);
    for (int i = 0; i < random.cases(3000); ++i) {
        const LatLon from = random.place();
        const LatLon to = random.one_in(2) ? random.place() : random.near(from, 1e-3, 2e6);
        CAPTURE(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        const GeodesicInverse there = picket::geodesic_inverse(from, to);
        const GeodesicDirect arrived = picket::geodesic_direct(from, there.azimuth_start, there.distance);
        CHECK(apart(arrived.at, to) <= 3e-8);  // twice the accuracy of either
        const GeodesicLine line = GeodesicLine::between(from, to);
        CHECK(apart(line.at(line.length()), to) <= 3e-8);
        CHECK(apart(line.at(Metres{0}), from) <= 1e-8);
        CHECK(apart(line.at(line.length() / 3),
                    picket::geodesic_direct(from, there.azimuth_start, there.distance / 3).at)
              <= 1e-8);
    }
}

TEST_CASE("geodesic distance: the same back, the same turned, the same mirrored, never more than by a detour")
{
    Random random("geodesy_curves/distance", 0x5eed02);
    for (int i = 0; i < random.cases(3000); ++i) {
        const LatLon a = random.place();
        const LatLon b = random.one_in(2) ? random.place() : random.near(a, 1e-3, 2e6);
        const LatLon c = random.place();
        CAPTURE(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, c.lat_deg, c.lon_deg);
        const double d = apart(a, b);
        CHECK(std::abs(apart(b, a) - d) <= 1e-8);
        const double turn = random.uniform(-400, 400);  // rounds longitudes by up to 6e-14 deg, 6 nm
        CHECK(std::abs(apart(turned(a, turn), turned(b, turn)) - d) <= 3e-8);
        CHECK(std::abs(apart({-a.lat_deg, a.lon_deg}, {-b.lat_deg, b.lon_deg}) - d) <= 1e-8);
        CHECK(d <= apart(a, c) + apart(c, b) + 3e-8);
    }
}

TEST_CASE("rhumb direct undoes inverse")
{
    Random random("geodesy_curves/rhumb", 0x5eed03);
    for (int i = 0; i < random.cases(3000); ++i) {
        const LatLon from = random.place();
        const LatLon to = random.one_in(2) ? random.place() : random.near(from, 1, 2e6);
        CAPTURE(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        const picket::RhumbInverse there = picket::rhumb_inverse(from, to);
        CHECK(there.distance.value() >= apart(from, to) - 1.5e-7);  // a geodesic is shorter; pole to pole it is equal
        CHECK(std::abs(picket::rhumb_inverse(to, from).distance.value() - there.distance.value()) <= 3e-8);
        const picket::RhumbLine line = picket::RhumbLine::between(from, to);
        CHECK(apart(line.at(Metres{0}), from) == 0.0);
        CHECK(apart(line.at(there.distance), to) == 0.0);
        CHECK(apart(line.at(there.distance * (1 - 1e-15)), to) <= 1e-7);
        CHECK(apart(line.at(there.distance * 1e-15), from) <= 1e-7);
        // A place on the way divides the course. From pole to pole rounding is magnified on one half of the way:
        // 1 mm of it where both are nearer than a centimetre.
        const double tolerance_m = std::abs(from.lat_deg) > 80 && std::abs(to.lat_deg) > 80 ? 5e-3 : 1e-7;
        const LatLon middle = line.at(there.distance / 3);
        const double before_m = picket::rhumb_inverse(from, middle).distance.value();
        const double after_m = picket::rhumb_inverse(middle, to).distance.value();
        CHECK(std::abs(before_m - there.distance.value() / 3) <= tolerance_m);
        CHECK(std::abs(after_m - there.distance.value() / 1.5) <= tolerance_m);
    }
}

TEST_CASE("great circles agree with GeographicLib on a sphere")
{
    Random random("geodesy_curves/great_circle", 0x5eed04);
    const GeographicLib::Geodesic sphere(picket::mean_earth_radius.value(), 0.0);
    for (int i = 0; i < random.cases(3000); ++i) {
        const LatLon from = random.place();
        const LatLon to = random.one_in(2) ? random.place() : random.near(from, 1e-3, 2e6);
        CAPTURE(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        double s12 = 0;
        double azi1 = 0;
        double azi2 = 0;
        double m12 = 0;
        sphere.Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, s12, azi1, azi2, m12);
        const GeodesicInverse there = picket::great_circle_inverse(from, to);
        CHECK(std::abs(there.distance.value() - s12) <= 1e-8);
        const auto across = [&](double a, double b) { return std::abs(std::remainder(a - b, 360.0)) * pi_180 * m12; };
        CHECK(across(there.azimuth_start.value(), azi1) <= 1e-8);
        CHECK(across(there.azimuth_end.value(), azi2) <= 1e-8);
        const GeodesicDirect arrived = picket::great_circle_direct(from, there.azimuth_start, there.distance);
        CHECK(apart(arrived.at, to) <= 1e-8);
        LatLon expected{};
        sphere.Direct(from.lat_deg, from.lon_deg, azi1, s12 / 3, expected.lat_deg, expected.lon_deg, azi2);
        const GeodesicDirect third = picket::great_circle_direct(from, Degrees{azi1}, Metres{s12 / 3});
        CHECK(apart(third.at, expected) <= 1e-8);
        const double cos_lat = std::cos(expected.lat_deg * pi_180);
        CHECK(std::abs(std::remainder(third.azimuth_end.value() - azi2, 360.0)) * cos_lat <= 1e-12);
    }
}
