// SPDX-License-Identifier: MIT
// Damaged files: whatever is done to a good one, reading gives zones or a picket::Error of one printable line.
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>
#include <picket/io/points_csv.hpp>
#include <picket/io/track_csv.hpp>
#include <picket/io/uas_zones.hpp>
#include <picket/io/zone_geojson.hpp>
#include <picket/io/zone_record.hpp>

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <string_view>

using picket::Error;

namespace {

/// One to six random edits: flip a byte, cut, repeat, insert a telling token.
std::string mutate(std::string text, std::mt19937_64& random)
{
    static constexpr std::string_view tokens[] = {"{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  "\"",
                                                  ",",
                                                  "null",
                                                  "1e999",
                                                  "-1e308",
                                                  "nan",
                                                  "\n",
                                                  "\r",
                                                  "\xFF",
                                                  "\\u0000",
                                                  "91",
                                                  "-180.0",
                                                  "\"type\"",
                                                  "Polygon",
                                                  "[[",
                                                  "]]",
                                                  "\"edges\":[[]]",
                                                  "\"times\":[[0,0]]",
                                                  "FL95",
                                                  "0x1p3",
                                                  ",,,",
                                                  "\"\""};
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (std::size_t edits = 1 + below(6); edits > 0 && !text.empty(); --edits) {
        const std::size_t at = below(text.size());
        switch (below(5)) {
            case 0: text[at] = static_cast<char>(random() & 0xFFU); break;
            case 1: text.resize(at); break;
            case 2: text.erase(at, 1 + below(8)); break;
            case 3: text.insert(at, text.substr(below(text.size()), below(40))); break;
            default: text.insert(at, tokens[below(std::size(tokens))]); break;
        }
    }
    return text;
}

/// True when the reader accepted; false when it refused as it should.
template <class Read>
bool accepted(const std::string& text, Read read)
{
    std::istringstream in(text);
    try {
        read(in);
        return true;
    } catch (const Error& error) {
        const std::string_view message = error.what();
        CAPTURE(text, message);
        REQUIRE(message.starts_with("f"));
        REQUIRE(
            std::all_of(message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20U; }));
        return false;
    }
}

/// Whatever schedule has come out of it: its answers are those of a schedule, and come.
void ask_times(const picket::io::ZoneSet& set)
{
    for (const picket::Zone& zone : set.zones) {
        if (!zone.schedule()) continue;
        const double now_s = 1.8e9;
        const double next_s = zone.next_activity_change(now_s);
        REQUIRE(next_s > now_s);
        if (next_s < 1e12) REQUIRE(zone.active(next_s) != zone.active(now_s));
    }
}

}  // namespace

TEST_CASE("mutated files: GeoJSON zones are read or refused")
{
    const std::string good =
        R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"EPR25","properties":{"floor":"FL95","ceiling":)"
        R"({"value":500,"unit":"m","datum":"amsl"},"times":[["2025-09-19T06:58:00Z",null]],"edges":[["rhumb","geodesic",)"
        R"("lonlat","great_circle"],"rhumb"]},"geometry":{"type":"Polygon","coordinates":[[[20,54],[24,54],[24,58],)"
        R"([20,58],[20,54]],[[21,55],[22,55],[22,56],[21,55]]]}},{"type":"Feature","properties":{"lowerLimit":50,)"
        R"("lowerVerticalReference":"AGL","uomDimensions":"M","schedule":{"periods":[{"days":["MON","FRI"],"dates":["11-15",)"
        R"("03-31"],"begin":"08:00Z","end":"SS+30","valid_from":5}],"except":[{"dates":"12-25"}],"place":[2,3]}},"geometry":{"type":"MultiPolygon","coordinates":)"
        R"([[[[1,2],[3,2],[3,4],[1,2]]]]}}]})";
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    int kept = 0;
    for (int i = 0; i < 4000; ++i) {
        const bool keep_going = i % 2 == 0;
        kept += accepted(mutate(good, random), [&](std::istream& in) {
            ask_times(picket::io::load_zones_geojson(in, "f", {.keep_going = keep_going}));
        });
    }
    // most edits break the file, some do not: were it all or nothing, this would test nothing
    CHECK(kept > 40);
    CHECK(kept < 3000);
}

TEST_CASE("mutated files: UAS zones with schedules are read or refused")
{
    const std::string good =
        R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[25,60],)"
        R"("extent":{"subType":"Circle","radius":500},"layer":{"upper":120,"upperReference":"AGL","uom":"m"}},"properties":)"
        R"({"identifier":"Z1","type":"CONDITIONAL","limitedApplicability":[{"startDateTime":"2025-09-15T00:00:00Z",)"
        R"("endDateTime":"2035-09-22T00:00:00Z","schedule":[{"day":["SAT","SUN"],"startTime":"17:00:00Z","endEvent":"SS"},)"
        R"({"startEvent":"BMCT","endTime":"08:00+02:00"}]},{"startDateTime":"2025-09-15T00:00:00Z"}]}}]})";
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    int kept = 0;
    for (int i = 0; i < 4000; ++i) {
        const bool keep_going = i % 2 == 0;
        kept += accepted(mutate(good, random), [&](std::istream& in) {
            ask_times(
                picket::io::build_zones(picket::io::read_zones_uas(in, "f", {.keep_going = keep_going}), keep_going));
        });
    }
    CHECK(kept > 40);
    CHECK(kept < 3000);
}

TEST_CASE("mutated files: points and tracks are read or refused")
{
    const std::string points =
        "id,lat,lon,alt_m,datum,time\na,54.5,-3,100,amsl,2025-09-19T06:58:00Z\n\"b,c\",,,,,\nd,1,2,3,agl,5\n";
    const std::string tracks = "id,time,lat,lon,baro_alt_ft,category\na,1,54.5,-3,100,x\nb,2,,,,\na,2,1,2,3,\n";
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    int kept = 0;
    for (int i = 0; i < 10000; ++i) {
        const picket::io::PositionOptions options{.keep_going = i % 2 == 0};
        kept += accepted(mutate(points, random),
                         [&](std::istream& in) { static_cast<void>(picket::io::read_points_csv(in, "f", options)); });
        kept += accepted(mutate(tracks, random),
                         [&](std::istream& in) { static_cast<void>(picket::io::read_tracks_csv(in, "f", options)); });
    }
    CHECK(kept > 1000);
    CHECK(kept < 18000);
}
