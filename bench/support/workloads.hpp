// SPDX-License-Identifier: MIT
/// @file
/// What the benchmarks ask: zones, places, flights. Everything is drawn from a seed, with a generator and
/// distributions written out here, so that every machine and every standard library asks the same.
#ifndef PICKET_BENCH_SUPPORT_WORKLOADS_HPP
#define PICKET_BENCH_SUPPORT_WORKLOADS_HPP

#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

using picket::LatLon;
using picket::ZoneSpec;

/// splitmix64: one multiplication chain a number, good enough to place points.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t bits()
    {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * unit(); }
    /// Equal chances for every factor: as many between 1 mm and 1 cm as between 100 m and 1 km.
    double log_between(double low, double high) { return low * std::pow(high / low, unit()); }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }

private:
    std::uint64_t state_;
};

/// Places, in the layout of a surveillance picture: one array per column.
struct Points {
    std::vector<double> lat_deg;
    std::vector<double> lon_deg;
    std::vector<double> alt_m;  ///< above mean sea level
    double now_s = 0.0;         ///< one moment for all, as a scan has

    [[nodiscard]] std::size_t size() const { return lat_deg.size(); }
    [[nodiscard]] LatLon at(std::size_t i) const { return {lat_deg[i], lon_deg[i]}; }
    void add(LatLon p, double altitude_m)
    {
        lat_deg.push_back(p.lat_deg);
        lon_deg.push_back(std::remainder(p.lon_deg, 360.0));
        alt_m.push_back(altitude_m);
    }
};

/// Flights between two plots 12 seconds apart, level.
struct Legs {
    std::vector<LatLon> from;
    std::vector<LatLon> to;
    std::vector<double> alt_m;
    double begin_s = 0.0;
    double end_s = 12.0;

    [[nodiscard]] std::size_t size() const { return from.size(); }
};

struct Box {
    double south_deg, north_deg, west_deg, east_deg;
};

inline constexpr Box europe{36.0, 70.0, -10.0, 40.0};
inline constexpr Box whole_earth{-90.0, 90.0, -180.0, 180.0};
/// 2025-06-01T12:00:00Z, when the fleet flies and the time windows are judged.
inline constexpr double noon_s = 1748779200.0;

/// Calls visit(ring) for every ring of every part.
template <class Visit>
void for_each_ring(const ZoneSpec& zone, Visit&& visit)
{
    for (const picket::PartSpec& part : zone.parts) {
        visit(part.exterior);
        for (const picket::RingSpec& hole : part.holes) visit(hole);
    }
}

[[nodiscard]] inline std::size_t vertex_count(const std::vector<ZoneSpec>& zones)
{
    std::size_t count = 0;
    for (const ZoneSpec& zone : zones)
        for_each_ring(zone, [&](const picket::RingSpec& ring) { count += ring.vertices.size(); });
    return count;
}

[[nodiscard]] inline Box bounding_box(const ZoneSpec& zone)
{
    Box box{90.0, -90.0, 180.0, -180.0};
    for_each_ring(zone, [&](const picket::RingSpec& ring) {
        for (const picket::RingVertex& v : ring.vertices) {
            box.south_deg = std::min(box.south_deg, v.at.lat_deg);
            box.north_deg = std::max(box.north_deg, v.at.lat_deg);
            box.west_deg = std::min(box.west_deg, v.at.lon_deg);
            box.east_deg = std::max(box.east_deg, v.at.lon_deg);
        }
    });
    return box;
}

/// The same zones with every edge of one kind.
[[nodiscard]] inline std::vector<ZoneSpec> with_edges(std::vector<ZoneSpec> zones, picket::EdgeKind kind)
{
    for (ZoneSpec& zone : zones)
        for (picket::PartSpec& part : zone.parts) {
            for (picket::RingVertex& v : part.exterior.vertices) v.edge_to_next = kind;
            for (picket::RingSpec& hole : part.holes)
                for (picket::RingVertex& v : hole.vertices) v.edge_to_next = kind;
        }
    return zones;
}

/// Equal chances for equal areas.
[[nodiscard]] inline LatLon place_in(const Box& box, Random& random)
{
    constexpr double degree = 3.14159265358979323846 / 180.0;
    const double z = random.between(std::sin(box.south_deg * degree), std::sin(box.north_deg * degree));
    return {std::asin(z) / degree, random.between(box.west_deg, box.east_deg)};
}

[[nodiscard]] inline double flight_altitude_m(Random& random) { return random.between(50.0, 12000.0); }

[[nodiscard]] inline Points uniform_points(const Box& box, std::size_t count, Random random)
{
    Points points;
    points.now_s = noon_s;
    while (points.size() < count) points.add(place_in(box, random), flight_altitude_m(random));
    return points;
}

/// Picks places on the borders, every metre of border equally likely.
class BorderSampler {
public:
    explicit BorderSampler(const std::vector<ZoneSpec>& zones)
    {
        for (const ZoneSpec& zone : zones)
            for_each_ring(zone, [&](const picket::RingSpec& ring) {
                for (std::size_t i = 0; i < ring.vertices.size(); ++i)
                    add(ring.vertices[i].at, ring.vertices[(i + 1) % ring.vertices.size()].at);
            });
    }

