// SPDX-License-Identifier: MIT
/// @file
/// What a raid is given as: kinds of threats, layers of defence. What they mean: raid.hpp.
#ifndef PICKET_COST_RAID_SCENARIO_HPP
#define PICKET_COST_RAID_SCENARIO_HPP

#include <picket/cost/engagement.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {

/// Threats that are all alike.
///
/// A decoy is there to draw fire. It counts as a threat: it may be fired at, it may be killed, and one that passes all
/// layers is a leaker, though none that matters. "Real" leakers and kills are those of the kinds that are no decoys.
struct ThreatKind {
    std::string name{};
    int count = 0;           ///< >= 0
    double unit_cost = 0.0;  ///< what the attacker paid for one, >= 0
    double value = 0.0;      ///< what one destroys that leaks, >= 0; 0 for a decoy
    bool decoy = false;
};

/// A layer against one kind of threat.
struct LayerAgainst {
    bool engages = true;  ///< false: it never fires at this kind
    ShotModel shots{};
    double taken_for_decoy = 0.0;  ///< probability, of real threats too: mistakes happen
};

struct RaidLayer {
    std::string name{};
    double coverage = 1.0;          ///< probability that a threat passes within reach
    std::optional<int> channels{};  ///< threats that can be fired at in the raid; without: any number
    std::optional<int> magazine{};  ///< rounds at hand; without: any number
    FiringPolicy policy = SingleShot{};
    double round_cost = 0.0;              ///< >= 0
    bool fires_at_decoys = false;         ///< also at what it takes for a decoy
    std::vector<LayerAgainst> against{};  ///< one for each kind, in the order of RaidScenario::threats
};

/// In which order the threats come to a layer that may run out of rounds or channels.
enum class RaidOrder : std::uint8_t {
    shuffled,   ///< every order is as likely as any other, drawn anew at each layer
    as_listed,  ///< all of the first kind, then all of the second, ..., at every layer
};

/// All money is in one currency, at the prices of one year. Nothing here checks that: io::read_raid_json does, and who
/// fills it otherwise converts first (Price::exchanged, Price::restated).
struct RaidScenario {
    std::string currency{};  ///< a label: nothing is converted by it
    std::vector<ThreatKind> threats{};
    std::vector<RaidLayer> layers{};
    RaidOrder order = RaidOrder::shuffled;
};

}  // namespace v0
}  // namespace picket

#endif
