// SPDX-License-Identifier: MIT
// Windows of detection against the slow and obvious way: the gap at thousands of moments, its sign changes bisected.
#include <picket/intercept/radar_horizon.hpp>

#include <support/geodesy_random.hpp>
#include <support/intercept_run.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

using namespace picket;
using test::Random;
using test::SteadyRun;

namespace {

/// Anywhere, one in ten near a pole. Not Random::place(), which draws twice in one list of arguments.
LatLon anywhere(Random& random)
{
    const double lon_deg = random.uniform(-180, 180);
    const double sine = random.uniform(-1, 1);
    if (random.one_in(10)) return {std::copysign(90 - random.log_uniform(1e-9, 5), sine), lon_deg};
    return {std::asin(sine) * 180 / test::pi, lon_deg};
}

/// A height that waves: linear in no stretch.
struct WavyHeight {
    double middle_m;
    double swing_m;
    double period_s;

    [[nodiscard]] Metres height_at(double t_s) const noexcept
    {
        return Metres{middle_m + swing_m * std::sin(2 * test::pi / period_s * t_s)};
    }
    [[nodiscard]] double max_vertical_speed_mps() const noexcept { return swing_m * 2 * test::pi / period_s; }
};

/// To and fro on a line that leads to the sensor.
struct ToAndFro {
    LatLon sensor;
    double azimuth_deg;
    double middle_m;
    double swing_m;
    double period_s;
    int periods;

    [[nodiscard]] double begin_s() const noexcept { return 0.0; }
    [[nodiscard]] double end_s() const noexcept { return period_s * periods; }
    [[nodiscard]] LatLon at(double t_s) const noexcept
    {
        const double out_m = middle_m + swing_m * std::cos(2 * test::pi / period_s * t_s);
        return geodesic_direct(sensor, Degrees{azimuth_deg}, Metres{out_m}).at;
    }
    [[nodiscard]] double max_ground_speed_mps() const noexcept { return swing_m * 2 * test::pi / period_s; }
};

/// What was found, for the floor under what the test covers.
struct Tally {
    int none = 0;
    int whole = 0;
    int begins = 0;
    int several = 0;
};

template <class Path, class Height>
void check(const SensorSite& site, const Path& path, const Height& height, Tally& tally)
{
    const auto gap = [&](double t) {
        const Metres horizon = radar_horizon(site.antenna_height, height.height_at(t), site.earth);
        const Metres reach = std::min(horizon, site.instrumented_range);
        return (geodesic_distance(site.at, path.at(t)) - reach).value();
    };
    std::vector<DetectionWindow> windows;
    REQUIRE(for_each_detection(site, path, height, [&](const DetectionWindow& w) { windows.push_back(w); }));

    const double begin = path.begin_s();
    const double end = path.end_s();
    double last = begin;
    for (const DetectionWindow& w : windows) {
        CAPTURE(w.begin_s, w.end_s, w.begin_error_s, w.end_error_s);
        CHECK(w.begin_s <= w.end_s);
        CHECK(w.begin_s >= last);
        last = w.end_s;
        CHECK(gap(w.begin_s) <= 1e-8);  // guarantee (1), but for the order of a sum
        CHECK(gap(w.end_s) <= 1e-8);
        CHECK(w.from_path_begin == (w.begin_s == begin));
        CHECK(w.to_path_end == (w.end_s == end));
        CHECK(geodesic_distance(w.begin_at, path.at(w.begin_s)).value() <= 1e-7);
        // guarantee (3): just outside of the errors it is not in view, and within slack even where they overlap another
        if (!w.from_path_begin) CHECK(gap(std::max(begin, w.begin_s - w.begin_error_s)) > -1e-5);
        if (!w.from_path_begin && std::is_same_v<Height, LinearHeight>) {
            const double rate_mps = (gap(std::max(begin, w.begin_s - 0.01)) - gap(w.begin_s)) / 0.01;
            if (rate_mps > path.max_ground_speed_mps() / 12) CHECK(w.begin_error_s <= 20e-6 + 1e-6 / rate_mps);
        }
        if (!w.to_path_end) CHECK(gap(std::min(end, w.end_s + w.end_error_s)) > -1e-5);
    }
    const auto covered = [&](double t) {
        return std::any_of(windows.begin(), windows.end(),
                           [&](const DetectionWindow& w) { return w.begin_s <= t && t <= w.end_s; });
    };
    // guarantee (2), at moments that know nothing of the answer
    constexpr int n = 2000;
    int wrong = 0;
    for (int i = 0; i <= n; ++i) {
        const double t = begin + (end - begin) * i / n;
        const double g = gap(t);
        if (covered(t) ? g > 0.1 : g < -0.1) {
            const bool at_an_end = std::any_of(windows.begin(), windows.end(), [&](const DetectionWindow& w) {
                return std::abs(t - w.begin_s) <= 2e-6 || std::abs(t - w.end_s) <= 2e-6;
            });
            if (!at_an_end) ++wrong;
        }
    }
    CHECK(wrong == 0);

    const FirstDetection first = first_detection(site, path, height);
    if (windows.empty()) {
        CHECK(first.status == DetectionStatus::never_visible);
        ++tally.none;
    } else {
        CHECK(first.time_s == windows[0].begin_s);
        CHECK(first.time_error_s == windows[0].begin_error_s);
        CHECK((first.status == DetectionStatus::visible_from_begin) == windows[0].from_path_begin);
        if (windows[0].from_path_begin && windows[0].to_path_end) ++tally.whole;
        if (!windows[0].from_path_begin) ++tally.begins;
    }
    if (windows.size() > 1) ++tally.several;
}

template <class Line, class HeightMaker>
Tally check_many(Random& random, int cases, HeightMaker&& make_height)
{
    Tally tally;
    for (int i = 0; i < cases; ++i) {
        SensorSite site;
        site.at = anywhere(random);
        site.antenna_height = Metres{random.log_uniform(1, 3000)};
        if (random.one_in(3)) site.instrumented_range = Metres{random.log_uniform(5e3, 400e3)};
        site.earth.k = random.uniform(1, 2);
        if (random.one_in(2)) site.earth.formula = HorizonFormula::sphere;
        const double duration_s = random.log_uniform(60, 7200);
        const double begin_s = random.one_in(2) ? 1.8e9 : 0.0;
        const auto height = make_height(begin_s, duration_s);
        // past the site at about the horizon, so that it matters
        const double mid_height_m = height.height_at(begin_s + 0.5 * duration_s).value();
        const double reach =
            std::min(radar_horizon(site.antenna_height, Metres{mid_height_m}, site.earth), site.instrumented_range)
                .value();
        const double miss_m = reach * (random.one_in(4) ? 1 + 1e-4 * random.uniform(-1, 1) : random.uniform(0, 1.2));
        const Degrees toward = random.azimuth();
        const auto [foot, away] = geodesic_direct(site.at, toward, Metres{miss_m});
        const Degrees course = random.one_in(2) ? away + Degrees{90} : random.azimuth();
        const double half_m = 0.5 * duration_s * random.uniform(20, 400);
        const LatLon from = geodesic_direct(foot, course, Metres{half_m}).at;
        const LatLon to = geodesic_direct(foot, course + Degrees{180}, Metres{half_m}).at;
        CAPTURE(i, site.at.lat_deg, site.at.lon_deg, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, reach);
        check(site, SteadyRun<Line>(Line::between(from, to), begin_s, begin_s + duration_s), height, tally);
    }
    return tally;
}

}  // namespace

