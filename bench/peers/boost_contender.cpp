// SPDX-License-Identifier: MIT
// Boost.Geometry, twice: cartesian (straight in longitude and latitude) and geographic (geodesics, Vincenty).
// A packed rtree over the boxes of the polygons, point in polygon or intersection for the candidates.
#include "contender.hpp"

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/iterator/function_output_iterator.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace bench {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

using Plane = bg::cs::cartesian;
using Ellipsoid = bg::cs::geographic<bg::degree>;
using Vincenty = bg::strategy::vincenty;

template <class System>
class BoostContender final : public Loops<BoostContender<System>> {
    static constexpr bool geographic = std::is_same_v<System, Ellipsoid>;
    using Base = Loops<BoostContender<System>>;
    using Point = bg::model::point<double, 2, System>;
    using Box = bg::model::box<Point>;
    using Ring = bg::model::ring<Point, false>;
    using Polygon = bg::model::polygon<Point, false>;
    using MultiPolygon = bg::model::multi_polygon<Polygon>;
    using Segment = bg::model::segment<Point>;
    using Line = bg::model::linestring<Point>;
    template <class Item>
    using Tree = bgi::rtree<Item, bgi::rstar<16>>;

public:
    BoostContender(const std::vector<ZoneSpec>& zones, Purpose purpose) : Base(zones)
    {
        if (purpose == Purpose::distance) {
            std::vector<Segment> segments;
            for (const ZoneSpec& zone : zones)
                for_each_ring(zone, [&](const picket::RingSpec& ring) {
                    for (std::size_t i = 0; i < ring.vertices.size(); ++i)
                        segments.emplace_back(to_point(ring.vertices[i].at),
                                              to_point(ring.vertices[(i + 1) % ring.vertices.size()].at));
                });
            edges_ = Tree<Segment>(segments.begin(), segments.end());
            return;
        }
        // One shape: one multi-polygon. Many: each part by its own box.
        for (std::size_t i = 0; i < zones.size(); ++i)
            for (const picket::PartSpec& part : zones[i].parts) {
                Polygon polygon;
                fill(polygon.outer(), part.exterior, false);
                for (const picket::RingSpec& hole : part.holes) {
                    polygon.inners().emplace_back();
                    fill(polygon.inners().back(), hole, true);
                }
                polygons_.push_back(std::move(polygon));
                zone_of_.push_back(static_cast<int>(i));
            }
        polygons_.shrink_to_fit();
        single_ = zones.size() == 1;
        if (single_) return;
        std::vector<std::pair<Box, unsigned>> boxes;
        for (unsigned i = 0; i < polygons_.size(); ++i) boxes.emplace_back(box_of(polygons_[i]), i);
        tree_ = Tree<std::pair<Box, unsigned>>(boxes.begin(), boxes.end());
    }

    void take(const Points& points)
    {
        points_.clear();
        for (std::size_t i = 0; i < points.size(); ++i) points_.push_back(to_point(points.at(i)));
    }
    void take(const Legs& legs)
    {
        legs_.clear();
        for (std::size_t i = 0; i < legs.size(); ++i) legs_.push_back({to_point(legs.from[i]), to_point(legs.to[i])});
    }

    template <class Found>
    void on_point(std::size_t i, Found&& found)
    {
        const Point& p = points_[i];
        if (single_) {
            if (bg::within(p, polygons_, point_strategy())) found(0);
            return;
        }
        tree_.query(bgi::intersects(p), boost::make_function_output_iterator([&](const auto& item) {
                        if (bg::within(p, polygons_[item.second], point_strategy())) found(zone_of_[item.second]);
                    }));
    }

    template <class Found>
    void on_leg(std::size_t i, Found&& found)
    {
        const Line& line = legs_[i];
        tree_.query(bgi::intersects(bg::return_envelope<Box>(line)),
                    boost::make_function_output_iterator([&](const auto& item) {
                        if (meets(line, polygons_[item.second])) found(zone_of_[item.second]);
                    }));
    }

    /// The tree orders edges by Boost's default (Andoyer) distance; the nearest few are measured again.
    double nearest(std::size_t i)
    {
        if constexpr (geographic) {
            const bg::strategy::distance::geographic_cross_track<Vincenty> vincenty;
            double best_m = 1e300;
            edges_.query(bgi::nearest(points_[i], 2), boost::make_function_output_iterator([&](const Segment& edge) {
                             best_m = std::min(best_m, bg::distance(points_[i], edge, vincenty));
                         }));
            return best_m;
        } else {
            double best_deg = 0.0;
            edges_.query(bgi::nearest(points_[i], 1), boost::make_function_output_iterator([&](const Segment& edge) {
                             best_deg = bg::distance(points_[i], edge);
                         }));
            return best_deg;
        }
    }

private:
    static Point to_point(LatLon p) { return Point(p.lon_deg, p.lat_deg); }

    static void fill(Ring& out, const picket::RingSpec& ring, bool hole)
    {
        for (const picket::RingVertex& v : ring.vertices) out.push_back(to_point(v.at));
        if (!bg::equals(out.front(), out.back())) out.push_back(out.front());
        double area = 0.0;
        for (std::size_t i = 1; i < out.size(); ++i)
            area += (bg::get<0>(out[i]) - bg::get<0>(out[0])) * (bg::get<1>(out[i - 1]) - bg::get<1>(out[0])) -
                    (bg::get<0>(out[i - 1]) - bg::get<0>(out[0])) * (bg::get<1>(out[i]) - bg::get<1>(out[0]));
        if ((area > 0.0) != hole) std::reverse(out.begin(), out.end());
        out.shrink_to_fit();
    }

    static auto point_strategy()
    {
        if constexpr (geographic)
            return bg::strategy::within::geographic_winding<Point, Point, Vincenty>();
        else
            return bg::strategy::within::cartesian_winding<>();
    }

    static Box box_of(const Polygon& polygon)
    {
        if constexpr (geographic)
            return bg::return_envelope<Box>(polygon, bg::strategy::envelope::geographic<Vincenty>());
        else
            return bg::return_envelope<Box>(polygon);
    }

    static bool meets(const Line& line, const Polygon& polygon)
    {
        if constexpr (geographic)
            return bg::intersects(line, polygon, bg::strategy::intersection::geographic_segments<Vincenty>());
        else
            return bg::intersects(line, polygon);
    }

    MultiPolygon polygons_;
    std::vector<int> zone_of_;
    Tree<std::pair<Box, unsigned>> tree_;
    Tree<Segment> edges_;
    bool single_ = false;
    std::vector<Point> points_;
    std::vector<Line> legs_;
};

}  // namespace

std::unique_ptr<Contender> make_boost_cartesian(const std::vector<ZoneSpec>& zones, Purpose purpose)
{
    return std::make_unique<BoostContender<Plane>>(zones, purpose);
}

std::unique_ptr<Contender> make_boost_geographic(const std::vector<ZoneSpec>& zones, Purpose purpose)
{
    return std::make_unique<BoostContender<Ellipsoid>>(zones, purpose);
}

}  // namespace bench
