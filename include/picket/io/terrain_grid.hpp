// SPDX-License-Identifier: MIT
/// @file
/// Terrain rasters from files: SRTM tiles (.hgt) and ESRI ASCII grids (.asc).
#ifndef PICKET_IO_TERRAIN_GRID_HPP
#define PICKET_IO_TERRAIN_GRID_HPP

#include <picket/airspace/terrain.hpp>
#include <picket/error.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/text.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <istream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// The file's own name, without folders and what follows the first dot.
[[nodiscard]] inline std::string_view tile_name(std::string_view path) noexcept
{
    const std::size_t slash = path.find_last_of("/\\");
    if (slash != path.npos) path.remove_prefix(slash + 1);
    return path.substr(0, path.find('.'));
}

/// `N54E018`: the south-west corner of a tile. False when the name is anything else.
[[nodiscard]] inline bool parse_tile_name(std::string_view tile, int& lat_deg, int& lon_deg) noexcept
{
    if (tile.size() != 7) return false;
    const auto digits = [&](std::size_t begin, std::size_t end, int& value) {
        value = 0;
        for (std::size_t i = begin; i < end; ++i) {
            if (!is_digit(tile[i])) return false;
            value = 10 * value + (tile[i] - '0');
        }
        return true;
    };
    const char north = to_lower(tile[0]);
    const char east = to_lower(tile[3]);
    if ((north != 'n' && north != 's') || (east != 'e' && east != 'w')) return false;
    if (!digits(1, 3, lat_deg) || !digits(4, 7, lon_deg)) return false;
    if (north == 's') lat_deg = -lat_deg;
    if (east == 'w') lon_deg = -lon_deg;
    return lat_deg >= -90 && lat_deg <= 89 && lon_deg >= -180 && lon_deg <= 180;
}

/// TerrainGrid with the file's name in front of what it throws.
[[nodiscard]] inline TerrainGrid make_terrain(RasterSpec spec, const TerrainQuality& quality, std::string_view name)
{
    try {
        return TerrainGrid(std::move(spec), quality);
    } catch (const DomainError& error) {
        parse_failure(printable(name, 400) + ": " + error.what());
    }
}

/// Words of a text, with the line that each stands on.
class WordReader {
public:
    explicit WordReader(std::string_view text) noexcept : text_(text) {}

    /// Empty at the end.
    [[nodiscard]] std::string_view next() noexcept
    {
        while (at_ < text_.size() && is_gap(text_[at_])) {
            if (text_[at_] == '\n') ++line_;
            ++at_;
        }
        const std::size_t begin = at_;
        while (at_ < text_.size() && !is_gap(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    /// Of the word just read.
    [[nodiscard]] std::size_t line() const noexcept { return line_; }

private:
    [[nodiscard]] static bool is_gap(char c) noexcept { return is_space(c) || c == '\n' || c == '\r'; }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

}  // namespace detail

/// Reads an SRTM tile: a square of big-endian 16-bit heights [m], one degree wide, rows from the north, whose
/// south-west corner its name says (`N54E018.hgt`; 1201 or 3601 to a side, or any other number). -32768 is a void.
///
/// @param name     the file's name, folders allowed
/// @param quality  SRTM's heights are above mean sea level (EGM96), which is the default
/// @throws ParseError  `FILE: what is wrong`
[[nodiscard]] inline TerrainGrid read_hgt(std::istream& in, const std::string& name, const TerrainQuality& quality = {})
{
    const auto fail = [&](const std::string& fault) {
        detail::parse_failure(detail::printable(name, 400) + ": " + fault);
    };
    int lat_deg = 0;
    int lon_deg = 0;
    if (!detail::parse_tile_name(detail::tile_name(name), lat_deg, lon_deg))
        fail("the name does not say a corner, as N54E018.hgt does");
    const std::string bytes = detail::read_all(in, name);
    const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(bytes.size() / 2))));
    if (side < 2 || bytes.size() != 2 * side * side)
        fail(std::to_string(bytes.size()) + " bytes are not a square of 16-bit heights");
    RasterSpec spec;
    spec.south_deg = lat_deg;
    spec.west_deg = lon_deg;
    spec.rows = spec.columns = side;
    spec.step_lat_deg = spec.step_lon_deg = 1.0 / static_cast<double>(side - 1);
    spec.heights_m.reserve(side * side);
    for (std::size_t row = side; row-- > 0;)
        for (std::size_t column = 0; column < side; ++column) {
            const std::size_t i = 2 * (row * side + column);
            const auto bits = static_cast<std::uint16_t>((static_cast<unsigned char>(bytes[i]) << 8U) |
                                                         static_cast<unsigned char>(bytes[i + 1]));
            const auto height = std::bit_cast<std::int16_t>(bits);
            spec.heights_m.push_back(height == std::numeric_limits<std::int16_t>::min()
                                         ? std::numeric_limits<float>::quiet_NaN()
                                         : static_cast<float>(height));
        }
    return detail::make_terrain(std::move(spec), quality, name);
}

/// The same from a file.
[[nodiscard]] inline TerrainGrid read_hgt(const std::string& path, const TerrainQuality& quality = {})
{
    std::ifstream in = detail::open_input(path);
    return read_hgt(in, path, quality);
}

