// SPDX-License-Identifier: MIT
// Bills, scrambles, patrols and alarms by hand, and what is refused.
#include <picket/cost/air_policing.hpp>
#include <picket/cost/bill.hpp>
#include <picket/cost/false_alarm.hpp>
#include <picket/cost/random.hpp>
#include <picket/intercept/patrol.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace picket;

namespace {

const CurrencyCode eur("EUR");

Price price(const char* source, Distribution distribution, int year = 2025)
{
    return Price("cost per hour", eur, year, distribution, {source, year, Confidence::c, {}, {}});
}
Price open_price() { return Price::at_least("cost per hour", eur, 2025, 100.0, {"open", 2025, Confidence::c, {}, {}}); }

/// A pair for an hour or two each, with a tanker for half an hour.
Mission pair()
{
    return Mission({{"pair", 2, Distribution::uniform(1.0, 2.0), price("pair", Distribution::uniform(100.0, 300.0))},
                    {"tanker", 1, Distribution::fixed(0.5), price("tanker", Distribution::fixed(1000.0))}});
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b)); }

}  // namespace

TEST_CASE("bill: one price is one unknown, however many lines have it")
{
    const Price one = price("a", Distribution::uniform(10.0, 30.0));
    const Bill once({{"x", 5.0, one}});
    const Bill twice({{"x", 2.0, one}, {"nothing", 0.0, open_price()}, {"y", 3.0, one}});
    for (const Bill* bill : {&once, &twice}) {
        CHECK(bill->lower() == Amount(50.0, eur, 2025));
        CHECK(bill->upper() == Amount(150.0, eur, 2025));
        CHECK(bill->mean() == Amount(100.0, eur, 2025));
        CHECK(near(bill->standard_deviation()->value(), 5.0 * 20.0 / std::sqrt(12.0)));
        PhiloxStream random(3, 0, 0);
        PhiloxStream same(3, 0, 0);
        CHECK(near(bill->sample(random).value(), 5.0 * (10.0 + 20.0 * same.uniform())));
        CHECK(random.uniform() == same.uniform());
    }
    const Bill apart({{"x", 2.0, one}, {"y", 3.0, price("b", Distribution::uniform(10.0, 30.0))}});
    CHECK(near(apart.standard_deviation()->value(), std::sqrt(13.0) * 20.0 / std::sqrt(12.0)));
    // two assumptions of one interval: alike to the letter they are one, by their bases they are two
    const auto assumed = [](const char* basis) {
        return Price("cost per hour", eur, 2025, Distribution::uniform(10.0, 30.0),
                     {"assumption", 2025, Confidence::d, basis, {}});
    };
    const Bill alike({{"pilot", 2.0, assumed("")}, {"mechanic", 3.0, assumed("")}});
    CHECK(near(alike.standard_deviation()->value(), once.standard_deviation()->value()));
    const Bill told_apart({{"pilot", 2.0, assumed("a pilot")}, {"mechanic", 3.0, assumed("a mechanic")}});
    CHECK(near(told_apart.standard_deviation()->value(), apart.standard_deviation()->value()));
}

TEST_CASE("bill: an open price leaves the lower end, and nothing else")
{
    const Bill open({{"x", 2.0, price("a", Distribution::fixed(7.0))}, {"y", 3.0, open_price()}});
    CHECK(open.is_open());
    CHECK(open.lower() == Amount(314.0, eur, 2025));
    CHECK_FALSE(open.upper().has_value());
    CHECK_FALSE(open.mean().has_value());
    CHECK_FALSE(open.standard_deviation().has_value());
    PhiloxStream random(1, 0, 0);
    CHECK(refusal_of<DomainError>([&] { return open.sample(random); }) ==
          "lines: one price has no upper end, so the sum has no distribution");
    const Bill lognormal({{"x", 1.0, price("l", Distribution::lognormal({0.1, 1.0}, {0.9, 9.0}))}});
    CHECK_FALSE(lognormal.is_open());
    CHECK_FALSE(lognormal.upper().has_value());
    CHECK(lognormal.mean().has_value());

    CHECK(refusal_of<DomainError>([] { return Bill({}); }) == "lines: there is none");
    CHECK(refusal_of<DomainError>([] {
              return Bill({{"x", -1.0, price("a", Distribution::fixed(7.0))}});
          }) == "lines[0].count: -1 is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] {
              return Bill({{"x", 1.0, price("a", Distribution::fixed(7.0))},
                           {"y", 1.0, price("a", Distribution::fixed(7.0), 2024)}});
          }) ==
          "lines[1].unit: in EUR of 2024, the first one in EUR of 2025: an ExchangeRate or a Deflator leads from "
          "one to the other");
}

