// SPDX-License-Identifier: MIT
// The whole-number half of the airspace index: the fast loop against the plain one, `near` against distances, parity
// against winding numbers, and chains cut from rings against an even-odd test of the rings themselves.
#include <picket/airspace/detail/index_cells.hpp>
#include <picket/airspace/detail/index_legs.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

using airspace_tests::Random;
using namespace picket::detail;

namespace {

/// The highest coordinate tried: a cell, what lies round it, and a little more than EnlargedCell has.
constexpr int highest = index_origin + index_steps + 24;

struct Point {
    double x;
    double y;
};

double distance_to_segment(Point p, Point a, Point b)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double square = dx * dx + dy * dy;
    const double t = square > 0.0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0.0;
    return std::hypot(a.x + t * dx - p.x, a.y + t * dy - p.y);
}

/// Vertices as side_of_chain reads them, with rubbish behind the last: what is there must not count.
class Halves {
public:
    explicit Halves(std::span<const std::uint32_t> points) : count_(static_cast<std::uint32_t>(points.size()))
    {
        for (const std::uint32_t p : points) {
            halves_.push_back(static_cast<std::uint16_t>(lattice_x(p)));
            halves_.push_back(static_cast<std::uint16_t>(lattice_y(p)));
        }
        for (int i = 0; i < 8; ++i) halves_.push_back(static_cast<std::uint16_t>(i % 3 == 0 ? 0 : i % 3 == 1 ? 16424 : 8000));
    }
    [[nodiscard]] const std::uint16_t* data() const { return halves_.data(); }
    [[nodiscard]] std::uint32_t count() const { return count_; }
    [[nodiscard]] Point at(std::uint32_t i) const { return {static_cast<double>(halves_[2 * i]), static_cast<double>(halves_[2 * i + 1])}; }
    [[nodiscard]] ChainSide side(LatticePoint p) const { return side_of_chain(data(), count(), p); }
    [[nodiscard]] double distance(LatticePoint p) const
    {
        double least = 1e300;
        for (std::uint32_t i = 0; i + 1 < count_; ++i)
            least = std::min(least, distance_to_segment({static_cast<double>(lattice_x(p)), static_cast<double>(lattice_y(p))}, at(i), at(i + 1)));
        return least;
    }

private:
    std::vector<std::uint16_t> halves_;
    std::uint32_t count_;
};

int random_coordinate(Random& random)
{
    constexpr std::array<int, 10> borders{0, 8, 16, 17, 8192, 16399, 16400, 16408, 16423, 16424};
    return random.below(4) == 0 ? borders[static_cast<std::size_t>(random.below(10))] : random.below(highest + 1);
}

LatticePoint beside(Random& random, LatticePoint p, int most)
{
    const auto moved = [&](int v) { return std::clamp(v + random.below(2 * most + 1) - most, 0, highest); };
    return lattice_point(moved(lattice_x(p)), moved(lattice_y(p)));
}

/// Long edges, short ones, level and upright ones, some of no length, and some walked back.
std::vector<LatticePoint> random_chain(Random& random, int most)
{
    std::vector<LatticePoint> chain{lattice_point(random_coordinate(random), random_coordinate(random))};
    const int count = 2 + random.below(most - 1);
    while (static_cast<int>(chain.size()) < count) {
        const LatticePoint last = chain.back();
        switch (random.below(6)) {
            case 0: chain.push_back(beside(random, last, 12)); break;
            case 1: chain.push_back(lattice_point(lattice_x(last), random_coordinate(random))); break;
            case 2: chain.push_back(lattice_point(random_coordinate(random), lattice_y(last))); break;
            case 3: chain.push_back(chain[static_cast<std::size_t>(random.below(static_cast<int>(chain.size())))]); break;
            default: chain.push_back(lattice_point(random_coordinate(random), random_coordinate(random))); break;
        }
    }
    return chain;
}

/// Anywhere, on a vertex's level, near a vertex, or near an edge.
LatticePoint random_place(Random& random, std::span<const LatticePoint> chain)
{
    const std::size_t i = static_cast<std::size_t>(random.below(static_cast<int>(chain.size()) - 1));
    switch (random.below(4)) {
        case 0: return lattice_point(random_coordinate(random), random_coordinate(random));
        case 1: return lattice_point(random_coordinate(random), lattice_y(chain[i]));
        case 2: return beside(random, chain[i], 9);
        default: {
            const double t = random.uniform(0.0, 1.0);
            const auto between = [t](int a, int b) { return static_cast<int>(a + t * (b - a)); };
            return beside(random, lattice_point(between(lattice_x(chain[i]), lattice_x(chain[i + 1])), between(lattice_y(chain[i]), lattice_y(chain[i + 1]))), 9);
        }
    }
}

}  // namespace

