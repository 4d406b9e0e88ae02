// SPDX-License-Identifier: MIT
/// @file
/// A hierarchy over the curves of a boundary, and a cheap bound of where each curve is: what lets a question
/// about a ring of n edges look at a few of them and still give the answer of all.
///
///     level 1   |--------------- 256 curves ---------------|---   A block is 16 consecutive curves, or 16
///     level 0   |-- 16 --|-- 16 --|-- 16 --| ...                  consecutive blocks. It knows a ball that holds
///     curves    ||||||||||||||||||||||||||||                      them, their latitudes and their longitudes.
///
/// Meridians.  A chain of curves, each beginning where the one before it ended, passes a meridian an odd number
/// of times exactly when the meridian lies between its two ends: [w, e) of each curve is [lon >= w] xor
/// [lon >= e], and in the sum everything cancels but the ends. This holds on an unrolled longitude, so for
/// chains narrower than 360 degrees; others are always opened. Only stored longitudes are compared, nothing is
/// computed, so the answer is that of the curves one by one, to the bit.
///
/// Slabs.  n is the unit normal of the plane through the Earth's centre and both ends of a curve of length L.
/// d = n . X along the curve vanishes at both ends, and with N the normal of the ellipsoid
///   |d''| <= kappa + |n . N| / R,   |n . N| <= |d| / a + e'^2 |n_z| |Z| / b   (N is along (X, Y, Z a^2/b^2)),
/// kappa the geodesic curvature, R = b^2/a. Since |d| <= max|d''| L^2 / 8, the curve stays within
///   D = (kappa + e'^2 |n_z| |Z|_max / (b R)) L^2 / 8 / (1 - L^2 / (8 a R))
/// of the plane. On a half meridian n . X = C sin(beta - beta_0) in the reduced latitude beta: while b n_z > D,
/// |n . X| <= D is one interval of it, so a place of this meridian with n . X > D lies north of the curve.
/// [tests/property/curve_blocks]
#ifndef PICKET_AIRSPACE_DETAIL_CURVE_BLOCKS_HPP
#define PICKET_AIRSPACE_DETAIL_CURVE_BLOCKS_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A ball that holds a curve, in ECEF: straight-line distances bound geodesic ones from below.
struct Ball {
    Ecef centre_m;
    double radius_m;
};


[[nodiscard]] inline Ecef cross(const Ecef& a, const Ecef& b) noexcept
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

[[nodiscard]] inline Ecef minus(const Ecef& a, const Ecef& b) noexcept { return {a.x - b.x, a.y - b.y, a.z - b.z}; }

/// e'^2 = (a^2 - b^2) / b^2, and 1/R for R = b^2/a: the normal curvature is at most that.
inline constexpr double wgs84_ep2 = wgs84_e2 / (1.0 - wgs84_e2);
inline constexpr double wgs84_bend_max = 1.0 / wgs84_radius_min_m;

/// How far a line of length L and geodesic curvature kappa bows out of a plane through its ends whose places are
/// at most `farthest_m` from a plane through the centre, `tilt` bounding |n_z| |Z| / b [m].
[[nodiscard]] inline double bow_m(double length_m, double curvature, double tilt, double farthest_m) noexcept
{
    return 0.1251 * length_m * length_m *
           (curvature + wgs84_bend_max * (wgs84_ep2 * tilt + farthest_m * (1.0 / wgs84_a_m)));
}

/// The plane of a chord, and how far from it the line between its ends strays.
struct Slab {
    Ecef normal;      ///< unit, z >= 0
    float half_m;     ///< infinite where no plane is good enough
    float length_m;   ///< of the line, at most
    float curvature;  ///< geodesic, at most [1/m]

    /// Signed distance from the plane [m].
    [[nodiscard]] double of(const Ecef& place) const noexcept { return dot(normal, place); }

    /// Where a place of one of the curve's meridians lies: 1 north of the curve, -1 south of it, 0 not decided.
    [[nodiscard]] int side_of(const Ecef& place) const noexcept
    {
        constexpr double b = wgs84_a_m * (1.0 - wgs84_f);
        const double half = static_cast<double>(half_m);
        if (!(b * normal.z > 1.001 * half)) return 0;
        const double d_m = of(place);
        return d_m > half ? 1 : d_m < -half ? -1 : 0;
    }
};

