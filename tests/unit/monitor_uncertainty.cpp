// SPDX-License-Identifier: MIT
// Monitor with uncertain positions: thresholds on probability, positions of which nothing is known, a guaranteed bound,
// and that all of it survives a save.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
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


MonitorOptions by_chance(double on, double off)
{
    MonitorOptions options;
    options.near_on = options.near_off = Metres{0};
    options.lookahead = Seconds{0};
    options.dwell_every = Seconds{0};
    options.predicted_hits = options.predicted_window = 1;
    options.predicted_for = options.steady_for = options.quiet = Seconds{0};
    options.probability_on = on;
    options.probability_off = off;
    return options;
}

/// Of being beyond a straight border so far away: the square's corners are 500 standard deviations off.
double beyond(double distance_m, double sigma_m) { return 0.5 * std::erfc(distance_m / sigma_m / std::sqrt(2.0)); }

/// Where to next: at random, and back where it is too far out.
double homeward(Random& random, LatLon at, LatLon centre, double far_m, double azimuth_deg)
{
    double home_deg = 0, back_deg = 0, away_m = 0;
    GeographicLib::Geodesic::WGS84().Inverse(at.lat_deg, at.lon_deg, centre.lat_deg, centre.lon_deg, away_m, home_deg,
                                             back_deg);
    return away_m > far_m ? home_deg + random.uniform(-40, 40) : azimuth_deg + random.uniform(-60, 60);
}

/// Everything that uncertainty adds to an event, to the bit.
std::string text_of(const Listener& heard)
{
    std::string all = heard.text();
    char line[200];
    for (const Said& s : heard.said()) {
        std::snprintf(line, sizeof line, "%a %a %a %a %a\n", s.event.sigma_m, s.event.probability_inside.value,
                      s.event.probability_inside.error_bound, s.event.probability_entry.value,
                      s.event.probability_entry.error_bound);
        all += line;
    }
    return all;
}

}  // namespace

TEST_CASE("foreseen from the threshold up, until it has been below the lower one for the time of persistence")
{
    constexpr double sigma_m = 100;
    Monitor monitor({square()}, by_chance(0.3, 0.1));
    Listener heard;
    double now_s = 0;
    const auto hover = [&](double distance_m, int plots) {
        for (int k = 0; k < plots; ++k, now_s += 5)
            monitor.plot("T", {now_s, west_of_it(distance_m), {}}, PositionUncertainty::circular(Metres{sigma_m}),
                         heard);
    };
    hover(200, 10);  // 2 %
    hover(60, 10);   // 27 %
    CHECK(heard.said().empty());
    hover(40, 4);  // 34 %: at 100 s
    REQUIRE(heard.said().size() == 1);
    const AlertEvent opened = heard.said()[0].event;
    CHECK(opened.kind == AlertEventKind::predicted_entry);
    CHECK(opened.phase == AlertPhase::opened);
    CHECK(opened.answer == Containment::unknown);
    CHECK(opened.time_s == 100);
    CHECK_THAT(opened.sigma_m, WithinAbs(sigma_m, 1e-9));
    // 1e-4: accuracy of probability_inside()
    CHECK_THAT(opened.probability_inside.value, WithinAbs(beyond(40, sigma_m), 1e-4));
    CHECK(opened.probability_entry == opened.probability_inside);  // without a look-ahead
    CHECK(opened.probability_inside.low() <= beyond(40, sigma_m));
    CHECK(opened.probability_inside.high() >= beyond(40, sigma_m));

    hover(100, 40);  // 16 %: below the upper threshold only
    hover(200, 5);   // 2 %, 25 s since the last of above
    hover(110, 1);   // 14 %
    CHECK(heard.said().size() == 1);
    hover(200, 7);  // from then on 30 s, and at the plot after
    REQUIRE(heard.said().size() == 2);
    CHECK(heard.said()[1].event.kind == AlertEventKind::predicted_entry);
    CHECK(heard.said()[1].event.phase == AlertPhase::ended);
    CHECK(heard.said()[1].event.time_s == now_s - 5);
    CHECK(heard.said()[1].event.alert_id == 1);
    hover(60, 10);  // 27 %: not enough to begin anew
    CHECK(heard.said().size() == 2);
    hover(40, 1);
    REQUIRE(heard.said().size() == 3);
    CHECK(heard.said()[2].event.alert_id == 2);
    monitor.finish(heard);
    CHECK(fault_of(heard.said(), true) == "");
}

