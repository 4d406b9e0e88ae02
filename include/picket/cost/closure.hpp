// SPDX-License-Identifier: MIT
/// @file
/// An airport that is closed for some hours, an airspace that is flown around: how many flights does it hit, and what
/// does that cost?
///
/// Counts come from a report (51 diverted, 109 cancelled), or from the schedule by a plain model, model_closure().
/// Prices come from the caller: there are none in here.
#ifndef PICKET_COST_CLOSURE_HPP
#define PICKET_COST_CLOSURE_HPP

#include <picket/cost/bill.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/price.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// What came of a closure. Need not be whole numbers: means.
struct ClosureCounts {
    double diversions = 0.0;       ///< flights that land elsewhere
    double cancellations = 0.0;    ///< flights that do not take place
    double delay_minutes = 0.0;    ///< of all other flights together
    double reroute_minutes = 0.0;  ///< extra flight time around a closed airspace: flights times minutes
};

/// Of one of each. What is not counted needs no price.
struct ClosurePrices {
    std::optional<Price> diversion{};
    std::optional<Price> cancellation{};
    std::optional<Price> delay_minute{};
    std::optional<Price> reroute_minute{};
};

/// What a closure costs, with the interval of the prices.
///
/// @throws DomainError  `prices.diversion: 51 have no price`; nothing counted; a count below 0; prices in different
///                      currencies or of different years
[[nodiscard]] inline Bill closure_bill(const ClosureCounts& counts, const ClosurePrices& prices)
{
    std::vector<BillLine> lines;
    const auto add = [&](const char* name, const char* item, double count, const std::optional<Price>& price) {
        detail::check_not_negative(std::string("counts.") + name, count);
        if (count == 0.0) return;
        if (!price) detail::refuse_field(std::string("prices.") + item, detail::number_text(count) + " have no price");
        lines.push_back({name, count, *price});
    };
    add("diversions", "diversion", counts.diversions, prices.diversion);
    add("cancellations", "cancellation", counts.cancellations, prices.cancellation);
    add("delay_minutes", "delay_minute", counts.delay_minutes, prices.delay_minute);
    add("reroute_minutes", "reroute_minute", counts.reroute_minutes, prices.reroute_minute);
    if (lines.empty()) detail::refuse_field("counts", "all are 0");
    return Bill(std::move(lines));
}

/// A day of an airport, again and again: flights scheduled in each hour of the clock, evenly within it.
struct AirportSchedule {
    std::array<double, 24> arrivals{};    ///< in the hours from 0:00, 1:00, ...; >= 0
    std::array<double, 24> departures{};  ///< the same
};

/// How a closed airport's flights are dealt with.
///
///   arrivals due within `airborne_hours` of the closing    are on their way, and divert
///   other flights that would wait `longest_wait_hours`     are cancelled
///   or more for the opening
///   the rest                                               wait, and are handled after the opening in the order of
///                                                          the schedule, along with what is due by then, `capacity`
///                                                          an hour
struct ClosureModel {
    double begin_hour = 0.0;                    ///< of the schedule's clock, in [0, 24[
    double hours = 0.0;                         ///< closed, from 0 to 72
    double airborne_hours = 1.0;                ///< >= 0
    double longest_wait_hours = 3.0;            ///< >= 0
    std::optional<double> capacity_per_hour{};  ///< arrivals and departures together; without: all at once
};

struct ModelledClosure {
    ClosureCounts counts;
    double waited;  ///< flights that waited for the opening; those due after it may be late too, behind them
};

/// What a closure does to a schedule, in mean numbers: flights are taken as a stream, not one by one.
///
/// Guarantees  diversions, cancellations and those that wait are all that was due while it was closed
/// Accuracy    beside flights minute by minute: counts to 1e-9, delays within the minute in which the backlog ends
///             [both: tests/differential/cost_days]
/// Errors      DomainError: `model.begin_hour: 24 ...`, `schedule.arrivals[3]: ...`; a backlog that is not worked off
///             within a week after the opening
[[nodiscard]] inline ModelledClosure model_closure(const AirportSchedule& schedule, const ClosureModel& model)
{
    for (std::size_t h = 0; h < 24; ++h) {
        detail::check_not_negative("schedule." + detail::field_item("arrivals", h), schedule.arrivals[h]);
        detail::check_not_negative("schedule." + detail::field_item("departures", h), schedule.departures[h]);
    }
    if (!(model.begin_hour >= 0.0 && model.begin_hour < 24.0))
        detail::refuse_field("model.begin_hour", detail::number_text(model.begin_hour) + " is not from 0 up to 24");
    if (!(model.hours >= 0.0 && model.hours <= 72.0))
        detail::refuse_field("model.hours", detail::number_text(model.hours) + " is not from 0 to 72");
    detail::check_not_negative("model.airborne_hours", model.airborne_hours);
    detail::check_not_negative("model.longest_wait_hours", model.longest_wait_hours);
    if (model.capacity_per_hour) detail::check_not_negative("model.capacity_per_hour", *model.capacity_per_hour);

    // Rates are constant between full hours and the moments at which the treatment changes.
    const double begin = model.begin_hour;
    const double end = begin + model.hours;
    const double airborne_until = std::min(end, begin + model.airborne_hours);
    const double waits_from = std::max(begin, end - model.longest_wait_hours);  // later ones do not wait too long
    ClosureCounts counts;
    double backlog = 0.0;
    double delay_hours = 0.0;
    const auto hour_of = [](double t) { return static_cast<std::size_t>(t) % 24; };
    for (double t = begin; t < end;) {
        double next = std::min(end, std::floor(t) + 1.0);
        for (const double change : {airborne_until, waits_from}) {
            if (change > t) next = std::min(next, change);
        }
        const double arriving = schedule.arrivals[hour_of(t)] * (next - t);
        double others = schedule.departures[hour_of(t)] * (next - t);
        (t < airborne_until ? counts.diversions : others) += arriving;
        if (t < waits_from) {
            counts.cancellations += others;
        } else {
            backlog += others;
            delay_hours += others * (end - 0.5 * (t + next));
        }
        t = next;
    }
    const double waited = backlog;
    if (model.capacity_per_hour) {
        for (double t = end; backlog > 0.0;) {
            if (t > end + 168.0)
                detail::refuse_field("model.capacity_per_hour",
                                     "the backlog is not worked off within a week after the opening");
            const double next = std::floor(t) + 1.0;
            const double falls =
                *model.capacity_per_hour - schedule.arrivals[hour_of(t)] - schedule.departures[hour_of(t)];
            const double left = backlog - falls * (next - t);
            if (left <= 0.0) {
                delay_hours += 0.5 * backlog * (backlog / falls);
            } else {
                delay_hours += 0.5 * (backlog + left) * (next - t);
            }
            backlog = std::max(0.0, left);
            t = next;
        }
    }
    counts.delay_minutes = 60.0 * delay_hours;
    return {counts, waited};
}

}  // namespace v0
}  // namespace picket

#endif
