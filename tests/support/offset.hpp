// SPDX-License-Identifier: MIT
/// @file
/// Distance to the edges of rings and lines by brute force: dense samples of edges evaluated by other code than the
/// library's, then golden section with GeographicLib's exact geodesics.
#ifndef PICKET_TESTS_SUPPORT_OFFSET_HPP
#define PICKET_TESTS_SUPPORT_OFFSET_HPP

#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace airspace_tests {

using picket::PartSpec;

/// The edges of one or more parts. Not for edges that end at a pole or whose longitudes differ by exactly 180 degrees.
class SampledEdges {
public:
    explicit SampledEdges(int samples = 200) : samples_(samples) {}

    void add(const PartSpec& part)
    {
        if (part.corridor) {
            for (std::size_t i = 0; i + 1 < part.corridor->line.size(); ++i)
                add(part.corridor->line[i], part.corridor->line[i + 1].at);
            return;
        }
        add(part.exterior);
        for (const RingSpec& hole : part.holes) add(hole);
    }

    void add(const RingSpec& ring)
    {
        if (ring.circle) {
            const picket::CircleSpec circle = *ring.circle;
            add([circle](double u) { return direct(circle.centre, 360.0 * u, circle.radius.value()); });
        }
        for (std::size_t i = 0; i < ring.vertices.size(); ++i)
            add(ring.vertices[i], ring.vertices[(i + 1) % ring.vertices.size()].at);
    }

    void add(const RingVertex& from, LatLon to)
    {
        if (!picket::is_arc(from.edge_to_next)) {
            const OtherEdge edge(from.at, to, from.edge_to_next);
            add([edge](double u) { return edge.at(u); });
            return;
        }
        const bool clockwise = from.edge_to_next == EdgeKind::arc_clockwise;
        const LatLon centre = from.arc_centre;
        const Polar a = seen_from(centre, from.at);
        const Polar b = seen_from(centre, to);
        double sweep =
            clockwise ? clockwise_deg(a.azimuth_deg, b.azimuth_deg) : -clockwise_deg(b.azimuth_deg, a.azimuth_deg);
        if (sweep == 0.0) sweep = clockwise ? 360.0 : -360.0;
        add([=](double u) {
            return direct(centre, a.azimuth_deg + u * sweep, a.distance_m + u * (b.distance_m - a.distance_m));
        });
    }

    void add(std::function<LatLon(double)> at)
    {
        Edge edge{std::move(at), {}};
        for (int i = 0; i <= samples_; ++i)
            edge.places_m.push_back(picket::detail::to_ecef_m(edge.at(static_cast<double>(i) / samples_)));
        edges_.push_back(std::move(edge));
    }

    [[nodiscard]] std::size_t size() const { return edges_.size(); }
    [[nodiscard]] LatLon at(std::size_t edge, double u) const { return edges_[edge].at(u); }

    /// A chord is never longer than its geodesic: what it rules out is ruled out.
    [[nodiscard]] double distance_m(LatLon place) const
    {
        const picket::detail::Ecef here = picket::detail::to_ecef_m(place);
        struct Dip {
            const Edge* edge;
            int k;
            double bound_m;
        };
        std::vector<Dip> dips;
        for (const Edge& edge : edges_) {
            const auto at_m = [&](int k) { return edge.places_m[static_cast<std::size_t>(k)]; };
            const auto chord = [&](int k) { return picket::detail::chord_m(here, at_m(k)); };
            for (int k = 0; k <= samples_; ++k) {
                const int left = std::max(k - 1, 0);
                const int right = std::min(k + 1, samples_);
                if (chord(k) > 1.0001 * chord(left) || chord(k) > 1.0001 * chord(right)) continue;
                // between two samples the edge comes nearer than they are by at most half of what lies between them
                const double step_m = std::max(picket::detail::chord_m(at_m(left), at_m(k)),
                                               picket::detail::chord_m(at_m(k), at_m(right)));
                dips.push_back({&edge, k, chord(k) - 0.6 * step_m});
            }
        }
        std::sort(dips.begin(), dips.end(), [](const Dip& a, const Dip& b) { return a.bound_m < b.bound_m; });
        double best_m = std::numeric_limits<double>::infinity();
        for (const Dip& dip : dips) {
            if (dip.bound_m > best_m) break;
            best_m = std::min(best_m, golden(*dip.edge, place, static_cast<double>(std::max(dip.k - 1, 0)) / samples_,
                                             static_cast<double>(std::min(dip.k + 1, samples_)) / samples_));
        }
        return best_m;
    }

private:
    struct Edge {
        std::function<LatLon(double)> at;
        std::vector<picket::detail::Ecef> places_m;
    };

