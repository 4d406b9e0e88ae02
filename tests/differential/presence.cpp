// SPDX-License-Identifier: MIT
// presence() against dense brute force, and against passes constructed to be missed: a corner cut for a
// millisecond, a curved edge grazed a millimetre deep, legs a millimetre beside an edge.
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::edge_of;
using airspace_tests::OtherEdge;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

/// Does the answer of presence() hold at a time?
bool present(const std::vector<PresenceInterval>& stays, double t)
{
    return std::any_of(stays.begin(), stays.end(),
                       [t](const PresenceInterval& stay) { return t >= stay.entry_s && t <= stay.exit_s; });
}

/// Position along a leg by GeographicLib alone.
class Flight {
public:
    Flight(LatLon from, LatLon to, double duration_s) : duration_s_(duration_s)
    {
        line_ = GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
    }
    [[nodiscard]] LatLon at(double t) const
    {
        LatLon place{};
        line_.Position(line_.Distance() * (t / duration_s_), place.lat_deg, place.lon_deg);
        return place;
    }
    [[nodiscard]] double length_m() const { return line_.Distance(); }

private:
    double duration_s_;
    GeographicLib::GeodesicLine line_;
};

/// Sorted, disjoint, entry before exit, neighbours apart, places where they should be.
bool well_formed(const std::vector<PresenceInterval>& stays, const Leg& leg)
{
    for (std::size_t i = 0; i < stays.size(); ++i) {
        if (!(stays[i].entry_s <= stays[i].exit_s)) return false;
        if (stays[i].entry_s < leg.from.time_s || stays[i].exit_s > leg.to.time_s) return false;
        if (i > 0 && !(stays[i - 1].exit_s < stays[i].entry_s)) return false;
    }
    return true;
}

struct Tally {
    long legs = 0;
    long crossings = 0;
    long missed = 0;
    long wrong_start = 0;
    long superfluous = 0;
    double worst_s = 0;
    double worst_m = 0;
};

/// Compares one leg with `samples` places along it, each change of answer bisected.
void compare(const Zone& zone, const Leg& leg, int samples, Tally& tally)
{
    const double duration_s = leg.to.time_s - leg.from.time_s;
    const auto stays = presence(zone, leg);
    REQUIRE(well_formed(stays, leg));
    const Flight flight(leg.from.at, leg.to.at, duration_s);
    ++tally.legs;
    std::vector<double> changes;
    for (const PresenceInterval& stay : stays) {
        if (stay.entry_s > leg.from.time_s) changes.push_back(stay.entry_s - leg.from.time_s);
        if (stay.exit_s < leg.to.time_s) changes.push_back(stay.exit_s - leg.from.time_s);
    }
    const bool starts_inside = in(zone, flight.at(0));
    bool was = starts_inside;
    long seen = 0;
    for (int k = 1; k <= samples; ++k) {
        const double t = duration_s * k / samples;
        const bool is = in(zone, flight.at(t));
        if (is == was) continue;
        double low = duration_s * (k - 1) / samples;
        double high = t;
        for (int i = 0; i < 50; ++i) {
            const double middle = 0.5 * (low + high);
            (in(zone, flight.at(middle)) == was ? low : high) = middle;
        }
        was = is;
        ++seen;
        ++tally.crossings;
        double error_s = 1e99;
        for (const double change : changes) error_s = std::min(error_s, std::abs(change - high));
        const double error_m = error_s * flight.length_m() / duration_s;
        // how fast the edge is crossed: the claim is for more than 1 m/s
        const double step_s = std::min({0.01, high, duration_s - high});
        const double across_mps = step_s > 0 ? std::abs(zone.depth(flight.at(high + step_s)).value() - zone.depth(flight.at(high - step_s)).value()) / (2 * step_s) : 0.0;
        tally.worst_m = std::max(tally.worst_m, error_m);
        if (across_mps > 1.0) {
            tally.worst_s = std::max(tally.worst_s, error_s);
            if (error_s > 1e-6) ++tally.missed;
        } else if (error_m > 1e-3) {
            ++tally.missed;  // hardly across: still found, within a millimetre of the leg
        }
        if (error_s > 1e-6) {
            UNSCOPED_INFO("change at " << high << " s, nearest found " << error_s << " s away, " << across_mps << " m/s across");
        }
    }
    // what the samples did not see lies between two of them: checked there
    if (static_cast<long>(changes.size()) > seen)
        for (std::size_t i = 0; i < stays.size(); ++i) {
            const double middle = 0.5 * (stays[i].entry_s + stays[i].exit_s) - leg.from.time_s;
            if (stays[i].exit_s - stays[i].entry_s > 1e-6 && !in(zone, flight.at(middle))) ++tally.superfluous;
        }
    if (!stays.empty() && stays[0].entry_s == leg.from.time_s && stays[0].exit_s - stays[0].entry_s > 1e-6) {
        if (!starts_inside && std::abs(zone.depth(leg.from.at).value()) > 1e-6) ++tally.wrong_start;
    } else if (starts_inside && std::abs(zone.depth(leg.from.at).value()) > 1e-6) {
        ++tally.wrong_start;
    }
}

}  // namespace

