// SPDX-License-Identifier: MIT
// One threat: policies, tied shots, money and its conventions, what is refused.
#include <picket/cost/engagement.hpp>
#include <picket/cost/pmf.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace picket;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A few products of numbers below 1.
constexpr double rounding = 1e-15;

EngagementSpec spec_of(double pk, FiringPolicy policy)
{
    EngagementSpec spec;
    spec.shots.single_shot_pk = pk;
    spec.policy = std::move(policy);
    return spec;
}

template <class Change>
std::string refused(Change&& change)
{
    EngagementSpec spec = spec_of(0.5, SingleShot{});
    change(spec);
    return refusal_of<DomainError>([&] { return Engagement(spec); });
}

void check_outcomes(const Engagement& engagement, const std::vector<EngagementOutcome>& expected)
{
    REQUIRE(engagement.outcomes().size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO("outcome " << i);
        CHECK(engagement.outcomes()[i].killed == expected[i].killed);
        CHECK(engagement.outcomes()[i].rounds == expected[i].rounds);
        CHECK(std::abs(engagement.outcomes()[i].probability - expected[i].probability) < rounding);
    }
}

}  // namespace

TEST_CASE("engagement: each policy's outcomes by hand")
{
    check_outcomes(Engagement(spec_of(0.6, SingleShot{})), {{true, 1, 0.6}, {false, 1, 0.4}});
    check_outcomes(Engagement(spec_of(0.6, Salvo{2})), {{true, 2, 0.84}, {false, 2, 0.16}});
    check_outcomes(Engagement(spec_of(0.6, ShootLookShoot{3})),
                   {{true, 1, 0.6}, {true, 2, 0.24}, {true, 3, 0.096}, {false, 3, 0.064}});
    check_outcomes(Engagement(spec_of(0.6, SalvoLookSalvo{{2, 1}})),
                   {{true, 2, 0.84}, {true, 3, 0.096}, {false, 3, 0.064}});
    check_outcomes(Engagement(spec_of(1.0, ShootLookShoot{3})), {{true, 1, 1.0}});
    check_outcomes(Engagement(spec_of(0.0, ShootLookShoot{3})), {{false, 3, 1.0}});
}

TEST_CASE("engagement: detection, duds, and failures that all rounds share")
{
    EngagementSpec spec = spec_of(0.8, ShootLookShoot{2});
    spec.shots.launch_reliability = 0.75;
    check_outcomes(Engagement(spec), {{true, 1, 0.6}, {true, 2, 0.24}, {false, 2, 0.16}});
    spec.shots.common_mode_failure = 0.5;
    check_outcomes(Engagement(spec), {{true, 1, 0.3}, {true, 2, 0.12}, {false, 2, 0.58}});
    spec.shots.detection = 0.5;
    check_outcomes(Engagement(spec), {{true, 1, 0.15}, {true, 2, 0.06}, {false, 0, 0.5}, {false, 2, 0.29}});
    spec.shots.detection = 0.0;
    check_outcomes(Engagement(spec), {{false, 0, 1.0}});
}

TEST_CASE("engagement: correlated rounds are beta-binomial, from independent to all or none")
{
    for (const double correlation : {0.0, 1e-12, 0.01, 0.3, 0.99, 1.0}) {
        INFO("correlation " << correlation);
        EngagementSpec spec = spec_of(0.35, Salvo{6});
        spec.shots.correlation = correlation;
        CHECK(std::abs(Engagement(spec).leak_probability() - Pmf::beta_binomial(6, 0.35, correlation).probability(0)) <
              1e-14);
    }
    EngagementSpec tied = spec_of(0.35, ShootLookShoot{6});
    tied.shots.correlation = 1.0;
    check_outcomes(Engagement(tied), {{true, 1, 0.35}, {false, 6, 0.65}});
}

TEST_CASE("engagement: money by kill, by threat, by leaker, and both conventions of exchange")
{
    EngagementSpec spec = spec_of(0.5, ShootLookShoot{2});
    spec.round_cost = 100.0;
    spec.threat_cost = 30.0;
    spec.value = 1000.0;
    const Engagement engagement(spec);
    CHECK(std::abs(engagement.mean_rounds() - 1.5) < rounding);
    CHECK(std::abs(engagement.mean_money() - 150.0) < 1e-12);
    CHECK(std::abs(engagement.variance_money() - 2500.0) < 1e-11);
    CHECK(engagement.max_rounds() == 2);
    CHECK(std::abs(engagement.rounds().probability(2) - 0.5) < rounding);
    const CostFigures figures = engagement.figures();
    CHECK(std::abs(figures.cost_per_threat - 150.0) < 1e-12);
    CHECK(std::abs(figures.cost_per_kill - 200.0) < 1e-12);
    CHECK(std::abs(figures.cost_per_leaker - 600.0) < 1e-12);
    CHECK(std::abs(figures.attacker_cost_per_defender_cost - 0.2) < rounding);
    CHECK(std::abs(figures.defender_cost_per_attacker_cost - 5.0) < 1e-14);
    CHECK(std::abs(figures.value_averted_less_money - 600.0) < 1e-12);
}

