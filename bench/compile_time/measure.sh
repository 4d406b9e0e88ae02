#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What it costs to include each public header: seconds of the compiler's front end (median of five) and
# preprocessed lines. A report, not a test: seconds depend on the machine and its neighbours. The lines of the
# cheap core repeat exactly and are held by the test headers.compile_budget (budget.cmake).
#
#   bench/compile_time/measure.sh [COMPILER]
set -euo pipefail
cd "$(dirname "$0")/../.."
compiler=${1:-${CXX:-g++}}
eigen=$(pkg-config --cflags-only-I eigen3 2>/dev/null || true)
file=$(mktemp --suffix=.cpp)
trap 'rm -f "$file"' EXIT

command -v "$compiler" >/dev/null || { echo "measure.sh: no compiler $compiler" >&2; exit 2; }
printf '%-44s %8s %8s\n' "$("$compiler" -dumpversion) ($compiler)" seconds lines
for header in $(cd include && find picket -name '*.hpp' -not -path '*/detail/*' | sort); do
    echo "#include <$header>" >"$file"
    # shellcheck disable=SC2086  # $eigen is a list of options
    lines=$("$compiler" -std=c++20 -Iinclude $eigen -E -P "$file" | wc -l)
    seconds=$(for _ in 1 2 3 4 5; do
        start=$EPOCHREALTIME
        # shellcheck disable=SC2086
        "$compiler" -std=c++20 -Iinclude $eigen -fsyntax-only "$file"
        end=$EPOCHREALTIME
        echo $((${end/./} - ${start/./}))
    done | sort -n | sed -n 3p)
    printf '%-44s %4d.%03d %8d\n' "$header" $((seconds / 1000000)) $((seconds / 1000 % 1000)) "$lines"
done
