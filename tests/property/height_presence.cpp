// SPDX-License-Identifier: MIT
// Presence with heights of any datum, against samples each millisecond over random terrain, geoids, days and legs.
#include <picket/airspace/geoid.hpp>
#include <picket/airspace/height_presence.hpp>
#include <picket/airspace/pressure.hpp>
#include <picket/airspace/terrain.hpp>

#include <support/airspace.hpp>
#include <support/heights.hpp>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicLine.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::Random;
using airspace_tests::random_raster;
using airspace_tests::surface_m;

namespace {

constexpr VerticalDatum datums[] = {VerticalDatum::wgs84, VerticalDatum::amsl, VerticalDatum::agl,
                                    VerticalDatum::pressure_std};

struct World {
    RasterSpec geoid;
    double geoid_error_m;
    RasterSpec ground;
    TerrainQuality quality;
    QnhPressure day;
};

struct Interval {
    double value_m;
    double error_m;
};

/// The conversions written out, one pair of datums after the other, with the surfaces the obvious way.
class Oracle {
public:
    explicit Oracle(const World& world) : world_(world) {}

    [[nodiscard]] Interval convert(Interval h, VerticalDatum from, VerticalDatum to, LatLon at) const
    {
        if (from == to) return h;
        const double nan = std::nan("");
        const Interval n{surface_m(world_.geoid, at), world_.geoid_error_m};
        const Interval g{surface_m(world_.ground, at), world_.quality.error.value()};
        const bool ellipsoidal = world_.quality.datum == VerticalDatum::wgs84;
        // between the ellipsoid and ground above it no geoid is needed
        if (ellipsoidal && from == VerticalDatum::agl && to == VerticalDatum::wgs84)
            return {h.value_m + g.value_m, h.error_m + g.error_m};
        if (ellipsoidal && from == VerticalDatum::wgs84 && to == VerticalDatum::agl)
            return {h.value_m - g.value_m, h.error_m + g.error_m};
        const auto needs_geoid = [&](VerticalDatum d) {
            return d == VerticalDatum::wgs84 || (d == VerticalDatum::agl && ellipsoidal);
        };
        // to mean sea level
        if (from == VerticalDatum::agl) h = {h.value_m + g.value_m, h.error_m + g.error_m};
        if (needs_geoid(from)) h = {h.value_m - n.value_m, h.error_m + n.error_m};
        if (from == VerticalDatum::pressure_std) h = extremes(h, [&](double x) { return world_.day.amsl(x, at, 0); });
        if (std::isnan(h.value_m)) return {nan, nan};
        // and from it
        if (needs_geoid(to)) h = {h.value_m + n.value_m, h.error_m + n.error_m};
        if (to == VerticalDatum::agl) h = {h.value_m - g.value_m, h.error_m + g.error_m};
        if (to == VerticalDatum::pressure_std)
            h = extremes(h, [&](double x) { return world_.day.pressure_altitude(x, at, 0); });
        return h;
    }

    [[nodiscard]] static Containment within(Interval lower, double lower_m, Interval upper, double upper_m)
    {
        const auto side = [](double least, double greatest, double limit) {
            if (std::isnan(least + greatest)) return Containment::unknown;
            return least >= limit     ? Containment::inside
                   : greatest < limit ? Containment::outside
                                      : Containment::unknown;
        };
        // below the upper limit is above the lower one, mirrored
        return both(side(lower.value_m - lower.error_m, lower.value_m + lower.error_m, lower_m),
                    side(-upper.value_m - upper.error_m, -upper.value_m + upper.error_m, -upper_m));
    }

private:
    template <class Convert>
    static Interval extremes(Interval h, const Convert& convert)
    {
        if (std::isnan(h.value_m)) return {h.value_m, h.value_m};
        Interval result{convert(h.value_m).value_m, 0};
        double own_m = 0;
        for (const double x : {h.value_m - h.error_m, h.value_m, h.value_m + h.error_m}) {
            result.error_m = std::max(result.error_m, std::abs(convert(x).value_m - result.value_m));
            own_m = std::max(own_m, convert(x).error_m);
        }
        result.error_m += own_m;
        return result;
    }

