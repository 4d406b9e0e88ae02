# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts in tools/ share. Sourced, with `set -euo pipefail` in force.

picket_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Parallel compilations: one a processor, but no more than one for each GiB of memory to be had (a file that
# includes everything takes most of one).
jobs_here() {
    local processors gib
    processors=$(nproc 2>/dev/null || echo 1)
    gib=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo 2>/dev/null || true)
    if [ "${gib:-0}" -ge 1 ] && [ "$gib" -lt "$processors" ]; then processors=$gib; fi
    echo "$processors"
}

# quietly LABEL COMMAND...: runs the command and prints nothing, unless it fails: then everything it said.
quietly() {
    local label=$1 log status=0
    shift
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        cat "$log" >&2
        echo "$label failed (exit code $status): $*" >&2
    fi
    rm -f "$log"
    return "$status"
}

# build_picket BUILD_FOLDER PRESET TARGET[,TARGET...] [CMAKE_ARGUMENT...]
#
# Configures and builds; silent when all goes well, with one line first when it will take a while.
build_picket() {
    local folder=$1 preset=$2 targets=${3//,/ }
    shift 3
    # A build folder that came along when the repository was copied or moved knows the old path only.
    local home
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$folder/CMakeCache.txt" 2>/dev/null || true)
    if [ -n "$home" ] && [ "$home" != "$picket_root" ]; then rm -rf "$folder"; fi
    if [ ! -e "$folder/CMakeCache.txt" ]; then
        echo "building ${targets// /, } in ${folder#"$picket_root/"} (the first time takes a few minutes)" >&2
    fi
    quietly "configuring" cmake -S "$picket_root" --preset "$preset" -B "$folder" "$@"
    # shellcheck disable=SC2086  # a list of targets
    quietly "building" cmake --build "$folder" --parallel "$(jobs_here)" --target $targets -- --quiet
}
