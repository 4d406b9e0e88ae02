// SPDX-License-Identifier: MIT
/// @file
/// What is said of a file, or of an argument, that is refused.
#ifndef PICKET_TESTS_SUPPORT_REFUSAL_HPP
#define PICKET_TESTS_SUPPORT_REFUSAL_HPP

#include <picket/error.hpp>

#include <string>

/// The message of the error that make() throws, or "accepted". An error of another kind goes on.
template <class Error = picket::ParseError, class Make>
std::string refusal_of(Make&& make)
{
    try {
        static_cast<void>(make());
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

#endif
