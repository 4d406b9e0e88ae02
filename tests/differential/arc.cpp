// SPDX-License-Identifier: MIT
// Arcs and circles against their polar description: inside is an azimuth and a distance from the centre.
#include <picket/airspace/incident.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::Random;
using airspace_tests::Sector;
using airspace_tests::test_scale;
using airspace_tests::zone_of;

namespace {

/// Closer than this the inverse problem itself may not know the side: 15 nm for each of two distances, and
/// GeodesicExact against the series.
constexpr double undecided_m = 1e-7;

LatLon hard_centre(Random& random)
{
    LatLon centre = random.place();
    switch (random.below(6)) {
        case 0: centre.lat_deg = random.coin() ? 90.0 : -90.0; break;
        case 1: centre.lat_deg = (random.coin() ? 1.0 : -1.0) * (90.0 - random.log_uniform(1e-9, 10.0)); break;
        case 2: centre.lat_deg = random.coin() ? 0.0 : random.uniform(-1.0, 1.0); break;
        default: break;
    }
    if (random.below(4) == 0) centre.lon_deg = random.coin() ? 180.0 : 180.0 - random.log_uniform(1e-9, 1.0);
    return centre;
}

double to_pole_m(LatLon place)
{
    return distance_m(place, {place.lat_deg < 0.0 ? -90.0 : 90.0, 0.0});
}

CircleSpec hard_circle(Random& random)
{
    const LatLon centre = hard_centre(random);
    double radius_m = random.log_uniform(0.5, 5000e3);
    const double pole_m = to_pole_m(centre);
    if (random.below(6) == 0 && pole_m > 1.0 && pole_m < 4900e3) {
        // through the pole, or past it by anything from nanometres to a hundredth
        radius_m = random.below(3) == 0 ? pole_m : pole_m * (1.0 + (random.coin() ? 1.0 : -1.0) * random.log_uniform(1e-14, 1e-2));
    }
    return {centre, Metres{radius_m}};
}

/// A factor on the radius: anywhere, or from 0.1 um to a radius off the arc.
double near_the_arc(Random& random, double radius_m)
{
    if (random.below(3) == 0) return random.uniform(0.0, 2.0);
    return 1.0 + (random.coin() ? 1.0 : -1.0) * random.log_uniform(1e-7, radius_m) / radius_m;
}

Sector hard_sector(Random& random)
{
    Sector sector{};
    sector.centre = hard_centre(random);
    sector.azimuth_deg = random.below(4) == 0 ? 90.0 * random.below(4) : random.uniform(-180.0, 180.0);
    sector.sweep_deg = random.below(4) == 0 ? 90.0 * (1 + random.below(3)) : random.uniform(0.5, 359.0);
    sector.radius_start_m = random.log_uniform(1.0, 4500e3);
    const double most = std::min(0.09, 0.9 * sector.sweep_deg * picket::detail::degree);
    sector.radius_end_m = random.below(3) == 0
                              ? sector.radius_start_m
                              : sector.radius_start_m * (1.0 + random.uniform(-1.0, 1.0) * random.log_uniform(1e-9, most));
    return sector;
}

RingSpec circle_ring(const CircleSpec& circle)
{
    RingSpec ring;
    ring.circle = circle;
    return ring;
}

}  // namespace

