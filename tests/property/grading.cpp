// SPDX-License-Identifier: MIT
// Grading against the obvious evaluator, and the soundness of its range: whatever the missing facts turn out to be, the
// grade lies in it, and a difference between two policies that is called certain is one.
#include <picket/airspace/grading.hpp>

#include <support/airspace.hpp>
#include <support/rules_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace picket;
using airspace_tests::Random;
using rules_tests::infinity;
using rules_tests::nan_value;

namespace {

constexpr std::array<double, 4> depths_m{0, 100, 1000, 5000};
constexpr std::array<double, 4> durations_s{0, 10, 60, 600};

/// An incident of which everything is known. The aircraft is who it really is; state and category hang on it, so that
/// one aircraft has one of each.
struct Known {
    int aircraft;
    bool identified, flight_plan, transponder, armed;
    double entry_s;
    double depth_m, duration_s;
};

const std::string& state_of(int aircraft) { return rules_tests::states[static_cast<std::size_t>(aircraft) % 3]; }
Category category_of(int aircraft) { return all_categories[static_cast<std::size_t>(aircraft) % 4]; }

Known random_known(Random& random)
{
    return {random.below(6),
            random.coin(),
            random.coin(),
            random.coin(),
            random.coin(),
            std::floor(random.uniform(0, 20)),
            rules_tests::pick(random, depths_m) + (random.coin() ? 0 : random.uniform(0, 50)),
            rules_tests::pick(random, durations_s) + (random.coin() ? 0 : random.uniform(0, 5))};
}

IncidentFacts told(const Known& known)
{
    IncidentFacts facts;
    facts.identity.icao24 = static_cast<std::uint32_t>(known.aircraft);
    facts.identity.state = state_of(known.aircraft);
    facts.identity.category = category_of(known.aircraft);
    facts.identity.identified = truth(known.identified);
    facts.identity.flight_plan = truth(known.flight_plan);
    facts.identity.has_transponder = truth(known.transponder);
    facts.identity.armed = truth(known.armed);
    facts.entry_s = known.entry_s;
    facts.depth_m = {known.depth_m, known.depth_m};
    facts.duration_s = {known.duration_s, known.duration_s};
    return facts;
}

GradingPolicySpec random_policy(Random& random)
{
    GradingPolicySpec policy{.name = "P", .rungs = {}};
    const int rungs = 1 + random.below(4);
    int level = random.below(2);
    for (int r = 0; r < rungs; ++r) {
        RungSpec rung{.name = "r" + std::to_string(r), .level = level};
        level += 1 + random.below(2);
        for (int c = r == 0 && random.coin() ? 0 : 1 + random.below(3); c > 0; --c) {
            ConditionSpec one;
            const auto maybe = [&] { return random.below(5) == 0; };
            while (one == ConditionSpec{}) {
                if (maybe()) one.min_depth = Metres{rules_tests::pick(random, depths_m)};
                if (maybe()) one.min_duration = Seconds{rules_tests::pick(random, durations_s)};
                if (maybe()) one.categories = rules_tests::some_categories(random);
                if (maybe())
                    (random.coin() ? one.states : one.all_but_states) = rules_tests::some(random, rules_tests::states);
                if (maybe()) one.identified = random.coin();
                if (maybe()) one.flight_plan = random.coin();
                if (maybe()) one.transponder = random.coin();
                if (maybe()) one.armed = random.coin();
                if (maybe())
                    one.repetition = RepetitionSpec{2 + random.below(3),
                                                    Seconds{random.below(4) == 0 ? infinity : 1.0 + random.below(10)},
                                                    random.coin() ? RepeatedBy::aircraft : RepeatedBy::state};
                if (!one.states.empty()) one.all_but_states.clear();
            }
            rung.when.push_back(one);
        }
        policy.rungs.push_back(rung);
    }
    return policy;
}

/// The obvious evaluator.
int plain_grade(const GradingPolicySpec& policy, const std::vector<Known>& list, std::size_t which)
{
    const Known& it = list[which];
    int grade = -1;
    for (std::size_t r = 0; r < policy.rungs.size(); ++r) {
        bool on = policy.rungs[r].when.empty();
        for (const ConditionSpec& c : policy.rungs[r].when) {
            bool met = true;
            if (c.min_depth && it.depth_m < c.min_depth->value()) met = false;
            if (c.min_duration && it.duration_s < c.min_duration->value()) met = false;
            if (!c.categories.empty() && !c.categories.contains(category_of(it.aircraft))) met = false;
            if (!c.states.empty() && !rules_tests::in(c.states, state_of(it.aircraft))) met = false;
            if (rules_tests::in(c.all_but_states, state_of(it.aircraft))) met = false;
            if (c.identified && *c.identified != it.identified) met = false;
            if (c.flight_plan && *c.flight_plan != it.flight_plan) met = false;
            if (c.transponder && *c.transponder != it.transponder) met = false;
            if (c.armed && *c.armed != it.armed) met = false;
            if (c.repetition) {
                int count = 0;
                for (const Known& other : list) {
                    const double before_s = it.entry_s - other.entry_s;
                    if (before_s < 0 || before_s > c.repetition->within.value()) continue;
                    count += c.repetition->by == RepeatedBy::aircraft
                                 ? other.aircraft == it.aircraft
                                 : state_of(other.aircraft) == state_of(it.aircraft);
                }
                if (count < c.repetition->count) met = false;
            }
            on = on || met;
        }
        if (on) grade = static_cast<int>(r);
    }
    return grade;
}

std::vector<Known> random_list(Random& random)
{
    std::vector<Known> list;
    for (int n = 1 + random.below(8); n > 0; --n) list.push_back(random_known(random));
    std::sort(list.begin(), list.end(), [](const Known& a, const Known& b) { return a.entry_s < b.entry_s; });
    return list;
}

struct Hidden {
    bool who, state, category, identified, flight_plan, transponder, armed;
    int depth, duration;  ///< 0 known, 1 at least as told, 2 within a range, 3 not at all
};

Hidden random_hidden(Random& random)
{
    const auto maybe = [&] { return random.below(4) == 0; };
    const auto how = [&] { return maybe() ? 1 + random.below(3) : 0; };
    Hidden hidden{maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), how(), how()};
    return hidden;
}

