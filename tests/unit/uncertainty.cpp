// SPDX-License-Identifier: MIT
// Probabilities with a closed form, what an uncertainty may be made of, and what is not known.
#include <picket/airspace/uncertainty.hpp>

#include <support/airspace.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::zone_of;

namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();
double phi(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

Probability inside(const Zone& zone, LatLon at, const PositionUncertainty& u)
{
    return probability_inside(zone, Position(at), u);
}

Zone circle(LatLon centre, double radius_m)
{
    RingSpec ring;
    ring.circle = CircleSpec{centre, Metres{radius_m}};
    return Zone(zone_of(ring));
}

}  // namespace

TEST_CASE("a circle about the mean: 1 - exp(-r^2 / 2 sigma^2)")
{
    for (const LatLon centre :
         {LatLon{0, 0}, LatLon{54, 20}, LatLon{-33, 179.999}, LatLon{90, 0}, LatLon{-89.9999, 10}})
        for (const double sigma_m : {5.0, 100.0, 2000.0, 20000.0})
            for (const double ratio : {0.01, 0.3, 1.0, 2.0, 4.0}) {
                const Probability p =
                    inside(circle(centre, ratio * sigma_m), centre, PositionUncertainty::circular(Metres{sigma_m}));
                const double truth = -std::expm1(-0.5 * ratio * ratio);
                CAPTURE(centre.lat_deg, sigma_m, ratio, p.value, truth);
                CHECK(std::abs(p.value - truth) <= p.error_bound);
                CHECK(p.error_bound < 2e-4);
                // distances from the mean are the chart's, to rounding and the circle's cubics
                CHECK(std::abs(p.value - truth) < 2e-5);
            }
}

TEST_CASE("a half plane: the normal distribution of the distance across")
{
    // The equator is a straight line; the mean d metres from it (a degree of latitude there: 110,574.4 m)
    const Zone zone(zone_of({{0, -30}, {0, 30}, {25, 30}, {25, -30}}, EdgeKind::rhumb));
    for (const double sigma_m : {5.0, 300.0, 5000.0})
        for (const double d : {-5.0, -1.0, -0.2, 0.0, 1e-9, 0.5, 3.0}) {
            Eigen::Matrix2d covariance;
            covariance << 4 * sigma_m * sigma_m, 1.5 * sigma_m * sigma_m, 1.5 * sigma_m * sigma_m, sigma_m * sigma_m;
            const LatLon at = direct({0, 7}, d < 0 ? 180 : 0, std::abs(d) * sigma_m);
            const Probability p = inside(zone, at, PositionUncertainty::from_covariance(covariance));
            CAPTURE(sigma_m, d, p.value);
            CHECK(std::abs(p.value - phi(d)) <= p.error_bound);
            CHECK(p.error_bound < 2e-4);
        }
}

TEST_CASE("a wedge at the mean: its angle; a rectangle: the product of two intervals")
{
    const LatLon tip{40, -75};
    const auto round = PositionUncertainty::circular(Metres{50});
    for (const double angle : {1.0, 45.0, 90.0, 179.0}) {
        const double leg_m = 20000;
        const Zone zone(zone_of({tip, direct(tip, 30 + angle, leg_m), direct(tip, 30, leg_m)}, EdgeKind::geodesic));
        CAPTURE(angle);
        // the far side is cut off where 20 km times the cosine is more than 6 sigma: 300 m; at 179 degrees at 174 m
        const double cut = angle > 178 ? 1e-3 : 1e-6;
        const Probability p = inside(zone, tip, round);
        CHECK(std::abs(p.value - angle / 360) <= p.error_bound + cut);
        CHECK(p.error_bound < 3e-4);
    }
    // about its middle, 400 by 100 m, whichever way it lies
    for (const double turn : {0.0, 33.0}) {
        const double diagonal_m = std::hypot(200, 50);
        const double half = std::atan2(50, 200) / detail::degree;
        const Zone zone(zone_of({direct(tip, turn + half, diagonal_m), direct(tip, turn + 180 - half, diagonal_m),
                                 direct(tip, turn + 180 + half, diagonal_m), direct(tip, turn - half, diagonal_m)},
                                EdgeKind::geodesic));
        const double truth = (2 * phi(200.0 / 50) - 1) * (2 * phi(1.0) - 1);
        const Probability p = inside(zone, tip, round);
        CHECK(std::abs(p.value - truth) <= p.error_bound);
        CHECK(std::abs(p.value - truth) < 1e-6);
    }
}