/// @param length_m, curvature  bounds of the line's
/// @param fine  for places within a few lengths of the line only
[[nodiscard]] inline Slab slab_of(const Ecef& from, const Ecef& to, double length_m, double curvature,
                                  double sin_lat_max, bool fine) noexcept
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    Slab slab{{0.0, 0.0, 0.0}, infinity, rounded_up(length_m), rounded_up(curvature)};
    const Ecef chord = minus(to, from);
    Ecef normal = cross(from, chord);
    const double size = std::sqrt(dot(normal, normal));
    const double span_m = std::sqrt(dot(chord, chord));
    // A chord of a centimetre has its direction to a tenth of a microradian; longer than 8,000 km is no use.
    if (!(span_m > (fine ? 1e-4 : 0.01) && length_m < 8000e3 && size > 0.0)) return slab;
    const double scale = (normal.z < 0.0 ? -1.0 : 1.0) / size;
    slab.normal = {normal.x * scale, normal.y * scale, normal.z * scale};
    const double tilt = std::min(1.0, slab.normal.z * sin_lat_max + 1e-9);
    const double shrink = 1.0 - length_m * length_m / (8.0 * wgs84_a_m * wgs84_radius_min_m);
    // the rounding of the ends, a few nanometres, seen from as far as 500 km
    const double rounding_m = fine ? 5e-8 : 1e-3 + 2e-3 / span_m;
    slab.half_m = rounded_up(bow_m(length_m, curvature, tilt, 0.0) / shrink + rounding_m);
    return slab;
}

/// Consecutive curves, summed up.
struct CurveBlock {
    double west_deg;      ///< no curve of it passes a longitude outside [west, east); equal: none passes any
    double east_deg;
    double odd_west_deg;  ///< an odd number passes the longitudes of [odd_west, odd_east); equal: nowhere
    double odd_east_deg;
    float lat_min_deg;
    float lat_max_deg;
    float x_m;  ///< a ball that holds the balls of all
    float y_m;
    float z_m;
    float radius_m;
    bool chained;  ///< longitudes and latitudes above are good for something

    [[nodiscard]] Ecef centre_m() const noexcept
    {
        return {static_cast<double>(x_m), static_cast<double>(y_m), static_cast<double>(z_m)};
    }
    [[nodiscard]] double bound_m() const noexcept { return static_cast<double>(radius_m); }
    [[nodiscard]] double distance_bound_m(const Ecef& place) const noexcept
    {
        return chord_m(place, centre_m()) - bound_m();
    }
};

/// Is a longitude in [west, east), eastward round the Earth? All normalised; equal ends are nothing.
[[nodiscard]] inline bool passes(double west_deg, double east_deg, double lon_deg) noexcept
{
    if (west_deg == east_deg) return false;
    return west_deg < east_deg ? lon_deg >= west_deg && lon_deg < east_deg : lon_deg >= west_deg || lon_deg < east_deg;
}

/// Built once over the curves of all rings of a boundary, which it does not keep.
class CurveBlocks {
public:
    static constexpr std::size_t width = 16;

    CurveBlocks() = default;

    CurveBlocks(std::span<const Curve> curves, std::span<const Ball> balls)
    {
        slabs_.reserve(curves.size());
        for (const Curve& curve : curves) slabs_.push_back(slab_of_curve(curve));
        std::size_t covered = width;
        for (std::size_t n = curves.size(); n > width; covered *= width) {
            const std::size_t count = (n + width - 1) / width;
            begin_[levels_++] = blocks_.size();
            for (std::size_t b = 0; b < count; ++b) {
                const std::size_t first = b * covered;
                const std::size_t size = std::min(covered, curves.size() - first);
                blocks_.push_back(sum_up(curves.subspan(first, size), balls.subspan(first, size)));
            }
            begin_[levels_] = blocks_.size();
            n = count;
        }
    }

    [[nodiscard]] const Slab& slab(std::size_t curve) const noexcept { return slabs_[curve]; }

    /// Do an odd number of the curves in [first, last) cross the meridian north of a place? The same as
    /// crosses_north_of one by one, to the bit.
    ///
    /// @param lon_deg  normalised
    /// @param here     the place as to_ecef_m() or to_ecef_roughly_m() has it, or nullptr
    [[nodiscard]] bool odd_north_of(std::span<const Curve> curves, std::size_t first, std::size_t last, double lat_deg,
                                    double lon_deg, const Ecef* here) const noexcept
    {
        MeridianQuestion question{curves, lat_deg, lon_deg, here == nullptr ? Ecef{} : *here, here != nullptr};
        return odd_north_of(question, levels_, first, last);
    }

