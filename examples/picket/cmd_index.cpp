// SPDX-License-Identifier: MIT
// picket index: zones compiled into a file that `picket contains --index` opens in milliseconds.
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/zone.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "index_choice.hpp"

namespace picket_cli {
namespace {

struct IndexCommandOptions {
    ZoneOptions zones;
    std::string out;
    bool json = false;
};

void run_index(const IndexCommandOptions& options)
{
    StandardInput standard_input;
    for (const std::string& path : options.zones.zones) standard_input.take(path, "--zones");
    if (options.out.empty() || options.out == "-") {
        throw CLI::ValidationError("--out", "the table goes to standard output: name a file for the index");
    }

    Skipped skipped;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<picket::Zone> zones = load_zones(options.zones.zones, options.zones.zone_options(), skipped);
    const picket::AirspaceIndex index = build_index(zones, "index: compiling zones");
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    const auto bytes = index.image();

    Outputs outputs;
    // not save_index: outputs appear together or not at all, and links and devices stay what they are
    outputs.add(options.out, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    Table table({"zones", "edges", "bytes", "seconds"});
    table.add({std::uint64_t{zones.size()}, std::uint64_t{edges_of(zones)}, std::uint64_t{bytes.size()},
               taken.count()});
    outputs.add("-", table.text(options.json));
    outputs.commit();
    skipped.report();
}

}  // namespace

void add_index_command(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "index", "Compile zones into a file that `picket contains --index` opens in milliseconds");
    const auto options = std::make_shared<IndexCommandOptions>();
    options->zones.register_with(*command);
    command->get_option("--zones")->required();
    command->add_option("--out", options->out, "Write the index to this file")->required()->type_name("FILE");
    command->add_flag("--json", options->json, "Print JSON instead of CSV");
    command->footer(
        "Prints how many zones and edges were compiled, the size of the file, and how long reading and\n"
        "compiling took. The file is for machines of the same kind and this version of picket; others refuse it.\n\n"
        "Example:\n"
        "  picket index --zones sectors.geojson --out sectors.index\n"
        "  picket contains --index sectors.index --points radar.csv");
    command->callback([options] { run_index(*options); });
}

}  // namespace picket_cli
