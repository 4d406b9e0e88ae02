// SPDX-License-Identifier: MIT
/// @file
/// What a base can answer: how far it reaches in a time, how far out a target has to be detected, and which parts of a
/// border are answered in time. As places and polygons.
#ifndef PICKET_INTERCEPT_FOOTPRINT_HPP
#define PICKET_INTERCEPT_FOOTPRINT_HPP

#include <picket/error.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/intercept/detail/inbound_path.hpp>
#include <picket/intercept/detail/pursuit.hpp>
#include <picket/intercept/earliest.hpp>
#include <picket/intercept/interceptor.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

// How far does it reach? ----------------------------------------------------------------------------------------------

/// Can the interceptor be at a place by a time after the order, and return?
///
/// @param after_order  infinite: ever. NaN: no
/// Accuracy    distances to 30 nm, in favour of a yes
/// Cost        an inverse geodesic problem, and one for each recovery base; no allocation; thread-safe
/// Errors      noexcept
[[nodiscard]] inline bool can_reach(const Interceptor& who, LatLon place, Seconds after_order) noexcept
{
    if (!is_valid(place) || !(after_order.value() >= who.readiness_s())) return false;
    // as a target that stands there
    const detail::InboundPath there(place, Degrees{0.0}, 0.0, 0.0, std::numeric_limits<double>::infinity());
    const detail::Pursuit<detail::InboundPath> pursuit(who, there, 0.0, detail::Limits::all);
    constexpr double ever_s = 1e12;  // any distance is flown by then
    return pursuit.met(pursuit.look(std::min(after_order.value(), ever_s)));
}

/// The greatest distance from its base, in a direction, at which the interceptor can be by a time after the order:
/// speed profile, range, endurance and the way back to the nearest recovery base honoured.
///
/// Nearer places in that direction can be reached too, unless it recovers elsewhere than at its own base and flies back
/// slower than out: then a place nearer to the recovery base may be the only one that can. can_reach() tells.
///
/// @param azimuth      at the base, clockwise from true north
/// @param after_order  infinite: however long it takes
/// @return  at most 19,970 km (up to there every geodesic is the shortest line). NaN where nothing can be reached (it
/// is
///          not ready by then, or its endurance does not bring it back from anywhere in that direction), and for NaN
/// Accuracy    0.1 um, with recovery bases 20 um: can_reach() there and no further
///             [tests/property/intercept_footprint]
/// Cost        3 ns; 2 us with a limited endurance; 40 us with two recovery bases [bench/micro/intercept_questions]; no
///             allocation [tests/unit/intercept_footprint_no_allocation]; thread-safe
/// Errors      noexcept
[[nodiscard]] inline Metres reach(const Interceptor& who, Degrees azimuth, Seconds after_order) noexcept
{
    using detail::InboundPath;
    using detail::Limits;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const double since_s = after_order.value() - who.readiness_s();
    if (!(since_s >= 0.0) || !std::isfinite(azimuth.value())) return Metres{nan};
    const double flown_m = std::isfinite(since_s) ? who.ground_speed().distance_m(since_s) : detail::farthest_ray_m;
    double most_m = std::min({flown_m, who.spec().max_range.value(), detail::farthest_ray_m});
    if (!(who.spec().endurance.value() < std::numeric_limits<double>::infinity())) return Metres{most_m};

    // A target that comes home along the ray, 1 m/s: the first moment at which it can be met is the farthest place. The
    // order is so old that only range and endurance count.
    const double order_s = -who.readiness_s() - who.ground_speed().time_s(2.1e7) - 1.0;
    const InboundPath home(who.base(), azimuth, most_m, 1.0, most_m);
    const detail::Pursuit<InboundPath> pursuit(who, home, order_s, Limits::all);
    if (who.returns_home()) {
        most_m = std::min(most_m, pursuit.limit_m());
        return Metres{most_m >= 0.0 ? most_m : nan};
    }
    detail::TimeBracket when{};
    if (!pursuit.first_met(0.0, most_m, when)) return Metres{nan};
    return Metres{home.out_m(when.high_s)};
}

