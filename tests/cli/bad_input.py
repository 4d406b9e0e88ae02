# SPDX-License-Identifier: MIT
"""Bad input of every sort: exit code 2, exactly one line on standard error that names the place, nothing on
standard output, no file. Unusable arguments: exit code 2 with usage."""
import json
import os
import unittest

from support import CliTest, box, collection, feature

GOOD_ZONES = json.dumps(collection(feature([box(20, 54, 22, 56)], feature_id="Z")))
GOOD_POINTS = "id,lat,lon\na,55,21\n"
GOOD_TRACKS = "id,time,lat,lon\na,0,55,19\na,100,55,23\n"


def polygon(ring):
    return json.dumps(collection(feature([ring], feature_id="Z")))


def with_properties(**properties):
    return json.dumps(collection(feature([box(20, 54, 22, 56)], feature_id="Z", **properties)))


def ring_text(text):
    return '{"type":"Polygon","coordinates":[' + text + "]}"


# name: (file content, what the line must hold). The file is z.json.
BAD_ZONES = {
    "empty": ("", "z.json: is empty"),
    "blank": (" \n\n", "z.json: is empty"),
    "truncated": (GOOD_ZONES[:60], "z.json:1: is not JSON"),
    "truncated later": ("{\n\"type\":\"FeatureCollection\",\n\"features\":[", "z.json:3: is not JSON"),
    "trailing text": (GOOD_ZONES + "x", "z.json:1: is not JSON"),
    "two documents": (GOOD_ZONES + "\n" + GOOD_ZONES, "z.json:2: is not JSON"),
    "binary": (bytes(range(256)) * 40, "z.json:1: is not JSON"),
    "zeros": (b"\0" * 1000, "z.json:1: is not JSON"),
    "utf-16": (GOOD_ZONES.encode("utf-16"), "z.json:1: is not JSON"),
    "bad utf-8": (b'{"type":"\xff\xfe"}', "z.json:1: is not JSON"),
    "a CSV": (GOOD_POINTS, "z.json:1: is not JSON"),
    "deep nesting": ("[" * 100000, "z.json:1: is not JSON"),
    "an array": ("[]", "z.json: is not GeoJSON: it holds an array"),
    "a number": ("7", "z.json: is not GeoJSON"),
    "no type": ("{}", 'z.json: is not GeoJSON: it has no "type"'),
    "TopoJSON": ('{"type":"Topology","objects":{}}', "Topology"),
    "features missing": ('{"type":"FeatureCollection"}', "features"),
    "features an object": ('{"type":"FeatureCollection","features":{}}', "features"),
    "feature a string": ('{"type":"FeatureCollection","features":["x"]}', 'z.json: feature 1: is the string "x"'),
    "no geometry": ('{"type":"Feature","id":"Z","properties":{}}', 'z.json: feature 1 "Z": has no geometry'),
    "null geometry": ('{"type":"Feature","properties":{},"geometry":null}', "has no geometry"),
    "a point": ('{"type":"Point","coordinates":[1,2]}', '"Point"'),
    "a line": ('{"type":"LineString","coordinates":[[1,2],[3,4]]}', '"LineString"'),
    "unknown geometry": ('{"type":"Feature","properties":{},"geometry":{"type":"Circle"}}', '"Circle"'),
    "no coordinates": ('{"type":"Polygon"}', "coordinates"),
    "coordinates a string": ('{"type":"Polygon","coordinates":"x"}', "coordinates"),
    "empty coordinates": ('{"type":"Polygon","coordinates":[]}', "without rings"),
    "empty ring": (ring_text("[]"), "ring 0"),
    "string coordinate": (ring_text('[[20,54],[21,"54"],[21,55]]'), "z.json: feature 1, ring 0, vertex 1: "),
    "null coordinate": (ring_text("[[20,54],[21,null],[21,55]]"), "ring 0, vertex 1: "),
    "one number": (ring_text("[[20,54],[21],[21,55]]"), "ring 0, vertex 1: "),
    "overflow": (ring_text("[[20,54],\n[1e999,54],[21,55]]"), "z.json:2: is not JSON"),
    "huge longitude": (ring_text("[[20,54],[1e30,54],[21,55]]"), "ring 0, vertex 1: longitude 1e+30"),
    "huge latitude": (ring_text("[[20,54],[21,1e30],[21,55]]"), "ring 0, vertex 1: latitude 1e+30"),
    "latitude 91": (polygon([[20, 54], [21, 91], [21, 55], [20, 54]]), 'z.json: feature 1 "Z", ring 0, vertex 1: '),
    "latitude -90.001": (polygon([[20, 54], [21, -90.001], [21, 55], [20, 54]]), "ring 0, vertex 1: "),
    "two vertices": (polygon([[20, 54], [21, 55], [20, 54]]), 'z.json: feature 1 "Z", ring 0'),
    "one vertex": (polygon([[20, 54]] * 4), 'z.json: feature 1 "Z", ring 0'),
    "crossing ring": (polygon([[20, 54], [22, 56], [22, 54], [20, 56], [20, 54]]), 'feature 1 "Z", ring 0, vertex '),
    "crossing hole": (json.dumps(collection(feature(
        [box(20, 54, 30, 60), [[21, 55], [23, 57], [23, 55], [21, 57], [21, 55]]], feature_id="Z"))), "ring 1, vertex "),
    "second part": (json.dumps(collection(feature(
        [[box(20, 54, 22, 56)], [[[30, 54], [31, 91], [31, 55], [30, 54]]]], kind="MultiPolygon", feature_id="Z"))),
        'z.json: feature 1 "Z", part 1, ring 0, vertex 1: '),
    "second feature": (json.dumps(collection(feature([box(20, 54, 22, 56)]),
                                             feature([[[30, 54], [31, 91], [31, 55]]], feature_id="Y"))),
                       'z.json: feature 2 "Y", ring 0, vertex 1: '),
    "other reference system": ('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3067"}},'
                               '"features":[]}', "EPSG:3067"),
    "bad bbox": ('{"type":"FeatureCollection","bbox":[1,2],"features":[]}', "bbox"),
    "bad id": ('{"type":"Feature","id":{},"properties":{},"geometry":null}', '"id"'),
    "newline in id": ('{"type":"Feature","id":"a\\nb\\u001b[2J","properties":{},"geometry":null}', 'feature 1 "a?b?[2J"'),
    "altitude without unit": (with_properties(floor=1500), '"floor"'),
    "altitude without datum": (with_properties(ceiling="1500 ft"), '"ceiling"'),
    "altitude rubbish": (with_properties(ceiling="sky"), '"ceiling"'),
    "limits reversed": (with_properties(floor="FL95", ceiling="FL65"), 'z.json: feature 1 "Z": '),
    "time rubbish": (with_properties(start="tomorrow"), '"start"'),
    "no such day": (with_properties(start="2025-02-30T00:00:00Z"), "does not exist"),
    "window reversed": (with_properties(times=[[2, 1]]), 'z.json: feature 1 "Z": '),
    "bad edges": (with_properties(edges="straight"), "straight"),
    "edges of the wrong length": (with_properties(edges=[["rhumb"]]), "1 entries for 4 edges"),
    "bad inside": (with_properties(inside="outside"), "inside"),
}

