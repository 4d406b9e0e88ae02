// SPDX-License-Identifier: MIT
// Assignments against all assignments, and large ones against the proof that they bring.
#include <picket/intercept/assignment.hpp>

#include <support/assignment_proof.hpp>
#include <support/geodesy_random.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <sstream>
#include <vector>

using test::fault_of;
using test::Random;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Eigen::Index count(Random& random, int most) { return static_cast<Eigen::Index>(random.uniform(0, most + 0.999)); }

enum class Kind {
    whole,
    real,
    wide
};

/// @param forbidden  share of the pairs
Eigen::MatrixXd costs_of(Random& random, Eigen::Index n, Eigen::Index m, Kind kind, double forbidden)
{
    Eigen::MatrixXd costs(n, m);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j < m; ++j) {
            const double sign = random.one_in(3) ? -1 : 1;
            double c = 0;
            if (kind == Kind::whole) c = std::floor(random.uniform(-4, 8));
            if (kind == Kind::real) c = random.uniform(-1, 3);
            if (kind == Kind::wide) c = sign * random.log_uniform(1e-6, 1e6);
            if (random.uniform(0, 1) < forbidden)
                c = random.one_in(2) ? infinite : random.one_in(2) ? -infinite : not_a_number;
            costs(i, j) = c;
        }
    }
    return costs;
}

/// The most pairs, and for so many the least `worst` under join(worst so far, cost): over all assignments, by the sets
/// of columns that are taken.
struct Best {
    int pairs;
    double worst;
};
template <class Join>
Best best_of_all(const Eigen::MatrixXd& costs, double limit, double start, Join&& join)
{
    const std::size_t sets = std::size_t{1} << costs.cols();
    const auto better = [](const Best& a, const Best& b) {
        return a.pairs > b.pairs || (a.pairs == b.pairs && a.worst < b.worst);
    };
    std::vector<Best> by_set(sets, Best{-1, 0});
    by_set[0] = {0, start};
    for (Eigen::Index i = 0; i < costs.rows(); ++i) {
        for (std::size_t set = sets; set-- > 0;) {  // downward: each row adds one column at most
            if (by_set[set].pairs < 0) continue;
            for (Eigen::Index j = 0; j < costs.cols(); ++j) {
                const std::size_t with = set | (std::size_t{1} << j);
                if (with == set || !std::isfinite(costs(i, j)) || costs(i, j) > limit) continue;
                const Best found{by_set[set].pairs + 1, join(by_set[set].worst, costs(i, j))};
                if (better(found, by_set[with])) by_set[with] = found;
            }
        }
    }
    Best best = by_set[0];
    for (const Best& b : by_set)
        if (better(b, best)) best = b;
    return best;
}

}  // namespace

TEST_CASE("assignments are the best of all assignments")
{
    Random random("intercept_assignment/all", 0xa551);
    int left_over = 0;
    for (int k = 0; k < random.cases(24000); ++k) {
        const Eigen::Index n = count(random, 7);
        const Eigen::Index m = count(random, 7);
        const Kind kind = random.one_in(3) ? Kind::real : random.one_in(2) ? Kind::whole : Kind::wide;
        const double forbidden = random.one_in(3) ? 0 : random.uniform(0, 1);
        const Eigen::MatrixXd costs = costs_of(random, n, m, kind, forbidden);
        std::ostringstream text;
        text << costs;
        CAPTURE(k, n, m, text.str());

        const auto plus = [](double a, double b) { return a + b; };
        const Best sum = best_of_all(costs, infinite, 0.0, plus);
        const picket::Assignment found = picket::assign(costs);
        // seven sums of numbers up to 1e6, in another order
        const double rounding = kind == Kind::whole ? 0.0 : kind == Kind::real ? 1e-13 : 1e-8;
        CHECK(static_cast<int>(found.pairs.size()) == sum.pairs);
        CHECK(std::abs(found.total - sum.worst) <= rounding);
        CHECK(fault_of(costs, found, rounding).empty());
        if (!found.unassigned_rows.empty() && !found.unassigned_cols.empty()) ++left_over;

        const Best last = best_of_all(costs, infinite, -infinite, [](double a, double b) { return std::max(a, b); });
        const picket::BottleneckAssignment bottleneck = picket::assign_bottleneck(costs);
        CHECK(static_cast<int>(bottleneck.assignment.pairs.size()) == last.pairs);
        if (last.pairs == 0) {
            CHECK(std::isnan(bottleneck.greatest));
            continue;
        }
        CHECK(bottleneck.greatest == last.worst);
        CHECK(std::any_of(bottleneck.assignment.pairs.begin(), bottleneck.assignment.pairs.end(),
                          [&](const picket::AssignedPair& p) { return p.cost == bottleneck.greatest; }));
        const Best then = best_of_all(costs, last.worst, 0.0, plus);
        CHECK(std::abs(bottleneck.assignment.total - then.worst) <= rounding);
        CHECK(fault_of(costs, bottleneck.assignment, rounding, bottleneck.greatest).empty());
    }
    CHECK(left_over > 2000);  // rows and columns both: where it is not known beforehand which
}

