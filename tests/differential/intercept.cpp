// SPDX-License-Identifier: MIT
// Windows of intercepts against what "can be met" means, asked at many times: every time belongs to a window or to
// none.
#include <support/intercept.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdio>

namespace {

using namespace intercept_tests;

}  // namespace

TEST_CASE("windows hold every time at which the target can be met, and no other")
{
    const int cases = 20000 * test_scale();
    long feasible = 0;
    long asked = 0;
    long in_windows = 0;
    long looks = 0;
    for (int k = 0; k < cases; ++k) {
        Random random(900000U + static_cast<std::uint64_t>(k));
        const double mps = random.one_in(12) ? 0.0 : random.scale(10, 1200);
        const Interceptor who = random.interceptor(mps);
        const TargetPath target = random.target(who.base(), mps);
        InterceptQuery query;
        query.order_s = random.one_in(2) ? 0.0 : random.uniform(-2000, 2000);
        query.horizon = Seconds{random.scale(600, 40000)};
        const auto windows = intercept_windows(who, target, query);
        const Intercept first = earliest_intercept(who, target, query);
        INFO("case " << k);
        REQUIRE((first.status == InterceptStatus::feasible) == !windows.empty());
        if (first) {
            REQUIRE(first.first.time_s == windows[0].begin.time_s);
            looks += first.looks;
            ++feasible;
        }
        for (std::size_t w = 0; w < windows.size(); ++w) {
            REQUIRE(windows[w].begin.time_s <= windows[w].end.time_s);
            if (w > 0) REQUIRE(windows[w].begin.time_s > windows[w - 1].end.time_s);
        }
        const double from_s = std::max(query.order_s + who.readiness_s(), target.begin_s());
        const double to_s = std::min(query.order_s + query.horizon.value(), target.end_s());
        if (!(to_s > from_s)) continue;
        const auto ask = [&](double t) {
            if (t < from_s || t > to_s) return;
            const double gap = gap_m(who, target, query.order_s, t);
            ++asked;
            bool in = false;
            double edge_s = std::numeric_limits<double>::infinity();
            for (const InterceptWindow& window : windows) {
                in = in || (t >= window.begin.time_s && t <= window.end.time_s);
                edge_s = std::min({edge_s, std::abs(t - window.begin.time_s), std::abs(t - window.end.time_s)});
            }
            in_windows += in;
            // 1e-6 s: looser than any error stated; 1e-6 m: noise of distances, magnified by what a time is known to
            if (edge_s < 1e-6 || std::abs(gap) < 1e-6) return;
            INFO("at " << t << ": gap " << gap << " m, nearest end of a window " << edge_s << " s off");
            REQUIRE(in == (gap <= 0.0));
        };
        // evenly, and close to the ends of windows
        for (int i = 0; i <= 60; ++i) ask(from_s + (to_s - from_s) * i / 60.0);
        for (const InterceptWindow& window : windows)
            for (const double off : {1e-5, 1e-3, 0.1, 5.0}) {
                ask(window.begin.time_s - off);
                ask(window.begin.time_s + off);
                ask(window.end.time_s - off);
                ask(window.end.time_s + off);
            }
    }
    std::printf("differential/intercept: %d cases, %ld feasible, %ld times asked, %ld of them in windows, %.2f looks\n",
                cases, feasible, asked, in_windows, static_cast<double>(looks) / static_cast<double>(feasible));
    CHECK(feasible > cases / 5);
    CHECK(feasible < 4 * cases / 5);
}
