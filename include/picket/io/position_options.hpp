// SPDX-License-Identifier: MIT
/// @file
/// How heights are taken from rows that may hold several.
#ifndef PICKET_IO_POSITION_OPTIONS_HPP
#define PICKET_IO_POSITION_OPTIONS_HPP

#include <picket/geodesy/position.hpp>

#include <cstdint>
#include <optional>

namespace picket {
inline namespace v0 {
namespace io {

/// Which height counts where a row has a pressure altitude and a geometric one.
enum class AltitudeChoice : std::uint8_t {
    pressure_first,   ///< what flight levels are compared with, and what more receivers report
    geometric_first,  ///< height on the ellipsoid, above mean sea level, or above ground
};

/// How positions are read from rows.
///
/// The first of these columns that the row fills and whose datum is known gives the altitude: `alt_m`, `alt_ft`
/// (datum in the column `datum`, else `assumed_datum`, else not known); then pressure altitude (`baro_alt_ft`,
/// `baro_alt_m`, `flight_level`); then geometric (`geo_alt_ft`, `geo_alt_m`: wgs84; `abs_alt_m`: amsl;
/// `alt_agl_m`: agl). `geometric_first` changes the last two about. Heights above take-off (`rel_alt_m`) are
/// above none of these, and not read.
struct PositionOptions {
    AltitudeChoice altitude = AltitudeChoice::pressure_first;
    std::optional<VerticalDatum> assumed_datum = std::nullopt;  ///< of heights whose row and column name no datum
    bool keep_going = false;                                    ///< skip rows that cannot be read instead of throwing
};

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
