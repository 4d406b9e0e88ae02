// SPDX-License-Identifier: MIT
/// @file
/// The version of picket. CMake, vcpkg and Conan read it from here; tools/check_version.sh compares
/// every other copy with these three lines.
#ifndef PICKET_VERSION_HPP
#define PICKET_VERSION_HPP

#define PICKET_VERSION_MAJOR 0
#define PICKET_VERSION_MINOR 1
#define PICKET_VERSION_PATCH 0

#if defined(__FAST_MATH__)
// NaN is how picket says "no position"; -ffast-math lets the compiler assume it never occurs, and
// reassociates the error-free transformations of airspace/detail/expansion.hpp.
#error "picket needs IEEE arithmetic: build without -ffast-math (-fno-finite-math-only alone is not enough)"
#endif

namespace picket {
inline namespace v0 {

/// Version of the headers that were compiled, as three numbers.
struct Version {
    int major;
    int minor;
    int patch;
};

inline constexpr Version version{PICKET_VERSION_MAJOR, PICKET_VERSION_MINOR, PICKET_VERSION_PATCH};

}  // namespace v0
}  // namespace picket

#endif
