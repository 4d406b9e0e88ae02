// SPDX-License-Identifier: MIT
// GEOS: straight lines in longitude and latitude. An STRtree over the polygons, an indexed point locator for
// each; called through the C++ interface where its headers are installed (libgeos++-dev: the faster way),
// through the C interface otherwise.
#if __has_include(<geos/algorithm/locate/IndexedPointInAreaLocator.h>)
#define PICKET_BENCH_GEOS_CPP 1
#define USE_UNSTABLE_GEOS_CPP_API
#include <geos/algorithm/locate/IndexedPointInAreaLocator.h>
#include <geos/geom/Coordinate.h>
#include <geos/geom/CoordinateSequence.h>
#include <geos/geom/Envelope.h>
#include <geos/geom/Geometry.h>
#include <geos/geom/prep/PreparedGeometry.h>
#include <geos/index/strtree/TemplateSTRtree.h>
// The C interface's handles are these very objects; with the definitions below it says so.
struct GEOSSTRtree_t;
struct GEOSBufParams_t;
struct GEOSMakeValidParams_t;
#define GEOSSTRtree GEOSSTRtree_t
#define GEOSBufferParams GEOSBufParams_t
#define GEOSMakeValidParams GEOSMakeValidParams_t
#define GEOSGeometry geos::geom::Geometry
#define GEOSPreparedGeometry geos::geom::prep::PreparedGeometry
#define GEOSCoordSequence geos::geom::CoordinateSequence
#endif
#include <geos_c.h>

#include "contender.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace bench {
namespace {

/// The C interface's handle, with its errors on standard error.
class Handle {
public:
    Handle() : handle_(GEOS_init_r())
    {
        GEOSContext_setErrorMessageHandler_r(
            handle_, [](const char* text, void*) { std::fprintf(stderr, "GEOS: %s\n", text); }, nullptr);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { GEOS_finish_r(handle_); }
    [[nodiscard]] GEOSContextHandle_t get() const { return handle_; }

private:
    GEOSContextHandle_t handle_;
};

class GeosContender final : public Loops<GeosContender> {
public:
    GeosContender(const std::vector<ZoneSpec>& zones, Purpose purpose) : Loops(zones), purpose_(purpose)
    {
        // One shape: one locator over all its parts. Many: each part by its own box.
        if (zones.size() == 1) {
            add_area(multi_polygon(zones[0]), 0);
        } else {
            for (std::size_t i = 0; i < zones.size(); ++i)
                for (const picket::PartSpec& part : zones[i].parts) add_area(polygon(part), static_cast<int>(i));
        }
        if (purpose == Purpose::distance) {
            boundary_ = GEOSBoundary_r(h(), areas_[0].geometry);
            prepared_boundary_ = GEOSPrepare_r(h(), boundary_);
            return;
        }
        build_tree();
    }
    GeosContender(const GeosContender&) = delete;
    GeosContender& operator=(const GeosContender&) = delete;
    ~GeosContender() override
    {
        clear(point_geometries_);
        clear(leg_geometries_);
        if (prepared_boundary_ != nullptr) GEOSPreparedGeom_destroy_r(h(), prepared_boundary_);
        if (boundary_ != nullptr) GEOSGeom_destroy_r(h(), boundary_);
#ifndef PICKET_BENCH_GEOS_CPP
        if (tree_ != nullptr) GEOSSTRtree_destroy_r(h(), tree_);
#endif
        for (Area& area : areas_) {
#ifdef PICKET_BENCH_GEOS_CPP
            area.locator.reset();
#endif
            if (area.prepared != nullptr) GEOSPreparedGeom_destroy_r(h(), area.prepared);
            GEOSGeom_destroy_r(h(), area.geometry);
        }
    }

