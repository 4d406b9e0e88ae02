// SPDX-License-Identifier: MIT
/// @file
/// Strong types for the scalar API: a value that knows its unit.
///
/// Construction is explicit, conversions are named, and only the products that mean something exist.
/// Arrays, tracks and files hold `double` in SI with the unit in the name (`_m`, `_deg`, `_mps`, `_s`);
/// these types are for arguments, options and results. Why not a units library: compile time
/// (docs/explain/units.md).
///
/// Cost     same code as `double` at -O1 and above; the header compiles in under 0.1 s
///          [bench/compile_time]
/// Errors   everything here is constexpr and noexcept
#ifndef PICKET_UNITS_HPP
#define PICKET_UNITS_HPP

#include <picket/version.hpp>

#include <compare>

namespace picket {
inline namespace v0 {

/// A double with a unit. `Tag` names the unit; two tags never mix without a named conversion.
template <class Tag>
class Quantity {
public:
    constexpr Quantity() noexcept = default;
    constexpr explicit Quantity(double value) noexcept : value_(value) {}

    /// The bare number, in the unit the type names.
    [[nodiscard]] constexpr double value() const noexcept { return value_; }

    constexpr Quantity& operator+=(Quantity other) noexcept
    {
        value_ += other.value_;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other) noexcept
    {
        value_ -= other.value_;
        return *this;
    }
    constexpr Quantity& operator*=(double factor) noexcept
    {
        value_ *= factor;
        return *this;
    }
    constexpr Quantity& operator/=(double divisor) noexcept
    {
        value_ /= divisor;
        return *this;
    }

    friend constexpr Quantity operator+(Quantity a, Quantity b) noexcept { return Quantity{a.value_ + b.value_}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) noexcept { return Quantity{a.value_ - b.value_}; }
    friend constexpr Quantity operator-(Quantity a) noexcept { return Quantity{-a.value_}; }
    friend constexpr Quantity operator*(Quantity a, double factor) noexcept { return Quantity{a.value_ * factor}; }
    friend constexpr Quantity operator*(double factor, Quantity a) noexcept { return Quantity{factor * a.value_}; }
    friend constexpr Quantity operator/(Quantity a, double divisor) noexcept { return Quantity{a.value_ / divisor}; }
    /// Ratio of two like quantities: a plain number.
    friend constexpr double operator/(Quantity a, Quantity b) noexcept { return a.value_ / b.value_; }
    friend constexpr auto operator<=>(Quantity a, Quantity b) noexcept = default;

private:
    double value_ = 0.0;
};

namespace unit {
struct metre;
struct foot;
struct nautical_mile;
struct degree;
struct radian;
struct second;
struct metre_per_second;
struct knot;
}  // namespace unit

using Metres = Quantity<unit::metre>;
using Feet = Quantity<unit::foot>;  ///< international foot, 0.3048 m
using NauticalMiles = Quantity<unit::nautical_mile>;  ///< 1852 m
using Degrees = Quantity<unit::degree>;
using Radians = Quantity<unit::radian>;
using Seconds = Quantity<unit::second>;
using MetresPerSecond = Quantity<unit::metre_per_second>;
using Knots = Quantity<unit::knot>;

/// Flight level: hundreds of feet of pressure altitude (1013.25 hPa). Not a length: it becomes one only
/// with a pressure model, so there is no to_metres(FlightLevel); see Altitude::from_flight_level.
class FlightLevel {
public:
    constexpr FlightLevel() noexcept = default;
    constexpr explicit FlightLevel(double level) noexcept : level_(level) {}
    [[nodiscard]] constexpr double value() const noexcept { return level_; }
    friend constexpr auto operator<=>(FlightLevel a, FlightLevel b) noexcept = default;

private:
    double level_ = 0.0;
};

// Named conversions. The factors are exact by definition (international foot and nautical mile).
[[nodiscard]] constexpr Metres to_metres(Feet v) noexcept { return Metres{v.value() * 0.3048}; }
[[nodiscard]] constexpr Metres to_metres(NauticalMiles v) noexcept { return Metres{v.value() * 1852.0}; }
[[nodiscard]] constexpr Feet to_feet(Metres v) noexcept { return Feet{v.value() / 0.3048}; }
[[nodiscard]] constexpr NauticalMiles to_nautical_miles(Metres v) noexcept
{
    return NauticalMiles{v.value() / 1852.0};
}
[[nodiscard]] constexpr Radians to_radians(Degrees v) noexcept
{
    return Radians{v.value() * (3.14159265358979323846 / 180.0)};
}
[[nodiscard]] constexpr Degrees to_degrees(Radians v) noexcept
{
    return Degrees{v.value() * (180.0 / 3.14159265358979323846)};
}
[[nodiscard]] constexpr MetresPerSecond to_metres_per_second(Knots v) noexcept
{
    return MetresPerSecond{v.value() * (1852.0 / 3600.0)};
}
[[nodiscard]] constexpr Knots to_knots(MetresPerSecond v) noexcept { return Knots{v.value() * (3600.0 / 1852.0)}; }

// The products that mean something.
[[nodiscard]] constexpr MetresPerSecond operator/(Metres distance, Seconds time) noexcept
{
    return MetresPerSecond{distance.value() / time.value()};
}
[[nodiscard]] constexpr Metres operator*(MetresPerSecond speed, Seconds time) noexcept
{
    return Metres{speed.value() * time.value()};
}
[[nodiscard]] constexpr Metres operator*(Seconds time, MetresPerSecond speed) noexcept { return speed * time; }
[[nodiscard]] constexpr Seconds operator/(Metres distance, MetresPerSecond speed) noexcept
{
    return Seconds{distance.value() / speed.value()};
}

/// ISO 4217 currencies as types. Add your own: any type will do as the tag of Money.
namespace currency {
struct usd;
struct eur;
struct gbp;
struct pln;
struct uah;
}  // namespace currency

/// An amount in one currency. Two currencies never meet without an exchange rate (cost module); the price
/// year travels with the amount there.
template <class Currency>
using Money = Quantity<Currency>;
using Usd = Money<currency::usd>;
using Eur = Money<currency::eur>;
using Gbp = Money<currency::gbp>;
using Pln = Money<currency::pln>;
using Uah = Money<currency::uah>;

/// `250.0_m`, `35.0_kt`: opt in with `using namespace picket::literals;`.
namespace literals {
constexpr Metres operator""_m(long double v) noexcept { return Metres{static_cast<double>(v)}; }
constexpr Metres operator""_km(long double v) noexcept { return Metres{static_cast<double>(v) * 1000.0}; }
constexpr Feet operator""_ft(long double v) noexcept { return Feet{static_cast<double>(v)}; }
constexpr NauticalMiles operator""_nmi(long double v) noexcept { return NauticalMiles{static_cast<double>(v)}; }
constexpr Degrees operator""_deg(long double v) noexcept { return Degrees{static_cast<double>(v)}; }
constexpr Radians operator""_rad(long double v) noexcept { return Radians{static_cast<double>(v)}; }
constexpr Seconds operator""_s(long double v) noexcept { return Seconds{static_cast<double>(v)}; }
constexpr Seconds operator""_min(long double v) noexcept { return Seconds{static_cast<double>(v) * 60.0}; }
constexpr MetresPerSecond operator""_mps(long double v) noexcept { return MetresPerSecond{static_cast<double>(v)}; }
constexpr Knots operator""_kt(long double v) noexcept { return Knots{static_cast<double>(v)}; }
}  // namespace literals

}  // namespace v0
}  // namespace picket

#endif
