// SPDX-License-Identifier: MIT
// What the types of the money headers promise at compile time.
#include <picket/cost/amount.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/price.hpp>
#include <picket/cost/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <random>
#include <type_traits>
#include <utility>

namespace {

using picket::Amount;
using picket::Distribution;
using picket::PhiloxStream;

template <class A, class B>
concept adds = requires(A a, B b)
{
    a + b;
};
template <class A, class B>
concept compares = requires(A a, B b)
{
    a < b;
};
template <class F>
concept estimable = requires(F f)
{
    picket::estimate(1, 1, 1, f);
};

static_assert(adds<Amount, Amount>);
static_assert(!adds<Amount, picket::Usd>);
static_assert(!adds<Amount, double>);
static_assert(!compares<Amount, double>);
static_assert(!std::is_convertible_v<double, Amount>);
static_assert(!std::is_constructible_v<Amount, picket::Usd>);
static_assert(!std::is_default_constructible_v<Amount>);
static_assert(!std::is_convertible_v<const char*, picket::CurrencyCode>);
static_assert(!std::is_default_constructible_v<picket::CurrencyCode>);
static_assert(picket::CurrencyOf<picket::currency::eur>::code == picket::CurrencyCode("EUR"));
static_assert(std::is_trivially_copyable_v<Amount>);

static_assert(std::is_trivially_copyable_v<Distribution>);
static_assert(sizeof(Distribution) <= 64);
static_assert(noexcept(std::declval<const Distribution&>().quantile(0.5)));
static_assert(noexcept(std::declval<const Distribution&>().cdf(0.5)));

static_assert(std::uniform_random_bit_generator<PhiloxStream>);
static_assert(std::is_trivially_copyable_v<PhiloxStream>);
static_assert(noexcept(std::declval<PhiloxStream&>().uniform()));
// the published vector of zeros, by the compiler
static_assert(picket::philox4x32_10({0, 0, 0, 0}, {0, 0})[0] == 0x6627e8d5U);

static_assert(estimable<double (*)(PhiloxStream&)>);
static_assert(estimable<std::array<double, 3> (*)(PhiloxStream&)>);
static_assert(!estimable<int (*)(PhiloxStream&)>);
static_assert(!estimable<std::array<double, 0> (*)(PhiloxStream&)>);

}  // namespace

TEST_CASE("the static properties of the money headers hold") { SUCCEED("checked by the compiler"); }
