// SPDX-License-Identifier: MIT
/// @file
/// Who can answer: a base, how soon, how fast, how far.
#ifndef PICKET_INTERCEPT_INTERCEPTOR_HPP
#define PICKET_INTERCEPT_INTERCEPTOR_HPP

#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// Ground speed as a function of the time since take-off: linear between knots, constant after the last. Two knots of
/// one time are a step.
///
/// Errors  the makers throw DomainError naming the knot
class SpeedProfile {
public:
    struct Knot {
        double time_s;            ///< since take-off
        double ground_speed_mps;  ///< not negative; that of the last knot is positive
    };
    static constexpr std::size_t most_knots = 16;

    /// From the first moment on.
    [[nodiscard]] static SpeedProfile constant(MetresPerSecond ground_speed)
    {
        const Knot knot{0.0, ground_speed.value()};
        return SpeedProfile({&knot, 1});
    }

    /// One ground speed while it climbs, then another.
    [[nodiscard]] static SpeedProfile climb_then_cruise(MetresPerSecond climb, Seconds climb_time,
                                                        MetresPerSecond cruise)
    {
        const std::array<Knot, 3> knots{
            Knot{0.0, climb.value()}, {climb_time.value(), climb.value()}, {climb_time.value(), cruise.value()}};
        return SpeedProfile(knots);
    }

    /// The first knot is of time 0, times do not fall, there are at most most_knots.
    explicit SpeedProfile(std::span<const Knot> knots)
    {
        const auto fault = [](std::size_t i, const char* what) {
            detail::raise<DomainError>(("speed profile, knot " + std::to_string(i) + ": " + what).c_str());
        };
        if (knots.empty()) detail::raise<DomainError>("a speed profile needs a knot");
        if (knots.size() > most_knots) detail::raise<DomainError>("a speed profile has 16 knots at most");
        for (std::size_t i = 0; i < knots.size(); ++i) {
            const Knot& knot = knots[i];
            if (!std::isfinite(knot.time_s)) fault(i, "its time is not a number");
            if (!(knot.ground_speed_mps >= 0.0) || !std::isfinite(knot.ground_speed_mps))
                fault(i, "its ground speed is not a finite number of at least 0");
            if (i == 0 && knot.time_s != 0.0) fault(i, "the first is of time 0");
            if (i > 0 && knot.time_s < knots[i - 1].time_s) fault(i, "earlier than the one before");
            double flown_m = 0.0;
            if (i > 0)
                flown_m = flown_m_[i - 1] + 0.5 * (knot.ground_speed_mps + knots[i - 1].ground_speed_mps) *
                                                (knot.time_s - knots[i - 1].time_s);
            knots_[i] = knot;
            flown_m_[i] = flown_m;
            most_mps_ = std::max(most_mps_, knot.ground_speed_mps);
        }
        count_ = knots.size();
        if (!(knots_[count_ - 1].ground_speed_mps > 0.0)) fault(count_ - 1, "the last ground speed is to be positive");
    }

    /// How it flies from a moment on.
    struct Piece {
        double flown_m;
        double ground_speed_mps;
        double acceleration_mps2;  ///< constant until `until_s`
        double until_s;            ///< since take-off
    };
    /// @pre time_s >= 0
    [[nodiscard]] Piece piece(double time_s) const noexcept
    {
        std::size_t i = count_ - 1;
        while (i > 0 && knots_[i].time_s > time_s) --i;
        const double since_s = time_s - knots_[i].time_s;
        const double v = knots_[i].ground_speed_mps;
        if (i + 1 == count_) return {flown_m_[i] + v * since_s, v, 0.0, std::numeric_limits<double>::infinity()};
        const double a = (knots_[i + 1].ground_speed_mps - v) / (knots_[i + 1].time_s - knots_[i].time_s);
        return {flown_m_[i] + (v + 0.5 * a * since_s) * since_s, v + a * since_s, a, knots_[i + 1].time_s};
    }

    /// Flown after a time since take-off: 0 before, never falls.
    [[nodiscard]] double distance_m(double time_s) const noexcept
    {
        return time_s > 0.0 ? piece(time_s).flown_m : time_s <= 0.0 ? 0.0 : time_s;
    }

