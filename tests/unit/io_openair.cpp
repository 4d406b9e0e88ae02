// SPDX-License-Identifier: MIT
#include <picket/io/openair.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace picket;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;

namespace {

io::ZoneFile read(const std::string& text, const io::ZoneReadOptions& options = {})
{
    std::istringstream in(text);
    return io::read_zones_openair(in, "f.txt", options);
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

/// An airspace with these records in place of its boundary.
std::string with(const std::string& records) { return "AC R\nAN Z\nAL GND\nAH UNL\n" + records; }

const std::string square = "DP 54:00:00 N 018:00:00 E\nDP 54:00:00 N 019:00:00 E\nDP 55:00:00 N 019:00:00 E\n"
                           "DP 55:00:00 N 018:00:00 E\n";

const RingSpec& ring(const io::ZoneFile& file) { return file.zones.at(0).spec.parts.at(0).exterior; }

}  // namespace

TEST_CASE("openair: an airspace, its limits and its edges")
{
    const auto file = read("* a comment\n\nAC CTR\nAY TMA\nAN Gdańsk * 2\nAI EPGD-1\nAF 118.100\nAG Tower\nAX 7000\n"
                           "AT 54:00:00 N 018:00:00 E\nSP 0,2,255,0,0\nSB -1,-1,-1\nAL 1500FT AMSL\nAH FL 95\n" + square);
    REQUIRE(file.zones.size() == 1);
    const io::ZoneRecord& record = file.zones[0];
    CHECK(record.spec.id == "EPGD-1");
    CHECK(record.spec.name == "Gdańsk * 2");
    CHECK(record.type == "TMA");
    CHECK(record.index == 1);
    CHECK(record.where == "f.txt:3: airspace \"Gdańsk * 2\"");
    CHECK(record.spec.altitude == AltitudeBand{AltitudeLimit::at({to_metres(Feet{1500}), VerticalDatum::amsl}),
                                               AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{95}))});
    CHECK(record.spec.windows.empty());
    REQUIRE(ring(file).vertices.size() == 4);
    for (const RingVertex& vertex : ring(file).vertices) CHECK(vertex.edge_to_next == EdgeKind::geodesic);
    CHECK(ring(file).vertices[1].at == LatLon{54.0, 19.0});
    CHECK(ring(read(with(square), {.default_edges = EdgeKind::rhumb})).vertices[0].edge_to_next == EdgeKind::rhumb);
    // without AI and AY
    const auto plain = read("AC  R *danger\nAN X\nAL 0\nAH 100\n" + square);
    CHECK(plain.zones[0].spec.id == "X");
    CHECK(plain.zones[0].type == "R");
    // without a name
    CHECK(read("AC R\nAL GND\nAH UNL\n" + square).zones[0].spec.id == "airspace-1");
}

TEST_CASE("openair: limits as they are written")
{
    const auto lower = [](const std::string& text) {
        return read("AC R\nAN Z\nAH UNL\nAL " + text + "\n" + square).zones.at(0).spec.altitude.lower;
    };
    const auto feet = [](double value, VerticalDatum datum) { return AltitudeLimit::at({to_metres(Feet{value}), datum}); };
    CHECK(lower("FL65") == AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{65})));
    CHECK(lower("FL 95  ") == AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{95})));
    CHECK(lower("4500ft MSL") == feet(4500, VerticalDatum::amsl));
    CHECK(lower("1000 MSL") == feet(1000, VerticalDatum::amsl));
    CHECK(lower("500FT GND") == feet(500, VerticalDatum::agl));
    CHECK(lower("150M AGL") == AltitudeLimit::at({Metres{150}, VerticalDatum::agl}));
    CHECK(lower("600m AMSL") == AltitudeLimit::at({Metres{600}, VerticalDatum::amsl}));
    CHECK(lower("2500") == feet(2500, VerticalDatum::amsl));
    CHECK(lower("2500ft") == feet(2500, VerticalDatum::amsl));
    CHECK(lower("0 AGL") == AltitudeLimit::ground());
    CHECK(lower("SFC *ground") == AltitudeLimit::ground());
}

