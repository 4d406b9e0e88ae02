// SPDX-License-Identifier: MIT
/// @file
/// Zones as they come out of a file, whatever its format: what was read, where it stood, what was skipped.
#ifndef PICKET_IO_ZONE_RECORD_HPP
#define PICKET_IO_ZONE_RECORD_HPP

#include <picket/airspace/zone.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/io/detail/text.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// How zones are read.
struct ZoneReadOptions {
    /// What a line between two vertices means where the file is silent; none: what its format says (lonlat for
    /// GeoJSON, geodesic for OpenAir, ED-269 and ED-318).
    std::optional<EdgeKind> default_edges = std::nullopt;
    bool keep_going = false;  ///< skip records that cannot be read instead of throwing
};

/// One zone as a file describes it, not yet checked.
struct ZoneRecord {
    ZoneSpec spec;
    std::size_t index = 0;  ///< which record of the file, counted from 1
    std::string where;      ///< start of every message about it: `FILE: feature 3 "EPR25"`
    std::string type = {};  ///< class or type in the file's own words (`R`, `CTR`, `PROHIBITED`); may be empty
};

/// A record that was left out, and why: `FILE: feature 3 "EPR25", ring 0, vertex 7: ...`.
struct SkippedRecord {
    std::size_t index;  ///< record or line of the file, counted from 1
    std::string message;
};

/// What a zone file holds, in file order.
struct ZoneFile {
    std::vector<ZoneRecord> zones;
    std::vector<SkippedRecord> skipped;  ///< empty unless keep_going
};

/// Checked zones, in file order.
struct ZoneSet {
    std::vector<Zone> zones;
    std::vector<SkippedRecord> skipped;  ///< empty unless keep_going
};

/// Every fault of a record, each as the line a user should see:
/// `FILE: feature 3 "EPR25", part 1, ring 0, vertex 7: latitude 91 is beyond 90 degrees`.
[[nodiscard]] inline std::vector<std::string> faults(const ZoneRecord& record)
{
    std::vector<std::string> lines;
    for (const ZoneIssue& issue : validate(record.spec)) {
        // the message starts with the place in the ring where it has one
        const bool placed = issue.part >= 0;
        lines.push_back(record.where + (placed ? ", " : ": ") + issue.message);
    }
    return lines;
}

/// Builds the zones.
///
/// @param keep_going  leave out what cannot be built, and say so in ZoneSet::skipped
/// @throws ParseError  naming file, feature, ring and vertex of the first fault, and how many more the same
///                     zone has
[[nodiscard]] inline ZoneSet build_zones(ZoneFile file, bool keep_going = false)
{
    ZoneSet set;
    set.skipped = std::move(file.skipped);
    set.zones.reserve(file.zones.size());
    for (ZoneRecord& record : file.zones) {
        try {
            set.zones.emplace_back(record.spec);
        } catch (const ZoneError& error) {
            const std::vector<std::string> lines = faults(record);
            std::string message = lines.empty() ? record.where + ": " + error.what() : lines.front();
            if (lines.size() > 1) {
                message +=
                    " (and " + std::to_string(lines.size() - 1) + " more " + (lines.size() > 2 ? "faults)" : "fault)");
            }
            if (!keep_going) detail::parse_failure(message);
            set.skipped.push_back({record.index, std::move(message)});
        }
    }
    std::stable_sort(set.skipped.begin(), set.skipped.end(),
                     [](const SkippedRecord& a, const SkippedRecord& b) { return a.index < b.index; });
    return set;
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