TEST_CASE("a circle holds what is nearer to its centre than its radius, and nothing else")
{
    Random random("circle containment", 301);
    int asked = 0;
    int wrong = 0;
    double worst_depth_m = 0.0;
    for (int n = 0; n < 1500 * test_scale(); ++n) {
        const CircleSpec circle = hard_circle(random);
        const double radius_m = circle.radius.value();
        const Zone zone(zone_of(circle_ring(circle)));
        for (int k = 0; k < 40; ++k) {
            const double azimuth = random.below(5) == 0 ? 90.0 * random.below(4) : random.uniform(-180.0, 180.0);
            const double s = std::min(19e6, radius_m * near_the_arc(random, radius_m));
            const LatLon place = direct(circle.centre, azimuth, s);
            const double margin_m = radius_m - distance_m(circle.centre, place);
            const Metres depth = zone.depth(place);
            worst_depth_m = std::max(worst_depth_m, std::abs(depth.value() - margin_m));
            if (std::abs(margin_m) < undecided_m) continue;
            ++asked;
            if ((zone.contains(place) == Containment::inside) == (margin_m > 0.0)) continue;
            ++wrong;
            UNSCOPED_INFO("centre " << circle.centre.lat_deg << " " << circle.centre.lon_deg << " radius " << radius_m
                                    << " azimuth " << azimuth << " margin " << margin_m);
        }
    }
    std::printf("%d places asked, worst depth off by %g m\n", asked, worst_depth_m);
    CHECK(asked > 50000);
    CHECK(wrong == 0);
    // the depth is |s - r| for circles: a micrometre, as Zone::depth promises
    CHECK(worst_depth_m < 1e-6);
}

TEST_CASE("a sector holds what lies in its azimuths and below its arc, over-specified or not")
{
    Random random("sector containment", 302);
    int asked = 0;
    int wrong = 0;
    for (int n = 0; n < 1500 * test_scale(); ++n) {
        const Sector sector = hard_sector(random);
        const ZoneSpec spec = zone_of(sector.ring(random.coin()));
        REQUIRE(validate(spec).empty());
        const Zone zone(spec);
        for (int k = 0; k < 40; ++k) {
            const double turned = random.coin() ? random.uniform(-20.0, sector.sweep_deg + 20.0)
                                                : random.uniform(0.0, sector.sweep_deg);
            const double r = sector.radius_m(std::clamp(turned, 0.0, sector.sweep_deg));
            const LatLon place = direct(sector.centre, sector.azimuth_deg + turned, r * near_the_arc(random, r));
            const double margin_m = sector.margin_m(place);
            if (std::abs(margin_m) < undecided_m) continue;
            ++asked;
            if ((zone.contains(place) == Containment::inside) == (margin_m > 0.0)) continue;
            ++wrong;
            UNSCOPED_INFO("centre " << sector.centre.lat_deg << " " << sector.centre.lon_deg << " azimuth "
                                    << sector.azimuth_deg << " sweep " << sector.sweep_deg << " radii "
                                    << sector.radius_start_m << " " << sector.radius_end_m << " turned " << turned
                                    << " margin " << margin_m);
        }
    }
    std::printf("%d places asked\n", asked);
    CHECK(asked > 50000);
    CHECK(wrong == 0);
}

TEST_CASE("the distance to an arc is the least over the arc")
{
    Random random("arc distance", 303);
    double worst_m = 0.0;
    for (int n = 0; n < 60 * test_scale(); ++n) {
        const Sector sector = hard_sector(random);
        std::vector<detail::Curve> curves;
        const bool clockwise = random.coin();
        const LatLon start = sector.at(0.0);
        const LatLon end = sector.at(sector.sweep_deg);
        detail::RingTracer(curves).add_arc(clockwise ? start : end, clockwise ? end : start, sector.centre, clockwise, {});
        const double r = sector.radius_m(0.5 * sector.sweep_deg);
        for (int k = 0; k < 12; ++k) {
            // close to the arc, close to the centre (where everything is equally far), and anywhere
            double s = 0.0;
            switch (random.below(3)) {
                case 0: s = r * near_the_arc(random, r); break;
                case 1: s = random.log_uniform(1e-9, 1.0) * r; break;
                default: s = random.uniform(0.0, 15e6); break;
            }
            const LatLon place = direct(sector.centre, random.uniform(-180.0, 180.0), std::min(s, 15e6));
            double least_m = std::numeric_limits<double>::infinity();
            for (const detail::Curve& curve : curves)
                least_m = std::min(least_m, detail::nearest_on_curve(curve, place, least_m).distance_m);
            const double brute_m = airspace_tests::distance_to_arc_m(sector, place, 400);
            worst_m = std::max(worst_m, std::abs(least_m - brute_m));
            if (std::abs(least_m - brute_m) > 1e-6) {
                UNSCOPED_INFO("centre " << sector.centre.lat_deg << " azimuth " << sector.azimuth_deg << " sweep "
                                        << sector.sweep_deg << " radii " << sector.radius_start_m << " "
                                        << sector.radius_end_m << " s " << s << " found " << least_m << " brute "
                                        << brute_m);
            }
        }
    }
    std::printf("worst distance off by %g m\n", worst_m);
    CHECK(worst_m < 1e-6);
}

