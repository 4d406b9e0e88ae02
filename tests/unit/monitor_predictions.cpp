// SPDX-License-Identifier: MIT
// When a Monitor believes what it foresees: steady flight at once, turning flight not before it is steady, the same
// pair again only for more; and the chance of an entry from plots that are off, against sampled plots.
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;
using monitor_tests::fault_of;
using monitor_tests::Listener;
using monitor_tests::Said;
using monitor_tests::square;
using monitor_tests::west_of_it;

namespace {


/// Predictions, entries and exits, and nothing else.
MonitorOptions foreseeing()
{
    MonitorOptions options = monitor_tests::bare();
    options.lookahead = Seconds{120};
    return options;
}

struct Flown {
    double time_s;
    LatLon at;
};

/// Flight from a place, a plot every second: turns by so many degrees a second for so long.
class Pilot {
public:
    Pilot(LatLon at, double course_deg, double speed_mps) : at_(at), course_deg_(course_deg), speed_mps_(speed_mps)
    {
        path_.push_back({0.0, at_});
    }
    Pilot& fly(int seconds, double turn_dps = 0.0)
    {
        for (int k = 0; k < seconds; ++k) {
            at_ = direct(at_, course_deg_ + 0.5 * turn_dps, speed_mps_);
            course_deg_ += turn_dps;
            path_.push_back({path_.back().time_s + 1.0, at_});
        }
        return *this;
    }
    [[nodiscard]] double now_s() const { return path_.back().time_s; }
    [[nodiscard]] const std::vector<Flown>& path() const { return path_; }

private:
    LatLon at_;
    double course_deg_, speed_mps_;
    std::vector<Flown> path_;
};

Listener heard_of(const std::vector<Flown>& path, const MonitorOptions& options, std::vector<Zone> zones = {square()})
{
    Monitor monitor(std::move(zones), options);
    Listener heard;
    for (const Flown& plot : path) monitor.plot("T", {plot.time_s, plot.at, {}}, heard);
    monitor.finish(heard);
    CHECK(fault_of(heard.said(), true) == "");
    return heard;
}

/// Times at which alerts were opened by a prediction.
std::vector<double> warned_s(const Listener& heard)
{
    std::vector<double> times;
    for (const AlertEvent& e : heard.of(AlertEventKind::predicted_entry))
        if (e.phase == AlertPhase::opened) times.push_back(e.issued_s);
    return times;
}

/// No confirmation but hits.
MonitorOptions credulous()
{
    MonitorOptions options = foreseeing();
    options.predicted_for = options.steady_for = options.quiet = Seconds{0};
    options.predicted_agreement = Seconds{1e6};
    return options;
}

}  // namespace

TEST_CASE("steady flight is warned of when it has been foreseen for ten seconds, also by a track that has just begun")
{
    // 50 m/s, the border 12 km away: two minutes before it at 120 s, ten more seconds of agreement
    const auto times = warned_s(heard_of(Pilot(west_of_it(12e3), 90, 50).fly(260).path(), foreseeing()));
    REQUIRE(times.size() == 1);
    CHECK_THAT(times[0], WithinAbs(130, 1.0));
    // 1.5 km away at its first plot: foreseen from the second plot on
    const auto late = warned_s(heard_of(Pilot(west_of_it(1500), 90, 50).fly(60).path(), foreseeing()));
    REQUIRE(late.size() == 1);
    CHECK_THAT(late[0], WithinAbs(11, 1.0));
}

TEST_CASE("an orbit beside a zone is no prediction")
{
    // circles of half a minute, 230 m from the border at the nearest, then away
    const auto orbit = Pilot(west_of_it(800), 0, 30).fly(600, -12).path();
    CHECK(warned_s(heard_of(orbit, foreseeing())).empty());
    // it is the steadiness and the agreement that say so: by hits alone each circle would be one
    MonitorOptions options = credulous();
    options.persistence = Seconds{10};
    CHECK(warned_s(heard_of(orbit, options)).size() >= 15);
}

