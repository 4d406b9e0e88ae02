// SPDX-License-Identifier: MIT
/// @file
/// What the airspace tests share: a scale, a random source that names its seed, random zones, and edges
/// evaluated by other code than the library's.
#ifndef PICKET_TESTS_SUPPORT_AIRSPACE_HPP
#define PICKET_TESTS_SUPPORT_AIRSPACE_HPP

#include <picket/airspace/zone.hpp>

#include <support/test_scale.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicExact.hpp>
#include <GeographicLib/GeodesicLine.hpp>
#include <GeographicLib/GeodesicLineExact.hpp>
#include <GeographicLib/Rhumb.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace airspace_tests {

using picket::EdgeKind;
using picket::LatLon;
using picket::RingSpec;
using picket::RingVertex;
using picket::ZoneSpec;

inline constexpr EdgeKind all_kinds[] = {EdgeKind::geodesic, EdgeKind::rhumb, EdgeKind::great_circle,
                                         EdgeKind::lonlat};

using ::test_scale;

/// A random source that says its seed. PICKET_TEST_SEED replaces the one written in the test.
class Random {
public:
    Random(const char* test, std::uint64_t seed)
    {
        if (const char* text = std::getenv("PICKET_TEST_SEED")) seed = std::strtoull(text, nullptr, 10);
        std::printf("%s: seed %llu, scale %d\n", test, static_cast<unsigned long long>(seed), test_scale());
        engine_.seed(seed);
    }

    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
    double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
    /// In [0, n).
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
    bool coin() { return below(2) == 1; }
    EdgeKind kind() { return all_kinds[below(4)]; }
    /// Uniform on the sphere.
    LatLon place() { return {std::asin(uniform(-1.0, 1.0)) / picket::detail::degree, uniform(-180.0, 180.0)}; }
    std::mt19937_64& engine() { return engine_; }

private:
    std::mt19937_64 engine_;
};

inline LatLon direct(LatLon from, double azimuth_deg, double distance_m)
{
    LatLon to{};
    GeographicLib::Geodesic::WGS84().Direct(from.lat_deg, from.lon_deg, azimuth_deg, distance_m, to.lat_deg,
                                            to.lon_deg);
    return to;
}

inline double distance_m(LatLon a, LatLon b)
{
    double s = 0;
    GeographicLib::GeodesicExact::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s);
    return s;
}

inline RingSpec ring_of(const std::vector<LatLon>& places, EdgeKind kind)
{
    RingSpec ring;
    for (const LatLon& place : places) ring.vertices.push_back({place, kind});
    return ring;
}

inline ZoneSpec zone_of(RingSpec exterior, std::vector<RingSpec> holes = {})
{
    ZoneSpec spec;
    spec.id = "Z";
    spec.parts.push_back({std::move(exterior), std::move(holes)});
    return spec;
}

inline ZoneSpec zone_of(const std::vector<LatLon>& places, EdgeKind kind) { return zone_of(ring_of(places, kind)); }

/// Anticlockwise star about a centre: n vertices at growing azimuth, between `least` and 1 of the radius.
/// With long edges of several kinds some cross: Zone refuses those.
inline RingSpec star(Random& random, LatLon centre, double radius_m, int n, double least, bool mixed, EdgeKind kind)
{
    RingSpec ring;
    const double first = random.uniform(0.0, 360.0);
    for (int i = 0; i < n; ++i) {
        const double azimuth = first - (i + random.uniform(0.0, 0.8)) * 360.0 / n;
        ring.vertices.push_back({direct(centre, azimuth, radius_m * random.uniform(least, 1.0)),
                                 mixed ? random.kind() : kind});
    }
    return ring;
}

