// SPDX-License-Identifier: MIT
/// @file
/// How likely is it inside, when where it is is known with an error? From a covariance, a radius at a probability or an
/// ADS-B accuracy category to the probability of being inside a zone, with a bound of its own error. Theory:
/// docs/explain/uncertainty.md.
#ifndef PICKET_AIRSPACE_UNCERTAINTY_HPP
#define PICKET_AIRSPACE_UNCERTAINTY_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/gaussian_boundary.hpp>
#include <picket/airspace/detail/gaussian_frame.hpp>
#include <picket/airspace/detail/near_scan.hpp>
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

/// A probability as far as it is known: the true one lies in [low(), high()].
///
/// Nothing known at all is `unknown_probability`: value NaN, low 0, high 1. A height that cannot be compared leaves an
/// interval from 0 to what the place alone allows: its middle is the value.
struct Probability {
    double value;        ///< in [0, 1], or NaN
    double error_bound;  ///< of the method, not of the covariance that it was given

    [[nodiscard]] constexpr bool is_unknown() const noexcept { return value != value; }
    [[nodiscard]] constexpr double low() const noexcept { return value >= error_bound ? value - error_bound : 0.0; }
    [[nodiscard]] constexpr double high() const noexcept
    {
        return value + error_bound <= 1.0 ? value + error_bound : 1.0;
    }

    friend constexpr bool operator==(const Probability&, const Probability&) noexcept = default;
};

inline constexpr Probability unknown_probability{__builtin_nan(""), 1.0};

/// Wider than this [m] a normal distribution says no more than "unknown": six of it are a tenth of the Earth's radius.
inline constexpr Metres sigma_max{100e3};

/// How far a position may be off: normally distributed about what is reported, or not known at all.
///
/// Errors   factories throw DomainError: entries that are not finite, a matrix that is not symmetric (to 1e-9 of its
///          largest entry) or has a negative eigenvalue (below -1e-9 of the largest), a radius that is negative
class PositionUncertainty {
public:
    /// Nothing is known: a receiver that is jammed or spoofed, a report without accuracy.
    [[nodiscard]] static PositionUncertainty unknown() noexcept { return PositionUncertainty(); }

    /// East and north [m^2]. The height is taken as exact.
    [[nodiscard]] static PositionUncertainty from_covariance(const Eigen::Matrix2d& covariance_enu_m2)
    {
        Eigen::Matrix3d whole = Eigen::Matrix3d::Zero();
        whole.topLeftCorner<2, 2>() = covariance_enu_m2;
        return from_covariance(whole, false);
    }
    /// East, north and up [m^2]; up is the altitude, in whatever datum it is given.
    [[nodiscard]] static PositionUncertainty from_covariance(const Eigen::Matrix3d& covariance_enu_m2)
    {
        return from_covariance(covariance_enu_m2, true);
    }

    /// Round: this standard deviation along every horizontal direction.
    [[nodiscard]] static PositionUncertainty circular(Metres sigma)
    {
        if (!(sigma.value() >= 0.0) || !std::isfinite(sigma.value()))
            detail::raise<DomainError>("a standard deviation is finite and not negative");
        return from_covariance(Eigen::Matrix2d(sigma.value() * sigma.value() * Eigen::Matrix2d::Identity()));
    }

    /// Round, by the radius of the circle that holds the true place with a probability: 0.5 (CEP), 0.95 (EPU).
    ///
    /// P(r <= R) = 1 - exp(-R^2 / 2 sigma^2).
    /// @param probability  in (0, 1)
    [[nodiscard]] static PositionUncertainty within_radius(Metres radius, double probability)
    {
        if (!(probability > 0.0 && probability < 1.0))
            detail::raise<DomainError>("the probability of a radius is between 0 and 1");
        if (!(radius.value() >= 0.0) || !std::isfinite(radius.value()))
            detail::raise<DomainError>("a radius is finite and not negative");
        return circular(Metres{radius.value() / std::sqrt(-2.0 * std::log1p(-probability))});
    }

    /// By the navigation accuracy category for position of an ADS-B report: the 95 % bound of its error.
    ///
    /// 0 is "unknown": so are the categories 12 to 15, which are reserved. The bound is what the category guarantees,
    /// so the uncertainty is the largest that it allows.
    /// @param category  in [0, 15]
    /// Reference  RTCA DO-260B, 2.2.3.2.7.2.7, table 2-71 (NACp): EPU < 10, 4, 2, 1, 0.5, 0.3, 0.1, 0.05 NM,
    ///            30 m, 10 m, 3 m for 1 to 11
    [[nodiscard]] static PositionUncertainty from_nacp(int category)
    {
        static constexpr double bound_m[] = {18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6,
                                             185.2,   92.6,   30.0,   10.0,   3.0};
        if (category < 0 || category > 15) detail::raise<DomainError>("a NACp is between 0 and 15");
        if (category == 0 || category > 11) return unknown();
        return within_radius(Metres{bound_m[category - 1]}, 0.95);
    }

