// SPDX-License-Identifier: MIT
/// @file
/// The normal probability of a region as an integral along its boundary: only what lies near the mean is looked at.
///
/// In whitened polar coordinates (r, theta) the field F = (1 - exp(-r^2/2)) / (2 pi r) e_r has the standard normal
/// density as its divergence and no singularity. Gauss' theorem, and the closed integral of d theta being 2 pi or 0:
///
///   P = (1 / 2 pi) o int (1 - exp(-r^2/2)) d theta = [mean inside] - (1 / 2 pi) o int exp(-r^2/2) d theta
///
/// and beyond six standard deviations the last integrand is nothing: one exact containment takes the place of all edges
/// that are far. For a piece of boundary from A to B, not round the mean,
///
///   int exp(-r^2/2) d theta = angle(A, B) - int g(q) (p x p') dt,   q = |p|^2,   g(q) = (1 - exp(-q/2)) / q
///
/// where g is smooth everywhere (g(0) = 1/2): Gauss and Legendre's rule on lengths of some standard deviations, however
/// near the mean the piece passes. The chart's stretch moves places along their rays, so it multiplies r only.
///
/// The orientation of a ring need not be known: with one ring, P is a probability for one sign of the integral I only:
/// P = 1 - |I| / 2 pi where the mean is inside, |I| / 2 pi where it is not.
///
/// A mean nearer to a piece than its drawing is to the truth has no certain side. It is moved by three ten-thousandths
/// of a standard deviation, or as much as it takes, and the probability is off by at most 0.4 of that many.
#ifndef PICKET_AIRSPACE_DETAIL_GAUSSIAN_BOUNDARY_HPP
#define PICKET_AIRSPACE_DETAIL_GAUSSIAN_BOUNDARY_HPP

