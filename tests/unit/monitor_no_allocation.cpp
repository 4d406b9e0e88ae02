// SPDX-License-Identifier: MIT
// A monitor that has seen its tracks and their neighbourhoods allocates nothing for another plot.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/allocation_count.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;

TEST_CASE("a plot in the steady state allocates nothing")
{
    Random random("unit/monitor_no_allocation", 421);
    const LatLon centre{52, 10};
    std::vector<Zone> zones;
    while (zones.size() < 200) {
        ZoneSpec spec = zone_of(star(random, direct(centre, random.uniform(0, 360), random.uniform(0, 150e3)),
                                     random.log_uniform(500, 30e3), 8, 0.6, true, EdgeKind::geodesic));
        spec.id = "Z" + std::to_string(zones.size());
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    Monitor monitor(zones, {});
    struct Flight {
        std::string id;
        LatLon at;
        double azimuth;
    };
    std::vector<Flight> flights;
    for (int i = 0; i < 40; ++i)
        flights.push_back({"flight-with-a-long-name-" + std::to_string(i),
                           direct(centre, random.uniform(0, 360), random.uniform(0, 100e3)), random.uniform(0, 360)});
    long events = 0;
    long counted = 0;
    const auto listen = [&](const AlertEvent&) { ++events; };
    // holding patterns: the same neighbourhoods again and again
    constexpr int rounds = 900;
    for (int k = 0; k < rounds; ++k) {
        for (Flight& f : flights) {
            f.azimuth += 3.0;
            f.at = direct(f.at, f.azimuth, 120.0 * 4.0);
            const long before = allocation_count();
            monitor.plot(f.id, {4.0 * k, f.at, {}}, listen);
            if (k >= rounds - 300) counted += allocation_count() - before;
        }
    }
    CHECK(events > 1000);
    CHECK(counted == 0);
}
