// SPDX-License-Identifier: MIT
// presence() of rhumb legs, and of both kinds of legs on every kind of edge, against dense brute force: arcs and
// circles, poles, the antimeridian, 3,000 km, grazes of a millisecond, legs along an edge, legs of no length. The
// leg is evaluated in long double, the edge by exact containment.
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::edge_of;
using airspace_tests::OtherEdge;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

bool present(const std::vector<PresenceInterval>& stays, double t)
{
    return std::any_of(stays.begin(), stays.end(),
                       [t](const PresenceInterval& stay) { return t >= stay.entry_s && t <= stay.exit_s; });
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// presence(), and the callback form to the bit.
std::vector<PresenceInterval> presence_twice(const Zone& zone, const Leg& leg)
{
    const auto stays = presence(zone, leg);
    std::size_t i = 0;
    bool same = true;
    for_each_presence(zone, leg, [&](const PresenceInterval& stay) noexcept {
        same = same && i < stays.size() && same_bits(stay.entry_s, stays[i].entry_s) &&
               same_bits(stay.exit_s, stays[i].exit_s) && same_bits(stay.entry_at.lat_deg, stays[i].entry_at.lat_deg) &&
               same_bits(stay.exit_at.lon_deg, stays[i].exit_at.lon_deg) && stay.answer == stays[i].answer;
        ++i;
    });
    CHECK(same);
    CHECK(i == stays.size());
    for (std::size_t k = 0; k < stays.size(); ++k) {
        CHECK(stays[k].entry_s <= stays[k].exit_s);
        CHECK(stays[k].entry_s >= leg.from.time_s);
        CHECK(stays[k].exit_s <= leg.to.time_s);
        if (k > 0) CHECK(stays[k - 1].exit_s < stays[k].entry_s);
    }
    return stays;
}

/// A ring of any kind of edge about a centre, arcs among them; or a circle.
ZoneSpec random_zone(Random& random, LatLon centre, double radius_m)
{
    if (random.below(5) == 0) {
        RingSpec ring;
        ring.circle = CircleSpec{centre, Metres{std::min(radius_m, 4000e3)}};
        return zone_of(ring);
    }
    RingSpec ring = star(random, centre, radius_m, 3 + random.below(8), 0.5, true, EdgeKind::geodesic);
    const std::size_t n = ring.vertices.size();
    for (std::size_t i = 0; i < n; ++i)
        if (random.below(4) == 0) {
            ring.vertices[i].edge_to_next = EdgeKind::arc_counter_clockwise;
            ring.vertices[i].arc_centre = centre;
        }
    return zone_of(ring);
}

struct Tally {
    long legs = 0;
    long crossings = 0;
    double worst_s = 0;
};

/// Compares one leg with places along it; each change of answer is bisected and looked for.
void compare(const Zone& zone, const Leg& leg, int samples, Tally& tally)
{
    const double duration_s = leg.to.time_s - leg.from.time_s;
    const auto stays = presence_twice(zone, leg);
    const detail::LegPath path(leg.from.at, leg.to.at, leg.kind);
    const auto place_at = [&](double t) { return path.at(path.length_m() * (t / duration_s)); };
    ++tally.legs;
    std::vector<double> changes;
    for (const PresenceInterval& stay : stays) {
        changes.push_back(stay.entry_s - leg.from.time_s);
        changes.push_back(stay.exit_s - leg.from.time_s);
    }
    const double speed_mps = path.length_m() / duration_s;
    bool was = in(zone, place_at(0));
    for (int k = 1; k <= samples; ++k) {
        const double t = duration_s * k / samples;
        const bool is = in(zone, place_at(t));
        if (is != present(stays, std::min(leg.to.time_s, leg.from.time_s + t))) {
            // only within a millimetre of an edge
            UNSCOPED_INFO("at " << t << " s of " << duration_s);
            CHECK(std::abs(zone.depth(place_at(t)).value()) < 1e-6);
        }
        if (is == was) continue;
        double low = duration_s * (k - 1) / samples;
        double high = t;
        for (int i = 0; i < 48; ++i) {
            const double middle = 0.5 * (low + high);
            (in(zone, place_at(middle)) == was ? low : high) = middle;
        }
        was = is;
        ++tally.crossings;
        double error_s = 1e99;
        for (const double change : changes) error_s = std::min(error_s, std::abs(change - high));
        const double step_s = std::min({0.01, high, duration_s - high});
        const double across_mps = step_s > 0 ? std::abs(zone.depth(place_at(high + step_s)).value() -
                                                        zone.depth(place_at(high - step_s)).value()) /
                                                   (2 * step_s)
                                             : 0.0;
        CAPTURE(high, duration_s, across_mps, speed_mps);
        if (across_mps > 1.0) {
            tally.worst_s = std::max(tally.worst_s, error_s);
            CHECK(error_s < 1e-6);
        } else {
            CHECK(error_s * speed_mps < 1e-3);
        }
    }
}

}  // namespace