    const World& world_;
};

struct Tally {
    long legs = 0;
    long samples = 0;
    long changes = 0;
    long wrong = 0;
    std::array<long, 3> answers{};
    std::size_t most_stays = 0;
};

Containment answer_of(const std::vector<PresenceInterval>& stays, double t)
{
    for (const PresenceInterval& stay : stays)
        if (t >= stay.entry_s && t <= stay.exit_s) return stay.answer;
    return Containment::outside;
}

/// Each millisecond of a leg. An answer may differ where the true one changes within a millisecond.
template <class AnswerAt>
void compare(const std::vector<PresenceInterval>& stays, double duration_s, const AnswerAt& answer_at, Tally& tally)
{
    const int n = static_cast<int>(duration_s * 1000);
    std::vector<Containment> truth;
    for (int i = 0; i <= n; ++i) truth.push_back(answer_at(i * 1e-3));
    ++tally.legs;
    tally.most_stays = std::max(tally.most_stays, stays.size());
    for (int i = 0; i <= n; ++i) {
        const auto k = static_cast<std::size_t>(i);
        ++tally.samples;
        ++tally.answers[static_cast<std::size_t>(truth[k])];
        if (i > 0 && truth[k] != truth[k - 1]) ++tally.changes;
        if (answer_of(stays, i * 1e-3) == truth[k]) continue;
        const bool beside = (i > 0 && truth[k - 1] != truth[k]) || (i < n && truth[k + 1] != truth[k]);
        if (!beside) {
            ++tally.wrong;
            UNSCOPED_INFO("at " << i * 1e-3 << " s " << to_string(answer_of(stays, i * 1e-3)) << ", should be "
                                << to_string(truth[k]));
        }
    }
}

/// A caller's own pressure: one that changes from second to second and with the latitude.
struct RestlessPressure {
    static constexpr double error_m = 2;
    static double shift_m(LatLon at, double time_s)
    {
        return 30 * std::sin(0.7 * time_s) + 2000 * (at.lat_deg - 54) - 50;
    }
    HeightEstimate amsl(double h, LatLon at, double t) const noexcept { return {h + shift_m(at, t), error_m}; }
    HeightEstimate pressure_altitude(double h, LatLon at, double t) const noexcept
    {
        return {h - shift_m(at, t), error_m};
    }
    PressureBounds amsl_bounds(double, double, const GeoBox& box, double from_s, double to_s) const noexcept
    {
        return {1, 1, std::min(60.0, 21 * (to_s - from_s)) + 2000 * (box.lat_max_deg - box.lat_min_deg), error_m,
                error_m};
    }
    PressureBounds pressure_altitude_bounds(double low, double high, const GeoBox& box, double from_s,
                                            double to_s) const noexcept
    {
        return amsl_bounds(low, high, box, from_s, to_s);
    }
};

/// A caller's own terrain: waves, of which it knows nothing but how steep they are.
struct Waves {
    static double height_m(LatLon at) { return 80 * std::sin(2000 * at.lat_deg) + 60 * std::sin(1500 * at.lon_deg); }
    HeightEstimate ground(LatLon at) const noexcept { return {height_m(at), 1}; }
    SurfaceBounds ground_bounds(const GeoBox& box) const noexcept
    {
        const double widest = std::max(std::abs(box.lat_min_deg), std::abs(box.lat_max_deg));
        const double east_m = 111319 * std::cos(std::min(90.0, widest) * 3.14159265358979 / 180);
        return {-HUGE_VAL, HUGE_VAL, 1, 1, std::hypot(80 * 2000 / 110574.0, 60 * 1500 / east_m)};
    }
    VerticalDatum datum() const noexcept { return VerticalDatum::amsl; }
};

}  // namespace

