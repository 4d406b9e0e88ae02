// SPDX-License-Identifier: MIT
// Rhumb lines against quadruple precision (tests/golden/geodesy/SOURCE.md).
#include <picket/geodesy/rhumb.hpp>

#include <support/geodesy_truth.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <string>

using picket::Degrees;
using picket::LatLon;
using picket::Metres;
using picket::RhumbInverse;
using picket::RhumbLine;
using test::Row;

TEST_CASE("rhumb inverse agrees with quadruple precision")
{
    for (const std::string& file : test::truth_files("rhumb_inverse.csv")) {
        const auto rows = test::read_rows(file, ',', true);
        REQUIRE(rows.size() >= 250);
        for (const Row& row : rows) {
            INFO(row.text);
            const RhumbInverse answer = picket::rhumb_inverse(row.place(1), row.place(3));
            CHECK(std::abs(answer.distance.value() - row.number(6)) <= 15e-9);  // measured 11 nm
            CHECK(test::cross_track(answer.azimuth.value(), row.number(5), row.number(6)) <= 15e-9);
            const RhumbLine line = RhumbLine::between(row.place(1), row.place(3));
            
            CHECK(test::apart(line.at(line.length()), row.place(3)) <= 1e-7);
        }
    }
}

TEST_CASE("rhumb direct agrees with quadruple precision")
{
    std::size_t past_the_pole = 0;
    for (const std::string& file : test::truth_files("rhumb_direct.csv")) {
        const auto rows = test::read_rows(file, ',', true);
        REQUIRE(rows.size() >= 250);
        for (const Row& row : rows) {
            INFO(row.text);
            const double azimuth = row.number(2);
            const Metres s12{row.number(3)};
            const LatLon answer = picket::rhumb_direct(row.place(0), Degrees{azimuth}, s12);
            const LatLon on_line = RhumbLine::from(row.place(0), Degrees{azimuth}, s12).end();
            CHECK(std::abs(answer.lat_deg - row.number(4)) <= 1e-13);  // measured 8.5e-14
            if (std::abs(azimuth) == 90.0 && std::isnan(row.number(5))) {
                CHECK(is_valid(answer));  // a defect of the tool: the course never leaves its parallel
            } else if (std::isnan(row.number(5))) {
                ++past_the_pole;
                CHECK(std::isnan(answer.lon_deg));
                CHECK(!is_valid(on_line));
            } else {
                CHECK(test::apart(answer, row.place(4)) <= 1e-7);  // measured 50 nm
                CHECK(test::apart(on_line, row.place(4)) <= 1e-7);
            }
        }
    }
    CHECK(past_the_pole > 0);
}
