// SPDX-License-Identifier: MIT
/// @file
/// Zones from GeoJSON (RFC 7946).
#ifndef PICKET_IO_ZONE_GEOJSON_HPP
#define PICKET_IO_ZONE_GEOJSON_HPP

#include <picket/airspace/schedule_spec.hpp>
#include <picket/io/altitude_text.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/schedule_text.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_record.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
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

using Json = nlohmann::json;

/// Where and why a text is not JSON. nlohmann gives the position only to a SAX handler for every kind of error
/// (a number that overflows has none in its exception).
class JsonFault final : public nlohmann::json_sax<Json> {
public:
    std::size_t position = 0;
    std::string reason;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& error) override
    {
        position = at;
        reason = error.what();
        // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ..."
        if (const std::size_t bracket = reason.find("] "); bracket != std::string::npos) reason.erase(0, bracket + 2);
        if (reason.starts_with("parse error at line")) {
            if (const std::size_t colon = reason.find(": "); colon != std::string::npos) reason.erase(0, colon + 2);
        }
        return false;
    }
};

/// @throws ParseError  `FILE:LINE: is not JSON: ...`
[[nodiscard]] inline Json parse_json(const std::string& text, const std::string& name)
{
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) parse_failure(name + ": is empty");
    Json root = Json::parse(text, nullptr, false);
    if (root.is_discarded()) {
        JsonFault fault;
        Json::sax_parse(text, &fault);
        const std::size_t at = fault.position > 0 ? fault.position - 1 : 0;
        const std::size_t last = text.find_last_not_of(" \t\r\n");
        parse_failure(name + ':' + std::to_string(line_of(text, at < last ? at : last)) +
                      ": is not JSON: " + printable(fault.reason, 300));
    }
    return root;
}

/// A JSON value for a message: `the string "24.5"`, `the number 5`, `an array`.
[[nodiscard]] inline std::string described(const Json& value)
{
    if (value.is_string()) return "the string " + in_quotes(value.get_ref<const std::string&>());
    if (value.is_number()) return "the number " + printable(value.dump());
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    if (value.is_null()) return "null";
    return value.is_array() ? "an array" : "an object";
}

[[nodiscard]] inline const Json* member(const Json& object, const char* name)
{
    const auto it = object.find(name);
    return it == object.end() ? nullptr : &*it;
}

/// A member of a feature's properties under its folded name.
struct Property {
    std::string folded;
    std::string key;  ///< as written
    const Json* value;
};

/// Reads one document. All state a message needs (file, feature) is kept here.
class GeoJsonZoneReader {
public:
    GeoJsonZoneReader(std::string name, const ZoneReadOptions& options) : name_(std::move(name)), options_(options) {}

    [[nodiscard]] ZoneFile read(const Json& root)
    {
        where_ = name_;
        if (!root.is_object()) fail("is not GeoJSON: it holds " + described(root) + ", not an object");
        const std::string type = type_of(root, "is not GeoJSON: ");
        check_reference_system(root);
        check_bbox(root);
        if (type == "FeatureCollection") {
            const Json* features = member(root, "features");
            if (features == nullptr) fail("is a FeatureCollection without \"features\"");
            if (!features->is_array()) fail("has \"features\" that is " + described(*features) + ", not an array");
            std::size_t number = 0;
            for (const Json& feature : *features) add(feature, ++number, true);
        } else if (type == "Feature") {
            add(root, 1, true);
        } else if (is_geometry_type(type)) {
            add(root, 1, false);
        } else {
            fail("is not GeoJSON: \"type\" is " + in_quotes(type));
        }
        return std::move(file_);
    }

private:
    /// RFC 7946 advises against nested collections; a bound keeps hostile input off the stack.
    static constexpr int deepest_collection = 8;

    /// What the extension members say for the geometry at hand. `edges` is null (default), a string, or an array
    /// parallel to the coordinates.
    struct GeometryRules {
        const Json* edges = nullptr;
        RingSide inside = RingSide::smaller_area;
        const Json* radius_m = nullptr;      ///< of a Point: the circle about it
        const Json* half_width_m = nullptr;  ///< of a line: the corridor along it
        const Json* margin_m = nullptr;
    };

    [[noreturn]] void fail(const std::string& what) const { parse_failure(where_ + ": " + what); }
    [[noreturn]] void fail_at(const std::string& place, const std::string& what) const
    {
        parse_failure(where_ + ", " + place + ": " + what);
    }

    [[nodiscard]] static bool is_geometry_type(std::string_view type) noexcept
    {
        for (const std::string_view known : {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
                                             "MultiPolygon", "GeometryCollection"}) {
            if (type == known) return true;
        }
        return false;
    }

    [[nodiscard]] std::string type_of(const Json& object, const char* prefix) const
    {
        const Json* type = member(object, "type");
        if (type == nullptr) fail(std::string(prefix) + "it has no \"type\"");
        if (!type->is_string()) fail(std::string(prefix) + "\"type\" is " + described(*type) + ", not a string");
        return type->get<std::string>();
    }

    void add(const Json& feature, std::size_t number, bool is_feature)
    {
        where_ = name_ + ": feature " + std::to_string(number);
        try {
            ZoneSpec spec = is_feature ? read_feature(feature, number) : read_bare_geometry(feature);
            file_.zones.push_back({std::move(spec), number, where_});
        } catch (const ParseError& error) {
            if (!options_.keep_going) throw;
            file_.skipped.push_back({number, error.what()});
        }
    }

