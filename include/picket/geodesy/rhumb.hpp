// SPDX-License-Identifier: MIT
/// @file
/// Rhumb lines (loxodromes) of WGS 84: courses of constant azimuth.
#ifndef PICKET_GEODESY_RHUMB_HPP
#define PICKET_GEODESY_RHUMB_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>

#include <GeographicLib/Rhumb.hpp>

#include <cmath>

namespace picket {
inline namespace v0 {

namespace geodesy_detail {

/// The ellipsoid all rhumb lines are computed on. Of the two methods of GeographicLib 2.1.2 this is the series
/// one: against quadruple precision it is off by 11 nm where the elliptic integrals are by 15 nm, and faster. From pole
/// to pole it is the other way round, 90 nm against 19 nm.
[[nodiscard]] inline const GeographicLib::Rhumb& rhumb_wgs84() noexcept { return GeographicLib::Rhumb::WGS84(); }

/// A rhumb line that leaves a pole in any direction but along a meridian has wound round it without end: there is
/// no longitude it could be said to be at.
[[nodiscard]] inline bool winds_from_pole(LatLon from, Degrees azimuth) noexcept
{
    return std::abs(from.lat_deg) == 90.0 && std::remainder(azimuth.value(), 180.0) != 0.0;
}

}  // namespace geodesy_detail

/// The course from one place to another.
struct RhumbInverse {
    Metres distance;  ///< >= 0
    Degrees azimuth;  ///< [-180, 180], the same all the way
};

/// Distance and azimuth of the shorter of the rhumb lines from one place to another: the one that goes no more
/// than half way round. Of two on opposite meridians, the one in the direction written: from 20 to 200 eastward,
/// from 20 to -160 westward.
///
/// Stated results
///   coincident places     distance 0, azimuth 0
///   to or from a pole     along the meridian of the other end, whatever longitude is written for the pole: the
///                         limit of winding round it for ever
///   antimeridian          nothing special: 180 and -180 are one meridian
/// [tests/unit/geodesy_rhumb]
///
/// @return  NaN where a place is not valid
/// Accuracy    distance 15 nm, 0.1 um from pole to pole; azimuth to what moves the far end by 15 nm (1e-11 deg at
///             100 km) [tests/golden/geodesy_rhumb]
/// Cost        0.5 us; no allocation; thread-safe
/// Errors      noexcept
/// Reference   C. F. F. Karney, GeographicLib, Rhumb.hpp
[[nodiscard]] inline RhumbInverse rhumb_inverse(LatLon from, LatLon to) noexcept
{
    if (!is_valid(from) || !is_valid(to)) {
        return {Metres{geodesy_detail::nan_value}, Degrees{geodesy_detail::nan_value}};
    }
    // GeographicLib would wind round a pole a finite number of times, which makes 1.7 km too much of a quarter turn.
    if (std::abs(from.lat_deg) == 90.0) from.lon_deg = to.lon_deg;
    if (std::abs(to.lat_deg) == 90.0) to.lon_deg = from.lon_deg;
    double s12 = 0.0;
    double azi12 = 0.0;
    geodesy_detail::rhumb_wgs84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, s12, azi12);
    return {Metres{s12}, Degrees{azi12}};
}

/// Where a course of constant azimuth arrives after a distance.
///
/// A rhumb line ends at the pole. For a distance beyond it there is no place: the longitude is NaN, which makes
/// the answer an invalid place; the latitude tells how far beyond (the meridian carried on over the pole). The same
/// from a pole, unless the azimuth is that of a meridian: then along the meridian of the longitude written.
///
/// @param azimuth   any finite angle, clockwise from north
/// @param distance  any finite length; negative goes backward
/// @return  longitude in [-180, 180]; NaN throughout where place, azimuth or distance is not valid
/// Accuracy    0.1 um [tests/golden/geodesy_rhumb]; from within metres of a pole outward, where rounding is
///             magnified, up to decimetres
/// Cost        6 us; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline LatLon rhumb_direct(LatLon from, Degrees azimuth, Metres distance) noexcept
{
    if (!is_valid(from) || !std::isfinite(azimuth.value()) || !std::isfinite(distance.value())) {
        return geodesy_detail::nowhere;
    }
    LatLon at{};
    geodesy_detail::rhumb_wgs84().Direct(from.lat_deg, from.lon_deg, azimuth.value(), distance.value(), at.lat_deg,
                                         at.lon_deg);
    if (distance.value() != 0.0 && geodesy_detail::winds_from_pole(from, azimuth)) {
        at.lon_deg = geodesy_detail::nan_value;
    }
    return at;
}

/// A rhumb line prepared for many positions along it.
///
/// Guarantees  (1) a line made from an invalid place, azimuth or length answers NaN everywhere
///             (2) beyond a pole the longitude is NaN
///             (3) at(0) and at(length()) are the two places exactly, but for longitudes brought to [-180, 180]
/// Accuracy    between(): 0.1 um, but 1 mm from within centimetres of one pole to within centimetres of the other
///             [tests/property/geodesy_curves]; from(): as rhumb_direct()
/// Cost        1 us to make, 4 us a position; no allocation; thread-safe
/// Errors      noexcept
class RhumbLine {
public:
    /// The shorter course between two places. A course to or from a pole runs along the meridian of its other
    /// end, whatever longitude is written for the pole.
    [[nodiscard]] static RhumbLine between(LatLon from, LatLon to) noexcept
    {
        if (std::abs(from.lat_deg) == 90.0 && is_valid(to)) from.lon_deg = to.lon_deg;
        if (std::abs(to.lat_deg) == 90.0 && is_valid(from)) to.lon_deg = from.lon_deg;
        const RhumbInverse inverse = rhumb_inverse(from, to);
        // A rhumb line followed away from a pole magnifies rounding, from 1 cm of it to decimetres at the equator;
        // followed toward it, it makes it small. So positions are reckoned from the end further from the poles.
        if (std::abs(from.lat_deg) > std::abs(to.lat_deg)) {
            return {from, to, inverse.azimuth, inverse.distance, to, inverse.distance};
        }
        return {from, to, inverse.azimuth, inverse.distance, from, Metres{0.0}};
    }

