// SPDX-License-Identifier: MIT
//
// Independent oracle for "is this point inside this ring on WGS 84, and how far is it from the edge".
// Built and driven by make_containment_golden.py (ctypes); shares no code and no method with the library:
//
//   * a point is a geodetic unit vector (the normal of the ellipsoid) in long double; the map from the
//     ellipsoid to the unit sphere of normals is one to one and continuous, so it keeps what is inside;
//   * geodesics are integrated here (Gauss-Legendre over the auxiliary sphere, long double), not taken from
//     GeographicLib's series; rhumb lines run linearly in isometric latitude; great circles are slerped;
//   * each edge is a binary tree of pieces, and each piece has a spherical cap that provably holds it;
//   * inside is the winding number of the ring about the point, relative to a reference point R far from the
//     ring: project stereographically from R and add up the angles. A piece is split until its cap holds
//     neither the point nor R; then its angle is below pi and unambiguous. No meridian is followed;
//   * which side is which comes from the sign of the winding number and the size of the area;
//   * clearance is branch and bound over the same caps, then a golden-section search on geodesic distance
//     (GeodesicExact from 100 m up, long double chord below).

#include <GeographicLib/GeodesicExact.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

namespace {

using Real = long double;
constexpr Real pi = 3.14159265358979323846264338327950288L;
constexpr Real deg = pi / 180;
constexpr Real equatorial_m = 6378137.0L;
constexpr Real flattening = 1 / 298.257223563L;
constexpr Real e2 = flattening * (2 - flattening);
const Real e1 = std::sqrt(e2);
// Principal radii of curvature of WGS 84 lie between these: metres per radian of geodetic normal.
constexpr Real least_radius_m = 6335439.0L;
constexpr Real greatest_radius_m = 6399594.0L;

struct Vec {
    Real x, y, z;
};
Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vec operator*(Real k, Vec a) { return {k * a.x, k * a.y, k * a.z}; }
Real dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec cross(Vec a, Vec b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
Real norm(Vec a) { return std::sqrt(dot(a, a)); }
Vec unit(Vec a) { return (1 / norm(a)) * a; }
Real angle(Vec a, Vec b) { return 2 * std::atan2(norm(a - b), norm(a + b)); }

void sincos_deg(Real x, Real& s, Real& c)
{
    Real r = std::remainder(x, 360.0L);
    int q = 0;
    r = std::remquo(r, 90.0L, &q);
    const Real sr = std::sin(r * deg), cr = std::cos(r * deg);
    switch (q & 3) {
        case 0: s = sr, c = cr; break;
        case 1: s = cr, c = -sr; break;
        case 2: s = -sr, c = -cr; break;
        default: s = -cr, c = sr; break;
    }
}

Vec normal(Real lat, Real lon)
{
    Real sp, cp, sl, cl;
    sincos_deg(lat, sp, cp);
    sincos_deg(lon, sl, cl);
    return {cp * cl, cp * sl, sp};
}

Vec ecef(Vec n)
{
    const Real w = equatorial_m / std::sqrt(1 - e2 * n.z * n.z);
    return {w * n.x, w * n.y, w * (1 - e2) * n.z};
}

Real lat_of(Vec n) { return std::atan2(n.z, std::hypot(n.x, n.y)) / deg; }
Real lon_of(Vec n) { return std::atan2(n.y, n.x) / deg; }

const GeographicLib::GeodesicExact& exact()
{
    static const GeographicLib::GeodesicExact g(6378137.0, 1 / 298.257223563);
    return g;
}

Real distance_m(Vec p, Vec q)
{
    const Real chord = norm(ecef(p) - ecef(q));
    if (chord < 100) return chord;  // arc - chord = s^3/(24 R^2) < 1.1e-9 m
    double s;
    exact().Inverse(double(lat_of(p)), double(lon_of(p)), double(lat_of(q)), double(lon_of(q)), s);
    return Real(s);
}

// ---- geodesic ------------------------------------------------------------------------------------------

struct Gauss {
    static constexpr int n = 24;
    std::array<Real, n> x{}, w{};
    Gauss()
    {
        for (int i = 0; i < n; ++i) {
            Real z = std::cos(pi * (i + 0.75L) / (n + 0.5L)), dp = 1;
            for (int it = 0; it < 100; ++it) {
                Real p0 = 1, p1 = z;
                for (int k = 2; k <= n; ++k) {
                    const Real p2 = ((2 * k - 1) * z * p1 - (k - 1) * p0) / k;
                    p0 = p1;
                    p1 = p2;
                }
                dp = n * (z * p1 - p0) / (z * z - 1);
                const Real dz = p1 / dp;
                z -= dz;
                if (std::fabs(dz) < 1e-19L) break;
            }
            x[std::size_t(i)] = z;
            w[std::size_t(i)] = 2 / ((1 - z * z) * dp * dp);
        }
    }
};
const Gauss gauss;

/// A geodesic on the auxiliary sphere, parametrised by the arc sigma from its first point.
struct Geodesic {
    Real s0 = 0, c0 = 1;            // sin and cos of the azimuth at the equator
    Real sigma1 = 0;                // arc of the first point from the node, with its sine and cosine: near a pole
    Real sigma1s = 0, sigma1c = 1;  // the cosine taken of the rounded arc would lose the longitude
    Real lon1 = 0;                  // longitude of the first point [deg]
    Real omega1s = 0, omega1c = 1;
    Real length = 0;  // arc from first to second point

    void start(Real lat, Real lon, Real azimuth)
    {
        Real sp, cp;
        sincos_deg(lat, sp, cp);
        Real sb = (1 - flattening) * sp, cb = cp;
        const Real h = std::hypot(sb, cb);
        sb /= h, cb /= h;
        const Real sa = std::sin(azimuth), ca = std::cos(azimuth);
        s0 = sa * cb;
        c0 = std::hypot(ca, sa * sb);
        sigma1 = (sb == 0 && ca == 0) ? 0 : std::atan2(sb, ca * cb);
        lon1 = lon;
        sigma1s = sb, sigma1c = ca * cb;
        const Real v = std::hypot(sigma1s, sigma1c);
        if (v == 0)
            sigma1s = 0, sigma1c = 1;
        else
            sigma1s /= v, sigma1c /= v;
        omega1s = s0 * sigma1s, omega1c = sigma1c;
        const Real w = std::hypot(omega1s, omega1c);
        omega1s /= w, omega1c /= w;
    }
    [[nodiscard]] Vec at(Real arc) const
    {
        const Real sd = std::sin(arc), cd = std::cos(arc);
        const Real ss = sigma1s * cd + sigma1c * sd, cs = sigma1c * cd - sigma1s * sd;
        const Real sb = c0 * ss, cb = std::hypot(s0, c0 * cs);
        // longitude on the auxiliary sphere, relative to the first point
        const Real os = s0 * ss, oc = cs;
        const Real omega = std::atan2(os * omega1c - oc * omega1s, oc * omega1c + os * omega1s);
        // Karney 2013, eq. 8: lambda = omega - f sin(a0) I3
        const Real ep2k = e2 / (1 - e2) * c0 * c0;
        Real sum = 0;
        for (int i = 0; i < Gauss::n; ++i) {
            const Real sg = std::sin(sigma1 + arc * (1 + gauss.x[std::size_t(i)]) / 2);
            sum += gauss.w[std::size_t(i)] * (2 - flattening) / (1 + (1 - flattening) * std::sqrt(1 + ep2k * sg * sg));
        }
        const Real lambda = omega - flattening * s0 * sum * arc / 2;
        Real zs = sb, zc = (1 - flattening) * cb;
        const Real h = std::hypot(zs, zc);
        zs /= h, zc /= h;
        Real sl, cl;
        sincos_deg(lon1, sl, cl);
        const Real dl = std::sin(lambda), dc = std::cos(lambda);
        return {zc * (cl * dc - sl * dl), zc * (sl * dc + cl * dl), zs};
    }
    /// First guess from GeographicLib, then Newton with the Jacobian of the sphere until the end is hit.
    bool join(Real lat1, Real lon_1, Real lat2, Real dlon)
    {
        double s12, azi1, azi2;
        const double a12 = exact().Inverse(double(lat1), 0.0, double(lat2), double(dlon), s12, azi1, azi2);
        Real azimuth = Real(azi1) * deg;
        length = Real(a12) * deg;
        const Vec goal = normal(lat2, lon_1 + dlon);
        for (int it = 0; it < 30; ++it) {
            start(lat1, lon_1, azimuth);
            const Vec e = at(length);
            const Real h = 1e-6L;
            const Vec along = unit(at(length + h) - at(length - h));
            const Vec left = cross(e, along);
            const Vec miss = goal - e;
            const Real da = dot(miss, along), dl = dot(miss, left);
            if (std::hypot(da, dl) < 3e-19L) return true;
            length += da;
            azimuth -= dl / std::sin(length);
            if (it > 12 && std::hypot(da, dl) < 2e-18L) return true;
        }
        start(lat1, lon_1, azimuth);
        return norm(goal - at(length)) < 1e-16L;
    }
};

// ---- pieces of edges -----------------------------------------------------------------------------------

Real isometric(Real lat)
{
    Real s, c;
    sincos_deg(lat, s, c);
    return std::asinh(s / c) - e1 * std::atanh(e1 * s);
}

enum Kind : int {
    geodesic = 0,
    rhumb = 1,
    great_circle = 2,
    lonlat = 3
};

struct Node {
    Real t0, t1;
    Vec a, b, c;  // ends and middle
    Real radius;  // every point of the curve on [t0, t1] is within this angle of c
    Real sag;     // and within this distance of the straight chord a-b (unit sphere, 3-D)
    int child = -1;
};

struct Piece {
    enum Mode {
        box_linear,
        box_isometric,
        slerp,
        curve
    } mode = box_linear;
    int ring = 0, edge = 0;
    Real lat1 = 0, lat2 = 0, lon1 = 0, dlon = 0;  // box modes
    Real psi1 = 0, psi2 = 0;
    Vec va{}, vb{};
    Real theta = 0;  // slerp
    Geodesic g;
    std::vector<Node> nodes;
    std::vector<int> roots;

    void box_sin_cos(Real t, Real& s, Real& c) const
    {
        if (mode == box_linear || lat1 == lat2) {
            const Real lat = t <= 0.5L ? lat1 + t * (lat2 - lat1) : lat2 - (1 - t) * (lat2 - lat1);
            sincos_deg(lat, s, c);
        } else {
            const Real psi = t <= 0.5L ? psi1 + t * (psi2 - psi1) : psi2 - (1 - t) * (psi2 - psi1);
            Real u = psi;
            for (int i = 0; i < 14; ++i) u = psi + e1 * std::atanh(e1 * std::tanh(u));
            s = std::tanh(u), c = 1 / std::cosh(u);
        }
    }
    [[nodiscard]] Vec at(Real t) const
    {
        switch (mode) {
            case box_linear:
            case box_isometric: {
                if (t == 0) return normal(lat1, lon1);
                if (t == 1) return normal(lat2, lon1 + dlon);
                Real s, c, sl, cl;
                box_sin_cos(t, s, c);
                sincos_deg(t <= 0.5L ? lon1 + t * dlon : (lon1 + dlon) - (1 - t) * dlon, sl, cl);
                return {c * cl, c * sl, s};
            }
            case slerp: {
                if (t == 0) return va;
                if (t == 1) return vb;
                const Real st = std::sin(theta);
                return unit((std::sin((1 - t) * theta) / st) * va + (std::sin(t * theta) / st) * vb);
            }
            case curve:
                if (t == 0) return va;
                if (t == 1) return vb;
                return g.at(t * g.length);
        }
        return {};
    }
    Node make(Real t0, Real t1, Vec a, Vec b)
    {
        Node n{};
        n.t0 = t0, n.t1 = t1, n.a = a, n.b = b;
        const Real tm = (t0 + t1) / 2;
        n.c = at(tm);
        if (mode == slerp || mode == curve) {
            // d(normal)/d(sigma) < 1.0068 on WGS 84 (b sqrt(1+k^2)/least radius)
            const Real half = (mode == slerp ? theta : g.length * 1.008L) * (t1 - t0) / 2;
            n.radius = half * 1.0001L + 1e-18L;
            n.sag = half * half / 2 * 1.1L + 1e-18L;
        } else {
            // monotone in latitude and in longitude, so it stays in the box of its ends
            const auto lat = [](Vec v) { return std::atan2(v.z, std::hypot(v.x, v.y)); };
            const Real la = lat(a), lb = lat(b), lm = lat(n.c);
            const Real dlat = std::max(std::fabs(la - lm), std::fabs(lb - lm));
            const Real least = (la < 0) != (lb < 0) ? 0 : std::min(std::fabs(la), std::fabs(lb));
            const Real dl = std::fabs(dlon) * deg * (t1 - t0);
            n.radius = (dlat + std::cos(least) * dl / 2) * 1.0001L + 1e-18L;
            // geodesic curvature of a rhumb or lonlat line is below 2.5/colatitude
            const Real most = std::max(std::fabs(la), std::fabs(lb));
            const Real colat = pi / 2 - most;
            const Real kappa = dlon == 0 ? 1 : std::hypot(1.0L, 2.5L / std::max(colat, 1e-30L));
            n.sag = n.radius * 2;
            if (dl < 0.2L) n.sag = std::min(n.sag, n.radius * n.radius / 2 * kappa * 1.3L + 1e-18L);
        }
        return n;
    }
    void plant()
    {
        const int k = 8;
        Vec a = at(0);
        for (int i = 0; i < k; ++i) {
            const Vec b = at(Real(i + 1) / k);
            nodes.push_back(make(Real(i) / k, Real(i + 1) / k, a, b));
            roots.push_back(i);
            a = b;
        }
    }
    int split(int i)
    {
        if (nodes[std::size_t(i)].child < 0) {
            const Node n = nodes[std::size_t(i)];
            const Real tm = (n.t0 + n.t1) / 2;
            const Node l = make(n.t0, tm, n.a, n.c), r = make(tm, n.t1, n.c, n.b);
            const int first = int(nodes.size());
            nodes.push_back(l);
            nodes.push_back(r);
            nodes[std::size_t(i)].child = first;
        }
        return nodes[std::size_t(i)].child;
    }
};

struct Reference {
    Vec r, e1, e2;
};

Reference reference(Vec r)
{
    const Vec h = std::fabs(r.z) < 0.9L ? Vec{0, 0, 1} : Vec{1, 0, 0};
    const Vec u = unit(cross(r, h));
    return {r, u, cross(u, r)};  // u x (u x r) = -r: seen from outside opposite R, counterclockwise is left
}

struct Plane {
    Real x, y;
};
Plane project(const Reference& f, Vec v)
{
    const Vec d = v - f.r;
    const Real k = dot(d, d) / 2;  // 1 - v.r without cancellation
    return {dot(v, f.e1) / k, dot(v, f.e2) / k};
}

struct Ring {
    std::vector<Piece> pieces;
    int inside = 0;  // 0 smaller, 1 left, 2 right
    bool hole = false;
    int edges = 0;
    Reference ref[2];
    Real area = 0;  // signed, steradians: what does not hold ref[0], positive when on the left
    bool ref_inside[2] = {false, false};
    bool ok = true;

    Real winding(int which, Vec p)
    {
        const Reference& f = ref[which];
        const Plane zp = project(f, p);
        Real sum = 0;
        std::vector<int> stack;
        for (Piece& q : pieces) {
            stack.assign(q.roots.rbegin(), q.roots.rend());
            while (!stack.empty()) {
                const int i = stack.back();
                stack.pop_back();
                const Node& n = q.nodes[std::size_t(i)];
                if (norm(n.c - p) > n.radius && norm(n.c - f.r) > n.radius && n.radius < 1) {
                    const Plane a = project(f, n.a), b = project(f, n.b);
                    const Real ax = a.x - zp.x, ay = a.y - zp.y, bx = b.x - zp.x, by = b.y - zp.y;
                    sum += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
                } else if (n.radius < 1e-15L) {
                    return std::nanl("");  // on the edge
                } else {
                    const int c = q.split(i);
                    stack.push_back(c + 1);
                    stack.push_back(c);
                }
            }
        }
        return sum / (2 * pi);
    }

    void finish()
    {
        for (Piece& q : pieces) q.plant();
        // extent and a reference far away
        std::vector<Vec> sample;
        for (const Piece& q : pieces)
            for (int i = 0; i <= 32; ++i) sample.push_back(q.at(Real(i) / 32));
        const auto clearance = [&](Vec v) {
            Real least = 4;
            for (const Vec& s : sample) least = std::min(least, norm(s - v));
            return least;
        };
        std::vector<std::pair<Real, Vec>> candidates;
        for (int i = 0; i < 400; ++i) {
            const Real z = 1 - (2 * i + 1) / 400.0L, a = 2.399963229728653L * i, r = std::sqrt(1 - z * z);
            const Vec v{r * std::cos(a), r * std::sin(a), z};
            candidates.emplace_back(clearance(v), v);
        }
        std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        const Vec r0 = candidates[0].second;
        Vec r1 = r0;
        for (const auto& c : candidates)
            if (norm(c.second - r0) > 0.35L) {
                r1 = c.second;
                break;
            }
        ref[0] = reference(r0);
        ref[1] = reference(r1);
        // signed area of what does not hold r0; authalic latitudes unless the ring is small
        Real extent = 0;
        for (const Vec& s : sample) extent = std::max(extent, norm(s - sample[0]));
        const bool authalic = extent > 0.1L;
        const auto q_of = [](Real s) { return (1 - e2) * (s / (1 - e2 * s * s) + std::atanh(e1 * s) / e1); };
        const auto to_authalic = [&](Vec v) {
            if (!authalic) return v;
            const Real s = q_of(v.z) / q_of(1), h = std::hypot(v.x, v.y);
            const Real c = std::sqrt(std::max(Real(0), 1 - s * s));
            return h == 0 ? Vec{0, 0, s} : Vec{c * v.x / h, c * v.y / h, s};
        };
        const Vec o = to_authalic(-1 * r0);
        for (Piece& q : pieces) {
            std::vector<int> stack(q.roots.rbegin(), q.roots.rend());
            while (!stack.empty()) {
                const int i = stack.back();
                stack.pop_back();
                const Node n = q.nodes[std::size_t(i)];
                const bool fine = n.radius < 0.004L && n.sag < 1e-4L;
                if (!fine && !(n.radius < 1e-7L)) {
                    const int c = q.split(i);
                    stack.push_back(c + 1);
                    stack.push_back(c);
                    continue;
                }
                const Vec a = to_authalic(n.a), b = to_authalic(n.b);
                area += 2 * std::atan2(dot(o, cross(a, b)), 1 + dot(o, a) + dot(a, b) + dot(b, o));
            }
        }
        // Which side is on the left: the sign of the winding number at any point that the ring winds round. (Not
        // the sign of the area: the chords of a long sliver may lie further apart than its sides.)
        int turn = 0;
        for (const Real t : {0.37L, 0.61L})
            for (const Real step : {1e-2L, 1e-3L, 1e-5L, 1e-7L, 1e-9L, 1e-11L})
                for (std::size_t i = 0; i < pieces.size() && turn == 0; ++i) {
                    const Vec x = pieces[i].at(t), y = pieces[i].at(t + 1e-3L);
                    const Vec across = cross(x, y - x);  // a thousandth of the edge, at right angles
                    for (const Real side : {1e3L * step, -1e3L * step}) {
                        const Real w = winding(0, unit(x + side * across));
                        if (std::isnan(w) || std::round(w) == 0) continue;
                        turn = w > 0 ? 1 : -1;
                    }
                }
        if (turn == 0 && pieces.size() > 2) ok = false;  // two pieces: an edge out and back, asked for its points
        area = std::fabs(area) * turn;
        const bool left_is_ref = area < 0;
        if (inside == 0) ref_inside[0] = std::fabs(area) > 2 * pi;
        if (inside == 1) ref_inside[0] = left_is_ref;
        if (inside == 2) ref_inside[0] = !left_is_ref;
        const Real w = std::round(winding(0, r1));
        ref_inside[1] = ref_inside[0] != (std::fmod(std::fabs(w), 2.0L) == 1);
    }

    /// 1 inside, 0 outside, -1 on the edge, -2 the winding number is not whole (a fault of this program)
    int contains(Vec p)
    {
        const int which = norm(p - ref[0].r) < 0.17L ? 1 : 0;
        const Real w = winding(which, p);
        if (std::isnan(w)) return -1;
        if (std::fabs(w - std::round(w)) > 1e-6L) return -2;
        const bool odd = std::fmod(std::fabs(std::round(w)), 2.0L) == 1;
        return (ref_inside[which] != odd) ? 1 : 0;
    }
};

struct Zone {
    std::vector<Ring> rings;
};

struct Near {
    Real distance = 1e30L;
    int ring = -1, edge = -1;
    Real t = 0;
};

Near nearest(Zone& z, Vec p)
{
    // angle bounds first, then true distances
    struct Item {
        Piece* q;
        int node;
    };
    std::vector<Item> active, next;
    for (Ring& r : z.rings)
        for (Piece& q : r.pieces)
            for (int i : q.roots) active.push_back({&q, i});
    Real best_angle = 4;
    const auto angle_to = [&](Vec v) { return 2 * std::asin(std::min(Real(1), norm(v - p) / 2)); };
    for (int pass = 0; pass < 80; ++pass) {
        for (const Item& it : active) best_angle = std::min(best_angle, angle_to(it.q->nodes[std::size_t(it.node)].c));
        next.clear();
        bool split = false;
        for (const Item& it : active) {
            const Node n = it.q->nodes[std::size_t(it.node)];
            const Real least = angle_to(n.c) - n.radius;
            if (least * least_radius_m > best_angle * greatest_radius_m) continue;
            // short against the distance, and against its own radius of curvature (near a pole that is small)
            const bool bent = n.sag > n.radius * n.radius * 4 && n.sag > n.radius / 60 && n.radius > 1e-13L;
            if ((n.radius > best_angle / 60 || bent) && n.radius > 1e-16L) {
                const int c = it.q->split(it.node);
                next.push_back({it.q, c});
                next.push_back({it.q, c + 1});
                split = true;
            } else
                next.push_back(it);
        }
        active.swap(next);
        if (!split) break;
    }
    Near best;
    const auto take = [&](const Piece* q, Real t) {
        const Real d = distance_m(p, q->at(t));
        if (d < best.distance) best = {d, q->ring, q->edge, t};
        return d;
    };
    struct Scored {
        Item it;
        Real d;
    };
    std::vector<Scored> scored;
    for (const Item& it : active) {
        const Node& n = it.q->nodes[std::size_t(it.node)];
        scored.push_back({it, take(it.q, (n.t0 + n.t1) / 2)});
    }
    for (const Scored& s : scored) {
        const Node n = s.it.q->nodes[std::size_t(s.it.node)];
        if (s.d - n.radius * greatest_radius_m > best.distance) continue;
        Real a = n.t0, b = n.t1;
        const Real g = 0.6180339887498949L;
        Real u = b - g * (b - a), v = a + g * (b - a);
        Real du = take(s.it.q, u), dv = take(s.it.q, v);
        take(s.it.q, a);
        take(s.it.q, b);
        for (int i = 0; i < 60; ++i) {
            // the minimum is flat: off by 2e-7 of the distance or of the radius of curvature, the distance is off
            // by 2e-14 of it
            const Real bend_m = n.radius * n.radius / (2 * n.sag) * greatest_radius_m;
            if ((b - a) / (n.t1 - n.t0) * n.radius * greatest_radius_m < std::min(best.distance, bend_m) * 2e-7L) break;
            if (du < dv) {
                b = v, v = u, dv = du;
                u = b - g * (b - a);
                du = take(s.it.q, u);
            } else {
                a = u, u = v, du = dv;
                v = a + g * (b - a);
                dv = take(s.it.q, v);
            }
        }
    }
    return best;
}

Real segment_gap(Vec p1, Vec q1, Vec p2, Vec q2)
{
    const Vec d1 = q1 - p1, d2 = q2 - p2, r = p1 - p2;
    const Real a = dot(d1, d1), e = dot(d2, d2), f = dot(d2, r), c = dot(d1, r), b = dot(d1, d2);
    const Real denom = a * e - b * b;
    Real s = denom > 0 ? std::clamp((b * f - c * e) / denom, Real(0), Real(1)) : 0;
    Real t = e > 0 ? (b * s + f) / e : 0;
    if (t < 0) t = 0, s = a > 0 ? std::clamp(-c / a, Real(0), Real(1)) : 0;
    if (t > 1) t = 1, s = a > 0 ? std::clamp((b - c) / a, Real(0), Real(1)) : 0;
    return norm((p1 + s * d1) - (p2 + t * d2));
}

/// Do two pieces stay apart, except within 0.1 mm of a vertex they share?
bool apart(Piece& p, Piece& q, const std::vector<Vec>& shared)
{
    constexpr Real tiny = 1.6e-11L;    // 0.1 mm
    constexpr Real floor_ = 1.6e-12L;  // 0.01 mm
    std::vector<std::pair<int, int>> stack;
    for (int i : p.roots)
        for (int j : q.roots) stack.emplace_back(i, j);
    long steps = 0;
    while (!stack.empty()) {
        if (++steps > 3000000) return false;
        const auto [i, j] = stack.back();
        stack.pop_back();
        const Node m = p.nodes[std::size_t(i)], n = q.nodes[std::size_t(j)];
        if (norm(m.c - n.c) > m.radius + n.radius) continue;
        if (segment_gap(m.a, m.b, n.a, n.b) > m.sag + n.sag + 1e-17L) continue;
        bool at_vertex = false;
        for (const Vec& v : shared)
            at_vertex = at_vertex || (norm(m.c - v) + m.radius < tiny && norm(n.c - v) + n.radius < tiny);
        if (at_vertex) continue;
        if (m.radius < floor_ && n.radius < floor_) return false;
        if (m.radius > n.radius) {
            const int c = p.split(i);
            stack.emplace_back(c, j);
            stack.emplace_back(c + 1, j);
        } else {
            const int c = q.split(j);
            stack.emplace_back(i, c);
            stack.emplace_back(i, c + 1);
        }
    }
    return true;
}

bool same_place(Real lat1, Real lon1, Real lat2, Real lon2)
{
    return lat1 == lat2 && (std::fabs(lat1) == 90 || std::remainder(lon1 - lon2, 360.0L) == 0);
}

}  // namespace

extern "C" {

void* oracle_new() { return new Zone; }
void oracle_free(void* z) { delete static_cast<Zone*>(z); }

/// Adds a ring; returns 0, or -1 where it is not a ring or an edge has no unique meaning.
int oracle_ring(void* zone, int n, const double* lat, const double* lon, const int* kind, int inside, int hole)
{
    Zone& z = *static_cast<Zone*>(zone);
    for (int i = 0; i < n; ++i)
        if (!(std::fabs(lat[i]) <= 90) || !std::isfinite(lon[i])) return -1;
    Ring r;
    r.inside = inside;
    r.hole = hole != 0;
    const int ring = int(z.rings.size());
    for (int i = 0; i < n; ++i) {
        const int j = (i + 1) % n;
        const Real la = Real(lat[i]), lb = Real(lat[j]);
        Real lo = Real(lon[i]);
        const Real lp = Real(lon[j]);
        if (same_place(la, lo, lb, lp)) continue;
        Piece q;
        q.ring = ring, q.edge = i;
        Real d = std::remainder(lp - lo, 360.0L);
        const bool half = std::fabs(d) == 180;
        if (half) d = lp > lo ? 180 : -180;
        const auto meridian = [&](Real from, Real to, Real at_lon) {
            Piece m;
            m.ring = ring, m.edge = i, m.mode = Piece::box_linear;
            m.lat1 = from, m.lat2 = to, m.lon1 = at_lon, m.dlon = 0;
            r.pieces.push_back(m);
        };
        const bool pole_a = std::fabs(la) == 90, pole_b = std::fabs(lb) == 90;
        if (kind[i] == lonlat) {
            q.mode = Piece::box_linear;
            q.lat1 = la, q.lat2 = lb, q.lon1 = lo, q.dlon = d;
            r.pieces.push_back(q);
            continue;
        }
        if (pole_a && pole_b) return -1;
        if (pole_a || pole_b || d == 0) {
            meridian(la, lb, pole_a ? lp : lo);
            continue;
        }
        if (kind[i] == rhumb) {
            q.mode = Piece::box_isometric;
            q.lat1 = la, q.lat2 = lb, q.lon1 = lo, q.dlon = d;
            q.psi1 = isometric(la), q.psi2 = isometric(lb);
            r.pieces.push_back(q);
            continue;
        }
        if (half) {
            const Real pole = la + lb >= 0 ? 90 : -90;
            meridian(la, pole, lo);
            meridian(pole, lb, lp);
            continue;
        }
        q.va = normal(la, lo), q.vb = normal(lb, lp);
        if (kind[i] == great_circle) {
            q.mode = Piece::slerp;
            q.theta = angle(q.va, q.vb);
        } else {
            q.mode = Piece::curve;
            if (!q.g.join(la, lo, lb, d)) return -1;
        }
        r.pieces.push_back(q);
    }
    r.edges = n;
    if (r.pieces.size() < 2) return -1;
    r.finish();
    if (!r.ok) return -1;
    z.rings.push_back(std::move(r));
    return 0;
}

/// 1 inside, 0 outside, -1 on an edge, -2 a fault. Clearance in metres from all rings.
int oracle_contains(void* zone, double lat, double lon)
{
    Zone& z = *static_cast<Zone*>(zone);
    const Vec p = normal(Real(lat), Real(lon));
    int answer = 1;
    for (Ring& r : z.rings) {
        const int c = r.contains(p);
        if (c < 0) return c;
        if (r.hole ? c == 1 : c == 0) answer = 0;
    }
    return answer;
}

double oracle_clearance(void* zone, double lat, double lon, int* ring, int* edge)
{
    const Near n = nearest(*static_cast<Zone*>(zone), normal(Real(lat), Real(lon)));
    if (ring != nullptr) *ring = n.ring;
    if (edge != nullptr) *edge = n.edge;
    return double(n.distance);
}

/// A point of an edge, moved `offset_m` to its left along the geodesic at right angles.
int oracle_beside(void* zone, int ring, int edge, double t, double offset_m, double* lat, double* lon)
{
    Zone& z = *static_cast<Zone*>(zone);
    std::vector<const Piece*> of_edge;
    for (const Piece& q : z.rings[std::size_t(ring)].pieces)
        if (q.edge == edge) of_edge.push_back(&q);
    if (of_edge.empty()) return -1;
    const Real u = Real(t) * Real(of_edge.size());
    const std::size_t k = std::min(of_edge.size() - 1, std::size_t(u));
    const Real s = u - Real(k);
    const Piece& q = *of_edge[k];
    const Vec x = q.at(s);
    const Real h = std::min({1e-5L, s / 2 + 1e-9L, (1 - s) / 2 + 1e-9L});
    const Vec along = unit(q.at(s + h) - q.at(s - h));
    if (offset_m == 0) {
        *lat = double(lat_of(x)), *lon = double(lon_of(x));
        return 0;
    }
    // on the ellipsoid the tangent of the curve differs from that of its normals by the ratio of the radii
    const Real rho = std::hypot(x.x, x.y);
    const Vec east = rho > 0 ? Vec{-x.y / rho, x.x / rho, 0} : Vec{0, 1, 0};
    const Vec north = cross(x, east);
    const Real w = 1 - e2 * x.z * x.z;
    const Real along_e = dot(along, east) / std::sqrt(w), along_n = dot(along, north) * (1 - e2) / (w * std::sqrt(w));
    const double azimuth = double(std::atan2(along_e, along_n) / deg);
    exact().Direct(double(lat_of(x)), double(lon_of(x)), azimuth - 90, offset_m, *lat, *lon);
    return 0;
}

/// 1 when no two edges come within 0.1 mm of each other except at shared vertices.
int oracle_simple(void* zone)
{
    Zone& z = *static_cast<Zone*>(zone);
    std::vector<Piece*> all;
    for (Ring& r : z.rings)
        for (Piece& q : r.pieces) all.push_back(&q);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            std::vector<Vec> shared;
            const Vec ends_i[] = {all[i]->at(0), all[i]->at(1)}, ends_j[] = {all[j]->at(0), all[j]->at(1)};
            if (all[i]->ring == all[j]->ring) {
                const std::size_t k = j - i, n = z.rings[std::size_t(all[i]->ring)].pieces.size();
                if (k == 1) shared.push_back(ends_i[1]);
                if (k == n - 1) shared.push_back(ends_j[1]);
            }
            if (!apart(*all[i], *all[j], shared)) return 0;
        }
    return 1;
}

/// Signed fraction of the globe on the side away from the reference, positive when that side is on the left.
double oracle_area(void* zone, int ring)
{
    return double(static_cast<Zone*>(zone)->rings[std::size_t(ring)].area / (4 * pi));
}

/// Is the left side of this ring its inside?
int oracle_left_inside(void* zone, int ring)
{
    const Ring& r = static_cast<Zone*>(zone)->rings[std::size_t(ring)];
    return (r.area < 0) == r.ref_inside[0] ? 1 : 0;
}

void oracle_direct(double lat, double lon, double azimuth, double s, double* lat2, double* lon2)
{
    exact().Direct(lat, lon, azimuth, s, *lat2, *lon2);
}

double oracle_inverse(double lat1, double lon1, double lat2, double lon2)
{
    double s;
    exact().Inverse(lat1, lon1, lat2, lon2, s);
    return s;
}

}  // extern "C"
