// SPDX-License-Identifier: MIT
/// @file
/// An airspace: a lateral boundary on WGS 84, an altitude band, and times of activity.
#ifndef PICKET_AIRSPACE_ZONE_HPP
#define PICKET_AIRSPACE_ZONE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/offset_boundary.hpp>
#include <picket/airspace/detail/zone_validation.hpp>
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone_issue.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Every fault of a zone, in file order; empty when the zone can be built.
///
/// A ring may touch itself (a vertex on another edge, a vertex visited twice, an edge run back along itself):
/// containment stays defined by crossing parity. It may not cross itself. Edges that come closer than
/// 1 micrometre touch. [tests/unit/zone_validation]
///
/// Cost     O(n log n) typical, for n vertices
[[nodiscard]] std::vector<ZoneIssue> validate(const ZoneSpec& spec);

/// How far the two ends of an arc lie from its centre. Indices as in NearestEdge.
struct ArcResidual {
    int part;
    int ring;
    int vertex;
    Metres radius_at_start;
    Metres radius_at_end;

    [[nodiscard]] Metres residual() const noexcept
    {
        return Metres{std::abs(radius_at_start.value() - radius_at_end.value())};
    }
};

/// A checked airspace.
///
/// Containment is decided on the true curves: the meridian of the point is followed north, and the edges it
/// meets are counted, each solved on its own kind of curve (no approximation, no tangent plane). In corridors and
/// parts with a margin the exact geodesic distance to the nearest edge decides (PartSpec has the definition).
///
/// Guarantees  (1) a boundary point belongs to exactly one of two zones that share that edge
///             (2) rotating all longitudes, reversing a ring, or starting it elsewhere changes no answer
///                 further than a micrometre from an edge
///             (3) a NaN position is `unknown`, never outside, unless its height or the time excludes it
/// Accuracy    the side of an edge is right down to 100 nm [tests/differential/containment]; for lonlat
///             edges it is exact (adaptive exact arithmetic) [tests/unit/lonlat_predicate]; corridors and margins
///             to 200 nm [tests/differential/offset]
/// Cost        O(log edges + k), k the edges whose latitudes cannot decide: 0.2 us in a ring of 16,000 vertices,
///             and some microseconds within a few metres of an edge; for corridors and margins a nearest_edge() where
///             the place is near the boundary, less elsewhere; no allocation; thread-safe. Use AirspaceIndex for many
///             zones or points.
/// Errors      construction throws ZoneError naming the first fault; queries are noexcept
class Zone {
public:
    /// @throws ZoneError  listing the first fault of validate(spec), prefixed by the zone's id
    explicit Zone(ZoneSpec spec);

    [[nodiscard]] const std::string& id() const noexcept { return spec_.id; }
    [[nodiscard]] const std::string& name() const noexcept { return spec_.name; }
    [[nodiscard]] const ZoneSpec& spec() const noexcept { return spec_; }
    [[nodiscard]] const AltitudeBand& altitude() const noexcept { return spec_.altitude; }
    /// Times of activity, sorted and merged; empty: always, but for what the schedule says.
    [[nodiscard]] const std::vector<TimeWindow>& windows() const noexcept { return windows_; }
    /// Times of activity that come back; none: as the windows say.
    [[nodiscard]] const std::optional<Schedule>& schedule() const noexcept { return schedule_; }

    /// Lateral only: is this place inside the boundary, whatever the height and the time?
    [[nodiscard]] Containment contains(LatLon place) const noexcept;
    /// The same with the boundary itself, to boundary_tolerance, on the side that the rule says. Costs a
    /// nearest_edge() unless the rule is half_open.
    [[nodiscard]] Containment contains(LatLon place, BoundaryRule rule) const noexcept;
    /// contains() with the boundary inside.
    [[nodiscard]] Containment covers(LatLon place) const noexcept { return contains(place, BoundaryRule::closed); }

    /// In height too: unknown where the position's altitude is missing or its datum cannot be compared.
    [[nodiscard]] Containment contains(const Position& position) const noexcept;

