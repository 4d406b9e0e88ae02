// SPDX-License-Identifier: MIT
/// @file
/// The exact boundaries inside an index: what decides when the tables cannot, in a sixth of a Zone's bytes, in flat
/// arrays that can be written to a file and mapped back.
///
///   zone --> rings --> curves          node 0      node 1      node 2 ...  node n = node 0
///                                        *-- kind 0 --*-- kind 1 --*-- ... --*
///
/// A curve (curve.hpp) is kept as its two nodes and a byte. It is made again when it is asked, by the functions
/// that made it in the zone, so that it has the same bits: the answer here is the zone's own, not a close one.
/// [tests/unit/index_store compares every field.] That takes about a microsecond for a geodesic; rings of many
/// curves are kept in blocks of 16 with the longitudes and latitudes each block covers, so that only curves that
/// pass the place's meridian near it are made.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_STORE_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_STORE_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A ring of a stored boundary.
struct StoredRing {
    double lat_min_deg;
    double lat_max_deg;
    std::uint32_t first_curve;
    std::uint32_t curves;
    std::uint32_t first_node;
    std::uint32_t first_block;
    std::uint32_t part;
    std::uint32_t odd_is_inside;
};

/// An arc's own terms; its ends are nodes.
struct StoredArc {
    ArcTerms terms;
    double west_deg;  ///< Curve::arc_west_deg
    std::uint32_t curve;
    std::uint32_t unused;
};

/// Where the curves of a block can be. Rounded outward.
struct StoredBlock {
    float lon_west_deg;
    float width_deg;
    float lat_min_deg;
    float lat_max_deg;
};

/// A curve's byte.
struct StoredKind {
    static constexpr std::uint8_t kind_mask = 7U;
    static constexpr std::uint8_t forward = 8U;
    static constexpr std::uint8_t meridian = 16U;
};

inline constexpr std::uint32_t store_block_curves = 16;

/// The arrays, wherever they lie.
struct StoreView {
    std::span<const StoredRing> rings;
    std::span<const LatLon> nodes;
    std::span<const std::uint8_t> kinds;
    std::span<const StoredArc> arcs;  ///< by curve
    std::span<const StoredBlock> blocks;

    /// Curve `i` of a ring, as RingTracer made it, but for the edge that it comes from.
    [[nodiscard]] Curve curve(const StoredRing& ring, std::uint32_t i) const noexcept
    {
        const std::uint8_t byte = kinds[ring.first_curve + i];
        const LatLon from = nodes[ring.first_node + i];
        const LatLon to = nodes[ring.first_node + i + 1];
        const bool forward = (byte & StoredKind::forward) != 0;
        const auto kind = static_cast<EdgeKind>(byte & StoredKind::kind_mask);
        if ((byte & StoredKind::meridian) != 0) return RingTracer::meridian_curve(from.lon_deg, from.lat_deg, to.lat_deg, {});
        // an arc is made clockwise, whichever way its ring runs
        const bool backward_arc = is_arc(kind) && !forward;
        const LatLon start = backward_arc ? to : from;
        const LatLon end = backward_arc ? from : to;
        DoubleDouble east{};
        east.high = GeographicLib::Math::AngDiff(start.lon_deg, end.lon_deg, east.low);
        if (std::abs(east.high) == 180.0 && east.low == 0.0) east.high = forward != backward_arc ? 180.0 : -180.0;
        Curve made = RingTracer::spanning_curve(start, end, east, kind, {});
        if (!is_arc(kind)) return made;
        made.ring_forward = forward;
        const auto arc = std::lower_bound(arcs.begin(), arcs.end(), ring.first_curve + i,
                                          [](const StoredArc& a, std::uint32_t value) { return a.curve < value; });
        made.arc = arc->terms;
        made.arc_west_deg = arc->west_deg;
        return made;
    }

    /// LateralBoundary::contains for the rings [first, first + count).
    [[nodiscard]] bool contains(std::uint32_t first, std::uint32_t count, LatLon place) const noexcept
    {
        const double lat = place.lat_deg;
        const double lon = std::abs(lat) == 90.0 ? 0.0 : normalised_longitude(place.lon_deg);
        const std::uint32_t end = first + count;
        for (std::uint32_t i = first; i < end;) {
            const std::uint32_t part = rings[i].part;
            bool inside = inside_ring(rings[i], lat, lon);
            for (++i; i < end && rings[i].part == part; ++i)
                if (inside && inside_ring(rings[i], lat, lon)) inside = false;
            if (inside) return true;
        }
        return false;
    }

