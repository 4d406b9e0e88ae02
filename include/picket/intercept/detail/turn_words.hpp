// SPDX-License-Identifier: MIT
/// @file
/// Lengths of ways with bounded curvature and free heading at the end, and their rate of change: for planar_turn.hpp.
///
/// Units: turn radius 1, speed 1; start at 0, heading along x, y to the left. Of the four words LS, RL and their mirror
/// images RS, LR only the first two are written down; the mirror is y -> -y.
///
/// LS: a left turn of theta, then s straight. c = (0, 1) is the centre of the left turn, p the place from c, and
///
///     s = sqrt(|p|^2 - 1)    theta = chi - atan(s)    W = theta + s
///
/// with chi the angle of p, counterclockwise from the start (0, -1). The gradient of W is the heading at the end,
/// e = (cos theta, sin theta), and its Hessian is f f^T / s, f across e: W is convex.
///
/// RL: a right turn of alpha, then a left one of beta. c = (0, -1), p the place from c, rho = |p|; the centre m of the
/// left turn has the distance 2 from c and 1 from the place, so c, m and the place are a triangle of known sides, with
/// the angle gamma at m and delta at c. phi is the angle of p, clockwise from the start (0, 1).
///
///     cos gamma = (5 - rho^2) / 4    cos delta = (rho^2 + 3) / (4 rho)    1 <= rho <= 3
///     near:  alpha = phi - delta     beta = gamma             W = phi - delta + gamma
///     far:   alpha = phi + delta     beta = 2 pi - gamma      W = phi + delta + 2 pi - gamma
///
/// At constant W the place moves at right angles to e, the direction from where the turns change to the place, of angle
/// -alpha + beta / 2. So the gradient of W is e / cos(beta / 2), and with S, C sine and cosine of beta / 2 the Hessian
/// in the directions of e and of its right-hand normal is
///
///     1/8 [ 3 S / C^3    -1 / C^2  ]        determinant  1 / (8 C^4) > 0,
///         [ -1 / C^2     3 / (S C) ]
///
/// positive definite for near (C > 0), negative definite for far (C < 0): W is convex, and concave. [tests/property/
/// intercept_planar_turn holds gradients and signs]
///
/// Each W is smooth while the place does not pass: the circle of its first centre with radius 1 (LS, RL) or 3 (RL); for
/// LS the ray ahead, where theta leaps from 0 to 2 pi; for RL the circle of the left turn, where alpha does.
#ifndef PICKET_INTERCEPT_DETAIL_TURN_WORDS_HPP
#define PICKET_INTERCEPT_DETAIL_TURN_WORDS_HPP

