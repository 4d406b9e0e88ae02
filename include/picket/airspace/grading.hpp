// SPDX-License-Identifier: MIT
/// @file
/// How grave is an incident? Ladders of rungs with thresholds, given as data; and where two ladders disagree.
#ifndef PICKET_AIRSPACE_GRADING_HPP
#define PICKET_AIRSPACE_GRADING_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/item_text.hpp>
#include <picket/airspace/enum_set.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/truth.hpp>
#include <picket/error.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Whose incidents count as repetitions.
enum class RepeatedBy : std::uint8_t {
    aircraft,  ///< same_aircraft()
    state,     ///< same_state()
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(RepeatedBy who) noexcept
{
    switch (who) {
        case RepeatedBy::aircraft: return "aircraft";
        case RepeatedBy::state: return "state";
    }
    return "?";
}

/// So many incidents of the same aircraft or state within a period that ends with the entry of the one that is graded,
/// itself counted.
struct RepetitionSpec {
    int count = 2;        ///< at least 2
    Seconds within{0.0};  ///< between the first entry and the last; positive, may be infinite
    RepeatedBy by = RepeatedBy::aircraft;

    friend bool operator==(const RepetitionSpec&, const RepetitionSpec&) = default;
};

/// Thresholds that must all be reached. What is not set asks for nothing.
struct ConditionSpec {
    std::optional<Metres> min_depth = std::nullopt;      ///< not negative; reached at that depth
    std::optional<Seconds> min_duration = std::nullopt;  ///< not negative; reached after that time
    CategorySet categories = {};
    std::vector<std::string> states = {};  ///< ISO 3166-1 alpha-3
    std::vector<std::string> all_but_states = {};
    std::optional<bool> identified = std::nullopt;
    std::optional<bool> flight_plan = std::nullopt;
    std::optional<bool> transponder = std::nullopt;  ///< one that answers
    std::optional<bool> armed = std::nullopt;
    std::optional<RepetitionSpec> repetition = std::nullopt;

    friend bool operator==(const ConditionSpec&, const ConditionSpec&) = default;
};

/// One rung: an incident is on it when any of its conditions is met, always where there are none.
struct RungSpec {
    std::string name;
    std::string note = {};
    int level = 0;  ///< how grave, on a scale that two policies share; ascends from rung to rung, from 0
    std::vector<ConditionSpec> when = {};

    friend bool operator==(const RungSpec&, const RungSpec&) = default;
};

/// A ladder. The grade of an incident is the highest rung that it is on; the rungs below need not be met.
struct GradingPolicySpec {
    std::string name;
    std::string note = {};
    std::vector<RungSpec> rungs;  ///< from the mildest to the gravest; one at least

    friend bool operator==(const GradingPolicySpec&, const GradingPolicySpec&) = default;
};

/// A policy that cannot be used; the message starts with the field: `rungs[1].when[0].min_depth: ...`.
class GradingError : public Error {
public:
    using Error::Error;
};

/// One fault of a policy.
struct GradingIssue {
    int rung;             ///< counts from 0; -1 where it does not apply
    std::string field;    ///< `rungs[1].when[0].min_depth`
    std::string message;  ///< what is wrong with it
};

/// Every fault of a policy, in order; empty when there is none.
[[nodiscard]] std::vector<GradingIssue> validate(const GradingPolicySpec& spec);

/// A number that is known to lie between two.
struct ValueRange {
    double least;  ///< NaN: not known
    double most;
};

/// What of an incident is graded.
struct IncidentFacts {
    TrackIdentity identity = {};
    double entry_s = std::numeric_limits<double>::quiet_NaN();  ///< s since the Unix epoch, UTC
    ValueRange depth_m = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    ValueRange duration_s = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
};

/// The facts of a stay: depth and duration count from presence intervals.
///
/// Of a stay whose beginning or end was not seen, both may be greater than what was seen. One that is `unknown` may be
/// shorter and less deep, down to nothing. A stay inside that goes on as an unknown one (the height is lost) is two
/// incidents: its own facts are those of the part that is certain.
[[nodiscard]] inline IncidentFacts facts_of(const Incident& incident, const TrackIdentity& identity)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const bool closed = incident.status == IncidentStatus::closed;
    const bool certain = incident.answer == Containment::inside;
    const auto range = [&](double seen) {
        return std::isnan(seen) ? ValueRange{seen, seen} : ValueRange{certain ? seen : 0.0, closed ? seen : infinity};
    };
    return {identity, incident.entry_s, range(incident.max_depth.value()), range(incident.exit_s - incident.entry_s)};
}

