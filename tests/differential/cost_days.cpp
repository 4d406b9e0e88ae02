// SPDX-License-Identifier: MIT
// Campaigns of some days against every history enumerated, shot by shot; closures against single flights.
#include <picket/cost/campaign.hpp>
#include <picket/cost/campaign_simulation.hpp>
#include <picket/cost/closure.hpp>

#include <support/campaign.hpp>
#include <support/raid.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <numeric>
#include <vector>

using namespace picket;

namespace {

// 4 days of raids of up to 3 threats and 12 rounds: some thousand products and sums of doubles, each off by 1e-16.
constexpr double tolerance = 1e-12;

double farthest(const Pmf& pmf, const std::map<int, long double>& truth)
{
    double worst = 0.0;
    for (int k = 0; k <= pmf.max() || (!truth.empty() && k <= truth.rbegin()->first); ++k) {
        const auto there = truth.find(k);
        const double p = there == truth.end() ? 0.0 : static_cast<double>(there->second);
        worst = std::max(worst, std::abs(pmf.probability(k) - p));
    }
    return worst;
}

/// What the first `units` rounds cost, one after the other.
double paid(const MagazineSupply& supply, int units)
{
    double sum = 0.0;
    for (int n = supply.bought_before + 1; n <= supply.bought_before + units; ++n)
        sum += supply.price->first().value() * std::pow(static_cast<double>(n), std::log2(supply.price->slope()));
    return sum;
}

/// Rounds that have come by the evening of a day.
int arrived(const MagazineSupply& supply, int day)
{
    int sum = supply.stock;
    for (int d = 0; d <= day - supply.lead_days; ++d) sum += campaign_tests::ordered_on(supply, d);
    return sum;
}

}  // namespace

TEST_CASE("campaigns of one layer, every history enumerated")
{
    raid_tests::Random random("cost_days, one layer enumerated", 31);
    const int cases = random.cases(500);
    double worst = 0.0;
    double worst_money = 0.0;
    int emptied = 0;
    int refilled = 0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        const CampaignSpec spec = campaign_tests::random_campaign(random, 4, {2, 3, 1, 3, false});
        const MagazineSupply& supply = spec.supplies[0];
        const std::vector<campaign_tests::Day> truth = campaign_tests::enumerate(spec);
        const CampaignOutcome outcome = solve_campaign(spec);
        REQUIRE(outcome.days.size() == truth.size());

        double money_before = 0.0;
        double money_bought = 0.0;
        for (std::size_t d = 0; d < truth.size(); ++d) {
            INFO("day " << d);
            const int day = static_cast<int>(d);
            std::map<int, long double> stock;
            long double first = 0.0L;
            double money = 0.0;
            for (const auto& [state, p] : truth[d].evening) {
                stock[state.stock[0]] += p;
                if (state.first_empty[0] == day) first += p;
                if (state.first_empty[0] >= 0 && state.stock[0] > 0) ++refilled;
                if (supply.price) money += static_cast<double>(p) * paid(supply, arrived(supply, day) - state.stock[0]);
            }
            worst = std::max(worst, farthest(outcome.days[d].stock, stock));
            worst = std::max(worst, std::abs(outcome.first_empty[d] - static_cast<double>(first)));
            std::map<int, long double> rounds;
            std::map<int, long double> leakers;
            std::vector<double> of_kind(outcome.days[d].mean_leakers_of_kind.size(), 0.0);
            for (const auto& [fought, p] : truth[d].fought) {
                rounds[fought.second[0]] += p;
                leakers[std::accumulate(fought.first.begin(), fought.first.end(), 0)] += p;
                for (std::size_t k = 0; k < of_kind.size(); ++k) of_kind[k] += static_cast<double>(p) * fought.first[k];
            }
            if (rounds.empty()) {
                REQUIRE(of_kind.empty());
                rounds[0] = leakers[0] = 1.0L;
            }
            worst = std::max(worst, farthest(outcome.days[d].rounds, rounds));
            worst = std::max(worst, farthest(outcome.days[d].leakers, leakers));
            for (std::size_t k = 0; k < of_kind.size(); ++k)
                worst = std::max(worst, std::abs(of_kind[k] - outcome.days[d].mean_leakers_of_kind[k]));
            REQUIRE(outcome.days[d].mean_money_fired.has_value() == supply.price.has_value());
            if (supply.price) {
                // of the sum so far, from which the day's is a difference
                const double scale = std::max(1.0, money);
                worst_money = std::max(
                    worst_money, std::abs(outcome.days[d].mean_money_fired->value() - (money - money_before)) / scale);
                money_before = money;
                money_bought += outcome.days[d].money_bought->value();
            }
        }
        std::map<int, long double> fired;
        long double never = 0.0L;
        double square = 0.0;
        for (const auto& [state, p] : truth.back().evening) {
            const int n = arrived(supply, spec.days - 1) - state.stock[0];
            fired[n] += p;
            if (state.first_empty[0] < 0) never += p;
            if (supply.price) square += static_cast<double>(p) * std::pow(paid(supply, n) - money_before, 2);
        }
        if (never < 1.0L) ++emptied;
        worst = std::max(worst, farthest(outcome.rounds, fired));
        worst = std::max(worst, std::abs(outcome.never_empty - static_cast<double>(never)));
        if (supply.price) {
            // a variance is a difference of squares: half the digits of the mean square
            const double scale = std::max(1.0, money_before);
            CHECK(std::abs(outcome.deviation_money_fired->value() - std::sqrt(square)) <= 1e-7 * scale);
            CHECK(std::abs(outcome.mean_money_fired->value() - money_before) <= 1e-12 * scale);
            const int ordered = arrived(supply, spec.days - 1 + supply.lead_days) - supply.stock;
            CHECK(std::abs(money_bought - (paid(supply, supply.stock + ordered) - paid(supply, supply.stock))) <=
                  1e-12 * std::max(1.0, paid(supply, supply.stock + ordered)));
            CHECK(std::abs(outcome.money_bought->value() - money_bought) <= 1e-12 * std::max(1.0, money_bought));
            CHECK(std::abs(outcome.money_of_stock->value() - paid(supply, supply.stock)) <=
                  1e-12 * std::max(1.0, paid(supply, supply.stock)));
        }
    }
    std::printf("%d campaigns, %d may run empty, %d histories refilled: probabilities %.2g off, money %.2g\n", cases,
                emptied, refilled, worst, worst_money);
    CHECK(worst < tolerance);
    CHECK(worst_money < tolerance);
    CHECK(emptied > cases / 4);
    CHECK(refilled > cases / 4);
}

