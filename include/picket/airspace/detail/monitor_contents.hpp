// SPDX-License-Identifier: MIT
/// @file
/// Zones and rules as bytes: what a saved monitor compares, so that it goes on with those that it was begun with. Names
/// and notes for people are left out: they decide nothing.
#ifndef PICKET_AIRSPACE_DETAIL_MONITOR_CONTENTS_HPP
#define PICKET_AIRSPACE_DETAIL_MONITOR_CONTENTS_HPP

#include <picket/airspace/detail/monitor_state.hpp>
#include <picket/airspace/enum_set.hpp>
#include <picket/airspace/rule_spec.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// As many, and each of them.
template <class T, class Put>
void put_list(StateWriter& w, const std::vector<T>& list, const Put& put)
{
    w.put(std::uint64_t{list.size()});
    for (const T& item : list) put(item);
}

template <class E>
void put_contents(StateWriter& w, const EnumSet<E>& set)
{
    w.put(std::uint64_t(set.size()));
    set.for_each([&](E member) { w.put(member); });
}

inline void put_contents(StateWriter& w, const TimeWindow& window) { w.put_all(window.begin_s, window.end_s); }

inline void put_contents(StateWriter& w, const AltitudeBand& band)
{
    for (const AltitudeLimit* limit : {&band.lower, &band.upper}) w.put_all(limit->kind, limit->value);
}

inline void put_contents(StateWriter& w, const RingVertex& vertex)
{
    w.put_all(vertex.at, vertex.edge_to_next);
    if (is_arc(vertex.edge_to_next)) w.put(vertex.arc_centre);
}

inline void put_contents(StateWriter& w, const RingSpec& ring)
{
    put_list(w, ring.vertices, [&](const RingVertex& vertex) { put_contents(w, vertex); });
    w.put_all(ring.inside, ring.circle.has_value());
    if (ring.circle) w.put_all(ring.circle->centre, ring.circle->radius.value());
}

inline void put_contents(StateWriter& w, const PartSpec& part)
{
    put_contents(w, part.exterior);
    put_list(w, part.holes, [&](const RingSpec& hole) { put_contents(w, hole); });
    w.put_all(part.margin.value(), part.corridor.has_value());
    if (!part.corridor) return;
    put_list(w, part.corridor->line, [&](const RingVertex& vertex) { put_contents(w, vertex); });
    w.put(part.corridor->half_width.value());
}

inline void put_contents(StateWriter& w, const SchedulePeriod& period)
{
    w.put(period.days.bits);
    for (const MonthDay& date : {period.dates.first, period.dates.last}) w.put_all(date.month, date.day);
    for (const DayTime& time : {period.begin, period.end}) w.put_all(time.kind, time.offset_s);
    w.put_all(period.valid_from_s, period.valid_until_s);
}

inline void put_contents(StateWriter& w, const ZoneSpec& zone)
{
    w.put(zone.id);
    put_list(w, zone.parts, [&](const PartSpec& part) { put_contents(w, part); });
    put_contents(w, zone.altitude);
    put_list(w, zone.windows, [&](const TimeWindow& window) { put_contents(w, window); });
    w.put(zone.schedule.has_value());
    if (!zone.schedule) return;
    const auto period = [&](const SchedulePeriod& p) { put_contents(w, p); };
    put_list(w, zone.schedule->periods, period);
    put_list(w, zone.schedule->exclusions, period);
    w.put(zone.schedule->place);
}

inline void put_contents(StateWriter& w, const PermissionSpec& permission)
{
    w.put_all(permission.track_ids, permission.call_signs);
    put_list(w, permission.mode_a, [&](const ModeARange& range) { w.put_all(range.first, range.last); });
    w.put(permission.icao24);
    put_contents(w, permission.categories);
    w.put_all(permission.states, permission.flight_plan, permission.identified, permission.transponder);
    put_contents(w, permission.altitude);
    put_contents(w, permission.valid);
}

inline void put_contents(StateWriter& w, const RuleSpec& rule)
{
    w.put_all(rule.zones, rule.effect);
    put_contents(w, rule.binds.categories);
    put_contents(w, rule.binds.all_but_categories);
    w.put_all(rule.binds.states, rule.binds.all_but_states);
    put_contents(w, rule.in_force);
    w.put(rule.heading_for.has_value());
    if (rule.heading_for) w.put_all(rule.heading_for->zones, rule.heading_for->within.value());
    put_list(w, rule.lawful_if, [&](const PermissionSpec& permission) { put_contents(w, permission); });
}

inline void put_contents(StateWriter& w, const RuleBookSpec& book)
{
    put_list(w, book.rules, [&](const RuleSpec& rule) { put_contents(w, rule); });
    w.put(book.otherwise);
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
