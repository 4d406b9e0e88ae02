// SPDX-License-Identifier: MIT
/// @file
/// Altitude bands: is a height within the limits?
///
/// Two altitudes compare only within one datum. Everything else is `unknown` here; conversions come with the
/// models that a caller supplies (heights.hpp).
#ifndef PICKET_AIRSPACE_VERTICAL_HPP
#define PICKET_AIRSPACE_VERTICAL_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>

namespace picket {
inline namespace v0 {

/// Is the altitude at or above the limit? The ground is below everything that flies; no limit admits all.
[[nodiscard]] constexpr Containment at_or_above(Altitude altitude, const AltitudeLimit& limit) noexcept
{
    if (limit.kind != AltitudeLimit::Kind::altitude) return Containment::inside;
    const double value_m = altitude.value.value();
    if (value_m != value_m || altitude.datum != limit.value.datum) return Containment::unknown;
    return value_m >= limit.value.value.value() ? Containment::inside : Containment::outside;
}

/// Is the altitude at or below the limit? The ground as an upper limit is zero metres AGL.
[[nodiscard]] constexpr Containment at_or_below(Altitude altitude, const AltitudeLimit& limit) noexcept
{
    if (limit.kind == AltitudeLimit::Kind::unlimited) return Containment::inside;
    const double value_m = altitude.value.value();
    if (value_m != value_m || altitude.datum != limit.value.datum) return Containment::unknown;
    return value_m <= limit.value.value.value() ? Containment::inside : Containment::outside;
}

/// Is the altitude within the band, both limits included? A NaN altitude is unknown unless the band has no
/// limit that could exclude it.
[[nodiscard]] constexpr Containment within(const AltitudeBand& band, Altitude altitude) noexcept
{
    return both(at_or_above(altitude, band.lower), at_or_below(altitude, band.upper));
}

}  // namespace v0
}  // namespace picket

#endif
