// SPDX-License-Identifier: MIT
// Times as text: what is printed reads back as the same bits, and agrees with a calendar counted day by day.
#include <picket/io/utc.hpp>

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

using picket::io::read_time;
using picket::io::utc_text;

TEST_CASE("utc: a time printed and read again is the same double")
{
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    int checked = 0;
    for (int i = 0; i < 60000; ++i) {
        const std::uint64_t bits = random();
        double time_s = 0.0;
        switch (i % 4) {
            case 0: time_s = static_cast<double>(static_cast<std::int64_t>(bits)) / 9.3e18 * 6e10; break;
            case 1: time_s = static_cast<double>(bits % 4000000000ULL) + static_cast<double>(bits >> 40) / 1e6; break;
            case 2: time_s = -static_cast<double>(bits % 4000000000ULL) - 0.25; break;
            default: time_s = std::bit_cast<double>(bits); break;  // any exponent
        }
        if (!picket::io::is_time(time_s)) continue;
        const std::string text = utc_text(time_s);
        CAPTURE(text);
        const auto back = read_time(text);
        REQUIRE(back.problem == nullptr);
        // == and not bits: -0.0 is printed as 1970-01-01T00:00:00Z, which is +0.0
        REQUIRE(back.time_s == time_s);
        ++checked;
    }
    CHECK(checked > 40000);
}

TEST_CASE("utc: every day from 0000 to 9999 agrees with a calendar that counts")
{
    // the leap-year rule spelt out, one day at a time: the slow and obvious method
    const auto month_length = [](int year, int month) {
        if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    };
    double midnight_s = -62167219200.0;  // 0000-01-01, 719528 days before the epoch
    long wrong = 0;
    for (int year = 0; year <= 9999; ++year) {
        for (int month = 1; month <= 12; ++month) {
            for (int day = 1; day <= month_length(year, month); ++day) {
                // all 3.65 million days would take seconds; every day of a tenth of the months will do
                if ((year * 12 + month) % 10 == 0 || year == 1970 || year % 100 == 0) {
                    char text[64];
                    std::snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
                    const auto read = read_time(text);
                    if (read.problem != nullptr || read.time_s != midnight_s || utc_text(midnight_s) != text) ++wrong;
                }
                midnight_s += 86400.0;
            }
        }
    }
    CHECK(wrong == 0);
    CHECK(midnight_s == 253402300800.0);
}

TEST_CASE("utc: an offset moves a time by exactly itself")
{
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> minutes(-23 * 60 - 59, 23 * 60 + 59);
    for (int i = 0; i < 2000; ++i) {
        const int offset = minutes(random);
        const int size = offset < 0 ? -offset : offset;
        char text[48];
        std::snprintf(text, sizeof text, "2025-09-19T06:58:00.125%c%02d:%02d", offset < 0 ? '-' : '+', size / 60,
                      size % 60);
        const auto read = read_time(text);
        CAPTURE(text);
        REQUIRE(read.problem == nullptr);
        REQUIRE(read.time_s == 1758265080.125 - 60.0 * offset);
    }
}
