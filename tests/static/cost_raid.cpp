// SPDX-License-Identifier: MIT
// Contracts of engagements, raids and exchange models that the compiler can decide.
#include <picket/cost/engagement.hpp>
#include <picket/cost/lanchester.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/queue.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/salvo_model.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace picket;

static_assert(erlang_b(2, 1.0) == 0.2);
static_assert(erlang_b(2, 0.0) == 0.0);
static_assert(erlang_b(0, 0.0) == 1.0);
static_assert(channels_for_blocking(1.0, 0.2) == 2);
static_assert(cost_figures(2.0, 1.0, 1.0, 6.0, 3.0, 0.0).defender_cost_per_attacker_cost == 2.0);

static_assert(noexcept(erlang_b(1, 1.0)));
static_assert(noexcept(std::declval<const Pmf&>().cdf(1)));
static_assert(noexcept(std::declval<const Pmf&>().tail(1)));
static_assert(noexcept(std::declval<const Pmf&>().quantile(0.5)));
static_assert(noexcept(std::declval<const Pmf&>().mean()));
static_assert(noexcept(std::declval<const Pmf&>().variance()));
static_assert(noexcept(std::declval<const Engagement&>().figures()));
static_assert(noexcept(std::declval<const Engagement&>().outcomes()));
static_assert(noexcept(std::declval<const LanchesterSquare&>().at(1.0)));
static_assert(noexcept(std::declval<const LanchesterLinear&>().at(1.0)));
static_assert(noexcept(std::declval<const SalvoModel&>().a_first()));

static_assert(std::is_nothrow_move_constructible_v<Pmf>);
// A list of probabilities does not turn into a distribution by itself: it may be refused.
static_assert(!std::is_convertible_v<std::vector<double>, Pmf>);

TEST_CASE("the names of methods")
{
    STATIC_REQUIRE(std::string_view(to_string(RaidMethod::independent)) == "independent");
    STATIC_REQUIRE(std::string_view(to_string(RaidMethod::one_class)) == "one_class");
    STATIC_REQUIRE(std::string_view(to_string(RaidMethod::joint)) == "joint");
}
