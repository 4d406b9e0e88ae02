// SPDX-License-Identifier: MIT
#include <picket/io.hpp>
