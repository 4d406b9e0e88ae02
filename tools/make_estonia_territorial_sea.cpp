// SPDX-License-Identifier: MIT
// Builds examples/data/estonia_territorial_sea.geojson: the land and territorial sea of Estonia, from what may be
// shipped. How, and what is assumed, stands in `assumptions` below and goes into the file.
//
//   c++ -std=c++20 -O2 -I include tools/make_estonia_territorial_sea.cpp -lGeographicLib -o /tmp/make_sea
//   /tmp/make_sea DATA_DIR [OSM_FILE] > examples/data/estonia_territorial_sea.geojson
//
// DATA_DIR holds EST.geojson, LVA.geojson and RUS.geojson (Natural Earth 1:10m, one feature each). With OSM_FILE
// (the borders-osm-maritime set, ODbL, for comparison only: nothing of it enters the result) the differences are
// reported on standard error.
//
// The zone is written as a function that is positive inside (nearer than 12 NM to the coast, and ...), and its
// zero line is traced on a grid: every rule is one line of code, and unions and corners need no case of their own.
#include <picket/airspace/zone.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/nearest.hpp>
#include <picket/io/zone_geojson.hpp>

#include <GeographicLib/PolygonArea.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using picket::LatLon;

constexpr double nautical_mile_m = 1852.0;
constexpr double breadth_m = 12.0 * nautical_mile_m;
constexpr double corridor_m = 3.0 * nautical_mile_m;

/// Islets that Natural Earth 1:10m lacks.
constexpr std::array<LatLon, 3> estonian_islets{{{59.817, 26.36},    // Vaindloo
                                                 {59.7, 25.022},     // Keri
                                                 {59.303, 23.36}}};  // Osmussaar
constexpr std::array<LatLon, 3> russian_islets{{{59.967, 26.683},    // Rodsher
                                                {59.808, 26.917},    // Maly Tyuters
                                                {59.85, 27.2}}};     // Bolshoy Tyuters

/// The boundary of the maritime zones of Estonia and Finland in the Gulf of Finland, from east to west.
/// Agreement of 18 October 1996, article 2 (Riigi Teataja II 1996, 42, 173): geodesics on WGS 84.
const std::vector<LatLon> treaty_line = [] {
    constexpr std::array<std::array<double, 4>, 17> degrees_minutes{{{59, 59.678, 26, 20.147},
                                                                     {59, 59.095, 26, 12.666},
                                                                     {59, 58.095, 26, 7.966},
                                                                     {59, 51.694, 25, 58.067},
                                                                     {59, 52.594, 25, 27.566},
                                                                     {59, 53.294, 25, 10.166},
                                                                     {59, 52.093, 24, 57.166},
                                                                     {59, 50.493, 24, 49.266},
                                                                     {59, 44.193, 24, 24.367},
                                                                     {59, 37.092, 23, 54.367},
                                                                     {59, 31.591, 23, 29.667},
                                                                     {59, 31.691, 23, 9.567},
                                                                     {59, 24.891, 22, 45.068},
                                                                     {59, 22.790, 22, 9.868},
                                                                     {59, 18.689, 21, 46.568},
                                                                     {59, 11.489, 21, 11.168},
                                                                     {58, 50.677, 20, 28.902}}};
    std::vector<LatLon> line;
    for (const auto& [lat, lat_min, lon, lon_min] : degrees_minutes)
        line.push_back({lat + lat_min / 60.0, lon + lon_min / 60.0});
    return line;
}();