TEST_CASE("thresholds: as a state machine of one page has it, on random approaches")
{
    Random random("monitor_uncertainty.thresholds", 41);
    long opened = 0;
    long ended = 0;
    for (int trial = 0; trial < 40 * airspace_tests::test_scale(); ++trial) {
        const double off = random.uniform(0.01, 0.3);
        const double on = random.uniform(off, 0.45);
        const double persistence_s = random.uniform(0, 20);
        const double sigma_m = random.uniform(30, 150);
        MonitorOptions options = by_chance(on, off);
        options.persistence = Seconds{persistence_s};
        Monitor monitor({square()}, options);
        Listener heard;
        std::vector<std::pair<double, AlertPhase>> expected;
        bool is_on = false;
        double last_s = 0;
        for (int k = 0; k < 200; ++k) {
            const double now_s = 3.0 * k;
            double distance_m = 0;
            double probability = 0;
            do {
                // never so near to a threshold that the accuracy of probability_inside() (1e-4) decides
                distance_m = sigma_m * random.uniform(0.02, 3.0);
                probability = beyond(distance_m, sigma_m);
            } while (std::abs(probability - on) < 1e-3 || std::abs(probability - off) < 1e-3);
            monitor.plot("T", {now_s, west_of_it(distance_m), {}}, PositionUncertainty::circular(Metres{sigma_m}),
                         heard);
            if (probability >= (is_on ? off : on)) {
                if (!is_on) expected.emplace_back(now_s, AlertPhase::opened);
                is_on = true;
                last_s = now_s;
            } else if (is_on && now_s - last_s > persistence_s) {
                is_on = false;
                expected.emplace_back(now_s, AlertPhase::ended);
            }
        }
        std::vector<std::pair<double, AlertPhase>> said;
        for (const Said& s : heard.said()) {
            said.emplace_back(s.event.time_s, s.event.phase);
            ++(s.event.phase == AlertPhase::opened ? opened : ended);
        }
        CAPTURE(trial, on, off, persistence_s, sigma_m);
        CHECK(said == expected);
    }
    CHECK(opened > 100);
    CHECK(ended > 100);
}

TEST_CASE("with known uncertainty the probability decides about a prediction, not the path")
{
    // straight towards the square at 20 m/s, from 3 km: inside after 150 s. Sideways sigma does not matter.
    for (const double sigma_m : {1.0, 30.0, 300.0}) {
        MonitorOptions options = by_chance(0.5, 0.4);
        options.lookahead = Seconds{120};
        Monitor monitor({square()}, options);
        Listener heard;
        for (int k = 0; k < 80; ++k)
            monitor.plot("T", {1.0 * k, west_of_it(3000 - 20.0 * k), {}},
                         PositionUncertainty::circular(Metres{sigma_m}), heard);
        const auto foreseen = heard.of(AlertEventKind::predicted_entry);
        CAPTURE(sigma_m);
        REQUIRE(foreseen.size() == 1);
        // one half where the path of 120 s ends on the border: at 30 s, to a plot; the rest is that the east component
        // of a straight path decides alone
        CHECK_THAT(foreseen[0].time_s, WithinAbs(30, 1));
        CHECK(foreseen[0].probability_entry.value >= 0.5);
        CHECK_THAT(foreseen[0].probability_inside.value,
                   WithinAbs(beyond(3000 - 20 * foreseen[0].time_s, sigma_m), 1e-4));
    }
}

