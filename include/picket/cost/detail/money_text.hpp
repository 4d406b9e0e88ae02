// SPDX-License-Identifier: MIT
/// @file
/// How the money headers write numbers and throw. Not for users.
#ifndef PICKET_COST_DETAIL_MONEY_TEXT_HPP
#define PICKET_COST_DETAIL_MONEY_TEXT_HPP

#include <picket/error.hpp>
#include <picket/version.hpp>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace picket {
inline namespace v0 {
namespace detail {

/// Shortest decimal text that reads back as the same double, without an exponent where that is shorter than 24
/// characters: people read 1000000000, not 1e+09.
[[nodiscard]] inline std::string money_number(double value)
{
    std::array<char, 24> plain{};
    const auto fixed = std::to_chars(plain.data(), plain.data() + plain.size(), value, std::chars_format::fixed);
    if (fixed.ec == std::errc{}) return {plain.data(), fixed.ptr};
    std::array<char, 40> any{};
    const auto shortest = std::to_chars(any.data(), any.data() + any.size(), value);
    return {any.data(), shortest.ptr};
}

[[noreturn, gnu::cold, gnu::noinline]] inline void money_fault(const std::string& message)
{
    raise<DomainError>(message.c_str());
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
