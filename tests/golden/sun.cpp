// SPDX-License-Identifier: MIT
// Sunrise, sunset and twilight against the tables of the US Naval Observatory (golden/sun/SOURCE.md).
//
// Red here means that the solar position, the zenith distances, or the naming of days has changed.
#include <picket/airspace/detail/calendar.hpp>
#include <picket/airspace/sun.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace picket;

namespace {

// Published to the minute, rounded: half of it, the 5 seconds that sun.hpp states, and the rounding to the second.
constexpr double tolerance_s = 35.5;

double midnight_s(int year, int month, int day)
{
    return 86400.0 * static_cast<double>(detail::days_from_civil(year, month, day));
}

/// @return how many times were compared
int compare_year(const char* file, LatLon place, int year, double zone_s)
{
    std::ifstream in(std::string(PICKET_TEST_DATA_DIR "/golden/sun/") + file);
    REQUIRE(in.is_open());
    int compared = 0;
    double worst_s = 0.0;
    double sum_s = 0.0;
    for (std::string line; std::getline(in, line);) {
        const int day = std::stoi(line.substr(0, 2));
        for (int month = 1; month <= 12; ++month) {
            const std::size_t column = 4 + static_cast<std::size_t>(month - 1) * 11;
            if (line.size() < column + 9 || line[column] == ' ') continue;
            const double local_s = midnight_s(year, month, day);
            for (const SunEvent event : {SunEvent::sunrise, SunEvent::sunset}) {
                const std::string text = line.substr(column + (event == SunEvent::sunrise ? 0 : 5), 4);
                const double expected_s =
                    local_s + 3600.0 * std::stoi(text.substr(0, 2)) + 60.0 * std::stoi(text.substr(2)) + zone_s;
                const SunTime found = sun_time(event, place, local_s);
                CAPTURE(year, month, day, to_string(event), found.time_s - expected_s);
                REQUIRE(found.answer == SunAnswer::occurs);
                CHECK(std::abs(found.time_s - expected_s) <= tolerance_s);
                worst_s = std::max(worst_s, std::abs(found.time_s - expected_s));
                sum_s += found.time_s - expected_s;
                ++compared;
            }
        }
    }
    std::printf("%s: %d times, worst %.0f s off the rounded minute, mean %.1f s\n", file, compared, worst_s,
                sum_s / compared);
    // rounding is even-handed: a mean that is off would be a fault of the formulas
    CHECK(std::abs(sum_s / compared) < 6.0);
    return compared;
}

}  // namespace

TEST_CASE("sun: a year at Fredonia, Arizona")
{
    CHECK(compare_year("usno_fredonia_2023.txt", {36.95, -112.52}, 2023, 7 * 3600.0) == 730);
}

TEST_CASE("sun: a leap year at San Francisco")
{
    CHECK(compare_year("usno_san_francisco_2012.txt", {37 + 46.0 / 60.0, -(122 + 26.0 / 60.0)}, 2012, 8 * 3600.0) ==
          96);
}

TEST_CASE("sun: single days from 55 S to 70 N, twilight, polar day and polar night")
{
    std::ifstream in(PICKET_TEST_DATA_DIR "/golden/sun/usno_one_day.csv");
    std::string line;
    REQUIRE(std::getline(in, line));
    int compared = 0;
    while (std::getline(in, line)) {
        CAPTURE(line);
        std::istringstream fields(line);
        std::vector<std::string> cells;
        for (std::string cell; std::getline(fields, cell, ',');) cells.push_back(cell);
        REQUIRE(cells.size() == 6);
        const LatLon place{std::stod(cells[1]), std::stod(cells[2])};
        const double day_s = midnight_s(std::stoi(cells[3].substr(0, 4)), std::stoi(cells[3].substr(5, 2)),
                                        std::stoi(cells[3].substr(8, 2)));
        SunEvent event = SunEvent::sunrise;
        for (const SunEvent known : {SunEvent::civil_twilight_begin, SunEvent::sunset, SunEvent::civil_twilight_end})
            if (cells[4] == to_string(known)) event = known;
        REQUIRE(cells[4] == to_string(event));
        ++compared;
        if (cells[5] == "above" || cells[5] == "below") {
            const SunTime found = sun_time(event, place, day_s);
            CHECK(found.answer == (cells[5] == "above" ? SunAnswer::always_above : SunAnswer::always_below));
            CHECK(std::isnan(found.time_s));
            continue;
        }
        const double expected_s =
            day_s + 3600.0 * std::stoi(cells[5].substr(0, 2)) + 60.0 * std::stoi(cells[5].substr(3));
        // the UTC day of the table is the place's own day, the one before, or the one after
        double best_s = 1e9;
        for (const double shift_s : {-86400.0, 0.0, 86400.0}) {
            const SunTime found = sun_time(event, place, day_s + shift_s);
            if (found.answer == SunAnswer::occurs) best_s = std::min(best_s, std::abs(found.time_s - expected_s));
        }
        // At 70 N on the first day of the midnight sun's season the sun climbs by a tenth of a degree in five minutes.
        CHECK(best_s <= (place.lat_deg == 70.0 ? 90.0 : tolerance_s));
    }
    CHECK(compared == 46);
}
