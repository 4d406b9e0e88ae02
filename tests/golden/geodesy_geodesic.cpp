// SPDX-License-Identifier: MIT
// Geodesics against quadruple precision and against Karney's published GeodTest (tests/golden/geodesy/SOURCE.md).
#include <picket/geodesy/geodesic.hpp>

#include <support/geodesy_truth.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using picket::Degrees;
using picket::GeodesicDirect;
using picket::GeodesicInverse;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using test::Row;

namespace {

// GeographicLib states 15 nm for double precision on WGS 84; measured: 7.5 nm in distance, 11 nm in position.
constexpr double accuracy_m = 15e-9;

}  // namespace

TEST_CASE("geodesic inverse agrees with quadruple precision")
{
    for (const std::string& file : test::truth_files("geodesic_inverse.csv")) {
        const auto rows = test::read_rows(file, ',', true);
        REQUIRE(rows.size() >= 300);
        for (const Row& row : rows) {
            INFO(row.text);
            const GeodesicInverse answer = picket::geodesic_inverse(row.place(1), row.place(3));
            CHECK(std::abs(answer.distance.value() - row.number(7)) <= accuracy_m);
            CHECK(std::abs(picket::geodesic_distance(row.place(1), row.place(3)).value() - row.number(7))
                  <= accuracy_m);
            const double m12 = row.number(9);
            CHECK(test::cross_track(answer.azimuth_start.value(), row.number(5), m12) <= accuracy_m);
            CHECK(test::cross_track(answer.azimuth_end.value(), row.number(6), m12) <= accuracy_m);
        }
    }
}

TEST_CASE("geodesic direct, and positions on a line, agree with quadruple precision")
{
    for (const std::string& file : test::truth_files("geodesic_direct.csv")) {
        const auto rows = test::read_rows(file, ',', true);
        REQUIRE(rows.size() >= 250);
        for (const Row& row : rows) {
            INFO(row.text);
            const Metres s12{row.number(4)};
            // several turns round the Earth add up: 24 nm measured after 100,000 km
            const double tolerance = std::abs(s12.value()) > 2.1e7 ? 4e-8 : accuracy_m;
            const GeodesicDirect answer = picket::geodesic_direct(row.place(1), Degrees{row.number(3)}, s12);
            CHECK(test::apart(answer.at, row.place(5)) <= tolerance);
            // convergence of meridians makes the azimuth as uncertain as the longitude
            const double cos_lat = std::cos(row.number(5) * 3.14159265358979323846 / 180);
            CHECK(test::angle_between(answer.azimuth_end.value(), row.number(7)) * cos_lat <= 1e-12);
            CHECK(test::apart(GeodesicLine::from(row.place(1), Degrees{row.number(3)}).at(s12), row.place(5))
                  <= tolerance);
        }
    }
}

TEST_CASE("geodesics agree with the published GeodTest lines")
{
    for (const std::string& file : test::truth_files("GeodTest-short.dat", "GeodTest-short_odd-lines.dat")) {
        const auto rows = test::read_rows(file, ' ', false);
        REQUIRE(rows.size() >= 200);
        for (const Row& row : rows) {
            INFO(row.text);
            const LatLon from = row.place(0);
            const LatLon to = row.place(3);
            const GeodesicInverse inverse = picket::geodesic_inverse(from, to);
            CHECK(std::abs(inverse.distance.value() - row.number(6)) <= accuracy_m);
            CHECK(test::cross_track(inverse.azimuth_start.value(), row.number(2), row.number(8)) <= 2 * accuracy_m);
            const GeodesicDirect direct
                = picket::geodesic_direct(from, Degrees{row.number(2)}, Metres{row.number(6)});
            CHECK(test::apart(direct.at, to) <= accuracy_m);
        }
    }
}
