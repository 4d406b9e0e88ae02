// SPDX-License-Identifier: MIT
// picket replay: which tracks were in which zones, from when to when, how deep.
#include <picket/airspace/active_set.hpp>
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/incident_geojson.hpp>
#include <picket/io/incident_record.hpp>
#include <picket/io/map_scene.hpp>
#include <picket/io/map_svg.hpp>
#include <picket/io/points_csv.hpp>
#include <picket/io/track_csv.hpp>
#include <picket/io/utc.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "incident_table.hpp"
#include "index_choice.hpp"

namespace picket_cli {
namespace {

struct ReplayOptions {
    CommonOptions common;
    std::vector<std::string> tracks;
    bool table = false;
    std::string geojson;
    std::string svg;
    std::vector<std::string> land;
    std::string places;
    std::string title;
    std::vector<std::string> notes;
    std::vector<std::string> attribution;
};

using picket::io::IncidentRecord;
using picket::io::Track;

/// Tracks of all files. The same id in two files is two tracks: nothing says that they are one flight.
std::vector<Track> load_tracks(const std::vector<std::string>& paths, const picket::io::PositionOptions& options,
                               Skipped& skipped)
{
    std::vector<Track> tracks;
    for (const std::string& path : paths) {
        picket::io::TrackFile file = read_input(
            path,
            [&](std::istream& in, const std::string& name) { return picket::io::read_tracks_csv(in, name, options); },
            [&](const std::string& name) { return picket::io::read_tracks_csv(name, options); });
        skipped.add(file.skipped);
        for (Track& track : file.tracks) tracks.push_back(std::move(track));
    }
    return tracks;
}

/// A ball that holds a whole track, legs included.
picket::detail::Ball ball_around(const Track& track)
{
    std::vector<picket::detail::Ecef> places;
    for (const picket::TrackPoint& point : track.points) {
        if (picket::is_valid(point.at)) places.push_back(picket::detail::to_ecef_m(point.at));
    }
    picket::detail::Ball ball{{0.0, 0.0, 0.0}, 0.0};
    for (const picket::detail::Ecef& place : places) {
        ball.centre_m.x += place.x / static_cast<double>(places.size());
        ball.centre_m.y += place.y / static_cast<double>(places.size());
        ball.centre_m.z += place.z / static_cast<double>(places.size());
    }
    double longest_leg_m = 0.0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        ball.radius_m = std::max(ball.radius_m, picket::detail::chord_m(places[i], ball.centre_m));
        if (i > 0) longest_leg_m = std::max(longest_leg_m, picket::detail::chord_m(places[i - 1], places[i]));
    }
    // no point of a leg is further from its nearer end than half the leg, which is at most pi/4 of its chord;
    // the rest is for the ellipsoid and for rounding
    ball.radius_m += 0.8 * longest_leg_m + 1.0;
    return ball;
}

/// Which zones a track may have incidents in: few of many, so that only they are followed along it.
class MetZones {
public:
    /// @param zones  to live as long
    /// @param legs   of all tracks, about
    MetZones(const std::vector<picket::Zone>& zones, std::size_t legs) : zones_(zones), open_(zones.size())
    {
        // following a zone along a leg it is nowhere near takes about as long as asking it about five points
        if (index_pays(zones, 5 * legs)) index_ = build_index(zones, "replay: compiling zones");
    }

    /// Numbers of zones in their order: at least those in which the track has an incident.
    const std::vector<std::size_t>& of(const Track& track)
    {
        met_.clear();
        if (index_) {
            look_up(track.points);
        } else {
            compare_balls(track);
        }
        return met_;
    }

private:
    /// Most tracks are nowhere near most zones, and one distance between two balls says so for all their legs.
    void compare_balls(const Track& track)
    {
        const picket::detail::Ball track_ball = ball_around(track);
        for (std::size_t zone = 0; zone < zones_.size(); ++zone) {
            const picket::detail::Ball& zone_ball = zones_[zone].boundary().ball();
            if (picket::detail::chord_m(track_ball.centre_m, zone_ball.centre_m) <=
                track_ball.radius_m + zone_ball.radius_m) {
                met_.push_back(zone);
            }
        }
    }