TEST_CASE("a corridor, a margin: strips and grown circles")
{
    const LatLon middle{47, 8};
    ZoneSpec spec;
    spec.id = "C";
    PartSpec part;
    part.corridor = CorridorSpec{{{direct(middle, 270, 30000)}, {direct(middle, 90, 30000)}}, Metres{100}};
    spec.parts.push_back(part);
    // 80 m north of the line between 20 and 180 m from the two sides
    const Probability p = inside(Zone(spec), direct(middle, 0, 80), PositionUncertainty::circular(Metres{50}));
    CHECK(std::abs(p.value - (phi(0.4) - phi(-3.6))) < 1e-3);  // scan_error
    CHECK(std::abs(p.value - (phi(0.4) - phi(-3.6))) <= p.error_bound);

    ZoneSpec grown = circle(middle, 300).spec();
    for (const double margin : {200.0, -100.0}) {
        grown.parts[0].margin = Metres{margin};
        const double r = (300 + margin) / 150;
        const Probability q = inside(Zone(grown), middle, PositionUncertainty::circular(Metres{150}));
        CAPTURE(margin, q.value);
        CHECK(std::abs(q.value + std::expm1(-0.5 * r * r)) < 1e-3);
        CHECK(std::abs(q.value + std::expm1(-0.5 * r * r)) <= q.error_bound);
    }
}

TEST_CASE("no uncertainty: contains()")
{
    const Zone zone(zone_of({{54, 18}, {54, 22}, {55, 22}, {55, 18}}, EdgeKind::geodesic));
    const auto exact = PositionUncertainty::from_covariance(Eigen::Matrix2d(Eigen::Matrix2d::Zero()));
    CHECK(inside(zone, {54.5, 20}, exact) == Probability{1.0, 0.0});
    CHECK(inside(zone, {53, 20}, exact).value == 0.0);
    for (const auto& vertex : zone.spec().parts[0].exterior.vertices)
        CHECK(inside(zone, vertex.at, exact).value == (zone.contains(vertex.at) == Containment::inside ? 1.0 : 0.0));
    // along a line only: a needle of no width, half of it inside
    Eigen::Matrix2d needle = Eigen::Matrix2d::Zero();
    needle(1, 1) = 1e6;
    CHECK(std::abs(
              inside(zone, {54.5, 18}, PositionUncertainty::from_covariance(Eigen::Matrix2d(needle.reverse()))).value -
              0.5) < 1e-3);
}

TEST_CASE("heights: a band, an exact height, and what cannot be compared")
{
    ZoneSpec spec = zone_of({{54, 18}, {54, 22}, {55, 22}, {55, 18}}, EdgeKind::geodesic);
    spec.altitude = {AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl}),
                     AltitudeLimit::at({Metres{1200}, VerticalDatum::amsl})};
    const Zone zone(spec);
    const auto flat = PositionUncertainty::circular(Metres{100});
    const auto at = [](double height_m, VerticalDatum datum = VerticalDatum::amsl) {
        return Position({54.5, 20}, {Metres{height_m}, datum});
    };
    CHECK(std::abs(probability_inside(zone, at(1100), flat).value - 1) < 1e-6);
    CHECK(probability_inside(zone, at(999), flat) == Probability{0.0, 0.0});
    const auto tall = flat.with_vertical(Metres{100});
    CHECK(std::abs(probability_inside(zone, at(1100), tall).value - (phi(1) - phi(-1))) < 1e-6);
    CHECK(std::abs(probability_inside(zone, at(1000), tall).value - (phi(2) - phi(0))) < 1e-6);
    // far from any edge a correlation changes nothing
    Eigen::Matrix3d correlated = tall.covariance_enu_m2();
    correlated(0, 2) = correlated(2, 0) = 9000;
    CHECK(std::abs(probability_inside(zone, at(1000), PositionUncertainty::from_covariance(correlated)).value -
                   (phi(2) - phi(0))) < 1e-5);
    // at the west edge, the lower limit: both halves. Independent: a quarter; correlated: 1/4 + asin(rho) / 2 pi
    // (Sheppard 1899)
    ZoneSpec open = spec;
    open.altitude.upper = AltitudeLimit::none();
    const Position corner({54.5, 18}, {Metres{1000}, VerticalDatum::amsl});
    CHECK(std::abs(probability_inside(Zone(open), corner, tall).value - 0.25) < 1e-3);
    for (const double rho : {-0.999, -0.5, 0.1, 0.9}) {
        correlated(0, 2) = correlated(2, 0) = rho * 10000;
        const Probability p = probability_inside(Zone(open), corner, PositionUncertainty::from_covariance(correlated));
        const double truth = 0.25 + std::asin(rho) / (2 * 3.14159265358979);
        CAPTURE(rho, p.value, truth);
        CHECK(std::abs(p.value - truth) <= p.error_bound);
        CHECK(p.error_bound < 0.003);
    }
    // nothing is said of the height: anything from 0
    for (const Position& position : {at(1100, VerticalDatum::wgs84), at(nan_value), Position({54.5, 20})}) {
        const Probability p = probability_inside(zone, position, tall);
        CHECK_FALSE(p.is_unknown());
        CHECK(p.low() == 0.0);
        CHECK(p.high() > 0.9999);
    }
    CHECK(probability_inside(zone, Position({10, 20}), tall).high() < 1e-6);
    // known to be too high, wherever it is
    CHECK(probability_inside(zone, Position({nan_value, 0}, {Metres{5000}, VerticalDatum::amsl}), flat) ==
          Probability{0.0, 0.0});
}

