// SPDX-License-Identifier: MIT
// What holds for every campaign, bill, scramble and alarm: nothing is lost, sums are sums of their parts, more stock is
// never worse; and formulas beside plain simulations.
#include <picket/cost/air_policing.hpp>
#include <picket/cost/bill.hpp>
#include <picket/cost/campaign.hpp>
#include <picket/cost/campaign_simulation.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/false_alarm.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/random.hpp>

#include <support/campaign.hpp>
#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using namespace picket;

namespace {

/// By Knuth's product of uniforms: for means of some tens.
int poisson(double mean, PhiloxStream& random)
{
    const double stop = std::exp(-mean);
    int n = 0;
    for (double product = random.uniform(); product > stop; product *= random.uniform()) ++n;
    return n;
}

/// A price or hours: between two ends, of any bounded kind, a half to one and a half times `about`.
Distribution about(raid_tests::Random& random, double about)
{
    const double low = about * (0.5 + 0.3 * random.uniform());
    const double high = about * (1.2 + 0.3 * random.uniform());
    const double mode = low + (high - low) * random.uniform();
    switch (random.whole(0, 3)) {
        case 0: return Distribution::fixed(about);
        case 1: return Distribution::uniform(low, high);
        case 2: return Distribution::triangular(low, mode, high);
        default: return Distribution::pert(low, mode, high);
    }
}

Price random_price(raid_tests::Random& random, int name)
{
    const double size = 10.0 + 100.0 * random.uniform();
    return Price("unit price", CurrencyCode("EUR"), 2025, about(random, size),
                 {"source " + std::to_string(name), 2025, Confidence::c, {}, {}});
}

/// Means and variances of samples against the truth, in standard errors; a variance's own by its fourth moment.
class Worst {
public:
    void compare(const std::vector<double>& samples, double mean, double variance)
    {
        const double n = static_cast<double>(samples.size());
        double sum = 0.0;
        for (const double x : samples) sum += x;
        double squares = 0.0;
        double fourth = 0.0;
        for (const double x : samples) {
            const double square = (x - mean) * (x - mean);
            squares += square;
            fourth += square * square;
        }
        const double spread = std::sqrt(std::max(fourth / n - variance * variance, 0.0) / n);
        if (!(variance > 0.0)) {
            REQUIRE(squares <= 1e-18 * n * std::max(1.0, mean * mean));
            return;
        }
        add((sum / n - mean) / std::sqrt(variance / n));
        add((squares / n - variance) / spread);
    }
    [[nodiscard]] double worst() const { return worst_; }
    [[nodiscard]] int compared() const { return compared_; }

private:
    void add(double off)
    {
        ++compared_;
        worst_ = std::max(worst_, std::abs(off));
    }
    double worst_ = 0.0;
    int compared_ = 0;
};

}  // namespace

TEST_CASE("campaigns: what came is left or fired, and money is the sum of its days")
{
    raid_tests::Random random("cost_days, conservation", 41);
    const int cases = random.cases(150);
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const CampaignSpec spec = campaign_tests::random_campaign(random, 20, {3, 8, 1, 3, true});
        const CampaignOutcome outcome = solve_campaign(spec);
        double in = spec.supplies[0].stock;
        double fired = 0.0;
        double money = 0.0;
        double bought = 0.0;
        double first = outcome.never_empty;
        double been_empty = 0.0;
        for (std::size_t d = 0; d < outcome.days.size(); ++d) {
            const CampaignDay& day = outcome.days[d];
            in += day.delivered;
            fired += day.rounds.mean();
            worst = std::max(worst, std::abs(in - fired - day.stock.mean()) / std::max(1.0, in));
            first += outcome.first_empty[d];
            been_empty += outcome.first_empty[d];
            CHECK(day.empty_probability <= been_empty + 1e-12);
            CHECK(day.leakers.mean() <= day.threats + 1e-12);
            double of_kinds = 0.0;
            for (const double mean : day.mean_leakers_of_kind) of_kinds += mean;
            worst = std::max(worst, std::abs(of_kinds - day.leakers.mean()));
            if (!day.mean_money_fired) continue;
            money += day.mean_money_fired->value();
            bought += day.money_bought->value();
        }
        worst = std::max(worst, std::abs(first - 1.0));
        worst = std::max(worst, std::abs(outcome.rounds.mean() - fired) / std::max(1.0, fired));
        if (outcome.mean_money_fired) {
            worst = std::max(worst, std::abs(outcome.mean_money_fired->value() - money) / std::max(1.0, money));
            worst = std::max(worst, std::abs(outcome.money_bought->value() - bought) / std::max(1.0, bought));
        }
    }
    std::printf("%d campaigns, %.2g off\n", cases, worst);
    CHECK(worst < 1e-11);  // sums of some ten thousand doubles
}

