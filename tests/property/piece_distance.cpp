// SPDX-License-Identifier: MIT
// The distance by chord against GeographicLib's exact geodesics, and the bounds that the search stands on: the least
// distance of a chord, and the least chord's inverse.
#include <picket/airspace/detail/piece_distance.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace picket;
using airspace_tests::Random;

namespace {

LatLon exact_direct(LatLon from, double azimuth_deg, double distance_m)
{
    LatLon to{};
    GeographicLib::GeodesicExact::WGS84().Direct(from.lat_deg, from.lon_deg, azimuth_deg, distance_m, to.lat_deg,
                                                 to.lon_deg);
    return to;
}

}  // namespace

TEST_CASE("distance by chord is the geodesic distance")
{
    Random random("property/piece_distance", 401);
    struct Band {
        double from_m;
        double to_m;
        double allowed_m;  // what distance_by_chord_m promises; 2e-8: noise of coordinates in double and of ECEF
    };
    constexpr Band bands[] = {{1e-4, 20e3, 2.5e-8}, {20e3, 100e3, 4e-7}, {100e3, 199e3, 1e-5},
                              {201e3, 500e3, 1e-6}, {500e3, 1000e3, 2e-5}, {1000e3, 1499e3, 1.2e-4}};
    for (const Band& band : bands) {
        double worst_m = 0;
        for (int k = 0; k < 4000 * airspace_tests::test_scale(); ++k) {
            LatLon from = random.place();
            if (k % 10 == 0) from.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-6, 10));
            if (k % 10 == 1) from.lat_deg = random.uniform(-1, 1);
            const LatLon to = exact_direct(from, random.uniform(0, 360), random.log_uniform(band.from_m, band.to_m));
            const double exact_m = airspace_tests::distance_m(from, to);
            const double found_m = detail::distance_by_chord_m(detail::to_ecef_m(from), detail::to_ecef_m(to));
            worst_m = std::max(worst_m, std::abs(found_m - exact_m));
            const double back_m = detail::distance_by_chord_m(detail::to_ecef_m(to), detail::to_ecef_m(from));
            CHECK(std::abs(found_m - back_m) < 2e-8);
        }
        std::printf("property/piece_distance: %.0f to %.0f m: off by at most %.3g m (allowed %.3g)\n", band.from_m,
                    band.to_m, worst_m, band.allowed_m);
        CHECK(worst_m < band.allowed_m);
    }
}

TEST_CASE("a chord's least distance is below the distance, and the largest chord its inverse")
{
    Random random("property/piece_distance least", 402);
    double tightest = 0;
    for (int k = 0; k < 20000 * airspace_tests::test_scale(); ++k) {
        const LatLon from = random.place();
        const LatLon to = k % 2 == 0 ? random.place() : exact_direct(from, random.uniform(0, 360), random.log_uniform(1, 20e6));
        const double exact_m = airspace_tests::distance_m(from, to);
        const double chord_m = detail::chord_m(detail::to_ecef_m(from), detail::to_ecef_m(to));
        // 1e-8: the noise of both
        CHECK(detail::least_distance_m(chord_m) <= exact_m + 1e-8);
        CHECK(detail::largest_chord_m(exact_m) >= chord_m - 1e-8);
        if (chord_m > 1e3) tightest = std::max(tightest, detail::least_distance_m(chord_m) / exact_m);
        const double back_m = detail::least_distance_m(detail::largest_chord_m(exact_m));
        // the sine's series stops at the fifth order: 0.3^7 / 5040 of the diameter; near a quarter turn of the sphere
        // asin is steep
        CHECK(back_m >= exact_m * (1 - 1e-6));
    }
    std::printf("property/piece_distance: least distance of a chord up to %.9f of the distance\n", tightest);
    CHECK(detail::largest_chord_m(std::numeric_limits<double>::infinity()) > 2.0 * detail::wgs84_a_m);
    CHECK(detail::distance_by_chord_m({1, 2, 3}, {1, 2, 3}) == 0.0);
}

TEST_CASE("the quick ECEF is the exact one")
{
    Random random("property/piece_distance ecef", 403);
    double worst_m = 0;
    for (int k = 0; k < 20000; ++k) {
        LatLon place = random.place();
        if (k % 4 == 0) place.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-9, 10));
        if (k % 4 == 1) place.lon_deg += 360.0 * (random.below(5) - 2);
        worst_m = std::max(worst_m, detail::chord_m(detail::fast_ecef_m(place), detail::to_ecef_m(place)));
        const LatLon back = detail::surface_place(detail::to_ecef_m(place));
        CHECK(airspace_tests::distance_m(back, place) < 1e-8);
        CHECK(back.lon_deg >= -180.0);
        CHECK(back.lon_deg < 180.0);
    }
    std::printf("property/piece_distance: quick ECEF within %.3g m\n", worst_m);
    // 360 degrees in double are exact to 6e-14 degree, 6 nm
    CHECK(worst_m < 1e-8);
}
