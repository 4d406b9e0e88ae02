// SPDX-License-Identifier: MIT
// Contracts of picket/intercept that the compiler can decide.
#include <picket/intercept.hpp>

#include <catch2/catch_test_macros.hpp>

#include <type_traits>
#include <utility>

using namespace picket;

namespace {

static_assert(noexcept(earliest_intercept(std::declval<const Interceptor&>(), std::declval<const TargetPath&>())));
static_assert(
    noexcept(minimum_ground_speed(std::declval<const Interceptor&>(), std::declval<const TargetPath&>())) && noexcept(
        latest_order_s(std::declval<const Interceptor&>(), std::declval<const TargetPath&>())));
static_assert(noexcept(missed_by(std::declval<const Interceptor&>(), std::declval<const TargetPath&>())));
static_assert(noexcept(std::declval<const TargetPath&>().at(0.0)) && noexcept(
    std::declval<const TargetPath&>().state(0.0)) && noexcept(std::declval<const TargetPath&>().begin_s()));
static_assert(noexcept(std::declval<const Interceptor&>().ground_speed().distance_m(0.0)) && noexcept(
    std::declval<const Interceptor&>().ground_speed().time_s(0.0)));

static_assert(std::is_trivially_copyable_v<Meeting> && std::is_trivially_copyable_v<Intercept>);
static_assert(std::is_trivially_copyable_v<InterceptWindow> && std::is_trivially_copyable_v<MissedBy>);
static_assert(std::is_copy_assignable_v<TargetPath> && std::is_nothrow_move_constructible_v<TargetPath>);
static_assert(std::is_copy_assignable_v<Interceptor>);

// A path of the user's own: three functions, all of them noexcept.
struct Own {
    double begin_s() const noexcept;
    double end_s() const noexcept;
    PathState state(double) const noexcept;
};
struct MayThrow {
    double begin_s() const noexcept;
    double end_s() const noexcept;
    PathState state(double) const;
};
static_assert(InterceptTarget<TargetPath> && InterceptTarget<Own> && !InterceptTarget<MayThrow>);
static_assert(!std::is_convertible_v<InterceptorSpec, Interceptor> && !std::is_convertible_v<Intercept, bool>);

}  // namespace

TEST_CASE("contracts of intercepts are decided by the compiler") { SUCCEED(); }
