// SPDX-License-Identifier: MIT
#include <picket/cost.hpp>

#if defined(GEOGRAPHICLIB_CONSTANTS_HPP) || defined(EIGEN_WORLD_VERSION)
#error "picket/cost.hpp must need neither GeographicLib nor Eigen"
#endif

int main()
{
    const bool adds = picket::Usd{2.0} + picket::Usd{3.0} == picket::Usd{5.0};
    // on two threads: what these need at link time comes along with picket::cost
    const picket::Estimate mean = picket::estimate(1000, 1, 2, [](picket::PhiloxStream& s) { return s.uniform(); });
    return adds && mean.lower < 0.5 && 0.5 < mean.upper ? 0 : 1;
}
