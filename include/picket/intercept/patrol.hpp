// SPDX-License-Identifier: MIT
/// @file
/// How many aircraft does it take to keep some of them on station, round the clock?
///
///         take-off       on station                 relieved       landed        ready
///            |   transit    |  handover |               | transit    | turn-round  |
///   sortie   +--------------+-----------+---------------+------------+-------------+
///                                       |<-- counts --->|
///            |<------------ flight = endurance - reserve ----------->|
///            |<---------------------- cycle ------------------------------------- >|
///
///   station   = endurance - reserve - 2 transit       on station, each sortie
///   counts    = station - handover                    an aircraft that is taking over does not count yet
///   cycle     = endurance - reserve + turn-round
///
/// With n on station, sorties are needed at the rate n / counts, for each covers `counts` seconds of one of n places.
/// An aircraft flies one sortie a cycle, and is available for a share of its time: so n cycle / (counts availability)
/// aircraft are needed, rounded up. That many are enough: Patrol::sortie() is a schedule that does it. With one fewer
/// the sorties are too few, however they are spread, and coming home early only makes them shorter.
/// [tests/property/intercept_patrol]
#ifndef PICKET_INTERCEPT_PATROL_HPP
#define PICKET_INTERCEPT_PATROL_HPP

#include <picket/error.hpp>
#include <picket/units.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {

/// What is wanted and what flies.
struct PatrolSpec {
    int on_station = 1;    ///< n: so many at every moment, at least 1
    Seconds transit{};     ///< each way, >= 0; from a distance and a speed: `distance / speed`
    Seconds endurance{};   ///< from take-off until the tanks are empty, > 0
    Seconds reserve{};     ///< of the endurance, what must be left at landing, >= 0
    Seconds turn_round{};  ///< from landing to the next take-off, >= 0
    Seconds handover{};    ///< how long an aircraft is on station beside the one that it relieves, >= 0
    /// Share of its time in which an aircraft can be used or is being used, in ]0, 1]; the rest is maintenance. It
    /// lengthens the mean cycle to cycle / availability. See Patrol::aircraft().
    double availability = 1.0;
};

/// Whether it can be done at all.
enum class PatrolStatus : std::uint8_t {
    feasible,
    transit_eats_endurance,  ///< no time on station: 2 transit + reserve >= endurance
    handover_eats_station,   ///< all of the time on station goes by in handing over
    beyond_counting,         ///< more than 1e9 aircraft
};

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(PatrolStatus status) noexcept
{
    switch (status) {
        case PatrolStatus::feasible: return "feasible";
        case PatrolStatus::transit_eats_endurance: return "transit_eats_endurance";
        case PatrolStatus::handover_eats_station: return "handover_eats_station";
        case PatrolStatus::beyond_counting: return "beyond_counting";
    }
    return "?";
}

/// One flight of the schedule, in seconds from the moment at which the station is manned. All NaN where the patrol is
/// not feasible.
struct PatrolSortie {
    std::int64_t aircraft;  ///< 0 ... aircraft() - 1; -1 where not feasible
    double take_off_s;
    double on_station_s;
    double counts_from_s;  ///< the handover is done
    double relieved_s;     ///< leaves the station
    double landed_s;
    double ready_s;  ///< turned round
};

/// The size of a patrol.
///
/// Guarantees  (1) aircraft() suffice: by sortie() exactly n count at every moment, no aircraft takes off before it is
///                 ready, and each is off duty for at least 1 - availability of its time
///             (2) one fewer do not, however they are scheduled
/// Accuracy    (1) and (2) to a part in 1e12 of the times given: 6.000 000 000 001 aircraft are six
///             [tests/unit/intercept_patrol, tests/property/intercept_patrol]
/// Cost        some ns; no allocation
/// Errors      the constructor throws DomainError, which names the number; the rest is noexcept. That it cannot be
///             done is an answer: status()
class Patrol {
public:
    explicit Patrol(const PatrolSpec& spec) : spec_(spec)
    {
        constexpr double most_s = 1e9;  // 32 years
        const auto time = [](Seconds value) { return value >= Seconds{0.0} && value <= Seconds{most_s}; };
        if (spec.on_station < 1) detail::raise<DomainError>("patrol: on_station: at least 1");
        if (!time(spec.transit)) detail::raise<DomainError>("patrol: transit: from 0 to 1e9 s");
        if (!time(spec.endurance) || spec.endurance == Seconds{0.0})
            detail::raise<DomainError>("patrol: endurance: more than 0, up to 1e9 s");
        if (!time(spec.reserve)) detail::raise<DomainError>("patrol: reserve: from 0 to 1e9 s");
        if (!time(spec.turn_round)) detail::raise<DomainError>("patrol: turn_round: from 0 to 1e9 s");
        if (!time(spec.handover)) detail::raise<DomainError>("patrol: handover: from 0 to 1e9 s");
        if (!(spec.availability > 0.0 && spec.availability <= 1.0))
            detail::raise<DomainError>("patrol: availability: more than 0, up to 1");

        if (!(station_s() > 0.0)) {
            status_ = PatrolStatus::transit_eats_endurance;
        } else if (!(counting_s() > 0.0)) {
            status_ = PatrolStatus::handover_eats_station;
        } else if (!(mean_aircraft() <= 1e9)) {
            status_ = PatrolStatus::beyond_counting;
        }
    }

