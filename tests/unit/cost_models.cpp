// SPDX-License-Identifier: MIT
// Erlang B by its sum, Lanchester's laws by their differential equations, salvo models at their edges.
#include <picket/cost/lanchester.hpp>
#include <picket/cost/queue.hpp>
#include <picket/cost/salvo_model.hpp>

#include <support/refusal.hpp>

#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace picket;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Runge and Kutta's fourth order, 20,000 steps: an error of 1e-16 of its own.
template <class Slope>
LanchesterState integrated(const LanchesterSpec& spec, double time, Slope slope)
{
    constexpr int steps = 20'000;
    const double h = time / steps;
    LanchesterState s{spec.a_strength, spec.b_strength};
    const auto moved = [&](LanchesterState by, double share) {
        return LanchesterState{s.a_strength + share * by.a_strength, s.b_strength + share * by.b_strength};
    };
    for (int i = 0; i < steps; ++i) {
        const LanchesterState k1 = slope(s);
        const LanchesterState k2 = slope(moved(k1, h / 2));
        const LanchesterState k3 = slope(moved(k2, h / 2));
        const LanchesterState k4 = slope(moved(k3, h));
        s.a_strength += h / 6 * (k1.a_strength + 2 * k2.a_strength + 2 * k3.a_strength + k4.a_strength);
        s.b_strength += h / 6 * (k1.b_strength + 2 * k2.b_strength + 2 * k3.b_strength + k4.b_strength);
    }
    return s;
}

}  // namespace

TEST_CASE("Erlang B: the sum of its definition, few and many channels, edges")
{
    for (const double load : {0.01, 1.0, 7.5, 90.0}) {
        long double term = 1.0L;
        long double sum = 1.0L;
        for (int n = 1; n <= 120; ++n) {
            term *= static_cast<long double>(load) / n;
            sum += term;
            const double expected = static_cast<double>(term / sum);
            INFO("channels " << n << ", load " << load);
            if (expected > 1e-290) CHECK(std::abs(erlang_b(n, load) - expected) <= 1e-14 * expected);
        }
    }
    CHECK(erlang_b(0, 3.0) == 1.0);
    CHECK(erlang_b(0, 0.0) == 1.0);
    CHECK(erlang_b(5, 0.0) == 0.0);
    // Far from empty channels a share 1 - n / A passes, to the first order in 1 / A.
    CHECK(std::abs(erlang_b(1000, 1e6) - 0.999) < 1e-8);
    CHECK(std::isnan(erlang_b(-1, 1.0)));
    CHECK(std::isnan(erlang_b(1, -1.0)));
    CHECK(std::isnan(erlang_b(1, nan_value)));
    CHECK(channels_for_blocking(1.0, 0.2) == 2);
    CHECK(channels_for_blocking(3.0, 0.12) == 5);
    CHECK(channels_for_blocking(3.0, 0.11) == 6);
    CHECK(channels_for_blocking(3.0, 1.0) == 0);
    CHECK(channels_for_blocking(3.0, nan_value) == -1);
}

TEST_CASE("Lanchester: both laws are solutions of their equations")
{
    for (const LanchesterSpec spec :
         {LanchesterSpec{100, 80, 1, 1}, LanchesterSpec{30, 50, 0.02, 0.03}, LanchesterSpec{50, 50, 0.1, 0.1}}) {
        INFO(spec.a_strength << " against " << spec.b_strength);
        const LanchesterSquare square(spec);
        const double until = 0.7 * std::fmin(square.end_time(), 10.0);
        const LanchesterState by_steps = integrated(spec, until, [&](LanchesterState s) {
            return LanchesterState{-spec.b_rate * s.b_strength, -spec.a_rate * s.a_strength};
        });
        CHECK(std::abs(square.at(until).a_strength - by_steps.a_strength) < 1e-12 * 100);
        CHECK(std::abs(square.at(until).b_strength - by_steps.b_strength) < 1e-12 * 100);

        const LanchesterLinear linear(spec);
        const double a_while = 0.05;
        const LanchesterState worn = integrated(spec, a_while, [&](LanchesterState s) {
            const double contacts = s.a_strength * s.b_strength;
            return LanchesterState{-spec.b_rate * contacts, -spec.a_rate * contacts};
        });
        CHECK(std::abs(linear.at(a_while).a_strength - worn.a_strength) < 1e-12 * 100);
        CHECK(std::abs(linear.at(a_while).b_strength - worn.b_strength) < 1e-12 * 100);
    }
}