const std::array<const char*, 8> assumptions{
    "Coast: Natural Earth 1:10m land polygons, stood in for the baseline of the law (straight lines between outer "
    "points). Where the law's baseline lies seaward of this coast, this zone is too small.",
    "Vaindloo is not in Natural Earth: added as a point at 59.817 N 26.36 E.",
    "Further islets that Natural Earth lacks, added as points from general knowledge, good to about a kilometre: Keri "
    "59.7 N 25.022 E and Osmussaar 59.303 N 23.36 E (Estonia); Rodsher 59.967 N 26.683 E, Maly Tyuters 59.808 N "
    "26.917 E and Bolshoy Tyuters 59.85 N 27.2 E (Russia).",
    "Outer limit: 12 nautical miles of 1852 m, geodesic, from the nearest point of that coast.",
    "Gulf of Finland: nothing within 3 nautical miles of the boundary agreed with Finland on 18 October 1996 (Riigi "
    "Teataja II 1996, 42, 173), nor beyond it: the corridor both states left open. North of the line's eastern end the "
    "limit follows that end's meridian.",
    "Towards Russia and Latvia: equidistance between the same coasts and islets; no treaty was used.",
    "Land border: Natural Earth, vertex by vertex.",
    "Traced on a grid of 0.005 by 0.01 degree: corners are cut by up to 0.3 km; between vertices geodesics."};

struct Region {
    double south, north, west, east;
    bool holds(LatLon p) const
    {
        return p.lat_deg >= south && p.lat_deg <= north && p.lon_deg >= west && p.lon_deg <= east;
    }
};
constexpr Region grid_region{57.3, 60.3, 21.0, 28.4};
constexpr Region coast_region{56.8, 60.8, 19.5, 29.5};
constexpr double grid_lat = 0.005;
constexpr double grid_lon = 0.01;

struct Vector {
    double x, y, z;
};
Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

Vector ecef(LatLon p)
{
    const auto e = picket::detail::to_ecef_m(p);
    return {e.x, e.y, e.z};
}

/// Lines and points that distances are taken to, as chords in space: over 25 km a chord is 0.02 m shorter than the
/// geodesic, and the pieces of a coast are short. Good to a metre where the limits are, which is far better than
/// the coast itself.
class Lines {
public:
    void add(LatLon a, LatLon b)
    {
        // a long piece bends away from its chord
        const int n = 1 + static_cast<int>(picket::detail::geodesic_distance_m(a, b) / 5000.0);
        const picket::GeodesicLine line = picket::GeodesicLine::between(a, b);
        LatLon from = a;
        for (int i = 1; i <= n; ++i) {
            const LatLon to = i == n ? b : line.at(line.length() * (static_cast<double>(i) / n));
            pieces_.push_back({ecef(from), ecef(to) - ecef(from)});
            from = to;
        }
    }
    void add(LatLon a) { pieces_.push_back({ecef(a), {0, 0, 0}}); }
    void add(const picket::ZoneSpec& state)
    {
        for (const auto& part : state.parts) {
            const auto& v = part.exterior.vertices;
            for (std::size_t i = 0; i < v.size(); ++i) {
                const LatLon a = v[i].at;
                const LatLon b = v[i + 1 < v.size() ? i + 1 : 0].at;
                if (coast_region.holds(a) && coast_region.holds(b) && a != b) add(a, b);
            }
        }
    }
    double distance_m(LatLon p) const
    {
        const Vector at = ecef(p);
        double nearest = INFINITY;
        for (const auto& [start, along] : pieces_) {
            const Vector d = at - start;
            const double length2 = dot(along, along);
            const double t = length2 > 0 ? std::clamp(dot(d, along) / length2, 0.0, 1.0) : 0.0;
            const Vector gap{d.x - t * along.x, d.y - t * along.y, d.z - t * along.z};
            nearest = std::min(nearest, dot(gap, gap));
        }
        return std::sqrt(nearest);
    }

private:
    std::vector<std::pair<Vector, Vector>> pieces_;
};

/// Positive inside the zone, negative outside; where a rule of the sea decides, in metres.
class Estonia {
public:
    Estonia(const std::vector<picket::Zone>& own, const std::vector<picket::Zone>& others) : own_(own), others_(others)
    {
        for (const auto& zone : own) own_coast_.add(zone.spec());
        for (const LatLon islet : estonian_islets) own_coast_.add(islet);
        for (const auto& zone : others) other_coasts_.add(zone.spec());
        for (const LatLon islet : russian_islets) other_coasts_.add(islet);
        for (std::size_t i = 1; i < treaty_line.size(); ++i) treaty_.add(treaty_line[i - 1], treaty_line[i]);
        // what lies beyond the treaty line, as a polygon
        picket::ZoneSpec beyond;
        beyond.id = "beyond the treaty line";
        picket::RingSpec ring;
        for (const LatLon p : treaty_line) ring.vertices.push_back({p, picket::EdgeKind::geodesic});
        ring.vertices.push_back({{62.0, treaty_line.back().lon_deg}, picket::EdgeKind::rhumb});
        ring.vertices.push_back({{62.0, treaty_line.front().lon_deg}, picket::EdgeKind::rhumb});
        beyond.parts.push_back({ring, {}});
        beyond_.emplace_back(beyond);
    }