TEST_CASE("openair: places, with any blanks, minutes or seconds with decimals")
{
    const auto first = [](const std::string& text) { return ring(read(with("DP " + text + "\n" + square))).vertices.at(0).at; };
    const LatLon place{(54 * 3600 + 30 * 60 + 15) / 3600.0, -(8 * 3600 + 6 * 60 + 30) / 3600.0};
    CHECK(first("54:30:15 N 008:06:30 W") == place);
    CHECK(first("54:30:15N 8:06:30W") == place);
    CHECK(first("54:30:15  N8:6:30 w * border") == place);
    CHECK(first("54:30.25 N 008:06.5 W") == place);
    CHECK(first("54:30:15.0n  008:06:30.00W") == place);
    CHECK(first("54.504166666666666 N 008:06:30 W").lat_deg == 54.504166666666666);
    CHECK(first("89:59:59 S 179:59:59 E") == LatLon{-(90 * 3600 - 1) / 3600.0, (180 * 3600 - 1) / 3600.0});
    CHECK(first("90:00:00 S 180:00:00 W") == LatLon{-90.0, -180.0});
    for (const char* bad : {"54:30:15 018:00:00", "54:30:15 N", "54:30:15 E 018:00:00 N", "54:60:00 N 018:00:00 E",
                            "54:30:60 N 018:00:00 E", "54:30:15:00 N 018:00:00 E", "54.5:30 N 018:00:00 E",
                            "91:00:00 N 018:00:00 E", "90:00:01 N 018:00:00 E", "54:30:15 N 180:00:01 E", "-54:30:15 N 018:00:00 E",
                            "54:30:15 N 018:00:00 E 1", ":30:15 N 018:00:00 E", "54: N 018:00:00 E", "", "nan N nan E"}) {
        CAPTURE(bad);
        CHECK_THAT(refusal(with(std::string("DP ") + bad + "\n" + square)), StartsWith("f.txt:5: airspace \"Z\": "));
    }
}

TEST_CASE("openair: circles, and arcs by their ends or by angles")
{
    const LatLon centre{54.0, 18.0};
    const auto circle = ring(read(with("V X=54:00:00 N 018:00:00 E *tower\nDC 5.5 *NM\n")));
    REQUIRE(circle.circle);
    CHECK(circle.circle->centre == centre);
    CHECK(circle.circle->radius == Metres{5.5 * 1852.0});
    CHECK(circle.vertices.empty());

    // DB: vertices, the first of them once even where a DP has just been there
    const auto arc = ring(read(with("V X=54:00:00 N 018:00:00 E\nDP 54:00:00 N 018:00:00 E\nDP 54:10:00 N 018:00:00 E\n"
                                    "DB 54:10:00 N 018:00:00 E,54:00:00 N 018:17:00 E\n")));
    REQUIRE(arc.vertices.size() == 3);
    CHECK(arc.vertices[0].edge_to_next == EdgeKind::geodesic);
    CHECK(arc.vertices[1].edge_to_next == EdgeKind::arc_clockwise);
    CHECK(arc.vertices[1].arc_centre == centre);
    CHECK(arc.vertices[2].at == LatLon{54.0, (18 * 3600 + 17 * 60) / 3600.0});
    CHECK(arc.vertices[2].edge_to_next == EdgeKind::geodesic);
    const auto back = ring(read(with("V D=-\nV X=54:00:00 N 018:00:00 E\nDB 54:10:00 N 018:00:00 E , 54:00:00 N 018:17:00 E\n")));
    CHECK(back.vertices.at(0).edge_to_next == EdgeKind::arc_counter_clockwise);
    // the direction starts anew with the next airspace
    const auto two = read(with("V D=-\nV X=54:00:00 N 018:00:00 E\nDB 54:10:00 N 018:00:00 E,54:00:00 N 018:17:00 E\n") +
                          with("V X=54:00:00 N 018:00:00 E\nDB 54:10:00 N 018:00:00 E,54:00:00 N 018:17:00 E\n"));
    CHECK(two.zones.at(1).spec.parts[0].exterior.vertices.at(0).edge_to_next == EdgeKind::arc_clockwise);

    // DA 5 NM from north to east, then the centre
    const auto angles = ring(read(with("V X=54:00:00 N 018:00:00 E\nDA 5,0,90\nDP 54:00:00 N 018:00:00 E\n")));
    REQUIRE(angles.vertices.size() == 3);
    CHECK_THAT(geodesic_distance(centre, angles.vertices[0].at).value(), WithinAbs(9260.0, 1e-6));
    CHECK_THAT(geodesic_inverse(centre, angles.vertices[1].at).azimuth_start.value(), WithinAbs(90.0, 1e-9));
    CHECK_THAT(geodesic_inverse(centre, angles.vertices[0].at).azimuth_start.value(), WithinAbs(0.0, 1e-9));
    const Zone quarter(read(with("V X=54:00:00 N 018:00:00 E\nDA 5,0,90\nDP 54:00:00 N 018:00:00 E\n")).zones[0].spec);
    CHECK(quarter.contains(geodesic_direct(centre, Degrees{45}, Metres{9259.9}).at) == Containment::inside);
    CHECK(quarter.contains(geodesic_direct(centre, Degrees{-45}, Metres{100}).at) == Containment::outside);
    // the whole turn
    const Zone whole(read(with("V X=54:00:00 N 018:00:00 E\nDA 5,0,360\n")).zones[0].spec);
    for (double azimuth = 0; azimuth < 360; azimuth += 30)
        CHECK(whole.contains(geodesic_direct(centre, Degrees{azimuth}, Metres{9259.9}).at) == Containment::inside);
}

