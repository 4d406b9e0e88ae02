// SPDX-License-Identifier: MIT
/// @file
/// The nearest place of a boundary that is an offset of curves: of corridors, of parts with a margin, of the union
/// of such parts.
///
///               y                    The gap of a place x (LateralBoundary::gap) is a lower bound of its distance. It
///        .-'''''|'''''-._ .-         is the distance where the nearest place z of the curves leads to the boundary:
///      .'       |        V           from z a reach towards x, or away from it, lies y; if y is on the boundary,
///     /         x       / \          no other place of it is nearer. Else (x in a bay of the boundary, or where
///    |          z------/   \         other discs cover y) a search is needed.
///
/// Search. In polar coordinates about x the Earth is cut into sectors, each known to be free of boundary up to a
/// radius. The one with the least radius is looked at: from the place on its middle at that radius a disc free of
/// boundary is known, about that place with its gap for a radius, or the larger one about its foot z with the reach
/// for a radius: all that is within reach of z is inside a grown part, or outside a shrunk one. The sector is free as
/// far as the disc holds its two sides:
///   - along a ray the distance from the disc's centre q is convex (up to a quarter of the way round the Earth), so it
///     need be known only where the stretch begins and ends;
///   - across, at one radius, it grows with the angle from the direction of q: its derivative vanishes only where the
///     geodesic from q arrives along the ray, that is on the line through x and q.
/// Where that gains little, the sector is halved. The least radius is a lower bound of the distance at any time; the
/// search ends when the gap there is nothing. Beside a smooth boundary sectors of growing width suffice, as beside a
/// corner: their number is a matter of the logarithm of the accuracy.
#ifndef PICKET_AIRSPACE_DETAIL_OFFSET_BOUNDARY_HPP
#define PICKET_AIRSPACE_DETAIL_OFFSET_BOUNDARY_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/lateral.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

class OffsetBoundarySearch {
public:
    /// What counts as nothing: of a gap, where the search ends [m]. So the boundary that is found is that of margins
    /// which differ from the true ones by no more.
    static constexpr double tolerance_m = 1e-5;

    /// @pre boundary.has_offset(), place valid
    OffsetBoundarySearch(const LateralBoundary& boundary, LatLon place) noexcept : boundary_(boundary), place_(place) {}

    [[nodiscard]] NearestEdge nearest() noexcept
    {
        const BoundaryGap here = boundary_.gap(place_);
        if (here.nearest.curve == LateralBoundary::no_curve) return none();
        outside_ = here.gap_m > 0.0;
        const double least_m = std::abs(here.gap_m);
        edge_ = edge_of(here);
        if (offer_all_from(here, least_m)) return answer(best_m_, best_at_);
        return search(least_m);
    }

    /// Places that the last answer took to be asked about: for tests of the cost.
    [[nodiscard]] int looks() const noexcept { return looks_; }

private:
    /// As the nearest curve is known.
    static constexpr double noise_m = 1e-6;
    /// Up to there distances along geodesics are convex (a quarter of the way round is 9950 km at least).
    static constexpr double farthest_m = 9000e3;
    static constexpr int most_looks = 20000;
    static constexpr std::size_t most_sectors = 2048;

    struct Sector {
        double free_m;
        double azimuth_deg;
        double half_deg;
    };
    struct Disc {
        LatLon centre;
        double radius_m;
    };

