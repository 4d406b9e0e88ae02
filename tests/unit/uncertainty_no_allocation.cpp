// SPDX-License-Identifier: MIT
// What is promised of the questions about uncertain positions: no allocation (counted), noexcept.
#include <picket/airspace/bounded_region.hpp>
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/uncertainty.hpp>

#include <support/airspace.hpp>
#include <support/chance.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <new>
#include <utility>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::random_chance_zone;

namespace {
long allocations = 0;
}

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
[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

TEST_CASE("questions about uncertain positions allocate nothing")
{
    Random random("unit/uncertainty_no_allocation", 331);
    static_assert(noexcept(could_be_inside(std::declval<const Zone&>(), std::declval<const BoundedRegion&>())));
    static_assert(
        noexcept(probability_inside(std::declval<const Zone&>(), Position{}, PositionUncertainty::unknown())));
    int between = 0;
    for (int k = 0; k < 32; ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(500, 50e3);
        const ZoneSpec spec = random_chance_zone(random, k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const LatLon at = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.2));
        Eigen::Matrix3d covariance = Eigen::Matrix3d::Identity() * (0.04 * radius_m * radius_m);
        covariance(0, 2) = covariance(2, 0) = 0.01 * radius_m * radius_m;
        const auto u = PositionUncertainty::from_covariance(covariance);
        const UncertainMotion motion(Position(at), u, {20, 30}, Eigen::Matrix2d(Eigen::Matrix2d::Identity()));
        const auto region = BoundedRegion::ellipse(at, Metres{0.2 * radius_m}, Metres{0.1 * radius_m}, Degrees{20});
        const long before = allocations;
        const Probability p = probability_inside(zone, Position(at), u);
        const EntryProbability e = probability_of_entry(zone, motion, Seconds{radius_m / 100});
        static_cast<void>(could_be_inside(zone, region));
        static_cast<void>(must_be_inside(zone, region));
        static_cast<void>(could_enter(zone, region, MetresPerSecond{10}, Seconds{60}));
        CHECK(allocations == before);
        between += p.value > 0.01 && p.value < 0.99 && e.within_horizon.value > 0 ? 1 : 0;
    }
    CHECK(between > 10);
}