    [[nodiscard]] ZoneSpec read_bare_geometry(const Json& geometry)
    {
        ZoneSpec spec;
        spec.id = "feature-1";
        spec.name = spec.id;
        read_geometry(geometry, {}, nullptr, spec);
        return spec;
    }

    [[nodiscard]] ZoneSpec read_feature(const Json& feature, std::size_t number)
    {
        if (!feature.is_object()) fail("is " + described(feature) + ", not an object");
        std::vector<Property> properties;
        if (const Json* object = member(feature, "properties"); object != nullptr && !object->is_null()) {
            if (!object->is_object()) fail("has \"properties\" that is " + described(*object) + ", not an object");
            for (const auto& item : object->items()) {
                properties.push_back({fold_name(item.key()), item.key(), &item.value()});
            }
        }

        ZoneSpec spec;
        const bool has_id = read_id(feature, properties, spec.id);
        if (has_id) {
            where_ += ' ' + in_quotes(spec.id);
        } else {
            spec.id = "feature-" + std::to_string(number);
        }
        const Property* name =
            first_text(properties, {"name", "namelong", "title", "designation", "nom", "sector", "admin"});
        spec.name = name != nullptr ? scalar_text(*name->value) : spec.id;

        if (const std::string type = type_of(feature, ""); type != "Feature") {
            fail("has \"type\" " + in_quotes(type) + ", not \"Feature\"");
        }
        check_bbox(feature);
        refuse_ed318(feature, properties);
        spec.altitude.lower = read_limit(properties, lower_names);
        spec.altitude.upper = read_limit(properties, upper_names);
        spec.windows = read_windows(properties);
        if (const Property* schedule = find(properties, {"schedule"})) spec.schedule = read_schedule(*schedule);

        const Json* geometry = member(feature, "geometry");
        if (geometry == nullptr || geometry->is_null()) fail("has no geometry");
        if (!geometry->is_object()) fail("has a geometry that is " + described(*geometry) + ", not an object");
        const auto value = [&](std::string_view folded) {
            const Property* property = find(properties, {folded});
            return property != nullptr ? property->value : nullptr;
        };
        GeometryRules rules;
        rules.edges = value("edges");
        rules.radius_m = value("radiusm");
        rules.half_width_m = value("corridorhalfwidthm");
        rules.margin_m = value("marginm");
        read_geometry(*geometry, rules, value("inside"), spec);
        if (spec.schedule && !spec.schedule->place && goes_by_sun(*spec.schedule))
            spec.schedule->place = reference_place(spec.parts);
        return spec;
    }

    // --- identity ---------------------------------------------------------------------------------------

    /// Text of a string or number; empty for everything else.
    [[nodiscard]] static std::string scalar_text(const Json& value)
    {
        if (value.is_string()) return std::string(trim(value.get_ref<const std::string&>()));
        if (value.is_number_float()) return number_text(value.get<double>());
        if (value.is_number()) return value.dump();
        return {};
    }

    [[nodiscard]] static const Property* find(const std::vector<Property>& properties,
                                              std::initializer_list<std::string_view> folded_names)
    {
        for (const std::string_view folded : folded_names) {
            for (const Property& property : properties) {
                if (property.folded == folded && !property.value->is_null()) return &property;
            }
        }
        return nullptr;
    }

    [[nodiscard]] static const Property* first_text(const std::vector<Property>& properties,
                                                    std::initializer_list<std::string_view> folded_names)
    {
        for (const std::string_view folded : folded_names) {
            for (const Property& property : properties) {
                if (property.folded == folded && !scalar_text(*property.value).empty()) return &property;
            }
        }
        return nullptr;
    }

    [[nodiscard]] bool read_id(const Json& feature, const std::vector<Property>& properties, std::string& id) const
    {
        if (const Json* own = member(feature, "id"); own != nullptr && !own->is_null()) {
            if (!own->is_string() && !own->is_number()) {
                fail("has an \"id\" that is " + described(*own) + ", not a string or number");
            }
            id = scalar_text(*own);
            if (!id.empty()) return true;
        }
        const Property* property = first_text(
            properties, {"id", "identifier", "ident", "code", "designator", "adm0a3", "isoa3", "name", "sector"});
        if (property == nullptr) return false;
        id = scalar_text(*property->value);
        return true;
    }

    // --- members checked for their form -----------------------------------------------------------------

    void check_bbox(const Json& object) const
    {
        const Json* bbox = member(object, "bbox");
        if (bbox == nullptr || bbox->is_null()) return;
        bool good = bbox->is_array() && (bbox->size() == 4 || bbox->size() == 6);
        if (good) {
            for (const Json& value : *bbox) good = good && value.is_number();
        }
        if (!good) fail("has a \"bbox\" that is not an array of 4 or 6 numbers");
    }

    /// RFC 7946 knows one reference system; the member of its predecessor is tolerated where it says the same.
    void check_reference_system(const Json& root) const
    {
        const Json* crs = member(root, "crs");
        if (crs == nullptr || crs->is_null()) return;
        std::string system = "?";
        if (crs->is_object()) {
            if (const Json* properties = member(*crs, "properties"); properties != nullptr && properties->is_object()) {
                if (const Json* name = member(*properties, "name"); name != nullptr && name->is_string()) {
                    system = name->get<std::string>();
                }
            }
        }
        const std::string folded = lower_case(system);
        for (const std::string_view known : {"urn:ogc:def:crs:ogc:1.3:crs84", "urn:ogc:def:crs:ogc::crs84", "ogc:crs84",
                                             "crs84", "epsg:4326", "urn:ogc:def:crs:epsg::4326"}) {
            if (folded == known) return;
        }
        fail("has the coordinate reference system " + in_quotes(system) +
             ": RFC 7946 GeoJSON is longitude and latitude on WGS 84");
    }

