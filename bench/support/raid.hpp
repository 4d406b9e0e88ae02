// SPDX-License-Identifier: MIT
/// @file
/// The raid that is timed: five layers with magazines that run out, half of them with channels that do and a coverage
/// below 1.
#ifndef PICKET_BENCH_SUPPORT_RAID_HPP
#define PICKET_BENCH_SUPPORT_RAID_HPP

#include <picket/cost/raid_scenario.hpp>

namespace bench {

inline picket::RaidScenario five_layers(int threats, bool limits, int kinds)
{
    picket::RaidScenario scenario;
    for (int k = 0; k < kinds; ++k)
        scenario.threats.push_back({"", threats * (k + 1) / kinds - threats * k / kinds, 50e3, 1e6});
    for (int l = 0; l < 5; ++l) {
        picket::RaidLayer layer;
        layer.policy = picket::ShootLookShoot{3};
        layer.coverage = l % 2 == 0 ? 1.0 : 0.8;
        layer.round_cost = 1e4 * (l + 1);
        if (limits) {
            layer.magazine = threats * (3 - l / 2) / 6;
            if (l % 2 == 1) layer.channels = threats / 4;
        }
        for (int k = 0; k < kinds; ++k) {
            picket::LayerAgainst against;
            against.shots.single_shot_pk = 0.3 + 0.05 * l + 0.1 * k;
            layer.against.push_back(against);
        }
        scenario.layers.push_back(layer);
    }
    return scenario;
}

}  // namespace bench

#endif
