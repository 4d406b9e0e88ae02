// SPDX-License-Identifier: MIT
/// @file
/// Height and time in the index's hot path: what a query asks of each zone before it asks where the zone is.
///
/// A gate is eight bytes, so that the gates of thousands of zones stay in the nearest caches: the limits rounded down to
/// steps of 4 m, a bit for each datum that a limit can be compared with, and a circle's number.
///
///          lower = 2                    upper = 7        a height in step 3 to 6 is between the limits, one in 1 or
///   ---|-----|--x--|-----|-- ... --|-----|--x--|---      8 is not; one in a limit's own step (x: the limit itself) is
///            2     3                     7     8         compared with the limit in metres, one time in a thousand.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_GATE_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_GATE_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// Steps of a height above the datum.
using HeightStep = std::int32_t;
inline constexpr double height_step_m = 4.0;
inline constexpr HeightStep height_step_max = 32767;

/// The step a height is in, kept one off the values that stand for no limit. @pre not NaN
[[nodiscard]] inline HeightStep height_step(double height_m) noexcept
{
    const double steps = std::floor(height_m / height_step_m);
    return static_cast<HeightStep>(std::clamp(steps, -32767.0, 32766.0));
}

/// The limits in metres; infinite where there is none.
struct ZoneLimits {
    double lower_m = -std::numeric_limits<double>::infinity();
    double upper_m = std::numeric_limits<double>::infinity();

    explicit ZoneLimits(const AltitudeBand& band) noexcept
    {
        if (band.lower.kind == AltitudeLimit::Kind::altitude) lower_m = band.lower.value.value.value();
        if (band.upper.kind != AltitudeLimit::Kind::unlimited) upper_m = band.upper.value.value.value();
    }
};

/// An altitude band, ready to be asked. within(band, altitude) is what it must agree with.
struct ZoneGate {
    std::int16_t lower = -height_step_max - 1;
    std::int16_t upper = height_step_max;
    std::uint32_t bits;  ///< 4: datums of the lower limit, 4: of the upper, 24: the circle's number, where the zone is one

    static_assert(static_cast<unsigned>(VerticalDatum::pressure_std) < 4);
    static constexpr std::uint32_t every_datum = 0xF;
    static constexpr std::uint32_t most_circles = std::uint32_t{1} << 24U;

    /// @param circle  here because a query has just been here. @pre circle < most_circles
    ZoneGate(const AltitudeBand& band, std::uint32_t circle) noexcept : bits(circle << 8U | every_datum << 4U | every_datum)
    {
        const ZoneLimits limits(band);
        if (band.lower.kind == AltitudeLimit::Kind::altitude) {
            lower = static_cast<std::int16_t>(height_step(limits.lower_m));
            bits = (bits & ~every_datum) | 1U << static_cast<unsigned>(band.lower.value.datum);
        }
        if (band.upper.kind != AltitudeLimit::Kind::unlimited) {
            upper = static_cast<std::int16_t>(height_step(limits.upper_m));
            bits = (bits & ~(every_datum << 4U)) | 16U << static_cast<unsigned>(band.upper.value.datum);
        }
    }

    [[nodiscard]] std::uint32_t circle() const noexcept { return bits >> 8U; }
    [[nodiscard]] bool has_limit() const noexcept { return (bits & 0xFFU) != 0xFFU || lower != -height_step_max - 1 || upper != height_step_max; }
};
static_assert(sizeof(ZoneGate) == 8);

/// A query that asks for neither height nor time.
struct EveryZone {
    BoundaryRule rule = BoundaryRule::half_open;
    [[nodiscard]] constexpr Containment operator()(std::uint32_t) const noexcept { return Containment::inside; }
};

/// A known height at the time of an active set.
///
/// Written without a branch: whether a zone is active and in height is a coin's toss, and a wrong guess costs more than
/// all of this.
class HeightAndTime {
public:
    BoundaryRule rule = BoundaryRule::half_open;