TEST_CASE("engagement: money by nothing is infinite, nothing by nothing is not a number")
{
    EngagementSpec spec = spec_of(0.0, SingleShot{});
    spec.round_cost = 100.0;
    CHECK(Engagement(spec).figures().cost_per_kill == infinity);
    CHECK(Engagement(spec).figures().defender_cost_per_attacker_cost == infinity);
    CHECK(Engagement(spec).figures().attacker_cost_per_defender_cost == 0.0);
    spec.round_cost = 0.0;
    CHECK(std::isnan(Engagement(spec).figures().cost_per_kill));
    CHECK(std::isnan(Engagement(spec).figures().attacker_cost_per_defender_cost));
}

TEST_CASE("engagement: what is refused, by the path of the field")
{
    CHECK(refused([](auto& s) { s.shots.single_shot_pk = 1.2; }) == "shots.single_shot_pk: 1.2 is not a probability");
    CHECK(refused([](auto& s) { s.shots.launch_reliability = -0.1; }) ==
          "shots.launch_reliability: -0.1 is not a probability");
    CHECK(refused([](auto& s) { s.shots.detection = std::nan(""); }) == "shots.detection: nan is not a probability");
    CHECK(refused([](auto& s) { s.shots.common_mode_failure = 2; }) ==
          "shots.common_mode_failure: 2 is not a probability");
    CHECK(refused([](auto& s) { s.shots.correlation = -1; }) == "shots.correlation: -1 is not a probability");
    CHECK(refused([](auto& s) { s.round_cost = 1e160; }) == "round_cost: 1e+160 is beyond 1e+30");
    CHECK(refused([](auto& s) { s.round_cost = -1; }) == "round_cost: -1 is not a finite number from 0 up");
    CHECK(refused([](auto& s) { s.threat_cost = infinity; }) == "threat_cost: inf is not a finite number from 0 up");
    CHECK(refused([](auto& s) { s.value = std::nan(""); }) == "value: nan is not a finite number from 0 up");
    CHECK(refused([](auto& s) { s.policy = Salvo{0}; }) == "policy: 0 is not from 1 to 100");
    CHECK(refused([](auto& s) { s.policy = ShootLookShoot{-3}; }) == "policy: it fires no round");
    CHECK(refused([](auto& s) { s.policy = SalvoLookSalvo{{2, -1}}; }) == "policy: -1 is not from 1 to 100");
    CHECK(refused([](auto& s) {
              s.policy = SalvoLookSalvo{{60, 60}};
          }) == "policy: more than 100 rounds at one threat");
    CHECK(refused([](auto& s) { s.policy = ShootLookShoot{1'000'000}; }) ==
          "policy: more than 100 rounds at one threat");
}

TEST_CASE("pmf: what is refused")
{
    CHECK(refusal_of<DomainError>([] { return Pmf({0.5, 0.4}); }) == "probabilities: they sum to 0.9, not to 1");
    CHECK(refusal_of<DomainError>([] { return Pmf(std::vector<double>{}); }) == "probabilities: there is none");
    CHECK(refusal_of<DomainError>([] {
              return Pmf({1.5, -0.5});
          }) == "probabilities[1]: -0.5 is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] { return Pmf::from_weights({0.0, 0.0}); }) == "weights: they sum to 0");
    CHECK(refusal_of<DomainError>([] { return Pmf::binomial(-1, 0.5); }) == "n: -1 is not from 0 to 10000000");
    CHECK(refusal_of<DomainError>([] { return Pmf::binomial(5, std::nan("")); }) == "p: nan is not a probability");
    CHECK(refusal_of<DomainError>([] { return Pmf::beta_binomial(5, 0.5, 1.5); }) ==
          "correlation: 1.5 is not a probability");
    // many terms are added without losing what each addition rounds off
    CHECK(refusal_of<DomainError>([] { return Pmf::beta_binomial(61'000, 0.5, 1.0 / 3.0); }) == "accepted");
    CHECK(refusal_of<DomainError>([] { return Pmf::from_weights(std::vector<double>(1'000'000, 1.0)); }) == "accepted");
    CHECK(refusal_of<DomainError>([] { return Pmf::hypergeometric(5, 6, 1); }) == "marked: 6 is not from 0 to 5");
    CHECK(Pmf({0.5, 0.5}).quantile(std::nan("")) == -1);
}