/// What a condition asks about.
enum class Threshold : std::uint8_t {
    depth,
    duration,
    category,
    state,
    identified,
    flight_plan,
    transponder,
    armed,
    repetition,
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Threshold threshold) noexcept
{
    switch (threshold) {
        case Threshold::depth: return "depth";
        case Threshold::duration: return "duration";
        case Threshold::category: return "category";
        case Threshold::state: return "state";
        case Threshold::identified: return "identified";
        case Threshold::flight_plan: return "flight_plan";
        case Threshold::transponder: return "transponder";
        case Threshold::armed: return "armed";
        case Threshold::repetition: return "repetition";
    }
    return "?";
}

using ThresholdSet = EnumSet<Threshold>;

/// The rung an incident is on, and which thresholds decided. Indices count from 0, -1 is "on none".
struct Grade {
    int lowest = -1;   ///< the highest rung it is on for certain
    int highest = -1;  ///< the highest it may be on; equal where nothing that matters is missing
    /// Of `lowest`: the condition that is met, the first of several, and its thresholds, every one of which it took.
    /// -1 where the rung has no conditions.
    int condition = -1;
    ThresholdSet reached = {};
    /// Of the rung next above `highest`: the condition that misses the fewest thresholds, and those. -1 at the top.
    int next_condition = -1;
    ThresholdSet missed = {};
    /// What is not known and lies between lowest and highest.
    ThresholdSet unknown = {};

    [[nodiscard]] bool certain() const noexcept { return lowest == highest; }
    friend bool operator==(const Grade&, const Grade&) = default;
};

/// A checked policy.
///
/// Guarantees  whatever the missing facts turn out to be, the grade lies in [lowest, highest] [tests/property/grading]
/// Cost        grade(): the rungs' conditions one by one, and for each repetition the incidents of its period; no
///             allocation [tests/unit/rules_no_allocation]; thread-safe
/// Errors      construction throws GradingError; queries are noexcept
class GradingPolicy {
public:
    /// @throws GradingError  naming the first fault
    explicit GradingPolicy(GradingPolicySpec spec);

    [[nodiscard]] const GradingPolicySpec& spec() const noexcept { return spec_; }

    /// The grade of one incident among others: repetitions are counted in them.
    ///
    /// @param incidents  sorted by entry_s; of equal entries all are counted for each
    /// @pre   which < incidents.size()
    [[nodiscard]] Grade grade(std::span<const IncidentFacts> incidents, std::size_t which) const noexcept;

    /// The grade of an incident that is the only one.
    [[nodiscard]] Grade grade(const IncidentFacts& incident) const noexcept { return grade({&incident, 1}, 0); }

    /// The level of a rung; -1 for none.
    [[nodiscard]] int level(int rung) const noexcept
    {
        return rung < 0 ? -1 : spec_.rungs[static_cast<std::size_t>(rung)].level;
    }

private:
    struct Finding {
        ThresholdSet asked = {};
        ThresholdSet missed = {};
        ThresholdSet open = {};
        [[nodiscard]] Truth met() const noexcept
        {
            return !missed.empty() ? Truth::no : open.empty() ? Truth::yes : Truth::unknown;
        }
    };
    [[nodiscard]] static Finding examine(const ConditionSpec& condition, std::span<const IncidentFacts> incidents,
                                         std::size_t which) noexcept;

    GradingPolicySpec spec_;
};