    /// The same with an independent error of the altitude.
    [[nodiscard]] PositionUncertainty with_vertical(Metres sigma) const
    {
        if (!(sigma.value() >= 0.0) || !std::isfinite(sigma.value()))
            detail::raise<DomainError>("a standard deviation is finite and not negative");
        PositionUncertainty result = *this;
        result.covariance_.row(2).setZero();
        result.covariance_.col(2).setZero();
        result.covariance_(2, 2) = sigma.value() * sigma.value();
        result.has_vertical_ = true;
        return result;
    }

    /// Degraded navigation: all standard deviations multiplied.
    /// @param factor  finite, at least 0
    [[nodiscard]] PositionUncertainty scaled(double factor) const
    {
        if (!(factor >= 0.0) || !std::isfinite(factor))
            detail::raise<DomainError>("the factor of an uncertainty is finite and not negative");
        PositionUncertainty result = *this;
        result.covariance_ *= factor * factor;
        return result;
    }

    [[nodiscard]] bool is_unknown() const noexcept { return !known_; }
    /// Does it say how far the altitude may be off?
    [[nodiscard]] bool has_vertical() const noexcept { return has_vertical_; }
    /// East, north, up [m^2]; zeros in the third row and column without a vertical part; all zero where unknown.
    [[nodiscard]] const Eigen::Matrix3d& covariance_enu_m2() const noexcept { return covariance_; }
    /// The greatest standard deviation along a horizontal direction: infinite where unknown.
    [[nodiscard]] Metres greatest_sigma() const noexcept
    {
        if (!known_) return Metres{std::numeric_limits<double>::infinity()};
        return Metres{detail::Spread(covariance_(0, 0), covariance_(0, 1), covariance_(1, 1)).sigma_major_m};
    }

private:
    PositionUncertainty() noexcept = default;

    [[nodiscard]] static PositionUncertainty from_covariance(const Eigen::Matrix3d& covariance, bool vertical);

    Eigen::Matrix3d covariance_ = Eigen::Matrix3d::Zero();
    bool known_ = false;
    bool has_vertical_ = false;
};

namespace detail {

/// Throws where a matrix is no covariance. Positive semi-definite, to rounding: a Cholesky decomposition that pivots
/// (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 10.3) leaves nothing negative.
template <int N>
void check_covariance(Eigen::Matrix<double, N, N> m)
{
    constexpr double rounding = 1e-9;
    const double largest = m.cwiseAbs().maxCoeff();
    if (!m.allFinite()) raise<DomainError>("a covariance has entries that are not finite");
    if ((m - m.transpose()).cwiseAbs().maxCoeff() > rounding * largest)
        raise<DomainError>("a covariance is not symmetric");
    for (int k = 0; k < N; ++k) {
        int pivot = k;
        for (int i = k; i < N; ++i) {
            if (m(i, i) < -rounding * largest) raise<DomainError>("a covariance has a negative eigenvalue");
            if (m(i, i) > m(pivot, pivot)) pivot = i;
        }
        m.row(k).swap(m.row(pivot));
        m.col(k).swap(m.col(pivot));
        if (m(k, k) <= rounding * largest) {
            // what is left of a positive semi-definite matrix with such a diagonal is as small
            for (int i = k; i < N; ++i)
                for (int j = k; j < N; ++j)
                    if (std::abs(m(i, j)) > 2.0 * rounding * largest)
                        raise<DomainError>("a covariance has a negative eigenvalue");
            return;
        }
        for (int i = k + 1; i < N; ++i) {
            const double factor = m(i, k) / m(k, k);
            for (int j = k + 1; j < N; ++j) m(i, j) -= factor * m(k, j);
        }
    }
}

/// What the geodesic chart may shift a probability by: its stretch takes one radius of curvature for all directions.
[[nodiscard]] inline double chart_error(const PlaneChart& chart, double sigma_m) noexcept
{
    return 0.01 * chart.curvature() * sigma_m * sigma_m;
}

/// Does the ring's side decide about the place, or is it settled whatever that is? `settled` is then the answer.
[[nodiscard]] inline bool ring_decides(const LateralBoundary& boundary, std::size_t curve, LatLon place,
                                       bool& settled) noexcept
{
    settled = false;
    const auto rings = boundary.rings();
    const auto parts = boundary.parts();
    if (rings.size() == 1) return true;
    std::size_t mine = 0;
    while (curve >= parts[mine].last_curve) ++mine;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        if (p == mine || !boundary.inside_part(p, place)) continue;
        settled = true;
        return false;
    }
    for (std::size_t r = parts[mine].first_ring; r < parts[mine].last_ring; ++r) {
        if (curve >= rings[r].first_curve && curve < rings[r].last_curve) continue;
        const bool exterior = r == parts[mine].first_ring;
        if (boundary.inside_ring(r, place) != exterior) return false;
    }
    return true;
}

