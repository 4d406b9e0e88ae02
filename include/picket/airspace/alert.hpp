// SPDX-License-Identifier: MIT
/// @file
/// What a watch over tracks and zones says: alerts, and the events of their lives.
#ifndef PICKET_AIRSPACE_ALERT_HPP
#define PICKET_AIRSPACE_ALERT_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/geodesy/position.hpp>

#include <cstdint>
#include <string_view>

namespace picket {
inline namespace v0 {

/// What happened.
enum class AlertEventKind : std::uint8_t {
    predicted_entry,    ///< going on like this, as it steadily does, it will be inside within the look-ahead
    near,               ///< it has come within the margin of a zone
    entry,              ///< it is inside
    dwell,              ///< it still is (every so often), or what was unknown is certain now
    exit,               ///< it has left, and is clear by the exit margin
    track_lost_inside,  ///< no plot for the time of coasting, and it was inside at the last one
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(AlertEventKind kind) noexcept
{
    switch (kind) {
        case AlertEventKind::predicted_entry: return "predicted_entry";
        case AlertEventKind::near: return "near";
        case AlertEventKind::entry: return "entry";
        case AlertEventKind::dwell: return "dwell";
        case AlertEventKind::exit: return "exit";
        case AlertEventKind::track_lost_inside: return "track_lost_inside";
    }
    return "?";
}

/// Why a stay began or ended, or what it is.
enum class AlertCause : std::uint8_t {
    none,          ///< for what is foreseen or near
    track_begin,   ///< inside at its first plot
    lateral,       ///< across the boundary
    vertical,      ///< through a limit of the altitude band, or a height became known or unknown
    activation,    ///< the zone became active around it
    deactivation,  ///< the zone ceased to be active
    rule,          ///< what the rules say of it changed: a clearance lapsed, an identity became known
    track_end,     ///< the last plot was inside
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(AlertCause cause) noexcept
{
    switch (cause) {
        case AlertCause::none: return "none";
        case AlertCause::track_begin: return "track_begin";
        case AlertCause::lateral: return "lateral";
        case AlertCause::vertical: return "vertical";
        case AlertCause::activation: return "activation";
        case AlertCause::deactivation: return "deactivation";
        case AlertCause::rule: return "rule";
        case AlertCause::track_end: return "track_end";
    }
    return "?";
}

/// Where in the life of its alert an event stands. One is `opened` (written `new`), one `ended`, the last.
enum class AlertPhase : std::uint8_t {
    opened,
    ongoing,
    ended
};

/// Name as it is written in files: `new`, `ongoing`, `ended`.
[[nodiscard]] constexpr const char* to_string(AlertPhase phase) noexcept
{
    switch (phase) {
        case AlertPhase::opened: return "new";
        case AlertPhase::ongoing: return "ongoing";
        case AlertPhase::ended: return "ended";
    }
    return "?";
}

/// One event of one alert: of one track and one zone. Numbers that the event has no value for are NaN.
///
/// An alert's events follow this grammar [tests/property/monitor_grammar]:
///
///     alert    = opened, { ongoing }, ended;   the first is opened, the last is ended, also where they are one
///     order    = [ predicted_entry ], [ near ], { entry, { dwell }, ( exit | track_lost_inside ) }, [ near |
///     predicted_entry ]
///
/// with times that never fall. `predicted_entry` and `near` come again only as the event that ends an alert that is
/// not ended by an exit or a loss: the prediction has gone, or the margin has been left.
struct AlertEvent {
    AlertEventKind kind;
    AlertPhase phase;
    Containment answer;         ///< inside, or unknown where height, time or rule cannot be decided
    std::uint64_t alert_id;     ///< stable through the life of the alert, counted from 1, never used again
    std::uint32_t track;        ///< number of the track, in the order in which plots or identities first named them
    std::uint32_t zone;         ///< index into the zones of the monitor
    std::string_view track_id;  ///< valid as long as the monitor

    double time_s;    ///< when it happened, to the accuracy of presence() [s since the Unix epoch, UTC]
    double issued_s;  ///< time of the plot (or the end of coasting) that made it known; not before time_s
    LatLon at;        ///< where
    Altitude altitude;

    AlertCause cause;  ///< of an entry, an exit or a loss
    Verdict verdict;   ///< what the rules say; without rules its outcome is `violation`, and no rule decided

    int part;  ///< the edge crossed or approached, as in NearestEdge; -1: no edge (inside from the first plot,
    int ring;  ///< a zone that was activated, a height)
    int vertex;

    double inside_s;     ///< time inside so far, in this stay
    double max_depth_m;  ///< greatest depth so far, in this stay
    double max_depth_s;
    LatLon max_depth_at;
    double closest_m;  ///< closest approach of the alert while outside and near, lateral; after an exit, since the last
    double closest_s;
    LatLon closest_at;

    double predicted_entry_s;  ///< for one that is outside; by probability alone: the median
    double predicted_exit_s;   ///< infinite: not within the look-ahead (of an entry, where that is 0: two minutes); NaN:
                               ///< foreseen by probability alone
    LatLon predicted_at;            ///< place of the predicted entry
    std::uint32_t prediction_rank;  ///< 1: the first zone it will enter, as far as is foreseen; 0: none
    double sigma_m;  ///< greatest standard deviation of the latest position; infinite: nothing is known of it (jammed,
                     ///< spoofed); NaN: none was given
    Probability probability_inside;  ///< at the latest plot; unknown where no uncertainty was given
    Probability probability_entry;   ///< of being inside at some time within the look-ahead
    double certainty;                ///< share of the last predictions that foresaw it; 1 for what has happened
};

}  // namespace v0
}  // namespace picket

#endif
