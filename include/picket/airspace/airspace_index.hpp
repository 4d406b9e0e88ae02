// SPDX-License-Identifier: MIT
/// @file
/// Many zones, many questions: the exact answers of Zone at the speed of a table look-up.
#ifndef PICKET_AIRSPACE_AIRSPACE_INDEX_HPP
#define PICKET_AIRSPACE_AIRSPACE_INDEX_HPP

#include <picket/airspace/active_set.hpp>
#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/index_build.hpp>
#include <picket/airspace/detail/index_gate.hpp>
#include <picket/airspace/detail/index_grid.hpp>
#include <picket/airspace/detail/index_image.hpp>
#include <picket/airspace/detail/index_layout.hpp>
#include <picket/airspace/detail/index_legs.hpp>
#include <picket/airspace/detail/index_spec.hpp>
#include <picket/airspace/detail/index_store.hpp>
#include <picket/airspace/detail/schedule_periods.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/schedule_spec.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// How an index is built.
struct IndexOptions {
    /// Cells a degree: 4, 8, 16, 32 or 64; 0 chooses from the zones. More cells: faster, larger.
    std::uint32_t cells_per_degree = 0;
};

/// What it took to answer for one place, from cheap to dear.
enum class IndexStage : std::uint8_t {
    cell,      ///< the cell lies wholly inside or outside
    chain,     ///< whole-number test against the cell's chords, or the distance from a circle's centre
    boundary,  ///< too near to those: the zone's own exact boundary
};

/// An immutable index over zones. Answers equal Zone::contains, always; nearly all of them from a table.
///
/// Guarantees  (1) every answer is the exact one: a place within four lattice steps (0.4 to 7 m) of a boundary, and some a little further, is
///             decided by the exact boundary itself [docs/explain/error-bound.md, tests/differential/index]
///             (2) the same answers with SIMD and without, with any compiler flags but -ffast-math, but within some
///                 10 nm of a curved edge, where the exact boundary itself is floating point
///             (3) a NaN position is `unknown` for every zone that is active and could hold it
/// Cost        see bench/README.md; no allocation in queries; thread-safe
/// Errors      construction throws DomainError for bad options or more than 2^28 zones; queries are noexcept
///             as far as the callback is
class AirspaceIndex {
public:
    /// The index keeps what it needs of the zones, in the order given; the zones themselves may go.
    explicit AirspaceIndex(std::span<const Zone> zones, IndexOptions options = {}) : AirspaceIndex(build(zones, options)) {}
    /// Of no zones.
    AirspaceIndex() : AirspaceIndex(std::span<const Zone>{}) {}

    [[nodiscard]] std::size_t size() const noexcept { return zones_.size(); }
    [[nodiscard]] std::uint32_t cells_per_degree() const noexcept { return grid_.cells_per_degree(); }
    /// The id of a zone. @pre zone < size()
    [[nodiscard]] std::string_view zone_id(std::size_t zone) const noexcept
    {
        return {names_.data() + zones_[zone].first_name, zones_[zone].names};
    }

    /// Which zones are active at a time [s since the Unix epoch, UTC], by their windows and schedules: as Zone::active.
    /// NaN leaves those that have any unknown.
    [[nodiscard]] ActiveSet active_at(double time_s) const
    {
        ActiveSet active(size());
        for (std::size_t i = 0; i < size(); ++i) {
            const auto windows = windows_.subspan(zones_[i].first_window, zones_[i].windows);
            if (windows.empty()) continue;
            const bool open = std::any_of(windows.begin(), windows.end(), [&](const TimeWindow& w) { return time_s >= w.begin_s && time_s < w.end_s; });
            active.set(i, std::isnan(time_s) ? Containment::unknown : open ? Containment::inside : Containment::outside);
        }
        for (const StoredSchedule& schedule : schedules_) {
            const Containment by_windows = active[schedule.zone];
            if (by_windows == Containment::outside) continue;
            active.set(schedule.zone, both(by_windows, periods_of(schedule).active(time_s)));
        }
        return active;
    }

    /// The whole index as bytes, for from_image(): of this machine's byte order, checksummed. index_file.hpp writes
    /// them to a file and maps them back.
    [[nodiscard]] std::span<const std::byte> image() const noexcept { return image_; }

    /// An index on bytes that image() gave, in place: nothing is copied, nothing built; the cost is one reading of
    /// the bytes for their checksum.
    ///
    /// @param image  aligned to 16 bytes or more
    /// @param owner  keeps the bytes alive as long as the index or a copy of it
    /// @throws ParseError  where they are damaged, not aligned, or from another version or machine
    [[nodiscard]] static AirspaceIndex from_image(std::span<const std::byte> image, std::shared_ptr<const void> owner)
    {
        return AirspaceIndex(image, std::move(owner));
    }

    /// Zones that hold a place, whatever the height and the time.
    ///
    /// @param on_zone  called as on_zone(std::size_t zone, Containment answer), answer inside or unknown, once
    ///                 for each zone, in no particular order
    /// @param rule     whose the boundary itself is
    template <class OnZone>
    void query(LatLon place, OnZone&& on_zone, BoundaryRule rule = BoundaryRule::half_open) const
    {
        visit(place, detail::EveryZone{rule}, on_zone);
    }

    /// Zones that hold a position, among those that are active.
    template <class OnZone>
    void query(const Position& position, const ActiveSet& active, OnZone&& on_zone, BoundaryRule rule = BoundaryRule::half_open) const
    {
        const double height_m = position.altitude.value.value();
        if (std::isnan(height_m)) [[unlikely]]
            visit(position.at, detail::UnknownHeight{gates_, active.data(), rule}, on_zone);
        else
            visit(position.at, detail::HeightAndTime(gates_, limits_, active.data(), height_m, position.altitude.datum, rule), on_zone);
    }