/// The last resort, where more rings are near than a scan has room for: equal shares of the probability about a spiral
/// of golden angles, each decided exactly.
[[nodiscard]] inline Chance chance_by_spiral(const LateralBoundary& boundary, const PlaneChart& chart,
                                             const Spread& spread) noexcept
{
    constexpr int points = 4096;
    constexpr double golden = 2.39996322972865332;
    const Whitening axes(spread, spread.major);
    int inside = 0;
    for (int i = 0; i < points; ++i) {
        const double r = std::sqrt(-2.0 * std::log((i + 0.5) / points));
        const Plane at{r * std::cos(golden * i), r * std::sin(golden * i)};
        inside += boundary.contains(chart.place(axes.to_metres(at))) ? 1 : 0;
    }
    return {static_cast<double>(inside) / points, 0.02};
}

/// What Gauss and Legendre's rule across the lines of a scan is off by: round ends of corridors are square roots.
/// [tests/property/uncertainty]
inline constexpr double scan_error = 1e-3;

enum class Scanned {
    done,
    nothing_near,
    no_room
};

/// The mean of measure(c, intervals) over the lines about the mean, drawn finer where the drawing counts.
template <class Measure>
[[nodiscard]] Scanned scan_about(const LateralBoundary& boundary, const PlaneChart& chart, const Spread& spread,
                                 const Whitening& axes, std::span<const double> extra, const Measure& measure,
                                 double& mean, double& error) noexcept
{
    const ScanWindow window{axes, {0.0, 0.0}, 0.0};
    double tolerance_m = 2e-4 * spread.sigma_minor_m;
    constexpr double enough = 2e-3;
    for (int attempt = 0;; ++attempt) {
        NearField field(
            boundary, chart, window.reach_m(), [&](Plane at, double radius_m) { return window.beyond(at, radius_m); },
            tolerance_m);
        if (field.failed()) return Scanned::no_room;
        if (field.empty()) return Scanned::nothing_near;
        std::array<double, 1> sum{};
        error = field.scan(axes, {0.0, 0.0}, -ScanWindow::cut, ScanWindow::cut, extra, sum, 1,
                           [&](double c, std::span<const ScanInterval> inside, std::array<double, 1>& value) noexcept {
                               value[0] = measure(c, inside);
                           });
        mean = sum[0];
        if (error <= enough || attempt == 1) return Scanned::done;
        tolerance_m *= 0.5 * enough / error;
    }
}

/// @pre the chart's mean is valid
[[nodiscard]] inline Chance lateral_chance(const LateralBoundary& boundary, const PlaneChart& chart,
                                           const Spread& spread) noexcept
{
    const LatLon mean = chart.mean();
    const auto far = [&](Plane centre, double radius_m) { return spread.beyond(centre, radius_m, gaussian_cut); };
    const double reach_m = 1.01 * gaussian_cut * spread.sigma_major_m;
    constexpr double nothing = 1e-7;
    const Ball& ball = boundary.ball();
    if (std::isfinite(ball.radius_m)) {
        const double away_m = chord_m(chart.here(), ball.centre_m) - ball.radius_m;
        if (away_m > reach_m || far(chart.dropped_m(ball.centre_m), ball.radius_m)) return {0.0, nothing};
    }
    if (spread.sigma_major_m <= Spread::narrowest_m) return {boundary.contains(mean) ? 1.0 : 0.0, 0.0};
    const double chart_off = chart_error(chart, spread.sigma_major_m);
    if (!boundary.has_offset()) {
        Plane shift{0.0, 0.0};
        const double least = std::max(3e-4, 2e-6 / spread.sigma_minor_m);
        for (int attempt = 0; attempt < 16; ++attempt) {
            const GaussianBoundary near(boundary, chart, spread, shift);
            if (near.none()) return {boundary.contains(mean) ? 1.0 : 0.0, nothing};
            if (near.several()) break;
            if (!near.too_close()) {
                const Whitening axes(spread, spread.major);
                const LatLon place = attempt == 0 ? mean : chart.place(axes.to_metres(shift));
                bool settled = false;
                if (!ring_decides(boundary, near.curve(), place, settled)) return {settled ? 1.0 : 0.0, nothing};
                const double part = std::abs(near.integral()) / GaussianBoundary::two_pi;
                const double value = boundary.contains(place) ? 1.0 - part : part;
                return {std::clamp(value, 0.0, 1.0), near.error() + 0.4 * norm(shift) + chart_off};
            }
            const double size = least * std::pow(1.6, attempt);
            shift = {size * std::cos(2.4 * attempt + 0.3), size * std::sin(2.4 * attempt + 0.3)};
        }
    }
    const Whitening axes(spread, spread.major);
    double sum = 0.0;
    double error = 0.0;
    const auto found = scan_about(
        boundary, chart, spread, axes, {},
        [](double, std::span<const ScanInterval> inside) noexcept {
            double lateral = 0.0;
            for (const ScanInterval& i : inside) lateral += normal_between(i.low, i.high);
            return lateral;
        },
        sum, error);
    if (found == Scanned::no_room) return chance_by_spiral(boundary, chart, spread);
    if (found == Scanned::nothing_near) return {boundary.contains(mean) ? 1.0 : 0.0, nothing};
    return {std::clamp(sum, 0.0, 1.0), error + scan_error + chart_off};
}

