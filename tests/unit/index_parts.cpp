// SPDX-License-Identifier: MIT
// The small parts of an index, each against the plain thing that it stands for: ECEF coordinates, circles, gates of
// height and time, the grid, and the specs of zones with margins.
#include <picket/airspace/detail/index_circle.hpp>
#include <picket/airspace/detail/index_gate.hpp>
#include <picket/airspace/detail/index_grid.hpp>
#include <picket/airspace/detail/index_spec.hpp>
#include <picket/airspace/vertical.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <utility>
#include <vector>

using namespace airspace_tests;
using picket::Altitude;
using picket::AltitudeBand;
using picket::AltitudeLimit;
using picket::Containment;
using picket::Metres;
using picket::VerticalDatum;
using picket::detail::Grid;
using picket::detail::GridPlace;
using picket::detail::HeightAndTime;
using picket::detail::IndexSide;
using picket::detail::ZoneGate;
using picket::detail::ZoneLimits;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

double up(double v) { return std::nextafter(v, infinity); }
double down(double v) { return std::nextafter(v, -infinity); }

template <class T>
T one_of(Random& random, const std::vector<T>& from)
{
    return from[static_cast<std::size_t>(random.below(static_cast<int>(from.size())))];
}

}  // namespace

TEST_CASE("index parts: quick ECEF coordinates are within 2 um", "[index]")
{
    Random random("index parts, ECEF", 4301);
    double worst_m = 0.0;
    LatLon worst_at{};
    const auto compare = [&](LatLon place) {
        const double off_m = picket::detail::chord_m(picket::detail::quick_ecef_m(place), picket::detail::to_ecef_m(place));
        if (off_m <= worst_m) return;
        worst_m = off_m;
        worst_at = place;
    };
    // where the series change over, and where they are at their end
    std::vector<double> turns;
    for (int i = -16; i <= 16; ++i)
        for (const double v : {45.0 * i, up(45.0 * i), down(45.0 * i), 45.0 * i + 1e-9, 45.0 * i - 1e-9}) turns.push_back(v);
    for (const double lat : turns)
        for (const double lon : turns)
            if (std::abs(lat) <= 90.0) compare({lat, lon});
    for (int i = 0; i < 300000 * test_scale(); ++i) compare({random.uniform(-90.0, 90.0), random.uniform(-720.0, 720.0)});
    for (int i = 0; i < 20000 * test_scale(); ++i) {
        compare({random.uniform(-90.0, 90.0), random.uniform(-1.0, 1.0) * random.log_uniform(720.0, 1e9)});
        compare({std::copysign(90.0 - random.log_uniform(1e-12, 1.0), random.uniform(-1.0, 1.0)), random.uniform(-180.0, 180.0)});
    }
    for (const double lon : {1e15, -1e15, 1e300, 720.0, up(720.0), -720.0, down(-720.0)}) compare({12.0, lon});
    std::printf("index parts: quick ECEF at most %.3g um off, at %.17g %.17g\n", 1e6 * worst_m, worst_at.lat_deg, worst_at.lon_deg);
    CHECK(worst_m < 2e-6);  // as quick_ecef_m says: the first terms left out of the series
}

