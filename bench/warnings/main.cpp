// SPDX-License-Identifier: MIT
// How good are a Monitor's predictions? Recorded flights against published airspace; what came true, what was warned.
//
//   warnings DATA_DIR [OPTION=VALUE...]
//
// DATA_DIR holds `airspace-*` and `trajectories-*`. Options are those of MonitorOptions that predictions hang on.
// Heights are taken as they are, whatever their datum (a standard day over a flat sea), zones as active at all hours:
// it is the flights that are real here.
//
//   true      an entry within the look-ahead and 30 s
//   again     within 5 minutes of the one before, of the same flight and zone; nag: without an entry in between
//   foreseen  entries where straight flight led inside at each plot of the last 30 s at least; lost: by how much later
//             than the first of these plots the warning came (median)
#include <picket/airspace/monitor.hpp>
#include <picket/io/track_csv.hpp>
#include <picket/io/zones.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace picket;

namespace {

struct Flight {
    std::string id;
    std::string group;
    std::vector<TrackPoint> points;
};

bool as_filed = false;  ///< heights with their datums: what cannot be compared is `unknown`

Altitude above_sea(Altitude altitude) { return as_filed ? altitude : Altitude{altitude.value, VerticalDatum::amsl}; }

std::vector<Zone> load_all_zones(const std::filesystem::path& data)
{
    std::vector<Zone> zones;
    std::vector<std::filesystem::path> files;
    for (const auto& folder : std::filesystem::directory_iterator(data))
        if (folder.path().filename().string().starts_with("airspace-"))
            for (const auto& file : std::filesystem::directory_iterator(folder)) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        if (file.extension() == ".md" || file.extension() == ".yaml") continue;
        try {
            io::ZoneFile read = io::read_zones(file.string(), {.keep_going = true});
            for (io::ZoneRecord& record : read.zones) {
                for (AltitudeLimit* limit : {&record.spec.altitude.lower, &record.spec.altitude.upper})
                    limit->value = above_sea(limit->value);
                record.spec.windows.clear();
                record.spec.schedule.reset();
            }
            io::ZoneSet set = io::build_zones(std::move(read), true);
            std::fprintf(stderr, "%-50s %5zu zones, %zu left out\n", file.filename().c_str(), set.zones.size(),
                         set.skipped.size());
            for (Zone& zone : set.zones) zones.push_back(std::move(zone));
        } catch (const Error& error) {
            std::fprintf(stderr, "%s: left out (%s)\n", file.filename().c_str(), error.what());
        }
    }
    return zones;
}

/// B records: HHMMSS DDMMmmmN DDDMMmmmE V PPPPP GGGGG.
Flight read_igc(const std::filesystem::path& path)
{
    Flight flight{path.stem().string(), "soaring", {}};
    std::ifstream in(path);
    std::string line;
    double day_s = 1.0e9;
    while (std::getline(in, line)) {
        if (line.size() < 35 || line[0] != 'B') continue;
        const auto number = [&](std::size_t at, std::size_t size) { return std::atof(line.substr(at, size).c_str()); };
        TrackPoint point{};
        point.time_s = day_s + 3600.0 * number(1, 2) + 60.0 * number(3, 2) + number(5, 2);
        if (!flight.points.empty() && point.time_s < flight.points.back().time_s - 43200.0) {
            day_s += 86400.0;
            point.time_s += 86400.0;
        }
        point.at.lat_deg = (number(7, 2) + number(9, 5) / 60000.0) * (line[14] == 'S' ? -1.0 : 1.0);
        point.at.lon_deg = (number(15, 3) + number(18, 5) / 60000.0) * (line[23] == 'W' ? -1.0 : 1.0);
        const double baro_m = number(25, 5);
        point.altitude = {Metres{baro_m != 0.0 ? baro_m : number(30, 5)}, VerticalDatum::amsl};
        flight.points.push_back(point);
    }
    return flight;
}

