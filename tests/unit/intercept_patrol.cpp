// SPDX-License-Identifier: MIT
// Patrols whose size can be counted on fingers, what cannot be done, what is refused.
#include <picket/intercept/patrol.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

using namespace picket;
using namespace picket::literals;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

Seconds hours(double h) { return Seconds{3600 * h}; }

/// Two on station, an hour away, seven hours of fuel of which one is reserve, two hours on the ground.
PatrolSpec example()
{
    PatrolSpec spec;
    spec.on_station = 2;
    spec.transit = hours(1);
    spec.endurance = hours(7);
    spec.reserve = hours(1);
    spec.turn_round = hours(2);
    return spec;
}

template <class Change>
std::string refused(Change&& change)
{
    PatrolSpec spec = example();
    change(spec);
    try {
        const Patrol patrol(spec);
    } catch (const DomainError& error) {
        return error.what();
    }
    return "not refused";
}

}  // namespace

TEST_CASE("patrol: four hours on station in a cycle of eight make two aircraft a place")
{
    const Patrol patrol(example());
    CHECK(patrol.status() == PatrolStatus::feasible);
    CHECK(patrol.time_on_station() == hours(4));
    CHECK(patrol.flight_time() == hours(6));
    CHECK(patrol.cycle() == hours(8));
    CHECK(patrol.aircraft() == 4);
    CHECK(patrol.aircraft_fit() == 4);
    CHECK(patrol.take_off_interval() == hours(2));
    CHECK(patrol.sorties_per_day() == 12.0);
    CHECK(patrol.flying_hours_per_day() == 72.0);
    CHECK(patrol.flying_hours_per_day_each() == 18.0);

    const PatrolSortie sortie = patrol.sortie(5);
    CHECK(sortie.aircraft == 1);
    CHECK(sortie.counts_from_s == 10 * 3600.0);
    CHECK(sortie.on_station_s == 10 * 3600.0);
    CHECK(sortie.take_off_s == 9 * 3600.0);
    CHECK(sortie.relieved_s == 14 * 3600.0);
    CHECK(sortie.landed_s == 15 * 3600.0);
    CHECK(sortie.ready_s == 17 * 3600.0);  // and takes off again: sortie 9, at hour 17
    CHECK(patrol.sortie(9).aircraft == 1);
    CHECK(patrol.sortie(9).take_off_s == sortie.ready_s);
    CHECK(patrol.sortie(-1).aircraft == 3);
    CHECK(patrol.sortie(-4).aircraft == 0);
}

TEST_CASE("patrol: handover and availability")
{
    PatrolSpec spec = example();
    spec.handover = hours(0.5);
    const Patrol handed(spec);
    CHECK(handed.aircraft() == 5);  // 2 * 8 / 3.5 = 4.57
    CHECK(handed.sortie(0).on_station_s == -1800.0);
    CHECK(handed.sortie(0).counts_from_s == 0.0);
    CHECK(handed.sortie(2).on_station_s == handed.sortie(0).relieved_s - 1800.0);

    spec = example();
    spec.availability = 0.7;
    const Patrol worn(spec);
    CHECK(worn.aircraft() == 6);  // 4 / 0.7 = 5.71
    CHECK(worn.aircraft_fit() == 4);
    CHECK(worn.sorties_per_day() == 12.0);
    CHECK(worn.flying_hours_per_day_each() == 12.0);
}

TEST_CASE("patrol: transit from a distance and a speed")
{
    PatrolSpec spec = example();
    spec.transit = 720.0_km / 200.0_mps;
    CHECK(Patrol(spec).aircraft() == 4);
    spec.transit = Metres{720e3} / to_metres_per_second(100.0_kt);  // 3.9 hours
    CHECK(Patrol(spec).status() == PatrolStatus::transit_eats_endurance);
}

