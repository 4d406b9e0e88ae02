// SPDX-License-Identifier: MIT
// Verdicts in continuous time against the obvious evaluator sampled densely along the leg, and beside every split.
#include <picket/airspace/rule_verdicts.hpp>

#include <support/airspace.hpp>
#include <support/rules_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace picket;
using airspace_tests::Random;
using rules_tests::Complete;
using rules_tests::zone_ids;

namespace {

void shift(TimeWindow& window, double by_s)
{
    window.begin_s += by_s;
    window.end_s += by_s;
}

/// Known in all four datums, linear in each: four legs.
struct FourAltitudes {
    std::array<LegAltitude, 4> by_datum;

    [[nodiscard]] AltitudeRange range(VerticalDatum datum, double time_s) const noexcept
    {
        return by_datum[static_cast<std::size_t>(datum)].range(datum, time_s);
    }
    template <class OnTime>
    void for_each_change(Altitude limit, double from_s, double to_s, OnTime&& on_time) const
        noexcept(noexcept(on_time(0.0)))
    {
        by_datum[static_cast<std::size_t>(limit.datum)].for_each_change(limit, from_s, to_s, on_time);
    }
};

}  // namespace

TEST_CASE("rule verdicts: every instant of a stay has the verdict of that instant")
{
    Random random("differential/rule_verdicts", 411);
    int splits = 0;
    int samples = 0;
    int crowded = 0;
    for (int k = 0; k < 1200 * airspace_tests::test_scale(); ++k) {
        const double base_s = random.coin() ? 0.0 : 1758265080.0;
        RuleBookSpec spec = rules_tests::random_book(random);
        // sometimes more moments than are kept at once
        if (k % 40 == 0) {
            RuleSpec rule{.name = "many", .zones = {"*"}};
            for (int i = 0; i < 60; ++i) {
                PermissionSpec slice;
                slice.valid = {random.uniform(0, 40), 0};
                slice.valid.end_s = slice.valid.begin_s + random.uniform(0.01, 1);
                rule.lawful_if.push_back(slice);
            }
            spec.rules.insert(spec.rules.begin(), rule);
        }
        for (RuleSpec& rule : spec.rules) {
            shift(rule.in_force, base_s);
            for (PermissionSpec& permission : rule.lawful_if) shift(permission.valid, base_s);
        }
        const RuleBook rules(spec, zone_ids);
        const Complete all = [&] {
            for (;;) {
                const Complete one = rules_tests::random_complete(random);
                if (rules_tests::is_complete(one)) return one;
            }
        }();
        const TrackIdentity who = rules_tests::identity_of(all);
        const auto zone = static_cast<std::size_t>(random.below(4));
        const double duration_s = random.uniform(5, 45);
        std::array<double, 4> from_m{};
        std::array<double, 4> to_m{};
        const auto leg_in = [&](std::size_t d) {
            const auto datum = static_cast<VerticalDatum>(d);
            from_m[d] = random.uniform(-10, 3200);
            to_m[d] = random.below(4) == 0 ? from_m[d] : random.uniform(-10, 3200);
            return Leg{{base_s, {54, 20}, {Metres{from_m[d]}, datum}},
                       {base_s + duration_s, {54, 20.1}, {Metres{to_m[d]}, datum}}};
        };
        const std::array<Leg, 4> legs{leg_in(0), leg_in(1), leg_in(2), leg_in(3)};
        const FourAltitudes heights{
            {LegAltitude(legs[0]), LegAltitude(legs[1]), LegAltitude(legs[2]), LegAltitude(legs[3])}};
        const double entry_s = base_s + random.uniform(0, 0.4) * duration_s;
        const double exit_s = random.below(10) == 0 ? entry_s : base_s + random.uniform(0.5, 1) * duration_s;
        const PresenceInterval stay{entry_s, exit_s, {}, {}, Containment::inside};

        std::vector<VerdictInterval> found;
        for_each_verdict(
            rules, zone, who, legs[0], stay, [&](std::size_t z) noexcept { return all.entry_s[z]; },
            [&](const VerdictInterval& v) { found.push_back(v); }, heights);

        REQUIRE(!found.empty());
        REQUIRE(found.front().from_s == entry_s);
        REQUIRE(found.back().to_s == exit_s);
        for (std::size_t i = 0; i + 1 < found.size(); ++i) {
            REQUIRE(found[i].to_s == found[i + 1].from_s);
            REQUIRE(found[i].from_s < found[i].to_s);
            REQUIRE(!same_ruling(found[i].verdict, found[i + 1].verdict));
            ++splits;
        }
        crowded += found.size() > 40;

        const auto check = [&](const VerdictInterval& v, double time_s) {
            Complete now = all;
            now.time_s = time_s;
            const double flown_s = time_s - base_s;
            for (std::size_t d = 0; d < 4; ++d)
                now.height_m[d] = from_m[d] + (to_m[d] - from_m[d]) * (flown_s / duration_s);
            for (double& e : now.entry_s) e -= flown_s;
            const rules_tests::PlainVerdict plain = rules_tests::plain_decide(spec, zone, now);
            CAPTURE(k, time_s - base_s, v.from_s - base_s, v.to_s - base_s);
            REQUIRE(v.verdict.outcome == (plain.lawful ? Outcome::lawful : Outcome::violation));
            REQUIRE(v.verdict.rule == plain.rule);
            ++samples;
        };
        // Two roundings of a time in seconds at 1.7e9 s: 0.24 us each.
        constexpr double margin_s = 6e-7;
        for (const VerdictInterval& v : found) {
            REQUIRE((v.verdict.time_s >= v.from_s && v.verdict.time_s <= v.to_s));
            if (v.to_s - v.from_s < 4 * margin_s) continue;
            check(v, v.from_s + margin_s);
            check(v, v.to_s - margin_s);
            for (int i = 0; i < 40; ++i) check(v, random.uniform(v.from_s + margin_s, v.to_s - margin_s));
        }
    }
    CHECK(splits > 500);
    CHECK(crowded > 5);
    CHECK(samples > 50000);
}

