#include <picket/intercept.hpp>

#include <cstdio>

int main()
{
    using namespace picket;
    InterceptorSpec spec;
    spec.base = {59.2603, 24.2085};
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{270});
    spec.readiness = Seconds{900};  // alert at 15 minutes
    const Interceptor fighter(spec);
    const TargetPath target = TargetPath::geodesic({59.90, 27.50}, Degrees{270}, MetresPerSecond{245});

    const Meeting met = earliest_intercept(fighter, target).first;
    std::printf("met after %.6f s at %.9f %.9f, heading %.4f, %.1f km out\n", met.time_s, met.at.lat_deg,
                met.at.lon_deg, met.heading_deg, met.distance_m / 1000.0);

    const InterceptQuery within_half_an_hour{.order_s = 0.0, .horizon = Seconds{1800}};
    const Intercept sooner = earliest_intercept(fighter, target, within_half_an_hour);
    const MissedBy missed = missed_by(fighter, target, within_half_an_hour);
    std::printf("within half an hour: %s; by %.1f km, for want of %.1f m/s or an order %.1f s before\n",
                to_string(sooner.status), missed.closest_m / 1000.0, missed.minimum_ground_speed_mps - 270.0,
                -missed.latest_order_s);
}
