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

/// The closest approach between two fractions of a leg.
///
/// @param distance_at  distance_at(fraction) is the distance to the boundary [m]
/// @param length_m     of the whole leg
/// @param worth_m      only what is nearer than this is wanted: otherwise the result may be any place of the stretch
/// @return within 1 m or a hundredth of the least distance
template <class DistanceAt>
[[nodiscard]] Approach closest_approach(const DistanceAt& distance_at, double length_m, double begin, double end,
                                        double worth_m)
{
    Approach best{begin, distance_at(begin)};
    const double end_m = distance_at(end);
    if (end_m < best.distance_m) best = {end, end_m};
    struct Stretch {
        double begin, begin_m, end, end_m;
    };
    // depth first; a stack of halves never holds more than its depth
    Stretch stack[48];
    int size = 0;
    stack[size++] = {begin, best.fraction == begin ? best.distance_m : distance_at(begin), end, end_m};
    while (size > 0) {
        const Stretch s = stack[--size];
        const double h_m = length_m * (s.end - s.begin);
        const double wanted_m = std::min(best.distance_m, worth_m);
        if (0.5 * (s.begin_m + s.end_m - h_m) >= wanted_m - std::max(1.0, 0.01 * wanted_m) || size + 2 > 48) continue;
        const double middle = 0.5 * (s.begin + s.end);
        const double middle_m = distance_at(middle);
        if (middle_m < best.distance_m) best = {middle, middle_m};
        const Stretch left{s.begin, s.begin_m, middle, middle_m};
        const Stretch right{middle, middle_m, s.end, s.end_m};
        const bool left_first = s.begin_m <= s.end_m;
        stack[size++] = left_first ? right : left;
        stack[size++] = left_first ? left : right;
    }
    return best;
}

/// The farthest place between two fractions of a leg: within a metre or a hundredth of the greatest distance, never
/// beyond it.
///
/// @param known_m  only what is farther than this is wanted; negative: anything
template <class DistanceAt>
[[nodiscard]] Approach farthest_approach(const DistanceAt& distance_at, double length_m, double begin, double end,
                                         double known_m)
{
    const double begin_m = distance_at(begin);
    const double end_m = distance_at(end);
    Approach best = end_m > begin_m ? Approach{end, end_m} : Approach{begin, begin_m};
    struct Stretch {
        double begin, begin_m, end, end_m;
    };
    Stretch stack[48];
    int size = 0;
    stack[size++] = {begin, begin_m, end, end_m};
    while (size > 0) {
        const Stretch s = stack[--size];
        const double h_m = length_m * (s.end - s.begin);
        const double known = std::max(best.distance_m, known_m);
        if (0.5 * (s.begin_m + s.end_m + h_m) <= known + std::max(1.0, 0.01 * known) || size + 2 > 48) continue;
        const double middle = 0.5 * (s.begin + s.end);
        const double middle_m = distance_at(middle);
        if (middle_m > best.distance_m) best = {middle, middle_m};
        const Stretch left{s.begin, s.begin_m, middle, middle_m};
        const Stretch right{middle, middle_m, s.end, s.end_m};
        const bool left_first = s.begin_m >= s.end_m;
        stack[size++] = left_first ? right : left;
        stack[size++] = left_first ? left : right;
    }
    return best;
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
