// SPDX-License-Identifier: MIT
/// @file
/// The checks behind validate() and the Zone constructor.
#ifndef PICKET_AIRSPACE_DETAIL_ZONE_VALIDATION_HPP
#define PICKET_AIRSPACE_DETAIL_ZONE_VALIDATION_HPP

#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/ring_faults.hpp>
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/zone_issue.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

[[nodiscard]] inline std::string degrees_text(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

/// Collects the faults of one spec and, when there are none that forbid it, its boundary.
class ZoneValidator {
public:
    explicit ZoneValidator(const ZoneSpec& spec) : spec_(spec)
    {
        check_coordinates();
        check_limits();
        check_windows();
        if (spec.schedule)
            for (ZoneIssue& issue : validate(*spec.schedule)) issues_.push_back(std::move(issue));
        if (invalid_rings_.empty() && !has_bad_margin_) {
            boundary_ = LateralBoundary(spec.parts);
        } else {
            // the other rings are still looked at: an empty ring has no curves
            std::vector<PartSpec> parts = spec.parts;
            for (const auto& [part, ring] : invalid_rings_) {
                if (is_corridor(part))
                    parts[static_cast<std::size_t>(part)] = {};  // its rings are not checked
                else
                    ring_of(parts, part, ring) = {};
            }
            for (PartSpec& part : parts) part.margin = Metres{0.0};
            boundary_ = LateralBoundary(parts);
        }
        check_crossings();
        std::stable_sort(issues_.begin(), issues_.end(), [](const ZoneIssue& a, const ZoneIssue& b) {
            return a.part != b.part ? a.part < b.part : a.ring < b.ring;
        });
    }

    [[nodiscard]] std::vector<ZoneIssue>& issues() noexcept { return issues_; }
    [[nodiscard]] LateralBoundary& boundary() noexcept { return boundary_; }

private:
    /// Crossings named per ring: one sloppy digitisation can make thousands.
    static constexpr std::size_t crossings_named = 100;

    /// Share of the radius by which the ends of an arc may be unequally far from its centre (and never more than
    /// the arc is long). National files reach 6 % (LF-P7 in the French OpenAir file of 2026, a radius of 3 km).
    static constexpr double arc_residual_max = 0.1;

    /// `part 1, ring 0` - the part only where there are several, the ring only where it is one of them.
    [[nodiscard]] std::string where(int part, int ring) const
    {
        std::string text;
        if (spec_.parts.size() > 1) text += "part " + std::to_string(part) + (ring < 0 ? "" : ", ");
        return ring < 0 ? text : text + (ring == 0 && is_corridor(part) ? "corridor" : "ring " + std::to_string(ring));
    }

    [[nodiscard]] bool is_corridor(int part) const noexcept
    {
        return spec_.parts[static_cast<std::size_t>(part)].corridor.has_value();
    }

    void add(ZoneIssueCode code, int part, int ring, int vertex, const std::string& what)
    {
        std::string message;
        if (part >= 0) message = where(part, ring);
        if (vertex >= 0) message += ", vertex " + std::to_string(vertex);
        if (!message.empty()) message += ": ";
        issues_.push_back({code, part, ring, vertex, message + what});
    }

    [[nodiscard]] static RingSpec& ring_of(std::vector<PartSpec>& parts, int part, int ring)
    {
        PartSpec& spec = parts[static_cast<std::size_t>(part)];
        return ring == 0 ? spec.exterior : spec.holes[static_cast<std::size_t>(ring) - 1];
    }

    template <class F>
    void for_each_ring(F&& f) const
    {
        for (std::size_t p = 0; p < spec_.parts.size(); ++p) {
            const PartSpec& part = spec_.parts[p];
            if (part.corridor) continue;
            f(static_cast<int>(p), 0, part.exterior);
            for (std::size_t h = 0; h < part.holes.size(); ++h)
                f(static_cast<int>(p), static_cast<int>(h) + 1, part.holes[h]);
        }
    }

    /// Distinct places, counted up to three.
    struct DistinctPlaces {
        LatLon seen[3] = {};
        int count = 0;

        void add(LatLon place) noexcept
        {
            if (count < 3 && std::find(seen, seen + count, place) == seen + count) seen[count++] = place;
        }
    };

    void check_coordinates()
    {
        if (spec_.parts.empty()) add(ZoneIssueCode::no_parts, -1, -1, -1, "a zone needs at least one ring");
        for_each_ring([this](int part, int ring, const RingSpec& spec) {
            if (spec.circle) {
                check_circle(part, ring, spec);
                return;
            }
            if (!check_vertices(part, ring, spec.vertices, true, vertices_needed(spec),
                                "a ring needs at least three distinct vertices"))
                invalid_rings_.emplace_back(part, ring);
        });
        for (std::size_t p = 0; p < spec_.parts.size(); ++p) {
            if (spec_.parts[p].corridor) check_corridor(static_cast<int>(p), spec_.parts[p]);
            check_margin(static_cast<int>(p), spec_.parts[p]);
        }
    }

    /// Of a ring (closed) or the line of a corridor: coordinates, arcs, and how many there are.
    [[nodiscard]] bool check_vertices(int part, int ring, const std::vector<RingVertex>& vertices, bool closed,
                                      int needed, const char* too_few)
    {
        bool valid = true;
        DistinctPlaces places;
        for (std::size_t i = 0; i < vertices.size(); ++i) {
            const LatLon at = vertices[i].at;
            const int vertex = static_cast<int>(i);
            if (!std::isfinite(at.lat_deg) || !std::isfinite(at.lon_deg)) {
                valid = false;
                add(ZoneIssueCode::not_finite, part, ring, vertex, "the coordinates are not finite numbers");
            } else if (std::abs(at.lat_deg) > 90.0) {
                valid = false;
                add(ZoneIssueCode::latitude_out_of_range, part, ring, vertex,
                    "latitude " + degrees_text(at.lat_deg) + " is beyond 90 degrees");
            } else {
                if (places.count == 3) continue;
                // a pole is one place whatever longitude is written
                const double lon = std::abs(at.lat_deg) == 90.0 ? 0.0 : normalised_longitude(at.lon_deg);
                places.add({at.lat_deg, lon});
            }
        }
        valid = valid && check_arcs(part, ring, vertices, closed);
        if (valid && places.count < needed) {
            valid = false;
            add(ZoneIssueCode::too_few_vertices, part, ring, -1,
                std::string(too_few) + ", this one has " + std::to_string(places.count));
        }
        return valid;
    }

    void check_corridor(int part, const PartSpec& spec)
    {
        const CorridorSpec& corridor = *spec.corridor;
        bool valid = true;
        if (!spec.exterior.vertices.empty() || spec.exterior.circle || !spec.holes.empty()) {
            valid = false;
            add(ZoneIssueCode::corridor_with_rings, part, 0, -1, "a part is a corridor or has rings, not both");
        }
        if (const double width_m = corridor.half_width.value(); !(width_m > 0.0 && corridor.half_width <= offset_max)) {
            valid = false;
            add(ZoneIssueCode::half_width_out_of_range, part, 0, -1,
                "the half width, " + degrees_text(width_m) + " m, is not between 0 and 370.4 km (200 nautical miles)");
        }
        // one place and back to it is a line where an arc leads: the full circle
        bool has_circle = false;
        for (std::size_t i = 0; i + 1 < corridor.line.size(); ++i)
            has_circle = has_circle || is_arc(corridor.line[i].edge_to_next);
        if (!check_vertices(part, 0, corridor.line, false, has_circle ? 1 : 2,
                            "a corridor needs at least two distinct vertices"))
            valid = false;
        if (!valid) invalid_rings_.emplace_back(part, 0);
    }

    void check_margin(int part, const PartSpec& spec)
    {
        const double margin_m = spec.margin.value();
        const std::string margin = "the margin, " + degrees_text(margin_m) + " m, ";
        const char* problem = !std::isfinite(margin_m)                  ? "is not a finite number"
                              : std::abs(margin_m) > offset_max.value() ? "is beyond 370.4 km (200 nautical miles)"
                              : margin_m < 0.0 && spec.corridor
                                  ? "is negative: a corridor is made narrower by its half width"
                                  : nullptr;
        if (problem == nullptr) return;
        add(ZoneIssueCode::margin_out_of_range, part, -1, -1, margin + problem);
        has_bad_margin_ = true;
    }

    /// Three, two with an arc between them, one with the full circle from itself to itself.
    [[nodiscard]] static int vertices_needed(const RingSpec& spec)
    {
        int needed = 3;
        const std::size_t n = spec.vertices.size();
        for (std::size_t i = 0; i < n; ++i) {
            if (!is_arc(spec.vertices[i].edge_to_next)) continue;
            const LatLon from = spec.vertices[i].at;
            const LatLon to = spec.vertices[i + 1 < n ? i + 1 : 0].at;
            const bool circle =
                from.lat_deg == to.lat_deg &&
                (std::abs(from.lat_deg) == 90.0 || normalised_longitude(from.lon_deg) == normalised_longitude(to.lon_deg));
            needed = std::min(needed, circle ? 1 : 2);
        }
        return needed;
    }

    void check_circle(int part, int ring, const RingSpec& spec)
    {
        const std::size_t issues_before = issues_.size();
        if (!spec.vertices.empty())
            add(ZoneIssueCode::circle_with_vertices, part, ring, -1, "a ring is a circle or has vertices, not both");
        if (!is_valid(spec.circle->centre))
            add(ZoneIssueCode::centre_invalid, part, ring, -1, "the circle's centre is not a place");
        if (const double radius_m = spec.circle->radius.value(); !(radius_m > 0.0 && radius_m <= arc_radius_max_m))
            add(ZoneIssueCode::radius_out_of_range, part, ring, -1,
                "the circle's radius, " + degrees_text(radius_m) + " m, is not between 0 and 5000 km");
        if (issues_.size() > issues_before) invalid_rings_.emplace_back(part, ring);
    }

    /// @pre the vertices are valid
    [[nodiscard]] bool check_arcs(int part, int ring, const std::vector<RingVertex>& vertices, bool closed)
    {
        const std::size_t issues_before = issues_.size();
        const std::size_t n = vertices.size();
        for (std::size_t i = 0; closed ? i < n : i + 1 < n; ++i) {
            const RingVertex& from = vertices[i];
            if (!is_arc(from.edge_to_next)) continue;
            const int vertex = static_cast<int>(i);
            if (!is_valid(from.arc_centre)) {
                add(ZoneIssueCode::centre_invalid, part, ring, vertex, "the arc from here has no valid centre");
                continue;
            }
            const ArcTerms arc = RingTracer::arc_through(from.at, vertices[i + 1 < n ? i + 1 : 0].at, from.arc_centre,
                                                         from.edge_to_next == EdgeKind::arc_clockwise);
            const double smaller_m = std::min(arc.radius_start_m, arc.radius_end_m);
            const double larger_m = std::max(arc.radius_start_m, arc.radius_end_m);
            const auto ends = [&] {
                return "the ends of the arc from here lie " + degrees_text(smaller_m) + " m and " +
                       degrees_text(larger_m) + " m from its centre";
            };
            if (!(smaller_m > 0.0 && larger_m <= arc_radius_max_m)) {
                add(ZoneIssueCode::radius_out_of_range, part, ring, vertex, ends() + "; a radius is between 0 and 5000 km");
            } else if (larger_m - smaller_m > arc_residual_max * larger_m ||
                       larger_m - smaller_m > arc.sweep_deg * degree * smaller_m) {
                add(ZoneIssueCode::arc_ends_disagree, part, ring, vertex, ends() + ", too unequal for one arc");
            }
        }
        return issues_.size() == issues_before;
    }

    void check_limits()
    {
        const AltitudeLimit& lower = spec_.altitude.lower;
        const AltitudeLimit& upper = spec_.altitude.upper;
        for (const AltitudeLimit* limit : {&lower, &upper})
            if (limit->kind == AltitudeLimit::Kind::altitude && !std::isfinite(limit->value.value.value()))
                add(ZoneIssueCode::limit_not_finite, -1, -1, -1, "an altitude limit is not a finite number");
        if (lower.kind == AltitudeLimit::Kind::altitude && upper.kind == AltitudeLimit::Kind::altitude &&
            lower.value.datum == upper.value.datum && lower.value.value > upper.value.value)
            add(ZoneIssueCode::limits_reversed, -1, -1, -1,
                "the lower limit (" + degrees_text(lower.value.value.value()) + " m " + to_string(lower.value.datum) +
                    ") is above the upper limit (" + degrees_text(upper.value.value.value()) + " m)");
    }

    void check_windows()
    {
        for (std::size_t i = 0; i < spec_.windows.size(); ++i) {
            const TimeWindow& window = spec_.windows[i];
            const auto name = [&] { return "time window " + std::to_string(i) + ": "; };
            if (std::isnan(window.begin_s) || std::isnan(window.end_s))
                add(ZoneIssueCode::limit_not_finite, -1, -1, -1, name() + "a bound is not a number");
            else if (window.begin_s >= window.end_s)
                add(ZoneIssueCode::window_reversed, -1, -1, -1, name() + "it does not end after it begins");
        }
    }

    void check_crossings()
    {
        for (const RingBoundary& ring : boundary_.rings()) {
            for (const RingCrossing& crossing : RingCrossingFinder(boundary_, ring).find(crossings_named))
                add(ZoneIssueCode::self_crossing, ring.part, ring.ring, crossing.second_vertex,
                    "the ring crosses itself: the edge from here crosses the edge from vertex " +
                        std::to_string(crossing.first_vertex) + " near " + degrees_text(crossing.at.lat_deg) + " " +
                        degrees_text(crossing.at.lon_deg));
        }
    }

    const ZoneSpec& spec_;
    std::vector<std::pair<int, int>> invalid_rings_;  ///< part, ring
    bool has_bad_margin_ = false;
    std::vector<ZoneIssue> issues_;
    LateralBoundary boundary_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
