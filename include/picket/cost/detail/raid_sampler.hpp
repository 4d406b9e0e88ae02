// SPDX-License-Identifier: MIT
/// @file
/// One raid played, with random numbers. Not for users.
///
/// Threats are numbers of each class, not single ones: who is next is drawn by how many of each are still to come, as
/// in the exact engine. One random number a threat says whether it is fired at, for how many rounds, and whether it
/// dies.
#ifndef PICKET_COST_DETAIL_RAID_SAMPLER_HPP
#define PICKET_COST_DETAIL_RAID_SAMPLER_HPP

#include <picket/cost/detail/count_draw.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/cost/random.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
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
    /// Of the threats of which no share before took: these fare so.
    struct Share {
        BinomialChance chance;
        int rounds;
        bool killed;
    };
    struct Layer {
        int salvo_rounds, stock, channels;
        /// [class][rounds left]; a number beyond the last entry is a threat that passes and is not fired at
        std::vector<std::vector<std::vector<Entry>>> against;
        std::vector<std::vector<Share>> shares;  ///< [class], with all the rounds that the policy may want
    };

    static constexpr int most_threats = 1'000'000;

    explicit RaidTables(const RaidScenario& scenario) : RaidTables(scenario, RaidPlan(scenario, true, most_threats)) {}

private:
    RaidTables(const RaidScenario& scenario, RaidPlan plan) : order(plan.order), log_factorials(plan.threats)
    {
        threats = plan.threats;
        real = plan.real;
        for (const ThreatKind& kind : scenario.threats) counts.push_back(kind.count);
        classes = std::move(plan.classes);
        for (const PlanLayer& planned : plan.layers) {
            Layer layer{planned.salvo_rounds, planned.stock, planned.channels, {}, {}};
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
                layer.shares.push_back(shares_of(by_left.back()));
                layer.against.push_back(std::move(by_left));
            }
            layers.push_back(std::move(layer));
        }
    }

    static std::vector<Share> shares_of(const std::vector<Entry>& entries)
    {
        std::vector<Share> shares;
        double before = 0.0;
        for (const Entry& entry : entries) {
            // where all are fired at, the last share is all that is left: 1, for it ends at 1 exactly
            const double chance = (entry.below - before) / (1.0 - before);
            if (chance > 0.0) shares.push_back({BinomialChance(std::min(chance, 1.0)), entry.rounds, entry.killed});
            before = entry.below;
        }
        return shares;
    }

public:
    RaidOrder order;
    LogFactorials log_factorials;
    int threats = 0;
    int real = 0;             ///< of them, no decoys
    std::vector<int> counts;  ///< by kind
    std::vector<RaidClass> classes;
    std::vector<Layer> layers;
};

/// One raid after the other; what it holds is overwritten by each.
class RaidSampler {
public:
    /// @param few  fewer in a row are drawn one by one, which is quicker
    explicit RaidSampler(const RaidTables& tables, int few = 24)
        : stock(tables.layers.size()),
          leakers_of_kind(tables.counts.size()),
          arrivals(tables.layers.size()),
          rounds(tables.layers.size()),
          kills(tables.layers.size()),
          tables_(&tables),
          few_(few),
          alive_(tables.classes.size()),
          coming_(tables.classes.size())
    {
        for (std::size_t l = 0; l < stock.size(); ++l) stock[l] = tables.layers[l].stock;
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

    std::vector<int> stock;  ///< rounds that each layer begins with: the scenario's, until somebody sets another

    int leakers = 0;
    std::vector<int> leakers_of_kind;
    std::vector<int> arrivals, rounds, kills;  ///< by layer

private:
    using Layer = RaidTables::Layer;

    void pass(std::size_t l, PhiloxStream& random)
    {
        layer_ = &tables_->layers[l];
        left_ = stock[l];
        channels_ = layer_->channels;
        killed_ = 0;
        std::copy(alive_.begin(), alive_.end(), coming_.begin());
        std::size_t next = 0;
        for (int coming = leakers; coming > 0 && left_ > 0 && channels_ > 0;) {
            // Of so many in a row none can find less than its policy wants: their order does not matter.
            int together = std::min({coming, channels_, left_ / layer_->salvo_rounds});
            if (tables_->order == RaidOrder::as_listed) {
                while (coming_[next] == 0) ++next;
                together = std::min(together, coming_[next]);
            }
            if (together < few_) {
                if (coming_.size() > 1) next = choose(next, coming, random);
                --coming_[next];
                --coming;
                engage_one(next, random);
            } else if (tables_->order == RaidOrder::as_listed || coming_.size() == 1) {
                coming_[next] -= together;
                coming -= together;
                engage(next, together, random);
            } else {
                for (std::size_t c = 0; c < coming_.size(); ++c) {
                    const int of_class = draw(coming, coming_[c], together, random);
                    coming -= coming_[c];  // of the classes still to be asked
                    coming_[c] -= of_class;
                    together -= of_class;
                    engage(c, of_class, random);
                }
                coming = std::accumulate(coming_.begin(), coming_.end(), 0);
            }
        }
        rounds[l] = stock[l] - left_;
        kills[l] = killed_;
    }

    void engage_one(std::size_t c, PhiloxStream& random)
    {
        const double number = random.uniform();
        for (const RaidTables::Entry& entry :
             layer_->against[c][static_cast<std::size_t>(std::min(left_, layer_->salvo_rounds))]) {
            if (number >= entry.below) continue;
            count(c, 1, entry.rounds, entry.killed);
            break;
        }
    }

    /// So many of a class, each of which finds all that its policy wants.
    void engage(std::size_t c, int threats, PhiloxStream& random)
    {
        if (threats < few_) {
            for (int i = 0; i < threats; ++i) engage_one(c, random);
            return;
        }
        for (const RaidTables::Share& share : layer_->shares[c]) {
            const int here = draw_binomial(threats, share.chance, random.uniform(), tables_->log_factorials);
            count(c, here, share.rounds, share.killed);
            threats -= here;
        }
    }

    void count(std::size_t c, int threats, int rounds_each, bool killed)
    {
        left_ -= threats * rounds_each;
        channels_ -= threats;
        if (!killed) return;
        alive_[c] -= threats;
        killed_ += threats;
    }

    /// Marked ones among `drawn` of `total`.
    [[nodiscard]] int draw(int total, int marked, int drawn, PhiloxStream& random) const
    {
        if (drawn == total) return marked;
        return draw_hypergeometric(total, marked, drawn, random.uniform(), tables_->log_factorials);
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
        if (group.kinds.size() == 1) {
            leakers_of_kind[group.kinds.front()] = alive_[c];
            return;
        }
        int of_all = group.count;
        int leaked = alive_[c];
        for (const std::size_t kind : group.kinds) {
            leakers_of_kind[kind] = draw(of_all, tables_->counts[kind], leaked, random);
            of_all -= tables_->counts[kind];
            leaked -= leakers_of_kind[kind];
        }
    }

    const RaidTables* tables_;
    int few_;
    std::vector<int> alive_, coming_;  ///< by class
    // of the layer that is being passed
    const Layer* layer_ = nullptr;
    int left_ = 0;
    int channels_ = 0;
    int killed_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
