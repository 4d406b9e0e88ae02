// SPDX-License-Identifier: MIT
// presence() and incidents() in zones with corridors and margins: against dense samples in time, against passes made
// to be missed, and along the boundary itself.
#include <picket/airspace/incident.hpp>
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>
#include <support/offset.hpp>
#include <support/offset_random.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::corridor_of;
using airspace_tests::direct;
using airspace_tests::OffsetOracle;
using airspace_tests::Random;
using airspace_tests::random_offset;
using airspace_tests::RandomOffset;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

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

bool present(const std::vector<PresenceInterval>& stays, double t)
{
    return std::any_of(stays.begin(), stays.end(),
                       [t](const PresenceInterval& stay) { return t >= stay.entry_s && t <= stay.exit_s; });
}

}  // namespace

TEST_CASE("presence in corridors and margins against dense samples in time")
{
    Random random("differential/offset_presence", 93);
    long legs = 0;
    long crossings = 0;
    long wrong = 0;
    double worst_s = 0;
    double slowest_s = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const OffsetOracle oracle(made.spec, 60);
        const double around_m = made.size_m + std::max(0.0, made.reach_m);
        for (int j = 0; j < 4; ++j) {
            const LatLon from = direct(made.centre, random.uniform(0, 360), around_m * random.uniform(0, 1.3));
            const LatLon to = direct(made.centre, random.uniform(0, 360), around_m * random.uniform(0, 1.3));
            const double duration_s = airspace_tests::distance_m(from, to) / random.log_uniform(2, 500);
            const Flight flight(from, to, duration_s);
            const auto begin = std::chrono::steady_clock::now();
            const auto stays = presence(zone, {{0, from}, {duration_s, to}});
            slowest_s =
                std::max(slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
            ++legs;
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m, from.lat_deg,
                    from.lon_deg, to.lat_deg, to.lon_deg, duration_s);
            // every change is one: the oracle finds the boundary there, at the speed across that the claim is for
            for (const PresenceInterval& stay : stays)
                for (const double t : {stay.entry_s, stay.exit_s}) {
                    if (t <= 0.0 || t >= duration_s) continue;
                    ++crossings;
                    const double step_s = std::min({0.01, t, duration_s - t});
                    const double margin_m = oracle.margin_m(flight.at(t));
                    const double across_mps =
                        std::abs(oracle.margin_m(flight.at(t + step_s)) - oracle.margin_m(flight.at(t - step_s))) /
                        (2 * step_s);
                    if (across_mps > 1.0) {
                        const double error_s = std::abs(margin_m) / across_mps;
                        worst_s = std::max(worst_s, error_s);
                        CHECK(error_s < 1e-6);
                    } else {
                        CHECK(std::abs(margin_m) < 1e-3);
                    }
                }
            // no change between is missed
            for (int i = 0; i < 400; ++i) {
                const double t = duration_s * (i + random.uniform(0, 1)) / 400;
                const bool expected = in(zone, flight.at(t));
                double nearest_s = std::min(t, duration_s - t);
                for (const PresenceInterval& stay : stays)
                    nearest_s = std::min({nearest_s, std::abs(stay.entry_s - t), std::abs(stay.exit_s - t)});
                if (nearest_s < 1e-6) continue;
                if (present(stays, t) != expected) ++wrong;
                CHECK(present(stays, t) == expected);
            }
        }
    }
    std::printf(
        "differential/offset_presence: %ld legs, %ld crossings, worst %.3g s; %ld wrong samples; slowest leg %.3g ms\n",
        legs, crossings, worst_s, wrong, 1e3 * slowest_s);
    CHECK(legs > 100);
    CHECK(crossings > 100);
}

