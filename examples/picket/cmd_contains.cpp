// SPDX-License-Identifier: MIT
// picket contains: which points are in which zones.
#include <picket/airspace/zone.hpp>
#include <picket/io/points_csv.hpp>

#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"

namespace picket_cli {
namespace {

struct ContainsOptions {
    CommonOptions common;
    std::string points;
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
        for (std::size_t i = 0; i < file.points.size(); ++i) {
            progress.at(i, file.points.size());
            const picket::io::PointRecord& point = file.points[i];
            for (const picket::Zone& zone : zones) {
                const picket::Containment answer = zone.contains(point.position, point.time_s);
                if (answer != picket::Containment::outside) table.add({point.id, zone.id(), to_string(answer)});
            }
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
