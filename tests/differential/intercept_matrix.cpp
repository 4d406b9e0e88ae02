// SPDX-License-Identifier: MIT
// The matrix against the plain double loop: every time and every status, to the bit.
#include <support/intercept.hpp>

#include <picket/intercept/matrix.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstdio>

namespace {

using namespace intercept_tests;

}  // namespace

TEST_CASE("the matrix is the plain double loop over earliest_intercept")
{
    const int rounds = 160 * test_scale();
    InterceptMatrixCounts all;
    std::array<long, 7> seen{};
    for (int k = 0; k < rounds; ++k) {
        Random random(7700000U + static_cast<std::uint64_t>(k));
        // around one place, or all over the Earth
        const bool near = !random.one_in(4);
        const LatLon centre = random.place();
        std::vector<Interceptor> bases;
        std::vector<TargetPath> targets;
        std::vector<double> speeds;
        for (int i = 0; i < 12; ++i) speeds.push_back(random.one_in(12) ? 0.0 : random.scale(10, 1200));
        for (int i = 0; i < 11; ++i) {
            InterceptorSpec spec = random.interceptor(speeds[static_cast<std::size_t>(i)]).spec();
            if (near) {
                const double azimuth = random.uniform(-180, 180);
                const LatLon moved = geodesic_direct(centre, Degrees{azimuth}, Metres{random.scale(1e3, 2e6)}).at;
                for (LatLon& base : spec.recovery_bases) {
                    const GeodesicInverse from_base = geodesic_inverse(spec.base, base);
                    base = geodesic_direct(moved, from_base.azimuth_start, from_base.distance).at;
                }
                spec.base = moved;
            }
            bases.emplace_back(spec);
        }
        for (int i = 0; i < 12; ++i) {
            const LatLon toward = near ? centre : random.place();
            targets.push_back(random.target(toward, speeds[static_cast<std::size_t>(i)]));
        }
        InterceptQuery query;
        query.order_s = random.one_in(2) ? 0.0 : random.uniform(-2000, 2000);
        query.horizon = Seconds{random.one_in(20) ? 0.0 : random.scale(300, 40000)};

        std::vector<double> time_s(bases.size() * targets.size());
        std::vector<InterceptStatus> status(time_s.size());
        const InterceptMatrixCounts counts = intercept_matrix(bases, targets, query, time_s, status);
        REQUIRE(counts.pairs == time_s.size());
        REQUIRE(counts.rejected + counts.searched == counts.pairs);
        all.pairs += counts.pairs;
        all.rejected += counts.rejected;
        all.feasible += counts.feasible;
        all.looks += counts.looks;
        std::size_t at = 0;
        std::size_t feasible = 0;
        for (const Interceptor& who : bases) {
            for (const TargetPath& target : targets) {
                INFO("round " << k << ", pair " << at);
                const Intercept plain = earliest_intercept(who, target, query);
                ++seen[static_cast<std::size_t>(plain.status)];
                REQUIRE(status[at] == plain.status);
                if (plain) {
                    ++feasible;
                    REQUIRE(time_s[at] == plain.first.time_s);
                } else {
                    REQUIRE(time_s[at] == std::numeric_limits<double>::infinity());
                }
                ++at;
            }
        }
        REQUIRE(counts.feasible == feasible);
    }
    std::printf("differential/intercept_matrix: %zu pairs, %zu feasible, %zu rejected, %.2f looks a pair; ", all.pairs,
                all.feasible, all.rejected, static_cast<double>(all.looks) / static_cast<double>(all.pairs));
    for (std::size_t i = 0; i < seen.size(); ++i)
        std::printf("%s %ld%s", to_string(static_cast<InterceptStatus>(i)), seen[i], i + 1 < seen.size() ? ", " : "\n");
    CHECK(all.pairs >= 20000U);
    // each reason was met often enough for its searches to be compared
    for (const InterceptStatus reason : {InterceptStatus::target_ends, InterceptStatus::too_slow, InterceptStatus::too_late,
                                         InterceptStatus::out_of_range, InterceptStatus::out_of_endurance})
        CHECK(seen[static_cast<std::size_t>(reason)] > 200);
    CHECK(all.rejected > all.pairs / 10);
    CHECK(all.feasible > all.pairs / 10);
}
