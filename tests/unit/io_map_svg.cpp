// SPDX-License-Identifier: MIT
#include <picket/geodesy/geodesic.hpp>
#include <picket/io/map_svg.hpp>

#include <GeographicLib/PolygonArea.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using picket::EdgeKind;
using picket::LatLon;
using picket::TrackPoint;
using picket::ZoneSpec;
using picket::io::MapScene;
using picket::io::MapZoneKind;
namespace detail = picket::io::detail;

namespace {

constexpr double t0 = 1758265080.0;  // 2025-09-19T06:58:00Z
const double nan_value = std::nan("");

std::string drawn(const MapScene& scene)
{
    std::ostringstream out;
    picket::io::write_map_svg(out, scene);
    return out.str();
}

std::vector<TrackPoint> track_of(const std::vector<LatLon>& places)
{
    std::vector<TrackPoint> track;
    for (const LatLon p : places) track.push_back({t0 + 600.0 * static_cast<double>(track.size()), p, {}});
    return track;
}

ZoneSpec zone_of(const std::string& id, const std::vector<std::vector<LatLon>>& parts, EdgeKind kind = EdgeKind::lonlat)
{
    ZoneSpec zone;
    zone.id = id;
    for (const auto& part : parts) {
        zone.parts.emplace_back();
        for (const LatLon p : part) zone.parts.back().exterior.vertices.push_back({p, kind});
    }
    return zone;
}

/// Elements closed in order, attributes quoted, entities known, bytes allowed: what an XML parser would refuse.
/// Empty where the document is well-formed.
std::string xml_fault(std::string_view text)
{
    std::vector<std::string> open;
    const auto bad_entity = [](std::string_view s) {
        for (std::size_t i = 0; i < s.size(); ++i) {
            if (s[i] != '&') continue;
            bool known = false;
            for (const std::string_view entity : {"&amp;", "&lt;", "&gt;", "&quot;"})
                known = known || s.substr(i).starts_with(entity);
            if (!known) return true;
        }
        return false;
    };
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20U && c != '\n') return "control character";
    }
    std::size_t i = text.find("?>");
    if (i == text.npos) return "no declaration";
    i += 2;
    while (true) {
        const std::size_t tag = text.find('<', i);
        const std::string_view content = text.substr(i, tag == text.npos ? text.npos : tag - i);
        if (bad_entity(content) || content.find('>') != content.npos) return "bad text: " + std::string(content);
        if (tag == text.npos) break;
        const std::size_t end = text.find('>', tag);
        if (end == text.npos) return "open tag";
        std::string_view body = text.substr(tag + 1, end - tag - 1);
        i = end + 1;
        if (body.starts_with('/')) {
            if (open.empty() || open.back() != body.substr(1)) return "closes " + std::string(body);
            open.pop_back();
            continue;
        }
        const bool empty = body.ends_with('/');
        if (empty) body.remove_suffix(1);
        const std::size_t name_end = body.find(' ');
        const std::string name(body.substr(0, name_end));
        std::string_view attributes = name_end == body.npos ? std::string_view{} : body.substr(name_end);
        std::vector<std::string> seen;
        while (!attributes.empty()) {
            if (attributes.front() == ' ') {
                attributes.remove_prefix(1);
                continue;
            }
            const std::size_t equals = attributes.find("=\"");
            if (equals == attributes.npos) return "attribute: " + std::string(attributes);
            const std::size_t close = attributes.find('"', equals + 2);
            if (close == attributes.npos) return "quote: " + std::string(attributes);
            const std::string key(attributes.substr(0, equals));
            for (const std::string& other : seen) {
                if (other == key) return "twice: " + key;
            }
            seen.push_back(key);
            const std::string_view value = attributes.substr(equals + 2, close - equals - 2);
            if (bad_entity(value) || value.find("nan") != value.npos || value.find("inf") != value.npos)
                return "value: " + std::string(value);
            attributes.remove_prefix(close + 1);
        }
        if (!empty) open.push_back(name);
    }
    return open.empty() ? "" : "never closed: " + open.back();
}