/// One edge of a ring, in ring order, evaluated by GeographicLib's other classes (exact geodesics with elliptic
/// integrals, geodesics of the unit sphere) or in long double (rhumb) instead of the library's curves. Not for edges that touch a
/// pole or whose longitudes differ by exactly 180 degrees.
class OtherEdge {
public:
    OtherEdge(LatLon from, LatLon to, EdgeKind kind) : kind_(kind), from_(from), to_(to)
    {
        dlon_deg_ = std::remainder(to.lon_deg - from.lon_deg, 360.0);
        switch (kind) {
            case EdgeKind::geodesic:
                exact_ = GeographicLib::GeodesicExact::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg,
                                                                           to.lon_deg);
                length_m_ = exact_.Distance();
                break;
            case EdgeKind::rhumb: {
                double azimuth = 0;
                GeographicLib::Rhumb::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, length_m_,
                                                      azimuth);
                break;
            }
            case EdgeKind::great_circle:
                exact_ = unit_sphere().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
                length_m_ = exact_.Distance() * 6.4e6;
                break;
            case EdgeKind::lonlat:
                length_m_ = std::hypot(to.lat_deg - from.lat_deg, dlon_deg_) * 1.12e5;
                break;
            case EdgeKind::arc_clockwise:
            case EdgeKind::arc_counter_clockwise: break;  // support/arc.hpp
        }
    }

    /// u in [0, 1] from the first vertex to the second.
    [[nodiscard]] LatLon at(double u) const
    {
        using Real = long double;
        LatLon place{};
        switch (kind_) {
            case EdgeKind::geodesic:
            case EdgeKind::great_circle: exact_.Position(u * exact_.Distance(), place.lat_deg, place.lon_deg); break;
            case EdgeKind::rhumb: {
                place.lon_deg = from_.lon_deg + u * dlon_deg_;
                const Real psi_from = isometric(static_cast<Real>(from_.lat_deg));
                const Real psi = psi_from + static_cast<Real>(u) * (isometric(static_cast<Real>(to_.lat_deg)) - psi_from);
                place.lat_deg = from_.lat_deg == to_.lat_deg ? from_.lat_deg : latitude_of_isometric(psi);
                break;
            }
            case EdgeKind::lonlat:
                place.lat_deg = static_cast<double>(static_cast<Real>(from_.lat_deg) + static_cast<Real>(u) * static_cast<Real>(to_.lat_deg - from_.lat_deg));
                place.lon_deg = static_cast<double>(static_cast<Real>(from_.lon_deg) + static_cast<Real>(u) * static_cast<Real>(dlon_deg_));
                break;
            case EdgeKind::arc_clockwise:
            case EdgeKind::arc_counter_clockwise: break;
        }
        return place;
    }

    /// At least the length; exact for geodesic and rhumb.
    [[nodiscard]] double length_bound_m() const { return length_m_; }

    /// Direction of the edge on the ellipsoid, clockwise from north, by differences over two metres.
    [[nodiscard]] double azimuth_deg(double u) const
    {
        const double step = std::min(0.01, 1.0 / length_m_);
        const LatLon a = at(u - step);
        const LatLon b = at(u + step);
        double s = 0;
        double azimuth_a = 0;
        double azimuth_b = 0;
        GeographicLib::GeodesicExact::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s, azimuth_a,
                                                      azimuth_b);
        return azimuth_a + 0.5 * GeographicLib::Math::AngDiff(azimuth_a, azimuth_b);
    }

private:
    // Not GeographicLib's Rhumb::Direct: within a hundred metres of a pole it is off by up to 30 um at the far
    // end, because it goes by the rectifying latitude, which is nearly 90 degrees there.
    static long double isometric(long double lat_deg)
    {
        constexpr long double e = 0.081819190842621494335L;
        const long double colatitude = (90.0L - std::abs(lat_deg)) * degree_l;
        const long double psi = std::asinh(std::cos(colatitude) / std::sin(colatitude)) - e * std::atanh(e * std::cos(colatitude));
        return lat_deg < 0 ? -psi : psi;
    }

    static double latitude_of_isometric(long double psi)
    {
        // psi + e atanh(e sin phi) = asinh(tan phi), by iteration (each step gains a factor of 1/e^2 = 150)
        constexpr long double e = 0.081819190842621494335L;
        long double tangent = std::sinh(psi);
        for (int i = 0; i < 12; ++i) {
            const long double sine = tangent / std::hypot(1.0L, tangent);
            tangent = std::sinh(psi + e * std::atanh(e * sine));
        }
        const long double colatitude = std::atan2(1.0L, std::abs(tangent)) / degree_l;
        return static_cast<double>(tangent < 0 ? colatitude - 90.0L : 90.0L - colatitude);
    }

    static constexpr long double degree_l = 3.14159265358979323846264338327950288L / 180.0L;

    static const GeographicLib::GeodesicExact& unit_sphere()
    {
        static const GeographicLib::GeodesicExact sphere(1.0, 0.0);
        return sphere;
    }

    EdgeKind kind_;
    LatLon from_;
    LatLon to_;
    double dlon_deg_ = 0;
    double length_m_ = 0;
    GeographicLib::GeodesicLineExact exact_;
};

inline OtherEdge edge_of(const RingSpec& ring, std::size_t i)
{
    const std::size_t next = (i + 1) % ring.vertices.size();
    return {ring.vertices[i].at, ring.vertices[next].at, ring.vertices[i].edge_to_next};
}

}  // namespace airspace_tests

#endif
