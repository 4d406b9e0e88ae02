// SPDX-License-Identifier: MIT
/// @file
/// The path of a leg, geodesic or rhumb, by distance flown.
///
///      psi |            _ to      A rhumb line is straight in longitude and isometric latitude psi. Flown at
///          |        _.-'          constant speed, what grows evenly is the distance along the meridian, m: both
///          |    _.-'              the latitude and m are those of a geodesic straight north. Longitude then goes
///          | from                 with psi: lambda = lambda_0 + width (psi(phi) - psi_0) / (psi_1 - psi_0).
///          +------------ lambda
///
/// Near a parallel that quotient is 0/0. With q the mean of dm/dpsi = N cos(phi) over a stretch, as
/// (mean of M) / (mean of M / (N cos phi)) over its latitudes, the same number is f q(whole) / q(flown) at the
/// fraction f of the length, and the length is q(whole) hypot(psi_1 - psi_0, width): nothing cancels.
/// [tests/unit/leg_path]
#ifndef PICKET_AIRSPACE_DETAIL_LEG_PATH_HPP
#define PICKET_AIRSPACE_DETAIL_LEG_PATH_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/track.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicLine.hpp>
#include <GeographicLib/Math.hpp>

#include <algorithm>
#include <cmath>

namespace picket {
inline namespace v0 {
namespace detail {

/// The longitudes of a rhumb line, or the meridian that it is.
struct RhumbEnds {
    LatLon from;
    LatLon to;
    double east_deg;  ///< signed; 0: along a meridian, which is a geodesic

    RhumbEnds(LatLon start, LatLon end) noexcept : from(start), to(end), east_deg(0.0)
    {
        using GeographicLib::Math;
        const bool pole_from = std::abs(from.lat_deg) == 90.0;
        const bool pole_to = std::abs(to.lat_deg) == 90.0;
        if (pole_from && pole_to) {
            from.lon_deg = to.lon_deg = from.lat_deg > 0.0 ? from.lon_deg : to.lon_deg;
        } else if (pole_from) {
            from.lon_deg = to.lon_deg;
        } else if (pole_to) {
            to.lon_deg = from.lon_deg;
        } else {
            double low = 0;
            east_deg = Math::AngDiff(normalised_longitude(from.lon_deg), normalised_longitude(to.lon_deg), low);
            if (std::abs(east_deg) == 180.0 && low == 0.0) east_deg = to.lon_deg > from.lon_deg ? 180.0 : -180.0;
            if (east_deg == 0.0) to.lon_deg = from.lon_deg;
        }
    }
};

/// Bound of the geodesic curvature of a rhumb line between two latitudes [1/m]: sin(azimuth) tan(phi) / N.
[[nodiscard]] inline double rhumb_curvature_bound(double lat0_deg, double lat1_deg) noexcept
{
    const double highest = std::max(std::abs(lat0_deg), std::abs(lat1_deg));
    return 1.01 * std::abs(GeographicLib::Math::tand(highest)) / wgs84_a_m + 1e-12;
}

/// A leg of any length.
class LegPath {
public:
    /// Longest piece that the charts and slabs of leg_crossings.hpp are made for.
    static constexpr double longest_piece_m = 200e3;

    LegPath(LatLon from, LatLon to, LegKind kind = LegKind::geodesic) noexcept : from_(from), to_(to)
    {
        if (kind == LegKind::rhumb) {
            const RhumbEnds ends(from, to);
            from_ = ends.from;
            to_ = ends.to;
            east_deg_ = ends.east_deg;
            rhumb_ = east_deg_ != 0.0;
        }
        if (rhumb_) set_up_rhumb();
        else set_up_geodesic();
    }

    [[nodiscard]] double length_m() const noexcept { return length_m_; }

    /// Oblique or along a parallel: a line whose curvature is not 0.
    [[nodiscard]] bool is_rhumb() const noexcept { return rhumb_; }

    [[nodiscard]] LatLon at(double distance_m) const noexcept
    {
        if (rhumb_) return rhumb_at(distance_m);
        LatLon place{};
        line_.Position(distance_m, place.lat_deg, place.lon_deg);
        return place;
    }

    /// The ends as they were given, without a geodesic problem.
    [[nodiscard]] CurvePoint start() const noexcept { return {from_, azimuth_deg_}; }
    [[nodiscard]] LatLon end() const noexcept { return to_; }

    [[nodiscard]] CurvePoint at_with_tangent(double distance_m) const noexcept
    {
        if (rhumb_) return {rhumb_at(distance_m), azimuth_deg_};
        CurvePoint point{};
        line_.Position(distance_m, point.at.lat_deg, point.at.lon_deg, point.azimuth_deg);
        return point;
    }

    /// Upper bound of the geodesic curvature between two places of the leg [1/m].
    [[nodiscard]] double curvature_bound(LatLon a, LatLon b) const noexcept
    {
        return rhumb_ ? rhumb_curvature_bound(a.lat_deg, b.lat_deg) * sin_azimuth_ : 0.0;
    }

    /// How many pieces of equal length, none longer than longest_piece_m.
    [[nodiscard]] int pieces() const noexcept { return static_cast<int>(length_m_ / longest_piece_m) + 1; }

    /// For rhumb legs: the ends in longitude [rad] and isometric latitude.
    [[nodiscard]] double psi_from() const noexcept { return psi_from_; }
    [[nodiscard]] double psi_step() const noexcept { return psi_step_; }
    [[nodiscard]] double east_rad() const noexcept { return east_deg_ * degree; }
    [[nodiscard]] LatLon from() const noexcept { return from_; }

    /// For rhumb legs: the distance flown where this fraction of the longitude has passed.
    [[nodiscard]] double distance_of_fraction_m(double fraction) const noexcept
    {
        if (from_.lat_deg == to_.lat_deg) return fraction * length_m_;
        if (std::abs(psi_step_) > short_psi) {
            const double lat_deg = latitude_of_isometric_deg(psi_from_ + fraction * psi_step_);
            const double m = geodesic_distance_m({from_.lat_deg, 0.0}, {lat_deg, 0.0});
            return (fraction < 0.0 ? -m : m) / meridian_m_ * length_m_;
        }
        double f = fraction;
        for (int i = 0; i < 8; ++i) {
            const double lat_deg = meridian_latitude_deg(f);
            const double step = (f * mean_q_ / q_between(from_.lat_deg, lat_deg) - fraction) *
                                (parallel_radius_m(lat_deg) / mean_q_);
            f -= step;
            if (std::abs(step) < 1e-15) break;
        }
        return f * length_m_;
    }

private:
    /// Below it psi differences are taken by their mean slopes, over which cos(phi) hardly changes.
    static constexpr double short_psi = 2e-3;

    void set_up_geodesic() noexcept
    {
        using GeographicLib::GeodesicLine;
        const Inverse whole = inverse_between(from_, to_);
        length_m_ = whole.distance_m;
        azimuth_deg_ = whole.azimuth_start_deg;
        line_ = GeographicLib::Geodesic::WGS84().Line(
            from_.lat_deg, from_.lon_deg, whole.azimuth_start_deg,
            GeodesicLine::LATITUDE | GeodesicLine::LONGITUDE | GeodesicLine::AZIMUTH | GeodesicLine::DISTANCE_IN);
    }

    void set_up_rhumb() noexcept
    {
        using GeographicLib::GeodesicLine;
        const double width = east_deg_ * degree;
        if (from_.lat_deg == to_.lat_deg) {
            length_m_ = parallel_radius_m(from_.lat_deg) * std::abs(width);
            azimuth_deg_ = std::copysign(90.0, east_deg_);
            psi_from_ = isometric_latitude(from_.lat_deg);
            return;
        }
        psi_from_ = isometric_latitude(from_.lat_deg);
        psi_step_ = isometric_latitude(to_.lat_deg) - psi_from_;
        azimuth_deg_ = std::atan2(width, psi_step_) / degree;
        sin_azimuth_ = std::min(1.0, std::abs(width) / std::hypot(psi_step_, width) + 1e-9);
        meridian_m_ = geodesic_distance_m({from_.lat_deg, 0.0}, {to_.lat_deg, 0.0});
        line_ = GeographicLib::Geodesic::WGS84().Line(from_.lat_deg, 0.0, to_.lat_deg > from_.lat_deg ? 0.0 : 180.0,
                                                      GeodesicLine::LATITUDE | GeodesicLine::DISTANCE_IN);
        mean_q_ = std::abs(psi_step_) > short_psi ? meridian_m_ / std::abs(psi_step_)
                                                  : q_between(from_.lat_deg, to_.lat_deg);
        length_m_ = mean_q_ * std::hypot(psi_step_, width);
    }

    [[nodiscard]] double meridian_latitude_deg(double fraction) const noexcept
    {
        double lat_deg = 0;
        double unused = 0;
        line_.GenPosition(false, fraction * meridian_m_, GeographicLib::GeodesicLine::LATITUDE, lat_deg, unused, unused,
                          unused, unused, unused, unused, unused);
        return lat_deg;
    }

    [[nodiscard]] LatLon rhumb_at(double distance_m) const noexcept
    {
        const double f = distance_m / length_m_;
        if (from_.lat_deg == to_.lat_deg) return {from_.lat_deg, from_.lon_deg + f * east_deg_};
        const double lat_deg = meridian_latitude_deg(f);
        const double passed = std::abs(psi_step_) > short_psi
                                  ? (isometric_latitude(lat_deg) - psi_from_) / psi_step_
                                  : f * mean_q_ / q_between(from_.lat_deg, lat_deg);
        return {lat_deg, from_.lon_deg + passed * east_deg_};
    }

    /// Mean of dm/dpsi between two latitudes, by three Gauss points: to 1e-17 over short_psi.
    [[nodiscard]] static double q_between(double lat0_deg, double lat1_deg) noexcept
    {
        constexpr double aside = 0.38729833462074168852;  // sqrt(3/5) / 2
        const double middle = 0.5 * (lat0_deg + lat1_deg);
        double sum_m = 0.0;
        double sum_psi = 0.0;
        for (const double step : {-aside, 0.0, aside}) {
            double sin_lat = 0;
            double cos_lat = 0;
            GeographicLib::Math::sincosd(middle + step * (lat1_deg - lat0_deg), sin_lat, cos_lat);
            const double m = (step == 0.0 ? 8.0 : 5.0) * meridian_radius_m(sin_lat);
            sum_m += m;
            sum_psi += m / (prime_vertical_radius_m(sin_lat) * cos_lat);
        }
        return sum_m / sum_psi;
    }

    LatLon from_;
    LatLon to_;
    double length_m_ = 0;
    GeographicLib::GeodesicLine line_;  ///< the leg, or the meridian beside a rhumb leg
    bool rhumb_ = false;
    double east_deg_ = 0;
    double azimuth_deg_ = 0;  ///< at the start
    double sin_azimuth_ = 1;  ///< at least its size, of a rhumb leg
    double psi_from_ = 0;
    double psi_step_ = 0;
    double meridian_m_ = 0;
    double mean_q_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
