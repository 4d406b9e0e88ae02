// SPDX-License-Identifier: MIT
/// @file
/// Borders for the benchmarks: real ones where Natural Earth's files lie beside the repository, otherwise
/// generated ones of the same size and roughness. The output says which.
#ifndef PICKET_BENCH_SUPPORT_BORDERS_HPP
#define PICKET_BENCH_SUPPORT_BORDERS_HPP

#include "workloads.hpp"

#include <picket/io/zone_geojson.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Where the generated borders come from: midpoints moved aside, again and again. The displacement shrinks by
/// a quarter a level, so the turns of a whole edge add up to less than 37 degrees: lines that start more than
/// 74 degrees apart can neither cross themselves nor each other.
class CoastMaker {
public:
    explicit CoastMaker(std::uint64_t seed) : random_(seed) {}

    /// The line from a to b in 2^levels pieces, without b.
    [[nodiscard]] std::vector<LatLon> coast(LatLon a, LatLon b, int levels, bool straight = false)
    {
        std::vector<LatLon> line;
        split(a, b, levels, straight ? 0.0 : 0.08, line);
        return line;
    }

    Random& random() { return random_; }

private:
    void split(LatLon a, LatLon b, int levels, double sideways, std::vector<LatLon>& line)
    {
        if (levels == 0) {
            line.push_back(a);
            return;
        }
        const double d = sideways == 0.0 ? 0.0 : random_.between(-sideways, sideways);
        const double north = b.lat_deg - a.lat_deg;
        const double east = b.lon_deg - a.lon_deg;
        const LatLon middle{0.5 * (a.lat_deg + b.lat_deg) + d * east, 0.5 * (a.lon_deg + b.lon_deg) - d * north};
        split(a, middle, levels - 1, 0.75 * sideways, line);
        split(middle, b, levels - 1, 0.75 * sideways, line);
    }

    Random random_;
};

[[nodiscard]] inline ZoneSpec zone_of(std::string id, const std::vector<LatLon>& ring)
{
    ZoneSpec zone;
    zone.id = std::move(id);
    zone.parts.emplace_back();
    for (const LatLon& p : ring) {
        picket::RingVertex vertex;
        vertex.at = p;
        zone.parts[0].exterior.vertices.push_back(vertex);
    }
    return zone;
}

/// One country of `sides` x 2^levels vertices.
[[nodiscard]] inline ZoneSpec generated_country(std::string id, LatLon centre, double radius_deg, int sides, int levels)
{
    CoastMaker maker(static_cast<std::uint64_t>(sides * 1000 + levels));
    std::vector<LatLon> ring;
    const auto corner = [&](int i) {
        const double angle = 2.0 * 3.14159265358979323846 * i / sides;
        return LatLon{centre.lat_deg + radius_deg * std::sin(angle), centre.lon_deg + 1.6 * radius_deg * std::cos(angle)};
    };
    for (int i = 0; i < sides; ++i) {
        const std::vector<LatLon> side = maker.coast(corner(i), corner((i + 1) % sides), levels);
        ring.insert(ring.end(), side.begin(), side.end());
    }
    return zone_of(std::move(id), ring);
}

/// 252 countries that tile the Earth between 75 S and 75 N and share their borders vertex by vertex, 2,048
/// vertices each: as many vertices in all as Natural Earth 1:10m.
[[nodiscard]] inline std::vector<ZoneSpec> generated_world()
{
    constexpr int columns = 18;
    constexpr int rows = 14;
    constexpr int levels = 9;
    CoastMaker maker(7);
    std::array<std::array<LatLon, columns + 1>, rows + 1> node;
    for (int r = 0; r <= rows; ++r)
        for (int c = 0; c <= columns; ++c) {
            const bool inner = r > 0 && r < rows && c > 0 && c < columns;
            node[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] = {
                -75.0 + 150.0 * r / rows + (inner ? maker.random().between(-0.8, 0.8) : 0.0),
                -180.0 + 360.0 * c / columns + (inner ? maker.random().between(-1.0, 1.0) : 0.0)};
        }
    using Line = std::vector<LatLon>;
    const auto at = [&](int r, int c) { return node[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]; };
    std::vector<std::vector<Line>> eastward;   // [row][column]: from node (r, c) to (r, c + 1)
    std::vector<std::vector<Line>> northward;  // from node (r, c) to (r + 1, c)
    for (int r = 0; r <= rows; ++r) {
        eastward.emplace_back();
        northward.emplace_back();
        for (int c = 0; c < columns; ++c) eastward.back().push_back(maker.coast(at(r, c), at(r, c + 1), levels));
        // Planar libraries cannot follow a border across 180 degrees: straight there.
        for (int c = 0; r < rows && c <= columns; ++c)
            northward.back().push_back(maker.coast(at(r, c), at(r + 1, c), levels, c == 0 || c == columns));
    }
    const auto append = [](Line& ring, const Line& line) { ring.insert(ring.end(), line.begin(), line.end()); };
    const auto append_reversed = [](Line& ring, const Line& line, LatLon end) {
        ring.push_back(end);
        ring.insert(ring.end(), line.rbegin(), line.rend() - 1);
    };
    std::vector<ZoneSpec> zones;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            const auto row = static_cast<std::size_t>(r);
            const auto column = static_cast<std::size_t>(c);
            Line ring;
            append(ring, eastward[row][column]);
            append(ring, northward[row][column + 1]);
            append_reversed(ring, eastward[row + 1][column], at(r + 1, c + 1));
            append_reversed(ring, northward[row][column], at(r + 1, c));
            zones.push_back(zone_of("G" + std::to_string(zones.size()), ring));
        }
    return zones;
}

struct Borders {
    std::string source;  ///< for the reader of the results
    ZoneSpec plain;      ///< about 1,300 vertices
    ZoneSpec rough;      ///< about 16,000 vertices
    std::vector<ZoneSpec> world;
};

[[nodiscard]] inline std::vector<ZoneSpec> read_specs(const std::filesystem::path& path)
{
    picket::io::ZoneReadOptions options;
    options.default_edges = picket::EdgeKind::geodesic;
    std::vector<ZoneSpec> specs;
    for (picket::io::ZoneRecord& record : picket::io::read_zones_geojson(path.string(), options).zones)
        specs.push_back(std::move(record.spec));
    return specs;
}

/// @param shared_data_dir  where data outside the repository lies; may be empty or absent
[[nodiscard]] inline Borders load_borders(const std::string& shared_data_dir)
{
    Borders borders;
    const std::filesystem::path folder = std::filesystem::path(shared_data_dir) / "borders-natural-earth";
    if (!shared_data_dir.empty() && std::filesystem::exists(folder / "ne_10m_admin_0_countries.geojson")) {
        borders.source = "Natural Earth 1:10m countries (land borders)";
        borders.plain = read_specs(folder / "countries_10m/POL.geojson").at(0);
        borders.rough = read_specs(folder / "countries_10m/NOR.geojson").at(0);
        borders.world = read_specs(folder / "ne_10m_admin_0_countries.geojson");
        borders.plain.name = "Poland";
        borders.rough.name = "Norway";
        return borders;
    }
    borders.source = "generated fractal borders (no Natural Earth files beside this clone)";
    borders.plain = generated_country("plain", {52.0, 19.0}, 2.6, 5, 8);
    borders.rough = generated_country("rough", {65.0, 15.0}, 5.0, 8, 11);
    borders.world = generated_world();
    borders.plain.name = "plain";
    borders.rough.name = "rough";
    return borders;
}

}  // namespace bench

#endif
