# SPDX-License-Identifier: MIT
"""picket geodesic: the answers of the truth tables through the whole program, the forms of input, and what is
refused."""
import math
import os
import re
import unittest

from support import CliTest

TRUTH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "geodesy")
DEGREES = re.compile(r"^(-?\d+\.\d{15}|nan)$")
METRES = re.compile(r"^(-?\d+\.\d{9}|nan)$")


def table(name):
    with open(os.path.join(TRUTH, name), encoding="ascii") as file:
        return [line.split(",") for line in file.read().splitlines()[1:]]


def turn(a, b):
    return abs(math.remainder(float(a) - float(b), 360))


class Answers(CliTest):
    def ask(self, problem, lines, *arguments):
        result = self.succeed("geodesic", problem, *arguments, stdin="".join(line + "\n" for line in lines))
        return [line.split() for line in result.out.splitlines()]

    def forms(self, row, pattern):
        for text, form in zip(row, pattern, strict=True):
            self.assertRegex(text, {"d": DEGREES, "m": METRES}[form])

    def test_inverse(self):
        rows = table("geodesic_inverse.csv")
        answers = self.ask("inverse", [" ".join(r[1:5]) for r in rows])
        self.assertEqual(len(answers), len(rows))
        for row, answer in zip(rows, answers):
            self.forms(answer, "ddm")
            self.assertLessEqual(abs(float(answer[2]) - float(row[7])), 16e-9, row)  # 15 nm, and half a digit
            if row[0] in ("random_global", "region_europe"):
                self.assertLessEqual(turn(answer[0], row[5]), 1e-10, row)
                self.assertLessEqual(turn(answer[1], row[6]), 1e-10, row)

    def test_direct(self):
        rows = table("geodesic_direct.csv")
        answers = self.ask("direct", [" ".join(r[1:5]) for r in rows])
        self.assertEqual(len(answers), len(rows))
        for row, answer in zip(rows, answers):
            self.forms(answer, "ddd")
            self.assertLessEqual(abs(float(answer[0]) - float(row[5])), 3e-13, row)

    def test_rhumb_inverse(self):
        rows = table("rhumb_inverse.csv")
        answers = self.ask("rhumb-inverse", [" ".join(r[1:5]) for r in rows])
        self.assertEqual(len(answers), len(rows))
        for row, answer in zip(rows, answers):
            self.forms(answer, "dm")
            self.assertLessEqual(abs(float(answer[1]) - float(row[6])), 16e-9, row)
            self.assertLessEqual(turn(answer[0], row[5]), 1e-8, row)

    def test_rhumb_direct(self):
        rows = table("rhumb_direct.csv")
        answers = self.ask("rhumb-direct", [",".join(r[0:4]) for r in rows])
        self.assertEqual(len(answers), len(rows))
        for row, answer in zip(rows, answers):
            self.forms(answer, "dd")
            self.assertLessEqual(abs(float(answer[0]) - float(row[4])), 1e-13, row)
            if row[5] != "nan":
                self.assertLessEqual(turn(answer[1], row[5]), 1e-10, row)
            elif abs(float(row[2])) != 90:  # tests/golden/geodesy/SOURCE.md: on a parallel the tool's nan is wrong
                self.assertEqual(answer[1], "nan", row)

    def test_intersect(self):
        rows = table("intersect_segments.csv")
        answers = self.ask("intersect", [" ".join(r[1:9]) for r in rows])
        self.assertEqual(len(answers), len(rows))
        for row, answer in zip(rows, answers):
            self.forms(answer[:4], "mmdd")
            self.assertLessEqual(abs(float(answer[0]) - float(row[9])), 9e-5, row)
            self.assertLessEqual(abs(float(answer[1]) - float(row[10])), 9e-5, row)
            if row[0] == "shared_endpoint":
                self.assertEqual(answer[4], "1", row)
            else:
                self.assertEqual(answer[4], "1" if row[12] == "0" else "0", row)

    def test_nearest(self):
        rows = table("point_to_segment.csv")
        answers = self.ask("nearest", [" ".join(r[1:7]) for r in rows])
        self.assertEqual(len(answers), len(rows))
        for row, answer in zip(rows, answers):
            self.forms(answer[:4], "mmdd")
            self.assertLessEqual(abs(float(answer[0]) - float(row[7])), 1e-6, row)
            self.assertLessEqual(abs(float(answer[2]) - float(row[9])), 1e-9, row)
            self.assertIn(answer[4], ("start", "end") if row[0] == "at_endpoint" else (row[11],))

    def test_forms_of_input(self):
        plain = self.ask("rhumb-inverse", ["40.639722222222222 -73.778888888888889 1.359166666666667 103.98944444444444"])
        for line in ("40:38:23N 73:46:44W 1:21:33N 103:59:22E", "73:46:44W 40:38:23N 103:59:22E 1:21:33N",
                     "40d38'23\"N,73d46'44\"W,1d21'33\"N,103d59'22\"E", "40:38:23 -73:46:44 1:21:33 +103:59:22",
                     "  40:38:23N\t73:46:44W ,1:21:33N , 103:59:22E\r", "\ufeff40:38:23N 73:46:44W 1:21:33N 103:59:22E"):
            answer, = self.ask("rhumb-inverse", [line])
            self.assertLessEqual(abs(float(answer[0]) - float(plain[0][0])), 1e-10, line)
            self.assertLessEqual(abs(float(answer[1]) - float(plain[0][1])), 1e-6, line)
        # GeographicLib would read 1e-05 as "1 east, minus 5"
        self.assertEqual(self.ask("inverse", ["1e-05 0 0 0"]), self.ask("inverse", ["0.00001 0 0 0"]))
        self.assertEqual(self.ask("direct", ["0 0 90E 1e6"]), self.ask("direct", ["0 0 90 1000000"]))

    def test_blank_lines_and_no_final_newline(self):
        self.assertEqual(self.succeed("geodesic", "inverse", stdin="").out, "")
        self.assertEqual(self.succeed("geodesic", "inverse", stdin="\n  \n\r\n").out, "")
        result = self.succeed("geodesic", "inverse", stdin="\n1 2 3 4\n\n1 2 3 4")
        self.assertEqual(len(result.out.splitlines()), 2)

    def test_no_answer_is_nan(self):
        self.assertEqual(self.ask("inverse", ["nan 1 2 3"]), [["nan"] * 3])
        self.assertEqual(self.ask("direct", ["1 2 3 nan"]), [["nan"] * 3])
        self.assertEqual(self.ask("rhumb-inverse", ["1 nan 2 3"]), [["nan"] * 2])
        self.assertEqual(self.ask("rhumb-direct", ["1 2 nan 3"]), [["nan"] * 2])
        self.assertEqual(self.ask("intersect", ["1 2 3 4 5 nan 7 8"]), [["nan"] * 5])
        self.assertEqual(self.ask("nearest", ["1 2 3 4 nan nan"]), [["nan"] * 5])

    def test_files(self):
        self.write("in.txt", "1 2 3 4\n")
        self.succeed("geodesic", "inverse", "--in", "in.txt", "--out", "out.txt")
        self.assertEqual(self.read("out.txt"), self.succeed("geodesic", "inverse", stdin="1 2 3 4").out)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["in.txt", "out.txt"])

    def test_help_shows_an_example_that_works(self):
        for problem in ("inverse", "direct", "rhumb-inverse", "rhumb-direct", "intersect", "nearest"):
            help_text = self.succeed("geodesic", problem, "--help").out
            example, = re.findall(r"echo (.*) \| picket geodesic " + problem, help_text)
            self.assertEqual(len(self.ask(problem, [example])), 1)
        self.assertIn("Example", self.succeed("geodesic", "--help").out)