    /// Is a curve of the rings [first, first + count) within `reach_m` of the place? @pre reach_m below a metre
    [[nodiscard]] bool comes_near(std::uint32_t first, std::uint32_t count, LatLon place, double reach_m) const noexcept
    {
        constexpr double margin_deg = 1e-4;  // more than a metre of latitude, and of longitude up to 84 degrees
        const double lon = normalised_longitude(place.lon_deg);
        const bool any_longitude = std::abs(place.lat_deg) > 84.0;
        for (const StoredRing& ring : rings.subspan(first, count))
            for (std::uint32_t i = 0; i < ring.curves; ++i) {
                if (i % store_block_curves == 0) {
                    const StoredBlock& block = blocks[ring.first_block + i / store_block_curves];
                    double east = lon - static_cast<double>(block.lon_west_deg) + margin_deg;
                    if (east < 0.0) east += 360.0;
                    const bool beside = east > static_cast<double>(block.width_deg) + 2.0 * margin_deg && !any_longitude;
                    if (beside || place.lat_deg < static_cast<double>(block.lat_min_deg) - margin_deg ||
                        place.lat_deg > static_cast<double>(block.lat_max_deg) + margin_deg) {
                        i += store_block_curves - 1;
                        continue;
                    }
                }
                const LatLon& a = nodes[ring.first_node + i];
                const LatLon& b = nodes[ring.first_node + i + 1];
                const auto kind = static_cast<EdgeKind>(kinds[ring.first_curve + i] & StoredKind::kind_mask);
                const Reach reach = reach_of(a.lon_deg < b.lon_deg ? a : b, a.lon_deg < b.lon_deg ? b : a, kind);
                if (place.lat_deg < reach.low_deg - margin_deg || place.lat_deg > reach.high_deg + margin_deg) continue;
                if (nearest_on_curve(curve(ring, i), place, 1.0).distance_m <= reach_m) return true;
            }
        return false;
    }

private:
    [[nodiscard]] bool inside_ring(const StoredRing& ring, double lat, double lon) const noexcept
    {
        const bool odd_is_inside = ring.odd_is_inside != 0;
        bool odd = false;
        if (!(odd_is_inside && (lat < ring.lat_min_deg || lat > ring.lat_max_deg)))
            for (std::uint32_t i = 0; i < ring.curves; i += store_block_curves) {
                const std::uint32_t end = std::min(i + store_block_curves, ring.curves);
                if (may_cross(blocks[ring.first_block + i / store_block_curves], lat, lon))
                    for (std::uint32_t c = i; c < end; ++c) odd ^= crosses(ring, c, lat, lon);
            }
        return odd == odd_is_inside;
    }

    /// Can a curve of the block pass the meridian at or north of the place?
    [[nodiscard]] static bool may_cross(const StoredBlock& block, double lat, double lon) noexcept
    {
        double east = lon - static_cast<double>(block.lon_west_deg);
        if (east < 0.0) east += 360.0;
        return east <= static_cast<double>(block.width_deg) && lat <= static_cast<double>(block.lat_max_deg);
    }

    /// crosses_north_of, without making the curve where its ends alone decide.
    [[nodiscard]] bool crosses(const StoredRing& ring, std::uint32_t i, double lat, double lon) const noexcept
    {
        const std::uint8_t byte = kinds[ring.first_curve + i];
        if ((byte & StoredKind::meridian) != 0) return false;
        const bool forward = (byte & StoredKind::forward) != 0;
        const LatLon& west = nodes[ring.first_node + i + (forward ? 0 : 1)];
        const LatLon& east = nodes[ring.first_node + i + (forward ? 1 : 0)];
        const bool spans = west.lon_deg < east.lon_deg ? lon >= west.lon_deg && lon < east.lon_deg
                                                       : lon >= west.lon_deg || lon < east.lon_deg;
        if (!spans) return false;
        const Reach reach = reach_of(west, east, static_cast<EdgeKind>(byte & StoredKind::kind_mask));
        if (lat < reach.low_deg) return true;
        if (lat > reach.high_deg) return false;
        return crosses_north_of(curve(ring, i), lat, lon);
    }

    struct Reach {
        double low_deg;
        double high_deg;
    };

