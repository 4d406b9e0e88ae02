// SPDX-License-Identifier: MIT
// The proof of index_chords.hpp attacked: every chord of the index within chord_tolerance of its curve, for every kind of
// curve on every chart, by dense samples of the true curve; nothing of a chart left without chords; and the bound of the
// second derivative that the number of chords follows from, against differences.
#include <picket/airspace/detail/index_chords.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/arc.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

using airspace_tests::direct;
using airspace_tests::Random;
using picket::EdgeKind;
using picket::LatLon;
using picket::detail::Chart;
using picket::detail::ChordPoint;
using picket::detail::Curve;
using picket::detail::CurvePath;
using picket::detail::Grid;

namespace {

constexpr std::array<Chart, 3> charts{Chart::belt, Chart::north, Chart::south};

struct Tally {
    long long chords = 0;
    long long lost = 0;  ///< ends of chords that are on no place of the curve
    long long bare = 0;  ///< places in a chart's cells that no chord stands for
    long long torn = 0;  ///< curves of a ring that do not begin where the one before ended
    double worst = 0;    ///< [steps]
};

double distance(ChordPoint a, ChordPoint b) { return std::hypot(b.x - a.x, b.y - a.y); }

double distance_to_chord(ChordPoint p, ChordPoint a, ChordPoint b)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double square = dx * dx + dy * dy;
    const double t = square > 0.0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0.0;
    return distance(p, {a.x + t * dx, a.y + t * dy});
}

/// Compares the chords of a ring, or of some curves that follow each other, with the curves on one chart.
class Comparison {
public:
    Comparison(const Grid& grid, Chart chart, Tally& tally) : grid_(grid), chart_(chart), tracer_(grid, chart), tally_(tally) { tracer_.start(); }

    void add(const Curve& curve)
    {
        if (chart_ != Chart::belt && curve.is_spin()) return;
        const CurvePath path(curve);
        w_ = 0.0;
        bool any = false;
        // w runs in ring order, as the chords do; x is counted in the turn that the tracer is in
        const auto at = [&](double w) { return path.at(curve.ring_forward ? w : 1.0 - w); };
        ChordPoint last{};
        tracer_.trace(
            curve,
            [&](ChordPoint p) {
                if (!any) turn_ = nearest_turn(at, p);
                const double found = find_anywhere(at, p);
                look_at_gap(at, w_, found);
                w_ = found;
                step_ = 0.0;
                last = p;
                if (!any && w_ == 0.0 && ended_ && distance(p, end_) > 1e-3) ++tally_.torn;
                any = true;
            },
            [&](ChordPoint p) {
                const double before = w_;
                w_ = find_next(at, p);
                step_ = w_ - before;
                ++tally_.chords;
                // the bow of a curve that bends evenly is largest in the middle; the others show that it is not elsewhere
                constexpr std::array<double, 7> shares{0.03, 0.2, 0.35, 0.5, 0.65, 0.8, 0.97};
                for (const double share : shares)
                    tally_.worst = std::max(tally_.worst, distance_to_chord(here(at, before + share * (w_ - before)), last, p));
                last = p;
            });
        look_at_gap(at, w_, 1.0);
        ended_ = any && w_ == 1.0;
        end_ = last;
    }

private:
    [[nodiscard]] ChordPoint point(LatLon at) const
    {
        const double scale = grid_.steps_per_degree();
        if (chart_ == Chart::belt) return {(at.lon_deg + 180.0) * scale, (at.lat_deg + 90.0) * scale};
        ChordPoint p{};
        grid_.to_cap(chart_, at, p.x, p.y);
        return p;
    }
    template <class At>
    [[nodiscard]] ChordPoint here(const At& at, double w) const
    {
        ChordPoint p = point(at(w));
        p.x += turn_;
        return p;
    }
    /// The turn in which the curve comes nearest to a point that is said to be on it.
    template <class At>
    [[nodiscard]] double nearest_turn(const At& at, ChordPoint p) const
    {
        if (chart_ != Chart::belt) return 0.0;
        const double whole = 360.0 * grid_.steps_per_degree();
        const double middle = point(at(0.5)).x;
        return whole * std::round((p.x - middle) / whole);
    }