    /// ED-318 is GeoJSON with limits and schedules in members of its own. Read as plain GeoJSON its zones would
    /// lose both without a word.
    void refuse_ed318(const Json& feature, const std::vector<Property>& properties) const
    {
        if (find(properties, {"limitedapplicability"}) != nullptr) fail_ed318("limitedApplicability");
        if (const Json* geometry = member(feature, "geometry"); geometry != nullptr && geometry->is_object()) {
            if (member(*geometry, "layer") != nullptr) fail_ed318("layer");
            if (member(*geometry, "extent") != nullptr) fail_ed318("extent");
        }
    }
    [[noreturn]] void fail_ed318(const char* which) const
    {
        fail(std::string("has the ED-318 member \"") + which + "\", which plain GeoJSON does not have");
    }

    // --- altitude limits --------------------------------------------------------------------------------

    struct LimitNames {
        std::array<std::string_view, 5> stems;  ///< folded
        std::array<std::string_view, 2> flight_levels;
    };
    static constexpr LimitNames lower_names{{"floor", "lower", "lowerlimit", "loweraltitude", "minaltitude"},
                                            {"flmin", "minfl"}};
    static constexpr LimitNames upper_names{{"ceiling", "upper", "upperlimit", "upperaltitude", "maxaltitude"},
                                            {"flmax", "maxfl"}};

    [[nodiscard]] static const Property* companion(const std::vector<Property>& properties, const LimitNames& names,
                                                   std::initializer_list<std::string_view> endings,
                                                   std::initializer_list<std::string_view> shared)
    {
        for (const std::string_view stem : names.stems) {
            for (const std::string_view ending : endings) {
                if (const Property* found = find(properties, {std::string(stem) + std::string(ending)})) return found;
            }
        }
        return find(properties, shared);
    }

    [[nodiscard]] std::optional<AltitudeUnit> unit_of(const std::string& key, const Json& value) const
    {
        if (value.is_null()) return std::nullopt;
        const auto unit = value.is_string() ? altitude_unit(trim(value.get_ref<const std::string&>())) : std::nullopt;
        if (!unit) fail("property " + in_quotes(key) + " is " + described(value) + ", not a unit: one of m, ft, FL");
        return unit;
    }
    [[nodiscard]] std::optional<VerticalDatum> datum_of(const std::string& key, const Json& value) const
    {
        if (value.is_null()) return std::nullopt;
        const auto datum = value.is_string() ? vertical_datum(trim(value.get_ref<const std::string&>())) : std::nullopt;
        if (!datum) {
            fail("property " + in_quotes(key) + " is " + described(value) +
                 ", not a vertical datum: one of AMSL, AGL, STD, WGS84");
        }
        return datum;
    }

    /// A limit as its own property says it, before its companions are asked.
    [[nodiscard]] AltitudeText limit_text(const std::string& key, const Json& value) const
    {
        AltitudeText text;
        if (value.is_string()) {
            text = take_altitude_apart(value.get_ref<const std::string&>());
            if (text.kind == AltitudeText::Kind::number && text.datum && !text.unit) text.unit = AltitudeUnit::foot;
        } else if (value.is_number()) {
            text.value = value.get<double>();
        } else if (value.is_object()) {
            bool has_value = false;
            for (const auto& item : value.items()) {
                const std::string folded = fold_name(item.key());
                const std::string path = key + '.' + item.key();
                if (folded == "value" || folded == "limit" || folded == "altitude") {
                    if (item.value().is_object())
                        fail("property " + in_quotes(path) + " is an object, not an altitude");
                    const AltitudeText inner = limit_text(path, item.value());
                    has_value = true;
                    text.kind = inner.kind;
                    text.value = inner.value;
                    text.problem = inner.problem;
                    if (inner.unit) text.unit = inner.unit;
                    if (inner.datum) text.datum = inner.datum;
                } else if (folded == "unit" || folded == "uom") {
                    text.unit = unit_of(path, item.value());
                } else if (folded == "datum" || folded == "reference" || folded == "ref" ||
                           folded == "verticalreference" || folded == "referencedatum") {
                    text.datum = datum_of(path, item.value());
                }
            }
            if (!has_value) text.problem = "has no \"value\"";
        } else {
            text.problem = "is " + described(value) + ", not an altitude";
        }
        return text;
    }

    [[nodiscard]] AltitudeLimit read_limit(const std::vector<Property>& properties, const LimitNames& names) const
    {
        std::optional<AltitudeLimit> found;
        std::string found_key;
        for (const Property& property : properties) {
            if (property.value->is_null()) continue;
            bool matches = false;
            bool level_name = false;
            std::optional<AltitudeUnit> named_unit;
            for (const std::string_view level : names.flight_levels) {
                if (property.folded == level) {
                    matches = true;
                    level_name = true;
                    named_unit = AltitudeUnit::flight_level;
                }
            }
            for (const std::string_view stem : names.stems) {
                if (!property.folded.starts_with(stem)) continue;
                const std::string_view ending = std::string_view(property.folded).substr(stem.size());
                if (ending.empty()) {
                    matches = true;
                } else if (ending == "m" || ending == "ft" || ending == "fl") {
                    matches = true;
                    named_unit = altitude_unit(ending);
                }
            }
            if (!matches) continue;

            AltitudeText text = limit_text(property.key, *property.value);
            if (text.kind == AltitudeText::Kind::number && text.problem.empty()) {
                complete(text, named_unit, properties, names, property.key);
                // the convention of the sector files that use these names: from the ground, to no limit
                if (level_name && text.value == 0.0) text.kind = AltitudeText::Kind::surface;
            }
            const ResolvedLimit resolved = resolve_altitude(text);
            if (!resolved.problem.empty()) {
                // a text that was not understood is quoted in the problem itself
                const bool own_verb =
                    text.problem.empty() || text.problem.starts_with("is ") || text.problem.starts_with("has ");
                fail("property " + in_quotes(property.key) + (own_verb ? " " : ": ") +
                     (text.problem.empty() ? "is " + shown(*property.value) + " and " : std::string()) +
                     resolved.problem);
            }
            if (found && *found != resolved.limit) {
                fail("properties " + in_quotes(found_key) + " and " + in_quotes(property.key) + " disagree");
            }
            found = resolved.limit;
            found_key = property.key;
        }
        return found.value_or(AltitudeLimit::none());
    }

