// SPDX-License-Identifier: MIT
/// @file
/// Bases, as two commands read them.
#ifndef PICKET_EXAMPLES_PICKET_INTERCEPT_INPUT_HPP
#define PICKET_EXAMPLES_PICKET_INTERCEPT_INPUT_HPP

#include <picket/io/bases_csv.hpp>
#include <picket/io/detail/text.hpp>

#include <istream>
#include <string>

#include "commands.hpp"

namespace picket_cli {

/// An input as messages call it.
inline std::string shown_name(const std::string& path)
{
    return path == "-" ? "<stdin>" : picket::io::detail::printable(path, 400);
}

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