TEST_CASE("the fast loop is the plain one, and near is what it says")
{
    Random random("unit/index_chain fast", 20261126);
    long long places = 0;
    long long different = 0;
    long long missed = 0;
    double farthest = 0;
    for (int k = 0; k < 60000 * airspace_tests::test_scale(); ++k) {
        const std::vector<LatticePoint> chain = random_chain(random, k % 10 == 0 ? 40 : 9);
        const Halves halves(chain);
        for (int i = 0; i < 40; ++i) {
            const LatticePoint p = random_place(random, chain);
            const ChainSide fast = halves.side(p);
            const ChainSide plain = side_of_chain_plainly(halves.data(), halves.count(), p);
            ++places;
            if (fast.odd != plain.odd || fast.near != plain.near) ++different;
            if (i % 4 != 0) continue;  // distances are dear
            const double distance = halves.distance(p);
            // level and upright edges are exactly 4 steps away; the distances of others are rounded by 1e-12, far less
            // than near goes beyond 4 for them
            if (distance <= index_near_steps && !fast.near) ++missed;
            if (fast.near) farthest = std::max(farthest, distance);
        }
    }
    std::printf("unit/index_chain: %lld places, %lld different, %lld near ones missed, near up to %.3f steps\n", places, different, missed, farthest);
    CHECK(different == 0);
    CHECK(missed == 0);
    CHECK(farthest <= index_near_steps * std::sqrt(2.0) + 1.0);
    CHECK(farthest > index_near_steps);
}

TEST_CASE("the parity of a closed chain is that of its winding number")
{
    Random random("unit/index_chain winding", 20261127);
    long long places = 0;
    long long odd = 0;
    long long different = 0;
    for (int k = 0; k < 6000 * airspace_tests::test_scale(); ++k) {
        std::vector<LatticePoint> chain = random_chain(random, 12);
        chain.push_back(chain.front());
        const Halves halves(chain);
        for (int i = 0; i < 15; ++i) {
            const LatticePoint p = random_place(random, chain);
            const ChainSide side = halves.side(p);
            if (side.near) continue;
            double turned = 0;
            for (std::uint32_t j = 0; j + 1 < halves.count(); ++j) {
                const Point a{halves.at(j).x - lattice_x(p), halves.at(j).y - lattice_y(p)};
                const Point b{halves.at(j + 1).x - lattice_x(p), halves.at(j + 1).y - lattice_y(p)};
                turned += std::atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y);
            }
            const bool truth = (std::lround(turned / (360.0 * degree)) & 1) != 0;
            ++places;
            odd += truth ? 1 : 0;
            if (truth != side.odd) ++different;
        }
    }
    std::printf("unit/index_chain: %lld places, %lld of odd winding number, %lld different\n", places, odd, different);
    CHECK(different == 0);
    CHECK(odd > places / 20);
}

