// SPDX-License-Identifier: MIT
// Grading threshold by threshold, repetitions by hand, comparisons by hand, and stays of real legs.
#include <picket/airspace/grading.hpp>
#include <picket/airspace/incident.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace picket;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// One rung with one condition, above one that always holds.
GradingPolicy policy(ConditionSpec condition)
{
    return GradingPolicy(
        {.name = "P",
         .rungs = {{.name = "low", .level = 0}, {.name = "high", .level = 1, .when = {std::move(condition)}}}});
}

IncidentFacts facts(double depth_m, double duration_s, TrackIdentity who = {}, double entry_s = 0)
{
    return {std::move(who), entry_s, {depth_m, depth_m}, {duration_s, duration_s}};
}

void three_ways(const ConditionSpec& condition, Threshold threshold, const IncidentFacts& fits,
                const IncidentFacts& does_not, const IncidentFacts& missing = {})
{
    const GradingPolicy p = policy(condition);
    const Grade high = p.grade(fits);
    CHECK((high.lowest == 1 && high.certain()));
    CHECK(high.condition == 0);
    CHECK(high.reached == ThresholdSet{threshold});
    CHECK(high.next_condition == -1);
    const Grade low = p.grade(does_not);
    CHECK((low.lowest == 0 && low.certain()));
    CHECK(low.condition == -1);
    CHECK(low.next_condition == 0);
    CHECK(low.missed == ThresholdSet{threshold});
    const Grade open = p.grade(missing);
    CHECK((open.lowest == 0 && open.highest == 1));
    CHECK(open.unknown == ThresholdSet{threshold});
}

std::string fault(GradingPolicySpec spec)
{
    try {
        const GradingPolicy made(std::move(spec));
    } catch (const GradingError& error) {
        return error.what();
    }
    return "no fault";
}

std::string fault(ConditionSpec condition)
{
    return fault(GradingPolicySpec{.name = "P", .rungs = {{.name = "r", .when = {std::move(condition)}}}});
}

}  // namespace

TEST_CASE("grading: each threshold, reached, missed and not known")
{
    three_ways({.min_depth = Metres{100}}, Threshold::depth, facts(100, 0), facts(99.9, 1e9));
    three_ways({.min_duration = Seconds{60}}, Threshold::duration, facts(0, 60), facts(1e9, 59));
    const auto who = [](TrackIdentity identity) { return facts(0, 0, std::move(identity)); };
    three_ways({.categories = {Category::missile}}, Threshold::category, who({.category = Category::missile}),
               who({.category = Category::manned}));
    three_ways({.states = {"RUS"}}, Threshold::state, who({.state = "RUS"}), who({.state = "EST"}));
    three_ways({.all_but_states = {"EST"}}, Threshold::state, who({.state = "RUS"}), who({.state = "EST"}));
    three_ways({.identified = false}, Threshold::identified, who({.identified = Truth::no}),
               who({.identified = Truth::yes}));
    three_ways({.identified = true}, Threshold::identified, who({.identified = Truth::yes}),
               who({.identified = Truth::no}));
    three_ways({.flight_plan = false}, Threshold::flight_plan, who({.flight_plan = Truth::no}),
               who({.flight_plan = Truth::yes}));
    three_ways({.transponder = false}, Threshold::transponder, who({.has_transponder = Truth::no}),
               who({.mode_a = ModeA{01}}));
    three_ways({.armed = true}, Threshold::armed, who({.armed = Truth::yes}), who({.armed = Truth::no}));
}

TEST_CASE("grading: the highest rung counts, the ones below need not hold; any condition of a rung will do")
{
    const GradingPolicy p(
        {.name = "P",
         .rungs = {{.name = "a", .level = 1, .when = {{.min_duration = Seconds{10}}}},
                   {.name = "b", .level = 3, .when = {{.min_depth = Metres{500}}, {.min_duration = Seconds{100}}}},
                   {.name = "c", .level = 7, .when = {{.categories = {Category::missile}}}}}});
    CHECK(p.grade(facts(0, 5)).highest == 2);  // its category is not known: c may hold
    TrackIdentity manned{.category = Category::manned};
    CHECK(p.grade(facts(0, 5, manned)).lowest == -1);
    CHECK(p.grade(facts(0, 5, manned)).highest == -1);
    CHECK(p.grade(facts(0, 5, manned)).missed == ThresholdSet{Threshold::duration});
    CHECK(p.grade(facts(0, 10, manned)).lowest == 0);
    CHECK(p.grade(facts(500, 0, manned)).lowest == 1);
    CHECK(p.grade(facts(500, 0, manned)).condition == 0);
    CHECK(p.grade(facts(0, 100, manned)).condition == 1);
    CHECK(p.grade(facts(0, 0, {.category = Category::missile})).lowest == 2);
    CHECK(p.level(-1) == -1);
    CHECK(p.level(1) == 3);
}

