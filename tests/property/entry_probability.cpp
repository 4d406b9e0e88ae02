// SPDX-License-Identifier: MIT
// The probability and the time of entry against Monte Carlo: sampled starts and velocities, flown along geodesics,
// entries by for_each_presence(), which solves them on the true curves.
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/presence.hpp>

#include <support/airspace.hpp>
#include <support/chance.hpp>

#include <Eigen/Core>
#include <GeographicLib/Geodesic.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Normal;
using airspace_tests::Random;
using airspace_tests::random_chance_zone;
using airspace_tests::random_spread;
using airspace_tests::RandomSpread;
using airspace_tests::test_scale;
using airspace_tests::zone_of;

namespace {

constexpr std::size_t asked = 4;

/// Times of entry of sampled flights; infinite for those that do not enter within the horizon.
std::vector<double> sampled_entries(const Zone& zone, LatLon mean, const Eigen::Vector2d& velocity,
                                    const Eigen::Matrix4d& root, double horizon_s, int samples, Normal& normal)
{
    std::vector<double> entries;
    for (int i = 0; i < samples; ++i) {
        // by elements: g++ 12 with AVX takes the copy of a whole pair for a read beyond it
        const Eigen::Vector2d first = normal.pair();
        const Eigen::Vector2d second = normal.pair();
        const Eigen::Vector4d z(first.x(), first.y(), second.x(), second.y());
        const Eigen::Vector4d x = root * z;
        const double azimuth = std::atan2(x(0), x(1)) / detail::degree;
        LatLon from{};
        double arrived = 0;
        GeographicLib::Geodesic::WGS84().Direct(mean.lat_deg, mean.lon_deg, azimuth, x.head<2>().norm(), from.lat_deg,
                                                from.lon_deg, arrived);
        // the same course there: carried along the geodesic between the two
        const Eigen::Vector2d v = velocity + x.tail<2>();
        const double course = std::atan2(v.x(), v.y()) / detail::degree + arrived - azimuth;
        double entry = std::numeric_limits<double>::infinity();
        for_each_presence(zone, Leg{{0, from}, {horizon_s, direct(from, course, v.norm() * horizon_s)}},
                          [&](const PresenceInterval& stay) noexcept { entry = std::min(entry, stay.entry_s); });
        entries.push_back(entry);
    }
    return entries;
}

struct Tally {
    double sum = 0;
    int count = 0;
    double bound = 0;

