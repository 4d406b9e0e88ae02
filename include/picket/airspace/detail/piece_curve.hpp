// SPDX-License-Identifier: MIT
/// @file
/// A boundary cut into pieces: short cubics in Earth-centred coordinates, each with a bound on its distance from the
/// true curve, and whole circles.
///
///                 _.-o-._                    o  ends, on the true curve, where the cubic also has its direction
///        p'  __.-'   .   '-._  true curve    p(t) = origin + t chord + t (1 - t) (bow + t twist)
///        ->o'- - - - - - - - 'o              bow and twist are small (170 m on a piece of 46 km), so that float
///       origin    chord     ->               holds them to 10 um: 88 bytes a piece
///
/// A cubic through the ends of a curve C(u), 0 <= u <= 1, with the derivatives of C there, is off by at most
/// max |C''''| / 384 (Hermite interpolation; the bound holds for the component along any one direction, so for the
/// length of the difference). `piece_error_m` bounds |C''''| for each kind; docs/explain/pieces.md derives it;
/// tests/property/piece_bound attacks it.
///
/// Arcs about a centre need no cubics: the distance from a true circle is the difference between the distance
/// from its centre and the radius.
#ifndef PICKET_AIRSPACE_DETAIL_PIECE_CURVE_HPP
#define PICKET_AIRSPACE_DETAIL_PIECE_CURVE_HPP

#include <picket/airspace/detail/curve.hpp>
#include <picket/airspace/detail/piece_distance.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A piece of a boundary. Plain bytes: it may be written to a file and mapped back.
struct Piece {
    static constexpr std::uint32_t arc_bit = std::uint32_t{1} << 31;
    static constexpr std::uint32_t parallel_bit = std::uint32_t{1} << 30;

    Ecef origin;       ///< [m]; arc: the centre
    Ecef chord;        ///< [m]; arc: radius [m], azimuth of its clockwise start [deg], sweep [deg], 360 for a circle
    float bow[3];      ///< [m]; arc: longitude of the centre [deg], as a sum: at a pole `origin` does not tell it
    float twist[3];    ///< [m]; arc: unused
    float error_m;     ///< distance from the true curve, at most
    float reach_m;     ///< distance of the cubic and of the true curve from the chord, at most
    float bend_per_m;  ///< geodesic curvature of the true curve, at most [1/m]
    std::uint32_t edge_and_kind;  ///< number of the edge; arc_bit for an arc, parallel_bit for a parallel

    [[nodiscard]] bool is_arc() const noexcept { return (edge_and_kind & arc_bit) != 0; }
    [[nodiscard]] bool is_parallel() const noexcept { return (edge_and_kind & parallel_bit) != 0; }
    [[nodiscard]] std::uint32_t edge() const noexcept { return edge_and_kind & ~(arc_bit | parallel_bit); }

    /// @pre not an arc
    [[nodiscard]] Ecef at(double t) const noexcept
    {
        const double w = t * (1.0 - t);
        return {origin.x + t * chord.x + w * (static_cast<double>(bow[0]) + t * static_cast<double>(twist[0])),
                origin.y + t * chord.y + w * (static_cast<double>(bow[1]) + t * static_cast<double>(twist[1])),
                origin.z + t * chord.z + w * (static_cast<double>(bow[2]) + t * static_cast<double>(twist[2]))};
    }
    /// @pre an arc
    [[nodiscard]] LatLon centre() const noexcept
    {
        return {surface_place(origin).lat_deg,
                static_cast<double>(bow[0]) + static_cast<double>(bow[1]) + static_cast<double>(bow[2])};
    }
    [[nodiscard]] Ecef bow_m() const noexcept
    {
        return {static_cast<double>(bow[0]), static_cast<double>(bow[1]), static_cast<double>(bow[2])};
    }
    [[nodiscard]] Ecef twist_m() const noexcept
    {
        return {static_cast<double>(twist[0]), static_cast<double>(twist[1]), static_cast<double>(twist[2])};
    }
};
static_assert(std::is_trivially_copyable_v<Piece> && sizeof(Piece) == 88);