TEST_CASE("presence over random terrain in all datums, against a sample each millisecond")
{
    Random random("property/height_presence", 411);
    Tally tally;
    int mixed = 0;
    for (int k = 0; k < 220 * airspace_tests::test_scale(); ++k) {
        LatLon centre{random.uniform(-80, 80), random.uniform(-180, 180)};
        if (k % 5 == 0) centre.lon_deg = 180 + random.uniform(-0.01, 0.01);
        const double extent_deg = random.log_uniform(0.01, 0.3);
        const double relief_m = random.log_uniform(1, 600);
        RasterSpec geoid = random_raster(random, centre, 4 * extent_deg, 0.02 * relief_m, 0);
        for (float& h : geoid.heights_m) h -= 700;
        const World world{geoid,
                          random.coin() ? 0.0 : random.uniform(0, 3),
                          random_raster(random, centre, extent_deg, relief_m, k % 4 == 0 ? 2 : 0),
                          {random.coin() ? VerticalDatum::amsl : VerticalDatum::wgs84,
                           Metres{random.coin() ? 0.0 : random.uniform(0, 20)}},
                          QnhPressure({.qnh_hpa = random.uniform(980, 1040),
                                       .qnh_error_hpa = random.coin() ? 0.0 : 1.0,
                                       .temperature_deviation_k = random.coin() ? 0.0 : random.uniform(-30, 30),
                                       .temperature_error_k = random.coin() ? 0.0 : random.uniform(0, 5)})};
        const Heights heights(GeoidGrid("random", world.geoid, Metres{world.geoid_error_m}),
                              TerrainGrid(world.ground, world.quality), world.day);
        const Oracle oracle(world);

        const double duration_s = random.uniform(1, 6);
        const double extent_m = extent_deg * 111e3 * std::cos(centre.lat_deg * 3.14159265358979 / 180);
        const double length_m = std::min(random.uniform(5, 300) * duration_s, 1.2 * extent_m);
        const double azimuth = k % 7 == 0 ? 90 * random.below(4) : random.uniform(0, 360);
        const LatLon from = direct(centre, random.uniform(0, 360), 0.4 * extent_m * random.uniform(0, 1));
        const LatLon to = direct(from, azimuth, length_m);
        const bool rhumb = random.coin();
        const VerticalDatum from_datum = datums[random.below(4)];
        const VerticalDatum to_datum = random.below(3) == 0 ? datums[random.below(4)] : from_datum;
        const VerticalDatum lower_datum = datums[random.below(4)];
        const VerticalDatum upper_datum = datums[random.below(4)];
        // a flight near the limits: they are put where it passes, as the leg's own height goes
        const double start_m = random.uniform(0, 3000);
        const Interval as_end = oracle.convert({start_m, 0}, from_datum, to_datum, to);
        const double end_m =
            (std::isnan(as_end.value_m) ? start_m : as_end.value_m) + random.uniform(-1, 1) * (k % 3 == 0 ? 0.0 : 60.0);
        const auto near = [&](VerticalDatum datum) {
            const Interval h = oracle.convert({start_m, 0}, from_datum, datum, from);
            return (std::isnan(h.value_m) ? start_m : h.value_m) + random.uniform(-1, 1) * 0.5 * relief_m;
        };
        double lower_m = near(lower_datum);
        double upper_m = near(upper_datum);
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{from, Metres{length_m * (k % 2 == 0 ? 3.0 : 0.6) + 10}};
        if (lower_datum == upper_datum && lower_m > upper_m) std::swap(lower_m, upper_m);
        spec.altitude = {AltitudeLimit::at({Metres{lower_m}, lower_datum}),
                         AltitudeLimit::at({Metres{upper_m}, upper_datum})};
        const Zone zone(spec);
        const Leg leg{{0, from, {Metres{start_m}, from_datum}},
                      {duration_s, to, {Metres{end_m}, to_datum}},
                      rhumb ? LegKind::rhumb : LegKind::geodesic};
        const auto stays = presence(zone, leg, heights);
        for (std::size_t i = 0; i < stays.size(); ++i) {
            CHECK(stays[i].entry_s <= stays[i].exit_s);
            if (i > 0) CHECK(stays[i - 1].exit_s <= stays[i].entry_s);
            if (i > 0 && stays[i - 1].exit_s == stays[i].entry_s) CHECK(stays[i - 1].answer != stays[i].answer);
        }

        const detail::LegPath rhumb_line(from, to, LegKind::rhumb);
        const auto geodesic =
            GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        const auto place_at = [&](double t) {
            LatLon place{};
            if (rhumb) return rhumb_line.at(rhumb_line.length_m() * (t / duration_s));
            geodesic.Position(geodesic.Distance() * (t / duration_s), place.lat_deg, place.lon_deg);
            return place;
        };
        mixed += from_datum != to_datum;
        const auto height_for = [&](VerticalDatum limit, double t, LatLon at) {
            VerticalDatum in = from_datum;
            Interval a{start_m, 0};
            Interval b{end_m, 0};
            if (from_datum != to_datum) {
                in = limit == VerticalDatum::agl ? world.quality.datum : limit;
                a = oracle.convert(a, from_datum, in, from);
                b = oracle.convert(b, to_datum, in, to);
            }
            const double f = t / duration_s;
            return oracle.convert({a.value_m + f * (b.value_m - a.value_m), a.error_m + f * (b.error_m - a.error_m)},
                                  in, limit, at);
        };
        const auto answer_at = [&](double t) {
            const LatLon at = place_at(t);
            return both(zone.contains(at), Oracle::within(height_for(lower_datum, t, at), lower_m,
                                                          height_for(upper_datum, t, at), upper_m));
        };
        CAPTURE(k, centre.lat_deg, centre.lon_deg, extent_deg, relief_m, duration_s, length_m, azimuth, rhumb,
                to_string(from_datum), to_string(to_datum), to_string(lower_datum), to_string(upper_datum));
        const long before = tally.wrong;
        compare(stays, duration_s, answer_at, tally);
        CHECK(tally.wrong == before);
    }
    std::printf(
        "property/height_presence: %ld legs (%d of mixed datums), %ld samples: %ld outside, %ld inside, %ld unknown; "
        "%ld changes, at most %zu stays; wrong %ld\n",
        tally.legs, mixed, tally.samples, tally.answers[0], tally.answers[1], tally.answers[2], tally.changes,
        tally.most_stays, tally.wrong);
    CHECK(tally.changes > tally.legs / 2);
    for (const long count : tally.answers) CHECK(count > tally.samples / 20);
}

