// SPDX-License-Identifier: MIT
// picket geodesic: one problem a line in, one answer a line out.
#include "cmd_geodesic.hpp"

#include "output.hpp"

#include <picket/error.hpp>
#include <picket/geodesy.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/text.hpp>

#include <GeographicLib/DMS.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace picket_cli {
namespace {

using GeographicLib::DMS;
using picket::Degrees;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;

/// What is wrong with a line; the file and the line number are added by who knows them.
struct BadLine {
    std::string what;
};

[[noreturn]] void bad(const std::string& what) { throw BadLine{what}; }

using picket::io::detail::in_quotes;

/// A whole token as a number, `nan` and `inf` included.
bool as_number(std::string_view text, double& value)
{
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

struct Angle {
    double degrees;
    DMS::flag letter;  ///< NONE, LATITUDE (N or S) or LONGITUDE (E or W)
    std::string text;  ///< as written
};

/// Numbers first: GeographicLib would read 1e-05, as programs print small coordinates, as "1 E minus 5".
Angle angle(const std::string& text)
{
    double value = 0.0;
    if (as_number(text, value)) return {value, DMS::NONE, text};
    try {
        DMS::flag letter = DMS::NONE;
        value = DMS::Decode(text, letter);
        return {value, letter, text};
    } catch (const std::exception&) {
        bad(in_quotes(text) + " is not an angle (decimal degrees, or like 40:38:23N)");
    }
}

/// Latitude and longitude in this order, unless letters say that they are in the other.
LatLon place(const std::string& first, const std::string& second)
{
    Angle lat = angle(first);
    Angle lon = angle(second);
    if (lat.letter != DMS::NONE && lat.letter == lon.letter) {
        bad(in_quotes(first) + " and " + in_quotes(second) + " are both " +
            (lat.letter == DMS::LATITUDE ? "latitudes" : "longitudes"));
    }
    if (lat.letter == DMS::LONGITUDE || lon.letter == DMS::LATITUDE) std::swap(lat, lon);
    if (std::abs(lat.degrees) > 90.0) bad("latitude " + in_quotes(lat.text) + " is beyond 90 degrees");
    if (std::isinf(lon.degrees)) bad("longitude " + in_quotes(lon.text) + " is not finite");
    return {lat.degrees, lon.degrees};
}

Degrees azimuth(const std::string& text)
{
    const Angle value = angle(text);
    if (value.letter == DMS::LATITUDE) bad("azimuth " + in_quotes(text) + " has the letter of a latitude");
    if (std::isinf(value.degrees)) bad("azimuth " + in_quotes(text) + " is not finite");
    return Degrees{value.degrees};
}

Metres metres(const std::string& text)
{
    double value = 0.0;
    if (!as_number(text, value)) bad(in_quotes(text) + " is not a distance in metres");
    if (std::isinf(value)) bad("distance " + in_quotes(text) + " is not finite");
    return Metres{value};
}

/// The fields of a line: separated by white space or by a comma with white space around it.
std::vector<std::string> split(std::string_view line)
{
    std::vector<std::string> fields;
    std::string field;
    bool comma = false;  // a comma waits for a field to follow
    const auto finish = [&] {
        if (field.empty()) return;
        fields.push_back(field);
        field.clear();
        comma = false;
    };
    for (const char c : line) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f') {
            finish();
        } else if (c == ',') {
            finish();
            if (comma || fields.empty()) bad("an empty field before a comma");
            comma = true;
        } else {
            field += c;
        }
    }
    finish();
    if (comma) bad("an empty field after the last comma");
    return fields;
}

void add_number(std::string& line, double value, int decimals)
{
    if (!line.empty()) line += ' ';
    if (std::isnan(value)) {
        line += "nan";  // never -nan
        return;
    }
    char text[400];  // 309 digits before the point, and the decimals
    std::snprintf(text, sizeof(text), "%.*f", decimals, value);
    line += text;
}

void add(std::string& line, Degrees angle_value) { add_number(line, angle_value.value(), 15); }
void add(std::string& line, Metres length) { add_number(line, length.value(), 9); }
void add(std::string& line, LatLon at)
{
    add(line, Degrees{at.lat_deg});
    add(line, Degrees{at.lon_deg});
}
void add(std::string& line, const char* word) { line += std::string(" ") + word; }

using Fields = std::vector<std::string>;

std::string solve_inverse(const Fields& f)
{
    const picket::GeodesicInverse answer = picket::geodesic_inverse(place(f[0], f[1]), place(f[2], f[3]));
    std::string line;
    add(line, answer.azimuth_start);
    add(line, answer.azimuth_end);
    add(line, answer.distance);
    return line;
}

std::string solve_direct(const Fields& f)
{
    const picket::GeodesicDirect answer =
        picket::geodesic_direct(place(f[0], f[1]), azimuth(f[2]), metres(f[3]));
    std::string line;
    add(line, answer.at);
    add(line, answer.azimuth_end);
    return line;
}

std::string solve_rhumb_inverse(const Fields& f)
{
    const picket::RhumbInverse answer = picket::rhumb_inverse(place(f[0], f[1]), place(f[2], f[3]));
    std::string line;
    add(line, answer.azimuth);
    add(line, answer.distance);
    return line;
}

std::string solve_rhumb_direct(const Fields& f)
{
    std::string line;
    add(line, picket::rhumb_direct(place(f[0], f[1]), azimuth(f[2]), metres(f[3])));
    return line;
}