#include <picket/airspace/detail/gaussian_frame.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/near_curves.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace picket {
inline namespace v0 {
namespace detail {

/// Beyond so many standard deviations a place of the plane does not count: exp(-cut^2/2) = 1.5e-8 of the probability.
inline constexpr double gaussian_cut = 6.0;

/// A probability and how far it may be off.
struct Chance {
    double value;
    double error;
};

/// The integral of exp(-r^2/2) d theta over what is near of a boundary.
class GaussianBoundary {
public:
    /// @param shift  of the mean [standard deviations along the axes]
    GaussianBoundary(const LateralBoundary& boundary, const PlaneChart& chart, const Spread& spread,
                     Plane shift) noexcept
        : chart_(chart), axes_(spread, spread.major), shift_(shift), narrow_m_(spread.sigma_minor_m)
    {
        noise_ = 2e-7 / narrow_m_;
        const double reach_m = 1.01 * gaussian_cut * spread.sigma_major_m;
        std::size_t ring_curve = LateralBoundary::no_curve;
        for_each_near_curve(
            boundary, chart, reach_m,
            [&](Plane centre, double radius_m) { return spread.beyond(centre, radius_m, gaussian_cut); },
            [&](Plane a, Plane b, double error_m) {
                const double error = error_m / narrow_m_;
                return error <= chord_error && !touches(whitened(a), whitened(b), 0.0, error);
            },
            cubic_error * narrow_m_,
            [&](const PlaneCubic& cubic, double error_m, std::size_t i) {
                const auto& curves = boundary.curves();
                if (ring_curve == LateralBoundary::no_curve) ring_curve = i;
                several_ = several_ || curves[i].edge.part != curves[ring_curve].edge.part ||
                           curves[i].edge.ring != curves[ring_curve].edge.ring;
                curve_ = i;
                if (!several_ && !too_close_) add(cubic, error_m / narrow_m_, curves[i].ring_forward ? 1.0 : -1.0);
            });
    }

    /// No curve is near.
    [[nodiscard]] bool none() const noexcept { return curve_ == LateralBoundary::no_curve; }
    /// Curves of more than one ring are near: the sum is not theirs.
    [[nodiscard]] bool several() const noexcept { return several_; }
    /// The mean has no certain side.
    [[nodiscard]] bool too_close() const noexcept { return too_close_; }
    [[nodiscard]] double integral() const noexcept { return sum_; }
    [[nodiscard]] double error() const noexcept { return error_ / two_pi + 1e-7; }
    /// A curve of the ring that is near.
    [[nodiscard]] std::size_t curve() const noexcept { return curve_; }

    static constexpr double two_pi = 6.28318530717958647693;
    /// What chords and cubics may be off [standard deviations].
    static constexpr double chord_error = 1e-4;
    static constexpr double cubic_error = 5e-5;

private:
    [[nodiscard]] Plane whitened(Plane dropped_m) const noexcept { return axes_.from_metres(dropped_m) - shift_; }

    [[nodiscard]] bool touches(Plane a, Plane b, double bow, double error) const noexcept
    {
        return distance_to_segment(a, b) <= 2.0 * (bow + error) + noise_;
    }

    void add(const PlaneCubic& cubic, double error, double sign) noexcept
    {
        const Plane from = whitened(cubic.from);
        const Plane chord = axes_.from_metres(cubic.chord);
        const Plane bow = axes_.from_metres(cubic.bow);
        const Plane twist = axes_.from_metres(cubic.twist);
        const auto at = [&](double t) { return from + t * chord + (t * (1.0 - t)) * (bow + t * twist); };
        // p'' = -2 bow + (2 - 6 t) twist: linear, so greatest at an end
        const double bend = 2.0 * std::max(norm(twist - bow), norm(bow + 2.0 * twist));
        struct Stretch {
            double t0;
            double t1;
            Plane a;
            Plane b;
        };
        Stretch stack[64];
        int used = 0;
        stack[used++] = {0.0, 1.0, from, from + chord};
        while (used > 0) {
            const Stretch s = stack[--used];
            const double dt = s.t1 - s.t0;
            const double strays = 0.125 * bend * dt * dt;
            const double away = distance_to_segment(s.a, s.b);
            if (away - strays - error > gaussian_cut) continue;
            const double length = norm(s.b - s.a);
            const bool close = away <= 2.0 * (strays + error) + noise_;
            if (close && strays <= error + noise_) {
                too_close_ = true;
                return;
            }
            if ((close || length > 4.0 || strays > 0.1) && used + 2 <= 64) {
                const double t = 0.5 * (s.t0 + s.t1);
                const Plane m = at(t);
                stack[used++] = {t, s.t1, m, s.b};
                stack[used++] = {s.t0, t, s.a, m};
                continue;
            }
            const GaussRule rule = gauss_rule(length > 0.8 || strays > 0.02 ? 8 : length > 0.15 ? 4 : 2);
            double smooth = 0.0;
            for (int k = 0; k < rule.nodes; ++k) {
                const double t = s.t0 + dt * rule.at[k];
                const Plane p = at(t);
                const Plane slope = chord + (1.0 - 2.0 * t) * bow + (t * (2.0 - 3.0 * t)) * twist;
                const double q = dot(p, p);
                const Plane metres = axes_.to_metres(p);
                const double stretched = chart_.stretch_squared(dot(metres, metres));
                const double g = q > 1e-12 ? -std::expm1(-0.5 * stretched * q) / q : 0.5 * stretched;
                smooth += rule.weight[k] * g * cross(p, slope);
            }
            sum_ += sign * (std::atan2(cross(s.a, s.b), dot(s.a, s.b)) - dt * smooth);
            const double nearest = std::max(0.0, away - strays - error);
            error_ += error * (length + 2.0 * strays) * std::exp(-0.5 * nearest * nearest);
        }
    }

    const PlaneChart& chart_;
    Whitening axes_;
    Plane shift_;
    double narrow_m_;
    double noise_ = 0;
    double sum_ = 0;
    double error_ = 0;
    bool too_close_ = false;
    bool several_ = false;
    std::size_t curve_ = LateralBoundary::no_curve;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
