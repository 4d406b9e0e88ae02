// SPDX-License-Identifier: MIT
// picket raid: how many of a raid leak, for how many rounds and how much money.
#include <picket/cost/raid.hpp>
#include <picket/error.hpp>
#include <picket/io/raid_json.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "raid_monte_carlo.hpp"
#include "raid_picture.hpp"
#include "raid_report.hpp"
#include "raid_text.hpp"

namespace picket_cli {
namespace {

struct RaidArguments {
    std::string scenario;
    std::string prices;
    std::string out;
    std::string svg;
    bool json = false;
    bool csv = false;
    std::optional<std::int64_t> samples;
    std::uint64_t seed = 1;
    unsigned threads = 1;
    double confidence = 0.95;

    void check() const
    {
        if (samples && !(*samples >= 2 && *samples <= most_samples))
            throw CLI::ValidationError("--monte-carlo: a number of samples, 2 to " + std::to_string(most_samples));
        if (!(confidence > 0.0 && confidence < 1.0))
            throw CLI::ValidationError("--confidence: a probability above 0 and below 1");
        if (threads > 1024) throw CLI::ValidationError("--threads: 0 to 1024");
        if (!svg.empty() && (svg == "-" ? out.empty() || out == "-" : svg == out))
            throw CLI::ValidationError("--svg and --out: two outputs would go to one place");
    }

