// SPDX-License-Identifier: MIT
/// @file
/// Geodesic distances to the boundaries of many zones, to a millimetre, in a fraction of a microsecond.
#ifndef PICKET_AIRSPACE_COMPILED_BOUNDARY_HPP
#define PICKET_AIRSPACE_COMPILED_BOUNDARY_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/piece_curve.hpp>
#include <picket/airspace/detail/piece_distance.hpp>
#include <picket/airspace/detail/piece_nearest.hpp>
#include <picket/airspace/detail/piece_tree.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// The nearest point of the boundaries of many zones. Numbers are NaN and indices -1 where the question had no valid
/// place; the distance is infinite, the place NaN, where nothing lies within reach.
struct NearestBoundary {
    Metres distance;  ///< geodesic, never negative
    LatLon at;
    int zone;    ///< index into the zones it was built from
    int part;    ///< these as in NearestEdge
    int ring;
    int vertex;
};

/// The boundaries of zones, compiled for distance questions: short cubics with a bound on the error of each, true
/// circles as such, under a tree of boxes.
///
/// Guarantees  (1) a place that is not a number gets NaN (or false), never 0
///             (2) distance_lower_bound never exceeds the distance
/// Accuracy    distances within 0.5 mm of the geodesic distance to the true curve up to 10,000 km, within a centimetre
///             beyond (worse only where kilometres of a boundary are equally far to that); `at` lies within 0.1 mm of
///             the boundary, and is as near as the nearest place to 1 mm (docs/explain/pieces.md)
///             [tests/differential/compiled_boundary]
/// Cost        O(log n) typical: half a microsecond near a boundary of thousands of edges, a microsecond to 900 km
///             [bench/micro]. Beyond that, and around the centre of curvature of an edge that is no true arc, tens of
///             microseconds; beyond 10,000 km a millisecond; where hundreds of kilometres of a boundary are equally
///             far, up to 0.2 s. Queries take no locks and allocate nothing; any number of threads may ask at once.
///             About 100 bytes for each edge of up to 46 km, or whole circle
/// Errors      construction throws DomainError; queries are noexcept
class CompiledBoundary {
public:
    /// Nothing: every distance is infinite.
    CompiledBoundary() = default;
    /// @param zones  need not outlive the constructor; at most 2^28 pieces in all
    /// @throws DomainError  naming a zone with a corridor or margin: its boundary is an offset of its edges
    explicit CompiledBoundary(std::span<const Zone> zones);
    explicit CompiledBoundary(const Zone& zone) : CompiledBoundary(std::span<const Zone>(&zone, 1)) {}

    [[nodiscard]] std::size_t zone_count() const noexcept { return arrays_.roots.size(); }
    [[nodiscard]] std::size_t piece_count() const noexcept { return arrays_.pieces.size(); }
    /// Bytes of all arrays.
    [[nodiscard]] std::size_t memory_bytes() const noexcept;
    /// Largest distance between a piece and the true curve.
    [[nodiscard]] Metres error_bound() const noexcept;

    /// The nearest point of any boundary.
    [[nodiscard]] NearestBoundary nearest(LatLon place) const noexcept { return nearest_below(place, arrays_.top); }
    /// The nearest point of the boundary of one zone.
    /// @pre zone < zone_count()
    [[nodiscard]] NearestBoundary nearest(LatLon place, std::size_t zone) const noexcept
    {
        return nearest_below(place, arrays_.roots[zone]);
    }

    /// Geodesic distance to the nearest boundary: what nearest() says, for less.
    [[nodiscard]] Metres distance(LatLon place) const noexcept { return distance_below(place, arrays_.top); }
    /// @pre zone < zone_count()
    [[nodiscard]] Metres distance(LatLon place, std::size_t zone) const noexcept
    {
        return distance_below(place, arrays_.roots[zone]);
    }

    /// Distance to the boundary of one zone with a sign: positive inside, negative outside, as Zone::depth. Which
    /// side the place is on is for the caller to say, who has an index or a Zone for it; `unknown` is NaN.
    /// @pre zone < zone_count()
    [[nodiscard]] Metres signed_distance(LatLon place, std::size_t zone, Containment side) const noexcept;
    /// The same, asking the zone: exact, at the cost of Zone::contains.
    /// @pre zone is the one of that number
    [[nodiscard]] Metres signed_distance(LatLon place, std::size_t number, const Zone& zone) const noexcept
    {
        return signed_distance(place, number, zone.contains(place));
    }

    /// Calls found(const NearestBoundary&) for each zone whose boundary comes within the radius, once, with its nearest
    /// point; in no particular order. Whether the place is inside does not matter. A boundary within 0.5 mm of the
    /// radius may be found or not.
    ///
    /// @return false where place or radius is not a number: nothing was asked
    template <class Found>
    bool for_each_within(LatLon place, Metres radius, Found&& found) const
        noexcept(noexcept(found(std::declval<const NearestBoundary&>())));