TEST_CASE("chains cut from rings answer as the rings do")
{
    Random random("unit/index_chain cells", 20261128);
    constexpr double cell = index_steps;
    struct Tally {
        long long cells = 0, places = 0, odd = 0, undecided = 0, wrong = 0, open = 0;
    };
    std::array<Tally, 7> tallies;
    const std::array<const char*, 7> names{"stars", "many small steps", "islands", "smaller than a step", "sides and corners", "ends a step apart", "several rings"};
    CellChain joiner;
    for (int k = 0; k < 4200 * airspace_tests::test_scale(); ++k) {
        const std::size_t what = static_cast<std::size_t>(k % 7);
        std::vector<std::vector<ChordPoint>> rings;
        const int how_many = what == 6 ? 2 + random.below(3) : 1;
        for (int r = 0; r < how_many; ++r) {
            std::vector<ChordPoint> ring;
            ChordPoint centre{cell * random.uniform(5.0, 7.0), cell * random.uniform(5.0, 7.0)};
            double radius = random.log_uniform(10.0, 2.5 * cell);
            int n = 3 + random.below(12);
            if (what == 1) n = 300, radius = random.log_uniform(100.0, 1.2 * cell);
            if (what == 2) centre = {cell * (5.5 + random.uniform(-0.2, 0.2)), cell * (5.5 + random.uniform(-0.2, 0.2))}, radius = random.log_uniform(2.0, 0.25 * cell);
            if (what == 3) radius = random.log_uniform(1e-3, 0.7);
            const double first = random.uniform(0.0, 360.0) * degree;
            const double turn = (random.coin() ? 360.0 : -360.0) * degree;
            for (int i = 0; i < n; ++i) {
                const double angle = first + turn * (i + random.uniform(0.0, 0.8)) / n;
                const double away = radius * random.uniform(0.4, 1.0);
                ring.push_back({centre.x + away * std::cos(angle), centre.y + away * std::sin(angle)});
            }
            if (what == 4)
                // sides, corners, and the enlarged cell's; edges between them run along sides and through corners
                for (ChordPoint& p : ring) {
                    const auto snapped = [&](double v) {
                        return random.below(4) == 0 ? v : cell * std::round(2.0 * v / cell) / 2.0 + (random.coin() ? 0.0 : index_margin * (random.below(3) - 1));
                    };
                    p = {snapped(p.x), snapped(p.y)};
                }
            if (what == 5) ring.front() = {std::round(ring.front().x), std::round(ring.front().y)};
            rings.push_back(ring);
        }
        std::vector<CellClip> clips;
        CellClipper clipper(clips);
        for (const std::vector<ChordPoint>& ring : rings) {
            clipper.move(ring.front());
            for (std::size_t i = 1; i < ring.size(); ++i) clipper.draw(ring[i]);
            ChordPoint end = ring.front();
            // the last curve computes the first vertex in its own way, an ulp aside
            if (what == 5) end = {std::nextafter(end.x, 0.0), random.coin() ? end.y : std::nextafter(end.y, 0.0)};
            clipper.draw(end);
            clipper.end_ring();
        }
        std::sort(clips.begin(), clips.end(), [](const CellClip& a, const CellClip& b) {
            if (a.row != b.row) return a.row < b.row;
            return a.column != b.column ? a.column < b.column : a.order < b.order;
        });
        const auto inside = [&](Point p) {
            bool odd = false;
            for (const std::vector<ChordPoint>& ring : rings)
                for (std::size_t i = 0; i < ring.size(); ++i) {
                    const ChordPoint a = ring[i];
                    const ChordPoint b = ring[(i + 1) % ring.size()];
                    // a ray to the north, where the chains look west
                    if ((a.x > p.x) != (b.x > p.x) && a.y + (b.y - a.y) * ((p.x - a.x) / (b.x - a.x)) > p.y) odd = !odd;
                }
            return odd;
        };
        Tally& tally = tallies[what];
        for (std::size_t begin = 0; begin < clips.size();) {
            std::size_t end = begin;
            while (end < clips.size() && clips[end].row == clips[begin].row && clips[end].column == clips[begin].column) ++end;
            const std::int32_t row = clips[begin].row;
            const std::int32_t column = clips[begin].column;
            std::vector<std::uint32_t> chain;
            const bool sound = joiner.close({clips.data() + begin, end - begin}, chain);
            begin = end;
            ++tally.cells;
            if (!sound) {
                ++tally.open;
                continue;
            }
            const Halves halves(chain);
            int constant = -1;
            for (int i = 0; i < 24; ++i) {
                const LatticePoint any = chain.size() > 1 && i % 2 == 0 ? beside(random, random_place(random, chain), 20)
                                                                         : lattice_point(random_coordinate(random), random_coordinate(random));
                // of the cell itself, its last step included
                const int x = std::clamp(lattice_x(any), index_origin, index_origin + index_steps - 1);
                const int y = std::clamp(lattice_y(any), index_origin, index_origin + index_steps - 1);
                const ChainSide side = halves.side(lattice_point(x, y));
                ++tally.places;
                if (side.near) {
                    ++tally.undecided;
                    continue;
                }
                // any place of the step: they were all rounded to it
                const bool truth = inside({column * cell + x - index_origin + random.uniform(0.0, 1.0), row * cell + y - index_origin + random.uniform(0.0, 1.0)});
                tally.odd += truth ? 1 : 0;
                const int differs = truth != side.odd ? 1 : 0;
                if (constant < 0) constant = differs;
                if (differs != constant && ++tally.wrong <= 3)
                    std::printf("%s %d: cell %d %d, place %d %d\n", names[what], k, column, row, x, y);
            }
        }
    }
    for (std::size_t what = 0; what < tallies.size(); ++what) {
        const Tally& t = tallies[what];
        std::printf("unit/index_chain: %-20s %lld cells, %lld places, %lld inside, %lld near, %lld wrong, %lld open\n", names[what], t.cells, t.places, t.odd,
                    t.undecided, t.wrong, t.open);
        CAPTURE(names[what]);
        CHECK(t.wrong == 0);
        CHECK(t.open == 0);
        if (what != 3) CHECK(t.odd > t.places / 100);
        CHECK(t.undecided > 0);
    }
}