    /// Is the place inside any zone, whatever the height and the time? Faster than query: it stops at the first.
    [[nodiscard]] Containment contains_any(LatLon place) const noexcept
    {
        detail::GridPlace at{};
        if (!grid_.locate(place, at)) [[unlikely]]
            return zones_.empty() ? Containment::outside : Containment::unknown;
        return any_in_word(word_of(at), place, at.point()) ? Containment::inside : Containment::outside;
    }

    /// The dearest stage that query(place) goes through: for tests, and to see where time goes.
    [[nodiscard]] IndexStage dearest_stage(LatLon place) const noexcept
    {
        IndexStage dearest = IndexStage::cell;
        detail::GridPlace at{};
        if (!grid_.locate(place, at)) return dearest;
        const Word word = word_of(at);
        if (word.kind() != detail::IndexWord::record) return dearest;
        detail::Ecef ecef_m = no_ecef;
        for_each_entry(word, [&](const Entry& entry, std::uint32_t zone) {
            const bool undecided = side(entry, zone, place, at.point(), ecef_m) == detail::IndexSide::undecided;
            dearest = std::max(dearest, undecided ? IndexStage::boundary : IndexStage::chain);
            return true;
        });
        return dearest;
    }

    /// contains_any for many places; answers[i] belongs to the i-th.
    ///
    /// @pre the three spans are of one size
    void contains_any(std::span<const double> lat_deg, std::span<const double> lon_deg,
                      std::span<Containment> answers) const noexcept
    {
        const Containment nowhere = zones_.empty() ? Containment::outside : Containment::unknown;
        for_each_block(lat_deg, lon_deg, [&](const Block& block) {
            // most are answered by their word; the rest are gathered first, so that no branch hangs on the kind
            std::uint8_t waiting[block_size];
            std::size_t count = 0;
            for (std::size_t i = 0; i < block.size; ++i) {
                static_assert(static_cast<int>(Containment::inside) == 1 && static_cast<int>(Containment::outside) == 0);
                answers[block.begin + i] = static_cast<Containment>(block.words[i].word != detail::IndexWord::empty);
                waiting[count] = static_cast<std::uint8_t>(i);
                count += block.words[i].kind() >= detail::IndexWord::record ? 1U : 0U;
            }
            for (std::size_t w = 0; w < count; ++w) {
                const std::size_t i = waiting[w];
                const std::size_t p = block.begin + i;
                if (block.words[i].word == no_position) [[unlikely]]
                    answers[p] = nowhere;
                else
                    answers[p] = any_in_word(block.words[i], {lat_deg[p], lon_deg[p]}, block.points[i]) ? Containment::inside : Containment::outside;
            }
        });
    }

    /// Many places: as query(LatLon), called as on_zone(std::size_t point, std::size_t zone, Containment). Hides
    /// the waiting for memory by looking several places ahead.
    ///
    /// @pre lat_deg.size() == lon_deg.size()
    template <class OnZone>
    void query_all(std::span<const double> lat_deg, std::span<const double> lon_deg, OnZone&& on_zone) const
    {
        for_each_place(lat_deg, lon_deg, [&](std::size_t i, Word word, detail::LatticePoint at) {
            visit_word(word, {lat_deg[i], lon_deg[i]}, at, detail::EveryZone{},
                       [&](std::size_t zone, Containment answer) { on_zone(i, zone, answer); });
        });
    }

    /// Many positions: as query(Position, ActiveSet), altitudes in metres above one datum.
    ///
    /// @pre the three spans are of one size
    template <class OnZone>
    void query_all(std::span<const double> lat_deg, std::span<const double> lon_deg, std::span<const double> altitude_m,
                   VerticalDatum datum, const ActiveSet& active, OnZone&& on_zone) const
    {
        for_each_place(lat_deg, lon_deg, [&](std::size_t i, Word word, detail::LatticePoint at) {
            const auto found = [&](std::size_t zone, Containment answer) { on_zone(i, zone, answer); };
            const LatLon place{lat_deg[i], lon_deg[i]};
            if (std::isnan(altitude_m[i])) [[unlikely]]
                visit_word(word, place, at, detail::UnknownHeight{gates_, active.data()}, found);
            else
                visit_word(word, place, at, detail::HeightAndTime(gates_, limits_, active.data(), altitude_m[i], datum), found);
        });
    }

    /// Zones that a leg meets, in its time, height and place: those for which presence(zone, leg) has an interval.
    ///
    /// The tables find them; a zone is asked itself only where the leg comes within a few lattice steps of its
    /// boundary without being clearly inside before or after, or where height or time change along the leg.
    ///
    /// @param zones    those the index was built from, in their order
    /// @param active   a zone that is closed here is not asked at all; of the others their own windows decide
    /// @param on_zone  called as on_zone(std::size_t zone, Containment answer), answer inside or unknown, once for
    ///                 each zone. A leg whose places are not numbers meets every zone, as unknown.
    template <class OnZone>
    void query(const Leg& leg, std::span<const Zone> zones, const ActiveSet& active, OnZone&& on_zone) const
    {
        query_leg(leg, zones, active.data(), on_zone);
    }

    /// The same, of all zones.
    template <class OnZone>
    void query(const Leg& leg, std::span<const Zone> zones, OnZone&& on_zone) const
    {
        query_leg(leg, zones, nullptr, on_zone);
    }

