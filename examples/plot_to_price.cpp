// SPDX-License-Identifier: MIT
#include <picket/io.hpp>
#include <picket/picket.hpp>

#include <cstdio>
#include <string>
#include <vector>

using namespace picket;

int main()
{
    ZoneSpec spec;  // of no real place; the drone and the fighter are made up too
    spec.parts = {{.exterior = {{{{54.0, 18.0}, EdgeKind::rhumb}, {{54.0, 22.0}}, {{55.0, 22.0}}, {{55.0, 18.0}}}}}};
    const std::vector<TrackPoint> plots{{0, {53.90, 19.90}}, {600, {54.10, 20.10}}, {3600, {54.90, 21.00}}};
    const std::vector<Waypoint> route{{0, plots[0].at}, {600, plots[1].at}, {3600, plots[2].at}};
    InterceptorSpec fighter{.base = {53.5, 21.0}, .readiness = Seconds{600}};
    fighter.ground_speed = SpeedProfile::constant(MetresPerSecond{250});
    const auto prices = io::read_prices_json(PICKET_EXAMPLE_DATA_DIR "/prices.json");

    const Incident stay = incidents(Zone(spec), plots).at(0);
    const InterceptQuery at_entry{.order_s = stay.entry_s, .horizon = Seconds{3600}};
    const Meeting met = earliest_intercept(Interceptor(fighter), TargetPath::through(route), at_entry).first;
    const Engagement shots({.shots = {.single_shot_pk = 0.7}, .policy = ShootLookShoot{3}});
    const Bill rounds({{"rockets", shots.mean_rounds(), *find_price(prices, "APKWS rocket")}});
    const Bill flight({{"hours", 2.0 * met.distance_m / 250.0 / 3600.0, *find_price(prices, "F-35A flying hour")}});
    const Bill drone({{"drone", 1.0, *find_price(prices, "Shahed-136 / Geran-2")}});

    std::printf("in at %.1f s, met at %.1f s, %.1f km inside at most\n", stay.entry_s, met.time_s,
                stay.max_depth.value() / 1000.0);
    std::printf("killed with probability %.3f by %.2f rockets\n", shots.kill_probability(), shots.mean_rounds());
    for (const Bill* bill : {&rounds, &flight, &drone})
        std::printf("%-8s %6.0f to %6.0f %s of %d\n", bill->lines()[0].name.c_str(), bill->lower().value(),
                    bill->upper()->value(), std::string(bill->currency().text()).c_str(), bill->price_year());
    std::printf("rockets for the drone: %.2f to %.1f times its price\n", rounds.lower() / *drone.upper(),
                *rounds.upper() / drone.lower());
}
