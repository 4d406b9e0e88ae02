// SPDX-License-Identifier: MIT
/// @file
/// What the tests of uncertain positions share: random zones and covariances, and a Monte Carlo estimate that knows
/// nothing of the library's charts: samples go along geodesics (GeographicLib), containment is Zone::contains().
#ifndef PICKET_TESTS_SUPPORT_CHANCE_HPP
#define PICKET_TESTS_SUPPORT_CHANCE_HPP

#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/offset_random.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace airspace_tests {

/// A matrix whose product with a standard normal vector has the covariance of the spread.
struct RandomSpread {
    Eigen::Matrix2d root;
    double sigma_m;  ///< the greater
    [[nodiscard]] Eigen::Matrix2d covariance() const { return root * root.transpose(); }
};

/// 5 m to 20 km, from round to a needle a thousand times as long as wide.
inline RandomSpread random_spread(Random& random, double about_m)
{
    const double greater = std::clamp(about_m, 5.0, 20e3);
    const double smaller = std::max(5.0, greater * random.log_uniform(1e-3, 1));
    const double turn = random.uniform(0, 3.2);
    Eigen::Matrix2d axes;
    axes << std::cos(turn), -std::sin(turn), std::sin(turn), std::cos(turn);
    return {axes * Eigen::Vector2d(greater, smaller).asDiagonal(), greater};
}

/// Along the geodesic at the azimuth and the length of a vector (east, north) [m].
inline LatLon displaced(LatLon from, const Eigen::Vector2d& step_m)
{
    return direct(from, std::atan2(step_m.x(), step_m.y()) / picket::detail::degree, step_m.norm());
}

class Normal {
public:
    explicit Normal(Random& random) : random_(random) {}
    double operator()() { return normal_(random_.engine()); }
    Eigen::Vector2d pair()
    {
        const double x = (*this)();
        return {x, (*this)()};
    }

private:
    Random& random_;
    std::normal_distribution<double> normal_;
};

/// The share of `samples` positions that are inside.
inline double monte_carlo(const picket::Zone& zone, LatLon mean, const RandomSpread& spread, int samples,
                          Normal& normal)
{
    long inside = 0;
    for (int i = 0; i < samples; ++i)
        inside += zone.contains(displaced(mean, spread.root * normal.pair())) == picket::Containment::inside ? 1 : 0;
    return static_cast<double>(inside) / samples;
}

/// Circles, stars of all kinds of edges (slivers, many vertices, holes, islands that overlap), corridors, margins.
inline ZoneSpec random_chance_zone(Random& random, int k, LatLon centre, double radius_m)
{
    switch (k % 8) {
        case 0: {
            RingSpec ring;
            ring.circle = picket::CircleSpec{centre, picket::Metres{radius_m}};
            return zone_of(ring);
        }
        case 1:
            return zone_of(star(random, centre, radius_m, 3 + random.below(12), 0.4, true, EdgeKind::geodesic),
                           {star(random, centre, 0.2 * radius_m, 3 + random.below(5), 0.5, true, EdgeKind::geodesic)});
        case 2: {
            // a strip
            const double azimuth = random.uniform(0, 360);
            const double thin_m = radius_m * random.log_uniform(1e-3, 0.1);
            const LatLon a = direct(centre, azimuth, radius_m);
            const LatLon b = direct(centre, azimuth + 180, radius_m);
            return zone_of({a, b, direct(b, azimuth + 90, thin_m), direct(a, azimuth + 90, thin_m)}, random.kind());
        }
        case 3: return zone_of(star(random, centre, radius_m, 300, 0.7, false, random.kind()));
        case 4: {
            ZoneSpec spec;
            spec.id = "Z";
            const double half_m = std::min(radius_m * random.log_uniform(0.02, 0.6), 300e3);
            spec.parts.push_back(corridor_of(random_line(random, centre, radius_m), half_m));
            return spec;
        }
        case 5: {
            ZoneSpec spec = zone_of(star(random, centre, radius_m, 3 + random.below(6), 0.4, true, EdgeKind::geodesic));
            spec.parts[0].margin = picket::Metres{(random.coin() ? 0.2 : -0.1) * radius_m};
            return spec;
        }
        case 6: {
            ZoneSpec spec;
            spec.id = "Z";
            for (int i = 0; i < 3; ++i)
                spec.parts.push_back({star(random, direct(centre, random.uniform(0, 360), 0.5 * radius_m),
                                           0.6 * radius_m, 3 + random.below(5), 0.5, true, EdgeKind::geodesic),
                                      {}});
            return spec;
        }
        default: return zone_of(star(random, centre, radius_m, 3 + random.below(20), 0.3, true, EdgeKind::geodesic));
    }
}

}  // namespace airspace_tests

#endif
