// SPDX-License-Identifier: MIT
/// @file
/// Alert events as CSV rows and as JSON, with the items of ASTERIX category 004 that area proximity warnings have.
#ifndef PICKET_IO_ALERTS_HPP
#define PICKET_IO_ALERTS_HPP

#include <picket/airspace/alert.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/rule_text.hpp>
#include <picket/io/utc.hpp>
#include <picket/units.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace picket {
inline namespace v0 {
namespace io {

/// What an event is about, for those who write it down. Borrowed.
struct AlertContext {
    std::span<const Zone> zones;
    const RuleBook* rules = nullptr;
    const TrackIdentity* who = nullptr;
    /// An alert is severe when it is inside, or will be within this time.
    Seconds severe_within{60.0};
};

/// The columns of alert_csv_row(), in order. The last ones are those of area proximity messages, named after the items
/// of category 004 (docs/reference/alerts.md has their numbers).
inline constexpr std::array<std::string_view, 39> alert_columns{"alert_id",
                                                                "event",
                                                                "phase",
                                                                "track_id",
                                                                "zone_id",
                                                                "answer",
                                                                "time",
                                                                "lat",
                                                                "lon",
                                                                "alt_m",
                                                                "datum",
                                                                "issued",
                                                                "cause",
                                                                "part",
                                                                "ring",
                                                                "vertex",
                                                                "inside_s",
                                                                "max_depth_m",
                                                                "closest_m",
                                                                "predicted_entry_time",
                                                                "predicted_exit_time",
                                                                "prediction_rank",
                                                                "certainty",
                                                                "sigma_m",
                                                                "probability_inside",
                                                                "probability_inside_low",
                                                                "probability_inside_high",
                                                                "probability_entry",
                                                                "rule",
                                                                "verdict",
                                                                "lawful_if",
                                                                "message_type",
                                                                "area_name",
                                                                "time_to_conflict_s",
                                                                "conflict_lat",
                                                                "conflict_lon",
                                                                "conflict_severity",
                                                                "conflict_probability",
                                                                "conflict_duration_s"};

namespace detail {

/// Message types of category 004, item I004/000.
inline constexpr int area_proximity_warning = 5;
inline constexpr int end_of_conflict = 17;

struct Conflict {
    int message_type;
    double time_to_conflict_s;  ///< 0 inside, NaN where none is foreseen
    LatLon at;                  ///< of the entry, made or foreseen
    bool severe;
    double probability;  ///< NaN: not known
    double duration_s;   ///< since it entered, 0 before
};

[[nodiscard]] inline Conflict conflict_of(const AlertEvent& event, const AlertContext& context)
{
    const bool inside = event.kind == AlertEventKind::entry || event.kind == AlertEventKind::dwell;
    Conflict conflict{};
    conflict.message_type = event.phase == AlertPhase::ended ? end_of_conflict : area_proximity_warning;
    conflict.time_to_conflict_s = inside ? 0.0 : event.predicted_entry_s - event.issued_s;
    conflict.at = inside ? event.at : event.predicted_at;
    conflict.severe =
        event.phase != AlertPhase::ended && (inside || conflict.time_to_conflict_s <= context.severe_within.value());
    // what has happened is certain as far as the position is
    conflict.probability = !event.probability_entry.is_unknown() ? event.probability_entry.value
                           : inside && event.answer == Containment::inside && std::isnan(event.sigma_m) ? 1.0
                                                                                                        : std::nan("");
    conflict.duration_s = event.inside_s;
    return conflict;
}

[[nodiscard]] inline std::string rule_name(const AlertEvent& event, const AlertContext& context)
{
    if (context.rules == nullptr || event.verdict.rule < 0) return {};
    return context.rules->spec().rules[static_cast<std::size_t>(event.verdict.rule)].name;
}

/// Infinity has no number in JSON and no use in CSV: "not within the look-ahead".
[[nodiscard]] inline std::string time_or_nothing(double time_s)
{
    return is_time(time_s) ? utc_text(time_s) : std::string();
}

}  // namespace detail

[[nodiscard]] inline std::string alert_csv_header()
{
    std::string line;
    for (const std::string_view column : alert_columns) line += (line.empty() ? "" : ",") + std::string(column);
    return line + '\n';
}

/// One row, with its newline. Numbers round-trip; what is not known is empty.
[[nodiscard]] inline std::string alert_csv_row(const AlertEvent& event, const AlertContext& context)
{
    const detail::Conflict conflict = detail::conflict_of(event, context);
    const Zone& zone = context.zones[event.zone];
    std::string line;
    const auto text = [&](std::string_view value) { line += csv_field(value) + ','; };
    const auto number = [&](double value) { line += (std::isfinite(value) ? csv_number(value) : std::string()) + ','; };
    text(std::to_string(event.alert_id));
    text(to_string(event.kind));
    text(to_string(event.phase));
    text(event.track_id);
    text(zone.id());
    text(to_string(event.answer));
    text(utc_text(event.time_s));
    number(event.at.lat_deg);
    number(event.at.lon_deg);
    number(event.altitude.value.value());
    text(std::isnan(event.altitude.value.value()) ? "" : to_string(event.altitude.datum));
    text(utc_text(event.issued_s));
    text(event.cause == AlertCause::none ? "" : to_string(event.cause));
    for (const int index : {event.part, event.ring, event.vertex})
        text(index < 0 ? std::string() : std::to_string(index));
    number(event.inside_s);
    number(event.max_depth_m);
    number(event.closest_m);
    text(detail::time_or_nothing(event.predicted_entry_s));
    text(detail::time_or_nothing(event.predicted_exit_s));
    text(event.prediction_rank == 0 ? std::string() : std::to_string(event.prediction_rank));
    number(event.certainty);
    line += (std::isinf(event.sigma_m)   ? "unknown"
             : std::isnan(event.sigma_m) ? ""
                                         : csv_number(event.sigma_m)) +
            std::string(",");
    const bool given = !std::isnan(event.sigma_m);
    number(event.probability_inside.value);
    number(given ? event.probability_inside.low() : std::nan(""));
    number(given ? event.probability_inside.high() : std::nan(""));
    number(event.probability_entry.value);
    text(detail::rule_name(event, context));
    text(context.rules == nullptr ? "" : to_string(event.verdict.outcome));
    text(context.rules == nullptr ? std::string() : explain(*context.rules, event.verdict));
    text(std::to_string(conflict.message_type));
    text(zone.name().empty() ? zone.id() : zone.name());
    number(conflict.time_to_conflict_s);
    number(conflict.at.lat_deg);
    number(conflict.at.lon_deg);
    text(conflict.severe ? "HIGH" : "LOW");
    number(conflict.probability);
    number(conflict.duration_s);
    line.back() = '\n';
    return line;
}

/// One object. What is not known is null or left out. `asterix_004` holds the items of category 004, edition 1.12, that
/// an area proximity warning has, by their numbers and the names of their parts, in their units but not rounded to
/// their steps; I004/040 counts to 65535 and begins again, as it must.
[[nodiscard]] inline nlohmann::ordered_json alert_json(const AlertEvent& event, const AlertContext& context)
{
    using Json = nlohmann::ordered_json;
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    const auto time = [](double value) { return is_time(value) ? Json(utc_text(value)) : Json(nullptr); };
    const auto place = [&](LatLon at) {
        return is_valid(at) ? Json{{"lat", at.lat_deg}, {"lon", at.lon_deg}} : Json(nullptr);
    };
    const auto probability = [&](const Probability& p) {
        return Json{{"value", number(p.value)}, {"low", p.low()}, {"high", p.high()}};
    };
    const detail::Conflict conflict = detail::conflict_of(event, context);
    const Zone& zone = context.zones[event.zone];

    Json json;
    json["alert_id"] = event.alert_id;
    json["event"] = to_string(event.kind);
    json["phase"] = to_string(event.phase);
    json["track_id"] = std::string(event.track_id);
    json["zone_id"] = zone.id();
    json["answer"] = to_string(event.answer);
    json["time"] = time(event.time_s);
    json["at"] = place(event.at);
    if (!std::isnan(event.altitude.value.value()))
        json["altitude"] = {{"value_m", event.altitude.value.value()}, {"datum", to_string(event.altitude.datum)}};
    json["issued"] = time(event.issued_s);
    if (event.cause != AlertCause::none) json["cause"] = to_string(event.cause);
    if (event.part >= 0) json["edge"] = {{"part", event.part}, {"ring", event.ring}, {"vertex", event.vertex}};
    json["inside_s"] = event.inside_s;
    if (!std::isnan(event.max_depth_m))
        json["max_depth"] = {
            {"depth_m", event.max_depth_m}, {"time", time(event.max_depth_s)}, {"at", place(event.max_depth_at)}};
    if (!std::isnan(event.closest_m))
        json["closest_approach"] = {
            {"distance_m", event.closest_m}, {"time", time(event.closest_s)}, {"at", place(event.closest_at)}};
    if (!std::isnan(event.predicted_entry_s) || !std::isnan(event.predicted_exit_s)) {
        json["predicted"] = {{"entry", time(event.predicted_entry_s)},
                             {"exit", time(event.predicted_exit_s)},
                             {"at", place(event.predicted_at)},
                             {"rank", event.prediction_rank}};
    }
    json["certainty"] = event.certainty;
    if (!std::isnan(event.sigma_m)) {
        json["uncertainty"] = {{"sigma_m", number(event.sigma_m)},
                               {"known", std::isfinite(event.sigma_m)},
                               {"probability_inside", probability(event.probability_inside)},
                               {"probability_entry", probability(event.probability_entry)}};
    }
    if (context.rules != nullptr) {
        json["rule"] = {{"name", event.verdict.rule < 0 ? Json(nullptr) : Json(detail::rule_name(event, context))},
                        {"verdict", to_string(event.verdict.outcome)},
                        {"explanation", explain(*context.rules, event.verdict)}};
    }

    Json items;
    items["I004/000"] = conflict.message_type;
    items["I004/020"] = std::fmod(std::fmod(event.issued_s, 86400.0) + 86400.0, 86400.0);
    items["I004/030"] = event.track % 65536U;
    items["I004/040"] = event.alert_id % 65536U;
    if (std::isfinite(conflict.time_to_conflict_s)) items["I004/070"] = {{"TC", conflict.time_to_conflict_s}};
    // an End of Conflict has neither an area nor characteristics (I004/000, note 4)
    if (conflict.message_type != detail::end_of_conflict) {
        items["I004/100"] = {{"AN", zone.name().empty() ? zone.id() : zone.name()}};
        Json characteristics;
        characteristics["CC"] = {{"TID", 0}, {"CP", 0}, {"CS", conflict.severe ? 1 : 0}};
        if (std::isfinite(conflict.probability)) characteristics["CP"] = 100.0 * conflict.probability;
        characteristics["CD"] = number(conflict.duration_s);
        items["I004/120"] = characteristics;
    }
    Json aircraft;
    if (context.who != nullptr && !context.who->call_sign.empty())
        aircraft["AI1"] = context.who->call_sign.substr(0, 7);
    if (context.who != nullptr && context.who->mode_a) aircraft["M31"] = {{"MODE3A", context.who->mode_a->text()}};
    if (is_valid(conflict.at)) {
        aircraft["CPW"] = {{"LAT", conflict.at.lat_deg}, {"LON", conflict.at.lon_deg}};
        if (!std::isnan(event.altitude.value.value())) aircraft["CPW"]["ALT"] = to_feet(event.altitude.value).value();
    }
    if (!aircraft.empty()) items["I004/170"] = aircraft;
    json["asterix_004"] = items;
    return json;
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
