// SPDX-License-Identifier: MIT
#include <picket/cost.hpp>

#if defined(GEOGRAPHICLIB_CONSTANTS_HPP) || defined(EIGEN_WORLD_VERSION)
#error "picket/cost.hpp must need neither GeographicLib nor Eigen"
#endif

int main()
{
    return picket::Usd{2.0} + picket::Usd{3.0} == picket::Usd{5.0} ? 0 : 1;
}
