// SPDX-License-Identifier: MIT
// Altitudes over time: one datum never answers for another, and changes of converted altitudes are found.
#include <picket/airspace/altitude_source.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

using namespace picket;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

Leg climb(double from_m, double to_m, VerticalDatum from, VerticalDatum to)
{
    return {{100, {54, 20}, {Metres{from_m}, from}}, {110, {54, 20.1}, {Metres{to_m}, to}}};
}

Altitude amsl(double value_m) { return {Metres{value_m}, VerticalDatum::amsl}; }

}  // namespace

static_assert(AltitudeSource<PlotAltitude>);
static_assert(AltitudeSource<LegAltitude>);

TEST_CASE("altitude source: limits belong to both sides, ranges that straddle are unknown")
{
    CHECK(at_or_below({100, 100}, Metres{100}) == Truth::yes);
    CHECK(at_or_above({100, 100}, Metres{100}) == Truth::yes);
    CHECK(at_or_below({90, 100}, Metres{100}) == Truth::yes);
    CHECK(at_or_below({90, 101}, Metres{100}) == Truth::unknown);
    CHECK(at_or_below({100.5, 101}, Metres{100}) == Truth::no);
    CHECK(at_or_above({90, 99}, Metres{100}) == Truth::no);
    CHECK(at_or_above({90, 100}, Metres{100}) == Truth::unknown);
    CHECK(at_or_below({nan_value, nan_value}, Metres{100}) == Truth::unknown);
    CHECK(at_or_below({nan_value, 50}, Metres{100}) == Truth::yes);
    CHECK(at_or_above({nan_value, 50}, Metres{100}) == Truth::no);
    CHECK(at_or_above({50, nan_value}, Metres{100}) == Truth::unknown);
}

TEST_CASE("altitude source: a leg is linear in its own datum and knows no other")
{
    const LegAltitude leg(climb(1000, 2000, VerticalDatum::amsl, VerticalDatum::amsl));
    CHECK(leg.range(VerticalDatum::amsl, 100).lowest_m == 1000);
    CHECK(leg.range(VerticalDatum::amsl, 105).highest_m == 1500);
    CHECK(leg.range(VerticalDatum::amsl, 110).lowest_m == 2000);
    for (const double outside_s : {99.0, 111.0, nan_value})
        CHECK(std::isnan(leg.range(VerticalDatum::amsl, outside_s).lowest_m));
    for (const VerticalDatum other : {VerticalDatum::agl, VerticalDatum::wgs84, VerticalDatum::pressure_std})
        CHECK(std::isnan(leg.range(other, 105).highest_m));

    std::vector<double> times;
    const auto keep = [&](double t) { times.push_back(t); };
    leg.for_each_change(amsl(1300), 100, 110, keep);
    REQUIRE(times.size() == 1);
    CHECK(times[0] == 103.0);
    leg.for_each_change(amsl(1300), 104, 110, keep);
    leg.for_each_change({Metres{1300}, VerticalDatum::agl}, 100, 110, keep);
    leg.for_each_change(amsl(2500), 100, 110, keep);
    CHECK(times.size() == 1);

    // two datums on one leg, or an altitude that is missing: nothing is known along it
    CHECK(std::isnan(LegAltitude(climb(1000, 2000, VerticalDatum::amsl, VerticalDatum::agl))
                         .range(VerticalDatum::amsl, 105)
                         .lowest_m));
    CHECK(std::isnan(LegAltitude(climb(1000, nan_value, VerticalDatum::amsl, VerticalDatum::amsl))
                         .range(VerticalDatum::amsl, 105)
                         .lowest_m));
}

TEST_CASE("altitude source: a level leg stays on its level, to the bit")
{
    // 0.1 * (1 - f) + 0.1 * f would not
    const LegAltitude leg(climb(0.1, 0.1, VerticalDatum::agl, VerticalDatum::agl));
    for (int i = 0; i <= 1000; ++i) CHECK(leg.range(VerticalDatum::agl, 100 + i / 100.0).lowest_m == 0.1);
}

TEST_CASE("altitude source: converted altitudes: every change longer than a millisecond is found")
{
    // Hills of a known slope under a climbing leg: the height above them crosses the limit now and then.
    airspace_tests::Random random("unit/altitude_source", 421);
    int crossings = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const double amplitude_m = random.uniform(5, 80);
        const double frequency = random.uniform(0.2, 12);  // rad/s
        const double phase = random.uniform(0, 6);
        const double error_m = random.uniform(0, 3);
        const double gap_from_s = random.uniform(100, 112);  // here the terrain is not known for a while
        const auto agl_m = [&](double own_m, double t) {
            return own_m - amplitude_m * std::sin(frequency * t + phase) - 900;
        };
        const auto convert = [&](Altitude own, double t, VerticalDatum to) noexcept {
            if (to != VerticalDatum::agl || (t > gap_from_s && t < gap_from_s + 0.5)) return AltitudeRange::none();
            const double height_m = agl_m(own.value.value(), t);
            return AltitudeRange{height_m - error_m, height_m + error_m};
        };
        const Leg leg =
            climb(random.uniform(950, 1050), random.uniform(950, 1050), VerticalDatum::amsl, VerticalDatum::amsl);
        const double fastest =
            std::abs(leg.to.altitude.value.value() - leg.from.altitude.value.value()) / 10 + amplitude_m * frequency;
        const ConvertedAltitude heights(leg, convert, MetresPerSecond{fastest});
        static_assert(AltitudeSource<decltype(heights)>);
        const Altitude limit{Metres{random.uniform(60, 140)}, VerticalDatum::agl};
        std::vector<double> found;
        heights.for_each_change(limit, 100, 110, [&](double t) { found.push_back(t); });
        std::sort(found.begin(), found.end());

        // sampled every tenth of a millisecond: between two stretches of different answers that both last longer than
        // 1 ms, a change is found, wherever shorter ones lie between
        const auto answer = [&](double t) {
            const AltitudeRange r = heights.range(limit.datum, t);
            return std::pair(at_or_below(r, limit.value), at_or_above(r, limit.value));
        };
        constexpr int steps = 100000;
        auto run = answer(100);
        double run_from_s = 100;
        auto last_run = run;  // the last one that lasted
        double last_to_s = 100;
        for (int i = 1; i <= steps; ++i) {
            const double t = 100 + 10.0 * i / steps;
            const auto now = answer(t);
            if (now == run && i < steps) continue;
            if (t - run_from_s > 1.2e-3) {  // a step of the samples at each end
                if (run != last_run) {
                    CAPTURE(k, last_to_s, run_from_s, found.size());
                    const auto it = std::lower_bound(found.begin(), found.end(), last_to_s - 2e-4);
                    REQUIRE(it != found.end());
                    REQUIRE(*it <= run_from_s + 2e-4);
                    ++crossings;
                }
                last_run = run;
                last_to_s = t;
            }
            run = now;
            run_from_s = t;
        }
        // in its own datum it needs no conversion
        CHECK(heights.range(VerticalDatum::amsl, 100).lowest_m == leg.from.altitude.value.value());
        CHECK(std::isnan(heights.range(VerticalDatum::wgs84, 105).lowest_m));
    }
    CHECK(crossings > 200);
}
