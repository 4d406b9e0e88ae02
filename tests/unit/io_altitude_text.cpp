// SPDX-License-Identifier: MIT
#include <picket/io/altitude_text.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <optional>
#include <string>
#include <string_view>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using picket::AltitudeLimit;
using picket::VerticalDatum;
using picket::io::parse_altitude;

namespace {

std::string refusal(std::string_view text)
{
    try {
        static_cast<void>(parse_altitude(text));
    } catch (const picket::ParseError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("altitude text: the spellings of the OpenAir and UK files")
{
    struct Case {
        std::string_view text;
        double metres;
        VerticalDatum datum;
    };
    for (const Case& c : {Case{"FL65", 1981.2, VerticalDatum::pressure_std},
                          {"FL 95", 2895.6, VerticalDatum::pressure_std},
                          {"fl095", 2895.6, VerticalDatum::pressure_std},
                          {"FL95 STD", 2895.6, VerticalDatum::pressure_std},
                          {"4500FT MSL", 1371.6, VerticalDatum::amsl},
                          {"1000 MSL", 304.8, VerticalDatum::amsl},
                          {"3500FT AMSL", 1066.8, VerticalDatum::amsl},
                          {"500FT AGL", 152.4, VerticalDatum::agl},
                          {"500FT GND", 152.4, VerticalDatum::agl},
                          {"2000 SFC", 609.6, VerticalDatum::agl},
                          {"600M AMSL", 600.0, VerticalDatum::amsl},
                          {"150 m AGL", 150.0, VerticalDatum::agl},
                          {"4500 FT AMSL", 1371.6, VerticalDatum::amsl},
                          {"-50FT AMSL", -15.24, VerticalDatum::amsl},
                          {"12.5m WGS84", 12.5, VerticalDatum::wgs84},
                          {"  GND  ", 0.0, VerticalDatum::agl}}) {
        CAPTURE(c.text);
        const AltitudeLimit limit = parse_altitude(c.text);
        CHECK(limit.kind != AltitudeLimit::Kind::unlimited);
        // a foot is 0.3048 m exactly; the product rounds once
        CHECK_THAT(limit.value.value.value(), WithinAbs(c.metres, 1e-9));
        CHECK(limit.value.datum == c.datum);
    }
    for (const std::string_view ground : {"GND", "gnd", "SFC", "SURFACE", "0 AGL", "0FT GND", "0 m agl"}) {
        CAPTURE(ground);
        CHECK(parse_altitude(ground) == AltitudeLimit::ground());
    }
    for (const std::string_view unlimited : {"UNL", "UNLIM", "UNLTD", "Unlimited", "FL999"}) {
        CAPTURE(unlimited);
        CHECK(parse_altitude(unlimited) == AltitudeLimit::none());
    }
    CHECK(parse_altitude("0 MSL").kind == AltitudeLimit::Kind::altitude);
}

TEST_CASE("altitude text: a height without datum is refused unless the format defines one")
{
    CHECK_THAT(refusal("1500 ft"), ContainsSubstring("no datum"));
    CHECK_THAT(refusal("1500"), ContainsSubstring("neither unit nor datum"));
    CHECK(parse_altitude("1500 ft", VerticalDatum::amsl).value.datum == VerticalDatum::amsl);
    CHECK_THAT(refusal("FL95 MSL"), ContainsSubstring("pressure altitude"));
}

TEST_CASE("altitude text: anything else is refused and quoted")
{
    for (const std::string_view text :
         {"abc", "4,500FT MSL", "FL", "FL65 or 2000FT", "1e3FT MSL", "100FT FT MSL", "FT", "100 furlongs MSL",
          "MSL 100", "--5FT MSL", "5.5.5FT MSL", "GND 500", "FLx", "FL95x"}) {
        CAPTURE(text);
        CHECK_THAT(refusal(text), ContainsSubstring("is not an altitude"));
    }
    CHECK_THAT(refusal(""), ContainsSubstring("empty"));
    CHECK_THAT(refusal("1" + std::string(400, '0') + "FT MSL"), ContainsSubstring("is not an altitude"));
}
