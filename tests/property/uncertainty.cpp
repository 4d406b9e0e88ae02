// SPDX-License-Identifier: MIT
// The probability of being inside against Monte Carlo, and what must hold of it whatever the zone: shares of a
// partition, complements, monotony, continuity.
#include <picket/airspace/uncertainty.hpp>

#include <support/airspace.hpp>
#include <support/chance.hpp>

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::displaced;
using airspace_tests::monte_carlo;
using airspace_tests::Normal;
using airspace_tests::Random;
using airspace_tests::random_chance_zone;
using airspace_tests::random_spread;
using airspace_tests::RandomSpread;
using airspace_tests::star;
using airspace_tests::test_scale;
using airspace_tests::zone_of;

namespace {

/// Many estimates against what they estimate: each within chance, and all together no farther off than chance.
class Verdict {
public:
    /// @return is the estimate possible, if the true probability is within the bound of p?
    bool holds(Probability p, double estimate, double samples)
    {
        const double nearest = std::clamp(estimate, p.low(), p.high());
        // a share of rare events is Poisson distributed: 3 of them come along one time in a thousand where 0.1 are
        // expected
        const double deviation = std::sqrt(nearest * (1 - nearest) / samples);
        worst_ = std::max(worst_, std::abs(estimate - p.value) - 4.5 * deviation);
        bound_ = std::max(bound_, p.error_bound);
        if (p.value > 0.02 && p.value < 0.98) {
            const double z2 = (estimate - p.value) * (estimate - p.value) / (p.value * (1 - p.value) / samples);
            sum_ += z2;
            ++count_;
        }
        return std::abs(estimate - nearest) <= 4.5 * deviation + 6 / samples;
    }
    /// Mean of the squared deviations, in units of what chance makes: 1 where nothing is off.
    [[nodiscard]] double spread() const { return sum_ / count_; }
    /// Five standard deviations of it.
    [[nodiscard]] double tolerance() const { return 5 * std::sqrt(2.0 / count_); }
    [[nodiscard]] int count() const { return count_; }
    void print(const char* what) const
    {
        std::printf(
            "%s: %d between 0.02 and 0.98, mean squared deviation %.3f of what chance makes, bound %.2g at most\n",
            what, count_, spread(), bound_);
    }

private:
    double worst_ = 0;
    double bound_ = 0;
    double sum_ = 0;
    int count_ = 0;
};

}  // namespace

TEST_CASE("random zones and covariances: a Monte Carlo estimate differs by chance only")
{
    Random random("property/uncertainty zones", 301);
    Normal normal(random);
    Verdict verdict;
    // ten million samples a case at scale 4600
    const int samples = static_cast<int>(std::min(1e7, 2200.0 * test_scale()));
    int tried = 0;
    int wide = 0;
    for (int k = 0; k < 400; ++k) {
        const LatLon centre =
            k % 40 == 7 ? LatLon{89.99, 40} : LatLon{random.uniform(-85, 85), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(20, 150e3);
        const ZoneSpec spec = random_chance_zone(random, k, centre, radius_m);
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const RandomSpread spread = random_spread(random, radius_m * random.log_uniform(0.02, 5));
        LatLon mean = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.2));
        if (k % 3 == 0 && !spec.parts[0].exterior.vertices.empty()) {
            // on an edge, or in a vertex
            mean = k % 2 == 0 ? spec.parts[0].exterior.vertices[0].at : zone.nearest_edge(mean).at;
        }
        const Probability p =
            probability_inside(zone, Position(mean), PositionUncertainty::from_covariance(spread.covariance()));
        CAPTURE(k, centre.lat_deg, centre.lon_deg, radius_m, spread.sigma_m, p.value, p.error_bound);
        // 0.5 percentage points: what is asked. Needles across long smooth corridors have bounds that are wider,
        // because a drawing has room for so many segments; what is true is that their values are as good.
        if (p.error_bound >= 0.005) ++wide;
        CHECK((p.error_bound < 0.005 || zone.boundary().has_offset()));
        // nothing to sample where all of it is far away
        const int n = p.value < 1e-6 || p.value > 1 - 1e-6 ? 200 : samples;
        const double estimate = monte_carlo(zone, mean, spread, n, normal);
        CAPTURE(estimate);
        CHECK(verdict.holds(p, estimate, n));
        ++tried;
    }
    verdict.print("property/uncertainty: zones");
    CHECK(tried > 250);
    CHECK(wide <= 4);
    CHECK(verdict.count() > 120);
    // the bound of the method, 0.1 percentage points, is small beside the 1.1 of 2,200 samples
    if (test_scale() <= 10) CHECK(std::abs(verdict.spread() - 1) < verdict.tolerance());
}

