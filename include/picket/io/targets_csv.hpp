// SPDX-License-Identifier: MIT
/// @file
/// Targets that fly straight on, from CSV: `id,lat,lon,azimuth_deg,speed_mps[,path]`.
#ifndef PICKET_IO_TARGETS_CSV_HPP
#define PICKET_IO_TARGETS_CSV_HPP

#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/number_columns.hpp>
#include <picket/io/detail/position_columns.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/zone_record.hpp>
#include <picket/units.hpp>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// One row.
struct TargetRecord {
    std::string id;
    TargetPath path;  ///< from time 0 on
    std::size_t row;  ///< which it is of all rows, counted from 1; bad ones count too
};

/// What a file of targets holds, in file order.
struct TargetFile {
    std::vector<TargetRecord> targets;
    std::size_t rows = 0;
    std::vector<SkippedRecord> skipped;  ///< empty unless keep_going
};

/// Reads targets. Columns, in any order:
///
/// id       `id` or `target_id`
/// place    `lat` and `lon` in degrees (or `lat_deg`, `latitude`, ...), at time 0
/// course   `azimuth_deg` or `track_deg`: clockwise from true north, -360 to 360; may be empty where the speed is 0
/// speed    `speed_mps` or `ground_speed_mps`: over ground, 0 to 100 km/s
/// path     `path`: `geodesic` or `rhumb`; empty, or without the column: `geodesic`. A rhumb line ends where it meets a
///          pole
///
/// Other columns are ignored.
///
/// @throws ParseError  `FILE:LINE: what is wrong`; with keep_going bad rows are skipped instead
[[nodiscard]] inline TargetFile read_targets_csv(std::istream& in, const std::string& name, bool keep_going = false)
{
    CsvReader csv(in, name);
    const std::size_t id = csv.require({"id", "target_id"});
    const detail::PlaceColumns place(csv);
    const std::size_t azimuth = csv.require({"azimuth_deg", "track_deg"});
    const std::size_t speed = csv.require({"speed_mps", "ground_speed_mps"});
    const std::optional<std::size_t> path = csv.column("path");

    const auto read_row = [&](std::size_t row) {
        std::string target_id(csv.field(id));
        if (target_id.empty()) csv.fail("the id is empty");
        const LatLon at = place.require(csv);
        const MetresPerSecond mps = detail::ground_speed(csv, speed, detail::required_number(csv, speed));
        const bool stands = mps.value() == 0.0 && !csv.number(azimuth);
        const Degrees course{stands ? 0.0 : detail::required_number(csv, azimuth)};
        if (std::fabs(course.value()) > 360.0) detail::bad_size(csv, azimuth, course.value(), "is beyond 360 degrees");
        const std::string_view word = path ? csv.field(*path) : std::string_view{};
        const bool rhumb = detail::same_word(word, "rhumb");
        if (!rhumb && !word.empty() && !detail::same_word(word, "geodesic"))
            csv.fail("column " + detail::in_quotes(csv.column_name(*path)) + ": " + detail::in_quotes(word) +
                     " is neither geodesic nor rhumb");
        try {
            return TargetRecord{std::move(target_id),
                                rhumb ? TargetPath::rhumb(at, course, mps) : TargetPath::geodesic(at, course, mps),
                                row};
        } catch (const DomainError& error) {
            csv.fail(error.what());
        }
    };

    TargetFile file;
    for (;; ++file.rows) {
        try {
            if (!csv.next()) return file;
            file.targets.push_back(read_row(file.rows + 1));
        } catch (const ParseError& error) {
            if (!keep_going || in.bad()) throw;
            file.skipped.push_back({csv.line(), error.what()});
        }
    }
}

/// The same from a file.
[[nodiscard]] inline TargetFile read_targets_csv(const std::string& path, bool keep_going = false)
{
    std::ifstream in = detail::open_input(path);
    return read_targets_csv(in, path, keep_going);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
