// SPDX-License-Identifier: MIT
/// @file
/// UAS geographical zones from ED-269 and ED-318 files, the drone zones of European authorities.
#ifndef PICKET_IO_UAS_ZONES_HPP
#define PICKET_IO_UAS_ZONES_HPP

#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/io/altitude_text.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/schedule_text.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_geojson.hpp>
#include <picket/io/zone_record.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <istream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

enum class UasFormat : std::uint8_t { none, ed269, ed318 };

/// Does this geometry, or one within it, carry what ED-318 adds to GeoJSON?
[[nodiscard]] inline bool has_ed318_member(const Json& geometry, int depth = 0)
{
    if (!geometry.is_object() || depth > 8) return false;
    if (member(geometry, "layer") != nullptr || member(geometry, "extent") != nullptr) return true;
    const Json* inner = member(geometry, "geometries");
    if (inner == nullptr || !inner->is_array()) return false;
    return std::any_of(inner->begin(), inner->end(), [depth](const Json& g) { return has_ed318_member(g, depth + 1); });
}

/// ED-269: a list of zones that are no GeoJSON. ED-318: GeoJSON some feature of which has a layer, an extent or a
/// limited applicability.
[[nodiscard]] inline UasFormat uas_format(const Json& root)
{
    if (!root.is_object()) return UasFormat::none;
    if (member(root, "UASZoneList") != nullptr) return UasFormat::ed269;
    const auto is_ed318 = [](const Json& feature) {
        if (!feature.is_object()) return false;
        const Json* geometry = member(feature, "geometry");
        if (geometry != nullptr && has_ed318_member(*geometry)) return true;
        const Json* properties = member(feature, "properties");
        return properties != nullptr && properties->is_object() && member(*properties, "limitedApplicability") != nullptr;
    };
    const Json* features = member(root, "features");
    if (features == nullptr || !features->is_array()) return is_ed318(root) ? UasFormat::ed318 : UasFormat::none;
    if (member(root, "type") == nullptr) return UasFormat::ed269;
    return std::any_of(features->begin(), features->end(), is_ed318) ? UasFormat::ed318 : UasFormat::none;
}

/// Reads one document of either format. Messages: `FILE: zone 3 "ID", volume 1, ring 0, vertex 7: ...`.
class UasZoneReader {
public:
    UasZoneReader(std::string name, const ZoneReadOptions& options)
        : name_(std::move(name)),
          edges_(options.default_edges.value_or(EdgeKind::geodesic)),
          keep_going_(options.keep_going)
    {
    }

