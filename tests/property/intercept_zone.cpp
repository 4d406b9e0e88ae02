// SPDX-License-Identifier: MIT
// Responses to targets that enter zones, against places asked one by one: inside or not, how deep.
#include <picket/intercept/zone_response.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstdio>

#include <support/intercept.hpp>

namespace {

using namespace intercept_tests;

/// About a place that the target passes, so that it is entered mostly.
Zone zone_about(Random& random, LatLon place)
{
    const double aside_deg = random.uniform(-180, 180);
    const LatLon centre = geodesic_direct(place, Degrees{aside_deg}, Metres{random.scale(1e2, 4e4)}).at;
    if (random.one_in(2))
        return Zone({"C", "", {{RingSpec{.circle = CircleSpec{centre, Metres{random.scale(2e3, 1e5)}}}}}, {}, {}});
    RingSpec ring;
    const int n = 3 + random.pick(6);
    for (int i = 0; i < n; ++i) {
        const double around_deg = 360.0 * (i + random.uniform(0, 0.8)) / n;
        const double out_m = random.scale(1e4, 1e5);
        ring.vertices.push_back({geodesic_direct(centre, Degrees{around_deg}, Metres{out_m}).at});
    }
    return Zone({"R", "", {{ring}}, {}, {}});
}

}  // namespace

