# SPDX-License-Identifier: MIT
"""picket index, and that an index changes no answer: contains asks each zone where there are few points, an index
where there are many or --index names one; replay likewise. Each is compared with the other."""
import collections
import json
import math
import os
import random
import unittest

from support import CliTest, box, collection, feature

DATA = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/data"))
DATUMS = ("wgs84", "amsl", "agl", "pressure_std")
SEED = int(os.environ.get("PICKET_TEST_SEED", "20251126"))


def ring_around(random_, lat, lon, radius, corners):
    """Star-shaped, so that no kind of edge makes it cross itself; it may lie over the antimeridian."""
    stretch = 1.0 / max(0.1, math.cos(math.radians(lat)))
    ring = []
    for k in range(corners):
        angle = 2 * math.pi * (k + random_.uniform(0, 0.5)) / corners
        r = radius * random_.uniform(0.6, 1.0)
        y = max(-90.0, min(90.0, lat + r * math.sin(angle)))
        ring.append([(lon + r * stretch * math.cos(angle) + 180) % 360 - 180, y])
    return ring


def limits(random_):
    """Floor, ceiling and times of every sort, or none."""
    result = {}
    choice = random_.randrange(6)
    if choice == 1:
        result = {"floor": "FL95", "ceiling": "FL195"}
    elif choice == 2:
        result = {"floor": "GND", "ceiling": "1500M AMSL"}
    elif choice == 3:
        result = {"floor": "500FT AGL", "ceiling": "FL65"}
    elif choice == 4:
        result = {"ceiling": "2500M AMSL"}
    if random_.random() < 0.5:
        result["times"] = sorted([t, t + random_.choice([100, 2000])] for t in (random_.randrange(0, 6000) for _ in range(3)))
    return result


def random_zones(random_, count):
    """GeoJSON features of every kind, around places where charts end too."""
    zones = []
    for i in range(count):
        lat, lon = random_.choice([(54, 20), (54, 20), (0, 0), (-35, 180), (70, -180), (84.2, 30), (-89.7, 0), (89.8, 100)])
        lat = max(-89.9, min(89.9, lat + random_.uniform(-0.4, 0.4)))
        lon = (lon + random_.uniform(-0.4, 0.4) + 180) % 360 - 180
        kind = random_.choice(["geodesic", "rhumb", "great_circle", "lonlat"])
        polar = abs(lat) > 86
        name, more = f"Z{i}", limits(random_)
        what = random_.randrange(7)
        if what == 0:
            zones.append(feature([lon, lat], kind="Point", feature_id=name, radius_m=random_.uniform(100, 40000), **more))
            continue
        if what == 1:
            line = [[lon, lat], [(lon + 0.3 + 180) % 360 - 180, lat - 0.02], [(lon + 0.4 + 180) % 360 - 180, lat - 0.1]]
            zones.append(feature(line, kind="LineString", feature_id=name, corridor_half_width_m=random_.uniform(500, 4000),
                                 edges="geodesic" if polar else [kind, "geodesic"], **more))
            continue
        ring = ring_around(random_, lat, lon, random_.uniform(0.02, 0.3), random_.randrange(3, 12))
        if polar:
            kind = "geodesic"
        if what == 2:
            zones.append(feature([ring], feature_id=name, edges=kind, margin_m=random_.choice([-300, 800, 5000]), **more))
        elif what == 3 and not polar:
            hole = [[lon + (x - lon) * 0.3, lat + (y - lat) * 0.3] for x, y in ring if abs(x - lon) < 180]
            if len(hole) == len(ring):
                zones.append(feature([ring, hole], feature_id=name, edges=kind, **more))
        elif what == 4 and not polar:
            mixture = [[random_.choice(["geodesic", "rhumb", "great_circle", "lonlat"]) for _ in ring]]
            zones.append(feature([ring], feature_id=name, edges=mixture, **more))
        else:
            zones.append(feature([ring], feature_id=name, edges=kind, **more))
    # around the poles and over the antimeridian as a whole
    zones.append(feature([[[x, 88.5] for x in range(-180, 180, 40)]], feature_id="north", edges="geodesic"))
    zones.append(feature([[[-x, -88] for x in range(-180, 180, 60)]], feature_id="south", edges="great_circle", ceiling="FL195"))
    return zones