/// The edges of one ring: the edge that leaves vertex i is number first_edge + i.
struct PieceRing {
    std::uint32_t first_edge;
    std::uint32_t zone;
    std::int32_t part;
    std::int32_t ring;
};
static_assert(std::is_trivially_copyable_v<PieceRing>);

/// What a piece may be off by: a curve is cut until its bound is below this.
inline constexpr double piece_tolerance_m = 5e-5;

/// A place of a curve and its derivative by the curve's parameter.
struct CurveKnot {
    Ecef at;
    Ecef slope;
};

/// @param north_m, east_m  components of the derivative
[[nodiscard]] inline CurveKnot knot_of(LatLon place, double north_m, double east_m) noexcept
{
    double sin_lat = 0;
    double cos_lat = 0;
    double sin_lon = 0;
    double cos_lon = 0;
    GeographicLib::Math::sincosd(place.lat_deg, sin_lat, cos_lat);
    GeographicLib::Math::sincosd(place.lon_deg, sin_lon, cos_lon);
    const double n = prime_vertical_radius_m(sin_lat);
    return {{n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - wgs84_e2) * sin_lat},
            {-north_m * sin_lat * cos_lon - east_m * sin_lon, -north_m * sin_lat * sin_lon + east_m * cos_lon,
             north_m * cos_lat}};
}

/// The curve and its derivative at u, both from the closed forms of its kind.
[[nodiscard]] inline CurveKnot curve_knot(const Curve& curve, const CurvePath& path, double u) noexcept
{
    using GeographicLib::Math;
    double sin_a = 0;
    double cos_a = 0;
    switch (curve.kind) {
        case EdgeKind::geodesic: {
            const CurvePoint point = path.at_with_tangent(u);
            Math::sincosd(point.azimuth_deg, sin_a, cos_a);
            return knot_of(point.at, curve.length_m * cos_a, curve.length_m * sin_a);
        }
        case EdgeKind::rhumb:
        case EdgeKind::lonlat: {
            const LatLon at = path.at(u);
            double sin_lat = 0;
            double cos_lat = 0;
            Math::sincosd(at.lat_deg, sin_lat, cos_lat);
            const double rho = prime_vertical_radius_m(sin_lat) * cos_lat;
            const double north = curve.kind == EdgeKind::rhumb
                                     ? rho * (curve.psi_east - curve.psi_west)
                                     : meridian_radius_m(sin_lat) * (curve.lat_east_deg - curve.lat_west_deg) * degree;
            return knot_of(at, north, rho * curve.width_deg.high * degree);
        }
        case EdgeKind::great_circle: {
            const CurvePoint point = path.at_with_tangent(u);
            double sin_lat = 0;
            double cos_lat = 0;
            Math::sincosd(point.at.lat_deg, sin_lat, cos_lat);
            Math::sincosd(point.azimuth_deg, sin_a, cos_a);
            // on the sphere the step is (cos, sin) of another azimuth, which M and N stretch to this one
            const double m = meridian_radius_m(sin_lat);
            const double n = prime_vertical_radius_m(sin_lat);
            const double angle = curve.length_m / wgs84_radius_max_m;
            const double speed = angle / std::hypot(cos_a / m, sin_a / n);
            return knot_of(point.at, speed * cos_a, speed * sin_a);
        }
        case EdgeKind::arc_clockwise:
        case EdgeKind::arc_counter_clockwise: {
            const ArcPoint point = curve.arc.at(u);
            const double turn = curve.arc.sweep_deg * degree;
            return knot_of(path.at(u), turn * point.north_m, turn * point.east_m);
        }
    }
    return {};
}

