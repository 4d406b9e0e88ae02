// SPDX-License-Identifier: MIT
/// @file
/// Tracks from CSV, under the column names of surveillance recorders and drones.
#ifndef PICKET_IO_TRACK_CSV_HPP
#define PICKET_IO_TRACK_CSV_HPP

#include <picket/airspace/identity.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/truth.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/position_columns.hpp>
#include <picket/io/position_options.hpp>
#include <picket/io/zone_record.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
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
    TrackIdentity who = {};          ///< these and what else the rows say; where they differ, the last word
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

/// One row of a track file.
struct TrackRow {
    TrackPoint point;
    double sigma_m;     ///< NaN: not said
    TrackIdentity who;  ///< its id is the track's
};

/// Reads plots row by row, as they come: tracks mixed, in whatever order of time. Columns, in any order:
///
/// identity   `id`, else `track_id`, `flight_id`, `icao24`. A file without any is one track, named after the file,
///            where its time is `t_s`, seconds from the start of a recording
/// time       `time`, else `timestamp`, `time_utc`, `time_unix_s`, `t_s`: ISO 8601 with its zone, or Unix seconds
/// position   `lat` and `lon`, `lat_deg` and `lon_deg`, `latitude` and `longitude`, in degrees. Empty or `nan`: a
///            gap in the track
/// altitude   as PositionOptions says
/// who        `category` (manned, unmanned ...), `state` (ISO 3166-1 alpha-3), `call_sign` or `callsign`, `mode_a` or
///            `squawk`, `icao24`, `flight_plan`, `identified`, `armed` (yes or no). What is no category, code or
///            address is not known, but `mode_a` must be four octal digits
/// more       `sigma_m`: standard deviation of the position
///
/// Other columns are ignored.
class TrackRowReader {
public:
    /// @throws ParseError  where a column is missing
    TrackRowReader(std::istream& in, const std::string& name, const PositionOptions& options = {})
        : csv_(in, name),
          name_(name),
          time_(csv_.require({"time", "timestamp", "time_utc", "time_unix_s", "t_s"})),
          id_(csv_.column({"id", "track_id", "flight_id", "icao24"})),
          columns_(csv_, options),
          category_(csv_.column("category")),
          state_(csv_.column("state")),
          call_sign_(csv_.column({"call_sign", "callsign"})),
          mode_a_(csv_.column({"mode_a", "squawk"})),
          icao24_(csv_.column("icao24")),
          flight_plan_(csv_.column("flight_plan")),
          identified_(csv_.column("identified")),
          armed_(csv_.column("armed")),
          sigma_(csv_.column("sigma_m"))
    {
        if (!id_ && csv_.column_name(time_) != "t_s") id_ = csv_.require({"id", "track_id", "flight_id", "icao24"});
    }

    [[nodiscard]] const CsvReader& csv() const noexcept { return csv_; }
    [[nodiscard]] std::optional<std::size_t> category_column() const noexcept { return category_; }
    [[nodiscard]] std::optional<std::size_t> state_column() const noexcept { return state_; }
    [[nodiscard]] bool has_sigma() const noexcept { return sigma_.has_value(); }

    /// The next row; false at the end. @throws ParseError  `FILE:LINE: what is wrong`
    bool next(TrackRow& row)
    {
        if (!csv_.next()) return false;
        row = {};
        row.who.id = id_ ? std::string(csv_.field(*id_)) : detail::stem_of(name_);
        if (row.who.id.empty()) csv_.fail("the track's id is empty");
        const Position position = columns_.read(csv_);
        row.point = {detail::read_row_time(csv_, time_), position.at, position.altitude};
        if (row.point.time_s != row.point.time_s) csv_.fail("the time is empty");
        row.sigma_m = sigma_ ? csv_.number(*sigma_).value_or(std::nan("")) : std::nan("");
        if (row.sigma_m < 0.0) csv_.fail("sigma_m is negative");
        if (category_) row.who.category = category_from_text(csv_.field(*category_)).value_or(Category::unknown);
        if (state_) row.who.state = std::string(csv_.field(*state_));
        if (call_sign_) row.who.call_sign = std::string(csv_.field(*call_sign_));
        if (mode_a_ && !csv_.field(*mode_a_).empty()) {
            row.who.mode_a = ModeA::from_text(csv_.field(*mode_a_));
            if (!row.who.mode_a && csv_.column_name(*mode_a_) == "mode_a")
                csv_.fail("mode_a: " + detail::in_quotes(csv_.field(*mode_a_)) + " is not four octal digits");
        }
        if (icao24_) row.who.icao24 = address(csv_.field(*icao24_));
        row.who.flight_plan = truth_in(flight_plan_);
        row.who.identified = truth_in(identified_);
        row.who.armed = truth_in(armed_);
        return true;
    }

private:
    [[nodiscard]] static std::optional<std::uint32_t> address(std::string_view text)
    {
        if (text.size() != 6) return std::nullopt;
        std::uint32_t value = 0;
        for (const char c : text) {
            const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
            const bool digit = lower >= '0' && lower <= '9';
            if (!digit && !(lower >= 'a' && lower <= 'f')) return std::nullopt;
            value = value * 16U + static_cast<std::uint32_t>(digit ? lower - '0' : lower - 'a' + 10);
        }
        return value;
    }

