// SPDX-License-Identifier: MIT
/// @file
/// Which way an arc of constant radius runs, told without a geodesic wherever that is certain.
///
///             N             Seen from C, X lies in azimuth t; at X the geodesic from C runs in azimuth alpha, and
///        .----P----.        the arc at right angles to it. alpha has the sign of t, and is a right angle where the
///       /     |     .       geodesic meets its northernmost parallel. On the auxiliary sphere (Bessel) that is a
///      |      C --- X       triangle P, C, X with a right angle at X:
///       .     t   alpha       cos t = tan(sigma) tan(beta),
///        `---------'        beta the reduced latitude of C and sigma the arc from C to X, whose length is
///                             r = b * integral from 0 to sigma of sqrt(1 + k^2 cos^2 x) dx,
///                           k = e' sin(beta_X), sin(beta_X) = sin(beta) / cos(sigma).
///
/// ArcTerms::at() decides by the rounded alpha of GeographicLib. This answers as it does, to the bit: where t keeps
/// away from the turn by many times all rounding, by t alone; elsewhere by that same alpha.
/// [tests/differential/zone_build]
#ifndef PICKET_AIRSPACE_DETAIL_ARC_COMPASS_HPP
#define PICKET_AIRSPACE_DETAIL_ARC_COMPASS_HPP

#include <picket/airspace/detail/ellipsoid.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/Math.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

class ArcCompass {
public:
    ArcCompass() = default;

    ArcCompass(double centre_lat_deg, double azimuth_deg, double sweep_deg, double radius_m) noexcept
        : centre_lat_deg_(centre_lat_deg), azimuth_deg_(azimuth_deg), sweep_deg_(sweep_deg), radius_m_(radius_m)
    {
        // Below a metre the reduced length is too rough to be sure that it is positive.
        if (!(radius_m >= 1.0 && radius_m <= 1000e3)) return;
        constexpr double degree_min_m = wgs84_radius_min_m * degree;
        const double highest_deg = std::abs(centre_lat_deg) + radius_m / degree_min_m;
        if (highest_deg > 85.0) return;
        double sin_highest = 0;
        double cos_highest = 0;
        GeographicLib::Math::sincosd(highest_deg, sin_highest, cos_highest);
        const double tan_highest = sin_highest / cos_highest;
        // alpha - t is the convergence of the meridians, at most r tan(phi) / a
        if (radius_m * tan_highest > 0.5 * wgs84_a_m) return;
        // all longitudes that the arc passes, there and back: with less than 120 degrees no piece is cut for its width
        if (std::abs(sweep_deg) * radius_m > 110.0 * wgs84_a_m * cos_highest) return;

        // The last digits of alpha: some 2e-16 of the arc, seen at a latitude, and its own 1.4e-14.
        near_turn_deg_ = 2e-13 * (2.0 + tan_highest);
        squeeze_max_ = 1.0 / cos_highest;
        find_turn();
        works_ = true;
    }

    /// Not where arcs are tiny, huge, or near a pole.
    [[nodiscard]] bool works() const noexcept { return works_; }

    /// What is asked of one place of the arc; alpha is kept once it had to be looked up.
    struct Heading {
        double u;
        double alpha_deg = std::numeric_limits<double>::quiet_NaN();
    };

    /// Is ArcTerms::at(u).north_m positive?
    [[nodiscard]] bool goes_north(Heading& at) const noexcept
    {
        const double t = azimuth_of(at.u);
        switch (meridian(t)) {
            case Meridian::off: return t < 0.0;
            case Meridian::on: return false;
            case Meridian::near: break;
        }
        return north(alpha_deg(at)) > 0.0;
    }

    /// Is ArcTerms::at(u).east_m positive?
    [[nodiscard]] bool goes_east(Heading& at) const noexcept
    {
        const double beyond = std::abs(azimuth_of(at.u)) - turn_deg_;
        if (std::abs(beyond) > near_turn_deg_) return beyond < 0.0;
        return east(alpha_deg(at)) > 0.0;
    }

