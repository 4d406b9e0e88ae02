// SPDX-License-Identifier: MIT
/// @file
/// What picket raid found, put together once: JSON prints it as it is, CSV line by line, the table in part.
#ifndef PICKET_EXAMPLES_PICKET_RAID_REPORT_HPP
#define PICKET_EXAMPLES_PICKET_RAID_REPORT_HPP

#include <picket/cost/estimate.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_spending.hpp>
#include <picket/io/raid_json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket_cli {

using Json = nlohmann::ordered_json;

inline constexpr std::array<double, 3> shown_quantiles{0.05, 0.5, 0.95};

/// Amounts in rising order, with probabilities that sum to 1.
using MoneyDistribution = std::vector<picket::MoneyProbability>;

inline MoneyDistribution scaled(const picket::Pmf& rounds, double round_cost)
{
    MoneyDistribution amounts;
    for (int n = 0; n <= rounds.max(); ++n) {
        if (rounds.probability(n) > 0.0) amounts.push_back({n * round_cost, rounds.probability(n)});
    }
    return picket::money_distribution([&] {
        std::vector<picket::RaidJointOutcome> outcomes;  // equal amounts become one: a round may cost nothing
        for (const picket::MoneyProbability& one : amounts) outcomes.push_back({{}, {}, one.money, one.probability});
        return outcomes;
    }());
}

/// Mean, standard deviation, quantiles, and every value with its probability.
inline Json spread_of(const MoneyDistribution& amounts)
{
    double mean = 0.0;
    for (const auto& one : amounts) mean += one.money * one.probability;
    double variance = 0.0;
    for (const auto& one : amounts) variance += (one.money - mean) * (one.money - mean) * one.probability;
    Json quantiles = Json::array();
    for (const double q : shown_quantiles) {
        double below = 0.0;
        std::size_t i = 0;
        while (i + 1 < amounts.size() && (below += amounts[i].probability) < q) ++i;
        quantiles.push_back({amounts[i].money, q});
    }
    Json distribution = Json::array();
    for (const auto& one : amounts) distribution.push_back({one.money, one.probability});
    return {{"mean", mean},
            {"standard_deviation", std::sqrt(variance)},
            {"quantiles", std::move(quantiles)},
            {"distribution", std::move(distribution)}};
}

inline Json spread_of(const picket::Pmf& pmf)
{
    Json quantiles = Json::array();
    for (const double q : shown_quantiles) quantiles.push_back({pmf.quantile(q), q});
    Json distribution = Json::array();
    for (int n = 0; n <= pmf.max(); ++n) {
        if (pmf.probability(n) > 0.0) distribution.push_back({n, pmf.probability(n)});
    }
    return {{"mean", pmf.mean()},
            {"standard_deviation", std::sqrt(pmf.variance())},
            {"quantiles", std::move(quantiles)},
            {"distribution", std::move(distribution)}};
}

/// The distribution of all money: amounts, and how far rounding to a common unit may have moved each.
struct MoneySpread {
    MoneyDistribution amounts;
    double rounding_bound;
};

/// Every amount where they share a unit and are few enough to list; else amounts rounded to a 5,000th of the greatest;
/// nothing where that takes too long, too.
inline std::optional<MoneySpread> exact_money(const picket::RaidScenario& scenario, const picket::RaidOutcome& outcome)
{
    constexpr std::size_t most_amounts = 20'000;
    picket::RaidSpendingOptions options;
    options.max_products = 1'000'000'000;  // a second
    double greatest = 0.0;
    for (std::size_t l = 0; l < scenario.layers.size(); ++l)
        greatest += outcome.layers[l].rounds.max() * scenario.layers[l].round_cost;
    if (!(greatest > 0.0)) return MoneySpread{{{0.0, 1.0}}, 0.0};
    for (const bool rounded : {false, true}) {
        if (rounded) options.money_unit = greatest / 5'000.0;
        try {
            const picket::RaidSpending spending = picket::leakers_and_money(scenario, options);
            MoneySpread spread{spending.money(), spending.rounding_bound()};
            if (spread.amounts.size() <= most_amounts) return spread;
        } catch (const picket::DomainError&) {
            continue;  // no common unit, or too large
        }
    }
    return std::nullopt;
}