TEST_CASE("scrambles: Poisson events, hours by chance, prices that are not known")
{
    const Mission mission = pair();
    CHECK(mission.sorties() == 3);
    CHECK(near(mission.mean_hours(), 3.5));
    CHECK(near(mission.variance_hours(), 4.0 / 12.0));

    const FlyingCost year = scrambles(mission, 20.0);
    CHECK(near(year.mean_sorties, 60.0));
    CHECK(near(year.variance_sorties, 20.0 * 9.0));
    CHECK(near(year.mean_hours, 70.0));
    CHECK(near(year.variance_hours, 20.0 * (4.0 / 12.0 + 3.5 * 3.5)));
    CHECK(near(year.bill.mean()->value(), 20.0 * (3.0 * 200.0 + 500.0)));
    CHECK(near(year.bill.lower().value(), 20.0 * (3.0 * 100.0 + 500.0)));
    CHECK(near(year.bill.upper()->value(), 20.0 * (3.0 * 300.0 + 500.0)));
    const double price_variance = 200.0 * 200.0 / 12.0;
    const double square = 4.0 / 12.0 * (price_variance + 200.0 * 200.0) + 9.0 * price_variance + 1100.0 * 1100.0;
    CHECK(near(year.deviation_by_chance->value(), std::sqrt(20.0 * square)));
    CHECK(near(year.deviation_by_price->value(), 20.0 * 3.0 * std::sqrt(price_variance)));

    const YearEvents events[] = {{2024, 10.0}, {2025, 20.0}};
    const std::vector<FlyingYear> years = scrambles_by_year(mission, events);
    CHECK(years[1].year == 2025);
    CHECK(years[1].cost.bill.mean() == year.bill.mean());
    CHECK(years[0].cost.mean_hours == 35.0);

    const Mission open({{"pair", 2, Distribution::fixed(1.0), open_price()}});
    const FlyingCost unknown = scrambles(open, 10.0);
    CHECK(unknown.bill.lower() == Amount(2000.0, eur, 2025));
    CHECK_FALSE(unknown.deviation_by_chance.has_value());
    CHECK_FALSE(unknown.deviation_by_price.has_value());
    CHECK(near(unknown.variance_hours, 40.0));
}

TEST_CASE("patrol: the hours of the cycle, and how many events it is worth")
{
    PatrolSpec spec;
    spec.on_station = 2;
    spec.transit = Seconds{1800.0};
    spec.endurance = Seconds{9000.0};
    spec.turn_round = Seconds{7200.0};
    const Patrol patrol(spec);
    const Price hour = price("hour", Distribution::uniform(100.0, 300.0));
    const double flight_hours = patrol.flight_time() / Seconds{3600.0};
    const Mission turn({{"fighter", 1, Distribution::fixed(flight_hours), hour}});
    const FlyingCost year = flights(turn, 365.0 * patrol.sorties_per_day());
    CHECK(near(year.mean_hours, 365.0 * patrol.flying_hours_per_day()));
    CHECK(year.variance_sorties == 0.0);
    CHECK(year.deviation_by_chance->value() == 0.0);

    // The same aircraft either way: whatever its hour costs, so many events.
    const Mission scramble({{"pair", 2, Distribution::fixed(1.5), hour}});
    const BreakEven same = break_even_events(year.bill, scramble.bill(1.0));
    CHECK(near(*same.lower, year.mean_hours / 3.0));
    CHECK(near(*same.at_mean_prices, year.mean_hours / 3.0));
    CHECK(near(*same.upper, year.mean_hours / 3.0));

    // Another: from all of one end to all of the other.
    const Mission other({{"pair", 2, Distribution::fixed(1.5), price("other", Distribution::uniform(50.0, 100.0))}});
    const BreakEven apart = break_even_events(year.bill, other.bill(1.0));
    CHECK(near(*apart.lower, year.mean_hours / 3.0));
    CHECK(near(*apart.upper, year.mean_hours / 3.0 * 6.0));
    CHECK(near(*apart.at_mean_prices, year.mean_hours / 3.0 * 200.0 / 75.0));

    const BreakEven open = break_even_events(Bill({{"x", 1.0, open_price()}}), other.bill(1.0));
    CHECK_FALSE(open.lower.has_value());
    CHECK_FALSE(open.at_mean_prices.has_value());
    CHECK_FALSE(open.upper.has_value());
}

