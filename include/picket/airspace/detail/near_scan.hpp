// SPDX-License-Identifier: MIT
/// @file
/// The plane about an uncertain position, scanned: where along each of many parallel lines is the zone?
///
///      c |        .-----.          Lines of constant c run along one direction, a flight or any other. On each the
///      zone
///        |-------[=====/-[==]---   is a few intervals of a. What a question asks of a line (the normal probability of
///        |------[=====.---------   the intervals; of being in one by a time) is exact; across the lines Gauss and
///        +--------------------- a  Legendre's rule runs between the values of c where edges begin and end.
///
/// This knows all of a zone: parts that overlap, holes, corridors, margins. On a line, the places within reach of a
/// straight edge are one interval, for the stadium about it is convex; a margin is the union of those with the base, or
/// their difference. Where rings are near, the side of each is decided exactly at one corner of the window and carried
/// along by counting the edges that are passed.
#ifndef PICKET_AIRSPACE_DETAIL_NEAR_SCAN_HPP
#define PICKET_AIRSPACE_DETAIL_NEAR_SCAN_HPP

#include <picket/airspace/detail/gaussian_frame.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/near_curves.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace picket {
inline namespace v0 {
namespace detail {

/// From low to high along a line [standard deviations].
struct ScanInterval {
    double low;
    double high;
};

/// The rectangle that is scanned: all of the boundary in it has to be known, or the sides of the lines are wrong.
struct ScanWindow {
    static constexpr double cut = 6.0;    ///< along the lines; across them they end at 5.5
    static constexpr double slack = 0.3;  ///< the corner that is sought, and the stretch of the chart

    Whitening axes;
    Plane mean_m;
    double flown;  ///< along a, beyond the spread

    [[nodiscard]] double a1() const noexcept { return cut + flown; }
    [[nodiscard]] bool beyond(Plane at_m, double radius_m) const noexcept
    {
        const Plane ac = axes.from_metres(at_m - mean_m);
        const double along = radius_m * norm(axes.i_a);
        return std::abs(ac.y) - radius_m * norm(axes.i_c) > cut + slack || ac.x + along < -cut - slack ||
               ac.x - along > a1() + slack;
    }
    /// Nothing of it is farther from the chart's middle [m].
    [[nodiscard]] double reach_m() const noexcept
    {
        return norm(mean_m) + (a1() + slack) * norm(axes.f_a) + (cut + slack) * norm(axes.f_c);
    }
};

/// Edges near a place as straight segments on its chart. About 200 kB: for the stack, not for a container.
class NearField {
public:
    static constexpr std::size_t most_segments = 1024;
    static constexpr std::size_t most_rings = 256;
    static constexpr std::size_t most_parts = 64;

    /// @param reach_m      nothing farther from the mean than this is wanted
    /// @param far          as in for_each_near_curve(), of the boundary itself: the reach of offsets is added here
    /// @param tolerance_m  what a segment may be off; grows until all segments have room
    template <class Far>
    NearField(const LateralBoundary& boundary, const PlaneChart& chart, double reach_m, const Far& far,
              double tolerance_m) noexcept
        : boundary_(boundary), chart_(chart)
    {
        double widest_m = 0.0;
        for (const PartBoundary& part : boundary.parts()) widest_m = std::max(widest_m, part.reach_m);
        double joined_m = 0.0;
        for (int attempt = 0; attempt < 12; ++attempt) {
            gather(
                reach_m + widest_m, [&](Plane p, double r) { return far(p, r + widest_m); }, tolerance_m, joined_m);
            if (!full_) return;
            tolerance_m *= 4.0;
            joined_m = tolerance_m;
        }
    }

    /// There was no room even for a rough drawing: too many rings or parts.
    [[nodiscard]] bool failed() const noexcept { return full_; }
    [[nodiscard]] bool empty() const noexcept { return segment_count_ == 0; }

    /// Adds to `sum` the means, under the standard normal distribution of c, of what measure(double c,
    /// std::span<const ScanInterval>, std::array<double, K>&) makes of the line at c: numbers between 0 and 1.
    ///
    /// Panels are halved where the five values in one are not those of a parabola, by the two differences that vanish
    /// for parabolas. Ends and middle are among the five: a step between the last node of a panel and its end was once
    /// overlooked, and a corner in the middle is seen by even differences only. Beside a grazed curve, or where an edge
    /// nearly runs along the lines, they change as steps do.
    ///
    /// @param mean_m  the middle of the spread, in the chart
    /// @param a0, a1  the ends of the lines: nothing beyond them is wanted
    /// @param extra   values of c where what is measured changes
    /// @return        what the drawing may shift a probability by
    template <std::size_t K, class Measure>
    double scan(const Whitening& axes, Plane mean_m, double a0, double a1, std::span<const double> extra,
                std::array<double, K>& sum, std::size_t used, const Measure& measure) noexcept
    {
        constexpr double cut = gaussian_cut_c;
        mean_m_ = mean_m;
        const double error = whiten(axes, a1 + a0);
        // A corner that no edge is near: its sides are certain
        double c0 = -cut;
        for (int k = 0; k < 24; ++k) {
            c0 = -cut - 0.01 * k;
            if (clear_of_edges(mean_m + axes.to_metres({a0, c0}))) break;
        }
        const LatLon corner = chart_.place(mean_m + axes.to_metres({a0, c0}));
        constant_ = false;
        for (std::size_t p = 0; p < boundary_.parts().size() && !constant_; ++p)
            if (!is_near(p)) constant_ = boundary_.inside_part(p, corner);
        for (std::size_t r = 0; r < ring_count_; ++r) rings_[r].inside = boundary_.inside_ring(rings_[r].ring, corner);
        for (std::size_t p = 0; p < part_count_; ++p) {
            const PartBoundary& part = boundary_.parts()[parts_[p].part];
            parts_[p].exterior = false;
            parts_[p].holes = 0;
            for (std::size_t r = part.first_ring; r < part.last_ring; ++r) {
                if (is_near_ring(r)) continue;  // counted with its edges
                const bool inside = boundary_.inside_ring(r, corner);
                if (r == part.first_ring)
                    parts_[p].exterior = inside;
                else
                    parts_[p].holes += inside ? 1 : 0;
            }
        }
        for (std::size_t r = 0; r < ring_count_; ++r)
            if (rings_[r].inside) count(rings_[r], true);

        std::size_t breaks = 0;
        breaks_[breaks++] = -cut;
        breaks_[breaks++] = cut;
        const auto offer = [&](double c) {
            if (c > -cut && c < cut && breaks < breaks_.size()) breaks_[breaks++] = c;
        };
        for (const double c : extra) offer(c);
        const double c_per_m = norm(axes.i_c);
        std::size_t gates = 0;
        for (std::size_t i = 0; i < segment_count_; ++i) {
            const Segment& s = segments_[i];
            const double reach = parts_[s.part].reach_m * c_per_m;
            low_[i] = std::min(s.a.y, s.b.y) - reach;
            high_[i] = std::max(s.a.y, s.b.y) + reach;
            order_[i] = static_cast<std::uint16_t>(i);
            const auto offer_end = [&](double c) {
                offer(c);
                if (reach > 0.0) {
                    offer(c - reach);
                    offer(c + reach);
                }
            };
            // where a smooth curve goes on the way it went nothing changes
            const Segment* const before = s.continues ? &segments_[i - 1] : nullptr;
            if (before == nullptr || !((before->b.y - before->a.y) * (s.b.y - s.a.y) > 0.0)) offer_end(s.a.y);
            if (i + 1 == segment_count_ || !segments_[i + 1].continues) offer_end(s.b.y);
            if (s.ring != no_ring && (s.a.x < a0) != (s.b.x < a0)) {
                const double c = s.a.y + (s.b.y - s.a.y) * ((a0 - s.a.x) / (s.b.x - s.a.x));
                if (c > c0) gates_[gates++] = {c, s.ring};
            }
        }
        std::sort(breaks_.begin(), breaks_.begin() + static_cast<std::ptrdiff_t>(breaks));
        std::sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(segment_count_),
                  [&](std::uint16_t i, std::uint16_t j) { return low_[i] < low_[j]; });
        std::sort(gates_.begin(), gates_.begin() + static_cast<std::ptrdiff_t>(gates),
                  [](const Crossing& p, const Crossing& q) { return p.at < q.at; });

        std::size_t gate = 0;
        std::size_t next = 0;
        std::size_t active = 0;
        for (std::size_t k = 0; k + 1 < breaks; ++k) {
            const double width = breaks_[k + 1] - breaks_[k];
            if (!(width > 1e-9)) continue;
            while (next < segment_count_ && low_[order_[next]] < breaks_[k + 1]) active_[active++] = order_[next++];
            active = static_cast<std::size_t>(std::remove_if(active_.begin(),
                                                             active_.begin() + static_cast<std::ptrdiff_t>(active),
                                                             [&](std::uint16_t i) { return high_[i] <= breaks_[k]; }) -
                                              active_.begin());
            ScanInterval stack[40];
            int depth = 0;
            const int equal = 1 + static_cast<int>(width / 0.6);
            for (int e = 0; e < equal; ++e) {
                stack[depth++] = {breaks_[k] + width * e / equal, breaks_[k] + width * (e + 1) / equal};
                while (depth > 0) {
                    const ScanInterval panel = stack[--depth];
                    const double step = panel.high - panel.low;
                    const GaussRule rule = step > 1e-3 ? lobatto_rule() : gauss_rule(2);
                    std::array<double, K> values[5] = {};
                    for (int node = 0; node < rule.nodes; ++node) {
                        const double c = panel.low + step * rule.at[node];
                        for (; gate < gates && gates_[gate].at < c; ++gate) pass(gates_[gate].ring);
                        for (; gate > 0 && gates_[gate - 1].at >= c; --gate) pass(gates_[gate - 1].ring);
                        measure(c, line(axes, c, a0, a1, active), values[node]);
                    }
                    constexpr double peak = 0.39894228040143267794;
                    const auto density = [](double c) { return peak * std::exp(-0.5 * c * c); };
                    double rough = 0.0;
                    if (rule.nodes == 5)
                        for (std::size_t i = 0; i < used; ++i) {
                            const double odd = (values[4][i] - values[0][i]) - 1.5275 * (values[3][i] - values[1][i]);
                            const double even = (values[0][i] + values[4][i]) - 2.3333 * (values[1][i] + values[3][i]) +
                                                2.6667 * values[2][i];
                            rough = std::max(rough, 0.15 * std::max(std::abs(odd), std::abs(even)));
                        }
                    if (rough * step * density(0.5 * (panel.low + panel.high)) > roughest && depth + 2 <= 40) {
                        const double middle = 0.5 * (panel.low + panel.high);
                        stack[depth++] = {middle, panel.high};
                        stack[depth++] = {panel.low, middle};
                        continue;
                    }
                    for (int node = 0; node < rule.nodes; ++node) {
                        const double weight = step * rule.weight[node] * density(panel.low + step * rule.at[node]);
                        for (std::size_t i = 0; i < used; ++i) sum[i] += weight * values[node][i];
                    }
                }
            }
        }
        return error;
    }

private:
    static constexpr double gaussian_cut_c = 5.5;  // 4e-8 of the probability
    static constexpr double roughest = 1e-4;       ///< as a probability
    static constexpr std::uint16_t no_ring = 0xffff;
    static constexpr double same_m = 1e-5;  ///< as near as one place comes out in two drawings

    struct Segment {
        Plane from_m;  ///< in the chart
        Plane to_m;
        Plane a;  ///< the same in (a, c)
        Plane b;
        double error_m;
        std::uint16_t ring;  ///< index into rings_, or no_ring: a corridor's line
        std::uint16_t part;  ///< index into parts_
        bool continues;      ///< the curve of the segment before, from its end
    };
    struct NearRing {
        std::size_t ring;
        std::uint16_t part;
        bool hole;
        bool inside;
    };
    struct NearPart {
        std::size_t part;
        double reach_m;
        bool inward;
        bool exterior;  ///< at the beginning of the line: inside the exterior
        int holes;      ///< and in so many holes
    };
    struct Crossing {
        double at;
        std::uint16_t ring;
    };

    void pass(std::uint16_t ring) noexcept
    {
        rings_[ring].inside = !rings_[ring].inside;
        count(rings_[ring], rings_[ring].inside);
    }
    void count(const NearRing& ring, bool in) noexcept
    {
        NearPart& part = parts_[ring.part];
        if (ring.hole)
            part.holes += in ? 1 : -1;
        else
            part.exterior = in;
    }
    [[nodiscard]] bool is_near(std::size_t part) const noexcept
    {
        return std::any_of(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(part_count_),
                           [&](const NearPart& p) { return p.part == part; });
    }
    [[nodiscard]] bool is_near_ring(std::size_t ring) const noexcept
    {
        return std::any_of(rings_.begin(), rings_.begin() + static_cast<std::ptrdiff_t>(ring_count_),
                           [&](const NearRing& r) { return r.ring == ring; });
    }

    template <class Far>
    void gather(double reach_m, const Far& far, double tolerance_m, double joined_m) noexcept
    {
        segment_count_ = ring_count_ = part_count_ = 0;
        full_ = false;
        joined_m_ = joined_m;
        last_curve_ = LateralBoundary::no_curve;
        for_each_near_curve(
            boundary_, chart_, reach_m, far, [&](Plane, Plane, double error_m) { return error_m <= tolerance_m; },
            0.1 * tolerance_m,
            [&](const PlaneCubic& cubic, double error_m, std::size_t curve) {
                if (full_) return;
                const Plane at_end = 2.0 * (cubic.twist - cubic.bow);
                const Plane at_start = 2.0 * (cubic.bow + 2.0 * cubic.twist);
                const double bend_m = std::max(norm(at_end), norm(at_start));
                // the stretch bends a chord too
                const double length_m = norm(cubic.chord);
                const double farthest_m = std::max(norm(cubic.from), norm(cubic.from + cubic.chord));
                const double stretch_m = length_m * length_m * farthest_m * chart_.curvature();
                const int equal =
                    std::min(1 + static_cast<int>(std::sqrt((bend_m + stretch_m) / (8.0 * tolerance_m))), 4096);
                const double strays_m = (bend_m + stretch_m) / (8.0 * equal * equal);
                const auto at = [&](double t) {
                    return cubic.from + t * cubic.chord + (t * (1.0 - t)) * (cubic.bow + t * cubic.twist);
                };
                Plane from = at(0.0);
                for (int k = 1; k <= equal && !full_; ++k) {
                    const Plane to = at(static_cast<double>(k) / equal);
                    if (!far(0.5 * (from + to), 0.5 * norm(to - from) + strays_m)) {
                        add(chart_.stretched_m(from), chart_.stretched_m(to), error_m + strays_m, curve);
                    }
                    from = to;
                }
            });
    }

    void add(Plane from, Plane to, double error_m, std::size_t curve) noexcept
    {
        const auto rings = boundary_.rings();
        const auto parts = boundary_.parts();
        // curves come in order, so rings and parts do
        std::uint16_t ring = no_ring;
        std::size_t part_index = 0;
        while (curve >= parts[part_index].last_curve) ++part_index;
        if (part_count_ == 0 || parts_[part_count_ - 1].part != part_index) {
            if (part_count_ == most_parts) {
                full_ = true;
                return;
            }
            parts_[part_count_++] = {part_index, parts[part_index].reach_m, parts[part_index].inward, false, 0};
        }
        const PartBoundary& part = parts[part_index];
        if (part.first_ring < part.last_ring) {
            std::size_t r = part.first_ring;
            while (curve >= rings[r].last_curve) ++r;
            if (ring_count_ == 0 || rings_[ring_count_ - 1].ring != r) {
                if (ring_count_ == most_rings) {
                    full_ = true;
                    return;
                }
                rings_[ring_count_++] = {r, static_cast<std::uint16_t>(part_count_ - 1), r != part.first_ring, false};
            }
            ring = static_cast<std::uint16_t>(ring_count_ - 1);
        }
        const auto part_number = static_cast<std::uint16_t>(part_count_ - 1);
        if (joined_m_ > 0.0 && segment_count_ > 0) {
            // A chain no longer than what is tolerated becomes its chord
            Segment& last = segments_[segment_count_ - 1];
            const double length_m = norm(to - from);
            if (last.ring == ring && last.part == part_number && chain_m_ + length_m <= joined_m_) {
                const auto same = [&](Plane p, Plane q) { return std::abs(p.x - q.x) + std::abs(p.y - q.y) < same_m; };
                Plane* end = same(last.to_m, from) || same(last.to_m, to)       ? &last.to_m
                             : same(last.from_m, from) || same(last.from_m, to) ? &last.from_m
                                                                                : nullptr;
                if (end != nullptr) {
                    *end = same(*end, from) ? to : from;
                    chain_m_ += length_m;
                    last.error_m = std::max(last.error_m, error_m + 0.5 * joined_m_);
                    return;
                }
            }
        }
        if (segment_count_ == most_segments) {
            full_ = true;
            return;
        }
        const bool continues =
            segment_count_ > 0 && curve == last_curve_ && norm(from - segments_[segment_count_ - 1].to_m) < same_m;
        last_curve_ = curve;
        segments_[segment_count_++] = {from, to, {}, {}, error_m, ring, part_number, continues};
        chain_m_ = norm(to - from);
    }

    /// @return what the segments may be off, as a probability
    [[nodiscard]] double whiten(const Whitening& axes, double flown) noexcept
    {
        double sum = 0.0;
        const double scale = std::abs(cross(axes.i_a, axes.i_c));
        for (std::size_t i = 0; i < segment_count_; ++i) {
            Segment& s = segments_[i];
            s.a = axes.from_metres(s.from_m - mean_m_);
            s.b = axes.from_metres(s.to_m - mean_m_);
            // How far it is from what counts: from c = 0, and from the starts, a in [0, flown]
            const double reach_m = parts_[s.part].reach_m;
            const auto gap = [](double p, double q, double low, double high) {
                return std::max({0.0, std::min(p, q) - high, low - std::max(p, q)});
            };
            const double reach_a = reach_m * norm(axes.i_a);
            const double reach_c = reach_m * norm(axes.i_c);
            const double across = gap(s.a.y, s.b.y, -reach_c, reach_c);
            const double along = gap(s.a.x, s.b.x, -reach_a, flown + reach_a);
            // Both sides and the ends of an offset. No straight line meets more than 2.51 / 2 pi of the density; two
            // places of a line count, where an entry is now and where it is then.
            double length = norm(s.b - s.a);
            double length_m = norm(s.to_m - s.from_m);
            if (reach_m > 0.0) {
                length = 2.0 * length + (s.continues ? 0.0 : 6.3 * std::max(reach_a, reach_c));
                length_m = 2.0 * length_m + (s.continues ? 0.0 : 6.3 * reach_m);
            }
            // a bow has two thirds of the area of its chord times its height, and areas are all scaled alike
            constexpr double pi = 3.14159265358979323846;
            const double counts = length > 0.0 ? std::min(1.0, (reach_m > 0.0 ? 5.02 : 2.51) / length) : 0.0;
            sum += (2.0 / 3.0) * s.error_m * length_m * scale * counts *
                   std::exp(-0.5 * (across * across + along * along)) / pi;
        }
        return sum;
    }

    [[nodiscard]] bool clear_of_edges(Plane corner_m) const noexcept
    {
        for (std::size_t i = 0; i < segment_count_; ++i) {
            const Segment& s = segments_[i];
            if (distance_to_segment(s.from_m - corner_m, s.to_m - corner_m) <= 2.0 * s.error_m + 1e-6) return false;
        }
        return true;
    }

    /// Where on a line the places within reach of a segment begin and end.
    [[nodiscard]] static bool stadium(Plane at0, Plane along, Plane from, Plane to, double reach_m,
                                      ScanInterval& found) noexcept
    {
        found = {1e300, -1e300};
        const double speed2 = dot(along, along);
        for (const Plane& end : {from, to}) {
            const Plane away = at0 - end;
            const double b = dot(away, along);
            const double rest = b * b - speed2 * (dot(away, away) - reach_m * reach_m);
            if (rest < 0.0) continue;
            const double root = std::sqrt(rest);
            found.low = std::min(found.low, (-b - root) / speed2);
            found.high = std::max(found.high, (-b + root) / speed2);
        }
        const Plane edge = to - from;
        const double length = norm(edge);
        if (length > 0.0) {
            const Plane ahead = (1.0 / length) * edge;
            const Plane away = at0 - from;
            ScanInterval slab{-1e300, 1e300};
            const auto limit = [&](double start, double rate, double low, double high) {
                if (std::abs(rate) < 1e-300) {
                    if (start < low || start > high) slab = {1.0, -1.0};
                    return;
                }
                const double t0 = (low - start) / rate;
                const double t1 = (high - start) / rate;
                slab.low = std::max(slab.low, std::min(t0, t1));
                slab.high = std::min(slab.high, std::max(t0, t1));
            };
            limit(dot(ahead, away), dot(ahead, along), 0.0, length);
            limit(cross(ahead, away), cross(ahead, along), -reach_m, reach_m);
            if (slab.low < slab.high) {
                found.low = std::min(found.low, slab.low);
                found.high = std::max(found.high, slab.high);
            }
        }
        return found.low < found.high;
    }

    static std::size_t unite(ScanInterval* intervals, std::size_t n) noexcept
    {
        std::sort(intervals, intervals + n, [](const ScanInterval& p, const ScanInterval& q) { return p.low < q.low; });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (kept > 0 && intervals[i].low <= intervals[kept - 1].high)
                intervals[kept - 1].high = std::max(intervals[kept - 1].high, intervals[i].high);
            else
                intervals[kept++] = intervals[i];
        }
        return kept;
    }

    [[nodiscard]] std::span<const ScanInterval> line(const Whitening& axes, double c, double a0, double a1,
                                                     std::size_t active) noexcept
    {
        if (constant_) {
            found_[0] = {a0, a1};
            return {found_.data(), 1};
        }
        std::size_t found = 0;
        for (std::size_t p = 0; p < part_count_; ++p) {
            const NearPart& part = parts_[p];
            std::size_t crossings = 0;
            std::size_t discs = 0;
            for (std::size_t k = 0; k < active; ++k) {
                const Segment& s = segments_[active_[k]];
                if (s.part != p) continue;
                if (s.ring != no_ring && (s.a.y <= c) != (s.b.y <= c)) {
                    const double a = s.a.x + (s.b.x - s.a.x) * ((c - s.a.y) / (s.b.y - s.a.y));
                    if (a >= a0) crossings_[crossings++] = {a, s.ring};
                }
                if (part.reach_m > 0.0) {
                    ScanInterval within{};
                    if (stadium(mean_m_ + c * axes.f_c, axes.f_a, s.from_m, s.to_m, part.reach_m, within) &&
                        within.high > a0 && within.low < a1)
                        discs_[discs++] = {std::max(within.low, a0), std::min(within.high, a1)};
                }
            }
            std::sort(crossings_.begin(), crossings_.begin() + static_cast<std::ptrdiff_t>(crossings),
                      [](const Crossing& x, const Crossing& y) { return x.at < y.at; });
            const std::size_t first = found;
            bool exterior = part.exterior;
            int holes = part.holes;
            double since = a0;
            bool in = exterior && holes == 0;
            for (std::size_t k = 0; k < crossings; ++k) {
                NearRing& ring = rings_[crossings_[k].ring];
                ring.inside = !ring.inside;
                if (ring.hole)
                    holes += ring.inside ? 1 : -1;
                else
                    exterior = ring.inside;
                const bool now = exterior && holes == 0;
                if (now == in) continue;
                if (in) push(found, {since, crossings_[k].at});
                since = crossings_[k].at;
                in = now;
            }
            if (in && since < a1) push(found, {since, a1});
            // back to the beginning of the line
            for (std::size_t k = 0; k < crossings; ++k) {
                NearRing& ring = rings_[crossings_[k].ring];
                ring.inside = !ring.inside;
            }
            if (part.reach_m > 0.0 && !part.inward) {
                for (std::size_t k = 0; k < discs; ++k) push(found, discs_[k]);
            } else if (discs > 0) {
                const std::size_t covered = unite(discs_.data(), discs);
                for (std::size_t k = 0; k < covered; ++k) subtract(found, first, discs_[k]);
            }
        }
        // Nothing is left of what was taken away whole, and a sweep would make something of nothing
        const auto* const last = std::remove_if(found_.data(), found_.data() + found,
                                                [](const ScanInterval& i) { return !(i.high - i.low > 1e-9); });
        return {found_.data(), unite(found_.data(), static_cast<std::size_t>(last - found_.data()))};
    }

    void push(std::size_t& found, ScanInterval interval) noexcept
    {
        if (found < found_.size()) found_[found++] = interval;
    }
    void subtract(std::size_t& found, std::size_t first, ScanInterval taken) noexcept
    {
        const std::size_t before = found;
        for (std::size_t i = first; i < before; ++i) {
            ScanInterval& kept = found_[i];
            if (taken.high <= kept.low || taken.low >= kept.high) continue;
            const ScanInterval right{taken.high, kept.high};
            kept.high = std::max(kept.low, taken.low);
            if (right.low < right.high) push(found, right);
        }
    }

    const LateralBoundary& boundary_;
    const PlaneChart& chart_;
    bool full_ = false;
    bool constant_ = false;
    Plane mean_m_{0.0, 0.0};
    double joined_m_ = 0;
    double chain_m_ = 0;
    std::size_t last_curve_ = LateralBoundary::no_curve;
    std::size_t segment_count_ = 0;
    std::size_t ring_count_ = 0;
    std::size_t part_count_ = 0;
    std::array<Segment, most_segments> segments_;
    std::array<NearRing, most_rings> rings_;
    std::array<NearPart, most_parts> parts_;
    std::array<double, most_segments> low_;
    std::array<double, most_segments> high_;
    std::array<std::uint16_t, most_segments> order_;
    std::array<std::uint16_t, most_segments> active_;
    std::array<Crossing, most_segments> gates_;
    std::array<Crossing, most_segments> crossings_;
    std::array<ScanInterval, most_segments> discs_;
    std::array<ScanInterval, 3 * most_segments> found_;
    std::array<double, 6 * most_segments + 64> breaks_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
