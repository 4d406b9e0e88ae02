// SPDX-License-Identifier: MIT
// What must hold of corridors and margins whatever the shape: symmetries, monotony, how they combine, and that the
// gap never changes faster than the place moves.
#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/offset.hpp>
#include <support/offset_random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::random_offset;
using airspace_tests::RandomOffset;

namespace {

// Two ways to one answer may differ within the noise of two distances.
constexpr double noise_m = 1e-7;

bool in(const Zone& zone, LatLon place) { return zone.contains(place) == Containment::inside; }

LatLon somewhere(Random& random, const RandomOffset& made)
{
    return direct(made.centre, random.uniform(0, 360), (made.size_m + std::abs(made.reach_m)) * random.uniform(0, 1.3));
}

template <class Change>
ZoneSpec changed(ZoneSpec spec, Change change)
{
    const auto change_ring = [&](RingSpec& ring) { change(ring.vertices, false); };
    for (PartSpec& part : spec.parts) {
        if (part.corridor) change(part.corridor->line, true);
        change_ring(part.exterior);
        for (RingSpec& hole : part.holes) change_ring(hole);
    }
    return spec;
}

/// The same line from its other end: each edge belongs to the vertex it now leaves, arcs turn the other way.
void reverse(std::vector<RingVertex>& vertices, bool open)
{
    const std::vector<RingVertex> was = vertices;
    const std::size_t n = was.size();
    for (std::size_t i = 0; i < n; ++i) {
        vertices[i] = was[n - 1 - i];
        if (open && i + 1 == n) break;
        const RingVertex& edge = was[i + 1 < n ? n - 2 - i : n - 1];
        vertices[i].arc_centre = edge.arc_centre;
        vertices[i].edge_to_next = edge.edge_to_next == EdgeKind::arc_clockwise ? EdgeKind::arc_counter_clockwise
                                   : edge.edge_to_next == EdgeKind::arc_counter_clockwise ? EdgeKind::arc_clockwise
                                                                                          : edge.edge_to_next;
    }
}

}  // namespace

TEST_CASE("turning the globe and reversing lines changes no answer")
{
    Random random("property/zone_offset symmetries", 96);
    int zones = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k);
        if (!validate(made.spec).empty()) continue;
        ++zones;
        const Zone zone(made.spec);
        const double turn_deg = 22.5 * random.below(16);  // exact in binary, so that places are the same
        const Zone turned(changed(made.spec, [&](std::vector<RingVertex>& vertices, bool) {
            for (RingVertex& vertex : vertices) {
                vertex.at.lon_deg += turn_deg;
                vertex.arc_centre.lon_deg += turn_deg;
            }
        }));
        const Zone reversed(changed(made.spec, reverse));
        for (int j = 0; j < 20; ++j) {
            const LatLon place = somewhere(random, made);
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m, place.lat_deg,
                    place.lon_deg, turn_deg);
            const double gap_m = zone.boundary().gap(place).gap_m;
            const LatLon there{place.lat_deg, place.lon_deg + turn_deg};
            // longitudes round to 1e-14 degree or so when they are added: nanometres
            CHECK(std::abs(turned.boundary().gap(there).gap_m - gap_m) < noise_m);
            CHECK(std::abs(reversed.boundary().gap(place).gap_m - gap_m) < noise_m);
            if (std::abs(gap_m) < noise_m) continue;
            CHECK(in(turned, there) == in(zone, place));
            CHECK(in(reversed, place) == in(zone, place));
        }
    }
    CHECK(zones > 30);
}

TEST_CASE("the gap changes no faster than the place moves, and its sign is the answer")
{
    Random random("property/zone_offset lipschitz", 97);
    double steepest = 0;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        LatLon place = somewhere(random, made);
        double gap_m = zone.boundary().gap(place).gap_m;
        for (int j = 0; j < 30; ++j) {
            const double step_m = random.log_uniform(1e-2, made.size_m);
            const LatLon next = j % 10 == 9 ? somewhere(random, made) : direct(place, random.uniform(0, 360), step_m);
            const double moved_m = airspace_tests::distance_m(place, next);
            const double next_gap_m = zone.boundary().gap(next).gap_m;
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m, place.lat_deg,
                    place.lon_deg, next.lat_deg, next.lon_deg);
            CHECK(std::abs(next_gap_m - gap_m) <= moved_m + noise_m);
            if (moved_m > 1.0) steepest = std::max(steepest, std::abs(next_gap_m - gap_m) / moved_m);
            if (std::abs(next_gap_m) > noise_m) CHECK(in(zone, next) == (next_gap_m < 0));
            place = next;
            gap_m = next_gap_m;
        }
    }
    std::printf("property/zone_offset: the steepest gap %.9g\n", steepest);
    CHECK(steepest > 0.999);  // it is not the zero function either
}

