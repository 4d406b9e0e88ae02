// SPDX-License-Identifier: MIT
// Decisions, verdicts along a leg and grades allocate nothing.
#include <picket/airspace/grading.hpp>
#include <picket/airspace/rule_verdicts.hpp>
#include <picket/airspace/rules.hpp>

#include <support/airspace.hpp>
#include <support/allocation_count.hpp>
#include <support/rules_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <vector>

using namespace picket;

TEST_CASE("rules and verdicts allocate nothing and do not throw")
{
    airspace_tests::Random random("unit/rules_no_allocation", 451);
    long intervals = 0;
    for (int k = 0; k < 300 * airspace_tests::test_scale(); ++k) {
        const RuleBook rules(rules_tests::random_book(random), rules_tests::zone_ids);
        const TrackIdentity who = rules_tests::identity_of(rules_tests::random_complete(random));
        const Leg leg{{0, {54, 20}, {Metres{0}, VerticalDatum::amsl}},
                      {40, {54, 21}, {Metres{3100}, VerticalDatum::amsl}}};
        const PresenceInterval stay{1, 39, {}, {}, Containment::inside};
        const auto entry = [](std::size_t zone) noexcept { return 10.0 * static_cast<double>(zone); };
        const auto count = [&](const VerdictInterval&) noexcept { ++intervals; };
        static_assert(noexcept(for_each_verdict(rules, 0, who, leg, stay, entry, count)));
        static_assert(noexcept(rules.decide(0, who, 0.0, leg.from.altitude, entry)));
        static_assert(noexcept(rules.decide(0, who, 0.0, leg.from.altitude)));
        const long before = allocation_count();
        for (std::size_t zone = 0; zone < 4; ++zone) {
            for_each_verdict(rules, zone, who, leg, stay, entry, count);
            static_cast<void>(rules.decide(zone, who, 5.0, leg.from.altitude));
        }
        CHECK(allocation_count() == before);
    }
    CHECK(intervals > 1300);
}

TEST_CASE("nor do grades")
{
    const GradingPolicy policy(
        {.name = "P",
         .rungs = {{.name = "a", .level = 0, .when = {{.states = {"RUS"}}, {.min_depth = Metres{5}}}},
                   {.name = "b", .level = 1, .when = {{.repetition = RepetitionSpec{3, Seconds{50}}}}}}});
    std::vector<IncidentFacts> list(100);
    for (std::size_t i = 0; i < list.size(); ++i) {
        list[i].entry_s = static_cast<double>(i);
        list[i].identity.icao24 = static_cast<std::uint32_t>(i % 7);
        list[i].identity.state = "RUS";
    }
    static_assert(noexcept(policy.grade(list, std::size_t{5})));
    int high = 0;
    const long before = allocation_count();
    for (std::size_t i = 0; i < list.size(); ++i) high += policy.grade(list, i).lowest == 1;
    CHECK(allocation_count() == before);
    CHECK(high == 100 - 14);  // of each of seven the third and later
}