/// Total length of what is stroked in the group that starts with `group` [px].
double stroked_px(const std::string& svg, const std::string& group)
{
    const std::size_t begin = svg.find(group);
    REQUIRE(begin != std::string::npos);
    const std::string text = svg.substr(begin, svg.find("</g>", begin) - begin);
    double sum = 0;
    std::size_t at = 0;
    constexpr std::string_view lead = "<path fill=\"none\" d=\"";
    while ((at = text.find(lead, at)) != std::string::npos) {
        at += lead.size();
        const char* p = text.c_str() + at;
        double x = 0;
        double y = 0;
        while (*p != '"') {
            const bool move = *p == 'M';
            ++p;
            char* next = nullptr;
            const double nx = std::strtod(p, &next);
            const double ny = std::strtod(next + 1, &next);
            p = next;
            if (!move) sum += std::hypot(nx - x, ny - y);
            x = nx;
            y = ny;
        }
    }
    return sum;
}

constexpr const char* territory_group = "<g fill=\"#5b9bcb\"";

}  // namespace

TEST_CASE("map svg: well-formed, self-contained and the same each time")
{
    const ZoneSpec land = zone_of("EST", {{{57.5, 22.0}, {57.5, 28.0}, {59.5, 28.0}, {59.5, 22.0}}});
    const ZoneSpec sea = zone_of("sea", {{{59.0, 22.0}, {59.0, 28.0}, {59.9, 27.0}, {59.7, 24.0}}}, EdgeKind::geodesic);
    const auto track =
        track_of({{60.0, 28.0}, {59.6, 26.0}, {59.5, 24.0}, {nan_value, nan_value}, {59.8, 22.0}, {60.0, 21.0}});
    MapScene scene;
    scene.title = "<script>alert(\"&\")</script> caf\xE9 \x01";
    scene.notes = {"a & b", "]]>"};
    scene.zones = {
        {&land, MapZoneKind::land, "Eesti & co"}, {&sea, MapZoneKind::territory}, {nullptr, MapZoneKind::land}};
    scene.tracks = {{"<alpha>", track}};
    scene.incidents = {{"1",
                        "<alpha>",
                        "sea",
                        {picket::Containment::inside,
                         t0 + 300,
                         t0 + 900,
                         {59.8, 27.0},
                         {59.55, 25.0},
                         picket::Metres{9600.0},
                         t0 + 600,
                         {59.6, 26.0},
                         picket::IncidentStatus::closed},
                        track},
                       {"2",
                        "<alpha>",
                        "elsewhere",
                        {picket::Containment::unknown,
                         t0 + 2400,
                         t0 + 3000,
                         {59.8, 22.0},
                         {60.0, 21.0},
                         picket::Metres{nan_value},
                         nan_value,
                         {nan_value, nan_value},
                         picket::IncidentStatus::open_at_end},
                        track}};
    scene.places = {{"Vaindloo", {59.817, 26.36}}, {"nowhere", {nan_value, 0.0}}};
    scene.attribution = {"<b>me</b>"};
    const std::string svg = drawn(scene);
    CHECK(xml_fault(svg) == "");
    CHECK(svg.find("<script") == std::string::npos);
    CHECK(svg.find("href") == std::string::npos);
    CHECK(svg.find("&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt; caf\xEF\xBF\xBD \xEF\xBF\xBD") !=
          std::string::npos);
    CHECK(svg.find(">10:00<") != std::string::npos);   // duration of the first
    CHECK(svg.find(">9.6 km<") != std::string::npos);  // its depth
    CHECK(svg.find("1 track, 2 incidents") != std::string::npos);
    CHECK(svg.find("19 September 2025, 06:58 to 07:48 UTC") != std::string::npos);
    CHECK(svg == drawn(scene));
}

TEST_CASE("map svg: the checker of well-formedness finds faults")
{
    CHECK(xml_fault("<?xml?><a b=\"c\"><d/></a>") == "");
    CHECK(xml_fault("<?xml?><a><b></a></b>") != "");
    CHECK(xml_fault("<?xml?><a>x & y</a>") != "");
    CHECK(xml_fault("<?xml?><a b=\"1\" b=\"2\"/>") != "");
    CHECK(xml_fault("<?xml?><a b=\"nan\"/>") != "");
    CHECK(xml_fault("<?xml?><a>") != "");
}