TEST_CASE("margins: zero is none, more is more, a shrunk zone is what a grown rest leaves")
{
    Random random("property/zone_offset margins", 98);
    long compared = 0;
    for (int k = 0; k < 80 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k);
        if (!validate(made.spec).empty() || made.spec.parts[0].corridor) continue;
        const auto with = [&](double margin_m) {
            ZoneSpec spec = made.spec;
            for (PartSpec& part : spec.parts) part.margin = Metres{margin_m};
            return spec;
        };
        const double margin_m = std::abs(made.reach_m);
        const Zone plain(with(0));
        CHECK_FALSE(plain.boundary().has_offset());
        const Zone grown(with(margin_m));
        const Zone more(with(std::min(370.4e3, 1.1 * margin_m)));
        const Zone shrunk(with(-margin_m));
        // the rest of the Earth, for one ring
        const bool one_ring = made.spec.parts.size() == 1 && made.spec.parts[0].holes.empty();
        ZoneSpec rest_spec = with(margin_m);
        rest_spec.parts[0].exterior.inside = RingSide::right;  // stars run anticlockwise
        const Zone rest(rest_spec);
        for (int j = 0; j < 15; ++j) {
            const LatLon place = somewhere(random, made);
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.size_m, margin_m, place.lat_deg,
                    place.lon_deg);
            if (in(shrunk, place)) CHECK(in(plain, place));
            if (in(plain, place)) CHECK(in(grown, place));
            if (in(grown, place)) CHECK(in(more, place));
            if (made.spec.parts.size() == 1)
                CHECK(std::abs(grown.boundary().gap(place).gap_m - (plain.boundary().gap(place).gap_m - margin_m)) <
                      noise_m);
            if (one_ring && std::abs(shrunk.boundary().gap(place).gap_m) > noise_m) {
                ++compared;
                CHECK(in(shrunk, place) != in(rest, place));
            }
        }
    }
    CHECK(compared > 100);
}

TEST_CASE("a corridor with a margin is a wider corridor; a corridor of two lines is two corridors")
{
    Random random("property/zone_offset corridors", 99);
    for (int k = 0; k < 50 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = airspace_tests::offset_centre(random, k);
        const double size_m = random.log_uniform(100, 600e3);
        const std::vector<RingVertex> line = airspace_tests::random_line(random, centre, size_m);
        const double width_m = std::min(180e3, size_m * random.log_uniform(0.02, 1));
        ZoneSpec spec;
        spec.parts.push_back(airspace_tests::corridor_of(line, width_m));
        if (!validate(spec).empty()) continue;
        spec.parts[0].margin = Metres{width_m};
        const Zone margin(spec);
        ZoneSpec wide_spec;
        wide_spec.parts.push_back(airspace_tests::corridor_of(line, 2 * width_m));
        const Zone wide(wide_spec);
        ZoneSpec pieces_spec;
        for (std::size_t i = 0; i + 1 < line.size(); ++i)
            pieces_spec.parts.push_back(airspace_tests::corridor_of({line[i], line[i + 1]}, 2 * width_m));
        const Zone pieces(pieces_spec);
        for (int j = 0; j < 10; ++j) {
            const LatLon place =
                direct(centre, random.uniform(0, 360), (size_m + 2 * width_m) * random.uniform(0, 1.2));
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, size_m, width_m, place.lat_deg, place.lon_deg);
            const double gap_m = wide.boundary().gap(place).gap_m;
            CHECK(margin.boundary().gap(place).gap_m == gap_m);
            CHECK(std::abs(pieces.boundary().gap(place).gap_m - gap_m) < noise_m);
            CHECK(in(margin, place) == in(wide, place));
            // the distance too is that of the union
            if (j < 3) CHECK(std::abs(pieces.depth(place).value() - wide.depth(place).value()) < 1e-4);
        }
    }
}

TEST_CASE("reversing a leg mirrors its stays")
{
    Random random("property/zone_offset legs", 100);
    long stays = 0;
    for (int k = 0; k < 40 * airspace_tests::test_scale(); ++k) {
        const RandomOffset made = random_offset(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const Leg there{{0, somewhere(random, made)}, {100, somewhere(random, made)}};
        const Leg back{{0, there.to.at}, {100, there.from.at}};
        const auto a = presence(zone, there);
        const auto b = presence(zone, back);
        CAPTURE(k, made.centre.lat_deg, made.centre.lon_deg, made.size_m, made.reach_m);
        REQUIRE(a.size() == b.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            const PresenceInterval& mirror = b[b.size() - 1 - i];
            ++stays;
            // where it grazes, the noise of the distance is some of the leg: a millimetre and more at these speeds
            CHECK(std::abs(a[i].entry_s - (100 - mirror.exit_s)) < 1e-6);
            CHECK(std::abs(a[i].exit_s - (100 - mirror.entry_s)) < 1e-6);
        }
    }
    CHECK(stays > 20);
}