    [[nodiscard]] LatLon place(Random& random) const
    {
        const double target = random.between(0.0, length_.back());
        const auto edge = static_cast<std::size_t>(
            std::lower_bound(length_.begin(), length_.end(), target) - length_.begin());
        const double t = random.unit();
        const LatLon a = from_[edge];
        const LatLon b = to_[edge];
        return {a.lat_deg + t * (b.lat_deg - a.lat_deg), a.lon_deg + t * (b.lon_deg - a.lon_deg)};
    }

private:
    void add(LatLon a, LatLon b)
    {
        // Where files cut a country at 180 degrees or close it over a pole, that edge is no border.
        if (std::abs(a.lon_deg) == 180.0 && a.lon_deg == b.lon_deg) return;
        if (a.lat_deg < -89.0 || b.lat_deg < -89.0 || (a.lat_deg == b.lat_deg && a.lon_deg == b.lon_deg)) return;
        constexpr double degree = 3.14159265358979323846 / 180.0;
        const double across = (b.lon_deg - a.lon_deg) * std::cos(0.5 * (a.lat_deg + b.lat_deg) * degree);
        from_.push_back(a);
        to_.push_back(b);
        length_.push_back((length_.empty() ? 0.0 : length_.back()) + std::hypot(across, b.lat_deg - a.lat_deg));
    }

    std::vector<LatLon> from_;
    std::vector<LatLon> to_;
    std::vector<double> length_;
};

/// Places up to `reach_m` from a border, in a random direction from a random place on it.
[[nodiscard]] inline Points near_points(const std::vector<ZoneSpec>& zones, double reach_m, std::size_t count,
                                        Random random)
{
    const BorderSampler border(zones);
    Points points;
    points.now_s = noon_s;
    while (points.size() < count) {
        const LatLon from = border.place(random);
        const picket::Degrees azimuth{random.between(-180.0, 180.0)};
        points.add(picket::geodesic_direct(from, azimuth, picket::Metres{random.between(0.0, reach_m)}).at,
                   flight_altitude_m(random));
    }
    return points;
}

/// Places that hug the edges: 1 mm to 1 km away, each power of ten equally often.
[[nodiscard]] inline Points hugging_points(const std::vector<ZoneSpec>& zones, std::size_t count, Random random)
{
    const BorderSampler border(zones);
    Points points;
    points.now_s = noon_s;
    while (points.size() < count) {
        const LatLon from = border.place(random);
        const picket::Degrees azimuth{random.between(-180.0, 180.0)};
        points.add(picket::geodesic_direct(from, azimuth, picket::Metres{random.log_between(1e-3, 1e3)}).at,
                   flight_altitude_m(random));
    }
    return points;
}

/// Flights one after the other, a plot every 4 seconds for a quarter of an hour, 60 to 250 m/s.
[[nodiscard]] inline Points track_points(const Box& box, std::size_t count, Random random)
{
    constexpr std::size_t plots = 225;
    Points points;
    points.now_s = noon_s;
    while (points.size() < count) {
        const double speed_mps = random.between(60.0, 250.0);
        const double altitude_m = flight_altitude_m(random);
        const LatLon start = place_in(box, random);
        const auto line = picket::GeodesicLine::from(start, picket::Degrees{random.between(-180.0, 180.0)});
        for (std::size_t i = 0; i < plots && points.size() < count; ++i)
            points.add(line.at(picket::Metres{4.0 * speed_mps * static_cast<double>(i)}), altitude_m);
    }
    return points;
}

/// Aircraft over Europe, moving.
class Fleet {
public:
    Fleet(std::size_t size, Random random)
    {
        while (lines_.size() < size) {
            const LatLon start = place_in(europe, random);
            lines_.push_back(picket::GeodesicLine::from(start, picket::Degrees{random.between(-180.0, 180.0)}));
            speed_mps_.push_back(random.between(60.0, 250.0));
            alt_m_.push_back(flight_altitude_m(random));
        }
    }

    /// All aircraft at scan 0, then all at scan 1 ..., 12 seconds apart: the order in which a radar picture comes.
    [[nodiscard]] Points points(std::size_t scans) const
    {
        Points points;
        points.now_s = noon_s;
        for (std::size_t scan = 0; scan < scans; ++scan)
            for (std::size_t i = 0; i < lines_.size(); ++i) points.add(place(i, scan), alt_m_[i]);
        return points;
    }

    /// The flight of each aircraft from one scan to the next.
    [[nodiscard]] Legs legs(std::size_t scans) const
    {
        Legs legs;
        legs.begin_s = noon_s;
        legs.end_s = noon_s + scan_s;
        for (std::size_t scan = 0; scan < scans; ++scan)
            for (std::size_t i = 0; i < lines_.size(); ++i) {
                legs.from.push_back(place(i, scan));
                legs.to.push_back(place(i, scan + 1));
                legs.alt_m.push_back(alt_m_[i]);
            }
        return legs;
    }

private:
    static constexpr double scan_s = 12.0;
    [[nodiscard]] LatLon place(std::size_t i, std::size_t scan) const
    {
        return lines_[i].at(picket::Metres{scan_s * static_cast<double>(scan) * speed_mps_[i]});
    }