std::string solve_intersect(const Fields& f)
{
    const picket::GeodesicIntersection answer =
        picket::intersect_segments(GeodesicLine::between(place(f[0], f[1]), place(f[2], f[3])),
                                   GeodesicLine::between(place(f[4], f[5]), place(f[6], f[7])));
    std::string line;
    add(line, Metres{answer.x_m});
    add(line, Metres{answer.y_m});
    add(line, answer.at);
    add(line, is_valid(answer.at) ? (answer.inside_both ? "1" : "0") : "nan");
    return line;
}

std::string solve_nearest(const Fields& f)
{
    const picket::NearestPoint answer = picket::nearest_on_segment(
        GeodesicLine::between(place(f[0], f[1]), place(f[2], f[3])), place(f[4], f[5]));
    std::string line;
    add(line, answer.distance);
    add(line, answer.along);
    add(line, answer.at);
    add(line, is_valid(answer.at) ? to_string(answer.where) : "nan");
    return line;
}

struct Problem {
    const char* name;
    const char* description;
    const char* input;
    std::size_t fields;
    const char* output;
    std::string (*solve)(const Fields&);
    const char* example;
};

constexpr Problem problems[] = {
    {"inverse", "Distance and azimuths of the shortest path", "lat1 lon1 lat2 lon2", 4, "azi1 azi2 s12", solve_inverse,
     "echo 59.2603 24.2085 59.90 27.50 | picket geodesic inverse"},
    {"direct", "Where a geodesic arrives", "lat1 lon1 azi1 s12", 4, "lat2 lon2 azi2", solve_direct,
     "echo 50N 4W -147.7 6058049 | picket geodesic direct"},
    {"rhumb-inverse", "Distance and azimuth of the rhumb line", "lat1 lon1 lat2 lon2", 4, "azi12 s12",
     solve_rhumb_inverse, "echo 40:38:23N 73:46:44W 1:21:33N 103:59:22E | picket geodesic rhumb-inverse"},
    {"rhumb-direct", "Where a rhumb line arrives; beyond a pole the longitude is nan", "lat1 lon1 azi12 s12", 4,
     "lat2 lon2", solve_rhumb_direct, "echo 54 14.5 90 300000 | picket geodesic rhumb-direct"},
    {"intersect",
     "Where two geodesics cross: in both segments if they meet, otherwise closest to the middles of the segments",
     "latX1 lonX1 latX2 lonX2 latY1 lonY1 latY2 lonY2", 8, "x y lat lon inside_both", solve_intersect,
     "echo 54 14.5 54.2 14.6 54.1 14.4 54 14.7 | picket geodesic intersect"},
    {"nearest", "The point of a geodesic segment nearest to a place P", "lat1 lon1 lat2 lon2 latP lonP", 6,
     "dist along lat lon start|interior|end", solve_nearest, "echo 42 29 39 -77 64 -22 | picket geodesic nearest"},
};

struct GeodesicOptions {
    std::string in = "-";
    std::string out;
    bool keep_going = false;
};

void run(const Problem& problem, const GeodesicOptions& options)
{
    const std::string text = options.in == "-" ? picket::io::detail::read_all(std::cin, "-") : [&] {
        std::ifstream file = picket::io::detail::open_input(options.in);
        return picket::io::detail::read_all(file, options.in);
    }();
    const std::string name = picket::io::detail::printable(options.in, 400);

    // Nothing is printed before the last line has been read and understood.
    std::string answers;
    std::size_t skipped = 0;
    Progress progress(std::string("geodesic ") + problem.name + ": bytes");
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        progress.at(begin, text.size());
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line(text.data() + begin, end - begin);
        begin = end + 1;
        ++number;
        if (number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") line.remove_prefix(3);  // byte order mark
        try {
            const Fields fields = split(line);
            if (fields.empty()) continue;
            if (fields.size() != problem.fields) {
                bad("expected " + std::to_string(problem.fields) + " values (" + problem.input + "), found " +
                    std::to_string(fields.size()));
            }
            answers += problem.solve(fields);
            answers += '\n';
        } catch (const BadLine& error) {
            const std::string message = name + ':' + std::to_string(number) + ": " + error.what;
            if (!options.keep_going) throw picket::ParseError(message.c_str());
            std::cerr << message << '\n';
            ++skipped;
        }
    }
    Outputs outputs;
    outputs.add(options.out, std::move(answers));
    outputs.commit();
    if (skipped > 0) std::cerr << "picket: skipped " << skipped << (skipped == 1 ? " bad line\n" : " bad lines\n");
}

}  // namespace

void add_geodesic_command(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("geodesic", "Geodesics and rhumb lines of WGS 84: one problem a line");
    command->require_subcommand(1);
    command->footer(
        "Angles are decimal degrees, or degrees, minutes and seconds with a hemisphere letter (40:38:23N); with\n"
        "letters longitude may come first. Distances are metres. Values are separated by white space or commas.\n"
        "Answers have 15 decimals of a degree and 9 of a metre; nan where there is no answer.\n\n"
        "Example:\n"
        "  echo 59.2603 24.2085 59.90 27.50 | picket geodesic inverse");
    for (const Problem& problem : problems) {
        CLI::App* sub = command->add_subcommand(problem.name, problem.description);
        const auto options = std::make_shared<GeodesicOptions>();
        sub->add_option("--in", options->in, "File with the problems; - is standard input [-]")->type_name("FILE");
        sub->add_option("--out", options->out, "Write the answers to this file instead of standard output")
            ->type_name("FILE");
        sub->add_flag("--keep-going", options->keep_going, "Skip bad lines, name them on standard error, count them");
        sub->footer(std::string("Each line:   ") + problem.input + "\nIts answer:  " + problem.output +
                    "\n\nExample:\n  " + problem.example);
        sub->callback([&problem, options] { run(problem, *options); });
    }
}

}  // namespace picket_cli
