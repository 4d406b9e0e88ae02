// SPDX-License-Identifier: MIT
/// @file
/// The watch of `picket replay`: rules over incidents, events of a Monitor, at once or as plots come.
#ifndef PICKET_EXAMPLES_PICKET_REPLAY_WATCH_HPP
#define PICKET_EXAMPLES_PICKET_REPLAY_WATCH_HPP

#include <picket/airspace/grading.hpp>
#include <picket/airspace/height_presence.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/prediction.hpp>
#include <picket/airspace/rule_verdicts.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/alerts.hpp>
#include <picket/io/grading_json.hpp>
#include <picket/io/rule_text.hpp>
#include <picket/io/rules_json.hpp>
#include <picket/io/track_csv.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "height_options.hpp"

namespace picket_cli {

/// What is asked besides incidents.
struct WatchOptions {
    std::string rules;
    std::vector<std::string> grading;
    std::string events;
    bool follow = false;
    std::optional<double> lookahead_s;
    std::optional<double> sigma_m;  ///< of every plot whose row says none
    picket::MonitorOptions monitor;
    std::string path_word;

    void register_with(CLI::App& command)
    {
        using picket::PredictionPath;
        command
            .add_option("--rules", rules,
                        "Rules as JSON (docs/reference/rules.md): incidents are then what they do not allow")
            ->type_name("FILE");
        command
            .add_option("--grading", grading,
                        "A grading policy as JSON (docs/reference/grading.md); with two, where they differ is said too")
            ->type_name("FILE")
            ->expected(1, 2);
        command.add_option("--events", events, "Write the events of alerts (docs/reference/alerts.md) to this file")
            ->type_name("FILE");
        command.add_flag(
            "--follow", follow,
            "Print events as they happen, plot by plot, and no table: CSV, or with --json one object a line");
        command.add_option("--lookahead", lookahead_s, "Warn so many seconds before an entry; 0: no predictions [120]")
            ->type_name("S");
        add_choice<PredictionPath>(command, "--path", "How a track is taken to go on [geodesic]", monitor.path,
                                   {{"geodesic", PredictionPath::geodesic},
                                    {"rhumb", PredictionPath::rhumb},
                                    {"constant_turn", PredictionPath::constant_turn}});
        command
            .add_option("--uncertainty", sigma_m,
                        "Standard deviation of positions [m] where a row's sigma_m says none: alerts and incidents say "
                        "probabilities")
            ->type_name("M");
        add_number(command, "--probability", "Foresee at this probability of entry too, 0 to 1 [0: by the path only]",
                   [this](double value) { monitor.probability_on = value, monitor.probability_off = 0.5 * value; });
        add_number(command, "--near", "Events for tracks within so many metres of a zone; 0: none [1852]",
                   [this](double value) {
                       monitor.near_on = picket::Metres{value};
                       monitor.near_off = picket::Metres{1.5 * value};
                   });
        add_number(command, "--exit-margin", "A track has left when it is so many metres outside [100]",
                   [this](double value) { monitor.exit_margin = picket::Metres{value}; });
        add_number(command, "--coast", "A track without a plot for so many seconds is lost [60]",
                   [this](double value) { monitor.coast = picket::Seconds{value}; });
        add_number(command, "--reorder", "Plots may come late by so many seconds [0]",
                   [this](double value) { monitor.reorder = picket::Seconds{value}; });
        add_number(command, "--dwell", "An event after each so many seconds inside; 0: none [300]",
                   [this](double value) { monitor.dwell_every = picket::Seconds{value}; });
    }

    /// The monitor's options; what makes no sense there is a fault of the arguments.
    [[nodiscard]] picket::MonitorOptions monitor_options() const
    {
        picket::MonitorOptions options = monitor;
        if (lookahead_s) options.lookahead = picket::Seconds{*lookahead_s};
        if (sigma_m && !(*sigma_m >= 0.0 && std::isfinite(*sigma_m)))
            throw CLI::ValidationError("--uncertainty: a standard deviation is finite and not negative");
        try {
            static_cast<void>(Monitor({}, options));
        } catch (const picket::DomainError& error) {
            throw CLI::ValidationError(error.what());
        }
        return options;
    }