    /// "It cannot be there before": never more than the distance, usually most of it (how much:
    /// [tests/differential/compiled_boundary]), for a quarter to a half of the cost near the boundary and a tenth of a
    /// microsecond far from it; may be 0 within the extent of the boundary's smallest boxes.
    [[nodiscard]] Metres distance_lower_bound(LatLon place) const noexcept
    {
        return lower_bound_below(place, arrays_.top);
    }
    /// @pre zone < zone_count()
    [[nodiscard]] Metres distance_lower_bound(LatLon place, std::size_t zone) const noexcept
    {
        return lower_bound_below(place, arrays_.roots[zone]);
    }

    /// The arrays, for the modules that build on them.
    [[nodiscard]] detail::PieceView view() const noexcept
    {
        return {arrays_.pieces, arrays_.nodes, arrays_.roots, arrays_.rings, arrays_.top};
    }

private:
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    [[nodiscard]] NearestBoundary nearest_below(LatLon place, detail::PieceRef top) const noexcept;
    [[nodiscard]] Metres distance_below(LatLon place, detail::PieceRef top) const noexcept;
    [[nodiscard]] Metres lower_bound_below(LatLon place, detail::PieceRef top) const noexcept;
    [[nodiscard]] NearestBoundary finish(LatLon place, const detail::Ecef& here,
                                         const detail::PieceSearch& search) const noexcept;

    detail::PieceArrays arrays_;
};

inline CompiledBoundary::CompiledBoundary(std::span<const Zone> zones)
{
    using detail::Piece;
    using detail::PieceRef;
    using Builder = detail::PieceTreeBuilder;
    Builder builder(arrays_.nodes);
    std::vector<Piece> cut;
    std::vector<Builder::Item> items;
    std::vector<Builder::Item> zone_items;
    arrays_.roots.reserve(zones.size());
    zone_items.reserve(zones.size());
    std::uint32_t next_edge = 0;
    for (const Zone& zone : zones) {
        if (zone.boundary().has_offset())
            detail::raise<DomainError>(
                ("zone \"" + zone.id() + "\": a corridor or margin cannot be compiled yet; ask Zone::nearest_edge")
                    .c_str());
        const auto number = static_cast<std::uint32_t>(arrays_.roots.size());
        cut.clear();
        detail::PieceCutter cutter(cut);
        for (const detail::RingBoundary& ring : zone.boundary().rings()) {
            const auto curves = zone.boundary().curves().subspan(ring.first_curve, ring.last_curve - ring.first_curve);
            arrays_.rings.push_back({next_edge, number, ring.part, ring.ring});
            cutter.add_ring(curves, next_edge);
            int last = 0;
            for (const detail::Curve& curve : curves) last = std::max(last, curve.edge.vertex);
            next_edge += static_cast<std::uint32_t>(last) + 1;
        }
        items.clear();
        for (std::size_t i = 0; i < cut.size(); ++i)
            items.push_back({detail::box_of(cut[i]), static_cast<std::uint32_t>(i)});
        const auto first_piece = static_cast<PieceRef>(arrays_.pieces.size());
        const auto group = [&](auto, std::size_t first, std::size_t count) {
            return ((first_piece + static_cast<PieceRef>(first)) << 3) | static_cast<PieceRef>(count);
        };
        const PieceRef root = builder.build(items, detail::piece_group, group);
        for (const Builder::Item& item : items) arrays_.pieces.push_back(cut[item.number]);
        arrays_.roots.push_back(root);
        if (!items.empty()) zone_items.push_back({Builder::box_around(items), number});
    }
    arrays_.top = builder.build(zone_items, 1, [&](std::span<Builder::Item> all, std::size_t first, std::size_t) {
        return (all[first].number << 3) | detail::piece_ref_zone;
    });
    arrays_.pieces.shrink_to_fit();
    arrays_.nodes.shrink_to_fit();
    arrays_.rings.shrink_to_fit();
}

inline std::size_t CompiledBoundary::memory_bytes() const noexcept
{
    return arrays_.pieces.size() * sizeof(detail::Piece) + arrays_.nodes.size() * sizeof(detail::PieceNode) +
           arrays_.roots.size() * sizeof(detail::PieceRef) + arrays_.rings.size() * sizeof(detail::PieceRing);
}

inline Metres CompiledBoundary::error_bound() const noexcept
{
    float worst_m = 0.0F;
    for (const detail::Piece& piece : arrays_.pieces) worst_m = std::max(worst_m, piece.error_m);
    return Metres{static_cast<double>(worst_m)};
}

