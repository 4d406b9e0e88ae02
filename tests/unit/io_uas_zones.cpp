// SPDX-License-Identifier: MIT
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/io/uas_zones.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zones.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace picket;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

io::ZoneFile read(const std::string& text, const io::ZoneReadOptions& options = {})
{
    std::istringstream in(text);
    return io::read_zones_uas(in, "f.json", options);
}

std::string refusal(const std::string& text)
{
    try {
        static_cast<void>(read(text));
    } catch (const ParseError& error) {
        return error.what();
    }
    return "accepted";
}

const std::string square = "[[[18,54],[19,54],[19,55],[18,55],[18,54]]]";
const std::string polygon = R"("horizontalProjection":{"type":"Polygon","coordinates":)" + square + "}";
const std::string limits = R"("uomDimensions":"M","lowerLimit":0,"lowerVerticalReference":"AGL","upperLimit":120,)"
                           R"("upperVerticalReference":"AGL",)";

std::string ed269(const std::string& volumes, const std::string& applicability = R"([{"permanent":"YES"}])")
{
    return R"({"title":"t","features":[{"identifier":"Z1","country":"POL","name":"Zone one","type":"COMMON",)"
           R"("restriction":"PROHIBITED","applicability":)" + applicability + R"(,"geometry":[)" + volumes + "]}]}";
}
std::string ed269_at(const std::string& applicability) { return ed269("{" + limits + polygon + "}", applicability); }

std::string ed318(const std::string& geometry, const std::string& more = "")
{
    return R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":)" + geometry +
           R"(,"properties":{"identifier":"Z1","name":[{"text":"Zone one","lang":"en-GB"}],"type":"CONDITIONAL")" + more + "}}]}";
}

std::vector<std::string> windows(const std::string& applicability)
{
    std::vector<std::string> result;
    const io::ZoneFile file = read(ed269_at(applicability));
    const auto add = [&](const TimeWindow& w) { result.push_back(io::utc_text(w.begin_s) + " " + io::utc_text(w.end_s)); };
    const ZoneSpec& spec = file.zones.at(0).spec;
    for (const TimeWindow& w : spec.windows) add(w);
    // a schedule as its windows in September 2025
    if (spec.schedule)
        Schedule(*spec.schedule)
            .for_each_window(io::read_time("2025-09-01T00:00:00Z").time_s, io::read_time("2025-10-01T00:00:00Z").time_s, add);
    return result;
}

std::string scheduled(const std::string& daily, const std::string& begin = "2025-09-15T00:00:00Z",
                      const std::string& end = "2025-09-22T00:00:00Z")
{
    return R"([{"permanent":"NO","startDateTime":")" + begin + R"(","endDateTime":")" + end + R"(","schedule":[)" + daily + "]}]";
}

}  // namespace

TEST_CASE("uas zones: an ED-269 zone of one volume, and of several")
{
    const auto one = read(ed269("{" + limits + polygon + "}"));
    REQUIRE(one.zones.size() == 1);
    CHECK(one.zones[0].spec.id == "Z1");
    CHECK(one.zones[0].spec.name == "Zone one");
    CHECK(one.zones[0].type == "PROHIBITED");
    CHECK(one.zones[0].where == "f.json: zone 1 \"Z1\"");
    CHECK(one.zones[0].spec.windows.empty());
    CHECK(one.zones[0].spec.altitude ==
          AltitudeBand{AltitudeLimit::ground(), AltitudeLimit::at({Metres{120}, VerticalDatum::agl})});
    const RingSpec& ring = one.zones[0].spec.parts.at(0).exterior;
    REQUIRE(ring.vertices.size() == 4);
    CHECK(ring.vertices[1].at == LatLon{54, 19});
    CHECK(ring.vertices[0].edge_to_next == EdgeKind::geodesic);
    CHECK(read(ed269("{" + limits + polygon + "}"), {.default_edges = EdgeKind::lonlat})
              .zones[0].spec.parts[0].exterior.vertices[0].edge_to_next == EdgeKind::lonlat);

    const std::string circle = R"({"uomDimensions":"FT","lowerLimit":"100","lowerVerticalReference":"AMSL","upperLimit":null,)"
                               R"("upperVerticalReference":"AMSL","horizontalProjection":{"type":"Circle","center":[18,54],"radius":1000}})";
    const auto two = read(ed269("{" + limits + polygon + "}," + circle));
    REQUIRE(two.zones.size() == 2);
    CHECK(two.zones[0].spec.id == "Z1/1");
    CHECK(two.zones[1].spec.id == "Z1/2");
    CHECK(two.zones[1].index == 1);
    CHECK(two.zones[1].where == "f.json: zone 1 \"Z1\", volume 2");
    CHECK(two.zones[1].spec.altitude.lower == AltitudeLimit::at({to_metres(Feet{100}), VerticalDatum::amsl}));
    CHECK(two.zones[1].spec.altitude.upper == AltitudeLimit::none());
    const auto& disc = two.zones[1].spec.parts.at(0).exterior.circle;
    REQUIRE(disc);
    CHECK(disc->centre == LatLon{54, 18});
    CHECK(disc->radius == 1000.0 * to_metres(Feet{1}));  // the unit is that of all dimensions
}

