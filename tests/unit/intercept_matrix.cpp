// SPDX-License-Identifier: MIT
#include <picket/intercept/matrix.hpp>
#include <picket/intercept/matrix_eigen.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace {

using namespace picket;

Interceptor at(LatLon base, double max_range_m = std::numeric_limits<double>::infinity())
{
    InterceptorSpec spec;
    spec.base = base;
    spec.ground_speed = SpeedProfile::constant(MetresPerSecond{270.0});
    spec.readiness = Seconds{300.0};
    spec.max_range = Metres{max_range_m};
    return Interceptor(std::move(spec));
}

const std::vector<Interceptor> bases{at({59.2603, 24.2085}), at({44.39, 27.73}), at({59.2603, 24.2085}, 50e3)};
const std::vector<TargetPath> targets{
    TargetPath::geodesic({59.90, 27.50}, Degrees{270.0}, MetresPerSecond{245.0}),
    TargetPath::rhumb({45.4, 29.6}, Degrees{300.0}, MetresPerSecond{51.0}),
    TargetPath::geodesic({30.0, -60.0}, Degrees{0.0}, MetresPerSecond{300.0}, Seconds{0.0}, Seconds{100.0}),
    TargetPath::geodesic({0.0, 170.0}, Degrees{0.0}, MetresPerSecond{300.0})};
const InterceptQuery half_an_hour{0.0, Seconds{1800.0}};

}  // namespace

TEST_CASE("a row for each base, a column for each target")
{
    std::vector<double> time_s(12);
    std::vector<InterceptStatus> status(12);
    const InterceptMatrixCounts counts = intercept_matrix(bases, targets, half_an_hour, time_s, status);
    CHECK(status == std::vector{InterceptStatus::feasible, InterceptStatus::too_late, InterceptStatus::target_ends,
                                InterceptStatus::too_slow, InterceptStatus::too_late, InterceptStatus::feasible,
                                InterceptStatus::target_ends, InterceptStatus::too_slow, InterceptStatus::out_of_range,
                                InterceptStatus::too_late, InterceptStatus::target_ends, InterceptStatus::too_slow});
    CHECK(time_s[0] == earliest_intercept(bases[0], targets[0], half_an_hour).first.time_s);
    CHECK(time_s[5] == earliest_intercept(bases[1], targets[1], half_an_hour).first.time_s);
    for (const std::size_t i : {1U, 2U, 3U, 4U, 6U, 7U, 8U, 9U, 10U, 11U}) CHECK(std::isinf(time_s[i]));
    CHECK(counts.pairs == 12);
    CHECK(counts.feasible == 2);
    // all that is far away is decided without a geodesic problem
    CHECK(counts.rejected == 9);
    CHECK(counts.searched == 3);
    CHECK(counts.looks > 3);

    // the same without statuses, and over a part of the bases
    std::vector<double> again_s(4, -1.0);
    static_cast<void>(intercept_matrix(std::span(bases).subspan(1, 1), targets, half_an_hour, again_s));
    CHECK(again_s == std::vector<double>(time_s.begin() + 4, time_s.begin() + 8));
}

TEST_CASE("nobody to meet, or nobody to meet them")
{
    std::vector<double> none;
    CHECK(intercept_matrix(std::vector<Interceptor>{}, targets, {}, none).pairs == 0);
    CHECK(intercept_matrix(bases, std::vector<TargetPath>{}, {}, none).pairs == 0);
}

TEST_CASE("a query that is no number is answered by none")
{
    std::vector<double> time_s(12);
    std::vector<InterceptStatus> status(12);
    const InterceptQuery query{std::numeric_limits<double>::quiet_NaN(), Seconds{1800.0}};
    const InterceptMatrixCounts counts = intercept_matrix(bases, targets, query, time_s, status);
    CHECK(counts.rejected == 0);
    for (const double t : time_s) CHECK(std::isnan(t));
    for (const InterceptStatus s : status) CHECK(s == InterceptStatus::unknown);
}

TEST_CASE("places that do not fit are refused")
{
    std::vector<double> time_s(12);
    std::vector<double> fewer_s(11);
    std::vector<InterceptStatus> fewer(11);
    CHECK_THROWS_AS(intercept_matrix(bases, targets, {}, fewer_s), DomainError);
    CHECK_THROWS_AS(intercept_matrix(bases, targets, {}, time_s, fewer), DomainError);
}

TEST_CASE("arrays of Eigen")
{
    InterceptTimes time_s;
    InterceptStatuses status;
    const InterceptMatrixCounts counts = intercept_matrix(bases, targets, half_an_hour, time_s, status);
    REQUIRE(time_s.rows() == 3);
    REQUIRE(time_s.cols() == 4);
    CHECK(counts.feasible == 2);
    CHECK(time_s(0, 0) == earliest_intercept(bases[0], targets[0], half_an_hour).first.time_s);
    CHECK(status(1, 1) == InterceptStatus::feasible);
    CHECK(status(2, 0) == InterceptStatus::out_of_range);
    CHECK(status(2, 2) == InterceptStatus::target_ends);
}
