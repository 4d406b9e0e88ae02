# SPDX-License-Identifier: MIT
"""Running the picket program and looking at everything it does: exit code, both outputs, files left behind."""
import csv
import io
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "picket"


class Result:
    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout.decode("utf-8", "replace")
        self.err = process.stderr.decode("utf-8", "replace")

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out)))


class CliTest(unittest.TestCase):
    """Each test runs in a directory of its own."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="picket-cli-")
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return name

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode()

    def run_picket(self, *arguments, stdin=b"", timeout=60, **options):
        stdin = stdin if isinstance(stdin, bytes) else stdin.encode()
        return Result(subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=timeout,
                                     cwd=self.folder.name, **options))

    def succeed(self, *arguments, **options):
        result = self.run_picket(*arguments, **options)
        self.assertEqual((result.code, result.err), (0, ""), result.err)
        return result


def feature(coordinates, kind="Polygon", feature_id=None, **properties):
    result = {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
    if feature_id is not None:
        result["id"] = feature_id
    return result


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]
