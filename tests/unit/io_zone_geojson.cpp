// SPDX-License-Identifier: MIT
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/zone_geojson.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace picket;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using io::ZoneReadOptions;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

io::ZoneFile read(const std::string& text, const ZoneReadOptions& options = {})
{
    std::istringstream in(text);
    return io::read_zones_geojson(in, "f.geojson", options);
}

io::ZoneSet load(const std::string& text, const ZoneReadOptions& options = {})
{
    std::istringstream in(text);
    return io::load_zones_geojson(in, "f.geojson", options);
}

/// The message of the refusal.
std::string refusal(const std::string& text)
{
    try {
        static_cast<void>(load(text));
    } catch (const ParseError& error) {
        return error.what();
    }
    return "accepted";
}

const std::string square = "[[[20,54],[21,54],[21,55],[20,55],[20,54]]]";
const std::string polygon = R"({"type":"Polygon","coordinates":)" + square + "}";

/// A collection of one feature with these properties (members, without braces).
std::string with_properties(const std::string& properties, const std::string& geometry = polygon)
{
    return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{)" + properties +
           R"(},"geometry":)" + geometry + "}]}";
}

ZoneSpec spec_of(const std::string& properties) { return read(with_properties(properties)).zones.at(0).spec; }

std::string property_refusal(const std::string& properties) { return refusal(with_properties(properties)); }

std::string with_coordinates(const std::string& type, const std::string& coordinates)
{
    return R"({"type":"Feature","id":"Z","properties":null,"geometry":{"type":")" + type + R"(","coordinates":)" +
           coordinates + "}}";
}

}  // namespace

TEST_CASE("zone geojson: every top-level form of RFC 7946")
{
    const std::string feature = R"({"type":"Feature","properties":{"name":"x"},"geometry":)" + polygon + "}";
    CHECK(read(polygon).zones.at(0).spec.id == "feature-1");
    CHECK(read(feature).zones.at(0).spec.id == "x");
    CHECK(read(R"({"type":"FeatureCollection","features":[)" + feature + "," + feature + "]}").zones.size() == 2);
    CHECK(read(R"({"type":"FeatureCollection","features":[]})").zones.empty());

    const auto collection = read(R"({"type":"GeometryCollection","geometries":[)" + polygon +
                                 R"(,{"type":"MultiPolygon","coordinates":[)" + square + "," + square + "]}]}");
    REQUIRE(collection.zones.size() == 1);
    CHECK(collection.zones[0].spec.parts.size() == 3);
    CHECK(read("\xEF\xBB\xBF" + polygon).zones.size() == 1);
}

TEST_CASE("zone geojson: positions are longitude first, the closing one is dropped, holes stay holes")
{
    const auto file = read(
        R"({"type":"Polygon","bbox":[0,0,9,9],"coordinates":[[[1,2,300],[9,2,300],[9,8],[1,8],[1,2,300]],[[3,4],[5,4],[5,6],[3,4]]]})");
    const PartSpec& part = file.zones.at(0).spec.parts.at(0);
    REQUIRE(part.exterior.vertices.size() == 4);
    CHECK(part.exterior.vertices[0].at == LatLon{2.0, 1.0});
    CHECK(part.exterior.vertices[3].at == LatLon{8.0, 1.0});
    REQUIRE(part.holes.size() == 1);
    CHECK(part.holes[0].vertices.size() == 3);

    // a ring that is not closed is closed
    CHECK(read(R"({"type":"Polygon","coordinates":[[[1,2],[9,2],[9,8]]]})")
              .zones[0]
              .spec.parts[0]
              .exterior.vertices.size() == 3);
}

TEST_CASE("zone geojson: edges come from the option, the property, or edge by edge")
{
    const auto kinds = [](const io::ZoneFile& file) {
        std::vector<EdgeKind> result;
        for (const RingVertex& vertex : file.zones.at(0).spec.parts.at(0).exterior.vertices) {
            result.push_back(vertex.edge_to_next);
        }
        return result;
    };
    using enum EdgeKind;
    CHECK(kinds(read(polygon)) == std::vector{lonlat, lonlat, lonlat, lonlat});
    CHECK(kinds(read(polygon, {.default_edges = rhumb})) == std::vector{rhumb, rhumb, rhumb, rhumb});
    CHECK(kinds(read(with_properties(R"("edges":"geodesic")"), {.default_edges = rhumb})) ==
          std::vector{geodesic, geodesic, geodesic, geodesic});
    CHECK(kinds(read(with_properties(R"("edges":["great_circle"])"))) ==
          std::vector{great_circle, great_circle, great_circle, great_circle});
    CHECK(kinds(read(with_properties(R"("edges":[["geodesic","rhumb","lonlat","great_circle"]])"))) ==
          std::vector{geodesic, rhumb, lonlat, great_circle});
    // on the geometry itself, where there are no properties
    CHECK(kinds(read(R"({"type":"Polygon","edges":"rhumb","coordinates":)" + square + "}")) ==
          std::vector{rhumb, rhumb, rhumb, rhumb});

    const auto multi =
        read(with_properties(R"("edges":["rhumb",[["geodesic","rhumb","lonlat","great_circle"]]])",
                             R"({"type":"MultiPolygon","coordinates":[)" + square + "," + square + "]}"));
    CHECK(multi.zones[0].spec.parts[0].exterior.vertices[2].edge_to_next == rhumb);
    CHECK(multi.zones[0].spec.parts[1].exterior.vertices[3].edge_to_next == great_circle);

    CHECK_THAT(property_refusal(R"("edges":"straight")"),
               StartsWith("f.geojson: feature 1, ring 0: \"edges\" has the string \"straight\", not one of"));
    CHECK_THAT(property_refusal(R"("edges":[["geodesic","rhumb"]])"),
               ContainsSubstring("ring 0: \"edges\" has 2 entries for 4 edges"));
    CHECK_THAT(property_refusal(R"("edges":["rhumb","rhumb"])"), ContainsSubstring("2 entries for 1 rings"));
    CHECK_THAT(property_refusal(R"("edges":[["rhumb","rhumb","bent","rhumb"]])"),
               ContainsSubstring("ring 0, vertex 2: "));
    CHECK_THAT(property_refusal(R"("edges":7)"), ContainsSubstring("the number 7"));
}

