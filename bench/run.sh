#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds the benchmarks (-O2, default flags) and runs them; the results are printed and written to
# build/bench/results.txt. What a line means: bench/README.md.
#
#   bench/run.sh             everything, under five minutes
#   bench/run.sh --quick     fewer points and shorter turns
#   bench/run.sh ...         other options go to `peers` (--only W3, --seed 7, --generated, ...)
#
# Exit code 1 where answers differ that may not; 2 where nothing could be run.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/bench
bench/configure.sh "$build"
cmake --build "$build" -j "$(nproc)"

results=$build/results.txt
missing="apt-get install libs2-dev libgeos-dev libgeos++-dev libboost-dev libbenchmark-dev"
{
    echo "date      $(date -u +%Y-%m-%dT%H:%MZ)"
    echo "commit    $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$(
        [ -z "$(git status --porcelain include bench 2>/dev/null)" ] || echo ', with changes')"
    echo "machine   $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sed 1q), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
    if [ -x "$build/bench/peers" ]; then
        "$build/bench/peers" "$@" || true
    else
        echo "no comparison with peers: they are not installed ($missing)"
    fi
    if [ -x "$build/bench/bench_queries" ] && [ $# = 0 ]; then
        echo
        echo "picket alone (Google Benchmark)"
        "$build/bench/bench_queries" --benchmark_min_time=0.1 2>/dev/null
    fi
} | tee "$results"
echo "written to $results" >&2
# The braces run in a subshell, so their verdict is read from the text.
exit "$(sed -n 's/.*may not: \([0-9]*\)$/\1/p' "$results" | awk '{ bad += $1 } END { print (NR == 0) ? 2 : (bad > 0) }')"