    /// Finds the place with the series, which is quick, and measures with the exact geodesic.
    static double golden(const Edge& edge, LatLon place, double low, double high)
    {
        constexpr double section = 0.6180339887498949;
        const auto distance = [&](double u) {
            double s = 0;
            const LatLon at = edge.at(u);
            GeographicLib::Geodesic::WGS84().Inverse(place.lat_deg, place.lon_deg, at.lat_deg, at.lon_deg, s);
            return s;
        };
        const double ends_m =
            std::min(airspace_tests::distance_m(place, edge.at(low)), airspace_tests::distance_m(place, edge.at(high)));
        double u = high - section * (high - low);
        double v = low + section * (high - low);
        double at_u = distance(u);
        double at_v = distance(v);
        // 36 steps narrow it by 3e-8: on the longest edge to a decimetre's thousandth, where the distance is flat
        for (int i = 0; i < 36; ++i) {
            if (at_u < at_v) {
                high = v;
                v = u;
                at_v = at_u;
                u = high - section * (high - low);
                at_u = distance(u);
            } else {
                low = u;
                u = v;
                at_u = at_v;
                v = low + section * (high - low);
                at_v = distance(v);
            }
        }
        return std::min(ends_m, airspace_tests::distance_m(place, edge.at(at_u < at_v ? u : v)));
    }

    int samples_;
    std::vector<Edge> edges_;
};

/// What PartSpec says, word for word: is the place inside, and by how much (the distance by which the nearest edge
/// is on the right side of the margin; its sign is the answer)?
class OffsetOracle {
public:
    explicit OffsetOracle(const ZoneSpec& spec, int samples = 200)
    {
        for (const PartSpec& part : spec.parts) {
            Part entry{SampledEdges(samples), {}, part.margin.value(), static_cast<bool>(part.corridor)};
            entry.edges.add(part);
            if (part.corridor) {
                entry.margin_m += part.corridor->half_width.value();
            } else {
                ZoneSpec base;
                base.parts.push_back({part.exterior, part.holes});
                entry.base.emplace_back(base);
            }
            parts_.push_back(std::move(entry));
        }
    }

    /// Positive inside.
    [[nodiscard]] double margin_m(LatLon place) const
    {
        double most_m = -std::numeric_limits<double>::infinity();
        for (const Part& part : parts_) {
            const double d = part.edges.distance_m(place);
            const bool in_base = !part.base.empty() && part.base[0].contains(place) == picket::Containment::inside;
            most_m = std::max(most_m, (in_base ? d : -d) + part.margin_m);
        }
        return most_m;
    }

    [[nodiscard]] const SampledEdges& edges(std::size_t part) const { return parts_[part].edges; }

private:
    struct Part {
        SampledEdges edges;
        std::vector<picket::Zone> base;
        double margin_m;
        bool corridor;
    };
    std::vector<Part> parts_;
};

inline PartSpec corridor_of(std::vector<RingVertex> line, double half_width_m)
{
    PartSpec part;
    part.corridor = picket::CorridorSpec{std::move(line), picket::Metres{half_width_m}};
    return part;
}

}  // namespace airspace_tests

#endif