/// Bound on the distance between the curve from u0 to u1 and the cubic through its ends [m]: |C''''| / 384, C'''' by
/// the parameter of that stretch. Symbols and derivations: docs/explain/pieces.md.
[[nodiscard]] inline double piece_error_m(const Curve& curve, const CurvePath& path, double u0, double u1) noexcept
{
    const double du = u1 - u0;
    const auto fourth = [](double x) { return x * x * x * x; };
    switch (curve.kind) {
        case EdgeKind::geodesic:
            // |X''''| <= 1.07 / b^3 by arc length
            return 1.07 * fourth(curve.length_m * du) / (384.0 * wgs84_b_m * wgs84_b_m * wgs84_b_m);
        case EdgeKind::great_circle:
            return 1.15 * wgs84_a_m * fourth(curve.length_m / wgs84_radius_max_m * du) / 384.0;
        case EdgeKind::rhumb:
        case EdgeKind::lonlat: {
            const double lat0 = std::abs(path.at(u0).lat_deg);
            const double lat1 = std::abs(path.at(u1).lat_deg);
            const bool straddles = path.at(u0).lat_deg * path.at(u1).lat_deg <= 0.0;
            const double lowest = straddles ? 0.0 : std::min(lat0, lat1);
            const double rho = parallel_radius_m(lowest);
            const double east = curve.width_deg.high * degree * du;
            if (curve.lat_west_deg == curve.lat_east_deg) return rho * fourth(east) / 384.0;
            if (curve.kind == EdgeKind::lonlat) {
                const double north = std::abs(curve.lat_east_deg - curve.lat_west_deg) * degree * du;
                const double others = north * (4.0 * east * east * east + 6.0 * north * east * east +
                                               4.0 * north * north * east + north * north * north);
                return std::hypot(rho * fourth(east) + 1.15 * wgs84_a_m * others, 1.15 * wgs84_a_m * fourth(north)) /
                       384.0;
            }
            const double north = std::abs(curve.psi_east - curve.psi_west) * du;
            const double s = GeographicLib::Math::sind(std::max(lat0, lat1));
            const double c = GeographicLib::Math::cosd(lowest);
            const double north2 = north * north;
            const double g = std::hypot(north * s, east);
            const double g1 = 1.007 * north2 * c * c;
            const double g2 = 2.05 * north2 * north * s * c * c;
            const double g3 = 4.3 * north2 * north2 * c * c;
            const double across = fourth(g) + 6.0 * g * g * g1 + 3.0 * g1 * g1 + 4.0 * g * g2 + g3;
            const double along = 1.1 * north2 * north2 * s * c * (16.0 * c * c + 8.0 * s * s);
            return rho * std::hypot(across, along) / 384.0;
        }
        case EdgeKind::arc_clockwise:
        case EdgeKind::arc_counter_clockwise: {
            constexpr double radius = wgs84_radius_max_m;
            const double turn = curve.arc.sweep_deg * degree * du;
            const double k = std::abs(curve.arc.radius_slope_m()) / radius;
            const double r = std::max(curve.arc.radius_m(u0), curve.arc.radius_m(u1)) / radius;
            return 1.5 * radius * (std::sin(r) + k * (4.0 + k * (6.0 + k * (4.0 + k)))) * fourth(turn) / 384.0;
        }
    }
    return std::numeric_limits<double>::infinity();
}

/// The cubic between two knots `du` of the parameter apart.
[[nodiscard]] inline Piece cubic_piece(const CurveKnot& from, const CurveKnot& to, double du, double error_m,
                                       double bend_per_m, std::uint32_t edge) noexcept
{
    Piece piece{};
    piece.origin = from.at;
    piece.chord = to.at - from.at;
    const Ecef bow = du * from.slope - piece.chord;
    const Ecef twist = 2.0 * piece.chord - du * (from.slope + to.slope);
    piece.bow[0] = static_cast<float>(bow.x);
    piece.bow[1] = static_cast<float>(bow.y);
    piece.bow[2] = static_cast<float>(bow.z);
    piece.twist[0] = static_cast<float>(twist.x);
    piece.twist[1] = static_cast<float>(twist.y);
    piece.twist[2] = static_cast<float>(twist.z);
    const double swing_m = 0.25 * (norm(bow) + norm(twist));
    // rounding: half a unit in the last place of float (6e-8) on bow and twist; knots to 20 nm, slopes to as much
    piece.error_m = rounded_up(error_m + 1.1e-7 * swing_m + 3e-8);
    piece.reach_m = rounded_up(swing_m * 1.000001 + static_cast<double>(piece.error_m));
    piece.bend_per_m = rounded_up(bend_per_m);
    piece.edge_and_kind = edge;
    return piece;
}