TEST_CASE("after a turn it is believed when it has been straight for as long as the entry is away, or a minute")
{
    // along the border 4 km off, a turn of ten seconds towards it, then straight: 80 s to the border
    for (const double distance_m : {4000.0, 8000.0}) {
        Pilot pilot(west_of_it(distance_m), 0, 50);
        pilot.fly(200).fly(10, 9);
        const double straight_s = pilot.now_s();
        pilot.fly(180);
        const Listener heard = heard_of(pilot.path(), foreseeing());
        const auto times = warned_s(heard);
        REQUIRE(times.size() == 1);
        const double entry_s = heard.of(AlertEventKind::entry)[0].time_s;
        const double wanted_s = std::min(60.0, 0.5 * (entry_s - straight_s));
        CAPTURE(distance_m, entry_s - straight_s);
        // course is that of a fit over ten seconds: within 15 degrees of the last one some seconds before or after
        CHECK_THAT(times[0] - straight_s, WithinAbs(wanted_s, 6.0));
        CHECK(entry_s - times[0] > 30);
    }
}

TEST_CASE("for the same pair the next one is to be earned")
{
    // towards the border, and away again when 2 km before it; later once more, and on
    const auto approach = [](double pause_s) {
        Pilot pilot(west_of_it(9000), 90, 50);
        pilot.fly(140).fly(20, 9).fly(100).fly(static_cast<int>(pause_s)).fly(20, 9);
        pilot.fly(400 + static_cast<int>(pause_s));
        return pilot.path();
    };
    const auto with_quiet = [&](double pause_s, double quiet_s) {
        MonitorOptions options = foreseeing();
        options.quiet = Seconds{quiet_s};
        return warned_s(heard_of(approach(pause_s), options));
    };
    const auto forgetful = with_quiet(0, 0);
    const auto mindful = with_quiet(0, 300);
    REQUIRE(forgetful.size() == 2);
    REQUIRE(mindful.size() == 2);
    CHECK(mindful[0] == forgetful[0]);
    CHECK(mindful[1] >= forgetful[1] + 10);  // it comes, and later
    // after the quiet time it is as new
    const auto much_later = with_quiet(400, 300);
    REQUIRE(much_later.size() == 2);
    CHECK(much_later == with_quiet(400, 0));
}

TEST_CASE("what was foreseen and came true is not held against the next")
{
    Pilot pilot(west_of_it(9000), 90, 50);
    pilot.fly(260).fly(20, 9).fly(200).fly(20, 9).fly(300);  // in, out, and in again
    MonitorOptions options = foreseeing();
    const auto mindful = warned_s(heard_of(pilot.path(), options));
    options.quiet = Seconds{0};
    CHECK(mindful == warned_s(heard_of(pilot.path(), options)));
    CHECK(mindful.size() == 2);
}

TEST_CASE("who flies a geodesic keeps his course, whatever becomes of the azimuth")
{
    // at 87 N the azimuth of a straight line changes by more than the course may
    const LatLon there{87, 40};
    const Zone far_away(zone_of({{86.9, 38}, {86.9, 42}, {87.1, 42}, {87.1, 38}}, EdgeKind::geodesic));
    const LatLon start = direct(there, 280, 140e3);
    double azimuth = 0, azimuth_there = 0, whole_m = 0;
    GeographicLib::Geodesic::WGS84().Inverse(start.lat_deg, start.lon_deg, there.lat_deg, there.lon_deg, whole_m,
                                             azimuth, azimuth_there);
    CHECK(std::abs(azimuth_there - azimuth) > 20);
    std::vector<Flown> path;
    for (int k = 0; 230.0 * k < whole_m; ++k) path.push_back({1.0 * k, direct(start, azimuth, 230.0 * k)});
    const Listener heard = heard_of(path, foreseeing(), {far_away});
    const auto times = warned_s(heard);
    REQUIRE(times.size() == 1);
    CHECK_THAT(heard.of(AlertEventKind::entry)[0].time_s - times[0], WithinAbs(110, 2));
}

