// SPDX-License-Identifier: MIT
// What did the answer to the drones over Poland on 9-10 September 2025 cost, and which input drives that?
#include <picket/cost/engagement.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/sensitivity.hpp>
#include <picket/io/prices_json.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace picket;

namespace {

// the inputs, in the order of the table; the last one only where somebody prices a closed airport
enum Input {
    drones,
    kills,
    per_kill,
    missile,
    gerbera,
    f16_h,
    f16,
    f35_h,
    f35,
    aew_h,
    aew,
    tanker_h,
    tanker,
    airport
};

struct Line {
    UncertainInput input;
    std::string says_who;
};

std::string says_who(const Price& price)
{
    const Provenance& from = price.provenance();
    return from.source + ", " + std::to_string(from.year) + ", " + to_string(from.confidence);
}

/// For a table: 0.46M, 41.0k, 7.25.
std::string text(double value)
{
    char buffer[40];
    if (value >= 1e5) {
        std::snprintf(buffer, sizeof buffer, "%.2fM", value / 1e6);
    } else if (value >= 1e3) {
        std::snprintf(buffer, sizeof buffer, "%.1fk", value / 1e3);
    } else {
        std::snprintf(buffer, sizeof buffer, value < 10 ? "%.3g" : "%.4g", value);
    }
    return buffer;
}

double money_spent(std::span<const double> x)
{
    const double missiles = std::floor(x[kills]) * x[per_kill] * x[missile];
    const double flying = x[f16_h] * x[f16] + x[f35_h] * x[f35] + x[aew_h] * x[aew] + x[tanker_h] * x[tanker];
    return missiles + flying + (x.size() > airport ? 4.0 * x[airport] : 0.0);
}

}  // namespace