TEST_CASE("a leg that comes near a chain touches it")
{
    Random random("unit/index_chain legs", 20261129);
    long long legs = 0;
    long long clear = 0;
    long long missed = 0;
    long long parity = 0;
    long long uncertain = 0;
    for (int k = 0; k < 40000 * airspace_tests::test_scale(); ++k) {
        std::vector<LatticePoint> chain = random_chain(random, 6);
        chain.push_back(chain.front());
        const Halves halves(chain);
        for (int i = 0; i < 8; ++i) {
            const LatticePoint from = random_place(random, chain);
            // long legs, and short ones that pass by a vertex
            const LatticePoint to = i % 4 == 0 ? random_place(random, chain) : i % 4 == 1 ? from : beside(random, from, 1 << (i % 4 == 2 ? 4 : 9));
            const LegSide side = side_of_leg(halves.data(), halves.count(), from, to);
            const ChainSide at_from = halves.side(from);
            const ChainSide at_to = halves.side(to);
            ++legs;
            if (side.odd_from != at_from.odd || side.odd_to != at_to.odd) ++parity;
            // an end that the chain itself calls near has no certain parity
            if ((at_from.near && !side.near_from) || (at_to.near && !side.near_to)) ++uncertain;
            if (side.touched) continue;
            ++clear;
            if (side.near_from || side.near_to || side.odd_from != side.odd_to) ++uncertain;
            const Point p{static_cast<double>(lattice_x(from)), static_cast<double>(lattice_y(from))};
            const Point q{static_cast<double>(lattice_x(to)), static_cast<double>(lattice_y(to))};
            for (std::uint32_t j = 0; j + 1 < halves.count(); ++j) {
                const Point a = halves.at(j);
                const Point b = halves.at(j + 1);
                // segments that do not cross are nearest at an end of one of them
                const auto area = [](Point u, Point v, Point w) { return (v.x - u.x) * (w.y - u.y) - (v.y - u.y) * (w.x - u.x); };
                const bool cross = area(a, b, p) * area(a, b, q) < 0.0 && area(p, q, a) * area(p, q, b) < 0.0;
                const double least = cross ? 0.0
                                           : std::min({distance_to_segment(p, a, b), distance_to_segment(q, a, b), distance_to_segment(a, p, q),
                                                       distance_to_segment(b, p, q)});
                if (least <= 6.0) ++missed;
            }
        }
    }
    std::printf("unit/index_chain: %lld legs, %lld clear, %lld missed, %lld of another parity, %lld falsely certain\n", legs, clear, missed, parity, uncertain);
    CHECK(missed == 0);
    CHECK(parity == 0);
    CHECK(uncertain == 0);
    CHECK(clear > legs / 20);
    CHECK(clear < legs - legs / 20);
}

TEST_CASE("a strand that begins at the lower right corner is not reached across the cell", "[index][chain]")
{
    // up through the cell, out at the top; in again at the right within a step of the enlarged cell's bottom
    const CellClip up{0, 0, 1, lattice_point(4108, 8), lattice_point(9381, 16408)};
    const CellClip corner{0, 0, 5, lattice_point(16408, 8), lattice_point(16300, 8)};
    std::vector<std::uint32_t> chain;
    CellChain joiner;
    const CellClip both[] = {up, corner};
    REQUIRE(joiner.close(both, chain));
    std::vector<std::uint16_t> halves;
    for (const LatticePoint p : chain) {
        halves.push_back(static_cast<std::uint16_t>(lattice_x(p)));
        halves.push_back(static_cast<std::uint16_t>(lattice_y(p)));
    }
    halves.resize(halves.size() + 8);
    const auto count = static_cast<std::uint32_t>(chain.size());
    // both right of the only edge in the cell
    CHECK(side_of_chain(halves.data(), count, lattice_point(9000, 3000)).odd == side_of_chain(halves.data(), count, lattice_point(16000, 15000)).odd);
}
TEST_CASE("a ring that begins within a step of a side and leaves there is joined at its beginning", "[index][chain]")
{
    const CellClip clips[] = {{0, 0, 17, lattice_point(9, 6131), lattice_point(8, 6131)},
                              {0, 0, 20, lattice_point(8, 6250), lattice_point(105, 6224)},
                              {0, 0, 23, lattice_point(105, 6224), lattice_point(9, 6131)}};
    std::vector<std::uint32_t> chain;
    CellChain joiner;
    CHECK(joiner.close(clips, chain));
}
