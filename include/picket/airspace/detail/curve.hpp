// SPDX-License-Identifier: MIT
/// @file
/// One edge of a boundary as a curve on the longitude/latitude cylinder, and the exact primitives on it.
///
///        north pole  +-----------------------------+   The cylinder: longitude runs round, latitude runs
///                    |        .-''''-.             |   up. Every edge kind runs monotonically east or west
///                    |   W .-'        '-. E        |   (or straight north), so a curve is a function
///                    |     |            |          |   latitude(longitude) on [W, E). A point below it has
///                    |     |     x      |          |   the curve to its north. The curve is stored from its
///        south pole  +-----------------------------+   west end, whichever way the ring runs: two zones that
///                                                      share an edge compute the same bits for it.
///
/// Poles: the cylinder has a whole circle of points at each pole where the Earth has one. Edges arrive there
/// on a meridian; a "spin" (a curve of constant latitude +-90, of no length) joins arrival and departure, so
/// that every ring is closed on the cylinder.
///
/// Symbols  u in [0, 1] runs along the curve from its west end (its south end on a meridian); width is the
///          eastward extent [deg], exact as the sum of two doubles.
#ifndef PICKET_AIRSPACE_DETAIL_CURVE_HPP
#define PICKET_AIRSPACE_DETAIL_CURVE_HPP

#include <picket/airspace/detail/arc.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/expansion.hpp>
#include <picket/airspace/edge.hpp>
#include <picket/airspace/zone_spec.hpp>

#include <GeographicLib/GeodesicLine.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Which edge of a zone a curve comes from.
struct EdgeId {
    int part;
    int ring;
    int vertex;
};

struct Curve {
    EdgeKind kind;      ///< geodesic for every curve along a meridian; arc_clockwise for every arc
    bool ring_forward;  ///< the ring runs from u = 0 to u = 1
    EdgeId edge;
    double lon_west_deg;  ///< normalised
    double lon_east_deg;  ///< normalised
    DoubleDouble width_deg;  ///< 0 on a meridian
    double lat_west_deg;
    double lat_east_deg;
    double lat_min_deg;  ///< of the whole curve, with a margin of 1e-9 degree
    double lat_max_deg;
    double azimuth_deg;  ///< geodesic: at u = 0
    double length_m;     ///< geodesic: exact; great circle: upper bound
    double psi_west;     ///< rhumb: isometric latitudes of the ends
    double psi_east;
    ArcTerms arc;        ///< arcs: from the west end to the east end
    double arc_west_deg;  ///< arcs: longitude of the west end, east of the centre

    [[nodiscard]] bool is_meridian() const noexcept { return width_deg.high == 0.0; }
    /// Does the curve pass this normalised longitude? Its west end belongs to it, its east end does not; a
    /// meridian passes none.
    [[nodiscard]] bool spans(double lon_deg) const noexcept
    {
        if (is_meridian()) return false;
        return lon_west_deg < lon_east_deg ? lon_deg >= lon_west_deg && lon_deg < lon_east_deg
                                           : lon_deg >= lon_west_deg || lon_deg < lon_east_deg;
    }
    /// A turn at a pole: longitudes pass, the place stays.
    [[nodiscard]] bool is_spin() const noexcept
    {
        return std::abs(lat_west_deg) == 90.0 && lat_west_deg == lat_east_deg;
    }
    /// Of constant latitude. The equator is also a geodesic, though not for ends more than 179.4 degrees apart.
    [[nodiscard]] bool is_parallel() const noexcept
    {
        if (lat_west_deg != lat_east_deg) return false;
        if (kind == EdgeKind::rhumb || kind == EdgeKind::lonlat) return true;
        return lat_west_deg == 0.0 && (kind == EdgeKind::great_circle || azimuth_deg == 90.0);
    }
};

/// A place on a curve and the direction of the curve there.
struct CurvePoint {
    LatLon at;
    double azimuth_deg;  ///< direction of growing u, clockwise from north
};

/// Evaluates a curve. Building one costs about half a microsecond on geodesics.
class CurvePath {
public:
    explicit CurvePath(const Curve& curve) noexcept : curve_(curve)
    {
        if (curve.kind == EdgeKind::geodesic) {
            line_ = GeographicLib::Geodesic::WGS84().Line(curve.lat_west_deg, 0.0, curve.azimuth_deg,
                                                          line_capabilities);
        } else if (curve.kind == EdgeKind::great_circle) {
            set_up_great_circle();
        }
    }