void hide(ValueRange& range, int how)
{
    if (how == 1) range.most = infinity;
    if (how == 2) range = {0.5 * range.least, 2 * range.most};
    if (how == 3) range = {nan_value, nan_value};
}

IncidentFacts told(const Known& known, const Hidden& hidden)
{
    IncidentFacts facts = told(known);
    // an address, a state or a category that is known narrows down who it is
    if (hidden.who) facts.identity.icao24.reset();
    if (hidden.state) facts.identity.state.clear();
    if (hidden.category) facts.identity.category = Category::unknown;
    if (hidden.identified) facts.identity.identified = Truth::unknown;
    if (hidden.flight_plan) facts.identity.flight_plan = Truth::unknown;
    if (hidden.transponder) facts.identity.has_transponder = Truth::unknown;
    if (hidden.armed) facts.identity.armed = Truth::unknown;
    hide(facts.depth_m, hidden.depth);
    hide(facts.duration_s, hidden.duration);
    return facts;
}

double drawn(Random& random, double known, int how)
{
    if (how == 1) return known + random.log_uniform(0.1, 10000);
    if (how == 2) return random.uniform(0.5 * known, 2 * known);
    return how == 3 ? random.uniform(0, 6000) : known;
}

Known completion(Random& random, const Known& known, const Hidden& hidden)
{
    Known result = known;
    if (hidden.who) {
        do result.aircraft = random.below(6);
        while ((!hidden.state && state_of(result.aircraft) != state_of(known.aircraft)) ||
               (!hidden.category && category_of(result.aircraft) != category_of(known.aircraft)));
    }
    if (hidden.identified) result.identified = random.coin();
    if (hidden.flight_plan) result.flight_plan = random.coin();
    if (hidden.transponder) result.transponder = random.coin();
    if (hidden.armed) result.armed = random.coin();
    result.depth_m = drawn(random, known.depth_m, hidden.depth);
    result.duration_s = drawn(random, known.duration_s, hidden.duration);
    return result;
}

}  // namespace