    void take(const Points& points)
    {
        clear(point_geometries_);
#ifdef PICKET_BENCH_GEOS_CPP
        coordinates_.clear();
        for (std::size_t i = 0; i < points.size(); ++i) coordinates_.emplace_back(points.lon_deg[i], points.lat_deg[i]);
        if (purpose_ != Purpose::distance) return;
#endif
        for (std::size_t i = 0; i < points.size(); ++i)
            point_geometries_.push_back(GEOSGeom_createPointFromXY_r(h(), points.lon_deg[i], points.lat_deg[i]));
    }
    void take(const Legs& legs)
    {
        for (Area& area : areas_)
            if (area.prepared == nullptr) area.prepared = GEOSPrepare_r(h(), area.geometry);
        clear(leg_geometries_);
        for (std::size_t i = 0; i < legs.size(); ++i) {
            GEOSCoordSequence* line = GEOSCoordSeq_create_r(h(), 2, 2);
            GEOSCoordSeq_setXY_r(h(), line, 0, legs.from[i].lon_deg, legs.from[i].lat_deg);
            GEOSCoordSeq_setXY_r(h(), line, 1, legs.to[i].lon_deg, legs.to[i].lat_deg);
            leg_geometries_.push_back(GEOSGeom_createLineString_r(h(), line));
        }
    }

    template <class Found>
    void on_point(std::size_t i, Found&& found)
    {
#ifdef PICKET_BENCH_GEOS_CPP
        // The boundary belongs to the zone here; nothing in the workloads lies on it.
        const geos::geom::Coordinate& p = coordinates_[i];
        const auto holds = [&](Area& area) { return area.locator->locate(&p) != geos::geom::Location::EXTERIOR; };
        if (areas_.size() == 1) {
            if (holds(areas_[0])) found(areas_[0].zone);
            return;
        }
        tree_.query(geos::geom::Envelope(p), [&](Area* area) {
            if (holds(*area)) found(area->zone);
        });
#else
        const GEOSGeometry* p = point_geometries_[i];
        const auto holds = [&](const Area& area) { return GEOSPreparedIntersects_r(h(), area.prepared, p) == 1; };
        if (areas_.size() == 1) {
            if (holds(areas_[0])) found(areas_[0].zone);
            return;
        }
        each_candidate(p, [&](Area& area) {
            if (holds(area)) found(area.zone);
        });
#endif
    }

    template <class Found>
    void on_leg(std::size_t i, Found&& found)
    {
        const GEOSGeometry* line = leg_geometries_[i];
        const auto meets = [&](Area& area) {
            if (GEOSPreparedIntersects_r(h(), area.prepared, line) == 1) found(area.zone);
        };
#ifdef PICKET_BENCH_GEOS_CPP
        tree_.query(*line->getEnvelopeInternal(), [&](Area* area) { meets(*area); });
#else
        each_candidate(line, meets);
#endif
    }

    /// In degrees: there is no other distance in a plane of longitude and latitude.
    double nearest(std::size_t i)
    {
        double degrees = 0.0;
        GEOSPreparedDistance_r(h(), prepared_boundary_, point_geometries_[i], &degrees);
        return degrees;
    }

private:
    struct Area {
        GEOSGeometry* geometry = nullptr;
        const GEOSPreparedGeometry* prepared = nullptr;
        int zone = 0;
#ifdef PICKET_BENCH_GEOS_CPP
        std::unique_ptr<geos::algorithm::locate::IndexedPointInAreaLocator> locator;
#endif
    };

    [[nodiscard]] GEOSContextHandle_t h() const { return handle_.get(); }

    void clear(std::vector<GEOSGeometry*>& geometries)
    {
        for (GEOSGeometry* g : geometries) GEOSGeom_destroy_r(h(), g);
        geometries.clear();
    }

