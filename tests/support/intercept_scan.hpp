// SPDX-License-Identifier: MIT
/// @file
/// A scan for the earliest intercept that shares nothing with the library's search: places and distances are
/// GeographicLib's, and intervals of time are left out by arguments of its own.
#ifndef PICKET_TESTS_SUPPORT_INTERCEPT_SCAN_HPP
#define PICKET_TESTS_SUPPORT_INTERCEPT_SCAN_HPP

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicLine.hpp>
#include <GeographicLib/Rhumb.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>
#include <vector>

#include "support/intercept.hpp"

namespace intercept_tests {

/// How it cannot miss. An interval of time is left out only where one of the conditions fails throughout it, by more
/// than `sure_m`. Between the ends t0, t1 of an interval without a knot or a waypoint, w apart, from the distances d0,
/// d1 there, the distance d is bounded below by the greater of
///
///   (d0 + d1 - V w) / 2              it changes no faster than the target moves, V
///   chord - C w^2 / 8                as d'' <= C = V^2 / r + V^2 k: where the curvature of a surface is nowhere
///                                    negative, the Hessian of the distance from a point is at most 1/distance (Hessian
///                                    comparison; on the cut locus in the sense of barriers, which a concave kink only
///                                    helps), and a path of geodesic curvature k adds V^2 k. r: the first bound
///
/// and what is flown is exact, at most its chord + |a| w^2 / 8 where it slows down. The rest is halved, earlier half
/// first, until it is `finest_s` wide: such an interval is neither: the oracle says "undecided from".
class Scan {
public:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr double sure_m = 2e-7;  ///< ten times what distances and places are off by
    static constexpr double finest_s = 1e-9;

    enum class Counting {
        speed,
        range,
        all
    };

    Scan(const InterceptorSpec& spec, const TargetPlan& plan, double order_s)
        : spec_(spec), ready_s_(order_s + spec.readiness.value())
    {
        if (plan.waypoints.empty()) {
            double end_s = plan.begin_s + plan.duration_s;
            if (plan.kind == PathKind::rhumb && plan.mps > 0.0) {
                const double north = std::cos(plan.azimuth_deg * degree);
                const double to_pole_m = distance_m(plan.from, {north > 0.0 ? 90.0 : -90.0, plan.from.lon_deg});
                end_s = std::min(end_s, plan.begin_s + to_pole_m / std::abs(north) / plan.mps);
            }
            add_leg(plan.kind, plan.from, plan.azimuth_deg, plan.mps, plan.begin_s, end_s, 0.0);
        }
        for (std::size_t i = 1; i < plan.waypoints.size(); ++i) {
            LatLon from = plan.waypoints[i - 1].at;
            LatLon to = plan.waypoints[i].at;
            double length_m = 0.0;
            double azimuth = 0.0;
            double at_end = 0.0;
            if (plan.kind == PathKind::geodesic) {
                GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, length_m,
                                                         azimuth, at_end);
            } else {
                if (std::abs(from.lat_deg) == 90.0) from.lon_deg = to.lon_deg;
                if (std::abs(to.lat_deg) == 90.0) to.lon_deg = from.lon_deg;
                GeographicLib::Rhumb::WGS84().Inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, length_m,
                                                      azimuth);
            }
            const double t0 = plan.waypoints[i - 1].time_s;
            const double t1 = plan.waypoints[i].time_s;
            // a rhumb line is reckoned from its end that is further from a pole, where rounding is not magnified
            const bool backward = plan.kind == PathKind::rhumb && std::abs(from.lat_deg) > std::abs(to.lat_deg);
            add_leg(plan.kind, backward ? to : from, azimuth, length_m / (t1 - t0), t0, t1, backward ? length_m : 0.0);
        }
        for (const SpeedProfile::Knot& knot : spec.ground_speed.knots()) knots_.push_back(knot);
    }

    [[nodiscard]] double begin_s() const { return legs_.front().begin_s; }
    [[nodiscard]] double end_s() const { return legs_.back().end_s; }

    /// Of the target at a time.
    [[nodiscard]] double speed_mps(double time_s) const { return legs_[leg_at(time_s)].mps; }

    /// The first time from one to another at which it can be met.
    struct Found {
        double undecided_s = infinity;  ///< the first that is neither left out nor sure: before it, it cannot be met
        double surely_s = infinity;     ///< the first that was found at which it surely can be
        bool gave_up = false;           ///< too many intervals: nothing is said of times after undecided_s
    };
    [[nodiscard]] Found first(double from_s, double to_s, Counting counting, int patience = 20000) const
    {
        Found found;
        if (!(from_s <= to_s)) return found;
        std::vector<double> breaks{from_s, to_s};
        for (const Leg& leg : legs_)
            if (leg.end_s > from_s && leg.end_s < to_s) breaks.push_back(leg.end_s);
        for (const SpeedProfile::Knot& knot : knots_) {
            const double t = ready_s_ + knot.time_s;
            if (t > from_s && t < to_s) breaks.push_back(t);
        }
        std::sort(breaks.begin(), breaks.end());
        if (from_s == to_s) {
            const Sample only = sample(from_s, leg_at(from_s));
            note(found, only, counting);
            return found;
        }
        int left = patience;
        for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
            if (!(breaks[i] < breaks[i + 1])) continue;
            const double middle = 0.5 * (breaks[i] + breaks[i + 1]);
            const std::size_t leg = leg_at(middle);
            const double mps2 = acceleration(middle - ready_s_);
            const Sample begin = sample(breaks[i], leg);
            const Sample end = sample(breaks[i + 1], leg);
            if (search(begin, end, leg, mps2, counting, found, left)) return found;
            if (found.gave_up) return found;
        }
        return found;
    }

    [[nodiscard]] long samples() const { return samples_; }

    /// By how much a condition fails, most; at most 0 where it can be met [m].
    [[nodiscard]] double gap_m(double time_s, Counting counting = Counting::all) const
    {
        const Sample s = sample(time_s, leg_at(time_s));
        return gap(s.d, s.back, s.flown, counting);
    }

