// SPDX-License-Identifier: MIT
/// @file
/// A circle in the airspace index: it stays one object, however many cells it passes through.
///
/// The geodesic distance from the centre is not computed; the straight-line one is. On the ellipsoid the places at
/// geodesic distance r lie between two straight-line distances q_low and q_high, whose difference is r^3 / 24
/// times the difference of the squared curvatures in the two main directions: 3 mm at r = 60 km, at the equator.
///
///          .-''''-.        squared distance below inside_m2:   inside
///        .'  ..    '.                      above outside_m2:  outside
///       (   c   r    )                     between:           ask the zone
///        '.        .'
///          '-....-'
///
/// q is measured in four directions. As a function of azimuth it is a constant, a term cos(azimuth) (the change of
/// curvature with latitude, of the order r^4 / R^3 times the flattening) and a term cos(2 azimuth); the four see
/// the extremes of both, and half as much again is left for what is of higher order.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_CIRCLE_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_CIRCLE_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <algorithm>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

enum class IndexSide : std::uint8_t { outside, inside, undecided };

/// to_ecef_m, three times as fast and within 2 um of it [tests/unit/index_parts]: Taylor series for the sines within
/// an eighth of a turn of a quarter, and for N.
///
/// @pre valid
[[nodiscard]] inline Ecef quick_ecef_m(LatLon place) noexcept
{
    if (!(place.lon_deg >= -720.0 && place.lon_deg <= 720.0)) return to_ecef_m(place);
    const auto sine_cosine = [](double deg, double& s, double& c) {
        // the nearest quarter; adding and taking away 1.5 * 2^52 rounds
        constexpr double big = 6755399441055744.0;
        const double quarters = (deg * (1.0 / 90.0) + big) - big;
        const double x = (deg - 90.0 * quarters) * degree;
        const double z = x * x;
        const double sine = x * (1.0 + z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800)))))));
        const double cosine = 1.0 + z * (-0.5 + z * (1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600 + z * (-1.0 / 87178291200)))))));
        const auto turn = static_cast<std::int64_t>(quarters);
        const bool crosswise = (turn & 1) != 0;
        s = crosswise ? cosine : sine;
        c = crosswise ? sine : cosine;
        if ((turn & 2) != 0) s = -s;
        if (((turn + 1) & 2) != 0) c = -c;
    };
    double sin_lat = 0;
    double cos_lat = 0;
    double sin_lon = 0;
    double cos_lon = 0;
    sine_cosine(place.lat_deg, sin_lat, cos_lat);
    sine_cosine(place.lon_deg, sin_lon, cos_lon);
    const double w = wgs84_e2 * sin_lat * sin_lat;
    const double n = wgs84_a_m * (1.0 + w * (0.5 + w * (0.375 + w * (0.3125 + w * (0.2734375 + w * 0.24609375)))));
    return {n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - wgs84_e2) * sin_lat};
}

/// What a place is compared with.
struct CircleTest {
    Ecef centre_m;
    double inside_m2;
    double outside_m2;

    [[nodiscard]] IndexSide side(const Ecef& place) const noexcept
    {
        const double x = place.x - centre_m.x;
        const double y = place.y - centre_m.y;
        const double z = place.z - centre_m.z;
        const double square = x * x + y * y + z * z;
        if (square < inside_m2) return IndexSide::inside;
        return square > outside_m2 ? IndexSide::outside : IndexSide::undecided;
    }
};

/// Circles up to this radius are tested by distance; the strip in which the zone is asked is 5 mm wide at 60 km, 0.2 m at
/// 200 km, 2.6 m at 500 km [tests/unit/index_parts].
inline constexpr double circle_test_radius_max_m = 500e3;

/// @pre the circle is valid, its radius at most circle_test_radius_max_m
[[nodiscard]] inline CircleTest circle_test(const CircleSpec& circle) noexcept
{
    const LatLon centre{circle.centre.lat_deg, normalised_longitude(circle.centre.lon_deg)};
    const Ecef centre_m = to_ecef_m(centre);
    double low_m = 1e300;
    double high_m = 0.0;
    for (const double azimuth_deg : {0.0, 90.0, 180.0, 270.0}) {
        LatLon at{};
        GeographicLib::Geodesic::WGS84().Direct(centre.lat_deg, centre.lon_deg, azimuth_deg, circle.radius.value(), at.lat_deg,
                                                at.lon_deg);
        const double q_m = chord_m(centre_m, to_ecef_m(at));
        low_m = std::min(low_m, q_m);
        high_m = std::max(high_m, q_m);
    }
    // a tenth of a millimetre: rounding of ECEF coordinates, however they are computed, many times over
    const double half_width_m = 0.75 * (high_m - low_m) + 1e-4;
    const double middle_m = 0.5 * (low_m + high_m);
    const double inner_m = std::max(0.0, middle_m - half_width_m);
    const double outer_m = middle_m + half_width_m;
    return {centre_m, inner_m * inner_m, outer_m * outer_m};
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
