// SPDX-License-Identifier: MIT
// GeographicLib's geoids: through a small data file made here, so that the whole path is run, and through EGM96 where
// it is installed.
#include <picket/airspace/geographiclib_geoid.hpp>
#include <picket/airspace/height_presence.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>

using namespace picket;
using airspace_tests::Random;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What the file below holds: 20 m and a tenth of a metre for a degree of latitude.
double made_up_m(double lat_deg) { return 20 + 0.1 * lat_deg; }

/// A folder with a geoid in GeographicLib's format (a PGM of 16 bits, rows from the north, and comments that it
/// reads), in steps of 10 degrees. Gone when this is.
class MadeUpGeoid {
public:
    MadeUpGeoid() : folder_(std::filesystem::temp_directory_path() / ("picket-geoid-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(folder_);
        std::ofstream file(folder_ / "made-up.pgm", std::ios::binary);
        constexpr int width = 36;
        constexpr int height = 19;
        file << "P5\n# Offset -108\n# Scale 0.003\n# Description made up by a test\n# MaxBilinearError 0.25\n"
             << "# RMSBilinearError 0.1\n# MaxCubicError 0.5\n# RMSCubicError 0.1\n"
             << width << ' ' << height << "\n65535\n";
        for (int j = 0; j < height; ++j)
            for (int i = 0; i < width; ++i) {
                const auto value = static_cast<unsigned>(std::lround((made_up_m(90 - 10 * j) + 108) / 0.003));
                file.put(static_cast<char>(value >> 8U)).put(static_cast<char>(value & 0xFFU));
            }
    }
    MadeUpGeoid(const MadeUpGeoid&) = delete;
    MadeUpGeoid& operator=(const MadeUpGeoid&) = delete;
    ~MadeUpGeoid()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] std::string folder() const { return folder_.string(); }

private:
    std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("a geoid from a file")
{
    const MadeUpGeoid file;
    const GeographicLibGeoid geoid("made-up", file.folder(), Metres{1});
    CHECK(geoid.name() == "made-up");
    Random random("unit/geographiclib_geoid", 431);
    for (int k = 0; k < 1000; ++k) {
        const LatLon at{random.uniform(-90, 90), random.uniform(-720, 720)};
        const HeightEstimate found = geoid.undulation(at);
        // the file counts in 3 mm
        CHECK(std::abs(found.value_m - made_up_m(at.lat_deg)) < 0.0016);
        CHECK(found.error_m == 1.25);
        const SurfaceBounds bounds = geoid.undulation_bounds({at.lat_deg, at.lat_deg, at.lon_deg, at.lon_deg});
        CHECK(bounds.low_m < found.value_m);
        CHECK(bounds.high_m > found.value_m);
        CHECK(bounds.slope == GeographicLibGeoid::slope_max);
    }
    for (const LatLon at : {LatLon{std::nan(""), 0}, LatLon{0, std::nan("")}, LatLon{91, 0}, LatLon{0, HUGE_VAL}}) {
        CHECK(std::isnan(geoid.undulation(at).value_m));
        CHECK(std::isnan(geoid.undulation(at).error_m));
    }
    // copies go on when the file and the first are gone
    auto first = std::make_unique<GeographicLibGeoid>(geoid);
    const GeographicLibGeoid copy = *first;
    first.reset();
    CHECK(std::abs(copy.undulation({50, 10}).value_m - 25) < 0.0016);
}

TEST_CASE("a leg through a geoid from a file: the moment it passes a limit")
{
    const MadeUpGeoid file;
    const Heights heights(GeographicLibGeoid("made-up", file.folder(), Metres{0}));
    ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
    spec.parts[0].exterior.circle = CircleSpec{{45, 10}, Metres{500e3}};
    spec.altitude.upper = AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl});
    // level at 1024.5 m above the ellipsoid, from 44 N (1000.1 m amsl) to 46 N (999.9): 1000 m at 45 N, and the error
    // of 0.25 m makes all of it unknown; 0.2 m lower, or higher, one end is not
    const auto at = [&](double height_m) {
        return presence(Zone(spec),
                        {{0, {44, 10}, {Metres{height_m}, VerticalDatum::wgs84}},
                         {1000, {46, 10}, {Metres{height_m}, VerticalDatum::wgs84}}},
                        heights);
    };
    REQUIRE(at(1024.5).size() == 1);
    CHECK(at(1024.5)[0].answer == Containment::unknown);
    const auto low = at(1024.25);
    REQUIRE(low.size() == 2);
    CHECK(low[0].answer == Containment::unknown);
    CHECK(low[1].answer == Containment::inside);
    // halfway: 45 N is 1000 - 0.25; 3 mm of the file at 0.2 mm/s is 15 s, less by the interpolation between its nodes
    CHECK(std::abs(low[0].exit_s - 500) < 15);
    const auto high = at(1024.75);
    REQUIRE(high.size() == 1);
    CHECK(high[0].answer == Containment::unknown);
    CHECK(std::abs(high[0].entry_s - 500) < 15);
}

TEST_CASE("data that are not there are named, with where they were looked for")
{
    CHECK_THROWS_WITH(GeographicLibGeoid("egm-none", "/nowhere/geoids"),
                      ContainsSubstring("geoid \"egm-none\": no data in /nowhere/geoids/egm-none.pgm"));
    CHECK_THROWS_WITH(GeographicLibGeoid("egm-none"),
                      ContainsSubstring(GeographicLib::Geoid::DefaultGeoidPath() + "/egm-none.pgm"));
    CHECK_THROWS_AS(GeographicLibGeoid("egm-none"), DomainError);
    const MadeUpGeoid file;
    CHECK_THROWS_AS(GeographicLibGeoid("made-up", file.folder(), Metres{-1}), DomainError);
    // not a geoid at all
    std::ofstream(file.folder() + "/broken.pgm") << "P5\nnot a geoid\n";
    CHECK_THROWS_WITH(GeographicLibGeoid("broken", file.folder()), ContainsSubstring("broken.pgm"));
}

TEST_CASE("EGM96, where it is installed")
{
    std::unique_ptr<GeographicLibGeoid> geoid;
    try {
        geoid = std::make_unique<GeographicLibGeoid>("egm96-5", "", Metres{0});
    } catch (const DomainError& error) {
        SKIP(error.what());
    }
    // GeoidEval's documentation: Timbuktu, 16:46:33N 3:00:34W, 28.7 m by EGM96
    CHECK(std::abs(geoid->undulation({16 + 46 / 60.0 + 33 / 3600.0, -(3 + 0 / 60.0 + 34 / 3600.0)}).value_m - 28.7) <
          0.1);
    Random random("unit/geographiclib_geoid egm96", 432);
    double steepest = 0;
    for (int k = 0; k < 20000; ++k) {
        const LatLon at{random.uniform(-89, 89), random.uniform(-180, 180)};
        const LatLon beside = airspace_tests::direct(at, random.uniform(0, 360), 500);
        steepest =
            std::max(steepest, std::abs(geoid->undulation(at).value_m - geoid->undulation(beside).value_m) / 500);
    }
    std::printf("unit/geographiclib_geoid: steepest slope of EGM96 seen %.2g\n", steepest);
    CHECK(steepest < GeographicLibGeoid::slope_max);
}
