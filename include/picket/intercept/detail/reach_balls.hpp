// SPDX-License-Identifier: MIT
/// @file
/// Balls in space that hold a target during parts of its path: a bound on distances that costs no geodesic problem.
#ifndef PICKET_INTERCEPT_DETAIL_REACH_BALLS_HPP
#define PICKET_INTERCEPT_DETAIL_REACH_BALLS_HPP

#include <picket/geodesy/position.hpp>
#include <picket/intercept/target_path.hpp>

#include <GeographicLib/Geocentric.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// A place of the ellipsoid in space, Earth-centred [m]. Plain numbers: Eigen would cost the header a second.
struct SpacePoint {
    double x_m;
    double y_m;
    double z_m;
};

[[nodiscard]] inline SpacePoint space_point(LatLon at) noexcept
{
    SpacePoint point{};
    GeographicLib::Geocentric::WGS84().Forward(at.lat_deg, at.lon_deg, 0.0, point.x_m, point.y_m, point.z_m);
    return point;
}

/// The straight way through the Earth: never longer than the geodesic.
[[nodiscard]] inline double chord_m(const SpacePoint& a, const SpacePoint& b) noexcept
{
    const double x = a.x_m - b.x_m;
    const double y = a.y_m - b.y_m;
    const double z = a.z_m - b.z_m;
    return std::sqrt(x * x + y * y + z * z);
}

/// Where a target is from begin_s to end_s: within `radius_m` of `centre`, straight through the Earth.
struct ReachBall {
    /// More than all roundings together: coordinates to 1 nm, places of a path to 100 nm, distances to 15 nm.
    static constexpr double slack_m = 1e-5;

    SpacePoint centre{};
    double radius_m = std::numeric_limits<double>::infinity();
    double begin_s = 0.0;
    double end_s = 0.0;

    /// The geodesic distance from a place to the target is never less than this, while it is in the ball.
    [[nodiscard]] double least_m(const SpacePoint& place) const noexcept
    {
        return chord_m(centre, place) - radius_m - slack_m;
    }
};

/// A path from begin_s to end_s in one ball: about where it is halfway, with the longer of the two ways flown to and
/// from there as its radius. A chord is not longer than the way.
///
/// @param known  a state not later than begin_s; where it still holds at end_s nothing more is asked than the middle
/// @pre path.begin_s() <= begin_s <= end_s <= path.end_s(), all finite
template <InterceptTarget Path>
[[nodiscard]] ReachBall reach_ball(const Path& path, double begin_s, double end_s, const PathState& known) noexcept
{
    const auto flown_m = [&](double from_s, double to_s) {
        if (known.until_s >= to_s) return known.ground_speed_mps * (to_s - from_s);
        double sum_m = 0.0;
        // A rhumb line that winds into a pole says less and less at a time: after so many pieces it is not bounded, and
        // then searched.
        constexpr int most_pieces = 2000;
        for (int i = 0; from_s < to_s; ++i) {
            if (i == most_pieces) return std::numeric_limits<double>::infinity();
            const PathState state = path.state(from_s);
            const double until_s = std::min(state.until_s, to_s);
            // a path that does not say what comes next is not bounded
            if (!(until_s > from_s)) return std::numeric_limits<double>::infinity();
            sum_m += state.ground_speed_mps * (until_s - from_s);
            from_s = until_s;
        }
        return sum_m;
    };
    const double middle_s = begin_s + 0.5 * (end_s - begin_s);
    return {space_point(path.state(middle_s).at), std::max(flown_m(begin_s, middle_s), flown_m(middle_s, end_s)),
            begin_s, end_s};
}

/// A path in one ball, and in eight of an eighth of the time each.
struct ReachBalls {
    static constexpr std::size_t parts = 8;
    ReachBall whole;
    std::array<ReachBall, parts> part;
};

template <InterceptTarget Path>
[[nodiscard]] ReachBalls reach_balls(const Path& path, double begin_s, double end_s) noexcept
{
    const PathState known = path.state(begin_s);
    ReachBalls balls{reach_ball(path, begin_s, end_s, known), {}};
    double from_s = begin_s;
    for (std::size_t i = 0; i < ReachBalls::parts; ++i) {
        const double share = static_cast<double>(i + 1) / static_cast<double>(ReachBalls::parts);
        const double to_s = i + 1 == ReachBalls::parts ? end_s : begin_s + share * (end_s - begin_s);
        balls.part[i] = reach_ball(path, from_s, to_s, known);
        from_s = to_s;
    }
    return balls;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