    /// The parameter of the point nearest to p on [low, high], where the distance falls and then rises.
    template <class At>
    [[nodiscard]] double narrow(const At& at, ChordPoint p, double low, double high) const
    {
        constexpr double golden = 0.6180339887498949;
        double a = high - golden * (high - low);
        double b = low + golden * (high - low);
        double at_a = distance(here(at, a), p);
        double at_b = distance(here(at, b), p);
        for (int i = 0; i < 90 && a < b; ++i) {
            if (at_a < at_b) {
                high = b;
                b = a;
                at_b = at_a;
                a = high - golden * (high - low);
                at_a = distance(here(at, a), p);
            } else {
                low = a;
                a = b;
                at_a = at_b;
                b = low + golden * (high - low);
                at_b = distance(here(at, b), p);
            }
        }
        return 0.5 * (low + high);
    }
    /// Where a chord's end is on the curve. Its coordinates are of the order of 2^30 with 2^-23 of rounding, and the
    /// curve's places carry some nanometres, 1e-7 steps: it is on the curve to 1e-6; ten times that may be narrowed amiss.
    static constexpr double on_curve = 1e-5;

    template <class At>
    double find_anywhere(const At& at, ChordPoint p)
    {
        for (const double w : {w_, 0.0, 1.0})
            if (distance(here(at, w), p) < on_curve && w >= w_) return w;
        constexpr int samples = 128;
        double best = w_;
        double least = 1e300;
        const double pitch = (1.0 - w_) / samples;
        for (int i = 0; i <= samples; ++i) {
            const double d = distance(here(at, w_ + i * pitch), p);
            if (d < least) {
                least = d;
                best = w_ + i * pitch;
            }
        }
        const double found = narrow(at, p, std::max(w_, best - pitch), std::min(1.0, best + pitch));
        if (distance(here(at, found), p) > on_curve) ++tally_.lost;
        return found;
    }

    template <class At>
    double find_next(const At& at, ChordPoint p)
    {
        // chords come in rows of the same length
        for (const double w : {1.0, w_ + step_})
            if (w <= 1.0 && w > w_ && distance(here(at, w), p) < on_curve) return w;
        // the curve turns by less than half a turn along a chord: the distance from its end falls to there, then rises
        double width = 1.0 / 4096.0;
        double fallen = distance(here(at, w_), p);
        for (double w = w_;;) {
            const double next = std::min(1.0, w + width);
            const double d = distance(here(at, next), p);
            if (d > fallen || next == 1.0) {
                const double found = narrow(at, p, std::max(w_, w - width), next);
                if (distance(here(at, found), p) > on_curve) ++tally_.lost;
                return found;
            }
            fallen = d;
            w = next;
            width *= 1.5;
        }
    }

    /// Where there are no chords there is nothing of the chart's cells.
    template <class At>
    void look_at_gap(const At& at, double from, double to)
    {
        if (to - from < 1e-9) return;
        // cells that answer for places up to the edge reach a cell's diagonal beyond it, and their margin
        const double beyond = 1.4143 / static_cast<double>(grid_.cells_per_degree()) + 10.0 / grid_.steps_per_degree();
        const double row = 1.0 / static_cast<double>(grid_.cells_per_degree()) + 10.0 / grid_.steps_per_degree();
        for (int i = 1; i < 32; ++i) {
            const double lat = at(from + (to - from) * i / 32.0).lat_deg;
            const bool needed = chart_ == Chart::belt    ? std::abs(lat) < picket::detail::belt_edge_deg + row
                                : chart_ == Chart::north ? lat > picket::detail::belt_edge_deg - beyond
                                                         : lat < beyond - picket::detail::belt_edge_deg;
            if (needed) ++tally_.bare;
        }
    }

    const Grid& grid_;
    Chart chart_;
    picket::detail::ChordTracer tracer_;
    Tally& tally_;
    double w_ = 0;
    double step_ = 0;
    double turn_ = 0;
    bool ended_ = false;
    ChordPoint end_{};
};

/// Latitudes everywhere, about the charts' common edge, and up to the poles.
LatLon somewhere(Random& random)
{
    const double side = random.coin() ? 1.0 : -1.0;
    switch (random.below(4)) {
        case 0: return random.place();
        case 1: return {side * random.uniform(78.0, 81.5), random.uniform(-180.0, 180.0)};
        case 2: return {side * (90.0 - random.log_uniform(1e-4, 10.0)), random.uniform(-180.0, 180.0)};
        default: return {random.uniform(-80.0, 80.0), random.coin() ? 179.99 : random.uniform(-180.0, 180.0)};
    }
}

Grid random_grid(Random& random, double length_m)
{
    // tens of thousands of chords show no more than hundreds do
    return Grid(4U << random.below(length_m > 1e6 ? 3 : 5));
}

