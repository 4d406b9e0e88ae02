// SPDX-License-Identifier: MIT
/// @file
/// The small answer types of the airspace module.
#ifndef PICKET_AIRSPACE_ANSWERS_HPP
#define PICKET_AIRSPACE_ANSWERS_HPP

#include <picket/geodesy/position.hpp>

#include <cstdint>

namespace picket {
inline namespace v0 {

/// Answer to "is it inside?": `unknown` where the question cannot be decided (a position that is not a
/// number, an altitude whose datum differs from the zone's), never a silent `outside`.
enum class Containment : std::uint8_t { outside, inside, unknown };

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Containment answer) noexcept
{
    switch (answer) {
        case Containment::outside: return "outside";
        case Containment::inside: return "inside";
        case Containment::unknown: return "unknown";
    }
    return "?";
}

/// Whose is the boundary itself?
enum class BoundaryRule : std::uint8_t {
    /// Every place belongs to exactly one of two zones that share an edge: the rule of contains(). The meridian of the
    /// place is followed north; an edge owns the places just south of it and itself.
    half_open,
    closed,  ///< covers(): a place on the boundary is inside
    open,    ///< a place on the boundary is outside
};

/// Nearer than this a place is on the boundary, for BoundaryRule::closed and open: a hundred times what exact distances
/// are wrong by, and less than any coordinate is known to.
inline constexpr Metres boundary_tolerance{1e-6};

/// Three-valued "and": outside beats unknown, unknown beats inside.
[[nodiscard]] constexpr Containment both(Containment a, Containment b) noexcept
{
    if (a == Containment::outside || b == Containment::outside) return Containment::outside;
    if (a == Containment::unknown || b == Containment::unknown) return Containment::unknown;
    return Containment::inside;
}

/// The nearest point of a boundary. Indices count from 0 and name the edge by the vertex it leaves; all are
/// -1 and the numbers NaN where the question had no valid place.
struct NearestEdge {
    Metres distance;  ///< geodesic, never negative
    LatLon at;
    int part;
    int ring;    ///< 0 is the exterior (or the corridor), 1 the first hole
    int vertex;  ///< index into RingSpec::vertices or CorridorSpec::line
};

}  // namespace v0
}  // namespace picket

#endif
