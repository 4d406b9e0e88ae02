// SPDX-License-Identifier: MIT
// Schedules whose windows are known: weekdays, midnight, dates, leap days, the sun, polar days, exclusions, faults.
#include <picket/airspace/detail/calendar.hpp>
#include <picket/airspace/schedule.hpp>
#include <picket/airspace/sun.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

double utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0)
{
    return static_cast<double>(detail::days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second);
}

Schedule of(std::vector<SchedulePeriod> periods, std::vector<SchedulePeriod> exclusions = {})
{
    return Schedule({std::move(periods), std::move(exclusions), std::nullopt});
}

std::vector<TimeWindow> windows(const Schedule& schedule, double begin_s, double end_s)
{
    std::vector<TimeWindow> found;
    schedule.for_each_window(begin_s, end_s, [&](const TimeWindow& window) { found.push_back(window); });
    return found;
}

SchedulePeriod daily(DayTime begin, DayTime end)
{
    SchedulePeriod period;
    period.begin = begin;
    period.end = end;
    return period;
}

}  // namespace

TEST_CASE("schedule: office hours, Monday to Friday")
{
    SchedulePeriod office = daily(DayTime::clock(8), DayTime::clock(17));
    office.days = {Weekday::monday, Weekday::tuesday, Weekday::wednesday, Weekday::thursday, Weekday::friday};
    const Schedule schedule = of({office});
    // 26 November 2026 is a Thursday
    CHECK(schedule.active(utc(2026, 11, 26, 7, 59, 59)) == Containment::outside);
    CHECK(schedule.active(utc(2026, 11, 26, 8)) == Containment::inside);
    CHECK(schedule.active(utc(2026, 11, 26, 17) - 0.001) == Containment::inside);
    CHECK(schedule.active(utc(2026, 11, 26, 17)) == Containment::outside);
    CHECK(schedule.active(utc(2026, 11, 28, 12)) == Containment::outside);
    CHECK(schedule.next_change(utc(2026, 11, 26, 7)) == utc(2026, 11, 26, 8));
    CHECK(schedule.next_change(utc(2026, 11, 26, 8)) == utc(2026, 11, 26, 17));
    CHECK(schedule.next_change(utc(2026, 11, 27, 17)) == utc(2026, 11, 30, 8));
    CHECK(schedule.next_change(utc(2026, 11, 27, 17), utc(2026, 11, 30, 7)) == infinity);
    CHECK(schedule.next_change(utc(2026, 11, 27, 17), utc(2026, 11, 30, 8)) == utc(2026, 11, 30, 8));
    CHECK(windows(schedule, utc(2026, 11, 26, 12), utc(2026, 12, 1, 9)) ==
          std::vector<TimeWindow>{{utc(2026, 11, 26, 12), utc(2026, 11, 26, 17)},
                                  {utc(2026, 11, 27, 8), utc(2026, 11, 27, 17)},
                                  {utc(2026, 11, 30, 8), utc(2026, 11, 30, 17)},
                                  {utc(2026, 12, 1, 8), utc(2026, 12, 1, 9)}});
    // before the epoch: 21 July 1969 was a Monday
    CHECK(schedule.active(utc(1969, 7, 21, 8)) == Containment::inside);
    CHECK(schedule.active(utc(1969, 7, 20, 8)) == Containment::outside);
}