TEST_CASE("index parts: a circle's distance never decides wrongly", "[index]")
{
    Random random("index parts, circles", 4302);
    const std::array<double, 12> radii{10.0, 100.0, 1e3, 5e3, 20e3, 60e3, 100e3, 200e3, 300e3, 400e3, 450e3, 500e3};
    std::array<double, 12> widest_m{};
    long long places = 0;
    long long undecided = 0;
    int wrong = 0;
    double narrowest_m = infinity;  // how little it takes to be decided
    for (int c = 0; c < 500 * test_scale(); ++c) {
        const std::size_t size = static_cast<std::size_t>(c) % radii.size();
        const double r = radii[size];
        LatLon centre = random.place();
        if (c % 7 == 0) centre.lat_deg = one_of<double>(random, {0.0, 90.0, -90.0, 89.999, -86.0, 45.0, 80.0});
        if (c % 5 == 0) centre.lon_deg = one_of<double>(random, {0.0, 180.0, -180.0, 359.0, -179.9999});
        const auto test = picket::detail::circle_test({centre, Metres{r}});
        widest_m[size] = std::max(widest_m[size], std::sqrt(test.outside_m2) - std::sqrt(test.inside_m2));
        for (int i = 0; i < 120; ++i) {
            // 0.05 mm: half of what is left undecided anyhow; a hundredfold of that and more has to be decided
            const double off_m = random.log_uniform(5e-5, 1e3) * (random.coin() ? 1.0 : -1.0);
            if (r + off_m <= 0.0) continue;
            // the axes, where distances are extreme, and between them
            const double azimuth_deg = random.below(3) == 0 ? 45.0 * random.below(8) : random.uniform(-180.0, 180.0);
            LatLon place = direct(centre, azimuth_deg, r + off_m);
            if (random.below(5) == 0) place.lon_deg += random.coin() ? 360.0 : -360.0;
            ++places;
            const IndexSide side = test.side(picket::detail::quick_ecef_m(place));
            if (side == IndexSide::undecided) {
                ++undecided;
                continue;
            }
            narrowest_m = std::min(narrowest_m, std::abs(off_m));
            if (side == (off_m < 0.0 ? IndexSide::inside : IndexSide::outside)) continue;
            if (++wrong <= 10)
                std::printf("circle of %g m at %.17g %.17g: %.17g %.17g, %.6g m off the edge, is on the wrong side\n", r, centre.lat_deg,
                            centre.lon_deg, place.lat_deg, place.lon_deg, off_m);
        }
    }
    std::printf("index parts: circles, %lld places, %lld undecided, %d wrong; decided from %.3g m off the edge; widest undecided strips [m]:",
                places, undecided, wrong, narrowest_m);
    for (std::size_t i = 0; i < radii.size(); ++i) std::printf(" r %g: %.3g", radii[i], widest_m[i]);
    std::printf("\n");
    CHECK(wrong == 0);
    for (std::size_t i = 0; i < radii.size(); ++i) {
        // r^3 / 24 times the difference of the squared curvatures, which is greatest at the equator, and half as much
        // again; 2 % for what is of higher order, and 0.2 mm that is left for rounding. 4.7 mm at 60 km, 2.6 m at 500 km.
        constexpr double a = picket::detail::wgs84_a_m;
        constexpr double least = picket::detail::wgs84_radius_min_m;
        const double expected_m = 1.5 * radii[i] * radii[i] * radii[i] / 24.0 * (1.0 / (least * least) - 1.0 / (a * a));
        CHECK(widest_m[i] < 1.02 * expected_m + 2.1e-4);
    }
    CHECK(undecided > 0);
    CHECK(undecided < places / 2);
}

