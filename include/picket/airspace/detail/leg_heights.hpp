// SPDX-License-Identifier: MIT
/// @file
/// The vertical question along a leg through models of height: the terrain under it followed in continuous time, by
/// branch and bound.
///
///     height above the limit's datum
///        |  __                     __       For a stretch of the leg, from a to b, bounds of the height and of its
///        | /  \_____      ____----'         error hold for every moment of it. If they lie on one side of the limit
///     ---+------limit----/--------------    (or astride of it throughout: unknown), the answer is the same for the
///        |  a   \______ / b    c            whole stretch and cannot change in it. If not, it is halved, down to a
///        +---------------------------- t    quarter of a millisecond.
///
/// Two decided stretches side by side share a moment, so they agree. A moment at which the answer changes is therefore
/// in or at the end of an undecided one, and both ends of those are offered: what is inside for longer than that is
/// never missed, whatever the terrain does between the plots. The bounds of a stretch of flown length L:
///   (1) A height is linear in time in the datum that it is reported in (or that both its ends were converted to).
///   (2) A surface s (terrain, geoid) lies between its least and greatest value over a box that holds the stretch.
///   (3) A function with slopes up to k stays within k L / 2 of the straight line between its end values: it can climb
///       with k from one end and must come down with k to the other.
///   (4) A function whose second derivative is at most c stays within c L^2 / 8 of it. Of a surface along the path
///       c = bend + sqrt(2) slope A: what it bends over a straight line in latitude and longitude, and how fast the
///       path leaves one, A = (|tan(latitude)| + 0.011) / M in each of north and east (a geodesic; a rhumb line half).
///   (5) A pressure conversion, of slope gain_low to gain_high, passes a deviation on times gain_high, bends the line
///       by at most (gain_high - gain_low) |h1 - h0| / 4, and moves it by twice what it drifts in place and time.
/// Deviations from the straight line add up, and so does the straight line: a slope flown along, or ground that rises
/// as the flight does, is decided in a few steps although (2) cannot tell. Rounding (10 nm) is not accounted for: it
/// moves the answer by no more than a place that is wrong by as much.
///
/// The box: latitudes between those of the ends, and beyond them by the path's bow, A L^2 / 8 (nothing for rhumb lines
/// and meridians); longitudes between those of the ends, for a geodesic and a rhumb line do not turn back in
/// longitude. Near a pole: all longitudes, and L either way.
#ifndef PICKET_AIRSPACE_DETAIL_LEG_HEIGHTS_HPP
#define PICKET_AIRSPACE_DETAIL_LEG_HEIGHTS_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/leg_moments.hpp>
#include <picket/airspace/detail/leg_path.hpp>
#include <picket/airspace/detail/leg_vertical.hpp>
#include <picket/airspace/height_models.hpp>
#include <picket/airspace/heights.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace picket {
inline namespace v0 {
namespace detail {

/// The box of a stretch and what its bow does.
struct PathStretch {
    GeoBox box;
    double length_m;
    double acceleration;  ///< A above [1/m]; infinite near a pole

    PathStretch(LatLon a, LatLon b, double flown_m, bool rhumb) noexcept : length_m(flown_m)
    {
        constexpr double metres_per_degree = 110574.0;  // at least
        const double reach_deg = flown_m / metres_per_degree;
        const double highest = std::max(std::abs(a.lat_deg), std::abs(b.lat_deg)) + 0.5 * reach_deg;
        box.lat_min_deg = std::min(a.lat_deg, b.lat_deg);
        box.lat_max_deg = std::max(a.lat_deg, b.lat_deg);
        const double tangent = highest < 89.99 ? std::tan(highest * degree) : std::numeric_limits<double>::infinity();
        acceleration = 1.02 * (tangent + 0.011) / wgs84_radius_min_m;
        if (!(acceleration * flown_m < 0.3)) {
            acceleration = std::numeric_limits<double>::infinity();
            box.lat_min_deg = std::max(-90.0, box.lat_min_deg - reach_deg);
            box.lat_max_deg = std::min(90.0, box.lat_max_deg + reach_deg);
            box.lon_west_deg = -180.0;
            box.lon_east_deg = 180.0;
            return;
        }
        const double east_deg = a.lon_deg == b.lon_deg ? 0.0 : std::remainder(b.lon_deg - a.lon_deg, 360.0);
        box.lon_west_deg = east_deg < 0.0 ? b.lon_deg : a.lon_deg;
        box.lon_east_deg = box.lon_west_deg + std::abs(east_deg);
        if (rhumb || east_deg == 0.0) return;
        const double bow_deg = 0.125 * acceleration * flown_m * reach_deg;
        box.lat_min_deg = std::max(-90.0, box.lat_min_deg - bow_deg);
        box.lat_max_deg = std::min(90.0, box.lat_max_deg + bow_deg);
    }
};

/// A height over a stretch: at its ends, how far between them it leaves the straight line, and its extremes.
struct HeightStretch {
    double from_m;
    double to_m;
    double off_line_m = 0.0;
    double low_m;
    double high_m;
    double error_low_m;
    double error_high_m;
    Coverage coverage = Coverage::whole;

    [[nodiscard]] double least_m() const noexcept { return std::max(low_m, std::min(from_m, to_m) - off_line_m); }
    [[nodiscard]] double greatest_m() const noexcept { return std::min(high_m, std::max(from_m, to_m) + off_line_m); }
    /// How little there is left to tell apart.
    [[nodiscard]] double spread_m() const noexcept { return greatest_m() - least_m() + (error_high_m - error_low_m); }

    /// Adds `sign` times a surface that has these values at the ends, and these bounds between them.
    void add(double sign, double surface_from_m, double surface_to_m, const SurfaceBounds& bounds,
             const PathStretch& path) noexcept
    {
        coverage = std::isnan(surface_from_m + surface_to_m) ? Coverage::part : bounds.coverage;
        if (coverage != Coverage::whole) {
            // the ends of a stretch of which nothing is known are not known either
            coverage = bounds.coverage == Coverage::none ? Coverage::none : Coverage::part;
            return;
        }
        double off_m = 0.0;
        if (path.length_m > 0.0) {
            off_m = bounds.high_m - bounds.low_m;
            if (std::isfinite(bounds.slope)) off_m = std::min(off_m, 0.5 * bounds.slope * path.length_m);
            const double bend =
                bounds.bend_per_m + (bounds.slope > 0.0 ? 1.42 * bounds.slope * path.acceleration : 0.0);
            if (std::isfinite(bend)) off_m = std::min(off_m, 0.125 * bend * path.length_m * path.length_m);
        }
        from_m += sign * surface_from_m;
        to_m += sign * surface_to_m;
        off_line_m += off_m;
        low_m += sign > 0.0 ? bounds.low_m : -bounds.high_m;
        high_m += sign > 0.0 ? bounds.high_m : -bounds.low_m;
        error_low_m += bounds.error_low_m;
        error_high_m += bounds.error_high_m;
    }

    /// Through a conversion that has these values at the ends, and these bounds between least_m() - error_high_m and
    /// greatest_m() + error_high_m.
    void convert(double converted_from_m, double converted_to_m, const PressureBounds& bounds) noexcept
    {
        coverage = bounds.coverage;
        if (std::isnan(converted_from_m + converted_to_m) && coverage == Coverage::whole) coverage = Coverage::part;
        if (coverage != Coverage::whole) return;
        const double below_m = std::min(from_m, to_m) - least_m();
        const double above_m = greatest_m() - std::max(from_m, to_m);
        const double drift_m = 2.0 * bounds.drift_m;
        low_m = std::min(converted_from_m, converted_to_m) - bounds.gain_high * below_m - drift_m;
        high_m = std::max(converted_from_m, converted_to_m) + bounds.gain_high * above_m + drift_m;
        off_line_m = bounds.gain_high * off_line_m +
                     0.25 * (bounds.gain_high - bounds.gain_low) * std::abs(to_m - from_m) + drift_m;
        from_m = converted_from_m;
        to_m = converted_to_m;
        error_low_m = bounds.gain_low * error_low_m + bounds.error_low_m;
        error_high_m = bounds.gain_high * error_high_m + bounds.error_high_m;
    }
};

/// Is a leg within a band of altitudes, t seconds after its start, with conversions? As SameDatum, to the bit, for
/// limits in the leg's own datum and for those that no model leads to.
///
/// A leg whose ends have different datums is converted at its ends to the datum of the limit, and linear there; for a
/// limit above the ground, to the datum of the terrain, so that the ground is followed between them.
template <class HeightsOf>
class LegHeights {
public:
    /// Stretches are halved down to this [s].
    static constexpr double shortest_s = 0.25e-3;
    /// What spreads less than this is not halved: the height comes that close to the limit for the whole stretch [m].
    static constexpr double closest_m = 1e-6;

    /// @param band, heights  must outlive this
    LegHeights(const AltitudeBand& band, const Leg& leg, const HeightsOf& heights) noexcept
        : plain_(band, leg),
          heights_(heights),
          leg_(leg),
          duration_s_(leg.to.time_s - leg.from.time_s),
          lower_(follow(band.lower, band.lower.kind == AltitudeLimit::Kind::altitude, true)),
          upper_(follow(band.upper, band.upper.kind != AltitudeLimit::Kind::unlimited, false))
    {
        if (lower_.followed || upper_.followed) path_.emplace(leg.from.at, leg.to.at, leg.kind);
    }

    [[nodiscard]] Containment at(double t) const noexcept
    {
        const Containment above =
            lower_.followed ? answer_at(lower_, t) : at_or_above(plain_.altitude_at(t), lower_.limit);
        if (above == Containment::outside) return above;
        return both(above, upper_.followed ? answer_at(upper_, t) : at_or_below(plain_.altitude_at(t), upper_.limit));
    }

    void offer_changes(double begin, double end, LeastMoments& moments) const noexcept
    {
        for (const FollowedLimit* limit : {&lower_, &upper_}) {
            if (!limit->followed) {
                plain_.offer_change(limit->limit, begin, end, moments);
                continue;
            }
            halve(*limit, {begin, place_at(begin)}, {end, place_at(end)}, moments);
        }
    }

private:
    /// A limit, and the height of the leg to compare with it: linear in `datum`, `route` from there to the limit's.
    struct FollowedLimit {
        AltitudeLimit limit;
        bool lower = false;
        bool followed = false;
        VerticalDatum datum = VerticalDatum::amsl;
        HeightEstimate from{};
        HeightEstimate to{};
        DatumRoute route{};
    };

    struct Moment {
        double t;
        LatLon at;
    };

    [[nodiscard]] FollowedLimit follow(const AltitudeLimit& limit, bool excludes, bool lower) const noexcept
    {
        FollowedLimit result{limit, lower};
        if (!excludes) return result;
        const VerticalDatum wanted = limit.value.datum;
        const Altitude from = leg_.from.altitude;
        const Altitude to = leg_.to.altitude;
        result.from = {from.value.value(), 0.0};
        result.to = {to.value.value(), 0.0};
        result.datum = from.datum;
        if (from.datum != to.datum) {
            result.datum = wanted == VerticalDatum::agl ? heights_.ground_datum() : wanted;
            result.from = heights_.to_datum(result.from, from.datum, leg_.from.at, leg_.from.time_s, result.datum);
            result.to = heights_.to_datum(result.to, to.datum, leg_.to.at, leg_.to.time_s, result.datum);
        } else if (from.datum == wanted) {
            return result;
        }
        const std::optional<DatumRoute> way = heights_.route(result.datum, wanted);
        if (!way || std::isnan(result.from.value_m + result.to.value_m)) return result;
        result.route = *way;
        result.followed = true;
        return result;
    }

    [[nodiscard]] LatLon place_at(double t) const noexcept
    {
        if (t <= 0.0) return leg_.from.at;
        if (t >= duration_s_) return leg_.to.at;
        return path_->at(path_->length_m() * (t / duration_s_));
    }

    [[nodiscard]] HeightEstimate height_at(const FollowedLimit& limit, double t) const noexcept
    {
        const double f = t / duration_s_;
        return {limit.from.value_m + f * (limit.to.value_m - limit.from.value_m),
                limit.from.error_m + f * (limit.to.error_m - limit.from.error_m)};
    }

    [[nodiscard]] Containment answer_at(const FollowedLimit& limit, double t) const noexcept
    {
        const HeightEstimate height = heights_.to_datum(height_at(limit, t), limit.datum, place_at(t),
                                                        leg_.from.time_s + t, limit.limit.value.datum);
        return limit.lower ? at_or_above(height, limit.limit.value.value)
                           : at_or_below(height, limit.limit.value.value);
    }

    /// The height over a stretch, above the limit's datum.
    [[nodiscard]] HeightStretch over(const FollowedLimit& limit, const Moment& a, const Moment& b) const noexcept
    {
        const HeightEstimate from = height_at(limit, a.t);
        const HeightEstimate to = height_at(limit, b.t);
        HeightStretch height{from.value_m,
                             to.value_m,
                             0.0,
                             std::min(from.value_m, to.value_m),
                             std::max(from.value_m, to.value_m),
                             std::min(from.error_m, to.error_m),
                             std::max(from.error_m, to.error_m)};
        const PathStretch path(a.at, b.at, path_->length_m() * ((b.t - a.t) / duration_s_), path_->is_rhumb());
        for (const DatumStep step : limit.route) {
            take(step, a, b, path, height);
            if (height.coverage != Coverage::whole) break;
        }
        return height;
    }

    void take(DatumStep step, const Moment& a, const Moment& b, const PathStretch& path,
              HeightStretch& height) const noexcept
    {
        const double a_s = leg_.from.time_s + a.t;
        const double b_s = leg_.from.time_s + b.t;
        [[maybe_unused]] const double low_m = height.least_m() - height.error_high_m;
        [[maybe_unused]] const double high_m = height.greatest_m() + height.error_high_m;
        switch (step) {
            case DatumStep::add_geoid:
            case DatumStep::take_geoid:
                if constexpr (HeightsOf::has_geoid)
                    height.add(step == DatumStep::add_geoid ? 1.0 : -1.0, heights_.geoid().undulation(a.at).value_m,
                               heights_.geoid().undulation(b.at).value_m, heights_.geoid().undulation_bounds(path.box),
                               path);
                break;
            case DatumStep::add_ground:
            case DatumStep::take_ground:
                if constexpr (HeightsOf::has_terrain)
                    height.add(step == DatumStep::add_ground ? 1.0 : -1.0, heights_.terrain().ground(a.at).value_m,
                               heights_.terrain().ground(b.at).value_m, heights_.terrain().ground_bounds(path.box),
                               path);
                break;
            case DatumStep::to_amsl:
                if constexpr (HeightsOf::has_pressure)
                    height.convert(heights_.pressure().amsl(height.from_m, a.at, a_s).value_m,
                                   heights_.pressure().amsl(height.to_m, b.at, b_s).value_m,
                                   heights_.pressure().amsl_bounds(low_m, high_m, path.box, a_s, b_s));
                break;
            case DatumStep::to_pressure:
                if constexpr (HeightsOf::has_pressure)
                    height.convert(heights_.pressure().pressure_altitude(height.from_m, a.at, a_s).value_m,
                                   heights_.pressure().pressure_altitude(height.to_m, b.at, b_s).value_m,
                                   heights_.pressure().pressure_altitude_bounds(low_m, high_m, path.box, a_s, b_s));
                break;
        }
    }

    /// The answer for a whole stretch, where there is one.
    [[nodiscard]] static std::optional<Containment> decide(const FollowedLimit& limit,
                                                           const HeightStretch& height) noexcept
    {
        if (height.coverage == Coverage::none) return Containment::unknown;
        if (height.coverage == Coverage::part) return std::nullopt;
        const double least_m = height.least_m();
        const double greatest_m = height.greatest_m();
        // the surest and the vaguest height that there can be: if both are decided alike, so is all between
        const auto answer = [&](double value_m, double error_m) {
            return limit.lower ? at_or_above(HeightEstimate{value_m, error_m}, limit.limit.value.value)
                               : at_or_below(HeightEstimate{value_m, error_m}, limit.limit.value.value);
        };
        const Containment first = answer(least_m, height.error_high_m);
        for (const double value_m : {least_m, greatest_m})
            for (const double error_m : {height.error_low_m, height.error_high_m})
                if (answer(value_m, error_m) != first) return std::nullopt;
        return first;
    }

    void halve(const FollowedLimit& limit, const Moment& a, const Moment& b, LeastMoments& moments) const noexcept
    {
        if (!moments.wants(a.t, b.t)) return;
        const HeightStretch height = over(limit, a, b);
        if (decide(limit, height)) return;
        const double middle = 0.5 * (a.t + b.t);
        const bool narrow = height.coverage == Coverage::whole && height.spread_m() < closest_m;
        if (narrow || b.t - a.t <= shortest_s || !(middle > a.t && middle < b.t)) {
            moments.offer(a.t);
            moments.offer(b.t);
            return;
        }
        const Moment between{middle, place_at(middle)};
        halve(limit, a, between, moments);
        halve(limit, between, b, moments);
    }

    SameDatum plain_;
    const HeightsOf& heights_;
    Leg leg_;
    double duration_s_;
    FollowedLimit lower_;
    FollowedLimit upper_;
    std::optional<LegPath> path_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