TEST_CASE("schedule: over midnight, the day is that of the begin")
{
    SchedulePeriod night = daily(DayTime::clock(22), DayTime::clock(4));
    night.days = {Weekday::friday};
    const Schedule schedule = of({night});
    CHECK(windows(schedule, utc(2026, 11, 23), utc(2026, 12, 7)) ==
          std::vector<TimeWindow>{{utc(2026, 11, 27, 22), utc(2026, 11, 28, 4)},
                                  {utc(2026, 12, 4, 22), utc(2026, 12, 5, 4)}});
    // a whole day from eight to eight joins the next
    SchedulePeriod weekend = daily(DayTime::clock(8), DayTime::clock(8));
    weekend.days = {Weekday::saturday, Weekday::sunday};
    CHECK(windows(of({weekend}), utc(2026, 11, 24), utc(2026, 12, 4)) ==
          std::vector<TimeWindow>{{utc(2026, 11, 28, 8), utc(2026, 11, 30, 8)}});
    // Wednesday 00:30 to 01:30 at +02:00 is Tuesday 22:30 to 23:30
    SchedulePeriod offset = daily({DayTime::Kind::clock, 1800 - 7200}, {DayTime::Kind::clock, 5400 - 7200});
    offset.days = {Weekday::wednesday};
    CHECK(windows(of({offset}), utc(2026, 11, 23), utc(2026, 11, 30)) ==
          std::vector<TimeWindow>{{utc(2026, 11, 24, 22, 30), utc(2026, 11, 24, 23, 30)}});
}

TEST_CASE("schedule: dates, over the new year, and 29 February")
{
    SchedulePeriod winter;
    winter.dates = {{11, 15}, {3, 31}};
    CHECK(windows(of({winter}), utc(2026, 6, 1), utc(2028, 1, 1)) ==
          std::vector<TimeWindow>{{utc(2026, 11, 15), utc(2027, 4, 1)}, {utc(2027, 11, 15), utc(2028, 1, 1)}});
    SchedulePeriod leap;
    leap.dates = {{2, 29}, {2, 29}};
    CHECK(windows(of({leap}), utc(1895, 1, 1), utc(1910, 1, 1)) ==
          std::vector<TimeWindow>{{utc(1896, 2, 29), utc(1896, 3, 1)},
                                  {utc(1904, 2, 29), utc(1904, 3, 1)},
                                  {utc(1908, 2, 29), utc(1908, 3, 1)}});
    CHECK(windows(of({leap}), utc(1999, 1, 1), utc(2001, 1, 1)).size() == 1);
    CHECK(windows(of({leap}), utc(2097, 1, 1), utc(2103, 1, 1)).empty());
    // a 29 February that is a Sunday comes after 28 years, after 12 across 2000 or 40 across 1900
    leap.days = {Weekday::sunday};
    CHECK(of({leap}).next_change(utc(1976, 3, 1)) == utc(2004, 2, 29));
    CHECK(of({leap}).next_change(utc(1880, 3, 1)) == utc(1920, 2, 29));
    // to the end of February in any year
    SchedulePeriod february;
    february.dates = {{2, 1}, {2, 29}};
    CHECK(windows(of({february}), utc(2027, 1, 1), utc(2029, 1, 1)) ==
          std::vector<TimeWindow>{{utc(2027, 2, 1), utc(2027, 3, 1)}, {utc(2028, 2, 1), utc(2028, 3, 1)}});
}