    void look_up(const std::vector<picket::TrackPoint>& plots)
    {
        const auto meet = [this](std::size_t zone, picket::Containment) { met_.push_back(zone); };
        bool joined = false;  // a leg ends at the plot
        for (std::size_t i = 0; i < plots.size(); ++i) {
            const std::size_t already = met_.size();
            const bool there = picket::is_valid(plots[i].at);
            const bool leg = there && i + 1 < plots.size() && picket::is_valid(plots[i + 1].at) &&
                             plots[i].time_s < plots[i + 1].time_s;
            if (leg) {
                index_->query(picket::Leg{plots[i], plots[i + 1]}, zones_, open_, meet);
            } else if (there && !joined) {
                // gaps on both sides: may be an incident of no duration. Its height and time decide later
                index_->query(plots[i].at, [&](std::size_t zone, picket::Containment answer) {
                    if (open_[zone] != picket::Containment::outside) meet(zone, answer);
                });
            }
            joined = leg;
            // what has been met is not asked again: most legs lie in the zones of the leg before
            for (std::size_t k = already; k < met_.size(); ++k) open_.set(met_[k], picket::Containment::outside);
        }
        for (const std::size_t zone : met_) open_.set(zone, picket::Containment::inside);
        std::sort(met_.begin(), met_.end());
    }

    const std::vector<picket::Zone>& zones_;
    std::optional<picket::AirspaceIndex> index_;
    picket::ActiveSet open_;  ///< closed: met already
    std::vector<std::size_t> met_;
};

/// All incidents, by time of entry, then in the order of tracks and zones, numbered from 1.
std::vector<IncidentRecord> find_incidents(const std::vector<picket::Zone>& zones, const std::vector<Track>& tracks)
{
    std::vector<IncidentRecord> records;
    std::size_t legs = 0;
    for (const Track& track : tracks) legs += track.points.size();
    MetZones met(zones, legs);
    Progress progress("replay: tracks");
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        progress.at(i, tracks.size());
        for (const std::size_t zone : met.of(tracks[i])) {
            for (const picket::Incident& incident : picket::incidents(zones[zone], tracks[i].points)) {
                records.push_back({{}, tracks[i].id, zones[zone].id(), incident, tracks[i].points});
            }
        }
    }
    std::stable_sort(records.begin(), records.end(), [](const IncidentRecord& a, const IncidentRecord& b) {
        return a.incident.entry_s < b.incident.entry_s;
    });
    for (std::size_t i = 0; i < records.size(); ++i) records[i].incident_id = std::to_string(i + 1);
    return records;
}

Table incident_table(const std::vector<IncidentRecord>& records)
{
    Table table({"incident_id", "track_id", "zone_id", "entry_time", "entry_lat", "entry_lon", "exit_time", "exit_lat",
                 "exit_lon", "duration_s", "max_depth_m", "status", "answer", "entry_cause", "exit_cause"});
    for (const IncidentRecord& record : records) {
        const picket::Incident& incident = record.incident;
        table.add({record.incident_id, record.track_id, record.zone_id, picket::io::utc_text(incident.entry_s),
                   incident.entry_at.lat_deg, incident.entry_at.lon_deg, picket::io::utc_text(incident.exit_s),
                   incident.exit_at.lat_deg, incident.exit_at.lon_deg, incident.exit_s - incident.entry_s,
                   incident.max_depth.value(), to_string(incident.status), to_string(incident.answer),
                   to_string(incident.entry_cause), to_string(incident.exit_cause)});
    }
    return table;
}

picket::io::MapScene make_scene(const ReplayOptions& options, const std::vector<picket::Zone>& zones,
                                const std::vector<picket::io::ZoneRecord>& land, const std::vector<Track>& tracks,
                                const std::vector<IncidentRecord>& incidents,
                                const std::vector<picket::io::PointRecord>& places)
{
    using picket::io::MapZoneKind;
    picket::io::MapScene scene;
    scene.title = options.title;
    scene.notes = options.notes;
    scene.attribution = options.attribution;
    for (const picket::io::ZoneRecord& record : land) scene.zones.push_back({&record.spec, MapZoneKind::land});
    for (const picket::Zone& zone : zones) {
        // what has neither height nor hours is somebody's territory
        const bool bounded =
            zone.altitude() != picket::AltitudeBand{} || !zone.windows().empty() || zone.schedule().has_value();
        scene.zones.push_back({&zone.spec(), bounded ? MapZoneKind::airspace : MapZoneKind::territory});
    }
    for (const Track& track : tracks) scene.tracks.push_back({track.id, track.points});
    scene.incidents = incidents;
    for (const picket::io::PointRecord& place : places) scene.places.push_back({place.id, place.position.at});
    return scene;
}

