// SPDX-License-Identifier: MIT
/// @file
/// The plane that an uncertain position is spread over, and the coordinates in which its spread is the standard normal.
///
///       n  c |   .--.        The plane is the geodesic chart about the mean: a place at distance d and azimuth alpha
///          | | .'  .'        is drawn at d (sin alpha, cos alpha) [m]. From ECEF: the place is dropped on the tangent
///          | |/   / a  d     plane, m metres from the mean, and moved out along its ray to
///          | /-- /--->         d = m (1 + x/6 + 3 x^2/40), x = m^2/R^2   (asin; R^2 = M N at the mean),
///          .'  .'            which is the distance to 5e-8 of it at 100 km.
///         '--'               In the plane, x = a f_a + c f_c with a and c independent and standard normal. f_a points
///                            along a direction d that the caller chooses: a line of flight is a line of constant c.
///
/// Symbols  Sigma covariance [m^2] with eigenvalues lambda_1 >= lambda_2 along u and w; n the normal of d;
///          sigma_n^2 = n.Sigma n, beta = d.Sigma n / sigma_n, tau^2 = lambda_1 lambda_2 / sigma_n^2 (no cancellation):
///          f_a = tau d, f_c = beta d + sigma_n n.
#ifndef PICKET_AIRSPACE_DETAIL_GAUSSIAN_FRAME_HPP
#define PICKET_AIRSPACE_DETAIL_GAUSSIAN_FRAME_HPP

#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/geodesy/position.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/Math.hpp>

#include <algorithm>
#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

/// A vector of the plane: east and north [m], or along a and c [standard deviations].
struct Plane {
    double x;
    double y;

    friend constexpr Plane operator+(Plane p, Plane q) noexcept { return {p.x + q.x, p.y + q.y}; }
    friend constexpr Plane operator-(Plane p, Plane q) noexcept { return {p.x - q.x, p.y - q.y}; }
    friend constexpr Plane operator*(double k, Plane p) noexcept { return {k * p.x, k * p.y}; }
};

[[nodiscard]] constexpr double dot(Plane p, Plane q) noexcept { return p.x * q.x + p.y * q.y; }
[[nodiscard]] constexpr double cross(Plane p, Plane q) noexcept { return p.x * q.y - p.y * q.x; }
[[nodiscard]] inline double norm(Plane p) noexcept { return std::sqrt(dot(p, p)); }

/// Distance from the origin to the straight line between two places.
[[nodiscard]] inline double distance_to_segment(Plane a, Plane b) noexcept
{
    const Plane ab = b - a;
    const double square = dot(ab, ab);
    const double t = square > 0.0 ? std::clamp(-dot(a, ab) / square, 0.0, 1.0) : 0.0;
    return norm(a + t * ab);
}

/// The geodesic chart about a place.
class PlaneChart {
public:
    /// @pre mean is valid
    explicit PlaneChart(LatLon mean) noexcept : mean_(mean), here_(to_ecef_m(mean))
    {
        double sin_lat = 0;
        double cos_lat = 0;
        double sin_lon = 0;
        double cos_lon = 0;
        GeographicLib::Math::sincosd(mean.lat_deg, sin_lat, cos_lat);
        GeographicLib::Math::sincosd(mean.lon_deg, sin_lon, cos_lon);
        east_ = {-sin_lon, cos_lon, 0.0};
        north_ = {-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat};
        curvature_ = 1.0 / (meridian_radius_m(sin_lat) * prime_vertical_radius_m(sin_lat));
    }

    [[nodiscard]] LatLon mean() const noexcept { return mean_; }
    [[nodiscard]] const Ecef& here() const noexcept { return here_; }
    /// Gaussian curvature of the Earth here, 1 / (M N) [1/m^2].
    [[nodiscard]] double curvature() const noexcept { return curvature_; }

    /// Dropped on the tangent plane [m]: linear in ECEF.
    [[nodiscard]] Plane dropped_m(const Ecef& place) const noexcept
    {
        const Ecef away{place.x - here_.x, place.y - here_.y, place.z - here_.z};
        return turned_m(away);
    }
    /// The same of a difference of places.
    [[nodiscard]] Plane turned_m(const Ecef& step) const noexcept { return {dot(east_, step), dot(north_, step)}; }

    /// A dropped place in the chart.
    [[nodiscard]] Plane stretched_m(Plane dropped) const noexcept
    {
        const double x = curvature_ * dot(dropped, dropped);
        return (1.0 + x * (1.0 / 6.0 + x * (3.0 / 40.0))) * dropped;
    }
    /// (d/m)^2 for m^2.
    [[nodiscard]] double stretch_squared(double dropped_squared) const noexcept
    {
        const double x = curvature_ * dropped_squared;
        return 1.0 + x * (1.0 / 3.0 + x * (8.0 / 45.0));
    }

    /// The place drawn there.
    [[nodiscard]] LatLon place(Plane at_m) const noexcept
    {
        LatLon to{};
        GeographicLib::Geodesic::WGS84().Direct(mean_.lat_deg, mean_.lon_deg, std::atan2(at_m.x, at_m.y) / degree,
                                                norm(at_m), to.lat_deg, to.lon_deg);
        return to;
    }

private:
    LatLon mean_;
    Ecef here_;
    Ecef east_{};
    Ecef north_{};
    double curvature_ = 0;
};

/// A covariance of the plane by its axes.
struct Spread {
    /// Narrower than this a spread is taken to be this wide, and narrower than 1e-7 of its length: no boundary is known
    /// better. A needle needs some width to have a density.
    static constexpr double narrowest_m = 1e-3;

    Plane major{1.0, 0.0};  ///< unit
    double sigma_major_m = 0;
    double sigma_minor_m = 0;