TEST_CASE("detection of geodesic legs with even climb is what thousands of samples say")
{
    Random random("intercept_detection/geodesic", 0x1f11);
    const int cases = random.cases(400);
    const Tally tally = check_many<GeodesicLine>(random, cases, [&](double begin_s, double duration_s) {
        const double from_m = random.one_in(6) ? random.uniform(-200, 0) : random.log_uniform(10, 15e3);
        const double to_m = random.one_in(3) ? from_m : random.log_uniform(10, 15e3);
        return LinearHeight(begin_s, Metres{from_m}, begin_s + duration_s, Metres{to_m});
    });
    CHECK(tally.none > cases / 50);
    CHECK(tally.begins > cases / 4);
    CHECK(tally.whole > cases / 50);
}

TEST_CASE("detection of rhumb legs is what thousands of samples say")
{
    Random random("intercept_detection/rhumb", 0x1f12);
    const int cases = random.cases(60);
    const Tally tally = check_many<RhumbLine>(random, cases, [&](double begin_s, double duration_s) {
        const double from_m = random.log_uniform(10, 15e3);
        const double to_m = random.log_uniform(10, 15e3);
        return LinearHeight(begin_s, Metres{from_m}, begin_s + duration_s, Metres{to_m});
    });
    CHECK(tally.begins > cases / 4);
}

TEST_CASE("detection of flights that rise and sink is what thousands of samples say")
{
    Random random("intercept_detection/wavy", 0x1f13);
    const int cases = random.cases(200);
    const Tally tally = check_many<GeodesicLine>(random, cases, [&](double, double duration_s) {
        const double middle_m = random.log_uniform(50, 5e3);
        const double swing_m = middle_m * random.uniform(0.1, 1.5);  // into the ground too
        return WavyHeight{middle_m, swing_m, duration_s * random.uniform(0.1, 2)};
    });
    CHECK(tally.several > cases / 20);
}