BAD_POINTS = {
    "empty": ("", "p.csv: is empty"),
    "no lat": ("id,lon\na,1\n", 'p.csv:1: no column "lat"'),
    "no lon": ("id,lat\na,1\n", 'p.csv:1: no column "lon"'),
    "no id": ("lat,lon\n1,2\n", 'p.csv:1: no column "id"'),
    "semicolons": ("id;lat;lon\na;1;2\n", "p.csv:1: no column"),
    "too few": ("id,lat,lon,x,y\na,1,2\n", "p.csv:2: row has 3 columns, header has 5"),
    "too many": ("id,lat,lon\na,1,2\nb,1,2,3\n", "p.csv:3: row has 4 columns, header has 3"),
    "no number": ("id,lat,lon\na,1,2\nb,north,2\n", 'p.csv:3: column "lat": "north"'),
    "decimal comma": ('id,lat,lon\na,"54,5",2\n', 'p.csv:2: column "lat"'),
    "latitude 91": ("id,lat,lon\na,91,2\n", "p.csv:2: latitude 91"),
    "latitude inf": ("id,lat,lon\na,inf,2\n", "p.csv:2: "),
    "latitude overflow": ("id,lat,lon\na,1e999,2\n", "p.csv:2: "),
    "longitude 1e30": ("id,lat,lon\na,1,1e30\n", "p.csv:2: longitude 1e+30"),
    "empty id": ("id,lat,lon\n,1,2\n", "p.csv:2: "),
    "bad time": ("id,lat,lon,time\na,1,2,noon\n", 'p.csv:2: column "time"'),
    "time without zone": ("id,lat,lon,time\na,1,2,2025-09-19T06:58:00\n", "no time zone"),
    "bad datum": ("id,lat,lon,alt_m,datum\na,1,2,3,sea\n", "datum"),
    "bad altitude": ("id,lat,lon,alt_m,datum\na,1,2,high,amsl\n", "alt_m"),
    "unclosed quote": ('id,lat,lon\n"a,1,2\nb,1,2\n', "p.csv:2: "),
    "binary": (bytes(range(256)) * 40, "p.csv:"),
    "zeros": (b"\0" * 1000, "p.csv:1: "),
    "utf-16": (GOOD_POINTS.encode("utf-16"), "p.csv:1: "),
    "column twice": ("id,lat,lat,lon\na,1,1,2\n", "p.csv:1: "),
    "CRLF keeps line numbers": ("id,lat,lon\r\na,1,2\r\nb,x,2\r\n", "p.csv:3: "),
}