    /// @pre uas_format(root) is not none
    [[nodiscard]] ZoneFile read(const Json& root)
    {
        where_ = name_;
        ed318_ = uas_format(root) == UasFormat::ed318;
        const Json* zones = member(root, "UASZoneList");
        if (zones == nullptr) zones = member(root, "features");
        if (zones == nullptr) {
            add(root, 1);  // a single ED-318 feature
        } else {
            if (!zones->is_array()) fail("the list of zones is " + described(*zones) + ", not an array");
            std::size_t number = 0;
            for (const Json& zone : *zones) add(zone, ++number);
        }
        return std::move(file_);
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr int deepest_collection = 8;

    /// When a zone is active: windows, or periods that come back with the windows among them; neither: always.
    struct Times {
        std::vector<TimeWindow> windows = {};
        std::optional<ScheduleSpec> schedule = std::nullopt;
    };

    [[noreturn]] void fail(const std::string& what) const { parse_failure(where_ + ": " + what); }
    [[noreturn]] void fail_at(const std::string& place, const std::string& what) const
    {
        parse_failure(where_ + ", " + place + ": " + what);
    }

    void add(const Json& zone, std::size_t number)
    {
        where_ = name_ + ": zone " + std::to_string(number);
        const std::size_t zones_before = file_.zones.size();
        try {
            if (!zone.is_object()) fail("is " + described(zone) + ", not an object");
            if (ed318_) {
                const Json& properties = object(zone, "properties");
                const Json& geometry = object(zone, "geometry");
                identify(properties, number, "type");
                const Times times = read_times(properties, "limitedApplicability");
                std::vector<const Json*> volumes;
                collect(geometry, 0, volumes);
                for (const Json* volume : volumes)
                    deliver(number, volumes.size(), times, read_layer(*volume), read_ed318(*volume));
            } else {
                identify(zone, number, "restriction");
                const Times times = read_times(zone, "applicability");
                const Json* volumes = member(zone, "geometry");
                if (volumes == nullptr || !volumes->is_array() || volumes->empty()) fail("has no \"geometry\"");
                for (const Json& volume : *volumes) {
                    volume_ = file_.zones.size() - zones_before + 1;
                    if (!volume.is_object()) fail_at(volume_text(), "is " + described(volume) + ", not an object");
                    deliver(number, volumes->size(), times, read_limits(volume), read_ed269(volume));
                }
            }
        } catch (const ParseError& error) {
            if (!keep_going_) throw;
            // a zone is read whole or not at all
            file_.zones.resize(zones_before);
            file_.skipped.push_back({number, error.what()});
        }
    }

    [[nodiscard]] const Json& object(const Json& parent, const char* name) const
    {
        const Json* value = member(parent, name);
        if (value == nullptr || !value->is_object())
            fail(std::string("has ") + (value == nullptr ? "no" : "no object") + " \"" + name + '"');
        return *value;
    }

    // --- identity ---------------------------------------------------------------------------------------

    /// A text, or the first of several in different languages.
    [[nodiscard]] static std::string text_of(const Json* value)
    {
        if (value == nullptr) return {};
        if (value->is_string()) return std::string(trim(value->get_ref<const std::string&>()));
        if (value->is_array() && !value->empty()) return text_of(&value->front());
        return value->is_object() ? text_of(member(*value, "text")) : std::string();
    }

    void identify(const Json& properties, std::size_t number, const char* type_name)
    {
        id_ = text_of(member(properties, "identifier"));
        display_name_ = text_of(member(properties, "name"));
        type_ = text_of(member(properties, type_name));
        if (id_.empty()) id_ = display_name_.empty() ? "zone-" + std::to_string(number) : display_name_;
        if (display_name_.empty()) display_name_ = id_;
        where_ += ' ' + in_quotes(id_);
        volume_ = 1;
    }

    [[nodiscard]] std::string volume_text() const { return "volume " + std::to_string(volume_); }

    void deliver(std::size_t number, std::size_t volumes, const Times& times, AltitudeBand band,
                 std::vector<PartSpec> parts)
    {
        ZoneRecord record;
        record.spec.id = volumes > 1 ? id_ + '/' + std::to_string(volume_) : id_;
        record.spec.name = display_name_;
        record.spec.parts = std::move(parts);
        record.spec.altitude = band;
        record.spec.windows = times.windows;
        record.spec.schedule = times.schedule;
        if (times.schedule && goes_by_sun(*times.schedule))
            record.spec.schedule->place = reference_place(record.spec.parts);
        record.index = number;
        record.where = volumes > 1 ? where_ + ", " + volume_text() : where_;
        record.type = type_;
        file_.zones.push_back(std::move(record));
        ++volume_;
    }

    // --- limits -----------------------------------------------------------------------------------------

    [[nodiscard]] AltitudeLimit limit(const Json& object, const char* value_name, const char* reference_name,
                                      const char* unit_name) const
    {
        const Json* value = member(object, value_name);
        if (value == nullptr || value->is_null()) return AltitudeLimit::none();
        AltitudeText text;
        if (value->is_number()) {
            text.value = value->get<double>();
        } else if (!value->is_string() || !parse_number(value->get_ref<const std::string&>(), text.value)) {
            fail_at(volume_text(), '"' + std::string(value_name) + "\" is " + described(*value) + ", not a number");
        }
        const auto word = [&](const char* name) {
            const Json* found = member(object, name);
            if (found == nullptr || !found->is_string())
                fail_at(volume_text(), std::string("has a \"") + value_name + "\" but no \"" + name + '"');
            return std::string_view(found->get_ref<const std::string&>());
        };
        text.unit = altitude_unit(word(unit_name));
        if (!text.unit) fail_at(volume_text(), '"' + std::string(unit_name) + "\" is " + in_quotes(word(unit_name)) + ", not a unit");
        if (text.unit != AltitudeUnit::flight_level) {
            text.datum = vertical_datum(word(reference_name));
            if (!text.datum)
                fail_at(volume_text(), '"' + std::string(reference_name) + "\" is " + in_quotes(word(reference_name)) +
                                           ", not a vertical datum");
        }
        const ResolvedLimit resolved = resolve_altitude(text);
        if (!resolved.problem.empty()) fail_at(volume_text(), '"' + std::string(value_name) + "\" " + resolved.problem);
        return resolved.limit;
    }

    [[nodiscard]] AltitudeBand read_limits(const Json& volume) const
    {
        return {limit(volume, "lowerLimit", "lowerVerticalReference", "uomDimensions"),
                limit(volume, "upperLimit", "upperVerticalReference", "uomDimensions")};
    }

    [[nodiscard]] AltitudeBand read_layer(const Json& geometry) const
    {
        const Json* layer = member(geometry, "layer");
        if (layer == nullptr || layer->is_null()) return {};
        if (!layer->is_object()) fail_at(volume_text(), "\"layer\" is " + described(*layer) + ", not an object");
        return {limit(*layer, "lower", "lowerReference", "uom"), limit(*layer, "upper", "upperReference", "uom")};
    }

    // --- times ------------------------------------------------------------------------------------------

    /// A zone is active in any of its periods.
    [[nodiscard]] Times read_times(const Json& zone, const char* name) const
    {
        Times times;
        const Json* periods = member(zone, name);
        if (periods == nullptr || periods->is_null()) return times;
        if (!periods->is_array()) fail('"' + std::string(name) + "\" is " + described(*periods) + ", not an array");
        ScheduleSpec schedule;
        bool always = false;
        for (const Json& period : *periods) {
            if (!period.is_object()) fail('"' + std::string(name) + "\" holds " + described(period) + ", not an object");
            always = !read_period(period, times.windows, schedule.periods) || always;
        }
        if (always) return {};
        if (schedule.periods.empty()) return times;
        for (const TimeWindow& window : times.windows)
            schedule.periods.push_back(SchedulePeriod::once(window.begin_s, window.end_s));
        return {{}, std::move(schedule)};
    }

    /// @return false where the period is without limits
    [[nodiscard]] bool read_period(const Json& period, std::vector<TimeWindow>& windows,
                                   std::vector<SchedulePeriod>& scheduled) const
    {
        const bool permanent = text_of(member(period, "permanent")) == "YES";
        const double begin_s = date_time(period, "startDateTime", -infinity);
        const double end_s = date_time(period, "endDateTime", infinity);
        const std::vector<const Json*> daily = daily_periods(period);
        const bool bounded = begin_s > -infinity || end_s < infinity;
        if (permanent && (bounded || !daily.empty())) fail("is permanent, and yet has dates or a schedule");
        if (bounded && !(begin_s < end_s)) fail("\"endDateTime\" is not after \"startDateTime\"");
        for (const Json* times : daily) {
            SchedulePeriod one;
            one.days = weekdays(*times);
            one.begin = time_of_day(*times, "startTime", "startEvent", DayTime::clock(0));
            one.end = time_of_day(*times, "endTime", "endEvent", DayTime::clock(24));
            one.valid_from_s = begin_s;
            one.valid_until_s = end_s;
            scheduled.push_back(one);
        }
        if (daily.empty() && bounded) windows.push_back({begin_s, end_s});
        return bounded || !daily.empty();
    }

    [[nodiscard]] double date_time(const Json& period, const char* name, double when_missing) const
    {
        const Json* value = member(period, name);
        if (value == nullptr || value->is_null()) return when_missing;
        if (!value->is_string()) fail('"' + std::string(name) + "\" is " + described(*value) + ", not a time");
        const TimeText time = read_time(value->get_ref<const std::string&>());
        if (time.problem != nullptr)
            fail('"' + std::string(name) + "\": " + in_quotes(value->get_ref<const std::string&>()) + ' ' + time.problem);
        return time.time_s;
    }

    /// The entries of `schedule` (or `dailyPeriod`) that say anything.
    [[nodiscard]] std::vector<const Json*> daily_periods(const Json& period) const
    {
        std::vector<const Json*> result;
        for (const char* name : {"schedule", "dailyPeriod"}) {
            const Json* list = member(period, name);
            if (list == nullptr || list->is_null()) continue;
            if (!list->is_array()) fail('"' + std::string(name) + "\" is " + described(*list) + ", not an array");
            for (const Json& daily : *list) {
                if (!daily.is_object()) fail('"' + std::string(name) + "\" holds " + described(daily) + ", not an object");
                const bool empty = std::all_of(daily.begin(), daily.end(), [](const Json& v) { return v.is_null() || v.empty(); });
                if (!empty) result.push_back(&daily);
            }
        }
        return result;
    }

    /// By the clock, or by an event of the sun.
    [[nodiscard]] DayTime time_of_day(const Json& daily, const char* name, const char* event_name,
                                      DayTime when_missing) const
    {
        const auto given = [&](const char* key) {
            const Json* value = member(daily, key);
            return value == nullptr || value->is_null() ? nullptr : value;
        };
        const Json* value = given(name);
        if (const Json* event = given(event_name)) {
            if (value != nullptr) fail('"' + std::string(name) + "\" and \"" + event_name + "\" both say when");
            DayTime time;
            if (!event->is_string() || !read_sun_event(event->get_ref<const std::string&>(), time))
                fail('"' + std::string(event_name) + "\" is " + described(*event) + ", not one of BMCT, SR, SS, EECT");
            return time;
        }
        if (value == nullptr) return when_missing;
        if (!value->is_string()) fail('"' + std::string(name) + "\" is " + described(*value) + ", not a time of day");
        const DayTimeText read = read_clock(value->get_ref<const std::string&>());
        if (read.problem != nullptr)
            fail('"' + std::string(name) + "\": " + in_quotes(value->get_ref<const std::string&>()) + ' ' + read.problem);
        return read.time;
    }

    /// No days are all days.
    [[nodiscard]] Weekdays weekdays(const Json& daily) const
    {
        const Json* days = member(daily, "day");
        if (days == nullptr || days->is_null() || (days->is_array() && days->empty())) return {};
        Weekdays on = Weekdays::none();
        const auto take = [&](const Json& day) {
            if (!day.is_string() || !add_weekday(text_of(&day), on))
                fail("\"day\" has " + described(day) + ", not one of MON to SUN or ANY");
        };
        if (days->is_array())
            for (const Json& day : *days) take(day);
        else
            take(*days);
        return on;
    }

    // --- geometry ---------------------------------------------------------------------------------------

    /// The geometries of an ED-318 zone, collections opened.
    void collect(const Json& geometry, int depth, std::vector<const Json*>& volumes) const
    {
        if (!geometry.is_object()) fail("has a geometry that is " + described(geometry) + ", not an object");
        if (text_of(member(geometry, "type")) != "GeometryCollection") {
            volumes.push_back(&geometry);
            return;
        }
        if (depth >= deepest_collection) fail("has geometry collections nested too deeply");
        const Json* inner = member(geometry, "geometries");
        if (inner == nullptr || !inner->is_array() || inner->empty()) fail("has a GeometryCollection without geometries");
        for (const Json& item : *inner) collect(item, depth + 1, volumes);
    }

    [[nodiscard]] std::vector<PartSpec> read_ed318(const Json& geometry) const
    {
        const std::string type = text_of(member(geometry, "type"));
        if (type == "Polygon") return {polygon(member(geometry, "coordinates"))};
        if (type == "MultiPolygon") {
            const Json* coordinates = member(geometry, "coordinates");
            if (coordinates == nullptr || !coordinates->is_array() || coordinates->empty())
                fail_at(volume_text(), "has no polygons");
            std::vector<PartSpec> parts;
            for (const Json& rings : *coordinates) parts.push_back(polygon(&rings));
            return parts;
        }
        if (type != "Point")
            fail_at(volume_text(), "is of type " + in_quotes(type) + ": a zone is a Polygon, or a Point with a circle as its extent");
        const Json* extent = member(geometry, "extent");
        if (extent == nullptr || !extent->is_object() || text_of(member(*extent, "subType")) != "Circle")
            fail_at(volume_text(), "is a Point whose \"extent\" is no Circle");
        return {circle(member(geometry, "coordinates"), member(*extent, "radius"), Metres{1.0})};
    }

    [[nodiscard]] std::vector<PartSpec> read_ed269(const Json& volume) const
    {
        const Json* projection = member(volume, "horizontalProjection");
        if (projection == nullptr || !projection->is_object()) fail_at(volume_text(), "has no \"horizontalProjection\"");
        const std::string type = text_of(member(*projection, "type"));
        if (type == "Polygon") return {polygon(member(*projection, "coordinates"))};
        if (type != "Circle") fail_at(volume_text(), "is of type " + in_quotes(type) + ", neither Polygon nor Circle");
        const std::string unit_text = text_of(member(volume, "uomDimensions"));
        const auto unit = altitude_unit(unit_text);
        if (!unit || unit == AltitudeUnit::flight_level)
            fail_at(volume_text(), "\"uomDimensions\" is " + in_quotes(unit_text) + ", not a unit of length");
        return {circle(member(*projection, "center"), member(*projection, "radius"),
                       unit == AltitudeUnit::foot ? to_metres(Feet{1.0}) : Metres{1.0})};
    }

    [[nodiscard]] PartSpec circle(const Json* centre, const Json* radius, Metres unit) const
    {
        if (centre == nullptr) fail_at(volume_text(), "has a circle without a centre");
        if (radius == nullptr || !radius->is_number()) fail_at(volume_text(), "has a circle whose \"radius\" is not a number");
        PartSpec part;
        part.exterior.circle = CircleSpec{position(*centre, volume_text() + ", the centre"), radius->get<double>() * unit};
        return part;
    }

    [[nodiscard]] PartSpec polygon(const Json* rings) const
    {
        if (rings == nullptr || !rings->is_array() || rings->empty()) fail_at(volume_text(), "has a Polygon without rings");
        PartSpec part;
        for (std::size_t r = 0; r < rings->size(); ++r) {
            const std::string where = volume_text() + ", ring " + std::to_string(r);
            const Json& positions = (*rings)[r];
            if (!positions.is_array()) fail_at(where, "is " + described(positions) + ", not an array of positions");
            RingSpec ring;
            for (std::size_t i = 0; i < positions.size(); ++i)
                ring.vertices.push_back({position(positions[i], where + ", vertex " + std::to_string(i)), edges_});
            if (ring.vertices.size() > 1 && ring.vertices.front().at == ring.vertices.back().at) ring.vertices.pop_back();
            if (r == 0)
                part.exterior = std::move(ring);
            else
                part.holes.push_back(std::move(ring));
        }
        return part;
    }

    /// [longitude, latitude]
    [[nodiscard]] LatLon position(const Json& value, const std::string& where) const
    {
        if (!value.is_array() || value.size() < 2 || !value[0].is_number() || !value[1].is_number())
            fail_at(where, "is not a position [longitude, latitude]");
        const LatLon at{value[1].get<double>(), value[0].get<double>()};
        if (!(std::fabs(at.lon_deg) <= 360.0)) fail_at(where, "longitude " + number_text(at.lon_deg) + " is beyond 360 degrees");
        return at;
    }

    std::string name_;
    EdgeKind edges_;
    bool keep_going_;
    bool ed318_ = false;
    ZoneFile file_;
    std::string where_;
    std::string id_;
    std::string display_name_;
    std::string type_;
    std::size_t volume_ = 1;
};

}  // namespace detail

