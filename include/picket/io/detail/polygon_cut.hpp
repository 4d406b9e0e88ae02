// SPDX-License-Identifier: MIT
/// @file
/// A ring on the Earth as polygons in longitude and latitude, none of which crosses the antimeridian; poles inside
/// included (RFC 7946, sections 3.1.6 and 3.1.9). Not for users.
#ifndef PICKET_IO_DETAIL_POLYGON_CUT_HPP
#define PICKET_IO_DETAIL_POLYGON_CUT_HPP

#include <picket/geodesy/position.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// A closed line in the plane of longitude (x, running on past 180) and latitude (y), its inside on the left; the first
/// place is not repeated.
using PlaneRing = std::vector<LatLon>;

/// Positive against the clock.
[[nodiscard]] inline double plane_area(const PlaneRing& ring) noexcept
{
    double twice = 0.0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatLon& a = ring[i];
        const LatLon& b = ring[i + 1 < ring.size() ? i + 1 : 0];
        const double x0 = ring[0].lon_deg;
        twice += (a.lon_deg - x0) * b.lat_deg - (b.lon_deg - x0) * a.lat_deg;
    }
    return 0.5 * twice;
}

/// Is a place inside, by crossings of the line to its north?
[[nodiscard]] inline bool plane_inside(const PlaneRing& ring, LatLon at) noexcept
{
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatLon& a = ring[i];
        const LatLon& b = ring[i + 1 < ring.size() ? i + 1 : 0];
        if ((a.lon_deg > at.lon_deg) == (b.lon_deg > at.lon_deg)) continue;
        const double t = (at.lon_deg - a.lon_deg) / (b.lon_deg - a.lon_deg);
        if (a.lat_deg + t * (b.lat_deg - a.lat_deg) > at.lat_deg) inside = !inside;
    }
    return inside;
}

/// What of a region lies on one side of a meridian. The region lies on the left of all its rings; so does the result.
///
/// Rings are cut where they cross. A piece that ends on the meridian goes on along it, with the region on its left:
/// northward on the west side, southward on the east, to where the next piece begins.
[[nodiscard]] inline std::vector<PlaneRing> side_of_meridian(const std::vector<PlaneRing>& rings, double lon_deg,
                                                             bool west)
{
    const auto on_side = [&](const LatLon& p) { return west ? p.lon_deg < lon_deg : p.lon_deg > lon_deg; };
    std::vector<PlaneRing> result;
    std::vector<PlaneRing> pieces;
    for (const PlaneRing& ring : rings) {
        const auto first_out = std::find_if_not(ring.begin(), ring.end(), on_side);
        if (first_out == ring.end()) {
            result.push_back(ring);
            continue;
        }
        // from a place on the other side, so that every piece is met whole
        const std::size_t start = static_cast<std::size_t>(first_out - ring.begin());
        bool was_on = false;
        for (std::size_t k = 1; k <= ring.size(); ++k) {
            const LatLon& before = ring[(start + k - 1) % ring.size()];
            const LatLon& here = ring[(start + k) % ring.size()];
            const bool is_on = on_side(here);
            if (is_on != was_on) {
                const double t = (lon_deg - before.lon_deg) / (here.lon_deg - before.lon_deg);
                const LatLon crossing{before.lat_deg + t * (here.lat_deg - before.lat_deg), lon_deg};
                if (is_on) pieces.emplace_back();
                pieces.back().push_back(crossing);
            }
            if (is_on) pieces.back().push_back(here);
            was_on = is_on;
        }
    }
    std::vector<bool> used(pieces.size(), false);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (used[i]) continue;
        PlaneRing ring;
        std::size_t at = i;
        while (!used[at]) {
            used[at] = true;
            ring.insert(ring.end(), pieces[at].begin(), pieces[at].end());
            const double from = pieces[at].back().lat_deg;
            double nearest = std::numeric_limits<double>::infinity();
            for (std::size_t j = 0; j < pieces.size(); ++j) {
                if (used[j] && j != i) continue;
                const double way = west ? pieces[j].front().lat_deg - from : from - pieces[j].front().lat_deg;
                if (way >= 0.0 && way < nearest) {
                    nearest = way;
                    at = j;
                }
            }
        }
        result.push_back(std::move(ring));
    }
    return result;
}

/// One polygon: against the clock, then its holes, with the clock.
using PlanePolygon = std::vector<PlaneRing>;