TEST_CASE("map svg: nothing, or next to nothing, to show")
{
    CHECK(xml_fault(drawn(MapScene{})) == "");

    MapScene scene;
    const auto nowhere = track_of({{nan_value, nan_value}, {91.0, 0.0}});
    const auto point = track_of({{59.0, 25.0}});
    const ZoneSpec empty = zone_of("empty", {});
    const ZoneSpec broken = zone_of("broken", {{{95.0, 0.0}, {nan_value, 1.0}, {1.0, 1.0}}, {{1.0, 1.0}}});
    scene.zones = {{&empty, MapZoneKind::airspace}, {&broken, MapZoneKind::land}};
    scene.tracks = {{"nowhere", nowhere}};
    CHECK(xml_fault(drawn(scene)) == "");
    scene.tracks.push_back({"point", point});
    CHECK(xml_fault(drawn(scene)) == "");
}

TEST_CASE("map svg: poles, antimeridian and the whole Earth")
{
    const ZoneSpec cap = zone_of("cap", {{{-70.0, 0.0}, {-70.0, 120.0}, {-70.0, -120.0}}}, EdgeKind::rhumb);
    for (const auto& places :
         {std::vector<LatLon>{{-60, -60}, {-90, 0}, {-62, 130}},
          std::vector<LatLon>{{80, 20}, {90, 0}, {72, -179}, {70, 178}}, std::vector<LatLon>{{-19, 176}, {-16, -179}},
          std::vector<LatLon>{{50, 10}, {40, -70}, {30, 140}, {-30, 150}, {-30, 30}},
          std::vector<LatLon>{{0, 0}, {0, 180}}}) {
        const auto track = track_of(places);
        MapScene scene;
        scene.zones = {{&cap, MapZoneKind::territory}};
        scene.tracks = {{"a", track}};
        CHECK(xml_fault(drawn(scene)) == "");
    }
}

TEST_CASE("map svg: a cut along 180 degrees is not drawn as a border")
{
    const ZoneSpec whole = zone_of("whole", {{{-18.0, 178.0}, {-18.0, -178.0}, {-16.0, -178.0}, {-16.0, 178.0}}});
    const ZoneSpec halves = zone_of("halves", {{{-18.0, 178.0}, {-18.0, 180.0}, {-16.0, 180.0}, {-16.0, 178.0}},
                                               {{-18.0, -180.0}, {-18.0, -178.0}, {-16.0, -178.0}, {-16.0, -180.0}}});
    // one half alone does end at 180 degrees
    const ZoneSpec half = zone_of("half", {{{-18.0, 178.0}, {-18.0, 180.0}, {-16.0, 180.0}, {-16.0, 178.0}}});
    const auto outline_px = [](const ZoneSpec& zone) {
        MapScene scene;
        scene.zones = {{&zone, MapZoneKind::territory}};
        scene.extent = {{-19.0, 177.0}, {-15.0, -177.0}};
        return stroked_px(drawn(scene), territory_group);
    };
    const double one_px = outline_px(whole);
    CHECK_THAT(outline_px(halves), WithinAbs(one_px, 1.0));  // a few points rounded to tenths of a pixel
    // half of the two long sides, and both short ones
    CHECK(outline_px(half) > 0.6 * one_px);
}

TEST_CASE("map svg: zones with the same boundary are drawn once")
{
    const ZoneSpec low = zone_of("low", {{{46.0, 7.0}, {46.0, 9.0}, {47.0, 9.0}, {47.0, 7.0}}});
    ZoneSpec high = low;
    high.id = "high";
    MapScene scene;
    scene.zones = {{&low, MapZoneKind::territory}};
    const double once = stroked_px(drawn(scene), territory_group);
    scene.zones.push_back({&high, MapZoneKind::territory});
    const std::string svg = drawn(scene);
    CHECK(stroked_px(svg, territory_group) == once);
    CHECK(svg.find(">high + 1 more<") != std::string::npos);
}

TEST_CASE("map svg: circles are drawn as circles")
{
    ZoneSpec zone;
    zone.id = "circle";
    zone.parts.emplace_back();
    zone.parts[0].exterior.circle = picket::CircleSpec{{59.4, 24.8}, picket::Metres{10000.0}};
    MapScene scene;
    scene.zones = {{&zone, MapZoneKind::territory}};
    const std::string svg = drawn(scene);
    CHECK(xml_fault(svg) == "");
    // With no track the zone is the extent: its height, with a margin of 12 %, fills the frame.
    const std::size_t at = svg.find("<clipPath id=\"frame\"><rect ");
    const std::size_t height = svg.find("height=\"", at) + 8;
    const double frame_px = std::strtod(svg.c_str() + height, nullptr);
    CHECK_THAT(stroked_px(svg, territory_group), WithinRel(3.14159265358979 * frame_px / 1.12, 0.002));
}

