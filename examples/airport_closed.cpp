// SPDX-License-Identifier: MIT
// Copenhagen, 22 September 2025, as a reconstruction: what an evening without an airport costs, against what the drones
// may have cost, and what a defence would be worth.
#include <picket/cost/closure.hpp>
#include <picket/cost/estimate.hpp>

#include <cstdio>

int main()
{
    using namespace picket;
    std::printf(
        "reconstruction: no cost was published; only what is marked 'fact' is\n\n"
        "fact        drones at Copenhagen airport, 22 September 2025: closed from 20:26 for nearly four hours\n"
        "fact        51 flights diverted, 109 cancelled, about 20,000 passengers\n"
        "fact        2 to 3 drones were reported, later 2 to 4\n"
        "source B    a diversion without passenger compensation: 12,000 EUR (regional), 28,000 (narrow-body),\n"
        "            50,000 (long-haul); EUROCONTROL Standard Inputs for Economic Analyses, table 17.1\n"
        "assumption  the mix of types is not known: on average from 12,000 to 50,000, most likely 28,000\n"
        "assumption  these are prices of 2025 (no price year was found); drones excuse from compensation\n"
        "assumption  a cancellation: 10,000 to 40,000 EUR (80 to 320 for each of 125 passengers)\n"
        "assumption  a drone: 5,000 to 50,000 EUR\n"
        "left out    delays of other flights, the time of passengers, fees lost, police: the total is too low\n\n");

    const CurrencyCode eur("EUR");
    const Price diversion("average cost", eur, 2025, Distribution::triangular(12e3, 28e3, 50e3),
                          {"EUROCONTROL Standard Inputs, table 17.1", 2025, Confidence::b, "less compensation", {}});
    const Price cancellation("average cost", eur, 2025, Distribution::uniform(10e3, 40e3),
                             {"assumption", 2025, Confidence::d, {}, {}});
    const Price drone("unit price", eur, 2025, Distribution::uniform(5e3, 50e3),
                      {"assumption", 2025, Confidence::d, {}, {}});

    ClosureCounts counts;
    counts.diversions = 51;
    counts.cancellations = 109;
    const Bill bill = closure_bill(counts, {diversion, cancellation, {}, {}});
    std::printf("M EUR of 2025         from     mean       to\n");
    for (const BillLine& line : bill.lines()) {
        const Bill part({line});
        std::printf("%3.0f %-14s %7.2f  %7.2f  %7.2f\n", line.count, line.name.c_str(), part.lower().value() / 1e6,
                    part.mean()->value() / 1e6, part.upper()->value() / 1e6);
    }
    std::printf("in all             %7.2f  %7.2f  %7.2f\n", bill.lower().value() / 1e6, bill.mean()->value() / 1e6,
                bill.upper()->value() / 1e6);

    EstimateOptions options;
    options.quantiles = {0.05, 0.95};
    const Estimate total = estimate(
        100'000, 22, 1, [&](PhiloxStream& random) { return bill.sample(random).value(); }, options);
    std::printf("9 in 10 of what these prices allow lie from %.2f to %.2f\n\n", total.quantiles[0].value / 1e6,
                total.quantiles[1].value / 1e6);

    const Amount few = drone.lower() * 2.0;
    const Amount many = *drone.upper() * 4.0;
    std::printf("the drones: %.2f to %.2f M EUR; each euro of theirs cost %.0f to %.0f of the others'\n",
                few.value() / 1e6, many.value() / 1e6, bill.lower() / many, *bill.upper() / few);
    for (const double prevents : {0.5, 0.8, 1.0})
        std::printf(
            "a defence that prevents %3.0f %% of such evenings breaks even at %.2f to %.2f M EUR for each evening\n",
            100.0 * prevents, prevents * bill.lower().value() / 1e6, prevents * bill.upper()->value() / 1e6);
}