TEST_CASE("campaigns of two layers: the simulation beside every history enumerated")
{
    raid_tests::Random random("cost_days, two layers enumerated", 32);
    const int cases = random.cases(60);
    constexpr std::uint64_t samples = 4000;
    int compared = 0;
    int beyond_three = 0;
    double worst = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        CampaignSpec spec;
        do {
            spec = campaign_tests::random_campaign(random, 3, {2, 3, 2, 2, true});
        } while (spec.supplies.size() != 2);
        const std::vector<campaign_tests::Day> truth = campaign_tests::enumerate(spec);
        const CampaignSimulation estimate =
            simulate_campaign(spec, {.samples = samples, .seed = static_cast<std::uint64_t>(i)});
        struct Truth {
            double mean, variance, likeliest;
        };
        const auto compare = [&](const Estimate& sampled, const Truth& true_one) {
            // Where nearly all histories agree, there are too few others for a mean to be normal.
            if (true_one.likeliest > 1.0 - 50.0 / static_cast<double>(samples)) return;
            const double off =
                std::abs(sampled.mean - true_one.mean) / std::sqrt(true_one.variance / static_cast<double>(samples));
            ++compared;
            beyond_three += off > 3.0 ? 1 : 0;
            worst = std::max(worst, off);
        };
        const auto moments = [](const auto& map, auto value) {
            std::map<double, double> values;
            if (map.empty()) values[0.0] = 1.0;  // no raid
            for (const auto& [key, p] : map) values[value(key)] += static_cast<double>(p);
            Truth result{0.0, 0.0, 0.0};
            for (const auto& [x, p] : values) {
                result.mean += p * x;
                result.likeliest = std::max(result.likeliest, p);
            }
            for (const auto& [x, p] : values) result.variance += p * (x - result.mean) * (x - result.mean);
            return result;
        };
        for (std::size_t l = 0; l < 2; ++l) {
            for (std::size_t d = 0; d < truth.size(); ++d) {
                const auto stock = moments(truth[d].evening, [&](const auto& s) { return 1.0 * s.stock[l]; });
                compare(estimate.layers[l].stock[d], stock);
                const auto empty = moments(truth[d].evening, [&](const auto& s) {
                    return s.first_empty[l] == static_cast<int>(d) ? 1.0 : 0.0;
                });
                compare(estimate.layers[l].first_empty[d], empty);
                const auto rounds = moments(truth[d].fought, [&](const auto& f) { return 1.0 * f.second[l]; });
                compare(estimate.layers[l].rounds[d], rounds);
            }
            const auto never =
                moments(truth.back().evening, [&](const auto& s) { return s.first_empty[l] < 0 ? 1.0 : 0.0; });
            compare(estimate.layers[l].never_empty, never);
        }
        for (std::size_t d = 0; d < truth.size(); ++d) {
            const auto leakers = moments(truth[d].fought, [](const auto& f) {
                return 1.0 * std::accumulate(f.first.begin(), f.first.end(), 0);
            });
            compare(estimate.leakers[d], leakers);
        }
        if (spec.supplies[0].price) {
            const auto money = moments(truth.back().evening, [&](const auto& s) {
                double sum = 0.0;
                for (std::size_t l = 0; l < 2; ++l)
                    sum += paid(spec.supplies[l], arrived(spec.supplies[l], spec.days - 1) - s.stock[l]);
                return sum;
            });
            compare(*estimate.money_fired, money);
            CHECK(estimate.mean_money_fired->value() == estimate.money_fired->mean);
        }
    }
    std::printf("%d means compared, %d beyond 3 standard errors, the worst %.2f\n", compared, beyond_three, worst);
    CHECK(compared > 3 * cases);
    CHECK(worst < 4.5);                         // 7e-6 each
    CHECK(beyond_three <= 3 + compared / 150);  // 1 in 370 by chance
}

