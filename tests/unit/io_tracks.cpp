// SPDX-License-Identifier: MIT
#include <picket/io/points_csv.hpp>
#include <picket/io/track_csv.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace picket;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using io::AltitudeChoice;
using io::PositionOptions;

namespace {

io::TrackFile tracks(const std::string& text, const PositionOptions& options = {},
                     const std::string& name = "dir/t.csv")
{
    std::istringstream in(text);
    return io::read_tracks_csv(in, name, options);
}

io::PointFile points(const std::string& text, const PositionOptions& options = {})
{
    std::istringstream in(text);
    return io::read_points_csv(in, "p.csv", options);
}

std::string track_refusal(const std::string& text)
{
    return refusal_of([&] { return tracks(text); });
}
std::string point_refusal(const std::string& text)
{
    return refusal_of([&] { return points(text); });
}

Altitude altitude_of(const std::string& columns, const std::string& values, const PositionOptions& options = {})
{
    return points("id,lat,lon," + columns + "\na,1,2," + values + "\n", options).points.at(0).position.altitude;
}

}  // namespace

TEST_CASE("points csv: the form of the picket program")
{
    const auto file = points(
        "id,lat,lon,alt_m,datum,time\n"
        "a,54.5,-3,100,amsl,2025-09-19T06:58:00Z\n"
        "b,,,,,\n"
        "c,nan,5,,,1758265080\n");
    REQUIRE(file.points.size() == 3);
    CHECK(file.points[0].id == "a");
    CHECK(file.points[0].position.at == LatLon{54.5, -3.0});
    CHECK(file.points[0].position.altitude == Altitude{Metres{100.0}, VerticalDatum::amsl});
    CHECK(file.points[0].time_s == 1758265080.0);
    CHECK(std::isnan(file.points[1].position.at.lat_deg));
    CHECK(std::isnan(file.points[1].position.altitude.value.value()));
    CHECK(std::isnan(file.points[1].time_s));
    CHECK_FALSE(is_valid(file.points[2].position.at));
    CHECK(file.points[2].time_s == 1758265080.0);
    CHECK(file.points[2].line == 4);
    CHECK(points("longitude,x,latitude,point_id\n7,?,8,p\n").points.at(0).position.at == LatLon{8.0, 7.0});
}

TEST_CASE("points csv: bad rows are named by line and column")
{
    CHECK(point_refusal("id,lat,lon\na,91,0\n") == "p.csv:2: latitude 91 is beyond 90 degrees");
    CHECK(point_refusal("id,lat,lon\na,-90.0000001,0\n") == "p.csv:2: latitude -90.0000001 is beyond 90 degrees");
    CHECK(point_refusal("id,lat,lon\na,0,361\n") == "p.csv:2: longitude 361 is beyond 360 degrees");
    CHECK(point_refusal("id,lat,lon\na,north,0\n") == "p.csv:2: column \"lat\": \"north\" is not a number");
    CHECK(point_refusal("id,lat,lon\na,1,1e999\n") == "p.csv:2: column \"lon\": \"1e999\" is not a number");
    CHECK(point_refusal("id,lat,lon\n,1,1\n") == "p.csv:2: the id is empty");
    CHECK(point_refusal("id,lat,lon\na,1\n") == "p.csv:2: row has 2 columns, header has 3");
    CHECK_THAT(point_refusal("id,lat,lon,time\na,1,1,noon\n"),
               StartsWith("p.csv:2: column \"time\": \"noon\" is neither"));
    CHECK_THAT(point_refusal("id,lat,lon,alt_m,datum\na,1,1,5,sea\n"),
               ContainsSubstring("\"sea\" is not a vertical datum"));
    CHECK_THAT(point_refusal("id,lat,lon,alt_m,datum\na,1,1,high,amsl\n"), ContainsSubstring("\"alt_m\": \"high\""));
    CHECK_THAT(point_refusal("id,lon\na,1\n"), StartsWith("p.csv:1: no column \"lat\" (or lat_deg"));
    CHECK_THAT(point_refusal("lat,lon\n1,1\n"), StartsWith("p.csv:1: no column \"id\""));
    CHECK(points("id,lat,lon\na,90,360\nb,-90,-180\n").points.size() == 2);

    const auto kept = points("id,lat,lon\na,91,0\nb,1,1\nc,1\nd,2,2\n", {.keep_going = true});
    CHECK(kept.points.size() == 2);
    REQUIRE(kept.skipped.size() == 2);
    CHECK(kept.skipped[1].message == "p.csv:4: row has 2 columns, header has 3");
    CHECK(kept.skipped[1].index == 4);
}

