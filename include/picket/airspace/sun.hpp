// SPDX-License-Identifier: MIT
/// @file
/// Sunrise, sunset and civil twilight, for schedules that go by the sun.
///
/// Solar position: the equations of NOAA's solar calculator (gml.noaa.gov/grad/solcalc, "Solar Calculation Details"),
/// after Jean Meeus, Astronomical Algorithms, 2nd edition 1998, chapters 25 and 28. Refraction and the size of the disc
/// are in the zenith distances that almanacs use: 90.833 degrees for rise and set, 96 degrees for civil twilight.
///
///   T        Julian centuries from 2000-01-01T12:00 UTC    L0, M   mean longitude, mean anomaly [deg]
///   e        eccentricity of the orbit                     C       equation of the centre [deg]
///   epsilon  obliquity of the ecliptic [deg]               delta   declination
///   E        equation of time: true less mean solar time   H       hour angle, 0 at noon, negative before
#ifndef PICKET_AIRSPACE_SUN_HPP
#define PICKET_AIRSPACE_SUN_HPP

#include <picket/airspace/detail/calendar.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/geodesy/position.hpp>
#include <picket/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {

/// What the sun does once a day, in the order of a day.
enum class SunEvent : std::uint8_t {
    civil_twilight_begin,  ///< the sun's centre rises through 6 degrees below the horizon (BMCT)
    sunrise,               ///< its upper limb appears (SR)
    sunset,                ///< its upper limb disappears (SS)
    civil_twilight_end,    ///< its centre sinks through 6 degrees below the horizon (EECT)
};

/// Name as it is written in files: the codes of ED-269 and ED-318.
[[nodiscard]] constexpr const char* to_string(SunEvent event) noexcept
{
    switch (event) {
        case SunEvent::civil_twilight_begin: return "BMCT";
        case SunEvent::sunrise: return "SR";
        case SunEvent::sunset: return "SS";
        case SunEvent::civil_twilight_end: return "EECT";
    }
    return "?";
}

/// Does the event take place?
enum class SunAnswer : std::uint8_t {
    occurs,
    always_above,  ///< no: the sun stays above the height in question (polar day; in summer, twilight all night)
    always_below,  ///< no: the sun stays below (polar night)
    unknown,       ///< the place is not valid, or the time not one of the years 0 to 9999
};

/// Name for reports.
[[nodiscard]] constexpr const char* to_string(SunAnswer answer) noexcept
{
    switch (answer) {
        case SunAnswer::occurs: return "occurs";
        case SunAnswer::always_above: return "always_above";
        case SunAnswer::always_below: return "always_below";
        case SunAnswer::unknown: return "unknown";
    }
    return "?";
}

/// When an event takes place, or why it does not.
struct SunTime {
    SunAnswer answer;
    double time_s;  ///< s since the Unix epoch, UTC, to the whole second; NaN unless `answer` is occurs
};

