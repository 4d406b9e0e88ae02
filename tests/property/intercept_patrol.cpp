// SPDX-License-Identifier: MIT
// The size of a patrol against every schedule there is, in whole units of time; and the schedule that is given, flown.
#include <picket/intercept/patrol.hpp>

#include <support/geodesy_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

using picket::Patrol;
using picket::PatrolSortie;
using picket::PatrolSpec;
using picket::PatrolStatus;
using picket::Seconds;
using test::Random;

namespace {

/// Every schedule of a fleet, by what each aircraft does in each unit of time. Take-offs at whole units are all that
/// matters where all times are whole: rounding each take-off down keeps cycles apart and places manned.
class AllSchedules {
public:
    /// @param out   units from take-off until it counts: transit and handover
    /// @param most  units for which it may count; it may go home earlier
    /// @param home  units from leaving the station until it is ready: transit and turn-round
    AllSchedules(int out, int most, int home) : out_(out), most_(most), home_(home) {}

    /// Can so many aircraft keep n counting for ever, from whatever begin suits them? The states of the fleet that man
    /// the station; those from which no step leads to another of them are struck off, until none is left or none more
    /// goes.
    [[nodiscard]] bool possible(int aircraft, int n) const
    {
        std::map<std::vector<int>, bool> alive;
        std::vector<int> fleet(static_cast<std::size_t>(aircraft), 0);
        collect(fleet, 0, 0, n, alive);
        for (bool changed = true; changed;) {
            changed = false;
            for (auto& [state, lives] : alive) {
                if (!lives) continue;
                std::vector<int> next(state.size());
                if (!steps_on(state, next, 0, alive)) {
                    lives = false;
                    changed = true;
                }
            }
        }
        return std::any_of(alive.begin(), alive.end(), [](const auto& entry) { return entry.second; });
    }

private:
    // What an aircraft does in a unit: 0 waits; 1 ... out; then counting 1 ... most; then home 1 ... home.
    [[nodiscard]] int first_counting() const { return 1 + out_; }
    [[nodiscard]] int first_home() const { return first_counting() + most_; }
    [[nodiscard]] int activities() const { return first_home() + home_; }
    [[nodiscard]] bool counts(int activity) const { return activity >= first_counting() && activity < first_home(); }

    /// What it may do in the next unit.
    [[nodiscard]] std::vector<int> choices(int activity) const
    {
        const std::vector<int> ready{0, 1};  // 1 is the first counting unit where there is no way out
        if (activity == 0 || activity == activities() - 1) return ready;
        if (!counts(activity)) return {activity + 1};
        std::vector<int> on = home_ > 0 ? std::vector<int>{first_home()} : ready;
        if (activity + 1 < first_home()) on.push_back(activity + 1);
        return on;
    }

    void collect(std::vector<int>& fleet, std::size_t k, int least, int n, std::map<std::vector<int>, bool>& into) const
    {
        if (k == fleet.size()) {
            if (std::count_if(fleet.begin(), fleet.end(), [&](int a) { return counts(a); }) >= n) into[fleet] = true;
            return;
        }
        for (fleet[k] = least; fleet[k] < activities(); ++fleet[k]) collect(fleet, k + 1, fleet[k], n, into);
    }

    [[nodiscard]] bool steps_on(const std::vector<int>& from, std::vector<int>& next, std::size_t k,
                                const std::map<std::vector<int>, bool>& alive) const
    {
        if (k == from.size()) {
            std::vector<int> sorted = next;
            std::sort(sorted.begin(), sorted.end());
            const auto found = alive.find(sorted);
            return found != alive.end() && found->second;
        }
        for (const int activity : choices(from[k])) {
            next[k] = activity;
            if (steps_on(from, next, k + 1, alive)) return true;
        }
        return false;
    }

    int out_;
    int most_;
    int home_;
};

}  // namespace

TEST_CASE("so many aircraft have a schedule, and one fewer have none")
{
    int compared = 0;
    for (int transit = 0; transit <= 2; ++transit) {
        for (int handover = 0; handover <= 1; ++handover) {
            for (int counting = 1; counting <= 5; ++counting) {
                for (int turn_round = 0; turn_round <= 3; ++turn_round) {
                    for (int n = 1; n <= 3; ++n) {
                        PatrolSpec spec;
                        spec.on_station = n;
                        spec.transit = Seconds{1.0 * transit};
                        spec.handover = Seconds{1.0 * handover};
                        spec.reserve = Seconds{2};
                        spec.endurance = Seconds{2.0 + 2 * transit + handover + counting};
                        spec.turn_round = Seconds{1.0 * turn_round};
                        const int aircraft = static_cast<int>(Patrol(spec).aircraft());
                        if (aircraft > 6) continue;  // too many states
                        CAPTURE(transit, handover, counting, turn_round, n, aircraft);
                        const AllSchedules all(transit + handover, counting, transit + turn_round);
                        CHECK(all.possible(aircraft, n));
                        CHECK(!all.possible(aircraft - 1, n));
                        ++compared;
                    }
                }
            }
        }
    }
    CHECK(compared > 200);
}

