// SPDX-License-Identifier: MIT
/// @file
/// Threats that come by chance in time meet channels that may all be busy: Erlang's loss formula.
#ifndef PICKET_COST_QUEUE_HPP
#define PICKET_COST_QUEUE_HPP

#include <picket/version.hpp>

#include <limits>

namespace picket {
inline namespace v0 {

/// The share of arrivals that find all channels busy and pass (Erlang B).
///
/// Arrivals are Poisson and do not wait; how engagement times are spread does not matter, only their mean.
/// @param channels      >= 0
/// @param offered_load  arrivals in the mean time of an engagement, >= 0
/// @return in [0, 1]; NaN where an argument is out of range or NaN
///
/// Accuracy  within 1e-14 of itself at up to 1,000 channels: the recursion B_n = A B_{n-1} / (n + A B_{n-1}) adds and
///           divides positive numbers only [tests/unit/cost_models]
/// Cost      O(channels), no allocation
/// Reference  Erlang, Solution of some problems in the theory of probabilities ..., 1917
[[nodiscard]] constexpr double erlang_b(int channels, double offered_load) noexcept
{
    if (channels < 0 || !(offered_load >= 0.0 && offered_load <= std::numeric_limits<double>::max()))
        return std::numeric_limits<double>::quiet_NaN();
    double blocked = 1.0;
    for (int n = 1; n <= channels; ++n) {
        const double arriving = offered_load * blocked;
        blocked = arriving / (n + arriving);
    }
    return blocked;
}

/// The fewest channels at which no more than a share of `blocking` pass; -1 where that takes more than 1e6, or an
/// argument is out of range.
[[nodiscard]] constexpr int channels_for_blocking(double offered_load, double blocking) noexcept
{
    if (!(offered_load >= 0.0 && offered_load <= std::numeric_limits<double>::max() && blocking > 0.0)) return -1;
    double blocked = 1.0;
    for (int n = 0; n <= 1'000'000; ++n) {
        const double arriving = offered_load * blocked;
        if (n > 0) blocked = arriving / (n + arriving);
        if (blocked <= blocking) return n;
    }
    return -1;
}

}  // namespace v0
}  // namespace picket

#endif
