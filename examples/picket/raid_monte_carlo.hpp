// SPDX-License-Identifier: MIT
/// @file
/// What picket raid simulates, beside what it computed exactly.
#ifndef PICKET_EXAMPLES_PICKET_RAID_MONTE_CARLO_HPP
#define PICKET_EXAMPLES_PICKET_RAID_MONTE_CARLO_HPP

#include <picket/cost/estimate.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_simulation.hpp>
#include <picket/io/raid_json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "output.hpp"
#include "raid_report.hpp"
#include "raid_text.hpp"

namespace picket_cli {

/// An estimate with its interval and, where there is one, the exact mean and whether it lies in the interval.
inline Json estimate_json(const picket::Estimate& estimate, std::optional<double> exact)
{
    Json quantiles = Json::array();
    for (const picket::QuantileEstimate& q : estimate.quantiles) quantiles.push_back({q.value, q.probability});
    Json one{{"mean", estimate.mean},
             {"lower", estimate.lower},
             {"upper", estimate.upper},
             {"standard_deviation", std::sqrt(estimate.variance)},
             {"quantiles", std::move(quantiles)}};
    if (exact) {
        // what never varies has an interval of no width, and the exact mean its rounding
        const double rounding = 1e-9 * std::max(1.0, std::abs(*exact));
        one["exact"] = *exact;
        one["inside"] = *exact >= estimate.lower - rounding && *exact <= estimate.upper + rounding;
    }
    return one;
}

inline picket::RaidSimulation simulate(const picket::io::RaidFile& file, const picket::RaidPrices& prices,
                                       std::uint64_t samples, std::uint64_t seed, unsigned threads, double confidence)
{
    picket::RaidSimulationOptions options;
    options.samples = samples;
    options.seed = seed;
    options.threads = threads;
    options.confidence = confidence;
    options.quantiles.assign(shown_quantiles.begin(), shown_quantiles.end());
    options.money_bins = 40;
    Progress progress("raid: samples");
    options.progress = [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); };
    return picket::simulate_raid(file.scenario, prices, options);
}

/// The prices of a scenario as what is not known; none where one uncertain item stands in two places: its price would
/// be drawn twice.
inline std::optional<picket::RaidPrices> uncertain_prices(const picket::io::RaidFile& file)
{
    for (std::size_t i = 0; i < file.prices.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!file.prices[i].item.empty() && file.prices[i].item == file.prices[k].item &&
                file.prices[i].distribution.kind() != picket::DistributionKind::fixed)
                return std::nullopt;
        }
    }
    const auto drawn = [&](const std::vector<std::size_t>& which) {
        std::vector<std::optional<picket::Distribution>> prices;
        for (const std::size_t i : which) {
            if (i == picket::io::RaidFile::no_price)
                prices.emplace_back();
            else
                prices.emplace_back(file.prices[i].distribution);
        }
        return prices;
    };
    return picket::RaidPrices{drawn(file.round_cost), drawn(file.unit_cost), drawn(file.value)};
}

inline RaidMeans means_of(const picket::RaidSimulation& played)
{
    RaidMeans means;
    for (const picket::RaidLayerSimulation& layer : played.layers) means.rounds.push_back(layer.rounds.mean);
    for (const picket::Estimate& leakers : played.leakers_of_kind) means.leakers_of_kind.push_back(leakers.mean);
    return means;
}

/// Share of the samples by value; values of none left out.
inline Json histogram_json(const std::vector<std::uint64_t>& counts, std::uint64_t samples)
{
    Json histogram = Json::array();
    for (std::size_t k = 0; k < counts.size(); ++k) {
        if (counts[k] > 0) histogram.push_back({k, static_cast<double>(counts[k]) / static_cast<double>(samples)});
    }
    return histogram;
}

