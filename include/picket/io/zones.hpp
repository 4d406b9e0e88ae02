// SPDX-License-Identifier: MIT
/// @file
/// Zones from a file of any format this module reads, told apart by what it holds.
#ifndef PICKET_IO_ZONES_HPP
#define PICKET_IO_ZONES_HPP

#include <picket/io/openair.hpp>
#include <picket/io/uas_zones.hpp>
#include <picket/io/zone_geojson.hpp>
#include <picket/io/zone_record.hpp>

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// JSON begins with a bracket or brace. Of everything else, OpenAir is what begins with a comment, has a line that
/// begins an airspace, or comes from a file that is called so.
[[nodiscard]] inline bool looks_like_openair(std::string_view text, std::string_view name)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos || text[first] == '{' || text[first] == '[') return false;
    const std::string lower = lower_case(name);
    if (text[first] == '*' || lower.ends_with(".txt") || lower.ends_with(".openair") || lower.ends_with(".air")) return true;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = trim(text.substr(0, end));
        if (line.size() > 2 && same_word(line.substr(0, 2), "AC") && is_space(line[2])) return true;
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return false;
}

}  // namespace detail

/// Reads zones from GeoJSON (zone_geojson.hpp), ED-269 or ED-318 (uas_zones.hpp) or OpenAir (openair.hpp). The
/// content decides; the name of the file only where the content is neither.
///
/// @throws ParseError  as the reader of the format; what is none of them fails as GeoJSON [tests/unit/io_zones]
[[nodiscard]] inline ZoneFile read_zones(std::istream& in, const std::string& name, const ZoneReadOptions& options = {})
{
    const std::string shown = detail::printable(name, 400);
    const std::string text = detail::read_all(in, name);
    if (detail::looks_like_openair(text, name)) return detail::OpenAirReader(shown, options).read(text);
    const detail::Json root = detail::parse_json(text, shown);
    if (detail::uas_format(root) != detail::UasFormat::none) return detail::UasZoneReader(shown, options).read(root);
    return detail::GeoJsonZoneReader(shown, options).read(root);
}

/// The same from a file.
[[nodiscard]] inline ZoneFile read_zones(const std::string& path, const ZoneReadOptions& options = {})
{
    std::ifstream in = detail::open_input(path);
    return read_zones(in, path, options);
}

/// Reads and builds: the zones of a file, ready for questions.
///
/// @throws ParseError  for what cannot be read and for what cannot be a zone, named alike
[[nodiscard]] inline ZoneSet load_zones(std::istream& in, const std::string& name, const ZoneReadOptions& options = {})
{
    return build_zones(read_zones(in, name, options), options.keep_going);
}

/// The same from a file.
[[nodiscard]] inline ZoneSet load_zones(const std::string& path, const ZoneReadOptions& options = {})
{
    return build_zones(read_zones(path, options), options.keep_going);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
