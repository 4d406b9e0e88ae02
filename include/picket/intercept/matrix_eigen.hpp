// SPDX-License-Identifier: MIT
/// @file
/// intercept_matrix() as a matrix of Eigen. A header of its own: Eigen costs a second of compile time.
#ifndef PICKET_INTERCEPT_MATRIX_EIGEN_HPP
#define PICKET_INTERCEPT_MATRIX_EIGEN_HPP

#include <picket/intercept/matrix.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <ranges>
#include <span>

namespace picket {
inline namespace v0 {

/// A row for each base, a column for each target, as intercept_matrix() fills them.
using InterceptTimes = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using InterceptStatuses = Eigen::Array<InterceptStatus, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// intercept_matrix() into arrays that take their size from the bases and targets.
///
/// Guarantees, cost  as intercept_matrix(); no copy
/// Errors      throws only std::bad_alloc
template <class Bases, class Targets>
InterceptMatrixCounts intercept_matrix(const Bases& bases, const Targets& targets, const InterceptQuery& query,
                                       InterceptTimes& time_s, InterceptStatuses& status)
{
    const auto rows = static_cast<Eigen::Index>(std::ranges::size(bases));
    const auto columns = static_cast<Eigen::Index>(std::ranges::size(targets));
    time_s.resize(rows, columns);
    status.resize(rows, columns);
    return intercept_matrix(bases, targets, query,
                            std::span<double>(time_s.data(), static_cast<std::size_t>(time_s.size())),
                            std::span<InterceptStatus>(status.data(), static_cast<std::size_t>(status.size())));
}

}  // namespace v0
}  // namespace picket

#endif
