// SPDX-License-Identifier: MIT
/// @file
/// The height of mean sea level above the ellipsoid, from a raster. GeographicLib's: geographiclib_geoid.hpp.
#ifndef PICKET_AIRSPACE_GEOID_HPP
#define PICKET_AIRSPACE_GEOID_HPP

#include <picket/airspace/detail/height_raster.hpp>
#include <picket/airspace/height_models.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <cmath>
#include <string>
#include <utility>

namespace picket {
inline namespace v0 {

/// Undulations of a named geoid on a regular raster, bilinear between its nodes: a national geoid, a cut from a global
/// one. As TerrainGrid in everything else.
///
/// @param error  bound of what the bilinear surface differs from mean sea level by. A datum `amsl` in zones, tracks
///               and terrain means this geoid: where they go by another one, the difference belongs into the error
///               (EGM96 and EGM2008 differ by less than a metre nearly everywhere, national datums by up to three)
/// Errors      construction throws DomainError naming the geoid
class GeoidGrid {
public:
    GeoidGrid(std::string name, RasterSpec spec, Metres error)
        : name_(std::move(name)), raster_(std::move(spec), "geoid \"" + name_ + '"'), error_m_(error.value())
    {
        if (!(error_m_ >= 0.0) || std::isinf(error_m_))
            detail::raise<DomainError>(("geoid \"" + name_ + "\": its error is not a length").c_str());
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    [[nodiscard]] HeightEstimate undulation(LatLon place) const noexcept
    {
        const double height_m = raster_.at(place);
        if (std::isnan(height_m)) return {};
        return {height_m, error_m_};
    }
    [[nodiscard]] SurfaceBounds undulation_bounds(const GeoBox& box) const noexcept
    {
        SurfaceBounds bounds = raster_.bounds(box);
        bounds.error_low_m = bounds.error_high_m = error_m_;
        return bounds;
    }

private:
    std::string name_;
    detail::HeightRaster raster_;
    double error_m_;
};

static_assert(GeoidModel<GeoidGrid>);

}  // namespace v0
}  // namespace picket

#endif
