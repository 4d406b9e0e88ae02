// SPDX-License-Identifier: MIT
/// @file
/// The only place in bench/ that names picket's index: when its interface moves, this file moves with it.
#ifndef PICKET_BENCH_PICKET_ADAPTER_HPP
#define PICKET_BENCH_PICKET_ADAPTER_HPP

#include "support/workloads.hpp"

#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/compiled_boundary.hpp>
#include <picket/airspace/index_file.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace bench {

/// picket::AirspaceIndex with the zones and the moment of a workload.
class PicketIndex {
public:
    /// @param specs  must outlive this: zones are made of them when a leg or a distance asks
    explicit PicketIndex(const std::vector<ZoneSpec>& specs, double now_s = noon_s)
        : index_(build(specs)), active_(index_.active_at(now_s)), specs_(&specs)
    {
    }
    explicit PicketIndex(std::vector<ZoneSpec>&& specs, double now_s = noon_s)
        : index_(build(specs)), active_(index_.active_at(now_s)), kept_(std::move(specs)), specs_(&kept_)
    {
    }
    PicketIndex(const PicketIndex&) = delete;
    PicketIndex& operator=(const PicketIndex&) = delete;

    /// Calls found(zone) for every zone that holds a place.
    template <class Found>
    void on_place(LatLon place, Found&& found) const
    {
        index_.query(place, [&](std::size_t zone, picket::Containment) { found(static_cast<int>(zone)); });
    }

    /// ... for every active zone that holds a place at an altitude above mean sea level.
    template <class Found>
    void on_position(LatLon place, double altitude_m, Found&& found) const
    {
        const picket::Position position{place, {picket::Metres{altitude_m}, picket::VerticalDatum::amsl}};
        index_.query(position, active_, [&](std::size_t zone, picket::Containment) { found(static_cast<int>(zone)); });
    }

    /// Is a place in any zone? For an index of one zone this is the whole question.
    [[nodiscard]] bool inside(LatLon place) const { return index_.contains_any(place) == picket::Containment::inside; }
    void inside(const Points& points, std::size_t first, std::size_t count, std::span<picket::Containment> answers) const
    {
        index_.contains_any(part(points.lat_deg, first, count), part(points.lon_deg, first, count), answers);
    }

    /// The same for arrays.
    template <class Found>
    void on_places(const Points& points, std::size_t first, std::size_t count, Found&& found) const
    {
        index_.query_all(part(points.lat_deg, first, count), part(points.lon_deg, first, count),
                         [&](std::size_t, std::size_t zone, picket::Containment) { found(static_cast<int>(zone)); });
    }
    template <class Found>
    void on_positions(const Points& points, std::size_t first, std::size_t count, Found&& found) const
    {
        index_.query_all(part(points.lat_deg, first, count), part(points.lon_deg, first, count),
                         part(points.alt_m, first, count), picket::VerticalDatum::amsl, active_,
                         [&](std::size_t, std::size_t zone, picket::Containment) { found(static_cast<int>(zone)); });
    }

    static constexpr bool index_has_distance = true;
    /// Distance to the nearest edge of any zone. [m]
    [[nodiscard]] double nearest_m(LatLon place) const
    {
        if (!distances_) distances_.emplace(zones());
        return distances_->distance(place).value();
    }

    static constexpr bool index_has_legs = true;
    /// Calls found(zone) for every zone that a level leg meets, in its altitude band and time of activity.
    template <class Found>
    void on_leg(const Legs& legs, std::size_t i, Found&& found) const
    {
        const picket::Altitude altitude{picket::Metres{legs.alt_m[i]}, picket::VerticalDatum::amsl};
        const picket::Leg leg{{legs.begin_s, legs.from[i], altitude}, {legs.end_s, legs.to[i], altitude}};
        index_.query(leg, zones(), active_, [&](std::size_t zone, picket::Containment) { found(static_cast<int>(zone)); });
    }

    [[nodiscard]] std::size_t size() const { return index_.size(); }
    void save(const std::filesystem::path& path) const { picket::save_index(index_, path); }
    /// Zones of a saved index, loaded for this.
    [[nodiscard]] static std::size_t loaded_size(const std::filesystem::path& path) { return picket::load_index(path).size(); }
    [[nodiscard]] std::size_t table_bytes() const { return index_.image().size(); }
    [[nodiscard]] const std::vector<picket::Zone>& zones() const
    {
        if (zones_.empty()) for (const ZoneSpec& spec : *specs_) zones_.emplace_back(spec);
        return zones_;
    }

private:
    static std::span<const double> part(const std::vector<double>& column, std::size_t first, std::size_t count)
    {
        return std::span<const double>(column).subspan(first, count);
    }
    static picket::AirspaceIndex build(const std::vector<ZoneSpec>& specs)
    {
        std::vector<picket::Zone> zones;
        zones.reserve(specs.size());
        for (const ZoneSpec& spec : specs) zones.emplace_back(spec);
        return picket::AirspaceIndex(zones);
    }

    picket::AirspaceIndex index_;
    picket::ActiveSet active_;
    std::vector<ZoneSpec> kept_;
    const std::vector<ZoneSpec>* specs_;
    mutable std::vector<picket::Zone> zones_;  ///< made when a leg or a distance asks
    mutable std::optional<picket::CompiledBoundary> distances_;
};

}  // namespace bench

#endif