inline Json figures_json(const picket::CostFigures& figures)
{
    return {{"cost_per_threat", figures.cost_per_threat},
            {"cost_per_kill", figures.cost_per_kill},
            {"cost_per_leaker", figures.cost_per_leaker},
            {"attacker_cost_per_defender_cost", figures.attacker_cost_per_defender_cost},
            {"defender_cost_per_attacker_cost", figures.defender_cost_per_attacker_cost},
            {"value_averted_less_money", figures.value_averted_less_money}};
}

inline double attacker_money(const picket::RaidScenario& scenario)
{
    double money = 0.0;
    for (const picket::ThreatKind& kind : scenario.threats) money += kind.count * kind.unit_cost;
    return money;
}

/// Then what is counted without decoys is shown, too.
inline bool has_decoys(const picket::RaidScenario& scenario)
{
    return std::any_of(scenario.threats.begin(), scenario.threats.end(), [](const auto& kind) { return kind.decoy; });
}

inline Json exact_json(const picket::RaidScenario& scenario, const picket::RaidOutcome& outcome,
                       const std::optional<MoneySpread>& money)
{
    Json exact{{"method", to_string(outcome.method)}};
    exact["leakers"] = spread_of(outcome.leakers);
    exact["no_leaker_probability"] = outcome.leakers.probability(0);
    exact["kills"] = {{"mean", outcome.mean_kills}};
    if (has_decoys(scenario)) {
        exact["real_leakers"] = spread_of(outcome.real_leakers);
        exact["no_real_leaker_probability"] = outcome.real_leakers.probability(0);
        exact["real_kills"] = {{"mean", outcome.mean_real_kills}};
    }
    exact["money"] = {{"mean", outcome.mean_money}, {"standard_deviation", std::sqrt(outcome.variance_money)}};
    if (money) {
        const Json spread = spread_of(money->amounts);
        exact["money"]["rounding_bound"] = money->rounding_bound;
        exact["money"]["quantiles"] = spread["quantiles"];
        exact["money"]["distribution"] = spread["distribution"];
    }
    exact["attacker_money"] = attacker_money(scenario);
    exact["value_lost"] = {{"mean", outcome.mean_value_lost}};
    exact["value_averted"] = {{"mean", outcome.mean_value_averted}};
    exact["figures"] = figures_json(outcome.figures);
    if (has_decoys(scenario)) {
        exact["figures"]["cost_per_real_kill"] = outcome.cost_per_real_kill;
        exact["figures"]["cost_per_real_leaker"] = outcome.cost_per_real_leaker;
    }
    exact["kinds"] = Json::array();
    for (std::size_t k = 0; k < scenario.threats.size(); ++k) {
        exact["kinds"].push_back({{"name", scenario.threats[k].name},
                                  {"count", scenario.threats[k].count},
                                  {"leakers", spread_of(outcome.leakers_of_kind[k])}});
    }
    exact["layers"] = Json::array();
    for (std::size_t l = 0; l < scenario.layers.size(); ++l) {
        const picket::RaidLayerOutcome& layer = outcome.layers[l];
        Json layer_money = spread_of(scaled(layer.rounds, scenario.layers[l].round_cost));
        layer_money["mean"] = layer.mean_money;
        exact["layers"].push_back({{"name", scenario.layers[l].name},
                                   {"arrivals", spread_of(layer.arrivals)},
                                   {"leakers", spread_of(layer.leakers)},
                                   {"kills", {{"mean", layer.mean_kills}}},
                                   {"rounds", spread_of(layer.rounds)},
                                   {"money", std::move(layer_money)}});
    }
    return exact;
}

inline Json prices_json(const picket::io::RaidFile& file)
{
    Json prices = Json::array();
    for (const picket::io::ScenarioPrice& price : file.prices) {
        const picket::Distribution& shape = price.distribution;
        Json one{{"field", price.field}, {"item", price.item.empty() ? Json() : Json(price.item)}};
        one["mean"] = shape.mean();
        one["distribution"] = to_string(shape.kind());
        Json quantiles = Json::array();
        for (const double q : shown_quantiles) quantiles.push_back({shape.quantile(q), q});
        one["quantiles"] = std::move(quantiles);
        one["source"] = price.origin.source;
        one["year"] = price.origin.year;
        one["confidence"] = price.origin.confidence ? Json(to_string(*price.origin.confidence)) : Json();
        one["basis"] = price.origin.basis;
        one["conversions"] = price.origin.conversions;
        prices.push_back(std::move(one));
    }
    return prices;
}