TEST_CASE("zone geojson: the inside can be named, for exteriors only")
{
    const std::string holed =
        R"({"type":"Polygon","coordinates":[[[1,2],[9,2],[9,8],[1,8],[1,2]],[[3,4],[5,4],[5,6],[3,4]]]})";
    const auto part = [&](const char* word) {
        return read(with_properties(std::string("\"inside\":\"") + word + '"', holed)).zones.at(0).spec.parts.at(0);
    };
    CHECK(part("smaller").exterior.inside == RingSide::smaller_area);
    CHECK(part("left").exterior.inside == RingSide::left);
    CHECK(part("right").exterior.inside == RingSide::right);
    CHECK(part("right").holes[0].inside == RingSide::smaller_area);
    CHECK_THAT(property_refusal(R"("inside":"outer")"), ContainsSubstring("\"inside\" is the string \"outer\""));
}

TEST_CASE("zone geojson: identity, in the order documented")
{
    const auto id_of = [](const std::string& members, const std::string& properties) {
        return read(R"({"type":"Feature",)" + members + R"("properties":{)" + properties + R"(},"geometry":)" +
                    polygon + "}")
            .zones.at(0)
            .spec.id;
    };
    CHECK(id_of(R"("id":"EPR25",)", R"("id":"no","name":"no")") == "EPR25");
    CHECK(id_of(R"("id":42,)", "") == "42");
    CHECK(id_of(R"("id":2.5,)", "") == "2.5");
    CHECK(id_of(R"("id":null,)", R"("name":"n","id":7)") == "7");
    CHECK(id_of("", R"("name":"n","identifier":"NFZ1")") == "NFZ1");
    CHECK(id_of("", R"("NAME":"Poland","ADM0_A3":"POL")") == "POL");
    CHECK(id_of("", R"("isoA3":"ABW","isoA2":"AW")") == "ABW");
    CHECK(id_of("", R"("sector":"LSAZESL","unit":"LSAZCTA")") == "LSAZESL");
    CHECK(id_of("", R"("name":["no text"])") == "feature-1");
    CHECK(id_of("", R"("name":"  ")") == "feature-1");
    CHECK(spec_of(R"("NAME":"Poland","ADM0_A3":"POL")").name == "Poland");
    CHECK(spec_of(R"("ident":"X1")").name == "X1");
    CHECK_THAT(refusal(R"({"type":"Feature","id":["a"],"properties":{},"geometry":)" + polygon + "}"),
               ContainsSubstring("feature 1: has an \"id\" that is an array"));
}

TEST_CASE("zone geojson: altitude limits in every spelling")
{
    struct Case {
        const char* properties;
        double lower_m;
        VerticalDatum lower_datum;
        double upper_m;
        VerticalDatum upper_datum;
    };
    using enum VerticalDatum;
    for (
        const Case& c : {
            Case{R"("floor":"1000FT AGL","ceiling":"FL95")", 304.8, agl, 2895.6, pressure_std},
            Case{R"("lower":"600M AMSL","upper":"3500FT AMSL")", 600.0, amsl, 1066.8, amsl},
            Case{R"("lower_limit":"1000 MSL","upper_limit":"FL 195")", 304.8, amsl, 5943.6, pressure_std},
            Case{
                R"("lowerLimit":50,"lowerVerticalReference":"AGL","upperLimit":150,"upperVerticalReference":"AMSL","uomDimensions":"M")",
                50.0, agl, 150.0, amsl},
            Case{
                R"("lowerLimit":"50","lowerVerticalReference":"AGL","upperLimit":"150","upperVerticalReference":"WGS84","uomDimensions":"FT")",
                15.24, agl, 45.72, wgs84},
            Case{R"("floor_m":10,"floor_datum":"amsl","ceiling_ft":1000,"ceiling_datum":"std")", 10.0, amsl, 304.8,
                 pressure_std},
            Case{R"("floor":10,"ceiling":20,"unit":"m","datum":"amsl")", 10.0, amsl, 20.0, amsl},
            Case{
                R"("floor":{"value":100,"unit":"ft","datum":"agl"},"ceiling":{"value":6500,"uom":"FT","reference":"AMSL"})",
                30.48, agl, 1981.2, amsl},
            Case{R"("floor":{"value":"FL65"},"ceiling":{"value":95,"unit":"FL"})", 1981.2, pressure_std, 2895.6,
                 pressure_std},
            Case{R"("fl_min":125,"fl_max":245)", 3810.0, pressure_std, 7467.6, pressure_std},
            Case{R"("floor":"2000 ft","ceiling":"4000 ft","datum":"amsl")", 609.6, amsl, 1219.2, amsl},
            Case{R"("FLOOR":"FL65","Upper-Limit":"FL95")", 1981.2, pressure_std, 2895.6, pressure_std},
        }) {
        CAPTURE(c.properties);
        const AltitudeBand band = spec_of(c.properties).altitude;
        CHECK(band.lower.kind == AltitudeLimit::Kind::altitude);
        CHECK_THAT(band.lower.value.value.value(), WithinAbs(c.lower_m, 1e-9));
        CHECK(band.lower.value.datum == c.lower_datum);
        CHECK(band.upper.kind == AltitudeLimit::Kind::altitude);
        CHECK_THAT(band.upper.value.value.value(), WithinAbs(c.upper_m, 1e-9));
        CHECK(band.upper.value.datum == c.upper_datum);
    }
    CHECK(spec_of(R"("name":"x")").altitude == AltitudeBand{});
    CHECK(spec_of(R"("floor":null,"ceiling":null)").altitude == AltitudeBand{});
    CHECK(spec_of(R"("floor":"GND","ceiling":"UNL")").altitude ==
          AltitudeBand{AltitudeLimit::ground(), AltitudeLimit::none()});
    CHECK(spec_of(R"("floor":0,"floor_datum":"AGL","floor_unit":"m")").altitude.lower == AltitudeLimit::ground());
    // the sector files' convention
    CHECK(spec_of(R"("fl_min":0,"fl_max":999)").altitude ==
          AltitudeBand{AltitudeLimit::ground(), AltitudeLimit::none()});
    // two spellings that agree
    CHECK(spec_of(R"("floor":"FL65","lower":"FL065")").altitude.lower.kind == AltitudeLimit::Kind::altitude);
}

