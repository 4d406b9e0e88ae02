// SPDX-License-Identifier: MIT
/// @file
/// The nearest point of a geodesic or rhumb segment, proven nearest.
///
/// Symbols  s      distance [m] along the segment, X(s) the place there
///          g(s)   geodesic distance [m] from the given place P to X(s)
///          delta  angle at X(s) from the segment to the forward direction of the geodesic from P
///          u      M21 / m12 of that geodesic: how fast its neighbours spread, relative to how far apart they are
///          kappa  geodesic curvature of the segment, positive when it turns right; 0 for a geodesic
///          K      Gaussian curvature of the ellipsoid, between b^2/a^4 (poles) and 1/b^2 (equator)
///
///   g'  = cos(delta)                                      first variation of arc length
///   g'' = u sin(delta)^2 + kappa sin(delta)               from delta' = -u sin(delta) - kappa
///   u'  = -K - u^2 along the geodesic from P              Riccati equation, Karney (2013) Eqs. (18), (29)
#ifndef PICKET_GEODESY_NEAREST_HPP
#define PICKET_GEODESY_NEAREST_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/geodesy/rhumb.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/Math.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {

/// Which part of a segment a point belongs to.
enum class SegmentPart : std::uint8_t {
    start,
    interior,
    end,
    unknown,  ///< the question had no answer (a place that is not valid)
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(SegmentPart part) noexcept
{
    switch (part) {
        case SegmentPart::start: return "start";
        case SegmentPart::interior: return "interior";
        case SegmentPart::end: return "end";
        case SegmentPart::unknown: return "unknown";
    }
    return "?";
}

/// The point of a segment that is nearest to a place.
struct NearestPoint {
    Metres distance;  ///< geodesic distance from the place
    Metres along;     ///< from the start of the segment, along it
    LatLon at;
    SegmentPart where;
};

namespace geodesy_detail {

inline constexpr double wgs84_a_m = 6378137.0;
inline constexpr double wgs84_b_m = 6378137.0 * (1.0 - 1.0 / 298.257223563);
inline constexpr double wgs84_e2 = (2.0 - 1.0 / 298.257223563) / 298.257223563;
inline constexpr double pi = 3.14159265358979323846;

// Radii of the spheres that have the largest and the least curvature of WGS 84. By Sturm's comparison theorem
// cot(g / R) / R with these two radii bounds u from below and from above.
inline constexpr double most_curved_radius_m = wgs84_b_m;
inline constexpr double least_curved_radius_m = wgs84_a_m * wgs84_a_m / wgs84_b_m;

/// g and its derivatives at one s.
struct DistanceSample {
    double s;
    LatLon at;
    double distance;
    double slope;   ///< g'
    double sin_delta;
    double spread;     ///< u
    double curvature;  ///< kappa
};

/// A geodesic as nearest_on_curve() wants it. Of curvature() it is wanted that it is monotone along the curve.
struct GeodesicCurve {
    const GeodesicLine& line;

    [[nodiscard]] double length_m() const noexcept { return line.length().value(); }
    [[nodiscard]] GeodesicDirect position(double s) const noexcept { return line.position(Metres{s}); }
    [[nodiscard]] static double curvature(const GeodesicDirect& /*where*/) noexcept { return 0.0; }
};

/// A rhumb line as nearest_on_curve() wants it.
struct RhumbCurve {
    const RhumbLine& line;
    double sin_azimuth;

