// SPDX-License-Identifier: MIT
// The error bound that every piece carries, attacked: cubic pieces of edges of all kinds, short and 3,000 km long, near
// the poles and at random, compared densely with the curve, which GeographicLib's other classes evaluate. Both ways
// round: no place of the cubic is farther from the curve than the bound, no place of the curve farther from the cubic.
#include <picket/airspace/compiled_boundary.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::OtherEdge;
using airspace_tests::Random;

namespace {

/// Distance from a point to a smooth curve near a parameter: two steps of the projection onto the tangent, which the
/// curve's deviation from it over so short a step (micrometres) does not disturb.
template <class CurveAt>
double off_curve_m(const CurveAt& at, double u, double step, const detail::Ecef& point)
{
    for (int i = 0; i < 4; ++i) {
        const detail::Ecef a = at(u - step);
        const detail::Ecef b = at(u + step);
        const detail::Ecef along = b - a;
        u += 2.0 * step * dot(point - at(u), along) / dot(along, along);
    }
    return norm(point - at(u));
}

struct Worst {
    double ratio = 0;
    double error_m = 0;
    int pieces = 0;
};

/// All pieces of one curve, whose pieces came in the order of growing parameter of `at` in [0, 1].
template <class CurveAt>
void attack(const std::vector<detail::Piece>& pieces, const CurveAt& at, double length_m, Worst& worst)
{
    const double step = std::min(1e-3, 1.0 / length_m);
    double u = 0.0;
    for (const detail::Piece& piece : pieces) {
        // where the piece ends on the curve: bisection on the plane through its end
        const detail::Ecef end = piece.origin + piece.chord;
        const double piece_m = norm(piece.chord);
        double u1 = std::min(1.0, u + piece_m / length_m);
        for (int i = 0; i < 12; ++i) {
            const detail::Ecef along = at(u1 + step) - at(u1 - step);
            u1 += 2.0 * step * dot(end - at(u1), along) / dot(along, along);
        }
        const double allowed_m = static_cast<double>(piece.error_m);
        constexpr int samples = 12;
        for (int k = 0; k <= samples; ++k) {
            const double t = static_cast<double>(k) / samples;
            const double error_m = off_curve_m(at, u + t * (u1 - u), step, piece.at(t));
            // 3e-8: the curve by the other classes carries 15 nm, and so does the library's
            const double counted_m = std::max(0.0, error_m - 3e-8);
            worst.ratio = std::max(worst.ratio, counted_m / allowed_m);
            worst.error_m = std::max(worst.error_m, error_m);
            CHECK(counted_m <= allowed_m);
            // and the curve is within reach of the chord
            const detail::Ecef on_curve = at(u + t * (u1 - u));
            const detail::Ecef from = on_curve - piece.origin;
            const double share = piece_m > 0.0 ? std::clamp(dot(from, piece.chord) / (piece_m * piece_m), 0.0, 1.0) : 0.0;
            CHECK(norm(from - share * piece.chord) <= static_cast<double>(piece.reach_m) + 3e-8);
        }
        u = u1;
        ++worst.pieces;
    }
    CHECK(std::abs(u - 1.0) * length_m < 1e-5);
}

}  // namespace

TEST_CASE("no piece is farther from its curve than its bound")
{
    Random random("property/piece_bound", 411);
    Worst worst[4];
    for (int k = 0; k < 500 * airspace_tests::test_scale(); ++k) {
        const EdgeKind kind = airspace_tests::all_kinds[k % 4];
        LatLon from = random.place();
        const int where = random.below(4);
        if (where == 0) from.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-3, 10));
        LatLon to = direct(from, random.uniform(0, 360), random.log_uniform(0.1, k % 10 == 0 ? 3000e3 : 300e3));
        if (where == 1) to.lat_deg = from.lat_deg;
        if (std::abs(std::remainder(to.lon_deg - from.lon_deg, 360)) > 179.0 || from == to) continue;
        CAPTURE(k, to_string(kind), from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        std::vector<detail::Curve> curves;
        detail::RingTracer(curves).add_edge(from, to, kind, {0, 0, 0});
        if (curves.size() != 1) continue;
        std::vector<detail::Piece> pieces;
        detail::PieceCutter(pieces).add_ring(curves, 0);
        // long rhumb lines into a pole have thousands: some of them, then
        const OtherEdge other(from, to, kind);
        const bool forward = curves[0].ring_forward;
        const auto at = [&](double u) { return detail::to_ecef_m(other.at(forward ? u : 1.0 - u)); };
        if (pieces.size() > 400) continue;
        attack(pieces, at, other.length_bound_m(), worst[k % 4]);
    }
    for (int i = 0; i < 4; ++i) {
        std::printf("property/piece_bound: %s: %d pieces, off by at most %.3g m, %.3f of the bound\n",
                    to_string(airspace_tests::all_kinds[i]), worst[i].pieces, worst[i].error_m, worst[i].ratio);
        CHECK(worst[i].pieces > 200);
        CHECK(worst[i].ratio < 1.0);
    }
    // a bound that nothing comes near is no bound but a guess: the geodesic's is sharp
    CHECK(worst[0].ratio > 0.5);
}