    [[nodiscard]] Truth truth_in(std::optional<std::size_t> column) const
    {
        if (!column) return Truth::unknown;
        const std::string_view text = csv_.field(*column);
        for (const char* yes : {"yes", "true", "1"})
            if (detail::same_word(text, yes)) return Truth::yes;
        for (const char* no : {"no", "false", "0"})
            if (detail::same_word(text, no)) return Truth::no;
        if (!text.empty() && !detail::same_word(text, "unknown"))
            csv_.fail(csv_.column_name(*column) + ": " + detail::in_quotes(text) + " is neither yes nor no");
        return Truth::unknown;
    }

    CsvReader csv_;
    std::string name_;
    std::size_t time_;
    std::optional<std::size_t> id_;
    detail::PositionColumns columns_;
    std::optional<std::size_t> category_, state_, call_sign_, mode_a_, icao24_, flight_plan_, identified_, armed_,
        sigma_;
};

namespace detail {

/// The last word on each thing.
inline void add_words(TrackIdentity& who, const TrackIdentity& row)
{
    if (who.id.empty()) who.id = row.id;
    if (row.category != Category::unknown) who.category = row.category;
    if (!row.state.empty()) who.state = row.state;
    if (!row.call_sign.empty()) who.call_sign = row.call_sign;
    if (row.mode_a) who.mode_a = row.mode_a;
    if (row.icao24) who.icao24 = row.icao24;
    if (row.flight_plan != Truth::unknown) who.flight_plan = row.flight_plan;
    if (row.identified != Truth::unknown) who.identified = row.identified;
    if (row.armed != Truth::unknown) who.armed = row.armed;
}

}  // namespace detail

/// Reads tracks, with the columns of TrackRowReader. `category` and `state` are one word for the track.
///
/// Rows of several tracks may be mixed; within a track times ascend. A row that repeats its predecessor is dropped; one
/// that is older, or says something else for the same time, is an error (two radars that disagree cannot both be
/// flown), and skipped and named with keep_going.
///
/// @throws ParseError  `FILE:LINE: what is wrong`; with keep_going bad rows are skipped instead
[[nodiscard]] inline TrackFile read_tracks_csv(std::istream& in, const std::string& name,
                                               const PositionOptions& options = {})
{
    TrackRowReader rows(in, name, options);
    const CsvReader& csv = rows.csv();

    TrackFile file;
    std::unordered_map<std::string, std::size_t> known;
    const auto take_row = [&](const TrackRow& row) {
        const std::string& track_id = row.who.id;
        const TrackPoint& point = row.point;
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
        detail::keep_word(csv, rows.category_column(), track_id, track.category);
        detail::keep_word(csv, rows.state_column(), track_id, track.state);
        detail::add_words(track.who, row.who);
        track.points.push_back(point);
        if (rows.has_sigma()) track.sigma_m.push_back(row.sigma_m);
        if (it == known.end()) {
            fresh.id = track_id;
            known.emplace(track_id, file.tracks.size());
            file.tracks.push_back(std::move(fresh));
        }
    };
    TrackRow row;
    for (;;) {
        try {
            if (!rows.next(row)) return file;
            take_row(row);
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
