# SPDX-License-Identifier: MIT
"""picket replay --rules, --lookahead, --uncertainty, --grading, --events, --follow."""
import csv
import io
import json
import subprocess
import unittest

from support import PROGRAM, CliTest, box, collection, feature

FIRST_COLUMNS = ("incident_id,track_id,zone_id,entry_time,entry_lat,entry_lon,exit_time,exit_lat,exit_lon,duration_s,"
                 "max_depth_m,status,answer,entry_cause,exit_cause").split(",")


def flight(name, begin_s, **words):
    """Along the equator, a plot every 10 s, 0.01 degrees each (111 m/s): in the zone from 1 E to 2 E."""
    columns = "".join("," + key for key in words)
    values = "".join("," + str(value) for value in words.values())
    rows = ["id,time,lat,lon" + columns]
    for k in range(0, 300):
        rows.append(f"{name},{begin_s + 10 * k},0,{0.5 + 0.01 * k:.2f}{values}")
    return "\n".join(rows) + "\n"


RULES = {"version": 1, "otherwise": "permit", "rules": [
    {"name": "no unmanned", "zones": ["Z"], "effect": "forbid", "binds": {"categories": ["unmanned"]},
     "lawful_if": [{"call_signs": ["RESCUE*"]}]}]}


class Watch(CliTest):
    def setUp(self):
        super().setUp()
        self.write("z.json", json.dumps(collection(feature([box(1, -1, 2, 1)], feature_id="Z"))))
        self.write("rules.json", json.dumps(RULES))

    def replay(self, tracks, *options, **more):
        self.write("t.csv", tracks)
        return self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", *options, **more)

    def test_rules_say_what_is_an_incident_and_what_would_have_made_it_lawful(self):
        for words, expected in (({"category": "unmanned", "call_sign": "X1"}, "violation"), ({"category": "manned"}, None),
                                # no call sign in the file: it may have the one that is authorised
                                ({"category": "unmanned"}, "unknown"),
                                ({"category": ""}, "unknown"), ({"category": "unmanned", "call_sign": "RESCUE1"}, None)):
            with self.subTest(words):
                result = self.replay(flight("a", 0, **words), "--rules", "rules.json")
                self.assertEqual(result.out.splitlines()[0].split(","), FIRST_COLUMNS + ["verdict", "rule", "lawful_if"])
                rows = result.rows()
                if expected is None:
                    self.assertEqual(rows, [])
                    continue
                (row,) = rows
                self.assertEqual(row["verdict"], expected)
                self.assertEqual(row["rule"], "no unmanned")
                self.assertIn("RESCUE", row["lawful_if"])
                self.assertEqual(row["answer"], "inside" if expected == "violation" else "unknown")

    def test_lookahead_and_uncertainty_add_columns(self):
        result = self.replay(flight("a", 0), "--lookahead", "90", "--uncertainty", "500")
        self.assertEqual(result.out.splitlines()[0].split(","), FIRST_COLUMNS + ["foreseen_time", "warning_s", "peak_probability"])
        (row,) = result.rows()
        # entered at 500 s; foreseen at the second plot from which 90 s lead inside
        self.assertGreaterEqual(float(row["warning_s"]), 70)
        self.assertLessEqual(float(row["warning_s"]), 90)
        self.assertAlmostEqual(float(row["peak_probability"]), 1.0, delta=1e-6)

    def test_events_are_the_same_in_one_go_and_followed(self):
        tracks = flight("a", 0)
        self.replay(tracks, "--events", "e.csv", "--out", "i.csv")
        followed = self.succeed("replay", "--zones", "z.json", "--tracks", "-", "--follow", stdin=tracks).out
        self.assertEqual(followed, self.read("e.csv"))
        rows = list(csv.DictReader(io.StringIO(followed)))
        self.assertEqual([r["event"] for r in rows][:3], ["predicted_entry", "near", "entry"])
        self.assertEqual([r["phase"] for r in rows][0], "new")
        self.assertEqual(rows[-1]["phase"], "ended")
        self.assertEqual({r["alert_id"] for r in rows}, {"1"})
        self.assertEqual(rows[2]["time"], "1970-01-01T00:08:20Z")
        self.assertEqual({r["message_type"] for r in rows[:-1]}, {"5"})
        self.assertEqual(rows[-1]["message_type"], "17")
        json_rows = [json.loads(line) for line in self.succeed("replay", "--zones", "z.json", "--tracks", "-", "--follow", "--json",
                                                               stdin=tracks).out.splitlines()]
        self.assertEqual([r["event"] for r in json_rows], [r["event"] for r in rows])
        self.assertEqual(json_rows[0]["asterix_004"]["I004/000"], 5)
        self.assertEqual(json_rows[0]["asterix_004"]["I004/100"]["AN"], "Z")
        self.assertGreater(json_rows[0]["asterix_004"]["I004/070"]["TC"], 0)

    def test_follow_prints_an_event_before_the_next_row_is_there(self):
        process = subprocess.Popen([PROGRAM, "replay", "--zones", self.path("z.json"), "--tracks", "-", "--follow", "--lookahead", "0",
                                    "--near", "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.stdin.write(b"id,time,lat,lon\na,0,0,0.9\na,10,0,1.1\n")
            process.stdin.flush()
            self.assertTrue(process.stdout.readline().startswith(b"alert_id,"))
            # the answer to the second row, though the input is open and nothing more comes
            self.assertIn(b"entry,new", process.stdout.readline())
            process.stdin.write(b"a,20,0,rubbish\n")
            process.stdin.close()
            self.assertEqual(process.wait(timeout=20), 2)
            error = process.stderr.read().decode()
            self.assertEqual(len(error.splitlines()), 1)
            self.assertIn("<stdin>:4", error)
        finally:
            process.kill()
            process.stdout.close()
            process.stderr.close()

    def test_late_rows_are_taken_with_reorder(self):
        head, *rows = flight("a", 0).splitlines()
        shuffled = []
        for i in range(0, len(rows), 5):
            shuffled += reversed(rows[i:i + 5])
        options = ("replay", "--zones", "z.json", "--tracks", "-", "--follow", "--reorder", "60")
        in_order = self.succeed(*options, stdin="\n".join([head] + rows) + "\n").out
        self.assertEqual(self.succeed(*options, stdin="\n".join([head] + shuffled) + "\n").out, in_order)

    def test_grading_under_two_policies(self):
        def policy(name, depth):
            return json.dumps({"version": 1, "name": name, "rungs": [
                {"name": "note", "level": 0}, {"name": "protest", "level": 2, "when": [{"min_depth_m": depth}]}]})
        self.write("a.json", policy("A", 1000))
        self.write("b.json", policy("B", 1e6))
        (row,) = self.replay(flight("a", 0), "--grading", "a.json", "b.json").rows()
        self.assertEqual((row["grade: A"], row["grade: B"], row["grades_differ"]), ("protest", "note", "yes"))

    def test_what_cannot_be_used_is_refused_in_one_line(self):
        self.write("t.csv", flight("a", 0))
        self.write("bad.json", json.dumps({"version": 1, "otherwise": "permit", "rules": [{"name": "x", "zones": ["nowhere"]}]}))
        self.write("worse.json", "{")
        base = ("replay", "--zones", "z.json", "--tracks", "t.csv")
        for options in (("--rules", "bad.json"), ("--rules", "worse.json"), ("--rules", "absent.json"), ("--grading", "worse.json"),
                        ("--near", "-1"), ("--coast", "nan"), ("--uncertainty", "-5"), ("--probability", "2"),
                        ("--follow", "--table"), ("--follow", "--out", "x.csv"), ("--lookahead", "abc")):
            with self.subTest(options):
                result = self.run_picket(*base, *options)
                self.assertEqual(result.code, 2)
                self.assertEqual(result.out, "")
                self.assertNotEqual(result.err, "")
                if options[0] in ("--rules", "--grading"):
                    self.assertEqual(len(result.err.splitlines()), 1)
                    self.assertIn(options[1], result.err)


if __name__ == "__main__":
    unittest.main()
