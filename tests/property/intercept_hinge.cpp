// SPDX-License-Identifier: MIT
// The bounds that the proof of the earliest intercept rests on, against distances by elliptic integrals: after any way
// flown the place is not nearer than Hinge::least and not farther than Hinge::most.
#include <picket/intercept/detail/hinge.hpp>
#include <picket/intercept/target_path.hpp>

#include <GeographicLib/GeodesicExact.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <numbers>
#include <utility>

#include <support/intercept.hpp>

namespace {

using namespace intercept_tests;
using picket::detail::Hinge;
using picket::detail::HingeSight;

double exact_m(LatLon a, LatLon b)
{
    double s12 = 0.0;
    GeographicLib::GeodesicExact::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s12);
    return s12;
}

LatLon exact_place(LatLon from, double azimuth_deg, double flown_m)
{
    LatLon at{};
    GeographicLib::GeodesicExact::WGS84().Direct(from.lat_deg, from.lon_deg, azimuth_deg, flown_m, at.lat_deg,
                                                 at.lon_deg);
    return at;
}

struct Tally {
    long hinges = 0;
    long by_model = 0;
    double least_over_m = -1e300;  ///< of the lower bound over the truth
    double most_under_m = -1e300;  ///< of the truth over the upper bound
    double widest_m = 0.0;

    void check(const HingeSight& sight, const PathState& state, double t, double truth_m)
    {
        const Hinge hinge(sight, state);
        const Hinge::Side least = hinge.least(t);
        const Hinge::Side most = hinge.most(t);
        ++hinges;
        by_model += least.model && most.model ? 1 : 0;
        least_over_m = std::max(least_over_m, least.m - truth_m);
        most_under_m = std::max(most_under_m, truth_m - most.m);
        widest_m = std::max(widest_m, most.m - least.m);
        INFO("hinge " << hinges << ": distance " << sight.distance_m << ", sin2_half " << sight.sin2_half << ", flown "
                      << t * state.ground_speed_mps << ", least " << least.m << ", truth " << truth_m << ", most "
                      << most.m);
        // no tolerance: what two distances and two places may be off by is in the bounds
        REQUIRE(least.m <= truth_m);
        REQUIRE(truth_m <= most.m);
    }
};

}  // namespace

TEST_CASE("a hinge on the ellipsoid lies between those on two spheres")
{
    Tally tally;
    double widest_short = 0.0;
    for (std::uint64_t k = 0; k < 120000; ++k) {
        Random random(4100000U + k);
        const LatLon from = random.place();
        LatLon place = random.place_seen_from(from);
        const int kind = random.pick(6);
        double track = random.uniform(-180, 180);
        if (kind == 0) place = exact_place(from, track, random.scale(1e-6, 1e3));
        const GeodesicInverse to_place = geodesic_inverse(from, place);
        if (kind == 1) track = to_place.azimuth_start.value();
        if (kind == 2) track = to_place.azimuth_start.value() + 180.0 + random.uniform(-1e-6, 1e-6);
        double flown_m = random.scale(1e-6, Hinge::reach_m);
        if (kind == 3) flown_m = std::min(Hinge::reach_m, to_place.distance.value() * random.uniform(0.9, 1.1));
        // to the other side of the Earth from the place, where the third side is nearly half a turn
        if (kind == 2 && random.one_in(2))
            flown_m = std::clamp(std::numbers::pi * Hinge::least_radius_m - to_place.distance.value() +
                                     random.uniform(-1, 1) * random.scale(1e-3, 1e6),
                                 0.0, Hinge::reach_m);
        const PathState state{from, track, 250.0, std::numeric_limits<double>::infinity(), 0.0};
        const HingeSight sight = detail::sight_of(place, state);
        const double truth_m = exact_m(place, exact_place(from, track, flown_m));
        tally.check(sight, state, flown_m / 250.0, truth_m);
        if (flown_m < 0.1 * sight.distance_m && sight.distance_m < 1e6 && flown_m > 100.0) {
            const Hinge hinge(sight, state);
            const double width_m = hinge.most(flown_m / 250.0).m - hinge.least(flown_m / 250.0).m;
            widest_short = std::max(widest_short, (width_m - 6e-8) / (flown_m * flown_m * sight.distance_m));
        }
    }
    std::printf(
        "property/intercept_hinge: %ld hinges, %ld by the spheres both; the least over the truth by %.1f nm at "
        "most, the truth over the most by %.1f nm; width <= %.3g km, over L^2 d <= %.3g m^-2\n",
        tally.hinges, tally.by_model, 1e9 * tally.least_over_m, 1e9 * tally.most_under_m, tally.widest_m / 1e3,
        widest_short);
    CHECK(tally.by_model > 80000);
    // The spheres' sides differ by (1/b^2 - b^2/a^4) L^2 d sin^2 / 6 at leading order: 5.5e-17 L^2 d.
    CHECK(widest_short < 7e-17);
}

TEST_CASE("a hinge along a rhumb line, its bend bounded by the path")
{
    Tally tally;
    for (std::uint64_t k = 0; k < 60000; ++k) {
        Random random(4300000U + k);
        LatLon from = random.place();
        if (std::abs(from.lat_deg) == 90.0) from.lat_deg = 0.0;
        const LatLon place = random.place_seen_from(from);
        double track = random.uniform(-180, 180);
        if (random.one_in(8)) track = 90.0;
        if (random.one_in(8)) track = 90.0 + random.scale(1e-13, 1.0);
        if (random.one_in(8)) track = 180.0 + random.scale(1e-14, 1e-3);
        const double mps = random.scale(1.0, 1000.0);
        const TargetPath path = TargetPath::rhumb(from, Degrees{track}, MetresPerSecond{mps});
        const PathState state = path.state(0.0);
        const double window_s = std::min({state.until_s, path.end_s(), Hinge::reach_m / mps});
        const double t = window_s * (random.one_in(3) ? random.uniform(0, 1) : random.scale(1e-6, 1.0));
        const LatLon there = rhumb_direct(from, Degrees{track}, Metres{mps * t});
        if (!is_valid(there)) continue;
        // rhumb_direct is off by up to decimetres from within metres of a pole outward: those are not asked
        const double colatitude_m = 111e3 * (90.0 - std::abs(from.lat_deg));
        if (colatitude_m < 1e4) continue;
        tally.check(detail::sight_of(place, state), state, t, exact_m(place, there));
    }
    std::printf(
        "property/intercept_hinge, rhumb: %ld hinges, %ld by the spheres both; the least over the truth by %.1f "
        "nm at most, the truth over the most by %.1f nm\n",
        tally.hinges, tally.by_model, 1e9 * tally.least_over_m, 1e9 * tally.most_under_m);
    CHECK(tally.by_model > 20000);
    CHECK(tally.hinges > 45000);
}
