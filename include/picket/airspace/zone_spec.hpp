// SPDX-License-Identifier: MIT
/// @file
/// A zone as a file or a program describes it: plain data, not yet checked. `Zone` is the checked form.
#ifndef PICKET_AIRSPACE_ZONE_SPEC_HPP
#define PICKET_AIRSPACE_ZONE_SPEC_HPP

#include <picket/airspace/edge.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/geodesy/position.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {

/// Which of the two sides of a ring is its inside.
enum class RingSide : std::uint8_t {
    smaller_area,  ///< the side with less than half of the Earth: right for every real airspace
    left,          ///< the side on the left hand when following the vertices
    right,         ///< the side on the right hand
};

/// A true circle: the places whose geodesic distance to the centre is the radius. Up to 5,000 km; it may run
/// round a pole or over the antimeridian.
struct CircleSpec {
    LatLon centre;
    Metres radius;
};

/// A closed line. The last vertex is joined to the first; repeating the first at the end is allowed and means
/// the same. Consecutive equal vertices are one vertex, unless an arc joins them: that is the full circle.
struct RingSpec {
    std::vector<RingVertex> vertices = {};
    RingSide inside = RingSide::smaller_area;
    std::optional<CircleSpec> circle = std::nullopt;  ///< instead of vertices; followed clockwise
};

/// Widest half width of a corridor and largest margin, either way: 200 nautical miles, the farthest that a coastal
/// state's rights reach by distance alone.
inline constexpr Metres offset_max{370.4e3};

/// A strip: the places whose geodesic distance to a line is at most the half width. Its ends and the outer sides of
/// its bends are round. The line may cross or repeat itself.
struct CorridorSpec {
    std::vector<RingVertex> line = {};  ///< open: the last vertex's edge_to_next is not used
    Metres half_width{0.0};             ///< positive, at most offset_max
};

/// One piece of a boundary: what lies inside the exterior and in none of the holes, or a corridor; grown or shrunk
/// by a margin.
///
/// With d(place) the geodesic distance to the nearest edge of the part (holes' edges too; a corridor's line) and M
/// the margin:
///   M > 0  inside the part, or d <= M (a corridor: d <= half width + M)
///   M < 0  inside the part, and d >= -M: what is left may be in several pieces, or nothing
/// Both are closed: a place at that distance is inside. A margin belongs to a part, not to the zone, so that a zone
/// is what it always was, the union of its parts. Growing knows no difference: what lies within M of the union
/// lies within M of a part. Shrinking does: parts that share an edge part there.
struct PartSpec {
    RingSpec exterior;
    std::vector<RingSpec> holes = {};
    std::optional<CorridorSpec> corridor = std::nullopt;  ///< instead of exterior and holes
    Metres margin{0.0};  ///< within offset_max either way; a corridor's is not negative
};

/// One end of an altitude band: an altitude with its datum, or no limit at all.
struct AltitudeLimit {
    enum class Kind : std::uint8_t {
        unlimited,  ///< no limit on this side
        surface,    ///< the ground (GND, SFC, 0 AGL): as a lower limit it admits every height of a flight
        altitude,   ///< `value`
    };
    Kind kind = Kind::unlimited;
    Altitude value{Metres{0.0}, VerticalDatum::amsl};

    [[nodiscard]] static constexpr AltitudeLimit none() noexcept { return {}; }
    [[nodiscard]] static constexpr AltitudeLimit ground() noexcept
    {
        return {Kind::surface, {Metres{0.0}, VerticalDatum::agl}};
    }
    [[nodiscard]] static constexpr AltitudeLimit at(Altitude altitude) noexcept
    {
        return {Kind::altitude, altitude};
    }

    friend constexpr bool operator==(const AltitudeLimit&, const AltitudeLimit&) noexcept = default;
};

/// From `lower` to `upper`, both limits belonging to the band.
struct AltitudeBand {
    AltitudeLimit lower = AltitudeLimit::none();
    AltitudeLimit upper = AltitudeLimit::none();

    friend constexpr bool operator==(const AltitudeBand&, const AltitudeBand&) noexcept = default;
};

/// A time of activity [s since the Unix epoch, UTC], begin included, end not. Infinite ends are allowed
/// ("until further notice").
struct TimeWindow {
    double begin_s;
    double end_s;

    friend constexpr bool operator==(const TimeWindow&, const TimeWindow&) noexcept = default;
};

/// A window that no time lies in: for a zone that is never active (an empty list of windows means always).
inline constexpr TimeWindow never{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::max()};

/// A zone: lateral boundary x altitude band x times of activity.
struct ZoneSpec {
    std::string id;
    std::string name;
    std::vector<PartSpec> parts;  ///< a place is inside when it is inside any part
    AltitudeBand altitude;
    std::vector<TimeWindow> windows;  ///< empty: always active
    /// Times of activity that come back. With windows too, the zone is active when both say so.
    std::optional<ScheduleSpec> schedule = std::nullopt;
};

}  // namespace v0
}  // namespace picket

#endif