void run_replay(const ReplayOptions& options)
{
    StandardInput standard_input;
    for (const std::string& path : options.common.zones) standard_input.take(path, "--zones");
    for (const std::string& path : options.tracks) standard_input.take(path, "--tracks");
    for (const std::string& path : options.land) standard_input.take(path, "--land");
    standard_input.take(options.places, "--places");
    if (options.svg.empty() && !(options.land.empty() && options.places.empty() && options.title.empty() &&
                                 options.notes.empty() && options.attribution.empty())) {
        throw CLI::ValidationError(
            "--land, --places, --title, --note and --attribution are for the map: name it with --svg");
    }

    const std::string& out = options.common.out;
    if (options.table && options.common.json && out.empty()) {
        throw CLI::ValidationError("--table and --json both go to standard output: name a file with --out");
    }
    std::vector<std::string> written{options.geojson, options.svg, out.empty() ? "-" : out};
    if (options.table && !out.empty()) written.emplace_back("-");
    for (std::size_t i = 0; i < written.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!written[i].empty() && written[i] == written[k] && written[i] != "/dev/null") {
                throw CLI::ValidationError(
                    "two outputs would go to " +
                    (written[i] == "-" ? "standard output" : picket::io::detail::in_quotes(written[i])));
            }
        }
    }

    Skipped skipped;
    const picket::io::ZoneReadOptions zone_options = options.common.zone_options();
    const std::vector<picket::Zone> zones = load_zones(options.common.zones, zone_options, skipped);
    const std::vector<Track> tracks = load_tracks(options.tracks, options.common.position_options(), skipped);
    std::vector<picket::io::ZoneRecord> land;
    for (const std::string& path : options.land) {
        picket::io::ZoneFile file = read_zone_file(path, zone_options);
        skipped.add(file.skipped);
        for (picket::io::ZoneRecord& record : file.zones) land.push_back(std::move(record));
    }
    picket::io::PointFile places;
    if (!options.places.empty()) {
        const picket::io::PositionOptions position_options = options.common.position_options();
        places = read_input(
            options.places,
            [&](std::istream& in, const std::string& name) {
                return picket::io::read_points_csv(in, name, position_options);
            },
            [&](const std::string& name) { return picket::io::read_points_csv(name, position_options); });
        skipped.add(places.skipped);
    }

    const std::vector<IncidentRecord> incidents = find_incidents(zones, tracks);
    Outputs outputs;
    if (!options.geojson.empty()) {
        std::ostringstream text;
        picket::io::write_incidents_geojson(text, incidents);
        outputs.add(options.geojson, text.str());
    }
    if (!options.svg.empty()) {
        std::ostringstream text;
        picket::io::write_map_svg(text, make_scene(options, zones, land, tracks, incidents, places.points));
        outputs.add(options.svg, text.str());
    }
    if (options.table) {
        constexpr std::size_t screenful = 40;
        outputs.add("-", readable_table(incidents, zones, screenful));
    }
    if (!options.table || !options.common.out.empty()) {
        outputs.add(options.common.out, incident_table(incidents).text(options.common.json));
    }
    outputs.commit();
    skipped.report();
}

}  // namespace

void add_replay_command(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "replay", "Which tracks were in which zones, from when to when, how deep: one row an incident");
    const auto options = std::make_shared<ReplayOptions>();
    options->common.register_with(*command);
    command->get_option("--zones")->required();
    command
        ->add_option("--tracks", options->tracks,
                     "CSV id,time,lat,lon[,alt_m,datum], sorted by time within a track; - is standard input")
        ->required()
        ->type_name("FILE");
    command->add_flag("--table", options->table,
                      "Print a table for people, the first 40 incidents; the CSV is then written only with --out");
    command->add_option("--geojson", options->geojson, "Write the incidents as GeoJSON")->type_name("FILE");
    command->add_option("--svg", options->svg, "Draw zones, tracks and incidents as a map")->type_name("FILE");
    command->add_option("--land", options->land, "Zones drawn below the map, not asked about")->type_name("FILE");
    command->add_option("--places", options->places, "CSV id,lat,lon of places to name on the map")->type_name("FILE");
    command->add_option("--title", options->title, "Title of the map")->type_name("TEXT");
    command->add_option("--note", options->notes, "A line below the map's title; may be repeated")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    command->add_option("--attribution", options->attribution, "A source to name on the map; may be repeated")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    command->footer(
        "`status` is `closed`, `open_at_start` (inside at the first plot) or `open_at_end` (at the last);\n"
        "`answer` is `inside`, or `unknown` where height or time cannot decide; `entry_cause` and `exit_cause` are\n"
        "`lateral`, `vertical`, `activation` or `deactivation` of the zone, `track_begin` or `track_end`.\n\n"
        "Example:\n"
        "  picket replay --zones sectors.geojson --tracks radar.csv --out incidents.csv --svg map.svg");
    command->callback([options] { run_replay(*options); });
}

}  // namespace picket_cli