    /// Is u a share of the length?
    [[nodiscard]] bool is_geodesic() const noexcept { return curve_.kind == EdgeKind::geodesic; }

    [[nodiscard]] LatLon at(double u) const noexcept
    {
        switch (curve_.kind) {
            case EdgeKind::geodesic: {
                double lat = 0;
                double lon = 0;
                line_.Position(u * curve_.length_m, lat, lon);
                return {lat, curve_.lon_west_deg + lon};
            }
            case EdgeKind::rhumb: return {rhumb_latitude_deg(u), curve_.lon_west_deg + u * curve_.width_deg.high};
            case EdgeKind::lonlat: return {lonlat_latitude_deg(u), curve_.lon_west_deg + u * curve_.width_deg.high};
            case EdgeKind::great_circle: return great_circle_at(u).at;
            case EdgeKind::arc_clockwise:
            case EdgeKind::arc_counter_clockwise: return arc_at(u).at;
        }
        return {};
    }

    [[nodiscard]] CurvePoint at_with_tangent(double u) const noexcept
    {
        switch (curve_.kind) {
            case EdgeKind::geodesic: {
                double lat = 0;
                double lon = 0;
                double azimuth = 0;
                line_.Position(u * curve_.length_m, lat, lon, azimuth);
                return {{lat, curve_.lon_west_deg + lon}, azimuth};
            }
            case EdgeKind::rhumb:
                return {at(u), std::atan2(curve_.width_deg.high * degree, curve_.psi_east - curve_.psi_west) / degree};
            case EdgeKind::lonlat: {
                const LatLon place = at(u);
                return {place, azimuth_of_step(place.lat_deg, curve_.lat_east_deg - curve_.lat_west_deg,
                                               curve_.width_deg.high)};
            }
            case EdgeKind::great_circle: return great_circle_at(u);
            case EdgeKind::arc_clockwise:
            case EdgeKind::arc_counter_clockwise: return arc_at(u);
        }
        return {};
    }

    /// Latitude at a longitude `offset_deg` east of the west end, 0 <= offset < width: the primitive that
    /// containment stands on. To about 10 nm across the curve.
    [[nodiscard]] double latitude_at(double offset_deg) const noexcept
    {
        // the vertex itself, to the last bit: all curves that leave it must agree where it is
        if (offset_deg == 0.0) return curve_.lat_west_deg;
        if (curve_.lat_west_deg == curve_.lat_east_deg &&
            (curve_.kind == EdgeKind::rhumb || curve_.kind == EdgeKind::lonlat))
            return curve_.lat_west_deg;
        switch (curve_.kind) {
            case EdgeKind::geodesic: return geodesic_latitude_at(offset_deg);
            case EdgeKind::rhumb: return rhumb_latitude_deg(offset_deg / curve_.width_deg.high);
            case EdgeKind::lonlat: return lonlat_latitude_deg(offset_deg / curve_.width_deg.high);
            case EdgeKind::great_circle: {
                // tan(phi) sin(width) = tan(phi_w) sin(width - offset) + tan(phi_e) sin(offset)
                using GeographicLib::Math;
                const double width = curve_.width_deg.high;
                const double tangent = (Math::tand(curve_.lat_west_deg) * Math::sind(width - offset_deg) +
                                        Math::tand(curve_.lat_east_deg) * Math::sind(offset_deg)) /
                                       Math::sind(width);
                return Math::atand(tangent);
            }
            case EdgeKind::arc_clockwise:
            case EdgeKind::arc_counter_clockwise: return arc_latitude_at(offset_deg);
        }
        return {};
    }

    /// Upper bound of |d(place)/du| on [u0, u1], so that (u1 - u0) times it bounds the length [m].
    [[nodiscard]] double speed_bound_m(double u0, double u1) const noexcept
    {
        if (curve_.kind == EdgeKind::geodesic || curve_.kind == EdgeKind::great_circle) return curve_.length_m;
        if (is_arc(curve_.kind)) return curve_.arc.speed_bound_m();
        const double lat0 = at(u0).lat_deg;
        const double lat1 = at(u1).lat_deg;
        const double lowest = lat0 * lat1 <= 0.0 ? 0.0 : std::min(std::abs(lat0), std::abs(lat1));
        const double east_m = parallel_radius_m(lowest);
        const double width = curve_.width_deg.high * degree;
        if (curve_.kind == EdgeKind::rhumb) return east_m * std::hypot(curve_.psi_east - curve_.psi_west, width);
        const double climb = (curve_.lat_east_deg - curve_.lat_west_deg) * degree;
        return std::hypot(wgs84_radius_max_m * climb, east_m * width);
    }

