// SPDX-License-Identifier: MIT
/// @file
/// Refusing a number by the path of its field: `layers[2].coverage: 1.2 is not a probability`.
#ifndef PICKET_COST_DETAIL_FIELD_CHECK_HPP
#define PICKET_COST_DETAIL_FIELD_CHECK_HPP

#include <picket/error.hpp>

#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>

namespace picket {
inline namespace v0 {
namespace detail {

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_field(const std::string& path, const std::string& what)
{
    raise<DomainError>((path + ": " + what).c_str());
}

[[gnu::cold, gnu::noinline]] inline std::string number_text(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

inline std::string field_item(const char* list, std::size_t index)
{
    return std::string(list) + "[" + std::to_string(index) + "]";
}

/// NaN is refused too.
inline void check_probability(const std::string& path, double value)
{
    if (!(value >= 0.0 && value <= 1.0)) refuse_field(path, number_text(value) + " is not a probability");
}

inline void check_not_negative(const std::string& path, double value)
{
    if (!(value >= 0.0 && value <= std::numeric_limits<double>::max()))
        refuse_field(path, number_text(value) + " is not a finite number from 0 up");
}

/// So large that no sum or square of what a raid spends overflows.
inline constexpr double most_money = 1e30;

inline void check_money(const std::string& path, double value)
{
    check_not_negative(path, value);
    if (value > most_money) refuse_field(path, number_text(value) + " is beyond " + number_text(most_money));
}

inline void check_range(const std::string& path, int value, int least, int most)
{
    if (value < least || value > most)
        refuse_field(path,
                     std::to_string(value) + " is not from " + std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
