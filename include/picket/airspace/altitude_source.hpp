// SPDX-License-Identifier: MIT
/// @file
/// How high is it, in this datum, at this time? What rules ask, and where conversions between datums plug in.
#ifndef PICKET_AIRSPACE_ALTITUDE_SOURCE_HPP
#define PICKET_AIRSPACE_ALTITUDE_SOURCE_HPP

#include <picket/airspace/track.hpp>
#include <picket/airspace/truth.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <utility>

namespace picket {
inline namespace v0 {

/// Between what and what an altitude lies, above a datum that the context says; NaN: not known.
struct AltitudeRange {
    double lowest_m;
    double highest_m;

    /// Nothing is known.
    [[nodiscard]] static constexpr AltitudeRange none() noexcept
    {
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
};

/// Is it at or below the limit, which belongs to "below"?
[[nodiscard]] constexpr Truth at_or_below(AltitudeRange range, Metres limit) noexcept
{
    if (range.highest_m <= limit.value()) return Truth::yes;
    return range.lowest_m > limit.value() ? Truth::no : Truth::unknown;
}

/// Is it at or above the limit, which belongs to "above"?
[[nodiscard]] constexpr Truth at_or_above(AltitudeRange range, Metres limit) noexcept
{
    return at_least(range.lowest_m, range.highest_m, limit.value());
}

/// Altitudes over time.
///
/// range(datum, time_s)                            the altitude above the datum; NaN where it is not known
/// for_each_change(limit, from_s, to_s, on_time)   calls on_time(double time_s) for every time in [from_s, to_s] at
///                                                 which at_or_below or at_or_above of the limit can change; more
///                                                 times, in any order, do no harm
template <class T>
concept AltitudeSource = requires(const T& source, VerticalDatum datum, Altitude limit,
                                  void (*on_time)(double) noexcept)
{
    {
        source.range(datum, 0.0)
    }
    noexcept->std::same_as<AltitudeRange>;
    source.for_each_change(limit, 0.0, 0.0, on_time);
};

/// One altitude, at whatever time, comparable in its own datum only.
class PlotAltitude {
public:
    constexpr explicit PlotAltitude(Altitude altitude) noexcept : altitude_(altitude) {}

    [[nodiscard]] constexpr AltitudeRange range(VerticalDatum datum, double /*time_s*/) const noexcept
    {
        if (datum != altitude_.datum) return AltitudeRange::none();
        return {altitude_.value.value(), altitude_.value.value()};
    }

    template <class OnTime>
    constexpr void for_each_change(Altitude, double, double, OnTime&&) const noexcept
    {
    }

private:
    Altitude altitude_;
};

/// The altitude along a leg, linear in time, comparable in its own datum only; not known where its ends have
/// different datums.
class LegAltitude {
public:
    explicit LegAltitude(const Leg& leg) noexcept
        : from_s_(leg.from.time_s),
          duration_s_(leg.to.time_s - leg.from.time_s),
          from_m_(leg.from.altitude.value.value()),
          to_m_(leg.to.altitude.value.value()),
          datum_(leg.from.altitude.datum)
    {
        if (leg.from.altitude.datum != leg.to.altitude.datum) to_m_ = std::numeric_limits<double>::quiet_NaN();
    }

    [[nodiscard]] VerticalDatum datum() const noexcept { return datum_; }

    /// NaN outside the times of the leg.
    [[nodiscard]] Altitude at(double time_s) const noexcept
    {
        const double fraction = duration_s_ > 0.0 ? (time_s - from_s_) / duration_s_ : 0.0;
        const bool on_leg = fraction >= 0.0 && fraction <= 1.0;
        const double climb_m = to_m_ - from_m_;  // NaN where either end is
        return {Metres{on_leg ? from_m_ + fraction * climb_m : std::numeric_limits<double>::quiet_NaN()}, datum_};
    }

    [[nodiscard]] AltitudeRange range(VerticalDatum datum, double time_s) const noexcept
    {
        return PlotAltitude(at(time_s)).range(datum, time_s);
    }

    template <class OnTime>
    void for_each_change(Altitude limit, double from_s, double to_s, OnTime&& on_time) const
        noexcept(noexcept(on_time(0.0)))
    {
        if (limit.datum != datum_ || to_m_ == from_m_) return;
        const double time_s = from_s_ + duration_s_ * ((limit.value.value() - from_m_) / (to_m_ - from_m_));
        if (time_s >= from_s && time_s <= to_s) on_time(time_s);
    }

private:
    double from_s_;
    double duration_s_;
    double from_m_;
    double to_m_;
    VerticalDatum datum_;
};

/// The altitude along a leg in every datum that a conversion reaches.
///
/// `Convert` is called as convert(Altitude own, double time_s, VerticalDatum to) noexcept and gives an AltitudeRange:
/// the converted altitude with its error either way, NaN where it cannot. It knows the place by the time.
///
/// Guarantees  no stretch of more than 1 ms in which the answer about a limit differs is missed, nor one of more than
///             50 ms in which the altitude is not known, given that neither end of the range changes faster than
///             `fastest_change` where it is known: from an end that is g away from the limit no change comes within
///             g / fastest_change, so the search goes on by that much, by 1 ms where it is nearer or the altitude is
///             not known, and by 50 ms at most. A change between two steps is narrowed down to 1 us.
///             [tests/unit/altitude_source]
/// Cost        along a leg that stays within metres of a limit, or of an altitude not known, a conversion for each
///             millisecond; otherwise some tens a second. No allocation.
template <class Convert>
class ConvertedAltitude {
public:
    /// @param fastest_change  of the converted altitude, climb and terrain together; positive, else every
    ///                        millisecond is looked at
    ConvertedAltitude(const Leg& leg, Convert convert, MetresPerSecond fastest_change)
        : own_(leg), convert_(std::move(convert)), fastest_mps_(fastest_change.value())
    {
    }

    [[nodiscard]] AltitudeRange range(VerticalDatum datum, double time_s) const noexcept
    {
        return datum == own_.datum() ? own_.range(datum, time_s) : convert_(own_.at(time_s), time_s, datum);
    }

    template <class OnTime>
    void for_each_change(Altitude limit, double from_s, double to_s, OnTime&& on_time) const
        noexcept(noexcept(on_time(0.0)))
    {
        if (limit.datum == own_.datum()) return own_.for_each_change(limit, from_s, to_s, on_time);
        constexpr double step_s = 1e-3;
        constexpr double longest_step_s = 0.05;
        const double limit_m = limit.value.value();
        // where the two ends stand: 0 below, 1 at, 2 above the limit; 3 not known
        const auto standing = [&](const AltitudeRange& r) {
            const auto one = [&](double m) { return m < limit_m ? 0 : m == limit_m ? 1 : m > limit_m ? 2 : 3; };
            return 4 * one(r.lowest_m) + one(r.highest_m);
        };
        double time_s = from_s;
        AltitudeRange here = range(limit.datum, time_s);
        while (time_s < to_s) {
            const double low_gap_m = std::abs(here.lowest_m - limit_m);
            const double high_gap_m = std::abs(here.highest_m - limit_m);
            const bool known = low_gap_m >= 0.0 && high_gap_m >= 0.0;
            const double clear_s = known && fastest_mps_ > 0.0 ? std::min(low_gap_m, high_gap_m) / fastest_mps_ : 0.0;
            const double next_s = std::min(to_s, time_s + std::clamp(clear_s, step_s, longest_step_s));
            const AltitudeRange next = range(limit.datum, next_s);
            if (standing(next) != standing(here)) {
                double before_s = time_s;
                double after_s = next_s;
                while (after_s - before_s > 1e-6) {
                    const double middle_s = 0.5 * (before_s + after_s);
                    if (!(middle_s > before_s && middle_s < after_s)) break;
                    (standing(range(limit.datum, middle_s)) == standing(here) ? before_s : after_s) = middle_s;
                }
                on_time(after_s);
            }
            time_s = next_s;
            here = next;
        }
    }

private:
    LegAltitude own_;
    Convert convert_;
    double fastest_mps_;
};

}  // namespace v0
}  // namespace picket

#endif