    bool holds(Probability p, double estimate, double samples)
    {
        const double nearest = std::clamp(estimate, p.low(), p.high());
        bound = std::max(bound, p.error_bound);
        if (p.value > 0.02 && p.value < 0.98) {
            sum += (estimate - p.value) * (estimate - p.value) / (p.value * (1 - p.value) / samples);
            ++count;
        }
        return std::abs(estimate - nearest) <= 4.5 * std::sqrt(nearest * (1 - nearest) / samples) + 6 / samples;
    }
};

void compare(const char* name, std::uint64_t seed, bool uncertain_velocity, int cases, int samples)
{
    Random random(name, seed);
    Normal normal(random);
    Tally tally;
    int medians = 0;
    for (int k = 0; k < cases; ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(200, 30e3);
        const ZoneSpec spec = random_chance_zone(random, uncertain_velocity && k % 8 == 4 ? 7 : k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const RandomSpread spread = random_spread(random, radius_m * random.log_uniform(0.03, 1));
        const LatLon mean = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0.3, 2));
        const double horizon_s = random.uniform(20, 300);
        const double speed = std::min(500.0, radius_m * random.uniform(0.1, 2) / horizon_s);
        // mostly towards the zone
        const double course = detail::inverse_between(mean, centre).azimuth_start_deg +
                              (k % 3 == 0 ? 180.0 : 40.0) * random.uniform(-1, 1);
        const Eigen::Vector2d velocity(speed * std::sin(course * detail::degree),
                                       speed * std::cos(course * detail::degree));
        Eigen::Matrix4d root = Eigen::Matrix4d::Zero();
        root.topLeftCorner<2, 2>() = spread.root;
        if (uncertain_velocity)
            for (int i = 0; i < 2; ++i)
                for (int j = 0; j < 4; ++j) root(2 + i, j) = (j < 2 ? 0.05 : 0.12) * speed * normal();
        const UncertainMotion motion =
            uncertain_velocity
                ? UncertainMotion(Position(mean), velocity, root * root.transpose())
                : UncertainMotion(Position(mean), PositionUncertainty::from_covariance(spread.covariance()), velocity);
        const std::array<double, asked> times{0.0, 0.2 * horizon_s, 0.6 * horizon_s, horizon_s};
        std::array<Probability, asked> p{};
        entry_time_cdf(zone, motion, times, p);
        const bool settled = p[asked - 1].value < 1e-6 || p[0].value > 1 - 1e-6;
        const int n = settled ? 100 : samples;
        const auto entries = sampled_entries(zone, mean, velocity, root, horizon_s, n, normal);
        CAPTURE(k, centre.lat_deg, radius_m, spread.sigma_m, speed, horizon_s);
        for (std::size_t t = 0; t < asked; ++t) {
            const auto entered = std::count_if(entries.begin(), entries.end(), [&](double e) { return e <= times[t]; });
            const double estimate = static_cast<double>(entered) / n;
            CAPTURE(t, times[t], p[t].value, p[t].error_bound, estimate);
            CHECK(tally.holds(p[t], estimate, n));
            // (1) monotone; with an uncertain velocity all times share the velocities, so it is there too
            if (t > 0) CHECK(p[t].value >= p[t - 1].value - 1e-12);
        }
        // the quantile is where the distribution says
        if (!uncertain_velocity && p[asked - 1].value > 0.05 && k % 2 == 0) {
            const double share = random.uniform(0.1, 0.9);
            const double at_s = entry_time_quantile(zone, motion, Seconds{horizon_s}, share).value();
            const std::array<double, 2> around{std::max(0.0, at_s - horizon_s / 1000), at_s + horizon_s / 1000};
            std::array<Probability, 2> reached{};
            entry_time_cdf(zone, motion, around, reached);
            const double wanted = share * p[asked - 1].value;
            CAPTURE(share, at_s);
            // panels are halved otherwise for other times: both sides may be off by what they say
            const double allowed = reached[0].error_bound + reached[1].error_bound + p[asked - 1].error_bound;
            CAPTURE(wanted, reached[0].value, reached[1].value, allowed);
            CHECK(reached[1].value >= wanted - allowed);
            CHECK((at_s == 0.0 || reached[0].value <= wanted + allowed));
            ++medians;
        }
    }
    std::printf("%s: %d between 0.02 and 0.98, mean squared deviation %.3f of what chance makes, bound %.2g at most\n",
                name, tally.count, tally.sum / tally.count, tally.bound);
    CHECK(tally.count > cases / 4);
    if (!uncertain_velocity) CHECK(medians > cases / 10);
    // four times a case are not independent: twice as wide as five standard deviations
    if (test_scale() <= 10) CHECK(tally.sum / tally.count < 1 + 10 * std::sqrt(2.0 / tally.count));
}

}  // namespace

TEST_CASE("a velocity that is known: the distribution of the time of entry differs from Monte Carlo by chance only")
{
    compare("property/entry_probability exact", 311, false, 56, static_cast<int>(std::min(1e7, 400.0 * test_scale())));
}

TEST_CASE("position and velocity uncertain and correlated: by chance only")
{
    compare("property/entry_probability joint", 312, true, 16, static_cast<int>(std::min(1e7, 400.0 * test_scale())));
}

TEST_CASE("a half plane in front: the normal distribution of the distance, whatever the cross-track error")
{
    // A long zone north of the parallel 10 N; from 5 km south of it, due north at 100 m/s
    const Zone zone(zone_of({{10, 18}, {10, 22}, {12, 22}, {12, 18}}, EdgeKind::rhumb));
    const double south_m = 5000;
    const LatLon mean = direct({10, 20}, 180, south_m);
    for (const double sigma : {10.0, 300.0, 2000.0}) {
        Eigen::Matrix2d covariance;
        covariance << 400 * 400, 0.3 * 400 * sigma, 0.3 * 400 * sigma, sigma * sigma;
        const UncertainMotion motion(Position(mean), PositionUncertainty::from_covariance(covariance), {0, 100});
        std::array<double, 61> times{};
        std::array<Probability, 61> p{};
        for (std::size_t i = 0; i < times.size(); ++i) times[i] = 2.0 * static_cast<double>(i);
        entry_time_cdf(zone, motion, times, p);
        for (std::size_t i = 0; i < times.size(); ++i) {
            const double truth = 0.5 * std::erfc((south_m - 100 * times[i]) / sigma / std::sqrt(2.0));
            CAPTURE(sigma, times[i]);
            // the parallel bends by 2 cm over a kilometre, the way north does not
            CHECK(std::abs(p[i].value - truth) <= 3e-4);
            CHECK(std::abs(p[i].value - truth) <= p[i].error_bound);
        }
        // and the velocity uncertain: the distance left after t has the variance sigma^2 + (sigma_v t)^2, but the first
        // passage only needs it once; while the velocity stays forward both are the same
        const Eigen::Matrix2d velocity_covariance = Eigen::Vector2d(9.0, 64.0).asDiagonal();
        const UncertainMotion wide(Position(mean), PositionUncertainty::from_covariance(covariance), {0, 100},
                                   velocity_covariance);
        const double t = 45;
        Probability q{};
        entry_time_cdf(zone, wide, {&t, 1}, {&q, 1});
        const double truth = 0.5 * std::erfc((south_m - 100 * t) / std::hypot(sigma, 8 * t) / std::sqrt(2.0));
        CAPTURE(sigma, q.value, truth);
        CHECK(std::abs(q.value - truth) <= 0.003);
    }
}