TEST_CASE("grazing passes of a millisecond, in and out")
{
    // A leg at right angles to a radius of a disc grown by a margin: it dips in by a depth that is chosen. Half the
    // chord is known from the boundary's curvature: the disc's own radius is found as the plain circle's crossing.
    Random random("differential/offset_presence grazing", 94);
    long found = 0;
    double worst_s = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = airspace_tests::offset_centre(random, k);
        const double radius_m = random.log_uniform(10, 100e3);
        const double margin_m = random.log_uniform(10, 200e3) * (k % 3 == 0 ? -1 : 1);
        const double edge_m = radius_m + std::abs(margin_m) + margin_m;  // the base is larger where it is shrunk
        RingSpec ring;
        ring.circle = CircleSpec{centre, Metres{edge_m - margin_m}};
        ZoneSpec spec = zone_of(ring);
        spec.parts[0].margin = Metres{margin_m};
        const Zone zone(spec);
        RingSpec plain_ring;
        plain_ring.circle = CircleSpec{centre, Metres{edge_m}};
        const Zone plain(zone_of(plain_ring));
        const double azimuth = random.uniform(0, 360);
        const double dip_m = random.log_uniform(1e-4, 1e-2) * (random.below(4) == 0 ? -1 : 1);
        const LatLon nearest = direct(centre, azimuth, edge_m - dip_m);
        double s = 0;
        double azimuth_there = 0;
        double azimuth_centre = 0;
        GeographicLib::Geodesic::WGS84().Inverse(centre.lat_deg, centre.lon_deg, nearest.lat_deg, nearest.lon_deg, s,
                                                 azimuth_centre, azimuth_there);
        const double half_m = random.log_uniform(100, 50e3);
        const Leg leg{{0, direct(nearest, azimuth_there - 90, half_m)},
                      {2 * half_m / 250, direct(nearest, azimuth_there + 90, half_m)}};
        CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, margin_m, dip_m, half_m);
        const auto stays = presence(zone, leg);
        const auto expected = presence(plain, leg);
        REQUIRE(stays.size() == expected.size());
        CHECK(stays.size() == (dip_m > 0 ? 1 : 0));
        for (std::size_t i = 0; i < stays.size(); ++i) {
            ++found;
            // grazing: 20 nm of distance are up to 20 nm / slope of the leg, slope = sqrt(2 dip / radius)
            const double allowed_s = 1e-6 + 4e-8 / (250 * std::sqrt(2 * dip_m * (1 / edge_m)));
            CHECK(std::abs(stays[i].entry_s - expected[i].entry_s) < allowed_s);
            CHECK(std::abs(stays[i].exit_s - expected[i].exit_s) < allowed_s);
            worst_s = std::max({worst_s, std::abs(stays[i].entry_s - expected[i].entry_s),
                                std::abs(stays[i].exit_s - expected[i].exit_s)});
        }
    }
    std::printf("differential/offset_presence: %ld grazing passes, times within %.3g s of the plain circle's\n", found,
                worst_s);
    CHECK(found > 30);
}

TEST_CASE("through the tip between two discs for a moment")
{
    // two islands whose margins overlap: the boundary has a corner between them, and a leg across it is outside there
    // for the time that the corner is wide
    RingSpec west;
    west.circle = CircleSpec{{0, 0}, Metres{50e3}};
    RingSpec east;
    east.circle = CircleSpec{{0, 1}, Metres{50e3}};
    ZoneSpec spec = zone_of(west);
    spec.parts.push_back({east, {}});
    for (PartSpec& part : spec.parts) part.margin = Metres{20e3};
    const Zone zone(spec);
    // the corner lies where both are 70 km away: on the meridian half way between, by bisection
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (airspace_tests::distance_m({0, 0}, {middle, 0.5}) < 70e3 ? low : high) = middle;
    }
    for (const double beyond_m : {1e-4, 1e-2, 1.0, 100.0, -1e-4, -1.0}) {
        CAPTURE(beyond_m);
        const LatLon tip = direct({low, 0.5}, 0, beyond_m);
        const Leg leg{{0, direct(tip, 270, 20e3)}, {160, direct(tip, 90, 20e3)}};  // 250 m/s
        const auto stays = presence(zone, leg);
        REQUIRE(stays.size() == (beyond_m > 0 ? 2 : 1));
        if (beyond_m < 0) continue;
        const double gap_s = stays[1].entry_s - stays[0].exit_s;
        // the sides of the corner fall away from the leg with the slope of the radius there: 55.66 km to the side of
        // 42.4 km up; bends of the discs over 100 m change it by a thousandth
        const double half_m = beyond_m * std::sqrt(70e3 * 70e3 - 55.66e3 * 55.66e3) / 55.66e3;
        CHECK_THAT(gap_s, Catch::Matchers::WithinRel(2 * half_m / 250, 5e-3) || WithinAbs(2 * half_m / 250, 1e-9));
    }
}

