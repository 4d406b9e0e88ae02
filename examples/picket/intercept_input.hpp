// SPDX-License-Identifier: MIT
/// @file
/// Bases, as two commands read them.
#ifndef PICKET_EXAMPLES_PICKET_INTERCEPT_INPUT_HPP
#define PICKET_EXAMPLES_PICKET_INTERCEPT_INPUT_HPP

#include <picket/io/bases_csv.hpp>

#include <istream>
#include <string>

#include "commands.hpp"

namespace picket_cli {

inline picket::io::BaseFile load_bases(const std::string& path, bool keep_going, Skipped& skipped)
{
    picket::io::BaseFile file = read_input(
        path,
        [&](std::istream& in, const std::string& name) { return picket::io::read_bases_csv(in, name, keep_going); },
        [&](const std::string& name) { return picket::io::read_bases_csv(name, keep_going); });
    skipped.add(file.skipped);
    return file;
}

}  // namespace picket_cli

#endif
