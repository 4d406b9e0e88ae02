# SPDX-License-Identifier: MIT
"""picket replay: what it prints."""
import calendar
import json
import os
import time
import unittest
import xml.dom.minidom

from support import CliTest, box, collection, feature

COLUMNS = ("incident_id,track_id,zone_id,entry_time,entry_lat,entry_lon,exit_time,exit_lat,exit_lon,duration_s,"
           "max_depth_m,status,answer,entry_cause,exit_cause")


def seconds(text):
    """Unix seconds of ISO 8601 UTC with any number of decimals."""
    whole = calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))
    return whole + float("0" + text[19:-1]) if text[19] == "." else whole


class Replay(CliTest):
    def zones(self, *features, name="z.json"):
        return self.write(name, json.dumps(collection(*features)))

    def replay(self, tracks, *options):
        self.write("t.csv", tracks)
        return self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", *options)

    def test_along_the_equator_the_answer_is_known(self):
        # the equator is a geodesic: at constant speed the longitude is linear in time
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z"))
        result = self.replay("id,time,lat,lon\na,2025-09-19T06:00:00Z,0,0\na,2025-09-19T06:40:00Z,0,4\n")
        self.assertEqual(result.out.splitlines()[0], COLUMNS)
        (row,) = result.rows()
        self.assertEqual((row["incident_id"], row["track_id"], row["zone_id"], row["status"], row["answer"]),
                         ("1", "a", "Z", "closed", "inside"))
        # times are within 1 us of the exact ones; the printed double adds 0.2 us
        self.assertAlmostEqual(seconds(row["entry_time"]), seconds("2025-09-19T06:10:00Z"), delta=1.3e-6)
        self.assertAlmostEqual(seconds(row["exit_time"]), seconds("2025-09-19T06:30:00Z"), delta=1.3e-6)
        self.assertAlmostEqual(float(row["duration_s"]), 1200.0, delta=2.6e-6)
        self.assertAlmostEqual(float(row["entry_lon"]), 1.0, delta=1e-9)
        self.assertAlmostEqual(float(row["exit_lon"]), 3.0, delta=1e-9)
        self.assertAlmostEqual(float(row["entry_lat"]), 0.0, delta=1e-9)
        # deepest at 2 E: the zone's upper and lower edges are 110574.389 m away (GeographicLib, 0 2 to 1 2), its
        # sides a degree of the equator, 111319.49 m
        self.assertAlmostEqual(float(row["max_depth_m"]), 110574.388558, delta=0.12)  # the depth is good to a millionth

    def test_every_status_and_the_order(self):
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z"), feature([box(0, -2, 10, 2)], feature_id="big"))
        tracks = ("id,time,lat,lon\n"
                  "late,100,0,0.5\nlate,200,0,2\n"      # ends inside both
                  "early,0,0,2\nearly,100,0,4\n"        # begins inside both
                  "gap,0,0,2\ngap,10,nan,\ngap,20,0,2\ngap,30,0,2.1\n"
                  "out,0,50,0\nout,10,50,1\n")
        rows = self.replay(tracks).rows()
        self.assertEqual([int(r["incident_id"]) for r in rows], list(range(1, len(rows) + 1)))
        self.assertEqual([r["entry_time"] for r in rows], sorted(r["entry_time"] for r in rows))
        status = [(r["track_id"], r["zone_id"], r["status"]) for r in rows]
        self.assertEqual(status, [
            ("early", "Z", "open_at_start"), ("early", "big", "open_at_end"),
            ("gap", "Z", "open_at_end"), ("gap", "big", "open_at_end"),
            ("gap", "Z", "open_at_end"), ("gap", "big", "open_at_end"),
            ("late", "big", "open_at_end"), ("late", "Z", "open_at_end")])
        first_gap = rows[2]
        self.assertEqual((first_gap["entry_time"], first_gap["exit_time"]),
                         ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"))

    def test_causes(self):
        # Saturday 2025-09-20; the zone is active on weekdays only, and on this day by way of a second period
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z", ceiling="3000 m AMSL",
                           schedule={"periods": [{"days": ["MON", "TUE", "WED", "THU", "FRI"]},
                                                 {"days": "SAT", "begin": "06:00Z", "end": "06:10Z"}],
                                     "except": [{"dates": "12-25"}]}))
        rows = self.replay("id,time,lat,lon,alt_m,datum\n"
                           # within the edges; active from 06:00 to 06:10, both at plots
                           + "".join(f"stays,2025-09-20T{5 + m // 60:02}:{m % 60:02}:00Z,0,{2 + m / 1000},500,AMSL\n"
                                     for m in range(50, 80, 5)) +
                           "flies,2025-09-19T12:00:00Z,0,0,500,AMSL\nflies,2025-09-19T12:40:00Z,0,4,500,AMSL\n"
                           "sinks,2025-09-19T13:00:00Z,0,2,5000,AMSL\nsinks,2025-09-19T13:40:00Z,0,2.5,1000,AMSL\n").rows()
        self.assertEqual([(r["track_id"], r["entry_cause"], r["exit_cause"]) for r in rows],
                         [("flies", "lateral", "lateral"), ("sinks", "vertical", "track_end"),
                          ("stays", "activation", "deactivation")])
        self.assertEqual((rows[2]["entry_time"], rows[2]["exit_time"]), ("2025-09-20T06:00:00Z", "2025-09-20T06:10:00Z"))

    def test_brief_incursion_between_two_plots(self):
        self.zones(feature([[[1, 0.5], [1.001, 0.5], [1.001, -0.5], [1, -0.5]]], feature_id="thin"))
        (row,) = self.replay("id,time,lat,lon\na,0,0,0\na,600,0,2\n").rows()
        self.assertAlmostEqual(float(row["duration_s"]), 0.3, delta=1e-5)

    def test_height_and_time_of_the_zone(self):
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z", ceiling="FL100", times=[[0, 100]]))
        rows = self.replay("id,time_unix_s,lat_deg,lon_deg,baro_alt_ft\na,0,0,2,5000\na,200,0,2.5,5000\n").rows()
        self.assertEqual([(r["exit_time"], r["status"], r["answer"]) for r in rows],
                         [("1970-01-01T00:01:40Z", "open_at_start", "inside")])
        rows = self.replay("id,time_unix_s,lat_deg,lon_deg,geo_alt_ft\na,0,0,2,5000\na,200,0,2.5,5000\n").rows()
        self.assertEqual([r["answer"] for r in rows], ["unknown"])
        self.assertEqual(self.replay("id,time,lat,lon,flight_level\na,0,0,2,350\na,200,0,2.5,350\n").rows(), [])
        both = "id,time,lat,lon,baro_alt_ft,geo_alt_ft\na,0,0,2,35000,500\na,200,0,2.5,35000,500\n"
        self.assertEqual(self.replay(both).rows(), [])
        self.assertEqual([r["answer"] for r in self.replay(both, "--altitude", "geometric").rows()], ["unknown"])

    def test_track_files_and_zone_files_together(self):
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z"))
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Y"), name="y.json")
        self.write("t.csv", "id,time,lat,lon\na,0,0,0\na,100,0,4\n")
        self.write("u.csv", "t_s,lat_deg,lon_deg,rel_alt_m\n0,0,0,1\n100,0,4,1\n")
        rows = self.succeed("replay", "--zones", "z.json", "y.json", "--tracks", "t.csv", "u.csv").rows()
        self.assertEqual([(r["track_id"], r["zone_id"]) for r in rows], [("a", "Z"), ("a", "Y"), ("u", "Z"), ("u", "Y")])

    def test_json_geojson_and_svg_say_the_same(self):
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z", name="Zone & <friends>"))
        self.write("land.json", json.dumps(collection(feature([box(-5, -5, 9, 5)]))))
        self.write("places.csv", "id,lat,lon\nHome,0,0\n")
        tracks = "id,time,lat,lon\na,0,0,0\na,100,0,4\n"
        csv_rows = self.replay(tracks).rows()
        result = self.replay(tracks, "--json", "--out", "o.json", "--geojson", "o.geojson", "--svg", "o.svg", "--land",
                             "land.json", "--places", "places.csv", "--title", "A <title>", "--note", "one", "--note",
                             "two", "--attribution", "nobody")
        self.assertEqual(result.out, "")
        (row,) = json.loads(self.read("o.json"))
        self.assertEqual(list(row), COLUMNS.split(","))
        self.assertEqual(row["duration_s"], float(csv_rows[0]["duration_s"]))
        self.assertEqual(row["entry_time"], csv_rows[0]["entry_time"])
        features = json.loads(self.read("o.geojson"))["features"]
        self.assertEqual({f["properties"]["incident_id"] for f in features}, {"1"})
        self.assertIn(row["entry_time"], {f["properties"]["entry_time"] for f in features})
        svg = self.read("o.svg")
        xml.dom.minidom.parseString(svg)
        for text in ("A &lt;title&gt;", "Home", "one", "two", "nobody"):
            self.assertIn(text, svg)
        self.assertEqual(sorted(os.listdir(self.folder.name)),
                         ["land.json", "o.geojson", "o.json", "o.svg", "places.csv", "t.csv", "z.json"])

    def test_printed_numbers_read_back_and_reruns_are_identical(self):
        self.zones(feature([[[20.1, 54.3], [22.7, 54.1], [22.9, 56.2], [20.4, 56.6]]], feature_id="Z", edges="geodesic"))
        tracks = "id,time,lat,lon\na,1758265080.123,55.1,19\na,1758268080.789,55.7,24\n"
        first = self.replay(tracks)
        self.assertEqual(first.out, self.replay(tracks).out)
        (row,) = first.rows()
        for column in ("entry_lat", "entry_lon", "exit_lat", "exit_lon", "duration_s", "max_depth_m"):
            self.assertEqual(repr(float(row[column])), row[column])
        # the printed times are good enough to read again: the row can be fed back as a track
        again = self.replay(f"id,time,lat,lon\nb,{row['entry_time']},55,19\nb,{row['exit_time']},55,19\n")
        self.assertEqual(again.rows(), [])

    def test_a_file_without_rows_is_a_header(self):
        self.zones(feature([box(1, -1, 3, 1)], feature_id="Z"))
        self.assertEqual(self.replay("id,time,lat,lon\n").out, COLUMNS + "\n")


if __name__ == "__main__":
    unittest.main()
