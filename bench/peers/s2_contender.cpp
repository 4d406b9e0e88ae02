// SPDX-License-Identifier: MIT
// S2: one MutableS2ShapeIndex over all zones, a shape per zone; great circles on the sphere.
#include "contender.hpp"

#include <s2/mutable_s2shape_index.h>
#include <s2/s2closest_edge_query.h>
#include <s2/s2contains_point_query.h>
#include <s2/s2crossing_edge_query.h>
#include <s2/s2latlng.h>
#include <s2/s2lax_polygon_shape.h>

#include <algorithm>
#include <utility>

namespace bench {
namespace {

S2Point to_s2(LatLon p) { return S2LatLng::FromDegrees(p.lat_deg, p.lon_deg).ToPoint(); }

/// Signed area seen from above, for the side that S2 takes as the inside (the left).
bool runs_clockwise(const std::vector<S2Point>& loop)
{
    S2Point middle(0, 0, 0);
    for (const S2Point& p : loop) middle += p;
    double area = 0.0;
    for (std::size_t i = 0; i < loop.size(); ++i)
        area += (loop[i] - loop[0]).CrossProd(loop[(i + 1) % loop.size()] - loop[0]).DotProd(middle);
    return area < 0.0;
}

/// The lax shape takes rings as they are: the South Pole and the cut at 180 degrees make degenerate edges.
std::unique_ptr<S2Shape> to_shape(const ZoneSpec& zone)
{
    std::vector<std::vector<S2Point>> loops;
    for (const picket::PartSpec& part : zone.parts) {
        const auto add = [&](const picket::RingSpec& ring, bool hole) {
            std::vector<S2Point> loop;
            for (const picket::RingVertex& v : ring.vertices) {
                const S2Point p = to_s2(v.at);
                if (loop.empty() || loop.back() != p) loop.push_back(p);
            }
            while (loop.size() > 1 && loop.front() == loop.back()) loop.pop_back();
            if (runs_clockwise(loop) != hole) std::reverse(loop.begin(), loop.end());
            loops.push_back(std::move(loop));
        };
        add(part.exterior, false);
        for (const picket::RingSpec& hole : part.holes) add(hole, true);
    }
    return std::make_unique<S2LaxPolygonShape>(loops);
}

class S2Contender final : public Loops<S2Contender> {
public:
    explicit S2Contender(const std::vector<ZoneSpec>& zones) : Loops(zones)
    {
        for (const ZoneSpec& zone : zones) index_.Add(to_shape(zone));
        index_.ForceBuild();
        contains_.Init(&index_);
        crossing_.Init(&index_);
        closest_.Init(&index_);
        closest_.mutable_options()->set_include_interiors(false);
        single_ = zones.size() == 1;
    }

    void take(const Points& points)
    {
        points_.clear();
        for (std::size_t i = 0; i < points.size(); ++i) points_.push_back(to_s2(points.at(i)));
    }
    void take(const Legs& legs)
    {
        legs_.clear();
        for (std::size_t i = 0; i < legs.size(); ++i) legs_.emplace_back(to_s2(legs.from[i]), to_s2(legs.to[i]));
    }

    template <class Found>
    void on_point(std::size_t i, Found&& found)
    {
        if (single_) {
            if (contains_.Contains(points_[i])) found(0);
            return;
        }
        contains_.VisitContainingShapes(points_[i], [&](S2Shape* shape) {
            found(shape->id());
            return true;
        });
    }

    /// Holds the start, or has an edge that the leg crosses.
    template <class Found>
    void on_leg(std::size_t i, Found&& found)
    {
        met_.clear();
        const auto& [from, to] = legs_[i];
        contains_.VisitContainingShapes(from, [&](S2Shape* shape) {
            met_.push_back(shape->id());
            return true;
        });
        crossing_.GetCrossingEdges(from, to, s2shapeutil::CrossingType::ALL, &edges_);
        for (const s2shapeutil::ShapeEdge& edge : edges_) met_.push_back(edge.id().shape_id);
        if (!edges_.empty()) {
            std::sort(met_.begin(), met_.end());
            met_.erase(std::unique(met_.begin(), met_.end()), met_.end());
        }
        for (const int zone : met_) found(zone);
    }

    double nearest(std::size_t i)
    {
        // Mean radius of the Earth: what S2's own S2Earth class uses.
        constexpr double radius_m = 6371010.0;
        S2ClosestEdgeQuery::PointTarget target(points_[i]);
        return closest_.GetDistance(&target).radians() * radius_m;
    }

private:
    MutableS2ShapeIndex index_;
    S2ContainsPointQuery<MutableS2ShapeIndex> contains_;
    S2CrossingEdgeQuery crossing_;
    S2ClosestEdgeQuery closest_;
    bool single_ = false;
    std::vector<S2Point> points_;
    std::vector<std::pair<S2Point, S2Point>> legs_;
    std::vector<s2shapeutil::ShapeEdge> edges_;
    std::vector<int> met_;
};

}  // namespace

std::unique_ptr<Contender> make_s2(const std::vector<ZoneSpec>& zones, Purpose)
{
    return std::make_unique<S2Contender>(zones);
}

}  // namespace bench
