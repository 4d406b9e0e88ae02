// SPDX-License-Identifier: MIT
/// @file
/// A target that comes straight in along a ray from a place. Allocates nothing.
#ifndef PICKET_INTERCEPT_DETAIL_INBOUND_PATH_HPP
#define PICKET_INTERCEPT_DETAIL_INBOUND_PATH_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/detail/hinge.hpp>
#include <picket/intercept/target_path.hpp>
#include <picket/units.hpp>

#include <numbers>

namespace picket {
inline namespace v0 {
namespace detail {

/// So far from a place every geodesic is the shortest line: pi b, the injectivity radius (hinge.hpp).
inline constexpr double farthest_ray_m = std::numbers::pi * Hinge::least_radius_m;

/// From `far_m` out on the ray at time 0 toward its place, and on past it: an InterceptTarget.
class InboundPath {
public:
    InboundPath(LatLon place, Degrees azimuth, double far_m, double ground_speed_mps, double end_s) noexcept
        : ray_(GeodesicLine::from(place, azimuth)), far_m_(far_m), ground_speed_mps_(ground_speed_mps), end_s_(end_s)
    {
    }

    [[nodiscard]] double begin_s() const noexcept { return 0.0; }
    [[nodiscard]] double end_s() const noexcept { return end_s_; }
    [[nodiscard]] PathState state(double time_s) const noexcept
    {
        const GeodesicDirect here = ray_.position(Metres{out_m(time_s)});
        return {here.at, here.azimuth_end.value() + 180.0, ground_speed_mps_, end_s_, 0.0};
    }
    /// How far from the place.
    [[nodiscard]] double out_m(double time_s) const noexcept { return far_m_ - ground_speed_mps_ * time_s; }

private:
    GeodesicLine ray_;
    double far_m_;
    double ground_speed_mps_;
    double end_s_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
