// SPDX-License-Identifier: MIT
// Alerts as CSV and JSON: what is written is what was there, and what docs/reference/alerts.md lists.
#include <picket/airspace/alert.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/io/alerts.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/utc.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;
using Row = std::map<std::string, std::string>;
using Json = nlohmann::json;

namespace {

constexpr double start_s = 1767261600.25;  // 2026-01-01, 10:00:00.25 UTC
constexpr double nan_m = std::numeric_limits<double>::quiet_NaN();

/// A degree square with a name that CSV has to quote, and one without a name.
std::vector<Zone> zones()
{
    ZoneSpec named = zone_of({{54, 14}, {54, 15}, {55, 15}, {55, 14}}, EdgeKind::geodesic);
    named.id = "EPX1";
    named.name = "Bay, the \"deep\" one";
    named.altitude.upper = AltitudeLimit::at({Metres{3000}, VerticalDatum::amsl});
    ZoneSpec plain = zone_of({{54, 15}, {54, 15.2}, {55, 15.2}, {55, 15}}, EdgeKind::geodesic);
    plain.id = "EPX2";
    return {Zone(named), Zone(plain)};
}

RuleBook rules()
{
    RuleSpec only;
    only.name = "no, never \"unmanned\"";
    only.zones = {"EPX1"};
    only.binds.categories = {Category::unmanned};
    only.lawful_if.push_back({.note = "those who may", .call_signs = {"LOT*"}});
    RuleBookSpec spec;
    spec.rules = {only};
    const std::vector<std::string> ids{"EPX1", "EPX2"};
    return RuleBook(spec, ids);
}

TrackIdentity identity()
{
    TrackIdentity who;
    who.category = Category::unmanned;
    who.call_sign = "DRONE12345";
    who.mode_a = ModeA{07000};
    return who;
}

struct Written {
    std::vector<AlertEvent> events;
    std::vector<std::string> track_ids;
    std::string csv;
    std::vector<Json> json;
};

/// Flights that make events of every kind, with every kind of number missing and there.
Written flights(bool with_rules)
{
    const std::vector<Zone> space = zones();
    const std::optional<RuleBook> book = with_rules ? std::optional<RuleBook>(rules()) : std::nullopt;
    MonitorOptions options;
    options.probability_on = 0.1;
    options.probability_off = 0.05;
    Monitor monitor(space, options, book);
    Written written;
    written.csv = io::alert_csv_header();
    const auto on_event = [&](const AlertEvent& e) {
        const io::AlertContext context{space, monitor.rules() ? &*monitor.rules() : nullptr, &monitor.identity(e.track),
                                       Seconds{60}};
        written.events.push_back(e);
        written.track_ids.emplace_back(e.track_id);
        written.csv += io::alert_csv_row(e, context);
        written.json.push_back(io::alert_json(e, context));
    };
    monitor.identify("through, \"T\"", identity());
    for (int k = 0; k < 200; ++k) {
        const double t = start_s + 6.0 * k;
        const Altitude low{Metres{1000}, VerticalDatum::amsl};
        // through both zones, well known
        monitor.plot("through, \"T\"", {t, {54.5, 13.7 + 0.01 * k}, low}, PositionUncertainty::circular(Metres{50}),
                     on_event);
        // in without a height, with nothing said of its position; ends inside
        if (k < 60) monitor.plot("plain", {t, {54.3, 13.8 + 0.005 * k}, {}}, on_event);
        // jammed
        if (k < 60)
            monitor.plot("jammed", {t, {54.7, 13.8 + 0.005 * k}, low}, PositionUncertainty::unknown(), on_event);
    }
    monitor.finish(on_event);
    return written;
}

std::vector<Row> rows_of(const std::string& csv)
{
    std::istringstream in(csv);
    io::CsvReader reader(in, "alerts.csv");
    std::vector<Row> rows;
    while (reader.next()) {
        Row row;
        for (const std::string_view name : io::alert_columns)
            row[std::string(name)] = std::string(reader.field(reader.require({name})));
        rows.push_back(row);
    }
    return rows;
}

/// NaN: an empty field.
double number(const Row& row, const char* column)
{
    const std::string& text = row.at(column);
    if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::size_t used = 0;
    const double value = std::stod(text, &used);
    CHECK(used == text.size());
    return value;
}

bool same(double written, double was) { return std::isfinite(was) ? written == was : std::isnan(written); }

bool same_time(const std::string& written, double was_s)
{
    return std::isfinite(was_s) ? io::utc_text(was_s) == written : written.empty();
}

/// `edge.part` for {"edge": {"part": 1}}.
void list_keys(const Json& json, const std::string& path, std::set<std::string>& keys)
{
    for (const auto& [key, value] : json.items()) {
        const std::string name = path.empty() ? key : path + "." + key;
        keys.insert(name);
        if (value.is_object()) list_keys(value, name, keys);
    }
}

/// What stands in backquotes in the first cells of the table below a heading.
std::set<std::string> listed_below(const std::string& heading)
{
    std::ifstream page(PICKET_TEST_DATA_DIR "/../docs/reference/alerts.md");
    REQUIRE(page.is_open());
    std::set<std::string> names;
    bool here = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("#")) here = line == heading;
        if (!here || !line.starts_with("| `")) continue;
        const std::string cell = line.substr(1, line.find(" | ", 1) - 1);
        for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
            const std::size_t end = cell.find('`', at + 1);
            CHECK(names.insert(cell.substr(at + 1, end - at - 1)).second);
            at = end + 1;
        }
    }
    return names;
}

