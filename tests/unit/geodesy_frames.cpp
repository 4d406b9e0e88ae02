// SPDX-License-Identifier: MIT
// ECEF, ENU and NED against closed forms, and the stated results of frames.hpp.
#include <picket/geodesy/frames.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using Catch::Matchers::WithinAbs;
using picket::GeodeticPosition;
using picket::LatLon;
using picket::Metres;

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double a_m = 6378137.0;
constexpr double b_m = 6356752.314245179;
constexpr double nanometres = 5e-9;

}  // namespace

TEST_CASE("ECEF of the axes")
{
    CHECK((picket::to_ecef({0, 0}, Metres{10}) - Eigen::Vector3d{a_m + 10, 0, 0}).norm() <= nanometres);
    CHECK((picket::to_ecef({0, 90}, Metres{0}) - Eigen::Vector3d{0, a_m, 0}).norm() <= nanometres);
    CHECK((picket::to_ecef({0, -180}) - Eigen::Vector3d{-a_m, 0, 0}).norm() <= nanometres);
    CHECK((picket::to_ecef({90, 33}, Metres{-5}) - Eigen::Vector3d{0, 0, b_m - 5}).norm() <= nanometres);
    CHECK((picket::to_ecef({-90, 0}) - Eigen::Vector3d{0, 0, -b_m}).norm() <= nanometres);
}

TEST_CASE("from ECEF at the poles, on the axis and at the centre")
{
    const GeodeticPosition north = picket::from_ecef({0, 0, b_m + 1000});
    CHECK(north.at == LatLon{90, 0});
    CHECK_THAT(north.height.value(), WithinAbs(1000.0, nanometres));
    const GeodeticPosition south = picket::from_ecef({0, 0, -b_m});
    CHECK(south.at.lat_deg == -90.0);
    const GeodeticPosition centre = picket::from_ecef({0, 0, 0});
    CHECK(centre.at == LatLon{90, 0});
    CHECK_THAT(centre.height.value(), WithinAbs(-b_m, nanometres));
}

TEST_CASE("east, north and up point where they say")
{
    const LatLon origin{54, 18};
    const Metres height{100};
    const Eigen::Isometry3d ecef_from_enu = picket::ecef_from_enu(origin, height);
    const auto moved = [&](const Eigen::Vector3d& pos_enu_m) { return picket::from_ecef(ecef_from_enu * pos_enu_m); };
    CHECK(((ecef_from_enu * Eigen::Vector3d::Zero()) - picket::to_ecef(origin, height)).norm() == 0.0);
    CHECK(moved({1, 0, 0}).at.lon_deg > origin.lon_deg);
    CHECK_THAT(moved({1, 0, 0}).at.lat_deg, WithinAbs(origin.lat_deg, 1e-11));
    CHECK(moved({0, 1, 0}).at.lat_deg > origin.lat_deg);
    CHECK_THAT(moved({0, 1, 0}).at.lon_deg, WithinAbs(origin.lon_deg, 1e-13));
    CHECK_THAT(moved({0, 0, 7}).height.value(), WithinAbs(107.0, nanometres));
    CHECK_THAT(moved({0, 0, 7}).at.lat_deg, WithinAbs(origin.lat_deg, 1e-13));
}

TEST_CASE("north-east-down is east-north-up in another order")
{
    const LatLon origin{-33, 151};
    const Eigen::Isometry3d enu_from_ned
        = picket::ecef_from_enu(origin, Metres{5}).inverse() * picket::ecef_from_ned(origin, Metres{5});
    CHECK((enu_from_ned * Eigen::Vector3d{1, 2, 3} - Eigen::Vector3d{2, 1, -3}).norm() <= nanometres);
    const Eigen::Matrix4d exchange = picket::enu_from_ned().matrix();
    CHECK((exchange * exchange - Eigen::Matrix4d::Identity()).norm() == 0.0);
}

TEST_CASE("at a pole the frame follows the longitude written")
{
    // the limit along the meridian of 0: north is on over the pole, toward 180; east is toward 90
    const Eigen::Matrix3d pole = picket::ecef_from_enu({90, 0}).linear();
    CHECK((pole.col(0) - Eigen::Vector3d{0, 1, 0}).norm() <= 1e-15);
    CHECK((pole.col(1) - Eigen::Vector3d{-1, 0, 0}).norm() <= 1e-15);
    CHECK((pole.col(2) - Eigen::Vector3d{0, 0, 1}).norm() <= 1e-15);
}

TEST_CASE("frames: what is not a place has no answer")
{
    for (const LatLon bad : {LatLon{quiet_nan, 0}, LatLon{0, quiet_nan}, LatLon{91, 0}}) {
        CHECK(picket::to_ecef(bad).array().isNaN().all());
        CHECK(picket::ecef_from_enu(bad).linear().array().isNaN().any());
        CHECK((picket::ecef_from_enu(bad) * Eigen::Vector3d{1, 2, 3}).array().isNaN().all());
        CHECK((picket::ecef_from_ned(bad) * Eigen::Vector3d{1, 2, 3}).array().isNaN().all());
    }
    CHECK(picket::to_ecef({1, 2}, Metres{quiet_nan}).array().isNaN().all());
    for (int i = 0; i < 3; ++i) {
        Eigen::Vector3d pos_ecef_m{a_m, 0, 0};
        pos_ecef_m[i] = quiet_nan;
        CHECK(!is_valid(picket::from_ecef(pos_ecef_m).at));
        CHECK(std::isnan(picket::from_ecef(pos_ecef_m).height.value()));
    }
}
