// SPDX-License-Identifier: MIT
/// @file
/// Who goes for whom: one row (an interceptor, a site) to one column (a target) at most, for the least sum of costs or
/// for the earliest last one.
///
/// Symbols  c   cost of a pair; a pair may be forbidden
///          M   an assignment: pairs of which no two share a row or a column
///          k   the number of its pairs
///          u v potentials of rows and columns (dual variables)
///
/// First the most pairs that there can be (Hopcroft and Karp). Then, R the rows to which alternating paths lead from a
/// free row, and C the columns of their allowed pairs:
///
///                  C        others
///            R  [ short of | nothing  ]     C has fewer than R, and all of C is taken, by rows of R, in every
///               [ columns  | allowed  ]     assignment with the most pairs; so the other rows take other
///       others  [ never    | enough   ]     columns, all of them. These are two problems that do not touch
///               [ used     |          ]     (Dulmage and Mendelsohn), each with one side assigned in full,
///
/// which is what shortest augmenting paths row by row (Jonker and Volgenant) are for.
#ifndef PICKET_INTERCEPT_ASSIGNMENT_HPP
#define PICKET_INTERCEPT_ASSIGNMENT_HPP

#include <picket/version.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// A row and a column that go together.
struct AssignedPair {
    Eigen::Index row;
    Eigen::Index col;
    double cost;
};

/// An assignment, and the proof that there is none better.
///
/// That there are not more pairs: every allowed pair has its row in `covering_rows` or its column in `covering_cols`,
/// and these are together as many as `pairs`. Each pair of any assignment needs one of them for itself.
///
/// That as many pairs cannot cost less: over the allowed pairs c - u - v >= 0, and 0 on `pairs`; no u is greater than
/// that of an unassigned row; no v is greater than that of an unassigned column, which is 0. So any M of k pairs costs
/// at least the k least u and the k least v, and `pairs` cost just that.
struct Assignment {
    std::vector<AssignedPair> pairs;  ///< in order of rows
    std::vector<Eigen::Index> unassigned_rows;
    std::vector<Eigen::Index> unassigned_cols;
    double total = 0.0;             ///< sum of the costs of `pairs`
    Eigen::VectorXd row_potential;  ///< u
    Eigen::VectorXd col_potential;  ///< v
    std::vector<Eigen::Index> covering_rows;
    std::vector<Eigen::Index> covering_cols;
};

/// An assignment whose costliest pair is as cheap as can be.
struct BottleneckAssignment {
    double greatest;        ///< cost of the costliest pair; NaN where there is no pair
    Assignment assignment;  ///< its potentials and cover are those of the pairs not costlier than `greatest`
};

namespace detail {

using Indices = Eigen::Array<Eigen::Index, Eigen::Dynamic, 1>;
using CostRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline constexpr Eigen::Index no_partner = -1;
inline constexpr double forbidden_cost = std::numeric_limits<double>::infinity();

/// As many pairs as there can be among those not costlier than `limit`: Hopcroft and Karp, 1973.
class MostPairs {
public:
    /// @param limit  finite
    MostPairs(const CostRows& costs, double limit)
        : MostPairs(costs, limit, Indices::Constant(costs.rows(), no_partner),
                    Indices::Constant(costs.cols(), no_partner))
    {
    }
    /// From pairs that are allowed on.
    MostPairs(const CostRows& costs, double limit, Indices col_of, Indices row_of)
        : c_(costs),
          limit_(limit),
          col_of_(std::move(col_of)),
          row_of_(std::move(row_of)),
          layer_(costs.rows()),
          next_(costs.rows())
    {
        while (look_around()) {
            next_.setZero();
            for (Eigen::Index i = 0; i < c_.rows(); ++i)
                if (col_of_[i] == no_partner) extend(i);
        }
    }