    /// In height and time.
    ///
    /// @param time_s  s since the Unix epoch, UTC; NaN is unknown unless the zone is always active
    [[nodiscard]] Containment contains(const Position& position, double time_s) const noexcept;

    /// In time only: within a window, where there are any, and as the schedule says, where there is one.
    [[nodiscard]] Containment active(double time_s) const noexcept;

    /// The first time after this one at which active() changes; infinite when it never does, NaN for NaN.
    ///
    /// Accuracy    the bits of a window's bound or of Schedule::next_change [tests/property/zone_schedule]
    /// Cost        O(windows), and Schedule::next_change; no allocation
    [[nodiscard]] double next_activity_change(double time_s) const noexcept;

    /// Geodesic distance from a place to the nearest point of the boundary, positive inside, negative
    /// outside, NaN for an invalid place. Accuracy: a micrometre [tests/differential/distance].
    ///
    /// Of corridors and of parts with a margin the boundary is the true one, that of the union of such parts where
    /// they overlap. A micrometre too, where the nearest edge leads to it: always outside a zone of which no part is
    /// shrunk, always inside a single shrunk part. Else, in bays and between overlapping discs, it is searched for:
    /// the result is a lower bound, and the distance to the boundary of margins that differ by at most 10 um
    /// [tests/differential/offset]. Infinite where there is no boundary: a margin has left nothing, or everything.
    [[nodiscard]] Metres depth(LatLon place) const noexcept;

    /// Geodesic distance to the boundary, where on it, and on which edge; of a corridor or a part with a margin, the
    /// edge that the boundary there is an offset of. Accuracy as depth().
    ///
    /// Cost  with corridors or margins microseconds to some milliseconds, the longer in bays; no allocation, about
    ///       50 kB of stack
    [[nodiscard]] NearestEdge nearest_edge(LatLon place) const noexcept;

    /// By how much the ends of each arc differ in their distance from its centre, in file order; empty without
    /// arcs. The curve between them takes up the difference (EdgeKind); circles have none.
    [[nodiscard]] std::vector<ArcResidual> arc_residuals() const;

    /// The compiled lateral boundary, for the modules that build on it.
    [[nodiscard]] const detail::LateralBoundary& boundary() const noexcept { return boundary_; }

private:
    ZoneSpec spec_;
    std::vector<TimeWindow> windows_;
    std::optional<Schedule> schedule_;
    detail::LateralBoundary boundary_;
};

inline std::vector<ZoneIssue> validate(const ZoneSpec& spec) { return std::move(detail::ZoneValidator(spec).issues()); }

inline Zone::Zone(ZoneSpec spec) : spec_(std::move(spec)), windows_(spec_.windows)
{
    detail::ZoneValidator validator(spec_);
    if (!validator.issues().empty()) {
        const std::string label = spec_.id.empty() ? spec_.name : spec_.id;
        detail::raise<ZoneError>(("\"" + label + "\", " + validator.issues().front().message).c_str());
    }
    boundary_ = std::move(validator.boundary());
    if (spec_.schedule) schedule_.emplace(*spec_.schedule);
    std::sort(windows_.begin(), windows_.end(),
              [](const TimeWindow& a, const TimeWindow& b) { return a.begin_s < b.begin_s; });
    std::size_t kept = 0;
    for (const TimeWindow& window : windows_) {
        if (kept > 0 && window.begin_s <= windows_[kept - 1].end_s)
            windows_[kept - 1].end_s = std::max(windows_[kept - 1].end_s, window.end_s);
        else
            windows_[kept++] = window;
    }
    windows_.resize(kept);
}

inline Containment Zone::contains(LatLon place) const noexcept
{
    if (!is_valid(place)) return Containment::unknown;
    return boundary_.contains(place) ? Containment::inside : Containment::outside;
}

