// SPDX-License-Identifier: MIT
// The bounds that branch-and-bound and presence() rest on, against dense differences: speed, curvature, latitude
// range and ball of every kind of edge, up to 3,000 km and up to the poles; and that the curve is where
// GeographicLib's other classes put it.
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::OtherEdge;
using airspace_tests::Random;

namespace {

struct Edge {
    LatLon from;
    LatLon to;
    EdgeKind kind;
    std::vector<detail::Curve> curves;  ///< one, or two over a pole
};

/// Random edges of one kind: short and long, every azimuth, everywhere and near the poles.
std::optional<Edge> random_edge(Random& random, EdgeKind kind)
{
    Edge edge{};
    edge.kind = kind;
    edge.from = random.place();
    const int where = random.below(4);
    if (where == 0) edge.from.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-4, 10));
    edge.to = direct(edge.from, random.uniform(0, 360), random.log_uniform(1, 3000e3));
    if (where == 1) edge.to.lat_deg = edge.from.lat_deg;
    // edges that end at a pole are meridians (or spins): tested where the answers are known
    if (std::abs(edge.from.lat_deg) == 90 || std::abs(edge.to.lat_deg) == 90) return std::nullopt;
    const double wide = std::abs(std::remainder(edge.to.lon_deg - edge.from.lon_deg, 360));
    if (wide > 179.9) return std::nullopt;
    detail::RingTracer tracer(edge.curves);
    tracer.add_edge(edge.from, edge.to, kind, {0, 0, 0});
    if (edge.curves.size() != 1) return std::nullopt;
    return edge;
}

double azimuth_between(LatLon a, LatLon b, double& azimuth_b, double& s)
{
    double azimuth_a = 0;
    GeographicLib::GeodesicExact::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, s, azimuth_a, azimuth_b);
    return azimuth_a;
}

/// Turn of the curve at the middle of three places, per length [1/m].
double curvature_of(LatLon a, LatLon b, LatLon c, double& step_m)
{
    double arriving = 0;
    double first_m = 0;
    azimuth_between(a, b, arriving, first_m);
    double unused = 0;
    double second_m = 0;
    const double leaving = azimuth_between(b, c, unused, second_m);
    step_m = std::min(first_m, second_m);
    return std::abs(GeographicLib::Math::AngDiff(arriving, leaving)) * detail::degree / (0.5 * (first_m + second_m));
}

}  // namespace

TEST_CASE("the bounds of a curve hold against dense differences")
{
    Random random("property/curve_bounds", 51);
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        int edges = 0;
        double speed_share = 0;
        double curvature_share = 0;
        double tightest_speed = 1e9;
        for (int k = 0; k < 600 * airspace_tests::test_scale(); ++k) {
            const auto edge = random_edge(random, kind);
            if (!edge) continue;
            ++edges;
            const detail::Curve& curve = edge->curves[0];
            const detail::CurvePath path(curve);
            const double length_m = path.speed_bound_m(0, 1);
            CAPTURE(to_string(kind), k, edge->from.lat_deg, edge->from.lon_deg, edge->to.lat_deg, edge->to.lon_deg, length_m);
            for (int j = 0; j < 6; ++j) {
                double u0 = j == 0 ? 0 : random.uniform(0, 1);
                double u1 = j == 0 ? 1 : random.uniform(0, 1);
                if (u0 > u1) std::swap(u0, u1);
                if (j > 3) u1 = std::min(1.0, u0 + random.log_uniform(1e-5, 1e-1));
                const double speed_m = path.speed_bound_m(u0, u1);
                const double bend = path.curvature_bound(u0, u1);
                const double u = random.uniform(u0, u1);
                // speed, by a short step; the coordinates carry some nanometres
                const double step = std::min(u1 - u, random.log_uniform(1e-6, 1e-2));
                if (step * speed_m > 1.0) {
                    const double moved_m = airspace_tests::distance_m(path.at(u), path.at(u + step));
                    CHECK(moved_m <= step * speed_m * (1 + 1e-9) + 1e-7);
                    speed_share = std::max(speed_share, moved_m / (step * speed_m));
                    if (j == 0) tightest_speed = std::min(tightest_speed, speed_m / std::max(moved_m / step, 1e-3));
                }
                // the whole stretch is at most as long as the bound
                CHECK(airspace_tests::distance_m(path.at(u0), path.at(u1)) <= speed_m * (u1 - u0) * (1 + 1e-9) + 1e-7);
                // curvature, over a step short against its radius and long against rounding
                const double h_m = std::min({2e3, 0.02 / std::max(bend, 1e-9), 0.25 * (u1 - u0) * speed_m});
                const double h = h_m / speed_m;
                if (u - h < u0 || u + h > u1 || h_m < 1.0) continue;
                double step_m = 0;
                const double turn = curvature_of(path.at(u - h), path.at(u), path.at(u + h), step_m);
                if (step_m < 0.3) continue;  // lonlat curves slow down towards the poles
                const double noise = 6e-8 / (step_m * step_m);
                CAPTURE(u0, u1, u, turn, bend, step_m);
                CHECK(turn <= bend * 1.0005 + noise);
                if (noise < 0.01 * bend) curvature_share = std::max(curvature_share, turn / bend);
            }
        }
        std::printf("property/curve_bounds: %-12s %d edges; speed up to %.6f of its bound, curvature up to %.4f of its bound\n",
                    to_string(kind), edges, speed_share, curvature_share);
        CHECK(edges > 300);
        CHECK(speed_share > 0.99);  // the bound is worth something: somewhere it is reached
        if (kind != EdgeKind::geodesic) CHECK(curvature_share > 0.2);
    }
}

