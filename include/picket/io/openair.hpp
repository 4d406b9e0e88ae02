// SPDX-License-Identifier: MIT
/// @file
/// Airspaces from OpenAir files, the text format of gliding and general aviation.
#ifndef PICKET_IO_OPENAIR_HPP
#define PICKET_IO_OPENAIR_HPP

#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/io/altitude_text.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/utc.hpp>
#include <picket/io/zone_record.hpp>
#include <picket/units.hpp>

#include <cmath>
#include <cstddef>
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

/// Is this well-formed UTF-8? Old files are Latin-1, new ones UTF-8, and none says which.
[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept
{
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80U ? 1 : byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : byte >= 0xC2U ? 2 : 0;
        if (length == 0 || byte > 0xF4U || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
        i += length;
    }
    return true;
}

[[nodiscard]] inline std::string utf8_from_latin1(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80U) {
            result += c;
        } else {
            result += static_cast<char>(0xC0U | (byte >> 6U));
            result += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return result;
}

/// One airspace while its lines are read. Not nested in the reader: a nested class with initialisers is not yet
/// constructible inside the class around it, so Clang refuses the std::optional of it there.
struct OpenAirAirspace {
    std::size_t line = 0;
    std::string text_id;
    std::string airspace_class;
    std::string type;
    ZoneSpec spec;
    RingSpec ring;
    bool has_lower = false;
    bool has_upper = false;
    bool never_active = false;
    std::optional<LatLon> centre;
    bool clockwise = true;
    bool refused = false;  ///< and named: what follows is passed over

    /// An AC with nothing but pens and brushes: how a class is to be drawn, not an airspace.
    [[nodiscard]] bool is_drawing() const
    {
        return spec.name.empty() && text_id.empty() && !has_lower && !has_upper && !ring.circle && ring.vertices.empty();
    }
};

class OpenAirReader {
public:
    OpenAirReader(std::string name, const ZoneReadOptions& options)
        : name_(std::move(name)),
          edges_(options.default_edges.value_or(EdgeKind::geodesic)),
          keep_going_(options.keep_going)
    {
    }

    [[nodiscard]] ZoneFile read(std::string_view text)
    {
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        latin1_ = !is_utf8(text);
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            std::string_view line = text.substr(0, end);
            text.remove_prefix(end == text.npos ? text.size() : end + 1);
            if (line.ends_with('\r')) line.remove_suffix(1);
            ++line_;
            take_line(trim(line));
        }
        finish();
        if (!seen_any_) parse_failure(name_ + ": is not an OpenAir file: no AC record");
        return std::move(file_);
    }

private:
    /// Thrown and caught within the reader.
    struct Refused {
        std::string what;
    };

    [[noreturn]] static void refuse(std::string what) { throw Refused{std::move(what)}; }

    [[nodiscard]] std::string where(std::size_t line) const { return name_ + ':' + std::to_string(line); }

    void take_line(std::string_view line)
    {
        if (line.empty() || line.front() == '*') return;
        if (line.size() >= 2 && same_word(line.substr(0, 2), "AC") && (line.size() == 2 || is_space(line[2]))) finish();
        if (airspace_ && airspace_->refused) return;
        try {
            take_record(line);
        } catch (const Refused& refused) {
            give_up(line_, airspace_ ? seen_count_ + 1 : seen_count_, refused.what);
        }
    }

    /// Throws, or with keep_going leaves the current airspace out.
    void give_up(std::size_t line, std::size_t index, const std::string& what)
    {
        std::string message = where(line) + ": ";
        if (airspace_ && !airspace_->spec.name.empty()) message += "airspace " + in_quotes(airspace_->spec.name) + ": ";
        message += what;
        if (!keep_going_) parse_failure(message);
        file_.skipped.push_back({index, std::move(message)});
        if (airspace_) airspace_->refused = true;
    }

    void take_record(std::string_view line)
    {
        std::size_t n = 0;
        while (n < line.size() && !is_space(line[n])) ++n;
        const std::string_view tag = line.substr(0, n);
        const std::string_view rest = trim(line.substr(n));
        const auto is = [tag](std::string_view known) { return same_word(tag, known); };

        if (is("AC")) {
            seen_any_ = true;
            airspace_.emplace();
            airspace_->line = line_;
            airspace_->airspace_class = std::string(without_comment(rest));
            return;
        }
        // pens, brushes and terrain colours may stand before the first airspace
        if (is("SP") || is("SB")) return;
        if (is("TO") || is("TC")) refuse("terrain (TO, TC) is not supported");
        if (!airspace_) refuse(in_quotes(tag) + " before the first AC");

        if (is("AN")) return take_name(rest);
        if (is("AI")) return take_once(airspace_->text_id, rest, "AI");
        if (is("AY")) return take_once(airspace_->type, rest, "AY");
        // station, frequency, transponder code, where to put a label: nothing a zone has
        if (is("AF") || is("AG") || is("AX") || is("AT")) return;
        if (is("AL")) return take_limit(without_comment(rest), airspace_->spec.altitude.lower, airspace_->has_lower, "AL");
        if (is("AH")) return take_limit(without_comment(rest), airspace_->spec.altitude.upper, airspace_->has_upper, "AH");
        if (is("AA")) return take_activation(without_comment(rest));
        if (is("V")) return take_variable(without_comment(rest));
        if (is("DP")) return take_point(without_comment(rest));
        if (is("DC")) return take_circle(without_comment(rest));
        if (is("DB")) return take_arc_by_places(without_comment(rest));
        if (is("DA")) return take_arc_by_angles(without_comment(rest));
        if (is("DY")) refuse("airways (DY) are not supported");
        refuse(in_quotes(tag) + " is not an OpenAir record");
    }

    /// Behind what a machine reads, `*` begins a comment (`DC 2 *NM`); in a name it is a character.
    [[nodiscard]] static std::string_view without_comment(std::string_view text) { return trim(text.substr(0, text.find('*'))); }

    [[nodiscard]] std::string in_utf8(std::string_view text) const
    {
        return latin1_ ? utf8_from_latin1(text) : std::string(text);
    }

    void take_name(std::string_view text)
    {
        if (!airspace_->spec.name.empty()) refuse("a second AN: an AC is missing before it");
        airspace_->spec.name = in_utf8(text);
    }

    void take_once(std::string& target, std::string_view text, const char* tag) const
    {
        if (!target.empty()) refuse(std::string("a second ") + tag);
        target = in_utf8(text);
    }

    /// A bare number is feet above mean sea level, as is one without a datum: the format's convention.
    void take_limit(std::string_view text, AltitudeLimit& limit, bool& has, const char* tag) const
    {
        if (has) refuse(std::string("a second ") + tag);
        has = true;
        AltitudeText parts = take_altitude_apart(text);
        if (parts.kind == AltitudeText::Kind::number && parts.problem.empty()) {
            if (!parts.unit) parts.unit = AltitudeUnit::foot;
            if (!parts.datum && parts.unit != AltitudeUnit::flight_level) parts.datum = VerticalDatum::amsl;
        }
        const ResolvedLimit resolved = resolve_altitude(parts);
        if (!resolved.problem.empty())
            refuse(std::string(tag) + ' ' + (parts.problem.empty() ? in_quotes(text) + ' ' : std::string()) + resolved.problem);
        limit = resolved.limit;
    }

    void take_activation(std::string_view text) const
    {
        text = trim(text.substr(0, text.find(';')));  // how the format's own examples explain an AA
        if (same_word(text, "NONE")) {
            airspace_->never_active = true;
            return;
        }
        const std::size_t slash = text.find('/');
        if (slash == text.npos) refuse("AA " + in_quotes(text) + " is neither NONE nor begin/end");
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const auto time = [](std::string_view word, double when_open) {
            if (same_word(trim(word), "NONE")) return when_open;
            const TimeText read = read_time(word);
            if (read.problem != nullptr) refuse("AA " + in_quotes(word) + ' ' + read.problem);
            return read.time_s;
        };
        const TimeWindow window{time(text.substr(0, slash), -infinity), time(text.substr(slash + 1), infinity)};
        if (window.begin_s == -infinity && window.end_s == infinity)
            refuse("AA " + in_quotes(text) + " has neither begin nor end: leave it out, or write NONE for never");
        airspace_->spec.windows.push_back(window);
    }

    void take_variable(std::string_view text) const
    {
        const std::size_t equals = text.find('=');
        if (equals == text.npos) refuse("V " + in_quotes(text) + " is not an assignment such as D=- or X=54:00:00N 018:00:00E");
        const std::string_view variable = trim(text.substr(0, equals));
        const std::string_view value = trim(text.substr(equals + 1));
        if (same_word(variable, "D")) {
            if (value != "+" && value != "-") refuse("V D=" + printable(value) + " is neither + nor -");
            airspace_->clockwise = value == "+";
        } else if (same_word(variable, "X")) {
            airspace_->centre = place(value);
        } else if (!same_word(variable, "Z") && !same_word(variable, "W") && !same_word(variable, "T")) {
            // Z is a zoom level, T terrain drawing, W the width of an airway, which DY would use
            refuse("V " + printable(variable) + "= is not an OpenAir variable");
        }
    }

    void take_point(std::string_view text) const
    {
        needs_no_circle();
        add_vertex(place(text));
    }

    void take_circle(std::string_view text) const
    {
        const LatLon centre = centre_for("DC");
        if (airspace_->ring.circle) refuse("a second DC");
        if (!airspace_->ring.vertices.empty()) refuse("DC in an airspace that has points: a ring is a circle or has vertices");
        airspace_->ring.circle = CircleSpec{centre, radius(text)};
    }

    void take_arc_by_places(std::string_view text) const
    {
        needs_no_circle();
        const LatLon centre = centre_for("DB");
        const std::size_t comma = text.find(',');
        if (comma == text.npos) refuse("DB " + in_quotes(text) + " is not two places with a comma between them");
        add_arc(place(trim(text.substr(0, comma))), place(trim(text.substr(comma + 1))), centre);
    }

    void take_arc_by_angles(std::string_view text) const
    {
        needs_no_circle();
        const LatLon centre = centre_for("DA");
        const std::size_t first = text.find(',');
        const std::size_t second = first == text.npos ? first : text.find(',', first + 1);
        if (second == text.npos) refuse("DA " + in_quotes(text) + " is not radius, start angle, end angle");
        const Metres r = radius(trim(text.substr(0, first)));
        const double start_deg = number(text.substr(first + 1, second - first - 1));
        const double end_deg = number(text.substr(second + 1));
        if (!(std::fabs(start_deg) <= 360.0 && std::fabs(end_deg) <= 360.0)) refuse("an angle beyond 360 degrees");
        if (start_deg == end_deg) refuse("an arc that begins where it ends: a circle is DC");
        const LatLon from = geodesic_direct(centre, Degrees{start_deg}, r).at;
        // 0 to 360 is the whole circle, to the bit
        const bool whole = std::remainder(end_deg - start_deg, 360.0) == 0.0;
        add_arc(from, whole ? from : geodesic_direct(centre, Degrees{end_deg}, r).at, centre);
    }

    void needs_no_circle() const
    {
        if (airspace_->ring.circle) refuse("points in an airspace that has a DC: a ring is a circle or has vertices");
    }

    [[nodiscard]] LatLon centre_for(const char* tag) const
    {
        if (!airspace_->centre) refuse(std::string(tag) + " without a centre: V X= is missing in this airspace");
        return *airspace_->centre;
    }

    void add_vertex(LatLon at) const
    {
        std::vector<RingVertex>& vertices = airspace_->ring.vertices;
        // the same place again is one vertex; after an arc it would be the full circle
        if (!vertices.empty() && vertices.back().at == at && !is_arc(vertices.back().edge_to_next)) return;
        vertices.push_back({at, edges_});
    }

    void add_arc(LatLon from, LatLon to, LatLon centre) const
    {
        add_vertex(from);
        RingVertex& start = airspace_->ring.vertices.back();
        start.edge_to_next = airspace_->clockwise ? EdgeKind::arc_clockwise : EdgeKind::arc_counter_clockwise;
        start.arc_centre = centre;
        airspace_->ring.vertices.push_back({to, edges_});
    }

    [[nodiscard]] static double number(std::string_view text)
    {
        double value = 0.0;
        if (!parse_number(text, value)) refuse(in_quotes(trim(text)) + " is not a number");
        return value;
    }

    [[nodiscard]] static Metres radius(std::string_view text)
    {
        const double value = number(text);
        if (!(value > 0.0)) refuse("radius " + printable(text) + " is not positive");
        return to_metres(NauticalMiles{value});
    }

    /// `54:30:15.5 N 018:40:00 E`: degrees, minutes and, if given, seconds, the last with decimals; or degrees
    /// with decimals alone. Blanks are free.
    [[nodiscard]] static LatLon place(std::string_view text)
    {
        std::string_view rest = text;
        const auto not_a_place = [&]() {
            refuse(in_quotes(text) + " is not a place such as 54:30:15N 018:40:00E");
        };
        const auto coordinate = [&](char positive, char negative, double most, const char* name) {
            double parts[3] = {};
            int count = 0;
            for (;;) {
                rest = trim(rest);
                std::size_t n = 0;
                while (n < rest.size() && (is_digit(rest[n]) || rest[n] == '.')) ++n;
                // only the last part may have decimals
                if (n == 0 || count == 3 || !parse_number(rest.substr(0, n), parts[count++])) not_a_place();
                const bool whole = rest.substr(0, n).find('.') == rest.npos;
                rest = trim(rest.substr(n));
                if (rest.empty() || rest.front() != ':') break;
                if (!whole) not_a_place();
                rest.remove_prefix(1);
            }
            if (rest.empty()) not_a_place();
            const char letter = to_lower(rest.front());
            rest.remove_prefix(1);
            if (letter != positive && letter != negative) not_a_place();
            for (int k = 1; k < count; ++k)
                if (parts[k] >= 60.0) refuse(in_quotes(text) + ": minutes and seconds end at 59");
            // one rounding, so that 54:30 and 54:30:00 are one place
            const double value = count == 1 ? parts[0] : ((parts[0] * 60.0 + parts[1]) * 60.0 + parts[2]) / 3600.0;
            if (value > most) refuse(in_quotes(text) + ": a " + name + " beyond " + number_text(most) + " degrees");
            return letter == negative ? -value : value;
        };
        const double lat = coordinate('n', 's', 90.0, "latitude");
        const double lon = coordinate('e', 'w', 180.0, "longitude");
        if (!trim(rest).empty()) not_a_place();
        return {lat, lon};
    }

    /// The airspace that ends before this line.
    void finish()
    {
        if (!airspace_) return;
        if (!airspace_->refused && !airspace_->is_drawing()) {
            ++seen_count_;
            try {
                deliver();
            } catch (const Refused& refused) {
                give_up(airspace_->line, seen_count_, refused.what);
            }
        } else if (airspace_->refused) {
            ++seen_count_;
        }
        airspace_.reset();
    }

    void deliver()
    {
        OpenAirAirspace& a = *airspace_;
        if (!a.has_lower) refuse("has no lower limit (AL)");
        if (!a.has_upper) refuse("has no upper limit (AH)");
        if (!a.ring.circle && a.ring.vertices.empty()) refuse("has no boundary (DP, DB, DA or DC)");
        if (a.never_active && !a.spec.windows.empty()) refuse("has both AA NONE and times of activity");
        if (a.never_active) a.spec.windows.push_back(never);
        ZoneRecord record;
        record.spec = std::move(a.spec);
        record.spec.id = !a.text_id.empty()        ? a.text_id
                         : !record.spec.name.empty() ? record.spec.name
                                                     : "airspace-" + std::to_string(seen_count_);
        record.spec.parts.push_back({std::move(a.ring), {}});
        record.index = seen_count_;
        record.where = where(a.line) + ": airspace " + in_quotes(record.spec.name.empty() ? record.spec.id : record.spec.name);
        record.type = a.type.empty() ? a.airspace_class : a.type;
        file_.zones.push_back(std::move(record));
    }

    std::string name_;
    EdgeKind edges_;
    bool keep_going_;
    bool latin1_ = false;
    bool seen_any_ = false;
    std::size_t line_ = 0;
    std::size_t seen_count_ = 0;  ///< airspaces finished
    mutable std::optional<OpenAirAirspace> airspace_;
    ZoneFile file_;
};

}  // namespace detail

