#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what picket's build and tests need, on Debian 12 and its like. Says nothing, and touches nothing,
# when all of it is there.
#
#   tools/install_deps.sh           to build, test and run
#   tools/install_deps.sh --ci      and what only the further legs of .ci/run need (clang)
#   tools/install_deps.sh --bench   and the libraries the benchmarks compare with
set -euo pipefail
. "$(dirname "$0")/common.sh"

packages=(ca-certificates g++ cmake ninja-build libeigen3-dev libgeographiclib-dev nlohmann-json3-dev
    libcli11-dev python3)
for option in "$@"; do
    case $option in
        --ci) packages+=(clang) ;;
        --bench) packages+=(libbenchmark-dev libs2-dev libgeos-dev libgeos++-dev libboost-dev valgrind) ;;
        *)
            sed -n 's/^# \{0,1\}//; 3,8p' "$0" >&2
            exit 2
            ;;
    esac
done

installed() { # PACKAGE [LEAST_VERSION]
    local version
    version=$(dpkg-query -W -f='${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
    [ "${version%% *}" = installed ] || return 1
    [ $# -lt 2 ] || dpkg --compare-versions "${version#* }" ge "$2"
}

if ! command -v apt-get >/dev/null; then
    echo "install_deps.sh: no apt-get here; see to it that these are there: ${packages[*]} and Catch2 3" >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    installed "$package" || missing+=("$package")
done
catch_missing=false
installed catch2 3 || installed libcatch2-dev 3 || catch_missing=true
if [ ${#missing[@]} -eq 0 ] && ! $catch_missing; then exit 0; fi

root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "install_deps.sh: not root, and no sudo; to be installed: ${missing[*]} catch2 (3 or later)" >&2
        exit 1
    fi
    root=(sudo)
fi
apt() {
    quietly "apt-get" "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@"
}

echo "installing: ${missing[*]}$($catch_missing && echo " catch2")" >&2
apt update
if [ ${#missing[@]} -gt 0 ]; then apt install --no-install-recommends "${missing[@]}"; fi

# Catch2 3: Debian 12 has 2.13, its backports have 3.
if $catch_missing; then
    catch_version() { apt-cache madison catch2 | awk '{split($3, v, "."); if (v[1] >= 3) {print $3; exit}}'; }
    if [ -z "$(catch_version)" ]; then
        . /etc/os-release
        echo "deb http://deb.debian.org/debian ${VERSION_CODENAME:?}-backports main" |
            "${root[@]}" tee /etc/apt/sources.list.d/picket-backports.list >/dev/null
        apt update
    fi
    version=$(catch_version)
    if [ -z "$version" ]; then
        echo "install_deps.sh: no package of Catch2 3 or later to be had; install it by hand" >&2
        exit 1
    fi
    # libcatch2-dev carries the library; by name, so that apt takes both from the same release.
    if apt-cache madison libcatch2-dev | grep -q " $version "; then
        apt install --no-install-recommends "catch2=$version" "libcatch2-dev=$version"
    else
        apt install --no-install-recommends "catch2=$version"
    fi
fi
