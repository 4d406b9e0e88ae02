// SPDX-License-Identifier: MIT
/// @file
/// How far a place can be from a mover, after one look: the third side of a triangle on the ellipsoid, from both sides.
#ifndef PICKET_INTERCEPT_DETAIL_HINGE_HPP
#define PICKET_INTERCEPT_DETAIL_HINGE_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/units.hpp>

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
struct HingeSight {
    double distance_m;
    double azimuth_deg;  ///< at the place, to the target
    double onward_deg;   ///< the same line's at the target
    double sin2_half;    ///< square of the sine of half the angle between the target's motion and the way to the place
    double cos2_half;    ///< and of its cosine
};

[[nodiscard]] inline HingeSight sight_of(LatLon place, const PathState& target) noexcept
{
    const GeodesicInverse line = geodesic_inverse(place, target.at);
    // the way to the place runs backward along the line: half the angle is half the difference, and a right angle
    const double half = 0.5 * to_radians(Degrees{target.track_deg} - line.azimuth_end).value();
    const double sine = std::sin(half);
    const double cosine = std::cos(half);
    return {line.distance.value(), line.azimuth_start.value(), line.azimuth_end.value(), cosine * cosine, sine * sine};
}

/// Bounds of the distance between a place and a target that moves on from where it was seen.
///
/// Two sides and the angle between them are known: the distance d to the place, the length L = V t flown on a geodesic.
/// The Gaussian curvature of the ellipsoid lies between b^2/a^4 (at the poles) and 1/b^2 (on the equator), so its third
/// side c lies between those of the same hinge on spheres of radius b and R = a^2/b:
///
///   c >= c_b   for d, L < pi b. If d + L + c < 2 pi b the shortest line c lies within pi b of the target, where the
///              exponential map is one to one (Klingenberg: up to the lesser of pi b and half the shortest closed
///              geodesic, 20,003.9 km): it can be lifted, to a line between the ends of the hinge, and shortens nothing
///              more than on the sphere of radius b (Rauch). Otherwise c >= 2 pi b - d - L >= c_b, for no triangle of
///              that sphere has a greater perimeter.
///   c <= c_R   Toponogov: for d shortest, L <= pi R.
///
/// On a curve of geodesic curvature at most k the target is within k L^2 / 2 of where the geodesic would have taken it,
/// for L <= pi b: leave the curve at each of its points along the geodesic; the end moves by k ds times a Jacobi field
/// that starts at 0 with slope 1. Where the curvature is not negative it is concave, and so at most the way that is
/// left, until its first zero, which comes no sooner than after pi b (Rauch).
///
/// Each step with its reasons: docs/explain/intercept-proof.md. [tests/property/intercept_hinge]
class Hinge {
public:
    static constexpr double least_radius_m = 6356752.314245179;     // b
    static constexpr double greatest_radius_m = 6399593.625758493;  // a^2/b
    /// No look reaches further than this.
    static constexpr double reach_m = 0.99 * std::numbers::pi * least_radius_m;

    Hinge(const HingeSight& sight, const PathState& target) noexcept
        : distance_m_(sight.distance_m),
          sin2_half_(sight.sin2_half),
          cos2_half_(sight.cos2_half),
          least_(sight.distance_m, least_radius_m),
          greatest_(sight.distance_m, greatest_radius_m),
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
            const Side side = third(least_, t);
            const double m = side.m - bend_ * t * t;
            if (m >= straight_m - slack_m)
                return {m - distance_noise_m, side.rate_mps - 2.0 * bend_ * t, side.convex_s, true};
        }
        return {straight_m - distance_noise_m, -speed_, 0.0, false};
    }

    /// Not less than the distance after t.
    [[nodiscard]] Side most(double t) const noexcept
    {
        const Side side = most_by_model(t);
        const double straight_m = distance_m_ + speed_ * t + distance_noise_m;
        if (side.m <= straight_m + slack_m) return side;
        return {straight_m, speed_, std::numeric_limits<double>::infinity(), false};
    }
    /// The same without the triangle inequality: a function that is convex for convex_s.
    [[nodiscard]] Side most_by_model(double t) const noexcept
    {
        const Side side = third(greatest_, t);
        return {side.m + bend_ * t * t + distance_noise_m, side.rate_mps + 2.0 * bend_ * t, side.convex_s, true};
    }

private:
    /// Where the sphere and the triangle inequality agree but for rounding, the sphere is better: it has a slope.
    static constexpr double slack_m = 1e-9;

    /// The known side on a sphere.
    struct Known {
        double radius_m;
        double sin_half;
        double cos_half;

        Known(double distance_m, double radius) noexcept
            : radius_m(radius),
              sin_half(std::sin(0.5 * distance_m / radius)),
              cos_half(std::cos(0.5 * distance_m / radius))
        {
        }
    };

    /// The haversine formula and, as the sine of half the side says nothing of it near half a turn, the same for its
    /// cosine: either square is a sum of squares, so that the side is right to some nanometres wherever it ends.
    [[nodiscard]] Side third(const Known& known, double t) const noexcept
    {
        const double half_flown = 0.5 * speed_ * t / known.radius_m;
        const double sin_l = std::sin(half_flown);
        const double cos_l = std::cos(half_flown);
        const double sin_d = known.sin_half;
        const double cos_d = known.cos_half;
        const double sin_difference = sin_d * cos_l - cos_d * sin_l;
        const double cos_difference = cos_d * cos_l + sin_d * sin_l;
        const double cos_sum = cos_d * cos_l - sin_d * sin_l;
        const double sines = 4.0 * sin_d * cos_d * sin_l * cos_l;  // of the whole sides
        const double sin_half = std::sqrt(std::max(0.0, sin_difference * sin_difference + sines * sin2_half_));
        const double cos_half = std::sqrt(std::max(0.0, cos_sum * cos_sum + sines * cos2_half_));
        const double side = 2.0 * std::atan2(sin_half, cos_half);
        const double sine = 2.0 * sin_half * cos_half;
        const double slope = sine > 0.0 ? (4.0 * sin_d * cos_d * (cos_l - sin_l) * (cos_l + sin_l) * sin2_half_ -
                                           2.0 * sin_difference * cos_difference) /
                                              sine
                                        : -1.0;
        const double quarter = 0.5 * std::numbers::pi;
        return {known.radius_m * side, speed_ * std::clamp(slope, -1.0, 1.0),
                side < quarter ? (speed_ > 0.0 ? known.radius_m * (quarter - side) / speed_
                                               : std::numeric_limits<double>::infinity())
                               : 0.0,
                true};
    }

    double distance_m_;
    double sin2_half_;
    double cos2_half_;
    Known least_;
    Known greatest_;
    double speed_;
    double bend_;  ///< half the curvature times the square of the speed
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