TEST_CASE("a turn at a constant rate is steady where the path is one")
{
    // a wide turn of 1.5 degrees a second, which is inside after 52 s
    Pilot pilot(west_of_it(1800), 0, 60);
    pilot.fly(30).fly(90, 1.5);
    MonitorOptions options = foreseeing();
    options.path = PredictionPath::constant_turn;
    const auto turning = warned_s(heard_of(pilot.path(), options));
    const Listener straight = heard_of(pilot.path(), foreseeing());
    REQUIRE(turning.size() == 1);
    const double entry_s = straight.of(AlertEventKind::entry).at(0).time_s;
    CHECK(turning[0] < entry_s - 30);
    const auto late = warned_s(straight);
    CHECK((late.empty() || late[0] > turning[0] + 10));
}

TEST_CASE("what is remembered of predictions survives a save at any plot")
{
    Pilot pilot(west_of_it(7000), 90, 50);
    pilot.fly(90).fly(20, 9).fly(40).fly(20, 9).fly(100);
    MonitorOptions options = foreseeing();
    options.persistence = Seconds{5};
    const auto& path = pilot.path();
    Monitor whole({square()}, options);
    Listener expected;
    for (const Flown& plot : path) whole.plot("T", {plot.time_s, plot.at, {}}, expected);
    REQUIRE(warned_s(expected).size() == 2);
    for (std::size_t cut = 0; cut < path.size(); cut += 3) {
        Listener heard;
        Monitor first({square()}, options);
        for (std::size_t k = 0; k < cut; ++k) first.plot("T", {path[k].time_s, path[k].at, {}}, heard);
        Monitor second({square()}, options, first.save());
        for (std::size_t k = cut; k < path.size(); ++k) second.plot("T", {path[k].time_s, path[k].at, {}}, heard);
        CAPTURE(cut);
        const bool same = heard.text() == expected.text() && second.save() == whole.save();
        CHECK(same);
    }
}

TEST_CASE("options of predictions that cannot be are refused by name, and belong to what is saved")
{
    using Change = void (*)(MonitorOptions&, double);
    const std::pair<const char*, Change> changes[] = {
        {"predicted_for", [](MonitorOptions& o, double v) { o.predicted_for = Seconds{v}; }},
        {"predicted_agreement", [](MonitorOptions& o, double v) { o.predicted_agreement = Seconds{v}; }},
        {"steady_for", [](MonitorOptions& o, double v) { o.steady_for = Seconds{v}; }},
        {"steady_course", [](MonitorOptions& o, double v) { o.steady_course = Degrees{v}; }},
        {"quiet", [](MonitorOptions& o, double v) { o.quiet = Seconds{v}; }},
    };
    const std::vector<std::byte> saved = Monitor({square()}).save();
    for (const auto& [name, change] : changes) {
        MonitorOptions options;
        change(options, -1.0);
        std::string said;
        try {
            const Monitor monitor({square()}, options);
        } catch (const DomainError& error) {
            said = error.what();
        }
        CAPTURE(name);
        CHECK(said.find(name) != std::string::npos);
        change(options, 7.0);
        CHECK_THROWS_AS(Monitor({square()}, options, saved), ParseError);
    }
}