/// The simulation at the means of the prices.
inline Json monte_carlo_json(const picket::RaidScenario& scenario, const picket::RaidSimulation& played,
                             const std::optional<picket::RaidOutcome>& exact, std::uint64_t seed)
{
    const auto known = [&](double value) { return exact ? std::optional<double>(value) : std::nullopt; };
    const picket::RaidOutcome none{};
    const picket::RaidOutcome& truth = exact ? *exact : none;
    Json all{{"samples", played.samples}, {"seed", seed}, {"confidence", played.leakers.confidence}};
    all["leakers"] = estimate_json(played.leakers, known(truth.leakers.mean()));
    all["leakers"]["distribution"] = histogram_json(played.leakers_histogram, played.samples);
    all["kills"] = estimate_json(played.kills, known(truth.mean_kills));
    if (has_decoys(scenario)) {
        all["real_leakers"] = estimate_json(played.real_leakers, known(truth.real_leakers.mean()));
        all["real_leakers"]["distribution"] = histogram_json(played.real_leakers_histogram, played.samples);
        all["real_kills"] = estimate_json(played.real_kills, known(truth.mean_real_kills));
    }
    all["money"] = estimate_json(played.money, known(truth.mean_money));
    all["value_lost"] = estimate_json(played.value_lost, known(truth.mean_value_lost));
    all["value_averted"] = estimate_json(played.value_averted, known(truth.mean_value_averted));
    all["value_averted_less_money"] =
        estimate_json(played.value_averted_less_money, known(truth.figures.value_averted_less_money));
    all["figures"] = figures_json(played.figures);
    if (has_decoys(scenario)) {
        all["figures"]["cost_per_real_kill"] = played.cost_per_real_kill;
        all["figures"]["cost_per_real_leaker"] = played.cost_per_real_leaker;
    }
    all["kinds"] = Json::array();
    for (std::size_t k = 0; k < scenario.threats.size(); ++k) {
        all["kinds"].push_back(
            {{"name", scenario.threats[k].name},
             {"leakers", estimate_json(played.leakers_of_kind[k],
                                       exact ? known(truth.leakers_of_kind[k].mean()) : std::nullopt)}});
    }
    all["layers"] = Json::array();
    for (std::size_t l = 0; l < scenario.layers.size(); ++l) {
        const picket::RaidLayerSimulation& layer = played.layers[l];
        const picket::RaidLayerOutcome nothing{};
        const picket::RaidLayerOutcome& is = exact ? truth.layers[l] : nothing;
        all["layers"].push_back({{"name", scenario.layers[l].name},
                                 {"arrivals", estimate_json(layer.arrivals, known(is.arrivals.mean()))},
                                 {"leakers", estimate_json(layer.leakers, known(is.leakers.mean()))},
                                 {"rounds", estimate_json(layer.rounds, known(is.rounds.mean()))},
                                 {"kills", estimate_json(layer.kills, known(is.mean_kills))},
                                 {"money", estimate_json(layer.money, known(is.mean_money))}});
    }
    return all;
}

inline std::string monte_carlo_text(const Json& played, const std::string& money)
{
    Columns columns;
    const double confidence = 100.0 * played["confidence"].get<double>();
    const std::string interval = short_number(confidence) + " % interval";
    columns.add({"Monte Carlo, " + played["samples"].dump() + " samples, seed " + played["seed"].dump(), "mean",
                 interval + " from", "to", "exact", ""});
    int inside = 0;
    int compared = 0;
    const auto add = [&](const std::string& name, const Json& one) {
        std::vector<std::string> row{name, short_number(one["mean"]), short_number(one["lower"]),
                                     short_number(one["upper"])};
        if (one.contains("exact")) {
            row.push_back(short_number(one["exact"]));
            row.emplace_back(one["inside"].get<bool>() ? "inside" : "outside");
            ++compared;
            inside += one["inside"].get<bool>() ? 1 : 0;
        }
        columns.add(std::move(row));
    };
    const auto name = [](const Json& part) {
        return picket::io::detail::printable(part.at("name").get<std::string>(), 40);
    };
    add("leakers", played["leakers"]);
    if (played.contains("real_leakers")) add("real leakers", played["real_leakers"]);
    if (played["kinds"].size() > 1) {
        for (const Json& kind : played["kinds"]) add("  " + name(kind), kind["leakers"]);
    }
    for (const Json& layer : played["layers"]) {
        columns.add({name(layer)});
        for (const char* key : {"arrivals", "leakers", "rounds", "kills", "money"})
            add(std::string("  ") + key, layer[key]);
    }
    add("kills", played["kills"]);
    if (played.contains("real_kills")) add("real kills", played["real_kills"]);
    add("money in all, " + money, played["money"]);
    add("value lost", played["value_lost"]);
    add("value averted", played["value_averted"]);
    add("value averted less money", played["value_averted_less_money"]);
    std::string text = columns.text();
    if (compared > 0)
        text += std::to_string(inside) + " of " + std::to_string(compared) + " exact means lie in their interval\n";
    Columns spread;
    spread.add({"of the samples", "5 %", "50 %", "95 %"});
    for (const char* key : {"leakers", "real_leakers", "money"}) {
        if (!played.contains(key)) continue;
        std::vector<std::string> row{key == std::string("real_leakers") ? "real leakers" : key};
        for (const Json& q : played[key]["quantiles"]) row.push_back(short_number(q[0]));
        spread.add(std::move(row));
    }
    return text + spread.text();
}

}  // namespace picket_cli

#endif