TEST_CASE("place and height together, correlated: a Monte Carlo estimate differs by chance only")
{
    Random random("property/uncertainty heights", 302);
    Normal normal(random);
    Verdict verdict;
    const int samples = static_cast<int>(std::min(1e7, 4000.0 * test_scale()));
    for (int k = 0; k < 120; ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(100, 50e3);
        ZoneSpec spec = random_chance_zone(random, k, centre, radius_m);
        const double floor_m = random.uniform(500, 1000);
        spec.altitude.lower = AltitudeLimit::at({Metres{floor_m}, VerticalDatum::amsl});
        if (k % 3 != 0)
            spec.altitude.upper = AltitudeLimit::at({Metres{floor_m + random.uniform(10, 800)}, VerticalDatum::amsl});
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const RandomSpread spread = random_spread(random, radius_m * random.log_uniform(0.1, 2));
        const LatLon mean = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.1));
        const double height_m = floor_m + random.uniform(-200, 500);
        const double sigma_up_m = random.log_uniform(5, 300);
        // the height follows the first two numbers by its correlation: up to almost all of it
        const double correlation = k % 5 == 0 ? 0.0 : random.uniform(0, 0.9999);
        const double turn = random.uniform(0, 6.3);
        Eigen::Matrix3d root = Eigen::Matrix3d::Zero();
        root.topLeftCorner<2, 2>() = spread.root;
        root.row(2) << sigma_up_m * correlation * std::cos(turn), sigma_up_m * correlation * std::sin(turn),
            sigma_up_m * std::sqrt(1 - correlation * correlation);
        const Eigen::Matrix3d covariance = root * root.transpose();
        const Position position(mean, {Metres{height_m}, VerticalDatum::amsl});
        const Probability p = probability_inside(zone, position, PositionUncertainty::from_covariance(covariance));
        const int n = p.value < 1e-6 || p.value > 1 - 1e-6 ? 200 : samples;
        long inside = 0;
        for (int i = 0; i < n; ++i) {
            const Eigen::Vector3d z(normal(), normal(), normal());
            const Eigen::Vector3d x = root * z;
            const Position sample(displaced(mean, x.head<2>()), {Metres{height_m + x.z()}, VerticalDatum::amsl});
            inside += zone.contains(sample) == Containment::inside ? 1 : 0;
        }
        const double estimate = static_cast<double>(inside) / n;
        CAPTURE(k, correlation, sigma_up_m, spread.sigma_m, p.value, p.error_bound, estimate);
        CHECK((p.error_bound < 0.005 || zone.boundary().has_offset()));
        CHECK(verdict.holds(p, estimate, n));
    }
    verdict.print("property/uncertainty: heights");
    CHECK(verdict.count() > 30);
    if (test_scale() <= 10) CHECK(std::abs(verdict.spread() - 1) < verdict.tolerance());
}

TEST_CASE("the shares of zones that cut the plane add up to one")
{
    Random random("property/uncertainty partition", 303);
    for (int k = 0; k < 150; ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const EdgeKind kind = random.kind();
        const double sigma_m = random.log_uniform(5, 20e3);
        const RandomSpread spread = random_spread(random, sigma_m);
        // sectors about a place near the mean, and the world outside of their outline
        const double radius_m = spread.sigma_m * random.uniform(0.5, 4);
        const int n = 3 + random.below(5);
        std::vector<LatLon> rim;
        for (int i = 0; i < n; ++i) rim.push_back(direct(centre, 360.0 * i / n, radius_m * random.uniform(0.6, 1)));
        LatLon mean = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 0.8));
        if (k % 4 == 0) mean = centre;  // a vertex of all of them
        if (k % 4 == 1) mean = rim[0];
        const auto u = PositionUncertainty::from_covariance(spread.covariance());
        double sum = 0;
        double bound = 0;
        bool valid = true;
        for (int i = 0; i <= n; ++i) {
            std::vector<LatLon> places = rim;
            if (i < n) places = {centre, rim[static_cast<std::size_t>(i)], rim[static_cast<std::size_t>((i + 1) % n)]};
            ZoneSpec spec = zone_of(places, kind);
            if (i == n) spec.parts[0].exterior.inside = RingSide::left;  // azimuths grow: clockwise
            valid = valid && validate(spec).empty();
            if (!valid) break;
            const Probability p = probability_inside(Zone(spec), Position(mean), u);
            sum += p.value;
            bound += p.error_bound;
        }
        if (!valid) continue;
        CAPTURE(k, centre.lat_deg, sigma_m, radius_m, n, bound);
        CHECK(std::abs(sum - 1) <= bound);
        CHECK(bound < 0.005);
    }
}

