#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# configure.sh BUILD_DIR: the build that all measurements use: -O2 and nothing else, as a consumer's default.
set -euo pipefail
mkdir -p "$1"
cmake -S "$(dirname "$0")/.." -B "$1" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" \
    -DPICKET_BUILD_TESTS=OFF -DPICKET_BUILD_EXAMPLES=OFF -DPICKET_BUILD_BENCHMARKS=ON -DPICKET_INSTALL=OFF \
    >"$1/configure.log" 2>&1 || {
    cat "$1/configure.log" >&2
    exit 2
}
sed -n '/^-- picket:/p' "$1/configure.log"