TEST_CASE("positions: unit and datum of a height come from the column's name")
{
    using enum VerticalDatum;
    struct Case {
        const char* columns;
        const char* values;
        double metres;
        VerticalDatum datum;
    };
    for (const Case& c : {Case{"baro_alt_ft", "1000", 304.8, pressure_std},
                          {"flight_level", "350", 10668.0, pressure_std},
                          {"geo_alt_ft", "1000", 304.8, wgs84},
                          {"geo_alt_m", "12", 12.0, wgs84},
                          {"abs_alt_m", "12", 12.0, amsl},
                          {"alt_agl_m", "12", 12.0, agl},
                          {"alt_m,datum", "12,AGL", 12.0, agl},
                          {"alt_ft,datum", "1000,amsl", 304.8, amsl},
                          {"altitude_m,datum", "12,pressure_std", 12.0, pressure_std},
                          // pressure first, geometric where it is missing, the stated one before both
                          {"geo_alt_ft,baro_alt_ft", "1,1000", 304.8, pressure_std},
                          {"geo_alt_ft,baro_alt_ft", "1000,", 304.8, wgs84},
                          {"baro_alt_ft,alt_m,datum", "1,12,amsl", 12.0, amsl},
                          {"baro_alt_ft,alt_m,datum", "1000,12,", 304.8, pressure_std}}) {
        CAPTURE(c.columns);
        const Altitude altitude = altitude_of(c.columns, c.values);
        CHECK_THAT(altitude.value.value(), WithinAbs(c.metres, 1e-9));
        CHECK(altitude.datum == c.datum);
    }
    CHECK(altitude_of("geo_alt_ft,baro_alt_ft", "1000,1", {.altitude = AltitudeChoice::geometric_first}).datum ==
          wgs84);
    CHECK(altitude_of("geo_alt_ft,baro_alt_ft", ",1", {.altitude = AltitudeChoice::geometric_first}).datum ==
          pressure_std);
}

TEST_CASE("positions: a height with no datum is not known, unless the caller says what it is")
{
    CHECK(std::isnan(altitude_of("alt_ft", "1000").value.value()));
    CHECK(std::isnan(altitude_of("alt_m,datum", "5,").value.value()));
    CHECK(std::isnan(altitude_of("rel_alt_m", "5").value.value()));
    const Altitude assumed = altitude_of("alt_ft", "1000", {.assumed_datum = VerticalDatum::amsl});
    CHECK_THAT(assumed.value.value(), WithinAbs(304.8, 1e-9));
    CHECK(assumed.datum == VerticalDatum::amsl);
}

TEST_CASE("track csv: rows of several tracks, mixed")
{
    const auto file = tracks(
        "id,time,lat,lon,category,state,sigma_m\n"
        "a,10,1,2,drone,,5\n"
        "b,5,3,4,,X,\n"
        "a,11,1.5,2,,,6\n"
        "b,2025-09-19T06:58:00Z,,,,,\n");
    REQUIRE(file.tracks.size() == 2);
    CHECK(file.tracks[0].id == "a");
    CHECK(file.tracks[0].category == "drone");
    CHECK(file.tracks[0].sigma_m == std::vector{5.0, 6.0});
    REQUIRE(file.tracks[0].points.size() == 2);
    CHECK(file.tracks[0].points[1].at == LatLon{1.5, 2.0});
    CHECK(file.tracks[0].points[1].time_s == 11.0);
    CHECK(file.tracks[1].state == "X");
    CHECK(std::isnan(file.tracks[1].sigma_m[0]));
    CHECK_FALSE(is_valid(file.tracks[1].points[1].at));
    CHECK(file.tracks[1].points[1].time_s == 1758265080.0);
    CHECK(tracks("id,time,lat,lon\n").tracks.empty());
}

TEST_CASE("track csv: columns as recorders spell them")
{
    CHECK(tracks("flight_id,time_unix_s,icao24,lat_deg,lon_deg\nae_0,5,ae,1,2\n").tracks.at(0).id == "ae_0");
    CHECK(tracks("icao24,timestamp,latitude,longitude\nae,5,1,2\n").tracks.at(0).id == "ae");
    // a recording that counts from its own start is one flight, called as its file
    const auto drone = tracks("t_s,local_time,lat_deg,lon_deg\n0.0,x,1,2\n0.16,y,1,3\n", {}, "data/mavic3.csv");
    REQUIRE(drone.tracks.size() == 1);
    CHECK(drone.tracks[0].id == "mavic3");
    CHECK(drone.tracks[0].points[1].time_s == 0.16);
    // with real times it may be many flights
    CHECK_THAT(track_refusal("time,lat,lon\n0,1,2\n"), StartsWith("dir/t.csv:1: no column \"id\" (or track_id"));
}