TEST_CASE("one method against the other: the integral along the boundary, and lines across")
{
    Random random("property/uncertainty methods", 304);
    double worst = 0;
    int both_between = 0;
    for (int k = 0; k < 250 * test_scale(); ++k) {
        const LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(20, 150e3);
        const int shapes[] = {0, 2, 3, 7};
        const ZoneSpec spec = random_chance_zone(random, shapes[k % 4], centre, radius_m);
        if (!validate(spec).empty()) continue;
        // the same with a sliver of a second part in the middle of the first: several rings are near then
        ZoneSpec other = spec;
        other.parts.push_back(spec.parts[0]);
        const Zone zone(spec);
        const Zone doubled(other);
        const RandomSpread spread = random_spread(random, radius_m * random.log_uniform(0.05, 5));
        const LatLon mean = direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.2));
        const auto u = PositionUncertainty::from_covariance(spread.covariance());
        const Probability a = probability_inside(zone, Position(mean), u);
        const Probability b = probability_inside(doubled, Position(mean), u);
        CAPTURE(k, radius_m, spread.sigma_m, a.value, b.value, a.error_bound, b.error_bound);
        CHECK(std::abs(a.value - b.value) <= a.error_bound + b.error_bound);
        worst = std::max(worst, std::abs(a.value - b.value));
        both_between += a.value > 0.01 && a.value < 0.99 ? 1 : 0;
    }
    std::printf("property/uncertainty: two methods differ by %.2g at most, %d between 0.01 and 0.99\n", worst,
                both_between);
    CHECK(both_between > 60);
    CHECK(worst < 1e-3);  // what is claimed of the scan
}

TEST_CASE("no jump where the mean passes an edge or a vertex, and growing zones hold more")
{
    Random random("property/uncertainty continuity", 305);
    for (int k = 0; k < 60; ++k) {
        const LatLon centre{random.uniform(-70, 70), random.uniform(-180, 180)};
        const double radius_m = random.log_uniform(1e3, 100e3);
        const ZoneSpec spec = zone_of(star(random, centre, radius_m, 5 + random.below(5), 0.5, false, random.kind()));
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        const double sigma_m = radius_m * random.log_uniform(0.01, 0.5);
        const auto u = PositionUncertainty::circular(Metres{sigma_m});
        const LatLon on = k % 2 == 0 ? spec.parts[0].exterior.vertices[0].at : zone.nearest_edge(centre).at;
        const double azimuth = random.uniform(0, 360);
        Probability before{};
        double at_m = -0.01 * sigma_m;
        // ever smaller steps across
        for (const double step : {0.0, 0.005, 0.0049, 0.00009, 9e-6, 1e-6, 0.0, 1e-6, 9e-6, 0.00009, 0.0049}) {
            at_m += step * sigma_m;
            const Probability now = probability_inside(zone, Position(direct(on, azimuth, at_m)), u);
            CAPTURE(k, at_m, sigma_m, step, now.value, before.value);
            // the steepest that a half plane's is: 0.4 a standard deviation
            if (before.error_bound > 0.0)
                CHECK(std::abs(now.value - before.value) <= 0.4 * step + now.error_bound + before.error_bound);
            before = now;
        }
        double inner = -1;
        for (const double margin : {-0.1, -0.01, 0.0, 0.01, 0.1, 0.5}) {
            ZoneSpec grown = spec;
            grown.parts[0].margin = Metres{margin * radius_m};
            const Probability p = probability_inside(Zone(grown), Position(on), u);
            CAPTURE(k, margin);
            CHECK(p.high() >= inner);
            inner = p.low();
        }
    }
}