TEST_CASE("stays, depths, deadlines and orders are what the places say")
{
    const int cases = 200 * test_scale();
    std::array<int, 6> outcomes{};
    int by_depth = 0;
    int by_time = 0;
    for (int k = 0; k < cases; ++k) {
        Random random(41000000U + static_cast<std::uint64_t>(k));
        const double mps = random.scale(30, 600);
        const Interceptor who = random.interceptor(mps);
        const TargetPath target = random.target(who.base(), mps);
        ZoneResponseQuery query;
        query.intercept.order_s = random.one_in(2) ? 0.0 : random.uniform(-1000, 1000);
        query.intercept.horizon = Seconds{random.scale(600, 12000)};
        const double end_s = std::min(query.intercept.order_s + query.intercept.horizon.value(), target.end_s());
        // where it is met, or elsewhere on its way
        const Intercept first = earliest_intercept(who, target, query.intercept);
        double passes_s = target.begin_s() + random.uniform(0, 0.7) * std::max(0.0, end_s - target.begin_s());
        if (first && random.one_in(2)) passes_s = first.first.time_s;
        const LatLon about = target.at(passes_s);
        if (!(std::abs(about.lat_deg) < 88.0)) continue;           // rings there would have to be drawn with more care
        const double fastest_mps = target.max_ground_speed_mps();  // a rhumb line is longer than what it was made from
        const Zone zone = zone_about(random, about);
        if (random.one_in(2)) query.allowed_depth = Metres{random.scale(10, 5e4)};
        if (random.one_in(2)) query.allowed_inside = Seconds{random.scale(1, 1000)};
        const ZoneResponse response = zone_response(who, target, zone, query);
        INFO("case " << k << ", " << to_string(response.outcome) << ", step " << (end_s - target.begin_s()) / 1000.0
                     << " s, " << fastest_mps << " m/s");
        ++outcomes[static_cast<std::size_t>(response.outcome)];
        REQUIRE(response.outcome != ZoneOutcome::unknown);
        REQUIRE(response.intercept.status == first.status);
        const bool met = static_cast<bool>(first);
        const double until_s = met ? first.first.time_s : end_s;

        // moment by moment
        constexpr int moments = 1000;
        const double step_s = (end_s - target.begin_s()) / moments;
        double entry_s = std::numeric_limits<double>::quiet_NaN();
        double inside_s = 0.0;
        double deepest_m = 0.0;
        double deadline_s = end_s;
        double all_inside_s = 0.0;
        int changes = 1;
        bool was_in = false;
        bool in_when_met = false;
        for (int i = 0; i < moments && step_s > 0.0; ++i) {
            const double t = target.begin_s() + (i + 0.5) * step_s;
            const LatLon at = target.at(t);
            const bool in = zone.contains(at) == Containment::inside;
            if (in != was_in) ++changes;
            was_in = in;
            if (!in) continue;
            if (std::isnan(entry_s)) entry_s = t;
            all_inside_s += step_s;
            const double depth_m = zone.depth(at).value();
            if (t <= until_s) {
                inside_s += step_s;
                deepest_m = std::max(deepest_m, depth_m);
            }
            // a stay may be two steps shorter than its moments are many
            if (all_inside_s > query.allowed_inside.value() + 2.0 * changes * step_s ||
                depth_m > query.allowed_depth.value())
                deadline_s = std::min(deadline_s, t);
        }
        if (met) in_when_met = zone.contains(first.first.at) == Containment::inside;
        const double doubt_s = 1.01 * step_s;
        if (std::isnan(response.entry_s)) {
            REQUIRE(std::isnan(entry_s));
            REQUIRE(response.outcome == ZoneOutcome::never_enters);
            continue;
        }
        if (!std::isnan(entry_s)) REQUIRE(response.entry_s <= entry_s);
        // what lies between two moments may have been missed by them, not by the answer
        REQUIRE(std::abs(response.inside_s - inside_s) <= (changes + 2) * doubt_s);
        if (response.inside_s > 0.0) {
            // 0.01 m or a millionth: as incidents()
            REQUIRE(response.max_depth.value() >= deepest_m - 0.01 - 1e-6 * deepest_m);
            // one that is shorter than the moments are apart was not seen by them
            if (response.inside_s > 3.0 * step_s)
                REQUIRE(response.max_depth.value() <= deepest_m + fastest_mps * 4.0 * doubt_s + 1.0);
        }
        if (met) {
            const bool before = first.first.time_s <= response.entry_s;
            REQUIRE((response.outcome == ZoneOutcome::met_before_entry) == before);
            // a meeting on the boundary is either
            if (!before && std::abs(zone.depth(first.first.at).value()) > 1e-3)
                REQUIRE((response.outcome == ZoneOutcome::met_inside) == in_when_met);
        } else {
            REQUIRE(response.outcome == ZoneOutcome::not_met);
        }
        // the deadline: nothing too deep or too long before, and not much earlier than one sees it
        REQUIRE(response.deadline_s <= deadline_s + doubt_s * (changes + 2));
        if (response.deadline_s < end_s && response.deadline_s > response.entry_s) {
            const double depth_m = zone.depth(target.at(response.deadline_s)).value();
            const bool is_depth = std::abs(depth_m - query.allowed_depth.value()) <
                                  0.02 + 1e-6 * depth_m + fastest_mps * 1.2e-4 * 4.0;  // 0.1 ms early, 0.01 m
            by_depth += is_depth;
            by_time += !is_depth;
            if (!is_depth) {
                // the time allowed, counted by the moments
                double by_then_s = 0.0;
                for (int i = 0; i < moments; ++i) {
                    const double t = target.begin_s() + (i + 0.5) * step_s;
                    if (t <= response.deadline_s && zone.contains(target.at(t)) == Containment::inside)
                        by_then_s += step_s;
                }
                REQUIRE(std::abs(by_then_s - query.allowed_inside.value()) <= doubt_s * (changes + 2));
            }
        }
        // orders: at the latest it is met in time, a moment later not
        const auto met_by = [&](double order_s, double time_s) {
            // 1e-9 s more: order and horizon round
            return static_cast<bool>(earliest_intercept(who, target, {order_s, Seconds{time_s - order_s + 1e-9}}));
        };
        for (const auto& [order_s, time_s] : {std::pair{response.latest_order_before_entry_s, response.entry_s},
                                              std::pair{response.latest_order_s, response.deadline_s}}) {
            if (std::isnan(order_s)) {
                REQUIRE_FALSE(met_by(target.begin_s() - 1e6, time_s));
            } else {
                // 1e-6 s: more than what times and the noise of distances at 30 m/s leave open
                REQUIRE(met_by(order_s - 1e-6, time_s));
                REQUIRE_FALSE(met_by(order_s + 1e-6, time_s));
            }
        }
    }
    std::printf("property/intercept_zone: %d cases:", cases);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        std::printf(" %s %d", to_string(static_cast<ZoneOutcome>(i)), outcomes[i]);
    std::printf("; deadlines by depth %d, by time %d\n", by_depth, by_time);
    for (const ZoneOutcome outcome : {ZoneOutcome::never_enters, ZoneOutcome::met_before_entry, ZoneOutcome::met_inside,
                                      ZoneOutcome::met_after_exit, ZoneOutcome::not_met})
        CHECK(outcomes[static_cast<std::size_t>(outcome)] >= cases / 100);
    CHECK(by_depth >= cases / 50);
    CHECK(by_time >= cases / 50);
}