TEST_CASE("uas zones: ED-318 polygons, circles, layers and collections")
{
    const std::string layer = R"("layer":{"upper":150,"upperReference":"AGL","lower":50,"lowerReference":"AMSL","uom":"m"})";
    const std::string area = R"({"type":"Polygon","coordinates":)" + square + "," + layer + "}";
    const std::string point = R"({"type":"Point","coordinates":[18,54],"extent":{"subType":"Circle","radius":3500},)" + layer + "}";
    const auto one = read(ed318(point));
    REQUIRE(one.zones.size() == 1);
    CHECK(one.zones[0].spec.id == "Z1");
    CHECK(one.zones[0].spec.name == "Zone one");
    CHECK(one.zones[0].type == "CONDITIONAL");
    REQUIRE(one.zones[0].spec.parts.at(0).exterior.circle);
    CHECK(one.zones[0].spec.parts[0].exterior.circle->radius == Metres{3500});
    CHECK(one.zones[0].spec.altitude == AltitudeBand{AltitudeLimit::at({Metres{50}, VerticalDatum::amsl}),
                                                     AltitudeLimit::at({Metres{150}, VerticalDatum::agl})});
    const auto two = read(ed318(R"({"type":"GeometryCollection","geometries":[)" + area + "," + point + "]}"));
    REQUIRE(two.zones.size() == 2);
    CHECK(two.zones[0].spec.id == "Z1/1");
    CHECK(two.zones[0].spec.parts[0].exterior.vertices.size() == 4);
    CHECK(two.zones[1].spec.id == "Z1/2");
    // no limits at all; a single feature
    const std::string feature = R"({"type":"Feature","geometry":{"type":"Point","coordinates":[18,54],"extent":{"subType":"Circle",)"
                                R"("radius":3500}},"properties":{"identifier":"F"}})";
    const auto bare = read(feature);
    CHECK(bare.zones.at(0).spec.altitude == AltitudeBand{});
    CHECK(bare.zones.at(0).spec.id == "F");
}