private:
    static constexpr double degree = std::numbers::pi / 180.0;
    static constexpr std::size_t most_bases = 4;

    struct Leg {
        double begin_s;
        double end_s;
        double mps;
        double reckoned_from_m;
        double sin_track;
        std::optional<GeographicLib::GeodesicLine> geodesic;
        std::optional<GeographicLib::RhumbLine> rhumb;
    };
    struct Sample {
        double t;
        double lat_deg;
        double d;
        double flown;
        std::array<double, most_bases> back;
    };

    void add_leg(PathKind kind, LatLon from, double azimuth_deg, double mps, double begin_s, double end_s,
                 double reckoned_from_m)
    {
        Leg leg{begin_s, end_s, mps, reckoned_from_m, std::sin(azimuth_deg * degree), {}, {}};
        if (kind == PathKind::geodesic)
            leg.geodesic.emplace(GeographicLib::Geodesic::WGS84().Line(from.lat_deg, from.lon_deg, azimuth_deg));
        else
            leg.rhumb.emplace(GeographicLib::Rhumb::WGS84().Line(from.lat_deg, from.lon_deg, azimuth_deg));
        legs_.push_back(std::move(leg));
    }

    [[nodiscard]] std::size_t leg_at(double time_s) const
    {
        std::size_t i = 0;
        while (i + 1 < legs_.size() && time_s >= legs_[i].end_s) ++i;
        return i;
    }

    /// Flown by a time since take-off: a sum of trapezia.
    [[nodiscard]] double flown(double since_s) const
    {
        if (since_s < 0.0) return -infinity;
        double sum = 0.0;
        for (std::size_t i = 0; i + 1 < knots_.size(); ++i) {
            const SpeedProfile::Knot& a = knots_[i];
            const SpeedProfile::Knot& b = knots_[i + 1];
            if (since_s >= b.time_s) {
                sum += 0.5 * (a.ground_speed_mps + b.ground_speed_mps) * (b.time_s - a.time_s);
                continue;
            }
            const double share = (since_s - a.time_s) / (b.time_s - a.time_s);
            const double then = a.ground_speed_mps + share * (b.ground_speed_mps - a.ground_speed_mps);
            return sum + 0.5 * (a.ground_speed_mps + then) * (since_s - a.time_s);
        }
        return sum + knots_.back().ground_speed_mps * (since_s - knots_.back().time_s);
    }

    [[nodiscard]] double acceleration(double since_s) const
    {
        for (std::size_t i = 0; i + 1 < knots_.size(); ++i)
            if (since_s >= knots_[i].time_s && since_s < knots_[i + 1].time_s)
                return (knots_[i + 1].ground_speed_mps - knots_[i].ground_speed_mps) /
                       (knots_[i + 1].time_s - knots_[i].time_s);
        return 0.0;
    }

    [[nodiscard]] Sample sample(double time_s, std::size_t leg_index) const
    {
        ++samples_;
        const Leg& leg = legs_[leg_index];
        const double along_m = leg.mps * (time_s - leg.begin_s) - leg.reckoned_from_m;
        LatLon at{};
        if (leg.geodesic)
            leg.geodesic->Position(along_m, at.lat_deg, at.lon_deg);
        else
            leg.rhumb->Position(along_m, at.lat_deg, at.lon_deg);
        if (std::isnan(at.lon_deg)) at.lon_deg = 0.0;  // at a pole, to rounding
        Sample s{time_s, at.lat_deg, distance_m(spec_.base, at), flown(time_s - ready_s_), {}};
        if (std::isfinite(spec_.endurance.value()))
            for (std::size_t i = 0; i < spec_.recovery_bases.size(); ++i)
                s.back.at(i) = distance_m(spec_.recovery_bases[i], at);
        return s;
    }

    /// Endurance in metres: no farther than what is flown in the time that the way back leaves.
    [[nodiscard]] double endurance_gap(double d, const std::array<double, most_bases>& back) const
    {
        double back_m = d;
        if (!spec_.recovery_bases.empty())
            back_m = *std::min_element(back.begin(),
                                       back.begin() + static_cast<std::ptrdiff_t>(spec_.recovery_bases.size()));
        const double out_s = spec_.endurance.value() - spec_.on_station.value() -
                             std::max(0.0, back_m) / spec_.return_ground_speed.value();
        return d - flown(out_s);
    }
    [[nodiscard]] double gap(double d, const std::array<double, most_bases>& back, double flown_m,
                             Counting counting) const
    {
        double most = d - flown_m;
        if (counting != Counting::speed) most = std::max(most, d - spec_.max_range.value());
        if (counting == Counting::all && std::isfinite(spec_.endurance.value()))
            most = std::max(most, endurance_gap(d, back));
        return most;
    }

    [[nodiscard]] static double least_between(double d0, double d1, double way_m, double bend_per_m)
    {
        const double first = 0.5 * (d0 + d1 - way_m);
        if (!(first > 0.0)) return first;
        return std::max(first, std::min(d0, d1) - sag(first, way_m, bend_per_m));
    }
    [[nodiscard]] static double sag(double nearest_m, double way_m, double bend_per_m)
    {
        return (1.0 / nearest_m + bend_per_m) * way_m * way_m / 8.0;
    }

    [[nodiscard]] bool left_out(const Sample& a, const Sample& b, const Leg& leg, double mps2, Counting counting) const
    {
        const double w = b.t - a.t;
        const double way_m = leg.mps * w;
        double bend = 0.0;
        if (leg.rhumb) {
            const double lat = std::max(std::abs(a.lat_deg), std::abs(b.lat_deg));
            bend = lat < 89.9999999 ? std::abs(leg.sin_track) * std::tan(lat * degree) / 6378137.0 : infinity;
        }
        const double first = 0.5 * (a.d + b.d - way_m);
        if (first - b.flown > sure_m) return true;
        if (first > 0.0) {
            const double chord = std::min(a.d - a.flown, b.d - b.flown);
            if (chord - sag(first, way_m, bend) - std::max(0.0, -mps2) * w * w / 8.0 > sure_m) return true;
        }
        if (counting == Counting::speed) return false;
        const double least = least_between(a.d, b.d, way_m, bend);
        if (least - spec_.max_range.value() > sure_m) return true;
        if (counting == Counting::range || !std::isfinite(spec_.endurance.value())) return false;
        std::array<double, most_bases> back{};
        for (std::size_t i = 0; i < spec_.recovery_bases.size(); ++i)
            back.at(i) = least_between(a.back.at(i), b.back.at(i), way_m, bend);
        return endurance_gap(least, back) > sure_m;
    }

    /// @return surely met at this time
    static bool note_gap(Found& found, double gap_m, double t)
    {
        if (gap_m <= sure_m) found.undecided_s = std::min(found.undecided_s, t);
        if (gap_m > -sure_m) return false;
        found.surely_s = t;
        return true;
    }
    bool note(Found& found, const Sample& s, Counting counting) const
    {
        return note_gap(found, gap(s.d, s.back, s.flown, counting), s.t);
    }

    /// @return found
    [[nodiscard]] bool search(const Sample& begin, const Sample& end, std::size_t leg, double mps2, Counting counting,
                              Found& found, int& left) const
    {
        struct Interval {
            Sample a;
            Sample b;
        };
        std::vector<Interval> todo{{begin, end}};
        while (!todo.empty()) {
            const Interval here = todo.back();
            todo.pop_back();
            if (note(found, here.a, counting)) return true;
            if (left_out(here.a, here.b, legs_[leg], mps2, counting)) continue;
            const double middle = 0.5 * (here.a.t + here.b.t);
            if (here.b.t - here.a.t <= finest_s || !(middle > here.a.t && middle < here.b.t)) {
                found.undecided_s = std::min(found.undecided_s, here.a.t);
                continue;
            }
            if (--left < 0) {
                found.undecided_s = std::min(found.undecided_s, here.a.t);
                found.gave_up = true;
                return false;
            }
            const Sample between = sample(middle, leg);
            todo.push_back({between, here.b});
            todo.push_back({here.a, between});
        }
        return note(found, end, counting);
    }

    InterceptorSpec spec_;
    double ready_s_;
    std::vector<Leg> legs_;
    std::vector<SpeedProfile::Knot> knots_;
    mutable long samples_ = 0;
};

}  // namespace intercept_tests

#endif