TEST_CASE("the chance of an entry, and its time, are those of the plots, each off by its own error")
{
    // Truth, given the plots: each is off by its own error, and the velocity is fitted to where they truly were.
    // Sampled on the plane: 5 km are flat to 1e-7.
    struct Scene {
        double beside_m, speed_mps, sigma_m, every_s, span_s, least;
    };
    const Scene scenes[] = {
        {0, 20, 30, 5, 10, 0.3},     // straight at it: the path leads inside
        {700, 20, 60, 5, 30, 0.3},   // past it: by chance alone
        {620, 30, 40, 4, 12, 0.25},  // past it, three plots and a fourth
        {650, 15, 25, 2, 4, 0.2},    // little is known of its velocity
    };
    constexpr double radius_m = 600;
    constexpr double horizon_s = 90;
    const LatLon centre{47, 8};
    const Zone zone(zone_of(RingSpec{.circle = CircleSpec{centre, Metres{radius_m}}}));
    std::mt19937_64 engine(20261126);
    const auto uniform = [&] { return (static_cast<double>(engine() >> 11U) + 0.5) * 0x1p-53; };
    int by_chance = 0;
    for (const Scene& scene : scenes) {
        MonitorOptions options = credulous();
        options.lookahead = Seconds{horizon_s};
        options.velocity_span = Seconds{scene.span_s};
        options.predicted_hits = options.predicted_window = 1;
        options.probability_on = options.probability_off = scene.least;
        Monitor monitor({zone}, options);
        Listener heard;
        std::vector<std::array<double, 3>> plots;  // time, east, north of the centre
        for (int k = 0; heard.said().empty() && k < 400; ++k) {
            const double t = scene.every_s * k;
            const double east_m = scene.speed_mps * t - 4000;
            plots.push_back({t, east_m, scene.beside_m});
            const double azimuth = std::atan2(east_m, scene.beside_m) / detail::degree;
            const LatLon place = direct(centre, azimuth, std::hypot(east_m, scene.beside_m));
            monitor.plot("T", {t, place, {}}, PositionUncertainty::circular(Metres{scene.sigma_m}), heard);
        }
        REQUIRE(heard.said().size() == 1);
        const AlertEvent event = heard.said()[0].event;
        // the same fit, of plots that are moved
        constexpr int samples = 400000;
        long entered = 0;
        std::vector<double> times;
        const double now_s = plots.back()[0];
        for (int i = 0; i < samples; ++i) {
            double n = 0, t1 = 0, t2 = 0, e1 = 0, n1 = 0, et = 0, nt = 0, east = 0, north = 0;
            for (std::size_t k = plots.size(); k-- > 0;) {
                const double t = plots[k][0] - now_s;
                if (plots.size() - 1 - k >= 2 && t < -scene.span_s) break;
                const double r = scene.sigma_m * std::sqrt(-2.0 * std::log(uniform()));
                const double a = 2.0 * std::numbers::pi * uniform();
                const double x = plots[k][1] + r * std::cos(a);
                const double y = plots[k][2] + r * std::sin(a);
                if (k + 1 == plots.size()) east = x, north = y;
                n += 1, t1 += t, t2 += t * t, e1 += x, n1 += y, et += t * x, nt += t * y;
            }
            const double d = n * t2 - t1 * t1;
            const double ve = (n * et - t1 * e1) / d;
            const double vn = (n * nt - t1 * n1) / d;
            // first time within the circle
            const double c = east * east + north * north - radius_m * radius_m;
            const double b = east * ve + north * vn;
            const double v2 = ve * ve + vn * vn;
            const double root = b * b - v2 * c;
            const double at_s = c <= 0 ? 0.0 : root >= 0 && b < 0 ? (-b - std::sqrt(root)) / v2 : 1e300;
            if (at_s > horizon_s) continue;
            ++entered;
            times.push_back(at_s);
        }
        const double sampled = static_cast<double>(entered) / samples;
        CAPTURE(scene.beside_m, scene.sigma_m, sampled, event.probability_entry.value);
        // half a percentage point, and four standard deviations of the sample
        CHECK_THAT(event.probability_entry.value, WithinAbs(sampled, 0.005 + 4 * std::sqrt(0.25 / samples)));
        CHECK(sampled >= scene.least - 0.01);
        REQUIRE(std::isfinite(event.predicted_entry_s));
        CHECK(is_valid(event.predicted_at));
        if (event.answer != Containment::unknown) continue;
        ++by_chance;
        std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
        const double median_s = times[times.size() / 2];
        CAPTURE(median_s, event.predicted_entry_s - event.issued_s);
        // interpolated between times a fifteenth of the look-ahead apart, few velocities: a third of one is seen
        CHECK_THAT(event.predicted_entry_s - event.issued_s, WithinAbs(median_s, horizon_s / 15));
        CHECK(distance_m(event.predicted_at, centre) <= radius_m + 1.0);
    }
    CHECK(by_chance >= 2);
}