TEST_CASE("grading: where everything is known, the grade is that of the obvious evaluator")
{
    Random random("property/grading known", 441);
    std::array<int, 5> seen{};
    for (int k = 0; k < 3000 * airspace_tests::test_scale(); ++k) {
        const GradingPolicySpec spec = random_policy(random);
        const GradingPolicy policy(spec);
        const std::vector<Known> list = random_list(random);
        std::vector<IncidentFacts> facts;
        for (const Known& one : list) facts.push_back(told(one));
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Grade grade = policy.grade(facts, i);
            CAPTURE(k, i);
            REQUIRE(grade.certain());
            REQUIRE(grade.lowest == plain_grade(spec, list, i));
            REQUIRE(grade.unknown.empty());
            ++seen[static_cast<std::size_t>(grade.lowest + 1)];
        }
    }
    for (const int count : seen) CHECK(count > 100);
}

TEST_CASE("grading: every completion of what is missing lies in the range, and certain differences are differences")
{
    Random random("property/grading sound", 442);
    int open = 0;
    int truly_open = 0;
    int certain = 0;
    int perhaps = 0;
    int agreed = 0;
    for (int k = 0; k < 1500 * airspace_tests::test_scale(); ++k) {
        const GradingPolicySpec spec_a = random_policy(random);
        const GradingPolicySpec spec_b = random_policy(random);
        const GradingPolicy a(spec_a);
        const GradingPolicy b(spec_b);
        const std::vector<Known> list = random_list(random);
        std::vector<Hidden> hidden;
        std::vector<IncidentFacts> facts;
        for (const Known& one : list) {
            hidden.push_back(random_hidden(random));
            facts.push_back(told(one, hidden.back()));
        }
        const std::vector<Grade> grades = grade_all(a, facts);
        const PolicyComparison comparison = compare(a, b, facts);
        REQUIRE(comparison.agree + comparison.differ + comparison.may_differ == list.size());
        REQUIRE(comparison.differ == comparison.a_graver + comparison.b_graver);
        REQUIRE(comparison.differences.size() == comparison.differ + comparison.may_differ);
        certain += static_cast<int>(comparison.differ);
        perhaps += static_cast<int>(comparison.may_differ);
        agreed += static_cast<int>(comparison.agree);
        std::vector<int> lowest(list.size(), 99);
        std::vector<int> highest(list.size(), -99);
        for (int j = 0; j < 12; ++j) {
            std::vector<Known> one;
            for (std::size_t i = 0; i < list.size(); ++i)
                one.push_back(j == 0 ? list[i] : completion(random, list[i], hidden[i]));
            std::size_t difference = 0;
            for (std::size_t i = 0; i < list.size(); ++i) {
                const int grade = plain_grade(spec_a, one, i);
                const int grade_b = plain_grade(spec_b, one, i);
                lowest[i] = std::min(lowest[i], grade);
                highest[i] = std::max(highest[i], grade);
                CAPTURE(k, i, j);
                REQUIRE(grade >= grades[i].lowest);
                REQUIRE(grade <= grades[i].highest);
                const int by = a.level(grade) - b.level(grade_b);
                const bool listed =
                    difference < comparison.differences.size() && comparison.differences[difference].incident == i;
                if (!listed) {
                    REQUIRE(by == 0);
                    continue;
                }
                const GradeDifference& d = comparison.differences[difference++];
                REQUIRE(by >= d.least_by);
                REQUIRE(by <= d.most_by);
                if (d.certain) REQUIRE(by != 0);
            }
        }
        for (std::size_t i = 0; i < list.size(); ++i) {
            open += !grades[i].certain();
            truly_open += !grades[i].certain() && lowest[i] < highest[i];
        }
    }
    CHECK(open > 500);
    CHECK(truly_open > open / 2);  // a range is not an excuse
    CHECK(certain > 500);
    CHECK(perhaps > 500);
    CHECK(agreed > 100);
}
