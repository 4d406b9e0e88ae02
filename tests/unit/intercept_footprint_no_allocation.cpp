// SPDX-License-Identifier: MIT
// Reach, detection ranges and answers to entries allocate nothing.
#include <picket/intercept/footprint.hpp>

#include <support/allocation_count.hpp>
#include <support/intercept.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>

namespace {

using namespace intercept_tests;

}  // namespace

TEST_CASE("reach, detection ranges and answers to entries allocate nothing and do not throw")
{
    int feasible = 0;
    for (int k = 0; k < 100; ++k) {
        Random random(51000000U + static_cast<std::uint64_t>(k));
        const double mps = random.scale(30, 600);
        const Interceptor who = random.interceptor(mps);
        const double away_deg = random.uniform(-180, 180);
        const LatLon place = geodesic_direct(who.base(), Degrees{away_deg}, Metres{random.scale(1e3, 6e5)}).at;
        const EntryRun entry{{place, MetresPerSecond{mps}, Metres{1e3}}, Seconds{2000.0}, Seconds{100.0}};
        const LatLon at = geodesic_direct(place, Degrees{30.0}, Metres{2e5}).at;
        static_assert(noexcept(reach(who, Degrees{1.0}, Seconds{1.0})));
        static_assert(noexcept(can_reach(who, place, Seconds{1.0})));
        static_assert(noexcept(required_detection_range(who, entry.run, Degrees{1.0})));
        static_assert(noexcept(answer_to_entry(who, entry, at)));
        const long before = allocation_count();
        static_cast<void>(reach(who, Degrees{30.0}, Seconds{4000.0}));
        static_cast<void>(can_reach(who, place, Seconds{4000.0}));
        feasible += required_detection_range(who, entry.run, Degrees{30.0}) ? 1 : 0;
        feasible += answer_to_entry(who, entry, at) ? 1 : 0;
        CHECK(allocation_count() == before);
    }
    CHECK(feasible > 40);
    // the count counts; kept where it may be looked at, for clang leaves out what nothing needs
    const long before = allocation_count();
    static const int* volatile kept = nullptr;
    kept = new int(feasible);
    CHECK(allocation_count() > before);
    delete kept;
}