TEST_CASE("index parts: a gate answers as the band and the time do", "[index]")
{
    Random random("index parts, gates", 4303);
    constexpr std::array all_datums{VerticalDatum::wgs84, VerticalDatum::amsl, VerticalDatum::agl, VerticalDatum::pressure_std};
    constexpr std::array all_answers{Containment::outside, Containment::inside, Containment::unknown};
    // step borders (multiples of 4 m), places within a step, and what lies beyond the steps
    std::vector<double> values{0.0,     -0.0,    1.0,      3.999999, 4.0,       -4.0,   5.5,       304.8,    1000.0,
                               12192.0, -400.0,  131000.0, 131064.0, 131068.0,  131070, 131072.0,  131076.0, 2e5,
                               1e9,     1e300,   -131064,  -131068,  -131072.0, -2e5,   -131076.0, -1e300,   infinity, -infinity};
    for (int i = 0; i < 40; ++i) values.push_back(random.uniform(-500.0, 20000.0));
    const auto limit = [&](double value_m) {
        const int kind = random.below(8);
        if (kind == 0) return AltitudeLimit::none();
        if (kind == 1) return AltitudeLimit::ground();
        return AltitudeLimit::at({Metres{value_m}, all_datums[static_cast<std::size_t>(random.below(4))]});
    };
    long long asked = 0;
    std::array<long long, 3> answers{};
    int wrong = 0;
    for (int i = 0; i < 6000 * test_scale(); ++i) {
        // the second zone of two, so that a gate at another place would show
        double low_m = one_of(random, values);
        double high_m = random.below(5) == 0 ? low_m : one_of(random, values);
        const AltitudeBand other{limit(1.0), limit(2.0)};
        AltitudeBand band{limit(low_m), limit(high_m)};
        if (random.below(4) != 0) {  // as bands mostly are: one datum, the right way up
            if (low_m > high_m) std::swap(low_m, high_m);
            band = {limit(low_m), limit(high_m)};
            if (band.upper.kind == AltitudeLimit::Kind::altitude) band.upper.value.datum = band.lower.value.datum;
        }
        const std::uint32_t circle = static_cast<std::uint32_t>(random.below(1 << 24));
        const std::array gates{ZoneGate(other, 0), ZoneGate(band, circle)};
        const std::array limits{ZoneLimits(other), ZoneLimits(band)};
        if (gates[1].circle() != circle) ++wrong;
        const bool none = band.lower.kind != AltitudeLimit::Kind::altitude && band.upper.kind == AltitudeLimit::Kind::unlimited;
        if (gates[1].has_limit() == none) ++wrong;
        for (const Containment in_time : all_answers) {
            const std::array active{Containment::inside, in_time};
            const auto check = [&](Containment found, Altitude altitude) {
                const Containment expected = both(in_time, within(band, altitude));
                ++asked;
                ++answers[static_cast<std::size_t>(expected)];
                if (found == expected) return;
                if (++wrong <= 10)
                    std::printf("lower %d %.17g %s, upper %d %.17g %s, active %s, height %.17g %s: %s, is %s\n", static_cast<int>(band.lower.kind),
                                band.lower.value.value.value(), to_string(band.lower.value.datum), static_cast<int>(band.upper.kind),
                                band.upper.value.value.value(), to_string(band.upper.value.datum), to_string(in_time), altitude.value.value(),
                                to_string(altitude.datum), to_string(found), to_string(expected));
            };
            for (const VerticalDatum datum : all_datums) {
                for (const double height_m : {low_m, up(low_m), down(low_m), high_m, up(high_m), down(high_m), 0.0, -0.0, up(0.0), down(0.0),
                                              one_of(random, values), random.uniform(-1e3, 2e4), infinity, -infinity})
                    check(HeightAndTime(gates.data(), limits.data(), active.data(), height_m, datum)(1), {Metres{height_m}, datum});
                check(picket::detail::UnknownHeight{gates.data(), active.data()}(1), {Metres{nan_value}, datum});
            }
        }
    }
    std::printf("index parts: gates, %lld answers: %lld outside, %lld inside, %lld unknown; %d wrong\n", asked, answers[0], answers[1],
                answers[2], wrong);
    CHECK(wrong == 0);
    for (const long long count : answers) CHECK(count > asked / 50);
}