TEST_CASE("presence in a circle: entry and exit are where the flight is a radius away, grazing passes included")
{
    Random random("circle presence", 304);
    double worst_s = 0.0;
    int found = 0;
    for (int n = 0; n < 1000 * test_scale(); ++n) {
        CircleSpec circle = hard_circle(random);
        circle.radius = Metres{std::clamp(circle.radius.value(), 50.0, 1000e3)};
        const double radius_m = circle.radius.value();
        const Zone zone(zone_of(circle_ring(circle)));
        // A flight that passes the centre at right angles to the radius, just inside: for 1 ms, or for longer.
        // Its stay is 2 sqrt(2 r g) / v long for a gap of g (in the plane; the true one comes from bisection).
        const double speed_mps = 250.0;
        const bool grazing = random.coin();
        const double half_stay_s = grazing ? 0.5e-3 * random.uniform(1.0, 10.0) : random.uniform(0.01, 0.7) * radius_m / speed_mps;
        const double half_m = half_stay_s * speed_mps;
        const double gap_m = radius_m - std::sqrt(radius_m * radius_m - half_m * half_m);
        if (gap_m < 1e-6) continue;  // a few roundings of the distance: whether it grazes is not known
        const double azimuth = random.uniform(-180.0, 180.0);
        const LatLon closest = direct(circle.centre, azimuth, radius_m - gap_m);
        double s12 = 0;
        double a1 = 0;
        double outward = 0;
        GeographicLib::Geodesic::WGS84().Inverse(circle.centre.lat_deg, circle.centre.lon_deg, closest.lat_deg,
                                                 closest.lon_deg, s12, a1, outward);
        const double before_m = random.uniform(2.0, 3.0) * std::min(2.0 * radius_m, half_m + 5000.0);
        const LatLon from = direct(closest, outward - 90.0, before_m);
        const LatLon to = direct(closest, outward + 90.0, before_m);
        const double length_m = airspace_tests::distance_m(from, to);
        const double duration_s = length_m / speed_mps;
        const Leg leg{{0.0, from}, {duration_s, to}};
        const auto stays = presence(zone, leg);
        const auto line = GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        const auto outside_by_m = [&](double t) {
            LatLon p{};
            line.Position(t * speed_mps, p.lat_deg, p.lon_deg);
            return airspace_tests::distance_m(circle.centre, p) - radius_m;
        };
        const double middle_s = 0.5 * duration_s;
        if (outside_by_m(middle_s) > -undecided_m) continue;
        CAPTURE(circle.centre.lat_deg, circle.centre.lon_deg, radius_m, azimuth, half_stay_s, gap_m, before_m);
        REQUIRE(stays.size() == 1);
        ++found;
        const auto root_s = [&](double inside, double outside) {
            for (int i = 0; i < 80; ++i) {
                const double t = 0.5 * (inside + outside);
                (outside_by_m(t) < 0.0 ? inside : outside) = t;
            }
            return inside;
        };
        // speed across the circle at the crossing: half the stay against the radius
        const double across_mps = speed_mps * half_m / radius_m;
        const double error_s =
            std::max(std::abs(stays[0].entry_s - root_s(middle_s, 0.0)), std::abs(stays[0].exit_s - root_s(middle_s, duration_s)));
        worst_s = std::max(worst_s, error_s * std::min(1.0, across_mps));
    }
    std::printf("%d stays found, worst time off by %g s at 1 m/s across\n", found, worst_s);
    CHECK(found > 700);
    // 1 us where the crossing is faster than 1 m/s across the edge, and in proportion below
    CHECK(worst_s < 1e-6);
}