/// A box about places [m].
struct PieceBox {
    double low[3];
    double high[3];

    [[nodiscard]] static PieceBox none() noexcept
    {
        constexpr double inf = std::numeric_limits<double>::infinity();
        return {{inf, inf, inf}, {-inf, -inf, -inf}};
    }
    void add(const Ecef& p, double margin_m) noexcept
    {
        const double x[3] = {p.x, p.y, p.z};
        for (int i = 0; i < 3; ++i) {
            low[i] = std::min(low[i], x[i] - margin_m);
            high[i] = std::max(high[i], x[i] + margin_m);
        }
    }
    void add(const PieceBox& other) noexcept
    {
        for (int i = 0; i < 3; ++i) {
            low[i] = std::min(low[i], other.low[i]);
            high[i] = std::max(high[i], other.high[i]);
        }
    }
};

/// Direction of the ellipsoid's normal, its length 1.
[[nodiscard]] inline Ecef normal_at(const Ecef& p) noexcept
{
    const Ecef n{p.x * inverse_a2, p.y * inverse_a2, p.z * inverse_b2};
    return (1.0 / norm(n)) * n;
}

[[nodiscard]] inline PieceBox box_of(const Piece& piece) noexcept
{
    PieceBox box = PieceBox::none();
    if (piece.is_arc()) {
        // The circle lies in the ball of its radius about the centre, and between the tangent plane there and a plane
        // r^2 / 2R below it: a ball of the least radius of curvature R touches the ellipsoid there from inside, and
        // a point outside that ball, r away, lies no deeper.
        const double r = piece.chord.x;
        const double sag = std::min(r, 0.5 * r * r / wgs84_radius_min_m);
        const Ecef n = normal_at(piece.origin);
        const double normal[3] = {n.x, n.y, n.z};
        const double centre[3] = {piece.origin.x, piece.origin.y, piece.origin.z};
        for (int i = 0; i < 3; ++i) {
            const double side = r * std::sqrt(std::max(0.0, 1.0 - normal[i] * normal[i])) + 1e-3;
            const double down = -sag * normal[i];
            box.low[i] = centre[i] - side + std::min(0.0, down);
            box.high[i] = centre[i] + side + std::max(0.0, down);
        }
        return box;
    }
    // the corners of its Bezier form hold the cubic
    const Ecef end = piece.origin + piece.chord;
    const double margin_m = static_cast<double>(piece.error_m);
    box.add(piece.origin, margin_m);
    box.add(end, margin_m);
    box.add(piece.origin + (1.0 / 3.0) * (piece.chord + piece.bow_m()), margin_m);
    box.add(end - (1.0 / 3.0) * (piece.chord - piece.bow_m() - piece.twist_m()), margin_m);
    return box;
}

/// Cuts the curves of one ring into pieces, in the order of the ring.
class PieceCutter {
public:
    explicit PieceCutter(std::vector<Piece>& pieces) noexcept : pieces_(pieces) {}