TEST_CASE("index parts: a leg's gate shuts out only what is outside all along", "[index]")
{
    Random random("index parts, leg gates", 4311);
    const auto limit = [&] {
        const int kind = random.below(6);
        if (kind == 0) return AltitudeLimit::none();
        if (kind == 1) return AltitudeLimit::ground();
        const auto datum = static_cast<VerticalDatum>(random.below(2));
        return AltitudeLimit::at({Metres{4.0 * random.below(500)}, datum});
    };
    // on a step's border and beside it
    const auto height_m = [&] {
        const double border_m = 4.0 * random.below(500);
        return border_m + one_of(random, std::vector<double>{0.0, 1e-9, -1e-9, 2.0, -2.0});
    };
    int wrong = 0;
    int shut = 0;
    int open = 0;
    for (int i = 0; i < 200000 * test_scale(); ++i) {
        const AltitudeLimit lower = limit();
        const AltitudeLimit upper = limit();
        const AltitudeBand band{lower, upper};
        const std::array gates{ZoneGate(AltitudeBand{}, 0), ZoneGate(band, 7)};
        const auto datum = static_cast<VerticalDatum>(random.below(2));
        const double from_m = height_m();
        const double to_m = random.below(3) == 0 ? from_m : height_m();
        const Altitude from{Metres{from_m}, datum};
        const Altitude to{Metres{to_m}, datum};
        const auto gate = [&](const Containment* active, Altitude a, Altitude b) {
            return picket::detail::LegGate(gates.data(), active, a, b)(1);
        };
        const Containment answer = gate(nullptr, from, to);
        for (const double height : {from_m, 0.5 * (from_m + to_m), to_m})
            if (answer == Containment::outside && within(band, {Metres{height}, datum}) != Containment::outside) ++wrong;
        // a whole step off a limit of its own datum is enough
        const double lowest_m = std::min(from_m, to_m);
        const double highest_m = std::max(from_m, to_m);
        const bool under = lower.kind == AltitudeLimit::Kind::altitude && lower.value.datum == datum && highest_m < lower.value.value.value() - 4.0;
        const bool over = upper.kind == AltitudeLimit::Kind::altitude && upper.value.datum == datum && lowest_m > upper.value.value.value() + 4.0;
        if ((under || over) && answer != Containment::outside) ++wrong;
        ++(answer == Containment::outside ? shut : open);
        // a closed zone is shut to all, and heights that cannot be compared shut nothing
        const std::array closed{Containment::inside, Containment::outside};
        const std::array unknown{Containment::outside, Containment::unknown};
        const Altitude other{Metres{to_m}, VerticalDatum::agl};
        if (gate(closed.data(), from, to) != Containment::outside || gate(unknown.data(), from, to) != answer) ++wrong;
        if (gate(nullptr, from, other) != Containment::inside || gate(nullptr, from, {Metres{nan_value}, datum}) != Containment::inside) ++wrong;
    }
    std::printf("index parts: gates of legs, %d shut, %d open; %d wrong\n", shut, open, wrong);
    CHECK(wrong == 0);
    CHECK(shut > 20000);
    CHECK(open > 20000);
}