    /// Shows `visit` every curve, in order, but those in blocks that `skip` refuses.
    template <class Skip, class Visit>
    void visit(const Skip& skip, const Visit& visit) const noexcept(noexcept(visit(std::size_t{})))
    {
        descend(levels_, 0, slabs_.size(), skip, visit);
    }

    /// A curve of small `distance_bound_m`: the least one on the way down that looks best at each level.
    template <class BallBound>
    [[nodiscard]] std::size_t promising(const Ecef& place, const BallBound& ball_bound_m) const noexcept
    {
        std::size_t first = 0;
        std::size_t last = slabs_.size();
        std::size_t covered = 1;
        for (std::size_t level = 0; level < levels_; ++level) covered *= width;
        for (std::size_t level = levels_; level-- > 0; covered /= width) {
            std::size_t best = first / covered;
            double least_m = std::numeric_limits<double>::infinity();
            for (std::size_t b = first / covered; b * covered < last; ++b) {
                const double bound_m = blocks_[begin_[level] + b].distance_bound_m(place);
                if (bound_m < least_m) {
                    least_m = bound_m;
                    best = b;
                }
            }
            first = best * covered;
            last = std::min(slabs_.size(), first + covered);
        }
        std::size_t best = first;
        for (std::size_t i = first; i < last; ++i)
            if (ball_bound_m(i) < ball_bound_m(best)) best = i;
        return best;
    }

private:
    struct MeridianQuestion {
        std::span<const Curve> curves;
        double lat_deg;
        double lon_deg;
        Ecef here;
        bool have_here;
    };

    /// `level` is that of the parent: its children are blocks of the level below, or curves.
    [[nodiscard]] bool odd_north_of(MeridianQuestion& question, std::size_t level, std::size_t first,
                                    std::size_t last) const noexcept
    {
        bool odd = false;
        if (level == 0) {
            for (std::size_t i = first; i < last; ++i) odd ^= crosses(question, i);
            return odd;
        }
        std::size_t covered = width;
        for (std::size_t k = 1; k < level; ++k) covered *= width;
        const CurveBlock* blocks = blocks_.data() + begin_[level - 1];
        for (std::size_t begin = first; begin < last;) {
            const std::size_t b = begin / covered;
            const std::size_t end = std::min(last, (b + 1) * covered);
            const CurveBlock& block = blocks[b];
            // a block that reaches beyond the range would answer for curves that were not asked about; but where
            // none of it passes, none of its part does
            if (block.chained && !passes(block.west_deg, block.east_deg, question.lon_deg)) {
                begin = end;
                continue;
            }
            const bool whole = end - begin == covered || (begin == b * covered && end == question.curves.size());
            if (block.chained && question.lat_deg > static_cast<double>(block.lat_max_deg)) {
                // all of it south of the place
            } else if (block.chained && whole && question.lat_deg < static_cast<double>(block.lat_min_deg)) {
                odd ^= passes(block.odd_west_deg, block.odd_east_deg, question.lon_deg);
            } else {
                odd ^= odd_north_of(question, level - 1, begin, end);
            }
            begin = end;
        }
        return odd;
    }

    [[nodiscard]] bool crosses(MeridianQuestion& question, std::size_t i) const noexcept
    {
        const Curve& curve = question.curves[i];
        if (!curve.spans(question.lon_deg)) return false;
        if (question.lat_deg < curve.lat_min_deg) return true;
        if (question.lat_deg > curve.lat_max_deg) return false;
        if (curve.kind != EdgeKind::lonlat) {  // whose own predicate is as cheap
            if (!question.have_here) question.here = to_ecef_roughly_m({question.lat_deg, question.lon_deg});
            question.have_here = true;
            const int side = slabs_[i].side_of(question.here);
            if (side != 0) return side < 0;
        }
        return crosses_north_of(curve, question.lat_deg, question.lon_deg);
    }

