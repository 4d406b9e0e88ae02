#!/usr/bin/env python3
"""Documentation quotes files that compile and run: this checks that the quotes are still what they quote.

Usage: check_quotes.py REPOSITORY EXAMPLES_BUILD_DIR DOCUMENT...

In a document, `<!-- quote: examples/x.cpp -->` before a fenced block says that the block is that file, and
`<!-- output: example_x -->` that it is what that program prints.
"""
import pathlib
import re
import subprocess
import sys

QUOTE = re.compile(r"<!-- (quote|output): (\S+) -->\n+```[a-z+]*\n(.*?)```", re.S)


def main():
    repository, programs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    checked, stale = 0, []
    for document in sys.argv[3:]:
        for kind, name, block in QUOTE.findall(pathlib.Path(document).read_text()):
            checked += 1
            if kind == "quote":
                expected = (repository / name).read_text()
            else:
                expected = subprocess.run([programs / name], capture_output=True, text=True, check=True).stdout
            if block != expected:
                stale.append(f"{document}: {kind} of {name} is not what it quotes; it should read\n{expected}")
    for message in stale:
        print(message)
    print(f"{checked} quotes checked, {len(stale)} stale")
    return 1 if stale or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
