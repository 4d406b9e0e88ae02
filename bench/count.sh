#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Instructions a query, counted by callgrind: they repeat exactly, seconds do not. Compared with
# bench/baselines/<kind>.txt, which are changed in the same review as the code that changes them.
#
#   bench/count.sh             count and compare
#   bench/count.sh --update    count and write the baselines
#   bench/count.sh KIND...     only these
#
# Exit code 1 where a kind costs over 2 % more than its baseline and the tools are those of the baseline; with
# other tools (compiler, C library, GeographicLib, processor features) a change is shown and means nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/bench
update=
kinds=()
for word in "$@"; do
    case "$word" in
        --update) update=yes ;;
        --help | -*) sed -n '3,11s/^# \{0,1\}//p' "bench/count.sh"; exit 2 ;;
        *) kinds+=("$word") ;;
    esac
done
for tool in valgrind cmake; do
    command -v $tool >/dev/null || { echo "count.sh: $tool is missing (Debian: apt-get install $tool)" >&2; exit 2; }
done

bench/configure.sh "$build"
cmake --build "$build" --target bench_count -j "$(nproc)" >/dev/null
program=$build/bench/bench_count

# What the counts depend on besides the code.
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
library=$(ldd "$program" | sed -n 's/.*=> *\([^ ]*GeographicLib[^ ]*\).*/\1/p')
tools="$(basename "$compiler") $("$compiler" -dumpfullversion), $(ldd --version | sed 1q | sed 's/.* //'), \
$(basename "$(readlink -f "$library")"), $(grep -m1 -ow avx2 /proc/cpuinfo || echo no-avx2)"

if [ ${#kinds[@]} = 0 ]; then mapfile -t kinds < <("$program" --list); fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
worse=0
printf '%-22s %14s %14s %9s\n' "instructions a query" baseline now change
for kind in "${kinds[@]}"; do
    asked=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/log" \
        --toggle-collect=counted_queries "$program" "$kind")
    collected=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$work/log")
    now=$((collected / asked))
    file=bench/baselines/$kind.txt
    if [ ! -e "$file" ]; then
        printf '%-22s %14s %14d\n' "$kind" none "$now"
        [ -z "$update" ] || printf '%s\n%s\n' "$now" "$tools" >"$file"
        continue
    fi
    baseline=$(sed -n 1p "$file")
    note=
    if [ "$(sed -n 2p "$file")" != "$tools" ]; then
        note=" other tools: baseline $(sed -n 2p "$file"); here $tools"
    elif [ $((100 * (now - baseline))) -gt $((2 * baseline)) ]; then
        worse=1
        note=" MORE"
    fi
    change=$((1000 * (now - baseline) / (baseline > 0 ? baseline : 1)))
    sign=+
    if [ "$change" -lt 0 ]; then
        sign=-
        change=$((-change))
    fi
    printf '%-22s %14d %14d %5s%d.%d%%%s\n' "$kind" "$baseline" "$now" "$sign" $((change / 10)) $((change % 10)) "$note"
    [ -z "$update" ] || printf '%s\n%s\n' "$now" "$tools" >"$file"
done
[ -n "$update" ] || exit $worse