TEST_CASE("track csv: time goes forward in a track")
{
    const std::string head = "id,time,lat,lon,alt_m,datum\n";
    // exact repetitions are harmless, gaps too
    CHECK(tracks(head + "a,1,1,1,5,amsl\na,1,1,1,5,amsl\na,2,,,,\na,2,,,,\n").tracks.at(0).points.size() == 2);
    CHECK(track_refusal(head + "a,2,1,1,,\na,1,1,1,,\n") ==
          "dir/t.csv:3: track \"a\" goes back in time, from 1970-01-01T00:00:02Z to 1970-01-01T00:00:01Z");
    CHECK(track_refusal(head + "a,2,1,1,,\na,2,1,1.1,,\n") ==
          "dir/t.csv:3: track \"a\" has two different plots at 1970-01-01T00:00:02Z");
    CHECK_THAT(track_refusal(head + "a,2,1,1,5,amsl\na,2,1,1,6,amsl\n"), ContainsSubstring("two different plots"));
    CHECK_THAT(track_refusal(head + "a,2,1,1,5,amsl\na,2,1,1,5,agl\n"), ContainsSubstring("two different plots"));
    CHECK(track_refusal(head + "a,2,1,1,,\nb,1,1,1,,\n") == "accepted");

    const auto kept = tracks(head + "a,2,1,1,,\na,1,1,1,,\na,3,1,1,,\na,3,9,9,,\n", {.keep_going = true});
    CHECK(kept.tracks.at(0).points.size() == 2);
    CHECK(kept.skipped.size() == 2);
}

TEST_CASE("track csv: bad rows are named, and leave nothing behind")
{
    CHECK(track_refusal("id,time,lat,lon\na,,1,1\n") == "dir/t.csv:2: the time is empty");
    CHECK(track_refusal("id,time,lat,lon\n,1,1,1\n") == "dir/t.csv:2: the track's id is empty");
    CHECK(track_refusal("id,time,lat,lon\na,1,91,1\n") == "dir/t.csv:2: latitude 91 is beyond 90 degrees");
    CHECK_THAT(track_refusal("id,time,lat,lon\na,2025-09-19T06:58:00,1,1\n"), ContainsSubstring("no time zone"));
    CHECK_THAT(track_refusal("id,time,lat,lon,sigma_m\na,1,1,1,-5\n"), ContainsSubstring("sigma_m is negative"));
    CHECK_THAT(track_refusal("id,time,lat,lon,category\na,1,1,1,drone\na,2,1,1,jet\n"),
               ContainsSubstring("\"jet\", before it had \"drone\""));
    CHECK_THAT(track_refusal("id,lat,lon\na,1,1\n"), StartsWith("dir/t.csv:1: no column \"time\""));

    const auto kept = tracks("id,time,lat,lon\na,1,91,1\nb,1,1,1\n", {.keep_going = true});
    REQUIRE(kept.tracks.size() == 1);
    CHECK(kept.tracks[0].id == "b");
}

TEST_CASE("track csv: the recordings people have are read whole")
{
    namespace fs = std::filesystem;
    const fs::path data = PICKET_SHARED_DATA_DIR;
    if (data.empty()) SKIP("the shared data is not there");
    struct Case {
        const char* file;
        std::size_t tracks;
        std::size_t points;
        std::size_t with_altitude;
    };
    // flights and points as the SOURCE.md files state them
    for (const Case& c : {Case{"trajectories-adsb/switzerland_2018_a.csv", 400, 45544, 45544},
                          Case{"trajectories-adsb/noisy_spoofing.csv", 1, 8670, 8670},
                          Case{"trajectories-adsb/noisy_takeoff.csv", 1, 730, 600},
                          Case{"trajectories-drone-dji/mavic3.csv", 1, 1314, 1314},
                          Case{"trajectories-drone-dji/p4_rtk.csv", 1, 55, 0}}) {
        CAPTURE(c.file);
        const auto file = io::read_tracks_csv((data / c.file).string());
        std::size_t count = 0;
        std::size_t known = 0;
        for (const io::Track& track : file.tracks) {
            count += track.points.size();
            for (const TrackPoint& point : track.points)
                known += std::isnan(point.altitude.value.value()) ? std::size_t{0} : std::size_t{1};
        }
        CHECK(file.tracks.size() == c.tracks);
        CHECK(count == c.points);
        CHECK(known == c.with_altitude);
    }
    // radar as recorded: several radars, late and contradicting reports
    const std::string radar = (data / "trajectories-radar-eurocontrol/cpr_2017-02-05.csv").string();
    CHECK_THROWS_AS(io::read_tracks_csv(radar), ParseError);
    const auto kept = io::read_tracks_csv(radar, {.keep_going = true});
    CHECK(kept.tracks.size() == 16);
    std::size_t count = kept.skipped.size();
    for (const io::Track& track : kept.tracks) {
        count += track.points.size();
        for (std::size_t i = 1; i < track.points.size(); ++i) {
            REQUIRE(track.points[i - 1].time_s < track.points[i].time_s);
        }
    }
    // 3,920 reports, of which a few repeat their predecessor word for word
    CHECK(count <= 3920);
    CHECK(count > 3880);
}
