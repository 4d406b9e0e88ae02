# SPDX-License-Identifier: MIT
"""picket contains: what it prints."""
import json
import os
import unittest

from support import CliTest, box, collection, feature


class Contains(CliTest):
    def zones(self, *features, name="z.json"):
        return self.write(name, json.dumps(collection(*features)))

    def contains(self, zones, points, *options, **more):
        self.write("p.csv", points)
        return self.succeed("contains", "--zones", zones, "--points", "p.csv", *options, **more)

    def test_points_in_input_order_zones_in_file_order(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id="B"), feature([box(21, 54, 23, 56)], feature_id="A"))
        self.zones(feature([box(0, 50, 40, 60)], feature_id="C"), name="y.json")
        self.write("p.csv", "id,lat,lon\nq,55,21.5\nout,0,0\np,55,20.5\nq,55,22.5\n")
        result = self.succeed("contains", "--zones", "y.json", "z.json", "--points", "p.csv")
        self.assertEqual(result.out, "point_id,zone_id,answer\n"
                                     "q,C,inside\nq,B,inside\nq,A,inside\np,C,inside\np,B,inside\nq,C,inside\nq,A,inside\n")
        again = self.succeed("contains", "--zones", "y.json", "--zones", "z.json", "--points", "p.csv")
        self.assertEqual(again.out, result.out)

    def test_holes_parts_and_antimeridian(self):
        self.zones(
            feature([box(20, 54, 24, 58), box(21, 55, 23, 57)], feature_id="holed"),
            feature([[box(0, 0, 1, 1)], [box(2, 0, 3, 1)]], kind="MultiPolygon", feature_id="parts"),
            feature([[[170, -10], [-170, -10], [-170, 10], [170, 10], [170, -10]]], feature_id="antimeridian"))
        result = self.contains("z.json", "id,lat,lon\nhole,56,22\nring,56,20.5\none,0.5,0.5\ngap,0.5,1.5\ntwo,0.5,2.5\n"
                                         "east,0,175\nwest,0,-175\nline,0,180\nline2,0,-180\nline3,0,185\n"
                                         "away,0,160\n")
        self.assertEqual([(r["point_id"], r["zone_id"]) for r in result.rows()],
                         [("ring", "holed"), ("one", "parts"), ("two", "parts"), ("east", "antimeridian"),
                          ("west", "antimeridian"), ("line", "antimeridian"), ("line2", "antimeridian"),
                          ("line3", "antimeridian")])

    def test_edges_option_property_and_mixture(self):
        # between 0 E and 20 E at 60 N the geodesic bulges to 60.377 N; the straight line stays on the parallel
        ring = box(0, 50, 20, 60)
        self.zones(feature([ring], feature_id="plain"), feature([ring], feature_id="geodesic", edges="geodesic"),
                   feature([ring], feature_id="mixed", edges=[["lonlat", "lonlat", "geodesic", "lonlat"]]))
        point = "id,lat,lon\nbulge,60.2,10\nmiddle,55,10\n"
        by_option = {}
        for kind in ("lonlat", "rhumb", "geodesic", "great_circle"):
            rows = self.contains("z.json", point, "--edges", kind).rows()
            by_option[kind] = {r["zone_id"] for r in rows if r["point_id"] == "bulge"}
            self.assertEqual(len([r for r in rows if r["point_id"] == "middle"]), 3)
        self.assertEqual(by_option["lonlat"], {"geodesic", "mixed"})
        self.assertEqual(by_option["rhumb"], {"geodesic", "mixed"})
        self.assertEqual(by_option["geodesic"], {"plain", "geodesic", "mixed"})
        self.assertEqual(by_option["great_circle"], {"plain", "geodesic", "mixed"})
        self.assertEqual(self.contains("z.json", point).out, self.contains("z.json", point, "--edges", "lonlat").out)

    def test_openair_by_its_name_with_its_own_edges(self):
        lines = ["AC R", "AN EPR1", "AL GND", "AH UNL", "DP 50:00:00 N 000:00:00 E", "DP 50:00:00 N 020:00:00 E",
                 "DP 60:00:00 N 020:00:00 E", "DP 60:00:00 N 000:00:00 E"]
        self.write("z.txt", "\r\n".join(lines) + "\r\n")
        point = "id,lat,lon\nbulge,60.2,10\n"
        self.assertEqual(self.contains("z.txt", point).out, "point_id,zone_id,answer\nbulge,EPR1,inside\n")
        self.assertEqual(self.contains("z.txt", point, "--edges", "lonlat").rows(), [])

    def test_formats_are_told_apart_by_their_content(self):
        self.write("z.data", "AC R\nAN EPR1\nAL GND\nAH UNL\nV X=54:00:00 N 018:00:00 E\nDC 5\n")
        uas = {"identifier": "UAS1", "country": "POL", "restriction": "PROHIBITED", "applicability": [{"permanent": "YES"}],
               "geometry": [{"uomDimensions": "M", "lowerLimit": 0, "lowerVerticalReference": "AGL", "upperLimit": None,
                             "upperVerticalReference": "AGL",
                             "horizontalProjection": {"type": "Circle", "center": [18, 54], "radius": 9260}}]}
        self.write("u.json", json.dumps({"UASZoneList": [uas]}))
        layer = {"lower": 0, "lowerReference": "AGL", "upper": None, "uom": "m"}
        self.write("v.json", json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"identifier": "UAS2"},
             "geometry": {"type": "Point", "coordinates": [18, 54], "layer": layer,
                          "extent": {"subType": "Circle", "radius": 9260}}}]}))
        self.zones(feature([18, 54], kind="Point", feature_id="GEO", radius_m=9260))
        # a half disc: an arc from north to south over east, and the straight line back
        half = [[[18, 54.0831], [18, 53.9169], [18, 54.0831]]]
        edges = [[{"arc": "clockwise", "centre": [18, 54]}, "geodesic"]]
        self.zones(feature(half, feature_id="HALF", edges=edges), name="h.json")
        self.assertEqual(self.contains("h.json", "id,lat,lon\neast,54,18.14\nwest,54,17.99\nfar,54,18.142\n").out,
                         "point_id,zone_id,answer\neast,HALF,inside\n")
        # 5 nautical miles along the meridian of 18 E are 0.0832 degrees at 54 N
        points = "id,lat,lon\nin,54.0831,18\nout,54.0833,18\n"
        for name, zone in (("z.data", "EPR1"), ("u.json", "UAS1"), ("v.json", "UAS2"), ("z.json", "GEO")):
            self.assertEqual(self.contains(name, points).out, f"point_id,zone_id,answer\nin,{zone},inside\n")

    def test_what_cannot_be_decided_is_unknown(self):
        square = [box(20, 54, 22, 56)]
        self.zones(feature(square, feature_id="plain"), feature(square, feature_id="high", floor="FL100"),
                   feature(square, feature_id="timed", times=[["2025-09-19T06:00:00Z", "2025-09-19T07:00:00Z"]]))
        head = "id,lat,lon,alt_m,datum,time\n"
        answers = lambda row: [(r["zone_id"], r["answer"]) for r in self.contains("z.json", head + row).rows()]
        at = "2025-09-19T06:30:00Z"
        self.assertEqual(answers("a,55,21,4000,pressure_std," + at),
                         [("plain", "inside"), ("high", "inside"), ("timed", "inside")])
        self.assertEqual(answers("a,55,21,1000,pressure_std,2025-09-19T09:00:00+02:00"), [("plain", "inside")])
        self.assertEqual(answers("a,55,21,4000,amsl,"), [("plain", "inside"), ("high", "unknown"), ("timed", "unknown")])
        self.assertEqual(answers("a,55,21,4000,,"), [("plain", "inside"), ("high", "unknown"), ("timed", "unknown")])
        unknown = [("plain", "unknown"), ("high", "unknown"), ("timed", "unknown")]
        self.assertEqual(answers("a,,,,,"), unknown)
        self.assertEqual(answers("a,nan,21,,,"), unknown)
        self.assertEqual(answers("a,55,NaN,,," + at), unknown)
        self.assertEqual(answers("a,0,0,4000,amsl,"), [])  # outside, whatever the height

    def test_datum_option_names_what_the_file_does_not(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z", ceiling="1000M AMSL"))
        points = "id,lat,lon,alt_m\nlow,55,21,500\nhigh,55,21,1500\n"
        self.assertEqual([r["answer"] for r in self.contains("z.json", points).rows()], ["unknown", "unknown"])
        self.assertEqual(self.contains("z.json", points, "--datum", "amsl").out, "point_id,zone_id,answer\nlow,Z,inside\n")

    def test_standard_input_and_output_file(self):
        zones = json.dumps(collection(feature([box(20, 54, 22, 56)], feature_id="Z")))
        self.write("p.csv", "id,lat,lon\na,55,21\n")
        expected = "point_id,zone_id,answer\na,Z,inside\n"
        self.assertEqual(self.succeed("contains", "--zones", "-", "--points", "p.csv", stdin=zones).out, expected)
        self.write("z.json", zones)
        result = self.succeed("contains", "--zones", "z.json", "--points", "-", stdin="id,lat,lon\na,55,21\n")
        self.assertEqual(result.out, expected)
        result = self.succeed("contains", "--zones", "z.json", "--points", "p.csv", "--out", "o.csv")
        self.assertEqual((result.out, self.read("o.csv")), ("", expected))
        # again over the old file, and through a link, which stays a link
        os.symlink("o.csv", self.path("link.csv"))
        self.succeed("contains", "--zones", "z.json", "--points", "p.csv", "--out", "link.csv", "--json")
        self.assertTrue(os.path.islink(self.path("link.csv")))
        self.assertEqual(json.loads(self.read("o.csv")), [{"point_id": "a", "zone_id": "Z", "answer": "inside"}])
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["link.csv", "o.csv", "p.csv", "z.json"])
        self.assertEqual(self.succeed("contains", "--zones", "z.json", "--points", "p.csv", "--out", "/dev/null").out, "")
        self.assertFalse(os.path.isfile("/dev/null"))

    def test_columns_in_any_order_unknown_ones_ignored_bom_and_crlf(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z"))
        result = self.contains("z.json", b"\xef\xbb\xbfremark,LON,id,lat\r\n\"x,y\",21,a,55\r\n\r\n,21,\"b \"\"q\"\"\",55\r\n")
        self.assertEqual(result.out, 'point_id,zone_id,answer\na,Z,inside\n"b ""q""",Z,inside\n')
        with open(self.path("z.json"), "rb") as file:
            text = file.read()
        self.write("bom.json", b"\xef\xbb\xbf" + text.replace(b",", b",\r\n"))
        self.assertEqual(len(self.contains("bom.json", "id,lat,lon\na,55,21\n").rows()), 1)

    def test_names_with_commas_survive_and_bytes_that_are_no_text_do_not_stop_json(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id='Z, "north"'))
        self.assertEqual(self.contains("z.json", "id,lat,lon\na,55,21\n").rows()[0]["zone_id"], 'Z, "north"')
        result = self.contains("z.json", b"id,lat,lon\nB\xe9,55,21\n", "--json")
        self.assertEqual(json.loads(result.out)[0]["point_id"], "B\ufffd")

    def test_nothing_inside_is_a_header_and_an_empty_array(self):
        self.zones(feature([box(20, 54, 22, 56)], feature_id="Z"))
        self.assertEqual(self.contains("z.json", "id,lat,lon\na,0,0\n").out, "point_id,zone_id,answer\n")
        self.assertEqual(json.loads(self.contains("z.json", "id,lat,lon\n", "--json").out), [])
        self.zones()
        self.assertEqual(self.contains("z.json", "id,lat,lon\na,0,0\n").out, "point_id,zone_id,answer\n")

    def test_the_locale_changes_nothing(self):
        self.zones(feature([box(20.5, 54, 22, 56)], feature_id="Z"))
        environment = dict(os.environ, LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8")
        result = self.contains("z.json", "id,lat,lon\na,55.5,21.5\n", env=environment)
        self.assertEqual(len(result.rows()), 1)


if __name__ == "__main__":
    unittest.main()
