// SPDX-License-Identifier: MIT
/// @file
/// Geometry says inside; a rule says violation. Rules in order, checked, and what they say of a track.
#ifndef PICKET_AIRSPACE_RULES_HPP
#define PICKET_AIRSPACE_RULES_HPP

#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/enum_set.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/rule_issue.hpp>
#include <picket/airspace/rule_spec.hpp>
#include <picket/airspace/truth.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// What rules say of a track that is inside a zone.
enum class Outcome : std::uint8_t {
    lawful,
    violation,
    unknown,  ///< hangs on something that is not known; Verdict::unknown says on what
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Outcome outcome) noexcept
{
    switch (outcome) {
        case Outcome::lawful: return "lawful";
        case Outcome::violation: return "violation";
        case Outcome::unknown: return "unknown";
    }
    return "?";
}

/// What a rule asks about.
enum class Fact : std::uint8_t {
    presence,  ///< is it inside at all? (where PresenceInterval::answer is unknown)
    time,
    category,
    state,
    track_id,
    call_sign,
    mode_a,
    icao24,
    flight_plan,
    identified,
    transponder,
    altitude,       ///< in the datum that the rule uses
    time_to_entry,  ///< of the second zone
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Fact fact) noexcept
{
    switch (fact) {
        case Fact::presence: return "presence";
        case Fact::time: return "time";
        case Fact::category: return "category";
        case Fact::state: return "state";
        case Fact::track_id: return "track_id";
        case Fact::call_sign: return "call_sign";
        case Fact::mode_a: return "mode_a";
        case Fact::icao24: return "icao24";
        case Fact::flight_plan: return "flight_plan";
        case Fact::identified: return "identified";
        case Fact::transponder: return "transponder";
        case Fact::altitude: return "altitude";
        case Fact::time_to_entry: return "time_to_entry";
    }
    return "?";
}

using FactSet = EnumSet<Fact>;

/// Why the deciding rule says what it says.
enum class Cause : std::uint8_t {
    no_rule,        ///< none applies: RuleBookSpec::otherwise decides
    permits,        ///< the rule permits
    permission,     ///< the rule forbids; a permission is met
    no_permission,  ///< the rule forbids; no permission is met
    undecided,      ///< the rule forbids; whether a permission is met is not known
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Cause cause) noexcept
{
    switch (cause) {
        case Cause::no_rule: return "no_rule";
        case Cause::permits: return "permits";
        case Cause::permission: return "permission";
        case Cause::no_permission: return "no_permission";
        case Cause::undecided: return "undecided";
    }
    return "?";
}

/// What rules say of a track in a zone at a time, why, and what would have made it lawful. io/rule_text.hpp makes a
/// sentence of it.
struct Verdict {
    Outcome outcome = Outcome::unknown;
    Cause cause = Cause::no_rule;
    std::size_t zone = 0;
    double time_s = std::numeric_limits<double>::quiet_NaN();  ///< when this was so [s since the Unix epoch, UTC]

    /// Index of the rule that decides, -1 where none applies. Where it is not known which rule applies, the first
    /// and the last of those that may; `last_rule` is then -1 where perhaps none does.
    int rule = -1;
    int last_rule = -1;

    /// What is not known and leaves open the outcome, or, where that is the same in any case, the rule.
    FactSet unknown = {};

    /// Index into RuleSpec::lawful_if of `rule`: the permission that is met; where none is, the one that lacks
    /// least, and what it lacks. -1 where the rule has none.
    int permission = -1;
    FactSet lacking = {};
    /// By how much it should have been higher, or lower (negative), for that permission; NaN where altitude is not
    /// what it lacks. With an altitude known between two values: by how much to be sure.
    double climb_m = std::numeric_limits<double>::quiet_NaN();
    /// In how long the permission begins, or how long ago it ended (zero or negative); NaN where time is not what it
    /// lacks.
    double wait_s = std::numeric_limits<double>::quiet_NaN();
};

/// Do two verdicts say the same, but for their time and the numbers that change with it?
[[nodiscard]] constexpr bool same_ruling(const Verdict& a, const Verdict& b) noexcept
{
    return a.outcome == b.outcome && a.cause == b.cause && a.zone == b.zone && a.rule == b.rule &&
           a.last_rule == b.last_rule && a.unknown == b.unknown && a.permission == b.permission &&
           a.lacking == b.lacking;
}

