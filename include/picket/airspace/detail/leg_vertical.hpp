// SPDX-License-Identifier: MIT
/// @file
/// The vertical question along a leg, where heights compare within one datum only.
#ifndef PICKET_AIRSPACE_DETAIL_LEG_VERTICAL_HPP
#define PICKET_AIRSPACE_DETAIL_LEG_VERTICAL_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/leg_moments.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone_spec.hpp>
#include <picket/geodesy/position.hpp>

#include <limits>

namespace picket {
inline namespace v0 {
namespace detail {

/// Is a leg within a band of altitudes, t seconds after its start? The height is linear in time; ends of different
/// datums have no height between them.
class SameDatum {
public:
    /// @param band  must outlive this
    SameDatum(const AltitudeBand& band, const Leg& leg) noexcept
        : band_(band),
          from_(leg.from.altitude),
          one_datum_(leg.from.altitude.datum == leg.to.altitude.datum),
          climb_m_(leg.to.altitude.value.value() - leg.from.altitude.value.value()),
          duration_s_(leg.to.time_s - leg.from.time_s)
    {
    }

    [[nodiscard]] Altitude altitude_at(double t) const noexcept
    {
        const double fraction = t / duration_s_;
        const double value_m =
            one_datum_ ? from_.value.value() + fraction * climb_m_ : std::numeric_limits<double>::quiet_NaN();
        return {Metres{value_m}, from_.datum};
    }

    [[nodiscard]] Containment at(double t) const noexcept { return within(band_, altitude_at(t)); }

    /// The moments in [begin, end] at which the answer can change.
    void offer_changes(double begin, double end, LeastMoments& moments) const noexcept
    {
        offer_change(band_.lower, begin, end, moments);
        offer_change(band_.upper, begin, end, moments);
    }

    /// The same for one limit alone.
    void offer_change(const AltitudeLimit& limit, double begin, double end, LeastMoments& moments) const noexcept
    {
        if (limit.kind == AltitudeLimit::Kind::unlimited || climb_m_ == 0.0) return;
        const double t = duration_s_ * ((limit.value.value.value() - from_.value.value()) / climb_m_);
        if (t >= begin && t <= end) moments.offer(t);
    }

private:
    const AltitudeBand& band_;
    Altitude from_;
    bool one_datum_;
    double climb_m_;
    double duration_s_;
};

/// Any height will do: what is asked is the place and the time.
struct AnyHeight {
    [[nodiscard]] Containment at(double) const noexcept { return Containment::inside; }
    void offer_changes(double, double, LeastMoments&) const noexcept {}
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