TEST_CASE("uas zones: dates, and schedules")
{
    CHECK(windows(R"([{"permanent":"YES"}])").empty());
    CHECK(windows("[]").empty());
    CHECK(windows("null").empty());
    CHECK(windows(R"([{"permanent":"NO","startDateTime":"2025-09-15T00:00:00Z","endDateTime":"2025-09-22T00:00:00Z"}])") ==
          std::vector<std::string>{"2025-09-15T00:00:00Z 2025-09-22T00:00:00Z"});
    CHECK(windows(R"([{"permanent":"NO","startDateTime":"2025-09-15T00:00:00Z"}])") ==
          std::vector<std::string>{"2025-09-15T00:00:00Z inf"});
    // an empty schedule says nothing
    CHECK(windows(R"([{"permanent":"YES","startDateTime":null,"endDateTime":null,"dailyPeriod":[{"day":[],"startTime":null,"endTime":null}]}])").empty());
    // 2025-09-15 is a Monday
    CHECK(windows(scheduled(R"({"day":["SAT","SUN"],"startTime":"17:00:00.00Z","endTime":"23:59:59.00Z"})")) ==
          std::vector<std::string>{"2025-09-20T17:00:00Z 2025-09-20T23:59:59Z", "2025-09-21T17:00:00Z 2025-09-21T23:59:59Z"});
    CHECK(windows(scheduled(R"({"day":["ANY"],"startTime":"08:00Z","endTime":"09:00Z"})")).size() == 7);
    CHECK(windows(scheduled(R"({"day":"MON","startTime":"08:00Z","endTime":"09:00Z"})")).size() == 1);
    CHECK(windows(scheduled(R"({"startTime":"08:00Z","endTime":"09:00Z"})")).size() == 7);
    // over midnight, from the Friday; the Sunday's runs into the end, and a Sunday before the beginning does not count
    CHECK(windows(scheduled(R"({"day":["FRI"],"startTime":"22:00Z","endTime":"04:00Z"})")) ==
          std::vector<std::string>{"2025-09-19T22:00:00Z 2025-09-20T04:00:00Z"});
    CHECK(windows(scheduled(R"({"day":["SUN"],"startTime":"22:00Z","endTime":"04:00Z"})")) ==
          std::vector<std::string>{"2025-09-15T00:00:00Z 2025-09-15T04:00:00Z", "2025-09-21T22:00:00Z 2025-09-22T00:00:00Z"});
    // the day is that of the place: 00:30 on Wednesday in Warsaw is still Tuesday in Greenwich
    CHECK(windows(scheduled(R"({"day":["WED"],"startTime":"00:30:00+02:00","endTime":"01:30:00+02:00"})")) ==
          std::vector<std::string>{"2025-09-16T22:30:00Z 2025-09-16T23:30:00Z"});
    CHECK(windows(scheduled(R"({"day":["WED"],"startTime":"00:00:00Z","endTime":"24:00:00Z"})")) ==
          std::vector<std::string>{"2025-09-17T00:00:00Z 2025-09-18T00:00:00Z"});
    // two entries, two periods: the union
    CHECK(windows(scheduled(R"({"day":["MON"],"startTime":"08:00Z","endTime":"09:00Z"},{"day":["TUE"],"startTime":"10:00Z","endTime":"11:00Z"})")).size() == 2);
    // a schedule that does not come within its dates is never active, not always
    const Zone never_on(read(ed269_at(scheduled(R"({"day":["MON"],"startTime":"08:00Z","endTime":"09:00Z"})", "2025-09-16T00:00:00Z",
                                                "2025-09-18T00:00:00Z"))).zones.at(0).spec);
    CHECK(never_on.active(1758000000.0) == Containment::outside);
    // until further notice, and from the beginning of time
    CHECK(windows(R"([{"schedule":[{"day":["MON"],"startTime":"08:00Z","endTime":"09:00Z"}]}])").size() == 5);
    CHECK(windows(R"([{"startDateTime":"2025-09-20T00:00:00Z","schedule":[{"day":["MON"],"startTime":"08:00Z","endTime":"09:00Z"}]}])") ==
          std::vector<std::string>{"2025-09-22T08:00:00Z 2025-09-22T09:00:00Z", "2025-09-29T08:00:00Z 2025-09-29T09:00:00Z"});
    // a period of dates beside one of days: either
    CHECK(windows(R"([{"startDateTime":"2025-09-03T10:00:00Z","endDateTime":"2025-09-05T11:00:00Z"},
                      {"startDateTime":"2025-09-04T00:00:00Z","endDateTime":"2025-09-10T00:00:00Z",
                       "schedule":[{"day":["FRI","MON"],"startTime":"08:00Z","endTime":"12:00Z"}]}])") ==
          std::vector<std::string>{"2025-09-03T10:00:00Z 2025-09-05T12:00:00Z", "2025-09-08T08:00:00Z 2025-09-08T12:00:00Z"});
    // beside one without limits: always
    CHECK(windows(R"([{"schedule":[{"day":["MON"]}]},{"permanent":"YES"}])").empty());
}

TEST_CASE("uas zones: schedules by the sun")
{
    const auto of = [](const std::string& daily) {
        const io::ZoneFile file = read(ed318(
            R"({"type":"Point","coordinates":[25.0,60.2],"extent":{"subType":"Circle","radius":500},"layer":{}})",
            R"(,"limitedApplicability":[{"schedule":[)" + daily + "]}]"));
        return Zone(file.zones.at(0).spec);
    };
    const double noon_s = io::read_time("2025-06-20T10:00:00Z").time_s;
    const LatLon centre{60.2, 25.0};
    const Zone by_day = of(R"({"day":["FRI"],"startEvent":"SR","endEvent":"SS"})");
    REQUIRE(by_day.schedule());
    CHECK(by_day.schedule()->spec().place == centre);
    CHECK(by_day.active(noon_s) == Containment::inside);
    CHECK(by_day.next_activity_change(noon_s) == sun_time(SunEvent::sunset, centre, noon_s).time_s);
    CHECK(by_day.next_activity_change(noon_s - 12 * 3600.0) == sun_time(SunEvent::sunrise, centre, noon_s).time_s);
    const Zone till_dark = of(R"({"startTime":"09:00Z","endEvent":"EECT"})");
    CHECK(till_dark.next_activity_change(noon_s) == sun_time(SunEvent::civil_twilight_end, centre, noon_s).time_s);
    const Zone from_dawn = of(R"({"startEvent":"BMCT","endTime":"18:00+03:00"})");
    CHECK(from_dawn.next_activity_change(noon_s) == io::read_time("2025-06-20T15:00:00Z").time_s);
    CHECK(from_dawn.next_activity_change(io::read_time("2025-06-20T15:00:00Z").time_s) ==
          sun_time(SunEvent::civil_twilight_begin, centre, noon_s + 86400.0).time_s);
    // of a polygon, the middle of its vertices
    const Zone polygon_zone(read(ed269_at(R"([{"schedule":[{"startEvent":"SR","endEvent":"SS"}]}])")).zones.at(0).spec);
    CHECK(polygon_zone.contains(*polygon_zone.schedule()->spec().place) == Containment::inside);
}