TEST_CASE("schedule: validity, until further notice, once, always, never")
{
    SchedulePeriod period = daily(DayTime::clock(6), DayTime::clock(18));
    period.valid_from_s = utc(2026, 11, 26, 12);
    CHECK(of({period}).next_change(utc(2000, 1, 1)) == utc(2026, 11, 26, 12));
    CHECK(of({period}).next_change(utc(2026, 11, 26, 12)) == utc(2026, 11, 26, 18));
    CHECK(of({period}).active(utc(2026, 11, 26, 11)) == Containment::outside);
    CHECK(of({period}).active(utc(2999, 11, 26, 11)) == Containment::inside);
    period.valid_until_s = utc(2026, 11, 28, 7, 30);
    CHECK(windows(of({period}), utc(1970, 1, 1), utc(2100, 1, 1)) ==
          std::vector<TimeWindow>{{utc(2026, 11, 26, 12), utc(2026, 11, 26, 18)},
                                  {utc(2026, 11, 27, 6), utc(2026, 11, 27, 18)},
                                  {utc(2026, 11, 28, 6), utc(2026, 11, 28, 7, 30)}});
    CHECK(of({period}).next_change(utc(2026, 11, 28, 7, 30)) == infinity);
    CHECK(of({period}).next_change(nan_value) != of({period}).next_change(nan_value));
    // no break at midnight
    const Schedule once = of({SchedulePeriod::once(utc(2026, 1, 1, 10) + 0.25, utc(2026, 1, 9, 11) + 0.5)});
    CHECK(windows(once, utc(2025, 1, 1), utc(2027, 1, 1)) ==
          std::vector<TimeWindow>{{utc(2026, 1, 1, 10) + 0.25, utc(2026, 1, 9, 11) + 0.5}});
    CHECK(windows(once, -infinity, infinity) == windows(once, utc(2025, 1, 1), utc(2027, 1, 1)));
    const Schedule always = of({SchedulePeriod{}});
    CHECK(always.active(utc(1234, 5, 6)) == Containment::inside);
    CHECK(always.next_change(utc(2026, 1, 1)) == infinity);
    // halves that join are always, too
    CHECK(of({daily(DayTime::clock(0), DayTime::clock(12)), daily(DayTime::clock(12), DayTime::clock(0))})
              .next_change(utc(2026, 1, 1)) == infinity);
    const Schedule never_on = of({daily(DayTime::clock(8), DayTime::clock(9))}, {SchedulePeriod{}});
    CHECK(never_on.active(utc(2026, 1, 1, 8)) == Containment::outside);
    CHECK(never_on.next_change(utc(2026, 1, 1)) == infinity);
    CHECK(windows(never_on, utc(2026, 1, 1), utc(2030, 1, 1)).empty());
    CHECK(windows(always, utc(2026, 1, 2), utc(2026, 1, 1)).empty());
    CHECK(windows(always, nan_value, utc(2026, 1, 1)).empty());
}

TEST_CASE("schedule: exclusions take times away")
{
    SchedulePeriod christmas;
    christmas.dates = {{12, 25}, {12, 26}};
    const Schedule schedule =
        of({daily(DayTime::clock(20), DayTime::clock(6))}, {christmas, SchedulePeriod::whole_day(2026, 12, 29)});
    CHECK(windows(schedule, utc(2026, 12, 24, 12), utc(2026, 12, 30, 12)) ==
          std::vector<TimeWindow>{{utc(2026, 12, 24, 20), utc(2026, 12, 25)},
                                  {utc(2026, 12, 27), utc(2026, 12, 27, 6)},
                                  {utc(2026, 12, 27, 20), utc(2026, 12, 28, 6)},
                                  {utc(2026, 12, 28, 20), utc(2026, 12, 29)},
                                  {utc(2026, 12, 30), utc(2026, 12, 30, 6)}});
}

TEST_CASE("schedule: what is no time of the calendar is unknown")
{
    const Schedule always = of({SchedulePeriod{}});
    for (const double time_s : {nan_value, infinity, -infinity, 1e12, -1e12})
        CHECK(always.active(time_s) == Containment::unknown);
    CHECK(always.active(utc(0, 1, 1)) == Containment::inside);
    CHECK(always.active(utc(9999, 12, 31, 23, 59, 59)) == Containment::inside);
    const Schedule daily_hour = of({daily(DayTime::clock(8), DayTime::clock(9))});
    CHECK(daily_hour.next_change(-infinity) == utc(0, 1, 1, 8));
    CHECK(daily_hour.next_change(utc(9999, 12, 31, 9)) == infinity);
    CHECK(daily_hour.next_change(infinity) == infinity);
}

