// SPDX-License-Identifier: MIT
// What must hold between answers of presence() and incidents(), whatever the answers are: a leg reversed, a leg
// split, a zone inside a zone, a zone and its complement, time shifted and stretched, the depth of what was seen.
#include <picket/airspace/incident.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using Catch::Matchers::WithinAbs;

namespace {

struct Span {
    double begin;
    double end;
};

/// Seconds from the start of the leg; touching spans joined, and hairs below a nanosecond dropped.
std::vector<Span> spans(const std::vector<PresenceInterval>& stays, double from_s)
{
    std::vector<Span> result;
    for (const PresenceInterval& stay : stays) {
        const Span span{stay.entry_s - from_s, stay.exit_s - from_s};
        if (!result.empty() && span.begin - result.back().end < 2e-7) result.back().end = span.end;
        else result.push_back(span);
    }
    std::erase_if(result, [](const Span& s) { return s.end - s.begin < 2e-7; });
    return result;
}

bool same(const std::vector<Span>& a, const std::vector<Span>& b, double within_s)
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::abs(a[i].begin - b[i].begin) > within_s || std::abs(a[i].end - b[i].end) > within_s) return false;
    return true;
}

double total(const std::vector<Span>& list)
{
    double sum = 0;
    for (const Span& span : list) sum += span.end - span.begin;
    return sum;
}

struct Made {
    ZoneSpec spec;
    LatLon centre;
    double radius_m;
};

Made random_zone(Random& random, int k)
{
    Made made{};
    made.centre = random.place();
    if (k % 6 == 0) made.centre.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-3, 5));
    made.radius_m = random.log_uniform(200, 1500e3);
    made.spec = zone_of(star(random, made.centre, made.radius_m, 3 + random.below(9), 0.3, true, EdgeKind::geodesic));
    if (k % 4 == 1) {  // a true circle
        made.spec.parts[0].exterior = RingSpec{};
        made.spec.parts[0].exterior.circle = CircleSpec{made.centre, Metres{0.8 * made.radius_m}};
    }
    return made;
}

Leg random_leg(Random& random, const Made& made)
{
    const LatLon from = direct(made.centre, random.uniform(0, 360), made.radius_m * random.uniform(0, 1.4));
    const LatLon to = direct(made.centre, random.uniform(0, 360), made.radius_m * random.uniform(0, 1.4));
    const double duration_s = std::max(1.0, airspace_tests::distance_m(from, to) / random.uniform(20, 300));
    return {{0, from, {Metres{random.uniform(0, 3000)}, VerticalDatum::amsl}},
            {duration_s, to, {Metres{random.uniform(0, 3000)}, VerticalDatum::amsl}}};
}

}  // namespace

TEST_CASE("reversing a leg mirrors its intervals")
{
    Random random("property/presence_algebra reverse", 101);
    long legs = 0;
    long stays = 0;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        Made made = random_zone(random, k);
        if (!validate(made.spec).empty()) continue;
        if (random.coin()) made.spec.altitude = {AltitudeLimit::at({Metres{800}, VerticalDatum::amsl}), AltitudeLimit::at({Metres{2000}, VerticalDatum::amsl})};
        const Zone zone(made.spec);
        for (int j = 0; j < 4; ++j) {
            const Leg leg = random_leg(random, made);
            Leg back{leg.to, leg.from};
            back.from.time_s = 0;
            back.to.time_s = leg.to.time_s;
            const auto there = spans(presence(zone, leg), 0);
            auto mirrored = spans(presence(zone, back), 0);
            std::reverse(mirrored.begin(), mirrored.end());
            for (Span& span : mirrored) span = {leg.to.time_s - span.end, leg.to.time_s - span.begin};
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.radius_m);
            ++legs;
            stays += static_cast<long>(there.size());
            CHECK(same(there, mirrored, 1e-6));
        }
    }
    std::printf("property/presence_algebra: %ld legs reversed, %ld stays\n", legs, stays);
    CHECK(stays > 300);
}