    /// When a leg is inside which zone: the intervals of presence(zone, leg), to the bit, for every zone it meets.
    ///
    /// @param zones        those the index was built from, in their order
    /// @param on_presence  called as on_presence(std::size_t zone, const PresenceInterval&); a zone's intervals
    ///                     follow each other in time
    template <class OnPresence>
    void for_each_presence(const Leg& leg, std::span<const Zone> zones, OnPresence&& on_presence) const
    {
        for_each_met(
            leg, nullptr,
            [&](const Met& met) {
                for_each_presence_of(zones[met.zone], leg, [&](const PresenceInterval& stay) { on_presence(std::size_t{met.zone}, stay); });
            },
            [](std::uint32_t) {});
    }

private:
    struct Entry {
        std::uint32_t head;
        std::uint32_t local;
        const std::uint16_t* vertices;
        std::uint32_t count;
        [[nodiscard]] std::uint32_t kind() const noexcept { return head & detail::IndexEntry::kind_mask; }
    };

    /// A leaf's word, and the block it is of.
    struct Word {
        std::uint32_t word;
        std::uint32_t block;
        [[nodiscard]] std::uint32_t kind() const noexcept { return word & detail::IndexWord::kind_mask; }
        [[nodiscard]] std::uint32_t payload() const noexcept { return word >> detail::IndexWord::kind_bits; }
    };

    /// What is kept of a zone besides its gate.
    struct StoredZone {
        std::uint32_t first_ring, rings;
        std::uint32_t first_window, windows;
        std::uint32_t first_name, names;  ///< bytes of its id
        std::uint32_t offset;             ///< where it has corridors or margins: index into offset_zones_; else no_zone
    };

    /// A zone's schedule, for the few that have one: in the order of the zones.
    struct StoredSchedule {
        LatLon place;  ///< of a schedule without times by the sun: any
        std::uint32_t zone;
        std::uint32_t first_period, periods, exclusions;  ///< the exclusions follow the periods
    };
    static_assert(sizeof(StoredSchedule) == 32);  // no padding: it goes into the image

    [[nodiscard]] detail::SchedulePeriods periods_of(const StoredSchedule& schedule) const noexcept
    {
        return {periods_.subspan(schedule.first_period, schedule.periods),
                periods_.subspan(schedule.first_period + schedule.periods, schedule.exclusions),
                detail::SunAtPlace(schedule.place)};
    }

    [[nodiscard]] const StoredSchedule* schedule_of(std::uint32_t zone) const noexcept
    {
        const auto before = [](const StoredSchedule& schedule, std::uint32_t z) { return schedule.zone < z; };
        const auto found = std::lower_bound(schedules_.begin(), schedules_.end(), zone, before);
        return found != schedules_.end() && found->zone == zone ? &*found : nullptr;
    }

    [[nodiscard]] static std::uint32_t checked_cells(std::span<const Zone> zones, const IndexOptions& options)
    {
        if (zones.size() >= detail::index_most_zones) detail::raise<DomainError>("an index holds fewer than 2^28 zones");
        const std::uint32_t k = options.cells_per_degree == 0 ? suitable_cells(zones) : options.cells_per_degree;
        if (k < 4 || k > 64 || (k & (k - 1)) != 0) detail::raise<DomainError>("cells_per_degree must be 4, 8, 16, 32 or 64");
        return k;
    }

    /// As many cells as keep the leaves small against the edges: past the processor's caches a look-up costs many times
    /// more, and what a larger cell asks more costs less. [bench/peers W1 to W3]
    [[nodiscard]] static std::uint32_t suitable_cells(std::span<const Zone> zones)
    {
        constexpr std::uint32_t columns = detail::Grid::belt_columns;
        std::vector<bool> touched(std::size_t{columns} * detail::Grid::belt_rows);  // degree cells, roughly
        std::size_t edges = 0;
        std::size_t cells = 0;
        for (const Zone& zone : zones) {
            edges += zone.boundary().curves().size();
            for (const detail::Curve& curve : zone.boundary().curves()) {
                const auto row = [](double lat) { return static_cast<std::size_t>(std::clamp(lat + 90.0, 0.0, 179.0)); };
                const auto first = static_cast<std::size_t>(curve.lon_west_deg + 180.0);
                const auto last = static_cast<std::size_t>(curve.lon_west_deg + 180.0 + curve.width_deg.high);
                // a long edge passes a few of the cells of its box
                const std::size_t row0 = row(std::min(curve.lat_west_deg, curve.lat_east_deg));
                const std::size_t row1 = row(std::max(curve.lat_west_deg, curve.lat_east_deg));
                const std::size_t most = (last - first) + (row1 - row0) + 1;
                std::size_t added = 0;
                for (std::size_t r = row0; r <= row1 && added < most; ++r)
                    for (std::size_t c = first; c <= last && added < most; ++c) {
                        const std::size_t cell = r * columns + c % columns;
                        if (touched[cell]) continue;
                        touched[cell] = true;
                        ++cells;
                        ++added;
                    }
            }
        }
        const std::size_t budget = std::max<std::size_t>(1000000, 18 * edges);
        for (const std::uint32_t k : {32U, 16U, 8U})
            if (cells * k * k * sizeof(std::uint32_t) <= budget) return k;
        return 4;
    }

    [[nodiscard]] static bool is_circle(const std::vector<PartSpec>& parts) noexcept
    {
        return parts.size() == 1 && parts[0].holes.empty() && parts[0].exterior.circle &&
               parts[0].exterior.inside == RingSide::smaller_area &&
               parts[0].exterior.circle->radius.value() <= detail::circle_test_radius_max_m;
    }