TEST_CASE("both kinds of legs on every kind of edge against dense brute force")
{
    Random random("differential/presence_rhumb brute force", 131);
    for (const LegKind kind : {LegKind::rhumb, LegKind::geodesic}) {
        Tally tally;
        int zones = 0;
        for (int k = 0; k < 400 * airspace_tests::test_scale(); ++k) {
            LatLon centre = random.place();
            if (k % 8 == 0) centre.lat_deg = (random.coin() ? 1 : -1) * random.uniform(84, 90);
            if (k % 8 == 1) centre.lon_deg = 180 + random.uniform(-0.5, 0.5);
            if (k % 8 == 2) centre.lat_deg = random.uniform(-1, 1);
            const double radius_m = random.log_uniform(5, 1500e3);
            const ZoneSpec spec = random_zone(random, centre, radius_m);
            if (!validate(spec).empty()) continue;
            ++zones;
            const Zone zone(spec);
            for (int j = 0; j < 5; ++j) {
                const LatLon from = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3));
                LatLon to = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3));
                if (j == 0) to.lat_deg = from.lat_deg;
                if (j == 1) to.lon_deg = from.lon_deg;
                CAPTURE(k, j, to_string(kind), centre.lat_deg, centre.lon_deg, radius_m, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
                const double length_m = detail::LegPath(from, to, kind).length_m();
                const double duration_s = std::max(length_m, 1e-3) / random.log_uniform(2, 500);
                compare(zone, {{100, from}, {100 + duration_s, to}, kind}, 260, tally);
            }
        }
        std::printf("differential/presence_rhumb: %s: %d zones, %ld legs, %ld crossings; worst %.3g s\n", to_string(kind),
                    zones, tally.legs, tally.crossings, tally.worst_s);
        CHECK(zones > 120);
        CHECK(tally.crossings > tally.legs / 3);
    }
}

TEST_CASE("rhumb legs of thousands of kilometres")
{
    Random random("differential/presence_rhumb long legs", 132);
    Tally tally;
    for (int k = 0; k < 120 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 3 == 0) centre.lat_deg = random.coin() ? 90 - random.log_uniform(1e-3, 1) : random.log_uniform(1e-3, 1) - 90;
        const double radius_m = random.log_uniform(10e3, 1500e3);
        const ZoneSpec spec = random_zone(random, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 3; ++j) {
            const double azimuth = random.uniform(0, 360);
            const LatLon via = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1));
            const LatLon from = direct(via, azimuth, random.uniform(0.5, 2) * std::max(radius_m, 1000e3));
            const LatLon to = direct(via, azimuth + 180, random.uniform(0.5, 2) * std::max(radius_m, 1000e3));
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
            compare(zone, {{0, from}, {3000e3 / 250, to}, LegKind::rhumb}, 900, tally);
        }
    }
    std::printf("differential/presence_rhumb: %ld legs of 1,000 to 4,000 km, %ld crossings; worst %.3g s\n", tally.legs, tally.crossings, tally.worst_s);
    CHECK(tally.crossings > tally.legs / 2);
}

TEST_CASE("a rhumb leg and a rhumb edge, each wider than a third of the Earth, that meet behind the antimeridian")
{
    Tally tally;
    const Zone zone(zone_of({{10, 100}, {10, -90}, {50, -90}, {50, 100}}, EdgeKind::rhumb));
    for (const double lon : {-20.0, 0.0, 15.0, 179.0}) {
        compare(zone, {{0, {0, lon}}, {3600, {12, lon - 140}}, LegKind::rhumb}, 500, tally);
        compare(zone, {{0, {0, lon}}, {3600, {12, lon + 150}}, LegKind::rhumb}, 500, tally);
        compare(zone, {{0, {60, lon}}, {3600, {12, lon - 179}}, LegKind::rhumb}, 500, tally);
    }
    CHECK(tally.crossings >= 8);
}