    /// Upper bound of the geodesic curvature on [u0, u1] [1/m]: how far from straight the curve can be.
    ///
    /// rhumb: sin(azimuth) tan(phi) / N. lonlat, with m = dphi/dlambda: on the sphere
    /// sin(phi) (2 m^2 + cos^2 phi) / (m^2 + cos^2 phi)^(3/2) / R <= 2 min(tan(phi), 1/m) / R. Great circle
    /// (a sphere's geodesic carried to the ellipsoid): of the order of the flattening over the radius. Arcs:
    /// ArcTerms::curvature_bound.
    /// The margins are checked by dense differences in tests/property/curve_bounds.
    [[nodiscard]] double curvature_bound(double u0, double u1) const noexcept
    {
        constexpr double flattening_term = 4.0 * wgs84_f / wgs84_a_m;
        if (curve_.kind == EdgeKind::geodesic) return 0.0;
        if (curve_.kind == EdgeKind::great_circle) return flattening_term;
        if (is_arc(curve_.kind)) return curve_.arc.between(u0, u1).curvature_bound();
        const double highest = std::max(std::abs(at(u0).lat_deg), std::abs(at(u1).lat_deg));
        const double tangent = std::abs(GeographicLib::Math::tand(highest));
        if (curve_.kind == EdgeKind::rhumb) return 1.01 * tangent / wgs84_a_m + 1e-12;
        const double slope = std::abs((curve_.lat_east_deg - curve_.lat_west_deg) / curve_.width_deg.high);
        const double sphere = 2.0 * (slope > 0.0 ? std::min(tangent, 1.0 / slope) : tangent);
        return 1.05 * sphere / wgs84_a_m + flattening_term;
    }

private:
    static constexpr unsigned line_capabilities = GeographicLib::GeodesicLine::LATITUDE |
                                                  GeographicLib::GeodesicLine::LONGITUDE |
                                                  GeographicLib::GeodesicLine::AZIMUTH |
                                                  GeographicLib::GeodesicLine::DISTANCE_IN;

    [[nodiscard]] double rhumb_latitude_deg(double u) const noexcept
    {
        if (curve_.lat_west_deg == curve_.lat_east_deg || u == 0.0) return curve_.lat_west_deg;
        if (u == 1.0) return curve_.lat_east_deg;
        return latitude_of_isometric_deg(curve_.psi_west + u * (curve_.psi_east - curve_.psi_west));
    }

    [[nodiscard]] double lonlat_latitude_deg(double u) const noexcept
    {
        return u == 1.0 ? curve_.lat_east_deg : curve_.lat_west_deg + u * (curve_.lat_east_deg - curve_.lat_west_deg);
    }

    /// Direction of a small step of dlat, dlon (any common scale) at a latitude.
    [[nodiscard]] static double azimuth_of_step(double lat_deg, double dlat, double dlon) noexcept
    {
        double sin_lat = 0;
        double cos_lat = 0;
        GeographicLib::Math::sincosd(lat_deg, sin_lat, cos_lat);
        return std::atan2(prime_vertical_radius_m(sin_lat) * cos_lat * dlon, meridian_radius_m(sin_lat) * dlat) /
               degree;
    }

    /// Where on [0, length] the line reaches a longitude: Newton inside a shrinking bracket. Longitude grows
    /// monotonically along the line (Clairaut), so there is one answer.
    [[nodiscard]] double geodesic_latitude_at(double offset_deg) const noexcept
    {
        double low_m = 0.0;
        double high_m = curve_.length_m;
        double s_m = curve_.length_m * (offset_deg / curve_.width_deg.high);
        double lat = 0;
        double previous_step_m = curve_.length_m;
        for (int i = 0; i < 100; ++i) {
            double lon = 0;
            double azimuth = 0;
            line_.Position(s_m, lat, lon, azimuth);
            const double error_deg = lon - offset_deg;
            if (error_deg == 0.0) return lat;
            (error_deg < 0.0 ? low_m : high_m) = s_m;
            // ds = N cos(phi) / sin(azimuth) dlambda
            const double step_m = -error_deg * degree * parallel_radius_m(lat) / GeographicLib::Math::sind(azimuth);
            double next_m = s_m + step_m;
            if (!(next_m > low_m && next_m < high_m) || std::abs(step_m) > 0.5 * previous_step_m)
                next_m = 0.5 * (low_m + high_m);
            if (next_m == s_m || std::abs(next_m - s_m) < 1e-9) return lat_after(next_m);
            previous_step_m = std::abs(next_m - s_m);
            s_m = next_m;
        }
        return lat;
    }