    [[nodiscard]] static std::string shown(const Json& value)
    {
        return value.is_object() ? printable(value.dump(-1, ' ', false, Json::error_handler_t::replace), 120)
                                 : described(value);
    }

    /// Adds the unit and datum that stand beside the number.
    void complete(AltitudeText& text, std::optional<AltitudeUnit> named_unit, const std::vector<Property>& properties,
                  const LimitNames& names, const std::string& key) const
    {
        if (named_unit) {
            if (text.unit && text.unit != named_unit)
                fail("property " + in_quotes(key) + " has another unit than its name");
            text.unit = named_unit;
        }
        if (!text.unit) {
            if (const Property* unit =
                    companion(properties, names, {"unit", "uom"}, {"uomdimensions", "uom", "altitudeunit", "unit"})) {
                text.unit = unit_of(unit->key, *unit->value);
            }
        }
        if (text.unit == AltitudeUnit::flight_level) return;
        const Property* datum =
            companion(properties, names, {"datum", "reference", "ref", "verticalreference", "verticaldatum"},
                      {"altitudedatum", "altitudereference", "verticaldatum", "verticalreference", "datum"});
        if (datum == nullptr) return;
        const auto beside = datum_of(datum->key, *datum->value);
        if (text.datum && text.datum != beside) {
            fail("properties " + in_quotes(key) + " and " + in_quotes(datum->key) + " name different datums");
        }
        text.datum = beside;
    }

    // --- times of activity ------------------------------------------------------------------------------

    [[nodiscard]] double read_time_value(const std::string& what, const Json& value, double when_open) const
    {
        if (value.is_null()) return when_open;
        if (value.is_string()) {
            const TimeText time = read_time(value.get_ref<const std::string&>());
            if (time.problem != nullptr) {
                fail(what + ": " + in_quotes(value.get_ref<const std::string&>()) + ' ' + time.problem);
            }
            return time.time_s;
        }
        if (value.is_number()) {
            if (!is_time(value.get<double>())) {
                fail(what + " is " + described(value) +
                     ", outside the years 0 to 9999 as Unix seconds (milliseconds?)");
            }
            return value.get<double>();
        }
        fail(what + " is " + described(value) + ", not a time");
    }