TEST_CASE("the schedule keeps its promises when it is flown")
{
    Random random("intercept_patrol/flown", 0x9a71);
    int impossible = 0;
    for (int i = 0; i < random.cases(3000); ++i) {
        PatrolSpec spec;
        spec.on_station = static_cast<int>(random.uniform(1, 6));
        spec.transit = Seconds{random.uniform(0, 7200)};
        spec.endurance = Seconds{random.uniform(3600, 40000)};
        spec.reserve = Seconds{random.one_in(2) ? 0 : random.uniform(0, 3600)};
        spec.turn_round = Seconds{random.uniform(0, 20000)};
        spec.handover = Seconds{random.one_in(2) ? 0 : random.uniform(0, 1800)};
        spec.availability = random.one_in(2) ? 1 : random.uniform(0.3, 1);
        const Patrol patrol(spec);
        if (patrol.status() != PatrolStatus::feasible) {
            CHECK(spec.endurance - spec.reserve - 2 * spec.transit - spec.handover <= Seconds{0});
            ++impossible;
            continue;
        }
        const std::int64_t fleet = patrol.aircraft();
        if (fleet > 200) continue;
        CAPTURE(i, fleet, spec.on_station);
        const double period_s = static_cast<double>(fleet) * patrol.take_off_interval().value();
        const double rounding_s = 1e-11 * period_s;  // 1e-12 is forgiven of the times, and sums are rounded
        const std::int64_t n = spec.on_station;
        for (std::int64_t k = -n + 1; k < 3 * fleet; ++k) {
            const PatrolSortie sortie = patrol.sortie(k);
            // The flight is as long as the fuel allows, its parts as given.
            CHECK(std::abs(sortie.landed_s - sortie.take_off_s - patrol.flight_time().value()) <= rounding_s);
            CHECK(std::abs(sortie.on_station_s - sortie.take_off_s - spec.transit.value()) <= rounding_s);
            CHECK(std::abs(sortie.landed_s - sortie.relieved_s - spec.transit.value()) <= rounding_s);
            CHECK(std::abs(sortie.ready_s - sortie.landed_s - spec.turn_round.value()) <= rounding_s);
            // It relieves one that has been there all the while, after the handover.
            const PatrolSortie relief = patrol.sortie(k + n);
            CHECK(std::abs(relief.counts_from_s - sortie.relieved_s) <= rounding_s);
            CHECK(std::abs(sortie.relieved_s - relief.on_station_s - spec.handover.value()) <= rounding_s);
            // The same aircraft next: ready, and off duty as long as it must be.
            const PatrolSortie next = patrol.sortie(k + fleet);
            CHECK(next.aircraft == sortie.aircraft);
            const double idle_s = next.take_off_s - sortie.ready_s;
            CHECK(idle_s >= -rounding_s);
            CHECK(idle_s >= (1 - spec.availability) * period_s - rounding_s);
        }
        // Who counts, at moments that know nothing of the schedule, from the sorties alone.
        for (int m = 0; m < 20; ++m) {
            const double t = random.uniform(0, 2) * period_s;
            int counting = 0;
            std::vector<int> in_use(static_cast<std::size_t>(fleet), 0);
            for (std::int64_t k = -2 * fleet; k < 4 * fleet; ++k) {
                const PatrolSortie sortie = patrol.sortie(k);
                if (sortie.counts_from_s <= t && t < sortie.relieved_s) ++counting;
                if (sortie.take_off_s <= t && t < sortie.ready_s - rounding_s)
                    ++in_use[static_cast<std::size_t>(sortie.aircraft)];
            }
            CHECK(counting == n);
            CHECK(*std::max_element(in_use.begin(), in_use.end()) <= 1);
        }
        // The rates are the schedule's.
        CHECK(std::abs(patrol.sorties_per_day() * patrol.take_off_interval().value() - 86400) <= 1e-6);
        CHECK(std::abs(patrol.flying_hours_per_day_each() * period_s / 24 - patrol.flight_time().value()) <= 1e-6);
    }
    CHECK(impossible > 100);
}