    [[nodiscard]] double lat_after(double s_m) const noexcept
    {
        double lat = 0;
        double lon = 0;
        line_.Position(s_m, lat, lon);
        return lat;
    }

    void set_up_great_circle() noexcept
    {
        using GeographicLib::Math;
        double sin_w = 0;
        double cos_w = 0;
        double sin_e = 0;
        double cos_e = 0;
        double sin_d = 0;
        double cos_d = 0;
        Math::sincosd(curve_.lat_west_deg, sin_w, cos_w);
        Math::sincosd(curve_.lat_east_deg, sin_e, cos_e);
        Math::sincosd(curve_.width_deg.high, sin_d, cos_d);
        // west end, and the unit vector at right angles to it towards the east end
        west_ = {cos_w, 0.0, sin_w};
        const double north = cos_w * sin_e - sin_w * cos_e * cos_d;
        const double east = cos_e * sin_d;
        const double sin_angle = std::hypot(north, east);
        angle_ = std::atan2(sin_angle, sin_w * sin_e + cos_w * cos_e * cos_d);
        ahead_ = {-sin_w * north / sin_angle, east / sin_angle, cos_w * north / sin_angle};
    }

    [[nodiscard]] CurvePoint great_circle_at(double u) const noexcept
    {
        const double s = std::sin(u * angle_);
        const double c = std::cos(u * angle_);
        const Ecef p{west_.x * c + ahead_.x * s, ahead_.y * s, west_.z * c + ahead_.z * s};
        const Ecef d{ahead_.x * c - west_.x * s, ahead_.y * c, ahead_.z * c - west_.z * s};
        const double horizontal = std::hypot(p.x, p.y);
        const double lat = std::atan2(p.z, horizontal) / degree;
        const double lon = std::atan2(p.y, p.x) / degree;
        // east and north components of the direction on the sphere; dlon needs the cosine divided out
        const double east = (p.x * d.y - p.y * d.x) / horizontal;
        const double north = d.z * horizontal - p.z * (p.x * d.x + p.y * d.y) / horizontal;
        return {{lat, curve_.lon_west_deg + lon}, azimuth_of_step(lat, north, east / horizontal)};
    }

    /// The ends are the stored ones: the formula misses them by rounding, and by all of the longitude at a pole.
    [[nodiscard]] CurvePoint arc_at(double u) const noexcept
    {
        const ArcPoint point = curve_.arc.at(u);
        const double sign = curve_.arc.sweep_deg < 0.0 ? -1.0 : 1.0;
        const double azimuth = std::atan2(sign * point.east_m, sign * point.north_m) / degree;
        if (u == 0.0) {
            const bool pole = std::abs(curve_.lat_west_deg) == 90.0;
            return {{curve_.lat_west_deg, curve_.lon_west_deg}, pole ? (curve_.lat_west_deg > 0.0 ? 180.0 : 0.0) : azimuth};
        }
        if (u == 1.0) {
            const bool pole = std::abs(curve_.lat_east_deg) == 90.0;
            return {{curve_.lat_east_deg, curve_.lon_west_deg + curve_.width_deg.high},
                    pole ? (curve_.lat_east_deg > 0.0 ? 0.0 : 180.0) : azimuth};
        }
        return {{point.lat_deg, curve_.lon_west_deg + arc_offset_deg(point)}, azimuth};
    }

    /// Longitude east of the west end.
    [[nodiscard]] double arc_offset_deg(const ArcPoint& point) const noexcept
    {
        return GeographicLib::Math::AngDiff(curve_.arc_west_deg, point.lon_deg);
    }

    /// As for a geodesic: longitude grows monotonically along the curve, by construction. Near a turn its slope
    /// vanishes, and bisection does the work.
    [[nodiscard]] double arc_latitude_at(double offset_deg) const noexcept
    {
        if (offset_deg <= 0.0) return curve_.lat_west_deg;
        const double length_m = curve_.arc.speed_bound_m();
        const double sweep = curve_.arc.sweep_deg * degree;
        double low = 0.0;
        double high = 1.0;
        double u = offset_deg / curve_.width_deg.high;
        double previous_step = 1.0;
        double lat = curve_.lat_west_deg;
        for (int i = 0; i < 100; ++i) {
            const ArcPoint point = curve_.arc.at(u);
            lat = point.lat_deg;
            const double error_deg = arc_offset_deg(point) - offset_deg;
            if (error_deg == 0.0) break;
            (error_deg < 0.0 ? low : high) = u;
            const double step = -error_deg * degree * parallel_radius_m(lat) / (sweep * point.east_m);
            double next = u + step;
            if (!(next > low && next < high) || std::abs(step) > 0.5 * previous_step) next = 0.5 * (low + high);
            const double moved = std::abs(next - u);
            if (next == u || moved * length_m < 1e-9) break;
            previous_step = moved;
            u = next;
        }
        return lat;
    }