TEST_CASE("rule verdicts: a stay that is unknown is no violation, and a lawful one stays lawful")
{
    Random random("differential/rule_verdicts unknown", 412);
    int turned = 0;
    int kept = 0;
    for (int k = 0; k < 500 * airspace_tests::test_scale(); ++k) {
        const RuleBook rules(rules_tests::random_book(random), zone_ids);
        const TrackIdentity who = rules_tests::identity_of(rules_tests::random_complete(random));
        const Leg leg{{0, {54, 20}, {Metres{0}, VerticalDatum::amsl}},
                      {40, {54, 20.1}, {Metres{2000}, VerticalDatum::amsl}}};
        std::vector<VerdictInterval> inside;
        std::vector<VerdictInterval> unknown;
        const auto run = [&](Containment answer, std::vector<VerdictInterval>& into) {
            for_each_verdict(rules, 1, who, leg, {5, 35, {}, {}, answer}, RuleBook::unpredicted,
                             [&](const VerdictInterval& v) { into.push_back(v); });
        };
        run(Containment::inside, inside);
        run(Containment::unknown, unknown);
        for (const VerdictInterval& v : unknown) {
            const double middle_s = 0.5 * (v.from_s + v.to_s);
            for (const VerdictInterval& w : inside) {
                if (!(middle_s > w.from_s && middle_s < w.to_s)) continue;
                REQUIRE(v.verdict.outcome != Outcome::violation);
                REQUIRE((v.verdict.outcome == Outcome::lawful) == (w.verdict.outcome == Outcome::lawful));
                if (v.verdict.outcome == Outcome::unknown) REQUIRE(v.verdict.unknown.contains(Fact::presence));
                turned += w.verdict.outcome == Outcome::violation;
                kept += w.verdict.outcome == Outcome::lawful;
            }
        }
    }
    CHECK(turned > 50);
    CHECK(kept > 50);
}