TEST_CASE("along the boundary, and along the middle, in time")
{
    // a corridor along the equator: legs along parallels are not geodesics, so they weave; one on the equator is
    ZoneSpec spec;
    spec.parts.push_back(corridor_of({{{0, 10}}, {{0, 12}}}, 5000));
    const Zone zone(spec);
    double slowest_s = 0;
    const auto timed = [&](LatLon from, LatLon to) {
        const auto begin = std::chrono::steady_clock::now();
        const auto stays = presence(zone, {{0, from}, {1000, to}});
        slowest_s =
            std::max(slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        return stays;
    };
    CHECK(timed({0, 10}, {0, 12}).size() == 1);
    for (const double off_m : {0.0, 1e-6, 1e-3, 1.0, -1e-6, -1e-3, -0.3, -1.0}) {
        CAPTURE(off_m);
        const LatLon a = direct({0, 10.1}, 0, 5000 + off_m);
        const LatLon b = direct({0, 11.9}, 0, 5000 + off_m);
        // between two places equally far north of the equator a geodesic runs farther north: outside but for the ends
        const auto stays = timed(a, b);
        double inside_s = 0;
        for (const PresenceInterval& stay : stays) inside_s += stay.exit_s - stay.entry_s;
        if (off_m > 0) CHECK(inside_s < 1e-3);
        // it rises by L^2 / 8 * 5000 / R^2 = 0.6 m in the middle: out of a boundary 0.3 m above it, not of one 1 m
        // above
        if (off_m == -0.3) CHECK((inside_s > 100 && inside_s < 900));
        if (off_m == -1.0) CHECK(inside_s == 1000);
    }
    std::printf("differential/offset_presence: along a boundary, slowest leg %.3g ms\n", 1e3 * slowest_s);
    CHECK(slowest_s < 5.0);  // milliseconds as a rule; the bound is for slow and busy machines
}

TEST_CASE("greatest depth of a stay in corridors and margins against dense samples")
{
    Random random("differential/offset_presence depth", 95);
    long stays = 0;
    double slowest_s = 0;
    double worst_share = 0;
    for (int k = 0; k < 40 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const double around_m = made.size_m + std::max(0.0, made.reach_m);
        std::vector<TrackPoint> track;
        for (int i = 0; i < 3; ++i)
            track.push_back(
                {100.0 * i, direct(made.centre, random.uniform(0, 360), around_m * random.uniform(0, 1.2))});
        CAPTURE(k, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m);
        const auto begin = std::chrono::steady_clock::now();
        const auto found = incidents(zone, track);
        slowest_s =
            std::max(slowest_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        for (const Incident& incident : found) {
            ++stays;
            const double depth_m = incident.max_depth.value();
            CHECK(std::abs(zone.depth(incident.max_depth_at).value() - depth_m) < 1e-6);
            // what is promised
            const double allowed_m = std::max(0.01, 1e-4 * depth_m);
            for (int i = 0; i <= 40; ++i) {
                const double t = std::clamp(incident.entry_s + (incident.exit_s - incident.entry_s) * i / 40,
                                            incident.entry_s, incident.exit_s);
                const std::size_t leg = t < 100 ? 0 : 1;
                const double sample_m =
                    zone.depth(Flight(track[leg].at, track[leg + 1].at, 100).at(t - track[leg].time_s)).value();
                worst_share = std::max(worst_share, (sample_m - depth_m) / allowed_m);
                CHECK(sample_m <= depth_m + allowed_m);
            }
        }
    }
    std::printf(
        "differential/offset_presence: %ld stays; a sample was deeper by at most %.3g of the tolerance; slowest track "
        "%.3g ms\n",
        stays, worst_share, 1e3 * slowest_s);
    CHECK(stays > 20);
    // along the middle of a corridor the depth is the half width all the way
    ZoneSpec spec;
    spec.parts.push_back(corridor_of({{{50, 10}}, {{51, 12}}}, 5000));
    const Zone corridor(spec);
    const std::vector<TrackPoint> track{{0, {50, 10}}, {1000, {51, 12}}};
    const auto begin = std::chrono::steady_clock::now();
    const auto found = incidents(corridor, track);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0].max_depth.value(), WithinAbs(5000, 0.5));
    std::printf("differential/offset_presence: 180 km along the middle of a corridor took %.3g ms\n", 1e3 * seconds);
    CHECK(seconds < 10.0);  // for slow and busy machines
}
