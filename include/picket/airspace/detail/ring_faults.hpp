// SPDX-License-Identifier: MIT
/// @file
/// Finds where a ring crosses itself on its true curves.
///
/// Two edges cross when they change sides on the longitudes they share: from more than a micrometre on one side
/// to more than a micrometre on the other. Where a vertex lies on another edge, or two vertices coincide, within
/// a micrometre, the ring crosses there when the two passages interleave as seen from the point. Passages that
/// run along each other (directions within 1e-6 degree) are not said to cross, whichever way they part.
#ifndef PICKET_AIRSPACE_DETAIL_RING_FAULTS_HPP
#define PICKET_AIRSPACE_DETAIL_RING_FAULTS_HPP

#include <picket/airspace/detail/curve_extent.hpp>
#include <picket/airspace/detail/lateral.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

inline constexpr double touching_m = 1e-6;

/// Two edges of one ring that cross, by the vertices they leave, and about where.
struct RingCrossing {
    int first_vertex;
    int second_vertex;  ///< the later one in ring order
    LatLon at;
};

class RingCrossingFinder {
public:
    friend class RingsApart;

    RingCrossingFinder(const LateralBoundary& boundary, const RingBoundary& ring)
    {
        const auto all = boundary.curves().subspan(ring.first_curve, ring.last_curve - ring.first_curve);
        curves_.reserve(all.size());
        chords_.reserve(all.size());
        ChordMaker chords;
        for (const Curve& curve : all) {
            const double length_m = length_bound_m(curve);
            // An edge this short (real files have them, one ulp long) has no direction to speak of; its two
            // vertices are one. Turns at a pole are kept: they separate the meridians they join.
            if (length_m < 2.0 * touching_m && !curve.is_spin()) continue;
            curves_.push_back(&curve);
            chords_.push_back(chords.of(curve, length_m));
        }
    }

    /// At most `limit` crossings, in ring order.
    [[nodiscard]] std::vector<RingCrossing> find(std::size_t limit) const { return find(limit, true); }