    [[nodiscard]] const Indices& col_of() const noexcept { return col_of_; }
    [[nodiscard]] const Indices& row_of() const noexcept { return row_of_; }
    [[nodiscard]] Eigen::Index count() const noexcept { return (col_of_ != no_partner).count(); }
    /// Does an alternating path lead there from a free row? As the last search found, which met no free column.
    [[nodiscard]] bool reached(Eigen::Index row) const noexcept { return layer_[row] != no_partner; }

private:
    /// Numbers the rows by how many pairs lie on the way from a free row. Whether a free column was met.
    bool look_around()
    {
        layer_.setConstant(no_partner);
        queue_.clear();
        for (Eigen::Index i = 0; i < c_.rows(); ++i) {
            if (col_of_[i] != no_partner) continue;
            layer_[i] = 0;
            queue_.push_back(i);
        }
        bool met = false;
        for (std::size_t k = 0; k < queue_.size(); ++k) {
            const Eigen::Index i = queue_[k];
            for (Eigen::Index j = 0; j < c_.cols(); ++j) {
                if (!(c_(i, j) <= limit_)) continue;
                const Eigen::Index on = row_of_[j];
                if (on == no_partner) {
                    met = true;
                } else if (layer_[on] == no_partner) {
                    layer_[on] = layer_[i] + 1;
                    queue_.push_back(on);
                }
            }
        }
        return met;
    }

    /// A path down the layers from a free row to a free column; what was tried in vain is not tried again.
    void extend(Eigen::Index from)
    {
        queue_.assign(1, from);
        while (!queue_.empty()) {
            const Eigen::Index i = queue_.back();
            if (next_[i] == c_.cols()) {
                queue_.pop_back();
                continue;
            }
            Eigen::Index j = next_[i]++;
            if (!(c_(i, j) <= limit_)) continue;
            const Eigen::Index on = row_of_[j];
            if (on != no_partner) {
                if (layer_[on] == layer_[i] + 1) queue_.push_back(on);
                continue;
            }
            for (; !queue_.empty(); queue_.pop_back()) {
                const Eigen::Index row = queue_.back();
                const Eigen::Index before = col_of_[row];
                col_of_[row] = j;
                row_of_[j] = row;
                j = before;
            }
        }
    }

    const CostRows& c_;
    double limit_;
    Indices col_of_;
    Indices row_of_;
    Indices layer_;
    Indices next_;  ///< of a row: the column to try next
    std::vector<Eigen::Index> queue_;
};

/// All rows to columns, for the least sum; it is known that all can be. c - u - v >= 0, and 0 on the pairs; v <= 0, and
/// 0 on free columns.
class CheapestPairs {
public:
    explicit CheapestPairs(CostRows costs)
        : c_(std::move(costs)),
          u_(Eigen::VectorXd::Zero(c_.rows())),
          v_(Eigen::VectorXd::Zero(c_.cols())),
          col_of_(Indices::Constant(c_.rows(), no_partner)),
          row_of_(Indices::Constant(c_.cols(), no_partner)),
          distance_(c_.cols()),
          before_(c_.cols()),
          open_(c_.cols())
    {
        for (Eigen::Index i = 0; i < c_.rows(); ++i) augment(i);
    }

    [[nodiscard]] const Indices& col_of() const noexcept { return col_of_; }
    [[nodiscard]] const Eigen::VectorXd& row_potential() const noexcept { return u_; }
    [[nodiscard]] const Eigen::VectorXd& col_potential() const noexcept { return v_; }

private:
    /// The shortest path, by reduced costs, from a free row to a free column: Dijkstra's search.
    void augment(Eigen::Index from) noexcept
    {
        const Eigen::Index n = c_.cols();
        for (Eigen::Index j = 0; j < n; ++j) open_[j] = j;
        distance_.setConstant(forbidden_cost);
        Eigen::Index still_open = n;
        Eigen::Index row = from;
        Eigen::Index j = no_partner;
        double reached = 0.0;
        do {
            // From the row on to the columns that are still open, and the nearest of these; of equally near ones a free
            // one, for there the search ends.
            const double shift = reached - u_[row];
            Eigen::Index nearest = 0;
            double least = forbidden_cost;
            for (Eigen::Index k = 0; k < still_open; ++k) {
                const Eigen::Index col = open_[k];
                const double d = shift + c_(row, col) - v_[col];
                if (d < distance_[col]) {
                    distance_[col] = d;
                    before_[col] = row;
                }
                if (distance_[col] < least || (distance_[col] == least && row_of_[col] == no_partner)) {
                    least = distance_[col];
                    nearest = k;
                }
            }
            j = open_[nearest];
            reached = least;
            row = row_of_[j];
            std::swap(open_[nearest], open_[--still_open]);  // closed ones are kept behind the open ones
        } while (row != no_partner);

        u_[from] += reached;
        for (Eigen::Index k = still_open + 1; k < n; ++k) {
            const Eigen::Index closed = open_[k];
            const double shift = std::max(0.0, reached - distance_[closed]);  // negative by rounding only
            v_[closed] -= shift;
            u_[row_of_[closed]] += shift;
        }
        // Along the path pairs are parted, and what lies between them paired.
        for (Eigen::Index i = no_partner; i != from;) {
            i = before_[j];
            row_of_[j] = i;
            std::swap(j, col_of_[i]);
        }
    }