    template <class Skip, class Visit>
    void descend(std::size_t level, std::size_t first, std::size_t last, const Skip& skip, const Visit& visit) const
        noexcept(noexcept(visit(std::size_t{})))
    {
        if (level == 0) {
            for (std::size_t i = first; i < last; ++i) visit(i);
            return;
        }
        std::size_t covered = width;
        for (std::size_t k = 1; k < level; ++k) covered *= width;
        for (std::size_t begin = first; begin < last; begin += covered) {
            const CurveBlock& block = blocks_[begin_[level - 1] + begin / covered];
            if (!skip(block)) descend(level - 1, begin, std::min(last, begin + covered), skip, visit);
        }
    }

    [[nodiscard]] static Slab slab_of_curve(const Curve& curve) noexcept
    {
        if (curve.is_spin()) return slab_of({}, {}, 0.0, 0.0, 1.0, false);
        const CurvePath path(curve);
        const double lat_max_deg = std::max(std::abs(curve.lat_min_deg), std::abs(curve.lat_max_deg));
        return slab_of(to_ecef_m({curve.lat_west_deg, curve.lon_west_deg}),
                       to_ecef_m({curve.lat_east_deg, curve.lon_east_deg}), path.speed_bound_m(0.0, 1.0),
                       path.curvature_bound(0.0, 1.0), std::sin(std::min(lat_max_deg, 90.0) * degree), false);
    }

    /// A longitude on the unrolled cylinder. Whole turns are counted apart, so that order is exact.
    struct Unrolled {
        int turns;
        double lon_deg;
        friend bool operator<(const Unrolled& a, const Unrolled& b) noexcept
        {
            return a.turns != b.turns ? a.turns < b.turns : a.lon_deg < b.lon_deg;
        }
    };

    [[nodiscard]] static CurveBlock sum_up(std::span<const Curve> curves, std::span<const Ball> balls) noexcept
    {
        CurveBlock block{};
        const auto start_of = [](const Curve& c) { return c.ring_forward ? c.lon_west_deg : c.lon_east_deg; };
        const Unrolled start{0, start_of(curves.front())};
        Unrolled at = start;
        Unrolled west = start;
        Unrolled east = start;
        double lat_min_deg = 90.0;
        double lat_max_deg = -90.0;
        block.chained = true;
        for (const Curve& curve : curves) {
            lat_min_deg = std::min(lat_min_deg, curve.lat_min_deg);
            lat_max_deg = std::max(lat_max_deg, curve.lat_max_deg);
            if (start_of(curve) != at.lon_deg) block.chained = false;  // another ring
            if (!curve.is_meridian()) {
                const bool over_the_seam = curve.lon_east_deg <= curve.lon_west_deg;
                if (over_the_seam) at.turns += curve.ring_forward ? 1 : -1;
                at.lon_deg = curve.ring_forward ? curve.lon_east_deg : curve.lon_west_deg;
            }
            if (at < west) west = at;
            if (east < at) east = at;
        }
        const bool narrow = east.turns == west.turns || (east.turns == west.turns + 1 && east.lon_deg < west.lon_deg);
        block.chained = block.chained && narrow;
        block.west_deg = west.lon_deg;
        block.east_deg = east.lon_deg;
        block.odd_west_deg = std::min(start, at).lon_deg;
        block.odd_east_deg = std::max(start, at).lon_deg;
        // outwards; a latitude range beyond the poles does no harm
        constexpr float infinity = std::numeric_limits<float>::infinity();
        block.lat_min_deg = std::nextafter(static_cast<float>(lat_min_deg), -infinity);
        block.lat_max_deg = std::nextafter(static_cast<float>(lat_max_deg), infinity);

        Ecef sum{};
        for (const Ball& ball : balls) sum = {sum.x + ball.centre_m.x, sum.y + ball.centre_m.y, sum.z + ball.centre_m.z};
        const double n = static_cast<double>(balls.size());
        block.x_m = static_cast<float>(sum.x / n);
        block.y_m = static_cast<float>(sum.y / n);
        block.z_m = static_cast<float>(sum.z / n);
        const Ecef centre{static_cast<double>(block.x_m), static_cast<double>(block.y_m),
                          static_cast<double>(block.z_m)};
        double radius_m = 0.0;
        for (const Ball& ball : balls) radius_m = std::max(radius_m, chord_m(centre, ball.centre_m) + ball.radius_m);
        block.radius_m = rounded_up(radius_m + 1e-3);
        return block;
    }

    static constexpr std::size_t most_levels = 16;  // 16^16 curves

    std::vector<Slab> slabs_;
    std::vector<CurveBlock> blocks_;
    std::size_t begin_[most_levels + 1] = {};
    std::size_t levels_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
