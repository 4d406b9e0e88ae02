// SPDX-License-Identifier: MIT
// SRTM tiles and ESRI ASCII grids: values where they belong, and every fault named.
#include <picket/io/terrain_grid.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace picket;
using airspace_tests::Random;

namespace {

/// Rows from the north.
std::string hgt(const std::vector<int>& heights)
{
    std::string bytes;
    for (const int height : heights) {
        const auto bits = static_cast<std::uint16_t>(height);
        bytes += static_cast<char>(bits >> 8U);
        bytes += static_cast<char>(bits & 0xFFU);
    }
    return bytes;
}

TerrainGrid read_tile(const std::string& bytes, const std::string& name)
{
    std::istringstream in(bytes);
    return io::read_hgt(in, name);
}

TerrainGrid read_grid(const std::string& text)
{
    std::istringstream in(text);
    return io::read_ascii_grid(in, "dem.asc");
}

template <class Read>
std::string error_of(const Read& read)
{
    try {
        static_cast<void>(read());
    } catch (const ParseError& error) {
        return error.what();
    }
    return "no error";
}
std::string tile_error(const std::string& bytes, const std::string& name)
{
    return error_of([&] { return read_tile(bytes, name); });
}
std::string grid_error(const std::string& text)
{
    return error_of([&] { return read_grid(text); });
}

double height_m(const TerrainGrid& terrain, double lat, double lon) { return terrain.ground({lat, lon}).value_m; }

const std::string header = "ncols 3\nnrows 2\nxllcorner 18\nyllcorner 54\ncellsize 0.5\nNODATA_value -1\n";

}  // namespace

TEST_CASE("an SRTM tile: corners, sign, voids")
{
    const TerrainGrid tile = read_tile(hgt({1, 2, 3, 4, -5, 6, 7, 300, -32768}), "dem/N54E018.hgt");
    CHECK(height_m(tile, 55, 18) == 1);
    CHECK(height_m(tile, 55, 19) == 3);
    CHECK(height_m(tile, 54.5, 18) == 4);
    CHECK(height_m(tile, 54, 18) == 7);
    CHECK(height_m(tile, 54.25, 18) == 5.5);
    CHECK(height_m(tile, 54.75, 18.25) == (1 + 2 + 4 - 5) / 4.0);
    CHECK(std::isnan(height_m(tile, 54.2, 18.8)));
    CHECK(std::isnan(height_m(tile, 53.9, 18.5)));
    CHECK(tile.datum() == VerticalDatum::amsl);
    const std::string four = hgt({1, 2, 3, 4});
    CHECK(read_tile(four, "s01w072.hgt").raster().south_deg == -1);
    CHECK(read_tile(four, "s01w072.SRTMGL1.hgt").raster().west_deg == -72);
}

TEST_CASE("tiles of a degree: nodes are where they should be, to the last one")
{
    std::vector<int> heights;
    for (int i = 0; i < 1201 * 1201; ++i) heights.push_back(i % 1201 + (i / 1201));
    const TerrainGrid tile = read_tile(hgt(heights), "N54E018.hgt");
    for (const int k : {0, 1, 400, 777, 1199, 1200}) {
        CHECK(std::abs(height_m(tile, 55 - k / 1200.0, 18) - k) < 1e-7);
        CHECK(std::abs(height_m(tile, 55, 18 + k / 1200.0) - k) < 1e-7);
        CHECK(std::abs(height_m(tile, 54, 18 + k / 1200.0) - 1200 - k) < 1e-7);
        CHECK(std::abs(height_m(tile, 55 - k / 1200.0, 19) - 1200 - k) < 1e-7);
    }
}

TEST_CASE("what is no SRTM tile is named")
{
    const std::string four = hgt({1, 2, 3, 4});
    CHECK(tile_error(four, "dem/gdansk.hgt") == "dem/gdansk.hgt: the name does not say a corner, as N54E018.hgt does");
    for (const char* name : {"N54E018x.hgt", "N5AE018.hgt", "X54E018.hgt", "N54E181.hgt", "N90E018.hgt", "N54W181.hgt"})
        CHECK(tile_error(four, name).find("does not say a corner") != std::string::npos);
    CHECK(tile_error(four + "x", "N54E018.hgt") == "N54E018.hgt: 9 bytes are not a square of 16-bit heights");
    CHECK(tile_error("", "N54E018.hgt") == "N54E018.hgt: 0 bytes are not a square of 16-bit heights");
    CHECK(tile_error(hgt({1, 2, 3, 4, 5, 6}), "N54E018.hgt") ==
          "N54E018.hgt: 12 bytes are not a square of 16-bit heights");
    CHECK(error_of([] { return io::read_hgt("/nowhere/N54E018.hgt"); }) ==
          "/nowhere/N54E018.hgt: cannot be opened: No such file or directory");
}

