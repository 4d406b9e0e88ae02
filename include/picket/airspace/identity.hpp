// SPDX-License-Identifier: MIT
/// @file
/// What is known of who flies: what rules and grading policies ask about, with what is not known kept apart.
#ifndef PICKET_AIRSPACE_IDENTITY_HPP
#define PICKET_AIRSPACE_IDENTITY_HPP

#include <picket/airspace/enum_set.hpp>
#include <picket/airspace/truth.hpp>
#include <picket/error.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace picket {
inline namespace v0 {

/// What flies. Each thing is in one category: of those that fit, the last in this list.
enum class Category : std::uint8_t {
    unknown,         ///< not known, which is not a category: no rule can name it
    manned,          ///< civil, powered, crew aboard: aeroplanes, helicopters, ultralights
    glider,          ///< sailplanes, hang-gliders, paragliders
    balloon,         ///< lighter than air, with or without people: balloons, airships
    unmanned,        ///< civil unmanned aircraft
    state_aircraft,  ///< in military, customs or police service (Chicago Convention, article 3 b), crewed or not
    missile,         ///< cruise and ballistic missiles, one-way attack drones
    other,           ///< known to be none of these: parachutists, space vehicles, birds
};

using CategorySet = EnumSet<Category>;

/// Every category but `unknown`.
inline constexpr std::array all_categories{Category::manned,   Category::glider,         Category::balloon,
                                           Category::unmanned, Category::state_aircraft, Category::missile,
                                           Category::other};

/// Name as it is written in files.
[[nodiscard]] constexpr const char* to_string(Category category) noexcept
{
    switch (category) {
        case Category::unknown: return "unknown";
        case Category::manned: return "manned";
        case Category::glider: return "glider";
        case Category::balloon: return "balloon";
        case Category::unmanned: return "unmanned";
        case Category::state_aircraft: return "state_aircraft";
        case Category::missile: return "missile";
        case Category::other: return "other";
    }
    return "?";
}

/// The category of a name; `unknown` and the empty text are Category::unknown, anything else nothing.
[[nodiscard]] constexpr std::optional<Category> category_from_text(std::string_view text) noexcept
{
    if (text.empty() || text == to_string(Category::unknown)) return Category::unknown;
    for (const Category category : all_categories) {
        if (text == to_string(category)) return category;
    }
    return std::nullopt;
}

/// A Mode A code (squawk): four octal digits, 0000 to 7777. Octal literals fit: `ModeA{07700}`.
class ModeA {
public:
    constexpr ModeA() noexcept = default;
    /// @throws DomainError  above 07777
    constexpr explicit ModeA(unsigned code) : code_(static_cast<std::uint16_t>(code))
    {
        if (code > 07777U) detail::raise<DomainError>("a Mode A code has four octal digits, 0000 to 7777");
    }

    [[nodiscard]] constexpr unsigned value() const noexcept { return code_; }

    /// Exactly four octal digits; nothing for any other text.
    [[nodiscard]] static constexpr std::optional<ModeA> from_text(std::string_view text) noexcept
    {
        if (text.size() != 4) return std::nullopt;
        ModeA result;
        for (const char c : text) {
            if (c < '0' || c > '7') return std::nullopt;
            result.code_ = static_cast<std::uint16_t>(8 * result.code_ + (c - '0'));
        }
        return result;
    }

    /// Four octal digits.
    [[nodiscard]] std::string text() const
    {
        std::string result(4, '0');
        unsigned rest = code_;
        for (std::size_t i = 4; i-- > 0; rest /= 8) result[i] = static_cast<char>('0' + rest % 8);
        return result;
    }

    friend constexpr auto operator<=>(ModeA, ModeA) noexcept = default;

private:
    std::uint16_t code_ = 0;
};

/// What is known of a track. Everything may be missing; what is missing is "not known", never "none".
struct TrackIdentity {
    std::string id = {};  ///< the surveillance system's own, or the operator's registration; empty: not known
    Category category = Category::unknown;
    std::string state = {};      ///< ISO 3166-1 alpha-3. Empty, or no three letters: not known
    std::string call_sign = {};  ///< as sent or filed, padding ignored; blank: not known
    std::optional<ModeA> mode_a = std::nullopt;
    std::optional<std::uint32_t> icao24 = std::nullopt;  ///< 24-bit aircraft address

    /// Is there one at all? `no` turns a missing call sign, or a missing code and address, from "not known" into
    /// "known to have none": a transponder that is silent squawks no permitted code. Where the fact itself is
    /// there, it counts.
    Truth has_call_sign = Truth::unknown;
    Truth has_transponder = Truth::unknown;

    Truth identified = Truth::unknown;   ///< by whoever is responsible; not "category known"
    Truth flight_plan = Truth::unknown;  ///< is there one that fits?
    Truth armed = Truth::unknown;

    friend bool operator==(const TrackIdentity&, const TrackIdentity&) = default;
};

namespace detail {

[[nodiscard]] constexpr char upper_ascii(char c) noexcept
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] constexpr std::string_view without_padding(std::string_view text) noexcept
{
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

[[nodiscard]] constexpr bool same_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (upper_ascii(a[i]) != upper_ascii(b[i])) return false;
    }
    return true;
}