namespace detail {

struct SunPosition {
    double sin_declination;
    double cos_declination;
    double equation_of_time_deg;  ///< E, 15 degrees an hour
};

[[nodiscard]] inline SunPosition sun_position(double time_s) noexcept
{
    const double T = (time_s - 946728000.0) / (36525.0 * 86400.0);  // 946728000 s: 2000-01-01T12:00
    const double L0 = degree * (280.46646 + T * (36000.76983 + T * 0.0003032));
    const double M = degree * (357.52911 + T * (35999.05029 - T * 0.0001537));
    const double e = 0.016708634 - T * (0.000042037 + T * 0.0000001267);
    const double C = degree * (std::sin(M) * (1.914602 - T * (0.004817 + T * 0.000014)) +
                               std::sin(2.0 * M) * (0.019993 - T * 0.000101) + std::sin(3.0 * M) * 0.000289);
    const double node = degree * (125.04 - 1934.136 * T);
    // aberration and nutation in longitude
    const double longitude = L0 + C - degree * (0.00569 + 0.00478 * std::sin(node));
    const double epsilon =
        degree * (23.0 + 26.0 / 60.0 + (21.448 - T * (46.815 + T * (0.00059 - T * 0.001813))) / 3600.0 +
                  0.00256 * std::cos(node));
    const double sin_declination = std::sin(epsilon) * std::sin(longitude);
    const double tangent = std::tan(0.5 * epsilon);
    const double y = tangent * tangent;
    // Meeus (28.3)
    const double E = y * std::sin(2.0 * L0) - 2.0 * e * std::sin(M) + 4.0 * e * y * std::sin(M) * std::cos(2.0 * L0) -
                     0.5 * y * y * std::sin(4.0 * L0) - 1.25 * e * e * std::sin(2.0 * M);
    return {sin_declination, std::sqrt(1.0 - sin_declination * sin_declination), E / degree};
}

/// The sun over one place.
///
/// A day of the sun runs from lower transit to lower transit and is named by the UTC day in which its mean noon lies,
/// which is the date at the place by mean solar time:
///
///     lower transit        upper transit        lower transit
///     ----|---------------------|--------------------|-----    noon(day) = 12:00 UTC - longitude - E
///         |   the sun rises     |   the sun sinks    |
///
/// So a sunrise always comes before the sunset of its day, wherever on Earth.
class SunAtPlace {
public:
    explicit SunAtPlace(LatLon place) noexcept
        : sin_latitude_(std::sin(place.lat_deg * degree)), cos_latitude_(std::cos(place.lat_deg * degree))
    {
        const double lon_deg = std::remainder(place.lon_deg, 360.0);
        lon_deg_ = lon_deg == -180.0 ? 180.0 : lon_deg;  // one meridian, one date
    }

    /// Mean noon of the day, from its midnight UTC [s]: in [0, 86400).
    [[nodiscard]] double mean_noon_s() const noexcept { return 43200.0 - 240.0 * lon_deg_; }

    /// The sine of the height of the sun's centre, without refraction.
    [[nodiscard]] double sine_of_altitude(double time_s) const noexcept
    {
        const SunPosition sun = sun_position(time_s);
        // the time of day first: of large numbers it would lose digits
        const double day_s = time_s - 86400.0 * std::floor(time_s / 86400.0);
        const double H = degree * (day_s / 240.0 - 180.0 + lon_deg_ + sun.equation_of_time_deg);
        return sin_latitude_ * sun.sin_declination + cos_latitude_ * sun.cos_declination * std::cos(H);
    }

    struct Event {
        SunAnswer answer;
        std::int64_t time_s;  ///< where it does not occur: the transit towards which it moves as it fades
    };

    /// @param day  days since 1970-01-01
    [[nodiscard]] Event event(SunEvent which, std::int64_t day) const noexcept
    {
        const bool morning = which == SunEvent::civil_twilight_begin || which == SunEvent::sunrise;
        const double noon_s = transit_s(static_cast<double>(day) * 86400.0 + mean_noon_s());
        const double midnight_s =
            transit_s(static_cast<double>(day) * 86400.0 + mean_noon_s() + (morning ? -43200.0 : 43200.0));
        const double sine =
            which == SunEvent::sunrise || which == SunEvent::sunset ? sine_of_horizon : sine_of_twilight;
        // Where the sun does not come down to the height at midnight, or not up to it at noon, the event is put there:
        // towards these it moves in the days before. Then a time "from sunrise to sunset" is all of a polar day and
        // nothing of a polar night, and days join without a gap.
        double low_s = midnight_s;
        double high_s = noon_s;
        double low = sine_of_altitude(low_s) - sine;
        double high = sine_of_altitude(high_s) - sine;
        if (low >= 0.0) return {SunAnswer::always_above, whole(midnight_s)};
        if (high <= 0.0) return {SunAnswer::always_below, whole(noon_s)};
        // Between them the height rises all the way: false position, the Illinois way. A sine of 1e-10 is a
        // millisecond, and a second where the sun only just comes up.
        double time_s = noon_s;
        int kept = 0;  // which end was kept last: 1 the high one
        for (int i = 0; i < 50 && std::abs(high_s - low_s) > 0.1; ++i) {
            time_s = low_s + (high_s - low_s) * (low / (low - high));
            const double value = sine_of_altitude(time_s) - sine;
            if (std::abs(value) < 1e-10) break;
            if (value < 0.0) {
                low_s = time_s;
                low = value;
                if (kept == 1) high *= 0.5;
                kept = 1;
            } else {
                high_s = time_s;
                high = value;
                if (kept == -1) low *= 0.5;
                kept = -1;
            }
        }
        return {SunAnswer::occurs, whole(time_s)};
    }

private:
    static constexpr double sine_of_horizon = -0.014538080502496950;   // sin(90 - 90.833 degrees)
    static constexpr double sine_of_twilight = -0.104528463267653470;  // sin(90 - 96 degrees)