TEST_CASE("map projection: true at the centre, equal area everywhere, and back again")
{
    for (const LatLon centre :
         {LatLon{59.8, 25.2}, LatLon{0.0, 180.0}, LatLon{-45.0, -70.0}, LatLon{90.0, 0.0}, LatLon{-89.5, 30.0}}) {
        CAPTURE(centre.lat_deg, centre.lon_deg);
        const detail::LambertAzimuthal plane(centre);
        for (const double azimuth : {0.0, 37.0, 90.0, 180.0, 250.0}) {
            // 1 km from the centre
            const LatLon p =
                picket::geodesic_direct(plane.centre(), picket::Degrees{azimuth}, picket::Metres{1000.0}).at;
            const auto q = plane.forward(p);
            CHECK_THAT(std::hypot(q.x, q.y), WithinRel(1000.0, 1e-5));
            CHECK_THAT(std::remainder(std::atan2(q.x, q.y) * 180.0 / 3.14159265358979 - azimuth, 360.0),
                       WithinAbs(0.0, 0.01));
            for (const double distance_m : {1.0, 1e5, 5e6, 1.5e7}) {
                const LatLon far =
                    picket::geodesic_direct(plane.centre(), picket::Degrees{azimuth}, picket::Metres{distance_m}).at;
                const LatLon back = plane.inverse(plane.forward(far));
                CHECK(picket::geodesic_distance(far, back).value() < 1.0);  // the series of the inverse: 1e-8 degree
            }
        }
        // a lumpy region far from the centre
        detail::Polyline ring;
        GeographicLib::PolygonArea polygon(GeographicLib::Geodesic::WGS84());
        const LatLon middle = picket::geodesic_direct(plane.centre(), picket::Degrees{70.0}, picket::Metres{4e6}).at;
        for (int i = 0; i < 720; ++i) {
            const double radius_m = 8e5 + 3e5 * std::sin(i / 720.0 * 5.0 * 6.283185307);
            const LatLon p = picket::geodesic_direct(middle, picket::Degrees{-0.5 * i}, picket::Metres{radius_m}).at;
            ring.push_back(plane.forward(p));
            polygon.AddPoint(p.lat_deg, p.lon_deg);
        }
        double perimeter = 0;
        double area = 0;
        polygon.Compute(false, true, perimeter, area);
        CHECK_THAT(0.5 * detail::double_area(ring),
                   WithinRel(area, 1e-4));  // straight sides on paper, geodesics on Earth
    }
}

TEST_CASE("map extent: circular")
{
    const auto extent = detail::extent_of({{-17.0, 179.0}, {-17.0, -179.0}, {nan_value, 0.0}});
    CHECK_THAT(extent.centre.lat_deg, WithinAbs(-17.0, 0.01));
    CHECK_THAT(std::abs(extent.centre.lon_deg), WithinAbs(180.0, 1e-6));
    CHECK_THAT(extent.half_width_m, WithinRel(106.4e3, 0.01));  // a degree at 17 S
    const auto polar = detail::extent_of({{80.0, 0.0}, {80.0, 90.0}, {80.0, 180.0}, {80.0, -90.0}});
    CHECK(polar.centre.lat_deg > 89.9);
}