    /// North and east components of the direction, up to a positive factor that is the same on all of the arc but
    /// for a part in a million.
    [[nodiscard]] double north(Heading& at) const noexcept
    {
        return meridian(azimuth_of(at.u)) == Meridian::on ? 0.0 : north(alpha_deg(at));
    }
    [[nodiscard]] double east(Heading& at) const noexcept { return east(alpha_deg(at)); }

private:
    enum class Meridian : std::uint8_t {
        on,    ///< alpha is 0 or 180, to the bit
        near,  ///< only alpha itself can tell
        off,   ///< alpha has the sign of t and is neither 0 nor 180
    };

    [[nodiscard]] static double north(double alpha_deg) noexcept { return -GeographicLib::Math::sind(alpha_deg); }
    [[nodiscard]] static double east(double alpha_deg) noexcept { return GeographicLib::Math::cosd(alpha_deg); }

    /// sin(alpha) = sin(t) cos(beta) / cos(beta_X), and small angles are kept as such. Beside 180 degrees alpha is
    /// rounded to 2^-45 degrees, so that it is 180 where it should be nearer than half of that.
    [[nodiscard]] Meridian meridian(double t) const noexcept
    {
        constexpr double half_ulp_deg = 0x1p-46;
        const double off_deg = std::abs(t);
        if (off_deg < 90.0) return off_deg > 1e-15 ? Meridian::off : off_deg == 0.0 ? Meridian::on : Meridian::near;
        const double opposite_deg = 180.0 - off_deg;
        if (opposite_deg > 1.1 * half_ulp_deg * squeeze_max_) return Meridian::off;
        return opposite_deg * squeeze_max_ < 0.9 * half_ulp_deg ? Meridian::on : Meridian::near;
    }

    /// As ArcTerms::at() has it.
    [[nodiscard]] double alpha_deg(Heading& at) const noexcept
    {
        using GeographicLib::Geodesic;
        double unused = 0;
        if (std::isnan(at.alpha_deg))
            Geodesic::WGS84().GenDirect(centre_lat_deg_, 0.0, azimuth_deg_ + at.u * sweep_deg_, false, radius_m_,
                                        Geodesic::AZIMUTH, unused, unused, at.alpha_deg, unused, unused, unused, unused,
                                        unused);
        return at.alpha_deg;
    }

    /// t in [-180, 180], exactly: between half and twice the turn, differences are.
    [[nodiscard]] double azimuth_of(double u) const noexcept
    {
        double t = azimuth_deg_ + u * sweep_deg_;
        while (t > 180.0) t -= 360.0;
        while (t < -180.0) t += 360.0;
        return t;
    }

    /// Newton for sigma; the integral by Gauss and Legendre's four points, good to 1e-16 for the radii allowed here.
    void find_turn() noexcept
    {
        constexpr double second_e2 = wgs84_e2 / (1.0 - wgs84_e2);
        constexpr double node[] = {0.0694318442029737124, 0.330009478207571868, 0.669990521792428132,
                                   0.930568155797026288};
        constexpr double weight[] = {0.173927422568726929, 0.326072577431273071};
        double sin_beta = 0;
        double cos_beta = 0;
        GeographicLib::Math::sincosd(centre_lat_deg_, sin_beta, cos_beta);
        sin_beta *= 1.0 - wgs84_f;
        const double arc = radius_m_ / (wgs84_a_m * (1.0 - wgs84_f));
        const double beta2 = sin_beta * sin_beta / (sin_beta * sin_beta + cos_beta * cos_beta);
        double sigma = arc;
        for (int i = 0; i < 4; ++i) {
            const double cos_sigma = std::cos(sigma);
            const double k2 = second_e2 * beta2 / (cos_sigma * cos_sigma);
            double mean = 0.0;
            for (int n = 0; n < 4; ++n) {
                const double x = std::cos(node[n] * sigma);
                mean += weight[n == 0 || n == 3 ? 0 : 1] * std::sqrt(1.0 + k2 * x * x);
            }
            sigma = arc / mean;
        }
        turn_deg_ = 90.0 - std::asin(std::tan(sigma) * (sin_beta / cos_beta)) / degree;
    }

    double centre_lat_deg_ = 0;
    double azimuth_deg_ = 0;
    double sweep_deg_ = 0;
    double radius_m_ = 0;
    double turn_deg_ = 90;  ///< t where alpha is 90 degrees
    double near_turn_deg_ = 0;
    double squeeze_max_ = 1;  ///< of cos(beta) / cos(beta_X), and of its inverse
    bool works_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
