// SPDX-License-Identifier: MIT
/// @file
/// Fighters that take off when something happens, or fly in any case: take-offs, flying hours, money, year by year.
///
/// Events come by chance at a known rate (Poisson): their number N in a year has mean and variance m. Each event costs
/// c, and flies h hours, by itself. With prices p that are not known (bill.hpp):
///
///         mean of money       m E c
///         variance of money   m E c^2              by chance: how many events, how long each
///                           + m^2 Var_p(E[c | p])  by price: which does not shrink with the number of events
#ifndef PICKET_COST_AIR_POLICING_HPP
#define PICKET_COST_AIR_POLICING_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/bill.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/price.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Aircraft of one kind that fly together.
struct FlightItem {
    std::string name{};                             ///< `F-16 pair`, `tanker`
    int aircraft = 1;                               ///< >= 1
    Distribution hours = Distribution::fixed(1.0);  ///< flown by each of them, the same for all; drawn for each event
    Price hour;                                     ///< of a flying hour
};

/// What flies once: at one event, or in one turn of a patrol.
///
/// Errors  the constructor throws DomainError: `items[1].aircraft: 0 is not from 1 to 1000`, and where currencies or
///         price years differ
class Mission {
public:
    explicit Mission(std::vector<FlightItem> items) : items_(std::move(items))
    {
        if (items_.empty()) detail::refuse_field("items", "there is none");
        for (std::size_t i = 0; i < items_.size(); ++i) {
            const std::string path = detail::field_item("items", i);
            detail::check_range(path + ".aircraft", items_[i].aircraft, 1, 1000);
            detail::check_not_negative(path + ".hours", items_[i].hours.lower());
        }
        static_cast<void>(bill(1.0));
    }

    [[nodiscard]] const std::vector<FlightItem>& items() const noexcept { return items_; }
    /// Take-offs.
    [[nodiscard]] int sorties() const noexcept
    {
        int sum = 0;
        for (const FlightItem& item : items_) sum += item.aircraft;
        return sum;
    }
    [[nodiscard]] double mean_hours() const noexcept
    {
        double sum = 0.0;
        for (const FlightItem& item : items_) sum += item.aircraft * item.hours.mean();
        return sum;
    }
    [[nodiscard]] double variance_hours() const noexcept
    {
        double sum = 0.0;
        for (const FlightItem& item : items_) sum += item.aircraft * item.aircraft * item.hours.variance();
        return sum;
    }

    /// Mean hours by their prices, so many times: an interval over prices alone.
    [[nodiscard]] Bill bill(double times) const
    {
        std::vector<BillLine> lines;
        for (const FlightItem& item : items_)
            lines.push_back({item.name, times * item.aircraft * item.hours.mean(), item.hour});
        return Bill(std::move(lines));
    }

    /// The part of the variance of one mission's money that is due to its hours: sum of a^2 Var(hours) E(price^2).
    /// Empty when a price is open.
    [[nodiscard]] std::optional<double> variance_money_by_hours() const noexcept
    {
        double sum = 0.0;
        for (const FlightItem& item : items_) {
            if (item.hour.is_open()) return std::nullopt;
            const Distribution& price = *item.hour.distribution();
            sum += item.aircraft * item.aircraft * item.hours.variance() *
                   (price.variance() + price.mean() * price.mean());
        }
        return sum;
    }

private:
    std::vector<FlightItem> items_;
};

/// Of some time: sorties are take-offs. Money at the prices of the price year, not of the year in which is flown.
struct FlyingCost {
    double mean_sorties, variance_sorties;
    double mean_hours, variance_hours;
    Bill bill;                                    ///< of the mean hours: its interval is that of the prices
    std::optional<Amount> deviation_by_chance{};  ///< standard deviations; empty when a price is open
    std::optional<Amount> deviation_by_price{};
};

namespace detail {

[[nodiscard]] inline FlyingCost flying_cost(const Mission& mission, const char* path, double times, bool by_chance)
{
    check_not_negative(path, times);
    const double hours = mission.mean_hours();
    const double sorties = mission.sorties();
    const double spread = by_chance ? times : 0.0;  // variance of the number of missions
    FlyingCost cost{times * sorties,
                    spread * sorties * sorties,
                    times * hours,
                    times * mission.variance_hours() + spread * hours * hours,
                    mission.bill(times),
                    {},
                    {}};
    const Bill once = mission.bill(1.0);
    if (const std::optional<double> by_hours = mission.variance_money_by_hours()) {
        const double mean = once.mean()->value();
        const double deviation = once.standard_deviation()->value();
        const double variance = times * *by_hours + spread * (mean * mean + deviation * deviation);
        cost.deviation_by_chance = Amount(std::sqrt(variance), once.currency(), once.price_year());
        cost.deviation_by_price = cost.bill.standard_deviation();
    }
    return cost;
}

}  // namespace detail