TEST_CASE("grading: stays whose end was not seen may be longer, unknown ones shorter")
{
    const GradingPolicy p({.name = "P",
                           .rungs = {{.name = "a", .level = 0},
                                     {.name = "b", .level = 1, .when = {{.min_duration = Seconds{60}}}},
                                     {.name = "c", .level = 2, .when = {{.min_duration = Seconds{600}}}}}});
    Incident stay{Containment::inside, 100, 200, {}, {}, Metres{50}, 150, {}, IncidentStatus::closed};
    CHECK(p.grade(facts_of(stay, {})).lowest == 1);
    CHECK(p.grade(facts_of(stay, {})).highest == 1);
    stay.status = IncidentStatus::open_at_end;
    CHECK(p.grade(facts_of(stay, {})).lowest == 1);
    CHECK(p.grade(facts_of(stay, {})).highest == 2);
    CHECK(p.grade(facts_of(stay, {})).unknown == ThresholdSet{Threshold::duration});
    stay.answer = Containment::unknown;
    CHECK(p.grade(facts_of(stay, {})).lowest == 0);
    stay.status = IncidentStatus::closed;
    CHECK(p.grade(facts_of(stay, {})).highest == 1);
    stay.answer = Containment::inside;
    stay.max_depth = Metres{nan_value};
    CHECK(std::isnan(facts_of(stay, {}).depth_m.most));
    CHECK(facts_of(stay, {}).duration_s.least == 100);
}

TEST_CASE("grading: repetitions within a period, by aircraft and by state")
{
    const TrackIdentity a{.state = "RUS", .icao24 = 1};
    const TrackIdentity b{.state = "RUS", .icao24 = 2};
    const TrackIdentity nobody;
    std::vector<IncidentFacts> list;
    for (const auto& [time_s, who] : {std::pair{0.0, a}, {10.0, b}, {20.0, a}, {20.0, nobody}, {30.0, a}, {131.0, a}})
        list.push_back(facts(0, 0, who, time_s));
    const auto count = [&](std::size_t which, double within_s, RepeatedBy by) {
        const ValueRange range = repetitions(list, which, {.count = 2, .within = Seconds{within_s}, .by = by});
        return std::pair(range.least, range.most);
    };
    using Count = std::pair<double, double>;
    CHECK(count(0, 100, RepeatedBy::aircraft) == Count{1, 1});
    CHECK(count(2, 100, RepeatedBy::aircraft) == Count{2, 3});  // the unknown one of the same time may be it
    CHECK(count(3, 100, RepeatedBy::aircraft) == Count{1, 4});
    CHECK(count(4, 100, RepeatedBy::aircraft) == Count{3, 4});
    CHECK(count(4, 30, RepeatedBy::aircraft) == Count{3, 4});  // the period is closed
    CHECK(count(4, 29.9, RepeatedBy::aircraft) == Count{2, 3});
    CHECK(count(4, 100, RepeatedBy::state) == Count{4, 5});
    CHECK(count(5, 100, RepeatedBy::state) == Count{1, 1});
    CHECK(count(5, infinity, RepeatedBy::state) == Count{5, 6});

    const GradingPolicy p = policy({.repetition = RepetitionSpec{3, Seconds{100}, RepeatedBy::aircraft}});
    const std::vector<Grade> grades = grade_all(p, list);
    REQUIRE(grades.size() == 6);
    CHECK(grades[0].highest == 0);
    CHECK(grades[1].highest == 0);
    CHECK((grades[2].lowest == 0 && grades[2].highest == 1));
    CHECK(grades[4].lowest == 1);
    CHECK(grades[4].reached == ThresholdSet{Threshold::repetition});
    CHECK(grades[5].highest == 0);
    CHECK(p.grade(list[4]).lowest == 0);  // alone it is the first
}

