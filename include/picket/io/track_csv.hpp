// SPDX-License-Identifier: MIT
/// @file
/// Tracks from CSV, under the column names of surveillance recorders and drones.
#ifndef PICKET_IO_TRACK_CSV_HPP
#define PICKET_IO_TRACK_CSV_HPP

#include <picket/airspace/track.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/position_columns.hpp>
#include <picket/io/position_options.hpp>
#include <picket/io/zone_record.hpp>

#include <cmath>
#include <cstddef>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// One track.
struct Track {
    std::string id;
    std::string category;            ///< what flies (column `category`); empty: not said
    std::string state;               ///< whose it is (column `state`); empty: not said
    std::vector<TrackPoint> points;  ///< times strictly ascending
    std::vector<double> sigma_m;     ///< standard deviation of each position [m], NaN where not said; empty without a
                                     ///< column `sigma_m`
};

/// What a track file holds; tracks in the order in which they first appear.
struct TrackFile {
    std::vector<Track> tracks;
    std::vector<SkippedRecord> skipped;  ///< empty unless keep_going
};

namespace detail {

/// `dir/mavic3.csv` is called `mavic3`.
[[nodiscard]] inline std::string stem_of(std::string_view name)
{
    if (const std::size_t slash = name.find_last_of("/\\"); slash != name.npos) name.remove_prefix(slash + 1);
    if (const std::size_t dot = name.rfind('.'); dot != name.npos && dot > 0) name = name.substr(0, dot);
    return name.empty() || name == "-" ? std::string("track") : printable(name, 200);
}

[[nodiscard]] inline bool same_number(double a, double b) noexcept { return a == b || (a != a && b != b); }

/// Do two plots of the same time say the same?
[[nodiscard]] inline bool same_plot(const TrackPoint& a, const TrackPoint& b) noexcept
{
    return same_number(a.at.lat_deg, b.at.lat_deg) && same_number(a.at.lon_deg, b.at.lon_deg) &&
           same_number(a.altitude.value.value(), b.altitude.value.value()) &&
           (a.altitude.datum == b.altitude.datum || a.altitude.value.value() != a.altitude.value.value());
}

/// Keeps a word that belongs to the whole track.
inline void keep_word(const CsvReader& csv, std::optional<std::size_t> column, const std::string& id, std::string& kept)
{
    if (!column) return;
    const std::string_view word = csv.field(*column);
    if (word.empty() || word == kept) return;
    if (!kept.empty()) {
        csv.fail("track " + in_quotes(id) + " has the " + csv.column_name(*column) + ' ' + in_quotes(word) +
                 ", before it had " + in_quotes(kept));
    }
    kept = word;
}

}  // namespace detail

/// Reads tracks. Columns, in any order:
///
/// identity   `id`, else `track_id`, `flight_id`, `icao24`. A file without any is one track, named after the file,
///            where its time is `t_s`, seconds from the start of a recording
/// time       `time`, else `timestamp`, `time_utc`, `time_unix_s`, `t_s`: ISO 8601 with its zone, or Unix seconds
/// position   `lat` and `lon`, `lat_deg` and `lon_deg`, `latitude` and `longitude`, in degrees. Empty or `nan`: a
///            gap in the track
/// altitude   as PositionOptions says
/// more       `category`, `state`: one word for the track; `sigma_m`: standard deviation of the position
///
/// Other columns are ignored. Rows of several tracks may be mixed; within a track times ascend. A row that repeats
/// its predecessor is dropped; one that is older, or says something else for the same time, is an error (two radars
/// that disagree cannot both be flown), and skipped and named with keep_going.
///
/// @throws ParseError  `FILE:LINE: what is wrong`; with keep_going bad rows are skipped instead
[[nodiscard]] inline TrackFile read_tracks_csv(std::istream& in, const std::string& name,
                                               const PositionOptions& options = {})
{
    CsvReader csv(in, name);
    const std::size_t time = csv.require({"time", "timestamp", "time_utc", "time_unix_s", "t_s"});
    auto id = csv.column({"id", "track_id", "flight_id", "icao24"});
    if (!id && csv.column_name(time) != "t_s") id = csv.require({"id", "track_id", "flight_id", "icao24"});
    const detail::PositionColumns columns(csv, options);
    const auto category = csv.column("category");
    const auto state = csv.column("state");
    const auto sigma = csv.column("sigma_m");

    TrackFile file;
    std::unordered_map<std::string, std::size_t> known;
    const auto read_row = [&] {
        const std::string track_id = id ? std::string(csv.field(*id)) : detail::stem_of(name);
        if (track_id.empty()) csv.fail("the track's id is empty");
        const Position position = columns.read(csv);
        const TrackPoint point{detail::read_row_time(csv, time), position.at, position.altitude};
        if (point.time_s != point.time_s) csv.fail("the time is empty");
        const double sigma_m = sigma ? csv.number(*sigma).value_or(std::nan("")) : 0.0;
        if (sigma_m < 0.0) csv.fail("sigma_m is negative");

        // a row that fails below must leave nothing behind, so a new track is made last
        const auto it = known.find(track_id);
        Track fresh;
        Track& track = it != known.end() ? file.tracks[it->second] : fresh;
        if (!track.points.empty()) {
            const TrackPoint& last = track.points.back();
            if (point.time_s < last.time_s) {
                csv.fail("track " + detail::in_quotes(track_id) + " goes back in time, from " + utc_text(last.time_s) +
                         " to " + utc_text(point.time_s));
            }
            if (point.time_s == last.time_s) {
                if (detail::same_plot(point, last)) return;
                csv.fail("track " + detail::in_quotes(track_id) + " has two different plots at " +
                         utc_text(point.time_s));
            }
        }
        detail::keep_word(csv, category, track_id, track.category);
        detail::keep_word(csv, state, track_id, track.state);
        track.points.push_back(point);
        if (sigma) track.sigma_m.push_back(sigma_m);
        if (it == known.end()) {
            fresh.id = track_id;
            known.emplace(track_id, file.tracks.size());
            file.tracks.push_back(std::move(fresh));
        }
    };
    for (;;) {
        try {
            if (!csv.next()) return file;
            read_row();
        } catch (const ParseError& error) {
            if (!options.keep_going || in.bad()) throw;
            file.skipped.push_back({csv.line(), error.what()});
        }
    }
}

/// The same from a file.
[[nodiscard]] inline TrackFile read_tracks_csv(const std::string& path, const PositionOptions& options = {})
{
    std::ifstream in = detail::open_input(path);
    return read_tracks_csv(in, path, options);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
