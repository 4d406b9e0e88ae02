// SPDX-License-Identifier: MIT
/// @file
/// Models of height from the command line: a terrain, a QNH, a geoid, each of which may be absent.
#ifndef PICKET_EXAMPLES_PICKET_HEIGHT_OPTIONS_HPP
#define PICKET_EXAMPLES_PICKET_HEIGHT_OPTIONS_HPP

#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/detail/leg_path.hpp>
#include <picket/airspace/geographiclib_geoid.hpp>
#include <picket/airspace/heights.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/pressure.hpp>
#include <picket/airspace/terrain.hpp>
#include <picket/airspace/track.hpp>
#include <picket/error.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/terrain_grid.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands.hpp"

namespace picket_cli {

/// A geoid, or none: then it knows no place.
class OptionalGeoid : public std::optional<picket::GeographicLibGeoid> {
public:
    using std::optional<picket::GeographicLibGeoid>::optional;

    [[nodiscard]] picket::HeightEstimate undulation(picket::LatLon place) const noexcept
    {
        return has_value() ? (*this)->undulation(place) : picket::HeightEstimate{};
    }
    [[nodiscard]] picket::SurfaceBounds undulation_bounds(const picket::GeoBox& box) const noexcept
    {
        if (has_value()) return (*this)->undulation_bounds(box);
        picket::SurfaceBounds nothing{};
        nothing.coverage = picket::Coverage::none;
        return nothing;
    }
};

/// A terrain, or none: then it knows no place.
class OptionalTerrain : public std::optional<picket::TerrainMosaic> {
public:
    using std::optional<picket::TerrainMosaic>::optional;

    [[nodiscard]] picket::HeightEstimate ground(picket::LatLon place) const noexcept
    {
        return has_value() ? (*this)->ground(place) : picket::HeightEstimate{};
    }
    [[nodiscard]] picket::SurfaceBounds ground_bounds(const picket::GeoBox& box) const noexcept
    {
        if (has_value()) return (*this)->ground_bounds(box);
        picket::SurfaceBounds nothing{};
        nothing.coverage = picket::Coverage::none;
        return nothing;
    }
    [[nodiscard]] picket::VerticalDatum datum() const noexcept
    {
        return has_value() ? (*this)->datum() : picket::VerticalDatum::amsl;
    }
};

/// A pressure, or none: then it knows no height.
class OptionalPressure : public std::optional<picket::QnhPressure> {
public:
    using std::optional<picket::QnhPressure>::optional;

    [[nodiscard]] picket::HeightEstimate amsl(double height_m, picket::LatLon place, double time_s) const noexcept
    {
        return has_value() ? (*this)->amsl(height_m, place, time_s) : picket::HeightEstimate{};
    }
    [[nodiscard]] picket::HeightEstimate pressure_altitude(double height_m, picket::LatLon place,
                                                           double time_s) const noexcept
    {
        return has_value() ? (*this)->pressure_altitude(height_m, place, time_s) : picket::HeightEstimate{};
    }
    [[nodiscard]] picket::PressureBounds amsl_bounds(double low_m, double high_m, const picket::GeoBox& box,
                                                     double from_s, double to_s) const noexcept
    {
        return has_value() ? (*this)->amsl_bounds(low_m, high_m, box, from_s, to_s) : nothing();
    }
    [[nodiscard]] picket::PressureBounds pressure_altitude_bounds(double low_m, double high_m,
                                                                  const picket::GeoBox& box, double from_s,
                                                                  double to_s) const noexcept
    {
        return has_value() ? (*this)->pressure_altitude_bounds(low_m, high_m, box, from_s, to_s) : nothing();
    }

private:
    [[nodiscard]] static picket::PressureBounds nothing() noexcept
    {
        return {1.0, 1.0, 0.0, 0.0, 0.0, picket::Coverage::none};
    }
};

using OptionalHeights = picket::Heights<OptionalGeoid, OptionalTerrain, OptionalPressure>;

/// The program's models, of one type whichever there are: each function that converts is compiled once.
class HeightModels : public OptionalHeights {
public:
    using OptionalHeights::OptionalHeights;

    /// Is there a model at all?
    [[nodiscard]] bool any() const noexcept
    {
        return geoid().has_value() || terrain().has_value() || pressure().has_value();
    }

