// SPDX-License-Identifier: MIT
// Three hundred drones against guns and missiles: what budget is enough, and how often is it?
#include <picket/cost/raid_spending.hpp>

#include <cstdio>

int main()
{
    using namespace picket;
    RaidScenario raid;
    raid.currency = "EUR";
    raid.threats = {{"drone", 300, 35e3, 1e6}};
    RaidLayer missiles{.name = "missiles", .channels = 60, .magazine = 96, .policy = ShootLookShoot{2}};
    missiles.round_cost = 450e3;
    missiles.against = {{.shots = {.single_shot_pk = 0.8}}};
    RaidLayer guns{.name = "guns", .coverage = 0.9, .magazine = 400, .policy = SalvoLookSalvo{{2, 1}}};
    guns.round_cost = 24e3;
    guns.against = {{.shots = {.single_shot_pk = 0.55}}};
    raid.layers = {missiles, guns};

    const RaidSpending both = leakers_and_money(raid);
    std::printf("money in steps of %.0f; %zu pairs of leakers and money\n", both.unit(), both.cells());
    const double budget = both.money_quantile(0.95);
    std::printf("%.3f million are enough in 95 raids of 100\n", budget * 1e-6);
    std::printf("and at most 80 leak in %.2f of 100, both in %.2f\n", 100 * both.leakers().cdf(80),
                100 * both.probability_within(80, budget));
    for (const int leakers : {70, 80, 90}) {
        double p = 0.0;
        double mean = 0.0;
        for (const MoneyProbability& amount : both.money_with(leakers)) {
            p += amount.probability;
            mean += amount.money * amount.probability;
        }
        std::printf("where %d leak: %.3f million on average\n", leakers, mean / p * 1e-6);
    }
}
