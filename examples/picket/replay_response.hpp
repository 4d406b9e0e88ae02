// SPDX-License-Identifier: MIT
/// @file
/// Who could have met an intruder: the response to each incident of picket replay.
#ifndef PICKET_EXAMPLES_PICKET_REPLAY_RESPONSE_HPP
#define PICKET_EXAMPLES_PICKET_REPLAY_RESPONSE_HPP

#include <picket/airspace/track.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/io/bases_csv.hpp>
#include <picket/io/incident_record.hpp>
#include <picket/io/utc.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "intercept_input.hpp"

namespace picket_cli {

/// What is asked of bases.
struct ResponseOptions {
    std::string bases;
    std::optional<double> lead_s;

    /// @return the option that names the bases
    CLI::Option* register_with(CLI::App& command)
    {
        CLI::Option* const file =
            command
                .add_option("--bases", bases,
                            "CSV id,lat,lon,speed_mps,delay_s[,max_range_m,endurance_s]: adds to each incident which "
                            "base meets the track first, ordered at the entry; - is standard input")
                ->type_name("FILE");
        command.add_option("--order-lead", lead_s, "The order comes so many seconds before the entry [0]")
            ->type_name("S")
            ->needs(file);
        return file;
    }

    void check() const
    {
        if (lead_s && !(*lead_s >= 0.0 && std::isfinite(*lead_s)))
            throw CLI::ValidationError("--order-lead: a number of seconds, at least 0");
    }

    /// Nothing without --bases.
    [[nodiscard]] std::vector<picket::io::BaseRecord> load(bool keep_going, Skipped& skipped) const
    {
        if (bases.empty()) return {};
        picket::io::BaseFile file = load_bases(bases, keep_going, skipped);
        if (file.bases.empty()) throw picket::ParseError((shown_name(bases) + ": holds no base").c_str());
        return std::move(file.bases);
    }
};

/// The base that meets the track first; where none does, that which would have had to be ordered last.
struct Response {
    std::size_t base = 0;
    picket::InterceptStatus status = picket::InterceptStatus::unknown;
    picket::Meeting meeting{};
    double latest_order_s = std::numeric_limits<double>::quiet_NaN();  ///< to be at the place of entry by then
};

inline std::vector<std::string> response_columns()
{
    return {"base_id", "intercept_time", "intercept_lat", "intercept_lon", "intercept_status", "latest_order_time"};
}

/// The plots without a gap among which an incident began: what is known of the flight to and from there.
inline std::span<const picket::TrackPoint> plots_around(std::span<const picket::TrackPoint> track, double time_s)
{
    std::size_t begin = 0;
    while (begin < track.size()) {
        std::size_t end = begin;
        while (end < track.size() && picket::is_valid(track[end].at)) ++end;
        if (end > begin && track[end - 1].time_s >= time_s) return track.subspan(begin, end - begin);
        begin = end + 1;
    }
    return {};
}

inline picket::TargetPath flown_path(std::span<const picket::TrackPoint> plots)
{
    using picket::TargetPath;
    // a plot alone between gaps: known for a moment
    if (plots.size() == 1) {
        return TargetPath::geodesic(plots[0].at, picket::Degrees{0.0}, picket::MetresPerSecond{0.0},
                                    picket::Seconds{plots[0].time_s}, picket::Seconds{1e-3});
    }
    std::vector<double> times_s;
    std::vector<picket::LatLon> places;
    for (const picket::TrackPoint& plot : plots) {
        times_s.push_back(plot.time_s);
        places.push_back(plot.at);
    }
    return TargetPath::track(times_s, places);
}

/// The order after which the base is at a place just in time; NaN where that is out of its reach.
inline double latest_order_to(const picket::Interceptor& who, picket::LatLon place, double time_s)
{
    if (!picket::is_valid(place)) return std::numeric_limits<double>::quiet_NaN();
    const auto waits = picket::TargetPath::geodesic(place, picket::Degrees{0.0}, picket::MetresPerSecond{0.0},
                                                    picket::Seconds{time_s}, picket::Seconds{1.0});
    // early enough to fly half round the Earth
    const double order_s = time_s - who.readiness_s() - who.ground_speed().time_s(2.1e7);
    const auto answer = picket::earliest_intercept(who, waits, {order_s, picket::Seconds{time_s - order_s + 1.0}});
    return answer.first.take_off_s - who.readiness_s();
}

inline Response respond(const picket::Incident& incident, const picket::TargetPath& path,
                        const std::vector<picket::io::BaseRecord>& bases, double lead_s)
{
    const double order_s = incident.entry_s - lead_s;
    // as long as the track goes on, and a second so that rounding does not cut it
    const picket::InterceptQuery query{order_s, picket::Seconds{std::max(0.0, path.end_s() - order_s) + 1.0}};
    Response best;
    for (std::size_t b = 0; b < bases.size(); ++b) {
        const picket::Interceptor& who = bases[b].interceptor;
        const picket::Intercept answer = picket::earliest_intercept(who, path, query);
        const Response response{b, answer.status, answer.first,
                                latest_order_to(who, incident.entry_at, incident.entry_s)};
        const bool met = best.status == picket::InterceptStatus::feasible;
        const bool better = answer
                                ? !met || response.meeting.time_s < best.meeting.time_s
                                : !met && (response.latest_order_s > best.latest_order_s ||
                                           (std::isnan(best.latest_order_s) && !std::isnan(response.latest_order_s)));
        if (b == 0 || better) best = response;
    }
    return best;
}

/// The response to each incident, in their order.
inline std::vector<Response> responses_to(const std::vector<picket::io::IncidentRecord>& incidents,
                                          const std::vector<picket::io::BaseRecord>& bases, double lead_s)
{
    std::vector<Response> responses(incidents.size());
    if (bases.empty()) return responses;
    // track by track: a path is a kilobyte a plot, and one at a time is enough
    std::vector<std::size_t> order(incidents.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::less<>()(incidents[a].track.data(), incidents[b].track.data());
    });
    std::optional<picket::TargetPath> path;
    const picket::TrackPoint* path_of = nullptr;
    Progress progress("replay: responses");
    for (std::size_t k = 0; k < order.size(); ++k) {
        progress.at(k, order.size());
        const picket::io::IncidentRecord& record = incidents[order[k]];
        const auto plots = plots_around(record.track, record.incident.entry_s);
        if (plots.empty()) continue;  // an incident begins among plots
        if (path_of != plots.data()) {
            path.emplace(flown_path(plots));
            path_of = plots.data();
        }
        responses[order[k]] = respond(record.incident, *path, bases, lead_s);
    }
    return responses;
}

inline std::vector<Cell> response_cells(const Response& response, const std::vector<picket::io::BaseRecord>& bases)
{
    const auto time = [](double time_s) {
        return std::isnan(time_s) ? Cell(time_s) : Cell(picket::io::utc_text(time_s));
    };
    return {bases[response.base].id,     time(response.meeting.time_s), response.meeting.at.lat_deg,
            response.meeting.at.lon_deg, to_string(response.status),    time(response.latest_order_s)};
}

}  // namespace picket_cli

#endif