namespace detail {

/// Directions evenly spaced, against the clock: a ring of places in these directions has its inside on the left.
[[nodiscard]] inline Degrees direction_of(std::size_t i, std::size_t count) noexcept
{
    return Degrees{std::remainder(-360.0 * static_cast<double>(i) / static_cast<double>(count), 360.0)};
}

inline void check_directions(std::size_t vertices)
{
    if (vertices < 3) raise<DomainError>("a polygon needs three vertices");
}

}  // namespace detail

/// The isochrone: a polygon of the places that the interceptor can be at by a time after the order.
///
/// Each vertex is exact: the reach() in its direction. Between two vertices the true line bulges out by
/// reach (1 - cos(180 / vertices)): 0.1 % with 72 of them. A direction in which nothing can be reached has the base for
/// a vertex.
///
/// @param vertices  directions, evenly spaced from north against the clock: at least 3
/// @return  a ring, the first vertex not repeated, its inside on the left; empty where nothing but the base can be
///          reached
/// Cost        `vertices` times reach() and a direct geodesic problem
/// Errors      DomainError for fewer than three vertices; std::bad_alloc
[[nodiscard]] inline std::vector<LatLon> isochrone(const Interceptor& who, Seconds after_order,
                                                   std::size_t vertices = 72)
{
    detail::check_directions(vertices);
    std::vector<LatLon> ring(vertices);
    bool any = false;
    for (std::size_t i = 0; i < vertices; ++i) {
        const Degrees azimuth = detail::direction_of(i, vertices);
        const Metres out = reach(who, azimuth, after_order);
        ring[i] = out.value() > 0.0 ? geodesic_direct(who.base(), azimuth, out).at : who.base();
        any = any || out.value() > 0.0;
    }
    if (!any) ring.clear();
    return ring;
}

// How far out must it be detected? ------------------------------------------------------------------------------------

/// A target that runs straight at a place, from any direction.
struct TargetRun {
    LatLon protected_place{};
    MetresPerSecond ground_speed{250.0};
    Metres keep_out{0.0};  ///< it has to be met no nearer to the place than this
};

/// How far from the protected place a target has to be detected to be met in time.
struct DetectionRange {
    /// feasible, or why no detection is early enough: target_ends where it would be within the keep-out radius before
    /// it could be met.
    InterceptStatus status = InterceptStatus::unknown;
    double range_m = std::numeric_limits<double>::quiet_NaN();  ///< NaN where there is none
    Meeting meeting{};  ///< of a target detected just there; times from the detection on
    [[nodiscard]] explicit operator bool() const noexcept { return status == InterceptStatus::feasible; }
};

/// The least distance from the protected place at which a target has to be detected (detection is order) so that the
/// interceptor meets it before it is within the keep-out radius.
///
/// Detected earlier it is met as well: the interceptor may go where it would have gone, take off later, and be there at
/// the same moment of the run. So whether it is met is monotone in the distance, and the bisection of latest_order_s()
/// on proven searches finds the one place where it changes.
///
/// @param from     the azimuth at the protected place of the direction that it comes from
/// @param horizon  distances are considered up to what the target flies in this time before the keep-out radius, and
///                 19,970 km
/// @return  status unknown where an argument is not a number, the speed or the horizon not positive, or the radius
///          negative
/// Accuracy    a target detected at range_m is met, at 0.1 mm less not [tests/property/intercept_footprint]
/// Cost        some 45 searches: 0.2 ms, with recovery bases 0.5 ms [bench/micro/intercept_questions]; no allocation;
///             thread-safe
/// Errors      noexcept
[[nodiscard]] inline DetectionRange required_detection_range(const Interceptor& who, const TargetRun& run, Degrees from,
                                                             Seconds horizon = Seconds{14400.0}) noexcept
{
    DetectionRange answer;
    const double speed_mps = run.ground_speed.value();
    const double keep_out_m = run.keep_out.value();
    const bool numbers = is_valid(run.protected_place) && std::isfinite(from.value()) && std::isfinite(speed_mps) &&
                         speed_mps > 0.0 && keep_out_m >= 0.0 && keep_out_m < detail::farthest_ray_m &&
                         horizon.value() > 0.0;
    if (!numbers) return answer;
    const double far_m = std::min(keep_out_m + speed_mps * horizon.value(), detail::farthest_ray_m);
    const double end_s = (far_m - keep_out_m) / speed_mps;
    const detail::InboundPath path(run.protected_place, from, far_m, speed_mps, end_s);
    const InterceptQuery at_once{0.0, Seconds{end_s}};
    const Intercept first = earliest_intercept(who, path, at_once);
    answer.status = first.status;
    if (!first) return answer;
    const double order_s = std::max(0.0, latest_order_s(who, path, at_once));
    answer.range_m = path.out_m(order_s);
    // the path's end is the end, to the bit
    answer.meeting = earliest_intercept(who, path, InterceptQuery{order_s, Seconds{end_s}}).first;
    answer.meeting.time_s -= order_s;
    answer.meeting.take_off_s -= order_s;
    return answer;
}