/// Three letters, as ISO 3166-1 alpha-3 has them.
[[nodiscard]] constexpr bool is_state(std::string_view text) noexcept
{
    if (text.size() != 3) return false;
    for (const char c : text) {
        if (upper_ascii(c) < 'A' || upper_ascii(c) > 'Z') return false;
    }
    return true;
}

/// A pattern is a text, or the beginning of one followed by `*`.
[[nodiscard]] constexpr bool matches(std::string_view pattern, std::string_view text) noexcept
{
    if (pattern.empty() || pattern.back() != '*') return pattern == text;
    pattern.remove_suffix(1);
    return text.substr(0, pattern.size()) == pattern;
}

/// The same for call signs, in any case and without padding.
[[nodiscard]] constexpr bool matches_call_sign(std::string_view pattern, std::string_view call_sign) noexcept
{
    call_sign = without_padding(call_sign);
    if (pattern.empty() || pattern.back() != '*') return same_ignoring_case(pattern, call_sign);
    pattern.remove_suffix(1);
    return same_ignoring_case(pattern, call_sign.substr(0, pattern.size()));
}

}  // namespace detail

/// Are two tracks the same aircraft?
///
/// `no` when their addresses, their states or their categories are known and differ. Else `yes` when their
/// addresses, their ids or their call signs are known and equal. Else `unknown`: ids and call signs that differ say
/// nothing, for a track is lost and found under a new id, and an aircraft flies under many call signs.
[[nodiscard]] constexpr Truth same_aircraft(const TrackIdentity& a, const TrackIdentity& b) noexcept
{
    const bool states = detail::is_state(a.state) && detail::is_state(b.state);
    if (states && !detail::same_ignoring_case(a.state, b.state)) return Truth::no;
    if (a.category != Category::unknown && b.category != Category::unknown && a.category != b.category)
        return Truth::no;
    if (a.icao24 && b.icao24) return truth(*a.icao24 == *b.icao24);
    if (!a.id.empty() && a.id == b.id) return Truth::yes;
    const std::string_view call_sign = detail::without_padding(a.call_sign);
    const bool one_call_sign =
        !call_sign.empty() && detail::same_ignoring_case(call_sign, detail::without_padding(b.call_sign));
    return one_call_sign ? Truth::yes : Truth::unknown;
}

/// Are two tracks of the same state?
[[nodiscard]] constexpr Truth same_state(const TrackIdentity& a, const TrackIdentity& b) noexcept
{
    if (!detail::is_state(a.state) || !detail::is_state(b.state)) return Truth::unknown;
    return truth(detail::same_ignoring_case(a.state, b.state));
}

}  // namespace v0
}  // namespace picket

#endif