    double operator()(LatLon p) const
    {
        const auto holds = [p](const picket::Zone& zone) { return zone.contains(p) == picket::Containment::inside; };
        if (std::any_of(own_.begin(), own_.end(), holds)) return 1.0;
        if (std::any_of(others_.begin(), others_.end(), holds)) return -1.0;
        const double own = own_coast_.distance_m(p);
        if (own > breadth_m) return breadth_m - own;
        const double treaty = (holds(beyond_.front()) ? -1.0 : 1.0) * treaty_.distance_m(p);
        return std::min({breadth_m - own, other_coasts_.distance_m(p) - own, treaty - corridor_m});
    }

private:
    const std::vector<picket::Zone>& own_;
    const std::vector<picket::Zone>& others_;
    std::vector<picket::Zone> beyond_;
    Lines own_coast_;
    Lines other_coasts_;
    Lines treaty_;
};

using Ring = std::vector<LatLon>;

/// Signs of a function on the nodes of a grid, and the rings of its zero line, the inside on the left.
template <class Function>
std::vector<Ring> trace(const Function& f)
{
    const auto rows = static_cast<std::size_t>(std::lround((grid_region.north - grid_region.south) / grid_lat)) + 1;
    const auto columns = static_cast<std::size_t>(std::lround((grid_region.east - grid_region.west) / grid_lon)) + 1;
    const auto node = [](std::size_t r, std::size_t c) {
        return LatLon{grid_region.south + grid_lat * static_cast<double>(r),
                      grid_region.west + grid_lon * static_cast<double>(c)};
    };
    std::vector<char> inside(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) inside[r * columns + c] = f(node(r, c)) > 0;
    }
    // A grid edge is named by its lower-left node and its direction (0 east, 1 north).
    using Edge = std::size_t;
    const auto edge = [&](std::size_t r, std::size_t c, std::size_t direction) {
        return 2 * (r * columns + c) + direction;
    };
    const auto crossing = [&](Edge e) {
        const std::size_t r = e / 2 / columns;
        const std::size_t c = e / 2 % columns;
        LatLon a = node(r, c);
        LatLon b = e % 2 == 0 ? node(r, c + 1) : node(r + 1, c);
        const bool a_in = inside[r * columns + c] != 0;
        for (int i = 0; i < 22; ++i) {  // 600 m / 2^22
            const LatLon m{0.5 * (a.lat_deg + b.lat_deg), 0.5 * (a.lon_deg + b.lon_deg)};
            ((f(m) > 0) == a_in ? a : b) = m;
        }
        return LatLon{0.5 * (a.lat_deg + b.lat_deg), 0.5 * (a.lon_deg + b.lon_deg)};
    };
    std::map<Edge, Edge> next;
    for (std::size_t r = 0; r + 1 < rows; ++r) {
        for (std::size_t c = 0; c + 1 < columns; ++c) {
            // corners counter-clockwise from the lower left, and the edge after each
            const std::array<bool, 4> in{inside[r * columns + c] != 0, inside[r * columns + c + 1] != 0,
                                         inside[(r + 1) * columns + c + 1] != 0, inside[(r + 1) * columns + c] != 0};
            const std::array<Edge, 4> after{edge(r, c, 0), edge(r, c + 1, 1), edge(r + 1, c, 0), edge(r, c, 1)};
            // The line leaves the cell where, going round, inside ends, and came in where that inside began.
            for (std::size_t k = 0; k < 4; ++k) {
                if (!in[k] || in[(k + 1) % 4]) continue;
                std::size_t begin = k;
                while (in[(begin + 3) % 4] && (begin + 3) % 4 != (k + 1) % 4) begin = (begin + 3) % 4;
                next[after[k]] = after[(begin + 3) % 4];
            }
        }
    }
    std::vector<Ring> rings;
    while (!next.empty()) {
        Ring ring;
        Edge at = next.begin()->first;
        while (true) {
            const auto found = next.find(at);
            if (found == next.end()) break;
            ring.push_back(crossing(at));
            at = found->second;
            next.erase(found);
        }
        rings.push_back(std::move(ring));
    }
    return rings;
}

