// SPDX-License-Identifier: MIT
// Whose the boundary itself is: by zone and through the index.
#include <picket/airspace/airspace_index.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <vector>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::BoundaryRule;
using picket::Containment;
using picket::Zone;

namespace {

Zone box(double south, double west, double north, double east)
{
    ZoneSpec spec;
    spec.id = "box";
    picket::PartSpec part;
    for (const LatLon at : {LatLon{south, west}, LatLon{south, east}, LatLon{north, east}, LatLon{north, west}})
        part.exterior.vertices.push_back({at, EdgeKind::rhumb});
    spec.parts.push_back(part);
    return Zone(spec);
}

int holding(const AirspaceIndex& index, LatLon place, BoundaryRule rule)
{
    int count = 0;
    index.query(place, [&](std::size_t, Containment) { ++count; }, rule);
    return count;
}

}  // namespace

TEST_CASE("two zones with a common edge: one owner, two that cover, none that holds it openly", "[index][boundary]")
{
    Random random("boundary rule", 41);
    const std::vector<Zone> zones{box(50.0, 5.0, 51.0, 6.0), box(51.0, 5.0, 52.0, 6.0), box(50.0, 6.0, 51.0, 7.0)};
    const AirspaceIndex index(zones);
    for (int i = 0; i < 2000; ++i) {
        const bool north = random.coin();
        const LatLon place = north ? LatLon{51.0, random.uniform(5.001, 5.999)} : LatLon{random.uniform(50.001, 50.999), 6.0};
        CHECK(holding(index, place, BoundaryRule::half_open) == 1);
        CHECK(holding(index, place, BoundaryRule::closed) == 2);
        CHECK(holding(index, place, BoundaryRule::open) == 0);
        // a tenth of a millimetre to either side all rules say the same
        const LatLon beside = direct(place, north ? 0.0 : 90.0, 1e-4);
        for (const BoundaryRule rule : {BoundaryRule::half_open, BoundaryRule::closed, BoundaryRule::open}) CHECK(holding(index, beside, rule) == 1);
    }
}

TEST_CASE("the rules of the index are those of the zones", "[index][boundary]")
{
    Random random("boundary rule, all kinds", 43);
    int compared = 0;
    int on = 0;
    int wrong = 0;
    while (compared < 4000) {
        const LatLon centre{random.uniform(-89.0, 89.0), random.uniform(-180.0, 180.0)};
        const double radius_m = random.log_uniform(100.0, 300e3);
        ZoneSpec spec;
        spec.id = "z";
        picket::PartSpec part;
        if (random.below(4) == 0) {
            part.exterior.circle = picket::CircleSpec{centre, picket::Metres{radius_m}};
        } else {
            for (int i = 0; i < 6; ++i) part.exterior.vertices.push_back({direct(centre, -60.0 * (i + random.uniform(0.1, 0.9)), radius_m), random.kind()});
            if (random.below(4) == 0) part.margin = picket::Metres{0.05 * radius_m};
        }
        spec.parts.push_back(part);
        if (!picket::validate(spec).empty()) continue;
        const std::vector<Zone> zones{Zone(spec)};
        const AirspaceIndex index(zones);
        for (int i = 0; i < 100; ++i) {
            const auto curves = zones[0].boundary().curves();
            const auto& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
            LatLon place = picket::detail::CurvePath(curve).at(random.uniform(0.0, 1.0));
            if (random.coin()) place = direct(place, random.uniform(-180.0, 180.0), random.log_uniform(1e-5, 10.0));
            for (const BoundaryRule rule : {BoundaryRule::closed, BoundaryRule::open}) {
                bool inside = false;
                index.query(place, [&](std::size_t, Containment) { inside = true; }, rule);
                wrong += inside != (zones[0].contains(place, rule) == Containment::inside);
            }
            on += zones[0].covers(place) != zones[0].contains(place, BoundaryRule::open);
            ++compared;
        }
    }
    CHECK(wrong == 0);
    CHECK(on > 1000);
}
