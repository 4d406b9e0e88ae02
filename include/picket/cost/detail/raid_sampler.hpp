// SPDX-License-Identifier: MIT
/// @file
/// One raid played, with random numbers. Not for users.
///
/// Threats are numbers of each class, not single ones: who is next is drawn by how many of each are still to come, as
/// in the exact engine. One random number a threat says whether it is fired at, for how many rounds, and whether it
/// dies.
#ifndef PICKET_COST_DETAIL_RAID_SAMPLER_HPP
#define PICKET_COST_DETAIL_RAID_SAMPLER_HPP

#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// The plan's outcomes with their probabilities added up, to be looked up by one uniform number.
class RaidTables {
public:
    /// `rounds` and `killed` where the number is below `below` and not below the entry before.
    struct Entry {
        double below;
        int rounds;
        bool killed;
    };
    struct Layer {
        int salvo_rounds, stock, channels;
        /// [class][rounds left]; a number beyond the last entry is a threat that passes and is not fired at
        std::vector<std::vector<std::vector<Entry>>> against;
    };

    static constexpr int most_threats = 1'000'000;

    explicit RaidTables(const RaidScenario& scenario) : order(scenario.order)
    {
        RaidPlan plan(scenario, true, most_threats);
        threats = plan.threats;
        for (const ThreatKind& kind : scenario.threats) counts.push_back(kind.count);
        classes = std::move(plan.classes);
        for (const PlanLayer& planned : plan.layers) {
            Layer layer{planned.salvo_rounds, planned.stock, planned.channels, {}};
            for (const PlanAgainst& against : planned.against) {
                std::vector<std::vector<Entry>> by_left;
                for (const std::vector<EngagementOutcome>& outcomes : against.outcomes) {
                    std::vector<Entry> entries;
                    double below = 0.0;
                    for (const EngagementOutcome& outcome : outcomes) {
                        below += outcome.probability;
                        entries.push_back({against.demand * below, outcome.rounds, outcome.killed});
                    }
                    // all that is fired at, and nothing else, whatever the sum rounds to
                    if (!entries.empty()) entries.back().below = against.demand;
                    by_left.push_back(std::move(entries));
                }
                layer.against.push_back(std::move(by_left));
            }
            layers.push_back(std::move(layer));
        }
    }

    RaidOrder order;
    int threats = 0;
    std::vector<int> counts;  ///< by kind
    std::vector<RaidClass> classes;
    std::vector<Layer> layers;
};

/// One raid after the other; what it holds is overwritten by each.
class RaidSampler {
public:
    explicit RaidSampler(const RaidTables& tables)
        : leakers_of_kind(tables.counts.size()),
          arrivals(tables.layers.size()),
          rounds(tables.layers.size()),
          kills(tables.layers.size()),
          tables_(&tables),
          alive_(tables.classes.size()),
          coming_(tables.classes.size())
    {
    }

    void play(PhiloxStream& random)
    {
        for (std::size_t c = 0; c < alive_.size(); ++c) alive_[c] = tables_->classes[c].count;
        leakers = tables_->threats;
        for (std::size_t l = 0; l < tables_->layers.size(); ++l) {
            arrivals[l] = leakers;
            pass(l, random);
            leakers -= kills[l];
        }
        for (std::size_t c = 0; c < alive_.size(); ++c) share(c, random);
    }

    int leakers = 0;
    std::vector<int> leakers_of_kind;
    std::vector<int> arrivals, rounds, kills;  ///< by layer

private:
    using Layer = RaidTables::Layer;

    void pass(std::size_t l, PhiloxStream& random)
    {
        const Layer& layer = tables_->layers[l];
        int left = layer.stock;
        int channels = layer.channels;
        int killed = 0;
        std::copy(alive_.begin(), alive_.end(), coming_.begin());
        std::size_t next = 0;
        for (int coming = leakers; coming > 0 && left > 0 && channels > 0; --coming) {
            if (coming_.size() > 1) next = choose(next, coming, random);
            --coming_[next];
            const double number = random.uniform();
            for (const RaidTables::Entry& entry :
                 layer.against[next][static_cast<std::size_t>(std::min(left, layer.salvo_rounds))]) {
                if (number >= entry.below) continue;
                left -= entry.rounds;
                --channels;
                if (entry.killed) {
                    --alive_[next];
                    ++killed;
                }
                break;
            }
        }
        rounds[l] = layer.stock - left;
        kills[l] = killed;
    }

    /// The class of the next threat.
    [[nodiscard]] std::size_t choose(std::size_t last, int coming, PhiloxStream& random) const
    {
        if (tables_->order == RaidOrder::as_listed) {
            while (coming_[last] == 0) ++last;
            return last;
        }
        double number = random.uniform() * coming;  // below `coming`: it is rounded to a double below it
        std::size_t c = 0;
        while (number >= coming_[c]) number -= coming_[c++];
        return c;
    }

    /// Of which kind are the leakers of a class? Drawn without replacement: no layer told them apart.
    void share(std::size_t c, PhiloxStream& random)
    {
        const RaidClass& group = tables_->classes[c];
        for (const std::size_t kind : group.kinds) leakers_of_kind[kind] = 0;
        if (group.kinds.size() == 1) {
            leakers_of_kind[group.kinds.front()] = alive_[c];
            return;
        }
        int of_all = group.count;
        for (int i = 0; i < alive_[c]; ++i, --of_all) {
            double number = random.uniform() * of_all;
            for (const std::size_t kind : group.kinds) {
                const int here = tables_->counts[kind] - leakers_of_kind[kind];
                if (number < here) {
                    ++leakers_of_kind[kind];
                    break;
                }
                number -= here;
            }
        }
    }

    const RaidTables* tables_;
    std::vector<int> alive_, coming_;  ///< by class
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
