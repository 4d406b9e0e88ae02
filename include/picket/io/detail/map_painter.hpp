// SPDX-License-Identifier: MIT
/// @file
/// Draws a MapScene: layout of the page, the layers of the map, the legend and the table. Not for users.
///
/// The page, from the top: title and notes; the map with its graticule labels; the legend; the table of
/// incidents (beside the map where the map is upright, below it where it is not); the sources.
#ifndef PICKET_IO_DETAIL_MAP_PAINTER_HPP
#define PICKET_IO_DETAIL_MAP_PAINTER_HPP

#include <picket/io/detail/curve_path.hpp>
#include <picket/io/detail/label_layout.hpp>
#include <picket/io/detail/map_projection.hpp>
#include <picket/io/detail/svg.hpp>
#include <picket/io/map_scene.hpp>
#include <picket/io/utc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// "12:04", "1:02:33": hours only where there are some.
[[nodiscard]] inline std::string duration_text(double seconds)
{
    if (!(seconds >= 0.0 && seconds < 1e9)) return "?";
    const auto whole = static_cast<long>(std::lround(seconds));
    const auto two = [](long v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    const std::string minutes_seconds = two(whole / 60 % 60) + ":" + two(whole % 60);
    if (whole >= 3600) return std::to_string(whole / 3600) + ":" + minutes_seconds;
    return minutes_seconds[0] == '0' ? minutes_seconds.substr(1) : minutes_seconds;
}

/// "850 m", "9.6 km", "120 km": three figures at most.
[[nodiscard]] inline std::string length_text(double metres)
{
    if (!std::isfinite(metres)) return "?";
    if (metres < 999.5) return fixed_text(metres, 0) + " m";
    if (metres >= 99950.0) return fixed_text(metres / 1000.0, 0) + " km";
    const std::string tenths = fixed_text(metres / 1000.0, 1);
    return tenths + (tenths.find('.') == tenths.npos ? ".0 km" : " km");
}

/// "19 September 2025"
[[nodiscard]] inline std::string date_text(double time_s)
{
    if (!is_time(time_s)) return "?";
    constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
    const CivilDate date = civil_from_days(static_cast<std::int64_t>(std::floor(time_s / 86400.0)));
    return std::to_string(date.day) + " " + std::string(months[static_cast<std::size_t>(date.month - 1)]) + " " +
           std::to_string(date.year);
}

/// "06:58:00"
[[nodiscard]] inline std::string clock_text(double time_s)
{
    if (!is_time(time_s)) return "?";
    return utc_text(std::round(time_s)).substr(11, 8);
}

/// "59°30′N": whole minutes.
[[nodiscard]] inline std::string angle_text(double deg, char positive, char negative)
{
    const auto minutes = std::lround(std::abs(deg) * 60.0);
    std::string text = std::to_string(minutes / 60) + "\xC2\xB0";
    if (minutes % 60 != 0) text += (minutes % 60 < 10 ? "0" : "") + std::to_string(minutes % 60) + "\xE2\x80\xB2";
    if (minutes != 0 && minutes != 180 * 60) text += deg > 0.0 ? positive : negative;
    return text;
}

/// Did the track come in from outside, or was it inside when it began?
[[nodiscard]] inline bool entry_seen(const IncidentRecord& record)
{
    switch (record.incident.status) {
        case IncidentStatus::closed: return true;
        case IncidentStatus::open_at_start: return false;
        case IncidentStatus::open_at_end: break;
    }
    // open at both ends is called open_at_end: was there a plot before the entry, with no gap between?
    bool before = false;
    for (const TrackPoint& plot : record.track) {
        if (!is_valid(plot.at)) before = false;
        if (plot.time_s >= record.incident.entry_s) return before;
        if (is_valid(plot.at)) before = true;
    }
    return true;  // no track to ask
}

class MapPainter {
public:
    explicit MapPainter(const MapScene& scene) : scene_(scene), plane_({0.0, 0.0}) {}

    [[nodiscard]] std::string document()
    {
        lay_out();
        LabelLayout labels(frame_);
        paint_zones(labels);
        paint_graticule();
        paint_tracks(labels);
        paint_incidents(labels);
        paint_furniture(labels);
        label_places(labels);
        label_incidents(labels);
        label_zones(labels);
        label_tracks(labels);
        if (beside_) paint_table();
        paint_legend();
        if (!beside_) paint_table();
        return assemble();
    }

private:
    // The page [px]
    static constexpr double page_width = 1200.0;
    static constexpr double margin = 28.0;
    static constexpr double latitude_gutter = 46.0;  // left of the map, for its labels
    static constexpr double panel_width = 436.0;     // the table beside an upright map
    static constexpr double row_height = 22.0;
    static constexpr std::size_t rows_below = 20;  // in two columns

    // The colours: muted ground, one accent for what matters
    static constexpr const char* ink = "#22262b";
    static constexpr const char* faint_ink = "#666c73";
    static constexpr const char* water = "#dbe7ee";
    static constexpr const char* land_fill = "#f5f1e8";
    static constexpr const char* land_line = "#a39b8b";
    static constexpr const char* territory_line = "#2d6187";
    static constexpr const char* territory_fill = "#5b9bcb";
    static constexpr const char* airspace_line = "#6d5a9c";
    static constexpr const char* airspace_fill = "#7a66ab";
    static constexpr const char* accent = "#c3122f";
    static constexpr const char* accent_unknown = "#d9861a";
    static constexpr const char* track_line = "#3a3f45";

    // ---------------------------------------------------------------- layout

    [[nodiscard]] std::vector<LatLon> places_to_show() const
    {
        if (!scene_.extent.empty()) return scene_.extent;
        std::vector<LatLon> places;
        for (const MapTrack& track : scene_.tracks) {
            for (const TrackPoint& plot : track.points) {
                if (is_valid(plot.at)) places.push_back(plot.at);
            }
        }
        const auto add_zones = [&](bool land) {
            for (const MapZone& zone : scene_.zones) {
                if (zone.zone == nullptr || (zone.kind == MapZoneKind::land) != land) continue;
                for (const PartSpec& part : zone.zone->parts) {
                    if (!is_drawable(part.exterior)) continue;
                    for (const Curve& curve : ring_curves(part.exterior)) {
                        const CurvePath path(curve);
                        // an edge reaches out no further than its ends, an arc does
                        for (const double u : {0.0, 0.25, 0.5, 0.75}) places.push_back(path.at(u));
                    }
                }
            }
        };
        if (places.empty()) add_zones(false);
        if (places.empty()) add_zones(true);
        return places;
    }

    void lay_out()
    {
        const MapExtent extent = extent_of(places_to_show());
        plane_ = LambertAzimuthal(extent.centre);
        const bool nothing = extent.half_width_m == 0.0 && extent.half_height_m == 0.0;
        // room around: a twelfth, and never less than a kilometre in all
        double half_width_m = std::max(1.12 * extent.half_width_m, 500.0);
        double half_height_m = std::max(1.12 * extent.half_height_m, 500.0);
        if (nothing && places_to_show().empty()) half_width_m = half_height_m = 2.0 * plane_.radius_m();

        const double top = 58.0 + 20.0 * static_cast<double>(scene_.notes.size() + 1);
        beside_ = !scene_.incidents.empty() && half_width_m < 0.95 * half_height_m;
        const double left = margin + latitude_gutter;
        const double width = page_width - left - margin - (beside_ ? panel_width + 24.0 : 0.0);
        const double height =
            std::clamp(width * half_height_m / half_width_m, beside_ ? 560.0 : 460.0, beside_ ? 980.0 : 780.0);
        frame_ = {left, top, left + width, top + std::floor(height)};
        px_per_m_ = std::min(frame_.width() / (2.0 * half_width_m), frame_.height() / (2.0 * half_height_m));
        middle_ = {0.5 * (frame_.left + frame_.right), 0.5 * (frame_.top + frame_.bottom)};
        if (frame_.holds(paper({90.0, 0.0})) || frame_.holds(paper({-90.0, 0.0}))) {
            // round a pole the upper side has meridians of its own to label
            constexpr double room = 16.0;
            frame_.top += room;
            frame_.bottom += room;
            middle_.y += room;
        }
        window_ = frame_.grown(20.0);
        const double corner_m = std::hypot(frame_.width(), frame_.height()) / 2.0 / px_per_m_;
        globe_ = corner_m > 1.9 * plane_.radius_m();
        page_bottom_ = frame_.bottom + 26.0;
        zone_parts_.resize(scene_.zones.size());
        for (std::size_t i = 0; i < scene_.zones.size(); ++i) drawn_as_.push_back(drawn_as(i));
    }

    [[nodiscard]] PlanePoint paper(LatLon p) const noexcept
    {
        const PlanePoint q = plane_.forward(p);
        return {middle_.x + q.x * px_per_m_, middle_.y - q.y * px_per_m_};
    }

    /// Is a straight line good enough between two points of a curve? To a fifth of a pixel, and anywhere on
    /// one side of the window.
    [[nodiscard]] auto straight_on_paper() const
    {
        return [this](LatLon a, LatLon m, LatLon b) {
            const PlanePoint pa = paper(a);
            const PlanePoint pb = paper(b);
            if (std::abs(pa.x - pb.x) < 2.0 && std::abs(pa.y - pb.y) < 2.0) return true;
            const PlanePoint pm = paper(m);
            const auto all = [&](const auto& beyond) { return beyond(pa) && beyond(pm) && beyond(pb); };
            if (all([&](PlanePoint p) { return p.x < window_.left; }) ||
                all([&](PlanePoint p) { return p.x > window_.right; }) ||
                all([&](PlanePoint p) { return p.y < window_.top; }) ||
                all([&](PlanePoint p) { return p.y > window_.bottom; }))
                return true;
            return distance_to_segment(pm, pa, pb) < 0.2;
        };
    }

    // ---------------------------------------------------------------- text

    struct Style {
        double size = 13.0;
        const char* fill = ink;
        const char* anchor = "start";
        const char* extra = "";
    };

    [[nodiscard]] static std::string text_at(double x, double y, std::string_view text, const Style& style)
    {
        std::string result = "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" font-size=\"" + px(style.size) +
                             "\" fill=\"" + style.fill + '"';
        if (std::string_view(style.anchor) != "start") result += std::string(" text-anchor=\"") + style.anchor + '"';
        return result + style.extra + '>' + xml_text(text) + "</text>\n";
    }

    /// Text with a pale edge, readable on any ground. Drawn twice: paint-order is not SVG 1.1.
    [[nodiscard]] static std::string haloed_text(double x, double y, std::string_view text, Style style)
    {
        const std::string front = text_at(x, y, text, style);
        const std::string extra =
            std::string(style.extra) +
            " stroke=\"#fff\" stroke-width=\"3.2\" stroke-linejoin=\"round\" stroke-opacity=\"0.85\"";
        style.extra = extra.c_str();
        style.fill = "#fff";
        return text_at(x, y, text, style) + front;
    }

    [[nodiscard]] static Box text_box(double x, double y, std::string_view text, const Style& style)
    {
        const double width = text_width_em(text) * style.size;
        const std::string_view anchor(style.anchor);
        const double left = anchor == "middle" ? x - 0.5 * width : anchor == "end" ? x - width : x;
        return {left, y - 0.78 * style.size, left + width, y + 0.22 * style.size};
    }

    /// Puts a text beside a point where it hides least, or not at all.
    bool label_point(LabelLayout& labels, PlanePoint at, double gap, std::string_view text, Style style, double limit)
    {
        struct Spot {
            double dx;
            double dy;
            const char* anchor;
        };
        const double d = 0.75 * gap;
        const std::array<Spot, 12> spots{{{gap, 0.35 * style.size, "start"},
                                          {d, -d, "start"},
                                          {d, d + 0.75 * style.size, "start"},
                                          {-gap, 0.35 * style.size, "end"},
                                          {-d, -d, "end"},
                                          {-d, d + 0.75 * style.size, "end"},
                                          {0, -gap - 0.1 * style.size, "middle"},
                                          {0, gap + 0.8 * style.size, "middle"},
                                          {2.2 * gap, -2.2 * gap, "start"},
                                          {2.2 * gap, 2.2 * gap + 0.75 * style.size, "start"},
                                          {-2.2 * gap, -2.2 * gap, "end"},
                                          {-2.2 * gap, 2.2 * gap + 0.75 * style.size, "end"}}};
        std::array<Box, spots.size()> boxes{};
        std::array<double, spots.size()> handicap{};
        for (std::size_t i = 0; i < spots.size(); ++i) {
            style.anchor = spots[i].anchor;
            boxes[i] = text_box(at.x + spots[i].dx, at.y + spots[i].dy, text, style);
            handicap[i] = 0.015 * static_cast<double>(i) + (i >= 8 ? 0.08 : 0.0);
        }
        const std::optional<std::size_t> best = labels.place(boxes, handicap, limit);
        if (!best) return false;
        style.anchor = spots[*best].anchor;
        labels_ += haloed_text(at.x + spots[*best].dx, at.y + spots[*best].dy, text, style);
        return true;
    }

    // ---------------------------------------------------------------- zones

    /// A ring on paper, and which of its steps are not borders but cuts of the file along 180 degrees.
    struct PaperRing {
        Polyline points;        // points[i] to points[i + 1], the last to the first
        std::vector<char> cut;  // step that ends at points[i]
        bool far_side = false;  // the antipode of the middle lies inside
    };

    [[nodiscard]] PaperRing paper_ring(const RingSpec& ring) const
    {
        PaperRing result;
        if (!is_drawable(ring)) return result;
        const std::vector<Curve> curves = ring_curves(ring);
        const auto straight = straight_on_paper();
        for (const Curve& curve : curves) {
            if (curve.is_spin()) continue;
            const bool cut = curve.is_meridian() && curve.lon_west_deg == -180.0 && is_cut(curves, curve);
            follow(curve, straight, [&](LatLon p) {
                result.points.push_back(paper(p));
                result.cut.push_back(cut ? 1 : 0);
            });
        }
        // Equal areas: more than half of the Earth on paper means that the smaller side is the other one.
        const double area = 0.5 * double_area(result.points) / (px_per_m_ * px_per_m_);
        const double half_earth = 2.0 * 3.14159265358979323846 * plane_.radius_m() * plane_.radius_m();
        switch (ring.inside) {
            case RingSide::smaller_area: result.far_side = std::abs(area) > half_earth; break;
            // paper has y downwards: a ring run counter-clockwise on the map has a negative area
            case RingSide::left: result.far_side = area > 0.0; break;
            case RingSide::right: result.far_side = area < 0.0; break;
        }
        return result;
    }

    /// Files cut what crosses the antimeridian in two and close the halves along it. Such a step has its like,
    /// run the other way, in the other half (or in the same ring, round a pole): RFC 7946, section 3.1.9.
    [[nodiscard]] bool is_cut(const std::vector<Curve>& ring, const Curve& step) const
    {
        const auto opposite = [&](const Curve& other) {
            return other.is_meridian() && other.lon_west_deg == -180.0 && other.ring_forward != step.ring_forward &&
                   other.lat_west_deg < step.lat_east_deg && step.lat_west_deg < other.lat_east_deg;
        };
        if (std::any_of(ring.begin(), ring.end(), opposite)) return true;
        return std::any_of(antimeridian_.begin(), antimeridian_.end(), opposite);
    }

    void collect_antimeridian(const ZoneSpec& zone)
    {
        antimeridian_.clear();
        for (const PartSpec& part : zone.parts) {
            const auto& vertices = part.exterior.vertices;
            const bool touches = std::any_of(vertices.begin(), vertices.end(), [](const RingVertex& v) {
                return is_valid(v.at) && picket::detail::normalised_longitude(v.at.lon_deg) == -180.0;
            });
            if (!touches || !is_drawable(part.exterior)) continue;
            for (const Curve& curve : ring_curves(part.exterior)) {
                if (curve.is_meridian() && curve.lon_west_deg == -180.0) antimeridian_.push_back(curve);
            }
        }
    }

    void paint_zones(LabelLayout& labels)
    {
        for (const MapZoneKind kind : {MapZoneKind::land, MapZoneKind::territory, MapZoneKind::airspace}) {
            for (std::size_t i = 0; i < scene_.zones.size(); ++i) {
                const MapZone& zone = scene_.zones[i];
                if (zone.zone == nullptr || zone.kind != kind || drawn_as_[i] != i) continue;
                collect_antimeridian(*zone.zone);
                for (const PartSpec& part : zone.zone->parts) paint_part(part, zone.kind, i, labels);
            }
        }
    }

    /// Index of the first zone with the same boundary and kind.
    [[nodiscard]] std::size_t drawn_as(std::size_t i) const
    {
        const auto same_vertex = [](const RingVertex& a, const RingVertex& b) {
            // straight edges have no centre: theirs is NaN, which equals nothing
            return a.at == b.at && a.edge_to_next == b.edge_to_next &&
                   (!is_arc(a.edge_to_next) || a.arc_centre == b.arc_centre);
        };
        const auto same_ring = [&](const RingSpec& a, const RingSpec& b) {
            if (a.inside != b.inside || a.circle.has_value() != b.circle.has_value()) return false;
            if (a.circle && !(a.circle->centre == b.circle->centre && a.circle->radius == b.circle->radius))
                return false;
            return std::equal(a.vertices.begin(), a.vertices.end(), b.vertices.begin(), b.vertices.end(), same_vertex);
        };
        const auto same_part = [&](const PartSpec& a, const PartSpec& b) {
            return same_ring(a.exterior, b.exterior) &&
                   std::equal(a.holes.begin(), a.holes.end(), b.holes.begin(), b.holes.end(), same_ring);
        };
        const MapZone& zone = scene_.zones[i];
        if (zone.zone == nullptr) return i;
        for (std::size_t k = 0; k < i; ++k) {
            const MapZone& other = scene_.zones[k];
            if (other.zone == nullptr || other.kind != zone.kind) continue;
            const auto& a = other.zone->parts;
            const auto& b = zone.zone->parts;
            if (std::equal(a.begin(), a.end(), b.begin(), b.end(), same_part)) return k;
        }
        return i;
    }

    void paint_part(const PartSpec& part, MapZoneKind kind, std::size_t zone, LabelLayout& labels)
    {
        std::string fill;
        std::string line;
        std::vector<Polyline> rings;
        const auto add = [&](const RingSpec& spec) {
            const PaperRing ring = paper_ring(spec);
            if (ring.points.size() < 3) return;
            Polyline closed = ring.points;
            closed.push_back(closed.front());
            Polyline area = clip_ring(thin(closed, 0.25), window_);
            if (ring.far_side) {
                // inside is what the outline does not enclose: the window with the outline cut out
                rings.push_back({{window_.left, window_.top},
                                 {window_.right, window_.top},
                                 {window_.right, window_.bottom},
                                 {window_.left, window_.bottom}});
                fill += path_data(rings.back(), true);
            }
            if (area.size() >= 3) fill += path_data(area, true);
            for (const Polyline& border : borders(ring)) {
                for (const Polyline& piece : clip_line(thin(border, 0.25), window_)) {
                    line += path_data(piece, false);
                    labels.discourage(piece, kind == MapZoneKind::land ? 0.25F : 0.5F);
                }
            }
            if (area.size() >= 3) rings.push_back(std::move(area));
        };
        add(part.exterior);
        const bool speck = rings.size() == 1 && std::abs(double_area(rings[0])) < 0.6 && kind == MapZoneKind::land;
        if (fill.empty() || speck) return;
        for (const RingSpec& hole : part.holes) add(hole);

        std::string& layer = kind == MapZoneKind::land        ? land_
                             : kind == MapZoneKind::territory ? territory_
                                                              : airspace_;
        layer += "<path fill-rule=\"evenodd\" stroke=\"none\" d=\"" + fill + "\"/>";
        if (!line.empty()) layer += "<path fill=\"none\" d=\"" + line + "\"/>";
        layer += '\n';
        shown_[static_cast<std::size_t>(kind)] = true;
        for (Polyline& ring : rings) zone_parts_[zone].push_back(std::move(ring));
    }

    /// The ring without its cuts: whole, or in pieces.
    [[nodiscard]] static std::vector<Polyline> borders(const PaperRing& ring)
    {
        const std::size_t n = ring.points.size();
        std::vector<Polyline> pieces;
        bool open = false;
        for (std::size_t i = 0; i < n; ++i) {  // the step from points[i - 1] to points[i]
            if (ring.cut[i] != 0) {
                open = false;
                continue;
            }
            if (!open) pieces.push_back({ring.points[i > 0 ? i - 1 : n - 1]});
            open = true;
            pieces.back().push_back(ring.points[i]);
        }
        return pieces;
    }

    [[nodiscard]] static std::string zone_label(const MapZone& zone)
    {
        if (!zone.label.empty()) return zone.label;
        return zone.zone->name.empty() ? zone.zone->id : zone.zone->name;
    }

    /// A name for what is drawn once: "LSAGL1", or "LSAGL1 + 6 more" for a stack.
    [[nodiscard]] std::string group_label(std::size_t first) const
    {
        std::string label = zone_label(scene_.zones[first]);
        std::size_t more = 0;
        for (std::size_t i = first + 1; i < scene_.zones.size(); ++i) {
            if (drawn_as_[i] != first) continue;
            label = std::min(label, zone_label(scene_.zones[i]));
            ++more;
        }
        if (more > 0 && !label.empty()) label += " + " + std::to_string(more) + " more";
        return label;
    }

    void label_zones(LabelLayout& labels)
    {
        struct Request {
            std::size_t zone;
            double area;
        };
        std::vector<Request> requests;
        for (std::size_t i = 0; i < scene_.zones.size(); ++i) {
            double area = 0;
            for (const Polyline& ring : zone_parts_[i]) area = std::max(area, std::abs(double_area(ring)));
            if (area > 0.0) requests.push_back({i, area});
        }
        // zones before the land below them, large ones first
        std::stable_sort(requests.begin(), requests.end(), [&](const Request& a, const Request& b) {
            const bool land_a = scene_.zones[a.zone].kind == MapZoneKind::land;
            const bool land_b = scene_.zones[b.zone].kind == MapZoneKind::land;
            return land_a != land_b ? land_b : a.area > b.area;
        });
        std::vector<std::string> used;
        for (const Request& request : requests) {
            const std::string label = group_label(request.zone);
            if (label.empty() || std::find(used.begin(), used.end(), label) != used.end()) continue;
            if (label_area(labels, zone_parts_[request.zone], label, scene_.zones[request.zone].kind))
                used.push_back(label);
        }
    }

    bool label_area(LabelLayout& labels, const std::vector<Polyline>& rings, const std::string& text, MapZoneKind kind)
    {
        Style style;
        style.anchor = "middle";
        style.size = kind == MapZoneKind::airspace ? 12.0 : 14.0;
        style.fill = kind == MapZoneKind::land        ? "#857b68"
                     : kind == MapZoneKind::territory ? territory_line
                                                      : "#574680";
        style.extra = kind == MapZoneKind::airspace ? " font-style=\"italic\"" : " letter-spacing=\"1.2\"";
        const double spread = kind == MapZoneKind::airspace ? 0.0 : 1.2 * static_cast<double>(characters(text));

        Box box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
        std::size_t vertices = 0;
        for (const Polyline& ring : rings) {
            vertices += ring.size();
            for (const PlanePoint p : ring) {
                box = {std::min(box.left, p.x), std::min(box.top, p.y), std::max(box.right, p.x),
                       std::max(box.bottom, p.y)};
            }
        }
        box = {std::max(box.left, frame_.left), std::max(box.top, frame_.top), std::min(box.right, frame_.right),
               std::min(box.bottom, frame_.bottom)};
        if (box.width() <= 0.0 || box.height() <= 0.0) return false;

        struct Spot {
            PlanePoint at;
            double clearance;
        };
        // about 500 spots, fewer for zones of very many vertices
        const double wanted = vertices > 20000 ? 100.0 : 500.0;
        const double step = std::max(4.0, std::sqrt(box.width() * box.height() / wanted));
        std::vector<Spot> spots;
        for (double y = box.top + 0.5 * std::min(step, box.height()); y < box.bottom; y += step) {
            for (double x = box.left + 0.5 * std::min(step, box.width()); x < box.right; x += step) {
                const double clearance = clearance_at(rings, {x, y});
                if (clearance > 4.0) spots.push_back({{x, y}, clearance});
            }
        }
        if (spots.empty()) return false;
        std::stable_sort(spots.begin(), spots.end(),
                         [](const Spot& a, const Spot& b) { return a.clearance > b.clearance; });
        if (spots.size() > 160) spots.resize(160);
        std::vector<Box> boxes;
        std::vector<double> handicap;
        for (const Spot& spot : spots) {
            Box b = text_box(spot.at.x, spot.at.y + 0.35 * style.size, text, style);
            b.left -= 0.5 * spread;
            b.right += 0.5 * spread;
            boxes.push_back(b);
            // in the roomiest place, and rather inside than across the border
            const double overhang = std::max(0.0, 0.5 * b.width() - spot.clearance) / b.width();
            handicap.push_back(0.12 * (1.0 - spot.clearance / spots.front().clearance) + 0.25 * overhang);
        }
        const std::optional<std::size_t> best = labels.place(boxes, handicap, kind == MapZoneKind::land ? 0.3 : 0.42);
        if (!best) return false;
        labels_ += haloed_text(spots[*best].at.x, spots[*best].at.y + 0.35 * style.size, text, style);
        return true;
    }

    /// Distance to the nearest side where the point lies inside (even-odd), else 0.
    [[nodiscard]] double clearance_at(const std::vector<Polyline>& rings, PlanePoint p) const
    {
        bool inside = false;
        double nearest = std::min({p.x - frame_.left, frame_.right - p.x, p.y - frame_.top, frame_.bottom - p.y});
        for (const Polyline& ring : rings) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const PlanePoint a = ring[i];
                const PlanePoint b = ring[i + 1 < ring.size() ? i + 1 : 0];
                if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y)) inside = !inside;
                nearest = std::min(nearest, distance_to_segment(p, a, b));
            }
        }
        return inside ? nearest : 0.0;
    }

    // ---------------------------------------------------------------- graticule

    struct Span {
        double low;
        double high;
    };

    /// Latitudes, and longitudes as offsets from the middle, that the frame shows.
    [[nodiscard]] std::pair<Span, Span> degrees_shown() const
    {
        Span lat{90.0, -90.0};
        Span lon{180.0, -180.0};
        bool everything = globe_;
        constexpr int n = 24;
        for (int i = 0; i <= n; ++i) {
            for (int k = 0; k <= n; ++k) {
                const PlanePoint q{frame_.left + frame_.width() * i / n, frame_.top + frame_.height() * k / n};
                const LatLon p = plane_.inverse({(q.x - middle_.x) / px_per_m_, (middle_.y - q.y) / px_per_m_});
                if (!is_valid(p)) {
                    everything = true;
                    continue;
                }
                lat = {std::min(lat.low, p.lat_deg), std::max(lat.high, p.lat_deg)};
                const double offset = p.lon_deg - plane_.centre().lon_deg;
                lon = {std::min(lon.low, offset), std::max(lon.high, offset)};
            }
        }
        for (const double pole : {-90.0, 90.0}) {
            if (!frame_.holds(paper({pole, 0.0}))) continue;
            lon = {-180.0, 180.0};
            (pole < 0.0 ? lat.low : lat.high) = pole;
        }
        if (everything) return {{-90.0, 90.0}, {-180.0, 180.0}};
        return {lat, lon};
    }

    [[nodiscard]] static double graticule_step_deg(double range_deg, double lines)
    {
        constexpr std::array<double, 14> minutes{1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800};
        for (const double step : minutes) {
            if (range_deg * 60.0 / step <= lines) return step / 60.0;
        }
        return 30.0;
    }

    void paint_graticule()
    {
        const auto [lat, lon] = degrees_shown();
        const double lat_step = graticule_step_deg(lat.high - lat.low, 6.0);
        const double lon_step = graticule_step_deg(lon.high - lon.low, 8.0);
        const double centre = plane_.centre().lon_deg;
        std::string lines;
        std::vector<Box> used;
        const auto edge_label = [&](double x, double y, const std::string& text, const char* anchor) {
            const Style style{12.0, faint_ink, anchor, ""};
            const Box box = text_box(x, y, text, style).grown(3.0);
            for (const Box& b : used) {
                if (box.left < b.right && b.left < box.right && box.top < b.bottom && b.top < box.bottom) return;
            }
            used.push_back(box);
            around_ += text_at(x, y, text, style);
        };
        const bool pole_shown = lon.high - lon.low == 360.0;
        const auto draw = [&](const Polyline& line, const auto& label_ends) {
            for (const Polyline& piece : clip_line(line, frame_)) {
                lines += path_data(thin(piece, 0.2), false);
                label_ends(piece.front());
                label_ends(piece.back());
            }
        };
        constexpr int samples = 96;
        const double lat_low = std::max(-90.0, lat.low - lat_step);
        const double lat_high = std::min(90.0, lat.high + lat_step);
        const auto first = static_cast<long>(std::ceil((centre + lon.low) / lon_step - 1e-9));
        const auto last = static_cast<long>(std::floor((centre + lon.high) / lon_step + 1e-9));
        for (long i = first; i <= last; ++i) {
            if (lon.high - lon.low == 360.0 && i == last && i > first &&
                std::lround((static_cast<double>(last - first)) * lon_step) == 360)
                continue;
            const double meridian = static_cast<double>(i) * lon_step;
            Polyline line;
            for (int k = 0; k <= samples; ++k)
                line.push_back(paper({lat_low + (lat_high - lat_low) * k / samples, meridian}));
            double shown = std::remainder(meridian, 360.0);
            if (shown == -180.0) shown = 180.0;
            const std::string text = angle_text(shown, 'E', 'W');
            draw(line, [&](PlanePoint end) {
                if (end.y > frame_.bottom - 0.01) edge_label(end.x, frame_.bottom + 17.0, text, "middle");
                if (pole_shown && end.y < frame_.top + 0.01) edge_label(end.x, frame_.top - 7.0, text, "middle");
            });
        }
        for (long i = static_cast<long>(std::ceil(lat.low / lat_step));
             i <= static_cast<long>(std::floor(lat.high / lat_step)); ++i) {
            const double parallel = static_cast<double>(i) * lat_step;
            if (std::abs(parallel) >= 90.0) continue;
            Polyline line;
            // the ends of a whole circle lie where the paper ends: stop short of the seam
            const double low = std::max(-179.999, lon.low - lon_step);
            const double high = std::min(179.999, lon.high + lon_step);
            for (int k = 0; k <= 2 * samples; ++k)
                line.push_back(paper({parallel, centre + low + (high - low) * k / (2 * samples)}));
            draw(line, [&](PlanePoint end) {
                if (end.x < frame_.left + 0.01)
                    edge_label(frame_.left - 7.0, end.y + 4.2, angle_text(parallel, 'N', 'S'), "end");
            });
        }
        graticule_ = "<path fill=\"none\" stroke=\"#5c7383\" stroke-opacity=\"0.35\" stroke-width=\"0.7\" d=\"" +
                     lines + "\"/>\n";
    }

    // ---------------------------------------------------------------- tracks and incidents

    struct PaperTrack {
        std::vector<Polyline> flown;
        std::vector<Polyline> jumps;
    };

    [[nodiscard]] PaperTrack on_paper(const std::vector<Flown>& pieces) const
    {
        PaperTrack track;
        const auto straight = straight_on_paper();
        for (const Flown& piece : pieces) {
            Polyline line;
            for (const LatLon p : along_geodesics(piece.places, straight)) line.push_back(paper(p));
            if (line.size() == 1) line.push_back(line.front());
            for (Polyline& part : clip_line(thin(line, 0.2), window_))
                (piece.jump ? track.jumps : track.flown).push_back(std::move(part));
        }
        return track;
    }

    static constexpr const char* dotted = " stroke-dasharray=\"0.1 6\"";

    void paint_tracks(LabelLayout& labels)
    {
        for (const MapTrack& track : scene_.tracks) {
            const PaperTrack drawn = on_paper(flown_pieces(track.points, scene_.jump_mps));
            std::string flown;
            double next_arrow = 90.0;
            for (const Polyline& line : drawn.flown) {
                flown += path_data(line, false);
                labels.discourage(line, scene_.tracks.size() > 20 ? 0.35F : 0.7F);
                if (scene_.tracks.size() <= 12) next_arrow = add_arrows(line, next_arrow);
            }
            std::string jumps;
            for (const Polyline& line : drawn.jumps) {
                jumps += path_data(line, false);
                labels.discourage(line, 0.35F);
            }
            if (!flown.empty()) tracks_ += "<path d=\"" + flown + "\"/>\n";
            if (!jumps.empty()) tracks_ += "<path d=\"" + jumps + "\" stroke-width=\"1.8\"" + dotted + "/>\n";
            shown_track_ = shown_track_ || !flown.empty();
            shown_jump_ = shown_jump_ || !jumps.empty();
        }
    }

    /// Small heads that say which way the aircraft flew.
    ///
    /// @return  how far into the next piece of the track its first head stands
    double add_arrows(const Polyline& line, double until_next)
    {
        for (std::size_t i = 1; i < line.size(); ++i) {
            const PlanePoint a = line[i - 1];
            const PlanePoint b = line[i];
            const double length = std::hypot(b.x - a.x, b.y - a.y);
            double along = until_next;
            while (along < length) {
                const double ux = (b.x - a.x) / length;
                const double uy = (b.y - a.y) / length;
                const PlanePoint tip{a.x + ux * (along + 4.0), a.y + uy * (along + 4.0)};
                if (frame_.grown(-8.0).holds(tip)) {
                    arrows_ += path_data({tip,
                                          {tip.x - 10.0 * ux + 4.2 * uy, tip.y - 10.0 * uy - 4.2 * ux},
                                          {tip.x - 10.0 * ux - 4.2 * uy, tip.y - 10.0 * uy + 4.2 * ux}},
                                         true);
                }
                along += 170.0;
            }
            until_next = along - length;
        }
        return until_next;
    }

    void paint_incidents(LabelLayout& labels)
    {
        const double size = scene_.incidents.size() > 60 ? 2.6 : 4.2;
        for (const IncidentRecord& record : scene_.incidents) {
            const bool unknown = record.incident.answer == Containment::unknown;
            PaperTrack drawn = on_paper(flown_inside(record.track, record.incident, scene_.jump_mps));
            const std::string colour = unknown ? " stroke=\"" + std::string(accent_unknown) + '"' : "";
            std::string flown;
            std::string jumps;
            for (const Polyline& line : drawn.flown) flown += path_data(line, false);
            for (const Polyline& line : drawn.jumps) jumps += path_data(line, false);
            if (!flown.empty()) {
                inside_ += "<path d=\"" + flown + '"' + colour + (unknown ? " stroke-dasharray=\"5 6\"" : "") + "/>\n";
                (unknown ? shown_unknown_ : shown_inside_) = true;
            }
            if (!jumps.empty()) inside_ += "<path d=\"" + jumps + '"' + colour + dotted + "/>\n";
            shown_jump_ = shown_jump_ || !jumps.empty();
            std::vector<Polyline>& lines = inside_lines_.emplace_back(std::move(drawn.flown));
            std::move(drawn.jumps.begin(), drawn.jumps.end(), std::back_inserter(lines));
            for (const Polyline& line : lines) labels.discourage(line, 1.2F, scene_.incidents.size() > 60 ? 0.0 : 3.0);
            if (entry_seen(record) && is_valid(record.incident.entry_at)) {
                const PlanePoint p = paper(record.incident.entry_at);
                if (frame_.holds(p)) {
                    markers_ += "<circle cx=\"" + px(p.x) + "\" cy=\"" + px(p.y) + "\" r=\"" + px(size) +
                                "\" fill=\"#fff\" stroke-width=\"2\"/>\n";
                    labels.block(Box{p.x, p.y, p.x, p.y}.grown(size + 1.0));
                    shown_entry_ = true;
                }
            }
            if (record.incident.status != IncidentStatus::open_at_end && is_valid(record.incident.exit_at)) {
                const PlanePoint p = paper(record.incident.exit_at);
                if (frame_.holds(p)) {
                    const double d = size + 1.2;
                    markers_ += "<path d=\"" +
                                path_data({{p.x, p.y - d}, {p.x + d, p.y}, {p.x, p.y + d}, {p.x - d, p.y}}, true) +
                                "\" fill=\"" + accent + "\" stroke=\"#fff\" stroke-width=\"1\"/>\n";
                    labels.block(Box{p.x, p.y, p.x, p.y}.grown(d + 1.0));
                    shown_exit_ = true;
                }
            }
        }
    }

    [[nodiscard]] static std::string chip(PlanePoint at, std::size_t number)
    {
        const std::string text = std::to_string(number);
        const double half = text.size() > 2 ? 12.0 : 9.0;
        return "<rect x=\"" + px(at.x - half) + "\" y=\"" + px(at.y - 9.0) + "\" width=\"" + px(2.0 * half) +
               "\" height=\"18\" rx=\"9\" fill=\"" + accent + "\" stroke=\"#fff\" stroke-width=\"1.2\"/>" +
               text_at(at.x, at.y + 4.0, text, {11.0, "#fff", "middle", " font-weight=\"bold\""});
    }

    /// Numbers on the bold lines, for the incidents the table lists; where there are few, times as well.
    void label_incidents(LabelLayout& labels)
    {
        const std::size_t listed = std::min(scene_.incidents.size(), table_rows());
        const bool few = scene_.incidents.size() <= 12;
        for (std::size_t i = 0; i < listed; ++i) {
            std::vector<PlanePoint> spots;
            for (const double fraction : {0.5, 0.35, 0.65, 0.2, 0.8}) {
                if (const auto spot = point_along(inside_lines_[i], fraction)) spots.push_back(*spot);
            }
            const std::size_t on_line = spots.size();
            for (std::size_t k = 0; k < on_line; ++k) {
                for (const auto& [dx, dy] :
                     {std::pair{0.0, -17.0}, std::pair{17.0, 0.0}, std::pair{0.0, 17.0}, std::pair{-17.0, 0.0}})
                    spots.push_back({spots[k].x + dx, spots[k].y + dy});
            }
            std::vector<Box> boxes;
            std::vector<double> handicap;
            const double half = i + 1 > 99 ? 12.0 : 9.0;
            for (std::size_t k = 0; k < spots.size(); ++k) {
                boxes.push_back({spots[k].x - half, spots[k].y - 9.0, spots[k].x + half, spots[k].y + 9.0});
                handicap.push_back(k < on_line ? 0.02 * static_cast<double>(k) : 0.9 + 0.01 * static_cast<double>(k));
            }
            if (const auto best = labels.place(boxes, handicap, 3.0)) {
                chips_ += chip(spots[*best], i + 1);
                if (scene_.incidents.size() <= 4) {
                    const Incident& incident = scene_.incidents[i].incident;
                    label_point(labels, spots[*best], 14.0,
                                duration_text(incident.exit_s - incident.entry_s) + " inside, " +
                                    length_text(incident.max_depth.value()) + " deep",
                                {13.0, accent, "start", " font-weight=\"bold\""}, 0.5);
                }
            }
        }
        if (!few) return;
        for (std::size_t i = 0; i < listed; ++i) {
            const IncidentRecord& record = scene_.incidents[i];
            const Style style{12.0, accent, "start", ""};
            if (entry_seen(record) && is_valid(record.incident.entry_at))
                label_point(labels, paper(record.incident.entry_at), 9.0, "in " + clock_text(record.incident.entry_s),
                            style, 0.45);
            if (record.incident.status != IncidentStatus::open_at_end && is_valid(record.incident.exit_at))
                label_point(labels, paper(record.incident.exit_at), 9.0, "out " + clock_text(record.incident.exit_s),
                            style, 0.45);
        }
    }

    /// The point at a fraction of the total length of some lines.
    [[nodiscard]] static std::optional<PlanePoint> point_along(const std::vector<Polyline>& lines, double fraction)
    {
        double total = 0;
        for (const Polyline& line : lines) {
            for (std::size_t i = 1; i < line.size(); ++i)
                total += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
        }
        double left = fraction * total;
        for (const Polyline& line : lines) {
            for (std::size_t i = 1; i < line.size(); ++i) {
                const double length = std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
                if (left <= length) {
                    const double t = length > 0.0 ? left / length : 0.0;
                    return PlanePoint{line[i - 1].x + t * (line[i].x - line[i - 1].x),
                                      line[i - 1].y + t * (line[i].y - line[i - 1].y)};
                }
                left -= length;
            }
        }
        return std::nullopt;
    }

    void label_places(LabelLayout& labels)
    {
        for (const MapPlace& place : scene_.places) {
            if (!is_valid(place.at)) continue;
            const PlanePoint p = paper(place.at);
            if (!frame_.holds(p)) continue;
            if (label_point(labels, p, 6.0, place.name, {12.0, ink, "start", ""}, 0.5))
                labels_ += "<circle cx=\"" + px(p.x) + "\" cy=\"" + px(p.y) + "\" r=\"2.4\" fill=\"" + ink +
                           "\" stroke=\"#fff\" stroke-width=\"0.8\"/>\n";
        }
    }

    void label_tracks(LabelLayout& labels)
    {
        if (scene_.tracks.size() > 40) return;
        const Style style{12.0, track_line, "start", " font-style=\"italic\""};
        for (const MapTrack& track : scene_.tracks) {
            // where the track is first and last on the map
            std::optional<PlanePoint> first;
            std::optional<PlanePoint> last;
            for (const TrackPoint& plot : track.points) {
                if (!is_valid(plot.at)) continue;
                const PlanePoint p = paper(plot.at);
                if (!frame_.grown(-4.0).holds(p)) continue;
                if (!first) first = p;
                last = p;
            }
            if (first && !label_point(labels, *first, 8.0, track.id, style, 0.4))
                label_point(labels, *last, 8.0, track.id, style, 0.4);
        }
    }

    // ---------------------------------------------------------------- furniture

    /// Largest of 1, 2, 5 x 10^n that is not above `most`.
    [[nodiscard]] static double round_length(double most)
    {
        const double power = std::pow(10.0, std::floor(std::log10(most)));
        return (most >= 5.0 * power ? 5.0 : most >= 2.0 * power ? 2.0 : 1.0) * power;
    }

    /// Scale bars and north arrow, in the emptiest corner.
    void paint_furniture(LabelLayout& labels)
    {
        const double km = round_length(190.0 / px_per_m_ / 1000.0);
        const double nm = round_length(190.0 / px_per_m_ / 1852.0);
        const double km_px = km * 1000.0 * px_per_m_;
        const double nm_px = nm * 1852.0 * px_per_m_;
        const bool polar = std::abs(plane_.centre().lat_deg) > 85.0;  // no one direction is north
        const double arrow = polar ? 0.0 : 34.0;
        const double width = arrow + std::max(km_px, nm_px) + 62.0;
        const double height = 52.0;
        const double inset = 10.0;
        const double right = frame_.right - inset;
        const double bottom = frame_.bottom - inset;
        const double left = frame_.left + inset;
        const double top = frame_.top + inset;
        const std::array<Box, 4> corners{{{left, bottom - height, left + width, bottom},
                                          {right - width, bottom - height, right, bottom},
                                          {left, top, left + width, top + height},
                                          {right - width, top, right, top + height}}};
        constexpr std::array<double, 4> handicap{0.0, 0.02, 0.04, 0.04};
        const auto best = labels.place(corners, handicap, HUGE_VAL);
        const Box box = corners[best.value_or(0)];
        furniture_ += "<rect x=\"" + px(box.left) + "\" y=\"" + px(box.top) + "\" width=\"" + px(width) +
                      "\" height=\"" + px(height) + "\" rx=\"3\" fill=\"#fff\" fill-opacity=\"0.82\"/>\n";
        if (!polar) {
            const double x = box.left + 19.0;
            furniture_ +=
                "<path d=\"" +
                path_data(
                    {{x, box.top + 7.0}, {x + 6.0, box.top + 27.0}, {x, box.top + 22.5}, {x - 6.0, box.top + 27.0}},
                    true) +
                "\" fill=\"" + ink + "\"/>" +
                text_at(x, box.top + 43.0, "N", {13.0, ink, "middle", " font-weight=\"bold\""});
        }
        const auto bar = [&](double y, double length, const std::string& label) {
            const double x = box.left + arrow + 10.0;
            furniture_ += "<path fill=\"none\" stroke=\"" + std::string(ink) + "\" stroke-width=\"1.4\" d=\"" +
                          path_data({{x, y - 5.0}, {x, y}, {x + length, y}, {x + length, y - 5.0}}, false) +
                          path_data({{x + 0.5 * length, y - 3.0}, {x + 0.5 * length, y}}, false) + "\"/>" +
                          text_at(x + length + 5.0, y + 1.0, label, {12.0, ink, "start", ""});
        };
        bar(box.top + 19.0, km_px, fixed_text(km, 3) + " km");
        bar(box.top + 41.0, nm_px, fixed_text(nm, 3) + " NM");
    }

    void paint_legend()
    {
        struct Item {
            std::string swatch;  // drawn about (0, 0), 26 px wide
            std::string text;
        };
        std::vector<Item> items;
        const auto rect = [](const std::string& style) {
            return "<rect x=\"0\" y=\"-7\" width=\"26\" height=\"14\" " + style + "/>";
        };
        const auto line = [](const std::string& style) { return "<path fill=\"none\" d=\"M0 0H26\" " + style + "/>"; };
        if (shown_[static_cast<std::size_t>(MapZoneKind::land)])
            items.push_back(
                {rect("fill=\"" + std::string(land_fill) + "\" stroke=\"" + land_line + "\""), "land and borders"});
        if (shown_[static_cast<std::size_t>(MapZoneKind::territory)])
            items.push_back({rect("fill=\"" + std::string(territory_fill) + "\" fill-opacity=\"0.27\" stroke=\"" +
                                  territory_line + "\" stroke-width=\"1.5\""),
                             "territory watched"});
        if (shown_[static_cast<std::size_t>(MapZoneKind::airspace)])
            items.push_back({rect("fill=\"" + std::string(airspace_fill) + "\" fill-opacity=\"0.1\" stroke=\"" +
                                  airspace_line + "\" stroke-width=\"1.2\""),
                             "airspace watched"});
        if (shown_track_)
            items.push_back({line("stroke=\"" + std::string(track_line) + "\" stroke-width=\"1.1\""), "track"});
        if (shown_inside_)
            items.push_back({line("stroke=\"" + std::string(accent) + "\" stroke-width=\"3.6\""), "inside a zone"});
        if (shown_unknown_)
            items.push_back(
                {line("stroke=\"" + std::string(accent_unknown) + "\" stroke-width=\"3.6\" stroke-dasharray=\"5 4\""),
                 "inside, height or time not known"});
        if (shown_entry_)
            items.push_back({"<circle cx=\"13\" cy=\"0\" r=\"4.2\" fill=\"#fff\" stroke=\"" + std::string(accent) +
                                 "\" stroke-width=\"2\"/>",
                             "entry"});
        if (shown_exit_)
            items.push_back(
                {"<path d=\"M13 -5.4 18.4 0 13 5.4 7.6 0Z\" fill=\"" + std::string(accent) + "\"/>", "exit"});
        if (shown_jump_)
            items.push_back(
                {line("stroke=\"" + std::string(ink) + "\" stroke-width=\"2\" stroke-linecap=\"round\"" + dotted),
                 "jump: faster than " + fixed_text(scene_.jump_mps, 0) + " m/s"});
        if (beside_) {
            // in the panel, under the table
            double y = panel_bottom_ + 34.0;
            for (const Item& item : items) {
                const double x = frame_.right + 24.0;
                around_ += "<g transform=\"translate(" + px(x) + ' ' + px(y) + ")\">" + item.swatch + "</g>" +
                           text_at(x + 34.0, y + 4.5, item.text, {});
                y += 24.0;
            }
            page_bottom_ = std::max(page_bottom_, y - 12.0);
            return;
        }
        double x = frame_.left;
        double y = page_bottom_ + 20.0;
        for (const Item& item : items) {
            const double width = 34.0 + text_width_em(item.text) * 13.0 + 22.0;
            if (x + width > frame_.right + 22.0 && x > frame_.left) {
                x = frame_.left;
                y += 24.0;
            }
            around_ += "<g transform=\"translate(" + px(x) + ' ' + px(y) + ")\">" + item.swatch + "</g>" +
                       text_at(x + 34.0, y + 4.5, item.text, {});
            x += width;
        }
        if (!items.empty()) page_bottom_ = y + 14.0;
    }

    // ---------------------------------------------------------------- the table

    [[nodiscard]] std::size_t table_rows() const
    {
        if (!beside_) return rows_below;
        return static_cast<std::size_t>((frame_.height() - 270.0) / row_height);
    }

    [[nodiscard]] std::string label_of(const std::string& zone_id) const
    {
        for (const MapZone& zone : scene_.zones) {
            if (zone.zone != nullptr && zone.zone->id == zone_id) return zone_label(zone);
        }
        return zone_id;
    }

    void paint_table()
    {
        const std::size_t n = scene_.incidents.size();
        if (n == 0) return;
        const std::size_t rows = std::min(n, table_rows());
        const bool two_columns = !beside_ && rows > 5;
        const double top = beside_ ? frame_.top + 14.0 : page_bottom_ + 26.0;
        const double left = beside_ ? frame_.right + 24.0 : frame_.left;
        const double whole = beside_ ? panel_width : frame_.width();
        const double width = two_columns ? 0.5 * (whole - 28.0) : whole;
        const std::size_t per_column = two_columns ? (rows + 1) / 2 : rows;
        double bottom = top;
        for (std::size_t column = 0; column * per_column < rows; ++column) {
            const double x = left + static_cast<double>(column) * (width + 28.0);
            // number, track, zone, then right-aligned: entry, exit, duration, depth
            const double depth = x + width;
            const double stay = depth - 66.0;
            const double exit = stay - 56.0;
            const double entry = exit - 64.0;
            const double track = x + 26.0;
            const double zone = track + 0.44 * (entry - 60.0 - track);
            const Style head{11.5, faint_ink, "start", ""};
            const Style head_end{11.5, faint_ink, "end", ""};
            table_ += text_at(track, top, "Track", head) + text_at(zone, top, "Zone", head) +
                      text_at(entry, top, "Entry (UTC)", head_end) + text_at(exit, top, "Exit", head_end) +
                      text_at(stay, top, "Inside", head_end) + text_at(depth, top, "Depth", head_end);
            table_ += rule(x, top + 7.0, width, "#22262b");
            double y = top + 7.0;
            for (std::size_t i = column * per_column; i < std::min(rows, (column + 1) * per_column); ++i) {
                const IncidentRecord& record = scene_.incidents[i];
                const Incident& incident = record.incident;
                const double base = y + 15.5;
                const bool unknown = incident.answer == Containment::unknown;
                const Style cell{12.0, ink, "start", ""};
                const Style cell_end{12.0, ink, "end", ""};
                const Style bold_end{12.0, unknown ? "#a3620c" : accent, "end", " font-weight=\"bold\""};
                table_ += chip({x + 10.0, y + 0.5 * row_height}, i + 1);
                table_ += text_at(track, base, fit_text(record.track_id, (zone - track - 8.0) / 12.0), cell);
                table_ += text_at(zone, base, fit_text(label_of(record.zone_id), (entry - 58.0 - zone) / 12.0), cell);
                table_ += text_at(entry, base,
                                  (entry_seen(record) ? "" : "<\xE2\x80\x89") + clock_text(incident.entry_s), cell_end);
                table_ += text_at(exit, base,
                                  (incident.status == IncidentStatus::open_at_end ? ">\xE2\x80\x89" : "") +
                                      clock_text(incident.exit_s),
                                  cell_end);
                table_ += text_at(stay, base, duration_text(incident.exit_s - incident.entry_s) + (unknown ? "?" : ""),
                                  bold_end);
                table_ += text_at(depth, base, length_text(incident.max_depth.value()), cell_end);
                y += row_height;
                table_ += rule(x, y, width, "#d9dcdf");
            }
            bottom = std::max(bottom, y);
        }
        if (n > rows) {
            const std::size_t more = n - rows;
            table_ += text_at(
                left, bottom + 20.0,
                "and " + std::to_string(more) + (more == 1 ? " more incident" : " more incidents") + " in the list",
                {12.0, faint_ink, "start", ""});
            bottom += 22.0;
        }
        if (beside_)
            panel_bottom_ = bottom;
        else
            page_bottom_ = bottom + 8.0;
    }

    [[nodiscard]] static std::string rule(double x, double y, double width, const char* colour)
    {
        return "<path d=\"M" + px(x) + ' ' + px(y) + "h" + px(width) + "\" stroke=\"" + colour +
               "\" stroke-width=\"0.8\"/>\n";
    }

    // ---------------------------------------------------------------- the page

    /// "17 September 2024, 08:04 to 10:29 UTC; 1 track, 8 incidents"
    [[nodiscard]] std::string summary() const
    {
        double first = HUGE_VAL;
        double last = -HUGE_VAL;
        for (const MapTrack& track : scene_.tracks) {
            for (const TrackPoint& plot : track.points) {
                if (!is_time(plot.time_s)) continue;
                first = std::min(first, plot.time_s);
                last = std::max(last, plot.time_s);
            }
        }
        std::string text;
        if (first <= last) {
            const std::string begin = date_text(first);
            const std::string end = date_text(last);
            text = begin + ", " + clock_text(first).substr(0, 5) + " to " + (begin == end ? "" : end + ", ") +
                   clock_text(last).substr(0, 5) + " UTC; ";
        }
        const auto count = [](std::size_t n, const char* one, const char* many) {
            return std::to_string(n) + ' ' + (n == 1 ? one : many);
        };
        return text + count(scene_.tracks.size(), "track", "tracks") + ", " +
               count(scene_.incidents.size(), "incident", "incidents");
    }

    [[nodiscard]] std::string assemble()
    {
        std::string header;
        const double left = frame_.left;
        header += text_at(left, 42.0, scene_.title, {25.0, ink, "start", " font-weight=\"bold\""});
        double y = 66.0;
        for (const std::string& note : scene_.notes) {
            header += text_at(left, y, note, {14.0, ink, "start", ""});
            y += 20.0;
        }
        header += text_at(left, y, summary(), {14.0, faint_ink, "start", ""});

        std::string footer;
        double bottom = page_bottom_ + 24.0;
        std::vector<std::string> lines = scene_.attribution;
        lines.push_back("Lambert azimuthal equal-area projection, WGS 84, centred on " +
                        fixed_text(std::abs(plane_.centre().lat_deg), 2) + "\xC2\xB0" +
                        (plane_.centre().lat_deg < 0.0 ? "S " : "N ") +
                        fixed_text(std::abs(std::remainder(plane_.centre().lon_deg, 360.0)), 2) + "\xC2\xB0" +
                        (std::remainder(plane_.centre().lon_deg, 360.0) < 0.0 ? "W" : "E") +
                        "; scale true there. Drawn by picket. Not for navigation.");
        for (const std::string& line : lines) {
            footer += text_at(left, bottom, line, {11.5, faint_ink, "start", ""});
            bottom += 16.0;
        }
        const double height = std::ceil(bottom + 8.0);

        const std::string frame_rect = "x=\"" + px(frame_.left) + "\" y=\"" + px(frame_.top) + "\" width=\"" +
                                       px(frame_.width()) + "\" height=\"" + px(frame_.height()) + '"';
        const std::string globe = "<circle cx=\"" + px(middle_.x) + "\" cy=\"" + px(middle_.y) + "\" r=\"" +
                                  px(2.0 * plane_.radius_m() * px_per_m_) + '"';
        std::string out =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"1200\" height=\"" +
            px(height) + "\" viewBox=\"0 0 1200 " + px(height) +
            "\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">\n";
        out += "<title>" + xml_text(scene_.title) + "</title>\n";
        out += "<defs><clipPath id=\"frame\"><rect " + frame_rect + "/></clipPath>";
        if (globe_) out += "<clipPath id=\"globe\">" + globe + "/></clipPath>";
        out += "</defs>\n<rect width=\"1200\" height=\"" + px(height) + "\" fill=\"#fff\"/>\n" + header;
        const bool any_land = shown_[static_cast<std::size_t>(MapZoneKind::land)];
        const std::string ground = std::string("fill=\"") + (any_land ? water : "#f1f3f4") + '"';
        out +=
            "<g clip-path=\"url(#frame)\">\n<rect " + frame_rect + ' ' + (globe_ ? "fill=\"#fff\"" : ground) + "/>\n";
        if (globe_) out += "<g clip-path=\"url(#globe)\">" + globe + ' ' + ground + "/>\n";
        out += "<g fill=\"" + std::string(land_fill) + "\" stroke=\"" + land_line +
               "\" stroke-width=\"0.8\" stroke-linejoin=\"round\">\n" + land_ + "</g>\n";
        out += graticule_;
        out += "<g fill=\"" + std::string(territory_fill) + "\" fill-opacity=\"0.27\" stroke=\"" + territory_line +
               "\" stroke-width=\"1.4\" stroke-linejoin=\"round\">\n" + territory_ + "</g>\n";
        out += "<g fill=\"" + std::string(airspace_fill) + "\" fill-opacity=\"0.08\" stroke=\"" + airspace_line +
               "\" stroke-width=\"1.1\" stroke-linejoin=\"round\">\n" + airspace_ + "</g>\n";
        if (globe_) out += "</g>\n";
        out += "<g fill=\"none\" stroke=\"" + std::string(track_line) + "\" stroke-width=\"" +
               (scene_.tracks.size() > 20 ? "0.8" : "1.1") + "\" stroke-opacity=\"" +
               (scene_.tracks.size() > 20 ? "0.45" : "0.8") +
               "\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n" + tracks_ + "</g>\n";
        out += "<g fill=\"none\" stroke=\"" + std::string(accent) + "\" stroke-width=\"" +
               (scene_.incidents.size() > 60 ? "2"
                : scene_.tracks.size() > 1   ? "2.6"
                                             : "3.4") +
               "\" stroke-linejoin=\"round\" stroke-linecap=\"round\"" +
               (scene_.incidents.size() > 60 ? " stroke-opacity=\"0.75\"" : "") + ">\n" + inside_ + "</g>\n";
        if (!arrows_.empty())
            out += "<path d=\"" + arrows_ + "\" fill=\"" + track_line + "\" stroke=\"#fff\" stroke-width=\"0.7\"/>\n";
        out += "<g stroke=\"" + std::string(accent) + "\">\n" + markers_ + "</g>\n" + labels_ + chips_ + furniture_ +
               "</g>\n";
        if (globe_) out += globe + " fill=\"none\" stroke=\"#9aa7b0\" clip-path=\"url(#frame)\"/>\n";
        out += "<rect " + frame_rect + " fill=\"none\" stroke=\"" + ink + "\" stroke-width=\"1.2\"/>\n";
        out += around_ + table_ + footer + "</svg>\n";
        return out;
    }

    const MapScene& scene_;
    LambertAzimuthal plane_;
    double px_per_m_ = 1.0;
    PlanePoint middle_{};
    Box frame_{};
    Box window_{};  // the frame and a little more: lines are cut where nobody sees it
    bool beside_ = false;
    bool globe_ = false;  // the frame shows more than the Earth has
    double page_bottom_ = 0.0;
    double panel_bottom_ = 0.0;

    std::vector<std::size_t> drawn_as_;  // by zone: the first zone with the same boundary
    std::vector<Curve> antimeridian_;
    std::vector<std::vector<Polyline>> zone_parts_;    // on paper, by zone, clipped
    std::vector<std::vector<Polyline>> inside_lines_;  // on paper, by incident
    std::array<bool, 3> shown_{};
    bool shown_track_ = false;
    bool shown_jump_ = false;
    bool shown_inside_ = false;
    bool shown_unknown_ = false;
    bool shown_entry_ = false;
    bool shown_exit_ = false;

    std::string land_;
    std::string territory_;
    std::string airspace_;
    std::string graticule_;
    std::string tracks_;
    std::string arrows_;
    std::string inside_;
    std::string markers_;
    std::string labels_;
    std::string chips_;
    std::string furniture_;
    std::string around_;
    std::string table_;
};

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