TEST_CASE("zone geojson: an altitude limit that cannot be read is an error naming the property")
{
    const auto check = [](const char* properties, std::initializer_list<const char*> parts) {
        const std::string message = property_refusal(properties);
        CAPTURE(message);
        CHECK_THAT(message, StartsWith("f.geojson: feature 1"));
        for (const char* part : parts) CHECK_THAT(message, ContainsSubstring(part));
    };
    check(R"("floor":1500)", {"\"floor\"", "the number 1500", "neither unit nor datum", "1500FT AMSL"});
    check(R"("ceiling":0)", {"\"ceiling\"", "neither unit nor datum"});
    check(R"("floor_m":100)", {"\"floor_m\"", "no datum"});
    check(R"("floor":300,"floor_datum":"agl")", {"\"floor\"", "no unit"});
    check(R"("floor":"1500 ft")", {"\"floor\"", "no datum"});
    check(R"("ceiling":"high")", {"\"ceiling\"", "\"high\" is not an altitude"});
    check(R"("ceiling":"")", {"\"ceiling\"", "is empty"});
    check(R"("ceiling":true)", {"\"ceiling\"", "true, not an altitude"});
    check(R"("ceiling":[1,2])", {"\"ceiling\"", "an array, not an altitude"});
    check(R"("ceiling":{"unit":"ft"})", {"\"ceiling\"", "no \"value\""});
    check(R"("ceiling":{"value":5,"unit":"furlong","datum":"amsl"})", {"ceiling.unit", "furlong", "m, ft, FL"});
    check(R"("ceiling":{"value":5,"unit":1,"datum":"amsl"})", {"ceiling.unit", "the number 1"});
    check(R"("ceiling":5,"unit":"ft","datum":"flat")", {"\"datum\"", "flat", "AMSL, AGL, STD, WGS84"});
    check(R"("floor":"500FT AGL","floor_datum":"amsl")", {"\"floor\"", "\"floor_datum\"", "different datums"});
    check(R"("floor_m":"500FT AGL")", {"\"floor_m\"", "another unit"});
    check(R"("floor":"FL65","lower":"FL75")", {"\"floor\"", "\"lower\"", "disagree"});
    check(R"("floor":"FL95 AMSL")", {"\"floor\"", "pressure altitude"});
    check(R"("floor":"FL95","ceiling":"FL65")", {"lower", "upper"});  // found by the zone itself
}

TEST_CASE("zone geojson: times of activity")
{
    const auto windows = [](const char* properties) { return spec_of(properties).windows; };
    using Windows = std::vector<TimeWindow>;
    CHECK(windows(R"("times":[["1970-01-01T00:00:10Z","1970-01-01T00:00:20Z"],[30,null]])") ==
          Windows{{10.0, 20.0}, {30.0, infinity}});
    CHECK(windows(R"("times":[{"begin":1,"end":2},{"start":3,"until":4},{"from":5,"to":null},{"end":0}])") ==
          Windows{{1.0, 2.0}, {3.0, 4.0}, {5.0, infinity}, {-infinity, 0.0}});
    CHECK(windows(R"("start":"1970-01-01T00:00:10+00:00","end":"1970-01-01T00:01Z")") == Windows{{10.0, 60.0}});
    CHECK(windows(R"("startDateTime":"1970-01-01T00:00:10Z","endDateTime":null)") == Windows{{10.0, infinity}});
    CHECK(windows(R"("active_until":99)") == Windows{{-infinity, 99.0}});
    CHECK(windows(R"("start":null,"times":null)").empty());

    const auto check = [](const char* properties, std::initializer_list<const char*> parts) {
        const std::string message = property_refusal(properties);
        CAPTURE(message);
        CHECK_THAT(message, StartsWith("f.geojson: feature 1"));
        for (const char* part : parts) CHECK_THAT(message, ContainsSubstring(part));
    };
    check(R"("start":"tomorrow")", {"\"start\"", "\"tomorrow\""});
    check(R"("times":[["2025-02-30T00:00:00Z",null]])", {"\"times\"[0][0]", "day that does not exist"});
    check(R"("times":[[1,2],[3]])", {"\"times\"[1]", "1 entries"});
    check(R"("times":[{"begin":"x"}])", {"\"times\"[0].begin"});
    check(R"("times":[{}])", {"neither begin nor end"});
    check(R"("times":[])", {"is empty"});
    check(R"("times":"always")", {"not an array"});
    check(R"("times":[[1758265080000,null]])", {"milliseconds"});
    check(R"("times":[[true,null]])", {"true, not a time"});
    check(R"("times":[[1,2]],"start":5)", {"\"times\"", "\"start\"", "both"});
    check(R"("times":[[20,10]])", {"time window 0"});  // found by the zone itself
}