double area_km2(const Ring& ring)
{
    GeographicLib::PolygonArea polygon(GeographicLib::Geodesic::WGS84());
    for (const LatLon p : ring) polygon.AddPoint(p.lat_deg, p.lon_deg);
    double perimeter = 0;
    double area = 0;
    polygon.Compute(false, true, perimeter, area);
    return area / 1e6;
}

/// As few vertices as keep the line within `tolerance_m` (Douglas and Peucker).
Ring simplified(const Ring& line, double tolerance_m)
{
    std::vector<char> keep(line.size(), 0);
    keep.front() = keep.back() = 1;
    std::vector<std::pair<std::size_t, std::size_t>> todo{{0, line.size() - 1}};
    while (!todo.empty()) {
        const auto [from, to] = todo.back();
        todo.pop_back();
        Lines chord;
        chord.add(line[from], line[to]);
        double worst = tolerance_m;
        std::size_t at = from;
        for (std::size_t i = from + 1; i < to; ++i) {
            const double d = chord.distance_m(line[i]);
            if (d > worst) {
                worst = d;
                at = i;
            }
        }
        if (at == from) continue;
        keep[at] = 1;
        todo.emplace_back(from, at);
        todo.emplace_back(at, to);
    }
    Ring result;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (keep[i] != 0) result.push_back(line[i]);
    }
    return result;
}

/// The vertices Estonia shares with its neighbours, in the order of Estonia's ring: the land border.
Ring land_border(const picket::Zone& estonia, const std::vector<picket::Zone>& neighbours)
{
    std::vector<LatLon> shared;
    for (const auto& zone : neighbours) {
        for (const auto& part : zone.spec().parts) {
            for (const auto& v : part.exterior.vertices) {
                if (coast_region.holds(v.at)) shared.push_back(v.at);
            }
        }
    }
    const auto& mainland =
        std::max_element(estonia.spec().parts.begin(), estonia.spec().parts.end(), [](const auto& a, const auto& b) {
            return a.exterior.vertices.size() < b.exterior.vertices.size();
        })->exterior.vertices;
    const std::size_t n = mainland.size();
    const auto is_shared = [&](std::size_t i) {
        return std::find(shared.begin(), shared.end(), mainland[i % n].at) != shared.end();
    };
    // the longest run of shared vertices
    std::size_t best_start = 0;
    std::size_t best_length = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (is_shared(i + n - 1)) continue;
        std::size_t length = 0;
        while (length < n && is_shared(i + length)) ++length;
        if (length > best_length) {
            best_length = length;
            best_start = i;
        }
    }
    Ring border;
    for (std::size_t i = 0; i < best_length; ++i) {
        const LatLon p = mainland[(best_start + i) % n].at;
        if (border.empty() || border.back() != p) border.push_back(p);
    }
    return border;
}

std::size_t nearest_vertex(const Ring& ring, LatLon p)
{
    std::size_t best = 0;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        if (picket::detail::geodesic_distance_m(ring[i], p) < picket::detail::geodesic_distance_m(ring[best], p))
            best = i;
    }
    return best;
}

