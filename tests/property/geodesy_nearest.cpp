// SPDX-License-Identifier: MIT
// The nearest point is as near as the nearest of thousands, refined: the slow and obvious way.
#include <picket/geodesy/nearest.hpp>

#include <support/geodesy_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using picket::Degrees;
using picket::GeodesicLine;
using picket::LatLon;
using picket::Metres;
using picket::NearestPoint;
using picket::RhumbLine;
using test::Random;

namespace {

double apart(LatLon a, LatLon b) { return picket::geodesic_distance(a, b).value(); }

/// Least distance to the segment: sampled, and each sample that no neighbour is nearer than refined by golden
/// section. What lies between two samples is at most half a step nearer.
template <class Line>
double nearest_of_many(const Line& line, LatLon place)
{
    constexpr std::size_t n = 1000;
    const double length = line.length().value();
    const auto distance = [&](double s) {
        return apart(place, s <= 0 ? line.start() : s >= length ? line.end() : line.at(Metres{s}));
    };
    std::vector<double> sample(n + 1);
    const double step = length / n;
    for (std::size_t i = 0; i <= n; ++i) sample[i] = distance(step * static_cast<double>(i));
    double least = *std::min_element(sample.begin(), sample.end());
    const double promising = least + step;
    for (std::size_t i = 0; i <= n; ++i) {
        if (sample[i] > promising || (i > 0 && sample[i - 1] < sample[i]) || (i < n && sample[i + 1] < sample[i])) {
            continue;
        }
        double low = step * static_cast<double>(i) - step;
        double high = low + 2 * step;
        for (int k = 0; k < 80; ++k) {
            const double third = 0.381966 * (high - low);
            if (distance(low + third) < distance(high - third)) {
                high -= third;
            } else {
                low += third;
            }
        }
        least = std::min(least, distance((low + high) / 2));
    }
    return least;
}

template <class Line>
void check(const Line& line, LatLon place)
{
    const NearestPoint answer = picket::nearest_on_segment(line, place);
    const double expected = nearest_of_many(line, place);
    CAPTURE(line.start().lat_deg, line.start().lon_deg, line.end().lat_deg, line.end().lon_deg, place.lat_deg,
            place.lon_deg, answer.along.value(), line.length().value());
    CHECK(answer.distance.value() <= expected + 2e-7);  // guarantee (1)
    CHECK(std::abs(apart(place, answer.at) - answer.distance.value()) <= 1e-8);
    CHECK(answer.along.value() >= 0);
    CHECK(answer.along.value() <= line.length().value());
    // and the place is where `along` says
    CHECK(apart(answer.at, line.at(answer.along)) <= 1e-7);
    const NearestPoint back = picket::nearest_on_segment(Line::between(line.end(), line.start()), place);
    CHECK(std::abs(back.distance.value() - answer.distance.value()) <= 3e-7);
}

}  // namespace

TEST_CASE("nearest points of segments of every length, seen from everywhere")
{
    Random random("geodesy_nearest/any", 0x5eed21);
    for (int i = 0; i < random.cases(60); ++i) {
        const LatLon from = random.place();
        const LatLon to = random.one_in(2) ? random.place() : random.near(from, 1, 5e6);
        const LatLon place = random.one_in(2) ? random.place() : random.near(from, 1e-2, 1e7);
        check(GeodesicLine::between(from, to), place);
        check(RhumbLine::between(from, to), place);
    }
}

TEST_CASE("nearest points seen from a quarter of a turn away, where there are several")
{
    Random random("geodesy_nearest/quarter", 0x5eed22);
    for (int i = 0; i < random.cases(60); ++i) {
        const LatLon from = random.place();
        const GeodesicLine line
            = GeodesicLine::between(from, picket::geodesic_direct(from, random.azimuth(), Metres{1.95e7}).at);
        const auto across = line.position(line.length() * random.uniform(0, 1));
        const LatLon place = picket::geodesic_direct(across.at, across.azimuth_end + Degrees{90.0},
                                                     Metres{random.uniform(9.97e6, 1.003e7)})
                                 .at;
        check(line, place);
    }
}

TEST_CASE("nearest points of parallels seen from near a pole, and of spirals round it")
{
    Random random("geodesy_nearest/polar", 0x5eed23);
    for (int i = 0; i < random.cases(60); ++i) {
        const double lat = std::copysign(90 - random.log_uniform(1e-2, 80), random.uniform(-1, 1));
        const LatLon from{lat, random.uniform(-180, 180)};
        const LatLon place{std::copysign(90 - random.log_uniform(1e-2, 10), random.uniform(-1, 1)),
                           random.uniform(-180, 180)};
        check(RhumbLine::between(from, {lat, random.uniform(-180, 180)}), place);
        check(RhumbLine::between(from, {lat * random.uniform(0.9, 1), random.uniform(-180, 180)}), place);
        check(GeodesicLine::between(from, {lat, random.uniform(-180, 180)}), place);
    }
}
