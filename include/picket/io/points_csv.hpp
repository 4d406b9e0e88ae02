// SPDX-License-Identifier: MIT
/// @file
/// Single positions from CSV: `id,lat,lon[,alt_m,datum,time]`.
#ifndef PICKET_IO_POINTS_CSV_HPP
#define PICKET_IO_POINTS_CSV_HPP

#include <picket/geodesy/position.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/position_columns.hpp>
#include <picket/io/position_options.hpp>
#include <picket/io/zone_record.hpp>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <istream>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// One row.
struct PointRecord {
    std::string id;
    Position position;  ///< NaN: the row has no position
    double time_s;      ///< s since the Unix epoch, UTC; NaN: no time
    std::size_t line;   ///< of the file, counted from 1
};

/// What a point file holds, in file order.
struct PointFile {
    std::vector<PointRecord> points;
    std::vector<SkippedRecord> skipped;  ///< empty unless keep_going
};

/// Reads points. Columns, in any order: `id` (or `point_id`), `lat` and `lon` in degrees (or `lat_deg`,
/// `latitude`, ...), optionally a time (`time`, `timestamp`, `time_unix_s`) and heights as PositionOptions says.
/// Other columns are ignored.
///
/// An empty or `nan` position is no position; a latitude beyond 90 or a longitude beyond 360 degrees is an error.
///
/// @throws ParseError  `FILE:LINE: what is wrong`; with keep_going bad rows are skipped instead
[[nodiscard]] inline PointFile read_points_csv(std::istream& in, const std::string& name,
                                               const PositionOptions& options = {})
{
    CsvReader csv(in, name);
    const std::size_t id = csv.require({"id", "point_id"});
    const detail::PositionColumns columns(csv, options);
    const auto time = csv.column({"time", "timestamp", "time_utc", "time_unix_s", "t_s"});
    PointFile file;
    for (;;) {
        try {
            if (!csv.next()) return file;
            PointRecord point{std::string(csv.field(id)), columns.read(csv), std::nan(""), csv.line()};
            if (point.id.empty()) csv.fail("the id is empty");
            if (time) point.time_s = detail::read_row_time(csv, *time);
            file.points.push_back(std::move(point));
        } catch (const ParseError& error) {
            if (!options.keep_going || in.bad()) throw;
            file.skipped.push_back({csv.line(), error.what()});
        }
    }
}

/// The same from a file.
[[nodiscard]] inline PointFile read_points_csv(const std::string& path, const PositionOptions& options = {})
{
    std::ifstream in = detail::open_input(path);
    return read_points_csv(in, path, options);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