TEST_CASE("presence against dense brute force")
{
    Random random("differential/presence brute force", 31);
    Tally tally;
    int zones = 0;
    int refused = 0;
    for (int k = 0; k < 160 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 8 == 0) centre.lat_deg = random.coin() ? random.uniform(85, 90) : random.uniform(-90, -85);
        if (k % 8 == 1) centre.lon_deg = 180 + random.uniform(-0.5, 0.5);
        const double radius_m = random.log_uniform(5, 2000e3);  // from a drone's fence to a FIR
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(9), 0.3, true, EdgeKind::geodesic);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) {
            ++refused;
            continue;
        }
        ++zones;
        const Zone zone(spec);
        for (int j = 0; j < 6; ++j) {
            const LatLon from = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3));
            const LatLon to = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3));
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
            const double missed_before = static_cast<double>(tally.missed + tally.wrong_start + tally.superfluous);
            const double duration_s = std::max(airspace_tests::distance_m(from, to), 1e-3) / random.log_uniform(2, 500);
            compare(zone, {{0, from}, {duration_s, to}}, 700, tally);
            CHECK(static_cast<double>(tally.missed + tally.wrong_start + tally.superfluous) == missed_before);
        }
    }
    std::printf("differential/presence: %d zones (%d refused), %ld legs, %ld crossings; missed %ld, wrong starts %ld, "
                "superfluous %ld; worst %.3g s where crossed at 1 m/s or more, %.3g m along the leg anywhere\n",
                zones, refused, tally.legs, tally.crossings, tally.missed, tally.wrong_start, tally.superfluous,
                tally.worst_s, tally.worst_m);
    CHECK(zones > refused);
    CHECK(tally.crossings > tally.legs / 2);
}

TEST_CASE("long legs: thousands of kilometres, over the poles and the antimeridian")
{
    Random random("differential/presence long legs", 32);
    Tally tally;
    for (int k = 0; k < 25 * airspace_tests::test_scale(); ++k) {
        LatLon centre = random.place();
        if (k % 3 == 0) centre.lat_deg = random.coin() ? 90 - random.log_uniform(1e-9, 1) : random.log_uniform(1e-9, 1) - 90;
        const double radius_m = random.log_uniform(10e3, 1500e3);
        const ZoneSpec spec = zone_of(star(random, centre, radius_m, 4 + random.below(8), 0.4, true, EdgeKind::geodesic));
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 3; ++j) {
            // from 3,000 to 12,000 km, through the neighbourhood of the centre
            const double length_m = random.uniform(3000e3, 12000e3);
            const LatLon via = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1));
            const double azimuth = random.uniform(0, 360);
            const LatLon from = direct(via, azimuth, length_m * random.uniform(0.3, 0.7));
            double s = 0;
            double azimuth_via = 0;
            double azimuth_from = 0;
            GeographicLib::Geodesic::WGS84().Inverse(via.lat_deg, via.lon_deg, from.lat_deg, from.lon_deg, s, azimuth_via, azimuth_from);
            const LatLon to = direct(from, azimuth_from + 180, length_m);
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
            compare(zone, {{0, from}, {length_m / 250, to}}, 3000, tally);
        }
    }
    std::printf("differential/presence: long legs %ld, %ld crossings; missed %ld, wrong starts %ld, superfluous %ld; worst %.3g s\n",
                tally.legs, tally.crossings, tally.missed, tally.wrong_start, tally.superfluous, tally.worst_s);
    CHECK(tally.missed == 0);
    CHECK(tally.wrong_start == 0);
    CHECK(tally.superfluous == 0);
    CHECK(tally.crossings > tally.legs);
}