    [[nodiscard]] static std::shared_ptr<const std::vector<std::byte>> build(std::span<const Zone> zones, const IndexOptions& options)
    {
        const detail::Grid grid(checked_cells(zones, options));
        detail::IndexBuilder builder(grid, zones.size());
        detail::StoreArrays store;
        std::vector<StoredZone> stored;
        std::vector<detail::ZoneGate> gates;
        std::vector<detail::ZoneLimits> limits;
        std::vector<detail::CircleTest> circles;
        std::vector<TimeWindow> windows;
        std::vector<StoredSchedule> schedules;
        std::vector<detail::PeriodRecord> periods;
        std::vector<char> names;
        std::vector<double> offsets;
        std::uint32_t offset_zones = 0;
        const auto size_of = [](const auto& v) { return static_cast<std::uint32_t>(v.size()); };
        for (const Zone& zone : zones) {
            const std::uint32_t number = size_of(stored);
            const std::vector<PartSpec>& parts = zone.spec().parts;
            const std::uint32_t first_ring = size_of(store.rings);
            const bool offset = zone.boundary().has_offset();
            if (offset) detail::write_parts(parts, offsets);
            else store.add(zone.boundary());
            stored.push_back({first_ring, size_of(store.rings) - first_ring, size_of(windows), size_of(zone.windows()), size_of(names),
                              size_of(zone.id()), offset ? offset_zones++ : no_zone});
            windows.insert(windows.end(), zone.windows().begin(), zone.windows().end());
            if (zone.schedule()) {
                const ScheduleSpec& spec = zone.schedule()->spec();
                schedules.push_back({spec.place.value_or(LatLon{0.0, 0.0}), number, size_of(periods), size_of(spec.periods),
                                     size_of(spec.exclusions)});
                periods.insert(periods.end(), zone.schedule()->records().begin(), zone.schedule()->records().end());
            }
            names.insert(names.end(), zone.id().begin(), zone.id().end());
            if (circles.size() >= detail::ZoneGate::most_circles) detail::raise<DomainError>("an index holds fewer than 2^24 circles");
            gates.emplace_back(zone.altitude(), size_of(circles));
            limits.emplace_back(zone.altitude());
            if (offset) {
                builder.add_offset_zone(parts, number);
            } else if (is_circle(parts)) {
                circles.push_back(detail::circle_test(*parts[0].exterior.circle));
                builder.add_circle(*parts[0].exterior.circle, circles.back(), number);
            } else {
                builder.add_zone(zone.boundary(), parts, number);
            }
        }
        const detail::IndexTables tables = builder.finish();
        const std::uint32_t k = grid.cells_per_degree();
        using Section = detail::ImageSection;
        detail::ImageWriter writer;
        const auto put = [&](Section section, const auto& values) { writer.put(section, std::span(values.data(), values.size())); };
        writer.put(Section::options, std::span(&k, 1));
        put(Section::top, tables.top);
        put(Section::leaves, tables.leaves);
        put(Section::sets, tables.sets);
        put(Section::records, tables.records);
        put(Section::locals, tables.locals);
        put(Section::first_local, tables.first_local);
        put(Section::offsets, offsets);
        put(Section::zones, stored);
        put(Section::gates, gates);
        put(Section::limits, limits);
        put(Section::circles, circles);
        put(Section::windows, windows);
        put(Section::schedules, schedules);
        put(Section::periods, periods);
        put(Section::names, names);
        put(Section::rings, store.rings);
        put(Section::nodes, store.nodes);
        put(Section::kinds, store.kinds);
        put(Section::arcs, store.arcs);
        put(Section::blocks, store.blocks);
        return std::make_shared<const std::vector<std::byte>>(writer.finish());
    }

    explicit AirspaceIndex(const std::shared_ptr<const std::vector<std::byte>>& image) : AirspaceIndex(std::span(*image), image) {}

    AirspaceIndex(std::span<const std::byte> image, std::shared_ptr<const void> owner) : owner_(std::move(owner)), image_(image)
    {
        using Section = detail::ImageSection;
        const detail::ImageReader reader(image);
        const auto options = reader.get<std::uint32_t>(Section::options);
        const auto top = reader.get<std::uint32_t>(Section::top);
        const auto leaves = reader.get<std::uint32_t>(Section::leaves);
        if (options.size() != 1 || options[0] < 4 || options[0] > 64 || (options[0] & (options[0] - 1)) != 0 ||
            top.size() != detail::Grid::tops || leaves.empty())
            detail::raise<ParseError>("a picket index of another format: build it again");
        grid_ = detail::Grid(options[0]);
        top_ = top.data();
        leaves_ = leaves.data();
        sets_ = reader.get<std::uint32_t>(Section::sets).data();
        records_ = reader.get<std::uint16_t>(Section::records).data();
        zones_ = reader.get<StoredZone>(Section::zones);
        const auto locals = reader.get<std::uint32_t>(Section::locals);
        locals_ = detail::index_has_locals(zones_.size()) ? locals.data() : nullptr;
        first_local_ = reader.get<std::uint32_t>(Section::first_local).data();
        gates_ = reader.get<detail::ZoneGate>(Section::gates).data();
        limits_ = reader.get<detail::ZoneLimits>(Section::limits).data();
        circles_ = reader.get<detail::CircleTest>(Section::circles).data();
        detail::PartsReader offsets(reader.get<double>(Section::offsets));
        auto offset_zones = std::make_shared<std::vector<Zone>>();
        while (!offsets.at_end()) {
            ZoneSpec spec;
            spec.parts = offsets.parts();
            offset_zones->emplace_back(std::move(spec));
        }
        offset_zones_ = std::move(offset_zones);
        windows_ = reader.get<TimeWindow>(Section::windows);
        schedules_ = reader.get<StoredSchedule>(Section::schedules);
        periods_ = reader.get<detail::PeriodRecord>(Section::periods);
        names_ = reader.get<char>(Section::names);
        store_ = {reader.get<detail::StoredRing>(Section::rings), reader.get<LatLon>(Section::nodes),
                  reader.get<std::uint8_t>(Section::kinds), reader.get<detail::StoredArc>(Section::arcs),
                  reader.get<detail::StoredBlock>(Section::blocks)};
    }

