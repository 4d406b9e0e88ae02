// SPDX-License-Identifier: MIT
// Frames: there and back, right angles, and agreement with the ellipsoid.
#include <picket/geodesy/frames.hpp>

#include <support/geodesy_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using picket::GeodeticPosition;
using picket::LatLon;
using picket::Metres;
using test::Random;

TEST_CASE("from ECEF undoes to ECEF, from deep below to far above")
{
    Random random("geodesy_frames/ecef", 0x5eed31);
    for (int i = 0; i < random.cases(5000); ++i) {
        const LatLon place = random.place();
        const double height_m = random.one_in(2)   ? random.uniform(-500, 20000)
                                : random.one_in(2) ? random.uniform(-5e6, 0)
                                                   : random.uniform(0, 4e7);
        CAPTURE(place.lat_deg, place.lon_deg, height_m);
        const Eigen::Vector3d pos_ecef_m = picket::to_ecef(place, Metres{height_m});
        const GeodeticPosition back = picket::from_ecef(pos_ecef_m);
        // far out a coordinate itself is rounded to 4e7 / 2^53 = 4 nm
        const double tolerance_m = 5e-9 + 1e-15 * std::abs(height_m);
        CHECK(std::abs(back.height.value() - height_m) <= tolerance_m);
        CHECK((picket::to_ecef(back.at, back.height) - pos_ecef_m).norm() <= 2 * tolerance_m);
        // on the surface; deep inside, nearer to the evolute, a place means less
        if (height_m > -1e6) CHECK(picket::geodesic_distance(back.at, place).value() <= 2 * tolerance_m);
    }
}

TEST_CASE("the surface satisfies the equation of the ellipsoid, and up is its normal")
{
    Random random("geodesy_frames/surface", 0x5eed32);
    const double a = 6378137.0;
    const double b = a * (1 - 1 / 298.257223563);
    for (int i = 0; i < random.cases(2000); ++i) {
        const LatLon place = random.place();
        CAPTURE(place.lat_deg, place.lon_deg);
        const Eigen::Vector3d p = picket::to_ecef(place);
        CHECK(std::abs(p.head<2>().squaredNorm() / (a * a) + p.z() * p.z() / (b * b) - 1) <= 1e-15);
        const Eigen::Vector3d normal = Eigen::Vector3d{p.x() / (a * a), p.y() / (a * a), p.z() / (b * b)}.normalized();
        CHECK((picket::ecef_from_enu(place).linear().col(2) - normal).norm() <= 2e-15);
    }
}

TEST_CASE("frames are rigid, and local coordinates come back")
{
    Random random("geodesy_frames/local", 0x5eed33);
    for (int i = 0; i < random.cases(2000); ++i) {
        const LatLon origin = random.place();
        const Metres height{random.uniform(-500, 20000)};
        CAPTURE(origin.lat_deg, origin.lon_deg, height.value());
        for (const Eigen::Isometry3d& frame :
             {picket::ecef_from_enu(origin, height), picket::ecef_from_ned(origin, height)}) {
            const Eigen::Matrix3d r = frame.linear();
            CHECK((r.transpose() * r - Eigen::Matrix3d::Identity()).norm() <= 1e-15);
            CHECK(std::abs(r.determinant() - 1) <= 1e-15);
            const Eigen::Vector3d pos_local_m{random.uniform(-1e6, 1e6), random.uniform(-1e6, 1e6),
                                              random.uniform(-1e5, 1e5)};
            CHECK((frame.inverse() * (frame * pos_local_m) - pos_local_m).norm() <= 1e-8);
        }
        // a kilometre north and east in the tangent plane is a kilometre over ground, less the curvature
        const Eigen::Isometry3d enu = picket::ecef_from_enu(origin, Metres{0});
        const GeodeticPosition moved = picket::from_ecef(enu * Eigen::Vector3d{600, 800, 0});
        CHECK(std::abs(picket::geodesic_distance(origin, moved.at).value() - 1000) <= 1e-4);
        CHECK(moved.height.value() > 0.07);  // 1000^2 / 2R = 0.078 m
        CHECK(moved.height.value() < 0.08);
    }
}