int main()
{
    std::printf("reconstruction: no bill was published; [a] marks assumptions, A to D is how sure a source is\n");

    // Two ways across, and each is said: from euros within 2022, from year to year within dollars.
    const CurrencyCode usd("USD");
    const ExchangeRate dollars({CurrencyCode("EUR"), usd, 1.053, 2022, "[a] after the ECB's average of the year"});
    const Deflator prices(usd, {{2016, 240.0}, {2022, 292.7}, {2023, 304.7}, {2025, 322.0}},
                          "[a] after US consumer prices, CPI-U; arms have an index of their own");
    std::printf("money is USD of 2025: %s\nfrom year to year: %s\n\n", dollars.text().c_str(), prices.source().c_str());

    const std::vector<PricedItem> list = io::read_prices_json(std::string(PICKET_EXAMPLE_DATA_DIR) + "/prices.json");
    const Price aim9x = find_price(list, "AIM-9X")->restated(prices, 2025);
    const Price aim9x_export = *find_price(list, "AIM-9X export package");
    const Price decoy = *find_price(list, "Gerbera decoy");
    const Price f35_hour = find_price(list, "F-35A flying hour")->exchanged(dollars).restated(prices, 2025);
    const Price f16_hour = find_price(list, "F-16C flying hour")->restated(prices, 2025);  // so much or more
    const std::optional<Price> airport_closed{};  // no price was published: state one, and it is counted

    const Distribution all_night = Distribution::uniform(7.25, 10.25);  // 23:30 to 06:45, and the way there
    const Distribution two_to_four = Distribution::uniform(14.5, 29.0);
    const Distribution large = Distribution::uniform(10e3, 30e3);
    std::vector<Line> lines{
        {{"drones that crossed", Distribution::uniform(19, 23)}, "official 19, Rzeczpospolita about 23, 2025, C"},
        {{"shot down", Distribution::uniform(3, 5)},
         "official 3 to 4, 2025, B; [a] 3 as likely as 4 (the whole part counts)"},
        {{"missiles for a kill", Distribution::triangular(1, 1, 2)}, "[a] one, seldom two"},
        {{"AIM-9X", *aim9x.distribution()}, says_who(aim9x) + "; [a] every missile was one"},
        {{"Gerbera", *decoy.distribution()}, says_who(decoy) + "; [a] all were Gerberas"},
        {{"F-16 hours (Poland)", two_to_four}, "published 23:30-06:45 CEST, 2025, C; [a] two to four in the air"},
        {{"F-16 hour", Distribution::uniform(f16_hour.lower().value(), 27e3)},
         says_who(f16_hour) + ", or more; [a] up to 27k"},
        {{"F-35 hours (Netherlands)", two_to_four}, "published 23:30-06:45 CEST, 2025, C; [a] two to four in the air"},
        {{"F-35 hour", *f35_hour.distribution()}, says_who(f35_hour)},
        {{"AEW hours (Italy)", all_night}, "published 23:30-06:45 CEST, 2025, C; [a] one, up to 3 h more"},
        {{"AEW hour", large}, "[a] no source"},
        {{"tanker hours (MRTT)", all_night}, "published 23:30-06:45 CEST, 2025, C; [a] one, up to 3 h more"},
        {{"tanker hour", large}, "[a] no source"}};
    if (airport_closed)
        lines.push_back({{"airport closed", *airport_closed->distribution()}, says_who(*airport_closed)});

    std::vector<UncertainInput> inputs;
    std::printf("%-25s %7s %7s  says who\n", "what goes in", "from", "to");
    for (const Line& line : lines) {
        const Distribution& d = line.input.distribution;
        std::printf("%-25s %7s %7s  %s\n", line.input.name.c_str(), text(d.lower()).c_str(), text(d.upper()).c_str(),
                    line.says_who.c_str());
        inputs.push_back(line.input);
    }
    std::printf("\nmixed within one price, as its basis says:\n");
    for (const char* item : {"Gerbera decoy", "F-35A flying hour"})
        std::printf("%s: %s\n", item, find_price(list, item)->provenance().basis.c_str());

    // what comes out: nine nights in ten lie between
    EstimateOptions options;
    options.quantiles = {0.05, 0.5, 0.95};
    const auto night = [&](PhiloxStream& stream) {
        std::vector<double> x;
        for (const UncertainInput& input : inputs) x.push_back(input.distribution.sample(stream));
        const double spent = money_spent(x);
        const double down = std::floor(x[kills]);
        const CostFigures figures = cost_figures(x[drones], down, x[drones] - down, spent, x[drones] * x[gerbera], 0.0);
        return std::array{spent, down * x[per_kill] * x[missile], figures.cost_per_kill,
                          figures.attacker_cost_per_defender_cost, figures.defender_cost_per_attacker_cost};
    };
    const auto found = estimate(20000, 2025, 1, night, options);
    const std::array names{"the answer", "  of it missiles", "  for a kill", "attacker_cost_per_defender_cost",
                           "defender_cost_per_attacker_cost"};
    std::printf("\n%-33s %7s %7s %7s\n", "what comes out (of all above)", "5 %", "median", "95 %");
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& q = found[i].quantiles;
        std::printf("%-33s %7s %7s %7s\n", names[i], text(q[0].value).c_str(), text(q[1].value).c_str(),
                    text(q[2].value).c_str());
    }
    std::printf(
        "three AIM-9X: %s (%s)\n"
        "reported for three drones, not converted: at least $1.2M of missiles (Bild, 2025, C); elsewhere about\n"
        "400,000 EUR a missile (RBC-Ukraine, 2025, C), so it may be euros that were reported\n",
        text(3.0 * aim9x.lower().value()).c_str(), says_who(aim9x).c_str());
    for (const Price* one : {&aim9x, &aim9x_export})
        std::printf("an AIM-9X, %s (%s), for a Gerbera (%s): %.0f to %.0f times as dear\n", one->quantity().c_str(),
                    says_who(*one).c_str(), says_who(decoy).c_str(), one->lower() / *decoy.upper(),
                    *one->upper() / decoy.lower());

    // which input drives it
    SobolOptions sampling;
    sampling.resamples = 200;
    const Sobol shares = sobol(inputs, 4096, 2025, 1, money_spent, sampling);
    const Tornado swings = tornado(inputs, money_spent);
    std::printf(
        "\nwhat drives the answer's cost, widest swing first; shares of the variance with 95 %% intervals\n"
        "%-25s %7s %7s  %-22s %s\n",
        "input, 5 % to 95 %", "low", "high", "alone", "with others");
    for (const TornadoRow& row : swings.rows) {
        const SobolIndex& alone = shares.inputs[row.input].first_order;
        const SobolIndex& total = shares.inputs[row.input].total;
        if (row.swing == 0.0) continue;
        std::printf("%-25s %7s %7s  %5.2f (%5.2f to %4.2f)  %4.2f (%4.2f to %4.2f)\n", row.name.c_str(),
                    text(row.at_low).c_str(), text(row.at_high).c_str(), alone.value, alone.lower, alone.upper,
                    total.value, total.lower, total.upper);
    }
    std::printf("alone, all together: %.2f (%.2f to %.2f)\n", shares.first_order_sum.value,
                shares.first_order_sum.lower, shares.first_order_sum.upper);
    std::printf("not priced: %sPatriot crews, what the drones damaged, what else flew or stood ready\n",
                airport_closed ? "" : "four airports closed (2025, C; no price was published), ");
    return 0;
}
