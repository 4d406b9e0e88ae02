# SPDX-License-Identifier: MIT
"""picket contains and replay with --terrain, --qnh, --geoid: heights of one datum against limits of another."""
import csv
import io
import json
import os
import unittest

from support import CliTest, box, collection, feature

RIDGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "made_up_ridge.asc")


def made_up_geoid(undulation_m):
    """A data file of GeographicLib's for a geoid of one height everywhere: 16 bits, nodes 10 degrees apart."""
    head = ("P5\n# Offset -108\n# Scale 0.003\n# Description made up by a test\n# MaxBilinearError 0\n"
            "# RMSBilinearError 0\n# MaxCubicError 0\n# RMSCubicError 0\n36 19\n65535\n")
    return head.encode() + round((undulation_m + 108) / 0.003).to_bytes(2, "big") * (36 * 19)


class HeightsTest(CliTest):
    def zones(self, *features, name="z.json"):
        return self.write(name, json.dumps(collection(*features)))

    def points(self, text, *options, zones=("--zones", "z.json"), **more):
        """`id answer` of each row."""
        self.write("p.csv", text)
        rows = self.succeed("contains", *zones, "--points", "p.csv", *options, **more).rows()
        return [r["point_id"] + " " + r["answer"] for r in rows]

    def replay(self, tracks, *options):
        self.write("t.csv", tracks)
        return self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", *options).rows()

    def refuse(self, holds, *arguments, **options):
        result = self.run_picket(*arguments, **options)
        self.assertEqual((result.code, result.out), (2, ""), result.err)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertIn(holds, result.err)


class Terrain(HeightsTest):
    """Along the equator at 1,200 m above the sea, 1,000 s for each degree, over the ridge; below 500 m above the
    ground for certain where the ground is above 716 m, as its error is 16 m."""
    FLIGHT = "id,time,lat,lon,alt_m,datum\na,0,0,0,1200,amsl\na,4000,0,4,1200,amsl\n"
    POINTS = ("id,lat,lon,alt_m,datum\nplain,0,0.7,1200,amsl\nslope,0,1.7,1200,amsl\ncrest,0,2,1200,amsl\n"
              "void,0,3.2,1200,amsl\nhigh,0,0.7,5000,pressure_std\n")

    def setUp(self):
        super().setUp()
        self.zones(feature([box(0.5, -0.5, 3.5, 0.5)], feature_id="Z", ceiling="500M AGL"))

    def stays(self, rows):
        return [(r["answer"], r["entry_cause"], r["exit_cause"]) for r in rows]

    def times(self, rows):
        times = [r[k][11:] for r in rows for k in ("entry_time", "exit_time")]
        return [sum(float(part) * unit for part, unit in zip(t[:-1].split(":"), (3600, 60, 1))) for t in times]

    def test_points_above_ground(self):
        self.assertEqual(self.points(self.POINTS),
                         [name + " unknown" for name in ("plain", "slope", "crest", "void", "high")])
        self.assertEqual(self.points(self.POINTS, "--terrain", RIDGE),
                         ["slope unknown", "crest inside", "void unknown", "high unknown"])
        # within 0.5 m of the limit: 1.7 E is at 700 m, to a rounding
        self.assertEqual(self.points(self.POINTS, "--terrain", RIDGE, "--terrain-error", "0.5"),
                         ["slope unknown", "crest inside", "void unknown", "high unknown"])
        self.assertEqual(self.points(self.POINTS.replace("1.7", "1.702"), "--terrain", RIDGE, "--terrain-error", "0.5"),
                         ["slope inside", "crest inside", "void unknown", "high unknown"])
        # two models on the way
        self.assertEqual(self.points(self.POINTS, "--terrain", RIDGE, "--qnh", "1013.25"),
                         ["slope unknown", "crest inside", "void unknown"])

    def test_terrain_is_followed_between_two_plots(self):
        (row,) = self.replay(self.FLIGHT)
        self.assertEqual((row["answer"], row["exit_cause"]), ("unknown", "lateral"))
        rows = self.replay(self.FLIGHT, "--terrain", RIDGE)
        self.assertEqual(self.stays(rows), [("unknown", "vertical", "vertical"), ("inside", "vertical", "vertical"),
                                            ("unknown", "vertical", "vertical"), ("unknown", "vertical", "lateral")])
        # to a millisecond, as height_presence.hpp says; the equator is flown at constant speed
        for found, exact in zip(self.times(rows), (1684, 1716, 1716, 2284, 2284, 2316, 3000, 3500)):
            self.assertAlmostEqual(found, exact, delta=1.1e-3)
        rows = self.replay(self.FLIGHT, "--terrain", RIDGE, "--terrain-error", "0")
        self.assertEqual([r["answer"] for r in rows], ["inside", "unknown"])
        for found, exact in zip(self.times(rows), (1700, 2300, 3000, 3500)):
            self.assertAlmostEqual(found, exact, delta=1.1e-3)
        # another model does not help
        (row,) = self.replay(self.FLIGHT, "--qnh", "1013.25")
        self.assertEqual(row["answer"], "unknown")

    def test_events_have_the_same_heights(self):
        step = 20
        rows = ["id,time,lat,lon,alt_m,datum"] + [f"a,{t},0,{t / 1000},1200,amsl" for t in range(0, 4001, step)]
        tracks = "\n".join(rows) + "\n"
        options = ("--terrain", RIDGE, "--terrain-error", "0", "--near", "0", "--lookahead", "0", "--dwell", "0")
        self.replay(tracks, *options, "--events", "e.csv")
        events = list(csv.DictReader(io.StringIO(self.read("e.csv"))))
        self.assertEqual([(e["event"], e["answer"], e["time"][11:16]) for e in events[:2]],
                         [("entry", "inside", "00:28"), ("exit", "inside", "00:38")])  # 1,700 s and 2,300 s
        self.assertEqual(events[2]["answer"], "unknown")
        followed = self.succeed("replay", "--zones", "z.json", "--tracks", "-", "--follow", *options, stdin=tracks).out
        self.assertEqual(followed, self.read("e.csv"))

    def test_tiles_of_srtm_and_grids_one_before_the_other(self):
        # one degree from 1 E to 2 E at 900 m, in four heights
        self.write("N00E001.hgt", (900).to_bytes(2, "big") * 4)
        points = "id,lat,lon,alt_m,datum\nin,0.2,1.2,1200,amsl\nout,-0.2,1.2,1200,amsl\nridge,-0.2,2,1200,amsl\n"
        self.assertEqual(self.points(points, "--terrain", "N00E001.hgt"), ["in inside", "out unknown", "ridge unknown"])
        for options in (("--terrain", "N00E001.hgt", RIDGE), ("--terrain", "N00E001.hgt", "--terrain", RIDGE)):
            self.assertEqual(self.points(points, *options), ["in inside", "ridge inside"])
        self.assertEqual(self.points(points, "--terrain", RIDGE, "N00E001.hgt"), ["ridge inside"])
        with open(RIDGE, "rb") as file:
            self.assertEqual(self.points(points, "--terrain", "-", stdin=file.read()), ["ridge inside"])


