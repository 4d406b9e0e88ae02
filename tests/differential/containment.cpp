// SPDX-License-Identifier: MIT
// Zone::contains against winding numbers: the turn of the azimuth from the place to a point that runs round the
// ring, on edges evaluated by other code (support/airspace.hpp). And places at a known distance to a known side
// of an edge, down to 100 nm.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::edge_of;
using airspace_tests::OtherEdge;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

/// How often the edges of a ring wind round a place, by azimuths. For rings of less than a hemisphere, whose
/// outside holds the place's antipode.
class Winding {
public:
    Winding(const RingSpec& ring, LatLon place) : place_(place)
    {
        for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
            const OtherEdge edge = edge_of(ring, i);
            const bool straight = ring.vertices[i].edge_to_next == EdgeKind::geodesic || ring.vertices[i].edge_to_next == EdgeKind::great_circle;
            follow(edge, straight, 0, look(edge.at(0)), 1, look(edge.at(1)), 0);
        }
    }

    [[nodiscard]] bool inside() const { return std::abs(turned_deg_) > 180; }
    /// A whole number of turns, and the place not on the ring: otherwise nothing is claimed.
    [[nodiscard]] bool sure() const { return sure_ && std::abs(std::remainder(turned_deg_, 360.0)) < 1e-3; }

private:
    struct Look {
        LatLon at;
        double distance_m;
        double azimuth_deg;
    };

    [[nodiscard]] Look look(LatLon at) const
    {
        Look seen{at, 0, 0};
        double back = 0;
        GeographicLib::Geodesic::WGS84().Inverse(place_.lat_deg, place_.lon_deg, at.lat_deg, at.lon_deg, seen.distance_m, seen.azimuth_deg, back);
        return seen;
    }

    void follow(const OtherEdge& edge, bool straight, double u0, const Look& a, double u1, const Look& b, int level)
    {
        // While the piece is shorter than the way from its ends over the place, it turns as its chord does.
        const double lowest = a.at.lat_deg * b.at.lat_deg <= 0 ? 0 : std::min(std::abs(a.at.lat_deg), std::abs(b.at.lat_deg));
        const double length_m = straight ? 1.001 * edge.length_bound_m() * (u1 - u0)
                                         : 1.12e5 * (std::abs(b.at.lat_deg - a.at.lat_deg) + std::abs(b.at.lon_deg - a.at.lon_deg) * std::cos(lowest * detail::degree));
        if (length_m < 0.9 * (a.distance_m + b.distance_m)) {
            turned_deg_ += GeographicLib::Math::AngDiff(a.azimuth_deg, b.azimuth_deg);
            return;
        }
        if (level > 60) {
            sure_ = false;
            return;
        }
        const double middle = 0.5 * (u0 + u1);
        const Look m = look(edge.at(middle));
        follow(edge, straight, u0, a, middle, m, level + 1);
        follow(edge, straight, middle, m, u1, b, level + 1);
    }

    LatLon place_;
    double turned_deg_ = 0;
    bool sure_ = true;
};

LatLon centre_of(Random& random, int k)
{
    LatLon centre = random.place();
    if (k % 6 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-5, 8));
    if (k % 6 == 1) centre.lon_deg = 180 + random.uniform(-1, 1);
    if (k % 6 == 2) centre.lat_deg = random.uniform(-2, 2);
    return centre;
}

}  // namespace

TEST_CASE("containment against winding numbers")
{
    Random random("differential/containment winding", 61);
    int zones = 0;
    int refused = 0;
    long places = 0;
    long insides = 0;
    long unsure = 0;
    long wrong = 0;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = centre_of(random, k);
        const double radius_m = random.log_uniform(10, 3000e3);
        RingSpec ring = star(random, centre, radius_m, 3 + random.below(12), 0.2, random.coin(), random.kind());
        if (random.coin()) {
            // the other way round: each edge keeps its kind
            RingSpec back;
            for (std::size_t i = ring.vertices.size(); i-- > 0;)
                back.vertices.push_back({ring.vertices[i].at, ring.vertices[(i + ring.vertices.size() - 1) % ring.vertices.size()].edge_to_next});
            ring = back;
        }
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) {
            ++refused;
            continue;
        }
        ++zones;
        const Zone zone(spec);
        const auto ask = [&](LatLon place) {
            const Winding winding(ring, place);
            ++places;
            if (!winding.sure()) {
                ++unsure;
                return;
            }
            insides += winding.inside();
            if (in(zone, place) != winding.inside()) {
                ++wrong;
                CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, place.lat_deg, place.lon_deg, zone.depth(place).value());
                CHECK(in(zone, place) == winding.inside());
            }
        };
        for (int i = 0; i < 12; ++i) ask(direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3)));
        for (int i = 0; i < 12; ++i) {
            // near an edge or a vertex
            const OtherEdge edge = edge_of(ring, static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size()))));
            const double u = random.coin() ? random.uniform(0, 1) : random.log_uniform(1e-9, 1e-2);
            ask(direct(edge.at(random.coin() ? u : 1 - u), random.uniform(0, 360), random.log_uniform(1e-6, 0.1 * radius_m)));
        }
    }
    std::printf("differential/containment: %d zones (%d refused), %ld places, %ld inside, %ld left open, %ld wrong\n", zones, refused, places, insides, unsure, wrong);
    CHECK(wrong == 0);
    CHECK(unsure < places / 100);
    CHECK(insides > places / 4);
    CHECK(zones > 5 * refused);
}