TEST_CASE("air policing: what is refused")
{
    const Price hour = price("hour", Distribution::fixed(100.0));
    CHECK(refusal_of<DomainError>([] { return Mission({}); }) == "items: there is none");
    CHECK(refusal_of<DomainError>([&] {
              return Mission({{"x", 0, Distribution::fixed(1.0), hour}});
          }) == "items[0].aircraft: 0 is not from 1 to 1000");
    CHECK(refusal_of<DomainError>([&] {
              return Mission({{"x", 1, Distribution::uniform(-1.0, 1.0), hour}});
          }) == "items[0].hours: -1 is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] { return scrambles(pair(), -2.0); }) ==
          "mean_events: -2 is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] { return flights(pair(), std::numeric_limits<double>::quiet_NaN()); }) ==
          "missions: nan is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] {
              const YearEvents events[] = {{2024, 1.0}, {2025, -1.0}};
              return scrambles_by_year(pair(), events);
          }) == "years[1].mean_events: -1 is not a finite number from 0 up");
    const Bill free_of_charge({{"x", 1.0, price("free", Distribution::uniform(0.0, 1.0))}});
    CHECK(refusal_of<DomainError>([&] { return break_even_events(pair().bill(1.0), free_of_charge); }) ==
          "scramble: may cost nothing");
    const Bill older({{"x", 1.0, price("old", Distribution::fixed(2.0), 2024)}});
    CHECK(refusal_of<DomainError>([&] { return break_even_events(pair().bill(1.0), older); }) ==
          "scramble: 2 EUR of 2024 and 800 EUR of 2025 do not mix: an ExchangeRate or a Deflator leads from one to the "
          "other");
}

TEST_CASE("alarms: false ones, misses, and what they cost")
{
    const auto money = [](double value) { return Amount(value, eur, 2025); };
    // Three alarms in four are false.
    const double false_alarms = false_alarms_of_share(10.0, 0.8, 0.75);
    CHECK(near(false_alarms, 24.0));
    const AlarmSpec spec{10.0, 0.8, false_alarms, money(5.0), money(20.0), money(100.0)};
    const AlarmCost cost = alarm_cost(spec);
    CHECK(near(cost.true_alarms, 8.0));
    CHECK(near(cost.misses, 2.0));
    CHECK(near(cost.false_share, 0.75));
    CHECK(near(cost.false_alarm_money.value(), 120.0));
    CHECK(near(cost.true_alarm_money.value(), 160.0));
    CHECK(near(cost.miss_money.value(), 200.0));
    CHECK(near(cost.money.value(), 480.0));
    CHECK(near(cost.deviation.value(), std::sqrt(24.0 * 25.0 + 8.0 * 400.0 + 2.0 * 10000.0)));
    CHECK(near(cost.worthwhile_false_alarms_per_detection, 16.0));
    // One event in ten more detected, for 16 false alarms: the same money.
    const AlarmSpec finer{10.0, 0.9, false_alarms + 16.0, money(5.0), money(20.0), money(100.0)};
    CHECK(near(alarm_cost(finer).money.value(), 480.0));

    const AlarmSpec quiet{10.0, 0.0, 0.0, money(0.0), money(20.0), money(100.0)};
    CHECK(std::isnan(alarm_cost(quiet).false_share));
    CHECK(std::isinf(alarm_cost(quiet).worthwhile_false_alarms_per_detection));

    CHECK(refusal_of<DomainError>([] { return false_alarms_of_share(1.0, 1.0, 1.0); }) ==
          "share: 1 is not from 0 up to, but not, 1");
    CHECK(refusal_of<DomainError>([] { return false_alarms_of_share(-1.0, 1.0, 0.5); }) ==
          "events: -1 is not a finite number from 0 up");
    const auto changed = [&](auto&& change) {
        AlarmSpec bad = spec;
        change(bad);
        return refusal_of<DomainError>([&] { return alarm_cost(bad); });
    };
    CHECK(changed([](AlarmSpec& s) { s.detection = 1.2; }) == "detection: 1.2 is not a probability");
    CHECK(changed([](AlarmSpec& s) { s.events = -1.0; }) == "events: -1 is not a finite number from 0 up");
    CHECK(changed([](AlarmSpec& s) { s.false_alarms = -1.0; }) == "false_alarms: -1 is not a finite number from 0 up");
    CHECK(changed([&](AlarmSpec& s) { s.miss_cost = money(-1.0); }) ==
          "miss_cost: -1 is not a finite number from 0 up");
    CHECK(changed([](AlarmSpec& s) { s.miss_cost = Amount(1.0, eur, 2024); }) ==
          "5 EUR of 2025 and 1 EUR of 2024 do not mix: an ExchangeRate or a Deflator leads from one to the other");
}