TEST_CASE("campaigns: more stock, more orders and shorter leads are never emptied sooner")
{
    raid_tests::Random random("cost_days, more stock", 42);
    const int cases = random.cases(150);
    int later = 0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        CampaignSpec spec = campaign_tests::random_campaign(random, 15, {2, 6, 1, 3, false});
        const CampaignOutcome before = solve_campaign(spec);
        MagazineSupply& supply = spec.supplies[0];
        const int change = random.whole(0, 2);
        switch (change) {
            case 0: supply.stock += 1; break;
            case 1: supply.lead_days = std::max(0, supply.lead_days - 1); break;
            default: supply.orders.push_back({0, 2}); break;
        }
        const CampaignOutcome after = solve_campaign(spec);
        double sooner = 0.0;
        double less = 0.0;
        for (std::size_t d = 0; d < before.days.size(); ++d) {
            sooner += before.first_empty[d];
            less += after.first_empty[d];
            CHECK(less <= sooner + 1e-12);
            if (change == 1) continue;  // what came earlier was fired earlier: a later day may have less
            CHECK(after.days[d].empty_probability <= before.days[d].empty_probability + 1e-12);
            CHECK(after.days[d].leakers.mean() <= before.days[d].leakers.mean() + 1e-12);
        }
        if (after.never_empty > before.never_empty + 1e-9) ++later;
    }
    CHECK(later > cases / 20);
}

TEST_CASE("campaigns: larger ones of one layer, and the first of several, exact beside the simulation")
{
    raid_tests::Random random("cost_days, simulated", 43);
    const int cases = random.cases(60);
    constexpr std::uint64_t samples = 1500;
    int compared = 0;
    int beyond_three = 0;
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const CampaignSpec spec = campaign_tests::random_campaign(random, 12, {2, 12, 2, 4, true});
        CampaignSpec front = spec;
        front.supplies.resize(1);
        for (RaidScenario& scenario : front.scenarios) scenario.layers.resize(1);
        const CampaignOutcome exact = solve_campaign(front);
        const CampaignSimulation estimate =
            simulate_campaign(spec, {.samples = samples, .seed = static_cast<std::uint64_t>(i)});
        const auto compare = [&](double sampled, const Pmf& pmf) {
            // Where nearly all histories agree, there are too few others for a mean to be normal.
            const std::span<const double> p = pmf.probabilities();
            if (*std::max_element(p.begin(), p.end()) > 1.0 - 50.0 / static_cast<double>(samples)) return;
            const double off =
                std::abs(sampled - pmf.mean()) / std::sqrt(pmf.variance() / static_cast<double>(samples));
            ++compared;
            beyond_three += off > 3.0 ? 1 : 0;
            worst = std::max(worst, off);
        };
        const CampaignLayerSimulation& layer = estimate.layers[0];
        for (std::size_t d = 0; d < exact.days.size(); ++d) {
            const CampaignDay& day = exact.days[d];
            compare(layer.stock[d].mean, day.stock);
            compare(layer.rounds[d].mean, day.rounds);
            if (spec.supplies.size() == 1) compare(estimate.leakers[d].mean, day.leakers);
            const double p = std::min(1.0, exact.first_empty[d]);
            compare(layer.first_empty[d].mean, Pmf({1.0 - p, p}));
            CHECK(std::abs(layer.first_empty[d].standard_error -
                           std::sqrt(layer.first_empty[d].mean * (1.0 - layer.first_empty[d].mean) / (samples - 1.0))) <
                  1e-12);
        }
        const double never = std::min(1.0, exact.never_empty);
        compare(layer.never_empty.mean, Pmf({1.0 - never, never}));
    }
    std::printf("%d means compared, %d beyond 3 standard errors, the worst %.2f\n", compared, beyond_three, worst);
    CHECK(compared > 5 * cases);
    CHECK(worst < 4.8);                         // 1.6e-6 each
    CHECK(beyond_three <= 5 + compared / 150);  // 1 in 370 by chance
}

