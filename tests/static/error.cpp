// SPDX-License-Identifier: MIT
#include <picket/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <exception>
#include <type_traits>

using namespace picket;

namespace {

// Copying an exception while another is in flight must not throw: std::terminate would follow.
template <class E>
concept WellBehaved = std::is_base_of_v<Error, E> && std::is_base_of_v<std::exception, E>
                      && std::is_nothrow_copy_constructible_v<E> && std::is_nothrow_copy_assignable_v<E>
                      && std::is_nothrow_destructible_v<E> && std::is_nothrow_constructible_v<E, const char*>
                      && !std::is_convertible_v<const char*, E>;
static_assert(WellBehaved<Error> && WellBehaved<DomainError> && WellBehaved<ZoneError> && WellBehaved<ParseError>);

// Different mistakes, different types: catching one does not catch another.
static_assert(!std::is_base_of_v<ZoneError, ParseError> && !std::is_base_of_v<ParseError, ZoneError>);
static_assert(!std::is_base_of_v<DomainError, ZoneError> && !std::is_base_of_v<DomainError, ParseError>);

// The message is inside the object, and exceptions of this size are thrown without trouble.
static_assert(sizeof(Error) <= Error::capacity() + 16);

}  // namespace

TEST_CASE("errors: a subclass is caught as Error and as std::exception")
{
    CHECK_THROWS_AS(detail::raise<ZoneError>("x"), ZoneError);
    CHECK_THROWS_AS(detail::raise<ZoneError>("x"), Error);
    CHECK_THROWS_AS(detail::raise<ParseError>("x"), std::exception);
}