TEST_CASE("what is not known is unknown, and far is never or always")
{
    const Zone zone(zone_of({{54, 18}, {54, 22}, {55, 22}, {55, 18}}, EdgeKind::geodesic));
    const auto u = PositionUncertainty::circular(Metres{100});
    for (const LatLon nowhere : {LatLon{nan_value, 20}, LatLon{54, nan_value}, LatLon{91, 0}}) {
        const Probability p = inside(zone, nowhere, u);
        CHECK(p.is_unknown());
        CHECK(p.low() == 0.0);
        CHECK(p.high() == 1.0);
    }
    CHECK(inside(zone, {54.5, 20}, PositionUncertainty::unknown()).is_unknown());
    CHECK(inside(zone, {54.5, 20}, PositionUncertainty::circular(sigma_max * 1.01)).is_unknown());
    CHECK(inside(zone, {54.5, 20}, u.scaled(1e6)).is_unknown());
    CHECK(std::isinf(PositionUncertainty::unknown().greatest_sigma().value()));
    CHECK(inside(zone, {54.5, 20}, u) == Probability{1.0, 1e-7});
    CHECK(inside(zone, {30, 20}, u).value == 0.0);
    CHECK(inside(zone, {-54.5, -160}, u).value == 0.0);  // the antipodes are drawn where the mean is
}

TEST_CASE("what an uncertainty is made of")
{
    using PU = PositionUncertainty;
    Eigen::Matrix2d m;
    m << 100, 20, 20, 50;
    CHECK(PU::from_covariance(m).covariance_enu_m2().topLeftCorner<2, 2>() == m);
    CHECK_FALSE(PU::from_covariance(m).has_vertical());
    m(0, 1) = 21;
    CHECK_THROWS_AS(PU::from_covariance(m), DomainError);
    m << 100, 80, 80, 50;  // its determinant is negative
    CHECK_THROWS_AS(PU::from_covariance(m), DomainError);
    m << 0, 1, 1, 0;
    CHECK_THROWS_AS(PU::from_covariance(m), DomainError);
    m << 100, nan_value, nan_value, 50;
    CHECK_THROWS_AS(PU::from_covariance(m), DomainError);
    m << -1, 0, 0, 1;
    CHECK_THROWS_AS(PU::from_covariance(m), DomainError);
    m << 4, 6, 6, 9;  // of rank one
    CHECK_NOTHROW(PU::from_covariance(m));
    Eigen::Matrix3d n = Eigen::Matrix3d::Identity();
    n(0, 2) = n(2, 0) = 1.5;
    CHECK_THROWS_AS(PU::from_covariance(n), DomainError);
    n(0, 2) = n(2, 0) = 0.5;
    CHECK(PU::from_covariance(n).has_vertical());

    // Half of all within the CEP, 95 % within the EPU
    CHECK(std::abs(PU::within_radius(Metres{1000}, 0.5).greatest_sigma().value() - 849.3218) < 1e-3);
    const LatLon at{10, 10};
    CHECK(std::abs(inside(circle(at, 92.6), at, PU::from_nacp(8)).value - 0.95) < 1e-4);
    CHECK(std::abs(inside(circle(at, 18520), at, PU::from_nacp(1)).value - 0.95) < 1e-4);
    CHECK(std::abs(inside(circle(at, 3), at, PU::from_nacp(11)).value - 0.95) < 1e-4);
    for (int category = 1; category < 11; ++category)
        CHECK(PU::from_nacp(category).greatest_sigma() > PU::from_nacp(category + 1).greatest_sigma());
    CHECK(PU::from_nacp(0).is_unknown());
    CHECK(PU::from_nacp(12).is_unknown());
    CHECK_THROWS_AS(PU::from_nacp(-1), DomainError);
    CHECK_THROWS_AS(PU::from_nacp(16), DomainError);
    CHECK_THROWS_AS(PU::within_radius(Metres{-1}, 0.5), DomainError);
    CHECK_THROWS_AS(PU::within_radius(Metres{1}, 1.0), DomainError);
    CHECK_THROWS_AS(PU::circular(Metres{nan_value}), DomainError);
    CHECK_THROWS_AS(PU::circular(Metres{1}).scaled(-1), DomainError);
    CHECK(std::abs(PU::circular(Metres{7}).scaled(3).greatest_sigma().value() - 21) < 1e-12);
}