    /// Is there a way between two datums, through models that are there?
    [[nodiscard]] bool reaches(picket::VerticalDatum from, picket::VerticalDatum to) const noexcept
    {
        using Step = picket::detail::DatumStep;
        const std::optional<picket::detail::DatumRoute> way = route(from, to);
        return way && std::all_of(way->begin(), way->end(), [&](Step step) {
                   switch (step) {
                       case Step::add_geoid:
                       case Step::take_geoid: return geoid().has_value();
                       case Step::add_ground:
                       case Step::take_ground: return terrain().has_value();
                       case Step::to_amsl:
                       case Step::to_pressure: return pressure().has_value();
                   }
                   return false;
               });
    }
};

using Monitor = picket::BasicMonitor<HeightModels>;

/// Calls `ask` with the altitudes of a leg, in every datum that the models lead to. From a plot to itself: of that
/// plot.
template <class Ask>
auto with_altitudes(const HeightModels& heights, const picket::Leg& leg, Ask&& ask)
{
    const double duration_s = leg.to.time_s - leg.from.time_s;
    std::optional<picket::detail::LegPath> path;
    if (duration_s > 0.0) path.emplace(leg.from.at, leg.to.at, leg.kind);
    const auto convert = [&](picket::Altitude own, double time_s, picket::VerticalDatum to) noexcept {
        const double fraction = path ? std::clamp((time_s - leg.from.time_s) / duration_s, 0.0, 1.0) : 0.0;
        const picket::LatLon place = path ? path->at(path->length_m() * fraction) : leg.from.at;
        const picket::AltitudeEstimate found = heights.to_datum(own, place, time_s, to);
        return picket::AltitudeRange{(found.altitude.value - found.error).value(),
                                     (found.altitude.value + found.error).value()};
    };
    // as the monitor
    const picket::ConvertedAltitude converted(leg, convert, picket::MetresPerSecond{500.0});
    return ask(picket::detail::ReachedAltitudes(heights, leg, converted));
}

/// Options of every command that compares heights with zones.
struct HeightOptions {
    std::vector<std::string> terrain;
    std::optional<double> terrain_error_m;
    std::optional<double> qnh_hpa;
    std::optional<double> temperature_error_k;
    std::string geoid = "none";

    void register_with(CLI::App& command)
    {
        command
            .add_option("--terrain", terrain,
                        "Ground above mean sea level, for heights above ground: SRTM tiles (.hgt), else ESRI ASCII "
                        "grids in degrees; of two that know a place the first counts; - is standard input")
            ->type_name("FILE");
        command.add_option("--terrain-error", terrain_error_m, "Bound of the terrain's error [16]")
            ->type_name("M")
            ->needs("--terrain");
        command
            .add_option(
                "--qnh", qnh_hpa,
                "Pressure at sea level, for flight levels against heights: to 1 hPa, in the standard atmosphere")
            ->type_name("HPA");
        command
            .add_option("--temperature-error", temperature_error_k,
                        "Bound of what the air differs from the standard atmosphere by, with --qnh [30]")
            ->type_name("K")
            ->needs("--qnh");
        command
            .add_option("--geoid", geoid,
                        "Mean sea level above the ellipsoid, for wgs84 heights: a geoid of GeographicLib's that is "
                        "installed, as egm96-5, or its .pgm file [none]")
            ->type_name("NAME");
    }

    void take(StandardInput& standard_input) const
    {
        for (const std::string& path : terrain) standard_input.take(path, "--terrain");
    }

    /// @throws Error  one line that names the file or the option
    [[nodiscard]] HeightModels load() const
    {
        OptionalGeoid mean_sea;
        OptionalTerrain ground;
        OptionalPressure air;
        if (qnh_hpa) {
            picket::QnhSpec spec;
            spec.qnh_hpa = *qnh_hpa;
            if (temperature_error_k) spec.temperature_error_k = *temperature_error_k;
            named("--qnh", [&] { air.emplace(spec); });
        }
        if (geoid != "none") named("--geoid", [&] { mean_sea.emplace(load_geoid(geoid)); });
        picket::TerrainQuality quality;
        if (terrain_error_m) quality.error = picket::Metres{*terrain_error_m};
        if (!(quality.error.value() >= 0.0 && std::isfinite(quality.error.value())))
            throw picket::DomainError("--terrain-error: a bound of an error is finite and not negative");
        std::vector<picket::TerrainGrid> tiles;
        for (const std::string& path : terrain) tiles.push_back(load_terrain(path, quality));
        if (!tiles.empty()) ground.emplace(std::move(tiles));
        return HeightModels(std::move(mean_sea), std::move(ground), std::move(air));
    }

private:
    template <class Make>
    static void named(const char* option, Make make)
    {
        try {
            make();
        } catch (const picket::DomainError& error) {
            throw picket::DomainError(
                (std::string(option) + ": " + picket::io::detail::printable(error.what(), 1000)).c_str());
        }
    }

    /// A name as GeographicLib knows it, or the path of a file.
    [[nodiscard]] static picket::GeographicLibGeoid load_geoid(const std::string& name)
    {
        constexpr std::string_view ending = ".pgm";
        if (!name.ends_with(ending)) return picket::GeographicLibGeoid(name);
        const std::string path = name.substr(0, name.size() - ending.size());
        const std::size_t slash = path.find_last_of('/');
        if (slash == std::string::npos) return picket::GeographicLibGeoid(path, ".");
        return picket::GeographicLibGeoid(path.substr(slash + 1), path.substr(0, slash + 1));
    }

    [[nodiscard]] static picket::TerrainGrid load_terrain(const std::string& path,
                                                          const picket::TerrainQuality& quality)
    {
        std::string ending = path.size() < 4 ? std::string() : path.substr(path.size() - 4);
        for (char& c : ending) c = picket::io::detail::to_lower(c);
        if (ending == ".hgt") return picket::io::read_hgt(path, quality);
        return read_input(
            path,
            [&](std::istream& in, const std::string& name) { return picket::io::read_ascii_grid(in, name, quality); },
            [&](const std::string& name) { return picket::io::read_ascii_grid(name, quality); });
    }
};

}  // namespace picket_cli

#endif
