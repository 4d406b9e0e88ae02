// SPDX-License-Identifier: MIT
/// @file
/// How much of the Earth lies on a side of a ring: by a bound where that decides, by an integral where it does not.
#ifndef PICKET_AIRSPACE_DETAIL_RING_SIDE_HPP
#define PICKET_AIRSPACE_DETAIL_RING_SIDE_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace picket {
inline namespace v0 {
namespace detail {

/// What is known of a ring without evaluating a curve.
struct RingExtent {
    double lat_min_deg = 90.0;
    double lat_max_deg = -90.0;
    double wound_deg = 0.0;   ///< longitudes passed, all counted as positive
    double turned_deg = 0.0;  ///< the same, eastward positive: about a multiple of 360

    explicit RingExtent(std::span<const Curve> ring) noexcept
    {
        for (const Curve& curve : ring) {
            lat_min_deg = std::min(lat_min_deg, curve.lat_min_deg);
            lat_max_deg = std::max(lat_max_deg, curve.lat_max_deg);
            wound_deg += curve.width_deg.high;
            turned_deg += curve.ring_forward ? curve.width_deg.high : -curve.width_deg.high;
        }
    }

    /// How often the ring winds round the axis, eastward positive.
    [[nodiscard]] double turns() const noexcept { return std::round(turned_deg / 360.0); }

    /// Is the odd side certainly the smaller one? Of a ring that does not wind round the axis it is what the ring
    /// encloses, |sum of integrals of (h - h0) dlambda| on the unit sphere with h the sine of the authalic latitude:
    /// never more than the longitudes passed times the range of h, which is at most 2, and at most 1.01 times that
    /// of the latitude (dh/dphi = M N cos(phi) / R_q^2 <= 1.007). Half of the sphere is 2 pi = 6.28; what is left
    /// to 6 is more than odd_area_by_integral can err. [tests/differential/zone_build]
    [[nodiscard]] bool encloses_less_than_half() const noexcept
    {
        const double height = std::min(2.0, 1.01 * degree * (lat_max_deg - lat_min_deg));
        return turns() == 0.0 && wound_deg * degree * height < 6.0;
    }
};

/// Area of the odd side on the unit sphere: what the ring encloses, or, where it winds round the axis, what lies
/// south of it. The area south of a curve is summed as the integral of the sine of the authalic latitude over
/// longitude.
[[nodiscard]] inline double odd_area_by_integral(std::span<const Curve> ring, double turns) noexcept
{
    constexpr double pi = 3.14159265358979323846;
    double integral = 0.0;  // of sin(authalic latitude) - reference, over dlambda [rad], in ring direction
    double reference = 0.0;  // any latitude of the ring: keeps small rings free of cancellation
    bool have_reference = false;
    for (const Curve& curve : ring) {
        if (curve.is_meridian()) continue;
        if (!have_reference) reference = sin_authalic(curve.lat_west_deg);
        have_reference = true;
        const double sign = curve.ring_forward ? 1.0 : -1.0;
        const CurvePath path(curve);
        // an arc bends as much whatever its size
        const int steps = curve.is_spin()        ? 1
                          : is_arc(curve.kind) ? 64
                                               : 2 + static_cast<int>(path.speed_bound_m(0.0, 1.0) / 50e3);
        double lon0 = curve.lon_west_deg;
        double height0 = sin_authalic(curve.lat_west_deg) - reference;
        double sum = 0.0;
        for (int k = 1; k <= steps; ++k) {
            const LatLon at = k < steps ? path.at(static_cast<double>(k) / steps)
                                        : LatLon{curve.lat_east_deg, curve.lon_west_deg + curve.width_deg.high};
            const double height1 = sin_authalic(at.lat_deg) - reference;
            sum += 0.5 * (height0 + height1) * (at.lon_deg - lon0);
            lon0 = at.lon_deg;
            height0 = height1;
        }
        integral += sign * sum * degree;
    }
    return turns == 0.0 ? std::abs(integral) : 2.0 * pi * (1.0 + reference) + (turns > 0 ? integral : -integral);
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