TEST_CASE("openair: times of activity")
{
    const auto windows = [](const std::string& text) { return read(with(text + square)).zones.at(0).spec.windows; };
    CHECK(windows("AA 2023-05-28T12:00Z/2023-05-28T20:00Z\nAA 2023-05-29T13:00Z/2023-05-29T18:00Z\n") ==
          std::vector{TimeWindow{1685275200, 1685304000}, TimeWindow{1685365200, 1685383200}});
    REQUIRE(windows("AA NONE\n").size() == 1);
    const Zone none(read(with("AA NONE\n" + square)).zones.at(0).spec);
    for (const double time_s : {-1e300, 0.0, 1.7e9, 1e300}) CHECK(none.active(time_s) == Containment::outside);
    // until further notice, since ever, explained behind
    CHECK(windows("AA 2024-12-17T00:00Z/NONE ; from midnight\n") == std::vector<TimeWindow>{{1734393600.0, HUGE_VAL}});
    CHECK(windows("AA none/2024-12-18T00:00Z\n") == std::vector<TimeWindow>{{-HUGE_VAL, 1734480000.0}});
    CHECK(windows("AA NONE ; nobody knows\n") == std::vector<TimeWindow>{never});
    CHECK_THAT(refusal(with("AA NONE/NONE\n" + square)), ContainsSubstring("neither begin nor end"));
    CHECK_THAT(refusal(with("AA tomorrow\n" + square)), StartsWith("f.txt:5: airspace \"Z\": AA \"tomorrow\" is neither NONE"));
    CHECK_THAT(refusal(with("AA 2023-05-28T12:00/2023-05-28T20:00Z\n" + square)), ContainsSubstring("has no time zone"));
    CHECK_THAT(refusal(with("AA NONE\nAA 2023-05-28T12:00Z/2023-05-28T20:00Z\n" + square)), ContainsSubstring("both"));
}