TEST_CASE("schedule: from sunrise to sunset, and the night")
{
    const LatLon warsaw{52.23, 21.01};
    const auto sun = [&](SunEvent event, int day) { return sun_time(event, warsaw, utc(2026, 6, day)).time_s; };
    const auto at_warsaw = [&](DayTime begin, DayTime end) { return Schedule({{daily(begin, end)}, {}, warsaw}); };
    using enum SunEvent;
    CHECK(windows(at_warsaw(DayTime::sunrise(), DayTime::sunset()), utc(2026, 6, 10), utc(2026, 6, 12)) ==
          std::vector<TimeWindow>{{sun(sunrise, 10), sun(sunset, 10)}, {sun(sunrise, 11), sun(sunset, 11)}});
    CHECK(windows(at_warsaw(DayTime::sunset(1800), DayTime::sunrise(-1800)), utc(2026, 6, 10), utc(2026, 6, 12)) ==
          std::vector<TimeWindow>{{utc(2026, 6, 10), sun(sunrise, 10) - 1800},
                                  {sun(sunset, 10) + 1800, sun(sunrise, 11) - 1800},
                                  {sun(sunset, 11) + 1800, utc(2026, 6, 12)}});
    CHECK(windows(at_warsaw(DayTime::civil_twilight_begin(), DayTime::civil_twilight_end()), utc(2026, 6, 10),
                  utc(2026, 6, 11)) ==
          std::vector<TimeWindow>{{sun(civil_twilight_begin, 10), sun(civil_twilight_end, 10)}});
    // an hour about sunrise, and from sunrise to sunrise
    CHECK(windows(at_warsaw(DayTime::sunrise(-1800), DayTime::sunrise(1800)), utc(2026, 6, 10), utc(2026, 6, 11)) ==
          std::vector<TimeWindow>{{sun(sunrise, 10) - 1800, sun(sunrise, 10) + 1800}});
    CHECK(windows(at_warsaw(DayTime::sunrise(), DayTime::sunrise()), utc(2026, 6, 10), utc(2026, 6, 13)) ==
          std::vector<TimeWindow>{{utc(2026, 6, 10), utc(2026, 6, 13)}});
    // with the clock: the first end after the begin
    CHECK(windows(at_warsaw(DayTime::clock(12), DayTime::sunset()), utc(2026, 6, 10), utc(2026, 6, 11)) ==
          std::vector<TimeWindow>{{utc(2026, 6, 10, 12), sun(sunset, 10)}});
    CHECK(windows(at_warsaw(DayTime::clock(22), DayTime::sunrise()), utc(2026, 6, 10, 12), utc(2026, 6, 11, 12)) ==
          std::vector<TimeWindow>{{utc(2026, 6, 10, 22), sun(sunrise, 11)}});
    CHECK(windows(at_warsaw(DayTime::sunset(), DayTime::clock(2)), utc(2026, 6, 10, 12), utc(2026, 6, 11, 12)) ==
          std::vector<TimeWindow>{{sun(sunset, 10), utc(2026, 6, 11, 2)}});
    CHECK(windows(at_warsaw(DayTime::sunrise(), DayTime::clock(12)), utc(2026, 6, 10), utc(2026, 6, 11)) ==
          std::vector<TimeWindow>{{sun(sunrise, 10), utc(2026, 6, 10, 12)}});
    // nothing is left of a short day
    CHECK(
        windows(at_warsaw(DayTime::sunrise(5 * 3600), DayTime::sunset(-5 * 3600)), utc(2026, 12, 10), utc(2026, 12, 20))
            .empty());
}

TEST_CASE("schedule: days of the sun are those of the place")
{
    // Auckland, 175 E: the day of Monday the 23rd begins at 12:20 UTC on the 22nd
    const LatLon auckland{-36.85, 174.76};
    SchedulePeriod monday = daily(DayTime::sunrise(), DayTime::sunset());
    monday.days = {Weekday::monday};
    const auto found = windows(Schedule({{monday}, {}, auckland}), utc(2026, 11, 20), utc(2026, 11, 27));
    REQUIRE(found.size() == 1);
    CHECK(found[0].begin_s > utc(2026, 11, 22, 16));
    CHECK(found[0].begin_s < utc(2026, 11, 22, 17));
    CHECK(found[0].end_s > utc(2026, 11, 23, 7));
    CHECK(found[0].end_s < utc(2026, 11, 23, 8));
}

