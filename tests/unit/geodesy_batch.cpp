// SPDX-License-Identifier: MIT
// Columns answer what the scalar functions answer, row by row, and refuse columns of different lengths.
#include <picket/geodesy/batch.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <limits>

using picket::Degrees;
using picket::LatLon;
using picket::Metres;

namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

struct Columns {
    Eigen::ArrayXd lat1{{54.0, 0.0, -33.5, std::numeric_limits<double>::quiet_NaN(), 90.0}};
    Eigen::ArrayXd lon1{{14.5, 179.5, 151.0, 1.0, 0.0}};
    Eigen::ArrayXd lat2{{54.2, 1.0, 51.5, 2.0, 10.0}};
    Eigen::ArrayXd lon2{{14.6, -179.5, 0.0, 3.0, 20.0}};
    Eigen::ArrayXd azimuth{{10.0, -90.0, 200.0, 5.0, 180.0}};
    Eigen::ArrayXd distance{{1e3, 1e5, 1e7, 1.0, 1e6}};
    Eigen::ArrayXd shorter{{1.0, 2.0}};
};

}  // namespace

TEST_CASE("columns agree with the scalar functions exactly")
{
    const Columns c;
    const auto inverse = picket::geodesic_inverse(c.lat1, c.lon1, c.lat2, c.lon2);
    const auto direct = picket::geodesic_direct(c.lat1, c.lon1, c.azimuth, c.distance);
    const auto rhumb_inverse = picket::rhumb_inverse(c.lat1, c.lon1, c.lat2, c.lon2);
    const auto rhumb_direct = picket::rhumb_direct(c.lat1, c.lon1, c.azimuth, c.distance);
    const Eigen::Matrix3Xd pos_ecef_m = picket::to_ecef(c.lat1, c.lon1, c.distance);
    const auto geodetic = picket::from_ecef_columns(pos_ecef_m);
    REQUIRE(inverse.distance_m.size() == 5);
    for (Eigen::Index i = 0; i < 5; ++i) {
        const LatLon from{c.lat1[i], c.lon1[i]};
        const LatLon to{c.lat2[i], c.lon2[i]};
        const Degrees azimuth{c.azimuth[i]};
        const Metres distance{c.distance[i]};
        const auto scalar_inverse = picket::geodesic_inverse(from, to);
        CHECK(same(inverse.distance_m[i], scalar_inverse.distance.value()));
        CHECK(same(inverse.azimuth_start_deg[i], scalar_inverse.azimuth_start.value()));
        CHECK(same(inverse.azimuth_end_deg[i], scalar_inverse.azimuth_end.value()));
        const auto scalar_direct = picket::geodesic_direct(from, azimuth, distance);
        CHECK(same(direct.lat_deg[i], scalar_direct.at.lat_deg));
        CHECK(same(direct.lon_deg[i], scalar_direct.at.lon_deg));
        CHECK(same(direct.azimuth_end_deg[i], scalar_direct.azimuth_end.value()));
        const auto scalar_rhumb = picket::rhumb_inverse(from, to);
        CHECK(same(rhumb_inverse.distance_m[i], scalar_rhumb.distance.value()));
        CHECK(same(rhumb_inverse.azimuth_deg[i], scalar_rhumb.azimuth.value()));
        const LatLon scalar_arrival = picket::rhumb_direct(from, azimuth, distance);
        CHECK(same(rhumb_direct.lat_deg[i], scalar_arrival.lat_deg));
        CHECK(same(rhumb_direct.lon_deg[i], scalar_arrival.lon_deg));
        const Eigen::Vector3d scalar_ecef_m = picket::to_ecef(from, distance);
        for (Eigen::Index k = 0; k < 3; ++k) CHECK(same(pos_ecef_m(k, i), scalar_ecef_m[k]));
        const auto scalar_geodetic = picket::from_ecef(scalar_ecef_m);
        CHECK(same(geodetic.lat_deg[i], scalar_geodetic.at.lat_deg));
        CHECK(same(geodetic.lon_deg[i], scalar_geodetic.at.lon_deg));
        CHECK(same(geodetic.height_m[i], scalar_geodetic.height.value()));
    }
}

TEST_CASE("columns may be pieces of a larger array, or empty")
{
    const Columns c;
    CHECK(picket::geodesic_inverse(c.lat1.head(2), c.lon1.head(2), c.lat2.tail(2), c.lon2.tail(2)).distance_m.size()
          == 2);
    const Eigen::ArrayXd none;
    CHECK(picket::rhumb_direct(none, none, none, none).lat_deg.size() == 0);
    CHECK(picket::to_ecef(none, none, none).cols() == 0);
}

TEST_CASE("columns of different lengths are refused by name")
{
    const Columns c;
    CHECK_THROWS_AS(picket::geodesic_inverse(c.shorter, c.lon1, c.lat2, c.lon2), picket::DomainError);
    CHECK_THROWS_AS(picket::geodesic_direct(c.lat1, c.shorter, c.azimuth, c.distance), picket::DomainError);
    CHECK_THROWS_AS(picket::rhumb_inverse(c.lat1, c.lon1, c.shorter, c.lon2), picket::DomainError);
    CHECK_THROWS_AS(picket::rhumb_direct(c.lat1, c.lon1, c.azimuth, c.shorter), picket::DomainError);
    CHECK_THROWS_WITH(picket::to_ecef(c.lat1, c.lon1, c.shorter),
                      Catch::Matchers::Equals("column 3 has 2 values, column 1 has 5"));
}