    CostRows c_;
    Eigen::VectorXd u_;
    Eigen::VectorXd v_;
    Indices col_of_;
    Indices row_of_;
    Eigen::VectorXd distance_;  ///< of a column from the row that is assigned, and the row before it on the way
    Indices before_;
    Indices open_;  ///< columns: first those not reached for good
};

/// Costs as the classes above want them. Beyond 1e300 sums of costs could overflow.
[[nodiscard]] inline CostRows cost_rows(const Eigen::Ref<const Eigen::MatrixXd>& costs)
{
    return costs.unaryExpr([](double c) { return std::abs(c) <= 1e300 ? c : forbidden_cost; });
}

/// assign() for pairs not costlier than `limit`, finite.
[[nodiscard]] inline Assignment assign_up_to(CostRows c, double limit)
{
    c = c.unaryExpr([limit](double cost) { return cost <= limit ? cost : forbidden_cost; }).eval();
    const MostPairs most(c, limit);

    Assignment best;
    std::vector<Eigen::Index> short_rows;
    for (Eigen::Index i = 0; i < c.rows(); ++i) (most.reached(i) ? short_rows : best.covering_rows).push_back(i);
    std::vector<Eigen::Index> ample_cols;
    for (Eigen::Index j = 0; j < c.cols(); ++j) {
        const Eigen::Index i = most.row_of()[j];
        (i != no_partner && most.reached(i) ? best.covering_cols : ample_cols).push_back(j);
    }
    const std::vector<Eigen::Index>& ample_rows = best.covering_rows;
    const std::vector<Eigen::Index>& short_cols = best.covering_cols;
    const CheapestPairs ample(c(ample_rows, ample_cols));
    const CheapestPairs scarce(c(short_rows, short_cols).transpose());

    // Each part has potentials of its own. Those of the scarce one are lifted by one number, rows up and columns down,
    // until they are right across the parts too.
    const auto at = [](const std::vector<Eigen::Index>& list, Eigen::Index k) {
        return list[static_cast<std::size_t>(k)];
    };
    double lift = 0.0;
    if (ample.row_potential().size() > 0) lift = std::max(lift, ample.row_potential().maxCoeff());
    if (scarce.row_potential().size() > 0) lift = std::max(lift, scarce.row_potential().maxCoeff());
    for (Eigen::Index a = 0; a < ample.row_potential().size(); ++a)
        for (Eigen::Index b = 0; b < scarce.row_potential().size(); ++b)
            lift = std::max(
                lift, ample.row_potential()[a] + scarce.row_potential()[b] - c(at(ample_rows, a), at(short_cols, b)));

    Indices col_of = Indices::Constant(c.rows(), no_partner);
    Indices row_of = Indices::Constant(c.cols(), no_partner);
    best.row_potential.resize(c.rows());
    best.col_potential.resize(c.cols());
    best.row_potential(ample_rows) = ample.row_potential();
    best.col_potential(ample_cols) = ample.col_potential();
    best.row_potential(short_rows) = scarce.col_potential().array() + lift;
    best.col_potential(short_cols) = scarce.row_potential().array() - lift;
    for (Eigen::Index a = 0; a < ample.col_of().size(); ++a)
        col_of[at(ample_rows, a)] = at(ample_cols, ample.col_of()[a]);
    for (Eigen::Index b = 0; b < scarce.col_of().size(); ++b)
        col_of[at(short_rows, scarce.col_of()[b])] = at(short_cols, b);

    for (Eigen::Index i = 0; i < c.rows(); ++i) {
        if (col_of[i] == no_partner) {
            best.unassigned_rows.push_back(i);
            continue;
        }
        row_of[col_of[i]] = i;
        best.pairs.push_back({i, col_of[i], c(i, col_of[i])});
        best.total += best.pairs.back().cost;
    }
    for (Eigen::Index j = 0; j < c.cols(); ++j)
        if (row_of[j] == no_partner) best.unassigned_cols.push_back(j);
    return best;
}

}  // namespace detail

