// SPDX-License-Identifier: MIT
/// @file
/// A campaign checked and brought to what both ways of computing it need.
#ifndef PICKET_COST_DETAIL_CAMPAIGN_PLAN_HPP
#define PICKET_COST_DETAIL_CAMPAIGN_PLAN_HPP

#include <picket/cost/campaign_spec.hpp>
#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/learning_curve.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/error.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

struct PlannedSupply {
    int stock = 0;
    int capacity = std::numeric_limits<int>::max();
    int total_in = 0;              ///< stock and all that arrives
    std::vector<int> delivered{};  ///< by day
    std::vector<double> bought{};  ///< by day, what is ordered costs so many first units; empty without a price
    std::vector<double> paid{};    ///< for the first 0, 1, ... of stock and orders, in first units; the same
    std::optional<LearningCurve> price{};
};

struct CampaignPlan {
    std::vector<RaidScenario> scenarios;                  ///< the different raids, with their counts
    std::vector<std::optional<std::size_t>> raid_of_day;  ///< which of them
    std::vector<PlannedSupply> layers;

    explicit CampaignPlan(const CampaignSpec& spec)
    {
        check_range("days", spec.days, 1, 100'000);
        if (spec.supplies.empty()) refuse_field("supplies", "there is none");
        for (std::size_t s = 0; s < spec.scenarios.size(); ++s) check_scenario(spec, s);
        add_raids(spec);
        for (std::size_t l = 0; l < spec.supplies.size(); ++l) add_supply(spec, l);
    }

private:
    static void check_scenario(const CampaignSpec& spec, std::size_t s)
    {
        const RaidScenario& scenario = spec.scenarios[s];
        const std::string path = field_item("scenarios", s) + ".";
        if (scenario.layers.size() != spec.supplies.size())
            refuse_field(path + "layers", std::to_string(scenario.layers.size()) + " layers for " +
                                              std::to_string(spec.supplies.size()) + " supplies");
        for (std::size_t l = 0; l < scenario.layers.size(); ++l) {
            if (scenario.layers[l].magazine)
                refuse_field(path + field_item("layers", l) + ".magazine",
                             "is what the supply has that morning: leave it out");
        }
        try {
            static_cast<void>(RaidPlan(scenario, false));
        } catch (const DomainError& error) {
            raise<DomainError>((path + error.what()).c_str());
        }
    }

    void add_raids(const CampaignSpec& spec)
    {
        std::vector<std::pair<std::size_t, std::vector<int>>> known;
        raid_of_day.resize(static_cast<std::size_t>(spec.days));
        for (std::size_t r = 0; r < spec.raids.size(); ++r) {
            const CampaignRaid& raid = spec.raids[r];
            const std::string path = field_item("raids", r);
            check_range(path + ".day", raid.day, 0, spec.days - 1);
            if (raid.scenario >= spec.scenarios.size())
                refuse_field(path + ".scenario", std::to_string(raid.scenario) + " of " +
                                                     std::to_string(spec.scenarios.size()) + ", counted from 0");
            RaidScenario fought = spec.scenarios[raid.scenario];
            if (!raid.counts.empty()) {
                if (raid.counts.size() != fought.threats.size())
                    refuse_field(path + ".counts", std::to_string(raid.counts.size()) + " counts for " +
                                                       std::to_string(fought.threats.size()) + " kinds of threats");
                for (std::size_t k = 0; k < raid.counts.size(); ++k) {
                    check_range(path + "." + field_item("counts", k), raid.counts[k], 0, 5'000);
                    fought.threats[k].count = raid.counts[k];
                }
            }
            std::pair<std::size_t, std::vector<int>> key{raid.scenario, {}};
            for (const ThreatKind& kind : fought.threats) key.second.push_back(kind.count);
            std::optional<std::size_t>& of_day = raid_of_day[static_cast<std::size_t>(raid.day)];
            if (of_day) refuse_field(path + ".day", "a second raid on day " + std::to_string(raid.day));
            for (std::size_t i = 0; i < known.size() && !of_day; ++i) {
                if (known[i] == key) of_day = i;
            }
            if (of_day) continue;
            of_day = known.size();
            known.push_back(std::move(key));
            scenarios.push_back(std::move(fought));
        }
    }

    void add_supply(const CampaignSpec& spec, std::size_t l)
    {
        const MagazineSupply& given = spec.supplies[l];
        const std::string path = field_item("supplies", l);
        constexpr int most = LearningCurve::most / 4;
        check_range(path + ".stock", given.stock, 0, most);
        if (given.capacity) check_range(path + ".capacity", *given.capacity, 0, most);
        check_range(path + ".lead_days", given.lead_days, 0, 100'000);
        check_range(path + ".bought_before", given.bought_before, 0, most);
        check_not_negative(path + ".rounds_per_day", given.rounds_per_day);
        if (given.price.has_value() != spec.supplies.front().price.has_value())
            refuse_field(path + ".price", "for all layers or for none");
        if (given.price) {
            try {
                static_cast<void>(given.price->first() + spec.supplies.front().price->first());
            } catch (const DomainError& error) {
                refuse_field(path + ".price", error.what());
            }
        }

        const auto days = static_cast<std::size_t>(spec.days);
        std::vector<int> ordered(days, 0);
        double total = given.stock;
        for (std::size_t o = 0; o < given.orders.size(); ++o) {
            const std::string item = path + "." + field_item("orders", o);
            check_range(item + ".day", given.orders[o].day, 0, spec.days - 1);
            check_range(item + ".rounds", given.orders[o].rounds, 0, most);
            total += given.orders[o].rounds;
            if (total <= most) ordered[static_cast<std::size_t>(given.orders[o].day)] += given.orders[o].rounds;
        }
        // A hair more than the product: 0.29 x 100 is 28.999999999999996 in doubles.
        const auto by_rate = [&](std::size_t n) {
            return std::floor(given.rounds_per_day * static_cast<double>(n) * (1.0 + 1e-12));
        };
        total += by_rate(days);
        if (!(total <= most)) refuse_field(path, "more than " + std::to_string(most) + " rounds in all");

        PlannedSupply supply;
        supply.stock = given.stock;
        supply.capacity = given.capacity.value_or(supply.capacity);
        supply.price = given.price;
        supply.delivered.assign(days, 0);
        supply.total_in = given.stock;
        const auto lead = static_cast<std::size_t>(given.lead_days);
        for (std::size_t d = 0; d < days; ++d) {
            ordered[d] += static_cast<int>(by_rate(d + 1) - by_rate(d));
            if (d + lead >= days) continue;
            supply.delivered[d + lead] = ordered[d];
            supply.total_in += ordered[d];
        }
        if (given.price) {
            supply.paid.push_back(0.0);
            int next = given.bought_before;
            const auto buy = [&](int rounds) {
                const double before = supply.paid.back();
                for (int i = 0; i < rounds; ++i)
                    supply.paid.push_back(supply.paid.back() + given.price->relative(++next));
                return supply.paid.back() - before;
            };
            static_cast<void>(buy(given.stock));
            for (std::size_t d = 0; d < days; ++d) supply.bought.push_back(buy(ordered[d]));
        } else {
            supply.bought.assign(days, 0.0);
        }
        layers.push_back(std::move(supply));
    }
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