/// What the raid comes to on average: what prices are put to.
struct RaidMeans {
    std::vector<double> rounds;           ///< by layer
    std::vector<double> leakers_of_kind;  ///< as threats
};

inline RaidMeans means_of(const picket::RaidOutcome& exact)
{
    RaidMeans means;
    for (const picket::RaidLayerOutcome& layer : exact.layers) means.rounds.push_back(layer.rounds.mean());
    for (const picket::Pmf& leakers : exact.leakers_of_kind) means.leakers_of_kind.push_back(leakers.mean());
    return means;
}

/// The sums of the means over what the prices may be. An item has one price, wherever it stands.
class PriceSpread {
public:
    PriceSpread(const picket::io::RaidFile& file, RaidMeans means) : file_(file), means_(std::move(means))
    {
        for (const picket::io::ScenarioPrice& price : file.prices) {
            std::size_t draw = draws_.size();
            for (std::size_t i = 0; i < draws_.size(); ++i) {
                if (!price.item.empty() && draws_[i]->item == price.item) draw = i;
            }
            if (draw == draws_.size()) draws_.push_back(&price);
            draw_of_.push_back(draw);
        }
    }

    [[nodiscard]] static bool is_certain(const picket::io::RaidFile& file)
    {
        for (const picket::io::ScenarioPrice& price : file.prices) {
            if (price.distribution.kind() != picket::DistributionKind::fixed) return false;
        }
        return true;
    }

    [[nodiscard]] Json json(std::uint64_t samples, std::uint64_t seed, unsigned threads, double confidence) const
    {
        picket::EstimateOptions options;
        options.stream = stream;
        options.confidence = confidence;
        options.quantiles.assign(shown_quantiles.begin(), shown_quantiles.end());
        const auto estimates = picket::estimate(
            samples, seed, threads, [this](picket::PhiloxStream& random) { return sums(random); }, options);
        constexpr std::array<const char*, 5> names{"money", "attacker_money", "value_lost",
                                                   "attacker_cost_per_defender_cost", "value_averted_less_money"};
        Json all{{"samples", samples}, {"seed", seed}, {"confidence", confidence}};
        for (std::size_t i = 0; i < names.size(); ++i) {
            Json quantiles = Json::array();
            for (const picket::QuantileEstimate& q : estimates[i].quantiles)
                quantiles.push_back({q.value, q.probability});
            all[names[i]] = {{"mean", estimates[i].mean},
                             {"lower", estimates[i].lower},
                             {"upper", estimates[i].upper},
                             {"standard_deviation", std::sqrt(estimates[i].variance)},
                             {"quantiles", std::move(quantiles)}};
        }
        return all;
    }

private:
    static constexpr std::uint32_t stream = 1;  // the simulation of the raid has 0

    [[nodiscard]] std::array<double, 5> sums(picket::PhiloxStream& random) const
    {
        std::vector<double> drawn;
        drawn.reserve(draws_.size());
        for (const picket::io::ScenarioPrice* price : draws_) drawn.push_back(price->distribution.sample(random));
        const auto price = [&](std::size_t which) {
            return which == picket::io::RaidFile::no_price ? 0.0 : drawn[draw_of_[which]];
        };
        double money = 0.0;
        for (std::size_t l = 0; l < means_.rounds.size(); ++l) money += means_.rounds[l] * price(file_.round_cost[l]);
        double attack = 0.0;
        double lost = 0.0;
        double averted = 0.0;
        for (std::size_t k = 0; k < means_.leakers_of_kind.size(); ++k) {
            const int count = file_.scenario.threats[k].count;
            attack += count * price(file_.unit_cost[k]);
            lost += means_.leakers_of_kind[k] * price(file_.value[k]);
            averted += (count - means_.leakers_of_kind[k]) * price(file_.value[k]);
        }
        const double nothing = std::numeric_limits<double>::quiet_NaN();
        return {money, attack, lost, money > 0.0 ? attack / money : nothing, averted - money};
    }

    const picket::io::RaidFile& file_;
    RaidMeans means_;
    std::vector<const picket::io::ScenarioPrice*> draws_;
    std::vector<std::size_t> draw_of_;  ///< by price
};

}  // namespace picket_cli

#endif