TEST_CASE("a position of which nothing is known is unknown wherever it seems to be")
{
    const PositionUncertainty jammed = PositionUncertainty::unknown();
    MonitorOptions options;
    options.probability_on = 0.1;
    Monitor monitor({square()}, options);
    Listener heard;
    double now_s = 0;
    // at 100 m/s in, from 15 km
    for (; now_s < 200; now_s += 5) monitor.plot("T", {now_s, west_of_it(15e3 - 100 * now_s), {}}, jammed, heard);
    REQUIRE(heard.said().size() >= 3);
    for (const AlertEventKind kind : {AlertEventKind::predicted_entry, AlertEventKind::near, AlertEventKind::entry})
        CHECK(heard.of(kind).size() == 1);
    for (const Said& s : heard.said()) {
        CAPTURE(to_string(s.event.kind));
        CHECK(s.event.answer == Containment::unknown);
        CHECK(s.event.sigma_m == std::numeric_limits<double>::infinity());
        CHECK(s.event.probability_inside.is_unknown());
        CHECK(s.event.probability_entry.is_unknown());
        CHECK(s.event.probability_inside.low() == 0.0);
        CHECK(s.event.probability_inside.high() == 1.0);
    }
    // the receiver recovers, inside: now it is certain
    const std::size_t before = heard.said().size();
    monitor.plot("T", {now_s, west_of_it(15e3 - 100 * now_s), {}}, PositionUncertainty::circular(Metres{10}), heard);
    REQUIRE(heard.said().size() == before + 1);
    CHECK(heard.said().back().event.kind == AlertEventKind::dwell);
    CHECK(heard.said().back().event.answer == Containment::inside);
    CHECK_THAT(heard.said().back().event.sigma_m, WithinAbs(10, 1e-9));
    CHECK(heard.said().back().event.probability_inside.value > 0.999);
    monitor.finish(heard);
    CHECK(fault_of(heard.said(), true) == "");
}

TEST_CASE("where no uncertainty is given none is invented")
{
    Monitor monitor({square()});
    Listener heard;
    for (int k = 0; k < 40; ++k) monitor.plot("T", {5.0 * k, west_of_it(15e3 - 500.0 * k), {}}, heard);
    REQUIRE(heard.said().size() >= 3);
    for (const Said& s : heard.said()) {
        CHECK(s.event.answer == Containment::inside);
        CHECK(std::isnan(s.event.sigma_m));
        CHECK(s.event.probability_inside.is_unknown());
        CHECK(s.event.probability_entry.is_unknown());
    }
}

TEST_CASE("while the bound of positions holds no alert is missed")
{
    Random random("monitor_uncertainty.bound", 43);
    long inside = 0;
    long unseen_by_plots = 0;
    for (int trial = 0; trial < 30 * airspace_tests::test_scale(); ++trial) {
        const double bound_m = random.log_uniform(5, 800);
        const LatLon centre{random.uniform(-60, 60), random.uniform(-180, 180)};
        const double size_m = random.log_uniform(300, 5000);
        const Zone zone(zone_of(star(random, centre, size_m, 3 + random.below(6), 0.5, false, EdgeKind::geodesic)));
        MonitorOptions options;
        options.position_bound = Metres{bound_m};
        options.near_on = options.near_off = Metres{random.coin() ? 0.0 : random.log_uniform(1, 1000)};
        options.lookahead = Seconds{random.coin() ? 0.0 : 60.0};
        options.exit_margin = Metres{random.coin() ? 0.0 : random.log_uniform(1, 1000)};
        options.persistence = Seconds{random.coin() ? 0.0 : 20.0};
        Monitor monitor({zone}, options);
        Listener heard;

        // what is plotted: to and fro over the zone and past it
        std::vector<TrackPoint> plotted;
        double azimuth = random.uniform(0, 360);
        LatLon at = direct(centre, azimuth, random.uniform(0, 2 * size_m));
        for (int k = 0; k < 100; ++k) {
            plotted.push_back({8.0 * k, at, {}});
            azimuth = homeward(random, at, centre, 1.5 * size_m, azimuth);
            at = direct(at, azimuth, random.log_uniform(3, size_m));
        }
        for (const TrackPoint& plot : plotted) monitor.plot("T", plot, heard);
        monitor.finish(heard);
        CHECK(fault_of(heard.said(), true) == "");
        std::vector<std::pair<double, double>> open;  // from when it happened to when its end became known
        for (const Said& s : heard.said()) {
            if (s.event.phase == AlertPhase::opened) open.emplace_back(s.event.time_s, s.event.issued_s);
            open.back().second = s.event.issued_s;
        }

        // what is true: anywhere within the bound. Geodesic legs by GeographicLib; the last thousandth of the bound is
        // left to the difference between its path and the library's (micrometres) and to the times of the alerts
        bool missed = false;
        for (std::size_t k = 0; k + 1 < plotted.size() && !missed; ++k) {
            const auto leg = GeographicLib::Geodesic::WGS84().InverseLine(
                plotted[k].at.lat_deg, plotted[k].at.lon_deg, plotted[k + 1].at.lat_deg, plotted[k + 1].at.lon_deg);
            for (int i = 0; i < 12 && !missed; ++i) {
                LatLon there{};
                leg.Position(leg.Distance() * i / 12, there.lat_deg, there.lon_deg);
                const double now_s = plotted[k].time_s + 8.0 * i / 12;
                // mostly as far as can be: that is where it would be missed
                const double off_m = bound_m * (random.coin() ? 0.999 : random.uniform(0, 0.999));
                const LatLon truth = direct(there, random.uniform(0, 360), off_m);
                if (zone.contains(truth) != Containment::inside) continue;
                ++inside;
                if (zone.contains(there) != Containment::inside) ++unseen_by_plots;
                missed = std::none_of(open.begin(), open.end(),
                                      [&](const auto& alert) { return alert.first <= now_s && now_s <= alert.second; });
                if (missed) {
                    CAPTURE(trial, bound_m, now_s, off_m, zone.nearest_edge(there).distance.value(),
                            options.near_on.value(), options.exit_margin.value());
                    CHECK_FALSE(missed);
                }
            }
        }
    }
    CAPTURE(inside, unseen_by_plots);
    CHECK(inside > 2000);
    CHECK(unseen_by_plots > 300);  // else the bound was not put to the test
}

