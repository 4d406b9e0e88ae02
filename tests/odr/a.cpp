// SPDX-License-Identifier: MIT
// Two translation units that each include everything and are linked into one program: a function that is
// not inline is defined twice and does not link.
#include <picket/io.hpp>
#include <picket/picket.hpp>

const picket::Version* version_seen_by_b();

int main()
{
    // One object, not one per translation unit.
    return version_seen_by_b() == &picket::version ? 0 : 1;
}