    [[nodiscard]] TimeWindow read_window(const std::string& what, const Json& value) const
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        TimeWindow window{-infinity, infinity};
        if (value.is_array()) {
            if (value.size() != 2) {
                fail(what + " has " + std::to_string(value.size()) + " entries, not a begin and an end");
            }
            window.begin_s = read_time_value(what + "[0]", value[0], -infinity);
            window.end_s = read_time_value(what + "[1]", value[1], infinity);
            return window;
        }
        if (!value.is_object()) fail(what + " is " + described(value) + ", not [begin, end] or {\"begin\", \"end\"}");
        bool has_begin = false;
        bool has_end = false;
        for (const auto& item : value.items()) {
            const std::string folded = fold_name(item.key());
            const std::string path = what + '.' + printable(item.key());
            if (folded == "begin" || folded == "start" || folded == "from" || folded == "startdatetime") {
                if (has_begin) fail(what + " has two begins");
                has_begin = true;
                window.begin_s = read_time_value(path, item.value(), -infinity);
            } else if (folded == "end" || folded == "until" || folded == "to" || folded == "enddatetime") {
                if (has_end) fail(what + " has two ends");
                has_end = true;
                window.end_s = read_time_value(path, item.value(), infinity);
            }
        }
        if (!has_begin && !has_end) fail(what + " has neither begin nor end");
        return window;
    }

    [[nodiscard]] std::vector<TimeWindow> read_windows(const std::vector<Property>& properties) const
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const Property* begin = find(properties, {"start", "begin", "startdatetime", "activefrom", "validfrom"});
        const Property* end =
            find(properties, {"end", "enddatetime", "activeuntil", "activeto", "validuntil", "validto"});
        const Property* times = find(properties, {"times"});
        std::vector<TimeWindow> windows;
        if (times != nullptr) {
            if (begin != nullptr || end != nullptr) {
                fail("properties \"times\" and " + in_quotes((begin != nullptr ? begin : end)->key) +
                     " both say when it is active");
            }
            const std::string what = "property " + in_quotes(times->key);
            if (!times->value->is_array()) fail(what + " is " + described(*times->value) + ", not an array of windows");
            if (times->value->empty()) fail(what + " is empty: leave it out for a zone that is always active");
            for (std::size_t i = 0; i < times->value->size(); ++i) {
                windows.push_back(read_window(what + '[' + std::to_string(i) + ']', (*times->value)[i]));
            }
        } else if (begin != nullptr || end != nullptr) {
            TimeWindow window{-infinity, infinity};
            if (begin != nullptr) {
                window.begin_s = read_time_value("property " + in_quotes(begin->key), *begin->value, -infinity);
            }
            if (end != nullptr)
                window.end_s = read_time_value("property " + in_quotes(end->key), *end->value, infinity);
            windows.push_back(window);
        }
        return windows;
    }

    // --- schedules --------------------------------------------------------------------------------------

    /// An array of periods, or {"periods", "except", "place"}.
    [[nodiscard]] ScheduleSpec read_schedule(const Property& property) const
    {
        const std::string what = "property " + in_quotes(property.key);
        const Json& value = *property.value;
        ScheduleSpec schedule;
        const auto read_list = [&](const std::string& path, const Json& list) {
            if (!list.is_array()) fail(path + " is " + described(list) + ", not an array of periods");
            std::vector<SchedulePeriod> periods;
            for (std::size_t i = 0; i < list.size(); ++i)
                periods.push_back(read_period(path + '[' + std::to_string(i) + ']', list[i]));
            return periods;
        };
        if (!value.is_object()) {
            schedule.periods = read_list(what, value);
        } else {
            bool has_periods = false;
            for (const auto& item : value.items()) {
                const std::string path = what + '.' + printable(item.key());
                if (item.key() == "periods") {
                    has_periods = true;
                    schedule.periods = read_list(path, item.value());
                } else if (item.key() == "except") {
                    schedule.exclusions = read_list(path, item.value());
                } else if (item.key() == "place") {
                    schedule.place = read_position(item.value(), path);
                } else {
                    fail(path + " is not one of periods, except, place");
                }
            }
            // exclusions alone: always, but for them
            if (!has_periods) schedule.periods.emplace_back();
        }
        if (schedule.periods.empty()) fail(what + " has no periods: leave it out for a zone that is always active");
        return schedule;
    }

    /// Everything in it must be understood: a day that is misspelt would be every day.
    [[nodiscard]] SchedulePeriod read_period(const std::string& what, const Json& value) const
    {
        if (!value.is_object()) fail(what + " is " + described(value) + ", not an object");
        SchedulePeriod period;
        const auto text = [&](const std::string& path, const Json& member_value, const char* kind) {
            if (!member_value.is_string()) fail(path + " is " + described(member_value) + ", not " + kind);
            return std::string_view(member_value.get_ref<const std::string&>());
        };
        const auto day_time = [&](const std::string& path, const Json& member_value) {
            const std::string_view written = text(path, member_value, "a time of day");
            const DayTimeText read = read_day_time(written);
            if (read.problem != nullptr) fail(path + ": " + in_quotes(written) + ' ' + read.problem);
            return read.time;
        };
        for (const auto& item : value.items()) {
            const std::string path = what + '.' + printable(item.key());
            if (item.key() == "days") {
                period.days = Weekdays::none();
                const auto add = [&](const Json& day) {
                    if (!day.is_string() || !add_weekday(day.get_ref<const std::string&>(), period.days))
                        fail(path + " has " + described(day) + ", not one of MON to SUN or ANY");
                };
                if (!item.value().is_array()) {
                    add(item.value());
                } else {
                    for (const Json& day : item.value()) add(day);
                }
            } else if (item.key() == "dates") {
                const Json& dates = item.value();
                const auto date = [&](const Json& member_value) {
                    MonthDay found;
                    const std::string_view written = text(path, member_value, "a date such as 11-15");
                    if (!read_month_day(written, found))
                        fail(path + ": " + in_quotes(written) + " is not a date such as 11-15");
                    return found;
                };
                if (dates.is_array() && dates.size() != 2)
                    fail(path + " has " + std::to_string(dates.size()) + " entries, not a first and a last date");
                period.dates.first = date(dates.is_array() ? dates[0] : dates);
                period.dates.last = date(dates.is_array() ? dates[1] : dates);
            } else if (item.key() == "begin") {
                period.begin = day_time(path, item.value());
            } else if (item.key() == "end") {
                period.end = day_time(path, item.value());
            } else if (item.key() == "valid_from") {
                period.valid_from_s = read_time_value(path, item.value(), period.valid_from_s);
            } else if (item.key() == "valid_until") {
                period.valid_until_s = read_time_value(path, item.value(), period.valid_until_s);
            } else {
                fail(path + " is not one of days, dates, begin, end, valid_from, valid_until");
            }
        }
        return period;
    }

    // --- geometry ---------------------------------------------------------------------------------------

    void read_geometry(const Json& geometry, GeometryRules rules, const Json* inside, ZoneSpec& spec)
    {
        total_parts_ = count_parts(geometry, 0);
        if (inside != nullptr) rules.inside = side_of(*inside);
        add_geometry(geometry, rules, 0, spec.parts);
        if (rules.half_width_m != nullptr &&
            std::none_of(spec.parts.begin(), spec.parts.end(), [](const PartSpec& part) { return part.corridor; }))
            fail("has a \"corridor_half_width_m\", but no line for it");
    }

    /// Messages name the part only where there are several.
    [[nodiscard]] static std::size_t count_parts(const Json& geometry, int depth)
    {
        if (!geometry.is_object() || depth > deepest_collection) return 0;
        const Json* type = member(geometry, "type");
        if (type == nullptr || !type->is_string()) return 0;
        if (*type == "Polygon" || *type == "Point" || *type == "LineString") return 1;
        if (*type == "MultiPolygon" || *type == "MultiLineString") {
            const Json* coordinates = member(geometry, "coordinates");
            return coordinates != nullptr && coordinates->is_array() ? coordinates->size() : 0;
        }
        std::size_t count = 0;
        if (*type == "GeometryCollection") {
            if (const Json* inner = member(geometry, "geometries"); inner != nullptr && inner->is_array()) {
                for (const Json& item : *inner) count += count_parts(item, depth + 1);
            }
        }
        return count;
    }

    [[nodiscard]] RingSide side_of(const Json& value) const
    {
        if (value == "smaller") return RingSide::smaller_area;
        if (value == "left") return RingSide::left;
        if (value == "right") return RingSide::right;
        fail("\"inside\" is " + described(value) + ", not one of \"smaller\", \"left\", \"right\"");
    }

    void add_geometry(const Json& geometry, GeometryRules rules, int depth, std::vector<PartSpec>& parts)
    {
        if (!geometry.is_object()) fail("has a geometry that is " + described(geometry) + ", not an object");
        const std::string type = type_of(geometry, "the geometry: ");
        check_bbox(geometry);
        if (member(geometry, "layer") != nullptr) fail_ed318("layer");
        if (const Json* own = member(geometry, "edges")) rules.edges = own;
        if (const Json* own = member(geometry, "inside")) rules.inside = side_of(*own);
        if (const Json* own = member(geometry, "radius_m")) rules.radius_m = own;
        if (const Json* own = member(geometry, "corridor_half_width_m")) rules.half_width_m = own;
        if (const Json* own = member(geometry, "margin_m")) rules.margin_m = own;
        for (const Json** rule : {&rules.edges, &rules.half_width_m, &rules.margin_m})
            if (*rule != nullptr && (*rule)->is_null()) *rule = nullptr;

        if (type == "GeometryCollection") {
            if (depth >= deepest_collection) fail("has geometry collections nested too deeply");
            const Json* geometries = member(geometry, "geometries");
            if (geometries == nullptr || !geometries->is_array()) {
                fail("has a GeometryCollection without an array \"geometries\"");
            }
            if (geometries->empty()) fail("has an empty GeometryCollection");
            for (std::size_t i = 0; i < geometries->size(); ++i) {
                GeometryRules inner = rules;
                inner.edges = descend(rules.edges, i, geometries->size(), "geometries");
                add_geometry((*geometries)[i], inner, depth + 1, parts);
            }
            return;
        }
        const bool is_line = type == "LineString" || type == "MultiLineString";
        if (type != "Polygon" && type != "MultiPolygon" && (type != "Point" || rules.radius_m == nullptr) &&
            (!is_line || rules.half_width_m == nullptr)) {
            fail((is_geometry_type(type) ? "has a geometry of type " : "has a geometry of the unknown type ") +
                 in_quotes(type) +
                 ": a zone is a Polygon, a MultiPolygon, a Point with \"radius_m\", a line with "
                 "\"corridor_half_width_m\", or a collection of them");
        }
        const Json* coordinates = member(geometry, "coordinates");
        if (coordinates == nullptr) fail("has a " + type + " without \"coordinates\"");
        const std::size_t first_part = parts.size();
        add_parts(type, *coordinates, rules, parts);
        if (rules.margin_m == nullptr) return;
        if (!rules.margin_m->is_number()) fail("\"margin_m\" is " + described(*rules.margin_m) + ", not a number");
        for (std::size_t i = first_part; i < parts.size(); ++i) parts[i].margin = Metres{rules.margin_m->get<double>()};
    }

    void add_parts(const std::string& type, const Json& coordinates, const GeometryRules& rules,
                   std::vector<PartSpec>& parts) const
    {
        if (type == "Point") {
            add_circle(coordinates, rules, parts);
            return;
        }
        if (type == "LineString") {
            add_corridor(coordinates, rules.edges, rules, parts);
            return;
        }
        if (!coordinates.is_array()) fail("has \"coordinates\" that is " + described(coordinates) + ", not an array");
        if (type == "MultiLineString") {
            if (coordinates.empty()) fail("has a MultiLineString without lines");
            for (std::size_t i = 0; i < coordinates.size(); ++i)
                add_corridor(coordinates[i], descend(rules.edges, i, coordinates.size(), "lines"), rules, parts);
            return;
        }
        if (coordinates.empty()) fail("has a " + type + " without rings");
        if (type == "Polygon") {
            add_polygon(coordinates, rules.edges, rules.inside, parts);
            return;
        }
        for (std::size_t i = 0; i < coordinates.size(); ++i) {
            add_polygon(coordinates[i], descend(rules.edges, i, coordinates.size(), "polygons"), rules.inside, parts);
        }
    }

    void add_corridor(const Json& positions, const Json* edges, const GeometryRules& rules,
                      std::vector<PartSpec>& parts) const
    {
        const std::string where = place(parts.size(), "corridor");
        if (!rules.half_width_m->is_number())
            fail_at(where, "\"corridor_half_width_m\" is " + described(*rules.half_width_m) + ", not a number");
        CorridorSpec corridor;
        corridor.half_width = Metres{rules.half_width_m->get<double>()};
        corridor.line = read_positions(positions, where);
        set_edges(corridor.line, corridor.line.empty() ? 0 : corridor.line.size() - 1, edges, where);
        PartSpec spec;
        spec.corridor = std::move(corridor);
        parts.push_back(std::move(spec));
    }

    void add_circle(const Json& coordinates, const GeometryRules& rules, std::vector<PartSpec>& parts) const
    {
        const std::size_t part = parts.size();
        const std::string where = place(part, 0);
        if (rules.edges != nullptr && !rules.edges->is_string()) fail_at(where, "a circle has no \"edges\"");
        if (!rules.radius_m->is_number())
            fail_at(where, "\"radius_m\" is " + described(*rules.radius_m) + ", not a number");
        PartSpec spec;
        spec.exterior.circle =
            CircleSpec{read_position(coordinates, where + ", the centre"), Metres{rules.radius_m->get<double>()}};
        spec.exterior.inside = rules.inside;
        parts.push_back(std::move(spec));
    }

    /// The entry of a nested `edges` that belongs to item `index` of `count`.
    [[nodiscard]] const Json* descend(const Json* edges, std::size_t index, std::size_t count, const char* items) const
    {
        if (edges == nullptr || !edges->is_array()) return edges;
        if (edges->size() != count) {
            fail("\"edges\" has " + std::to_string(edges->size()) + " entries for " + std::to_string(count) + ' ' +
                 items);
        }
        return &(*edges)[index];
    }

    [[nodiscard]] std::string place(std::size_t part, std::size_t ring) const
    {
        return place(part, "ring " + std::to_string(ring));
    }
    [[nodiscard]] std::string place(std::size_t part, const std::string& what) const
    {
        return total_parts_ > 1 ? "part " + std::to_string(part) + ", " + what : what;
    }

    void add_polygon(const Json& rings, const Json* edges, RingSide inside, std::vector<PartSpec>& parts) const
    {
        const std::size_t part = parts.size();
        const std::string part_text = total_parts_ > 1 ? "part " + std::to_string(part) + ": " : std::string();
        if (!rings.is_array()) fail(part_text + "is " + described(rings) + ", not an array of rings");
        if (rings.empty()) fail(part_text + "has no rings");
        PartSpec spec;
        for (std::size_t i = 0; i < rings.size(); ++i) {
            RingSpec ring = read_ring(rings[i], descend(edges, i, rings.size(), "rings"), part, i);
            if (i == 0) {
                // a hole is always the smaller side: files wind holes either way
                ring.inside = inside;
                spec.exterior = std::move(ring);
            } else {
                spec.holes.push_back(std::move(ring));
            }
        }
        parts.push_back(std::move(spec));
    }

    [[nodiscard]] EdgeKind edge_kind(const Json& value, const std::string& where) const
    {
        if (value.is_string()) {
            const std::string& word = value.get_ref<const std::string&>();
            for (const EdgeKind kind :
                 {EdgeKind::geodesic, EdgeKind::rhumb, EdgeKind::great_circle, EdgeKind::lonlat}) {
                if (word == to_string(kind)) return kind;
            }
        }
        fail_at(where, "\"edges\" has " + described(value) + ", not one of geodesic, rhumb, great_circle, lonlat");
    }

    /// `"rhumb"`, or `{"arc": "clockwise", "centre": [longitude, latitude]}`.
    void set_edge(RingVertex& vertex, const Json& value, const std::string& where) const
    {
        if (!value.is_object()) {
            vertex.edge_to_next = edge_kind(value, where);
            return;
        }
        const Json* arc = member(value, "arc");
        const Json* centre = member(value, "centre");
        if (centre == nullptr) centre = member(value, "center");
        if (arc == nullptr || centre == nullptr) fail_at(where, "an edge that is an object has \"arc\" and \"centre\"");
        if (*arc == "clockwise") {
            vertex.edge_to_next = EdgeKind::arc_clockwise;
        } else if (*arc == "counter_clockwise") {
            vertex.edge_to_next = EdgeKind::arc_counter_clockwise;
        } else {
            fail_at(where, "\"arc\" is " + described(*arc) + ", neither \"clockwise\" nor \"counter_clockwise\"");
        }
        vertex.arc_centre = read_position(*centre, where + ", the centre");
    }

    [[nodiscard]] RingSpec read_ring(const Json& positions, const Json* edges, std::size_t part, std::size_t ring) const
    {
        const std::string where = place(part, ring);
        RingSpec spec;
        spec.vertices = read_positions(positions, where);
        // the last position repeats the first; a ring that leaves it out is closed without a word
        if (spec.vertices.size() > 1 && spec.vertices.front().at == spec.vertices.back().at) spec.vertices.pop_back();
        set_edges(spec.vertices, spec.vertices.size(), edges, where);
        return spec;
    }

    [[nodiscard]] std::vector<RingVertex> read_positions(const Json& positions, const std::string& where) const
    {
        if (!positions.is_array()) fail_at(where, "is " + described(positions) + ", not an array of positions");
        if (positions.empty()) fail_at(where, "has no positions");
        std::vector<RingVertex> vertices;
        vertices.reserve(positions.size());
        for (std::size_t i = 0; i < positions.size(); ++i) {
            vertices.push_back({read_position(positions[i], where + ", vertex " + std::to_string(i)),
                                options_.default_edges.value_or(EdgeKind::lonlat)});
        }
        return vertices;
    }

    /// @param count  of edges: as many as vertices in a ring, one less in a line
    void set_edges(std::vector<RingVertex>& vertices, std::size_t count, const Json* edges,
                   const std::string& where) const
    {
        if (edges == nullptr) return;
        if (!edges->is_array()) {
            const EdgeKind kind = edge_kind(*edges, where);
            for (RingVertex& vertex : vertices) vertex.edge_to_next = kind;
            return;
        }
        if (edges->size() != count) {
            fail_at(where, "\"edges\" has " + std::to_string(edges->size()) + " entries for " + std::to_string(count) +
                               " edges");
        }
        for (std::size_t i = 0; i < count; ++i)
            set_edge(vertices[i], (*edges)[i], where + ", vertex " + std::to_string(i));
    }

    [[nodiscard]] LatLon read_position(const Json& position, const std::string& where) const
    {
        const auto bad = [&](const std::string& what) { fail_at(where, what); };
        if (!position.is_array()) bad("is " + described(position) + ", not a position [longitude, latitude]");
        if (position.size() < 2) {
            bad("has " + std::to_string(position.size()) + " numbers, not longitude and latitude");
        }
        for (std::size_t i = 0; i < position.size(); ++i) {
            if (!position[i].is_number()) {
                bad(std::string(i == 0   ? "the longitude"
                                : i == 1 ? "the latitude"
                                         : "the height") +
                    " is " + described(position[i]) + ", not a number");
            }
        }
        const LatLon at{position[1].get<double>(), position[0].get<double>()};
        // further round than once is no longitude that anyone wrote on purpose
        if (!(std::fabs(at.lon_deg) <= 360.0)) bad("longitude " + number_text(at.lon_deg) + " is beyond 360 degrees");
        return at;
    }

    std::string name_;
    ZoneReadOptions options_;
    ZoneFile file_;
    std::string where_;
    std::size_t total_parts_ = 0;
};

}  // namespace detail