TEST_CASE("campaigns: no history loses a round, and histories do not hang on threads")
{
    raid_tests::Random random("cost_days, histories", 44);
    const int cases = random.cases(100);
    int layers_seen = 0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const CampaignSpec spec = campaign_tests::random_campaign(random, 10, {3, 10, 3, 3, false});
        const CampaignSampler sampler(spec);
        PhiloxStream stream(44, 0, static_cast<std::uint64_t>(i));
        const CampaignHistory history = sampler(stream);
        for (std::size_t l = 0; l < spec.supplies.size(); ++l) {
            int stock = spec.supplies[l].stock;
            int first_empty = -1;
            for (int d = 0; d < spec.days; ++d) {
                const auto day = static_cast<std::size_t>(d);
                if (d >= spec.supplies[l].lead_days)
                    stock += campaign_tests::ordered_on(spec.supplies[l], d - spec.supplies[l].lead_days);
                const int loaded = std::min(stock, spec.supplies[l].capacity.value_or(stock));
                REQUIRE(history.rounds[l][day] >= 0);
                REQUIRE(history.rounds[l][day] <= loaded);
                stock -= history.rounds[l][day];
                REQUIRE(history.stock[l][day] == stock);
                if (first_empty < 0 && history.rounds[l][day] == loaded) first_empty = d;
            }
            REQUIRE(history.first_empty[l] == first_empty);
            ++layers_seen;
        }
        for (std::size_t d = 0; d < history.leakers.size(); ++d) {
            const std::vector<int>& kinds = history.leakers_of_kind[d];
            REQUIRE(std::accumulate(kinds.begin(), kinds.end(), 0) == history.leakers[d]);
        }
        if (i >= 10) continue;
        const auto ask = [&](PhiloxStream& s) {
            const CampaignHistory one = sampler(s);
            return std::array<double, 2>{
                static_cast<double>(one.first_empty[0]),
                static_cast<double>(std::accumulate(one.leakers.begin(), one.leakers.end(), 0))};
        };
        const auto alone = estimate(1000, 9, 1, ask);
        const auto together = estimate(1000, 9, 4, ask);
        REQUIRE(alone[0].mean == together[0].mean);
        REQUIRE(alone[1].variance == together[1].variance);
    }
    CHECK(layers_seen > cases);
}

TEST_CASE("bills: ends, mean and spread are those of the lines")
{
    raid_tests::Random random("cost_days, bills", 45);
    const int cases = random.cases(40);
    Worst worst;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        std::vector<BillLine> lines;
        double lower = 0.0;
        double upper = 0.0;
        double mean = 0.0;
        for (int n = random.whole(1, 5); n > 0; --n) {
            BillLine line{"line", 0.0, lines.empty() || random.chance(0.7) ? random_price(random, n) : lines[0].unit};
            line.count = random.uniform() * 50.0;
            lower += line.count * line.unit.lower().value();
            upper += line.count * line.unit.upper()->value();
            mean += line.count * line.unit.mean()->value();
            lines.push_back(line);
        }
        const Bill bill(lines);
        CHECK(std::abs(bill.lower().value() - lower) <= 1e-12 * upper);
        CHECK(std::abs(bill.upper()->value() - upper) <= 1e-12 * upper);
        CHECK(std::abs(bill.mean()->value() - mean) <= 1e-12 * upper);
        std::vector<double> samples;
        for (std::uint64_t s = 0; s < 4000; ++s) {
            PhiloxStream stream(45, static_cast<std::uint32_t>(i), s);
            samples.push_back(bill.sample(stream).value());
            REQUIRE(samples.back() >= lower * (1.0 - 1e-12));
            REQUIRE(samples.back() <= upper * (1.0 + 1e-12));
        }
        const double deviation = bill.standard_deviation()->value();
        worst.compare(samples, mean, deviation * deviation);
    }
    std::printf("%d moments compared, the worst %.2f standard errors off\n", worst.compared(), worst.worst());
    CHECK(worst.worst() < 4.8);
}

TEST_CASE("scrambles and patrols: moments beside a simulation of events, hours and prices")
{
    raid_tests::Random random("cost_days, scrambles", 46);
    const int cases = random.cases(25);
    Worst worst;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        std::vector<FlightItem> items;
        for (int n = random.whole(1, 3); n > 0; --n) {
            FlightItem item{"item", 1, Distribution::fixed(1.0),
                            items.empty() || random.chance(0.7) ? random_price(random, n) : items[0].hour};
            item.aircraft = random.whole(1, 4);
            item.hours = about(random, 2.0);
            items.push_back(item);
        }
        const Mission mission(items);
        const bool by_chance = random.chance(0.6);
        const double times = by_chance ? 0.5 + 20.0 * random.uniform() : random.whole(1, 20);
        const FlyingCost cost = by_chance ? scrambles(mission, times) : flights(mission, times);
        std::vector<double> sorties;
        std::vector<double> hours;
        std::vector<double> money;
        for (std::uint64_t s = 0; s < 4000; ++s) {
            PhiloxStream stream(46, static_cast<std::uint32_t>(i), s);
            std::vector<double> prices;
            for (std::size_t k = 0; k < items.size(); ++k)
                prices.push_back(
                    k > 0 && items[k].hour == items[0].hour ? prices[0] : items[k].hour.distribution()->sample(stream));
            const int events = by_chance ? poisson(times, stream) : static_cast<int>(times);
            double flown = 0.0;
            double spent = 0.0;
            for (int e = 0; e < events; ++e) {
                for (std::size_t k = 0; k < items.size(); ++k) {
                    const double each = items[k].hours.sample(stream);
                    flown += items[k].aircraft * each;
                    spent += items[k].aircraft * each * prices[k];
                }
            }
            sorties.push_back(events * mission.sorties());
            hours.push_back(flown);
            money.push_back(spent);
        }
        worst.compare(sorties, cost.mean_sorties, cost.variance_sorties);
        worst.compare(hours, cost.mean_hours, cost.variance_hours);
        const double chance = cost.deviation_by_chance->value();
        const double price = cost.deviation_by_price->value();
        worst.compare(money, cost.bill.mean()->value(), chance * chance + price * price);
        CHECK(cost.bill.lower() <= *cost.bill.mean());
        CHECK(*cost.bill.mean() <= *cost.bill.upper());
    }
    std::printf("%d moments compared, the worst %.2f standard errors off\n", worst.compared(), worst.worst());
    CHECK(worst.compared() > 3 * cases);
    CHECK(worst.worst() < 4.8);
}

