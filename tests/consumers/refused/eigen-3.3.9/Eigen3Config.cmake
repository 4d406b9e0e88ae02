# SPDX-License-Identifier: MIT
# An Eigen older than picket accepts, as far as CMake can see.
set(Eigen3_VERSION 3.3.9)
