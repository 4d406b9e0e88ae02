// SPDX-License-Identifier: MIT
#include <picket/io/utc.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

using picket::io::read_time;
using picket::io::utc_text;

TEST_CASE("utc: known instants")
{
    // seconds from `date -u -d ... +%s`
    CHECK(read_time("1970-01-01T00:00:00Z").time_s == 0.0);
    CHECK(read_time("2025-09-19T06:58:00Z").time_s == 1758265080.0);
    CHECK(read_time("2000-02-29T12:00:00Z").time_s == 951825600.0);
    CHECK(read_time("1969-12-31T23:59:59.75Z").time_s == -0.25);
    CHECK(read_time("0000-01-01T00:00:00Z").time_s == -62167219200.0);
    CHECK(read_time("9999-12-31T23:59:59Z").time_s == 253402300799.0);
}

TEST_CASE("utc: spellings of one instant")
{
    for (const std::string_view text :
         {"2025-09-19T06:58:00Z", "2025-09-19T06:58Z", "2025-09-19 06:58:00Z", "2025-09-19t06:58:00z",
          "2025-09-19T08:58:00+02:00", "2025-09-19T08:58:00+0200", "2025-09-19T08:58+02", "2025-09-18T23:28:00-07:30",
          "2025-09-19T06:58:00.000Z", "2025-09-19T06:58:00,0Z", "1758265080", "1758265080.0", "1.75826508e9",
          " 2025-09-19T06:58:00Z "}) {
        CAPTURE(text);
        const auto read = read_time(text);
        CHECK(read.problem == nullptr);
        CHECK(read.time_s == 1758265080.0);
    }
    CHECK(read_time("2025-09-18T24:00:00Z").time_s == read_time("2025-09-19T00:00:00Z").time_s);
}

TEST_CASE("utc: texts that are no time are refused, each with a reason")
{
    for (const std::string_view text : {"",
                                        "   ",
                                        "noon",
                                        "2025-09-19",
                                        "2025-09-19T06:58:00",
                                        "2025-02-30T00:00:00Z",
                                        "2023-02-29T00:00:00Z",
                                        "1900-02-29T00:00:00Z",
                                        "2025-13-01T00:00:00Z",
                                        "2025-00-01T00:00:00Z",
                                        "2025-01-00T00:00:00Z",
                                        "2025-04-31T00:00:00Z",
                                        "2025-09-19T24:00:01Z",
                                        "2025-09-19T25:00:00Z",
                                        "2025-09-19T06:60:00Z",
                                        "2016-12-31T23:59:60Z",
                                        "2025-09-19T06:58:00.Z",
                                        "2025-09-19T06:58:00+2:00",
                                        "2025-09-19T06:58:00+24:00",
                                        "2025-09-19T06:58:00+02:60",
                                        "2025-09-19T06:58:00Zx",
                                        "2025-9-19T06:58:00Z",
                                        "25-09-19T06:58:00Z",
                                        "2025-09-19T6:58:00Z",
                                        "2025-09-19T06:58:0Z",
                                        "2025/09/19T06:58:00Z",
                                        "1758265080000",
                                        "-1e12",
                                        "1e999",
                                        "nan",
                                        "inf",
                                        "12:00",
                                        "0x10",
                                        "1758265080s",
                                        "0000-01-01T00:00:00+01:00",
                                        "9999-12-31T24:00:00Z",
                                        "9999-12-31T23:59:59.9999999999999Z",
                                        "2025-09-19T",
                                        "2025-09-19T06",
                                        "2025-",
                                        "2025-09-19T06:58:00+"}) {
        CAPTURE(text);
        const auto read = read_time(text);
        REQUIRE(read.problem != nullptr);
        CHECK(std::string_view(read.problem).size() > 5);
        CHECK(std::isnan(read.time_s));
    }
}

TEST_CASE("utc: printing takes as few decimals as bring the time back")
{
    CHECK(utc_text(1758265080.0) == "2025-09-19T06:58:00Z");
    CHECK(utc_text(1758265080.25) == "2025-09-19T06:58:00.25Z");
    CHECK(utc_text(0.1) == "1970-01-01T00:00:00.1Z");
    CHECK(utc_text(-0.25) == "1969-12-31T23:59:59.75Z");
    CHECK(utc_text(-0.1) == "1969-12-31T23:59:59.9Z");
    CHECK(utc_text(951782400.0) == "2000-02-29T00:00:00Z");
    CHECK(utc_text(-62167219200.0) == "0000-01-01T00:00:00Z");
}

TEST_CASE("utc: what is no time is printed as the number it is")
{
    CHECK(utc_text(std::nan("")) == "nan");
    CHECK(utc_text(std::numeric_limits<double>::infinity()) == "inf");
    CHECK(utc_text(1e12) == "1e+12");
}
