// SPDX-License-Identifier: MIT
/// @file
/// When can an interceptor be where its target is? The search behind intercept/earliest.hpp, with its proof.
#ifndef PICKET_INTERCEPT_DETAIL_PURSUIT_HPP
#define PICKET_INTERCEPT_DETAIL_PURSUIT_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/detail/hinge.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <utility>

namespace picket {
inline namespace v0 {
namespace detail {

/// Which of an interceptor's limits count.
enum class Limits {
    speed,  ///< none but how fast it is
    and_range,
    all,
};

/// First root of h + s t - m t^2 / 2, for h > 0 and m >= 0; infinite where there is none.
[[nodiscard]] inline double first_root(double h, double s, double m) noexcept
{
    if (m > 0.0) {
        const double root = std::sqrt(s * s + 2.0 * m * h);
        return s < 0.0 ? 2.0 * h / (root - s) : (s + root) / m;
    }
    return s < 0.0 ? h / -s : std::numeric_limits<double>::infinity();
}

/// A time that is known to lie in [low_s, high_s].
struct TimeBracket {
    double low_s;
    double high_s;
};

/// One interceptor, one target, one order: at every time t the target either can be met or cannot.
///
/// It can be met when all of these gaps are at most 0, d being the geodesic distance from the base:
///
///   speed      d - S(t - ready)                  S: what is flown by then
///   range      d - max_range                     and what endurance leaves of it, where it returns to its own base
///   endurance  T(d) + on_station + d_r / v - E   T: the time that d takes; d_r: to the nearest recovery base
///
/// The search marches: where it cannot be met, to the first moment at which the bounds of Hinge leave it possible;
/// where it can, to the first at which they no longer make it certain. Between two looks nothing is left out. A look's
/// bounds are off by the third power of the way flown since, so that from the second or third on they name the moment
/// to a nanosecond, and no more looks are needed.
///
/// The only stretch without proof: where the gap stays within the noise of distances (30 nm) the bounds say neither,
/// and steps of a nanosecond, then of twice as much and so on, look for the way out.
template <class Path>
class Pursuit {
public:
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    /// @param scale    of all the interceptor's ground speeds
    /// @param reach_m  how near to the target is near enough
    Pursuit(const Interceptor& who, const Path& target, double order_s, Limits limits, double scale = 1.0,
            double reach_m = 0.0) noexcept
        : who_(who), target_(target), ready_s_(order_s + who.readiness_s()), scale_(scale), reach_m_(reach_m)
    {
        const InterceptorSpec& spec = who.spec();
        if (limits != Limits::speed) limit_m_ = spec.max_range.value();
        if (limits == Limits::all && spec.endurance.value() < infinity) {
            airborne_s_ = (spec.endurance - spec.on_station).value();
            if (who.returns_home())
                limit_m_ = std::min(limit_m_, farthest_m());
            else
                recovers_ = true;
        }
    }

    /// One look at the target.
    struct Look {
        double time_s;
        PathState state;
        HingeSight home;
        HingeSight nearest;  ///< of the recovery bases
        double second_m;     ///< to the second nearest
    };

    [[nodiscard]] double ready_s() const noexcept { return ready_s_; }
    [[nodiscard]] int looks() const noexcept { return looks_; }

    [[nodiscard]] Look look(double time_s) const noexcept
    {
        ++looks_;
        Look look{time_s, target_.state(time_s), {}, {}, infinity};
        look.home = sight_of(who_.base(), look.state);
        if (recovers_) {
            look.nearest.distance_m = infinity;
            for (const LatLon base : who_.spec().recovery_bases) {
                const HingeSight sight = sight_of(base, look.state);
                ++looks_;
                if (sight.distance_m < look.nearest.distance_m) {
                    look.second_m = look.nearest.distance_m;
                    look.nearest = sight;
                } else {
                    look.second_m = std::min(look.second_m, sight.distance_m);
                }
            }
        }
        return look;
    }

    /// The look at a moment after another. Half a metre further on, a triangle of that side tells it to a nanometre and
    /// 1e-9 degree, and no inverse problem is solved: distances by the hinge, the azimuth by a plane triangle whose
    /// long side is the reduced length. [tests/property/intercept]
    [[nodiscard]] Look look_after(const Look& here, double time_s) const noexcept
    {
        if (time_s == here.time_s) return here;
        const double way_m = here.state.ground_speed_mps * (time_s - here.time_s);
        const double d = here.home.distance_m;
        if (recovers_ || !(time_s < here.state.until_s) || way_m > 0.5 || d < 5e4 || d > 2e6) return look(time_s);
        Look then{time_s, target_.state(time_s), here.home, {}, infinity};
        const Hinge hinge(here.home, here.state);
        const double t = time_s - here.time_s;
        then.home.distance_m = 0.5 * (hinge.least(t).m + hinge.most(t).m);
        constexpr double radius_m = Hinge::least_radius_m;
        const double off = to_radians(Degrees{here.state.track_deg - here.home.onward_deg}).value();
        const double turn =
            std::atan2(way_m * std::sin(off), radius_m * std::sin(d / radius_m) + way_m * std::cos(off));
        then.home.azimuth_deg = std::remainder(here.home.azimuth_deg + to_degrees(Radians{turn}).value(), 360.0);
        return then;
    }

    /// Can it be met now, or all but for the noise of distances? (Two that fly side by side must not part and meet
    /// again a thousand times a second.)
    [[nodiscard]] bool met(const Look& look) const noexcept
    {
        const double d = look.home.distance_m - reach_m_ - distance_noise_m;
        if (!(d <= flown_m(look.time_s)) || !(d <= limit_m_)) return false;
        return !recovers_ || in_air_s(d, look.nearest.distance_m - distance_noise_m) <= airborne_s_;
    }

    /// The first time from `from_s` to `to_s` at which it can be met: none before low_s, met at high_s.
    /// @return found?
    [[nodiscard]] bool first_met(double from_s, double to_s, TimeBracket& when) const noexcept
    {
        Look here{};
        return first_met(from_s, to_s, when, here);
    }
    /// @param here  the last look: at high_s, or a little before
    [[nodiscard]] bool first_met(double from_s, double to_s, TimeBracket& when, Look& here) const noexcept
    {
        here = look(from_s);
        double low_s = from_s;
        double nudge_s = 0.0;
        while (true) {
            if (met(here)) {
                when = {low_s, here.time_s};
                return true;
            }
            if (!(here.time_s < to_s)) return false;
            const double window_s = window(here, to_s);
            const Hinge home(here.home, here.state);
            const double step_s = out_for(here, home, window_s);
            low_s = here.time_s + step_s;
            if (step_s < window_s) {
                // at once, if the bounds from the other side agree
                const double least_s = least_step(low_s);
                for (double more_s = least_s; more_s < std::max(2e-7, 2.0 * least_s); more_s *= 10.0) {
                    if (step_s + more_s > window_s || !surely_met(here, home, step_s + more_s)) continue;
                    // a later look will say it more precisely, unless they are at their best already
                    if (more_s > 1e-8 && step_s > 1e-6) break;
                    when = {low_s, here.time_s + step_s + more_s};
                    return true;
                }
            }
            here = look(advanced(here.time_s, step_s, std::min(here.time_s + window_s, to_s), nudge_s));
        }
    }

    /// The last time up to `to_s` until which it can be met without a break, from a moment at which it can: met at
    /// low_s, and no longer at high_s. @return did it end before to_s?
    [[nodiscard]] bool last_met(Look here, double to_s, TimeBracket& when) const noexcept
    {
        double nudge_s = 0.0;
        double good_s = here.time_s;
        while (true) {
            if (!met(here)) {
                when = {good_s, here.time_s};
                return true;
            }
            good_s = here.time_s;
            if (!(here.time_s < to_s)) {
                when = {to_s, to_s};
                return false;
            }
            const double window_s = window(here, to_s);
            const double step_s = in_for(here, window_s);
            good_s = here.time_s + step_s;
            if (step_s < window_s) {
                const double least_s = least_step(good_s);
                for (double more_s = least_s; more_s < std::max(2e-7, 2.0 * least_s); more_s *= 10.0) {
                    if (step_s + more_s > window_s || !surely_not(here, step_s + more_s)) continue;
                    if (more_s > 1e-8 && step_s > 1e-6) break;
                    when = {good_s, good_s + more_s};
                    return true;
                }
            }
            here = look(advanced(here.time_s, step_s, std::min(here.time_s + window_s, to_s), nudge_s));
        }
    }

    /// The time that the flight to a place takes, out only.
    [[nodiscard]] double flight_s(double distance_m) const noexcept
    {
        return who_.ground_speed().time_s(distance_m / scale_);
    }
    [[nodiscard]] double limit_m() const noexcept { return limit_m_; }
    /// What is left of the endurance after meeting it there and flying back.
    [[nodiscard]] double endurance_left_s(const Look& look) const noexcept
    {
        const double d = look.home.distance_m;
        const double back_m = recovers_ ? look.nearest.distance_m : d;
        return airborne_s_ - in_air_s(d, back_m);
    }

private:
    /// What may be flown from a moment on: the distance, and how it grows.
    struct Allowance {
        double m;
        double rate_mps;
        double acceleration_mps2;
        double until_s;  ///< from that moment
    };

    [[nodiscard]] double flown_m(double time_s) const noexcept
    {
        return scale_ * who_.ground_speed().distance_m(time_s - ready_s_);
    }
    [[nodiscard]] Allowance flown(double time_s) const noexcept
    {
        const double since_s = time_s - ready_s_;
        if (since_s < 0.0) return {0.0, 0.0, 0.0, -since_s};
        const SpeedProfile::Piece piece = who_.ground_speed().piece(since_s);
        return {scale_ * piece.flown_m, scale_ * piece.ground_speed_mps, scale_ * piece.acceleration_mps2,
                piece.until_s - since_s};
    }

    [[nodiscard]] double in_air_s(double out_m, double back_m) const noexcept
    {
        return flight_s(std::max(0.0, out_m)) + back_m / (scale_ * who_.spec().return_ground_speed.value());
    }

    /// Out and back home within the endurance.
    [[nodiscard]] double farthest_m() const noexcept
    {
        if (!(in_air_s(0.0, 0.0) <= airborne_s_)) return -infinity;
        double low = 0.0;
        double high = 2.1e7;  // farther than any place
        if (in_air_s(high, high) <= airborne_s_) return infinity;
        for (int i = 0; i < 80; ++i) {
            const double middle = 0.5 * (low + high);
            (in_air_s(middle, middle) <= airborne_s_ ? low : high) = middle;
        }
        return low;
    }

    [[nodiscard]] double window(const Look& here, double to_s) const noexcept
    {
        const double v = here.state.ground_speed_mps;
        double window_s = std::min(here.state.until_s, to_s) - here.time_s;
        if (v > 0.0) window_s = std::min(window_s, Hinge::reach_m / v);
        return window_s;
    }

    /// Times as far apart as their floating point tells apart.
    [[nodiscard]] static double least_step(double time_s) noexcept
    {
        return std::max(1e-9, 4.0 * (std::nextafter(std::abs(time_s), infinity) - std::abs(time_s)));
    }

    [[nodiscard]] static double advanced(double from_s, double step_s, double most_s, double& nudge_s) noexcept
    {
        const double least_s = least_step(from_s);
        if (step_s > least_s) {
            nudge_s = 0.0;
            return std::min(from_s + step_s, most_s);
        }
        nudge_s = std::max(least_s, 2.0 * nudge_s);
        return std::min(from_s + step_s + nudge_s, most_s);
    }

    // Where it cannot be met ------------------------------------------------------------------------------------------

    /// For how long it surely cannot be.
    [[nodiscard]] double out_for(const Look& here, const Hinge& home, double window_s) const noexcept
    {
        const double d = here.home.distance_m - reach_m_;
        double step_s = 0.0;
        if (d > flown_m(here.time_s))
            step_s = beyond_for(home, window_s, [&](double t) { return flown(here.time_s + t); });
        if (step_s < window_s && d > limit_m_)
            step_s = std::max(step_s, beyond_for(home, window_s, [&](double) {
                                  return Allowance{limit_m_, 0.0, 0.0, infinity};
                              }));
        if (step_s < window_s && recovers_) step_s = std::max(step_s, unable_for(here, window_s));
        return step_s;
    }

    /// For how long the distance surely exceeds what may be flown.
    template <class Allowed>
    [[nodiscard]] double beyond_for(const Hinge& hinge, double window_s, Allowed&& allowed) const noexcept
    {
        double t = 0.0;
        for (int i = 0; i < 200; ++i) {
            const Allowance may = allowed(t);
            const Hinge::Side side = hinge.least(t);
            const double h = side.m - reach_m_ - may.m;
            if (!(h > 0.0)) return t;
            const double gains = std::max(0.0, may.acceleration_mps2);
            // the triangle inequality holds always
            double step = first_root(h, -(hinge.speed() + may.rate_mps), gains);
            // where the model's side is convex its tangent lies below it
            if (side.model) {
                const double tangent = first_root(h, side.rate_mps - may.rate_mps, gains + hinge.bend_rate());
                step = std::max(step, std::min(tangent, side.convex_s));
            }
            const bool to_the_end = step >= std::min(may.until_s, window_s - t);
            step = std::min({step, may.until_s, window_s - t});
            t += step;
            if (t >= window_s) return window_s;
            // not worth another: what is left is less than a thirtieth of the noise of distances
            if (!to_the_end && step * (hinge.speed() + may.rate_mps) < 1e-9) return t;
        }
        return t;
    }

    /// For how long the endurance surely does not suffice.
    [[nodiscard]] double unable_for(const Look& here, double window_s) const noexcept
    {
        const Hinge home(here.home, here.state);
        const Hinge back(here.nearest, here.state);
        const double v = here.state.ground_speed_mps;
        return lasts_for(window_s, [&](double t) {
            const double out_m = home.least(t).m - reach_m_;
            const double back_m = std::min(back.least(t).m, here.second_m - v * t - distance_noise_m);
            return [this, v, out_m, back_m](double s) {
                return in_air_s(out_m - v * s, std::max(0.0, back_m - v * s)) > airborne_s_;
            };
        });
    }

    /// For how long a condition lasts, where condition_from(t) says of later times, by the most that the distances can
    /// have changed since t, whether it surely still holds.
    template <class ConditionFrom>
    [[nodiscard]] static double lasts_for(double window_s, ConditionFrom&& condition_from) noexcept
    {
        double t = 0.0;
        for (int i = 0; i < 200; ++i) {
            const auto holds = condition_from(t);
            if (!holds(0.0)) return t;
            double step = window_s - t;
            if (holds(step)) return window_s;
            step = within(step, holds);
            t += step;
            if (step < 1e-12 * (1.0 + t)) return t;
        }
        return t;
    }

    /// The longest step for which a condition that only ever ceases still holds, from one that it holds for to one that
    /// it does not: less than it by a thousandth.
    template <class Holds>
    [[nodiscard]] static double within(double fails, Holds&& holds) noexcept
    {
        double good = 0.0;
        double bad = fails;
        for (int i = 0; i < 60 && bad - good > 1e-3 * bad; ++i) {
            const double middle = 0.5 * (good + bad);
            (holds(middle) ? good : bad) = middle;
        }
        return good;
    }

    [[nodiscard]] bool surely_met(const Look& here, const Hinge& home, double t) const noexcept
    {
        const double most_m = home.most(t).m;
        const double d = most_m - reach_m_;
        if (!(d <= flown_m(here.time_s + t)) || !(d <= limit_m_)) return false;
        if (!recovers_) return true;
        return in_air_s(d, Hinge(here.nearest, here.state).most(t).m) <= airborne_s_;
    }

    // Where it can ----------------------------------------------------------------------------------------------------

    /// For how long it surely can be met.
    [[nodiscard]] double in_for(const Look& here, double window_s) const noexcept
    {
        const Hinge home(here.home, here.state);
        double step_s = within_for(home, window_s, [&](double t) { return flown(here.time_s + t); });
        if (step_s > 0.0 && limit_m_ < infinity)
            step_s = std::min(step_s, within_for(home, window_s, [&](double) {
                                  return Allowance{limit_m_, 0.0, 0.0, infinity};
                              }));
        if (step_s > 0.0 && recovers_) step_s = std::min(step_s, able_for(here, window_s));
        return step_s;
    }

    /// For how long the distance surely stays within what may be flown.
    template <class Allowed>
    [[nodiscard]] double within_for(const Hinge& hinge, double window_s, Allowed&& allowed) const noexcept
    {
        double t = 0.0;
        for (int i = 0; i < 200; ++i) {
            const Allowance may = allowed(t);
            const Hinge::Side side = hinge.most(t);
            const double n = may.m + reach_m_ - side.m;
            if (!(n > 0.0)) return t;
            const double end = std::min(may.until_s, window_s - t);
            // what is flown never falls, and the distance grows no faster than the target is
            double step = std::min(end, hinge.speed() > 0.0 ? n / hinge.speed() : end);
            const double zone = std::min(end, side.convex_s);
            if (side.model && zone > step) {
                // What may be flown, less a convex distance: concave (a growing speed is not counted), so that it is
                // positive between two times at which it is.
                const double slows = std::min(0.0, may.acceleration_mps2);
                const auto left = [&](double s) {
                    const Hinge::Side then = hinge.most_by_model(t + s);
                    return std::pair{may.m + reach_m_ + (may.rate_mps + 0.5 * slows * s) * s - then.m,
                                     may.rate_mps + slows * s - then.rate_mps};
                };
                step = std::max(step, concave_until(n, zone, left));
            }
            const bool to_the_end = step >= end;
            t += step;
            if (t >= window_s) return window_s;
            if (!to_the_end && step < 1e-12 * (1.0 + t)) return t;
        }
        return t;
    }

    /// The first zero of a concave function that is positive at 0, from below; `end` where it is positive there too.
    template <class Left>
    [[nodiscard]] static double concave_until(double at_0, double end, Left&& left) noexcept
    {
        const double far = std::min(end, 1e7);
        double low = 0.0;
        double low_value = at_0;
        double high = far;
        auto [high_value, high_slope] = left(high);
        if (high_value > 0.0) return far;
        for (int i = 0; i < 60 && high - low > 1e-12 * (1.0 + high); ++i) {
            // the chord lies below, the tangent above
            const double chord = low + (high - low) * (low_value / (low_value - high_value));
            if (high_slope < 0.0) high = std::max(low, high - high_value / high_slope);
            const auto at_chord = left(chord);
            if (!(at_chord.first > 0.0)) break;
            if (!(chord > low)) break;
            low = chord;
            low_value = at_chord.first;
            std::tie(high_value, high_slope) = left(high);
            if (high_value > 0.0) break;
        }
        return low;
    }

    [[nodiscard]] double able_for(const Look& here, double window_s) const noexcept
    {
        const Hinge home(here.home, here.state);
        const Hinge back(here.nearest, here.state);
        const double v = here.state.ground_speed_mps;
        return lasts_for(window_s, [&](double t) {
            const double out_m = home.most(t).m - reach_m_;
            const double back_m = back.most(t).m;
            return
                [this, v, out_m, back_m](double s) { return in_air_s(out_m + v * s, back_m + v * s) <= airborne_s_; };
        });
    }

    [[nodiscard]] bool surely_not(const Look& here, double t) const noexcept
    {
        const double least_m = Hinge(here.home, here.state).least(t).m;
        const double d = least_m - reach_m_;
        if (d > flown_m(here.time_s + t) || d > limit_m_) return true;
        if (!recovers_) return false;
        const double back_m = std::min(Hinge(here.nearest, here.state).least(t).m,
                                       here.second_m - here.state.ground_speed_mps * t - distance_noise_m);
        return in_air_s(d, std::max(0.0, back_m)) > airborne_s_;
    }

    const Interceptor& who_;
    const Path& target_;
    double ready_s_;
    double scale_;
    double reach_m_;
    double limit_m_ = infinity;
    double airborne_s_ = infinity;
    bool recovers_ = false;
    mutable int looks_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