inline Containment Zone::contains(LatLon place, BoundaryRule rule) const noexcept
{
    if (rule == BoundaryRule::half_open || !is_valid(place)) return contains(place);
    if (std::abs(boundary_.gap(place).gap_m) <= boundary_tolerance.value())
        return rule == BoundaryRule::closed ? Containment::inside : Containment::outside;
    return contains(place);
}

inline Containment Zone::contains(const Position& position) const noexcept
{
    const Containment in_height = within(spec_.altitude, position.altitude);
    return in_height == Containment::outside ? in_height : both(contains(position.at), in_height);
}

inline Containment Zone::contains(const Position& position, double time_s) const noexcept
{
    const Containment in_time = active(time_s);
    return in_time == Containment::outside ? in_time : both(contains(position), in_time);
}

inline Containment Zone::active(double time_s) const noexcept
{
    const auto by_schedule = [&] { return schedule_ ? schedule_->active(time_s) : Containment::inside; };
    if (windows_.empty()) return by_schedule();
    if (std::isnan(time_s)) return Containment::unknown;
    for (const TimeWindow& window : windows_)
        if (time_s >= window.begin_s && time_s < window.end_s) return by_schedule();
    return Containment::outside;
}

inline double Zone::next_activity_change(double time_s) const noexcept
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (std::isnan(time_s)) return time_s;
    const bool now = active(time_s) == Containment::inside;
    // Window by window: between them nothing changes, and within one what the schedule says.
    const TimeWindow for_ever{-infinity, infinity};
    const TimeWindow* window = windows_.empty() ? &for_ever : windows_.data();
    const TimeWindow* const end = window + (windows_.empty() ? 1 : windows_.size());
    for (; window != end; ++window) {
        if (window->end_s <= time_s) continue;
        if (window->begin_s > time_s) {
            time_s = window->begin_s;
            if ((active(time_s) == Containment::inside) != now) return time_s;
        }
        const double next_s = schedule_ ? schedule_->next_change(time_s, window->end_s) : infinity;
        if (next_s < window->end_s) return next_s;
        if (now && window->end_s < infinity) return window->end_s;
    }
    return infinity;
}

inline std::vector<ArcResidual> Zone::arc_residuals() const
{
    std::vector<ArcResidual> residuals;
    const auto add = [&](const RingSpec& ring, int part, int number) {
        const std::size_t n = ring.vertices.size();
        for (std::size_t i = 0; i < n; ++i) {
            const RingVertex& from = ring.vertices[i];
            if (!is_arc(from.edge_to_next)) continue;
            const double from_m = detail::geodesic_distance_m(from.arc_centre, from.at);
            const double to_m = detail::geodesic_distance_m(from.arc_centre, ring.vertices[i + 1 < n ? i + 1 : 0].at);
            residuals.push_back({part, number, static_cast<int>(i), Metres{from_m}, Metres{to_m}});
        }
    };
    for (std::size_t p = 0; p < spec_.parts.size(); ++p) {
        if (spec_.parts[p].corridor) {
            // open: from its last vertex no edge leaves
            RingSpec line{spec_.parts[p].corridor->line};
            if (!line.vertices.empty()) line.vertices.back().edge_to_next = EdgeKind::geodesic;
            add(line, static_cast<int>(p), 0);
        }
        add(spec_.parts[p].exterior, static_cast<int>(p), 0);
        for (std::size_t h = 0; h < spec_.parts[p].holes.size(); ++h)
            add(spec_.parts[p].holes[h], static_cast<int>(p), static_cast<int>(h) + 1);
    }
    return residuals;
}

inline NearestEdge Zone::nearest_edge(LatLon place) const noexcept
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!is_valid(place)) return {Metres{nan}, {nan, nan}, -1, -1, -1};
    return detail::nearest_on_boundary(boundary_, place);
}

inline Metres Zone::depth(LatLon place) const noexcept
{
    const Metres distance = nearest_edge(place).distance;
    return contains(place) == Containment::inside ? distance : -distance;
}

}  // namespace v0
}  // namespace picket

#endif
