// SPDX-License-Identifier: MIT
/// @file
/// Collision course, minimum speed and closest approach of two movers at constant velocity, in a plane or in space.
///
/// For float, double and automatic differentiation (anything with + - * / < and a sqrt found by its arguments, such as
/// Eigen's AutoDiffScalar), and Eigen vectors of a fixed size. Units are metres and seconds by name, any consistent
/// ones by arithmetic. The plane is the caller's: a tangent frame, or a projection whose error is small enough.
///
/// Symbols  r    target from interceptor at time 0       tau  launch delay, the interceptor rests until then
///          v    velocity of the target                  u    speed of the interceptor, any direction
///          q    r + v tau, the target at take-off       s    time since take-off, t = tau + s
///          v_r  speed at which q grows, v.q / |q|       v_p  the part of v across q
///          k    closing speed, |q| / s
///
/// They meet after s when |q + v s| = u s. Squaring gives a quadratic that is also solved by some s < 0, a meeting
/// before take-off that never was; and it loses its leading term when u = |v|. In the closing speed neither happens: to
/// meet, the interceptor must fly v_p across and has w = sqrt(u^2 - v_p^2) left along q, so
///
///     k1 = w - v_r        k2 = -w - v_r        k1 k2 = |v|^2 - u^2
///
/// are meetings where they are positive. The one whose terms do not cancel is computed as written, the other from the
/// product: at equal speeds it is then exactly zero, whatever the direction, and no meeting comes of its rounding.
#ifndef PICKET_INTERCEPT_PLANAR_HPP
#define PICKET_INTERCEPT_PLANAR_HPP

#include <picket/version.hpp>