/// Rules for a list of zones.
///
/// A rule applies to a track inside one of its zones when it is in force, binds the track and, where it has a second
/// zone, the track is heading there. The first rule that applies decides; where none does, `otherwise`. So an
/// exception stands above the rule it is from, a zone is closed to all the rest by a last rule that binds everyone, and
/// what is decided can be read off the file from top to bottom.
///
/// Guarantees  (1) an outcome that is `lawful` or `violation` stays so whatever the missing facts turn out to be
///                 [tests/property/rules]
///             (2) not the converse: where every value of a missing fact leads to the same outcome, but by different
///                 lists or permissions, the outcome may be `unknown` all the same
/// Cost        the rules that name the zone, until one decides, and their permissions one by one: a tenth of a
///             microsecond, and ten nanoseconds for each rule that is passed over [bench/micro/rules]; no allocation
///             [tests/unit/rules_no_allocation]; thread-safe
/// Errors      construction throws RuleError; queries are noexcept as far as what is passed to them is
class RuleBook {
public:
    /// @param zone_ids  of the zones that the queries mean by their index; ids may repeat
    /// @throws RuleError  naming the first fault, a rule that names a zone that is not there among them
    RuleBook(RuleBookSpec spec, std::span<const std::string> zone_ids);

    [[nodiscard]] const RuleBookSpec& spec() const noexcept { return spec_; }
    [[nodiscard]] std::size_t zones() const noexcept { return zone_ids_.size(); }
    /// @pre zone < zones()
    [[nodiscard]] const std::string& zone_id(std::size_t zone) const noexcept { return zone_ids_[zone]; }
    /// Indices of the rules that name a zone, in order. @pre zone < zones()
    [[nodiscard]] std::span<const int> rules_of(std::size_t zone) const noexcept { return rules_of_zone_[zone]; }
    /// The zones that a rule's `heading_for` names; empty without. @pre 0 <= rule < spec().rules.size()
    [[nodiscard]] std::span<const std::size_t> second_zones(int rule) const noexcept
    {
        return second_zones_[static_cast<std::size_t>(rule)];
    }

    /// What the rules say of a track that is inside a zone.
    ///
    /// @param zone           @pre zone < zones()
    /// @param time_s         s since the Unix epoch, UTC; NaN: not known
    /// @param heights        an AltitudeSource: PlotAltitude, LegAltitude, ConvertedAltitude
    /// @param time_to_entry  called as time_to_entry(std::size_t zone) for the second zones of rules: predicted time
    ///                       from `time_s` until the track enters it [s]; 0 or less: it is in it; infinite: it will
    ///                       not; NaN: not known
    template <AltitudeSource Heights, class TimeToEntry>
    [[nodiscard]] Verdict decide(std::size_t zone, const TrackIdentity& who, double time_s, const Heights& heights,
                                 TimeToEntry&& time_to_entry) const noexcept(noexcept(time_to_entry(std::size_t{})));

    /// The same at one altitude, comparable in its own datum only.
    template <class TimeToEntry>
    [[nodiscard]] Verdict decide(std::size_t zone, const TrackIdentity& who, double time_s, Altitude altitude,
                                 TimeToEntry&& time_to_entry) const noexcept(noexcept(time_to_entry(std::size_t{})))
    {
        return decide(zone, who, time_s, PlotAltitude(altitude), time_to_entry);
    }

    /// Without a prediction: where a rule asks for one, it is not known.
    [[nodiscard]] Verdict decide(std::size_t zone, const TrackIdentity& who, double time_s,
                                 Altitude altitude) const noexcept
    {
        return decide(zone, who, time_s, PlotAltitude(altitude), unpredicted);
    }

    /// time_to_entry that knows nothing.
    static constexpr auto unpredicted = [](std::size_t) noexcept { return std::numeric_limits<double>::quiet_NaN(); };

    /// Calls on_time(double time_s) for every time in [from_s, to_s] at which the verdict of a zone can change, in any
    /// order, some of them more than once.
    ///
    /// @param time_to_entry  as of `start_s`; the track is taken to follow the prediction
    template <AltitudeSource Heights, class TimeToEntry, class OnTime>
    void for_each_change(std::size_t zone, const Heights& heights, double from_s, double to_s, double start_s,
                         TimeToEntry&& time_to_entry, OnTime&& on_time) const
        noexcept(noexcept(on_time(0.0)) && noexcept(time_to_entry(std::size_t{})));

private:
    /// An answer, and the facts that it hangs on where it is unknown.
    struct Finding {
        Truth truth = Truth::yes;
        FactSet open = {};
    };