TEST_CASE("large assignments prove themselves")
{
    Random random("intercept_assignment/large", 0xa552);
    const struct {
        Eigen::Index n;
        Eigen::Index m;
        double forbidden;
    } sizes[] = {{300, 200, 0}, {300, 200, 0.5},  {300, 200, 0.99},  {300, 200, 0.995}, {200, 300, 0}, {200, 300, 0.99},
                 {250, 250, 0}, {250, 250, 0.99}, {250, 250, 0.995}, {1, 400, 0.5},     {400, 1, 0.5}};
    for (const auto& size : sizes) {
        for (const Kind kind : {Kind::whole, Kind::real, Kind::wide}) {
            Eigen::MatrixXd costs = costs_of(random, size.n, size.m, kind, size.forbidden);
            // some that can go nowhere, as interceptors out of range
            for (Eigen::Index i = 0; i < size.n / 10; ++i) costs.row(i * 7).setConstant(infinite);
            CAPTURE(size.n, size.m, size.forbidden, static_cast<int>(kind));
            const double slack = kind == Kind::whole ? 0.0 : 1e-12 * (kind == Kind::real ? 3 : 1e6);
            const picket::Assignment found = picket::assign(costs);
            CHECK(fault_of(costs, found, slack) == "");
            const picket::BottleneckAssignment last = picket::assign_bottleneck(costs);
            CHECK(fault_of(costs, last.assignment, slack, last.greatest) == "");
            CHECK(last.assignment.pairs.size() == found.pairs.size());
            // without the pairs that cost so much there would be fewer
            const Eigen::MatrixXd below = (costs.array() < last.greatest).select(costs, infinite);
            CHECK(picket::assign(below).pairs.size() < found.pairs.size());
        }
    }
}

TEST_CASE("rows and columns exchanged, or put in another order, the costs are the same")
{
    Random random("intercept_assignment/symmetry", 0xa553);
    for (int k = 0; k < random.cases(300); ++k) {
        const Eigen::Index n = 1 + count(random, 30);
        const Eigen::Index m = 1 + count(random, 30);
        const Eigen::MatrixXd costs = costs_of(random, n, m, Kind::whole, random.uniform(0, 1));
        const picket::Assignment found = picket::assign(costs);
        const picket::Assignment turned = picket::assign(costs.transpose());
        const picket::Assignment backward = picket::assign(costs.colwise().reverse());
        CHECK(turned.total == found.total);
        CHECK(turned.pairs.size() == found.pairs.size());
        CHECK(backward.total == found.total);
        CHECK(backward.pairs.size() == found.pairs.size());
        CHECK(picket::assign((costs.array() + 5).matrix()).total ==
              found.total + 5 * static_cast<double>(found.pairs.size()));
    }
}
