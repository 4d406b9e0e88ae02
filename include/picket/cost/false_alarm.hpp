// SPDX-License-Identifier: MIT
/// @file
/// Alarms that are false, and events that raise none: what does each cost?
///
/// Events and false alarms come by chance and independently (Poisson). An event is detected with one probability, by
/// itself; then true alarms, misses and false alarms are Poisson too, and independent of each other.
#ifndef PICKET_COST_FALSE_ALARM_HPP
#define PICKET_COST_FALSE_ALARM_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/detail/field_check.hpp>

#include <cmath>

namespace picket {
inline namespace v0 {

/// In some time, a year for instance. What an answer to an alarm costs may be a scramble, a closed airport, or both.
struct AlarmSpec {
    double events = 0.0;        ///< mean number of what an alarm is for, >= 0
    double detection = 1.0;     ///< probability that one raises the alarm
    double false_alarms = 0.0;  ///< mean number of alarms for nothing, >= 0; from a share: false_alarms_of_share()
    Amount false_alarm_cost;    ///< of the answer to a false one; none is negative
    Amount true_alarm_cost;     ///< of the answer to a true one, and what the event costs all the same
    Amount miss_cost;           ///< of an event without an alarm
};

struct AlarmCost {
    double true_alarms, false_alarms, misses;                ///< means; each number is Poisson, so variances too
    double false_share;                                      ///< of alarms; NaN where there is none
    Amount false_alarm_money, true_alarm_money, miss_money;  ///< means
    Amount money;                                            ///< their sum
    Amount deviation;                                        ///< standard deviation of the sum
    /// So many false alarms for one event more that is detected cost what that event saves; negative where an alarm
    /// saves nothing, infinite where false alarms cost nothing, NaN where neither costs.
    double worthwhile_false_alarms_per_detection;
};

/// The mean number of false alarms, from which share of all alarms is false.
///
/// @param share  in [0, 1[
/// @throws DomainError
[[nodiscard]] inline double false_alarms_of_share(double events, double detection, double share)
{
    detail::check_not_negative("events", events);
    detail::check_probability("detection", detection);
    if (!(share >= 0.0 && share < 1.0))
        detail::refuse_field("share", detail::number_text(share) + " is not from 0 up to, but not, 1");
    return events * detection * share / (1.0 - share);
}

/// What alarms and misses cost.
///
/// Accuracy  means and deviation beside a simulation  [tests/property/cost_days]
/// Errors    DomainError: `detection: 1.2 is not a probability`; costs of different currencies or price years
[[nodiscard]] inline AlarmCost alarm_cost(const AlarmSpec& spec)
{
    detail::check_not_negative("events", spec.events);
    detail::check_probability("detection", spec.detection);
    detail::check_not_negative("false_alarms", spec.false_alarms);
    detail::check_not_negative("false_alarm_cost", spec.false_alarm_cost.value());
    detail::check_not_negative("true_alarm_cost", spec.true_alarm_cost.value());
    detail::check_not_negative("miss_cost", spec.miss_cost.value());
    static_cast<void>(spec.false_alarm_cost + spec.true_alarm_cost);  // refused in the words that the caller gave
    static_cast<void>(spec.false_alarm_cost + spec.miss_cost);
    const double found = spec.events * spec.detection;
    const double missed = spec.events * (1.0 - spec.detection);
    const Amount for_nothing = spec.false_alarm_cost * spec.false_alarms;
    const Amount for_something = spec.true_alarm_cost * found;
    const Amount for_misses = spec.miss_cost * missed;
    const Amount sum = for_nothing + for_something + for_misses;
    const auto square = [](const Amount& cost) { return cost.value() * cost.value(); };
    const double variance = spec.false_alarms * square(spec.false_alarm_cost) + found * square(spec.true_alarm_cost) +
                            missed * square(spec.miss_cost);
    return {found,
            spec.false_alarms,
            missed,
            spec.false_alarms / (spec.false_alarms + found),
            for_nothing,
            for_something,
            for_misses,
            sum,
            Amount(std::sqrt(variance), sum.currency(), sum.price_year()),
            (spec.miss_cost - spec.true_alarm_cost) / spec.false_alarm_cost};
}

}  // namespace v0
}  // namespace picket

#endif