/// Reads airspaces from an OpenAir file.
///
/// Records       AC, AN, AI, AY, AL, AH, AA, V X=, V D=, DP, DB, DA, DC. Passed over: SP, SB, AF, AG, AX, AT, V Z=,
///               V T=, V W=. An AC followed by pens only (SP, SB) is no airspace. `*` begins a comment, also behind
///               a record (but not behind a name). Any case, any line ends, UTF-8 or Latin-1.
/// Boundary      vertices, arcs and circles as they are: a circle is a circle. Distances in nautical miles, angles
///               from true north. Lines between vertices are `options.default_edges`, or geodesic. V X= and V D=
///               hold until the next AC.
/// Limits        as in altitude_text.hpp; a number without unit or datum is feet above mean sea level
/// Times         AA begin/end (ISO 8601 with its zone), any number of them; AA begin/NONE is until further notice,
///               AA NONE/end since ever; AA NONE is a zone that is never active; without AA it always is. The format
///               has no times that come back.
/// Identity      AI, else AN, else `airspace-N`, N from 1; ids need not be unique. ZoneRecord::type is AY, else AC.
/// Refused       airways (DY), terrain (TO, TC), unknown records, an airspace without limits or boundary
///
/// @throws ParseError  `FILE:LINE: airspace "NAME": ...`; with keep_going the airspace is skipped instead
///         [tests/unit/io_openair]
[[nodiscard]] inline ZoneFile read_zones_openair(std::istream& in, const std::string& name,
                                                 const ZoneReadOptions& options = {})
{
    const std::string text = detail::read_all(in, name);
    return detail::OpenAirReader(detail::printable(name, 400), options).read(text);
}

/// The same from a file.
[[nodiscard]] inline ZoneFile read_zones_openair(const std::string& path, const ZoneReadOptions& options = {})
{
    std::ifstream in = detail::open_input(path);
    return read_zones_openair(in, path, options);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