    const Curve& curve_;
    GeographicLib::GeodesicLine line_;
    Ecef west_{};
    Ecef ahead_{};
    double angle_ = 0;
};

/// Does the curve cross the meridian of the place to the north of it? The west end of the curve belongs to
/// it, the east end to its neighbour; a place on the curve itself lies north of it. At the north pole "on"
/// counts as south, so that the pole has the answer of the points just below it on the meridian it is
/// written with.
///
/// @param lon_deg  normalised
[[nodiscard]] inline bool crosses_north_of(const Curve& curve, double lat_deg, double lon_deg) noexcept
{
    if (!curve.spans(lon_deg)) return false;
    if (lat_deg < curve.lat_min_deg) return true;
    if (lat_deg > curve.lat_max_deg) return false;

    DoubleDouble offset{};
    offset.high = GeographicLib::Math::AngDiff(curve.lon_west_deg, lon_deg, offset.low);
    if (curve.kind == EdgeKind::lonlat) {
        const int side = sign_of_difference_of_products(two_sum(lat_deg, -curve.lat_west_deg), curve.width_deg,
                                                        two_sum(curve.lat_east_deg, -curve.lat_west_deg), offset);
        return lat_deg == 90.0 ? side <= 0 : side < 0;
    }
    const double curve_lat_deg = CurvePath(curve).latitude_at(offset.high);
    return lat_deg == 90.0 ? lat_deg <= curve_lat_deg : lat_deg < curve_lat_deg;
}

/// Builds the curves of one edge, in ring order, and joins consecutive edges at the poles.
class RingTracer {
public:
    explicit RingTracer(std::vector<Curve>& curves) noexcept : curves_(curves) {}

    /// All edges of a ring, closed.
    /// @pre what ZoneValidator checks of coordinates and radii
    void add_ring(const RingSpec& spec, int part, int ring)
    {
        if (spec.circle) add_circle(*spec.circle, {part, ring, 0});
        const std::size_t n = spec.vertices.size();
        for (std::size_t i = 0; i < n; ++i) {
            const RingVertex& from = spec.vertices[i];
            const LatLon to = spec.vertices[i + 1 < n ? i + 1 : 0].at;
            const EdgeId id{part, ring, static_cast<int>(i)};
            if (is_arc(from.edge_to_next))
                add_arc(from.at, to, from.arc_centre, from.edge_to_next == EdgeKind::arc_clockwise, id);
            else
                add_edge(from.at, to, from.edge_to_next, id);
        }
        close();
    }

