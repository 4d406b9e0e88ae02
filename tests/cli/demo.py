# SPDX-License-Identifier: MIT
"""What tools/demo.sh shows: the table for people, and the three replays of examples/data."""
import csv
import io
import json
import os
import unittest
import xml.dom.minidom

from support import CliTest, box, collection, feature

DATA = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/data"))


def data(name):
    return os.path.join(DATA, name)


class Table(CliTest):
    def test_columns_line_up_and_marks_are_explained(self):
        self.write("z.json", json.dumps(collection(feature([box(1, -1, 3, 1)], feature_id="Z", name="Zoo"))))
        self.write("t.csv", "id,time,lat,lon\na,1758265080,0,2\na,1758265680,0,4\n"
                            "Ämari,1758265080,0,0\nÄmari,1758265680,0,2\n")
        lines = self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", "--table").out.splitlines()
        self.assertEqual(lines, [
            "#  track  zone     entry (UTC)           exit      inside   depth",
            "1  a      Z  Zoo  <2025-09-19 06:58:00   07:03:00    5:00  111 km",
            "2  Ämari  Z  Zoo   2025-09-19 07:03:00  >07:08:00    5:00  111 km",
            "< inside already when the track begins",
            "> still inside when the track ends"])

    def test_no_incident_is_said(self):
        self.write("z.json", json.dumps(collection(feature([box(1, -1, 3, 1)], feature_id="Z"))))
        self.write("t.csv", "id,time,lat,lon\na,1758265080,9,2\na,1758265680,9,4\n")
        self.assertIn("no incidents\n", self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", "--table").out)

    def test_forty_rows_then_how_many_more(self):
        self.write("z.json", json.dumps(collection(feature([box(1, -1, 3, 1)], feature_id="Z"))))
        rows = "".join(f"t{i},{1758265080 + i},0,0\nt{i},{1758265680 + i},0,4\n" for i in range(45))
        self.write("t.csv", "id,time,lat,lon\n" + rows)
        result = self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", "--table", "--out", "all.csv")
        lines = result.out.splitlines()
        self.assertEqual(lines[-1], "... and 5 more")
        self.assertEqual(len(lines), 42)
        self.assertEqual(len(self.read("all.csv").splitlines()), 46)

    def test_one_standard_output_for_one_thing(self):
        self.write("z.json", json.dumps(collection(feature([box(1, -1, 3, 1)], feature_id="Z"))))
        self.write("t.csv", "id,time,lat,lon\na,1758265080,0,2\n")
        for options in (["--json"], ["--out", "-"]):
            self.assertEqual(self.run_picket("replay", "--zones", "z.json", "--tracks", "t.csv", "--table", *options).code, 2)


class Demo(CliTest):
    def replay(self, zones, tracks, land):
        self.succeed("replay", "--zones", data(zones), "--tracks", data(tracks), "--land", data(land), "--title", "demo",
                     "--out", "incidents.csv", "--geojson", "incidents.geojson", "--svg", "map.svg")
        rows = list(csv.DictReader(io.StringIO(self.read("incidents.csv"))))
        features = json.loads(self.read("incidents.geojson"))["features"]
        self.assertEqual(len(features), 3 * len(rows))
        self.assertLess(len(self.read("map.svg")), 2_000_000)
        xml.dom.minidom.parseString(self.read("map.svg"))
        return rows

    def test_the_spoofed_airliner(self):
        rows = self.replay("borders.geojson", "adsb_spoofed_2024-09-17.csv", "land_europe.geojson")
        self.assertEqual([r["zone_id"] for r in rows], ["BGR", "ROU", "UKR", "POL", "SWE", "SWE"])
        # reported near Lviv from 09:24:25 to 09:58:10 (the file's own times, examples/data/SOURCE.md)
        self.assertAlmostEqual(float(rows[2]["duration_s"]), 34 * 60, delta=60)

    def test_the_swiss_sectors(self):
        rows = self.replay("swiss_upper_sectors.geojson", "adsb_switzerland_2018-08-01.csv", "land_alps.geojson")
        self.assertGreater(len(rows), 60)
        # SAA260 descends through four sectors of one outline: no gap between them
        descent = [r for r in rows if r["track_id"] == "SAA260"]
        self.assertEqual([r["zone_id"] for r in descent], ["LSAZM7", "LSAZM6", "LSAZM5", "LSAZM4"])
        for before, after in zip(descent, descent[1:]):
            self.assertEqual(before["exit_time"], after["entry_time"])

    def test_vaindloo_fits_what_was_published(self):
        rows = self.replay("estonia_territorial_sea.geojson", "vaindloo_2025-09-19_reconstruction.csv",
                           "land_gulf_of_finland.geojson")
        self.assertEqual(len(rows), 3)
        for row in rows:
            self.assertAlmostEqual(float(row["duration_s"]), 12 * 60, delta=20)
            self.assertLess(float(row["max_depth_m"]), 10000)
            self.assertGreater(float(row["entry_lon"]), float(row["exit_lon"]))  # east to west


if __name__ == "__main__":
    unittest.main()