#include <picket/intercept/planar.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace picket {
inline namespace v0 {
namespace detail {

inline constexpr double turn_pi = 3.14159265358979323846;
inline constexpr double turn_eps = std::numeric_limits<double>::epsilon();

enum class TurnFamily : std::uint8_t {
    straight,
    near,
    far
};
inline constexpr std::array<TurnFamily, 3> turn_families{TurnFamily::straight, TurnFamily::near, TurnFamily::far};

template <class Scalar>
struct TurnWay {
    Scalar first;   ///< angle of the first turn
    Scalar second;  ///< length of the straight, or angle of the second turn
    Scalar length;
};

/// A word where it is smooth: the angle of the place from the first centre is counted on from a place of reference.
struct TurnSheet {
    TurnFamily family;
    Eigen::Vector2d reference;  ///< from the first centre
    double angle;               ///< of the reference, chi or phi

    [[nodiscard]] Eigen::Vector2d centre() const noexcept { return {0.0, family == TurnFamily::straight ? 1.0 : -1.0}; }

    /// @param place  in the left frame
    template <class Scalar>
    [[nodiscard]] TurnWay<Scalar> way(const Eigen::Matrix<Scalar, 2, 1>& place) const noexcept
    {
        using std::atan2;
        using std::sqrt;
        const Scalar zero = scalar<Scalar>(0);
        const double side = family == TurnFamily::straight ? -1.0 : 1.0;
        const Scalar x = place.x();
        const Scalar y = place.y() + scalar<Scalar>(side);
        const Scalar rx = scalar<Scalar>(reference.x());
        const Scalar ry = scalar<Scalar>(reference.y());
        // |p|^2 - 1, without the cancellation near the circle
        Scalar beyond = x * x + place.y() * (place.y() + scalar<Scalar>(2 * side));
        if (beyond < zero) beyond = zero;
        const Scalar cross = rx * y - ry * x;
        const Scalar dot = rx * x + ry * y;
        const Scalar turned = atan2(cross, dot);
        if (family == TurnFamily::straight) {
            const Scalar straight = sqrt(beyond);
            const Scalar angle_off = atan2(straight, scalar<Scalar>(1));
            const Scalar chi = scalar<Scalar>(angle) + turned;
            return {Scalar(chi - angle_off), straight, Scalar(chi + (straight - angle_off))};
        }
        const Scalar one = scalar<Scalar>(1);
        const Scalar three = scalar<Scalar>(3);
        const Scalar two = scalar<Scalar>(2);
        const Scalar rho = sqrt(Scalar(one + beyond));
        Scalar below = scalar<Scalar>(8) - beyond;
        if (below < zero) below = zero;
        // half angles from the sides: gamma and delta both vanish at rho = 1, and their difference keeps its digits
        const Scalar gamma = two * atan2(Scalar(sqrt(beyond)), Scalar(sqrt(below)));
        const Scalar delta = two * atan2(Scalar(sqrt(Scalar(beyond / (rho + one) * (below / (three + rho))))),
                                         Scalar(sqrt(Scalar((rho + one) * (rho + three)))));
        const Scalar phi = scalar<Scalar>(angle) - turned;
        if (family == TurnFamily::near) return {Scalar(phi - delta), gamma, Scalar(phi + (gamma - delta))};
        const Scalar second = scalar<Scalar>(2 * turn_pi) - gamma;
        return {Scalar(phi + delta), second, Scalar(phi + delta + second)};
    }

    /// Gradient of the length.
    [[nodiscard]] Eigen::Vector2d gradient(const TurnWay<double>& way) const noexcept
    {
        if (family == TurnFamily::straight) return {std::cos(way.first), std::sin(way.first)};
        const double direction = way.second / 2 - way.first;
        return Eigen::Vector2d(std::cos(direction), std::sin(direction)) / std::cos(way.second / 2);
    }
};

/// The sheets of a family at a place, with the first turn in [0, 2 pi]: none, one, or two where the first turn is none
/// or all of a circle but for rounding. A place on a circle of the family counts as outside of it.
class TurnSheets {
public:
    TurnSheets(TurnFamily family, const Eigen::Vector2d& place) noexcept
    {
        TurnSheet sheet{family, place, 0.0};
        sheet.reference -= sheet.centre();
        constexpr double rounding = 8 * turn_eps;
        const double distance = sheet.reference.norm();
        if (!(distance >= 1.0 - rounding) || (family != TurnFamily::straight && !(distance <= 3.0 + rounding))) return;
        const double first = sheet.way<double>(place).first;  // less the angle of the reference
        const Eigen::Vector2d& p = sheet.reference;
        const double from_start = family == TurnFamily::straight ? std::atan2(p.x(), -p.y()) : std::atan2(p.x(), p.y());
        const double turn = first + from_start;
        const double lifts = std::floor((turn + rounding) / (2 * turn_pi));
        sheet.angle = from_start - lifts * 2 * turn_pi;
        sheets_[count_++] = sheet;
        if (first + sheet.angle <= rounding) {
            sheet.angle += 2 * turn_pi;
            sheets_[count_++] = sheet;
        }
    }

    [[nodiscard]] const TurnSheet* begin() const noexcept { return sheets_.data(); }
    [[nodiscard]] const TurnSheet* end() const noexcept { return sheets_.data() + count_; }

private:
    std::array<TurnSheet, 2> sheets_{};
    std::size_t count_ = 0;
};

/// Target and interceptor in the units of this header: place at take-off and velocity of the target.
struct TurnChase {
    Eigen::Vector2d place;
    Eigen::Vector2d velocity;

    [[nodiscard]] Eigen::Vector2d at(double t) const noexcept { return place + velocity * t; }
    [[nodiscard]] TurnChase mirrored() const noexcept
    {
        return {{place.x(), -place.y()}, {velocity.x(), -velocity.y()}};
    }
};

/// Length of the way to the target less the time, with a sign that makes it convex, and its slope.
struct TurnGap {
    double value;
    double slope;
};

class TurnGapFunction {
public:
    TurnGapFunction(const TurnChase& chase, const TurnSheet& sheet) noexcept
        : chase_(chase), sheet_(sheet), sign_(sheet.family == TurnFamily::far ? -1.0 : 1.0)
    {
    }

    [[nodiscard]] TurnGap operator()(double t) const noexcept
    {
        const TurnWay<double> way = sheet_.way<double>(chase_.at(t));
        return {sign_ * (way.length - t), sign_ * (sheet_.gradient(way).dot(chase_.velocity) - 1.0)};
    }

    /// How far rounding can move a root in time.
    [[nodiscard]] double time_rounding(double t) const noexcept
    {
        const double scale = 1.0 + t + chase_.place.norm() + chase_.velocity.norm() * t;
        return 16 * turn_eps * scale;
    }

    /// Is it zero at t, or so near that rounding decides? Where the slope is without bound (a second turn of half a
    /// circle) the value alone would not tell.
    [[nodiscard]] bool vanishes(double t, const TurnGap& gap) const noexcept
    {
        constexpr double steepest = 1e7;
        const double slope = std::isfinite(gap.slope) ? std::min(std::abs(gap.slope), steepest) : 0.0;
        return std::abs(gap.value) <= time_rounding(t) * (1.0 + slope);
    }

    /// The root between a place where it is not positive and one where it is not negative.
    [[nodiscard]] double root_between(double positive, double negative) const noexcept
    {
        double t = positive + (negative - positive) / 2;
        // Newton's steps where they stay inside and halve what is left, else halving: a hundred are more than enough
        double last_step = std::abs(negative - positive);
        for (int step = 0; step < 200; ++step) {
            const TurnGap gap = (*this)(t);
            (gap.value > 0.0 ? positive : negative) = t;
            double next = t - gap.value / gap.slope;
            const double low = std::min(positive, negative);
            const double high = std::max(positive, negative);
            if (!(next > low && next < high) || !(std::abs(next - t) <= last_step / 2)) next = low + (high - low) / 2;
            last_step = std::abs(next - t);
            if (next == t || !(next > low && next < high) || gap.value == 0.0) break;
            t = next;
        }
        return t;
    }

    /// The first root in [low, high]: proved, because the function is convex. Where it is positive with a negative
    /// slope the first root is not before; where positive with a positive slope, not behind; and it lies above its
    /// tangents.
    [[nodiscard]] std::optional<double> first_root(double low, double high) const noexcept
    {
        TurnGap a = (*this)(low);
        TurnGap b = (*this)(high);
        if (vanishes(low, a)) return low;
        const bool touches_high = vanishes(high, b);
        const std::optional<double> last = touches_high ? std::optional<double>(high) : std::nullopt;
        if (a.value < 0.0) {
            if (touches_high || b.value < 0.0) return last;
            return root_between(high, low);
        }
        if (b.value < 0.0 && !touches_high) return root_between(low, high);
        double l = low;
        double h = high;
        for (int step = 0; step < 200; ++step) {
            if (a.slope >= 0.0 || b.slope <= 0.0) return last;
            const double half_way = l + (h - l) / 2;
            double t = half_way;
            if (std::isfinite(a.slope) && std::isfinite(b.slope)) {
                const double tangents_meet = l + (a.value - b.value + b.slope * (h - l)) / (b.slope - a.slope);
                const double lowest = a.value + a.slope * (tangents_meet - l);
                if (lowest > time_rounding(h)) return last;
                if (step % 2 == 0 && tangents_meet > l && tangents_meet < h) t = tangents_meet;
            }
            if (!(t > l && t < h)) break;
            const TurnGap gap = (*this)(t);
            if (gap.value <= 0.0) return root_between(l, t);
            if (gap.slope < 0.0) {
                l = t;
                a = gap;
            } else {
                h = t;
                b = gap;
            }
        }
        if (vanishes(l, a)) return l;  // it touches zero from above
        if (vanishes(h, b)) return h;
        return last;
    }

private:
    TurnChase chase_;
    TurnSheet sheet_;
    double sign_;
};

/// The times between which all words are smooth, for one target.
class TurnCuts {
public:
    TurnCuts(const TurnChase& chase, double from, double until) noexcept : from_(from), until_(until)
    {
        add(from);
        add(until);
        if (chase.velocity.y() != 0.0) add(-chase.place.y() / chase.velocity.y());
        for (const double side : {-1.0, 1.0}) {
            for (const double radius : {1.0, 3.0}) add_circle(chase, {0.0, side}, radius);
        }
        std::sort(times_.begin(), times_.begin() + static_cast<std::ptrdiff_t>(count_));
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] double operator[](std::size_t i) const noexcept { return times_[i]; }

private:
    void add(double t) noexcept
    {
        if (t >= from_ && t <= until_) times_[count_++] = t;
    }
    void add_circle(const TurnChase& chase, const Eigen::Vector2d& centre, double radius) noexcept
    {
        const double speed = chase.velocity.norm();
        if (!(speed > 0.0)) return;
        const Eigen::Vector2d along = chase.velocity / speed;
        const Eigen::Vector2d p = chase.place - centre;
        const double across = p.x() * along.y() - p.y() * along.x();
        const double half2 = (radius - across) * (radius + across);
        if (!(half2 >= 0.0)) return;
        const double half = std::sqrt(half2);
        add((-p.dot(along) - half) / speed);
        add((-p.dot(along) + half) / speed);
    }

    std::array<double, 12> times_{};  // two ends, one ray, four circles
    std::size_t count_ = 0;
    double from_;
    double until_;
};

/// A meeting, in the units of this header.
struct TurnMeeting {
    double time;
    bool mirrored;
    TurnSheet sheet;
};

/// Calls on_sheet(mirrored, chase in the sheet's frame, sheet) for every word smooth near the target's place at t.
template <class OnSheet>
void for_each_turn_sheet(const TurnChase& chase, double t, OnSheet&& on_sheet) noexcept
{
    for (const bool mirrored : {false, true}) {
        const TurnChase seen = mirrored ? chase.mirrored() : chase;
        for (const TurnFamily family : turn_families) {
            for (const TurnSheet& sheet : TurnSheets(family, seen.at(t))) on_sheet(mirrored, seen, sheet);
        }
    }
}

/// The first meeting in [from, until].
[[nodiscard]] inline std::optional<TurnMeeting> first_turn_meeting(const TurnChase& chase, double from,
                                                                   double until) noexcept
{
    std::optional<TurnMeeting> best;
    if (chase.velocity.isZero(0.0)) {  // nothing to search: the length is the time
        for_each_turn_sheet(chase, from, [&](bool mirrored, const TurnChase& seen, const TurnSheet& sheet) {
            const double length = sheet.way<double>(seen.place).length;
            if (length <= until && (!best || length < best->time)) best = TurnMeeting{length, mirrored, sheet};
        });
        return best;
    }
    const TurnCuts cuts(chase, from, until);
    for (std::size_t i = 0; i + 1 < cuts.size() && !best; ++i) {
        const double low = cuts[i];
        double high = cuts[i + 1];
        const double middle = low + (high - low) / 2;
        for_each_turn_sheet(chase, middle, [&](bool mirrored, const TurnChase& seen, const TurnSheet& sheet) {
            const std::optional<double> t = TurnGapFunction(seen, sheet).first_root(low, high);
            if (!t || (best && !(*t < best->time))) return;
            best = TurnMeeting{*t, mirrored, sheet};
            high = *t;  // of the other words only earlier meetings matter
        });
    }
    return best;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