/// Reads an ESRI ASCII grid in degrees: `ncols`, `nrows`, `xllcorner` or `xllcenter`, `yllcorner` or `yllcenter`,
/// `cellsize` (or `dx` and `dy`), `NODATA_value` (-9999 where it is missing), then the heights [m], rows from the
/// north. A corner is that of a cell whose middle has the height. The file does not say what its heights are above:
/// `quality` does. A grid in metres of a map projection is refused where its corner or size cannot be degrees.
///
/// @throws ParseError  `FILE:LINE: what is wrong`
[[nodiscard]] inline TerrainGrid read_ascii_grid(std::istream& in, const std::string& name,
                                                 const TerrainQuality& quality = {})
{
    const std::string text = detail::read_all(in, name);
    detail::WordReader words(text);
    const auto fail = [&](const std::string& fault) {
        detail::parse_failure(detail::printable(name, 400) + ':' + std::to_string(words.line()) + ": " + fault);
    };

    std::optional<double> columns;
    std::optional<double> rows;
    std::optional<double> corner_lon;
    std::optional<double> centre_lon;
    std::optional<double> corner_lat;
    std::optional<double> centre_lat;
    std::optional<double> size;
    std::optional<double> size_lon;
    std::optional<double> size_lat;
    std::optional<double> nodata;
    struct Key {
        std::string_view name;
        std::optional<double>* value;
    };
    const Key keys[] = {{"ncols", &columns},        {"nrows", &rows},           {"xllcorner", &corner_lon},
                        {"xllcenter", &centre_lon}, {"yllcorner", &corner_lat}, {"yllcenter", &centre_lat},
                        {"cellsize", &size},        {"dx", &size_lon},          {"dy", &size_lat},
                        {"nodata_value", &nodata}};
    std::string_view word = words.next();
    while (!word.empty() && detail::is_letter(word.front()) && !detail::same_word(word, "nan")) {
        const Key* known = nullptr;
        for (const Key& key : keys)
            if (detail::same_word(word, key.name)) known = &key;
        if (known == nullptr) fail("unknown key " + detail::in_quotes(word));
        if (*known->value) fail(std::string(known->name) + " is given twice");
        const std::string_view number = words.next();
        double value = 0.0;
        if (!detail::parse_number(number, value)) {
            // some writers mark voids by nan
            if (known->value != &nodata || !detail::same_word(number, "nan"))
                fail(std::string(known->name) + ' ' + detail::in_quotes(number) + " is not a number");
            value = std::nan("");
        }
        *known->value = value;
        word = words.next();
    }
    const auto require = [&](const std::optional<double>& value, const char* what) {
        if (!value) fail(std::string(what) + " is missing");
        return *value;
    };
    const auto count = [&](const std::optional<double>& value, const char* what) {
        const double number = require(value, what);
        if (!(number >= 2.0) || number != std::floor(number) || number > 1e9)
            fail(std::string(what) + ' ' + detail::number_text(number) + " is not a number of at least 2");
        return static_cast<std::size_t>(number);
    };
    RasterSpec spec;
    spec.columns = count(columns, "ncols");
    spec.rows = count(rows, "nrows");
    spec.step_lon_deg = size ? *size : require(size_lon, "cellsize");
    spec.step_lat_deg = size ? *size : require(size_lat, "dy");
    if (!(spec.step_lon_deg > 0.0) || !(spec.step_lat_deg > 0.0)) fail("the cell size is not positive");
    spec.west_deg = centre_lon ? *centre_lon : require(corner_lon, "xllcorner") + 0.5 * spec.step_lon_deg;
    spec.south_deg = centre_lat ? *centre_lat : require(corner_lat, "yllcorner") + 0.5 * spec.step_lat_deg;
    const double nodata_m = nodata.value_or(-9999.0);
    // a height takes two bytes at least: no header makes this allocate more than the file warrants
    const std::size_t promised = spec.rows * spec.columns;
    if (promised > text.size())
        fail("the header promises " + std::to_string(promised) + " heights, more than the file can hold");

    std::vector<float> from_north;
    from_north.reserve(promised);
    for (; !word.empty(); word = words.next()) {
        double height_m = std::nan("");
        if (!detail::same_word(word, "nan") && !detail::parse_number(word, height_m))
            fail("height " + detail::in_quotes(word) + " is not a number");
        if (from_north.size() == promised) fail("more heights than the " + std::to_string(promised) + " promised");
        if (height_m == nodata_m) height_m = std::nan("");
        if (std::abs(height_m) > 20e3) fail("height " + detail::in_quotes(word) + " is beyond 20,000 m");
        from_north.push_back(static_cast<float>(height_m));
    }
    if (from_north.size() < promised)
        fail("only " + std::to_string(from_north.size()) + " of the " + std::to_string(promised) + " heights promised");
    spec.heights_m.resize(promised);
    for (std::size_t row = 0; row < spec.rows; ++row)
        std::copy_n(from_north.begin() + static_cast<std::ptrdiff_t>((spec.rows - 1 - row) * spec.columns),
                    spec.columns, spec.heights_m.begin() + static_cast<std::ptrdiff_t>(row * spec.columns));
    return detail::make_terrain(std::move(spec), quality, name);
}

/// The same from a file.
[[nodiscard]] inline TerrainGrid read_ascii_grid(const std::string& path, const TerrainQuality& quality = {})
{
    std::ifstream in = detail::open_input(path);
    return read_ascii_grid(in, path, quality);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