/// The limits of a band about an altitude [m above it]; false where they cannot be compared with it.
[[nodiscard]] inline bool limits_above_m(const AltitudeBand& band, Altitude altitude, double& low,
                                         double& high) noexcept
{
    low = -std::numeric_limits<double>::infinity();
    high = std::numeric_limits<double>::infinity();
    if (at_or_above(altitude, band.lower) == Containment::unknown ||
        at_or_below(altitude, band.upper) == Containment::unknown)
        return false;
    if (band.lower.kind == AltitudeLimit::Kind::altitude) low = (band.lower.value.value - altitude.value).value();
    if (band.upper.kind != AltitudeLimit::Kind::unlimited) high = (band.upper.value.value - altitude.value).value();
    return true;
}

/// A lateral chance where the height leaves everything open.
[[nodiscard]] inline Probability up_to(const Chance& lateral) noexcept
{
    const double most = std::min(1.0, lateral.value + lateral.error);
    return {0.5 * most, 0.5 * most};
}

/// The chance of place and height together, where the two errors are correlated.
[[nodiscard]] inline Chance volume_chance(const LateralBoundary& boundary, const PlaneChart& chart,
                                          const Spread& spread, Plane with_up_m2, double sigma_up_m, double low_m,
                                          double high_m) noexcept
{
    // Lines along the direction that tells nothing of the height: it is constant but for its own rest on each
    const double l1 = spread.sigma_major_m * spread.sigma_major_m;
    const double l2 = spread.sigma_minor_m * spread.sigma_minor_m;
    const Plane h =
        (dot(spread.major, with_up_m2) / l1) * spread.major + (dot(spread.minor(), with_up_m2) / l2) * spread.minor();
    const Plane direction = (1.0 / norm(h)) * Plane{h.y, -h.x};
    const Whitening axes(spread, direction);
    const double slope_m = dot(axes.i_c, with_up_m2);
    const double rest_m =
        std::max(std::sqrt(std::max(0.0, sigma_up_m * sigma_up_m - slope_m * slope_m)), 1e-3 * std::abs(slope_m));
    const auto in_height = [&](double c) {
        return normal_between((low_m - slope_m * c) / rest_m, (high_m - slope_m * c) / rest_m);
    };
    std::array<double, 18> changes{};
    std::size_t count = 0;
    for (const double limit_m : {low_m, high_m})
        for (const double k : {-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0})
            if (std::isfinite(limit_m)) changes[count++] = (limit_m + k * rest_m) / slope_m;
    double sum = 0.0;
    double error = 0.0;
    const auto found = scan_about(
        boundary, chart, spread, axes, {changes.data(), count},
        [&](double c, std::span<const ScanInterval> inside) noexcept {
            double lateral = 0.0;
            for (const ScanInterval& i : inside) lateral += normal_between(i.low, i.high);
            return lateral > 0.0 ? lateral * in_height(c) : 0.0;
        },
        sum, error);
    if (found == Scanned::no_room) {
        // what is certain of two events whose chances are known (Frechet)
        const Chance lateral = chance_by_spiral(boundary, chart, spread);
        const double vertical = normal_between(low_m / sigma_up_m, high_m / sigma_up_m);
        const double least = std::max(0.0, lateral.value + vertical - 1.0);
        const double most = std::min(lateral.value, vertical);
        return {0.5 * (least + most), 0.5 * (most - least) + lateral.error};
    }
    if (found == Scanned::nothing_near) {
        const double vertical = normal_between(low_m / sigma_up_m, high_m / sigma_up_m);
        return {boundary.contains(chart.mean()) ? vertical : 0.0, 1e-7};
    }
    return {std::clamp(sum, 0.0, 1.0), error + scan_error + chart_error(chart, spread.sigma_major_m)};
}

}  // namespace detail