TEST_CASE("corners cut for a millisecond: every one found")
{
    Random random("differential/presence corners", 33);
    constexpr double speed_mps = 250;
    int cut = 0;
    int found = 0;
    double shortest_s = 1e9;
    double worst_s = 0;
    for (int k = 0; k < 600 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(2e3, 800e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(6), 0.4, true, EdgeKind::geodesic);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const std::size_t n = ring.vertices.size();
        const std::size_t i = static_cast<std::size_t>(random.below(static_cast<int>(n)));
        // points on the two edges that meet in vertex i, some decimetres from it
        const OtherEdge arriving = edge_of(ring, (i + n - 1) % n);
        const OtherEdge leaving = edge_of(ring, i);
        const double chord_m = random.log_uniform(0.25, 2.0);
        const LatLon a = arriving.at(1 - random.uniform(0.4, 1) * chord_m / arriving.length_bound_m());
        const LatLon b = leaving.at(random.uniform(0.4, 1) * chord_m / leaving.length_bound_m());
        double s = 0;
        double azimuth_a = 0;
        double azimuth_b = 0;
        GeographicLib::Geodesic::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s, azimuth_a, azimuth_b);
        if (s < 0.25) continue;  // a millisecond
        // the corner's angle: not so flat or sharp that a and b nearly lie on one line with an edge
        const LatLon between = direct(a, azimuth_a, 0.5 * s);
        if (std::abs(zone.depth(between).value()) < 1e-3) continue;
        const double run_m = random.log_uniform(1.0, std::min(0.2 * radius_m, 100e3));
        const LatLon from = direct(a, azimuth_a + 180, run_m);
        const LatLon to = direct(b, azimuth_b, random.uniform(0.5, 1) * run_m);
        double whole_m = 0;
        GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, whole_m);
        const Leg leg{{0, from}, {whole_m / speed_mps, to}};
        const auto stays = presence(zone, leg);
        const double t = (run_m + 0.5 * s) / speed_mps;
        CAPTURE(k, i, centre.lat_deg, centre.lon_deg, radius_m, s, run_m, t);
        // convex corners: inside between a and b; reflex ones: outside between them
        const bool expected = in(zone, between);
        ++cut;
        CHECK(present(stays, t) == expected);
        found += present(stays, t) == expected;
        shortest_s = std::min(shortest_s, s / speed_mps);
        // the two ends of the cut
        for (const double end_s : {run_m / speed_mps, (run_m + s) / speed_mps}) {
            double error_s = 1e99;
            for (const PresenceInterval& stay : stays) error_s = std::min({error_s, std::abs(stay.entry_s - end_s), std::abs(stay.exit_s - end_s)});
            worst_s = std::max(worst_s, error_s);
            CHECK(error_s < 1e-6);
        }
    }
    std::printf("differential/presence: %d corners cut, shortest %.3g ms, %d found, times within %.3g s\n", cut, 1e3 * shortest_s, found, worst_s);
    CHECK(cut > 300);
    CHECK(found == cut);
}

TEST_CASE("curved edges grazed down to a millimetre: every pass found")
{
    Random random("differential/presence grazes", 34);
    constexpr double speed_mps = 250;
    int passes = 0;
    int short_ones = 0;
    int wrong = 0;
    double shortest_s = 1e9;
    for (int k = 0; k < 1500 * airspace_tests::test_scale(); ++k) {
        const EdgeKind kind = random.kind();
        const LatLon centre{random.uniform(-85, 85), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(20e3, 1000e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(4), 0.5, false, kind);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const OtherEdge edge = edge_of(ring, static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size()))));
        const double u = random.uniform(0.15, 0.85);
        const LatLon on_edge = edge.at(u);
        const double tangent = edge.azimuth_deg(u);
        // a geodesic leg parallel to the edge's tangent, a millimetre to a metre to one side
        const double aside_m = random.log_uniform(1e-3, 1.0);
        const LatLon beside = direct(on_edge, tangent + (random.coin() ? 90 : -90), aside_m);
        const double run_m = random.uniform(0.05, 1) * std::min(0.1 * radius_m, 60e3);
        const LatLon from = direct(beside, tangent + 180, run_m);
        const LatLon to = direct(beside, tangent, run_m);
        double whole_m = 0;
        GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, whole_m);
        const Flight flight(from, to, whole_m / speed_mps);
        const Leg leg{{0, from}, {whole_m / speed_mps, to}};
        const auto stays = presence(zone, leg);
        CAPTURE(k, to_string(kind), centre.lat_deg, centre.lon_deg, radius_m, aside_m, run_m);
        const double t = run_m / speed_mps;
        ++passes;
        const bool expected = in(zone, flight.at(t));
        wrong += present(stays, t) != expected;
        CHECK(present(stays, t) == expected);
        for (const PresenceInterval& stay : stays)
            if (t >= stay.entry_s && t <= stay.exit_s && stay.entry_s > 0 && stay.exit_s < leg.to.time_s) {
                ++short_ones;
                shortest_s = std::min(shortest_s, stay.exit_s - stay.entry_s);
            }
        // and everywhere else on the leg, away from the edge
        for (int i = 0; i <= 60; ++i) {
            const double when = i == 60 ? leg.to.time_s : leg.to.time_s * i / 60;
            const LatLon place = flight.at(when);
            if (present(stays, when) != in(zone, place)) {
                const double away_m = std::abs(zone.depth(place).value());
                CHECK(away_m < 1e-6);
                wrong += away_m >= 1e-6;
            }
        }
    }
    std::printf("differential/presence: %d grazing passes, %d of them in and out within the leg, shortest %.3g s; wrong %d\n", passes, short_ones, shortest_s, wrong);
    CHECK(passes > 500);
    CHECK(short_ones > 100);
}

