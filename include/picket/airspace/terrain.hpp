// SPDX-License-Identifier: MIT
/// @file
/// The height of the ground: a raster of it, or several side by side. Files: io/terrain_grid.hpp.
#ifndef PICKET_AIRSPACE_TERRAIN_HPP
#define PICKET_AIRSPACE_TERRAIN_HPP

#include <picket/airspace/detail/height_raster.hpp>
#include <picket/airspace/height_models.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// What a terrain's heights are above, and how far wrong they may be.
struct TerrainQuality {
    VerticalDatum datum = VerticalDatum::amsl;  ///< or wgs84
    /// Bound of what the bilinear surface differs from the ground by, trees and buildings included where they count.
    /// SRTM promises 16 m for 90 % of its posts, and is a surface of tree tops: choose what the question needs.
    Metres error{16.0};
};

/// Ground heights on a regular raster of latitude and longitude, bilinear between its nodes.
///
/// Heights are continuous and, in a cell, linear along parallels and meridians. A void, or a place outside the
/// raster, is not known. The raster may lie across the antimeridian and may go round the Earth. Copies share it.
///
/// Accuracy    the bilinear surface to a float's rounding (0.5 mm at 8,000 m) [tests/unit/terrain]
/// Cost        memory of 10 bytes a node; a height tens of nanoseconds, bounds of any box some more; no allocation
/// Errors      construction throws DomainError; queries are noexcept
class TerrainGrid {
public:
    /// @throws DomainError  naming the fault of the raster, or a datum or error that cannot be
    explicit TerrainGrid(RasterSpec spec, TerrainQuality quality = {})
        : raster_(std::move(spec), "terrain"), quality_(quality)
    {
        if (quality.datum != VerticalDatum::amsl && quality.datum != VerticalDatum::wgs84)
            detail::raise<DomainError>("terrain: its datum is neither amsl nor wgs84");
        if (!(quality.error.value() >= 0.0) || std::isinf(quality.error.value()))
            detail::raise<DomainError>("terrain: its error is not a length");
    }

    [[nodiscard]] HeightEstimate ground(LatLon place) const noexcept
    {
        const double height_m = raster_.at(place);
        if (std::isnan(height_m)) return {};
        return {height_m, quality_.error.value()};
    }
    [[nodiscard]] SurfaceBounds ground_bounds(const GeoBox& box) const noexcept
    {
        SurfaceBounds bounds = raster_.bounds(box);
        bounds.error_low_m = bounds.error_high_m = quality_.error.value();
        return bounds;
    }
    [[nodiscard]] VerticalDatum datum() const noexcept { return quality_.datum; }
    [[nodiscard]] const TerrainQuality& quality() const noexcept { return quality_; }
    [[nodiscard]] const RasterSpec& raster() const noexcept { return raster_.spec(); }

private:
    detail::HeightRaster raster_;
    TerrainQuality quality_;
};

/// Several rasters as one terrain: tiles side by side, or a fine raster in front of a coarse one. Of the rasters that
/// know a place the first one in the list answers. Copies share them.
///
/// Cost        a look at each raster: tens of tiles, not thousands
/// Errors      construction throws DomainError where the rasters' datums differ; queries are noexcept
class TerrainMosaic {
public:
    explicit TerrainMosaic(std::vector<TerrainGrid> tiles)
    {
        if (tiles.empty()) detail::raise<DomainError>("terrain mosaic: no tiles");
        for (const TerrainGrid& tile : tiles)
            if (tile.datum() != tiles.front().datum())
                detail::raise<DomainError>("terrain mosaic: the tiles have different datums");
        tiles_ = std::make_shared<const std::vector<TerrainGrid>>(std::move(tiles));
    }

    [[nodiscard]] HeightEstimate ground(LatLon place) const noexcept
    {
        for (const TerrainGrid& tile : *tiles_) {
            const HeightEstimate height = tile.ground(place);
            if (!std::isnan(height.value_m)) return height;
        }
        return {};
    }
    [[nodiscard]] SurfaceBounds ground_bounds(const GeoBox& box) const noexcept
    {
        SurfaceBounds sum{};
        sum.coverage = Coverage::none;
        for (const TerrainGrid& tile : *tiles_) {
            const SurfaceBounds bounds = tile.ground_bounds(box);
            if (bounds.coverage == Coverage::none) continue;
            if (sum.coverage == Coverage::none) {
                sum = bounds;
            } else {
                sum.low_m = std::min(sum.low_m, bounds.low_m);
                sum.high_m = std::max(sum.high_m, bounds.high_m);
                sum.error_low_m = std::min(sum.error_low_m, bounds.error_low_m);
                sum.error_high_m = std::max(sum.error_high_m, bounds.error_high_m);
                // from one raster to another the ground may jump
                sum.slope = sum.bend_per_m = std::numeric_limits<double>::infinity();
                sum.coverage = std::max(sum.coverage, bounds.coverage);
            }
            if (bounds.coverage == Coverage::whole) break;  // none behind it is asked
        }
        return sum;
    }
    [[nodiscard]] VerticalDatum datum() const noexcept { return tiles_->front().datum(); }
    [[nodiscard]] const std::vector<TerrainGrid>& tiles() const noexcept { return *tiles_; }

private:
    std::shared_ptr<const std::vector<TerrainGrid>> tiles_;
};

static_assert(TerrainModel<TerrainGrid> && TerrainModel<TerrainMosaic>);

}  // namespace v0
}  // namespace picket

#endif
