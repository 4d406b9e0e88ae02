// SPDX-License-Identifier: MIT
/// @file
/// Will it be inside within a time, and when will it enter, if where it is (and how fast it flies) is known with an
/// error? Theory: docs/explain/uncertainty.md.
#ifndef PICKET_AIRSPACE_ENTRY_PROBABILITY_HPP
#define PICKET_AIRSPACE_ENTRY_PROBABILITY_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/gaussian_frame.hpp>
#include <picket/airspace/detail/near_scan.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/vertical.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace picket {
inline namespace v0 {

/// How the error of a velocity that was fitted to plots hangs on that of the plots, each of which is off by the same
/// covariance P, for itself. By least squares over plots at times t (0 that of the last):
/// n / (n sum t^2 - (sum t)^2) and -sum t / (n sum t^2 - (sum t)^2).
struct VelocityFit {
    double variance_per_s2 = 0.0;  ///< covariance of the velocity, in P
    double with_last_per_s = 0.0;  ///< that of the velocity with the last plot, in P; its square is at most the other
};

/// A mover at constant velocity along a geodesic, level, with what is known of it now.
///
/// Errors   constructors throw DomainError where a covariance is none (PositionUncertainty). A velocity that is not a
///          number is "not known": answers are unknown.
class UncertainMotion {
public:
    /// The velocity is exact.
    /// @param velocity_enu_mps  east, north [m/s]
    UncertainMotion(const Position& position, const PositionUncertainty& uncertainty,
                    const Eigen::Vector2d& velocity_enu_mps) noexcept
        : position_(position), uncertainty_(uncertainty), velocity_(velocity_enu_mps)
    {
        joint_.topLeftCorner<2, 2>() = uncertainty.covariance_enu_m2().topLeftCorner<2, 2>();
    }

    /// Errors of the velocity that are independent of those of the position.
    /// @param velocity_covariance_m2ps2  east, north [m^2/s^2]
    UncertainMotion(const Position& position, const PositionUncertainty& uncertainty,
                    const Eigen::Vector2d& velocity_enu_mps, const Eigen::Matrix2d& velocity_covariance_m2ps2)
        : UncertainMotion(position, uncertainty, velocity_enu_mps)
    {
        detail::check_covariance<2>(velocity_covariance_m2ps2);
        joint_.bottomRightCorner<2, 2>() = velocity_covariance_m2ps2;
    }

    /// As a tracking filter has it: position east, north [m], velocity east, north [m/s], all four together.
    UncertainMotion(const Position& position, const Eigen::Vector2d& velocity_enu_mps,
                    const Eigen::Matrix4d& covariance)
        : position_(position),
          uncertainty_((detail::check_covariance<4>(covariance),
                        PositionUncertainty::from_covariance(Eigen::Matrix2d(covariance.topLeftCorner<2, 2>())))),
          velocity_(velocity_enu_mps),
          joint_(0.5 * (covariance + covariance.transpose()))
    {
    }

    /// The last plot, and a velocity fitted to it and those before.
    UncertainMotion(const Position& position, const PositionUncertainty& uncertainty,
                    const Eigen::Vector2d& velocity_enu_mps, const VelocityFit& fit) noexcept
        : UncertainMotion(position, uncertainty, velocity_enu_mps)
    {
        const Eigen::Matrix2d of_plot = joint_.topLeftCorner<2, 2>();
        joint_.bottomRightCorner<2, 2>() = fit.variance_per_s2 * of_plot;
        joint_.topRightCorner<2, 2>() = joint_.bottomLeftCorner<2, 2>() = fit.with_last_per_s * of_plot;
    }

    [[nodiscard]] const Position& position() const noexcept { return position_; }
    [[nodiscard]] const PositionUncertainty& uncertainty() const noexcept { return uncertainty_; }
    [[nodiscard]] const Eigen::Vector2d& velocity_enu_mps() const noexcept { return velocity_; }
    /// Of (east, north, velocity east, velocity north), SI.
    [[nodiscard]] const Eigen::Matrix4d& joint_covariance() const noexcept { return joint_; }

private:
    Position position_;
    PositionUncertainty uncertainty_;
    Eigen::Vector2d velocity_;
    Eigen::Matrix4d joint_ = Eigen::Matrix4d::Zero();
};

/// Inside now, and inside at some time from now to the horizon.
struct EntryProbability {
    Probability now;
    Probability within_horizon;
};

namespace detail {

/// The probability of having been inside by each of some times.
class EntryScan {
public:
    static constexpr std::size_t most_times = 16;
    static constexpr int least_velocities = 32;
    static constexpr int most_velocities = 2048;
    /// Farther than that [m] the answer is unknown: straight lines of the chart are not the lines flown.
    static constexpr double farthest_m = 1000e3;

    /// @param velocities  at most so many: with the least there is an answer, and its error says nothing
    /// @pre the position is valid, the spread within sigma_max, velocity and times finite, times not negative, at most
    ///      most_times
    EntryScan(const LateralBoundary& boundary, const UncertainMotion& motion, std::span<const double> times_s,
              int velocities = most_velocities) noexcept
        : boundary_(boundary), chart_(motion.position().at), times_s_(times_s)
    {
        const Eigen::Matrix4d& m = motion.joint_covariance();
        velocity_ = {motion.velocity_enu_mps().x(), motion.velocity_enu_mps().y()};
        for (const double t : times_s) horizon_s_ = std::max(horizon_s_, t);
        const Spread whole(m(0, 0), m(0, 1), m(1, 1));
        // without the floor of a spread: a velocity may be exact
        const double trace = m(2, 2) + m(3, 3);
        const double wander_m = std::sqrt(std::max(0.0, trace)) * horizon_s_;
        if (wander_m <= 1e-3 * whole.sigma_minor_m) {
            add(velocity_, {0.0, 0.0}, whole, 1.0, whole.sigma_minor_m, values_);
        } else {
            over_velocities(m, whole, velocities);
        }
        for (std::size_t k = 0; k < times_s_.size(); ++k) values_[k] = std::clamp(values_[k], 0.0, 1.0);
    }

    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] Chance at(std::size_t k) const noexcept { return {values_[k], error_}; }

private:
    using Values = std::array<double, most_times>;

    /// For one velocity: the position is spread about mean_m.
    ///
    /// @param width_m  the narrowest that positions of all velocities together are spread: what errors are measured by
    void add(Plane velocity, Plane mean_m, const Spread& spread, double share, double width_m, Values& values) noexcept
    {
        const double speed = norm(velocity);
        const bool moves = speed * horizon_s_ > 0.0;
        const Whitening axes(spread, moves ? (1.0 / speed) * velocity : spread.major);
        const double per_s = moves ? dot(axes.i_a, velocity) : 0.0;
        const ScanWindow window{axes, mean_m, per_s * horizon_s_};
        const double reach_m = window.reach_m();
        if (reach_m > farthest_m) {
            failed_ = true;
            return;
        }
        const auto far = [&](Plane p, double radius_m) { return window.beyond(p, radius_m); };
        const Ball& ball = boundary_.ball();
        if (std::isfinite(ball.radius_m) && (chord_m(chart_.here(), ball.centre_m) - ball.radius_m > reach_m ||
                                             far(chart_.dropped_m(ball.centre_m), ball.radius_m)))
            return;
        const auto measure = [&](double, std::span<const ScanInterval> inside, Values& value) noexcept {
            if (inside.empty()) return;
            for (std::size_t k = 0; k < times_s_.size(); ++k) {
                const double flown = per_s * times_s_[k];
                double covered = -std::numeric_limits<double>::infinity();
                double sum = 0.0;
                for (const ScanInterval& i : inside) {
                    const double from = std::max(covered, i.low - flown);
                    if (from > ScanWindow::cut) break;
                    sum += normal_between(from, i.high);
                    covered = i.high;
                }
                value[k] = sum;
            }
        };
        Values found{};
        double drawn = 0.0;
        double tolerance_m = 2e-4 * width_m;
        constexpr double enough = 2e-3;
        // drawn finer where the drawing counts; not for each of many velocities
        for (int attempt = 0; attempt < 2; ++attempt) {
            NearField field(boundary_, chart_, reach_m, far, tolerance_m);
            if (field.failed()) {
                failed_ = true;
                return;
            }
            found = Values{};
            drawn = field.scan(axes, mean_m, -ScanWindow::cut, window.a1(), {}, found, times_s_.size(), measure) *
                    (spread.sigma_minor_m / width_m);
            if (drawn <= enough || share < 1.0) break;
            tolerance_m *= 0.5 * enough / drawn;
        }
        for (std::size_t k = 0; k < times_s_.size(); ++k) values[k] += share * found[k];
        // lines that are parallel here come together: at distance D by a share K D^2 / 2 of what is between them
        const double bent = 0.2 * chart_.curvature() * reach_m * reach_m;
        error_ = std::max(error_, drawn + scan_error + bent);
    }

    /// Equal shares of the velocity's distribution about a spiral of golden angles, twice as fine until the answer
    /// stays.
    void over_velocities(const Eigen::Matrix4d& m, const Spread& whole, int most) noexcept
    {
        const Spread spread_v(scaled_time_ * scaled_time_ * m(2, 2), scaled_time_ * scaled_time_ * m(2, 3),
                              scaled_time_ * scaled_time_ * m(3, 3));
        const Whitening axes(spread_v, spread_v.major);
        // given the velocity: position mean K (v - mean), covariance P - K V K^T, with whitened V = 1
        const Plane v_a = (1.0 / scaled_time_) * axes.f_a;
        const Plane v_c = (1.0 / scaled_time_) * axes.f_c;
        const Plane i_a = scaled_time_ * axes.i_a;
        const Plane i_c = scaled_time_ * axes.i_c;
        const Plane k_a{m(0, 2) * i_a.x + m(0, 3) * i_a.y, m(1, 2) * i_a.x + m(1, 3) * i_a.y};
        const Plane k_c{m(0, 2) * i_c.x + m(0, 3) * i_c.y, m(1, 2) * i_c.x + m(1, 3) * i_c.y};
        const Spread rest(m(0, 0) - k_a.x * k_a.x - k_c.x * k_c.x, m(0, 1) - k_a.x * k_a.y - k_c.x * k_c.y,
                          m(1, 1) - k_a.y * k_a.y - k_c.y * k_c.y);
        // Nothing near whatever the velocity: the ball is out of reach of them all
        const double fastest = norm(velocity_) + 6.0 * spread_v.sigma_major_m / scaled_time_;
        const double reach_m = 6.1 * whole.sigma_major_m + fastest * horizon_s_;
        const Ball& ball = boundary_.ball();
        error_ = 1e-7;
        if (std::isfinite(ball.radius_m) && chord_m(chart_.here(), ball.centre_m) - ball.radius_m > reach_m) return;
        Values before{};
        constexpr double settled = 1.5e-3;
        constexpr double golden = 2.39996322972865332;
        for (int points = least_velocities; points <= most; points *= 4) {
            Values now{};
            for (int i = 0; i < points && !failed_; ++i) {
                const double r = std::sqrt(-2.0 * std::log((i + 0.5) / points));
                const double a = r * std::cos(golden * i);
                const double c = r * std::sin(golden * i);
                add(velocity_ + a * v_a + c * v_c, a * k_a + c * k_c, rest, 1.0 / points, whole.sigma_minor_m, now);
            }
            if (failed_) return;
            double change = 0.0;
            for (std::size_t k = 0; k < times_s_.size(); ++k) change = std::max(change, std::abs(now[k] - before[k]));
            before = now;
            values_ = now;
            spread_error_ = change;
            if (points > least_velocities && change < settled) break;
        }
        error_ += spread_error_;
    }

    /// Velocities times this are lengths that a Spread's floor (a millimetre) is nothing to.
    static constexpr double scaled_time_ = 1000.0;

    const LateralBoundary& boundary_;
    PlaneChart chart_;
    std::span<const double> times_s_;
    Plane velocity_{};
    double horizon_s_ = 0;
    Values values_{};
    double error_ = 1e-7;
    double spread_error_ = 0;
    bool failed_ = false;
};

/// A lateral chance and the height, which stays as it is.
[[nodiscard]] inline Probability with_height(const Zone& zone, const UncertainMotion& motion,
                                             const Chance& lateral) noexcept
{
    const Altitude altitude = motion.position().altitude;
    double low_m = 0.0;
    double high_m = 0.0;
    if (!limits_above_m(zone.altitude(), altitude, low_m, high_m)) return up_to(lateral);
    const Eigen::Matrix3d& m = motion.uncertainty().covariance_enu_m2();
    const double sigma_m = motion.uncertainty().has_vertical() ? std::sqrt(std::max(0.0, m(2, 2))) : 0.0;
    if (sigma_m < Spread::narrowest_m || (!std::isfinite(low_m) && !std::isfinite(high_m)))
        return within(zone.altitude(), altitude) == Containment::inside ? Probability{lateral.value, lateral.error}
                                                                        : Probability{0.0, 0.0};
    const double vertical = normal_between(low_m / sigma_m, high_m / sigma_m);
    if (m(0, 2) == 0.0 && m(1, 2) == 0.0) return {lateral.value * vertical, lateral.error};
    const double least = std::max(0.0, lateral.value + vertical - 1.0);
    const double most = std::min(lateral.value, vertical);
    return {0.5 * (least + most), 0.5 * (most - least) + lateral.error};
}

/// entry_time_cdf(), with at most so many velocities.
inline void entry_times(const Zone& zone, const UncertainMotion& motion, std::span<const double> times_s,
                        std::span<Probability> result, int velocities) noexcept
{
    const std::size_t count = std::min(times_s.size(), result.size());
    const PositionUncertainty& uncertainty = motion.uncertainty();
    double low_m = 0.0;
    double high_m = 0.0;
    const Altitude altitude = motion.position().altitude;
    const bool exact_height = !uncertainty.has_vertical() || uncertainty.covariance_enu_m2()(2, 2) == 0.0;
    const bool excluded = exact_height && limits_above_m(zone.altitude(), altitude, low_m, high_m) &&
                          within(zone.altitude(), altitude) == Containment::outside;
    const bool known = !uncertainty.is_unknown() && is_valid(motion.position().at) &&
                       motion.velocity_enu_mps().allFinite() && uncertainty.greatest_sigma() <= sigma_max;
    for (std::size_t begin = 0; begin < count;) {
        std::array<double, EntryScan::most_times> asked{};
        std::array<std::size_t, EntryScan::most_times> where{};
        std::size_t n = 0;
        for (; begin < count && n < asked.size(); ++begin) {
            const bool valid = times_s[begin] >= 0.0 && std::isfinite(times_s[begin]);
            result[begin] = excluded ? Probability{0.0, 0.0} : unknown_probability;
            if (excluded || !known || !valid) continue;
            asked[n] = times_s[begin];
            where[n++] = begin;
        }
        if (n == 0) continue;
        const EntryScan scan(zone.boundary(), motion, {asked.data(), n}, velocities);
        if (scan.failed()) continue;
        for (std::size_t k = 0; k < n; ++k) result[where[k]] = with_height(zone, motion, scan.at(k));
    }
}

}  // namespace detail