    /// @pre height_m is not NaN
    HeightAndTime(const ZoneGate* gates, const ZoneLimits* limits, const Containment* active, double height_m, VerticalDatum datum,
                  BoundaryRule boundary_rule = BoundaryRule::half_open) noexcept
        : rule(boundary_rule), gates_(gates), limits_(limits), active_(active), height_m_(height_m), step_(height_step(height_m)),
          datum_(static_cast<unsigned>(datum))
    {
    }

    [[nodiscard]] Containment operator()(std::uint32_t zone) const noexcept
    {
        static_assert(static_cast<unsigned>(Containment::outside) == 0 && static_cast<unsigned>(Containment::inside) == 1 &&
                      static_cast<unsigned>(Containment::unknown) == 2);
        const auto in_time = static_cast<unsigned>(active_[zone]);
        const ZoneGate gate = gates_[zone];
        const unsigned above = gate.bits >> datum_ & 1U;
        const unsigned below = gate.bits >> (datum_ + 4U) & 1U;
        const auto low = static_cast<HeightStep>(gate.lower);
        const auto high = static_cast<HeightStep>(gate.upper);
        unsigned out = (above & static_cast<unsigned>(step_ < low)) | (below & static_cast<unsigned>(step_ > high)) |
                       static_cast<unsigned>(in_time == 0);
        if (step_ == low || step_ == high) [[unlikely]]
            out |= outside_limits(zone, above, below);
        const unsigned unknown = (above & below & static_cast<unsigned>(in_time != 2)) ^ 1U;
        return static_cast<Containment>((1U + unknown) & (out - 1U));
    }

private:
    [[nodiscard, gnu::noinline]] unsigned outside_limits(std::uint32_t zone, unsigned above, unsigned below) const noexcept
    {
        return (above & static_cast<unsigned>(height_m_ < limits_[zone].lower_m)) |
               (below & static_cast<unsigned>(height_m_ > limits_[zone].upper_m));
    }

    const ZoneGate* gates_;
    const ZoneLimits* limits_;
    const Containment* active_;
    double height_m_;
    HeightStep step_;
    unsigned datum_;
};

/// What the gates alone keep a leg out of: zones that are closed, and bands that all of it is above or below.
class LegGate {
public:
    /// @param active  of each zone; null: all are
    LegGate(const ZoneGate* gates, const Containment* active, Altitude from, Altitude to) noexcept : gates_(gates), active_(active)
    {
        const double from_m = from.value.value();
        const double to_m = to.value.value();
        if (from.datum != to.datum || std::isnan(from_m) || std::isnan(to_m)) return;
        datum_ = static_cast<unsigned>(from.datum);
        lowest_ = height_step(std::min(from_m, to_m));
        highest_ = height_step(std::max(from_m, to_m));
    }

    /// Outside: the leg is never in the zone. Inside: it may be. Without a branch, as HeightAndTime.
    [[nodiscard]] Containment operator()(std::uint32_t zone) const noexcept
    {
        const ZoneGate gate = gates_[zone];
        const auto closed = static_cast<unsigned>(active_ != nullptr && active_[zone] == Containment::outside);
        const unsigned under = gate.bits >> datum_ & static_cast<unsigned>(highest_ < HeightStep{gate.lower});
        const unsigned over = gate.bits >> (datum_ + 4U) & static_cast<unsigned>(lowest_ > HeightStep{gate.upper});
        return static_cast<Containment>((closed | under | over) ^ 1U);
    }

private:
    const ZoneGate* gates_;
    const Containment* active_;
    // of a leg without heights that can be compared: those that no limit excludes
    HeightStep lowest_ = -height_step_max - 1;
    HeightStep highest_ = height_step_max;
    unsigned datum_ = 0;
};

/// A height that is not a number: only a zone without limits can be known to hold it.
struct UnknownHeight {
    const ZoneGate* gates;
    const Containment* active;
    BoundaryRule rule = BoundaryRule::half_open;

    [[nodiscard]] Containment operator()(std::uint32_t zone) const noexcept
    {
        if (active[zone] == Containment::outside) return Containment::outside;
        return gates[zone].has_limit() ? Containment::unknown : active[zone];
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
