// SPDX-License-Identifier: MIT
/// @file
/// What a reader says of a file that it refuses.
#ifndef PICKET_TESTS_SUPPORT_REFUSAL_HPP
#define PICKET_TESTS_SUPPORT_REFUSAL_HPP

#include <picket/error.hpp>

#include <string>

/// The message of the ParseError that read() throws, or "accepted".
template <class Read>
std::string refusal_of(Read read)
{
    try {
        static_cast<void>(read());
    } catch (const picket::ParseError& error) {
        return error.what();
    }
    return "accepted";
}

#endif