TEST_CASE("a ridge of a second, and peaks of milliseconds: none is missed")
{
    // One node stands out of a plain; along its meridian the ground is height x (1 - distance in cells). A leg of
    // ten minutes, level above mean sea level, is below a ceiling above the ground only there.
    Random random("property/height_presence ridge", 412);
    int peaks = 0;
    double shortest_s = 1e9;
    double worst_s = 0;
    for (int k = 0; k < 400 * airspace_tests::test_scale(); ++k) {
        RasterSpec raster;
        raster.rows = 401;
        raster.columns = 5;
        raster.step_lat_deg = raster.step_lon_deg = 1e-3;
        raster.south_deg = random.uniform(-60, 60);
        raster.west_deg = random.uniform(-180, 180);
        raster.heights_m.assign(raster.rows * raster.columns, 40.0F);
        const auto row = static_cast<std::size_t>(20 + random.below(360));
        constexpr double peak_m = 400;
        raster.heights_m[row * raster.columns + 2] = static_cast<float>(peak_m);
        const double lon = raster.west_deg + 2 * raster.step_lon_deg;
        const LatLon from{raster.south_deg + 1e-3, lon};
        const LatLon to{raster.south_deg + 399e-3, lon};
        const double speed_mps = random.log_uniform(20, 600);
        const auto line = GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, lon, to.lat_deg, lon);
        const double duration_s = line.Distance() / speed_mps;
        // inside while the ground is this high
        const double needed_m = peak_m - (peak_m - 40) * random.log_uniform(1.05e-3 * speed_mps / 222, 0.9);
        constexpr double ceiling_m = 120;
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{from, Metres{300e3}};
        spec.altitude.upper = AltitudeLimit::at({Metres{ceiling_m}, VerticalDatum::agl});
        const Altitude level{Metres{needed_m + ceiling_m}, VerticalDatum::amsl};
        const Heights heights(NoModel{}, TerrainGrid(raster, {VerticalDatum::amsl, Metres{0}}));
        const auto stays = presence(Zone(spec), {{0, from, level}, {duration_s, to, level}}, heights);
        CAPTURE(k, needed_m, speed_mps, row);
        REQUIRE(stays.size() == 1);
        CHECK(stays[0].answer == Containment::inside);
        ++peaks;
        shortest_s = std::min(shortest_s, stays[0].exit_s - stays[0].entry_s);
        const double half_deg = raster.step_lat_deg * (peak_m - needed_m) / (peak_m - 40);
        const double top_deg = raster.south_deg + static_cast<double>(row) * raster.step_lat_deg;
        const auto when = [&](double lat) {
            double s12 = 0;
            GeographicLib::Geodesic::WGS84().Inverse(from.lat_deg, lon, lat, lon, s12);
            return s12 / speed_mps;
        };
        worst_s = std::max({worst_s, std::abs(stays[0].entry_s - when(top_deg - half_deg)),
                            std::abs(stays[0].exit_s - when(top_deg + half_deg))});
    }
    std::printf("property/height_presence: %d peaks, the shortest for %.2g ms; times within %.2g ms\n", peaks,
                1e3 * shortest_s, 1e3 * worst_s);
    CHECK(shortest_s < 3e-3);
    // the last stretches are a quarter of a millisecond at most
    CHECK(worst_s < 0.25e-3);
}

