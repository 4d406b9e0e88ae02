// SPDX-License-Identifier: MIT
/// @file
/// A circle inside one cell of the index: one cubic polynomial in x and y whose sign is the side.
///
/// A circle cut into pieces y = p(x) takes a hundred of them; as an implicit curve it takes one entry a cell.
/// With rho = N cos(phi), z = N (1 - e^2) sin(phi), and c for the centre, the squared straight-line distance
/// from the centre is, exactly,
///
///     F(phi, lambda) = (rho - rho_c)^2 + (z - z_c)^2 + 2 rho rho_c (1 - cos(lambda - lambda_c)).
///
/// (1) The geodesic circle of radius r is the level set F = q^2 up to the change of q with direction, which is
///     r^3 / 24 times the difference of two curvatures of the ellipsoid: 0.6 mm at 60 km. q is measured in
///     four directions.
/// (2) F is expanded to third order about a place E of the cell, the nearest to the centre; the fourth order
///     is below h^4 (1 + 1/cos^2 phi) / (3 R^2) at distance h.
/// Both, divided by the slope of F at the circle, 2 r, are distances. With what float loses they are the
/// entry's own band.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_CIRCLE_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_CIRCLE_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/index_layout.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace picket {
inline namespace v0 {
namespace detail {

/// Words of an entry: E in the cell, the coefficients of 1, x, y, xx, xy, yy, xxx, xxy, xyy, yyy, and the
/// half-width of its undecided strip [cell units]: circles need not share index_band.
inline constexpr std::uint32_t index_circle_words = 13;

/// The float stage for a circle entry.
[[nodiscard]] inline IndexSide side_of_circle(const std::uint32_t* words, float x, float y) noexcept
{
    const auto c = [words](std::size_t k) { return std::bit_cast<float>(words[k]); };
    const float dx = x - c(0);
    const float dy = y - c(1);
    const float g = c(2) + dx * (c(3) + dx * (c(5) + dx * c(8) + dy * c(9)) + dy * (c(6) + dy * c(10))) +
                    dy * (c(4) + dy * (c(7) + dy * c(11)));
    if (g > c(12)) return IndexSide::outside;
    return g < -c(12) ? IndexSide::inside : IndexSide::undecided;
}

/// A circle prepared for the cells it meets.
class CircleCells {
public:
    CircleCells(const CircleSpec& circle, double cells_per_degree) : k_(cells_per_degree), radius_m_(circle.radius.value())
    {
        centre_ = circle.centre;
        centre_.lon_deg = normalised_longitude(centre_.lon_deg);
        centre_ecef_m_ = to_ecef_m(centre_);
        rho_c_m_ = parallel_radius_m(centre_.lat_deg);
        double low_m = 1e300;
        double high_m = 0.0;
        for (const double azimuth_deg : {0.0, 90.0, 180.0, 270.0}) {
            LatLon at{};
            GeographicLib::Geodesic::WGS84().Direct(centre_.lat_deg, centre_.lon_deg, azimuth_deg, radius_m_, at.lat_deg,
                                                    at.lon_deg);
            const double q_m = chord_m(centre_ecef_m_, to_ecef_m(at));
            low_m = std::min(low_m, q_m);
            high_m = std::max(high_m, q_m);
        }
        chord_m_ = 0.5 * (low_m + high_m);
        // four directions see the extremes but for terms of the next order; half as much again covers them
        direction_error_m_ = 0.75 * (high_m - low_m) + 1e-5;
    }

    [[nodiscard]] double chord_radius_m() const noexcept { return chord_m_; }
    [[nodiscard]] const Ecef& centre_ecef_m() const noexcept { return centre_ecef_m_; }
    [[nodiscard]] LatLon centre() const noexcept { return centre_; }

    /// The entry for the cell whose south-west corner is given in grid units (x may run on beyond 360 K).
    ///
    /// @return false when the band would be so wide that pieces do better; `words` is then of no use
    [[nodiscard]] bool entry(double column, double row, std::array<std::uint32_t, index_circle_words>& words) const noexcept
    {
        const double cell_deg = 1.0 / k_;
        // E: the place of the cell nearest to the centre
        const double cx = centre_x_near(column);
        const double ex = std::clamp(cx - column, 0.0, 1.0);
        const double ey = std::clamp((centre_.lat_deg + 90.0) * k_ - row, 0.0, 1.0);
        const double lat_deg = (row + ey) * cell_deg - 90.0;
        const double theta = (column + ex - cx) * cell_deg * degree;

        double s = 0;
        double c = 0;
        GeographicLib::Math::sincosd(lat_deg, s, c);
        const double m = meridian_radius_m(s);
        const double n = prime_vertical_radius_m(s);
        const double w2 = 1.0 - wgs84_e2 * s * s;
        const double m1 = 3.0 * m * wgs84_e2 * s * c / w2;  // dM/dphi
        const double m2 = 3.0 * m * wgs84_e2 * (c * c - s * s);  // to first order in e^2, enough for the cubic term
        const double rho = n * c;
        const double rho1 = -m * s;
        const double rho2 = -m1 * s - m * c;
        const double rho3 = -m2 * s - 2.0 * m1 * c + m * s;
        const double z1 = m * c;
        const double z2 = m1 * c - m * s;
        const double z3 = m2 * c - 2.0 * m1 * s - m * c;
        const double dr = rho - rho_c_m_;
        const double dz = n * (1.0 - wgs84_e2) * s - centre_ecef_m_.z;
        const double sin_t = std::sin(theta);
        const double versine = 2.0 * std::sin(0.5 * theta) * std::sin(0.5 * theta);  // 1 - cos(theta)

        // F = dr^2 + dz^2 + 2 rho_c rho versine, and its derivatives (a: the first two terms)
        const double a1 = 2.0 * (dr * rho1 + dz * z1);
        const double a2 = 2.0 * (rho1 * rho1 + dr * rho2 + z1 * z1 + dz * z2);
        const double a3 = 2.0 * (3.0 * rho1 * rho2 + dr * rho3 + 3.0 * z1 * z2 + dz * z3);
        const double b = 2.0 * rho_c_m_;
        const double step = cell_deg * degree;  // one cell in radians, either way
        const double scale = 1.0 / (2.0 * chord_m_ * cell_m());
        const double step2 = step * step;
        const double step3 = step2 * step;
        const std::array<double, 10> f{
            scale * (dr * dr + dz * dz + b * rho * versine - chord_m_ * chord_m_),
            scale * step * (b * rho * sin_t),
            scale * step * (a1 + b * rho1 * versine),
            scale * step2 * 0.5 * (b * rho * (1.0 - versine)),
            scale * step2 * (b * rho1 * sin_t),
            scale * step2 * 0.5 * (a2 + b * rho2 * versine),
            scale * step3 * (-b * rho * sin_t / 6.0),
            scale * step3 * 0.5 * (b * rho1 * (1.0 - versine)),
            scale * step3 * 0.5 * (b * rho2 * sin_t),
            scale * step3 * (a3 + b * rho3 * versine) / 6.0,
        };
        words[0] = std::bit_cast<std::uint32_t>(static_cast<float>(ex));
        words[1] = std::bit_cast<std::uint32_t>(static_cast<float>(ey));
        for (std::size_t i = 0; i < f.size(); ++i) words[i + 2] = std::bit_cast<std::uint32_t>(static_cast<float>(f[i]));

        // how far from E the circle can pass within the cell, in cells and in metres
        const double reach = std::min(1.5, 2.2 * radius_m_ / (cell_m() * std::max(0.05, c)));
        const double reach_m = std::min(1.6 * cell_m(), 2.2 * radius_m_);
        const double quartic_m = reach_m * reach_m * reach_m * reach_m * (1.0 + 1.0 / (c * c)) /
                                 (3.0 * wgs84_radius_min_m * wgs84_radius_min_m) / (2.0 * radius_m_);
        // what float can lose where the polynomial is near zero: each term once or twice, and E and x themselves
        double terms = std::abs(f[0]);
        for (std::size_t i = 1; i < f.size(); ++i)
            terms += std::abs(f[i]) * std::pow(reach, i < 3 ? 1 : i < 6 ? 2 : 3);
        const double band = 1.2 * (1.2e-7 * (terms + 1.0) + (quartic_m + direction_error_m_) / cell_m());
        words[12] = std::bit_cast<std::uint32_t>(static_cast<float>(band));
        return band < widest_band;
    }

    /// Size of a cell along the meridian [m], from below.
    [[nodiscard]] double cell_m() const noexcept { return wgs84_radius_min_m * degree / k_; }

private:
    /// A thousandth of a cell: one place in a thousand next to the circle is asked exactly.
    static constexpr double widest_band = 1e-3;

    /// The centre's X, a turn away if that is nearer to the column.
    [[nodiscard]] double centre_x_near(double column) const noexcept
    {
        const double turn = 360.0 * k_;
        const double x = (centre_.lon_deg + 180.0) * k_;
        if (x - column > 0.5 * turn) return x - turn;
        return column - x > 0.5 * turn ? x + turn : x;
    }

    double k_;
    double radius_m_;
    LatLon centre_{};
    Ecef centre_ecef_m_{};
    double rho_c_m_ = 0;
    double chord_m_ = 0;
    double direction_error_m_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