TEST_CASE("index parts: the grid finds four places at once where it finds each", "[index]")
{
    Random random("index parts, grid", 4304);
    std::vector<double> lats{nan_value, infinity, -infinity, 0.0, -0.0, 90.0, -90.0, up(90.0), down(-90.0), down(90.0), up(-90.0), 1e300, -1e300, 91.0};
    std::vector<double> lons{nan_value, infinity, -infinity, 1e300, -1e300, 1e9, -1e9, 1e15, 131072.0, 181.0, -181.0, up(-181.0), down(181.0)};
    for (const double v : {80.0, -80.0, 79.0, -79.0}) lats.insert(lats.end(), {v, up(v), down(v), up(up(v)), down(down(v)), v + 1e-9, v - 1e-9});
    for (const double v : {0.0, 180.0, -180.0, 360.0, -360.0, 540.0, -540.0, 179.0, -179.0, 90.0})
        lons.insert(lons.end(), {v, up(v), down(v), up(up(v)), down(down(v)), v + 1e-9, v - 1e-9});
    long long asked = 0;
    int wrong = 0;
    int far = 0;
    for (const std::uint32_t cells : {4U, 8U, 16U, 32U, 64U}) {
        const Grid grid(cells);
        for (int round = 0; round < 6000 * test_scale(); ++round) {
            constexpr std::size_t most = 11;
            const std::size_t n = static_cast<std::size_t>(random.below(static_cast<int>(most) + 1));
            double lat[most];
            double lon[most];
            // one special place among plain ones, four plain ones, or all special
            const int special = random.below(3);
            for (std::size_t i = 0; i < n; ++i) {
                const bool odd = special == 2 || (special == 1 && random.below(8) == 0);
                lat[i] = odd && random.coin() ? one_of(random, lats) : random.uniform(-84.0, 84.0);
                lon[i] = odd && random.coin() ? one_of(random, lons) : random.uniform(-180.0, 180.0);
                if (random.below(40) == 0) lat[i] = random.uniform(-90.0, 90.0);
                if (random.below(40) == 0) lon[i] = random.uniform(-1000.0, 1000.0);
            }
            std::uint32_t top[most + 1];
            std::uint32_t leaf[most + 1];
            picket::detail::LatticePoint point[most + 1];
            bool valid[most + 1];
            constexpr std::uint32_t untouched = 0xABCDEF01U;
            top[n] = leaf[n] = point[n] = untouched;
            const bool all = grid.locate(lat, lon, n, top, leaf, point, valid);
            bool all_one_by_one = true;
            for (std::size_t i = 0; i < n; ++i) {
                GridPlace at{};
                const LatLon place{lat[i], lon[i]};
                const bool found = grid.locate(place, at);
                all_one_by_one &= found;
                ++asked;
                bool good = found == picket::is_valid(place) && found == valid[i];
                good = good && top[i] == at.top && leaf[i] == at.leaf && point[i] == at.point();
                good = good && (!found || (at.top < Grid::tops && at.leaf < grid.leaves_in_top()));
                if (found) {
                    // and it is where it should be: within a step, and what the sum with 181 rounds away, of the place
                    const picket::detail::Chart chart = Grid::chart_of(lat[i]);
                    const double normal_deg = picket::detail::normalised_longitude(lon[i]);
                    double x = (normal_deg + 181.0) * grid.steps_per_degree();
                    double y = (lat[i] + 90.0) * grid.steps_per_degree();
                    if (chart != picket::detail::Chart::belt) grid.to_cap(chart, {lat[i], normal_deg}, x, y);
                    double across = std::abs(x - static_cast<double>(at.x) - 0.5);
                    if (chart == picket::detail::Chart::belt) across = std::min(across, 360.0 * grid.steps_per_degree() - across);
                    if (across > 0.51 || std::abs(y - static_cast<double>(at.y) - 0.5) > 0.51) {
                        ++far;
                        good = false;
                    }
                }
                if (good) continue;
                if (++wrong <= 10)
                    std::printf("%u cells, %.17g %.17g: together %d %u %u %08x, alone %d %u %u %08x\n", cells, lat[i], lon[i], valid[i] ? 1 : 0, top[i],
                                leaf[i], point[i], found ? 1 : 0, at.top, at.leaf, at.point());
            }
            if (all != all_one_by_one || top[n] != untouched || leaf[n] != untouched || point[n] != untouched) ++wrong;
        }
    }
    std::printf("index parts: grid, %lld places, %d wrong, of which %d somewhere else\n", asked, wrong, far);
    CHECK(wrong == 0);
    CHECK(asked > 100000);
}