/// What is in one only, for messages.
std::string difference(const std::set<std::string>& a, const std::set<std::string>& b)
{
    std::string all;
    for (const std::string& x : a)
        if (b.count(x) == 0) all += " -" + x;
    for (const std::string& x : b)
        if (a.count(x) == 0) all += " +" + x;
    return all;
}

}  // namespace

TEST_CASE("alerts: header and rows have the columns of alert_columns, whatever is in them")
{
    for (const bool with_rules : {false, true}) {
        const Written written = flights(with_rules);
        std::istringstream lines(written.csv);
        std::string header;
        std::getline(lines, header);
        CHECK(std::count(header.begin(), header.end(), ',') + 1 ==
              static_cast<std::ptrdiff_t>(io::alert_columns.size()));
        std::size_t at = 0;
        for (const std::string_view name : io::alert_columns) {
            CHECK(header.substr(at, name.size()) == name);
            at += name.size() + 1;
        }
        // the reader refuses a row with another number of fields than the header
        CHECK(rows_of(written.csv).size() == written.events.size());
        std::set<AlertEventKind> kinds;
        for (const AlertEvent& e : written.events) kinds.insert(e.kind);
        CHECK(kinds.size() == 6);  // else the rest of these tests is about less than all
    }
}

TEST_CASE("alerts: CSV parses back to what the event says")
{
    for (const bool with_rules : {false, true}) {
        const Written written = flights(with_rules);
        const std::vector<Row> rows = rows_of(written.csv);
        REQUIRE(rows.size() == written.events.size());
        const std::vector<Zone> space = zones();
        bool infinite = false;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Row& row = rows[i];
            const AlertEvent& e = written.events[i];
            CAPTURE(with_rules, i, to_string(e.kind), written.track_ids[i]);
            CHECK(row.at("alert_id") == std::to_string(e.alert_id));
            CHECK(row.at("event") == to_string(e.kind));
            CHECK(row.at("phase") == to_string(e.phase));
            CHECK(row.at("track_id") == written.track_ids[i]);
            CHECK(row.at("zone_id") == space[e.zone].id());
            CHECK(row.at("answer") == to_string(e.answer));
            CHECK(same_time(row.at("time"), e.time_s));
            CHECK(same_time(row.at("issued"), e.issued_s));
            CHECK(same_time(row.at("predicted_entry_time"), e.predicted_entry_s));
            CHECK(same_time(row.at("predicted_exit_time"), e.predicted_exit_s));
            CHECK(same(number(row, "lat"), e.at.lat_deg));
            CHECK(same(number(row, "lon"), e.at.lon_deg));
            CHECK(same(number(row, "alt_m"), e.altitude.value.value()));
            CHECK(row.at("datum") == (std::isnan(e.altitude.value.value()) ? "" : to_string(e.altitude.datum)));
            CHECK(row.at("cause") == (e.cause == AlertCause::none ? "" : to_string(e.cause)));
            for (const auto& [name, index] : {std::pair{"part", e.part}, {"ring", e.ring}, {"vertex", e.vertex}})
                CHECK(row.at(name) == (index < 0 ? "" : std::to_string(index)));
            CHECK(same(number(row, "inside_s"), e.inside_s));
            CHECK(same(number(row, "max_depth_m"), e.max_depth_m));
            CHECK(same(number(row, "closest_m"), e.closest_m));
            CHECK(row.at("prediction_rank") == (e.prediction_rank == 0 ? "" : std::to_string(e.prediction_rank)));
            CHECK(same(number(row, "certainty"), e.certainty));
            CHECK(same(number(row, "probability_inside"), e.probability_inside.value));
            CHECK(same(number(row, "probability_entry"), e.probability_entry.value));
            if (std::isinf(e.sigma_m)) {
                infinite = true;
                CHECK(row.at("sigma_m") == "unknown");
                CHECK(row.at("probability_inside").empty());
                CHECK(number(row, "probability_inside_low") == 0.0);
                CHECK(number(row, "probability_inside_high") == 1.0);
            } else {
                CHECK(same(number(row, "sigma_m"), e.sigma_m));
                const bool given = !std::isnan(e.sigma_m);
                CHECK(same(number(row, "probability_inside_low"), given ? e.probability_inside.low() : nan_m));
                CHECK(same(number(row, "probability_inside_high"), given ? e.probability_inside.high() : nan_m));
            }
            CHECK(row.at("verdict") == (with_rules ? to_string(e.verdict.outcome) : ""));
            CHECK(row.at("rule") == (with_rules && e.verdict.rule == 0 ? "no, never \"unmanned\"" : ""));
            CHECK(row.at("lawful_if").empty() == !with_rules);
            CHECK(row.at("area_name") == (e.zone == 0 ? "Bay, the \"deep\" one" : "EPX2"));
            CHECK(row.at("message_type") == (e.phase == AlertPhase::ended ? "17" : "5"));
        }
        CHECK(infinite);
    }
}

