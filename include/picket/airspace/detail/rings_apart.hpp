// SPDX-License-Identifier: MIT
/// @file
/// Do the rings of a zone lie as a well-formed polygon's do? Then "inside" is the parity over all of them
/// together, which is what the index counts.
#ifndef PICKET_AIRSPACE_DETAIL_RINGS_APART_HPP
#define PICKET_AIRSPACE_DETAIL_RINGS_APART_HPP

#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/ring_faults.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Rings do not cross or touch, holes lie in their exterior and apart from each other, and parts lie apart.
/// Touching counts as a fault (it may hide a crossing), except along a meridian, where parts that were cut at
/// the antimeridian meet. `false` costs speed, never correctness.
class RingsApart {
public:
    [[nodiscard]] static bool check(const LateralBoundary& boundary)
    {
        if (boundary.rings().size() == 1) return true;
        return !any_meet(boundary) && std::all_of(boundary.rings().begin(), boundary.rings().end(), [&](const auto& ring) {
            return nested(boundary, ring);
        });
    }

private:
    [[nodiscard]] static bool inside_ring(const LateralBoundary& boundary, const RingBoundary& ring, LatLon place)
    {
        const double lon = normalised_longitude(place.lon_deg);
        bool odd = false;
        if (!(ring.odd_is_inside && (place.lat_deg < ring.lat_min_deg || place.lat_deg > ring.lat_max_deg)))
            for (std::size_t i = ring.first_curve; i < ring.last_curve; ++i)
                odd ^= crosses_north_of(boundary.curves()[i], place.lat_deg, lon);
        return odd == ring.odd_is_inside;
    }

    /// With rings apart, one place of a ring tells for all of it.
    [[nodiscard]] static bool nested(const LateralBoundary& boundary, const RingBoundary& ring)
    {
        const LatLon probe = CurvePath(boundary.curves()[ring.first_curve]).at(0.381966);
        bool in_part = false;  // of the part being looked at
        for (const RingBoundary& other : boundary.rings()) {
            if (other.first_curve == ring.first_curve) continue;
            const bool inside = inside_ring(boundary, other, probe);
            if (other.part == ring.part) {
                // a hole lies in the exterior and in no other hole; the exterior lies in none of its holes
                if (inside != (other.ring == 0)) return false;
                continue;
            }
            in_part = other.ring == 0 ? inside : in_part && !inside;
            const bool last_of_part = &other == &boundary.rings().back() || (&other + 1)->part != other.part;
            if (last_of_part && in_part) return false;
        }
        return true;
    }

    [[nodiscard]] static bool any_meet(const LateralBoundary& boundary)
    {
        struct Entry {
            double west;
            double east;
            std::size_t index;
        };
        constexpr double margin_deg = 1e-9;
        const auto curves = boundary.curves();
        std::vector<std::size_t> ring_of(curves.size());
        for (std::size_t r = 0; r < boundary.rings().size(); ++r)
            for (std::size_t i = boundary.rings()[r].first_curve; i < boundary.rings()[r].last_curve; ++i) ring_of[i] = r;
        std::vector<Entry> entries;
        entries.reserve(curves.size());
        for (std::size_t i = 0; i < curves.size(); ++i) {
            const double west = curves[i].lon_west_deg;
            const double east = west + curves[i].width_deg.high;
            entries.push_back({west - margin_deg, east + margin_deg, i});
            if (east + margin_deg >= 180.0) entries.push_back({west - 360.0 - margin_deg, east - 360.0 + margin_deg, i});
        }
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.west < b.west; });
        std::vector<Entry> active;
        for (const Entry& entry : entries) {
            std::erase_if(active, [&](const Entry& other) { return other.east < entry.west; });
            const Curve& curve = curves[entry.index];
            for (const Entry& other : active) {
                const Curve& with = curves[other.index];
                if (ring_of[other.index] == ring_of[entry.index] || with.lat_min_deg > curve.lat_max_deg + margin_deg ||
                    with.lat_max_deg < curve.lat_min_deg - margin_deg || (curve.is_meridian() && with.is_meridian()))
                    continue;
                if (meet(curve, with)) return true;
            }
            active.push_back(entry);
        }
        return false;
    }

    [[nodiscard]] static bool meet(const Curve& a, const Curve& b)
    {
        if (a.is_spin() || b.is_spin()) return true;
        const auto touches = [](LatLon end, const Curve& curve) {
            return nearest_on_curve(curve, end, touching_m).distance_m < touching_m;
        };
        const LatLon west_a{a.lat_west_deg, a.lon_west_deg};
        const LatLon east_a{a.lat_east_deg, a.lon_east_deg};
        const LatLon west_b{b.lat_west_deg, b.lon_west_deg};
        const LatLon east_b{b.lat_east_deg, b.lon_east_deg};
        LatLon at{};
        return RingCrossingFinder::sides_change(a, b, at) || touches(west_a, b) || touches(east_a, b) ||
               touches(west_b, a) || touches(east_b, a);
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
