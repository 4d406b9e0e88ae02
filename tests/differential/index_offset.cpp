// SPDX-License-Identifier: MIT
// Corridors and margins through the index: the answers of Zone::contains, before and after a turn through bytes.
#include <picket/airspace/airspace_index.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <string>
#include <vector>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::Containment;
using picket::Zone;

TEST_CASE("corridors and margins through the index", "[index][offset]")
{
    Random random("index offset", 31);
    long long places = 0;
    long long held = 0;
    long long wrong = 0;
    for (int s = 0; s < 4 * test_scale(); ++s) {
        const LatLon around{random.uniform(-89.0, 89.0), random.below(3) == 0 ? random.uniform(179.0, 181.0) : random.uniform(-180.0, 180.0)};
        const double radius_m = random.log_uniform(2e3, 300e3);
        std::vector<Zone> zones;
        while (zones.size() < 3) {
            ZoneSpec spec;
            spec.id = std::to_string(zones.size());
            for (int p = 0; p < 1 + random.below(2); ++p) {
                const LatLon centre = direct(around, random.uniform(-180.0, 180.0), radius_m * random.uniform(0.0, 1.0));
                picket::PartSpec part;
                const int n = 3 + random.below(5);
                std::vector<picket::RingVertex> line;
                for (int i = 0; i < n; ++i)
                    line.push_back({direct(centre, -360.0 / n * (i + random.uniform(0.05, 0.95)), radius_m * random.uniform(0.3, 0.8)), random.kind()});
                if (random.coin()) {
                    part.corridor.emplace();
                    part.corridor->line = line;
                    part.corridor->half_width = picket::Metres{radius_m * random.log_uniform(0.01, 0.5)};
                } else {
                    part.exterior.vertices = line;
                    part.margin = picket::Metres{random.below(4) == 0 ? 0.0 : radius_m * random.uniform(-0.1, 0.4)};
                }
                spec.parts.push_back(part);
            }
            if (picket::validate(spec).empty()) zones.emplace_back(spec);
        }
        const AirspaceIndex built(zones, {random.coin() ? 8U : 4U});
        const std::vector<std::byte> bytes(built.image().begin(), built.image().end());
        const AirspaceIndex read = AirspaceIndex::from_image(bytes, nullptr);
        for (int i = 0; i < 250; ++i) {
            const Zone& zone = zones[static_cast<std::size_t>(random.below(3))];
            LatLon place = direct(around, random.uniform(-180.0, 180.0), 2.0 * radius_m * random.uniform(0.0, 1.0));
            // up to the boundary: a step of its distance towards it
            const double gap_m = zone.boundary().gap(place).gap_m;
            if (std::isfinite(gap_m) && random.coin())
                place = direct(place, random.uniform(-180.0, 180.0), std::abs(gap_m) * random.uniform(0.999, 1.001));
            for (const AirspaceIndex* index : {&built, &read}) {
                std::vector<int> found(zones.size(), 0);
                index->query(place, [&](std::size_t z, Containment answer) { found[z] += answer == Containment::inside ? 1 : 100; });
                for (std::size_t z = 0; z < zones.size(); ++z) {
                    const bool inside = zones[z].contains(place) == Containment::inside;
                    ++places;
                    held += inside;
                    if (found[z] != (inside ? 1 : 0) && ++wrong <= 5)
                        std::printf("set %d zone %zu at %.12f %.12f: exact %d index %d\n", s, z, place.lat_deg, place.lon_deg, inside, found[z]);
                }
            }
        }
    }
    std::printf("index offset: %lld answers, %lld inside, %lld wrong\n", places, held, wrong);
    CHECK(wrong == 0);
    CHECK(held > 0);
}