TEST_CASE("alerts: the conflict is what category 004 means by it")
{
    const std::vector<Zone> space = zones();
    AlertEvent e{};
    e.kind = AlertEventKind::predicted_entry;
    e.phase = AlertPhase::opened;
    e.answer = Containment::inside;
    e.alert_id = 65536 + 7;
    e.track = 65536 + 3;
    e.track_id = "T";
    e.time_s = e.issued_s = start_s;
    e.at = {54.5, 13.9};
    e.altitude = {Metres{304.8}, VerticalDatum::amsl};
    e.part = e.ring = e.vertex = -1;
    e.max_depth_m = e.max_depth_s = e.closest_m = e.closest_s = nan_m;
    e.predicted_entry_s = start_s + 90;
    e.predicted_exit_s = std::numeric_limits<double>::infinity();
    e.predicted_at = {54.5, 14.0};
    e.prediction_rank = 1;
    e.certainty = 1;
    e.sigma_m = 100;
    e.probability_inside = {0.25, 1e-6};
    e.probability_entry = {0.75, 1e-6};
    const TrackIdentity who = identity();
    const auto items = [&](double severe_s) {
        const io::AlertContext context{space, nullptr, &who, Seconds{severe_s}};
        return Json(io::alert_json(e, context)).at("asterix_004");
    };
    const Json later = items(60);
    CHECK(later.at("I004/000") == 5);
    CHECK(later.at("I004/020") == 36000.25);  // since midnight
    CHECK(later.at("I004/030") == 3);         // two octets
    CHECK(later.at("I004/040") == 7);
    CHECK_THAT(later.at("I004/070").at("TC").get<double>(), WithinAbs(90, 1e-6));
    CHECK(later.at("I004/100").at("AN") == "Bay, the \"deep\" one");
    CHECK(later.at("I004/120").at("CC").at("CS") == 0);
    CHECK(later.at("I004/120").at("CP") == 75.0);  // per cent
    CHECK(later.at("I004/120").at("CD") == 0.0);
    CHECK(later.at("I004/170").at("AI1") == "DRONE12");  // seven characters
    CHECK(later.at("I004/170").at("M31").at("MODE3A") == "7000");
    CHECK(later.at("I004/170").at("CPW").at("LAT") == 54.5);
    CHECK(later.at("I004/170").at("CPW").at("LON") == 14.0);
    CHECK_THAT(later.at("I004/170").at("CPW").at("ALT").get<double>(), WithinAbs(1000, 1e-9));  // feet
    // soon enough to be severe
    CHECK(items(90).at("I004/120").at("CC").at("CS") == 1);

    // inside: now, here, severe, and for as long as it has been
    e.kind = AlertEventKind::dwell;
    e.phase = AlertPhase::ongoing;
    e.inside_s = 300;
    const Json inside = items(0);
    CHECK(inside.at("I004/000") == 5);
    CHECK(inside.at("I004/070").at("TC") == 0.0);
    CHECK(inside.at("I004/120").at("CC").at("CS") == 1);
    CHECK(inside.at("I004/120").at("CD") == 300.0);
    CHECK(inside.at("I004/170").at("CPW").at("LON") == 13.9);

    // without uncertainty what has happened is certain, unless it is not known
    e.sigma_m = nan_m;
    e.probability_inside = e.probability_entry = unknown_probability;
    CHECK(items(0).at("I004/120").at("CP") == 100.0);
    e.answer = Containment::unknown;
    CHECK_FALSE(items(0).at("I004/120").contains("CP"));

    // over
    e.kind = AlertEventKind::exit;
    e.phase = AlertPhase::ended;
    e.predicted_entry_s = e.predicted_exit_s = nan_m;
    e.predicted_at = {nan_m, nan_m};
    const Json over = items(60);
    CHECK(over.at("I004/000") == 17);
    for (const char* item : {"I004/070", "I004/100", "I004/120"}) CHECK_FALSE(over.contains(item));
    CHECK_FALSE(over.at("I004/170").contains("CPW"));
    // before 1970 the time of day is still one
    e.issued_s = -0.5;
    CHECK(items(60).at("I004/020") == 86399.5);
}

