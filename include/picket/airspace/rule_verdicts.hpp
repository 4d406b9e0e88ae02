// SPDX-License-Identifier: MIT
/// @file
/// What rules say of a stay inside a zone, in continuous time: a clearance that expires or a level that is left during
/// the stay splits it at that moment.
#ifndef PICKET_AIRSPACE_RULE_VERDICTS_HPP
#define PICKET_AIRSPACE_RULE_VERDICTS_HPP

#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/leg_moments.hpp>
#include <picket/airspace/detail/leg_path.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/track.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace picket {
inline namespace v0 {

/// A time during which the rules say the same of a track. from_s <= to_s, both ends belong to it; at the ends
/// themselves, which two intervals share, either verdict may be the one of that moment.
struct VerdictInterval {
    double from_s;  ///< s since the Unix epoch, UTC
    double to_s;
    Verdict verdict;  ///< its numbers are those of verdict.time_s, a moment within
};

namespace detail {

template <class TimeToEntry, class Callback>
inline constexpr bool verdicts_cannot_throw = std::is_nothrow_invocable_v<Callback, const VerdictInterval&>&&
    std::is_nothrow_invocable_v<TimeToEntry, std::size_t>;

}  // namespace detail

/// Calls `callback(const VerdictInterval&)` for each time of a stay during which the verdict stays the same
/// (same_ruling()). The intervals come sorted, the first begins at stay.entry_s, the last ends at stay.exit_s, each
/// begins where the one before ends.
///
/// A stay that is itself `unknown` is never a violation: where the rules would call it one, the verdict is `unknown`
/// for the fact `presence`.
///
/// @param leg            the leg that the stay is on
/// @param stay           of for_each_presence(zone, leg); one whose times are not numbers has no intervals
/// @param time_to_entry  as in RuleBook::decide, as of leg.from.time_s. The track is taken to follow the prediction
///                       along the leg: t seconds on, t less is left, and a second zone once entered is not left. It is
///                       asked anew for each stretch: let it look up, not predict.
/// @param heights        an AltitudeSource; by default the leg's own altitude
///
/// Accuracy    windows, and levels that are left at a steady climb: to the rounding of a time in seconds, 0.24 us
///             [tests/differential/rule_verdicts]; converted altitudes as ConvertedAltitude says
/// Cost        two decisions for each moment at which something could change; no allocation
///             [tests/unit/rules_no_allocation]
/// Errors      noexcept where the functions passed are
template <class TimeToEntry, class Callback, AltitudeSource Heights>
void for_each_verdict(const RuleBook& rules, std::size_t zone, const TrackIdentity& who, const Leg& leg,
                      const PresenceInterval& stay, TimeToEntry&& time_to_entry, Callback&& callback,
                      const Heights& heights) noexcept(detail::verdicts_cannot_throw<TimeToEntry, Callback>)
{
    if (!(stay.entry_s <= stay.exit_s)) return;
    const auto verdict_at = [&](double time_s) noexcept(noexcept(time_to_entry(std::size_t{}))) {
        const double flown_s = time_s - leg.from.time_s;
        Verdict verdict =
            rules.decide(zone, who, time_s, heights, [&](std::size_t second) noexcept(noexcept(time_to_entry(second))) {
                return time_to_entry(second) - flown_s;
            });
        if (stay.answer == Containment::unknown && verdict.outcome != Outcome::lawful) {
            verdict.outcome = Outcome::unknown;
            verdict.unknown.insert(Fact::presence);
        }
        return verdict;
    };

    VerdictInterval open{stay.entry_s, stay.entry_s, {}};
    bool begun = false;
    const auto stretch_to = [&](double time_s) {
        const Verdict now = verdict_at(open.to_s + 0.5 * (time_s - open.to_s));
        if (begun && !same_ruling(now, open.verdict)) {
            callback(open);
            open.from_s = open.to_s;
        }
        if (!begun || open.from_s == open.to_s) open.verdict = now;
        begun = true;
        open.to_s = time_s;
    };
    detail::LeastMoments moments;
    moments.start_at(stay.entry_s);
    for (;;) {
        rules.for_each_change(zone, heights, stay.entry_s, stay.exit_s, leg.from.time_s, time_to_entry,
                              [&](double time_s) noexcept { moments.offer(time_s); });
        double last_s = stay.entry_s;
        for (const double time_s : moments) {
            if (time_s > open.to_s && time_s < stay.exit_s) stretch_to(time_s);
            last_s = time_s;
        }
        if (!moments.more()) break;
        moments.start_after(last_s);
    }
    stretch_to(stay.exit_s);
    callback(open);
}

/// The same with the leg's own altitude.
template <class TimeToEntry, class Callback>
void for_each_verdict(const RuleBook& rules, std::size_t zone, const TrackIdentity& who, const Leg& leg,
                      const PresenceInterval& stay, TimeToEntry&& time_to_entry,
                      Callback&& callback) noexcept(detail::verdicts_cannot_throw<TimeToEntry, Callback>)
{
    for_each_verdict(rules, zone, who, leg, stay, time_to_entry, callback, LegAltitude(leg));
}

/// Calls `callback(const PresenceInterval&, const Verdict&)` for the parts of a stay that the rules do not allow, in
/// order: what an incident, or an alert, is under rules. A part that begins or ends within the stay does so by
/// CrossingCause::rule; one whose verdict is unknown has that answer.
///
/// @param heights  an AltitudeSource; the rest as in for_each_verdict()
template <class TimeToEntry, class Callback, AltitudeSource Heights>
void for_each_unlawful(const RuleBook& rules, std::size_t zone, const TrackIdentity& who, const Leg& leg,
                       const PresenceInterval& stay, TimeToEntry&& time_to_entry, Callback&& callback,
                       const Heights& heights)
{
    const detail::LegPath path(leg.from.at, leg.to.at, leg.kind);
    const auto place_at = [&](double time_s) {
        const double fraction = (time_s - leg.from.time_s) / (leg.to.time_s - leg.from.time_s);
        return path.at(path.length_m() * std::clamp(fraction, 0.0, 1.0));
    };
    for_each_verdict(
        rules, zone, who, leg, stay, time_to_entry,
        [&](const VerdictInterval& part) {
            if (part.verdict.outcome == Outcome::lawful) return;
            PresenceInterval kept = stay;
            if (part.from_s != stay.entry_s) {
                kept.entry_at = place_at(part.from_s);
                kept.entry_cause = CrossingCause::rule;
            }
            if (part.to_s != stay.exit_s) {
                kept.exit_at = place_at(part.to_s);
                kept.exit_cause = CrossingCause::rule;
            }
            kept.entry_s = part.from_s;
            kept.exit_s = part.to_s;
            if (part.verdict.outcome == Outcome::unknown) kept.answer = Containment::unknown;
            callback(kept, part.verdict);
        },
        heights);
}

}  // namespace v0
}  // namespace picket

#endif