TEST_CASE("the side of an edge, down to 100 nm")
{
    Random random("differential/containment sides", 62);
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        long places = 0;
        long wrong = 0;
        double longest_m = 0;
        for (int k = 0; k < 400 * airspace_tests::test_scale(); ++k) {
            const LatLon centre = centre_of(random, k);
            const double radius_m = random.log_uniform(1e3, 2500e3);
            RingSpec ring = star(random, centre, radius_m, 3 + random.below(6), 0.5, false, kind);
            ring.inside = RingSide::left;  // round a pole few lonlat edges do not make a star
            const ZoneSpec spec = zone_of(ring);
            if (!validate(spec).empty()) continue;
            const Zone zone(spec);
            const OtherEdge edge = edge_of(ring, static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size()))));
            longest_m = std::max(longest_m, edge.length_bound_m());
            const double u = random.uniform(0.02, 0.98);
            const LatLon on_edge = edge.at(u);
            // closer to a pole than a kilometre azimuths by differences over two metres mean less and less
            if (90 - std::abs(on_edge.lat_deg) < 0.01) continue;
            const double azimuth = edge.azimuth_deg(u);
            for (const double aside_m : {1e-7, 2e-7, 1e-6, 1e-5, 1e-3, 0.1}) {
                const LatLon left = direct(on_edge, azimuth - 90, aside_m);
                const LatLon right = direct(on_edge, azimuth + 90, aside_m);
                places += 2;
                const bool good = in(zone, left) && !in(zone, right);
                if (!good) {
                    ++wrong;
                    CAPTURE(to_string(kind), k, centre.lat_deg, centre.lon_deg, radius_m, u, aside_m);
                    CHECK(in(zone, left));
                    CHECK_FALSE(in(zone, right));
                }
            }
        }
        std::printf("differential/containment: %-12s %ld places 100 nm to 10 cm beside edges up to %.0f km, %ld wrong\n", to_string(kind), places, longest_m / 1e3, wrong);
        CHECK(places > 2000);
        CHECK(wrong == 0);
    }
}

TEST_CASE("edges of 10,000 km and more: the side, down to a micrometre")
{
    Random random("differential/containment very long edges", 63);
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        long places = 0;
        long wrong = 0;
        for (int k = 0; k < 150 * airspace_tests::test_scale(); ++k) {
            const LatLon from{random.uniform(-70, 70), random.uniform(-180, 180)};
            const LatLon to{random.uniform(-70, 70), from.lon_deg + random.uniform(90, 175)};
            // a ring that closes far from the edge: over the north pole side
            RingSpec ring;
            ring.vertices = {{from, kind}, {to, EdgeKind::lonlat}, {{89, to.lon_deg}, EdgeKind::lonlat}, {{89, from.lon_deg}, EdgeKind::lonlat}};
            ring.inside = RingSide::left;
            const ZoneSpec spec = zone_of(ring);
            if (!validate(spec).empty()) continue;
            const Zone zone(spec);
            const OtherEdge edge(from, to, kind);
            const double u = random.uniform(0.05, 0.95);
            const LatLon on_edge = edge.at(u);
            if (on_edge.lat_deg > 88) continue;
            const double azimuth = edge.azimuth_deg(u);
            for (const double aside_m : {1e-6, 1e-3, 1.0}) {
                places += 2;
                const bool good = in(zone, direct(on_edge, azimuth - 90, aside_m)) && !in(zone, direct(on_edge, azimuth + 90, aside_m));
                wrong += !good;
                CAPTURE(to_string(kind), k, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, u, aside_m);
                CHECK(good);
            }
        }
        std::printf("differential/containment: %-12s %ld places beside edges of 90 to 175 degrees of longitude, %ld wrong\n", to_string(kind), places, wrong);
        CHECK(places > 200);
    }
}