    static constexpr std::int64_t most_samples = 10'000'000;
};

/// What was found, before it is put into words.
struct RaidFindings {
    std::optional<picket::RaidOutcome> exact;
    std::string too_large;  ///< why there is no exact outcome
    std::optional<MoneySpread> money;
    std::optional<picket::RaidSimulation> played;         ///< at the means of the prices
    std::optional<picket::RaidSimulation> played_prices;  ///< with every uncertain price drawn
};

/// The reader has checked every field: what the exact methods still refuse is too large for them.
RaidFindings solve(const picket::io::RaidFile& file, const RaidArguments& options)
{
    RaidFindings found;
    try {
        found.exact = with_clock("raid: exact", [&] { return picket::solve_raid(file.scenario); });
    } catch (const picket::DomainError& error) {
        found.too_large = error.what();
        if (!options.samples) {
            const std::string message = shown_name(options.scenario) + ": " + found.too_large + ": --monte-carlo N";
            throw picket::Error(message.c_str());
        }
    }
    if (options.samples) {
        const auto play = [&](const picket::RaidPrices& prices) {
            return simulate(file, prices, static_cast<std::uint64_t>(*options.samples), options.seed, options.threads,
                            options.confidence);
        };
        try {
            found.played = play({});
            const std::optional<picket::RaidPrices> prices = uncertain_prices(file);
            if (prices && !PriceSpread::is_certain(file)) found.played_prices = play(*prices);
        } catch (const picket::DomainError& error) {
            throw picket::Error((shown_name(options.scenario) + ": " + error.what()).c_str());
        }
    }
    if (found.exact) found.money = with_clock("raid: money", [&] { return exact_money(file.scenario, *found.exact); });
    return found;
}

Json report_of(const picket::io::RaidFile& file, const RaidFindings& found, const RaidArguments& options)
{
    Json report{{"scenario", shown_name(options.scenario)}};
    report["note"] = file.note;
    report["currency"] = file.scenario.currency;
    report["price_year"] = file.price_year;
    report["order"] = file.scenario.order == picket::RaidOrder::shuffled ? "shuffled" : "as_listed";
    if (found.exact) report["exact"] = exact_json(file.scenario, *found.exact, found.money);
    if (found.played) report["monte_carlo"] = monte_carlo_json(file.scenario, *found.played, found.exact, options.seed);
    if (!PriceSpread::is_certain(file)) {
        Json& spread = report["uncertain_prices"];
        spread = PriceSpread(file, found.exact ? means_of(*found.exact) : means_of(*found.played))
                     .json(static_cast<std::uint64_t>(options.samples.value_or(10'000)), options.seed, options.threads,
                           options.confidence);
        if (found.played_prices) {
            spread["money_of_one_raid"] = estimate_json(found.played_prices->money, std::nullopt);
            spread["value_averted_less_money_of_one_raid"] =
                estimate_json(found.played_prices->value_averted_less_money, std::nullopt);
        }
    }
    report["prices"] = prices_json(file);
    return report;
}

std::string table_of(const Json& report, const picket::io::RaidFile& file)
{
    const std::string money = file.scenario.currency + " of " + std::to_string(file.price_year);
    int threats = 0;
    for (const picket::ThreatKind& kind : file.scenario.threats) threats += kind.count;
    const auto many = [](std::size_t n, const char* word) {
        return std::to_string(n) + ' ' + word + (n == 1 ? "" : "s");
    };
    std::string text = report["scenario"].get<std::string>() + ": " +
                       many(static_cast<std::size_t>(threats), "threat") + " of " +
                       many(file.scenario.threats.size(), "kind") + ", " + many(file.scenario.layers.size(), "layer") +
                       ", order " + report["order"].get<std::string>() + '\n';
    if (!file.note.empty()) text += picket::io::detail::printable(file.note, 1000) + '\n';
    if (report.contains("exact")) text += '\n' + exact_text(report["exact"], money);
    if (report.contains("monte_carlo")) text += '\n' + monte_carlo_text(report["monte_carlo"], money);
    if (report.contains("uncertain_prices")) text += '\n' + price_spread_text(report["uncertain_prices"], money);
    return text + '\n' + prices_text(report["prices"], money);
}

std::vector<std::pair<double, double>> value_pairs(const Json& distribution)
{
    std::vector<std::pair<double, double>> pairs;
    for (const Json& one : distribution) pairs.emplace_back(one[0].get<double>(), one[1].get<double>());
    return pairs;
}

std::vector<Bar> histogram_bars(const picket::MoneyHistogram& histogram, std::uint64_t samples)
{
    std::vector<std::pair<double, double>> amounts;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        if (histogram.counts[i] > 0)
            amounts.emplace_back(histogram.low + (static_cast<double>(i) + 0.5) * histogram.width,
                                 static_cast<double>(histogram.counts[i]) / static_cast<double>(samples));
    }
    if (histogram.width == 0.0) return amount_bars(amounts);
    std::vector<Bar> bars;
    for (const auto& [middle, p] : amounts)
        bars.push_back({middle - 0.5 * histogram.width, middle + 0.5 * histogram.width, p});
    return bars;
}

std::string picture_of(const Json& report, const picket::io::RaidFile& file,
                       const std::optional<picket::RaidSimulation>& played)
{
    const std::string money = file.scenario.currency + " of " + std::to_string(file.price_year);
    int threats = 0;
    int decoys = 0;
    for (const picket::ThreatKind& kind : file.scenario.threats) (kind.decoy ? decoys : threats) += kind.count;
    const bool without = has_decoys(file.scenario);
    const char* const leak = without ? "real_leakers" : "leakers";
    RaidPicture picture("Raid of " + std::to_string(threats) + " threats " +
                            (without ? "and " + std::to_string(decoys) + " decoys " : "") + "against " +
                            std::to_string(file.scenario.layers.size()) + " layers",
                        report["scenario"].get<std::string>());
    BarPanel leakers{without ? "How many leak, decoys not counted" : "How many leak",
                     "threats that leak, of " + std::to_string(threats)};
    leakers.whole_numbers = true;
    BarPanel cost{"What the rounds cost", ""};
    double unit = 1.0;
    std::string unit_word;
    if (report.contains("exact")) {
        const Json& exact = report["exact"];
        leakers.bars = count_bars(value_pairs(exact[leak]["distribution"]));
        leakers.mean = exact[leak]["mean"].get<double>();
        leakers.legend = "exact";
        cost.mean = exact["money"]["mean"].get<double>();
        if (exact["money"].contains("distribution")) {
            cost.bars = amount_bars(value_pairs(exact["money"]["distribution"]));
            cost.legend = "exact, at the means of the prices; amounts gathered into bars";
        }
    }
    if (played) {
        const std::string how = "Monte Carlo, " + std::to_string(played->samples) + " samples";
        std::vector<Bar> bars = count_bars(value_pairs(report["monte_carlo"][leak]["distribution"]));
        if (leakers.bars.empty()) {
            leakers.bars = std::move(bars);
            leakers.mean = report["monte_carlo"][leak]["mean"].get<double>();
            leakers.legend = how;
        } else {
            leakers.marks = std::move(bars);
            leakers.legend = "bars: exact; circles: " + how;
        }
        if (cost.bars.empty()) {
            cost.bars = histogram_bars(played->money_histogram, played->samples);
            cost.mean = played->money.mean;
            cost.legend = how + ", at the means of the prices";
        }
    }
    cost.instead = "The distribution of all money is not listed exactly at this size: --monte-carlo N estimates it.";
    if (!cost.bars.empty()) {
        const double most = cost.bars.back().high;
        unit = most >= 2e9 ? 1e9 : most >= 2e6 ? 1e6 : most >= 2e3 ? 1e3 : 1.0;
        unit_word = unit == 1e9 ? "billion " : unit == 1e6 ? "million " : unit == 1e3 ? "thousand " : "";
        for (Bar& bar : cost.bars) bar = {bar.low / unit, bar.high / unit, bar.probability};
        cost.mean /= unit;
    }
    cost.across = "money spent on rounds, " + unit_word + money;
    picture.add(leakers);
    picture.add(cost);
    return picture.document();
}

void run_raid(const RaidArguments& options)
{
    options.check();
    const picket::io::RaidFile file = read_input(
        options.scenario,
        [&](std::istream& in, const std::string& name) { return picket::io::read_raid_json(in, name, options.prices); },
        [&](const std::string& path) { return picket::io::read_raid_json(path, options.prices); });
    const RaidFindings found = solve(file, options);
    const Json report = report_of(file, found, options);

    Outputs outputs;
    if (!options.svg.empty()) outputs.add(options.svg, picture_of(report, file, found.played));
    outputs.add(options.out, options.json  ? report.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'
                             : options.csv ? RaidCsv::text(report)
                                           : table_of(report, file));
    outputs.commit();
}

/// CLI11 takes a number that is too large for the greatest there is.
std::string whole_seed(const std::string& text)
{
    std::uint64_t seed = 0;
    const std::from_chars_result read = std::from_chars(text.data(), text.data() + text.size(), seed);
    const bool good = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return good ? "" : text + " is not a whole number from 0 to 18446744073709551615";
}

}  // namespace

void add_raid_command(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("raid", "How many of a raid leak, for how many rounds and how much money: exactly");
    const auto options = std::make_shared<RaidArguments>();
    command
        ->add_option("--scenario", options->scenario,
                     "JSON: threats, layers, prices (docs/reference/raid-scenario.md); - is standard input")
        ->required()
        ->type_name("FILE");
    command->add_option("--prices", options->prices, "A price list in place of the one that the scenario names")
        ->type_name("FILE");
    CLI::Option* const json = command->add_flag("--json", options->json, "Print JSON instead of a table");
    command->add_flag("--csv", options->csv, "Print CSV, a number a row, instead of a table")->excludes(json);
    command->add_option("--out", options->out, "Write to this file instead of standard output")->type_name("FILE");
    command->add_option("--svg", options->svg, "Draw leakers and money")->type_name("FILE");
    command->add_option("--monte-carlo", options->samples, "Simulate so many raids beside the exact answer")
        ->type_name("N");
    command->add_option("--seed", options->seed, "Of all random numbers [1]")->type_name("S")->check(whole_seed);
    command->add_option("--threads", options->threads, "0: as many as the machine has; no number depends on it [1]")
        ->type_name("T")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--confidence", options->confidence, "Of the intervals of what is simulated [0.95]")
        ->type_name("C");
    command->footer(
        "Where prices are uncertain, the mean money is given as an interval over them, from 10000 samples or as many\n"
        "as --monte-carlo says. A raid that is too large for the exact methods needs --monte-carlo.\n"
        "Columns and keys: docs/reference/raid-scenario.md.\n\n"
        "Example:\n"
        "  picket raid --scenario raid.json --monte-carlo 100000 --svg raid.svg");
    command->callback([options] { run_raid(*options); });
}

}  // namespace picket_cli