    /// The edges of an open line.
    /// @pre what ZoneValidator checks of coordinates and radii
    void add_line(std::span<const RingVertex> line, int part)
    {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            const RingVertex& from = line[i];
            const EdgeId id{part, 0, static_cast<int>(i)};
            if (is_arc(from.edge_to_next))
                add_arc(from.at, line[i + 1].at, from.arc_centre, from.edge_to_next == EdgeKind::arc_clockwise, id);
            else
                add_edge(from.at, line[i + 1].at, from.edge_to_next, id);
        }
    }

    /// The arc from one place to another; the full circle when they are one place.
    /// @pre centre valid, radii positive and at most arc_radius_max_m
    void add_arc(LatLon from, LatLon to, LatLon centre, bool clockwise, EdgeId id)
    {
        const ArcTerms arc = arc_through(from, to, centre, clockwise);
        if (!clockwise) std::swap(from, to);
        std::vector<ArcCut> cuts = ArcCutter(arc).cuts();
        const double lon_centre = normalised_longitude(centre.lon_deg);
        to_longitudes(cuts, lon_centre);
        // the ends as written; at a pole the longitude is the direction of the curve
        cuts.front().lat_deg = from.lat_deg;
        if (std::abs(from.lat_deg) != 90.0) cuts.front().departure_lon_deg = normalised_longitude(from.lon_deg);
        cuts.back().lat_deg = to.lat_deg;
        if (std::abs(to.lat_deg) != 90.0) cuts.back().arrival_lon_deg = normalised_longitude(to.lon_deg);
        add_cut_arc(arc, cuts, lon_centre, clockwise, id);
    }

    /// A circle, clockwise.
    void add_circle(const CircleSpec& circle, EdgeId id)
    {
        const double radius_m = circle.radius.value();
        const ArcTerms arc{circle.centre.lat_deg, 0.0, 360.0, radius_m, radius_m};
        std::vector<ArcCut> cuts = ArcCutter(arc).cuts();
        const double lon_centre = normalised_longitude(circle.centre.lon_deg);
        to_longitudes(cuts, lon_centre);
        // closed to the bit, though the azimuths 0 and 360 might round differently
        cuts.back().lat_deg = cuts.front().lat_deg;
        cuts.back().arrival_lon_deg = cuts.front().arrival_lon_deg;
        add_cut_arc(arc, cuts, lon_centre, true, id);
    }

    /// The arc from one place to another, in clockwise terms: counter-clockwise, `to` is its start.
    [[nodiscard]] static ArcTerms arc_through(LatLon from, LatLon to, LatLon centre, bool clockwise) noexcept
    {
        if (!clockwise) std::swap(from, to);
        const auto seen_from_centre = [&](LatLon place) {
            const bool pole = std::abs(place.lat_deg) == 90.0;
            const double east = pole ? 0.0
                                     : GeographicLib::Math::AngDiff(normalised_longitude(centre.lon_deg),
                                                                    normalised_longitude(place.lon_deg));
            return inverse_between({centre.lat_deg, 0.0}, {place.lat_deg, east});
        };
        const Inverse start = seen_from_centre(from);
        const Inverse end = seen_from_centre(to);
        ArcTerms arc{centre.lat_deg, start.azimuth_start_deg, 0.0, start.distance_m, end.distance_m};
        arc.sweep_deg = GeographicLib::Math::AngDiff(start.azimuth_start_deg, end.azimuth_start_deg);
        if (arc.sweep_deg <= 0.0) arc.sweep_deg += 360.0;
        // ends that are equally far to within the rounding of their coordinates: a true circle
        constexpr double rounding_m = 2e-8;
        if (std::abs(arc.radius_start_m - arc.radius_end_m) <= rounding_m)
            arc.radius_start_m = arc.radius_end_m = 0.5 * (arc.radius_start_m + arc.radius_end_m);
        return arc;
    }

    /// Vertices as written: valid latitudes, any finite longitudes. Not for arcs.
    void add_edge(LatLon from, LatLon to, EdgeKind kind, EdgeId id)
    {
        const double lon_from = normalised_longitude(from.lon_deg);
        const double lon_to = normalised_longitude(to.lon_deg);
        const bool at_pole_from = std::abs(from.lat_deg) == 90.0;
        const bool at_pole_to = std::abs(to.lat_deg) == 90.0;

        if (kind != EdgeKind::lonlat && (at_pole_from || at_pole_to)) {
            if (from.lat_deg == to.lat_deg) return;
            // along the meridian of the end that is not a pole; between the poles, that of the north pole
            const double lon = at_pole_from && at_pole_to ? (from.lat_deg > 0 ? lon_from : lon_to)
                               : at_pole_from            ? lon_to
                                                         : lon_from;
            add_meridian(lon, from.lat_deg, to.lat_deg, id);
            return;
        }
        if (from.lat_deg == to.lat_deg && lon_from == lon_to) return;

        DoubleDouble east{};
        east.high = GeographicLib::Math::AngDiff(lon_from, lon_to, east.low);
        if (east.high == 0.0) {
            add_meridian(lon_from, from.lat_deg, to.lat_deg, id);
        } else if (std::abs(east.high) == 180.0 && east.low == 0.0 &&
                   (kind == EdgeKind::geodesic || kind == EdgeKind::great_circle)) {
            const double pole = from.lat_deg + to.lat_deg >= 0.0 ? 90.0 : -90.0;
            add_meridian(lon_from, from.lat_deg, pole, id);
            add_meridian(lon_to, pole, to.lat_deg, id);
        } else {
            if (std::abs(east.high) == 180.0 && east.low == 0.0)
                east.high = to.lon_deg > from.lon_deg ? 180.0 : -180.0;
            add_spanning({from.lat_deg, lon_from}, {to.lat_deg, lon_to}, east, kind, id);
        }
    }

    /// Joins the last edge to the first.
    void close()
    {
        if (started_) join(first_lat_deg_, first_lon_deg_, first_edge_);
    }

