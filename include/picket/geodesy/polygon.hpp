// SPDX-License-Identifier: MIT
/// @file
/// Area, perimeter and orientation of polygons on WGS 84.
#ifndef PICKET_GEODESY_POLYGON_HPP
#define PICKET_GEODESY_POLYGON_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/geodesy/rhumb.hpp>

#include <GeographicLib/PolygonArea.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace picket {
inline namespace v0 {

/// Which way round a polygon is traversed, seen from above.
enum class Orientation : std::uint8_t {
    degenerate,        ///< no area: fewer than three distinct vertices, a line there and back; or no answer (NaN)
    counterclockwise,  ///< the smaller side is on the left
    clockwise,         ///< the smaller side is on the right
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Orientation orientation) noexcept
{
    switch (orientation) {
        case Orientation::degenerate: return "degenerate";
        case Orientation::counterclockwise: return "counterclockwise";
        case Orientation::clockwise: return "clockwise";
    }
    return "?";
}

/// Measures of a polygon.
struct PolygonMeasures {
    double area_m2;  ///< of the smaller side; positive counterclockwise, negative clockwise; at most half the Earth
    Metres perimeter;
    Orientation orientation;
};

namespace geodesy_detail {

[[nodiscard]] inline PolygonMeasures no_measures() noexcept
{
    return {nan_value, Metres{nan_value}, Orientation::degenerate};
}

template <class Polygon>
[[nodiscard]] PolygonMeasures measures_of(const Polygon& polygon) noexcept
{
    constexpr bool counterclockwise_is_positive = false;  // "reverse" in GeographicLib
    constexpr bool smaller_side_with_sign = true;
    double perimeter_m = 0.0;
    double area_m2 = 0.0;
    polygon.Compute(counterclockwise_is_positive, smaller_side_with_sign, perimeter_m, area_m2);
    if (std::isnan(area_m2) || std::isnan(perimeter_m)) return no_measures();
    return {area_m2, Metres{perimeter_m},
            area_m2 > 0.0   ? Orientation::counterclockwise
            : area_m2 < 0.0 ? Orientation::clockwise
                            : Orientation::degenerate};
}

}  // namespace geodesy_detail

/// Measures of the polygon whose edges are shortest geodesics.
///
/// Stated results
///   a ring round a pole   the area of the side that holds the pole, or of the other side if that is smaller
///   a vertex at a pole    nothing special; its longitude does not matter
///   the antimeridian      nothing special
///   a closing vertex      the first repeated as the last: no difference
///   no or one vertex      area and perimeter 0
///   edges that cross      areas counted with their signs: an even figure of eight has none
///   nearly antipodal      neighbouring vertices: the edge is the path geodesic_inverse() chose
///   NaN                   any vertex that is not valid: NaN, degenerate
///
/// Accuracy    perimeter 15 nm an edge; area 0.1 m^2 a vertex [tests/golden/geodesy_polygon]
/// Cost        3 us a vertex; no allocation; thread-safe
/// Errors      noexcept
/// Reference   C. F. F. Karney, Algorithms for geodesics, 2013, doi 10.1007/s00190-012-0578-z, section 6
[[nodiscard]] inline PolygonMeasures measure_geodesic_polygon(std::span<const LatLon> ring) noexcept
{
    GeographicLib::PolygonArea polygon{GeographicLib::Geodesic::WGS84()};
    for (const LatLon vertex : ring) {
        if (!is_valid(vertex)) return geodesy_detail::no_measures();
        polygon.AddPoint(vertex.lat_deg, vertex.lon_deg);
    }
    return geodesy_detail::measures_of(polygon);
}

/// Measures of the polygon whose edges are rhumb lines, each the short way round.
///
/// Stated results: as measure_geodesic_polygon(); an edge to or from a pole runs along the meridian of its other
/// end.
///
/// Accuracy    perimeter 15 nm an edge; area 0.1 m^2 a vertex [tests/golden/geodesy_polygon]
/// Cost        3 us a vertex; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline PolygonMeasures measure_rhumb_polygon(std::span<const LatLon> ring) noexcept
{
    GeographicLib::PolygonAreaRhumb polygon{geodesy_detail::rhumb_wgs84()};
    const std::size_t n = ring.size();
    for (std::size_t i = 0; i < n; ++i) {
        const LatLon vertex = ring[i];
        if (!is_valid(vertex)) return geodesy_detail::no_measures();
        if (std::abs(vertex.lat_deg) == 90.0) {
            // GeographicLib winds a finite number of times round a pole, which costs 1 % of the area of an octant.
            // Arriving by one meridian and leaving by another is the limit of winding for ever.
            polygon.AddPoint(vertex.lat_deg, ring[(i + n - 1) % n].lon_deg);
            polygon.AddPoint(vertex.lat_deg, ring[(i + 1) % n].lon_deg);
        } else {
            polygon.AddPoint(vertex.lat_deg, vertex.lon_deg);
        }
    }
    return geodesy_detail::measures_of(polygon);
}

}  // namespace v0
}  // namespace picket

#endif