    Spread() = default;
    Spread(double xx, double xy, double yy) noexcept
    {
        const double half_difference = 0.5 * (xx - yy);
        const double radius = std::hypot(half_difference, xy);
        const double greater = 0.5 * (xx + yy) + radius;
        const double angle = 0.5 * std::atan2(xy, half_difference);
        major = {std::cos(angle), std::sin(angle)};
        sigma_major_m = std::sqrt(std::max(greater, 0.0));
        // det / greater where that is well conditioned, that is whenever xx yy - xy^2 is
        const double smaller = greater > 0.0 ? std::max(0.0, (xx * yy - xy * xy) / greater) : 0.0;
        sigma_minor_m = std::sqrt(smaller);
        const double floor_m = std::max(narrowest_m, 1e-7 * sigma_major_m);
        sigma_major_m = std::max(sigma_major_m, floor_m);
        sigma_minor_m = std::max(sigma_minor_m, floor_m);
    }

    [[nodiscard]] Plane minor() const noexcept { return {-major.y, major.x}; }

    /// Is all of a disc beyond `cut` standard deviations? True only if it is; by its distance along the two axes and
    /// along the gradient of the density at its middle.
    [[nodiscard]] bool beyond(Plane centre_m, double radius_m, double cut) const noexcept
    {
        const double p = std::abs(dot(major, centre_m));
        const double q = std::abs(dot(minor(), centre_m));
        if (p - radius_m > cut * sigma_major_m || q - radius_m > cut * sigma_minor_m) return true;
        const double gp = p / (sigma_major_m * sigma_major_m);
        const double gq = q / (sigma_minor_m * sigma_minor_m);
        const double size = std::sqrt(gp * gp + gq * gq);
        return gp * p + gq * q - radius_m * size >
               cut * std::sqrt(gp * gp * sigma_major_m * sigma_major_m + gq * gq * sigma_minor_m * sigma_minor_m);
    }
};

/// Independent standard normal coordinates, the first along a direction.
struct Whitening {
    Plane f_a;  ///< [m]
    Plane f_c;
    Plane i_a;  ///< [1/m]: a = i_a . x
    Plane i_c;

    /// @pre direction has length 1
    Whitening(const Spread& spread, Plane direction) noexcept
    {
        const Plane normal{-direction.y, direction.x};
        const double l1 = spread.sigma_major_m * spread.sigma_major_m;
        const double l2 = spread.sigma_minor_m * spread.sigma_minor_m;
        const double nu = dot(normal, spread.major);
        const double nw = dot(normal, spread.minor());
        const double sigma_n = std::sqrt(l1 * nu * nu + l2 * nw * nw);
        const double beta =
            (l1 * dot(direction, spread.major) * nu + l2 * dot(direction, spread.minor()) * nw) / sigma_n;
        const double tau = spread.sigma_major_m * spread.sigma_minor_m / sigma_n;
        f_a = tau * direction;
        f_c = beta * direction + sigma_n * normal;
        i_c = (1.0 / sigma_n) * normal;
        i_a = (1.0 / tau) * direction - (beta / (sigma_n * tau)) * normal;
    }

    [[nodiscard]] Plane from_metres(Plane x) const noexcept { return {dot(i_a, x), dot(i_c, x)}; }
    [[nodiscard]] Plane to_metres(Plane ac) const noexcept { return ac.x * f_a + ac.y * f_c; }
};

/// Probability that a standard normal number lies between; the difference of two tails, so that both far ends are
/// exact.
[[nodiscard]] inline double normal_between(double low, double high) noexcept
{
    constexpr double root_half = 0.70710678118654752440;
    if (!(low < high)) return 0.0;
    if (low > 0.0) return 0.5 * (std::erfc(low * root_half) - std::erfc(high * root_half));
    return 0.5 * (std::erfc(-high * root_half) - std::erfc(-low * root_half));
}

/// Nodes and weights of Gauss and Legendre on [0, 1]. (Abramowitz and Stegun 1964, table 25.4.)
struct GaussRule {
    int nodes;
    const double* at;
    const double* weight;
};

[[nodiscard]] inline GaussRule gauss_rule(int nodes) noexcept
{
    static constexpr double at2[] = {0.2113248654051871, 0.7886751345948129};
    static constexpr double weight2[] = {0.5, 0.5};
    static constexpr double at4[] = {0.0694318442029737, 0.3300094782075719, 0.6699905217924281, 0.9305681557970263};
    static constexpr double weight4[] = {0.1739274225687269, 0.3260725774312731, 0.3260725774312731,
                                         0.1739274225687269};
    static constexpr double at8[] = {0.0198550717512319, 0.1016667612931866, 0.2372337950418355, 0.4082826787521751,
                                     0.5917173212478249, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681};
    static constexpr double weight8[] = {0.0506142681451881, 0.1111905172266872, 0.1568533229389436,
                                         0.1813418916891810, 0.1813418916891810, 0.1568533229389436,
                                         0.1111905172266872, 0.0506142681451881};
    if (nodes <= 2) return {2, at2, weight2};
    if (nodes <= 4) return {4, at4, weight4};
    return {8, at8, weight8};
}

/// Exact to the seventh degree as the four of Gauss are, with the ends and the middle among its five nodes (Lobatto);
/// the ends by a millionth inside, for what is asked there may change there.
[[nodiscard]] inline GaussRule lobatto_rule() noexcept
{
    static constexpr double at[] = {1e-6, 0.1726731646460114, 0.5, 0.8273268353539886, 1.0 - 1e-6};
    static constexpr double weight[] = {0.05, 0.2722222222222222, 0.3555555555555556, 0.2722222222222222, 0.05};
    return {5, at, weight};
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