private:
    void join(double lat_deg, double lon_deg, EdgeId id)
    {
        if (std::abs(lat_deg) != 90.0 || lon_deg == end_lon_deg_) return;
        DoubleDouble east{};
        east.high = GeographicLib::Math::AngDiff(end_lon_deg_, lon_deg, east.low);
        push(spanning_curve({lat_deg, end_lon_deg_}, {lat_deg, lon_deg}, east, EdgeKind::lonlat, id));
    }

    void start_at(double lat_deg, double lon_deg, EdgeId id)
    {
        if (started_) {
            join(lat_deg, lon_deg, id);
        } else {
            started_ = true;
            first_lat_deg_ = lat_deg;
            first_lon_deg_ = lon_deg;
            first_edge_ = id;
        }
    }

    void push(const Curve& curve) { curves_.push_back(curve); }

    static void to_longitudes(std::vector<ArcCut>& cuts, double lon_centre_deg) noexcept
    {
        for (ArcCut& cut : cuts) {
            cut.arrival_lon_deg = normalised_longitude(lon_centre_deg + cut.arrival_lon_deg);
            cut.departure_lon_deg = normalised_longitude(lon_centre_deg + cut.departure_lon_deg);
        }
    }

    /// @param cuts  clockwise, longitudes normalised
    void add_cut_arc(const ArcTerms& arc, const std::vector<ArcCut>& cuts, double lon_centre_deg, bool clockwise,
                     EdgeId id)
    {
        const std::size_t n = cuts.size();
        for (std::size_t k = 1; k < n; ++k) {
            // clockwise from a to b; a counter-clockwise ring meets the last piece first and runs it backward
            const ArcCut& a = cuts[clockwise ? k - 1 : n - 1 - k];
            const ArcCut& b = cuts[clockwise ? k : n - k];
            const LatLon at_a{a.lat_deg, a.departure_lon_deg};
            const LatLon at_b{b.lat_deg, b.arrival_lon_deg};
            DoubleDouble east{};
            east.high = GeographicLib::Math::AngDiff(at_a.lon_deg, at_b.lon_deg, east.low);
            const LatLon& start = clockwise ? at_a : at_b;
            const LatLon& end = clockwise ? at_b : at_a;
            if (east.high == 0.0) {
                // too short for a longitude of its own
                add_meridian(start.lon_deg, start.lat_deg, end.lat_deg, id);
                continue;
            }
            start_at(start.lat_deg, start.lon_deg, id);
            Curve curve = spanning_curve(at_a, at_b, east, EdgeKind::arc_clockwise, id);
            const bool eastward = curve.ring_forward;
            curve.ring_forward = eastward == clockwise;
            curve.arc = eastward ? arc.between(a.u, b.u) : arc.between(b.u, a.u);
            curve.arc_west_deg = GeographicLib::Math::AngDiff(lon_centre_deg, curve.lon_west_deg);
            push(curve);
            end_lon_deg_ = end.lon_deg;
        }
    }

    void add_meridian(double lon_deg, double lat_from_deg, double lat_to_deg, EdgeId id)
    {
        if (lat_from_deg == lat_to_deg) return;
        start_at(lat_from_deg, lon_deg, id);
        push(meridian_curve(lon_deg, lat_from_deg, lat_to_deg, id));
        end_lon_deg_ = lon_deg;
    }

public:
    /// The curve along a meridian, longitude normalised.
    [[nodiscard]] static Curve meridian_curve(double lon_deg, double lat_from_deg, double lat_to_deg, EdgeId id)
    {
        const double south = std::min(lat_from_deg, lat_to_deg);
        const double north = std::max(lat_from_deg, lat_to_deg);
        Curve curve{};
        curve.kind = EdgeKind::geodesic;
        curve.ring_forward = lat_from_deg < lat_to_deg;
        curve.edge = id;
        curve.lon_west_deg = curve.lon_east_deg = lon_deg;
        curve.lat_west_deg = curve.lat_min_deg = south;
        curve.lat_east_deg = curve.lat_max_deg = north;
        curve.length_m = geodesic_distance_m({south, 0.0}, {north, 0.0});
        return curve;
    }

private:
    void add_spanning(LatLon from, LatLon to, DoubleDouble east, EdgeKind kind, EdgeId id)
    {
        start_at(from.lat_deg, from.lon_deg, id);
        push(spanning_curve(from, to, east, kind, id));
        end_lon_deg_ = to.lon_deg;
    }