TEST_CASE("more ridges in one leg than are kept at a time: all are found")
{
    RasterSpec raster;
    raster.rows = 401;
    raster.columns = 3;
    raster.step_lat_deg = raster.step_lon_deg = 1e-3;
    raster.south_deg = 46;
    raster.west_deg = 8;
    for (std::size_t j = 0; j < raster.rows; ++j)
        raster.heights_m.insert(raster.heights_m.end(), raster.columns, j % 2 == 0 ? 0.0F : 100.0F);
    const Heights heights(NoModel{}, TerrainGrid(raster, {VerticalDatum::amsl, Metres{0}}));
    ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
    spec.parts[0].exterior.circle = CircleSpec{{46, 8}, Metres{100e3}};
    spec.altitude.upper = AltitudeLimit::at({Metres{120}, VerticalDatum::agl});
    // the ground is above 50 m, half of its height, from a quarter to three quarters of every second cell's pair
    const Altitude level{Metres{170}, VerticalDatum::amsl};
    const auto stays = presence(Zone(spec), {{0, {46, 8.001}, level}, {400, {46.4, 8.001}, level}}, heights);
    REQUIRE(stays.size() == 200);
    for (std::size_t i = 0; i < stays.size(); ++i) {
        // a second a cell, but for the meridian's curvature: 1e-2 relative to the pole, over 0.4 degree
        CHECK(std::abs(stays[i].entry_s - (2 * static_cast<double>(i) + 0.5)) < 0.02);
        CHECK(std::abs(stays[i].exit_s - stays[i].entry_s - 1) < 1e-3);
        CHECK(stays[i].answer == Containment::inside);
    }
}