TEST_CASE("grading: two policies, incident by incident")
{
    const GradingPolicy a({.name = "A",
                           .rungs = {{.name = "log", .level = 0},
                                     {.name = "call", .level = 1, .when = {{.min_depth = Metres{100}}}},
                                     {.name = "protest", .level = 3, .when = {{.min_depth = Metres{1000}}}}}});
    const GradingPolicy b({.name = "B",
                           .rungs = {{.name = "call", .level = 1, .when = {{.min_depth = Metres{500}}}},
                                     {.name = "protest", .level = 3, .when = {{.min_depth = Metres{800}}}}}});
    std::vector<IncidentFacts> list;
    for (const double depth_m : {50.0, 200.0, 600.0, 900.0, 2000.0}) list.push_back(facts(depth_m, 0));
    list.push_back(facts(nan_value, 0));
    list.push_back(facts(0, 0));
    list.back().depth_m = {850, 950};  // 1 under A, 3 under B, wherever it lies
    const PolicyComparison c = compare(a, b, list);
    // levels under A: 0 1 1 1 3; under B: -1 -1 1 3 3
    CHECK(c.incidents == 7);
    CHECK(c.agree == 2);
    CHECK(c.differ == 4);
    CHECK(c.may_differ == 1);
    CHECK(c.a_graver == 2);
    CHECK(c.b_graver == 2);
    CHECK(c.largest == 2);
    CHECK(c.by_levels == std::map<int, std::size_t>{{1, 1}, {2, 1}, {-2, 2}});
    REQUIRE(c.differences.size() == 5);
    CHECK(c.differences[1].incident == 1);
    CHECK(c.differences[1].least_by == 2);
    CHECK(c.differences[3].incident == 5);
    CHECK(!c.differences[3].certain);
    CHECK(c.differences[3].least_by == -3);
    CHECK(c.differences[3].most_by == 4);
    CHECK(compare(a, a, list).differ == 0);
}

TEST_CASE("grading: what is refused, by its field")
{
    CHECK(fault(ConditionSpec{.min_depth = Metres{0}}) == "no fault");
    CHECK(fault(ConditionSpec{}).starts_with("rungs[0].when[0]: asks for nothing"));
    CHECK(fault(ConditionSpec{.min_depth = Metres{-1}}) ==
          "rungs[0].when[0].min_depth: is not a length of 0 metres or more (policy \"P\")");
    CHECK(fault(ConditionSpec{.min_duration = Seconds{nan_value}}).starts_with("rungs[0].when[0].min_duration: "));
    CHECK(fault(ConditionSpec{.categories = {Category::unknown}})
              .starts_with("rungs[0].when[0].categories: names the category unknown"));
    CHECK(fault(ConditionSpec{.states = {"EE"}}).starts_with("rungs[0].when[0].states[0]: \"EE\" is not a state"));
    CHECK(fault(ConditionSpec{.states = {"EST"}, .all_but_states = {"LVA"}})
              .starts_with("rungs[0].when[0].all_but_states: stands beside"));
    CHECK(fault(ConditionSpec{.repetition = RepetitionSpec{1, Seconds{5}}})
              .starts_with("rungs[0].when[0].repetition.count: is below 2"));
    CHECK(fault(ConditionSpec{.repetition = RepetitionSpec{2, Seconds{0}}})
              .starts_with("rungs[0].when[0].repetition.within: is not a time above 0"));
    CHECK(fault(GradingPolicySpec{.name = "P", .rungs = {}}) ==
          "rungs: is empty: a ladder has one rung at least (policy \"P\")");
    CHECK(fault(GradingPolicySpec{.name = "", .rungs = {{.name = "r"}}}).starts_with("name: is empty"));
    CHECK(fault(GradingPolicySpec{.name = "P", .rungs = {{.name = "r", .level = 1}, {.name = "s", .level = 1}}}) ==
          "rungs[1].level: 1 is not above 1, the level of the rung before: rungs ascend (policy \"P\")");
    CHECK(fault(GradingPolicySpec{.name = "P", .rungs = {{.name = "r", .level = -1}}})
              .starts_with("rungs[0].level: -1 is below 0"));
    CHECK(fault(GradingPolicySpec{.name = "P", .rungs = {{.name = "r"}, {.name = "r", .level = 1}}})
              .starts_with("rungs[1].name: \"r\" is the name of rungs[0] too"));
    CHECK(fault(GradingPolicySpec{.name = "P", .rungs = {{.name = ""}}}).starts_with("rungs[0].name: is empty"));
}
