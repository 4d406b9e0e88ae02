// SPDX-License-Identifier: MIT
// Closed airports by hand, what they cost, and what is refused.
#include <picket/cost/closure.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace picket;

namespace {

Price each(const char* what, double low, double high, const char* currency = "EUR")
{
    return Price(what, CurrencyCode(currency), 2025, Distribution::uniform(low, high),
                 {"assumption", 2025, Confidence::d, {}, {}});
}

/// 30 arrivals and 30 departures in each hour of the day.
AirportSchedule even()
{
    AirportSchedule schedule;
    schedule.arrivals.fill(30.0);
    schedule.departures.fill(30.0);
    return schedule;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

}  // namespace

TEST_CASE("closure: counts from a report, prices from the caller")
{
    ClosureCounts counts;
    counts.diversions = 51;
    counts.cancellations = 109;
    const ClosurePrices prices{each("diversion", 10.0, 20.0), each("cancellation", 5.0, 9.0), {}, {}};
    const Bill bill = closure_bill(counts, prices);
    CHECK(bill.lower().value() == 51 * 10.0 + 109 * 5.0);
    CHECK(bill.upper()->value() == 51 * 20.0 + 109 * 9.0);
    CHECK(bill.lines().size() == 2);
    CHECK(bill.lines()[1].name == "cancellations");

    // An airspace that is flown around: 40 flights, 12 minutes each.
    ClosureCounts around;
    around.reroute_minutes = 40 * 12;
    CHECK(closure_bill(around, {{}, {}, {}, each("minute", 50.0, 100.0)}).lower().value() == 24000.0);

    CHECK(refusal_of<DomainError>([&] { return closure_bill(counts, {}); }) == "prices.diversion: 51 have no price");
    CHECK(refusal_of<DomainError>([&] { return closure_bill(around, prices); }) ==
          "prices.reroute_minute: 480 have no price");
    CHECK(refusal_of<DomainError>([&] { return closure_bill({}, prices); }) == "counts: all are 0");
    counts.delay_minutes = std::numeric_limits<double>::quiet_NaN();
    CHECK(refusal_of<DomainError>([&] { return closure_bill(counts, prices); }) ==
          "counts.delay_minutes: nan is not a finite number from 0 up");
    counts.delay_minutes = 0.0;
    CHECK(refusal_of<DomainError>([&] {
              return closure_bill(counts, {each("diversion", 1.0, 2.0), each("cancellation", 1.0, 2.0, "DKK"), {}, {}});
          }) ==
          "lines[1].unit: in DKK of 2025, the first one in EUR of 2025: an ExchangeRate or a Deflator leads from "
          "one to the other");
}

TEST_CASE("closure: an even schedule")
{
    ClosureModel model;
    model.begin_hour = 20.25;
    model.hours = 4.0;
    model.airborne_hours = 1.0;
    model.longest_wait_hours = 3.0;
    const ModelledClosure at_once = model_closure(even(), model);
    CHECK(near(at_once.counts.diversions, 30.0));
    CHECK(near(at_once.counts.cancellations, 30.0));  // departures of the first hour; its arrivals divert
    CHECK(near(at_once.waited, 180.0));
    CHECK(near(at_once.counts.delay_minutes, 180.0 * 90.0));  // an hour and a half each, on average

    // 90 an hour, of which 60 are due: 180 that wait are worked off in 6 hours.
    model.capacity_per_hour = 90.0;
    CHECK(near(model_closure(even(), model).counts.delay_minutes, 180.0 * 90.0 + 0.5 * 180.0 * 6.0 * 60.0));

    model.longest_wait_hours = 0.0;
    const ModelledClosure none_waits = model_closure(even(), model);
    CHECK(near(none_waits.counts.cancellations, 210.0));
    CHECK(none_waits.counts.delay_minutes == 0.0);

    model.airborne_hours = 10.0;
    CHECK(near(model_closure(even(), model).counts.diversions, 120.0));
    model.hours = 0.0;
    const ModelledClosure open = model_closure(even(), model);
    CHECK(open.counts.diversions + open.counts.cancellations + open.waited + open.counts.delay_minutes == 0.0);
}

TEST_CASE("closure: what is refused")
{
    const auto refused = [](auto&& change) {
        AirportSchedule schedule = even();
        ClosureModel model;
        model.hours = 2.0;
        change(schedule, model);
        return refusal_of<DomainError>([&] { return model_closure(schedule, model); });
    };
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(refused([](auto&, auto&) {}) == "accepted");
    CHECK(refused([](auto& s, auto&) { s.arrivals[3] = -1.0; }) ==
          "schedule.arrivals[3]: -1 is not a finite number from 0 up");
    CHECK(refused([](auto& s, auto&) { s.departures[23] = nan; }) ==
          "schedule.departures[23]: nan is not a finite number from 0 up");
    CHECK(refused([](auto&, auto& m) { m.begin_hour = 24.0; }) == "model.begin_hour: 24 is not from 0 up to 24");
    CHECK(refused([](auto&, auto& m) { m.hours = 73.0; }) == "model.hours: 73 is not from 0 to 72");
    CHECK(refused([](auto&, auto& m) { m.airborne_hours = -1.0; }) ==
          "model.airborne_hours: -1 is not a finite number from 0 up");
    CHECK(refused([](auto&, auto& m) { m.longest_wait_hours = nan; }) ==
          "model.longest_wait_hours: nan is not a finite number from 0 up");
    CHECK(refused([](auto&, auto& m) { m.capacity_per_hour = 60.0; }) ==
          "model.capacity_per_hour: the backlog is not worked off within a week after the opening");
}