    /// The course that leaves a place in a direction.
    [[nodiscard]] static RhumbLine from(LatLon start, Degrees azimuth, Metres length = Metres{0.0}) noexcept
    {
        RhumbLine line{start, start, azimuth, length, start, Metres{0.0}};
        if (length.value() != 0.0) {
            line.end_ = geodesy_detail::nowhere;  // until it is known
            line.end_ = line.carried_on(length);
        }
        return line;
    }

    /// Where the course is after a distance.
    [[nodiscard]] LatLon at(Metres distance) const noexcept
    {
        if (distance == Metres{0.0}) return geodesy_detail::normalised(start_);
        if (distance == length_) return geodesy_detail::normalised(end_);
        return carried_on(distance);
    }

    [[nodiscard]] LatLon start() const noexcept { return start_; }
    /// Where the line ends: the second place as it was given (at a pole: with the longitude of the first), or the
    /// place after the length.
    [[nodiscard]] LatLon end() const noexcept { return end_; }
    [[nodiscard]] Degrees azimuth() const noexcept { return azimuth_; }
    [[nodiscard]] Metres length() const noexcept { return length_; }

private:
    /// @param reckoned_from, at  a place of the line, and how far from the start it is
    RhumbLine(LatLon start, LatLon end, Degrees azimuth, Metres length, LatLon reckoned_from, Metres at) noexcept
        : valid_(is_valid(start) && is_valid(end) && std::isfinite(azimuth.value()) && std::isfinite(length.value())),
          start_(valid_ ? start : geodesy_detail::nowhere),
          end_(valid_ ? end : geodesy_detail::nowhere),
          azimuth_(valid_ ? azimuth : Degrees{geodesy_detail::nan_value}),
          length_(valid_ ? length : Metres{geodesy_detail::nan_value}),
          origin_(at),
          line_(geodesy_detail::rhumb_wgs84().Line(reckoned_from.lat_deg, reckoned_from.lon_deg, azimuth_.value()))
    {
    }

    [[nodiscard]] LatLon carried_on(Metres distance) const noexcept
    {
        if (!valid_ || !std::isfinite(distance.value())) return geodesy_detail::nowhere;
        LatLon place{};
        line_.Position((distance - origin_).value(), place.lat_deg, place.lon_deg);
        if (geodesy_detail::winds_from_pole(start_, azimuth_)) place.lon_deg = geodesy_detail::nan_value;
        if (std::isnan(place.lon_deg) && is_valid(end_) && distance > Metres{0.0} && distance < length_) {
            // Between two places a course cannot pass a pole: rounding did, within a nanometre of a polar end.
            return geodesy_detail::normalised(distance < length_ / 2 ? start_ : end_);
        }
        return place;
    }

    bool valid_;
    LatLon start_;
    LatLon end_;
    Degrees azimuth_;
    Metres length_;
    Metres origin_;
    GeographicLib::RhumbLine line_;
};

}  // namespace v0
}  // namespace picket

#endif
