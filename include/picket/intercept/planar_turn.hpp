// SPDX-License-Identifier: MIT
/// @file
/// The earliest intercept of an interceptor that cannot turn tighter than a radius (a Dubins car with free heading at
/// the end), in a plane.
///
/// What "can be there at time t" means here: some curve of length u (t - tau), from the given place and heading, with
/// radius of curvature nowhere below R, ends where the target is. The length is met exactly, since the interceptor
/// neither slows down nor waits. "The shortest way is no longer than u (t - tau)" would be another question: not every
/// longer length can be flown. To a place just ahead lead ways of its distance, and, but for a hair, none longer up to
/// about a full circle. So near the interceptor the set it can reach at t has a hole, a target there is first met when
/// it crosses the hole's edge, and being faster does not always mean being there sooner.
///
/// The edge of that set, holes included, is reached by a turn and a straight (LS, RS) or two opposite turns (RL, LR),
/// each turn less than a full circle (Cockayne and Hall 1975). At the first meeting the target is on the edge: before
/// it was not in the set. So the first meeting is the first time at which the target is at the end of one of these
/// words of exactly the time's length. Along the target's line each word's length is convex or concave between at most
/// eleven cuts (derivation: detail/turn_words.hpp), so in each stretch there are at most two such times and they are
/// found with certainty; nothing is stepped through, and no earlier meeting is missed.
/// docs/explain/intercept-plane.md
#ifndef PICKET_INTERCEPT_PLANAR_TURN_HPP
#define PICKET_INTERCEPT_PLANAR_TURN_HPP

#include <picket/intercept/detail/turn_words.hpp>
#include <picket/intercept/planar.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