void compare(Random& random, const std::vector<Curve>& curves, double length_m, std::array<Tally, 3>& tallies)
{
    const Grid grid = random_grid(random, length_m);
    for (std::size_t c = 0; c < charts.size(); ++c) {
        Comparison comparison(grid, charts[c], tallies[c]);
        for (const Curve& curve : curves) comparison.add(curve);
    }
}

void report(const char* what, const std::array<Tally, 3>& tallies, double& worst)
{
    std::printf("property/index_chords: %-12s", what);
    for (std::size_t c = 0; c < charts.size(); ++c) {
        const Tally& tally = tallies[c];
        std::printf("  %s %lld chords, at most %.4f of chord_tolerance;", c == 0 ? "belt" : c == 1 ? "north" : "south", tally.chords,
                    tally.worst / picket::detail::chord_tolerance);
        CAPTURE(what, c, tally.worst);
        // two roundings of coordinates of 2^30, and the nanometres of the places: below 1e-6 steps
        CHECK(tally.worst <= picket::detail::chord_tolerance + 1e-6);
        CHECK(tally.lost == 0);
        CHECK(tally.bare == 0);
        CHECK(tally.torn == 0);
        CHECK(tally.chords > 0);
        worst = std::max(worst, tally.worst / picket::detail::chord_tolerance);
    }
    std::printf("\n");
}

}  // namespace

TEST_CASE("chords are within their tolerance of edges of every kind")
{
    Random random("property/index_chords edges", 20261126);
    double worst = 0;
    for (const EdgeKind kind : airspace_tests::all_kinds) {
        std::array<Tally, 3> tallies;
        for (int k = 0; k < 220 * airspace_tests::test_scale(); ++k) {
            const LatLon from = somewhere(random);
            const double length_m = random.log_uniform(1.0, 3000e3);
            LatLon to = direct(from, random.uniform(0.0, 360.0), length_m);
            switch (random.below(8)) {
                case 0: to.lat_deg = from.lat_deg; break;
                case 1: to.lon_deg = from.lon_deg; break;                      // a meridian
                case 2: to.lon_deg = from.lon_deg + random.uniform(-1e-3, 1e-3); break;  // nearly one
                case 3: to = {from.lat_deg > 0 ? 90.0 : -90.0, random.uniform(-180.0, 180.0)}; break;  // to a pole
                default: break;
            }
            if (std::abs(std::remainder(to.lon_deg - from.lon_deg, 360.0)) > 179.9) continue;
            std::vector<Curve> curves;
            picket::detail::RingTracer tracer(curves);
            tracer.add_edge(from, to, kind, {0, 0, 0});
            compare(random, curves, length_m, tallies);
        }
        report(picket::to_string(kind), tallies, worst);
    }
    CHECK(worst > 0.5);  // otherwise nothing has been attacked
}

TEST_CASE("chords are within their tolerance of arcs and circles, and join to rings")
{
    Random random("property/index_chords arcs", 20261127);
    double worst = 0;
    std::array<Tally, 3> circles;
    std::array<Tally, 3> arcs;
    int rings = 0;
    for (int k = 0; k < 180 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = somewhere(random);
        const double radius_m = random.log_uniform(1.0, 900e3);
        picket::RingSpec ring;
        const bool circle = k % 2 == 0;
        if (circle) {
            ring.circle = picket::CircleSpec{centre, picket::Metres{radius_m}};
        } else {
            // radii that differ a little: the arc is then no circle
            const airspace_tests::Sector sector{centre, random.uniform(0.0, 360.0), random.uniform(5.0, 355.0), radius_m,
                                                radius_m * random.uniform(0.998, 1.002)};
            ring = sector.ring(random.coin());
        }
        const picket::ZoneSpec spec = airspace_tests::zone_of(ring);
        if (!picket::validate(spec).empty()) continue;
        ++rings;
        const picket::Zone zone(spec);
        const auto curves = zone.boundary().curves();
        compare(random, std::vector<Curve>(curves.begin(), curves.end()), radius_m * 6.0, circle ? circles : arcs);
    }
    report("circles", circles, worst);
    report("arcs", arcs, worst);
    CHECK(rings > 120);
    CHECK(worst > 0.5);
}

