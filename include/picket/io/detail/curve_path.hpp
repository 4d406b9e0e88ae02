// SPDX-License-Identifier: MIT
/// @file
/// Rings and tracks as dense point sequences on their true curves, for files and pictures that can only join
/// points by straight lines. Not for users.
#ifndef PICKET_IO_DETAIL_CURVE_PATH_HPP
#define PICKET_IO_DETAIL_CURVE_PATH_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/incident.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

using picket::detail::Curve;
using picket::detail::CurvePath;
using picket::detail::EdgeId;
using picket::detail::RingTracer;

/// Points of one curve after its start up to its end, in the direction the ring runs: as many as it takes
/// until `straight_enough(a, middle, b)` holds for every step.
///
/// @param straight_enough  may the points a and b be joined by a straight line, `middle` being the point of
///                         the curve between them?
template <class StraightEnough, class Emit>
void follow(const Curve& curve, const StraightEnough& straight_enough, const Emit& emit)
{
    const CurvePath path(curve);
    const auto at = [&](double t) { return path.at(curve.ring_forward ? t : 1.0 - t); };
    const auto refine = [&](const auto& self, double t0, LatLon a, double t1, LatLon b, int depth) -> void {
        const double t = 0.5 * (t0 + t1);
        const LatLon middle = at(t);
        // 12 halvings of at most 5 degrees: under 140 m
        if (depth >= 12 || straight_enough(a, middle, b)) {
            emit(b);
            return;
        }
        self(self, t0, a, t, middle, depth + 1);
        self(self, t, middle, t1, b, depth + 1);
    };
    // A middle can lie on the chord by accident (an S-shaped curve): begin with steps of at most 5 degrees.
    const double extent_deg = std::max(curve.width_deg.high, curve.lat_max_deg - curve.lat_min_deg);
    const int steps = 1 + static_cast<int>(extent_deg / 5.0);
    LatLon from = at(0.0);
    for (int i = 0; i < steps; ++i) {
        const double t0 = static_cast<double>(i) / steps;
        const double t1 = static_cast<double>(i + 1) / steps;
        const LatLon to = at(t1);
        refine(refine, t0, from, t1, to, 0);
        from = to;
    }
}

/// Can the ring be followed at all? What is drawn need not be a valid zone.
[[nodiscard]] inline bool is_drawable(const RingSpec& ring) noexcept
{
    const auto is_radius = [](double m) { return m > 0.0 && m <= picket::detail::arc_radius_max_m; };
    if (ring.circle) return is_valid(ring.circle->centre) && is_radius(ring.circle->radius.value());
    for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
        const RingVertex& from = ring.vertices[i];
        if (!is_valid(from.at)) return false;
        if (!is_arc(from.edge_to_next)) continue;
        const LatLon to = ring.vertices[i + 1 < ring.vertices.size() ? i + 1 : 0].at;
        if (!is_valid(from.arc_centre) || !is_valid(to) ||
            !is_radius(picket::detail::geodesic_distance_m(from.arc_centre, from.at)) ||
            !is_radius(picket::detail::geodesic_distance_m(from.arc_centre, to)))
            return false;
    }
    return true;
}

/// The curves of a closed ring, in ring order; longitudes within each run on, those of the next start anew.
///
/// @pre is_drawable(ring)
[[nodiscard]] inline std::vector<Curve> ring_curves(const RingSpec& ring)
{
    std::vector<Curve> curves;
    RingTracer(curves).add_ring(ring, 0, 0);
    return curves;
}

/// One piece of a track: places joined by geodesics, no gap inside.
struct Flown {
    std::vector<LatLon> places;
    bool jump = false;  ///< a single leg too fast to be flown
};

/// A track cut at its gaps (plots without a position); pieces of a single plot are kept.
///
/// @param jump_mps  legs faster than this become pieces of their own, marked as jumps
[[nodiscard]] inline std::vector<Flown> flown_pieces(std::span<const TrackPoint> track, double jump_mps = HUGE_VAL)
{
    std::vector<Flown> pieces;
    const TrackPoint* last = nullptr;
    for (const TrackPoint& plot : track) {
        if (!is_valid(plot.at)) {
            last = nullptr;
            continue;
        }
        // a metre of doubt: plots with equal times, rounded positions
        const bool jump = last != nullptr && std::isfinite(jump_mps) &&
                          picket::detail::geodesic_distance_m(last->at, plot.at) >
                              jump_mps * std::max(0.0, plot.time_s - last->time_s) + 1.0;
        if (jump) {
            if (pieces.back().places.size() == 1) pieces.pop_back();  // it lives on as an end of the jump
            pieces.push_back({{last->at, plot.at}, true});
            pieces.push_back({{plot.at}, false});
        } else {
            if (last == nullptr) pieces.emplace_back();
            pieces.back().places.push_back(plot.at);
        }
        last = &plot;
    }
    if (pieces.size() > 1 && pieces.back().places.size() == 1 && pieces[pieces.size() - 2].jump) pieces.pop_back();
    return pieces;
}

/// The part of a track between entry and exit of an incident, ends included.
///
/// @param track  sorted by time, the one the incident was found in
[[nodiscard]] inline std::vector<Flown> flown_inside(std::span<const TrackPoint> track, const Incident& incident,
                                                     double jump_mps = HUGE_VAL)
{
    std::vector<TrackPoint> inside;
    inside.push_back({incident.entry_s, incident.entry_at, {}});
    for (const TrackPoint& plot : track) {
        if (plot.time_s > incident.entry_s && plot.time_s < incident.exit_s) inside.push_back(plot);
    }
    inside.push_back({incident.exit_s, incident.exit_at, {}});
    return flown_pieces(inside, jump_mps);
}

/// The same places with enough points between the plots that `straight_enough` holds.
template <class StraightEnough>
[[nodiscard]] std::vector<LatLon> along_geodesics(const std::vector<LatLon>& piece,
                                                  const StraightEnough& straight_enough)
{
    std::vector<LatLon> dense;
    if (piece.empty()) return dense;
    dense.push_back(piece.front());
    std::vector<Curve> curves;
    for (std::size_t i = 1; i < piece.size(); ++i) {
        curves.clear();
        RingTracer tracer(curves);
        tracer.add_edge(piece[i - 1], piece[i], EdgeKind::geodesic, EdgeId{0, 0, 0});
        for (const Curve& curve : curves) {
            if (!curve.is_spin()) follow(curve, straight_enough, [&](LatLon p) { dense.push_back(p); });
        }
        if (!curves.empty()) dense.back() = piece[i];  // the plot itself, not its rounding
    }
    return dense;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