TEST_CASE("schedule: polar day is all day, polar night is all night, and days join without a gap")
{
    const LatLon tromso{69.65, 18.96};
    const Schedule by_day({{daily(DayTime::sunrise(), DayTime::sunset())}, {}, tromso});
    const Schedule by_night({{daily(DayTime::sunset(), DayTime::sunrise())}, {}, tromso});
    CHECK(windows(by_day, utc(2026, 6, 1), utc(2026, 7, 1)) ==
          std::vector<TimeWindow>{{utc(2026, 6, 1), utc(2026, 7, 1)}});
    CHECK(windows(by_night, utc(2026, 6, 1), utc(2026, 7, 1)).empty());
    CHECK(windows(by_day, utc(2026, 12, 5), utc(2027, 1, 5)).empty());
    CHECK(windows(by_night, utc(2026, 12, 5), utc(2027, 1, 5)) ==
          std::vector<TimeWindow>{{utc(2026, 12, 5), utc(2027, 1, 5)}});
    // the midnight sun of Tromso: 18 May to 26 July (Norwegian almanac), a day either way for the rounded place
    const double first_s = by_day.next_change(utc(2026, 5, 10, 12));
    std::vector<TimeWindow> season;
    by_day.for_each_window(first_s, utc(2026, 8, 10), [&](const TimeWindow& window) {
        if (window.end_s - window.begin_s > 2 * 86400.0) season.push_back(window);
    });
    REQUIRE(season.size() == 1);
    CHECK(std::abs(season[0].begin_s - utc(2026, 5, 18)) < 1.5 * 86400.0);
    CHECK(std::abs(season[0].end_s - utc(2026, 7, 26)) < 1.5 * 86400.0);
    // with the clock at the other end: from noon, the sun's own, where it was moving to
    const Schedule till_eight({{daily(DayTime::sunrise(), DayTime::clock(20))}, {}, tromso});
    const auto polar_night = windows(till_eight, utc(2026, 12, 20), utc(2026, 12, 21));
    REQUIRE(polar_night.size() == 1);
    // noon of 18.96 E is at 10:44 UTC, less an equation of time of two minutes
    CHECK(std::abs(polar_night[0].begin_s - utc(2026, 12, 20, 10, 42)) < 120.0);
    CHECK(polar_night[0].end_s == utc(2026, 12, 20, 20));
    // day and night are each other's complement the year round
    for (double t = utc(2026, 1, 1); t < utc(2027, 1, 1); t += 1801.0) CHECK(by_day.active(t) != by_night.active(t));
}

TEST_CASE("schedule: every fault is named")
{
    const auto messages = [](const ScheduleSpec& spec) {
        std::string all;
        for (const ZoneIssue& issue : validate(spec)) all += issue.message + '\n';
        return all;
    };
    CHECK(messages({}) == "schedule: no periods\n");
    ScheduleSpec bad;
    bad.periods.resize(3);
    bad.periods[1].days = Weekdays::none();
    bad.periods[1].dates = {{2, 30}, {13, 1}};
    bad.periods[2].begin = DayTime::clock(-25);
    bad.periods[2].end = DayTime::sunset(43201);
    bad.exclusions.resize(2);
    bad.exclusions[0].valid_from_s = nan_value;
    bad.exclusions[1] = SchedulePeriod::once(5, 5);
    CHECK(messages(bad) ==
          "schedule, period 1: no day of the week\n"
          "schedule, period 1: day 30 of month 2 does not exist\n"
          "schedule, period 1: day 1 of month 13 does not exist\n"
          "schedule, period 2: a time of day of -90000 s is not within a day of its day\n"
          "schedule, period 2: an offset of 43201 s from the sun is beyond 12 hours\n"
          "schedule, exclusion 0: a bound of its validity is not a number\n"
          "schedule, exclusion 1: its validity does not end after it begins\n"
          "schedule: times by the sun need a place\n");
    CHECK_THROWS_AS(Schedule(bad), DomainError);
    ScheduleSpec nowhere;
    nowhere.periods.resize(1);
    nowhere.place = LatLon{91, 0};
    CHECK(messages(nowhere) == "schedule: its place is not on the Earth\n");

    ZoneSpec zone = airspace_tests::zone_of({{54, 18}, {54, 22}, {55, 22}}, EdgeKind::geodesic);
    zone.id = "S";
    zone.schedule = bad;
    CHECK(validate(zone).size() == 8);
    try {
        const Zone built(zone);
        FAIL("a zone with a bad schedule was built");
    } catch (const ZoneError& error) {
        CHECK_THAT(error.what(), ContainsSubstring("\"S\", schedule, period 1: no day of the week"));
    }
}

