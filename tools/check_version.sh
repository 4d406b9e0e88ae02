#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The version is written in include/picket/version.hpp; this compares every copy of it, and the tag of a release.
#
#   tools/check_version.sh          the copies, and the tag of the current commit if it has one
#   tools/check_version.sh v0.1.0   the copies and this tag
set -euo pipefail
cd "$(dirname "$0")/.."

part() { sed -n "s/^#define PICKET_VERSION_$1 \([0-9][0-9]*\)$/\1/p" include/picket/version.hpp; }
version=$(part MAJOR).$(part MINOR).$(part PATCH)
status=0
check() { # WHERE WHAT_IT_SAYS
    if [ "$2" != "$version" ]; then
        echo "$1 says ${2:-nothing}, include/picket/version.hpp says $version" >&2
        status=1
    fi
}

check packaging/vcpkg/vcpkg.json "$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' packaging/vcpkg/vcpkg.json)"

# A tagged commit is a release: the tag is its version, and the changelog names it.
tag=${1:-$(git tag --points-at HEAD 2>/dev/null | grep '^v[0-9]' || true)}
if [ -n "$tag" ]; then
    check "the tag $tag" "${tag#v}"
    check CHANGELOG.md "$(sed -n 's/^## \([0-9][0-9.]*\).*$/\1/p' CHANGELOG.md | head -n 1)"
fi
exit $status