std::string group_of(const std::string& file)
{
    for (const char* name : {"alpi_italiane", "danube_valley", "luberon", "oxford_cambridge"})
        if (file == name) return "soaring";
    for (const char* name : {"rega_zh", "samu31", "tour_de_france_a"})
        if (file == name) return "helicopter";
    for (const char* name : {"switzerland_2018_a", "cpr_2017-02-05", "egll_arrivals_2017-08-02_a"})
        if (file == name) return "airline";
    return "other";
}

std::vector<Flight> load_all_flights(const std::filesystem::path& data)
{
    std::vector<Flight> flights;
    std::vector<std::filesystem::path> files;
    for (const auto& folder : std::filesystem::directory_iterator(data))
        if (folder.path().filename().string().starts_with("trajectories-"))
            for (const auto& file : std::filesystem::directory_iterator(folder)) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const std::string stem = file.stem().string();
        if (file.extension() == ".igc") {
            flights.push_back(read_igc(file));
        } else if (file.extension() == ".csv" && file.parent_path().filename() != "trajectories-drone-dji") {
            io::PositionOptions options;
            options.keep_going = true;
            options.assumed_datum = VerticalDatum::amsl;
            for (io::Track& track : io::read_tracks_csv(file.string(), options).tracks)
                flights.push_back({stem + '/' + track.id, group_of(stem), std::move(track.points)});
        }
    }
    for (Flight& flight : flights) {
        std::erase_if(flight.points, [](const TrackPoint& p) { return !is_valid(p.at); });
        for (TrackPoint& point : flight.points) point.altitude = above_sea(point.altitude);
    }
    return flights;
}

/// Velocity by least squares over span_s (at least two plots), as the monitor has it.
std::optional<Motion> motion_at(const std::vector<TrackPoint>& points, std::size_t last, double span_s)
{
    const TrackPoint& now = points[last];
    double n = 0, t1 = 0, t2 = 0, e1 = 0, n1 = 0, u1 = 0, et = 0, nt = 0, ut = 0;
    for (std::size_t i = 0; i <= last && i < 16; ++i) {
        const TrackPoint& p = points[last - i];
        const double t = p.time_s - now.time_s;
        if (t < -60.0 || (i >= 2 && t < -span_s)) break;
        const GeodesicInverse line = geodesic_inverse(now.at, p.at);
        const double azimuth = line.azimuth_start.value() * detail::degree;
        const double east = line.distance.value() * std::sin(azimuth);
        const double north = line.distance.value() * std::cos(azimuth);
        const double up = (p.altitude.value - now.altitude.value).value();
        n += 1, t1 += t, t2 += t * t;
        e1 += east, n1 += north, u1 += up;
        et += t * east, nt += t * north, ut += t * up;
    }
    const double d = n * t2 - t1 * t1;
    if (!(d > 0.0)) return std::nullopt;
    const double ve = (n * et - t1 * e1) / d;
    const double vn = (n * nt - t1 * n1) / d;
    Motion motion{now.time_s, now.at, now.altitude};
    motion.ground_speed_mps = std::hypot(ve, vn);
    motion.track_deg = std::atan2(ve, vn) / detail::degree;
    motion.vertical_speed_mps = (n * ut - t1 * u1) / d;
    return motion;
}

double share(double part, double whole) { return whole > 0.0 ? 100.0 * part / whole : std::nan(""); }