TEST_CASE("the latitude range and the ball hold the curve")
{
    Random random("property/curve_bounds range", 52);
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        int edges = 0;
        double loosest_deg = 0;
        for (int k = 0; k < 1500 * airspace_tests::test_scale(); ++k) {
            const auto edge = random_edge(random, kind);
            if (!edge) continue;
            ++edges;
            const detail::Curve& curve = edge->curves[0];
            // the ball as the boundary makes it, for a ring of this edge and its way back
            std::vector<PartSpec> parts(1);
            parts[0].exterior = airspace_tests::ring_of({edge->from, edge->to, direct(edge->to, 10, 1.0)}, kind);
            const detail::LateralBoundary boundary{parts};
            const detail::Ball& ball = boundary.balls()[0];
            const OtherEdge other(edge->from, edge->to, kind);
            double lowest = 90;
            double highest = -90;
            CAPTURE(to_string(kind), k, edge->from.lat_deg, edge->from.lon_deg, edge->to.lat_deg, edge->to.lon_deg);
            bool in_range = true;
            double farthest_m = 0;
            for (int i = 0; i <= 64; ++i) {
                const LatLon place = other.at(i / 64.0);
                lowest = std::min(lowest, place.lat_deg);
                highest = std::max(highest, place.lat_deg);
                in_range = in_range && place.lat_deg > curve.lat_min_deg && place.lat_deg < curve.lat_max_deg;
                farthest_m = std::max(farthest_m, detail::chord_m(detail::to_ecef_m(place), ball.centre_m));
            }
            CHECK(in_range);
            CHECK(farthest_m <= ball.radius_m);
            CHECK(ball.radius_m <= 0.51 * detail::CurvePath(curve).speed_bound_m(0, 1) + 0.01);
            loosest_deg = std::max({loosest_deg, curve.lat_max_deg - highest, lowest - curve.lat_min_deg});
            // the margins are there: the ends are not the limits
            CHECK(curve.lat_min_deg <= std::min(edge->from.lat_deg, edge->to.lat_deg) - 0.9e-9);
            CHECK(curve.lat_max_deg >= std::max(edge->from.lat_deg, edge->to.lat_deg) + 0.9e-9);
        }
        std::printf("property/curve_bounds: %-12s %d edges within range and ball; the range at most %.3g degrees wider than the samples\n",
                    to_string(kind), edges, loosest_deg);
        CHECK(edges > 800);
        CHECK(loosest_deg < 0.3);  // 64 samples of an arch of 3,000 km at high latitude
    }
}