    explicit RhumbCurve(const RhumbLine& rhumb) noexcept
        : line(rhumb), sin_azimuth(GeographicLib::Math::sind(rhumb.azimuth().value()))
    {
    }
    [[nodiscard]] double length_m() const noexcept { return line.length().value(); }
    [[nodiscard]] GeodesicDirect position(double s) const noexcept { return {line.at(Metres{s}), line.azimuth()}; }
    /// A geodesic changes its azimuth by sin(azimuth) tan(lat) / N a metre; a rhumb line turns back just that.
    /// Monotone in the latitude, which is monotone along the line.
    [[nodiscard]] double curvature(const GeodesicDirect& where) const noexcept
    {
        if (sin_azimuth == 0.0) return 0.0;
        double sin_lat = 0.0;
        double cos_lat = 0.0;
        GeographicLib::Math::sincosd(where.at.lat_deg, sin_lat, cos_lat);
        const double n = wgs84_a_m / std::sqrt(1.0 - wgs84_e2 * sin_lat * sin_lat);
        return -sin_azimuth * sin_lat / (std::max(cos_lat, 1e-12) * n);
    }
};

template <class Curve>
[[nodiscard]] DistanceSample sample_distance(const Curve& curve, LatLon place, double s) noexcept
{
    using GeographicLib::Math;
    const GeodesicDirect x = curve.position(s);
    DistanceSample sample{s, x.at, 0.0, 0.0, 0.0, 0.0, curve.curvature(x)};
    double azi1 = 0.0;
    double azi2 = 0.0;
    double m12 = 0.0;
    double scale12 = 0.0;
    double scale21 = 0.0;
    GeographicLib::Geodesic::WGS84().Inverse(place.lat_deg, place.lon_deg, x.at.lat_deg, x.at.lon_deg,
                                             sample.distance, azi1, azi2, m12, scale12, scale21);
    Math::sincosd(Math::AngDiff(x.azimuth_end.value(), azi2), sample.sin_delta, sample.slope);
    sample.spread = scale21 / m12;
    return sample;
}

/// cot(g / R) / R, the spread u on a sphere.
[[nodiscard]] inline double spread_on_sphere(double g, double radius) noexcept
{
    return g > 0.0 ? 1.0 / (std::tan(g / radius) * radius) : std::numeric_limits<double>::infinity();
}

/// How fast u can change from one geodesic from P to its neighbours, per metre between them, at distances in
/// ]0, high]: with w the derivative across, (m^2 w)' = -m^3 grad K (differentiate the Riccati equation), so
/// |w| <= max|grad K| * integral from 0 to g of (m(t) / m(g))^3 dt. m grows up to a quarter of a turn.
[[nodiscard]] inline double spread_change_across(double high) noexcept
{
    constexpr double most_gradient = 5.24e-23;  // 2 e^2 / (b^2 a (1 - e^2)), times at most 1 for the latitude
    constexpr double quarter = 0.5 * pi * most_curved_radius_m;
    if (high <= quarter) return most_gradient * high;
    const double m = most_curved_radius_m * std::sin(high / most_curved_radius_m);
    constexpr double r2 = least_curved_radius_m * least_curved_radius_m;
    return most_gradient * (4.0 / 3.0) * (r2 / m) * (r2 / m) / m;
}

/// A number that g nowhere falls below between two samples.
///
/// |g'| <= 1 gives the first bound. The second is by curvature: with g'' >= -k, g + k x (x - h) / 2 is convex on
/// an interval of length h, lies below g, and above its tangents at the two ends. How g'' is bounded:
///   - u lies between the cotangents of the two comparison spheres (while g < pi b, the injectivity radius, where
///     g is smooth): so up to a quarter of a turn (9985 km) it is positive, and k = 0 on a geodesic;
///   - beyond 10053 km u is negative, and a geodesic segment has no minimum between its ends. Where two shortest
///     paths meet (nearly antipodal), g has a kink, but being the lesser of two it bends down there too;
///   - where all of the segment is almost equally far (a parallel from near the pole, the equator from there too)
///     that is not sharp enough. There u is known at the ends, and how fast it can change in between: K + u^2
///     times |g'| along the geodesic from P, and spread_change_across() across.
[[nodiscard]] inline double lower_bound(const DistanceSample& a, const DistanceSample& b) noexcept
{
    const double h = b.s - a.s;
    const double low = (a.distance + b.distance - h) / 2;   // g is at least this
    const double high = (a.distance + b.distance + h) / 2;  // and at most this
    const double nearer_end = std::min(a.distance, b.distance);
    const double most_kappa = std::max(std::abs(a.curvature), std::abs(b.curvature));
    double spread_high = spread_on_sphere(low, least_curved_radius_m);
    if (most_kappa == 0.0 && spread_high <= 0.0) return nearer_end;
    if (high >= 0.999 * pi * most_curved_radius_m) return low;
    double spread_low = spread_on_sphere(high, most_curved_radius_m);

    // Each pass uses the bound on |g'| from the one before; three are enough to profit from all of it.
    double steepest = 1.0;
    double bend_low = 0.0;
    for (int pass = 0; pass < 3; ++pass) {
        const double sin2_low = 1.0 - steepest * steepest;
        bend_low = std::min(spread_low, spread_low * sin2_low);
        double bend_high = std::max(spread_high, spread_high * sin2_low);
        if (steepest < 1.0) {  // then sin(delta) keeps its sign
            const double side = std::copysign(1.0, a.sin_delta);
            const double kappa_low = std::min(side * a.curvature, side * b.curvature);
            const double kappa_high = std::max(side * a.curvature, side * b.curvature);
            const double sin_low = std::sqrt(sin2_low);
            bend_low += std::min(kappa_low, kappa_low * sin_low);
            bend_high += std::max(kappa_high, kappa_high * sin_low);
        } else {
            bend_low -= most_kappa;
            bend_high += most_kappa;
        }
        const double most_bend = std::max(std::abs(bend_low), std::abs(bend_high));
        steepest = std::min(1.0, std::max(std::abs(a.slope), std::abs(b.slope)) + most_bend * h);

        constexpr double most_curved = 1.0 / (most_curved_radius_m * most_curved_radius_m);
        const double most_spread = std::max(std::abs(spread_low), std::abs(spread_high));
        const double change
            = (steepest * (most_curved + most_spread * most_spread) + spread_change_across(high)) * h / 2;
        spread_low = std::max(spread_low, std::min(a.spread, b.spread) - change);
        spread_high = std::min(spread_high, std::max(a.spread, b.spread) + change);
    }
    const double k = std::max(0.0, -bend_low);
    const double tangent_a = a.slope - k * h / 2;
    const double tangent_b = b.slope + k * h / 2;
    if (tangent_a >= 0.0) return a.distance;
    if (tangent_b <= 0.0) return b.distance;
    const double x = (b.distance - a.distance - tangent_b * h) / (tangent_a - tangent_b);
    return std::max(low, a.distance + tangent_a * x);
}

/// From a sample to the minimum near it: Newton's step on g' = 0, bent as on a sphere so that it is right also
/// where g is small against the step; kept in ]low, high[ by bisection.
template <class Curve>
[[nodiscard]] DistanceSample descend(const Curve& curve, LatLon place, DistanceSample from, double low,
                                     double high) noexcept
{
    constexpr int most_steps = 60;
    constexpr double last_step_m = 1e-6;  // the error of the next is its square over g, or the rounding of s
    constexpr double radius_m = 6371007.0;
    for (int step = 0; step < most_steps && from.distance > 0.0; ++step) {
        (from.slope < 0.0 ? low : high) = from.s;
        const double bend = from.spread + from.curvature * from.sin_delta;  // g'' where delta is a right angle
        double s = from.s + radius_m * std::atan2(-from.slope / radius_m, bend);
        if (!(s > low && s < high)) s = low + (high - low) / 2;
        const double moved = std::abs(s - from.s);
        from = sample_distance(curve, place, s);
        if (moved <= last_step_m) break;
    }
    return from;
}

/// Branch and bound: intervals that may hold something nearer than the best so far are split, at a local minimum
/// where the slopes at the ends say that there is one, until none is left.
template <class Curve>
[[nodiscard]] NearestPoint nearest_on_curve(const Curve& curve, LatLon place) noexcept
{
    const double length = curve.length_m();
    if (!is_valid(place) || !(length >= 0.0) || !is_valid(curve.line.end())) {  // a rhumb line past the pole
        return {Metres{nan_value}, Metres{nan_value}, nowhere, SegmentPart::unknown};
    }
    // Nothing is left that would be nearer by more than this: a tenth of the accuracy promised.
    constexpr double good_enough_m = 1e-7;
    // Slopes smaller than this may be rounding: splitting there at a "minimum" would split nothing off.
    constexpr double clear_slope = 1e-9;

    struct Interval {
        DistanceSample a;
        DistanceSample b;
    };
    // Each split at a minimum is followed by halvings; 47 of these bring the longest segment below 0.2 um.
    std::array<Interval, 128> open{};
    std::size_t n = 0;

    const DistanceSample start = sample_distance(curve, place, 0.0);
    DistanceSample best = start;
    if (length > 0.0 && best.distance > 0.0) {
        const DistanceSample end = sample_distance(curve, place, length);
        if (end.distance < best.distance) best = end;
        open[n++] = {start, end};
    }
    while (n > 0 && best.distance > 0.0) {
        const Interval interval = open[--n];
        const DistanceSample& a = interval.a;
        const DistanceSample& b = interval.b;
        if (lower_bound(a, b) >= best.distance - good_enough_m || n + 2 > open.size()) continue;
        const double half_way = a.s + (b.s - a.s) / 2;
        if (!(a.s < half_way && half_way < b.s)) continue;  // beyond 1e9 m a double cannot halve any more
        DistanceSample middle = sample_distance(curve, place, half_way);
        if (a.slope < -clear_slope && b.slope > clear_slope) middle = descend(curve, place, middle, a.s, b.s);
        if (middle.distance < best.distance) best = middle;
        open[n++] = {a, middle};
        open[n++] = {middle, b};
    }
    if (best.s > 0.0 && best.s < length) {
        // The distance is right, but it is flat at its minimum: make the place right too.
        const DistanceSample foot = descend(curve, place, best, 0.0, length);
        if (foot.distance <= best.distance + good_enough_m) best = foot;
    }
    const SegmentPart where = best.s <= 0.0       ? SegmentPart::start
                              : best.s >= length ? SegmentPart::end
                                                 : SegmentPart::interior;
    return {Metres{best.distance}, Metres{best.s}, best.at, where};
}

}  // namespace geodesy_detail

/// The point of a geodesic segment that is nearest to a place.
///
/// A long segment can have several points nearer than all around them; the nearest of all is returned, found by
/// branch and bound with bounds on the curvature of the ellipsoid.
///
/// Stated results
///   several equally near  one of them (from a pole to the equator: any); only `distance` means something
///   segment of no length  its place, `start`
///   nearly antipodal ends the segment is the path that GeodesicLine::between() chose
///   NaN                   a place or line that is not valid, or of negative length: NaN, `unknown`
///
/// @param segment  as far as its length() goes, which may be several turns
/// Guarantees  (1) no point of the segment is nearer by more than 0.2 um
///             (2) reversing the segment changes the distance by no more than that
/// Accuracy    distance 0.2 um; place 1e-9 deg where it is well defined: a foot seen from nearly a quarter of a
///             turn away moves far when the distance changes by nothing [tests/golden/geodesy_nearest]
/// Cost        10 to 20 us; 60 us for segments of half a turn; up to 20 ms where all points are almost equally near;
///             no allocation; thread-safe
/// Errors      noexcept
/// Reference   C. F. F. Karney, Algorithms for geodesics, 2013, doi 10.1007/s00190-012-0578-z, section 8;
///             J. Cheeger and D. G. Ebin, Comparison Theorems in Riemannian Geometry, 1975, chapter 1
[[nodiscard]] inline NearestPoint nearest_on_segment(const GeodesicLine& segment, LatLon place) noexcept
{
    return geodesy_detail::nearest_on_curve(geodesy_detail::GeodesicCurve{segment}, place);
}

/// The point of a rhumb segment that is nearest (by geodesic) to a place.
///
/// Stated results, guarantees, errors and reference: as for a geodesic segment. From a pole every point of a
/// parallel is equally near. A line that RhumbLine::from() sent past the pole has no answer.
///
/// Accuracy    as for a geodesic segment [tests/property/geodesy_nearest]
/// Cost        60 to 90 us; up to 20 ms where all points are almost equally near; no allocation; thread-safe
[[nodiscard]] inline NearestPoint nearest_on_segment(const RhumbLine& segment, LatLon place) noexcept
{
    return geodesy_detail::nearest_on_curve(geodesy_detail::RhumbCurve{segment}, place);
}

}  // namespace v0
}  // namespace picket

#endif