/// Assigns rows to columns one to one: as many pairs as the allowed ones admit, and of all such assignments one with
/// the least sum of costs. "As many as possible" comes first: a pair is taken however dear it is.
///
/// @param costs  any sign; a pair whose cost is NaN, infinite (of either sign) or beyond 1e300 is forbidden. Rows and
///               columns in any number, none too
/// @return  the pairs and the proof that they are best (Assignment). Where several are equally good, one of them,
///          always the same. A row or column without a partner is no error: it is listed
///
/// Accuracy    exact where costs are whole numbers up to 2^50 / (rows + cols); else the proof holds to 1e-12 of the
///             greatest magnitude of a cost [tests/property/intercept_assignment]
/// Cost        at worst O(n^2 m), n the lesser of rows and columns, m the greater; uniformly random costs: 0.4 ms for
///             100 x 100, 6 ms for 300 x 300, 0.11 s for 1000 x 1000 [bench/micro/assignment]; two copies of the costs
/// Errors      throws only std::bad_alloc
/// Source      R. Jonker and A. Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment
///             problems, 1987, doi 10.1007/BF02278710; R. Burkard, M. Dell'Amico, S. Martello, Assignment Problems,
///             2012, sections 4.4 and 6.2; the cover is Koenig's
[[nodiscard]] inline Assignment assign(const Eigen::Ref<const Eigen::MatrixXd>& costs)
{
    return detail::assign_up_to(detail::cost_rows(costs), std::numeric_limits<double>::max());
}

/// Assigns rows to columns one to one: as many pairs as the allowed ones admit; of all such assignments those whose
/// costliest pair is cheapest; and of these one with the least sum. With times for costs: all are met, the last of them
/// as early as can be.
///
/// @param costs  as for assign()
/// @return  `greatest` is exact: it is one of the costs
/// Cost        2.5 ms for 100 x 100, 23 ms for 300 x 300, 0.35 s for 1000 x 1000 [bench/micro/assignment]
/// Errors      throws only std::bad_alloc
/// Source      Burkard, Dell'Amico, Martello, Assignment Problems, 2012, section 6.2
[[nodiscard]] inline BottleneckAssignment assign_bottleneck(const Eigen::Ref<const Eigen::MatrixXd>& costs)
{
    const detail::CostRows c = detail::cost_rows(costs);
    const Eigen::Index most_pairs = detail::MostPairs(c, std::numeric_limits<double>::max()).count();
    if (most_pairs == 0) return {std::numeric_limits<double>::quiet_NaN(), assign(costs)};

    // The least cost up to which there are as many pairs: by halving, each matching begun with what was too few.
    std::vector<double> limits;
    std::copy_if(c.data(), c.data() + c.size(), std::back_inserter(limits),
                 [](double cost) { return cost < detail::forbidden_cost; });
    std::sort(limits.begin(), limits.end());
    limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
    std::size_t low = 0;  // no answer before this
    std::size_t high = limits.size() - 1;
    detail::Indices col_of = detail::Indices::Constant(c.rows(), detail::no_partner);
    detail::Indices row_of = detail::Indices::Constant(c.cols(), detail::no_partner);
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const detail::MostPairs most(c, limits[middle], col_of, row_of);
        if (most.count() == most_pairs) {
            high = middle;
        } else {
            low = middle + 1;
            col_of = most.col_of();
            row_of = most.row_of();
        }
    }
    return {limits[low], detail::assign_up_to(c, limits[low])};
}

}  // namespace v0
}  // namespace picket

#endif
