// SPDX-License-Identifier: MIT
/// @file
/// A raid scenario checked and brought to what the engines need: classes of threats, and for each layer and class the
/// probability of being fired at and what comes of it.
#ifndef PICKET_COST_DETAIL_RAID_PLAN_HPP
#define PICKET_COST_DETAIL_RAID_PLAN_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/engagement.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/raid_scenario.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Kinds that no layer tells apart.
struct RaidClass {
    std::vector<std::size_t> kinds;
    int count;
    int real;  ///< of them, no decoys
};

/// A layer against one class.
struct PlanAgainst {
    double demand;  ///< probability that a threat is fired at if there are rounds and channels
    /// What comes of it with 0, 1, ... rounds left, up to all that the policy may want.
    std::vector<std::vector<EngagementOutcome>> outcomes;
};

struct PlanLayer {
    int salvo_rounds;  ///< the policy's most for one threat
    int stock;         ///< rounds; as many as can be used where there is no limit
    int channels;      ///< the same
    bool channels_can_run_out;
    double round_cost;
    std::vector<PlanAgainst> against;  ///< by class

    /// A number of rounds near the mean, to count money from.
    /// @param arrivals  mean number that reaches the layer, by class
    [[nodiscard]] double usual_rounds(const std::vector<double>& arrivals) const
    {
        double fired_at = 0.0;
        double rounds = 0.0;
        for (std::size_t c = 0; c < against.size(); ++c) {
            const double wanted = arrivals[c] * against[c].demand;
            fired_at += wanted;
            for (const EngagementOutcome& outcome : against[c].outcomes.back())
                rounds += wanted * outcome.probability * outcome.rounds;
        }
        if (fired_at > channels) rounds *= channels / fired_at;
        return std::min<double>(stock, rounds);
    }
};

struct RaidPlan {
    int threats = 0;
    int real = 0;          ///< of them, no decoys
    bool limited = false;  ///< something can run out
    RaidOrder order;
    std::vector<RaidClass> classes;
    std::vector<PlanLayer> layers;

    static constexpr int most_exact_threats = 5'000;

    /// @param lump          put kinds that no layer tells apart into one class
    /// @param most_threats  in all; more are refused
    RaidPlan(const RaidScenario& scenario, bool lump, int most_threats = most_exact_threats) : order(scenario.order)
    {
        check(scenario, most_threats);
        for (std::size_t k = 0; k < scenario.threats.size(); ++k) {
            const int count = scenario.threats[k].count;
            const int no_decoys = scenario.threats[k].decoy ? 0 : count;
            threats += count;
            real += no_decoys;
            if (lump && count == 0) continue;
            // In a stated order even equal kinds fare differently: the first find more rounds.
            const bool may_join = lump && order == RaidOrder::shuffled;
            const auto same = std::find_if(classes.begin(), classes.end(), [&](const RaidClass& group) {
                return may_join && alike(scenario, group.kinds.front(), k);
            });
            if (same == classes.end()) {
                classes.push_back({{k}, count, no_decoys});
            } else {
                same->kinds.push_back(k);
                same->count += count;
                same->real += no_decoys;
            }
        }
        // A kind of which there is none is no class: it would only make the raid look harder than it is.
        for (std::size_t k = 0; lump && k < scenario.threats.size(); ++k) {
            if (scenario.threats[k].count != 0) continue;
            if (classes.empty()) classes.push_back({{}, 0, 0});
            classes.front().kinds.push_back(k);
        }
        for (const RaidLayer& layer : scenario.layers) add(layer);
    }

private:
    static void check(const RaidScenario& scenario, int most_threats)
    {
        if (scenario.threats.empty()) refuse_field("threats", "there is none");
        int total = 0;
        for (std::size_t k = 0; k < scenario.threats.size(); ++k) {
            const ThreatKind& kind = scenario.threats[k];
            const std::string path = field_item("threats", k);
            check_range(path + ".count", kind.count, 0, most_threats);
            check_money(path + ".unit_cost", kind.unit_cost);
            check_money(path + ".value", kind.value);
            if (kind.decoy && kind.value > 0.0)
                refuse_field(path + ".value", number_text(kind.value) + " is of a decoy, which destroys nothing");
            total += kind.count;
            if (total > most_threats)
                refuse_field(
                    "threats",
                    "more than " + std::to_string(most_threats) + " in all" +
                        (most_threats == most_exact_threats ? " are not computed exactly: use Monte Carlo" : ""));
        }
        for (std::size_t l = 0; l < scenario.layers.size(); ++l) {
            const RaidLayer& layer = scenario.layers[l];
            const std::string path = field_item("layers", l);
            check_probability(path + ".coverage", layer.coverage);
            if (layer.channels && *layer.channels < 0)
                refuse_field(path + ".channels", std::to_string(*layer.channels) + " is negative");
            if (layer.magazine && *layer.magazine < 0)
                refuse_field(path + ".magazine", std::to_string(*layer.magazine) + " is negative");
            check_money(path + ".round_cost", layer.round_cost);
            static_cast<void>(checked_salvos(path + ".policy", layer.policy));
            if (layer.against.size() != scenario.threats.size())
                refuse_field(path + ".against", std::to_string(layer.against.size()) + " entries for " +
                                                    std::to_string(scenario.threats.size()) + " kinds of threats");
            for (std::size_t k = 0; k < layer.against.size(); ++k) {
                const std::string item = path + "." + field_item("against", k);
                check_shots(item + ".shots", layer.against[k].shots);
                check_probability(item + ".taken_for_decoy", layer.against[k].taken_for_decoy);
            }
        }
    }