/// The defended footprint of a base about a protected place.
struct DefendedFootprint {
    /// About the protected place, its inside on the left, the first vertex not repeated. A target that starts its run
    /// inside, or is detected there, cannot be answered; one that starts outside can, up to the farthest distance
    /// considered. In a direction from which none can be answered the vertex lies at that distance.
    std::vector<LatLon> ring;
    std::vector<DetectionRange> by_azimuth;  ///< the vertices' required_detection_range()
};

/// From which places can a target start its run at the protected place and still be met?
///
/// @param vertices  directions, evenly spaced from north against the clock: at least 3. Each vertex is exact
/// Cost        `vertices` times required_detection_range()
/// Errors      DomainError for fewer than three vertices, or a run or horizon that required_detection_range() has no
///             answer for; std::bad_alloc
[[nodiscard]] inline DefendedFootprint defended_footprint(const Interceptor& who, const TargetRun& run,
                                                          Seconds horizon = Seconds{14400.0}, std::size_t vertices = 72)
{
    detail::check_directions(vertices);
    const double far_m =
        std::min(run.keep_out.value() + run.ground_speed.value() * horizon.value(), detail::farthest_ray_m);
    DefendedFootprint footprint;
    footprint.ring.reserve(vertices);
    footprint.by_azimuth.reserve(vertices);
    for (std::size_t i = 0; i < vertices; ++i) {
        const Degrees azimuth = detail::direction_of(i, vertices);
        const DetectionRange range = required_detection_range(who, run, azimuth, horizon);
        if (range.status == InterceptStatus::unknown)
            detail::raise<DomainError>("defended footprint: the run or the horizon is not a number or out of range");
        footprint.by_azimuth.push_back(range);
        const Metres out{range ? range.range_m : far_m};
        footprint.ring.push_back(geodesic_direct(run.protected_place, azimuth, out).at);
    }
    return footprint;
}

// Which parts of a border are answered? -------------------------------------------------------------------------------

/// A target that crosses a border and runs straight at a place behind it.
struct EntryRun {
    TargetRun run{};
    /// It has to be met so soon after the entry. Infinite: before the keep-out radius is enough. An allowed length of
    /// flight inside is this times the ground speed.
    Seconds allowed_inside{std::numeric_limits<double>::infinity()};
    Seconds warning{0.0};  ///< the order precedes the entry by this; negative: it follows it
};

namespace detail {

/// @param longer_m  it may fly on for so much after the keep-out radius
[[nodiscard]] inline InboundPath path_of(const EntryRun& entry, LatLon at, double longer_m) noexcept
{
    const GeodesicInverse out = geodesic_inverse(entry.run.protected_place, at);
    const double speed_mps = entry.run.ground_speed.value();
    const double to_keep_out_s = (out.distance.value() + longer_m - entry.run.keep_out.value()) / speed_mps;
    return InboundPath(entry.run.protected_place, out.azimuth_start, out.distance.value(), speed_mps,
                       std::min(to_keep_out_s, entry.allowed_inside.value()));
}

/// Until the path ends, to the bit: a horizon that ends later.
[[nodiscard]] inline InterceptQuery query_of(const EntryRun& entry, const InboundPath& path) noexcept
{
    const double order_s = -entry.warning.value();
    return {order_s, Seconds{path.end_s() + std::abs(order_s) + 1.0}};
}

}  // namespace detail