TEST_CASE("whether an entry is likely is decided as by the whole integral")
{
    // random plots about a zone; at each the state of the alert against the probability by its definition. Few
    // velocities are off by less than the monitor allows for (0.1), and what is left out as too far is not likely.
    Random random("unit/monitor_predictions likely", 59);
    int likely = 0, unlikely = 0;
    double worst = 0;
    for (int trial = 0; trial < 12 * airspace_tests::test_scale(); ++trial) {
        const LatLon centre{random.uniform(-60, 60), random.uniform(-180, 180)};
        const double size_m = random.log_uniform(300, 5000);
        const Zone zone(zone_of(star(random, centre, size_m, 5, 0.5, false, EdgeKind::geodesic)));
        MonitorOptions options = credulous();
        options.lookahead = Seconds{60};
        options.predicted_hits = options.predicted_window = 1;
        options.persistence = Seconds{0};
        options.probability_on = options.probability_off = random.uniform(0.02, 0.6);
        Monitor monitor({zone}, options);
        double course = random.uniform(0, 360);
        const double out_deg = random.uniform(0, 360);
        LatLon at = direct(centre, out_deg, 3 * size_m);
        course = out_deg + 180 + random.uniform(-30, 30);
        const double speed = size_m / random.uniform(15, 60);
        const double sigma_m = size_m * random.log_uniform(0.01, 0.3);
        const PositionUncertainty error = PositionUncertainty::circular(Metres{sigma_m});
        std::vector<Flown> plots;
        bool on = false;
        bool inside_once = false;
        for (int k = 0; k < 40 && !inside_once; ++k) {
            course += random.uniform(-10, 10);
            at = direct(at, course, 4.0 * speed);
            plots.push_back({4.0 * k, at});
            Listener heard;
            monitor.plot("T", {4.0 * k, at, {}}, error, heard);
            for (const Said& s : heard.said()) {
                inside_once = inside_once || s.event.kind == AlertEventKind::entry;
                on = s.event.phase != AlertPhase::ended;
            }
            if (plots.size() < 2 || inside_once || zone.contains(at) == Containment::inside) continue;
            // velocity of the plots of the last ten seconds, on the plane of the last one
            double n = 0, t1 = 0, t2 = 0;
            Eigen::Vector2d sum = Eigen::Vector2d::Zero(), moment = Eigen::Vector2d::Zero();
            for (std::size_t i = plots.size(); i-- > 0;) {
                const double t = plots[i].time_s - plots.back().time_s;
                if (plots.size() - i > 2 && t < -10.0) break;
                const GeodesicInverse way = geodesic_inverse(at, plots[i].at);
                const double azimuth = way.azimuth_start.value() * detail::degree;
                const Eigen::Vector2d d = way.distance.value() * Eigen::Vector2d(std::sin(azimuth), std::cos(azimuth));
                n += 1, t1 += t, t2 += t * t, sum += d, moment += t * d;
            }
            const double denominator = n * t2 - t1 * t1;
            const UncertainMotion motion(Position{at}, error, (n * moment - t1 * sum) / denominator,
                                         VelocityFit{n / denominator, -t1 / denominator});
            const double horizon_s = 60;
            Probability whole{}, rough{};
            detail::entry_times(zone, motion, {&horizon_s, 1}, {&whole, 1}, detail::EntryScan::most_velocities);
            detail::entry_times(zone, motion, {&horizon_s, 1}, {&rough, 1}, detail::EntryScan::least_velocities);
            worst = std::max(worst, std::abs(whole.value - rough.value));
            // the plots' plane is the monitor's, but the fit of it is made from chords: a thousandth is far more
            if (std::abs(whole.value - options.probability_on) < 0.005) continue;
            CAPTURE(trial, k, whole.value, options.probability_on);
            CHECK(on == (whole.value >= options.probability_on));
            ++(on ? likely : unlikely);
        }
    }
    std::printf("likely %d, unlikely %d; few velocities were off by %.3f at most\n", likely, unlikely, worst);
    CHECK(likely > 20);
    CHECK(unlikely > 20);
    CHECK(worst < 0.1);
}
