// SPDX-License-Identifier: MIT
#include <picket/io.hpp>
#include <picket/picket.hpp>

const picket::Version* version_seen_by_b();

const picket::Version* version_seen_by_b()
{
    return &picket::version;
}