TEST_CASE("presence in a sector against containment every 20 m")
{
    Random random("sector presence", 305);
    int changes = 0;
    for (int n = 0; n < 150 * test_scale(); ++n) {
        Sector sector = hard_sector(random);
        sector.radius_start_m = random.log_uniform(500.0, 20e3);
        sector.radius_end_m = sector.radius_start_m * random.uniform(0.95, 1.05);
        if (sector.sweep_deg < 5.0) continue;
        const Zone zone(zone_of(sector.ring(random.coin())));
        const LatLon from = direct(sector.centre, random.uniform(-180.0, 180.0), 1.3 * sector.radius_start_m);
        const LatLon to = direct(sector.centre, random.uniform(-180.0, 180.0), 1.3 * sector.radius_start_m);
        const double length_m = distance_m(from, to);
        if (length_m < 100.0) continue;
        const Leg leg{{0.0, from}, {length_m, to}};  // 1 m/s
        const auto stays = presence(zone, leg);
        const auto line = GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        CAPTURE(sector.centre.lat_deg, sector.centre.lon_deg, sector.azimuth_deg, sector.sweep_deg, sector.radius_start_m,
                sector.radius_end_m);
        for (double t = 0.0; t < length_m; t += 20.0) {
            LatLon p{};
            line.Position(t, p.lat_deg, p.lon_deg);
            if (std::abs(sector.margin_m(p)) < 1e-3) continue;
            const bool present = std::any_of(stays.begin(), stays.end(), [&](const PresenceInterval& stay) {
                return t >= stay.entry_s && t <= stay.exit_s;
            });
            if (present != (sector.margin_m(p) > 0.0)) CHECK(present == (sector.margin_m(p) > 0.0));
        }
        changes += static_cast<int>(2 * stays.size());
    }
    std::printf("%d crossings\n", changes);
    CHECK(changes > 100);
}

TEST_CASE("flying across a circle, one is deepest where one is nearest to the centre")
{
    Random random("circle depth", 306);
    double worst = 0.0;
    for (int n = 0; n < 300 * test_scale(); ++n) {
        CircleSpec circle = hard_circle(random);
        circle.radius = Metres{std::clamp(circle.radius.value(), 50.0, 400e3)};
        const double radius_m = circle.radius.value();
        const Zone zone(zone_of(circle_ring(circle)));
        const double miss_m = random.below(4) == 0 ? 0.0 : radius_m * random.uniform(0.0, 0.95);
        const double azimuth = random.uniform(-180.0, 180.0);
        const LatLon closest = direct(circle.centre, azimuth, miss_m);
        const double outward = miss_m == 0.0 ? azimuth : [&] {
            double s = 0;
            double a1 = 0;
            double a2 = 0;
            GeographicLib::Geodesic::WGS84().Inverse(circle.centre.lat_deg, circle.centre.lon_deg, closest.lat_deg,
                                                     closest.lon_deg, s, a1, a2);
            return a2;
        }();
        std::vector<TrackPoint> track;
        const double first_m = -random.uniform(0.5, 2.0) * radius_m;
        for (int k = 0; k <= 6; ++k) {
            const double along_m = first_m + k * (radius_m * 1.5 - first_m) / 6.0;
            track.push_back({1.0 * k, direct(closest, outward + 90.0, along_m)});
        }
        const std::vector<Incident> found = incidents(zone, track);
        REQUIRE(found.size() == 1);
        // 0.01 m or a millionth, as incidents() promises
        const double expected_m = radius_m - miss_m;
        worst = std::max(worst, std::abs(found[0].max_depth.value() - expected_m) / std::max(0.01, 1e-6 * expected_m));
    }
    std::printf("worst depth off by %g of what is allowed\n", worst);
    CHECK(worst < 1.0);
}
