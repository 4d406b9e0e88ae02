// SPDX-License-Identifier: MIT
// Twenty drones every other night against one battery: when is it empty? All numbers are made up.
#include <picket/cost/campaign.hpp>

#include <cstdio>

int main()
{
    using namespace picket;
    RaidLayer battery;
    battery.coverage = 0.8;
    battery.policy = ShootLookShoot{3};
    battery.against.resize(1);
    battery.against[0].shots.single_shot_pk = 0.6;
    CampaignSpec spec;
    spec.days = 30;
    spec.scenarios = {{"", {{"drone", 20, 0.0, 0.0}}, {battery}, RaidOrder::shuffled}};
    for (int day = 0; day < spec.days; day += 2) spec.raids.push_back({day, {}, 0});

    MagazineSupply supply;
    supply.stock = 120;
    supply.rounds_per_day = 8;  // ordered
    supply.lead_days = 5;       // later
    supply.price = LearningCurve(Amount(900e3, CurrencyCode("EUR"), 2025), 0.9);
    supply.bought_before = 500;
    spec.supplies = {supply};

    const CampaignOutcome outcome = solve_campaign(spec);
    double emptied = 0.0;
    std::printf("day  stock: mean, 5 %%, 95 %%   leakers  empty by then\n");
    for (std::size_t d = 0; d < outcome.days.size(); ++d) {
        const CampaignDay& day = outcome.days[d];
        emptied += outcome.first_empty[d];
        if (d % 2 == 0 && d <= 20)
            std::printf("%3zu     %8.1f %4d %5d  %8.2f         %6.4f\n", d, day.stock.mean(), day.stock.quantile(0.05),
                        day.stock.quantile(0.95), day.leakers.mean(), emptied);
    }
    std::printf("never empty: %.4f; fired %.1f rounds, bought for %.1f +- %.1f M EUR of 2025\n", outcome.never_empty,
                outcome.rounds.mean(), outcome.mean_money_fired->value() / 1e6,
                outcome.deviation_money_fired->value() / 1e6);
    std::printf("ordered meanwhile: %.1f M EUR\n", outcome.money_bought->value() / 1e6);
}