TEST_CASE("alerts: numbers that are infinite or none are null or left out in JSON, empty in CSV")
{
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<Zone> space = zones();
    const io::AlertContext context{space};
    for (const double nothing : {nan_m, infinity, -infinity}) {
        AlertEvent e{};
        e.track_id = "T";
        e.part = e.ring = e.vertex = -1;
        e.time_s = e.issued_s = start_s;
        e.at = e.max_depth_at = e.closest_at = e.predicted_at = {nan_m, nan_m};
        e.altitude = {Metres{nan_m}, VerticalDatum::amsl};
        e.max_depth_m = e.max_depth_s = e.closest_m = e.closest_s = nothing;
        e.inside_s = e.certainty = nothing;
        e.predicted_entry_s = e.predicted_exit_s = nothing;
        e.sigma_m = infinity;
        e.probability_inside = e.probability_entry = unknown_probability;
        const std::string text = io::alert_json(e, context).dump();
        CAPTURE(text);
        CHECK(text.find("nan") == std::string::npos);
        CHECK(text.find("inf") == std::string::npos);
        // nothing that is not a number was written as one: read back, every number is finite, every null is known
        const Json json = Json::parse(text);
        CHECK(json.at("at").is_null());
        CHECK_FALSE(json.contains("altitude"));
        CHECK_FALSE(json.contains("edge"));
        CHECK(json.at("uncertainty").at("sigma_m").is_null());
        CHECK(json.at("uncertainty").at("known") == false);
        CHECK(json.at("uncertainty").at("probability_inside").at("value").is_null());
        CHECK(json.at("uncertainty").at("probability_inside").at("low") == 0.0);
        CHECK(json.at("uncertainty").at("probability_inside").at("high") == 1.0);
        CHECK_FALSE(json.at("asterix_004").at("I004/120").contains("CP"));
        const std::string row = io::alert_csv_row(e, context);
        CAPTURE(row);
        const Row fields = rows_of(io::alert_csv_header() + row).at(0);
        for (const char* column : {"lat", "lon", "alt_m", "datum", "max_depth_m", "closest_m", "predicted_entry_time",
                                   "predicted_exit_time", "probability_inside", "probability_entry", "conflict_lat",
                                   "conflict_lon", "conflict_probability", "certainty", "inside_s", "part"})
            CHECK(fields.at(column).empty());
        CHECK(fields.at("sigma_m") == "unknown");
    }
}

TEST_CASE("alerts: docs/reference/alerts.md lists what is written, and nothing else")
{
    std::set<std::string> columns;
    for (const std::string_view name : io::alert_columns) columns.emplace(name);
    CHECK(difference(columns, listed_below("## CSV")) == "");

    std::set<std::string> keys;
    for (const bool with_rules : {false, true})
        for (const Json& event : flights(with_rules).json) list_keys(event, "", keys);
    std::set<std::string> listed = listed_below("## JSON");
    for (const std::string& item : listed_below("## Area proximity messages: `asterix_004`"))
        listed.insert("asterix_004." + item);
    CHECK(difference(keys, listed) == "");

    std::set<std::string> kinds;
    for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(AlertEventKind::track_lost_inside); ++i)
        kinds.insert(to_string(static_cast<AlertEventKind>(i)));
    CHECK(difference(kinds, listed_below("## Events")) == "");
    std::set<std::string> phases;
    for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(AlertPhase::ended); ++i)
        phases.insert(to_string(static_cast<AlertPhase>(i)));
    CHECK(difference(phases, listed_below("## Phases")) == "");
    std::set<std::string> causes;
    for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(AlertCause::track_end); ++i)
        causes.insert(to_string(static_cast<AlertCause>(i)));
    CHECK(difference(causes, listed_below("## Causes")) == "");
}