TEST_CASE("schedule: a zone is active when its windows and its schedule say so")
{
    ZoneSpec spec = airspace_tests::zone_of({{54, 18}, {54, 22}, {55, 22}}, EdgeKind::geodesic);
    spec.schedule = ScheduleSpec{{daily(DayTime::clock(8), DayTime::clock(17))}, {}, std::nullopt};
    const Zone open(spec);
    CHECK(open.active(utc(2026, 11, 26, 9)) == Containment::inside);
    CHECK(open.active(utc(2026, 11, 26, 18)) == Containment::outside);
    CHECK(open.active(nan_value) == Containment::unknown);
    CHECK(open.contains(Position{{54.3, 20.8}}, utc(2026, 11, 26, 9)) == Containment::inside);
    CHECK(open.contains(Position{{54.3, 20.8}}, utc(2026, 11, 26, 18)) == Containment::outside);
    CHECK(open.contains(Position{{54.3, 20.8}}, nan_value) == Containment::unknown);
    CHECK(open.next_activity_change(utc(2026, 11, 26, 9)) == utc(2026, 11, 26, 17));
    spec.windows = {{utc(2026, 11, 26, 12), utc(2026, 11, 27, 9)}, {utc(2026, 12, 1, 20), utc(2026, 12, 1, 21)}};
    const Zone zone(spec);
    CHECK(zone.active(utc(2026, 11, 26, 9)) == Containment::outside);
    CHECK(zone.active(utc(2026, 11, 26, 12)) == Containment::inside);
    std::vector<double> changes;
    for (double t = utc(2026, 11, 1); (t = zone.next_activity_change(t)) < infinity;) changes.push_back(t);
    CHECK(changes == std::vector<double>{utc(2026, 11, 26, 12), utc(2026, 11, 26, 17), utc(2026, 11, 27, 8),
                                         utc(2026, 11, 27, 9)});
    spec.schedule.reset();
    const Zone windowed(spec);
    CHECK(windowed.next_activity_change(utc(2026, 11, 1)) == utc(2026, 11, 26, 12));
    CHECK(windowed.next_activity_change(utc(2026, 11, 26, 12)) == utc(2026, 11, 27, 9));
    CHECK(windowed.next_activity_change(utc(2026, 12, 1, 20)) == utc(2026, 12, 1, 21));
    CHECK(windowed.next_activity_change(utc(2026, 12, 1, 21)) == infinity);
    CHECK(windowed.next_activity_change(-infinity) == utc(2026, 11, 26, 12));
    spec.windows.clear();
    CHECK(Zone(spec).next_activity_change(0) == infinity);
    spec.windows = {never};
    CHECK(Zone(spec).next_activity_change(0) == infinity);
    spec.windows = {{-infinity, 50.0}};
    CHECK(Zone(spec).next_activity_change(-infinity) == 50.0);
    CHECK(std::isnan(Zone(spec).next_activity_change(nan_value)));
}
