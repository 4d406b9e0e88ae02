// SPDX-License-Identifier: MIT
/// @file
/// Random intercepts, and by plain words what "can be met" means.
#ifndef PICKET_TESTS_SUPPORT_INTERCEPT_HPP
#define PICKET_TESTS_SUPPORT_INTERCEPT_HPP

#include <picket/intercept/earliest.hpp>

#include <support/test_scale.hpp>

#include <GeographicLib/Geodesic.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

namespace intercept_tests {

using namespace picket;

inline double distance_m(LatLon a, LatLon b)
{
    double s12 = 0.0;
    GeographicLib::Geodesic::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s12);
    return s12;
}

/// By how much it cannot be met at a time: the greatest of the gaps [m]; at most 0 where it can. The word of
/// InterceptorSpec, and nothing of the search.
inline double gap_m(const Interceptor& who, const TargetPath& target, double order_s, double time_s)
{
    const InterceptorSpec& spec = who.spec();
    const LatLon there = target.at(time_s);
    const double d = distance_m(spec.base, there);
    const double since_s = time_s - order_s - spec.readiness.value();
    if (since_s < 0.0) return std::numeric_limits<double>::infinity();
    double gap = std::max(d - spec.ground_speed.distance_m(since_s), d - spec.max_range.value());
    if (std::isfinite(spec.endurance.value())) {
        double back = d;
        if (!spec.recovery_bases.empty()) {
            back = std::numeric_limits<double>::infinity();
            for (const LatLon base : spec.recovery_bases) back = std::min(back, distance_m(base, there));
        }
        const double over_s = spec.ground_speed.time_s(d) + spec.on_station.value() +
                              back / spec.return_ground_speed.value() - spec.endurance.value();
        gap = std::max(gap, over_s * spec.return_ground_speed.value());
    }
    return gap;
}

/// What a TargetPath is made from.
struct TargetPlan {
    PathKind kind = PathKind::geodesic;
    LatLon from{};
    double azimuth_deg = 0.0;
    double mps = 0.0;
    double begin_s = 0.0;
    double duration_s = std::numeric_limits<double>::infinity();
    std::vector<Waypoint> waypoints{};  ///< where there are any, the five above mean nothing