/// What the result differs by from the OpenStreetMap boundary.
void compare(const picket::Zone& zone, const picket::Zone& osm)
{
    const auto outline = [](const picket::Zone& z) {
        Lines lines;
        lines.add(z.spec());
        return lines;
    };
    const Lines zone_lines = outline(zone);
    const Lines osm_lines = outline(osm);
    const auto total = [](const picket::Zone& z) {
        double sum = 0;
        for (const auto& part : z.spec().parts) {
            Ring ring;
            for (const auto& v : part.exterior.vertices) ring.push_back(v.at);
            sum += std::abs(area_km2(ring));
        }
        return sum;
    };
    const Region gulf{59.3, 60.3, 23.2, 27.9};
    const Region vaindloo{59.3, 60.3, 25.8, 26.9};
    double only_zone = 0;
    double only_osm = 0;
    double only_zone_gulf = 0;
    double only_osm_gulf = 0;
    for (double lat = grid_region.south + 0.5 * grid_lat; lat < grid_region.north; lat += grid_lat) {
        const double cell_km2 = grid_lat * 111.4 * grid_lon * 111.4 * std::cos(lat * picket::detail::degree);
        for (double lon = grid_region.west + 0.5 * grid_lon; lon < grid_region.east; lon += grid_lon) {
            const LatLon p{lat, lon};
            const bool a = zone.contains(p) == picket::Containment::inside;
            const bool b = osm.contains(p) == picket::Containment::inside;
            if (a && !b) (only_zone += cell_km2, only_zone_gulf += gulf.holds(p) ? cell_km2 : 0.0);
            if (b && !a) (only_osm += cell_km2, only_osm_gulf += gulf.holds(p) ? cell_km2 : 0.0);
        }
    }
    std::fprintf(stderr, "area: this zone %.0f km2, OSM %.0f km2; only here %.0f, only in OSM %.0f km2\n", total(zone),
                 total(osm), only_zone, only_osm);
    std::fprintf(stderr, "Gulf of Finland: only here %.0f, only in OSM %.0f km2\n", only_zone_gulf, only_osm_gulf);
    for (const auto& [name, region] : {std::pair{"Gulf of Finland", gulf}, std::pair{"25.8 to 26.9 E", vaindloo}}) {
        // along this zone's limit and along OSM's, a point every 200 m
        for (const auto& [from, to, which] : {std::tuple{&zone, &osm_lines, "this limit to OSM's"},
                                              std::tuple{&osm, &zone_lines, "OSM's limit to this one"}}) {
            std::vector<double> gaps;
            for (const auto& part : from->spec().parts) {
                const auto& v = part.exterior.vertices;
                for (std::size_t i = 0; i < v.size(); ++i) {
                    const LatLon a = v[i].at;
                    const LatLon b = v[i + 1 < v.size() ? i + 1 : 0].at;
                    if (a == b) continue;
                    const picket::GeodesicLine line = picket::GeodesicLine::between(a, b);
                    for (double s = 0; s < line.length().value(); s += 200.0) {
                        const LatLon p = line.at(picket::Metres{s});
                        if (region.holds(p)) gaps.push_back(to->distance_m(p));
                    }
                }
            }
            std::sort(gaps.begin(), gaps.end());
            if (!gaps.empty())
                std::fprintf(stderr, "%s, %s: median %.0f m, 90 %% %.0f m, most %.0f m\n", name, which,
                             gaps[gaps.size() / 2], gaps[gaps.size() * 9 / 10], gaps.back());
        }
    }
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: make_estonia_territorial_sea DATA_DIR [OSM_FILE]\n");
        return 2;
    }
    const std::string directory = std::string(argv[1]) + '/';
    const std::vector<picket::Zone> own = picket::io::load_zones_geojson(directory + "EST.geojson").zones;
    std::vector<picket::Zone> others;
    for (const char* name : {"LVA.geojson", "RUS.geojson"}) {
        for (auto& zone : picket::io::load_zones_geojson(directory + name).zones) others.push_back(zone);
    }

    std::vector<Ring> rings = trace(Estonia(own, others));
    std::sort(rings.begin(), rings.end(), [](const Ring& a, const Ring& b) { return a.size() > b.size(); });
    for (std::size_t i = 0; i < rings.size(); ++i)
        std::fprintf(stderr, "ring %zu: %zu points, %.1f km2\n", i, rings[i].size(), area_km2(rings[i]));
    Ring ring = rings.front();

    // seawards from one end of the land border to the other, then back along it
    Ring border = land_border(own.front(), others);
    std::fprintf(stderr, "land border: %zu vertices, from %.4f %.4f to %.4f %.4f\n", border.size(),
                 border.front().lat_deg, border.front().lon_deg, border.back().lat_deg, border.back().lon_deg);
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(nearest_vertex(ring, border.back())),
                ring.end());
    const auto end = ring.begin() + static_cast<std::ptrdiff_t>(nearest_vertex(ring, border.front()));
    Ring first(ring.begin(), end + 1);
    Ring second(end, ring.end());
    // the sea limit is the one that goes far north
    const auto northmost = [](const Ring& r) {
        return std::max_element(r.begin(), r.end(), [](LatLon a, LatLon b) { return a.lat_deg < b.lat_deg; })->lat_deg;
    };
    Ring sea = northmost(first) > northmost(second) ? first : second;
    if (picket::detail::geodesic_distance_m(sea.front(), border.back()) >
        picket::detail::geodesic_distance_m(sea.back(), border.back()))
        std::reverse(sea.begin(), sea.end());
    sea = simplified(sea, 10.0);
    Ring result = border;
    result.insert(result.end(), sea.begin() + 1, sea.end() - 1);
    const auto rounded = [](double v) { return std::round(v * 1e5) / 1e5; };
    for (std::size_t i = border.size(); i < result.size(); ++i)
        result[i] = {rounded(result[i].lat_deg), rounded(result[i].lon_deg)};
    if (area_km2(result) < 0) std::reverse(result.begin(), result.end());

    std::vector<Ring> parts{result};
    for (std::size_t i = 1; i < rings.size(); ++i) {
        // islands far out with a sea of their own (Ruhnu); a lake of high sea would have a negative area
        if (area_km2(rings[i]) < 0) {
            std::fprintf(stderr, "a hole: not foreseen\n");
            return 1;
        }
        Ring closed = rings[i];
        closed.push_back(closed.front());
        closed = simplified(closed, 10.0);
        closed.pop_back();
        for (LatLon& p : closed) p = {rounded(p.lat_deg), rounded(p.lon_deg)};
        parts.push_back(closed);
    }
    nlohmann::ordered_json coordinates = nlohmann::ordered_json::array();
    picket::ZoneSpec spec;
    spec.id = "EST";
    for (const Ring& part : parts) {
        nlohmann::ordered_json positions = nlohmann::ordered_json::array();
        spec.parts.emplace_back();
        for (const LatLon p : part) {
            positions.push_back({p.lon_deg, p.lat_deg});
            spec.parts.back().exterior.vertices.push_back({p, picket::EdgeKind::geodesic});
        }
        positions.push_back(positions.front());
        coordinates.push_back(nlohmann::ordered_json::array({positions}));
    }
    nlohmann::ordered_json feature;
    feature["type"] = "Feature";
    feature["id"] = "EST";
    auto& properties = feature["properties"];
    properties["name"] = "Estonia";
    properties["edges"] = "geodesic";
    properties["what"] =
        "reconstruction: land and territorial sea of Estonia, built from public-domain land polygons and treaty "
        "points; not an official boundary";
    properties["assumptions"] = assumptions;
    properties["sources"] = {"Natural Earth 1:10m admin 0 countries 5.1 (public domain)",
                             "Agreement between Estonia and Finland of 18 October 1996, Riigi Teataja II 1996, 42, 173 "
                             "(an international agreement: no copyright)",
                             "tools/make_estonia_territorial_sea.cpp"};
    feature["geometry"]["type"] = "MultiPolygon";
    feature["geometry"]["coordinates"] = coordinates;
    std::cout << "{\"type\":\"FeatureCollection\",\"features\":[\n" << feature.dump() << "\n]}\n";

    const picket::Zone zone(spec);  // throws where it crosses itself
    std::fprintf(stderr, "result: %zu vertices, %.0f km2\n", result.size(), area_km2(result));
    if (argc > 2) {
        for (const auto& osm : picket::io::load_zones_geojson(argv[2], {picket::EdgeKind::geodesic, true}).zones) {
            if (osm.id() == "EST") compare(zone, osm);
        }
    }
    return 0;
}
