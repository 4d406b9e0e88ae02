// SPDX-License-Identifier: MIT
// picket contains: which points are in which zones.
#include <picket/airspace/active_set.hpp>
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/index_file.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/points_csv.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "height_options.hpp"
#include "index_choice.hpp"

namespace picket_cli {
namespace {

struct ContainsOptions {
    CommonOptions common;
    HeightOptions heights;
    std::string index;
    std::string points;
};

struct Holder {
    std::size_t zone;
    picket::Containment answer;
};

/// One zone after the other.
class EachZone {
public:
    /// @param zones, heights  to live as long
    EachZone(const std::vector<picket::Zone>& zones, const HeightModels& heights) : zones_(zones), heights_(heights) {}

    [[nodiscard]] std::string_view id(std::size_t zone) const noexcept { return zones_[zone].id(); }

    /// The zones that hold a point, in their order.
    const std::vector<Holder>& holders_of(const picket::io::PointRecord& point)
    {
        holders_.clear();
        for (std::size_t zone = 0; zone < zones_.size(); ++zone) {
            const picket::Containment answer = heights_.contains(zones_[zone], point.position, point.time_s);
            if (answer != picket::Containment::outside) holders_.push_back({zone, answer});
        }
        return holders_;
    }

private:
    const std::vector<picket::Zone>& zones_;
    const HeightModels& heights_;
    std::vector<Holder> holders_;
};

/// The same answers from an index, for points that each have a time of their own.
class IndexedZones {
public:
    /// @param zones    those of the index where they are at hand, else none; to live as long
    /// @param heights  models only where the zones are at hand; to live as long
    IndexedZones(picket::AirspaceIndex index, const std::vector<picket::Zone>& zones, const HeightModels& heights)
        : index_(std::move(index)),
          zones_(zones),
          heights_(heights),
          all_(index_.size()),
          timeless_(index_.active_at(nan)),
          now_(timeless_)
    {
    }

    [[nodiscard]] std::string_view id(std::size_t zone) const noexcept { return index_.zone_id(zone); }

    /// The zones that hold a point, in their order.
    const std::vector<Holder>& holders_of(const picket::io::PointRecord& point)
    {
        holders_.clear();
        const auto in_time_too = [&](std::size_t zone, picket::Containment in_place) {
            const picket::Containment answer = picket::both(active(zone, point.time_s), in_place);
            if (answer != picket::Containment::outside) holders_.push_back({zone, answer});
        };
        if (heights_.any()) {
            // what the index knows of heights is within their datum
            index_.query(point.position.at, [&](std::size_t zone, picket::Containment in_outline) {
                const picket::Containment in_height = heights_.within(
                    zones_[zone].altitude(), point.position.altitude, point.position.at, point.time_s);
                in_time_too(zone, picket::both(in_outline, in_height));
            });
        } else {
            // height first, for all zones; then time, for the few that are left
            index_.query(point.position, all_, in_time_too);
        }
        std::sort(holders_.begin(), holders_.end(), [](const Holder& a, const Holder& b) { return a.zone < b.zone; });
        return holders_;
    }

private:
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    [[nodiscard]] picket::Containment active(std::size_t zone, double time_s)
    {
        if (!zones_.empty()) return zones_[zone].active(time_s);
        // a zone without windows is active even at an unknown time
        if (std::isnan(time_s) || timeless_[zone] == picket::Containment::inside) return timeless_[zone];
        // an index tells of all zones at once; points of one time follow each other in most files
        if (time_s != now_s_) {
            now_ = index_.active_at(time_s);
            now_s_ = time_s;
        }
        return now_[zone];
    }

    picket::AirspaceIndex index_;
    const std::vector<picket::Zone>& zones_;
    const HeightModels& heights_;
    picket::ActiveSet all_;
    picket::ActiveSet timeless_;
    picket::ActiveSet now_;
    double now_s_ = nan;
    std::vector<Holder> holders_;
};

/// @throws Error  naming the file
picket::AirspaceIndex load_index(const std::string& path)
{
    if (path != "-") return picket::load_index(path);
    const auto bytes = std::make_shared<std::string>(std::istreambuf_iterator<char>(std::cin),
                                                     std::istreambuf_iterator<char>());
    try {
        return picket::AirspaceIndex::from_image(std::as_bytes(std::span(*bytes)), bytes);
    } catch (const picket::Error& error) {
        throw picket::ParseError((std::string("<stdin>: ") + error.what()).c_str());
    }
}

template <class Zones>
Table answers(const std::vector<picket::io::PointRecord>& points, Zones&& zones)
{
    Table table({"point_id", "zone_id", "answer"});
    Progress progress("contains: points");
    for (std::size_t i = 0; i < points.size(); ++i) {
        progress.at(i, points.size());
        for (const Holder& holder : zones.holders_of(points[i])) {
            table.add({points[i].id, std::string(zones.id(holder.zone)), to_string(holder.answer)});
        }
    }
    return table;
}

void run_contains(const ContainsOptions& options)
{
    StandardInput standard_input;
    for (const std::string& path : options.common.zones) standard_input.take(path, "--zones");
    standard_input.take(options.index, "--index");
    standard_input.take(options.points, "--points");
    options.heights.take(standard_input);
    if (options.common.zones.empty() && options.index.empty()) {
        throw CLI::ValidationError("--zones or --index is required");
    }

    Skipped skipped;
    const std::vector<picket::Zone> zones = load_zones(options.common.zones, options.common.zone_options(), skipped);
    const HeightModels heights = options.heights.load();
    std::optional<picket::AirspaceIndex> index;
    if (!options.index.empty()) index = load_index(options.index);
    const picket::io::PositionOptions position_options = options.common.position_options();
    const picket::io::PointFile file = read_input(
        options.points,
        [&](std::istream& in, const std::string& name) {
            return picket::io::read_points_csv(in, name, position_options);
        },
        [&](const std::string& path) { return picket::io::read_points_csv(path, position_options); });
    skipped.add(file.skipped);

    if (!index && index_pays(zones, file.points.size())) index = build_index(zones, "contains: compiling zones");
    const Table table = index ? answers(file.points, IndexedZones(std::move(*index), zones, heights))
                              : answers(file.points, EachZone(zones, heights));
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
    options->heights.register_with(*command);
    command
        ->add_option("--index", options->index,
                     "Zones that `picket index` has compiled, instead of --zones; - is standard input")
        ->type_name("FILE")
        // what lines mean was settled when the index was made
        ->excludes(command->get_option("--zones"))
        ->excludes(command->get_option("--edges"))
        // its answers are for heights in the datum of the limit
        ->excludes(command->get_option("--terrain"))
        ->excludes(command->get_option("--qnh"))
        ->excludes(command->get_option("--geoid"));
    command->add_option("--points", options->points, "CSV id,lat,lon[,alt_m,datum,time]; - is standard input")
        ->required()
        ->type_name("FILE");
    command->footer(
        "`answer` is `inside`, or `unknown` where position, height or time cannot decide. A height and a limit of two\n"
        "datums cannot, without --terrain, --qnh or --geoid to convert between them.\n\n"
        "Example:\n"
        "  picket contains --zones borders.geojson --points radar.csv --edges geodesic\n"
        "  picket contains --index sectors.index --points radar.csv");
    command->callback([options] { run_contains(*options); });
}

}  // namespace picket_cli