TEST_CASE("a millisecond inside, a micrometre deep: every graze of a rhumb leg is found")
{
    // A rhumb leg along the tangent of an edge, moved aside: by how much decides how long the pass is.
    Random random("differential/presence_rhumb grazes", 133);
    int passes = 0;
    int short_ones = 0;
    double shortest_s = 1e9;
    for (int k = 0; k < 1500 * airspace_tests::test_scale(); ++k) {
        const EdgeKind kind = random.kind();
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(20e3, 1000e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(4), 0.5, false, kind);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const OtherEdge edge = edge_of(ring, static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size()))));
        const double u = random.uniform(0.15, 0.85);
        const double tangent = edge.azimuth_deg(u);
        const double aside_m = random.log_uniform(1e-5, 1.0);
        const LatLon beside = direct(edge.at(u), tangent + (random.coin() ? 90 : -90), aside_m);
        const double run_m = random.uniform(0.05, 1) * std::min(0.1 * radius_m, 60e3);
        // along the loxodrome of that azimuth
        LatLon from{};
        LatLon to{};
        GeographicLib::Rhumb::WGS84().Direct(beside.lat_deg, beside.lon_deg, tangent + 180, run_m, from.lat_deg, from.lon_deg);
        GeographicLib::Rhumb::WGS84().Direct(beside.lat_deg, beside.lon_deg, tangent, run_m, to.lat_deg, to.lon_deg);
        const Leg leg{{0, from}, {2 * run_m / 250, to}, LegKind::rhumb};
        CAPTURE(k, to_string(kind), centre.lat_deg, centre.lon_deg, radius_m, aside_m, run_m);
        const auto stays = presence_twice(zone, leg);
        const detail::LegPath path(from, to, LegKind::rhumb);
        ++passes;
        for (int i = 0; i <= 40; ++i) {
            // closer and closer to the middle
            const double x_m = 0.5 * path.length_m() * (1 + (i % 2 == 0 ? 1 : -1) * std::pow(0.6, 0.5 * i));
            const double t = leg.to.time_s * (x_m / path.length_m());
            const LatLon place = path.at(x_m);
            if (present(stays, t) != in(zone, place)) CHECK(std::abs(zone.depth(place).value()) < 1e-6);
        }
        for (const PresenceInterval& stay : stays)
            if (stay.entry_s > 0 && stay.exit_s < leg.to.time_s) {
                ++short_ones;
                shortest_s = std::min(shortest_s, stay.exit_s - stay.entry_s);
            }
    }
    std::printf("differential/presence_rhumb: %d grazes, %d in and out, shortest %.3g s\n", passes, short_ones, shortest_s);
    CHECK(passes > 200);
    CHECK(short_ones > 20);
}

TEST_CASE("corners cut for a millisecond by a rhumb leg")
{
    Random random("differential/presence_rhumb corners", 134);
    int cut = 0;
    for (int k = 0; k < 400 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (std::abs(centre.lat_deg) > 85) continue;
        const double radius_m = random.log_uniform(2e3, 500e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(6), 0.4, true, EdgeKind::geodesic);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const std::size_t n = ring.vertices.size();
        const std::size_t i = static_cast<std::size_t>(random.below(static_cast<int>(n)));
        const OtherEdge arriving = edge_of(ring, (i + n - 1) % n);
        const OtherEdge leaving = edge_of(ring, i);
        const double chord_m = random.log_uniform(0.25, 2.0);
        const LatLon a = arriving.at(1 - random.uniform(0.4, 1) * chord_m / arriving.length_bound_m());
        const LatLon b = leaving.at(random.uniform(0.4, 1) * chord_m / leaving.length_bound_m());
        const detail::LegPath across(a, b, LegKind::rhumb);
        if (across.length_m() < 0.25) continue;  // a millisecond at 250 m/s
        const LatLon between = across.at(0.5 * across.length_m());
        if (std::abs(zone.depth(between).value()) < 1e-3) continue;
        const double run_m = random.log_uniform(1.0, std::min(0.2 * radius_m, 60e3));
        // GeographicLib's loxodrome through a and b, whose prolongation is where presence() has to find them
        double s = 0;
        double azimuth = 0;
        LatLon from{};
        LatLon to{};
        GeographicLib::Rhumb::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s, azimuth);
        GeographicLib::Rhumb::WGS84().Direct(a.lat_deg, a.lon_deg, azimuth + 180, run_m, from.lat_deg, from.lon_deg);
        GeographicLib::Rhumb::WGS84().Direct(b.lat_deg, b.lon_deg, azimuth, run_m, to.lat_deg, to.lon_deg);
        const double whole_m = 2 * run_m + s;
        const auto stays = presence_twice(zone, {{0, from}, {whole_m / 250, to}, LegKind::rhumb});
        CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, s, run_m);
        ++cut;
        CHECK(present(stays, 0.5 * whole_m / 250) == in(zone, between));
    }
    std::printf("differential/presence_rhumb: %d corners cut\n", cut);
    CHECK(cut > 150);
}

