// SPDX-License-Identifier: MIT
/// @file
/// The geoids EGM84, EGM96 and EGM2008 by GeographicLib, where their data files are installed
/// (`geographiclib-get-geoids egm96-5`).
#ifndef PICKET_AIRSPACE_GEOGRAPHICLIB_GEOID_HPP
#define PICKET_AIRSPACE_GEOGRAPHICLIB_GEOID_HPP

#include <picket/airspace/height_models.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <GeographicLib/Geoid.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <new>
#include <string>

namespace picket {
inline namespace v0 {

/// A global geoid from a data file of GeographicLib's, read whole into memory. Copies share it.
///
/// Bilinear, because GeographicLib's cubic surface has small steps between its cells, and a leg is followed by slopes.
///
/// Guarantees  thread-safe: GeographicLib's own switch for that
/// Accuracy    error_m is what the file states for bilinear interpolation (egm96-5: 0.14 m) plus `model_error`
///             [tests/unit/geographiclib_geoid]
/// Cost        18 MB for a raster of 5', 450 MB for 1'; tens of nanoseconds a place
/// Errors      construction throws DomainError naming the file looked for; queries are noexcept
class GeographicLibGeoid {
public:
    /// Bound of a geoid's slope, which is the deflection of the vertical: about 110 arc seconds (5.3e-4) at its
    /// greatest, in the Himalaya. Twice that, for the rounding of the files to 3 mm.
    static constexpr double slope_max = 1e-3;

    /// @param name         of the data file, without `.pgm`: "egm96-5"
    /// @param folder       where it is; empty: GeographicLib's default (GEOGRAPHICLIB_GEOID_PATH, GEOGRAPHICLIB_DATA)
    /// @param model_error  bound of what the geoid itself is wrong by: EGM2008 by decimetres, EGM96 by a metre where
    ///                     it was well measured
    explicit GeographicLibGeoid(const std::string& name, const std::string& folder = {}, Metres model_error = Metres{2})
        : name_(name)
    {
        if (!(model_error.value() >= 0.0) || std::isinf(model_error.value()))
            detail::raise<DomainError>(("geoid \"" + name + "\": its error is not a length").c_str());
        try {
            geoid_ = std::make_shared<const GeographicLib::Geoid>(name, folder, false, true);
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& error) {
            const std::string where = folder.empty() ? GeographicLib::Geoid::DefaultGeoidPath() : folder;
            detail::raise<DomainError>(("geoid \"" + name + "\": no data in " + where + "/" + name +
                                        ".pgm: " + error.what() + " (geographiclib-get-geoids installs them)")
                                           .c_str());
        }
        // -1 where the file does not say: then the default that the model's error leaves room for
        error_m_ = model_error.value() + std::max(0.0, geoid_->MaxError());
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    [[nodiscard]] HeightEstimate undulation(LatLon place) const noexcept
    {
        if (!is_valid(place)) return {};
        // it can throw where it reads its file, which it has done
        return {(*geoid_)(place.lat_deg, place.lon_deg), error_m_};
    }
    [[nodiscard]] SurfaceBounds undulation_bounds(const GeoBox&) const noexcept
    {
        // of every geoid, by any definition: EGM2008 lies between -107 and 86 m
        return {-200.0, 200.0, error_m_, error_m_, slope_max};
    }

private:
    std::string name_;
    std::shared_ptr<const GeographicLib::Geoid> geoid_;
    double error_m_ = 0.0;
};

static_assert(GeoidModel<GeographicLibGeoid>);

}  // namespace v0
}  // namespace picket

#endif