    static constexpr detail::Ecef no_ecef{0.0, 0.0, 0.0};  ///< not yet computed

    [[nodiscard]] Word word_of(const detail::GridPlace& at) const noexcept
    {
        const std::uint32_t top = top_[at.top];
        return {leaf_word(top, leaves_[leaf_offset(top, at.leaf)]), top >> detail::IndexWord::kind_bits};
    }

    /// All ones for a word that is a block, else 0. Masks and not conditions: compilers make branches of those, and
    /// which way they go would be known only after the wait for memory.
    [[nodiscard]] static std::uint32_t block_mask(std::uint32_t top_word) noexcept
    {
        static_assert(detail::IndexWord::block == 4U && detail::IndexWord::kind_mask == 7U);  // no kind above it
        return 0U - (top_word >> 2U & 1U);
    }
    [[nodiscard]] static std::uint32_t leaf_word(std::uint32_t top_word, std::uint32_t leaf) noexcept
    {
        const std::uint32_t mask = block_mask(top_word);
        return (leaf & mask) | (top_word & ~mask);
    }

    /// Where the leaf of a block is; somewhere, for a word that is none.
    [[nodiscard]] std::size_t leaf_offset(std::uint32_t top_word, std::uint32_t leaf) const noexcept
    {
        const std::uint32_t mask = block_mask(top_word);
        return (std::size_t{top_word & mask} >> detail::IndexWord::kind_bits) * grid_.leaves_in_top() + (leaf & mask);
    }

    template <class Filter, class Found>
    void visit(LatLon place, const Filter& filter, Found&& found) const
    {
        detail::GridPlace at{};
        if (!grid_.locate(place, at)) [[unlikely]] {
            all_unknown(filter, found);
            return;
        }
        visit_word(word_of(at), place, at.point(), filter, found);
    }

    // Legs --------------------------------------------------------------------------------------------------------

    /// What the tables say of a zone and a leg.
    struct Met {
        std::uint32_t zone;
        bool inside;        ///< some place of the leg is inside, certainly; otherwise one may be
        Containment along;  ///< its height and time
    };

    /// @param active  of each zone; null: all are
    template <class OnZone>
    void query_leg(const Leg& leg, std::span<const Zone> zones, const Containment* active, OnZone&& on_zone) const
    {
        for_each_met(
            leg, active,
            [&](const Met& met) {
                Containment answer = met.inside ? met.along : Containment::unknown;
                if (answer == Containment::unknown) {
                    answer = Containment::outside;
                    for_each_presence_of(zones[met.zone], leg, [&](const PresenceInterval& stay) {
                        if (answer != Containment::inside) answer = stay.answer;
                    });
                }
                if (answer != Containment::outside) on_zone(std::size_t{met.zone}, answer);
            },
            [&](std::uint32_t zone) {
                if (active == nullptr || active[zone] != Containment::outside) on_zone(std::size_t{zone}, Containment::unknown);
            });
    }

    template <class Callback>
    static void for_each_presence_of(const Zone& zone, const Leg& leg, Callback&& callback)
    {
        picket::for_each_presence(zone, leg, callback);
    }

    /// Height and time where they are the same all along a leg; unknown where the zone has to look closer.
    [[nodiscard]] Containment along(std::uint32_t zone, const Leg& leg) const noexcept
    {
        const auto windows = windows_.subspan(zones_[zone].first_window, zones_[zone].windows);
        bool changes = false;  // its activity, perhaps
        if (!windows.empty()) {
            bool whole = false;
            bool part = false;
            for (const TimeWindow& w : windows) {
                whole = whole || (leg.from.time_s >= w.begin_s && leg.to.time_s < w.end_s);
                part = part || (leg.from.time_s < w.end_s && leg.to.time_s >= w.begin_s);
            }
            if (!part && leg.from.time_s <= leg.to.time_s) return Containment::outside;
            changes = !whole;
        }
        if (const StoredSchedule* schedule = schedules_.empty() ? nullptr : schedule_of(zone)) {
            const detail::SchedulePeriods periods = periods_of(*schedule);
            const Containment open = periods.active(leg.from.time_s);
            const bool whole = leg.from.time_s <= leg.to.time_s &&
                               !(periods.next_change(leg.from.time_s, leg.to.time_s) <= leg.to.time_s);
            if (whole && open == Containment::outside) return Containment::outside;
            changes = changes || !whole || open != Containment::inside;
        }
        if (changes) return Containment::unknown;
        const double from_m = leg.from.altitude.value.value();
        const double to_m = leg.to.altitude.value.value();
        if (leg.from.altitude.datum != leg.to.altitude.datum || std::isnan(from_m) || std::isnan(to_m)) return Containment::unknown;
        const Containment open = Containment::inside;
        const std::uint32_t zero = 0;
        const auto at = [&](double height_m) {
            return detail::HeightAndTime(gates_ + zone, limits_ + zone, &open, height_m, leg.from.altitude.datum)(zero);
        };
        const Containment begin = at(from_m);
        if (from_m == to_m) return begin;
        const detail::ZoneLimits& limits = limits_[zone];
        // a band is an interval: both ends in it, or both on one side of it, speak for what is between
        if (begin == Containment::inside && at(to_m) == Containment::inside) return Containment::inside;
        const unsigned bits = gates_[zone].bits >> static_cast<unsigned>(leg.from.altitude.datum);
        const bool comparable = (bits & bits >> 4U & 1U) != 0;
        if (comparable && (std::max(from_m, to_m) < limits.lower_m || std::min(from_m, to_m) > limits.upper_m)) return Containment::outside;
        return Containment::unknown;
    }

