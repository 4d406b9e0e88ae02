// SPDX-License-Identifier: MIT
/// @file
/// Interceptors at their bases, from CSV: `id,lat,lon,speed_mps,delay_s[,max_range_m,endurance_s]`.
#ifndef PICKET_IO_BASES_CSV_HPP
#define PICKET_IO_BASES_CSV_HPP

#include <picket/error.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/number_columns.hpp>
#include <picket/io/detail/position_columns.hpp>
#include <picket/io/zone_record.hpp>
#include <picket/units.hpp>

#include <cstddef>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// One row.
struct BaseRecord {
    std::string id;
    Interceptor interceptor;
    std::size_t row;  ///< which it is of all rows, counted from 1; bad ones count too
};

/// What a file of bases holds, in file order.
struct BaseFile {
    std::vector<BaseRecord> bases;
    std::size_t rows = 0;
    std::vector<SkippedRecord> skipped;  ///< empty unless keep_going
};

/// Reads bases. Columns, in any order:
///
/// id          `id` or `base_id`; may occur again (two readiness states at one airfield)
/// place       `lat` and `lon` in degrees (or `lat_deg`, `latitude`, ...)
/// speed       `speed_mps` or `ground_speed_mps`: over ground, above 0, at most 100 km/s
/// delay       `delay_s` or `readiness_s`: from the order to take-off, at least 0
/// limits      `max_range_m`, `endurance_s` (out and back to the base): at least 0; empty or `inf`: none
/// more        `climb_mps` for the first `climb_s` seconds, both or neither; `return_mps`: on the way back, else
/// `speed_mps`
///
/// Other columns are ignored.
///
/// @throws ParseError  `FILE:LINE: what is wrong`; with keep_going bad rows are skipped instead
[[nodiscard]] inline BaseFile read_bases_csv(std::istream& in, const std::string& name, bool keep_going = false)
{
    CsvReader csv(in, name);
    const std::size_t id = csv.require({"id", "base_id"});
    const detail::PlaceColumns place(csv);
    const std::size_t speed = csv.require({"speed_mps", "ground_speed_mps"});
    const std::size_t delay = csv.require({"delay_s", "readiness_s"});
    const auto max_range = csv.column("max_range_m");
    const auto endurance = csv.column("endurance_s");
    const auto climb_speed = csv.column("climb_mps");
    const auto climb_time = csv.column("climb_s");
    const auto way_back = csv.column("return_mps");

    const auto read_row = [&] {
        std::string base_id(csv.field(id));
        if (base_id.empty()) csv.fail("the id is empty");
        InterceptorSpec spec;
        spec.base = place.require(csv);
        const MetresPerSecond cruise = detail::moving(csv, speed, detail::required_number(csv, speed));
        spec.ground_speed = SpeedProfile::constant(cruise);
        spec.readiness = Seconds{detail::at_least_0(csv, delay, detail::required_number(csv, delay))};
        spec.max_range = Metres{detail::limit(csv, max_range)};
        spec.endurance = Seconds{detail::limit(csv, endurance)};
        const auto optional = [&](std::optional<std::size_t> column) {
            return column ? csv.number(*column) : std::nullopt;
        };
        const std::optional<double> climb_mps = optional(climb_speed);
        const std::optional<double> climb_s = optional(climb_time);
        if (climb_mps.has_value() != climb_s.has_value()) csv.fail("climb_mps and climb_s come together or not at all");
        if (climb_mps) {
            spec.ground_speed =
                SpeedProfile::climb_then_cruise(detail::ground_speed(csv, *climb_speed, *climb_mps),
                                                Seconds{detail::at_least_0(csv, *climb_time, *climb_s)}, cruise);
        }
        if (const auto back_mps = optional(way_back))
            spec.return_ground_speed = detail::moving(csv, *way_back, *back_mps);
        return std::pair{std::move(base_id), std::move(spec)};
    };

    BaseFile file;
    for (;; ++file.rows) {
        try {
            if (!csv.next()) return file;
            auto [base_id, spec] = read_row();
            file.bases.push_back({std::move(base_id), Interceptor(std::move(spec)), file.rows + 1});
        } catch (const ParseError& error) {
            if (!keep_going || in.bad()) throw;
            file.skipped.push_back({csv.line(), error.what()});
        }
    }
}

/// The same from a file.
[[nodiscard]] inline BaseFile read_bases_csv(const std::string& path, bool keep_going = false)
{
    std::ifstream in = detail::open_input(path);
    return read_bases_csv(in, path, keep_going);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