    [[nodiscard]] TargetPath path() const
    {
        if (!waypoints.empty()) return TargetPath::through(waypoints, kind);
        if (kind == PathKind::geodesic)
            return TargetPath::geodesic(from, Degrees{azimuth_deg}, MetresPerSecond{mps}, Seconds{begin_s},
                                        Seconds{duration_s});
        return TargetPath::rhumb(from, Degrees{azimuth_deg}, MetresPerSecond{mps}, Seconds{begin_s},
                                 Seconds{duration_s});
    }
};

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
    /// Of any size between the two.
    double scale(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
    bool one_in(int n) { return std::uniform_int_distribution<int>(1, n)(engine_) == 1; }
    int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }

    LatLon place()
    {
        const int kind = pick(8);
        const double lon = kind == 1 ? 180.0 + uniform(-1, 1) : kind == 2 ? -180.0 + uniform(0, 2) : uniform(-180, 180);
        double lat = std::asin(uniform(-1, 1)) * 180.0 / 3.14159265358979323846;
        if (kind == 3) lat = 90.0 - scale(1e-7, 5.0);
        if (kind == 4) lat = -90.0 + scale(1e-7, 5.0);
        if (kind == 5 && one_in(4)) lat = one_in(2) ? 90.0 : -90.0;
        if (kind == 6) lat = uniform(-1, 1);
        return {lat, std::remainder(lon, 360.0)};
    }
    /// Near, anywhere, or nearly on the other side of the Earth.
    LatLon place_seen_from(LatLon base)
    {
        const int kind = pick(8);
        if (kind == 0) return place();
        if (kind == 1) {
            const double lat = std::clamp(-base.lat_deg + uniform(-0.5, 0.5), -90.0, 90.0);
            return {lat, std::remainder(base.lon_deg + 180.0 + uniform(-0.6, 0.6), 360.0)};
        }
        if (kind == 2 && one_in(6)) return base;
        const double azimuth = uniform(-180, 180);
        return geodesic_direct(base, Degrees{azimuth}, Metres{scale(1e3, 3e6)}).at;
    }

    SpeedProfile profile(double cruise)
    {
        const int kind = pick(4);
        if (kind == 0) {
            const double climb = cruise * uniform(0.3, 1.1);
            const double climb_s = uniform(0, 900);
            return SpeedProfile::climb_then_cruise(MetresPerSecond{climb}, Seconds{climb_s}, MetresPerSecond{cruise});
        }
        if (kind == 1) {
            std::vector<SpeedProfile::Knot> knots;
            double t = 0.0;
            const int n = 2 + pick(5);
            for (int i = 0; i < n; ++i) {
                const double v = i + 1 == n ? cruise : i == 0 && one_in(2) ? 0.0 : cruise * uniform(0.2, 1.5);
                knots.push_back({t, v});
                if (!one_in(4)) t += uniform(1, 400);
            }
            return SpeedProfile(knots);
        }
        return SpeedProfile::constant(MetresPerSecond{cruise});
    }

    Interceptor interceptor(double target_mps)
    {
        InterceptorSpec spec;
        spec.base = place();
        double cruise = scale(20, 900);
        if (one_in(8)) cruise = std::max(1.0, target_mps);  // as fast as the target
        if (one_in(8)) cruise = std::max(1.0, target_mps * (1.0 + uniform(-1e-3, 1e-3)));
        spec.ground_speed = profile(cruise);
        spec.readiness = Seconds{one_in(2) ? 0.0 : uniform(0, 1800)};
        if (one_in(3)) spec.max_range = Metres{scale(2e4, 5e6)};
        if (one_in(3)) spec.endurance = Seconds{scale(300, 40000)};
        if (one_in(4)) spec.on_station = Seconds{uniform(0, 600)};
        if (one_in(4)) spec.return_ground_speed = MetresPerSecond{cruise * uniform(0.5, 1.2)};
        if (std::isfinite(spec.endurance.value()) && one_in(2)) {
            const int n = 1 + pick(3);
            for (int i = 0; i < n; ++i) {
                const double azimuth = uniform(-180, 180);
                spec.recovery_bases.push_back(geodesic_direct(spec.base, Degrees{azimuth}, Metres{scale(1e3, 2e6)}).at);
            }
        }
        return Interceptor(std::move(spec));
    }

    TargetPlan target_plan(LatLon base, double mps)
    {
        TargetPlan plan;
        plan.from = place_seen_from(base);
        // mostly somewhere near the way to the base
        double azimuth = uniform(-180, 180);
        if (!one_in(3)) azimuth = geodesic_inverse(plan.from, base).azimuth_start.value() + uniform(-60, 60);
        plan.azimuth_deg = azimuth;
        plan.mps = mps;
        plan.begin_s = one_in(3) ? uniform(-1000, 3000) : 0.0;
        plan.duration_s = one_in(3) ? scale(60, 30000) : std::numeric_limits<double>::infinity();
        const int kind = pick(5);
        if (kind <= 1) return plan;
        plan.kind = PathKind::rhumb;
        if (kind <= 3 && std::abs(plan.from.lat_deg) < 90.0) return plan;
        plan.waypoints.push_back({plan.begin_s, plan.from});
        const int n = 1 + pick(6);
        if (!one_in(3)) plan.kind = PathKind::geodesic;
        for (int i = 0; i < n; ++i) {
            const Waypoint last = plan.waypoints.back();
            const double lasts_s = scale(20, 4000);
            if (one_in(5)) {  // a stop
                plan.waypoints.push_back({last.time_s + lasts_s, last.at});
                continue;
            }
            azimuth += uniform(-90, 90);
            const double flown_m = mps * lasts_s * uniform(0.5, 1.0);
            plan.waypoints.push_back(
                {last.time_s + lasts_s, geodesic_direct(last.at, Degrees{azimuth}, Metres{std::max(1.0, flown_m)}).at});
        }
        return plan;
    }
    TargetPath target(LatLon base, double mps) { return target_plan(base, mps).path(); }

private:
    std::mt19937_64 engine_;
};

}  // namespace intercept_tests

#endif