TEST_CASE("closures: the stream of flights beside single flights")
{
    raid_tests::Random random("cost_days, closures", 33);
    const int cases = random.cases(150);
    double worst_count = 0.0;
    double worst_delay = 0.0;
    for (int i = 0; i < cases; ++i) {
        INFO("case " << i);
        AirportSchedule schedule;
        double busiest = 0.0;
        for (std::size_t h = 0; h < 24; ++h) {
            schedule.arrivals[h] = random.whole(0, 30);
            schedule.departures[h] = random.whole(0, 30);
            busiest = std::max(busiest, schedule.arrivals[h] + schedule.departures[h]);
        }
        ClosureModel model;
        // Whole minutes, so that a flight each minute's middle is on one side of each boundary.
        model.begin_hour = random.whole(0, 24 * 60 - 1) / 60.0;
        model.hours = random.whole(0, 30 * 60) / 60.0;
        model.airborne_hours = random.whole(0, 180) / 60.0;
        model.longest_wait_hours = random.whole(0, 480) / 60.0;
        const bool queue = random.chance(0.7);
        if (queue) model.capacity_per_hour = std::ceil(busiest * (1.05 + random.uniform()));
        const ModelledClosure closure = model_closure(schedule, model);
        const ClosureCounts& counts = closure.counts;

        // Each minute's share of its hour's flights comes at its middle.
        double diverted = 0.0;
        double cancelled = 0.0;
        double delay_minutes = 0.0;
        double backlog = 0.0;
        const int begin = static_cast<int>(std::lround(model.begin_hour * 60.0));
        const int end = begin + static_cast<int>(std::lround(model.hours * 60.0));
        const int airborne = begin + static_cast<int>(std::lround(model.airborne_hours * 60.0));
        const int waits = end - static_cast<int>(std::lround(model.longest_wait_hours * 60.0));
        for (int m = begin; m < end; ++m) {
            const auto hour = static_cast<std::size_t>(m / 60 % 24);
            double others = schedule.departures[hour] / 60.0;
            if (m < airborne) {
                diverted += schedule.arrivals[hour] / 60.0;
            } else {
                others += schedule.arrivals[hour] / 60.0;
            }
            if (m < waits) {
                cancelled += others;
            } else {
                backlog += others;
                delay_minutes += others * (end - (m + 0.5));
            }
        }
        const double all = backlog;
        for (int m = end; queue && backlog > 1e-9; ++m) {
            REQUIRE(m < end + 14 * 24 * 60);
            const auto hour = static_cast<std::size_t>(m / 60 % 24);
            const double due = (schedule.arrivals[hour] + schedule.departures[hour]) / 60.0;
            const double after = std::max(0.0, backlog + due - *model.capacity_per_hour / 60.0);
            delay_minutes += 0.5 * (backlog + after);
            backlog = after;
        }
        worst_count = std::max({worst_count, std::abs(counts.diversions - diverted),
                                std::abs(counts.cancellations - cancelled), std::abs(closure.waited - all)});
        // The last minute of the queue ends within it: half a minute of what one minute handles.
        const double step = queue ? 0.5 * *model.capacity_per_hour / 60.0 : 0.0;
        worst_delay = std::max(worst_delay, std::abs(counts.delay_minutes - delay_minutes) - step);
    }
    std::printf("%d closures: counts %.2g off, minutes %.2g beyond the step\n", cases, worst_count, worst_delay);
    CHECK(worst_count < 1e-9);
    CHECK(worst_delay < 1e-6);
}