/// Reads zones from GeoJSON: a FeatureCollection, a Feature, or a bare geometry; Polygon, MultiPolygon, circles,
/// corridors and GeometryCollections of them.
///
/// Vertices      [longitude, latitude, ...] in degrees, WGS 84; a height is allowed and not used. A ring need not
///               repeat its first position. What a ring needs to be a ring (three distinct vertices, latitudes
///               within 90 degrees, no crossing) is checked by build_zones.
/// Edges         as `options.default_edges` says, or lonlat; the extension property `edges` overrides it: one of
///               `geodesic`, `rhumb`, `great_circle`, `lonlat` for the whole feature, or arrays parallel to
///               `coordinates`, where a ring has one entry for each edge; at every level a string stands for all
///               below it. It may also be a member of the geometry itself.
/// Arcs          an entry for one edge may be {"arc": "clockwise" or "counter_clockwise", "centre": [longitude,
///               latitude]}
/// Circles       a Point with the extension property (or geometry member) `radius_m`
/// Corridors     a LineString or MultiLineString with the extension property (or geometry member)
///               `corridor_half_width_m`; in `edges` a line has one entry less than positions
/// Margins       the extension property (or geometry member) `margin_m` grows or, negative, shrinks each part of the
///               geometry (PartSpec::margin)
/// Inside        the smaller side of each ring; the extension property `inside` (`smaller`, `left`, `right`) says
///               otherwise for exteriors. Holes are always the smaller side.
/// Identity      the feature's `id`, else the first of the properties `id`, `identifier`, `ident`, `code`,
///               `designator`, `ADM0_A3`, `isoA3`, `name`, `sector`, else `feature-N`, N from 1.
/// Limits        properties `floor` and `ceiling` (or `lower`, `lower_limit`, `lowerLimit`, `fl_min`, `floor_m`,
///               `floor_ft` ... and their upper twins; case, `_` and `-` do not matter): text as in altitude_text.hpp,
///               an object {"value", "unit", "datum"}, or a number whose unit and datum stand beside it
///               (`floor_unit`, `uomDimensions`; `floor_datum`, `lowerVerticalReference`, `datum`). A limit that
///               cannot be read, or whose unit or datum is missing, is an error: never a guess. With `fl_min` and
///               `fl_max`, 0 is the ground; 999 is no limit.
/// Times         `times`: an array of [begin, end] or {"begin", "end"}; or `start` and `end`, `startDateTime` and
///               `endDateTime`, `active_from` and `active_until`. ISO 8601 or Unix seconds; null is open.
/// Schedule      `schedule`: an array of periods {"days", "dates", "begin", "end", "valid_from", "valid_until"}, or
///               {"periods", "except", "place"} (docs/reference/zone-files.md); with `times` too, both must say so
/// Refused       other geometry types, null geometries, coordinate systems other than WGS 84, ED-318 members
///
/// @param name     what messages call the input
/// @throws ParseError  `FILE:LINE: ...` for what is not JSON, else `FILE: feature 3 "EPR25", ring 0, vertex 7: ...`:
///                     features counted from 1; parts, rings (0 is the exterior) and vertices from 0; the part is
///                     named where there are several. With keep_going a bad feature is skipped instead.
[[nodiscard]] inline ZoneFile read_zones_geojson(std::istream& in, const std::string& name,
                                                 const ZoneReadOptions& options = {})
{
    const std::string shown = detail::printable(name, 400);
    const std::string text = detail::read_all(in, name);
    const detail::Json root = detail::parse_json(text, shown);
    return detail::GeoJsonZoneReader(shown, options).read(root);
}

/// The same from a file.
[[nodiscard]] inline ZoneFile read_zones_geojson(const std::string& path, const ZoneReadOptions& options = {})
{
    std::ifstream in = detail::open_input(path);
    return read_zones_geojson(in, path, options);
}

/// Reads and builds: the zones of a file, ready for questions.
///
/// @throws ParseError  for what cannot be read and for what cannot be a zone, named alike
[[nodiscard]] inline ZoneSet load_zones_geojson(std::istream& in, const std::string& name,
                                                const ZoneReadOptions& options = {})
{
    return build_zones(read_zones_geojson(in, name, options), options.keep_going);
}

/// The same from a file.
[[nodiscard]] inline ZoneSet load_zones_geojson(const std::string& path, const ZoneReadOptions& options = {})
{
    return build_zones(read_zones_geojson(path, options), options.keep_going);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
