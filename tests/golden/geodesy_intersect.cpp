// SPDX-License-Identifier: MIT
// Intersections against quadruple precision (tests/golden/geodesy/SOURCE.md).
#include <picket/geodesy/intersect.hpp>

#include <support/geodesy_truth.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using picket::Coincidence;
using picket::Degrees;
using picket::GeodesicIntersection;
using picket::GeodesicLine;
using test::Row;

namespace {

constexpr double pi = 3.14159265358979323846;

/// How well a line that was made from two places is known at a distance: the azimuth at its start comes from places
/// that are known to a few nanometres, so a short segment carried far swings.
double line_error(const GeodesicLine& line, double s_m)
{
    constexpr double radius_m = 6.4e6;
    const double lever
        = line.length().value() > 0.0 ? radius_m * std::abs(std::sin(s_m / radius_m)) / line.length().value() : 0.0;
    return 1e-8 + 4e-9 * lever;
}

/// What double precision leaves of an intersection: it is known to what the lines are, over the sine of the angle.
double tolerance(const GeodesicLine& x, const GeodesicLine& y, double x_m, double y_m)
{
    const double angle = x.position(picket::Metres{x_m}).azimuth_end.value()
                         - y.position(picket::Metres{y_m}).azimuth_end.value();
    const double sine = std::abs(std::sin(angle * pi / 180));
    // 9e-5 m is the worst of plain double on this set, as stated by its makers
    return std::min(9e-5, (line_error(x, x_m) + line_error(y, y_m)) / sine + 15e-9);
}

double nth(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace

TEST_CASE("the closest intersection agrees with quadruple precision")
{
    for (const std::string& file : test::truth_files("intersect_closest.csv")) {
        const auto rows = test::read_rows(file, ',', true);
        REQUIRE(rows.size() >= 300);
        std::vector<double> regional;
        for (const Row& row : rows) {
            INFO(row.text);
            const GeodesicLine x = GeodesicLine::from(row.place(1), Degrees{row.number(3)});
            const GeodesicLine y = GeodesicLine::from(row.place(4), Degrees{row.number(6)});
            const GeodesicIntersection answer = picket::intersect_closest(x, y);
            const double worst = std::max(std::abs(answer.x_m - row.number(7)), std::abs(answer.y_m - row.number(8)));
            CHECK(worst <= tolerance(x, y, answer.x_m, answer.y_m));
            CHECK(answer.coincidence == Coincidence::none);
            CHECK(test::apart(answer.at, y.at(picket::Metres{answer.y_m})) <= 1e-8);
            if (row.word(0) == "closest_region") regional.push_back(worst);
        }
        CHECK(nth(regional, 0.99) <= 1e-7);
    }
}

TEST_CASE("the intersection of segments agrees with quadruple precision")
{
    for (const std::string& file : test::truth_files("intersect_segments.csv")) {
        const auto rows = test::read_rows(file, ',', true);
        REQUIRE(rows.size() >= 300);
        std::vector<double> regional;
        for (const Row& row : rows) {
            INFO(row.text);
            const GeodesicLine x = GeodesicLine::between(row.place(1), row.place(3));
            const GeodesicLine y = GeodesicLine::between(row.place(5), row.place(7));
            const GeodesicIntersection answer = picket::intersect_segments(x, y);
            const double worst
                = std::max(std::abs(answer.x_m - row.number(9)), std::abs(answer.y_m - row.number(10)));
            CHECK(worst <= tolerance(x, y, answer.x_m, answer.y_m));
            CHECK(answer.coincidence == Coincidence::none);
            if (row.word(0) == "shared_endpoint") {
                CHECK(worst <= 15e-9);  // no iteration: the end itself
                CHECK(answer.inside_both);
            } else {
                CHECK(answer.inside_both == (row.number(12) == 0.0));
            }
            if (row.word(0) == "region") regional.push_back(worst);
        }
        CHECK(nth(regional, 0.98) <= 2e-7);  // segments of 100 km carried on for thousands
    }
}
