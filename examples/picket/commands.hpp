// SPDX-License-Identifier: MIT
/// @file
/// The commands of the picket program, and the options they share.
#ifndef PICKET_EXAMPLES_PICKET_COMMANDS_HPP
#define PICKET_EXAMPLES_PICKET_COMMANDS_HPP

#include <picket/airspace/edge.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/position_options.hpp>
#include <picket/io/zone_record.hpp>
#include <picket/io/zones.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "output.hpp"

namespace picket_cli {

void add_contains_command(CLI::App& app);
void add_index_command(CLI::App& app);
void add_intercept_command(CLI::App& app);
void add_raid_command(CLI::App& app);
void add_replay_command(CLI::App& app);

/// An option whose value is one of a few words. CLI11's own transformer also takes the numbers behind the words,
/// and prints enumerators of one byte as characters.
template <class Enum, class Value>
void add_choice(CLI::App& command, const char* name, const char* description, Value& target,
                std::vector<std::pair<std::string, Enum>> choices)
{
    std::vector<std::string> words;
    for (const auto& choice : choices) words.push_back(choice.first);
    command
        .add_option_function<std::string>(
            name,
            [&target, choices = std::move(choices)](const std::string& word) {
                for (const auto& choice : choices) {
                    if (choice.first == word) target = choice.second;
                }
            },
            description)
        ->check(CLI::IsMember(words));
}

/// Options of every command that reads zones.
struct ZoneOptions {
    std::vector<std::string> zones;
    bool keep_going = false;
    std::optional<picket::EdgeKind> edges;

    void register_with(CLI::App& command)
    {
        using picket::EdgeKind;
        command
            .add_option("--zones", zones,
                        "Zones, in this order: GeoJSON, OpenAir, ED-269 or ED-318, told apart by their content; "
                        "- is standard input")
            ->type_name("FILE");
        command.add_flag("--keep-going", keep_going, "Skip bad records, name them on standard error, count them");
        add_choice<EdgeKind>(
            command, "--edges",
            "What a line between two vertices means where the file does not say [lonlat in GeoJSON, else geodesic]",
            edges,
            {{"geodesic", EdgeKind::geodesic},
             {"rhumb", EdgeKind::rhumb},
             {"great_circle", EdgeKind::great_circle},
             {"lonlat", EdgeKind::lonlat}});
    }

    [[nodiscard]] picket::io::ZoneReadOptions zone_options() const { return {edges, keep_going}; }
};

/// Options of every command that asks zones about positions.
struct CommonOptions : ZoneOptions {
    std::string out;
    bool json = false;
    picket::io::AltitudeChoice altitude = picket::io::AltitudeChoice::pressure_first;
    std::optional<picket::VerticalDatum> datum;

    void register_with(CLI::App& command)
    {
        using picket::VerticalDatum;
        using picket::io::AltitudeChoice;
        ZoneOptions::register_with(command);
        command.add_option("--out", out, "Write the table to this file instead of standard output")->type_name("FILE");
        command.add_flag("--json", json, "Print JSON instead of CSV");
        add_choice<AltitudeChoice>(
            command, "--altitude", "Which height counts where a row has two [pressure]", altitude,
            {{"pressure", AltitudeChoice::pressure_first}, {"geometric", AltitudeChoice::geometric_first}});
        add_choice<VerticalDatum>(
            command, "--datum",
            "What heights are measured from where the file does not say; without it they are not known", datum,
            {{"wgs84", VerticalDatum::wgs84},
             {"amsl", VerticalDatum::amsl},
             {"agl", VerticalDatum::agl},
             {"pressure_std", VerticalDatum::pressure_std}});
    }

    [[nodiscard]] picket::io::PositionOptions position_options() const { return {altitude, datum, keep_going}; }
};

/// Standard input can be read once.
class StandardInput {
public:
    void take(const std::string& path, const char* option)
    {
        if (path != "-") return;
        if (!taken_by_.empty()) {
            throw CLI::ValidationError(option, "standard input is already read by " + taken_by_);
        }
        taken_by_ = option;
    }

private:
    std::string taken_by_;
};

/// An input as messages call it.
inline std::string shown_name(const std::string& path)
{
    return path == "-" ? "<stdin>" : picket::io::detail::printable(path, 400);
}

/// Calls `read(stream, name)` or `read(path)`, as the path says.
template <class FromStream, class FromFile>
auto read_input(const std::string& path, FromStream from_stream, FromFile from_file)
{
    return path == "-" ? from_stream(std::cin, std::string("<stdin>")) : from_file(path);
}

/// Zones as a file describes them, whatever its format.
inline picket::io::ZoneFile read_zone_file(const std::string& path, const picket::io::ZoneReadOptions& options)
{
    return read_input(
        path, [&](std::istream& in, const std::string& name) { return picket::io::read_zones(in, name, options); },
        [&](const std::string& file) { return picket::io::read_zones(file, options); });
}

/// The zones of all files, in the order given.
inline std::vector<picket::Zone> load_zones(const std::vector<std::string>& paths,
                                            const picket::io::ZoneReadOptions& options, Skipped& skipped)
{
    std::vector<picket::Zone> zones;
    for (const std::string& path : paths) {
        picket::io::ZoneSet set = picket::io::build_zones(read_zone_file(path, options), options.keep_going);
        skipped.add(set.skipped);
        for (picket::Zone& zone : set.zones) zones.push_back(std::move(zone));
    }
    return zones;
}

}  // namespace picket_cli

#endif
