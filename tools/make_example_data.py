#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cuts the extracts in examples/data out of the project's data collection. Same input, same bytes.

    tools/make_example_data.py DATA_DIR [OUT_DIR]

DATA_DIR is the collection (borders-natural-earth, airspace-sectors-eurocontrol, airspace-uk-yaixm,
trajectories-adsb). Needs only Python 3. The reconstruction near Vaindloo has generators of its own:
tools/make_estonia_territorial_sea.cpp and tools/make_vaindloo_track.cpp. What each extract is, from where and under which licence: examples/data/SOURCE.md.
"""
import csv
import json
import math
import pathlib
import sys
from collections import defaultdict

# Flight THY9BP: states its reported positions pass, or pass close to.
BORDERS = ["BGR", "ROU", "MDA", "HUN", "SVK", "UKR", "BLR", "POL", "LTU", "SWE"]
SWISS_FLIGHTS = 40


def features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def polygons(geometry):
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def rounded(polygon_list, digits):
    """Coordinates rounded; vertices that become equal to the one before are dropped."""
    result = []
    for polygon in polygon_list:
        rings = []
        for ring in polygon:
            points = []
            for lon, lat in ring:
                point = [round(lon, digits), round(lat, digits)]
                if not points or points[-1] != point:
                    points.append(point)
            if len(points) > 3:
                rings.append(points)
            elif not rings:
                break  # the exterior is gone
        if rings:
            result.append(rings)
    return result


def write_zones(path, items):
    """items: (id, properties, polygons)"""
    lines = []
    for identifier, properties, polygon_list in items:
        geometry = {"type": "MultiPolygon", "coordinates": polygon_list}
        if len(polygon_list) == 1:
            geometry = {"type": "Polygon", "coordinates": polygon_list[0]}
        feature = {"type": "Feature", "id": identifier, "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def dissolved(rings):
    """The outline of rings that share edges vertex by vertex: an edge run both ways is none."""
    edges = set()
    for ring in rings:
        for a, b in zip(ring, ring[1:]):
            if (tuple(b), tuple(a)) in edges:
                edges.remove((tuple(b), tuple(a)))
            else:
                edges.add((tuple(a), tuple(b)))
    following = defaultdict(list)
    for a, b in sorted(edges):
        following[a].append(b)
    outlines = []
    while following:
        start = min(following)
        ring = [start]
        while True:
            after = following[ring[-1]].pop(0)
            if not following[ring[-1]]:
                del following[ring[-1]]
            ring.append(after)
            if after == start:
                break
        outlines.append([list(p) for p in ring])
    return outlines


def clipped(ring, west, south, east, north):
    """A closed ring cut to a box (Sutherland and Hodgman); closed again, or empty."""
    points = ring[:-1]
    for axis, bound, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        out = []
        for i, b in enumerate(points):
            a = points[i - 1]
            a_in, b_in = sign * (a[axis] - bound) >= 0, sign * (b[axis] - bound) >= 0
            if a_in != b_in:
                t = (bound - a[axis]) / (b[axis] - a[axis])
                cut = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
                cut[axis] = bound
                out.append(cut)
            if b_in:
                out.append(b)
        points = out
        if not points:
            return []
    return points + points[:1]


def write_land(source, path, box, digits, skip_specks=0.0):
    items = []
    for feature in source:
        kept = []
        for polygon in polygons(feature["geometry"]):
            rings = [clipped(ring, *box) for ring in polygon]
            if len(rings[0]) < 4:
                continue
            lons, lats = zip(*rings[0])
            if max(max(lons) - min(lons), max(lats) - min(lats)) < skip_specks:
                continue
            kept.append([ring for ring in rings if len(ring) > 3])
        kept = rounded(kept, digits)
        if kept:
            properties = feature["properties"]
            items.append((properties["ADM0_A3"], {"name": properties["NAME"]}, kept))
    write_zones(path, items)


def country(source, code):
    return next(f for f in source if f["properties"]["ADM0_A3"] == code)


def with_crimea(source):
    """Natural Earth draws de facto control. Here Crimea is Ukraine's, as the United Nations General Assembly has
    it (resolution 68/262): its polygon is moved from Russia and the seam along the isthmus dissolved."""
    russia, ukraine = country(source, "RUS"), country(source, "UKR")
    is_crimea = []
    for polygon in polygons(russia["geometry"]):
        lons, lats = zip(*polygon[0])
        is_crimea.append(32 < min(lons) and max(lons) < 37 and 44 < min(lats) and max(lats) < 46.5)
    (crimea,) = [p for p, c in zip(polygons(russia["geometry"]), is_crimea) if c]
    rest = [p for p, c in zip(polygons(russia["geometry"]), is_crimea) if not c]
    russia["geometry"] = {"type": "MultiPolygon", "coordinates": rest}
    own = sorted(polygons(ukraine["geometry"]), key=lambda p: -len(p[0]))
    outlines = dissolved([own[0][0], crimea[0]])
    outlines.sort(key=len, reverse=True)
    joined = [outlines[0]] + own[0][1:]  # whatever else the seam encloses is a lagoon: a hole
    for outline in outlines[1:]:
        joined.append(outline)
    ukraine["geometry"] = {"type": "MultiPolygon", "coordinates": [joined] + own[1:]}


def distance_m(a, b):
    """On a sphere: good enough to tell a jump."""
    lat1, lon1, lat2, lon2 = (math.radians(v) for v in (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371000 * math.asin(min(1.0, math.sqrt(h)))


COLUMNS = ["flight_id", "time_unix_s", "icao24", "lat_deg", "lon_deg", "baro_alt_ft"]


def write_tracks(path, flights):
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, rows in flights:
            for row in rows:
                writer.writerow([name] + [row[c] for c in COLUMNS[1:]])


def read_tracks(path):
    flights = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            flights[row["flight_id"]].append(row)
    return flights


def thinned(rows, interval_s, jump_mps):
    """A row every interval, and both ends of every step faster than jump_mps."""
    kept = []
    for i, row in enumerate(rows):
        def fast(k):
            if not 0 < k < len(rows):
                return False
            a, b = rows[k - 1], rows[k]
            step = distance_m(*((float(r["lat_deg"]), float(r["lon_deg"])) for r in (a, b)))
            return step > jump_mps * max(1.0, float(b["time_unix_s"]) - float(a["time_unix_s"]))
        due = not kept or float(row["time_unix_s"]) - float(kept[-1]["time_unix_s"]) >= interval_s
        if due or fast(i) or fast(i + 1) or i + 1 == len(rows):
            kept.append(row)
    return kept


def degrees(text):
    """`504403N 0032450W` as [lon, lat], to 7 decimals (1 cm)."""
    def angle(value, whole):
        d, m, s = int(value[:whole]), int(value[whole:whole + 2]), int(value[whole + 2:whole + 4])
        return round((d + m / 60 + s / 3600) * (-1 if value[-1] in "SW" else 1), 7)
    lat, lon = text.split()
    return [angle(lon, 3), angle(lat, 2)]


def write_airport(path, airspace, name):
    """The traffic zone of an aerodrome, a circle, and its instrument approaches as charted, quadrilaterals."""
    lines = []
    approaches = 0
    for item in airspace:
        if item["name"] != name:
            continue
        for volume in item["geometry"]:
            (part,) = volume["boundary"]
            properties = {"floor": "GND", "ceiling": volume["upper"].replace(" ft", "FT AMSL")}
            assert volume["lower"] == "SFC"
            if item["type"] == "ATZ":
                identifier, title = "ATZ", "aerodrome traffic zone"
                properties["radius_m"] = 1852 * float(part["circle"]["radius"].removesuffix(" nm"))
                geometry = {"type": "Point", "coordinates": degrees(part["circle"]["centre"])}
            else:
                approaches += 1
                identifier, title = f"ILS-{approaches}", f"instrument approach {approaches}"
                properties["edges"] = "geodesic"
                ring = [degrees(p) for p in part["line"]]
                geometry = {"type": "Polygon", "coordinates": [ring + ring[:1]]}
            properties = {"name": f"{name.title()} {title}", **properties}
            feature = {"type": "Feature", "id": f"{name}-{identifier}", "properties": properties, "geometry": geometry}
            lines.append(json.dumps(feature, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parents[1] / "examples/data"
    out.mkdir(parents=True, exist_ok=True)

    fine = features(data / "borders-natural-earth/ne_10m_admin_0_countries.geojson")
    coarse = features(data / "borders-natural-earth/ne_50m_admin_0_countries.geojson")
    with_crimea(fine)
    with_crimea(coarse)

    # zones: whole countries, 1:10m
    write_zones(out / "borders.geojson",
                [(code, {"name": country(fine, code)["properties"]["NAME"]},
                  rounded(polygons(country(fine, code)["geometry"]), 5)) for code in BORDERS])
    # land to draw below the zones, cut to boxes
    write_land(coarse, out / "land_europe.geojson", (2, 36, 46, 64), 3, skip_specks=0.05)
    write_land(fine, out / "land_gulf_of_finland.geojson", (20.5, 57.8, 30.5, 61.2), 4)
    write_land(fine, out / "land_alps.geojson", (4, 44.5, 13, 49.5), 4)

    # the upper sectors of Geneva and Zurich, each one outline
    sectors = defaultdict(list)
    for feature in features(data / "airspace-sectors-eurocontrol/elementary_sectors_airac462.geojson"):
        p = feature["properties"]
        if p["unit"] in ("LSAGUTA", "LSAZUTA"):
            sectors[(p["sector"], p["fl_min"], p["fl_max"])].append(feature["geometry"]["coordinates"][0])
    items = []
    for (sector, low, high), rings in sorted(sectors.items()):
        centre = {"LSAGL": "Geneva L", "LSAZM": "Zurich M"}[sector[:5]] + sector[5:]
        band = f"FL{low}-{high}" if high < 999 else f"FL{low}+"
        items.append((sector, {"name": f"{centre} {band}", "fl_min": low, "fl_max": high},
                      [[ring] for ring in dissolved(rings)]))
    write_zones(out / "swiss_upper_sectors.geojson", items)

    write_airport(out / "airport_exeter.geojson",
                  json.loads((data / "airspace-uk-yaixm/airspace.json").read_text())["airspace"], "EXETER")

    # every n-th flight that stays a while, named by its callsign
    flights = read_tracks(data / "trajectories-adsb/switzerland_2018_a.csv")
    long_ones = [f for f in flights.values() if len(f) >= 90]
    chosen = [long_ones[i * len(long_ones) // SWISS_FLIGHTS] for i in range(SWISS_FLIGHTS)]
    callsigns = [rows[0]["callsign"] for rows in chosen]
    named = []
    for rows in chosen:
        callsign, own_id = rows[0]["callsign"], rows[0]["flight_id"]
        named.append((callsign if callsign and callsigns.count(callsign) == 1 else own_id, rows))
    write_tracks(out / "adsb_switzerland_2018-08-01.csv", named)

    (spoofed,) = read_tracks(data / "trajectories-adsb/noisy_spoofing.csv").values()
    write_tracks(out / "adsb_spoofed_2024-09-17.csv", [(spoofed[0]["callsign"], thinned(spoofed, 15, 400))])


if __name__ == "__main__":
    main()