/// A mission for each event, and events by chance. @param mean_events  >= 0, in the time that is asked about
///
/// Accuracy  means and variances beside a simulation  [tests/property/cost_days]
[[nodiscard]] inline FlyingCost scrambles(const Mission& mission, double mean_events)
{
    return detail::flying_cost(mission, "mean_events", mean_events, true);
}

/// So many missions, whatever happens. A standing patrol: Patrol (intercept/patrol.hpp) gives sorties_per_day() and
/// flight_time(), which holds hours on station, transit and turn-round.
[[nodiscard]] inline FlyingCost flights(const Mission& mission, double missions)
{
    return detail::flying_cost(mission, "missions", missions, false);
}

struct YearEvents {
    int year;
    double mean_events;
};
struct FlyingYear {
    int year;
    FlyingCost cost;
};

/// scrambles() of each year. All years together are scrambles() of all events, not a sum of deviations: a price that is
/// not known is the same in every year.
[[nodiscard]] inline std::vector<FlyingYear> scrambles_by_year(const Mission& mission,
                                                               std::span<const YearEvents> years)
{
    std::vector<FlyingYear> result;
    for (std::size_t i = 0; i < years.size(); ++i) {
        const std::string path = detail::field_item("years", i) + ".mean_events";
        result.push_back({years[i].year, detail::flying_cost(mission, path.c_str(), years[i].mean_events, true)});
    }
    return result;
}

/// How many of one bill another is worth.
struct BreakEven {
    std::optional<double> lower, at_mean_prices, upper;  ///< empty where a price has no upper end
};

/// How many events make scrambling as dear as the patrol: fewer, and it is the cheaper one.
///
/// @param patrol    of some time, in any case
/// @param scramble  of one event
/// @return  over all prices within their ends. A price that is in both bills is the same in both: where one kind of
///          aircraft flies either way, the answer is a number, not an interval
/// @throws DomainError  other currencies or price years; a scramble that may cost nothing; more than 20 different
/// prices
[[nodiscard]] inline BreakEven break_even_events(const Bill& patrol, const Bill& scramble)
{
    if (patrol.currency() != scramble.currency() || patrol.price_year() != scramble.price_year())
        detail::refuse_field("scramble", scramble.lower().text() + " and " + patrol.lower().text() +
                                             " do not mix: an ExchangeRate or a Deflator leads from one to the other");
    if (!(scramble.lower().value() > 0.0)) detail::refuse_field("scramble", "may cost nothing");
    struct Term {
        const Price* price;
        double of_patrol, of_scramble;
    };
    std::vector<Term> terms;
    const auto add = [&](const Bill& bill, double Term::*count) {
        for (const BillLine& line : bill.lines()) {
            if (line.count == 0.0) continue;
            std::size_t i = 0;
            while (i < terms.size() && !(*terms[i].price == line.unit)) ++i;
            if (i == terms.size()) terms.push_back({&line.unit, 0.0, 0.0});
            terms[i].*count += line.count;
        }
    };
    add(patrol, &Term::of_patrol);
    add(scramble, &Term::of_scramble);
    if (terms.size() > 20) detail::refuse_field("scramble", "more than 20 different prices");

    BreakEven events;
    if (patrol.mean() && scramble.mean()) events.at_mean_prices = *patrol.mean() / *scramble.mean();
    if (!patrol.upper() || !scramble.upper()) return events;
    // In each price by itself the quotient rises or falls throughout: its ends are at ends of prices.
    for (std::size_t ends = 0; ends < std::size_t{1} << terms.size(); ++ends) {
        double above = 0.0;
        double below = 0.0;
        for (std::size_t i = 0; i < terms.size(); ++i) {
            const Price& price = *terms[i].price;
            const double at = (ends >> i & 1U) != 0 ? price.upper()->value() : price.lower().value();
            above += terms[i].of_patrol * at;
            below += terms[i].of_scramble * at;
        }
        const double quotient = above / below;
        if (!events.lower || quotient < *events.lower) events.lower = quotient;
        if (!events.upper || quotient > *events.upper) events.upper = quotient;
    }
    return events;
}

}  // namespace v0
}  // namespace picket

#endif