    /// The time since take-off after which so much is flown: the first; 0 for distances of at most 0.
    [[nodiscard]] double time_s(double distance_m) const noexcept
    {
        if (!(distance_m > 0.0)) return distance_m <= 0.0 ? 0.0 : distance_m;
        std::size_t i = count_ - 1;
        while (i > 0 && flown_m_[i] >= distance_m) --i;
        const double rest_m = distance_m - flown_m_[i];
        const double v = knots_[i].ground_speed_mps;
        if (i + 1 == count_) return knots_[i].time_s + rest_m / v;
        const double a = (knots_[i + 1].ground_speed_mps - v) / (knots_[i + 1].time_s - knots_[i].time_s);
        // v t + a t^2 / 2 = rest, the first root, without cancellation
        const double root = std::sqrt(std::max(0.0, v * v + 2.0 * a * rest_m));
        return std::min(knots_[i + 1].time_s, knots_[i].time_s + 2.0 * rest_m / (v + root));
    }

    [[nodiscard]] double max_ground_speed_mps() const noexcept { return most_mps_; }
    /// That of the last knot.
    [[nodiscard]] double cruise_ground_speed_mps() const noexcept { return knots_[count_ - 1].ground_speed_mps; }
    [[nodiscard]] std::span<const Knot> knots() const noexcept { return {knots_.data(), count_}; }

private:
    std::array<Knot, most_knots> knots_{};
    std::array<double, most_knots> flown_m_{};
    std::size_t count_ = 0;
    double most_mps_ = 0.0;
};

/// What an Interceptor is made from.
struct InterceptorSpec {
    LatLon base{};
    SpeedProfile ground_speed = SpeedProfile::constant(MetresPerSecond{250.0});
    Seconds readiness{0.0};  ///< from the order to take-off: 5, 10 or 15 minutes in quick reaction alert
    /// It does not go further from its base than this.
    Metres max_range{std::numeric_limits<double>::infinity()};
    /// Out to the target, `on_station` there, and to the nearest of the recovery bases: no longer than this in the air.
    Seconds endurance{std::numeric_limits<double>::infinity()};
    Seconds on_station{0.0};
    /// On the way back. NaN: the cruise speed of the profile.
    MetresPerSecond return_ground_speed{std::numeric_limits<double>::quiet_NaN()};
    std::vector<LatLon> recovery_bases{};  ///< empty: its own base
};

/// An aircraft that can be ordered into the air: it takes off `readiness` after the order or, where that serves, later
/// (it may wait on the ground for a target that comes nearer; endurance counts from take-off), and flies the geodesic.
///
/// Errors  the constructor throws DomainError naming the item
class Interceptor {
public:
    explicit Interceptor(InterceptorSpec spec) : spec_(std::move(spec))
    {
        const auto at_least_0 = [](double value, const char* name) {
            if (!(value >= 0.0))
                detail::raise<DomainError>(
                    (std::string("interceptor: ") + name + ": " + std::to_string(value) + " is not at least 0")
                        .c_str());
        };
        if (!is_valid(spec_.base)) detail::raise<DomainError>("interceptor: base: not a place");
        at_least_0(spec_.readiness.value(), "readiness");
        if (!std::isfinite(spec_.readiness.value())) detail::raise<DomainError>("interceptor: readiness: not finite");
        at_least_0(spec_.max_range.value(), "max_range");
        at_least_0(spec_.endurance.value(), "endurance");
        at_least_0(spec_.on_station.value(), "on_station");
        if (std::isnan(spec_.return_ground_speed.value()))
            spec_.return_ground_speed = MetresPerSecond{spec_.ground_speed.cruise_ground_speed_mps()};
        if (!(spec_.return_ground_speed.value() > 0.0) || !std::isfinite(spec_.return_ground_speed.value()))
            detail::raise<DomainError>("interceptor: return_ground_speed: not a positive finite number");
        for (std::size_t i = 0; i < spec_.recovery_bases.size(); ++i)
            if (!is_valid(spec_.recovery_bases[i]))
                detail::raise<DomainError>(
                    ("interceptor: recovery_bases[" + std::to_string(i) + "]: not a place").c_str());
    }

    [[nodiscard]] const InterceptorSpec& spec() const noexcept { return spec_; }
    [[nodiscard]] LatLon base() const noexcept { return spec_.base; }
    [[nodiscard]] const SpeedProfile& ground_speed() const noexcept { return spec_.ground_speed; }
    [[nodiscard]] double readiness_s() const noexcept { return spec_.readiness.value(); }
    /// Does it return to its own base and no other?
    [[nodiscard]] bool returns_home() const noexcept { return spec_.recovery_bases.empty(); }

private:
    InterceptorSpec spec_;
};

}  // namespace v0
}  // namespace picket

#endif