#include <Eigen/Core>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace picket {
inline namespace v0 {

/// Is there a collision course, and if not, why.
enum class CollisionStatus : std::uint8_t {
    intercept,
    already_there,  ///< the target is at the interceptor's place when it takes off: no course is needed
    too_slow,       ///< no course meets it at this speed: PlanarCollision::minimum_speed says which would
    unknown,        ///< something is not a number or out of range: a negative speed or delay, an infinity
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(CollisionStatus status) noexcept
{
    switch (status) {
        case CollisionStatus::intercept: return "intercept";
        case CollisionStatus::already_there: return "already_there";
        case CollisionStatus::too_slow: return "too_slow";
        case CollisionStatus::unknown: return "unknown";
    }
    return "?";
}

/// The least speed at which there is a collision course.
template <class Scalar>
struct PlanarMinimumSpeed {
    Scalar speed_mps;
    Scalar time_s;  ///< of the only meeting at that speed; infinite where it is not attained
    /// Does that very speed do? If not, any greater one does, and the meeting is the later the nearer it is.
    bool attained;
};

/// One meeting of a collision course.
template <class Scalar, int Dim>
struct PlanarMeeting {
    Scalar time_s;                               ///< since time 0, not since take-off
    Eigen::Matrix<Scalar, Dim, 1> place_m;       ///< from where the interceptor takes off
    Eigen::Matrix<Scalar, Dim, 1> velocity_mps;  ///< of the interceptor; zero where it is already there
    Eigen::Matrix<Scalar, Dim, 1> course;        ///< the same as a unit vector; zero where it is already there
};

/// All meetings at one speed.
template <class Scalar, int Dim>
struct PlanarCollision {
    CollisionStatus status;
    int count;                                           ///< of meetings flown at full speed all the way: 0, 1 or 2
    std::array<PlanarMeeting<Scalar, Dim>, 2> meetings;  ///< ascending in time; NaN beyond count
    /// From the first to the last time at which the interceptor can be where the target is, if it may fly slower or
    /// wait: one interval, infinite where the target cannot get away. NaN in both where there is none.
    Scalar earliest_s;
    Scalar latest_s;
    PlanarMinimumSpeed<Scalar> minimum_speed;
};

/// Where two movers are nearest to each other.
template <class Scalar, int Dim>
struct PlanarClosestApproach {
    Scalar time_to_cpa_s;
    Scalar distance_at_cpa_m;
    Eigen::Matrix<Scalar, Dim, 1> offset_at_cpa_m;  ///< intruder from ownship
};

namespace detail {

template <class A, class B>
inline constexpr bool same_fixed_vectors = A::ColsAtCompileTime == 1 && B::ColsAtCompileTime == 1 &&
                                           A::RowsAtCompileTime != Eigen::Dynamic&& int(A::RowsAtCompileTime) ==
                                               int(B::RowsAtCompileTime) &&
                                           std::is_same_v<typename A::Scalar, typename B::Scalar>;

/// A number in the scalar's own type; Eigen says what such a type is made from.
template <class Scalar>
[[nodiscard]] Scalar scalar(double value) noexcept
{
    return Scalar(static_cast<typename Eigen::NumTraits<Scalar>::Literal>(value));
}

template <class Scalar>
[[nodiscard]] Scalar not_a_number() noexcept
{
    return scalar<Scalar>(std::numeric_limits<double>::quiet_NaN());
}

template <class Scalar>
[[nodiscard]] Scalar infinite() noexcept
{
    return scalar<Scalar>(std::numeric_limits<double>::infinity());
}

/// Neither infinite nor NaN, with what every scalar has: both leave NaN when taken from themselves.
template <class Scalar>
[[nodiscard]] bool is_finite(const Scalar& x) noexcept
{
    const Scalar rest = x - x;
    return rest == scalar<Scalar>(0);
}

template <class Scalar, int Dim>
[[nodiscard]] bool all_finite(const Eigen::Matrix<Scalar, Dim, 1>& x) noexcept
{
    for (Eigen::Index i = 0; i < Dim; ++i) {
        if (!is_finite(x(i))) return false;
    }
    return true;
}

/// The situation at take-off: v resolved along and across q. For |q| > 0.
template <class Scalar, int Dim>
struct TakeOff {
    using Vector = Eigen::Matrix<Scalar, Dim, 1>;
    Vector place;     ///< q
    Vector velocity;  ///< v
    Scalar distance;  ///< |q|
    Vector away;      ///< q / |q|
    Scalar opening;   ///< v_r
    Scalar across2;   ///< v_p^2
    Scalar speed2;    ///< |v|^2

    TakeOff(const Vector& q, const Vector& v) noexcept : place(q), velocity(v)
    {
        using std::sqrt;
        distance = sqrt(Scalar(q.squaredNorm()));
        away = q / distance;
        opening = away.dot(v);
        const Vector across = v - away * opening;  // |v|^2 - v_r^2 would cancel
        across2 = across.squaredNorm();
        speed2 = v.squaredNorm();
    }
};

template <class Scalar, int Dim>
[[nodiscard]] PlanarMinimumSpeed<Scalar> minimum_speed(const TakeOff<Scalar, Dim>& from, const Scalar& delay) noexcept
{
    using std::sqrt;
    // Needed is |q + v s| / s = |v + away k|: the distance of a half line (k > 0) from 0, with its foot at k = -v_r.
    if (from.opening < scalar<Scalar>(0)) {
        return {Scalar(sqrt(from.across2)), Scalar(delay - from.distance / from.opening), true};
    }
    return {Scalar(sqrt(from.speed2)), infinite<Scalar>(), false};
}

template <class Scalar, int Dim>
[[nodiscard]] PlanarMeeting<Scalar, Dim> meeting_at(const TakeOff<Scalar, Dim>& from, const Scalar& closing,
                                                    const Scalar& speed, const Scalar& delay) noexcept
{
    using Vector = Eigen::Matrix<Scalar, Dim, 1>;
    const Scalar flown_s = from.distance / closing;
    const Vector velocity = from.velocity + from.away * closing;
    const Vector place = from.place + from.velocity * flown_s;
    Vector course = Vector::Constant(scalar<Scalar>(0));
    if (speed > scalar<Scalar>(0)) course = velocity / speed;
    return {Scalar(delay + flown_s), place, velocity, course};
}

template <class Scalar, int Dim>
[[nodiscard]] PlanarMeeting<Scalar, Dim> unknown_meeting() noexcept
{
    using Vector = Eigen::Matrix<Scalar, Dim, 1>;
    const Scalar nan = not_a_number<Scalar>();
    const Vector nowhere = Vector::Constant(nan);
    return {nan, nowhere, nowhere, nowhere};
}

template <class Scalar, int Dim>
[[nodiscard]] PlanarCollision<Scalar, Dim> no_collision(CollisionStatus status,
                                                        const PlanarMinimumSpeed<Scalar>& minimum) noexcept
{
    const Scalar nan = not_a_number<Scalar>();
    return {status, 0, {unknown_meeting<Scalar, Dim>(), unknown_meeting<Scalar, Dim>()}, nan, nan, minimum};
}

template <class Scalar, int Dim>
[[nodiscard]] PlanarCollision<Scalar, Dim> collide(const Eigen::Matrix<Scalar, Dim, 1>& offset,
                                                   const Eigen::Matrix<Scalar, Dim, 1>& velocity, const Scalar& speed,
                                                   const Scalar& delay) noexcept
{
    using std::sqrt;
    using Vector = Eigen::Matrix<Scalar, Dim, 1>;
    const Scalar zero = scalar<Scalar>(0);
    const Vector at_take_off = offset + velocity * delay;
    const TakeOff<Scalar, Dim> from(at_take_off, velocity);
    const Scalar speed2 = speed * speed;
    if (!(speed >= zero) || !(delay >= zero) || !is_finite(speed2) || !is_finite(delay) || !all_finite(offset) ||
        !is_finite(from.distance) || !is_finite(from.speed2)) {
        const Scalar nan = not_a_number<Scalar>();
        return no_collision<Scalar, Dim>(CollisionStatus::unknown, {nan, nan, false});
    }
    if (!(from.distance > zero)) {
        const Vector none = Vector::Constant(zero);
        const Scalar latest = speed2 >= from.speed2 ? infinite<Scalar>() : delay;
        return {CollisionStatus::already_there,
                1,
                {PlanarMeeting<Scalar, Dim>{delay, none, none, none}, unknown_meeting<Scalar, Dim>()},
                delay,
                latest,
                {zero, delay, true}};
    }
    const PlanarMinimumSpeed<Scalar> minimum = minimum_speed(from, delay);
    // Speeds are compared, not their squares: so the minimum speed is not too slow by the rounding of a square.
    const Scalar speed_across = sqrt(from.across2);
    if (speed < speed_across) return no_collision<Scalar, Dim>(CollisionStatus::too_slow, minimum);
    const Scalar along2 = speed2 - from.across2;
    const bool two_courses = along2 > zero;
    Scalar along = zero;
    if (two_courses) along = sqrt(along2);
    const Scalar excess2 = from.speed2 - speed2;

    Scalar closing = zero;
    Scalar slower_closing = zero;
    if (from.opening < zero) {
        closing = along - from.opening;
        slower_closing = excess2 / closing;
    } else {
        const Scalar opens = -along - from.opening;
        if (opens < zero) closing = excess2 / opens;
    }
    const Scalar first_flown_s = from.distance / closing;
    if (!(closing > zero) || !is_finite(first_flown_s)) {
        return no_collision<Scalar, Dim>(CollisionStatus::too_slow, minimum);
    }
    PlanarCollision<Scalar, Dim> answer = no_collision<Scalar, Dim>(CollisionStatus::intercept, minimum);
    answer.count = 1;
    answer.meetings[0] = meeting_at(from, closing, speed, delay);
    answer.earliest_s = answer.meetings[0].time_s;
    answer.latest_s = infinite<Scalar>();
    if (slower_closing > zero) {
        if (slower_closing > closing) slower_closing = closing;  // by rounding, where both are one
        const PlanarMeeting<Scalar, Dim> last = meeting_at(from, slower_closing, speed, delay);
        if (is_finite(last.time_s)) {
            answer.latest_s = last.time_s;
            if (two_courses) {
                answer.count = 2;
                answer.meetings[1] = last;
            }
        }
    }
    return answer;
}

}  // namespace detail

/// On which course, when and where does an interceptor of constant speed meet a target of constant velocity? All
/// answers, and when it could be there at all.
///
/// The interceptor rests for the delay, then flies straight, in any direction. "Too slow" is an answer, not an error.
///
/// | u against the target's speed | meetings | window |
/// |---|---|---|
/// | greater | 1 | from it for ever |
/// | equal, target coming nearer (v_r < 0) | 1 | from it for ever |
/// | equal, target not coming nearer | none | |
/// | less, but enough across (u > v_p), target coming nearer | 2 | between them |
/// | just enough across (the minimum speed) | 1 | that moment |
/// | else | none | |
/// | any, target at the interceptor's place at take-off | already there | from take-off, for ever unless u is less |
///
/// @param target_offset_m  target from interceptor at time 0, a column of fixed size
/// @param target_velocity_mps  of the same size and scalar
/// @param interceptor_speed_mps  >= 0
/// @param launch_delay_s  >= 0; meetings before it do not exist
/// @return  CollisionStatus::unknown and NaN throughout where an argument is NaN, infinite or negative
///
/// Guarantees  (1) meetings ascend, none is before take-off
///             (2) at the speed in minimum_speed, where attained, there is a meeting
///             (3) the answer is continuous in the speed, through u = |v| too: there the later meeting goes to
///                 infinity. Where the speeds are equal but for rounding, expect none or a very late one
///             [tests/property/intercept_planar]
/// Accuracy    as if speeds and places were changed by a few units in the last place: 1e-12 of the time, except near
///             the minimum speed, where two meetings become one and half of the digits go; and near u = |v|, where
///             the later (or only) meeting depends on the difference of the speeds  [tests/property/intercept_planar]
///             Derivatives of an AD scalar are finite but where the answer has none: at the minimum speed, at q = 0
/// Cost        60 ns, no iteration; no allocation; thread-safe  [bench/micro/intercept_planar]
/// Errors      noexcept
template <class Offset, class Velocity>
    requires detail::same_fixed_vectors<Offset, Velocity>
[[nodiscard]] auto collision_course(
    const Eigen::MatrixBase<Offset>& target_offset_m, const Eigen::MatrixBase<Velocity>& target_velocity_mps,
    const typename Offset::Scalar& interceptor_speed_mps,
    const typename Offset::Scalar& launch_delay_s = detail::scalar<typename Offset::Scalar>(0)) noexcept
    -> PlanarCollision<typename Offset::Scalar, Offset::RowsAtCompileTime>
{
    return detail::collide<typename Offset::Scalar, Offset::RowsAtCompileTime>(target_offset_m, target_velocity_mps,
                                                                               interceptor_speed_mps, launch_delay_s);
}

/// The least speed at which there is a collision course: the least of |r + v t| / (t - tau) over t > tau.
///
/// Where the target comes nearer at take-off it is v_p, what it flies across the line of sight, and attained: the
/// interceptor then goes at right angles to the target's bearing. Where it does not, the target's own speed is never
/// enough and anything more is.
///
/// @return  zero, at take-off, where the target is there then; NaN where an argument is NaN, infinite or negative
/// Accuracy    1e-14 of the target's speed  [tests/property/intercept_planar]
/// Cost        as collision_course()
/// Errors      noexcept
template <class Offset, class Velocity>
    requires detail::same_fixed_vectors<Offset, Velocity>
[[nodiscard]] auto minimum_intercept_speed(
    const Eigen::MatrixBase<Offset>& target_offset_m, const Eigen::MatrixBase<Velocity>& target_velocity_mps,
    const typename Offset::Scalar& launch_delay_s = detail::scalar<typename Offset::Scalar>(0)) noexcept
    -> PlanarMinimumSpeed<typename Offset::Scalar>
{
    return collision_course(target_offset_m, target_velocity_mps, detail::scalar<typename Offset::Scalar>(0),
                            launch_delay_s)
        .minimum_speed;
}

/// When are two movers of constant velocity nearest to each other, and how near?
///
/// @param offset_m  intruder from ownship at time 0, a column of fixed size
/// @param relative_velocity_mps  of the intruder less that of ownship
/// @param from_s, until_s  nearest within these times; the default looks ahead only, so movers that separate are
///                         nearest now. From minus infinity it is the closest approach of the whole lines
/// @return  the earliest such time. Equal velocities: 0, or the end of the window nearest to 0. NaN where an argument
///          is NaN, a vector infinite, or the window is empty
/// Accuracy    the distance within 1e-15 of the greater of offset and distance, however long ago or ahead; the time,
///             flat as the minimum is, as good as the vectors  [tests/property/intercept_planar]
/// Cost        10 ns; no allocation; thread-safe  [bench/micro/intercept_planar]
/// Errors      noexcept
template <class Offset, class Velocity>
    requires detail::same_fixed_vectors<Offset, Velocity>
[[nodiscard]] auto closest_approach(
    const Eigen::MatrixBase<Offset>& offset_m, const Eigen::MatrixBase<Velocity>& relative_velocity_mps,
    const typename Offset::Scalar& from_s = detail::scalar<typename Offset::Scalar>(0),
    const typename Offset::Scalar& until_s = detail::infinite<typename Offset::Scalar>()) noexcept
    -> PlanarClosestApproach<typename Offset::Scalar, Offset::RowsAtCompileTime>
{
    using std::sqrt;
    using Scalar = typename Offset::Scalar;
    using Vector = Eigen::Matrix<Scalar, Offset::RowsAtCompileTime, 1>;
    const Scalar zero = detail::scalar<Scalar>(0);
    const Vector offset = offset_m;
    const Vector velocity = relative_velocity_mps;
    const Scalar speed2 = velocity.squaredNorm();
    if (!(from_s <= until_s) || !(from_s < detail::infinite<Scalar>()) || !(until_s > -detail::infinite<Scalar>()) ||
        !detail::all_finite(offset) || !detail::is_finite(speed2)) {
        const Scalar nan = detail::not_a_number<Scalar>();
        return {nan, nan, Vector::Constant(nan)};
    }
    Scalar time = zero;
    if (speed2 > zero) time = -offset.dot(velocity) / speed2;
    if (time < from_s) time = from_s;
    if (time > until_s) time = until_s;
    const Vector nearest = offset + velocity * time;
    return {time, Scalar(sqrt(Scalar(nearest.squaredNorm()))), nearest};
}

}  // namespace v0
}  // namespace picket

#endif