    std::vector<picket::GeodesicLine> lines_;
    std::vector<double> speed_mps_;
    std::vector<double> alt_m_;
};

/// How many vertices stand for a circle where the library has no circles: one every 5 degrees, as readers of
/// OpenAir files make them (up to 57 m off at a radius of 60 km).
inline constexpr int circle_vertices = 72;

/// A ring of points at given distances all round a centre.
[[nodiscard]] inline picket::RingSpec ring_around(LatLon centre, const std::vector<double>& radius_m, double turn_deg)
{
    picket::RingSpec ring;
    const auto n = static_cast<double>(radius_m.size());
    for (std::size_t i = 0; i < radius_m.size(); ++i) {
        // counter-clockwise, as GeoJSON has its exteriors
        const picket::Degrees azimuth{turn_deg - 360.0 * static_cast<double>(i) / n};
        picket::RingVertex vertex;
        vertex.at = picket::geodesic_direct(centre, azimuth, picket::Metres{radius_m[i]}).at;
        ring.vertices.push_back(vertex);
    }
    return ring;
}

enum class Circles {
    exact,     ///< as circles
    polygons,  ///< as what the peers make of them: circle_vertices on the circle, geodesics between
};

/// W3: overlapping zones over Europe, by turns an irregular 12-gon and a circle, radius 2 to 60 km; each with
/// an altitude band and, four in five, with times of activity (three in five are active at noon_s).
[[nodiscard]] inline std::vector<ZoneSpec> overlapping_zones(std::size_t count, Circles circles, Random random)
{
    std::vector<ZoneSpec> zones;
    while (zones.size() < count) {
        const LatLon centre = place_in(europe, random);
        const double radius_m = random.between(2e3, 60e3);
        const double turn_deg = random.between(0.0, 360.0);
        picket::RingSpec ring;
        if (zones.size() % 2 == 0) {
            std::vector<double> radii;
            for (int i = 0; i < 12; ++i) radii.push_back(radius_m * random.between(0.6, 1.0));
            ring = ring_around(centre, radii, turn_deg);
        } else if (circles == Circles::polygons) {
            ring = ring_around(centre, std::vector<double>(circle_vertices, radius_m), turn_deg);
        } else {
            ring.circle = picket::CircleSpec{centre, picket::Metres{radius_m}};
        }
        ZoneSpec zone;
        zone.id = "Z" + std::to_string(zones.size());
        zone.parts.push_back({std::move(ring), {}});

        const double base_m = random.between(0.0, 6000.0);
        const double depth_m = random.between(300.0, 6000.0);
        const auto amsl = [](double m) {
            return picket::AltitudeLimit::at({picket::Metres{m}, picket::VerticalDatum::amsl});
        };
        zone.altitude.lower = random.below(3) == 0 ? picket::AltitudeLimit::ground() : amsl(base_m);
        zone.altitude.upper = amsl(base_m + depth_m);

        const std::size_t windows = random.below(5) == 0 ? 0 : 1 + random.below(2);
        const bool active = random.below(2) == 0;
        for (std::size_t i = 0; i < windows; ++i) {
            // The first window holds noon or the day before; the second is a day later.
            const double begin_s = noon_s - random.between(600.0, 20000.0) + 86400.0 * static_cast<double>(i);
            const double shift_s = active ? 0.0 : -86400.0 * 2.0;
            zone.windows.push_back({begin_s + shift_s, begin_s + shift_s + random.between(20600.0, 40000.0)});
        }
        zones.push_back(std::move(zone));
    }
    return zones;
}

/// The rest of the filter that a lateral library leaves to its user: flat arrays, the cheapest form of it.
struct BandFilter {
    std::vector<double> lower_m;
    std::vector<double> upper_m;
    std::vector<char> active;

    BandFilter() = default;
    BandFilter(const std::vector<ZoneSpec>& zones, double now_s)
    {
        for (const ZoneSpec& zone : zones) {
            using Kind = picket::AltitudeLimit::Kind;
            constexpr double far = 1e9;
            const auto& [lower, upper] = zone.altitude;
            lower_m.push_back(lower.kind == Kind::altitude ? lower.value.value.value() : -far);
            upper_m.push_back(upper.kind == Kind::altitude ? upper.value.value.value() : far);
            bool is_active = zone.windows.empty();
            for (const picket::TimeWindow& w : zone.windows) is_active |= now_s >= w.begin_s && now_s < w.end_s;
            active.push_back(is_active);
        }
    }
    [[nodiscard]] bool admits(int zone, double altitude_m) const
    {
        const auto i = static_cast<std::size_t>(zone);
        return active[i] != 0 && altitude_m >= lower_m[i] && altitude_m <= upper_m[i];
    }
};

}  // namespace bench

#endif
