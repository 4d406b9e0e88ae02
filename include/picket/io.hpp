// SPDX-License-Identifier: MIT
/// @file
/// Everything of the optional module io: zones and tracks from and to files.
#ifndef PICKET_IO_HPP
#define PICKET_IO_HPP

#include <picket/core.hpp>

#endif
