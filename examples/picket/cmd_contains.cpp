// SPDX-License-Identifier: MIT
// picket contains: which points are in which zones.
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/points_csv.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"

namespace picket_cli {
namespace {

struct ContainsOptions {
    CommonOptions common;
    std::string points;
};

/// Which zones hold a point: through an index where there are so many questions that building one pays.
class Finder {
public:
    Finder(const std::vector<picket::Zone>& zones, std::size_t points) : zones_(zones)
    {
        std::size_t edges = 0;
        for (const picket::Zone& zone : zones) edges += zone.boundary().curves().size();
        // an edge costs the index some microseconds, a zone the plain loop a tenth of one for each point
        if (static_cast<double>(points) * static_cast<double>(zones.size()) > 50.0 * static_cast<double>(edges) + 1e5)
            index_.emplace(zones);
    }

    /// Calls found(zone, answer) in the order of the zones.
    template <class Found>
    void find(const picket::Position& position, double time_s, Found&& found)
    {
        if (!index_ || !picket::is_valid(position.at)) {
            for (const picket::Zone& zone : zones_) {
                const picket::Containment answer = zone.contains(position, time_s);
                if (answer != picket::Containment::outside) found(zone, answer);
            }
            return;
        }
        held_.clear();
        index_->query(position.at, [&](std::size_t zone, picket::Containment) { held_.push_back(zone); });
        std::sort(held_.begin(), held_.end());
        for (const std::size_t number : held_) {
            const picket::Zone& zone = zones_[number];
            const picket::Containment answer = both(within(zone.altitude(), position.altitude), zone.active(time_s));
            if (answer != picket::Containment::outside) found(zone, answer);
        }
    }

private:
    const std::vector<picket::Zone>& zones_;
    std::optional<picket::AirspaceIndex> index_;
    std::vector<std::size_t> held_;
};

void run_contains(const ContainsOptions& options)
{
    StandardInput standard_input;
    for (const std::string& path : options.common.zones) standard_input.take(path, "--zones");
    standard_input.take(options.points, "--points");

    Skipped skipped;
    const std::vector<picket::Zone> zones = load_zones(options.common.zones, options.common.zone_options(), skipped);
    const picket::io::PositionOptions position_options = options.common.position_options();
    const picket::io::PointFile file = read_input(
        options.points,
        [&](std::istream& in, const std::string& name) {
            return picket::io::read_points_csv(in, name, position_options);
        },
        [&](const std::string& path) { return picket::io::read_points_csv(path, position_options); });
    skipped.add(file.skipped);

    Table table({"point_id", "zone_id", "answer"});
    {
        Progress progress("contains: points");
        Finder finder(zones, file.points.size());
        for (std::size_t i = 0; i < file.points.size(); ++i) {
            progress.at(i, file.points.size());
            const picket::io::PointRecord& point = file.points[i];
            finder.find(point.position, point.time_s, [&](const picket::Zone& zone, picket::Containment answer) {
                table.add({point.id, zone.id(), to_string(answer)});
            });
        }
    }
    Outputs outputs;
    outputs.add(options.common.out, table.text(options.common.json));
    outputs.commit();
    skipped.report();
}

}  // namespace

void add_contains_command(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "contains", "Which points are in which zones: one row for each point and zone that holds it");
    // CLI11 keeps references to the options until it has parsed; the callback keeps them alive
    const auto options = std::make_shared<ContainsOptions>();
    options->common.register_with(*command);
    command->add_option("--points", options->points, "CSV id,lat,lon[,alt_m,datum,time]; - is standard input")
        ->required()
        ->type_name("FILE");
    command->footer(
        "`answer` is `inside`, or `unknown` where position, height or time cannot decide.\n\n"
        "Example:\n"
        "  picket contains --zones borders.geojson --points radar.csv --edges geodesic");
    command->callback([options] { run_contains(*options); });
}

}  // namespace picket_cli