    /// What a rule that applies says.
    struct Ruling {
        Truth lawful;
        Cause cause;
        int permission = -1;
        FactSet lacking = {};
        FactSet open = {};
        double climb_m = std::numeric_limits<double>::quiet_NaN();
        double wait_s = std::numeric_limits<double>::quiet_NaN();
    };

    [[nodiscard]] static Truth within(const TimeWindow& window, double time_s) noexcept;
    [[nodiscard]] static Truth bound(const BindingSpec& binds, const TrackIdentity& who, FactSet& open) noexcept;
    template <class TimeToEntry>
    [[nodiscard]] Finding applies(int rule, const TrackIdentity& who, double time_s, TimeToEntry& time_to_entry) const;
    template <class Heights>
    [[nodiscard]] Ruling ruling(const RuleSpec& rule, const TrackIdentity& who, double time_s,
                                const Heights& heights) const noexcept;
    [[nodiscard]] static bool nearer(const Ruling& a, const Ruling& b) noexcept;
    template <class Heights>
    static void examine(const PermissionSpec& permission, const TrackIdentity& who, double time_s,
                        const Heights& heights, Ruling& result) noexcept;

    RuleBookSpec spec_;
    std::vector<std::string> zone_ids_;
    std::vector<std::vector<int>> rules_of_zone_;
    std::vector<std::vector<std::size_t>> second_zones_;
};

inline RuleBook::RuleBook(RuleBookSpec spec, std::span<const std::string> zone_ids)
    : spec_(std::move(spec)), zone_ids_(zone_ids.begin(), zone_ids.end()), rules_of_zone_(zone_ids.size())
{
    if (const std::vector<RuleIssue> issues = validate(spec_, zone_ids); !issues.empty())
        detail::raise<RuleError>((issues.front().field + ": " + issues.front().message).c_str());
    const auto names = [](const std::vector<std::string>& patterns, const std::string& id) {
        for (const std::string& pattern : patterns) {
            if (detail::matches(pattern, id)) return true;
        }
        return false;
    };
    for (std::size_t r = 0; r < spec_.rules.size(); ++r) {
        const RuleSpec& rule = spec_.rules[r];
        second_zones_.emplace_back();
        for (std::size_t z = 0; z < zone_ids_.size(); ++z) {
            if (names(rule.zones, zone_ids_[z])) rules_of_zone_[z].push_back(static_cast<int>(r));
            if (rule.heading_for && names(rule.heading_for->zones, zone_ids_[z])) second_zones_[r].push_back(z);
        }
    }
}

inline Truth RuleBook::within(const TimeWindow& window, double time_s) noexcept
{
    if (window == always) return Truth::yes;
    if (std::isnan(time_s)) return Truth::unknown;
    return truth(time_s >= window.begin_s && time_s < window.end_s);
}

inline Truth RuleBook::bound(const BindingSpec& binds, const TrackIdentity& who, FactSet& open) noexcept
{
    Truth result = Truth::yes;
    const auto demand = [&](Truth answer, Fact fact) {
        if (answer == Truth::unknown) open.insert(fact);
        result = both(result, answer);
    };
    const auto category_in = [&](CategorySet set) {
        return who.category == Category::unknown ? Truth::unknown : truth(set.contains(who.category));
    };
    const auto state_in = [&](const std::vector<std::string>& states) {
        if (!detail::is_state(who.state)) return Truth::unknown;
        for (const std::string& state : states) {
            if (detail::same_ignoring_case(state, who.state)) return Truth::yes;
        }
        return Truth::no;
    };
    if (!binds.categories.empty()) demand(category_in(binds.categories), Fact::category);
    if (!binds.all_but_categories.empty()) demand(opposite(category_in(binds.all_but_categories)), Fact::category);
    if (!binds.states.empty()) demand(state_in(binds.states), Fact::state);
    if (!binds.all_but_states.empty()) demand(opposite(state_in(binds.all_but_states)), Fact::state);
    return result;
}

template <class TimeToEntry>
RuleBook::Finding RuleBook::applies(int rule, const TrackIdentity& who, double time_s, TimeToEntry& time_to_entry) const
{
    const RuleSpec& spec = spec_.rules[static_cast<std::size_t>(rule)];
    Finding finding;
    finding.truth = within(spec.in_force, time_s);
    if (finding.truth == Truth::unknown) finding.open.insert(Fact::time);
    if (finding.truth != Truth::no) finding.truth = both(finding.truth, bound(spec.binds, who, finding.open));
    if (finding.truth == Truth::no || !spec.heading_for) return finding;
    Truth heading = Truth::no;
    for (const std::size_t zone : second_zones(rule)) {
        const double entry_s = time_to_entry(zone);
        // a zone that is never entered is not entered "within infinity" either
        const bool soon =
            entry_s <= spec.heading_for->within.value() && entry_s < std::numeric_limits<double>::infinity();
        heading = either(heading, std::isnan(entry_s) ? Truth::unknown : truth(soon));
    }
    if (heading == Truth::unknown) finding.open.insert(Fact::time_to_entry);
    finding.truth = both(finding.truth, heading);
    return finding;
}

