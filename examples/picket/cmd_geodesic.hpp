// SPDX-License-Identifier: MIT
/// @file
/// `picket geodesic`: geodesics and rhumb lines of WGS 84 from a shell.
#ifndef PICKET_EXAMPLES_PICKET_CMD_GEODESIC_HPP
#define PICKET_EXAMPLES_PICKET_CMD_GEODESIC_HPP

#include <CLI/CLI.hpp>

namespace picket_cli {

/// Adds the command; parsing the command line runs it.
void add_geodesic_command(CLI::App& app);

}  // namespace picket_cli

#endif