/// The earliest meeting with a target that enters at a place, or why there is none in time. Times count from the entry;
/// a meeting before it is not looked for.
///
/// @return  status target_ends also where the entry lies within the keep-out radius; unknown where an argument is not a
///          number, or the speed not positive
/// Accuracy, cost, errors  as earliest_intercept()
[[nodiscard]] inline Intercept answer_to_entry(const Interceptor& who, const EntryRun& entry, LatLon at) noexcept
{
    const bool numbers = is_valid(at) && is_valid(entry.run.protected_place) &&
                         std::isfinite(entry.run.ground_speed.value()) && entry.run.ground_speed.value() > 0.0 &&
                         entry.run.keep_out.value() >= 0.0 && std::isfinite(entry.run.keep_out.value()) &&
                         !std::isnan(entry.allowed_inside.value()) && std::isfinite(entry.warning.value());
    if (!numbers) return {};
    const detail::InboundPath path = detail::path_of(entry, at, 0.0);
    if (!(path.end_s() >= 0.0)) return {InterceptStatus::target_ends, {}, 0};
    return earliest_intercept(who, path, detail::query_of(entry, path));
}

/// A part of a line.
struct LinePart {
    double begin_m;              ///< along the line from its first vertex
    double end_m;                ///< of a closed line: more than its length where the part runs over the first vertex
    std::vector<LatLon> places;  ///< joined by geodesics
};

struct AnsweredPartsOptions {
    bool closed = false;     ///< the last vertex is joined to the first
    Metres resolution{1.0};  ///< parts end within this of where they should; shorter parts and gaps may be missed
};

namespace detail {

/// Tells of a stretch of border whether every entry on it can be answered, or none.
///
/// Where two targets run at the same place from entries that lie rho apart (along the line), they are never further
/// apart than rho at equal times since: seen from the place, a ray turned by an angle spreads as a Jacobi field that
/// grows up to pi b / 2 (9,985 km), so less at less distance, and what separates them along the rays stays. So
///
///   all    the target from the middle can be met by an interceptor that has to fly rho more, rho nearer to the end
///   none   it cannot by one that has to fly rho less, rho further
///
/// with rho half the length of the stretch. What is neither is halved.
class EntryJudge {
public:
    static constexpr double farthest_m = 9.0e6;  // less than pi b / 2; a ball of this radius is convex

    EntryJudge(const Interceptor& who, const EntryRun& entry) noexcept : who_(who), entry_(entry) {}

    [[nodiscard]] bool all(LatLon middle, double rho_m) const { return met(middle, -rho_m); }
    [[nodiscard]] bool none(LatLon middle, double rho_m) const { return !met(middle, rho_m); }
    [[nodiscard]] bool at(LatLon place) const { return met(place, 0.0); }

private:
    [[nodiscard]] bool met(LatLon place, double nearer_m) const
    {
        const InboundPath path = path_of(entry_, place, nearer_m);
        if (!(path.end_s() >= 0.0)) return false;
        const InterceptQuery query = query_of(entry_, path);
        if (nearer_m == 0.0 || who_.returns_home() || !std::isfinite(who_.spec().endurance.value()))
            return can_meet(who_, path, query, Limits::all, 1.0, nearer_m);
        // the way back to another base is longer or shorter too
        InterceptorSpec spec = who_.spec();
        spec.endurance = Seconds{spec.endurance.value() + nearer_m / spec.return_ground_speed.value()};
        if (!(spec.endurance.value() >= 0.0)) return false;
        return can_meet(Interceptor(std::move(spec)), path, query, Limits::all, 1.0, nearer_m);
    }

    const Interceptor& who_;
    const EntryRun& entry_;
};

/// Collects stretches that are answered, in order, into parts.
class PartCollector {
public:
    void add(double begin_m, LatLon begin, double end_m, LatLon end)
    {
        if (parts_.empty() || parts_.back().end_m != begin_m) parts_.push_back({begin_m, begin_m, {begin}});
        parts_.back().end_m = end_m;
        // within an edge only the last place counts
        if (within_edge_) parts_.back().places.pop_back();
        parts_.back().places.push_back(end);
        within_edge_ = true;
    }
    /// What follows does not lie on the same edge, or not next to the last.
    void breaks() noexcept { within_edge_ = false; }
    [[nodiscard]] std::vector<LinePart>& parts() noexcept { return parts_; }

private:
    std::vector<LinePart> parts_;
    bool within_edge_ = false;
};

}  // namespace detail