TEST_CASE("detection of flights that only graze the horizon: found from 0.1 m on, with errors that hold")
{
    Random random("intercept_detection/graze", 0x1f14);
    int slow = 0;
    const int cases = random.cases(300);
    for (int i = 0; i < cases; ++i) {
        const SensorSite site{anywhere(random), Metres{random.log_uniform(1, 300)}};
        const LinearHeight level(Metres{random.log_uniform(30, 12e3)});
        const double reach = radar_horizon(site.antenna_height, level.height_at(0)).value();
        const double depth_m = random.log_uniform(0.11, 100);
        const Degrees toward = random.azimuth();
        const auto [foot, away] = geodesic_direct(site.at, toward, Metres{reach - depth_m});
        // The middle of the run is not a moment that halving meets.
        const double part = random.uniform(0.3, 0.7);
        const double length_m = random.log_uniform(50e3, 500e3);
        const GeodesicDirect from = geodesic_direct(foot, away + Degrees{90}, Metres{part * length_m});
        const SteadyRun<GeodesicLine> run(
            GeodesicLine::from(from.at, from.azimuth_end + Degrees{180}, Metres{length_m}), 0,
            length_m / random.uniform(20, 400));
        const auto gap = [&](double t) { return geodesic_distance(site.at, run.at(t)).value() - reach; };
        const double nearest_s = part * run.end_s();
        const auto root = [&](double out_s) {  // between a moment out of view and the nearest
            double in_s = nearest_s;
            for (int k = 0; k < 60; ++k) (gap(0.5 * (in_s + out_s)) <= 0 ? in_s : out_s) = 0.5 * (in_s + out_s);
            return in_s;
        };
        if (gap(0) <= 0 || gap(run.end_s()) <= 0) continue;
        std::vector<DetectionWindow> windows;
        REQUIRE(for_each_detection(site, run, level, [&](const DetectionWindow& w) { windows.push_back(w); }));
        CAPTURE(i, depth_m, reach);
        REQUIRE(windows.size() == 1);
        const DetectionWindow& w = windows[0];
        // The nanometres of a distance over the rate at which the gap closes, about v sqrt(2 depth / reach).
        constexpr double root_error_s = 1e-6;
        CHECK(w.begin_s - root(0) >= -root_error_s);
        CHECK(w.begin_s - root(0) <= w.begin_error_s + root_error_s);
        CHECK(std::abs(w.end_s - root(run.end_s())) <= w.end_error_s + root_error_s);
        if (w.begin_error_s > 1e-3) ++slow;
    }
    CHECK(slow > cases / 20);  // where slack ended the halving
}

TEST_CASE("detection: each of many short moments in view is found, and where it is")
{
    Random random("intercept_detection/to_and_fro", 0x1f15);
    for (int i = 0; i < random.cases(150); ++i) {
        const SensorSite site{anywhere(random), Metres{random.log_uniform(1, 300)}};
        const LinearHeight level(Metres{random.log_uniform(30, 12e3)});
        const double reach = radar_horizon(site.antenna_height, level.height_at(0)).value();
        const double depth_m = random.log_uniform(0.11, 10);
        const double out_m = random.log_uniform(0.11, 100);  // and so much out of view in between
        const double swing_m = (depth_m + out_m) / 2;
        ToAndFro path{site.at, random.uniform(0, 360), reach - depth_m + swing_m, swing_m, 0, 23};
        path.period_s = 2 * test::pi * swing_m / random.uniform(1, 50);
        std::vector<DetectionWindow> windows;
        REQUIRE(for_each_detection(site, path, level, [&](const DetectionWindow& w) { windows.push_back(w); }));
        CAPTURE(i, depth_m, swing_m, path.period_s);
        REQUIRE(windows.size() == 23);
        // in view while middle + swing cos < reach
        const double in_view_s = std::acos(1 - depth_m / swing_m) * path.period_s / test::pi;
        for (std::size_t k = 0; k < windows.size(); ++k) {
            const double nearest_s = path.period_s * (static_cast<double>(k) + 0.5);
            CHECK(std::abs(windows[k].begin_s - (nearest_s - in_view_s / 2)) <= windows[k].begin_error_s + 1e-6);
            CHECK(std::abs(windows[k].end_s - (nearest_s + in_view_s / 2)) <= windows[k].end_error_s + 1e-6);
        }
    }
}
