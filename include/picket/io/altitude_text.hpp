// SPDX-License-Identifier: MIT
/// @file
/// Altitudes and airspace limits as aviation writes them: `FL95`, `4500FT MSL`, `600M AMSL`, `500FT AGL`, `GND`,
/// `UNL`.
#ifndef PICKET_IO_ALTITUDE_TEXT_HPP
#define PICKET_IO_ALTITUDE_TEXT_HPP

#include <picket/airspace/zone_spec.hpp>
#include <picket/io/detail/text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace picket {
inline namespace v0 {
namespace io {

/// What a number in a file counts.
enum class AltitudeUnit : std::uint8_t {
    metre,
    foot,
    flight_level
};

/// `ft`, `feet`, `m`, `metres`, `FL` ... in any case; nothing for any other word.
[[nodiscard]] inline std::optional<AltitudeUnit> altitude_unit(std::string_view word) noexcept
{
    for (const std::string_view known : {"m", "metre", "metres", "meter", "meters", "mt", "mtr"}) {
        if (detail::same_word(word, known)) return AltitudeUnit::metre;
    }
    for (const std::string_view known : {"ft", "foot", "feet"}) {
        if (detail::same_word(word, known)) return AltitudeUnit::foot;
    }
    if (detail::same_word(word, "FL")) return AltitudeUnit::flight_level;
    return std::nullopt;
}

/// `AMSL`, `MSL`, `ALT`, `QNH`; `AGL`, `GND`, `SFC`, `HEI`; `STD`, `QNE`, `pressure_std`; `WGS84`, `W84`, `HAE` in
/// any case (AIXM's words among them); nothing for any other word.
[[nodiscard]] inline std::optional<VerticalDatum> vertical_datum(std::string_view word) noexcept
{
    for (const std::string_view known : {"amsl", "msl", "alt", "qnh"}) {
        if (detail::same_word(word, known)) return VerticalDatum::amsl;
    }
    for (const std::string_view known : {"agl", "gnd", "sfc", "asfc", "agnd", "hei"}) {
        if (detail::same_word(word, known)) return VerticalDatum::agl;
    }
    for (const std::string_view known : {"pressure_std", "std", "qne", "pressure"}) {
        if (detail::same_word(word, known)) return VerticalDatum::pressure_std;
    }
    for (const std::string_view known : {"wgs84", "w84", "hae", "ellipsoid"}) {
        if (detail::same_word(word, known)) return VerticalDatum::wgs84;
    }
    return std::nullopt;
}

/// A limit taken apart: what was written, nothing assumed.
struct AltitudeText {
    enum class Kind : std::uint8_t {
        number,
        surface,
        unlimited
    };
    Kind kind = Kind::number;
    double value = 0.0;
    std::optional<AltitudeUnit> unit;
    std::optional<VerticalDatum> datum;
    std::string problem;  ///< empty when the text was understood, else why not
};

/// Takes a limit apart.
///
/// Understood, in any case, blanks free: `GND`, `SFC`, `SURFACE`, `GROUND`; `UNL`, `UNLIM`, `UNLTD`, `UNLIMITED`;
/// `FL95`, `FL 95`, `FL095`; a number with a unit, a datum, both or neither (`4500FT MSL`, `1000 MSL`,
/// `600 m AMSL`, `1500 ft`, `0 AGL`). Nothing else: `4,500` and `FL65 or 2000FT` are problems, not guesses.
[[nodiscard]] inline AltitudeText take_altitude_apart(std::string_view text)
{
    using detail::is_digit;
    using detail::is_letter;
    using detail::same_word;

    AltitudeText result;
    const auto not_understood = [&] {
        result.problem =
            detail::in_quotes(text) + " is not an altitude such as FL95, 4500FT AMSL, 150M AGL, GND or UNL";
        return result;
    };
    std::string_view rest = detail::trim(text);
    const auto take_word = [&rest] {
        rest = detail::trim(rest);
        std::size_t n = 0;
        // letters, then what may follow them in a datum's name: WGS84, W84, pressure_std
        while (n < rest.size() && (is_letter(rest[n]) || (n > 0 && rest[n] == '_'))) ++n;
        if (n > 0 && (same_word(rest.substr(0, n), "wgs") || same_word(rest.substr(0, n), "w"))) {
            while (n < rest.size() && is_digit(rest[n])) ++n;
        }
        const std::string_view word = rest.substr(0, n);
        rest = detail::trim(rest.substr(n));
        return word;
    };
    const auto take_number = [&rest](double& value) {
        std::size_t n = 0;
        while (n < rest.size() &&
               (is_digit(rest[n]) || rest[n] == '.' || (n == 0 && (rest[n] == '-' || rest[n] == '+')))) {
            ++n;
        }
        const bool good = detail::parse_number(rest.substr(0, n), value);
        rest = detail::trim(rest.substr(n));
        return good;
    };

    if (rest.empty()) {
        result.problem = "is empty";
        return result;
    }
    if (is_letter(rest.front())) {
        const std::string_view word = take_word();
        if (same_word(word, "FL")) {
            result.unit = AltitudeUnit::flight_level;
            if (!take_number(result.value)) return not_understood();
        } else if (!rest.empty()) {
            return not_understood();
        } else {
            for (const std::string_view known : {"gnd", "sfc", "surface", "ground"}) {
                if (same_word(word, known)) {
                    result.kind = AltitudeText::Kind::surface;
                    return result;
                }
            }
            for (const std::string_view known : {"unl", "unlim", "unltd", "unlimited"}) {
                if (same_word(word, known)) {
                    result.kind = AltitudeText::Kind::unlimited;
                    return result;
                }
            }
            return not_understood();
        }
    } else {
        if (!take_number(result.value)) return not_understood();
        std::string_view word = take_word();
        if (const auto unit = altitude_unit(word)) {
            result.unit = unit;
            word = take_word();
        }
        if (!word.empty()) {
            result.datum = vertical_datum(word);
            if (!result.datum) return not_understood();
        }
        if (!rest.empty()) return not_understood();
        return result;
    }
    // FL95, perhaps with the only datum it can have
    if (const std::string_view word = take_word(); !word.empty()) {
        result.datum = vertical_datum(word);
        if (!result.datum) return not_understood();
    }
    return rest.empty() ? result : not_understood();
}

/// What a limit that was taken apart means, or in `problem` what is missing for it to mean anything.
///
/// A flight level is pressure altitude. A number with a datum but no unit is in feet when it was written as text
/// (`1000 MSL`: the OpenAir convention). FL999 is no limit (AIXM). 0 above ground is the ground.
struct ResolvedLimit {
    AltitudeLimit limit;
    std::string problem;  ///< empty when `limit` is good
};

[[nodiscard]] inline ResolvedLimit resolve_altitude(const AltitudeText& text)
{
    if (!text.problem.empty()) return {{}, text.problem};
    if (text.kind == AltitudeText::Kind::surface) return {AltitudeLimit::ground(), {}};
    if (text.kind == AltitudeText::Kind::unlimited) return {AltitudeLimit::none(), {}};
    if (text.unit == AltitudeUnit::flight_level) {
        if (text.datum && *text.datum != VerticalDatum::pressure_std) {
            return {{},
                    std::string("is a flight level, which is pressure altitude, yet has the datum ") +
                        to_string(*text.datum)};
        }
        if (text.value >= 999.0) return {AltitudeLimit::none(), {}};
        return {AltitudeLimit::at(Altitude::from_flight_level(FlightLevel{text.value})), {}};
    }
    if (!text.unit && !text.datum) {
        return {{},
                "has neither unit nor datum: write for example \"1500FT AMSL\" or "
                "{\"value\": 1500, \"unit\": \"ft\", \"datum\": \"amsl\"}"};
    }
    if (!text.datum) {
        return {{}, "has no datum: say what it is measured from, one of AMSL, AGL, STD, WGS84"};
    }
    if (!text.unit) return {{}, "has no unit: say FT, M or FL"};
    const Metres value = *text.unit == AltitudeUnit::foot ? to_metres(Feet{text.value}) : Metres{text.value};
    if (*text.datum == VerticalDatum::agl && value.value() == 0.0) return {AltitudeLimit::ground(), {}};
    return {AltitudeLimit::at({value, *text.datum}), {}};
}

/// A limit from its text.
///
/// @param default_datum  what a height without one is measured from; none: such a text is refused
/// @throws ParseError    naming the text and what is wrong with it
[[nodiscard]] inline AltitudeLimit parse_altitude(std::string_view text,
                                                  std::optional<VerticalDatum> default_datum = std::nullopt)
{
    AltitudeText parts = take_altitude_apart(text);
    if (parts.kind == AltitudeText::Kind::number && parts.problem.empty()) {
        if (!parts.unit && parts.datum) parts.unit = AltitudeUnit::foot;
        if (parts.unit && !parts.datum && parts.unit != AltitudeUnit::flight_level) parts.datum = default_datum;
    }
    const ResolvedLimit resolved = resolve_altitude(parts);
    if (!resolved.problem.empty()) {
        detail::parse_failure(parts.problem.empty() ? detail::in_quotes(text) + ' ' + resolved.problem
                                                    : resolved.problem);
    }
    return resolved.limit;
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