TEST_CASE("openair: line ends, marks and encodings")
{
    std::string text = "AC R\nAN Mönch\nAL GND\nAH UNL\n" + square;
    const auto plain = read(text);
    std::string crlf = "\xEF\xBB\xBF";
    for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(read(crlf).zones.at(0).spec.name == "Mönch");
    CHECK(ring(read(crlf)).vertices.size() == 4);
    const std::string latin1 = "AC R\nAN M\xF6nch\nAL GND\nAH UNL\n" + square;
    CHECK(read(latin1).zones.at(0).spec.name == "Mönch");
    text.pop_back();  // no newline at the end
    CHECK(ring(read(text)).vertices.size() == 4);
    CHECK(read("ac R\nan Z\nal gnd\nah unl\n" + square).zones.size() == 1);
}

TEST_CASE("openair: an AC with pens only is no airspace")
{
    const auto file = read("AC Q\nSP 0,2,127,0,127\nSB -1,-1,-1\nAC R\nAN Z\nAL GND\nAH UNL\n" + square);
    REQUIRE(file.zones.size() == 1);
    CHECK(file.zones[0].spec.name == "Z");
    CHECK(file.zones[0].index == 1);
    CHECK(read("SP 0,2,127,0,127\nAC Q\nSB -1,-1,-1\n").zones.empty());
}

TEST_CASE("openair: what is wrong is said, with its line")
{
    CHECK(refusal("") == "f.txt: is not an OpenAir file: no AC record");
    CHECK(refusal("* nothing\n") == "f.txt: is not an OpenAir file: no AC record");
    CHECK(refusal("{\"type\":\"FeatureCollection\"}") == "f.txt:1: \"{\"type\":\"FeatureCollection\"}\" before the first AC");
    CHECK(refusal("DP 54:00:00 N 018:00:00 E\n") == "f.txt:1: \"DP\" before the first AC");
    CHECK(refusal(with("DX 1\n")) == "f.txt:5: airspace \"Z\": \"DX\" is not an OpenAir record");
    CHECK(refusal(with("AN Y\n")) == "f.txt:5: airspace \"Z\": a second AN: an AC is missing before it");
    CHECK(refusal(with("AL FL10\n")) == "f.txt:5: airspace \"Z\": a second AL");
    CHECK(refusal("AC R\nAN Z\nAL FL 65 or 2000FT\n") ==
          "f.txt:3: airspace \"Z\": AL \"FL 65 or 2000FT\" is not an altitude such as FL95, 4500FT AMSL, 150M AGL, GND or UNL");
    CHECK(refusal("AC R\nAN Z\nAH UNL\n" + square) == "f.txt:1: airspace \"Z\": has no lower limit (AL)");
    CHECK(refusal("AC R\nAN Z\nAL GND\n" + square) == "f.txt:1: airspace \"Z\": has no upper limit (AH)");
    CHECK(refusal(with("")) == "f.txt:1: airspace \"Z\": has no boundary (DP, DB, DA or DC)");
    CHECK_THAT(refusal(with("DC 5\n")), ContainsSubstring("f.txt:5: airspace \"Z\": DC without a centre"));
    // a centre does not outlive its airspace
    CHECK_THAT(refusal(with("V X=54:00:00 N 018:00:00 E\nDC 5\n") + with("DC 5\n")), StartsWith("f.txt:11: airspace \"Z\": DC"));
    const std::string centre = "V X=54:00:00 N 018:00:00 E\n";
    CHECK_THAT(refusal(with(centre + "DC 0\n")), ContainsSubstring("radius 0 is not positive"));
    CHECK_THAT(refusal(with(centre + "DC -1\n")), ContainsSubstring("is not positive"));
    CHECK_THAT(refusal(with(centre + "DC five\n")), ContainsSubstring("\"five\" is not a number"));
    CHECK_THAT(refusal(with(centre + "DC 5\nDC 5\n")), ContainsSubstring("a second DC"));
    CHECK_THAT(refusal(with(centre + "DC 5\n" + square)), StartsWith("f.txt:7: "));
    CHECK_THAT(refusal(with(centre + square + "DC 5\n")), StartsWith("f.txt:10: "));
    CHECK_THAT(refusal(with(centre + "DB 54:10:00 N 018:00:00 E\n")), ContainsSubstring("comma"));
    CHECK_THAT(refusal(with(centre + "DA 5,0\n")), ContainsSubstring("radius, start angle, end angle"));
    CHECK_THAT(refusal(with(centre + "DA 5,30,30\n")), ContainsSubstring("a circle is DC"));
    CHECK_THAT(refusal(with(centre + "DA 5,0,361\n")), ContainsSubstring("beyond 360"));
    CHECK_THAT(refusal(with("V D=?\n")), ContainsSubstring("neither + nor -"));
    CHECK_THAT(refusal(with("V Q=1\n")), ContainsSubstring("V Q= is not an OpenAir variable"));
    CHECK_THAT(refusal(with("V X\n")), ContainsSubstring("not an assignment"));
    CHECK_THAT(refusal(with("DY 54:00:00 N 018:00:00 E\n")), ContainsSubstring("airways (DY) are not supported"));
    CHECK_THAT(refusal("TO Lake\n"), ContainsSubstring("terrain"));
}