TEST_CASE("no piece of a spiral arc is farther from it than its bound")
{
    Random random("property/piece_bound spirals", 412);
    Worst worst;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        airspace_tests::Sector sector{random.place(), random.uniform(0, 360), random.uniform(5, 80), 0, 0};
        sector.radius_start_m = random.log_uniform(100, 1000e3);
        sector.radius_end_m = sector.radius_start_m * random.uniform(0.5, 1.5);
        const LatLon from = sector.at(0.0);
        const LatLon to = sector.at(sector.sweep_deg);
        std::vector<detail::Curve> curves;
        detail::RingTracer(curves).add_arc(from, to, sector.centre, true, {0, 0, 0});
        CAPTURE(k, sector.centre.lat_deg, sector.azimuth_deg, sector.sweep_deg, sector.radius_start_m, sector.radius_end_m);
        // the exact spiral through the vertices, whose coordinates are rounded
        for (const detail::Curve& curve : curves) {
            if (curve.is_meridian()) continue;
            const std::vector<detail::Curve> one{curve};
            std::vector<detail::Piece> pieces;
            detail::PieceCutter(pieces).add_ring(one, 0);
            if (pieces.size() > 300 || pieces.front().is_arc()) continue;
            const double lon_centre = curve.lon_west_deg - curve.arc_west_deg;
            const auto at = [&](double u) {
                LatLon place{};
                GeographicLib::GeodesicExact::WGS84().Direct(curve.arc.centre_lat_deg, lon_centre,
                                                             curve.arc.azimuth_deg + u * curve.arc.sweep_deg,
                                                             curve.arc.radius_m(u), place.lat_deg, place.lon_deg);
                return detail::to_ecef_m(place);
            };
            // the ends of a curve are the vertices as written, a few nanometres from the formula
            attack(pieces, at, curve.arc.speed_bound_m(), worst);
        }
    }
    std::printf("property/piece_bound: spirals: %d pieces, off by at most %.3g m, %.3f of the bound\n", worst.pieces,
                worst.error_m, worst.ratio);
    CHECK(worst.pieces > 1000);
    CHECK(worst.ratio < 1.0);
}

TEST_CASE("pieces of an edge join without a gap")
{
    Random random("property/piece_bound joints", 413);
    double worst_m = 0;
    for (int k = 0; k < 200; ++k) {
        const EdgeKind kind = random.kind();
        const RingSpec ring = airspace_tests::star(random, random.place(), random.log_uniform(10, 500e3), 5, 0.5, false, kind);
        std::vector<detail::Curve> curves;
        detail::RingTracer(curves).add_ring(ring, 0, 0);
        std::vector<detail::Piece> pieces;
        detail::PieceCutter(pieces).add_ring(curves, 0);
        // every end of a piece is the end of another one
        for (const detail::Piece& piece : pieces) {
            double nearest_m[2] = {1e9, 1e9};
            for (const detail::Piece& other : pieces) {
                if (&other == &piece) continue;
                for (int end = 0; end < 2; ++end)
                    for (int otherwise = 0; otherwise < 2; ++otherwise)
                        nearest_m[end] = std::min(nearest_m[end], norm(piece.origin + static_cast<double>(end) * piece.chord - other.origin - static_cast<double>(otherwise) * other.chord));
            }
            worst_m = std::max({worst_m, nearest_m[0], nearest_m[1]});
        }
        if (pieces.size() > 500) break;
    }
    std::printf("property/piece_bound: joints within %.3g m\n", worst_m);
    // geodesics are followed from one end: the other end is 15 nm off, as GeographicLib promises
    CHECK(worst_m < 3e-8);
}