    /// The same, every pair of curves looked at whose boxes meet: what the quick way is tested against.
    [[nodiscard]] std::vector<RingCrossing> find_without_chords(std::size_t limit) const { return find(limit, false); }

private:
    [[nodiscard]] std::vector<RingCrossing> find(std::size_t limit, bool by_chords) const
    {
        // Sweep by longitude: a curve is listed at its normalised west end, and once more a turn earlier when
        // it runs over the antimeridian.
        struct Entry {
            double west;
            double east;
            double lat_min;
            double lat_max;
            std::size_t index;
        };
        std::vector<Entry> entries;
        entries.reserve(curves_.size() + 8);
        for (std::size_t i = 0; i < curves_.size(); ++i) {
            const Curve& curve = *curves_[i];
            const double west = curve.lon_west_deg;
            const double east = west + curve.width_deg.high;
            Entry entry{west - margin_deg, east + margin_deg, curve.lat_min_deg, curve.lat_max_deg, i};
            entries.push_back(entry);
            if (entry.east < 180.0) continue;
            entry.west = west - 360.0 - margin_deg;
            entry.east = east - 360.0 + margin_deg;
            entries.push_back(entry);
        }
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.west < b.west; });

        std::vector<RingCrossing> found;
        std::vector<Entry> active;
        for (const Entry& entry : entries) {
            std::erase_if(active, [&](const Entry& other) { return other.east < entry.west; });
            for (const Entry& other : active) {
                if (other.lat_min > entry.lat_max + margin_deg || other.lat_max < entry.lat_min - margin_deg ||
                    other.index == entry.index)
                    continue;
                const auto [i, j] = std::minmax(other.index, entry.index);
                if (!(by_chords && keep_apart(i, j))) check_pair(i, j, found);
            }
            active.push_back(entry);
            if (found.size() > 4 * limit) break;
        }
        check_poles(found);
        std::sort(found.begin(), found.end(), [](const RingCrossing& a, const RingCrossing& b) {
            return a.second_vertex != b.second_vertex ? a.second_vertex < b.second_vertex
                                                      : a.first_vertex < b.first_vertex;
        });
        found.erase(std::unique(found.begin(), found.end(),
                                [](const RingCrossing& a, const RingCrossing& b) {
                                    return a.first_vertex == b.first_vertex && a.second_vertex == b.second_vertex;
                                }),
                    found.end());
        if (found.size() > limit) found.resize(limit);
        return found;
    }

    static constexpr double margin_deg = 1e-9;

    /// First and last place in ring order.
    [[nodiscard]] static LatLon start(const Curve& c) noexcept { return c.ring_forward ? west(c) : east(c); }
    [[nodiscard]] static LatLon end(const Curve& c) noexcept { return c.ring_forward ? east(c) : west(c); }
    [[nodiscard]] static LatLon west(const Curve& c) noexcept { return {c.lat_west_deg, c.lon_west_deg}; }
    [[nodiscard]] static LatLon east(const Curve& c) noexcept { return {c.lat_east_deg, c.lon_east_deg}; }

    [[nodiscard]] const Ecef& start_m(std::size_t i) const noexcept
    {
        return curves_[i]->ring_forward ? chords_[i].west_m : chords_[i].east_m;
    }
    [[nodiscard]] const Ecef& end_m(std::size_t i) const noexcept
    {
        return curves_[i]->ring_forward ? chords_[i].east_m : chords_[i].west_m;
    }

    [[nodiscard]] std::size_t next(std::size_t i) const noexcept { return i + 1 == curves_.size() ? 0 : i + 1; }

    [[nodiscard]] static double distance_to_segment_m(const Ecef& p, const Ecef& a, const Ecef& b) noexcept
    {
        const Ecef ab{b.x - a.x, b.y - a.y, b.z - a.z};
        const Ecef ap{p.x - a.x, p.y - a.y, p.z - a.z};
        const double length2 = ab.x * ab.x + ab.y * ab.y + ab.z * ab.z;
        const double along = length2 > 0.0 ? (ap.x * ab.x + ap.y * ab.y + ap.z * ab.z) / length2 : 0.0;
        const double t = std::clamp(along, 0.0, 1.0);
        return chord_m(p, {a.x + t * ab.x, a.y + t * ab.y, a.z + t * ab.z});
    }

    /// Does a vertex (its place and its ECEF) lie on a curve?
    [[nodiscard]] bool touches(LatLon vertex, const Ecef& vertex_ecef_m, std::size_t curve) const noexcept
    {
        const Chord& chord = chords_[curve];
        if (distance_to_segment_m(vertex_ecef_m, chord.west_m, chord.east_m) > chord.sagitta_m + 1e-3) return false;
        return nearest_on_curve(*curves_[curve], vertex, touching_m).distance_m < touching_m;
    }

    /// Curves that keep apart, or neighbours that part for good, by more than the rounding of all that check_pair
    /// does: it would find nothing.
    [[nodiscard]] bool keep_apart(std::size_t i, std::size_t j) const noexcept
    {
        const bool j_follows_i = next(i) == j;
        const bool i_follows_j = next(j) == i;
        if (j_follows_i != i_follows_j) return j_follows_i ? neighbours_part(i, j) : neighbours_part(j, i);
        if (j_follows_i) return false;
        if (chords_apart(chords_[i], chords_[j])) return true;
        // the long search of changes_between is worth a closer look first
        const Curve& a = *curves_[i];
        const Curve& b = *curves_[j];
        if (meet_once(a, b) || a.is_spin() || b.is_spin()) return false;
        const auto quarters_a = quarters(a, chords_[i]);
        const auto quarters_b = quarters(b, chords_[j]);
        return std::all_of(quarters_a.begin(), quarters_a.end(), [&](const Chord& p) {
            return std::all_of(quarters_b.begin(), quarters_b.end(), [&](const Chord& q) { return chords_apart(p, q); });
        });
    }

    /// Only asked of neighbours that could meet again, which is dear to find out: see check_pair.
    [[nodiscard]] bool neighbours_part(std::size_t before, std::size_t after) const noexcept
    {
        const Curve& a = *curves_[before];
        const Curve& b = *curves_[after];
        if (a.is_spin() || b.is_spin() || a.is_meridian() || b.is_meridian() || meet_once(a, b)) return false;
        // with the hundredth of cones_apart the far ends are a centimetre off
        constexpr double shortest_m = 1.0;
        if (!(end(a) == start(b)) || at_pole(start(b)) || chord_m(start_m(before), end_m(before)) < shortest_m ||
            chord_m(start_m(after), end_m(after)) < shortest_m)
            return false;
        return cones_apart(cone_from(a, chords_[before], !a.ring_forward),
                           cone_from(b, chords_[after], b.ring_forward));
    }

    void check_pair(std::size_t i, std::size_t j, std::vector<RingCrossing>& found) const
    {
        const Curve& a = *curves_[i];
        const Curve& b = *curves_[j];
        if (a.is_spin() || b.is_spin()) return;
        const bool b_follows_a = next(i) == j;
        const bool a_follows_b = next(j) == i;

        // Where a passage starts at a vertex that lies on the other curve. Ends are the starts of the next
        // curve and are met there, so each touching point is looked at once.
        bool touching = b_follows_a || a_follows_b;
        if (!b_follows_a && touches(start(b), start_m(j), i)) {
            touching = true;
            if (!a_follows_b && !at_pole(start(b)) && passages_interleave(i, j))
                found.push_back(crossing(a, b, start(b)));
        }
        if (!a_follows_b && touches(start(a), start_m(i), j)) {
            const bool same_vertex = touches_end(start_m(i), start_m(j));
            touching = true;
            if (!b_follows_a && !same_vertex && !at_pole(start(a)) && passages_interleave(j, i))
                found.push_back(crossing(a, b, start(a)));
        }
        touching = touching || touches(end(b), end_m(j), i) || touches(end(a), end_m(i), j);
        // Curves that meet once have met; a rhumb line and a geodesic from one vertex can meet again.
        if (touching && (meet_once(a, b) || a.is_meridian() || b.is_meridian())) return;

        LatLon at{};
        if (sides_change(a, b, at)) found.push_back(crossing(a, b, at));
    }

    [[nodiscard]] static bool touches_end(const Ecef& a, const Ecef& b) noexcept { return chord_m(a, b) < touching_m; }

    [[nodiscard]] static RingCrossing crossing(const Curve& a, const Curve& b, LatLon at) noexcept
    {
        return {std::min(a.edge.vertex, b.edge.vertex), std::max(a.edge.vertex, b.edge.vertex), at};
    }

    /// Edges of one kind, but for arcs, and pieces of one arc cannot meet twice.
    [[nodiscard]] static bool meet_once(const Curve& a, const Curve& b) noexcept
    {
        return a.kind == b.kind && (!is_arc(a.kind) || a.edge.vertex == b.edge.vertex);
    }

    /// Does curve a, on the longitudes it shares with b, change from one side of b to the other?
    [[nodiscard]] static bool sides_change(const Curve& a, const Curve& b, LatLon& at) noexcept
    {
        if (a.is_meridian() && b.is_meridian()) return false;
        if (a.is_meridian() || b.is_meridian()) {
            const Curve& meridian = a.is_meridian() ? a : b;
            const Curve& other = a.is_meridian() ? b : a;
            const double offset = offset_deg(other, meridian.lon_west_deg);
            if (!(offset > 0.0 && offset < other.width_deg.high)) return false;
            const double lat = CurvePath(other).latitude_at(offset);
            at = {lat, meridian.lon_west_deg};
            return lat > meridian.lat_west_deg && lat < meridian.lat_east_deg;
        }
        // shared longitudes, as offsets from a's west end; two of them when both are wide
        const double to_b = offset_deg(a, b.lon_west_deg);
        for (const double shift : {to_b, to_b - 360.0}) {
            const double low = std::max(0.0, shift);
            const double high = std::min(a.width_deg.high, shift + b.width_deg.high);
            if (low < high && changes_between(a, b, shift, low, high, at)) return true;
        }
        return false;
    }

    [[nodiscard]] static bool changes_between(const Curve& a, const Curve& b, double shift, double low, double high,
                                              LatLon& at) noexcept
    {
        const CurvePath path_a(a);
        const CurvePath path_b(b);
        struct Gap {
            double offset;
            double value;  ///< latitude of a less that of b
        };
        const auto gap = [&](double offset) {
            return Gap{offset, latitude(path_a, a, offset) - latitude(path_b, b, offset - shift)};
        };
        Gap above = gap(low);
        Gap below = above;
        const auto note = [&](const Gap& g) {
            if (g.value > above.value) above = g;
            if (g.value < below.value) below = g;
        };
        if (meet_once(a, b)) {
            note(gap(high));
            if ((above.value > 0.0) == (below.value > 0.0)) return false;
        } else {
            // Different kinds bend differently and may cross twice, a hair apart: wherever the gap comes near
            // to zero, its turning point is looked for.
            constexpr int steps = 16;
            Gap gaps[steps + 1];
            for (int k = 0; k <= steps; ++k) note(gaps[k] = gap(low + (high - low) * k / steps));
            for (int k = 0; k <= steps; ++k) {
                const Gap& left = gaps[std::max(k - 1, 0)];
                const Gap& right = gaps[std::min(k + 1, steps)];
                if (std::abs(gaps[k].value) > std::min(std::abs(left.value), std::abs(right.value))) continue;
                const double side = (k < steps ? right : left).value < 0.0 ? -1.0 : 1.0;
                double from = left.offset;
                double to = right.offset;
                constexpr double golden = 0.6180339887498949;
                Gap first = gap(to - golden * (to - from));
                Gap second = gap(from + golden * (to - from));
                for (int i = 0; i < 30; ++i) {
                    note(first);
                    note(second);
                    if (side * first.value < side * second.value) {
                        to = second.offset;
                        second = first;
                        first = gap(to - golden * (to - from));
                    } else {
                        from = first.offset;
                        first = second;
                        second = gap(from + golden * (to - from));
                    }
                }
            }
            if (!(above.value > 0.0 && below.value < 0.0)) return false;
            for (const Gap& g : {above, below}) {
                const LatLon place{latitude(path_a, a, g.offset), a.lon_west_deg + g.offset};
                if (nearest_on_curve(b, place, touching_m).distance_m < touching_m) return false;
            }
        }
        for (int i = 0; i < 60; ++i) {
            const Gap middle = gap(0.5 * (above.offset + below.offset));
            (middle.value > 0.0 ? above : below) = middle;
        }
        at = {latitude(path_a, a, above.offset), normalised_longitude(a.lon_west_deg + above.offset)};
        return true;
    }

    [[nodiscard]] static double latitude(const CurvePath& path, const Curve& curve, double offset) noexcept
    {
        if (offset <= 0.0) return curve.lat_west_deg;
        if (offset >= curve.width_deg.high) return curve.lat_east_deg;
        return path.latitude_at(offset);
    }

    /// Eastward offset of a longitude from the curve's west end, in [0, 360).
    [[nodiscard]] static double offset_deg(const Curve& curve, double lon_deg) noexcept
    {
        const double east = GeographicLib::Math::AngDiff(curve.lon_west_deg, lon_deg);
        return east < 0.0 ? east + 360.0 : east;
    }

    [[nodiscard]] static bool at_pole(LatLon place) noexcept { return std::abs(place.lat_deg) == 90.0; }

    /// Passages over a pole: they come and go along meridians, so their longitudes are the directions.
    void check_poles(std::vector<RingCrossing>& found) const
    {
        struct Passage {
            std::size_t out;
            double lat;
            double lon_in;
            double lon_out;
        };
        std::vector<Passage> passages;
        for (std::size_t i = 0; i < curves_.size(); ++i) {
            const LatLon pole = start(*curves_[i]);
            if (!at_pole(pole) || curves_[i]->is_spin()) continue;
            std::size_t before = i;
            do before = before == 0 ? curves_.size() - 1 : before - 1;
            while (curves_[before]->is_spin() && before != i);
            const Passage here{i, pole.lat_deg, end(*curves_[before]).lon_deg, pole.lon_deg};
            for (const Passage& other : passages)
                if (other.lat == here.lat && interleave(other.lon_in, other.lon_out, here.lon_in, here.lon_out))
                    found.push_back(crossing(*curves_[other.out], *curves_[i], {pole.lat_deg, 0.0}));
            passages.push_back(here);
        }
    }

    /// Curve `through` is met at the start of curve `at`. Does the ring, passing that vertex, change sides?
    [[nodiscard]] bool passages_interleave(std::size_t through, std::size_t at) const noexcept
    {
        const std::size_t before = at == 0 ? curves_.size() - 1 : at - 1;
        // directions that leave the point: into and out of each passage
        double in_other = 0;
        double out_other = 0;
        if (touches_end(start_m(through), start_m(at))) {
            const std::size_t before_through = through == 0 ? curves_.size() - 1 : through - 1;
            in_other = leaving_backward_deg(*curves_[before_through]);
            out_other = leaving_forward_deg(*curves_[through]);
        } else if (touches_end(end_m(through), start_m(at))) {
            return false;  // met again as the start of the next curve
        } else {
            const double along = direction_at_deg(*curves_[through], start(*curves_[at]));
            out_other = along;
            in_other = along + 180.0;
        }
        const double in_here = leaving_backward_deg(*curves_[before]);
        const double out_here = leaving_forward_deg(*curves_[at]);
        return interleave(in_other, out_other, in_here, out_here);
    }

    /// Four directions that leave a point: do the first two separate the other two?
    [[nodiscard]] static bool interleave(double in_other, double out_other, double in_here, double out_here) noexcept
    {
        const double gap = turn_deg(out_other, in_other);
        const double first = turn_deg(out_other, in_here);
        const double second = turn_deg(out_other, out_here);
        constexpr double same_deg = 1e-6;  // directions this close run along each other: no crossing
        for (const double d : {first, second})
            if (d < same_deg || d > 360.0 - same_deg || std::abs(d - gap) < same_deg) return false;
        return (first < gap) != (second < gap);
    }

    [[nodiscard]] static double turn_deg(double from, double to) noexcept
    {
        const double turn = GeographicLib::Math::AngDiff(from, to);
        return turn < 0.0 ? turn + 360.0 : turn;
    }
    [[nodiscard]] static double leaving_forward_deg(const Curve& c) noexcept
    {
        return c.ring_forward ? CurvePath(c).at_with_tangent(0.0).azimuth_deg
                              : CurvePath(c).at_with_tangent(1.0).azimuth_deg + 180.0;
    }
    [[nodiscard]] static double leaving_backward_deg(const Curve& c) noexcept
    {
        return c.ring_forward ? CurvePath(c).at_with_tangent(1.0).azimuth_deg + 180.0
                              : CurvePath(c).at_with_tangent(0.0).azimuth_deg;
    }
    /// Direction of a curve where it passes a place on it.
    [[nodiscard]] static double direction_at_deg(const Curve& c, LatLon place) noexcept
    {
        const CurvePath path(c);
        double u = 0.5;
        double low = 0.0;
        double high = 1.0;
        for (int i = 0; i < 60; ++i) {
            u = 0.5 * (low + high);
            const CurvePoint point = path.at_with_tangent(u);
            const Inverse to_place = inverse_between(point.at, place);
            const double along = GeographicLib::Math::cosd(
                GeographicLib::Math::AngDiff(to_place.azimuth_start_deg, point.azimuth_deg));
            if (to_place.distance_m < 1e-9) break;
            (along > 0.0 ? low : high) = u;
        }
        return path.at_with_tangent(u).azimuth_deg + (c.ring_forward ? 0.0 : 180.0);
    }

    std::vector<const Curve*> curves_;  ///< of the boundary, which must outlive this
    std::vector<Chord> chords_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