    /// Calls on_met(Met) for each zone that a leg meets or may meet, once; or on_unknown(zone) for all zones.
    ///
    /// Zones that are closed, or that the leg's heights or times keep it out of, are passed over.
    ///
    /// @param active  as for query_leg
    template <class OnMet, class OnUnknown>
    void for_each_met(const Leg& leg, const Containment* active, OnMet&& on_met, OnUnknown&& on_unknown) const
    {
        if (!is_valid(leg.from.at) || !is_valid(leg.to.at)) [[unlikely]] {
            for (std::uint32_t zone = 0; zone < zones_.size(); ++zone) on_unknown(zone);
            return;
        }
        const detail::LegGate gate(gates_, active, leg.from.altitude, leg.to.altitude);
        // as many zones as fit, those of the lowest numbers; were there more, once again for the rest
        constexpr std::size_t most = 256;
        Met met[most];
        std::uint32_t first_zone = 0;
        for (bool more = true; more;) {
            std::size_t count = 0;
            more = false;
            std::uint32_t end_zone = no_zone;  // zones from here on are left for later
            const auto add = [&](std::uint32_t zone, bool inside) {
                if (zone < first_zone || zone >= end_zone) return;
                for (std::size_t i = 0; i < count; ++i)
                    if (met[i].zone == zone) {
                        met[i].inside |= inside;
                        return;
                    }
                const Containment in_height_and_time = along(zone, leg);
                if (in_height_and_time == Containment::outside) return;
                if (count == most) {
                    const auto highest = std::max_element(met, met + count, [](const Met& a, const Met& b) { return a.zone < b.zone; });
                    more = true;
                    if (highest->zone < zone) {
                        end_zone = zone;
                        return;
                    }
                    end_zone = highest->zone;
                    *highest = met[--count];
                }
                met[count++] = {zone, inside, in_height_and_time};
            };
            detail::LegTracer(grid_, leg).trace([&](const detail::LegChord& chord) {
                detail::Ecef from_m = no_ecef;
                detail::Ecef to_m = no_ecef;
                detail::for_each_cell_of(grid_, chord, [&](std::int32_t column, std::int32_t row, detail::LatticePoint from, detail::LatticePoint to) {
                    const Word word = word_of({grid_.top_of(chord.chart, column, row), grid_.leaf_of(column, row), 0, 0});
                    const auto covering = [&](std::uint32_t zone, Containment) { add(zone, true); };
                    for_each_wanted(word, gate, covering, [&](const Entry& entry, std::uint32_t zone, Containment) {
                        if (entry.kind() == detail::IndexEntry::chain || entry.kind() == detail::IndexEntry::sliced) {
                            const bool flip = (entry.head & detail::IndexEntry::flip) != 0;
                            const detail::LegSide side = entry.kind() == detail::IndexEntry::chain
                                                             ? detail::side_of_leg(entry.vertices, entry.count, from, to)
                                                             : detail::side_of_leg(detail::SlicedChain(entry.vertices), from, to);
                            const bool inside = (!side.near_from && side.odd_from != flip) || (!side.near_to && side.odd_to != flip);
                            if (inside || side.touched) add(zone, inside);
                        } else if (entry.kind() == detail::IndexEntry::circle) {
                            if (from_m.x == 0.0 && from_m.y == 0.0 && from_m.z == 0.0) {
                                from_m = detail::quick_ecef_m(chord.from_at);
                                to_m = detail::quick_ecef_m(chord.to_at);
                            }
                            const detail::CirclePassage passage = detail::circle_passage(circles_[gates_[zone].circle()], from_m, to_m, grid_.step_max_m());
                            if (passage.inside_somewhere || passage.touched) add(zone, passage.inside_somewhere);
                        } else {
                            add(zone, false);
                        }
                    });
                });
            });
            for (std::size_t i = 0; i < count; ++i) on_met(static_cast<const Met&>(met[i]));
            first_zone = end_zone;
        }
    }

    template <class Filter, class Found>
    [[gnu::noinline]] void all_unknown(const Filter& filter, Found&& found) const
    {
        for (std::size_t zone = 0; zone < zones_.size(); ++zone)
            if (filter(static_cast<std::uint32_t>(zone)) != Containment::outside) found(zone, Containment::unknown);
    }

    template <class Filter, class Found>
    void visit_word(Word word, LatLon place, detail::LatticePoint at, const Filter& filter, Found&& found) const
    {
        if (word.word == no_position) [[unlikely]] {
            all_unknown(filter, found);
            return;
        }
        detail::Ecef ecef_m = no_ecef;
        std::uint32_t held = no_zone;  // parts of one zone follow each other: it is found once
        const auto covering = [&](std::uint32_t zone, Containment answer) { found(std::size_t{zone}, answer); };
        for_each_wanted(word, filter, covering, [&](const Entry& entry, std::uint32_t zone, Containment answer) {
            if (zone == held || !holds(entry, zone, place, at, ecef_m, filter.rule)) return;
            held = zone;
            found(std::size_t{zone}, answer);
        });
    }