TEST_CASE("geojson: schedules")
{
    const auto spec = [](const std::string& schedule) {
        return read(with_properties(R"("id":"S","schedule":)" + schedule)).zones.at(0).spec;
    };
    const ScheduleSpec office = spec(R"([{"days":["MON","FRI"],"begin":"08:00Z","end":"17:00:30Z"}])").schedule.value();
    SchedulePeriod expected;
    expected.days = {Weekday::monday, Weekday::friday};
    expected.begin = DayTime::clock(8);
    expected.end = DayTime::clock(17, 0, 30);
    CHECK(office == ScheduleSpec{{expected}, {}, std::nullopt});
    // everything there is
    const ScheduleSpec all = spec(R"({"periods":[{"days":"ANY","dates":["11-15","03-31"],"begin":"SR-30","end":"EECT",
                                     "valid_from":"2025-01-01T00:00:00Z","valid_until":null},
                                     {"dates":"02-29","begin":"22:00+02:00","end":"BMCT+5"}],
                                     "except":[{"dates":["12-25","12-26"]}],"place":[20.5,54.5]})").schedule.value();
    REQUIRE(all.periods.size() == 2);
    CHECK(all.periods[0].days == Weekdays{});
    CHECK(all.periods[0].dates == YearlyDates{{11, 15}, {3, 31}});
    CHECK(all.periods[0].begin == DayTime::sunrise(-1800));
    CHECK(all.periods[0].end == DayTime::civil_twilight_end());
    CHECK(all.periods[0].valid_from_s == 1735689600.0);
    CHECK(all.periods[0].valid_until_s == infinity);
    CHECK(all.periods[1].dates == YearlyDates{{2, 29}, {2, 29}});
    CHECK(all.periods[1].begin == DayTime::clock(20));
    CHECK(all.periods[1].end == DayTime::civil_twilight_begin(300));
    REQUIRE(all.exclusions.size() == 1);
    CHECK(all.exclusions[0].dates == YearlyDates{{12, 25}, {12, 26}});
    CHECK(all.place == LatLon{54.5, 20.5});
    // exclusions alone: always but for them
    CHECK(spec(R"({"except":[{"days":"SUN"}]})").schedule.value().periods == std::vector<SchedulePeriod>(1));
    // without a place the sun is looked at over the middle of the vertices, and only where it matters
    const LatLon middle = spec(R"([{"begin":"SR","end":"SS"}])").schedule.value().place.value();
    CHECK_THAT(middle.lon_deg, WithinAbs(20.5, 1e-9));
    CHECK_THAT(middle.lat_deg, WithinAbs(54.5, 0.01));  // the mean of unit vectors lies 20 arc seconds off the mean
    CHECK(!office.place);
    CHECK(!spec("null").schedule);
    // windows and schedule: both
    const Zone zone = load(with_properties(R"("times":[[0,100000]],"schedule":[{"begin":"08:00Z","end":"09:00Z"}])")).zones.at(0);
    CHECK(zone.active(8 * 3600.0) == Containment::inside);
    CHECK(zone.active(9 * 3600.0) == Containment::outside);
    CHECK(zone.active(86400.0 + 8 * 3600.0) == Containment::outside);

    const auto refused = [](const std::string& schedule) { return refusal(with_properties(R"("id":"S","schedule":)" + schedule)); };
    const std::string start = "f.geojson: feature 1 \"S\": property \"schedule\"";
    CHECK(refused(R"("H24")") == start + " is the string \"H24\", not an array of periods");
    CHECK(refused("[]") == start + " has no periods: leave it out for a zone that is always active");
    CHECK(refused("[7]") == start + "[0] is the number 7, not an object");
    CHECK(refused(R"([{"day":["MON"]}])") == start + "[0].day is not one of days, dates, begin, end, valid_from, valid_until");
    CHECK(refused(R"([{"days":["MO"]}])") == start + "[0].days has the string \"MO\", not one of MON to SUN or ANY");
    CHECK(refused(R"([{},{"begin":"8 o'clock"}])") == start + "[1].begin: \"8 o'clock\" is not a time of day such as 17:00Z, SR, or SS+30");
    CHECK(refused(R"([{"end":"08:00"}])") == start + "[0].end: \"08:00\" is not a time of day such as 17:00Z, SR, or SS+30");
    CHECK(refused(R"([{"end":"08:00:00.5Z"}])") == start + "[0].end: \"08:00:00.5Z\" has a fraction of a second, which a time of day has not");
    for (const char* bad : {"SX", "SR+", "SR+x", "SR+1000", "SR 30", "+30"})
        CHECK(refused(std::string(R"([{"end":")") + bad + "\"}]") ==
              start + "[0].end: \"" + bad + "\" is not a time of day such as 17:00Z, SR, or SS+30");
    CHECK(refused(R"([{"end":8}])") == start + "[0].end is the number 8, not a time of day");
    CHECK(refused(R"([{"dates":"25.12."}])") == start + "[0].dates: \"25.12.\" is not a date such as 11-15");
    CHECK(refused(R"([{"dates":["12-25"]}])") == start + "[0].dates has 1 entries, not a first and a last date");
    CHECK(refused(R"([{"valid_from":"soon"}])").starts_with(start + "[0].valid_from: \"soon\""));
    CHECK(refused(R"({"periods":[{}],"exclude":[]})") == start + ".exclude is not one of periods, except, place");
    CHECK(refused(R"({"periods":[{"begin":"SR"}],"place":[20.5]})").starts_with("f.geojson: feature 1 \"S\", property \"schedule\".place: has 1 numbers"));
    // what only the whole can tell, all faults counted
    CHECK(refused(R"([{"dates":"02-30"},{"days":[]}])") ==
          "f.geojson: feature 1 \"S\": schedule, period 0: day 30 of month 2 does not exist (and 2 more faults)");
    CHECK(refused(R"([{"valid_from":5,"valid_until":5}])") ==
          "f.geojson: feature 1 \"S\": schedule, period 0: its validity does not end after it begins");
    CHECK(refused(R"({"periods":[{"begin":"SR"}],"place":[20,95]})") ==
          "f.geojson: feature 1 \"S\": schedule: its place is not on the Earth");
}

