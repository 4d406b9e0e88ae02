// SPDX-License-Identifier: MIT
/// @file
/// Height and time in the index's hot path: what a query asks of each zone before it asks where the zone is.
///
/// A gate is an altitude band in the form that takes fewest steps: two limits, infinite where there is none, and a
/// bit for each datum that a limit can be compared with.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_GATE_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_GATE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// An altitude band, ready to be asked. within(band, altitude) is what it must agree with.
struct ZoneGate {
    double lower_m;
    double upper_m;
    std::uint8_t lower_datums;  ///< bit d: the lower limit has datum d, or there is none
    std::uint8_t upper_datums;
    std::uint16_t unused = 0;
    std::uint32_t circle;  ///< where the zone is one: its number. Here because a query has just been here

    ZoneGate(const AltitudeBand& band, std::uint32_t circle_number) noexcept
        : lower_m(-std::numeric_limits<double>::infinity()), upper_m(std::numeric_limits<double>::infinity()),
          lower_datums(every_datum), upper_datums(every_datum), circle(circle_number)
    {
        if (band.lower.kind == AltitudeLimit::Kind::altitude) {
            lower_m = band.lower.value.value.value();
            lower_datums = bit(band.lower.value.datum);
        }
        if (band.upper.kind != AltitudeLimit::Kind::unlimited) {
            upper_m = band.upper.value.value.value();
            upper_datums = bit(band.upper.value.datum);
        }
    }

    static constexpr std::uint8_t every_datum = 0xFF;
    [[nodiscard]] static constexpr std::uint8_t bit(VerticalDatum datum) noexcept
    {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(datum));
    }
};

/// A query that asks for neither height nor time.
struct EveryZone {
    BoundaryRule rule = BoundaryRule::half_open;
    [[nodiscard]] constexpr Containment operator()(std::uint32_t) const noexcept { return Containment::inside; }
};

/// A known height at the time of an active set.
///
/// Written without a branch: whether a zone is active and in height is a coin's toss, and a wrong guess costs more than
/// all of this.
struct HeightAndTime {
    const ZoneGate* gates;
    const Containment* active;
    double height_m;
    VerticalDatum datum;
    BoundaryRule rule = BoundaryRule::half_open;

    [[nodiscard]] Containment operator()(std::uint32_t zone) const noexcept
    {
        static_assert(static_cast<unsigned>(Containment::outside) == 0 && static_cast<unsigned>(Containment::inside) == 1 &&
                      static_cast<unsigned>(Containment::unknown) == 2);
        const auto in_time = static_cast<unsigned>(active[zone]);
        const ZoneGate& gate = gates[zone];
        const auto d = static_cast<unsigned>(datum);
        const unsigned above = static_cast<unsigned>(gate.lower_datums) >> d & 1U;
        const unsigned below = static_cast<unsigned>(gate.upper_datums) >> d & 1U;
        const unsigned out = (above & static_cast<unsigned>(!(height_m >= gate.lower_m))) |
                             (below & static_cast<unsigned>(!(height_m <= gate.upper_m))) | static_cast<unsigned>(in_time == 0);
        const unsigned unknown = (above & below & static_cast<unsigned>(in_time != 2)) ^ 1U;
        return static_cast<Containment>((1U + unknown) & (out - 1U));
    }
};

/// A height that is not a number: only a zone without limits can be known to hold it.
struct UnknownHeight {
    const ZoneGate* gates;
    const Containment* active;
    BoundaryRule rule = BoundaryRule::half_open;

    [[nodiscard]] Containment operator()(std::uint32_t zone) const noexcept
    {
        if (active[zone] == Containment::outside) return Containment::outside;
        const bool limited = gates[zone].lower_m != -std::numeric_limits<double>::infinity() ||
                             gates[zone].upper_m != std::numeric_limits<double>::infinity() ||
                             gates[zone].lower_datums != ZoneGate::every_datum || gates[zone].upper_datums != ZoneGate::every_datum;
        return limited ? Containment::unknown : active[zone];
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