inline PositionUncertainty PositionUncertainty::from_covariance(const Eigen::Matrix3d& covariance, bool vertical)
{
    detail::check_covariance<3>(covariance);
    PositionUncertainty result;
    result.covariance_ = 0.5 * (covariance + covariance.transpose());
    result.known_ = true;
    result.has_vertical_ = vertical;
    return result;
}

/// The probability that the true position is inside a zone: boundary and heights, not times.
///
/// The true place lies from the reported one at the distance and azimuth of a normally distributed vector (east,
/// north); its altitude differs by the third component. Without a vertical part the altitude is exact.
///
/// Guarantees  (1) no uncertainty: the answer of contains()
///             (2) the true probability lies in [low(), high()]
///             (3) a NaN place, an unknown uncertainty and a standard deviation beyond sigma_max give
///                 unknown_probability, unless the height excludes the zone; an altitude that cannot be compared leaves
///                 an interval from 0
/// Accuracy    2e-4, mostly 1e-5, where one ring is near; 1e-3 where several are, for corridors and margins, and for
///             heights that are correlated with the place. Needles across long smooth corridors have wider bounds (2e-2
///             has been seen): a drawing has room for so many segments. Standard deviations below a millimetre count
///             as one.
///             [tests/property/uncertainty, tests/unit/uncertainty]
/// Cost        O(log edges + k), k the edges within six standard deviations: 0.1 us each, 1 us where they are long and
///             curved. Several rings, corridors and margins: tens of microseconds [bench/micro/uncertainty].
///             No allocation [tests/unit/uncertainty_no_allocation]; some 200 kB of stack. Thread-safe.
/// Errors      noexcept
[[nodiscard]] inline Probability probability_inside(const Zone& zone, const Position& position,
                                                    const PositionUncertainty& uncertainty) noexcept
{
    const Eigen::Matrix3d& m = uncertainty.covariance_enu_m2();
    const double sigma_up_m = uncertainty.has_vertical() ? std::sqrt(std::max(0.0, m(2, 2))) : 0.0;
    double low_m = 0.0;
    double high_m = 0.0;
    const bool comparable = detail::limits_above_m(zone.altitude(), position.altitude, low_m, high_m);
    const bool exact_height = sigma_up_m < detail::Spread::narrowest_m;
    if (exact_height && comparable && within(zone.altitude(), position.altitude) == Containment::outside)
        return {0.0, 0.0};
    if (uncertainty.is_unknown() || !is_valid(position.at)) return unknown_probability;
    const detail::Spread spread(m(0, 0), m(0, 1), m(1, 1));
    if (spread.sigma_major_m > sigma_max.value()) return unknown_probability;
    const detail::PlaneChart chart(position.at);
    const detail::LateralBoundary& boundary = zone.boundary();
    const bool unlimited = !std::isfinite(low_m) && !std::isfinite(high_m);
    if (comparable && !exact_height && !unlimited) {
        const detail::Plane with_up{m(0, 2), m(1, 2)};
        // the correlation of the height with the place as a whole, squared
        const double along = detail::dot(spread.major, with_up) / (spread.sigma_major_m * sigma_up_m);
        const double across = detail::dot(spread.minor(), with_up) / (spread.sigma_minor_m * sigma_up_m);
        constexpr double negligible = 1e-8;
        if (along * along + across * across > negligible) {
            const detail::Chance chance =
                detail::volume_chance(boundary, chart, spread, with_up, sigma_up_m, low_m, high_m);
            return {chance.value, chance.error};
        }
        const double vertical = detail::normal_between(low_m / sigma_up_m, high_m / sigma_up_m);
        const detail::Chance lateral = detail::lateral_chance(boundary, chart, spread);
        return {lateral.value * vertical, lateral.error + 1e-4 * std::sqrt(along * along + across * across) + 1e-9};
    }
    const detail::Chance lateral = detail::lateral_chance(boundary, chart, spread);
    if (!comparable) return detail::up_to(lateral);
    return {lateral.value, lateral.error};
}

}  // namespace v0
}  // namespace picket

#endif