TEST_CASE("zone geojson: faults of a ring name feature, part, ring and vertex")
{
    const auto check = [](const std::string& text, const char* start) {
        const std::string message = refusal(text);
        CAPTURE(message);
        CHECK_THAT(message, StartsWith(start));
        CHECK(message.find('\n') == std::string::npos);
    };
    const std::string bad_latitude = "[[[20,54],[21,54],[21,91],[20,55],[20,54]]]";
    check(with_coordinates("Polygon", bad_latitude), "f.geojson: feature 1 \"Z\", ring 0, vertex 2: latitude 91 ");
    check(with_coordinates("MultiPolygon", "[" + square + "," + bad_latitude + "]"),
          "f.geojson: feature 1 \"Z\", part 1, ring 0, vertex 2: latitude 91 ");
    check(with_coordinates("Polygon", "[[[20,54],[21,54],[20,54]]]"), "f.geojson: feature 1 \"Z\", ring 0");
    check(with_coordinates("Polygon", "[[[20,54],[21,55],[21,54],[20,55],[20,54]]]"),
          "f.geojson: feature 1 \"Z\", ring 0, vertex 2: the ring crosses itself");
    check(with_coordinates("Polygon", "[[[20,54],[24,54],[24,58],[20,54]],[[21,55],[\"24.5\",55],[21,56],[21,55]]]"),
          "f.geojson: feature 1 \"Z\", ring 1, vertex 1: the longitude is the string \"24.5\", not a number");
    check(with_coordinates("Polygon", "[[[20,54],[21,null],[21,55]]]"),
          "f.geojson: feature 1 \"Z\", ring 0, vertex 1: the latitude is null, not a number");
    check(with_coordinates("Polygon", "[[[20,54],[21,54,\"x\"],[21,55]]]"),
          "f.geojson: feature 1 \"Z\", ring 0, vertex 1: the height is the string");
    check(with_coordinates("Polygon", "[[[20,54],[21],[21,55]]]"),
          "f.geojson: feature 1 \"Z\", ring 0, vertex 1: has 1 numbers");
    check(with_coordinates("Polygon", "[[[20,54],21,[21,55]]]"),
          "f.geojson: feature 1 \"Z\", ring 0, vertex 1: is the number 21");
    check(with_coordinates("Polygon", "[[[20,54],[1e300,54],[21,55]]]"),
          "f.geojson: feature 1 \"Z\", ring 0, vertex 1: longitude 1e+300 is beyond 360 degrees");
    check(with_coordinates("Polygon", "[{}]"), "f.geojson: feature 1 \"Z\", ring 0: is an object");
    check(with_coordinates("Polygon", "[[]]"), "f.geojson: feature 1 \"Z\", ring 0: has no positions");
    check(with_coordinates("Polygon", "[]"), "f.geojson: feature 1 \"Z\": has a Polygon without rings");
    check(with_coordinates("MultiPolygon", "[" + square + ",[]]"), "f.geojson: feature 1 \"Z\": part 1: has no rings");
    check(with_coordinates("Polygon", "7"), "f.geojson: feature 1 \"Z\": has \"coordinates\" that is the number 7");
    // nesting of the wrong depth
    check(with_coordinates("MultiPolygon", square), "f.geojson: feature 1 \"Z\", ring 0, vertex 0: is the number 20");
}

TEST_CASE("zone geojson: geometries that are no zone are refused by name")
{
    for (const char* type : {"Point", "LineString", "MultiPoint", "MultiLineString"}) {
        CHECK_THAT(refusal(with_coordinates(type, "[1,2]")),
                   ContainsSubstring(std::string("\"Z\": has a geometry of type \"") + type));
    }
    CHECK_THAT(refusal(with_coordinates("Circle", "[1,2]")), ContainsSubstring("unknown type \"Circle\""));
    CHECK_THAT(refusal(R"({"type":"Feature","properties":{},"geometry":null})"), ContainsSubstring("has no geometry"));
    CHECK_THAT(refusal(R"({"type":"Feature","properties":{}})"), ContainsSubstring("has no geometry"));
    CHECK_THAT(refusal(R"({"type":"Feature","properties":{},"geometry":5})"), ContainsSubstring("the number 5"));
    CHECK_THAT(refusal(R"({"type":"Feature","properties":[],"geometry":null})"),
               ContainsSubstring("\"properties\" that is an array"));
    CHECK_THAT(refusal(R"({"type":"GeometryCollection","geometries":[]})"),
               ContainsSubstring("empty GeometryCollection"));
    CHECK_THAT(refusal(R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]})"),
               ContainsSubstring("\"Point\""));
    std::string nested = polygon;
    for (int i = 0; i < 20; ++i) nested = R"({"type":"GeometryCollection","geometries":[)" + nested + "]}";
    CHECK_THAT(refusal(nested), ContainsSubstring("nested too deeply"));
}

