// SPDX-License-Identifier: MIT
/// @file
/// What a caller supplies so that heights of different datums compare: a geoid, a terrain, a pressure. Each gives a
/// value with a bound of its error, and bounds over a region, so that a leg can be followed without gaps.
///
///        ______ pressure_std          wgs84 --- geoid --- amsl --- pressure --- pressure_std
///        ______ amsl  (geoid)                     |         |
///     _.-._____ ground (terrain)                  '-- terrain --- agl      (whichever its heights are above)
///        ______ wgs84 (ellipsoid)
///
/// The datums form a tree with one model on each branch: between any two of them there is one way, and where a model
/// on it is missing there is none.
#ifndef PICKET_AIRSPACE_HEIGHT_MODELS_HPP
#define PICKET_AIRSPACE_HEIGHT_MODELS_HPP

#include <picket/geodesy/position.hpp>

#include <concepts>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {

/// A height [m] and a bound of its error [m]; both NaN where the model does not know.
struct HeightEstimate {
    double value_m = std::numeric_limits<double>::quiet_NaN();
    double error_m = std::numeric_limits<double>::quiet_NaN();
};

/// A region between two parallels and two meridians, its edges included. The east end is not less than the west end
/// and at most 360 degrees from it, so it may exceed 180.
struct GeoBox {
    double lat_min_deg;
    double lat_max_deg;
    double lon_west_deg;
    double lon_east_deg;
};

/// In how much of a region does a model know the height?
enum class Coverage : std::uint8_t {
    none,
    part,
    whole
};

/// What holds of a surface (terrain, geoid) at all known places of a region. Wider bounds than necessary are correct
/// and cost time.
struct SurfaceBounds {
    double low_m;         ///< no value is lower
    double high_m;        ///< no value is higher
    double error_low_m;   ///< no error bound is smaller
    double error_high_m;  ///< no error bound is greater
    /// Values at two places of the region differ by at most this times their distance [m/m]; infinite: not known.
    double slope = std::numeric_limits<double>::infinity();
    /// Greatest mixed or second derivative [1/m], over an even speed in latitude and longitude; infinite where the
    /// surface has kinks, or not known.
    double bend_per_m = std::numeric_limits<double>::infinity();
    Coverage coverage = Coverage::whole;
};

/// What holds of a pressure model over a region, a time and a range of heights.
struct PressureBounds {
    double gain_low;   ///< derivative of the result by the height given: no less than this, and positive
    double gain_high;  ///< and no more
    double drift_m;    ///< how much results for one height differ between places and times of the region
    double error_low_m;
    double error_high_m;
    Coverage coverage = Coverage::whole;
};

/// The height of a geoid above the ellipsoid.
///
/// undulation(place)         noexcept; NaN where it is not known
/// undulation_bounds(box)    noexcept; holds for every place of the box. Finite low_m and high_m, or a finite slope
///                           with them: without either a leg near a limit cannot be decided quickly
template <class M>
concept GeoidModel = std::copyable<M> && requires(const M& model, LatLon place, const GeoBox& box)
{
    {
        model.undulation(place)
    }
    noexcept->std::same_as<HeightEstimate>;
    {
        model.undulation_bounds(box)
    }
    noexcept->std::same_as<SurfaceBounds>;
};

/// The height of the ground above `datum()`, which is `amsl` or `wgs84`.
template <class M>
concept TerrainModel = std::copyable<M> && requires(const M& model, LatLon place, const GeoBox& box)
{
    {
        model.ground(place)
    }
    noexcept->std::same_as<HeightEstimate>;
    {
        model.ground_bounds(box)
    }
    noexcept->std::same_as<SurfaceBounds>;
    {
        model.datum()
    }
    noexcept->std::same_as<VerticalDatum>;
};

/// Pressure altitude to height above mean sea level and back, at a place and a time [s since the Unix epoch, UTC].
/// Both ways grow with the height given. The bounds are over heights from low_m to high_m and times from from_s to
/// to_s.
template <class M>
concept PressureModel = std::copyable<M> &&
    requires(const M& model, double height_m, LatLon place, double time_s, const GeoBox& box)
{
    {
        model.amsl(height_m, place, time_s)
    }
    noexcept->std::same_as<HeightEstimate>;
    {
        model.pressure_altitude(height_m, place, time_s)
    }
    noexcept->std::same_as<HeightEstimate>;
    {
        model.amsl_bounds(height_m, height_m, box, time_s, time_s)
    }
    noexcept->std::same_as<PressureBounds>;
    {
        model.pressure_altitude_bounds(height_m, height_m, box, time_s, time_s)
    }
    noexcept->std::same_as<PressureBounds>;
};

/// In place of a model that nobody has: what would need it is unknown.
struct NoModel {
    friend constexpr bool operator==(NoModel, NoModel) noexcept = default;
};

}  // namespace v0
}  // namespace picket

#endif