    [[nodiscard]] std::optional<picket::RuleBook> load_rules(const std::vector<picket::Zone>& zones) const
    {
        if (rules.empty()) return std::nullopt;
        std::vector<std::string> ids;
        for (const picket::Zone& zone : zones) ids.push_back(zone.id());
        return picket::io::load_rules_json(rules, ids);
    }

    [[nodiscard]] std::vector<picket::GradingPolicy> load_policies() const
    {
        std::vector<picket::GradingPolicy> policies;
        for (const std::string& path : grading) policies.emplace_back(picket::io::read_grading_json(path));
        return policies;
    }

    /// The uncertainty of a plot, where one was said.
    [[nodiscard]] std::optional<picket::PositionUncertainty> uncertainty(double row_sigma_m) const
    {
        const double value = std::isnan(row_sigma_m) ? sigma_m.value_or(std::nan("")) : row_sigma_m;
        if (std::isnan(value)) return std::nullopt;
        return picket::PositionUncertainty::circular(picket::Metres{value});
    }

private:
    template <class Set>
    static void add_number(CLI::App& command, const char* name, const char* description, Set set)
    {
        command
            .add_option_function<double>(
                name, [set](const double& value) { set(value); }, description)
            ->type_name("X");
    }
};

/// The incidents of a track that rules do not allow.
///
/// A zone that a rule calls the second one is entered as the track goes on from the end of each leg.
inline std::vector<picket::Incident> unlawful_incidents(const std::vector<picket::Zone>& zones, std::size_t zone,
                                                        const picket::io::Track& track, const picket::RuleBook& rules,
                                                        const HeightModels& heights,
                                                        const picket::MonitorOptions& options)
{
    using namespace picket;
    const OptionalHeights& models = heights;
    const auto enters_s = [&](const Leg& leg, std::size_t second) {
        double time_s = std::numeric_limits<double>::infinity();
        const auto presence_on = [&](const Leg& part, auto&& callback) {
            for_each_presence(zones[second], part, models, callback);
        };
        presence_on(leg, [&](const PresenceInterval& stay) { time_s = std::min(time_s, stay.entry_s); });
        if (std::isfinite(time_s)) return time_s;
        constexpr Seconds farthest{3600.0};
        const auto next = predict_stay(motion_of(leg), farthest, options.path, presence_on);
        return next ? next->entry_s : time_s;
    };
    return picket::detail::join_stays(
        zones[zone], track.points, options.legs,
        [&](const Leg& leg, auto&& callback, picket::detail::LegEnds* ends) {
            picket::detail::visit_presence(
                zones[zone], leg, picket::detail::LegHeights(zones[zone].altitude(), leg, models),
                [&](const PresenceInterval& stay) {
                    with_altitudes(heights, leg, [&](const auto& altitudes) {
                        for_each_unlawful(
                            rules, zone, track.who, leg, stay,
                            [&](std::size_t second) { return enters_s(leg, second) - leg.from.time_s; },
                            [&](const PresenceInterval& part, const Verdict&) { callback(part); }, altitudes);
                    });
                },
                ends);
        },
        [&](const TrackPoint& plot) {
            const Containment answer = heights.contains(zones[zone], Position{plot.at, plot.altitude}, plot.time_s);
            if (answer == Containment::outside) return answer;
            const Outcome outcome = with_altitudes(heights, {plot, plot}, [&](const auto& altitudes) {
                return rules.decide(zone, track.who, plot.time_s, altitudes, RuleBook::unpredicted).outcome;
            });
            return outcome == Outcome::lawful    ? Containment::outside
                   : outcome == Outcome::unknown ? Containment::unknown
                                                 : answer;
        });
}

/// What the rules say of an incident, just after it began.
inline picket::Verdict verdict_on(const picket::Incident& incident, std::size_t zone, const picket::io::Track& track,
                                  const picket::RuleBook& rules, const HeightModels& heights)
{
    // it counts, so the second zone was ahead
    const auto on = [&](const picket::Leg& leg, double time_s) {
        return with_altitudes(heights, leg, [&](const auto& altitudes) {
            return rules.decide(zone, track.who, time_s, altitudes, [](std::size_t) { return 0.0; });
        });
    };
    const double time_s = incident.entry_s + std::min(1e-3, 0.5 * (incident.exit_s - incident.entry_s));
    for (std::size_t i = 0; i + 1 < track.points.size(); ++i) {
        const picket::Leg leg{track.points[i], track.points[i + 1]};
        if (leg.from.time_s <= time_s && time_s < leg.to.time_s) return on(leg, time_s);
    }
    const auto plot = std::find_if(track.points.begin(), track.points.end(),
                                   [&](const picket::TrackPoint& p) { return p.time_s == incident.entry_s; });
    const picket::TrackPoint nowhere{
        time_s, incident.entry_at, {picket::Metres{std::nan("")}, picket::VerticalDatum::amsl}};
    const picket::TrackPoint& at = plot != track.points.end() ? *plot : nowhere;
    return on({at, at}, time_s);
}

/// Events of a monitor, written as they are said.
class EventWriter {
public:
    EventWriter(const Monitor& monitor, bool json) : monitor_(monitor), json_(json) {}