TEST_CASE("zone geojson: what is not GeoJSON gets one clear line")
{
    CHECK(refusal("") == "f.geojson: is empty");
    CHECK(refusal(" \n ") == "f.geojson: is empty");
    CHECK_THAT(refusal("{\n\"type\": \"Polygon\",\n}"), StartsWith("f.geojson:3: is not JSON: "));
    CHECK_THAT(refusal("{\"type\":\"Polygon\",\n\"coordinates\":[[[1,2],"), StartsWith("f.geojson:2: is not JSON: "));
    CHECK_THAT(refusal("{\"type\":\"Polygon\",\n\n\"coordinates\":[[[1e999,2]]]}"),
               StartsWith("f.geojson:3: is not JSON: number overflow"));
    CHECK_THAT(refusal("id,lat,lon\n"), StartsWith("f.geojson:1: is not JSON: "));
    CHECK_THAT(refusal("\"\xFF\xFE\""), StartsWith("f.geojson:1: is not JSON: "));
    CHECK_THAT(refusal(std::string("\0\0\0", 3)), StartsWith("f.geojson:1: is not JSON: "));
    CHECK_THAT(refusal("[1,2]"), StartsWith("f.geojson: is not GeoJSON: it holds an array"));
    CHECK_THAT(refusal("{}"), StartsWith("f.geojson: is not GeoJSON: it has no \"type\""));
    CHECK_THAT(refusal(R"({"type":5})"), StartsWith("f.geojson: is not GeoJSON: \"type\" is the number 5"));
    CHECK_THAT(refusal(R"({"type":"Topology"})"), StartsWith("f.geojson: is not GeoJSON: \"type\" is \"Topology\""));
    CHECK_THAT(refusal(R"({"type":"FeatureCollection"})"), ContainsSubstring("without \"features\""));
    CHECK_THAT(refusal(R"({"type":"FeatureCollection","features":{}})"),
               ContainsSubstring("\"features\" that is an object"));
    CHECK_THAT(refusal(R"({"type":"FeatureCollection","features":["x"]})"),
               StartsWith("f.geojson: feature 1: is the string \"x\""));
    CHECK_THAT(refusal(R"({"type":"FeatureCollection","features":[{"type":"Polygon"}]})"),
               ContainsSubstring("not \"Feature\""));
    CHECK_THAT(refusal(R"({"type":"Polygon","bbox":[1,2,3],"coordinates":)" + square + "}"),
               ContainsSubstring("\"bbox\""));
    CHECK_THAT(refusal(R"({"type":"Polygon","bbox":[1,2,3,"4"],"coordinates":)" + square + "}"),
               ContainsSubstring("\"bbox\""));
}

TEST_CASE("zone geojson: the old crs member is tolerated where it says WGS 84")
{
    const auto with_crs = [](const std::string& name) {
        return R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":")" + name +
               R"("}},"features":[]})";
    };
    CHECK(refusal(with_crs("urn:ogc:def:crs:OGC:1.3:CRS84")) == "accepted");
    CHECK(refusal(with_crs("EPSG:4326")) == "accepted");
    CHECK(refusal(R"({"type":"FeatureCollection","crs":null,"features":[]})") == "accepted");
    CHECK_THAT(refusal(with_crs("urn:ogc:def:crs:EPSG::3067")), ContainsSubstring("3067"));
    CHECK_THAT(refusal(R"({"type":"FeatureCollection","crs":5,"features":[]})"), ContainsSubstring("reference system"));
}

TEST_CASE("zone geojson: ED-318 is not mistaken for plain GeoJSON, which would lose its limits")
{
    CHECK_THAT(property_refusal(R"("limitedApplicability":[])"), ContainsSubstring("ED-318"));
    CHECK_THAT(
        refusal(
            R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","layer":{"upper":50},"coordinates":)" +
            square + "}}"),
        ContainsSubstring("ED-318"));
    CHECK_THAT(
        refusal(
            R"({"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Polygon","layer":{},"coordinates":)" +
            square + "}]}}"),
        ContainsSubstring("ED-318"));
}

TEST_CASE("zone geojson: keep_going leaves out what is bad, in file order, and keeps the rest")
{
    const std::string good = R"({"type":"Feature","id":"G","properties":{},"geometry":)" + polygon + "}";
    const std::string crossing = with_coordinates("Polygon", "[[[20,54],[21,55],[21,54],[20,55],[20,54]]]");
    const std::string point = with_coordinates("Point", "[1,2]");
    const std::string text =
        R"({"type":"FeatureCollection","features":[)" + crossing + "," + good + "," + point + ",7," + good + "]}";
    const auto set = load(text, {.keep_going = true});
    CHECK(set.zones.size() == 2);
    REQUIRE(set.skipped.size() == 3);
    CHECK_THAT(set.skipped[0].message, StartsWith("f.geojson: feature 1 \"Z\", ring 0, vertex 2"));
    CHECK_THAT(set.skipped[1].message, StartsWith("f.geojson: feature 3 \"Z\": has a geometry of type \"Point\""));
    CHECK_THAT(set.skipped[2].message, StartsWith("f.geojson: feature 4: is the number 7"));
    CHECK(set.skipped[2].index == 4);
    // a file that is no JSON has no records to skip
    std::istringstream in("{");
    CHECK_THROWS_AS(io::load_zones_geojson(in, "f", {.keep_going = true}), ParseError);
}

TEST_CASE("zone geojson: a zone with several faults says how many more")
{
    CHECK_THAT(refusal(with_coordinates("Polygon", "[[[20,95],[21,54],[21,96],[20,55],[20,97]]]")),
               ContainsSubstring("(and 2 more faults)"));
}

TEST_CASE("zone geojson: names cannot break the line or the terminal")
{
    const std::string message = refusal(R"({"type":"Feature","id":"a\nb\u001b[31m)" + std::string(500, 'x') +
                                        R"(","properties":{},"geometry":null})");
    CHECK_THAT(message, StartsWith("f.geojson: feature 1 \"a?b?[31mxxx"));
    CHECK(message.size() < 200);
    CHECK(message.find('\n') == std::string::npos);
}

