// SPDX-License-Identifier: MIT
// Assignments that are known, and those at the ends: nothing to assign, nothing allowed, everything equal.
#include <picket/intercept/assignment.hpp>

#include <support/assignment_proof.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace picket;
using test::fault_of;

namespace {

constexpr double x = std::numeric_limits<double>::infinity();  // forbidden
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
using Indices = std::vector<Eigen::Index>;

Indices cols_of(const Assignment& a)
{
    Indices cols;
    for (const AssignedPair& p : a.pairs) cols.push_back(p.col);
    return cols;
}

}  // namespace

TEST_CASE("assignment: the example of everybody's manual")
{
    const Eigen::Matrix3d costs{{4, 1, 3}, {2, 0, 5}, {3, 2, 2}};
    const Assignment found = assign(costs);
    CHECK(found.total == 5.0);
    CHECK(cols_of(found) == Indices{1, 0, 2});
    CHECK(found.unassigned_rows.empty());
    CHECK(found.unassigned_cols.empty());
    CHECK(fault_of(costs, found, 0.0) == "");
    // strong duality: with everything assigned the potentials sum to the total
    CHECK(found.row_potential.sum() + found.col_potential.sum() == 5.0);
}

TEST_CASE("assignment: products (i + 1)(j + 1), whose best is the antidiagonal (Machol and Wien)")
{
    for (const Eigen::Index n : {1, 2, 7, 50, 101}) {
        const Eigen::VectorXd numbers = Eigen::VectorXd::LinSpaced(n, 1, static_cast<double>(n));
        const Eigen::MatrixXd costs = numbers * numbers.transpose();
        const double size = static_cast<double>(n);
        const Assignment found = assign(costs);
        CHECK(found.total == size * (size + 1) * (size + 2) / 6);
        for (const AssignedPair& p : found.pairs) CHECK(p.row + p.col == n - 1);
        CHECK(fault_of(costs, found, 0.0) == "");
        // Of the rows from i on, one needs a column of n + 1 - i at least: i (n + 1 - i) at its greatest.
        CHECK(assign_bottleneck(costs).greatest == std::floor((size + 1) * (size + 1) / 4));
    }
}

TEST_CASE("assignment: as many pairs as possible comes before cheap")
{
    // (0,0) alone would cost 1
    const Eigen::Matrix2d costs{{1, 50}, {70, x}};
    CHECK(assign(costs).total == 120.0);
    CHECK(cols_of(assign(costs)) == Indices{1, 0});
    CHECK(assign_bottleneck(costs).greatest == 70.0);
}

TEST_CASE("assignment: of rows that want one column the cheapest has it")
{
    const Eigen::MatrixXd costs{{10, x}, {1, x}, {5, x}};
    const Assignment found = assign(costs);
    CHECK(found.total == 1.0);
    CHECK(found.unassigned_rows == Indices{0, 2});
    CHECK(found.unassigned_cols == Indices{1});
    CHECK(found.covering_rows.empty());
    CHECK(found.covering_cols == Indices{0});
    CHECK(fault_of(costs, found, 0.0) == "");
    CHECK(assign_bottleneck(costs).greatest == 1.0);
}

TEST_CASE("assignment: the last as early as can be, then the sum")
{
    const Eigen::Matrix2d pair{{1, 6}, {5, 8}};  // 1 + 8 is the least sum, 6 and 5 the earliest last
    CHECK(assign(pair).total == 9.0);
    const BottleneckAssignment last = assign_bottleneck(pair);
    CHECK(last.greatest == 6.0);
    CHECK(last.assignment.total == 11.0);
    CHECK(cols_of(last.assignment) == Indices{1, 0});
    CHECK(fault_of(pair, last.assignment, 0.0, last.greatest) == "");
}

TEST_CASE("assignment: negative costs are gains, and do not make more pairs of them")
{
    const Eigen::MatrixXd costs{{-5, 3, 2}, {-4, -1, 7}};
    const Assignment found = assign(costs);
    CHECK(found.total == -6.0);
    CHECK(cols_of(found) == Indices{0, 1});
    CHECK(found.unassigned_cols == Indices{2});
    CHECK(fault_of(costs, found, 0.0) == "");
    CHECK(assign_bottleneck(costs).greatest == -1.0);
    // a dear pair is taken all the same
    CHECK(assign(Eigen::MatrixXd::Constant(1, 1, 1e9)).pairs.size() == 1);
}

TEST_CASE("assignment: nothing to assign")
{
    for (const Eigen::Index n : {0, 3}) {
        for (const Eigen::Index m : {0, 3}) {
            if (n > 0 && m > 0) continue;
            const Eigen::MatrixXd costs(n, m);
            const Assignment found = assign(costs);
            CHECK(found.pairs.empty());
            CHECK(found.total == 0.0);
            CHECK(static_cast<Eigen::Index>(found.unassigned_rows.size()) == n);
            CHECK(static_cast<Eigen::Index>(found.unassigned_cols.size()) == m);
            CHECK(fault_of(costs, found, 0.0) == "");
            CHECK(std::isnan(assign_bottleneck(costs).greatest));
        }
    }
}

TEST_CASE("assignment: nothing allowed, and what counts as forbidden")
{
    for (const double forbidden : {x, -x, not_a_number, 2e300, -2e300}) {
        const Eigen::MatrixXd costs = Eigen::MatrixXd::Constant(3, 2, forbidden);
        const Assignment found = assign(costs);
        CHECK(found.pairs.empty());
        CHECK(found.unassigned_rows == Indices{0, 1, 2});
        CHECK(found.unassigned_cols == Indices{0, 1});
        CHECK(fault_of(costs, found, 0.0) == "");
        const BottleneckAssignment last = assign_bottleneck(costs);
        CHECK(std::isnan(last.greatest));
        CHECK(last.assignment.unassigned_rows == Indices{0, 1, 2});
    }
    const Eigen::Matrix2d huge{{1e300, 9e299}, {-1e300, 1e300}};
    CHECK(assign(huge).pairs.size() == 2);
    CHECK(assign_bottleneck(huge).greatest == 9e299);
}

TEST_CASE("assignment: everything equal, twice the same answer")
{
    const Eigen::MatrixXd costs = Eigen::MatrixXd::Constant(20, 30, 7.5);
    const Assignment found = assign(costs);
    CHECK(found.total == 150.0);
    CHECK(cols_of(found) == cols_of(assign(costs)));
    CHECK(fault_of(costs, found, 0.0) == "");
    CHECK(assign_bottleneck(costs).greatest == 7.5);
}

TEST_CASE("assignment: of a part of a matrix, and of one that is stored by rows")
{
    const Eigen::MatrixXd all{{9, 9, 9, 9}, {9, 4, 1, 3}, {9, 2, 0, 5}, {9, 3, 2, 2}};
    CHECK(assign(all.bottomRightCorner(3, 3)).total == 5.0);
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = all.bottomRightCorner(3, 3);
    CHECK(assign(by_rows).total == 5.0);
}
