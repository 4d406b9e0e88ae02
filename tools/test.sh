#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds and runs every test, in build/test. Run it again: only what changed is built.
#
#   tools/test.sh                     everything
#   tools/test.sh -R unit.zone        what ctest selects
#   tools/test.sh --preset asan ...   another preset of CMakePresets.json, in build/test-asan
set -euo pipefail
. "$(dirname "$0")/common.sh"

preset=dev
folder=$picket_root/build/test
targets=all,all_verify_interface_header_sets
arguments=(-DPICKET_TESTS_TOGETHER=16)
if [ "${1:-}" = --preset ]; then
    preset=${2:?which preset?}
    folder=$picket_root/build/test-$preset
    # Benchmarks, and each header alone, only have to build, and once is enough; examples, once with each compiler.
    arguments+=(-DPICKET_BUILD_BENCHMARKS=OFF)
    case $preset in
        clang) targets=all ;;
        # What the sanitizers find they find in these; the others take an hour to compile so.
        asan)
            targets=picket_tests_static,picket_tests_unit,picket_tests_property,picket_tests_golden,picket_cli
            arguments+=(-DPICKET_TESTS_TOGETHER=10)  # more at a time and the compiler takes minutes for each
            ;;
        # Rounding decides in these.
        fma)
            targets=picket_tests_property,picket_tests_golden,picket_tests_differential
            arguments+=(-DPICKET_TESTS_TOGETHER=10)
            ;;
        *) targets=picket_tests ;;
    esac
    shift 2
fi

"$picket_root/tools/install_deps.sh"
build_picket "$folder" "$preset" "$targets" "${arguments[@]}"

# Not `ctest --preset`: it makes the preset's own build folder on the first run, and on the next one looks for
# the tests there, whatever --test-dir says.
export ASAN_OPTIONS=halt_on_error=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# ctest says a line a test; on success its summary is enough.
log=$folder/ctest.log
status=0
ctest --test-dir "$folder" --output-on-failure --no-tests=error --parallel "$(jobs_here)" "$@" \
    >"$log" 2>&1 </dev/null || status=$?
if [ "$status" -ne 0 ]; then
    cat "$log"
else
    grep -E '^[0-9]+% tests passed|^Total Test time' "$log"
fi
exit "$status"