/// The distribution of the time of entry: for each time t, the probability of having been inside at some time in
/// [0, t]. At 0 it is the probability of being inside now; it grows with t to the probability of ever entering.
///
/// The mover keeps its velocity; all that is uncertain is where it is and, where the motion says so, the velocity. A
/// place beside the mean flies the same course beside it (parallel on the chart about the mean).
///
/// @param times_s  [s from now], not negative, any order; NaN or negative: unknown
/// @param result   as many as there are times
///
/// Guarantees  (1) monotone in t [tests/property/entry_probability]
///             (2) unknown uncertainty, velocity or place: unknown_probability, unless the height excludes the zone;
///                 so are distances flown (and six standard deviations) beyond 1,000 km
///             (3) a height that cannot be compared leaves an interval from 0; one that is correlated with the place,
///                 an interval too
/// Accuracy    1e-3, which result[i].error_bound holds; it grows with what parallel courses converge: by 1e-5 at
///             50 km, 1e-3 at 500 km. With uncertain velocity 0.3 percentage points, the bound then being an estimate
///             (the last change of a refinement) [tests/property/entry_probability]
/// Cost        8 to 14 us beside polygons and corridors, 45 us beside a circle, under 1 us where the zone is out of
///             reach; more for hundreds of edges about the way [bench/micro/uncertainty]. With uncertain velocity 150
///             to 2,700 times as much (1.8 ms; most of a second was seen for a needle beside a long corridor). All
///             times share one scan, 16 at a time. No allocation [tests/unit/uncertainty_no_allocation]; 200 kB of
///             stack; thread-safe
/// Errors      noexcept
inline void entry_time_cdf(const Zone& zone, const UncertainMotion& motion, std::span<const double> times_s,
                           std::span<Probability> result) noexcept
{
    detail::entry_times(zone, motion, times_s, result, detail::EntryScan::most_velocities);
}