TEST_CASE("uas zones: what is wrong is said")
{
    CHECK_THAT(refusal("{"), StartsWith("f.json:1: is not JSON"));
    CHECK(refusal("[]") == "f.json: is neither ED-269 nor ED-318");
    CHECK(refusal(R"({"type":"FeatureCollection","features":[]})") == "f.json: is neither ED-269 nor ED-318");
    CHECK(refusal(R"({"UASZoneList":7})") == "f.json: the list of zones is the number 7, not an array");
    CHECK(refusal(R"({"UASZoneList":[7]})") == "f.json: zone 1: is the number 7, not an object");
    CHECK(refusal(R"({"UASZoneList":[{"identifier":"A"}]})") == "f.json: zone 1 \"A\": has no \"geometry\"");
    const auto volume = [](const std::string& text) { return refusal(ed269("{" + text + "}")); };
    const std::string start = "f.json: zone 1 \"Z1\", volume 1";
    CHECK(volume(limits + R"("x":1)") == start + ": has no \"horizontalProjection\"");
    CHECK_THAT(volume(limits + R"("horizontalProjection":{"type":"Line"})"), StartsWith(start + ": is of type \"Line\""));
    CHECK_THAT(volume(limits + R"("horizontalProjection":{"type":"Circle","center":[18,54]})"), ContainsSubstring("\"radius\" is not a number"));
    CHECK_THAT(volume(limits + R"("horizontalProjection":{"type":"Circle","center":[18],"radius":5})"), StartsWith(start + ", the centre: is not a position"));
    CHECK(volume(limits + R"("horizontalProjection":{"type":"Polygon","coordinates":[[[18,54],[19,"x"]]]})") ==
          start + ", ring 0, vertex 1: is not a position [longitude, latitude]");
    CHECK_THAT(volume(R"("uomDimensions":"KM","lowerLimit":5,"lowerVerticalReference":"AGL",)" + polygon), ContainsSubstring("\"uomDimensions\" is \"KM\", not a unit"));
    CHECK_THAT(volume(R"("uomDimensions":"M","lowerLimit":5,)" + polygon), ContainsSubstring("has a \"lowerLimit\" but no \"lowerVerticalReference\""));
    CHECK_THAT(volume(R"("uomDimensions":"M","lowerLimit":5,"lowerVerticalReference":"SEA",)" + polygon), ContainsSubstring("not a vertical datum"));
    CHECK_THAT(volume(R"("uomDimensions":"M","lowerLimit":"low","lowerVerticalReference":"AGL",)" + polygon), ContainsSubstring("not a number"));
    CHECK_THAT(refusal(ed318(R"({"type":"Point","coordinates":[18,54],"layer":{}})")), ContainsSubstring("\"extent\" is no Circle"));
    CHECK_THAT(refusal(ed318(R"({"type":"LineString","coordinates":[[18,54],[19,54]],"layer":{}})")), ContainsSubstring("is of type \"LineString\""));

    const auto times = [](const std::string& text) { return refusal(ed269_at(text)); };
    CHECK_THAT(times(R"([{"permanent":"YES","startDateTime":"2025-09-15T00:00:00Z"}])"), ContainsSubstring("is permanent, and yet"));
    CHECK_THAT(times(R"([{"permanent":"NO","startDateTime":"soon"}])"), ContainsSubstring("\"startDateTime\": \"soon\""));
    CHECK_THAT(times(scheduled("", "2025-09-16T00:00:00Z", "2025-09-15T00:00:00Z")), ContainsSubstring("not after"));
    CHECK_THAT(times(scheduled(R"({"day":["MO"],"startTime":"08:00Z"})")), ContainsSubstring("not one of MON to SUN or ANY"));
    CHECK_THAT(times(scheduled(R"({"day":["MON"],"startTime":"8 o'clock"})")), ContainsSubstring("not a time of day"));
    CHECK_THAT(times(scheduled(R"({"day":["MON"],"startTime":"08:00:00"})")), ContainsSubstring("not a time of day"));
    CHECK_THAT(times(scheduled(R"({"day":["MON"],"startTime":"08:00:00.5Z"})")), ContainsSubstring("has a fraction of a second"));
    CHECK(times(scheduled(R"({"day":["MON"],"startEvent":"NOON"})")) ==
          "f.json: zone 1 \"Z1\": \"startEvent\" is the string \"NOON\", not one of BMCT, SR, SS, EECT");
    CHECK_THAT(times(scheduled(R"({"day":["MON"],"endEvent":7})")), ContainsSubstring("\"endEvent\" is the number 7, not one of"));
    CHECK_THAT(times(scheduled(R"({"endTime":"08:00Z","endEvent":"SS"})")), ContainsSubstring("\"endTime\" and \"endEvent\" both say when"));

    // a zone is skipped whole
    const auto file = read(ed269("{" + limits + polygon + "},{}"), {.keep_going = true});
    CHECK(file.zones.empty());
    REQUIRE(file.skipped.size() == 1);
    CHECK(file.skipped[0].index == 1);
}

TEST_CASE("zones: every format by its content")
{
    const auto first = [](const std::string& text, const char* name) {
        std::istringstream in(text);
        const auto file = io::read_zones(in, name);
        return file.zones.at(0).spec.id + " " + to_string(file.zones.at(0).spec.parts.at(0).exterior.vertices.at(0).edge_to_next);
    };
    CHECK(first(ed269("{" + limits + polygon + "}"), "x") == "Z1 geodesic");
    CHECK(first(ed318(R"({"type":"Polygon","coordinates":)" + square + R"(,"layer":{}})"), "x.txt") == "Z1 geodesic");
    CHECK(first(R"({"type":"Feature","id":"G","properties":null,"geometry":{"type":"Polygon","coordinates":)" + square + "}}", "x") == "G lonlat");
    const std::string openair = "AC R\nAN O\nAL GND\nAH UNL\nDP 54:00:00 N 018:00:00 E\nDP 54:00:00 N 019:00:00 E\nDP 55:00:00 N 019:00:00 E\n";
    CHECK(first(openair, "x") == "O geodesic");
    CHECK(first("\xEF\xBB\xBF* comment\r\n" + openair, "x.json") == "O geodesic");
    const auto fault = [](const std::string& text, const char* name) {
        try {
            std::istringstream in(text);
            static_cast<void>(io::read_zones(in, name));
        } catch (const ParseError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    CHECK_THAT(fault("nothing of the sort", "x"), StartsWith("x:1: is not JSON"));
    CHECK_THAT(fault("nothing of the sort", "x.txt"), StartsWith("x.txt:1: \"nothing\" before the first AC"));
    CHECK_THAT(fault("", "x"), StartsWith("x: is empty"));
}

TEST_CASE("uas zones: the files of the formats' own bodies")
{
    namespace fs = std::filesystem;
    const fs::path data = PICKET_SHARED_DATA_DIR;
    if (data.empty()) SKIP("the shared data is not there");
    struct Case {
        const char* file;
        std::size_t zones;  ///< volumes
    };
    for (const Case& c : {Case{"ed269_interuss_che-1.json", 10}, Case{"ed269_interuss_cis_sample.json", 1},
                          Case{"ed318_Example_Collection.json", 3}, Case{"ed318_Example_GeoZone_2_Layers.json", 2},
                          Case{"ed318_Example_GeoZone_Circle.json", 1}, Case{"ed318_Example_GeoZone_with_extension.json", 1}}) {
        CAPTURE(c.file);
        CHECK(io::load_zones((data / "airspace-uas-zones" / c.file).string()).zones.size() == c.zones);
    }
    const auto concert = io::load_zones((data / "airspace-uas-zones/ed269_interuss_che-1.json").string()).zones.at(0);
    // Saturdays and Sundays from 17:00 to 23:59:59, a year long
    int evenings = 0;
    concert.schedule()->for_each_window(0.0, 4e9, [&](const TimeWindow& window) {
        ++evenings;
        CHECK(window.end_s - window.begin_s == 25199.0);
    });
    CHECK(evenings == 104);
    CHECK(concert.active(io::read_time("2022-07-02T20:00:00Z").time_s) == Containment::inside);
    CHECK(concert.active(io::read_time("2022-07-01T20:00:00Z").time_s) == Containment::outside);
}
