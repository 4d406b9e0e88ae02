// SPDX-License-Identifier: MIT
// Predicted paths and stays against geodesics solved otherwise, closed forms, and small steps.
#include <picket/airspace/prediction.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using Catch::Matchers::WithinAbs;

namespace {

std::vector<Leg> legs_of(const Motion& motion, double horizon_s, PredictionPath path)
{
    std::vector<Leg> legs;
    for_each_predicted_leg(motion, Seconds{horizon_s}, path, [&](const Leg& leg) { legs.push_back(leg); });
    return legs;
}

Motion flying(double speed_mps, double track_deg)
{
    Motion motion{100.0, {54, 14}, {Metres{1000}, VerticalDatum::amsl}};
    motion.ground_speed_mps = speed_mps;
    motion.track_deg = track_deg;
    return motion;
}

}  // namespace

TEST_CASE("straight on: one leg, as far as speed and horizon say")
{
    const auto legs = legs_of(flying(200, 75), 120, PredictionPath::geodesic);
    REQUIRE(legs.size() == 1);
    CHECK(legs[0].to.time_s == 220.0);
    CHECK_THAT(distance_m(legs[0].to.at, direct({54, 14}, 75, 24e3)), WithinAbs(0, 1e-6));
    const auto rhumb = legs_of(flying(200, 90), 120, PredictionPath::rhumb);
    REQUIRE(rhumb.size() == 1);
    CHECK_THAT(rhumb[0].to.at.lat_deg, WithinAbs(54, 1e-12));
    CHECK(rhumb[0].kind == LegKind::rhumb);
}

TEST_CASE("a turn keeps its distance from its centre, and closes after 360 degrees")
{
    for (const double rate : {3.0, -3.0, 1.5, 0.5}) {
        CAPTURE(rate);
        Motion motion = flying(120, 30);
        motion.turn_rate_dps = rate;
        const double radius_m = 120 / (std::abs(rate) * 3.14159265358979 / 180);
        const LatLon centre = direct({54, 14}, 30 + (rate > 0 ? 90 : -90), radius_m);
        const auto legs = legs_of(motion, 360 / std::abs(rate), PredictionPath::constant_turn);
        CHECK(legs.size() > 8);
        double time_s = 100.0;
        for (const Leg& leg : legs) {
            CHECK(leg.from.time_s == time_s);
            time_s = leg.to.time_s;
            // vertices on the circle (a metre: the tangent plane), chords at most 2 m inside
            CHECK_THAT(distance_m(leg.to.at, centre), WithinAbs(radius_m, 1.0));
            const LatLon middle{0.5 * (leg.from.at.lat_deg + leg.to.at.lat_deg),
                                0.5 * (leg.from.at.lon_deg + leg.to.at.lon_deg)};
            CHECK(distance_m(middle, centre) >= radius_m - 3.1);
        }
        CHECK_THAT(distance_m(legs.back().to.at, {54, 14}), WithinAbs(0, 1e-3));
    }
}

TEST_CASE("a climb ends at the cleared level, not before and not beyond")
{
    Motion motion = flying(100, 0);
    motion.vertical_speed_mps = 10;
    motion.cleared = Altitude{Metres{1600}, VerticalDatum::amsl};
    const auto legs = legs_of(motion, 120, PredictionPath::geodesic);
    REQUIRE(legs.size() == 2);
    CHECK(legs[0].to.time_s == 160.0);
    CHECK(legs[0].to.altitude.value.value() == 1600.0);
    CHECK(legs[1].to.altitude.value.value() == 1600.0);

    motion.cleared = Altitude{Metres{400}, VerticalDatum::amsl};  // behind
    CHECK(std::isnan(legs_of(motion, 120, PredictionPath::geodesic)[0].to.altitude.value.value()));
    motion.cleared = Altitude{Metres{1600}, VerticalDatum::wgs84};  // another datum
    CHECK(std::isnan(legs_of(motion, 120, PredictionPath::geodesic)[0].to.altitude.value.value()));
    motion.cleared = std::nullopt;
    CHECK_THAT(legs_of(motion, 120, PredictionPath::geodesic)[0].to.altitude.value.value(), WithinAbs(2200, 1e-9));
}