TEST_CASE("a pass that only just comes within the bound is an alert; one that stays beyond is none")
{
    // along the meridian past the west side, in one leg of 8 km whose ends are far away: the closest approach is found
    // to a metre or a hundredth, so a guarantee has to allow for that
    Random random("monitor_uncertainty.graze", 47);
    for (int trial = 0; trial < 300 * airspace_tests::test_scale(); ++trial) {
        const double bound_m = random.log_uniform(3, 3000);
        MonitorOptions options;
        options.near_on = options.near_off = Metres{0};
        options.lookahead = Seconds{0};
        options.position_bound = Metres{bound_m};
        const Zone corner(zone_of({{54, 14}, {54, 15}, {55, 14.9}}, EdgeKind::geodesic));  // a point to the west
        for (const double factor : {0.9999, 1.05}) {
            // 5 m: the metre, and what is allowed for it
            const double passing_m = factor < 1.0 ? factor * bound_m : factor * bound_m + 5.0;
            const LatLon beside = direct({54, 14}, 270, passing_m);
            Monitor monitor({corner}, options);
            Listener heard;
            const double shift_m = random.uniform(-3000, 3000);
            monitor.plot("T", {0, direct(beside, 0, shift_m - 4000), {}}, heard);
            monitor.plot("T", {50, direct(beside, 0, shift_m + 4000), {}}, heard);
            CAPTURE(bound_m, passing_m, shift_m);
            // a geodesic north beside the corner comes nearest abeam of it, to 1e-4 of the distance
            CHECK(heard.said().empty() == (factor > 1.0));
            for (const Said& s : heard.said()) {
                CHECK(s.event.kind == AlertEventKind::near);
                CHECK(s.event.answer == Containment::unknown);
            }
        }
    }
}

