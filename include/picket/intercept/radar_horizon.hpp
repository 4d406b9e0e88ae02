// SPDX-License-Identifier: MIT
/// @file
/// How far can a sensor see over the curve of the Earth, and when does a flight come into its view?
///
///                 . antenna                     target .
///                 |   '-.                    .-'       |
///            h1   |       '-.            .-'           |  h2
///                 |___________'-._____.-'______________|
///              .-'|<---- d1 ---->|  |<------ d2 ------>|'-.      effective radius k R
///
/// Radio waves bend down with the air. On a sphere of radius k R instead of R, k = 4/3 in the standard atmosphere,
/// they run straight. What that leaves out weighs more than its arithmetic: k moves with the weather, and 10 % of k
/// are 5 % of the horizon; in a duct there is no k at all; and there are no hills here.
///
/// Heights are above the smooth surface, whatever datum that is taken from. One that is below it (noise, another
/// datum) counts as on it: zero. Distances are along the ground.
#ifndef PICKET_INTERCEPT_RADAR_HORIZON_HPP
#define PICKET_INTERCEPT_RADAR_HORIZON_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace picket {
inline namespace v0 {

/// How the distance to the horizon is computed from a height.
enum class HorizonFormula : std::uint8_t {
    /// sqrt(2 k R h), the formula of handbooks and tables: the Earth a parabola. Longer than the sphere's arc by
    /// 5/12 of h / (k R): 6 mm for a mast of 10 m, 172.5 m of 391 km for 9,000 m.
    parabola,
    sphere,  ///< k R acos(k R / (k R + h)): exact for the sphere of radius k R
};

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(HorizonFormula formula) noexcept
{
    switch (formula) {
        case HorizonFormula::parabola: return "parabola";
        case HorizonFormula::sphere: return "sphere";
    }
    return "?";
}

/// The Earth as radio waves see it. k or radius that is not positive and finite: every answer is NaN or `unknown`.
struct RadioEarth {
    double k = 4.0 / 3.0;  ///< effective radius over radius; 1 for straight rays
    Metres radius{6371000.0};
    HorizonFormula formula = HorizonFormula::parabola;
};

namespace detail {

/// RadioEarth with the one number that the formulas need.
struct HorizonSphere {
    double radius_m;  ///< k R; NaN where that is no radius
    HorizonFormula formula;

    explicit HorizonSphere(const RadioEarth& earth) noexcept
        : radius_m(earth.k * earth.radius.value()), formula(earth.formula)
    {
        if (!(earth.k > 0.0 && earth.radius > Metres{0.0} && std::isfinite(radius_m)))
            radius_m = std::numeric_limits<double>::quiet_NaN();
    }

    /// Ground distance at which the ray that touches the surface is h_m above it; grows with h_m.
    [[nodiscard]] double distance_m(double h_m) const noexcept
    {
        const double h = h_m < 0.0 ? 0.0 : h_m;  // NaN stays
        if (formula == HorizonFormula::parabola) return std::sqrt(2.0 * radius_m * h);
        const double x = h / radius_m;
        return radius_m * std::atan(std::sqrt(x * (2.0 + x)));  // acos(1 / (1 + x)) would cancel
    }

    /// The inverse: how high that ray is above the surface. Infinite from a quarter of the sphere on.
    [[nodiscard]] double height_m(double distance_m) const noexcept
    {
        if (formula == HorizonFormula::parabola) return distance_m * distance_m / (2.0 * radius_m);
        const double angle = distance_m / radius_m;
        constexpr double quarter = 0.5 * 3.14159265358979323846;
        if (angle >= quarter) return std::numeric_limits<double>::infinity();
        const double sine = std::sin(0.5 * angle);
        return radius_m * (2.0 * sine * sine / std::cos(angle));  // 1 / cos - 1 would cancel
    }
};

}  // namespace detail

/// Ground distance at which a target comes over the horizon of an antenna.
///
/// @param antenna, target  heights above the smooth surface; below it counts as on it
/// @return  >= 0; NaN where a height or the Earth is not a number
/// Accuracy    a few roundings of the formula [tests/golden/intercept_radar_horizon,
///             tests/property/intercept_radar_horizon]
/// Cost        10 ns; no allocation
/// Errors      noexcept
/// Source      ATIS Telecom Glossary (Federal Standard 1037C), "radio horizon range", with more digits than its 2.23
///             nautical miles per root of a metre
[[nodiscard]] inline Metres radar_horizon(Metres antenna, Metres target, const RadioEarth& earth = {}) noexcept
{
    const detail::HorizonSphere sphere(earth);
    return Metres{sphere.distance_m(antenna.value()) + sphere.distance_m(target.value())};
}

/// The least height at which a target at a ground distance is over the horizon of an antenna: what flies lower is
/// not seen. With the two heights exchanged, the mast that it takes to see a target.
///
/// @param distance  >= 0
/// @return  >= 0; infinite where no height is enough (sphere: from a quarter of the way round, 13,343 km, beyond the
///          antenna's own horizon); NaN where an argument is not a number or the distance is negative
/// Accuracy    radar_horizon() of the answer is the distance within 1e-9 of it, or more where the distance is less
///             than the antenna's own horizon [tests/property/intercept_radar_horizon]
/// Errors      noexcept
[[nodiscard]] inline Metres lowest_visible_height(Metres antenna, Metres distance,
                                                  const RadioEarth& earth = {}) noexcept
{
    const detail::HorizonSphere sphere(earth);
    const double beyond_m = distance.value() - sphere.distance_m(antenna.value());
    if (!(distance >= Metres{0.0}) || std::isnan(beyond_m)) return Metres{geodesy_detail::nan_value};
    return Metres{beyond_m > 0.0 ? sphere.height_m(beyond_m) : 0.0};
}

/// Whether the Earth is in the way.
enum class LineOfSight : std::uint8_t {
    clear,  ///< over the horizon, or exactly on it
    below_horizon,
    unknown,  ///< a height, distance or Earth that is not a number, or a negative distance
};

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(LineOfSight sight) noexcept
{
    switch (sight) {
        case LineOfSight::clear: return "clear";
        case LineOfSight::below_horizon: return "below_horizon";
        case LineOfSight::unknown: return "unknown";
    }
    return "?";
}

/// Is a target at a ground distance over the horizon of an antenna? distance <= radar_horizon(), to the bit.
///
/// Errors      noexcept
[[nodiscard]] inline LineOfSight line_of_sight(Metres antenna, Metres target, Metres distance,
                                               const RadioEarth& earth = {}) noexcept
{
    const Metres horizon = radar_horizon(antenna, target, earth);
    if (!(distance >= Metres{0.0}) || std::isnan(horizon.value())) return LineOfSight::unknown;
    return distance <= horizon ? LineOfSight::clear : LineOfSight::below_horizon;
}

/// A sensor that stands somewhere.
struct SensorSite {
    LatLon at;
    Metres antenna_height;  ///< above the smooth surface
    /// Along the ground; infinite: only the horizon limits it.
    Metres instrumented_range{std::numeric_limits<double>::infinity()};
    RadioEarth earth{};
};

/// A path over the ground as the questions here want it: a TargetPath, or any class that has these. Of the greatest
/// speed it is wanted that no two places of the path are further apart than it allows: what is proved here stands on
/// that.
template <class Path>
concept TimedGroundPath = requires(const Path& path, double t_s)
{
    {
        path.begin_s()
        } -> std::convertible_to<double>;
    {
        path.end_s()
        } -> std::convertible_to<double>;
    {
        path.at(t_s)
        } -> std::convertible_to<LatLon>;
    {
        path.max_ground_speed_mps()
        } -> std::convertible_to<double>;
};

/// The height of that flight, any class that has these. Of the greatest vertical speed the same is wanted.
template <class Height>
concept TimedHeight = requires(const Height& height, double t_s)
{
    {
        height.height_at(t_s)
        } -> std::convertible_to<Metres>;
    {
        height.max_vertical_speed_mps()
        } -> std::convertible_to<double>;
};

/// A height that changes evenly between two times, and stays before and after.
class LinearHeight {
public:
    /// Level flight.
    explicit LinearHeight(Metres height) noexcept : from_(height), to_(height) {}

    /// @param begin_s, end_s  begin_s < end_s, finite; else the height is NaN
    LinearHeight(double begin_s, Metres from, double end_s, Metres to) noexcept
        : begin_s_(begin_s), duration_s_(end_s - begin_s), from_(from), to_(to)
    {
        if (!(duration_s_ > 0.0) || !std::isfinite(duration_s_)) from_ = to_ = Metres{geodesy_detail::nan_value};
    }

    [[nodiscard]] Metres height_at(double t_s) const noexcept
    {
        if (t_s <= begin_s_) return from_;
        const double part = (t_s - begin_s_) / duration_s_;
        return part < 1.0 ? from_ + (to_ - from_) * part : to_;
    }
    [[nodiscard]] double max_vertical_speed_mps() const noexcept
    {
        return std::abs((to_ - from_).value()) / duration_s_;
    }

private:
    double begin_s_ = 0.0;
    double duration_s_ = 1.0;
    Metres from_;
    Metres to_;
};

/// A time during which a sensor has a flight in view. begin_s <= end_s; at both the flight is in view.
struct DetectionWindow {
    double begin_s;  ///< s, on the path's clock
    double end_s;
    LatLon begin_at;
    LatLon end_at;
    Metres begin_distance;  ///< along the ground, from the sensor
    Metres end_distance;
    double begin_error_s;  ///< it may begin earlier by as much; 0 where the path begins in view
    double end_error_s;    ///< it may end earlier or later by as much; 0 where the path ends in view
    bool from_path_begin;
    bool to_path_end;
};

namespace detail {

/// Nothing that is asked of a path and a height can throw.
template <class Path, class Height>
concept NeverThrows = requires(const Path& path, const Height& height)
{
    {
        path.begin_s()
    }
    noexcept;
    {
        path.end_s()
    }
    noexcept;
    {
        path.at(0.0)
    }
    noexcept;
    {
        path.max_ground_speed_mps()
    }
    noexcept;
    {
        height.height_at(0.0)
    }
    noexcept;
    {
        height.max_vertical_speed_mps()
    }
    noexcept;
};

/// Walks a path from its begin to its end and finds where the gap, ground distance less what the sensor reaches,
/// changes its sign.
///
/// Over a stretch of w seconds between two samples a and b the distance nowhere falls below (da + db - v w) / 2, and
/// the height nowhere exceeds (ha + hb + c w) / 2, v and c the greatest speeds; for level or even climb that is the
/// greater of the two heights. The reach grows with the height. So the gap is nowhere less than the one of that
/// distance and that height, and in the same way nowhere more. A stretch whose bound does not decide is halved.
template <class Path, class Height>
class CoverageScan {
public:
    CoverageScan(const SensorSite& site, const Path& path, const Height& height)
        : site_(site),
          path_(path),
          height_(height),
          sphere_(site.earth),
          own_m_(sphere_.distance_m(site.antenna_height.value())),
          speed_mps_(path.max_ground_speed_mps()),
          climb_mps_(height.max_vertical_speed_mps())
    {
    }

    /// Calls on_begin(const DetectionWindow&) -> bool where a window begins, and goes no further where that answers
    /// false; on_window(const DetectionWindow&) where it has ended.
    /// @return  false where something was not a number; what came before has been told
    template <class OnBegin, class OnWindow>
    bool run(OnBegin&& on_begin, OnWindow&& on_window) const
    {
        const double begin_s = path_.begin_s();
        const double end_s = path_.end_s();
        constexpr double longest_s = 1e12;  // halved to a microsecond in 60 steps, which the stack holds
        if (!(begin_s <= end_s && end_s - begin_s <= longest_s) || !(speed_mps_ >= 0.0 && climb_mps_ >= 0.0) ||
            !std::isfinite(speed_mps_ + climb_mps_) || !(site_.instrumented_range >= Metres{0.0}))
            return false;

        Sample a = sample(begin_s);
        std::array<Sample, 72> later;  // right ends of the stretches to come, the next on top
        std::size_t n = 0;
        later[n++] = sample(end_s);
        if (std::isnan(a.gap_m) || std::isnan(later[0].gap_m)) return false;

        DetectionWindow window{};
        if (a.seen()) {
            window = opened(a, 0.0, true);
            if (!on_begin(std::as_const(window))) return true;
        }
        double proved_s = begin_s;  // from somewhere to here the answer is proved without slack
        while (n > 0) {
            const Sample b = later[n - 1];
            const bool same = a.seen() == b.seen();
            const Verdict verdict = same ? judge(a, b) : Verdict::open;
            const double middle_s = a.t_s + 0.5 * (b.t_s - a.t_s);
            if (verdict == Verdict::open && b.t_s - a.t_s > resolution_s && a.t_s < middle_s && middle_s < b.t_s &&
                n < later.size()) {
                const Sample middle = sample(middle_s);
                if (std::isnan(middle.gap_m)) return false;
                later[n++] = middle;
                continue;
            }
            if (!same && b.seen()) {
                window = opened(b, b.t_s - proved_s, false);
                if (!on_begin(std::as_const(window))) return true;
            } else if (!same) {
                close(window, a, std::max(b.t_s - a.t_s, a.t_s - proved_s), false);
                on_window(std::as_const(window));
            }
            if (!same || verdict == Verdict::proved) proved_s = b.t_s;
            a = b;
            --n;
        }
        if (a.seen()) {
            close(window, a, 0.0, true);
            on_window(std::as_const(window));
        }
        return true;
    }

private:
    /// Shorter than a window's ends can be told apart in times since 1970.
    static constexpr double resolution_s = 1e-6;
    /// A flight that is in view, or out of it, by no more than this needs not be found: a path that only grazes the
    /// horizon would be halved without end.
    static constexpr double slack_m = 0.1;
    /// What rounding adds to a geodesic distance, with room.
    static constexpr double rounding_m = 1e-6;

    enum class Verdict : std::uint8_t {
        open,
        proved,
        within_slack
    };

    struct Sample {
        double t_s = 0.0;
        LatLon at{};
        double distance_m = 0.0;
        double height_m = 0.0;
        double gap_m = 0.0;
        [[nodiscard]] bool seen() const noexcept { return gap_m <= 0.0; }
    };

    [[nodiscard]] double reach_m(double height_m) const noexcept
    {
        const double horizon = own_m_ + sphere_.distance_m(height_m);
        const double instrumented = site_.instrumented_range.value();
        return instrumented < horizon ? instrumented : horizon;  // NaN stays
    }

    [[nodiscard]] Sample sample(double t_s) const
    {
        Sample s;
        s.t_s = t_s;
        s.at = path_.at(t_s);
        s.distance_m = geodesic_distance(site_.at, s.at).value();
        s.height_m = Metres{height_.height_at(t_s)}.value();
        s.gap_m = s.distance_m - reach_m(s.height_m);
        return s;
    }

    /// Of two samples of the same answer: does it hold in between?
    [[nodiscard]] Verdict judge(const Sample& a, const Sample& b) const noexcept
    {
        const double w = b.t_s - a.t_s;
        const double way = speed_mps_ * w * (1.0 + 1e-12);
        const double side = a.seen() ? 1.0 : -1.0;
        double distance = 0.5 * (a.distance_m + b.distance_m + side * way);
        distance = a.seen() ? std::max({distance, a.distance_m, b.distance_m})
                            : std::max(0.0, std::min({distance, a.distance_m, b.distance_m}));
        double height = 0.5 * (a.height_m + b.height_m - side * climb_mps_ * w);
        height = a.seen() ? std::min({height, a.height_m, b.height_m}) : std::max({height, a.height_m, b.height_m});
        const double worst_m = side * (distance - reach_m(height)) + rounding_m;  // positive: not proved
        if (worst_m <= 0.0) return Verdict::proved;
        // Where the gap changes fast a few halvings more decide; slack is for the flat places, where they would not.
        const bool flat = std::abs(a.gap_m - b.gap_m) <= way / 16.0;
        return flat && worst_m <= slack_m ? Verdict::within_slack : Verdict::open;
    }

    [[nodiscard]] static DetectionWindow opened(const Sample& s, double error_s, bool at_begin) noexcept
    {
        DetectionWindow window{};
        window.begin_s = s.t_s;
        window.begin_at = s.at;
        window.begin_distance = Metres{s.distance_m};
        window.begin_error_s = error_s;
        window.from_path_begin = at_begin;
        return window;
    }
    static void close(DetectionWindow& window, const Sample& s, double error_s, bool at_end) noexcept
    {
        window.end_s = s.t_s;
        window.end_at = s.at;
        window.end_distance = Metres{s.distance_m};
        window.end_error_s = error_s;
        window.to_path_end = at_end;
    }

    const SensorSite& site_;
    const Path& path_;
    const Height& height_;
    HorizonSphere sphere_;
    double own_m_;
    double speed_mps_;
    double climb_mps_;
};

}  // namespace detail

/// Calls `callback(const DetectionWindow&)` for each time during which a sensor has a flight in view: over the
/// horizon for its height at that time, and within the instrumented range. In order of time.
///
/// Nothing is sampled and hoped for: between two samples the greatest speeds bound what can happen, and stretches are
/// halved until that decides (detail::CoverageScan).
///
/// @param height  of the flight above the smooth surface; LinearHeight, or a class of your own
/// @return  true; false where a place, height, speed, range or the Earth is not a number, or the path is longer than
///          1e12 s: windows that ended before that was met have been told
///
/// Guarantees  (1) the flight is in view at begin_s and end_s
///             (2) a time during which it is in view for longer than 1 us, at some moment of it by more than 0.1 m of
///                 distance, is in a window; one out of view by as much ends it. What only grazes may be missed
///             (3) begin and end are right within begin_error_s and end_error_s
/// Accuracy    with linear heights the errors are below 20 us, and what it takes to close 1 um, where the gap closes
///             faster than 1/16 of the path's greatest speed; in slower crossings about what it takes to close 0.1 m
///             [tests/property/intercept_detection]
/// Cost        30 to 120 distances (1 us each) for a flight that passes by, 3,000 where it grazes the horizon
///             [tests/unit/intercept_radar_horizon]; one that keeps within metres of it for long takes one for each
///             stretch flown of the length it is off, at least 0.1 m. No allocation
/// Errors      noexcept where the path, the height and the callback are
template <TimedGroundPath Path, TimedHeight Height, class Callback>
bool for_each_detection(const SensorSite& sensor, const Path& path, const Height& height, Callback&& callback) noexcept(
    detail::NeverThrows<Path, Height>&& noexcept(callback(std::declval<const DetectionWindow&>())))
{
    return detail::CoverageScan<Path, Height>(sensor, path, height)
        .run([](const DetectionWindow&) { return true; }, callback);
}

/// What came of asking when a flight is first in view.
enum class DetectionStatus : std::uint8_t {
    visible_from_begin,  ///< in view when the path begins
    becomes_visible,
    never_visible,  ///< not in view by more than 0.1 m at any time of the path
    unknown,        ///< something is not a number
};

/// Name as it is written in files and options.
[[nodiscard]] constexpr const char* to_string(DetectionStatus status) noexcept
{
    switch (status) {
        case DetectionStatus::visible_from_begin: return "visible_from_begin";
        case DetectionStatus::becomes_visible: return "becomes_visible";
        case DetectionStatus::never_visible: return "never_visible";
        case DetectionStatus::unknown: return "unknown";
    }
    return "?";
}

/// When a sensor first has a flight in view. All numbers are NaN where it never has.
struct FirstDetection {
    DetectionStatus status;
    double time_s;        ///< s, on the path's clock
    LatLon at;            ///< where the flight is then
    Metres distance;      ///< along the ground, from the sensor
    double time_error_s;  ///< it may be earlier by as much, never later
};

/// The first time at which a sensor has a flight in view: the begin of the first window of for_each_detection(), with
/// its guarantees, without looking further.
///
/// Errors      noexcept where the path and the height are
template <TimedGroundPath Path, TimedHeight Height>
[[nodiscard]] FirstDetection first_detection(const SensorSite& sensor, const Path& path,
                                             const Height& height) noexcept(detail::NeverThrows<Path, Height>)
{
    constexpr double nan = geodesy_detail::nan_value;
    FirstDetection first{DetectionStatus::never_visible, nan, geodesy_detail::nowhere, Metres{nan}, nan};
    const auto take = [&](const DetectionWindow& window) {
        first = {window.from_path_begin ? DetectionStatus::visible_from_begin : DetectionStatus::becomes_visible,
                 window.begin_s, window.begin_at, window.begin_distance, window.begin_error_s};
        return false;
    };
    const bool known =
        detail::CoverageScan<Path, Height>(sensor, path, height).run(take, [](const DetectionWindow&) {});
    if (!known) first.status = DetectionStatus::unknown;
    return first;
}

}  // namespace v0
}  // namespace picket

#endif