/// How often it has happened, incident `which` counted: the number that is certain and the number that is possible
/// where identities or times are not known. Incidents of later entry do not count.
///
/// @param incidents  sorted by entry_s
/// @pre   which < incidents.size()
[[nodiscard]] inline ValueRange repetitions(std::span<const IncidentFacts> incidents, std::size_t which,
                                            const RepetitionSpec& spec) noexcept
{
    const IncidentFacts& last = incidents[which];
    ValueRange count{1, 1};
    const auto look_at = [&](const IncidentFacts& other) {
        const double before_s = last.entry_s - other.entry_s;
        if (before_s > spec.within.value()) return false;
        const Truth same = spec.by == RepeatedBy::state ? same_state(last.identity, other.identity)
                                                        : same_aircraft(last.identity, other.identity);
        if (same == Truth::no) return true;
        count.most += 1;
        if (same == Truth::yes && before_s >= 0.0) count.least += 1;  // not where a time is NaN
        return true;
    };
    for (std::size_t i = which; i-- > 0;) {
        if (!look_at(incidents[i])) break;
    }
    for (std::size_t i = which + 1; i < incidents.size() && !(incidents[i].entry_s > last.entry_s); ++i)
        static_cast<void>(look_at(incidents[i]));
    return count;
}

/// The grades of all incidents. @param incidents  sorted by entry_s
[[nodiscard]] inline std::vector<Grade> grade_all(const GradingPolicy& policy, std::span<const IncidentFacts> incidents)
{
    std::vector<Grade> grades;
    grades.reserve(incidents.size());
    for (std::size_t i = 0; i < incidents.size(); ++i) grades.push_back(policy.grade(incidents, i));
    return grades;
}

/// An incident that two policies grade differently, or may.
struct GradeDifference {
    std::size_t incident;  ///< index
    Grade a;
    Grade b;
    bool certain;  ///< do they differ whatever the missing facts turn out to be?
    /// Level under a minus level under b: between what and what. Equal where nothing is missing.
    int least_by;
    int most_by;
};

/// Where two policies differ on the same incidents.
struct PolicyComparison {
    std::vector<GradeDifference> differences;  ///< in the order of the incidents

    std::size_t incidents = 0;
    std::size_t agree = 0;       ///< the same level for certain
    std::size_t differ = 0;      ///< another level for certain
    std::size_t may_differ = 0;  ///< the rest: hangs on what is missing
    std::size_t a_graver = 0;    ///< of `differ`
    std::size_t b_graver = 0;
    /// How many incidents differ by how much, for those whose difference is a known number other than 0: level under
    /// a minus level under b.
    std::map<int, std::size_t> by_levels;
    int largest = 0;  ///< greatest certain difference of levels, either way
};

/// Grades the same incidents under two policies: responses of neighbours to the same aircraft that disagree are a
/// problem to be seen before they are given. Compared by level; an incident on no rung has level -1.
///
/// @param incidents  sorted by entry_s
///
/// Guarantees  a difference called certain is one whatever the missing facts turn out to be; the converse may fail
///             where both policies hang on the same missing fact [tests/property/grading]
/// Errors      throws only std::bad_alloc
[[nodiscard]] PolicyComparison compare(const GradingPolicy& a, const GradingPolicy& b,
                                       std::span<const IncidentFacts> incidents);

// --- implementation -------------------------------------------------------------------------------------------