class Refused(CliTest):
    BAD = {
        "1 2 3": "expected 4 values (lat1 lon1 lat2 lon2), found 3",
        "1 2 3 4 5": "found 5",
        "1;2;3;4": "found 1",
        "91 2 3 4": 'latitude "91" is beyond 90 degrees',
        "1 2 -90.1 4": 'latitude "-90.1" is beyond 90 degrees',
        "100N 2 3 4": "beyond 90 degrees",
        "1 inf 3 4": 'longitude "inf" is not finite',
        "1 2 3 foo": '"foo" is not an angle',
        "10d60 2 3 4": '"10d60" is not an angle',
        "10E 20W 3 4": "are both longitudes",
        "10N 20S 3 4": "are both latitudes",
        "1,,2 3 4": "an empty field before a comma",
        ",1 2 3 4": "an empty field before a comma",
        "1 2 3 4,": "an empty field after the last comma",
        "1 2 3 \x1b[31m": '"?[31m" is not an angle',
        "1 2 3 \0": '"?" is not an angle',
    }

    def refused(self, problem, text, message, *arguments):
        result = self.run_picket("geodesic", problem, *arguments, stdin=text)
        self.assertEqual((result.code, result.out), (2, ""), text)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertIn(message, result.err)
        return result.err

    def test_bad_lines_are_named_and_nothing_is_printed(self):
        for line, message in self.BAD.items():
            error = self.refused("inverse", "1 2 3 4\n\n" + line + "\n5 6 7 8\n", message)
            self.assertTrue(error.startswith("-:3: "), error)
        self.refused("direct", "1 2 3 4km", '"4km" is not a distance')
        self.refused("direct", "1 2 3 inf", "is not finite")
        self.refused("direct", "1 2 3N 4", "letter of a latitude")
        self.refused("direct", "1 2 inf 4", "is not finite")
        self.refused("intersect", "1 2 3 4", "expected 8 values")
        self.refused("nearest", "1 2 3 4", "expected 6 values")
        self.refused("inverse", bytes(range(256)), "-:1: ")

    def test_no_file_is_left(self):
        self.refused("inverse", "1 2 3 4\nx\n", "-:2: ", "--out", "out.txt")
        self.assertEqual(os.listdir(self.folder.name), [])
        self.write("in.txt", "x\n")
        self.assertTrue(self.refused("inverse", "", "in.txt:1: ", "--in", "in.txt").startswith("in.txt:1: "))
        self.refused("inverse", "", "missing.txt", "--in", "missing.txt")
        self.refused("inverse", "1 2 3 4", "cannot be written", "--out", "no/such/folder.txt")

    def test_keep_going(self):
        result = self.run_picket("geodesic", "inverse", "--keep-going", stdin="1 2 3 4\nx\n5 6 7 8\ny\n")
        self.assertEqual(result.code, 0)
        self.assertEqual(len(result.out.splitlines()), 2)
        self.assertEqual([line.split(" ")[0] for line in result.err.splitlines()], ["-:2:", "-:4:", "picket:"])

    def test_unusable_arguments(self):
        for arguments in (["geodesic"], ["geodesic", "sideways"], ["geodesic", "inverse", "--nonsense"],
                          ["geodesic", "inverse", "1", "2", "3", "4"]):
            result = self.run_picket(*arguments)
            self.assertEqual((result.code, result.out), (2, ""), arguments)
            self.assertIn("Usage", result.err)


if __name__ == "__main__":
    unittest.main()