BAD_TRACKS = {
    "empty": ("", "t.csv: is empty"),
    "no time": ("id,lat,lon\na,1,2\n", 't.csv:1: no column "time"'),
    "no id": ("time,lat,lon\n0,1,2\n", 't.csv:1: no column "id"'),
    "too few": ("id,time,lat,lon\na,0,1\n", "t.csv:2: row has 3 columns, header has 4"),
    "latitude -91": ("id,time,lat,lon\na,0,-91,2\n", "t.csv:2: latitude -91"),
    "time empty": ("id,time,lat,lon\na,,1,2\n", "t.csv:2: the time is empty"),
    "time in milliseconds": ("id,time,lat,lon\na,1758265080000,1,2\n", "milliseconds"),
    "leap second": ("id,time,lat,lon\na,2016-12-31T23:59:60Z,1,2\n", "leap second"),
    "backwards": ("id,time,lat,lon\na,5,1,2\na,4,1,2\n", 't.csv:3: track "a" goes back in time'),
    "two plots at once": ("id,time,lat,lon\na,5,1,2\na,5,1,3\n", "t.csv:3: "),
    "no number": ("id,time,lat,lon\na,5,1,2\na,6,x,3\n", 't.csv:3: column "lat"'),
    "binary": (os.urandom(4000), "t.csv:"),
}