TEST_CASE("what is no motion has no path")
{
    CHECK(legs_of(flying(std::nan(""), 0), 120, PredictionPath::geodesic).empty());
    CHECK(legs_of(flying(100, 0), 0, PredictionPath::geodesic).empty());
    CHECK(legs_of(flying(100, 0), std::numeric_limits<double>::infinity(), PredictionPath::geodesic).empty());
    Motion lost = flying(100, 0);
    lost.at.lat_deg = std::nan("");
    CHECK(legs_of(lost, 120, PredictionPath::geodesic).empty());
}

TEST_CASE("the motion at the end of a leg")
{
    const Leg leg{{0, {54, 14}, {Metres{1000}, VerticalDatum::amsl}},
                  {10, direct({54, 14}, 40, 2000), {Metres{1050}, VerticalDatum::amsl}}};
    const Motion motion = motion_of(leg);
    CHECK_THAT(motion.ground_speed_mps, WithinAbs(200, 1e-9));
    CHECK_THAT(motion.vertical_speed_mps, WithinAbs(5, 1e-9));
    // the azimuth has turned with the meridians
    CHECK_THAT(distance_m(direct(leg.to.at, motion.track_deg, 1000), direct({54, 14}, 40, 3000)), WithinAbs(0, 1e-6));
}

TEST_CASE("the next stay, also round a turn, against small steps along the circle")
{
    airspace_tests::Random random("unit/prediction", 431);
    int found = 0;
    for (int k = 0; k < 300; ++k) {
        PartSpec part;
        const LatLon centre = direct({54, 14}, random.uniform(0, 360), random.uniform(0, 6e3));
        const double zone_m = random.uniform(200, 4e3);
        part.exterior.circle = CircleSpec{centre, Metres{zone_m}};
        ZoneSpec spec;
        spec.id = "C";
        spec.parts.push_back(part);
        const Zone zone(spec);
        Motion motion = flying(random.uniform(30, 200), random.uniform(0, 360));
        motion.turn_rate_dps = random.uniform(-4, 4);
        if (std::abs(motion.turn_rate_dps) < 0.3) motion.turn_rate_dps = 0.0;
        const auto stay = predict_stay(zone, motion, Seconds{120}, PredictionPath::constant_turn);

        // by small steps of heading
        LatLon at = motion.at;
        double first = std::nan("");
        double last = std::nan("");
        double closest_m = 1e9;
        constexpr double step_s = 0.05;
        for (double t = 0; t <= 120; t += step_s) {
            const double d = distance_m(at, centre);
            closest_m = std::min(closest_m, std::abs(d - zone_m));
            if (d <= zone_m && std::isnan(first)) first = t;
            if (d > zone_m && !std::isnan(first) && std::isnan(last)) last = t;
            at = direct(at, motion.track_deg + motion.turn_rate_dps * (t + 0.5 * step_s),
                        motion.ground_speed_mps * step_s);
        }
        if (std::isnan(first) != !stay) {
            CHECK(closest_m < 10.0);  // touched, within the chords' 2 m and a step
            continue;
        }
        if (!stay) continue;
        ++found;
        CHECK(stay->answer == Containment::inside);
        // times differ by what the path is off, over the speed across the edge: loose where it grazes
        const bool graze = closest_m < 5.0 && !std::isnan(last) && last - first < 10;
        if (graze) continue;
        CHECK_THAT(stay->entry_s - 100, WithinAbs(first, 1.0));
        if (std::isinf(stay->exit_s))
            CHECK((std::isnan(last) || last > 119));
        else
            CHECK_THAT(stay->exit_s - 100, WithinAbs(last, 1.0));
    }
    CHECK(found > 80);
}