    [[nodiscard]] static std::int64_t whole(double time_s) noexcept
    {
        return static_cast<std::int64_t>(std::floor(time_s + 0.5));
    }
    [[nodiscard]] static double transit_s(double mean_s) noexcept
    {
        return mean_s - 240.0 * sun_position(mean_s).equation_of_time_deg;
    }

    double sin_latitude_;
    double cos_latitude_;
    double lon_deg_;
};

}  // namespace detail

/// Height of the sun's centre above the horizon, without refraction: seen from the ground it stands half a degree
/// higher at the horizon, nearly nothing higher above 20 degrees.
///
/// @param time_s  s since the Unix epoch, UTC
/// @return NaN for an invalid place, and for times outside the years 0 to 9999
///
/// Accuracy    0.02 degrees in the years 1950 to 2050 [tests/differential/sun]
/// Cost        a fifth of a microsecond; noexcept, no allocation
[[nodiscard]] inline Degrees sun_altitude(LatLon place, double time_s) noexcept
{
    if (!is_valid(place) || !detail::in_calendar(time_s)) return Degrees{std::numeric_limits<double>::quiet_NaN()};
    const double sine = detail::SunAtPlace(place).sine_of_altitude(time_s);
    return Degrees{std::asin(std::clamp(sine, -1.0, 1.0)) / detail::degree};
}

/// When the sun rises, sets, or is 6 degrees below the horizon, on the level, at sea level, in a standard atmosphere.
///
/// The day is the UTC day of `day_s`, and the event that of the place's own day of this date: by mean solar time, so
/// that sunrise comes before sunset everywhere. In Europe and Africa that is the sunrise between 0 and 24 UTC; at
/// Sydney (151 E) the sunrise of the 22nd is at 19:45 UTC on the 21st; at San Francisco (122 W) the sunset of the 22nd
/// is at 02:00 UTC on the 23rd.
///
/// @param day_s  any time of the UTC day [s since the Unix epoch]
/// @return the time, to the whole second, or the reason why there is none
///
/// Accuracy    5 seconds up to 60 degrees of latitude, in the years 1950 to 2050, against VSOP87
///             [tests/differential/sun]; published tables to their rounded minute [tests/golden/sun]. Nearer to the
///             poles, 4 seconds and the time in which the sun rises by 0.012 degrees: 10 seconds at 70 degrees, some
///             minutes in the days about the beginning and the end of polar day and night. Within a degree of a pole,
///             where the sun rises once a year, only the day is right. Real air bends light by more or less than the
///             standard: NOAA warns of minutes.
/// Cost        two to three microseconds; noexcept, no allocation
[[nodiscard]] inline SunTime sun_time(SunEvent event, LatLon place, double day_s) noexcept
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!is_valid(place) || !detail::in_calendar(day_s)) return {SunAnswer::unknown, nan};
    const auto day = static_cast<std::int64_t>(std::floor(day_s / 86400.0));
    const detail::SunAtPlace::Event found = detail::SunAtPlace(place).event(event, day);
    return {found.answer, found.answer == SunAnswer::occurs ? static_cast<double>(found.time_s) : nan};
}

}  // namespace v0
}  // namespace picket

#endif