    /// Latitudes between which a curve lies, from its ends alone. Rhumb and straight edges keep between their ends;
    /// a geodesic or great circle bulges by less than half its length [every place of it is that near to one end],
    /// and its length is less than the way along the parallel farther from the pole and the meridian; arcs are
    /// cut where they turn.
    [[nodiscard]] static Reach reach_of(LatLon west, LatLon east, EdgeKind kind) noexcept
    {
        double low = std::min(west.lat_deg, east.lat_deg);
        double high = std::max(west.lat_deg, east.lat_deg);
        double bulge = 1e-8;
        if (kind == EdgeKind::geodesic || kind == EdgeKind::great_circle) {
            double width = east.lon_deg - west.lon_deg;
            if (width < 0.0) width += 360.0;
            bulge = 0.51 * (high - low + width) + 1e-6;
        }
        return {low - bulge, high + bulge};
    }
};

/// The arrays while they are filled.
struct StoreArrays {
    std::vector<StoredRing> rings;
    std::vector<LatLon> nodes;
    std::vector<std::uint8_t> kinds;
    std::vector<StoredArc> arcs;
    std::vector<StoredBlock> blocks;

    [[nodiscard]] StoreView view() const noexcept { return {rings, nodes, kinds, arcs, blocks}; }

    /// Appends a boundary's rings.
    void add(const LateralBoundary& boundary)
    {
        for (const RingBoundary& ring : boundary.rings()) {
            const auto curves = boundary.curves().subspan(ring.first_curve, ring.last_curve - ring.first_curve);
            rings.push_back({ring.lat_min_deg, ring.lat_max_deg, size_of(kinds), static_cast<std::uint32_t>(curves.size()),
                             size_of(nodes), size_of(blocks), static_cast<std::uint32_t>(ring.part), ring.odd_is_inside ? 1U : 0U});
            for (std::size_t i = 0; i < curves.size(); ++i) add_curve(curves[i]);
            if (!curves.empty()) nodes.push_back(end_of(curves.back()));
            for (std::size_t i = 0; i < curves.size(); i += store_block_curves)
                add_block(curves.subspan(i, std::min<std::size_t>(store_block_curves, curves.size() - i)));
        }
        if (kinds.size() > std::numeric_limits<std::uint32_t>::max() - 2)
            raise<DomainError>("an index holds fewer than 2^32 edges");
    }

private:
    template <class T>
    [[nodiscard]] static std::uint32_t size_of(const std::vector<T>& v) noexcept
    {
        return static_cast<std::uint32_t>(v.size());
    }
    [[nodiscard]] static LatLon start_of(const Curve& c) noexcept
    {
        return c.ring_forward ? LatLon{c.lat_west_deg, c.lon_west_deg} : LatLon{c.lat_east_deg, c.lon_east_deg};
    }
    [[nodiscard]] static LatLon end_of(const Curve& c) noexcept
    {
        return c.ring_forward ? LatLon{c.lat_east_deg, c.lon_east_deg} : LatLon{c.lat_west_deg, c.lon_west_deg};
    }

    void add_curve(const Curve& curve)
    {
        if (is_arc(curve.kind)) arcs.push_back({curve.arc, curve.arc_west_deg, size_of(kinds), 0});
        nodes.push_back(start_of(curve));
        unsigned byte = static_cast<unsigned>(curve.kind);
        if (curve.ring_forward) byte |= StoredKind::forward;
        if (curve.is_meridian()) byte |= StoredKind::meridian;
        kinds.push_back(static_cast<std::uint8_t>(byte));
    }

    void add_block(std::span<const Curve> curves)
    {
        // the block's longitudes, followed from its first place on
        double at = 0.0;
        double west = 0.0;
        double east = 0.0;
        double low = 90.0;
        double high = -90.0;
        for (const Curve& c : curves) {
            at += (c.ring_forward ? 1.0 : -1.0) * c.width_deg.high;
            west = std::min(west, at);
            east = std::max(east, at);
            low = std::min(low, c.lat_min_deg);
            high = std::max(high, c.lat_max_deg);
        }
        constexpr double margin = 1e-4;  // more than a float's rounding of 360 degrees
        const double first = start_of(curves.front()).lon_deg + west - margin;
        const double width = east - west + 2.0 * margin;
        blocks.push_back({static_cast<float>(width >= 360.0 ? -180.0 : normalised_longitude(first)),
                          static_cast<float>(std::min(width + margin, 361.0)), static_cast<float>(low - margin),
                          static_cast<float>(high + margin)});
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