TEST_CASE("break-even events: no prices within their ends lead beyond the interval")
{
    raid_tests::Random random("cost_days, break-even", 47);
    const int cases = random.cases(100);
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        std::vector<Price> prices;
        for (int n = 0; n < 4; ++n) prices.push_back(random_price(random, n));
        std::vector<std::vector<double>> counts(2);
        std::vector<std::vector<BillLine>> lines(2);
        for (std::size_t b = 0; b < 2; ++b) {
            for (std::size_t n = 0; n < prices.size(); ++n) {
                counts[b].push_back(random.chance(0.4) ? 0.0 : 10.0 * random.uniform());
                if (n + 1 == prices.size()) counts[b][n] += 1.0;
                lines[b].push_back({"line", counts[b][n], prices[n]});
            }
        }
        const BreakEven events = break_even_events(Bill(lines[0]), Bill(lines[1]));
        double least = 1e300;
        double most = 0.0;
        for (int s = 0; s < 300; ++s) {
            double above = 0.0;
            double below = 0.0;
            for (std::size_t n = 0; n < prices.size(); ++n) {
                const Distribution& d = *prices[n].distribution();
                // the ends more often than not: it is there that the interval ends
                const double u = random.uniform();
                const double at = d.quantile(u < 0.4 ? 0.0 : u > 0.6 ? 1.0 : (u - 0.4) / 0.2);
                above += counts[0][n] * at;
                below += counts[1][n] * at;
            }
            least = std::min(least, above / below);
            most = std::max(most, above / below);
        }
        REQUIRE(least >= *events.lower * (1.0 - 1e-12));
        REQUIRE(most <= *events.upper * (1.0 + 1e-12));
        CHECK(least <= *events.lower * 1.02);  // of 16 corners each is met 8 times of 300 on average
        CHECK(most >= *events.upper * 0.98);
        CHECK(*events.lower <= *events.at_mean_prices * (1.0 + 1e-12));
        CHECK(*events.at_mean_prices <= *events.upper * (1.0 + 1e-12));
    }
}

TEST_CASE("alarms: means and spread beside a simulation")
{
    raid_tests::Random random("cost_days, alarms", 48);
    const int cases = random.cases(20);
    Worst worst;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const double events = 1.0 + 20.0 * random.uniform();
        const double detection = random.probability();
        const double share = 0.8 * random.uniform();
        const double costs[] = {10.0 * random.uniform(), 50.0 * random.uniform(), 200.0 * random.uniform()};
        const auto money = [](double value) { return Amount(value, CurrencyCode("EUR"), 2025); };
        const AlarmSpec spec{events,          detection,       false_alarms_of_share(events, detection, share),
                             money(costs[0]), money(costs[1]), money(costs[2])};
        const AlarmCost cost = alarm_cost(spec);
        CHECK(std::abs((cost.money - cost.false_alarm_money - cost.true_alarm_money - cost.miss_money).value()) <=
              1e-12 * cost.money.value());
        std::vector<double> spent;
        std::vector<double> misses;
        for (std::uint64_t s = 0; s < 4000; ++s) {
            PhiloxStream stream(48, static_cast<std::uint32_t>(i), s);
            double sum = costs[0] * poisson(spec.false_alarms, stream);
            int missed = 0;
            for (int e = poisson(events, stream); e > 0; --e) {
                const bool seen = stream.uniform() < detection;
                sum += seen ? costs[1] : costs[2];
                missed += seen ? 0 : 1;
            }
            spent.push_back(sum);
            misses.push_back(missed);
        }
        const double deviation = cost.deviation.value();
        worst.compare(spent, cost.money.value(), deviation * deviation);
        if (cost.misses == 0.0 || cost.misses > 0.1) worst.compare(misses, cost.misses, cost.misses);
    }
    std::printf("%d moments compared, the worst %.2f standard errors off\n", worst.compared(), worst.worst());
    CHECK(worst.worst() < 4.8);
}