    [[nodiscard]] static std::string header(bool json) { return json ? std::string() : picket::io::alert_csv_header(); }

    [[nodiscard]] std::string line(const picket::AlertEvent& event) const
    {
        const picket::io::AlertContext context{monitor_.zones(), monitor_.rules() ? &*monitor_.rules() : nullptr,
                                               &monitor_.identity(event.track)};
        return json_ ? picket::io::alert_json(event, context)
                               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
                           '\n'
                     : picket::io::alert_csv_row(event, context);
    }

private:
    const Monitor& monitor_;
    bool json_;
};

/// Gives a plot to a monitor, with what is known of its error.
template <class OnEvent>
void give(Monitor& monitor, const WatchOptions& options, const std::string& id, const picket::TrackPoint& point,
          double sigma_m, OnEvent&& on_event)
{
    if (const auto uncertainty = options.uncertainty(sigma_m))
        monitor.plot(id, point, *uncertainty, on_event);
    else
        monitor.plot(id, point, on_event);
}

/// Whole tracks through a monitor, in order of time. The i-th track is number i in the events.
template <class OnEvent>
void watch_tracks(Monitor& monitor, const std::vector<picket::io::Track>& tracks, const WatchOptions& options,
                  OnEvent&& on_event)
{
    struct Next {
        double time_s;
        std::size_t track, plot;
    };
    std::vector<Next> order;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        // the same id in two files is two tracks
        std::string name = tracks[i].id;
        for (int n = 2; std::find(names.begin(), names.end(), name) != names.end(); ++n)
            name = tracks[i].id + " (" + std::to_string(n) + ')';
        names.push_back(name);
        monitor.identify(name, tracks[i].who);
        for (std::size_t k = 0; k < tracks[i].points.size(); ++k) order.push_back({tracks[i].points[k].time_s, i, k});
    }
    std::stable_sort(order.begin(), order.end(), [](const Next& a, const Next& b) { return a.time_s < b.time_s; });
    Progress progress("replay: plots");
    for (std::size_t n = 0; n < order.size(); ++n) {
        progress.at(n, order.size());
        const picket::io::Track& track = tracks[order[n].track];
        give(monitor, options, names[order[n].track], track.points[order[n].plot],
             track.sigma_m.empty() ? std::nan("") : track.sigma_m[order[n].plot], on_event);
    }
    monitor.finish(on_event);
}

/// Reads plots and prints events, each before the next row is waited for.
inline void follow_events(std::istream& in, const std::string& name, const std::vector<picket::Zone>& zones,
                          const WatchOptions& options, const picket::io::PositionOptions& position_options,
                          std::optional<picket::RuleBook> rules, const HeightModels& heights, bool json,
                          Skipped& skipped)
{
    Monitor monitor(zones, options.monitor_options(), std::move(rules), heights);
    const EventWriter writer(monitor, json);
    const auto print = [](const std::string& text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    };
    const auto on_event = [&](const picket::AlertEvent& event) { print(writer.line(event)); };
    picket::io::TrackRowReader rows(in, name, position_options);
    print(EventWriter::header(json));
    picket::io::TrackRow row;
    for (;;) {
        try {
            if (!rows.next(row)) break;
        } catch (const picket::ParseError& error) {
            if (!position_options.keep_going || in.bad()) throw;
            skipped.add({{rows.csv().line(), error.what()}});
            continue;
        }
        monitor.identify(row.who.id, row.who);
        give(monitor, options, row.who.id, row.point, row.sigma_m, on_event);
    }
    monitor.finish(on_event);
}

}  // namespace picket_cli

#endif
