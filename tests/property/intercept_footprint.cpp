// SPDX-License-Identifier: MIT
// Reach, detection ranges and answered parts of borders against what the words mean, asked place by place.
#include <picket/intercept/footprint.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdio>

#include <support/intercept.hpp>

namespace {

using namespace intercept_tests;

int scaled(int cases)
{
    return cases * test_scale();
}

/// By how much a place cannot be reached by a time after the order [m]; at most 0 where it can.
double place_gap_m(const Interceptor& who, LatLon place, double after_s)
{
    const std::vector<Waypoint> stands{{-1.0, place}, {1e9, place}};
    return gap_m(who, TargetPath::through(stands), 0.0, after_s);
}

/// By how much a target that enters at a place is missed at the best of many times [m].
double entry_gap_m(const Interceptor& who, const EntryRun& entry, LatLon at)
{
    const double out_m = distance_m(entry.run.protected_place, at);
    const double v = entry.run.ground_speed.value();
    const double end_s = std::min((out_m - entry.run.keep_out.value()) / v, entry.allowed_inside.value());
    if (end_s < 0.0) return std::numeric_limits<double>::infinity();
    const std::vector<Waypoint> waypoints{{0.0, at}, {std::max(1e-3, out_m / v), entry.run.protected_place}};
    const TargetPath path = TargetPath::through(waypoints);
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i <= 300; ++i) {
        const double t = std::min(end_s * i / 300.0, path.end_s());
        least = std::min(least, gap_m(who, path, -entry.warning.value(), t));
    }
    return least;
}

}  // namespace

TEST_CASE("reach is the farthest place that can be reached, and no place beyond it can")
{
    const int cases = scaled(2000);
    int found = 0;
    int recovers = 0;
    for (int k = 0; k < cases; ++k) {
        Random random(31000000U + static_cast<std::uint64_t>(k));
        const Interceptor who = random.interceptor(300.0);
        const Degrees azimuth{random.uniform(-180, 180)};
        const double after_s = random.scale(100, 60000);
        const double reach_m = reach(who, azimuth, Seconds{after_s}).value();
        const auto place_at = [&](double m) { return geodesic_direct(who.base(), azimuth, Metres{m}).at; };
        INFO("case " << k);
        const double flown_m = who.ground_speed().distance_m(after_s - who.readiness_s());
        const double most_m = std::min({flown_m, who.spec().max_range.value(), detail::farthest_ray_m});
        const bool ready = after_s >= who.readiness_s();
        if (!ready) REQUIRE(std::isnan(reach_m));
        if (std::isnan(reach_m)) {
            for (int i = 0; ready && i <= 100; ++i) {
                // 1e-6 m: noise of distances
                REQUIRE(place_gap_m(who, place_at(most_m * i / 100.0), after_s) > -1e-6);
            }
            continue;
        }
        ++found;
        REQUIRE(reach_m <= most_m);
        REQUIRE(place_gap_m(who, place_at(reach_m), after_s) < 1e-6);
        REQUIRE(can_reach(who, place_at(std::max(0.0, reach_m - 1e-6)), Seconds{after_s}));
        // with recovery bases a search found it, which stops when it has the place to 20 um
        const double doubt_m = who.returns_home() ? 1e-6 : 3e-5;
        if (reach_m + doubt_m < most_m) {
            REQUIRE_FALSE(can_reach(who, place_at(reach_m + doubt_m), Seconds{after_s}));
            for (int i = 1; i <= 100; ++i)
                REQUIRE(place_gap_m(who, place_at(reach_m + (most_m - reach_m) * i / 100.0), after_s) > 0.0);
        }
        recovers += !who.returns_home() && reach_m < most_m;
    }
    std::printf("property/intercept_footprint: reach: %d of %d, %d by recovery bases\n", found, cases, recovers);
    CHECK(found > cases / 3);
    CHECK(recovers > cases / 100);
}

TEST_CASE("a target detected at the range is met, nearer not, and farther it is met too")
{
    const int cases = scaled(300);
    int found = 0;
    for (int k = 0; k < cases; ++k) {
        Random random(32000000U + static_cast<std::uint64_t>(k));
        const double mps = random.scale(20, 900);
        const Interceptor who = random.interceptor(mps);
        TargetRun run;
        const double away_deg = random.uniform(-180, 180);
        run.protected_place = geodesic_direct(who.base(), Degrees{away_deg}, Metres{random.scale(1e2, 2e6)}).at;
        run.ground_speed = MetresPerSecond{mps};
        run.keep_out = Metres{random.one_in(3) ? 0.0 : random.scale(1e3, 3e5)};
        const Degrees from{random.uniform(-180, 180)};
        const Seconds horizon{random.scale(600, 12000)};
        const DetectionRange range = required_detection_range(who, run, from, horizon);
        const double keep_out_m = run.keep_out.value();
        const double far_m = std::min(keep_out_m + mps * horizon.value(), detail::farthest_ray_m);
        INFO("case " << k << ": " << to_string(range.status) << " " << range.range_m);
        REQUIRE(range.status != InterceptStatus::unknown);
        // waypoints: another path than the one that was searched
        const auto met_from = [&](double out_m) {
            if (!(out_m > keep_out_m)) return false;
            const auto at = [&](double m) { return geodesic_direct(run.protected_place, from, Metres{m}).at; };
            std::vector<Waypoint> waypoints;
            for (int i = 0; i <= 4; ++i) {  // in parts, each the shortest line
                const double m = out_m + (keep_out_m - out_m) * i / 4.0;
                waypoints.push_back({(out_m - m) / mps, at(m)});
            }
            return static_cast<bool>(earliest_intercept(who, TargetPath::through(waypoints), {0.0, Seconds{1e5}}));
        };
        // What is needed when it is met m out: the range is the least of it.
        double least_m = std::numeric_limits<double>::infinity();
        for (int i = 0; i <= 400; ++i) {
            const double m = keep_out_m + (far_m - keep_out_m) * i / 400.0;
            const LatLon place = geodesic_direct(run.protected_place, from, Metres{m}).at;
            const double there_s = who.readiness_s() + who.ground_speed().time_s(distance_m(who.base(), place));
            if (place_gap_m(who, place, 1e7) <= 0.0) least_m = std::min(least_m, m + mps * there_s);
        }
        if (!range) {
            REQUIRE(least_m >= far_m - 1e-3);
            continue;
        }
        ++found;
        REQUIRE(range.range_m <= least_m + 1e-3);
        REQUIRE(range.range_m >= keep_out_m);
        // 1e-4 m: the other path differs by noise, magnified where the two close slowly
        REQUIRE(met_from(range.range_m + 1e-4));
        REQUIRE_FALSE(met_from(range.range_m - 1e-4));
        for (const double farther : {1.01, 1.3, 2.5})
            if (range.range_m * farther < far_m) REQUIRE(met_from(range.range_m * farther));
    }
    std::printf("property/intercept_footprint: detection ranges: %d of %d\n", found, cases);
    CHECK(found > cases / 5);
    CHECK(found < 4 * cases / 5);
}

