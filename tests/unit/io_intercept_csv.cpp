// SPDX-License-Identifier: MIT
// Bases and targets from CSV. What the program refuses is in tests/cli/intercept.py; here is what is read as what.
#include <picket/io/bases_csv.hpp>
#include <picket/io/targets_csv.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>

using namespace picket;
using Catch::Matchers::WithinAbs;

namespace {

io::BaseFile bases(const std::string& text, bool keep_going = false)
{
    std::istringstream in(text);
    return io::read_bases_csv(in, "b.csv", keep_going);
}

io::TargetFile targets(const std::string& text, bool keep_going = false)
{
    std::istringstream in(text);
    return io::read_targets_csv(in, "t.csv", keep_going);
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("a base is what its row says, and without limits where it says none")
{
    const io::BaseFile file = bases(
        "return_mps,climb_s,climb_mps,endurance_s,max_range_m,delay_s,speed_mps,lon,lat,id\n"
        "200,120,150,7200,500000,900,270,24.2,59.3,full\n"
        ",,,,,0,250,-4,50,plain\n"
        ",,,inf,INF,0,250,-4,50,said so\n");
    REQUIRE(file.bases.size() == 3);
    CHECK(file.rows == 3);
    const InterceptorSpec& full = file.bases[0].interceptor.spec();
    CHECK(file.bases[0].id == "full");
    CHECK(full.base == LatLon{59.3, 24.2});
    CHECK(full.readiness == Seconds{900.0});
    CHECK(full.max_range == Metres{500e3});
    CHECK(full.endurance == Seconds{7200.0});
    CHECK(full.return_ground_speed == MetresPerSecond{200.0});
    // 150 m/s for two minutes, 270 m/s for one: exact in doubles
    CHECK(full.ground_speed.distance_m(180.0) == 150.0 * 120.0 + 270.0 * 60.0);
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
        const InterceptorSpec& plain = file.bases[i].interceptor.spec();
        CHECK(plain.base == LatLon{50.0, -4.0});
        CHECK(plain.readiness == Seconds{0.0});
        CHECK(plain.max_range == Metres{infinity});
        CHECK(plain.endurance == Seconds{infinity});
        CHECK(plain.return_ground_speed == MetresPerSecond{250.0});
        CHECK(plain.ground_speed.distance_m(100.0) == 25000.0);
    }
}

TEST_CASE("a target flies the curve its row says, from time 0 on")
{
    const io::TargetFile file = targets(
        "id,lat,lon,azimuth_deg,speed_mps,path\n"
        "g,60,20,90,250,geodesic\n"
        "r,60,20,90,250,Rhumb\n"
        "d,60,20,-270,250,\n"
        "s,60,20,,0,\n");
    REQUIRE(file.targets.size() == 4);
    for (const io::TargetRecord& target : file.targets) CHECK(target.path.begin_s() == 0.0);
    // along the parallel, and away from it
    CHECK_THAT(file.targets[1].path.at(3600.0).lat_deg, WithinAbs(60.0, 1e-12));
    CHECK(file.targets[0].path.at(3600.0).lat_deg < 59.6);
    CHECK(file.targets[0].path.at(3600.0).lat_deg == file.targets[2].path.at(3600.0).lat_deg);
    CHECK(file.targets[3].path.at(3600.0) == LatLon{60.0, 20.0});
    // without the column too
    CHECK(targets("id,lat,lon,azimuth_deg,speed_mps\ng,60,20,90,250\n").targets[0].path.at(3600.0) ==
          file.targets[0].path.at(3600.0));
}

TEST_CASE("rows that are skipped keep their numbers")
{
    const io::BaseFile file = bases(
        "id,lat,lon,speed_mps,delay_s\n"
        "a,1,2,3,4\n"
        "b,1,2\n"
        "c,1,2,0,4\n"
        "d,1,2,3,4\n",
        true);
    REQUIRE(file.bases.size() == 2);
    CHECK(file.rows == 4);
    CHECK(file.bases[0].row == 1);
    CHECK(file.bases[1].row == 4);
    REQUIRE(file.skipped.size() == 2);
    CHECK(file.skipped[0].index == 3);
    CHECK(file.skipped[0].message == "b.csv:3: row has 3 columns, header has 5");
    CHECK(file.skipped[1].message == "b.csv:4: column \"speed_mps\": 0 is not above 0");

    const io::TargetFile other = targets("id,lat,lon,azimuth_deg,speed_mps\nx,1,2,3,-4\ny,1,2,3,4\n", true);
    REQUIRE(other.targets.size() == 1);
    CHECK(other.rows == 2);
    CHECK(other.targets[0].row == 2);
    CHECK(other.skipped.size() == 1);
}

TEST_CASE("speeds that are no aircraft's are refused: laps of the Earth would be counted for ever")
{
    const auto base = [](const std::string& row) {
        return refusal_of([&] { return bases("id,lat,lon,speed_mps,delay_s,return_mps\n" + row); });
    };
    const auto target = [](const std::string& row) {
        return refusal_of([&] { return targets("id,lat,lon,azimuth_deg,speed_mps\n" + row); });
    };
    CHECK(base("a,1,2,1e5,4,1e5\n") == "accepted");
    CHECK(base("a,1,2,100001,4,\n") == "b.csv:2: column \"speed_mps\": 100001 is beyond 100 km/s");
    CHECK(base("a,1,2,100,4,1e300\n") == "b.csv:2: column \"return_mps\": 1e+300 is beyond 100 km/s");
    CHECK(target("a,1,2,3,1e5\n") == "accepted");
    CHECK(target("a,1,2,3,1e300\n") == "t.csv:2: column \"speed_mps\": 1e+300 is beyond 100 km/s");
}