TEST_CASE("patrol: a whole number that rounding has made a hair more is that number")
{
    PatrolSpec spec;
    spec.transit = Seconds{0.3};
    spec.endurance = Seconds{0.7};
    spec.turn_round = Seconds{0.4};
    const Patrol patrol(spec);  // a cycle of 1.1 over 0.1 on station
    CHECK(patrol.cycle() / patrol.time_on_station() > 11.0);
    CHECK(patrol.aircraft() == 11);
    spec.turn_round = Seconds{0.4 + 1e-9};  // and a little more is more
    CHECK(Patrol(spec).aircraft() == 12);
}

TEST_CASE("patrol: with no way and no turn-round an aircraft relieves itself")
{
    PatrolSpec spec;
    spec.endurance = hours(5);
    CHECK(Patrol(spec).aircraft() == 1);
    spec.on_station = 3;
    CHECK(Patrol(spec).aircraft() == 3);
}

TEST_CASE("patrol: what cannot be done, and why")
{
    PatrolSpec spec = example();
    spec.transit = hours(3);  // there and back, and nothing left
    const Patrol far(spec);
    CHECK(far.status() == PatrolStatus::transit_eats_endurance);
    CHECK(far.time_on_station() == hours(0));
    CHECK(far.aircraft() == 0);
    CHECK(far.aircraft_fit() == 0);
    CHECK(std::isnan(far.take_off_interval().value()));
    CHECK(std::isnan(far.sorties_per_day()));
    CHECK(std::isnan(far.flying_hours_per_day()));
    CHECK(std::isnan(far.flying_hours_per_day_each()));
    CHECK(far.sortie(3).aircraft == -1);
    CHECK(std::isnan(far.sortie(3).take_off_s));
    spec.transit = hours(3.5);
    CHECK(Patrol(spec).time_on_station() == hours(-1));  // short by an hour

    spec = example();
    spec.handover = hours(4);
    CHECK(Patrol(spec).status() == PatrolStatus::handover_eats_station);
    spec.handover = Seconds{4 * 3600 - 1e-3};
    CHECK(Patrol(spec).status() == PatrolStatus::feasible);  // and a great many
    CHECK(Patrol(spec).aircraft() > 50000000);
    spec.on_station = std::numeric_limits<int>::max();
    CHECK(Patrol(spec).status() == PatrolStatus::beyond_counting);
    CHECK(Patrol(spec).aircraft() == 0);
    CHECK(std::string(to_string(PatrolStatus::transit_eats_endurance)) == "transit_eats_endurance");
}

TEST_CASE("patrol: what is refused names what is wrong")
{
    CHECK(refused([](PatrolSpec& s) { s.on_station = 0; }).find("on_station") != std::string::npos);
    for (const double bad : {-1.0, nan_value, 2e9, std::numeric_limits<double>::infinity()}) {
        CHECK(refused([&](PatrolSpec& s) { s.transit = Seconds{bad}; }).find("transit") != std::string::npos);
        CHECK(refused([&](PatrolSpec& s) { s.endurance = Seconds{bad}; }).find("endurance") != std::string::npos);
        CHECK(refused([&](PatrolSpec& s) { s.reserve = Seconds{bad}; }).find("reserve") != std::string::npos);
        CHECK(refused([&](PatrolSpec& s) { s.turn_round = Seconds{bad}; }).find("turn_round") != std::string::npos);
        CHECK(refused([&](PatrolSpec& s) { s.handover = Seconds{bad}; }).find("handover") != std::string::npos);
        CHECK(refused([&](PatrolSpec& s) { s.availability = bad; }).find("availability") != std::string::npos);
    }
    CHECK(refused([](PatrolSpec& s) { s.endurance = Seconds{0}; }).find("endurance") != std::string::npos);
    CHECK(refused([](PatrolSpec& s) { s.availability = 0; }).find("availability") != std::string::npos);
    CHECK(refused([](PatrolSpec&) {}) == "not refused");
}
