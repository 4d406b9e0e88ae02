// SPDX-License-Identifier: MIT
// Engagements, raids and exchange models that others have published, or that follow from a formula in a line. Half a
// unit in the last digit given is the tolerance, unless said otherwise.
#include <picket/cost/engagement.hpp>
#include <picket/cost/lanchester.hpp>
#include <picket/cost/queue.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/salvo_model.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

using namespace picket;

namespace {

Engagement engagement(double pk, FiringPolicy policy)
{
    EngagementSpec spec;
    spec.shots.single_shot_pk = pk;
    spec.policy = std::move(policy);
    return Engagement(spec);
}

struct Layer {
    double pk;
    FiringPolicy policy;
    std::optional<int> magazine;
};

RaidOutcome raid(int threats, const std::vector<Layer>& layers)
{
    RaidScenario scenario;
    scenario.threats.push_back({"", threats, 0.0, 0.0});
    for (const Layer& given : layers) {
        RaidLayer layer;
        layer.policy = given.policy;
        layer.magazine = given.magazine;
        layer.against.resize(1);
        layer.against[0].shots.single_shot_pk = given.pk;
        scenario.layers.push_back(layer);
    }
    return solve_raid(scenario);
}

}  // namespace

// Atkinson and Kress: shots until kill, p 0.7, at most 5.
TEST_CASE("at most five shots until the kill")
{
    CHECK(std::abs(engagement(0.7, ShootLookShoot{5}).kill_probability() - 0.99757) < 1e-14);
}

// Identity: (1 - (1 - p)^n) / p rounds.
TEST_CASE("rounds of shoot-look-shoot")
{
    CHECK(std::abs(engagement(0.7, ShootLookShoot{2}).mean_rounds() - 1.3) < 1e-14);
    CHECK(std::abs(engagement(0.7, ShootLookShoot{3}).mean_rounds() - 1.39) < 1e-14);
    CHECK(std::abs(engagement(0.68, ShootLookShoot{3}).mean_rounds() - 1.4224) < 1e-14);
    CHECK(std::abs(engagement(0.68, ShootLookShoot{3}).kill_probability() - 0.967232) < 1e-14);
}

// Binomial: 20 threats, two layers that let half and three tenths through.
TEST_CASE("twenty threats through two layers")
{
    const RaidOutcome two = raid(20, {{0.5, SingleShot{}, {}}, {0.7, SingleShot{}, {}}});
    CHECK(std::abs(two.leakers.mean() - 3.0) < 1e-13);
    CHECK(std::abs(two.leakers.probability(0) - 0.0387595311) < 5e-11);
    CHECK(std::abs(two.leakers.cdf(3) - 0.6477251742) < 5e-11);
}

// Formula: (1 - (1 - k)^n)^W.
TEST_CASE("no leak among many")
{
    CHECK(std::abs(raid(10, {{0.7, Salvo{2}, {}}}).leakers.probability(0) - 0.3894161) < 5e-8);
    CHECK(std::abs(raid(20, {{0.7, Salvo{3}, {}}}).leakers.probability(0) - 0.5784380) < 5e-8);
    CHECK(std::abs(raid(100, {{0.8, Salvo{3}, {}}}).leakers.probability(0) - 0.4478857) < 5e-8);
}

// Exact recomputation; where the stock is certainly exhausted each round kills with p: W - p M.
TEST_CASE("a finite stock against threats in sequence")
{
    const RaidOutcome short_of = raid(20, {{0.7, ShootLookShoot{2}, 20}});
    CHECK(short_of.method == RaidMethod::one_class);
    CHECK(std::abs(short_of.leakers.mean() - 6.0) < 1e-12);
    CHECK(std::abs(raid(20, {{0.7, ShootLookShoot{2}, 30}}).leakers.mean() - 1.8167103839) < 5e-11);
}

TEST_CASE("Erlang B")
{
    CHECK(std::abs(erlang_b(1, 1.0) - 0.5) < 1e-15);
    CHECK(std::abs(erlang_b(2, 1.0) - 0.2) < 1e-15);
    CHECK(std::abs(erlang_b(5, 3.0) - 0.1100543478) < 5e-11);
}

// Closed form: sqrt(100^2 - 80^2) and ln 3.
TEST_CASE("Lanchester's square law, a hundred against eighty")
{
    const LanchesterSquare battle({100.0, 80.0, 1.0, 1.0});
    CHECK(battle.winner() == LanchesterWinner::a);
    CHECK(std::abs(battle.survivors() - 60.0) < 1e-12);
    CHECK(std::abs(battle.end_time() - 1.0986123) < 5e-8);
}

// Marine Corps Association, Gazette, January 2023: two ships (4 shots, stop 4 each, one hit each) and five (8 shots,
// half of them aimed, no defence, two hits).
TEST_CASE("Hughes's salvo equations")
{
    SalvoForce two;
    two.units = 2.0;
    two.shots_per_unit = 4.0;
    two.defence_per_unit = 4.0;
    two.hits_to_stop = 1.0;
    SalvoForce five;
    five.units = 5.0;
    five.shots_per_unit = 8.0;
    five.scouting = 0.5;
    five.hits_to_stop = 2.0;
    const SalvoExchange exchange = SalvoModel(two, five).simultaneous();
    CHECK(exchange.a.overkill == 12.0);
    CHECK(exchange.a.units == 2.0);
    CHECK(exchange.b.units == 4.0);
    CHECK(exchange.b.overkill == 4.0);
}

// Armstrong, Journal of the Operational Research Society 65, 2014, p. 1594: 4 (Blue) and 5, each with 4 shots, stopping
// 2, a hit damaging a third of a unit.
TEST_CASE("Armstrong's salvos, together and Blue first")
{
    SalvoForce blue;
    blue.units = 4.0;
    blue.shots_per_unit = 4.0;
    blue.defence_per_unit = 2.0;
    blue.hits_to_stop = 3.0;
    SalvoForce red = blue;
    red.units = 5.0;
    const SalvoModel model(red, blue);
    CHECK(std::abs(model.simultaneous().b.units - 4.0) < 1e-14);
    CHECK(std::abs(model.simultaneous().a.units - 2.0) < 1e-14);
    CHECK(std::abs(model.b_first().a.units - 2.0) < 1e-14);
    CHECK(std::abs(model.b_first().b.units - 4.0 / 3.0) < 1e-14);
}