double median(std::vector<double> values)
{
    if (values.empty()) return std::nan("");
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Tally {
    double hours = 0;
    long flights = 0, alerts = 0, came_true = 0, repeats = 0, nags = 0;
    long entries = 0, warned = 0, foreseeable = 0, foreseeable_warned = 0;
    std::vector<double> warning_s, lost_s;
};

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: warnings DATA_DIR [OPTION=VALUE...]\n");
        return 2;
    }
    MonitorOptions options;
    options.near_on = options.near_off = Metres{0};  // what is near already is not predicted: all predictions, then
    options.dwell_every = Seconds{0};
    const std::map<std::string, std::function<void(double)>, std::less<>> settings{
        {"lookahead", [&](double v) { options.lookahead = Seconds{v}; }},
        {"near", [&](double v) { options.near_on = Metres{v}, options.near_off = Metres{1.5 * v}; }},
        {"velocity_span", [&](double v) { options.velocity_span = Seconds{v}; }},
        {"predicted_hits", [&](double v) { options.predicted_hits = static_cast<int>(v); }},
        {"predicted_window", [&](double v) { options.predicted_window = static_cast<int>(v); }},
        {"predicted_for", [&](double v) { options.predicted_for = Seconds{v}; }},
        {"predicted_agreement", [&](double v) { options.predicted_agreement = Seconds{v}; }},
        {"steady_for", [&](double v) { options.steady_for = Seconds{v}; }},
        {"steady_course", [&](double v) { options.steady_course = Degrees{v}; }},
        {"quiet", [&](double v) { options.quiet = Seconds{v}; }},
        {"as_filed", [&](double v) { as_filed = v != 0.0; }},
        {"persistence", [&](double v) { options.persistence = Seconds{v}; }},
    };
    for (int i = 2; i < argc; ++i) {
        const std::string_view word = argv[i];
        const std::size_t equals = word.find('=');
        const auto setting = settings.find(word.substr(0, equals));
        if (equals == word.npos || setting == settings.end()) {
            std::fprintf(stderr, "no such option: %s\n", argv[i]);
            return 2;
        }
        setting->second(std::atof(argv[i] + equals + 1));
    }

    const std::vector<Zone> zones = load_all_zones(argv[1]);
    const std::vector<Flight> flights = load_all_flights(argv[1]);
    std::fprintf(stderr, "%zu zones, %zu flights\n", zones.size(), flights.size());

    const double lookahead_s = options.lookahead.value();
    constexpr double tolerance_s = 30.0;    // an entry so much later than the look-ahead still makes a warning true
    constexpr double foreseeable_s = 30.0;  // straight flight led inside at each plot of so long before it did enter
    std::map<std::string, Tally> tallies;
    for (const Flight& flight : flights) {
        struct Warning {
            double opened_s, ended_s;
            bool said;  ///< else an alert that goes on after an exit, for it is foreseen again
        };
        std::map<std::uint32_t, std::vector<Warning>> warnings;                 // by zone
        std::map<std::uint32_t, std::vector<std::pair<double, bool>>> entries;  // time, and whether the track began so
        std::map<std::uint64_t, std::size_t> of_alert;                          // which warning of its zone
        Monitor monitor(zones, options);
        const auto on_event = [&](const AlertEvent& e) {
            const bool opens = e.kind == AlertEventKind::predicted_entry && e.phase == AlertPhase::opened;
            if (opens || (e.kind == AlertEventKind::exit && e.phase == AlertPhase::ongoing)) {
                of_alert[e.alert_id] = warnings[e.zone].size();
                warnings[e.zone].push_back({e.issued_s, 1e300, opens});
            }
            if (e.kind == AlertEventKind::entry)
                entries[e.zone].emplace_back(e.time_s, e.cause == AlertCause::track_begin);
            if (e.phase == AlertPhase::ended)
                if (const auto known = of_alert.find(e.alert_id); known != of_alert.end())
                    warnings[e.zone][known->second].ended_s = e.issued_s;
        };
        for (const TrackPoint& point : flight.points) monitor.plot("flight", point, on_event);
        monitor.finish(on_event);

        double flown_s = 0;
        for (std::size_t i = 1; i < flight.points.size(); ++i) {
            const double dt = flight.points[i].time_s - flight.points[i - 1].time_s;
            if (dt > 0.0 && dt <= options.coast.value()) flown_s += dt;
        }
        std::vector<Tally*> tallied{&tallies[flight.group], &tallies["all"]};
        if (flight.group == "helicopter" || flight.group == "soaring") tallied.push_back(&tallies["heli+soar"]);
        for (Tally* tally : tallied) {
            tally->hours += flown_s / 3600.0;
            ++tally->flights;
            for (const auto& [zone, list] : warnings)
                for (std::size_t i = 0; i < list.size(); ++i) {
                    if (!list[i].said) continue;
                    ++tally->alerts;
                    for (const auto& [entry_s, begins] : entries[zone])
                        if (!begins && entry_s >= list[i].opened_s - 1.0 &&
                            entry_s <= list[i].opened_s + lookahead_s + tolerance_s) {
                            ++tally->came_true;
                            break;
                        }
                    if (i > 0 && list[i].opened_s - list[i - 1].opened_s <= 300.0) {
                        ++tally->repeats;
                        const double from_s = list[i - 1].opened_s;
                        const double to_s = list[i].opened_s;
                        const auto between = [from_s, to_s](const auto& entry) {
                            return entry.first > from_s && entry.first < to_s;
                        };
                        if (std::none_of(entries[zone].begin(), entries[zone].end(), between)) ++tally->nags;
                    }
                }
            for (const auto& [zone, list] : entries)
                for (const auto& [entry_s, begins] : list) {
                    if (begins) continue;
                    ++tally->entries;
                    double given_s = 0.0;
                    for (const Warning& w : warnings[zone])
                        if (w.opened_s < entry_s && w.ended_s > entry_s)
                            given_s = std::max(given_s, entry_s - w.opened_s);
                    // how long had straight flight led inside?
                    double run_s = 0.0;
                    const auto after = std::lower_bound(flight.points.begin(), flight.points.end(), entry_s,
                                                        [](const TrackPoint& p, double t) { return p.time_s < t; });
                    for (auto i = static_cast<std::size_t>(after - flight.points.begin()); i-- > 1;) {
                        if (flight.points[i].time_s < entry_s - lookahead_s) break;
                        if (flight.points[i + 1].time_s - flight.points[i].time_s > options.coast.value()) break;
                        const auto motion = motion_at(flight.points, i, options.velocity_span.value());
                        if (!motion) break;
                        const auto stay = predict_stay(zones[zone], *motion, options.lookahead);
                        if (!stay || stay->entry_s == motion->time_s) break;
                        run_s = entry_s - flight.points[i].time_s;
                    }
                    if (given_s > 0.0) {
                        ++tally->warned;
                        tally->warning_s.push_back(std::min(given_s, lookahead_s));
                    }
                    if (run_s >= foreseeable_s) {
                        ++tally->foreseeable;
                        if (given_s > 0.0) {
                            ++tally->foreseeable_warned;
                            tally->lost_s.push_back(run_s - std::min(given_s, run_s));
                        }
                    }
                }
        }
    }

    std::printf("%-10s %6s %6s | %6s %6s %6s %6s %6s | %7s %7s %8s %7s | %8s %6s\n", "flights", "number", "hours",
                "alerts", "an h", "true%", "again%", "nag%", "entries", "warned%", "foreseen", "warned%", "warned s",
                "lost s");
    for (const auto& [group, t] : tallies) {
        const auto of = [](long part, long whole) {
            return share(static_cast<double>(part), static_cast<double>(whole));
        };
        std::printf("%-10s %6ld %6.1f | %6ld %6.2f %6.1f %6.1f %6.1f | %7ld %7.1f %8ld %7.1f | %8.0f %6.0f\n",
                    group.c_str(), t.flights, t.hours, t.alerts, static_cast<double>(t.alerts) / t.hours,
                    of(t.came_true, t.alerts), of(t.repeats, t.alerts), of(t.nags, t.alerts), t.entries,
                    of(t.warned, t.entries), t.foreseeable, of(t.foreseeable_warned, t.foreseeable),
                    median(t.warning_s), median(t.lost_s));
    }
}
