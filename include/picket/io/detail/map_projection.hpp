// SPDX-License-Identifier: MIT
/// @file
/// The plane a map is drawn on. Not for users.
#ifndef PICKET_IO_DETAIL_MAP_PROJECTION_HPP
#define PICKET_IO_DETAIL_MAP_PROJECTION_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// A point of the plane; x to the east and y to the north of the centre while in metres, to the right and
/// down once on paper.
struct PlanePoint {
    double x;
    double y;
    friend constexpr bool operator==(PlanePoint, PlanePoint) noexcept = default;
};

/// Lambert's azimuthal equal-area projection of WGS 84, centred where the map is (the projection of EPSG:3035).
///
/// One projection for every extent: true in scale and direction at the centre, hardly distorted over a
/// continent (1 % at 1,600 km), indifferent to poles and antimeridian, and north is up in the middle. Areas
/// are true everywhere, which is also how a ring tells on which side of it the far side of the Earth lies.
///
/// Reference   Snyder, Map Projections: A Working Manual, USGS PP 1395, 1987, eqs. 24-17 to 24-26, 3-18
class LambertAzimuthal {
public:
    explicit LambertAzimuthal(LatLon centre) noexcept
    {
        using picket::detail::wgs84_a_m;
        // D below is 0/0 at the pole itself: stay 100 m away
        const double lat = std::clamp(centre.lat_deg, -89.999, 89.999);
        centre_ = {lat, picket::detail::normalised_longitude(centre.lon_deg)};
        sin_beta_ = picket::detail::sin_authalic(lat);
        cos_beta_ = std::sqrt(1.0 - sin_beta_ * sin_beta_);
        radius_m_ = 6371007.180918474;  // sphere of the same area
        stretch_ = picket::detail::parallel_radius_m(lat) / (radius_m_ * cos_beta_);
        static_assert(wgs84_a_m == 6378137.0, "radius_m_ belongs to WGS 84");
    }

    [[nodiscard]] LatLon centre() const noexcept { return centre_; }
    /// Radius of the sphere of equal area [m]; the whole Earth has 4 pi radius^2 on paper too.
    [[nodiscard]] double radius_m() const noexcept { return radius_m_; }

    /// Every place but the antipode has one image; the antipode's is finite and of no meaning.
    [[nodiscard]] PlanePoint forward(LatLon p) const noexcept
    {
        const double sin_b = picket::detail::sin_authalic(p.lat_deg);
        const double cos_b = std::sqrt(std::max(0.0, 1.0 - sin_b * sin_b));
        double sin_l = 0;
        double cos_l = 0;
        GeographicLib::Math::sincosd(p.lon_deg - centre_.lon_deg, sin_l, cos_l);
        const double towards = 1.0 + sin_beta_ * sin_b + cos_beta_ * cos_b * cos_l;
        const double k = radius_m_ * std::sqrt(2.0 / std::max(towards, 1e-12));
        return {k * stretch_ * cos_b * sin_l, k / stretch_ * (cos_beta_ * sin_b - sin_beta_ * cos_b * cos_l)};
    }

    /// NaN for a point of the plane that no place has as its image.
    [[nodiscard]] LatLon inverse(PlanePoint q) const noexcept
    {
        const double x = q.x / stretch_;
        const double y = q.y * stretch_;
        const double rho = std::hypot(x, y);
        if (rho == 0.0) return centre_;
        const double half_sine = rho / (2.0 * radius_m_);
        if (!(half_sine <= 1.0)) return {std::nan(""), std::nan("")};
        const double c = 2.0 * std::asin(half_sine);
        const double sin_c = std::sin(c);
        const double cos_c = std::cos(c);
        const double beta = std::asin(std::clamp(cos_c * sin_beta_ + y * sin_c * cos_beta_ / rho, -1.0, 1.0));
        const double lon = std::atan2(x * sin_c, rho * cos_beta_ * cos_c - y * sin_beta_ * sin_c);
        // eq. 3-18, to 1e-8 degree: far below a pixel
        constexpr double e2 = picket::detail::wgs84_e2;
        constexpr double e4 = e2 * e2;
        constexpr double e6 = e4 * e2;
        const double lat = beta + (e2 / 3.0 + 31.0 * e4 / 180.0 + 517.0 * e6 / 5040.0) * std::sin(2.0 * beta) +
                           (23.0 * e4 / 360.0 + 251.0 * e6 / 3780.0) * std::sin(4.0 * beta) +
                           (761.0 * e6 / 45360.0) * std::sin(6.0 * beta);
        return {std::clamp(lat / picket::detail::degree, -90.0, 90.0), centre_.lon_deg + lon / picket::detail::degree};
    }

private:
    LatLon centre_{};
    double sin_beta_ = 0;
    double cos_beta_ = 1;
    double radius_m_ = 0;
    double stretch_ = 1;  // D
};

/// What a set of places covers: the middle of their image, and half its width and height [m].
struct MapExtent {
    LatLon centre;
    double half_width_m;
    double half_height_m;
};

/// Circular in every direction: the mean of the places as vectors is the first centre, the middle of their
/// image the next. Invalid places are passed over.
[[nodiscard]] inline MapExtent extent_of(const std::vector<LatLon>& places) noexcept
{
    using picket::detail::degree;
    double x = 0;
    double y = 0;
    double z = 0;
    for (const LatLon p : places) {
        if (!is_valid(p)) continue;
        x += std::cos(p.lat_deg * degree) * std::cos(p.lon_deg * degree);
        y += std::cos(p.lat_deg * degree) * std::sin(p.lon_deg * degree);
        z += std::sin(p.lat_deg * degree);
    }
    MapExtent extent{{std::atan2(z, std::hypot(x, y)) / degree, std::atan2(y, x) / degree}, 0.0, 0.0};
    for (int round = 0; round < 4; ++round) {
        const LambertAzimuthal plane(extent.centre);
        double west = HUGE_VAL;
        double east = -HUGE_VAL;
        double south = HUGE_VAL;
        double north = -HUGE_VAL;
        for (const LatLon p : places) {
            if (!is_valid(p)) continue;
            const PlanePoint q = plane.forward(p);
            west = std::min(west, q.x);
            east = std::max(east, q.x);
            south = std::min(south, q.y);
            north = std::max(north, q.y);
        }
        if (!(west <= east)) return extent;  // nothing to show
        extent.half_width_m = 0.5 * (east - west);
        extent.half_height_m = 0.5 * (north - south);
        const LatLon middle = plane.inverse({0.5 * (west + east), 0.5 * (south + north)});
        if (!is_valid(middle)) return extent;
        extent.centre = middle;
    }
    return extent;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