    static double demand(const RaidLayer& layer, std::size_t kind)
    {
        const LayerAgainst& against = layer.against[kind];
        if (!against.engages) return 0.0;
        const double taken = layer.fires_at_decoys ? 0.0 : against.taken_for_decoy;
        return layer.coverage * (1.0 - taken) * against.shots.detection;
    }

    static bool alike(const RaidScenario& scenario, std::size_t a, std::size_t b)
    {
        return std::all_of(scenario.layers.begin(), scenario.layers.end(), [&](const RaidLayer& layer) {
            if (demand(layer, a) != demand(layer, b)) return false;
            if (demand(layer, a) == 0.0) return true;
            const ShotModel& x = layer.against[a].shots;
            const ShotModel& y = layer.against[b].shots;
            return x.single_shot_pk == y.single_shot_pk && x.launch_reliability == y.launch_reliability &&
                   x.common_mode_failure == y.common_mode_failure && x.correlation == y.correlation;
        });
    }

    void add(const RaidLayer& layer)
    {
        const std::vector<int> salvos = salvo_sizes(layer.policy);
        PlanLayer planned{};
        for (const int salvo : salvos) planned.salvo_rounds += salvo;
        planned.round_cost = layer.round_cost;
        for (const RaidClass& group : classes)
            if (!group.kinds.empty() && demand(layer, group.kinds.front()) > 0.0) planned.channels += group.count;
        if (layer.channels && *layer.channels < planned.channels) {
            planned.channels = *layer.channels;
            planned.channels_can_run_out = limited = true;
        }
        planned.stock = planned.salvo_rounds * planned.channels;
        if (layer.magazine && *layer.magazine < planned.stock) {
            planned.stock = *layer.magazine;
            limited = true;
        }
        for (const RaidClass& group : classes) {
            const std::size_t kind = group.kinds.front();
            const std::vector<double> s = survival(layer.against[kind].shots, planned.salvo_rounds);
            PlanAgainst against{demand(layer, kind), {}};
            for (int left = 0; left <= planned.salvo_rounds; ++left) against.outcomes.push_back(fire(salvos, s, left));
            planned.against.push_back(std::move(against));
        }
        layers.push_back(std::move(planned));
    }
};

/// Of a class's leakers, those of a kind that is `count` of its `total`: no layer told them apart.
[[nodiscard]] inline Pmf share_of(const Pmf& leakers, int total, int count)
{
    if (count == total) return leakers;
    std::vector<double> p(static_cast<std::size_t>(count) + 1, 0.0);
    for (int n = 0; n <= total; ++n) {
        const double weight = leakers.probability(n);
        if (weight == 0.0) continue;
        const Pmf part = Pmf::hypergeometric(total, count, n);
        for (std::size_t k = 0; k < part.probabilities().size(); ++k) p[k] += weight * part.probabilities()[k];
    }
    return Pmf::from_weights(std::move(p));
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
