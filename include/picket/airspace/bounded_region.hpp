// SPDX-License-Identifier: MIT
/// @file
/// The guaranteed mode: a position that is known only to lie in a bounded region. Could it be inside a zone, must it
/// be, could it enter? No alert is missed while the bound holds.
#ifndef PICKET_AIRSPACE_BOUNDED_REGION_HPP
#define PICKET_AIRSPACE_BOUNDED_REGION_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/gaussian_frame.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/offset_boundary.hpp>
#include <picket/airspace/entry_bound.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace picket {
inline namespace v0 {

/// Heights from `low` to `high`, both possible. NaN: not known. Of two datums nothing is known either.
struct AltitudeInterval {
    Altitude low{Metres{__builtin_nan("")}, VerticalDatum::amsl};
    Altitude high{Metres{__builtin_nan("")}, VerticalDatum::amsl};
};

/// A region about a place: a disc, an ellipse or a box on the ground, and an interval of heights.
///
/// Ellipse and box are drawn on the geodesic chart about the place: a point of theirs lies at the distance and the
/// azimuth of its vector there. A place that is not valid is a region that is not known: answers are unknown.
///
/// Errors   factories throw DomainError for lengths that are negative, NaN or beyond 500 km, for an azimuth that is not
///          finite
class BoundedRegion {
public:
    /// All places at most this far from the place.
    [[nodiscard]] static BoundedRegion disc(LatLon place, Metres radius)
    {
        return BoundedRegion(place, radius, radius, Degrees{0.0}, true);
    }
    /// @param azimuth  of the semi-axis along, clockwise from north
    [[nodiscard]] static BoundedRegion ellipse(LatLon place, Metres along, Metres across, Degrees azimuth)
    {
        return BoundedRegion(place, along, across, azimuth, true);
    }
    /// @param half_along, half_across  half its sides; azimuth: of `half_along`
    [[nodiscard]] static BoundedRegion box(LatLon place, Metres half_along, Metres half_across, Degrees azimuth)
    {
        return BoundedRegion(place, half_along, half_across, azimuth, false);
    }

    [[nodiscard]] BoundedRegion with_altitude(AltitudeInterval altitude) const noexcept
    {
        BoundedRegion result = *this;
        result.altitude_ = altitude;
        return result;
    }

    [[nodiscard]] LatLon place() const noexcept { return place_; }
    [[nodiscard]] Metres half_along() const noexcept { return along_; }
    [[nodiscard]] Metres half_across() const noexcept { return across_; }
    [[nodiscard]] Degrees azimuth() const noexcept { return azimuth_; }
    [[nodiscard]] bool is_round() const noexcept { return round_; }
    [[nodiscard]] const AltitudeInterval& altitude() const noexcept { return altitude_; }

private:
    BoundedRegion(LatLon place, Metres along, Metres across, Degrees azimuth, bool round)
        : place_(place), along_(along), across_(across), azimuth_(azimuth), round_(round)
    {
        constexpr double most_m = 500e3;
        for (const double length_m : {along.value(), across.value()})
            if (!(length_m >= 0.0 && length_m <= most_m))
                detail::raise<DomainError>("the lengths of a region are between 0 and 500 km");
        if (!std::isfinite(azimuth.value())) detail::raise<DomainError>("the azimuth of a region is not finite");
    }

    LatLon place_;
    Metres along_;
    Metres across_;
    Degrees azimuth_;
    bool round_;
    AltitudeInterval altitude_{};
};

namespace detail {

/// Cuts a region into cells until the distance to the boundary decides each.
///
/// The chart about a place shortens nothing: on the Earth two places are at most as far apart as on the chart (its
/// curvature is positive; Rauch). So all of a cell is within half its diagonal of its middle, on the Earth too.
class RegionSearch {
public:
    /// What a cell may be too large by, as a share of the region, and at least [m].
    static constexpr double share = 1.0 / 128.0;
    static constexpr double least_m = 1.0;

    RegionSearch(const LateralBoundary& boundary, const BoundedRegion& region) noexcept
        : boundary_(boundary), chart_(region.place()), region_(region)
    {
        const double azimuth = region.azimuth().value() * degree;
        ahead_ = {std::sin(azimuth), std::cos(azimuth)};
        aside_ = {ahead_.y, -ahead_.x};
    }

    /// May a place within `reach_m` of one of the region's be inside? False only if none is.
    [[nodiscard]] bool any_inside(double reach_m) noexcept { return any(true, reach_m); }
    /// May a place of the region be outside? False only if none is.
    [[nodiscard]] bool any_outside() noexcept { return any(false, 0.0); }

private:
    struct Cell {
        double along_m;
        double across_m;
        double half_along_m;
        double half_across_m;
    };

    [[nodiscard]] bool any(bool wanted_inside, double reach_m) noexcept
    {
        const double along_m = region_.half_along().value();
        const double across_m = region_.half_across().value();
        const bool disc = region_.is_round() && along_m == across_m;
        const double fine_m = std::max(least_m, share * std::max(along_m, across_m));
        // Depth first: each level leaves one sibling. A cell of 1,000 km is 1 m wide after forty halvings.
        Cell stack[64];
        int used = 0;
        int looks = 0;
        constexpr int most_looks = 4096;
        stack[used++] = {0.0, 0.0, along_m, across_m};
        while (used > 0) {
            const Cell cell = stack[--used];
            const LatLon at = cell.along_m == 0.0 && cell.across_m == 0.0
                                  ? region_.place()
                                  : chart_.place(cell.along_m * ahead_ + cell.across_m * aside_);
            const bool inside = boundary_.contains(at);
            const bool middle_counts = !region_.is_round() || in_ellipse(cell.along_m, cell.across_m);
            if (inside == wanted_inside && middle_counts) return true;
            const double half_m =
                (disc && looks == 0 ? along_m : std::hypot(cell.half_along_m, cell.half_across_m)) + reach_m;
            if (++looks > most_looks) return true;
            if (inside != wanted_inside) {
                // exact distances are right to a micrometre, those to offsets to ten: a millimetre is on the safe side
                constexpr double margin_m = 1e-3;
                if (clearance_m(at, half_m + margin_m) > half_m + margin_m) continue;
                if (disc && looks == 1) return true;  // the distance is exact, and within the radius
            }
            if (std::max(cell.half_along_m, cell.half_across_m) <= fine_m || used + 2 > 64) return true;
            Cell one = cell;
            Cell other = cell;
            if (cell.half_along_m >= cell.half_across_m) {
                one.half_along_m = other.half_along_m = 0.5 * cell.half_along_m;
                one.along_m -= one.half_along_m;
                other.along_m += one.half_along_m;
            } else {
                one.half_across_m = other.half_across_m = 0.5 * cell.half_across_m;
                one.across_m -= one.half_across_m;
                other.across_m += one.half_across_m;
            }
            for (const Cell& half : {one, other})
                if (!region_.is_round() || meets_ellipse(half)) stack[used++] = half;
        }
        return false;
    }

    /// A distance that the boundary is not nearer than; exact where it is less than what is needed.
    [[nodiscard]] double clearance_m(LatLon at, double needed_m) const noexcept
    {
        if (boundary_.has_offset()) {
            const double bound_m = boundary_.clearance_bound_m(at);
            return bound_m > needed_m ? bound_m : nearest_on_boundary(boundary_, at).distance.value();
        }
        if (boundary_.curves().empty()) return std::numeric_limits<double>::infinity();
        const double bound_m = boundary_distance_bound_m(boundary_, at);
        if (bound_m > needed_m) return bound_m;
        return boundary_.nearest_edge(at).distance.value();
    }

    [[nodiscard]] bool in_ellipse(double along_m, double across_m) const noexcept
    {
        const auto share_of = [](double x, double half) { return x == 0.0 ? 0.0 : x / half; };
        return std::hypot(share_of(along_m, region_.half_along().value()),
                          share_of(across_m, region_.half_across().value())) <= 1.0;
    }
    [[nodiscard]] bool meets_ellipse(const Cell& cell) const noexcept
    {
        return in_ellipse(std::max(0.0, std::abs(cell.along_m) - cell.half_along_m) * (1.0 - 1e-12),
                          std::max(0.0, std::abs(cell.across_m) - cell.half_across_m) * (1.0 - 1e-12));
    }

    const LateralBoundary& boundary_;
    PlaneChart chart_;
    const BoundedRegion& region_;
    Plane ahead_{};
    Plane aside_{};
};

[[nodiscard]] inline bool comparable(const AltitudeInterval& interval) noexcept
{
    return interval.low.datum == interval.high.datum && interval.low.value <= interval.high.value;
}

}  // namespace detail

/// Could a position of the region be in the zone (boundary and heights, not times)? The boundary counts as inside.
///
/// @return outside: certainly not, while the bound holds; inside: it could be; unknown: its place could be, and its
///         heights are not known or cannot be compared with the zone's; or the region's place is not valid
///
/// Guarantees  (1) never outside where a position of the region is inside [tests/property/bounded_region]
///             (2) inside only where a place of a disc is within 1 mm of the zone; of an ellipse or box, within a 64th
///                 of its greatest half length (2 m at least)
/// Cost        for discs a nearest edge at most; ellipses and boxes that the boundary is near: tens of them.
///             No allocation
/// Errors      noexcept
[[nodiscard]] inline Containment could_be_inside(const Zone& zone, const BoundedRegion& region) noexcept
{
    if (!is_valid(region.place())) return Containment::unknown;
    const AltitudeInterval& heights = region.altitude();
    Containment in_height = Containment::unknown;
    if (detail::comparable(heights)) {
        in_height =
            both(at_or_above(heights.high, zone.altitude().lower), at_or_below(heights.low, zone.altitude().upper));
    } else {
        // unlimited zones hold any height
        in_height = within(zone.altitude(), Altitude{Metres{__builtin_nan("")}, VerticalDatum::amsl});
    }
    if (in_height == Containment::outside) return Containment::outside;
    const bool could = detail::RegionSearch(zone.boundary(), region).any_inside(0.0);
    return both(could ? Containment::inside : Containment::outside, in_height);
}

/// Is every position of the region in the zone (boundary and heights, not times)?
///
/// @return inside: certainly, while the bound holds; outside: some position of it may be outside; unknown: all places
///         are inside, and heights are not known or cannot be compared
///
/// Guarantees  (1) inside only where every position of the region is [tests/property/bounded_region]
///             (2) outside only where a place of the region is outside or as near to the boundary as
///                 could_be_inside() says
/// Cost, errors  could_be_inside()
[[nodiscard]] inline Containment must_be_inside(const Zone& zone, const BoundedRegion& region) noexcept
{
    if (!is_valid(region.place())) return Containment::unknown;
    const AltitudeInterval& heights = region.altitude();
    const Altitude nothing{Metres{__builtin_nan("")}, VerticalDatum::amsl};
    const bool known = detail::comparable(heights);
    const Containment in_height = both(at_or_above(known ? heights.low : nothing, zone.altitude().lower),
                                       at_or_below(known ? heights.high : nothing, zone.altitude().upper));
    if (in_height == Containment::outside) return Containment::outside;
    const bool must = !detail::RegionSearch(zone.boundary(), region).any_outside();
    return both(must ? Containment::inside : Containment::outside, in_height);
}

/// Could a mover from the region be above or below the zone's ground, or in it, within a time, whatever way it takes?
///
/// Lateral only: a mover may climb. The heights of the region do not count.
///
/// @param fastest  greatest ground speed, not negative (NaN and negative speeds: unknown)
/// @param horizon  from now, not negative (else unknown)
///
/// Guarantees  never outside where a path from the region, no faster than that, is inside by then
///             [tests/property/bounded_region]
/// Cost, errors  could_be_inside()
[[nodiscard]] inline Containment could_enter(const Zone& zone, const BoundedRegion& region, MetresPerSecond fastest,
                                             Seconds horizon) noexcept
{
    if (!is_valid(region.place()) || !(fastest.value() >= 0.0) || !(horizon.value() >= 0.0))
        return Containment::unknown;
    const double reach_m = fastest.value() * horizon.value();
    if (std::isnan(reach_m)) return Containment::unknown;
    return detail::RegionSearch(zone.boundary(), region).any_inside(reach_m) ? Containment::inside
                                                                             : Containment::outside;
}

}  // namespace v0
}  // namespace picket

#endif