TEST_CASE("splitting a leg anywhere gives the same union, and the same incidents")
{
    Random random("property/presence_algebra split", 102);
    long legs = 0;
    long joined = 0;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        const Made made = random_zone(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        for (int j = 0; j < 3; ++j) {
            const Leg leg = random_leg(random, made);
            const detail::LegPath path(leg.from.at, leg.to.at);
            std::vector<TrackPoint> track{leg.from};
            const int cuts = 1 + random.below(5);
            std::vector<double> fractions;
            for (int i = 0; i < cuts; ++i) fractions.push_back(random.uniform(0, 1));
            std::sort(fractions.begin(), fractions.end());
            for (const double f : fractions)
                track.push_back({f * leg.to.time_s, path.at(f * path.length_m()),
                                 {leg.from.altitude.value + f * (leg.to.altitude.value - leg.from.altitude.value), VerticalDatum::amsl}});
            track.push_back(leg.to);
            std::vector<PresenceInterval> pieces;
            for (std::size_t i = 0; i + 1 < track.size(); ++i)
                for (const PresenceInterval& stay : presence(zone, {track[i], track[i + 1]})) pieces.push_back(stay);
            const auto whole = spans(presence(zone, leg), 0);
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.radius_m, cuts);
            ++legs;
            CHECK(same(whole, spans(pieces, 0), 1e-6));
            // incidents join them again
            const std::vector<TrackPoint> two{leg.from, leg.to};
            const auto of_whole = incidents(zone, two);
            const auto of_pieces = incidents(zone, track);
            REQUIRE(of_whole.size() == of_pieces.size());
            for (std::size_t i = 0; i < of_whole.size(); ++i) {
                ++joined;
                CHECK(of_whole[i].status == of_pieces[i].status);
                CHECK_THAT(of_pieces[i].entry_s, WithinAbs(of_whole[i].entry_s, 1e-6));
                CHECK_THAT(of_pieces[i].exit_s, WithinAbs(of_whole[i].exit_s, 1e-6));
                const double depth_m = of_whole[i].max_depth.value();
                CHECK_THAT(of_pieces[i].max_depth.value(), WithinAbs(depth_m, std::max(0.02, 2e-6 * depth_m)));
            }
        }
    }
    std::printf("property/presence_algebra: %ld legs split, %ld incidents joined\n", legs, joined);
    CHECK(joined > 300);
}

TEST_CASE("a zone inside a zone: presence in the inner one implies presence in the outer one")
{
    Random random("property/presence_algebra inclusion", 103);
    long legs = 0;
    long inner_stays = 0;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(200, 500e3);
        // the rings apart by more than the kinds differ; the inner band and windows inside the outer ones
        ZoneSpec outer = zone_of(star(random, centre, radius_m, 8 + random.below(6), 0.85, true, EdgeKind::geodesic));
        ZoneSpec inner = zone_of(star(random, centre, 0.55 * radius_m, 8 + random.below(6), 0.5, true, EdgeKind::geodesic));
        if (std::abs(centre.lat_deg) > 75) continue;
        if (!validate(outer).empty() || !validate(inner).empty()) continue;
        outer.altitude = {AltitudeLimit::at({Metres{500}, VerticalDatum::amsl}), AltitudeLimit::at({Metres{2500}, VerticalDatum::amsl})};
        inner.altitude = {AltitudeLimit::at({Metres{900}, VerticalDatum::amsl}), AltitudeLimit::at({Metres{2500}, VerticalDatum::amsl})};
        const Made made{outer, centre, radius_m};
        const Zone outer_zone(outer);
        const Zone inner_zone(inner);
        for (int j = 0; j < 4; ++j) {
            const Leg leg = random_leg(random, made);
            const auto out = spans(presence(outer_zone, leg), 0);
            const auto in = spans(presence(inner_zone, leg), 0);
            CAPTURE(k, j, centre.lat_deg, centre.lon_deg, radius_m);
            ++legs;
            for (const Span& span : in) {
                ++inner_stays;
                CHECK(std::any_of(out.begin(), out.end(), [&](const Span& o) { return o.begin <= span.begin + 1e-6 && o.end >= span.end - 1e-6; }));
            }
        }
    }
    std::printf("property/presence_algebra: %ld legs, %ld stays in inner zones\n", legs, inner_stays);
    CHECK(inner_stays > 200);
}