TEST_CASE("Lanchester: ends, even forces, and none")
{
    const LanchesterSquare lost({80, 100, 1, 1});
    CHECK(lost.winner() == LanchesterWinner::b);
    CHECK(lost.at(lost.end_time()).a_strength == 0.0);
    CHECK(std::abs(lost.at(1e9).b_strength - 60.0) < 1e-12);
    const LanchesterSquare even({10, 5, 1, 4});
    CHECK(even.winner() == LanchesterWinner::neither);
    CHECK(even.survivors() == 0.0);
    CHECK(even.end_time() == std::numeric_limits<double>::infinity());
    CHECK(std::abs(even.at(1.0).a_strength - 10 * std::exp(-2.0)) < 1e-14);
    CHECK(even.at(1e9).a_strength == 0.0);
    CHECK(std::isnan(even.at(-1.0).a_strength));
    CHECK(std::isnan(even.at(nan_value).b_strength));
    CHECK(LanchesterSquare({10, 0, 1, 1}).end_time() == 0.0);

    const LanchesterLinear linear({100, 80, 1, 1});
    CHECK(linear.winner() == LanchesterWinner::a);
    CHECK(linear.survivors() == 20.0);
    CHECK(std::abs(linear.at(1e6).a_strength - 20.0) < 1e-12);
    CHECK(linear.at(1e6).b_strength == 0.0);
    CHECK(LanchesterLinear({80, 100, 1, 1}).survivors() == 20.0);
    CHECK(std::abs(LanchesterLinear({7, 7, 1, 1}).at(2.0).a_strength - 7.0 / 15.0) < 1e-15);
    CHECK(LanchesterLinear({0, 7, 1, 1}).at(1e6).b_strength == 7.0);

    // 0.04 x 100^2 = 0.01 x 200^2 and 0.3 x 20 = 0.6 x 10, but not among doubles; a real difference is one
    CHECK(LanchesterSquare({100, 200, 0.04, 0.01}).winner() == LanchesterWinner::neither);
    CHECK(LanchesterSquare({100, 200, 0.04, 0.01}).survivors() == 0.0);
    for (const double rate : {0.1, 0.3, 0.7, 1.1}) {
        CHECK(LanchesterSquare({10 * 0.3, 10 * 0.1, rate, 9 * rate}).winner() == LanchesterWinner::neither);
        CHECK(LanchesterLinear({30, 10, rate, 3 * rate}).winner() == LanchesterWinner::neither);
        CHECK(LanchesterLinear({30, 10, rate, 3 * rate}).survivors() == 0.0);
    }
    CHECK(LanchesterSquare({10 * (1 + 1e-14), 10, 1, 1}).winner() == LanchesterWinner::a);

    CHECK(refusal_of<DomainError>([] {
              LanchesterSquare({-1, 1, 1, 1});
          }) == "a_strength: -1 is not a finite number from 0 up");
    CHECK(refusal_of<DomainError>([] { LanchesterSquare({1, 1, 0, 1}); }) == "a_rate: 0 is not more than 0");
    CHECK(refusal_of<DomainError>([] {
              LanchesterLinear({1, 1, 1, nan_value});
          }) == "b_rate: nan is not a finite number from 0 up");
}

TEST_CASE("salvo model: a defence that is not saturated loses nothing, and who fires first matters")
{
    SalvoForce a;
    a.units = 3;
    a.shots_per_unit = 2;
    a.defence_per_unit = 4;
    SalvoForce b = a;
    b.shots_per_unit = 10;
    const SalvoModel model(a, b);
    CHECK(model.simultaneous().b.units == 0.0);
    CHECK(model.simultaneous().b.overkill == 0.0);
    CHECK(model.simultaneous().a.units == 3.0);
    CHECK(model.simultaneous().a.overkill == 18.0);
    CHECK(model.b_first().a.units == 3.0);
    CHECK(model.b_first().b.units == 0.0);

    SalvoForce ready = a;
    ready.shots_per_unit = 5;
    SalvoForce surprised = b;
    surprised.readiness = 0.0;
    const SalvoExchange first = SalvoModel(ready, surprised).a_first();
    CHECK(first.b.units == 3.0);
    CHECK(first.a.units == 0.0);

    a.hits_to_stop = 0.0;
    CHECK(refusal_of<DomainError>([&] { SalvoModel(a, b); }) == "a.hits_to_stop: 0 is not more than 0");
    a.hits_to_stop = 1.0;
    b.scouting = 1.5;
    CHECK(refusal_of<DomainError>([&] { SalvoModel(a, b); }) == "b.scouting: 1.5 is not a probability");
    b.scouting = 1.0;
    b.units = nan_value;
    CHECK(refusal_of<DomainError>([&] { SalvoModel(a, b); }) == "b.units: nan is not a finite number from 0 up");
}
