// SPDX-License-Identifier: MIT
/// @file
/// How far a place can be from a mover, after one look: the third side of a triangle on the ellipsoid, from both sides.
#ifndef PICKET_INTERCEPT_DETAIL_HINGE_HPP
#define PICKET_INTERCEPT_DETAIL_HINGE_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/target_path.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace picket {
inline namespace v0 {
namespace detail {

/// GeographicLib's distances are right to 15 nm; two of them meet in a comparison.
inline constexpr double distance_noise_m = 3e-8;

/// A place seen from a target at one moment.
struct TargetSight {
    double distance_m;
    double azimuth_deg;  ///< at the place, to the target
    double sin2_half;    ///< square of the sine of half the angle between the target's motion and the way to the place
};

[[nodiscard]] inline TargetSight sight_of(LatLon place, const PathState& target) noexcept
{
    const GeodesicInverse line = geodesic_inverse(place, target.at);
    // the way to the place runs backward along the line: half the angle is half the difference, and a right angle
    const double half = 0.5 * (target.track_deg - line.azimuth_end.value()) * (std::numbers::pi / 180.0);
    const double cosine = std::cos(half);
    return {line.distance.value(), line.azimuth_start.value(), cosine * cosine};
}

/// Bounds of the distance between a place and a target that moves on from where it was seen.
///
/// Two sides and the angle between them are known: the distance d to the place, the length L = V t flown on a geodesic.
/// The Gaussian curvature of the ellipsoid lies between b^2/a^4 (at the poles) and 1/b^2 (on the equator), so its third
/// side c lies between those of the same hinge on spheres of radius b and a^2/b:
///
///   c >= c_b   Rauch: the exponential map of the target shortens no length more than that of the sphere of radius b
///   does.
///              If d + L + c < 2 pi b the shortest line c lies within pi b of the target, which is within its
///              injectivity radius (Klingenberg: the least of pi b and half the shortest closed geodesic, 20,003.9 km),
///              so it can be lifted, and is at least as long as its lift, which joins the ends of the hinge. Otherwise
///              c >= 2 pi b - d - L >= c_b, for no triangle of a sphere has a greater perimeter. For d, L <= pi b.
///   c <= c_R   Toponogov, R = a^2/b: for d shortest, L <= pi R.
///
/// On a curve of geodesic curvature at most k the target is within k L^2 / 2 of where the geodesic would have taken it:
/// leave the curve at each of its points along the geodesic; the end moves by k ds times a Jacobi field, which is not
/// longer than the way that is left where the curvature is not negative.
/// [tests/property/intercept_hinge]
class Hinge {
public:
    static constexpr double least_radius_m = 6356752.314245179;     // b
    static constexpr double greatest_radius_m = 6399593.625758493;  // a^2/b
    /// No look reaches further than this.
    static constexpr double reach_m = 0.99 * std::numbers::pi * least_radius_m;

    Hinge(const TargetSight& sight, const PathState& target) noexcept
        : distance_m_(sight.distance_m),
          sin2_half_(sight.sin2_half),
          speed_(target.ground_speed_mps),
          bend_(0.5 * target.bend_per_m * target.ground_speed_mps * target.ground_speed_mps)
    {
    }

    [[nodiscard]] double speed() const noexcept { return speed_; }
    /// Second derivative of what a bend may add, per second squared.
    [[nodiscard]] double bend_rate() const noexcept { return 2.0 * bend_; }

    struct Side {
        double m;
        double rate_mps;  ///< its derivative
        double convex_s;  ///< so long from then on it is convex: the model's side is under a quarter turn
        bool model;       ///< false: only the triangle inequality was any good
    };

    /// Not more than the distance after t.
    [[nodiscard]] Side least(double t) const noexcept
    {
        const double straight_m = distance_m_ - speed_ * t;
        // a bend without bound times no time at all is no number, and so not taken
        if (distance_m_ < std::numbers::pi * least_radius_m) {
            const Side side = third(least_radius_m, t);
            const double m = side.m - bend_ * t * t;
            if (m >= straight_m) return {m - distance_noise_m, side.rate_mps - 2.0 * bend_ * t, side.convex_s, true};
        }
        return {straight_m - distance_noise_m, -speed_, 0.0, false};
    }

    /// Not less than the distance after t.
    [[nodiscard]] Side most(double t) const noexcept
    {
        const Side side = most_by_model(t);
        const double straight_m = distance_m_ + speed_ * t;
        if (side.m <= straight_m) return side;
        return {straight_m + distance_noise_m, speed_, std::numeric_limits<double>::infinity(), false};
    }
    /// The same without the triangle inequality: a function that is convex for convex_s.
    [[nodiscard]] Side most_by_model(double t) const noexcept
    {
        const Side side = third(greatest_radius_m, t);
        return {side.m + bend_ * t * t + distance_noise_m, side.rate_mps + 2.0 * bend_ * t, side.convex_s, true};
    }

private:
    [[nodiscard]] Side third(double radius_m, double t) const noexcept
    {
        const double d = distance_m_ / radius_m;
        const double l = speed_ * t / radius_m;
        const double sin_half_difference = std::sin(0.5 * (d - l));
        const double sin_d = std::sin(d);
        const double sin_l = std::sin(l);
        const double h = std::clamp(sin_half_difference * sin_half_difference + sin_d * sin_l * sin2_half_, 0.0, 1.0);
        const double sine = 2.0 * std::sqrt(h * (1.0 - h));
        const double side = 2.0 * std::atan2(std::sqrt(h), std::sqrt(1.0 - h));
        const double cos_angle = 1.0 - 2.0 * sin2_half_;
        const double slope = sine > 0.0 ? (std::cos(d) * sin_l - sin_d * std::cos(l) * cos_angle) / sine : -1.0;
        const double quarter = 0.5 * std::numbers::pi;
        return {radius_m * side, speed_ * std::clamp(slope, -1.0, 1.0),
                side < quarter
                    ? (speed_ > 0.0 ? radius_m * (quarter - side) / speed_ : std::numeric_limits<double>::infinity())
                    : 0.0,
                true};
    }

    double distance_m_;
    double sin2_half_;
    double speed_;
    double bend_;  ///< half the curvature times the square of the speed
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
