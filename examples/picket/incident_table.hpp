// SPDX-License-Identifier: MIT
/// @file
/// Incidents as a table for people: aligned columns, one line each, and how many more there are.
#ifndef PICKET_EXAMPLES_PICKET_INCIDENT_TABLE_HPP
#define PICKET_EXAMPLES_PICKET_INCIDENT_TABLE_HPP

#include <picket/airspace/zone.hpp>
#include <picket/io/detail/map_painter.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/incident_record.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace picket_cli {

/// The first `most` incidents: number, track, zone, entry and exit (UTC), time inside, greatest depth.
/// Marks (`<`, `>`, `?`) are explained below the table where there are any.
inline std::string readable_table(const std::vector<picket::io::IncidentRecord>& records,
                                  const std::vector<picket::Zone>& zones, std::size_t most)
{
    namespace detail = picket::io::detail;
    using Row = std::array<std::string, 7>;
    constexpr std::array<bool, 7> to_the_right{true, false, false, false, false, true, true};

    bool any_before = false;
    bool any_after = false;
    bool any_unknown = false;
    std::vector<Row> rows{{"#", "track", "zone", " entry (UTC)", " exit", "inside", "depth"}};
    const std::size_t shown = std::min(most, records.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const picket::io::IncidentRecord& record = records[i];
        const picket::Incident& incident = record.incident;
        const auto zone =
            std::find_if(zones.begin(), zones.end(), [&](const picket::Zone& z) { return z.id() == record.zone_id; });
        const bool named = zone != zones.end() && !zone->name().empty() && zone->name() != record.zone_id;
        const std::string entry = picket::io::is_time(incident.entry_s)
                                      ? picket::io::utc_text(std::round(incident.entry_s)).substr(0, 10) + ' ' +
                                            detail::clock_text(incident.entry_s)
                                      : "?";
        const bool before = !detail::entry_seen(record);
        const bool after = incident.status == picket::IncidentStatus::open_at_end;
        const bool unknown = incident.answer == picket::Containment::unknown;
        any_before = any_before || before;
        any_after = any_after || after;
        any_unknown = any_unknown || unknown;
        rows.push_back({record.incident_id, detail::printable(record.track_id, 24),
                        detail::printable(named ? record.zone_id + "  " + zone->name() : record.zone_id, 40),
                        (before ? "<" : " ") + entry, (after ? ">" : " ") + detail::clock_text(incident.exit_s),
                        detail::duration_text(incident.exit_s - incident.entry_s) + (unknown ? "?" : ""),
                        detail::length_text(incident.max_depth.value())});
    }
    std::array<std::size_t, 7> width{};
    for (const Row& row : rows) {
        for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], detail::characters(row[k]));
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t k = 0; k < row.size(); ++k) {
            const std::string padding(width[k] - detail::characters(row[k]), ' ');
            if (k > 0) line += "  ";
            line += to_the_right[k] ? padding + row[k] : row[k] + padding;
        }
        text += line + '\n';
    }
    if (records.empty()) text += "no incidents\n";
    if (shown < records.size()) text += "... and " + std::to_string(records.size() - shown) + " more\n";
    if (any_before) text += "< inside already when the track begins\n";
    if (any_after) text += "> still inside when the track ends\n";
    if (any_unknown) text += "? inside unless a height or time that is not known says otherwise\n";
    return text;
}

}  // namespace picket_cli

#endif