TEST_CASE("zone geojson: arcs and circles")
{
    const auto ring = [](const std::string& properties, const std::string& geometry) {
        return read(with_properties(properties, geometry)).zones.at(0).spec.parts.at(0).exterior;
    };
    const std::string half = R"({"type":"Polygon","coordinates":[[[18,54.5],[18,53.5],[18,54.5]]]})";
    const RingSpec arc = ring(R"("edges":[[{"arc":"clockwise","centre":[18,54]},"rhumb"]])", half);
    REQUIRE(arc.vertices.size() == 2);
    CHECK(arc.vertices[0].edge_to_next == EdgeKind::arc_clockwise);
    CHECK(arc.vertices[0].arc_centre == LatLon{54, 18});
    CHECK(arc.vertices[1].edge_to_next == EdgeKind::rhumb);
    CHECK(ring(R"("edges":[[{"arc":"counter_clockwise","center":[18,54]},"rhumb"]])", half).vertices[0].edge_to_next ==
          EdgeKind::arc_counter_clockwise);
    const RingSpec disc = ring(R"("radius_m":9260.5)", R"({"type":"Point","coordinates":[18,54,100]})");
    REQUIRE(disc.circle);
    CHECK(disc.circle->centre == LatLon{54, 18});
    CHECK(disc.circle->radius == Metres{9260.5});
    CHECK(disc.vertices.empty());
    CHECK(ring(R"("name":"x")", R"({"type":"Point","coordinates":[18,54],"radius_m":1})").circle->radius == Metres{1});
    const auto several = read(with_properties(
        R"("radius_m":5)",
        R"({"type":"GeometryCollection","geometries":[)"
        R"({"type":"Point","coordinates":[18,54]},{"type":"Point","coordinates":[19,54],"radius_m":7},)" +
            half + "]}"));
    REQUIRE(several.zones.at(0).spec.parts.size() == 3);
    CHECK(several.zones[0].spec.parts[0].exterior.circle->radius == Metres{5});
    CHECK(several.zones[0].spec.parts[1].exterior.circle->radius == Metres{7});

    const auto refused = [&](const std::string& edges) {
        return refusal(with_properties(R"("edges":[[)" + edges + "]]", half));
    };
    CHECK_THAT(refused(R"({"arc":"clockwise"},"rhumb")"),
               ContainsSubstring("ring 0, vertex 0: an edge that is an object has"));
    CHECK_THAT(refused(R"({"arc":"left","centre":[18,54]},"rhumb")"), ContainsSubstring("neither \"clockwise\" nor"));
    CHECK_THAT(refused(R"("rhumb",{"arc":"clockwise","centre":[18]})"), ContainsSubstring("vertex 1, the centre"));
    CHECK_THAT(refused(R"("arc_clockwise","rhumb")"), ContainsSubstring("not one of geodesic"));
    CHECK_THAT(refusal(with_properties(R"("radius_m":"5")", R"({"type":"Point","coordinates":[18,54]})")),
               ContainsSubstring("\"radius_m\" is the string"));
    CHECK_THAT(refusal(with_properties(R"("name":"x")", R"({"type":"Point","coordinates":[18,54]})")),
               ContainsSubstring("a Point with \"radius_m\""));
}

TEST_CASE("zone geojson: hostile nesting and size do not crash")
{
    CHECK_THAT(refusal(std::string(1000000, '[')), ContainsSubstring("is not JSON"));
    const std::string deep = std::string(200000, '[') + std::string(200000, ']');
    CHECK_THAT(refusal(deep), ContainsSubstring("it holds an array"));
    CHECK_THAT(refusal(with_coordinates("Polygon", deep)), StartsWith("f.geojson: feature 1 \"Z\""));
}

TEST_CASE("zone geojson: files that cannot be opened say why")
{
    const auto message = [](const std::string& path) {
        try {
            static_cast<void>(io::read_zones_geojson(path));
        } catch (const ParseError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    CHECK_THAT(message("no/such/file.geojson"), StartsWith("no/such/file.geojson: cannot be opened: "));
    CHECK_THAT(message(PICKET_TEST_DATA_DIR), ContainsSubstring("is a directory"));
}

TEST_CASE("zone geojson: the files people have are read whole")
{
    namespace fs = std::filesystem;
    const fs::path data = PICKET_SHARED_DATA_DIR;
    if (data.empty()) SKIP("the shared data is not there");
    struct Case {
        const char* file;
        std::size_t zones;
        std::size_t skipped;
        const char* first_id;
    };
    // counts as the SOURCE.md files state them
    for (const Case& c : {Case{"airspace-finland-drone/rajoitukset.geojson", 51, 0, "EFP20"},
                          Case{"airspace-finland-drone/lentokentat.geojson", 48, 0, "EFET-R"},
                          Case{"airspace-finland-drone/valvottu.geojson", 28, 0, "EFHK_CTR_N"},
                          Case{"airspace-finland-drone/lennatyspaikat.geojson", 0, 84, ""},
                          Case{"airspace-fir-vatsim/Boundaries.geojson", 1102, 0, "ADR"},
                          Case{"airspace-sectors-eurocontrol/elementary_sectors_airac462.geojson", 589, 0, "LSAZESL"},
                          Case{"borders-natural-earth/ne_50m_admin_0_countries.geojson", 242, 0, "ZWE"},
                          Case{"borders-natural-earth/countries_10m/RUS.geojson", 1, 0, "RUS"},
                          Case{"borders-osm-maritime/osm_maritime_1000m.geojson", 249, 0, "ABW"}}) {
        CAPTURE(c.file);
        const auto file = io::read_zones_geojson((data / c.file).string(), {.keep_going = true});
        CHECK(file.zones.size() == c.zones);
        CHECK(file.skipped.size() == c.skipped);
        if (!file.zones.empty()) CHECK(file.zones.front().spec.id == c.first_id);
    }
    const auto sectors =
        io::read_zones_geojson((data / "airspace-sectors-eurocontrol/elementary_sectors_airac462.geojson").string());
    CHECK(sectors.zones.front().spec.altitude ==
          AltitudeBand{AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{125.0})),
                       AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{245.0}))});
}