/// The probabilities of being inside now, and of being inside at some time within the horizon: entry_time_cdf() at
/// both, with `now` as exact as probability_inside() has it where that is possible.
[[nodiscard]] inline EntryProbability probability_of_entry(const Zone& zone, const UncertainMotion& motion,
                                                           Seconds horizon) noexcept
{
    const double time_s = horizon.value();
    EntryProbability answer{probability_inside(zone, motion.position(), motion.uncertainty()), {}};
    entry_time_cdf(zone, motion, {&time_s, 1}, {&answer.within_horizon, 1});
    return answer;
}

/// The time by which this share of the entries within the horizon has happened: a quantile of the time of entry, given
/// that there is one; 0 where it is inside now with that share.
///
/// @param share  in [0, 1]; 0.5: the median
/// @return  to a 2,000th of the horizon; NaN where nothing is known, or the probability of entry is below 1e-6
/// Cost     three or four entry_time_cdf()
/// Errors   noexcept
[[nodiscard]] inline Seconds entry_time_quantile(const Zone& zone, const UncertainMotion& motion, Seconds horizon,
                                                 double share) noexcept
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr std::size_t parts = 15;
    if (!(share >= 0.0 && share <= 1.0) || !(horizon.value() >= 0.0)) return Seconds{nan};
    std::array<double, parts + 1> times{};
    std::array<Probability, parts + 1> reached{};
    double low = 0.0;
    double high = horizon.value();
    double wanted = nan;
    for (int round = 0; round < 3; ++round) {
        for (std::size_t k = 0; k <= parts; ++k)
            times[k] = low + (high - low) * static_cast<double>(k) / static_cast<double>(parts);
        entry_time_cdf(zone, motion, times, reached);
        if (round == 0) {
            constexpr double least = 1e-6;
            if (reached[parts].is_unknown() || reached[parts].value < least) return Seconds{nan};
            wanted = share * reached[parts].value;
            if (reached[0].value >= wanted) return Seconds{0.0};
        }
        std::size_t k = 1;
        while (k < parts && reached[k].value < wanted) ++k;
        const double before = reached[k - 1].value;
        const double after = reached[k].value;
        if (round == 2) {
            const double fraction = after > before ? std::clamp((wanted - before) / (after - before), 0.0, 1.0) : 1.0;
            return Seconds{times[k - 1] + fraction * (times[k] - times[k - 1])};
        }
        low = times[k - 1];
        high = times[k];
    }
    return Seconds{high};
}

}  // namespace v0
}  // namespace picket

#endif
