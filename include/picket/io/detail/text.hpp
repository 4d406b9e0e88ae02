// SPDX-License-Identifier: MIT
/// @file
/// Small pieces of text handling that every reader needs. Not for users.
#ifndef PICKET_IO_DETAIL_TEXT_HPP
#define PICKET_IO_DETAIL_TEXT_HPP

#include <picket/error.hpp>
#include <picket/version.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// The one place the readers throw from.
[[noreturn, gnu::cold, gnu::noinline]] inline void parse_failure(const std::string& message)
{
    picket::detail::raise<ParseError>(message.c_str());
}

[[nodiscard]] constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
/// ASCII only: column names and units are ASCII, and <cctype> depends on the locale.
[[nodiscard]] constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

[[nodiscard]] inline std::string lower_case(std::string_view text)
{
    std::string result(text);
    for (char& c : result) c = to_lower(c);
    return result;
}

/// Lower case without `_`, `-` and blanks: `lower_limit`, `lowerLimit` and `LOWER-LIMIT` are one name.
[[nodiscard]] inline std::string fold_name(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c != '_' && c != '-' && c != ' ') result += to_lower(c);
    }
    return result;
}

[[nodiscard]] inline bool same_word(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (to_lower(a[i]) != to_lower(b[i])) return false;
    }
    return true;
}

/// Text from a file made fit for a one-line message: control characters and stray bytes become `?`, and
/// what is longer than `longest` bytes is cut.
[[nodiscard]] inline std::string printable(std::string_view text, std::size_t longest = 60)
{
    std::string result;
    std::size_t i = 0;
    while (i < text.size() && result.size() < longest) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80U ? 1 : byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : byte >= 0xC2U ? 2 : 0;
        bool whole = length != 0 && i + length <= text.size() && byte <= 0xF4U;
        for (std::size_t k = 1; whole && k < length; ++k) {
            whole = (static_cast<unsigned char>(text[i + k]) & 0xC0U) == 0x80U;
        }
        // C2 80 .. C2 9F are control characters too (a terminal may act on them)
        const bool control = byte < 0x20U || byte == 0x7FU ||
                             (whole && byte == 0xC2U && static_cast<unsigned char>(text[i + 1]) < 0xA0U);
        if (!whole || control) {
            result += '?';
            i += whole ? length : 1;
        } else {
            result.append(text.substr(i, length));
            i += length;
        }
    }
    if (i < text.size()) result += "...";
    return result;
}

/// `"text"`, printable.
[[nodiscard]] inline std::string in_quotes(std::string_view text) { return '"' + printable(text) + '"'; }

/// A whole field as a finite number: decimal point, no thousands separators, whatever the locale.
/// @return false when the text is anything else, `nan` and `inf` included, or too large for a double
[[nodiscard]] inline bool parse_number(std::string_view text, double& value) noexcept
{
    text = trim(text);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    if (text.empty()) return false;
    double parsed = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(parsed)) return false;
    value = parsed;
    return true;
}

/// Shortest decimal text that reads back as the same double; `nan`, `inf` and `-inf` for what is no number.
[[nodiscard]] inline std::string number_text(double value)
{
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return error == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

/// Line of a byte offset, counted from 1.
[[nodiscard]] inline std::size_t line_of(std::string_view text, std::size_t offset) noexcept
{
    std::size_t line = 1;
    for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
        if (text[i] == '\n') ++line;
    }
    return line;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