OPENAIR = """AC R
AN CIRCLE
AL GND
AH FL100
V X=54:10:00 N 020:00:00 E
DC 12

AC D
AN ARCS
AL 1500ft AMSL
AH UNL
V X=54:00:00 N 020:00:00 E
V D=+
DB 54:10:00 N 020:00:00 E, 54:00:00 N 020:17:00 E
DA 5,90,180
V X=53:50:00 N 019:43:00 E
V D=-
DB 53:50:00 N 020:00:00 E, 54:00:00 N 019:43:00 E

AC Q
AN DATELINE
AL GND
AH 3000ft AGL
DP 35:10:00 S 179:40:00 E
DP 35:10:00 S 179:30:00 W
DP 34:40:00 S 179:40:00 W
DP 34:30:00 S 179:50:00 E
"""


def corners_of(zones):
    def walk(c):
        if isinstance(c[0], (int, float)):
            yield c[1], c[0]
        else:
            for inner in c:
                yield from walk(inner)
    return [place for zone in zones for place in walk(zone["geometry"]["coordinates"])]


def random_points(random_, zones, count):
    """Rows near and on the zones, with and without position, height, datum and time."""
    corners = corners_of(zones)
    rows = []
    for i in range(count):
        lat, lon = random_.choice(corners)
        if random_.random() < 0.95:
            spread = random_.choice([1e-7, 1e-3, 0.1, 0.4])
            lat = max(-90.0, min(90.0, lat + random_.gauss(0, spread)))
            lon += random_.gauss(0, spread) / max(0.01, math.cos(math.radians(lat)))
            lon = (lon + 180) % 360 - 180
        place = "nan,nan" if random_.random() < 0.0005 else f"{lat!r},{lon!r}"
        height = "" if random_.random() < 0.1 else repr(round(random_.uniform(-100, 8000), 1))
        datum = random_.choice(DATUMS) if height else ""
        time = "" if random_.random() < 0.1 else str(random_.choice([0, 1000, 3000, random_.randrange(0, 8000)]))
        rows.append(f"p{i},{place},{height},{datum},{time}")
    return rows


HEAD = "id,lat,lon,alt_m,datum,time\n"


class IndexTest(CliTest):
    def ask(self, *arguments):
        result = self.run_picket(*arguments)
        self.assertEqual(result.code, 0, f"seed {SEED}: {result.err[:600]}")
        return result

    def zones(self, zones, name="z.json"):
        return self.write(name, json.dumps(collection(*zones)))


