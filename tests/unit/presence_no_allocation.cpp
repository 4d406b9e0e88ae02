// SPDX-License-Identifier: MIT
// What is promised of queries: no allocation (counted), noexcept where the callback is. And the depth of stays along
// rhumb legs against samples.
#include <picket/airspace/entry_bound.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/sun.hpp>

#include <support/airspace.hpp>
#include <support/allocation_count.hpp>
#include <support/offset_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

namespace {
long allocations = 0;
}

// for the other tests of the executable that count
long allocation_count() noexcept { return allocations; }

// not inlined: GCC 12 would take malloc and free for a mismatch
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("presence, containment and bounds allocate nothing")
{
    Random random("unit/presence_no_allocation", 151);
    long crossed = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(100, 1000e3);
        ZoneSpec spec = zone_of(star(random, centre, radius_m, k % 3 == 0 ? 300 : 9, 0.6, true, EdgeKind::geodesic));
        if (!validate(spec).empty()) continue;
        if (k % 2 == 0) spec.windows = {{10, 20}, {30, 40}, {50, 1e6}};
        spec.altitude = {AltitudeLimit::at({Metres{100}, VerticalDatum::amsl}), AltitudeLimit::none()};
        const Zone zone(spec);
        for (int j = 0; j < 10; ++j) {
            const LatLon from = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.5));
            const LatLon to = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.5));
            const Leg leg{{0, from, {Metres{0}, VerticalDatum::amsl}},
                          {100, to, {Metres{900}, VerticalDatum::amsl}},
                          j % 2 == 0 ? LegKind::geodesic : LegKind::rhumb};
            const auto count = [&](const PresenceInterval&) noexcept { ++crossed; };
            static_assert(noexcept(for_each_presence(zone, leg, count)));
            const long before = allocations;
            for_each_presence(zone, leg, count);
            static_cast<void>(zone.contains(from));
            static_cast<void>(zone.nearest_edge(to));
            static_cast<void>(earliest_entry_bound(zone, from, MetresPerSecond{100}));
            CHECK(allocations == before);
        }
    }
    CHECK(crossed > 100);
}

TEST_CASE("nor in corridors and margins")
{
    Random random("unit/presence_no_allocation offset", 153);
    long crossed = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const auto made = airspace_tests::random_offset(random, k, k % 2 == 0);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const double about_m = made.size_m + std::abs(made.reach_m);
        for (int j = 0; j < 6; ++j) {
            const LatLon from = direct(made.centre, random.uniform(0, 360), about_m * random.uniform(0, 1.5));
            const LatLon to = direct(made.centre, random.uniform(0, 360), about_m * random.uniform(0, 1.5));
            const Leg leg{{0, from, {}}, {100, to, {}}, j % 2 == 0 ? LegKind::geodesic : LegKind::rhumb};
            const auto count = [&](const PresenceInterval&) noexcept { ++crossed; };
            const long before = allocations;
            for_each_presence(zone, leg, count);
            static_cast<void>(zone.contains(from));
            static_cast<void>(zone.nearest_edge(to));
            static_cast<void>(earliest_entry_bound(zone, from, MetresPerSecond{100}));
            CHECK(allocations == before);
        }
    }
    CHECK(crossed > 100);
}

TEST_CASE("nor in schedules")
{
    SchedulePeriod office;
    office.days = {Weekday::thursday, Weekday::friday};
    office.begin = DayTime::clock(0, 0, 20);
    office.end = DayTime::sunset(600);
    SchedulePeriod pause;
    pause.begin = DayTime::clock(0, 0, 40);
    pause.end = DayTime::clock(0, 0, 50);
    pause.dates = {{12, 1}, {2, 29}};
    ZoneSpec spec = zone_of({{-1, 0}, {-1, 1}, {1, 1}, {1, 0}}, EdgeKind::geodesic);
    spec.schedule = ScheduleSpec{{office}, {pause}, LatLon{0, 0.5}};
    const Zone zone(spec);
    const Schedule& schedule = *zone.schedule();
    long stays = 0;
    long windows = 0;
    const auto count_stay = [&](const PresenceInterval&) noexcept { ++stays; };
    const auto count_window = [&](const TimeWindow&) noexcept { ++windows; };
    static_assert(noexcept(zone.active(0.0)) && noexcept(zone.next_activity_change(0.0)));
    static_assert(noexcept(schedule.active(0.0)) && noexcept(schedule.next_change(0.0)));
    static_assert(noexcept(schedule.for_each_window(0.0, 1.0, count_window)));
    static_assert(noexcept(sun_time(SunEvent::sunrise, {0, 0}, 0.0)) && noexcept(sun_altitude({0, 0}, 0.0)));
    const long before = allocations;
    for_each_presence(zone, {{0, {0.5, 0.1}}, {100, {0.5, 0.9}}}, count_stay);
    double sum = 0.0;
    for (int i = 0; i < 50; ++i) {
        sum += zone.next_activity_change(1e5 * i);
        sum += zone.active(1e5 * i) == Containment::inside ? 1.0 : 0.0;
    }
    schedule.for_each_window(0.0, 30 * 86400.0, count_window);
    CHECK(allocations == before);
    CHECK(std::isfinite(sum));
    CHECK(stays == 2);     // from 20 s to 40 s, from 50 s on
    CHECK(windows == 20);  // ten Thursdays and Fridays of January 1970, each in two
}

TEST_CASE("the depth of a stay along rhumb legs is that of its deepest place")
{
    Random random("unit/presence_no_allocation depth", 152);
    int stays = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(1e3, 1500e3);
        ZoneSpec spec = zone_of(star(random, centre, radius_m, 3 + random.below(8), 0.5, true, EdgeKind::geodesic));
        if (k % 3 == 0) {
            spec.parts[0].exterior = RingSpec{};
            spec.parts[0].exterior.circle = CircleSpec{centre, Metres{radius_m}};
        }
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const std::vector<TrackPoint> track{{0, direct(centre, random.uniform(0, 360), 1.2 * radius_m)},
                                            {1000, direct(centre, random.uniform(0, 360), 1.2 * radius_m)}};
        const detail::LegPath path(track[0].at, track[1].at, LegKind::rhumb);
        for (const Incident& incident : incidents(zone, track, LegKind::rhumb)) {
            double deepest_m = 0;
            for (int i = 0; i <= 200; ++i) {
                const double t = incident.entry_s + (incident.exit_s - incident.entry_s) * i / 200;
                deepest_m = std::max(deepest_m, zone.depth(path.at(path.length_m() * t / 1000)).value());
            }
            CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m);
            ++stays;
            CHECK(incident.max_depth.value() >= deepest_m - std::max(0.01, 1e-6 * deepest_m));
            // 200 samples of a stay lose at most half a step
            CHECK(incident.max_depth.value() <= deepest_m + path.length_m() / 400 + 0.01);
        }
    }
    CHECK(stays > 20);
}