TEST_CASE("zone geojson: corridors and margins")
{
    const std::string line = R"({"type":"LineString","coordinates":[[18,54],[19,54],[19,55]]})";
    const auto parts = [](const std::string& properties, const std::string& geometry) {
        return read(with_properties(properties, geometry)).zones.at(0).spec.parts;
    };
    const auto corridor =
        parts(R"("corridor_half_width_m":9260.5,"edges":["rhumb",{"arc":"clockwise","centre":[18,54.5]}])", line);
    REQUIRE(corridor.size() == 1);
    REQUIRE(corridor[0].corridor);
    CHECK(corridor[0].corridor->half_width == Metres{9260.5});
    CHECK(corridor[0].margin == Metres{0});
    CHECK(corridor[0].exterior.vertices.empty());
    REQUIRE(corridor[0].corridor->line.size() == 3);
    CHECK(corridor[0].corridor->line[0].edge_to_next == EdgeKind::rhumb);
    CHECK(corridor[0].corridor->line[1].edge_to_next == EdgeKind::arc_clockwise);
    CHECK(corridor[0].corridor->line[1].arc_centre == LatLon{54.5, 18});
    CHECK(corridor[0].corridor->line[2].at == LatLon{55, 19});
    // a line that comes back to its start keeps its last vertex
    CHECK(parts(R"("corridor_half_width_m":1)", R"({"type":"LineString","coordinates":[[18,54],[19,54],[18,54]]})")[0]
              .corridor->line.size() == 3);
    const auto several = parts(R"("corridorHalfWidthM":5,"edges":[["rhumb"],"geodesic"],"margin_m":3)",
                               R"({"type":"MultiLineString","coordinates":[[[18,54],[19,54]],[[18,55],[19,55]]]})");
    REQUIRE(several.size() == 2);
    CHECK(several[0].corridor->line[0].edge_to_next == EdgeKind::rhumb);
    CHECK(several[1].corridor->line[0].edge_to_next == EdgeKind::geodesic);
    CHECK(several[1].margin == Metres{3});

    CHECK(parts(R"("margin_m":-22224)", polygon)[0].margin == Metres{-22224});
    CHECK(parts(R"("margin_m":null)", polygon)[0].margin == Metres{0});
    CHECK(parts(R"("margin_m":5,"radius_m":10)", R"({"type":"Point","coordinates":[18,54]})")[0].margin == Metres{5});
    // members of a geometry speak for it and what is in it
    const auto mixed = parts(
        R"("margin_m":5,"corridor_half_width_m":7)",
        R"({"type":"GeometryCollection","geometries":[{"type":"LineString","margin_m":0,"coordinates":[[18,54],[19,54]]},)" +
            polygon + R"(,{"type":"LineString","corridor_half_width_m":8,"coordinates":[[18,54],[19,54]]}]})");
    REQUIRE(mixed.size() == 3);
    CHECK(mixed[0].margin == Metres{0});
    CHECK(mixed[0].corridor->half_width == Metres{7});
    CHECK(mixed[1].margin == Metres{5});
    CHECK_FALSE(mixed[1].corridor);
    CHECK(mixed[2].margin == Metres{5});
    CHECK(mixed[2].corridor->half_width == Metres{8});

    const auto refused = [&](const std::string& properties, const std::string& geometry) {
        return refusal(with_properties(R"("id":"Z",)" + properties, geometry));
    };
    const std::string where = "f.geojson: feature 1 \"Z\"";
    CHECK(refused(R"("corridor_half_width_m":"5")", line) ==
          where + ", corridor: \"corridor_half_width_m\" is the string \"5\", not a number");
    CHECK(refused(R"("corridor_half_width_m":0)", line) ==
          where + ", corridor: the half width, 0 m, is not between 0 and 370.4 km (200 nautical miles)");
    CHECK(refused(R"("corridor_half_width_m":5)", polygon) ==
          where + ": has a \"corridor_half_width_m\", but no line for it");
    CHECK(refused(R"("corridor_half_width_m":5,"edges":["rhumb","rhumb","rhumb"])", line) ==
          where + ", corridor: \"edges\" has 3 entries for 2 edges");
    CHECK(refused(R"("corridor_half_width_m":5)", R"({"type":"LineString","coordinates":[[18,54],[19,91]]})") ==
          where + ", corridor, vertex 1: latitude 91 is beyond 90 degrees");
    CHECK(refused(R"("corridor_half_width_m":5)", R"({"type":"LineString","coordinates":[[18,54],[19]]})") ==
          where + ", corridor, vertex 1: has 1 numbers, not longitude and latitude");
    CHECK(refused(R"("corridor_half_width_m":5)",
                  R"({"type":"MultiLineString","coordinates":[[[18,54],[19,54]],[[18,54]]]})") ==
          where + ", part 1, corridor: a corridor needs at least two distinct vertices, this one has 1");
    CHECK(refused(R"("corridor_half_width_m":5)", R"({"type":"MultiLineString","coordinates":[]})") ==
          where + ": has a MultiLineString without lines");
    CHECK(refused(R"("margin_m":"12 NM")", polygon) == where + ": \"margin_m\" is the string \"12 NM\", not a number");
    CHECK(refused(R"("margin_m":400000)", polygon) ==
          where + ", the margin, 400000 m, is beyond 370.4 km (200 nautical miles)");
    CHECK_THAT(refused(R"("margin_m":4)", line), ContainsSubstring("a line with \"corridor_half_width_m\""));
}