TEST_CASE("curves are where GeographicLib's other classes put them")
{
    Random random("property/curve_bounds places", 53);
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        double at_m = 0;
        double end_m = 0;
        double across_m = 0;
        double tangent_deg = 0;
        int edges = 0;
        for (int k = 0; k < 1200 * airspace_tests::test_scale(); ++k) {
            const auto edge = random_edge(random, kind);
            if (!edge) continue;
            ++edges;
            const detail::Curve& curve = edge->curves[0];
            const detail::CurvePath path(curve);
            const OtherEdge other(edge->from, edge->to, kind);
            CAPTURE(to_string(kind), k, edge->from.lat_deg, edge->from.lon_deg, edge->to.lat_deg, edge->to.lon_deg);
            const LatLon west = curve.ring_forward ? edge->from : edge->to;
            const LatLon east = curve.ring_forward ? edge->to : edge->from;
            end_m = std::max({end_m, airspace_tests::distance_m(path.at(0), west), airspace_tests::distance_m(path.at(1), east)});
            const double u = random.uniform(0, 1);
            const LatLon truth = other.at(u);
            // the same place, to the rounding of both: the two share the parameter
            const LatLon mine = path.at(curve.ring_forward ? u : 1 - u);
            at_m = std::max(at_m, airspace_tests::distance_m(mine, truth));
            // the primitive of containment, across the curve
            double offset_low = 0;
            const double offset = GeographicLib::Math::AngDiff(curve.lon_west_deg, truth.lon_deg, offset_low);
            if (!(offset > 0 && offset < curve.width_deg.high)) continue;
            const double lat_error_m = std::abs(path.latitude_at(offset) - truth.lat_deg) * 111e3;
            const double azimuth = other.azimuth_deg(std::clamp(u, 0.011, 0.989));
            across_m = std::max(across_m, lat_error_m * std::abs(std::sin(azimuth * detail::degree)));
            // the tangent at my place against a difference of places (near the poles azimuths turn quickly)
            const double length_m = path.speed_bound_m(0, 1);
            if (length_m < 1e3 || std::abs(mine.lat_deg) > 89) continue;
            const double v = random.uniform(0.1, 0.9);
            const double h = std::min(0.05, 20 / length_m);
            double azimuth_b = 0;
            double s = 0;
            const double azimuth_a = azimuth_between(path.at(v - h), path.at(v + h), azimuth_b, s);
            if (s < 5 || std::abs(path.at(v).lat_deg) > 89) continue;
            const double difference = azimuth_a + 0.5 * GeographicLib::Math::AngDiff(azimuth_a, azimuth_b);
            tangent_deg = std::max(tangent_deg, std::abs(GeographicLib::Math::AngDiff(path.at_with_tangent(v).azimuth_deg, difference)));
            CHECK(airspace_tests::distance_m(path.at_with_tangent(v).at, path.at(v)) < 2e-8);
        }
        std::printf("property/curve_bounds: %-12s %d edges; places within %.3g m, ends within %.3g m, across within %.3g m, tangents within %.3g degrees\n",
                    to_string(kind), edges, at_m, end_m, across_m, tangent_deg);
        CHECK(end_m < 2e-8);
        CHECK(at_m < 3e-8);
        CHECK(across_m < 3e-8);
        CHECK(tangent_deg < 1e-4);
    }
}

TEST_CASE("rhumb lines are GeographicLib's, away from the poles")
{
    Random random("property/curve_bounds rhumb", 54);
    double across_m = 0;
    int edges = 0;
    for (int k = 0; k < 2000; ++k) {
        const auto edge = random_edge(random, EdgeKind::rhumb);
        if (!edge || std::abs(edge->from.lat_deg) > 85 || std::abs(edge->to.lat_deg) > 85) continue;
        ++edges;
        const detail::Curve& curve = edge->curves[0];
        double length_m = 0;
        double azimuth = 0;
        GeographicLib::Rhumb::WGS84().Inverse(curve.lat_west_deg, curve.lon_west_deg, curve.lat_east_deg,
                                              curve.lon_west_deg + curve.width_deg.high, length_m, azimuth);
        LatLon place{};
        GeographicLib::Rhumb::WGS84().Direct(curve.lat_west_deg, 0.0, azimuth, random.uniform(0.001, 0.999) * length_m,
                                             place.lat_deg, place.lon_deg);
        const double error_m = std::abs(detail::CurvePath(curve).latitude_at(place.lon_deg) - place.lat_deg) * 111e3;
        across_m = std::max(across_m, error_m * std::abs(std::sin(azimuth * detail::degree)));
    }
    std::printf("property/curve_bounds: %d rhumb lines within %.3g m of GeographicLib's\n", edges, across_m);
    CHECK(edges > 1000);
    CHECK(across_m < 5e-8);
}