TEST_CASE("at rest, backwards in time, unknown")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    ZoneSpec spec = zone_of({{10, 18}, {10, 22}, {12, 22}, {12, 18}}, EdgeKind::rhumb);
    const Zone zone(spec);
    const LatLon mean = direct({10, 20}, 180, 500);
    const auto u = PositionUncertainty::circular(Metres{300});
    const UncertainMotion still(Position(mean), u, {0, 0});
    const EntryProbability p = probability_of_entry(zone, still, Seconds{600});
    CHECK(std::abs(p.now.value - p.within_horizon.value) <= p.within_horizon.error_bound);
    CHECK(std::abs(p.now.value - 0.5 * std::erfc(500.0 / 300 / std::sqrt(2.0))) < 1e-4);

    const std::array<double, 3> times{-1.0, nan, std::numeric_limits<double>::infinity()};
    std::array<Probability, 3> result{};
    entry_time_cdf(zone, still, times, result);
    for (const Probability& q : result) CHECK(q.is_unknown());
    CHECK(probability_of_entry(zone, UncertainMotion(Position(mean), u, {nan, 0}), Seconds{60})
              .within_horizon.is_unknown());
    CHECK(probability_of_entry(zone, UncertainMotion(Position({nan, 0}), u, {1, 0}), Seconds{60})
              .within_horizon.is_unknown());
    const UncertainMotion jammed(Position(mean), PositionUncertainty::unknown(), {0, 100});
    CHECK(probability_of_entry(zone, jammed, Seconds{60}).within_horizon.is_unknown());
    CHECK(std::isnan(entry_time_quantile(zone, jammed, Seconds{60}, 0.5).value()));
    CHECK(std::isnan(entry_time_quantile(zone, still, Seconds{60}, 1.5).value()));
    // farther than a flight of 1,000 km
    CHECK(probability_of_entry(zone, UncertainMotion(Position(mean), u, {0, 300}), Seconds{7200})
              .within_horizon.is_unknown());
    // away from it for good
    const UncertainMotion leaving(Position(direct({10, 20}, 180, 5000)), u, {0, -100});
    CHECK(probability_of_entry(zone, leaving, Seconds{60}).within_horizon.value < 1e-6);
    CHECK(std::isnan(entry_time_quantile(zone, leaving, Seconds{60}, 0.5).value()));

    // heights: outside the band, not comparable, and uncertain
    spec.altitude.upper = AltitudeLimit::at({Metres{1000}, VerticalDatum::amsl});
    const Zone low(spec);
    const UncertainMotion above(Position(mean, {Metres{1200}, VerticalDatum::amsl}), u, {0, 100});
    CHECK(probability_of_entry(low, above, Seconds{60}).within_horizon == Probability{0.0, 0.0});
    const UncertainMotion elsewhere(Position(mean, {Metres{1200}, VerticalDatum::wgs84}), u, {0, 100});
    const Probability open = probability_of_entry(low, elsewhere, Seconds{60}).within_horizon;
    CHECK(open.low() == 0.0);
    CHECK(open.high() > 0.999);
    const UncertainMotion vague(Position(mean, {Metres{1200}, VerticalDatum::amsl}), u.with_vertical(Metres{200}),
                                {0, 100});
    // one standard deviation too high
    CHECK(std::abs(probability_of_entry(low, vague, Seconds{60}).within_horizon.value - 0.158655) < 1e-3);
}