inline NearestBoundary CompiledBoundary::finish(LatLon place, const detail::Ecef& here,
                                                const detail::PieceSearch& search) const noexcept
{
    if (search.piece() == detail::PieceSearch::no_piece) return {Metres{infinity}, {nan, nan}, -1, -1, -1, -1};
    const detail::Piece& piece = arrays_.pieces[search.piece()];
    NearestBoundary nearest{};
    nearest.distance = Metres{search.foot().distance_m};
    if (piece.is_arc()) {
        double t = search.foot().t;
        if (std::isnan(t)) {
            const LatLon centre = piece.centre();
            const double azimuth = detail::inverse_between(centre, place).azimuth_start_deg;
            t = (azimuth - piece.chord.y) / piece.chord.z;
        }
        const LatLon at = detail::piece_point(piece, t).at;
        nearest.at = {at.lat_deg, detail::normalised_longitude(at.lon_deg)};
    } else {
        const detail::Ecef at = piece.at(search.foot().t);
        nearest.at = detail::surface_place(at);
        const detail::Ecef d = at - here;
        if (detail::dot(d, d) < detail::chord_short_max_m * detail::chord_short_max_m)
            nearest.distance = Metres{detail::distance_by_chord_m(here, at)};
    }
    const std::uint32_t edge = piece.edge();
    const auto after = std::upper_bound(arrays_.rings.begin(), arrays_.rings.end(), edge,
                                        [](std::uint32_t e, const detail::PieceRing& r) { return e < r.first_edge; });
    const detail::PieceRing& ring = *(after - 1);
    nearest.zone = static_cast<int>(ring.zone);
    nearest.part = ring.part;
    nearest.ring = ring.ring;
    nearest.vertex = static_cast<int>(edge - ring.first_edge);
    return nearest;
}

inline NearestBoundary CompiledBoundary::nearest_below(LatLon place, detail::PieceRef top) const noexcept
{
    if (!is_valid(place)) return {Metres{nan}, {nan, nan}, -1, -1, -1, -1};
    const detail::Ecef here = detail::fast_ecef_m(place);
    const detail::PieceView all = view();
    detail::PieceSearch search(all, place, here, infinity);
    search.run(top);
    return finish(place, here, search);
}

inline Metres CompiledBoundary::distance_below(LatLon place, detail::PieceRef top) const noexcept
{
    if (!is_valid(place)) return Metres{nan};
    const detail::Ecef here = detail::fast_ecef_m(place);
    const detail::PieceView all = view();
    detail::PieceSearch search(all, place, here, infinity);
    search.run(top);
    if (search.piece() == detail::PieceSearch::no_piece) return Metres{infinity};
    const detail::Piece& piece = arrays_.pieces[search.piece()];
    if (piece.is_arc() || search.foot().distance_m > 15e3) return Metres{search.foot().distance_m};
    return Metres{detail::distance_by_chord_m(here, piece.at(search.foot().t))};
}

inline Metres CompiledBoundary::signed_distance(LatLon place, std::size_t zone, Containment side) const noexcept
{
    if (side == Containment::unknown) return Metres{nan};
    const Metres unsigned_distance = distance(place, zone);
    return side == Containment::inside ? unsigned_distance : -unsigned_distance;
}

template <class Found>
bool CompiledBoundary::for_each_within(LatLon place, Metres radius, Found&& found) const
    noexcept(noexcept(found(std::declval<const NearestBoundary&>())))
{
    if (!is_valid(place) || std::isnan(radius.value())) return false;
    if (arrays_.top == detail::piece_ref_none || !(radius.value() >= 0.0)) return true;
    const detail::Ecef here = detail::fast_ecef_m(place);
    const detail::PieceView all = view();
    const float here_float[3] = {static_cast<float>(here.x), static_cast<float>(here.y), static_cast<float>(here.z)};
    const double chord_m = detail::largest_chord_m(radius.value());
    const auto limit2 = static_cast<float>(chord_m * chord_m * (1.0 + 1e-6) + 1.0);
    detail::PieceRef stack[64];
    int used = 0;
    stack[used++] = arrays_.top;
    while (used > 0) {
        const detail::PieceRef ref = stack[--used];
        if ((ref & detail::piece_ref_mask) == detail::piece_ref_zone) {
            detail::PieceSearch search(all, place, here, std::nextafter(radius.value() + 1e-9, infinity));
            search.run(arrays_.roots[ref >> 3]);
            if (search.piece() != detail::PieceSearch::no_piece) found(finish(place, here, search));
            continue;
        }
        const detail::PieceNode& node = arrays_.nodes[ref >> 3];
        const detail::Lanes distance2 = detail::box_distances2(node, here_float);
        for (int i = 0; i < 4; ++i)
            if (distance2[i] < limit2) stack[used++] = node.child[i];
    }
    return true;
}

inline Metres CompiledBoundary::lower_bound_below(LatLon place, detail::PieceRef top) const noexcept
{
    if (!is_valid(place)) return Metres{nan};
    return Metres{detail::distance_at_least_m(view(), detail::fast_ecef_m(place), top)};
}

}  // namespace v0
}  // namespace picket

#endif