/// Reads UAS geographical zones, ED-269 or ED-318, told apart by what the document holds.
///
/// Zones         one for each volume of a zone: `ID`, or `ID/1`, `ID/2` ... where there are several, each with its own
///               limits. ZoneRecord::type is the restriction (ED-269) or the type (ED-318).
/// Boundary      polygons with holes, and circles, which stay true circles. Lines between vertices are
///               `options.default_edges`, or geodesic. Radii are in metres in ED-318, in `uomDimensions` in ED-269.
/// Limits        AGL, AMSL or WGS84 in metres or feet; null or missing: no limit; 0 AGL: the ground
/// Times         `applicability` and `limitedApplicability`: dates become windows; weekly schedules, within dates or
///               until further notice, become ZoneSpec::schedule, and the dates of other periods of the zone go into it
///               too. A weekday counts in the time's own zone; an end not after its start is on the next day; without
///               days it is every day. `startEvent` and `endEvent` (BMCT, SR, SS, EECT) go by the sun over the centre
///               of a circle, or the middle of the vertices. Zones without any are always active.
///
/// @throws ParseError  `FILE: zone 3 "ID", volume 1, ring 0, vertex 7: ...`, zones and volumes counted from 1, rings
///                     and vertices from 0; with keep_going a bad zone is skipped whole [tests/unit/io_uas_zones]
[[nodiscard]] inline ZoneFile read_zones_uas(std::istream& in, const std::string& name, const ZoneReadOptions& options = {})
{
    const std::string shown = detail::printable(name, 400);
    const detail::Json root = detail::parse_json(detail::read_all(in, name), shown);
    if (detail::uas_format(root) == detail::UasFormat::none) detail::parse_failure(shown + ": is neither ED-269 nor ED-318");
    return detail::UasZoneReader(shown, options).read(root);
}

/// The same from a file.
[[nodiscard]] inline ZoneFile read_zones_uas(const std::string& path, const ZoneReadOptions& options = {})
{
    std::ifstream in = detail::open_input(path);
    return read_zones_uas(in, path, options);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
