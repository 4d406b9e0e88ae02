// SPDX-License-Identifier: MIT
/// @file
/// Reads the proof that comes with an assignment, and finds what is wrong with it.
#ifndef PICKET_TESTS_SUPPORT_ASSIGNMENT_PROOF_HPP
#define PICKET_TESTS_SUPPORT_ASSIGNMENT_PROOF_HPP

#include <picket/intercept/assignment.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace test {

/// What is wrong with an assignment as the best one for these costs; empty where nothing is.
///
/// @param slack  by how much an inequality of the potentials may fail: 0 for whole numbers
/// @param limit  pairs costlier are forbidden
inline std::string fault_of(const Eigen::MatrixXd& costs, const picket::Assignment& a, double slack,
                            double limit = 1e300)
{
    const Eigen::Index n = costs.rows();
    const Eigen::Index m = costs.cols();
    const auto allowed = [&](Eigen::Index i, Eigen::Index j) {
        return std::isfinite(costs(i, j)) && std::abs(costs(i, j)) <= 1e300 && costs(i, j) <= limit;
    };
    if (a.row_potential.size() != n || a.col_potential.size() != m) return "potentials of another size";

    // Is it an assignment, and told right?
    Eigen::ArrayXi row_uses = Eigen::ArrayXi::Zero(n);
    Eigen::ArrayXi col_uses = Eigen::ArrayXi::Zero(m);
    double total = 0.0;
    for (std::size_t k = 0; k < a.pairs.size(); ++k) {
        const auto& p = a.pairs[k];
        if (k > 0 && a.pairs[k - 1].row >= p.row) return "pairs are not in order of rows";
        if (!allowed(p.row, p.col)) return "a forbidden pair";
        if (p.cost != costs(p.row, p.col)) return "a pair with another cost";
        total += p.cost;
        ++row_uses[p.row];
        ++col_uses[p.col];
    }
    if (total != a.total) return "the total is not the sum";
    for (const Eigen::Index i : a.unassigned_rows) ++row_uses[i];
    for (const Eigen::Index j : a.unassigned_cols) ++col_uses[j];
    if ((row_uses != 1).any() || (col_uses != 1).any()) return "a row or column not told just once";
    if (!std::is_sorted(a.unassigned_rows.begin(), a.unassigned_rows.end()) ||
        !std::is_sorted(a.unassigned_cols.begin(), a.unassigned_cols.end()))
        return "unassigned ones are not in order";

    // Not more pairs.
    std::vector<char> row_covers(static_cast<std::size_t>(n), 0);
    std::vector<char> col_covers(static_cast<std::size_t>(m), 0);
    for (const Eigen::Index i : a.covering_rows) row_covers[static_cast<std::size_t>(i)] = 1;
    for (const Eigen::Index j : a.covering_cols) col_covers[static_cast<std::size_t>(j)] = 1;
    if (a.covering_rows.size() + a.covering_cols.size() != a.pairs.size()) return "the cover has another size";
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < m; ++j)
            if (allowed(i, j) && row_covers[static_cast<std::size_t>(i)] == 0 &&
                col_covers[static_cast<std::size_t>(j)] == 0)
                return "an allowed pair is not covered";

    // Not cheaper.
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < m; ++j)
            if (allowed(i, j) && costs(i, j) - a.row_potential[i] - a.col_potential[j] < -slack)
                return "a negative reduced cost";
    for (const auto& p : a.pairs)
        if (std::abs(p.cost - a.row_potential[p.row] - a.col_potential[p.col]) > slack)
            return "a reduced cost of a pair that is not zero";
    for (const Eigen::Index i : a.unassigned_rows)
        if (a.row_potential[i] < a.row_potential.maxCoeff() - slack)
            return "an unassigned row whose u is not the greatest";
    for (const Eigen::Index j : a.unassigned_cols)
        if (a.col_potential[j] != 0.0) return "an unassigned column whose v is not zero";
    if (!a.unassigned_cols.empty() && a.col_potential.maxCoeff() > slack) return "a positive v beside a free column";
    return {};
}

}  // namespace test

#endif