TEST_CASE("legs a millimetre beside a geodesic edge, and on it")
{
    Random random("differential/presence along edges", 35);
    int legs = 0;
    int on_edge = 0;
    std::size_t most_stays = 0;
    for (int k = 0; k < 200 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(1e3, 1500e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(5), 0.5, false, EdgeKind::geodesic);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const std::size_t i = static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size())));
        const OtherEdge edge = edge_of(ring, i);
        // a stretch of the edge, in either direction, its ends moved a millimetre to one side
        double u0 = random.uniform(0.05, 0.5);
        double u1 = random.uniform(0.5, 0.95);
        for (const double aside_m : {1e-3, -1e-3}) {
            // anticlockwise: the left side is the inside
            LatLon from = direct(edge.at(u0), edge.azimuth_deg(u0) - 90, aside_m);
            LatLon to = direct(edge.at(u1), edge.azimuth_deg(u1) - 90, aside_m);
            if (random.coin()) std::swap(from, to);
            const auto stays = presence(zone, {{0, from}, {1000, to}});
            CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, aside_m);
            ++legs;
            if (aside_m > 0) {
                REQUIRE(stays.size() == 1);
                CHECK(stays[0].entry_s == 0);
                CHECK(stays[0].exit_s == 1000);
            } else {
                CHECK(stays.empty());
            }
        }
        // exactly the edge, vertex to vertex: inside or outside as rounding has it, but few answers, and fast
        const LatLon from = ring.vertices[i].at;
        const LatLon to = ring.vertices[(i + 1) % ring.vertices.size()].at;
        const auto stays = presence(zone, {{0, from}, {1000, to}});
        REQUIRE(well_formed(stays, {{0, from}, {1000, to}}));
        most_stays = std::max(most_stays, stays.size());
        ++on_edge;
    }
    std::printf("differential/presence: %d legs 1 mm beside an edge, %d on one (at most %zu stays)\n", legs, on_edge, most_stays);
    CHECK(legs > 200);
    CHECK(most_stays <= 40);
}

TEST_CASE("legs through vertices")
{
    Random random("differential/presence vertices", 36);
    int legs = 0;
    for (int k = 0; k < 300 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(1e3, 500e3);
        const RingSpec ring = star(random, centre, radius_m, 3 + random.below(8), 0.3, true, EdgeKind::geodesic);
        const ZoneSpec spec = zone_of(ring);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const LatLon vertex = ring.vertices[static_cast<std::size_t>(random.below(static_cast<int>(ring.vertices.size())))].at;
        const double azimuth = random.uniform(0, 360);
        const double run_m = radius_m * random.uniform(0.05, 0.5);
        const LatLon from = direct(vertex, azimuth, run_m);
        const LatLon to = direct(vertex, azimuth + 180, run_m);
        const auto stays = presence(zone, {{0, from}, {1000, to}});
        const Flight flight(from, to, 1000);
        CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, azimuth);
        ++legs;
        for (int i = 0; i <= 200; ++i) {
            // closer and closer to the vertex from both sides
            const double before_s = 500 * std::pow(0.93, i);
            for (const double t : {500 - before_s, 500 + before_s}) {
                const LatLon place = flight.at(t);
                if (present(stays, t) != in(zone, place)) CHECK(std::abs(zone.depth(place).value()) < 1e-6);
            }
        }
        // it starts and ends on the vertex too
        for (const auto& [a, b] : {std::pair{from, vertex}, std::pair{vertex, to}}) {
            const auto half = presence(zone, {{0, a}, {1000, b}});
            const Flight half_flight(a, b, 1000);
            for (const double t : {1.0, 10.0, 250.0, 500.0, 750.0, 990.0, 999.0}) {
                const LatLon place = half_flight.at(t);
                if (present(half, t) != in(zone, place)) CHECK(std::abs(zone.depth(place).value()) < 1e-6);
            }
        }
    }
    std::printf("differential/presence: %d legs through vertices\n", legs);
    CHECK(legs > 150);
}