TEST_CASE("rhumb legs along edges: exactly, a millimetre aside, and back; quickly")
{
    Random random("differential/presence_rhumb along", 135);
    int legs = 0;
    std::size_t most_stays = 0;
    double longest_s = 0;
    for (int k = 0; k < 300 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (std::abs(centre.lat_deg) > 85) continue;
        if (k % 5 == 0) centre.lat_deg = 0;
        const double radius_m = random.log_uniform(1e3, 800e3);
        RingSpec ring = star(random, centre, radius_m, 4 + random.below(5), 0.6, false, EdgeKind::rhumb);
        if (k % 3 == 0) {  // a box of parallels and meridians
            const double h = radius_m / 111e3;
            const double w = h / std::cos(centre.lat_deg * detail::degree);
            if (std::abs(centre.lat_deg) + h > 88 || w > 80) continue;
            const LatLon c = centre;
            ring = airspace_tests::ring_of({{c.lat_deg, c.lon_deg - w}, {c.lat_deg, c.lon_deg + w}, {c.lat_deg + h, c.lon_deg + w}, {c.lat_deg + h, c.lon_deg - w}},
                                           k % 2 == 0 ? EdgeKind::rhumb : EdgeKind::lonlat);
        }
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const std::size_t i = static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size())));
        const LatLon v = ring.vertices[i].at;
        const LatLon w = ring.vertices[(i + 1) % ring.vertices.size()].at;
        const detail::LegPath edge(v, w, LegKind::rhumb);
        CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, v.lat_deg, v.lon_deg, w.lat_deg, w.lon_deg);
        const auto started = std::chrono::steady_clock::now();
        for (const double aside_m : {0.0, 1e-3, -1e-3, 1e-5}) {
            const double x0 = random.uniform(0.02, 0.4) * edge.length_m();
            const double x1 = random.uniform(0.6, 0.98) * edge.length_m();
            const auto beside = [&](double x) {
                const auto point = edge.at_with_tangent(x);
                return aside_m == 0 ? point.at : direct(point.at, point.azimuth_deg - 90, aside_m);
            };
            LatLon from = aside_m == 0 ? v : beside(x0);
            LatLon to = aside_m == 0 ? w : beside(x1);
            if (random.coin()) std::swap(from, to);
            const Leg leg{{0, from}, {1000, to}, LegKind::rhumb};
            const auto stays = presence_twice(zone, leg);
            most_stays = std::max(most_stays, stays.size());
            ++legs;
            const detail::LegPath path(from, to, LegKind::rhumb);
            for (int j = 1; j < 20; ++j) {
                const LatLon place = path.at(path.length_m() * j / 20);
                if (present(stays, 50.0 * j) != in(zone, place)) CHECK(std::abs(zone.depth(place).value()) < 1e-6);
            }
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
        longest_s = std::max(longest_s, took.count());
    }
    std::printf("differential/presence_rhumb: %d legs along edges, at most %zu stays, the slowest four in %.3g ms\n", legs, most_stays, 1e3 * longest_s);
    CHECK(legs > 120);
    CHECK(most_stays <= 40);
}

TEST_CASE("legs of no length, and a comb of more crossings than are kept at a time")
{
    RingSpec comb;  // teeth of 0.001 degree, 150 of them
    comb.vertices.push_back({{40, 10}, EdgeKind::lonlat});
    for (int i = 0; i < 150; ++i) {
        comb.vertices.push_back({{41, 10 + 0.002 * i}, EdgeKind::lonlat});
        comb.vertices.push_back({{41, 10.001 + 0.002 * i}, EdgeKind::lonlat});
        comb.vertices.push_back({{40.2, 10.001 + 0.002 * i}, EdgeKind::lonlat});
        comb.vertices.push_back({{40.2, 10.002 + 0.002 * i}, EdgeKind::lonlat});
    }
    comb.vertices.push_back({{40, 10.3}, EdgeKind::lonlat});
    const Zone zone(zone_of(comb));
    for (const LegKind kind : {LegKind::geodesic, LegKind::rhumb}) {
        const Leg leg{{0, {40.5, 9.9}}, {100, {40.5, 10.4}}, kind};
        CHECK(presence_twice(zone, leg).size() == 150);
        const Leg back{{0, {40.5, 10.4}}, {100, {40.5, 9.9}}, kind};
        CHECK(presence_twice(zone, back).size() == 150);
        for (const bool inside : {true, false}) {
            const LatLon place{40.5, inside ? 10.0005 : 10.0015};
            const auto stays = presence_twice(zone, {{5, place}, {9, place}, kind});
            REQUIRE(stays.size() == (inside ? 1 : 0));
            if (inside) CHECK((stays[0].entry_s == 5 && stays[0].exit_s == 9));
        }
        // at rest on a vertex and on a pole: an answer, whichever
        static_cast<void>(presence_twice(zone, {{5, {41, 10}}, {9, {41, 10}}, kind}));
        static_cast<void>(presence_twice(zone, {{5, {90, 10}}, {9, {90, -10}}, kind}));
    }
}