/// The parts of a border that the interceptor can answer: a target that enters there and runs at the protected place is
/// met in time.
///
/// Nothing is sampled: a stretch is answered or not by a bound that holds for all of it (detail::EntryJudge has the
/// argument), or halved, down to the resolution.
///
/// @param line  vertices joined by geodesics, no further than 9,000 km from the protected place
/// @return  in the order of the line; empty: none can be answered
/// Accuracy    `resolution` [tests/property/intercept_footprint]
/// Cost        1.4 ms for each end of a part [bench/micro/intercept_questions], some hundreds of searches; more where
/// the
///             answer is a close thing over a long way
/// Errors      DomainError naming the argument or the vertex; std::bad_alloc
[[nodiscard]] inline std::vector<LinePart> answered_parts(const Interceptor& who, const EntryRun& entry,
                                                          std::span<const LatLon> line,
                                                          const AnsweredPartsOptions& options = {})
{
    const TargetRun& run = entry.run;
    const auto require = [](bool holds, const char* what) {
        if (!holds) detail::raise<DomainError>(what);
    };
    require(is_valid(run.protected_place), "entry run: protected_place: not a place");
    require(run.ground_speed.value() > 0.0 && std::isfinite(run.ground_speed.value()),
            "entry run: ground_speed: not a positive finite number");
    require(run.keep_out.value() >= 0.0 && std::isfinite(run.keep_out.value()),
            "entry run: keep_out: not a finite number of at least 0");
    require(entry.allowed_inside.value() >= 0.0, "entry run: allowed_inside: not at least 0");
    require(std::isfinite(entry.warning.value()), "entry run: warning: not a finite number");
    require(options.resolution.value() >= 1e-3, "answered parts: resolution: not at least a millimetre");
    require(line.size() >= 2, "answered parts: a line needs two vertices");
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto fault = [i](const char* what) {
            detail::raise<DomainError>(("answered parts: vertex " + std::to_string(i) + ": " + what).c_str());
        };
        if (!is_valid(line[i])) fault("not a place");
        if (geodesic_distance(run.protected_place, line[i]).value() > detail::EntryJudge::farthest_m)
            fault("further than 9,000 km from the protected place");
    }

    const detail::EntryJudge judge(who, entry);
    detail::PartCollector collector;
    double passed_m = 0.0;
    const std::size_t edges = options.closed ? line.size() : line.size() - 1;
    for (std::size_t i = 0; i < edges; ++i) {
        const GeodesicLine edge = GeodesicLine::between(line[i], line[i + 1 < line.size() ? i + 1 : 0]);
        const double length_m = edge.length().value();
        if (!(length_m > 0.0)) continue;
        collector.breaks();
        const auto look = [&](const auto& self, double from_m, double to_m) -> void {
            const double middle_m = 0.5 * (from_m + to_m);
            const LatLon middle = edge.at(Metres{middle_m});
            const double rho_m = 0.5 * (to_m - from_m);
            const bool last = to_m - from_m <= options.resolution.value();
            if (last ? judge.at(middle) : judge.all(middle, rho_m)) {
                collector.add(passed_m + from_m, edge.at(Metres{from_m}), passed_m + to_m, edge.at(Metres{to_m}));
            } else if (last || judge.none(middle, rho_m)) {
                collector.breaks();
            } else {
                self(self, from_m, middle_m);
                self(self, middle_m, to_m);
            }
        };
        look(look, 0.0, length_m);
        passed_m += length_m;
    }
    std::vector<LinePart>& parts = collector.parts();
    if (options.closed && parts.size() > 1 && parts.front().begin_m == 0.0 && parts.back().end_m == passed_m) {
        LinePart& last = parts.back();
        last.end_m += parts.front().end_m;
        last.places.insert(last.places.end(), parts.front().places.begin() + 1, parts.front().places.end());
        parts.erase(parts.begin());
    }
    return std::move(parts);
}

}  // namespace v0
}  // namespace picket

#endif