TEST_CASE("saved and resumed with uncertain positions, at any plot: the same events to the bit")
{
    Random random("monitor_uncertainty.save", 53);
    for (int trial = 0; trial < 6 * airspace_tests::test_scale(); ++trial) {
        const LatLon centre{random.uniform(-60, 60), random.uniform(-180, 180)};
        const std::vector<Zone> zones{
            Zone(zone_of(star(random, centre, 2000, 6, 0.5, false, EdgeKind::geodesic))),
            Zone(zone_of(star(random, direct(centre, 90, 2500), 2000, 6, 0.5, false, EdgeKind::geodesic)))};
        MonitorOptions options;
        options.probability_on = 0.2;
        options.probability_off = 0.1;
        options.position_bound = Metres{random.coin() ? 0.0 : 100.0};
        options.reorder = Seconds{random.coin() ? 0.0 : 7.0};
        struct Plot {
            std::string track;
            TrackPoint point;
            int kind;
            double sigma_m;
        };
        std::vector<Plot> plots;
        LatLon at[2] = {direct(centre, 200, 4000), direct(centre, 20, 4000)};
        double azimuth[2] = {20, 200};
        for (int k = 0; k < 80; ++k) {
            const int i = random.below(2);
            azimuth[i] = homeward(random, at[i], centre, 3000, azimuth[i]);
            at[i] = direct(at[i], azimuth[i], random.uniform(0, 500));
            plots.push_back({i == 0 ? "A" : "B", {4.0 * k, at[i], {}}, random.below(4), random.uniform(10, 150)});
        }
        const auto feed = [&](Monitor& monitor, const Plot& plot, Listener& heard) {
            switch (plot.kind) {
                case 0: monitor.plot(plot.track, plot.point, heard); break;
                case 1: monitor.plot(plot.track, plot.point, PositionUncertainty::unknown(), heard); break;
                default:
                    monitor.plot(plot.track, plot.point,
                                 PositionUncertainty::circular(Metres{plot.sigma_m}).with_vertical(Metres{30}), heard);
            }
        };
        Monitor whole(zones, options);
        Listener expected;
        for (const Plot& plot : plots) feed(whole, plot, expected);
        whole.finish(expected);
        CHECK(fault_of(expected.said(), true) == "");
        CHECK(expected.said().size() >= 4);
        // where events are said with no plot after the cut, the last plots are what counts
        for (const std::size_t cut :
             {std::size_t{1}, std::size_t{20}, std::size_t{50}, plots.size() - 1, plots.size()}) {
            Listener heard;
            Monitor first(zones, options);
            for (std::size_t k = 0; k < cut; ++k) feed(first, plots[k], heard);
            Monitor second(zones, options, first.save());
            for (std::size_t k = cut; k < plots.size(); ++k) feed(second, plots[k], heard);
            second.finish(heard);
            CAPTURE(trial, cut);
            const bool same_events = text_of(heard) == text_of(expected);
            CHECK(same_events);
            const bool same_state = second.save() == whole.save();
            CHECK(same_state);
        }
    }
}

TEST_CASE("what a resumed monitor says before the next plot has the probabilities of the motion that was")
{
    // towards the square at 40 m/s, 1 km before it: certain to enter within two minutes, and not inside yet
    Monitor monitor({square()});
    Listener heard;
    for (int k = 0; k < 26; ++k)
        monitor.plot("T", {1.0 * k, west_of_it(2000 - 40.0 * k), {}}, PositionUncertainty::circular(Metres{50}), heard);
    Monitor resumed({square()}, {}, monitor.save());
    Listener end_of_one;
    Listener end_of_other;
    monitor.finish(end_of_one);
    resumed.finish(end_of_other);
    REQUIRE(end_of_one.said().size() == 1);
    CHECK(end_of_one.said()[0].event.probability_inside.value < 0.01);
    CHECK(end_of_one.said()[0].event.probability_entry.value > 0.99);
    const bool same = text_of(end_of_other) == text_of(end_of_one);
    CHECK(same);
}

TEST_CASE("thresholds that cannot be are refused by name")
{
    const auto refused = [](auto&& change) {
        MonitorOptions options;
        change(options);
        try {
            const Monitor monitor({square()}, options);
        } catch (const DomainError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(refused([](MonitorOptions& o) { o.probability_on = 1.1; }).find("probability_on") != std::string::npos);
    CHECK(refused([](MonitorOptions& o) { o.probability_off = 0.1; }).find("probability_on") != std::string::npos);
    CHECK(refused([](MonitorOptions& o) { o.probability_off = -0.1; }).find("probability_off") != std::string::npos);
    CHECK(refused([](MonitorOptions& o) { o.probability_on = std::nan(""); }).find("probability_on") !=
          std::string::npos);
    CHECK(refused([](MonitorOptions& o) { o.position_bound = Metres{-1}; }).find("position_bound") !=
          std::string::npos);
    CHECK(refused([](MonitorOptions& o) { o.position_bound = Metres{std::numeric_limits<double>::infinity()}; }).find("position_bound") !=
          std::string::npos);
}
