#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the containment golden suite: rings, points, the right answers and each point's distance to the boundary.

    tools/make_containment_golden.py [--out tests/golden/containment] [--seed 20250919] [--scale 1]

Answers come from tools/containment_oracle.cpp (winding numbers and branch and bound in long double; see there), built
here with g++ and called through ctypes. It shares no code with the library. A point put beside an edge also has an
answer by construction (left or right of that edge); the script stops when the two disagree.

One file per category, one ring (with its holes) per line:
    {"name", "category", "inside": "smaller|left|right" (exterior; holes are "smaller"),
     "simple": whether no two edges come within 0.1 mm of each other except at shared vertices,
     "rings": [[[lat, lon, kind of the edge that leaves], ...], holes...],
     "points": [[lat, lon, 1 inside / 0 outside, metres to the nearest edge of any ring], ...]}
Points nearer than 0.1 mm to an edge are left out. The same seed gives the same bytes.
"""

import argparse
import ctypes
import json
import math
import os
import random
import subprocess
import sys
import tempfile

KINDS = ["geodesic", "rhumb", "great_circle", "lonlat"]
CODE = {k: i for i, k in enumerate(KINDS)}
SIDE = {"smaller": 0, "left": 1, "right": 2}
HERE = os.path.dirname(os.path.abspath(__file__))
Double = ctypes.c_double


def build_oracle(folder):
    library = os.path.join(folder, "libcontainment_oracle.so")
    subprocess.run(
        ["g++", "-std=c++20", "-O2", "-shared", "-fPIC", "-o", library, os.path.join(HERE, "containment_oracle.cpp"),
         "-lGeographicLib"], check=True)
    lib = ctypes.CDLL(library)
    lib.oracle_new.restype = ctypes.c_void_p
    lib.oracle_clearance.restype = Double
    lib.oracle_area.restype = Double
    lib.oracle_inverse.restype = Double
    return lib


class Oracle:
    """One exterior ring and its holes."""

    lib = None

    def __init__(self, rings, inside):
        self.handle = ctypes.c_void_p(self.lib.oracle_new())
        self.ok = True
        for i, ring in enumerate(rings):
            n = len(ring)
            code = self.lib.oracle_ring(
                self.handle, n, (Double * n)(*[v[0] for v in ring]), (Double * n)(*[v[1] for v in ring]),
                (ctypes.c_int * n)(*[CODE[v[2]] for v in ring]), SIDE[inside] if i == 0 else 0, int(i > 0))
            self.ok = self.ok and code == 0

    def __del__(self):
        self.lib.oracle_free(self.handle)

    def contains(self, lat, lon):
        answer = self.lib.oracle_contains(self.handle, Double(lat), Double(lon))
        if answer == -2:
            sys.exit(f"oracle: winding number not whole at {lat!r} {lon!r}")
        return answer

    def clearance(self, lat, lon):
        ring, edge = ctypes.c_int(), ctypes.c_int()
        d = self.lib.oracle_clearance(self.handle, Double(lat), Double(lon), ctypes.byref(ring), ctypes.byref(edge))
        return d, ring.value, edge.value

    def beside(self, ring, edge, t, offset_m):
        lat, lon = Double(), Double()
        if self.lib.oracle_beside(self.handle, ring, edge, Double(t), Double(offset_m), ctypes.byref(lat),
                                  ctypes.byref(lon)) != 0:
            return None
        return lat.value, lon.value

    def simple(self):
        return self.lib.oracle_simple(self.handle) == 1

    def area_fraction(self, ring=0):
        return abs(self.lib.oracle_area(self.handle, ring))

    def left_inside(self, ring):
        return self.lib.oracle_left_inside(self.handle, ring) == 1


def direct(lat, lon, azimuth, s):
    la, lo = Double(), Double()
    Oracle.lib.oracle_direct(Double(lat), Double(lon), Double(azimuth), Double(s), ctypes.byref(la), ctypes.byref(lo))
    return la.value, lo.value


def distance(a, b):
    return Oracle.lib.oracle_inverse(Double(a[0]), Double(a[1]), Double(b[0]), Double(b[1]))


def wrap(lon):
    return math.remainder(lon, 360.0)


def plane(lat, lon, x, y):
    """A point x metres east and y metres north (azimuthal equidistant)."""
    return direct(lat, lon, math.degrees(math.atan2(x, y)), math.hypot(x, y))


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.cases = []

    # ---- rings ----------------------------------------------------------------------------------------------------

    def kinds(self, kind, n):
        if kind == "mixed":
            k = [self.rng.choice(KINDS) for _ in range(n)]
            if n >= 4:  # every kind at least once
                for i, name in zip(self.rng.sample(range(n), 4), KINDS):
                    k[i] = name
            return k
        return [kind] * n

    def ring(self, points, kind, digits=None):
        out = []
        for (lat, lon), k in zip(points, self.kinds(kind, len(points))):
            if digits is not None:
                lat, lon = round(lat, digits), round(lon, digits)
            out.append([lat, lon, k])
        return out

    def star(self, lat, lon, n, radius, spread=0.3, jitter=0.6):
        """Star-shaped in azimuth about a centre: simple when the edges are short enough."""
        r = self.rng
        first = r.uniform(0, 360)
        points = []
        for i in range(n):
            azimuth = first - (i + r.uniform(0, jitter)) * 360 / n  # counterclockwise
            points.append(direct(lat, lon, azimuth, radius * (1 - spread * r.random())))
        return points if r.random() < 0.6 else points[::-1]

    def add(self, category, name, rings, inside="smaller", touching=False, once=False, **points):
        """Keeps the case when it is a ring: no crossing, and not near half of the Earth."""
        oracle = Oracle(rings, inside)
        if not oracle.ok:
            return False
        fraction = oracle.area_fraction()
        if inside == "smaller" and 0.49 < fraction < 0.51:
            return False
        if not touching and not oracle.simple():
            return False
        simple = not touching
        count = sum(1 for c in self.cases if c["category"] == category)
        self.cases.append({"name": f"{category}/{count:02d} {name}", "category": category, "inside": inside,
                           "simple": simple, "rings": rings,
                           "points": self.points(oracle, rings, simple or once, **points)})
        return True

    def until(self, attempt, tries=200):
        for _ in range(tries):
            if attempt():
                return
        sys.exit("no valid ring found; last category " + self.cases[-1]["category"])

    # ---- points ---------------------------------------------------------------------------------------------------

    def points(self, oracle, rings, once, budget=70, poles=False, antimeridian=False):
        r = self.rng
        budget *= 0.85  # the suite ships with the repository: keep it below 1.5 MB
        wanted = {}
        candidates = []  # (lat, lon, digits, and answer by construction, offset, edge)
        vertices = [(v[0], v[1]) for ring in rings for v in ring]
        size = max(distance(vertices[0], v) for v in vertices)
        size = max(size, 0.05)

        def put(lat, lon, digits, expect=None, offset=None, edge=None):
            if -90 <= lat <= 90:
                candidates.append((lat, lon, digits, expect, offset, edge))

        def spread_digits(scale_m):
            return min(14, max(4, 8 - int(math.floor(math.log10(scale_m)))))

        edges = [(i, j) for i, ring in enumerate(rings) for j in range(len(ring))]
        # hugging an edge, both sides
        offsets = [d for d in (0.001, 0.01, 1.0, 1000.0) if d <= 0.2 * size]
        for k in range(round(budget * 0.43 / (2 * max(1, len(offsets))))):
            ring, edge = r.choice(edges)
            t = r.choice([r.random(), r.random(), r.random(), 0.5, 10 ** r.uniform(-4, -1), 1 - 10 ** r.uniform(-4, -1)])
            left_in = oracle.left_inside(ring)
            for d in offsets:
                for sign in (1, -1):
                    p = oracle.beside(ring, edge, t, sign * d)
                    if p is not None:
                        side_in = (sign > 0) == left_in
                        put(p[0], p[1], 13 if d < 0.1 else 11, int(side_in if ring == 0 else not side_in), d,
                            (ring, edge))
        # in the neighbourhood
        for k in range(round(budget * 0.22)):
            v = r.choice(vertices)
            p = direct(v[0], v[1], r.uniform(-180, 180), min(1.9e7, size * r.uniform(0, 1)))
            put(p[0], p[1], spread_digits(size))
        # near vertices
        for k in range(round(budget * 0.11)):
            v = r.choice(vertices)
            s = r.choice([d for d in (0.001, 0.01, 0.1, 10.0, 1000.0, 50000.0) if d <= 0.3 * size] or [0.001])
            p = direct(v[0], v[1], r.choice([r.uniform(-180, 180), 90.0, -90.0, 0.0, 180.0]), s)
            put(p[0], p[1], 13 if s < 1 else 11)
        # at the same longitude and at the same latitude as a vertex, exactly
        for k in range(round(budget * 0.11)):
            v = r.choice(vertices)
            s = size * 10 ** r.uniform(-3, 0)
            dlat = math.degrees(s / 6.37e6)
            lat = v[0] + r.choice([-1, 1]) * dlat
            put(lat, v[1] + r.choice([0, 0, 0, 360, -360]), spread_digits(s) if r.random() < 0.5 else 13)
            c = max(1e-3, math.cos(math.radians(v[0])))
            put(v[0], v[1] + r.choice([-1, 1]) * min(180, dlat / c), None)
        # at the antimeridian and the poles
        lats = [v[0] for v in vertices]
        for k in range(4 if antimeridian else 1):
            lat = r.uniform(min(lats) - 1e-5 * size, max(lats) + 1e-5 * size)
            for lon in (180.0, -180.0, 540.0, -180.0 + 1e-9)[: 4 if antimeridian else 1]:
                put(round(lat, 9), lon, None)
        for lat in (90.0, -90.0) if poles or r.random() < 0.1 else ():
            for lon in (0.0, r.uniform(-180, 180), vertices[0][1]) if poles else (0.0,):
                put(lat, round(lon, 6), None)
        if poles:
            for k in range(round(budget * 0.15)):
                pole = 90.0 if sum(lats) > 0 else -90.0
                lat, lon = direct(pole, 0, r.uniform(-180, 180), 10 ** r.uniform(-3, 5))
                put(lat, lon, 14)

        for lat, lon, digits, expect, offset, edge in candidates:
            if digits is not None:
                # longitudes need the same metres, so more digits near a pole
                extra = max(0, int(-math.log10(max(1e-9, math.cos(math.radians(lat))))))
                lat, lon = round(lat, digits), round(lon, digits + extra)
            lat, lon = min(90.0, max(-90.0, lat)), lon + 0.0
            if (lat, lon) in wanted:
                continue
            answer = oracle.contains(lat, lon)
            clearance, on_ring, on_edge = oracle.clearance(lat, lon)
            if clearance < 1e-4:
                continue
            if answer < 0:
                sys.exit(f"oracle: on an edge but {clearance} m away: {rings} {lat!r} {lon!r}")
            # when nothing is nearer than the point of the edge it was put beside, the side of that edge decides
            # (unless the edge is run twice)
            beside = expect is not None and edge == (on_ring, on_edge) and abs(clearance - offset) < 1e-6 * offset + 3e-8
            if beside and once and answer != expect:
                sys.exit(f"construction and oracle disagree: {json.dumps(rings)} {lat!r} {lon!r} {offset} m")
            wanted[(lat, lon)] = [lat, lon, answer, round(clearance, 7 if clearance < 1e4 else 6)]
        return list(wanted.values())

    # ---- categories -----------------------------------------------------------------------------------------------

    def place(self, limit=80.0):
        r = self.rng
        return r.choice([0.0, r.uniform(-limit, limit), 54.0 + r.uniform(-3, 3), r.uniform(-limit, limit)]), \
            r.uniform(-170, 170)

    def small(self):
        r = self.rng
        for radius in (0.1, 1.0, 10.0, 100.0, 1000.0):
            for kind in KINDS + ["mixed"]:
                def attempt():
                    lat, lon = self.place(89.0)
                    n = r.randint(4 if kind == "mixed" else 3, 9)
                    return self.add("small", f"{kind} {radius} m at {lat:.3f}",
                                    [self.ring(self.star(lat, lon, n, radius), kind, 12)], budget=60)
                self.until(attempt)

    def regional(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for _ in range(5):
                def attempt():
                    lat, lon = self.place(82.0)
                    radius = 10 ** r.uniform(3.7, 5.5)
                    n = r.randint(4 if kind == "mixed" else 3, 14)
                    return self.add("regional", f"{kind} {radius / 1000:.0f} km at {lat:.1f}",
                                    [self.ring(self.star(lat, lon, n, radius), kind, r.choice([3, 5, 9]))])
                self.until(attempt)

    def long_edges(self):
        r = self.rng
        for length in (2.0e6, 3.0e6):
            for kind in KINDS + ["mixed"]:
                for _ in range(4):
                    def attempt():
                        lat, lon = self.place(72.0)
                        n = r.choice([3, 4, 5]) if kind != "mixed" else r.choice([4, 5, 6])
                        radius = length / (2 * math.sin(math.pi / n))
                        points = self.star(lat, lon, n, radius, 0.1, 0.1)
                        if min(abs(p[0]) for p in points) > 88:
                            return False
                        longest = max(distance(points[i - 1], points[i]) for i in range(n))
                        if not 0.8 * length < longest < 1.1 * length:
                            return False
                        return self.add("long_edges", f"{kind} {longest / 1000:.0f} km at {lat:.1f}",
                                        [self.ring(points, kind, r.choice([0, 2, 6, 9]))])
                    self.until(attempt)

    def mixed(self):
        r = self.rng
        for _ in range(24):
            def attempt():
                lat, lon = self.place(75.0)
                radius = 10 ** r.uniform(2, 6.3)
                return self.add("mixed", f"{radius / 1000:.1f} km at {lat:.1f}",
                                [self.ring(self.star(lat, lon, r.randint(4, 16), radius), "mixed",
                                           9 if radius < 1e5 else r.choice([1, 4, 9]))])
            self.until(attempt)

    def concave(self):
        r = self.rng

        def comb(teeth, depth, height):
            points = [(0.0, 0.0)]
            for i in range(teeth):
                x = 2 * i
                points += [(x + 0.0, height), (x + 1.0, height)]
                if i < teeth - 1:
                    points += [(x + 1.0, height * (1 - depth)), (x + 2.0, height * (1 - depth))]
            points += [(2 * teeth - 1.0, 0.0)]
            return points

        def spiral(turns, n):
            out = [((1 + 0.5 * i / n * turns) * math.cos(2 * math.pi * turns * i / n),
                    (1 + 0.5 * i / n * turns) * math.sin(2 * math.pi * turns * i / n)) for i in range(n + 1)]
            back = [(x * 1.12, y * 1.12) for x, y in reversed(out)]
            return out + back

        shapes = [
            ("star", lambda: [((1 if i % 2 else 0.25) * math.cos(-math.pi * i / 7),
                               (1 if i % 2 else 0.25) * math.sin(-math.pi * i / 7)) for i in range(14)]),
            ("comb", lambda: comb(5, 0.9, 3.0)),
            ("spiral", lambda: spiral(2.2, 22)),
            ("hook", lambda: [(0, 0), (4, 0), (4, 4), (1, 4), (1, 3), (3, 3), (3, 1), (0, 1)]),
        ]
        for name, shape in shapes:
            for kind in KINDS + ["mixed"]:
                def attempt():
                    lat, lon = self.place(75.0)
                    scale = 10 ** r.uniform(1, 5.2)
                    turn = r.uniform(0, 2 * math.pi)
                    c, s = math.cos(turn), math.sin(turn)
                    points = [plane(lat, lon, scale * (c * x - s * y), scale * (s * x + c * y)) for x, y in shape()]
                    if r.random() < 0.4:
                        points.reverse()
                    return self.add("concave", f"{name} {kind} {scale:.0f} m at {lat:.1f}",
                                    [self.ring(points, kind, 11)], budget=50)
                self.until(attempt)

    def slivers(self):
        r = self.rng
        for kind in KINDS:
            for length, width in ((1e3, 0.02), (1e5, 0.1), (1e5, 50.0), (1e6, 1.0), (1e6, 2000.0)):
                def attempt():
                    lat, lon = self.place(70.0)
                    azimuth = r.choice([r.uniform(-180, 180), 90.0, 0.0])
                    a, b = (lat, lon), direct(lat, lon, azimuth, length)
                    a2 = direct(*a, azimuth + 90, width)
                    mid = r.random()
                    guide = Oracle([[[*a, kind], [*b, kind], [*a, kind]]], "smaller")
                    m = guide.beside(0, 0, mid, -width / 2)
                    points = r.choice([[a, b, a2], [a, b, m]])
                    return self.add("slivers", f"{kind} {length / 1000:.0f} km x {width} m",
                                    [self.ring(points, kind, 12)], budget=64)
                self.until(attempt)

    def holes(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for _ in range(4):
                def attempt():
                    lat, lon = self.place(70.0)
                    radius = 10 ** r.uniform(3, 6)
                    rings = [self.ring(self.star(lat, lon, r.randint(6, 12), radius, 0.1), kind, 9)]
                    azimuth = r.uniform(0, 360)
                    for k in range(r.randint(1, 3)):
                        c = direct(lat, lon, azimuth + 120 * k, 0.45 * radius)
                        rings.append(self.ring(self.star(*c, r.randint(3, 6), 0.25 * radius), kind, 9))
                    return self.add("holes", f"{kind} {radius / 1000:.0f} km, {len(rings) - 1} holes", rings)
                self.until(attempt)

    def holes_touching(self):
        r = self.rng
        for kind in KINDS:
            for style in ("vertex", "edge", "on_edge"):
                def attempt():
                    lat, lon = self.place(60.0)
                    radius = 10 ** r.uniform(3.5, 5.8)
                    outer = self.ring(self.star(lat, lon, 7, radius, 0.05, 0.2), kind, 9)
                    inner = [direct(lat, lon, r.uniform(0, 360), 0.2 * radius)]
                    if style == "vertex":  # a hole with one vertex of the exterior
                        inner = [(outer[2][0], outer[2][1])] + [direct(lat, lon, a, 0.3 * radius) for a in (10, 100)]
                    elif style == "edge":  # a hole with one whole edge of the exterior
                        inner = [(v[0], v[1]) for v in outer[2:4]] + [direct(lat, lon, 0, 0.1 * radius)]
                    else:  # a hole with a vertex in the middle of an edge (to a nanometre)
                        o = Oracle([outer], "smaller")
                        inner = [o.beside(0, 3, 0.4, 0.0)] + [direct(lat, lon, a, 0.3 * radius) for a in (200, 300)]
                    hole = [[p[0], p[1], kind] for p in inner]
                    probe = Oracle([outer], "smaller")
                    if not probe.ok or not probe.simple():
                        return False
                    if any(probe.contains(p[0], p[1]) == 0 for p in inner[-1:]):
                        return False
                    if not Oracle([hole], "smaller").simple():
                        return False
                    return self.add("holes_touching", f"{style} {kind} {radius / 1000:.0f} km", [outer, hole],
                                    touching=True)
                self.until(attempt)

    def touching_self(self):
        for kind in KINDS:
            lat, lon = self.place(60.0)
            scale = 10 ** self.rng.uniform(2, 5)
            p = lambda x, y: [*[round(c, 9) for c in plane(lat, lon, scale * x, scale * y)], kind]
            o = p(0, 0)
            self.add("touching_self", f"two lobes, one vertex visited twice, {kind}",
                     [[o, p(2, -1), p(2, 1), o, p(-2, 1), p(-2, -1)]], touching=True)
            a, b, c = p(-3, -2), p(3, -2), p(0, 3)
            self.add("touching_self", f"a spike inward, run out and back, {kind}", [[a, b, c, o, c]], touching=True)
            d = p(6, 4)
            self.add("touching_self", f"a spike outward, run out and back, {kind}", [[a, b, d, b, c]], touching=True)

    def antimeridian(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for style in ("wrapped", "beyond_180", "below_-180", "vertices_on_180", "wrapped"):
                def attempt():
                    lat = r.choice([0.0, r.uniform(-75, 75), 65.0])
                    lon = 180 + r.uniform(-0.5, 0.5)
                    radius = 10 ** r.uniform(1.5, 6.2)
                    points = self.star(lat, lon, r.randint(4, 9), radius)
                    digits = 10 if radius < 1e5 else 5
                    if style == "vertices_on_180":
                        lon = 180.0
                        points = self.star(lat, lon, 6, radius, 0.2, 0.3)
                        points = [(a, 180.0 if abs(abs(wrap(b)) - 180) < 0.3 * math.degrees(radius / 6.4e6) /
                                   math.cos(math.radians(a)) else b) for a, b in points]
                        points = [(a, r.choice([180.0, -180.0]) if b == 180.0 else b) for a, b in points]
                    out = []
                    for a, b in points:
                        b = wrap(b)
                        if style == "beyond_180" and b < 0:
                            b += 360
                        if style == "below_-180" and b > 0:
                            b -= 360
                        out.append((a, b))
                    return self.add("antimeridian", f"{style} {kind} {radius / 1000:.2f} km at {lat:.1f}",
                                    [self.ring(out, kind, digits)], antimeridian=True)
                self.until(attempt)

    def round_pole(self):
        r = self.rng
        for pole in (1, -1):
            for kind in KINDS + ["mixed"]:
                for colat in (1e-5, 0.01, 3.0, 25.0, 70.0):
                    def attempt():
                        n = r.randint(4, 12) if colat < 30 else r.randint(9, 16)
                        off = r.uniform(-180, 180)
                        points = [(pole * (90 - colat * r.uniform(0.6, 1.1)),
                                   wrap(off + (i + r.uniform(0, 0.5)) * 360 / n)) for i in range(n)]
                        if r.random() < 0.5:
                            points.reverse()
                        return self.add("round_pole", f"{'N' if pole > 0 else 'S'} {kind} colatitude {colat}",
                                        [self.ring(points, kind, 12 if colat < 1 else r.choice([1, 6]))],
                                        poles=True, antimeridian=True, budget=46)
                    self.until(attempt)

    def pole_vertex(self):
        r = self.rng
        for pole in (1, -1):
            for kind in KINDS:
                for style in ("sector", "two_longitudes", "kite"):
                    def attempt():
                        lon, wide = r.uniform(-180, 180), r.uniform(20, 150)
                        lat = r.choice([50.0, 85.0, 89.9, r.uniform(20, 89)])
                        digits = r.choice([0 if lat < 89 else 4, 4, 9])
                        a = (pole * lat, wrap(lon))
                        b = (pole * (lat - r.uniform(0, 5)), wrap(lon + wide))
                        if style == "sector":
                            points = [(pole * 90.0, wrap(lon + r.uniform(0, wide))), a, b]
                        elif style == "two_longitudes":  # as RFC 7946 writers close a sector at the pole
                            points = [(pole * 90.0, b[1]), (pole * 90.0, a[1]), a, b]
                        else:
                            points = [(pole * 90.0, wrap(lon + wide / 2)), a,
                                      (pole * (lat - 8), wrap(lon + wide / 2)), b]
                        ring = self.ring(points, kind, digits)
                        for v in ring:
                            if abs(v[0]) == 90:
                                v[1] = round(v[1], 6)
                        if style == "two_longitudes":
                            ring[0][1], ring[1][1] = ring[3][1], ring[2][1]
                            return self.add("pole_vertex", f"{style} {kind} lat {lat:.1f}", [ring], poles=True,
                                            touching=True, budget=50)
                        # lonlat edges into one vertex at a pole are tangent there (spirals to the same longitude):
                        # nothing stays 0.1 mm apart, but in the plane of longitude and latitude nothing crosses
                        return self.add("pole_vertex", f"{style} {kind} lat {lat:.1f}", [ring], poles=True, budget=50,
                                        touching=kind == "lonlat", once=True)
                    self.until(attempt)
            # RFC 7946 closes a ring round a pole with a seam run down and up the antimeridian
            shelf = [[pole * (60.0 + 5 * (i % 3)), float(lon), "lonlat"] for i, lon in enumerate(range(-180, 181, 40))]
            shelf[-1][0] = shelf[0][0]
            self.add("pole_vertex", "lonlat seam to the pole and back",
                     [shelf + [[pole * 90.0, 180.0, "lonlat"], [pole * 90.0, -180.0, "lonlat"]]], poles=True,
                     antimeridian=True, touching=True)

    def near_pole(self):
        r = self.rng
        for pole in (1, -1):
            for kind in ("geodesic", "great_circle"):
                for miss in (0.0, 1.0, 10.0, 100.0, 1000.0, 10000.0):
                    def attempt():
                        lon = r.uniform(-180, 180) if miss else float(r.randint(-90, 90))
                        l1, l2 = 10 ** r.uniform(4, 6), 10 ** r.uniform(4, 6)
                        if miss:
                            foot = direct(pole * 90.0, 0, pole * lon, miss)
                            azimuth = r.choice([90.0, -90.0])
                            a, b = direct(*foot, azimuth, -l1), direct(*foot, azimuth, l2)
                        else:
                            a, b = direct(pole * 90.0, 0, lon, l1), direct(pole * 90.0, 0, lon + 180, l2)
                            a = (round(a[0], 9), lon)
                            b = (round(b[0], 9), lon + r.choice([180.0, -180.0]))
                        side = r.choice([100.0, -100.0])
                        c = direct(pole * 90.0, 0, wrap((a[1] * 2 + side) / 2), 1.2e6 * r.uniform(0.5, 1))
                        ring = [[round(p[0], 12), round(p[1], 12), k] for p, k in
                                zip((a, b, c), (kind, r.choice(KINDS[:3]), r.choice(KINDS[:3])))]
                        return self.add("near_pole", f"{kind} passes {miss} m from the pole", [ring], poles=True)
                    self.until(attempt)
            for kind in ("rhumb", "lonlat"):
                for miss in (1.0, 100.0, 10000.0):
                    def attempt():
                        lat = 90 - math.degrees(miss / 6.4e6)
                        lon = r.uniform(-180, 180)
                        turn = r.choice([1, -1])
                        points = [(pole * lat, lon), (pole * (lat - r.uniform(0, 1) * (90 - lat)), lon + turn * 170),
                                  (pole * 75.0, lon + turn * 130), (pole * 70.0, lon + turn * 30)]
                        return self.add("near_pole", f"{kind} {miss} m from the pole, 170 degrees round it",
                                        [self.ring(points, kind, 12)], poles=True)
                    self.until(attempt)
            for kind in KINDS:  # ends written exactly 180 degrees apart
                for sign in (1, -1):
                    def attempt():
                        lon = float(r.randint(-90, 90))
                        lat = r.choice([60.0, 80.0, 35.0])
                        far = pole * (lat - r.choice([0.0, 7.0]))
                        ring = [[pole * lat, lon, kind], [far, lon + 180 * sign, kind],
                                [pole * (lat - 25), lon + 100 * sign, kind]]
                        return self.add("near_pole", f"{kind}, ends 180 degrees apart", [ring], poles=True)
                    self.until(attempt)

    def equator(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for style in ("across", "edge_on_equator", "vertex_on_equator"):
                def attempt():
                    lon = r.uniform(-180, 180)
                    radius = 10 ** r.uniform(2, 6.2)
                    points = self.star(0.0, lon, r.randint(5, 8), radius)
                    digits = 11 if radius < 1e4 else 7
                    if style == "edge_on_equator":
                        d = math.degrees(radius / 6.4e6)
                        points = [(0.0, lon - d), (0.0, lon + d), (r.choice([1, -1]) * d, lon)]
                    if style == "vertex_on_equator":
                        points = [(0.0 if i in (0, 3) else a, b) for i, (a, b) in enumerate(points)]
                    return self.add("equator", f"{style} {kind} {radius / 1000:.1f} km",
                                    [self.ring(points, kind, digits)])
                self.until(attempt)

    def large(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for inside in ("left", "right"):
                def small_ring():
                    lat, lon = self.place(70.0)
                    radius = 10 ** r.uniform(1, 6)
                    return self.add("large", f"{inside} {kind} {radius / 1000:.2f} km",
                                    [self.ring(self.star(lat, lon, r.randint(4, 8), radius), kind, 9)], inside=inside,
                                    poles=True, antimeridian=True, budget=50)
                self.until(small_ring)

                def belt():
                    n = r.randint(9, 15)
                    points = [(r.uniform(-25, 25), wrap(i * 360 / n + r.uniform(0, 10) + 3)) for i in range(n)]
                    if r.random() < 0.5:
                        points.reverse()
                    return self.add("large", f"{inside} {kind} round the Earth near the equator",
                                    [self.ring(points, kind, 3)], inside=inside, poles=True, antimeridian=True,
                                    budget=50)
                self.until(belt)

                def with_hole():
                    lat, lon = self.place(60.0)
                    outer = self.star(lat, lon, 6, 5e5, 0.1)
                    far = direct(lat, lon, r.uniform(0, 360), 6e6)
                    hole = self.star(*far, 5, 3e5)
                    rings = [self.ring(outer, kind, 6), self.ring(hole, kind, 6)]
                    if Oracle(rings[:1], inside).contains(*far) != 1:
                        rings[0] = [[v[0], v[1], w[2]] for v, w in zip(reversed(rings[0]), rings[0])]
                    return self.add("large", f"{inside} {kind} all but two rings", rings, inside=inside, poles=True)
                self.until(with_hole)

    def parallels(self):
        r = self.rng
        for lat in (54.0, -66.5, 80.0, 89.0, -89.9, 89.999):
            for style in ("band", "sector"):
                def attempt():
                    lon, wide = float(r.randint(-180, 180)), r.choice([20.0, 90.0, 160.0, 179.0])
                    c = 90 - abs(lat)
                    lower = math.copysign(abs(lat) - c * r.uniform(0.05, 0.5), lat)
                    lower = round(lower, 6)
                    up = r.choice(["rhumb", "lonlat"])
                    other = r.choice(KINDS)
                    if style == "band":
                        points = [[lat, lon, "rhumb"], [lat, wrap(lon + wide), other], [lower, wrap(lon + wide), up],
                                  [lower, lon, other]]
                    else:
                        third = wide / 3
                        points = [[lat, wrap(lon + i * third), "rhumb"] for i in range(4)] + \
                            [[lower, wrap(lon + wide / 2), r.choice(["geodesic", "rhumb", "great_circle"])]]
                    return self.add("parallels", f"{style} at {lat}, {wide:.0f} degrees wide", [points],
                                    poles=abs(lat) > 85)
                self.until(attempt)
        for lat in (70.0, -85.0, 89.9999):  # a whole circle of latitude
            n = 5
            self.add("parallels", f"whole circle at {lat}",
                     [[[lat, wrap(10 + 72.0 * i), "rhumb"] for i in range(n)]], poles=True, antimeridian=True)

    def lon_beyond(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for shift in (360, -360, 720, "random"):
                def attempt():
                    lat, lon = self.place(70.0)
                    lon = r.choice([lon, 179.0, -170.0])
                    radius = 10 ** r.uniform(3, 6)
                    points = self.star(lat, lon, r.randint(4, 8), radius)
                    points = [(a, b + (r.choice([-720, -360, 0, 360]) if shift == "random" else shift))
                              for a, b in points]
                    return self.add("lon_beyond", f"{kind} shifted by {shift}", [self.ring(points, kind, 7)],
                                    antimeridian=lon == 179.0, budget=60)
                self.until(attempt)

    def repeats(self):
        r = self.rng
        for kind in KINDS + ["mixed"]:
            for style in ("duplicates", "collinear", "closed", "closed_360", "all"):
                def attempt():
                    lat, lon = self.place(75.0)
                    radius = 10 ** r.uniform(1, 6)
                    ring = self.ring(self.star(lat, lon, r.randint(4, 8), radius), kind, 10)
                    probe = Oracle([ring], "smaller")
                    if not probe.ok or not probe.simple():
                        return False
                    if style in ("collinear", "all"):  # a vertex on the edge, as near as a double can be
                        out = []
                        for i, v in enumerate(ring):
                            out.append(v)
                            for t in sorted(r.random() for _ in range(r.randint(0, 2))):
                                out.append([*probe.beside(0, i, t, 0.0), v[2]])
                        ring = out
                    if style in ("duplicates", "all"):
                        ring = [list(w) for v in ring for w in [v] * r.choice([1, 1, 2, 3])]
                    if style in ("closed", "all"):
                        ring.append(list(ring[0]))
                    if style == "closed_360":
                        ring.append([ring[0][0], ring[0][1] + 360, ring[0][2]])
                    return self.add("repeats", f"{style} {kind} {radius / 1000:.2f} km", [ring], touching=True,
                                    once=True)
                self.until(attempt)


CATEGORIES = ["small", "regional", "long_edges", "mixed", "concave", "slivers", "holes", "holes_touching",
              "touching_self", "antimeridian", "round_pole", "pole_vertex", "near_pole", "equator", "large", "parallels",
              "lon_beyond", "repeats"]


def number(x):
    s = repr(x)
    return s[:-2] if s.endswith(".0") else s


def line(case):
    rings = "[" + ",".join("[" + ",".join(f'[{number(v[0])},{number(v[1])},"{v[2]}"]' for v in ring) + "]"
                           for ring in case["rings"]) + "]"
    points = "[" + ",".join(f"[{number(p[0])},{number(p[1])},{p[2]},{number(p[3])}]" for p in case["points"]) + "]"
    return (f'{{"name":{json.dumps(case["name"])},"category":"{case["category"]}","inside":"{case["inside"]}",'
            f'"simple":{"true" if case["simple"] else "false"},"rings":{rings},"points":{points}}}\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=os.path.join(HERE, "..", "tests", "golden", "containment"))
    parser.add_argument("--seed", type=int, default=20250919)
    parser.add_argument("--scale", type=int, default=1, help="how many times every category is made")
    parser.add_argument("--only", action="append", help="a category; may be repeated")
    args = parser.parse_args()

    os.makedirs(args.out, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        Oracle.lib = build_oracle(folder)
        total = 0
        for category in args.only or CATEGORIES:
            maker = Maker(random.Random(f"{args.seed} {category}"))
            for _ in range(args.scale):
                getattr(maker, category)()
            count = sum(len(c["points"]) for c in maker.cases)
            inside = sum(p[2] for c in maker.cases for p in c["points"])
            total += count
            print(f"{category:16} {len(maker.cases):4} rings {count:6} points {inside:6} inside")
            path = os.path.join(args.out, category + ".jsonl")
            with open(path + ".part", "w", encoding="ascii") as out:
                out.writelines(line(c) for c in maker.cases)
            os.replace(path + ".part", path)
        print(f"{total} points")


if __name__ == "__main__":
    main()