TEST_CASE("an ASCII grid: by its corner, by its centre, voids")
{
    // middles of cells: 54.25 and 54.75 N, 18.25 to 19.25 E
    const TerrainGrid grid = read_grid(header + "10 20 30\n40 50.5 -1\n");
    CHECK(height_m(grid, 54.75, 18.25) == 10);
    // a place between two cells belongs to the eastern one, which has a void here
    CHECK(std::isnan(height_m(grid, 54.75, 18.75)));
    CHECK(std::abs(height_m(grid, 54.75, 18.75 - 1e-9) - 20) < 1e-6);
    CHECK(std::abs(height_m(grid, 54.25, 18.75 - 1e-9) - 50.5) < 1e-6);
    CHECK(height_m(grid, 54.5, 18.5) == (10 + 20 + 40 + 50.5) / 4);
    CHECK(std::isnan(height_m(grid, 54.5, 19)));
    CHECK(std::isnan(height_m(grid, 54.2, 18.5)));
    // by centres, two sizes, capitals, values wrapped over lines, voids by the default and by nan
    const TerrainGrid other =
        read_grid("NCOLS 2\r\nNROWS 3\r\nYLLCENTER 54\r\nXLLCENTER 18\r\nDX 1\r\nDY 0.5\r\n1 2 3\r\n4 nan -9999");
    CHECK(height_m(other, 55, 18) == 1);
    CHECK(height_m(other, 55, 19) == 2);
    CHECK(height_m(other, 54.5, 18) != height_m(other, 54.4, 18));
    CHECK(height_m(other, 54.75, 18.5) == 2.5);
    CHECK(std::isnan(height_m(other, 54.25, 18.5)));
}

TEST_CASE("what is no ASCII grid is named, with its line")
{
    CHECK(grid_error(header + "1 2 3\n4 5\n") == "dem.asc:9: only 5 of the 6 heights promised");
    CHECK(grid_error(header + "1 2 3\n4 5 6\n7\n") == "dem.asc:9: more heights than the 6 promised");
    CHECK(grid_error(header + "1 2 3\n4 5,0 6\n") == "dem.asc:8: height \"5,0\" is not a number");
    CHECK(grid_error(header + "1 2 3\n4 5 60000\n") == "dem.asc:8: height \"60000\" is beyond 20,000 m");
    CHECK(grid_error("ncols 3\nnrows x\n") == "dem.asc:2: nrows \"x\" is not a number");
    CHECK(grid_error("ncols 3\nncols 3\n") == "dem.asc:2: ncols is given twice");
    CHECK(grid_error("ncols 3\nrows 3\n") == "dem.asc:2: unknown key \"rows\"");
    CHECK(grid_error("ncols 3\nnrows 2\ncellsize 1\nyllcorner 5\n1 2 3 4 5 6") == "dem.asc:5: xllcorner is missing");
    CHECK(grid_error("ncols 3\nnrows 2\nxllcorner 1\nyllcorner 5\n1 2 3 4 5 6") == "dem.asc:5: cellsize is missing");
    CHECK(grid_error("ncols 3\nnrows 1.5\n1") == "dem.asc:3: nrows 1.5 is not a number of at least 2");
    CHECK(grid_error("ncols 3\nnrows 2\nxllcorner 1\nyllcorner 5\ncellsize -1\n1") ==
          "dem.asc:6: the cell size is not positive");
    CHECK(grid_error("ncols 100000\nnrows 100000\nxllcorner 1\nyllcorner 5\ncellsize 1e-4\n1") ==
          "dem.asc:6: the header promises 10000000000 heights, more than the file can hold");
    CHECK(grid_error("") == "dem.asc:1: ncols is missing");
    // metres of a projection
    CHECK(grid_error("ncols 2\nnrows 2\nxllcorner 500000\nyllcorner 6000000\ncellsize 30\n1 2 3 4")
              .starts_with("dem.asc: terrain: north edge"));
}

TEST_CASE("files, and files damaged at random: an error of one line or a grid, nothing else")
{
    const auto folder = std::filesystem::temp_directory_path() / ("picket-terrain-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "N54E018.hgt").string();
    std::ofstream(path, std::ios::binary) << hgt({1, 2, 3, 4});
    CHECK(height_m(io::read_hgt(path), 55, 18) == 1);
    const std::string grid_path = (folder / "dem.asc").string();
    std::ofstream(grid_path) << header << "1 2 3\n4 5 6\n";
    CHECK(height_m(io::read_ascii_grid(grid_path, {VerticalDatum::wgs84, Metres{1}}), 54.75, 18.25) == 1);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);

    Random random("unit/io_terrain_grid", 441);
    const std::string good = header + "10 20 30\n40 50.5 -1\n";
    int refused = 0;
    for (int k = 0; k < 3000; ++k) {
        std::string text = good;
        for (int j = 0; j <= random.below(4); ++j) {
            const auto at = static_cast<std::size_t>(random.below(static_cast<int>(text.size())));
            if (random.coin())
                text[at] = static_cast<char>(random.below(256));
            else if (random.coin())
                text.erase(at, static_cast<std::size_t>(1 + random.below(9)));
            else
                text.insert(at, text, 0, static_cast<std::size_t>(random.below(30)));
            if (text.empty()) text = " ";
        }
        const std::string error = grid_error(text);
        refused += error != "no error";
        CHECK(error.find('\n') == std::string::npos);
        if (error != "no error") CHECK(error.starts_with("dem.asc:"));
    }
    CHECK(refused > 1000);
    CHECK(refused < 3000);
}
