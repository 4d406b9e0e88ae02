// SPDX-License-Identifier: MIT
/// @file
/// What the tests of Monitor share: events kept with their strings, and the grammar of alerts.
#ifndef PICKET_TESTS_SUPPORT_MONITOR_HPP
#define PICKET_TESTS_SUPPORT_MONITOR_HPP

#include <picket/airspace/alert.hpp>
#include <picket/airspace/monitor.hpp>

#include <support/airspace.hpp>

#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace monitor_tests {

/// A degree square whose west side is the meridian 14.
inline picket::Zone square()
{
    return picket::Zone(airspace_tests::zone_of({{54, 14}, {54, 15}, {55, 15}, {55, 14}}, picket::EdgeKind::geodesic));
}
/// So far west of the meridian 14, which is a geodesic: the distance to the square.
inline picket::LatLon west_of_it(double distance_m) { return airspace_tests::direct({54.5, 14.0}, 270, distance_m); }

struct Said {
    picket::AlertEvent event;
    std::string track;
};

/// Keeps events.
class Listener {
public:
    void operator()(const picket::AlertEvent& event) { said_.push_back({event, std::string(event.track_id)}); }
    [[nodiscard]] const std::vector<Said>& said() const { return said_; }
    [[nodiscard]] std::vector<picket::AlertEvent> of(picket::AlertEventKind kind) const
    {
        std::vector<picket::AlertEvent> result;
        for (const Said& s : said_)
            if (s.event.kind == kind) result.push_back(s.event);
        return result;
    }
    /// Every number of every event, to compare two runs to the bit.
    [[nodiscard]] std::string text() const
    {
        std::string all;
        char line[600];
        for (const Said& s : said_) {
            const picket::AlertEvent& e = s.event;
            std::snprintf(line, sizeof line,
                          "%s %s %s %llu %s %u %a %a %a %a %a %d %d %d %a %a %a %a %a %a %a %a %a %a %a %a %u %a\n",
                          to_string(e.kind), to_string(e.phase), to_string(e.answer),
                          static_cast<unsigned long long>(e.alert_id), s.track.c_str(), e.zone, e.time_s, e.issued_s,
                          e.at.lat_deg, e.at.lon_deg, e.altitude.value.value(), e.part, e.ring, e.vertex, e.inside_s,
                          e.max_depth_m, e.max_depth_s, e.max_depth_at.lat_deg, e.max_depth_at.lon_deg, e.closest_m,
                          e.closest_s, e.closest_at.lat_deg, e.closest_at.lon_deg, e.predicted_entry_s,
                          e.predicted_exit_s, e.predicted_at.lat_deg, e.prediction_rank, e.certainty);
            all += line;
            std::snprintf(line, sizeof line, "  %s %s %d %d %a %a %a %a %a %a\n", to_string(e.cause),
                          to_string(e.verdict.outcome), e.verdict.rule, e.verdict.permission, e.verdict.climb_m,
                          e.sigma_m, e.probability_inside.value, e.probability_inside.error_bound,
                          e.probability_entry.value, e.probability_entry.error_bound);
            all += line;
        }
        return all;
    }

private:
    std::vector<Said> said_;
};

/// Entries, exits and losses, and nothing else.
inline picket::MonitorOptions bare()
{
    picket::MonitorOptions options;
    options.near_on = options.near_off = picket::Metres{0};
    options.lookahead = picket::Seconds{0};
    options.dwell_every = picket::Seconds{0};
    return options;
}

/// What is wrong with a sequence of events, by the grammar of AlertEvent; empty: nothing.
inline std::string fault_of(const std::vector<Said>& said, bool finished)
{
    using picket::AlertEventKind;
    using picket::AlertPhase;
    struct Life {
        bool ended = false;
        bool inside = false;
        bool any = false;
        int level = 0;
        double last_s = -1e300;
        std::string track;
        std::uint32_t zone = 0;
    };
    std::map<std::uint64_t, Life> lives;
    std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> open;
    const auto wrong = [](const char* what, const Said& s) {
        return std::string(what) + ": alert " + std::to_string(s.event.alert_id) + ", " + to_string(s.event.kind) +
               ' ' + to_string(s.event.phase);
    };
    for (const Said& s : said) {
        const picket::AlertEvent& e = s.event;
        Life& life = lives[e.alert_id];
        const auto pair = std::make_pair(s.track, e.zone);
        if (!life.any) {
            // an alert may be opened and ended by one event only where that is an end
            if (e.phase == AlertPhase::ongoing) return wrong("an alert begins with `ongoing`", s);
            if (e.phase == AlertPhase::ended) return wrong("an alert begins with `ended`", s);
            if (open.count(pair) != 0) return wrong("two alerts of one track and zone at once", s);
            open[pair] = e.alert_id;
            life.track = s.track;
            life.zone = e.zone;
        } else {
            if (e.phase == AlertPhase::opened) return wrong("`new` in the midst of an alert", s);
            if (life.track != s.track || life.zone != e.zone) return wrong("an alert of two pairs", s);
        }
        life.any = true;
        if (life.ended) return wrong("an event after the end", s);
        if (e.time_s < life.last_s) return wrong("time falls", s);
        if (e.issued_s < e.time_s) return wrong("issued before it happened", s);
        life.last_s = e.time_s;
        const bool end = e.phase == AlertPhase::ended;
        switch (e.kind) {
            case AlertEventKind::predicted_entry:
                if (!end && life.level >= 1) return wrong("predicted again", s);
                if (life.inside) return wrong("predicted while inside", s);
                life.level = 1;
                break;
            case AlertEventKind::near:
                if (!end && life.level >= 2) return wrong("near again", s);
                if (life.inside) return wrong("near while inside", s);
                life.level = 2;
                break;
            case AlertEventKind::entry:
                if (life.inside) return wrong("entry while inside", s);
                if (end) return wrong("entry as an end", s);
                life.inside = true;
                life.level = 3;
                break;
            case AlertEventKind::dwell:
                if (!life.inside || end) return wrong("dwell outside", s);
                break;
            case AlertEventKind::exit:
                if (!life.inside) return wrong("exit while outside", s);
                life.inside = false;
                break;
            case AlertEventKind::track_lost_inside:
                if (!life.inside || !end) return wrong("lost inside, but not inside or not at the end", s);
                break;
        }
        if (end) {
            life.ended = true;
            open.erase(pair);
        }
    }
    if (finished)
        for (const auto& [id, life] : lives)
            if (!life.ended) return "alert " + std::to_string(id) + " has no end";
    return {};
}

}  // namespace monitor_tests

#endif