TEST_CASE("index parts: the parts of a zone come back as they were written", "[index]")
{
    Random random("index parts, specs", 4305);
    const auto bits = [](double v) { return std::bit_cast<std::uint64_t>(v); };
    const auto same_place = [&](LatLon a, LatLon b) { return bits(a.lat_deg) == bits(b.lat_deg) && bits(a.lon_deg) == bits(b.lon_deg); };
    const auto same_line = [&](const std::vector<RingVertex>& a, const std::vector<RingVertex>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const RingVertex& v, const RingVertex& w) {
            return same_place(v.at, w.at) && v.edge_to_next == w.edge_to_next && same_place(v.arc_centre, w.arc_centre);
        });
    };
    const auto same_ring = [&](const RingSpec& a, const RingSpec& b) {
        if (a.inside != b.inside || a.circle.has_value() != b.circle.has_value() || !same_line(a.vertices, b.vertices)) return false;
        return !a.circle || (same_place(a.circle->centre, b.circle->centre) && bits(a.circle->radius.value()) == bits(b.circle->radius.value()));
    };
    const auto same_part = [&](const picket::PartSpec& a, const picket::PartSpec& b) {
        if (bits(a.margin.value()) != bits(b.margin.value()) || a.corridor.has_value() != b.corridor.has_value()) return false;
        if (a.corridor) return bits(a.corridor->half_width.value()) == bits(b.corridor->half_width.value()) && same_line(a.corridor->line, b.corridor->line);
        return same_ring(a.exterior, b.exterior) && std::equal(a.holes.begin(), a.holes.end(), b.holes.begin(), b.holes.end(), same_ring);
    };
    const auto line = [&](int n) {
        std::vector<RingVertex> vertices;
        for (int i = 0; i < n; ++i) {
            vertices.push_back({random.place(), static_cast<EdgeKind>(random.below(6))});
            if (picket::is_arc(vertices.back().edge_to_next)) vertices.back().arc_centre = random.place();
            if (random.below(8) == 0) vertices.back().at.lon_deg = -0.0;
        }
        return vertices;
    };
    const auto ring = [&] {
        RingSpec spec;
        spec.inside = static_cast<picket::RingSide>(random.below(3));
        if (random.coin())
            spec.circle = picket::CircleSpec{random.place(), Metres{random.log_uniform(1.0, 1e6)}};
        else
            spec.vertices = line(random.below(9));
        return spec;
    };
    std::vector<std::vector<picket::PartSpec>> zones;
    std::vector<double> numbers;
    for (int i = 0; i < 300; ++i) {
        std::vector<picket::PartSpec> parts(static_cast<std::size_t>(random.below(5)));
        for (picket::PartSpec& part : parts) {
            part.margin = Metres{random.coin() ? 0.0 : random.uniform(-3e5, 3e5)};
            if (random.below(3) == 0) {
                part.corridor.emplace();
                part.corridor->half_width = Metres{random.log_uniform(1.0, 3e5)};
                part.corridor->line = line(random.below(6));
                continue;
            }
            part.exterior = ring();
            for (int hole = random.below(4); hole > 0; --hole) part.holes.push_back(ring());
        }
        picket::detail::write_parts(parts, numbers);
        zones.push_back(std::move(parts));
    }
    picket::detail::PartsReader reader(numbers);
    int different = 0;
    for (const auto& parts : zones) {
        REQUIRE_FALSE(reader.at_end());
        const std::vector<picket::PartSpec> again = reader.parts();
        if (!std::equal(parts.begin(), parts.end(), again.begin(), again.end(), same_part)) ++different;
    }
    std::printf("index parts: %zu specs in %zu numbers, %d different\n", zones.size(), numbers.size(), different);
    CHECK(reader.at_end());
    CHECK(different == 0);

    // cut short anywhere it is refused, never read beyond its end
    std::vector<double> one;
    const auto longest = std::max_element(zones.begin(), zones.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
    picket::detail::write_parts(*longest, one);
    REQUIRE(one.size() > 20);
    int read = 0;
    for (std::size_t n = 0; n < one.size(); ++n) {
        try {
            const std::vector<double> cut(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(n));
            (void)picket::detail::PartsReader(cut).parts();
            ++read;
        } catch (const picket::ParseError&) {
        }
    }
    CHECK(read == 0);
    for (const double count : {nan_value, -1.0, infinity, 1e9}) {
        const std::vector<double> bad{count, 0.0};
        CHECK_THROWS_AS(picket::detail::PartsReader(bad).parts(), picket::ParseError);
    }
}
