// SPDX-License-Identifier: MIT
// picket replay: which tracks were in which zones, from when to when, how deep.
#include <picket/airspace/active_set.hpp>
#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/height_presence.hpp>
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
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "height_options.hpp"
#include "incident_table.hpp"
#include "index_choice.hpp"
#include "replay_cost.hpp"
#include "replay_response.hpp"
#include "replay_watch.hpp"

namespace picket_cli {
namespace {

struct ReplayOptions {
    CommonOptions common;
    HeightOptions heights;
    std::vector<std::string> tracks;
    bool table = false;
    std::string geojson;
    std::string svg;
    std::vector<std::string> land;
    std::string places;
    std::string title;
    std::vector<std::string> notes;
    std::vector<std::string> attribution;
    WatchOptions watch;
    ResponseOptions response;
    CostOptions cost;
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

/// Which track and zone an incident is of, by number.
struct IncidentOf {
    std::size_t track, zone;
};

struct FoundIncidents {
    std::vector<IncidentRecord> records;
    std::vector<IncidentOf> of;
};

/// All incidents, by time of entry, then in the order of tracks and zones, numbered from 1.
FoundIncidents find_incidents(const std::vector<picket::Zone>& zones, const std::vector<Track>& tracks,
                              const std::optional<picket::RuleBook>& rules, const HeightModels& heights,
                              const picket::MonitorOptions& watch)
{
    struct Found {
        picket::Incident incident;
        IncidentOf of;
    };
    std::vector<Found> found;
    std::size_t legs = 0;
    for (const Track& track : tracks) legs += track.points.size();
    MetZones met(zones, legs);
    Progress progress("replay: tracks");
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        progress.at(i, tracks.size());
        for (const std::size_t zone : met.of(tracks[i])) {
            const std::vector<picket::Incident> stays =
                rules ? unlawful_incidents(zones, zone, tracks[i], *rules, heights, watch)
                      : picket::incidents(zones[zone], tracks[i].points, heights);
            for (const picket::Incident& incident : stays) found.push_back({incident, {i, zone}});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) { return a.incident.entry_s < b.incident.entry_s; });
    FoundIncidents result;
    for (const Found& f : found) {
        result.records.push_back({std::to_string(result.records.size() + 1), tracks[f.of.track].id,
                                  zones[f.of.zone].id(), f.incident, tracks[f.of.track].points});
        result.of.push_back(f.of);
    }
    return result;
}

/// The greatest probability of being inside, over the plots from the last before the entry to the first after the exit.
double peak_probability(const picket::Zone& zone, const Track& track, const picket::Incident& incident,
                        const WatchOptions& options)
{
    double peak = std::nan("");
    for (std::size_t i = 0; i < track.points.size(); ++i) {
        const picket::TrackPoint& plot = track.points[i];
        const bool before = i + 1 < track.points.size() && track.points[i + 1].time_s <= incident.entry_s;
        const bool after = i > 0 && track.points[i - 1].time_s >= incident.exit_s;
        if (before || after || !picket::is_valid(plot.at)) continue;
        const auto uncertainty = options.uncertainty(track.sigma_m.empty() ? std::nan("") : track.sigma_m[i]);
        if (!uncertainty) continue;
        const double value =
            picket::probability_inside(zone, picket::Position{plot.at, plot.altitude}, *uncertainty).value;
        if (!(value <= peak)) peak = value;
    }
    return peak;
}

/// What a monitor says of the tracks, from one flight through it.
struct WatchResult {
    std::string events;          ///< as text, where they are asked for
    std::vector<double> warned;  ///< when each incident was first foreseen: NaN where it was not
};

WatchResult watch_incidents(const FoundIncidents& found, const std::vector<picket::Zone>& zones,
                            const std::vector<Track>& tracks, const WatchOptions& options,
                            const std::optional<picket::RuleBook>& rules, const HeightModels& heights, bool json)
{
    WatchResult result;
    result.warned.assign(found.records.size(), std::nan(""));
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> incidents_of;  // by track and zone
    for (std::size_t i = 0; i < found.of.size(); ++i) incidents_of[{found.of[i].track, found.of[i].zone}].push_back(i);

    Monitor monitor(zones, options.monitor_options(), rules, heights);
    const EventWriter writer(monitor, json);
    const bool write = !options.events.empty();
    if (write) result.events = EventWriter::header(json);
    std::map<std::uint64_t, double> foreseen;  // by alert
    watch_tracks(monitor, tracks, options, [&](const picket::AlertEvent& event) {
        if (write) result.events += writer.line(event);
        if (event.kind == picket::AlertEventKind::predicted_entry && event.phase == picket::AlertPhase::opened)
            foreseen.emplace(event.alert_id, event.issued_s);
        if (event.kind != picket::AlertEventKind::entry) return;
        const auto warning = foreseen.find(event.alert_id);
        if (warning == foreseen.end()) return;
        for (const std::size_t i : incidents_of[{event.track, event.zone}])
            if (std::abs(found.records[i].incident.entry_s - event.time_s) < 1e-3) result.warned[i] = warning->second;
        foreseen.erase(warning);  // of this entry, not of the next
    });
    return result;
}

/// Columns that options ask for come after those that are always there.
Table incident_table(const FoundIncidents& found, const std::vector<picket::Zone>& zones,
                     const std::vector<Track>& tracks, const WatchOptions& watch,
                     const std::optional<picket::RuleBook>& rules, const HeightModels& heights,
                     const std::vector<picket::GradingPolicy>& policies, const std::vector<double>& warned,
                     const std::vector<picket::io::BaseRecord>& bases, const std::vector<Response>& responses,
                     const std::optional<picket::PricedItem>& flying_hour, bool json)
{
    std::vector<std::string> columns{"incident_id", "track_id",  "zone_id",  "entry_time",  "entry_lat",
                                     "entry_lon",   "exit_time", "exit_lat", "exit_lon",    "duration_s",
                                     "max_depth_m", "status",    "answer",   "entry_cause", "exit_cause"};
    if (rules) columns.insert(columns.end(), {"verdict", "rule", "lawful_if"});
    if (watch.lookahead_s) columns.insert(columns.end(), {"foreseen_time", "warning_s"});
    if (watch.sigma_m) columns.emplace_back("peak_probability");
    for (const picket::GradingPolicy& policy : policies) {
        columns.push_back("grade: " + policy.spec().name);
        columns.push_back("grade at most: " + policy.spec().name);
    }
    if (policies.size() == 2) columns.emplace_back("grades_differ");
    if (!bases.empty())
        for (std::string& column : response_columns()) columns.push_back(std::move(column));
    if (flying_hour)
        for (std::string& column : cost_columns(json)) columns.push_back(std::move(column));

    std::vector<picket::IncidentFacts> facts;
    for (std::size_t i = 0; i < found.records.size(); ++i)
        facts.push_back(picket::facts_of(found.records[i].incident, tracks[found.of[i].track].who));
    std::vector<std::vector<picket::Grade>> grades;
    for (const picket::GradingPolicy& policy : policies) grades.push_back(picket::grade_all(policy, facts));

    Table table(columns);
    for (std::size_t i = 0; i < found.records.size(); ++i) {
        const IncidentRecord& record = found.records[i];
        const picket::Incident& incident = record.incident;
        const Track& track = tracks[found.of[i].track];
        std::vector<Cell> row{record.incident_id,
                              record.track_id,
                              record.zone_id,
                              picket::io::utc_text(incident.entry_s),
                              incident.entry_at.lat_deg,
                              incident.entry_at.lon_deg,
                              picket::io::utc_text(incident.exit_s),
                              incident.exit_at.lat_deg,
                              incident.exit_at.lon_deg,
                              incident.exit_s - incident.entry_s,
                              incident.max_depth.value(),
                              to_string(incident.status),
                              to_string(incident.answer),
                              to_string(incident.entry_cause),
                              to_string(incident.exit_cause)};
        if (rules) {
            const picket::Verdict verdict = verdict_on(incident, found.of[i].zone, track, *rules, heights);
            row.emplace_back(to_string(verdict.outcome));
            row.emplace_back(verdict.rule < 0 ? std::string()
                                              : rules->spec().rules[static_cast<std::size_t>(verdict.rule)].name);
            row.emplace_back(picket::io::explain(*rules, verdict));
        }
        if (watch.lookahead_s) {
            row.emplace_back(std::isnan(warned[i]) ? std::string() : picket::io::utc_text(warned[i]));
            row.emplace_back(incident.entry_s - warned[i]);
        }
        if (watch.sigma_m) row.emplace_back(peak_probability(zones[found.of[i].zone], track, incident, watch));
        for (std::size_t p = 0; p < policies.size(); ++p) {
            const auto name = [&](int rung) {
                return rung < 0 ? std::string("none") : policies[p].spec().rungs[static_cast<std::size_t>(rung)].name;
            };
            row.emplace_back(name(grades[p][i].lowest));
            row.emplace_back(name(grades[p][i].highest));
        }
        if (policies.size() == 2) {
            const int least = policies[0].level(grades[0][i].lowest) - policies[1].level(grades[1][i].highest);
            const int most = policies[0].level(grades[0][i].highest) - policies[1].level(grades[1][i].lowest);
            row.emplace_back(std::string(least == 0 && most == 0 ? "no" : least > 0 || most < 0 ? "yes" : "perhaps"));
        }
        if (!bases.empty())
            for (Cell& cell : response_cells(responses[i], bases)) row.push_back(std::move(cell));
        if (flying_hour)
            for (Cell& cell : cost_cells(responses[i], bases, *flying_hour, json)) row.push_back(std::move(cell));
        table.add(std::move(row));
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
    standard_input.take(options.response.bases, "--bases");
    standard_input.take(options.cost.prices, "--prices");
    options.response.check();
    options.heights.take(standard_input);
    if (options.svg.empty() && !(options.land.empty() && options.places.empty() && options.title.empty() &&
                                 options.notes.empty() && options.attribution.empty())) {
        throw CLI::ValidationError(
            "--land, --places, --title, --note and --attribution are for the map: name it with --svg");
    }

    const WatchOptions& watch = options.watch;
    const picket::MonitorOptions monitor_options = watch.monitor_options();
    if (watch.follow) {
        if (options.tracks.size() != 1) throw CLI::ValidationError("--follow: one --tracks, - or a file");
        if (!(options.common.out.empty() && options.geojson.empty() && options.svg.empty() && watch.events.empty() &&
              !options.table && watch.grading.empty() && options.response.bases.empty()))
            throw CLI::ValidationError(
                "--follow prints events and nothing else: not with --out, --events, --table, --geojson, --svg, "
                "--grading, --bases");
    }

    const std::string& out = options.common.out;
    if (options.table && options.common.json && out.empty()) {
        throw CLI::ValidationError("--table and --json both go to standard output: name a file with --out");
    }
    std::vector<std::string> written{options.geojson, options.svg, watch.events, out.empty() ? "-" : out};
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
    const std::optional<picket::RuleBook> rules = watch.load_rules(zones);
    const std::vector<picket::GradingPolicy> policies = watch.load_policies();
    const HeightModels heights = options.heights.load();
    if (watch.follow) {
        const auto follow = [&](std::istream& in, const std::string& name) {
            follow_events(in, name, zones, watch, options.common.position_options(), rules, heights,
                          options.common.json, skipped);
            return true;
        };
        read_input(options.tracks.front(), follow, [&](const std::string& name) {
            std::ifstream in = picket::io::detail::open_input(name);
            return follow(in, name);
        });
        skipped.report();
        return;
    }
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

    const std::vector<picket::io::BaseRecord> bases = options.response.load(options.common.keep_going, skipped);

    const std::optional<picket::PricedItem> flying_hour = options.cost.load();

    const FoundIncidents found = find_incidents(zones, tracks, rules, heights, monitor_options);
    const std::vector<IncidentRecord>& incidents = found.records;
    Outputs outputs;
    WatchResult watched;
    if (watch.lookahead_s || !watch.events.empty())
        watched = watch_incidents(found, zones, tracks, watch, rules, heights, options.common.json);
    if (!watch.events.empty()) outputs.add(watch.events, std::move(watched.events));
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
        outputs.add(options.common.out,
                    incident_table(found, zones, tracks, watch, rules, heights, policies, watched.warned, bases,
                                   responses_to(incidents, bases, options.response.lead_s.value_or(0.0)), flying_hour,
                                   options.common.json)
                        .text(options.common.json));
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
    options->heights.register_with(*command);
    options->watch.register_with(*command);
    options->cost.register_with(*command, options->response.register_with(*command));
    command->footer(
        "`status` is `closed`, `open_at_start` (inside at the first plot) or `open_at_end` (at the last);\n"
        "`answer` is `inside`, or `unknown` where height or time cannot decide; `entry_cause` and `exit_cause` are\n"
        "`lateral`, `vertical`, `activation` or `deactivation` of the zone, `track_begin` or `track_end`.\n"
        "--rules, --lookahead, --uncertainty and --grading add columns at the end; --events and --follow write what a\n"
        "watch would have said, plot by plot. --bases adds which base would have met the track first, ordered at the\n"
        "entry, and how early it would have had to be ordered to be there by then (docs/reference/intercept.md); "
        "--prices\n"
        "and --flying-hour add what its flight there and back costs.\n"
        "A height and a limit of two datums are `unknown` without --terrain, --qnh or --geoid to convert between "
        "them.\n\n"
        "Example:\n"
        "  picket replay --zones sectors.geojson --tracks radar.csv --out incidents.csv --svg map.svg\n"
        "  live_tracks | picket replay --zones sectors.geojson --tracks - --follow --lookahead 120");
    command->callback([options] { run_replay(*options); });
}

}  // namespace picket_cli
