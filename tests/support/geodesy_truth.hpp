// SPDX-License-Identifier: MIT
/// @file
/// Reads the truth tables of tests/golden/geodesy, and the whole sets they are samples of where these are present.
#ifndef PICKET_TESTS_SUPPORT_GEODESY_TRUTH_HPP
#define PICKET_TESTS_SUPPORT_GEODESY_TRUTH_HPP

#include <picket/geodesy/geodesic.hpp>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

/// A line of a table: its text, and its fields by index.
struct Row {
    std::string text;
    std::vector<std::string> fields;

    [[nodiscard]] const std::string& word(std::size_t i) const { return fields.at(i); }
    [[nodiscard]] double number(std::size_t i) const { return std::strtod(fields.at(i).c_str(), nullptr); }
    [[nodiscard]] picket::LatLon place(std::size_t i) const { return {number(i), number(i + 1)}; }
};

[[nodiscard]] inline std::vector<Row> read_rows(const std::string& path, char separator, bool header)
{
    std::ifstream in(path);
    if (!in) throw std::runtime_error("cannot open " + path);
    std::vector<Row> rows;
    std::string line;
    if (header) std::getline(in, line);
    while (std::getline(in, line)) {
        Row row{line, {}};
        for (std::size_t begin = 0; begin <= line.size();) {
            const std::size_t end = std::min(line.find(separator, begin), line.size());
            row.fields.push_back(line.substr(begin, end - begin));
            begin = end + 1;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// The sample that ships, then the whole set where it is present.
///
/// @param full  name in the whole set, where it differs
[[nodiscard]] inline std::vector<std::string> truth_files(const std::string& sample, const std::string& full = {})
{
    std::vector<std::string> files{PICKET_TEST_DATA_DIR "/golden/geodesy/" + sample};
    const std::string shared = PICKET_SHARED_DATA_DIR;
    const std::string whole = shared + "/geodesy-truth/" + (full.empty() ? sample : full);
    if (!shared.empty() && std::filesystem::exists(whole)) files.push_back(whole);
    return files;
}

/// Difference of two angles [deg], across the antimeridian too.
[[nodiscard]] inline double angle_between(double a_deg, double b_deg)
{
    return std::abs(std::remainder(a_deg - b_deg, 360.0));
}

/// How far [m] a difference of azimuth moves the far end of a geodesic whose reduced length is m12. Azimuths have
/// no accuracy of their own: at a place 1 mm away, and from a pole, they are worth little.
[[nodiscard]] inline double cross_track(double a_deg, double b_deg, double m12_m)
{
    return angle_between(a_deg, b_deg) * 3.14159265358979323846 / 180 * std::abs(m12_m);
}

/// How far apart two places are [m].
[[nodiscard]] inline double apart(picket::LatLon a, picket::LatLon b)
{
    return picket::geodesic_distance(a, b).value();
}

}  // namespace test

#endif
