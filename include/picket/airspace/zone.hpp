// SPDX-License-Identifier: MIT
/// @file
/// An airspace: a lateral boundary on WGS 84, an altitude band, and times of activity.
#ifndef PICKET_AIRSPACE_ZONE_HPP
#define PICKET_AIRSPACE_ZONE_HPP

#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {

/// Answer to "is it inside?": `unknown` where the question cannot be decided (a position that is not a
/// number, an altitude whose datum differs from the zone's), never a silent `outside`.
enum class Containment : std::uint8_t { outside, inside, unknown };

/// What validate() finds. The numeric values are stable.
enum class ZoneIssueCode : std::uint8_t {
    no_parts = 1,               ///< a zone without any ring
    too_few_vertices = 2,       ///< fewer than three distinct vertices
    latitude_out_of_range = 3,  ///< beyond +-90 degrees
    not_finite = 4,             ///< a coordinate that is NaN or infinite
    self_crossing = 5,          ///< two edges of one ring cross
    limits_reversed = 6,        ///< lower limit above the upper one, in the same datum
    window_reversed = 7,        ///< a window that does not end after it begins
    limit_not_finite = 8,       ///< an altitude limit or window bound that is NaN
};

/// One fault of a zone, and where it is. Indices count from 0; -1 where they do not apply.
struct ZoneIssue {
    ZoneIssueCode code;
    int part;
    int ring;    ///< 0 is the exterior, 1 the first hole
    int vertex;  ///< index into RingSpec::vertices; for a crossing, the start of the later edge
    std::string message;  ///< `ring 0, vertex 7: latitude 91 is beyond 90 degrees`
};

/// Every fault of a zone, in file order; empty when the zone can be built.
///
/// A ring may touch itself (a vertex on another edge, a vertex visited twice, an edge run back along itself):
/// containment stays defined by crossing parity. It may not cross itself. Edges that come closer than
/// 1 micrometre touch. [tests/unit/zone_validation]
///
/// Cost     O(n log n) typical, for n vertices
[[nodiscard]] std::vector<ZoneIssue> validate(const ZoneSpec& spec);

/// A checked airspace.
///
/// Containment is decided on the true curves: the meridian of the point is followed north, and the edges it
/// meets are counted, each solved on its own kind of curve (no approximation, no tangent plane).
///
/// Guarantees  (1) a boundary point belongs to exactly one of two zones that share that edge
///             (2) rotating all longitudes, reversing a ring, or starting it elsewhere changes no answer
///                 further than a micrometre from an edge
///             (3) a NaN position is `unknown`, never outside
/// Accuracy    the side of an edge is right down to 100 nm [tests/differential/containment]; for lonlat
///             edges it is exact (adaptive exact arithmetic) [tests/unit/lonlat_predicate]
/// Cost        O(edges), tens of nanoseconds an edge plus about a microsecond for each edge whose
///             latitudes cannot decide; no allocation; thread-safe. The slow and obvious method: use
///             AirspaceIndex for many points.
/// Errors      construction throws ZoneError naming the first fault; queries are noexcept
class Zone {
public:
    /// @throws ZoneError  listing the first fault of validate(spec), prefixed by the zone's id
    explicit Zone(ZoneSpec spec);

    [[nodiscard]] const std::string& id() const noexcept { return spec_.id; }
    [[nodiscard]] const std::string& name() const noexcept { return spec_.name; }
    [[nodiscard]] const ZoneSpec& spec() const noexcept { return spec_; }
    [[nodiscard]] const AltitudeBand& altitude() const noexcept { return spec_.altitude; }
    /// Times of activity, sorted and merged; empty: always.
    [[nodiscard]] const std::vector<TimeWindow>& windows() const noexcept { return windows_; }

    /// Lateral only: is this place inside the boundary, whatever the height and the time?
    [[nodiscard]] Containment contains(LatLon place) const noexcept;

    /// In height too: unknown where the position's altitude is missing or its datum cannot be compared.
    [[nodiscard]] Containment contains(const Position& position) const noexcept;

    /// In height and time.
    ///
    /// @param time_s  s since the Unix epoch; NaN is unknown unless the zone is always active
    [[nodiscard]] Containment contains(const Position& position, double time_s) const noexcept;

    /// Geodesic distance from a place to the nearest point of the boundary, positive inside, negative
    /// outside, NaN for an invalid place. Accuracy: a micrometre [tests/differential/distance].
    [[nodiscard]] Metres depth(LatLon place) const noexcept;

    /// Geodesic distance to the boundary, where on it, and on which edge.
    [[nodiscard]] NearestEdge nearest_edge(LatLon place) const noexcept;

    /// The compiled lateral boundary, for the modules that build on it.
    [[nodiscard]] const detail::LateralBoundary& boundary() const noexcept { return boundary_; }

private:
    ZoneSpec spec_;
    std::vector<TimeWindow> windows_;
    detail::LateralBoundary boundary_;
};

}  // namespace v0
}  // namespace picket

#endif