inline std::vector<GradingIssue> validate(const GradingPolicySpec& spec)
{
    std::vector<GradingIssue> issues;
    int rung = -1;
    const auto add = [&](const std::string& field, const std::string& message) {
        issues.push_back({rung, field, message});
    };
    const auto has_control_characters = [](const std::string& text) {
        return std::any_of(text.begin(), text.end(),
                           [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
    };
    if (spec.name.empty()) add("name", "is empty: a comparison names the policies");
    if (has_control_characters(spec.name)) add("name", "has control characters");
    if (spec.rungs.empty()) add("rungs", "is empty: a ladder has one rung at least");
    for (std::size_t r = 0; r < spec.rungs.size(); ++r) {
        rung = static_cast<int>(r);
        const RungSpec& here = spec.rungs[r];
        const std::string where = detail::numbered("rungs", r);
        if (here.name.empty()) add(where + ".name", "is empty");
        if (has_control_characters(here.name)) add(where + ".name", "has control characters");
        for (std::size_t q = 0; q < r; ++q) {
            if (!here.name.empty() && spec.rungs[q].name == here.name)
                add(where + ".name",
                    detail::quoted_item(here.name) + " is the name of rungs[" + std::to_string(q) + "] too");
        }
        if (here.level < 0) add(where + ".level", std::to_string(here.level) + " is below 0");
        if (r > 0 && here.level <= spec.rungs[r - 1].level)
            add(where + ".level", std::to_string(here.level) + " is not above " +
                                      std::to_string(spec.rungs[r - 1].level) +
                                      ", the level of the rung before: rungs ascend");
        for (std::size_t c = 0; c < here.when.size(); ++c) {
            const ConditionSpec& condition = here.when[c];
            const std::string at = where + detail::numbered(".when", c);
            if (condition == ConditionSpec{})
                add(at, "asks for nothing: for a rung that always holds leave \"when\" empty");
            if (condition.min_depth &&
                !(condition.min_depth->value() >= 0.0 && std::isfinite(condition.min_depth->value())))
                add(at + ".min_depth", "is not a length of 0 metres or more");
            if (condition.min_duration &&
                !(condition.min_duration->value() >= 0.0 && std::isfinite(condition.min_duration->value())))
                add(at + ".min_duration", "is not a time of 0 seconds or more");
            if (condition.categories.contains(Category::unknown))
                add(at + ".categories", "names the category unknown, which is none");
            const auto states = [&](const char* list, const std::vector<std::string>& names) {
                for (std::size_t i = 0; i < names.size(); ++i) {
                    const bool capital = std::all_of(names[i].begin(), names[i].end(),
                                                     [](char k) { return k == detail::upper_ascii(k); });
                    if (!detail::is_state(names[i]) || !capital)
                        add(at + '.' + detail::numbered(list, i),
                            detail::quoted_item(names[i]) +
                                " is not a state by its three capital letters (ISO 3166-1 alpha-3)");
                }
            };
            states("states", condition.states);
            states("all_but_states", condition.all_but_states);
            if (!condition.states.empty() && !condition.all_but_states.empty())
                add(at + ".all_but_states", "stands beside \"states\": give one of them");
            if (!condition.repetition) continue;
            if (condition.repetition->count < 2)
                add(at + ".repetition.count", "is below 2: the incident itself counts as 1");
            if (!(condition.repetition->within.value() > 0.0))
                add(at + ".repetition.within", "is not a time above 0 seconds");
        }
    }
    return issues;
}

inline GradingPolicy::GradingPolicy(GradingPolicySpec spec) : spec_(std::move(spec))
{
    if (const std::vector<GradingIssue> issues = validate(spec_); !issues.empty())
        detail::raise<GradingError>((issues.front().field + ": " + issues.front().message +
                                     (spec_.name.empty() ? "" : " (policy " + detail::quoted_item(spec_.name) + ')'))
                                        .c_str());
}

inline GradingPolicy::Finding GradingPolicy::examine(const ConditionSpec& condition,
                                                     std::span<const IncidentFacts> incidents,
                                                     std::size_t which) noexcept
{
    const IncidentFacts& facts = incidents[which];
    const TrackIdentity& who = facts.identity;
    Finding finding;
    const auto demand = [&](Truth answer, Threshold threshold) {
        finding.asked.insert(threshold);
        if (answer == Truth::no) finding.missed.insert(threshold);
        if (answer == Truth::unknown) finding.open.insert(threshold);
    };
    const auto is = [](Truth fact, bool wanted) { return wanted ? fact : opposite(fact); };
    const auto of_state = [&](const std::vector<std::string>& states) {
        if (!detail::is_state(who.state)) return Truth::unknown;
        for (const std::string& state : states) {
            if (detail::same_ignoring_case(state, who.state)) return Truth::yes;
        }
        return Truth::no;
    };
    if (condition.min_depth)
        demand(at_least(facts.depth_m.least, facts.depth_m.most, condition.min_depth->value()), Threshold::depth);
    if (condition.min_duration)
        demand(at_least(facts.duration_s.least, facts.duration_s.most, condition.min_duration->value()),
               Threshold::duration);
    if (!condition.categories.empty())
        demand(who.category == Category::unknown ? Truth::unknown : truth(condition.categories.contains(who.category)),
               Threshold::category);
    if (!condition.states.empty()) demand(of_state(condition.states), Threshold::state);
    if (!condition.all_but_states.empty()) demand(opposite(of_state(condition.all_but_states)), Threshold::state);
    if (condition.identified) demand(is(who.identified, *condition.identified), Threshold::identified);
    if (condition.flight_plan) demand(is(who.flight_plan, *condition.flight_plan), Threshold::flight_plan);
    if (condition.transponder)
        demand(is(who.mode_a ? Truth::yes : who.has_transponder, *condition.transponder), Threshold::transponder);
    if (condition.armed) demand(is(who.armed, *condition.armed), Threshold::armed);
    if (condition.repetition) {
        const ValueRange count = repetitions(incidents, which, *condition.repetition);
        demand(at_least(count.least, count.most, condition.repetition->count), Threshold::repetition);
    }
    return finding;
}

inline Grade GradingPolicy::grade(std::span<const IncidentFacts> incidents, std::size_t which) const noexcept
{
    Grade grade;
    for (std::size_t r = spec_.rungs.size(); r-- > 0;) {
        const std::vector<ConditionSpec>& when = spec_.rungs[r].when;
        Truth met = truth(when.empty());
        int condition = -1;
        ThresholdSet reached;
        ThresholdSet open;
        int nearest = -1;
        ThresholdSet missed;
        for (std::size_t c = 0; c < when.size(); ++c) {
            const Finding finding = examine(when[c], incidents, which);
            if (finding.met() == Truth::yes && condition < 0) {
                condition = static_cast<int>(c);
                reached = finding.asked;
            }
            if (finding.met() == Truth::unknown) open.insert(finding.open);
            if (nearest < 0 || finding.missed.size() < missed.size()) {
                nearest = static_cast<int>(c);
                missed = finding.missed;
            }
            met = either(met, finding.met());
        }
        if (met == Truth::no) {
            // overwritten from rung to rung, so that the one next above `highest` stays
            if (grade.highest < 0) {
                grade.next_condition = nearest;
                grade.missed = missed;
            }
            continue;
        }
        if (grade.highest < 0) grade.highest = static_cast<int>(r);
        if (met == Truth::yes) {
            grade.lowest = static_cast<int>(r);
            grade.condition = condition;
            grade.reached = reached;
            break;
        }
        grade.unknown.insert(open);
    }
    return grade;
}

inline PolicyComparison compare(const GradingPolicy& a, const GradingPolicy& b,
                                std::span<const IncidentFacts> incidents)
{
    PolicyComparison result;
    result.incidents = incidents.size();
    for (std::size_t i = 0; i < incidents.size(); ++i) {
        const Grade grade_a = a.grade(incidents, i);
        const Grade grade_b = b.grade(incidents, i);
        const int least = a.level(grade_a.lowest) - b.level(grade_b.highest);
        const int most = a.level(grade_a.highest) - b.level(grade_b.lowest);
        if (least == 0 && most == 0) {
            ++result.agree;
            continue;
        }
        const bool certain = least > 0 || most < 0;
        result.differences.push_back({i, grade_a, grade_b, certain, least, most});
        if (least == most) ++result.by_levels[least];
        if (!certain) {
            ++result.may_differ;
            continue;
        }
        ++result.differ;
        ++(least > 0 ? result.a_graver : result.b_graver);
        result.largest = std::max(result.largest, least > 0 ? least : -most);
    }
    return result;
}

}  // namespace v0
}  // namespace picket

#endif