namespace picket {
inline namespace v0 {

/// Is there a turn-limited intercept, and if not, why.
enum class TurnStatus : std::uint8_t {
    intercept,
    already_there,   ///< the target is at the interceptor's place when it takes off
    too_slow,        ///< not even without turning: no collision course either
    turns_too_wide,  ///< there is a collision course, but by the time it has turned the target has got away
    too_late,        ///< none until the latest time asked for; perhaps one after it
    unknown,         ///< something is not a number or out of range
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(TurnStatus status) noexcept
{
    switch (status) {
        case TurnStatus::intercept: return "intercept";
        case TurnStatus::already_there: return "already_there";
        case TurnStatus::too_slow: return "too_slow";
        case TurnStatus::turns_too_wide: return "turns_too_wide";
        case TurnStatus::too_late: return "too_late";
        case TurnStatus::unknown: return "unknown";
    }
    return "?";
}

/// Two pieces of a way: turns to the left (from x to y) or right, and a straight.
enum class TurnWord : std::uint8_t {
    left_straight,
    right_straight,
    left_right,
    right_left,
    none
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(TurnWord word) noexcept
{
    switch (word) {
        case TurnWord::left_straight: return "left_straight";
        case TurnWord::right_straight: return "right_straight";
        case TurnWord::left_right: return "left_right";
        case TurnWord::right_left: return "right_left";
        case TurnWord::none: return "none";
    }
    return "?";
}

/// A way of bounded curvature. Either straight_m or second_turn_rad is zero, or both.
template <class Scalar>
struct TurnPath {
    TurnWord word;
    Scalar first_turn_rad;  ///< >= 0, the word says to which side
    Scalar straight_m;
    Scalar second_turn_rad;  ///< >= 0
    Scalar length_m;
    Eigen::Matrix<Scalar, 2, 1> course_at_end;  ///< a unit vector
};

/// An interceptor that turns no tighter than a radius, at constant speed.
template <class Scalar>
struct TurnLimitedInterceptor {
    Eigen::Matrix<Scalar, 2, 1> heading;  ///< at take-off: a direction, of any length but zero
    Scalar speed_mps;                     ///< > 0
    Scalar turn_radius_m;                 ///< > 0: speed^2 / (g tan(bank)) in a level turn
    Scalar launch_delay_s = Scalar(0);    ///< >= 0: until then it is at its place, from then on it flies
};

/// The earliest turn-limited intercept.
template <class Scalar>
struct TurnIntercept {
    TurnStatus status;
    Scalar time_s;                        ///< since time 0, not since take-off
    Eigen::Matrix<Scalar, 2, 1> place_m;  ///< from where the interceptor takes off
    TurnPath<Scalar> path;
};

namespace detail {

template <class Scalar>
[[nodiscard]] TurnPath<Scalar> unknown_turn_path() noexcept
{
    const Scalar nan = not_a_number<Scalar>();
    return {TurnWord::none, nan, nan, nan, nan, Eigen::Matrix<Scalar, 2, 1>::Constant(nan)};
}

template <class Scalar>
[[nodiscard]] TurnIntercept<Scalar> no_turn_intercept(TurnStatus status) noexcept
{
    const Scalar nan = not_a_number<Scalar>();
    return {status, nan, Eigen::Matrix<Scalar, 2, 1>::Constant(nan), unknown_turn_path<Scalar>()};
}

/// The number in a scalar: itself, or the value of one that carries derivatives (Eigen's value(), Ceres' a).
template <class Scalar>
[[nodiscard]] double value_of(const Scalar& x) noexcept
{
    if constexpr (requires { static_cast<double>(x); }) {
        return static_cast<double>(x);
    } else if constexpr (requires { x.value(); }) {
        return value_of(x.value());
    } else {
        return value_of(x.a);
    }
}

template <class Scalar>
[[nodiscard]] Eigen::Vector2d values_of(const Eigen::Matrix<Scalar, 2, 1>& v) noexcept
{
    return {value_of(v.x()), value_of(v.y())};
}

/// In the frame of detail/turn_words.hpp: x along the heading, y left of it (mirrored: right), divided by a scale.
template <class Scalar>
[[nodiscard]] Eigen::Matrix<Scalar, 2, 1> in_turn_frame(const Eigen::Matrix<Scalar, 2, 1>& v,
                                                        const Eigen::Matrix<Scalar, 2, 1>& heading, const Scalar& scale,
                                                        bool mirrored) noexcept
{
    const Scalar x = (heading.x() * v.x() + heading.y() * v.y()) / scale;
    Scalar y = (heading.x() * v.y() - heading.y() * v.x()) / scale;
    if (mirrored) y = -y;
    return {x, y};
}

template <class Scalar>
[[nodiscard]] TurnPath<Scalar> turn_path_of(const TurnWay<Scalar>& way, TurnFamily family, bool mirrored,
                                            const Eigen::Matrix<Scalar, 2, 1>& heading, const Scalar& radius) noexcept
{
    using std::cos;
    using std::sin;
    const Scalar zero = scalar<Scalar>(0);
    Scalar first = way.first;
    if (first < zero) first = zero;  // by rounding
    const bool straight = family == TurnFamily::straight;
    Scalar left = straight ? way.first : Scalar(way.second - way.first);
    if (mirrored) left = -left;
    const Scalar c = cos(left);
    const Scalar s = sin(left);
    const Scalar course_x = heading.x() * c - heading.y() * s;
    const Scalar course_y = heading.x() * s + heading.y() * c;
    const TurnWord word = straight ? (mirrored ? TurnWord::right_straight : TurnWord::left_straight)
                                   : (mirrored ? TurnWord::left_right : TurnWord::right_left);
    return {word,
            first,
            straight ? Scalar(way.second * radius) : zero,
            straight ? zero : way.second,
            Scalar(way.length * radius),
            {course_x, course_y}};
}

template <class Scalar>
[[nodiscard]] TurnIntercept<Scalar> turn_intercept(const Eigen::Matrix<Scalar, 2, 1>& offset,
                                                   const Eigen::Matrix<Scalar, 2, 1>& velocity,
                                                   const TurnLimitedInterceptor<Scalar>& interceptor,
                                                   double latest_s) noexcept
{
    using std::sqrt;
    using Vector = Eigen::Matrix<Scalar, 2, 1>;
    const Scalar& radius = interceptor.turn_radius_m;
    const Scalar& speed = interceptor.speed_mps;
    const Scalar& delay = interceptor.launch_delay_s;
    const Scalar heading_length = sqrt(Scalar(interceptor.heading.squaredNorm()));
    const Scalar zero = scalar<Scalar>(0);
    if (!(radius > zero) || !(speed > zero) || !(delay >= zero) || !(heading_length > zero) || !is_finite(radius) ||
        !is_finite(speed) || !is_finite(delay) || !is_finite(heading_length) || !all_finite(offset) ||
        !all_finite(velocity) || std::isnan(latest_s)) {
        return no_turn_intercept<Scalar>(TurnStatus::unknown);
    }
    const Vector heading = interceptor.heading / heading_length;
    const Vector at_take_off = offset + velocity * delay;
    const double time_unit = value_of(radius) / value_of(speed);
    const double latest = (latest_s - value_of(delay)) / time_unit;
    const Vector place = in_turn_frame(at_take_off, heading, radius, false);
    const Vector drift = in_turn_frame(velocity, heading, speed, false);
    const TurnChase chase{values_of(place), values_of(drift)};

    // No way is shorter than the straight one: nothing can be met outside of the collision course's window.
    const PlanarCollision<double, 2> straight = collide<double, 2>(chase.place, chase.velocity, 1.0, 0.0);
    if (straight.status == CollisionStatus::unknown) return no_turn_intercept<Scalar>(TurnStatus::unknown);
    if (straight.status == CollisionStatus::too_slow) return no_turn_intercept<Scalar>(TurnStatus::too_slow);
    if (latest < 0.0) return no_turn_intercept<Scalar>(TurnStatus::too_late);
    if (straight.status == CollisionStatus::already_there) {
        const TurnWay<Scalar> none{zero, zero, zero};
        return {TurnStatus::already_there, delay, Vector::Constant(zero),
                turn_path_of(none, TurnFamily::straight, false, heading, radius)};
    }
    // By then it has been met: |place| + |drift| t + 2 pi + 1 bounds LS, or RS where the place is in the left circle.
    const double distance = chase.place.norm();
    const double target_speed = chase.velocity.norm();
    constexpr double furthest = 1e9;
    double until = furthest * (1.0 + distance);
    if (target_speed < 1.0) until = std::min(until, (distance + 2 * turn_pi + 2) / (1.0 - target_speed));
    const double rounding = 64 * turn_eps;
    until = std::min(until, straight.latest_s * (1.0 + rounding));
    const double from = straight.earliest_s * (1.0 - rounding);
    const bool cut_off = latest < until;
    if (cut_off) until = latest;

    std::optional<TurnMeeting> met;
    if (from <= until) met = first_turn_meeting(chase, from, until);
    if (!met) return no_turn_intercept<Scalar>(cut_off ? TurnStatus::too_late : TurnStatus::turns_too_wide);

    // The search was in double. A derivative follows from the gap's: dt = -d(gap) / slope.
    const Vector seen_place = in_turn_frame(at_take_off, heading, radius, met->mirrored);
    const Vector seen_drift = in_turn_frame(velocity, heading, speed, met->mirrored);
    Scalar time = scalar<Scalar>(met->time);
    if constexpr (!std::is_arithmetic_v<Scalar>) {
        const TurnChase seen = met->mirrored ? chase.mirrored() : chase;
        const double slope = met->sheet.gradient(met->sheet.way<double>(seen.at(met->time))).dot(seen.velocity) - 1.0;
        const Vector there = seen_place + seen_drift * time;
        const Scalar length = met->sheet.way<Scalar>(there).length;
        time = time - (length - scalar<Scalar>(value_of(length))) / scalar<Scalar>(slope);
    }
    const Vector there = seen_place + seen_drift * time;
    const TurnWay<Scalar> way = met->sheet.way<Scalar>(there);
    const Scalar flown_s = time * radius / speed;
    const Vector met_at = at_take_off + velocity * flown_s;
    return {TurnStatus::intercept, Scalar(delay + flown_s), met_at,
            turn_path_of(way, met->sheet.family, met->mirrored, heading, radius)};
}

}  // namespace detail

/// The earliest time at which a turn-limited interceptor can be where the target is, and the way it flies there.
///
/// What is asked and why nothing earlier is missed: at the top of this file. "None" is an answer, with its reason.
///
/// @param target_offset_m  target from interceptor at time 0, a column of two
/// @param target_velocity_mps  constant; zero for a place
/// @param latest_s  later meetings are not looked for (endurance, a border)
/// @return  TurnStatus::unknown and NaN where an argument is NaN or infinite, or a radius, speed, heading not positive
///
/// Guarantees  (1) no meeting is earlier  [tests/property/intercept_planar_turn: against a scan of all words in another
///                 parametrisation, and against random ways of four arcs of any curvature]
///             (2) the way flown ends at the target, at that time
///             (3) not earlier than collision_course() with the same speed and delay, but for 1e-13 of the time
/// Accuracy    way and target apart at the meeting: 1e-12 of the distances involved; the time as well, except where the
///             target only grazes the edge of what can be reached: there half of the digits go, and rounding decides
///             whether it is met at all  [tests/property/intercept_planar_turn]
///             Computed in double for float too. Derivatives of an AD scalar are those of the word that is flown
///             Where target and interceptor are equally fast, meetings are looked for up to 1e9 times the distance
/// Cost        about 3 us; no allocation; thread-safe  [bench/micro/intercept_planar]
/// Errors      noexcept
/// Reference   E. J. Cockayne and G. W. C. Hall, Plane motion of a particle subject to curvature constraints, SIAM J.
///             Control 13, 1975; J. Bae et al., On the reachability of 3-dimensional paths with a prescribed curvature
///             bound, arXiv 2403.18707 (the edge of the plane set anew); Y. Meyer, P. Isaiah and T. Shima, On Dubins
///             paths to intercept a moving target, Automatica 53, 2015; M. Buzikov and A. Galyaev, Minimum-time lateral
///             interception of a moving target by a Dubins car, arXiv 2102.04553
template <class Offset, class Velocity>
    requires(detail::same_fixed_vectors<Offset, Velocity>&& Offset::RowsAtCompileTime == 2)
[[nodiscard]] TurnIntercept<typename Offset::Scalar> turn_limited_intercept(
    const Eigen::MatrixBase<Offset>& target_offset_m, const Eigen::MatrixBase<Velocity>& target_velocity_mps,
    const TurnLimitedInterceptor<typename Offset::Scalar>& interceptor,
    double latest_s = std::numeric_limits<double>::infinity()) noexcept
{
    return detail::turn_intercept<typename Offset::Scalar>(target_offset_m, target_velocity_mps, interceptor, latest_s);
}

/// The shortest way of bounded curvature to a place, with free heading there (the relaxed Dubins problem).
///
/// @param target_offset_m  the place, from the start; a column of two
/// @param heading  at the start: a direction, of any length but zero
/// @param turn_radius_m  > 0
/// @return  NaN and TurnWord::none where an argument is NaN, infinite or out of range
/// Accuracy    1e-14 of the length; just inside of the right half of the left circle, or the left half of the right
/// one,
///             it leaps, and rounding decides  [tests/golden/intercept_planar, tests/property/intercept_planar_turn]
/// Cost        about 0.9 us; no allocation; thread-safe  [bench/micro/intercept_planar]
/// Errors      noexcept
/// Reference   E. J. Cockayne and G. W. C. Hall, 1975, as above
template <class Offset, class Heading>
    requires(detail::same_fixed_vectors<Offset, Heading>&& Offset::RowsAtCompileTime == 2)
[[nodiscard]] TurnPath<typename Offset::Scalar> turn_limited_path(const Eigen::MatrixBase<Offset>& target_offset_m,
                                                                  const Eigen::MatrixBase<Heading>& heading,
                                                                  const typename Offset::Scalar& turn_radius_m) noexcept
{
    using Scalar = typename Offset::Scalar;
    using Vector = Eigen::Matrix<Scalar, 2, 1>;
    const Vector at_rest = Vector::Constant(detail::scalar<Scalar>(0));
    const TurnLimitedInterceptor<Scalar> interceptor{heading, turn_radius_m, turn_radius_m, detail::scalar<Scalar>(0)};
    return detail::turn_intercept<Scalar>(target_offset_m, at_rest, interceptor,
                                          std::numeric_limits<double>::infinity())
        .path;
}

}  // namespace v0
}  // namespace picket

#endif
