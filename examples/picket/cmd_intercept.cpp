// SPDX-License-Identifier: MIT
// picket intercept: which base can meet which target, where, when and until when.
#include <picket/error.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/io/bases_csv.hpp>
#include <picket/io/targets_csv.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "intercept_input.hpp"

namespace picket_cli {
namespace {

struct InterceptOptions {
    std::string bases;
    std::string targets;
    std::string out;
    bool json = false;
    bool keep_going = false;
    bool pairwise = false;
    bool windows = false;
    bool explain = false;
    double horizon_s = 14400.0;
};

/// Who is asked about whom, by number: all with all, or row by row.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const InterceptOptions& options,
                                                          const picket::io::BaseFile& bases,
                                                          const picket::io::TargetFile& targets)
{
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    if (!options.pairwise) {
        for (std::size_t b = 0; b < bases.bases.size(); ++b)
            for (std::size_t t = 0; t < targets.targets.size(); ++t) pairs.emplace_back(b, t);
        return pairs;
    }
    if (bases.rows != targets.rows) {
        const std::string message = shown_name(options.targets) + ": has " + std::to_string(targets.rows) + " rows, " +
                                    shown_name(options.bases) + " has " + std::to_string(bases.rows) +
                                    ": --pairwise needs as many";
        throw picket::ParseError(message.c_str());
    }
    // a row that was skipped takes the other file's along: those after it stay together
    std::size_t t = 0;
    for (std::size_t b = 0; b < bases.bases.size(); ++b) {
        while (t < targets.targets.size() && targets.targets[t].row < bases.bases[b].row) ++t;
        if (t < targets.targets.size() && targets.targets[t].row == bases.bases[b].row) pairs.emplace_back(b, t);
    }
    return pairs;
}

Table intercept_table(const InterceptOptions& options, const picket::io::BaseFile& bases,
                      const picket::io::TargetFile& targets)
{
    std::vector<std::string> columns{"base_id", "target_id",   "status",     "t_s",         "lat",
                                     "lon",     "heading_deg", "distance_m", "window_end_s"};
    if (options.windows) columns.emplace_back("n");
    if (options.explain) columns.insert(columns.end(), {"closest_m", "minimum_speed_mps", "latest_order_s"});
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const picket::InterceptQuery query{0.0, picket::Seconds{options.horizon_s}};
    const auto pairs = pairs_of(options, bases, targets);
    Table table(columns);
    Progress progress("intercept: pairs");
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        progress.at(i, pairs.size());
        const picket::io::BaseRecord& base = bases.bases[pairs[i].first];
        const picket::io::TargetRecord& target = targets.targets[pairs[i].second];
        const auto add = [&](const char* status, const picket::Meeting& at, double end_s, Cell n,
                             const picket::MissedBy& missed) {
            std::vector<Cell> row{base.id, target.id, status, at.time_s, at.at.lat_deg, at.at.lon_deg,
                                  // over its own base an aircraft needs no heading
                                  at.distance_m > 0.0 ? at.heading_deg : nan, at.distance_m, end_s};
            if (options.windows) row.push_back(std::move(n));
            if (options.explain) {
                row.insert(row.end(), {missed.closest_m, missed.minimum_ground_speed_mps, missed.latest_order_s});
            }
            table.add(std::move(row));
        };
        const picket::Intercept answer = picket::earliest_intercept(base.interceptor, target.path, query);
        if (!answer) {
            add(to_string(answer.status), {}, nan, nan,
                options.explain ? picket::missed_by(base.interceptor, target.path, query) : picket::MissedBy{});
            continue;
        }
        const auto windows = picket::intercept_windows(base.interceptor, target.path, query);
        for (std::size_t n = 0; n < (options.windows ? windows.size() : std::size_t{1}); ++n) {
            add(to_string(answer.status), windows.at(n).begin, windows.at(n).open ? nan : windows.at(n).end.time_s,
                std::uint64_t{n + 1}, {});
        }
    }
    return table;
}

void run_intercept(const InterceptOptions& options)
{
    StandardInput standard_input;
    standard_input.take(options.bases, "--bases");
    standard_input.take(options.targets, "--targets");
    // four months: targets that go round the Earth for longer are a slip of the pen, and take long
    if (!(options.horizon_s >= 0.0 && options.horizon_s <= 1e7))
        throw CLI::ValidationError("--horizon: a number of seconds, 0 to 10000000");

    Skipped skipped;
    const picket::io::BaseFile bases = load_bases(options.bases, options.keep_going, skipped);
    const picket::io::TargetFile targets = read_input(
        options.targets,
        [&](std::istream& in, const std::string& name) {
            return picket::io::read_targets_csv(in, name, options.keep_going);
        },
        [&](const std::string& path) { return picket::io::read_targets_csv(path, options.keep_going); });
    skipped.add(targets.skipped);

    Outputs outputs;
    outputs.add(options.out, intercept_table(options, bases, targets).text(options.json));
    outputs.commit();
    skipped.report();
}

}  // namespace

void add_intercept_command(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "intercept", "Which base can meet which target: the earliest time, the place, and until when");
    const auto options = std::make_shared<InterceptOptions>();
    command
        ->add_option("--bases", options->bases,
                     "CSV id,lat,lon,speed_mps,delay_s[,max_range_m,endurance_s]; - is standard input")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--targets", options->targets,
                     "CSV id,lat,lon,azimuth_deg,speed_mps[,path], where they are at time 0; - is standard input")
        ->required()
        ->type_name("FILE");
    command->add_flag("--pairwise", options->pairwise,
                      "The n-th base with the n-th target, instead of every base with every target");
    command->add_option("--horizon", options->horizon_s, "A meeting counts up to so many seconds [14400]")
        ->type_name("S");
    command->add_flag("--windows", options->windows,
                      "A row for each time span in which they can meet, not for the first alone; numbered in `n`");
    command->add_flag("--explain", options->explain,
                      "Where they cannot: how near it comes, the least speed and the latest order that would do");
    command->add_flag("--keep-going", options->keep_going, "Skip bad records, name them on standard error, count them");
    command->add_option("--out", options->out, "Write the table to this file instead of standard output")
        ->type_name("FILE");
    command->add_flag("--json", options->json, "Print JSON instead of CSV");
    command->footer(
        "Bases are ordered at time 0, when targets are where the file says. `status` is `feasible`, or why not:\n"
        "`target_ends`, `too_slow`, `too_late`, `out_of_range`, `out_of_endurance`. `window_end_s` is empty where "
        "they\n"
        "can still meet at the horizon. The columns: docs/reference/intercept.md.\n\n"
        "Example:\n"
        "  picket intercept --bases bases.csv --targets targets.csv --horizon 3600 --explain");
    command->callback([options] { run_intercept(*options); });
}

}  // namespace picket_cli