TEST_CASE("a zone and its complement share out every leg")
{
    Random random("property/presence_algebra complement", 104);
    long legs = 0;
    for (int k = 0; k < 250 * airspace_tests::test_scale(); ++k) {
        Made made = random_zone(random, k);
        if (made.spec.parts[0].exterior.circle || !validate(made.spec).empty()) continue;
        made.spec.parts[0].exterior.inside = RingSide::left;
        const Zone left(made.spec);
        made.spec.parts[0].exterior.inside = RingSide::right;
        const Zone right(made.spec);
        for (int j = 0; j < 3; ++j) {
            const Leg leg = random_leg(random, made);
            const auto in_left = spans(presence(left, leg), 0);
            const auto in_right = spans(presence(right, leg), 0);
            CAPTURE(k, j, made.centre.lat_deg, made.centre.lon_deg, made.radius_m);
            ++legs;
            CHECK_THAT(total(in_left) + total(in_right), WithinAbs(leg.to.time_s, 1e-5));
            for (const Span& a : in_left)
                for (const Span& b : in_right) CHECK(std::min(a.end, b.end) - std::max(a.begin, b.begin) < 1e-6);
        }
    }
    std::printf("property/presence_algebra: %ld legs shared out\n", legs);
    CHECK(legs > 200);
}

TEST_CASE("time shifted and stretched")
{
    Random random("property/presence_algebra time", 105);
    for (int k = 0; k < 150 * airspace_tests::test_scale(); ++k) {
        const Made made = random_zone(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        const Leg leg = random_leg(random, made);
        const auto plain = spans(presence(zone, leg), 0);
        Leg shifted = leg;
        shifted.from.time_s += 1.7e9;
        shifted.to.time_s += 1.7e9;
        CAPTURE(k, made.centre.lat_deg, made.centre.lon_deg, made.radius_m);
        CHECK(same(plain, spans(presence(zone, shifted), 1.7e9), 1e-6));
        Leg slow = leg;
        slow.to.time_s *= 8;
        auto stretched = spans(presence(zone, slow), 0);
        for (Span& span : stretched) span = {span.begin / 8, span.end / 8};
        CHECK(same(plain, stretched, 1e-6));
    }
}

TEST_CASE("the greatest depth is never less than the depth of a place passed, nor more than half the zone")
{
    Random random("property/presence_algebra depth", 106);
    long sampled = 0;
    for (int k = 0; k < 120 * airspace_tests::test_scale(); ++k) {
        const Made made = random_zone(random, k);
        if (!validate(made.spec).empty()) continue;
        const Zone zone(made.spec);
        std::vector<TrackPoint> track;
        for (int i = 0; i < 5; ++i) track.push_back({100.0 * i, direct(made.centre, random.uniform(0, 360), made.radius_m * random.uniform(0, 1.2))});
        for (const Incident& incident : incidents(zone, track)) {
            CHECK(incident.max_depth.value() >= 0);
            CHECK(incident.max_depth.value() <= 1.001 * made.radius_m);
            for (int i = 0; i < 6; ++i) {
                const double t = random.uniform(incident.entry_s, incident.exit_s);
                const std::size_t leg = std::min<std::size_t>(static_cast<std::size_t>(t / 100), 3);
                const detail::LegPath path(track[leg].at, track[leg + 1].at);
                const double depth_m = zone.depth(path.at(path.length_m() * std::clamp((t - track[leg].time_s) / 100, 0.0, 1.0))).value();
                ++sampled;
                CAPTURE(k, made.centre.lat_deg, made.centre.lon_deg, made.radius_m, t, depth_m);
                CHECK(incident.max_depth.value() >= depth_m - std::max(0.01, 1e-6 * depth_m));
            }
        }
    }
    std::printf("property/presence_algebra: %ld depths sampled\n", sampled);
    CHECK(sampled > 500);
}