TEST_CASE("labels: inside the frame and apart from each other")
{
    constexpr unsigned seed = 20250919;
    std::printf("labels: seed %u\n", seed);
    std::mt19937 engine(seed);
    std::uniform_real_distribution<double> x(0.0, 800.0);
    std::uniform_real_distribution<double> y(0.0, 500.0);
    const detail::Box frame{0.0, 0.0, 800.0, 500.0};
    detail::LabelLayout layout(frame);
    const detail::Box blocked{300.0, 200.0, 400.0, 300.0};
    layout.block(blocked);
    std::vector<detail::Box> placed;
    for (int i = 0; i < 400; ++i) {
        std::vector<detail::Box> candidates;
        for (int k = 0; k < 4; ++k) {
            const double left = x(engine) - 40.0;
            const double top = y(engine) - 8.0;
            candidates.push_back({left, top, left + 70.0, top + 14.0});
        }
        if (const auto best = layout.place(candidates, {}, 0.5)) placed.push_back(candidates[*best]);
    }
    CHECK(placed.size() > 60);
    placed.push_back(blocked);
    for (std::size_t i = 0; i < placed.size(); ++i) {
        CHECK(frame.holds(placed[i]));
        for (std::size_t k = 0; k < i; ++k) {
            const auto& a = placed[i];
            const auto& b = placed[k];
            CHECK_FALSE((a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
        }
    }

    SECTION("a line is avoided where there is room beside it")
    {
        detail::LabelLayout free(frame);
        free.discourage({{0.0, 100.0}, {800.0, 100.0}}, 1.0F);
        const std::vector<detail::Box> candidates{{100.0, 95.0, 170.0, 109.0}, {100.0, 120.0, 170.0, 134.0}};
        CHECK(free.place(candidates, {}, 0.5) == std::size_t{1});
    }
}

TEST_CASE("svg helpers: clipping and thinning")
{
    const detail::Box box{0.0, 0.0, 10.0, 10.0};
    // a diamond about the box's corner: a quarter of it is inside
    const auto quarter = detail::clip_ring({{-4.0, 0.0}, {0.0, -4.0}, {4.0, 0.0}, {0.0, 4.0}}, box);
    CHECK_THAT(std::abs(detail::double_area(quarter)), WithinAbs(2.0 * 8.0, 1e-12));
    CHECK(detail::clip_ring({{20.0, 20.0}, {30.0, 20.0}, {20.0, 30.0}}, box).size() < 3);
    CHECK_THAT(
        std::abs(detail::double_area(detail::clip_ring({{-5.0, -5.0}, {50.0, -5.0}, {50.0, 50.0}, {-5.0, 50.0}}, box))),
        WithinAbs(200.0, 1e-9));

    const auto pieces = detail::clip_line({{-5.0, 5.0}, {15.0, 5.0}, {15.0, 8.0}, {5.0, 8.0}, {5.0, 9.0}}, box);
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0] == detail::Polyline{{0.0, 5.0}, {10.0, 5.0}});
    CHECK(pieces[1] == detail::Polyline{{10.0, 8.0}, {5.0, 8.0}, {5.0, 9.0}});

    detail::Polyline wave;
    for (int i = 0; i <= 1000; ++i) wave.push_back({0.1 * i, std::sin(0.1 * i)});
    const auto few = detail::thin(wave, 0.05);
    CHECK(few.size() < 250);
    for (const auto p : wave) {
        double nearest = 1e9;
        for (std::size_t i = 1; i < few.size(); ++i)
            nearest = std::min(nearest, detail::distance_to_segment(p, few[i - 1], few[i]));
        CHECK(nearest <= 0.05 + 1e-12);
    }
}

TEST_CASE("svg helpers: text")
{
    CHECK(detail::xml_text("a<b>&\"c\"\n\x07\xC3\xA4\xED\xA0\x80\xC0\xAF\xFF") ==
          "a&lt;b&gt;&amp;&quot;c&quot; "
          "\xEF\xBF\xBD\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(detail::fit_text("Tallinn", 10.0) == "Tallinn");
    CHECK(detail::fit_text("Tallinn", 3.0) == "Talli\xE2\x80\xA6");
    CHECK(detail::fixed_text(12.30, 2) == "12.3");
    CHECK(detail::fixed_text(-0.04, 1) == "0");
    CHECK(detail::duration_text(0.4) == "0:00");
    CHECK(detail::duration_text(724.0) == "12:04");
    CHECK(detail::duration_text(3600.0 + 62.0) == "1:01:02");
    CHECK(detail::duration_text(nan_value) == "?");
    CHECK(detail::length_text(148.4) == "148 m");
    CHECK(detail::length_text(999.6) == "1.0 km");
    CHECK(detail::length_text(9630.0) == "9.6 km");
    CHECK(detail::length_text(10960.0) == "11.0 km");
    CHECK(detail::length_text(198938.0) == "199 km");
    CHECK(detail::length_text(nan_value) == "?");
    CHECK(detail::angle_text(59.5, 'N', 'S') ==
          "59\xC2\xB0"
          "30\xE2\x80\xB2N");
    CHECK(detail::angle_text(-8.0, 'E', 'W') == "8\xC2\xB0W");
    CHECK(detail::angle_text(0.0, 'E', 'W') == "0\xC2\xB0");
    CHECK(detail::angle_text(180.0, 'E', 'W') == "180\xC2\xB0");
    CHECK(detail::clock_text(t0) == "06:58:00");
    CHECK(detail::date_text(t0) == "19 September 2025");
}
