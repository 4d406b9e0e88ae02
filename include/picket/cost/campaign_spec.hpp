// SPDX-License-Identifier: MIT
/// @file
/// What a campaign is given as: raids by day, and what fills the magazines. What they mean: campaign.hpp.
#ifndef PICKET_COST_CAMPAIGN_SPEC_HPP
#define PICKET_COST_CAMPAIGN_SPEC_HPP

#include <picket/cost/learning_curve.hpp>
#include <picket/cost/raid_scenario.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace picket {
inline namespace v0 {

/// Rounds that are ordered on a day.
struct RoundOrder {
    int day = 0;
    int rounds = 0;  ///< >= 0
};

/// What the magazine of one layer has and gets.
struct MagazineSupply {
    int stock = 0;                         ///< rounds on the first morning
    std::optional<int> capacity{};         ///< the most that can be loaded; without: everything
    std::vector<RoundOrder> orders{};      ///< single ones, in any order
    double rounds_per_day = 0.0;           ///< ordered day by day on top: after n days floor(n rounds_per_day) were
    int lead_days = 0;                     ///< from the order to the morning on which it arrives; 0: the same morning
    std::optional<LearningCurve> price{};  ///< of a round; for all layers or for none
    int bought_before = 0;  ///< rounds made before those in stock: where on the curve of prices the stock begins
};

struct CampaignRaid {
    int day = 0;                ///< one raid a day at most
    std::vector<int> counts{};  ///< of each kind of threat; empty: as the scenario says
    std::size_t scenario = 0;   ///< which of CampaignSpec::scenarios
};

/// Days count from 0. The scenarios leave magazines out: rounds come from the supplies. Their round_cost is not read:
/// the price is the supply's.
struct CampaignSpec {
    int days = 0;  ///< from 1
    std::vector<RaidScenario> scenarios{};
    std::vector<CampaignRaid> raids{};
    std::vector<MagazineSupply> supplies{};  ///< one for each layer, in the order of the layers
};

}  // namespace v0
}  // namespace picket

#endif