class BadInput(CliTest):
    def setUp(self):
        super().setUp()
        self.write("good.json", GOOD_ZONES)
        self.write("good_p.csv", GOOD_POINTS)
        self.write("good_t.csv", GOOD_TRACKS)

    def refuse(self, *arguments, holds, stdin=b""):
        before = sorted(os.listdir(self.folder.name))
        result = self.run_picket(*arguments, stdin=stdin)
        message = f"{arguments}\nstdout {result.out[:300]!r}\nstderr {result.err[:600]!r}"
        self.assertEqual(result.code, 2, message)
        self.assertEqual(result.out, "", message)
        self.assertTrue(result.err.endswith("\n"), message)
        self.assertEqual(len(result.err.splitlines()), 1, message)
        self.assertTrue(all(c.isprintable() for c in result.err[:-1]), message)
        self.assertIn(holds, result.err, message)
        self.assertEqual(sorted(os.listdir(self.folder.name)), before, "a file was left behind\n" + message)
        return result

    def test_the_good_files_are_good(self):
        # without this, every refusal below could have another cause
        self.assertEqual(self.succeed("contains", "--zones", "good.json", "--points", "good_p.csv").out,
                         "point_id,zone_id,answer\na,Z,inside\n")
        self.assertEqual(len(self.succeed("replay", "--zones", "good.json", "--tracks", "good_t.csv").rows()), 1)

    def test_zones(self):
        for name, (content, holds) in BAD_ZONES.items():
            with self.subTest(name):
                self.write("z.json", content)
                self.refuse("contains", "--zones", "z.json", "--points", "good_p.csv", "--out", "out.csv", holds=holds)
                self.refuse("replay", "--zones", "good.json", "z.json", "--tracks", "good_t.csv", "--out", "out.csv",
                            "--geojson", "out.json", "--svg", "out.svg", holds=holds)

    def test_points(self):
        for name, (content, holds) in BAD_POINTS.items():
            with self.subTest(name):
                self.write("p.csv", content)
                self.refuse("contains", "--zones", "good.json", "--points", "p.csv", "--out", "out.csv", holds=holds)
                self.refuse("contains", "--zones", "good.json", "--points", "p.csv", "--json", holds=holds)

    def test_tracks(self):
        for name, (content, holds) in BAD_TRACKS.items():
            with self.subTest(name):
                self.write("t.csv", content)
                self.refuse("replay", "--zones", "good.json", "--tracks", "t.csv", "--out", "out.csv", "--svg",
                            "out.svg", "--geojson", "out.json", holds=holds)

    def test_bad_rows_far_down(self):
        rows = "".join(f"a{i},55,21\n" for i in range(20000))
        self.write("p.csv", "id,lat,lon\n" + rows + "b,91,0\n")
        self.refuse("contains", "--zones", "good.json", "--points", "p.csv", "--out", "o.csv", holds="p.csv:20002: ")

    def test_openair(self):
        for content, holds in (("", "z.txt"), ("garbage\n", "z.txt:1: "),
                               ("AC R\nAN X\nAL GND\nAH high\n", "z.txt:4: "),
                               ("AC R\nAN X\nAL GND\nAH UNL\nDP 91:00:00 N 000:00:00 E\n", "z.txt:5: "),
                               (bytes(range(256)), "z.txt:1: ")):
            with self.subTest(content):
                self.write("z.txt", content)
                self.refuse("contains", "--zones", "z.txt", "--points", "good_p.csv", "--out", "o.csv", holds=holds)

    def test_standard_input_is_named(self):
        self.refuse("contains", "--zones", "-", "--points", "good_p.csv", stdin="{", holds="<stdin>:1: is not JSON")
        self.refuse("contains", "--zones", "good.json", "--points", "-", stdin="id,lat\n", holds="<stdin>:1: no column")
        self.refuse("replay", "--zones", "good.json", "--tracks", "-", stdin="", holds="<stdin>: is empty")

    def test_files_that_cannot_be_read(self):
        self.refuse("contains", "--zones", "none.json", "--points", "good_p.csv", holds="none.json: cannot be opened: No such")
        self.refuse("contains", "--zones", "good.json", "--points", "none.csv", holds="none.csv: cannot be opened: No such")
        self.refuse("contains", "--zones", ".", "--points", "good_p.csv", holds=".: is a directory")
        self.refuse("replay", "--zones", "good.json", "--tracks", ".", holds=".: is a directory")
        self.refuse("replay", "--zones", "good.json", "--tracks", "good_t.csv/x", holds="good_t.csv/x: cannot be opened")
        self.refuse("contains", "--zones", "", "--points", "good_p.csv", holds="cannot be opened")
        self.refuse("contains", "--zones", "a\nb", "--points", "good_p.csv", holds="a?b: cannot be opened")

    def test_outputs_that_cannot_be_written(self):
        contains = ("contains", "--zones", "good.json", "--points", "good_p.csv", "--out")
        os.mkdir(self.path("folder"))
        self.refuse(*contains, "folder", holds="folder: cannot be written")
        self.refuse(*contains, "no/such/folder/o.csv", holds="no/such/folder/o.csv: cannot be written")
        self.refuse(*contains, "good.json/o.csv", holds="good.json/o.csv: cannot be written")
        # the good outputs do not appear either when one of them cannot be written
        self.refuse("replay", "--zones", "good.json", "--tracks", "good_t.csv", "--out", "o.csv", "--svg", "o.svg",
                    "--geojson", "folder", holds="folder: cannot be written")
        self.refuse("replay", "--zones", "good.json", "--tracks", "good_t.csv", "--geojson", "o.json", "--svg",
                    "none/o.svg", holds="none/o.svg: cannot be written")

    def test_a_full_disk_is_noticed(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        self.refuse("contains", "--zones", "good.json", "--points", "good_p.csv", "--out", "/dev/full",
                    holds="/dev/full: cannot be written")
        self.assertTrue(os.path.exists("/dev/full"))  # written to, not replaced

    def test_a_bad_run_leaves_the_old_result(self):
        self.write("out.csv", "old\n")
        self.write("p.csv", "id,lat,lon\na,91,0\n")
        self.refuse("contains", "--zones", "good.json", "--points", "p.csv", "--out", "out.csv", holds="p.csv:2: ")
        self.assertEqual(self.read("out.csv"), "old\n")

    def test_unusable_arguments_get_usage(self):
        good = ("--zones", "good.json", "--points", "good_p.csv")
        for arguments, holds in (
                ((), "required"),
                (("nonsense",), "nonsense"),
                (("contains",), "required"),
                (("contains", "--zones", "good.json"), "--points is required"),
                (("contains", "--points", "good_p.csv"), "--zones or --index is required"),
                (("contains", *good, "--edges", "straight"), "straight"),
                (("contains", *good, "--edges", "0"), "--edges"),
                (("contains", *good, "--edges"), "--edges"),
                (("contains", *good, "--datum", "flat"), "flat"),
                (("contains", *good, "--altitude", "both"), "both"),
                (("contains", *good, "--tracks", "x"), "--tracks"),
                (("contains", *good, "extra"), "extra"),
                (("contains", "--nonsense", *good), "--nonsense"),
                (("contains", "--zones", "-", "--points", "-"), "standard input"),
                (("replay", "--zones", "good.json"), "--tracks is required"),
                (("replay", "--zones", "good.json", "--tracks", "good_t.csv", "--title", "x"), "--svg"),
                (("replay", "--zones", "good.json", "--tracks", "good_t.csv", "--out", "same", "--svg", "same"), "same"),
                (("replay", "--zones", "good.json", "--tracks", "good_t.csv", "--svg", "-"), "standard output"),
                (("replay", "--zones", "good.json", "--tracks", "good_t.csv", "--fares", "p.json"), "--fares"),
        ):
            with self.subTest(arguments=arguments):
                before = sorted(os.listdir(self.folder.name))
                result = self.run_picket(*arguments)
                self.assertEqual(result.code, 2, result.err)
                self.assertEqual(result.out, "")
                self.assertIn(holds, result.err.splitlines()[0])
                self.assertIn("Usage: picket", result.err)
                if arguments and arguments[0] in ("contains", "replay"):
                    self.assertIn("Usage: picket " + arguments[0], result.err)
                self.assertEqual(sorted(os.listdir(self.folder.name)), before)

    def test_help_and_version(self):
        for arguments in (("--help",), ("-h",), ("contains", "--help"), ("replay", "--help")):
            result = self.succeed(*arguments)
            self.assertIn("Usage: picket", result.out)
        for command in ("contains", "replay"):
            self.assertIn("Example:\n  picket " + command, self.succeed(command, "--help").out)
        self.assertRegex(self.succeed("--version").out, r"^picket \d+\.\d+\.\d+\n$")

    def test_keep_going_skips_names_and_counts(self):
        self.write("z.json", json.dumps(collection(
            feature([[[20, 54], [21, 91], [21, 55]]], feature_id="BAD"),
            feature([box(20, 54, 22, 56)], feature_id="Z"),
            feature([1, 2], kind="Point", feature_id="P"))))
        self.write("p.csv", "id,lat,lon\na,55,21\nb,91,21\nc,55\nd,55,21\n")
        result = self.run_picket("contains", "--zones", "z.json", "--points", "p.csv", "--keep-going")
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(result.out, "point_id,zone_id,answer\na,Z,inside\nd,Z,inside\n")
        lines = result.err.splitlines()
        self.assertEqual(len(lines), 5, result.err)
        self.assertIn('z.json: feature 1 "BAD", ring 0, vertex 1: ', lines[0])
        self.assertIn('z.json: feature 3 "P": ', lines[1])
        self.assertIn("p.csv:3: latitude 91", lines[2])
        self.assertIn("p.csv:4: row has 2 columns, header has 3", lines[3])
        self.assertIn("4 bad records", lines[4])

        self.write("t.csv", "id,time,lat,lon\na,0,55,19\na,50,55,21\na,40,0,0\na,50,0,0\na,100,55,23\n")
        result = self.run_picket("replay", "--zones", "z.json", "--tracks", "t.csv", "--keep-going")
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(len(result.rows()), 1)
        self.assertIn("4 bad records", result.err)
        # what is no file of the kind at all has no records to skip
        self.refuse("contains", "--zones", "p.csv", "--points", "p.csv", "--keep-going", holds="is not JSON")
        self.write("x.csv", "x,y\n1,2\n")
        self.refuse("contains", "--zones", "good.json", "--points", "x.csv", "--keep-going", holds="x.csv:1: no column")


if __name__ == "__main__":
    unittest.main()