/// The region on the left of a ring of places, as polygons with longitudes in [-180, 180].
///
/// @param ring  dense: each step goes the short way round, and is straight in longitude and latitude; closed, its first
///              place not repeated
[[nodiscard]] inline std::vector<PlanePolygon> cut_polygons(std::span<const LatLon> ring)
{
    PlaneRing line;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatLon p = ring[i];
        const auto is_pole = [](LatLon q) { return std::abs(q.lat_deg) == 90.0; };
        const auto put = [&](double lon_deg) {
            const double x = line.empty() ? std::remainder(lon_deg, 360.0)
                                          : line.back().lon_deg + std::remainder(lon_deg - line.back().lon_deg, 360.0);
            if (line.empty() || !(line.back() == LatLon{p.lat_deg, x})) line.push_back({p.lat_deg, x});
        };
        // a pole has the longitudes of its neighbours
        const LatLon before = ring[i > 0 ? i - 1 : ring.size() - 1];
        const LatLon after = ring[i + 1 < ring.size() ? i + 1 : 0];
        if (is_pole(p)) {
            if (!is_pole(before)) put(before.lon_deg);
            if (!is_pole(after)) put(after.lon_deg);
        } else {
            put(p.lon_deg);
        }
    }
    if (line.size() < 3) return {};

    // Once round the pole on the left, or round none. A region round a pole or two comes back after each turn: so many
    // turns are laid side by side that one sheet of 360 degrees lies wholly within, and that is what is cut out.
    const double last_step = std::remainder(line.front().lon_deg - line.back().lon_deg, 360.0);
    const double turn = std::round((line.back().lon_deg + last_step - line.front().lon_deg) / 360.0) * 360.0;
    std::vector<PlaneRing> region;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto sheet_of = [](double lon_deg) { return 360.0 * std::floor((lon_deg + 180.0) / 360.0); };
    if (turn != 0.0) {
        // to the pole and back from the place nearest to it: that way meets the line nowhere else
        const double pole = turn > 0.0 ? 90.0 : -90.0;
        const auto nearest = std::min_element(line.begin(), line.end(), [&](const LatLon& p, const LatLon& q) {
            return std::abs(pole - p.lat_deg) < std::abs(pole - q.lat_deg);
        });
        std::rotate(line.begin(), nearest, line.end());
        PlaneRing opened;
        double x = line.front().lon_deg;
        constexpr int turns = 4;
        for (std::size_t i = 0; i <= turns * line.size(); ++i) {
            const LatLon& p = line[i % line.size()];
            x += std::remainder(p.lon_deg - x, 360.0);
            opened.push_back({p.lat_deg, x});
        }
        if (line.front().lat_deg != pole) {
            opened.push_back({pole, opened.back().lon_deg});
            opened.push_back({pole, opened.front().lon_deg});
        }
        low = sheet_of(0.5 * (opened.front().lon_deg + x)) - 180.0;
        high = low + 360.0;
        region.push_back(std::move(opened));
    } else if (plane_area(line) < 0.0) {
        // both poles: everything but what the line goes round
        region.push_back({{-90.0, -1800.0}, {-90.0, 1800.0}, {90.0, 1800.0}, {90.0, -1800.0}});
        for (int k = -2; k <= 2; ++k) {
            region.push_back(line);
            for (LatLon& p : region.back()) p.lon_deg += 360.0 * k;
        }
        low = -180.0;
        high = 180.0;
    } else {
        for (const LatLon& p : line) {
            low = std::min(low, p.lon_deg);
            high = std::max(high, p.lon_deg);
        }
        region.push_back(std::move(line));
    }

    std::vector<PlanePolygon> polygons;
    for (double sheet = sheet_of(low); sheet - 180.0 < high; sheet += 360.0) {
        std::vector<PlaneRing> rings = region;
        const auto reaches = [&](double lon_deg, bool west) {
            return std::any_of(region.begin(), region.end(), [&](const PlaneRing& r) {
                return std::any_of(r.begin(), r.end(),
                                   [&](const LatLon& p) { return west ? p.lon_deg < lon_deg : p.lon_deg > lon_deg; });
            });
        };
        if (reaches(sheet - 180.0, true)) rings = side_of_meridian(rings, sheet - 180.0, false);
        if (reaches(sheet + 180.0, false)) rings = side_of_meridian(rings, sheet + 180.0, true);
        std::vector<PlaneRing> holes;
        const std::size_t first = polygons.size();
        for (PlaneRing& cut : rings) {
            for (LatLon& p : cut) p.lon_deg = std::clamp(p.lon_deg - sheet, -180.0, 180.0);
            cut.erase(std::unique(cut.begin(), cut.end()), cut.end());
            while (cut.size() > 1 && cut.front() == cut.back()) cut.pop_back();
            const double area = plane_area(cut);
            if (cut.size() < 3 || area == 0.0) continue;
            if (area > 0.0)
                polygons.push_back({std::move(cut)});
            else
                holes.push_back(std::move(cut));
        }
        for (PlaneRing& hole : holes)
            for (std::size_t i = first; i < polygons.size(); ++i)
                if (plane_inside(polygons[i].front(), hole.front())) {
                    polygons[i].push_back(std::move(hole));
                    break;
                }
    }
    return polygons;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