    [[nodiscard]] const PatrolSpec& spec() const noexcept { return spec_; }
    [[nodiscard]] PatrolStatus status() const noexcept { return status_; }

    /// Aircraft that the patrol needs: n cycle / (counting availability), rounded up; 0 where it is not feasible.
    ///
    /// Availability is taken as maintenance that is planned, between sorties: then this number is exact. Where aircraft
    /// fail by chance it is right on average only, and spares are wanted on top.
    [[nodiscard]] std::int64_t aircraft() const noexcept { return feasible() ? rounded_up(mean_aircraft()) : 0; }

    /// The same if each aircraft were available all the time: what has to be fit to fly. 0 where not feasible.
    [[nodiscard]] std::int64_t aircraft_fit() const noexcept
    {
        return feasible() ? rounded_up(mean_aircraft() * spec_.availability) : 0;
    }

    /// Time on station of a sortie, handover included: endurance - reserve - 2 transit. Negative where the transit
    /// alone is too long: by how much.
    [[nodiscard]] Seconds time_on_station() const noexcept { return Seconds{station_s()}; }

    /// From take-off to landing; what is flown each sortie.
    [[nodiscard]] Seconds flight_time() const noexcept { return spec_.endurance - spec_.reserve; }

    /// From take-off to the earliest next take-off.
    [[nodiscard]] Seconds cycle() const noexcept { return flight_time() + spec_.turn_round; }

    /// From one take-off of the schedule to the next, of any aircraft: counting / n. NaN where not feasible.
    [[nodiscard]] Seconds take_off_interval() const noexcept
    {
        return Seconds{feasible() ? counting_s() / spec_.on_station : std::numeric_limits<double>::quiet_NaN()};
    }

    /// Sorties in 24 hours, on average: the fewest there can be. NaN where not feasible.
    [[nodiscard]] double sorties_per_day() const noexcept { return Seconds{86400.0} / take_off_interval(); }

    /// Flying hours in 24 hours, on average, of all aircraft together. NaN where not feasible.
    [[nodiscard]] double flying_hours_per_day() const noexcept
    {
        return sorties_per_day() * (flight_time() / Seconds{3600.0});
    }

    /// Flying hours in 24 hours of one aircraft, on average. NaN where not feasible.
    [[nodiscard]] double flying_hours_per_day_each() const noexcept
    {
        return flying_hours_per_day() / static_cast<double>(aircraft());
    }

    /// The k-th sortie of a schedule without begin or end: take-offs at even intervals, the aircraft by turns. From
    /// time 0 on n count at every moment, if sorties -n + 1 to -1 are flown too; sortie k relieves sortie k - n.
    ///
    /// @param k  any, negative too; times are as exact as doubles of their size
    [[nodiscard]] PatrolSortie sortie(std::int64_t k) const noexcept
    {
        if (!feasible()) {
            constexpr double nan = std::numeric_limits<double>::quiet_NaN();
            return {-1, nan, nan, nan, nan, nan, nan};
        }
        const std::int64_t fleet = aircraft();
        const double counts_from = static_cast<double>(k) * take_off_interval().value();
        const double on_station = counts_from - spec_.handover.value();
        const double take_off = on_station - spec_.transit.value();
        const double relieved = counts_from + counting_s();
        const double landed = relieved + spec_.transit.value();
        return {((k % fleet) + fleet) % fleet,    take_off, on_station, counts_from, relieved, landed,
                landed + spec_.turn_round.value()};
    }

private:
    [[nodiscard]] bool feasible() const noexcept { return status_ == PatrolStatus::feasible; }
    [[nodiscard]] double station_s() const noexcept
    {
        return (spec_.endurance - spec_.reserve - 2.0 * spec_.transit).value();
    }
    [[nodiscard]] double counting_s() const noexcept { return station_s() - spec_.handover.value(); }
    [[nodiscard]] double mean_aircraft() const noexcept
    {
        return spec_.on_station * (cycle().value() / counting_s()) / spec_.availability;
    }
    /// A hair more than a whole number, by rounding, is that number.
    [[nodiscard]] static std::int64_t rounded_up(double value) noexcept
    {
        return static_cast<std::int64_t>(std::ceil(value * (1.0 - 1e-12)));
    }

    PatrolSpec spec_;
    PatrolStatus status_ = PatrolStatus::feasible;
};

}  // namespace v0
}  // namespace picket

#endif