    /// @param first_edge  number of the edge that leaves vertex 0
    void add_ring(std::span<const Curve> curves, std::uint32_t first_edge)
    {
        std::size_t i = 0;
        while (i < curves.size()) {
            std::size_t end = i + 1;
            while (end < curves.size() && curves[end].edge.vertex == curves[i].edge.vertex) ++end;
            add_edge(curves.subspan(i, end - i), first_edge + static_cast<std::uint32_t>(curves[i].edge.vertex));
            i = end;
        }
    }

private:
    void add_edge(std::span<const Curve> curves, std::uint32_t edge)
    {
        // where an edge is one true arc, cut at its turns into several curves, they become one again
        double start_deg = 0.0;
        double sweep_deg = 0.0;
        const Curve* first = nullptr;
        const Curve* last = nullptr;
        for (const Curve& curve : curves) {
            if (curve.is_spin()) continue;  // a pole, where the neighbours end
            if (!is_true_arc(curve)) {
                add_curve(curve, edge);
                continue;
            }
            const double from_deg = curve.arc.azimuth_deg + std::min(0.0, curve.arc.sweep_deg);
            // counter-clockwise the last of them holds the start
            const bool clockwise = curve.ring_forward == (curve.arc.sweep_deg > 0.0);
            if (first == nullptr || !clockwise) start_deg = from_deg;
            sweep_deg += std::abs(curve.arc.sweep_deg);
            if (first == nullptr) first = &curve;
            last = &curve;
        }
        if (first == nullptr) return;
        Piece piece{};
        const double lon_deg = first->lon_west_deg - first->arc_west_deg;
        piece.origin = to_ecef_m({first->arc.centre_lat_deg, lon_deg});
        const bool whole = sweep_deg > 360.0 - 1e-9;
        piece.chord = {first->arc.radius_start_m, start_deg, whole ? 360.0 : sweep_deg};
        double rest_deg = lon_deg;
        for (float& digits : piece.bow) {
            digits = static_cast<float>(rest_deg);
            rest_deg -= static_cast<double>(digits);
        }
        piece.error_m = 3e-8F;
        piece.bend_per_m = rounded_up(first->arc.curvature_bound());
        piece.edge_and_kind = edge | Piece::arc_bit;
        pieces_.push_back(piece);
        if (whole) return;
        // an arc answers only for places that see it square on: its ends are pieces of their own
        add_point(CurvePath(*first).at(first->ring_forward ? 0.0 : 1.0), edge);
        add_point(CurvePath(*last).at(last->ring_forward ? 1.0 : 0.0), edge);
    }

    [[nodiscard]] static bool is_true_arc(const Curve& curve) noexcept
    {
        return is_arc(curve.kind) && curve.arc.radius_start_m == curve.arc.radius_end_m;
    }

    void add_point(LatLon place, std::uint32_t edge)
    {
        const CurveKnot knot{to_ecef_m(place), {0.0, 0.0, 0.0}};
        pieces_.push_back(cubic_piece(knot, knot, 1.0, 0.0, 0.0, edge));
    }

    void add_curve(const Curve& curve, std::uint32_t edge)
    {
        const CurvePath path(curve);
        if (curve.is_parallel()) edge |= Piece::parallel_bit;
        int equal = 1;
        if (curve.kind == EdgeKind::geodesic) {
            // the bound is the same all along
            equal += static_cast<int>(std::pow(piece_error_m(curve, path, 0.0, 1.0) / piece_tolerance_m, 0.25));
        }
        CurveKnot from = curve_knot(curve, path, 0.0);
        for (int k = 0; k < equal; ++k) {
            const double u0 = static_cast<double>(k) / equal;
            const double u1 = static_cast<double>(k + 1) / equal;
            const CurveKnot to = curve_knot(curve, path, u1);
            add_stretch(curve, path, u0, from, u1, to, edge);
            from = to;
        }
    }

    void add_stretch(const Curve& curve, const CurvePath& path, double u0, const CurveKnot& from, double u1,
                     const CurveKnot& to, std::uint32_t edge)
    {
        const double error_m = piece_error_m(curve, path, u0, u1);
        if (error_m > piece_tolerance_m * 1.01 && u1 - u0 > 1e-7) {
            const double middle = 0.5 * (u0 + u1);
            const CurveKnot between = curve_knot(curve, path, middle);
            add_stretch(curve, path, u0, from, middle, between, edge);
            add_stretch(curve, path, middle, between, u1, to, edge);
            return;
        }
        pieces_.push_back(cubic_piece(from, to, u1 - u0, error_m, path.curvature_bound(u0, u1), edge));
    }

    std::vector<Piece>& pieces_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
