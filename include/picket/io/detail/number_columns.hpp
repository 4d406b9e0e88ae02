// SPDX-License-Identifier: MIT
/// @file
/// Numbers in CSV rows that must be there, or must be of some size. Not for users.
#ifndef PICKET_IO_DETAIL_NUMBER_COLUMNS_HPP
#define PICKET_IO_DETAIL_NUMBER_COLUMNS_HPP

#include <picket/io/csv.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/units.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// @throws ParseError  naming the column where it is empty or no number
[[nodiscard]] inline double required_number(const CsvReader& csv, std::size_t column)
{
    const std::optional<double> value = csv.number(column);
    if (!value) csv.fail("column " + in_quotes(csv.column_name(column)) + ": is empty");
    return *value;
}

[[noreturn]] inline void bad_size(const CsvReader& csv, std::size_t column, double value, const char* what)
{
    csv.fail("column " + in_quotes(csv.column_name(column)) + ": " + number_text(value) + ' ' + what);
}

[[nodiscard]] inline double at_least_0(const CsvReader& csv, std::size_t column, double value)
{
    if (!(value >= 0.0)) bad_size(csv, column, value, "is below 0");
    return value;
}

/// Metres a second. Nothing that flies leaves the Earth's escape velocity ten times behind, and a target's laps of the
/// Earth cost time: what is beyond 100 km/s is another unit or another column.
[[nodiscard]] inline MetresPerSecond ground_speed(const CsvReader& csv, std::size_t column, double value)
{
    if (!(at_least_0(csv, column, value) <= 1e5)) bad_size(csv, column, value, "is beyond 100 km/s");
    return MetresPerSecond{value};
}

/// Of what has to get somewhere.
[[nodiscard]] inline MetresPerSecond moving(const CsvReader& csv, std::size_t column, double value)
{
    if (!(value > 0.0)) bad_size(csv, column, value, "is not above 0");
    return ground_speed(csv, column, value);
}

/// What limits something: infinite where there is no column, or it is empty or `inf`.
[[nodiscard]] inline double limit(const CsvReader& csv, std::optional<std::size_t> column)
{
    constexpr double none = std::numeric_limits<double>::infinity();
    if (!column || same_word(csv.field(*column), "inf")) return none;
    return at_least_0(csv, *column, csv.number(*column).value_or(none));
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