    [[nodiscard]] static NearestEdge none() noexcept
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        return {Metres{std::numeric_limits<double>::infinity()}, {nan, nan}, -1, -1, -1};
    }
    [[nodiscard]] NearestEdge answer(double distance_m, LatLon at) const noexcept
    {
        return {Metres{distance_m}, at, edge_.part, edge_.ring, edge_.vertex};
    }
    [[nodiscard]] EdgeId edge_of(const BoundaryGap& gap) const noexcept
    {
        return boundary_.curves()[gap.nearest.curve].edge;
    }

    [[nodiscard]] static LatLon direct(LatLon from, double azimuth_deg, double distance_m) noexcept
    {
        LatLon to{};
        GeographicLib::Geodesic::WGS84().Direct(from.lat_deg, from.lon_deg, azimuth_deg, distance_m, to.lat_deg,
                                                to.lon_deg);
        return to;
    }

    /// Is the place between the curves and their offset?
    [[nodiscard]] bool in_rim(const BoundaryGap& gap) const noexcept
    {
        const PartBoundary& part = boundary_.parts()[gap.part];
        return gap.in_base == part.inward && gap.nearest.distance_m < part.reach_m;
    }

    [[nodiscard]] BoundaryGap look(LatLon place) noexcept
    {
        ++looks_;
        return boundary_.gap(place);
    }

    /// A place that is on the boundary unless another disc covers it. True when nothing can be nearer.
    bool offer(LatLon place, double least_m) noexcept
    {
        const double distance_m = geodesic_distance_m(place_, place);
        if (!(distance_m < best_m_)) return false;
        const BoundaryGap gap = look(place);
        if (outside_ ? gap.gap_m > noise_m : gap.gap_m < -noise_m) return false;
        best_m_ = distance_m;
        best_at_ = place;
        edge_ = edge_of(gap);
        return distance_m <= least_m + noise_m;
    }

    /// The offsets of the foot of a place.
    bool offer_all_from(const BoundaryGap& gap, double least_m) noexcept
    {
        const PartBoundary& part = boundary_.parts()[gap.part];
        const LatLon foot = gap.nearest.at;
        if (part.reach_m == 0.0) return offer(foot, least_m);
        constexpr double directed_m = 1e-2;  // nearer than this, a foot has no direction to rely on
        if (gap.nearest.distance_m > directed_m) {
            const double azimuth = inverse_between(foot, place_).azimuth_start_deg;
            const bool same_side = gap.in_base == part.inward;
            return offer(direct(foot, same_side ? azimuth : azimuth + 180.0, part.reach_m), least_m);
        }
        // On the line: at right angles to it, found by stepping aside, twice, so that the foot of the second step is
        // the place itself to within the line's bend
        const double step_m = std::min(10.0, 0.1 * part.reach_m);
        for (const double first : {0.0, 90.0, 45.0}) {
            double azimuth = first;
            for (int i = 0; i < 2; ++i) {
                const LatLon aside = direct(place_, azimuth, step_m);
                const NearestCurve nearest =
                    boundary_.nearest_curve(aside, std::numeric_limits<double>::infinity(), gap.nearest.curve,
                                            part.first_curve, part.last_curve);
                if (nearest.distance_m < 0.1 * step_m) break;
                azimuth = inverse_between(nearest.at, aside).azimuth_start_deg;
                if (i == 0) continue;
                for (const double turn : {0.0, 180.0})
                    if (offer(direct(nearest.at, azimuth + turn, part.reach_m), least_m)) return true;
            }
        }
        return false;
    }

    /// How far a sector is free by what is known of a place in it.
    [[nodiscard]] double free_beyond(LatLon place, const BoundaryGap& gap, const Sector& sector) const noexcept
    {
        const PartBoundary& part = boundary_.parts()[gap.part];
        if (!in_rim(gap) || outside_ != part.inward) return free_with({place, std::abs(gap.gap_m)}, sector);
        const double free_m = free_with({gap.nearest.at, part.reach_m}, sector);
        // what one part holds, the union holds; what one part leaves out, another may hold
        if (!outside_ || boundary_.parts().size() == 1) return free_m;
        return std::min(free_m, free_with({place, std::max(0.0, boundary_.gap(place, gap.part).gap_m)}, sector));
    }

    /// How far a sector is free if it is as far as it is and the disc is; its own free_m where the disc does not help.
    [[nodiscard]] double free_with(const Disc& disc, const Sector& sector) const noexcept
    {
        using GeographicLib::Math;
        const Inverse to_centre = inverse_between(place_, disc.centre);
        const double s = to_centre.distance_m;
        const double radius_m = disc.radius_m - noise_m;
        const double turned = Math::AngDiff(to_centre.azimuth_start_deg, sector.azimuth_deg);
        if (s < 1e-3 || std::abs(turned) + sector.half_deg >= 180.0) return std::max(sector.free_m, radius_m - s);
        double free_m = std::numeric_limits<double>::infinity();
        for (const double side : {-1.0, 1.0}) {
            const double azimuth = sector.azimuth_deg + side * sector.half_deg;
            const auto beyond = [&](double r) {
                return geodesic_distance_m(direct(place_, azimuth, r), disc.centre) - radius_m;
            };
            double exit_m = sector.free_m;
            double left_m = -beyond(exit_m);
            if (left_m < 0.0) return sector.free_m;
            // Where the ray leaves the disc: first about there, as on a plane, then between a place that is inside and
            // one that is not. The distance is convex: where the chord between the two says 0, it is inside (a hair
            // less, for rounding).
            const double across = s * Math::sind(turned + side * sector.half_deg);
            const double ahead = s * Math::cosd(turned + side * sector.half_deg);
            double r = std::abs(across) < radius_m ? ahead + std::sqrt((radius_m - across) * (radius_m + across)) : 0.0;
            double outside_m = std::numeric_limits<double>::infinity();
            double over_m = 0.0;
            for (int i = 0; i < 8 && left_m > 0.3 * tolerance_m && exit_m < farthest_m; ++i) {
                if (std::isfinite(outside_m))
                    r = exit_m + (outside_m - exit_m) * (left_m / (left_m + over_m)) - 0.05 * tolerance_m;
                else if (!(r > exit_m))
                    r = exit_m + (i == 0 ? 1.0 : 2.0) * left_m;  // less than that is never outside
                r = std::min(r, farthest_m);
                const double found_m = beyond(r);
                if (found_m <= 0.0) {
                    exit_m = std::max(exit_m, r);
                    left_m = -found_m;
                } else {
                    outside_m = r;
                    over_m = found_m;
                }
            }
            free_m = std::min(free_m, exit_m);
        }
        return std::max(sector.free_m, free_m);
    }

    /// No boundary is farther than this, if there is one.
    [[nodiscard]] double horizon_m() const noexcept
    {
        if (!outside_) return farthest_m;
        const Ball& ball = boundary_.ball();
        const double chord = chord_m(to_ecef_m(place_), ball.centre_m) + ball.radius_m;
        return chord < 1.9 * wgs84_radius_min_m ? std::min(farthest_m, geodesic_bound_of_chord_m(chord)) : farthest_m;
    }

    [[nodiscard]] NearestEdge search(double least_m) noexcept
    {
        const double horizon = horizon_m();
        std::array<Sector, most_sectors> heap;
        std::size_t used = 0;
        const auto farther = [](const Sector& a, const Sector& b) { return a.free_m > b.free_m; };
        const auto push = [&](const Sector& sector) {
            if (sector.free_m >= horizon) return;
            heap[used++] = sector;
            std::push_heap(heap.begin(), heap.begin() + static_cast<std::ptrdiff_t>(used), farther);
        };
        constexpr int first_sectors = 8;
        for (int i = 0; i < first_sectors; ++i)
            push({least_m, (i + 0.5) * 360.0 / first_sectors, 180.0 / first_sectors});
        while (used > 0) {
            std::pop_heap(heap.begin(), heap.begin() + static_cast<std::ptrdiff_t>(used), farther);
            Sector sector = heap[--used];
            // what was found and cannot be beaten
            if (best_m_ <= sector.free_m + tolerance_m) return answer(best_m_, best_at_);
            const LatLon place = direct(place_, sector.azimuth_deg, sector.free_m);
            const BoundaryGap gap = look(place);
            const double gap_m = (gap.gap_m > 0.0) == outside_ ? std::abs(gap.gap_m) : 0.0;
            if (gap_m <= tolerance_m || looks_ > most_looks || used + 2 > most_sectors) {
                edge_ = edge_of(gap);
                return answer(sector.free_m, place);
            }
            const double before_m = sector.free_m;
            sector.free_m = free_beyond(place, gap, sector);
            if (sector.free_m - before_m >= 0.3 * gap_m) {
                push(sector);
                continue;
            }
            const double quarter_deg = 0.5 * sector.half_deg;
            push({sector.free_m, sector.azimuth_deg - quarter_deg, quarter_deg});
            push({sector.free_m, sector.azimuth_deg + quarter_deg, quarter_deg});
        }
        if (best_m_ < std::numeric_limits<double>::infinity()) return answer(best_m_, best_at_);
        return horizon < farthest_m ? none() : answer(farthest_m, none().at);
    }

    const LateralBoundary& boundary_;
    LatLon place_;
    bool outside_ = false;
    double best_m_ = std::numeric_limits<double>::infinity();
    LatLon best_at_{};
    EdgeId edge_{};
    int looks_ = 0;
};

/// The nearest place of the true boundary, whether it is made of curves or of an offset of them.
///
/// @pre the place is valid
[[nodiscard]] inline NearestEdge nearest_on_boundary(const LateralBoundary& boundary, LatLon place) noexcept
{
    return boundary.has_offset() ? OffsetBoundarySearch(boundary, place).nearest() : boundary.nearest_edge(place);
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
