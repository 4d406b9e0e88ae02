// SPDX-License-Identifier: MIT
/// @file
/// How near does a leg come to a boundary, and when is it first within a distance? Branch and bound on
///
///     |d(a) - d(b)| <= distance flown from a to b
///
/// d the distance to the boundary: between two places h apart it does not fall below (d(a) + d(b) - h) / 2.
#ifndef PICKET_AIRSPACE_DETAIL_CLOSEST_HPP
#define PICKET_AIRSPACE_DETAIL_CLOSEST_HPP

#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// A place of a leg and its distance to a boundary.
struct Approach {
    double fraction;    ///< of the leg's time, 0 to 1
    double distance_m;  ///< infinite: nothing found
};

/// Where a value is least between two fractions of a leg: within 1 or a hundredth of it.
///
/// @param value_at  changes at most as fast as the way flown
/// @param worth     only what is less than this is wanted: otherwise the result may be any place of the stretch
template <class ValueAt>
[[nodiscard]] Approach least_along(const ValueAt& value_at, double length_m, double begin, double end, double worth)
{
    struct Stretch {
        double begin, begin_value, end, end_value;
    };
    const Stretch whole{begin, value_at(begin), end, value_at(end)};
    Approach best =
        whole.end_value < whole.begin_value ? Approach{end, whole.end_value} : Approach{begin, whole.begin_value};
    // depth first; a stack of halves never holds more than its depth
    Stretch stack[48];
    int size = 0;
    stack[size++] = whole;
    while (size > 0) {
        const Stretch s = stack[--size];
        const double h_m = length_m * (s.end - s.begin);
        const double wanted = std::min(best.distance_m, worth);
        const double tolerance = std::max(1.0, 0.01 * std::abs(wanted));
        if (0.5 * (s.begin_value + s.end_value - h_m) >= wanted - tolerance || size + 2 > 48) continue;
        const double middle = 0.5 * (s.begin + s.end);
        const double middle_value = value_at(middle);
        if (middle_value < best.distance_m) best = {middle, middle_value};
        const Stretch left{s.begin, s.begin_value, middle, middle_value};
        const Stretch right{middle, middle_value, s.end, s.end_value};
        const bool left_first = s.begin_value <= s.end_value;
        stack[size++] = left_first ? right : left;
        stack[size++] = left_first ? left : right;
    }
    return best;
}

/// The closest approach between two fractions of a leg, within a metre or a hundredth.
///
/// @param distance_at  distance_at(fraction) is the distance to the boundary [m]
/// @param length_m     of the whole leg
/// @param worth_m      only what is nearer than this is wanted
template <class DistanceAt>
[[nodiscard]] Approach closest_approach(const DistanceAt& distance_at, double length_m, double begin, double end,
                                        double worth_m)
{
    return least_along(distance_at, length_m, begin, end, worth_m);
}

/// The farthest place between two fractions of a leg: within a metre or a hundredth of the greatest distance, never
/// beyond it.
///
/// @param known_m  only what is farther than this is wanted; negative: anything
template <class DistanceAt>
[[nodiscard]] Approach farthest_approach(const DistanceAt& distance_at, double length_m, double begin, double end,
                                         double known_m)
{
    const Approach least =
        least_along([&](double fraction) { return -distance_at(fraction); }, length_m, begin, end, -known_m);
    return {least.fraction, -least.distance_m};
}

/// When is a leg first within a distance of a boundary? Steps as far as the distance allows: no earlier time is
/// within, and the time found is when the distance has fallen to within a decimetre of it.
///
/// @return the fraction; infinite where it never comes within between begin and end
template <class DistanceAt>
[[nodiscard]] double first_within(const DistanceAt& distance_at, double length_m, double begin, double end,
                                  double within_m)
{
    double fraction = begin;
    while (fraction <= end) {
        const double distance_m = distance_at(fraction);
        if (distance_m <= within_m + 0.1) return fraction;
        if (!(length_m > 0.0)) break;
        fraction += (distance_m - within_m) / length_m;
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