    [[nodiscard]] GEOSGeometry* linear_ring(const picket::RingSpec& ring) const
    {
        std::vector<LatLon> places;
        for (const picket::RingVertex& v : ring.vertices) places.push_back(v.at);
        if (!(places.front() == places.back())) places.push_back(places.front());
        GEOSCoordSequence* line = GEOSCoordSeq_create_r(h(), static_cast<unsigned>(places.size()), 2);
        for (unsigned i = 0; i < places.size(); ++i)
            GEOSCoordSeq_setXY_r(h(), line, i, places[i].lon_deg, places[i].lat_deg);
        return GEOSGeom_createLinearRing_r(h(), line);
    }
    [[nodiscard]] GEOSGeometry* polygon(const picket::PartSpec& part) const
    {
        std::vector<GEOSGeometry*> holes;
        for (const picket::RingSpec& hole : part.holes) holes.push_back(linear_ring(hole));
        return GEOSGeom_createPolygon_r(h(), linear_ring(part.exterior), holes.data(),
                                        static_cast<unsigned>(holes.size()));
    }
    [[nodiscard]] GEOSGeometry* multi_polygon(const ZoneSpec& zone) const
    {
        std::vector<GEOSGeometry*> parts;
        for (const picket::PartSpec& part : zone.parts) parts.push_back(polygon(part));
        return GEOSGeom_createCollection_r(h(), GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size()));
    }

    void add_area(GEOSGeometry* geometry, int zone)
    {
        Area area;
        area.geometry = geometry;
        area.zone = zone;
#ifdef PICKET_BENCH_GEOS_CPP
        area.locator = std::make_unique<geos::algorithm::locate::IndexedPointInAreaLocator>(*geometry);
        // The locator builds its index at the first question: ask one, so that building is part of building.
        const geos::geom::Coordinate corner(geometry->getEnvelopeInternal()->getMinX(),
                                            geometry->getEnvelopeInternal()->getMinY());
        area.locator->locate(&corner);
#else
        area.prepared = GEOSPrepare_r(h(), geometry);
#endif
        areas_.push_back(std::move(area));
    }

    void build_tree()
    {
#ifdef PICKET_BENCH_GEOS_CPP
        for (Area& area : areas_) tree_.insert(area.geometry->getEnvelopeInternal(), &area);
        tree_.query(geos::geom::Envelope(0, 0, 0, 0), [](Area*) {});  // builds it
#else
        tree_ = GEOSSTRtree_create_r(h(), 10);
        for (Area& area : areas_) GEOSSTRtree_insert_r(h(), tree_, area.geometry, &area);
        GEOSSTRtree_query_r(h(), tree_, areas_[0].geometry, [](void*, void*) {}, nullptr);  // builds it
        for (Area& area : areas_) {
            GEOSGeometry* inside = GEOSPointOnSurface_r(h(), area.geometry);
            GEOSPreparedIntersects_r(h(), area.prepared, inside);  // builds its locator
            GEOSGeom_destroy_r(h(), inside);
        }
#endif
    }

#ifdef PICKET_BENCH_GEOS_CPP
    geos::index::strtree::TemplateSTRtree<Area*> tree_;
    std::vector<geos::geom::Coordinate> coordinates_;
#else
    template <class Visit>
    void each_candidate(const GEOSGeometry* g, Visit visit)
    {
        GEOSSTRtree_query_r(
            h(), tree_, g, [](void* item, void* f) { (*static_cast<Visit*>(f))(*static_cast<Area*>(item)); }, &visit);
    }
    GEOSSTRtree* tree_ = nullptr;
#endif

    Handle handle_;
    Purpose purpose_;
    std::vector<Area> areas_;
    GEOSGeometry* boundary_ = nullptr;
    const GEOSPreparedGeometry* prepared_boundary_ = nullptr;
    std::vector<GEOSGeometry*> point_geometries_;
    std::vector<GEOSGeometry*> leg_geometries_;
};

}  // namespace

std::unique_ptr<Contender> make_geos(const std::vector<ZoneSpec>& zones, Purpose purpose)
{
    return std::make_unique<GeosContender>(zones, purpose);
}

const char* geos_interface()
{
#ifdef PICKET_BENCH_GEOS_CPP
    return "C++ interface: TemplateSTRtree, IndexedPointInAreaLocator";
#else
    return "C interface (install libgeos++-dev for its faster C++ interface): GEOSSTRtree, GEOSPreparedGeometry";
#endif
}

}  // namespace bench