TEST_CASE("chords run on from curve to curve across the antimeridian and round the poles")
{
    Random random("property/index_chords rings", 20261129);
    double worst = 0;
    std::array<Tally, 3> tallies;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = k % 2 == 0 ? LatLon{random.uniform(-82.0, 82.0), random.uniform(179.9, 180.0)}
                                         : LatLon{(random.coin() ? 1 : -1) * random.uniform(85.0, 90.0), random.uniform(-180.0, 180.0)};
        std::vector<Curve> curves;
        // edges may cross: chords know nothing of that
        picket::detail::RingTracer(curves).add_ring(
            airspace_tests::star(random, centre, random.uniform(50e3, 1200e3), 3 + random.below(8), 0.5, true, EdgeKind::geodesic), 0, 0);
        compare(random, curves, 1e6, tallies);
    }
    report("rings", tallies, worst);
    CHECK(worst > 0.5);
}

TEST_CASE("the bound of a chart's bending holds against second differences")
{
    // c(s) = the place in direction s T + kappa s^2 / 2 N from c(0) has geodesic curvature kappa there and runs at unit
    // speed to second order; its second difference over h is c'' to a share of (h / R)^2 and (h kappa)^2.
    Random random("property/index_chords bending", 20261128);
    struct Worst {
        double straight = 0;
        double bent = 0;
    };
    std::array<Worst, 3> worst;
    const Grid grid(64);
    for (int k = 0; k < 150000 * airspace_tests::test_scale(); ++k) {
        const std::size_t c = static_cast<std::size_t>(random.below(3));
        const Chart chart = charts[c];
        const double side = chart == Chart::north ? 1.0 : chart == Chart::south ? -1.0 : random.coin() ? 1.0 : -1.0;
        LatLon at{0.0, random.uniform(-180.0, 180.0)};
        if (chart == Chart::belt) at.lat_deg = side * (random.coin() ? random.uniform(0.0, 81.0) : random.log_uniform(1e-3, 81.0));
        else at.lat_deg = side * (90.0 - (random.coin() ? random.uniform(0.01, 11.5) : random.log_uniform(1e-3, 11.5)));
        const double kappa = random.coin() ? 0.0 : random.log_uniform(1e-8, 1e-2) * (random.coin() ? 1.0 : -1.0);
        const double azimuth = random.below(4) == 0 ? 90.0 * random.below(4) : random.uniform(0.0, 360.0);
        const double h = std::min(1e3, 1e-3 / std::max(std::abs(kappa), 1e-12));
        const auto chart_point = [&](double s) {
            const double ahead = s;
            const double aside = 0.5 * kappa * s * s;
            LatLon place = s == 0.0 ? at
                                    : direct(at, azimuth + std::atan2(aside, ahead) / picket::detail::degree, std::hypot(ahead, aside));
            // kept near one longitude, and small numbers in both charts
            if (chart == Chart::belt) return ChordPoint{std::remainder(place.lon_deg - at.lon_deg, 360.0), place.lat_deg - at.lat_deg};
            ChordPoint p{};
            grid.to_cap(chart, place, p.x, p.y);
            return ChordPoint{p.x / grid.steps_per_degree(), p.y / grid.steps_per_degree()};
        };
        const ChordPoint a = chart_point(-h);
        const ChordPoint b = chart_point(0.0);
        const ChordPoint d = chart_point(h);
        const double bend = std::hypot(a.x - 2.0 * b.x + d.x, a.y - 2.0 * b.y + d.y) * picket::detail::degree / (h * h);
        const double bound = picket::detail::chart_bending(chart, std::abs(at.lat_deg), std::abs(kappa));
        // coordinates of up to 180 and of 22 degrees are wrong by some 3e-14 degrees each
        const double noise = 4.0 * 3e-14 * picket::detail::degree / (h * h);
        CAPTURE(c, at.lat_deg, at.lon_deg, kappa, azimuth, h, bend, bound);
        if (bend > bound * (1.0 + 1e-5) + noise) CHECK(bend <= bound * (1.0 + 1e-5) + noise);
        if (noise < 1e-3 * bound) (kappa == 0.0 ? worst[c].straight : worst[c].bent) = std::max(kappa == 0.0 ? worst[c].straight : worst[c].bent, bend / bound);
    }
    for (std::size_t c = 0; c < charts.size(); ++c) {
        std::printf("property/index_chords: bending in chart %zu at most %.6f of its bound for geodesics, %.6f for bent curves\n", c,
                    worst[c].straight, worst[c].bent);
        CHECK(std::max(worst[c].straight, worst[c].bent) <= 1.0 + 1e-3);
        CHECK(worst[c].bent > 0.9);
    }
}