public:
    /// The curve between two places on different meridians: longitudes normalised, `east` the signed way from one
    /// to the other. (An arc's own terms are not in it.)
    [[nodiscard]] static Curve spanning_curve(LatLon from, LatLon to, DoubleDouble east, EdgeKind kind, EdgeId id)
    {
        constexpr double margin_deg = 1e-9;
        Curve curve{};
        curve.kind = kind;
        curve.ring_forward = east.high > 0.0;
        curve.edge = id;
        if (!curve.ring_forward) {
            std::swap(from, to);
            east = {-east.high, -east.low};
        }
        curve.lon_west_deg = from.lon_deg;
        curve.lon_east_deg = to.lon_deg;
        curve.width_deg = east;
        curve.lat_west_deg = from.lat_deg;
        curve.lat_east_deg = to.lat_deg;
        curve.lat_min_deg = std::min(from.lat_deg, to.lat_deg);
        curve.lat_max_deg = std::max(from.lat_deg, to.lat_deg);
        if (kind == EdgeKind::geodesic) {
            const Inverse line = inverse_between({from.lat_deg, 0.0}, {to.lat_deg, east.high});
            curve.azimuth_deg = line.azimuth_start_deg;
            curve.length_m = line.distance_m;
            // the highest point, where the azimuth passes 90 degrees: cos(beta_max) = cos(beta) sin(azimuth)
            const double tan_beta = (1.0 - wgs84_f) * GeographicLib::Math::tand(from.lat_deg);
            bulge(curve, tan_beta, line.azimuth_start_deg, line.azimuth_end_deg, 1.0 - wgs84_f);
        } else if (kind == EdgeKind::great_circle) {
            double sin_w = 0;
            double cos_w = 0;
            double sin_e = 0;
            double cos_e = 0;
            double sin_d = 0;
            double cos_d = 0;
            GeographicLib::Math::sincosd(from.lat_deg, sin_w, cos_w);
            GeographicLib::Math::sincosd(to.lat_deg, sin_e, cos_e);
            GeographicLib::Math::sincosd(east.high, sin_d, cos_d);
            const double azimuth_w = std::atan2(cos_e * sin_d, cos_w * sin_e - sin_w * cos_e * cos_d) / degree;
            const double azimuth_e = std::atan2(cos_w * sin_d, -(cos_e * sin_w - sin_e * cos_w * cos_d)) / degree;
            const double north = cos_w * sin_e - sin_w * cos_e * cos_d;
            const double angle = std::atan2(std::hypot(north, cos_e * sin_d), sin_w * sin_e + cos_w * cos_e * cos_d);
            curve.length_m = angle * wgs84_radius_max_m;
            bulge(curve, GeographicLib::Math::tand(from.lat_deg), azimuth_w, azimuth_e, 1.0);
        } else if (kind == EdgeKind::rhumb) {
            curve.psi_west = isometric_latitude(from.lat_deg);
            curve.psi_east = isometric_latitude(to.lat_deg);
        }
        curve.lat_min_deg -= margin_deg;
        curve.lat_max_deg += margin_deg;
        return curve;
    }

private:
    /// Widens the latitude range by the vertex of a great ellipse or great circle that lies between the ends.
    static void bulge(Curve& curve, double tan_reduced_lat, double azimuth_west_deg, double azimuth_east_deg,
                      double axis_ratio) noexcept
    {
        const bool north_at_west = std::abs(azimuth_west_deg) < 90.0;
        const bool north_at_east = std::abs(azimuth_east_deg) < 90.0;
        if (north_at_west == north_at_east) return;
        double sin_azimuth = 0;
        double cos_azimuth = 0;
        GeographicLib::Math::sincosd(azimuth_west_deg, sin_azimuth, cos_azimuth);
        const double secant = std::hypot(1.0, tan_reduced_lat);
        const double cos_vertex = std::abs(sin_azimuth) / secant;
        const double sin_vertex = std::hypot(tan_reduced_lat, cos_azimuth) / secant;
        const double vertex_deg = std::atan2(sin_vertex, cos_vertex * axis_ratio) / degree;
        if (north_at_west)
            curve.lat_max_deg = std::max(curve.lat_max_deg, vertex_deg);
        else
            curve.lat_min_deg = std::min(curve.lat_min_deg, -vertex_deg);
    }

    std::vector<Curve>& curves_;
    bool started_ = false;
    double first_lat_deg_ = 0;
    double first_lon_deg_ = 0;
    EdgeId first_edge_{};
    double end_lon_deg_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
