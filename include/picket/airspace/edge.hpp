// SPDX-License-Identifier: MIT
/// @file
/// What a line between two vertices of an airspace boundary means.
#ifndef PICKET_AIRSPACE_EDGE_HPP
#define PICKET_AIRSPACE_EDGE_HPP

#include <picket/geodesy/position.hpp>

#include <cstdint>

namespace picket {
inline namespace v0 {

/// The curve that joins a vertex to the next one. A 300 km parallel and the geodesic between its ends lie
/// 2.5 km apart at 54 N, so this is part of the data, not a matter of taste.
///
/// Every kind goes the short way round in longitude. Where the two longitudes, as written, differ by exactly
/// 180 degrees, rhumb and lonlat edges go in the direction written (-90 to 90 eastward, 90 to -90 back along
/// the same curve), and geodesic and great_circle edges go over the pole (the nearer one; the north pole when
/// the latitudes are opposite).
///
/// At a pole every longitude is the same place: geodesic, rhumb and great_circle edges to or from a pole run
/// along the meridian of their other end; a lonlat edge runs straight to the longitude written for the pole.
///
/// Arcs are over-specified: a centre and two ends that need not be equally far from it. The repair: the distance
/// from the centre goes linearly in azimuth from the one end's to the other's, so that the curve passes through
/// both vertices. Zone::arc_residuals() says by how much the two differ. An arc whose ends are one place is the
/// full circle.
enum class EdgeKind : std::uint8_t {
    geodesic,      ///< shortest line on WGS 84 (AIXM/GML geodesic strings, most legal texts)
    rhumb,         ///< loxodrome on WGS 84; a parallel where the latitudes are equal
    great_circle,  ///< great circle of the sphere on which the geodetic coordinates are read as spherical
    lonlat,        ///< straight in longitude and latitude (RFC 7946 GeoJSON as written)
    arc_clockwise,          ///< arc of a geodesic circle about RingVertex::arc_centre, azimuth growing
    arc_counter_clockwise,  ///< the same, azimuth falling
};

/// Is the edge an arc about a centre?
[[nodiscard]] constexpr bool is_arc(EdgeKind kind) noexcept
{
    return kind == EdgeKind::arc_clockwise || kind == EdgeKind::arc_counter_clockwise;
}

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(EdgeKind kind) noexcept
{
    switch (kind) {
        case EdgeKind::geodesic: return "geodesic";
        case EdgeKind::rhumb: return "rhumb";
        case EdgeKind::great_circle: return "great_circle";
        case EdgeKind::lonlat: return "lonlat";
        case EdgeKind::arc_clockwise: return "arc_clockwise";
        case EdgeKind::arc_counter_clockwise: return "arc_counter_clockwise";
    }
    return "?";
}

/// A vertex of a ring, and the kind of the edge that leaves it.
struct RingVertex {
    LatLon at;
    EdgeKind edge_to_next = EdgeKind::geodesic;
    LatLon arc_centre{__builtin_nan(""), __builtin_nan("")};  ///< where that edge is an arc
};

}  // namespace v0
}  // namespace picket

#endif