template <class Heights>
void RuleBook::examine(const PermissionSpec& permission, const TrackIdentity& who, double time_s,
                       const Heights& heights, Ruling& result) noexcept
{
    const auto demand = [&](Truth answer, Fact fact) {
        if (answer == Truth::no) result.lacking.insert(fact);
        if (answer == Truth::unknown) result.open.insert(fact);
    };
    const auto any = [](const auto& list, auto&& fits) {
        for (const auto& entry : list) {
            if (fits(entry)) return Truth::yes;
        }
        return Truth::no;
    };
    // a code that is there shows that the transponder answers
    const Truth answers = who.mode_a ? Truth::yes : who.has_transponder;
    const auto missing = [](Truth has) { return has == Truth::no ? Truth::no : Truth::unknown; };

    if (!permission.track_ids.empty())
        demand(who.id.empty() ? Truth::unknown
                              : any(permission.track_ids, [&](const auto& id) { return detail::matches(id, who.id); }),
               Fact::track_id);
    if (!permission.call_signs.empty())
        demand(detail::without_padding(who.call_sign).empty()
                   ? missing(who.has_call_sign)
                   : any(permission.call_signs,
                         [&](const auto& pattern) { return detail::matches_call_sign(pattern, who.call_sign); }),
               Fact::call_sign);
    if (!permission.mode_a.empty())
        demand(!who.mode_a
                   ? missing(answers)
                   : any(permission.mode_a,
                         [&](const auto& range) { return range.first <= *who.mode_a && *who.mode_a <= range.last; }),
               Fact::mode_a);
    if (!permission.icao24.empty())
        demand(!who.icao24 ? missing(answers)
                           : any(permission.icao24, [&](std::uint32_t address) { return address == *who.icao24; }),
               Fact::icao24);
    if (!permission.categories.empty())
        demand(who.category == Category::unknown ? Truth::unknown : truth(permission.categories.contains(who.category)),
               Fact::category);
    if (!permission.states.empty())
        demand(!detail::is_state(who.state)
                   ? Truth::unknown
                   : any(permission.states,
                         [&](const auto& state) { return detail::same_ignoring_case(state, who.state); }),
               Fact::state);
    if (permission.flight_plan) demand(who.flight_plan, Fact::flight_plan);
    if (permission.identified) demand(who.identified, Fact::identified);
    if (permission.transponder) demand(answers, Fact::transponder);

    Truth in_height = Truth::yes;
    if (const AltitudeLimit& lower = permission.altitude.lower; lower.kind == AltitudeLimit::Kind::altitude) {
        const AltitudeRange range = heights.range(lower.value.datum, time_s);
        in_height = at_or_above(range, lower.value.value);
        if (in_height == Truth::no) result.climb_m = lower.value.value.value() - range.lowest_m;
    }
    if (const AltitudeLimit& upper = permission.altitude.upper; upper.kind != AltitudeLimit::Kind::unlimited) {
        const AltitudeRange range = heights.range(upper.value.datum, time_s);
        const Truth below = at_or_below(range, upper.value.value);
        if (below == Truth::no) result.climb_m = upper.value.value.value() - range.highest_m;
        in_height = both(in_height, below);
    }
    demand(in_height, Fact::altitude);

    const Truth in_time = within(permission.valid, time_s);
    if (in_time == Truth::no)
        result.wait_s =
            (time_s < permission.valid.begin_s ? permission.valid.begin_s : permission.valid.end_s) - time_s;
    demand(in_time, Fact::time);
}

/// One that may be met comes before one that is not; then the one that asks for less of what nobody changes in the
/// air, which is all but altitude and time; then the one that lacks less.
inline bool RuleBook::nearer(const Ruling& a, const Ruling& b) noexcept
{
    const auto unchangeable = [](FactSet lacking) {
        lacking.erase(Fact::altitude);
        lacking.erase(Fact::time);
        return lacking.size();
    };
    if (a.lacking.empty() != b.lacking.empty()) return a.lacking.empty();
    if (unchangeable(a.lacking) != unchangeable(b.lacking)) return unchangeable(a.lacking) < unchangeable(b.lacking);
    if (a.lacking.size() != b.lacking.size()) return a.lacking.size() < b.lacking.size();
    return a.open.size() < b.open.size();
}