class Pressure(HeightsTest):
    def test_flight_level_and_altitude(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z", floor="FL100"))  # 3,048 m
        head = "id,lat,lon,alt_m,datum\n"
        points = head + "".join(f"{h},55,21,{h},amsl\n" for h in (1000, 3000, 3050, 3100, 4000))
        self.assertEqual(self.points(points), [f"{h} unknown" for h in (1000, 3000, 3050, 3100, 4000)])
        # 30 K are a tenth of the height
        self.assertEqual(self.points(points, "--qnh", "1013.25"),
                         ["3000 unknown", "3050 unknown", "3100 unknown", "4000 inside"])
        # without them 1 hPa, 8.4 m, and 0.3 % of the height are left
        self.assertEqual(self.points(points, "--qnh", "1013.25", "--temperature-error", "0"),
                         ["3050 unknown", "3100 inside", "4000 inside"])
        # 30 hPa less are 252 m of pressure altitude more
        self.assertEqual(self.points(points, "--qnh", "983.25", "--temperature-error", "0"),
                         ["3000 inside", "3050 inside", "3100 inside", "4000 inside"])

    def test_a_climb_through_a_flight_level(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z", floor="FL100"))
        track = "id,time,lat,lon,alt_m,datum\na,0,55,20.5,2000,amsl\na,1000,55,21.5,4000,amsl\n"
        (row,) = self.replay(track)
        self.assertEqual((row["answer"], float(row["duration_s"])), ("unknown", 1000.0))
        rows = self.replay(track, "--qnh", "1013.25", "--temperature-error", "0")
        self.assertEqual([(r["answer"], r["entry_cause"]) for r in rows], [("unknown", "vertical"), ("inside", "vertical")])
        # at 3,048 m after 524 s, sure to 20 m at 2 m/s
        self.assertAlmostEqual(float(rows[0]["duration_s"]), 20, delta=3)
        self.assertAlmostEqual(float(rows[1]["duration_s"]), 466, delta=3)

    def test_an_index_on_the_way_gives_the_same_answers(self):
        kinds = ({"floor": "FL100"}, {"ceiling": "500M AGL"}, {"floor": "300M AMSL", "ceiling": "FL60"}, {})
        self.zones(*(feature([box(k / 10, -0.5, k / 10 + 1, 0.5)], feature_id=f"Z{k}", **kinds[k % 4]) for k in range(30)))
        datums = ("amsl", "wgs84", "agl", "pressure_std", "")
        rows = [f"{i},{i % 11 / 10 - 0.5},{i % 37 / 10},{'' if i % 13 == 0 else i * 37 % 5000},{datums[i % 5]}"
                for i in range(40000)]
        options = ("--terrain", RIDGE, "--qnh", "1003")
        head = "id,lat,lon,alt_m,datum\n"
        many = self.points(head + "\n".join(rows) + "\n", *options)
        few = self.points(head + "\n".join(rows[:400]) + "\n", *options)
        self.assertEqual(many[:len(few)], few)
        self.assertEqual({answer.split()[1] for answer in few}, {"inside", "unknown"})
        self.assertLess(len(few), len(self.points(head + "\n".join(rows[:400]) + "\n")))


class Geoid(HeightsTest):
    POINTS = "id,lat,lon,alt_m,datum\nlow,55,21,1020,wgs84\nedge,55,21,1041,wgs84\nhigh,55,21,1050,wgs84\n"

    def setUp(self):
        super().setUp()
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z", ceiling="1000M AMSL"))

    def test_heights_above_the_ellipsoid(self):
        self.write("flat.pgm", made_up_geoid(40))
        known = ["low inside", "edge unknown"]  # 2 m of error
        nothing = ["low unknown", "edge unknown", "high unknown"]
        self.assertEqual(self.points(self.POINTS), nothing)
        self.assertEqual(self.points(self.POINTS, "--geoid", "none"), nothing)
        self.assertEqual(self.points(self.POINTS, "--geoid", "flat.pgm"), known)
        self.assertEqual(self.points(self.POINTS, "--geoid", self.path("flat.pgm")), known)
        installed = dict(os.environ, GEOGRAPHICLIB_GEOID_PATH=self.folder.name)
        self.assertEqual(self.points(self.POINTS, "--geoid", "flat", env=installed), known)

    def test_what_is_not_installed_or_damaged(self):
        self.write("p.csv", self.POINTS)
        base = ("contains", "--zones", "z.json", "--points", "p.csv", "--out", "o.csv", "--geoid")
        nowhere = dict(os.environ, GEOGRAPHICLIB_GEOID_PATH=self.path("nowhere"))
        self.refuse('--geoid: geoid "egm96-5": no data in ' + self.path("nowhere"), *base, "egm96-5", env=nowhere)
        self.refuse("--geoid: ", *base, "a\nb", env=nowhere)
        self.write("short.pgm", made_up_geoid(40)[:-1])
        self.write("text.pgm", "id,lat,lon\n")
        for name in ("short.pgm", "text.pgm", "absent.pgm", "", ".pgm"):
            self.refuse("--geoid: ", *base, name, env=nowhere)
        self.assertFalse(os.path.exists(self.path("o.csv")))


class Rules(HeightsTest):
    RULES = {"version": 1, "otherwise": "permit", "rules": [
        {"name": "stay high", "zones": ["Z"], "effect": "forbid", "lawful_if": [{"at_or_above": "500 m AGL"}]}]}

    def setUp(self):
        super().setUp()
        self.zones(feature([box(0.5, -0.5, 3.5, 0.5)], feature_id="Z"))
        self.write("rules.json", json.dumps(self.RULES))

    def test_a_level_above_ground_in_a_rule(self):
        (row,) = self.replay(Terrain.FLIGHT, "--rules", "rules.json")
        self.assertEqual((row["verdict"], row["answer"]), ("unknown", "unknown"))
        rows = self.replay(Terrain.FLIGHT, "--rules", "rules.json", "--terrain", RIDGE, "--terrain-error", "0")
        self.assertEqual([(r["verdict"], r["entry_cause"]) for r in rows], [("violation", "rule"), ("unknown", "rule")])
        self.assertAlmostEqual(float(rows[0]["duration_s"]), 600, delta=3e-3)
        self.assertAlmostEqual(float(rows[1]["duration_s"]), 500, delta=3e-3)
        # a plot between two gaps
        plot = "id,time,lat,lon,alt_m,datum\na,0,0,{},1200,amsl\n"
        for lon, verdicts in ((2, ["violation"]), (0.7, []), (3.2, ["unknown"])):
            rows = self.replay(plot.format(lon), "--rules", "rules.json", "--terrain", RIDGE)
            self.assertEqual([r["verdict"] for r in rows], verdicts)

    def test_what_no_model_leads_to_is_not_searched_for(self):
        # a hundred days in one leg: a look for each millisecond, which is what a height that is not known
        # costs a search for its changes, would take many minutes
        leg = "id,time,lat,lon,alt_m,datum\na,0,0,1,{0},{1}\na,8640000,0,2,{0},{1}\n"
        for height, datum, options in ((1200, "amsl", ()), (1200, "amsl", ("--qnh", "1003")), ("", "", ("--terrain", RIDGE)),
                                       (1200, "pressure_std", ("--terrain", RIDGE))):
            with self.subTest(height=height, datum=datum, options=options):
                (row,) = self.replay(leg.format(height, datum), "--rules", "rules.json", *options, "--coast", "1e7",
                                     "--lookahead", "0", "--dwell", "0", "--events", "e.csv")
                self.assertEqual((row["verdict"], float(row["duration_s"])), ("unknown", 8640000.0))


class Refused(HeightsTest):
    def setUp(self):
        super().setUp()
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z"))
        self.write("p.csv", "id,lat,lon\na,55,21\n")
        self.write("t.csv", "id,time,lat,lon\na,0,55,21\n")
        self.commands = (("contains", "--zones", "z.json", "--points", "p.csv", "--out", "o.csv"),
                         ("replay", "--zones", "z.json", "--tracks", "t.csv", "--out", "o.csv"),
                         ("replay", "--zones", "z.json", "--tracks", "t.csv", "--follow"))

    def test_bad_files_and_values(self):
        with open(RIDGE, encoding="ascii") as file:
            ridge = file.read()
        self.write("short.asc", ridge[:ridge.rindex("0 0")])
        self.write("word.asc", ridge.replace("1000", "high", 1))
        self.write("key.asc", "colour 3\n")
        self.write("empty.asc", "")
        self.write("bytes.asc", bytes(range(256)))
        self.write("N00E001.hgt", b"\0" * 7)
        self.write("ridge.hgt", b"\0" * 8)
        for holds, *options in (("short.asc:", "--terrain", "short.asc"), ('word.asc:7: height "high"', "--terrain", "word.asc"),
                                ("key.asc:1: unknown key", "--terrain", "key.asc"), ("empty.asc", "--terrain", "empty.asc"),
                                ("bytes.asc", "--terrain", "bytes.asc"), ("none.asc: cannot be opened", "--terrain", "none.asc"),
                                (".: is a directory", "--terrain", "."), ("N00E001.hgt: 7 bytes", "--terrain", "N00E001.hgt"),
                                ("ridge.hgt: the name", "--terrain", "ridge.hgt"),
                                ("--terrain-error: ", "--terrain", RIDGE, "--terrain-error", "-1"),
                                ("--terrain-error: ", "--terrain", RIDGE, "--terrain-error", "inf"),
                                ("--qnh: QNH [hPa] 29.92", "--qnh", "29.92"), ("--qnh: QNH [hPa]", "--qnh", "101325"),
                                ("--qnh: QNH [hPa]", "--qnh", "nan"),
                                ("--qnh: QNH: temperature error", "--qnh", "1003", "--temperature-error", "-1")):
            for command in self.commands:
                with self.subTest(options=options, command=command):
                    self.refuse(holds, *command, *options)
        self.assertFalse(os.path.exists(self.path("o.csv")))

    def test_unusable_arguments_get_usage(self):
        self.succeed("index", "--zones", "z.json", "--out", "z.index")
        indexed = ("contains", "--index", "z.index", "--points", "p.csv")
        for holds, *arguments in (("--qnh", *self.commands[0], "--qnh", "high"), ("--qnh", *self.commands[0], "--qnh"),
                                  ("--terrain", *self.commands[1], "--terrain-error", "5"),
                                  ("--qnh", *self.commands[1], "--temperature-error", "5"),
                                  ("standard input", "contains", "--zones", "-", "--points", "p.csv", "--terrain", "-"),
                                  ("--index", *indexed, "--terrain", RIDGE), ("--index", *indexed, "--qnh", "1003"),
                                  ("--index", *indexed, "--geoid", "egm96-5")):
            with self.subTest(arguments=arguments):
                result = self.run_picket(*arguments)
                self.assertEqual((result.code, result.out), (2, ""))
                self.assertIn(holds, result.err.splitlines()[0])
                self.assertIn("Usage: picket " + arguments[0], result.err)


if __name__ == "__main__":
    unittest.main()
