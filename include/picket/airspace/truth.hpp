// SPDX-License-Identifier: MIT
/// @file
/// Three-valued logic, for questions about facts that may be missing.
#ifndef PICKET_AIRSPACE_TRUTH_HPP
#define PICKET_AIRSPACE_TRUTH_HPP

#include <picket/version.hpp>

#include <cstdint>

namespace picket {
inline namespace v0 {

/// Is it so? `unknown` where a fact is missing that the answer hangs on.
///
/// The connectives are Kleene's strong ones (Introduction to Metamathematics, 1952, section 64): an answer that is
/// not `unknown` stays what it is, whatever the missing facts turn out to be. [tests/unit/identity]
enum class Truth : std::uint8_t {
    no,
    yes,
    unknown
};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Truth truth) noexcept
{
    switch (truth) {
        case Truth::no: return "no";
        case Truth::yes: return "yes";
        case Truth::unknown: return "unknown";
    }
    return "?";
}

[[nodiscard]] constexpr Truth truth(bool known) noexcept { return known ? Truth::yes : Truth::no; }

/// Three-valued "and": no beats unknown, unknown beats yes.
[[nodiscard]] constexpr Truth both(Truth a, Truth b) noexcept
{
    if (a == Truth::no || b == Truth::no) return Truth::no;
    return a == Truth::unknown || b == Truth::unknown ? Truth::unknown : Truth::yes;
}

/// Three-valued "or": yes beats unknown, unknown beats no.
[[nodiscard]] constexpr Truth either(Truth a, Truth b) noexcept
{
    if (a == Truth::yes || b == Truth::yes) return Truth::yes;
    return a == Truth::unknown || b == Truth::unknown ? Truth::unknown : Truth::no;
}

/// Three-valued "not".
[[nodiscard]] constexpr Truth opposite(Truth a) noexcept
{
    return a == Truth::unknown ? Truth::unknown : truth(a == Truth::no);
}

/// Is a number known to lie in [least, most] at or above a threshold? NaN in either end is not known there.
[[nodiscard]] constexpr Truth at_least(double least, double most, double threshold) noexcept
{
    if (least >= threshold) return Truth::yes;
    return most < threshold ? Truth::no : Truth::unknown;
}

}  // namespace v0
}  // namespace picket

#endif
