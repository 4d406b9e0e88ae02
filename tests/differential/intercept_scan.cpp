// SPDX-License-Identifier: MIT
// The earliest intercept, or the reason there is none, against a scan that cannot miss (support/intercept_scan.hpp).
#include <support/intercept_scan.hpp>

#include <picket/intercept/earliest.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <vector>

namespace {

using namespace intercept_tests;

struct Tally {
    std::array<long, 7> statuses{};
    long gave_up = 0;   ///< the scan did, before it found anything
    long grazing = 0;   ///< feasible or not by less than the noise of distances
    long at_poles = 0;  ///< not compared
    long gaps = 0;      ///< between and after windows, scanned
    long samples = 0;   ///< of the scan
    double worst_error_s = 0.0;
    double widest_s = 0.0;
};

/// @return is the reason right? Nothing: the scan cannot say.
std::optional<InterceptStatus> reason(const Scan& scan, const Interceptor& who, const InterceptQuery& query,
                                      double from_s, double to_s)
{
    const Scan::Found in_range = scan.first(from_s, to_s, Scan::Counting::range);
    if (in_range.surely_s < Scan::infinity) return InterceptStatus::out_of_endurance;
    if (in_range.undecided_s < Scan::infinity) return {};
    const Scan::Found in_time = scan.first(from_s, to_s, Scan::Counting::speed);
    if (in_time.surely_s < Scan::infinity) return InterceptStatus::out_of_range;
    if (in_time.undecided_s < Scan::infinity) return {};
    const double horizon_s = query.order_s + query.horizon.value();
    if (std::abs(scan.end_s() - horizon_s) < 1e-6) return {};
    if (scan.end_s() <= horizon_s) return InterceptStatus::target_ends;
    const double at_s = std::max(horizon_s, scan.begin_s());
    return who.ground_speed().cruise_ground_speed_mps() > scan.speed_mps(at_s) ? InterceptStatus::too_late
                                                                               : InterceptStatus::too_slow;
}

void compare(std::uint64_t seed, Tally& tally)
{
    Random random(seed);
    const double mps = random.one_in(12) ? 0.0 : random.scale(10, 1200);
    const Interceptor who = random.interceptor(mps);
    const TargetPlan plan = random.target_plan(who.base(), mps);
    // Course kept from a kilometre of a pole outward, places are off by micrometres and more, from one moment to the
    // next (RhumbLine says so): there is no first time to a nanosecond.
    if (plan.kind == PathKind::rhumb && plan.waypoints.empty() && std::abs(plan.from.lat_deg) > 89.99) {
        ++tally.at_poles;
        return;
    }
    const TargetPath target = plan.path();
    InterceptQuery query;
    query.order_s = random.one_in(2) ? 0.0 : random.uniform(-2000, 2000);
    query.horizon = Seconds{random.scale(600, 40000)};
    const Scan scan(who.spec(), plan, query.order_s);
    const Intercept answer = earliest_intercept(who, target, query);
    ++tally.statuses.at(static_cast<std::size_t>(answer.status));

    const double from_s = std::max(query.order_s + who.readiness_s(), scan.begin_s());
    // the end of a path at a pole may differ by what a division rounds to
    const double to_s = std::min({query.order_s + query.horizon.value(), scan.end_s(), target.end_s()});
    const Scan::Found truth = scan.first(from_s, to_s, Scan::Counting::all);
    INFO("seed " << seed << ": " << to_string(answer.status) << " at " << answer.first.time_s << " +- "
                 << answer.first.error_s << ", scan: not before " << truth.undecided_s << ", surely at "
                 << truth.surely_s << (truth.gave_up ? " (gave up)" : ""));
    if (answer) {
        // 8e-12: what times of up to 4e4 s are rounded to. 5e-9: places on rhumb lines that wind are off by 0.1 um
        // and more, and they close by tens of metres per second.
        const double error_s = answer.first.error_s + (plan.kind == PathKind::rhumb ? 5e-9 : 8e-12);
        const double t = answer.first.time_s;
        REQUIRE(t >= truth.undecided_s - error_s);
        REQUIRE(t - error_s <= truth.surely_s);
        REQUIRE(scan.gap_m(t) <= Scan::sure_m);
        if (truth.surely_s < Scan::infinity && !truth.gave_up) {
            tally.widest_s = std::max(tally.widest_s, answer.first.error_s);
            if (truth.surely_s - truth.undecided_s < 2e-9)
                tally.worst_error_s =
                    std::max(tally.worst_error_s, std::max(truth.undecided_s - t, t - truth.surely_s));
        } else {
            ++tally.grazing;
        }
    } else {
        REQUIRE(truth.surely_s == Scan::infinity);
        if (truth.undecided_s < Scan::infinity) {
            ++(truth.gave_up ? tally.gave_up : tally.grazing);
        } else if (const auto expected = reason(scan, who, query, from_s, to_s)) {
            REQUIRE(answer.status == *expected);
        }
    }
    // Between and after windows: no time at which it can be met.
    if (answer) {
        const std::vector<InterceptWindow> windows = intercept_windows(who, target, query);
        for (std::size_t w = 0; w < windows.size(); ++w) {
            const double end_s = windows[w].end.time_s + windows[w].end.error_s + 1e-7;
            const double next_s = w + 1 < windows.size()
                                      ? windows[w + 1].begin.time_s - windows[w + 1].begin.error_s - 1e-7
                                  : windows[w].open ? -Scan::infinity
                                                    : to_s;
            if (!(end_s < next_s)) continue;
            const Scan::Found missed = scan.first(end_s, next_s, Scan::Counting::all, 3000);
            INFO("window " << w << " ends at " << windows[w].end.time_s << ", scan: surely met at " << missed.surely_s);
            REQUIRE(missed.surely_s == Scan::infinity);
            ++tally.gaps;
        }
    }
    tally.samples += scan.samples();
}

}  // namespace

TEST_CASE("the earliest intercept and the reason for none, by a scan that cannot miss")
{
    const long cases = 100000L * test_scale();
    Tally tally;
    for (long k = 0; k < cases; ++k) compare(52000000U + static_cast<std::uint64_t>(k), tally);
    std::printf("differential/intercept_scan: %ld cases", cases);
    for (std::size_t i = 0; i < tally.statuses.size(); ++i)
        std::printf(", %s %ld", to_string(static_cast<InterceptStatus>(i)), tally.statuses.at(i));
    std::printf(
        "\n  %ld gaps between and after windows; %.1f samples a case; %ld grazing, %ld given up, %ld at poles left "
        "out; off by %.2g s at most "
        "where both know to 2 ns; error_s up to %.2g s\n",
        tally.gaps, static_cast<double>(tally.samples) / static_cast<double>(cases), tally.grazing, tally.gave_up,
        tally.at_poles, tally.worst_error_s, tally.widest_s);
    for (std::size_t i = 0; i + 1 < tally.statuses.size(); ++i) CHECK(tally.statuses.at(i) > cases / 200);
    CHECK(tally.grazing + tally.gave_up < cases / 500);
    CHECK(tally.at_poles < cases / 50);
    CHECK(tally.worst_error_s < 1.1e-7);
}
