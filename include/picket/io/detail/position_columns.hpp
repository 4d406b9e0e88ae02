// SPDX-License-Identifier: MIT
/// @file
/// Positions in CSV rows: which columns hold latitude, longitude, altitude and time, under the spellings that
/// recorders use. Not for users.
#ifndef PICKET_IO_DETAIL_POSITION_COLUMNS_HPP
#define PICKET_IO_DETAIL_POSITION_COLUMNS_HPP

#include <picket/geodesy/position.hpp>
#include <picket/io/altitude_text.hpp>
#include <picket/io/csv.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/position_options.hpp>
#include <picket/io/utc.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// A column of heights: unit and datum as its name says.
struct AltitudeColumn {
    std::size_t column;
    AltitudeUnit unit;
    std::optional<VerticalDatum> datum;  ///< nothing: the `datum` column says
};

/// Latitude and longitude.
class PlaceColumns {
public:
    explicit PlaceColumns(const CsvReader& csv)
        : lat_(csv.require({"lat", "lat_deg", "latitude", "latitude_deg"})),
          lon_(csv.require({"lon", "lon_deg", "longitude", "longitude_deg", "lng", "long"}))
    {
    }

    /// Of the current row; NaN where one of them is missing.
    /// @throws ParseError  for what is no number or out of range
    [[nodiscard]] LatLon read(const CsvReader& csv) const
    {
        const std::optional<double> lat_deg = csv.number(lat_);
        const std::optional<double> lon_deg = csv.number(lon_);
        if (lat_deg && !(std::fabs(*lat_deg) <= 90.0)) {
            csv.fail("latitude " + number_text(*lat_deg) + " is beyond 90 degrees");
        }
        if (lon_deg && !(std::fabs(*lon_deg) <= 360.0)) {
            csv.fail("longitude " + number_text(*lon_deg) + " is beyond 360 degrees");
        }
        if (!lat_deg || !lon_deg) return {std::nan(""), std::nan("")};
        return {*lat_deg, *lon_deg};
    }

    /// The same where no place is no answer.
    [[nodiscard]] LatLon require(const CsvReader& csv) const
    {
        const LatLon at = read(csv);
        if (!is_valid(at)) {
            const std::size_t missing = csv.number(lat_) ? lon_ : lat_;
            csv.fail("column " + in_quotes(csv.column_name(missing)) + ": is empty");
        }
        return at;
    }

private:
    std::size_t lat_;
    std::size_t lon_;
};

class PositionColumns {
public:
    PositionColumns(const CsvReader& csv, const PositionOptions& options)
        : place_(csv), datum_(csv.column({"datum", "alt_datum", "altitude_datum"})), options_(options)
    {
        const auto add_pressure = [&] {
            add(csv, {"baro_alt", "baro_altitude", "pressure_alt", "pressure_altitude"}, VerticalDatum::pressure_std);
            if (const auto level = csv.column({"flight_level", "fl"})) {
                altitudes_.push_back({*level, AltitudeUnit::flight_level, VerticalDatum::pressure_std});
            }
        };
        const auto add_geometric = [&] {
            add(csv, {"geo_alt", "geo_altitude", "gnss_alt", "gnss_altitude", "gps_alt", "gps_altitude", "alt_wgs84"},
                VerticalDatum::wgs84);
            add(csv, {"abs_alt", "alt_amsl", "altitude_amsl", "alt_msl", "altitude_msl"}, VerticalDatum::amsl);
            add(csv, {"alt_agl", "altitude_agl", "height_agl"}, VerticalDatum::agl);
        };
        add(csv, {"alt", "altitude"}, std::nullopt);
        if (options.altitude == AltitudeChoice::pressure_first) {
            add_pressure();
            add_geometric();
        } else {
            add_geometric();
            add_pressure();
        }
    }

    /// The position of the current row; NaN where latitude or longitude is missing.
    /// @throws ParseError  for what is no number or out of range
    [[nodiscard]] Position read(const CsvReader& csv) const
    {
        Position position{place_.read(csv)};

        std::optional<VerticalDatum> row_datum = options_.assumed_datum;
        if (datum_) {
            if (const std::string_view word = csv.field(*datum_); !word.empty()) {
                row_datum = vertical_datum(word);
                if (!row_datum) {
                    csv.fail("column " + in_quotes(csv.column_name(*datum_)) + ": " + in_quotes(word) +
                             " is not a vertical datum: one of wgs84, amsl, agl, pressure_std");
                }
            }
        }
        bool found = false;
        for (const AltitudeColumn& candidate : altitudes_) {
            // every column is read, so that rubbish is named wherever it stands
            const std::optional<double> value = csv.number(candidate.column);
            const std::optional<VerticalDatum> datum = candidate.datum ? candidate.datum : row_datum;
            if (found || !value || !datum) continue;
            found = true;
            const Metres height = candidate.unit == AltitudeUnit::metre  ? Metres{*value}
                                  : candidate.unit == AltitudeUnit::foot ? to_metres(Feet{*value})
                                                                         : to_metres(Feet{100.0 * *value});
            position.altitude = {height, *datum};
        }
        return position;
    }

private:
    void add(const CsvReader& csv, std::initializer_list<std::string_view> stems, std::optional<VerticalDatum> datum)
    {
        for (const std::string_view stem : stems) {
            if (const auto found = csv.column(std::string(stem) + "_m")) {
                altitudes_.push_back({*found, AltitudeUnit::metre, datum});
            }
            if (const auto found = csv.column(std::string(stem) + "_ft")) {
                altitudes_.push_back({*found, AltitudeUnit::foot, datum});
            }
        }
    }

    PlaceColumns place_;
    std::optional<std::size_t> datum_;
    std::vector<AltitudeColumn> altitudes_;  ///< first one wins
    PositionOptions options_;
};

/// The time of the current row; NaN where it is empty.
/// @throws ParseError  for what is no time
[[nodiscard]] inline double read_row_time(const CsvReader& csv, std::size_t column)
{
    const std::string_view text = csv.field(column);
    if (text.empty() || same_word(text, "nan")) return std::nan("");
    const TimeText time = read_time(text);
    if (time.problem != nullptr) {
        csv.fail("column " + in_quotes(csv.column_name(column)) + ": " + in_quotes(text) + ' ' + time.problem);
    }
    return time.time_s;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
