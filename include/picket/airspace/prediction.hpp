// SPDX-License-Identifier: MIT
/// @file
/// Where will it be, and when will it be inside? The path that an aircraft flies when it goes on as it does now.
#ifndef PICKET_AIRSPACE_PREDICTION_HPP
#define PICKET_AIRSPACE_PREDICTION_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/geodesy/rhumb.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace picket {
inline namespace v0 {

/// What "goes on as it does now" means over the ground.
enum class PredictionPath : std::uint8_t {
    geodesic,       ///< straight on
    rhumb,          ///< constant true track
    constant_turn,  ///< constant rate of turn; straight on (geodesic) where that is zero
};

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(PredictionPath path) noexcept
{
    switch (path) {
        case PredictionPath::geodesic: return "geodesic";
        case PredictionPath::rhumb: return "rhumb";
        case PredictionPath::constant_turn: return "constant_turn";
    }
    return "?";
}

/// A state of motion over the ground.
struct Motion {
    double time_s;  ///< s since the Unix epoch, UTC
    LatLon at;
    Altitude altitude{Metres{__builtin_nan("")}, VerticalDatum::amsl};  ///< NaN: not known
    double ground_speed_mps = 0.0;                                      ///< not negative
    double track_deg = 0.0;                                             ///< clockwise from true north
    double turn_rate_dps = 0.0;       ///< degrees a second, positive to the right; for constant_turn
    double vertical_speed_mps = 0.0;  ///< positive up
    /// The level it is cleared to: climb or descent ends there. Only within the datum of `altitude`; a cleared level
    /// of another datum, or one behind, leaves the height to come unknown.
    std::optional<Altitude> cleared = std::nullopt;
};

/// The motion at the end of a leg.
[[nodiscard]] inline Motion motion_of(const Leg& leg) noexcept
{
    Motion motion{leg.to.time_s, leg.to.at, leg.to.altitude};
    const double duration_s = leg.to.time_s - leg.from.time_s;
    if (leg.kind == LegKind::rhumb) {
        const RhumbInverse line = rhumb_inverse(leg.from.at, leg.to.at);
        motion.ground_speed_mps = line.distance.value() / duration_s;
        motion.track_deg = line.azimuth.value();
    } else {
        const GeodesicInverse line = geodesic_inverse(leg.from.at, leg.to.at);
        motion.ground_speed_mps = line.distance.value() / duration_s;
        motion.track_deg = line.azimuth_end.value();
    }
    if (leg.from.altitude.datum == leg.to.altitude.datum)
        motion.vertical_speed_mps = (leg.to.altitude.value - leg.from.altitude.value).value() / duration_s;
    return motion;
}

/// Calls on_leg(const Leg&) for the legs of the predicted path, in order of time; together they last the horizon.
///
/// A turn is flown as chords that leave the circle by at most 2 m (at most 256 of them); the circle's places are those
/// of a plane, laid out by geodesics from the start, which for radii up to 30 km is right to a metre.
///
/// @param horizon  positive, finite
/// @return nothing; no leg where motion or horizon are not numbers
/// Cost    one geodesic problem a leg; no allocation
template <class OnLeg>
void for_each_predicted_leg(const Motion& motion, Seconds horizon, PredictionPath path, OnLeg&& on_leg)
{
    const double horizon_s = horizon.value();
    if (!is_valid(motion.at) || !(horizon_s > 0.0) || !std::isfinite(horizon_s) ||
        !std::isfinite(motion.ground_speed_mps) || !std::isfinite(motion.track_deg))
        return;
    const bool turning =
        path == PredictionPath::constant_turn && std::abs(motion.turn_rate_dps) > 1e-6 && motion.ground_speed_mps > 0.0;
    const double rate = turning ? motion.turn_rate_dps * detail::degree : 0.0;
    const auto place_at = [&](double t) {
        const double flown_m = motion.ground_speed_mps * t;
        if (turning) {
            const double chord_m = 2.0 * motion.ground_speed_mps / rate * std::sin(0.5 * rate * t);
            return geodesic_direct(motion.at, Degrees{motion.track_deg + 0.5 * motion.turn_rate_dps * t},
                                   Metres{chord_m})
                .at;
        }
        return path == PredictionPath::rhumb
                   ? rhumb_direct(motion.at, Degrees{motion.track_deg}, Metres{flown_m})
                   : geodesic_direct(motion.at, Degrees{motion.track_deg}, Metres{flown_m}).at;
    };

    // Height: linear, then level.
    double level_s = std::numeric_limits<double>::infinity();
    bool known = true;
    if (motion.cleared) {
        const double climb_m = (motion.cleared->value - motion.altitude.value).value();
        known = motion.cleared->datum == motion.altitude.datum &&
                (climb_m == 0.0 || climb_m * motion.vertical_speed_mps > 0.0);
        level_s = climb_m == 0.0 ? 0.0 : climb_m / motion.vertical_speed_mps;
    }
    const auto altitude_at = [&](double t) {
        if (!known) return Altitude{Metres{std::numeric_limits<double>::quiet_NaN()}, motion.altitude.datum};
        if (t >= level_s) return *motion.cleared;
        return Altitude{motion.altitude.value + Metres{motion.vertical_speed_mps * t}, motion.altitude.datum};
    };

    int legs = 1;
    if (turning) {
        constexpr double tolerance_m = 2.0;
        const double radius_m = motion.ground_speed_mps / std::abs(rate);
        const double step = 2.0 * std::acos(std::max(-1.0, 1.0 - tolerance_m / radius_m));
        legs = static_cast<int>(std::clamp(std::ceil(std::abs(rate) * horizon_s / step), 1.0, 256.0));
    }
    const LegKind kind = path == PredictionPath::rhumb ? LegKind::rhumb : LegKind::geodesic;
    double from_s = 0.0;
    TrackPoint from{motion.time_s, motion.at, altitude_at(0.0)};
    const auto fly_to = [&](double t) {
        if (!(t > from_s)) return;
        const TrackPoint to{motion.time_s + t, place_at(t), altitude_at(t)};
        on_leg(Leg{from, to, kind});
        from = to;
        from_s = t;
    };
    for (int i = 1; i <= legs; ++i) {
        const double end_s = i == legs ? horizon_s : horizon_s * i / legs;
        if (known && level_s > from_s && level_s < end_s) fly_to(level_s);
        fly_to(end_s);
    }
}

/// The next stay inside a zone on a predicted path.
struct PredictedStay {
    Containment answer;  ///< inside, or unknown where height or time cannot decide
    double entry_s;      ///< s since the Unix epoch, UTC; the time of the motion where it is inside already
    double exit_s;       ///< infinite: still inside at the horizon
    LatLon entry_at;
    LatLon exit_at;  ///< the place at the horizon where it is still inside
};

/// When will it be inside, for the first time, and until when?
///
/// @param presence_on  called as presence_on(const Leg&, callback), calling callback(const PresenceInterval&) for the
///                     stays that count, in order: for_each_presence() of a zone, or what a rule or a model of heights
///                     makes of it
/// @return none where it is not inside within the horizon
/// Accuracy  of the path: for_each_predicted_leg(); on it, presence() [tests/unit/prediction]
template <class PresenceOn>
[[nodiscard]] std::optional<PredictedStay> predict_stay(const Motion& motion, Seconds horizon, PredictionPath path,
                                                        PresenceOn&& presence_on)
{
    std::optional<PredictedStay> stay;
    bool over = false;
    double leg_end_s = motion.time_s;
    for_each_predicted_leg(motion, horizon, path, [&](const Leg& leg) {
        if (over) return;
        const double before_s = leg_end_s;
        leg_end_s = leg.to.time_s;
        if (stay && stay->exit_s < before_s) {
            over = true;
            return;
        }
        presence_on(leg, [&](const PresenceInterval& interval) {
            if (over) return;
            if (!stay) {
                stay = PredictedStay{interval.answer, interval.entry_s, interval.exit_s, interval.entry_at,
                                     interval.exit_at};
            } else if (interval.entry_s == stay->exit_s) {
                // certain for a part of it is certain
                if (interval.answer == Containment::inside) stay->answer = Containment::inside;
                stay->exit_s = interval.exit_s;
                stay->exit_at = interval.exit_at;
            } else {
                over = true;
            }
        });
    });
    if (stay && stay->exit_s >= leg_end_s) stay->exit_s = std::numeric_limits<double>::infinity();
    return stay;
}

/// The same of one zone.
[[nodiscard]] inline std::optional<PredictedStay> predict_stay(const Zone& zone, const Motion& motion, Seconds horizon,
                                                               PredictionPath path = PredictionPath::geodesic)
{
    return predict_stay(motion, horizon, path, [&](const Leg& leg, auto&& callback) {
        for_each_presence(zone, leg, [&](const PresenceInterval& interval) { callback(interval); });
    });
}

}  // namespace v0
}  // namespace picket

#endif
