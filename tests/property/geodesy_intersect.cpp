// SPDX-License-Identifier: MIT
// The closest intersection is the closest of all that a search from many places finds.
#include <picket/geodesy/intersect.hpp>

#include <support/geodesy_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using picket::Coincidence;
using picket::GeodesicIntersection;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using test::Random;

namespace {

double apart(LatLon a, LatLon b) { return picket::geodesic_distance(a, b).value(); }

/// Least |x - x0| + |y - y0| of the intersections that steps from a grid of starts lead to. The grid is finer than
/// half the spacing of intersections, and reaches beyond the furthest a closest one can be.
double closest_of_many(const GeodesicLine& x, const GeodesicLine& y, double x0, double y0)
{
    constexpr int half_grid = 5;
    constexpr double step_m = 2.1e7 / half_grid;
    double least = 1e99;
    for (int i = -half_grid; i <= half_grid; ++i) {
        for (int j = -half_grid; j <= half_grid; ++j) {
            const auto found = picket::geodesy_detail::slide_near(
                picket::geodesy_detail::settle_intersection(x, y, x0 + i * step_m, y0 + j * step_m), x0, y0);
            least = std::min(least, picket::geodesy_detail::l1_distance(found, x0, y0));
        }
    }
    return least;
}

}  // namespace

TEST_CASE("no intersection is closer than the closest")
{
    Random random("geodesy_intersect/closest", 0x5eed11);
    for (int i = 0; i < random.cases(150); ++i) {
        const GeodesicLine x = GeodesicLine::from(random.place(), random.azimuth());
        // half of the lines cross at a small angle, where the ellipsoid matters most
        const GeodesicLine y = random.one_in(2)
                                   ? GeodesicLine::from(random.place(), random.azimuth())
                                   : GeodesicLine::from(x.at(Metres{random.uniform(-2e7, 2e7)}),
                                                        picket::Degrees{x.azimuth_start().value()
                                                                        + random.uniform(-1, 1)});
        const double x0 = random.uniform(-2e7, 2e7);
        const double y0 = random.uniform(-2e7, 2e7);
        CAPTURE(x.start().lat_deg, x.start().lon_deg, x.azimuth_start().value(), y.start().lat_deg,
                y.start().lon_deg, y.azimuth_start().value(), x0, y0);
        const GeodesicIntersection answer = picket::intersect_closest(x, y, Metres{x0}, Metres{y0});
        const double distance = std::abs(answer.x_m - x0) + std::abs(answer.y_m - y0);
        CHECK(distance <= closest_of_many(x, y, x0, y0) + 1e-3);  // 1 mm: small angles
        CHECK(distance <= picket::geodesy_detail::intersection_reach_m);
        CHECK(apart(x.at(Metres{answer.x_m}), y.at(Metres{answer.y_m})) <= 3e-8);
    }
}

TEST_CASE("exchanging, reversing and turning segments changes what it should and nothing else")
{
    Random random("geodesy_intersect/symmetry", 0x5eed12);
    int met = 0;
    for (int i = 0; i < random.cases(1000); ++i) {
        // segments of 1 km to 3000 km through a common neighbourhood; a fair angle, so that 1 um is generous
        const LatLon centre = random.place();
        const double size_m = random.log_uniform(1e3, 3e6);
        const LatLon x1 = random.near(centre, size_m / 10, size_m);
        const LatLon x2 = random.near(centre, size_m / 10, size_m);
        const LatLon y1 = random.near(centre, size_m / 10, size_m);
        const LatLon y2 = random.near(centre, size_m / 10, size_m);
        CAPTURE(x1.lat_deg, x1.lon_deg, x2.lat_deg, x2.lon_deg, y1.lat_deg, y1.lon_deg, y2.lat_deg, y2.lon_deg);
        const GeodesicLine x = GeodesicLine::between(x1, x2);
        const GeodesicLine y = GeodesicLine::between(y1, y2);
        const GeodesicIntersection answer = picket::intersect_segments(x, y);
        const double length_x = x.length().value();
        const double length_y = y.length().value();
        const double angle = x.position(Metres{answer.x_m}).azimuth_end.value()
                             - y.position(Metres{answer.y_m}).azimuth_end.value();
        if (std::abs(std::sin(angle * test::pi / 180)) < 0.1 || length_x < size_m / 10 || length_y < size_m / 10) {
            continue;
        }
        if (std::max(std::abs(answer.x_m), std::abs(answer.y_m)) > 2 * size_m) continue;
        const double edge = std::min({std::abs(answer.x_m), std::abs(answer.x_m - length_x), std::abs(answer.y_m),
                                      std::abs(answer.y_m - length_y)});
        const bool clear = edge > 1e-3;  // 1 mm from an end rounding cannot change `inside_both`
        met += answer.inside_both ? 1 : 0;

        const GeodesicIntersection exchanged = picket::intersect_segments(y, x);
        CHECK(std::abs(exchanged.x_m - answer.y_m) <= 1e-6);
        CHECK(std::abs(exchanged.y_m - answer.x_m) <= 1e-6);
        CHECK((exchanged.inside_both == answer.inside_both || !clear));
        const GeodesicIntersection reversed = picket::intersect_segments(GeodesicLine::between(x2, x1), y);
        CHECK(std::abs(length_x - reversed.x_m - answer.x_m) <= 1e-6);
        CHECK(std::abs(reversed.y_m - answer.y_m) <= 1e-6);
        CHECK((reversed.inside_both == answer.inside_both || !clear));
        const double turn = random.uniform(-360, 360);
        const auto turned = [&](LatLon p) { return LatLon{p.lat_deg, p.lon_deg + turn}; };
        const GeodesicIntersection moved = picket::intersect_segments(
            GeodesicLine::between(turned(x1), turned(x2)), GeodesicLine::between(turned(y1), turned(y2)));
        CHECK(std::abs(moved.x_m - answer.x_m) <= 1e-6);
        CHECK(std::abs(moved.y_m - answer.y_m) <= 1e-6);
        CHECK(apart(moved.at, turned(answer.at)) <= 1e-6);
    }
    CHECK(met > 50);
}

TEST_CASE("pieces of one geodesic are found coincident")
{
    Random random("geodesy_intersect/coincident", 0x5eed13);
    for (int i = 0; i < random.cases(300); ++i) {
        const double length = random.log_uniform(1e5, 5e6);
        const GeodesicLine whole = GeodesicLine::from(random.place(), random.azimuth(), Metres{length});
        const double from = random.uniform(-0.4, 0.4) * length;
        const double to = random.uniform(0.6, 1.4) * length;
        const bool backward = random.one_in(2);
        CAPTURE(whole.start().lat_deg, whole.start().lon_deg, whole.azimuth_start().value(), length, from, to);
        const GeodesicLine piece = backward ? GeodesicLine::between(whole.at(Metres{to}), whole.at(Metres{from}))
                                            : GeodesicLine::between(whole.at(Metres{from}), whole.at(Metres{to}));
        const GeodesicIntersection answer = picket::intersect_segments(whole, piece);
        CHECK(answer.coincidence == (backward ? Coincidence::antiparallel : Coincidence::parallel));
        CHECK(answer.inside_both);
        CHECK(std::abs(answer.x_m - (std::max(0.0, from) + std::min(length, to)) / 2) <= 1e-7);
    }
}