class Contains(IndexTest):
    def same(self, zone_files, rows, *options):
        """One zone after the other (few points a run), by an index built on the way (many), and by one from a file."""
        self.write("all.csv", HEAD + "\n".join(rows) + "\n")
        self.ask("index", "--zones", *zone_files, "--out", "z.index", *options)
        from_file = self.ask("contains", "--index", "z.index", "--points", "all.csv").out
        on_the_way = self.ask("contains", "--zones", *zone_files, "--points", "all.csv", *options).out
        self.assertTrue(from_file == on_the_way, f"seed {SEED}: --index differs from --zones")
        few = 500
        slow = "point_id,zone_id,answer\n"
        for begin in range(0, len(rows), few):
            self.write("few.csv", HEAD + "\n".join(rows[begin:begin + few]) + "\n")
            out = self.ask("contains", "--zones", *zone_files, "--points", "few.csv", *options).out
            slow += out.split("\n", 1)[1]
        self.assertTrue(slow == from_file, f"seed {SEED}: an index differs from the zones themselves")
        return from_file

    def test_random_zones_of_every_kind_and_random_points(self):
        random_ = random.Random(SEED)
        zones = random_zones(random_, 50)
        self.zones(zones)
        self.write("z.txt", OPENAIR)
        # small zones only: of them 30,000 points are enough for an index
        out = self.same(["z.json", "z.txt"], random_points(random_, zones, 30000), "--keep-going")
        answers = collections.Counter(line.rsplit(",", 1)[1] for line in out.splitlines()[1:])
        self.assertGreater(answers["inside"], 3000, f"seed {SEED}")
        self.assertGreater(answers["unknown"], 3000, f"seed {SEED}")
        for zone in ("CIRCLE", "ARCS", "DATELINE", "north", "south"):
            self.assertIn(f",{zone},", out)

    def test_shipped_borders_and_sectors(self):
        random_ = random.Random(SEED)
        for name in ("borders.geojson", "swiss_upper_sectors.geojson", "estonia_territorial_sea.geojson"):
            path = os.path.join(DATA, name)
            with open(path, encoding="utf-8") as file:
                zones = json.load(file)["features"]
            self.same([path], random_points(random_, zones, 4000))

    def test_many_points_in_many_zones_at_once(self):
        # enough of both that --zones builds an index; the answer is known: the boxes stand in a row
        self.zones([feature([box(i * 0.1, 50, i * 0.1 + 0.1, 50.1)], feature_id=f"B{i}") for i in range(200)])
        rows = [f"p{i},50.05,{(i % 2000) * 0.01 + 0.005!r},,," for i in range(60000)]
        self.write("p.csv", HEAD + "\n".join(rows) + "\n")
        expected = "".join(f"p{i},B{i % 2000 // 10},inside\n" for i in range(60000))
        out = self.succeed("contains", "--zones", "z.json", "--points", "p.csv").out
        self.assertTrue(out == "point_id,zone_id,answer\n" + expected)

    def test_zones_come_in_file_order_and_may_share_an_id(self):
        self.zones([feature([box(0, 0, 2, 2)], feature_id=name) for name in ("C", "A", "A", "B")])
        self.write("p.csv", "id,lat,lon\na,1,1\nb,nan,\n")
        expected = "point_id,zone_id,answer\n" + "".join(f"a,{z},inside\n" for z in "CAAB")
        expected += "".join(f"b,{z},unknown\n" for z in "CAAB")
        self.succeed("index", "--zones", "z.json", "--out", "z.index")
        for source in (("--zones", "z.json"), ("--index", "z.index")):
            self.assertEqual(self.succeed("contains", *source, "--points", "p.csv").out, expected)

    def test_an_index_through_standard_input_and_json(self):
        self.zones([feature([box(0, 0, 2, 2)], feature_id='Z, "n"')])
        self.write("p.csv", "id,lat,lon\na,1,1\nb,5,5\n")
        self.succeed("index", "--zones", "z.json", "--out", "z.index")
        with open(self.path("z.index"), "rb") as file:
            data = file.read()
        result = self.succeed("contains", "--index", "-", "--points", "p.csv", "--json", stdin=data)
        self.assertEqual(json.loads(result.out), [{"point_id": "a", "zone_id": 'Z, "n"', "answer": "inside"}])
        result = self.succeed("contains", "--index", "z.index", "--points", "-", stdin="id,lat,lon\na,1,1\n")
        self.assertEqual(len(result.rows()), 1)

    def test_bad_points_are_skipped_as_ever(self):
        self.zones([feature([box(0, 0, 2, 2)], feature_id="Z")])
        self.succeed("index", "--zones", "z.json", "--out", "z.index")
        self.write("p.csv", "id,lat,lon\na,1,1\nb,91,1\n")
        result = self.run_picket("contains", "--index", "z.index", "--points", "p.csv", "--keep-going")
        self.assertEqual((result.code, result.out), (0, "point_id,zone_id,answer\na,Z,inside\n"))
        self.assertEqual(len(result.err.splitlines()), 2)
        result = self.run_picket("contains", "--index", "z.index", "--points", "p.csv")
        self.assertEqual((result.code, result.out), (2, ""))


