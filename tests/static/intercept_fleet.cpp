// SPDX-License-Identifier: MIT
// Contracts of the sensor horizon, the assignment and the patrol that the compiler can decide.
#include <picket/intercept/assignment.hpp>
#include <picket/intercept/patrol.hpp>
#include <picket/intercept/radar_horizon.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

using namespace picket;

namespace {

struct Path {
    [[nodiscard]] double begin_s() const noexcept { return 0; }
    [[nodiscard]] double end_s() const noexcept { return 1; }
    [[nodiscard]] LatLon at(double) const noexcept { return {0, 0}; }
    [[nodiscard]] double max_ground_speed_mps() const noexcept { return 0; }
};
/// A place that may throw.
struct Throwing {
    [[nodiscard]] double begin_s() const { return 0; }
    [[nodiscard]] double end_s() const { return 1; }
    [[nodiscard]] LatLon at(double) const { return {0, 0}; }
    [[nodiscard]] double max_ground_speed_mps() const { return 0; }
};
struct NoSpeed {
    [[nodiscard]] double begin_s() const { return 0; }
    [[nodiscard]] double end_s() const { return 1; }
    [[nodiscard]] LatLon at(double) const { return {0, 0}; }
};
static_assert(TimedGroundPath<Path> && TimedGroundPath<Throwing> && !TimedGroundPath<NoSpeed>);
static_assert(TimedHeight<LinearHeight> && !TimedHeight<Path>);

// Queries are noexcept, where what they ask is.
static_assert(noexcept(radar_horizon(Metres{}, Metres{})) && noexcept(lowest_visible_height(Metres{}, Metres{})));
static_assert(noexcept(line_of_sight(Metres{}, Metres{}, Metres{})));
using QuietCallback = void (*)(const DetectionWindow&) noexcept;
using Callback = void (*)(const DetectionWindow&);
constexpr SensorSite site{};
static_assert(noexcept(first_detection(site, Path{}, LinearHeight(Metres{}))));
static_assert(noexcept(for_each_detection(site, Path{}, LinearHeight(Metres{}), std::declval<QuietCallback>())));
static_assert(!noexcept(for_each_detection(site, Path{}, LinearHeight(Metres{}), std::declval<Callback>())));
static_assert(!noexcept(first_detection(site, Throwing{}, LinearHeight(Metres{}))));
static_assert(noexcept(std::declval<const Patrol&>().sortie(0)) && noexcept(std::declval<const Patrol&>().aircraft()));
static_assert(!std::is_convertible_v<PatrolSpec, Patrol>);

// Plain data.
static_assert(std::is_trivially_copyable_v<FirstDetection> && std::is_trivially_copyable_v<DetectionWindow>);
static_assert(std::is_trivially_copyable_v<PatrolSpec> && std::is_trivially_copyable_v<PatrolSortie>);
static_assert(std::is_trivially_copyable_v<AssignedPair>);

// Metres and k do not mix, nor heights and plain numbers.
static_assert(!std::is_invocable_v<decltype(radar_horizon), double, double, RadioEarth>);

// Every value has its name.
static_assert(std::string_view(to_string(PatrolStatus::beyond_counting)) == "beyond_counting");
static_assert(std::string_view(to_string(PatrolStatus::handover_eats_station)) == "handover_eats_station");
static_assert(std::string_view(to_string(DetectionStatus::becomes_visible)) == "becomes_visible");
static_assert(std::string_view(to_string(HorizonFormula::parabola)) == "parabola");
static_assert(std::string_view(to_string(LineOfSight::clear)) == "clear");

}  // namespace

TEST_CASE("a function may throw through the questions")
{
    int asked = 0;
    const auto fail = [&](const DetectionWindow&) {
        ++asked;
        throw 1;
    };
    CHECK_THROWS_AS(for_each_detection(SensorSite{{0, 0}, Metres{10}}, Path{}, LinearHeight(Metres{10}), fail), int);
    CHECK(asked == 1);
}