    /// Calls covering(zone, answer) for the zones that hold a word's cell, then partial(entry, zone, answer) for those whose
    /// boundary comes into it: of both those that a filter lets through, with its answer. Inlined by order: a call costs a
    /// single place a twentieth. [bench/count.sh index_place]
    template <class Filter, class Covering, class Partial>
    [[gnu::always_inline]] void for_each_wanted(Word word, const Filter& filter, Covering&& covering, Partial&& partial) const
    {
        using detail::IndexWord;
        if (word.word == IndexWord::empty) return;
        switch (word.kind()) {
            case IndexWord::one: {
                const Containment answer = filter(word.payload());
                if (answer != Containment::outside) covering(word.payload(), answer);
                return;
            }
            case IndexWord::set: {
                const std::uint32_t* list = sets_ + word.payload();
                for (const std::uint32_t* end = list + 1 + *list; ++list != end;) {
                    const Containment answer = filter(*list);
                    if (answer != Containment::outside) covering(*list, answer);
                }
                return;
            }
            default: for_each_wanted_in_record(word, filter, covering, partial); return;
        }
    }

    /// What the local numbers of a record stand for.
    struct Locals {
        const std::uint32_t* table;  ///< null: for themselves
        [[nodiscard]] std::uint32_t operator[](std::uint32_t local) const noexcept { return table == nullptr ? local : table[local]; }
    };

    /// @pre the word is a record's
    [[nodiscard]] Locals locals_of(Word word) const noexcept
    {
        return {locals_ == nullptr ? nullptr : locals_ + first_local_[word.block]};
    }

    template <class Filter, class Covering, class Partial>
    [[gnu::always_inline]] void for_each_wanted_in_record(Word word, const Filter& filter, Covering&& covering, Partial&& partial) const
    {
        const std::uint16_t* halves = records_ + word.payload();
        const Locals locals = locals_of(word);
        const std::uint16_t* end = halves + 1 + *halves;
        Wanted wanted[wanted_most];
        for (++halves; halves != end;) {
            std::size_t count = 0;
            for (; halves != end && count < wanted_most; ++halves) count = want(wanted, count, locals[*halves], filter);
            for (std::size_t i = 0; i < count; ++i) covering(wanted[i].zone, wanted[i].answer);
        }
        // first what is wanted, then where it is: the former is cheap and decides half of them
        Entry entries[wanted_most];
        for (bool more = true; more;) {
            std::size_t count = 0;
            do {
                halves = read(halves, entries[count]);
                more = (entries[count].head & detail::IndexEntry::last) == 0;
                count = want(wanted, count, locals[entries[count].local], filter);
            } while (more && count < wanted_most);
            for (std::size_t i = 0; i < count; ++i) partial(static_cast<const Entry&>(entries[i]), wanted[i].zone, wanted[i].answer);
        }
    }

    /// A zone that a filter has let through.
    struct Wanted {
        std::uint32_t zone;
        Containment answer;
    };
    static constexpr std::size_t wanted_most = 32;

    /// Adds a zone where the filter lets it through, without a branch. @return the new count
    template <class Filter>
    [[nodiscard]] static std::size_t want(Wanted* wanted, std::size_t count, std::uint32_t zone, const Filter& filter) noexcept
    {
        const Containment answer = filter(zone);
        wanted[count] = {zone, answer};
        return count + (answer != Containment::outside ? 1U : 0U);
    }

    /// @return what follows the entry
    [[nodiscard]] static const std::uint16_t* read(const std::uint16_t* halves, Entry& entry) noexcept
    {
        entry.head = halves[0];
        entry.local = halves[1];
        entry.count = entry.head >> detail::IndexEntry::count_shift;
        entry.vertices = halves + 2;
        if (entry.kind() == detail::IndexEntry::sliced) [[unlikely]]
            return detail::SlicedChain(entry.vertices).after();
        return entry.vertices + 2 * std::size_t{entry.count};
    }

    /// Calls visit(entry, zone) for the entries of a record, until it returns false.
    template <class Visit>
    void for_each_entry(Word word, Visit&& visit) const
    {
        const std::uint16_t* halves = records_ + word.payload();
        const Locals locals = locals_of(word);
        halves += 1 + *halves;
        Entry entry{};
        do halves = read(halves, entry);
        while (visit(static_cast<const Entry&>(entry), locals[entry.local]) && (entry.head & detail::IndexEntry::last) == 0);
    }

    /// What the tables alone can tell.
    [[nodiscard]] detail::IndexSide side(const Entry& entry, std::uint32_t zone, LatLon place, detail::LatticePoint at, detail::Ecef& ecef_m) const noexcept
    {
        using detail::IndexSide;
        if (entry.kind() == detail::IndexEntry::chain) {
            const detail::ChainSide chain = detail::side_of_chain(entry.vertices, entry.count, at);
            if (chain.near) [[unlikely]]
                return IndexSide::undecided;
            return chain.odd != ((entry.head & detail::IndexEntry::flip) != 0) ? IndexSide::inside : IndexSide::outside;
        }
        if (entry.kind() == detail::IndexEntry::sliced) {
            const detail::ChainSide chain = detail::SlicedChain(entry.vertices).side(at);
            if (chain.near) [[unlikely]]
                return IndexSide::undecided;
            return chain.odd != ((entry.head & detail::IndexEntry::flip) != 0) ? IndexSide::inside : IndexSide::outside;
        }
        if (entry.kind() == detail::IndexEntry::exact) return IndexSide::undecided;
        if (ecef_m.x == 0.0 && ecef_m.y == 0.0 && ecef_m.z == 0.0) ecef_m = detail::quick_ecef_m(place);
        return circles_[gates_[zone].circle()].side(ecef_m);
    }