template <class Heights>
RuleBook::Ruling RuleBook::ruling(const RuleSpec& rule, const TrackIdentity& who, double time_s,
                                  const Heights& heights) const noexcept
{
    if (rule.effect == Effect::permit) return {Truth::yes, Cause::permits};
    Ruling nearest{Truth::no, Cause::no_permission};
    FactSet open;
    for (std::size_t i = 0; i < rule.lawful_if.size(); ++i) {
        Ruling here{Truth::no, Cause::no_permission};
        here.permission = static_cast<int>(i);
        examine(rule.lawful_if[i], who, time_s, heights, here);
        if (here.lacking.empty() && here.open.empty()) {
            here.lawful = Truth::yes;
            here.cause = Cause::permission;
            return here;
        }
        if (here.lacking.empty()) open.insert(here.open);
        if (nearest.permission < 0 || nearer(here, nearest)) nearest = here;
    }
    nearest.open = open;
    if (!open.empty()) {
        nearest.lawful = Truth::unknown;
        nearest.cause = Cause::undecided;
    }
    return nearest;
}

template <AltitudeSource Heights, class TimeToEntry>
Verdict RuleBook::decide(std::size_t zone, const TrackIdentity& who, double time_s, const Heights& heights,
                         TimeToEntry&& time_to_entry) const noexcept(noexcept(time_to_entry(std::size_t{})))
{
    Verdict verdict;
    verdict.zone = zone;
    verdict.time_s = time_s;
    bool may_be_lawful = false;
    bool may_violate = false;
    bool any = false;
    bool decided = false;
    for (const int r : rules_of(zone)) {
        const Finding finding = applies(r, who, time_s, time_to_entry);
        if (finding.truth == Truth::no) continue;
        const Ruling here = ruling(spec_.rules[static_cast<std::size_t>(r)], who, time_s, heights);
        if (!any) {
            verdict.rule = r;
            verdict.cause = here.cause;
            verdict.permission = here.permission;
            verdict.lacking = here.lacking;
            verdict.climb_m = here.climb_m;
            verdict.wait_s = here.wait_s;
        }
        any = true;
        verdict.last_rule = r;
        may_be_lawful = may_be_lawful || here.lawful != Truth::no;
        may_violate = may_violate || here.lawful != Truth::yes;
        verdict.unknown.insert(here.open);
        if (finding.truth == Truth::yes) {
            decided = true;
            break;
        }
        verdict.unknown.insert(finding.open);
    }
    if (!decided) {
        verdict.last_rule = -1;
        (spec_.otherwise == Effect::permit ? may_be_lawful : may_violate) = true;
    }
    verdict.outcome = may_be_lawful && may_violate ? Outcome::unknown
                      : may_violate                ? Outcome::violation
                                                   : Outcome::lawful;
    return verdict;
}

template <AltitudeSource Heights, class TimeToEntry, class OnTime>
void RuleBook::for_each_change(std::size_t zone, const Heights& heights, double from_s, double to_s, double start_s,
                               TimeToEntry&& time_to_entry, OnTime&& on_time) const
    noexcept(noexcept(on_time(0.0)) && noexcept(time_to_entry(std::size_t{})))
{
    const auto offer = [&](double time_s) {
        if (time_s >= from_s && time_s <= to_s) on_time(time_s);
    };
    for (const int r : rules_of(zone)) {
        const RuleSpec& rule = spec_.rules[static_cast<std::size_t>(r)];
        offer(rule.in_force.begin_s);
        offer(rule.in_force.end_s);
        for (const std::size_t second : second_zones(r)) {
            const double entry_s = time_to_entry(second);
            offer(start_s + (entry_s - rule.heading_for->within.value()));
        }
        for (const PermissionSpec& permission : rule.lawful_if) {
            offer(permission.valid.begin_s);
            offer(permission.valid.end_s);
            for (const AltitudeLimit* limit : {&permission.altitude.lower, &permission.altitude.upper}) {
                if (limit->kind != AltitudeLimit::Kind::unlimited)
                    heights.for_each_change(limit->value, from_s, to_s, offer);
            }
        }
    }
}

}  // namespace v0
}  // namespace picket

#endif