class IndexFile(IndexTest):
    def setUp(self):
        super().setUp()
        self.zones([feature([box(0, 0, 2, 2)], feature_id="Z"), feature([box(1, 1, 3, 3)], feature_id="Y")])
        self.write("p.csv", "id,lat,lon\na,1.5,1.5\n")

    def refuse(self, holds, *arguments, **options):
        before = sorted(os.listdir(self.folder.name))
        result = self.run_picket(*arguments, **options)
        self.assertEqual((result.code, result.out), (2, ""), result.err)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertTrue(result.err.startswith(holds), result.err)
        self.assertEqual(sorted(os.listdir(self.folder.name)), before)

    def test_what_it_prints(self):
        result = self.succeed("index", "--zones", "z.json", "--out", "z.index")
        (row,) = result.rows()
        self.assertEqual(list(row), ["zones", "edges", "bytes", "seconds"])
        self.assertEqual((row["zones"], row["edges"]), ("2", "8"))
        self.assertEqual(int(row["bytes"]), os.path.getsize(self.path("z.index")))
        self.assertGreater(float(row["seconds"]), 0.0)
        (row,) = json.loads(self.succeed("index", "--zones", "z.json", "--out", "z.index", "--json").out)
        self.assertEqual((row["zones"], row["edges"]), (2, 8))
        self.assertIsInstance(row["zones"], int)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["p.csv", "z.index", "z.json"])

    def test_the_same_zones_give_the_same_bytes(self):
        self.succeed("index", "--zones", "z.json", "--out", "a.index")
        self.succeed("index", "--zones", "-", "--out", "b.index", stdin=self.read("z.json"))
        with open(self.path("a.index"), "rb") as a, open(self.path("b.index"), "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_edges_are_settled_when_it_is_made(self):
        self.zones([feature([box(0, 50, 20, 60)], feature_id="Z")])
        self.write("p.csv", "id,lat,lon\nbulge,60.2,10\n")
        for kind, rows in (("lonlat", 0), ("geodesic", 1)):
            self.succeed("index", "--zones", "z.json", "--edges", kind, "--out", "z.index")
            self.assertEqual(len(self.succeed("contains", "--index", "z.index", "--points", "p.csv").rows()), rows)

    def test_no_zones_are_an_index_too(self):
        self.zones([])
        self.assertEqual(self.succeed("index", "--zones", "z.json", "--out", "z.index").rows()[0]["zones"], "0")
        self.assertEqual(self.succeed("contains", "--index", "z.index", "--points", "p.csv").rows(), [])

    def test_damaged_and_foreign_files(self):
        self.succeed("index", "--zones", "z.json", "--out", "good.index")
        with open(self.path("good.index"), "rb") as file:
            good = file.read()
        random_ = random.Random(SEED)
        bad = {"empty": b"", "short": good[:100], "header only": good[:528], "cut": good[:-1], "longer": good + b"\0",
               "twice": good + good, "zeros": bytes(len(good)), "text": b"id,lat,lon\n" * 200, "json": b"{}",
               "magic": b"P" + good[1:], "half": good[:len(good) // 2], "half zeros": good[:4096] + bytes(len(good) - 4096),
               "noise": random_.randbytes(5000), "noise behind the magic": good[:8] + random_.randbytes(5000)}
        for _ in range(40):
            at = random_.randrange(len(good))
            bad[f"byte {at}"] = good[:at] + bytes([good[at] ^ (1 << random_.randrange(8))]) + good[at + 1:]
        for name, data in bad.items():
            with self.subTest(name, seed=SEED):
                self.write("bad.index", data)
                self.refuse("bad.index: ", "contains", "--index", "bad.index", "--points", "p.csv", "--out", "o.csv")
                self.refuse("<stdin>: ", "contains", "--index", "-", "--points", "p.csv", stdin=data)

    def test_files_that_cannot_be_read_or_written(self):
        self.refuse("none.index: cannot be opened", "contains", "--index", "none.index", "--points", "p.csv")
        self.refuse(".: is not a file", "contains", "--index", ".", "--points", "p.csv")
        self.refuse("a?b: cannot be opened", "contains", "--index", "a\nb", "--points", "p.csv")
        self.refuse("no/o.index: cannot be written", "index", "--zones", "z.json", "--out", "no/o.index")
        os.mkdir(self.path("folder"))
        self.refuse("folder: cannot be written", "index", "--zones", "z.json", "--out", "folder")

    def test_bad_zones_leave_the_old_index(self):
        self.write("old.index", "old")
        self.write("bad.json", json.dumps(collection(feature([[[0, 0], [1, 91], [1, 1]]], feature_id="B"),
                                                     feature([box(0, 0, 2, 2)], feature_id="Z"))))
        self.refuse('bad.json: feature 1 "B", ring 0, vertex 1: ', "index", "--zones", "bad.json", "--out", "old.index")
        self.assertEqual(self.read("old.index"), "old")
        result = self.run_picket("index", "--zones", "bad.json", "--out", "old.index", "--keep-going")
        self.assertEqual((result.code, result.rows()[0]["zones"]), (0, "1"))
        self.assertIn("1 bad record", result.err)

    def test_a_link_and_its_permissions_stay(self):
        self.write("real.index", "old")
        os.chmod(self.path("real.index"), 0o640)
        os.symlink("real.index", self.path("link.index"))
        self.succeed("index", "--zones", "z.json", "--out", "link.index")
        self.assertTrue(os.path.islink(self.path("link.index")))
        self.assertEqual(os.stat(self.path("real.index")).st_mode & 0o777, 0o640)
        self.assertEqual(len(self.succeed("contains", "--index", "link.index", "--points", "p.csv").rows()), 2)

    def test_unusable_arguments(self):
        for arguments, holds in ((("index", "--zones", "z.json"), "--out is required"),
                                 (("index", "--out", "o.index"), "--zones is required"),
                                 (("index", "--zones", "z.json", "--out", "-"), "name a file"),
                                 (("index", "--zones", "z.json", "--out", "o", "--points", "p.csv"), "--points"),
                                 (("contains", "--points", "p.csv"), "--zones or --index is required"),
                                 (("contains", "--zones", "z.json", "--index", "z", "--points", "p.csv"), "--index"),
                                 (("contains", "--index", "z", "--edges", "rhumb", "--points", "p.csv"), "--edges"),
                                 (("contains", "--index", "-", "--points", "-"), "standard input")):
            with self.subTest(arguments):
                result = self.run_picket(*arguments)
                self.assertEqual((result.code, result.out), (2, ""))
                self.assertIn(holds, result.err.splitlines()[0])
                self.assertIn("Usage: picket " + arguments[0], result.err)
        self.assertIn("Example:\n  picket index", self.succeed("index", "--help").out)


class Replay(IndexTest):
    def rows_of(self, text):
        """Without the numbers, which depend on what else there is."""
        return sorted(line.split(",", 1)[1] for line in text.splitlines()[1:])

    def same(self, zones, tracks, *options):
        """All tracks at once against each alone, which is too few for an index."""
        head = "id,time,lat,lon,alt_m,datum\n"
        self.write("all.csv", head + "".join(row + "\n" for rows in tracks for row in rows))
        together = self.ask("replay", "--zones", zones, "--tracks", "all.csv", *options).out
        alone = []
        for rows in tracks:
            self.write("one.csv", head + "".join(row + "\n" for row in rows))
            alone += self.rows_of(self.ask("replay", "--zones", zones, "--tracks", "one.csv", *options).out)
        self.assertEqual(self.rows_of(together), sorted(alone), f"seed {SEED}")
        return alone

    def test_random_tracks_with_gaps_single_plots_and_unknown_heights(self):
        random_ = random.Random(SEED)
        zones = random_zones(random_, 60)
        self.zones(zones)
        corners = corners_of(zones)
        tracks = []
        for t in range(250):
            lat, lon = random_.choice(corners)
            azimuth, step = random_.uniform(0, 2 * math.pi), random_.choice([0.0, 0.0005, 0.003])
            datum = random_.choice(DATUMS)
            rows = []
            for k in range(80):
                azimuth += random_.gauss(0, 0.05)
                lat = max(-89.99, min(89.99, lat + step * math.cos(azimuth)))
                lon = (lon + step * math.sin(azimuth) / math.cos(math.radians(lat)) + 180) % 360 - 180
                gap = random_.random() < 0.1 or (t % 5 == 0 and k % 2 == 1)  # each fifth: single plots only
                height = "" if t % 3 == 0 or random_.random() < 0.05 else f"{random_.uniform(0, 7000):.1f}"
                place = "," if gap else f"{lat!r},{lon!r}"
                rows.append(f"t{t},{k * 60},{place},{height},{datum if height else ''}")
            tracks.append(rows)
        found = self.same("z.json", tracks, "--keep-going")
        answers = collections.Counter(row.split(",")[-3] for row in found)  # the causes come after it
        self.assertGreater(answers["unknown"], 300, f"seed {SEED}")
        self.assertGreater(answers["inside"], 300, f"seed {SEED}")

    def test_unknown_incidents_are_kept_among_many_zones(self):
        # a row of 300 boxes, each with limits no row can be compared with; 120 legs in each of 250 tracks
        self.zones([feature([box(i * 0.1, 0, i * 0.1 + 0.1, 0.1)], feature_id=f"B{i}", floor="FL95", ceiling="FL195")
                    for i in range(300)])
        head, rows, expected = "id,time,lat,lon,alt_m,datum\n", [], []
        for t in range(250):
            at = f"0.05,{t * 0.1 + 0.05:.2f}"
            height = ("5000,amsl", ",", "5000,agl")[t % 3]
            if t % 2 == 0:  # a single plot between gaps
                rows += [f"t{t},0,,,,", f"t{t},10,{at},{height}", f"t{t},20,,,,"]
                expected.append((f"t{t}", f"B{t}", "unknown", "open_at_end", 0.0))
            else:           # at rest
                rows += [f"t{t},{10 * k},{at},{height}" for k in range(40)]
                expected.append((f"t{t}", f"B{t}", "unknown", "open_at_end", 390.0))
        rows += [f"far,{10 * k},-50,{k * 0.01:.2f},," for k in range(4000)]
        self.write("t.csv", head + "\n".join(rows) + "\n")
        found = self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv").rows()
        self.assertEqual(sorted((r["track_id"], r["zone_id"], r["answer"], r["status"], float(r["duration_s"])) for r in found),
                         sorted(expected))


if __name__ == "__main__":
    unittest.main()
