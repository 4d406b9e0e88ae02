# SPDX-License-Identifier: MIT
"""picket intercept, and the response to each incident in picket replay: what they print, what they refuse."""
import calendar
import json
import os
import random
import time
import unittest

from support import CliTest, box, collection, feature

COLUMNS = "base_id,target_id,status,t_s,lat,lon,heading_deg,distance_m,window_end_s"
BASES = "id,lat,lon,speed_mps,delay_s\n"
TARGETS = "id,lat,lon,azimuth_deg,speed_mps\n"
AMARI = "59.2603,24.2085,270"


def seconds(text):
    """Unix seconds of ISO 8601 UTC with any number of decimals."""
    whole = calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))
    return whole + float("0" + text[19:-1]) if text[19] == "." else whole


class Intercept(CliTest):
    def intercept(self, bases, targets, *options):
        self.write("b.csv", bases)
        self.write("t.csv", targets)
        return self.succeed("intercept", "--bases", "b.csv", "--targets", "t.csv", *options)

    def near(self, row, **expected):
        # the digits that the cases are known to are the tolerance
        digits = {"t_s": 1e-6, "window_end_s": 1e-6, "lat": 1e-9, "lon": 1e-9, "heading_deg": 1e-7, "distance_m": 1e-4}
        for column, value in expected.items():
            self.assertAlmostEqual(float(row[column]), value, delta=digits[column], msg=column)

    def test_known_cases(self):
        # found by a bisection on GeographicLib that shares nothing with picket: tests/golden/intercept.cpp
        result = self.intercept(BASES + f"Amari,{AMARI},0\nlater,{AMARI},900\nslow,56,21,80,0\n",
                                TARGETS + "west,59.90,27.50,270,245\nwest again,59.90,27.50,-90,245\nfast,56,26,268,300\n",
                                "--pairwise")
        self.assertEqual(result.out.splitlines()[0], COLUMNS)
        first, later, fast = result.rows()
        self.assertEqual([(r["base_id"], r["target_id"], r["status"]) for r in (first, later, fast)],
                         [("Amari", "west", "feasible"), ("later", "west again", "feasible"), ("slow", "fast", "feasible")])
        self.near(first, t_s=407.958254, lat=59.887906638, lon=25.714604848, heading_deg=49.9518181, distance_m=110148.7286)
        # the squared planar equation also gives 578.16 s, before take-off
        self.near(later, t_s=2428.696736, lat=59.474318984, lon=16.958226121, heading_deg=-83.5742375,
                  distance_m=412748.1186)
        self.near(fast, t_s=828.728378, lat=55.857986424, lon=22.030056336, window_end_s=1404.114317)
        self.assertEqual((first["window_end_s"], later["window_end_s"]), ("", ""))

    def test_every_base_with_every_target(self):
        rows = self.intercept(BASES + f"a,{AMARI},0\nb,56,21,80,0\n",
                              TARGETS + "x,59.90,27.50,270,245\ny,56,26,268,300\nz,-40,100,0,250\n").rows()
        self.assertEqual([(r["base_id"], r["target_id"], r["status"]) for r in rows],
                         [("a", "x", "feasible"), ("a", "y", "too_slow"), ("a", "z", "too_late"),
                          ("b", "x", "too_slow"), ("b", "y", "feasible"), ("b", "z", "too_slow")])
        for row in rows:
            for column in ("t_s", "lat", "lon", "heading_deg", "distance_m"):
                self.assertEqual(row[column] == "", row["status"] != "feasible", (row, column))

    def test_the_horizon_is_closed(self):
        bases, targets = BASES + f"a,{AMARI},0\n", TARGETS + "x,59.90,27.50,270,245\n"
        (row,) = self.intercept(bases, targets, "--horizon", "407.958255").rows()
        self.assertEqual(row["status"], "feasible")
        (row,) = self.intercept(bases, targets, "--horizon", "407.958253").rows()
        self.assertEqual(row["status"], "too_late")
        # a window that closes after the horizon is open there
        fast = TARGETS + "x,56,26,268,300\n"
        ends = [self.intercept(BASES + "a,56,21,80,0\n", fast, "--horizon", h).rows()[0]["window_end_s"]
                for h in ("1404.114316", "1404.114318")]
        self.assertEqual(ends[0], "")
        self.assertAlmostEqual(float(ends[1]), 1404.114317, delta=1e-6)

    def test_limits(self):
        # a target that stands on the equator, 3 degrees of it away: 333,958.4724 m on WGS 84 (a pi / 60)
        distance = 333958.472379821
        targets = "id,lat,lon,azimuth_deg,speed_mps\nstands,0,3,,0\n"
        bases = "id,lat,lon,speed_mps,delay_s,max_range_m,endurance_s,climb_mps,climb_s,return_mps\n"
        rows = self.intercept(
            bases + "plain,0,0,200,60,,,,,\n"
                    f"in range,0,0,200,60,{distance + 0.001},,,,\n"
                    f"out of range,0,0,200,60,{distance - 0.001},,,,\n"
                    f"there and back,0,0,200,60,inf,{2 * distance / 200 + 0.001},,,\n"
                    f"but not back,0,0,200,60,inf,{2 * distance / 200 - 0.001},,,\n"
                    f"back slowly,0,0,200,60,,{2 * distance / 200 + 0.001},,,199\n"
                    "climbs,0,0,200,60,,,100,300,\n", targets).rows()
        self.assertEqual([r["status"] for r in rows], ["feasible", "feasible", "out_of_range", "feasible",
                                                       "out_of_endurance", "out_of_endurance", "feasible"])
        for row in rows:
            if row["status"] == "feasible":
                self.near(row, lat=0, lon=3, heading_deg=90, distance_m=distance)
        self.near(rows[0], t_s=60 + distance / 200)
        self.near(rows[6], t_s=60 + 300 + (distance - 100 * 300) / 200)

    def test_rhumb_lines_are_not_geodesics(self):
        targets = "id,lat,lon,azimuth_deg,speed_mps,path\n" + "".join(
            f"x,60,20,90,250,{p}\n" for p in ("rhumb", "geodesic", ""))
        rhumb, geodesic, plain = self.intercept(BASES + "a,60,40,300,600\n", targets).rows()
        self.near(rhumb, lat=60)  # along the parallel
        self.assertLess(float(geodesic["lat"]), 60 - 0.1)
        self.assertEqual(geodesic["t_s"], plain["t_s"])
        # a rhumb line to the pole ends there: 90 degrees of meridian, 10,001,965.7293 m, in 4000.786 s
        rows = self.intercept(BASES + "a,-60,0,300,600\n",
                              "id,lat,lon,azimuth_deg,speed_mps,path\nx,0,0,0,2500,rhumb\n").rows()
        self.assertEqual(rows[0]["status"], "target_ends")

    def geodesic(self, command, problems):
        """Numbers of each line that `picket geodesic` answers."""
        text = "".join(" ".join(map(repr, p)) + "\n" for p in problems)
        return [list(map(float, line.split())) for line in self.succeed("geodesic", command, stdin=text).out.splitlines()]

    def test_no_earlier_meeting_than_the_first_and_none_between_windows(self):
        # every quarter of a minute, by the geodesics themselves
        pick = random.Random(5)
        horizon_s, step_s = 6000, 15
        bases, targets = [], []
        for i in range(30):
            lat, lon = pick.uniform(-85, 85), pick.uniform(-180, 180)
            bases.append((lat, lon, pick.uniform(100, 400), pick.uniform(0, 1200)))
            lat = min(max(lat + pick.uniform(-4, 4), -85), 85)
            lon = (lon + pick.uniform(-6, 6) + 180) % 360 - 180
            targets.append((lat, lon, pick.uniform(-180, 180), pick.uniform(0, 500)))
        kinds = ["rhumb" if i % 2 else "geodesic" for i in range(30)]
        rows = self.intercept(BASES + "".join(f"{i},{','.join(map(repr, b))}\n" for i, b in enumerate(bases)),
                              TARGETS.strip() + ",path\n" + "".join(
                                  f"{i},{','.join(map(repr, t))},{k}\n" for i, (t, k) in enumerate(zip(targets, kinds))),
                              "--pairwise", "--windows", "--horizon", str(horizon_s)).rows()
        times = [step_s * k for k in range(horizon_s // step_s + 1)]
        met_and_not = [0, 0]
        for i, (base, target, kind) in enumerate(zip(bases, targets, kinds)):
            mine = [r for r in rows if r["base_id"] == str(i)]
            windows = [(float(r["t_s"]), float(r["window_end_s"] or horizon_s)) for r in mine if r["status"] == "feasible"]
            edges = [t for w in windows for t in w]
            direct = "rhumb-direct" if kind == "rhumb" else "direct"
            at = self.geodesic(direct, [(*target[:3], target[3] * t) for t in times + edges])
            away = self.geodesic("inverse", [(*base[:2], *p[:2]) for p in at])
            gaps = [d[2] - base[2] * (t - base[3]) for t, d in zip(times + edges, away)]
            for t, gap in zip(times, gaps):
                inside = any(a <= t <= b for a, b in windows)
                met_and_not[not inside] += 1
                # both ways are good to 15 nm; the rest is for t times a speed rounded
                self.assertLessEqual(gap if inside else -gap, 1e-6, (i, t))
            for r in mine:
                if r["status"] == "feasible":
                    k = len(times) + edges.index(float(r["t_s"]))
                    self.near(r, lat=at[k][0], lon=at[k][1], distance_m=away[k][2])
                    # times are good to a nanosecond and their last place
                    self.assertAlmostEqual(gaps[k], 0, delta=1e-4)
        self.assertGreater(min(met_and_not), 1000)

    def test_windows_are_rows(self):
        # round the Earth in two hours and a half: it comes by again
        targets = TARGETS + "x,0,-60,90,4452.78\n"
        bases = BASES + "a,0,0,300,0\n"
        (row,) = self.intercept(bases, targets, "--horizon", "20000").rows()
        rows = self.intercept(bases, targets, "--horizon", "20000", "--windows").rows()
        self.assertEqual([r["n"] for r in rows], ["1", "2", "3"])
        # speeds that differ by so much: met where 4452.78 t - 60 degrees is -300 t, and left where it is 300 t
        degree, lap = 111319.4907932264, 360 * 111319.4907932264
        for n, window in enumerate(rows):
            way = 60 * degree + n * lap
            self.near(window, t_s=way / (4452.78 + 300))
            if n < 2:
                self.near(window, window_end_s=way / (4452.78 - 300))
        self.assertEqual({k: v for k, v in rows[0].items() if k != "n"}, row)
        (none,) = self.intercept(BASES + "a,80,0,1,0\n", targets, "--windows").rows()
        self.assertEqual((none["status"], none["n"]), ("too_slow", ""))

    def test_explained(self):
        # a target past its base and away, on the equator; the base is 1 degree behind
        targets = TARGETS + "x,0,1,90,250\n"
        feasible, slow = self.intercept(BASES + "quick,0,0,300,0\nslow,0,0,200,0\n", targets, "--explain").rows()
        self.assertEqual((feasible["closest_m"], feasible["minimum_speed_mps"], feasible["latest_order_s"]), ("", "", ""))
        self.assertEqual(slow["status"], "too_slow")
        degree = 111319.4907932264
        self.assertAlmostEqual(float(slow["closest_m"]), degree, delta=1e-3)  # at once; promised to 1e-4 m
        # at the horizon the target is 250 * 14400 + a degree away
        least = 250 + degree / 14400
        self.assertAlmostEqual(float(slow["minimum_speed_mps"]), least, delta=2e-9 * least)
        # at 200 m/s it is met at its first moment or never
        self.assertAlmostEqual(float(slow["latest_order_s"]), -degree / 200, delta=1e-5)
        for change, status in ((1 + 4e-9, "feasible"), (1 - 4e-9, "too_late")):
            (row,) = self.intercept(BASES + f"a,0,0,{least * change!r},0\n", targets).rows()
            self.assertEqual(row["status"], status)

    def test_above_the_base_there_is_no_heading(self):
        (row,) = self.intercept(BASES + "a,10,20,300,60\n", "id,lat,lon,azimuth_deg,speed_mps\nx,10,20,,0\n").rows()
        self.assertEqual((row["status"], row["t_s"], row["heading_deg"], row["distance_m"]), ("feasible", "60", "", "0"))

    def test_files_as_people_write_them(self):
        plain = self.intercept(BASES + f"a,{AMARI},0\n", TARGETS + "x,59.90,27.50,270,245\n").rows()
        odd = self.intercept('\ufeffDelay_S , speed_mps,note,"id",latitude,longitude\r\n0,270,"two, words","a",59.2603,24.2085\r\n',
                             "lon_deg,lat_deg,ground_speed_mps,track_deg,id\n\n 27.50,59.90,245,270,x\n").rows()
        self.assertEqual(odd, plain)
        quoted = self.intercept(BASES + f'"a, ""b""",{AMARI},0\n', TARGETS + "x,59.90,27.50,270,245\n")
        self.assertEqual(quoted.rows()[0]["base_id"], 'a, "b"')
        self.assertIn('"a, ""b"""', quoted.out)
        self.assertEqual(self.intercept(BASES, TARGETS).out, COLUMNS + "\n")
        out = self.succeed("intercept", "--bases", "-", "--targets", "t.csv", stdin=BASES).out
        self.assertEqual(out, COLUMNS + "\n")

    def test_json_says_the_same(self):
        bases, targets = BASES + f"a,{AMARI},0\nb,56,21,80,0\n", TARGETS + "x,59.90,27.50,270,245\n"
        rows = self.intercept(bases, targets).rows()
        result = self.intercept(bases, targets, "--json", "--out", "o.json")
        self.assertEqual(result.out, "")
        for row, value in zip(rows, json.loads(self.read("o.json")), strict=True):
            self.assertEqual(list(value), COLUMNS.split(","))
            self.assertEqual({k: "" if v is None else v if isinstance(v, str) else float(v) for k, v in value.items()},
                             {k: float(v) if k not in ("base_id", "target_id", "status") and v else v
                              for k, v in row.items()})
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["b.csv", "o.json", "t.csv"])

    def test_bad_files(self):
        good = {"b.csv": BASES + f"a,{AMARI},0\n", "t.csv": TARGETS + "x,59.90,27.50,270,245\n"}
        limits = "id,lat,lon,speed_mps,delay_s,max_range_m,endurance_s,climb_mps,climb_s,return_mps\n"
        path = "id,lat,lon,azimuth_deg,speed_mps,path\n"
        for name, content, holds in (
                ("b.csv", "", "b.csv: is empty"),
                ("b.csv", "id,lat,lon,delay_s\na,1,2,3\n", 'b.csv:1: no column "speed_mps"'),
                ("b.csv", "id,lat,lon,speed_mps\na,1,2,3\n", 'b.csv:1: no column "delay_s"'),
                ("b.csv", BASES + "a,1,2,3\n", "b.csv:2: row has 4 columns, header has 5"),
                ("b.csv", BASES + f"a,{AMARI},0\n\n,{AMARI},0\n", "b.csv:4: the id is empty"),
                ("b.csv", BASES + "a,91,2,3,4\n", "b.csv:2: latitude 91 is beyond 90 degrees"),
                ("b.csv", BASES + "a,1,,3,4\n", 'b.csv:2: column "lon": is empty'),
                ("b.csv", BASES + "a,nan,2,3,4\n", 'b.csv:2: column "lat": is empty'),
                ("b.csv", BASES + "a,1,2,fast,4\n", 'b.csv:2: column "speed_mps": "fast" is not a number'),
                ("b.csv", BASES + "a,1,2,,4\n", 'b.csv:2: column "speed_mps": is empty'),
                ("b.csv", BASES + "a,1,2,0,4\n", 'b.csv:2: column "speed_mps": 0 is not above 0'),
                ("b.csv", BASES + "a,1,2,1e6,4\n", 'b.csv:2: column "speed_mps": 1e+06 is beyond 100 km/s'),
                ("b.csv", BASES + "a,1,2,inf,4\n", 'b.csv:2: column "speed_mps": "inf"'),
                ("b.csv", BASES + "a,1,2,3,\n", 'b.csv:2: column "delay_s": is empty'),
                ("b.csv", BASES + "a,1,2,3,-4\n", 'b.csv:2: column "delay_s": -4 is below 0'),
                ("b.csv", limits + "a,1,2,3,4,-5,,,,\n", 'b.csv:2: column "max_range_m": -5 is below 0'),
                ("b.csv", limits + "a,1,2,3,4,,far,,,\n", 'b.csv:2: column "endurance_s": "far" is not a number'),
                ("b.csv", limits + "a,1,2,3,4,,,5,,\n", "b.csv:2: climb_mps and climb_s come together"),
                ("b.csv", limits + "a,1,2,3,4,,,,,0\n", 'b.csv:2: column "return_mps": 0 is not above 0'),
                ("t.csv", "id,lat,lon,azimuth_deg\na,1,2,3\n", 't.csv:1: no column "speed_mps"'),
                ("t.csv", "id,lat,lon,speed_mps\na,1,2,3\n", 't.csv:1: no column "azimuth_deg"'),
                ("t.csv", TARGETS + "x,1,2,3,4\r\ny,1,2,north,4\r\n", 't.csv:3: column "azimuth_deg": "north"'),
                ("t.csv", TARGETS + "x,1,2,,4\n", 't.csv:2: column "azimuth_deg": is empty'),
                ("t.csv", TARGETS + "x,1,2,361,4\n", 't.csv:2: column "azimuth_deg": 361 is beyond 360 degrees'),
                ("t.csv", TARGETS + "x,1,2,3,-4\n", 't.csv:2: column "speed_mps": -4 is below 0'),
                ("t.csv", path + "x,1,2,3,4,straight\n", 't.csv:2: column "path": "straight" is neither geodesic nor rhumb'),
                ("t.csv", path + "x,90,2,45,4,rhumb\n", "t.csv:2: a rhumb line leaves a pole"),
                ("t.csv", bytes(range(256)), "t.csv:1: "),
                ("t.csv", 'id,lat,lon,azimuth_deg,speed_mps\n"x,1,2,3,4\n', "t.csv:2: a quote is opened and never closed")):
            with self.subTest(content):
                for file, text in good.items():
                    self.write(file, text)
                self.write(name, content)
                result = self.run_picket("intercept", "--bases", "b.csv", "--targets", "t.csv", "--out", "o.csv")
                self.assertEqual((result.code, result.out), (2, ""), result.err)
                self.assertEqual(len(result.err.splitlines()), 1, result.err)
                self.assertIn(holds, result.err)
                self.assertEqual(sorted(os.listdir(self.folder.name)), ["b.csv", "t.csv"])

    def test_pairs_need_as_many_rows(self):
        self.write("b.csv", BASES + f"a,{AMARI},0\nb,{AMARI},0\n")
        self.write("t.csv", TARGETS + "x,59.90,27.50,270,245\n")
        result = self.run_picket("intercept", "--bases", "b.csv", "--targets", "t.csv", "--pairwise")
        self.assertEqual((result.code, result.out, result.err),
                         (2, "", "t.csv: has 1 rows, b.csv has 2: --pairwise needs as many\n"))

    def test_a_row_that_is_skipped_keeps_the_pairs(self):
        self.write("b.csv", BASES + f"a,{AMARI},0\nb,91,0,1,1\nc,{AMARI},900\nd,{AMARI},0\n")
        self.write("t.csv", TARGETS + "x,59.90,27.50,270,245\ny,59.90,27.50,270,245\nz,59.90,27.50,270,245\nw,1\n")
        result = self.run_picket("intercept", "--bases", "b.csv", "--targets", "t.csv", "--pairwise", "--keep-going")
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual([(r["base_id"], r["target_id"]) for r in result.rows()], [("a", "x"), ("c", "z")])
        lines = result.err.splitlines()
        self.assertIn("b.csv:3: latitude 91", lines[0])
        self.assertIn("t.csv:5: row has 2 columns", lines[1])
        self.assertIn("2 bad records", lines[2])

    def test_unusable_arguments_get_usage(self):
        self.write("b.csv", BASES)
        self.write("t.csv", TARGETS)
        for arguments, holds in ((("--bases", "b.csv"), "--targets is required"),
                                 (("--targets", "t.csv"), "--bases is required"),
                                 (("--bases", "-", "--targets", "-"), "standard input"),
                                 (("--bases", "b.csv", "--targets", "t.csv", "--horizon", "-1"), "--horizon"),
                                 (("--bases", "b.csv", "--targets", "t.csv", "--horizon", "inf"), "--horizon"),
                                 (("--bases", "b.csv", "--targets", "t.csv", "--horizon", "nan"), "--horizon"),
                                 (("--bases", "b.csv", "--targets", "t.csv", "--horizon", "soon"), "--horizon")):
            with self.subTest(arguments):
                result = self.run_picket("intercept", *arguments)
                self.assertEqual((result.code, result.out), (2, ""), result.err)
                self.assertIn(holds, result.err.splitlines()[0])
                self.assertIn("Usage: picket intercept", result.err)
        self.assertIn("Example:\n  picket intercept", self.succeed("intercept", "--help").out)


class Responses(CliTest):
    """picket replay --bases."""
    ADDED = ["base_id", "intercept_time", "intercept_lat", "intercept_lon", "intercept_status", "latest_order_time"]

    def setUp(self):
        super().setUp()
        self.write("z.json", json.dumps(collection(feature([box(1, -1, 3, 1)], feature_id="Z"))))
        # along the equator at 0.1 degree a minute: inside from minute 10 to minute 30
        self.write("t.csv", "id,time,lat,lon\na,2025-09-19T06:00:00Z,0,0\na,2025-09-19T06:40:00Z,0,4\n")

    def replay(self, bases, *options, tracks="t.csv"):
        self.write("b.csv", bases)
        return self.succeed("replay", "--zones", "z.json", "--tracks", tracks, "--bases", "b.csv", *options)

    def test_columns_come_last_and_the_rest_is_as_without(self):
        without = self.succeed("replay", "--zones", "z.json", "--tracks", "t.csv", "--lookahead", "60").out.splitlines()
        result = self.replay(BASES + "a,0,4,300,0\n", "--lookahead", "60")
        for plain, line in zip(without, result.out.splitlines(), strict=True):
            self.assertTrue(line.startswith(plain + ","), line)
        self.assertEqual(list(result.rows()[0])[-6:], self.ADDED)
        (value,) = json.loads(self.replay(BASES + "a,0,4,300,0\n", "--json").out)
        self.assertEqual(list(value)[-6:], self.ADDED)
        self.assertEqual(value["intercept_time"], result.rows()[0]["intercept_time"])

    COSTS = ["flight_s", "cost_low", "cost_mean", "cost_high", "currency", "price_year"]
    PRICES = {"version": 1, "prices": [
        {"item": "hour", "role": "flying hour", "quantity": "cost per hour", "low": 20000, "high": 40000,
         "distribution": "uniform", "currency": "EUR", "price_year": 2023, "confidence": "B", "source": "a ministry"},
        {"item": "open", "role": "flying hour", "quantity": "cost per hour", "low": 9000, "high": None,
         "currency": "USD", "price_year": 2016, "confidence": "C", "source": "a rate"}]}

    def test_prices_cost_the_flight_there_and_back(self):
        self.write("p.json", json.dumps(self.PRICES))
        degree = 111319.4907932264
        target_mps = 4 * degree / 2400
        bases = BASES[:-1] + ",return_mps\na,0,4,300,300,200\n"
        plain = self.replay(bases).out.splitlines()
        result = self.replay(bases, "--prices", "p.json", "--flying-hour", "hour")
        for line, longer in zip(plain, result.out.splitlines(), strict=True):
            self.assertTrue(longer.startswith(line + ","), longer)
        (row,) = result.rows()
        self.assertEqual(list(row)[-6:], self.COSTS)
        # it takes off 300 s after the order, and they close at the sum of their speeds
        out_s = (3 * degree + 300 * 300) / (300 + target_mps) - 300
        flight_s = out_s + out_s * 300 / 200
        self.assertAlmostEqual(float(row["flight_s"]), flight_s, delta=1e-5)
        hours = float(row["flight_s"]) / 3600
        for column, price in (("cost_low", 21000), ("cost_mean", 30000), ("cost_high", 39000)):
            self.assertAlmostEqual(float(row[column]), hours * price, delta=1e-9 * hours * price)
        self.assertEqual((row["currency"], row["price_year"]), ("EUR", "2023"))

        (value,) = json.loads(self.replay(bases, "--prices", "p.json", "--flying-hour", "hour", "--json").out)
        self.assertEqual(list(value)[-7:], self.COSTS + ["price_source"])
        self.assertEqual(value["cost_mean"], float(row["cost_mean"]))
        self.assertEqual(value["price_source"], "hour, cost per hour, confidence B: a ministry")

    def test_what_is_not_known_is_empty(self):
        self.write("p.json", json.dumps(self.PRICES))
        (row,) = self.replay(BASES + "a,0,4,300,300\n", "--prices", "p.json", "--flying-hour", "open").rows()
        self.assertAlmostEqual(float(row["cost_low"]), float(row["flight_s"]) / 3600 * 9000, delta=1e-9)
        self.assertEqual((row["cost_mean"], row["cost_high"], row["currency"]), ("", "", "USD"))
        (row,) = self.replay(BASES + "far,0,40,300,0\n", "--prices", "p.json", "--flying-hour", "hour").rows()
        self.assertEqual(row["intercept_status"], "target_ends")
        self.assertEqual([row[column] for column in self.COSTS], [""] * 6)

    def test_prices_that_cannot_be_used(self):
        self.write("p.json", json.dumps(self.PRICES))
        self.write("b.csv", BASES + "a,0,4,300,300\n")
        replay = ("replay", "--zones", "z.json", "--tracks", "t.csv")
        based = (*replay, "--bases", "b.csv")
        for options, holds in (((*replay, "--prices", "p.json", "--flying-hour", "hour"), "--bases"),
                               ((*based, "--prices", "p.json"), "--flying-hour"),
                               ((*based, "--flying-hour", "hour"), "--prices"),
                               ((*based, "--prices", "-", "--flying-hour", "hour", "--zones", "-"), "standard input")):
            result = self.run_picket(*options)
            self.assertEqual((result.code, result.out), (2, ""), result.err)
            self.assertIn(holds, result.err.splitlines()[0])
            self.assertIn("Usage: picket replay", result.err)
        for content, item, holds in ((json.dumps(self.PRICES), "tea", 'p.json: has no item "tea"'),
                                     ("{", "hour", "p.json:1: is not JSON"),
                                     (json.dumps({**self.PRICES, "version": 3}), "hour", "p.json: version: ")):
            self.write("p.json", content)
            result = self.run_picket(*based, "--prices", "p.json", "--flying-hour", item, "--out", "o.csv")
            self.assertEqual((result.code, result.out), (2, ""), result.err)
            self.assertEqual(len(result.err.splitlines()), 1)
            self.assertIn(holds, result.err)
            self.assertFalse(os.path.exists(self.path("o.csv")))

    def test_the_answer_is_known(self):
        # head-on along the equator; the target is at 1 E when the order comes, and flies 185.5325 m/s
        degree = 111319.4907932264
        target_mps = 4 * degree / 2400
        entry = seconds("2025-09-19T06:10:00Z")
        bases = BASES + "late,0,4,300,300\nearly,0,4,300,60\nfar,0,40,300,0\n"
        (row,) = self.replay(bases).rows()
        self.assertEqual((row["base_id"], row["intercept_status"]), ("early", "feasible"))
        met_s = (3 * degree + 300 * 60) / (300 + target_mps)
        # entry times are good to 1 us, printed doubles to 0.2 us
        self.assertAlmostEqual(seconds(row["intercept_time"]), entry + met_s, delta=2e-6)
        self.assertAlmostEqual(float(row["intercept_lon"]), 1 + target_mps * met_s / degree, delta=1e-8)
        self.assertAlmostEqual(float(row["intercept_lat"]), 0.0, delta=1e-9)
        at_entry = entry - 60 - 3 * degree / 300
        self.assertAlmostEqual(seconds(row["latest_order_time"]), at_entry, delta=2e-6)
        # ordered so early, it is there at the entry; a second more and it is met outside
        lead = entry - at_entry
        (row,) = self.replay(bases, "--order-lead", repr(lead)).rows()
        self.assertAlmostEqual(seconds(row["intercept_time"]), entry, delta=4e-6)
        (row,) = self.replay(bases, "--order-lead", repr(lead + 1)).rows()
        self.assertLess(seconds(row["intercept_time"]), entry - 0.5)

    def test_the_reason_where_no_base_can(self):
        bases = BASES[:-1] + ",max_range_m\n"
        (row,) = self.replay(bases + "far,0,40,300,0,\nnear,0,4,300,2000,\nshort,5,4,300,0,1000\n").rows()
        # that which would have had to be ordered last, were it to be there in time; `short` never is
        self.assertEqual([row[c] for c in self.ADDED[:5]], ["near", "", "", "", "target_ends"])
        self.assertAlmostEqual(seconds(row["latest_order_time"]),
                               seconds("2025-09-19T06:10:00Z") - 2000 - 3 * 111319.4907932264 / 300, delta=2e-6)
        (row,) = self.replay(bases + "short,0,4,300,0,1000\nshorter,0,4,300,0,10\n").rows()
        # at the end of the track, over the base, it is in range
        self.assertEqual((row["base_id"], row["intercept_status"]), ("short", "feasible"))
        self.assertEqual(row["latest_order_time"], "")
        (row,) = self.replay(bases + "north,5,4,900,0,1000\n").rows()
        self.assertEqual([row[c] for c in self.ADDED], ["north", "", "", "", "out_of_range", ""])

    def test_what_lies_beyond_a_gap_is_not_flown(self):
        self.write("gap.csv", "id,time,lat,lon\na,0,0,0\na,1200,0,2\na,1300,,\na,1400,0,2\na,1500,0,2\na,1600,,\na,1700,0,2\n")
        rows = self.replay(BASES + "a,0,4,100,0\n", tracks="gap.csv").rows()
        self.assertEqual([(r["status"], r["intercept_status"]) for r in rows],
                         [("open_at_end", "target_ends")] * 3)
        rows = self.replay(BASES + "a,0,2,100,0\n", tracks="gap.csv").rows()
        self.assertEqual([r["intercept_time"] for r in rows][1:], ["1970-01-01T00:23:20Z", "1970-01-01T00:28:20Z"])

    def test_the_reconstruction(self):
        data = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "data")
        self.write("b.csv", BASES + f"Amari,{AMARI},900\n")
        rows = self.succeed("replay", "--zones", os.path.join(data, "estonia_territorial_sea.geojson"), "--tracks",
                            os.path.join(data, "vaindloo_2025-09-19_reconstruction.csv"), "--bases", "b.csv").rows()
        self.assertEqual([r["intercept_status"] for r in rows], ["target_ends"] * 3)
        for row in rows:  # a quarter of an hour and the flight to where they came in
            self.assertGreater(seconds(row["entry_time"]) - seconds(row["latest_order_time"]), 900 + 500)

    def test_what_is_refused(self):
        self.write("b.csv", BASES)
        good = ("replay", "--zones", "z.json", "--tracks", "t.csv")
        for arguments, holds in (((*good, "--order-lead", "5"), "--bases"),
                                 ((*good, "--bases", "b.csv", "--order-lead", "-5"), "--order-lead"),
                                 ((*good, "--bases", "b.csv", "--order-lead", "nan"), "--order-lead"),
                                 ((*good, "--bases", "b.csv", "--follow"), "--bases")):
            with self.subTest(arguments):
                result = self.run_picket(*arguments)
                self.assertEqual((result.code, result.out), (2, ""), result.err)
                self.assertIn(holds, result.err.splitlines()[0])
                self.assertIn("Usage: picket replay", result.err)
        result = self.run_picket(*good, "--bases", "b.csv", "--out", "o.csv")
        self.assertEqual((result.code, result.out, result.err), (2, "", "b.csv: holds no base\n"))
        self.write("b.csv", BASES + "a,91,0,1,1\n")
        result = self.run_picket(*good, "--bases", "b.csv", "--out", "o.csv")
        self.assertEqual((result.code, result.out, result.err), (2, "", "b.csv:2: latitude 91 is beyond 90 degrees\n"))
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["b.csv", "t.csv", "z.json"])


if __name__ == "__main__":
    unittest.main()
