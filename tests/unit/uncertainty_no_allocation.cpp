// SPDX-License-Identifier: MIT
// What is promised of the questions about uncertain positions: no allocation (counted), noexcept.
#include <picket/airspace/bounded_region.hpp>
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/uncertainty.hpp>

#include <support/airspace.hpp>
#include <support/allocation_count.hpp>
#include <support/chance.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <utility>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::random_chance_zone;

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
        const long before = allocation_count();
        const Probability p = probability_inside(zone, Position(at), u);
        const EntryProbability e = probability_of_entry(zone, motion, Seconds{radius_m / 100});
        static_cast<void>(could_be_inside(zone, region));
        static_cast<void>(must_be_inside(zone, region));
        static_cast<void>(could_enter(zone, region, MetresPerSecond{10}, Seconds{60}));
        CHECK(allocation_count() == before);
        between += p.value > 0.01 && p.value < 0.99 && e.within_horizon.value > 0 ? 1 : 0;
    }
    CHECK(between > 10);
}
