// SPDX-License-Identifier: MIT
#include <picket/version.hpp>

#include <catch2/catch_test_macros.hpp>

#include <type_traits>

static_assert(std::is_trivially_copyable_v<picket::Version>);
static_assert(picket::version.major == PICKET_VERSION_MAJOR);
static_assert(picket::version.minor == PICKET_VERSION_MINOR);
static_assert(picket::version.patch == PICKET_VERSION_PATCH);

// The inline namespace keeps two releases in one program apart: its name is part of every symbol.
static_assert(std::is_same_v<picket::Version, picket::v0::Version>);

TEST_CASE("the version CMake read is the version of the headers")
{
    CHECK(picket::version.major == PICKET_CMAKE_VERSION_MAJOR);
    CHECK(picket::version.minor == PICKET_CMAKE_VERSION_MINOR);
    CHECK(picket::version.patch == PICKET_CMAKE_VERSION_PATCH);
}