TEST_CASE("every entry on an answered part is answered in time, and no other")
{
    const int cases = scaled(60);
    long asked = 0;
    long answered = 0;
    int cut = 0;
    for (int k = 0; k < cases; ++k) {
        Random random(33000000U + static_cast<std::uint64_t>(k));
        const double mps = random.scale(30, 600);
        const Interceptor who = random.interceptor(mps);
        EntryRun entry;
        const double away_deg = random.uniform(-180, 180);
        entry.run.protected_place = geodesic_direct(who.base(), Degrees{away_deg}, Metres{random.scale(1e3, 6e5)}).at;
        entry.run.ground_speed = MetresPerSecond{mps};
        entry.run.keep_out = Metres{random.one_in(2) ? 0.0 : random.scale(1e3, 1e5)};
        if (random.one_in(2)) entry.allowed_inside = Seconds{random.scale(60, 6000)};
        entry.warning = Seconds{random.one_in(3) ? 0.0 : random.uniform(-300, 3000)};
        AnsweredPartsOptions options;
        options.closed = random.one_in(2);
        options.resolution = Metres{random.one_in(2) ? 1.0 : 50.0};
        std::vector<LatLon> line;
        const int n = 3 + random.pick(6);
        for (int i = 0; i < n; ++i) {
            const double around_deg = 360.0 * i / n + random.uniform(-20, 20);
            const double out_m = random.scale(2e4, 1.5e6);
            line.push_back(geodesic_direct(entry.run.protected_place, Degrees{around_deg}, Metres{out_m}).at);
        }
        INFO("case " << k);
        const std::vector<LinePart> parts = answered_parts(who, entry, line, options);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            REQUIRE(parts[i].begin_m < parts[i].end_m);
            if (i > 0) REQUIRE(parts[i].begin_m > parts[i - 1].end_m);
            // the places are as long as they say
            double length_m = 0.0;
            for (std::size_t j = 1; j < parts[i].places.size(); ++j)
                length_m += distance_m(parts[i].places[j - 1], parts[i].places[j]);
            REQUIRE(std::abs(length_m - (parts[i].end_m - parts[i].begin_m)) < 1e-5);
        }
        cut += parts.size() > 1;
        const std::size_t edges = options.closed ? line.size() : line.size() - 1;
        double passed_m = 0.0;
        double around_m = 0.0;
        for (std::size_t i = 0; i < edges; ++i) around_m += distance_m(line[i], line[(i + 1) % line.size()]);
        for (std::size_t i = 0; i < edges; ++i) {
            const GeodesicLine edge = GeodesicLine::between(line[i], line[(i + 1) % line.size()]);
            for (int j = 0; j < 20; ++j) {
                const double along_m = edge.length().value() * random.uniform(0, 1);
                const LatLon at = edge.at(Metres{along_m});
                bool in = false;
                double edge_m = std::numeric_limits<double>::infinity();
                for (const LinePart& part : parts) {
                    for (const double turn_m : {0.0, around_m}) {
                        const double m = passed_m + along_m + turn_m;
                        in = in || (m >= part.begin_m && m <= part.end_m);
                        edge_m = std::min({edge_m, std::abs(m - part.begin_m), std::abs(m - part.end_m)});
                    }
                }
                if (edge_m < 2.0 * options.resolution.value()) continue;
                ++asked;
                answered += in;
                const Intercept answer = answer_to_entry(who, entry, at);
                INFO("at " << at.lat_deg << " " << at.lon_deg << ", " << edge_m << " m from the end of a part");
                REQUIRE(static_cast<bool>(answer) == in);
                if (j % 5 != 0) continue;
                // A time between two of the many may be better by what the two fly until then.
                const double gap = entry_gap_m(who, entry, at);
                if (in)
                    REQUIRE(gap < (mps + 1000.0) * 1e4 / 300.0);
                else
                    REQUIRE(gap > -1e-6);
            }
            passed_m += edge.length().value();
        }
    }
    std::printf("property/intercept_footprint: %ld entries asked, %ld answered, %d lines in several parts\n", asked,
                answered, cut);
    CHECK(answered > asked / 10);
    CHECK(answered < asked * 9 / 10);
    CHECK(cut > cases / 20);
}