    /// Is the place in the zone (or part) of an entry?
    [[nodiscard]] bool holds(const Entry& entry, std::uint32_t zone, LatLon place, detail::LatticePoint at, detail::Ecef& ecef_m,
                             BoundaryRule rule) const noexcept
    {
        const detail::IndexSide answer = side(entry, zone, place, at, ecef_m);
        if (answer == detail::IndexSide::undecided) [[unlikely]]
            return decide(zone, place, rule);
        return answer == detail::IndexSide::inside;
    }

    /// The exact stage.
    [[nodiscard, gnu::noinline]] bool decide(std::uint32_t zone, LatLon place, BoundaryRule rule) const noexcept
    {
        const StoredZone& stored = zones_[zone];
        constexpr double tolerance_m = boundary_tolerance.value();
        if (stored.offset != no_zone) {
            const detail::LateralBoundary& boundary = (*offset_zones_)[stored.offset].boundary();
            if (rule != BoundaryRule::half_open && std::abs(boundary.gap(place).gap_m) <= tolerance_m) return rule == BoundaryRule::closed;
            return boundary.contains(place);
        }
        if (rule != BoundaryRule::half_open && store_.comes_near(stored.first_ring, stored.rings, place, tolerance_m))
            return rule == BoundaryRule::closed;
        return store_.contains(stored.first_ring, stored.rings, place);
    }

    /// Is the place in any zone of its cell?
    [[nodiscard]] bool any_in_word(Word word, LatLon place, detail::LatticePoint at) const noexcept
    {
        if (word.kind() != detail::IndexWord::record) return word.word != detail::IndexWord::empty;
        if (records_[word.payload()] != 0) return true;
        detail::Ecef ecef_m = no_ecef;
        bool any = false;
        for_each_entry(word, [&](const Entry& entry, std::uint32_t zone) { return !(any = holds(entry, zone, place, at, ecef_m, BoundaryRule::half_open)); });
        return any;
    }

    /// Some places, found in the tables.
    struct Block {
        std::size_t begin;  ///< number of the first
        std::size_t size;
        const detail::LatticePoint* points;
        const Word* words;  ///< no_position for a place that is not valid
    };

    /// Calls f(block) for blocks of places, having asked memory for each step of a whole block before taking the
    /// step for any.
    template <class F>
    void for_each_block(std::span<const double> lat_deg, std::span<const double> lon_deg, F&& f) const
    {
        using detail::IndexWord;
        std::uint32_t tops[block_size];
        std::uint32_t leaves[block_size];
        detail::LatticePoint points[block_size];
        bool valid[block_size];
        Word words[block_size];
        for (std::size_t begin = 0; begin < lat_deg.size(); begin += block_size) {
            const std::size_t n = std::min(block_size, lat_deg.size() - begin);
            const bool all_valid = grid_.locate(lat_deg.data() + begin, lon_deg.data() + begin, n, tops, leaves, points, valid);
            for (std::size_t i = 0; i < n; ++i) {
                const std::uint32_t top = top_[tops[i]];
                words[i] = {top, top >> IndexWord::kind_bits};
                __builtin_prefetch(leaves_ + leaf_offset(top, leaves[i]));
            }
            for (std::size_t i = 0; i < n; ++i) {
                words[i].word = leaf_word(words[i].word, leaves_[leaf_offset(words[i].word, leaves[i])]);
                // where it is no record, this asks for something that is not needed, which does no harm
                const std::uint16_t* record = records_ + words[i].payload();
                __builtin_prefetch(record);
                __builtin_prefetch(record + 32);
            }
            if (!all_valid) [[unlikely]]
                for (std::size_t i = 0; i < n; ++i)
                    if (!valid[i]) words[i].word = no_position;
            f(Block{begin, n, points, words});
        }
    }

    /// Calls f(i, word, lattice point) for every place.
    template <class F>
    void for_each_place(std::span<const double> lat_deg, std::span<const double> lon_deg, F&& f) const
    {
        for_each_block(lat_deg, lon_deg, [&](const Block& block) {
            for (std::size_t i = 0; i < block.size; ++i) f(block.begin + i, block.words[i], block.points[i]);
        });
    }

    static constexpr std::size_t block_size = 64;
    static constexpr std::uint32_t no_position = detail::IndexWord::block;  ///< no leaf has this word
    static constexpr std::uint32_t no_zone = ~std::uint32_t{0};

    std::shared_ptr<const void> owner_;
    std::shared_ptr<const std::vector<Zone>> offset_zones_;
    std::span<const std::byte> image_;
    // into the image
    detail::Grid grid_{4};
    const std::uint32_t* top_ = nullptr;
    const std::uint32_t* leaves_ = nullptr;
    const std::uint32_t* sets_ = nullptr;
    const std::uint32_t* locals_ = nullptr;  ///< null: an index of so few zones has none
    const std::uint32_t* first_local_ = nullptr;
    const std::uint16_t* records_ = nullptr;
    const detail::ZoneGate* gates_ = nullptr;
    const detail::ZoneLimits* limits_ = nullptr;
    const detail::CircleTest* circles_ = nullptr;
    std::span<const StoredZone> zones_;
    std::span<const TimeWindow> windows_;
    std::span<const StoredSchedule> schedules_;
    std::span<const detail::PeriodRecord> periods_;
    std::span<const char> names_;
    detail::StoreView store_;
};

}  // namespace v0
}  // namespace picket

#endif