TEST_CASE("openair: going on past what is bad")
{
    const std::string text = with("DX 1\nDX 2\n") + with(square) + "AC R\nAN Y\nAL GND\n" + square + with(square);
    const auto file = read(text, {.keep_going = true});
    REQUIRE(file.zones.size() == 2);
    CHECK(file.zones[0].index == 2);
    CHECK(file.zones[1].index == 4);
    REQUIRE(file.skipped.size() == 2);
    CHECK(file.skipped[0].index == 1);
    CHECK(file.skipped[0].message == "f.txt:5: airspace \"Z\": \"DX\" is not an OpenAir record");
    CHECK(file.skipped[1].index == 3);
    CHECK_THAT(file.skipped[1].message, StartsWith("f.txt:15: airspace \"Y\": has no upper limit"));
    // faults of the shape are named alike
    const auto crossed = read(with("DP 54:00:00 N 018:00:00 E\nDP 55:00:00 N 019:00:00 E\nDP 54:00:00 N 019:00:00 E\n"
                                   "DP 55:00:00 N 018:00:00 E\n"));
    CHECK_THAT(io::faults(crossed.zones[0]).at(0), StartsWith("f.txt:1: airspace \"Z\", ring 0, vertex 2: the ring crosses itself"));
}

TEST_CASE("openair: the files people have are read whole")
{
    namespace fs = std::filesystem;
    const fs::path data = PICKET_SHARED_DATA_DIR;
    if (data.empty()) SKIP("the shared data is not there");
    struct Case {
        const char* file;
        std::size_t airspaces;
        std::size_t crossing;  ///< rings that cross themselves, a border of whole seconds folded over itself
        double worst_residual_m;
    };
    // The Czech file has 288 AC records: 18 of them set pens only.
    for (const Case& c : {Case{"DE_germany_2026-03-19.txt", 678, 0, 200.0}, Case{"FR_france_2026-07-30.txt", 1611, 0, 210.0},
                          Case{"CZ_czech_2026-04-01.txt", 270, 1, 60.0},
                          Case{"SI_slovenia_2025-05-23_activation-times.openair", 58, 8, 0.0}}) {
        CAPTURE(c.file);
        io::ZoneFile file = io::read_zones_openair((data / "airspace-openair" / c.file).string());
        CHECK(file.zones.size() == c.airspaces);
        const io::ZoneSet set = io::build_zones(std::move(file), true);
        CHECK(set.zones.size() == c.airspaces - c.crossing);
        for (const io::SkippedRecord& skipped : set.skipped) CHECK_THAT(skipped.message, ContainsSubstring("the ring crosses itself"));
        double worst_m = 0.0;
        for (const Zone& zone : set.zones)
            for (const ArcResidual& arc : zone.arc_residuals()) worst_m = std::max(worst_m, arc.residual().value());
        CHECK(worst_m <= c.worst_residual_m);
    }
}