TEST_CASE("single cells with a twist: hills that no node shows")
{
    // corners a, b, c, d of any height: along the diagonal the ground is a parabola
    Random random("property/height_presence twist", 415);
    Tally tally;
    for (int k = 0; k < 200 * airspace_tests::test_scale(); ++k) {
        RasterSpec raster{random.uniform(-70, 70), random.uniform(-180, 180), 0.02, 0.02, 2, 2, {}};
        for (int i = 0; i < 4; ++i) raster.heights_m.push_back(static_cast<float>(random.uniform(0, 400)));
        const bool diagonal = random.coin();
        const auto corner = [&](double v, double u) {
            return LatLon{raster.south_deg + 0.02 * v, raster.west_deg + 0.02 * (diagonal ? u : 1 - u)};
        };
        const LatLon from = corner(random.uniform(0.01, 0.2), random.uniform(0.01, 0.2));
        const LatLon to = corner(random.uniform(0.8, 0.99), random.uniform(0.8, 0.99));
        const auto line =
            GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        constexpr double duration_s = 2;
        const auto place_at = [&](double t) {
            LatLon place{};
            line.Position(line.Distance() * t / duration_s, place.lat_deg, place.lon_deg);
            return place;
        };
        // parallel to the line between the ends' ground, nearly as high above it as the hill is
        const double bump_m = surface_m(raster, place_at(1)) - 0.5 * (surface_m(raster, from) + surface_m(raster, to));
        const double above_m = bump_m * random.uniform(0.5, 1.1) + 200;
        const double from_m = surface_m(raster, from) + above_m;
        const double to_m = surface_m(raster, to) + above_m;
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{from, Metres{50e3}};
        spec.altitude.upper = AltitudeLimit::at({Metres{200}, VerticalDatum::agl});
        const Zone zone(spec);
        const Leg leg{{0, from, {Metres{from_m}, VerticalDatum::amsl}},
                      {duration_s, to, {Metres{to_m}, VerticalDatum::amsl}}};
        const auto stays =
            presence(zone, leg, Heights(NoModel{}, TerrainGrid(raster, {VerticalDatum::amsl, Metres{0}})));
        CAPTURE(k, raster.south_deg, raster.west_deg, bump_m, above_m);
        const long before = tally.wrong;
        compare(
            stays, duration_s,
            [&](double t) {
                const double above_ground_m =
                    from_m + (to_m - from_m) * t / duration_s - surface_m(raster, place_at(t));
                return above_ground_m <= 200 ? Containment::inside : Containment::outside;
            },
            tally);
        CHECK(tally.wrong == before);
    }
    std::printf("property/height_presence: %ld legs over a twisted cell, %ld changes, wrong %ld\n", tally.legs,
                tally.changes, tally.wrong);
    CHECK(tally.changes > tally.legs);
}

TEST_CASE("the box of a stretch holds its path, and bounds how it leaves a straight line")
{
    Random random("property/height_presence boxes", 416);
    double fullest = 0;
    double fullest_bow = 0;
    int polar = 0;
    for (int k = 0; k < 12000 * airspace_tests::test_scale(); ++k) {
        LatLon from{random.uniform(-89, 89), random.uniform(-180, 180)};
        if (k % 4 == 0) from.lat_deg = (random.coin() ? 1 : -1) * (90 - random.log_uniform(1e-6, 3));
        const double length_m = random.log_uniform(1, 200e3);
        const LatLon to = direct(from, random.uniform(0, 360), length_m);
        const detail::LegPath path(from, to, random.coin() ? LegKind::rhumb : LegKind::geodesic);
        if (path.length_m() > 1.2 * length_m) continue;  // a rhumb line round the pole, of several pieces
        const detail::PathStretch stretch(from, to, path.length_m(), path.is_rhumb());
        const bool bounded = std::isfinite(stretch.acceleration);
        polar += !bounded;
        CAPTURE(k, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, path.is_rhumb(), length_m);
        // north and east of a place, in metres, as differences from the start
        const double east_m = 111412.9 * std::cos(from.lat_deg * 3.14159265358979 / 180);
        const auto local = [&](LatLon p) {
            return std::pair((p.lat_deg - from.lat_deg) * 110574,
                             std::remainder(p.lon_deg - from.lon_deg, 360) * east_m);
        };
        const auto [end_north, end_east] = local(path.at(path.length_m()));
        for (int i = 1; i < 8; ++i) {
            const double f = i / 8.0;
            const LatLon p = path.at(f * path.length_m());
            constexpr double rounding_deg = 1e-12;
            CHECK(p.lat_deg >= stretch.box.lat_min_deg - rounding_deg);
            CHECK(p.lat_deg <= stretch.box.lat_max_deg + rounding_deg);
            const double middle = 0.5 * (stretch.box.lon_west_deg + stretch.box.lon_east_deg);
            const double half = 0.5 * (stretch.box.lon_east_deg - stretch.box.lon_west_deg);
            CHECK(std::abs(std::remainder(p.lon_deg - middle, 360)) <= half + rounding_deg);
            if (!bounded) continue;
            // each of north and east stays within A L^2 / 8 of a straight line. East by the parallel of the start: a
            // stretch whose own parallels differ by more than a tenth is not measured so
            const double allowed_m = 0.125 * stretch.acceleration * path.length_m() * path.length_m();
            const auto [north, east] = local(p);
            CHECK(std::abs(north - f * end_north) <= allowed_m + 1e-6);
            if (std::abs(std::cos(to.lat_deg * 3.14159265358979 / 180) * 111412.9 / east_m - 1) > 0.1) continue;
            CHECK(std::abs(east - f * end_east) <= 1.1 * allowed_m + 1e-6);
            if (length_m > 1e3) fullest = std::max(fullest, std::abs(east - f * end_east) / allowed_m);
            if (length_m > 1e3) fullest_bow = std::max(fullest_bow, std::abs(north - f * end_north) / allowed_m);
        }
    }
    std::printf("property/height_presence: bounds of the bow used up to %.0f %% (north), %.0f %% (east); %d polar\n",
                100 * fullest_bow, 100 * fullest, polar);
    // the bounds are not idle
    CHECK(fullest > 0.5);
    CHECK(fullest_bow > 0.5);
    CHECK(polar > 100);
}

