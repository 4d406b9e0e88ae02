// SPDX-License-Identifier: MIT
// Contracts of units.hpp that the compiler can decide. What must not compile at a call site is in
// tests/compile_fail; here the same rules are stated for every pair of units.
#include <picket/units.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <type_traits>

using namespace picket;

namespace {

// A quantity costs what a double costs: it travels in a register.
template <class Q>
concept FreeOfCharge = sizeof(Q) == sizeof(double) && alignof(Q) == alignof(double)
                       && std::is_trivially_copyable_v<Q> && std::is_standard_layout_v<Q>
                       && std::is_nothrow_default_constructible_v<Q> && std::is_nothrow_constructible_v<Q, double>
                       && noexcept(Q{1.0}.value()) && noexcept(Q{1.0} < Q{2.0}) && noexcept(Q{1.0} == Q{2.0});
static_assert(FreeOfCharge<Metres> && FreeOfCharge<Feet> && FreeOfCharge<NauticalMiles>);
static_assert(FreeOfCharge<Degrees> && FreeOfCharge<Radians> && FreeOfCharge<Seconds>);
static_assert(FreeOfCharge<MetresPerSecond> && FreeOfCharge<Knots> && FreeOfCharge<FlightLevel>);
static_assert(FreeOfCharge<Usd> && FreeOfCharge<Eur>);

static_assert(noexcept(Metres{1.0} + Metres{2.0}) && noexcept(Metres{1.0} / Seconds{2.0}) && noexcept(2.0 * Metres{1.0}));

// Nothing turns into anything else by itself, in either direction.
template <class A, class B>
concept Apart = !std::convertible_to<A, B> && !std::convertible_to<B, A> && !std::constructible_from<A, B>
                && !std::constructible_from<B, A> && !requires(A a, B b) { a + b; } && !requires(A a, B b) { a - b; }
                && !requires(A a, B b) { a < b; } && !requires(A a, B b) { a == b; } && !requires(A a, B b) { a = b; };

template <class A, class... Others>
inline constexpr bool apart_from_each = (Apart<A, Others> && ...);

static_assert(apart_from_each<Metres, Feet, NauticalMiles, Degrees, Radians, Seconds, MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<Feet, NauticalMiles, Degrees, Radians, Seconds, MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<NauticalMiles, Degrees, Radians, Seconds, MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<Degrees, Radians, Seconds, MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<Radians, Seconds, MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<Seconds, MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<MetresPerSecond, Knots, FlightLevel, Usd>);
static_assert(apart_from_each<Knots, FlightLevel, Usd>);
static_assert(apart_from_each<FlightLevel, Usd>);
static_assert(apart_from_each<Usd, Eur, Gbp, Pln, Uah>);
static_assert(apart_from_each<Eur, Gbp, Pln, Uah>);
static_assert(apart_from_each<Gbp, Pln, Uah>);
static_assert(apart_from_each<Pln, Uah>);

// The concept finds what it looks for: a type is not apart from itself.
static_assert(!Apart<Metres, Metres>);

// A double has to be asked: explicit both ways.
static_assert(!std::convertible_to<double, Metres> && !std::convertible_to<Metres, double>);
static_assert(!std::convertible_to<double, FlightLevel> && !std::convertible_to<FlightLevel, double>);
static_assert(std::constructible_from<Metres, double>);
template <class Q>
concept MixesWithDouble = requires(Q a) { a + 1.0; } || requires(Q a) { a < 1.0; } || requires(Q a) { a = 1.0; };
static_assert(!MixesWithDouble<Metres> && !MixesWithDouble<FlightLevel> && MixesWithDouble<double>);

// Exactly the products that mean something.
template <class Result, class A, class B>
concept Product = requires(A a, B b) { { a * b } -> std::same_as<Result>; };
template <class Result, class A, class B>
concept Ratio = requires(A a, B b) { { a / b } -> std::same_as<Result>; };
static_assert(Ratio<MetresPerSecond, Metres, Seconds> && Ratio<Seconds, Metres, MetresPerSecond>);
static_assert(Product<Metres, MetresPerSecond, Seconds> && Product<Metres, Seconds, MetresPerSecond>);
static_assert(Ratio<double, Metres, Metres> && Ratio<double, Usd, Usd>);
static_assert(Product<Usd, Usd, double> && Product<Usd, double, Usd> && Ratio<Usd, Usd, double>);
template <class A, class B>
concept NoProduct = !requires(A a, B b) { a * b; } && !requires(A a, B b) { b * a; };
template <class A, class B>
concept NoRatio = !requires(A a, B b) { a / b; };
static_assert(NoProduct<Metres, Metres> && NoProduct<Metres, Seconds> && NoProduct<Knots, Seconds> && NoProduct<Usd, Usd>);
static_assert(NoRatio<Seconds, Metres> && NoRatio<Feet, Seconds> && NoRatio<NauticalMiles, Knots> && NoRatio<double, Seconds>);

// A flight level is a label on a pressure surface: it compares, and that is all.
template <class Q>
concept HasArithmetic = requires(Q a) { a + a; } || requires(Q a) { a * 2.0; };
template <class Q>
concept BecomesMetres = requires(Q a) { to_metres(a); };
static_assert(!HasArithmetic<FlightLevel> && HasArithmetic<Feet>);
static_assert(!BecomesMetres<FlightLevel> && BecomesMetres<Feet>);

// Everything works while compiling; the numbers themselves are in tests/unit/units.cpp.
static_assert(to_metres(Feet{1.0}).value() == 0.3048);
static_assert(to_metres(NauticalMiles{1.0}).value() == 1852.0);
static_assert(Metres{1852.0} / Seconds{2.0} * Seconds{1.0} == Metres{926.0});

}  // namespace

TEST_CASE("units: a default quantity is zero")
{
    CHECK(Metres{}.value() == 0.0);
    CHECK(FlightLevel{}.value() == 0.0);
}