TEST_CASE("models of a caller's own: a pressure that changes with time and place, a terrain known by its slope alone")
{
    Random random("property/height_presence own models", 417);
    const Heights heights(NoModel{}, Waves{}, RestlessPressure{});
    Tally tally;
    for (int k = 0; k < 60 * airspace_tests::test_scale(); ++k) {
        const LatLon from{54 + random.uniform(-0.02, 0.02), random.uniform(-180, 180)};
        const double duration_s = random.uniform(3, 9);
        const LatLon to = direct(from, random.uniform(0, 360), random.uniform(10, 250) * duration_s);
        const double from_m = random.uniform(100, 300);
        const double to_m = from_m + random.uniform(-30, 30);
        const double lower_m = from_m + RestlessPressure::shift_m(from, 0) + random.uniform(-40, 40);
        const double upper_m =
            from_m + RestlessPressure::shift_m(from, 0) - Waves::height_m(from) + random.uniform(-60, 60);
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{from, Metres{50e3}};
        spec.altitude = {AltitudeLimit::at({Metres{lower_m}, VerticalDatum::amsl}),
                         AltitudeLimit::at({Metres{upper_m}, VerticalDatum::agl})};
        const Leg leg{{0, from, {Metres{from_m}, VerticalDatum::pressure_std}},
                      {duration_s, to, {Metres{to_m}, VerticalDatum::pressure_std}}};
        const auto line =
            GeographicLib::Geodesic::WGS84().InverseLine(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
        CAPTURE(k, from.lat_deg, from.lon_deg, duration_s, lower_m, upper_m);
        const long before = tally.wrong;
        compare(
            presence(Zone(spec), leg, heights), duration_s,
            [&](double t) {
                LatLon at{};
                line.Position(line.Distance() * t / duration_s, at.lat_deg, at.lon_deg);
                const double amsl_m = from_m + (to_m - from_m) * t / duration_s + RestlessPressure::shift_m(at, t);
                return Oracle::within({amsl_m, 2}, lower_m, {amsl_m - Waves::height_m(at), 3}, upper_m);
            },
            tally);
        CHECK(tally.wrong == before);
    }
    std::printf("property/height_presence: %ld legs with models of a caller's own, %ld changes, wrong %ld\n",
                tally.legs, tally.changes, tally.wrong);
    CHECK(tally.changes > 2 * tally.legs);
}

TEST_CASE("a leg flown backwards has the same stays, mirrored")
{
    Random random("property/height_presence mirrored", 413);
    int stays_seen = 0;
    for (int k = 0; k < 200 * airspace_tests::test_scale(); ++k) {
        const LatLon centre{random.uniform(-70, 70), random.uniform(-180, 180)};
        const RasterSpec ground = random_raster(random, centre, 0.2, 300, 0);
        const Heights heights(NoModel{}, TerrainGrid(ground, {VerticalDatum::amsl, Metres{5}}));
        const LatLon a = direct(centre, random.uniform(0, 360), 3000);
        const LatLon b = direct(centre, random.uniform(0, 360), 3000);
        const double base_m = surface_m(ground, a) + 100;
        const Altitude low{Metres{base_m}, VerticalDatum::amsl};
        const Altitude high{Metres{base_m + random.uniform(-100, 100)}, VerticalDatum::amsl};
        ZoneSpec spec = airspace_tests::zone_of(RingSpec{});
        spec.parts[0].exterior.circle = CircleSpec{centre, Metres{20e3}};
        spec.altitude.upper = AltitudeLimit::at({Metres{120}, VerticalDatum::agl});
        const Zone zone(spec);
        const auto there = presence(zone, {{0, a, low}, {60, b, high}}, heights);
        const auto back = presence(zone, {{0, b, high}, {60, a, low}}, heights);
        REQUIRE(there.size() == back.size());
        for (std::size_t i = 0; i < there.size(); ++i) {
            const PresenceInterval& other = back[back.size() - 1 - i];
            ++stays_seen;
            CHECK(there[i].answer == other.answer);
            CHECK(std::abs(there[i].entry_s - (60 - other.exit_s)) < 1e-3);
            CHECK(std::abs(there[i].exit_s - (60 - other.entry_s)) < 1e-3);
        }
    }
    CHECK(stays_seen > 200);
}

TEST_CASE("limits in the leg's own datum, and those that no model leads to: the same bits as without heights")
{
    Random random("property/height_presence same bits", 414);
    long stays_seen = 0;
    for (int k = 0; k < 400 * airspace_tests::test_scale(); ++k) {
        const LatLon centre = random.place();
        const double radius_m = random.log_uniform(100, 500e3);
        ZoneSpec spec = airspace_tests::zone_of(
            airspace_tests::star(random, centre, radius_m, 3 + random.below(9), 0.3, true, EdgeKind::geodesic));
        if (random.coin()) spec.windows = {{10, 20}, {30, 80}};
        const VerticalDatum datum = datums[random.below(4)];
        const VerticalDatum other = datums[random.below(4)];
        spec.altitude.lower =
            random.coin() ? AltitudeLimit::ground() : AltitudeLimit::at({Metres{random.uniform(0, 300)}, datum});
        spec.altitude.upper =
            random.below(4) == 0 ? AltitudeLimit::ground()
                                 : AltitudeLimit::at({Metres{random.uniform(300, 900)}, random.coin() ? datum : other});
        if (!validate(spec).empty()) continue;
        const Zone zone(spec);
        for (int j = 0; j < 5; ++j) {
            const auto height = [&] {
                return Altitude{Metres{random.below(9) == 0 ? std::nan("") : random.uniform(-100, 1000)},
                                random.below(8) == 0 ? other : datum};
            };
            const Leg leg{{0, direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3)), height()},
                          {100, direct(centre, random.uniform(0, 360), radius_m * random.uniform(0, 1.3)), height()},
                          random.coin() ? LegKind::rhumb : LegKind::geodesic};
            const auto plain = presence(zone, leg);
            const auto with = presence(zone, leg, Heights<>());
            REQUIRE(plain.size() == with.size());
            for (std::size_t i = 0; i < plain.size(); ++i) {
                ++stays_seen;
                CHECK(plain[i].entry_s == with[i].entry_s);
                CHECK(plain[i].exit_s == with[i].exit_s);
                CHECK(plain[i].entry_at == with[i].entry_at);
                CHECK(plain[i].exit_at == with[i].exit_at);
                CHECK(plain[i].answer == with[i].answer);
            }
        }
    }
    CHECK(stays_seen > 300);
}
